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
async fn a_paragraph_that_is_masked_is_kept_as_it_comes_and_not_only_with_its_end() {
    let data = tempfile::tempdir().expect("a folder");
    let words =
        "Put gsk_0123456789abcdefABCD behind -----BEGIN CERTIFICATE----- of the file, as all of this one line says ";
    let stage = Stage::default().plays("one", vec![opened(), text(words), text("gsk_01234567"), Play::Hangs]);
    let settings = format!("history = {{ redact = true }}\n{TWO_MODELS}");
    let engine = engine_in(data.path(), &stage, &settings, || NOW);
    killed(&engine, &request("q")).await;
    let last = engine.with_store(|store| store.last(None)).expect("read").expect("a conversation");
    let turns = engine.with_store(|store| store.branch(&last)).expect("turns");
    assert_eq!(turns[1].text, words.replace("gsk_0123456789abcdefABCD", "[redacted]"));
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
async fn a_conversation_and_its_pin_begin_at_once_or_not_at_all() {
    let data = tempfile::tempdir().expect("a folder");
    let stage = Stage::default().plays("two", answers("whole"));
    let engine = engine_in(data.path(), &stage, TWO_MODELS, || NOW);
    let refuse_pins = |store: &Store| {
        store.refuse_pins();
        Ok(())
    };
    engine.with_store(refuse_pins).expect("a database");
    let pin: crate::domain::Candidate = "b:two".parse().expect("a candidate");
    let asked = TurnRequest { pin: Some(pin.clone()), ..request("q") };
    let (_, outcome) = played(&engine, &asked).await;
    assert!(outcome.error.is_none(), "{:?}", outcome.error);
    assert_eq!(titles(&engine), ["q"]);
    let id = outcome.result.and_then(|result| result.conversation).expect("kept");
    assert_eq!(engine.with_store(|store| store.conversation(&id)).expect("there").pin, Some(pin));
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

/// A process that is killed a second after all that comes of an answer: the turn's future ends where it is. No more than that
/// second may be lost.
async fn killed(engine: &Engine, request: &TurnRequest) {
    let mut sink = |_: TurnEvent| {};
    let cancel = CancellationToken::new();
    let turn = engine.turn(request, &cancel, &mut sink);
    assert!(tokio::time::timeout(Duration::from_secs(1), turn).await.is_err(), "the turn ended");
}

#[tokio::test(start_paused = true)]
async fn a_turn_that_is_killed_is_in_the_ledger_with_what_came_of_it() {
    for keeping in [Keeping::Kept, Keeping::Private] {
        let stage = Stage::default()
            .plays("one", vec![opened(), text("five words came of it"), Play::Hangs])
            .plays("one", answers("whole"));
        let engine = engine_with(&stage, TWO_MODELS);
        let asked = TurnRequest { keeping, ..request("a question") };
        killed(&engine, &asked).await;
        let sums = engine.with_store(|store| store.usage(UsageBy::Model, NOW..NOW.plus_ms(60_000))).expect("sums");
        let [row] = sums.as_slice() else { panic!("{sums:?}") };
        assert_eq!((row.n_requests, row.n_errors), (1, 1), "{keeping:?}");
        assert!(row.usage.estimated && row.usage.input > 0 && row.usage.output >= 5, "{row:?}");
        let counted = i64::try_from(row.usage.input + 2 * row.usage.output).expect("a number");
        assert_eq!(row.cost(), Some(MicroUsd(counted)), "a dollar and two a million");
        // Whoever asks next adds a row and takes none away.
        played(&engine, &asked).await;
        let sums = engine.with_store(|store| store.usage(UsageBy::Model, NOW..NOW.plus_ms(60_000))).expect("sums");
        assert_eq!((sums[0].n_requests, sums[0].n_errors), (2, 1), "{sums:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_try_is_one_row_however_it_ends_and_is_paid_for_once() {
    let stage = Stage::default()
        .plays("one", vec![opened(), usage(100_000, 0), fails(FailureKind::Truncated)])
        .plays("one", answers("whole"));
    // The first try costs ten cents of the day's twenty-five; counted twice it would leave nothing to the second one.
    let settings = format!("budget = {{ day_usd = 0.25 }}\n{TWO_MODELS}");
    let engine = engine_with(&stage, &settings);
    let (_, outcome) = played(&engine, &request("a question")).await;
    assert!(outcome.error.is_none(), "{:?}", outcome.error);
    let turn = outcome.result.and_then(|result| result.turn).expect("kept");
    let tries = engine.with_store(|store| store.attempts_of(turn)).expect("tries");
    let outcomes: Vec<&str> = tries.iter().map(|ended| ended.outcome.as_str()).collect();
    assert_eq!(outcomes, ["retried", "answered"]);
    assert_eq!((tries[0].usage.input, tries[1].usage.input), (100_000, 10));
    assert!(!tries[0].usage.estimated && tries[0].total_ms < 1000, "{tries:?}");
}

#[tokio::test]
async fn another_process_that_holds_the_database_is_told_of_and_does_not_keep_the_answer_back() {
    let data = tempfile::tempdir().expect("a folder");
    let stage = Stage::default().plays("one", answers("first")).plays("one", answers("second"));
    let engine = engine_in(data.path(), &stage, TWO_MODELS, || NOW);
    played(&engine, &request("so that there is a database")).await;
    let holder = Store::open(&data.path().join("baro.db")).expect("opened");
    holder.hold();
    let began = Instant::now();
    let mut told: Vec<(String, Duration)> = Vec::new();
    let mut sink = |event: TurnEvent| {
        match &event {
            TurnEvent::Notice(notice) => told.push((format!("{notice:?}"), began.elapsed())),
            TurnEvent::Text(text) => told.push((text.clone(), began.elapsed())),
            _ => {}
        }
        if matches!(&event, TurnEvent::Notice(Notice::StoreBusy { given: Given::Before })) {
            holder.let_go();
        }
    };
    let outcome = engine.turn(&request("q"), &CancellationToken::new(), &mut sink).await;
    assert!(outcome.error.is_none(), "{:?}", outcome.error);
    let said: Vec<&str> = told.iter().map(|(said, _)| said.as_str()).collect();
    assert_eq!(said, ["StoreBusy { given: After }", "second", "StoreBusy { given: Before }"]);
    // Two seconds for the beginning, and nothing more for what can be done later.
    assert!(told[1].1 < Duration::from_secs(5), "{told:?}");
    let turns = outcome.result.and_then(|result| result.conversation).expect("kept");
    let kept = engine.with_store(|store| store.branch(&turns)).expect("turns");
    assert_eq!(kept.iter().map(|turn| turn.text.as_str()).collect::<Vec<_>>(), ["q", "second"]);
}
