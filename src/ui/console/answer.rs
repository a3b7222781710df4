//! Writes one answer as it comes: its text, cleaned, or a page that is drawn.

use std::io;

use super::super::page::Page;
use super::super::style::Destination;
use super::{SharedWriter, WriteEnd, write_all};
use crate::markup::sanitise::{Mode, Sanitiser};

/// Writes an answer in the way that its stream can show.
pub enum LiveAnswer {
    /// Its text, as it comes.
    Text(AnswerWriter),
    /// Drawn as Markdown.
    Page(Box<Page>),
}

impl LiveAnswer {
    /// Takes one piece.
    ///
    /// # Errors
    /// As [`AnswerWriter::write`].
    pub fn write(&mut self, piece: &str) -> io::Result<WriteEnd> {
        match self {
            Self::Text(writer) => writer.write(piece),
            Self::Page(page) => page.write(piece),
        }
    }

    /// Draws what came since the last draw, if it is time.
    ///
    /// # Errors
    /// As [`AnswerWriter::write`].
    pub fn tick(&mut self) -> io::Result<WriteEnd> {
        match self {
            Self::Text(writer) => Ok(writer.end),
            Self::Page(page) => page.tick(),
        }
    }

    /// Makes room for other lines on the same terminal. What is not finished comes back below them.
    ///
    /// # Errors
    /// As [`AnswerWriter::write`].
    pub fn withdraw(&mut self) -> io::Result<WriteEnd> {
        match self {
            Self::Text(writer) => Ok(writer.end),
            Self::Page(page) => page.withdraw(),
        }
    }

    /// Others wrote below what is drawn: it goes on below that.
    ///
    /// # Errors
    /// As [`AnswerWriter::write`].
    pub fn reappear(&mut self) -> io::Result<WriteEnd> {
        match self {
            Self::Text(writer) => Ok(writer.end),
            Self::Page(page) => page.reappear(),
        }
    }

    /// How long it is to be waited before the end is drawn: the window has just changed.
    pub fn settles_in(&mut self) -> Option<std::time::Duration> {
        match self {
            Self::Text(_) => None,
            Self::Page(page) => page.settles_in(),
        }
    }

    /// True where ticks may be needed.
    #[must_use]
    pub const fn is_drawn(&self) -> bool {
        matches!(self, Self::Page(_))
    }

    /// Ends the answer with a newline if it has none.
    ///
    /// # Errors
    /// As [`AnswerWriter::write`].
    pub fn finish(self) -> io::Result<WriteEnd> {
        match self {
            Self::Text(writer) => writer.finish(),
            Self::Page(page) => page.finish(),
        }
    }
}

/// Writes a text as it arrives: cleaned, one flush a piece.
pub struct AnswerWriter {
    out: SharedWriter,
    sanitiser: Sanitiser,
    end: WriteEnd,
    mode: Mode,
    /// The last character that was written.
    last: Option<char>,
    /// On a terminal: newlines that came last and wait for text after them, so that an answer ends with one.
    n_newlines_held: usize,
}

impl AnswerWriter {
    pub(super) fn new(out: SharedWriter, destination: Destination) -> Self {
        let mode = match destination {
            Destination::Terminal => Mode::Terminal,
            Destination::Other => Mode::Pipe,
        };
        Self { out, sanitiser: Sanitiser::new(mode), end: WriteEnd::Open, mode, last: None, n_newlines_held: 0 }
    }

    /// Writes and flushes one piece.
    ///
    /// # Errors
    /// Where the stream cannot be written (a full disk). A reader that went away is no error.
    pub fn write(&mut self, piece: &str) -> io::Result<WriteEnd> {
        if self.end == WriteEnd::Closed {
            return Ok(WriteEnd::Closed);
        }
        let clean = self.sanitiser.push(piece);
        let text = match self.mode {
            Mode::Pipe => &*clean,
            Mode::Terminal => clean.trim_end_matches('\n'),
        };
        if let Some(last) = text.chars().next_back() {
            let held = "\n".repeat(std::mem::take(&mut self.n_newlines_held));
            self.last = Some(last);
            self.end =
                if held.is_empty() { write_all(&self.out, &[text]) } else { write_all(&self.out, &[&held, text]) }?;
        }
        self.n_newlines_held += clean.len() - text.len();
        Ok(self.end)
    }

    /// Ends the text with a newline if it has none; to be called before anything follows on the same terminal. An
    /// answer of nothing writes nothing.
    ///
    /// # Errors
    /// As [`AnswerWriter::write`].
    pub fn finish(mut self) -> io::Result<WriteEnd> {
        let owed = self.sanitiser.finish();
        let held = "\n".repeat(if owed.is_empty() { 0 } else { self.n_newlines_held });
        let last = owed.chars().next_back().or(self.last);
        let newline = if last.is_some_and(|character| character != '\n') { "\n" } else { "" };
        if self.end == WriteEnd::Closed || newline.is_empty() {
            return Ok(self.end);
        }
        write_all(&self.out, &[&held, owed, newline])
    }

    /// True where something was written.
    #[must_use]
    pub const fn has_written(&self) -> bool {
        self.last.is_some()
    }
}
