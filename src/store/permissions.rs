//! Who may read the database's files. The one place of the store that differs between systems.

pub(super) use system::{create_private, hindrance, is_anothers_link, make_folder, make_private};

#[cfg(unix)]
mod system {
    use std::fs::{self, DirBuilder, File, Metadata, OpenOptions, Permissions};
    use std::io;
    use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
    use std::path::Path;

    use rustix::fs::Access;
    use rustix::io::Errno;

    use super::super::examine::Hindrance;

    /// With less than this, in bytes, a turn cannot be kept.
    const ROOM: u64 = 1 << 20;
    const OWNER_ONLY: u32 = 0o600;
    const OWNER_ONLY_FOLDER: u32 = 0o700;

    /// Makes the folder and those above it that are missing, for the user alone. One that exists is left as it is.
    pub fn make_folder(folder: &Path) -> io::Result<()> {
        DirBuilder::new().recursive(true).mode(OWNER_ONLY_FOLDER).create(folder)
    }

    /// Makes an empty file for the user alone. SQLite gives its companions the same mode.
    pub fn create_private(path: &Path) -> io::Result<File> {
        OpenOptions::new().write(true).create_new(true).mode(OWNER_ONLY).open(path)
    }

    /// What is in the way of writing into an existing folder.
    pub fn hindrance(folder: &Path) -> Option<Hindrance> {
        match rustix::fs::access(folder, Access::WRITE_OK) {
            Err(Errno::ROFS) => return Some(Hindrance::ReadOnly),
            Err(Errno::ACCESS | Errno::PERM) => return Some(Hindrance::Forbidden),
            _ => {}
        }
        let disk = rustix::fs::statvfs(folder).ok()?;
        // What is no disk at all has no blocks.
        (disk.f_blocks > 0 && disk.f_bavail.saturating_mul(disk.f_frsize) < ROOM).then_some(Hindrance::Full)
    }

    /// True for a link that was made by somebody else, who could send the user's words elsewhere.
    pub fn is_anothers_link(link: &Metadata) -> bool {
        link.is_symlink() && link.uid() != rustix::process::geteuid().as_raw()
    }

    /// Takes the file from group and others. Says whether there was anything to take.
    pub fn make_private(path: &Path, file: &Metadata) -> io::Result<bool> {
        let mode = file.permissions().mode();
        if mode.trailing_zeros() >= 6 {
            return Ok(false);
        }
        fs::set_permissions(path, Permissions::from_mode(mode & 0o700))?;
        Ok(true)
    }
}

/// Elsewhere a file inherits who may read it from the user's own profile folder, and there are no modes to set.
#[cfg(not(unix))]
mod system {
    use std::fs::{self, File, Metadata, OpenOptions};
    use std::io;
    use std::path::Path;

    use super::super::examine::Hindrance;

    pub fn make_folder(folder: &Path) -> io::Result<()> {
        fs::create_dir_all(folder)
    }

    pub fn create_private(path: &Path) -> io::Result<File> {
        OpenOptions::new().write(true).create_new(true).open(path)
    }

    pub fn hindrance(_: &Path) -> Option<Hindrance> {
        None
    }

    /// Making a link takes a privilege there that could replace the program itself.
    pub fn is_anothers_link(_: &Metadata) -> bool {
        false
    }

    pub fn make_private(_: &Path, _: &Metadata) -> io::Result<bool> {
        Ok(false)
    }
}
