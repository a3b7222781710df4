//! Draws an answer in Markdown on a terminal while it comes.
//!
//! What is finished is written once and never touched again; the tail, always less than a screen, is drawn anew by
//! ticks, from the first line on that differs. A draw is one write. It has no clock and no thread: who owns it says
//! when. The text that is kept is not its affair.
//!
//! In a window of another width a terminal breaks the lines that it has anew, and puts what does not fit above the
//! screen, where nothing is taken back. So what stands there stays as it is, and only the last line is drawn again: what
//! was drawn before it is known by its letters.

use std::fmt::Write as _;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::console::{SharedWriter, WriteEnd, write_all};
use super::messages::Message;
use super::screen::{self, Narrowing, Screen, Updates, Window};
use super::style::View;
use super::width;
use crate::markup::Sanitiser;
use crate::markup::markdown::{self, CodeLines, Layout, Line, Marks, Renderer, Tail};
use crate::markup::sanitise::Mode;

/// Between two draws: some thirty a second.
pub const FRAME: Duration = Duration::from_millis(33);

/// How long nothing is drawn after the window changed. A window that is dragged changes many times, and tmux tells of
/// its new size up to 250 ms after it has broken the lines.
const SETTLING: Duration = Duration::from_millis(300);

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
    /// The window that the tail was drawn in.
    window: Window,
    /// As it was seen last, and when it was seen to change.
    seen: Window,
    changed: Option<Instant>,
    renderer: Renderer,
    /// The lines of the tail that are on the screen; the cursor stands behind the last one.
    drawn: Vec<Row>,
    /// What they are.
    kind: Drawn,
    /// Lines of that table which have left the screen upwards, from its first on.
    above: Vec<Row>,
    /// Letters of what the renderer still gives out that stay on the screen as they were drawn.
    n_settled: usize,
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
    n_letters: usize,
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
            seen: window,
            changed: None,
            renderer,
            drawn: Vec::new(),
            kind: Drawn::Running,
            above: Vec::new(),
            n_settled: 0,
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
        let size = (self.size)().unwrap_or(self.seen);
        if std::mem::replace(&mut self.seen, size) != size {
            self.changed = Some(now);
        }
        if self.changed.is_some_and(|changed| now - changed < SETTLING) {
            return Ok(self.end);
        }
        self.last_draw = Some(now);
        self.draw()
    }

    /// Draws what is owed now.
    ///
    /// # Errors
    /// As [`Page::write`].
    pub fn draw(&mut self) -> io::Result<WriteEnd> {
        self.is_behind = false;
        let before = self.follow_window();
        let finished = self.finished();
        let mut tail = self.renderer.tail();
        (tail.lines, _) = markdown::beyond(tail.lines, self.n_settled);
        let rows = self.tail_rows(&tail);
        let is_counted = tail.n_table_rows.is_some();
        let end = self.put(&finished, rows, before, Last::Kept);
        self.kind = match self.drawn.len() {
            _ if tail.is_table => Drawn::Table,
            n_drawn if n_drawn == tail.lines.len() => Drawn::Running,
            _ => Drawn::End,
        };
        // What left the screen may yet be the beginning of what is drawn when the table is whole.
        if !tail.is_table || !is_counted && !self.drawn.starts_with(&self.above) {
            self.above.clear();
        }
        end
    }

    /// Takes the tail off the screen, so that others may write below what is finished. It comes back with the next
    /// tick.
    ///
    /// # Errors
    /// As [`Page::write`].
    pub fn withdraw(&mut self) -> io::Result<WriteEnd> {
        let before = self.follow_window();
        let finished = self.finished();
        self.is_behind |= !self.drawn.is_empty();
        self.put(&finished, Vec::new(), before, Last::Kept)
    }

    /// Others wrote below what is drawn, which stays where it is, and comes no more within reach: the last line is
    /// written once more, and it goes on from there.
    ///
    /// # Errors
    /// As [`Page::write`].
    pub fn reappear(&mut self) -> io::Result<WriteEnd> {
        if self.drawn.is_empty() {
            return Ok(self.end);
        }
        self.settle();
        self.drawn.clear();
        self.is_behind = true;
        self.end = write_all(&self.out, &["\r\n"])?;
        Ok(self.end)
    }

    /// Draws the end of the answer for good.
    ///
    /// # Errors
    /// As [`Page::write`].
    pub fn finish(mut self) -> io::Result<WriteEnd> {
        let before = self.follow_window();
        let renderer = std::mem::replace(&mut self.renderer, Renderer::new(layout(&self.view, self.window)));
        let (rest, _) = markdown::beyond(renderer.finish(), self.n_settled);
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
            let is_broken_anew = self.window.columns != before.columns && self.screen.narrowing == Narrowing::Reflows;
            if is_broken_anew {
                self.settle();
            }
            self.renderer.resize(layout(&self.view, self.window));
        }
        before
    }

    /// All of running text but the last line stays as it is drawn.
    fn settle(&mut self) {
        if self.kind == Drawn::Running {
            let n_settled = self.drawn.len().saturating_sub(1);
            self.n_settled += self.drawn.drain(..n_settled).map(|row| row.n_letters).sum::<usize>();
        }
    }

    /// What was finished since the last draw, beyond what stays as it was drawn.
    fn finished(&mut self) -> Vec<Line> {
        let (finished, n_left) = markdown::beyond(self.renderer.take(), self.n_settled);
        self.n_settled = n_left;
        finished
    }

    /// The tail as it fits on the screen: its end, where it is too tall.
    fn tail_rows(&self, tail: &Tail) -> Vec<Row> {
        let mut rows: Vec<Row> = tail.lines.iter().map(|line| self.row(line)).collect();
        if let Some(n_rows) = tail.n_table_rows {
            let text = Message::WritingTable { n_rows }.text(self.view.lang);
            let text = width::fit(&text, screen::text_columns(self.window, self.view.ambiguous), self.view.ambiguous);
            rows.push(Row { painted: self.view.palette.dim(&text), text, n_letters: 0 });
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
        Row { painted, text: line.text(), n_letters: line.n_letters() }
    }

    /// Brings the screen from the tail that is drawn to `finished` and `tail` below it.
    fn put(&mut self, finished: &[Line], tail: Vec<Row>, before: Window, last: Last) -> io::Result<WriteEnd> {
        let finished: Vec<Row> = finished.iter().map(|line| self.row(line)).collect();
        let n_finished = finished.len();
        let rows: Vec<Row> = finished.into_iter().chain(tail).collect();
        if before.columns != self.window.columns {
            // Who knows what the terminal has made of them.
            self.above.clear();
        }
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
    fn update(&mut self, rows: &[Row], n_finished: usize, before: Window, last: Last) -> String {
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
                if self.kind == Drawn::Table {
                    let n_there = self.n_above(rows);
                    n_same = if n_lost > 0 { n_there } else { n_same.max(n_there) };
                } else if before.columns == self.window.columns {
                    // These have left the screen upwards, and stay as they are.
                    n_same += n_lost;
                }
                text.push('\r');
                if n_up > 0 {
                    // Writing to a String cannot fail.
                    let _ = write!(text, "\x1b[{n_up}A");
                }
                text.push_str(screen::ERASE_BELOW);
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

    /// How many of `rows` have left the screen upwards as lines of an unfinished table: all that have, or none, where a
    /// column has become wider since.
    fn n_above(&mut self, rows: &[Row]) -> usize {
        let (_, n_out_of_reach) = self.way_up(0);
        if n_out_of_reach > self.above.len() && self.drawn.starts_with(&self.above) {
            self.above = self.drawn[..n_out_of_reach].to_vec();
        }
        if rows.starts_with(&self.above) { self.above.len() } else { 0 }
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

/// What of the tail is on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Drawn {
    /// All of it, and running text.
    Running,
    /// Its end, where it is too tall.
    End,
    /// Lines of a table that is not finished, or the number of its rows.
    Table,
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
        code_lines: CodeLines::Whole,
    }
}

#[cfg(test)]
mod tests;
