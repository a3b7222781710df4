//! What becomes of keystrokes: who gets them, and when.
//!
//! Pure, with the time given from outside. While the editor reads, keystrokes go to it, but never past one that may
//! end the line: what was typed after Enter belongs to the next line, or stops the answer to this one. While an answer
//! comes, Esc, Ctrl-C and Tab are told to whoever shows it, and everything else waits, unseen, for the next line; so does a
//! Tab that completes what was typed there.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

use super::editor;
use super::keystrokes::{Keystroke, reserved};

/// The typing rests when nothing came for so long.
pub const REST: Duration = Duration::from_millis(300);

/// How long the editor has to say that a key has not ended the line, before the next one is sent all the same.
const PATIENCE: Duration = Duration::from_millis(250);

/// Who gets the keystrokes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Listener {
    /// Nobody now: they wait.
    #[default]
    Nobody,
    /// The editor.
    Editor,
    /// Whoever shows an answer.
    Answer,
    /// Whoever works on something of which no next model could do the same, such as finding out who can answer: Tab waits,
    /// too.
    Work,
}

/// A word to the editor between keystrokes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nudge {
    /// Look ahead again.
    Rest,
    /// Draw the line again.
    Redraw,
}

/// Whether the editor searches the lines before, where every word from outside would end the search.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Searching {
    /// It does.
    Yes,
    /// It does not.
    #[default]
    No,
}

/// What is told beside the editor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pressed {
    /// Esc or Ctrl-C while an answer came.
    Stop,
    /// Tab while an answer came.
    NextModel,
    /// Ctrl-Z.
    Suspend,
    /// The terminal is gone.
    Closed,
}

/// What the caller has to do now.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Step {
    /// Bytes for the editor.
    pub bytes: Vec<u8>,
    /// To be told.
    pub pressed: Vec<Pressed>,
    /// When to ask again, if nothing comes before.
    pub deadline: Option<Instant>,
}

/// Keystrokes on their way.
#[derive(Debug, Default)]
pub struct Feed {
    listener: Listener,
    waiting: VecDeque<Keystroke>,
    /// What was typed behind a line that came back, and is none of it.
    aside: VecDeque<Keystroke>,
    /// Pastes that the editor was told of and has not fetched.
    pastes: VecDeque<String>,
    /// Nothing is sent before this time, or before the editor reads on.
    held_until: Option<Instant>,
    /// When the typing will have rested.
    rests_at: Option<Instant>,
    /// It will have rested later than that.
    is_unsettled: bool,
    /// Ctrl-X was sent, and the next key belongs to it.
    is_chord_open: bool,
    searching: Searching,
    nudge: Option<Nudge>,
}

impl Feed {
    /// Changes who gets the keystrokes.
    pub fn listen(&mut self, listener: Listener) {
        self.listener = listener;
        self.held_until = None;
        self.rests_at = None;
        self.is_chord_open = false;
        self.nudge = None;
        self.searching = Searching::No;
        if listener == Listener::Editor {
            // What the editor was told of and never fetched was lost with the line before.
            self.pastes.clear();
        }
    }

    /// A line comes back: what was typed behind it belongs to the next one.
    pub fn set_aside(&mut self) {
        self.aside.append(&mut self.waiting);
    }

    /// The line that came back is done with.
    pub fn bring_back(&mut self) {
        self.aside.append(&mut self.waiting);
        std::mem::swap(&mut self.aside, &mut self.waiting);
    }

    /// The key that was sent last has not ended the line.
    pub fn go_on(&mut self) {
        self.held_until = None;
    }

    /// Says a word to the editor, if it reads.
    pub fn nudge(&mut self, nudge: Nudge) {
        if self.listener == Listener::Editor {
            self.nudge = Some(nudge);
        }
    }

    /// Whether the editor searches.
    pub fn search(&mut self, searching: Searching) {
        self.searching = searching;
    }

    /// Has a rest that is due come later: the window changed, and may be about to change again.
    pub fn unsettle(&mut self) {
        self.is_unsettled = true;
    }

    /// The oldest paste that the editor was told of.
    pub fn take_paste(&mut self) -> Option<String> {
        self.pastes.pop_front()
    }

    /// Has a keystroke come before all that wait. The key that was sent last has not ended the line.
    pub fn put_first(&mut self, keystroke: Keystroke) {
        self.held_until = None;
        self.waiting.push_front(keystroke);
    }

    /// Takes in what was typed.
    pub fn push(&mut self, keystroke: Keystroke) {
        self.waiting.push_back(keystroke);
    }

    /// What there is to do at `now`.
    pub fn step(&mut self, now: Instant) -> Step {
        let mut step = Step::default();
        // Ctrl-Z is the job's, whoever listens.
        let n_before = self.waiting.len();
        self.waiting.retain(|keystroke| !keystroke.is_byte(0x1a));
        if self.waiting.len() < n_before {
            step.pressed.push(Pressed::Suspend);
        }
        match self.listener {
            Listener::Nobody => {}
            Listener::Answer | Listener::Work => self.tell(&mut step),
            Listener::Editor => self.send(now, &mut step),
        }
        step
    }

    fn tell(&mut self, step: &mut Step) {
        let is_answered = self.listener == Listener::Answer;
        let mut line = TypedAhead::default();
        self.waiting.retain(|keystroke| {
            let pressed = match keystroke {
                Keystroke::Escape => Pressed::Stop,
                keystroke if keystroke.is_byte(3) => Pressed::Stop,
                keystroke if keystroke.is_byte(b'\t') && is_answered && !line.is_completed_by_tab() => {
                    Pressed::NextModel
                }
                _ => {
                    line.take(keystroke);
                    return true;
                }
            };
            step.pressed.push(pressed);
            false
        });
    }

    fn send(&mut self, now: Instant, step: &mut Step) {
        if std::mem::take(&mut self.is_unsettled) && self.rests_at.is_some() {
            self.rests_at = Some(now + REST);
        }
        if self.held_until.is_some_and(|until| until <= now) {
            self.held_until = None;
        }
        while self.held_until.is_none()
            && let Some(keystroke) = self.waiting.pop_front()
        {
            if keystroke.is_text() && !self.is_chord_open {
                self.rests_at = Some(now + REST);
            }
            let may_end = self.is_chord_open || may_end_the_line(&keystroke);
            self.is_chord_open = !self.is_chord_open && keystroke.is_byte(0x18);
            match keystroke {
                Keystroke::Key(bytes) | Keystroke::Sequence(bytes) => step.bytes.extend(bytes),
                Keystroke::Escape => step.bytes.extend(reserved::ESCAPE),
                Keystroke::NewLine => step.bytes.extend(reserved::NEW_LINE),
                Keystroke::Paste(text) => {
                    self.pastes.push_back(text);
                    step.bytes.extend(reserved::PASTED);
                }
            }
            if may_end {
                self.held_until = Some(now + PATIENCE);
                self.rests_at = None;
            }
        }
        if self.held_until.is_none() && !self.is_chord_open && self.searching == Searching::No {
            if self.rests_at.is_some_and(|at| at <= now) {
                self.rests_at = None;
                self.nudge = self.nudge.filter(|nudge| *nudge != Nudge::Rest);
                step.bytes.extend(reserved::RESTS);
            }
            match self.nudge.take() {
                Some(Nudge::Rest) if self.rests_at.is_none() => step.bytes.extend(reserved::RESTS),
                Some(Nudge::Redraw) => step.bytes.extend(reserved::REDRAW),
                // The typing will rest soon enough.
                Some(Nudge::Rest) | None => {}
            }
        }
        let held = self.held_until.filter(|_| !self.waiting.is_empty());
        let rests = self.rests_at.filter(|at| *at > now);
        step.deadline = [held, rests].into_iter().flatten().min();
    }
}

/// The line that is being typed while an answer comes, as far as it is known without the editor.
#[derive(Default)]
struct TypedAhead(String);

impl TypedAhead {
    fn take(&mut self, keystroke: &Keystroke) {
        match keystroke {
            Keystroke::Key(bytes) => match bytes.as_slice() {
                [8 | 0x7f] => drop(self.0.pop()),
                // What is waited for already changes nothing that is known.
                [b'\t'] => {}
                [0..b' '] => self.0.clear(),
                bytes => self.0.push_str(&String::from_utf8_lossy(bytes)),
            },
            Keystroke::Paste(text) => self.0.push_str(text),
            // The caret may be anywhere.
            Keystroke::NewLine | Keystroke::Escape | Keystroke::Sequence(_) => self.0.clear(),
        }
    }

    /// Whether a Tab completes the name or the path that was begun.
    fn is_completed_by_tab(&self) -> bool {
        editor::begun(&self.0, self.0.len()).is_some()
    }
}

/// Enter, Ctrl-C, and the function keys that leave the editor.
fn may_end_the_line(keystroke: &Keystroke) -> bool {
    match keystroke {
        Keystroke::Key(bytes) => matches!(bytes.as_slice(), [b'\r' | 3]),
        Keystroke::Sequence(bytes) => {
            matches!(
                bytes.as_slice(),
                [0x1b, b'O', b'P'..=b'S'] | [0x1b, b'[', b'[', _] | [0x1b, b'[', b'0'..=b'9', b'0'..=b'9', b'~']
            )
        }
        Keystroke::Escape | Keystroke::NewLine | Keystroke::Paste(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Duration = Duration::from_millis(1);

    fn typed(feed: &mut Feed, text: &str) {
        for character in text.chars() {
            feed.push(Keystroke::Key(character.to_string().into_bytes()));
        }
    }

    fn bytes(feed: &mut Feed, now: Instant) -> String {
        String::from_utf8(feed.step(now).bytes).expect("UTF-8")
    }

    #[test]
    fn nothing_goes_to_the_editor_past_a_key_that_may_end_the_line() {
        let (mut feed, now) = (Feed::default(), Instant::now());
        feed.listen(Listener::Editor);
        typed(&mut feed, "하나\r둘\r");
        assert_eq!(bytes(&mut feed, now), "하나\r");
        assert_eq!(bytes(&mut feed, now), "");
        feed.listen(Listener::Editor);
        assert_eq!(bytes(&mut feed, now), "둘\r");
    }

    #[test]
    fn an_enter_that_ended_nothing_holds_up_nothing() {
        let (mut feed, now) = (Feed::default(), Instant::now());
        feed.listen(Listener::Editor);
        typed(&mut feed, "a\rb\rc");
        assert_eq!(bytes(&mut feed, now), "a\r");
        feed.go_on();
        assert_eq!(bytes(&mut feed, now), "b\r");
        let step = feed.step(now);
        assert_eq!(step.deadline, Some(now + PATIENCE));
        assert_eq!(bytes(&mut feed, now + PATIENCE), "c");
    }

    #[test]
    fn what_was_typed_behind_a_line_that_comes_back_goes_into_the_next_one() {
        let (mut feed, now) = (Feed::default(), Instant::now());
        feed.listen(Listener::Editor);
        typed(&mut feed, "@claude hi\rnext\r");
        assert_eq!(bytes(&mut feed, now), "@claude hi\r");
        feed.set_aside();
        feed.listen(Listener::Editor);
        assert_eq!(bytes(&mut feed, now), "");
        typed(&mut feed, "!\rlast");
        assert_eq!(bytes(&mut feed, now), "!\r");
        feed.bring_back();
        feed.listen(Listener::Editor);
        assert_eq!(bytes(&mut feed, now), "next\r");
        feed.listen(Listener::Editor);
        assert_eq!(bytes(&mut feed, now), "last");
    }

    #[test]
    fn while_an_answer_comes_esc_ctrl_c_and_tab_are_told_and_the_rest_waits() {
        let (mut feed, now) = (Feed::default(), Instant::now());
        feed.listen(Listener::Editor);
        typed(&mut feed, "q\rnext");
        assert_eq!(bytes(&mut feed, now), "q\r");
        feed.listen(Listener::Answer);
        feed.push(Keystroke::Escape);
        typed(&mut feed, "\u{3}one\t");
        let step = feed.step(now);
        assert_eq!(step.pressed, [Pressed::Stop, Pressed::Stop, Pressed::NextModel]);
        assert_eq!(step.bytes, b"");
        feed.listen(Listener::Editor);
        assert_eq!(bytes(&mut feed, now), "nextone");
    }

    #[test]
    fn a_tab_behind_an_at_sign_that_was_typed_ahead_completes_it() {
        let check = |ahead: &str, is_told: bool| {
            let (mut feed, now) = (Feed::default(), Instant::now());
            feed.listen(Listener::Answer);
            typed(&mut feed, ahead);
            let expected: &[Pressed] = if is_told { &[Pressed::NextModel] } else { &[] };
            assert_eq!(feed.step(now).pressed, expected, "{ahead:?}");
            assert_eq!(feed.step(now).pressed, [], "{ahead:?}, once more");
        };
        check("@ki\t", false);
        check("이거 왜 느려? @src/ma\t", false);
        check("그거\r@\t", false);
        check("@\"두 낱\t", false);
        check("@ki\t\t", false);
        check("\t", true);
        check("and what of owls\t", true);
        check("@kimi hello\t", true);
        check("@ki\r\t", true);
        check("@\u{7f}\t", true);
        check("a@b\t", true);
        let (mut feed, now) = (Feed::default(), Instant::now());
        feed.listen(Listener::Answer);
        typed(&mut feed, "@ki\t");
        feed.step(now);
        feed.listen(Listener::Editor);
        assert_eq!(bytes(&mut feed, now), "@ki\t");
    }

    #[test]
    fn while_nobody_is_known_who_could_answer_tab_waits() {
        let (mut feed, now) = (Feed::default(), Instant::now());
        feed.listen(Listener::Work);
        typed(&mut feed, "\tnext\u{3}");
        assert_eq!(feed.step(now).pressed, [Pressed::Stop]);
        feed.listen(Listener::Nobody);
        feed.listen(Listener::Answer);
        assert_eq!(feed.step(now).pressed, [Pressed::NextModel]);
        feed.listen(Listener::Work);
        typed(&mut feed, "\t");
        assert_eq!(feed.step(now), Step::default());
        feed.listen(Listener::Editor);
        assert_eq!(bytes(&mut feed, now), "next\t");
    }

    #[test]
    fn a_rest_is_told_once_and_never_between_the_keys_of_a_chord() {
        let (mut feed, now) = (Feed::default(), Instant::now());
        feed.listen(Listener::Editor);
        typed(&mut feed, "ab");
        let step = feed.step(now);
        assert_eq!((step.bytes.as_slice(), step.deadline), (&b"ab"[..], Some(now + REST)));
        assert_eq!(bytes(&mut feed, now + REST - MS), "");
        assert_eq!(bytes(&mut feed, now + REST).as_bytes(), reserved::RESTS);
        assert_eq!(feed.step(now + REST * 2), Step::default());
        typed(&mut feed, "c\u{18}");
        assert_eq!(bytes(&mut feed, now), "c\u{18}");
        assert_eq!(bytes(&mut feed, now + REST * 3), "");
        typed(&mut feed, "u");
        assert_eq!(bytes(&mut feed, now + REST * 3), "u");
    }

    #[test]
    fn the_typing_rests_when_nothing_came_for_300_ms() {
        let (mut feed, now) = (Feed::default(), Instant::now());
        feed.listen(Listener::Editor);
        typed(&mut feed, "a");
        assert_eq!(feed.step(now).deadline, Some(now + MS * 300));
        assert_eq!(bytes(&mut feed, now + MS * 299), "");
        assert_eq!(bytes(&mut feed, now + MS * 300).as_bytes(), reserved::RESTS);
    }

    #[test]
    fn what_is_found_out_while_somebody_types_is_drawn_when_the_typing_rests() {
        let (mut feed, now) = (Feed::default(), Instant::now());
        feed.listen(Listener::Editor);
        for n in 0..8 {
            let now = now + MS * 100 * n;
            typed(&mut feed, "a");
            assert_eq!(bytes(&mut feed, now), "a");
            feed.nudge(Nudge::Rest);
            assert_eq!(bytes(&mut feed, now + MS), "");
        }
        let last = now + MS * 700;
        assert_eq!(bytes(&mut feed, last + REST - MS), "");
        assert_eq!(bytes(&mut feed, last + REST).as_bytes(), reserved::RESTS);
        assert_eq!(feed.step(last + REST * 2), Step::default());
    }

    #[test]
    fn a_rest_comes_later_where_the_window_changed() {
        let (mut feed, now) = (Feed::default(), Instant::now());
        feed.listen(Listener::Editor);
        typed(&mut feed, "ab");
        assert_eq!(bytes(&mut feed, now), "ab");
        feed.unsettle();
        assert_eq!(feed.step(now + REST - MS).deadline, Some(now + REST - MS + REST));
        assert_eq!(bytes(&mut feed, now + REST), "");
        assert_eq!(bytes(&mut feed, now + REST * 2).as_bytes(), reserved::RESTS);
        // Where none is due, none comes.
        feed.unsettle();
        assert_eq!(feed.step(now + REST * 3), Step::default());
    }

    #[test]
    fn a_paste_is_fetched_by_the_editor_in_its_turn() {
        let (mut feed, now) = (Feed::default(), Instant::now());
        feed.listen(Listener::Editor);
        typed(&mut feed, "a");
        feed.push(Keystroke::Paste("many\nlines".to_owned()));
        let step = feed.step(now);
        assert_eq!(step.bytes, [b"a", reserved::PASTED].concat());
        assert_eq!(feed.take_paste().as_deref(), Some("many\nlines"));
        assert_eq!(feed.take_paste(), None);
    }

    #[test]
    fn a_search_is_not_ended_by_a_rest() {
        let (mut feed, now) = (Feed::default(), Instant::now());
        feed.listen(Listener::Editor);
        typed(&mut feed, "\u{12}ab");
        assert_eq!(bytes(&mut feed, now), "\u{12}ab");
        feed.search(Searching::Yes);
        feed.nudge(Nudge::Rest);
        assert_eq!(feed.step(now + REST), Step::default());
        feed.search(Searching::No);
        assert_eq!(bytes(&mut feed, now + REST).as_bytes(), reserved::RESTS);
    }

    #[test]
    fn ctrl_z_belongs_to_the_job() {
        let (mut feed, now) = (Feed::default(), Instant::now());
        typed(&mut feed, "a\u{1a}b");
        assert_eq!(feed.step(now).pressed, [Pressed::Suspend]);
        feed.listen(Listener::Editor);
        assert_eq!(bytes(&mut feed, now), "ab");
    }
}
