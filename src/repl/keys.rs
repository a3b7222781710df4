//! What keys do beside editing: one table, with the keys of the Korean layout beside their Latin ones.
//!
//! The user's `[keys]` change it. Every action here can also be asked for in words or is a comfort: no key is the only
//! way. It knows no editor.

use std::collections::BTreeMap;

/// What a key does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Action {
    /// The next usable model, for this message.
    NextModel,
    /// The model before.
    PreviousModel,
    /// Think deeper: off, high, maximal.
    Deeper,
    /// A new line in the message.
    NewLine,
    /// The last answer once more, by another model.
    Redo,
    /// What the last receipt told of is undone.
    Undo,
    /// Why the last answer came from whom it came.
    Why,
    /// The message in the user's own editor.
    Editor,
    /// The last message again, to be changed and sent.
    EditLast,
    /// The last code block, or the answer, to the clipboard.
    Copy,
    /// A mark on the conversation.
    Star,
    /// The other answer to the last message.
    OtherAnswer,
    /// A new conversation.
    NewConversation,
    /// Conversations to choose from.
    Conversations,
    /// The keys.
    Help,
    /// Every message to one model from now on.
    Pin,
    /// Ctrl-C.
    Interrupt,
}

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

/// An action, the word for it in `[keys]`, and its keys.
struct Row {
    action: Action,
    word: &'static str,
    keys: &'static [Key],
}

const fn row(action: Action, word: &'static str, keys: &'static [Key]) -> Row {
    Row { action, word, keys }
}

use Key::{Chord, ChordCtrl, Ctrl, Function};

const ROWS: &[Row] = &[
    row(Action::NextModel, "next_model", &[Key::Tab]),
    row(Action::PreviousModel, "previous_model", &[Key::BackTab]),
    row(Action::Deeper, "deeper", &[Ctrl('T')]),
    row(Action::NewLine, "new_line", &[Ctrl('J')]),
    row(Action::Redo, "redo", &[Function(2), Chord('r')]),
    row(Action::Undo, "undo", &[Chord('u')]),
    row(Action::Why, "why", &[Chord('w')]),
    row(Action::Editor, "editor", &[ChordCtrl('E')]),
    row(Action::EditLast, "edit_last", &[Chord('e')]),
    row(Action::Copy, "copy", &[Chord('y')]),
    row(Action::Star, "star", &[Chord('f')]),
    row(Action::OtherAnswer, "other_answer", &[Chord('[')]),
    row(Action::NewConversation, "new_conversation", &[Chord('n')]),
    row(Action::Conversations, "conversations", &[Chord('s')]),
    row(Action::Pin, "pin", &[Chord('p')]),
    row(Action::Help, "help", &[Function(1), Chord('h')]),
];

/// The keys of an action, as the table has them or the user does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keys {
    bound: Vec<(Key, Action)>,
    /// What was written in `[keys]` and means nothing.
    unknown: Vec<String>,
}

impl Keys {
    /// The table with the user's own keys, by the words of `[keys]`: `redo = "ctrl-r"`.
    #[must_use]
    pub fn of(own: &BTreeMap<String, String>) -> Self {
        let mut unknown = Vec::new();
        let mut changed: Vec<(Key, Action)> = Vec::new();
        for (word, key) in own {
            match (ROWS.iter().find(|row| row.word == word), parse(key)) {
                (Some(row), Some(key)) => changed.push((key, row.action)),
                (None, _) => unknown.push(word.clone()),
                (Some(_), None) => unknown.push(key.clone()),
            }
        }
        let mut bound = changed.clone();
        for row in ROWS {
            if changed.iter().any(|(_, action)| *action == row.action) {
                continue;
            }
            for key in row.keys {
                if bound.iter().all(|(taken, _)| taken != key) {
                    bound.push((*key, row.action));
                }
            }
        }
        // With the keyboard in Korean the same key sends another letter.
        for (key, action) in bound.clone() {
            if let Some(twin) = twin(key)
                && bound.iter().all(|(taken, _)| *taken != twin)
            {
                bound.push((twin, action));
            }
        }
        Self { bound, unknown }
    }

    /// Every key with its action.
    pub fn bound(&self) -> impl Iterator<Item = (Key, Action)> + '_ {
        self.bound.iter().copied()
    }

    /// What was written in `[keys]` and means nothing.
    #[must_use]
    pub fn unknown(&self) -> &[String] {
        &self.unknown
    }

    /// The first key of an action, as a person calls it.
    #[must_use]
    pub fn name(&self, action: Action) -> Option<String> {
        self.bound.iter().find(|(_, bound)| *bound == action).map(|(key, _)| key.to_string())
    }
}

impl std::fmt::Display for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
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
fn parse(text: &str) -> Option<Key> {
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

fn single(text: &str) -> Option<char> {
    let mut chars = text.chars();
    chars.next().filter(|_| chars.next().is_none())
}

/// The same key of the Korean layout.
fn twin(key: Key) -> Option<Key> {
    let other = |letter: char| single(&crate::grammar::in_korean(&letter.to_string())).filter(|twin| *twin != letter);
    match key {
        Key::Alt(letter) if letter.is_ascii_lowercase() => other(letter).map(Key::Alt),
        Key::Chord(letter) if letter.is_ascii_lowercase() => other(letter).map(Key::Chord),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(own: &[(&str, &str)]) -> Keys {
        Keys::of(&own.iter().map(|(word, key)| ((*word).to_owned(), (*key).to_owned())).collect())
    }

    fn action(keys: &Keys, key: Key) -> Option<Action> {
        keys.bound().find(|(bound, _)| *bound == key).map(|(_, action)| action)
    }

    #[test]
    fn letter_chords_are_also_on_their_jamo() {
        let keys = keys(&[]);
        for (latin, jamo) in [('u', 'ㅕ'), ('w', 'ㅈ'), ('y', 'ㅛ'), ('f', 'ㄹ'), ('r', 'ㄱ'), ('e', 'ㄷ'), ('n', 'ㅜ')]
        {
            assert_eq!(action(&keys, Chord(latin)), action(&keys, Chord(jamo)), "{latin}");
            assert!(action(&keys, Chord(jamo)).is_some(), "{jamo}");
        }
    }

    #[test]
    fn the_users_keys_take_the_place_of_the_tables() {
        let keys = keys(&[("redo", "ctrl-g"), ("deeper", "Ctrl-X d"), ("nonsense", "f5"), ("why", "ctrl-c")]);
        assert_eq!(action(&keys, Ctrl('G')), Some(Action::Redo));
        assert_eq!(action(&keys, Function(2)), None);
        assert_eq!(action(&keys, Chord('d')), Some(Action::Deeper));
        assert_eq!(action(&keys, Chord('ㅇ')), Some(Action::Deeper));
        assert_eq!(action(&keys, Chord('w')), Some(Action::Why));
        assert_eq!(keys.unknown(), ["nonsense", "ctrl-c"]);
        assert_eq!(keys.name(Action::Redo).as_deref(), Some("Ctrl-G"));
    }

    #[test]
    fn no_key_has_two_actions_and_none_is_the_terminals() {
        let keys = keys(&[]);
        let bound: Vec<_> = keys.bound().collect();
        for (at, (key, _)) in bound.iter().enumerate() {
            assert!(bound[at + 1..].iter().all(|(other, _)| other != key), "{key}");
        }
        // F11 and Alt-Enter belong to terminals, and F1 is never the only way.
        assert_eq!(action(&keys, Function(11)), None);
        assert!(keys.bound().any(|(key, action)| action == Action::Help && key == Chord('h')));
    }
}
