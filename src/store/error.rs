//! What goes wrong with the store, as situations that call for different steps. No prose for users: the
//! words are the message table's.

use std::io;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;
use rusqlite::ffi::SQLITE_IOERR_SHMSIZE;

/// A situation of the store. Paths are the database's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The file or its folder cannot be made, opened, read or written.
    #[error("cannot use {path}: {reason}", path = path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// A database of another program.
    #[error("{} is not a database of baro", path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// A database of a newer baro, which this one must not write.
    #[error("{} has schema {found}; this baro knows {known}", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its schema's number.
        found: i64,
        /// The highest number that this baro knows.
        known: i64,
    },
    /// The file is no database, or is damaged. It is left as it is.
    #[error("{} is damaged", path.display())]
    Corrupt {
        /// The file.
        path: PathBuf,
    },
    /// The path is a symbolic link that belongs to another user.
    #[error("{} is another user's link", path.display())]
    Symlink {
        /// The link.
        path: PathBuf,
    },
    /// Another process kept the database locked for longer than is waited.
    #[error("the database is locked by another process")]
    Busy,
    /// The disk is full.
    #[error("the disk is full")]
    DiskFull,
    /// No conversation or turn of this id.
    #[error("`{0}` is not there")]
    NotFound(String),
    /// The beginning of an id fits several conversations.
    #[error("`{text}` fits {n} conversations")]
    Ambiguous {
        /// What was asked for.
        text: String,
        /// How many it fits.
        n: u64,
    },
    /// The beginning of an id has fewer than four characters after `c_`.
    #[error("`{0}` is too short for the beginning of an id")]
    PrefixTooShort(String),
    /// Another conversation has this name.
    #[error("the name `{0}` is taken")]
    NameTaken(String),
    /// Empty, longer than 100 characters, with control characters, or beginning with `c_`.
    #[error("`{0}` cannot be a name")]
    BadName(String),
    /// A line of an import cannot be read. Nothing was imported.
    #[error("line {line}: {problem}")]
    BadImport {
        /// The line, counted from 1; 0 for the whole.
        line: u64,
        /// What is wrong with it.
        problem: BadLine,
    },
    /// The text to import or export could not be read or written.
    #[error("{message}")]
    Stream {
        /// What kind of failure; a broken pipe is a reader that had enough.
        kind: io::ErrorKind,
        /// What the system said.
        message: String,
    },
    /// Anything else that SQLite says.
    #[error("sqlite: {0}")]
    Sqlite(String),
}

/// What is wrong with a line of an import.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BadLine {
    /// Not a JSON object.
    #[error("not a JSON object: {0}")]
    NotJson(String),
    /// Not UTF-8.
    #[error("not UTF-8")]
    NotUtf8,
    /// Longer than 64 MiB.
    #[error("longer than 64 MiB")]
    TooLong,
    /// No `role`, or one that is none of system, user and assistant.
    #[error("role {0:?} is none of system, user, assistant")]
    Role(Option<String>),
    /// No `content`, or one that is no text.
    #[error("`content` is missing or no text")]
    Content,
    /// The whole holds no message of a person or a model.
    #[error("no messages")]
    Empty,
}

impl Error {
    /// Whether it is the fault of what was asked for, and not of the database.
    #[must_use]
    pub const fn is_of_what_was_asked(&self) -> bool {
        match self {
            Self::NotFound(_)
            | Self::Ambiguous { .. }
            | Self::PrefixTooShort(_)
            | Self::NameTaken(_)
            | Self::BadName(_)
            | Self::BadImport { .. } => true,
            Self::Unreadable { .. }
            | Self::Foreign { .. }
            | Self::Newer { .. }
            | Self::Corrupt { .. }
            | Self::Symlink { .. }
            | Self::Busy
            | Self::DiskFull
            | Self::Stream { .. }
            | Self::Sqlite(_) => false,
        }
    }

    /// Names the database where the situation is its, and was met without knowing which.
    pub(super) fn at(mut self, database: &Path) -> Self {
        if let Self::Unreadable { path, .. } | Self::Corrupt { path } = &mut self
            && path.as_os_str().is_empty()
        {
            database.clone_into(path);
        }
        self
    }

    pub(super) fn unreadable(path: &Path, reason: &io::Error) -> Self {
        if reason.kind() == io::ErrorKind::StorageFull {
            return Self::DiskFull;
        }
        Self::Unreadable { path: path.to_owned(), reason: reason.to_string() }
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        let rusqlite::Error::SqliteFailure(failure, message) = &error else {
            return Self::Sqlite(error.to_string());
        };
        match failure.code {
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Self::Busy,
            ErrorCode::DiskFull => Self::DiskFull,
            // The file shared by readers and writers is grown before it is used; that fails on a full disk.
            ErrorCode::SystemIoFailure if failure.extended_code == SQLITE_IOERR_SHMSIZE => Self::DiskFull,
            ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt => Self::Corrupt { path: PathBuf::new() },
            ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied | ErrorCode::SystemIoFailure => {
                Self::Unreadable {
                    path: PathBuf::new(),
                    reason: message.clone().unwrap_or_else(|| failure.to_string()),
                }
            }
            _ => Self::Sqlite(error.to_string()),
        }
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        Self::Stream { kind: error.kind(), message: error.to_string() }
    }
}
