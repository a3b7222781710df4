//! Waiting for what the engine works out before anything is sent, such as who can answer: ended by a key or a signal, and
//! said where it takes long.

use std::pin::Pin;
use std::time::Duration;

use tokio::time::Instant;

use super::feed::{Listener, Pressed};
use super::keyboard;
use super::session::Repl;
use super::signals::Signal;
use crate::engine::Error;
use crate::ui::Console;
use crate::ui::messages::{Heard, Message};

/// After so long it is said what is waited for.
const TOLD_AFTER: Duration = Duration::from_secs(2);

/// Why something was not worked out.
#[derive(Debug)]
pub(super) enum Undone {
    /// The engine says why, or the person stopped it.
    Failed(Error),
    /// The REPL ends, with this exit code.
    End(u8),
}

impl From<Error> for Undone {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl Repl {
    /// Waits for `work`, unless a key or a signal ends that. It is boxed, since it is a part of every turn's future.
    pub(super) async fn worked_out<T>(
        &mut self,
        console: &Console,
        mut work: Pin<Box<impl Future<Output = T>>>,
    ) -> Result<T, Undone> {
        let tell_at = Instant::now() + TOLD_AFTER;
        let mut is_told = false;
        self.keyboard.listen(Listener::Work);
        let done = loop {
            tokio::select! {
                biased;
                done = &mut work => break Ok(done),
                undone = self.left_off(console) => break Err(undone),
                () = tokio::time::sleep_until(tell_at), if !is_told => {
                    is_told = true;
                    let key = if self.keyboard.is_plain() { Heard::InterruptAlone } else { keyboard::HEARD }.to_leave_with();
                    console.tell(&Message::WaitingForSomebody { loading: &self.engine.loading_servers(), key });
                }
            }
        };
        self.keyboard.listen(Listener::Nobody);
        done
    }

    /// Waits until what is worked at is to be left: by a key or a signal. What only stops the whole job for a while is heeded.
    pub(super) async fn left_off(&mut self, console: &Console) -> Undone {
        loop {
            tokio::select! {
                pressed = self.pressed.recv() => match pressed {
                    Some(Pressed::Stop) => return Undone::Failed(Error::Cancelled),
                    // Of an answer before. No next model could do the same.
                    Some(Pressed::NextModel) => {}
                    Some(Pressed::Suspend) => self.suspend(console),
                    Some(Pressed::Closed) | None => return Undone::End(129),
                },
                signal = self.signals.next() => match signal {
                    Signal::Continued => {
                        self.resume(console);
                    }
                    Signal::Interrupt => return Undone::Failed(Error::Cancelled),
                    Signal::End(code) => return Undone::End(code),
                },
            }
        }
    }
}
