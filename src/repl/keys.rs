//! What keys do beside editing: one table, with the keys of the Korean layout beside their Latin ones.
//!
//! The user's `[keys]` change it. Every action here can also be asked for in words or is a comfort: no key is the only
//! way. It knows no editor.

use std::collections::BTreeMap;

pub use crate::domain::shortcut::Key;
use crate::domain::shortcut::{self, single};

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
}

impl Keys {
    /// The table with the user's own keys, by the words of `[keys]`: `redo = "ctrl-r"`.
    #[must_use]
    pub fn of(own: &BTreeMap<String, String>) -> Self {
        let key = |row: &Row| Some((shortcut::parse(own.get(row.word)?)?, row.action));
        let changed: Vec<(Key, Action)> = ROWS.iter().filter_map(key).collect();
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
        Self { bound }
    }

    /// Every key with its action.
    pub fn bound(&self) -> impl Iterator<Item = (Key, Action)> + '_ {
        self.bound.iter().copied()
    }

    /// The first key of an action, as a person calls it.
    #[must_use]
    pub fn name(&self, action: Action) -> Option<String> {
        self.bound.iter().find(|(_, bound)| *bound == action).map(|(key, _)| key.to_string())
    }
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
    use std::collections::BTreeSet;

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
        let keys = keys(&[("redo", "ctrl-g"), ("deeper", "Ctrl-X d")]);
        assert_eq!(action(&keys, Ctrl('G')), Some(Action::Redo));
        assert_eq!(action(&keys, Function(2)), None);
        assert_eq!(action(&keys, Chord('d')), Some(Action::Deeper));
        assert_eq!(action(&keys, Chord('ㅇ')), Some(Action::Deeper));
        assert_eq!(action(&keys, Chord('w')), Some(Action::Why));
        assert_eq!(keys.name(Action::Redo).as_deref(), Some("Ctrl-G"));
    }

    #[test]
    fn the_settings_know_these_actions_and_no_others() {
        let known = crate::config::KEYS.iter().filter_map(|doc| doc.key.strip_prefix("keys."));
        let words = ROWS.iter().map(|row| row.word);
        assert_eq!(known.collect::<BTreeSet<_>>(), words.collect::<BTreeSet<_>>());
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
