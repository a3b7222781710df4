//! Takes out of text what could steer a terminal or deceive its reader.
//!
//! Owns the one set of such characters: escape sequences (CSI, OSC, DCS, APC, PM, SOS, whole), C0 but `\n` and
//! `\t`, DEL, C1, the bidirectional controls, tag characters, and U+FEFF. Emoji joiners, variation selectors and
//! Hangul jamo stay. It never adds colour, never wraps, and never looks at what the text means.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Where the text goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// A terminal: the set is dropped, and a carriage return that stands alone is shown as `␍`.
    Terminal,
    /// A pipe or a file: the set is dropped, and nothing else changes.
    Pipe,
}

/// Stands for a carriage return that no newline follows: drawn raw, it would overwrite the line.
const VISIBLE_CARRIAGE_RETURN: &str = "␍";

/// Longest text that [`line()`] returns, in characters.
pub const MAX_LINE_CHARS: usize = 400;

/// Where in an escape sequence the text was cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Plain text.
    Ground,
    /// A carriage return came; the next character says whether it was alone.
    CarriageReturn,
    /// After ESC.
    Escape,
    /// After ESC and intermediate bytes, before the final byte.
    EscapeIntermediate,
    /// In a control sequence, before the final byte.
    Csi,
    /// In an operating system command: BEL or ST ends it.
    Osc,
    /// In another string (DCS, APC, PM, SOS): ST ends it.
    ControlString,
    /// After ESC inside a string of either kind: a backslash makes it ST.
    StringEscape,
}

/// Cleans a text that comes in pieces; the pieces may be cut anywhere.
///
/// C1 characters are dropped by themselves: in UTF-8 few terminals obey them, and text that was decoded wrongly is
/// full of them, so that what follows one is more often a word than a sequence.
///
/// A string sequence that is never closed ends with its line, so that one stray introducer cannot swallow the
/// rest of an answer; what is shown then holds no control character and is harmless.
#[derive(Debug, Clone)]
pub struct Sanitiser {
    mode: Mode,
    state: State,
}

impl Sanitiser {
    /// A sanitiser at the beginning of a text.
    #[must_use]
    pub const fn new(mode: Mode) -> Self {
        Self { mode, state: State::Ground }
    }

    /// What of the next piece may be shown. Text without controls is borrowed, not copied.
    pub fn push<'a>(&mut self, text: &'a str) -> Cow<'a, str> {
        if self.state == State::Ground && next_control(text, 0).is_none() {
            return Cow::Borrowed(text);
        }
        let mut clean = String::with_capacity(text.len());
        let mut at = 0;
        while at < text.len() {
            if self.state == State::Ground {
                let control_at = next_control(text, at).unwrap_or(text.len());
                clean.push_str(&text[at..control_at]);
                at = control_at;
            }
            let Some(character) = text[at..].chars().next() else { break };
            if self.step(character, &mut clean) {
                at += character.len_utf8();
            }
        }
        Cow::Owned(clean)
    }

    /// What is still owed when the text is over: a last carriage return, made visible on a terminal.
    pub fn finish(&mut self) -> &'static str {
        let state = std::mem::replace(&mut self.state, State::Ground);
        if state == State::CarriageReturn && self.mode == Mode::Terminal { VISIBLE_CARRIAGE_RETURN } else { "" }
    }

    /// Takes one character; false where it only ended a sequence and is to be looked at once more.
    fn step(&mut self, character: char, clean: &mut String) -> bool {
        match self.state {
            State::Ground => {
                self.state = begin(character);
                if self.state == State::Ground && !is_control(character) {
                    clean.push(character);
                }
                true
            }
            State::CarriageReturn => {
                if character != '\n' && self.mode == Mode::Terminal {
                    clean.push_str(VISIBLE_CARRIAGE_RETURN);
                }
                self.again()
            }
            State::Escape => match character {
                '[' => self.goto(State::Csi),
                ']' => self.goto(State::Osc),
                'P' | 'X' | '^' | '_' => self.goto(State::ControlString),
                ' '..='/' => self.goto(State::EscapeIntermediate),
                '0'..='~' | '\x7f' => self.goto(State::Ground),
                _ => self.again(),
            },
            State::EscapeIntermediate => match character {
                ' '..='/' => true,
                '0'..='~' => self.goto(State::Ground),
                _ => self.again(),
            },
            State::Csi => match character {
                ' '..='?' | '\x7f' => true,
                '@'..='~' => self.goto(State::Ground),
                _ => self.again(),
            },
            State::Osc | State::ControlString => match character {
                '\x1b' => self.goto(State::StringEscape),
                '\x07' if self.state == State::Osc => self.goto(State::Ground),
                '\u{9c}' | '\x18' | '\x1a' => self.goto(State::Ground),
                '\n' => self.again(),
                _ => true,
            },
            State::StringEscape if character == '\\' => self.goto(State::Ground),
            // The ESC began a sequence of its own and cancelled the string.
            State::StringEscape => {
                self.state = State::Escape;
                false
            }
        }
    }

    fn goto(&mut self, state: State) -> bool {
        self.state = state;
        true
    }

    fn again(&mut self) -> bool {
        self.state = State::Ground;
        false
    }
}

/// The state that a character of plain text leads to.
const fn begin(character: char) -> State {
    match character {
        '\r' => State::CarriageReturn,
        '\x1b' => State::Escape,
        _ => State::Ground,
    }
}

/// True for the characters that never come out.
#[must_use]
pub const fn is_control(character: char) -> bool {
    matches!(
        character,
        '\0'..='\x08'
            | '\x0b'..='\x1f'
            | '\x7f'..='\u{9f}'
            | '\u{61c}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
            | '\u{feff}'
            | '\u{e0000}'..='\u{e007f}'
    )
}

/// For each byte, whether a character of the set can begin with it.
const MAY_BEGIN_CONTROL: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 0x20 {
        table[byte] = byte != b'\n' as usize && byte != b'\t' as usize;
        byte += 1;
    }
    // DEL, and the first bytes of U+0080..9F, U+061C, U+2000.., U+FEFF and U+E0000.. in UTF-8.
    table[0x7f] = true;
    table[0xc2] = true;
    table[0xd8] = true;
    table[0xe2] = true;
    table[0xef] = true;
    table[0xf3] = true;
    table
};

/// The index of the first character of the set at or after `from`, which is a character boundary.
fn next_control(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = from;
    loop {
        at += bytes.get(at..)?.iter().position(|byte| MAY_BEGIN_CONTROL[usize::from(*byte)])?;
        let character = text[at..].chars().next()?;
        if is_control(character) {
            return Some(at);
        }
        at += character.len_utf8();
    }
}

/// A whole text without the set.
#[must_use]
pub fn text(text: &str) -> Cow<'_, str> {
    Sanitiser::new(Mode::Pipe).push(text)
}

/// One line of at most [`MAX_LINE_CHARS`] characters, for titles, names and what a server said: controls are gone,
/// and each run of blanks and line ends is one space.
#[must_use]
pub fn line(text: &str) -> String {
    let mut sanitiser = Sanitiser::new(Mode::Pipe);
    // Much more than is kept: a hostile text of megabytes is not read to its end for one line.
    let head = text.char_indices().nth(MAX_LINE_CHARS * 16).map_or(text, |(end, _)| &text[..end]);
    let clean = sanitiser.push(head);
    let mut line = String::new();
    let mut n_chars = 0;
    for word in clean.split_whitespace() {
        if n_chars > 0 {
            line.push(' ');
            n_chars += 1;
        }
        for character in word.chars() {
            if n_chars + 1 >= MAX_LINE_CHARS {
                line.push('…');
                return line;
            }
            line.push(character);
            n_chars += 1;
        }
    }
    line
}

/// A file's name in which every character of the set, and each line end and tab, stands as an escape (`\\x1b`): it is told
/// from a name without them, and steers no terminal.
#[must_use]
pub fn name(name: &str) -> Cow<'_, str> {
    let escapes = |character: char| is_control(character) || matches!(character, '\n' | '\t');
    if !name.contains(escapes) {
        return Cow::Borrowed(name);
    }
    let mut shown = String::with_capacity(name.len() + 16);
    for character in name.chars() {
        // Writing to a String cannot fail.
        let _ = match u32::from(character) {
            code @ 0..=0xff if escapes(character) => write!(shown, "\\x{code:02x}"),
            code @ ..=0xffff if escapes(character) => write!(shown, "\\u{code:04x}"),
            code if escapes(character) => write!(shown, "\\U{code:08x}"),
            _ => write!(shown, "{character}"),
        };
    }
    Cow::Owned(shown)
}

/// JSON text in which every character of the set stands as a `\u` escape: the value stays the same, and no
/// terminal is steered by it. `json` is serialised JSON, in which such characters stand in strings alone.
#[must_use]
pub fn json(json: &str) -> Cow<'_, str> {
    // Carriage returns and line ends between tokens are the serialiser's own.
    let escapes = |character: char| is_control(character) && character != '\r';
    if !json.contains(escapes) {
        return Cow::Borrowed(json);
    }
    let mut safe = String::with_capacity(json.len() + 16);
    for character in json.chars() {
        if escapes(character) {
            for unit in character.encode_utf16(&mut [0; 2]) {
                // Writing to a String cannot fail.
                let _ = write!(safe, "\\u{unit:04x}");
            }
        } else {
            safe.push(character);
        }
    }
    Cow::Owned(safe)
}

#[cfg(test)]
mod tests;
