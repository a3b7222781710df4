//! A text that is too large for a plan: the offer to send it in parts, and sending them, one a minute or as fast as the
//! plan lets them through.

use std::io::IsTerminal as _;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::super::exit::Exit;
use super::super::session::Session;
use super::super::signals;
use crate::domain::TurnEvent;
use crate::domain::event::Notice;
use crate::engine::{Division, Engine, Error, InParts, TurnPlan, TurnRequest};
use crate::ui::messages::{Message, PartsLine};

/// The longest wait for one part: a plan's minute, and some more.
const LONGEST_WAIT: Duration = Duration::from_secs(150);

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
    let sent = send(session, engine, &request, &division, &cancel).await;
    match (signalled.exit(), sent) {
        (Some(exit), _) => Err(Undone::Stopped(exit)),
        (None, Ok(ready)) => Ok(ready),
        (None, Err(error)) => Err(Undone::Failed(error)),
    }
}

async fn send(
    session: &Session,
    engine: &Engine,
    request: &TurnRequest,
    division: &Division,
    cancel: &CancellationToken,
) -> Result<(TurnRequest, TurnPlan), Error> {
    let n = division.n_parts();
    let mut answers = Vec::with_capacity(n);
    for index in 0..n {
        let part = division.part(request, index);
        let plan = when_there_is_room(session, engine, &part, cancel).await?;
        session.console().notice(&PartsLine::Sending { number: index + 1, n }.text(session.lang()));
        let mut sink = |event: TurnEvent| tell(session, &event);
        let outcome = engine.run(&part, plan, cancel, &mut sink).await;
        if let Some(error) = outcome.error {
            return Err(error);
        }
        answers.push(outcome.result.map(|result| result.text).unwrap_or_default());
    }
    let joined = division.joined(request, answers);
    let plan = when_there_is_room(session, engine, &joined, cancel).await?;
    session.console().notice(&PartsLine::Joining { n }.text(session.lang()));
    Ok((joined, plan))
}

/// What must not be silent about a part.
fn tell(session: &Session, event: &TurnEvent) {
    match event {
        TurnEvent::Failover { from, to, why } => session.tell(&Message::Failover { from, to, why }),
        TurnEvent::Retry { model, wait, failure } => {
            session.tell(&Message::Retry { model, wait: *wait, failure });
        }
        TurnEvent::Notice(notice) => session.tell(&Message::Notice(notice)),
        _ => {}
    }
}

/// Plans a request, after as long as its plan asks to wait: longer than a turn would.
async fn when_there_is_room(
    session: &Session,
    engine: &Engine,
    request: &TurnRequest,
    cancel: &CancellationToken,
) -> Result<TurnPlan, Error> {
    let mut waited = Duration::ZERO;
    loop {
        let plan = engine.plan(request).await?;
        match engine.refusal_of(request, &plan) {
            Some(Error::LimitReached { model, wait: Some(wait) }) if waited + wait <= LONGEST_WAIT => {
                session.tell(&Message::Notice(&Notice::Waiting { model, wait }));
                waited += wait;
                tokio::select! {
                    () = tokio::time::sleep(wait) => {}
                    () = cancel.cancelled() => return Err(Error::Cancelled),
                }
            }
            Some(error) => return Err(error),
            None => return Ok(plan),
        }
    }
}
