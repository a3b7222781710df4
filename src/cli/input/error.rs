//! What can be wrong with an input, as situations that a user can act on.
//!
//! The words of each in Korean and English are the caller's; `Display` is the short English form for logs.

use std::path::{Path, PathBuf};

use super::nearest;
use crate::material::Unreadable;

/// Why an input cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InputError {
    /// There is no such file.
    #[error("no such file: {}", path.display())]
    Missing {
        /// As it was given.
        path: PathBuf,
        /// A path that exists and is spelt much like it, in the same form as `path`.
        nearest: Option<String>,
    },
    /// A folder was given where a file is needed.
    #[error("is a folder: {}", path.display())]
    IsDirectory {
        /// As it was given; `stdin` for standard input.
        path: PathBuf,
    },
    /// A device (`/dev/zero`, a disk, a terminal) or a socket.
    #[error("is a device, not a file: {}", path.display())]
    Device {
        /// As it was given; `stdin` for standard input.
        path: PathBuf,
    },
    /// A named pipe into which nobody wrote.
    #[error("nobody wrote to {} in {waited_s} s", path.display())]
    Silent {
        /// As it was given.
        path: PathBuf,
        /// How long it was waited for, in seconds.
        waited_s: u64,
    },
    /// Data that is no text: an image, a program, an archive, a PDF.
    #[error("is binary: {name}")]
    Binary {
        /// `stdin`, or the file's name as it was given.
        name: String,
    },
    /// It looks like text, but cannot be read as such.
    #[error("is no readable text: {name}")]
    NotText {
        /// `stdin`, or the file's name as it was given.
        name: String,
        /// What is wrong with it.
        reason: NotTextReason,
    },
    /// More than is ever taken.
    #[error("is too large: {name} ({n_bytes} bytes, the limit is {limit})")]
    TooLarge {
        /// `stdin`, or the file's name as it was given.
        name: String,
        /// The size in bytes; of a stream, how much of it was read before it was given up.
        n_bytes: u64,
        /// The most that is taken, in bytes.
        limit: u64,
    },
    /// The system refused to give it.
    #[error("cannot be read: {name}: {reason}")]
    Unreadable {
        /// `stdin`, or the file's name as it was given.
        name: String,
        /// The system's own words.
        reason: String,
    },
}

/// What is wrong with a text that cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotTextReason {
    /// Neither UTF-8 nor UTF-16 nor CP949.
    UnknownEncoding,
    /// A shell replaced every letter it could not write by `?` before baro saw it: Windows PowerShell 5 does
    /// so with what it pipes to a program, unless `$OutputEncoding` is set to UTF-8.
    PowerShellQuestionMarks,
}

impl InputError {
    /// There is no file at `path`; a name much like it is looked for.
    #[must_use]
    pub fn missing(path: &Path) -> Self {
        Self::Missing { path: path.to_owned(), nearest: nearest::path_like(path) }
    }
}

impl From<Unreadable> for InputError {
    fn from(unreadable: Unreadable) -> Self {
        match unreadable {
            Unreadable::Binary { name } => Self::Binary { name },
            Unreadable::UnknownEncoding { name } => Self::NotText { name, reason: NotTextReason::UnknownEncoding },
        }
    }
}
