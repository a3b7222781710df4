//! The spinner until the first token, on stderr.
//!
//! It has no thread: the surface ticks it between events, and takes it away before it writes, so that drawing and
//! text never meet. It draws nothing for the first [`FIRST_DRAW`], and nothing at all where nothing may be redrawn.

use std::fmt;
use std::io::{self, Write as _};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle, TermLike};

use super::console::{Console, SharedWriter, lock, sanitise_lines};
use super::messages::Message;
use super::page::WindowSize;
use super::screen::{self, Narrowing};
use super::style::{AmbiguousWidth, View};
use super::width;
use crate::domain::ModelRef;

/// How often to tick.
pub const TICK: Duration = Duration::from_millis(80);
/// An answer that begins sooner is not worth a spinner.
pub const FIRST_DRAW: Duration = Duration::from_millis(120);
/// From here on the seconds are shown.
const SHOW_SECONDS: Duration = Duration::from_secs(3);

/// Braille dots: one column wide in every terminal.
const TICKS: [&str; 11] = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏", " "];

/// A full line makes some terminals go on to the next, and the `^C` that a terminal writes behind it would too, and leave
/// the line where it is not cleared.
const MARGIN: usize = 4;

/// Shows that a model has been asked and has not answered yet.
pub struct Spinner {
    /// `None` where nothing is drawn.
    canvas: Option<Canvas>,
    bar: Option<ProgressBar>,
}

struct Canvas {
    line: Line,
    view: View,
}

impl Spinner {
    /// A spinner that has not begun to turn.
    #[must_use]
    pub fn new(console: &Console) -> Self {
        let view = *console.stderr_view();
        let canvas = console
            .can_animate()
            .then(|| Canvas { line: console.progress_line(view.columns.unwrap_or(80).saturating_sub(MARGIN)), view });
        Self { canvas, bar: None }
    }

    /// True where ticks draw something; a surface need not tick otherwise.
    #[must_use]
    pub const fn is_active(&self) -> bool {
        self.canvas.is_some()
    }

    /// Draws the next step: `model` was asked `elapsed` ago.
    pub fn tick(&mut self, model: &ModelRef, elapsed: Duration) {
        let Some(canvas) = &self.canvas else { return };
        if elapsed < FIRST_DRAW {
            return;
        }
        let bar = self.bar.get_or_insert_with(|| canvas.begin());
        bar.set_message(canvas.message(model, elapsed));
        bar.tick();
    }

    /// Takes it off the screen, completely. It may be ticked again, after another request.
    pub fn clear(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }
}

impl Drop for Spinner {
    fn drop(&mut self) {
        self.clear();
    }
}

impl Canvas {
    fn begin(&self) -> ProgressBar {
        let target = ProgressDrawTarget::term_like(Box::new(self.line.clone()));
        let template = if self.view.palette.is_enabled() { "{spinner:.cyan} {msg:.dim}" } else { "{spinner} {msg}" };
        let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_spinner());
        ProgressBar::with_draw_target(None, target).with_style(style.tick_strings(&TICKS))
    }

    fn message(&self, model: &ModelRef, elapsed: Duration) -> String {
        let elapsed = (elapsed >= SHOW_SECONDS).then_some(elapsed);
        let message = Message::Thinking { model, elapsed }.text(self.view.lang);
        width::fit(&message, self.line.room().saturating_sub(2), self.view.ambiguous)
    }
}

/// The current line of stderr, as indicatif draws on it.
#[derive(Clone)]
pub(super) struct Line {
    pub(super) out: SharedWriter,
    pub(super) columns: usize,
    /// The window now, and what becomes of the line in a narrower one.
    pub(super) window: WindowSize,
    pub(super) narrowing: Narrowing,
    pub(super) ambiguous: AmbiguousWidth,
    /// What stands on the line.
    pub(super) written: Arc<Mutex<String>>,
}

impl fmt::Debug for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Line").field("columns", &self.columns).finish_non_exhaustive()
    }
}

impl Line {
    fn put(&self, text: &str) -> io::Result<()> {
        lock(&self.out).write_all(text.as_bytes())
    }

    fn put_many(&self, n: usize, sequence: char) -> io::Result<()> {
        if n == 0 { Ok(()) } else { self.put(&format!("\x1b[{n}{sequence}")) }
    }

    fn window_columns(&self) -> usize {
        (self.window)().map_or(usize::MAX, |window| window.columns)
    }

    /// Columns that may be drawn in now.
    fn room(&self) -> usize {
        self.columns.min(self.window_columns().saturating_sub(MARGIN)).max(1)
    }
}

impl TermLike for Line {
    fn width(&self) -> u16 {
        u16::try_from(self.room()).unwrap_or(u16::MAX)
    }

    fn move_cursor_up(&self, n: usize) -> io::Result<()> {
        self.put_many(n, 'A')
    }

    fn move_cursor_down(&self, n: usize) -> io::Result<()> {
        self.put_many(n, 'B')
    }

    fn move_cursor_right(&self, n: usize) -> io::Result<()> {
        self.put_many(n, 'C')
    }

    fn move_cursor_left(&self, n: usize) -> io::Result<()> {
        self.put_many(n, 'D')
    }

    fn write_line(&self, line: &str) -> io::Result<()> {
        self.put(line)?;
        self.put("\n")
    }

    fn write_str(&self, text: &str) -> io::Result<()> {
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        written.push_str(text);
        drop(written);
        self.put(text)
    }

    /// Also where the window has become narrower, and the line several rows.
    fn clear_line(&self) -> io::Result<()> {
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        let text = sanitise_lines(&std::mem::take(&mut *written));
        let n_rows = self.narrowing.rows(&text, self.window_columns(), self.ambiguous);
        if n_rows == 1 {
            self.put("\r\x1b[2K")
        } else {
            self.put(&format!("\x1b[{}A\r{}", n_rows - 1, screen::ERASE_BELOW))
        }
    }

    fn flush(&self) -> io::Result<()> {
        lock(&self.out).flush()
    }
}

#[cfg(test)]
mod tests;
