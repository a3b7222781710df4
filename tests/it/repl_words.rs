//! What is said in a talk in the place of a key, and lines in which something only looks like what it is not: a label that
//! was typed, a Tab that completes, a message with an order behind it.

use crate::support::pty::{Terminal, before_cursor, is_empty_line};
use crate::support::upstream::Request;
use crate::support::{Reply, TestEnv, Upstream};

/// The blank of a label.
const BLANK: &str = "\u{a0}";

fn env_of_two(upstream: &Upstream) -> TestEnv {
    let mut env = TestEnv::new();
    env.provider("fake", "openai", &upstream.url()).route_all(&["fake:qwen-a", "fake:kimi-b"]);
    env
}

fn talk(env: &TestEnv, arguments: &[&str]) -> Terminal {
    let terminal = Terminal::baro(env, arguments, 50, 100);
    terminal.wait_empty_line();
    terminal
}

/// Sends a line and waits for what is seen of it, then for the prompt after it.
#[track_caller]
fn send(terminal: &mut Terminal, line: &str, seen: &str) {
    let before = terminal.screen().matches(seen).count();
    terminal.keys(&format!("{line}\r"));
    terminal.wait_until(seen, |screen| screen.contents().matches(seen).count() > before && is_empty_line(screen));
}

fn prompts(upstream: &Upstream) -> Vec<String> {
    upstream.chats().iter().map(Request::prompt).collect()
}

fn copied(terminal: &Terminal) -> Vec<String> {
    let bytes = terminal.bytes();
    let text = String::from_utf8_lossy(&bytes);
    let copied = text.split("\u{1b}]52;c;").skip(1).filter_map(|rest| rest.split('\u{7}').next());
    copied.map(str::to_owned).collect()
}

fn paste(text: &str) -> String {
    format!("\u{1b}[200~{text}\u{1b}[201~")
}

#[test]
fn what_there_are_keys_for_can_be_said_in_a_talk() {
    for arguments in [&[][..], &["--plain"]] {
        let upstream = Upstream::start();
        upstream.queue(Reply::says("look:\n\n```sh\necho hi\n```\n"));
        upstream.queue(Reply::says("no code here"));
        upstream.always(Reply::says("and on"));
        let env = env_of_two(&upstream);
        let mut terminal = talk(&env, arguments);
        // Before there is an answer these are words like any other, but for those of a question alone.
        send(&mut terminal, "print hi", "└ qwen-a");
        send(&mut terminal, "copy the code", "the last code block was copied");
        send(&mut terminal, "답 복사해줘", "the last answer was copied");
        assert_eq!(copied(&terminal), ["ZWNobyBoaQo=", "bG9vazoKCmBgYHNoCmVjaG8gaGkKYGBgCg=="]);
        send(&mut terminal, "try another model", "└ kimi-b");
        send(&mut terminal, "코드 복사", "the last answer has no code block");
        send(&mut terminal, "the other answer", "(1/2) it goes on from the answer of qwen-a");
        send(&mut terminal, "방금 코드 복사", "the last code block was copied");
        send(&mut terminal, "star this chat", "starred");
        assert_eq!(upstream.chats().len(), 2, "{}", terminal.screen());
        let listed = env.baro(&["history", "list", "--all", "--json"]).json_lines();
        assert_eq!(listed[0]["starred"], true, "{listed:?}");
        send(&mut terminal, "이 대화 별표 빼줘", "no longer starred");
        terminal.keys("let me edit my last message\r");
        terminal.wait_screen("change the last message and send it");
        if arguments.is_empty() {
            terminal.wait_typed("print hi");
            send(&mut terminal, " there", "and on");
        } else {
            send(&mut terminal, "print hi there", "and on");
        }
        assert_eq!(upstream.chats()[2].conversation(), [("user".to_owned(), "print hi there".to_owned())]);
        assert!(!terminal.screen().contains("still to be sent"), "{}", terminal.screen());
        // The answer to the message as it was is another one.
        send(&mut terminal, "go back to the other answer", "it goes on from the answer of");
        assert_eq!(upstream.chats().len(), 3);
    }
}

#[test]
fn a_question_alone_has_no_such_words() {
    let upstream = Upstream::saying("ok");
    let env = env_of_two(&upstream);
    env.baro(&["print hi"]).expect_code(0);
    env.baro(&["-c", "copy the code"]).expect_code(0).expect_stdout("ok");
    assert_eq!(prompts(&upstream), ["print hi", "copy the code"]);
}

#[test]
fn a_long_paste_of_another_session_is_a_label_in_a_search_and_sends_all_of_it() {
    let upstream = Upstream::saying("ok");
    let env = env_of_two(&upstream);
    let lines: Vec<String> = (0..40).map(|n| format!("2026-01-02 10:00:{n:02} ERROR worker {n} failed\n")).collect();
    let log = lines.concat();
    let typed: Vec<String> = (0..14).map(|n| format!("my own line {n}")).collect();
    {
        let mut terminal = talk(&env, &[]);
        terminal.keys(&format!("why? {}", paste(&log)));
        terminal.wait_screen(&format!("[pasted{BLANK}1{BLANK}·{BLANK}40{BLANK}lines]"));
        send(&mut terminal, "", "└ ");
        // What was typed can be changed, however long it is.
        send(&mut terminal, &typed.join("\n"), "└ ");
    }
    let mut terminal = talk(&env, &[]);
    terminal.keys("\u{12}worker 7");
    terminal.wait_screen(&format!("why? [pasted{BLANK}1{BLANK}·{BLANK}40{BLANK}lines]"));
    assert!(!terminal.screen().contains("worker 8"), "{}", terminal.screen());
    terminal.keys("\r");
    upstream.wait_chats(3);
    assert_eq!(prompts(&upstream)[2].trim_end(), format!("why? {log}").trim_end());
    terminal.wait_empty_line();
    terminal.keys("\u{12}own line 13");
    terminal.wait_screen("my own line 12");
}

#[test]
fn a_label_that_is_typed_or_copied_off_the_screen_sends_no_paste() {
    let upstream = Upstream::saying("ok");
    let env = env_of_two(&upstream);
    let log = "a line\n".repeat(60);
    let mut terminal = talk(&env, &[]);
    terminal.keys(&paste(&log));
    let label = format!("[pasted{BLANK}1{BLANK}·{BLANK}60{BLANK}lines]");
    terminal.wait_screen(&label);
    send(&mut terminal, " why?", "└ ");
    send(&mut terminal, "what is [pasted 1 · 60 lines]?", "└ ");
    terminal.keys(&format!("and {}", paste(&label)));
    terminal.wait_screen("and [pasted");
    send(&mut terminal, "?", "└ ");
    let sent = prompts(&upstream);
    assert_eq!(sent[1], "what is [pasted 1 · 60 lines]?");
    assert!(sent[2].starts_with("and [pasted") && !sent[2].contains("a line"), "{}", sent[2]);
}

#[test]
fn a_tab_behind_an_at_sign_that_is_typed_during_an_answer_completes_the_name() {
    let upstream = Upstream::start();
    let (typed, is_typed) = std::sync::mpsc::channel::<()>();
    let is_typed = std::sync::Mutex::new(is_typed);
    upstream.on(move |request| {
        let _ = request.prompt() == "first" && is_typed.lock().expect("a receiver").recv().is_ok();
        None
    });
    upstream.always(Reply::says("ok"));
    let env = env_of_two(&upstream);
    let mut terminal = talk(&env, &[]);
    terminal.keys("first");
    terminal.wait_screen("(Tab: kimi)");
    terminal.keys("\r");
    upstream.wait_chats(1);
    terminal.keys("@kimi-\thello");
    typed.send(()).expect("who waits for it");
    drop(typed);
    terminal.wait_screen("└ qwen-a");
    terminal.wait_typed("@kimi-b hello");
    send(&mut terminal, "", "└ kimi-b");
    assert_eq!(prompts(&upstream), ["first", "hello"]);
}

/// A talk in which a message stands whose pick was shown by Enter.
fn at_pick(env: &TestEnv, message: &str) -> Terminal {
    let mut terminal = talk(env, &[]);
    // Who can be asked is known when the preview is.
    terminal.keys("x");
    terminal.wait_screen("Enter: send");
    terminal.keys("\u{15}");
    terminal.wait_empty_line();
    terminal.keys(&format!("{message}\r"));
    terminal.wait_screen("Enter: send");
    terminal.wait_typed(message);
    terminal
}

fn env_that_asks(upstream: &Upstream) -> TestEnv {
    let mut env = TestEnv::new();
    env.config("mode = \"ask\"");
    env.provider("fake", "openai", &upstream.url()).route_all(&["fake:qwen-a", "fake:kimi-b"]);
    env
}

#[test]
fn at_a_pick_an_order_is_followed_and_the_message_waits() {
    for (order, seen) in [
        ("새 대화", "a new conversation begins"),
        ("why this model?", "runner-up"),
        ("?", "Ctrl-X w"),
        ("how much have I spent today?", "today:"),
    ] {
        let upstream = Upstream::saying("ok");
        let env = env_that_asks(&upstream);
        let mut terminal = at_pick(&env, "what of owls");
        terminal.keys(&format!("{order}\r"));
        terminal.wait_screen(seen);
        terminal.wait_until("the message alone", |screen| {
            before_cursor(screen).ends_with("› what of owls") && screen.contents().contains(seen)
        });
        assert!(upstream.chats().is_empty(), "{order}");
        // Its pick is seen by itself, or by an Enter; the one after that, if there is one, ends an empty line.
        terminal.keys("\r");
        terminal.wait_until("its pick, or the answer", |screen| {
            ["Enter: send", "└ "].iter().any(|seen| screen.contents().contains(seen))
        });
        terminal.keys("\r");
        upstream.wait_chats(1);
        assert_eq!(prompts(&upstream), ["what of owls"], "{order}");
    }
}

#[test]
fn at_a_pick_whom_words_choose_is_asked() {
    for (order, foreseen) in
        [("다른 모델로", "» kimi-b"), ("@kimi", "» kimi-b"), (" use kimi from now on", "» kimi-b from now on")]
    {
        let upstream = Upstream::saying("ok");
        let env = env_that_asks(&upstream);
        let mut terminal = at_pick(&env, "what of owls");
        terminal.keys(order);
        terminal.wait_screen(foreseen);
        send(&mut terminal, "", "└ kimi-b");
        assert_eq!(prompts(&upstream), ["what of owls"], "{order}");
    }
}

#[test]
fn at_a_pick_other_words_change_the_message_and_a_paste_stands_below_it() {
    let upstream = Upstream::saying("ok");
    let env = env_that_asks(&upstream);
    let mut terminal = at_pick(&env, "what of owls");
    terminal.keys(" and whales?\r");
    terminal.wait_typed("what of owls and whales?");
    terminal.wait_screen("Enter: send");
    terminal.keys(&paste("new chat"));
    terminal.wait_until("the paste", |screen| before_cursor(screen) == "new chat");
    terminal.wait_screen("Enter: send");
    terminal.keys("\r");
    upstream.wait_chats(1);
    assert_eq!(prompts(&upstream), ["what of owls and whales?\nnew chat"]);
}

#[test]
fn a_message_that_is_too_large_for_whom_it_names_is_foreseen_in_parts() {
    let upstream = Upstream::saying("ok");
    let mut env = env_of_two(&upstream);
    env.config("[providers.fake.plan]\nfree = true\ntokens_per_minute = 3000");
    let long = "a line of a long report about owls and whales\n".repeat(300);
    let mut terminal = talk(&env, &[]);
    terminal.keys(&format!("@qwen what of it? {}", paste(&long)));
    terminal.wait_screen("» qwen-a · too large: offered in ");
    let foreseen = terminal.screen();
    let n = foreseen.split("offered in ").nth(1).and_then(|rest| rest.split(' ').next()).expect("a number").to_owned();
    terminal.keys("\r");
    terminal.wait_screen(&format!("Send it in {n} parts"));
    terminal.keys("n\r");
    // Nobody else takes it either.
    terminal.wait_until("the message again", |screen| screen.contents().matches("@qwen what of it?").count() == 2);
    terminal.keys("\u{15}");
    terminal.wait_empty_line();
    terminal.keys("@qwen short");
    terminal.wait_until("the preview of a short one", |screen| {
        let row = screen.contents().lines().last().unwrap_or_default().to_owned();
        row.contains("» qwen-a") && !row.contains("too large")
    });
}

#[test]
fn what_is_typed_into_a_terminal_is_asked_where_the_answer_goes_elsewhere() {
    let upstream = Upstream::saying("the answer");
    let env = env_of_two(&upstream);
    let script = format!("{} > answer.txt; echo ended $?", env!("CARGO_BIN_EXE_baro"));
    let mut terminal = Terminal::run(&env, "sh", &["-c", &script], 24, 100);
    terminal.wait_screen("Ctrl-D on a new line");
    // No line of it speaks to baro, as none of a pipe does.
    terminal.keys("use kimi from now on\rwhat of owls?\r\u{4}");
    terminal.wait_screen("ended 0");
    assert_eq!(prompts(&upstream), ["use kimi from now on\nwhat of owls?\n"]);
    let answer = std::fs::read_to_string(env.work().join("answer.txt")).expect("the answer");
    assert_eq!(answer, "the answer\n");
    // Nothing is read where nobody could answer, and an empty message is none.
    let mut terminal = Terminal::run(&env, "sh", &["-c", &script], 24, 100);
    terminal.wait_screen("Ctrl-D on a new line");
    terminal.keys("\u{4}");
    terminal.wait_screen("there is nothing to send");
    let nobody = TestEnv::new();
    let terminal = Terminal::run(&nobody, "sh", &["-c", &script], 24, 100);
    terminal.wait_screen("ended 2");
    assert!(!terminal.screen().contains("Ctrl-D"), "{}", terminal.screen());
}
