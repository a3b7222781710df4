//! Who comes after whom: those that wait, those that rest, and what is said, kept and counted where nobody answers.

use super::*;

fn limited(wait_s: u64) -> Vec<Play> {
    let retry_after = Some(Duration::from_secs(wait_s));
    vec![Play::Fails(Failure { retry_after, ..Failure::new(FailureKind::RateLimited, "") })]
}

/// A first answer after which `a:one` says that its minute is whole again in so many milliseconds.
fn answers_and_tells(resets_in_ms: i64) -> Vec<Play> {
    let tokens = Quota { limit: Some(8000), remaining: Some(100), resets_at: Some(now().plus_ms(resets_in_ms)) };
    let limits = RateLimits { tokens, ..RateLimits::default() };
    let opened = Play::Event(ProviderEvent::Opened { limits, request_id: None });
    vec![opened, text("first"), usage(10, 5), finished(Finish::Stop)]
}

fn with_plan(plan: &str) -> String {
    format!("{TWO_MODELS}\n[providers.a.plan]\n{plan}\n")
}

fn rests(engine: &Engine, model: &str) {
    let model = model.parse().expect("a model");
    for _ in 0..5 {
        engine.with_store(|store| store.record_failure(&model, engine.now())).expect("counted");
    }
}

#[tokio::test(start_paused = true)]
async fn whoever_is_ready_in_three_seconds_is_somebody_else() {
    for last in [vec![fails(FailureKind::KeyRefused)], limited(25)] {
        let stage = Stage::default()
            .plays("one", answers_and_tells(3000))
            .plays("two", last)
            .plays("one", answers("after three seconds"));
        let engine = engine_with(&stage, &with_plan("free = true\ntokens_per_minute = 8000"));
        played(&engine, &request("hi")).await;
        let began = Instant::now();
        let (lines, _) = played(&engine, &request("hi")).await;
        assert!(lines.contains("text after three seconds") && lines.ends_with("= ok"), "{lines}");
        assert_eq!(began.elapsed().as_secs(), 3, "{lines}");
    }
}

#[tokio::test(start_paused = true)]
async fn whoever_has_no_requests_left_today_is_nobody_else() {
    let settings = format!("{TWO_MODELS}\n[providers.b.plan]\nrequests_per_day = 1\n");
    let stage = Stage::default().plays("two", answers("two")).plays("one", limited(5)).plays("one", answers("at last"));
    let engine = engine_with(&stage, &settings);
    let two = Choice::Model { name: "b:two".to_owned(), source: Source::Flag };
    played(&engine, &TurnRequest { choice: two, ..request("hi") }).await;
    let (lines, _) = played(&engine, &request("hi")).await;
    assert_snapshot!(lines, @"
    routed a:one
    started a:one #1
    retry a:one rate_limited
    started a:one #2
    text at last
    usage 10+5 20
    finished stop complete [a:one retried, a:one answered]
    = ok
    ");
}

#[tokio::test(start_paused = true)]
async fn who_was_passed_over_unasked_is_kept_with_the_answer() {
    let stage = Stage::default()
        .plays("two", answers("two"))
        .plays("two", vec![fails(FailureKind::ConnectTimeout)])
        .plays("one", answers("rested"));
    let engine = engine_with(&stage, TWO_MODELS);
    rests(&engine, "a:one");
    let passed_over = |outcome: &Outcome| -> Vec<String> {
        let id = outcome.result.as_ref().and_then(|result| result.conversation.clone()).expect("kept");
        let choice = engine.last_choice(&id).expect("a choice");
        choice.passed_over().map(|passed| format!("{} {}", passed.model, passed.why.kept())).collect()
    };
    let (_, outcome) = played(&engine, &request("hi")).await;
    assert_eq!(passed_over(&outcome), ["a:one resting"]);
    let (_, outcome) = played(&engine, &request("hi")).await;
    assert_eq!(passed_over(&outcome), Vec::<String>::new(), "it was asked in the end, and so was the other one");
}

#[tokio::test(start_paused = true)]
async fn whoever_rests_is_asked_when_nobody_else_is_left() {
    let stage = Stage::default()
        .plays("two", vec![fails(FailureKind::ConnectTimeout)])
        .plays("one", answers("rested"))
        .plays("one", answers("alone"));
    let engine = engine_with(&stage, TWO_MODELS);
    rests(&engine, "a:one");
    let (lines, _) = played(&engine, &request("hi")).await;
    assert_snapshot!(lines, @"
    routed a:one
    failover a:one -> b:two (resting)
    started b:two #1
    failover b:two -> a:one (connect_timeout)
    started a:one #2
    text rested
    usage 10+5 20
    finished stop complete [b:two failed_over, a:one answered]
    = ok
    ");
    rests(&engine, "a:one");
    let (lines, _) = played(&engine, &TurnRequest { failover: Failover::Off, ..request("hi") }).await;
    assert!(lines.contains("text alone") && !lines.contains("failover"), "{lines}");
}

#[tokio::test(start_paused = true)]
async fn who_else_could_serve_is_looked_at_only_once_somebody_failed() {
    let stage = Stage::default().plays("one", limited(5)).plays("one", answers("at last"));
    let engine = engine_with(&stage, TWO_MODELS);
    let mut said = Vec::new();
    let mut sink = |event: TurnEvent| {
        if matches!(event, TurnEvent::Started { attempt: 1, .. }) {
            // Another process finds it out meanwhile.
            rests(&engine, "b:two");
        }
        said.push(line_of(&event));
    };
    engine.turn(&request("hi"), &CancellationToken::new(), &mut sink).await;
    assert!(said.iter().any(|line| line == "text at last"), "{said:#?}");
    assert!(!said.iter().any(|line| line.starts_with("failover")), "{said:#?}");
}

#[tokio::test(start_paused = true)]
async fn what_is_too_large_is_too_large_also_for_whoever_rests() {
    let engine = engine_with(
        &Stage::default(),
        &TWO_MODELS.replace("[models.\"b:two\"]", "[models.\"b:two\"]\ncontext_tokens = 3000"),
    );
    rests(&engine, "a:one");
    let (lines, outcome) = played(&engine, &request(&"word ".repeat(4000))).await;
    assert!(matches!(outcome.error, Some(Error::TooLarge { bound: Bound::Window, .. })), "{lines}");
    assert!(!lines.contains("failover"), "{lines}");
}

#[tokio::test(start_paused = true)]
async fn nobody_is_said_to_answer_where_nobody_does() {
    let settings = TWO_MODELS.replace("b:two", "a:two");
    let stage = Stage::default().plays("one", vec![fails(FailureKind::KeyRefused)]);
    let (lines, outcome) = played(&engine_with(&stage, &settings), &request("hi")).await;
    assert_snapshot!(lines, @"
    routed a:one
    started a:one #1
    finished error incomplete [a:one failed]
    = key_refused
    ");
    assert!(matches!(outcome.error, Some(Error::KeyRefused { .. })), "{:?}", outcome.error);
}

#[tokio::test(start_paused = true)]
async fn a_refused_key_is_what_the_error_speaks_of_whoever_failed_last() {
    for last in [FailureKind::BadRequest, FailureKind::ConnectTimeout, FailureKind::ContextOverflow] {
        let stage = Stage::default().plays("one", vec![fails(FailureKind::KeyRefused)]).plays("two", vec![fails(last)]);
        let engine = engine_with(&stage, TWO_MODELS);
        let (lines, outcome) = played(&engine, &request("hi")).await;
        assert!(lines.ends_with("= key_refused"), "{last:?}: {lines}");
        let Some(Error::NobodyAnswered { failures }) = outcome.error else { panic!("{last:?}: {lines}") };
        let models: Vec<String> = failures.iter().map(|(model, _)| model.to_string()).collect();
        assert_eq!(models, ["a:one", "b:two"], "each once");
        assert_eq!(outcome.result.and_then(|result| result.failure), Some(FailureKind::KeyRefused));
    }
}

#[tokio::test(start_paused = true)]
async fn a_model_that_failed_twice_is_named_once() {
    let stage = Stage::default();
    let engine = engine_with(&stage, TWO_MODELS);
    let (_, outcome) = played(&engine, &request("hi")).await;
    let Some(Error::NobodyAnswered { failures }) = outcome.error else { panic!("{:?}", outcome.error) };
    assert_eq!((stage.asked().len(), failures.len()), (5, 2));
}

#[tokio::test(start_paused = true)]
async fn what_came_of_a_hidden_answer_is_shown_in_the_end() {
    let cut = vec![opened(), text("half "), fails(FailureKind::Truncated)];
    let stage = Stage::default().plays("one", cut);
    let engine = engine_with(&stage, TWO_MODELS);
    let hidden = TurnRequest { showing: Showing::AtTheEnd, failover: Failover::Off, ..request("hi") };
    let (lines, outcome) = played(&engine, &hidden).await;
    assert_snapshot!(lines, @"
    routed a:one
    started a:one #1
    retry a:one truncated
    started a:one #2
    retry a:one server_error
    started a:one #3
    text half 
    usage 40+2 estimated 44
    finished error incomplete [a:one incomplete, a:one retried, a:one failed]
    = truncated
    ");
    assert_eq!(stored(&engine, &outcome)[1].1, "half ");
    assert!(matches!(outcome.error, Some(Error::Incomplete { .. })), "{:?}", outcome.error);
}

/// What came of a hidden answer that broke off, where the person ends the turn at the event that `is_the_moment`.
async fn ended_by_the_person(is_the_moment: fn(&TurnEvent) -> bool) -> (String, Outcome, Engine) {
    let cut = vec![opened(), text("half "), fails(FailureKind::Truncated)];
    let stage = Stage::default().plays("one", cut).plays("one", vec![opened(), text("no"), Play::Hangs]);
    let engine = engine_with(&stage, TWO_MODELS);
    let hidden = TurnRequest { showing: Showing::Counted, failover: Failover::Off, ..request("hi") };
    let cancel = CancellationToken::new();
    let stop = cancel.clone();
    let mut lines = String::new();
    let mut sink = |event: TurnEvent| {
        let _ = writeln!(lines, "{}", line_of(&event));
        if is_the_moment(&event) {
            stop.cancel();
        }
    };
    let outcome = engine.turn(&hidden, &cancel, &mut sink).await;
    (lines, outcome, engine)
}

#[tokio::test(start_paused = true)]
async fn what_came_of_a_hidden_answer_is_kept_where_the_person_ends_the_turn() {
    let moments: [fn(&TurnEvent) -> bool; 3] = [
        |event| matches!(event, TurnEvent::Retry { .. }),
        |event| matches!(event, TurnEvent::Started { attempt: 2, .. }),
        |event| matches!(event, TurnEvent::Text(text) if text == "no"),
    ];
    for is_the_moment in moments {
        let (lines, outcome, engine) = ended_by_the_person(is_the_moment).await;
        assert!(matches!(outcome.error, Some(Error::Cancelled)), "{lines}{:?}", outcome.error);
        let result = outcome.result.as_ref().expect("a result");
        assert_eq!((result.text.as_str(), result.finish), ("half ", Finish::Cancelled), "{lines}");
        assert_eq!(stored(&engine, &outcome)[1].1, "half ", "{lines}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_came_of_a_hidden_answer_is_shown_where_the_time_is_over() {
    let limited = Failure { retry_after: Some(Duration::from_secs(20)), ..Failure::new(FailureKind::ServerError, "") };
    let stage = Stage::default().plays("one", vec![opened(), text("half "), Play::Fails(limited)]);
    let engine = engine_with(&stage, TWO_MODELS);
    let hidden = TurnRequest {
        showing: Showing::AtTheEnd,
        failover: Failover::Off,
        timeout: Some(Duration::from_secs(5)),
        ..request("hi")
    };
    let (lines, outcome) = played(&engine, &hidden).await;
    assert!(lines.contains("text half \n"), "{lines}");
    assert!(matches!(outcome.error, Some(Error::Incomplete { .. })), "{lines}{:?}", outcome.error);
    assert_eq!(stored(&engine, &outcome)[1].1, "half ");
}

#[tokio::test(start_paused = true)]
async fn reasoning_is_told_however_the_answer_is_shown() {
    let mut thinks = answers("so");
    thinks.insert(1, Play::Event(ProviderEvent::Reasoning("hm".to_owned())));
    let engine = engine_with(&Stage::default().plays("one", thinks), TWO_MODELS);
    let (lines, _) = played(&engine, &TurnRequest { showing: Showing::AtTheEnd, ..request("hi") }).await;
    assert!(lines.contains("reasoning hm\ntext so"), "{lines}");
}

#[tokio::test(start_paused = true)]
async fn a_prompt_that_was_accepted_is_counted_whatever_came_of_it() {
    let stage = Stage::default()
        .plays("one", vec![opened(), fails(FailureKind::FirstTokenTimeout)])
        .plays("two", vec![opened(), Play::Hangs]);
    let engine = engine_with(&stage, TWO_MODELS);
    let cancel = CancellationToken::new();
    let turn = request("hi");
    let mut silent = |_| {};
    let stopped = async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        cancel.cancel();
    };
    let (outcome, ()) = tokio::join!(engine.turn(&turn, &cancel, &mut silent), stopped);
    assert!(matches!(outcome.error, Some(Error::Cancelled)), "{:?}", outcome.error);
    let rows =
        engine.with_store(|store| store.usage(UsageBy::Model, UnixMillis(0)..UnixMillis(i64::MAX))).expect("usage");
    assert_eq!(rows.len(), 2);
    for row in rows {
        assert!(row.usage.input > 0 && row.usage.estimated && row.cost() > Some(MicroUsd(0)), "{row:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_unknown_price_is_unknown_also_where_nobody_answered() {
    let settings = with_plan("free = false").replace("\"a:one\", \"b:two\"", "\"a:three\"");
    let engine = engine_with(&Stage::default(), &settings);
    let (_, outcome) = played(&engine, &request("hi")).await;
    let result = outcome.result.expect("a result");
    assert_eq!((result.cost, result.usage.estimated, result.candidate), (None, true, None));
    let engine = engine_with(&Stage::default(), TWO_MODELS);
    let (_, outcome) = played(&engine, &request("hi")).await;
    assert_eq!(outcome.result.and_then(|result| result.cost), Some(MicroUsd(0)));
}

#[tokio::test(start_paused = true)]
async fn too_dear_is_not_too_small() {
    let settings = TWO_MODELS.replace(
        "[models.\"a:one\"]\ncontext_tokens = 4000\nusd_per_million = { input = 1.0, output = 2.0 }",
        "[models.\"a:one\"]\ncontext_tokens = 4000\nusd_per_million = { input = 1000.0, output = 2000.0 }",
    );
    let engine = engine_with(&Stage::default().plays("two", answers("cheap")), &settings);
    let (lines, _) = played(&engine, &TurnRequest { max_cost: Some(MicroUsd(100_000)), ..request("hi") }).await;
    assert!(lines.contains("failover a:one -> b:two (too dear)") && lines.ends_with("= ok"), "{lines}");
}

#[tokio::test(start_paused = true)]
async fn the_question_of_a_turn_that_failed_goes_with_the_next_one_unless_it_was_the_reason() {
    for (kind, expected) in [(FailureKind::ConnectTimeout, "first\n\nsecond"), (FailureKind::Filtered, "second")] {
        let stage = Stage::default().plays("one", vec![fails(kind)]).plays("one", answers("one"));
        let engine = engine_with(&stage, TWO_MODELS);
        let alone = |words: &str, thread| TurnRequest { failover: Failover::Off, thread, ..request(words) };
        let (_, outcome) = played(&engine, &alone("first", Thread::New { name: None })).await;
        let id = outcome.result.and_then(|result| result.conversation).expect("kept");
        played(&engine, &alone("second", Thread::Existing(id))).await;
        let asked = stage.asked();
        let last = asked.last().expect("a request");
        let sent: Vec<&str> = last.messages.iter().map(|message| message.content.as_str()).collect();
        assert_eq!(sent, [expected], "{kind:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_turn_in_which_nobody_answered_names_nobody_as_the_previous_one() {
    let stage = Stage::default().plays("one", vec![fails(FailureKind::BadRequest)]);
    let engine = engine_with(&stage, TWO_MODELS);
    let (_, outcome) = played(&engine, &request("hi")).await;
    let id = outcome.result.and_then(|result| result.conversation).expect("kept");
    let plan = engine.plan(&TurnRequest { thread: Thread::Existing(id), ..request("hi") }).await.expect("a plan");
    assert_eq!(plan.previous, None);
}

/// Three providers elsewhere, and one on this machine behind them.
const ELSEWHERE_FIRST: &str = r#"
[providers.a]
base_url = "https://a.example/v1"
[providers.b]
base_url = "https://b.example/v1"
[providers.c]
base_url = "https://c.example/v1"
[providers.here]
base_url = "http://127.0.0.1:9/v1"
[routes.general]
models = ["a:one", "b:two", "c:three", "here:four"]
"#;

fn general(words: &str) -> TurnRequest {
    TurnRequest { choice: Choice::Route(Route::General), ..request(words) }
}

fn unnamed(may_pass: bool) -> Vec<Play> {
    let detail = Detail::NoAddress { host: "a.example".to_owned(), may_pass };
    vec![Play::Fails(Failure::new(FailureKind::NameNotResolved, "").with_detail(detail))]
}

#[tokio::test(start_paused = true)]
async fn without_a_network_whoever_is_on_this_machine_is_asked_at_once() {
    let stage = Stage::default().plays("one", unnamed(true)).plays("four", answers("from here"));
    let (lines, _) = played(&engine_with(&stage, ELSEWHERE_FIRST), &general("hi")).await;
    assert_snapshot!(lines, @"
    routed a:one
    started a:one #1
    failover a:one -> here:four (name_not_resolved)
    started here:four #2
    text from here
    usage 10+5 0
    finished stop complete [a:one failed_over, here:four answered]
    = ok
    ");
}

#[tokio::test(start_paused = true)]
async fn a_name_that_is_not_in_dns_tells_of_others_once_a_second_provider_is_out_of_reach() {
    let silent = || vec![fails(FailureKind::ConnectTimeout)];
    let stage = Stage::default().plays("one", unnamed(false)).plays("two", answers("from two"));
    let (lines, _) = played(&engine_with(&stage, ELSEWHERE_FIRST), &general("hi")).await;
    assert!(lines.contains("failover a:one -> b:two (name_not_resolved)") && lines.ends_with("= ok"), "{lines}");
    let stage =
        Stage::default().plays("one", unnamed(false)).plays("two", silent()).plays("four", answers("from here"));
    let (lines, _) = played(&engine_with(&stage, ELSEWHERE_FIRST), &general("hi")).await;
    assert!(lines.contains("failover b:two -> here:four (connect_timeout)") && lines.ends_with("= ok"), "{lines}");
}

#[tokio::test(start_paused = true)]
async fn whoever_is_elsewhere_is_still_asked_where_nobody_on_this_machine_answers() {
    let stage = Stage::default()
        .plays("one", unnamed(true))
        .plays("four", vec![fails(FailureKind::ModelGone)])
        .plays("two", answers("after all"));
    let (lines, _) = played(&engine_with(&stage, ELSEWHERE_FIRST), &general("hi")).await;
    assert!(lines.contains("failover here:four -> b:two (model_gone)") && lines.ends_with("= ok"), "{lines}");
}

#[cfg(unix)]
mod key_command {
    use super::*;

    fn settings(command: &str) -> String {
        TWO_MODELS.replacen(
            "base_url = \"http://127.0.0.1:9/v1\"",
            &format!("base_url = \"http://127.0.0.1:9/v1\"\nkey_command = \"{command}\""),
            1,
        )
    }

    #[tokio::test(start_paused = true)]
    async fn runs_once_a_turn_however_often_the_model_is_tried() {
        let folder = tempfile::tempdir().expect("a folder");
        let log = folder.path().join("log");
        let stage = Stage::default().plays("one", vec![fails(FailureKind::ServerError)]).plays("one", answers("ok"));
        let engine = engine_with(&stage, &settings(&format!("echo run >> {}; echo key-1", log.display())));
        let (lines, _) = played(&engine, &request("hi")).await;
        assert!(lines.ends_with("= ok") && lines.contains("#2"), "{lines}");
        assert_eq!(std::fs::read_to_string(&log).expect("a log"), "run\n");
    }

    #[tokio::test(start_paused = true)]
    async fn that_fails_is_no_refused_key() {
        let stage = Stage::default().plays("two", answers("two"));
        let engine = engine_with(&stage, &settings("exit 3"));
        let (lines, _) = played(&engine, &request("hi")).await;
        assert!(lines.contains("failover a:one -> b:two (bad key)") && lines.ends_with("= ok"), "{lines}");
        let (_, outcome) = played(&engine, &TurnRequest { failover: Failover::Off, ..request("hi") }).await;
        let error = outcome.error.expect("no key");
        assert!(matches!(error, Error::Unusable { why: Unusable::BadKey(_), .. }), "{error:?}");
    }

    #[tokio::test]
    async fn that_hangs_is_left_behind_by_a_person_who_stops() {
        let engine = engine_with(&Stage::default(), &settings("sleep 2; echo key-1"));
        let cancel = CancellationToken::new();
        let turn = request("hi");
        let mut silent = |_| {};
        let stop = async { cancel.cancel() };
        let (outcome, ()) = tokio::join!(engine.turn(&turn, &cancel, &mut silent), stop);
        assert!(matches!(outcome.error, Some(Error::Cancelled)), "{:?}", outcome.error);
    }
}
