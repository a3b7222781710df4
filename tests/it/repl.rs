//! The REPL in a terminal: what is typed, what is seen, where the cursor stands, and what goes out.

use std::time::Duration;

use crate::support::pty::{Terminal, before_cursor, is_empty_line};
use crate::support::run::Status;
use crate::support::upstream::Request;
use crate::support::{Cut, Finish, Reply, Script, TestEnv, Upstream};

/// A talk with the fake provider's model, which answers `ok`.
fn talk(env: &TestEnv) -> Terminal {
    let terminal = Terminal::baro(env, &[], 50, 80);
    terminal.wait_screen("auto   ›");
    terminal
}

/// Types and waits until the caret stands behind what was typed.
#[track_caller]
fn type_and_see(terminal: &mut Terminal, text: &str) {
    terminal.keys(text);
    terminal.wait_until(text, |screen| before_cursor(screen).ends_with(text));
}

/// The last of so many prompts is there, the caret in it, and nothing stands between them.
#[track_caller]
fn wait_for_prompt(terminal: &Terminal, n_prompts: usize) {
    terminal.wait_until("the next prompt", |screen| {
        let contents = screen.contents();
        let n_seen = contents.lines().filter(|line| line.contains("› ") || line.ends_with('›')).count();
        n_seen >= n_prompts && is_empty_line(screen)
    });
}

#[test]
fn a_message_is_answered_and_the_next_one_goes_on_with_it() {
    let upstream = Upstream::start();
    upstream.always(Reply::says("파랑은 멀리 흩어집니다."));
    let env = TestEnv::with(&upstream).korean();
    let mut terminal = talk(&env);
    type_and_see(&mut terminal, "하늘은 왜 파래?");
    terminal.keys("\r");
    terminal.wait_screen("파랑은 멀리 흩어집니다.");
    terminal.wait_screen("└ m1");
    wait_for_prompt(&terminal, 2);
    terminal.keys("그럼 노을은?\r");
    upstream.wait_chats(2);
    wait_for_prompt(&terminal, 3);
    terminal.keys("\u{4}");
    assert_eq!(terminal.finish(), Status::Code(0));
    let requests = upstream.chats();
    assert_eq!(requests[0].prompt(), "하늘은 왜 파래?");
    let second: Vec<String> = requests[1].conversation().into_iter().map(|(_, text)| text).collect();
    assert_eq!(second, ["하늘은 왜 파래?", "파랑은 멀리 흩어집니다.", "그럼 노을은?"]);
    let shown = env.baro(&["history", "list", "--json"]);
    assert!(shown.stdout.contains("하늘은 왜 파래?"), "{}", shown.stdout);
}

#[test]
fn where_nothing_is_kept_the_talk_goes_on_and_leaves_no_word_behind() {
    for (flag, setting) in [(&["--no-store"][..], ""), (&[][..], "[history]\nkeep = false\n")] {
        let upstream = Upstream::saying("알겠습니다.");
        let mut env = TestEnv::with(&upstream).korean();
        env.config(setting);
        let mut terminal = Terminal::baro(&env, flag, 50, 80);
        terminal.wait_screen("auto   ›");
        terminal.keys("내 이름은 철수야\r");
        wait_for_prompt(&terminal, 2);
        terminal.keys("내 이름이 뭐야?\r");
        wait_for_prompt(&terminal, 3);
        let asked: Vec<String> = upstream.chats()[1].conversation().into_iter().map(|(_, text)| text).collect();
        assert_eq!(asked, ["내 이름은 철수야", "알겠습니다.", "내 이름이 뭐야?"]);
        // What is about the last answer has one, and the line before comes back.
        terminal.keys("왜 이 모델이야?\r");
        wait_for_prompt(&terminal, 4);
        assert!(!terminal.screen().contains("없습니다"), "{}", terminal.screen());
        terminal.keys("\u{18}e");
        terminal.wait_screen("지난 메시지를 고쳐");
        terminal.wait_until("the message", |screen| screen.contents().matches("내 이름이 뭐야?").count() == 2);
        terminal.keys("\u{3}\u{1b}[A");
        terminal.wait_until("the line before", |screen| screen.contents().matches("왜 이 모델이야?").count() == 2);
        terminal.keys("\u{3}\u{4}");
        assert_eq!(terminal.finish(), Status::Code(0));
        let folder = env.database().parent().expect("a folder").to_owned();
        for file in std::fs::read_dir(folder).expect("a folder").flatten() {
            let bytes = std::fs::read(file.path()).unwrap_or_default();
            assert!(!String::from_utf8_lossy(&bytes).contains("이름"), "{}", file.path().display());
        }
        // What it took is in the ledger.
        let used = env.baro(&["usage", "--json"]);
        assert!(used.stdout.contains("\"requests\": 2") || used.stdout.contains("\"requests\":2"), "{}", used.stdout);
    }
}

#[test]
fn the_caret_stands_behind_what_was_typed_also_in_hangul_and_its_parts() {
    let upstream = Upstream::saying("ok");
    let env = TestEnv::with(&upstream).korean();
    let mut terminal = talk(&env);
    let at = |terminal: &Terminal, column: u16| {
        terminal.wait_until("the caret in its column", |screen| screen.cursor_position().1 == column);
    };
    at(&terminal, 9);
    terminal.keys("한글");
    at(&terminal, 13);
    // Decomposed, as macOS has file names.
    terminal.keys("\u{1112}\u{1161}\u{11ab}");
    at(&terminal, 15);
    terminal.keys("\u{7f}");
    at(&terminal, 13);
    terminal.keys("\u{1b}[D");
    at(&terminal, 11);
    terminal.keys("가");
    at(&terminal, 13);
    terminal.keys("\u{7f}\u{7f}");
    at(&terminal, 9);
    terminal.wait_until("what is left", |screen| screen.contents().contains("› 글"));
    // Over the window's edge and back: two columns each, the last one never cut in two.
    terminal.keys("\u{5}");
    terminal.keys(&"나".repeat(40));
    terminal.wait_until("the second row", |screen| screen.cursor_position().1 == 12);
    terminal.keys(&"\u{7f}".repeat(40));
    at(&terminal, 11);
    terminal.wait_typed("글");
}

#[test]
fn what_is_typed_during_an_answer_waits_unseen_and_esc_stops_it() {
    let upstream = Upstream::start();
    upstream.queue(Reply::stream(Script::says("the first part").finish(Finish::Missing)).cut_at_end(Cut::Silence));
    upstream.always(Reply::says("second answer"));
    let env = TestEnv::with(&upstream);
    let mut terminal = talk(&env);
    terminal.keys("q\r");
    terminal.wait_screen("the first part");
    terminal.keys("typed ahead");
    terminal.keys("\u{1b}");
    terminal.wait_screen("what came is kept");
    terminal.wait_screen("› typed ahead");
    let screen = terminal.screen();
    assert_eq!(screen.matches("typed ahead").count(), 1, "{screen}");
    terminal.keys("\r");
    terminal.wait_screen("second answer");
    assert_eq!(upstream.chats()[1].prompt(), "typed ahead");
}

#[test]
fn a_line_that_was_sent_during_an_answer_follows_it() {
    let upstream = Upstream::start();
    upstream.queue(Reply::says("slow answer").after(Duration::from_millis(300)));
    upstream.always(Reply::says("second answer"));
    let env = TestEnv::with(&upstream);
    let mut terminal = talk(&env);
    terminal.keys("one\rtwo\r");
    terminal.wait_screen("slow answer");
    terminal.wait_screen("second answer");
    assert_eq!(upstream.chats()[1].prompt(), "two");
}

#[test]
fn tab_during_an_answer_asks_the_next_model_the_same() {
    let upstream = Upstream::start();
    upstream.queue(Reply::stream(Script::says("from the first").finish(Finish::Missing)).cut_at_end(Cut::Silence));
    upstream.always(Reply::says("from the second"));
    let mut env = TestEnv::new();
    env.provider("fake", "openai", &upstream.url()).route_all(&["fake:qwen-a", "fake:kimi-b"]);
    let mut terminal = talk(&env);
    terminal.keys("question\r");
    terminal.wait_screen("from the first");
    terminal.keys("\t");
    terminal.wait_screen("from the second");
    wait_for_prompt(&terminal, 2);
    // Who it is is said, and what chose that one.
    terminal.wait_screen("» kimi-b · chosen by Tab");
    let requests = upstream.chats();
    assert_eq!(
        (requests[0].body["model"].as_str(), requests[1].body["model"].as_str()),
        (Some("qwen-a"), Some("kimi-b"))
    );
    assert_eq!(requests[1].conversation(), [("user".to_owned(), "question".to_owned())]);
}

#[test]
fn sixty_pasted_lines_are_a_label_and_no_line_of_them_speaks_to_baro() {
    let upstream = Upstream::saying("ok");
    let mut env = TestEnv::new();
    env.provider("fake", "openai", &upstream.url()).route_all(&["fake:qwen-a", "fake:kimi-b"]);
    let mut terminal = talk(&env);
    let text: String = "a line\r".repeat(59) + "use kimi from now on";
    type_and_see(&mut terminal, "explain: ");
    terminal.keys(&format!("\u{1b}[200~{text}\u{1b}[201~"));
    terminal.wait_screen("[pasted\u{a0}1\u{a0}·\u{a0}60\u{a0}lines]");
    assert_eq!(terminal.cursor().1, 9 + 9 + 21);
    terminal.keys("\r");
    terminal.wait_screen("└ qwen-a");
    wait_for_prompt(&terminal, 2);
    assert_eq!(upstream.chats()[0].prompt(), format!("explain: {}", text.replace('\r', "\n")));
    // Typed, the last of them is an order that stands behind others.
    terminal.keys("a line\\\ruse kimi from now on\r");
    terminal.wait_screen("kimi-b answers from now on");
    upstream.wait_chats(2);
    assert_eq!(
        (&upstream.chats()[1].body["model"], upstream.chats()[1].prompt().as_str()),
        (&"kimi-b".into(), "a line")
    );
}

#[test]
fn a_paste_whose_end_is_lost_is_text_after_a_while_and_the_keys_are_keys_again() {
    let upstream = Upstream::saying("ok");
    let env = TestEnv::with(&upstream);
    let mut terminal = talk(&env);
    terminal.keys("\u{1b}[200~the end is lost");
    terminal.wait_screen("the end is lost");
    terminal.keys("\u{3}\u{4}");
    assert_eq!(terminal.finish(), Status::Code(0));
}

#[test]
fn lines_that_come_at_once_without_marks_are_pasted_and_none_of_them_is_sent() {
    let upstream = Upstream::saying("ok");
    let env = TestEnv::with(&upstream);
    let mut terminal = talk(&env);
    let code = "fn main() {\r    new chat\r    println!(\"바로\");\r}\r";
    terminal.keys(code);
    terminal.wait_screen("println!(\"바로\");\n");
    type_and_see(&mut terminal, " explain");
    terminal.keys("\r");
    terminal.wait_screen("└ m1");
    let prompts: Vec<String> = upstream.chats().iter().map(Request::prompt).collect();
    assert_eq!(prompts, [format!("{} explain", code.trim_end().replace('\r', "\n"))]);
}

#[test]
fn a_paste_of_a_hundred_kilobytes_stays_one_edit() {
    let upstream = Upstream::saying("ok");
    let env = TestEnv::with(&upstream);
    let mut terminal = talk(&env);
    let text = "가나다라 ".repeat(8_000);
    terminal.keys(&format!("\u{1b}[200~{text}\u{1b}[201~"));
    terminal.wait_screen("[pasted\u{a0}1\u{a0}·\u{a0}1\u{a0}line]");
    let before = terminal.bytes().len();
    type_and_see(&mut terminal, "xyz");
    assert!(terminal.bytes().len() - before < 400, "keys behind a paste draw no more than themselves");
    // One Backspace takes the label as a whole.
    terminal.keys("\u{7f}\u{7f}\u{7f}\u{7f}");
    terminal.wait_until("an empty line", |screen| screen.cursor_position().1 == 9);
}

#[test]
fn a_short_paste_is_text_and_its_words_are_no_words_to_baro() {
    let upstream = Upstream::saying("ok");
    let env = TestEnv::with(&upstream);
    let mut terminal = talk(&env);
    terminal.keys("\u{1b}[200~new chat\u{1b}[201~");
    terminal.wait_screen("› new chat");
    terminal.keys("\r");
    terminal.wait_screen("└ m1");
    assert_eq!(upstream.chats()[0].prompt(), "new chat");
    // Typed, it is one.
    wait_for_prompt(&terminal, 2);
    terminal.keys("new chat\r");
    terminal.wait_screen("a new conversation begins");
    assert_eq!(upstream.chats().len(), 1);
}

#[test]
fn ctrl_c_drops_the_line_and_twice_on_an_empty_one_leaves() {
    let upstream = Upstream::saying("ok");
    let env = TestEnv::with(&upstream);
    let mut terminal = talk(&env);
    type_and_see(&mut terminal, "never mind");
    terminal.keys("\u{3}");
    wait_for_prompt(&terminal, 2);
    terminal.keys("\u{3}");
    terminal.wait_screen("once more to leave");
    terminal.keys("\u{3}");
    assert_eq!(terminal.finish(), Status::Code(0));
    assert!(upstream.chats().is_empty());
}

#[test]
fn the_preview_comes_when_the_typing_rests_and_goes_with_the_next_key() {
    let upstream = Upstream::saying("ok");
    let mut env = TestEnv::new();
    env.provider("fake", "openai", &upstream.url()).route_all(&["fake:qwen-a", "fake:kimi-b"]);
    let mut terminal = talk(&env);
    type_and_see(&mut terminal, "fix this function");
    terminal.wait_screen("» qwen-a");
    terminal.wait_screen("(Tab: kimi)");
    terminal.wait_until("the caret where it was", |screen| screen.cursor_position().1 == 9 + 17);
    terminal.keys("!");
    terminal.wait_until("no preview", |screen| !screen.contents().contains('»'));
    terminal.keys("\t");
    terminal.wait_screen("kimi   › fix this function!");
    terminal.wait_screen("» kimi-b");
    terminal.keys("\r");
    terminal.wait_screen("└ kimi-b");
    // For that message alone.
    terminal.wait_screen("\nauto   ›");
    let screen = terminal.screen();
    assert!(!screen.contains('»'), "{screen}");
    assert_eq!(upstream.chats()[0].body["model"], "kimi-b");
}

#[test]
fn in_mode_ask_the_pick_is_shown_and_enter_confirms_it() {
    let upstream = Upstream::saying("ok");
    let mut env = TestEnv::new();
    env.config("mode = \"ask\"");
    env.provider("fake", "openai", &upstream.url()).route_all(&["fake:qwen-a", "fake:kimi-b"]);
    let mut terminal = talk(&env);
    terminal.keys("hello there\r");
    terminal.wait_screen("Enter: send, Tab: kimi");
    assert!(upstream.chats().is_empty());
    terminal.keys("\r");
    terminal.wait_screen("└ qwen-a");
}

#[test]
fn the_terminal_is_given_back_as_it_was_and_the_newer_keyboard_protocol_never_asked_for() {
    let upstream = Upstream::saying("ok");
    let env = TestEnv::with(&upstream);
    let script =
        format!("stty -a > before; {}; stty -a > after; cmp before after && echo SAME", env!("CARGO_BIN_EXE_baro"));
    let mut terminal = Terminal::run(&env, "sh", &["-c", &script], 24, 80);
    terminal.wait_screen("auto   ›");
    terminal.keys("hello\r");
    terminal.wait_screen("└ m1");
    wait_for_prompt(&terminal, 2);
    terminal.keys("\u{4}");
    terminal.wait_screen("SAME");
    let bytes = String::from_utf8_lossy(&terminal.bytes()).into_owned();
    assert!(bytes.contains("\u{1b}[?2004h") && bytes.contains("\u{1b}[?2004l"));
    for protocol in ["\u{1b}[>", "\u{1b}[=", "\u{1b}[<u", "\u{1b}[?1049h"] {
        assert!(!bytes.contains(protocol), "{protocol:?}");
    }
}

#[test]
fn a_narrow_window_wraps_the_line_and_a_wide_one_takes_it_back() {
    let upstream = Upstream::saying("ok");
    let env = TestEnv::with(&upstream).korean();
    let mut terminal = talk(&env);
    terminal.keys("가나다라마바사아자차카타파하 그리고 또 다시 처음부터");
    terminal.wait_typed("가나다라마바사아자차카타파하 그리고 또 다시 처음부터");
    terminal.resize(50, 40);
    terminal.wait_until("the caret on the second row", |screen| {
        let before = before_cursor(screen);
        before.ends_with("처음부터") && !before.contains('›')
    });
    terminal.keys("!\r");
    terminal.wait_screen("└ m1");
    assert_eq!(upstream.chats()[0].prompt(), "가나다라마바사아자차카타파하 그리고 또 다시 처음부터!");
}

#[test]
fn a_signal_ends_it_tidily_and_a_kill_loses_no_answer() {
    let upstream = Upstream::start();
    upstream.always(Reply::stream(Script::says("kept in any case").finish(Finish::Missing)).cut_at_end(Cut::Silence));
    for (signal, code) in [("TERM", Some(143)), ("HUP", Some(129)), ("KILL", None)] {
        let env = TestEnv::with(&upstream);
        let mut terminal = talk(&env);
        terminal.keys("question\r");
        terminal.wait_screen("kept in any case");
        // What was shown is stored within a second.
        let kept = |text: &str| env.baro(&["history", "search", text]).stdout.contains("question");
        if code.is_none() {
            let shown = || env.baro(&["history", "show", "--json"]).stdout;
            let mut n_left = 500;
            while !shown().contains("kept in any case") && n_left > 0 {
                n_left -= 1;
            }
        }
        let run = env.prepared("kill", &[&format!("-{signal}"), &terminal.id().to_string()]).status().expect("kill");
        assert!(run.success());
        let status = terminal.finish();
        if let Some(code) = code {
            assert_eq!(status, Status::Code(code), "{signal}");
            assert!(String::from_utf8_lossy(&terminal.bytes()).ends_with("\u{1b}[?2004l"), "{signal}");
        }
        assert!(kept("question"), "{signal}");
        let shown = env.baro(&["history", "show", "--json"]).stdout;
        assert!(shown.contains("kept in any case"), "{signal}: {shown}");
    }
}

#[test]
fn the_history_is_searched_and_a_line_with_a_blank_before_it_is_in_none() {
    use std::os::unix::fs::PermissionsExt as _;
    let upstream = Upstream::saying("ok");
    let env = TestEnv::with(&upstream).korean();
    let mut terminal = talk(&env);
    for (n, line) in ["첫 질문", " 비밀 질문", "Second question"].into_iter().enumerate() {
        terminal.keys(&format!("{line}\r"));
        upstream.wait_chats(n + 1);
        wait_for_prompt(&terminal, n + 2);
    }
    terminal.keys("\u{12}second");
    // The typing rests, and the search goes on.
    terminal.wait_screen("(reverse-i-search)`second': Second question");
    terminal.keys("\u{1b}");
    terminal.wait_until("the end of the search", |screen| !screen.contents().contains("reverse-i-search"));
    terminal.keys("\u{12}첫 질");
    terminal.wait_screen("(reverse-i-search)`첫 질': 첫 질문");
    terminal.keys("\u{1b}");
    terminal.wait_until("the end of the search", |screen| !screen.contents().contains("reverse-i-search"));
    terminal.keys("\u{1b}[A\u{1b}[A");
    terminal.wait_typed("첫 질문");
    terminal.keys("\u{3}\u{4}");
    assert_eq!(terminal.finish(), Status::Code(0));
    let file = env.database().with_file_name("history");
    assert_eq!(std::fs::metadata(&file).expect("a file").permissions().mode() & 0o777, 0o600);
    assert_eq!(std::fs::read_to_string(&file).expect("a file"), "첫 질문\nSecond question\n");
}

#[test]
fn ctrl_c_in_a_search_leaves_the_search_alone() {
    let upstream = Upstream::saying("ok");
    let env = TestEnv::with(&upstream);
    let mut terminal = talk(&env);
    terminal.keys("a question\r");
    upstream.wait_chats(1);
    wait_for_prompt(&terminal, 2);
    terminal.keys("begun\u{12}quest");
    terminal.wait_screen("(reverse-i-search)`quest': a question");
    terminal.keys("\u{3}");
    terminal.wait_typed("begun");
    // And another one drops the line.
    terminal.keys("\u{3}");
    terminal.wait_empty_line();
    terminal.keys("\u{4}");
    assert_eq!(terminal.finish(), Status::Code(0));
}

#[test]
fn the_keys_are_shown_for_a_question_mark_and_a_slash_is_told_once_and_sent() {
    let upstream = Upstream::saying("ok");
    let env = TestEnv::with(&upstream);
    let mut terminal = talk(&env);
    terminal.keys("?\r");
    terminal.wait_screen("Ctrl-X u");
    let rows = terminal.rows();
    assert!(rows.iter().all(|row| row.chars().count() <= 80), "{rows:#?}");
    terminal.keys("/model kimi\r");
    terminal.wait_screen("no `/` commands are needed");
    terminal.wait_screen("└ m1");
    wait_for_prompt(&terminal, 3);
    terminal.keys("/think about it\r");
    upstream.wait_chats(2);
    wait_for_prompt(&terminal, 4);
    assert_eq!(terminal.screen().matches("commands are needed").count(), 1);
    assert_eq!(upstream.chats()[0].prompt(), "/model kimi");
}

#[test]
fn without_a_terminal_that_can_move_its_cursor_lines_are_plain() {
    let upstream = Upstream::saying("a plain answer");
    for (name, value, arguments) in [("TERM", "dumb", &[][..]), ("TERM", "xterm", &["--plain"][..])] {
        let mut env = TestEnv::with(&upstream);
        env.set(name, value);
        let mut terminal = Terminal::baro(&env, arguments, 50, 80);
        terminal.wait_screen("auto ›");
        // No key is offered that there is not.
        let first = terminal.screen();
        assert!(first.contains("? help") && !first.contains("keys") && !first.contains("Tab"), "{first}");
        terminal.keys("hello\r");
        terminal.wait_screen("a plain answer");
        terminal.wait_until("the next prompt", |screen| screen.contents().matches("auto ›").count() == 2);
        // What is offered can be done here, and a key that is none leaves nothing in a message.
        terminal.keys("?\r");
        terminal.wait_screen("try another model: ");
        terminal.wait_until("the next prompt", |screen| screen.contents().matches("auto ›").count() == 3);
        assert!(!terminal.screen().contains("Ctrl-X"), "{}", terminal.screen());
        terminal.keys("\u{18}\u{7}again\r");
        terminal.wait_until("the next prompt", |screen| screen.contents().matches("auto ›").count() == 4);
        assert_eq!(upstream.chats().last().map(Request::prompt).as_deref(), Some("again"));
        // Ctrl-C at the prompt, as the terminal makes a signal of it.
        terminal.keys("\u{3}");
        terminal.wait_screen("once more to leave");
        terminal.keys("\u{3}");
        assert_eq!(terminal.finish(), Status::Code(0));
        let bytes = terminal.bytes();
        assert!(!bytes.contains(&0x1b), "{}", String::from_utf8_lossy(&bytes).escape_debug());
    }
}

#[test]
fn what_follows_a_backslash_and_enter_is_undone_word_by_word() {
    let upstream = Upstream::saying("ok");
    let env = TestEnv::with(&upstream);
    let mut terminal = talk(&env);
    terminal.keys("one\\\r");
    terminal.wait_until("the new line", |screen| screen.cursor_position().1 == 0);
    terminal.keys("two three");
    terminal.wait_screen("two three");
    // Ctrl-_
    terminal.keys("\u{1f}");
    terminal.wait_until("less of it", |screen| !screen.contents().contains("three"));
    let screen = terminal.screen();
    assert!(screen.contains("› one\ntwo"), "{screen}");
    // Also where nothing stands before it.
    terminal.keys("\u{3}");
    terminal.wait_until("an empty line", |screen| screen.contents().trim_end().ends_with('›'));
    terminal.keys("\\\r");
    terminal.wait_until("the new line", |screen| screen.cursor_position().1 == 0);
    terminal.keys("below\r");
    upstream.wait_chats(1);
    assert_eq!(upstream.chats()[0].prompt().trim(), "below");
}

#[test]
fn plain_lines_that_are_pasted_are_one_message_and_no_line_of_them_speaks_to_baro() {
    let upstream = Upstream::saying("ok");
    let env = TestEnv::with(&upstream);
    let mut terminal = Terminal::baro(&env, &["--plain"], 50, 80);
    terminal.wait_screen("auto ›");
    terminal.keys("new chat\rthe second line\rthe third");
    terminal.wait_screen("what was pasted is one message");
    assert!(upstream.chats().is_empty());
    terminal.keys(" line: sum it up\r");
    upstream.wait_chats(1);
    assert_eq!(upstream.chats()[0].prompt(), "new chat\nthe second line\nthe third line: sum it up");
    terminal.wait_until("the next prompt", |screen| screen.contents().matches("auto ›").count() == 2);
    // Ctrl-C drops all of it.
    terminal.keys("one\rtwo\rthree");
    terminal.wait_until("said again", |screen| screen.contents().matches("what was pasted").count() == 2);
    terminal.keys("\u{3}");
    terminal.wait_screen("once more to leave");
    terminal.keys("four\r");
    upstream.wait_chats(2);
    assert_eq!(upstream.chats()[1].prompt(), "four");
}

/// The line discipline drops what is behind 4,095 bytes of a line, without a word.
#[cfg(target_os = "linux")]
#[test]
fn a_plain_line_that_the_terminal_cuts_is_not_sent_before_enter_says_so() {
    let upstream = Upstream::saying("ok");
    for (env, said) in [
        (TestEnv::with(&upstream), "the terminal takes 4,095 bytes of a line"),
        (TestEnv::with(&upstream).korean(), "4,095바이트까지만"),
    ] {
        let prompt = "auto ›";
        let n_before = upstream.chats().len();
        let mut terminal = Terminal::baro(&env, &["--plain"], 100, 120);
        terminal.wait_screen(prompt);
        terminal.keys(&format!("ab{}\r", "가".repeat(2_000)));
        terminal.wait_screen(said);
        terminal.wait_until("the next prompt", |screen| screen.contents().matches(prompt).count() >= 2);
        assert_eq!(upstream.chats().len(), n_before);
        terminal.keys("\r");
        upstream.wait_chats(n_before + 1);
        assert_eq!(upstream.chats()[n_before].prompt(), format!("ab{}", "가".repeat(1_364)));
        terminal.wait_screen("ok");
        // Another line takes its place, and one that is shorter is sent at once.
        let whole = "b".repeat(4_094);
        terminal.wait_until("the prompt after it", |screen| screen.contents().matches(prompt).count() >= 3);
        terminal.keys(&format!("{}\r", "a".repeat(4_096)));
        terminal.wait_until("said again", |screen| screen.contents().matches("4,095").count() == 2);
        terminal.keys(&format!("{whole}\r"));
        upstream.wait_chats(n_before + 2);
        assert_eq!(upstream.chats()[n_before + 1].prompt(), whole);
    }
}

#[test]
fn plain_lines_that_are_typed_during_an_answer_wait_unseen_and_ctrl_c_drops_none() {
    let upstream = Upstream::start();
    for part in ["the first part", "the second part"] {
        upstream.queue(Reply::stream(Script::says(part).finish(Finish::Missing)).cut_at_end(Cut::Silence));
    }
    upstream.always(Reply::says("another answer"));
    let env = TestEnv::with(&upstream);
    let mut terminal = Terminal::baro(&env, &["--plain"], 50, 80);
    terminal.wait_line("auto ›", 1);
    terminal.keys("q\r");
    terminal.wait_screen("the first part");
    // A mistake is taken back unseen, too.
    terminal.keys("typedx\u{7f} ahead\r\u{3}");
    terminal.wait_screen("what came is kept");
    terminal.wait_screen("the second part");
    terminal.keys("and the\u{3}");
    terminal.wait_line("auto › and the", 1);
    let screen = terminal.screen();
    assert_eq!(screen.matches("typed ahead").count(), 1, "{screen}");
    assert!(screen.contains("\nauto › typed ahead\n"), "{screen}");
    assert!(!screen.contains("^C"), "{screen}");
    terminal.keys(" next\r");
    upstream.wait_chats(3);
    let prompts: Vec<String> = upstream.chats().iter().map(Request::prompt).collect();
    assert_eq!(prompts, ["q", "typed ahead", "and the next"]);
    // At the prompt Ctrl-C drops all of the line.
    terminal.wait_line("auto ›", 4);
    terminal.keys("dropped\u{3}");
    terminal.wait_line("auto ›", 5);
    terminal.keys("kept\r");
    upstream.wait_chats(4);
    assert_eq!(upstream.chats()[3].prompt(), "kept");
    // Ctrl-D leaves, and the terminal shows again what is typed.
    terminal.wait_line("auto ›", 6);
    terminal.keys("\u{4}");
    assert_eq!(terminal.finish(), Status::Code(0));
    assert!(terminal.echoes());
}

#[test]
fn plain_lines_that_are_pasted_during_an_answer_are_one_message_and_no_line_of_them_speaks_to_baro() {
    let upstream = Upstream::start();
    for part in ["the first part", "the second part"] {
        upstream.queue(Reply::stream(Script::says(part).finish(Finish::Missing)).cut_at_end(Cut::Silence));
    }
    upstream.always(Reply::says("another answer"));
    let mut env = TestEnv::new();
    env.provider("fake", "openai", &upstream.url()).route_all(&["fake:qwen-a", "fake:kimi-b"]);
    let mut terminal = Terminal::baro(&env, &["--plain"], 50, 80);
    terminal.wait_line("auto ›", 1);
    terminal.keys("q\r");
    terminal.wait_screen("the first part");
    terminal.keys("use kimi from now on\ra log line\rnew chat\r\u{3}");
    // It is shown, and waits for Enter, as a paste at the prompt does.
    terminal.wait_screen("what was pasted is one message");
    let screen = terminal.screen();
    assert!(screen.contains("\nauto › use kimi from now on\na log line\nnew chat\n"), "{screen}");
    assert_eq!(upstream.chats().len(), 1);
    terminal.keys("why?\r");
    upstream.wait_chats(2);
    assert_eq!(upstream.chats()[1].prompt(), "use kimi from now on\na log line\nnew chat\nwhy?");
    assert_eq!(upstream.chats()[1].body["model"], "qwen-a");
    // The last line of a paste may have no end.
    terminal.wait_screen("the second part");
    terminal.keys("new chat\ruse kimi from\u{3}");
    terminal.wait_line("use kimi from", 2);
    terminal.keys(" now on\r");
    upstream.wait_chats(3);
    assert_eq!(upstream.chats()[2].prompt(), "new chat\nuse kimi from now on");
    assert_eq!(upstream.chats()[2].conversation().len(), 5);
    assert!(!terminal.screen().contains("conversation"), "{}", terminal.screen());
}

#[test]
fn a_long_paste_during_an_answer_is_whole() {
    let upstream = Upstream::start();
    upstream.queue(Reply::stream(Script::says("the first part").finish(Finish::Missing)).cut_at_end(Cut::Silence));
    upstream.always(Reply::says("another answer"));
    let env = TestEnv::with(&upstream);
    let mut terminal = Terminal::baro(&env, &["--plain"], 50, 80);
    terminal.wait_line("auto ›", 1);
    terminal.keys("q\r");
    terminal.wait_screen("the first part");
    // More than a terminal holds for whoever reads it later.
    let lines: Vec<String> = (0..500).map(|n| format!("2026-01-02 10:00:00 worker {n} failed")).collect();
    terminal.keys(&format!("{}\r", lines.join("\r")));
    terminal.keys("\u{3}");
    terminal.wait_screen("what was pasted is one message");
    terminal.keys("\r");
    upstream.wait_chats(2);
    assert_eq!(upstream.chats()[1].prompt(), lines.join("\n"));
}

#[test]
fn a_file_behind_an_at_sign_goes_along_and_is_completed_by_tab() {
    let upstream = Upstream::saying("ok");
    let env = TestEnv::with(&upstream);
    env.file("src/main.rs", "fn main() { use_kimi_from_now_on(); }");
    let mut terminal = talk(&env);
    terminal.keys("why? @src/m\t");
    terminal.wait_screen("why? @src/main.rs");
    terminal.keys("\r");
    terminal.wait_screen("└ m1");
    let prompt = upstream.chats()[0].prompt();
    assert!(prompt.starts_with("why? @src/main.rs") && prompt.contains("use_kimi_from_now_on"), "{prompt}");
    // A particle behind it belongs to the sentence.
    wait_for_prompt(&terminal, 2);
    terminal.keys("@src/main.rs를 설명해줘\r");
    upstream.wait_chats(2);
    let prompt = upstream.chats()[1].prompt();
    assert!(prompt.starts_with("@src/main.rs를 설명해줘") && prompt.contains("use_kimi_from_now_on"), "{prompt}");
    wait_for_prompt(&terminal, 3);
    // A path that is none is said, and stops nothing.
    terminal.keys("and @src/mian.rs?\r");
    terminal.wait_screen("there is no file `src/mian.rs`");
    upstream.wait_chats(3);
    // As compilers, editors and people write it: the number of the line is said, too.
    for (n, line) in ["@src/main.rs:2 이 줄 뭐야", "@src/main.rs#L2-L4 뭐야", "이 파일(@src/main.rs)이 왜 느려?"]
        .into_iter()
        .enumerate()
    {
        wait_for_prompt(&terminal, n + 4);
        terminal.keys(&format!("{line}\r"));
        upstream.wait_chats(n + 4);
        let prompt = upstream.chats()[n + 3].prompt();
        assert!(prompt.starts_with(line) && prompt.contains("use_kimi_from_now_on"), "{prompt}");
    }
}

#[test]
fn a_path_with_a_blank_goes_along_without_quotes_and_tab_puts_them() {
    let upstream = Upstream::saying("ok");
    let env = TestEnv::with(&upstream);
    env.file("회의 기록.txt", "whales were spoken of");
    let mut terminal = talk(&env);
    terminal.keys("sum up @회의 기록.txt please\r");
    terminal.wait_screen("└ m1");
    assert!(upstream.chats()[0].prompt().contains("whales were spoken of"), "{}", upstream.chats()[0].prompt());
    terminal.keys("sum up @회의 기\t");
    terminal.wait_screen("sum up @\"회의 기록.txt\"");
}

#[test]
fn tab_behind_an_at_sign_offers_names_and_ids_and_says_where_there_is_none() {
    let upstream = Upstream::saying("ok");
    let mut env = TestEnv::new();
    env.provider("fake", "openai", &upstream.url()).route_all(&["fake:qwen-a", "fake:kimi-b77"]);
    let mut terminal = talk(&env);
    // Who can be asked is known when the preview is there.
    terminal.keys("hi");
    terminal.wait_screen("(Tab: ");
    terminal.keys("\u{15}@zzz\t");
    terminal.wait_screen("no model or file begins with `@zzz`");
    terminal.keys("\u{7f}");
    terminal.wait_until("the word alone", |screen| !screen.contents().contains("begins with"));
    terminal.keys("\u{15}@ki\t");
    terminal.wait_screen("@kimi-b77");
    terminal.wait_screen("› @kimi");
    terminal.keys("-\t");
    terminal.wait_screen("› @kimi-b77 ");
    terminal.keys("hello\r");
    terminal.wait_screen("└ kimi-b77");
}

#[test]
fn a_redo_keeps_both_answers_and_either_can_be_gone_on_from() {
    let upstream = Upstream::start();
    upstream.queue(Reply::says("answer of **the first**"));
    upstream.queue(Reply::says("answer of the second"));
    upstream.always(Reply::says("and on"));
    let mut env = TestEnv::new();
    env.provider("fake", "openai", &upstream.url()).route_all(&["fake:qwen-a", "fake:kimi-b"]);
    let mut terminal = talk(&env);
    terminal.keys("question\r");
    terminal.wait_screen("answer of the first");
    wait_for_prompt(&terminal, 2);
    // F2, the extra for `try another model`.
    terminal.keys("\u{1b}OQ");
    terminal.wait_screen("answer of the second");
    wait_for_prompt(&terminal, 2);
    assert_eq!(upstream.chats()[1].body["model"], "kimi-b");
    // Ctrl-X [ goes back to the other answer, with the keyboard in either language.
    terminal.keys("\u{18}[");
    terminal.wait_screen("(1/2)");
    wait_for_prompt(&terminal, 2);
    // It is drawn as it was when it came, and is what is copied now.
    assert_eq!(terminal.screen().matches("answer of the first").count(), 2, "{}", terminal.screen());
    terminal.keys("\u{18}y");
    terminal.wait_screen("copied");
    let bytes = terminal.bytes();
    assert!(String::from_utf8_lossy(&bytes).contains("]52;c;YW5zd2VyIG9mICoqdGhlIGZpcnN0Kio="), "the first answer");
    wait_for_prompt(&terminal, 2);
    terminal.keys("next\r");
    terminal.wait_screen("and on");
    let said: Vec<String> = upstream.chats()[2].conversation().into_iter().map(|(_, text)| text).collect();
    assert_eq!(said, ["question", "answer of **the first**", "next"]);
}

#[test]
fn the_last_message_is_changed_and_sent_again_in_its_place() {
    let upstream = Upstream::saying("ok");
    let env = TestEnv::with(&upstream);
    let mut terminal = talk(&env);
    terminal.keys("first try\r");
    terminal.wait_screen("└ m1");
    wait_for_prompt(&terminal, 2);
    // Ctrl-X and the key of `e` on a Korean keyboard.
    terminal.keys("\u{18}ㄷ");
    terminal.wait_screen("› first try");
    terminal.keys("\u{17}attempt\r");
    upstream.wait_chats(2);
    terminal.wait_until("two footers", |screen| screen.contents().matches("└ m1").count() == 2);
    assert_eq!(upstream.chats()[1].conversation(), [("user".to_owned(), "first attempt".to_owned())]);
}

#[test]
fn the_message_is_written_in_the_users_own_editor() {
    let upstream = Upstream::saying("ok");
    let mut env = TestEnv::with(&upstream);
    let editor = env.file("my editor.sh", "#!/bin/sh\nprintf '%s and more\\n' \"$(cat \"$1\")\" > \"$1\"\n");
    env.set("EDITOR", &format!("sh '{}'", editor.display()));
    let mut terminal = talk(&env);
    type_and_see(&mut terminal, "a draft");
    terminal.keys("\u{18}\u{5}");
    terminal.wait_screen("› a draft and more");
    assert_eq!(terminal.cursor().1, 9 + 16);
    terminal.keys("\r");
    terminal.wait_screen("└ m1");
    assert_eq!(upstream.chats()[0].prompt(), "a draft and more");
    let left: Vec<_> = std::fs::read_dir(env.database().parent().expect("a folder")).expect("a folder").collect();
    assert!(left.iter().flatten().all(|entry| !entry.file_name().to_string_lossy().starts_with("message-")));
}

#[test]
fn only_baro_puts_a_code_block_on_the_clipboard() {
    let block = "\u{1b}[201~echo \u{1b}[31m\u{202e}hi\u{9b}\u{7}";
    let upstream = Upstream::saying(&format!("x\u{1b}]52;c;ZXZpbA==\u{7}\n```sh\n{block}\n```\n"));
    let env = TestEnv::with(&upstream);
    let mut terminal = talk(&env);
    terminal.keys("q\r");
    terminal.wait_screen("└ m1");
    wait_for_prompt(&terminal, 2);
    terminal.keys("\u{18}ㅛ");
    terminal.wait_screen("the last code block was copied");
    let bytes = String::from_utf8_lossy(&terminal.bytes()).into_owned();
    // `echo hi` and its end: what would end a paste into a shell, or turn its text around, is gone.
    assert!(bytes.contains("\u{1b}]52;c;ZWNobyBoaQo=\u{7}"), "{bytes:?}");
    assert_eq!(bytes.matches("]52;").count(), 1);
}

#[test]
fn a_conversation_of_a_name_goes_on() {
    let upstream = Upstream::saying("ok");
    let env = TestEnv::with(&upstream);
    for (n, line) in ["what of Jeju?", "and what of Busan?"].into_iter().enumerate() {
        env.baro(&["something else"]).expect_code(0);
        let mut terminal = Terminal::baro(&env, &["--conversation", "여행"], 30, 80);
        terminal.wait_empty_line();
        terminal.keys(&format!("{line}\r"));
        upstream.wait_chats(2 * n + 2);
        terminal.wait_screen("└ m1");
        terminal.wait_empty_line();
        terminal.keys("\u{4}");
        assert_eq!(terminal.finish(), Status::Code(0));
    }
    let said: Vec<String> = upstream.chats()[3].conversation().into_iter().map(|(_, text)| text).collect();
    assert_eq!(said, ["what of Jeju?", "ok", "and what of Busan?"]);
}

#[test]
fn a_conversation_is_found_again_by_its_words() {
    let upstream = Upstream::saying("그렇습니다.");
    let env = TestEnv::with(&upstream).korean();
    for text in ["고래는 포유류야?", "오리너구리는 알을 낳아?"] {
        let run = env.baro(&["ask", text]);
        run.expect_code(0);
    }
    let mut terminal = talk(&env);
    terminal.keys("\u{18}s");
    terminal.wait_screen("찾을 말");
    terminal.keys("고래\r");
    terminal.wait_screen("1. 고래는 포유류야?");
    terminal.keys("1\r");
    terminal.wait_screen("이어 가는 대화: 고래는 포유류야?");
    wait_for_prompt(&terminal, 2);
    terminal.keys("그럼 상어는?\r");
    upstream.wait_chats(3);
    let said: Vec<String> = upstream.chats()[2].conversation().into_iter().map(|(_, text)| text).collect();
    assert_eq!(said, ["고래는 포유류야?", "그렇습니다.", "그럼 상어는?"]);
}

#[test]
fn a_message_that_nobody_can_answer_is_not_lost() {
    let env = TestEnv::new().korean();
    let mut terminal = talk(&env);
    terminal.keys("안녕하세요\r");
    // The model inside baro may be offered first.
    terminal.wait_until("a question or an error", |screen| {
        screen.contents().contains("[y/N]") || screen.contents().contains("쓸 수 있는 모델이 없습니다")
    });
    if terminal.screen().contains("[y/N]") {
        terminal.keys("n\r");
    }
    terminal.wait_screen("baro auth add groq");
    terminal.wait_line("› 안녕하세요", 2);
}

#[test]
fn who_has_nothing_is_told_at_once_how_to_begin_and_who_has_a_model_what_can_be_said() {
    for columns in [40, 80] {
        let env = TestEnv::new().korean();
        let mut terminal = Terminal::baro(&env, &[], 24, columns);
        terminal.wait_screen("auto   ›");
        // All of it is on the one screen.
        for part in ["baro 0.1.0", "무료 키", "baro auth add groq", "baro doctor"] {
            terminal.wait_screen(part);
        }
        terminal.keys("\u{4}");
        assert_eq!(terminal.finish(), Status::Code(0));
        let upstream = Upstream::saying("ok");
        let env = TestEnv::with(&upstream).korean();
        // A look at what is there makes nobody an old hand.
        env.baro(&["doctor", "--offline"]);
        Terminal::baro(&env, &[], 24, columns).wait_screen("바로입니다. 그냥 말하세요.");
    }
}

#[test]
fn a_command_for_the_shell_waits_for_a_second_enter_and_a_key_is_never_sent() {
    let upstream = Upstream::saying("ok");
    let env = TestEnv::with(&upstream).korean();
    let mut terminal = talk(&env);
    terminal.keys("gsk_0123456789abcdefghijABCDEFGHIJ\r");
    terminal.wait_screen("보내지도 남기지도 않았습니다");
    terminal.wait_screen("`baro auth add groq`");
    terminal.keys("export GROQ_API_KEY=gsk_0123456789abcdefghijABCDEFGHIJ\r");
    terminal.wait_until("said twice", |screen| screen.contents().matches("보내지도 남기지도").count() == 2);
    terminal.keys("baro auth add groq\r");
    terminal.wait_screen("셸에서 실행하는 명령입니다");
    assert!(upstream.chats().is_empty());
    // The line stands there still.
    terminal.wait_line("› baro auth add groq", 2);
    terminal.keys("\r");
    upstream.wait_chats(1);
    terminal.wait_screen("└ m1");
    assert_eq!(upstream.chats()[0].prompt(), "baro auth add groq");
    terminal.keys("\u{4}");
    assert_eq!(terminal.finish(), Status::Code(0));
    let kept = std::fs::read_to_string(env.home().join(".local/share/baro/history")).unwrap_or_default();
    assert!(!kept.contains("gsk_") && kept.contains("baro auth add groq"), "{kept}");
}

#[test]
fn where_there_is_one_model_another_is_not_promised() {
    let upstream = Upstream::saying("ok");
    let env = TestEnv::with(&upstream);
    let mut terminal = talk(&env);
    terminal.keys("question\r");
    terminal.wait_screen("└ m1");
    wait_for_prompt(&terminal, 2);
    // What can be asked is known when the preview is.
    type_and_see(&mut terminal, "try another model");
    terminal.wait_screen("» there is no other model");
    terminal.keys("\r");
    terminal.wait_until("an answer of baro's own or the model's", |screen| {
        screen.contents().contains("no other model can be asked now") || screen.contents().matches("└ m1").count() > 1
    });
    assert!(terminal.screen().contains("no other model can be asked now"), "{}", terminal.screen());
    assert_eq!(upstream.chats().len(), 1);
}

#[test]
fn the_first_screen_and_the_keys_fit_any_window_in_both_languages() {
    let mut all = Vec::new();
    for columns in [40, 80, 160] {
        for is_korean in [true, false] {
            let upstream = Upstream::saying("ok");
            let env = if is_korean { TestEnv::with(&upstream).korean() } else { TestEnv::with(&upstream) };
            let mut terminal = Terminal::baro(&env, &[], 60, columns);
            terminal.wait_screen("auto   ›");
            terminal.keys("?\r");
            terminal.wait_screen("Ctrl-D ");
            wait_for_prompt(&terminal, 2);
            all.push(format!("{columns} {}\n{}", if is_korean { "ko" } else { "en" }, terminal.rows().join("\n")));
        }
    }
    insta::assert_snapshot!(all.join("\n\n"));
}

#[test]
fn a_whole_dialogue_fits_any_window_in_both_languages() {
    let time = regex::Regex::new(r"\d\.\d(초|s)").expect("a pattern");
    let mut all = Vec::new();
    for columns in [20, 40, 80, 160] {
        for is_korean in [true, false] {
            let upstream = Upstream::start();
            upstream.queue(Reply::says("**빌림**이 겹칩니다.\n\n```rust\nlet second = first.clone();\n```\n"));
            upstream.always(Reply::error(401, "invalid_api_key", "no such key"));
            let env = if is_korean { TestEnv::with(&upstream).korean() } else { TestEnv::with(&upstream) };
            let (question, anew, again) = if is_korean {
                ("이 러스트 함수 왜 borrow 에러 나?", "새 대화", "다음 질문")
            } else {
                ("why does this rust function not borrow?", "new chat", "one more thing")
            };
            let mut terminal = Terminal::baro(&env, &[], 80, columns);
            terminal.wait_screen("auto   ›");
            terminal.keys(question);
            // To whom it would go, before it is sent.
            terminal.wait_screen("» m1");
            let before = terminal.rows().join("\n");
            let before = before[before.find("auto   ›").expect("the line")..].to_owned();
            terminal.keys("\r");
            terminal.wait_screen("└ m1");
            wait_for_prompt(&terminal, 2);
            terminal.keys(&format!("{anew}\r"));
            wait_for_prompt(&terminal, 3);
            terminal.keys(again);
            terminal.wait_screen("» m1");
            terminal.keys("\r");
            terminal.wait_screen(if is_korean { "도움: " } else { "hint: " });
            terminal.wait_until("the message in the line again", |screen| {
                screen.contents().matches("auto   ›").count() == 4 && screen.contents().matches(again).count() > 1
            });
            // Nobody answered it; here it is dropped.
            terminal.keys("\u{15}");
            wait_for_prompt(&terminal, 4);
            let rows = terminal.rows();
            let begins = rows.iter().position(|row| row.starts_with("auto   ›")).expect("the line");
            let after = rows[begins..].join("\n");
            let lang = if is_korean { "ko" } else { "en" };
            let shown = format!("{columns} {lang}\n{before}\n---\n{after}");
            all.push(time.replace_all(&shown, "0.0$1").into_owned());
        }
    }
    insta::assert_snapshot!(all.join("\n\n"));
}

#[test]
fn no_key_breaks_the_label_of_a_paste_up() {
    let upstream = Upstream::saying("ok");
    let env = TestEnv::with(&upstream);
    let mut terminal = talk(&env);
    let text = "a line\n".repeat(60);
    let label = "[pasted\u{a0}1\u{a0}·\u{a0}60\u{a0}lines]";
    type_and_see(&mut terminal, "sum: ");
    terminal.keys(&format!("\u{1b}[200~{text}\u{1b}[201~"));
    terminal.wait_screen(label);
    let line_is = |terminal: &Terminal, line: &str| {
        let line = format!("auto   › {line}");
        terminal.wait_until(&line, |screen| {
            // A preview may have come behind it.
            let behind = |row: &str| row.strip_prefix(&line).map(|behind| behind.trim_start().to_owned());
            let contents = screen.contents();
            contents.lines().filter_map(behind).any(|behind| behind.is_empty() || behind.starts_with('»'))
        });
    };
    // Typed as fast as a terminal sends it.
    terminal.keys("\u{1b}[D\u{1b}[D@X\u{1b}[CY\u{1b}[CZ");
    line_is(&terminal, &format!("sum:@X Y{label}Z"));
    terminal.keys("\u{7f}\u{17}");
    line_is(&terminal, "sum:@X Y");
    // What a key took, a key brings back.
    terminal.keys("\u{19}");
    line_is(&terminal, &format!("sum:@X Y{label}"));
    for (keys, left) in
        [("\u{1b}\u{7f}", "sum:@X Y"), ("\u{1b}[D\u{1b}[3~", "sum:@X Y"), ("\u{1b}[D\u{1b}d", "sum:@X Y")]
    {
        terminal.keys(keys);
        line_is(&terminal, left);
        // The paste is known still: its label stands for it again.
        terminal.keys(&format!("\u{1b}[200~{text}\u{1b}[201~"));
        line_is(&terminal, &format!("sum:@X Y{label}"));
    }
    terminal.keys("\u{1}\u{1b}u\u{5}\r");
    terminal.wait_screen("└ m1");
    assert_eq!(upstream.chats()[0].prompt().trim_end(), format!("SUM:@X Y{text}").trim_end());
}

#[test]
fn a_plain_line_with_bytes_that_are_no_text_is_sent_and_the_talk_goes_on() {
    let upstream = Upstream::saying("ok");
    let env = TestEnv::with(&upstream).korean();
    let mut terminal = Terminal::baro(&env, &["--plain"], 50, 80);
    terminal.wait_line("auto ›", 1);
    // Backspace takes a syllable, whatever the terminal was told of its characters.
    terminal.keys("한글\u{7f}끝\r");
    terminal.wait_line("auto ›", 2);
    terminal.raw_keys(b"a\xffb\r");
    terminal.wait_line("auto ›", 3);
    let prompts: Vec<String> = upstream.chats().iter().map(Request::prompt).collect();
    assert_eq!(prompts, ["한끝", "a\u{fffd}b"]);
    terminal.keys("\u{4}");
    assert_eq!(terminal.finish(), Status::Code(0));
}
