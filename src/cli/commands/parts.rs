//! The offer to send a text that is too large for a plan in parts.

use std::io::IsTerminal as _;

use super::super::session::Session;
use crate::engine::{Engine, Error, InParts, TurnPlan, TurnRequest};
use crate::ui::messages::PartsOffer;

/// The plan of a text that is too large, in parts where the person says yes, or said `--yes`; any other as it is.
pub fn offer(session: &Session, engine: &Engine, request: &TurnRequest, plan: TurnPlan) -> Result<TurnPlan, Error> {
    let Some(division) = engine.division(request, &plan) else { return Ok(plan) };
    let said = match request.in_parts {
        InParts::Wanted => Some(true),
        InParts::IfAsked if std::io::stdin().is_terminal() && session.console().stderr_is_terminal() => {
            session.ask(&PartsOffer::of(&division).text(session.lang()))
        }
        InParts::IfAsked => Some(false),
    };
    match said {
        Some(true) => Ok(plan.in_parts(division)),
        Some(false) => Ok(plan),
        None => Err(Error::Cancelled),
    }
}
