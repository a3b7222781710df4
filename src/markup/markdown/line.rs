//! Lines as they are drawn: text with what it means. No colour is named here; `ui` chooses them.

use super::super::width::{self, AmbiguousWidth};

/// What a piece of text is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Tone {
    /// Prose.
    #[default]
    Text,
    /// A heading of level 1 to 6.
    Heading(u8),
    /// Code inside a sentence, and code whose language is not known.
    Code,
    /// A word of a programming language, in a code block.
    Token(Token),
    /// A formula, as it was written.
    Math,
    /// The words of a link, and an address.
    Link,
    /// What may be overlooked: bullets, borders, fences.
    Faint,
}

/// What a piece of code is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token {
    /// `if`, `fn`, `SELECT`.
    Keyword,
    /// A type or a built-in constant.
    Type,
    /// A name that is called.
    Call,
    /// A string or a character.
    Text,
    /// A number.
    Number,
    /// A comment.
    Comment,
    /// A line that was added, in a difference.
    Added,
    /// A line that was taken away, in a difference.
    Removed,
}

/// How a piece of text is drawn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ink {
    /// What it is.
    pub tone: Tone,
    /// `**strong**`.
    pub is_strong: bool,
    /// `*emphasised*`.
    pub is_emphasised: bool,
    /// `~~struck~~`.
    pub is_struck: bool,
}

impl Ink {
    /// Text of this tone without emphasis.
    #[must_use]
    pub const fn of(tone: Tone) -> Self {
        Self { tone, is_strong: false, is_emphasised: false, is_struck: false }
    }
}

/// A run of text in one ink.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The text, without controls and line ends.
    pub text: String,
    /// Its look.
    pub ink: Ink,
}

/// One row of the screen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    /// From left to right.
    pub spans: Vec<Span>,
}

impl Line {
    /// A line of one piece.
    #[must_use]
    pub fn of(text: &str, tone: Tone) -> Self {
        let mut line = Self::default();
        line.push(text, Ink::of(tone));
        line
    }

    /// Adds text at the end.
    pub fn push(&mut self, text: &str, ink: Ink) {
        if text.is_empty() {
            return;
        }
        match self.spans.last_mut() {
            Some(last) if last.ink == ink => last.text.push_str(text),
            _ => self.spans.push(Span { text: text.to_owned(), ink }),
        }
    }

    /// Adds another line's pieces at the end.
    pub fn append(&mut self, other: &Self) {
        for span in &other.spans {
            self.push(&span.text, span.ink);
        }
    }

    /// Adds spaces at the end.
    pub fn pad(&mut self, n_columns: usize) {
        self.push(&" ".repeat(n_columns), Ink::default());
    }

    /// True where nothing is on it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// Columns that it takes.
    #[must_use]
    pub fn width(&self, ambiguous: AmbiguousWidth) -> usize {
        self.spans.iter().map(|span| width::of(&span.text, ambiguous)).sum()
    }

    /// Its text alone.
    #[must_use]
    pub fn text(&self) -> String {
        self.spans.iter().map(|span| span.text.as_str()).collect()
    }

    /// Takes the spaces off its end.
    pub fn trim_end(&mut self) {
        while let Some(last) = self.spans.last_mut() {
            last.text.truncate(last.text.trim_end_matches(' ').len());
            if !last.text.is_empty() {
                return;
            }
            self.spans.pop();
        }
    }
}

/// Whether marks of Markdown that a look stands for are shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Marks {
    /// `**strong**` is drawn strong.
    #[default]
    Hidden,
    /// It keeps its stars: where there are no colours, nothing else would tell.
    Shown,
}

/// What lines are made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// Columns that a line may take, at least 1.
    pub columns: usize,
    /// Rows that may be drawn again: what is taller is finished from its top.
    pub rows: usize,
    /// How ambiguous characters are drawn.
    pub ambiguous: AmbiguousWidth,
    /// Whether marks are shown.
    pub marks: Marks,
}
