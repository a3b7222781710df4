//! A text that is too large for a plan: the offer to send it in parts, and sending them, while the keys stop it.

use std::pin::pin;
use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::feed::{Listener, Pressed};
use super::session::Repl;
use super::signals::Signal;
use super::waiting::Undone;
use crate::engine::{InParts, TurnPlan, TurnRequest};
use crate::ui::Console;
use crate::ui::messages::PartsLine;

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
        self.keyboard.listen(Listener::Work);
        let cancel = CancellationToken::new();
        let engine = Arc::clone(&self.engine);
        let mut tell = |step| console.tell_of_parts(&step);
        let mut ends = None;
        let sent = {
            let mut sending = pin!(engine.send_in_parts(request, plan, &division, &cancel, &mut tell));
            // What was used of a part that is stopped is counted all the same.
            loop {
                tokio::select! {
                    biased;
                    sent = &mut sending => break sent,
                    stopped = self.stopped(console) => {
                        ends = stopped;
                        cancel.cancel();
                    }
                }
            }
        };
        if let Some(code) = ends {
            return Err(Undone::End(code));
        }
        let (joined, plan) = sent?;
        *request = joined;
        Ok(plan)
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
}
