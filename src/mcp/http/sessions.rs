//! The sessions of clients that say `initialize`: no more than so many, and none that nobody uses for ever.
//!
//! Each takes some 50 KB, and a client that forgets to end its own leaves them behind. The one that was idle longest
//! makes place for a new one; one whose answer or stream is open is never idle. The newer era has no sessions.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::Stream;
use rmcp::model::{ClientJsonRpcMessage, ServerJsonRpcMessage};
use rmcp::transport::streamable_http_server::session::local::{LocalSessionManager, LocalSessionManagerError};
use rmcp::transport::streamable_http_server::session::{ServerSseMessage, SessionId, SessionManager};
use tokio::time::Instant;

/// Sessions at once.
pub(super) const MAX_SESSIONS: usize = 128;
/// How long a session may be without a request before it ends. A client begins another, as the protocol asks of it.
pub(super) const IDLE_LIMIT: Duration = Duration::from_hours(1);
/// How often is looked for sessions that are over.
const SWEEP_EVERY: Duration = Duration::from_mins(1);

/// Sessions by their ids.
pub(super) struct Sessions {
    sessions: LocalSessionManager,
    uses: Uses,
}

type Uses = Arc<Mutex<HashMap<SessionId, Use>>>;

/// When a session was used last, and by how many answers it is used now.
struct Use {
    last: Instant,
    n_open: usize,
}

/// Why there is no session.
#[derive(Debug, thiserror::Error)]
pub(super) enum SessionTrouble {
    /// All are in use.
    #[error("{MAX_SESSIONS} sessions are in use")]
    Full,
    /// The session itself says so.
    #[error(transparent)]
    Session(#[from] LocalSessionManagerError),
}

impl Sessions {
    pub fn new() -> Arc<Self> {
        let mut sessions = LocalSessionManager::default();
        // Its own limit would end a session whose call is answered slowly.
        sessions.session_config.keep_alive = None;
        Arc::new(Self { sessions, uses: Arc::default() })
    }

    /// Ends idle sessions from time to time, until nobody holds `this` any more.
    pub async fn sweep(this: Weak<Self>) {
        loop {
            tokio::time::sleep(SWEEP_EVERY).await;
            let Some(sessions) = this.upgrade() else { break };
            sessions.end_idle().await;
        }
    }

    async fn end_idle(&self) {
        let over: Vec<SessionId> = lock(&self.uses)
            .iter()
            .filter(|(_, used)| used.n_open == 0 && used.last.elapsed() >= IDLE_LIMIT)
            .map(|(id, _)| Arc::clone(id))
            .collect();
        for id in over {
            self.end(&id).await;
        }
    }

    /// The session that was idle longest, once there is no place for another.
    fn in_the_way(&self) -> Result<Option<SessionId>, SessionTrouble> {
        let uses = lock(&self.uses);
        if uses.len() < MAX_SESSIONS {
            return Ok(None);
        }
        let idle = uses.iter().filter(|(_, used)| used.n_open == 0).min_by_key(|(_, used)| used.last);
        idle.map(|(id, _)| Some(Arc::clone(id))).ok_or(SessionTrouble::Full)
    }

    async fn end(&self, id: &SessionId) {
        lock(&self.uses).remove(id);
        // One that has ended by itself is as good.
        let _ = self.sessions.close_session(id).await;
    }

    fn used(&self, id: &SessionId) -> InUse {
        if let Some(used) = lock(&self.uses).get_mut(id) {
            used.n_open += 1;
        }
        InUse { uses: Arc::clone(&self.uses), id: Arc::clone(id) }
    }
}

fn lock(uses: &Uses) -> MutexGuard<'_, HashMap<SessionId, Use>> {
    uses.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A use of a session; it ends when this is dropped.
struct InUse {
    uses: Uses,
    id: SessionId,
}

impl Drop for InUse {
    fn drop(&mut self) {
        if let Some(used) = lock(&self.uses).get_mut(&self.id) {
            used.n_open = used.n_open.saturating_sub(1);
            used.last = Instant::now();
        }
    }
}

/// What a session answers, in use until it is through or nobody reads it.
struct Answer<S> {
    messages: Pin<Box<S>>,
    _in_use: InUse,
}

impl<S: Stream> Stream for Answer<S> {
    type Item = S::Item;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<S::Item>> {
        self.messages.as_mut().poll_next(context)
    }
}

impl SessionManager for Sessions {
    type Error = SessionTrouble;
    type Transport = <LocalSessionManager as SessionManager>::Transport;

    async fn create_session(&self) -> Result<(SessionId, Self::Transport), SessionTrouble> {
        while let Some(id) = self.in_the_way()? {
            self.end(&id).await;
        }
        let (id, transport) = self.sessions.create_session().await?;
        lock(&self.uses).insert(Arc::clone(&id), Use { last: Instant::now(), n_open: 0 });
        Ok((id, transport))
    }

    async fn initialize_session(
        &self,
        id: &SessionId,
        message: ClientJsonRpcMessage,
    ) -> Result<ServerJsonRpcMessage, SessionTrouble> {
        let _in_use = self.used(id);
        Ok(self.sessions.initialize_session(id, message).await?)
    }

    async fn has_session(&self, id: &SessionId) -> Result<bool, SessionTrouble> {
        Ok(self.sessions.has_session(id).await?)
    }

    async fn close_session(&self, id: &SessionId) -> Result<(), SessionTrouble> {
        lock(&self.uses).remove(id);
        Ok(self.sessions.close_session(id).await?)
    }

    async fn create_stream(
        &self,
        id: &SessionId,
        message: ClientJsonRpcMessage,
    ) -> Result<impl Stream<Item = ServerSseMessage> + Send + Sync + 'static, SessionTrouble> {
        let in_use = self.used(id);
        let messages = Box::pin(self.sessions.create_stream(id, message).await?);
        Ok(Answer { messages, _in_use: in_use })
    }

    async fn accept_message(&self, id: &SessionId, message: ClientJsonRpcMessage) -> Result<(), SessionTrouble> {
        let _in_use = self.used(id);
        Ok(self.sessions.accept_message(id, message).await?)
    }

    async fn create_standalone_stream(
        &self,
        id: &SessionId,
    ) -> Result<impl Stream<Item = ServerSseMessage> + Send + Sync + 'static, SessionTrouble> {
        let in_use = self.used(id);
        let messages = Box::pin(self.sessions.create_standalone_stream(id).await?);
        Ok(Answer { messages, _in_use: in_use })
    }

    async fn resume(
        &self,
        id: &SessionId,
        last_event_id: String,
    ) -> Result<impl Stream<Item = ServerSseMessage> + Send + Sync + 'static, SessionTrouble> {
        let in_use = self.used(id);
        let messages = Box::pin(self.sessions.resume(id, last_event_id).await?);
        Ok(Answer { messages, _in_use: in_use })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn create(sessions: &Sessions) -> SessionId {
        let (id, transport) = sessions.create_session().await.expect("a session");
        // Whoever serves it would hold it.
        drop(transport);
        tokio::time::sleep(Duration::from_secs(1)).await;
        id
    }

    async fn has(sessions: &Sessions, id: &SessionId) -> bool {
        sessions.has_session(id).await.expect("an answer")
    }

    #[tokio::test(start_paused = true)]
    async fn the_session_that_was_idle_longest_makes_place_for_a_new_one() {
        let sessions = Sessions::new();
        let mut ids = Vec::new();
        for _ in 0..MAX_SESSIONS {
            ids.push(create(&sessions).await);
        }
        let in_use = sessions.used(&ids[0]);
        drop(sessions.used(&ids[1]));
        let newest = create(&sessions).await;
        assert!(has(&sessions, &ids[0]).await && has(&sessions, &ids[1]).await && has(&sessions, &newest).await);
        assert!(!has(&sessions, &ids[2]).await);
        drop(in_use);
        let held: Vec<InUse> = ids.iter().chain([&newest]).map(|id| sessions.used(id)).collect();
        assert!(matches!(sessions.create_session().await, Err(SessionTrouble::Full)));
        drop(held);
        create(&sessions).await;
        assert_eq!(lock(&sessions.uses).len(), MAX_SESSIONS);
    }

    #[tokio::test(start_paused = true)]
    async fn a_session_that_nobody_uses_ends_and_one_in_use_does_not() {
        let sessions = Sessions::new();
        let sweeping = tokio::spawn(Sessions::sweep(Arc::downgrade(&sessions)));
        let (idle, busy) = (create(&sessions).await, create(&sessions).await);
        let in_use = sessions.used(&busy);
        tokio::time::sleep(IDLE_LIMIT.saturating_sub(SWEEP_EVERY)).await;
        assert!(has(&sessions, &idle).await);
        tokio::time::sleep(2 * SWEEP_EVERY).await;
        assert!(!has(&sessions, &idle).await && has(&sessions, &busy).await);
        drop(in_use);
        drop(sessions);
        sweeping.await.expect("an end");
    }
}
