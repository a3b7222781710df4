//! What is known ahead of a line: whom its message may go to, and what foresees where it goes. Plain data, which the loop
//! makes and the editor draws.

use super::super::draft::Written;
use super::Depth;

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

/// What foresees where a message goes, given what is written, the place among the chips, how hard is to be thought, and the
/// columns of the window.
pub type Foresee = Box<dyn Fn(&Written, usize, Depth, usize) -> Seen + Send>;

/// Who chooses where a message goes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Chooser {
    /// baro picks, which may want to be confirmed.
    Baro,
    /// A name in the line, over which no chip counts.
    Name,
    /// A chip, or whoever was to answer everything; or it goes to nobody.
    #[default]
    Other,
}

/// Where a message goes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen {
    /// Who chooses.
    pub chooser: Chooser,
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
    /// The ids of models, by which they can be called.
    pub ids: Vec<String>,
    /// What foresees where it goes.
    pub foresee: Option<Foresee>,
}

impl Ahead {
    /// Nothing but whom messages usually go to.
    #[must_use]
    pub fn nothing(usual: Chip) -> Self {
        Self { chips: vec![usual], ids: Vec::new(), foresee: None }
    }

    /// It cannot be known where messages go.
    #[must_use]
    pub fn unknown(usual: Chip) -> Self {
        Self { chips: vec![usual], ids: Vec::new(), foresee: Some(Box::new(|_, _, _, _| Seen::default())) }
    }
}
