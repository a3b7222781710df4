//! Columns: how many a text takes, and how it is cut to fit.
//!
//! Text comes in clean and without colour; colours are put on after it was measured.

use unicode_segmentation::UnicodeSegmentation;

use super::style::AmbiguousWidth;
pub use crate::markup::width::of;

/// `text` in at most `columns`, its end replaced by an ellipsis where it does not fit. A syllable or an emoji is
/// never cut in two.
#[must_use]
pub fn fit(text: &str, columns: usize, ambiguous: AmbiguousWidth) -> String {
    if of(text, ambiguous) <= columns {
        return text.to_owned();
    }
    let ellipsis = ambiguous.glyphs().ellipsis;
    let Some(room) = columns.checked_sub(of(ellipsis, ambiguous)) else {
        return ".".repeat(columns);
    };
    let mut kept = String::new();
    let mut taken = 0;
    for grapheme in text.graphemes(true) {
        taken += of(grapheme, ambiguous);
        if taken > room {
            break;
        }
        kept.push_str(grapheme);
    }
    kept.truncate(kept.trim_end().len());
    kept.push_str(ellipsis);
    kept
}

/// `text` with spaces after it up to `columns`.
#[must_use]
pub fn pad_end(text: &str, columns: usize, ambiguous: AmbiguousWidth) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(of(text, ambiguous))))
}

/// `text` with spaces before it up to `columns`.
#[must_use]
pub fn pad_start(text: &str, columns: usize, ambiguous: AmbiguousWidth) -> String {
    format!("{}{text}", " ".repeat(columns.saturating_sub(of(text, ambiguous))))
}

/// Breaks `text` at spaces into lines of at most `columns`; later lines begin with `indent`. A word, Korean or
/// not, stays whole unless it alone is wider than a line.
#[must_use]
pub fn wrap(text: &str, columns: usize, indent: &str, ambiguous: AmbiguousWidth) -> Vec<String> {
    let mut lines = vec![];
    let mut line = String::new();
    let mut is_fresh = true;
    for word in text.split(' ') {
        let gap = usize::from(!is_fresh);
        if !is_fresh && of(&line, ambiguous) + gap + of(word, ambiguous) > columns {
            lines.push(std::mem::replace(&mut line, indent.to_owned()));
            is_fresh = true;
        }
        if !is_fresh {
            line.push(' ');
        }
        for grapheme in word.graphemes(true) {
            if of(&line, ambiguous) + of(grapheme, ambiguous) > columns && line.len() > indent.len() {
                lines.push(std::mem::replace(&mut line, indent.to_owned()));
            }
            line.push_str(grapheme);
        }
        is_fresh = false;
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use AmbiguousWidth::{Narrow, Wide};

    #[test]
    fn hangul_takes_two_columns_and_is_never_cut_in_two() {
        assert_eq!(of("한글ab", Narrow), 6);
        assert_eq!(fit("한글은 아름답다", 8, Narrow), "한글은…");
        assert_eq!(fit("한글은 아름답다", 7, Narrow), "한글은…");
        assert_eq!(fit("한글은 아름답다", 6, Narrow), "한글…");
        assert_eq!(fit("한글", 4, Narrow), "한글");
        assert_eq!(fit("한글", 1, Narrow), "…");
        assert_eq!(fit("한글", 0, Narrow), "");
        assert_eq!(fit("\u{1112}\u{1161}\u{11ab}\u{1100}\u{1173}\u{11af}", 3, Narrow), "\u{1112}\u{1161}\u{11ab}…");
    }

    #[test]
    fn ambiguous_characters_count_as_the_terminal_draws_them() {
        assert_eq!((of("·", Narrow), of("·", Wide)), (1, 2));
        assert_eq!(fit("abcdefgh", 5, Wide), "ab...");
    }

    #[test]
    fn lines_break_between_words() {
        assert_eq!(
            wrap("키를 확인한 뒤 다시 시도하세요", 12, "  ", Narrow),
            ["키를 확인한", "  뒤 다시", "  시도하세요"]
        );
        assert_eq!(wrap("abcdefghij", 4, "", Narrow), ["abcd", "efgh", "ij"]);
        assert_eq!(wrap("", 4, "", Narrow), [""]);
    }
}
