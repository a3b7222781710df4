//! The real program in a terminal of the test's own: what it writes, and what a person would see.
//!
//! The screen is that of the `vt100` crate. The questions that every terminal answers are answered: where the cursor is,
//! which terminal it is, and whether it marks what is pasted.

use std::io::{Read as _, Write as _};
use std::num::NonZero;
use std::os::fd::{AsFd as _, OwnedFd};
use std::process::Child;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use super::run::Status;
use super::{LIMIT, TestEnv, now};

struct Seen {
    bytes: Vec<u8>,
    screen: vt100::Parser,
    ended: bool,
}

/// A terminal with a program in it, killed when dropped.
pub struct Terminal {
    child: Child,
    keys: std::fs::File,
    pty: pty_process::blocking::Pty,
    seen: Arc<(Mutex<Seen>, Condvar)>,
}

impl Terminal {
    /// Runs baro with `arguments` in a terminal of `rows` and `columns`.
    pub fn baro(env: &TestEnv, arguments: &[&str], rows: u16, columns: u16) -> Self {
        Self::run(env, env!("CARGO_BIN_EXE_baro"), arguments, rows, columns)
    }

    /// Runs any program.
    pub fn run(env: &TestEnv, program: &str, arguments: &[&str], rows: u16, columns: u16) -> Self {
        Self::run_behind(Duration::ZERO, env, program, arguments, rows, columns)
    }

    /// Runs any program in a terminal whose answers take so long to come, as over a slow line.
    pub fn run_behind(
        delay: Duration,
        env: &TestEnv,
        program: &str,
        arguments: &[&str],
        rows: u16,
        columns: u16,
    ) -> Self {
        let (pty, terminal) = pty_process::blocking::open().expect("a terminal");
        pty.resize(pty_process::Size::new(rows, columns)).expect("a size");
        let child = pty_process::blocking::Command::new(program)
            .args(arguments)
            .env_clear()
            .envs(env.variables())
            .current_dir(env.work())
            .spawn(terminal)
            .expect("the program");
        let duplicate = || -> std::fs::File { pty.as_fd().try_clone_to_owned().map(OwnedFd::into).expect("a handle") };
        let (keys, mut output, answers) = (duplicate(), duplicate(), duplicate());
        let size = |n_cells| NonZero::new(n_cells).expect("a size");
        let screen = vt100::Parser::new(size(rows), size(columns), 1000);
        let seen = Arc::new((Mutex::new(Seen { bytes: Vec::new(), screen, ended: false }), Condvar::new()));
        let writing = Arc::clone(&seen);
        thread::spawn(move || {
            let mut buffer = [0; 8192];
            // A terminal whose program ended gives an error where a pipe gives an end.
            while let Ok(n_bytes @ 1..) = output.read(&mut buffer) {
                let read = &buffer[..n_bytes];
                let mut seen = writing.0.lock().unwrap_or_else(PoisonError::into_inner);
                seen.bytes.extend_from_slice(read);
                let answer = process(&mut seen.screen, read);
                if !answer.is_empty() {
                    let mut line = answers.try_clone().expect("a handle");
                    let mut arrive = move || line.write_all(answer.as_bytes());
                    if delay.is_zero() {
                        let _ = arrive();
                    } else {
                        thread::spawn(move || {
                            thread::sleep(delay);
                            arrive()
                        });
                    }
                }
                writing.1.notify_all();
            }
            writing.0.lock().unwrap_or_else(PoisonError::into_inner).ended = true;
            writing.1.notify_all();
        });
        Self { child, keys, pty, seen }
    }

    /// Types.
    pub fn keys(&mut self, text: &str) {
        self.keys.write_all(text.as_bytes()).expect("an open terminal");
    }

    /// Types bytes that may be no text.
    pub fn raw_keys(&mut self, bytes: &[u8]) {
        self.keys.write_all(bytes).expect("an open terminal");
    }

    /// Makes the window another size; the emulator cuts lines that do not fit any more.
    pub fn resize(&self, rows: u16, columns: u16) {
        let size = |n_cells| NonZero::new(n_cells).expect("a size");
        let mut seen = self.seen.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.screen.screen_mut().set_size(size(rows), size(columns));
        self.pty.resize(pty_process::Size::new(rows, columns)).expect("a size");
    }

    /// What a person sees now, without the spaces at the end of lines.
    pub fn screen(&self) -> String {
        self.seen.0.lock().unwrap_or_else(PoisonError::into_inner).screen.screen().contents()
    }

    /// Row and column of the cursor, from 0.
    pub fn cursor(&self) -> (u16, u16) {
        self.seen.0.lock().unwrap_or_else(PoisonError::into_inner).screen.screen().cursor_position()
    }

    /// The rows of the screen, without the spaces at their ends, and without the empty ones at its end.
    pub fn rows(&self) -> Vec<String> {
        self.screen().lines().map(|row| row.trim_end().to_owned()).collect()
    }

    /// Whether the terminal shows what is typed.
    pub fn echoes(&self) -> bool {
        let modes = rustix::termios::tcgetattr(&self.pty).expect("a terminal");
        modes.local_modes.contains(rustix::termios::LocalModes::ECHO)
    }

    /// Has the terminal edit and show what is typed, as a shell leaves it, whatever the program wants.
    pub fn leave_sane(&self) {
        use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};
        let mut modes = tcgetattr(&self.pty).expect("a terminal");
        modes.local_modes |= LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG;
        tcsetattr(&self.pty, OptionalActions::Now, &modes).expect("a terminal");
    }

    /// Sends the program a signal, as `kill` names it.
    #[track_caller]
    pub fn signal(&self, env: &TestEnv, signal: &str) {
        let run = env.prepared("kill", &[signal, &self.id().to_string()]).status().expect("kill");
        assert!(run.success());
    }

    /// Tells a program whose terminal somebody else left otherwise that it goes on, and waits until it has taken it again.
    #[track_caller]
    pub fn go_on(&self, env: &TestEnv) {
        self.leave_sane();
        assert!(self.echoes());
        self.signal(env, "-CONT");
        self.wait_until("the terminal taken again", |_| !self.echoes());
    }

    /// The program's number.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits until the screen is as `is_so` wants it.
    #[track_caller]
    pub fn wait_until(&self, what: &str, is_so: impl Fn(&vt100::Screen) -> bool) {
        let seen = self.wait(LIMIT, |seen| seen.ended || is_so(seen.screen.screen()));
        let screen = seen.screen.screen();
        assert!(is_so(screen), "the screen never had {what}:\n{}", screen.contents());
    }

    /// Waits until `line` is what stands before the cursor in its row, for the `n`th time on the screen: it is the line
    /// that is written now, whatever is drawn behind and below it.
    #[track_caller]
    pub fn wait_line(&self, line: &str, n: usize) {
        self.wait_until(&format!("`{line}` before the cursor, for the {n}. time"), |screen| {
            before_cursor(screen).trim_end().ends_with(line) && screen.contents().matches(line).count() == n
        });
    }

    /// Waits until `line`, which takes no second row, is all that stands between the prompt and the cursor, whatever is drawn
    /// behind and below it.
    #[track_caller]
    pub fn wait_typed(&self, line: &str) {
        let typed = format!("› {line}");
        self.wait_until(&format!("`{typed}` before the cursor"), |screen| {
            before_cursor(screen).trim_end().ends_with(typed.trim_end())
        });
    }

    /// Waits until the cursor stands behind a prompt, and nothing in its line.
    #[track_caller]
    pub fn wait_empty_line(&self) {
        self.wait_until("an empty line", is_empty_line);
    }

    /// Waits until the cursor stands in a line for the answer to the `n`th question that ends with `last`.
    #[track_caller]
    pub fn wait_question(&self, last: &str, n: usize) {
        self.wait_until(&format!("a line for the answer behind `{last}`, for the {n}. time"), |screen| {
            before_cursor(screen) == "› " && screen.contents().matches(last).count() == n
        });
    }

    /// Every byte so far.
    pub fn bytes(&self) -> Vec<u8> {
        self.seen.0.lock().unwrap_or_else(PoisonError::into_inner).bytes.clone()
    }

    /// Waits until the screen shows `text`.
    #[track_caller]
    pub fn wait_screen(&self, text: &str) {
        self.wait_until(&format!("`{text}`"), |screen| screen.contents().contains(text));
    }

    /// What is seen when `until` holds or the time is up. Nothing more is read while the caller holds it, so that what
    /// was waited for is still there.
    fn wait(&self, limit: Duration, until: impl Fn(&Seen) -> bool) -> MutexGuard<'_, Seen> {
        let seen = self.seen.0.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.seen.1.wait_timeout_while(seen, limit, |seen| !until(seen));
        waited.unwrap_or_else(PoisonError::into_inner).0
    }

    /// Waits for the program's end and for all that it wrote.
    #[track_caller]
    pub fn finish(&mut self) -> Status {
        let deadline = now() + LIMIT;
        drop(self.wait(LIMIT, |seen| seen.ended));
        loop {
            if let Some(status) = self.child.try_wait().expect("a status") {
                return status.into();
            }
            assert!(now() < deadline, "killed after {LIMIT:?}:\n{}", self.screen());
            drop(self.wait(Duration::from_millis(2), |_| false));
        }
    }
}

/// The questions to which a terminal has an answer.
const QUESTIONS: [&[u8]; 3] = [b"\x1b[6n", b"\x1b[?2004$p", b"\x1b[c"];

/// Draws what was written, and says what the terminal answers to the questions in it.
fn process(screen: &mut vt100::Parser, mut written: &[u8]) -> String {
    let mut answer = String::new();
    loop {
        let question = (0..written.len())
            .find_map(|at| Some((at, *QUESTIONS.iter().find(|question| written[at..].starts_with(question))?)));
        let Some((at, question)) = question else {
            screen.process(written);
            return answer;
        };
        let (before, behind) = written.split_at(at + question.len());
        screen.process(before);
        let told = match question {
            b"\x1b[6n" => {
                let (row, column) = screen.screen().cursor_position();
                format!("\x1b[{};{}R", row + 1, column + 1)
            }
            b"\x1b[c" => "\x1b[?64;1;2c".to_owned(),
            _ => "\x1b[?2004;2$y".to_owned(),
        };
        answer.push_str(&told);
        written = behind;
    }
}

/// What stands before the cursor in its row.
pub fn before_cursor(screen: &vt100::Screen) -> String {
    let (row, column) = screen.cursor_position();
    screen.contents_between(row, 0, row, column)
}

/// Whether the cursor stands behind a prompt, and nothing in its line.
pub fn is_empty_line(screen: &vt100::Screen) -> bool {
    let ((row, column), (_, n_columns)) = (screen.cursor_position(), screen.size());
    // A line that is drawn anew is there yet when the cursor is back at its beginning.
    let behind = screen.contents_between(row, column, row, n_columns.get());
    before_cursor(screen).trim_end().ends_with('›') && behind.trim().is_empty()
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_in_a_terminal_has_its_size_its_keys_and_its_screen() {
        let env = TestEnv::new();
        let mut terminal =
            Terminal::run(&env, "sh", &["-c", "stty size; read name; echo \"hi $name\"; exit 4"], 10, 40);
        terminal.wait_screen("10 40");
        terminal.keys("바로\r");
        terminal.wait_screen("hi 바로");
        assert_eq!(terminal.finish(), Status::Code(4));
        assert!(terminal.bytes().starts_with(b"10 40\r\n"));
    }

    #[test]
    fn a_line_is_waited_for_where_the_cursor_stands() {
        let env = TestEnv::new();
        let script = "printf '› hi\\n› 안녕   » kimi\\033[8G'; read line; printf 'over'";
        let mut terminal = Terminal::run(&env, "sh", &["-c", script], 10, 60);
        terminal.wait_line("› 안녕", 1);
        terminal.keys("\r");
        terminal.finish();
        // Nothing comes any more, and these are not so.
        let is_line = |line: &str, n| {
            let wait = std::panic::AssertUnwindSafe(|| terminal.wait_line(line, n));
            std::panic::catch_unwind(wait).is_ok()
        };
        assert!(!is_line("› hi", 1) && !is_line("› 안녕", 1) && !is_line("over", 2));
    }

    #[test]
    fn a_line_that_is_written_only_in_part_is_none_and_no_empty_one() {
        let env = TestEnv::new();
        let script = "printf '› '; read line; printf '\\033[1A\\r› hello   » kimi\\033[8G'; read line; printf '\\033[1A\\033[3G'";
        let mut terminal = Terminal::run(&env, "sh", &["-c", script], 10, 60);
        terminal.wait_empty_line();
        terminal.keys("\r");
        terminal.wait_typed("hello");
        terminal.keys("\r");
        terminal.finish();
        // The cursor is back at its beginning, and the line still there.
        let seen = terminal.seen.0.lock().expect("what is seen");
        let screen = seen.screen.screen();
        assert!(before_cursor(screen) == "› " && !is_empty_line(screen), "{}", screen.contents());
    }

    #[test]
    fn a_program_that_asks_for_the_cursor_is_answered() {
        let env = TestEnv::new();
        let script = "stty raw -echo; printf 'ab\\033[6n'; head -c 6 | od -An -c; stty sane";
        let mut terminal = Terminal::run(&env, "sh", &["-c", script], 10, 60);
        terminal.finish();
        assert!(terminal.screen().contains("033   [   1   ;   3   R"), "{}", terminal.screen());
    }
}
