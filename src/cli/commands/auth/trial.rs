//! A key is tried before it is kept: one that is refused never is, and of one that could not be tried it is said why, and
//! what to do first.

use std::time::Duration;

use super::super::super::exit::Exit;
use super::super::super::session::Session;
use super::{complain, good, may_be_denied, say, warn};
use crate::domain::catalogue::Vendor;
use crate::domain::{Detail, Failure, FailureKind, ModelRef, Secret};
use crate::engine::key_check::{KeptIn, KeyToCheck, KeyTrouble};
use crate::engine::{Engine, Unusable};
use crate::ui::ErrorText;
use crate::ui::messages::{AuthLine, AuthProblem, FailedCall, KeyGiven, Remark, denied_hint};

/// Whether a key was tried before it was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Tried {
    /// It was, or that was not wanted.
    Settled,
    /// It could not be: offline, a server that is ill.
    NotYet,
    /// It could not be, and waiting does not help: what does.
    Hindered(Option<String>),
    /// It was, and is good, but nothing can be asked with it now; how long, where that is known.
    Limited(Option<Duration>),
}

/// Tries a key that is not kept yet; one that is refused never is.
pub(super) async fn try_before_keeping(
    session: &Session,
    engine: &Engine,
    provider: &str,
    key: (&Secret, KeptIn<'_>),
    vendor: Option<&Vendor>,
) -> Result<Tried, Exit> {
    if engine.keeps_from(provider).is_none() {
        say(session, &AuthLine::Trying { provider });
    }
    let (secret, kept) = key;
    let Some(check) = engine.check_key(provider, KeyToCheck::Given { secret, kept }).await else {
        return Ok(Tried::Settled);
    };
    match &check.outcome {
        Ok(accepted) => {
            for line in good(session, &check, accepted, true) {
                session.console().notice(&line);
            }
            Ok(accepted.but.as_ref().map_or(Tried::Settled, |failure| Tried::Limited(failure.retry_after)))
        }
        Err(KeyTrouble::Failed(failure)) if failure.kind == FailureKind::KeyRefused => {
            let url = vendor.and_then(|vendor| vendor.signup_url.as_deref());
            complain(session, &AuthProblem::Refused { provider, failure, url, from: KeyGiven::ToBaro });
            Err(Exit::KEY)
        }
        Err(trouble) => {
            let lang = session.lang();
            let of_text = |ErrorText { error, causes, hints, .. }: ErrorText| {
                let why = causes.first().map_or_else(|| error.clone(), |cause| format!("{error} ({cause})"));
                (why, Tried::Hindered(hints.into_iter().next()))
            };
            let (why, tried) = match trouble {
                KeyTrouble::MayBeDenied(why) => of_text(may_be_denied(session, provider, why)),
                KeyTrouble::Unusable(why) => {
                    let cure = match why {
                        Unusable::Denied(by) => Some(denied_hint(lang, *by)),
                        _ => None,
                    };
                    (Remark::Unusable { provider, why }.text(lang), Tried::Hindered(cure))
                }
                KeyTrouble::Failed(failure) => {
                    let model = ModelRef::new(provider, "");
                    let call = FailedCall { model: &model, failure, key_env: None };
                    if passes_by_itself(failure) {
                        (call.short(lang), Tried::NotYet)
                    } else {
                        of_text(call.of_a_trial(lang))
                    }
                }
            };
            warn(session, &AuthLine::Untried { why: &why });
            Ok(tried)
        }
    }
}

/// Whether a trial may go well once there is a network, or the provider is well again.
fn passes_by_itself(failure: &Failure) -> bool {
    let is_of_the_way = matches!(failure.detail.as_deref(), Some(Detail::Proxy { .. } | Detail::NotFromHere));
    !is_of_the_way
        && matches!(
            failure.kind,
            FailureKind::NameNotResolved
                | FailureKind::Unreachable
                | FailureKind::ConnectTimeout
                | FailureKind::FirstTokenTimeout
                | FailureKind::IdleTimeout
                | FailureKind::TotalTimeout
                | FailureKind::ServerError
                | FailureKind::Truncated
        )
}

/// What to do after a key is kept: one that could not be tried is tried first.
pub(super) fn next<'a>(provider: &'a str, tried: &'a Tried) -> AuthLine<'a> {
    match tried {
        Tried::Settled => AuthLine::AskAway,
        Tried::NotYet => AuthLine::TryLater { provider },
        Tried::Hindered(cure) => AuthLine::TryOnceMended { provider, cure: cure.as_deref() },
        Tried::Limited(wait) => AuthLine::AskLater { wait: *wait },
    }
}
