//! The turn loop against scripted providers and a store in memory: one line an event.

mod keeping;

use std::cell::Cell;
use std::collections::{HashMap, VecDeque};
use std::fmt::Write as _;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::stream;
use insta::assert_snapshot;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

mod orders;
mod overrules;

use super::*;
use crate::config::{self, Flags};
use crate::domain::event::{FailoverReason, Given, Notice};
use crate::domain::limits::Quota;
use crate::domain::{
    ChatRequest, Detail, Failure, FailureKind, Finish, MicroUsd, ProviderEvent, RateLimits, Role, Route, Source,
    Timeouts, TurnEvent, Usage,
};
use crate::provider::{EventStream, HttpOptions, Proxies};
use crate::store::UsageBy;

/// What a scripted model does when it is asked.
#[derive(Clone)]
enum Play {
    Event(ProviderEvent),
    Fails(Failure),
    /// Says nothing more, for ever.
    Hangs,
}

type Scripts = HashMap<String, VecDeque<Vec<Play>>>;

/// Models that play their scripts, and a log of what they were asked.
#[derive(Clone, Default)]
struct Stage {
    scripts: Arc<Mutex<Scripts>>,
    asked: Arc<Mutex<Vec<ChatRequest>>>,
}

struct Actor {
    stage: Stage,
}

impl Provider for Actor {
    fn stream(&self, request: ChatRequest) -> EventStream {
        let mut scripts = self.stage.scripts.lock().unwrap_or_else(PoisonError::into_inner);
        let play = scripts.get_mut(&request.model).and_then(VecDeque::pop_front);
        self.stage.asked.lock().unwrap_or_else(PoisonError::into_inner).push(request);
        let play = play.unwrap_or_else(|| vec![Play::Fails(Failure::new(FailureKind::ServerError, "no more script"))]);
        let hangs = play.iter().any(|play| matches!(play, Play::Hangs));
        let items: Vec<Result<ProviderEvent, Failure>> = play
            .into_iter()
            .filter_map(|play| match play {
                Play::Event(event) => Some(Ok(event)),
                Play::Fails(failure) => Some(Err(failure)),
                Play::Hangs => None,
            })
            .collect();
        let played = stream::iter(items);
        if hangs { Box::pin(futures_util::StreamExt::chain(played, stream::pending())) } else { Box::pin(played) }
    }
}

impl Stage {
    fn plays(self, model: &str, play: Vec<Play>) -> Self {
        self.scripts
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .entry(model.to_owned())
            .or_default()
            .push_back(play);
        self
    }

    fn asked(&self) -> Vec<ChatRequest> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn opened() -> Play {
    Play::Event(ProviderEvent::Opened { limits: RateLimits::default(), request_id: Some("r1".to_owned()) })
}

fn text(text: &str) -> Play {
    Play::Event(ProviderEvent::Text(text.to_owned()))
}

fn usage(input: u64, output: u64) -> Play {
    Play::Event(ProviderEvent::Usage { usage: Usage { input, output, ..Usage::default() }, cost: None })
}

fn finished(finish: Finish) -> Play {
    Play::Event(ProviderEvent::Finished(finish))
}

fn fails(kind: FailureKind) -> Play {
    Play::Fails(Failure::new(kind, "as scripted"))
}

fn answers(words: &str) -> Vec<Play> {
    vec![opened(), text(words), usage(10, 5), finished(Finish::Stop)]
}

mod called;
#[cfg(feature = "local")]
mod embedded;
mod plans;
mod succession;
mod talking;

const TWO_MODELS: &str = r#"
[providers.a]
base_url = "http://127.0.0.1:9/v1"
[providers.b]
base_url = "http://127.0.0.1:9/v1"
[models."a:one"]
context_tokens = 4000
usd_per_million = { input = 1.0, output = 2.0 }
[models."b:two"]
usd_per_million = { input = 1.0, output = 2.0 }
[routes.code]
models = ["a:one", "b:two"]
[routes.think]
models = ["a:one", "b:two"]
[routes.long]
models = ["a:one", "b:two"]
[routes.fast]
models = ["a:one", "b:two"]
[routes.design]
models = ["a:one", "b:two"]
[routes.general]
models = ["a:one", "b:two"]
"#;

/// When a test begins.
const NOW: UnixMillis = UnixMillis(1_764_000_000_000);

thread_local! {
    static BEGAN: Cell<Option<Instant>> = const { Cell::new(None) };
}

/// A wall clock that begins at [`NOW`] and follows tokio's own, which stands still but while everything waits.
fn now() -> UnixMillis {
    let began = BEGAN.get().unwrap_or_else(Instant::now);
    BEGAN.set(Some(began));
    NOW.plus_ms(i64::try_from(began.elapsed().as_millis()).expect("a test is short"))
}

fn engine_with(stage: &Stage, settings: &str) -> Engine {
    engine_in_project(stage, settings, "")
}

fn engine_in_project(stage: &Stage, settings: &str, project: &str) -> Engine {
    let home = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(home.path().join(".git")).expect("a repository");
    std::fs::write(home.path().join(".baro.toml"), project).expect("written");
    let file = home.path().join("config.toml");
    std::fs::write(&file, settings).expect("written");
    engine_at(stage, home.path(), &file, &[("LANG", "en_US.UTF-8")], now)
        .with_open_store(Store::open_in_memory().expect("a store"))
}

/// An engine with the settings of `file`, in the folder `home`; its store is opened when it is needed.
fn engine_at(stage: &Stage, home: &Path, file: &Path, more: &[(&str, &str)], now: fn() -> UnixMillis) -> Engine {
    let mut pairs =
        vec![("HOME".to_owned(), home.display().to_string()), ("BARO_CONFIG".to_owned(), file.display().to_string())];
    pairs.extend(more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    let environment = Environment::from_pairs(pairs);
    let settings = config::load(&environment, home, &Flags::default()).expect("settings");
    let clock = Clock {
        now,
        day_start: |at| UnixMillis(at.0 - at.0 % 86_400_000),
        // The first day of all was a Thursday.
        week_start: |at| UnixMillis(at.0 - (at.0 + 3 * 86_400_000) % (7 * 86_400_000)),
        // Of thirty days, the twenty-second of which is a test's first.
        month_start: |at| UnixMillis(at.0 - (at.0 + 5 * 86_400_000) % (30 * 86_400_000)),
        day_name: |_| "2025-11-24".to_owned(),
    };
    let http = Http::new(HttpOptions {
        timeouts: Timeouts::default(),
        ca_file: None,
        proxies: Proxies::default(),
        now: || NOW,
    });
    let stage = stage.clone();
    Engine::new(settings, environment, clock, http)
        .with_providers(Box::new(move |_| Box::new(Actor { stage: stage.clone() })))
}

fn request(words: &str) -> TurnRequest {
    TurnRequest { text: words.to_owned(), ..TurnRequest::default() }
}

/// A turn's events, one a line, and how it ended.
async fn played(engine: &Engine, request: &TurnRequest) -> (String, Outcome) {
    let mut lines = String::new();
    let mut sink = |event: TurnEvent| {
        let _ = writeln!(lines, "{}", line_of(&event));
    };
    let outcome = engine.turn(request, &CancellationToken::new(), &mut sink).await;
    let _ = write!(lines, "= {}", outcome.error.as_ref().map_or("ok", Error::kind));
    (lines, outcome)
}

fn line_of(event: &TurnEvent) -> String {
    match event {
        TurnEvent::Routed(routed) => format!("routed {}", routed.candidate),
        TurnEvent::Started { candidate, attempt } => format!("started {candidate} #{attempt}"),
        TurnEvent::Reasoning(text) => format!("reasoning {text}"),
        TurnEvent::Text(text) => format!("text {text}"),
        TurnEvent::Retry { model, failure, .. } => format!("retry {model} {}", failure.kind.as_str()),
        TurnEvent::Failover { from, to, why } => {
            let why = match why {
                FailoverReason::Failed(failure) => failure.kind.as_str(),
                FailoverReason::Resting => "resting",
                FailoverReason::LimitNear => "limit near",
                FailoverReason::TooSmall => "too small",
                FailoverReason::TooDear => "too dear",
                FailoverReason::NoKey => "no key",
                FailoverReason::BadKey => "bad key",
                FailoverReason::NotRunning => "not running",
                FailoverReason::Loading => "loading",
                FailoverReason::KeyRefused { .. } => "key refused",
                FailoverReason::Declined => "declined",
            };
            format!("failover {from} -> {to} ({why})")
        }
        TurnEvent::Notice(notice) => format!("notice {notice:?}"),
        TurnEvent::Usage { usage, cost } => {
            let estimated = if usage.estimated { " estimated" } else { "" };
            format!(
                "usage {}+{}{estimated} {}",
                usage.input,
                usage.output,
                cost.map_or("unknown".into(), |cost| cost.0.to_string())
            )
        }
        TurnEvent::Finished(result) => format!(
            "finished {} {} [{}]",
            result.finish.as_str(),
            if result.complete { "complete" } else { "incomplete" },
            result
                .attempts
                .iter()
                .map(|attempt| format!("{} {}", attempt.model, attempt.outcome.as_str()))
                .collect::<Vec<_>>()
                .join(", ")
        ),
    }
}

fn stored(engine: &Engine, outcome: &Outcome) -> Vec<(Role, String, crate::domain::conversation::TurnState)> {
    let id = outcome.result.as_ref().and_then(|result| result.conversation.clone()).expect("kept");
    let turns = engine.with_store(|store| store.branch(&id)).expect("turns");
    turns.into_iter().map(|turn| (turn.role, turn.text, turn.state)).collect()
}

#[tokio::test(start_paused = true)]
async fn an_answer_is_told_kept_and_counted() {
    let engine = engine_with(&Stage::default().plays("one", answers("hello there")), TWO_MODELS);
    let (lines, outcome) = played(&engine, &request("hi")).await;
    assert_snapshot!(lines, @r"
    routed a:one
    started a:one #1
    text hello there
    usage 10+5 20
    finished stop complete [a:one answered]
    = ok
    ");
    assert_eq!(stored(&engine, &outcome)[1].1, "hello there");
    let rows =
        engine.with_store(|store| store.usage(UsageBy::Model, UnixMillis(0)..UnixMillis(i64::MAX))).expect("usage");
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].usage.input, rows[0].usage.output, rows[0].cost()), (10, 5, Some(MicroUsd(20))));
}

#[tokio::test(start_paused = true)]
async fn a_server_that_is_ill_is_tried_twice_and_then_the_next_one_serves() {
    let stage = Stage::default()
        .plays("one", vec![fails(FailureKind::ServerError)])
        .plays("one", vec![fails(FailureKind::ServerError)])
        .plays("two", answers("from two"));
    let engine = engine_with(&stage, TWO_MODELS);
    let (lines, _) = played(&engine, &request("hi")).await;
    assert_snapshot!(lines, @r"
    routed a:one
    started a:one #1
    retry a:one server_error
    started a:one #2
    failover a:one -> b:two (server_error)
    started b:two #3
    text from two
    usage 10+5 20
    finished stop complete [a:one retried, a:one failed_over, b:two answered]
    = ok
    ");
}

#[tokio::test(start_paused = true)]
async fn a_refused_try_took_nothing_and_a_silent_one_may_have_taken_something() {
    for (failure, is_estimated) in [
        (FailureKind::KeyRefused, false),
        (FailureKind::ServerError, false),
        (FailureKind::Unreachable, false),
        (FailureKind::FirstTokenTimeout, true),
    ] {
        let failed = || vec![fails(failure)];
        let stage = Stage::default().plays("one", failed()).plays("one", failed()).plays("two", answers("from two"));
        let engine = engine_with(&stage, TWO_MODELS);
        let (_, outcome) = played(&engine, &request("hi")).await;
        let all = UnixMillis(0)..UnixMillis(i64::MAX);
        let rows = engine.with_store(|store| store.usage(UsageBy::Model, all)).expect("usage");
        let sums = forms::usage_sum(&rows);
        assert!(sums.n_requests > 1, "{failure:?}: {rows:?}");
        let usage = Usage { input: 10, output: 5, estimated: is_estimated, ..Usage::default() };
        assert_eq!((sums.usage, sums.cost().is_some()), (usage, true), "{failure:?}");
        assert_eq!(outcome.result.map(|result| result.usage.estimated), Some(false), "{failure:?}");
    }
    // Where everybody refused, nobody counted.
    let refused = || vec![fails(FailureKind::KeyRefused)];
    let stage = Stage::default().plays("one", refused()).plays("two", refused());
    let (_, outcome) = played(&engine_with(&stage, TWO_MODELS), &request("hi")).await;
    assert_eq!(outcome.result.map(|result| result.usage.estimated), Some(true));
}

#[tokio::test(start_paused = true)]
async fn a_cut_stream_is_asked_again_only_while_nothing_was_shown() {
    let cut = vec![opened(), text("half "), fails(FailureKind::Truncated)];
    let stage = Stage::default().plays("one", cut.clone()).plays("one", answers("whole"));
    let engine = engine_with(&stage, TWO_MODELS);
    let (lines, outcome) = played(&engine, &request("hi")).await;
    assert_snapshot!(lines, @"
    routed a:one
    started a:one #1
    text half 
    usage 40+2 estimated 44
    finished error incomplete [a:one incomplete]
    = truncated
    ");
    let turns = stored(&engine, &outcome);
    assert_eq!((turns[1].1.as_str(), turns[1].2), ("half ", crate::domain::conversation::TurnState::Incomplete));

    let stage = Stage::default().plays("one", cut).plays("one", answers("whole"));
    let engine = engine_with(&stage, TWO_MODELS);
    let hidden = TurnRequest { showing: Showing::AtTheEnd, ..request("hi") };
    let (lines, outcome) = played(&engine, &hidden).await;
    assert_snapshot!(lines, @"
    routed a:one
    started a:one #1
    retry a:one truncated
    started a:one #2
    text whole
    usage 50+7 estimated 64
    finished stop complete [a:one retried, a:one answered]
    = ok
    ");
    assert_eq!(stored(&engine, &outcome)[1].1, "whole");
}

#[tokio::test(start_paused = true)]
async fn cancelling_keeps_what_came() {
    let stage = Stage::default().plays("one", vec![opened(), text("half an ans"), Play::Hangs]);
    let engine = engine_with(&stage, TWO_MODELS);
    let cancel = CancellationToken::new();
    let stop = cancel.clone();
    let mut sink = |event: TurnEvent| {
        if matches!(event, TurnEvent::Text(_)) {
            stop.cancel();
        }
    };
    let outcome = engine.turn(&request("hi"), &cancel, &mut sink).await;
    assert!(matches!(outcome.error, Some(Error::Cancelled)));
    assert_eq!(outcome.result.as_ref().map(|result| result.finish), Some(Finish::Cancelled));
    assert_eq!(stored(&engine, &outcome)[1].1, "half an ans");
}

#[tokio::test(start_paused = true)]
async fn a_refused_key_is_named_and_the_next_provider_serves() {
    let stage = Stage::default().plays("one", vec![fails(FailureKind::KeyRefused)]).plays("two", answers("from two"));
    let engine = engine_with(&stage, TWO_MODELS);
    let (lines, _) = played(&engine, &request("hi")).await;
    assert_snapshot!(lines, @r#"
    routed a:one
    started a:one #1
    notice KeyRefused { provider: "a" }
    failover a:one -> b:two (key_refused)
    started b:two #2
    text from two
    usage 10+5 20
    finished stop complete [a:one failed_over, b:two answered]
    = ok
    "#);
}

#[tokio::test(start_paused = true)]
async fn the_first_of_ones_own_order_is_not_passed_over_in_silence() {
    let stage = Stage::default().plays("two", answers("from two")).plays("two", answers("again"));
    let settings = TWO_MODELS.replace("\"a:one\", ", "\"deepseek:deepseek-v4-pro\", ");
    let engine = engine_with(&stage, &settings);
    let (lines, outcome) = played(&engine, &request("hi")).await;
    assert!(lines.contains("failover deepseek:deepseek-v4-pro -> b:two (no key)"), "{lines}");
    let conversation = outcome.result.and_then(|result| result.conversation).expect("a conversation");
    let next = TurnRequest { thread: Thread::Existing(conversation), ..request("and you?") };
    let (lines, _) = played(&engine, &next).await;
    assert!(!lines.contains("failover"), "a follow-up stays without a word: {lines}");
}

#[tokio::test(start_paused = true)]
async fn a_named_model_never_fails_over() {
    let stage = Stage::default().plays("one", vec![fails(FailureKind::KeyRefused)]).plays("two", answers("from two"));
    let engine = engine_with(&stage, TWO_MODELS);
    let named = Choice::Model { name: "a:one".to_owned(), source: Source::Flag };
    let (_, outcome) = played(&engine, &TurnRequest { choice: named, ..request("hi") }).await;
    assert!(matches!(outcome.error, Some(Error::KeyRefused { .. })), "{:?}", outcome.error);
    assert_eq!(stage.asked().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_turn_sends_five_requests_at_most() {
    let engine_settings =
        TWO_MODELS.replace("[\"a:one\", \"b:two\"]", "[\"a:one\", \"b:two\", \"a:three\", \"b:four\"]");
    let stage = Stage::default();
    let engine = engine_with(&stage, &engine_settings);
    let (_, outcome) = played(&engine, &request("hi")).await;
    assert!(matches!(outcome.error, Some(Error::NobodyAnswered { .. })), "{:?}", outcome.error);
    assert_eq!(stage.asked().len(), 5);
}

#[tokio::test(start_paused = true)]
async fn the_next_model_gets_the_whole_conversation_as_plain_text() {
    let stage = Stage::default().plays("one", answers("first answer")).plays("two", answers("second answer"));
    let engine = engine_with(&stage, TWO_MODELS);
    let (_, outcome) = played(&engine, &request("first question")).await;
    let id = outcome.result.and_then(|result| result.conversation).expect("kept");
    let second = TurnRequest {
        thread: Thread::Existing(id),
        choice: Choice::Model { name: "b:two".to_owned(), source: Source::Flag },
        ..request("second question")
    };
    played(&engine, &second).await;
    let asked = stage.asked();
    let sent: Vec<(Role, &str)> =
        asked[1].messages.iter().map(|message| (message.role, message.content.as_str())).collect();
    assert_eq!(
        sent,
        [(Role::User, "first question"), (Role::Assistant, "first answer"), (Role::User, "second question")]
    );
}

#[tokio::test(start_paused = true)]
async fn again_asks_somebody_else_and_keeps_both_answers() {
    let stage = Stage::default().plays("one", answers("one says")).plays("two", answers("two says"));
    let engine = engine_with(&stage, TWO_MODELS);
    let (_, outcome) = played(&engine, &request("question")).await;
    let result = outcome.result.expect("a result");
    let (conversation, answer) = (result.conversation.expect("kept"), result.turn.expect("kept"));
    let again = TurnRequest { thread: Thread::Again { conversation: conversation.clone(), answer }, ..request("") };
    let (lines, outcome) = played(&engine, &again).await;
    assert!(lines.contains("routed b:two"), "{lines}");
    assert_eq!(
        stored(&engine, &outcome).iter().map(|turn| turn.1.as_str()).collect::<Vec<_>>(),
        ["question", "two says"]
    );
    let last = engine.with_store(|store| store.last_exchange(&conversation)).expect("read").expect("there");
    assert_eq!(last.others.iter().map(|turn| turn.text.as_str()).collect::<Vec<_>>(), ["one says"]);
}

#[tokio::test(start_paused = true)]
async fn a_message_too_large_for_one_window_goes_to_the_roomier_model() {
    let stage = Stage::default().plays("two", answers("read it"));
    let engine = engine_with(&stage, TWO_MODELS);
    let long = TurnRequest { material: Some(Arc::new("word ".repeat(5000))), ..request("summarise") };
    let (lines, _) = played(&engine, &long).await;
    assert!(lines.contains("failover a:one -> b:two (too small)"), "{lines}");
    let only_small = TurnRequest { failover: Failover::Off, ..long };
    let (_, outcome) = played(&engine, &only_small).await;
    match outcome.error {
        Some(Error::TooLarge { input_tokens, largest: Some((model, allowed)), .. }) => {
            assert!(input_tokens > 5000 && allowed < 4000, "{input_tokens} {allowed}");
            assert_eq!(model.to_string(), "a:one");
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn a_limit_that_was_told_is_obeyed_before_it_is_hit() {
    let tokens = Quota { limit: Some(8000), remaining: Some(400), resets_at: Some(NOW.plus_ms(20_000)) };
    let limits = RateLimits { tokens, ..RateLimits::default() };
    let told = vec![
        Play::Event(ProviderEvent::Opened { limits, request_id: None }),
        text("first"),
        usage(10, 5),
        finished(Finish::Stop),
    ];
    let settings = format!("{TWO_MODELS}\n[providers.a.plan]\nfree = true\ntokens_per_minute = 8000\n");
    let stage = Stage::default().plays("one", told).plays("two", answers("second"));
    let engine = engine_with(&stage, &settings);
    played(&engine, &request("hi")).await;
    let (lines, _) = played(&engine, &request("hi")).await;
    assert!(lines.contains("failover a:one -> b:two (limit near)"), "{lines}");
    assert!(!lines.contains("started a:one"), "{lines}");
}

#[tokio::test(start_paused = true)]
async fn the_last_one_left_is_waited_for() {
    let limited = Failure { retry_after: Some(Duration::from_secs(20)), ..Failure::new(FailureKind::RateLimited, "") };
    let stage = Stage::default().plays("one", vec![Play::Fails(limited)]).plays("one", answers("at last"));
    let engine = engine_with(&stage, TWO_MODELS);
    let alone = TurnRequest { failover: Failover::Off, ..request("hi") };
    let before = tokio::time::Instant::now();
    let (lines, _) = played(&engine, &alone).await;
    assert!(lines.ends_with("= ok"), "{lines}");
    assert_eq!(before.elapsed().as_secs(), 20);
}

#[tokio::test(start_paused = true)]
async fn what_a_dead_try_burnt_is_in_the_ledger_and_an_unknown_price_is_unknown() {
    let stage = Stage::default()
        .plays(
            "one",
            vec![
                opened(),
                Play::Event(ProviderEvent::Reasoning("thinking".repeat(50))),
                fails(FailureKind::IdleTimeout),
            ],
        )
        .plays("three", answers("done"));
    let settings = TWO_MODELS.replace("\"b:two\"]", "\"b:three\"]");
    let engine = engine_with(&stage, &settings);
    let (_, outcome) = played(&engine, &request("hi")).await;
    assert!(outcome.error.is_none(), "{:?}", outcome.error);
    let rows =
        engine.with_store(|store| store.usage(UsageBy::Model, UnixMillis(0)..UnixMillis(i64::MAX))).expect("usage");
    let one = rows.iter().find(|row| row.key.as_deref() == Some("a:one")).expect("a row");
    assert!(one.usage.estimated && one.usage.output > 50 && one.n_errors == 1, "{one:?}");
}

#[tokio::test(start_paused = true)]
async fn an_answer_cut_at_its_limit_is_incomplete_unless_the_limit_was_asked_for() {
    let cut = vec![opened(), text("and so"), usage(10, 5), finished(Finish::Length)];
    let stage = Stage::default().plays("one", cut.clone()).plays("one", cut);
    let engine = engine_with(&stage, TWO_MODELS);
    let (_, outcome) = played(&engine, &request("hi")).await;
    assert!(matches!(outcome.error, Some(Error::Incomplete { failure: None, .. })), "{:?}", outcome.error);
    let (_, outcome) = played(&engine, &TurnRequest { max_tokens: Some(5), ..request("hi") }).await;
    assert!(outcome.error.is_none(), "{:?}", outcome.error);
}

#[tokio::test(start_paused = true)]
async fn a_route_that_was_named_is_taken() {
    let engine = engine_with(&Stage::default().plays("one", answers("ok")), TWO_MODELS);
    let (_, outcome) = played(&engine, &TurnRequest { choice: Choice::Route(Route::Design), ..request("hi") }).await;
    assert_eq!(outcome.result.map(|result| (result.route, result.source)), Some((Route::Design, Source::Flag)));
}

#[tokio::test(start_paused = true)]
async fn a_preferred_model_stands_before_its_route_and_the_route_follows() {
    let stage = Stage::default().plays("one", vec![fails(FailureKind::ModelGone)]).plays("two", answers("from two"));
    let engine = engine_with(&stage, TWO_MODELS);
    let preferred = |name: &str| Choice::Preferred { name: name.to_owned(), route: Route::Think };
    let plan = engine.plan(&TurnRequest { choice: preferred("b:two"), ..request("hi") }).await.expect("a plan");
    let order: Vec<String> = plan.order.candidates.iter().map(|ranked| ranked.candidate.to_string()).collect();
    assert_eq!((plan.route, order), (Route::Think, vec!["b:two".to_owned(), "a:one".to_owned()]));
    // Nobody has a key for Kimi: the route's own order serves, and why is known.
    let plan = engine.plan(&TurnRequest { choice: preferred("kimi"), ..request("hi") }).await.expect("a plan");
    assert_eq!(plan.first().map(|first| first.candidate.to_string()).as_deref(), Some("a:one"));
    assert!(
        matches!(&plan.order.left_out[0], (candidate, Unusable::NoKey { .. }) if candidate.model.id.contains("kimi"))
    );
    // Nor for Qwen, which might run on this machine and does not.
    let plan = engine.plan(&TurnRequest { choice: preferred("qwen"), ..request("hi") }).await.expect("a plan");
    assert_eq!(plan.first().map(|first| first.candidate.to_string()).as_deref(), Some("a:one"));
    let failing = TurnRequest { choice: preferred("a:one"), ..request("hi") };
    let (lines, _) = played(&engine, &failing).await;
    assert!(lines.contains("failover a:one -> b:two"), "{lines}");
}

#[tokio::test(start_paused = true)]
async fn pieces_that_are_only_counted_do_not_keep_a_broken_answer() {
    let cut = vec![opened(), text("half "), fails(FailureKind::Truncated)];
    let stage = Stage::default().plays("one", cut).plays("one", answers("whole"));
    let engine = engine_with(&stage, TWO_MODELS);
    let counted = TurnRequest { showing: Showing::Counted, ..request("hi") };
    let (lines, outcome) = played(&engine, &counted).await;
    assert!(lines.contains("text half ") && lines.contains("retry a:one truncated"), "{lines}");
    assert_eq!(stored(&engine, &outcome)[1].1, "whole");
}

#[tokio::test(start_paused = true)]
async fn a_key_in_the_system_text_is_told_of_once_and_apart_from_those_of_a_message() {
    const KEY: &str = "gsk_0123456789abcdefghijABCDEFGHIJ0123456789";
    let stage = Stage::default().plays("one", answers("1")).plays("one", answers("2")).plays("one", answers("3"));
    let engine = engine_with(&stage, &format!("system = \"quote {KEY}\"\n{TWO_MODELS}"));
    let told = async |request: TurnRequest| {
        let (lines, _) = played(&engine, &request).await;
        lines.lines().filter(|line| line.contains("KeysMasked")).map(str::to_owned).collect::<Vec<_>>()
    };
    let in_system = "notice KeysMasked { n_keys: 1, place: System }";
    let in_message = "notice KeysMasked { n_keys: 1, place: Message }";
    assert_eq!(told(request("hi")).await, [in_system]);
    // What baro says itself is another one in another language.
    assert_eq!(told(request(&format!("이게 뭐야: {KEY}"))).await, [in_message]);
    // So is another system text.
    let typed = TurnRequest { system: Some(format!("and {KEY}")), ..request("hi") };
    assert_eq!(told(typed).await, [in_system.replace('1', "2")]);
    assert!(stage.asked().iter().all(|asked| !format!("{asked:?}").contains(KEY)));
}

#[cfg(unix)]
#[tokio::test]
async fn the_mark_of_a_key_is_worked_out_once_a_turn() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = tempfile::tempdir().expect("a folder");
    let key = home.path().join("key");
    let keep = |text: &str| {
        std::fs::write(&key, text).expect("written");
        std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o600)).expect("a mode");
    };
    keep("first-first");
    let file = home.path().join("config.toml");
    let settings =
        format!("[providers.a]\nbase_url = \"http://127.0.0.1:9/v1\"\nkey_file = {:?}\n", key.display().to_string());
    std::fs::write(&file, settings).expect("written");
    let engine = engine_at(&Stage::default(), home.path(), &file, &[("LANG", "en_US.UTF-8")], now);
    let first = engine.key_mark("a");
    keep("second-second");
    assert_eq!(engine.key_mark("a"), first, "its file is read for each model");
    let plan = engine.plan(&TurnRequest { choice: Choice::Route(Route::Fast), ..request("hi") }).await;
    drop(plan.expect("a plan"));
    assert_ne!(engine.key_mark("a"), first, "the key of an earlier turn");
}
