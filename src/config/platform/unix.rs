//! Unix: owners and modes as the system has them.

use std::fs::{DirBuilder, File, Metadata, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;
use std::process::Command;

use rustix::fs::{Mode, OFlags};

/// Opens a file for reading, but neither through a symbolic link nor waiting for a pipe's other end.
pub(in super::super) fn open_without_following(path: &Path) -> io::Result<File> {
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    Ok(File::from(rustix::fs::open(path, flags, Mode::empty())?))
}

/// True where the user that this process acts for owns the file.
pub(in super::super) fn is_own(metadata: &Metadata) -> bool {
    metadata.uid() == rustix::process::geteuid().as_raw()
}

/// The mode of a file that group or others can read or write.
pub(in super::super) fn open_to_others(metadata: &Metadata) -> Option<u32> {
    let mode = metadata.mode() & 0o7777;
    (mode & 0o077 != 0).then_some(mode)
}

/// Makes a folder, and those above it that are missing, for the user alone.
pub(in super::super) fn create_private_folder(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)?;
    let metadata = path.metadata()?;
    match open_to_others(&metadata) {
        Some(_) => std::fs::set_permissions(path, Permissions::from_mode(0o700)),
        None => Ok(()),
    }
}

/// Makes a file that is not there yet, for the user alone.
pub(in super::super) fn create_private_file(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

/// The system's shell, about to run `command`.
pub(in super::super) fn shell(command: &str) -> Command {
    let mut shell = Command::new("/bin/sh");
    shell.arg("-c").arg(command);
    shell
}
