//! Bytes of a terminal made into keystrokes: characters, control keys, escape sequences, whole pastes.
//!
//! Pure, and indifferent to how the bytes are cut. A lone Esc can only be told from the beginning of a sequence by
//! time, and a paste whose end is lost from one that is still coming: the caller keeps it, and calls [`Keystrokes::rest`]
//! when nothing came for as long as [`Keystrokes::patience`] says. What comes after such a paste is the rest of it, if it
//! is more at once than anybody types. `unmarked` gives marks to the pastes of terminals that send none. What is no key
//! (answers of the terminal, reports of focus and mouse, the codes of newer keyboard protocols) is dropped here, and so
//! is every character that could steer the terminal once it is drawn, typed or pasted.

mod unmarked;

use std::time::Duration;

use unmarked::Unmarked;

use crate::markup::sanitise;
use crate::material;

/// How long an Esc waits for the rest of its sequence.
const ESCAPE_REST: Duration = Duration::from_millis(40);

/// How long a paste that has begun waits for more of it. Without its end (a connection that broke, a terminal that lost
/// it) everything typed would belong to it, Ctrl-C too.
const PASTE_REST: Duration = Duration::from_secs(1);

/// A key that was pressed, or a text that was pasted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Keystroke {
    /// A character, or a control character, as its bytes.
    Key(Vec<u8>),
    /// An escape sequence of a key, as its bytes.
    Sequence(Vec<u8>),
    /// Esc by itself.
    Escape,
    /// A new line in the message, which no key alone is bound to.
    NewLine,
    /// What was pasted, its lines ended by `\n`.
    Paste(String),
}

impl Keystroke {
    /// Whether it is this one byte.
    #[must_use]
    pub fn is_byte(&self, byte: u8) -> bool {
        matches!(self, Self::Key(bytes) if bytes.as_slice() == [byte])
    }

    /// Whether it puts text into the line, or takes some out.
    #[must_use]
    pub fn is_text(&self) -> bool {
        match self {
            Self::Key(bytes) => bytes.first().is_some_and(|first| *first >= b' ' || matches!(first, 8 | 10 | 21 | 23)),
            Self::Paste(_) | Self::NewLine => true,
            Self::Sequence(_) | Self::Escape => false,
        }
    }
}

const PASTE_BEGINS: &[u8] = b"\x1b[200~";
const PASTE_ENDS: &[u8] = b"\x1b[201~";

/// An escape sequence is no longer than so many bytes; what is longer is none.
const LONGEST_SEQUENCE: usize = 32;

/// Bytes that are not a keystroke yet.
#[derive(Debug)]
pub struct Keystrokes {
    unmarked: Unmarked,
    pending: Vec<u8>,
    /// What came of a paste that has not ended.
    pasting: Option<Vec<u8>>,
    /// A paste was taken to be over without its end: what comes first after it is looked at as a whole.
    is_stalled: bool,
    /// With what such a paste broke off: half a character, or half of its end.
    broken_off: Vec<u8>,
    /// So many bytes of a paste are taken; what is over is dropped.
    most_pasted: usize,
}

impl Default for Keystrokes {
    fn default() -> Self {
        let most_pasted = usize::try_from(material::LIMIT_BYTES).unwrap_or(usize::MAX);
        let unmarked = Unmarked::default();
        Self { unmarked, pending: Vec::new(), pasting: None, is_stalled: false, broken_off: Vec::new(), most_pasted }
    }
}

impl Keystrokes {
    /// Takes bytes in that came at once, and hands out what they complete.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<Keystroke> {
        let half = if is_half_a_character(&self.pending) { std::mem::take(&mut self.pending) } else { Vec::new() };
        let bytes = [half.as_slice(), bytes].concat();
        let is_begun = self.pasting.is_some() || self.is_stalled || !self.pending.is_empty();
        if is_begun && self.unmarked.is_idle() {
            return self.take(&bytes);
        }
        let known = self.unmarked.push(&bytes);
        self.take(&known)
    }

    fn take(&mut self, bytes: &[u8]) -> Vec<Keystroke> {
        self.pending.extend_from_slice(bytes);
        if self.is_stalled {
            match first_after_stalled(&self.broken_off, &self.pending) {
                // As what it will be told, or what [`Keystrokes::rest`] makes of it.
                FirstAfter::Unknown => return Vec::new(),
                FirstAfter::Paste => self.pasting = Some(Vec::new()),
                FirstAfter::RestOfCharacter => self.pasting = Some(std::mem::take(&mut self.broken_off)),
                FirstAfter::RestOfEnd => drop(self.pending.splice(..0, self.broken_off.drain(..))),
                FirstAfter::Typing => {}
            }
            // No key has to do with it.
            self.broken_off.clear();
            self.is_stalled = false;
        }
        let mut keystrokes = Vec::new();
        let mut from = 0;
        while from < self.pending.len() {
            let rest = &self.pending[from..];
            if let Some(mut taken) = self.pasting.take() {
                let mut take = |more: &[u8]| {
                    let room = self.most_pasted.saturating_sub(taken.len());
                    taken.extend_from_slice(&more[..more.len().min(room)]);
                };
                if let Some(end) = memchr::memmem::find(rest, PASTE_ENDS) {
                    take(&rest[..end]);
                    keystrokes.push(Keystroke::Paste(pasted(&taken)));
                    from += end + PASTE_ENDS.len();
                    continue;
                }
                // What may be the beginning of its end is looked at again.
                let n_taken = rest.len().saturating_sub(PASTE_ENDS.len() - 1);
                take(&rest[..n_taken]);
                self.pasting = Some(taken);
                from += n_taken;
                break;
            }
            match next(rest) {
                Next::Incomplete => break,
                Next::PasteBegins => {
                    self.pasting = Some(Vec::new());
                    from += PASTE_BEGINS.len();
                }
                Next::Dropped(n_bytes) => from += n_bytes,
                Next::Keystroke(keystroke, n_bytes) => {
                    keystrokes.push(keystroke);
                    from += n_bytes;
                }
            }
        }
        self.pending.drain(..from);
        keystrokes
    }

    /// How long more is waited for: of a paste that has begun, of a sequence that an Esc may have begun. `None`: nothing
    /// is, or for as long as it takes.
    #[must_use]
    pub fn patience(&self) -> Option<Duration> {
        if let Some(patience) = self.unmarked.patience() {
            return Some(patience);
        }
        match (&self.pasting, self.pending.is_empty()) {
            (Some(_), _) => Some(PASTE_REST),
            // The rest of a character comes however slow the line is, and no key is anything without it.
            (None, false) if is_half_a_character(&self.pending) => None,
            (None, false) => Some(ESCAPE_REST),
            (None, true) => None,
        }
    }

    /// Nothing more came: a paste is what came of it, an Esc stands alone, half a sequence is nothing, and half a character
    /// is still to come.
    pub fn rest(&mut self) -> Vec<Keystroke> {
        if !self.unmarked.is_idle() {
            let known = self.unmarked.rest();
            return self.take(&known);
        }
        if let Some(mut taken) = self.pasting.take() {
            let pending = std::mem::take(&mut self.pending);
            // Half of its end is none of it, and half a character is none yet.
            let n_before_end =
                (0..pending.len()).find(|at| PASTE_ENDS.starts_with(&pending[*at..])).unwrap_or(pending.len());
            taken.extend_from_slice(&pending[..n_before_end]);
            self.broken_off = pending[n_before_end..].to_vec();
            let is_over = taken.len() > self.most_pasted;
            taken.truncate(self.most_pasted);
            let half = taken.split_off(n_in_whole_characters(&taken));
            if self.broken_off.is_empty() && !is_over {
                self.broken_off = half;
            }
            self.is_stalled = true;
            let text = pasted(&taken);
            return if text.is_empty() { Vec::new() } else { vec![Keystroke::Paste(text)] };
        }
        // So little came after the paste that it was typed.
        self.broken_off.clear();
        let mut keystrokes = if std::mem::take(&mut self.is_stalled) { self.take(&[]) } else { Vec::new() };
        if is_half_a_character(&self.pending) {
            return keystrokes;
        }
        let pending = std::mem::take(&mut self.pending);
        if matches!(pending.as_slice(), [0x1b] | [0x1b, 0x1b]) {
            keystrokes.push(Keystroke::Escape);
        }
        keystrokes
    }
}

/// What comes first after a paste that was taken to be over.
enum FirstAfter {
    Unknown,
    Typing,
    /// The paste goes on.
    Paste,
    /// It goes on within the character with which it broke off.
    RestOfCharacter,
    /// It ends, within the mark with which it broke off.
    RestOfEnd,
}

/// Nobody types more characters than this within [`ESCAPE_REST`].
const MOST_TYPED_AT_ONCE: usize = 3;

fn first_after_stalled(broken_off: &[u8], bytes: &[u8]) -> FirstAfter {
    if PASTE_ENDS.starts_with(broken_off) && !broken_off.is_empty() {
        let joined = [broken_off, bytes].concat();
        if joined.starts_with(PASTE_ENDS) {
            return FirstAfter::RestOfEnd;
        }
        if PASTE_ENDS.starts_with(&joined) {
            return FirstAfter::Unknown;
        }
    }
    // Nobody types the middle of a character.
    if !broken_off.is_empty() && bytes.first().is_some_and(|first| is_within_character(*first)) {
        return FirstAfter::RestOfCharacter;
    }
    let is_half_of_end = bytes.len() < PASTE_ENDS.len() && PASTE_ENDS.starts_with(bytes);
    if is_half_of_end {
        return FirstAfter::Unknown;
    }
    // Its end alone, an arrow, or another paste.
    if bytes.first() == Some(&0x1b) {
        return FirstAfter::Typing;
    }
    if memchr::memmem::find(bytes, PASTE_ENDS).is_some() {
        return FirstAfter::Paste;
    }
    // Ctrl-C, and its like: of control characters a text has these alone.
    if bytes.iter().any(|byte| byte.is_ascii_control() && !matches!(byte, b'\r' | b'\n' | b'\t' | 0x1b)) {
        return FirstAfter::Typing;
    }
    // Each character counts by its first byte.
    let n_characters = bytes.iter().filter(|byte| !is_within_character(**byte)).count();
    if n_characters > MOST_TYPED_AT_ONCE { FirstAfter::Paste } else { FirstAfter::Unknown }
}

enum Next {
    /// More bytes are needed.
    Incomplete,
    PasteBegins,
    /// So many bytes are no key.
    Dropped(usize),
    Keystroke(Keystroke, usize),
}

fn next(bytes: &[u8]) -> Next {
    match bytes {
        [] | [0x1b] => Next::Incomplete,
        [0x1b, b'[', ..] => control_sequence(bytes),
        [0x1b, b'O', rest @ ..] => match rest.first() {
            None => Next::Incomplete,
            Some(_) => Next::Keystroke(Keystroke::Sequence(bytes[..3].to_vec()), 3),
        },
        // Strings that the terminal sends as answers: up to BEL or ST.
        [0x1b, b']' | b'P' | b'_' | b'^' | b'X', ..] => string(bytes),
        [0x1b, 0x1b, rest @ ..] => match rest.first() {
            None => Next::Incomplete,
            // Two of them, and then something else: the first one stood alone.
            Some(_) => Next::Keystroke(Keystroke::Escape, 1),
        },
        [0x1b, rest @ ..] => match character(rest) {
            None => Next::Incomplete,
            Some(n_bytes) => Next::Keystroke(Keystroke::Sequence(bytes[..=n_bytes].to_vec()), n_bytes + 1),
        },
        _ => match character(bytes) {
            None => Next::Incomplete,
            Some(n_bytes) if is_key(&bytes[..n_bytes]) => {
                Next::Keystroke(Keystroke::Key(bytes[..n_bytes].to_vec()), n_bytes)
            }
            Some(n_bytes) => Next::Dropped(n_bytes),
        },
    }
}

/// Whether a character is one that a keyboard sends: of what steers terminals, the control characters of ASCII alone.
fn is_key(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok_and(|text| text.is_ascii() || !text.contains(sanitise::is_control))
}

/// Bytes of the first character. `None`: it is not whole. What is no UTF-8 counts as one byte.
fn character(bytes: &[u8]) -> Option<usize> {
    let first = *bytes.first()?;
    let n_bytes = match first {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => 1,
    };
    let n_there = 1 + bytes[1..].iter().take(n_bytes - 1).take_while(|byte| is_within_character(**byte)).count();
    if n_there == n_bytes {
        Some(n_bytes)
    } else if n_there == bytes.len() {
        None
    } else {
        Some(n_there)
    }
}

/// Whether bytes are the beginning of one character, and not all of it.
fn is_half_a_character(bytes: &[u8]) -> bool {
    bytes.first() != Some(&0x1b) && !bytes.is_empty() && character(bytes).is_none()
}

/// Whether a byte stands behind the first one of a character.
const fn is_within_character(byte: u8) -> bool {
    matches!(byte, 0x80..=0xbf)
}

/// So many bytes are left without the character at the end that is not whole.
fn n_in_whole_characters(bytes: &[u8]) -> usize {
    let last = bytes.iter().rposition(|byte| !is_within_character(*byte));
    last.filter(|at| character(&bytes[*at..]).is_none()).unwrap_or(bytes.len())
}

/// `ESC [ parameters final`. Of these only the keys go on.
fn control_sequence(bytes: &[u8]) -> Next {
    // The Linux console's function keys.
    if let [0x1b, b'[', b'[', rest @ ..] = bytes {
        return if rest.is_empty() {
            Next::Incomplete
        } else {
            Next::Keystroke(Keystroke::Sequence(bytes[..4].to_vec()), 4)
        };
    }
    // An old report of the mouse: three bytes behind the final one.
    if bytes.starts_with(b"\x1b[M") {
        return if bytes.len() < 6 { Next::Incomplete } else { Next::Dropped(6) };
    }
    let parameters = bytes[2..].iter().take_while(|byte| matches!(byte, 0x20..=0x3f)).count();
    let Some(last) = bytes.get(2 + parameters) else {
        return if bytes.len() > LONGEST_SEQUENCE { Next::Dropped(bytes.len()) } else { Next::Incomplete };
    };
    let n_bytes = 3 + parameters;
    let sequence = &bytes[..n_bytes];
    if sequence == PASTE_BEGINS {
        return Next::PasteBegins;
    }
    let middle = &bytes[2..2 + parameters];
    let is_key = match last {
        b'A'..=b'D' | b'F' | b'H' | b'Z' => true,
        // `1;2R` is F3 with Shift; `12;40R` is where the cursor stands.
        b'P'..=b'S' => middle.len() == 3 && middle.starts_with(b"1;"),
        b'a'..=b'd' => middle.is_empty(),
        b'~' => !middle.starts_with(b"27;") && !matches!(middle, b"200" | b"201"),
        _ => false,
    };
    // These stand for something else further on.
    if is_key && middle.iter().all(|byte| byte.is_ascii_digit() || *byte == b';') && !is_reserved(sequence) {
        Next::Keystroke(Keystroke::Sequence(sequence.to_vec()), n_bytes)
    } else {
        Next::Dropped(n_bytes)
    }
}

/// Sequences by which the keyboard's thread speaks to the editor: Ctrl with F8 to F12, which nobody binds.
pub mod reserved {
    /// A new line.
    pub const NEW_LINE: &[u8] = b"\x1b[19;5~";
    /// The line is to be drawn again.
    pub const REDRAW: &[u8] = b"\x1b[20;5~";
    /// A text was pasted, and waits to be fetched.
    pub const PASTED: &[u8] = b"\x1b[21;5~";
    /// Esc by itself.
    pub const ESCAPE: &[u8] = b"\x1b[23;5~";
    /// The typing rests.
    pub const RESTS: &[u8] = b"\x1b[24;5~";
}

fn is_reserved(sequence: &[u8]) -> bool {
    [reserved::NEW_LINE, reserved::REDRAW, reserved::PASTED, reserved::ESCAPE, reserved::RESTS].contains(&sequence)
}

fn string(bytes: &[u8]) -> Next {
    // Alt with `]`, `P` and the like is a key of nobody's.
    let end = bytes.iter().position(|byte| *byte == 0x07).map(|at| at + 1);
    let terminated = memchr::memmem::find(bytes, b"\x1b\\").filter(|at| *at > 0).map(|at| at + 2);
    match [end, terminated].into_iter().flatten().min() {
        Some(n_bytes) => Next::Dropped(n_bytes),
        None if bytes.len() > 4096 => Next::Dropped(bytes.len()),
        None => Next::Incomplete,
    }
}

/// A pasted text: its lines ended by `\n`, no escape sequence, no control character but the tab, nothing that turns the
/// direction of writing; what was no UTF-8 is seen to be none (`�`).
fn pasted(bytes: &[u8]) -> String {
    let whole = &bytes[..n_in_whole_characters(bytes)];
    let text = String::from_utf8_lossy(whole).replace("\r\n", "\n").replace('\r', "\n");
    sanitise::text(&text).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(bytes: &[u8]) -> Vec<Keystroke> {
        let mut keystrokes = Keystrokes::default();
        let mut read = keystrokes.push(bytes);
        read.extend(keystrokes.rest());
        read
    }

    fn key(text: &str) -> Keystroke {
        Keystroke::Key(text.as_bytes().to_vec())
    }

    fn sequence(text: &str) -> Keystroke {
        Keystroke::Sequence(text.as_bytes().to_vec())
    }

    #[test]
    fn characters_keys_and_pastes_are_told_apart() {
        let check = |bytes: &str, expected: &[Keystroke]| assert_eq!(read(bytes.as_bytes()), expected, "{bytes:?}");
        check("한a", &[key("한"), key("a")]);
        check("\u{1112}\u{1161}", &[key("\u{1112}"), key("\u{1161}")]);
        check("\r\u{3}", &[key("\r"), key("\u{3}")]);
        check("\x1b[A\x1bOQ", &[sequence("\x1b[A"), sequence("\x1bOQ")]);
        check("\x1b[1;5C\x1b[3~", &[sequence("\x1b[1;5C"), sequence("\x1b[3~")]);
        check("\x1bx\x1bㅂ", &[sequence("\x1bx"), sequence("\x1bㅂ")]);
        check("\x1b", &[Keystroke::Escape]);
        check("\x1b\x1b[A", &[Keystroke::Escape, sequence("\x1b[A")]);
        check("\x1b[200~a\r\nb\rc\x1b[201~d", &[Keystroke::Paste("a\nb\nc".to_owned()), key("d")]);
        check("\x1b[200~\u{3}\x1b[A\tx\x1b[201~", &[Keystroke::Paste("\tx".to_owned())]);
    }

    #[test]
    fn what_is_no_key_is_dropped() {
        for bytes in [
            "\x1b[I",
            "\x1b[O",
            "\x1b[12;40R",
            "\x1b[?62;c",
            "\x1b[97;5u",
            "\x1b[27;5;97~",
            "\x1b[<0;10;10M",
            "\x1b[M !!",
            "\x1b]11;rgb:0000/0000/0000\x07",
            "\x1bP>|term\x1b\\",
            "\x1b[21;5~",
            "\x1b[23;5~",
            "\x1b[24;5~",
            "\x1b[201~",
            "\x1b[1;",
        ] {
            assert_eq!(read(bytes.as_bytes()), [], "{bytes:?}");
        }
        assert_eq!(read(&[0xff, b'a', 0xe3, b'b']), [key("a"), key("b")]);
        // Nobody's key turns the direction of writing.
        assert_eq!(read("a\u{202e}\u{2066}\u{200f}\u{9b}b".as_bytes()), [key("a"), key("b")]);
    }

    #[test]
    fn a_large_paste_is_linear() {
        let mut keystrokes = Keystrokes::default();
        let mut read = keystrokes.push(b"\x1b[200~");
        for _ in 0..1_000 {
            read.extend(keystrokes.push(&[b'x'; 1_000]));
        }
        read.extend(keystrokes.push(b"\x1b[201~"));
        assert!(matches!(read.as_slice(), [Keystroke::Paste(text)] if text.len() == 1_000_000));
    }

    #[test]
    fn a_paste_whose_end_is_lost_ends_when_nothing_comes_and_the_keys_are_keys_again() {
        let mut keystrokes = Keystrokes::default();
        assert_eq!(keystrokes.push("\x1b[200~한글 \u{3}text".as_bytes()), []);
        assert_eq!(keystrokes.patience(), Some(PASTE_REST));
        assert_eq!(keystrokes.rest(), [Keystroke::Paste("한글 text".to_owned())]);
        assert_eq!(keystrokes.patience(), None);
        assert_eq!(keystrokes.push(b"\x03\x04"), [key("\u{3}"), key("\u{4}")]);
        keystrokes.push(b"\x1b[200~half\x1b[20");
        assert_eq!(keystrokes.rest(), [Keystroke::Paste("half".to_owned())]);
        // Its end may come after all.
        assert_eq!(keystrokes.push(b"\x1b[201~a"), [key("a")]);
        assert_eq!(keystrokes.push(b"\x1b[200~"), []);
        assert_eq!(keystrokes.rest(), [], "nothing was pasted");
        // A key is one when nothing follows it at once.
        assert_eq!(keystrokes.push(b"b"), []);
        assert_eq!(keystrokes.patience(), Some(ESCAPE_REST));
        assert_eq!(keystrokes.rest(), [key("b")]);
        assert_eq!(keystrokes.push(b"\r"), [key("\r")]);
    }

    #[test]
    fn the_rest_of_a_paste_that_stalled_is_no_typing_however_it_is_cut() {
        let rest = "둘째 줄\rrm -r x\r".as_bytes();
        for n_bytes in 1..=rest.len() {
            let mut keystrokes = Keystrokes::default();
            assert_eq!(keystrokes.push("\x1b[200~첫째 줄\r".as_bytes()), []);
            assert_eq!(keystrokes.rest(), [Keystroke::Paste("첫째 줄\n".to_owned())]);
            let mut read = Vec::new();
            for bytes in rest.chunks(n_bytes) {
                read.extend(keystrokes.push(bytes));
            }
            // It may stall again.
            read.extend(keystrokes.rest());
            read.extend(keystrokes.push(b"end\x1b[201~\r"));
            let text: String =
                read.iter().map(|it| if let Keystroke::Paste(text) = it { text.as_str() } else { "" }).collect();
            assert_eq!(text, "둘째 줄\nrm -r x\nend", "{n_bytes}");
            assert_eq!(read.last(), Some(&key("\r")), "{n_bytes}");
            assert_eq!(read.iter().filter(|it| matches!(it, Keystroke::Key(_))).count(), 1, "{n_bytes}");
        }
    }

    #[test]
    fn a_paste_may_stall_anywhere_within_a_character_and_within_its_end() {
        let paste = "\x1b[200~한글을 붙여 넣습니다 🙂 é\x1b[201~".as_bytes();
        for at in PASTE_BEGINS.len()..paste.len() {
            let mut keystrokes = Keystrokes::default();
            let mut read = keystrokes.push(&paste[..at]);
            read.extend(keystrokes.rest());
            read.extend(keystrokes.push(&paste[at..]));
            read.extend(keystrokes.rest());
            read.extend(keystrokes.push(b"\r"));
            assert_eq!(read.pop(), Some(key("\r")), "{at}");
            let texts = read.iter().map(|it| if let Keystroke::Paste(text) = it { text.as_str() } else { "a key" });
            assert_eq!(texts.collect::<String>(), "한글을 붙여 넣습니다 🙂 é", "{at}");
        }
    }

    #[test]
    fn what_a_paste_broke_off_with_is_no_part_of_what_is_typed_next() {
        for lost in [&b"lost \xed\x95"[..], b"lost \x1b", b"lost \x1b[20"] {
            for typed in ["\u{3}", "\r", "한", "[", "1", "\x1b[A"] {
                let mut keystrokes = Keystrokes::default();
                keystrokes.push(PASTE_BEGINS);
                keystrokes.push(lost);
                assert_eq!(keystrokes.rest(), [Keystroke::Paste("lost ".to_owned())]);
                let mut found = keystrokes.push(typed.as_bytes());
                found.extend(keystrokes.rest());
                assert_eq!(found, read(typed.as_bytes()), "{lost:?} {typed:?}");
            }
        }
    }

    #[test]
    fn keys_after_a_paste_that_stalled_are_keys() {
        for (bytes, expected) in [
            ("\u{3}", &[key("\u{3}")][..]),
            ("\r", &[key("\r")]),
            ("한", &[key("한")]),
            ("ab\r", &[key("a"), key("b"), key("\r")]),
            ("\x1b", &[Keystroke::Escape]),
            ("\x1b[A", &[sequence("\x1b[A")]),
            ("\x1b[200~next\x1b[201~", &[Keystroke::Paste("next".to_owned())]),
        ] {
            let mut keystrokes = Keystrokes::default();
            keystrokes.push(b"\x1b[200~lost");
            keystrokes.rest();
            let mut read = keystrokes.push(bytes.as_bytes());
            read.extend(keystrokes.rest());
            assert_eq!(read, expected, "{bytes:?}");
        }
    }

    #[test]
    fn a_paste_is_taken_up_to_a_bound_and_what_is_over_is_no_typing() {
        let mut keystrokes = Keystrokes { most_pasted: 4, ..Keystrokes::default() };
        let mut read = keystrokes.push(b"\x1b[200~123");
        for _ in 0..100 {
            read.extend(keystrokes.push(b"4567890\r"));
            assert!(keystrokes.pending.len() < PASTE_ENDS.len());
        }
        read.extend(keystrokes.push(b"\x1b[201~x"));
        assert_eq!(read, [Keystroke::Paste("1234".to_owned()), key("x")]);
        assert_eq!(keystrokes.push("\x1b[200~가나\x1b[201~".as_bytes()), [Keystroke::Paste("가".to_owned())]);
    }

    #[test]
    fn the_rest_of_a_character_may_come_late() {
        let mut keystrokes = Keystrokes::default();
        assert_eq!(keystrokes.push(b"\xeb"), []);
        // Nothing hurries it, and a rest of the typing takes nothing away.
        assert_eq!((keystrokes.patience(), keystrokes.rest()), (None, Vec::new()));
        assert_eq!(keystrokes.push(b"\x92"), []);
        assert_eq!((keystrokes.patience(), keystrokes.rest()), (None, Vec::new()));
        assert_eq!(keystrokes.push(b"\xa4a"), [Keystroke::Key("뒤".into()), Keystroke::Key(b"a".to_vec())]);
        // What never becomes one goes when a key comes.
        assert_eq!(keystrokes.push(b"\xeb"), []);
        assert_eq!(keystrokes.push(b"\x03"), [Keystroke::Key(vec![3])]);
        // Esc is still one by itself.
        assert_eq!(keystrokes.push(b"\x1b"), []);
        assert_eq!((keystrokes.patience(), keystrokes.rest()), (Some(ESCAPE_REST), vec![Keystroke::Escape]));
    }

    proptest! {
        /// Of fewer characters than what is told to be a paste by how much of it comes at once.
        #[test]
        fn any_cut_of_the_bytes_gives_the_same_keystrokes(
            parts in proptest::collection::vec(prop_oneof![
                Just("한글".to_owned()), Just("\x1b[A".to_owned()), Just("\x1b[200~p\r한\x1b[201~".to_owned()),
                Just("\r".to_owned()), Just("\x1b[12;3R".to_owned()), Just("\x1bOP".to_owned()), "[a-z]{0,4}",
            ], 0..8),
            cuts in proptest::collection::vec(0usize..200, 0..20),
        ) {
            let bytes = parts.concat().into_bytes();
            let whole = read(&bytes);
            let mut cuts: Vec<usize> = cuts.into_iter().filter(|at| *at < bytes.len()).collect();
            cuts.extend([0, bytes.len()]);
            cuts.sort_unstable();
            let mut keystrokes = Keystrokes::default();
            let mut cut = Vec::new();
            for window in cuts.windows(2) {
                cut.extend(keystrokes.push(&bytes[window[0]..window[1]]));
            }
            cut.extend(keystrokes.rest());
            prop_assert_eq!(whole, cut);
        }

        #[test]
        fn nothing_that_is_typed_or_pasted_can_steer_the_terminal(
            parts in proptest::collection::vec(prop_oneof![
                "[\u{202a}-\u{202e}\u{2066}-\u{2069}\u{200e}\u{200f}\u{61c}\u{80}-\u{9f}\u{feff}\u{e0041}a한]{0,8}",
                "\\PC{0,8}", Just("\x1b[200~".to_owned()), Just("\x1b[201~".to_owned()), Just("\x1b]0;title\x07".to_owned()),
            ], 0..12),
        ) {
            for keystroke in read(parts.concat().as_bytes()) {
                let text = match keystroke {
                    Keystroke::Paste(text) => text,
                    Keystroke::Key(bytes) => String::from_utf8(bytes).expect("a character"),
                    Keystroke::Sequence(_) | Keystroke::Escape | Keystroke::NewLine => continue,
                };
                prop_assert!(!text.contains(|c: char| !c.is_ascii() && sanitise::is_control(c)), "{:?}", text);
            }
        }

        #[test]
        fn no_bytes_are_too_strange(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            read(&bytes);
        }
    }
}
