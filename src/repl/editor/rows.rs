//! How the editor lays its line out in the window: rows and columns, as rustyline counts them.

use rustyline::GraphemeClusterMode;
use unicode_segmentation::UnicodeSegmentation as _;

/// Columns of a text of one row.
#[must_use]
pub fn width(text: &str) -> usize {
    usize::from(GraphemeClusterMode::from_env().width(text))
}

/// Columns of the window now.
#[must_use]
pub fn window_columns() -> usize {
    terminal_size::terminal_size().map_or(80, |(terminal_size::Width(columns), _)| usize::from(columns).max(1))
}

/// Rows that the prompt and the line take in a window.
#[must_use]
pub fn n_rows(prompt: &str, line: &str, columns: usize) -> usize {
    end(prompt, line, columns).0 + 1
}

/// Row and column behind the prompt and the line, counted from 0, as the editor lays them out.
#[must_use]
pub fn end(prompt: &str, line: &str, columns: usize) -> (usize, usize) {
    let (mut row, mut column) = (0, 0);
    for grapheme in prompt.graphemes(true).chain(line.graphemes(true)) {
        if grapheme == "\n" {
            (row, column) = (row + 1, 0);
            continue;
        }
        let taken = if grapheme == "\t" { 8 - column % 8 } else { width(grapheme) };
        column += taken;
        if column > columns {
            (row, column) = (row + 1, taken);
        }
    }
    if column == columns { (row + 1, 0) } else { (row, column) }
}

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
}
