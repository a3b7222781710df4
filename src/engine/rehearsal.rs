//! A turn up to the point where it would be sent: `--dry-run`, `route`, `--explain`.
//!
//! Window, plan, limits and budget are judged by the very functions that a run uses; nothing is sent, kept, claimed or
//! asked.

use std::time::Duration;

use super::budget::SoFar;
use super::candidates::Ranked;
use super::failover::MAX_WAITING;
use super::quota::Held;
use super::readiness::{Readiness, Skip};
use super::request::{Failover, TurnRequest};
use super::succession::nobody_serves;
use super::{Engine, Error, TurnPlan};
use crate::domain::ModelRef;
use crate::domain::event::FailoverReason;

/// What a run of a planned turn would begin with.
#[derive(Debug)]
pub struct Rehearsal {
    /// The plan; its first candidate is the one that would serve, and there is none where the turn would be refused.
    pub plan: TurnPlan,
    /// Who should have served, and why another would.
    pub passed_over: Option<(ModelRef, FailoverReason)>,
    /// Why nothing would be sent.
    pub refusal: Option<Error>,
}

/// Who of a plan would serve.
#[derive(Debug)]
struct Foresight {
    /// Its place among the candidates.
    serving: Result<usize, Error>,
    passed_over: Option<(ModelRef, FailoverReason)>,
}

impl Engine {
    /// What a run of a planned turn would begin with.
    #[must_use]
    pub fn rehearse(&self, request: &TurnRequest, mut plan: TurnPlan) -> Rehearsal {
        let refused = |plan: TurnPlan, error| Rehearsal { plan, passed_over: None, refusal: Some(error) };
        if let Some(error) = plan.order.nobody.take() {
            return refused(plan, error);
        }
        if let Err(error) = self.check_budgets(&plan) {
            return refused(plan, error);
        }
        let Foresight { serving, passed_over } = self.foresee(request, &plan, SoFar::default());
        let mut candidates = std::mem::take(&mut plan.order.candidates);
        match serving {
            Ok(index) => {
                let first = candidates.remove(index);
                candidates.insert(0, first);
                plan.order.candidates = candidates;
                Rehearsal { plan, passed_over, refusal: None }
            }
            Err(error) => refused(plan, error),
        }
    }

    /// Who of a planned turn would be asked first, if anybody would.
    #[must_use]
    pub fn first_asked<'p>(&self, request: &TurnRequest, plan: &'p TurnPlan) -> Option<&'p Ranked> {
        plan.order.candidates.get(self.foresee(request, plan, SoFar::default()).serving.ok()?)
    }

    /// Why nothing of a planned turn would be sent, where somebody may serve it.
    #[must_use]
    pub fn refusal_of(&self, request: &TurnRequest, plan: &TurnPlan) -> Option<Error> {
        if plan.order.nobody.is_some() {
            return None;
        }
        self.refusal_after(request, plan, SoFar::default())
    }

    /// Why nothing more of a turn would be sent, which cost `so_far`.
    pub(super) fn refusal_after(&self, request: &TurnRequest, plan: &TurnPlan, so_far: SoFar) -> Option<Error> {
        self.foresee(request, plan, so_far).serving.err()
    }

    /// Goes through the candidates as a run does: in order, then whose limit passes soon, then those that rest.
    fn foresee(&self, request: &TurnRequest, plan: &TurnPlan, so_far: SoFar) -> Foresight {
        let n_candidates = match request.failover {
            Failover::Off => plan.order.candidates.len().min(1),
            Failover::Allowed => plan.order.candidates.len(),
        };
        let candidates = &plan.order.candidates[..n_candidates];
        let mut passed_over =
            plan.order.passed_over.clone().map(|(candidate, why)| (candidate.model, Skip::Unusable(why).reason()));
        let mut later: Vec<(Duration, usize, Held)> = Vec::new();
        let mut resting: Vec<usize> = Vec::new();
        let mut skipped = Vec::new();
        let mut serving = None;
        for (index, ranked) in candidates.iter().enumerate() {
            let model = &ranked.candidate.model;
            let why = if self.is_resting(model) {
                resting.push(index);
                FailoverReason::Resting
            } else {
                match self.look(request, plan, ranked, so_far) {
                    Readiness::Ready(_) => {
                        serving = Some(index);
                        break;
                    }
                    Readiness::Later(wait, held) => {
                        later.push((wait, index, held));
                        FailoverReason::LimitNear
                    }
                    Readiness::Skip(skip) => {
                        let why = skip.reason();
                        skipped.push((ranked.candidate.clone(), skip));
                        why
                    }
                }
            };
            passed_over.get_or_insert((model.clone(), why));
        }
        let soon = |later: &[(Duration, usize, Held)]| {
            soonest(later).filter(|(wait, ..)| *wait <= MAX_WAITING).map(|(_, index, _)| index)
        };
        serving = serving.or_else(|| soon(&later));
        for index in resting {
            if serving.is_some() {
                break;
            }
            let ranked = &candidates[index];
            match self.look(request, plan, ranked, so_far) {
                Readiness::Ready(_) => serving = Some(index),
                Readiness::Later(wait, held) => {
                    later.push((wait, index, held));
                    serving = soon(&later);
                }
                Readiness::Skip(skip) => skipped.push((ranked.candidate.clone(), skip)),
            }
        }
        let serving = serving.ok_or_else(|| {
            let model = |index: usize| candidates[index].candidate.model.clone();
            let soonest = soonest(&later).map(|(wait, index, held)| (model(index), wait, held));
            self.refused(request, plan, nobody_serves(plan.route, soonest, skipped))
        });
        let from_another = |(from, _): &(ModelRef, FailoverReason)| {
            serving.as_ref().is_ok_and(|index| candidates[*index].candidate.model != *from)
        };
        Foresight { passed_over: passed_over.filter(from_another), serving }
    }
}

/// Whose limit passes first: after how long, which candidate's, and who keeps it.
fn soonest(later: &[(Duration, usize, Held)]) -> Option<(Duration, usize, Held)> {
    later.iter().copied().min_by_key(|(wait, index, _)| (*wait, *index))
}
