//! A terminal that breaks its lines anew when its window changes, as far as a page uses one. Two kinds: those that keep the
//! empty rows below the cursor (tmux), and those that give them up first and never take back what left the screen.

use unicode_segmentation::UnicodeSegmentation as _;

use super::super::Window;
use crate::ui::style::AmbiguousWidth;
use crate::ui::width;

/// What becomes of rows in another window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// As tmux has it: empty rows below stay, and what is above comes back.
    Keeping,
    /// Empty rows below go first, and what is above stays there.
    Giving,
}

#[derive(Debug, Clone, Default)]
struct Row {
    cells: Vec<String>,
    /// The next row goes on with the line.
    goes_on: bool,
}

pub(super) struct Reflowing {
    kind: Kind,
    window: Window,
    rows: Vec<Row>,
    /// Rows above the screen.
    n_above: usize,
    /// The cursor's row, of all, and its column.
    row: usize,
    column: usize,
}

impl Reflowing {
    pub(super) fn new(kind: Kind, window: Window) -> Self {
        Self { kind, window, rows: vec![Row::default(); window.rows], n_above: 0, row: 0, column: 0 }
    }

    pub(super) fn process(&mut self, text: &str) {
        let mut rest = text;
        while let Some(character) = rest.chars().next() {
            if let Some(sequence) = rest.strip_prefix("\x1b[") {
                let end = sequence.find(|character: char| character.is_ascii_alphabetic()).expect("an end");
                self.obey(&sequence[..end], sequence.as_bytes()[end]);
                rest = &sequence[end + 1..];
            } else if character == '\r' {
                self.column = 0;
                rest = &rest[1..];
            } else if character == '\n' {
                self.down();
                rest = &rest[1..];
            } else {
                let grapheme = rest.graphemes(true).next().expect("a character");
                self.put(grapheme);
                rest = &rest[grapheme.len()..];
            }
        }
    }

    fn obey(&mut self, numbers: &str, letter: u8) {
        let number = numbers.parse().unwrap_or(1);
        match letter {
            b'A' => self.row = self.row.saturating_sub(number).max(self.n_above),
            b'C' => self.column = (self.column + number).min(self.window.columns - 1),
            b'J' => {
                self.erase_to_right();
                self.rows[self.row + 1..].fill(Row::default());
            }
            b'K' => self.erase_to_right(),
            b'm' | b'h' | b'l' => {}
            other => panic!("not known: {numbers}{}", char::from(other)),
        }
    }

    fn erase_to_right(&mut self) {
        let row = &mut self.rows[self.row];
        row.cells.truncate(self.column);
        if self.column == 0 {
            row.goes_on = false;
        }
    }

    fn down(&mut self) {
        self.row += 1;
        if self.row >= self.n_above + self.window.rows {
            self.rows.push(Row::default());
            self.n_above += 1;
        }
    }

    fn put(&mut self, grapheme: &str) {
        let n_columns = width::of(grapheme, AmbiguousWidth::Narrow);
        if self.column + n_columns > self.window.columns {
            self.rows[self.row].goes_on = true;
            self.down();
            self.column = 0;
        }
        let row = &mut self.rows[self.row];
        row.cells.resize(row.cells.len().max(self.column + n_columns), " ".to_owned());
        row.cells[self.column] = grapheme.to_owned();
        for padding in &mut row.cells[self.column + 1..self.column + n_columns] {
            padding.clear();
        }
        self.column += n_columns;
    }

    pub(super) fn resize(&mut self, window: Window) {
        self.resize_rows(window.rows);
        if window.columns != self.window.columns {
            self.reflow(window.columns);
        }
    }

    fn n_empty_below(&self) -> usize {
        self.rows[self.row + 1..].iter().rev().take_while(|row| row.cells.is_empty()).count()
    }

    fn resize_rows(&mut self, n_rows: usize) {
        let n_fewer = self.window.rows.saturating_sub(n_rows);
        let n_dropped = n_fewer.min(self.n_empty_below());
        self.rows.truncate(self.rows.len() - n_dropped);
        self.n_above += n_fewer - n_dropped;
        if self.kind == Kind::Keeping {
            self.n_above -= n_rows.saturating_sub(self.window.rows).min(self.n_above);
        }
        self.rows.resize(self.rows.len().max(self.n_above + n_rows), Row::default());
        self.window.rows = n_rows;
    }

    fn reflow(&mut self, columns: usize) {
        if self.kind == Kind::Giving {
            self.rows.truncate(self.rows.len() - self.n_empty_below());
        }
        let (mut rows, mut place, mut first) = (Vec::<Row>::new(), (0, 0), 0);
        let mut line: Vec<String> = Vec::new();
        let mut cursor = None;
        let mut begins_at = 0;
        for (at, row) in self.rows.iter().enumerate() {
            if at == self.n_above {
                // What is seen first goes on to be so, at the least.
                first = rows.len();
            }
            if at == self.row {
                cursor = Some(line.len() + self.column);
            }
            line.extend(row.cells.iter().cloned());
            if row.goes_on {
                continue;
            }
            let (broken, cursor_in) = broken(&std::mem::take(&mut line), columns, cursor.take());
            if let Some((row, column)) = cursor_in {
                place = (rows.len() + row, column);
            }
            rows.extend(broken);
            begins_at = rows.len();
        }
        if !line.is_empty() || cursor.is_some() {
            let (broken, cursor_in) = broken(&line, columns, cursor);
            if let Some((row, column)) = cursor_in {
                place = (begins_at + row, column);
            }
            rows.extend(broken);
        }
        let n_too_many = rows.len().saturating_sub(self.window.rows);
        self.n_above = if self.kind == Kind::Keeping { n_too_many } else { n_too_many.max(first) };
        rows.resize(rows.len().max(self.n_above + self.window.rows), Row::default());
        (self.rows, self.row, self.column) = (rows, place.0, place.1);
        self.window.columns = columns;
        // tmux puts a cursor that left the screen into its corner.
        if self.row < self.n_above {
            (self.row, self.column) = (self.n_above, 0);
        }
    }

    /// Everything that can be scrolled to, without the empty rows at its end; lines whole.
    pub(super) fn lines(&self) -> Vec<String> {
        let mut lines = vec![String::new()];
        for row in &self.rows {
            let line = lines.last_mut().expect("a line");
            line.push_str(&row.cells.concat());
            if !row.goes_on {
                lines.push(String::new());
            }
        }
        while lines.last().is_some_and(|line| line.trim().is_empty()) {
            lines.pop();
        }
        lines
    }
}

/// A line in rows, and where its cell `cursor` is then.
fn broken(cells: &[String], columns: usize, cursor: Option<usize>) -> (Vec<Row>, Option<(usize, usize)>) {
    let mut rows = vec![Row::default()];
    let mut place = None;
    for (at, cell) in cells.iter().enumerate() {
        let is_wide = cells.get(at + 1).is_some_and(String::is_empty);
        let n_taken = rows.last().map_or(0, |row| row.cells.len());
        if n_taken + if is_wide { 2 } else { 1 } > columns && !cell.is_empty() {
            rows.last_mut().expect("a row").goes_on = true;
            rows.push(Row::default());
        }
        let n_rows = rows.len();
        let row = rows.last_mut().expect("a row");
        if cursor == Some(at) {
            place = Some((n_rows - 1, row.cells.len()));
        }
        row.cells.push(cell.clone());
    }
    if let Some(beyond) = cursor.and_then(|cursor| cursor.checked_sub(cells.len())) {
        let (row, n_taken) = (rows.len() - 1, rows.last().map_or(0, |row| row.cells.len()));
        place = Some((row, (n_taken + beyond).min(columns)));
    }
    (rows, place)
}
