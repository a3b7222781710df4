//! Finding words, Korean and English.

use super::{NOW, ask, begin, exchange, memory, plain};
use crate::domain::{Role, Surface};
use crate::store::{NewConversation, NewExchange, Store};

fn library() -> Store {
    let store = memory();
    let id = begin(&store, Surface::Repl, "/a", NOW);
    exchange(&store, &id, "러스트에서 에러가 나는데 제목을 바꾸면 되나?", "Borrow checker가 반환값을 거부합니다.", NOW);
    exchange(&store, &id, "값", "parse_json() 함수입니다. C++ 아님.", NOW);
    exchange(&store, &id, "HTTP 서버를 \u{1112}\u{1161}\u{11ab}글로 설명", "Straße 100% 됩니다", NOW);
    store
}

fn found(store: &Store, words: &str) -> Vec<String> {
    store.search(words, 10).expect("hits").into_iter().map(|hit| hit.snippet).collect()
}

#[test]
fn words_are_found_whatever_follows_them() {
    let store = library();
    let check = |words: &str, beginnings: &[&str]| {
        let found = found(&store, words);
        assert_eq!(found.len(), beginnings.len(), "{words}: {found:?}");
        for (found, beginning) in found.iter().zip(beginnings) {
            assert!(found.starts_with(beginning), "{words}: {found}");
        }
    };
    // Two syllables, with and without the particle, and from inside a compound.
    check("제목", &["러스트에서"]);
    check("제목을", &["러스트에서"]);
    check("에러", &["러스트에서"]);
    check("스트", &["러스트에서"]);
    check("환값", &["Borrow"]);
    // One syllable, newest first.
    check("값", &["값", "Borrow"]);
    // All words, in any order, with any case.
    check("에러 러스트", &["러스트에서"]);
    check("borrow", &["Borrow"]);
    check("CHECK", &["Borrow"]);
    check("checker가", &["Borrow"]);
    check("borrow 에러", &[]);
    check("parse_json", &["parse_json"]);
    check("json", &["parse_json"]);
    check("한글", &["HTTP"]);
    check("http", &["HTTP"]);
    check("러에", &[]);
    // What FTS5 has a meaning for, and what has no letter at all.
    check("\"borrow\" OR", &[]);
    check("NOT", &[]);
    check("terms:x", &[]);
    check("100%", &["Straße"]);
    check("%", &["Straße"]);
    check("++", &["parse_json"]);
    check("", &[]);
}

#[test]
fn a_hit_says_where_and_by_whom_and_what_is_around() {
    let store = memory();
    let id = begin(&store, Surface::Repl, "/a", NOW);
    let long = format!("{}\n바늘은 여기 {}", "앞말 ".repeat(50), "뒷말 ".repeat(50));
    let turns = exchange(&store, &id, "짚더미", &long, NOW.plus_ms(5));
    let hits = store.search("바늘", 10).expect("hits");
    let [hit] = hits.as_slice() else { panic!("{hits:?}") };
    assert_eq!((hit.turn, hit.role, hit.at), (Some(turns.answer), Some(Role::Assistant), NOW.plus_ms(5)));
    assert_eq!((&hit.conversation, hit.title.as_str()), (&id, "짚더미"));
    assert!(hit.snippet.starts_with('…') && hit.snippet.ends_with('…'), "{}", hit.snippet);
    assert!(hit.snippet.contains("앞말 바늘은 여기 뒷말"), "{}", hit.snippet);
}

#[test]
fn names_and_material_are_searched_too() {
    let store = memory();
    let id = store
        .begin_conversation(&NewConversation {
            surface: Surface::Ask,
            folder: None,
            name: Some("빌드 Fix"),
            title: "t",
            system: None,
            pin: None,
            now: NOW,
        })
        .expect("a conversation");
    store
        .begin_exchange(&NewExchange {
            material: Some("thread 'main' panicked at overflow"), ..plain(&id, "왜?", NOW)
        })
        .expect("an exchange");
    let by_name = store.search("fix 빌드", 10).expect("hits");
    assert_eq!((by_name.len(), by_name[0].turn, by_name[0].snippet.as_str()), (1, None, "빌드 Fix"));
    assert_eq!(found(&store, "panicked"), ["thread 'main' panicked at overflow"]);
}

#[test]
fn what_was_said_after_a_search_is_found_by_the_next() {
    let store = library();
    assert_eq!(found(&store, "나중"), Vec::<String>::new());
    let id = begin(&store, Surface::Repl, "/a", NOW);
    // More than are indexed at once.
    for _ in 0..150 {
        exchange(&store, &id, "나중에", "온 말", NOW);
    }
    ask(&store, &id, "나중 질문", NOW);
    assert_eq!(store.search("나중", 1_000).expect("hits").len(), 151);
    assert_eq!(store.search("나중", 7).expect("hits").len(), 7);
}
