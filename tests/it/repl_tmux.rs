//! The REPL in a real terminal emulator, tmux: what a person sees, where the cursor stands, and what is left in the
//! scrollback.
//!
//! A system's own input method cannot be driven from here; `docs/repl.md` lists what is tried by hand.

use std::process::Output;
use std::time::Duration;

use crate::support::upstream::Request;
use crate::support::{Cut, Finish, LIMIT, Reply, Script, TestEnv, Upstream, now};

/// A tmux server of the test's own with baro in its one window, ended when dropped.
struct Tmux {
    env: TestEnv,
    socket: String,
}

impl Tmux {
    /// `None`, with a word about it, where tmux is not installed.
    fn start(env: TestEnv, columns: u16, rows: u16) -> Option<Self> {
        let shell = format!("{}; echo \"ended $?\"; stty -a; cat", env!("CARGO_BIN_EXE_baro"));
        let tmux = Self::run_in(env, columns, rows, &shell)?;
        tmux.wait("the prompt", |screen, _| screen.contains("auto   ›"));
        Some(tmux)
    }

    /// With a shell that has jobs, and baro as one of them, ready to be typed into. The modes of its terminal before are
    /// in the file `modes`.
    fn start_job(env: TestEnv, columns: u16, rows: u16) -> Option<Self> {
        let tmux = Self::run_in(env, columns, rows, "PS1='$ ' exec bash --norc --noprofile -i")?;
        tmux.wait("the shell", |screen, _| screen.ends_with('$'));
        tmux.type_text(&format!("stty -g > modes; {}", env!("CARGO_BIN_EXE_baro")));
        tmux.press(&["Enter"]);
        tmux.wait("the prompt", |screen, _| screen.contains("auto   ›"));
        Some(tmux)
    }

    #[expect(clippy::disallowed_methods, clippy::print_stderr, reason = "the set-up of the tests speaks to the tests")]
    fn run_in(mut env: TestEnv, columns: u16, rows: u16, shell: &str) -> Option<Self> {
        if env.prepared("tmux", &["-V"]).output().is_err() {
            assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "tmux is missing: run `.ci/test`");
            eprintln!("left out: tmux is not installed; `.ci/test` sets it up");
            return None;
        }
        // The tests' temporary folder may have too long a name for a socket.
        env.set("TMUX_TMPDIR", "/tmp");
        let socket = format!("baro-{}-{columns}-{rows}", std::process::id());
        let tmux = Self { env, socket };
        let (columns, rows) = (columns.to_string(), rows.to_string());
        let begun = tmux.run(&["-f", "/dev/null", "new-session", "-d", "-x", &columns, "-y", &rows, shell]);
        assert!(begun.status.success(), "{}", String::from_utf8_lossy(&begun.stderr));
        Some(tmux)
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut all = vec!["-u", "-L", &self.socket];
        all.extend(arguments);
        self.env.prepared("tmux", &all).output().expect("tmux")
    }

    fn text(&self, arguments: &[&str]) -> String {
        String::from_utf8_lossy(&self.run(arguments).stdout).into_owned()
    }

    /// Types, as an input method does that has put its syllables together.
    fn type_text(&self, text: &str) {
        self.run(&["send-keys", "-l", text]);
    }

    fn press(&self, keys: &[&str]) {
        let mut all = vec!["send-keys"];
        all.extend(keys);
        self.run(&all);
    }

    fn screen(&self) -> String {
        self.text(&["capture-pane", "-p"]).trim_end().to_owned()
    }

    /// The screen, and what was scrolled away.
    fn history(&self) -> String {
        self.text(&["capture-pane", "-p", "-S", "-"])
    }

    fn cursor(&self) -> (u16, u16) {
        let place = self.text(&["display-message", "-p", "#{cursor_x} #{cursor_y}"]);
        let mut numbers = place.split_whitespace().map(|number| number.parse().expect("a number"));
        (numbers.next().expect("a column"), numbers.next().expect("a row"))
    }

    /// Waits until screen and cursor are as wanted.
    #[track_caller]
    fn wait(&self, what: &str, is_so: impl Fn(&str, (u16, u16)) -> bool) {
        let deadline = now() + LIMIT;
        loop {
            let (screen, cursor) = (self.screen(), self.cursor());
            if is_so(&screen, cursor) {
                return;
            }
            assert!(now() < deadline, "never saw {what}; the cursor is at {cursor:?}:\n{screen}");
        }
    }

    /// Gives the window another size, and waits until what runs in it was told.
    fn resize(&self, columns: u16, rows: u16) {
        let (width, height) = (columns.to_string(), rows.to_string());
        self.run(&["resize-window", "-x", &width, "-y", &height]);
        let terminal = self.text(&["display-message", "-p", "#{pane_tty}"]);
        self.wait("the new size", |_, _| {
            let size = self.env.prepared("stty", &["-F", terminal.trim(), "size"]).output().expect("stty").stdout;
            String::from_utf8_lossy(&size).trim() == format!("{rows} {columns}")
        });
    }

    /// Types a command for the shell.
    fn command(&self, command: &str) {
        self.type_text(command);
        self.press(&["Enter"]);
    }

    /// Sends a signal to baro, a child of the window's shell.
    fn signal(&self, signal: &str) {
        let shell = self.text(&["display-message", "-p", "#{pane_pid}"]);
        let sent = self.env.prepared("pkill", &[signal, "-P", shell.trim(), "baro"]).status().expect("pkill");
        assert!(sent.success());
    }

    /// Waits until `text` stands behind the prompt, with the caret right behind it, whatever is foreseen.
    #[track_caller]
    fn wait_line(&self, text: &str) {
        let shown = format!("auto   › {text}");
        self.wait(&shown, |screen, (column, row)| {
            let line = screen.lines().nth(usize::from(row)).unwrap_or_default();
            let behind = line.strip_prefix(&shown).unwrap_or("no");
            usize::from(column) == columns(&shown) && (behind.is_empty() || behind.starts_with("   "))
        });
    }

    /// Waits until the caret stands right behind `text`, whatever is foreseen behind and below it.
    #[track_caller]
    fn wait_caret_behind(&self, text: &str) {
        self.wait(text, |screen, cursor| before_caret(screen, cursor).ends_with(text));
    }
}

impl Drop for Tmux {
    fn drop(&mut self) {
        let socket = self.text(&["display-message", "-p", "#{socket_path}"]);
        self.run(&["kill-server"]);
        // The server leaves it behind.
        let _ = std::fs::remove_file(socket.trim());
    }
}

/// What stands before the caret in its row.
fn before_caret(screen: &str, (column, row): (u16, u16)) -> String {
    let (mut before, mut at) = (String::new(), 0);
    // tmux leaves the blanks at the end of a row out.
    let line = screen.lines().nth(usize::from(row)).unwrap_or_default().chars().chain(std::iter::repeat(' '));
    for character in line {
        if at >= usize::from(column) {
            break;
        }
        at += columns(character.encode_utf8(&mut [0; 4]));
        before.push(character);
    }
    before
}

/// Columns of a line: two for Hangul.
fn columns(line: &str) -> usize {
    line.chars().map(|character| if ('가'..='힣').contains(&character) { 2 } else { 1 }).sum()
}

#[test]
fn hangul_is_typed_syllable_by_syllable_with_the_cursor_always_behind_it() {
    let upstream = Upstream::saying("네.");
    let Some(tmux) = Tmux::start(TestEnv::with(&upstream).korean(), 40, 20) else { return };
    let mut typed = String::from("› ");
    for syllable in "안녕하세요, 오늘".chars() {
        tmux.type_text(&syllable.to_string());
        typed.push(syllable);
        tmux.wait_caret_behind(&typed);
    }
    tmux.press(&["BSpace"]);
    typed.pop();
    tmux.wait_caret_behind(&typed);
    // Over the edge of the window: a syllable that does not fit goes to the next row whole.
    tmux.type_text("은 날씨가 아주 좋네요");
    tmux.wait("the second row", |screen, (column, _)| screen.replace('\n', "").contains("좋네요") && column < 20);
    tmux.press(&["Enter"]);
    tmux.wait("the answer", |screen, _| screen.contains("네."));
    assert_eq!(upstream.chats()[0].prompt(), "안녕하세요, 오은 날씨가 아주 좋네요");
}

#[test]
fn a_paste_of_sixty_lines_leaves_nothing_in_the_scrollback() {
    let upstream = Upstream::saying("ok");
    let Some(tmux) = Tmux::start(TestEnv::with(&upstream), 80, 20) else { return };
    let before: usize = tmux.text(&["display-message", "-p", "#{history_size}"]).trim().parse().expect("a number");
    let file = tmux.env.file("pasted.txt", "a line of the paste\n".repeat(60));
    tmux.run(&["load-buffer", &file.to_string_lossy()]);
    tmux.run(&["paste-buffer", "-p"]);
    tmux.wait_caret_behind("› [pasted\u{a0}1\u{a0}·\u{a0}60\u{a0}lines]");
    tmux.type_text(" what is it?");
    tmux.wait_caret_behind("lines] what is it?");
    let after: usize = tmux.text(&["display-message", "-p", "#{history_size}"]).trim().parse().expect("a number");
    assert_eq!(before, after);
    tmux.press(&["Enter"]);
    tmux.wait("the answer", |screen, _| screen.contains("└ m1"));
    assert_eq!(upstream.chats()[0].prompt().lines().count(), 61);
}

#[test]
fn a_paste_without_marks_is_one_however_long_and_no_line_of_it_is_sent() {
    let upstream = Upstream::saying("ok");
    let Some(tmux) = Tmux::start(TestEnv::with(&upstream), 80, 20) else { return };
    let text = "붙여 넣은 글의 한 줄, a line of what was pasted\n".repeat(240);
    let file = tmux.env.file("pasted.txt", &text);
    tmux.run(&["load-buffer", &file.to_string_lossy()]);
    tmux.run(&["paste-buffer"]);
    tmux.wait_caret_behind("› [pasted\u{a0}1\u{a0}·\u{a0}240\u{a0}lines]");
    tmux.type_text(" what is it?");
    tmux.wait_caret_behind("lines] what is it?");
    tmux.press(&["Enter"]);
    tmux.wait("the answer", |screen, _| screen.contains("└ m1"));
    let prompts: Vec<String> = upstream.chats().iter().map(Request::prompt).collect();
    assert_eq!(prompts, [format!("{} what is it?", text.trim_end())]);
}

#[test]
fn a_message_that_is_taller_than_the_window_is_written_above_it_once() {
    let upstream = Upstream::saying("ok");
    let Some(tmux) = Tmux::start(TestEnv::with(&upstream), 60, 8) else { return };
    let words = (0..70).fold(String::new(), |text, n| text + &format!("word{n:03} "));
    tmux.type_text(&words);
    tmux.wait_caret_behind("word069 ");
    // What does not fit is nowhere, until it is sent.
    assert_eq!(n_times(&tmux.history(), "word000"), 0);
    // At its beginning, and typing there: the caret is where it is drawn.
    tmux.press(&["Home"]);
    tmux.wait("the beginning", |screen, cursor| screen.starts_with("auto   › word000") && cursor == (9, 0));
    tmux.type_text("first ");
    tmux.wait("what was typed", |screen, cursor| screen.starts_with("auto   › first word000") && cursor == (15, 0));
    assert_eq!(n_times(&tmux.history(), "word000"), 1);
    tmux.press(&["End"]);
    tmux.wait_caret_behind("word069 ");
    tmux.press(&["Enter"]);
    tmux.wait("the answer", |screen, _| screen.contains("└ m1"));
    // The line that says who answers may name a word as its sign.
    let history = tmux.history();
    let written: Vec<&str> = history.lines().filter(|row| !row.trim_start().starts_with('»')).collect();
    let written = written.join("\n");
    for n in 0..70 {
        assert_eq!(n_times(&written, &format!("word{n:03}")), 1, "{n}:\n{history}");
    }
    assert_eq!(upstream.chats()[0].prompt(), format!("first {words}"));
}

#[test]
fn a_table_in_a_window_that_gets_lower_stands_there_once_and_leaves_no_counter() {
    let upstream = Upstream::start();
    let begun = Script::new().text("| name  | b |\n|-------|---|\n");
    let script = (0..40).fold(begun, |script, n| script.text(format!("| row{n:02} | x |\n")));
    upstream.queue(Reply::stream(script.finish(Finish::Stop)).pace(Duration::from_millis(60)));
    let Some(tmux) = Tmux::start(TestEnv::with(&upstream), 100, 24) else { return };
    tmux.type_text("a table");
    tmux.press(&["Enter"]);
    tmux.wait("most of the window", |screen, _| screen.contains("row15"));
    tmux.run(&["resize-window", "-x", "100", "-y", "12"]);
    tmux.wait("its end", |screen, _| screen.contains("└ m1"));
    let history = tmux.history();
    assert!(!history.contains("writing a table"), "{history}");
    for n in 0..40 {
        assert_eq!(n_times(&history, &format!("row{n:02}")), 1, "{n}:\n{history}");
    }
}

#[test]
fn a_table_in_a_window_that_gets_narrow_and_wide_again_stands_there_once() {
    let upstream = Upstream::start();
    let begun = Script::new().text("앞의 글\n\n| 이름 | the value |\n|---|---|\n");
    let row = |n: usize| format!("| 행{n:02} | value{n:02} 그리고 and more of it |\n");
    let script = (0..14).fold(begun, |script, n| script.text(row(n)));
    upstream.always(Reply::stream(script.text("\n끝의 글").finish(Finish::Stop)).pace(Duration::from_millis(90)));
    let Some(tmux) = Tmux::start(TestEnv::with(&upstream), 100, 72) else { return };
    for (n_turns, widths) in [["20", "100"], ["50", "110"]].iter().enumerate() {
        let question = format!("table {n_turns}");
        let has =
            |text: &str, wanted: &str| text.split_once(&question).is_some_and(|(_, answer)| answer.contains(wanted));
        tmux.type_text(&question);
        tmux.press(&["Enter"]);
        for (row, width) in [("value04", widths[0]), ("value09", widths[1])] {
            tmux.wait(row, |screen, _| has(screen, row));
            tmux.run(&["resize-window", "-x", width, "-y", "72"]);
        }
        tmux.wait("its end", |screen, _| has(screen, "└ m1"));
        let history = tmux.history();
        let all = ["앞의 글", "이름│the value", "끝의 글", &question].map(str::to_owned);
        for text in (0..14).flat_map(|n| [format!("행{n:02}"), format!("value{n:02}")]).chain(all) {
            let n_times_wanted = if text == question { 1 } else { n_turns + 1 };
            assert_eq!(n_times(&history, &text), n_times_wanted, "{text}:\n{history}");
        }
    }
}

#[test]
fn a_resized_window_keeps_the_message_and_the_caret() {
    let upstream = Upstream::saying("ok");
    let Some(tmux) = Tmux::start(TestEnv::with(&upstream).korean(), 80, 20) else { return };
    tmux.type_text("가나다라마바사아자차카타파하 그리고 다시 가나다라마바사");
    tmux.wait_caret_behind("가나다라마바사");
    tmux.run(&["resize-window", "-x", "40", "-y", "20"]);
    tmux.wait("both rows", |screen, caret| {
        let before = before_caret(screen, caret);
        before.ends_with("바사") && !before.contains('›')
    });
    tmux.type_text("!");
    tmux.wait_caret_behind("바사!");
    tmux.run(&["resize-window", "-x", "120", "-y", "20"]);
    tmux.type_text("?");
    tmux.wait_caret_behind("그리고 다시 가나다라마바사!?");
    tmux.press(&["Enter"]);
    tmux.wait("the answer", |screen, _| screen.contains("└ m1"));
    assert_eq!(upstream.chats()[0].prompt(), "가나다라마바사아자차카타파하 그리고 다시 가나다라마바사!?");
}

/// How often `text` stands on the screen and above it, wherever its rows are broken.
fn n_times(history: &str, text: &str) -> usize {
    let joined = |text: &str| text.split_whitespace().collect::<String>();
    joined(history).matches(&joined(text)).count()
}

#[test]
fn a_sharp_resize_leaves_the_line_once_and_takes_nothing_above_it() {
    let upstream = Upstream::saying("the answer stays");
    let mut env = TestEnv::new();
    env.provider("fake", "openai", &upstream.url()).route_all(&["fake:m1", "fake:m2"]);
    let Some(tmux) = Tmux::start(env, 120, 26) else { return };
    tmux.type_text("a question");
    tmux.press(&["Enter"]);
    tmux.wait("the answer", |screen, _| screen.contains("└ m1"));
    let line = "a line that stands here while its window is made narrow, 한글 and all, and wide again, and narrow";
    tmux.type_text(&format!("{line}?"));
    tmux.wait("who would answer", |screen, _| screen.ends_with("(Tab: m2)"));
    tmux.press(&["Left"]);
    for width in [20, 120, 40, 20, 80] {
        tmux.run(&["resize-window", "-x", &width.to_string(), "-y", "26"]);
        let column = (9 + columns(line)) % width;
        // What would answer is told in the new width: it was drawn again.
        tmux.wait(&format!("the line in {width} columns"), |screen, (at, _)| {
            let last = screen.lines().next_back().unwrap_or_default();
            usize::from(at) == column
                && if width == 20 { last == "» m1  (Tab: m2)" } else { last.contains("» m1 · ") }
        });
        let history = tmux.history();
        for text in [&format!("auto › {line}?"), "auto › a question", "the answer stays", "└ m1"] {
            assert_eq!(n_times(&history, text), 1, "{text}, in {width} columns:\n{history}");
        }
    }
    tmux.press(&["Enter"]);
    upstream.wait_chats(2);
    assert_eq!(upstream.chats()[1].prompt(), format!("{line}?"));
}

#[test]
fn a_resize_takes_no_row_above_a_message_whose_last_row_is_full() {
    let upstream = Upstream::saying("the answer stays");
    let mut env = TestEnv::new();
    env.provider("fake", "openai", &upstream.url()).route_all(&["fake:m1", "fake:m2"]);
    let Some(tmux) = Tmux::start(env, 40, 28) else { return };
    tmux.type_text("a question");
    tmux.press(&["Enter"]);
    tmux.wait("the answer", |screen, _| screen.contains("└ m1"));
    let screen = tmux.screen();
    let footer = screen.lines().find(|row| row.starts_with("└ m1")).expect("the footer");
    // With the prompt they are forty columns, and eighty.
    let lines =
        ["exactly as wide as it and 한글?", "as wide as two rows are, with 한글 that stands in it, and not one wider?"];
    for (line, key) in lines.into_iter().zip(["End", "Home"]) {
        tmux.press(&["C-e", "C-u"]);
        tmux.type_text(line);
        // Beside it is no room.
        tmux.wait("who would answer", |screen, _| {
            screen.lines().next_back().is_some_and(|row| row.trim_start().starts_with('»'))
        });
        tmux.press(&[key]);
        for width in [100, 40, 24, 80, 40] {
            tmux.resize(width, 28);
            for is_typed in [true, false] {
                tmux.press(&[if is_typed { "!" } else { "BSpace" }]);
                let (before, behind) = if key == "End" { ("", "!") } else { ("!", "") };
                let line = if is_typed { format!("{before}{line}{behind}") } else { line.to_owned() };
                let all = format!("the answer stays {footer} auto › {line}");
                tmux.wait(&format!("{line} in {width} columns"), |screen, _| {
                    let (above, _) = screen.rsplit_once('»').unwrap_or((screen, ""));
                    n_times(&format!("{above}$"), &format!("{all}$")) == 1
                });
            }
        }
    }
}

#[test]
fn a_sharp_resize_during_an_answer_leaves_no_word_twice_and_loses_none() {
    let words: Vec<String> =
        (0..240).map(|n| if n % 3 == 0 { format!("낱말을{n:03}") } else { format!("word{n:03}") }).collect();
    // Two long paragraphs, and a list.
    let answer =
        format!("{}.\n\n{}.\n\n- {}", words[..90].join(" "), words[90..200].join(" "), words[200..].join("\n- "));
    let upstream = Upstream::start();
    upstream.always(Reply::stream(Script::new().words(&answer)).pace(Duration::from_millis(8)));
    let Some(tmux) = Tmux::start(TestEnv::with(&upstream), 120, 25) else { return };
    tmux.type_text("a question");
    tmux.press(&["Enter"]);
    for (word, width) in [(40, "20"), (75, "120"), (110, "60"), (150, "21"), (190, "100")] {
        tmux.wait("more of the answer", |screen, _| screen.contains(&words[word]));
        tmux.run(&["resize-window", "-x", width, "-y", "25"]);
    }
    tmux.wait("the end", |screen, _| screen.contains("└ m1"));
    tmux.wait_caret_behind("auto   › ");
    let history = tmux.history();
    for word in &words {
        assert_eq!(n_times(&history, word), 1, "{word}:\n{history}");
    }
    for text in ["auto › a question", "This is baro", "└ m1"] {
        assert_eq!(n_times(&history, text), 1, "{text}:\n{history}");
    }
}

#[test]
fn a_resize_before_the_first_word_leaves_nothing_of_the_spinner() {
    let upstream = Upstream::start();
    upstream.always(Reply::says("it came").after(Duration::from_millis(1500)));
    let Some(tmux) = Tmux::start(TestEnv::with(&upstream), 120, 27) else { return };
    // Where it goes is no news, so that no line tells it.
    tmux.type_text("hello there");
    tmux.press(&["Enter"]);
    tmux.wait("the spinner", |screen, _| screen.contains("m1 is thinking"));
    tmux.run(&["resize-window", "-x", "20", "-y", "27"]);
    tmux.wait("the answer", |screen, _| screen.contains("└ m1"));
    let history = tmux.history();
    assert_eq!(n_times(&history, "thinking"), 0, "{history}");
    assert_eq!(n_times(&history, "hello there it came └ m1"), 1, "{history}");
}

#[test]
fn ctrl_c_stops_the_answer_and_the_terminal_is_whole_when_baro_ends() {
    let upstream = Upstream::start();
    upstream.always(Reply::stream(Script::says("the first part").finish(Finish::Missing)).cut_at_end(Cut::Silence));
    let Some(tmux) = Tmux::start(TestEnv::with(&upstream), 80, 30) else { return };
    tmux.type_text("question");
    tmux.press(&["Enter"]);
    tmux.wait("the answer", |screen, _| screen.contains("the first part"));
    tmux.type_text("typed ahead");
    tmux.press(&["C-c"]);
    tmux.wait_caret_behind("› typed ahead");
    tmux.press(&["C-c"]);
    tmux.wait_caret_behind("auto   › ");
    tmux.press(&["C-d"]);
    tmux.wait("the shell", |screen, _| screen.contains("ended 0") && screen.contains("extproc"));
    let screen = tmux.screen();
    for mode in ["icanon", "isig", "echo", "icrnl", "opost"] {
        assert!(screen.split_whitespace().any(|word| word == mode), "{mode}: {screen}");
    }
}

#[test]
fn what_was_shown_before_a_kill_is_there_when_the_talk_goes_on() {
    let upstream = Upstream::start();
    upstream.queue(Reply::says("a whole answer"));
    upstream.always(Reply::stream(Script::says("half of one").finish(Finish::Missing)).cut_at_end(Cut::Silence));
    let Some(tmux) = Tmux::start(TestEnv::with(&upstream), 80, 31) else { return };
    for (question, answer) in [("one", "a whole answer"), ("two", "half of one")] {
        tmux.type_text(question);
        tmux.press(&["Enter"]);
        tmux.wait(answer, |screen, _| screen.contains(answer));
    }
    let shown = || tmux.env.baro(&["history", "show", "--json"]).stdout;
    let deadline = now() + LIMIT;
    while !shown().contains("half of one") {
        assert!(now() < deadline, "what was shown was never stored: {}", shown());
    }
    tmux.signal("-KILL");
    tmux.wait("the end", |screen, _| screen.contains("ended 137"));
    let shown = shown();
    for text in ["one", "a whole answer", "two", "half of one"] {
        assert!(shown.contains(text), "{text}: {shown}");
    }
}

#[test]
fn after_a_kill_the_talk_goes_on_with_what_was_kept() {
    let upstream = Upstream::start();
    upstream.queue(Reply::stream(Script::says("half of an answer").finish(Finish::Missing)).cut_at_end(Cut::Silence));
    upstream.always(Reply::says("the other half"));
    let Some(tmux) = Tmux::start_job(TestEnv::with(&upstream), 80, 32) else { return };
    tmux.command("the question");
    tmux.wait("the answer", |screen, _| screen.contains("half of an answer"));
    let deadline = now() + LIMIT;
    while !tmux.env.baro(&["history", "show", "--json"]).stdout.contains("half of an answer") {
        assert!(now() < deadline, "what was shown was never stored");
    }
    tmux.signal("-KILL");
    tmux.wait("the shell", |screen, _| screen.contains("Killed") && screen.ends_with('$'));
    // The shell has its terminal as it was: what is typed is seen, and is a command.
    tmux.command(&format!("clear; stty -g | cmp - modes && {} -c", env!("CARGO_BIN_EXE_baro")));
    tmux.wait("the conversation", |screen, _| screen.starts_with("going on with \"the question\""));
    // It is not taken for a whole one.
    tmux.wait("that it is cut off", |screen, _| screen.contains("half of an answer\n(incomplete)"));
    tmux.wait_caret_behind("auto   › ");
    tmux.press(&["Up"]);
    tmux.wait_line("the question");
    tmux.press(&["C-c"]);
    tmux.command("go on");
    // The line after it comes when it is kept.
    tmux.wait("the other half", |screen, _| screen.contains("the other half") && screen.contains("└ m1"));
    let said: Vec<String> = upstream.chats()[1].conversation().into_iter().map(|(_, text)| text).collect();
    assert_eq!(said, ["the question", "half of an answer", "go on"]);
    let kept = tmux.env.baro(&["history", "show", "--json"]).json_lines();
    let states: Vec<_> = kept.iter().filter(|turn| turn["role"] == "assistant").map(|turn| &turn["state"]).collect();
    assert_eq!(states, ["incomplete", "complete"], "{kept:?}");
}

#[test]
fn ctrl_z_gives_the_terminal_to_the_shell_and_takes_it_back() {
    let words: Vec<String> = (0..120).map(|n| format!("word{n:03}")).collect();
    let upstream = Upstream::start();
    let answer = Script::new().words(&words.join(" "));
    upstream.always(Reply::stream(answer).pace(Duration::from_millis(10)));
    let Some(tmux) = Tmux::start_job(TestEnv::with(&upstream), 80, 33) else { return };
    // Several rows, of which none may be left twice.
    let line = "a line of several rows ".repeat(6);
    tmux.type_text(&line);
    tmux.wait("the line", |screen, _| n_times(screen, &line) == 1);
    tmux.press(&["C-z"]);
    tmux.wait("the shell", |screen, _| screen.contains("Stopped"));
    tmux.command("stty -g | cmp - modes && echo same\"\"modes");
    tmux.wait("the modes", |screen, _| screen.contains("samemodes"));
    tmux.command("fg");
    tmux.wait("the line again", |screen, _| n_times(screen, &line) == 2 && n_times(screen, "$ fg") == 1);
    tmux.type_text("and its end");
    tmux.wait("its end", |screen, _| n_times(screen, &format!("{line}and its end")) == 1);
    tmux.press(&["Enter"]);
    tmux.wait("some of the answer", |screen, _| screen.contains(&words[30]));
    tmux.press(&["C-z"]);
    tmux.wait("the shell", |screen, _| screen.matches("Stopped").count() == 2);
    tmux.command("clear; stty -g | cmp - modes && echo same\"\"modes");
    tmux.wait("the modes", |screen, _| screen.contains("samemodes"));
    tmux.command("fg");
    tmux.wait("the end of the answer", |screen, _| screen.contains("└ m1"));
    tmux.wait_caret_behind("auto   › ");
    let history = tmux.history();
    for word in &words {
        assert_eq!(n_times(&history, word), 1, "{word}:\n{history}");
    }
}

#[test]
fn who_was_stopped_from_outside_takes_the_terminal_again() {
    let upstream = Upstream::saying("the answer");
    let Some(tmux) = Tmux::start_job(TestEnv::with(&upstream), 80, 34) else { return };
    tmux.type_text("half a line");
    tmux.wait_line("half a line");
    for (signal, typed) in [("-TSTP", "half a line!"), ("-STOP", "half a line!?")] {
        tmux.signal(signal);
        tmux.wait("the shell", |screen, _| screen.lines().last().is_some_and(|row| row.trim_end() == "$"));
        tmux.command("stty sane; fg");
        tmux.wait_line(&typed[..typed.len() - 1]);
        tmux.type_text(&typed[typed.len() - 1..]);
        tmux.wait_line(typed);
    }
    tmux.press(&["Enter"]);
    tmux.wait("the answer", |screen, _| screen.contains("└ m1"));
    assert_eq!(upstream.chats()[0].prompt(), "half a line!?");
}
