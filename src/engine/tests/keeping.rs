//! What of a turn is kept: masked keys, days, names that race, and a store that was in the way at first.

use super::*;
use crate::domain::conversation::TurnState;
use crate::store::ListFilter;

/// An engine whose store is a file in `data`, opened when it is needed.
fn engine_in(data: &std::path::Path, stage: &Stage, settings: &str, now: fn() -> UnixMillis) -> Engine {
    let home = tempfile::tempdir().expect("a folder");
    let file = home.path().join("config.toml");
    std::fs::write(&file, settings).expect("written");
    let data = data.display().to_string();
    let more = [("BARO_DATA_DIR", data.as_str()), ("GROQ_API_KEY", "plainkeyofsomevendor")];
    engine_at(stage, home.path(), &file, &more, now)
}

fn titles(engine: &Engine) -> Vec<String> {
    let filter = ListFilter { scope: crate::store::ListScope::All, folder: None, limit: 10 };
    let listed = engine.with_store(|store| store.list(&filter)).expect("a list");
    listed.into_iter().map(|conversation| conversation.title).collect()
}

#[tokio::test(start_paused = true)]
async fn keys_are_masked_in_what_is_kept_and_in_nothing_else() {
    let data = tempfile::tempdir().expect("a folder");
    let stage = Stage::default().plays("one", answers("use gsk_0123456789abcdefABCD or plainkeyofsomevendor"));
    let settings = format!("history = {{ redact = true }}\n{TWO_MODELS}");
    let engine = engine_in(data.path(), &stage, &settings, || NOW);
    let mut asked = request("why does AKIAIOSFODNN7EXAMPLE fail");
    asked.material = Some(Arc::new("API_KEY=Abcdef123456\n".to_owned()));
    asked.system = Some("the token: Zyxwvu987654".to_owned());
    let (_, outcome) = played(&engine, &asked).await;
    assert!(outcome.error.is_none(), "{:?}", outcome.error);
    let result = outcome.result.expect("a result");
    assert!(result.text.contains("gsk_0123456789abcdefABCD"));
    assert!(stage.asked()[0].messages[0].content.contains("AKIAIOSFODNN7EXAMPLE"));
    let id = result.conversation.expect("a conversation");
    let turns = engine.with_store(|store| store.branch(&id)).expect("turns");
    assert_eq!(turns[0].text, "why does [redacted] fail");
    assert_eq!(turns[0].material.as_deref(), Some("API_KEY=[redacted]\n"));
    assert_eq!(turns[1].text, "use [redacted] or [redacted]");
    let conversation = engine.with_store(|store| store.conversation(&id)).expect("a conversation");
    assert_eq!(conversation.system.as_deref(), Some("the token: [redacted]"));
    assert_eq!(conversation.title, "why does [redacted] fail");
}

#[tokio::test(start_paused = true)]
async fn conversations_go_when_their_days_are_over() {
    let data = tempfile::tempdir().expect("a folder");
    let stage = Stage::default().plays("one", answers("a")).plays("one", answers("b")).plays("one", answers("c"));
    let settings = format!("history = {{ retention_days = 7 }}\n{TWO_MODELS}");
    let engine = engine_in(data.path(), &stage, &settings, || NOW);
    played(&engine, &request("old")).await;
    let engine = engine_in(data.path(), &stage, &settings, || NOW.plus_ms(7 * 86_400_000));
    played(&engine, &request("within its days")).await;
    assert_eq!(titles(&engine), ["within its days", "old"]);
    let engine = engine_in(data.path(), &stage, &settings, || NOW.plus_ms(9 * 86_400_000));
    played(&engine, &request("new")).await;
    assert_eq!(titles(&engine), ["new", "within its days"]);
}

#[tokio::test(start_paused = true)]
async fn a_store_that_was_in_the_way_at_first_is_tried_again_at_the_end() {
    let place = tempfile::tempdir().expect("a folder");
    // A file where the folder should be: nothing can be kept, until it is gone.
    let data = place.path().join("data");
    std::fs::write(&data, "").expect("written");
    let stage = Stage::default().plays("one", answers("whole"));
    let engine = engine_in(&data, &stage, TWO_MODELS, || NOW);
    let mut sink = |event: TurnEvent| {
        if matches!(event, TurnEvent::Text(_)) {
            std::fs::remove_file(&data).expect("removed");
        }
    };
    let outcome = engine.turn(&request("q"), &CancellationToken::new(), &mut sink).await;
    assert!(outcome.error.is_none(), "{:?}", outcome.error);
    let kept = stored(&engine, &outcome);
    assert_eq!(kept[0].1, "q");
    assert_eq!((kept[1].1.as_str(), kept[1].2), ("whole", TurnState::Complete));
    let rows = engine.with_store(|store| store.usage(UsageBy::Model, NOW..NOW.plus_ms(1))).expect("sums");
    assert_eq!(rows[0].n_requests, 1);
}

#[tokio::test(start_paused = true)]
async fn a_name_that_another_process_began_meanwhile_is_gone_on_with() {
    let data = tempfile::tempdir().expect("a folder");
    let stage = Stage::default().plays("one", answers("a")).plays("one", answers("b"));
    let (first, second) =
        (engine_in(data.path(), &stage, TWO_MODELS, || NOW), engine_in(data.path(), &stage, TWO_MODELS, || NOW));
    let mut asked = request("q");
    asked.thread = Thread::New { name: Some("trip".to_owned()) };
    // Both looked for the name before either wrote it.
    let (plan_a, plan_b) = (first.plan(&asked).await.expect("a plan"), second.plan(&asked).await.expect("a plan"));
    let cancel = CancellationToken::new();
    for (engine, plan) in [(&first, plan_a), (&second, plan_b)] {
        let outcome = engine.run(&asked, plan, &cancel, &mut |_| {}).await;
        assert!(outcome.error.is_none(), "{:?}", outcome.error);
    }
    let id = first.with_store(|store| store.find("trip")).expect("found").expect("a conversation");
    assert_eq!(first.with_store(|store| store.branch(&id)).expect("turns").len(), 4);
}

#[tokio::test(start_paused = true)]
async fn a_question_without_words_has_the_name_of_what_was_attached_as_its_title() {
    let data = tempfile::tempdir().expect("a folder");
    let stage = Stage::default().plays("one", answers("a"));
    let engine = engine_in(data.path(), &stage, TWO_MODELS, || NOW);
    let mut asked = request("");
    asked.material =
        Some(Arc::new("[material: notes, 2.md, 12 bytes, decoded from CP949]\n```text\nx\n```\n".to_owned()));
    played(&engine, &asked).await;
    assert_eq!(titles(&engine), ["notes, 2.md"]);
}
