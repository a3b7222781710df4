//! Tests of the store on files of their own.

mod concurrency;
mod conversations;
mod files;
mod ledger;
mod materials;
mod memory;
mod plan;
mod search;
mod transfer;
mod turns;

use std::path::PathBuf;

use tempfile::TempDir;

use crate::domain::conversation::TurnState;
use crate::domain::{
    AttemptOutcome, Candidate, ConversationId, Finish, KeyMark, MicroUsd, ModelRef, Route, Source, Surface, TurnId,
    UnixMillis, Usage,
};

use super::{Belongs, Exchange, LedgerRow, NewConversation, NewExchange, Routing, Store, TurnEnd};

/// The mark of the key with which models are asked.
const KEY: KeyMark = KeyMark::of_digest([0, 0, 0, 7]);

const NOW: UnixMillis = UnixMillis(1_796_000_000_000);

/// A folder that goes with the test, and the path of a database in it.
struct Place {
    folder: TempDir,
}

impl Place {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a temporary folder") }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("baro").join("baro.db")
    }

    fn open(&self) -> Store {
        Store::open(&self.path()).expect("a database")
    }
}

pub(super) fn memory() -> Store {
    Store::open_in_memory().expect("a database")
}

fn candidate(text: &str) -> Candidate {
    text.parse().expect("a candidate")
}

fn model(text: &str) -> ModelRef {
    text.parse().expect("a model")
}

fn begin(store: &Store, surface: Surface, folder: &str, now: UnixMillis) -> ConversationId {
    begin_instructed(store, surface, folder, None, now)
}

fn begin_instructed(
    store: &Store,
    surface: Surface,
    folder: &str,
    system: Option<&str>,
    now: UnixMillis,
) -> ConversationId {
    store
        .begin_conversation(&NewConversation {
            surface,
            folder: Some(folder),
            name: None,
            title: "",
            system,
            pin: None,
            now,
        })
        .expect("a conversation")
}

/// A message whose answer is asked for in no way that matters.
fn plain<'a>(id: &'a ConversationId, text: &'a str, now: UnixMillis) -> NewExchange<'a> {
    NewExchange { conversation: Belongs::To(id), text, material: None, routing: Routing::default(), now }
}

/// Asks after the branch's end.
fn ask(store: &Store, id: &ConversationId, text: &str, now: UnixMillis) -> Exchange {
    store
        .begin_exchange(&NewExchange {
            routing: Routing {
                route: Some(Route::Code),
                source: Some(Source::Auto),
                confidence: Some(0.75),
                candidate: Some(&candidate("groq:qwen@high")),
                hints: &[],
            },
            ..plain(id, text, now)
        })
        .expect("an exchange")
}

fn answer(store: &Store, turn: TurnId, text: &str, now: UnixMillis) {
    store
        .finish(
            turn,
            &TurnEnd {
                text,
                state: TurnState::Complete,
                finish: Some(Finish::Stop),
                candidate: None,
                attempts: &[],
                now,
            },
        )
        .expect("the end is kept");
}

/// A question and its whole answer.
fn exchange(store: &Store, id: &ConversationId, question: &str, text: &str, now: UnixMillis) -> Exchange {
    let exchange = ask(store, id, question, now);
    answer(store, exchange.answer, text, now);
    exchange
}

impl Store {
    /// Holds the database as the one that writes.
    pub(crate) fn hold(&self) {
        self.connection.execute_batch("BEGIN IMMEDIATE").expect("held");
    }

    /// Lets no pin be set from now on.
    pub(crate) fn refuse_pins(&self) {
        let sql = "CREATE TRIGGER no_pin BEFORE UPDATE OF pin ON conversation BEGIN SELECT RAISE(ABORT, 'no'); END";
        self.connection.execute_batch(sql).expect("refused");
    }

    /// Lets others write again.
    pub(crate) fn let_go(&self) {
        self.connection.execute_batch("ROLLBACK").expect("let go");
    }
}

fn row(model: &ModelRef) -> LedgerRow<'_> {
    LedgerRow {
        begun: None,
        model,
        key: KEY,
        route: Some(Route::Code),
        surface: Surface::Ask,
        outcome: AttemptOutcome::Answered,
        failure: None,
        usage: Usage { input: 10, output: 5, ..Usage::default() },
        cost: Some(MicroUsd(100)),
        free: false,
        ttft_ms: Some(40),
        total_ms: 400,
        at: NOW,
        conversation: None,
        turn: None,
        request_id: None,
    }
}
