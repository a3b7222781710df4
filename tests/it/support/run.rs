//! A run of a program: what it was given, what it wrote, how it ended.
//!
//! A run always ends: past its limit the program is killed and the test fails with what was written so far.

use std::fmt;
use std::io::{self, Read, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use regex::Regex;

use super::{LIMIT, now};

/// What standard input is.
#[derive(Debug)]
pub enum Stdin {
    /// The null device.
    Null,
    /// A pipe with these bytes and an end.
    Bytes(Vec<u8>),
    /// A pipe that the test holds open and never writes to.
    Silent,
    /// What another program of the pipeline writes.
    Program(ChildStdout),
}

/// How a program ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// With an exit code.
    Code(i32),
    /// By a signal.
    Signal(i32),
}

impl From<ExitStatus> for Status {
    fn from(status: ExitStatus) -> Self {
        #[cfg(unix)]
        if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
            return Self::Signal(signal);
        }
        Self::Code(status.code().unwrap_or(-1))
    }
}

/// A finished run.
#[derive(Debug, Clone)]
pub struct Run {
    /// All of standard output.
    pub stdout: String,
    /// All of standard error.
    pub stderr: String,
    /// How it ended.
    pub status: Status,
    /// How long it took.
    pub elapsed: Duration,
    home: String,
}

impl Run {
    /// The exit code; panics with the whole run where a signal ended it.
    #[track_caller]
    pub fn code(&self) -> i32 {
        match self.status {
            Status::Code(code) => code,
            Status::Signal(signal) => panic!("ended by signal {signal}\n{self}"),
        }
    }

    /// Panics with the whole run unless it ended with `code`.
    #[track_caller]
    pub fn expect_code(&self, code: i32) -> &Self {
        assert!(self.status == Status::Code(code), "expected exit code {code}\n{self}");
        self
    }

    /// Panics with the whole run unless standard error has each of `words`.
    #[track_caller]
    pub fn expect_stderr(&self, words: &[&str]) -> &Self {
        for word in words {
            assert!(self.stderr.contains(word), "expected `{word}` on stderr\n{self}");
        }
        self
    }

    /// Panics with the whole run unless standard output is `text`, but for one line end at its end.
    #[track_caller]
    pub fn expect_stdout(&self, text: &str) -> &Self {
        assert!(self.stdout.strip_suffix('\n').unwrap_or(&self.stdout) == text, "expected `{text}` on stdout\n{self}");
        self
    }

    /// Panics with the whole run unless standard output has `words`.
    #[track_caller]
    pub fn expect_stdout_has(&self, words: &str) -> &Self {
        assert!(self.stdout.contains(words), "expected `{words}` on stdout\n{self}");
        self
    }

    /// Standard output as one JSON value.
    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}\n{self}"))
    }

    /// Standard output as a JSON value a line.
    #[track_caller]
    pub fn json_lines(&self) -> Vec<serde_json::Value> {
        let parse = |line: &str| serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}\n{self}"));
        self.stdout.lines().map(parse).collect()
    }

    /// The run as one text in which nothing differs between two runs: ids, ports, times and the home are replaced.
    pub fn snapshot(&self) -> String {
        let status = match self.status {
            Status::Code(code) => format!("exit {code}"),
            Status::Signal(signal) => format!("signal {signal}"),
        };
        let stdout = redact(&self.stdout, &self.home);
        let stderr = redact(&self.stderr, &self.home);
        format!("{status}\n--- stdout\n{stdout}\n--- stderr\n{stderr}")
    }
}

impl fmt::Display for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:?} after {:?}\n--- stdout\n{}\n--- stderr\n{}\n---",
            self.status, self.elapsed, self.stdout, self.stderr
        )
    }
}

/// Replaces what differs between two runs.
pub fn redact(text: &str, home: &str) -> String {
    let mut text = if home.is_empty() { text.to_owned() } else { text.replace(home, "~") };
    for (pattern, replacement) in [
        (r"c_[0-9a-hjkmnp-tv-z]{26}", "c_ID"),
        (r"127\.0\.0\.1:[0-9]+", "127.0.0.1:PORT"),
        (r#"("(?:ttft_ms|total_ms|ms|wait_ms)": ?)[0-9]+"#, "${1}N"),
        (r"\b[0-9]+(?:\.[0-9]+)? ?(ms|s|초)\b", "N$1"),
        (r"\b20[0-9]{2}-[01][0-9]-[0-3][0-9](?:[T ][0-9:.]+(?:Z|[+-][0-9:]+)?)?", "DATE"),
    ] {
        let pattern = Regex::new(pattern).expect("a pattern");
        text = pattern.replace_all(&text, replacement).into_owned();
    }
    text
}

#[derive(Default)]
struct Written {
    bytes: Vec<u8>,
    ended: bool,
}

/// What a pipe carried so far.
#[derive(Clone, Default)]
struct Capture(Arc<(Mutex<Written>, Condvar)>);

impl Capture {
    /// Reads `pipe` to its end on a thread of its own, or closes it after `n_lines`.
    fn of(mut pipe: impl Read + Send + 'static, n_lines: Option<usize>) -> Self {
        let capture = Self::default();
        let writing = capture.clone();
        thread::spawn(move || {
            let mut buffer = [0; 8192];
            let mut lines_seen = 0;
            loop {
                let n_bytes = match pipe.read(&mut buffer) {
                    Ok(0) => break,
                    Ok(n_bytes) => n_bytes,
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                    Err(_) => break,
                };
                let read = &buffer[..n_bytes];
                lines_seen += read.split(|byte| *byte == b'\n').count() - 1;
                writing.update(|written| written.bytes.extend_from_slice(read));
                if n_lines.is_some_and(|n_lines| lines_seen >= n_lines) {
                    break;
                }
            }
            drop(pipe);
            writing.update(|written| written.ended = true);
        });
        capture
    }

    fn update(&self, change: impl FnOnce(&mut Written)) {
        change(&mut self.0.0.lock().unwrap_or_else(PoisonError::into_inner));
        self.0.1.notify_all();
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.0.lock().unwrap_or_else(PoisonError::into_inner).bytes).into_owned()
    }

    /// Waits until `until` holds; false where it did not in time.
    fn wait(&self, limit: Duration, until: impl Fn(&Written) -> bool) -> bool {
        let written = self.0.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (_written, timeout) = self
            .0
            .1
            .wait_timeout_while(written, limit, |written| !until(written))
            .unwrap_or_else(PoisonError::into_inner);
        !timeout.timed_out()
    }
}

/// A program about to run, or running.
pub struct Invocation {
    command: Command,
    stdin: Stdin,
    stdout_lines: Option<usize>,
    limit: Duration,
    home: String,
}

impl Invocation {
    /// `command` as it stands, with the null device as its input; `home` is redacted in snapshots.
    pub fn new(command: Command, home: String) -> Self {
        Self { command, stdin: Stdin::Null, stdout_lines: None, limit: LIMIT, home }
    }

    /// Gives it that input.
    #[must_use]
    pub fn stdin(mut self, stdin: Stdin) -> Self {
        self.stdin = stdin;
        self
    }

    /// Gives it these bytes through a pipe.
    #[must_use]
    pub fn input(self, bytes: impl Into<Vec<u8>>) -> Self {
        self.stdin(Stdin::Bytes(bytes.into()))
    }

    /// Starts it in that folder.
    #[must_use]
    pub fn directory(mut self, directory: impl AsRef<std::path::Path>) -> Self {
        self.command.current_dir(directory);
        self
    }

    /// Closes its output after so many lines, as `head` does.
    #[must_use]
    pub fn close_stdout_after(mut self, n_lines: usize) -> Self {
        self.stdout_lines = Some(n_lines);
        self
    }

    /// Kills it, and fails, after `limit`.
    #[must_use]
    pub fn limit(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    /// Runs it to its end.
    #[track_caller]
    pub fn run(self) -> Run {
        self.spawn().finish()
    }

    /// Starts it.
    #[track_caller]
    pub fn spawn(mut self) -> Running {
        let mut bytes = None;
        let mut silent = false;
        self.command.stdin(match self.stdin {
            Stdin::Null => Stdio::null(),
            Stdin::Bytes(input) => {
                bytes = Some(input);
                Stdio::piped()
            }
            Stdin::Silent => {
                silent = true;
                Stdio::piped()
            }
            Stdin::Program(output) => Stdio::from(output),
        });
        let started = now();
        let mut child = self.command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program");
        let pipe = child.stdin.take();
        let held = if silent { pipe } else { feed(pipe, bytes) };
        let stdout = Capture::of(child.stdout.take().expect("a pipe"), self.stdout_lines);
        let stderr = Capture::of(child.stderr.take().expect("a pipe"), None);
        Running { child, _held: held, stdout, stderr, started, limit: self.limit, home: self.home }
    }
}

/// Writes `bytes` on a thread of its own, and ends the input. A program that does not read all of it may.
fn feed(pipe: Option<ChildStdin>, bytes: Option<Vec<u8>>) -> Option<ChildStdin> {
    if let (Some(mut pipe), Some(bytes)) = (pipe, bytes) {
        thread::spawn(move || {
            let _ = pipe.write_all(&bytes);
        });
    }
    None
}

/// A running program, killed when dropped.
pub struct Running {
    child: Child,
    _held: Option<ChildStdin>,
    stdout: Capture,
    stderr: Capture,
    started: Instant,
    limit: Duration,
    home: String,
}

impl Running {
    /// Waits until standard output has `text`.
    #[track_caller]
    pub fn wait_stdout(&self, text: &str) {
        let came = self
            .stdout
            .wait(self.limit, |written| written.ended || String::from_utf8_lossy(&written.bytes).contains(text));
        assert!(came && self.stdout.text().contains(text), "`{text}` never came\n{}", self.so_far());
    }

    /// Waits until standard error has `text`.
    #[track_caller]
    pub fn wait_stderr(&self, text: &str) {
        let came = self
            .stderr
            .wait(self.limit, |written| written.ended || String::from_utf8_lossy(&written.bytes).contains(text));
        assert!(came && self.stderr.text().contains(text), "`{text}` never came\n{}", self.so_far());
    }

    /// Sends it a signal, as a terminal or a shell would.
    #[cfg(unix)]
    pub fn signal(&self, signal: rustix::process::Signal) {
        let id = i32::try_from(self.child.id()).expect("a process id");
        let id = rustix::process::Pid::from_raw(id).expect("a process id");
        rustix::process::kill_process(id, signal).expect("a living process");
    }

    fn so_far(&self) -> String {
        format!("--- stdout\n{}\n--- stderr\n{}", self.stdout.text(), self.stderr.text())
    }

    /// Waits for its end.
    #[track_caller]
    pub fn finish(mut self) -> Run {
        let deadline = self.started + self.limit;
        let left = || deadline.saturating_duration_since(now());
        // A program mostly ends with its output; one that closed its output early is asked for again and again.
        self.stderr.wait(left(), |written| written.ended);
        let status = loop {
            if let Some(status) = self.child.try_wait().expect("a status") {
                break status;
            }
            assert!(!left().is_zero(), "killed after {:?}\n{}", self.limit, self.so_far());
            self.stderr.wait(Duration::from_millis(2), |_| false);
        };
        let elapsed = now().duration_since(self.started);
        self.stdout.wait(left(), |written| written.ended);
        let (stdout, stderr) = (self.stdout.text(), self.stderr.text());
        Run { stdout, stderr, status: status.into(), elapsed, home: std::mem::take(&mut self.home) }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn shell(script: &str) -> Invocation {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        Invocation::new(command, "/tmp/home-1".to_owned())
    }

    #[test]
    fn a_run_tells_both_streams_and_the_code() {
        let run = shell("cat; echo no >&2; exit 3").input("두 줄\n").run();
        run.expect_code(3).expect_stdout("두 줄").expect_stderr(&["no"]);
        assert_eq!(run.code(), 3);
    }

    #[test]
    fn a_program_that_hangs_is_killed_and_fails_its_test() {
        let hanging = || shell("echo begun; exec sleep 60").limit(Duration::from_millis(300)).run();
        let panic = std::panic::catch_unwind(hanging).expect_err("a failure");
        let message = panic.downcast_ref::<String>().expect("a message");
        assert!(message.contains("killed after") && message.contains("begun"), "{message}");
    }

    #[test]
    fn a_signal_is_told_from_a_code() {
        let running = shell("echo ready; exec sleep 60").spawn();
        running.wait_stdout("ready");
        running.signal(rustix::process::Signal::INT);
        assert_eq!(running.finish().status, Status::Signal(2));
        let running = shell("trap 'exit 130' INT; echo ready >&2; while :; do sleep 0.01; done").spawn();
        running.wait_stderr("ready");
        running.signal(rustix::process::Signal::INT);
        assert_eq!(running.finish().code(), 130);
    }

    #[test]
    fn a_silent_pipe_has_no_end_and_a_closed_output_is_felt() {
        let running = shell("echo ready; exec cat").stdin(Stdin::Silent).spawn();
        running.wait_stdout("ready");
        running.signal(rustix::process::Signal::TERM);
        assert_eq!(running.finish().status, Status::Signal(15));
        let run = shell("while echo line; do :; done 2>/dev/null").close_stdout_after(1).run();
        assert!(run.stdout.starts_with("line\n"));
    }

    #[test]
    fn another_program_may_write_the_input() {
        let mut writer = Command::new("sh").args(["-c", "echo from-afar"]).stdout(Stdio::piped()).spawn().expect("sh");
        let output = writer.stdout.take().expect("a pipe");
        shell("cat").stdin(Stdin::Program(output)).run().expect_stdout("from-afar");
        writer.wait().expect("an end");
    }

    #[test]
    fn a_snapshot_has_nothing_that_differs_between_two_runs() {
        let text =
            "c_0123456789abcdefghjkmnpqrs at 127.0.0.1:45123, 1.9초, 12ms, \"ttft_ms\":14, /tmp/home-1/x, 2026-11-24";
        assert_eq!(redact(text, "/tmp/home-1"), "c_ID at 127.0.0.1:PORT, N초, Nms, \"ttft_ms\":N, ~/x, DATE");
        assert_eq!(shell("echo 3 turns").run().snapshot(), "exit 0\n--- stdout\n3 turns\n\n--- stderr\n");
    }

    #[test]
    fn json_is_read_whole_and_by_lines() {
        let run = shell(r#"printf '{"a":1}\n{"a":2}\n'"#).run();
        assert_eq!(run.json_lines().iter().map(|line| line["a"].as_i64()).collect::<Vec<_>>(), [Some(1), Some(2)]);
        assert_eq!(shell("echo '[1]'").run().json(), serde_json::json!([1]));
    }
}
