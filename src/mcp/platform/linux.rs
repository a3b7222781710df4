//! Linux: the kernel itself refuses to leave the folder (`openat2`, since 5.6).

use std::fs::File;
use std::io;
use std::path::Path;

use rustix::fs::{CWD, Mode, OFlags, ResolveFlags, open, openat2};
use rustix::io::Errno;

/// Opens `relative`, which holds no link any more, below `root`. Never waits for a pipe's other end.
pub fn open_beneath(root: &Path, relative: &Path) -> io::Result<File> {
    let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::CLOEXEC | OFlags::NOCTTY;
    let folder = open(root, OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty())?;
    let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS | ResolveFlags::NO_MAGICLINKS;
    match openat2(&folder, relative, flags, Mode::empty(), resolve) {
        Ok(file) => Ok(File::from(file)),
        // A kernel or a sandbox without it: the last step at least follows no link.
        Err(Errno::NOSYS | Errno::PERM) => {
            let path = root.join(relative);
            let file = rustix::fs::openat(CWD, &path, flags | OFlags::NOFOLLOW, Mode::empty())?;
            if path.canonicalize()? == path {
                Ok(File::from(file))
            } else {
                Err(io::ErrorKind::PermissionDenied.into())
            }
        }
        Err(error) => Err(error.into()),
    }
}
