//! Which candidate serves, how often it is tried, and how long is waited.

use std::time::Duration;

use crate::support::groq_plan::GroqPlan;
use crate::support::{Reply, Script, TestEnv, Upstream, now};

/// Two providers, `first` and `second`, tried in that order.
fn two(first: &Upstream, second: &Upstream) -> TestEnv {
    let mut env = TestEnv::new();
    env.provider("first", "openai", &first.url()).provider("second", "openai", &second.url());
    env.route_all(&["first:m1", "second:m1"]);
    env
}

fn lines_with<'a>(text: &'a str, word: &str) -> Vec<&'a str> {
    text.lines().filter(|line| line.contains(word)).collect()
}

#[test]
fn a_proxy_that_is_dead_gives_no_model_a_rest() {
    // All proxies of a test's home lead to a closed port.
    let mut env = TestEnv::new();
    env.set("GROQ_API_KEY", "gsk_0123456789abcdefghijABCDEFGHIJ0123456789");
    for _ in 0..3 {
        env.baro(&["ask", "-m", "groq:openai/gpt-oss-20b", "hi"]).expect_code(5);
    }
    let models = env.baro(&["models", "--json"]).json();
    let models = models["models"].as_array().expect("models");
    let asked = models.iter().find(|model| model["model"] == "groq:openai/gpt-oss-20b").expect("it");
    assert_eq!((&asked["usable"], &asked["not_now"]), (&true.into(), &serde_json::Value::Null), "{asked}");
}

#[test]
fn an_ill_provider_is_tried_twice_and_the_next_serves_with_one_line() {
    let (first, second) = (Upstream::start(), Upstream::saying("from the second"));
    first.always(Reply::error(503, "overloaded", "try later"));
    let run = two(&first, &second).baro(&["ask", "q"]);
    run.expect_code(0).expect_stdout("from the second");
    assert_eq!((first.chats().len(), second.chats().len()), (2, 1), "{run}");
    assert_eq!(lines_with(&run.stderr, "second").len(), 1, "{run}");
}

#[test]
fn what_cannot_get_better_goes_on_at_once() {
    for reply in [
        Reply::error(404, "model_not_found", "The model does not exist"),
        Reply::error(429, "insufficient_quota", "You exceeded your current quota"),
        Reply::error(429, "rate_limit_exceeded", "slow down").header("retry-after", "60"),
    ] {
        let (first, second) = (Upstream::start(), Upstream::saying("from the second"));
        first.always(reply);
        let run = two(&first, &second).baro(&["ask", "q"]);
        run.expect_code(0).expect_stdout("from the second");
        assert_eq!(first.chats().len(), 1, "{run}");
        assert!(run.elapsed < Duration::from_secs(5), "{run}");
    }
}

#[test]
fn a_server_that_is_down_is_passed_over_with_all_its_models_in_one_line() {
    let upstream = Upstream::saying("from the second");
    for (env, line) in [
        (TestEnv::new(), "down:a: unreachable; asking up:m1"),
        (TestEnv::new().korean(), "down:a: 연결 실패. up:m1에 묻습니다"),
    ] {
        let mut env = env;
        env.provider("down", "openai", &Upstream::nowhere()).provider("up", "openai", &upstream.url());
        env.route_all(&["down:a", "down:b", "down:c", "down:d", "down:e", "down:f", "up:m1"]);
        let run = env.baro(&["ask", "q"]);
        run.expect_code(0).expect_stdout("from the second").expect_stderr(&[line]);
        assert_eq!(run.stderr.lines().filter(|line| line.contains("down:")).count(), 1, "{run}");
    }
    // The last one left is tried again, and that is told as one failure.
    let mut env = TestEnv::new();
    let nowhere = Upstream::nowhere();
    env.provider("down", "openai", &nowhere).route_all(&["down:a", "down:b"]);
    let run = env.baro(&["ask", "q"]);
    run.expect_code(5);
    let address = nowhere.trim_start_matches("http://");
    let told = format!(
        "error: cannot reach down\n  cause: {address}: connection refused\nhint: check that the server on this machine runs, and `base_url` in the config\n"
    );
    assert_eq!(run.stderr, told);
}

/// A free model in the built-in orders, a server of this machine in none, and a provider that costs money.
fn free_here_and_paid(free: &Upstream, here: &Upstream, paid: &Upstream) -> TestEnv {
    here.models(&["qwen3:4b"]);
    let mut env = TestEnv::new();
    env.provider("free", "openai", &free.url()).provider("paid", "openai", &paid.url());
    env.config(&format!(
        "[models.\"free:m1\"]\ncontext_tokens = 8000\n[models.\"paid:m2\"]\nusd_per_million = {{ input = 1.0, output = 2.0 }}\n\
         [providers.paid.plan]\nfree = false\n[providers.here]\nbase_url = \"{}/v1\"",
        here.url()
    ));
    env
}

#[test]
fn a_server_of_this_machine_serves_before_one_that_is_paid() {
    let (here, paid) = (Upstream::saying("from here"), Upstream::saying("for money"));
    for reply in [
        Reply::error(404, "model_not_found", "gone"),
        Reply::error(429, "rate_limit_exceeded", "slow down").header("retry-after", "60"),
        Reply::error(503, "overloaded", "try later"),
    ] {
        let free = Upstream::start();
        free.always(reply);
        let env = free_here_and_paid(&free, &here, &paid);
        let run = env.baro(&["ask", "design an API for orders"]);
        run.expect_code(0).expect_stdout("from here").expect_stderr(&["asking here:qwen3:4b"]);
        assert!(!run.stderr.contains("paid"), "{run}");
        // Whoever wants nobody else gets nobody else.
        let n_chats = here.chats().len();
        let alone = env.baro(&["ask", "--no-failover", "design an API for orders"]);
        assert!(!alone.stdout.contains("from here") && here.chats().len() == n_chats, "{alone}");
    }
    // Where it does not answer either, who is paid serves, and that is said.
    let free = Upstream::start();
    free.always(Reply::error(404, "model_not_found", "gone"));
    let idle = Upstream::start();
    idle.always(Reply::error(404, "model_not_found", "gone"));
    let run = free_here_and_paid(&free, &idle, &paid).baro(&["ask", "design an API for orders"]);
    run.expect_code(0).expect_stdout("for money").expect_stderr(&["asking paid, which is paid for"]);
    assert_eq!(idle.chats().len(), 1, "{run}");
}

#[test]
fn a_server_of_this_machine_is_looked_for_only_where_the_first_free_one_does_not_serve() {
    let (free, here, paid) = (Upstream::saying("for nothing"), Upstream::start(), Upstream::start());
    let mut env = free_here_and_paid(&free, &here, &paid);
    env.baro(&["ask", "design an API for orders"]).expect_code(0).expect_stdout("for nothing");
    assert!(here.requests().is_empty(), "{:?}", here.requests());
    // Who is too small for the message is known beforehand, and so is who serves in its place.
    env.config("[providers.free.plan]\ntokens_per_minute = 10");
    let run = env.baro(&["route", "--json", "design an API for orders"]);
    assert_eq!(run.json()["model"], "here:qwen3:4b", "{run}");
    assert!(here.chats().is_empty() && paid.chats().is_empty());
}

#[cfg(unix)]
#[test]
fn nobody_is_asked_for_money_while_a_server_of_this_machine_serves() {
    use crate::support::pty::Terminal;

    let (free, here, paid) = (Upstream::start(), Upstream::saying("from here"), Upstream::start());
    free.always(Reply::error(404, "model_not_found", "gone"));
    let env = free_here_and_paid(&free, &here, &paid);
    let mut terminal = Terminal::baro(&env, &[], 24, 80);
    terminal.wait_until("the prompt", |screen| screen.contents().trim_end().ends_with('›'));
    terminal.keys("design an API for orders\r");
    terminal.wait_screen("from here");
    assert!(!terminal.screen().contains("costs money"), "{}", terminal.screen());
    assert!(paid.chats().is_empty());
}

#[test]
fn what_is_told_beforehand_names_who_serves() {
    let limited = Reply::error(429, "rate_limit_exceeded", "slow down").header("retry-after", "60");
    for (reply, n_asked, reason, state) in [
        (limited, 1, "close to its limit", "at its limit for now"),
        (Reply::error(500, "internal", "boom"), 3, "resting after many errors of first", "resting after many errors"),
    ] {
        let (first, second) = (Upstream::start(), Upstream::saying("from the second"));
        first.always(reply);
        let mut env = two(&first, &second);
        env.config("[models.\"first:m1\"]\ncontext_tokens = 9000\n[models.\"second:m1\"]\ncontext_tokens = 9000");
        for _ in 0..n_asked {
            env.baro(&["ask", "q"]).expect_code(0).expect_stdout("from the second");
        }
        let n_chats = first.chats().len();
        let line = format!("first:m1: {reason}; asking second:m1");
        for arguments in [&["ask", "--dry-run", "q"][..], &["route", "q"]] {
            let run = env.baro(arguments);
            run.expect_code(0).expect_stderr(&[&line]);
            assert!(run.stdout.contains("m1 (second)") && !run.stdout.contains("(first)"), "{run}");
        }
        let run = env.baro(&["route", "--json", "q"]);
        assert_eq!(run.json()["model"], "second:m1", "{run}");
        let run = env.baro(&["ask", "--explain", "q"]);
        run.expect_code(0).expect_stderr(&["m1 (second)", &line]);
        let run = env.baro(&["models"]);
        let of_first = lines_with(&run.stdout, "first:m1");
        assert!(of_first.len() == 1 && of_first[0].contains(state), "{run}");
        assert!(lines_with(&run.stdout, "second:m1")[0].contains("ready"), "{run}");
        assert_eq!(first.chats().len(), n_chats);
    }
}

#[test]
fn a_route_that_nobody_can_serve_says_why_and_is_decided_all_the_same() {
    let upstream = Upstream::saying("never asked");
    let mut env = TestEnv::with(&upstream);
    env.config("[providers.fake.plan]\nfree = true\ntokens_per_minute = 8000");
    let prompt = format!("summarise: {}", "word ".repeat(12_000));
    let run = env.baro(&["route", &prompt]);
    run.expect_code(0).expect_stderr(&["8,000"]);
    assert!(run.stdout.contains("long") && !run.stdout.contains("m1"), "{run}");
    let run = env.baro(&["route", "--json", &prompt]);
    run.expect_code(0);
    let object = run.json();
    assert_eq!(
        (&object["model"], &object["error"]["kind"]),
        (&serde_json::Value::Null, &"plan_too_small".into()),
        "{run}"
    );
    assert!(upstream.chats().is_empty());
}

#[test]
fn a_refused_key_goes_on_with_a_warning_that_names_it() {
    let (first, second) = (Upstream::start(), Upstream::saying("from the second"));
    first.always(Reply::error(401, "invalid_api_key", "Invalid API Key"));
    let env = two(&first, &second);
    env.baro(&["ask", "q"]).expect_code(0).expect_stdout("from the second").expect_stderr(&["first"]);
    env.baro(&["ask", "-m", "first:m1", "q"]).expect_code(3);
    env.baro(&["ask", "--no-failover", "q"]).expect_code(3);
    assert_eq!(second.chats().len(), 1);
}

#[test]
fn a_closed_port_goes_on_at_once() {
    let second = Upstream::saying("from the second");
    let mut env = TestEnv::new();
    env.provider("first", "openai", &Upstream::nowhere()).provider("second", "openai", &second.url());
    env.route_all(&["first:m1", "second:m1"]);
    let run = env.baro(&["ask", "q"]);
    run.expect_code(0).expect_stdout("from the second");
    assert!(run.elapsed < Duration::from_secs(3), "{run}");
}

#[test]
fn nothing_is_asked_again_once_something_was_shown() {
    let (first, second) = (Upstream::start(), Upstream::saying("from the second"));
    first.always(Reply::stream(Script::says("half of").error("server_error", "boom")));
    let run = two(&first, &second).baro(&["ask", "q"]);
    run.expect_code(6).expect_stdout("half of");
    assert_eq!((first.chats().len(), second.chats().len()), (1, 0), "{run}");
}

#[test]
fn the_last_one_left_is_waited_for_as_long_as_it_asks() {
    let upstream = Upstream::start();
    upstream.queue(Reply::error(429, "rate_limit_exceeded", "slow down").header("retry-after", "1"));
    upstream.always(Reply::says("now"));
    let run = TestEnv::with(&upstream).baro(&["ask", "q"]);
    run.expect_code(0).expect_stdout("now");
    let chats = upstream.chats();
    assert_eq!(chats.len(), 2, "{run}");
    let waited = chats[1].at - chats[0].at;
    assert!(waited >= Duration::from_secs(1) && waited < Duration::from_secs(5), "waited {waited:?}\n{run}");
}

#[test]
fn a_limit_stays_with_the_key_to_which_it_was_told() {
    let upstream = Upstream::saying("ok");
    upstream.queue(Reply::error(429, "rate_limit_exceeded", "slow down").header("retry-after", "3600"));
    let mut env = TestEnv::with(&upstream);
    for _ in 0..2 {
        // Asked once, and then known.
        env.baro(&["ask", "q"]).expect_code(5);
        assert_eq!(upstream.chats().len(), 1);
    }
    env.baro(&["models"]).expect_stdout_has("at its limit");
    env.set("FAKE_API_KEY", "sk-fake-fedcba9876543210");
    let run = env.baro(&["models"]);
    assert!(!run.stdout.contains("at its limit"), "{run}");
    env.baro(&["ask", "q"]).expect_code(0).expect_stdout("ok");
    // The first key has its limit still.
    env.set("FAKE_API_KEY", crate::support::env::KEY);
    env.baro(&["ask", "q"]).expect_code(5);
    assert_eq!(upstream.chats().len(), 2);
    // Nothing of a key stands in the database.
    let kept = std::fs::read(env.database()).expect("a database");
    for key in ["sk-fake-fedcba9876543210", crate::support::env::KEY] {
        assert!(!kept.windows(key.len()).any(|window| window == key.as_bytes()));
    }
}

#[test]
fn nobody_is_waited_for_longer_than_half_a_minute() {
    let upstream = Upstream::start();
    upstream.always(Reply::error(429, "rate_limit_exceeded", "slow down").header("retry-after", "3600"));
    let run = TestEnv::with(&upstream).baro(&["ask", "q"]);
    run.expect_code(5).expect_stderr(&["fake"]);
    assert_eq!(upstream.chats().len(), 1, "{run}");
    assert!(run.elapsed < Duration::from_secs(5), "{run}");
}

#[test]
fn a_retry_after_that_is_nonsense_is_survived() {
    for value in ["soon", "-5", "1e99", "NaN", "Thu, 99 Foo 2026"] {
        let upstream = Upstream::start();
        upstream.queue(Reply::error(429, "rate_limit_exceeded", "slow down").header("retry-after", value));
        upstream.always(Reply::says("now"));
        let run = TestEnv::with(&upstream).baro(&["ask", "q"]);
        assert!(run.code() == 0 || run.code() == 5, "{value}: {run}");
        assert!(!upstream.chats().is_empty(), "{value}: {run}");
        assert!(!run.stderr.contains("panic") && run.elapsed < Duration::from_secs(35), "{value}: {run}");
    }
}

#[test]
fn an_explicit_model_is_sent_as_it_is_and_nobody_else_serves() {
    let (first, second) = (Upstream::start(), Upstream::saying("from the second"));
    first.always(Reply::error(503, "overloaded", "try later"));
    let run = two(&first, &second).baro(&["ask", "-m", "first:some/unlisted-model", "q"]);
    run.expect_code(5);
    assert_eq!(first.chats()[0].body["model"], "some/unlisted-model");
    assert!(second.chats().is_empty(), "{run}");
}

#[test]
fn a_denied_provider_gets_nothing_not_even_by_failover() {
    let (first, second) = (Upstream::start(), Upstream::saying("from the second"));
    first.always(Reply::error(503, "overloaded", "try later"));
    let mut env = two(&first, &second);
    env.config("[policy]\ndeny = [\"second\"]");
    env.baro(&["ask", "q"]).expect_code(5);
    assert!(second.requests().is_empty());
}

#[test]
fn twenty_turns_on_groqs_free_plan_meet_no_limit_and_lose_no_word() {
    let upstream = Upstream::start();
    upstream.models(&["openai/gpt-oss-120b", "openai/gpt-oss-20b", "qwen/qwen3.8-27b"]);
    let plan = GroqPlan::new(8000, Duration::from_secs(2));
    let sentence = "The answer goes on with words that count, 그리고 한국어 문장도 함께 이어집니다. ";
    upstream.on(move |request| {
        let mark = request.prompt().split_whitespace().last().unwrap_or_default().to_owned();
        Some(plan.answer(request, Script::says(&format!("{}END-{mark}", sentence.repeat(12)))))
    });
    let mut env = TestEnv::new();
    env.set("GROQ_API_KEY", crate::support::env::KEY);
    env.config(&format!("[providers.groq]\nbase_url = \"{}/openai/v1\"", upstream.url()));
    let began = now();
    for turn in 0..20 {
        let question = format!("Tell me more about the history of the city, part {turn}, and end with mark-{turn}");
        let run = env.baro(&["ask", "--conversation", "city", &question]);
        run.expect_code(0);
        assert!(run.stdout.trim_end().ends_with(&format!("END-mark-{turn}")), "turn {turn}: {run}");
        assert_eq!(run.stdout.matches("그리고").count(), 12, "turn {turn} lost a word: {run}");
        // What was left out of the window is said, not lost: the last answer is always there.
        let chat = upstream.chats().pop().expect("a request");
        if turn > 0 {
            let earlier = format!("END-mark-{}", turn - 1);
            assert!(chat.conversation().iter().any(|(_, text)| text.contains(&earlier)), "turn {turn}: {chat:#?}");
        }
    }
    let refused = env.baro(&["history", "show", "city"]);
    refused.expect_code(0);
    assert!((0..20).all(|turn| refused.stdout.contains(&format!("END-mark-{turn}"))), "{refused}");
    // The fake refuses with 413 and 429; a refused request would have been asked again.
    assert_eq!(upstream.chats().len(), 20, "took {:?}", now() - began);
}

#[test]
fn a_model_that_takes_no_temperature_is_asked_once_more_without_one_that_nobody_wished_for() {
    let upstream = Upstream::start();
    upstream.on(|request| {
        let is_refused = request.body["model"] == "m1" && !request.body["temperature"].is_null();
        let why = "Unsupported value: 'temperature' does not support 0.3 with this model. Only the default (1) value is supported.";
        Some(if is_refused { Reply::error(400, "unsupported_value", why) } else { Reply::says("dear boss") })
    });
    let mut env = TestEnv::new();
    env.provider("fake", "openai", &upstream.url());
    env.route_all(&["fake:m1", "fake:m2"]);
    let asked = ["ask", "-r", "general", "--json", "write a mail"];
    let run = env.baro(&asked);
    let answer =
        run.expect_code(0).expect_stderr(&["takes no temperature", "models.\"fake:m1\".temperature = false"]).json();
    assert_eq!(answer["model"], "fake:m1", "{run}");
    let outcomes: Vec<_> =
        answer["attempts"].as_array().into_iter().flatten().map(|it| it["outcome"].clone()).collect();
    assert_eq!(outcomes, ["retried", "answered"], "{run}");
    let temperatures: Vec<_> = upstream.chats().iter().map(|chat| chat.body["temperature"].is_null()).collect();
    assert_eq!(temperatures, [false, true]);
    // One that was asked for by a flag goes to whoever takes it, and to nobody where another was named.
    let wished = env.baro(&["ask", "-r", "general", "--temperature", "0.7", "--json", "write a mail"]);
    assert_eq!(wished.expect_code(0).json()["model"], "fake:m2", "{wished}");
    let named = env.baro(&["ask", "-m", "fake:m1", "--temperature", "0.7", "write a mail"]);
    named.expect_code(4).expect_stderr(&["refused the request", "'temperature' does not support"]);
    // What the hint says does what it says.
    env.config("[models.\"fake:m1\"]\ntemperature = false");
    let n_chats = upstream.chats().len();
    assert!(env.baro(&asked).expect_code(0).stderr.is_empty());
    assert_eq!(upstream.chats().len(), n_chats + 1);
}
