//! Tells a caller how far its call is: who answers, the first token, then each second. Only where it asked to know.

use std::time::Duration;

use rmcp::RoleServer;
use rmcp::model::{ProgressNotificationParam, ProgressToken};
use rmcp::service::{Peer, RequestContext};
use tokio::time::Instant;

use super::turns::Step;
use crate::domain::TurnEvent;

/// The pause between two notifications.
pub(super) const EVERY: Duration = Duration::from_secs(1);

/// One call's progress.
pub(super) struct Progress {
    to: Option<(Peer<RoleServer>, ProgressToken)>,
    began: Instant,
    model: String,
    n_tokens: u64,
    max_tokens: Option<u64>,
    /// What was told last; each must be more than the one before.
    told: f64,
}

impl Progress {
    pub fn new(context: &RequestContext<RoleServer>, max_tokens: Option<u64>) -> Self {
        let to = context.meta.get_progress_token().map(|token| (context.peer.clone(), token));
        Self { to, began: Instant::now(), model: String::new(), n_tokens: 0, max_tokens, told: -1.0 }
    }

    /// Whether anybody wants to know.
    pub const fn is_wanted(&self) -> bool {
        self.to.is_some()
    }

    /// Takes in a step of the turn, and tells it if it is one that should not wait.
    pub async fn note(&mut self, step: &Step) {
        match step {
            Step::Tokens(n) => {
                let first = self.n_tokens == 0;
                self.n_tokens += n;
                if first {
                    self.tell(format!("{}: first token after {:.1} s", self.model, self.began.elapsed().as_secs_f64()))
                        .await;
                }
            }
            Step::Event(event) => match event.as_ref() {
                TurnEvent::Routed(routed) => {
                    routed.candidate.model.short().clone_into(&mut self.model);
                    self.tell(format!("{}: {}", routed.route, self.model)).await;
                }
                TurnEvent::Failover { from, to, .. } => {
                    to.short().clone_into(&mut self.model);
                    self.n_tokens = 0;
                    self.tell(format!("{} instead of {}", self.model, from.short())).await;
                }
                TurnEvent::Retry { model, wait, .. } => {
                    self.n_tokens = 0;
                    self.tell(format!("{} again in {:.1} s", model.short(), wait.as_secs_f64())).await;
                }
                _ => {}
            },
        }
    }

    /// A second has passed.
    pub async fn tick(&mut self) {
        let message = format!("{}: {} tokens, {} s", self.model, self.n_tokens, self.began.elapsed().as_secs());
        self.tell(message).await;
    }

    #[expect(clippy::cast_precision_loss, reason = "tokens of one answer are exact in an f64")]
    async fn tell(&mut self, message: String) {
        let Some((peer, token)) = &self.to else { return };
        let tokens = self.n_tokens as f64;
        self.told = if tokens > self.told { tokens } else { self.told + 0.01 };
        let mut notification = ProgressNotificationParam::new(token.clone(), self.told).with_message(message);
        if let Some(max) = self.max_tokens.filter(|max| (*max as f64) >= self.told) {
            notification = notification.with_total(max as f64);
        }
        // A client that went away is noticed by the request's own token.
        let _ = peer.notify_progress(notification).await;
    }
}
