//! Exchanges, siblings, parts, and what a killed writer leaves.

use super::{KEY, NOW, Place, answer, ask, begin, candidate, exchange, memory, model, plain, row};
use crate::domain::conversation::TurnState;
use crate::domain::{
    AttemptOutcome, ConversationId, Effort, FailureKind, Finish, Hint, Role, Route, Source, Surface, TurnId,
};
use crate::store::{Error, LedgerRow, NewExchange, NewSibling, Routing, Store, TurnEnd};

fn texts(store: &Store, id: &ConversationId) -> Vec<String> {
    store.branch(id).expect("a branch").into_iter().map(|turn| turn.text).collect()
}

fn redo(store: &Store, question: TurnId) -> TurnId {
    store
        .begin_sibling(&NewSibling {
            question,
            routing: Routing {
                route: Some(Route::Think),
                source: Some(Source::Mention),
                candidate: Some(&candidate("groq:kimi")),
                ..Routing::default()
            },
            now: NOW,
        })
        .expect("a sibling")
}

#[test]
fn a_turn_is_read_back_as_it_was_kept() {
    let store = memory();
    let id = begin(&store, Surface::Ask, "/a", NOW);
    let exchange = store
        .begin_exchange(&NewExchange {
            material: Some("error[E0382]"),
            routing: Routing {
                route: Some(Route::Code),
                source: Some(Source::Auto),
                confidence: Some(0.75),
                candidate: Some(&candidate("groq:qwen@high")),
                hints: &[Hint::Deeper, Hint::Shorter],
            },
            ..plain(&id, "이거 왜 안됨\0끝", NOW)
        })
        .expect("an exchange");
    let branch = store.branch(&id).expect("a branch");
    let question = &branch[0];
    assert_eq!((question.id, question.parent, question.role), (exchange.question, None, Role::User));
    assert_eq!((question.text.as_str(), question.material.as_deref()), ("이거 왜 안됨\0끝", Some("error[E0382]")));
    assert_eq!(
        (question.route, question.source, question.confidence),
        (Some(Route::Code), Some(Source::Auto), Some(0.75))
    );
    assert_eq!((question.model.clone(), question.state), (None, TurnState::Complete));
    assert_eq!(question.hints, [Hint::Deeper, Hint::Shorter]);
    let open = &branch[1];
    assert_eq!((open.id, open.parent, open.role), (exchange.answer, Some(exchange.question), Role::Assistant));
    assert_eq!((open.model.clone(), open.effort), (Some(model("groq:qwen")), Some(Effort::High)));
    assert_eq!((open.state, open.text.as_str(), open.hints.as_slice()), (TurnState::Open, "", &[][..]));

    let end = TurnEnd {
        text: "소유권",
        state: TurnState::Incomplete,
        finish: Some(Finish::Length),
        candidate: Some(&candidate("cerebras:gpt-oss")),
        attempts: &[],
        now: NOW.plus_ms(5),
    };
    store.finish(exchange.answer, &end).expect("ended");
    let ended = &store.branch(&id).expect("a branch")[1];
    assert_eq!((ended.model.clone(), ended.effort), (Some(model("cerebras:gpt-oss")), None));
    assert_eq!((ended.state, ended.finish), (TurnState::Incomplete, Some(Finish::Length)));
    let conversation = store.conversation(&id).expect("a conversation");
    assert_eq!((conversation.head, conversation.n_turns), (Some(exchange.answer), 2));
    assert_eq!((conversation.title.as_str(), conversation.updated_at), ("이거 왜 안됨끝", NOW.plus_ms(5)));
}

#[test]
fn a_redo_stays_beside_the_old_answer_and_leads_once_it_has_text() {
    let store = memory();
    let id = begin(&store, Surface::Repl, "/a", NOW);
    exchange(&store, &id, "q1", "a1", NOW);
    let second = exchange(&store, &id, "q2", "old", NOW);
    let sibling = redo(&store, second.question);
    store.append(sibling, "ne").expect("appended");
    assert_eq!(texts(&store, &id), ["q1", "a1", "q2", "old"]);
    answer(&store, sibling, "new", NOW);
    assert_eq!(texts(&store, &id), ["q1", "a1", "q2", "new"]);
    let last = store.last_exchange(&id).expect("read").expect("an exchange");
    assert_eq!((last.question.text.as_str(), last.answer.text.as_str()), ("q2", "new"));
    assert_eq!(last.others.iter().map(|turn| turn.text.as_str()).collect::<Vec<_>>(), ["old"]);
    // One that fails without a word changes nothing.
    let failed = redo(&store, second.question);
    answer(&store, failed, "", NOW);
    assert_eq!(texts(&store, &id), ["q1", "a1", "q2", "new"]);
    // One that ends after the talk went on does not pull it back.
    let slow = redo(&store, second.question);
    exchange(&store, &id, "q3", "a3", NOW);
    answer(&store, slow, "late", NOW);
    assert_eq!(texts(&store, &id), ["q1", "a1", "q2", "new", "q3", "a3"]);
    assert_eq!(store.conversation(&id).expect("a conversation").n_turns, 9);
}

#[test]
fn a_branch_leaves_the_other_branches_out() {
    let store = memory();
    let id = begin(&store, Surface::Repl, "/a", NOW);
    let first = exchange(&store, &id, "q1", "a1", NOW);
    exchange(&store, &id, "q2", "a2", NOW);
    store.set_head(&id, Some(first.answer)).expect("moved");
    exchange(&store, &id, "q3", "a3", NOW);
    assert_eq!(texts(&store, &id), ["q1", "a1", "q3", "a3"]);
}

#[test]
fn a_killed_writer_leaves_the_question_and_the_parts_marked_incomplete() {
    let place = Place::new();
    let store = place.open();
    let id = begin(&store, Surface::Ask, "/a", NOW);
    let left = ask(&store, &id, "q", NOW);
    for part in ["한", "글 ", "", "parts"] {
        store.append(left.answer, part).expect("appended");
    }
    assert_eq!(store.branch(&id).expect("a branch")[1].state, TurnState::Open);
    drop(store);

    let store = place.open();
    let branch = store.branch(&id).expect("a branch");
    assert_eq!(branch[0].text, "q");
    assert_eq!((branch[1].text.as_str(), branch[1].state), ("한글 parts", TurnState::Incomplete));
    // Going on from it folds it.
    exchange(&store, &id, "q2", "a2", NOW);
    assert_eq!(texts(&store, &id), ["q", "한글 parts", "q2", "a2"]);
    let n_parts: i64 = store.connection.query_row("SELECT count(*) FROM part", [], |row| row.get(0)).expect("a count");
    assert_eq!(n_parts, 0);
    assert_eq!(store.search("parts", 5).expect("hits").len(), 1);
}

#[test]
fn a_writer_that_was_taken_for_dead_still_has_the_last_word() {
    let place = Place::new();
    let (alive, other) = (place.open(), place.open());
    let id = begin(&alive, Surface::Ask, "/a", NOW);
    let slow = ask(&alive, &id, "q", NOW);
    alive.append(slow.answer, "one ").expect("appended");
    exchange(&other, &id, "q2", "a2", NOW);
    alive.append(slow.answer, "two").expect("appended");
    assert_eq!(texts(&other, &id), ["q", "one two", "q2", "a2"]);
    answer(&alive, slow.answer, "one two three", NOW);
    let branch = other.branch(&id).expect("a branch");
    assert_eq!((branch[1].text.as_str(), branch[1].state), ("one two three", TurnState::Complete));
    assert_eq!(branch.len(), 4);
    assert_eq!(other.search("three", 5).expect("hits").len(), 1);
}

#[test]
fn the_end_and_the_ledger_are_kept_together_or_not_at_all() {
    let store = memory();
    let id = begin(&store, Surface::Ask, "/a", NOW);
    let begun = ask(&store, &id, "q", NOW);
    store.append(begun.answer, "part").expect("appended");
    let (groq, cerebras) = (model("groq:qwen"), model("cerebras:qwen"));
    let attempts = [
        LedgerRow {
            outcome: AttemptOutcome::FailedOver,
            failure: Some(FailureKind::RateLimited),
            cost: None,
            ttft_ms: None,
            conversation: Some(&id),
            turn: Some(begun.answer),
            request_id: Some("req_1"),
            ..row(&groq)
        },
        LedgerRow { conversation: Some(&id), turn: Some(begun.answer), ..row(&cerebras) },
    ];
    let end = TurnEnd {
        text: "whole",
        state: TurnState::Complete,
        finish: Some(Finish::Stop),
        candidate: None,
        attempts: &attempts,
        now: NOW,
    };
    store.connection.execute_batch("ALTER TABLE attempt RENAME COLUMN cost TO hidden").expect("broken");
    assert!(matches!(store.finish(begun.answer, &end), Err(Error::Sqlite(_))));
    let answer = &store.branch(&id).expect("a branch")[1];
    assert_eq!((answer.text.as_str(), answer.state), ("part", TurnState::Open));
    store.connection.execute_batch("ALTER TABLE attempt RENAME COLUMN hidden TO cost").expect("mended");
    store.finish(begun.answer, &end).expect("ended");
    let last = store.last_exchange(&id).expect("read").expect("an exchange");
    assert_eq!(last.answer.text, "whole");
    assert_eq!(last.attempts.len(), 2);
    let failed = &last.attempts[0];
    assert_eq!((&failed.model, failed.outcome), (&groq, AttemptOutcome::FailedOver));
    assert_eq!((failed.failure, failed.cost), (Some(FailureKind::RateLimited), None));
    assert_eq!((failed.ttft_ms, failed.request_id.as_deref()), (None, Some("req_1")));
    assert_eq!(last.attempts[1].usage.input, 10);
}

#[test]
fn an_answer_whose_conversation_was_removed_is_still_counted() {
    let place = Place::new();
    let (writer, remover) = (place.open(), place.open());
    let id = begin(&writer, Surface::Ask, "/a", NOW);
    let begun = ask(&writer, &id, "q", NOW);
    remover.remove(&id).expect("removed");
    let model = model("groq:qwen");
    let attempts = [LedgerRow { conversation: Some(&id), turn: Some(begun.answer), ..row(&model) }];
    let end =
        TurnEnd { text: "a", state: TurnState::Complete, finish: None, candidate: None, attempts: &attempts, now: NOW };
    assert_eq!(writer.finish(begun.answer, &end), Err(Error::NotFound(begun.answer.0.to_string())));
    assert_eq!(writer.requests_since(&model, KEY, NOW), Ok(1));
}

#[test]
fn turns_of_other_conversations_and_questions_are_not_written_to() {
    let store = memory();
    let a = begin(&store, Surface::Ask, "/a", NOW);
    let b = begin(&store, Surface::Ask, "/a", NOW);
    let of_a = exchange(&store, &a, "q", "a", NOW);
    assert_eq!(store.set_head(&b, Some(of_a.answer)), Err(Error::NotFound(of_a.answer.0.to_string())));
    for turn in [of_a.question, of_a.answer, TurnId(999)] {
        assert_eq!(store.append(turn, "x"), Err(Error::NotFound(turn.0.to_string())));
    }
    assert_eq!(texts(&store, &a), ["q", "a"]);
    assert_eq!(store.last_exchange(&b), Ok(None));
}

#[test]
fn a_conversation_of_a_thousand_messages_is_one_branch_in_order() {
    let store = memory();
    let id = begin(&store, Surface::Repl, "/a", NOW);
    for n in 0..500 {
        let (text, now) = (format!("q{n}"), NOW.plus_ms(n));
        let new = plain(&id, &text, now);
        let begun = store.begin_exchange(&new).expect("an exchange");
        answer(&store, begun.answer, &format!("a{n}"), now);
    }
    let branch = store.branch(&id).expect("a branch");
    assert_eq!(branch.len(), 1_000);
    for (n, pair) in branch.chunks(2).enumerate() {
        assert_eq!((pair[0].text.clone(), pair[1].text.clone()), (format!("q{n}"), format!("a{n}")));
    }
}
