//! The words that prompts have: what tells a slip of the keys from a word, and where words stand in Hangul without spaces.
//!
//! A word is known by its mark in an open table of 16 bits a cell, read where it lies: 15 of its hash, and one that says
//! whether the word is frequent. A word that no prompt has is read as the frequent one that differs from it by one slip; Hangul
//! that is no word is read as the frequent words that it is made of. A word that is taken for known by chance, about one
//! unknown in ten thousand, stays as it is.

use super::text::{Script, stem_length};
use crate::domain::hangul;

/// Bytes of a cell.
pub const CELL_BYTES: usize = 2;
/// In a cell: the word is frequent.
const FREQUENT: u16 = 1 << 15;

/// Letters of the shortest word that is respelt: a shorter one is near too many.
const LEAST_LATIN: usize = 4;
const LEAST_HANGUL: usize = 3;
/// Letters of the longest.
const MOST_RESPELT: usize = 24;
/// A word is taken for one with a letter too many only where so many remain besides.
const LEAST_WITHOUT: usize = 3;

/// Syllables of the shortest and the longest run of Hangul that is divided, and of the longest word in it.
const LEAST_RUN: usize = 5;
const MOST_RUN: usize = 64;
const MOST_IN_RUN: usize = 8;
/// What a word in a run costs, one of one syllable, and a syllable of no word: the cheapest division is taken.
const WORD_COST: u32 = 10;
const SYLLABLE_COST: u32 = 16;
const UNKNOWN_COST: u32 = 22;

/// A compiled vocabulary, read from its bytes.
#[derive(Debug, Clone, Copy)]
pub struct Vocabulary<'a> {
    cells: &'a [u8],
}

impl<'a> Vocabulary<'a> {
    /// A view of compiled cells; `None` where there is no power of two of them. No cells are a vocabulary that changes nothing.
    #[must_use]
    pub fn new(cells: &'a [u8]) -> Option<Self> {
        let n_cells = cells.len() / CELL_BYTES;
        let is_whole = cells.is_empty() || cells.len().is_multiple_of(CELL_BYTES) && n_cells.is_power_of_two();
        is_whole.then_some(Self { cells })
    }

    /// The cells of words, each with whether it is frequent.
    #[must_use]
    pub fn compile<'w>(words: impl ExactSizeIterator<Item = (&'w str, bool)>) -> Vec<u8> {
        // At most four of five are taken.
        let n_cells = (words.len() * 5 / 4 + 1).next_power_of_two();
        let mut cells = vec![0u16; n_cells];
        for (word, is_frequent) in words {
            let letters: Vec<char> = word.chars().collect();
            let (mut cell, mark) = place(hash(&letters), n_cells);
            while cells[cell] != 0 && cells[cell] & !FREQUENT != mark {
                cell = (cell + 1) % n_cells;
            }
            cells[cell] |= mark | if is_frequent { FREQUENT } else { 0 };
        }
        cells.into_iter().flat_map(u16::to_le_bytes).collect()
    }

    /// The frequent word that `word` may have been meant for; `None` where it is known itself, or none is near.
    pub(crate) fn respelt(&self, word: &[char], script: Script) -> Option<Vec<char>> {
        let least = if script == Script::Hangul { LEAST_HANGUL } else { LEAST_LATIN };
        if word.len() < least || word.len() > MOST_RESPELT || self.knows(word, script) {
            return None;
        }
        let stem = if script == Script::Hangul { stem_length(word) } else { word.len() };
        if (least..word.len()).contains(&stem)
            && let Some(near) = self.near(&word[..stem], script)
        {
            return Some([&near, &word[stem..]].concat());
        }
        self.near(word, script)
    }

    /// Where words begin in a run of Hangul, but for the first; none where it is a known word.
    pub(crate) fn divided(&self, run: &[char]) -> Vec<usize> {
        let n = run.len();
        if !(LEAST_RUN..=MOST_RUN).contains(&n) || self.knows(run, Script::Hangul) {
            return Vec::new();
        }
        let mut ways = [Way { cost: u32::MAX, from: 0, is_word: false }; MOST_RUN + 1];
        ways[0].cost = 0;
        for from in 0..n {
            let unknown = ways[from].cost + UNKNOWN_COST;
            if unknown < ways[from + 1].cost {
                ways[from + 1] = Way { cost: unknown, from, is_word: false };
            }
            let mut word = 0;
            for to in from + 1..=n.min(from + MOST_IN_RUN) {
                word = step(word, run[to - 1]);
                let cost = ways[from].cost + if to == from + 1 { SYLLABLE_COST } else { WORD_COST };
                if cost < ways[to].cost && self.is_frequent(word) {
                    ways[to] = Way { cost, from, is_word: true };
                }
            }
        }
        // Syllables of no word that stand together are one piece.
        let mut begins = Vec::new();
        let mut at = n;
        while at > 0 {
            let piece = ways[at];
            if piece.from > 0 && (piece.is_word || ways[piece.from].is_word) {
                begins.push(piece.from);
            }
            at = piece.from;
        }
        begins.reverse();
        begins
    }

    /// True for a word that prompts have, or whose stem they have.
    fn knows(&self, word: &[char], script: Script) -> bool {
        let has = |letters| self.find(hash(letters)).is_some();
        self.cells.is_empty() || has(word) || script == Script::Hangul && has(&word[..stem_length(word)])
    }

    fn is_frequent(&self, hash: u64) -> bool {
        self.find(hash).is_some_and(|cell| cell & FREQUENT != 0)
    }

    fn find(&self, hash: u64) -> Option<u16> {
        let n_cells = self.cells.len() / CELL_BYTES;
        let (first, mark) = place(hash, n_cells);
        for cell in first..first + n_cells {
            let at = cell % n_cells * CELL_BYTES;
            match u16::from_le_bytes([*self.cells.get(at)?, *self.cells.get(at + 1)?]) {
                0 => return None,
                found if found & !FREQUENT == mark => return Some(found),
                _ => {}
            }
        }
        None
    }

    /// The first frequent word that one slip makes `word` of: a letter doubled, swapped with its neighbour, left out, wrong, or
    /// struck in addition. A syllable is wrong in one of its letters.
    fn near(&self, word: &[char], script: Script) -> Option<Vec<char>> {
        let n = word.len();
        // What stands before and behind a slip is hashed once, so that a candidate costs no more than what is new of it.
        let mut before = [0u64; MOST_RESPELT + 1];
        let mut behind = [0u64; MOST_RESPELT + 1];
        for at in 0..n {
            before[at + 1] = step(before[at], word[at]);
            let back = n - 1 - at;
            behind[back] = behind[back + 1].wrapping_add(POWERS[at].wrapping_mul(value(word[back])));
        }
        // `put` instead of the letters between two places.
        let meant = |from: usize, to: usize, put: &[char]| {
            let head = put.iter().fold(before[from], |hash, letter| step(hash, *letter));
            self.is_frequent(head.wrapping_mul(POWERS[n - to]).wrapping_add(behind[to]))
        };
        let with = |from: usize, to: usize, put: &[char]| Some([&word[..from], put, &word[to..]].concat());
        let is_doubled = |at: usize| word[at] == word[at - 1];
        if let Some(at) = (1..n).find(|at| is_doubled(*at) && meant(*at, at + 1, &[])) {
            return with(at, at + 1, &[]);
        }
        let swapped = |at: usize| [word[at], word[at - 1]];
        if let Some(at) = (1..n).find(|at| !is_doubled(*at) && meant(at - 1, at + 1, &swapped(*at))) {
            return with(at - 1, at + 1, &swapped(at));
        }
        let found = if script == Script::Hangul {
            // A verb's ending slips as often as its stem and says less.
            let mut wrong =
                (0..n).rev().flat_map(|at| near_syllables(word[at]).map(move |letter| (at, at + 1, letter)));
            wrong.find(|(from, to, letter)| meant(*from, *to, &[*letter]))
        } else {
            let left_out = (0..=n).flat_map(|at| ('a'..='z').map(move |letter| (at, at, letter)));
            let wrong = (0..n).flat_map(|at| ('a'..='z').map(move |letter| (at, at + 1, letter)));
            left_out.chain(wrong).find(|(from, to, letter)| meant(*from, *to, &[*letter]))
        };
        if let Some((from, to, letter)) = found {
            return with(from, to, &[letter]);
        }
        let added = (0..n).filter(|_| n > LEAST_WITHOUT).find(|at| meant(*at, at + 1, &[]))?;
        with(added, added + 1, &[])
    }
}

/// The cheapest way to a place in a run: what it costs, where its last piece begins, and whether that is a word.
#[derive(Clone, Copy)]
struct Way {
    cost: u32,
    from: usize,
    is_word: bool,
}

/// Syllables that differ from `syllable` in its final, its vowel or its first consonant.
fn near_syllables(syllable: char) -> impl Iterator<Item = char> {
    let code = u32::from(syllable).wrapping_sub(u32::from('가'));
    let (first, vowel, last) = (code / 588, code / 28 % 21, code % 28);
    let made = |first: u32, vowel: u32, last: u32| char::from_u32(u32::from('가') + first * 588 + vowel * 28 + last);
    let lasts = (0..28).filter_map(move |other| made(first, vowel, other));
    let vowels = (0..21).filter_map(move |other| made(first, other, last));
    let firsts = (0..19).filter_map(move |other| made(other, vowel, last));
    lasts.chain(vowels).chain(firsts).filter(move |other| *other != syllable && hangul::is_syllable(*other))
}

/// The base of the hash of a word, which is a polynomial of its letters: that of a changed word is made of those of its parts.
const BASE: u64 = 0x9e37_79b9_7f4a_7c15;
const POWERS: [u64; MOST_RESPELT + 1] = {
    let mut powers = [1u64; MOST_RESPELT + 1];
    let mut at = 1;
    while at < powers.len() {
        powers[at] = powers[at - 1].wrapping_mul(BASE);
        at += 1;
    }
    powers
};

fn hash(word: &[char]) -> u64 {
    word.iter().fold(0, |hash, letter| step(hash, *letter))
}

fn step(hash: u64, letter: char) -> u64 {
    hash.wrapping_mul(BASE).wrapping_add(value(letter))
}

fn value(letter: char) -> u64 {
    (u64::from(u32::from(letter)) + 1).wrapping_mul(0xff51_afd7_ed55_8ccd)
}

/// The cell where a word is looked for first, and its mark.
#[expect(clippy::cast_possible_truncation, reason = "a cell of a small table, and 15 bits")]
fn place(hash: u64, n_cells: usize) -> (usize, u16) {
    let mixed = (hash ^ hash >> 29).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = mixed ^ mixed >> 32;
    ((mixed >> 16) as usize % n_cells.max(1), (mixed as u16 & !FREQUENT).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vocabulary() -> Vec<u8> {
        let frequent = ["explain", "function", "please", "loop", "함수를", "고쳐줘", "설명해줘", "파이썬", "이", "좀"];
        let rare = ["functor", "loops"];
        let words: Vec<(&str, bool)> =
            frequent.into_iter().map(|word| (word, true)).chain(rare.into_iter().map(|word| (word, false))).collect();
        Vocabulary::compile(words.into_iter())
    }

    fn respelt(word: &str) -> Option<String> {
        let cells = vocabulary();
        let letters: Vec<char> = word.chars().collect();
        let script = if word.is_ascii() { Script::Latin } else { Script::Hangul };
        Vocabulary::new(&cells).expect("cells").respelt(&letters, script).map(|meant| meant.into_iter().collect())
    }

    fn divided(run: &str) -> Vec<String> {
        let cells = vocabulary();
        let letters: Vec<char> = run.chars().collect();
        let begins = Vocabulary::new(&cells).expect("cells").divided(&letters);
        let ends = begins.iter().copied().chain([letters.len()]);
        let starts = [0].into_iter().chain(begins.iter().copied());
        starts.zip(ends).map(|(from, to)| letters[from..to].iter().collect()).collect()
    }

    #[test]
    fn a_word_with_one_slip_is_the_frequent_one_that_was_meant() {
        for slipped in ["explaain", "exlpain", "expain", "explajn", "xexplain", "eexplain", "explai"] {
            assert_eq!(respelt(slipped).as_deref(), Some("explain"), "{slipped}");
        }
        for slipped in ["설명헤줘", "설며해줘", "설명명해줘", "명설해줘"] {
            assert_eq!(respelt(slipped).as_deref(), Some("설명해줘"), "{slipped}");
        }
        // The ending is no part of what slipped.
        assert_eq!(respelt("파이선으로").as_deref(), Some("파이썬으로"));
    }

    #[test]
    fn words_that_prompts_have_and_words_that_are_near_none_stay_as_they_are() {
        for word in
            ["explain", "functor", "loops", "zebra", "exlpian", "lop", "함수를", "파이썬으로", "냉장고에", "줌", ""]
        {
            assert_eq!(respelt(word), None, "{word}");
        }
    }

    #[test]
    fn hangul_without_spaces_is_divided_into_frequent_words() {
        assert_eq!(divided("이함수를좀고쳐줘"), ["이", "함수를", "좀", "고쳐줘"]);
        assert_eq!(divided("냉장고함수를고쳐줘"), ["냉장고", "함수를", "고쳐줘"]);
        assert_eq!(divided("파이썬으로"), ["파이썬으로"]);
        assert_eq!(divided("냉장고에서나온"), ["냉장고에서나온"]);
        assert_eq!(divided("함수좀"), ["함수좀"]);
    }

    #[test]
    fn no_cells_change_nothing_and_other_lengths_are_refused() {
        let none = Vocabulary::new(&[]).expect("no cells");
        assert_eq!(none.respelt(&['a', 'b', 'c', 'd', 'e'], Script::Latin), None);
        assert_eq!(none.divided(&['가'; 6]), Vec::<usize>::new());
        assert!(Vocabulary::new(&[0; 6]).is_none() && Vocabulary::new(&[0; 3]).is_none());
        assert!(Vocabulary::new(&[0; 8]).is_some());
    }
}
