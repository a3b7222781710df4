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
/// not, stays whole unless it alone is wider than a line, and so does what stands between backticks, so that a command can
/// be copied.
#[must_use]
pub fn wrap(text: &str, columns: usize, indent: &str, ambiguous: AmbiguousWidth) -> Vec<String> {
    let mut lines = vec![];
    let mut line = String::new();
    let mut is_fresh = true;
    let room = columns.saturating_sub(of(indent, ambiguous));
    for word in pieces(text, room, ambiguous) {
        let gap = usize::from(!is_fresh);
        if !is_fresh && of(&line, ambiguous) + gap + of(word, ambiguous) > columns {
            lines.push(std::mem::replace(&mut line, indent.to_owned()));
            is_fresh = true;
        }
        if !is_fresh {
            line.push(' ');
        }
        let mut rest = word;
        loop {
            let end = fitting(rest, columns.saturating_sub(of(&line, ambiguous)), ambiguous);
            line.push_str(&rest[..end]);
            rest = &rest[end..];
            if rest.is_empty() {
                break;
            }
            lines.push(std::mem::replace(&mut line, indent.to_owned()));
        }
        is_fresh = false;
    }
    lines.push(line);
    lines
}

/// Bytes of a word that come into `room`: all of them, or up to a joint such as the `/` of an id, or as many as there is room
/// for; then what closes does not stand alone in the next line.
fn fitting(word: &str, room: usize, ambiguous: AmbiguousWidth) -> usize {
    let mut taken = 0;
    let mut ends = vec![];
    for (at, grapheme) in word.grapheme_indices(true) {
        taken += of(grapheme, ambiguous);
        if taken > room && at > 0 {
            break;
        }
        ends.push(at + grapheme.len());
    }
    let end = ends.last().copied().unwrap_or(word.len());
    if end == word.len() {
        return end;
    }
    let joint = ends.iter().rev().find(|end| word[..**end].ends_with(JOINTS)).copied();
    if let Some(joint) = joint.filter(|joint| of(&word[..*joint], ambiguous) * 3 > room) {
        return joint;
    }
    let closes = word[end..].starts_with(|next: char| !next.is_alphanumeric());
    match ends.len().checked_sub(3).filter(|_| closes) {
        Some(before) => ends[before],
        None => end,
    }
}

/// Behind these a word that is wider than a line is broken.
const JOINTS: [char; 5] = ['/', ':', '-', '.', '_'];

/// The words of `text`; those between two backticks are one, with what stands right before and behind them, where it fits
/// into `room`.
fn pieces(text: &str, room: usize, ambiguous: AmbiguousWidth) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    loop {
        let Some(end) = rest.find(' ') else {
            pieces.push(rest);
            return pieces;
        };
        let code_end = end_of_code(rest, end);
        let end = code_end.unwrap_or(end);
        if code_end.is_some() && of(&rest[..end], ambiguous) > room {
            pieces.extend(rest[..end].split(' '));
        } else {
            pieces.push(&rest[..end]);
        }
        match rest.get(end + 1..) {
            Some(behind) => rest = behind,
            None => return pieces,
        }
    }
}

/// Where the word ends in which the backtick closes that is open at `end`; `None` where none is.
fn end_of_code(text: &str, mut end: usize) -> Option<usize> {
    if text[..end].matches('`').count().is_multiple_of(2) {
        return None;
    }
    loop {
        let next = text[end + 1..].find(' ').map_or(text.len(), |at| end + 1 + at);
        if text[..next].matches('`').count().is_multiple_of(2) {
            return Some(next);
        }
        if next == text.len() {
            return None;
        }
        end = next;
    }
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
        assert_eq!(wrap("a  b ", 9, "", Narrow), ["a  b "]);
    }

    #[test]
    fn what_stands_between_backticks_stays_on_one_line_where_it_fits() {
        assert_eq!(
            wrap("나중에 `baro auth test`로 확인하세요", 20, "", Narrow),
            ["나중에", "`baro auth test`로", "확인하세요"]
        );
        assert_eq!(wrap("(see `a b`) `c d`, e", 11, "  ", Narrow), ["(see `a b`)", "  `c d`, e"]);
        assert_eq!(wrap("run `baro ask --local` now", 12, "", Narrow), ["run `baro", "ask --local`", "now"]);
        assert_eq!(
            wrap("`groq:qwen/qwen3.8-27b`은 지금 쓸 수 없습니다", 22, "", Narrow),
            ["`groq:qwen/qwen3.8-", "27b`은 지금 쓸 수", "없습니다"]
        );
        assert_eq!(wrap("`abcdefghi`, too", 10, "", Narrow), ["`abcdefg", "hi`, too"]);
        assert_eq!(wrap("an open ` stays a word", 10, "", Narrow), ["an open `", "stays a", "word"]);
    }
}
