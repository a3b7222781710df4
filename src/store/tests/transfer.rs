//! Export and import.

use std::io::{self, Cursor, Write};

use proptest::prelude::{Just, Strategy, any, prop, prop_assert_eq, prop_oneof, proptest};

use super::{NOW, ask, begin, begin_instructed, candidate, exchange, memory, plain};
use crate::domain::conversation::{Turn, TurnState};
use crate::domain::{ConversationId, Effort, Finish, Role, Route, Surface, UnixMillis};
use crate::store::{BadLine, Error, NewExchange, NewSibling, Routing, Store, TurnEnd};

fn import(store: &Store, text: &str, name: Option<&str>) -> Result<ConversationId, Error> {
    store.import(&mut Cursor::new(text), name, NOW)
}

fn exported(store: &Store, id: &ConversationId) -> String {
    let mut out = Vec::new();
    store.export_jsonl(id, &mut out).expect("written");
    String::from_utf8(out).expect("text")
}

#[test]
fn plain_lines_of_role_and_content_become_a_conversation() {
    let store = memory();
    let text = "\u{feff}{\"role\":\"system\",\"content\":\"짧게\"}\r\n\n\
                {\"role\":\"user\",\"content\":\"안녕\\n하세요\",\"model\":7}\n\
                {\"content\":\"네\",\"role\":\"assistant\",\"model\":\"gpt-4\",\"tool_calls\":[],\"created_at\":\"x\"}\n\
                {\"role\":\"system\",\"content\":\"둘\"}";
    let id = import(&store, text, Some("bench")).expect("imported");
    assert_eq!(store.find("bench"), Ok(Some(id.clone())));
    let conversation = store.conversation(&id).expect("a conversation");
    assert_eq!((conversation.system.as_deref(), conversation.title.as_str()), (Some("짧게\n\n둘"), "안녕"));
    assert_eq!((conversation.surface, conversation.n_turns), (Surface::Import, 2));
    let branch = store.branch(&id).expect("a branch");
    assert_eq!((branch[0].role, branch[0].text.as_str()), (Role::User, "안녕\n하세요"));
    assert_eq!((branch[1].role, branch[1].text.as_str(), branch[1].created_at), (Role::Assistant, "네", NOW));
    assert_eq!(branch[1].model, None);
    assert_eq!(store.search("하세", 5).expect("hits").len(), 1);
    // It is gone on with like any other.
    exchange(&store, &id, "q", "a", NOW);
    assert_eq!(store.branch(&id).expect("a branch").len(), 4);
}

#[test]
fn a_bad_line_is_named_and_nothing_is_imported() {
    let store = memory();
    let good = "{\"role\":\"user\",\"content\":\"q\"}\n";
    for (bad, problem) in [
        ("{\"role\":\"tool\",\"content\":\"x\"}", BadLine::Role(Some("tool".to_owned()))),
        ("{\"content\":\"x\"}", BadLine::Role(None)),
        ("{\"role\":\"user\"}", BadLine::Content),
        ("{\"role\":\"user\",\"content\":[]}", BadLine::Content),
    ] {
        assert_eq!(import(&store, &format!("{good}{bad}\n"), None), Err(Error::BadImport { line: 2, problem }));
    }
    for text in ["[1]", "hello", "{\"role\":"] {
        let result = import(&store, text, None);
        assert!(matches!(&result, Err(Error::BadImport { line: 1, problem: BadLine::NotJson(_) })), "{result:?}");
    }
    let mut bytes = Cursor::new(b"\xff\xfe".to_vec());
    let result = store.import(&mut bytes, None, NOW);
    assert_eq!(result, Err(Error::BadImport { line: 1, problem: BadLine::NotUtf8 }));
    for empty in ["", "\n\n", "{\"role\":\"system\",\"content\":\"x\"}"] {
        assert_eq!(import(&store, empty, None), Err(Error::BadImport { line: 0, problem: BadLine::Empty }));
    }
    let n: i64 =
        store.connection.query_row("SELECT count(*) FROM conversation", [], |row| row.get(0)).expect("a count");
    assert_eq!(n, 0);
}

#[test]
fn an_endless_line_is_given_up() {
    let store = memory();
    let mut endless = io::BufReader::new(io::repeat(b'x'));
    let result = store.import(&mut endless, None, NOW);
    assert_eq!(result, Err(Error::BadImport { line: 1, problem: BadLine::TooLong }));
}

#[test]
fn a_name_that_is_taken_or_bad_is_refused_before_reading() {
    struct Untouched;
    impl io::Read for Untouched {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("read"))
        }
    }
    let store = memory();
    import(&store, "{\"role\":\"user\",\"content\":\"q\"}", Some("bench")).expect("imported");
    let mut untouched = io::BufReader::new(Untouched);
    assert_eq!(store.import(&mut untouched, Some("bench"), NOW), Err(Error::NameTaken("bench".to_owned())));
    assert_eq!(store.import(&mut untouched, Some("c_bench"), NOW), Err(Error::BadName("c_bench".to_owned())));
    assert!(matches!(store.import(&mut untouched, Some("new"), NOW), Err(Error::Stream { .. })));
}

#[test]
fn markdown_shows_who_said_what_and_keeps_material_in_its_fence() {
    let store = memory();
    let id = begin_instructed(&store, Surface::Ask, "/a", Some("짧게"), NOW);
    let asked = store
        .begin_exchange(&NewExchange {
            material: Some("```rust\nlet x;\n```\n"),
            routing: Routing { candidate: Some(&candidate("groq:qwen")), ..Routing::default() },
            ..plain(&id, "이거 왜 안됨", NOW)
        })
        .expect("an exchange");
    let end = TurnEnd {
        text: "타입이 없",
        state: TurnState::Incomplete,
        finish: Some(Finish::Cancelled),
        candidate: None,
        attempts: &[],
        now: NOW,
    };
    store.finish(asked.answer, &end).expect("ended");
    let mut out = Vec::new();
    store.export_markdown(&id, &mut out).expect("written");
    assert_eq!(
        String::from_utf8(out).expect("text"),
        "# 이거 왜 안됨\n\n## system\n\n짧게\n\n## user\n\n이거 왜 안됨\n\n````\n```rust\nlet x;\n```\n````\n\n\
         ## assistant · groq:qwen · incomplete\n\n타입이 없\n"
    );
}

#[test]
fn other_answers_and_other_branches_are_exported_and_come_back() {
    let store = memory();
    let id = begin(&store, Surface::Ask, "/a", NOW);
    let first = exchange(&store, &id, "q1", "old", NOW);
    let sibling = NewSibling {
        question: first.question,
        routing: Routing { candidate: Some(&candidate("groq:kimi")), ..Routing::default() },
        now: NOW,
    };
    let redone = store.begin_sibling(&sibling).expect("a sibling");
    super::answer(&store, redone, "new", NOW);
    exchange(&store, &id, "q2", "a2", NOW);
    store.set_head(&id, None).expect("moved");
    exchange(&store, &id, "q3", "a3", NOW);
    store.set_head(&id, Some(redone)).expect("moved");
    exchange(&store, &id, "q4", "a4", NOW);
    let lines = exported(&store, &id);
    for said in ["old", "new", "q2", "a2", "q3", "a3", "q4", "a4"] {
        assert!(lines.contains(&format!("\"content\":\"{said}\"")), "{said}: {lines}");
    }
    let again = import(&store, &lines, None).expect("imported");
    let texts = |id| store.branch(id).expect("a branch").into_iter().map(|turn| turn.text).collect::<Vec<_>>();
    assert_eq!(texts(&again), ["q1", "new", "q4", "a4"]);
    assert_eq!(exported(&store, &again), lines);
    let mut out = Vec::new();
    store.export_markdown(&id, &mut out).expect("written");
    let markdown = String::from_utf8(out).expect("text");
    assert!(markdown.contains("## assistant · groq:qwen · aside\n\nold"), "{markdown}");
}

#[test]
fn a_reader_that_had_enough_is_told_apart() {
    struct Closed;
    impl Write for Closed {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let store = memory();
    let id = begin(&store, Surface::Ask, "/a", NOW);
    ask(&store, &id, "q", NOW);
    for result in [store.export_jsonl(&id, &mut Closed), store.export_markdown(&id, &mut Closed)] {
        assert!(matches!(result, Err(Error::Stream { kind: io::ErrorKind::BrokenPipe, .. })));
    }
}

/// What a line tells of a turn.
fn told(turn: &Turn) -> impl PartialEq + std::fmt::Debug + use<> {
    let Turn { role, text, material, route, model, effort, state, finish, created_at, .. } = turn.clone();
    (role, text, material, route, model, effort, state, finish, created_at)
}

fn an_answer() -> impl Strategy<Value = (String, Option<String>, bool, i64, Option<Effort>)> {
    (
        any::<String>(),
        prop::option::of(any::<String>()),
        any::<bool>(),
        any::<i64>(),
        prop_oneof![Just(None), Just(Some(Effort::Low)), Just(Some(Effort::Max))],
    )
}

proptest! {
    #[test]
    fn what_was_exported_is_imported_as_it_was(
        system in prop::option::of("[^\0]{1,20}"),
        turns in prop::collection::vec(an_answer(), 1..8),
    ) {
        let store = memory();
        let id = begin_instructed(&store, Surface::Repl, "/a", system.as_deref(), NOW);
        for (text, material, whole, at, effort) in &turns {
            let mut model = candidate("ollama:hf.co/a/b:q8");
            model.effort = *effort;
            let begun = store
                .begin_exchange(&NewExchange { material: material.as_deref(), routing: Routing { route: Some(Route::Design), candidate: Some(&model), ..Routing::default() }, ..plain(&id, text, UnixMillis(*at)) })
                .expect("an exchange");
            let (state, finish) = if *whole { (TurnState::Complete, None) } else { (TurnState::Incomplete, Some(Finish::Error)) };
            store
                .finish(begun.answer, &TurnEnd { text: &text.repeat(2), state, finish, candidate: None, attempts: &[], now: NOW })
                .expect("ended");
        }
        let lines = exported(&store, &id);
        let again = import(&store, &lines, None).expect("imported");
        let told_of = |id| store.branch(id).expect("a branch").iter().map(told).collect::<Vec<_>>();
        prop_assert_eq!(told_of(&id), told_of(&again));
        prop_assert_eq!(store.conversation(&again).expect("a conversation").system, system);
        prop_assert_eq!(exported(&store, &again), lines);
    }
}
