//! Conversations that end with the process.

use std::fs;

use super::{NOW, Place, answer, ask, begin, candidate, exchange, model, plain, row};
use crate::domain::conversation::TurnState;
use crate::domain::{Overrule, Overruling, Route, Surface, UnixMillis};
use crate::store::{LedgerRow, ListFilter, ListScope, NewExchange, NewSibling, Routing, Star, Store, TurnEnd, UsageBy};

const ALWAYS: std::ops::Range<UnixMillis> = UnixMillis(i64::MIN)..UnixMillis(i64::MAX);

/// Every byte that baro keeps in the place.
fn kept(place: &Place) -> String {
    let folder = place.path().parent().expect("a folder").to_owned();
    let mut all = String::new();
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        all.push_str(&String::from_utf8_lossy(&fs::read(entry.path()).unwrap_or_default()));
    }
    all
}

fn private(place: &Place) -> Store {
    let store = place.open();
    store.keep_in_memory().expect("a store in memory");
    store
}

fn texts(store: &Store, id: &crate::domain::ConversationId) -> Vec<String> {
    store.branch(id).expect("a branch").into_iter().map(|turn| turn.text).collect()
}

#[test]
fn what_is_said_is_known_to_the_process_and_its_numbers_to_the_file() {
    let place = Place::new();
    let store = private(&place);
    let id = begin(&store, Surface::Repl, "/a", NOW);
    let first = ask(&store, &id, "secret question", NOW);
    let groq = model("groq:qwen");
    let begun = LedgerRow { conversation: Some(&id), turn: Some(first.answer), ..row(&groq) };
    let begun = LedgerRow { begun: Some(store.begin_attempt(&begun).expect("begun")), ..begun };
    store.append(first.answer, "secret ").expect("a piece");
    store
        .finish(
            first.answer,
            &TurnEnd {
                text: "secret answer",
                state: TurnState::Complete,
                finish: None,
                candidate: Some(&candidate("groq:qwen")),
                attempts: &[begun],
                now: NOW,
            },
        )
        .expect("the end");
    let sibling = NewSibling { question: first.question, routing: Routing::default(), now: NOW };
    let other = store.begin_sibling(&sibling).expect("a sibling");
    answer(&store, other, "secret other", NOW);
    assert_eq!(texts(&store, &id), ["secret question", "secret other"]);
    store.set_head(&id, Some(first.answer)).expect("gone on from");
    store.change_pin(&id, Some(&candidate("groq:kimi"))).expect("pinned");
    store.set_starred(&id, Star::Starred).expect("marked");
    let last = store.last_exchange(&id).expect("read").expect("an exchange");
    assert_eq!((last.answer.text.as_str(), last.others.len(), last.attempts.len()), ("secret answer", 1, 1));
    assert_eq!(store.search("secret answer", 9).expect("hits")[0].conversation, id);
    assert_eq!(store.last_beside(Some("/a"), None).expect("read"), Some(id.clone()));
    let sums = store.usage(UsageBy::Conversation, ALWAYS).expect("sums");
    assert!(sums.iter().any(|sum| sum.key.as_deref() == Some(id.as_str()) && sum.n_requests == 1), "{sums:?}");
    let overrule = Overrule {
        turn: Some(first.question),
        how: Overruling::Pin,
        routed: Route::Code,
        wanted: Route::Think,
        at: NOW,
    };
    store.note_overrule(&overrule).expect("noted");
    drop(store);
    // The file has one try, two routes, and not a word.
    let store = place.open();
    assert!(store.conversation(&id).is_err());
    assert_eq!(store.usage(UsageBy::Model, ALWAYS).expect("sums")[0].n_requests, 1);
    assert_eq!(store.overruled().expect("read")[0].overrule.turn, None);
    assert!(!kept(&place).contains("secret"));
}

#[test]
fn a_conversation_of_the_file_is_gone_on_with_and_stays_as_it_was() {
    let place = Place::new();
    let store = place.open();
    let id = begin(&store, Surface::Repl, "/a", NOW);
    let large = "m".repeat(300 << 10);
    let first = store
        .begin_exchange(&NewExchange {
            material: Some(&large),
            routing: Routing { candidate: Some(&candidate("groq:qwen")), ..Routing::default() },
            ..plain(&id, "one", NOW)
        })
        .expect("an exchange");
    answer(&store, first.answer, "1", NOW);
    // An answer that was cut off has its text in pieces.
    let second = ask(&store, &id, "two", NOW);
    store.append(second.answer, "half").expect("a piece");
    let groq = model("groq:qwen");
    store
        .record_attempts(&[LedgerRow { conversation: Some(&id), turn: Some(first.answer), ..row(&groq) }])
        .expect("kept");
    drop(store);

    let store = private(&place);
    let turns = store.branch(&id).expect("a branch");
    assert_eq!(turns[0].material.as_deref(), Some(large.as_str()));
    assert_eq!(turns.iter().map(|turn| turn.text.as_str()).collect::<Vec<_>>(), ["one", "1", "two", "half"]);
    assert_eq!(store.attempts_of(turns[1].id).expect("tries").len(), 1);
    exchange(&store, &id, "three", "3", NOW.plus_ms(1));
    assert_eq!(texts(&store, &id), ["one", "1", "two", "half", "three", "3"]);
    let filter = ListFilter { scope: ListScope::All, folder: None, limit: 9 };
    assert_eq!(store.list(&filter).expect("a list").len(), 1);
    assert_eq!(store.search("one", 9).expect("hits").len(), 1);
    assert_eq!(store.usage(UsageBy::Conversation, ALWAYS).expect("sums").len(), 1);
    store.set_starred(&id, Star::Starred).expect("marked");
    drop(store);

    let store = place.open();
    assert_eq!(texts(&store, &id), ["one", "1", "two", "half"]);
    assert!(store.conversation(&id).expect("kept").starred);
}

#[test]
fn a_copy_has_every_column() {
    let store = super::memory();
    let known = include_str!("../memory.rs");
    for table in ["conversation", "turn", "part", "attempt"] {
        let mut statement =
            store.connection.prepare("SELECT name FROM pragma_table_info(?1)").expect("the table's columns");
        let columns = statement.query_map([table], |row| row.get::<_, String>(0)).expect("rows");
        for column in columns.map(|column| column.expect("a name")) {
            // What is in a file beside the database comes into the row, and tries get numbers of their own.
            let is_left_out = matches!((table, column.as_str()), ("turn", "material_bytes") | ("attempt", "id"));
            let from = known.find(&format!("\"{table} (")).expect("a copy of the table");
            let listed = &known[from..from + known[from..].find(")\"").expect("an end")];
            let is_listed = listed.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == column);
            assert_eq!(is_listed, !is_left_out, "{table}.{column}");
        }
    }
}

#[test]
fn what_begins_in_memory_never_has_the_number_of_a_copy() {
    let place = Place::new();
    let kept: Vec<_> = {
        let store = place.open();
        (0..3)
            .map(|n| {
                let id = begin(&store, Surface::Ask, "/a", NOW.plus_ms(n));
                exchange(&store, &id, "kept question", "kept answer", NOW.plus_ms(n));
                id
            })
            .collect()
    };
    let store = private(&place);
    let new = begin(&store, Surface::Repl, "/a", NOW.plus_ms(9));
    exchange(&store, &new, "new question", "new answer", NOW.plus_ms(9));
    for id in &kept {
        assert_eq!(texts(&store, id), ["kept question", "kept answer"]);
    }
    assert_eq!(texts(&store, &new), ["new question", "new answer"]);
}
