//! Windows: standard input by a thread, since nothing safe tells whether a pipe has something to read.
//!
//! The thread of an input that is given up stays in its read until the program ends, which it does not delay.

use super::{Got, Kind};
use crate::cli::input::hidden::Hidden;
use crate::cli::input::patience::Writers;
use std::fs::{File, Metadata};
use std::io::{self, ErrorKind, IsTerminal as _, Read as _};
use std::os::windows::io::AsHandle as _;
use std::path::Path;
use std::time::Duration;
use tokio::sync::mpsc::{Receiver, channel, error::TryRecvError};

/// How much is read at once, in bytes.
const CHUNK: usize = 64 * 1024;
/// How many chunks may lie between the thread and the reader.
const N_CHUNKS: usize = 4;

/// Windows PowerShell 5 writes `?` for each letter of Korean that it pipes to a program, unless told otherwise.
pub(in crate::cli::input) const SHELL_LOSES_LETTERS: bool = true;

/// What standard input is. A file is read like a pipe: it never keeps its reader waiting.
pub(in crate::cli::input) fn stdin_kind() -> io::Result<Kind> {
    Ok(if io::stdin().is_terminal() { Kind::Terminal } else { Kind::Stream })
}

/// What a path leads to.
pub(in crate::cli::input) fn kind_of(metadata: &Metadata) -> Kind {
    if metadata.is_dir() {
        Kind::Directory
    } else if metadata.is_file() {
        Kind::File
    } else {
        Kind::Device
    }
}

/// Standard input as a file, for reading all of it at once.
pub(in crate::cli::input) fn stdin_file() -> io::Result<File> {
    Ok(File::from(io::stdin().as_handle().try_clone_to_owned()?))
}

/// Reads a line without showing it. The console's own Ctrl-C ends the program. Nothing safe tells whether more was pasted
/// behind it, which the shell reads then; the terminal itself asks before it pastes several lines.
pub(in crate::cli::input) fn read_hidden_line(ask: impl FnOnce()) -> io::Result<Hidden> {
    ask();
    console::Term::stderr().read_secure_line().map(Hidden::Line)
}

/// Nothing safe reads a console's answers; it is not asked.
pub(in crate::cli::input) fn ask_terminal(
    _ask: impl FnOnce(),
    _is_whole: impl Fn(&[u8]) -> bool,
    _within: Duration,
) -> io::Result<Vec<u8>> {
    Ok(Vec::new())
}

/// Standard input, read as its bytes come.
#[derive(Debug)]
pub(in crate::cli::input) struct Stream {
    chunks: Receiver<io::Result<Vec<u8>>>,
    waiting: Option<io::Result<Vec<u8>>>,
    has_ended: bool,
}

impl Stream {
    /// Starts to read standard input.
    pub(in crate::cli::input) fn stdin() -> io::Result<Self> {
        let (sender, chunks) = channel(N_CHUNKS);
        std::thread::Builder::new().name("stdin".to_owned()).spawn(move || {
            loop {
                let mut chunk = vec![0; CHUNK];
                let read = match io::stdin().lock().read(&mut chunk) {
                    Ok(0) => return,
                    Ok(n) => {
                        chunk.truncate(n);
                        Ok(chunk)
                    }
                    Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                    // The writer has gone: the end of a pipe.
                    Err(error) if error.kind() == ErrorKind::BrokenPipe => return,
                    Err(error) => Err(error),
                };
                let is_last = read.is_err();
                if sender.blocking_send(read).is_err() || is_last {
                    return;
                }
            }
        })?;
        Ok(Self { chunks, waiting: None, has_ended: false })
    }

    /// Pipes with a name are no files here.
    pub(in crate::cli::input) fn open(_: &Path) -> io::Result<Self> {
        Err(ErrorKind::Unsupported.into())
    }

    /// Appends what is there to `buffer`. Never blocks.
    pub(in crate::cli::input) fn read_available(&mut self, buffer: &mut Vec<u8>) -> io::Result<Got> {
        let next = match self.waiting.take() {
            Some(next) => Ok(next),
            None => self.chunks.try_recv(),
        };
        match next {
            Ok(chunk) => {
                buffer.extend_from_slice(&chunk?);
                Ok(Got::Bytes)
            }
            Err(TryRecvError::Empty) if !self.has_ended => Ok(Got::NothingYet),
            Err(_) => Ok(Got::Ended),
        }
    }

    /// Returns when there is something to read, or an end.
    pub(in crate::cli::input) async fn readable(&mut self) -> io::Result<()> {
        if self.waiting.is_none() {
            self.waiting = self.chunks.recv().await;
            self.has_ended = self.waiting.is_none();
        }
        Ok(())
    }

    /// Who can still write into it: the system does not tell.
    pub(in crate::cli::input) fn who_writes(&self) -> Writers {
        Writers::Unknown
    }
}
