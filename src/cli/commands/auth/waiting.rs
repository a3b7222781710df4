//! The wait for a key that may ask a person.

use std::pin::pin;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::super::super::exit::Exit;
use super::super::super::session::Session;
use super::super::super::signals;
use super::say;
use crate::config::KeyError;
use crate::domain::Secret;
use crate::domain::event::Notice;
use crate::ui::messages::{AuthLine, Message};

/// A wait that needs no word.
pub(super) const QUIET: Duration = Duration::from_secs(2);
/// A signal that ended a command is here by then, too.
const SIGNAL_COMES_WITHIN: Duration = Duration::from_millis(200);

/// What came of reading a key on a thread of its own.
pub(super) type Read = Result<Result<Secret, KeyError>, tokio::task::JoinError>;

/// Waits for a key that may ask a person for a passphrase, and says so after a moment. A signal ends the wait: the
/// terminal sends it to the command, too, which may be the first to end by it.
pub(super) async fn waited_for(
    session: &Session,
    provider: &str,
    reading: impl Future<Output = Read>,
) -> Result<Read, Exit> {
    let cancel = CancellationToken::new();
    let signalled = signals::cancel_on_signal(&cancel);
    let mut reading = pin!(reading);
    let mut is_told = false;
    let quiet = tokio::time::sleep(QUIET);
    let mut quiet = pin!(quiet);
    loop {
        tokio::select! {
            biased;
            () = cancel.cancelled() => break,
            read = &mut reading => {
                let by_signal = matches!(read, Ok(Err(KeyError::CommandFailed { code: None | Some(130), .. })));
                if by_signal && tokio::time::timeout(SIGNAL_COMES_WITHIN, cancel.cancelled()).await.is_ok() {
                    break;
                }
                return Ok(read);
            }
            () = &mut quiet, if !is_told => {
                is_told = true;
                session.tell(&Message::Notice(&Notice::WaitingForKey { provider: provider.to_owned() }));
            }
        }
    }
    say(session, &AuthLine::LeftUnwritten);
    Err(signalled.exit().unwrap_or(Exit::INTERRUPTED))
}
