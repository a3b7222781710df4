//! What the caller knows and the line does not say: what stands before it, and what is being spoken of.

use std::ops::Range;
use std::sync::LazyLock;

use super::Names;
use super::subject::Subject;
use crate::domain::ModelRef;

/// Who chooses the model at present.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Choice {
    /// baro, for each message.
    #[default]
    Automatic,
    /// The user, by a pin.
    Pinned,
}

/// Whether the conversation has an answer that the line can be about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Answer {
    /// Nothing was answered yet.
    #[default]
    None,
    /// There is one.
    Given,
}

/// What was shown last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Last {
    /// Anything else.
    #[default]
    Other,
    /// A receipt of baro's, which `아니` undoes.
    Receipt,
}

/// Where a line is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Setting {
    /// It stands for itself: nothing of what it speaks of is on the screen.
    #[default]
    Question,
    /// In a talk.
    Talk,
}

/// Whether the last message has other answers than the one that it goes on from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Others {
    /// It has none, or they are not known.
    #[default]
    None,
    /// It has.
    There,
}

/// What the caller knows.
#[derive(Clone, Copy)]
pub struct Situation<'a> {
    /// The names that count.
    pub names: &'a Names<'a>,
    /// Whether a path names a file. Asked only about what follows `@` and has a slash or a dot.
    pub is_file: &'a dyn Fn(&str) -> bool,
    /// The byte ranges of the line that were pasted: no form counts in them.
    pub pasted: &'a [Range<usize>],
    /// Who chooses the model at present.
    pub choice: Choice,
    /// Whether there is an answer to speak of.
    pub answer: Answer,
    /// Whose it is: with whom `이 모델로` stays.
    pub answerer: Option<&'a ModelRef>,
    /// Whether that answer is one of several.
    pub others: Others,
    /// Where the line is said.
    pub setting: Setting,
    /// What was shown last.
    pub last: Last,
    /// What the last messages were about.
    pub subject: Subject,
}

impl<'a> Situation<'a> {
    /// The beginning of a conversation: no answer, no pin, no receipt, no file.
    #[must_use]
    pub fn new(names: &'a Names<'a>) -> Self {
        Self {
            names,
            is_file: &|_| false,
            pasted: &[],
            choice: Choice::default(),
            answer: Answer::default(),
            answerer: None,
            others: Others::default(),
            setting: Setting::default(),
            last: Last::default(),
            subject: Subject::default(),
        }
    }

    /// The same, had everything happened that a line can speak of, and had nothing been answered yet. What speaks to baro
    /// in neither situation never does.
    #[must_use]
    pub fn whatever_happened(&self) -> [Self; 2] {
        static SOMEBODY: LazyLock<ModelRef> = LazyLock::new(|| ModelRef::new("somebody", "somebody"));
        let everything = Self {
            pasted: &[],
            choice: Choice::Pinned,
            answer: Answer::Given,
            answerer: self.answerer.or(Some(&SOMEBODY)),
            others: Others::There,
            setting: Setting::Talk,
            last: Last::Receipt,
            subject: Subject::default(),
            ..*self
        };
        [everything, Self { answer: Answer::None, ..everything }]
    }
}
