//! A file that takes another's place once it is whole.
//!
//! While it is written nobody but the user may read it, whatever may be read of the other one. One that is not put into
//! its place leaves nothing behind.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::system;

/// Who may read a file that was replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readers {
    /// The user alone.
    User,
    /// Whoever could read what was there before; the user alone, where there was nothing.
    AsBefore,
}

/// A file that is being written beside the one whose place it will take.
#[derive(Debug)]
pub struct Fresh {
    file: File,
    path: PathBuf,
    target: PathBuf,
    is_put: bool,
}

impl Fresh {
    /// Makes an empty file beside `target`, whose folder there is. Where `target` is a link, beside what it leads to.
    ///
    /// # Errors
    /// Where it cannot be made.
    pub fn beside(target: &Path) -> io::Result<Self> {
        Self::in_place_of(followed(target)?)
    }

    /// Makes an empty file beside `target`, whose folder there is. Where `target` is a link, the link itself gives way, and
    /// what it leads to stays.
    ///
    /// # Errors
    /// Where it cannot be made.
    pub fn in_place_of(target: PathBuf) -> io::Result<Self> {
        let name = target.file_name().unwrap_or_default().to_string_lossy();
        let path = target.with_file_name(format!(".{name}.{}", std::process::id()));
        // Left behind by a process that was killed and had this one's number.
        match fs::remove_file(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let file = system::create_private(&path)?;
        Ok(Self { file, path, target, is_put: false })
    }

    /// Puts it into its place, once it is on the disk.
    ///
    /// # Errors
    /// Where that fails; then what was there is as it was.
    pub fn put(mut self, readers: Readers) -> io::Result<()> {
        if readers == Readers::AsBefore
            && let Ok(old) = self.target.metadata()
        {
            self.file.set_permissions(old.permissions())?;
        }
        self.file.sync_all()?;
        fs::rename(&self.path, &self.target)?;
        self.is_put = true;
        Ok(())
    }
}

impl Write for Fresh {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for Fresh {
    fn drop(&mut self) {
        if !self.is_put {
            // The first error is the one to tell.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// What a path leads to in the end, be it there or not: a link to a file that is yet to come stays a link.
///
/// # Errors
/// Where links lead in a circle, or may not be looked at.
pub fn followed(path: &Path) -> io::Result<PathBuf> {
    // As many as Linux follows.
    const MOST_LINKS: usize = 40;
    match path.canonicalize() {
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        found => return found,
    }
    let mut path = path.to_owned();
    for _ in 0..MOST_LINKS {
        let Ok(next) = fs::read_link(&path) else { return Ok(path) };
        path = path.parent().unwrap_or(Path::new("")).join(next);
    }
    Err(io::Error::new(ErrorKind::InvalidInput, "links without an end"))
}

/// Writes a file whole or not at all, in place of one that may be there. Where it is a link, what it leads to is replaced.
///
/// # Errors
/// Where it cannot be written; then what was there is as it was.
pub fn replace(target: &Path, bytes: &[u8], readers: Readers) -> io::Result<()> {
    let mut fresh = Fresh::beside(target)?;
    fresh.write_all(bytes)?;
    fresh.put(readers)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).expect("a folder");
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn a_file_is_replaced_whole_and_one_that_is_given_up_leaves_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("a.json");
        replace(&file, b"one", Readers::User).expect("written");
        assert_eq!(fs::read(&file).expect("a file"), b"one");
        let mut given_up = Fresh::beside(&file).expect("a file");
        given_up.write_all(b"tw").expect("written");
        drop(given_up);
        assert_eq!(fs::read(&file).expect("a file"), b"one");
        assert_eq!(names(folder.path()), ["a.json"]);
        assert!(Fresh::beside(&folder.path().join("none").join("a")).is_err());
    }

    #[cfg(unix)]
    mod modes {
        use std::fs::Permissions;
        use std::os::unix::fs::PermissionsExt as _;

        use super::*;

        fn mode(file: &Path) -> u32 {
            fs::metadata(file).expect("a file").permissions().mode() & 0o777
        }

        #[test]
        fn nobody_else_reads_what_is_being_written_and_then_those_who_could_before() {
            for (before, readers, after) in [
                (Some(0o600), Readers::AsBefore, 0o600),
                (Some(0o644), Readers::AsBefore, 0o644),
                (Some(0o640), Readers::User, 0o600),
                (None, Readers::AsBefore, 0o600),
            ] {
                let folder = tempfile::tempdir().expect("a folder");
                let file = folder.path().join("settings.json");
                if let Some(mode) = before {
                    fs::write(&file, "old").expect("a file");
                    fs::set_permissions(&file, Permissions::from_mode(mode)).expect("a mode");
                }
                let mut fresh = Fresh::beside(&file).expect("a file");
                fresh.write_all(b"a key").expect("written");
                assert_eq!(mode(&fresh.path), 0o600);
                fresh.put(readers).expect("put");
                assert_eq!(mode(&file), after, "{before:?} {readers:?}");
            }
        }

        #[test]
        fn a_link_stays_one_and_what_it_leads_to_is_replaced_unless_the_link_is_to_give_way() {
            let folder = tempfile::tempdir().expect("a folder");
            let (kept, link) = (folder.path().join("kept"), folder.path().join("link"));
            fs::create_dir(&kept).expect("a folder");
            fs::write(kept.join("a"), "old").expect("a file");
            std::os::unix::fs::symlink(kept.join("a"), &link).expect("a link");
            replace(&link, b"new", Readers::AsBefore).expect("written");
            assert!(fs::symlink_metadata(&link).expect("a link").is_symlink());
            assert_eq!(fs::read(kept.join("a")).expect("a file"), b"new");
            assert_eq!(names(&kept), ["a"]);
            let mut fresh = Fresh::in_place_of(link.clone()).expect("a file");
            fresh.write_all(b"mine").expect("written");
            fresh.put(Readers::User).expect("put");
            assert!(fs::symlink_metadata(&link).expect("a file").is_file(), "the link gave way");
            assert_eq!(fs::read(&link).expect("a file"), b"mine");
            assert_eq!(fs::read(kept.join("a")).expect("a file"), b"new");
        }

        #[test]
        fn a_link_to_what_is_not_there_yet_stays_one_too() {
            let folder = tempfile::tempdir().expect("a folder");
            let (kept, link, first) =
                (folder.path().join("kept"), folder.path().join("link"), folder.path().join("first"));
            fs::create_dir(&kept).expect("a folder");
            std::os::unix::fs::symlink("kept/a", &link).expect("a link");
            std::os::unix::fs::symlink(&link, &first).expect("a link to a link");
            assert_eq!(followed(&first).expect("an end"), folder.path().join("kept/a"));
            replace(&first, b"new", Readers::AsBefore).expect("written");
            assert!([&first, &link].iter().all(|link| fs::symlink_metadata(link).expect("a link").is_symlink()));
            assert_eq!(fs::read(kept.join("a")).expect("a file"), b"new");
            // Where the folder is missing nothing is written, and the link is as it was.
            let nowhere = folder.path().join("nowhere");
            std::os::unix::fs::symlink("none/a", &nowhere).expect("a link");
            assert!(replace(&nowhere, b"new", Readers::AsBefore).is_err());
            assert!(fs::symlink_metadata(&nowhere).expect("a link").is_symlink());
            let circle = folder.path().join("circle");
            std::os::unix::fs::symlink(&circle, &circle).expect("a link");
            assert!(replace(&circle, b"new", Readers::AsBefore).is_err());
        }
    }
}
