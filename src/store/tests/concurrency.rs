//! Many writers at once, each with a connection of its own.

use std::sync::Barrier;
use std::thread;

use super::{KEY, NOW, Place, ask, begin, model, row};
use crate::domain::conversation::TurnState;
use crate::domain::{Role, Surface, Usage};
use crate::store::{
    Belongs, Error, LedgerRow, ListFilter, ListScope, NewConversation, NewExchange, Routing, Store, TurnEnd, UsageBy,
};

const N_WRITERS: u64 = 8;
const N_EACH: u64 = 40;

#[test]
fn eight_writers_that_begin_together_lose_and_double_nothing() {
    let place = Place::new();
    let barrier = Barrier::new(usize::try_from(N_WRITERS).expect("a number"));
    thread::scope(|scope| {
        for writer in 0..N_WRITERS {
            let (barrier, path) = (&barrier, place.path());
            scope.spawn(move || {
                barrier.wait();
                // The file does not exist yet: all of them make it.
                let store = Store::open(&path).expect("a database");
                let id = begin(&store, Surface::Repl, "/a", NOW);
                let qwen = model("groq:qwen");
                for n in 0..N_EACH {
                    let begun = ask(&store, &id, &format!("q{writer}-{n}"), NOW);
                    for piece in ["part ", "two"] {
                        // A piece waits for others no longer than a moment, and comes again.
                        while let Err(error) = store.append(begun.answer, piece) {
                            assert_eq!(error, Error::Busy);
                        }
                    }
                    let attempts = [LedgerRow {
                        usage: Usage { input: 1 + n, ..Usage::default() },
                        conversation: Some(&id),
                        turn: Some(begun.answer),
                        ..row(&qwen)
                    }];
                    let end = TurnEnd {
                        text: &format!("a{writer}-{n}"),
                        state: TurnState::Complete,
                        finish: None,
                        candidate: None,
                        attempts: &attempts,
                        now: NOW,
                    };
                    store.finish(begun.answer, &end).expect("ended");
                    store.record_tokens(&qwen, KEY, 1, NOW).expect("entered");
                }
            });
        }
    });
    let store = place.open();
    let conversations = store.list(&ListFilter { scope: ListScope::All, folder: None, limit: 100 }).expect("a list");
    assert_eq!(conversations.len() as u64, N_WRITERS);
    let mut said = Vec::new();
    for conversation in &conversations {
        let branch = store.branch(&conversation.id).expect("a branch");
        assert_eq!(branch.len() as u64, 2 * N_EACH);
        assert!(branch.iter().all(|turn| turn.state == TurnState::Complete));
        said.extend(branch.into_iter().map(|turn| turn.text));
    }
    let mut expected: Vec<String> = (0..N_WRITERS)
        .flat_map(|writer| (0..N_EACH).flat_map(move |n| [format!("q{writer}-{n}"), format!("a{writer}-{n}")]))
        .collect();
    said.sort();
    expected.sort();
    assert_eq!(said, expected);
    let sums = store.usage(UsageBy::Conversation, NOW..NOW.plus_ms(1)).expect("sums");
    assert_eq!(sums.len() as u64, N_WRITERS);
    for sum in sums {
        assert_eq!((sum.n_requests, sum.usage.input), (N_EACH, N_EACH * (N_EACH + 1) / 2));
    }
    let sent = store.sent_after(&model("groq:qwen"), KEY, NOW.plus_ms(-1), NOW).expect("sent");
    assert_eq!(sent.iter().map(|(_, n_tokens)| n_tokens).sum::<u64>(), N_WRITERS * N_EACH);
    let sound: String = store.connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).expect("a check");
    assert_eq!(sound, "ok");
}

#[test]
fn writers_of_one_conversation_lose_nothing_from_its_branch() {
    let place = Place::new();
    let store = place.open();
    let id = begin(&store, Surface::Repl, "/a", NOW);
    thread::scope(|scope| {
        for _ in 0..4 {
            let (id, path) = (&id, place.path());
            scope.spawn(move || {
                let store = Store::open(&path).expect("a database");
                for _ in 0..20 {
                    super::exchange(&store, id, "q", "a", NOW);
                }
            });
        }
    });
    let conversation = store.conversation(&id).expect("a conversation");
    assert_eq!(conversation.n_turns, 160);
    assert_eq!(store.search("q", 1_000).expect("hits").len(), 80);
    let branch = store.branch(&id).expect("a branch");
    assert_eq!(branch.len(), 160);
    assert!(branch.iter().filter(|turn| turn.role == Role::Assistant).all(|turn| turn.text == "a"));
}

#[test]
fn those_who_begin_one_name_together_share_its_conversation() {
    let place = Place::new();
    drop(place.open());
    let barrier = Barrier::new(6);
    thread::scope(|scope| {
        for n in 0..6 {
            let (barrier, path) = (&barrier, place.path());
            scope.spawn(move || {
                let store = Store::open(&path).expect("a database");
                let text = format!("q{n}");
                barrier.wait();
                let begun = store
                    .begin_exchange(&NewExchange {
                        conversation: Belongs::ToNew(NewConversation {
                            surface: Surface::Ask,
                            folder: None,
                            name: Some("q3"),
                            title: "",
                            system: None,
                            pin: None,
                            now: NOW,
                        }),
                        text: &text,
                        material: None,
                        routing: Routing::default(),
                        now: NOW,
                    })
                    .expect("an exchange");
                super::answer(&store, begun.answer, &format!("a{n}"), NOW);
            });
        }
    });
    let store = place.open();
    let id = store.find("q3").expect("found").expect("a conversation");
    let mut said: Vec<String> = store.branch(&id).expect("a branch").into_iter().map(|turn| turn.text).collect();
    said.sort();
    assert_eq!(said, ["a0", "a1", "a2", "a3", "a4", "a5", "q0", "q1", "q2", "q3", "q4", "q5"]);
    assert_eq!(store.list(&ListFilter { scope: ListScope::All, folder: None, limit: 10 }).expect("a list").len(), 1);
}
