//! Asks, in a terminal, whether a paid provider may be called by itself.
//!
//! The engine puts its questions on a desk ([`PaidCalls::Asked`]); this is who sits at it. Where nobody can answer
//! there is no desk, and the engine announces instead.

use std::io::IsTerminal as _;

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::super::session::{Session, read_line};
use crate::domain::ModelRef;
use crate::domain::catalogue::PriceTier;
use crate::engine::{Engine, Error, PaidCalls, PaidQuestion, TurnPlan, TurnRequest};
use crate::store::Consent;
use crate::ui::WriteEnd;
use crate::ui::messages::{Message, Remark, word_on_paying};

/// Where a run's questions come in.
pub struct Desk {
    questions: mpsc::UnboundedReceiver<PaidQuestion>,
}

impl Desk {
    /// A desk for the run of `request`, if a person is there to answer.
    pub fn open(session: &Session, request: &mut TurnRequest) -> Self {
        let (sender, questions) = mpsc::unbounded_channel();
        if is_watched(session) {
            request.paid = PaidCalls::Asked(sender);
        }
        Self { questions }
    }

    /// The next question; never, where none can come.
    pub async fn next(&mut self) -> PaidQuestion {
        match self.questions.recv().await {
            Some(question) => question,
            None => std::future::pending().await,
        }
    }
}

/// Puts a question while a turn waits for the answer, until it is one. Ctrl-C leaves it unanswered.
pub async fn put(session: &Session, question: PaidQuestion, cancel: &CancellationToken) {
    while prompt(session, &question.candidate.model, question.price) {
        let line = tokio::task::spawn_blocking(read_line);
        let said = tokio::select! {
            line = line => line,
            () = cancel.cancelled() => return,
        };
        let Ok(Some(line)) = said else { return };
        if let Some(word) = word_on_paying(&line) {
            // The turn may be over; then nobody waits for the answer.
            let _ = question.answer.send(word);
            return;
        }
    }
}

/// Asks before the turn begins for as long as the order begins with a provider that nothing was said of.
pub async fn before_the_turn(
    session: &Session,
    engine: &Engine,
    request: &TurnRequest,
    mut plan: TurnPlan,
) -> Result<TurnPlan, Error> {
    if matches!(request.paid, PaidCalls::Announced) {
        return Ok(plan);
    }
    while let Some(first) = plan.first().filter(|first| first.pays_without_consent) {
        let provider = first.candidate.model.provider.clone();
        if !prompt(session, &first.candidate.model, first.first_price()) {
            return Err(Error::Cancelled);
        }
        let Some(line) = read_line() else { return Err(Error::Cancelled) };
        // The answer is kept: what is neither yes nor no is asked again.
        let Some(word) = word_on_paying(&line) else { continue };
        if let Err(notice) = engine.keep_consent(&provider, if word { Consent::Yes } else { Consent::No }) {
            session.tell(&Message::Notice(&notice));
        }
        // The order may be another one now.
        plan = engine.plan(request).await?;
    }
    Ok(plan)
}

fn is_watched(session: &Session) -> bool {
    std::io::stdin().is_terminal() && session.console().stderr_is_terminal()
}

/// False where nobody reads the question.
fn prompt(session: &Session, model: &ModelRef, price: Option<PriceTier>) -> bool {
    let question = Remark::ask_consent(&model.provider, price).text(session.lang());
    matches!(session.console().prompt(&question), Ok(WriteEnd::Open))
}
