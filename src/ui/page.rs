//! Draws an answer in Markdown on a terminal while it comes.
//!
//! What is finished is written once and never touched again; the tail, always less than a screen, is drawn anew by
//! ticks, from the first line on that differs. A draw is one write. It has no clock and no thread: who owns it says
//! when. The text that is kept is not its affair.
//!
//! In a window of another width a terminal breaks the lines that it has anew, and puts what does not fit above the
//! screen, where nothing is taken back. So running text stays as it stands there but for its last line, and a table that is
//! surely all on the screen is drawn again, any other goes on below what is there of it. What was drawn is known by its
//! letters, a table by its rows; therefore nothing is taken in before the window was looked at.

use std::fmt::Write as _;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use self::reach::Reach;
use super::console::{SharedWriter, WriteEnd, write_all};
use super::messages::Message;
use super::screen::{self, Narrowing, Screen, Updates, Window};
use super::style::View;
use super::width;
use crate::markup::Sanitiser;
use crate::markup::markdown::{self, CodeLines, Layout, Line, Marks, Renderer, Settled, Tail};
use crate::markup::sanitise::Mode;

mod reach;

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
    /// The window as it was seen last.
    window: Window,
    /// When it was last seen to change, and whether nothing was drawn since.
    changed: Option<Instant>,
    is_window_new: bool,
    renderer: Renderer,
    /// What came and is not with the renderer yet, which knows what is drawn and no more.
    pending: String,
    /// The lines of the tail that are on the screen; the cursor stands behind the last one.
    drawn: Vec<Row>,
    /// What they are.
    kind: Drawn,
    /// What of the lines that the renderer gives yet stays on the screen as it was drawn.
    settled: Settled,
    /// The beginning of a line that stays, where its rest does not.
    begun: String,
    /// The columns of a line that stays and that the cursor stands behind, where nothing is drawn below it.
    hanging: Option<usize>,
    /// What is above the cursor.
    reach: Reach,
    last_draw: Option<Instant>,
    /// Whether something came that is not on the screen.
    is_behind: bool,
    has_written: bool,
    end: WriteEnd,
}

/// A line as it is on the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Row {
    /// What of it stays as it is, before the rest.
    begun: String,
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
            changed: None,
            is_window_new: false,
            renderer,
            pending: String::new(),
            drawn: Vec::new(),
            kind: Drawn::Running,
            settled: Settled::default(),
            begun: String::new(),
            hanging: None,
            reach: Reach::default(),
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
        self.pending.push_str(piece);
        self.is_behind = true;
        self.tick()
    }

    /// Draws what is owed, if it is time.
    ///
    /// # Errors
    /// As [`Page::write`].
    pub fn tick(&mut self) -> io::Result<WriteEnd> {
        let now = Instant::now();
        if self.last_draw.is_some_and(|last| now - last < FRAME) {
            return Ok(self.end);
        }
        // Before anything is written no window can break it.
        if !self.is_behind && !self.has_written {
            return Ok(self.end);
        }
        // What is written must be known through each size that the window had meanwhile, also while nothing comes.
        if self.settles_in().is_some() || !self.is_behind {
            return Ok(self.end);
        }
        self.last_draw = Some(now);
        self.draw()
    }

    /// How long it is to be waited before anything is drawn again: the window has just changed, and may be about to.
    pub fn settles_in(&mut self) -> Option<Duration> {
        self.look();
        self.changed.and_then(|changed| SETTLING.checked_sub(changed.elapsed())).filter(|left| !left.is_zero())
    }

    /// Draws what is owed, in the window that was just looked at.
    fn draw(&mut self) -> io::Result<WriteEnd> {
        self.is_behind = false;
        self.take_in();
        let finished = self.finished();
        let mut tail = self.renderer.tail();
        (tail.lines, _) = markdown::beyond(tail.lines, self.settled);
        let rows = self.tail_rows(&tail);
        let end = self.put(&finished, rows, Last::Kept);
        self.kind = match self.drawn.len() {
            _ if tail.n_table_rows.is_some() => Drawn::Counter,
            n_drawn if n_drawn != tail.lines.len() => Drawn::End,
            _ if tail.is_table => Drawn::Table,
            _ => Drawn::Running,
        };
        end
    }

    /// Takes the tail off the screen, so that others may write below what is finished. It comes back with the next
    /// tick.
    ///
    /// # Errors
    /// As [`Page::write`].
    pub fn withdraw(&mut self) -> io::Result<WriteEnd> {
        self.look();
        self.take_in();
        let finished = self.finished();
        self.is_behind |= !self.drawn.is_empty();
        let end = self.put(&finished, Vec::new(), Last::Kept);
        self.reach.forget();
        end
    }

    /// Others wrote below what is drawn, which stays where it is, and comes no more within reach: the last line of
    /// running text is written once more, and it goes on from there.
    ///
    /// # Errors
    /// As [`Page::write`].
    pub fn reappear(&mut self) -> io::Result<WriteEnd> {
        if self.drawn.is_empty() {
            return Ok(self.end);
        }
        match self.kind {
            Drawn::Running => self.settle(self.drawn.len() - 1),
            Drawn::Table => self.renderer.keep_table(),
            Drawn::Counter | Drawn::End => {}
        }
        self.drawn.clear();
        self.begun.clear();
        self.reach.forget();
        self.is_behind = true;
        self.end = write_all(&self.out, &["\r\n"])?;
        Ok(self.end)
    }

    /// Draws the end of the answer for good.
    ///
    /// # Errors
    /// As [`Page::write`].
    pub fn finish(mut self) -> io::Result<WriteEnd> {
        self.look();
        self.take_in();
        let renderer = std::mem::replace(&mut self.renderer, Renderer::new(layout(&self.view, self.window)));
        let (rest, _) = markdown::beyond(renderer.finish(), self.settled);
        self.put(&rest, Vec::new(), Last::Anew)
    }

    /// True where something was written.
    #[must_use]
    pub const fn has_written(&self) -> bool {
        self.has_written
    }

    fn take_in(&mut self) {
        self.renderer.push(&std::mem::take(&mut self.pending));
    }

    /// Looks at the window. Where it is another one, that is when it was seen to change, whoever looked; and of what is drawn
    /// only that stays known which can be drawn again.
    fn look(&mut self) {
        let size = (self.size)().unwrap_or(self.window);
        if size == self.window {
            return;
        }
        self.changed = Some(Instant::now());
        // One after the other, as terminals do: what has left a lower window is not seen in a wider one.
        for window in [Window { rows: size.rows, ..self.window }, size] {
            let before = std::mem::replace(&mut self.window, window);
            self.keep_what_stays(before);
        }
        self.renderer.resize(layout(&self.view, self.window));
        self.is_window_new = true;
    }

    /// Leaves what stays as it is, in a window that was another one before.
    fn keep_what_stays(&mut self, before: Window) {
        let columns = self.window.columns;
        let is_broken_anew = columns != before.columns && self.screen.narrowing == Narrowing::Reflows;
        let last = self.drawn.last().map(Row::whole).unwrap_or_default();
        // Rows above the cursor that are surely there, those of its own line with them.
        let n_above =
            self.reach.rows(before.columns) + self.rows_up(self.drawn.len().saturating_sub(1), before.columns);
        let n_above = n_above.min(self.window.rows.saturating_sub(1));
        self.reach.fit((n_above + 1).saturating_sub(self.starts(&last, columns).len()), columns);
        let n_out_of_reach = self.out_of_reach(n_above);
        match self.kind {
            Drawn::Table if n_out_of_reach > 0 => {
                self.renderer.keep_table();
                self.hang();
            }
            Drawn::Running if !self.drawn.is_empty() => {
                let n_all_but_last = self.drawn.len() - 1;
                self.settle(if is_broken_anew { n_all_but_last } else { n_out_of_reach.min(n_all_but_last) });
                if self.rows_up(self.drawn.len() - 1, columns) > n_above {
                    self.settle_beginning(n_above);
                }
            }
            Drawn::Table | Drawn::Running | Drawn::Counter | Drawn::End => {}
        }
    }

    /// How many of the drawn lines are not wholly among the rows that far above the cursor.
    fn out_of_reach(&self, n_above: usize) -> usize {
        (0..self.drawn.len())
            .find(|index| self.rows_up(*index, self.window.columns) <= n_above)
            .unwrap_or(self.drawn.len())
    }

    /// The first lines of running text stay as they are drawn.
    fn settle(&mut self, n_lines: usize) {
        for row in self.drawn.drain(..n_lines) {
            self.settled.push(&row.text);
            self.begun.clear();
        }
    }

    /// Of the one line that is drawn, what is further above the cursor than so many rows stays.
    fn settle_beginning(&mut self, n_above: usize) {
        let Some(row) = self.drawn.pop() else { return };
        let whole = row.whole();
        let starts = self.starts(&whole, self.window.columns);
        let at = starts[starts.len().saturating_sub(n_above + 1)];
        let rest = whole[at..].to_owned();
        self.settled.push_beginning(&whole[row.begun.len()..at]);
        whole[..at].clone_into(&mut self.begun);
        self.drawn.push(Row { begun: self.begun.clone(), painted: rest.clone(), text: rest });
    }

    /// All that is drawn stays, and the cursor stands behind it.
    fn hang(&mut self) {
        self.hanging = self.drawn.last().map(|row| self.columns(row));
        self.drawn.clear();
    }

    /// What was finished since the last draw, beyond what stays as it was drawn.
    fn finished(&mut self) -> Vec<Line> {
        let (finished, left) = markdown::beyond(self.renderer.take(), self.settled);
        self.settled = left;
        finished
    }

    /// The tail as it fits on the screen: its end, where it is too tall.
    fn tail_rows(&self, tail: &Tail) -> Vec<Row> {
        let mut rows: Vec<Row> = tail.lines.iter().map(|line| self.row(line)).collect();
        if let Some(n_rows) = tail.n_table_rows {
            let text = Message::WritingTable { n_rows }.text(self.view.lang);
            let text = width::fit(&text, screen::text_columns(self.window, self.view.ambiguous), self.view.ambiguous);
            rows.push(Row { begun: String::new(), painted: self.view.palette.dim(&text), text });
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
        Row { begun: String::new(), painted, text: line.text() }
    }

    /// Brings the screen from the tail that is drawn to `finished` and `tail` below it.
    fn put(&mut self, finished: &[Line], tail: Vec<Row>, last: Last) -> io::Result<WriteEnd> {
        let finished: Vec<Row> = finished.iter().map(|line| self.row(line)).collect();
        let n_finished = finished.len();
        let mut rows: Vec<Row> = finished.into_iter().chain(tail).collect();
        if let Some(first) = rows.first_mut() {
            first.begun.clone_from(&self.begun);
        }
        let text = self.update(&rows, n_finished, last);
        if n_finished > 0 {
            self.begun.clear();
        }
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
    fn update(&mut self, rows: &[Row], n_finished: usize, last: Last) -> String {
        let n_drawn = self.drawn.len();
        let is_window_new = std::mem::take(&mut self.is_window_new);
        let mut n_same = self.drawn.iter().zip(rows).take_while(|(drawn, row)| drawn == row).count();
        if last == Last::Anew {
            n_same = n_same.min(n_drawn.saturating_sub(1));
        }
        let mut text = String::new();
        // The columns of the line that the cursor stands behind; none where the next one begins.
        let mut behind = self.hanging.take();
        let mut is_erasing = false;
        if n_same < n_drawn {
            let drawn = &self.drawn[n_same].painted;
            let grown = rows.get(n_same).and_then(|row| row.painted.strip_prefix(drawn.as_str()));
            let is_last = n_same + 1 == n_drawn && last == Last::Kept && !is_window_new;
            if let Some(grown) = grown.filter(|_| is_last) {
                text.push_str(grown);
                n_same += 1;
                behind = Some(self.columns(&rows[n_same - 1]));
            } else {
                let n_up = self.rows_up(n_same, self.window.columns);
                text.push('\r');
                if n_up > 0 {
                    // Writing to a String cannot fail.
                    let _ = write!(text, "\x1b[{n_up}A");
                }
                // Erased from the middle on, a row would stay one with the next.
                text.push_str(screen::ERASE_BELOW);
                let stays = self.begun_in_row(n_same);
                text.push_str(&stays);
                if rows.len() == n_same && !stays.is_empty() {
                    behind = Some(width::of(&stays, self.view.ambiguous));
                }
                self.reach.pop(n_drawn - 1 - n_same);
                is_erasing = true;
            }
        } else if let Some(row) = self.drawn.last() {
            behind = Some(self.columns(row));
        }
        for row in rows.iter().skip(n_same) {
            if let Some(columns) = behind {
                self.end_line(&mut text, columns);
            }
            text.push_str(&row.painted);
            behind = Some(self.columns(row));
        }
        // Below what is finished for good the cursor waits at the beginning of a line.
        if n_finished == rows.len()
            && let Some(columns) = behind
        {
            self.end_line(&mut text, columns);
        }
        if is_erasing && self.screen.updates == Updates::Synchronised {
            return format!("\x1b[?2026h{text}\x1b[?2026l");
        }
        text
    }

    fn end_line(&mut self, text: &mut String, columns: usize) {
        text.push_str("\r\n");
        self.reach.push(columns, self.window.columns, self.window.rows);
    }

    fn columns(&self, row: &Row) -> usize {
        width::of(&row.whole(), self.view.ambiguous)
    }

    fn starts(&self, text: &str, columns: usize) -> Vec<usize> {
        self.screen.narrowing.starts(text, columns, self.view.ambiguous)
    }

    /// Rows from the cursor up to where the drawn line `index` does not stay. The cursor stands in the last row of the
    /// last line.
    fn rows_up(&self, index: usize, columns: usize) -> usize {
        let rows = self.drawn.iter().skip(index).map(|row| self.starts(&row.whole(), columns).len());
        let n_stay = self.drawn.get(index).map_or(0, |row| self.row_where_begun_ends(row, columns).0);
        rows.sum::<usize>().saturating_sub(1 + n_stay)
    }

    /// What stays of a drawn line in the row in which its rest begins.
    fn begun_in_row(&self, index: usize) -> String {
        let Some(row) = self.drawn.get(index) else { return String::new() };
        let (_, start) = self.row_where_begun_ends(row, self.window.columns);
        row.begun[start..].to_owned()
    }

    /// That row's number in the line, and the byte with which it begins.
    fn row_where_begun_ends(&self, row: &Row, columns: usize) -> (usize, usize) {
        let starts = self.starts(&row.whole(), columns);
        starts.into_iter().enumerate().rfind(|(_, start)| *start <= row.begun.len()).unwrap_or_default()
    }
}

impl Row {
    /// All of the line's text.
    fn whole(&self) -> String {
        [self.begun.as_str(), &self.text].concat()
    }
}

/// What of the tail is on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Drawn {
    /// All of it, and running text.
    Running,
    /// Its end, where it is too tall.
    End,
    /// All of it, and a table.
    Table,
    /// The number of a table's rows.
    Counter,
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
