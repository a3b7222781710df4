//! Free plans over minutes: limits that are obeyed before they are hit, learnt from headers, and shared.

use super::*;
use crate::domain::limits::Quota;
use crate::engine::quota::Held;

/// Models of one key, each with a bucket of so many tokens a minute, as Groq's free plan has them: the requested
/// answer is counted before the run, and what it did not take is given back.
#[derive(Clone)]
struct Buckets {
    per_minute: u64,
    /// Tokens of the answers, in turn.
    answers: &'static [u64],
    models: Arc<Mutex<HashMap<String, (f64, Instant)>>>,
    /// What became of each request: `ok`, `429`, `413` or `cut`.
    verdicts: Arc<Mutex<Vec<String>>>,
}

impl Buckets {
    fn new(per_minute: u64, answers: &'static [u64]) -> Self {
        Self { per_minute, answers, models: Arc::default(), verdicts: Arc::default() }
    }

    fn verdicts(&self) -> Vec<String> {
        self.verdicts.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn judge(&self, request: &ChatRequest) -> (&'static str, Vec<Result<ProviderEvent, Failure>>) {
        #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
        let real = |n_tokens: u64| n_tokens as f64;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "never negative")]
        let whole = |n_tokens: f64| n_tokens.max(0.0) as u64;
        // The true count is a little under the estimate.
        let input = request.prompt_tokens * 9 / 10;
        let max_tokens = request.max_tokens.unwrap_or(32_768);
        let limit = real(self.per_minute);
        if input + max_tokens > self.per_minute {
            let tokens = Quota { limit: Some(self.per_minute), ..Quota::default() };
            let limits = RateLimits { tokens, ..RateLimits::default() };
            return ("413", vec![Err(Failure { limits, ..Failure::new(FailureKind::PlanTooSmall, "") })]);
        }
        let n = self.verdicts().len();
        let wanted = self.answers[n % self.answers.len()];
        let output = wanted.min(max_tokens);
        let mut models = self.models.lock().unwrap_or_else(PoisonError::into_inner);
        let bucket = models.entry(request.model.clone()).or_insert((0.0, Instant::now()));
        bucket.0 = (bucket.0 - limit * bucket.1.elapsed().as_secs_f64() / 60.0).max(0.0);
        bucket.1 = Instant::now();
        let used = bucket.0 + real(input + max_tokens);
        if used > limit {
            let wait = Duration::from_secs_f64((used - limit) / limit * 60.0);
            let failure = Failure { retry_after: Some(wait), ..Failure::new(FailureKind::RateLimited, "") };
            return ("429", vec![Err(failure)]);
        }
        bucket.0 += real(input + output);
        let resets_at = now().plus_ms(i64::try_from(whole(used / limit * 60_000.0)).expect("a minute"));
        let tokens =
            Quota { limit: Some(self.per_minute), remaining: Some(whole(limit - used)), resets_at: Some(resets_at) };
        let limits = RateLimits { tokens, ..RateLimits::default() };
        let (verdict, finish) = if output < wanted { ("cut", Finish::Length) } else { ("ok", Finish::Stop) };
        let words = usize::try_from(output).expect("short");
        let events = vec![
            Ok(ProviderEvent::Opened { limits, request_id: None }),
            // A word of three letters and its space are a token, and a little more by estimate.
            Ok(ProviderEvent::Text("abc ".repeat(words))),
            Ok(ProviderEvent::Usage { usage: Usage { input, output, ..Usage::default() }, cost: None }),
            Ok(ProviderEvent::Finished(finish)),
        ];
        (verdict, events)
    }
}

impl Provider for Buckets {
    fn stream(&self, request: ChatRequest) -> EventStream {
        let (verdict, events) = self.judge(&request);
        self.verdicts.lock().unwrap_or_else(PoisonError::into_inner).push(verdict.to_owned());
        // A second from the headers to the text.
        Box::pin(futures_util::StreamExt::then(stream::iter(events), |event| async {
            if matches!(event, Ok(ProviderEvent::Text(_))) {
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
            event
        }))
    }
}

fn engine_on(buckets: &Buckets, settings: &str) -> Engine {
    let buckets = buckets.clone();
    engine_with(&Stage::default(), settings).with_providers(Box::new(move |_| Box::new(buckets.clone())))
}

/// One key of a vendor whose plan the catalogue, not the user, speaks of, at an address of the test's own.
const GROQ: &str = "[providers.groq]\nbase_url = \"http://127.0.0.1:9/v1\"\n";

/// Talks for twenty turns, the next one so many seconds after the answer.
async fn twenty_turns(spacing_s: &[u64], answers: &'static [u64]) -> Buckets {
    let buckets = Buckets::new(8000, answers);
    let engine = engine_on(&buckets, GROQ);
    let mut thread = Thread::New { name: None };
    for turn in 0..20 {
        let words = format!("Tell me more about the history of the city, part {turn}, and what people did there.");
        let (lines, outcome) = played(&engine, &TurnRequest { thread, ..request(&words) }).await;
        assert!(outcome.error.is_none(), "{spacing_s:?} turn {turn}: {lines}");
        let result = outcome.result.expect("a result");
        thread = Thread::Existing(result.conversation.expect("kept"));
        tokio::time::sleep(Duration::from_secs(spacing_s[turn % spacing_s.len()])).await;
    }
    buckets
}

#[tokio::test(start_paused = true)]
async fn a_first_message_with_a_document_stays_in_part_and_that_is_said() {
    let stage = Stage::default().plays("one", answers("read")).plays("one", answers("as it says"));
    let engine = engine_with(&stage, TWO_MODELS);
    let document = format!("Chapter one. {}The end.", "word ".repeat(2000));
    let asked = TurnRequest { material: Some(Arc::new(document)), ..request("keep this in mind") };
    let (_, outcome) = played(&engine, &asked).await;
    let id = outcome.result.and_then(|result| result.conversation).expect("kept");
    let next = TurnRequest { thread: Thread::Existing(id), ..request(&format!("compare it {}", "too ".repeat(500))) };
    let mut notices = Vec::new();
    let mut sink = |event: TurnEvent| {
        if let TurnEvent::Notice(notice) = event {
            notices.push(notice);
        }
    };
    let outcome = engine.turn(&next, &CancellationToken::new(), &mut sink).await;
    assert!(outcome.error.is_none(), "{:?}", outcome.error);
    assert_eq!(notices, [Notice::FirstShortened]);
    let sent = &stage.asked()[1].messages;
    assert_eq!((sent.len(), sent[1].content.as_str()), (3, "read"));
    let first = &sent[0].content;
    assert!(first.starts_with("keep this in mind") && first.ends_with("The end."), "{first}");
    assert!(first.contains("Chapter one.") && first.contains(" characters left out ..]"), "{first}");
}

#[tokio::test(start_paused = true)]
async fn twenty_turns_on_one_free_key_meet_no_limit_and_lose_no_word() {
    const SHORT: &[u64] = &[250, 400, 120];
    const LONG: &[u64] = &[250, 1300, 120, 900, 600];
    for (spacing_s, answers) in
        [(&[30, 12, 45][..], LONG), (&[5][..], SHORT), (&[20][..], LONG), (&[90][..], LONG), (&[10, 3, 60][..], SHORT)]
    {
        let buckets = twenty_turns(spacing_s, answers).await;
        assert_eq!(buckets.verdicts(), vec!["ok"; 20], "{spacing_s:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_the_bucket_lets_through_after_a_second_is_waited_for() {
    let buckets = Buckets::new(8000, &[200]);
    let settings = format!("{GROQ}[routes.general]\nmodels = [\"groq:openai/gpt-oss-20b@low\"]\n");
    let engine = engine_on(&buckets, &settings);
    let general = |thread| TurnRequest {
        choice: Choice::Route(Route::General),
        thread,
        ..request(&"tell me more of this ".repeat(300))
    };
    let (lines, outcome) = played(&engine, &general(Thread::New { name: None })).await;
    assert!(lines.ends_with("= ok"), "{lines}");
    let mut thread = Thread::Existing(outcome.result.and_then(|result| result.conversation).expect("kept"));
    for _ in 0..4 {
        tokio::time::sleep(Duration::from_secs(5)).await;
        let (lines, outcome) = played(&engine, &general(thread)).await;
        assert!(lines.ends_with("= ok"), "{lines}");
        thread = Thread::Existing(outcome.result.and_then(|result| result.conversation).expect("kept"));
    }
    assert_eq!(buckets.verdicts(), vec!["ok"; 5]);
}

#[tokio::test(start_paused = true)]
async fn a_plan_that_headers_tell_to_be_smaller_or_paid_for_is_planned_for() {
    let only = format!("{GROQ}[routes.general]\nmodels = [\"groq:openai/gpt-oss-20b@low\"]\n");
    let general = |words: &str| TurnRequest { choice: Choice::Route(Route::General), ..request(words) };
    // The catalogue says 8,000; the key has 6,000. Once refused, never again.
    let small = Buckets::new(6000, &[200]);
    let engine = engine_on(&small, &only);
    let long = "word ".repeat(3400);
    let (lines, _) = played(&engine, &general(&long)).await;
    assert!(lines.ends_with("= ok"), "{lines}");
    tokio::time::sleep(Duration::from_mins(1)).await;
    played(&engine, &general(&long)).await;
    assert_eq!(small.verdicts(), ["413", "ok", "ok"]);
    // A key that somebody pays for: the price holds, and a long text goes through.
    let large = Buckets::new(250_000, &[200]);
    let engine = engine_on(&large, &only);
    let (_, outcome) = played(&engine, &general("hi")).await;
    // Its first answer tells that it is one, and is paid for like the others.
    let first = outcome.result.expect("a result");
    assert!(!first.free && first.cost.is_some_and(|cost| cost > MicroUsd(0)), "{:?}", first.cost);
    let counted = engine.with_store(|store| store.usage(UsageBy::Model, UnixMillis(0)..UnixMillis(i64::MAX)));
    assert_eq!(forms::usage_sum(&counted.expect("usage")).cost(), first.cost);
    let (lines, outcome) = played(&engine, &general(&"word ".repeat(9000))).await;
    assert!(lines.ends_with("= ok"), "{lines}");
    let result = outcome.result.expect("a result");
    assert!(!result.free && result.cost.is_some_and(|cost| cost > MicroUsd(0)), "{:?}", result.cost);
}

#[tokio::test(start_paused = true)]
async fn a_message_that_fits_the_minute_is_sent() {
    let only = format!("{GROQ}[routes.general]\nmodels = [\"groq:openai/gpt-oss-20b@low\"]\n");
    let general = |n_words, max_tokens| TurnRequest {
        choice: Choice::Route(Route::General),
        max_tokens,
        ..request(&"word ".repeat(n_words))
    };
    // Each word is estimated as ten sevenths of a token.
    for (n_words, max_tokens) in [(4600, None), (5150, Some(100))] {
        let buckets = Buckets::new(8000, &[100]);
        let (lines, _) = played(&engine_on(&buckets, &only), &general(n_words, max_tokens)).await;
        assert!(lines.ends_with("= ok"), "{lines}");
    }
    let buckets = Buckets::new(8000, &[100]);
    let (_, outcome) = played(&engine_on(&buckets, &only), &general(5150, None)).await;
    match outcome.error {
        Some(Error::TooLarge {
            input_tokens,
            largest: Some((_, 7168)),
            bound: Bound::Plan { per_minute: 8000 },
            ..
        }) => {
            assert!(input_tokens > 7168, "{input_tokens}");
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn requests_under_way_count_for_whoever_asks_meanwhile() {
    let settings = format!("{TWO_MODELS}\n[providers.a.plan]\nfree = true\ntokens_per_minute = 2000\n");
    let hanging = vec![opened(), text("slow"), Play::Hangs];
    let stage = Stage::default().plays("one", hanging).plays("two", answers("from two")).plays("one", answers("one"));
    let engine = engine_with(&stage, &settings);
    let cancel = CancellationToken::new();
    let mut silent = |_| {};
    let first_request = TurnRequest { max_tokens: Some(1200), ..request("hi") };
    let mut first = std::pin::pin!(engine.turn(&first_request, &cancel, &mut silent));
    tokio::select! {
        _ = &mut first => panic!("it hangs"),
        () = tokio::time::sleep(Duration::from_secs(1)) => {}
    }
    let (lines, _) = played(&engine, &TurnRequest { max_tokens: Some(1000), ..request("hi") }).await;
    assert!(lines.contains("failover a:one -> b:two (limit near)") && lines.ends_with("= ok"), "{lines}");
    tokio::time::sleep(Duration::from_mins(1)).await;
    let (lines, _) = played(&engine, &TurnRequest { max_tokens: Some(1000), ..request("hi") }).await;
    assert!(lines.contains("text one"), "{lines}");
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_took_less_than_was_set_aside_gives_it_back() {
    let settings = format!("{TWO_MODELS}\n[providers.a.plan]\nfree = true\ntokens_per_minute = 2000\n");
    let stage = Stage::default().plays("one", answers("first")).plays("one", answers("second"));
    let engine = engine_with(&stage, &settings);
    for _ in 0..2 {
        let (lines, _) = played(&engine, &TurnRequest { max_tokens: Some(1200), ..request("hi") }).await;
        assert!(lines.contains("started a:one") && lines.ends_with("= ok"), "{lines}");
    }
}

#[tokio::test(start_paused = true)]
async fn who_is_held_back_after_answers_that_broke_off_is_held_by_baro() {
    let settings = format!("{TWO_MODELS}\n[providers.a.plan]\nfree = true\ntokens_per_minute = 2000\n");
    let cut = vec![opened(), text("half"), fails(FailureKind::Truncated)];
    let engine = engine_with(&Stage::default().plays("one", cut), &settings);
    let alone = TurnRequest { failover: Failover::Off, max_tokens: Some(1200), ..request("hi") };
    let (lines, _) = played(&engine, &alone).await;
    assert!(lines.ends_with("= truncated"), "{lines}");
    let (_, outcome) = played(&engine, &alone).await;
    match outcome.error {
        Some(Error::LimitReached { wait: Some(_), held: Held::ByTokens { n_tokens, per_minute: 2000 }, .. }) => {
            assert!(n_tokens > 1200, "{n_tokens}");
        }
        other => panic!("{other:?}"),
    }
    // A provider that asked for the wait holds back itself.
    let limited = Failure { retry_after: Some(Duration::from_secs(50)), ..Failure::new(FailureKind::RateLimited, "") };
    let engine = engine_with(&Stage::default().plays("one", vec![Play::Fails(limited)]), TWO_MODELS);
    let alone = TurnRequest { failover: Failover::Off, ..request("hi") };
    played(&engine, &alone).await;
    let (_, outcome) = played(&engine, &alone).await;
    assert!(matches!(outcome.error, Some(Error::LimitReached { held: Held::ByProvider, .. })), "{:?}", outcome.error);
}

#[tokio::test(start_paused = true)]
async fn the_requests_of_a_minute_are_not_passed() {
    let settings = format!("{TWO_MODELS}\n[providers.a.plan]\nrequests_per_minute = 2\n");
    let mut stage = Stage::default();
    for _ in 0..3 {
        stage = stage.plays("one", answers("one"));
    }
    let engine = engine_with(&stage, &settings);
    let alone = TurnRequest { failover: Failover::Off, ..request("hi") };
    played(&engine, &alone).await;
    tokio::time::sleep(Duration::from_secs(40)).await;
    played(&engine, &alone).await;
    let began = Instant::now();
    let (lines, _) = played(&engine, &alone).await;
    assert!(lines.contains("Waiting") && lines.ends_with("= ok"), "{lines}");
    assert_eq!(began.elapsed().as_secs(), 20);
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_was_asked_for_is_remembered_by_the_next_turn() {
    let limited = Failure { retry_after: Some(Duration::from_secs(50)), ..Failure::new(FailureKind::RateLimited, "") };
    let stage = Stage::default()
        .plays("one", vec![Play::Fails(limited)])
        .plays("two", answers("two"))
        .plays("two", answers("two"))
        .plays("one", answers("one"));
    let engine = engine_with(&stage, TWO_MODELS);
    played(&engine, &request("hi")).await;
    let (lines, _) = played(&engine, &request("hi")).await;
    assert!(!lines.contains("started a:one") && lines.contains("(limit near)"), "{lines}");
    tokio::time::sleep(Duration::from_secs(51)).await;
    let (lines, _) = played(&engine, &request("hi")).await;
    assert!(lines.contains("text one"), "{lines}");
}

#[tokio::test(start_paused = true)]
async fn a_reset_in_the_headers_is_a_wait_where_none_is_named() {
    let requests = Quota { limit: Some(5), remaining: Some(0), resets_at: Some(NOW.plus_ms(12_000)) };
    let limits = RateLimits { requests, ..RateLimits::default() };
    let limited = Failure { limits, ..Failure::new(FailureKind::RateLimited, "") };
    let stage = Stage::default().plays("one", vec![Play::Fails(limited)]).plays("one", answers("at last"));
    let engine = engine_with(&stage, TWO_MODELS);
    let began = Instant::now();
    let (lines, _) = played(&engine, &TurnRequest { failover: Failover::Off, ..request("hi") }).await;
    assert!(lines.ends_with("= ok"), "{lines}");
    assert_eq!(began.elapsed().as_secs(), 12);
}

#[tokio::test(start_paused = true)]
async fn a_limit_of_baros_own_that_cut_the_answer_is_no_limit_of_the_users() {
    let settings = format!("{TWO_MODELS}\n[providers.a.plan]\nfree = true\ntokens_per_minute = 1200\n");
    let cut = vec![opened(), text("and so"), usage(10, 5), finished(Finish::Length)];
    let engine = engine_with(&Stage::default().plays("one", cut), &settings);
    let (_, outcome) = played(&engine, &TurnRequest { max_tokens: Some(5000), ..request("hi") }).await;
    assert!(matches!(outcome.error, Some(Error::Incomplete { failure: None, .. })), "{:?}", outcome.error);
}

#[tokio::test(start_paused = true)]
async fn a_free_plan_of_which_the_user_says_a_price_costs_that_and_is_not_called_free() {
    let settings = format!("{TWO_MODELS}\n[providers.a.plan]\nfree = true\n");
    let engine = engine_with(&Stage::default().plays("one", answers("hello")), &settings);
    let (_, outcome) = played(&engine, &request("hi")).await;
    let result = outcome.result.expect("a result");
    assert_eq!((result.free, result.cost), (false, Some(MicroUsd(20))));
    let tries = engine.with_store(|store| store.attempts_of(result.turn.expect("kept"))).expect("tries");
    assert!(!tries[0].free, "{tries:?}");
}

#[test]
fn what_is_left_of_a_day_is_counted_where_a_model_has_the_day_for_itself() {
    let engine = engine_with(&Stage::default(), TWO_MODELS);
    let left = |provider: &str, id: &str| {
        let model = format!("{provider}:{id}").parse().expect("a model");
        let plan = engine.catalogue().vendor(provider).expect("a vendor").plan_for(id).expect("a plan");
        engine.left_by_count(&model, &plan).map(|left| left.n_allowed)
    };
    assert_eq!(left("groq", "openai/gpt-oss-20b"), Some(1000));
    let shared = "openai/gpt-oss-120b:free";
    assert_eq!(left("openrouter", shared), None, "the account's, all free models together");
}
