//! Unix: modes as the system has them.

use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;

use rustix::fs::OFlags;

/// What group and others may do.
const OF_OTHERS: u32 = 0o077;

/// Makes a folder, and those above it that are missing, for the user alone. One that exists is left as it is.
///
/// # Errors
/// Where it cannot be made.
pub fn make_folder(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

/// Takes a file or a folder from group and others. Says whether there was anything to take.
///
/// # Errors
/// Where it is not the user's to change.
pub fn take_from_others(path: &Path) -> io::Result<bool> {
    let mode = fs::metadata(path)?.permissions().mode();
    if mode & OF_OTHERS == 0 {
        return Ok(false);
    }
    fs::set_permissions(path, Permissions::from_mode(mode & 0o700))?;
    Ok(true)
}

/// Makes an empty file that is not there yet, for the user alone.
///
/// # Errors
/// Where it cannot be made.
pub fn create_private(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

/// Opens a file to add lines to its end, there already or not; it is the user's alone from now on.
///
/// # Errors
/// Where it cannot be opened.
pub fn open_for_lines(path: &Path) -> io::Result<File> {
    let file = OpenOptions::new().append(true).create(true).mode(0o600).open(path)?;
    let mode = file.metadata()?.permissions().mode();
    if mode & OF_OTHERS != 0 {
        file.set_permissions(Permissions::from_mode(mode & 0o700))?;
    }
    Ok(file)
}

/// Opens a file for reading; should it be a pipe, its other end is not waited for.
///
/// # Errors
/// Where it cannot be opened.
pub fn open_without_waiting(path: &Path) -> io::Result<File> {
    let flags = OFlags::NONBLOCK | OFlags::NOCTTY;
    // The bits of the flags are those of the system's headers, in the type that the standard library takes.
    OpenOptions::new().read(true).custom_flags(flags.bits().cast_signed()).open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).expect("there").permissions().mode() & 0o777
    }

    #[test]
    fn what_is_made_is_the_users_alone_and_what_was_open_is_taken_back() {
        let top = tempfile::tempdir().expect("a folder");
        let folder = top.path().join("a").join("b");
        make_folder(&folder).expect("made");
        assert_eq!((mode(&folder), mode(&top.path().join("a"))), (0o700, 0o700));
        fs::set_permissions(&folder, Permissions::from_mode(0o755)).expect("a mode");
        make_folder(&folder).expect("there");
        assert_eq!(mode(&folder), 0o755, "what exists is left as it is");
        assert!(take_from_others(&folder).expect("taken"));
        assert!(!take_from_others(&folder).expect("nothing to take"));
        assert_eq!(mode(&folder), 0o700);
        let file = folder.join("lines");
        fs::write(&file, "1\n").expect("a file");
        fs::set_permissions(&file, Permissions::from_mode(0o664)).expect("a mode");
        drop(open_for_lines(&file).expect("open"));
        assert_eq!(mode(&file), 0o600);
        drop(create_private(&folder.join("new")).expect("made"));
        assert_eq!(mode(&folder.join("new")), 0o600);
        assert!(create_private(&file).is_err(), "it is there");
    }

    #[test]
    fn a_pipe_that_nobody_writes_is_not_waited_for() {
        let folder = tempfile::tempdir().expect("a folder");
        let pipe = folder.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().expect("mkfifo").success());
        assert!(!open_without_waiting(&pipe).expect("open").metadata().expect("known").is_file());
    }
}
