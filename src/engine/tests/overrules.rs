//! What is noted when the person goes against the router, and what is not.

use super::*;
use crate::domain::{Overruling, Surface};
use crate::engine::talk::{Change, Talk};

/// `one` serves what is short, `two` what wants thought.
const DIVIDED: &str = r#"
[providers.a]
base_url = "http://127.0.0.1:9/v1"
[providers.b]
base_url = "http://127.0.0.1:9/v1"
[routes.code]
models = ["a:one"]
[routes.think]
models = ["b:two"]
[routes.long]
models = ["b:two"]
[routes.fast]
models = ["a:one", "b:two"]
[routes.design]
models = ["b:two"]
[routes.general]
models = ["a:one"]
"#;

fn named(name: &str, source: Source, words: &str) -> TurnRequest {
    TurnRequest { choice: Choice::Model { name: name.to_owned(), source }, ..request(words) }
}

/// What was noted, newest first: how, what the router had chosen, what was wanted, and the words.
fn noted(engine: &Engine) -> Vec<(Overruling, Route, Route, Option<String>)> {
    let overruled = engine.with_store(Store::overruled).expect("a list");
    overruled
        .into_iter()
        .map(|it| (it.overrule.how, it.overrule.routed, it.overrule.wanted, it.question.map(|turn| turn.text)))
        .collect()
}

#[tokio::test(start_paused = true)]
async fn a_mention_against_the_choice_is_noted_with_its_question() {
    let stage = Stage::default().plays("two", answers("because")).plays("one", answers("1592"));
    let engine = engine_with(&stage, DIVIDED);
    played(&engine, &named("b:two", Source::Mention, "capital of hungary")).await;
    // Whom the router would have chosen anyway is no contradiction.
    played(&engine, &named("a:one", Source::Mention, "capital of hungary")).await;
    let noted = noted(&engine);
    assert_eq!(noted.len(), 1, "{noted:?}");
    let (how, routed, wanted, words) = &noted[0];
    assert_eq!((*how, *routed, words.as_deref()), (Overruling::Mention, Route::Fast, Some("capital of hungary")));
    assert!([Route::Think, Route::Long, Route::Design].contains(wanted), "{wanted}");
}

#[tokio::test]
async fn another_process_that_holds_the_database_does_not_keep_what_is_only_noted_waiting() {
    let data = tempfile::tempdir().expect("a folder");
    let settings = data.path().join("config.toml");
    std::fs::write(&settings, DIVIDED).expect("written");
    let place = data.path().display().to_string();
    let stage = Stage::default().plays("two", answers("because"));
    let engine = engine_at(&stage, data.path(), &settings, &[("BARO_DATA_DIR", place.as_str())], || NOW);
    let (_, outcome) = played(&engine, &named("b:two", Source::Mention, "capital of hungary")).await;
    let id = outcome.result.and_then(|result| result.conversation).expect("kept");
    let holder = Store::open(&data.path().join("baro.db")).expect("opened");
    holder.hold();
    let began = Instant::now();
    let model = "b:two".parse().expect("a model");
    assert!(engine.note_overrule(&id, Overruling::Pin, &model).await.is_err());
    assert!(engine.forget_overrule(&id, Overruling::Mention).is_err());
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    holder.let_go();
    assert_eq!(noted(&engine).len(), 1);
}

#[tokio::test(start_paused = true)]
async fn asking_again_elsewhere_is_noted_once_for_each_question_and_the_last_word_counts() {
    let stage = Stage::default()
        .plays("one", answers("Budapest"))
        .plays("two", answers("let me think"))
        .plays("one", answers("def f(): pass"));
    let engine = engine_with(&stage, DIVIDED);
    let (_, first) = played(&engine, &request("capital of hungary")).await;
    assert_eq!(noted(&engine), []);
    let again = |outcome: Outcome, choice| {
        let result = outcome.result.expect("a result");
        let (conversation, answer) = (result.conversation.expect("kept"), result.turn.expect("kept"));
        TurnRequest { choice, thread: Thread::Again { conversation, answer }, ..TurnRequest::default() }
    };
    let (_, second) = played(&engine, &again(first, Choice::Route(Route::Think))).await;
    let think = (Overruling::Again, Route::Fast, Route::Think, Some("capital of hungary".to_owned()));
    assert_eq!(noted(&engine), [think]);
    played(&engine, &again(second, Choice::Route(Route::Code))).await;
    let code = (Overruling::Again, Route::Fast, Route::Code, Some("capital of hungary".to_owned()));
    assert_eq!(noted(&engine), [code]);
}

#[tokio::test(start_paused = true)]
async fn a_pin_made_after_an_answer_speaks_of_that_answer() {
    let stage = Stage::default().plays("one", answers("Budapest"));
    let engine = engine_with(&stage, DIVIDED);
    let (_, outcome) = played(&engine, &request("capital of hungary")).await;
    let id = outcome.result.and_then(|result| result.conversation).expect("kept");
    let two = "b:two".parse().expect("a model");
    assert!(engine.note_overrule(&id, Overruling::Pin, &two).await.expect("noted"));
    let one = "a:one".parse().expect("a model");
    assert!(!engine.note_overrule(&id, Overruling::Pin, &one).await.expect("noted"));
    assert_eq!(noted(&engine).len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_pin_that_is_carried_out_after_an_answer_is_noted_and_undone_with_it() {
    let stage = Stage::default().plays("one", answers("Budapest"));
    let engine = engine_with(&stage, DIVIDED);
    let mut talk = Talk::new(None);
    let pin = |name: &str| Change::Pin { candidate: name.parse().expect("a model"), instead_of: None };
    // Before there is an answer, a pin is about nothing.
    engine.carry_out(&mut talk, &pin("b:two")).await.expect("pinned");
    engine.carry_out(&mut talk, &Change::Unpin).await.expect("unpinned");
    assert_eq!(noted(&engine), []);
    let asked = request("capital of hungary");
    let (_, outcome) = played(&engine, &asked).await;
    talk.heard(&asked, &outcome);
    // Whom the router had chosen anyway is no contradiction.
    engine.carry_out(&mut talk, &pin("a:one")).await.expect("pinned");
    assert_eq!(noted(&engine), []);
    engine.carry_out(&mut talk, &pin("b:two")).await.expect("pinned");
    let [(Overruling::Pin, Route::Fast, wanted, Some(words))] = &noted(&engine)[..] else {
        panic!("{:?}", noted(&engine))
    };
    assert!([Route::Think, Route::Long, Route::Design].contains(wanted), "{wanted}");
    assert_eq!(words, "capital of hungary");
    let undo = talk.undo.clone().expect("a pin can be undone");
    engine.carry_out(&mut talk, &Change::Undo(undo)).await.expect("undone");
    assert_eq!(noted(&engine), []);
    // Who is released later was right for that answer all the same.
    engine.carry_out(&mut talk, &pin("b:two")).await.expect("pinned");
    engine.carry_out(&mut talk, &Change::Unpin).await.expect("unpinned");
    assert_eq!(noted(&engine).len(), 1);
}

#[tokio::test(start_paused = true)]
async fn the_answer_that_is_gone_on_from_is_the_last_word() {
    let stage = Stage::default().plays("one", answers("Budapest")).plays("two", answers("let me think"));
    let engine = engine_with(&stage, DIVIDED);
    let mut talk = Talk::new(None);
    let asked = request("capital of hungary");
    let (_, outcome) = played(&engine, &asked).await;
    talk.heard(&asked, &outcome);
    let (conversation, answer) = talk.answer.as_ref().and_then(|answer| answer.place.clone()).expect("kept");
    let again = TurnRequest {
        thread: Thread::Again { conversation: conversation.clone(), answer },
        ..named("b:two", Source::Mention, "")
    };
    let (_, outcome) = played(&engine, &again).await;
    talk.heard(&again, &outcome);
    assert_eq!(noted(&engine).len(), 1);
    engine.note_preference(&conversation, &"a:one".parse().expect("a model")).await.expect("noted");
    assert_eq!(noted(&engine), [], "the first was the better one");
    engine.note_preference(&conversation, &"b:two".parse().expect("a model")).await.expect("noted");
    assert_eq!(noted(&engine).len(), 1);
    let undo = talk.undo.clone().expect("a second answer can be undone");
    engine.carry_out(&mut talk, &Change::Undo(undo)).await.expect("undone");
    assert_eq!(noted(&engine), []);
}

#[tokio::test(start_paused = true)]
async fn words_are_noted_only_where_they_are_kept_and_go_with_their_conversation() {
    let stage = Stage::default().plays("two", answers("a")).plays("two", answers("b"));
    let engine = engine_with(&stage, DIVIDED);
    let private = TurnRequest { keeping: Keeping::Private, ..request("capital of hungary") };
    played(&engine, &TurnRequest { choice: Choice::Route(Route::Think), ..private }).await;
    assert_eq!(noted(&engine), [(Overruling::Flag, Route::Fast, Route::Think, None)]);
    let (_, kept) = played(&engine, &named("b:two", Source::Mention, "capital of hungary")).await;
    assert_eq!(noted(&engine).len(), 2);
    let id = kept.result.and_then(|result| result.conversation).expect("kept");
    engine.with_store(|store| store.remove(&id)).expect("removed");
    assert_eq!(noted(&engine).len(), 1);
}

#[tokio::test(start_paused = true)]
async fn neither_a_program_nor_the_settings_overrule_the_router() {
    let stage = Stage::default().plays("two", answers("a")).plays("two", answers("b"));
    let engine = engine_with(&stage, &format!("model = \"b:two\"\n{DIVIDED}"));
    played(&engine, &request("capital of hungary")).await;
    let over_mcp = TurnRequest { surface: Surface::Mcp, ..named("b:two", Source::Flag, "capital of hungary") };
    played(&engine, &over_mcp).await;
    assert_eq!(noted(&engine), []);
    let engine = engine_with(&stage, DIVIDED);
    played(&engine, &named("b:two", Source::Flag, "capital of hungary")).await;
    assert_eq!(noted(&engine), [], "a model that a flag names");
}

#[tokio::test(start_paused = true)]
async fn what_was_overruled_is_learnt_and_forgotten_when_that_is_asked_for() {
    let said = ["ferrous 티켓", "ferrous 티켓 또", "새 ferrous 티켓"];
    let stage = said.iter().fold(Stage::default(), |stage, _| stage.plays("two", answers("a")));
    let engine = engine_with(&stage, DIVIDED);
    for words in said {
        played(&engine, &TurnRequest { choice: Choice::Route(Route::Design), ..request(words) }).await;
    }
    let learnt = engine.learn().expect("learnt");
    assert!(learnt.cost.is_small() && !learnt.layer.is_empty(), "{learnt:?}");
    assert_eq!(learnt.examples.len(), noted(&engine).len());
    assert!(!learnt.examples.is_empty());
    engine.keep_learnt(&learnt).expect("kept");
    assert!(engine.forget_learnt().expect("forgotten"));
    assert!(!engine.forget_learnt().expect("forgotten"));
    assert_eq!(noted(&engine).len(), learnt.examples.len());
}
