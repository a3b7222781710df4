//! Who serves, in which order, and for whose money.

use tokio::sync::mpsc;

use super::*;
use crate::domain::event::Notice;
use crate::engine::talk::Talk;
use crate::engine::{PaidCalls, PaidQuestion};
use crate::grammar;
use crate::store::{Consent, ListFilter, ListScope};

/// A free provider and two that cost money, none of them in an order of the user's.
const BUILT_IN: &str = r#"
[providers.gratis]
base_url = "https://gratis.example/v1"
[providers.gratis.plan]
free = true
[providers.dear]
base_url = "https://dear.example/v1"
[providers.dearer]
base_url = "https://dearer.example/v1"
[models."dear:d"]
usd_per_million = { input = 1.0, output = 2.0 }
[models."dearer:e"]
usd_per_million = { input = 10.0, output = 20.0 }
[models."gratis:g"]
context_tokens = 8000
"#;

fn named(name: &str) -> TurnRequest {
    TurnRequest { choice: Choice::Model { name: name.to_owned(), source: Source::Flag }, ..request("hi") }
}

async fn order_of(engine: &Engine, request: &TurnRequest) -> Vec<String> {
    let plan = engine.plan(request).await.expect("a plan");
    plan.order.candidates.iter().map(|ranked| ranked.candidate.to_string()).collect()
}

/// A turn whose questions about money are answered so, and what was asked.
async fn asked_about(engine: &Engine, answers: &[bool]) -> (String, Vec<String>) {
    let (desk, mut questions) = mpsc::unbounded_channel::<PaidQuestion>();
    let request = TurnRequest { paid: PaidCalls::Asked(desk), ..request("hi") };
    let mut asked = Vec::new();
    let mut answers = answers.iter();
    let turn = played(engine, &request);
    tokio::pin!(turn);
    loop {
        tokio::select! {
            biased;
            (lines, _) = &mut turn => return (lines, asked),
            Some(question) = questions.recv() => {
                let price = question.price.map_or(-1, |tier| tier.input.0);
                asked.push(format!("{} {price}", question.candidate.model));
                question.answer.send(*answers.next().expect("an answer")).expect("somebody waits");
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn nobody_is_asked_about_money_where_the_network_is_gone() {
    let detail = Detail::NoAddress { host: "gratis.example".to_owned(), may_pass: true };
    let unnamed = Failure::new(FailureKind::NameNotResolved, "").with_detail(detail);
    let stage = Stage::default().plays("g", vec![Play::Fails(unnamed)]);
    let (lines, asked) = asked_about(&engine_with(&stage, BUILT_IN), &[]).await;
    assert!(asked.is_empty() && lines.ends_with("= name_not_resolved"), "{lines}");
}

#[tokio::test(start_paused = true)]
async fn a_built_in_order_puts_free_candidates_first_and_says_when_a_paid_one_serves() {
    let stage = Stage::default().plays("g", vec![fails(FailureKind::ModelGone)]).plays("d", answers("paid"));
    let engine = engine_with(&stage, BUILT_IN);
    assert_eq!(order_of(&engine, &request("hi")).await, ["gratis:g", "dear:d", "dearer:e"]);
    let (lines, _) = played(&engine, &request("hi")).await;
    assert!(lines.contains(&format!("notice {:?}", Notice::PaidServes { provider: "dear".to_owned() })), "{lines}");
    assert!(lines.contains("text paid"), "{lines}");
}

#[tokio::test(start_paused = true)]
async fn a_person_is_asked_once_about_each_paid_provider_also_after_a_failover() {
    let gone = || vec![fails(FailureKind::ModelGone)];
    let stage = Stage::default().plays("g", gone()).plays("e", answers("from e")).plays("e", answers("again from e"));
    let engine = engine_with(&stage, BUILT_IN);
    let (lines, asked) = asked_about(&engine, &[false, true]).await;
    assert_eq!(asked, ["dear:d 1000000", "dearer:e 10000000"]);
    assert!(lines.contains("text from e") && !lines.contains("PaidServes"), "{lines}");
    assert!(!lines.contains("started dear:d"), "{lines}");
    // Both answers are kept: who was consented to stands where the order has it.
    assert_eq!(order_of(&engine, &request("hi")).await, ["dearer:e", "gratis:g"]);
    let (lines, asked) = asked_about(&engine, &[]).await;
    assert!(asked.is_empty() && lines.contains("text again from e"), "{asked:?} {lines}");
}

#[tokio::test(start_paused = true)]
async fn a_yes_that_cannot_be_written_holds_and_stops_no_answer() {
    let home = tempfile::tempdir().expect("a folder");
    let file = home.path().join("config.toml");
    std::fs::write(&file, BUILT_IN).expect("written");
    // A file where the folder should be: nothing can be kept.
    let data = home.path().join("data");
    std::fs::write(&data, "").expect("written");
    let stage = Stage::default()
        .plays("g", vec![fails(FailureKind::ModelGone)])
        .plays("d", answers("from d"))
        .plays("d", answers("again"));
    let place = data.display().to_string();
    let engine = engine_at(&stage, home.path(), &file, &[("BARO_DATA_DIR", place.as_str())], now);
    let (lines, asked) = asked_about(&engine, &[true]).await;
    assert_eq!(asked.len(), 1, "{asked:?}");
    assert!(lines.contains("notice WordNotKept { provider: \"dear\"") && lines.contains("text from d"), "{lines}");
    // Whoever said yes is not asked again.
    let (lines, asked) = asked_about(&engine, &[]).await;
    assert!(asked.is_empty() && lines.contains("text again"), "{asked:?} {lines}");
    assert_eq!(order_of(&engine, &request("hi")).await[0], "dear:d");
}

#[tokio::test(start_paused = true)]
async fn a_no_to_all_that_is_left_says_so_and_sends_nothing() {
    let settings = BUILT_IN.replace("free = true", "free = false");
    let stage = Stage::default();
    let engine = engine_with(&stage, &settings);
    let (lines, asked) = asked_about(&engine, &[false, false, false]).await;
    assert_eq!(asked.len(), 3, "{asked:?}");
    assert!(lines.ends_with("= no_usable_model") && stage.asked().is_empty(), "{lines}");
    let plan = engine.plan(&request("hi")).await.expect("a plan");
    match plan.order.nobody {
        // One line a provider, and none of those that the user has no key for.
        Some(Error::NoUsableModel { left_out, .. }) => {
            let told: Vec<&str> = left_out.iter().map(|(candidate, _)| candidate.model.provider.as_str()).collect();
            assert_eq!(told, ["dear", "dearer", "gratis"]);
            assert!(left_out.iter().all(|(_, why)| *why == Unusable::Paid));
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn never_paying_binds_built_in_orders_alone() {
    let settings = format!("{BUILT_IN}\n[policy]\npaid = \"never\"\n[routes.code]\nmodels = [\"dear:d\"]\n");
    let engine = engine_with(&Stage::default(), &settings);
    assert_eq!(order_of(&engine, &request("hi")).await, ["gratis:g"]);
    assert_eq!(order_of(&engine, &named("dear:d")).await, ["dear:d"]);
    let code = TurnRequest { choice: Choice::Route(Route::Code), ..request("hi") };
    assert_eq!(order_of(&engine, &code).await, ["dear:d"]);
}

#[tokio::test(start_paused = true)]
async fn a_project_file_names_a_model_and_never_consents_to_pay() {
    let engine = engine_in_project(&Stage::default(), BUILT_IN, "model = \"dear:d\"\n");
    let plan = engine.plan(&request("hi")).await.expect("a plan");
    assert!(plan.first().is_some_and(|first| first.pays_without_consent), "{:?}", plan.order);
    let own = engine.plan(&named("dear:d")).await.expect("a plan");
    assert!(own.first().is_some_and(|first| !first.pays_without_consent), "{:?}", own.order);
    engine.keep_consent("dear", Consent::No).expect("kept");
    let plan = engine.plan(&request("hi")).await.expect("a plan");
    let Some(Error::Chosen { error, .. }) = &plan.order.nobody else { panic!("{:?}", plan.order) };
    assert!(matches!(**error, Error::Unusable { why: Unusable::Paid, .. }), "{error:?}");
    engine.keep_consent("dear", Consent::Yes).expect("kept");
    let plan = engine.plan(&request("hi")).await.expect("a plan");
    assert!(plan.first().is_some_and(|first| !first.pays_without_consent), "{:?}", plan.order);
}

#[tokio::test(start_paused = true)]
async fn an_alias_takes_an_effort_and_a_provider_stands_for_its_model() {
    let settings = format!(
        "{}\nefforts = [\"low\", \"high\"]\n[aliases]\n\"큐\" = \"dear:d@low\"\n",
        BUILT_IN.replace("[models.\"gratis:g\"]\ncontext_tokens = 8000\n", "")
            + "[models.\"gratis:g\"]\ncontext_tokens = 8000\n[models.\"dear:x\"]"
    )
    .replace("dear:d@low", "dear:x@low");
    let engine = engine_with(&Stage::default(), &settings);
    assert_eq!(order_of(&engine, &named("큐")).await, ["dear:x@low"]);
    assert_eq!(order_of(&engine, &named("큐@high")).await, ["dear:x@high"]);
    assert_eq!(order_of(&engine, &named("gratis")).await, ["gratis:g"]);
    assert_eq!(order_of(&engine, &named("DEARER")).await, ["dearer:e"]);
}

#[tokio::test(start_paused = true)]
async fn the_nearest_names_are_never_misspellings() {
    let engine = engine_with(&Stage::default(), BUILT_IN);
    let nearest = |name: &str| engine.nearest_names(name);
    assert_eq!(nearest("qwe"), ["qwen"]);
    assert_eq!(nearest("클로트"), ["클로드"]);
    let slips = ["qwenn", "qwem", "calude", "kimmi", "클로이드", "gtp"];
    for name in ["qwennn", "kimm", "calud", "gpp", "클로이"] {
        assert!(nearest(name).iter().all(|near| !slips.contains(&near.as_str())), "{name}: {:?}", nearest(name));
    }
}

#[tokio::test(start_paused = true)]
async fn a_follow_up_stays_with_the_model_that_was_named_before() {
    let stage = Stage::default().plays("two", answers("The sky is blue because of scattering."));
    let engine = engine_with(&stage, TWO_MODELS);
    let first = TurnRequest { text: "why is the sky blue?".to_owned(), ..named("b:two") };
    let (_, outcome) = played(&engine, &first).await;
    let id = outcome.result.and_then(|result| result.conversation).expect("kept");
    let follow_up = |words: &str| TurnRequest { thread: Thread::Existing(id.clone()), ..request(words) };
    assert_eq!(order_of(&engine, &follow_up("and at night?")).await, ["b:two", "a:one"]);
    // What clearly belongs elsewhere goes by the order.
    let code = follow_up("fix this rust borrow error:\n```rust\nfn main() { let x = &mut y; drop(y); }\n```");
    let plan = engine.plan(&code).await.expect("a plan");
    assert_eq!(plan.route, Route::Code);
    assert_eq!(order_of(&engine, &code).await, ["a:one", "b:two"]);
    // So does a route that is named.
    let named_route = TurnRequest { choice: Choice::Route(Route::Design), ..follow_up("and at night?") };
    assert_eq!(order_of(&engine, &named_route).await, ["a:one", "b:two"]);
}

#[tokio::test(start_paused = true)]
async fn a_follow_up_stays_with_a_model_that_no_order_holds_but_spends_nothing_unasked() {
    let stage = Stage::default().plays("outside", answers("hello")).plays("d", answers("hello"));
    let engine =
        engine_with(&stage, &format!("{TWO_MODELS}\n[providers.dear]\nbase_url = \"https://dear.example/v1\""));
    let go_on = async |name: &str, paid: PaidCalls| {
        let (_, outcome) = played(&engine, &named(name)).await;
        let id = outcome.result.and_then(|result| result.conversation).expect("kept");
        order_of(&engine, &TurnRequest { thread: Thread::Existing(id), paid, ..request("hello again") }).await
    };
    assert_eq!(go_on("b:outside", PaidCalls::Announced).await, ["b:outside", "a:one", "b:two"]);
    assert_eq!(go_on("dear:d", PaidCalls::Announced).await, ["a:one", "b:two", "dear:d"]);
    let stage = Stage::default().plays("d", answers("hello"));
    let engine =
        engine_with(&stage, &format!("{TWO_MODELS}\n[providers.dear]\nbase_url = \"https://dear.example/v1\""));
    let (_, outcome) = played(&engine, &named("dear:d")).await;
    let id = outcome.result.and_then(|result| result.conversation).expect("kept");
    let (desk, _questions) = mpsc::unbounded_channel();
    let watched = TurnRequest { thread: Thread::Existing(id), paid: PaidCalls::Asked(desk), ..request("hello again") };
    let plan = engine.plan(&watched).await.expect("a plan");
    assert!(plan.first().is_some_and(|first| first.pays_without_consent), "asked about first: {:?}", plan.order);
}

#[tokio::test(start_paused = true)]
async fn what_is_foreseen_for_a_route_that_was_named_is_what_is_planned() {
    let settings = format!("{BUILT_IN}\n[policy]\npaid = \"allow\"\n");
    let engine = engine_with(&Stage::default().plays("e", answers("an answer")), &settings);
    let (_, outcome) = played(&engine, &named("dearer:e")).await;
    let result = outcome.result.expect("a result");
    let route = TurnRequest { choice: Choice::Route(result.route), ..request("hi again") };
    let follow_up = TurnRequest { thread: Thread::Existing(result.conversation.expect("kept")), ..route.clone() };
    for (asked, first) in [(&follow_up, "dearer:e"), (&route, "dear:d")] {
        assert_eq!(order_of(&engine, asked).await[0], first);
        let forecast = engine.forecast(asked).await.expect("a forecast");
        assert_eq!(forecast.fixed().map(|(candidate, _)| candidate.to_string()).as_deref(), Some(first));
    }
}

#[tokio::test(start_paused = true)]
async fn who_said_nothing_is_not_gone_on_with() {
    let stage = Stage::default().plays("two", vec![fails(FailureKind::BadRequest)]);
    let engine = engine_with(&stage, TWO_MODELS);
    let (_, outcome) = played(&engine, &named("b:two")).await;
    let id = outcome.result.and_then(|result| result.conversation).expect("kept");
    let go_on = TurnRequest { thread: Thread::Existing(id), ..request("hi again") };
    assert_eq!(order_of(&engine, &go_on).await, ["a:one", "b:two"]);
}

#[tokio::test(start_paused = true)]
async fn a_retired_id_is_announced_whenever_its_successor_serves() {
    let settings = format!(
        "{}\n[providers.groq]\nbase_url = \"http://127.0.0.1:9/v1\"\n",
        TWO_MODELS.replace("\"b:two\"]", "\"groq:moonshotai/kimi-k2-instruct\"]")
    );
    let stage =
        Stage::default().plays("one", vec![fails(FailureKind::ModelGone)]).plays("openai/gpt-oss-120b", answers("new"));
    let engine = engine_with(&stage, &settings);
    let (lines, _) = played(&engine, &request("hi")).await;
    let told = lines.find("notice Retired").expect("announced");
    assert!(lines.contains("text new") && told < lines.find("started groq:").expect("asked"), "{lines}");
}

/// Orders of ids that are gone: of Qwen, Llama and Kimi.
fn of_old() -> String {
    let old = "[providers.groq]\nbase_url = \"http://127.0.0.1:9/v1\"\n[aliases]\nold = \"groq:qwen3-32b\"\n";
    let ids = ["groq:qwen3-32b@off", "groq:llama-3.1-8b", "groq:moonshotai/kimi-k2-instruct"];
    let models = ids.map(|id| format!("\"{id}\"")).join(", ");
    format!("{}\n{old}", TWO_MODELS.replace("\"a:one\", \"b:two\"", &models))
}

#[tokio::test(start_paused = true)]
async fn a_retired_id_of_an_order_gives_way_behind_a_name_and_a_pin_too() {
    let engine = engine_with(&Stage::default(), &of_old());
    let named = |name: &str| {
        let choice = Choice::Model { name: name.to_owned(), source: Source::Flag };
        TurnRequest { choice, ..request("hi") }
    };
    for (name, first) in [
        ("qwen", "groq:qwen/qwen3.8-27b@off"),
        ("큐웬", "groq:qwen/qwen3.8-27b@off"),
        ("old", "groq:qwen/qwen3.8-27b"),
        ("qwen3-32b", "groq:qwen/qwen3.8-27b"),
        // What is written out is sent as it is.
        ("groq:qwen3-32b", "groq:qwen3-32b"),
    ] {
        assert_eq!(order_of(&engine, &named(name)).await, [first], "{name}");
    }
    let (callable, mut talk) = (engine.names(), Talk::new(None));
    let intent =
        engine.intend(&talk, &grammar::read("앞으로 큐웬으로 해", &talk.situation(&callable))).await.expect("a pin");
    engine.carry_out(&mut talk, &intent.change.expect("a pin")).await.expect("carried out");
    assert_eq!(talk.pin.map(|pin| pin.model.id).as_deref(), Some("qwen/qwen3.8-27b"));
    // A name is an order: what took the place of a Llama is none.
    let (_, outcome) = played(&engine, &named("llama")).await;
    assert!(matches!(outcome.error, Some(Error::NobodyCalled { .. } | Error::Unusable { .. })), "{:?}", outcome.error);
    // The settings name what is gone, which is said.
    let (lines, _) = played(&engine, &named("qwen")).await;
    assert!(lines.contains("notice Retired"), "{lines}");
}

#[tokio::test(start_paused = true)]
async fn an_id_that_the_provider_lists_is_not_gone() {
    let home = tempfile::tempdir().expect("a folder");
    let file = home.path().join("config.toml");
    std::fs::write(&file, of_old().replace("groq:qwen3-32b@off", "groq:llama-3.1-8b")).expect("written");
    let listed = |day: &str, id: &str| {
        let engine = engine_at(&Stage::default(), home.path(), &file, &[("LANG", "en_US.UTF-8")], now)
            .with_open_store(Store::open_in_memory().expect("a store"));
        let lists = engine.settings().paths.cache_dir.join("models");
        std::fs::create_dir_all(&lists).expect("a folder");
        let model = serde_json::json!({ "context_tokens": 8000, "max_output_tokens": null });
        let list = serde_json::json!({
            "schema": 1, "etag": null, "read_at": 0, "day": day, "models": { id: model },
        });
        std::fs::write(lists.join("groq.json"), list.to_string()).expect("written");
        engine
    };
    let engine = listed("2025-11-20", "llama-3.1-8b");
    assert_eq!(order_of(&engine, &request("hi")).await[0], "groq:llama-3.1-8b");
    let llama = Choice::Model { name: "llama".to_owned(), source: Source::Flag };
    assert_eq!(order_of(&engine, &TurnRequest { choice: llama, ..request("hi") }).await, ["groq:llama-3.1-8b"]);
    // A list from before its end says nothing of today.
    let kimi = "moonshotai/kimi-k2-instruct";
    for (day, last) in [("2025-10-09", "groq:openai/gpt-oss-120b"), ("2025-10-10", "groq:moonshotai/kimi-k2-instruct")]
    {
        let order = order_of(&listed(day, kimi), &request("hi")).await;
        assert_eq!(order.last().map(String::as_str), Some(last), "{day}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_refused_before_it_is_sent_leaves_no_conversation() {
    let engine = engine_with(&Stage::default(), TWO_MODELS);
    let too_dear = TurnRequest { max_cost: Some(MicroUsd(1)), ..request("a secret plan") };
    let (lines, outcome) = played(&engine, &too_dear).await;
    assert!(lines.ends_with("= over_budget"), "{lines}");
    assert_eq!(outcome.result.and_then(|result| result.conversation), None);
    let all = ListFilter { scope: ListScope::All, folder: None, limit: 9 };
    assert!(engine.with_store(|store| store.list(&all)).expect("a list").is_empty());
    assert!(engine.with_store(|store| store.search("secret", 9)).expect("a search").is_empty());
}

/// `b:two` is dear, `a:one` costs nothing by its plan.
fn one_free(budget: &str) -> String {
    format!("{budget}\n{}", TWO_MODELS.replace("\"a:one\", \"b:two\"", "\"b:two\", \"a:free\""))
        + "[providers.a.plan]\nfree = true\n"
}

#[tokio::test(start_paused = true)]
async fn a_budget_is_kept_by_each_candidate_and_a_free_one_serves() {
    let engine =
        engine_with(&Stage::default().plays("free", answers("free")), &one_free("budget = { day_usd = 0.0001 }"));
    let (lines, _) = played(&engine, &request("hi")).await;
    assert!(lines.contains("text free") && !lines.contains("started b:two"), "{lines}");
    // Nor does a failover pay what the budget does not hold.
    let reversed =
        one_free("budget = { month_usd = 0.0001 }").replace("\"b:two\", \"a:free\"", "\"a:free\", \"b:two\"");
    let stage = Stage::default().plays("free", vec![fails(FailureKind::ModelGone)]).plays("two", answers("paid"));
    let engine = engine_with(&stage, &reversed);
    let (lines, _) = played(&engine, &request("hi")).await;
    assert!(!lines.contains("started b:two"), "{lines}");
}

#[tokio::test(start_paused = true)]
async fn what_a_turn_has_cost_counts_against_its_bound_and_the_answer_is_held_to_what_is_left() {
    // The first try burns most of what is allowed: 2,000 tokens of answer at $2 a million are $0.004.
    let burnt = vec![opened(), usage(0, 2000), fails(FailureKind::Truncated)];
    let stage = Stage::default().plays("one", burnt.clone()).plays("one", burnt).plays("two", answers("paid"));
    let engine = engine_with(&stage, TWO_MODELS);
    let bounded = TurnRequest {
        max_cost: Some(MicroUsd(9_000)),
        choice: Choice::Route(Route::Fast),
        showing: Showing::AtTheEnd,
        ..request("hi")
    };
    let (lines, _) = played(&engine, &bounded).await;
    assert!(!lines.contains("started b:two"), "{lines}");
    let asked = stage.asked();
    let most = asked[0].max_tokens.expect("a bound of money bounds the answer");
    assert!((4_000..=4_500).contains(&most), "{most}");
    let unbounded = TurnRequest { max_cost: None, ..bounded };
    let engine = engine_with(&stage, TWO_MODELS);
    played(&engine, &unbounded).await;
    assert_eq!(stage.asked().last().and_then(|chat| chat.max_tokens), None);
}

#[tokio::test(start_paused = true)]
async fn asking_again_goes_elsewhere_also_under_a_route_and_a_configured_model() {
    let settings = format!("model = \"a:one\"\n{TWO_MODELS}");
    for (settings, choice) in [(settings.as_str(), Choice::Auto), (TWO_MODELS, Choice::Route(Route::Fast))] {
        let engine = engine_with(&Stage::default().plays("one", answers("one says")), settings);
        let (_, outcome) = played(&engine, &request("question")).await;
        let result = outcome.result.expect("a result");
        let thread =
            Thread::Again { conversation: result.conversation.expect("kept"), answer: result.turn.expect("kept") };
        let again = TurnRequest { choice, thread, ..request("") };
        assert_eq!(order_of(&engine, &again).await, ["b:two", "a:one"]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_rehearsal_refuses_what_a_run_would_refuse_and_sends_nothing() {
    let stage = Stage::default();
    let engine = engine_with(&stage, TWO_MODELS);
    let large = TurnRequest { material: Some(Arc::new("word ".repeat(5000))), ..request("summarise") };
    let plan = engine.plan(&large).await.expect("a plan");
    let Rehearsal { plan, refusal, .. } = engine.rehearse(&large, plan);
    assert!(refusal.is_none(), "{refusal:?}");
    assert_eq!(plan.first().map(|first| first.candidate.to_string()).as_deref(), Some("b:two"));
    let alone = TurnRequest { failover: Failover::Off, ..large };
    let Rehearsal { refusal, .. } = engine.rehearse(&alone, engine.plan(&alone).await.expect("a plan"));
    assert!(matches!(refusal, Some(Error::TooLarge { .. })), "{refusal:?}");
    let dear = TurnRequest { max_cost: Some(MicroUsd(1)), ..request("hi") };
    let Rehearsal { refusal, .. } = engine.rehearse(&dear, engine.plan(&dear).await.expect("a plan"));
    assert!(matches!(refusal, Some(Error::OverBudget(OverBudget::Turn { .. }))), "{refusal:?}");
    assert!(stage.asked().is_empty());
}

/// A route of one model, and others that serve other routes: one of the same family, and one that is the same elsewhere.
const MORE_MODELS: &str = r#"
[providers.a]
base_url = "http://127.0.0.1:9/v1"
[providers.b]
base_url = "http://127.0.0.1:9/v1"
[routes.code]
models = ["a:qwen3-mini", "b:llama-small"]
[routes.think]
models = ["a:kimi-small"]
[routes.long]
models = ["a:llama-large"]
[routes.fast]
models = ["a:llama-small"]
[routes.design]
models = ["a:llama-large"]
[routes.general]
models = ["a:llama-large"]
"#;

#[tokio::test(start_paused = true)]
async fn another_model_is_one_of_another_route_where_all_of_the_own_have_answered() {
    let mut stage = Stage::default();
    for model in ["llama-small", "qwen3-mini", "kimi-small", "llama-large"] {
        stage = stage.plays(model, answers("so")).plays(model, answers("so"));
    }
    let engine = engine_with(&stage, MORE_MODELS);
    let (_, outcome) = played(&engine, &TurnRequest { choice: Choice::Route(Route::Fast), ..request("hi") }).await;
    let mut last = outcome.result.expect("a result");
    let mut answered = vec![last.candidate.expect("somebody").to_string()];
    for _ in 0..5 {
        let (conversation, answer) = (last.conversation.expect("kept"), last.turn.expect("kept"));
        let thread = Thread::Again { conversation, answer };
        let again = TurnRequest { choice: Choice::Route(Route::Fast), thread, ..request("") };
        last = played(&engine, &again).await.1.result.expect("a result");
        answered.push(last.candidate.expect("somebody").to_string());
    }
    let all = ["a:llama-small", "a:qwen3-mini", "a:kimi-small", "a:llama-large", "a:llama-small", "a:qwen3-mini"];
    assert_eq!(answered, all);
}

#[tokio::test(start_paused = true)]
async fn whoever_answered_is_asked_again_only_behind_all_others_also_where_the_route_has_another() {
    let stage = Stage::default().plays("qwen3-mini", answers("so"));
    let engine = engine_with(&stage, MORE_MODELS);
    let (_, outcome) = played(&engine, &TurnRequest { choice: Choice::Route(Route::Code), ..request("hi") }).await;
    let last = outcome.result.expect("a result");
    let thread = Thread::Again { conversation: last.conversation.expect("kept"), answer: last.turn.expect("kept") };
    let again = TurnRequest { choice: Choice::Route(Route::Code), thread, ..request("") };
    let all = ["b:llama-small", "a:kimi-small", "a:llama-large", "a:qwen3-mini"];
    assert_eq!(order_of(&engine, &again).await, all);
}

#[tokio::test(start_paused = true)]
async fn a_slip_in_another_routes_order_keeps_nobody_from_being_asked_again() {
    let code = "[routes.design]\nmodels = [\"a:llama-large\"]";
    let slips = ["[routes.design]\nmodels = [\"gorq:x\"]", "[routes.design]\nmodels = [\"my-alias-of-old\"]"];
    for slip in slips {
        let settings = MORE_MODELS.replace(code, slip);
        assert_ne!(settings, MORE_MODELS);
        let engine = engine_with(&Stage::default(), &settings);
        let avoided = vec![crate::domain::ModelRef::new("a", "qwen3-mini")];
        let again = |route| TurnRequest { choice: Choice::Route(route), avoided: avoided.clone(), ..request("hi") };
        let order = order_of(&engine, &again(Route::Code)).await;
        assert_eq!(order, ["b:llama-small", "a:kimi-small", "a:llama-large", "a:qwen3-mini"], "{slip}");
        let error = engine.plan(&again(Route::Design)).await.expect_err("its own slip is told");
        assert!(matches!(error, Error::Settings(_) | Error::UnknownModel { .. }), "{error:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn who_costs_money_without_a_word_is_another_model_only_after_the_free_ones() {
    let settings = format!("{BUILT_IN}[routes.fast]\nmodels = [\"dearer:e\"]\n");
    let engine = engine_with(&Stage::default().plays("e", answers("so")), &settings);
    let (_, outcome) = played(&engine, &TurnRequest { choice: Choice::Route(Route::Fast), ..request("hi") }).await;
    let last = outcome.result.expect("a result");
    let thread = Thread::Again { conversation: last.conversation.expect("kept"), answer: last.turn.expect("kept") };
    let again = TurnRequest { choice: Choice::Route(Route::Fast), thread, ..request("") };
    assert_eq!(order_of(&engine, &again).await, ["gratis:g", "dear:d", "dearer:e"]);
}

#[tokio::test(start_paused = true)]
async fn a_route_that_nobody_serves_says_so_also_where_somebody_is_to_be_avoided() {
    let code = "[routes.code]\nmodels = [\"a:one\", \"b:two\"]";
    let settings = TWO_MODELS.replace(code, "[routes.code]\nmodels = [\"groq:openai/gpt-oss-120b\"]");
    let engine = engine_with(&Stage::default(), &settings);
    let avoided = vec![crate::domain::ModelRef::new("a", "one")];
    let again = TurnRequest { choice: Choice::Route(Route::Code), avoided, ..request("hi") };
    let order = engine.plan(&again).await.expect("a plan").order;
    assert!(order.candidates.is_empty(), "{order:?}");
    assert!(matches!(order.nobody, Some(Error::NoUsableModel { .. })), "{order:?}");
}

#[tokio::test(start_paused = true)]
async fn what_leads_to_a_question_about_money_comes_before_it_and_the_persons_time_is_none_of_the_answers() {
    let stage = Stage::default().plays("g", vec![fails(FailureKind::ModelGone)]).plays("d", answers("from d"));
    let engine = engine_with(&stage, BUILT_IN);
    let (desk, mut questions) = mpsc::unbounded_channel::<PaidQuestion>();
    let request = TurnRequest { paid: PaidCalls::Asked(desk), ..request("hi") };
    let lines = std::cell::RefCell::new(Vec::new());
    let mut sink = |event: TurnEvent| lines.borrow_mut().push(line_of(&event));
    let cancel = CancellationToken::new();
    let mut turn = std::pin::pin!(engine.turn(&request, &cancel, &mut sink));
    let outcome = loop {
        tokio::select! {
            biased;
            outcome = &mut turn => break outcome,
            Some(question) = questions.recv() => {
                assert_eq!(lines.borrow().last().map(String::as_str), Some("failover gratis:g -> dear:d (model_gone)"));
                tokio::time::advance(std::time::Duration::from_hours(1)).await;
                question.answer.send(true).expect("somebody waits");
            }
        }
    };
    assert!(outcome.error.is_none(), "an hour of thought is no time limit: {:?}", outcome.error);
    let result = outcome.result.expect("a result");
    assert_eq!(result.text, "from d");
    assert!(result.total_ms < 60_000, "{}", result.total_ms);
    let n_told = lines.borrow().iter().filter(|line| line.starts_with("failover")).count();
    assert_eq!(n_told, 1, "{:?}", lines.borrow());
}

#[tokio::test(start_paused = true)]
async fn whoever_is_not_to_be_paid_was_passed_over_for_the_next() {
    let stage = Stage::default().plays("g", vec![fails(FailureKind::ModelGone)]).plays("e", answers("from e"));
    let engine = engine_with(&stage, BUILT_IN);
    let (lines, _) = asked_about(&engine, &[false, true]).await;
    let told: Vec<&str> = lines.lines().filter(|line| line.starts_with("failover")).collect();
    assert_eq!(told, ["failover gratis:g -> dear:d (model_gone)", "failover dear:d -> dearer:e (declined)"]);
}
