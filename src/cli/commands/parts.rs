//! A text that is too large for a plan: the offer to send it in parts, and sending them, while a signal stops it.

use std::io::IsTerminal as _;

use tokio_util::sync::CancellationToken;

use super::super::exit::Exit;
use super::super::session::Session;
use super::super::signals;
use crate::engine::{Division, Engine, Error, InParts, TurnPlan, TurnRequest};
use crate::ui::messages::PartsLine;

/// Why there is no answer to join.
pub enum Undone {
    /// The person stopped it.
    Stopped(Exit),
    /// A part failed.
    Failed(Error),
}

/// Sends a text that is too large for the plan in parts, where the person says yes, or said `--yes`: then the request that
/// joins the answers to all of them, and its plan; else the request and the plan as they are.
pub async fn divide(
    session: &Session,
    engine: &Engine,
    request: TurnRequest,
    plan: TurnPlan,
    division: Division,
) -> Result<(TurnRequest, TurnPlan), Undone> {
    if request.in_parts == InParts::IfAsked {
        if !(std::io::stdin().is_terminal() && session.console().stderr_is_terminal()) {
            return Ok((request, plan));
        }
        let offer = PartsLine::Offer {
            n_tokens: division.n_tokens,
            provider: &division.model.provider,
            allowed: division.allowed,
            n: division.n_parts(),
        };
        match session.ask(&offer.text(session.lang())) {
            Some(true) => {}
            Some(false) => return Ok((request, plan)),
            None => return Err(Undone::Failed(Error::Cancelled)),
        }
    }
    let cancel = CancellationToken::new();
    let signalled = signals::cancel_on_signal(&cancel);
    let mut tell = |step| session.console().tell_of_parts(&step);
    let sent = engine.send_in_parts(&request, plan, &division, &cancel, &mut tell).await;
    match (signalled.exit(), sent) {
        (Some(exit), _) => Err(Undone::Stopped(exit)),
        (None, Ok(ready)) => Ok(ready),
        (None, Err(error)) => Err(Undone::Failed(error)),
    }
}
