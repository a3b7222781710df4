//! What is read of a terminal without being shown: a line of a secret, and the terminal's own answers.
//!
//! Nothing of it is echoed, kept in a history, or written anywhere. What is piped in is read as all input is.

use std::io;
use std::time::Duration;

use super::platform;

/// What was typed.
pub enum Hidden {
    /// A line.
    Line(String),
    /// The person left, by Ctrl-C, or by Ctrl-D before anything was typed.
    Left,
}

/// Reads a line from the terminal that is standard input. `ask` writes the question, once nothing that is typed is
/// echoed any more. The terminal is as it was when this returns.
pub fn read_hidden_line(ask: impl FnOnce()) -> io::Result<Hidden> {
    platform::read_hidden_line(ask)
}

/// What the terminal answers to what `ask` writes: all bytes until they are whole, or until the time is over.
pub fn ask_terminal(ask: impl FnOnce(), is_whole: impl Fn(&[u8]) -> bool, within: Duration) -> io::Result<Vec<u8>> {
    platform::ask_terminal(ask, is_whole, within)
}
