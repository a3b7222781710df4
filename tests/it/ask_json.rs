//! The forms that other programs read: `--json` and `--json-lines`, field by field.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::script::Flavour;
use crate::support::{Finish, Reply, Script, TestEnv, Upstream};

fn names(value: &Value) -> BTreeSet<&str> {
    value.as_object().into_iter().flat_map(|object| object.keys().map(String::as_str)).collect()
}

const FIELDS: [&str; 14] = [
    "schema",
    "text",
    "route",
    "model",
    "source",
    "confidence",
    "complete",
    "finish",
    "usage",
    "cost_usd",
    "latency",
    "conversation",
    "turn",
    "attempts",
];

#[test]
fn an_answer_is_one_object_with_exactly_the_fields_of_the_contract() {
    let upstream = Upstream::start();
    upstream.always(Reply::stream(Script::says("the answer").usage(40, 2)));
    let mut env = TestEnv::new();
    // What runs on this machine costs nothing, unless it is said to.
    env.provider("fake", "openai", &upstream.url()).config("plan = { free = false }").route_all(&["fake:m1"]);
    let run = env.baro(&["ask", "--json", "write a sort in rust"]);
    let answer = run.expect_code(0).json();
    assert_eq!(names(&answer), BTreeSet::from(FIELDS), "{run}");
    assert_eq!(names(&answer["usage"]), BTreeSet::from(["input", "output", "reasoning", "cached", "estimated"]));
    assert_eq!(names(&answer["latency"]), BTreeSet::from(["ttft_ms", "total_ms"]));
    assert_eq!(names(&answer["attempts"][0]), BTreeSet::from(["model", "outcome", "ms"]));
    assert_eq!((&answer["schema"], &answer["text"]), (&json!(1), &json!("the answer")));
    assert_eq!((&answer["model"], &answer["source"]), (&json!("fake:m1"), &json!("auto")));
    assert_eq!((&answer["complete"], &answer["finish"]), (&json!(true), &json!("stop")));
    assert_eq!((&answer["usage"]["input"], &answer["usage"]["output"]), (&json!(40), &json!(2)));
    assert_eq!(answer["usage"]["estimated"], false);
    assert_eq!(answer["cost_usd"], Value::Null, "an unknown price is null");
    assert_eq!(answer["attempts"][0]["outcome"], "answered");
    assert!(answer["conversation"].as_str().is_some_and(|id| id.starts_with("c_") && id.len() == 28), "{run}");
    let confidence = answer["confidence"].as_f64().expect("a number");
    assert!((0.0..=1.0).contains(&confidence));
}

#[test]
fn route_and_confidence_are_given_under_an_explicit_model_too() {
    let upstream = Upstream::saying("x");
    let answer = TestEnv::with(&upstream).baro(&["ask", "--json", "-m", "fake:m1", "hi"]).expect_code(0).json();
    assert_eq!(answer["source"], "flag");
    assert!(answer["route"].is_string() && answer["confidence"].is_number(), "{answer}");
}

#[test]
fn usage_is_the_last_one_and_a_price_is_reckoned_from_it() {
    for flavour in [Flavour::Plain, Flavour::Groq, Flavour::DeepSeek] {
        let upstream = Upstream::start();
        upstream.always(Reply::stream(Script::says("a b").usage(1_000_000, 500_000).flavour(flavour)));
        let mut env = TestEnv::with(&upstream);
        env.config("[models.\"fake:m1\"]\ncontext_tokens = 100000\nusd_per_million = { input = 0.80, output = 4.00 }");
        let answer = env.baro(&["ask", "--json", "q"]).expect_code(0).json();
        assert_eq!(
            (&answer["usage"]["input"], &answer["usage"]["output"]),
            (&json!(1_000_000), &json!(500_000)),
            "{flavour:?}"
        );
        assert!((answer["cost_usd"].as_f64().expect("a price") - 2.8).abs() < 1e-6, "{flavour:?}: {answer}");
    }
}

#[test]
fn usage_that_the_provider_does_not_give_is_marked_as_estimated() {
    let upstream = Upstream::start();
    // Everything of a stream but its usage.
    let mut script = Script::new().finish(Finish::Missing);
    for event in [json!({"content": "the answer"}), json!({})] {
        let finish = if event == json!({}) { json!("stop") } else { Value::Null };
        let chunk = json!({"model": "m1", "choices": [{"index": 0, "delta": event, "finish_reason": finish}]});
        script = script.raw(&format!("data: {chunk}\n\n"));
    }
    upstream.always(Reply::stream(script.raw("data: [DONE]\n\n")));
    let answer = TestEnv::with(&upstream).baro(&["ask", "--json", "q"]).expect_code(0).json();
    assert_eq!((&answer["text"], &answer["usage"]["estimated"]), (&json!("the answer"), &json!(true)));
    assert!(answer["usage"]["output"].as_u64().is_some_and(|n_tokens| n_tokens > 0));
}

#[test]
fn a_cut_answer_of_which_nothing_was_shown_is_asked_for_again_on_the_same_model() {
    let upstream = Upstream::start();
    upstream.queue(Reply::stream(Script::says("half of").finish(Finish::Missing)));
    upstream.always(Reply::says("the whole answer"));
    let answer = TestEnv::with(&upstream).baro(&["ask", "--json", "q"]).expect_code(0).json();
    assert_eq!((&answer["text"], &answer["complete"]), (&json!("the whole answer"), &json!(true)));
    let outcomes: Vec<&Value> =
        answer["attempts"].as_array().into_iter().flatten().map(|attempt| &attempt["outcome"]).collect();
    assert_eq!(outcomes, ["retried", "answered"]);
    let chats = upstream.chats();
    assert_eq!(chats[0].body, chats[1].body, "the same request, word for word");
}

#[test]
fn an_answer_that_stays_cut_is_told_with_what_there_is() {
    let upstream = Upstream::start();
    upstream.always(Reply::stream(Script::says("half of").finish(Finish::Missing)));
    let run = TestEnv::with(&upstream).baro(&["ask", "--json", "q"]);
    let answer = run.expect_code(6).json();
    assert_eq!(
        (&answer["text"], &answer["complete"], &answer["finish"]),
        (&json!("half of"), &json!(false), &json!("error"))
    );
    assert_eq!(names(&answer["error"]), BTreeSet::from(["kind", "message", "hint"]), "{run}");
    assert_eq!(answer["usage"]["estimated"], true);
}

#[test]
fn a_failure_is_the_same_object_with_its_error_and_its_code() {
    let upstream = Upstream::start();
    upstream.always(Reply::error(401, "invalid_api_key", "Invalid API Key"));
    let run = TestEnv::with(&upstream).baro(&["ask", "--json", "q"]);
    let answer = run.expect_code(3).json();
    let mut fields = BTreeSet::from(FIELDS);
    fields.insert("error");
    assert_eq!(names(&answer), fields, "{run}");
    assert_eq!((&answer["complete"], &answer["error"]["kind"]), (&json!(false), &json!("key_refused")));
    assert!(answer["error"]["message"].as_str().is_some_and(|message| message.contains("fake")), "{run}");
}

#[test]
fn the_event_stream_is_a_line_an_event_from_the_choice_to_the_end() {
    let upstream = Upstream::start();
    upstream.always(Reply::stream(Script::new().reasoning("hm").words("the answer")));
    let run = TestEnv::with(&upstream).baro(&["ask", "--json-lines", "q"]);
    let events = run.expect_code(0).json_lines();
    let kinds: Vec<&str> = events.iter().filter_map(|event| event["event"].as_str()).collect();
    assert_eq!(kinds.len(), events.len(), "{run}");
    assert_eq!(
        (kinds.first(), kinds.get(1), kinds.last()),
        (Some(&"routed"), Some(&"started"), Some(&"finished")),
        "{run}"
    );
    let known = ["routed", "started", "reasoning", "text", "retry", "failover", "usage", "finished", "error"];
    assert!(kinds.iter().all(|kind| known.contains(kind)), "{run}");
    for kind in ["reasoning", "text", "usage"] {
        assert!(kinds.contains(&kind), "{kind}: {run}");
    }
    let text: String =
        events.iter().filter(|event| event["event"] == "text").filter_map(|event| event["text"].as_str()).collect();
    assert_eq!(text, "the answer", "{run}");
}

#[test]
fn the_event_stream_tells_a_failure_at_its_end() {
    let upstream = Upstream::start();
    upstream.always(Reply::error(400, "invalid_request", "no"));
    let run = TestEnv::with(&upstream).baro(&["ask", "--json-lines", "q"]);
    let events = run.expect_code(4).json_lines();
    assert_eq!(events.last().map(|event| &event["event"]), Some(&json!("error")), "{run}");
}

#[test]
fn a_gateway_of_ones_own_asks_known_models_as_their_maker_wants_and_others_as_they_come() {
    let upstream = Upstream::saying("ok");
    let mut env = TestEnv::new();
    env.provider("gateway", "anthropic", &upstream.url()).provider("shelf", "ollama", &upstream.url());
    let body = |arguments: &[&str]| {
        env.baro(arguments).expect_code(0);
        upstream.chats().last().expect("a chat").body.clone()
    };
    let known = body(&["ask", "-m", "gateway:claude-sonnet-5-5", "q"]);
    assert!(known.get("temperature").is_none(), "{known}");
    let unknown = body(&["ask", "-m", "gateway:m1", "--temperature", "0.5", "q"]);
    assert_eq!(unknown["temperature"], 0.5, "{unknown}");
    let thinks = body(&["ask", "-m", "shelf:qwen3:4b@off", "q"]);
    assert_eq!(thinks["think"], false, "{thinks}");
}

#[test]
fn a_request_is_estimated_alike_wherever_the_estimate_stands() {
    let upstream = Upstream::saying("ok");
    let mut env = TestEnv::with(&upstream);
    env.config("[models.\"fake:m1\"]\nusd_per_million = { input = 1.0, output = 10.0 }\n");
    env.config("[models.\"fake:m2\"]\nusd_per_million = { input = 2.0, output = 20.0 }\n");
    let (words, piped) = ("what is wrong with this?", "line of a log\n".repeat(40));
    let line = json!({ "prompt": words, "stdin": piped }).to_string();
    let run = |arguments: &[&str], input: &str| env.command(arguments).input(input).run().expect_code(0).json_lines();
    for flags in [&[][..], &["-m", "fake:m2"], &["-m", "auto"]] {
        let told = [
            run(&[&["route", "--json", words], flags].concat(), &piped)[0].clone(),
            run(&[&["ask", "--dry-run", "--json", words], flags].concat(), &piped)[0].clone(),
            run(&[&["ask", "--json-lines", words], flags].concat(), &piped)[0].clone(),
            run(&[&["route", "--jsonl"], flags].concat(), &line)[0].clone(),
        ];
        for field in ["estimate", "model", "source", "set_by"] {
            assert!(told.iter().all(|object| object[field] == told[0][field]), "{flags:?} {field}: {told:#?}");
        }
        let (tokens, cost) = (&told[0]["estimate"]["input_tokens"], &told[0]["estimate"]["cost_usd"]);
        assert!(tokens.as_u64() > Some(100) && cost.as_f64() > Some(0.0), "{told:?}");
    }
    // What was said before is sent, too.
    let turns = json!([{ "role": "user", "content": piped }, { "role": "assistant", "content": "a log" }]);
    let with_past = run(&["route", "--jsonl"], &json!({ "prompt": words, "turns": turns }).to_string());
    let past = format!("{}\n{}\n", turns[0], turns[1]);
    env.command(&["history", "import", "--name", "talk", "-"]).input(past).run().expect_code(0);
    let gone_on = env.baro(&["ask", "--json-lines", "--conversation", "talk", words]).expect_code(0).json_lines();
    assert_eq!(with_past[0]["estimate"], gone_on[0]["estimate"]);
}

#[test]
fn what_lines_of_prompts_cannot_take_beside_them_is_refused() {
    let (env, korean) = (TestEnv::new(), TestEnv::new().korean());
    for (words, named) in [(&["-f", "x"][..], "--file"), (&["ignored words"], ""), (&["--no-stdin"], "--no-stdin")] {
        let words = [&["route", "--jsonl"], words].concat();
        env.baro(&words).expect_code(2).expect_stderr(&["`--jsonl` and `", named, "exclude each other"]);
        korean.baro(&words).expect_code(2).expect_stderr(&["`--jsonl`과 `", named, "함께 쓸 수 없습니다"]);
    }
    let run = env.command(&["route", "--jsonl", "-m", "nobody"]).input("{\"prompt\":\"hi\"}").run();
    assert_eq!(run.expect_code(2).json()["error"]["kind"], "unknown_model", "{run}");
}
