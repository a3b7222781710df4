//! Draws an answer in Markdown on a terminal while it comes.
//!
//! What is finished is written once and never touched again; the tail, always less than a screen, is drawn anew by
//! ticks, from the first line on that differs. A draw is one write. It has no clock and no thread: who owns it says
//! when. The text that is kept is not its affair.

use std::fmt::Write as _;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::console::{SharedWriter, WriteEnd, write_all};
use super::messages::Message;
use super::screen::{self, Screen, Updates, Window};
use super::style::View;
use super::width;
use crate::markup::Sanitiser;
use crate::markup::markdown::{Layout, Line, Marks, Renderer, Tail};
use crate::markup::sanitise::Mode;

/// Between two draws: some thirty a second.
pub const FRAME: Duration = Duration::from_millis(33);

/// Where no size is known.
const DEFAULT_WINDOW: Window = Window { columns: 80, rows: 24 };

/// Tells the window's size now.
pub type WindowSize = Arc<dyn Fn() -> Option<Window> + Send + Sync>;

/// An answer on the screen.
pub struct Page {
    out: SharedWriter,
    view: View,
    screen: Screen,
    size: WindowSize,
    window: Window,
    renderer: Renderer,
    /// The lines of the tail that are on the screen; the cursor stands behind the last one.
    drawn: Vec<Row>,
    last_draw: Option<Instant>,
    /// Whether something came that is not on the screen.
    is_behind: bool,
    has_written: bool,
    end: WriteEnd,
}

/// A line as it is on the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Row {
    painted: String,
    /// Without its colours.
    text: String,
}

impl Page {
    pub(super) fn new(out: SharedWriter, view: View, screen: Screen, size: WindowSize) -> Self {
        let window = size().unwrap_or(DEFAULT_WINDOW);
        let renderer = Renderer::new(layout(&view, window));
        Self {
            out,
            view,
            screen,
            size,
            window,
            renderer,
            drawn: Vec::new(),
            last_draw: None,
            is_behind: false,
            has_written: false,
            end: WriteEnd::Open,
        }
    }

    /// Takes a piece of the answer; it is drawn at once, or with the next tick if the last draw was just now.
    ///
    /// # Errors
    /// Where the stream cannot be written. A reader that went away is no error.
    pub fn write(&mut self, piece: &str) -> io::Result<WriteEnd> {
        self.renderer.push(piece);
        self.is_behind = true;
        self.tick()
    }

    /// Draws what is owed, if it is time.
    ///
    /// # Errors
    /// As [`Page::write`].
    pub fn tick(&mut self) -> io::Result<WriteEnd> {
        let now = Instant::now();
        if !self.is_behind || self.last_draw.is_some_and(|last| now - last < FRAME) {
            return Ok(self.end);
        }
        self.last_draw = Some(now);
        self.draw()
    }

    /// True where a tick would draw something.
    #[must_use]
    pub const fn wants_ticks(&self) -> bool {
        self.is_behind
    }

    /// Draws what is owed now.
    ///
    /// # Errors
    /// As [`Page::write`].
    pub fn draw(&mut self) -> io::Result<WriteEnd> {
        self.is_behind = false;
        let before = self.follow_window();
        let finished = self.renderer.take();
        let tail = self.renderer.tail();
        let tail = self.tail_rows(&tail);
        self.put(&finished, tail, before, Last::Kept)
    }

    /// Takes the tail off the screen, so that others may write below what is finished. It comes back with the next
    /// tick.
    ///
    /// # Errors
    /// As [`Page::write`].
    pub fn withdraw(&mut self) -> io::Result<WriteEnd> {
        let before = self.follow_window();
        let finished = self.renderer.take();
        self.is_behind |= !self.drawn.is_empty();
        self.put(&finished, Vec::new(), before, Last::Kept)
    }

    /// Draws the end of the answer for good.
    ///
    /// # Errors
    /// As [`Page::write`].
    pub fn finish(mut self) -> io::Result<WriteEnd> {
        let before = self.follow_window();
        let renderer = std::mem::replace(&mut self.renderer, Renderer::new(layout(&self.view, self.window)));
        let rest = renderer.finish();
        self.put(&rest, Vec::new(), before, Last::Anew)
    }

    /// True where something was written.
    #[must_use]
    pub const fn has_written(&self) -> bool {
        self.has_written
    }

    /// Takes over the window's size; the size before.
    fn follow_window(&mut self) -> Window {
        let before = self.window;
        self.window = (self.size)().unwrap_or(before);
        if self.window != before {
            self.renderer.resize(layout(&self.view, self.window));
        }
        before
    }

    /// The tail as it fits on the screen: its end, where it is too tall.
    fn tail_rows(&self, tail: &Tail) -> Vec<Row> {
        let mut rows: Vec<Row> = tail.lines.iter().map(|line| self.row(line)).collect();
        if let Some(n_rows) = tail.n_table_rows {
            let text = Message::WritingTable { n_rows }.text(self.view.lang);
            let text = width::fit(&text, screen::text_columns(self.window, self.view.ambiguous), self.view.ambiguous);
            rows.push(Row { painted: self.view.palette.dim(&text), text });
        }
        let n_hidden = rows.len().saturating_sub(self.window.rows.saturating_sub(1).max(1));
        rows.split_off(n_hidden)
    }

    /// A line with its colours; whatever is in it, nothing but text comes out.
    fn row(&self, line: &Line) -> Row {
        let mut painted = String::new();
        for span in &line.spans {
            // The second look: the renderer's text is clean, and this is the last place before the terminal.
            let mut sanitiser = Sanitiser::new(Mode::Pipe);
            let text = sanitiser.push(&span.text);
            let text = text.replace(['\n', '\t'], " ");
            painted.push_str(&self.view.palette.ink(&text, span.ink));
        }
        Row { painted, text: line.text() }
    }

    /// Brings the screen from the tail that is drawn to `finished` and `tail` below it.
    fn put(&mut self, finished: &[Line], tail: Vec<Row>, before: Window, last: Last) -> io::Result<WriteEnd> {
        let finished: Vec<Row> = finished.iter().map(|line| self.row(line)).collect();
        let n_finished = finished.len();
        let rows: Vec<Row> = finished.into_iter().chain(tail).collect();
        let text = self.update(&rows, n_finished, before, last);
        self.drawn = rows;
        self.drawn.drain(..n_finished);
        if text.is_empty() || self.end == WriteEnd::Closed {
            return Ok(self.end);
        }
        self.has_written = true;
        self.end = write_all(&self.out, &[&text])?;
        Ok(self.end)
    }

    /// What is to be written to that end.
    fn update(&self, rows: &[Row], n_finished: usize, before: Window, last: Last) -> String {
        let n_drawn = self.drawn.len();
        let mut n_same = self.drawn.iter().zip(rows).take_while(|(drawn, row)| drawn == row).count();
        if last == Last::Anew {
            n_same = n_same.min(n_drawn.saturating_sub(1));
        }
        let mut text = String::new();
        // Whether the cursor stands behind the last line that stays, or where the next one begins.
        let mut is_behind_line = n_drawn > 0;
        let mut is_erasing = false;
        if n_same < n_drawn {
            let drawn = &self.drawn[n_same].painted;
            let grown = rows.get(n_same).and_then(|row| row.painted.strip_prefix(drawn.as_str()));
            let is_last = n_same + 1 == n_drawn && last == Last::Kept && before == self.window;
            if let Some(grown) = grown.filter(|_| is_last) {
                text.push_str(grown);
                n_same += 1;
            } else {
                let (n_up, n_lost) = self.way_up(n_same);
                if before.columns == self.window.columns {
                    // These have left the screen upwards, and stay as they are.
                    n_same += n_lost;
                }
                text.push('\r');
                if n_up > 0 {
                    // Writing to a String cannot fail.
                    let _ = write!(text, "\x1b[{n_up}A");
                }
                text.push_str("\x1b[J");
                is_erasing = true;
                is_behind_line = false;
            }
        }
        for row in rows.iter().skip(n_same) {
            if is_behind_line {
                text.push_str("\r\n");
            }
            text.push_str(&row.painted);
            is_behind_line = true;
        }
        // Below what is finished for good the cursor waits at the beginning of a line.
        if n_finished == rows.len() && is_behind_line {
            text.push_str("\r\n");
        }
        if is_erasing && self.screen.updates == Updates::Synchronised {
            return format!("\x1b[?2026h{text}\x1b[?2026l");
        }
        text
    }

    /// Rows from the cursor up to the drawn line `index`, and how many lines from there on are out of reach.
    fn way_up(&self, index: usize) -> (usize, usize) {
        let reach = self.window.rows.saturating_sub(1);
        let mut n_up = 0;
        for (at, row) in self.drawn.iter().enumerate().skip(index).rev() {
            let n_rows = self.screen.narrowing.rows(&row.text, self.window.columns, self.view.ambiguous);
            // The cursor stands in the last row of the last line.
            let n_rows = if at + 1 == self.drawn.len() { n_rows - 1 } else { n_rows };
            if n_up + n_rows > reach {
                return (n_up, at + 1 - index);
            }
            n_up += n_rows;
        }
        (n_up, 0)
    }
}

/// What is done with the drawn line that the cursor is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Last {
    /// It stays if it is the same.
    Kept,
    /// It is written once more: a terminal may have echoed `^C` behind it.
    Anew,
}

fn layout(view: &View, window: Window) -> Layout {
    Layout {
        columns: screen::text_columns(window, view.ambiguous),
        // A line stays free for what stands above, and one for the cursor's next.
        rows: window.rows.saturating_sub(2).max(2),
        ambiguous: view.ambiguous,
        marks: if view.palette.is_enabled() { Marks::Hidden } else { Marks::Shown },
    }
}

#[cfg(test)]
mod tests;
