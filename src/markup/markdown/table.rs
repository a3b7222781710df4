//! Tables: from their rows to lines. Columns are as wide as what stands in them; where the window is narrower, cells
//! wrap, and where that leaves too little, each row becomes a list of `name: value`.

use super::super::width::AmbiguousWidth;
use super::flow::{Breaks, Flow};
use super::inline;
use super::line::{Ink, Layout, Line, Marks, Tone};

/// Narrower than this, a column is not read any more.
const MIN_COLUMNS: usize = 6;
/// A word that is wider than this may be cut.
const WHOLE_WORD: usize = 16;
/// Columns between two cells: ` │ `.
const GAP: usize = 3;

/// Where a column's text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Left,
    Middle,
    Right,
}

/// A table that grows by rows.
#[derive(Debug, Clone)]
pub struct Table {
    sides: Vec<Side>,
    head: Vec<String>,
    rows: Vec<String>,
    n_bytes: usize,
    /// Rows that are on the screen for good, and the head with them.
    n_kept: Option<usize>,
}

impl Table {
    /// A table, where `head` and `delimiter` are its first two lines.
    #[must_use]
    pub fn begin(head: &str, delimiter: &str) -> Option<Self> {
        if !delimiter.contains('-') || !delimiter.contains(['|', ':']) {
            return None;
        }
        let sides = cells(delimiter).iter().map(|cell| side(cell)).collect::<Option<Vec<_>>>()?;
        let head = cells(head);
        (head.len() == sides.len()).then(|| Self { sides, head, rows: Vec::new(), n_bytes: 0, n_kept: None })
    }

    /// Adds a row.
    pub fn push_row(&mut self, row: &str) {
        self.n_bytes += row.len();
        self.rows.push(row.to_owned());
    }

    /// Adds to the last row, or to the head where there is none.
    pub fn push_text(&mut self, text: &str) {
        self.n_bytes += text.len();
        if let Some(row) = self.rows.last_mut() {
            row.push_str(text);
        }
    }

    /// Takes the last row away, which is not whole.
    pub fn drop_row(&mut self) {
        self.rows.pop();
    }

    /// The head and the first `n_rows` stay as they are drawn: they come no more.
    pub fn keep(&mut self, n_rows: usize) {
        self.n_kept = Some(n_rows);
        self.n_bytes = self.rows.iter().skip(n_rows).map(String::len).sum();
    }

    /// Rows without the head.
    #[must_use]
    pub const fn n_rows(&self) -> usize {
        self.rows.len()
    }

    /// Rows that come yet.
    #[must_use]
    pub fn n_open_rows(&self) -> usize {
        self.rows.len() - self.n_kept.unwrap_or(0)
    }

    /// Bytes of the rows that come yet.
    #[must_use]
    pub const fn n_bytes(&self) -> usize {
        self.n_bytes
    }

    /// Its lines in `columns`.
    #[must_use]
    pub fn lines(&self, columns: usize, layout: &Layout) -> Vec<Line> {
        let n_columns = self.sides.len();
        let head: Vec<Line> = self.head.iter().map(|cell| drawn(cell, Tone::Heading(6), layout)).collect();
        let rows: Vec<Vec<Line>> = self
            .rows
            .iter()
            .map(|row| {
                let mut row: Vec<Line> = cells(row).iter().map(|cell| drawn(cell, Tone::Text, layout)).collect();
                row.resize(n_columns, Line::default());
                row
            })
            .collect();
        let Some(widths) = widths(&head, &rows, columns, layout.ambiguous) else {
            return records(&head, &rows, self.n_kept, columns, layout);
        };
        let glyphs = Glyphs::of(layout.ambiguous);
        let rule = rule(&widths, glyphs);
        let mut lines = Vec::new();
        if self.n_kept.is_none() {
            lines = self.row(&head, &widths, glyphs, layout);
            lines.push(rule.clone());
        }
        let drawn: Vec<Vec<Line>> = rows.iter().map(|row| self.row(row, &widths, glyphs, layout)).collect();
        // Rows of several lines need something between them.
        let is_ruled = drawn.iter().any(|lines| lines.len() > 1);
        for (index, row) in drawn.into_iter().enumerate().skip(self.n_kept.unwrap_or(0)) {
            if is_ruled && index > 0 {
                lines.push(rule.clone());
            }
            lines.extend(row);
        }
        lines
    }

    fn row(&self, cells: &[Line], widths: &[usize], glyphs: Glyphs, layout: &Layout) -> Vec<Line> {
        let wrapped: Vec<Vec<Line>> =
            cells.iter().zip(widths).map(|(cell, width)| wrapped(cell, *width, layout.ambiguous)).collect();
        let height = wrapped.iter().map(Vec::len).max().unwrap_or(0).max(1);
        (0..height)
            .map(|index| {
                let mut line = Line::default();
                for (column, (cell, width)) in wrapped.iter().zip(widths).enumerate() {
                    if column > 0 {
                        line.push(glyphs.between, Ink::of(Tone::Faint));
                    }
                    let empty = Line::default();
                    let part = cell.get(index).unwrap_or(&empty);
                    let room = width.saturating_sub(part.width(layout.ambiguous));
                    let before = match self.sides[column] {
                        Side::Left => 0,
                        Side::Middle => room / 2,
                        Side::Right => room,
                    };
                    line.pad(before);
                    line.append(part);
                    line.pad(room - before);
                }
                line.trim_end();
                line
            })
            .collect()
    }
}

/// Each row but those that are kept as lines of `name: value`, with a rule between rows.
fn records(head: &[Line], rows: &[Vec<Line>], n_kept: Option<usize>, columns: usize, layout: &Layout) -> Vec<Line> {
    let mut lines = Vec::new();
    let glyphs = Glyphs::of(layout.ambiguous);
    for (index, row) in rows.iter().enumerate().skip(n_kept.unwrap_or(0)) {
        if index > 0 {
            lines.push(Line::of(&glyphs.rule.repeat(columns.min(8)), Tone::Faint));
        }
        for (name, value) in head.iter().zip(row) {
            let mut indent = Line::default();
            indent.pad(2);
            let mut flow = Flow::new(Breaks::Words, columns, Line::default(), indent, layout.ambiguous);
            for span in &name.spans {
                flow.push(&span.text, span.ink, &mut lines);
            }
            flow.push(": ", Ink::of(Tone::Faint), &mut lines);
            for span in &value.spans {
                flow.push(&span.text, span.ink, &mut lines);
            }
            flow.finish(&mut lines);
        }
    }
    if rows.is_empty() && n_kept.is_none() {
        for name in head {
            lines.extend(wrapped(name, columns, layout.ambiguous));
        }
    }
    lines
}

/// The glyphs of a table's lines.
#[derive(Debug, Clone, Copy)]
struct Glyphs {
    between: &'static str,
    rule: &'static str,
    crossing: &'static str,
}

impl Glyphs {
    const fn of(ambiguous: AmbiguousWidth) -> Self {
        match ambiguous {
            AmbiguousWidth::Narrow => Self { between: " │ ", rule: "─", crossing: "─┼─" },
            AmbiguousWidth::Wide => Self { between: " | ", rule: "-", crossing: "-+-" },
        }
    }
}

/// The cells of a row: `|` parts them, but not behind a backslash or inside of code.
fn cells(row: &str) -> Vec<String> {
    let row = row.trim();
    let row = row.strip_prefix('|').unwrap_or(row);
    let mut cells = Vec::new();
    let mut cell = String::new();
    let mut characters = row.chars().peekable();
    let mut is_code = false;
    // A tick without its twin begins no code.
    let mut n_ticks = row.matches('`').count();
    while let Some(character) = characters.next() {
        match character {
            '\\' if characters.peek() == Some(&'|') => {
                characters.next();
                cell.push('|');
            }
            '`' => {
                n_ticks -= 1;
                is_code = !is_code && n_ticks > 0;
                cell.push('`');
            }
            '|' if !is_code => cells.push(std::mem::take(&mut cell).trim().to_owned()),
            _ => cell.push(character),
        }
    }
    if !cell.trim().is_empty() || cells.is_empty() {
        cells.push(cell.trim().to_owned());
    }
    cells
}

fn side(cell: &str) -> Option<Side> {
    let dashes = cell.trim_matches(':');
    if dashes.is_empty() || !dashes.bytes().all(|byte| byte == b'-') {
        return None;
    }
    Some(match (cell.starts_with(':'), cell.ends_with(':')) {
        (true, true) => Side::Middle,
        (false, true) => Side::Right,
        _ => Side::Left,
    })
}

/// A cell's text; `\n` in its spans is a break that the cell asked for.
fn drawn(cell: &str, tone: Tone, layout: &Layout) -> Line {
    let marks = if matches!(tone, Tone::Heading(_)) { Marks::Hidden } else { layout.marks };
    let mut line = Line::default();
    for piece in inline::parse(cell, tone, marks) {
        line.push(&piece.text, piece.ink);
    }
    line
}

fn wrapped(cell: &Line, columns: usize, ambiguous: AmbiguousWidth) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut flow = Flow::new(Breaks::Words, columns, Line::default(), Line::default(), ambiguous);
    for span in &cell.spans {
        flow.push(&span.text, span.ink, &mut lines);
    }
    flow.finish(&mut lines);
    lines
}

fn rule(widths: &[usize], glyphs: Glyphs) -> Line {
    let parts: Vec<String> = widths.iter().map(|width| glyphs.rule.repeat(*width)).collect();
    Line::of(&parts.join(glyphs.crossing), Tone::Faint)
}

/// How wide each column is; `None` where there is not enough room for all.
fn widths(head: &[Line], rows: &[Vec<Line>], columns: usize, ambiguous: AmbiguousWidth) -> Option<Vec<usize>> {
    let n_columns = head.len();
    let room = columns.checked_sub(GAP * n_columns.saturating_sub(1))?;
    let mut natural = vec![1; n_columns];
    let mut least = vec![1; n_columns];
    let mut longest_word = vec![1; n_columns];
    for row in std::iter::once(head).chain(rows.iter().map(Vec::as_slice)) {
        for (column, cell) in row.iter().take(n_columns).enumerate() {
            let text = cell.text();
            for line in text.split('\n') {
                natural[column] = natural[column].max(super::super::width::of(line, ambiguous));
            }
            let word = text.split([' ', '\n']).map(|word| super::super::width::of(word, ambiguous)).max().unwrap_or(0);
            least[column] = least[column].max(word.min(WHOLE_WORD));
            longest_word[column] = longest_word[column].max(word);
        }
    }
    if natural.iter().sum::<usize>() <= room {
        return Some(natural);
    }
    for (least, natural) in least.iter_mut().zip(&natural) {
        *least = (*least).max(MIN_COLUMNS).min(*natural);
    }
    let taken: usize = least.iter().sum();
    if taken > room {
        return None;
    }
    // A column keeps its longest word whole before another one has more room for its prose, unless that word would have
    // most of the table.
    let mut left = room - taken;
    let mut cut: Vec<usize> =
        (0..n_columns).filter(|column| (least[*column] + 1..=room / 2).contains(&longest_word[*column])).collect();
    cut.sort_unstable_by_key(|column| longest_word[*column]);
    for column in cut {
        let more = longest_word[column] - least[column];
        if more <= left {
            least[column] += more;
            left -= more;
        }
    }
    // What is left goes to the columns by what they lack.
    let lacking: usize = natural.iter().zip(&least).map(|(natural, least)| natural - least).sum();
    let mut widths: Vec<usize> =
        natural.iter().zip(&least).map(|(natural, least)| least + (natural - least) * left / lacking.max(1)).collect();
    let mut over = room - widths.iter().sum::<usize>();
    for (width, natural) in widths.iter_mut().zip(&natural) {
        let more = over.min(natural - *width).min(1);
        *width += more;
        over -= more;
    }
    Some(widths)
}

#[cfg(test)]
mod tests;
