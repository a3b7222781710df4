//! From bytes to text: which encoding, and whether it is text at all.
//!
//! Pure. UTF-8 is checked and kept in the buffer it came in; UTF-16 and CP949 (windows-949, which holds all of
//! EUC-KR) are decoded; other encodings are refused rather than guessed. Line ends are left as they are.

use super::Unreadable;
use crate::domain::hangul;
use encoding_rs::{EUC_KR, Encoding, SHIFT_JIS, UTF_16BE, UTF_16LE};
use std::str::Utf8Error;

/// Only the beginning is looked at for signs of binary data, in bytes.
const SAMPLE: usize = 8 * 1024;
/// Text whose beginning has more control characters than this share of it (in percent) is binary.
const MAX_CONTROL_PERCENT: usize = 30;
/// One broken byte in this many is repaired; more is no text.
const MIN_BYTES_A_BROKEN_ONE: usize = 1000;
/// In a short text so many broken sequences are repaired, however few bytes there are around them ..
const FEW_BROKEN: usize = 2;
/// .. provided that each stands among at least so many bytes.
const MIN_BYTES_AROUND_FEW: usize = 20;

/// What the bytes turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Decoded {
    pub(super) text: String,
    /// Set where it was not UTF-8.
    pub(super) from: Option<&'static str>,
    /// Broken sequences that now are U+FFFD.
    pub(super) n_replaced: u64,
}

/// Whether the end of the bytes is the end of what was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// It was read to its end.
    Whole,
    /// It was cut at the limit, so that its last character may be half there, and is dropped.
    Cut,
}

/// Decodes what was read from `name`.
pub(super) fn decode(mut bytes: Vec<u8>, ending: Ending, name: &str) -> Result<Decoded, Unreadable> {
    if bytes.starts_with(b"\xEF\xBB\xBF") {
        bytes.drain(..3);
    } else if bytes.starts_with(b"\xFF\xFE") {
        return utf16(&bytes[2..], UTF_16LE, ending, name);
    } else if bytes.starts_with(b"\xFE\xFF") {
        return utf16(&bytes[2..], UTF_16BE, ending, name);
    }
    if sample(&bytes).contains(&0) {
        return match unmarked_utf16(sample(&bytes)) {
            Some(encoding) => utf16(&bytes, encoding, ending, name),
            None => Err(binary(name)),
        };
    }
    // A PDF begins like a text and is none.
    if mostly_control(sample(&bytes)) || bytes.starts_with(b"%PDF-") {
        return Err(binary(name));
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Decoded { text: without_nul(text), from: None, n_replaced: 0 }),
        Err(error) => {
            let reason = error.utf8_error();
            not_utf8(error.into_bytes(), reason, ending, name)
        }
    }
}

/// How much of a text a shell replaced by `?`, a mark for each letter that its encoding lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lost {
    /// Nothing, as far as can be told.
    Nothing,
    /// Words here and there, such as the comments of a program.
    Words,
    /// Most of it.
    Most,
}

/// Tells how much of `text` was lost so.
///
/// Nothing but ASCII is left in such a text. Where words were, runs of question marks stand side by side, as words do, and
/// of different lengths, as words are. A text that asks with emphasis (`what???`) has words around them; a pattern of bytes
/// (`4D ?? ??`), a status (`?? file`), a list of what cannot be seen (`????????? ? ?`) has all of one length.
#[must_use]
pub fn lost_letters(text: &str) -> Lost {
    if !text.is_ascii() {
        return Lost::Nothing;
    }
    let n_marks = memchr::memchr_iter(b'?', text.as_bytes()).count();
    if is_marks_alone(text) {
        return Lost::Most;
    }
    if n_marks < LEAST_LOST {
        return Lost::Nothing;
    }
    let n_visible = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).count();
    let mut all = LostWords::default();
    let mut side_by_side = LostWords::default();
    for line in text.lines().filter(|line| line.contains("??")) {
        let mut run = LostWords::default();
        for word in line.split_ascii_whitespace() {
            all.n_words += 1;
            let core = word.trim_matches(|c: char| c.is_ascii_punctuation() && c != '?');
            if !core.is_empty() && core.bytes().all(|byte| byte == b'?') {
                run.add(core.len());
                all.add(core.len());
            } else if let Some(run) = std::mem::take(&mut run).if_several() {
                side_by_side.join(&run);
            }
        }
        if let Some(run) = run.if_several() {
            side_by_side.join(&run);
        }
    }
    let is_most = n_marks * 10 >= n_visible * 3 && all.n_lost * 3 >= all.n_words;
    let is_one_word = all.n_words == 1 && all.n_lost == 1 && n_marks >= LEAST_ALONE && n_marks * 10 >= n_visible * 9;
    if is_one_word || (is_most && all.differ_in_length()) {
        return Lost::Most;
    }
    if side_by_side.differ_in_length() { Lost::Words } else { Lost::Nothing }
}

/// Several words on a line, all of them marks, and not all of one letter (`? ??`): nobody asks so.
fn is_marks_alone(text: &str) -> bool {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let (Some(line), None) = (lines.next(), lines.next()) else { return false };
    let is_lost = |word: &str| {
        let core = word.trim_end_matches(['.', ',', '!']);
        !core.is_empty() && core.bytes().all(|byte| byte == b'?')
    };
    let words = || line.split_ascii_whitespace();
    words().count() >= 2 && words().all(is_lost) && words().any(|word| word.starts_with("??"))
}

/// Fewer marks say nothing.
const LEAST_LOST: usize = 4;
/// So many marks alone are a word that was lost, and no way to ask.
const LEAST_ALONE: usize = 5;

/// Beside words of one letter, the others are no longer: a list of what cannot be seen has columns of nine.
const LONGEST_WORD: usize = 6;

/// Words of which only marks are left.
#[derive(Debug, Default)]
struct LostWords {
    n_words: usize,
    n_lost: usize,
    /// The shortest and the longest of those of two marks at least, and how many there are.
    lengths: Option<(usize, usize)>,
    n_long: usize,
}

impl LostWords {
    fn add(&mut self, length: usize) {
        self.n_lost += 1;
        if length >= 2 {
            self.n_long += 1;
            let (shortest, longest) = self.lengths.unwrap_or((length, length));
            self.lengths = Some((shortest.min(length), longest.max(length)));
        }
    }

    fn join(&mut self, other: &Self) {
        self.n_lost += other.n_lost;
        self.n_long += other.n_long;
        self.lengths = match (self.lengths, other.lengths) {
            (Some((a, b)), Some((c, d))) => Some((a.min(c), b.max(d))),
            (one, other) => one.or(other),
        };
    }

    /// Only what stands beside another one is told from a mark of emphasis.
    fn if_several(self) -> Option<Self> {
        (self.n_lost >= 2).then_some(self)
    }

    fn differ_in_length(&self) -> bool {
        let has_one_of_one = self.n_lost > self.n_long;
        let differ = |(shortest, longest)| shortest != longest || (has_one_of_one && longest <= LONGEST_WORD);
        self.n_long >= 2 && self.lengths.is_some_and(differ)
    }
}

fn binary(name: &str) -> Unreadable {
    Unreadable::Binary { name: name.to_owned() }
}

fn unknown_encoding(name: &str) -> Unreadable {
    Unreadable::UnknownEncoding { name: name.to_owned() }
}

fn sample(bytes: &[u8]) -> &[u8] {
    &bytes[..bytes.len().min(SAMPLE)]
}

/// Escape sequences of a colouring program, form feeds and overstrikes (`man | baro`) belong to text.
fn mostly_control(sample: &[u8]) -> bool {
    let n_control = sample
        .iter()
        .filter(|byte| byte.is_ascii_control() && !matches!(byte, b'\t' | b'\n' | b'\r' | b'\x08' | b'\x0C' | b'\x1B'))
        .count();
    n_control * 100 > sample.len() * MAX_CONTROL_PERCENT
}

/// NUL is in no text and stops some readers of it.
fn without_nul(mut text: String) -> String {
    if text.as_bytes().contains(&0) {
        text.retain(|c| c != '\0');
    }
    text
}

fn utf16(bytes: &[u8], encoding: &'static Encoding, ending: Ending, name: &str) -> Result<Decoded, Unreadable> {
    let is_little = encoding == UTF_16LE;
    let mut bytes = bytes;
    if ending == Ending::Cut {
        bytes = &bytes[..bytes.len() & !1];
        let last = bytes.last_chunk().map(|&[a, b]| if is_little { b } else { a });
        if last.is_some_and(|high| (0xD8..0xDC).contains(&high)) {
            bytes = &bytes[..bytes.len() - 2];
        }
    }
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    let text = without_nul(text.into_owned());
    if mostly_control(sample(text.as_bytes())) {
        return Err(binary(name));
    }
    let n_replaced = text.matches('\u{FFFD}').count();
    if !is_repairable(n_replaced, 2 * n_replaced, bytes.len()) {
        return Err(unknown_encoding(name));
    }
    let from = if is_little { "UTF-16LE" } else { "UTF-16BE" };
    Ok(Decoded { text, from: Some(from), n_replaced: n_replaced as u64 })
}

/// UTF-16 without a byte order mark, told by its code units: in one of the two orders nearly all of them are
/// letters that people write (half of the NULs of a Korean text are in the syllable `가`, so that counting NULs
/// on odd and even places, as for English, does not do).
fn unmarked_utf16(sample: &[u8]) -> Option<&'static Encoding> {
    let units = sample.as_chunks::<2>().0;
    // Two letters of ASCII are a Chinese character to UTF-16: a few bytes of a binary file among words are no text.
    let is_pair = |unit: &&[u8; 2]| unit.iter().all(|byte| *byte != 0 && byte.is_ascii());
    if units.iter().filter(is_pair).count() * 2 > units.len() {
        return None;
    }
    let share = |unit: fn([u8; 2]) -> u16| {
        let n_plausible = units.iter().filter(|bytes| is_plausible(unit(**bytes))).count();
        (units.len() >= 2 && n_plausible * 100 >= units.len() * 95).then_some(n_plausible)
    };
    match (share(u16::from_le_bytes), share(u16::from_be_bytes)) {
        (None, None) => None,
        (Some(little), Some(big)) if big > little => Some(UTF_16BE),
        (None, Some(_)) => Some(UTF_16BE),
        (Some(_), _) => Some(UTF_16LE),
    }
}

fn is_plausible(unit: u16) -> bool {
    matches!(unit,
        0x09 | 0x0A | 0x0D | 0x1B | 0x20..=0x7E | 0xA0..=0x024F // Latin
        | 0x0370..=0x04FF // Greek, Cyrillic
        | 0x1100..=0x11FF | 0x3130..=0x318F | 0xAC00..=0xD7A3 // Hangul
        | 0x2010..=0x205E | 0x2190..=0x21FF | 0x2500..=0x25FF // punctuation, arrows, boxes
        | 0x3000..=0x30FF | 0x4E00..=0x9FFF | 0xFF01..=0xFF5E // CJK
        | 0xD83C..=0xD83E | 0xDC00..=0xDFFF // emoji
    )
}

fn not_utf8(mut bytes: Vec<u8>, reason: Utf8Error, ending: Ending, name: &str) -> Result<Decoded, Unreadable> {
    let is_tail_only = reason.error_len().is_none();
    let has_letters_before = bytes[..reason.valid_up_to()].iter().any(|byte| !byte.is_ascii());
    if is_tail_only && ending == Ending::Cut {
        bytes.truncate(reason.valid_up_to());
        return lossy(&bytes, name);
    }
    // `head -c 100 notes.txt` ends inside a letter: that is UTF-8 all the same.
    if is_tail_only && has_letters_before {
        return Ok(replaced(&bytes, 1));
    }
    if let Some(text) = cp949(&bytes, ending) {
        return Ok(Decoded { text: without_nul(text), from: Some("CP949"), n_replaced: 0 });
    }
    // A word of Korean has no blank, and so no NUL that tells of UTF-16.
    if let Some(encoding) = unmarked_hangul(&bytes) {
        return utf16(&bytes, encoding, ending, name);
    }
    lossy(&bytes, name)
}

/// UTF-16 without a mark in which all is common syllables of Hangul, in one of the two orders.
fn unmarked_hangul(bytes: &[u8]) -> Option<&'static Encoding> {
    let (units, rest) = bytes.as_chunks::<2>();
    let is_hangul = |unit: fn([u8; 2]) -> u16| {
        units.iter().all(|bytes| char::from_u32(unit(*bytes).into()).is_some_and(is_common_hangul))
    };
    if units.len() < LEAST_SYLLABLES || !rest.is_empty() {
        return None;
    }
    match (is_hangul(u16::from_le_bytes), is_hangul(u16::from_be_bytes)) {
        (true, _) => Some(UTF_16LE),
        (false, true) => Some(UTF_16BE),
        (false, false) => None,
    }
}

/// Of fewer, other encodings may have the bytes by chance.
const LEAST_SYLLABLES: usize = 3;

fn is_common_hangul(c: char) -> bool {
    hangul::is_syllable(c) && is_common_syllable(c)
}

/// Repairs a text of which little is broken.
fn lossy(bytes: &[u8], name: &str) -> Result<Decoded, Unreadable> {
    let (mut n_sequences, mut n_broken) = (0, 0);
    for chunk in bytes.utf8_chunks().filter(|chunk| !chunk.invalid().is_empty()) {
        n_sequences += 1;
        n_broken += chunk.invalid().len();
    }
    if is_repairable(n_sequences, n_broken, bytes.len()) {
        return Ok(replaced(bytes, n_sequences as u64));
    }
    Err(unknown_encoding(name))
}

fn replaced(bytes: &[u8], n_replaced: u64) -> Decoded {
    Decoded { text: without_nul(String::from_utf8_lossy(bytes).into_owned()), from: None, n_replaced }
}

fn is_repairable(n_sequences: usize, n_broken: usize, n_bytes: usize) -> bool {
    n_broken == 0
        || n_broken * MIN_BYTES_A_BROKEN_ONE < n_bytes
        || (n_sequences <= FEW_BROKEN && n_broken * MIN_BYTES_AROUND_FEW <= n_bytes)
}

/// The text, if it is Korean in CP949 without an error.
fn cp949(bytes: &[u8], ending: Ending) -> Option<String> {
    let text = match EUC_KR.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(text) => text,
        None if ending == Ending::Cut => {
            let (_, whole) = bytes.split_last()?;
            EUC_KR.decode_without_bom_handling_and_without_replacement(whole)?
        }
        None => return None,
    };
    (is_korean(&text) && !is_kana(bytes)).then(|| text.into_owned())
}

/// Whether what was decoded as CP949 is Korean, and not Japanese, Chinese or Western text read by the wrong
/// table: that gives ancient letters and Chinese characters all over, and rare syllables between letters of ASCII.
///
/// Rare syllables are what people play with (`뷁`, `햏햏`), in a few words that may have hardly any others.
fn is_korean(text: &str) -> bool {
    let (mut n_common, mut n_rare, mut n_odd) = (0_usize, 0_usize, 0_usize);
    let mut before = ' ';
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let is_beside_ascii = before.is_ascii_alphabetic() || rest.peek().is_some_and(char::is_ascii_alphabetic);
        before = c;
        match c {
            _ if is_common_hangul(c) => n_common += 1,
            _ if hangul::is_syllable(c) && !is_beside_ascii => n_rare += 1,
            _ if hangul::is_syllable(c) => n_odd += 1,
            '\u{3165}'..='\u{318E}' // letters no longer used
            | '\u{3040}'..='\u{30FF}' // kana
            | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' // Chinese characters
            | '\u{00C0}'..='\u{04FF}' => n_odd += 1,
            _ => {}
        }
    }
    let is_usual = n_common > 0 && n_common >= 3 * (n_rare + n_odd);
    // A longer text of Korean has its common syllables, whatever is played with in it.
    let is_play =
        n_odd == 0 && n_rare > 0 && n_common + n_rare <= MOST_IN_PLAY && (n_common > 0 || n_rare <= FEW_ALONE);
    is_usual || is_play
}

/// Syllables of a text that is taken for Korean though most of them are rare.
const MOST_IN_PLAY: usize = 40;
/// So many rare ones alone.
const FEW_ALONE: usize = 4;

/// Whether the bytes are Japanese by the table of Windows: kana are a good part of any such text, and rare syllables to
/// CP949.
fn is_kana(bytes: &[u8]) -> bool {
    let (text, _) = SHIFT_JIS.decode_without_bom_handling(bytes);
    let (mut n_kana, mut n_other) = (0_usize, 0_usize);
    for c in text.chars() {
        match c {
            '\u{3040}'..='\u{30FF}' => n_kana += 1,
            // Of half the width: any byte of a common syllable is one.
            '\u{FF61}'..='\u{FF9F}' => {}
            _ if c.is_ascii() => {}
            _ => n_other += 1,
        }
    }
    n_kana > n_other
}

/// Whether the syllable is one of the 2,350 of KS X 1001, with which nearly all of Korean is written.
fn is_common_syllable(c: char) -> bool {
    let mut buffer = [0; 4];
    let (encoded, _, _) = EUC_KR.encode(c.encode_utf8(&mut buffer));
    matches!(*encoded, [0xB0..=0xC8, 0xA1..=0xFE])
}

#[cfg(test)]
mod tests;
