//! A lock among processes, which the system opens by itself where one of them dies.

use std::fs::{File, TryLockError};
use std::io::{self, ErrorKind};
use std::path::Path;

use super::system;

/// A lock that is held until this is dropped.
#[derive(Debug)]
pub struct Lock(#[expect(dead_code, reason = "held, not read")] File);

/// Takes the lock whose file is at `path`, in a folder that there is; the file is made where there is none, and stays.
/// `None`: somebody else holds it. Where the file system has no locks, nobody is kept out.
///
/// # Errors
/// Where the file can neither be made nor opened.
pub fn lock(path: &Path) -> io::Result<Option<Lock>> {
    let file = match system::create_private(path) {
        // Whoever takes the file away meanwhile is done with it.
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            File::options().create(true).truncate(false).write(true).open(path)
        }
        made => made,
    }?;
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => Ok(None),
        Ok(()) | Err(TryLockError::Error(_)) => Ok(Some(Lock(file))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_holds_it_until_it_is_dropped() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.lock");
        let held = lock(&path).expect("a file");
        assert!(held.is_some());
        assert!(lock(&path).expect("a file").is_none());
        drop(held);
        assert!(lock(&path).expect("a file").is_some());
        assert!(lock(&folder.path().join("none").join("a.lock")).is_err());
    }
}
