//! Where the database may be written. The one place of the store that differs between systems.

pub(super) use system::{hindrance, is_anothers_link};

#[cfg(unix)]
mod system {
    use std::fs::Metadata;
    use std::os::unix::fs::MetadataExt;
    use std::path::Path;

    use rustix::fs::Access;
    use rustix::io::Errno;

    use super::super::examine::Hindrance;

    /// With less than this, in bytes, a turn cannot be kept.
    const ROOM: u64 = 1 << 20;

    /// What is in the way of writing into an existing folder or file.
    pub fn hindrance(place: &Path) -> Option<Hindrance> {
        match rustix::fs::access(place, Access::WRITE_OK) {
            Err(Errno::ROFS) => return Some(Hindrance::ReadOnly),
            Err(Errno::ACCESS | Errno::PERM) => return Some(Hindrance::Forbidden),
            _ => {}
        }
        let disk = rustix::fs::statvfs(place).ok()?;
        // What is no disk at all has no blocks.
        (disk.f_blocks > 0 && disk.f_bavail.saturating_mul(disk.f_frsize) < ROOM).then_some(Hindrance::Full)
    }

    /// True for a link that was made by somebody else, who could send the user's words elsewhere.
    pub fn is_anothers_link(link: &Metadata) -> bool {
        link.is_symlink() && link.uid() != rustix::process::geteuid().as_raw()
    }
}

/// Elsewhere a file inherits who may read it from the user's own profile folder.
#[cfg(not(unix))]
mod system {
    use std::fs::Metadata;
    use std::path::Path;

    use super::super::examine::Hindrance;

    pub fn hindrance(_: &Path) -> Option<Hindrance> {
        None
    }

    /// Making a link takes a privilege there that could replace the program itself.
    pub fn is_anothers_link(_: &Metadata) -> bool {
        false
    }
}
