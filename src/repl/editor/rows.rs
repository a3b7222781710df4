//! How the editor lays its line out in the window: rows and columns, as rustyline counts them.

use std::ops::Range;

use rustyline::GraphemeClusterMode;
use unicode_segmentation::UnicodeSegmentation as _;

/// Columns of a text of one row.
#[must_use]
pub fn width(text: &str) -> usize {
    usize::from(GraphemeClusterMode::from_env().width(text))
}

/// Columns and rows of the window now.
#[must_use]
pub fn window() -> (usize, usize) {
    terminal_size::terminal_size().map_or((80, 24), |(terminal_size::Width(columns), terminal_size::Height(rows))| {
        (usize::from(columns).max(1), usize::from(rows).max(1))
    })
}

/// Rows that the prompt and the line take in a window.
#[must_use]
pub fn n_rows(prompt: &str, line: &str, columns: usize) -> usize {
    end(prompt, line, columns).0 + 1
}

/// Row and column behind the prompt and the line, counted from 0, as the editor lays them out.
#[must_use]
pub fn end(prompt: &str, line: &str, columns: usize) -> (usize, usize) {
    lay_out(prompt, line, columns, |_| {})
}

/// As [`end`], and tells of each row behind the first at which byte of the line it begins.
fn lay_out(prompt: &str, line: &str, columns: usize, mut begin_row: impl FnMut(usize)) -> (usize, usize) {
    let (mut row, mut column) = (0, 0);
    let placed = prompt.graphemes(true).map(|grapheme| (0, grapheme)).chain(line.grapheme_indices(true));
    for (at, grapheme) in placed {
        if grapheme == "\n" {
            (row, column) = (row + 1, 0);
            begin_row(at + 1);
            continue;
        }
        let taken = if grapheme == "\t" { 8 - column % 8 } else { width(grapheme) };
        column += taken;
        if column > columns {
            (row, column) = (row + 1, taken);
            begin_row(at);
        }
    }
    if column == columns {
        begin_row(line.len());
        (row + 1, 0)
    } else {
        (row, column)
    }
}

/// The bytes of the line that are drawn, where all of it would be taller than the window: its end, or what begins with
/// the caret's row where that is further up. The prompt is drawn before its beginning alone. `None`: all of it is drawn.
#[must_use]
pub fn excerpt(prompt: &str, line: &str, caret: usize, (columns, rows): (usize, usize)) -> Option<Range<usize>> {
    let mut starts = vec![0];
    lay_out(prompt, line, columns, |at| starts.push(at));
    let n_rows = starts.len();
    if n_rows <= rows || rows < MIN_ROWS {
        return None;
    }
    let (caret_row, _) = end(prompt, &line[..caret], columns);
    if caret_row + rows >= n_rows {
        return Some(starts[n_rows - rows]..line.len());
    }
    // The editor believes the end below the window, and goes up from there to the first row. A row stays free for the
    // line end behind it.
    let drawn = starts[caret_row]..starts[caret_row + rows - 1];
    let n_ends = usize::from(line[drawn.clone()].ends_with('\n'));
    Some(drawn.start..drawn.end - n_ends)
}

/// Whether a line end is to be written behind what is drawn of a line where the caret is further up: the window is filled
/// to its last row, however much of it the line took before, so that going up ends in the first row of what is drawn, and
/// not in one above. Behind a row that is full the editor writes it itself.
#[must_use]
pub fn fills_by_line_end(prompt: &str, line: &str, drawn: &Range<usize>, columns: usize) -> bool {
    let is_ended = end(prompt, line, columns).1 == 0 && !line.ends_with('\n');
    drawn.end < line.len() && !is_ended
}

/// A lower window shows nothing in any way.
const MIN_ROWS: usize = 3;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_counted_as_a_terminal_wraps() {
        assert_eq!(n_rows("auto   › ", "", 80), 1);
        assert_eq!(n_rows("12345678", "가나다라마바", 20), 2);
        assert_eq!(n_rows("1234567", "가나다라마바", 20), 1);
        assert_eq!(n_rows("1234567", "가나다라마바사", 20), 2);
        assert_eq!(n_rows("> ", "a\nb\n", 20), 3);
        assert_eq!(n_rows("> ", "\u{1112}\u{1161}\u{11ab}", 20), 1);
    }

    #[test]
    fn of_a_line_that_is_taller_than_the_window_its_end_is_drawn_or_where_the_caret_is() {
        // The prompt and 98 letters are ten rows of ten.
        let line = "a".repeat(97);
        let check = |caret, rows, expected: Option<Range<usize>>| {
            assert_eq!(excerpt("> ", &line, caret, (10, rows)), expected, "{caret} {rows}");
        };
        check(97, 10, None);
        check(97, 9, Some(8..97));
        check(97, 4, Some(58..97));
        check(60, 4, Some(58..97));
        check(57, 4, Some(48..78));
        check(0, 4, Some(0..28));
        check(97, 2, None);
        // A last row that is full has another below it, which is drawn by the editor.
        assert_eq!(excerpt("> ", &"a".repeat(98), 98, (10, 4)), Some(68..98));
        let lines = "12345\n".repeat(9);
        assert_eq!(excerpt("> ", &lines, 54, (10, 4)), Some(36..54));
        assert_eq!(excerpt("> ", &lines, 12, (10, 4)), Some(12..29));
        assert_eq!(excerpt("> ", &"가".repeat(30), 90, (9, 4)), Some(45..90));
    }

    #[test]
    fn where_the_caret_is_further_up_the_window_is_filled_to_its_last_row() {
        let check = |line: &str, caret, expected| {
            let drawn = excerpt("> ", line, caret, (10, 4)).expect("an excerpt");
            assert_eq!(fills_by_line_end("> ", line, &drawn, 10), expected, "{line:?} {caret}");
        };
        check(&"a".repeat(97), 0, true);
        check(&"a".repeat(97), 48, true);
        // All of its end is drawn, or the editor ends a row that is full.
        check(&"a".repeat(97), 97, false);
        check(&"a".repeat(98), 0, false);
        check(&"12345\n".repeat(9), 12, true);
    }
}
