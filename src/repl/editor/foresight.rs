//! What is known ahead of a line: whom its message may go to, and what foresees where it goes. Plain data, which the loop
//! makes and the editor draws.

use super::super::draft::Written;
use super::{Depth, Picked};
use crate::domain::ModelRef;

/// What is drawn before a message: the name of whom it goes to, and a mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chip {
    /// `auto`, `qwen`, `kimi*`.
    pub name: String,
    /// How it is drawn.
    pub look: Look,
    /// As hard as they can be told to think; `None` where that is not known.
    pub deepest: Option<Depth>,
}

/// How a chip is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// Nobody was chosen for this message.
    Quiet,
    /// Somebody was.
    Chosen,
}

/// What foresees where a message goes.
pub type Foresee = Box<dyn Fn(Sight<'_>) -> Seen + Send>;

/// A line of which it is to be foreseen where it goes.
#[derive(Debug, Clone, Copy)]
pub struct Sight<'l> {
    /// What is written.
    pub written: &'l Written,
    /// The message that was there when its pick was shown, where more was typed since.
    pub picked: Option<&'l Picked>,
    /// The place among the chips.
    pub chosen: usize,
    /// How hard is to be thought.
    pub depth: Depth,
    /// Columns of the window.
    pub columns: usize,
}

/// Who chooses where a message goes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Chooser {
    /// baro picks, which may want to be shown before it is sent.
    Baro,
    /// A name in the line, over which no chip counts.
    Name,
    /// A chip, or whoever was to answer everything; or something is done first, and it may go to nobody.
    #[default]
    Other,
}

/// Where a message goes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen {
    /// Who chooses.
    pub chooser: Chooser,
    /// Whom baro picks, where it does and that is known.
    pub pick: Option<ModelRef>,
    /// One line without colours, which is drawn behind the message.
    pub text: Option<String>,
    /// The place of the chip that would change nothing.
    pub same: Option<usize>,
    /// As hard as whoever answers can be told to think; `None` where that is not known.
    pub deepest: Option<Depth>,
}

/// What is known ahead of a line.
pub struct Ahead {
    /// Whom the message may go to, the usual first.
    pub chips: Vec<Chip>,
    /// The ids of models, by which they can be called; `None`: as far as they were known for the line before.
    pub ids: Option<Vec<String>>,
    /// What foresees where it goes.
    pub foresee: Option<Foresee>,
}

impl Ahead {
    /// Nothing but whom messages usually go to.
    #[must_use]
    pub fn nothing(usual: Chip) -> Self {
        Self { chips: vec![usual], ids: None, foresee: None }
    }

    /// It cannot be known where messages go.
    #[must_use]
    pub fn unknown(usual: Chip) -> Self {
        Self { chips: vec![usual], ids: None, foresee: Some(Box::new(|_| Seen::default())) }
    }
}
