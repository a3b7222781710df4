//! A line in the one form in which it is compared, with the way back to its bytes.
//!
//! Lower case, Hangul composed, full-width marks as plain ones. What is not the speaker's own (code, quotations,
//! what was pasted) is hidden behind [`HIDDEN`], which no form contains. However long a paste is, it is one such letter.

use std::ops::Range;

use unicode_normalization::{IsNormalized, UnicodeNormalization as _, is_nfc_quick};
use unicode_segmentation::UnicodeSegmentation as _;

/// Stands for a character of someone else's.
pub(super) const HIDDEN: char = '\u{fffc}';

/// Quotations are followed for so many letters, so that an odd mark costs little in a long text.
const LONGEST_QUOTATION: usize = 4000;

/// The letters of a line.
#[derive(Debug, Default)]
pub(super) struct Letters {
    chars: Vec<char>,
    /// For each letter its first byte in the line; one more for the end.
    origins: Vec<usize>,
    /// The letters that stand for a paste, and how many characters each of them hides.
    pastes: Vec<(usize, usize)>,
}

/// A letter, digit or underscore of the alphabet: what makes one word with its neighbours.
pub(super) fn is_word(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}

/// A syllable or a loose letter of Hangul.
pub(super) fn is_hangul(letter: char) -> bool {
    matches!(letter, '가'..='힣' | 'ㄱ'..='ㅣ')
}

impl Letters {
    /// Reads `line`; `pasted` are the byte ranges of it that were not typed.
    pub fn of(line: &str, pasted: &[Range<usize>]) -> Self {
        let mut letters = Self::default();
        let n_pasted: usize = pasted.iter().map(Range::len).sum();
        letters.chars.reserve(line.len().saturating_sub(n_pasted));
        letters.origins.reserve(line.len().saturating_sub(n_pasted) + 1);
        let mut at = 0;
        for range in pasted {
            let (Some(typed), Some(paste)) = (line.get(at..range.start), line.get(range.clone())) else { continue };
            letters.type_in(typed, at);
            if !paste.is_empty() {
                letters.pastes.push((letters.chars.len(), paste.chars().count()));
                letters.push(HIDDEN, range.start);
            }
            at = range.end;
        }
        letters.type_in(&line[at..], at);
        letters.origins.push(line.len());
        letters.hide_foreign();
        letters
    }

    /// Adds what was typed, which begins at byte `from` of the line.
    fn type_in(&mut self, typed: &str, from: usize) {
        if typed.is_ascii() || is_nfc_quick(typed.chars()) == IsNormalized::Yes {
            for (at, letter) in typed.char_indices() {
                self.push(letter, from + at);
            }
        } else {
            for (at, grapheme) in typed.grapheme_indices(true) {
                for letter in grapheme.nfc() {
                    self.push(letter, from + at);
                }
            }
        }
    }

    fn push(&mut self, letter: char, at: usize) {
        self.chars.push(plain(letter));
        self.origins.push(at);
    }

    pub fn chars(&self) -> &[char] {
        &self.chars
    }

    pub fn into_chars(self) -> Vec<char> {
        self.chars
    }

    /// The bytes of a range of letters.
    pub fn bytes(&self, range: Range<usize>) -> Range<usize> {
        let at = |letter: usize| self.origins.get(letter).or(self.origins.last()).copied().unwrap_or(0);
        at(range.start)..at(range.end)
    }

    /// How much is said in a range of letters, of which a paste counts in full.
    pub fn n_said(&self, range: &Range<usize>) -> usize {
        let hidden = self.pastes.iter().filter(|(at, _)| range.contains(at)).map(|(_, n_chars)| n_chars - 1);
        range.len() + hidden.sum::<usize>()
    }

    fn hide_foreign(&mut self) {
        let (mut at, mut closing) = (0, Closing::default());
        while at < self.chars.len() {
            match self.end_of_foreign(at, &mut closing) {
                Some(end) => {
                    for letter in &mut self.chars[at..end] {
                        *letter = HIDDEN;
                    }
                    at = end;
                }
                None => at += 1,
            }
        }
    }

    /// Where code or a quotation that begins at `at` ends; `closing` was asked of no later place.
    fn end_of_foreign(&self, at: usize, closing: &mut Closing) -> Option<usize> {
        let chars = &self.chars;
        let letter = chars[at];
        let begins_line = at == 0 || chars[at - 1] == '\n';
        let line_end = || chars[at..].iter().position(|it| *it == '\n').map_or(chars.len(), |n| at + n);
        let until = |close: char, from: usize| {
            chars[from..].iter().take(LONGEST_QUOTATION).position(|it| *it == close).map(|n| from + n + 1)
        };
        let mut quoted = |closes: &[char]| {
            let end = chars.len().min(at + 1 + LONGEST_QUOTATION);
            closing.next(letter, at + 1..end, |n| closes.contains(&chars[n]), |_| false).map(|n| n + 1)
        };
        match letter {
            '`' => {
                let n_ticks = chars[at..].iter().take_while(|it| **it == '`').count();
                let mut from = at + n_ticks;
                while let Some(close) = until('`', from) {
                    let n_closing = chars[close - 1..].iter().take_while(|it| **it == '`').count();
                    if n_closing == n_ticks {
                        return Some(close - 1 + n_closing);
                    }
                    from = close - 1 + n_closing;
                }
                // A fence that is not closed runs to the end; a lone tick is a slip.
                if n_ticks >= 3 { Some(chars.len()) } else { Some(at + n_ticks) }
            }
            '~' if begins_line && chars[at..].starts_with(&['~', '~', '~']) => Some(chars.len()),
            '>' if begins_line => Some(line_end()),
            // An indented block of code.
            ' ' if begins_line && at > 0 && chars[at..].starts_with(&[' ', ' ', ' ', ' ']) => Some(line_end()),
            '\t' if begins_line && at > 0 => Some(line_end()),
            '"' => quoted(&['"']),
            '“' | '”' => quoted(&['”', '“']),
            '‘' => quoted(&['’']),
            '「' => quoted(&['」']),
            '『' => quoted(&['』']),
            '«' => quoted(&['»']),
            '《' => quoted(&['》']),
            '<' if chars.get(at + 1).is_some_and(|it| it.is_ascii_alphabetic() || *it == '/') => quoted(&['>']),
            '\'' if at == 0 || !chars[at - 1].is_alphanumeric() => {
                // An apostrophe inside a word closes nothing.
                let closes = |n: usize| chars[n] == '\'' && !chars.get(n + 1).is_some_and(char::is_ascii_alphanumeric);
                closing.next(letter, at + 1..chars.len(), closes, |n| chars[n] == '\n').map(|n| n + 1)
            }
            _ => None,
        }
    }
}

/// Where the marks stand next that close what others open. No letter is looked at twice for one of them, so that a long text
/// in which many are opened and none closed is read once.
#[derive(Debug, Default)]
struct Closing(Vec<Sought>);

/// What closes `opening`, as far as it was looked for.
#[derive(Debug)]
struct Sought {
    opening: char,
    found: Option<usize>,
    /// Where it is looked for next.
    from: usize,
}

impl Closing {
    /// The first place in `range` that closes, before one that stops. `range` begins, and ends, no earlier than the last.
    fn next(
        &mut self,
        opening: char,
        range: Range<usize>,
        closes: impl Fn(usize) -> bool,
        stops: impl Fn(usize) -> bool,
    ) -> Option<usize> {
        let at = self.0.iter().position(|sought| sought.opening == opening).unwrap_or_else(|| {
            self.0.push(Sought { opening, found: None, from: 0 });
            self.0.len() - 1
        });
        let sought = &mut self.0[at];
        if sought.found.is_some_and(|found| found >= range.start) {
            return sought.found;
        }
        sought.found = None;
        sought.from = sought.from.max(range.start);
        while sought.from < range.end && !stops(sought.from) {
            sought.from += 1;
            if closes(sought.from - 1) {
                sought.found = Some(sought.from - 1);
                break;
            }
        }
        sought.found
    }
}

/// Whether `letters` begin with `word`.
pub(super) fn begins(letters: &[char], word: &str) -> bool {
    // Of each of many words, at each place of a long line: the first letter decides nearly always.
    let mut letters = letters.iter();
    word.chars().all(|letter| letters.next() == Some(&letter))
}

/// A letter in lower case; a mark of a Korean or Chinese keyboard as the plain one.
fn plain(letter: char) -> char {
    match letter {
        'A'..='Z' => letter.to_ascii_lowercase(),
        '\0'..='~' => letter,
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter).to_ascii_lowercase(),
        '\u{a0}' | '\u{3000}' => ' ',
        '。' => '.',
        '、' => ',',
        _ if is_hangul(letter) => letter,
        _ => {
            let mut lower = letter.to_lowercase();
            let first = lower.next().unwrap_or(letter);
            if lower.next().is_some() { letter } else { first }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn marks_that_open_and_never_close_are_read_once() {
        for opened in ["'a ", "<a ", "\"", "“ ", "a \"b 'c <d 「e "] {
            let line = opened.repeat(400_000);
            assert_eq!(Letters::of(&line, &[]).chars().len(), line.chars().count());
        }
    }

    #[test]
    fn a_paste_is_one_hidden_letter_and_the_bytes_around_it_are_where_they_were() {
        let line = "\u{1112}\u{1161}\u{11ab} 긴 로그 x 고쳐";
        let pasted = line.find("긴").expect("there")..line.find(" x").expect("there");
        let letters = Letters::of(line, std::slice::from_ref(&pasted));
        assert_eq!(letters.chars(), ['한', ' ', HIDDEN, ' ', 'x', ' ', '고', '쳐']);
        assert_eq!(letters.bytes(2..3), pasted);
        assert_eq!(&line[letters.bytes(4..8)], "x 고쳐");
        assert_eq!((letters.n_said(&(0..8)), letters.n_said(&(3..8))), (11, 5));
    }

    proptest! {
        #[test]
        fn what_was_looked_through_before_changes_nothing(text in "[ab\n '\"“”‘’<>/「」`é]{0,60}") {
            let found = Letters::of(&text, &[]);
            let mut alone = Letters { chars: text.chars().map(plain).collect(), ..Letters::default() };
            let mut at = 0;
            while at < alone.chars.len() {
                let end = alone.end_of_foreign(at, &mut Closing::default());
                alone.chars[at..end.unwrap_or(at)].fill(HIDDEN);
                at = end.unwrap_or(at + 1);
            }
            prop_assert_eq!(found.chars(), alone.chars());
        }
    }
}
