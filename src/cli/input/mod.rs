//! How material gets into baro: standard input and the files given by `-f`.
//!
//! It owns the rules of who is waited for and how long; what is text and how it is fenced is
//! [`crate::material`]'s. It prints nothing (a caller is told of [`InputEvent`]s), reads no
//! environment, and never decides what a message means.
//!
//! # Copies of a large input
//!
//! The bytes are read into one growing buffer, checked and cleaned in place, and become [`Material::text`]
//! without a copy (decoding from CP949 or UTF-16 makes a second one and drops the first). [`fence`] makes one
//! copy of exactly the size it needs; a caller that no longer needs the materials may drop them then.

mod error;
mod file;
mod hidden;
mod nearest;
mod patience;
mod platform;
mod stdin;
mod stream;

pub use error::{InputError, NotTextReason};
pub use file::{read_file, read_file_waiting};
pub use hidden::{Hidden, ask_terminal, read_hidden_line};
pub use stdin::{read_stdin, stdin_is_terminal};

pub use crate::material::{LIMIT_BYTES, Material, fence};

/// What the flags say about standard input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum StdinPolicy {
    /// Neither flag: it is read where it is meant (see [`read_stdin`]).
    #[default]
    Auto,
    /// `--stdin`: read to its end, a terminal too.
    Always,
    /// `--no-stdin`: never touched.
    Never,
}

/// What standard input is for in this call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StdinUse {
    /// No TEXT was given: it is the message.
    Message,
    /// TEXT was given: it is material.
    Material,
}

/// What a reader tells while it works; the caller puts it into words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum InputEvent {
    /// Two seconds have passed and standard input has not ended. Told once.
    WaitingForStdin,
    /// Standard input is a terminal, and is read to its end. Told once, at once.
    ReadingTerminal,
    /// It cannot be known who writes standard input and nothing came in three seconds: baro goes on without it.
    WentOnWithoutStdin,
    /// Standard input ended, or a file ended there, before anything came: a program before baro in the pipeline had
    /// nothing to say, or failed.
    StdinEmpty,
    /// Two seconds have passed and a pipe given by `-f` has not ended. Told once a file.
    WaitingForFile,
}
