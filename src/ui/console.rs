//! The only writer: stdout carries answers and what was asked for, stderr everything else.
//!
//! Writers are given from outside, so that tests read what was written. A reader that went away ends the
//! writing quietly; a disk that is full is an error. Nothing here decides what is said.

mod answer;

use std::io::{self, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub use self::answer::{AnswerWriter, LiveAnswer};
use super::messages::{ErrorText, Label, Message, Weight};
use super::page::{Page, WindowSize};
use super::progress::Line;
use super::screen::{self, Drawing, Narrowing, Screen, ScreenEnvironment};
use super::style::{AmbiguousWidth, ColorChoice, ColorEnvironment, Destination, Palette, View};
use super::width;
use crate::domain::Lang;
use crate::markup::sanitise::{self, Mode, Sanitiser};

/// A stream that several writers share: the console, and the spinner while it turns.
pub(super) type SharedWriter = Arc<Mutex<Box<dyn Write + Send>>>;

/// Where the two streams go, and to what they are connected.
pub struct Streams {
    /// Answers.
    pub stdout: Box<dyn Write + Send>,
    /// Everything else.
    pub stderr: Box<dyn Write + Send>,
    /// What `stdout` is connected to.
    pub stdout_is: Destination,
    /// What `stderr` is connected to.
    pub stderr_is: Destination,
    /// Columns of the window, where one is known.
    pub columns: Option<usize>,
    /// The window's size while an answer is drawn.
    pub window: WindowSize,
}

/// How the user wants to be talked to.
#[derive(Debug, Clone, Default)]
pub struct Manner {
    /// `--color`.
    pub color: ColorChoice,
    /// The variables about colour.
    pub environment: ColorEnvironment,
    /// `ui.ambiguous`.
    pub ambiguous: AmbiguousWidth,
    /// `--quiet`.
    pub talk: Talk,
    /// `--plain`.
    pub drawing: Drawing,
    /// The variables that tell which terminal it is.
    pub screen: ScreenEnvironment,
}

/// How much is said on stderr.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Talk {
    /// Progress, badge, footer, notices, errors.
    #[default]
    Usual,
    /// Warnings and errors only.
    Quiet,
}

/// Whether the terminal marks the beginning and the end of what is pasted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Marks {
    /// It does.
    On,
    /// It does not.
    Off,
}

/// What became of a text for the clipboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use = "a text that was not copied is to be told of"]
pub enum Copied {
    /// The terminal has it.
    Sent,
    /// No terminal takes so much.
    TooLarge,
    /// There is no terminal that has a clipboard.
    Impossible,
}

/// Whether anybody still reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use = "a closed stream ends the work quietly"]
pub enum WriteEnd {
    /// Go on.
    Open,
    /// The reader went away (`| head -1`): end quietly.
    Closed,
}

/// The terminal, or what stands in its place.
pub struct Console {
    stdout: SharedWriter,
    stderr: SharedWriter,
    stdout_is: Destination,
    stderr_is: Destination,
    stdout_view: View,
    stderr_view: View,
    talk: Talk,
    is_dumb: bool,
    drawing: Drawing,
    screen: Screen,
    window: WindowSize,
}

impl Console {
    /// A console that speaks `lang` on `streams`.
    #[must_use]
    pub fn new(lang: Lang, streams: Streams, manner: &Manner) -> Self {
        let Streams { stdout, stderr, stdout_is, stderr_is, columns, window } = streams;
        let view = |destination| View {
            lang,
            columns: if destination == Destination::Terminal { columns } else { None },
            ambiguous: manner.ambiguous,
            palette: Palette::choose(manner.color, &manner.environment, destination),
        };
        Self {
            stdout_view: view(stdout_is),
            stderr_view: view(stderr_is),
            stdout: Arc::new(Mutex::new(stdout)),
            stderr: Arc::new(Mutex::new(stderr)),
            stdout_is,
            stderr_is,
            talk: manner.talk,
            is_dumb: manner.environment.is_dumb(),
            drawing: manner.drawing,
            screen: manner.screen.screen(),
            window,
        }
    }

    /// The language of messages.
    #[must_use]
    pub const fn lang(&self) -> Lang {
        self.stdout_view.lang
    }

    /// How to draw what goes to stdout.
    #[must_use]
    pub const fn stdout_view(&self) -> &View {
        &self.stdout_view
    }

    /// How to draw what goes to stderr.
    #[must_use]
    pub const fn stderr_view(&self) -> &View {
        &self.stderr_view
    }

    /// True where a person reads stdout as it comes.
    #[must_use]
    pub fn stdout_is_terminal(&self) -> bool {
        self.stdout_is == Destination::Terminal
    }

    /// True where a person reads stderr as it comes.
    #[must_use]
    pub fn stderr_is_terminal(&self) -> bool {
        self.stderr_is == Destination::Terminal
    }

    /// True under `--quiet`.
    #[must_use]
    pub fn is_quiet(&self) -> bool {
        self.talk == Talk::Quiet
    }

    /// True where a line may be drawn and taken away again.
    #[must_use]
    pub fn can_animate(&self) -> bool {
        self.stderr_is_terminal() && self.can_redraw() && !self.is_quiet()
    }

    /// True where what was drawn may be drawn again.
    #[must_use]
    pub fn can_redraw(&self) -> bool {
        !self.is_dumb && self.drawing == Drawing::Live
    }

    /// A line that was drawn by `badge` or `footer`, colours and all; nothing under `--quiet`.
    pub fn status(&self, line: &str) {
        if !self.is_quiet() {
            self.say(line);
        }
    }

    /// A message of the table, as loud as it matters.
    pub fn tell(&self, message: &Message<'_>) {
        let text = message.text(self.lang());
        match message.weight() {
            Weight::Warning => self.warn(&text),
            Weight::Always => self.remark(&text),
            Weight::Passing => self.notice(&text),
        }
    }

    /// A line that a person may like to know; nothing under `--quiet`.
    pub fn notice(&self, text: &str) {
        if !self.is_quiet() {
            self.remark(text);
        }
    }

    /// A line that is said also under `--quiet`, and warns of nothing.
    pub fn remark(&self, text: &str) {
        for line in self.wrapped(text, "") {
            self.say(&self.stderr_view.palette.dim(&line));
        }
    }

    /// A question on stderr, after which the cursor stays on its line.
    ///
    /// # Errors
    /// Where stderr cannot be written: a question that is not seen cannot be answered.
    pub fn prompt(&self, question: &str) -> io::Result<WriteEnd> {
        write_all(&self.stderr, &[&self.wrapped(question, "").join("\n")])
    }

    /// Says a question but for its last line, which is returned: for an editor that draws that line itself.
    #[must_use]
    pub fn all_but_last_line(&self, question: &str) -> String {
        let mut lines = self.wrapped(question, "");
        let last = lines.pop().unwrap_or_default();
        for line in lines {
            self.say(&line);
        }
        last
    }

    /// Whether the terminal marks what is pasted.
    pub fn mark_pastes(&self, marks: Marks) {
        let sequence = match marks {
            Marks::On => "\x1b[?2004h",
            Marks::Off => "\x1b[?2004l",
        };
        if self.stdout_is_terminal() && self.can_redraw() {
            let _ = write_all(&self.stdout, &[sequence]);
        }
    }

    /// Takes the last rows off the screen, above the cursor, which stands at the beginning of its own.
    pub fn erase_rows(&self, n_rows: usize) {
        if self.stdout_is_terminal() && self.can_redraw() && n_rows > 0 {
            let _ = write_all(&self.stdout, &[&format!("\x1b[{n_rows}A\r{}", screen::ERASE_BELOW)]);
        }
    }

    /// Puts a text on the user's clipboard, by the terminal. Only baro does so, never what a model writes; and what steers a
    /// terminal is none of it, as the next paste may go to a shell.
    pub fn copy(&self, text: &str) -> Copied {
        // What terminals are known to take.
        const LONGEST_BYTES: usize = 74_000;
        if !self.stdout_is_terminal() || self.is_dumb {
            return Copied::Impossible;
        }
        let text = sanitise::text(text);
        if text.len() > LONGEST_BYTES {
            return Copied::TooLarge;
        }
        let _ = write_all(&self.stdout, &["\x1b]52;c;", &base64(text.as_bytes()), "\x07"]);
        Copied::Sent
    }

    /// Rows of the window, where there is one.
    #[must_use]
    pub fn rows(&self) -> Option<usize> {
        (self.window)().map(|window| window.rows)
    }

    /// A text of a model or a file as it may be shown: without controls.
    #[must_use]
    pub fn cleaned(&self, text: &str) -> String {
        sanitise_lines(text)
    }

    /// A question to the terminal itself, in its own language, as it stands.
    pub fn query(&self, sequence: &str) {
        let _ = write_all(&self.stderr, &[sequence]);
    }

    /// Moves the cursor of the terminal that stdout is, and clears there.
    pub fn steer(&self, sequence: &str) {
        if self.stdout_is_terminal() && self.can_redraw() {
            let _ = write_all(&self.stdout, &[sequence]);
        }
    }

    /// What becomes of lines when the window gets narrower than they are.
    #[must_use]
    pub const fn narrowing(&self) -> Narrowing {
        self.screen.narrowing
    }

    /// Lines that were drawn elsewhere, as clap draws its own, also under `--quiet`.
    pub fn raw(&self, lines: &str) {
        self.say(lines);
    }

    /// A line that a person must know, also under `--quiet`.
    pub fn warn(&self, text: &str) {
        let label = Label::Warning.text(self.lang());
        let indent = " ".repeat(width::of(label, self.stderr_view.ambiguous) + 2);
        for (index, line) in self.wrapped(&format!("{label}: {text}"), &indent).iter().enumerate() {
            let painted = match line.strip_prefix(label) {
                Some(rest) if index == 0 => format!("{}{rest}", self.stderr_view.palette.warning(label)),
                _ => line.clone(),
            };
            self.say(&painted);
        }
    }

    /// An error in its three parts, also under `--quiet`.
    pub fn error(&self, error: &ErrorText) {
        self.say(error.render(&self.stderr_view).trim_end());
    }

    /// Some of a model's thinking, on stderr as it comes.
    #[must_use]
    pub fn reasoning(&self) -> AnswerWriter {
        AnswerWriter::new(Arc::clone(&self.stderr), self.stderr_is)
    }

    /// The writer of one answer on stdout.
    #[must_use]
    pub fn answer(&self) -> AnswerWriter {
        AnswerWriter::new(Arc::clone(&self.stdout), self.stdout_is)
    }

    /// The writer of one answer that is drawn while it comes: Markdown on a terminal, else the text.
    #[must_use]
    pub fn live_answer(&self) -> LiveAnswer {
        if self.stdout_is_terminal() && self.can_redraw() {
            let out = Arc::clone(&self.stdout);
            LiveAnswer::Page(Box::new(Page::new(out, self.stdout_view, self.screen, Arc::clone(&self.window))))
        } else {
            LiveAnswer::Text(self.answer())
        }
    }

    /// Writes what a command was asked for to stdout, with a newline at its end. The text is baro's own, or was
    /// made of clean parts: tables and drawn lines are.
    ///
    /// # Errors
    /// Where the stream cannot be written for another reason than that its reader went away.
    pub fn print(&self, text: &str) -> io::Result<WriteEnd> {
        let newline = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
        write_all(&self.stdout, &[text, newline])
    }

    /// A text of baro's own, its lines broken between words to fit the terminal that stdout is.
    #[must_use]
    pub fn fitted(&self, text: &str) -> String {
        let Some(columns) = self.stdout_view.columns else { return text.to_owned() };
        let fitted = |line: &str| {
            // Lines with colours are drawn to fit already.
            if line.contains('\x1b') {
                return vec![line.to_owned()];
            }
            width::wrap(line, columns, "", self.stdout_view.ambiguous)
        };
        text.split('\n').flat_map(fitted).collect::<Vec<_>>().join("\n")
    }

    /// Writes serialised JSON to stdout, controls escaped, with a newline at its end.
    ///
    /// # Errors
    /// As [`Console::print`].
    pub fn print_json(&self, json: &str) -> io::Result<WriteEnd> {
        self.print(&sanitise::json(json))
    }

    /// The current line of stderr, for what is drawn on it again and again in `columns`.
    pub(super) fn progress_line(&self, columns: usize) -> Line {
        Line {
            out: Arc::clone(&self.stderr),
            columns,
            window: Arc::clone(&self.window),
            narrowing: self.screen.narrowing,
            ambiguous: self.stderr_view.ambiguous,
            written: Arc::default(),
        }
    }

    fn wrapped(&self, text: &str, indent: &str) -> Vec<String> {
        let text = sanitise_lines(text);
        let lines = text.split('\n');
        match self.stderr_view.columns {
            Some(columns) => {
                lines.flat_map(|line| width::wrap(line, columns.max(20), indent, self.stderr_view.ambiguous)).collect()
            }
            None => lines.map(str::to_owned).collect(),
        }
    }

    /// Writes a line to stderr. If that cannot be written there is nobody left to tell.
    fn say(&self, line: &str) {
        let _ = write_all(&self.stderr, &[line, "\n"]);
    }
}

/// RFC 4648, section 4.
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for at in 0..4 {
            if at > chunk.len() {
                text.push('=');
            } else {
                let index = (bits >> (18 - 6 * at)) & 63;
                text.push(char::from(ALPHABET[index as usize]));
            }
        }
    }
    text
}

/// Lines of a message without controls: what a server said may stand in it.
pub(super) fn sanitise_lines(text: &str) -> String {
    let mut sanitiser = Sanitiser::new(Mode::Terminal);
    let mut clean = sanitiser.push(text).into_owned();
    clean.push_str(sanitiser.finish());
    clean
}

/// Writes the parts as one and flushes.
pub(super) fn write_all(out: &SharedWriter, parts: &[&str]) -> io::Result<WriteEnd> {
    let mut out = lock(out);
    let written = match parts {
        [text] => out.write_all(text.as_bytes()),
        _ => out.write_all(parts.concat().as_bytes()),
    };
    match written.and_then(|()| out.flush()) {
        Ok(()) => Ok(WriteEnd::Open),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(WriteEnd::Closed),
        Err(error) => Err(error),
    }
}

/// The writer, also after a thread that held it panicked: what is said of that panic must still come out.
pub(super) fn lock(writer: &SharedWriter) -> MutexGuard<'_, Box<dyn Write + Send>> {
    writer.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
pub(super) mod tests;
