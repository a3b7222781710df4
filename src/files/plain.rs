//! Reads a plain file at once, up to a bound.

use std::fs::{File, Metadata};
use std::io::{self, Read as _};
use std::path::Path;

use super::system;

/// Why a file was not read.
#[derive(Debug)]
pub enum NotRead {
    /// It is a folder.
    Folder,
    /// It is a pipe or a device.
    NotPlain,
    /// It is larger than the bound: so many bytes, or at least so many where its size is not told (`/proc`).
    TooLarge(u64),
    /// The system refuses.
    Io(io::Error),
}

impl From<io::Error> for NotRead {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Reads a plain file of at most `limit` bytes, wherever links lead to it. A pipe that came into its place is not waited for.
///
/// # Errors
/// Where it is none, is larger, or cannot be read.
pub fn read_plain(path: &Path, limit: u64) -> Result<Vec<u8>, NotRead> {
    // Opening a device can already do something.
    check_plain(&path.metadata()?)?;
    read_open(system::open_without_waiting(path)?, limit)
}

/// Reads a plain file that is open already, at most `limit` bytes.
///
/// # Errors
/// As [`read_plain`].
pub fn read_open(file: File, limit: u64) -> Result<Vec<u8>, NotRead> {
    // Asked of what was opened: its path may lead elsewhere by now.
    let metadata = file.metadata()?;
    check_plain(&metadata)?;
    if metadata.len() > limit {
        return Err(NotRead::TooLarge(metadata.len()));
    }
    // One byte more than expected, so that the end is seen without growing.
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or(0) + 1);
    file.take(limit + 1).read_to_end(&mut bytes)?;
    // It grew, or its size is not told.
    if bytes.len() as u64 > limit { Err(NotRead::TooLarge(bytes.len() as u64)) } else { Ok(bytes) }
}

/// Refuses what is a folder, or a pipe or a device, which could be waited for or read without end.
///
/// # Errors
/// Where it is one.
pub fn check_plain(metadata: &Metadata) -> Result<(), NotRead> {
    if metadata.is_dir() {
        return Err(NotRead::Folder);
    }
    if metadata.is_file() { Ok(()) } else { Err(NotRead::NotPlain) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_up_to_the_bound_and_nothing_but_a_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("a");
        std::fs::write(&file, "12345").expect("a file");
        assert_eq!(read_plain(&file, 5).expect("read"), b"12345");
        assert!(matches!(read_plain(&file, 4), Err(NotRead::TooLarge(5))));
        assert!(matches!(read_plain(folder.path(), 5), Err(NotRead::Folder)));
        let gone = read_plain(&folder.path().join("b"), 5);
        assert!(matches!(gone, Err(NotRead::Io(error)) if error.kind() == io::ErrorKind::NotFound));
    }
}
