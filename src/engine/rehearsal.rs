//! A turn up to the point where it would be sent: `--dry-run`.
//!
//! Window, plan and budget are checked by the very function that a run uses; nothing is sent, kept or asked.

use tokio_util::sync::CancellationToken;

use super::readiness::Readiness;
use super::request::{Failover, TurnRequest};
use super::succession::Line;
use super::turn::Running;
use super::{Engine, Error, TurnPlan};

impl Engine {
    /// What would keep a planned turn from being sent. Candidates that would be passed over are taken out of the
    /// plan, so that its first is the one that would serve.
    #[must_use]
    pub fn rehearse(&self, request: &TurnRequest, mut plan: TurnPlan) -> (TurnPlan, Option<Error>) {
        if let Some(error) = plan.order.nobody.take() {
            return (plan, Some(error));
        }
        if let Err(error) = self.check_budgets(&plan) {
            return (plan, Some(error));
        }
        let mut candidates = std::mem::take(&mut plan.order.candidates);
        if request.failover == Failover::Off {
            candidates.truncate(1);
        }
        let cancel = CancellationToken::new();
        let mut running = Running::new(self, request, plan, &cancel);
        while let Some(ranked) = candidates.first() {
            let Readiness::Skip(skip) = self.look(request, &running.plan, ranked, running.so_far()) else { break };
            running.skipped.push((candidates.remove(0).candidate, skip));
        }
        let refusal = candidates.is_empty().then(|| running.nobody(&Line::default()));
        let mut plan = running.plan;
        plan.order.candidates = candidates;
        (plan, refusal)
    }
}
