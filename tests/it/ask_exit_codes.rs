//! How `ask` ends: each exit code, with its words in both languages, and how often it asked.

use std::fs;
use std::time::Duration;

use crate::support::{Cut, Finish, Reply, Run, Script, TestEnv, Upstream};

/// A run with `reply` for every request, in English and in Korean; the number of requests of the first.
fn both(reply: &Reply, arguments: &[&str]) -> (Run, Run, usize) {
    let upstream = Upstream::start();
    upstream.always(reply.clone());
    let english = TestEnv::with(&upstream).baro(arguments);
    let n_chats = upstream.chats().len();
    let korean = TestEnv::with(&upstream).korean().baro(arguments);
    assert_eq!(english.status, korean.status, "{english}\n{korean}");
    assert!(!has_hangul(&english.stderr), "{english}");
    assert!(has_hangul(&korean.stderr), "{korean}");
    (english, korean, n_chats)
}

fn has_hangul(text: &str) -> bool {
    text.chars().any(|character| ('가'..='힣').contains(&character))
}

#[test]
fn a_refused_key_ends_with_3_and_names_its_provider() {
    let (english, korean, n_chats) = both(&Reply::error(401, "invalid_api_key", "Invalid API Key"), &["ask", "q"]);
    english.expect_code(3).expect_stderr(&["error: fake rejected the API key", "FAKE_API_KEY"]);
    korean.expect_code(3).expect_stderr(&["fake", "키", "FAKE_API_KEY"]);
    assert_eq!(n_chats, 1, "a refused key is asked once");
    assert_eq!(english.stdout, "");
}

#[test]
fn a_request_that_the_provider_refuses_ends_with_4_after_one_try() {
    let bodies = [
        Reply::error(400, "invalid_request", "top_p is not supported"),
        Reply::error(422, "invalid_request", "messages: too odd"),
    ];
    for reply in bodies {
        let (english, _, n_chats) = both(&reply, &["ask", "q"]);
        english.expect_code(4).expect_stderr(&["fake"]);
        assert_eq!(n_chats, 1, "{english}");
    }
    let (filtered, _, _) = both(&Reply::stream(Script::new().finish(Finish::Filter)), &["ask", "q"]);
    filtered.expect_code(4);
}

#[test]
fn code_of_an_answer_that_is_cut_off_is_printed_and_ends_with_6() {
    let part = Script::says("Try this:\n```sh\nls -l\n```\nand then").finish(Finish::Missing);
    let (english, _, _) = both(&Reply::stream(part).cut_at_end(Cut::Politely), &["ask", "--code", "q"]);
    english.expect_code(6).expect_stdout("ls -l");
    let part = Script::says("Try").finish(Finish::Missing);
    let (english, _, _) = both(&Reply::stream(part).cut_at_end(Cut::Politely), &["ask", "--code", "q"]);
    english.expect_code(6).expect_stdout("");
}

#[test]
fn an_answer_that_is_cut_off_ends_with_6_and_is_not_asked_for_again() {
    let part = Script::says("half of").finish(Finish::Missing);
    for cut in [Cut::Politely, Cut::Fin, Cut::Reset] {
        let (english, _, n_chats) = both(&Reply::stream(part.clone()).cut_at_end(cut), &["ask", "q"]);
        english.expect_code(6);
        assert_eq!(n_chats, 1, "{cut:?}: {english}");
        // A reset may overtake what was sent before it.
        if cut != Cut::Reset {
            english.expect_stdout("half of");
        }
    }
}

#[test]
fn a_stream_that_goes_silent_is_given_up_after_the_idle_limit() {
    let upstream = Upstream::start();
    upstream.always(Reply::stream(Script::says("half of").finish(Finish::Missing)).cut_at_end(Cut::Silence));
    let mut env = TestEnv::new();
    env.config("timeouts = { idle_s = 1 }");
    env.provider("fake", "openai", &upstream.url()).route_all(&["fake:m1"]);
    let run = env.baro(&["ask", "q"]);
    run.expect_code(6).expect_stdout("half of");
    assert!(run.elapsed < Duration::from_secs(10), "{run}");
}

#[test]
fn an_error_inside_a_good_stream_ends_with_6_once_something_was_shown() {
    for wire in ["openai", "anthropic", "ollama"] {
        let upstream = Upstream::start();
        upstream.always(Reply::stream(Script::says("half of").error("overloaded_error", "Overloaded right now")));
        let mut env = TestEnv::new();
        env.provider("fake", wire, &upstream.url()).route_all(&["fake:m1"]);
        let run = env.baro(&["ask", "q"]);
        run.expect_code(6).expect_stdout("half of").expect_stderr(&["Overloaded right now"]);
        assert_eq!(upstream.chats().len(), 1, "{wire}: {run}");
    }
}

#[test]
fn an_error_inside_a_good_stream_counts_as_its_status_while_nothing_was_shown() {
    let upstream = Upstream::start();
    upstream.queue(Reply::stream(Script::new().error("overloaded_error", "Overloaded")));
    upstream.always(Reply::says("at last"));
    let mut env = TestEnv::new();
    env.provider("fake", "anthropic", &upstream.url()).route_all(&["fake:m1"]);
    env.baro(&["ask", "q"]).expect_code(0).expect_stdout("at last");
    assert_eq!(upstream.chats().len(), 2);
}

#[test]
fn a_first_word_that_never_comes_is_given_up_after_its_limit() {
    let upstream = Upstream::start();
    upstream.always(Reply::says("too late").after(Duration::from_mins(1)));
    let mut env = TestEnv::new();
    env.config("timeouts = { first_token_s = 1 }");
    env.provider("fake", "openai", &upstream.url()).route_all(&["fake:m1"]);
    let run = env.baro(&["ask", "-m", "fake:m1", "q"]);
    run.expect_code(5);
    assert!(run.elapsed < Duration::from_secs(20), "{run}");
}

#[cfg(unix)]
#[test]
fn an_interrupt_before_the_first_word_ends_with_130_and_lets_the_model_go() {
    let upstream = Upstream::start();
    upstream.always(Reply::never());
    let env = TestEnv::with(&upstream);
    let running = env.command(&["ask", "q"]).spawn();
    upstream.wait_chats(1);
    running.signal(rustix::process::Signal::INT);
    running.finish().expect_code(130).expect_stdout("");
    assert_eq!(upstream.wait_closed(0), crate::support::upstream::Closed::BeforeEnd);
}

#[test]
fn an_event_that_cannot_be_read_ends_with_6_in_plain_words() {
    let script = Script::says("half of").raw("data: {\"choices\": [{\"delta\": {\"cont\n\n");
    let (english, _, _) = both(&Reply::stream(script), &["ask", "q"]);
    english.expect_code(6).expect_stdout("half of");
    assert!(!english.stderr.contains("serde") && !english.stderr.contains("line 1 column"), "{english}");
}

#[test]
fn an_answer_at_the_limit_of_tokens_ends_with_6_unless_the_limit_was_asked_for() {
    let cut = Reply::stream(Script::says("and then").finish(Finish::Length));
    let (english, _, _) = both(&cut, &["ask", "q"]);
    english.expect_code(6).expect_stdout("and then");
    let upstream = Upstream::start();
    upstream.always(cut);
    TestEnv::with(&upstream).baro(&["ask", "--max-tokens", "2", "q"]).expect_code(0).expect_stdout("and then");
    assert_eq!(upstream.chat().body["max_tokens"], 2);
}

#[test]
fn a_tool_that_nobody_offered_is_not_called_and_ends_with_6() {
    let (english, _, _) = both(&Reply::stream(Script::new().finish(Finish::Tool)), &["ask", "q"]);
    english.expect_code(6).expect_stderr(&["never_offered"]);
}

#[test]
fn a_web_page_where_a_model_was_expected_ends_with_5() {
    let page = Reply::html(200, "<!doctype html><html><title>Router login</title></html>");
    let (english, _, _) = both(&page, &["ask", "q"]);
    english.expect_code(5).expect_stderr(&["fake"]);
    assert!(!english.stderr.contains("<!doctype"), "{english}");
}

#[test]
fn nobody_at_the_address_ends_with_5_soon() {
    let mut env = TestEnv::new();
    env.provider("fake", "openai", &Upstream::nowhere()).route_all(&["fake:m1"]);
    let run = env.baro(&["ask", "q"]);
    run.expect_code(5).expect_stderr(&["fake", "127.0.0.1"]);
    assert!(run.elapsed < Duration::from_secs(30), "{run}");
}

#[test]
fn a_provider_that_stays_ill_ends_with_5_after_three_tries() {
    let (english, _, n_chats) = both(&Reply::error(503, "overloaded", "try later"), &["ask", "q"]);
    english.expect_code(5);
    assert_eq!(n_chats, 3, "{english}");
}

#[test]
fn a_drop_before_the_first_byte_is_tried_again() {
    let upstream = Upstream::start();
    upstream.queue(Reply::raw(b""));
    upstream.always(Reply::says("here"));
    TestEnv::with(&upstream).baro(&["ask", "q"]).expect_code(0).expect_stdout("here");
}

#[test]
fn a_redirect_is_named_and_gets_no_byte() {
    let elsewhere = Upstream::saying("stolen");
    let (english, _, _) =
        both(&Reply::redirect(307, &format!("{}/v1/chat/completions", elsewhere.url())), &["ask", "q"]);
    assert_ne!(english.code(), 0, "{english}");
    english.expect_stderr(&[elsewhere.url().trim_start_matches("http://")]);
    assert!(elsewhere.requests().is_empty());
}

#[test]
fn an_unknown_name_ends_with_2_and_the_nearest_names() {
    let upstream = Upstream::start();
    upstream.always(Reply::error(404, "model_not_found", "The model `m2` does not exist"));
    let mut env = TestEnv::with(&upstream);
    env.config("[aliases]\nquick = \"fake:m1\"");
    env.baro(&["ask", "-m", "quik", "q"]).expect_code(2).expect_stderr(&["quik", "quick"]);
    env.baro(&["ask", "-m", "fkae:m1", "q"]).expect_code(2).expect_stderr(&["fkae", "fake"]);
    assert!(upstream.chats().is_empty());
    env.baro(&["ask", "-m", "fake:m2", "q"]).expect_code(2).expect_stderr(&["m2", "m1"]);
    assert_eq!(upstream.chats().len(), 1);
}

#[test]
fn a_typo_in_the_settings_ends_with_2_and_the_word_that_was_meant() {
    for (toml, wrong, meant) in [
        ("langauge = \"ko\"", "langauge", "language"),
        ("[providers.fake]\nwire = \"openai\"\nbase_ulr = \"http://127.0.0.1:1/v1\"", "base_ulr", "base_url"),
    ] {
        let mut env = TestEnv::new();
        env.config(toml);
        env.baro(&["ask", "q"]).expect_code(2).expect_stderr(&[wrong, meant, "config.toml"]);
    }
}

#[test]
fn a_key_is_not_sent_in_the_clear_to_another_machine() {
    let mut env = TestEnv::new();
    env.provider("fake", "openai", "http://models.invalid:8000").route_all(&["fake:m1"]);
    env.baro(&["ask", "q"]).expect_code(2).expect_stderr(&["models.invalid"]);
}

#[test]
fn an_empty_prompt_ends_with_2() {
    let upstream = Upstream::saying("x");
    let env = TestEnv::with(&upstream);
    env.baro(&["ask", "  "]).expect_code(2);
    env.command(&["ask"]).input("\n \n").run().expect_code(2);
    assert!(upstream.chats().is_empty());
}

#[test]
fn an_unknown_flag_ends_with_2() {
    TestEnv::new().baro(&["ask", "--jsn", "q"]).expect_code(2).expect_stderr(&["--json"]);
}

#[test]
fn an_answer_that_cannot_be_kept_is_given_and_ends_with_7() {
    let upstream = Upstream::saying("the answer");
    let env = TestEnv::with(&upstream);
    let folder = env.database().parent().expect("a folder").to_owned();
    fs::create_dir_all(folder.parent().expect("a folder")).expect("a folder");
    fs::write(&folder, "in the way").expect("a file");
    env.baro(&["ask", "q"]).expect_code(7).expect_stdout("the answer");
    env.baro(&["ask", "--no-store", "q"]).expect_code(0).expect_stdout("the answer");
}

#[test]
fn a_foreign_file_in_the_databases_place_is_kept_and_the_answer_given() {
    let upstream = Upstream::saying("the answer");
    let env = TestEnv::with(&upstream);
    fs::create_dir_all(env.database().parent().expect("a folder")).expect("a folder");
    fs::write(env.database(), "this is no database at all, but somebody's notes").expect("a file");
    env.baro(&["ask", "q"]).expect_code(7).expect_stdout("the answer");
    let kept = fs::read_to_string(env.database()).expect("the file");
    assert_eq!(kept, "this is no database at all, but somebody's notes");
}

#[test]
fn a_price_that_is_not_known_is_over_any_budget() {
    let upstream = Upstream::saying("x");
    let mut env = TestEnv::new();
    env.provider("fake", "openai", &upstream.url()).config("plan = { free = false }");
    env.route_all(&["fake:m1", "fake:m2"]);
    for env in [env.baro(&["ask", "--max-cost", "0.5", "q"]), env.korean().baro(&["ask", "--max-cost", "0.5", "q"])] {
        // Whose price it is that is not known: of whoever would have served.
        env.expect_code(8).expect_stderr(&["fake:m1"]);
        assert!(!env.stderr.contains("m2"), "{env}");
    }
    assert!(upstream.chats().is_empty());
}

#[test]
fn a_server_of_this_machine_is_free_whatever_its_name_and_within_any_budget() {
    for name in ["mine", "vllm", "groq"] {
        let upstream = Upstream::saying("x");
        let mut env = TestEnv::new();
        env.provider(name, "openai", &upstream.url()).route_all(&[&format!("{name}:m1")]);
        env.config("[budget]\nday_usd = 0.5");
        let answer = env.baro(&["ask", "--max-cost", "0.5", "--json", "q"]).expect_code(0).json();
        assert_eq!((&answer["text"], &answer["cost_usd"]), (&"x".into(), &0.0.into()), "{name}: {answer}");
        let models = env.baro(&["models", "--json"]).json();
        let models = models["models"].as_array().expect("models");
        let m1 = models.iter().find(|model| model["model"] == format!("{name}:m1")).expect("m1");
        assert_eq!(m1["free"], true, "{m1}");
    }
}

#[test]
fn a_cost_over_the_limit_ends_with_8_before_anything_is_sent() {
    let upstream = Upstream::saying("x");
    let mut env = TestEnv::with(&upstream);
    env.config("[models.\"fake:m1\"]\ncontext_tokens = 100000\nusd_per_million = { input = 1000.0, output = 1000.0 }");
    env.baro(&["ask", "--max-cost", "0.000001", "q"]).expect_code(8);
    assert!(upstream.chats().is_empty());
    env.baro(&["ask", "--max-cost", "100000", "q"]).expect_code(0);
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_with_130_keeps_the_part_and_lets_the_model_go() {
    let upstream = Upstream::start();
    upstream.always(Reply::stream(Script::says("half of it").finish(Finish::Missing)).cut_at_end(Cut::Silence));
    let env = TestEnv::with(&upstream);
    let running = env.command(&["ask", "--conversation", "trip", "tell me"]).spawn();
    running.wait_stdout("half of it");
    running.signal(rustix::process::Signal::INT);
    let run = running.finish();
    run.expect_code(130).expect_stdout("half of it");
    assert_eq!(upstream.wait_closed(0), crate::support::upstream::Closed::BeforeEnd);
    let shown = env.baro(&["history", "show", "trip"]);
    shown.expect_code(0);
    assert!(shown.stdout.contains("tell me") && shown.stdout.contains("half of it"), "{shown}");
}

#[cfg(unix)]
#[test]
fn a_killed_program_leaves_the_prompt_and_what_had_come() {
    let upstream = Upstream::start();
    upstream.queue(Reply::stream(Script::says("half of it").finish(Finish::Missing)).cut_at_end(Cut::Silence));
    upstream.always(Reply::says("more"));
    let env = TestEnv::with(&upstream);
    let running = env.command(&["ask", "--conversation", "trip", "tell me"]).spawn();
    running.wait_stdout("half of it");
    running.signal(rustix::process::Signal::KILL);
    running.finish();
    let shown = env.baro(&["history", "show", "trip"]);
    shown.expect_code(0);
    assert!(shown.stdout.contains("tell me"), "{shown}");
    env.baro(&["ask", "--conversation", "trip", "go on"]).expect_code(0).expect_stdout("more");
}
