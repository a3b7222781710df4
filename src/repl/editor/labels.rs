//! The label of a folded paste is one character for every key: what a key does instead where it would stop within one, or
//! take a part of one.
//!
//! Pure: the editor tells the key, the line, and where labels stand in it, and is told of an edit, if another one than its
//! own is to be made. A label that was broken up would go out as its own words, and what was pasted would be lost.

use std::ops::Range;

use rustyline::line_buffer::{ChangeListener, DeleteListener, Direction, LineBuffer};
use rustyline::{At, KeyCode, KeyEvent, Modifiers, Word};
use unicode_segmentation::UnicodeSegmentation as _;

use super::rows::width;

/// What becomes of the line and the caret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Edit {
    /// The bytes that go; none where the caret is only moved.
    pub gone: Range<usize>,
    /// What comes in their place.
    pub put: String,
    /// The caret's byte afterwards.
    pub caret: usize,
}

/// How often a key counts, and which way.
#[derive(Debug, Clone, Copy)]
pub(super) struct Count {
    pub n: u16,
    pub is_positive: bool,
}

/// The line that a key meets.
#[derive(Debug, Clone, Copy)]
pub(super) struct Standing<'a> {
    pub line: &'a str,
    pub caret: usize,
    /// The bytes of each label, in order.
    pub labels: &'a [Range<usize>],
    /// Columns before the first row.
    pub n_prompt_columns: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Back,
    On,
}

#[derive(Clone, Copy)]
enum Step {
    Character,
    Word(Word),
    /// To the end of the row that was written, or to its beginning.
    Row,
    /// Into the row that was written above or below.
    OtherRow,
}

#[derive(Clone, Copy)]
enum Deed {
    Insert(char),
    Move(Step, Way),
    Kill(Step, Way),
    /// Letters of the word are changed.
    Recase,
    Transpose(Step),
    /// What was taken before comes back.
    Yank,
}

/// What a key does by itself, where that could meet a label.
fn deed(key: KeyEvent) -> Option<Deed> {
    use {Deed as D, KeyCode as K, Step as S, Way as W};
    const NONE: Modifiers = Modifiers::NONE;
    const ALT: Modifiers = Modifiers::ALT;
    const CTRL: Modifiers = Modifiers::CTRL;
    let KeyEvent(code, modifiers) = key;
    let word = S::Word(Word::Emacs);
    Some(match (code, modifiers) {
        (K::Char(character), NONE) => D::Insert(character),
        (K::Left, NONE) | (K::Char('B'), CTRL) => D::Move(S::Character, W::Back),
        (K::Right, NONE) | (K::Char('F'), CTRL) => D::Move(S::Character, W::On),
        (K::Left, ALT | CTRL) | (K::Char('B' | 'b'), ALT) => D::Move(word, W::Back),
        (K::Right, ALT | CTRL) | (K::Char('F' | 'f'), ALT) => D::Move(word, W::On),
        (K::Up, NONE) => D::Move(S::OtherRow, W::Back),
        (K::Down, NONE) => D::Move(S::OtherRow, W::On),
        (K::Backspace, NONE) | (K::Char('H'), CTRL) => D::Kill(S::Character, W::Back),
        (K::Delete, NONE) | (K::Char('D'), CTRL) => D::Kill(S::Character, W::On),
        (K::Char('W'), CTRL) => D::Kill(S::Word(Word::Big), W::Back),
        (K::Backspace, ALT) => D::Kill(word, W::Back),
        (K::Char('D' | 'd'), ALT) => D::Kill(word, W::On),
        (K::Char('U'), CTRL) => D::Kill(S::Row, W::Back),
        (K::Char('K'), CTRL) => D::Kill(S::Row, W::On),
        (K::Char('C' | 'c' | 'L' | 'l' | 'U' | 'u'), ALT) => D::Recase,
        (K::Char('T' | 't'), ALT) => D::Transpose(word),
        (K::Char('T'), CTRL) => D::Transpose(S::Character),
        (K::Char('Y'), CTRL) => D::Yank,
        _ => return None,
    })
}

impl Standing<'_> {
    /// What a key does instead of what it does by itself. `None`: no label hinders it.
    pub(super) fn instead_of(&self, key: KeyEvent, count: Count) -> Option<Edit> {
        if self.labels.is_empty() {
            return None;
        }
        let from = self.outside();
        let is_within = from != self.caret;
        match deed(key)? {
            Deed::Insert(character) => is_within.then(|| self.put(&character.to_string().repeat(usize::from(count.n)))),
            Deed::Move(step, way) => {
                let (to, is_hindered) = self.gone_to(step, turned(way, count), count.n);
                (is_within || is_hindered).then(|| moved(to))
            }
            Deed::Kill(step, way) => {
                let (to, is_hindered) = self.gone_to(step, turned(way, count), count.n);
                let gone = from.min(to)..from.max(to);
                (is_within || is_hindered).then_some(Edit { caret: gone.start, gone, put: String::new() })
            }
            Deed::Recase => {
                let (to, _) = self.gone_to(Step::Word(Word::Emacs), Way::On, 1);
                self.meets(&(from..to)).map(|label| moved(label.end))
            }
            Deed::Transpose(step) => {
                let (back, on) = (self.gone_to(step, Way::Back, count.n).0, self.gone_to(step, Way::On, count.n).0);
                // At the end of the line the two before it change places.
                let back = if on == from { self.at(back).gone_to(step, Way::Back, 1).0 } else { back };
                self.meets(&(back..on)).map(|_| moved(from))
            }
            Deed::Yank => is_within.then(|| moved(from)),
        }
    }

    /// A text that is put in where the caret is, or behind the label that it stands in.
    pub(super) fn put(&self, text: &str) -> Edit {
        let at = self.outside();
        Edit { gone: at..at, put: text.to_owned(), caret: at + text.len() }
    }

    /// Where the caret counts as standing: within no label.
    pub(super) fn outside(&self) -> usize {
        self.around(self.caret).map_or(self.caret, |label| label.end)
    }

    const fn at(self, caret: usize) -> Self {
        Self { caret, ..self }
    }

    fn around(&self, at: usize) -> Option<&Range<usize>> {
        self.labels.iter().find(|label| label.start < at && at < label.end)
    }

    fn meets(&self, range: &Range<usize>) -> Option<&Range<usize>> {
        self.labels.iter().find(|label| label.start < range.end && range.start < label.end)
    }

    /// Where so many steps lead, and whether a label was in the way of one.
    fn gone_to(&self, step: Step, way: Way, n: u16) -> (usize, bool) {
        let (mut at, mut is_hindered) = (self.outside(), false);
        for _ in 0..n.max(1) {
            let next = self.at(at).next(step, way);
            at = match self.around(next) {
                None => next,
                Some(label) => {
                    is_hindered = true;
                    let is_nearer_its_beginning = next - label.start < label.end - next;
                    match (step, way) {
                        (Step::OtherRow, _) if is_nearer_its_beginning => label.start,
                        (Step::OtherRow, _) | (_, Way::On) => label.end,
                        (_, Way::Back) => label.start,
                    }
                }
            };
        }
        (at, is_hindered)
    }

    /// Where one step leads as the editor steps.
    fn next(&self, step: Step, way: Way) -> usize {
        let (before, after) = self.line.split_at(self.caret);
        let row = before.rfind('\n').map_or(0, |at| at + 1);
        let row_end = after.find('\n').map_or(self.line.len(), |at| self.caret + at);
        match (step, way) {
            (Step::Row, Way::Back) => row,
            (Step::Row, Way::On) => row_end,
            (Step::OtherRow, Way::Back) => {
                let Some(end) = row.checked_sub(1) else { return self.caret };
                self.under(self.line[..end].rfind('\n').map_or(0, |at| at + 1)..end)
            }
            (Step::OtherRow, Way::On) => {
                if row_end == self.line.len() {
                    return self.caret;
                }
                let begin = row_end + 1;
                self.under(begin..self.line[begin..].find('\n').map_or(self.line.len(), |at| begin + at))
            }
            (Step::Character | Step::Word(_), _) => {
                let mut buffer = LineBuffer::with_capacity(self.line.len());
                buffer.update(self.line, self.caret, &mut Unheard);
                match (step, way) {
                    (Step::Word(word), Way::Back) => buffer.move_to_prev_word(word, 1),
                    (Step::Word(word), Way::On) => buffer.move_to_next_word(At::AfterEnd, word, 1),
                    (_, Way::Back) => buffer.move_backward(1),
                    (_, Way::On) => buffer.move_forward(1),
                };
                buffer.pos()
            }
        }
    }

    /// The place in a row that stands above or below the caret, as the editor counts: so many characters behind the row's
    /// beginning as there are columns before the caret.
    fn under(&self, row: Range<usize>) -> usize {
        let begin = self.line[..self.caret].rfind('\n').map_or(0, |at| at + 1);
        let n_before = |begin: usize| if begin == 0 { self.n_prompt_columns } else { 0 };
        let column = width(&self.line[begin..self.caret]) + n_before(begin);
        let nth = column.saturating_sub(n_before(row.start));
        self.line[row.clone()].grapheme_indices(true).nth(nth).map_or(row.end, |(at, _)| row.start + at)
    }
}

fn turned(way: Way, count: Count) -> Way {
    match (way, count.is_positive) {
        (way, true) => way,
        (Way::Back, false) => Way::On,
        (Way::On, false) => Way::Back,
    }
}

const fn moved(caret: usize) -> Edit {
    Edit { gone: caret..caret, put: String::new(), caret }
}

/// Hears of no change.
struct Unheard;

impl DeleteListener for Unheard {
    fn delete(&mut self, _: usize, _: &str, _: Direction) {}
}

impl ChangeListener for Unheard {
    fn insert_char(&mut self, _: usize, _: char) {}

    fn insert_str(&mut self, _: usize, _: &str) {}

    fn replace(&mut self, _: usize, _: &str, _: &str) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    const LABEL: &str = "[붙여넣음 1 · 61줄]";

    /// What a key makes of a line in which `#` is a label and `|` the caret, where something else than by itself.
    fn pressed(key: KeyEvent, drawn: &str) -> Option<String> {
        let whole = drawn.replace('#', LABEL);
        let caret = whole.find('|').expect("a caret");
        let mut line = whole.replace('|', "");
        let labels: Vec<Range<usize>> = line.match_indices(LABEL).map(|(at, label)| at..at + label.len()).collect();
        let standing = Standing { line: &line, caret, labels: &labels, n_prompt_columns: 9 };
        let edit = standing.instead_of(key, Count { n: 1, is_positive: true })?;
        line.replace_range(edit.gone, &edit.put);
        line.insert(edit.caret, '|');
        Some(line.replace(LABEL, "#"))
    }

    fn ctrl(letter: char) -> KeyEvent {
        KeyEvent::ctrl(letter)
    }

    fn plain(code: KeyCode) -> KeyEvent {
        KeyEvent(code, Modifiers::NONE)
    }

    fn check(key: KeyEvent, drawn: &str, expected: impl Into<Option<&'static str>>) {
        assert_eq!(pressed(key, drawn).as_deref(), expected.into(), "{key:?} at {drawn}");
    }

    #[test]
    fn the_caret_goes_past_a_label_in_one_step() {
        check(plain(KeyCode::Left), "요약: #|", "요약: |#");
        check(ctrl('B'), "요약: # |해", None);
        check(plain(KeyCode::Right), "|# 해줘", "#| 해줘");
        check(ctrl('F'), "##|", None);
        check(KeyEvent(KeyCode::Left, Modifiers::CTRL), "가 # |", "가 |# ");
        check(KeyEvent::alt('f'), "가 |#나", "가 #|나");
        check(KeyEvent::alt('f'), "|가 #나", None);
        // Wherever a row above would put it.
        check(plain(KeyCode::Up), "가나다라 #\n1234567890123456|", "가나다라 |#\n1234567890123456");
        check(plain(KeyCode::Down), "가|\n가 #", "가\n가 #|");
    }

    #[test]
    fn what_deletes_takes_a_label_whole() {
        check(plain(KeyCode::Backspace), "요약: #| 해", "요약: | 해");
        check(ctrl('H'), "#|", "|");
        check(ctrl('W'), "요약: #|", "요약: |");
        check(ctrl('W'), "요약: # |", "요약: |");
        check(ctrl('W'), "요약:#|", "요약:|");
        check(ctrl('W'), "요약: # 해줘|", None);
        check(KeyEvent(KeyCode::Backspace, Modifiers::ALT), "요약: # |", "요약: |");
        check(KeyEvent::alt('d'), "요약: |#", "요약: |");
        check(KeyEvent::alt('d'), "|# 해줘", "| 해줘");
        check(plain(KeyCode::Delete), "|# 해줘", "| 해줘");
        check(ctrl('D'), "|##", "|#");
        // All of the row goes anyway.
        check(ctrl('K'), "|요약: #", None);
        check(ctrl('U'), "요약: #|", None);
    }

    #[test]
    fn nothing_changes_within_a_label() {
        check(KeyEvent::alt('u'), "|a # b", None);
        check(KeyEvent::alt('u'), "a |# b", "a #| b");
        check(KeyEvent::alt('t'), "a # |b", "a # |b");
        check(ctrl('T'), "#|a", "#|a");
        let within = "요약: [붙여넣음 1 · 61|줄] 해";
        for (key, expected) in [
            (KeyEvent(KeyCode::Char('X'), Modifiers::NONE), "요약: #X| 해"),
            (plain(KeyCode::Backspace), "요약: | 해"),
            (plain(KeyCode::Delete), "요약: #|해"),
            (ctrl('K'), "요약: #|"),
            (ctrl('U'), "| 해"),
            (ctrl('Y'), "요약: #| 해"),
            (plain(KeyCode::Left), "요약: |# 해"),
        ] {
            check(key, within, expected);
        }
    }

    #[test]
    fn a_key_that_counts_goes_so_many_steps() {
        let line = format!("가{LABEL}나");
        let label = 3..3 + LABEL.len();
        let labels = std::slice::from_ref(&label);
        let standing = Standing { line: &line, caret: line.len(), labels, n_prompt_columns: 9 };
        let back =
            |n, is_positive| standing.instead_of(plain(KeyCode::Left), Count { n, is_positive }).map(|edit| edit.caret);
        assert_eq!((back(1, true), back(2, true), back(3, true)), (None, Some(3), Some(0)));
        let standing = standing.at(0);
        assert_eq!(
            standing.instead_of(plain(KeyCode::Left), Count { n: 2, is_positive: false }),
            Some(moved(3 + LABEL.len()))
        );
    }
}
