//! `ask` in a terminal: what a person sees before, while and after the answer comes.

#![cfg(unix)]

use std::time::Duration;

use crate::support::pty::Terminal;
use crate::support::run::Status;
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
