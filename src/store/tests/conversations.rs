//! Ids, names, lists, marks and removal.

use super::{KEY, NOW, Place, ask, begin, begin_instructed, candidate, exchange, memory, model, row};
use crate::domain::conversation::TurnState;
use crate::domain::{ConversationId, Surface, TurnId};
use crate::store::{Error, ListFilter, ListScope, NewConversation, Star, Store, TurnEnd, UsageBy, title_of};

fn named(store: &Store, name: &str) -> Result<ConversationId, Error> {
    store.begin_conversation(&NewConversation {
        surface: Surface::Ask,
        folder: None,
        name: Some(name),
        title: "",
        system: None,
        pin: None,
        now: NOW,
    })
}

fn listed(store: &Store, scope: ListScope) -> Vec<String> {
    let filter = ListFilter { scope, folder: None, limit: 100 };
    store.list(&filter).expect("a list").into_iter().map(|conversation| conversation.title).collect()
}

#[test]
fn an_id_is_found_whole_and_by_a_beginning_that_is_long_enough_and_unique() {
    let store = memory();
    let id = begin(&store, Surface::Ask, "/a", NOW);
    let text = id.as_str();
    assert_eq!(store.find(text), Ok(Some(id.clone())));
    assert_eq!(store.find(&text[..6]), Ok(Some(id.clone())));
    assert_eq!(store.find(&text[..5]), Err(Error::PrefixTooShort(text[..5].to_owned())));
    assert_eq!(store.find("c_"), Err(Error::PrefixTooShort("c_".to_owned())));
    let mut other = text[..27].to_owned();
    other.push(if text.ends_with('0') { '1' } else { '0' });
    assert_eq!(store.find(&other), Err(Error::NotFound(other.clone())));
    for nonsense in ["c_UPPER", "c_한글한글", "c_%%%%", &format!("{text}0")] {
        assert_eq!(store.find(nonsense), Err(Error::NotFound(nonsense.to_owned())));
    }
    store
        .connection
        .execute(
            "INSERT INTO conversation (public_id, title, surface, created_at, updated_at) VALUES (?1, '', 'ask', 0, 0)",
            [&other],
        )
        .expect("a twin");
    assert_eq!(store.find(&text[..10]), Err(Error::Ambiguous { text: text[..10].to_owned(), n: 2 }));
    assert_eq!(store.find(text), Ok(Some(id)));
}

#[test]
fn a_name_is_one_conversations_whole_and_composed() {
    let store = memory();
    let id = named(&store, " 빌드 ").expect("a conversation");
    assert_eq!(store.find("빌드"), Ok(Some(id.clone())));
    assert_eq!(store.find("\u{1107}\u{1175}\u{11af}\u{1103}\u{1173}"), Ok(Some(id.clone())));
    assert_eq!(store.find("빌"), Ok(None));
    assert_eq!(named(&store, "빌드"), Err(Error::NameTaken("빌드".to_owned())));
    for bad in ["", "  ", "c_abc", "a\nb", "\u{1b}[2J", &"x".repeat(101)] {
        assert_eq!(named(&store, bad), Err(Error::BadName(bad.to_owned())));
    }
}

#[test]
fn the_last_one_is_of_the_same_folder_and_never_of_mcp() {
    let store = memory();
    assert_eq!(store.last(None), Ok(None));
    let a = begin(&store, Surface::Ask, "/a", NOW);
    exchange(&store, &a, "q", "a", NOW);
    let b = begin(&store, Surface::Repl, "/b", NOW);
    exchange(&store, &b, "q", "a", NOW.plus_ms(10));
    let mcp = begin(&store, Surface::Mcp, "/a", NOW);
    exchange(&store, &mcp, "q", "a", NOW.plus_ms(20));
    // Begun, but nothing was said.
    begin(&store, Surface::Ask, "/a", NOW.plus_ms(30));
    assert_eq!(store.last(Some("/a")), Ok(Some(a.clone())));
    assert_eq!(store.last(Some("/c")), Ok(None));
    assert_eq!(store.last(None), Ok(Some(b)));
    exchange(&store, &a, "q", "a", NOW.plus_ms(40));
    assert_eq!(store.last(None), Ok(Some(a)));
}

#[test]
fn one_shots_that_were_never_gone_on_with_are_listed_only_when_asked_for() {
    let store = memory();
    for (at, surface, question) in
        [(1, Surface::Ask, "one"), (2, Surface::Mcp, "two"), (3, Surface::Repl, "three"), (4, Surface::Ask, "four")]
    {
        let id = begin(&store, surface, "/a", NOW);
        exchange(&store, &id, question, "a", NOW.plus_ms(at));
    }
    let four = store.last(None).expect("found").expect("a conversation");
    assert_eq!(listed(&store, ListScope::Continued), ["three"]);
    assert_eq!(listed(&store, ListScope::All), ["four", "three", "two", "one"]);
    exchange(&store, &four, "more", "a", NOW.plus_ms(5));
    assert_eq!(listed(&store, ListScope::Continued), ["four", "three"]);
    let one = &store.list(&ListFilter { scope: ListScope::All, folder: None, limit: 100 }).expect("a list")[3];
    store.set_starred(&one.id, Star::Starred).expect("starred");
    assert_eq!(listed(&store, ListScope::Continued), ["four", "three", "one"]);
    assert_eq!(listed(&store, ListScope::Starred), ["one"]);
    let filter = ListFilter { scope: ListScope::All, folder: None, limit: 2 };
    assert_eq!(store.list(&filter).expect("a list").len(), 2);
    assert_eq!(store.list(&ListFilter { folder: Some("/b"), ..filter }).expect("a list").len(), 0);
}

#[test]
fn marks_pins_and_instructions_are_kept() {
    let store = memory();
    let id = begin_instructed(&store, Surface::Repl, "/a", Some("짧게"), NOW);
    let pin = candidate("groq:openai/gpt-oss-120b@high");
    store.set_pin(&id, Some(&pin)).expect("pinned");
    store.set_starred(&id, Star::Starred).expect("starred");
    let kept = store.conversation(&id).expect("a conversation");
    assert_eq!((kept.pin, kept.starred, kept.system.as_deref()), (Some(pin), true, Some("짧게")));
    store.set_pin(&id, None).expect("unpinned");
    store.set_starred(&id, Star::Plain).expect("plain");
    let kept = store.conversation(&id).expect("a conversation");
    assert_eq!((kept.pin, kept.starred), (None, false));
    let nobody = ConversationId::from_random([0; 26]);
    assert_eq!(store.set_pin(&nobody, None), Err(Error::NotFound(nobody.to_string())));
    assert_eq!(store.conversation(&nobody), Err(Error::NotFound(nobody.to_string())));
}

#[test]
fn the_head_is_a_turn_of_the_same_conversation() {
    let store = memory();
    let a = begin(&store, Surface::Repl, "/a", NOW);
    let first = exchange(&store, &a, "q1", "a1", NOW);
    exchange(&store, &a, "q2", "a2", NOW);
    let b = begin(&store, Surface::Repl, "/a", NOW);
    let other = exchange(&store, &b, "q", "a", NOW);
    store.set_head(&a, Some(first.answer)).expect("moved");
    assert_eq!(store.branch(&a).expect("a branch").len(), 2);
    assert_eq!(store.set_head(&a, Some(other.answer)), Err(Error::NotFound(other.answer.0.to_string())));
    assert_eq!(store.set_head(&a, Some(TurnId(999))), Err(Error::NotFound("999".to_owned())));
    store.set_head(&a, None).expect("moved");
    assert_eq!(store.branch(&a), Ok(Vec::new()));
}

#[test]
fn removal_takes_the_text_off_the_disk_and_leaves_every_sum() {
    let place = Place::new();
    let store = place.open();
    let kept = begin(&store, Surface::Repl, "/a", NOW);
    exchange(&store, &kept, "keep this", "a", NOW);
    // Longer than any depth to which SQLite follows references.
    let line = "{\"role\":\"user\",\"content\":\"zebrasecret\"}\n".repeat(1_200);
    let id = store.import(&mut line.as_bytes(), None, NOW).expect("imported");
    let last = ask(&store, &id, "zebrasecret", NOW);
    store.append(last.answer, "zebrasecret part").expect("appended");
    let model = super::model("groq:qwen");
    let attempts = [crate::store::LedgerRow { conversation: Some(&id), turn: Some(last.answer), ..row(&model) }];
    let end = TurnEnd {
        text: "zebrasecret",
        state: TurnState::Complete,
        finish: None,
        candidate: None,
        attempts: &attempts,
        now: NOW,
    };
    store.finish(last.answer, &end).expect("ended");
    let left_open = ask(&store, &id, "zebrasecret", NOW);
    store.append(left_open.answer, "zebrasecret part").expect("appended");
    assert_eq!(store.search("zebrasecret", 10).expect("hits").len(), 10);
    let range = NOW..NOW.plus_ms(10_000);
    let before = store.usage(UsageBy::Model, range.clone()).expect("sums");

    store.remove(&id).expect("removed");
    assert_eq!(store.usage(UsageBy::Model, range.clone()).expect("sums"), before);
    assert_eq!(store.usage(UsageBy::Conversation, range).expect("sums")[0].key, None);
    assert_eq!(store.search("zebrasecret", 10), Ok(Vec::new()));
    assert_eq!(store.search("keep", 10).expect("hits").len(), 1);
    assert_eq!(store.branch(&id), Err(Error::NotFound(id.to_string())));
    assert_eq!(store.remove(&id), Err(Error::NotFound(id.to_string())));
    assert_eq!(store.append(left_open.answer, "x"), Err(Error::NotFound(left_open.answer.0.to_string())));
    for ending in ["", "-wal"] {
        let bytes = std::fs::read(place.path().with_file_name(format!("baro.db{ending}"))).expect("a file");
        let left = bytes.windows(11).filter(|window| window == b"zebrasecret").count();
        assert_eq!(left, 0, "baro.db{ending}");
    }
    // Its number is never given again, though it was the highest.
    assert!(exchange(&store, &kept, "q", "a", NOW).question > left_open.answer);
}

#[test]
fn a_title_is_the_first_line_cut_to_what_a_list_shows() {
    for (text, title) in [("\n  \n 러스트   함수\t왜\n둘째 줄", "러스트 함수 왜"), ("", ""), ("a\u{1b}[31mb", "a[31mb")]
    {
        assert_eq!(title_of(text), title, "{text:?}");
    }
    assert_eq!(title_of(&"가".repeat(61)), format!("{}…", "가".repeat(60)));
    assert_eq!(title_of(&"가".repeat(60)), "가".repeat(60));
}

#[test]
fn what_is_older_than_its_days_goes_and_what_is_starred_or_counted_stays() {
    let store = memory();
    let old = begin(&store, Surface::Ask, "/a", NOW);
    let begun = ask(&store, &old, "낡은 말", NOW);
    let model = model("groq:qwen");
    let attempts = [row(&model)];
    let end =
        TurnEnd { text: "a", state: TurnState::Complete, finish: None, candidate: None, attempts: &attempts, now: NOW };
    store.finish(begun.answer, &end).expect("ended");
    let starred = begin(&store, Surface::Ask, "/a", NOW);
    exchange(&store, &starred, "q", "a", NOW);
    store.set_starred(&starred, Star::Starred).expect("starred");
    let young = begin(&store, Surface::Ask, "/a", NOW);
    exchange(&store, &young, "q", "a", NOW.plus_ms(10));
    assert_eq!(store.prune(NOW), Ok(0));
    assert_eq!(store.prune(NOW.plus_ms(5)), Ok(1));
    assert_eq!(store.find(old.as_str()), Err(Error::NotFound(old.to_string())));
    assert!(store.branch(&starred).is_ok() && store.branch(&young).is_ok());
    assert_eq!(store.search("낡은", 5), Ok(vec![]));
    assert_eq!(store.requests_since(&model, KEY, NOW), Ok(1));
}
