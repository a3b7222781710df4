//! `ask` in a terminal: what a person sees before, while and after the answer comes.

#![cfg(unix)]

use std::time::Duration;

use crate::support::pty::Terminal;
use crate::support::run::Status;
use crate::support::upstream::Request;
use crate::support::{Cut, Finish, Reply, Script, TestEnv, Upstream};

#[test]
fn the_answer_is_read_on_the_screen_with_who_gave_it() {
    let upstream = Upstream::saying("하늘은 파랗습니다.");
    let env = TestEnv::with(&upstream).korean();
    let mut terminal = Terminal::baro(&env, &["ask", "하늘은 왜 파래?"], 24, 80);
    terminal.wait_screen("하늘은 파랗습니다.");
    terminal.wait_screen("m1");
    assert_eq!(terminal.finish(), Status::Code(0));
}

#[test]
fn a_hyphen_alone_that_nobody_pipes_into_is_what_is_typed_into_the_terminal() {
    let upstream = Upstream::saying("hi");
    let env = TestEnv::with(&upstream);
    for words in [&["ask", "-"][..], &["-"], &["ask", "-f", "-"], &["ask", "--stdin", "-"]] {
        let mut terminal = Terminal::baro(&env, words, 24, 80);
        terminal.wait_screen("Ctrl-D on a new line");
        terminal.keys("hello\r\u{4}");
        assert_eq!(terminal.finish(), Status::Code(0));
        terminal.wait_screen("hi");
    }
    assert_eq!(upstream.chats().iter().map(Request::prompt).collect::<Vec<_>>(), ["hello\n"; 4]);
}

#[test]
fn nothing_is_typed_for_a_model_or_a_conversation_that_there_is_not() {
    let upstream = Upstream::saying("hi");
    let env = TestEnv::with(&upstream);
    for (words, said) in [
        ("ask -m nosuch", "there is no model `nosuch`"),
        ("-m nosuch -", "there is no model `nosuch`"),
        ("ask -m groq:x", "there is no API key for groq"),
        ("ask -m nosuch --json", "unknown_model"),
        ("ask --conversation c_abcdefg", "there is no conversation `c_abcdefg`"),
        ("ask --stdin -m nosuch 'what is it?'", "there is no model `nosuch`"),
        ("route -m nosuch", "there is no model `nosuch`"),
    ] {
        let script = format!("{} {words} > out; echo ended $?; cat out", env!("CARGO_BIN_EXE_baro"));
        let mut terminal = Terminal::run(&env, "sh", &["-c", &script], 24, 200);
        terminal.wait_screen("ended 2");
        terminal.finish();
        let screen = terminal.screen();
        assert!(screen.contains(said) && !screen.contains("Ctrl-D"), "{words}: {screen}");
    }
    // A route that is named is looked at as far as its order can be read.
    let mut env = TestEnv::with(&upstream);
    env.config("[routes.code]\nmodels = [\"nosuch\"]");
    let script = format!("{} -r code > out; echo ended $?", env!("CARGO_BIN_EXE_baro"));
    let terminal = Terminal::run(&env, "sh", &["-c", &script], 24, 200);
    terminal.wait_screen("ended 2");
    assert!(!terminal.screen().contains("Ctrl-D"), "{}", terminal.screen());
    assert!(upstream.chats().is_empty());
}

#[test]
fn text_is_shown_while_the_model_still_writes() {
    let upstream = Upstream::start();
    upstream.always(Reply::stream(Script::says("the first part").finish(Finish::Missing)).cut_at_end(Cut::Silence));
    let env = TestEnv::with(&upstream);
    let mut terminal = Terminal::baro(&env, &["ask", "q"], 24, 80);
    terminal.wait_screen("the first part");
    // Ctrl-C, as a terminal sends it.
    terminal.keys("\u{3}");
    assert_eq!(terminal.finish(), Status::Code(130));
    assert!(terminal.screen().contains("the first part"), "{}", terminal.screen());
    assert!(terminal.screen().contains("what came is kept"), "{}", terminal.screen());
}

#[test]
fn interrupting_before_the_first_token_leaves_no_spinner_and_claims_nothing() {
    let upstream = Upstream::start();
    upstream.always(Reply::stream(Script::says("").finish(Finish::Missing)).cut_at_end(Cut::Silence));
    let env = TestEnv::with(&upstream);
    let mut terminal = Terminal::baro(&env, &["ask", "q"], 24, 80);
    terminal.wait_screen("is thinking");
    terminal.keys("\u{3}");
    assert_eq!(terminal.finish(), Status::Code(130));
    let screen = terminal.screen();
    assert!(screen.contains("interrupted") && !screen.contains("is kept"), "{screen}");
    assert!(!screen.contains("is thinking") && !screen.contains('^'), "{screen}");
}

#[test]
fn a_model_cannot_steer_the_terminal() {
    let upstream = Upstream::saying("before\u{1b}[2J\u{1b}[H\u{1b}]0;owned\u{7}after");
    let env = TestEnv::with(&upstream);
    let mut terminal = Terminal::baro(&env, &["ask", "q"], 24, 80);
    assert_eq!(terminal.finish(), Status::Code(0));
    assert!(terminal.screen().contains("before"), "{}", terminal.screen());
    let bytes = terminal.bytes();
    for hidden in [&b"\x1b[2J"[..], b"\x1b]0;owned"] {
        assert!(!bytes.windows(hidden.len()).any(|window| window == hidden));
    }
}

#[test]
fn colours_are_left_out_when_they_are_not_wanted() {
    let coloured = regex::Regex::new("\u{1b}\\[[0-9;]*3[0-7][0-9;]*m").expect("a pattern");
    for (name, value) in [("NO_COLOR", "1"), ("TERM", "dumb")] {
        let upstream = Upstream::start();
        upstream.always(Reply::says("plain **words**").after(Duration::from_millis(1)));
        let mut env = TestEnv::with(&upstream);
        env.set(name, value);
        let mut terminal = Terminal::baro(&env, &["ask", "q"], 24, 80);
        assert_eq!(terminal.finish(), Status::Code(0));
        let text = String::from_utf8_lossy(&terminal.bytes()).into_owned();
        assert!(text.contains("plain"), "{name}: {text:?}");
        assert!(!coloured.is_match(&text), "{name}: {text:?}");
    }
}

/// A list whose last item never ends.
const LIST: &str = "# 제목\n\n- **하나**\n- 둘\n\n| 이름 | 값 |\n|---|---:|\n| 가 | 1 |\n\n마지막 줄은";

#[test]
fn markdown_is_drawn_while_the_model_still_writes() {
    let upstream = Upstream::start();
    upstream.always(Reply::stream(Script::says(LIST).finish(Finish::Missing)).cut_at_end(Cut::Silence));
    let env = TestEnv::with(&upstream).korean();
    let mut terminal = Terminal::baro(&env, &["ask", "q"], 24, 80);
    terminal.wait_screen("마지막 줄은");
    terminal.keys("\u{3}");
    assert_eq!(terminal.finish(), Status::Code(130));
    let screen = terminal.screen();
    assert!(screen.contains("제목\n\n• 하나\n• 둘\n\n이름 │ 값\n─────┼───\n가   │  1\n\n마지막 줄은"), "{screen}");
    assert!(!screen.contains("**"), "{screen}");
}

#[test]
fn a_pipe_gets_the_text_of_the_model() {
    let upstream = Upstream::saying(LIST);
    let env = TestEnv::with(&upstream);
    env.baro(&["ask", "q"]).expect_code(0).expect_stdout(LIST);
}

#[test]
fn plain_and_dumb_terminals_get_the_text_once_and_nothing_is_redrawn() {
    for (argument, term) in [("--plain", "xterm-256color"), ("--quiet", "dumb")] {
        let upstream = Upstream::saying(LIST);
        let mut env = TestEnv::with(&upstream);
        env.set("TERM", term);
        let mut terminal = Terminal::baro(&env, &["ask", argument, "q"], 24, 80);
        assert_eq!(terminal.finish(), Status::Code(0));
        let text = String::from_utf8_lossy(&terminal.bytes()).into_owned();
        assert!(text.contains("- **하나**\r\n- 둘"), "{argument}: {text:?}");
        for redraw in ["\u{1b}[J", "\u{1b}[A", "\u{1b}[1A", "\u{1b}[2K", "\u{1b}[?2026h"] {
            assert!(!text.contains(redraw), "{argument}: {text:?}");
        }
    }
}

#[test]
fn a_window_that_changes_while_the_answer_comes_keeps_each_line_once() {
    let words: Vec<String> = (0..200).map(|n| format!("w{n:03}")).collect();
    let (first, second) = (words[..120].join(" "), words[120..].join(" "));
    let upstream = Upstream::start();
    let gate = Script::says(&first).text(" ").text("stop").words(&format!(" {second}"));
    upstream.always(Reply::stream(gate).pace(Duration::from_millis(2)));
    let mut env = TestEnv::with(&upstream);
    // The emulator of the tests cuts lines, as xterm does.
    env.set("XTERM_VERSION", "XTerm(390)").set("TERM", "xterm-256color");
    let mut terminal = Terminal::baro(&env, &["ask", "q"], 40, 60);
    terminal.wait_screen("w100");
    terminal.resize(40, 100);
    terminal.wait_screen("w150");
    terminal.resize(50, 120);
    assert_eq!(terminal.finish(), Status::Code(0));
    let screen = terminal.screen();
    for word in &words {
        assert_eq!(screen.matches(word.as_str()).count(), 1, "{word}:\n{screen}");
    }
}
