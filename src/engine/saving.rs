//! Keeps a turn in the store while it happens, and says at the end whether it is there.
//!
//! What surely is a key, or one of baro's own, is masked already in what is sent (`plan.rs`), and so in what is kept. With
//! `history.redact` whatever looks like a key is masked on its way into the store, too; what is shown stays as it is.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use super::Engine;
use super::candidates::Ranked;
use super::plan::{Origin, TurnPlan};
use super::request::{Keeping, TurnRequest};
use super::turn::Try;
use crate::config::{self, KeySource};
use crate::domain::conversation::TurnState;
use crate::domain::event::{Notice, Unkept, Unstored};
use crate::domain::{
    AttemptOutcome, Candidate, ConversationId, Finish, Hint, Route, Source, Surface, TurnId, UnixMillis, Usage,
};
use crate::markup::redact;
use crate::store::{self, BegunRow};

const DAY_MS: i64 = 86_400_000;
/// How long the beginning of a turn waits for another process.
const BEGIN_WAIT: Duration = Duration::from_secs(2);

/// Where a turn is kept.
pub(super) struct Saving {
    state: State,
    /// Bytes of the answer that are saved already.
    n_saved: usize,
    mask: Mask,
}

enum State {
    /// Its text is not kept; its numbers are.
    Private,
    Kept(Kept),
    /// The store could not begin the turn; the answer is given all the same, and at its end it is tried once more.
    Broken(Box<Question>),
}

/// A turn's place in the store.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    pub conversation: ConversationId,
    pub answer: TurnId,
}

/// What is written before the answer begins.
struct Question {
    origin: Origin,
    text: String,
    title: Option<String>,
    material: Option<Arc<String>>,
    system: Option<String>,
    pin: Option<Candidate>,
    folder: Option<String>,
    surface: Surface,
    route: Route,
    source: Source,
    confidence: f32,
    candidate: Candidate,
    hints: Vec<Hint>,
    now: UnixMillis,
}

/// What is masked in texts that are kept.
enum Mask {
    Nothing,
    /// What looks like a key, and these.
    Keys(Vec<String>),
}

impl Mask {
    fn over<'a>(&self, text: &'a str) -> Cow<'a, str> {
        match self {
            Self::Nothing => Cow::Borrowed(text),
            Self::Keys(known) => redact::keys(text, known),
        }
    }

    /// What may be kept now of a growing text behind its first `n_saved` bytes, and up to where that is.
    fn grown<'a>(&self, text: &'a str, n_saved: usize) -> (Cow<'a, str>, usize) {
        match self {
            Self::Nothing => (Cow::Borrowed(&text[n_saved..]), text.len()),
            Self::Keys(known) => redact::grown(text, n_saved, known),
        }
    }
}

impl Engine {
    /// Writes the question, and opens the answer.
    pub(super) fn begin_saving(&self, request: &TurnRequest, plan: &TurnPlan, first: &Ranked) -> Saving {
        if request.keeping == Keeping::Private {
            return Saving::off();
        }
        // The plan has the rest without what goes to nobody.
        let keys = self.known_keys();
        let mask = if self.settings().history.redact { Mask::Keys(keys.clone()) } else { Mask::Nothing };
        let masked = |text: &str| mask.over(&redact::before_sending(text, &keys).0).into_owned();
        let question = Question {
            origin: plan.origin.clone(),
            text: mask.over(&plan.text).into_owned(),
            title: request.title.as_deref().map(|title| store::title_of(&masked(title))),
            material: plan.material.as_ref().map(|material| match mask.over(material) {
                Cow::Borrowed(_) => Arc::clone(material),
                Cow::Owned(masked) => Arc::new(masked),
            }),
            system: request.system.as_deref().map(masked),
            pin: request.pin.clone(),
            folder: request.folder.clone(),
            surface: request.surface,
            route: plan.route,
            source: plan.source,
            confidence: plan.confidence(),
            candidate: first.candidate.clone(),
            hints: plan.hints.clone(),
            now: self.now(),
        };
        // What is not there yet comes at the end: the answer does not wait for another process.
        let state = match self.with_store_raw(|store| store.within(BEGIN_WAIT, |store| question.begin(store))) {
            Ok(kept) => State::Kept(kept),
            Err(_) => State::Broken(Box::new(question)),
        };
        Saving { state, n_saved: 0, mask }
    }

    /// Keys that stand in the environment under a provider's name for them, and those of files: what can be had without
    /// asking anybody for it.
    #[must_use]
    pub fn known_keys(&self) -> Vec<String> {
        let own = self.settings().providers.values().filter_map(|provider| match &provider.key {
            Some(KeySource::Environment(name)) => Some(name.as_str()),
            _ => None,
        });
        let usual = self.catalogue().vendors.iter().flat_map(|vendor| vendor.key_env.iter().map(String::as_str));
        config::keys_at_hand(self.settings(), self.environment(), own.chain(usual))
    }

    /// Removes conversations whose days are over. Nothing is due until the next local midnight, so that all but the
    /// first turn of a day only look.
    fn prune(&self) {
        let Some(days) = self.settings().history.retention_days else { return };
        let today = (self.clock().day_start)(self.now());
        let before = today.plus_ms(-DAY_MS.saturating_mul(i64::from(days)));
        // What could not be removed now is removed after the next turn.
        let _ = self.with_store_soon(|store| store.prune(before));
    }
}

impl Question {
    fn begin(&self, store: &store::Store) -> Result<Kept, store::Error> {
        let material = self.material.as_ref().map(|material| material.as_str());
        let title = self.title.clone().unwrap_or_else(|| title(&self.text, material));
        let routing = store::Routing {
            route: Some(self.route),
            source: Some(self.source),
            confidence: Some(self.confidence),
            candidate: Some(&self.candidate),
            hints: &self.hints,
        };
        let belongs = match &self.origin {
            Origin::Sibling { conversation, question } => {
                let answer = store.begin_sibling(&store::NewSibling { question: *question, routing, now: self.now })?;
                return Ok(Kept { conversation: conversation.clone(), answer });
            }
            Origin::Existing { conversation } => store::Belongs::To(conversation),
            Origin::Behind { conversation, turn } => store::Belongs::Behind(conversation, *turn),
            Origin::New { name } => store::Belongs::ToNew(store::NewConversation {
                surface: self.surface,
                folder: self.folder.as_deref(),
                name: name.as_deref(),
                title: &title,
                system: self.system.as_deref(),
                pin: self.pin.as_ref(),
                now: self.now,
            }),
        };
        let begun = store.begin_exchange(&store::NewExchange {
            conversation: belongs,
            text: &self.text,
            material,
            routing,
            now: self.now,
        })?;
        Ok(Kept { conversation: begun.conversation, answer: begun.answer })
    }
}

impl Saving {
    /// Keeps numbers only.
    pub const fn off() -> Self {
        Self { state: State::Private, n_saved: 0, mask: Mask::Nothing }
    }

    /// Saves what `text` has grown by, behind what stands before it.
    pub fn save(&mut self, engine: &Engine, behind: &str, text: &str) {
        let State::Kept(kept) = &self.state else { return };
        let text = if behind.is_empty() { Cow::Borrowed(text) } else { Cow::Owned(format!("{behind}{text}")) };
        if !text.is_char_boundary(self.n_saved) {
            return;
        }
        let (piece, until) = self.mask.grown(&text, self.n_saved);
        if piece.is_empty() {
            return;
        }
        // A piece that could not be saved is in the whole answer, which is saved at the end or complained of.
        if engine.with_store_raw(|store| store.append(kept.answer, &piece)).is_ok() {
            self.n_saved = until;
        }
    }

    /// Enters a try that is about to be sent, so that it is counted whatever becomes of this process.
    pub fn begin_try(
        &self,
        engine: &Engine,
        surface: Surface,
        route: Route,
        ranked: &Ranked,
        input: u64,
    ) -> Option<BegunRow> {
        let usage = Usage { input, estimated: true, ..Usage::default() };
        let kept = self.kept();
        let row = store::LedgerRow {
            begun: None,
            model: &ranked.candidate.model,
            key: engine.key_mark(&ranked.candidate.model.provider),
            route: Some(route),
            surface,
            outcome: AttemptOutcome::Incomplete,
            failure: None,
            usage,
            cost: ranked.facts.cost(&usage),
            free: ranked.facts.asks_no_money(),
            ttft_ms: None,
            total_ms: 0,
            at: engine.now(),
            conversation: kept.map(|kept| &kept.conversation),
            turn: kept.map(|kept| kept.answer),
            request_id: None,
        };
        // Where the store is in the way, the row is written at the end.
        engine.with_store_soon(|store| store.begin_attempt(&row)).ok()
    }

    /// Enters the end of a try that others follow.
    pub fn settle_try(&self, engine: &Engine, surface: Surface, route: Route, ended: &Try) {
        if ended.begun.is_some() {
            // The turn's end writes it once more.
            let _ = engine.with_store_soon(|store| store.record_attempts(&[row(surface, route, ended, self.kept())]));
        }
    }

    const fn kept(&self) -> Option<&Kept> {
        match &self.state {
            State::Kept(kept) => Some(kept),
            State::Private | State::Broken(_) => None,
        }
    }

    /// Whether the store was in the way when the turn began.
    pub const fn is_late(&self) -> bool {
        matches!(self.state, State::Broken(_))
    }

    /// Forgets the pieces of a try that is not shown to anyone, but not what stands before it.
    pub fn discard_parts(&mut self, engine: &Engine, behind: &str) {
        if self.n_saved <= behind.len() {
            return;
        }
        if let State::Kept(kept) = &self.state {
            // Pieces that stay are replaced by the answer at the end.
            let _ = engine.with_store_raw(|store| store.discard_parts(kept.answer));
        }
        self.n_saved = 0;
        self.save(engine, behind, "");
    }

    /// Writes the whole answer and the ledger's rows, waiting so long for another process. `Ok(None)`: the text is not
    /// kept. Where another process was in the way, it may be tried again.
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
        patience: Duration,
    ) -> Result<Option<Kept>, store::Error> {
        let now = engine.now();
        let work = |store: &store::Store| {
            // Whoever was in the way at the beginning may be gone.
            let begun = match &self.state {
                State::Broken(question) => Some(question.begin(store)),
                State::Private | State::Kept(_) => None,
            };
            begun.transpose()
        };
        let begun = engine.with_store_raw(|store| store.within(patience, work));
        let begun = match begun {
            Ok(Some(kept)) => {
                self.state = State::Kept(kept);
                Ok(())
            }
            Ok(None) => Ok(()),
            Err(error) => Err(error),
        };
        let kept = self.kept().cloned();
        let rows: Vec<store::LedgerRow<'_>> =
            tries.iter().map(|ended| row(surface, route, ended, kept.as_ref())).collect();
        let Some(kept) = &kept else {
            if !rows.is_empty() {
                // Nothing of a text that nobody wanted kept is lost with its numbers, so that is no error.
                let record = |store: &store::Store| store.record_attempts(&rows);
                let _ = match &begun {
                    Ok(()) => engine.with_store_raw(|store| store.within(patience, record)),
                    Err(_) => engine.with_store_soon(record),
                };
            }
            return begun.map(|()| None);
        };
        let text = self.mask.over(text);
        let end = store::TurnEnd {
            text: &text,
            state: if complete { TurnState::Complete } else { TurnState::Incomplete },
            finish: Some(finish),
            candidate,
            attempts: &rows,
            now,
        };
        engine.with_store_raw(|store| store.within(patience, |store| store.finish(kept.answer, &end)))?;
        engine.prune();
        Ok(Some(kept.clone()))
    }
}

/// A try as the ledger has it.
fn row<'a>(surface: Surface, route: Route, ended: &'a Try, kept: Option<&'a Kept>) -> store::LedgerRow<'a> {
    store::LedgerRow {
        begun: ended.begun,
        model: &ended.attempt.model,
        key: ended.key,
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
        conversation: kept.map(|kept| &kept.conversation),
        turn: kept.map(|kept| kept.answer),
        request_id: ended.request_id.as_deref(),
    }
}

/// That a turn could not be kept: the answer of whoever gave it, or the question that nobody answered.
pub(super) fn not_stored(answered_by: Option<&Candidate>, error: &store::Error) -> Notice {
    let what = if answered_by.is_some() { Unstored::Answer } else { Unstored::Question };
    Notice::NotStored { what, why: unkept(error) }
}

/// Why a turn could not be kept, as a surface tells it.
pub(super) fn unkept(error: &store::Error) -> Unkept {
    match error {
        store::Error::Busy => Unkept::Busy,
        store::Error::DiskFull => Unkept::DiskFull,
        store::Error::NotFound(_) => Unkept::Removed,
        store::Error::Newer { .. } => Unkept::Newer,
        store::Error::Corrupt { .. } | store::Error::Foreign { .. } => Unkept::Damaged,
        other => Unkept::Other(other.to_string()),
    }
}

/// A title for lists: the message's first line or, without one, the name of what was attached.
fn title(text: &str, material: Option<&str>) -> String {
    if !text.trim().is_empty() {
        return store::title_of(text);
    }
    let label = material.and_then(|material| material.strip_prefix("[material: ")?.lines().next());
    // `/etc/passwd, 1221 bytes]`, and before the bracket perhaps how it was decoded.
    let name = label.and_then(|label| {
        let is_size = |rest: &str| rest.split_once(" bytes").is_some_and(|(n, _)| n.parse::<u64>().is_ok());
        label.rmatch_indices(", ").find(|(at, comma)| is_size(&label[at + comma.len()..])).map(|(at, _)| &label[..at])
    });
    store::title_of(name.or(material).unwrap_or_default())
}
