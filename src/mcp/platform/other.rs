//! Systems without `openat2`: the path is resolved again once the file is open.

use std::fs::File;
use std::io;
use std::path::Path;

/// Opens `relative`, which holds no link any more, below `root`.
pub fn open_beneath(root: &Path, relative: &Path) -> io::Result<File> {
    let path = root.join(relative);
    let file = File::open(&path)?;
    if path.canonicalize()? == path { Ok(file) } else { Err(io::ErrorKind::PermissionDenied.into()) }
}
