//! Unix: descriptors, readiness by `poll`, waiting by the runtime's own poller.
//!
//! Flags of descriptors that are shared with other programs are never changed: making a pipe or a terminal
//! non-blocking would do so for its other readers too. So readiness is asked for before each read.

use super::{Got, Kind};
use crate::cli::input::hidden::Hidden;
use crate::cli::input::patience::Writers;
use crate::files;
use rustix::buffer::spare_capacity;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{FileType, OFlags, fcntl_getfl, fstat};
use rustix::io::Errno;
use rustix::stdio;
use rustix::termios::{LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr};
use std::fs::{File, Metadata};
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::path::Path;
use std::time::Duration;
use tokio::io::Interest;
use tokio::io::unix::AsyncFd;
use tokio::time::Instant;

/// No shell here writes `?` for a letter.
pub(in crate::cli::input) const SHELL_LOSES_LETTERS: bool = false;

/// What standard input is.
pub(in crate::cli::input) fn stdin_kind() -> io::Result<Kind> {
    kind_of_fd(stdio::stdin())
}

fn kind_of_fd(fd: BorrowedFd<'_>) -> io::Result<Kind> {
    let stat = match fstat(fd) {
        Ok(stat) => stat,
        Err(Errno::BADF) => return Ok(Kind::Closed),
        Err(error) => return Err(error.into()),
    };
    Ok(match FileType::from_raw_mode(stat.st_mode) {
        FileType::RegularFile => Kind::File,
        FileType::Directory => Kind::Directory,
        FileType::Fifo | FileType::Socket => Kind::Stream,
        FileType::CharacterDevice if rustix::termios::isatty(fd) => Kind::Terminal,
        FileType::CharacterDevice if is_null_device(stat.st_rdev) => Kind::Null,
        _ => Kind::Device,
    })
}

fn is_null_device(device: rustix::fs::Dev) -> bool {
    rustix::fs::stat("/dev/null").is_ok_and(|null| null.st_rdev == device)
}

/// What a path leads to. Nothing is opened: opening a device can already do something.
pub(in crate::cli::input) fn kind_of(metadata: &Metadata) -> Kind {
    let file_type = metadata.file_type();
    if file_type.is_file() {
        Kind::File
    } else if file_type.is_dir() {
        Kind::Directory
    } else if file_type.is_fifo() {
        Kind::Stream
    } else if file_type.is_char_device() && is_null_device(metadata.rdev()) {
        Kind::Null
    } else {
        Kind::Device
    }
}

/// Standard input as a file, for reading all of it at once.
pub(in crate::cli::input) fn stdin_file() -> io::Result<File> {
    Ok(File::from(stdio::stdin().try_clone_to_owned()?))
}

/// Reads a line without showing it. The terminal hands over each key as it comes, Ctrl-C too, so that the way back to
/// what it was before is never left out. Of a paste the first line that is not blank is taken, as of what is piped in, and
/// nothing of the rest is left for whoever reads the terminal next, a shell that would run it and keep it.
pub(in crate::cli::input) fn read_hidden_line(ask: impl FnOnce()) -> io::Result<Hidden> {
    let _restored = Restored::after_silence()?;
    ask();
    let read = read_line_of_keys();
    drop_paste()?;
    read
}

fn read_line_of_keys() -> io::Result<Hidden> {
    let terminal = stdio::stdin();
    let mut line: Vec<u8> = Vec::new();
    loop {
        let mut byte = [0];
        match rustix::io::read(terminal, &mut byte) {
            Ok(0) => return Ok(Hidden::Left),
            Ok(_) => {}
            Err(Errno::INTR) => continue,
            Err(error) => return Err(error.into()),
        }
        match byte[0] {
            b'\r' | b'\n' if line.trim_ascii().is_empty() && has_key_within(BETWEEN_KEYS_OF_A_PASTE)? => line.clear(),
            b'\r' | b'\n' => return Ok(Hidden::Line(String::from_utf8_lossy(&line).into_owned())),
            CTRL_C => return Ok(Hidden::Left),
            CTRL_D if line.is_empty() => return Ok(Hidden::Left),
            CTRL_D => {}
            CTRL_U => line.clear(),
            BACKSPACE | DELETE => {
                // A letter may be several bytes.
                while line.pop().is_some_and(|byte| byte & 0xC0 == 0x80) {}
            }
            byte => line.push(byte),
        }
    }
}

/// The keys of a paste follow one another sooner, and a person's later.
const BETWEEN_KEYS_OF_A_PASTE: Duration = Duration::from_millis(40);
/// A key that is held down is not waited for without end.
const LONGEST_PASTE: Duration = Duration::from_secs(1);

/// Reads and forgets what is still coming in.
fn drop_paste() -> io::Result<()> {
    let began = Instant::now();
    let mut bytes = [0; 1024];
    while began.elapsed() < LONGEST_PASTE && has_key_within(BETWEEN_KEYS_OF_A_PASTE)? {
        match rustix::io::read(stdio::stdin(), &mut bytes) {
            Ok(0) => break,
            Ok(_) | Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// Whether the terminal has something to read, or an end, before the time is over.
fn has_key_within(limit: Duration) -> io::Result<bool> {
    let deadline = Instant::now() + limit;
    let terminal = stdio::stdin();
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        let left =
            Timespec { tv_sec: left.as_secs().try_into().unwrap_or_default(), tv_nsec: left.subsec_nanos().into() };
        match poll(&mut [PollFd::new(&terminal, PollFlags::IN)], Some(&left)) {
            Ok(n_ready) => return Ok(n_ready > 0),
            Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
}

/// Reads what the terminal answers, without showing it. Keys that are typed meanwhile are lost.
pub(in crate::cli::input) fn ask_terminal(
    ask: impl FnOnce(),
    is_whole: impl Fn(&[u8]) -> bool,
    within: Duration,
) -> io::Result<Vec<u8>> {
    let terminal = stdio::stdin();
    let _restored = Restored::after_silence()?;
    ask();
    let deadline = Instant::now() + within;
    let mut answer = Vec::new();
    while !is_whole(&answer) && has_key_within(deadline.saturating_duration_since(Instant::now()))? {
        let mut bytes = [0; 64];
        match rustix::io::read(terminal, &mut bytes) {
            Ok(0) => break,
            Ok(n_bytes) => answer.extend_from_slice(&bytes[..n_bytes]),
            Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(answer)
}

const CTRL_C: u8 = 3;
const CTRL_D: u8 = 4;
const BACKSPACE: u8 = 8;
const CTRL_U: u8 = 21;
const DELETE: u8 = 127;

/// Gives the terminal back as it was.
struct Restored(Termios);

impl Restored {
    /// Makes the terminal silent: nothing is echoed, and each key comes as it is pressed.
    fn after_silence() -> io::Result<Self> {
        let terminal = stdio::stdin();
        let before = tcgetattr(terminal)?;
        let mut unseen = before.clone();
        unseen.local_modes.remove(LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG | LocalModes::IEXTEN);
        unseen.special_codes[SpecialCodeIndex::VMIN] = 1;
        unseen.special_codes[SpecialCodeIndex::VTIME] = 0;
        let restored = Self(before);
        tcsetattr(terminal, OptionalActions::Drain, &unseen)?;
        Ok(restored)
    }
}

impl Drop for Restored {
    fn drop(&mut self) {
        // What came in and was not read was for baro, not for the shell. What cannot be set back now cannot be set back at all.
        let _ = tcsetattr(stdio::stdin(), OptionalActions::Flush, &self.0);
    }
}

/// A pipe, a socket or a terminal that is read as its bytes come. Needs a runtime with IO enabled.
#[derive(Debug)]
pub(in crate::cli::input) struct Stream {
    fd: AsyncFd<OwnedFd>,
    is_blocking: bool,
    /// So far an end of the data may only mean that nobody has opened the other end.
    may_lack_writer: bool,
}

impl Stream {
    /// Standard input.
    pub(in crate::cli::input) fn stdin() -> io::Result<Self> {
        Self::of(stdio::stdin().try_clone_to_owned()?)
    }

    /// A named pipe, or a pipe that the shell opened and gave as `/dev/fd/N`.
    pub(in crate::cli::input) fn open(path: &Path) -> io::Result<Self> {
        let mut stream = Self::of(OwnedFd::from(files::open_without_waiting(path)?))?;
        stream.may_lack_writer = !stream.is_blocking && !is_anonymous(&stream.fd);
        Ok(stream)
    }

    /// Any descriptor that can be waited for.
    pub(in crate::cli::input) fn of(fd: OwnedFd) -> io::Result<Self> {
        let is_blocking = !fcntl_getfl(&fd)?.contains(OFlags::NONBLOCK);
        #[expect(
            deprecated,
            reason = "its successor is `unsafe`, for types that may change their descriptor; an `OwnedFd` cannot"
        )]
        let fd = AsyncFd::with_interest(fd, Interest::READABLE)?;
        Ok(Self { fd, is_blocking, may_lack_writer: false })
    }

    /// Appends what is there to the spare capacity of `buffer`, of which there must be some. Never blocks.
    pub(in crate::cli::input) fn read_available(&mut self, buffer: &mut Vec<u8>) -> io::Result<Got> {
        loop {
            if self.is_blocking && ready(&self.fd)?.is_empty() {
                return Ok(Got::NothingYet);
            }
            return match rustix::io::read(&self.fd, spare_capacity(buffer)) {
                // A hang-up is told only when somebody had opened the pipe since.
                Ok(0) if self.may_lack_writer && !ready(&self.fd)?.contains(PollFlags::HUP) => Ok(Got::NobodyYet),
                Ok(0) => Ok(Got::Ended),
                Ok(_) => {
                    self.may_lack_writer = false;
                    Ok(Got::Bytes)
                }
                Err(Errno::AGAIN) => {
                    self.may_lack_writer = false;
                    Ok(Got::NothingYet)
                }
                Err(Errno::INTR) => continue,
                Err(error) => Err(error.into()),
            };
        }
    }

    /// Returns when there is something to read, or an end.
    pub(in crate::cli::input) async fn readable(&mut self) -> io::Result<()> {
        loop {
            let mut guard = self.fd.readable().await?;
            if !ready(&self.fd)?.is_empty() {
                guard.retain_ready();
                return Ok(());
            }
            guard.clear_ready();
        }
    }

    /// Who can still write into it.
    #[cfg(any(target_os = "linux", target_os = "android"))]
    pub(in crate::cli::input) fn who_writes(&self) -> Writers {
        super::linux::who_writes(self.fd.as_fd())
    }

    /// Who can still write into it: no other system tells.
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    pub(in crate::cli::input) fn who_writes(&self) -> Writers {
        Writers::Unknown
    }
}

fn ready(fd: &AsyncFd<OwnedFd>) -> io::Result<PollFlags> {
    let mut fds = [PollFd::new(fd, PollFlags::IN)];
    let at_once = Timespec { tv_sec: 0, tv_nsec: 0 };
    loop {
        match poll(&mut fds, Some(&at_once)) {
            Ok(_) => return Ok(fds[0].revents()),
            Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
}

/// Whether a pipe has no name, so that nobody can come and open it.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn is_anonymous(fd: &AsyncFd<OwnedFd>) -> bool {
    super::linux::is_anonymous_pipe(fd.as_fd())
}

/// Elsewhere opening `/dev/fd/N` gives the descriptor itself, which is blocking and not asked about.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn is_anonymous(_: &AsyncFd<OwnedFd>) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::{Kind, kind_of, kind_of_fd};
    use std::fs::{self, File};
    use std::os::fd::AsFd as _;

    #[test]
    fn kinds_are_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let check = |path: &std::path::Path, expected: Kind| {
            assert_eq!(kind_of(&fs::metadata(path).unwrap()), expected);
            assert_eq!(kind_of_fd(File::open(path).unwrap().as_fd()).unwrap(), expected);
        };
        fs::write(folder.path().join("a"), "").unwrap();
        check(&folder.path().join("a"), Kind::File);
        check(folder.path(), Kind::Directory);
        check("/dev/null".as_ref(), Kind::Null);
        check("/dev/zero".as_ref(), Kind::Device);
        let (reader, _writer) = std::io::pipe().unwrap();
        assert_eq!(kind_of_fd(reader.as_fd()).unwrap(), Kind::Stream);
        let (here, _there) = std::os::unix::net::UnixStream::pair().unwrap();
        assert_eq!(kind_of_fd(here.as_fd()).unwrap(), Kind::Stream);
    }
}
