//! Runs turns for the server: each in a task of this thread, because whoever hears a turn's events stays on it.
//!
//! A call hands over a [`Job`] and hears its steps and its end by channels. Dropping the server lets the turns
//! that are under way end (they were cancelled by their tokens) before the runtime goes.

use std::sync::Arc;

use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::domain::{TurnEvent, tokens};
use crate::engine::{Engine, Outcome, TurnPlan, TurnRequest};

/// A turn to be run.
pub(super) struct Job {
    pub request: TurnRequest,
    pub plan: TurnPlan,
    pub cancel: CancellationToken,
    pub steps: mpsc::UnboundedSender<Step>,
    pub outcome: oneshot::Sender<Outcome>,
}

/// What a call wants to know of a turn while it runs.
#[derive(Debug, Clone)]
pub(super) enum Step {
    /// So many tokens of reasoning or answer came.
    Tokens(u64),
    /// Anything else, as the engine told it.
    Event(Box<TurnEvent>),
}

/// Runs what comes until nobody is left who could send more.
pub(super) async fn run_all(engine: Arc<Engine>, mut jobs: mpsc::UnboundedReceiver<Job>) {
    let mut running = JoinSet::new();
    loop {
        tokio::select! {
            job = jobs.recv() => match job {
                Some(job) => {
                    running.spawn_local(run(Arc::clone(&engine), job));
                }
                None => break,
            },
            Some(_) = running.join_next(), if !running.is_empty() => {}
        }
    }
    while running.join_next().await.is_some() {}
}

async fn run(engine: Arc<Engine>, job: Job) {
    let Job { request, plan, cancel, steps, outcome } = job;
    let mut sink = |event: TurnEvent| {
        let step = match event {
            TurnEvent::Text(text) | TurnEvent::Reasoning(text) => Step::Tokens(tokens::estimate(&text)),
            // The outcome brings the whole answer; it need not travel twice.
            TurnEvent::Finished(_) => return,
            event => Step::Event(Box::new(event)),
        };
        // Whoever called may be gone; the turn goes on to where its token ends it.
        let _ = steps.send(step);
    };
    let ended = engine.run(&request, plan, &cancel, &mut sink).await;
    let _ = outcome.send(ended);
}
