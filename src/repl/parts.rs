//! The offer to send a text that is too large for a plan in parts.

use super::session::Repl;
use super::waiting::Undone;
use crate::engine::{InParts, TurnPlan, TurnRequest};
use crate::ui::Console;
use crate::ui::messages::PartsOffer;

impl Repl {
    /// The plan of a text that is too large, in parts where the person says yes; any other as it is.
    pub(super) async fn offer_parts(
        &mut self,
        console: &Console,
        request: &TurnRequest,
        plan: TurnPlan,
    ) -> Result<TurnPlan, Undone> {
        let Some(division) = self.engine.division(request, &plan) else { return Ok(plan) };
        let said = match request.in_parts {
            InParts::Wanted => Some(true),
            InParts::IfAsked => self.yes_or_no(PartsOffer::of(&division).text(console.lang())).await,
        };
        match said {
            Some(true) => Ok(plan.in_parts(division)),
            Some(false) => Ok(plan),
            None => Err(self.left()),
        }
    }
}
