//! Questions that the REPL puts to the person, and what is typed around them: a question that is left ends what asked it,
//! and no message is lost.

use std::sync::Mutex;
use std::sync::mpsc::channel;

use crate::support::pty::{Terminal, before_cursor};
use crate::support::reply::Cut;
use crate::support::run::Status;
use crate::support::script::{Finish, Script};
use crate::support::upstream::Request;
use crate::support::{Reply, TestEnv, Upstream};

/// One model of this machine, and two providers that cost money and were not asked about.
fn env_of_paid(upstream: &Upstream) -> TestEnv {
    upstream.models(&["qwen-a"]);
    let mut env = TestEnv::new();
    env.provider("fake", "openai", &upstream.url());
    env.config(
        "[providers.dear]\nbase_url = \"https://dear.invalid/v1\"\n[providers.dearer]\nbase_url = \"https://dearer.invalid/v1\"\n\
         [models.\"dear:d\"]\nusd_per_million = { input = 1.0, output = 2.0 }\n\
         [models.\"dearer:e\"]\nusd_per_million = { input = 10.0, output = 20.0 }",
    );
    env
}

fn talk(env: &TestEnv, arguments: &[&str]) -> Terminal {
    let terminal = Terminal::baro(env, arguments, 50, 80);
    terminal.wait_empty_line();
    terminal
}

fn prompts(upstream: &Upstream) -> Vec<String> {
    upstream.chats().iter().map(Request::prompt).collect()
}

#[test]
fn a_question_that_is_left_in_the_middle_of_a_turn_ends_the_turn() {
    for (arguments, there) in [(&[][..], "› hello there"), (&["--plain"], "auto ›")] {
        let upstream = Upstream::start();
        upstream.always(Reply::error(404, "model_not_found", "gone"));
        let env = env_of_paid(&upstream);
        let mut terminal = talk(&env, arguments);
        terminal.keys("hello there\r");
        terminal.wait_screen("now on? [y/N]");
        terminal.keys("\u{3}");
        terminal.wait_line(there, 2);
        assert!(!terminal.screen().contains("dearer costs money"), "{}", terminal.screen());
        assert_eq!(prompts(&upstream), ["hello there"]);
    }
}

#[test]
fn a_question_about_money_is_put_until_it_is_answered_and_a_no_is_kept() {
    for arguments in [&[][..], &["--plain"]] {
        let upstream = Upstream::start();
        upstream.always(Reply::error(404, "model_not_found", "gone"));
        let env = env_of_paid(&upstream);
        let mut terminal = talk(&env, arguments);
        terminal.keys("hello there\r");
        for (n, line) in ["hmm", "ok", "왜?"].into_iter().enumerate() {
            let asked = |screen: &vt100::Screen| screen.contents().matches("now on? [y/N]").count() == n + 1;
            terminal.wait_until(&format!("the question, {}. time", n + 1), asked);
            assert!(!terminal.screen().contains("dearer costs money"), "{}", terminal.screen());
            terminal.keys(&format!("{line}\r"));
        }
        terminal.wait_until("the last question", |screen| screen.contents().matches("now on? [y/N]").count() == 4);
        // It is broken between words.
        assert!(terminal.screen().lines().any(|line| line.ends_with("May it be used")), "{}", terminal.screen());
        terminal.keys("n\r");
        terminal.wait_until("the other's question", |screen| screen.contents().matches("now on? [y/N]").count() == 5);
        assert!(terminal.screen().contains("dearer costs money"), "{}", terminal.screen());
        terminal.keys("아니\r");
        terminal.wait_screen("fake has no model qwen-a");
        // Both were answered: neither is asked about again, and nobody was paid.
        let run = env.baro(&["ask", "once more"]);
        assert!(!run.stderr.contains("costs money ("), "{run}");
        assert!(upstream.chats().iter().all(|chat| chat.body["model"] == "qwen-a"));
    }
}

#[test]
fn what_is_said_to_a_question_about_money_and_is_no_answer_comes_back() {
    for arguments in [&[][..], &["--plain"]] {
        let upstream = Upstream::start();
        upstream.queue(Reply::error(404, "model_not_found", "gone"));
        upstream.always(Reply::says("fine"));
        let env = env_of_paid(&upstream);
        let mut terminal = talk(&env, arguments);
        terminal.keys("hello there\r");
        let asked = |terminal: &Terminal, n: usize| {
            terminal.wait_until(&format!("the question, {n}. time"), |screen| {
                screen.contents().matches("now on? [y/N]").count() == n
            });
        };
        asked(&terminal, 1);
        terminal.keys("and what of owls?\r");
        asked(&terminal, 2);
        terminal.keys("n\r");
        asked(&terminal, 3);
        terminal.keys("n\r");
        terminal.wait_screen("fake has no model qwen-a");
        let there = if arguments.is_empty() { "› hello there" } else { "auto ›" };
        terminal.wait_line(there, 2);
        terminal.keys("\r");
        terminal.wait_screen("still to be sent: and what of owls?");
        let there = if arguments.is_empty() { "› and what of owls?" } else { "auto ›" };
        terminal.wait_until("the words", |screen| before_cursor(screen).trim_end().ends_with(there));
        terminal.keys("\r");
        upstream.wait_chats(3);
        assert_eq!(prompts(&upstream), ["hello there", "hello there", "and what of owls?"]);
    }
}

#[test]
fn a_signal_to_end_is_heard_at_a_question() {
    for arguments in [&[][..], &["--plain"]] {
        let upstream = Upstream::start();
        upstream.always(Reply::error(404, "model_not_found", "gone"));
        let env = env_of_paid(&upstream);
        let mut terminal = talk(&env, arguments);
        terminal.keys("hello there\r");
        terminal.wait_screen("now on? [y/N]");
        terminal.signal(&env, "-TERM");
        assert_eq!(terminal.finish(), Status::Code(143), "{}", terminal.screen());
        assert!(!terminal.screen().contains("dearer costs money"), "{}", terminal.screen());
        assert!(terminal.echoes());
    }
}

#[cfg(unix)]
#[test]
fn a_signal_to_go_on_takes_the_terminal_again_wherever_it_comes_and_changes_nothing_else() {
    let upstream = Upstream::start();
    upstream.queue(Reply::stream(Script::says("the first part").finish(Finish::Missing)).cut_at_end(Cut::Silence));
    upstream.always(Reply::error(404, "model_not_found", "gone"));
    let env = env_of_paid(&upstream);
    let mut terminal = talk(&env, &[]);
    terminal.keys("hello ther");
    terminal.wait_typed("hello ther");
    terminal.go_on(&env);
    terminal.keys("e");
    terminal.wait_typed("hello there");
    assert_eq!(terminal.screen().matches("hello ther").count(), 1, "{}", terminal.screen());
    // While an answer comes,
    terminal.keys("\r");
    terminal.wait_screen("the first part");
    terminal.go_on(&env);
    assert!(!terminal.screen().contains("└ qwen-a"), "{}", terminal.screen());
    terminal.keys("\u{1b}");
    terminal.wait_empty_line();
    // and at a question.
    terminal.keys("once more\r");
    let asked = |terminal: &Terminal, end: &str| {
        terminal.wait_until(end, |screen| before_cursor(screen).ends_with(end));
    };
    asked(&terminal, "now on? [y/N] ");
    terminal.go_on(&env);
    terminal.keys("n");
    asked(&terminal, "now on? [y/N] n");
    assert_eq!(terminal.screen().matches("now on? [y/N]").count(), 1, "{}", terminal.screen());
    assert_eq!(prompts(&upstream), ["hello there", "once more"]);
}

#[test]
fn all_messages_that_were_held_for_others_come_back_one_after_the_other() {
    let upstream = Upstream::saying("fine");
    let mut env = TestEnv::new();
    env.config("mode = \"ask\"");
    env.provider("fake", "openai", &upstream.url()).route_all(&["fake:qwen-a", "fake:kimi-b"]);
    let mut terminal = talk(&env, &["--plain"]);
    for (n, line) in ["what of dogs?", "what of owls?", "what of whales?"].into_iter().enumerate() {
        terminal.keys(&format!("{line}\r"));
        terminal.wait_question("n: leave it", n + 1);
    }
    terminal.keys("\r");
    for (n, held) in ["what of dogs?", "what of owls?"].into_iter().enumerate() {
        terminal.wait_screen(&format!("still to be sent: {held}"));
        terminal.wait_until("the next prompt", |screen| before_cursor(screen).trim_end() == "auto ›");
        terminal.keys("\r");
        terminal.wait_question("n: leave it", n + 4);
        terminal.keys("\r");
    }
    upstream.wait_chats(3);
    assert_eq!(prompts(&upstream), ["what of whales?", "what of dogs?", "what of owls?"]);
}

#[test]
fn what_was_typed_ahead_is_sent_and_what_was_to_be_sent_before_it_is_offered_again() {
    let upstream = Upstream::start();
    // The first is answered when the next line was typed.
    let (typed, is_typed) = channel::<()>();
    let is_typed = Mutex::new(is_typed);
    upstream.on(move |request| {
        let is_first = is_typed.lock().expect("a receiver").recv().is_ok();
        (is_first && request.prompt() == "first of all").then(|| Reply::error(401, "invalid_api_key", "no such key"))
    });
    upstream.always(Reply::says("fine"));
    let env = TestEnv::with(&upstream);
    let mut terminal = talk(&env, &["--plain"]);
    terminal.keys("first of all\r");
    upstream.wait_chats(1);
    terminal.keys("and then\r");
    typed.send(()).expect("who waits for it");
    drop(typed);
    terminal.wait_screen("Enter alone sends that message again");
    upstream.wait_chats(2);
    terminal.wait_screen("still to be sent: first of all");
    terminal.wait_until("the next prompt", |screen| before_cursor(screen).trim_end() == "auto ›");
    terminal.keys("\r");
    upstream.wait_chats(3);
    assert_eq!(prompts(&upstream), ["first of all", "and then", "first of all"]);
}

#[test]
fn where_lines_are_plain_ctrl_c_drops_the_message_that_came_back_from_a_question() {
    let upstream = Upstream::start();
    upstream.always(Reply::error(404, "model_not_found", "gone"));
    let env = env_of_paid(&upstream);
    let mut terminal = talk(&env, &["--plain"]);
    terminal.keys("hello there\r");
    terminal.wait_screen("now on? [y/N]");
    terminal.keys("\u{3}");
    terminal.wait_screen("Enter alone sends that message again");
    terminal.wait_line("auto ›", 2);
    terminal.keys("\u{3}");
    terminal.wait_screen("once more to leave");
    terminal.wait_line("auto ›", 3);
    terminal.keys("\r");
    terminal.wait_line("auto ›", 4);
    terminal.keys("something else\r");
    upstream.wait_chats(2);
    assert_eq!(prompts(&upstream), ["hello there", "something else"]);
}

#[test]
fn of_two_who_are_named_nobody_is_asked_once_the_question_of_the_first_is_left() {
    for (arguments, there) in [(&[][..], "› @qwen-a @kimi-b summarise @big.txt"), (&["--plain"], "auto ›")] {
        let upstream = Upstream::saying("fine");
        let mut env = TestEnv::new();
        env.provider("fake", "openai", &upstream.url()).route_all(&["fake:qwen-a", "fake:kimi-b"]);
        env.config("[providers.fake.plan]\nfree = true\ntokens_per_minute = 3000");
        env.file("big.txt", "a line of a long report about owls and whales\n".repeat(600));
        let mut terminal = talk(&env, arguments);
        terminal.keys("@qwen-a @kimi-b summarise @big.txt\r");
        terminal.wait_screen("join the answers?");
        terminal.keys("\u{3}");
        terminal.wait_line(there, 2);
        // Nothing is asked any more: the next line is a message, or the same one to be changed.
        terminal.keys("\u{15}and owls?\r");
        upstream.wait_chats(1);
        assert_eq!(prompts(&upstream), ["and owls?"]);
        assert_eq!(terminal.screen().matches("join the answers?").count(), 1, "{}", terminal.screen());
    }
}

#[test]
fn at_a_plain_pick_a_name_is_what_it_is_in_a_line() {
    let upstream = Upstream::saying("fine");
    let mut env = TestEnv::new();
    env.config("mode = \"ask\"");
    env.provider("fake", "openai", &upstream.url()).route_all(&["fake:qwen-a", "fake:kimi-b"]);
    let mut terminal = talk(&env, &["--plain"]);
    terminal.keys("what of owls?\r");
    terminal.wait_question("n: leave it", 1);
    // Nobody of that name can be asked, of any vendor; the message waits.
    terminal.keys("gpt\r");
    terminal.wait_question("n: leave it", 2);
    let refused = terminal.screen();
    assert!(refused.contains("GROQ_API_KEY") && refused.contains("OPENAI_API_KEY"), "{refused}");
    assert!(upstream.chats().is_empty(), "{refused}");
    terminal.keys("@auto\r");
    upstream.wait_chats(1);
    terminal.wait_until("the next prompt", |screen| before_cursor(screen).trim_end() == "auto ›");
    // A letter is no name: it is the next message, and nobody gets the one that waits.
    terminal.keys("what of whales?\r");
    terminal.wait_question("n: leave it", 3);
    terminal.keys("k\r");
    terminal.wait_screen("not sent");
    terminal.wait_question("n: leave it", 4);
    assert_eq!(prompts(&upstream), ["what of owls?"]);
}

#[test]
fn at_a_plain_pick_no_brings_back_the_message_that_was_left_last() {
    let upstream = Upstream::saying("fine");
    let mut env = TestEnv::new();
    env.config("mode = \"ask\"");
    env.provider("fake", "openai", &upstream.url()).route_all(&["fake:qwen-a", "fake:kimi-b"]);
    let mut terminal = talk(&env, &["--plain"]);
    let next_prompt = |terminal: &Terminal| {
        terminal.wait_until("the next prompt", |screen| before_cursor(screen).trim_end() == "auto ›");
    };
    terminal.keys("what of owls?\r");
    terminal.wait_question("n: leave it", 1);
    terminal.keys("what of whales?\r");
    terminal.wait_question("n: leave it", 2);
    terminal.keys("n\r");
    terminal.wait_screen("not sent; Enter alone comes back to it");
    next_prompt(&terminal);
    terminal.keys("\r");
    terminal.wait_question("n: leave it", 3);
    terminal.keys("\r");
    upstream.wait_chats(1);
    terminal.wait_screen("still to be sent: what of owls?");
    next_prompt(&terminal);
    terminal.keys("\r");
    terminal.wait_question("n: leave it", 4);
    terminal.keys("\r");
    upstream.wait_chats(2);
    assert_eq!(prompts(&upstream), ["what of whales?", "what of owls?"]);
}

#[test]
fn of_several_lines_at_the_search_for_a_conversation_none_is_lost() {
    let upstream = Upstream::saying("fine");
    upstream.models(&["qwen-a"]);
    let mut env = TestEnv::new();
    env.provider("fake", "openai", &upstream.url()).route_all(&["fake:qwen-a"]);
    env.baro(&["ask", "tell me of owls"]).expect_code(0);
    let paste = |text: &str| format!("\u{1b}[200~{text}\u{1b}[201~");
    let mut terminal = talk(&env, &[]);
    terminal.keys("\u{18}s");
    terminal.wait_screen("words to look for");
    terminal.keys(&paste("owls\nand what of whales?"));
    terminal.wait_until("the second line", |screen| before_cursor(screen) == "and what of whales?");
    terminal.keys("\r");
    // The first line is what is looked for.
    terminal.wait_line("number ›", 1);
    terminal.keys("1\r");
    terminal.wait_screen("still to be sent: and what of whales?");
    terminal.wait_typed("and what of whales?");
    terminal.keys("\r");
    upstream.wait_chats(2);
    assert_eq!(said(&upstream.chats()[1]), ["tell me of owls", "fine", "and what of whales?"]);
    terminal.wait_empty_line();
    // Where nothing is found, it was no search, and all of it comes back: below a line that was begun, when that is sent.
    terminal.keys("begun\u{18}s");
    terminal.wait_question("the last ones)", 2);
    let long = (1..=60).map(|n| format!("zebra {n}")).collect::<Vec<_>>().join("\n");
    terminal.keys(&paste(&long));
    terminal.wait_screen("60\u{a0}lines]");
    terminal.keys("\r");
    terminal.wait_screen("no such conversation was found");
    terminal.wait_typed("begun");
    terminal.keys("\r");
    upstream.wait_chats(3);
    terminal.wait_typed("[pasted\u{a0}1\u{a0}·\u{a0}60\u{a0}lines]");
    terminal.keys("\r");
    upstream.wait_chats(4);
    assert_eq!(prompts(&upstream)[2..], ["begun", &long]);
}

/// What was said in a request, by whom ever.
fn said(request: &Request) -> Vec<String> {
    request.conversation().into_iter().map(|(_, text)| text).collect()
}

#[test]
fn a_change_of_the_last_message_is_one_still_when_it_gave_way_to_another_message() {
    let upstream = Upstream::saying("fine");
    let mut env = TestEnv::new();
    env.provider("fake", "openai", &upstream.url()).route_all(&["fake:qwen-a", "fake:kimi-b"]);
    let mut terminal = talk(&env, &[]);
    terminal.keys("what of owls?\r");
    upstream.wait_chats(1);
    terminal.wait_empty_line();
    terminal.keys("\u{18}e");
    terminal.wait_typed("what of owls?");
    terminal.keys(" And eagles?\u{18}s");
    terminal.wait_screen("words to look for");
    terminal.keys("\r");
    terminal.wait_line("number ›", 1);
    // It is a message of its own, behind the one that was to be changed.
    terminal.keys("what of whales?\r");
    upstream.wait_chats(2);
    assert_eq!(said(&upstream.chats()[1]), ["what of owls?", "fine", "what of whales?"]);
    terminal.wait_typed("what of owls? And eagles?");
    assert_eq!(terminal.screen().matches("change the last message").count(), 2, "{}", terminal.screen());
    terminal.keys("\r");
    upstream.wait_chats(3);
    assert_eq!(said(&upstream.chats()[2]), ["what of owls? And eagles?"]);
}

#[test]
fn a_change_of_the_last_message_that_is_left_at_its_pick_changes_nothing_else() {
    let upstream = Upstream::saying("fine");
    let mut env = TestEnv::new();
    env.config("mode = \"ask\"");
    env.provider("fake", "openai", &upstream.url()).route_all(&["fake:qwen-a", "fake:kimi-b"]);
    for way in ["\u{3}", "what of whales?\r"] {
        let n_before = upstream.chats().len();
        let mut terminal = talk(&env, &["--plain"]);
        let n_asked = |terminal: &Terminal, n: usize| {
            upstream.wait_chats(n_before + n);
            terminal.wait_until("the next prompt", |screen| before_cursor(screen).trim_end() == "auto ›");
        };
        terminal.keys("what of owls?\r");
        terminal.wait_question("n: leave it", 1);
        terminal.keys("\r");
        n_asked(&terminal, 1);
        terminal.keys("let me edit my last message\r");
        terminal.wait_screen("change the last message");
        terminal.wait_until("the next prompt", |screen| before_cursor(screen).trim_end() == "auto ›");
        terminal.keys("what of eagles?\r");
        terminal.wait_question("n: leave it", 2);
        terminal.keys(way);
        terminal.wait_screen("not sent");
        if way == "\u{3}" {
            terminal.wait_until("the next prompt", |screen| before_cursor(screen).trim_end() == "auto ›");
            terminal.keys("what of whales?\r");
        }
        terminal.wait_question("n: leave it", 3);
        terminal.keys("\r");
        n_asked(&terminal, 2);
        let chats = upstream.chats();
        assert_eq!(said(&chats[n_before + 1]), ["what of owls?", "fine", "what of whales?"]);
        if way != "\u{3}" {
            terminal.wait_screen("still to be sent: what of eagles?");
            terminal.wait_until("the next prompt", |screen| before_cursor(screen).trim_end() == "auto ›");
            terminal.keys("\r");
            terminal.wait_question("n: leave it", 4);
            terminal.keys("\r");
            n_asked(&terminal, 3);
            assert_eq!(said(&upstream.chats()[n_before + 2]), ["what of eagles?"]);
        }
    }
}

#[test]
fn a_change_of_the_last_message_whose_line_was_cleared_is_over() {
    let upstream = Upstream::saying("fine");
    let mut env = TestEnv::new();
    env.provider("fake", "openai", &upstream.url()).route_all(&["fake:qwen-a", "fake:kimi-b"]);
    for way in ["\r", "how much have I spent today?\r"] {
        let n_before = upstream.chats().len();
        let mut terminal = talk(&env, &[]);
        terminal.keys("what of owls?\r");
        upstream.wait_chats(n_before + 1);
        terminal.wait_empty_line();
        terminal.keys("\u{18}e");
        terminal.wait_typed("what of owls?");
        terminal.keys(&format!("\u{15}{way}"));
        terminal.wait_until("an empty line", |screen| before_cursor(screen).trim_end() == "auto   ›");
        terminal.keys("what of whales?\r");
        upstream.wait_chats(n_before + 2);
        assert_eq!(said(&upstream.chats()[n_before + 1]), ["what of owls?", "fine", "what of whales?"], "{way:?}");
    }
}
