//! A message that came back into the line, and what is typed beside it: an order is about it, anything else changes it.

use std::time::Duration;

use crate::support::pty::Terminal;
use crate::support::upstream::Request;
use crate::support::{Cut, Finish, Reply, Script, TestEnv, Upstream};

fn env_of_two(upstream: &Upstream) -> TestEnv {
    let mut env = TestEnv::new();
    env.provider("fake", "openai", &upstream.url()).route_all(&["fake:qwen-a", "fake:kimi-b"]);
    env
}

fn talk(env: &TestEnv, arguments: &[&str], prompt: &str) -> Terminal {
    let terminal = Terminal::baro(env, arguments, 50, 100);
    terminal.wait_line(prompt, 1);
    terminal
}

fn refusal() -> Reply {
    Reply::error(400, "invalid_request_error", "no")
}

fn models(upstream: &Upstream) -> Vec<String> {
    upstream.chats().iter().map(|request| request.body["model"].as_str().unwrap_or_default().to_owned()).collect()
}

fn prompts(upstream: &Upstream) -> Vec<String> {
    upstream.chats().iter().map(Request::prompt).collect()
}

fn said(request: &Request) -> Vec<String> {
    request.conversation().into_iter().map(|(_, text)| text).collect()
}

#[test]
fn an_order_behind_a_message_that_came_back_is_about_it() {
    for (order, foreseen) in [
        ("@kimi", "» kimi-b"),
        (" @kimi", "» kimi-b"),
        ("try another model", "» again with kimi-b"),
        (" 다른 모델로", "» again with kimi-b"),
        ("키미로 다시", "» again with kimi-b"),
        (" use kimi from now on", "» kimi-b from now on"),
    ] {
        let upstream = Upstream::start();
        upstream.queue(refusal());
        upstream.always(Reply::says("here I am"));
        let env = env_of_two(&upstream);
        let mut terminal = talk(&env, &[], "auto   ›");
        terminal.keys("@qwen what of owls?\r");
        terminal.wait_screen("Enter: send it again, `@name` or");
        terminal.wait_line("› @qwen what of owls?", 2);
        terminal.keys(order);
        terminal.wait_screen(foreseen);
        terminal.keys("\r");
        terminal.wait_screen("here I am");
        terminal.wait_empty_line();
        assert_eq!(models(&upstream), ["qwen-a", "kimi-b"], "{order}");
        // The message is there once, without a word of the order.
        terminal.keys("and whales?\r");
        terminal.wait_until("the second answer", |screen| screen.contents().matches("here I am").count() == 2);
        assert_eq!(said(&upstream.chats()[2]), ["what of owls?", "here I am", "and whales?"], "{order}");
        // The order alone is among the lines before.
        terminal.wait_empty_line();
        terminal.keys("\u{1b}[A\u{1b}[A");
        terminal.wait_typed(order.trim());
    }
}

#[test]
fn an_order_before_it_or_for_a_message_that_nobody_was_asked_counts_as_well() {
    let upstream = Upstream::saying("here I am");
    let env = env_of_two(&upstream);
    let mut terminal = talk(&env, &[], "auto   ›");
    terminal.keys("@claude what of owls?\r");
    terminal.wait_line("› @claude what of owls?", 2);
    terminal.keys("\u{1}@kimi \r");
    terminal.wait_screen("here I am");
    terminal.wait_empty_line();
    // Another than whom nobody is.
    terminal.keys("@claude what of whales?\r");
    terminal.wait_line("› @claude what of whales?", 2);
    terminal.keys(" try another model\r");
    upstream.wait_chats(2);
    assert_eq!(prompts(&upstream), ["what of owls?", "what of whales?"]);
    assert_eq!(models(&upstream)[0], "kimi-b");
}

#[test]
fn where_lines_are_plain_an_order_is_about_the_message_that_nobody_was_asked() {
    let upstream = Upstream::saying("here I am");
    let env = env_of_two(&upstream);
    let mut terminal = talk(&env, &["--plain"], "auto ›");
    terminal.keys("@claude what of owls?\r");
    terminal.wait_screen("Enter alone sends that message again");
    terminal.wait_empty_line();
    terminal.keys("@kimi\r");
    terminal.wait_screen("here I am");
    assert_eq!((prompts(&upstream), models(&upstream)), (vec!["what of owls?".to_owned()], vec!["kimi-b".to_owned()]));
}

#[test]
fn a_message_whose_order_came_to_nothing_stands_there_still_and_is_sent_once() {
    let upstream = Upstream::start();
    upstream.queue(Reply::says("hi"));
    upstream.queue(refusal());
    upstream.queue(refusal());
    upstream.always(Reply::says("here I am"));
    let env = env_of_two(&upstream);
    let mut terminal = talk(&env, &[], "auto   ›");
    terminal.keys("hello\r");
    terminal.wait_screen("└ qwen-a");
    terminal.wait_empty_line();
    terminal.keys("@qwen what of owls?\r");
    terminal.wait_line("› @qwen what of owls?", 2);
    terminal.keys("다른 모델로\r");
    terminal.wait_line("› @qwen what of owls?", 3);
    // A question to baro is answered, and leaves it.
    terminal.keys("who answered?\r");
    terminal.wait_line("› @qwen what of owls?", 4);
    terminal.keys("\r");
    terminal.wait_screen("here I am");
    assert_eq!(models(&upstream), ["qwen-a", "qwen-a", "kimi-b", "qwen-a"]);
    assert_eq!(said(&upstream.chats()[3]), ["hello", "hi", "what of owls?"]);
}

#[test]
fn any_other_words_behind_it_are_the_message_s_own() {
    for words in [" and whales", " help", " exit", " 도움말"] {
        let upstream = Upstream::start();
        upstream.queue(refusal());
        upstream.always(Reply::says("here I am"));
        let env = env_of_two(&upstream);
        let mut terminal = talk(&env, &[], "auto   ›");
        terminal.keys("tell me of owls\r");
        terminal.wait_line("› tell me of owls", 2);
        terminal.keys(&format!("{words}\r"));
        terminal.wait_screen("here I am");
        assert_eq!(prompts(&upstream)[1], format!("tell me of owls{words}"));
    }
}

#[test]
fn of_two_who_are_named_whoever_was_not_asked_is_told_when_the_first_is_stopped() {
    for (arguments, prompt) in [(&[][..], "auto   ›"), (&["--plain"], "auto ›")] {
        let upstream = Upstream::start();
        upstream.queue(Reply::stream(Script::says("the first part").finish(Finish::Missing)).cut_at_end(Cut::Silence));
        upstream.always(Reply::says("from the second").after(Duration::from_millis(1)));
        let env = env_of_two(&upstream);
        let mut terminal = talk(&env, arguments, prompt);
        terminal.keys("@qwen @kimi what of owls?\r");
        terminal.wait_screen("the first part");
        terminal.keys("\u{3}");
        terminal.wait_screen("not asked: kimi (to ask it: `@kimi`)");
        terminal.wait_empty_line();
        assert_eq!(models(&upstream), ["qwen-a"]);
        terminal.keys("@kimi\r");
        terminal.wait_screen("from the second");
        assert_eq!(models(&upstream), ["qwen-a", "kimi-b"]);
        assert_eq!(said(&upstream.chats()[1]), ["what of owls?"]);
    }
}

#[test]
fn a_change_that_nobody_was_asked_about_or_that_failed_and_is_dropped_leaves_what_was_said() {
    for fails in [false, true] {
        let upstream = Upstream::start();
        upstream.queue(Reply::says("hi"));
        if fails {
            upstream.queue(refusal());
        }
        upstream.always(Reply::says("here I am"));
        let mut env = env_of_two(&upstream);
        let models =
            ["fake:qwen-a", "fake:kimi-b"].map(|model| format!("[models.\"{model}\"]\ncontext_tokens = 4000\n"));
        env.config(&models.concat());
        let mut terminal = talk(&env, &[], "auto   ›");
        terminal.keys("hello\r");
        terminal.wait_screen("└ qwen-a");
        terminal.wait_empty_line();
        terminal.keys("\u{18}e");
        terminal.wait_typed("hello");
        // Too much for anybody, or refused by whoever is asked.
        let changed =
            if fails { "!".to_owned() } else { format!("\u{1b}[200~{}\u{1b}[201~", "more words ".repeat(4000)) };
        terminal.keys(&changed);
        terminal.keys("\r");
        terminal.wait_screen("error");
        terminal.wait_line(if fails { "› hello!" } else { "› hello[pasted\u{a0}1\u{a0}·\u{a0}1\u{a0}line]" }, 2);
        terminal.keys("\u{3}");
        terminal.wait_empty_line();
        if !fails {
            // The answer that is still there can be asked for again,
            terminal.keys("try another model\r");
            terminal.wait_screen("└ kimi-b");
            terminal.wait_empty_line();
            assert_eq!(said(&upstream.chats()[1]), ["hello"]);
        }
        // and the talk goes on behind it.
        terminal.keys("and whales?\r");
        upstream.wait_chats(3);
        let answer = if fails { "hi" } else { "here I am" };
        assert_eq!(said(&upstream.chats()[2]), ["hello", answer, "and whales?"], "{}", terminal.screen());
    }
}
