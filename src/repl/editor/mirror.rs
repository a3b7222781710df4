//! What the editor has drawn, so that it is found again when the window has become another.
//!
//! rustyline clears a line by the rows that it had in the window in which it was drawn. Most terminals break their
//! lines anew in another window, so that it would leave some of them, or take the rows above. What it is about to
//! clear is therefore cleared before it by the rows that are there, and the cursor put where it believes it to be. Pure:
//! nothing is written here.

use std::fmt::Write as _;
use std::ops::Range;

use super::rows::{end, excerpt};
use crate::ui::screen::{ERASE_BELOW, Narrowing};

/// The line as it is on the screen.
#[derive(Debug)]
pub struct Mirror {
    narrowing: Narrowing,
    shown: Option<Shown>,
    /// Where the line and the caret went since, without a drawing of the whole.
    moved: Option<(String, usize)>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Shown {
    prompt: String,
    line: String,
    /// The caret's byte in the line.
    caret: usize,
    hint: String,
    /// What of the line is drawn where all of it would be too tall; with the prompt where that is its beginning.
    excerpt: Option<Range<usize>>,
    /// Of the window then.
    columns: usize,
    rows: usize,
}

impl Mirror {
    /// Nothing is on the screen.
    #[must_use]
    pub const fn new(narrowing: Narrowing) -> Self {
        Self { narrowing, shown: None, moved: None }
    }

    /// Another line begins below.
    pub fn begin(&mut self) {
        (self.shown, self.moved) = (None, None);
    }

    /// The line is edited, or the caret moves, in a window of `columns`: what was told before is on the screen now.
    pub fn edit(&mut self, line: &str, caret: usize, columns: usize) {
        self.keep_up();
        if let Some(shown) = &mut self.shown {
            shown.settle(columns);
        }
        self.moved = Some((line.to_owned(), caret));
    }

    /// Whether a line with its prompt, and `n_more` rows, is taller than the window.
    #[must_use]
    pub fn is_tall(prompt: &str, line: &str, n_more: usize, (columns, rows): (usize, usize)) -> bool {
        excerpt(prompt, line, line.len(), (columns, rows.saturating_sub(n_more))).is_some()
    }

    /// All is drawn anew in a window of so many columns and rows, from this prompt on: what is to be written before, if
    /// anything is.
    #[must_use]
    pub fn draw(&mut self, prompt: &str, (columns, rows): (usize, usize)) -> Option<String> {
        // What was told last is only about to be drawn, unless the window came between.
        if let Some(shown) = &mut self.shown {
            shown.settle(columns);
        }
        let before = self.shown.replace(Shown { prompt: prompt.to_owned(), columns, rows, ..Shown::default() });
        self.moved = None;
        let before = before.filter(|before| {
            let is_broken_anew = before.columns != columns && self.narrowing == Narrowing::Reflows;
            is_broken_anew || before.excerpt.is_some() && before.rows != rows
        })?;
        Some(before.cleared(columns, rows))
    }

    /// Others have written below the line, and the cursor waits below that: what puts it where the editor believes it to
    /// be in a line that is not there.
    #[must_use]
    pub fn below(&mut self, rows: usize) -> String {
        self.keep_up();
        self.shown.as_ref().map(|shown| shown.room(rows)).unwrap_or_default()
    }

    /// The line is drawn behind the prompt, or that part of it.
    pub fn draw_line(&mut self, line: &str, caret: usize, excerpt: Option<Range<usize>>) {
        if let Some(shown) = &mut self.shown {
            line.clone_into(&mut shown.line);
            (shown.caret, shown.hint, shown.excerpt) = (caret, String::new(), excerpt);
        }
    }

    /// Something is drawn behind the line.
    pub fn draw_hint(&mut self, hint: &str) {
        if let Some(shown) = &mut self.shown {
            hint.clone_into(&mut shown.hint);
        }
    }

    fn keep_up(&mut self) {
        if let (Some((line, caret)), Some(shown)) = (self.moved.take(), &mut self.shown) {
            // What is drawn behind the line stays there as long as the caret alone moves.
            if line != shown.line {
                (shown.line, shown.hint) = (line, String::new());
            }
            shown.caret = caret;
        }
    }
}

impl Shown {
    /// A row that was one and still is one is nothing to the editor but a row of the window as it is now.
    fn settle(&mut self, columns: usize) {
        let whole = [self.line.as_str(), &self.hint].concat();
        let (row, column) = end(&self.prompt, &whole, self.columns);
        if row == 0 && column < columns {
            self.columns = columns;
        }
    }

    /// Clears it in a window of `columns`, and puts the cursor where the editor believes it to be: as far below the
    /// first row as it was, with as many rows below it as there were.
    fn cleared(&self, columns: usize, rows: usize) -> String {
        let caret = self.caret.min(self.line.len());
        if let Some(excerpt) = &self.excerpt {
            let above = self.line.get(excerpt.start..caret).unwrap_or_default();
            let prompt = if excerpt.start == 0 { self.prompt.as_str() } else { "" };
            let up = match end(prompt, above, columns).0.min(rows.saturating_sub(1)) {
                0 => String::new(),
                up => format!("\x1b[{up}A"),
            };
            return format!("\r{up}{ERASE_BELOW}{}", self.room(rows));
        }
        let up_to_caret = &self.line[..caret];
        let whole = [self.line.as_str(), &self.hint].concat();
        let (last_then, column_then) = end(&self.prompt, &whole, self.columns);
        // Behind a row that was full the editor has ended the line itself.
        let is_ended = column_then == 0 && last_then > 0 && !whole.ends_with('\n') && up_to_caret.len() == whole.len();
        let up_to_caret = if is_ended { format!("{up_to_caret}\n") } else { up_to_caret.to_owned() };
        let (mut row_now, column_now) = end(&self.prompt, &up_to_caret, columns);
        // Behind a row that is full now, and was not, the cursor waits in it where nothing else of that line follows.
        let is_last = matches!(whole.as_bytes().get(caret), None | Some(b'\n')) && !up_to_caret.ends_with('\n');
        if column_now == 0 && row_now > 0 && is_last {
            row_now -= 1;
        }
        let mut bytes = String::from("\r");
        // Writing to a String cannot fail.
        if row_now > 0 {
            let _ = write!(bytes, "\x1b[{row_now}A");
        }
        bytes.push_str(ERASE_BELOW);
        bytes + &self.room(rows)
    }

    /// Makes room for it below the cursor, and goes to the row in which the caret was.
    fn room(&self, rows: usize) -> String {
        let (row, _) = end(&self.prompt, &self.line[..self.caret.min(self.line.len())], self.columns);
        let (last, _) = end(&self.prompt, &[self.line.as_str(), &self.hint].concat(), self.columns);
        let up = if last > row { format!("\x1b[{}A", last - row) } else { String::new() };
        // More would scroll empty rows out of the window.
        "\n".repeat(last.min(rows.saturating_sub(1))) + &up
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is written before a line is drawn in the second window that stood in the first.
    fn between(narrowing: Narrowing, (line, caret, hint): (&str, usize, &str), columns: (usize, usize)) -> String {
        let mut mirror = Mirror::new(narrowing);
        assert_eq!(mirror.draw("> ", (columns.0, 50)), None);
        mirror.draw_line(line, caret, None);
        if !hint.is_empty() {
            mirror.draw_hint(hint);
        }
        mirror.edit(line, caret, columns.1);
        mirror.draw("> ", (columns.1, 50)).unwrap_or_default()
    }

    #[test]
    fn the_rows_that_are_there_are_cleared_and_those_that_were_there_are_below_the_cursor() {
        let (line, end) = ("a".repeat(100), 100);
        let check = |(caret, hint), columns, expected: &str| {
            assert_eq!(between(Narrowing::Reflows, (&line, caret, hint), columns), expected, "{caret} {columns:?}");
        };
        // Narrower: 102 columns are six rows of 20, and were one or three.
        check((end, ""), (120, 20), "\r\x1b[5A\x1b[C\x1b[J\r\x1b[K");
        check((end, ""), (40, 20), "\r\x1b[5A\x1b[C\x1b[J\r\x1b[K\n\n");
        // Wider: nothing above the line is touched, whatever it was.
        check((end, ""), (20, 120), "\r\x1b[C\x1b[J\r\x1b[K\n\n\n\n\n");
        // The caret stands within the line, and something behind it.
        check((3, ""), (40, 20), "\r\x1b[C\x1b[J\r\x1b[K\n\n\x1b[2A");
        check((50, "\nhint"), (40, 20), "\r\x1b[2A\x1b[C\x1b[J\r\x1b[K\n\n\n\x1b[2A");
        // One row that stays one is cleared as ever.
        assert_eq!(between(Narrowing::Reflows, ("short", 5, ""), (120, 20)), "");
        assert_eq!(between(Narrowing::Reflows, (&line, end, ""), (40, 40)), "");
        assert_eq!(between(Narrowing::Cuts, (&line, end, ""), (40, 20)), "");
    }

    #[test]
    fn a_row_that_was_full_was_ended_by_the_editor() {
        let line = "a".repeat(38);
        // Forty columns and a line end: the cursor stands below.
        assert_eq!(between(Narrowing::Reflows, (&line, 38, ""), (40, 100)), "\r\x1b[1A\x1b[C\x1b[J\r\x1b[K\n");
        assert_eq!(between(Narrowing::Reflows, (&line, 38, ""), (40, 20)), "\r\x1b[2A\x1b[C\x1b[J\r\x1b[K\n");
        // Full in the new window alone, the cursor waits at its end.
        assert_eq!(between(Narrowing::Reflows, (&line, 38, ""), (100, 40)), "\r\x1b[C\x1b[J\r\x1b[K");
    }

    #[test]
    fn a_row_that_is_full_now_holds_the_cursor_where_its_line_ends_and_takes_nothing_above() {
        // Forty columns with the prompt, and something below; in the third row an empty line follows.
        let line = "a".repeat(38);
        assert_eq!(
            between(Narrowing::Reflows, (&line, 38, "\nhint"), (100, 20)),
            "\r\x1b[1A\x1b[C\x1b[J\r\x1b[K\n\x1b[1A"
        );
        let lines = format!("{line}\nb");
        assert_eq!(between(Narrowing::Reflows, (&lines, 38, ""), (100, 40)), "\r\x1b[C\x1b[J\r\x1b[K\n\x1b[1A");
        // More of the line stands in the next row: so does the cursor.
        assert_eq!(between(Narrowing::Reflows, (&line, 18, ""), (100, 20)), "\r\x1b[1A\x1b[C\x1b[J\r\x1b[K");
    }

    #[test]
    fn what_is_drawn_behind_the_line_stays_there_while_the_caret_moves_and_goes_with_a_letter() {
        let moved = |(line, caret): (&str, usize)| {
            let mut mirror = Mirror::new(Narrowing::Reflows);
            assert_eq!(mirror.draw("> ", (60, 50)), None);
            mirror.draw_line("aaa", 3, None);
            mirror.draw_hint("\nhint");
            mirror.edit(line, caret, 60);
            mirror.edit(line, caret, 40);
            mirror.draw("> ", (40, 50))
        };
        assert_eq!(moved(("aaa", 2)).as_deref(), Some("\r\x1b[C\x1b[J\r\x1b[K\n\x1b[1A"));
        assert_eq!(moved(("aaaa", 4)), None);
    }

    #[test]
    fn of_a_tall_line_what_is_drawn_is_cleared_and_no_empty_row_leaves_the_window() {
        let line = "a".repeat(98);
        let drawn = |caret, excerpt, then, now| {
            let mut mirror = Mirror::new(Narrowing::Reflows);
            assert_eq!(mirror.draw("> ", then), None);
            mirror.draw_line(&line, caret, Some(excerpt));
            mirror.draw("> ", now)
        };
        assert_eq!(drawn(97, 58..98, (10, 4), (10, 4)), None);
        // Lower, and higher: ten rows are believed to be there, of which the caret is in the last but one.
        assert_eq!(drawn(97, 58..98, (10, 5), (10, 3)).as_deref(), Some("\r\x1b[2A\x1b[C\x1b[J\r\x1b[K\n\n\x1b[1A"));
        assert_eq!(
            drawn(97, 58..98, (10, 5), (10, 20)).as_deref(),
            Some(&*format!("\r\x1b[3A\x1b[C\x1b[J\r\x1b[K{}\x1b[1A", "\n".repeat(10)))
        );
        // Broken anew, forty columns are two rows.
        assert_eq!(drawn(97, 58..98, (10, 4), (30, 4)).as_deref(), Some("\r\x1b[1A\x1b[C\x1b[J\r\x1b[K\n\n\n\x1b[1A"));
    }

    #[test]
    fn what_was_typed_without_a_drawing_counts() {
        let mut mirror = Mirror::new(Narrowing::Reflows);
        assert_eq!(mirror.draw("> ", (40, 50)), None);
        mirror.draw_line("", 0, None);
        for n in 1..=30 {
            mirror.edit(&"a".repeat(n), n, 40);
        }
        // The last one is told of before it is drawn.
        mirror.edit(&"a".repeat(30), 30, 20);
        assert_eq!(mirror.draw("> ", (20, 50)).as_deref(), Some("\r\x1b[1A\x1b[C\x1b[J\r\x1b[K"));
        // Drawn in the new window, it is known there.
        mirror.draw_line(&"a".repeat(30), 30, None);
        assert_eq!(mirror.draw("> ", (20, 50)), None);
        mirror.begin();
        assert_eq!(mirror.draw("> ", (80, 50)), None);
    }
}
