//! What can be wrong with files and environment, as data. The words, Korean and English, are the surfaces'.

use std::io;
use std::path::PathBuf;

use super::paths::Paths;
use super::value::Expected;
use crate::files::NotRead;

/// A setting that cannot be taken as it is. Lines and columns count from 1, columns in characters.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Error {
    /// A settings file is there and cannot be read.
    #[error("{}: {reason}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: Unreadable,
    },
    /// A settings file is not TOML.
    #[error("{}:{line}:{column}: {message}", path.display())]
    Syntax {
        /// The file.
        path: PathBuf,
        /// The line.
        line: usize,
        /// The column.
        column: usize,
        /// The parser's own words, English.
        message: String,
        /// The line's text, with what looks like a key masked.
        snippet: String,
    },
    /// A key outside ASCII stands bare; TOML wants quotes around it.
    #[error("{}:{line}:{column}: `{key}` needs quotes", path.display())]
    BareKey {
        /// The file.
        path: PathBuf,
        /// The line.
        line: usize,
        /// The column.
        column: usize,
        /// The key, as it stands.
        key: String,
        /// The line's text, with what looks like a key masked.
        snippet: String,
    },
    /// No such setting.
    #[error("{}:{line}: unknown key `{key}`", path.display())]
    UnknownKey {
        /// The file.
        path: PathBuf,
        /// The line.
        line: usize,
        /// The whole key, `ui.fotter`.
        key: String,
        /// The whole key that was probably meant.
        nearest: Option<String>,
    },
    /// A key itself, or what would be one, stands in the file. It is not shown.
    #[error("{}:{line}: `{key}`: a key does not stand in the settings", path.display())]
    KeyInFile {
        /// The file.
        path: PathBuf,
        /// The line.
        line: usize,
        /// The whole key of the setting.
        key: String,
        /// Whose it is to be, where that is said.
        provider: Option<String>,
    },
    /// The setting exists, the value does not fit.
    #[error("{}:{line}: `{key}` must be {expected}", path.display())]
    BadValue {
        /// The file.
        path: PathBuf,
        /// The line.
        line: usize,
        /// The whole key.
        key: String,
        /// The value as it stands, bounded, with what looks like a key masked.
        value: Option<String>,
        /// What would fit.
        expected: Expected,
    },
    /// A setting needs another beside it.
    #[error("{}:{line}: `{key}` needs `{missing}`", path.display())]
    Incomplete {
        /// The file.
        path: PathBuf,
        /// The line.
        line: usize,
        /// The table that was given.
        key: String,
        /// The key that it lacks.
        missing: String,
    },
    /// Two settings that exclude each other.
    #[error("{}:{line}: `{key}` beside `{other}`", path.display())]
    Conflict {
        /// The file.
        path: PathBuf,
        /// The line.
        line: usize,
        /// The one.
        key: String,
        /// The other.
        other: String,
    },
    /// The setting exists, but a project file may not make it.
    #[error("{}:{line}: a project file may not set `{key}`", path.display())]
    ForbiddenInProject {
        /// The file.
        path: PathBuf,
        /// The line.
        line: usize,
        /// The whole key.
        key: String,
    },
    /// The project file is a symbolic link, or no file at all.
    #[error("{}: not a plain file", path.display())]
    ProjectNotAFile {
        /// Where it is.
        path: PathBuf,
    },
    /// A variable of the environment whose value does not fit.
    #[error("{name} must be {expected}")]
    BadEnvironment {
        /// The variable.
        name: String,
        /// Its value, bounded, with what looks like a key masked; `None` where it is no Unicode.
        value: Option<String>,
        /// What would fit.
        expected: Expected,
    },
    /// The environment names no home folder, and `BARO_CONFIG` and `BARO_DATA_DIR` are not both set.
    #[error("no home folder")]
    NoHome,
}

impl Error {
    /// The same of a text that is in no file yet: line 0, which nobody is told.
    #[must_use]
    pub(super) fn without_line(mut self) -> Self {
        match &mut self {
            Self::Syntax { line, .. }
            | Self::BareKey { line, .. }
            | Self::UnknownKey { line, .. }
            | Self::KeyInFile { line, .. }
            | Self::BadValue { line, .. }
            | Self::Incomplete { line, .. }
            | Self::Conflict { line, .. }
            | Self::ForbiddenInProject { line, .. } => *line = 0,
            Self::Unreadable { .. } | Self::ProjectNotAFile { .. } | Self::BadEnvironment { .. } | Self::NoHome => {}
        }
        self
    }

    /// True where nothing of the user's file could be read, whatever it says.
    #[must_use]
    pub fn hides_the_settings(&self, paths: &Paths) -> bool {
        match self {
            Self::Unreadable { path, .. } | Self::Syntax { path, .. } | Self::BareKey { path, .. } => {
                *path == paths.config_file
            }
            _ => false,
        }
    }
}

/// Why a file cannot be read, or written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// It is a folder.
    #[error("is a folder")]
    Folder,
    /// It is a pipe, a device or a socket.
    #[error("not a plain file")]
    NotAFile,
    /// The system does not let this user read it.
    #[error("permission denied")]
    Forbidden,
    /// It is not UTF-8 text.
    #[error("not UTF-8, from line {line}")]
    NotUtf8 {
        /// The first line that is not.
        line: usize,
    },
    /// It is text in UTF-16, as some shells of Windows write it.
    #[error("in UTF-16")]
    Utf16,
    /// It is larger than a settings file can be.
    #[error("larger than {limit} bytes")]
    TooLarge {
        /// The most that is read, in bytes.
        limit: u64,
    },
    /// What it lies on can be read alone.
    #[error("read-only file system")]
    ReadOnly,
    /// There is no space left.
    #[error("the disk is full")]
    Full,
    /// The system says so.
    #[error("{0}")]
    System(io::ErrorKind),
}

impl Unreadable {
    /// The situation behind a file that was not read, of which no more than `limit` bytes would have been.
    pub(super) fn not_read(why: &NotRead, limit: u64) -> Self {
        match why {
            NotRead::Folder => Self::Folder,
            NotRead::NotPlain => Self::NotAFile,
            NotRead::TooLarge(_) => Self::TooLarge { limit },
            NotRead::Io(error) => Self::of(error),
        }
    }

    /// The situation behind an error of the system.
    pub(super) fn of(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::IsADirectory => Self::Folder,
            io::ErrorKind::PermissionDenied => Self::Forbidden,
            io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly,
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full,
            kind => Self::System(kind),
        }
    }
}
