//! Waiting for what the engine works out before anything is sent: who can answer.
//!
//! A signal ends the process, as long as no answer has begun.

use std::pin::pin;
use std::time::Duration;

use super::session::Session;
use crate::engine::Engine;
use crate::ui::messages::Message;

/// After so long it is said what is waited for.
const TOLD_AFTER: Duration = Duration::from_secs(2);

/// Waits for `work`, and says so where it takes long.
pub async fn worked_out<T>(session: &Session, engine: &Engine, work: impl Future<Output = T>) -> T {
    let mut work = pin!(work);
    tokio::select! {
        biased;
        done = &mut work => return done,
        () = tokio::time::sleep(TOLD_AFTER) => {}
    }
    session.tell(&Message::WaitingForSomebody { loading: &engine.loading_servers(), key: "Ctrl-C" });
    work.await
}
