//! Each key of the table, pressed in a terminal, with the keyboard in English and in Korean.

use crate::repl_orders::{env_of_two, know_who_can_be_asked, models, send, talk};
use crate::support::pty::{Terminal, is_empty_line};
use crate::support::upstream::Request;
use crate::support::{Reply, TestEnv, Upstream};

/// Who answers says so.
fn upstream() -> Upstream {
    let upstream = Upstream::start();
    upstream.on(|request: &Request| request.body["model"].as_str().map(|model| Reply::says(&format!("{model} here"))));
    upstream
}

/// Presses a chord and waits until this stands on the screen once more, and for the prompt.
#[track_caller]
fn press(terminal: &mut Terminal, key: char, seen: &str) {
    let before = terminal.screen().matches(seen).count();
    terminal.keys(&format!("\u{18}{key}"));
    terminal.wait_until(seen, |screen| screen.contents().matches(seen).count() > before && is_empty_line(screen));
}

#[test]
fn the_chords_do_what_they_say_in_either_language_of_the_keyboard() {
    for [redo, why, star, pin, undo, new, help] in
        [['r', 'w', 'f', 'p', 'u', 'n', 'h'], ['ㄱ', 'ㅈ', 'ㄹ', 'ㅔ', 'ㅕ', 'ㅜ', 'ㅗ']]
    {
        let upstream = upstream();
        let env = env_of_two(&upstream);
        let mut terminal = talk(&env, &[], "auto   ›");
        send(&mut terminal, "tell me of whales", "qwen-a here");
        press(&mut terminal, redo, "kimi-b here");
        assert_eq!(models(&upstream), ["qwen-a", "kimi-b"], "{redo}");
        press(&mut terminal, why, "asked again");
        press(&mut terminal, star, "starred");
        press(&mut terminal, star, "starred");
        press(&mut terminal, pin, "kimi*  ›");
        send(&mut terminal, "and owls?", "kimi-b here");
        press(&mut terminal, pin, "auto   ›");
        press(&mut terminal, undo, "kimi-b answers again");
        press(&mut terminal, pin, "auto   ›");
        press(&mut terminal, new, "a new conversation begins");
        send(&mut terminal, "hello", "qwen-a here");
        assert_eq!(upstream.chats()[3].conversation().len(), 1, "{new}");
        press(&mut terminal, help, "Ctrl-X");
    }
}

#[test]
fn f1_shows_the_keys() {
    for sequence in ["\u{1b}OP", "\u{1b}[[A", "\u{1b}[11~"] {
        let upstream = upstream();
        let env = env_of_two(&upstream);
        let mut terminal = talk(&env, &[], "auto   ›");
        terminal.keys(sequence);
        terminal.wait_until("the keys", |screen| screen.contents().contains("Ctrl-X") && is_empty_line(screen));
    }
}

fn env_of_three(setting: &str, upstream: &Upstream) -> TestEnv {
    let mut env = TestEnv::new();
    env.config(setting);
    env.provider("fake", "openai", &upstream.url()).route_all(&["fake:qwen-a", "fake:kimi-b", "fake:llama-c"]);
    env
}

#[test]
fn shift_tab_goes_through_the_models_the_other_way() {
    let upstream = upstream();
    let env = env_of_three("", &upstream);
    let mut terminal = talk(&env, &[], "auto   ›");
    know_who_can_be_asked(&mut terminal);
    terminal.keys("hello there\u{1b}[Z");
    terminal.wait_screen("llama-c");
    terminal.keys("\u{1b}[Z");
    terminal.wait_screen("kimi-b");
    terminal.keys("\t");
    terminal.wait_screen("llama-c");
    send(&mut terminal, "", "llama-c here");
    assert_eq!(models(&upstream), ["llama-c"]);
}

#[test]
fn where_each_pick_is_asked_about_tab_changes_it() {
    let upstream = upstream();
    let env = env_of_three("mode = \"ask\"", &upstream);
    let mut terminal = talk(&env, &[], "›");
    terminal.keys("hello there\r");
    terminal.wait_screen("qwen-a");
    terminal.keys("\t");
    terminal.wait_screen("kimi-b");
    assert!(models(&upstream).is_empty());
    send(&mut terminal, "", "kimi-b here");
    assert_eq!(models(&upstream), ["kimi-b"]);
}
