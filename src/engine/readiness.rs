//! Whether a candidate could be asked now: window, plan and costs, before anything is sent.
//!
//! Looks only: it claims nothing, so that those who may come later can be looked at, too. What is sent in the end
//! is put together by the turn.

use std::time::Duration;

use super::budget::{Bill, SoFar};
use super::candidates::Ranked;
use super::plan::TurnPlan;
use super::quota::{self, Admission, Held};
use super::request::TurnRequest;
use super::roster::ModelFacts;
use super::window::{self, Fitted, Room};
use super::{Bound, Engine, OverBudget, Unusable};
use crate::domain::event::FailoverReason;

/// What was found before a candidate was asked.
pub(super) enum Readiness {
    Ready(Prepared),
    /// It would be ready after a wait.
    Later(Duration, Held),
    /// It is left out.
    Skip(Skip),
}

impl Readiness {
    /// Whether it would be ready but for a limit of its plan.
    pub const fn is_held_back(&self) -> bool {
        matches!(self, Self::Later(..) | Self::Skip(Skip::LimitNear(_)))
    }
}

/// Why a candidate is left out.
pub(super) enum Skip {
    /// Its day is used up.
    LimitNear(Held),
    TooSmall {
        n_tokens: u64,
        allowed: u64,
        bound: Bound,
    },
    TooDear(OverBudget),
    /// It cannot be asked as it is set up.
    Unusable(Unusable),
}

impl Skip {
    /// What is said of it where somebody else serves.
    pub fn reason(&self) -> FailoverReason {
        match self {
            Self::LimitNear(_) => FailoverReason::LimitNear,
            Self::TooSmall { .. } => FailoverReason::TooSmall,
            Self::TooDear(_) => FailoverReason::TooDear,
            Self::Unusable(Unusable::NoKey { .. }) => FailoverReason::NoKey,
            Self::Unusable(Unusable::NotRunning { .. }) => FailoverReason::NotRunning,
            Self::Unusable(Unusable::NotTold(failure)) => FailoverReason::Failed(failure.clone()),
            Self::Unusable(Unusable::Loading) => FailoverReason::Loading,
            Self::Unusable(Unusable::KeyRefused { has_key }) => FailoverReason::KeyRefused { has_key: *has_key },
            Self::Unusable(Unusable::Paid) => FailoverReason::Declined,
            Self::Unusable(_) => FailoverReason::BadKey,
        }
    }
}

/// What is asked of a candidate, all but the words themselves.
#[derive(Debug, Clone, Copy)]
pub(super) struct Prepared {
    /// What of the conversation goes along.
    pub fitted: Fitted,
    /// The limit on the answer.
    pub max_tokens: Option<u64>,
}

impl Prepared {
    /// Tokens that the request stands for until its answer is there.
    pub fn n_reserved(&self) -> u64 {
        self.fitted.n_tokens + self.max_tokens.unwrap_or(0)
    }
}

impl Engine {
    /// Whether window, plan and budget let the turn through to a candidate, now or soon; its earlier tries cost
    /// `so_far`.
    pub(super) fn look(&self, request: &TurnRequest, plan: &TurnPlan, ranked: &Ranked, so_far: SoFar) -> Readiness {
        let facts = &ranked.facts;
        let usual = quota::usual_answer(plan.route, ranked.effort());
        let wanted = plan.max_tokens(request);
        let answer = wanted.unwrap_or(usual);
        let (room, bound) = room(facts, answer);
        let system_tokens = window::message_tokens(&plan.system);
        let fitted = match window::fit(&plan.past, plan.message_tokens, system_tokens, room) {
            Ok(fitted) => fitted,
            Err(too_large) => {
                let allowed = room.map_or(u64::MAX, |room| room.message);
                return Readiness::Skip(Skip::TooSmall { n_tokens: too_large.n_tokens, allowed, bound });
            }
        };
        let spent = self.spent(&ranked.candidate.model, &facts.plan);
        let by_plan = match quota::admit(&facts.plan, &spent, fitted.n_tokens, answer, self.now()) {
            Admission::Now { max_tokens } => max_tokens,
            Admission::After(wait, held) => return Readiness::Later(wait, held),
            Admission::NotToday(held) => return Readiness::Skip(Skip::LimitNear(held)),
            Admission::Never { allowed } => {
                let bound = plan_bound(facts);
                return Readiness::Skip(Skip::TooSmall { n_tokens: fitted.n_tokens, allowed, bound });
            }
        };
        let by_model = facts.context_tokens.map(|context| context.saturating_sub(fitted.n_tokens).max(1));
        let by_plan =
            by_plan.into_iter().chain(by_model).chain(facts.max_output_tokens).min().filter(|_| by_plan.is_some());
        let max_tokens = [wanted, by_plan].into_iter().flatten().min();
        // The one place where a candidate's costs are judged.
        let bill =
            Bill { input: fitted.n_tokens, output: max_tokens.unwrap_or(usual), max_cost: request.max_cost, so_far };
        let max_tokens = match self.affordable(ranked, bill) {
            Ok(paid_for) => max_tokens.into_iter().chain(paid_for).min(),
            Err(over) => return Readiness::Skip(Skip::TooDear(over)),
        };
        Readiness::Ready(Prepared { fitted, max_tokens })
    }
}

/// Tokens that the system text and the new message may have together, where the answer takes so many; `None` where nobody
/// knows.
pub(super) fn room_for_message(facts: &ModelFacts, answer: u64) -> Option<u64> {
    room(facts, answer).0.map(|room| room.message)
}

/// The same where it is the plan that lets no more through, whose bound a text may pass in parts.
pub(super) fn room_in_plan(facts: &ModelFacts, answer: u64) -> Option<u64> {
    let (room, bound) = room(facts, answer);
    room.filter(|_| matches!(bound, Bound::Plan { .. })).map(|room| room.message)
}

/// What window and plan leave to the prompt, and which of the two is the smaller.
fn room(facts: &ModelFacts, answer: u64) -> (Option<Room>, Bound) {
    let by_context = facts.context_tokens.map(|context| {
        let reserve = answer.min(context / 4).min(facts.max_output_tokens.unwrap_or(u64::MAX));
        Room { message: context - reserve.min(quota::MIN_ANSWER), all: context - reserve, first: window::OF_A_WINDOW }
    });
    let by_plan = quota::prompt_window(&facts.plan, answer);
    match (by_context, by_plan) {
        (Some(context), Some(plan)) => {
            let both = Room {
                message: context.message.min(plan.message),
                all: context.all.min(plan.all),
                first: context.first.max(plan.first),
            };
            (Some(both), if plan.message < context.message { plan_bound(facts) } else { Bound::Window })
        }
        (None, Some(plan)) => (Some(plan), plan_bound(facts)),
        (context, None) => (context, Bound::Window),
    }
}

fn plan_bound(facts: &ModelFacts) -> Bound {
    Bound::Plan { per_minute: facts.plan.tokens_per_minute.unwrap_or_default() }
}
