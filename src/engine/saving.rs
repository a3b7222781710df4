//! Keeps a turn in the store while it happens, and says at the end whether it is there.

use super::Engine;
use super::candidates::Ranked;
use super::plan::{Origin, TurnPlan};
use super::request::{Keeping, TurnRequest};
use super::turn::Try;
use crate::domain::conversation::TurnState;
use crate::domain::{Candidate, ConversationId, Finish, Route, Surface, TurnId};
use crate::store;

/// Where a turn is kept.
pub(super) struct Saving {
    state: State,
    /// Bytes of the answer that are saved already.
    n_saved: usize,
}

enum State {
    /// Its text is not kept; its numbers are.
    Private,
    Kept(Kept),
    /// The store could not begin the turn; the answer is given all the same.
    Broken(store::Error),
}

/// A turn's place in the store.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    pub conversation: ConversationId,
    pub answer: TurnId,
}

impl Engine {
    /// Writes the question, and opens the answer.
    pub(super) fn begin_saving(&self, request: &TurnRequest, plan: &TurnPlan, first: &Ranked) -> Saving {
        if request.keeping == Keeping::Private {
            return Saving::off();
        }
        let state = match self.begin_exchange(request, plan, first) {
            Ok(kept) => State::Kept(kept),
            Err(error) => State::Broken(error),
        };
        Saving { state, n_saved: 0 }
    }

    fn begin_exchange(&self, request: &TurnRequest, plan: &TurnPlan, first: &Ranked) -> Result<Kept, store::Error> {
        let now = self.now();
        self.with_store_raw(|store| {
            let conversation = match &plan.origin {
                Origin::Existing { conversation, .. } | Origin::Sibling { conversation, .. } => conversation.clone(),
                Origin::New { name } => store.begin_conversation(&store::NewConversation {
                    surface: request.surface,
                    folder: request.folder.as_deref(),
                    name: name.as_deref(),
                    title: &title(&plan.text, plan.material.as_ref().map(|material| material.as_str())),
                    system: request.system.as_deref(),
                    now,
                })?,
            };
            let answer = match &plan.origin {
                Origin::Sibling { question, .. } => store.begin_sibling(&store::NewSibling {
                    question: *question,
                    route: Some(plan.route),
                    source: Some(plan.source),
                    confidence: Some(plan.confidence()),
                    candidate: Some(&first.candidate),
                    now,
                })?,
                Origin::New { .. } | Origin::Existing { .. } => {
                    store
                        .begin_exchange(&store::NewExchange {
                            conversation: &conversation,
                            parent: plan.origin.parent(),
                            text: &plan.text,
                            material: plan.material.as_ref().map(|material| material.as_str()),
                            route: Some(plan.route),
                            source: Some(plan.source),
                            confidence: Some(plan.confidence()),
                            candidate: Some(&first.candidate),
                            now,
                        })?
                        .answer
                }
            };
            Ok(Kept { conversation, answer })
        })
    }
}

impl Saving {
    /// Keeps numbers only.
    pub const fn off() -> Self {
        Self { state: State::Private, n_saved: 0 }
    }

    /// Saves what `text` has grown by.
    pub fn save(&mut self, engine: &Engine, text: &str) {
        let State::Kept(kept) = &self.state else { return };
        if let Some(piece) = text.get(self.n_saved..).filter(|piece| !piece.is_empty()) {
            // A piece that could not be saved is in the whole answer, which is saved at the end or complained of.
            if engine.with_store_raw(|store| store.append(kept.answer, piece)).is_ok() {
                self.n_saved = text.len();
            }
        }
    }

    /// Forgets the pieces of a try that is not shown to anyone.
    pub fn discard_parts(&mut self, engine: &Engine) {
        if let State::Kept(kept) = &self.state
            && self.n_saved > 0
        {
            // Pieces that stay are replaced by the answer at the end.
            let _ = engine.with_store_raw(|store| store.discard_parts(kept.answer));
        }
        self.n_saved = 0;
    }

    /// Writes the whole answer and the ledger's rows. `Ok(None)`: the text is not kept.
    #[expect(clippy::too_many_arguments, reason = "the end of a turn has that many sides")]
    pub fn finish(
        &mut self,
        engine: &Engine,
        surface: Surface,
        route: Route,
        text: &str,
        candidate: Option<&Candidate>,
        complete: bool,
        finish: Finish,
        tries: &[Try],
    ) -> Result<Option<Kept>, store::Error> {
        let now = engine.now();
        let state = std::mem::replace(&mut self.state, State::Private);
        let kept = match &state {
            State::Kept(kept) => Some(kept.clone()),
            State::Private | State::Broken(_) => None,
        };
        let rows: Vec<store::LedgerRow<'_>> = tries
            .iter()
            .map(|ended| store::LedgerRow {
                model: &ended.attempt.model,
                route: Some(route),
                surface,
                outcome: ended.attempt.outcome,
                failure: ended.attempt.failure.as_ref().map(|failure| failure.kind),
                usage: ended.usage,
                cost: ended.cost,
                free: ended.free,
                ttft_ms: ended.ttft_ms,
                total_ms: ended.attempt.ms,
                at: ended.sent_at,
                conversation: kept.as_ref().map(|kept| &kept.conversation),
                turn: kept.as_ref().map(|kept| kept.answer),
                request_id: ended.request_id.as_deref(),
            })
            .collect();
        match state {
            State::Kept(kept) => {
                engine.with_store_raw(|store| {
                    store.finish(
                        kept.answer,
                        &store::TurnEnd {
                            text,
                            state: if complete { TurnState::Complete } else { TurnState::Incomplete },
                            finish: Some(finish),
                            candidate,
                            attempts: &rows,
                            now,
                        },
                    )
                })?;
                Ok(Some(kept))
            }
            State::Private => {
                if !rows.is_empty() {
                    engine.with_store_raw(|store| store.record_attempts(&rows))?;
                }
                Ok(None)
            }
            State::Broken(error) => Err(error),
        }
    }
}

/// A title for lists: the first line of the first message, bounded.
fn title(text: &str, material: Option<&str>) -> String {
    const MOST: usize = 60;
    let source = if text.trim().is_empty() { material.unwrap_or_default() } else { text };
    let line = source.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    let mut title: String = line.chars().take(MOST).collect();
    if line.chars().nth(MOST).is_some() {
        title.push('…');
    }
    title
}
