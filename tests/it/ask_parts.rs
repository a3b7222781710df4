//! A text that is too large for the plan, sent in parts: one turn, however many requests it takes.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde_json::{Value, json};

use crate::support::groq_plan::GroqPlan;
use crate::support::run::Invocation;
use crate::support::upstream::Request;
use crate::support::{Cut, Finish, Reply, Script, TestEnv, Upstream};

/// A fake of a free plan of 3,000 tokens a second, and what was asked of it.
fn small_plan() -> (Upstream, TestEnv) {
    small_plan_but(|_| None)
}

/// The same, where some requests are answered otherwise. Each is known by the part that it asks about, or `all`.
fn small_plan_but(answer: impl Fn(&str) -> Option<Reply> + Send + Sync + 'static) -> (Upstream, TestEnv) {
    let upstream = Upstream::start();
    upstream.on(move |request| answer(&part_of(request)));
    let plan = GroqPlan::new(3000, Duration::from_secs(1));
    upstream.on(move |request| Some(plan.answer(request, Script::says(&format!("noted-{}", part_of(request))))));
    let mut env = TestEnv::with(&upstream);
    env.config("[providers.fake.plan]\nfree = true\ntokens_per_minute = 3000");
    (upstream, env)
}

/// The number of the part that is asked about; `all` where it is none.
fn part_of(request: &Request) -> String {
    let prompt = request.prompt();
    prompt.split("is part ").nth(1).and_then(|rest| rest.split(' ').next()).unwrap_or("all").to_owned()
}

/// About 4,000 tokens in lines, the first and the last of which can be told.
fn long_text() -> String {
    let lines: Vec<String> = (0..400).map(|n| format!("line {n} of a report that is rather long")).collect();
    lines.join("\n")
}

#[test]
fn a_text_that_is_too_large_for_the_plan_goes_in_parts_on_yes_and_loses_no_line() {
    let (upstream, env) = small_plan();
    let run = env.command(&["ask", "--yes", "summarise the report"]).input(long_text()).run();
    run.expect_code(0).expect_stdout("noted-all").expect_stderr(&["part 1 of", "joining"]);
    let chats = upstream.chats();
    let (last, parts) = chats.split_last().expect("requests");
    assert!(parts.len() >= 3, "{run}");
    expect_all_lines(parts);
    assert!(parts.iter().all(|chat| chat.prompt().contains("summarise the report")));
    let joined = last.prompt();
    for n in 1..=parts.len() {
        assert!(joined.contains(&format!("noted-{n}\n")), "{joined}");
    }
    assert!(joined.starts_with("summarise the report") && !joined.contains("line 7 of a report"), "{joined}");
    // Only the answer is a conversation; every request is in the ledger.
    assert_eq!(env.baro(&["history", "list", "--all", "--json"]).json_lines().len(), 1);
}

#[cfg(unix)]
#[test]
fn parts_are_offered_on_a_terminal_with_what_the_plan_allows() {
    use crate::support::pty::Terminal;
    use crate::support::run::Status;

    for (key, shown, status) in
        [("y\r", "noted-all", Status::Code(0)), ("n\r", "too large for the plan", Status::Code(4))]
    {
        let (upstream, env) = small_plan();
        env.file("report.txt", long_text());
        let mut terminal = Terminal::baro(&env, &["ask", "-f", "report.txt", "summarise the report"], 24, 100);
        terminal.wait_screen("join the answers? [y/N]");
        assert!(terminal.screen().contains("Send it in ") && upstream.chats().is_empty(), "{}", terminal.screen());
        terminal.keys(key);
        terminal.wait_screen(shown);
        assert_eq!(terminal.finish(), status);
    }
}

#[cfg(unix)]
#[test]
fn parts_are_offered_in_a_talk_too_and_what_is_not_sent_comes_back() {
    use crate::support::pty::Terminal;

    let (upstream, env) = small_plan();
    env.file("report.txt", long_text());
    let mut terminal = Terminal::baro(&env, &[], 40, 100);
    terminal.wait_screen("auto   ›");
    terminal.keys("summarise @report.txt\r");
    terminal.wait_screen("join the answers? [y/N]");
    terminal.keys("n\r");
    terminal.wait_screen("too large for the plan");
    let came_back = |screen: &vt100::Screen| screen.contents().matches("› summarise @report.txt").count() == 2;
    terminal.wait_until("the message in the line", came_back);
    assert!(upstream.chats().is_empty());
    terminal.keys("\r");
    terminal.wait_until("the offer again", |screen| screen.contents().matches("join the answers?").count() == 2);
    terminal.keys("y\r");
    terminal.wait_screen("part 1 of");
    terminal.wait_screen("noted-all");
    assert!(upstream.chats().len() >= 4, "{}", upstream.chats().len());
}

#[cfg(unix)]
#[test]
fn the_offer_of_parts_is_broken_between_words() {
    use crate::support::pty::Terminal;

    let (_upstream, env) = small_plan();
    let env = env.korean();
    env.file("report.txt", long_text());
    for columns in [44, 57, 80] {
        let mut terminal = Terminal::baro(&env, &[], 40, columns);
        terminal.wait_screen("auto   ›");
        terminal.keys("요약해줘 @report.txt\r");
        terminal.wait_screen("[y/N]");
        let rows = terminal.rows();
        for word in ["나누어", "보내고", "합칠까요?"] {
            assert!(rows.iter().any(|row| row.split(' ').any(|it| it == word)), "{columns} {word}: {rows:?}");
        }
    }
}

#[cfg(unix)]
#[test]
fn a_key_stops_the_parts_in_a_talk_and_the_message_comes_back() {
    use crate::support::pty::Terminal;

    let (upstream, env) = small_plan();
    upstream.queue(Reply::never());
    env.file("report.txt", long_text());
    let mut terminal = Terminal::baro(&env, &[], 40, 100);
    terminal.wait_screen("auto   ›");
    terminal.keys("summarise @report.txt\r");
    terminal.wait_screen("join the answers? [y/N]");
    terminal.keys("y\r");
    upstream.wait_chats(1);
    terminal.keys("\u{1b}");
    terminal.wait_line("› summarise @report.txt", 2);
    assert_eq!(upstream.chats().len(), 1, "{}", terminal.screen());
}

#[test]
fn what_the_parts_cost_counts_together_and_their_answers_are_kept_where_it_is_too_much() {
    let (upstream, mut env) = small_plan();
    // A part costs more than a dollar.
    env.config("[models.\"fake:m1\"]\nusd_per_million = { input = 1000.0, output = 0.0 }");
    let run = env.command(&["ask", "--yes", "--max-cost", "3.0", "summarise the report"]).input(long_text()).run();
    run.expect_code(8).expect_stderr(&["part 1 of", "stopping after", "$3.00"]);
    assert_eq!(upstream.chats().len(), 1, "{run}");
    assert!(run.stdout.contains("noted-1") && !run.stdout.contains("noted-all"), "{run}");
    let listed = env.baro(&["history", "list", "--all", "--json"]).json_lines();
    assert_eq!(listed.len(), 1, "{run}");
    let id = listed[0]["id"].as_str().expect("an id").to_owned();
    assert!(env.baro(&["history", "show", &id]).stdout.contains("noted-1"), "{run}");
    // All of it together is not too much.
    let run = env.command(&["ask", "--yes", "--max-cost", "30", "summarise the report"]).input(long_text()).run();
    run.expect_code(0).expect_stdout("noted-all");
}

#[test]
fn without_a_yes_a_text_that_is_too_large_for_the_plan_is_not_sent() {
    let (upstream, env) = small_plan();
    let run = env.command(&["ask", "summarise the report"]).input(long_text()).run();
    run.expect_code(4).expect_stderr(&["too large for the plan", "--yes"]);
    assert!(upstream.chats().is_empty());
}

/// `ask --yes` with these flags, about the long text.
fn summarised(env: &TestEnv, flags: &[&str]) -> Invocation {
    env.command(&[&["ask", "--yes"], flags, &["summarise the report"]].concat()).input(long_text())
}

fn refused() -> Reply {
    Reply::error(400, "invalid_request_error", "not this")
}

/// How often the long text's lines were sent in these requests: each once, or it panics.
fn expect_all_lines(chats: &[Request]) {
    let sent: String = chats.iter().map(Request::prompt).collect();
    for n in 0..400 {
        assert_eq!(sent.matches(&format!("line {n} of a report")).count(), 1, "line {n}");
    }
}

/// What the ledger has of all requests.
fn in_ledger(env: &TestEnv) -> Value {
    env.baro(&["usage", "--json"]).json()["total"].clone()
}

#[test]
fn what_all_parts_took_is_the_turns_and_agrees_with_the_ledger() {
    let (upstream, mut env) = small_plan();
    env.config("[models.\"fake:m1\"]\nusd_per_million = { input = 1.0, output = 2.0 }");
    let run = summarised(&env, &["--json"]).run();
    run.expect_code(0);
    let (object, ledger, n_chats) = (run.json(), in_ledger(&env), upstream.chats().len());
    let attempts = object["attempts"].as_array().expect("attempts");
    assert!(n_chats >= 4 && attempts.len() == n_chats, "{run}");
    assert!(attempts.iter().all(|attempt| attempt["outcome"] == "answered"), "{run}");
    assert_eq!((&ledger["requests"], &ledger["usage"]), (&json!(n_chats), &object["usage"]), "{run}");
    assert_eq!(ledger["cost_usd"], object["cost_usd"], "{run}");
    let ms: u64 = attempts.iter().filter_map(|attempt| attempt["ms"].as_u64()).sum();
    assert!(object["latency"]["total_ms"].as_u64() >= Some(ms) && object["latency"]["ttft_ms"].is_u64(), "{run}");
    assert_eq!((&object["source"], &object["route"]), (&json!("auto"), &json!("long")), "{run}");
    let rows = env.baro(&["usage", "--by", "conversation", "--json"]).json()["rows"].clone();
    assert_eq!((&rows[0]["key"], &rows[0]["requests"]), (&object["conversation"], &json!(n_chats)), "{rows}");
}

#[test]
fn the_events_of_parts_are_those_of_one_turn() {
    let (upstream, env) = small_plan();
    let run = summarised(&env, &["--json-lines"]).run();
    run.expect_code(0);
    let events = run.json_lines();
    let told = |name: &str| events.iter().filter(|event| event["event"] == name).collect::<Vec<_>>();
    assert_eq!((&events[0]["event"], told("routed").len()), (&json!("routed"), 1), "{run}");
    let numbers: Vec<u64> = told("started").iter().filter_map(|event| event["attempt"].as_u64()).collect();
    assert_eq!(numbers, (1..=upstream.chats().len() as u64).collect::<Vec<_>>(), "{run}");
    let text: String = told("text").iter().filter_map(|event| event["text"].as_str()).collect();
    assert_eq!(text, "noted-all", "{run}");
    let finished = told("finished");
    assert_eq!((finished.len(), &finished[0]["usage"]), (1, &in_ledger(&env)["usage"]), "{run}");
}

#[test]
fn a_part_that_fails_keeps_the_question_and_the_answers_and_again_asks_about_all_of_it() {
    let is_ill = Arc::new(AtomicBool::new(true));
    let ill = Arc::clone(&is_ill);
    let (upstream, env) = small_plan_but(move |part| (part == "2" && ill.load(Ordering::SeqCst)).then(refused));
    let run = summarised(&env, &["--json"]).run();
    run.expect_code(4).expect_stderr(&["part 2 of", "stopping after 1 of"]);
    let object = run.json();
    let text = object["text"].as_str().expect("a text");
    assert!(text.starts_with("[1/") && text.ends_with("noted-1"), "{run}");
    let (attempts, outcomes) = (&object["attempts"], ["answered", "refused"]);
    assert_eq!(attempts.as_array().expect("attempts").len(), 2, "{run}");
    assert!((0..2).all(|n| attempts[n]["outcome"] == outcomes[n] && attempts[n]["model"] == "fake:m1"), "{run}");
    assert_eq!((&object["complete"], &object["model"]), (&json!(false), &json!("fake:m1")), "{run}");
    assert_eq!((&object["source"], &object["route"]), (&json!("auto"), &json!("long")), "{run}");
    assert!(object["confidence"].is_f64() && object["error"]["kind"] == "bad_request", "{run}");
    assert_eq!(object["usage"], in_ledger(&env)["usage"], "{run}");

    let shown = env.baro(&["history", "show", object["conversation"].as_str().expect("an id")]);
    shown.expect_stdout_has("line 399 of a report").expect_stdout_has("noted-1");
    // In words, too.
    let run = summarised(&env, &[]).run();
    run.expect_code(4);
    assert!(run.stdout.trim_end().ends_with("noted-1") && run.stdout.starts_with("[1/"), "{run}");

    env.baro(&["again"]).expect_code(4).expect_stderr(&["too large for the plan", "--yes"]);
    is_ill.store(false, Ordering::SeqCst);
    let n_before = upstream.chats().len();
    let run = env.baro(&["again", "--yes"]);
    run.expect_code(0).expect_stdout("noted-all");
    let chats = upstream.chats().split_off(n_before);
    expect_all_lines(&chats);
    assert!(chats.last().expect("a request").prompt().starts_with("summarise the report\n"), "{run}");
}

#[test]
fn answers_that_cannot_be_joined_are_shown_and_kept() {
    let (_upstream, env) = small_plan_but(|part| (part == "all").then(refused));
    let run = summarised(&env, &[]).run();
    run.expect_code(4).expect_stderr(&["joining", "could not be joined"]);
    for part in ["noted-1", "noted-2", "noted-3"] {
        run.expect_stdout_has(part);
        env.baro(&["history", "show"]).expect_stdout_has(part);
    }
}

#[test]
fn a_joined_answer_that_breaks_off_takes_nothing_from_those_to_the_parts() {
    let broken = || Reply::stream(Script::says("half of").finish(Finish::Missing)).cut_at_end(Cut::Politely);
    let blank = || Reply::says(" ");
    for (join, begins) in [(&broken as &(dyn Fn() -> Reply + Sync), "half of\n\n[1/"), (&blank, "[1/")] {
        let join = join();
        let (_upstream, env) = small_plan_but(move |part| (part == "all").then(|| join.clone()));
        let run = summarised(&env, &[]).run();
        run.expect_code(6).expect_stderr(&["joining", "could not be joined"]);
        assert!(run.stdout.trim_start().starts_with(begins), "{run}");
        let shown = env.baro(&["history", "show"]);
        for kept in [begins, "noted-1", "noted-2", "noted-3"] {
            run.expect_stdout_has(kept);
            shown.expect_stdout_has(kept);
        }
        assert_eq!(run.stdout.matches("half of").count(), usize::from(begins.starts_with("half")), "{run}");
        assert_eq!(run.stdout.matches("noted-1").count(), 1, "{run}");
    }
}

#[test]
fn an_answer_to_a_part_that_its_limit_cut_is_told_and_one_without_a_word_is_none() {
    let (_upstream, env) = small_plan_but(|part| {
        (part == "2").then(|| Reply::stream(Script::says("noted-2, and").finish(Finish::Length)))
    });
    let run = summarised(&env, &[]).run();
    run.expect_code(0).expect_stdout("noted-all").expect_stderr(&["the answer to part 2 of", "cut at its limit"]);

    let (_upstream, env) = small_plan_but(|part| {
        (part == "2").then(|| Reply::stream(Script::new().reasoning("well").finish(Finish::Length)))
    });
    let run = summarised(&env, &[]).run();
    run.expect_code(6).expect_stdout_has("noted-1").expect_stderr(&["part 2 of", "stopping after 1 of"]);
}

#[test]
fn after_parts_it_is_the_persons_words_that_were_said() {
    let (upstream, env) = small_plan();
    summarised(&env, &[]).run().expect_code(0);
    let why = env.baro(&["why", "--json"]).json();
    assert_eq!((&why["source"], &why["route"]), (&json!("auto"), &json!("long")), "{why}");
    assert_eq!(why["reasons"][0]["signal"], "summarise", "{why}");
    let listed = env.baro(&["history", "list", "--all", "--json"]).json_lines();
    assert_eq!(listed[0]["title"], "summarise the report");
    let exported = env.baro(&["history", "export", listed[0]["id"].as_str().expect("an id")]).stdout;
    let shown = env.baro(&["history", "show"]).stdout;
    env.baro(&["ask", "-c", "shorter"]).expect_code(0);
    let sent = upstream.chats().pop().expect("a request").conversation()[0].1.clone();
    for text in [&exported, &shown, &sent] {
        assert!(text.contains("summarise the report\n") && text.contains("line 0 of a report"), "{text}");
        assert!(!text.contains("too large") && !text.contains("noted-1"), "{text}");
    }
    assert!(shown.contains("line 399 of a report") && shown.contains("noted-all"), "{shown}");
}

#[cfg(unix)]
#[test]
fn what_stops_the_parts_keeps_what_was_answered() {
    use rustix::process::Signal;

    for (signal, code) in [(Signal::INT, Some(130)), (Signal::KILL, None)] {
        let (upstream, env) = small_plan_but(|part| (part == "2").then(Reply::never));
        let running = summarised(&env, &[]).spawn();
        upstream.wait_chats(2);
        running.signal(signal);
        let run = running.finish();
        if let Some(code) = code {
            run.expect_code(code).expect_stdout_has("noted-1").expect_stderr(&["kept"]);
        }
        let shown = env.baro(&["history", "show"]);
        shown.expect_stdout_has("line 399 of a report").expect_stdout_has("noted-1");
        assert_eq!(env.baro(&["history", "list", "--all", "--json"]).json_lines().len(), 1, "{shown}");
        assert_eq!(in_ledger(&env)["requests"], 2, "{shown}");
    }
}

#[cfg(unix)]
#[test]
fn a_part_that_is_tried_again_takes_nothing_from_what_is_kept_of_those_before() {
    use rustix::process::Signal;

    let was_tried = AtomicBool::new(false);
    let (upstream, env) = small_plan_but(move |part| {
        let again = || was_tried.swap(true, Ordering::SeqCst);
        (part == "2").then(|| if again() { Reply::never() } else { Reply::error(500, "server_error", "ill") })
    });
    let running = summarised(&env, &[]).spawn();
    upstream.wait_chats(3);
    running.signal(Signal::KILL);
    running.finish();
    env.baro(&["history", "show"]).expect_stdout_has("noted-1");
}

#[cfg(unix)]
#[test]
fn a_key_stops_the_parts_in_a_talk_and_the_answers_so_far_stay() {
    use crate::support::pty::Terminal;

    let (upstream, env) = small_plan_but(|part| (part == "2").then(Reply::never));
    env.file("report.txt", long_text());
    let mut terminal = Terminal::baro(&env, &[], 40, 100);
    terminal.wait_screen("auto   ›");
    terminal.keys("summarise @report.txt\r");
    terminal.wait_screen("join the answers? [y/N]");
    terminal.keys("y\r");
    upstream.wait_chats(2);
    terminal.keys("\u{1b}");
    terminal.wait_screen("interrupted; what came is kept");
    assert!(terminal.screen().contains("noted-1"), "{}", terminal.screen());
    env.baro(&["history", "show"]).expect_stdout_has("noted-1");
}
