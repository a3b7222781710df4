//! A choice as `route`, `why`, `--explain` and `--dry-run` show it.

use super::super::session::Session;
use crate::engine::talk::LastChoice;
use crate::engine::{Ranked, TurnPlan};
use crate::ui::explain::{Estimate, Explanation, explain, explain_last, project_line};
use crate::ui::messages::Label;
use crate::ui::number::Charge;
use crate::ui::style::View;

/// What is about to happen, with who would serve.
#[must_use]
pub fn of_plan(session: &Session, view: &View, plan: &TurnPlan, first: Option<&Ranked>) -> String {
    let foreseen = plan.estimate_at(first);
    let charge = match (first, foreseen.cost) {
        (Some(first), _) if first.facts.asks_no_money() => Charge::Free,
        (Some(_), Some(cost)) => Charge::Known(cost),
        _ => Charge::Unknown,
    };
    let project = session.settings().project.as_ref();
    let project = project.map(|file| project_line(session.environment(), &file.held()));
    explain(
        view,
        &Explanation {
            decision: &plan.decision,
            route: plan.route,
            candidate: first.map(|first| &first.candidate),
            by: Label::chooser(plan.source, plan.preset),
            project: project.as_deref(),
            estimate: Some(Estimate { input_tokens: foreseen.input_tokens, charge }),
        },
    )
}

/// What happened.
#[must_use]
pub fn of_answer(session: &Session, choice: &LastChoice) -> String {
    explain_last(session.console().stdout_view(), session.environment(), choice, None)
}
