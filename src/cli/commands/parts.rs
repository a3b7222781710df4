//! A text that is too large for a plan: the offer to send it in parts, and sending them, one a minute or as fast as the
//! plan lets them through.

use std::io::IsTerminal as _;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::super::exit::Exit;
use super::super::session::Session;
use super::super::signals;
use crate::domain::event::Notice;
use crate::domain::{MicroUsd, TurnEvent};
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
    let sent = send(session, engine, request, plan, &division, &cancel).await;
    match (signalled.exit(), sent) {
        (Some(exit), _) => Err(Undone::Stopped(exit)),
        (None, Ok(ready)) => Ok(ready),
        (None, Err(error)) => Err(Undone::Failed(error)),
    }
}

/// What came of the parts so far.
#[derive(Default)]
struct SoFar {
    answers: Vec<String>,
    /// What all of them cost.
    spent: MicroUsd,
}

async fn send(
    session: &Session,
    engine: &Engine,
    request: TurnRequest,
    plan: TurnPlan,
    division: &Division,
    cancel: &CancellationToken,
) -> Result<(TurnRequest, TurnPlan), Error> {
    let n = division.n_parts();
    let mut so_far = SoFar::default();
    let joined = match ask_all(session, engine, &request, division, cancel, &mut so_far).await {
        Ok(()) => {
            let joined = division.joined(&request, so_far.answers.clone(), so_far.spent);
            when_there_is_room(session, engine, &joined, cancel).await.map(|plan| (joined, plan))
        }
        Err(error) => Err(error),
    };
    match joined {
        Ok(joined) => {
            session.console().notice(&PartsLine::Joining { n }.text(session.lang()));
            Ok(joined)
        }
        Err(error) if so_far.answers.is_empty() || matches!(error, Error::Cancelled) => Err(error),
        Err(error) => {
            let n_answered = so_far.answers.len();
            session.console().notice(&PartsLine::Unjoined { n_answered, n }.text(session.lang()));
            let plan = division.unjoined(&request, plan, &so_far.answers, so_far.spent, error);
            Ok((request, plan))
        }
    }
}

async fn ask_all(
    session: &Session,
    engine: &Engine,
    request: &TurnRequest,
    division: &Division,
    cancel: &CancellationToken,
    so_far: &mut SoFar,
) -> Result<(), Error> {
    let n = division.n_parts();
    for index in 0..n {
        let part = division.part(request, index, so_far.spent);
        let plan = when_there_is_room(session, engine, &part, cancel).await?;
        session.console().notice(&PartsLine::Sending { number: index + 1, n }.text(session.lang()));
        let mut sink = |event: TurnEvent| tell(session, &event);
        let outcome = engine.run(&part, plan, cancel, &mut sink).await;
        if let Some(cost) = outcome.result.as_ref().and_then(|result| result.cost) {
            so_far.spent = so_far.spent + cost;
        }
        if let Some(error) = outcome.error {
            return Err(error);
        }
        so_far.answers.push(outcome.result.map(|result| result.text).unwrap_or_default());
    }
    Ok(())
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
