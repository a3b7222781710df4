//! Pastes of a terminal that does not mark them: the Linux console, `tmux paste-buffer` without `-p`.
//!
//! Pure, and told by how much comes at once: what nobody types is given the marks that the terminal left out. Typing goes
//! through as it is, at once. What has an escape sequence or a control key in it is left alone: a terminal that marks its
//! pastes speaks for itself.

use std::time::Duration;

use super::{MOST_TYPED_AT_ONCE, PASTE_BEGINS, PASTE_ENDS, is_within_character, n_in_whole_characters};

/// How long a paste waits for more of it. It is not shown before, and Enter within this time is part of it.
const PASTE_REST: Duration = Duration::from_millis(150);

/// How long a line that came at once with its Enter waits for another one, with which it would be a paste. Typing does not
/// meet this: there Enter comes by itself.
const NEXT_LINE_REST: Duration = Duration::from_millis(10);

/// So many characters in several lines are a paste. What was typed while a connection hung comes at once, too: less of it.
const LEAST_IN_LINES: usize = 32;

const CTRL_C: u8 = 3;

/// So many characters in one line are a paste: drawn key by key, they would take seconds. Programs that type send less.
const LEAST_IN_A_LINE: usize = 1_000;

/// What came, as far as it is not known what it is.
#[derive(Debug, Default)]
pub struct Unmarked {
    /// A line that another one may follow; of a paste, its last line's end or half a character.
    held: Vec<u8>,
    pasting: Option<Lines>,
}

/// Of how many lines a paste is, so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lines {
    One,
    Several,
}

impl Unmarked {
    /// Takes in what came at once, and hands out what is known of it, with marks where it is a paste.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut came = std::mem::take(&mut self.held);
        came.extend_from_slice(bytes);
        let mut known = Vec::new();
        let before = match (self.pasting, told(&came)) {
            (Some(lines), _) => lines,
            (None, Told::Typing) => return came,
            (None, Told::Unknown) => {
                self.held = came;
                return known;
            }
            (None, Told::Paste) => {
                known.extend_from_slice(PASTE_BEGINS);
                Lines::One
            }
        };
        let n_of_text = came.iter().position(|byte| is_of_no_text(*byte)).unwrap_or(came.len());
        // Nobody types so much behind a key, either: it is one of the text's own, as in a coloured log.
        let goes_on = self.pasting.is_some() && came.get(n_of_text) != Some(&CTRL_C) && is_in_lines(&came[n_of_text..]);
        let rest = if goes_on { Vec::new() } else { came.split_off(n_of_text) };
        self.held = came.split_off(n_without_last_end(&came));
        let is_in_lines = before == Lines::Several || has_end_of_line(&came);
        self.pasting = Some(if is_in_lines { Lines::Several } else { Lines::One });
        known.append(&mut came);
        if !rest.is_empty() {
            known.extend(self.rest());
            known.extend(rest);
        }
        known
    }

    /// How long more is waited for. `None`: nothing is, or for as long as it takes: half a character.
    pub fn patience(&self) -> Option<Duration> {
        match self.pasting {
            Some(_) => Some(PASTE_REST),
            None => has_end_of_line(&self.held).then_some(NEXT_LINE_REST),
        }
    }

    /// Whether nothing is begun.
    pub const fn is_idle(&self) -> bool {
        self.pasting.is_none() && self.held.is_empty()
    }

    /// Nothing more came: a line was typed, and a paste is over. Enter behind a single line sends it, as it always has; of
    /// several lines the last one's end sends nothing.
    pub fn rest(&mut self) -> Vec<u8> {
        let line = if has_end_of_line(&self.held) { std::mem::take(&mut self.held) } else { Vec::new() };
        match self.pasting.take() {
            None => line,
            Some(Lines::One) => [PASTE_ENDS, &line].concat(),
            Some(Lines::Several) => PASTE_ENDS.to_vec(),
        }
    }
}

enum Told {
    Typing,
    Paste,
    Unknown,
}

fn told(bytes: &[u8]) -> Told {
    // Each character counts by its first byte.
    let n_characters = bytes.iter().filter(|byte| !is_within_character(**byte)).count();
    if n_characters <= MOST_TYPED_AT_ONCE || bytes.iter().any(|byte| is_of_no_text(*byte)) {
        return Told::Typing;
    }
    if n_characters >= LEAST_IN_A_LINE || is_in_lines(bytes) {
        return Told::Paste;
    }
    if has_end_of_line(bytes) { Told::Unknown } else { Told::Typing }
}

/// Whether it is of several lines, and more than anybody types.
fn is_in_lines(bytes: &[u8]) -> bool {
    let n_characters = bytes.iter().filter(|byte| !is_within_character(**byte)).count();
    let lines = bytes.split(|byte| is_end_of_line(*byte)).filter(|line| line.iter().any(|byte| *byte != b'\n'));
    n_characters >= LEAST_IN_LINES && lines.count() > 1
}

/// Whether a byte is Enter, as which a terminal pastes the ends of lines. Ctrl-J sends nothing, and is as good as text.
const fn is_end_of_line(byte: u8) -> bool {
    byte == b'\r'
}

fn has_end_of_line(bytes: &[u8]) -> bool {
    bytes.iter().any(|byte| is_end_of_line(*byte))
}

/// Whether a byte is a key, or begins the sequence of one.
const fn is_of_no_text(byte: u8) -> bool {
    byte.is_ascii_control() && !matches!(byte, b'\r' | b'\n' | b'\t')
}

/// So many bytes stand before the ends of lines, or half a character, with which it stops.
fn n_without_last_end(bytes: &[u8]) -> usize {
    let whole = &bytes[..n_in_whole_characters(bytes)];
    if whole.len() < bytes.len() {
        return whole.len();
    }
    let before = whole.iter().rposition(|byte| !matches!(byte, b'\r' | b'\n')).map_or(0, |last| last + 1);
    if has_end_of_line(&whole[before..]) { before } else { whole.len() }
}

#[cfg(test)]
mod tests {
    use super::super::{Keystroke, Keystrokes};
    use super::*;

    const CODE: &str = "fn main() {\r\tlet 이름 = \"바로\";\r\tprintln!(\"{이름}\");\r}\r";

    fn text(text: &str) -> String {
        text.replace('\r', "\n")
    }

    /// What becomes of bytes that come in these pieces, one right behind the other.
    fn read(pieces: &[&[u8]]) -> Vec<Keystroke> {
        let mut keystrokes = Keystrokes::default();
        let mut read: Vec<_> = pieces.iter().flat_map(|piece| keystrokes.push(piece)).collect();
        while keystrokes.patience().is_some() {
            read.extend(keystrokes.rest());
        }
        read
    }

    fn keys(text: &str) -> Vec<Keystroke> {
        text.chars().map(|character| Keystroke::Key(character.to_string().into_bytes())).collect()
    }

    #[test]
    fn several_lines_at_once_are_a_paste_and_their_last_end_sends_nothing() {
        assert_eq!(read(&[CODE.as_bytes()]), [Keystroke::Paste(text(CODE.trim_end()))]);
    }

    #[test]
    fn a_paste_is_one_however_it_is_cut() {
        let first = CODE.find('\r').expect("several lines") + 1;
        for at in first..CODE.len() {
            let (head, tail) = CODE.as_bytes().split_at(at);
            for pieces in [vec![head, tail], [vec![head], tail.chunks(1).collect()].concat()] {
                assert_eq!(read(&pieces), [Keystroke::Paste(text(CODE.trim_end()))], "{at}");
            }
        }
    }

    #[test]
    fn lines_that_come_one_by_one_at_once_are_one_paste() {
        let lines: Vec<&[u8]> = CODE.as_bytes().split_inclusive(|byte| *byte == b'\r').collect();
        assert_eq!(read(&lines), [Keystroke::Paste(text(CODE.trim_end()))]);
    }

    #[test]
    fn a_long_line_is_a_paste_and_its_enter_sends_it() {
        let line = "가나 다라".repeat(200);
        let pasted = Keystroke::Paste(line.clone());
        assert_eq!(read(&[line.as_bytes()]), std::slice::from_ref(&pasted));
        let sent = [pasted, Keystroke::Key(b"\r".to_vec())];
        assert_eq!(read(&[format!("{line}\r").as_bytes()]), sent);
    }

    #[test]
    fn typing_is_typing_at_once_and_a_line_with_its_enter_after_a_moment() {
        for typed in ["a", "안녕하세요", "again with kimi", "ab\r", "\r", "\t", "hello there\u{3}", "x\r\u{1b}[A"]
        {
            let mut keystrokes = Keystrokes::default();
            let known = keystrokes.push(typed.as_bytes());
            assert!(!known.is_empty() && keystrokes.patience().is_none(), "{typed:?}");
        }
        let mut keystrokes = Keystrokes::default();
        assert_eq!(keystrokes.push("again with kimi\r".as_bytes()), []);
        assert_eq!(keystrokes.patience(), Some(NEXT_LINE_REST));
        assert_eq!(keystrokes.rest(), keys("again with kimi\r"));
        assert_eq!(keystrokes.patience(), None);
    }

    #[test]
    fn two_lines_typed_while_a_connection_hung_are_two() {
        assert_eq!(read(&["what is a monad?\rwhy?\r".as_bytes()]), keys("what is a monad?\rwhy?\r"));
    }

    #[test]
    fn a_key_ends_a_paste_and_is_one() {
        let with_key = [Keystroke::Paste(text(CODE.trim_end())), Keystroke::Key(vec![3])];
        assert_eq!(read(&[CODE.as_bytes(), b"\x03"]), with_key);
    }

    #[test]
    fn a_line_that_ends_as_files_of_windows_do_is_sent() {
        let line = "a line that is longer than anybody types at once";
        let read = read(&[format!("{line}\r\n").as_bytes()]);
        assert_eq!(read[line.len()..], [Keystroke::Key(b"\r".to_vec()), Keystroke::Key(b"\n".to_vec())]);
    }

    #[test]
    fn a_sequence_within_a_paste_that_has_begun_ends_nothing() {
        let coloured = [CODE.as_bytes(), b"\x1b[31mthe first error\x1b[0m\rand another line of it\r"];
        let pasted = format!("{}\nthe first error\nand another line of it", text(CODE.trim_end()));
        assert_eq!(read(&coloured), [Keystroke::Paste(pasted)]);
    }

    #[test]
    fn a_paste_whose_first_piece_ends_within_a_character_is_one() {
        let code = format!("한{CODE}").into_bytes();
        let (head, tail) = code.split_at(2);
        assert_eq!(read(&[head, tail]), [Keystroke::Paste(text(&["한", CODE.trim_end()].concat()))]);
    }

    #[test]
    fn half_a_character_at_the_end_waits_for_its_rest() {
        let mut keystrokes = Keystrokes::default();
        let code = CODE.trim_end();
        assert_eq!(keystrokes.push(&[code.as_bytes(), b"\xed\x95"].concat()), []);
        assert_eq!(keystrokes.rest(), [Keystroke::Paste(text(code))]);
        assert_eq!((keystrokes.patience(), keystrokes.rest()), (None, Vec::new()));
        let mut goes_on = keystrokes.push(&[b"\x9c", CODE.as_bytes()].concat());
        goes_on.extend(keystrokes.rest());
        assert_eq!(goes_on, [Keystroke::Paste(text(&["한", code].concat()))]);
    }

    #[test]
    fn within_marks_nothing_is_measured() {
        let marked = format!("\x1b[200~{CODE}{CODE}\x1b[201~");
        for at in 0..=marked.len() {
            let (head, tail) = marked.as_bytes().split_at(at);
            assert_eq!(read(&[head, tail]), [Keystroke::Paste(text(&[CODE, CODE].concat()))], "{at}");
        }
    }
}
