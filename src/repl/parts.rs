//! A text that is too large for a plan: the offer to send it in parts, and sending them, while the keys stop it.

use std::pin::pin;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::feed::{Listener, Pressed};
use super::session::Repl;
use super::signals::Signal;
use super::waiting::Undone;
use crate::domain::event::Notice;
use crate::domain::{MicroUsd, TurnEvent};
use crate::engine::{Division, Error, InParts, Outcome, TurnPlan, TurnRequest};
use crate::ui::Console;
use crate::ui::messages::{Message, PartsLine};

/// The longest wait for one part: a plan's minute, and some more.
const LONGEST_WAIT: Duration = Duration::from_secs(150);

/// What came of the parts so far.
#[derive(Default)]
struct SoFar {
    answers: Vec<String>,
    /// What all of them cost.
    spent: MicroUsd,
}

impl Repl {
    /// Sends a text that is too large for the plan in parts, where the person says yes: then `request` becomes the one that
    /// joins the answers to all of them. The plan of what is to be sent.
    pub(super) async fn divide(
        &mut self,
        console: &Console,
        request: &mut TurnRequest,
        plan: TurnPlan,
    ) -> Result<TurnPlan, Undone> {
        let Some(division) = self.engine.division(request, &plan) else { return Ok(plan) };
        if request.in_parts == InParts::IfAsked {
            let offer = PartsLine::Offer {
                n_tokens: division.n_tokens,
                provider: &division.model.provider,
                allowed: division.allowed,
                n: division.n_parts(),
            };
            match self.yes_or_no(offer.text(console.lang())).await {
                Some(true) => {}
                Some(false) => return Ok(plan),
                None => return Err(self.left()),
            }
        }
        let n = division.n_parts();
        let mut so_far = SoFar::default();
        match self.join(console, request, &division, &mut so_far).await {
            Ok((joined, plan)) => {
                console.notice(&PartsLine::Joining { n }.text(console.lang()));
                *request = joined;
                Ok(plan)
            }
            Err(Undone::Failed(error)) if !so_far.answers.is_empty() && !matches!(error, Error::Cancelled) => {
                let n_answered = so_far.answers.len();
                console.notice(&PartsLine::Unjoined { n_answered, n }.text(console.lang()));
                Ok(division.unjoined(request, plan, &so_far.answers, so_far.spent, error))
            }
            Err(undone) => Err(undone),
        }
    }

    /// Asks for all parts, and works out what joins the answers.
    async fn join(
        &mut self,
        console: &Console,
        request: &TurnRequest,
        division: &Division,
        so_far: &mut SoFar,
    ) -> Result<(TurnRequest, TurnPlan), Undone> {
        let n = division.n_parts();
        for index in 0..n {
            let part = division.part(request, index, so_far.spent);
            let plan = self.when_there_is_room(console, &part).await?;
            console.notice(&PartsLine::Sending { number: index + 1, n }.text(console.lang()));
            let outcome = self.answer_to(console, &part, plan).await?;
            if let Some(cost) = outcome.result.as_ref().and_then(|result| result.cost) {
                so_far.spent = so_far.spent + cost;
            }
            if let Some(error) = outcome.error {
                return Err(Undone::Failed(error));
            }
            so_far.answers.push(outcome.result.map(|result| result.text).unwrap_or_default());
        }
        let joined = division.joined(request, so_far.answers.clone(), so_far.spent);
        let plan = self.when_there_is_room(console, &joined).await?;
        Ok((joined, plan))
    }

    /// The answer to a part, of which nothing is drawn.
    async fn answer_to(&mut self, console: &Console, part: &TurnRequest, plan: TurnPlan) -> Result<Outcome, Undone> {
        self.keyboard.listen(Listener::Work);
        let cancel = CancellationToken::new();
        let engine = std::sync::Arc::clone(&self.engine);
        let mut sink = |event: TurnEvent| tell(console, &event);
        let mut turn = pin!(engine.run(part, plan, &cancel, &mut sink));
        let mut ends = None;
        // What was used of a part that is stopped is counted all the same.
        let outcome = loop {
            tokio::select! {
                biased;
                outcome = &mut turn => break outcome,
                stopped = self.stopped(console) => {
                    ends = stopped;
                    cancel.cancel();
                }
            }
        };
        match ends {
            Some(code) => Err(Undone::End(code)),
            None => Ok(outcome),
        }
    }

    /// Waits for a key or a signal that stops the parts: the exit code, where the REPL ends.
    async fn stopped(&mut self, console: &Console) -> Option<u8> {
        loop {
            tokio::select! {
                pressed = self.pressed.recv() => match pressed {
                    Some(Pressed::Stop) => return None,
                    Some(Pressed::NextModel) => {}
                    Some(Pressed::Suspend) => self.suspend(console),
                    Some(Pressed::Closed) | None => return Some(129),
                },
                signal = self.signals.next() => match signal {
                    Signal::Continued => {
                        self.resume(console);
                    }
                    Signal::Interrupt => return None,
                    Signal::End(code) => return Some(code),
                },
            }
        }
    }

    /// Plans a request, after as long as its plan asks to wait: longer than a turn would.
    async fn when_there_is_room(&mut self, console: &Console, request: &TurnRequest) -> Result<TurnPlan, Undone> {
        let mut waited = Duration::ZERO;
        loop {
            let plan = self.plan(console, request).await?;
            match self.engine.refusal_of(request, &plan) {
                Some(Error::LimitReached { model, wait: Some(wait) }) if waited + wait <= LONGEST_WAIT => {
                    console.tell(&Message::Notice(&Notice::Waiting { model, wait }));
                    waited += wait;
                    self.keyboard.listen(Listener::Work);
                    tokio::select! {
                        () = tokio::time::sleep(wait) => {}
                        stopped = self.stopped(console) => {
                            return Err(stopped.map_or(Undone::Failed(Error::Cancelled), Undone::End));
                        }
                    }
                }
                Some(error) => return Err(error.into()),
                None => return Ok(plan),
            }
        }
    }
}

/// What must not be silent about a part.
fn tell(console: &Console, event: &TurnEvent) {
    match event {
        TurnEvent::Failover { from, to, why } => console.tell(&Message::Failover { from, to, why }),
        TurnEvent::Retry { model, wait, failure } => {
            console.tell(&Message::Retry { model, wait: *wait, failure });
        }
        TurnEvent::Notice(notice) => console.tell(&Message::Notice(notice)),
        _ => {}
    }
}
