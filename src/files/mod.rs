//! Files as the system has them: for the user alone, written whole or not at all, read within bounds.
//!
//! It knows no file by its name and no module of baro's: whoever keeps something says where. Below the other modules that
//! do IO, so that each of them makes its folders and files in the one way.

mod fresh;
mod lock;
mod plain;
mod system;

use std::io;

pub use fresh::{Fresh, Readers, followed, replace};
pub use lock::{Lock, lock};
pub use plain::{NotRead, check_plain, read_open, read_plain};
pub use system::{create_private, make_folder, open_for_lines, open_without_waiting, take_from_others};

/// True where there is no such file, nor can there be: what should be a folder above it is none, as for who has `/dev/null`
/// for a home.
#[must_use]
pub fn is_none(kind: io::ErrorKind) -> bool {
    matches!(kind, io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}
