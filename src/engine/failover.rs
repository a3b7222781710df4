//! What follows a failed try: the same candidate again, the next one, or the end.
//!
//! Pure. The rules are `product.md`'s "Which candidate serves, and how often it is tried"; the backoff is that
//! of the OpenAI and Anthropic SDKs (0.5 s doubled to 8 s, up to a quarter less by chance).

use std::time::Duration;

use crate::domain::{Detail, Failure, FailureKind, ProxyFault};

/// Requests a turn at most.
pub const MAX_REQUESTS: u32 = 5;
/// Waiting a turn at most.
pub const MAX_WAITING: Duration = Duration::from_secs(30);
/// A wait that is sat out although another candidate could serve.
const SHORT_WAIT: Duration = Duration::from_secs(2);

/// Where a turn stands when a try has failed.
#[derive(Debug, Clone, Copy)]
pub struct Standing {
    /// Tries of this candidate so far, this one included.
    pub tries: u32,
    /// Requests of the turn so far, this one included.
    pub requests: u32,
    /// Waited so far in this turn.
    pub waited: Duration,
    /// Whether another candidate could take over.
    pub others: Others,
    /// Whether the user has seen some of the answer.
    pub shown: Shown,
    /// A number from 0.0 to 1.0 by chance, for the backoff's jitter.
    pub chance: f64,
}

/// Whether another candidate could take over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Others {
    /// At least one is left that could serve now or soon.
    Left,
    /// All that are left are of the same provider: where that cannot be reached, none of them can.
    AtSameProvider,
    /// This is the last one.
    None,
}

/// Whether a failure speaks of the model's health: it was asked, and did not answer as one that is well does. Where the
/// request did not get out of the user's own network, or is let in from nowhere near it, nobody was asked.
#[must_use]
pub fn speaks_of_health(failure: &Failure) -> bool {
    if matches!(failure.detail.as_deref(), Some(Detail::Proxy { .. } | Detail::NoWayOut | Detail::NotFromHere)) {
        return false;
    }
    matches!(
        failure.kind,
        FailureKind::ServerError
            | FailureKind::Unreachable
            | FailureKind::ConnectTimeout
            | FailureKind::FirstTokenTimeout
            | FailureKind::IdleTimeout
            | FailureKind::Truncated
    )
}

/// Whether a question that ended in this failure would end in it again: it is too long or refused.
#[must_use]
pub const fn is_the_questions_own(kind: FailureKind) -> bool {
    matches!(
        kind,
        FailureKind::ContextOverflow | FailureKind::PlanTooSmall | FailureKind::BadRequest | FailureKind::Filtered
    )
}

/// Whether a failure is that of an answer which no model's provider gave, where several have it.
#[must_use]
pub const fn is_of_somebody_else(kind: FailureKind) -> bool {
    matches!(kind, FailureKind::NotAModel | FailureKind::Redirected | FailureKind::TlsRefused)
}

/// Whether a failure is what all have where there is no network.
#[must_use]
pub const fn is_out_of_reach(kind: FailureKind) -> bool {
    matches!(kind, FailureKind::NameNotResolved | FailureKind::Unreachable | FailureKind::ConnectTimeout)
}

/// Whether failures of providers elsewhere, each with whose it is, tell that nobody elsewhere can be reached from here: one
/// is the fault of the user's own network, or two providers are out of reach at once, or somebody else answers in their
/// place, as the sign-in page of a Wi-Fi does.
#[must_use]
pub fn is_cut_off<'a>(elsewhere: impl Iterator<Item = (&'a str, &'a Failure)>) -> bool {
    let mut out_of_reach = None;
    for (provider, failure) in elsewhere {
        let is_let_in_from_nowhere_near = matches!(failure.detail.as_deref(), Some(Detail::NotFromHere));
        if is_of_own_network(failure) {
            return true;
        }
        let is_not_met = is_out_of_reach(failure.kind) || is_of_somebody_else(failure.kind);
        if is_not_met && !is_let_in_from_nowhere_near {
            if out_of_reach.is_some_and(|other| other != provider) {
                return true;
            }
            out_of_reach = Some(provider);
        }
    }
    false
}

/// Whether a failure is this machine's, whoever was asked. That a name is not in DNS, or that a proxy goes no further, may
/// be said of one host alone.
#[must_use]
pub fn is_of_own_network(failure: &Failure) -> bool {
    match failure.detail.as_deref() {
        Some(Detail::NoAddress { may_pass, .. }) => *may_pass,
        Some(Detail::Proxy { fault, .. }) => *fault != ProxyFault::Declines,
        Some(Detail::NoWayOut) => true,
        _ => false,
    }
}

/// Whether the user has seen some of the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// Some text is out.
    Some,
    /// Nothing is out.
    Nothing,
}

/// What to do next.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Step {
    /// Ask the same candidate again after a wait.
    Retry(Duration),
    /// Ask the next candidate, if there is one.
    Next,
    /// Give up, whoever else there is.
    Stop,
}

/// What a kind of failure calls for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cure {
    /// The same request may well succeed a moment later.
    TryAgain,
    /// As `TryAgain`, but only where nobody else could serve: nothing was heard at all.
    TryAgainIfLast,
    /// Only another candidate helps.
    AnotherCandidate,
    /// Nothing helps: the request itself is refused.
    Nothing,
}

fn cure(failure: &Failure) -> Cure {
    let stays = match failure.detail.as_deref() {
        // Where the request comes from, and what stands in its way, is the same a moment later; a company's proxy locks out
        // whoever comes with a wrong password a few times. Whoever takes no temperature is
        // asked without one where nobody wished for it, else somebody with it.
        Some(Detail::NotFromHere | Detail::NoTemperature) => true,
        Some(Detail::Proxy { fault, .. }) => {
            matches!(fault, ProxyFault::Unreadable | ProxyFault::WantsUser | ProxyFault::RefusesUser)
        }
        _ => failure.status == Some(407),
    };
    if stays { Cure::AnotherCandidate } else { cure_of(failure.kind) }
}

const fn cure_of(kind: FailureKind) -> Cure {
    match kind {
        FailureKind::RateLimited | FailureKind::ServerError | FailureKind::Truncated | FailureKind::Malformed => {
            Cure::TryAgain
        }
        FailureKind::Unreachable | FailureKind::NameNotResolved => Cure::TryAgainIfLast,
        FailureKind::KeyRefused
        | FailureKind::ModelGone
        | FailureKind::QuotaSpent
        | FailureKind::ContextOverflow
        | FailureKind::PlanTooSmall
        | FailureKind::TlsRefused
        | FailureKind::ConnectTimeout
        | FailureKind::FirstTokenTimeout
        | FailureKind::IdleTimeout
        | FailureKind::NotAModel
        | FailureKind::Redirected
        | FailureKind::EventTooLarge
        | FailureKind::UnofferedTool
        | FailureKind::EmptyAnswer => Cure::AnotherCandidate,
        FailureKind::BadRequest
        | FailureKind::Filtered
        | FailureKind::TotalTimeout
        // A setting that means safety is mended, not gone round.
        | FailureKind::CaFileUnusable => Cure::Nothing,
    }
}

/// The step after `failure`.
#[must_use]
pub fn step(failure: &Failure, standing: Standing) -> Step {
    let others = match standing.others {
        Others::AtSameProvider if is_out_of_reach(failure.kind) => Others::None,
        Others::AtSameProvider => Others::Left,
        others => others,
    };
    if standing.shown == Shown::Some || standing.requests >= MAX_REQUESTS {
        return Step::Stop;
    }
    let otherwise = if cure(failure) == Cure::Nothing { Step::Stop } else { Step::Next };
    let may_retry = match cure(failure) {
        Cure::TryAgain => failure.should_retry != Some(false),
        Cure::TryAgainIfLast => others == Others::None,
        Cure::AnotherCandidate | Cure::Nothing => failure.should_retry == Some(true) && failure.status.is_some(),
    };
    let tries_allowed = if others == Others::None { 3 } else { 2 };
    if !may_retry || standing.tries >= tries_allowed {
        return otherwise;
    }
    let wait = failure.retry_after.unwrap_or_else(|| backoff(failure.kind, standing.tries, standing.chance));
    let bound = match others {
        Others::Left | Others::AtSameProvider => SHORT_WAIT,
        Others::None => MAX_WAITING.saturating_sub(standing.waited),
    };
    if wait > bound { otherwise } else { Step::Retry(wait) }
}

/// 0.5 s doubled with each try up to 8 s, up to a quarter less. Where nobody listens it is half of that, so
/// that a machine without network says so within two seconds.
fn backoff(kind: FailureKind, tries: u32, chance: f64) -> Duration {
    let base = if matches!(kind, FailureKind::Unreachable | FailureKind::NameNotResolved) { 0.25 } else { 0.5 };
    let doubled = base * f64::from(1_u32 << tries.saturating_sub(1).min(4));
    Duration::from_secs_f64(doubled.min(8.0) * (1.0 - 0.25 * chance.clamp(0.0, 1.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn standing(tries: u32, others: Others) -> Standing {
        Standing { tries, requests: tries, waited: Duration::ZERO, others, shown: Shown::Nothing, chance: 0.0 }
    }

    fn after(kind: FailureKind, retry_after_s: Option<u64>, standing: Standing) -> Step {
        let failure = Failure { retry_after: retry_after_s.map(Duration::from_secs), ..Failure::new(kind, "") };
        step(&failure, standing)
    }

    #[test]
    fn each_situation_has_its_step() {
        use FailureKind as K;
        use Others::{AtSameProvider, Left, None as Last};
        let half = Step::Retry(Duration::from_millis(500));
        let cases = [
            // kind, Retry-After, tries, others, step
            (K::ServerError, None, 1, Left, half),
            (K::ServerError, None, 2, Left, Step::Next),
            (K::ServerError, None, 2, Last, Step::Retry(Duration::from_secs(1))),
            (K::ServerError, None, 3, Last, Step::Next),
            (K::Truncated, None, 1, Left, half),
            (K::RateLimited, Some(2), 1, Left, Step::Retry(Duration::from_secs(2))),
            (K::RateLimited, Some(3), 1, Left, Step::Next),
            (K::RateLimited, Some(29), 1, Last, Step::Retry(Duration::from_secs(29))),
            (K::RateLimited, Some(31), 1, Last, Step::Next),
            (K::Unreachable, None, 1, Left, Step::Next),
            (K::Unreachable, None, 1, Last, Step::Retry(Duration::from_millis(250))),
            (K::Unreachable, None, 1, AtSameProvider, Step::Retry(Duration::from_millis(250))),
            (K::ServerError, None, 2, AtSameProvider, Step::Next),
            (K::FirstTokenTimeout, None, 1, Left, Step::Next),
            (K::FirstTokenTimeout, None, 1, Last, Step::Next),
            (K::KeyRefused, None, 1, Left, Step::Next),
            (K::KeyRefused, None, 1, Last, Step::Next),
            (K::ModelGone, None, 1, Left, Step::Next),
            (K::QuotaSpent, Some(1), 1, Left, Step::Next),
            (K::ContextOverflow, None, 1, Left, Step::Next),
            (K::BadRequest, None, 1, Left, Step::Stop),
            (K::CaFileUnusable, None, 1, Left, Step::Stop),
            (K::Filtered, None, 1, Left, Step::Stop),
        ];
        for (kind, retry_after, tries, others, expected) in cases {
            assert_eq!(
                after(kind, retry_after, standing(tries, others)),
                expected,
                "{kind:?} {retry_after:?} {tries} {others:?}"
            );
        }
    }

    #[test]
    fn what_a_moment_does_not_change_is_not_asked_again() {
        let unreachable = || Failure::new(FailureKind::Unreachable, "");
        let of_proxy =
            |fault| unreachable().with_detail(Detail::Proxy { place: None, variable: Some("HTTPS_PROXY"), fault });
        let failures = [
            Failure { status: Some(403), ..unreachable().with_detail(Detail::NotFromHere) },
            of_proxy(ProxyFault::Unreadable),
            of_proxy(ProxyFault::WantsUser),
            of_proxy(ProxyFault::RefusesUser),
            Failure { status: Some(407), ..unreachable() },
        ];
        for failure in &failures {
            for others in [Others::Left, Others::AtSameProvider, Others::None] {
                assert_eq!(step(failure, standing(1, others)), Step::Next, "{failure:?} {others:?}");
            }
        }
        let declines = of_proxy(ProxyFault::Declines);
        assert!(matches!(step(&declines, standing(1, Others::None)), Step::Retry(_)));
    }

    #[test]
    fn a_fault_of_ones_own_network_is_no_models_illness() {
        let unreachable = || Failure::new(FailureKind::Unreachable, "");
        let at_proxy = |kind| {
            let fault = ProxyFault::Unreached("connection refused".to_owned());
            Failure::new(kind, "").with_detail(Detail::Proxy { place: None, variable: None, fault })
        };
        for failure in [
            at_proxy(FailureKind::Unreachable),
            at_proxy(FailureKind::ConnectTimeout),
            unreachable().with_detail(Detail::NoWayOut),
            unreachable().with_detail(Detail::NotFromHere),
            Failure::new(FailureKind::NameNotResolved, ""),
        ] {
            assert!(!speaks_of_health(&failure), "{failure:?}");
        }
        for failure in [unreachable(), unreachable().with_detail(Detail::ThisMachine)] {
            assert!(speaks_of_health(&failure), "{failure:?}");
        }
    }

    #[test]
    fn one_fault_of_the_own_network_or_two_missing_providers_tell_of_all_elsewhere() {
        let failed = |kind, detail: Option<Detail>| Failure { detail: detail.map(Box::new), ..Failure::new(kind, "") };
        let unnamed =
            |may_pass| failed(FailureKind::NameNotResolved, Some(Detail::NoAddress { host: "h".to_owned(), may_pass }));
        let unreachable = |detail| failed(FailureKind::Unreachable, detail);
        let at_proxy = |fault| unreachable(Some(Detail::Proxy { place: None, variable: None, fault }));
        let silent = || failed(FailureKind::ConnectTimeout, None);
        let told = |failures: &[(&str, Failure)]| is_cut_off(failures.iter().map(|(who, failure)| (*who, failure)));
        for of_all in [
            unnamed(true),
            unreachable(Some(Detail::NoWayOut)),
            at_proxy(ProxyFault::NameUnknown),
            at_proxy(ProxyFault::WantsUser),
        ] {
            assert!(told(&[("a", of_all.clone())]), "{of_all:?}");
        }
        let portal = failed(FailureKind::NotAModel, None);
        for of_one in [unnamed(false), unreachable(None), at_proxy(ProxyFault::Declines), silent(), portal] {
            assert!(!told(&[("a", of_one.clone())]), "{of_one:?}");
            assert!(!told(&[("a", of_one.clone()), ("a", silent())]), "two models of one: {of_one:?}");
            assert!(told(&[("a", of_one.clone()), ("b", silent())]), "{of_one:?}");
        }
        for of_none in [
            unreachable(Some(Detail::NotFromHere)),
            failed(FailureKind::ServerError, None),
            failed(FailureKind::KeyRefused, None),
        ] {
            assert!(!told(&[("a", of_none.clone()), ("b", of_none.clone())]), "{of_none:?}");
        }
    }

    #[test]
    fn nothing_is_asked_again_once_text_was_shown() {
        let shown = Standing { shown: Shown::Some, ..standing(1, Others::Left) };
        assert_eq!(after(FailureKind::Truncated, None, shown), Step::Stop);
    }

    #[test]
    fn a_turn_sends_five_requests_at_most_and_waits_thirty_seconds_at_most() {
        let fifth = Standing { requests: 5, ..standing(1, Others::Left) };
        assert_eq!(after(FailureKind::ServerError, None, fifth), Step::Stop);
        let tired = Standing { waited: Duration::from_secs(25), ..standing(1, Others::None) };
        assert_eq!(after(FailureKind::RateLimited, Some(6), tired), Step::Next);
    }

    #[test]
    fn the_provider_has_the_last_word_on_trying_again() {
        let failure = |kind, word| Failure { should_retry: Some(word), status: Some(500), ..Failure::new(kind, "") };
        assert_eq!(step(&failure(FailureKind::ServerError, false), standing(1, Others::Left)), Step::Next);
        assert!(matches!(step(&failure(FailureKind::BadRequest, true), standing(1, Others::Left)), Step::Retry(_)));
    }
}
