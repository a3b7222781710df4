//! Windows: a profile's folders are their user's alone by inheritance, so no mode is asked or set. Run
//! under Wine alone; see CONTRIBUTING.

use std::fs::{File, Metadata, OpenOptions};
use std::io;
use std::os::windows::fs::OpenOptionsExt;
use std::os::windows::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// `FILE_FLAG_OPEN_REPARSE_POINT`: a link is opened as itself.
const OPEN_REPARSE_POINT: u32 = 0x0020_0000;

/// Opens a file for reading, but not through a link.
pub(in super::super) fn open_without_following(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).custom_flags(OPEN_REPARSE_POINT).open(path)
}

/// The owner is not asked.
pub(in super::super) fn is_own(_metadata: &Metadata) -> bool {
    true
}

/// There are no modes.
pub(in super::super) fn open_to_others(_metadata: &Metadata) -> Option<u32> {
    None
}

/// The system's shell, about to run `command`. It parses quotes by itself, so they are passed as they stand.
pub(in super::super) fn shell(command: &str) -> Command {
    let mut shell = Command::new("cmd.exe");
    shell.arg("/C").raw_arg(command);
    shell
}

/// A program that was started, to be ended with all that it starts.
#[derive(Debug)]
pub(in super::super) struct Started(u32);

impl Started {
    /// Starts it.
    pub(in super::super) fn start(command: &mut Command) -> io::Result<(Child, Self)> {
        let child = command.spawn()?;
        let started = Self(child.id());
        Ok((child, started))
    }

    /// Ends it and all that it started.
    pub(in super::super) fn end(self) {
        let mut ending = Command::new("taskkill.exe");
        ending.args(["/T", "/F", "/PID", &self.0.to_string()]);
        let _ = ending.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    }
}

/// Where nobody names an editor.
pub(in super::super) const USUAL_EDITOR: &str = "notepad";

/// An editor, about to open `file`. Programs with blanks in their paths stand in quotes.
pub(in super::super) fn editor(editor: &str, file: &Path) -> Command {
    let (program, flags) = match editor.strip_prefix('"').and_then(|rest| rest.split_once('"')) {
        Some((program, flags)) => (program, flags),
        None => editor.split_once(' ').unwrap_or((editor, "")),
    };
    let mut command = Command::new(program);
    command.args(flags.split_whitespace()).arg(file);
    command
}

/// Windows has all of them.
pub(in super::super) fn has_locale(_name: &str) -> Option<bool> {
    None
}
