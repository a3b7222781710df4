//! Orders in the REPL, by word, key and flag: what is shown, what a receipt says, and who answers are one thing; and a
//! line that comes back is the line that was typed.

use std::time::Duration;

use crate::support::pty::{Terminal, before_cursor, is_empty_line};
use crate::support::run::Status;
use crate::support::upstream::Request;
use crate::support::{Cut, Finish, Reply, Script, TestEnv, Upstream};

/// Two models, of which the first is picked.
pub(super) fn env_of_two(upstream: &Upstream) -> TestEnv {
    env_with("", upstream)
}

/// The same, with a line of settings.
fn env_with(setting: &str, upstream: &Upstream) -> TestEnv {
    let mut env = TestEnv::new();
    env.config(setting);
    env.provider("fake", "openai", &upstream.url()).route_all(&["fake:qwen-a", "fake:kimi-b"]);
    env
}

pub(super) fn talk(env: &TestEnv, arguments: &[&str], prompt: &str) -> Terminal {
    let terminal = Terminal::baro(env, arguments, 50, 80);
    terminal.wait_screen(prompt);
    terminal
}

/// Sends a line and waits for what is seen of it, then for the prompt after it.
#[track_caller]
pub(super) fn send(terminal: &mut Terminal, line: &str, seen: &str) {
    let before = terminal.screen().matches(seen).count();
    terminal.keys(&format!("{line}\r"));
    terminal.wait_until(seen, |screen| screen.contents().matches(seen).count() > before && is_empty_line(screen));
}

/// What can be asked is known when the preview is.
#[track_caller]
pub(super) fn know_who_can_be_asked(terminal: &mut Terminal) {
    terminal.keys("hi");
    terminal.wait_typed("hi");
    terminal.wait_screen("Tab: ");
    terminal.keys("\u{15}");
    terminal.wait_empty_line();
}

fn model(request: &Request) -> &str {
    request.body["model"].as_str().unwrap_or_default()
}

pub(super) fn models(upstream: &Upstream) -> Vec<String> {
    upstream.chats().iter().map(|request| model(request).to_owned()).collect()
}

#[test]
fn a_long_name_that_is_pinned_keeps_its_star() {
    let upstream = Upstream::saying("ok");
    let env = env_of_two(&upstream);
    drop(talk(&env, &["-m", "fake:longname"], "longn…*›"));
}

#[test]
fn a_word_goes_over_the_flag_that_the_talk_began_with() {
    let upstream = Upstream::saying("ok");
    let env = env_of_two(&upstream);
    let mut terminal = talk(&env, &["-m", "fake:kimi-b"], "kimi*  ›");
    send(&mut terminal, "hello", "└ kimi-b");
    send(&mut terminal, "try another model", "└ qwen-a");
    // The flag still stands.
    send(&mut terminal, "and now?", "└ kimi-b");
    send(&mut terminal, "use qwen from now on", "qwen-a answers from now on");
    terminal.wait_screen("\nqwen*  ›");
    send(&mut terminal, "who is this?", "└ qwen-a");
    send(&mut terminal, "use kimi from now on", "kimi-b answers from now on");
    send(&mut terminal, "back to auto", "baro picks for each message");
    terminal.wait_screen("\nauto   ›");
    send(&mut terminal, "no", "undone; kimi-b answers again");
    send(&mut terminal, "back to auto", "baro picks for each message");
    send(&mut terminal, "hi", "└ qwen-a");
    assert_eq!(models(&upstream), ["kimi-b", "qwen-a", "kimi-b", "qwen-a", "qwen-a"]);
}

#[test]
fn a_pin_is_lifted_and_set_in_a_clause_beside_a_message() {
    let upstream = Upstream::saying("ok");
    let env = env_of_two(&upstream);
    let mut terminal = talk(&env, &[], "auto   ›");
    send(&mut terminal, "hello", "└ qwen-a");
    send(&mut terminal, "retry with kimi", "└ kimi-b");
    send(&mut terminal, "keep this model", "kimi-b answers from now on");
    terminal.wait_screen("\nkimi*  ›");
    send(&mut terminal, "back to auto, and what is two plus two?", "└ kimi-b");
    terminal.wait_screen("\nauto   ›");
    send(&mut terminal, "앞으로 이 모델로 해. 그럼 수도는 어디야?", "└ kimi-b");
    terminal.wait_screen("\nkimi*  ›");
    send(&mut terminal, "what is a monad? and back to auto", "└ qwen-a");
    terminal.wait_screen("\nauto   ›");
    let prompts: Vec<String> = upstream.chats().iter().map(Request::prompt).collect();
    let asked = ["hello", "hello", "and what is two plus two?", "그럼 수도는 어디야?", "what is a monad?"];
    assert_eq!(prompts, asked);
}

#[test]
fn the_model_of_the_settings_is_shown_and_lifted_for_the_talk_by_a_word() {
    let upstream = Upstream::saying("ok");
    let env = env_with("model = \"fake:kimi-b\"", &upstream);
    let mut terminal = talk(&env, &[], "kimi*  ›");
    send(&mut terminal, "hello", "└ kimi-b");
    send(&mut terminal, "back to auto", "baro picks for each message");
    terminal.wait_screen("\nauto   ›");
    send(&mut terminal, "what is two plus two?", "└ qwen-a");
    // A single question has nothing that it could be lifted for.
    let run = env.baro(&["-c", "use qwen from now on"]);
    run.expect_code(0);
    let run = env.baro(&["-c", "back to auto"]);
    run.expect_code(0);
    assert!(run.stderr.contains("fake:kimi-b answers, as `model` in the config says"), "{}", run.stderr);
}

#[test]
fn a_name_in_the_line_goes_over_tab_in_the_chip_the_preview_and_the_answer() {
    let upstream = Upstream::saying("ok");
    let env = env_of_two(&upstream);
    let mut terminal = talk(&env, &[], "auto   ›");
    terminal.keys("@kimi hello");
    terminal.wait_screen("» kimi-b");
    terminal.keys("\t");
    terminal.keys("!");
    terminal.wait_until("no preview", |screen| !screen.contents().contains('»'));
    terminal.wait_screen("auto   › @kimi hello!");
    terminal.wait_screen("» kimi-b");
    send(&mut terminal, "", "└ kimi-b");
    // A receipt names whom Tab chose.
    know_who_can_be_asked(&mut terminal);
    terminal.keys("try another model");
    terminal.wait_screen("› try another model");
    terminal.keys("\t");
    terminal.wait_screen("qwen   › try another model");
    send(&mut terminal, "", "└ qwen-a");
    terminal.wait_screen("asking qwen-a the same");
    terminal.wait_screen("» qwen-a · chosen by Tab");
    send(&mut terminal, "why this model?", "chosen by Tab");
    // A name said again goes over the chip that was chosen for it.
    know_who_can_be_asked(&mut terminal);
    terminal.keys("retry with kimi");
    terminal.wait_screen("› retry with kimi");
    terminal.keys("\t");
    terminal.keys("\r");
    terminal.wait_screen("asking kimi-b the same");
    upstream.wait_chats(3);
    assert_eq!(models(&upstream), ["kimi-b", "qwen-a", "kimi-b"]);
}

#[test]
fn who_answers_is_said_where_the_model_on_the_screen_changes_and_why() {
    let upstream = Upstream::saying("ok");
    let env = env_of_two(&upstream);
    let mut terminal = talk(&env, &[], "auto   ›");
    send(&mut terminal, "what is two plus two?", "└ qwen-a");
    terminal.keys("\u{1b}OQ");
    terminal.wait_screen("» kimi-b · asked again");
    terminal.wait_screen("└ kimi-b");
}

/// Small talk has a route of one model; two more serve the others.
fn env_of_one_for_small_talk(upstream: &Upstream) -> TestEnv {
    let mut env = TestEnv::new();
    env.provider("fake", "openai", &upstream.url());
    for (route, model) in [
        ("code", "fake:qwen-a"),
        ("think", "fake:kimi-b"),
        ("long", "fake:qwen-a"),
        ("fast", "fake:llama-c"),
        ("design", "fake:qwen-a"),
        ("general", "fake:llama-c"),
    ] {
        env.config(&format!("[routes.{route}]\nmodels = [\"{model}\"]"));
    }
    env
}

#[test]
fn another_model_is_another_also_where_the_route_has_but_one() {
    let upstream = Upstream::saying("ok");
    let env = env_of_one_for_small_talk(&upstream);
    let mut terminal = talk(&env, &[], "auto   ›");
    send(&mut terminal, "hi", "└ llama-c");
    know_who_can_be_asked(&mut terminal);
    terminal.keys("다른 모델로");
    terminal.wait_screen("» again with qwen-a");
    send(&mut terminal, "", "└ qwen-a");
    terminal.wait_screen("asking qwen-a the same");
    terminal.keys("\u{1b}OQ");
    terminal.wait_screen("asking kimi-b the same");
    terminal.wait_screen("└ kimi-b");
    let run = env.baro(&["다른 모델로"]);
    run.expect_code(0);
    assert!(run.stderr.contains("asking llama-c the same"), "{}", run.stderr);
    assert_eq!(models(&upstream), ["llama-c", "qwen-a", "kimi-b", "llama-c"]);
}

#[test]
fn tab_during_an_answer_goes_on_to_a_model_of_another_route() {
    let upstream = Upstream::start();
    upstream.queue(Reply::never());
    upstream.always(Reply::says("ok"));
    let env = env_of_one_for_small_talk(&upstream);
    let mut terminal = talk(&env, &[], "auto   ›");
    know_who_can_be_asked(&mut terminal);
    terminal.keys("hi\r");
    upstream.wait_chats(1);
    terminal.keys("\t");
    terminal.wait_screen("└ qwen-a");
    assert_eq!(models(&upstream), ["llama-c", "qwen-a"]);
}

#[test]
fn where_there_is_no_other_model_nobody_is_asked() {
    let upstream = Upstream::saying("ok");
    let env = TestEnv::with(&upstream);
    env.baro(&["hi"]).expect_code(0);
    let run = env.baro(&["다른 모델로"]);
    run.expect_code(2);
    assert!(run.stderr.contains("no other model can be asked"), "{}", run.stderr);
    assert_eq!(upstream.chats().len(), 1);
}

#[test]
fn in_mode_ask_a_pin_a_flag_and_a_name_need_no_confirmation() {
    let upstream = Upstream::saying("ok");
    let env = env_with("mode = \"ask\"", &upstream);
    let mut terminal = talk(&env, &["-m", "kimi"], "kimi*  ›");
    send(&mut terminal, "hello", "└ kimi-b");
    send(&mut terminal, "use qwen from now on", "answers from now on");
    send(&mut terminal, "hello", "└ qwen-a");
    send(&mut terminal, "back to auto", "baro picks");
    terminal.keys("@k hello");
    terminal.wait_screen("» kimi-b");
    assert!(!terminal.screen().contains("Enter: send"), "{}", terminal.screen());
    send(&mut terminal, "", "└ kimi-b");
    terminal.keys("hello there\r");
    terminal.wait_screen("Enter: send");
    assert_eq!(upstream.chats().len(), 3);
}

#[test]
fn in_mode_ask_plain_lines_are_confirmed_by_a_line() {
    let upstream = Upstream::saying("ok");
    let env = env_with("mode = \"ask\"", &upstream);
    let mut terminal = talk(&env, &["--plain"], "auto ›");
    terminal.keys("hello there\r");
    terminal.wait_screen("» qwen-a");
    terminal.wait_screen("Enter: send");
    assert!(upstream.chats().is_empty());
    terminal.keys("\r");
    terminal.wait_screen("└ qwen-a");
    terminal.wait_until("the next prompt", |screen| before_cursor(screen).trim_end() == "auto ›");
    terminal.keys("and this?\r");
    terminal.wait_question("n: leave it", 2);
    terminal.keys("kimi\r");
    terminal.wait_screen("└ kimi-b");
    terminal.wait_until("the next prompt", |screen| before_cursor(screen).trim_end() == "auto ›");
    terminal.keys("and that?\r");
    terminal.wait_question("n: leave it", 3);
    terminal.keys("n\r");
    terminal.wait_screen("not sent");
    assert_eq!(models(&upstream), ["qwen-a", "kimi-b"]);
}

#[test]
fn at_a_plain_pick_a_name_a_yes_and_a_question_are_about_the_message_at_hand() {
    let upstream = Upstream::saying("fine");
    let env = env_with("mode = \"ask\"", &upstream);
    let mut terminal = talk(&env, &["--plain"], "auto ›");
    let mut n = 0;
    let mut said = |terminal: &mut Terminal, line: &str, word: &str| {
        n += 1;
        terminal.keys(&format!("{line}\r"));
        terminal.wait_question("n: leave it", n);
        if word.ends_with('?') {
            n += 1;
            terminal.keys(&format!("{word}\r"));
            terminal.wait_question("n: leave it", n);
            terminal.wait_screen("runner-up");
            terminal.keys("\r");
        } else {
            terminal.keys(&format!("{word}\r"));
        }
        terminal.wait_until("the next prompt", |screen| before_cursor(screen).trim_end() == "auto ›");
    };
    said(&mut terminal, "one", "ok");
    said(&mut terminal, "two", "kimi please");
    said(&mut terminal, "three", "그래");
    said(&mut terminal, "prove the third", "why this model?");
    let asked: Vec<String> = upstream.chats().iter().map(|it| format!("{} {}", model(it), it.prompt())).collect();
    assert_eq!(asked, ["qwen-a one", "kimi-b two", "kimi-b three", "kimi-b prove the third"]);
}

#[test]
fn plain_lines_that_are_pasted_are_all_text_the_last_one_too_and_at_a_pick_as_well() {
    const PASTE: &str = "a log line\ruse kimi from now on\ruse kimi from now on";
    const TEXT: &str = "a log line\nuse kimi from now on\nuse kimi from now on";
    let upstream = Upstream::saying("fine");
    let mut terminal = talk(&env_of_two(&upstream), &["--plain"], "auto ›");
    terminal.keys(PASTE);
    terminal.wait_screen("what was pasted is one message");
    terminal.keys("\r");
    upstream.wait_chats(1);
    assert_eq!(upstream.chats()[0].prompt(), TEXT);
    // Two lines, of which the second has no end, are a paste as well, and either may look like an order.
    for keys in ["a log line\ruse kimi from now on", "use kimi from now on\ra log line"] {
        let n_before = upstream.chats().len();
        let mut terminal = talk(&env_of_two(&upstream), &["--plain"], "auto ›");
        terminal.keys(keys);
        terminal.wait_screen("what was pasted is one message");
        terminal.keys(", too\r");
        upstream.wait_chats(n_before + 1);
        assert_eq!(upstream.chats()[n_before].prompt(), format!("{}, too", keys.replace('\r', "\n")));
        assert!(!terminal.screen().contains("answers from now on"), "{}", terminal.screen());
    }
    let n_before = upstream.chats().len();
    let env = env_with("mode = \"ask\"", &upstream);
    let mut terminal = talk(&env, &["--plain"], "auto ›");
    terminal.keys("what of owls?\r");
    terminal.wait_question("n: leave it", 1);
    terminal.keys(PASTE);
    terminal.wait_screen("what was pasted is one message");
    terminal.keys("\r");
    // The message is the next one, and has a pick of its own.
    terminal.wait_question("n: leave it", 2);
    assert!(!terminal.screen().contains("answers from now on"), "{}", terminal.screen());
    terminal.keys("\r");
    upstream.wait_chats(n_before + 1);
    assert_eq!(upstream.chats()[n_before].prompt(), TEXT);
}

#[test]
fn plain_lines_before_the_end_of_the_input_are_sent_and_then_the_talk_ends() {
    let upstream = Upstream::saying("fine");
    let env = env_of_two(&upstream);
    for (keys, text) in [("hello there\r\u{4}", "hello there"), ("one\rtwo\r\u{4}", "one\ntwo")] {
        let n_before = upstream.chats().len();
        let mut terminal = talk(&env, &["--plain"], "auto ›");
        terminal.keys(keys);
        assert_eq!(terminal.finish(), Status::Code(0));
        let prompts: Vec<String> = upstream.chats()[n_before..].iter().map(Request::prompt).collect();
        assert_eq!(prompts, [text]);
    }
    // Instead of the Enter behind a paste, too; one that Ctrl-C has dropped is gone.
    let mut terminal = talk(&env, &["--plain"], "auto ›");
    terminal.keys("one\rtwo\r");
    terminal.wait_screen("what was pasted is one message");
    terminal.keys("\u{4}");
    assert_eq!(terminal.finish(), Status::Code(0));
    assert_eq!(upstream.chats()[2].prompt(), "one\ntwo");
    let mut terminal = talk(&env, &["--plain"], "auto ›");
    terminal.keys("one\rtwo\r");
    terminal.wait_screen("what was pasted is one message");
    terminal.keys("\u{3}");
    terminal.wait_screen("once more to leave");
    terminal.keys("\u{4}");
    assert_eq!(terminal.finish(), Status::Code(0));
    assert_eq!(upstream.chats().len(), 3);
}

#[test]
fn at_a_plain_pick_two_names_are_both_asked_and_another_model_is_the_next_pick() {
    let upstream = Upstream::saying("fine");
    for (korean, both, another) in [(false, "kimi and qwen", "another model"), (true, "키미랑 큐웬", "다른 모델로")]
    {
        let mut env = env_with("mode = \"ask\"", &upstream);
        if korean {
            env = env.korean();
        }
        let n_before = upstream.chats().len();
        let leave_it = if korean { "n: 그만" } else { "n: leave it" };
        let mut terminal = talk(&env, &["--plain"], "auto ›");
        terminal.keys("what of owls?\r");
        terminal.wait_question(leave_it, 1);
        terminal.keys(&format!("{both}\r"));
        upstream.wait_chats(n_before + 2);
        terminal.wait_until("the next prompt", |screen| before_cursor(screen).trim_end() == "auto ›");
        let asked: Vec<String> =
            upstream.chats()[n_before..].iter().map(|it| format!("{} {}", model(it), it.prompt())).collect();
        assert_eq!(asked, ["kimi-b what of owls?", "qwen-a what of owls?"]);
        terminal.keys("new chat\r");
        terminal.wait_until("a new conversation", |screen| screen.contents().matches("auto ›").count() == 3);
        terminal.keys("what of dogs?\r");
        terminal.wait_question(leave_it, 2);
        terminal.keys(&format!("{another}\r"));
        terminal.wait_question(leave_it, 3);
        terminal.wait_screen("» kimi-b");
        // There is nobody else: from the first again.
        terminal.keys(&format!("{another}\r"));
        terminal.wait_question(leave_it, 4);
        terminal.keys(&format!("{another}\r"));
        terminal.wait_question(leave_it, 5);
        terminal.keys("\r");
        upstream.wait_chats(n_before + 3);
        let last = &upstream.chats()[n_before + 2];
        assert_eq!((model(last), last.prompt().as_str()), ("kimi-b", "what of dogs?"));
    }
}

#[test]
fn in_mode_ask_a_farewell_leaves_at_once() {
    let upstream = Upstream::saying("ok");
    let env = env_with("mode = \"ask\"", &upstream);
    for word in ["exit", "나가기"] {
        let mut terminal = talk(&env, &[], "auto   ›");
        terminal.keys(word);
        terminal.wait_screen("» ends the talk");
        terminal.keys("\r");
        assert_eq!(terminal.finish(), Status::Code(0));
    }
    assert!(upstream.chats().is_empty());
}

#[test]
fn a_word_that_may_be_said_to_a_model_leaves_at_a_second_enter_alone() {
    let upstream = Upstream::saying("see you");
    let env = env_of_two(&upstream);
    for (arguments, prompt) in [(&[][..], "auto   ›"), (&["--plain"], "auto ›")] {
        let n_before = upstream.chats().len();
        let mut terminal = talk(&env, arguments, prompt);
        terminal.keys("how do I say 바이 in English?\r");
        terminal.wait_screen("└ qwen-a");
        terminal.wait_empty_line();
        terminal.keys("bye\r");
        terminal.wait_until("the question", |screen| {
            screen.contents().contains("Enter once more ends the talk") && before_cursor(screen).contains("› ")
        });
        // Anything else was no farewell.
        terminal.keys(if arguments.is_empty() { "\u{15}and 종료?\r" } else { "and 종료?\r" });
        upstream.wait_chats(n_before + 2);
        assert_eq!(upstream.chats()[n_before + 1].prompt(), "and 종료?");
        terminal.wait_empty_line();
        terminal.keys("\\bye\r");
        upstream.wait_chats(n_before + 3);
        assert_eq!(upstream.chats()[n_before + 2].prompt(), "bye");
        terminal.wait_empty_line();
        terminal.keys("종료\r");
        terminal.wait_until("the question once more", |screen| {
            let n_asked = screen.contents().matches("Enter once more ends the talk").count();
            n_asked == 2 && before_cursor(screen).contains("› ")
        });
        terminal.keys("\r");
        assert_eq!(terminal.finish(), Status::Code(0), "{}", terminal.screen());
        assert_eq!(upstream.chats().len(), n_before + 3);
    }
}

#[test]
fn at_a_plain_pick_ctrl_c_leaves_the_message_and_other_words_are_the_next_one() {
    let upstream = Upstream::saying("ok");
    let env = env_with("mode = \"ask\"", &upstream);
    let mut terminal = talk(&env, &["--plain"], "auto ›");
    let ends_with_prompt = |screen: &vt100::Screen| before_cursor(screen).trim_end() == "auto ›";
    terminal.keys("hello there\r");
    terminal.wait_question("n: leave it", 1);
    terminal.keys("half a wo\u{3}");
    terminal.wait_screen("not sent");
    terminal.wait_until("the next prompt", ends_with_prompt);
    // What is typed now is a message, and no answer to the question that was left.
    terminal.keys("and this?\r");
    terminal.wait_question("n: leave it", 2);
    terminal.keys("what of owls?\r");
    terminal.wait_question("n: leave it", 3);
    assert_eq!(terminal.screen().matches("not sent").count(), 2, "{}", terminal.screen());
    terminal.keys("\r");
    terminal.wait_screen("└ qwen-a");
    terminal.wait_until("the next prompt", ends_with_prompt);
    let prompts: Vec<String> = upstream.chats().iter().map(Request::prompt).collect();
    assert_eq!(prompts, ["what of owls?"]);
    // The message that it came before can be sent still.
    assert!(terminal.screen().contains("still to be sent: and this?"), "{}", terminal.screen());
    // Left once more, it ends as ever.
    terminal.keys("one more\r");
    terminal.wait_question("n: leave it", 4);
    terminal.keys("\u{3}");
    terminal.wait_until("the next prompt", ends_with_prompt);
    terminal.keys("\u{3}");
    terminal.wait_screen("once more to leave");
    terminal.keys("\u{3}");
    assert_eq!(terminal.finish(), Status::Code(0));
    assert!(terminal.echoes());
}

#[test]
fn where_lines_are_plain_enter_alone_sends_what_nobody_answered() {
    let upstream = Upstream::start();
    upstream.queue(Reply::error(401, "invalid_api_key", "no such key"));
    upstream.queue(Reply::error(401, "invalid_api_key", "no such key"));
    upstream.always(Reply::says("here I am"));
    let env = TestEnv::with(&upstream);
    let mut terminal = talk(&env, &["--plain"], "auto ›");
    terminal.keys("is anybody there?\r");
    terminal.wait_screen("Enter alone sends that message again");
    terminal.wait_until("the next prompt", |screen| before_cursor(screen).trim_end() == "auto ›");
    terminal.keys("\r");
    terminal.wait_until("the same again", |screen| screen.contents().matches("Enter alone sends").count() == 2);
    terminal.wait_until("the next prompt", |screen| before_cursor(screen).trim_end() == "auto ›");
    terminal.keys("something else\r");
    terminal.wait_screen("here I am");
    terminal.wait_until("the next prompt", |screen| before_cursor(screen).trim_end() == "auto ›");
    terminal.keys("\r");
    terminal.wait_line("auto ›", 5);
    let prompts: Vec<String> = upstream.chats().iter().map(Request::prompt).collect();
    assert_eq!(prompts, ["is anybody there?", "is anybody there?", "something else"]);
}

#[test]
fn a_message_that_was_stopped_before_the_first_word_stands_in_the_line_again() {
    for key in ["\u{1b}", "\u{3}"] {
        let upstream = Upstream::start();
        upstream.queue(Reply::says("too late").after(Duration::from_secs(30)));
        upstream.always(Reply::says("in time"));
        let env = env_of_two(&upstream);
        let mut terminal = talk(&env, &[], "auto   ›");
        terminal.keys("a question with a mistkae\r");
        terminal.wait_screen("is thinking");
        terminal.keys(key);
        terminal.wait_line("› a question with a mistkae", 2);
        terminal.keys("\u{17}mistake");
        send(&mut terminal, "", "in time");
        let said: Vec<String> = upstream.chats()[1].conversation().into_iter().map(|(_, text)| text).collect();
        assert_eq!(said, ["a question with a mistake"]);
    }
}

#[test]
fn a_message_that_was_asked_again_for_nothing_stands_in_the_line() {
    let upstream = Upstream::start();
    upstream.queue(Reply::says("the first answer"));
    upstream.queue(Reply::error(400, "invalid_request_error", "no"));
    upstream.always(Reply::says("the second answer"));
    let env = env_of_two(&upstream);
    let mut terminal = talk(&env, &[], "auto   ›");
    send(&mut terminal, "tell me of whales", "the first answer");
    terminal.keys("\u{1b}OQ");
    terminal.wait_screen("error");
    terminal.wait_line("› tell me of whales", 2);
    send(&mut terminal, " and owls", "the second answer");
    let said: Vec<String> = upstream.chats()[2].conversation().into_iter().map(|(_, text)| text).collect();
    assert_eq!(said, ["tell me of whales and owls"]);
    // What was begun meanwhile goes before it.
    upstream.queue(Reply::error(400, "invalid_request_error", "no"));
    terminal.keys("begun");
    terminal.wait_screen("› begun");
    terminal.keys("\u{1b}OQ");
    terminal.wait_until("the error", |screen| screen.contents().matches("error: fake refused").count() > 1);
    terminal.wait_line("› begun", 1);
}

#[test]
fn of_two_who_are_named_the_second_is_asked_where_the_first_cannot_be() {
    let upstream = Upstream::saying("ok");
    let mut env = env_of_two(&upstream);
    env.config("[models.\"fake:qwen-a\"]\ncontext_tokens = 300");
    let mut terminal = talk(&env, &[], "auto   ›");
    // Too much for the window of the first, as a limit that is reached: nothing is sent to it.
    let long = "of owls and of whales ".repeat(40);
    terminal.keys(&format!("@qwen-a @kimi-b tell me {}\r", long.trim()));
    terminal.wait_screen("» kimi-b");
    terminal.wait_line("auto   ›", 2);
    assert_eq!(models(&upstream), ["kimi-b"]);
    assert!(terminal.screen().contains("error: the prompt is larger"), "{}", terminal.screen());
    // Where nobody could be asked the message stands in the line again.
    terminal.keys("@claude @gpt-x hello there\r");
    terminal.wait_line("› @claude @gpt-x hello there", 2);
    assert_eq!(models(&upstream).len(), 1);
}

#[test]
fn a_refused_order_leaves_the_line_empty_and_is_called_back_by_the_key() {
    for (korean, order) in [(true, "다시 키미로"), (false, "retry with kimi"), (false, "@claude")] {
        let upstream = Upstream::start();
        upstream.queue(Reply::says("the first answer"));
        upstream.queue(Reply::error(401, "invalid_api_key", "no such key"));
        upstream.always(Reply::says("and on"));
        let mut env = env_of_two(&upstream);
        if korean {
            env = env.korean();
        }
        let mut terminal = talk(&env, &[], "auto   ›");
        send(&mut terminal, "tell me of whales", "the first answer");
        terminal.keys(&format!("{order}\r"));
        terminal.wait_screen(if korean { "오류" } else { "error" });
        terminal.wait_line("auto   ›", 3);
        terminal.keys("\u{1b}[A");
        terminal.wait_line(&format!("› {order}"), 2);
        terminal.keys("\u{15}");
        // What is typed next is a message of its own. Nobody called Claude was asked.
        let n_asked = upstream.chats().len();
        assert_eq!(n_asked, if order == "@claude" { 1 } else { 2 });
        terminal.keys("and owls?\r");
        upstream.wait_chats(n_asked + 1);
        assert_eq!(upstream.chats()[n_asked].prompt(), "and owls?");
    }
}

#[test]
fn a_receipt_offers_no_word_that_would_be_one_to_the_answer() {
    let upstream = Upstream::saying("ok");
    let env = env_of_two(&upstream);
    let mut terminal = talk(&env, &[], "auto   ›");
    send(&mut terminal, "new chat: how about dogs", "└ qwen-a");
    send(&mut terminal, "use kimi from now on. why is this slow?", "└ kimi-b");
    let screen = terminal.screen();
    assert!(screen.contains("(unpin: \"back to auto\")") && !screen.contains("undo:"), "{screen}");
    send(&mut terminal, "new chat", "a new conversation begins (undo: \"no\")");
}

#[test]
fn what_was_typed_behind_a_refused_line_is_the_next_line() {
    let upstream = Upstream::saying("ok");
    let env = env_of_two(&upstream);
    let mut terminal = talk(&env, &[], "auto   ›");
    // A key between them tells that it is typed.
    terminal.keys("@claude check this\r\u{1b}[Cwhat is two plus two?\r");
    terminal.wait_screen("cannot be used");
    terminal.wait_line("› @claude check this", 2);
    assert!(upstream.chats().is_empty());
    // Dropped, it lets the next one through.
    terminal.keys("\u{3}");
    terminal.wait_screen("└ qwen-a");
    assert_eq!(upstream.chats()[0].prompt(), "what is two plus two?");
}

#[test]
fn what_was_pasted_or_escaped_stays_text_when_it_comes_back() {
    let upstream = Upstream::saying("ok");
    let env = env_of_two(&upstream);
    let mut terminal = talk(&env, &[], "auto   ›");
    terminal.keys("\u{1b}[200~use kimi from now on\u{1b}[201~");
    terminal.wait_screen("› use kimi from now on");
    send(&mut terminal, "", "└ qwen-a");
    // The key that edits the last message, then the one that walks back.
    terminal.keys("\u{18}e");
    terminal.wait_screen("› \\use kimi from now on");
    send(&mut terminal, "", "└ qwen-a");
    terminal.keys("\u{1b}[A");
    // A preview may stand below.
    terminal.wait_line("› \\use kimi from now on", 2);
    send(&mut terminal, "", "└ qwen-a");
    let prompts: Vec<String> = upstream.chats().iter().map(Request::prompt).collect();
    assert_eq!(prompts, ["use kimi from now on"; 3]);
}

#[test]
fn a_long_message_comes_back_as_text() {
    let upstream = Upstream::saying("ok");
    let env = env_of_two(&upstream);
    let mut terminal = talk(&env, &[], "auto   ›");
    let lines: Vec<String> = (1..=14).map(|number| format!("line {number}")).collect();
    terminal.keys(&lines.join("\n"));
    terminal.wait_screen("line 14");
    send(&mut terminal, "", "└ qwen-a");
    terminal.keys("\u{18}e");
    terminal.wait_line("line 14", 2);
    terminal.keys("!");
    send(&mut terminal, "", "└ qwen-a");
    assert_eq!(upstream.chats()[1].prompt(), format!("{}!", lines.join("\n")));
}

#[test]
fn the_answer_to_a_message_before_it_was_changed_can_be_gone_to() {
    let upstream = Upstream::start();
    upstream.queue(Reply::says("about whales"));
    upstream.queue(Reply::says("about owls"));
    upstream.always(Reply::says("and on"));
    let env = env_of_two(&upstream);
    let mut terminal = talk(&env, &[], "auto   ›");
    send(&mut terminal, "tell me of whales", "└ qwen-a");
    terminal.keys("\u{18}e");
    terminal.wait_line("tell me of whales", 2);
    send(&mut terminal, "\u{17}owls", "about owls");
    terminal.keys("\u{18}[");
    terminal.wait_screen("(1/2)");
    terminal.wait_until("the first message and its answer", |screen| {
        screen.contents().matches("about whales").count() == 2
    });
    send(&mut terminal, "go on", "and on");
    let said: Vec<String> = upstream.chats()[2].conversation().into_iter().map(|(_, text)| text).collect();
    assert_eq!(said, ["tell me of whales", "about whales", "go on"]);
}

#[test]
fn a_message_that_nobody_answered_stands_in_the_line_again_and_a_key_asks_it() {
    let upstream = Upstream::start();
    upstream.always(Reply::says("here I am"));
    let mut env = TestEnv::new();
    env.provider("gone", "openai", &Upstream::nowhere()).provider("fake", "openai", &upstream.url());
    env.route_all(&["gone:qwen-a", "fake:kimi-b"]);
    let mut terminal = talk(&env, &["-m", "gone:qwen-a"], "qwen*  ›");
    terminal.keys("is anybody there?\r");
    terminal.wait_screen("error");
    terminal.wait_line("› is anybody there?", 2);
    terminal.keys("\u{1b}OQ");
    terminal.wait_screen("└ kimi-b");
    terminal.wait_empty_line();
    assert_eq!(upstream.chats()[0].prompt(), "is anybody there?");
}

#[test]
fn a_message_that_came_back_goes_out_once_and_changed_it_takes_the_place_of_what_it_was() {
    let upstream = Upstream::start();
    upstream.queue(Reply::says("hi"));
    upstream.queue(Reply::error(401, "invalid_api_key", "no such key"));
    upstream.queue(Reply::error(401, "invalid_api_key", "no such key"));
    upstream.always(Reply::says("there"));
    let env = TestEnv::with(&upstream);
    let mut terminal = talk(&env, &[], "auto   ›");
    send(&mut terminal, "hello", "hi");
    terminal.keys("please fail now\r");
    terminal.wait_line("› please fail now", 2);
    terminal.keys("\r");
    terminal.wait_line("› please fail now", 3);
    terminal.keys("\u{15}good words\r");
    terminal.wait_screen("there");
    let sent: Vec<_> = upstream.chats().iter().map(crate::support::upstream::Request::prompt).collect();
    assert_eq!(sent, ["hello", "please fail now", "please fail now", "good words"]);
    assert!(upstream.chats()[3].messages().iter().any(|(_, text)| text == "hi"), "what was answered before is kept");
}

#[test]
fn nothing_said_in_this_talk_is_said_so_and_flags_are_no_advice() {
    let upstream = Upstream::start();
    upstream.queue(Reply::says("ok"));
    upstream.always(Reply::error(400, "invalid_request_error", "no"));
    let env = env_of_two(&upstream);
    env.baro(&["ask", "hello"]).expect_code(0);
    let mut terminal = talk(&env, &[], "auto   ›");
    send(&mut terminal, "why this model?", "nothing was said yet");
    terminal.keys("\u{1b}OQ");
    terminal.wait_until("the same", |screen| screen.contents().matches("nothing was said yet").count() == 2);
    terminal.keys("hello\r");
    terminal.wait_screen("@name");
    assert!(!terminal.screen().contains("`-m`"), "{}", terminal.screen());
}

#[test]
fn advice_in_a_talk_is_what_can_be_typed_there() {
    let upstream = Upstream::start();
    upstream.queue(Reply::stream(Script::new().text("half of it").finish(Finish::Length)));
    upstream.always(Reply::says("and the rest"));
    for arguments in [&[][..], &["--plain"]] {
        let mut terminal = talk(&env_of_two(&upstream), arguments, "auto");
        terminal.keys("@kimi\r");
        terminal.wait_screen("`@name why does this fail?`");
        assert!(!terminal.screen().contains("baro ask"), "{}", terminal.screen());
        assert!(!terminal.screen().contains("send it again"), "{}", terminal.screen());
    }
    assert!(upstream.chats().is_empty());
    let mut terminal = talk(&env_of_two(&upstream), &[], "auto   ›");
    terminal.keys("tell all\r");
    terminal.wait_screen("say \"go on\" to have the rest");
    send(&mut terminal, "go on", "and the rest");
    let first = terminal.screen();
    assert!(!first.contains("`-c`"), "{first}");
    // Where lines are plain there is no new line to make of it.
    let mut terminal = talk(&env_of_two(&upstream), &["--plain"], "auto ›");
    terminal.keys("\\\r");
    terminal.wait_screen("there is nothing to send");
    terminal.wait_until("the next prompt", |screen| screen.contents().matches("auto ›").count() == 2);
    let last = terminal.screen();
    assert!(!last.contains("baro ask") && !last.contains("sends that message again"), "{last}");
}

#[test]
fn what_is_to_be_gone_on_with_is_this_conversation_where_something_was_answered_in_it() {
    let upstream = Upstream::saying("Once upon a time");
    let env = env_of_two(&upstream);
    env.baro(&["ask", "plan a trip to Rome"]).expect_code(0);
    let mut terminal = talk(&env, &[], "auto   ›");
    send(&mut terminal, "tell me a bedtime story", "Once upon");
    send(&mut terminal, "continue where we left off", "Once upon");
    send(&mut terminal, "who wrote this", "Once upon");
    send(&mut terminal, "why did you pick this one", "Once upon");
    assert!(!terminal.screen().contains("Rome") && upstream.chats().len() == 5, "{}", terminal.screen());
    // Before the first answer there is nothing else to go on with.
    send(&mut terminal, "new chat", "a new conversation begins");
    send(&mut terminal, "continue where we left off", "going on with: tell me a bedtime story");
}

#[test]
fn words_of_other_programs_have_a_key_which_is_told_once_and_exit_leaves() {
    let upstream = Upstream::saying("ok");
    let env = env_of_two(&upstream);
    for (command, key) in [
        ("/help", "`?` alone shows what can be done"),
        ("/copy", "`Ctrl-X y` does that"),
        ("/edit", "`Ctrl-X e` does that"),
        ("/exit", "`Ctrl-D` does that"),
    ] {
        let mut terminal = talk(&env, &[], "auto   ›");
        send(&mut terminal, command, &format!("no `/` commands are needed: {key}"));
        send(&mut terminal, "/help", "└ qwen-a");
        send(&mut terminal, "/think well", "└ qwen-a");
        assert_eq!(terminal.screen().matches("commands are needed").count(), 1, "{}", terminal.screen());
    }
    assert_eq!(upstream.chats().len(), 12);
    let mut terminal = talk(&env, &[], "auto   ›");
    send(&mut terminal, "\\exit", "└ qwen-a");
    assert_eq!(upstream.chats()[12].prompt(), "exit");
    terminal.keys("exit\r");
    terminal.wait_screen("`baro -c`");
    assert_eq!(terminal.finish(), Status::Code(0));
    assert_eq!(upstream.chats().len(), 13);
}

#[test]
fn help_by_a_word_is_shown_here_and_a_slash_before_it_tells_how() {
    let upstream = Upstream::saying("ok");
    let english = env_of_two(&upstream);
    let mut terminal = talk(&english, &[], "auto   ›");
    send(&mut terminal, "help", "find a conversation");
    terminal.wait_screen("back to auto: baro chooses again");
    let mut terminal = talk(&english, &["--plain"], "auto ›");
    send(&mut terminal, "show help", "back to auto: baro chooses again");
    let korean = env_of_two(&upstream).korean();
    let mut terminal = talk(&korean, &[], "auto   ›");
    send(&mut terminal, "도움말", "대화 찾기");
    terminal.wait_screen("앞으로 kimi로 해: 계속 kimi에게");
    assert!(upstream.chats().is_empty());
    send(&mut terminal, "/도움말", "대신 `?`만 치면 할 수 있는 것이 나옵니다");
    assert_eq!(upstream.chat().prompt(), "/도움말");
}

#[test]
fn the_conversations_are_listed_at_a_word_and_one_is_gone_on_with() {
    let upstream = Upstream::saying("ok");
    let korean = env_of_two(&upstream).korean();
    korean.baro(&["ask", "고래는 몇 살까지 살아?"]).expect_code(0);
    let mut terminal = talk(&korean, &[], "auto   ›");
    terminal.keys("어제 하던 대화 이어서\r");
    terminal.wait_screen("어제 이 폴더에서 나눈 대화가 없습니다");
    terminal.wait_screen("\"대화 목록\"이라고 하면");
    terminal.keys("\u{15}지난 대화 보여줘\r");
    terminal.wait_screen("1. 고래는 몇 살까지 살아?");
    terminal.wait_screen("번호 ›");
    terminal.keys("1\r");
    terminal.wait_screen("이어 가는 대화: 고래는 몇 살까지 살아?");
    let english = env_of_two(&upstream);
    let mut terminal = talk(&english, &["--plain"], "auto ›");
    send(&mut terminal, "show my conversations", "there is no conversation yet");
    send(&mut terminal, "hello", "ok");
    send(&mut terminal, "continue the last conversation", "this is the only conversation in this folder");
    assert_eq!(upstream.chats().len(), 2);
}

/// A home with two conversations, and a talk in which they are listed.
fn listed(upstream: &Upstream, arguments: &[&str], prompt: &str) -> (TestEnv, Terminal) {
    let env = env_of_two(upstream);
    for text in ["tell me of owls", "tell me of whales"] {
        env.baro(&["ask", text]).expect_code(0);
    }
    let mut terminal = talk(&env, arguments, prompt);
    terminal.keys("show my conversations\r");
    terminal.wait_screen("1. tell me of whales");
    terminal.wait_line("number ›", 1);
    (env, terminal)
}

#[test]
fn what_is_no_number_of_the_list_is_what_it_is_at_the_prompt() {
    for (arguments, prompt) in [(&[][..], "auto   ›"), (&["--plain"], "auto ›")] {
        let upstream = Upstream::saying("fine");
        let (_env, mut terminal) = listed(&upstream, arguments, prompt);
        terminal.keys("7\r");
        terminal.wait_screen("a number from 1 to 2");
        terminal.wait_line("number ›", 2);
        terminal.keys("what of the sky?\r");
        terminal.wait_screen("└ qwen-a");
        terminal.wait_line(prompt, 2);
        assert_eq!(upstream.chats()[2].prompt(), "what of the sky?");
        terminal.keys("show my conversations\r");
        terminal.wait_line("number ›", 3);
        terminal.keys("new chat\r");
        terminal.wait_screen("a new conversation begins");
        terminal.wait_empty_line();
        terminal.keys("show my conversations\r");
        terminal.wait_line("number ›", 4);
        terminal.keys("?\r");
        terminal.wait_screen("Ctrl-D");
        terminal.wait_empty_line();
        terminal.keys("show my conversations\r");
        terminal.wait_line("number ›", 5);
        terminal.keys("2.\r");
        terminal.wait_screen("going on with");
        assert_eq!(upstream.chats().len(), 3);
    }
}

#[test]
fn a_line_instead_of_a_number_is_kept_a_paste_in_it_is_one_and_what_was_begun_before_comes_back() {
    let upstream = Upstream::saying("fine");
    let (_env, mut terminal) = listed(&upstream, &[], "auto   ›");
    terminal.keys("\u{1b}[200~new chat\rand more\u{1b}[201~");
    terminal.wait_screen("and more");
    terminal.keys("\r");
    terminal.wait_screen("└ qwen-a");
    assert_eq!(upstream.chats()[2].prompt(), "new chat\nand more");
    terminal.wait_line("auto   ›", 2);
    terminal.keys("begun\u{18}s");
    terminal.wait_screen("words to look for");
    terminal.keys("\r");
    terminal.wait_line("number ›", 2);
    terminal.keys("what of the sky?\r");
    upstream.wait_chats(4);
    assert_eq!(upstream.chats()[3].prompt(), "what of the sky?");
    terminal.wait_line("› begun", 1);
    terminal.keys("\u{15}\u{1b}[A");
    terminal.wait_line("› what of the sky?", 2);
}

#[test]
fn conversations_of_one_title_are_told_apart_in_every_list() {
    let upstream = Upstream::saying("fine");
    let env = env_of_two(&upstream);
    let question = "why does this rust function of mine not borrow the";
    for end in ["vector?", "string?", "string?"] {
        env.baro(&["ask", &format!("{question} {end}")]).expect_code(0);
    }
    for columns in [40, 80] {
        let mut terminal = Terminal::baro(&env, &[], 50, columns);
        terminal.wait_line("auto   ›", 1);
        for (n, line) in ["show my conversations\r", "\u{18}sborrow\r"].into_iter().enumerate() {
            terminal.keys(line);
            terminal.wait_line("number ›", n + 1);
            let rows = terminal.rows();
            let of =
                |number: &str| rows.iter().rev().find_map(|row| row.strip_prefix(number)).expect("a row").to_owned();
            let (first, second, third) = (of("1. "), of("2. "), of("3. "));
            assert!(first != second && second != third && first != third, "{rows:#?}");
            assert!(third.contains("vector?"), "{rows:#?}");
            terminal.keys("\r");
            // The key has taken the line away that stood there.
            terminal.wait_line("auto   ›", 2);
        }
    }
}

#[test]
fn where_there_is_one_conversation_no_range_of_numbers_is_named() {
    let upstream = Upstream::saying("fine");
    let env = env_of_two(&upstream);
    env.baro(&["ask", "tell me of owls"]).expect_code(0);
    let mut terminal = talk(&env, &[], "auto   ›");
    terminal.keys("show my conversations\r");
    terminal.wait_line("number ›", 1);
    terminal.keys("2\r");
    terminal.wait_screen("there is only number 1");
}

#[test]
fn where_lines_are_plain_what_follows_a_question_that_was_left_stands_below_it() {
    let upstream = Upstream::saying("fine");
    let (_env, mut terminal) = listed(&upstream, &["--plain"], "auto ›");
    terminal.keys("\u{3}");
    terminal.wait_until("a row of the prompt's own", |screen| {
        let (row, column) = screen.cursor_position();
        row > 0
            && screen.contents_between(row, 0, row, column).trim_end() == "auto ›"
            && screen.contents_between(row - 1, 0, row, 0).starts_with("number › ")
    });
    terminal.keys("what of the sky?\r");
    terminal.wait_screen("└ qwen-a");
    assert_eq!(upstream.chats()[2].prompt(), "what of the sky?");
}

#[test]
fn tab_at_the_first_of_two_who_are_named_goes_on_to_the_second_once() {
    let upstream = Upstream::start();
    upstream.queue(Reply::stream(Script::says("from the first").finish(Finish::Missing)).cut_at_end(Cut::Silence));
    upstream.always(Reply::says("from another"));
    let mut env = TestEnv::new();
    env.provider("fake", "openai", &upstream.url()).route_all(&["fake:qwen-a", "fake:kimi-b", "fake:llama-c"]);
    let mut terminal = talk(&env, &[], "auto   ›");
    know_who_can_be_asked(&mut terminal);
    terminal.keys("@qwen @kimi why so?\r");
    terminal.wait_screen("from the first");
    terminal.keys("\t");
    terminal.wait_screen("from another");
    terminal.wait_until("the next prompt", |screen| screen.contents().trim_end().ends_with('›'));
    assert_eq!(models(&upstream), ["qwen-a", "kimi-b"]);
    // At the last of them it is somebody who was not asked yet.
    upstream.queue(Reply::says("the first again"));
    upstream.queue(Reply::stream(Script::says("from the second").finish(Finish::Missing)).cut_at_end(Cut::Silence));
    terminal.keys("@qwen @kimi and so?\r");
    terminal.wait_screen("from the second");
    terminal.keys("\t");
    terminal.wait_until("the next prompt", |screen| screen.contents().trim_end().ends_with('›'));
    assert_eq!(models(&upstream)[2..], ["qwen-a", "kimi-b", "llama-c"]);
}
