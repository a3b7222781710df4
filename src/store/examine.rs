//! Looks at a database without making, changing or moving anything: whether it is sound, and how large.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::open::{MIGRATIONS, number, version_now};
use super::{Error, permissions};

/// Larger ones are not read through, which would take seconds: 256 MiB.
const CHECKED_UP_TO: u64 = 256 << 20;

/// How long another process is waited for.
const WAIT: Duration = Duration::from_secs(2);

/// A database as it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Examined {
    /// The size of its file, in bytes.
    pub n_bytes: u64,
    /// Conversations in it; 0 where an older baro wrote it and it waits to be brought up to date.
    pub n_conversations: u64,
    /// Its pages were read and are sound. False: it is too large to be read through in passing.
    pub was_checked: bool,
}

/// What is in the way of keeping anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hindrance {
    /// The file system can be read alone.
    ReadOnly,
    /// This user may not write there.
    Forbidden,
    /// There is no space left.
    Full,
    /// Something else stands where a folder should be.
    NotAFolder,
}

/// What is in the way of keeping anything in the database at `path`, there already or not. Nothing is made.
#[must_use]
pub fn hindrance(path: &Path) -> Option<Hindrance> {
    // The nearest folder that there is: those below it would be made in it.
    let folder = path.ancestors().skip(1).find(|folder| folder.symlink_metadata().is_ok())?;
    if !folder.is_dir() {
        return Some(Hindrance::NotAFolder);
    }
    // A file that may only be read is of no use in a folder that can be written, and what SQLite keeps beside it likewise.
    let beside = |end: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(end);
        PathBuf::from(name)
    };
    let files = [path.to_owned(), beside("-wal"), beside("-shm")];
    let of_files = files.iter().filter(|file| file.exists()).find_map(|file| permissions::hindrance(file));
    of_files.or_else(|| permissions::hindrance(folder))
}

/// Examines the database at `path`; `None` where there is none.
pub fn examine(path: &Path) -> Result<Option<Examined>, Error> {
    let Ok(file) = path.metadata() else { return Ok(None) };
    if !file.is_file() {
        return Err(Error::Unreadable { path: path.to_owned(), reason: "not a regular file".to_owned() });
    }
    if file.len() == 0 {
        return Ok(Some(Examined { n_bytes: 0, n_conversations: 0, was_checked: true }));
    }
    let attempt = || {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)?;
        connection.busy_timeout(WAIT)?;
        let known = number(MIGRATIONS.len());
        let is_current = version_now(&connection, path, known)? == known;
        let was_checked = file.len() <= CHECKED_UP_TO;
        if was_checked {
            let said: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
            if said != "ok" {
                return Err(Error::Corrupt { path: path.to_owned() });
            }
        }
        let n_conversations: i64 = if is_current {
            connection.query_row("SELECT count(*) FROM conversation", [], |row| row.get(0))?
        } else {
            0
        };
        let n_conversations = u64::try_from(n_conversations).unwrap_or_default();
        Ok(Some(Examined { n_bytes: file.len(), n_conversations, was_checked }))
    };
    attempt().map_err(|error: Error| error.at(path))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    #[test]
    fn a_folder_that_is_none_hinders_and_one_that_is_not_there_yet_does_not() {
        let folder = tempfile::tempdir().expect("a folder");
        assert_eq!(hindrance(&folder.path().join("a/b/baro.db")), None);
        std::fs::write(folder.path().join("a"), "a file").expect("written");
        assert_eq!(hindrance(&folder.path().join("a/b/baro.db")), Some(Hindrance::NotAFolder));
    }

    #[test]
    fn a_database_is_examined_and_nothing_is_made() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("baro.db");
        assert_eq!(examine(&path), Ok(None));
        assert!(!path.exists());
        drop(Store::open(&path).expect("a store"));
        let examined = examine(&path).expect("sound").expect("there");
        assert!(examined.was_checked && examined.n_conversations == 0 && examined.n_bytes > 0, "{examined:?}");
        std::fs::write(&path, "no database at all, and long enough to be looked at".repeat(100)).expect("written");
        assert!(matches!(examine(&path), Err(Error::Corrupt { .. } | Error::Foreign { .. })));
        assert!(matches!(examine(folder.path()), Err(Error::Unreadable { .. })));
    }
}
