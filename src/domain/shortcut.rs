//! Keys of a keyboard that the user may give an action to, and how a person writes and reads them.
//!
//! It knows no action and no terminal.

use std::fmt;

/// A key, or a chord of two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Key {
    /// Tab.
    Tab,
    /// Shift with Tab.
    BackTab,
    /// Ctrl with a letter.
    Ctrl(char),
    /// Alt with a character.
    Alt(char),
    /// A function key.
    Function(u8),
    /// Ctrl-X, then a character.
    Chord(char),
    /// Ctrl-X, then Ctrl with a letter.
    ChordCtrl(char),
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tab => f.write_str("Tab"),
            Self::BackTab => f.write_str("Shift-Tab"),
            Self::Ctrl(letter) => write!(f, "Ctrl-{letter}"),
            Self::Alt(character) => write!(f, "Alt-{character}"),
            Self::Function(number) => write!(f, "F{number}"),
            Self::Chord(character) => write!(f, "Ctrl-X {character}"),
            Self::ChordCtrl(letter) => write!(f, "Ctrl-X Ctrl-{letter}"),
        }
    }
}

/// A key as a person writes it: `tab`, `ctrl-r`, `alt-m`, `f5`, `ctrl-x r`.
#[must_use]
pub fn parse(text: &str) -> Option<Key> {
    let text = text.trim().to_lowercase().replace('+', "-");
    if let Some(second) = text.strip_prefix("ctrl-x ") {
        let second = second.trim();
        return match second.strip_prefix("ctrl-").and_then(single) {
            Some(letter) if letter.is_ascii_lowercase() => Some(Key::ChordCtrl(letter.to_ascii_uppercase())),
            _ => single(second).map(Key::Chord),
        };
    }
    if let Some(letter) = text.strip_prefix("ctrl-").and_then(single) {
        // These are the terminal's and the editor's own.
        let is_free = letter.is_ascii_lowercase() && !matches!(letter, 'c' | 'd' | 'h' | 'i' | 'm' | 'x' | 'z');
        return is_free.then(|| Key::Ctrl(letter.to_ascii_uppercase()));
    }
    if let Some(character) = text.strip_prefix("alt-").and_then(single) {
        return (!character.is_ascii_digit()).then_some(Key::Alt(character));
    }
    if let Some(number) = text.strip_prefix('f').and_then(|number| number.parse::<u8>().ok()) {
        return (1..=12).contains(&number).then_some(Key::Function(number));
    }
    match text.as_str() {
        "tab" => Some(Key::Tab),
        "shift-tab" => Some(Key::BackTab),
        _ => None,
    }
}

/// The one character of a text that has no other.
#[must_use]
pub fn single(text: &str) -> Option<char> {
    let mut chars = text.chars();
    chars.next().filter(|_| chars.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_as_people_write_them_and_those_of_the_terminal_are_not() {
        for (text, key) in [
            ("Tab", Key::Tab),
            ("shift+tab", Key::BackTab),
            ("ctrl-g", Key::Ctrl('G')),
            ("Ctrl-X d", Key::Chord('d')),
            ("ctrl-x ctrl-e", Key::ChordCtrl('E')),
            ("alt-m", Key::Alt('m')),
            ("F12", Key::Function(12)),
        ] {
            assert_eq!(parse(text), Some(key), "{text}");
            assert_eq!(parse(&key.to_string()), Some(key), "{text}");
        }
        for text in ["", "x", "ctrl-c", "ctrl-x", "ctrl-gg", "f13", "alt-5", "enter"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
