//! Text in, lines out: what stands between who has the text and the blocks that are found in it.

use super::super::Sanitiser;
use super::super::sanitise::Mode;
use super::blocks::Document;
use super::leaf::State;
use super::line::{Layout, Line};

/// Markdown on its way into lines.
#[derive(Debug, Clone)]
pub struct Renderer {
    sanitiser: Sanitiser,
    document: Document,
}

/// How the text's end looks now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tail {
    /// What is not finished.
    pub lines: Vec<Line>,
    /// Rows of a table that is too large to be drawn before it is whole; it comes after `lines`.
    pub n_table_rows: Option<usize>,
    /// What is not finished is a table: in another width its words stand elsewhere.
    pub is_table: bool,
}

impl Renderer {
    /// A text without a word.
    #[must_use]
    pub fn new(layout: Layout) -> Self {
        Self { sanitiser: Sanitiser::new(Mode::Terminal), document: Document::new(layout) }
    }

    /// Adds a piece of text, as it came.
    pub fn push(&mut self, text: &str) {
        let clean = self.sanitiser.push(text);
        self.document.push(&clean);
    }

    /// The lines that were finished since the last call.
    pub fn take(&mut self) -> Vec<Line> {
        std::mem::take(&mut self.document.out)
    }

    /// How the rest would look if the text went on. To be asked after [`Renderer::take`].
    #[must_use]
    pub fn tail(&self) -> Tail {
        self.document.tail()
    }

    /// Goes on in another window.
    pub fn resize(&mut self, layout: Layout) {
        self.document.resize(layout);
    }

    /// The open table stays as it is drawn: of its whole rows none comes again, nor does its head.
    pub fn keep_table(&mut self) {
        self.document.keep_table();
    }

    /// Ends the text. All lines that were not taken yet.
    #[must_use]
    pub fn finish(mut self) -> Vec<Line> {
        let owed = self.sanitiser.finish();
        self.document.push(owed);
        self.document.finish(State::Over);
        self.document.out
    }
}
