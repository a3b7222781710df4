//! How long a silent stream is waited for.
//!
//! Pure: it is told how much time has passed, what came, and who holds the other end, and says what to do
//! next. It never looks at a clock, a descriptor or a process.

use std::time::Duration;

/// A caller is told that something is being waited for after this long.
const NOTICE_AFTER: Duration = Duration::from_secs(2);
/// What nobody but an ancestor could write is waited for this long.
const ALONE: Duration = Duration::from_millis(300);
/// What nobody can tell the writer of is waited for this long.
const UNKNOWN: Duration = Duration::from_secs(3);
/// A pipe given by `-f` that no program feeds is waited for this long.
const NAMED: Duration = Duration::from_secs(10);
/// A writer may appear late, and that must not be noticed only at the very end of [`ALONE`].
const LOOK_AGAIN_SOON: Duration = Duration::from_millis(100);
/// While another program writes, only its silent end (an ancestor still holding the pipe) is looked for.
const LOOK_AGAIN_LATER: Duration = Duration::from_secs(1);

/// Who can still write into a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Writers {
    /// Nobody, or only baro itself.
    None,
    /// Only processes that baro descends from, such as the shell or the editor that started it.
    #[cfg_attr(all(windows, not(test)), expect(dead_code, reason = "the system does not tell"))]
    OnlyAncestors,
    /// A program of the pipeline, or one whose descriptors may not be read.
    Another,
    /// The system does not tell.
    Unknown,
}

/// Which rule holds for a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rule {
    /// It is the message, or `--stdin` was given: read to its end.
    ToTheEnd,
    /// Standard input beside a TEXT: read to its end if another program writes it.
    BesideText,
    /// A pipe given by `-f`: it was asked for, so silence is an error in the end.
    Named,
}

/// What to do while nothing comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// Wait for bytes, at most until this much time has passed since the start (`None`: without end).
    WaitUntil(Option<Duration>),
    /// Tell the caller that something is waited for, and ask again.
    Notice,
    /// Go on with what came so far, quietly.
    Stop,
    /// Go on without the stream, and tell the caller.
    StopAndTell,
    /// Nobody wrote: an error.
    TimedOut {
        /// How long it was waited for.
        waited_s: u64,
    },
}

/// The state of one wait.
#[derive(Debug)]
pub(super) struct Patience {
    rule: Rule,
    told: bool,
    any_bytes: bool,
    another_seen: bool,
    last_bytes_at: Duration,
    alone_since: Option<Duration>,
}

impl Patience {
    pub(super) fn new(rule: Rule) -> Self {
        Self {
            rule,
            told: false,
            any_bytes: false,
            another_seen: false,
            last_bytes_at: Duration::ZERO,
            alone_since: None,
        }
    }

    /// Bytes came, `now` after the start.
    pub(super) fn bytes_came(&mut self, now: Duration) {
        self.any_bytes = true;
        self.last_bytes_at = now;
        self.alone_since = None;
    }

    /// Whether [`Patience::silence`] needs to know the writers, which costs a look at every process.
    pub(super) fn wants_writers(&self) -> bool {
        match self.rule {
            Rule::ToTheEnd => false,
            Rule::BesideText => !self.begun_by_unseen_writer(),
            Rule::Named => !self.any_bytes,
        }
    }

    /// Nothing is there, `now` after the start. `writers` counts only if [`Patience::wants_writers`].
    pub(super) fn silence(&mut self, now: Duration, writers: Writers) -> Next {
        if writers == Writers::Another {
            self.another_seen = true;
        }
        let next = match self.rule {
            Rule::ToTheEnd => Next::WaitUntil(None),
            Rule::BesideText => self.silence_beside_text(now, writers),
            Rule::Named => self.silence_of_a_named_pipe(now, writers),
        };
        let Next::WaitUntil(until) = next else { return next };
        if self.told {
            return next;
        }
        if now >= NOTICE_AFTER {
            self.told = true;
            return Next::Notice;
        }
        Next::WaitUntil(Some(until.map_or(NOTICE_AFTER, |until| until.min(NOTICE_AFTER))))
    }

    fn silence_beside_text(&mut self, now: Duration, writers: Writers) -> Next {
        if self.begun_by_unseen_writer() {
            return Next::WaitUntil(None);
        }
        match writers {
            Writers::Another => {
                self.alone_since = None;
                Next::WaitUntil(Some(now + LOOK_AGAIN_LATER))
            }
            Writers::None | Writers::OnlyAncestors => {
                // At the first look the silence is as old as the wait itself.
                let since = *self.alone_since.get_or_insert(if self.another_seen { now } else { Duration::ZERO });
                let end = since + ALONE;
                if now >= end { Next::Stop } else { Next::WaitUntil(Some(end.min(now + LOOK_AGAIN_SOON))) }
            }
            Writers::Unknown => {
                self.alone_since = None;
                if self.any_bytes {
                    return Next::WaitUntil(Some(now + LOOK_AGAIN_LATER));
                }
                if now >= UNKNOWN {
                    Next::StopAndTell
                } else {
                    Next::WaitUntil(Some(UNKNOWN.min(now + LOOK_AGAIN_LATER)))
                }
            }
        }
    }

    fn silence_of_a_named_pipe(&self, now: Duration, writers: Writers) -> Next {
        if self.any_bytes {
            return Next::WaitUntil(None);
        }
        match writers {
            Writers::Another => Next::WaitUntil(Some(now + LOOK_AGAIN_LATER)),
            Writers::None | Writers::OnlyAncestors | Writers::Unknown if now >= NAMED => {
                Next::TimedOut { waited_s: NAMED.as_secs() }
            }
            Writers::None | Writers::OnlyAncestors | Writers::Unknown => {
                Next::WaitUntil(Some(NAMED.min(now + LOOK_AGAIN_LATER)))
            }
        }
    }

    /// Bytes came although no other program was seen: an ancestor writes them itself (an editor, a script that
    /// fills the pipe piece by piece), so stopping at a pause would cut what it says.
    fn begun_by_unseen_writer(&self) -> bool {
        self.any_bytes && !self.another_seen
    }
}

#[cfg(test)]
mod tests {
    use super::{Next, Patience, Rule, Writers};
    use std::time::Duration;

    fn ms(ms: u64) -> Duration {
        Duration::from_millis(ms)
    }

    /// Lets time pass without a byte until the wait ends or `limit_ms` is reached; gives when and how it ended
    /// and when the notice was given.
    fn wait(
        patience: &mut Patience,
        from_ms: u64,
        limit_ms: u64,
        writers: impl Fn(u64) -> Writers,
    ) -> (u64, Option<Next>, Option<u64>) {
        let mut now = from_ms;
        let mut noticed = None;
        loop {
            match patience.silence(ms(now), writers(now)) {
                Next::Notice => {
                    assert_eq!(noticed.replace(now), None, "told twice");
                }
                Next::WaitUntil(until) => {
                    let until = until.map_or(u64::MAX, |until| u64::try_from(until.as_millis()).unwrap());
                    assert!(until > now, "a wait that does not wait");
                    if until > limit_ms {
                        return (limit_ms, None, noticed);
                    }
                    now = until;
                }
                end => return (now, Some(end), noticed),
            }
        }
    }

    #[test]
    fn only_an_ancestor_is_given_300_ms() {
        for writers in [Writers::OnlyAncestors, Writers::None] {
            let mut patience = Patience::new(Rule::BesideText);
            assert_eq!(wait(&mut patience, 1, 60_000, |_| writers), (300, Some(Next::Stop), None));
        }
    }

    #[test]
    fn another_program_is_waited_for_without_end_and_told_at_2_s() {
        let mut patience = Patience::new(Rule::BesideText);
        assert_eq!(wait(&mut patience, 0, 3_600_000, |_| Writers::Another), (3_600_000, None, Some(2_000)));
    }

    #[test]
    fn a_writer_that_appears_within_300_ms_is_waited_for() {
        let mut patience = Patience::new(Rule::BesideText);
        let late = |now| if now < 250 { Writers::OnlyAncestors } else { Writers::Another };
        assert_eq!(wait(&mut patience, 0, 60_000, late).1, None);
    }

    #[test]
    fn a_program_that_ended_leaves_300_ms_to_the_ancestor_that_still_holds_the_pipe() {
        let mut patience = Patience::new(Rule::BesideText);
        let ends = |now| if now < 5_000 { Writers::Another } else { Writers::OnlyAncestors };
        let (at, how, _) = wait(&mut patience, 0, 60_000, ends);
        assert_eq!(how, Some(Next::Stop));
        assert!((5_300..=6_400).contains(&at), "{at}");
    }

    #[test]
    fn what_another_program_wrote_is_kept_when_only_an_ancestor_is_left() {
        let mut patience = Patience::new(Rule::BesideText);
        assert_eq!(patience.silence(ms(10), Writers::Another), Next::WaitUntil(Some(ms(1_010))));
        patience.bytes_came(ms(50));
        assert!(patience.wants_writers());
        assert_eq!(wait(&mut patience, 60, 60_000, |_| Writers::OnlyAncestors).0, 360);
    }

    #[test]
    fn an_ancestor_that_began_to_write_is_read_to_the_end() {
        let mut patience = Patience::new(Rule::BesideText);
        patience.bytes_came(ms(200));
        assert!(!patience.wants_writers());
        assert_eq!(wait(&mut patience, 201, 60_000, |_| Writers::OnlyAncestors), (60_000, None, Some(2_000)));
    }

    #[test]
    fn an_unknown_writer_is_given_3_s_and_said() {
        let mut patience = Patience::new(Rule::BesideText);
        assert_eq!(wait(&mut patience, 0, 60_000, |_| Writers::Unknown), (3_000, Some(Next::StopAndTell), Some(2_000)));
    }

    #[test]
    fn an_unknown_writer_that_began_is_read_to_the_end() {
        let mut patience = Patience::new(Rule::BesideText);
        patience.bytes_came(ms(2_900));
        assert_eq!(wait(&mut patience, 2_901, 60_000, |_| Writers::Unknown).1, None);
    }

    #[test]
    fn a_message_is_read_to_the_end_whoever_writes() {
        for writers in [Writers::None, Writers::OnlyAncestors, Writers::Another, Writers::Unknown] {
            let mut patience = Patience::new(Rule::ToTheEnd);
            assert!(!patience.wants_writers());
            assert_eq!(wait(&mut patience, 0, 600_000, |_| writers), (600_000, None, Some(2_000)));
        }
    }

    #[test]
    fn a_named_pipe_that_no_program_feeds_is_given_up_after_10_s() {
        for writers in [Writers::None, Writers::OnlyAncestors, Writers::Unknown] {
            let mut patience = Patience::new(Rule::Named);
            let ended = wait(&mut patience, 0, 60_000, |_| writers);
            assert_eq!(ended, (10_000, Some(Next::TimedOut { waited_s: 10 }), Some(2_000)));
        }
        let mut patience = Patience::new(Rule::Named);
        assert_eq!(wait(&mut patience, 0, 60_000, |_| Writers::Another), (60_000, None, Some(2_000)));
    }

    #[test]
    fn the_notice_is_not_repeated_after_bytes() {
        let mut patience = Patience::new(Rule::ToTheEnd);
        assert_eq!(patience.silence(ms(2_000), Writers::Another), Next::Notice);
        patience.bytes_came(ms(2_500));
        assert_eq!(patience.silence(ms(9_000), Writers::Another), Next::WaitUntil(None));
    }
}
