//! Where systems differ: what an input is, reading what is there without blocking, and who writes it.
//!
//! Each system has one file with the same items: `stdin_kind`, `kind_of`, `stdin_file`,
//! `read_hidden_line`, `ask_terminal`, `SHELL_LOSES_LETTERS` and `Stream`. Nothing here decides how long to wait, nor what the bytes mean.

#[cfg(any(target_os = "linux", target_os = "android"))]
mod linux;
#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
pub(super) use unix::{SHELL_LOSES_LETTERS, Stream, ask_terminal, kind_of, read_hidden_line, stdin_file, stdin_kind};
#[cfg(windows)]
pub(super) use windows::{
    SHELL_LOSES_LETTERS, Stream, ask_terminal, kind_of, read_hidden_line, stdin_file, stdin_kind,
};

/// What stands behind a descriptor or a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A regular file.
    File,
    /// The null device, which is always at its end.
    #[cfg_attr(windows, expect(dead_code, reason = "a device like any other"))]
    Null,
    /// A folder.
    Directory,
    /// A terminal.
    Terminal,
    /// A pipe, named or not, or a socket: what may come later, or never end.
    Stream,
    /// Any other device.
    Device,
    /// Nothing: the program was started without it.
    #[cfg_attr(windows, expect(dead_code, reason = "the standard library gives an empty one"))]
    Closed,
}

/// What one attempt to read gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Got {
    /// Bytes were appended.
    Bytes,
    /// Everybody who wrote has closed it.
    Ended,
    /// It is open, and nothing is there.
    NothingYet,
    /// It is a named pipe that nobody has opened for writing so far.
    #[cfg_attr(windows, expect(dead_code, reason = "pipes stand in no folder there"))]
    NobodyYet,
}
