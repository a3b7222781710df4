//! Windows: a profile's folders are their user's alone by inheritance, so no mode is asked or set. Run under
//! Wine alone; see CONTRIBUTING.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::Path;

/// Makes a folder, and those above it that are missing.
///
/// # Errors
/// Where it cannot be made.
pub fn make_folder(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)
}

/// There are no modes.
///
/// # Errors
/// None.
#[expect(clippy::unnecessary_wraps, reason = "as its twin")]
pub fn take_from_others(_path: &Path) -> io::Result<bool> {
    Ok(false)
}

/// Makes an empty file that is not there yet.
///
/// # Errors
/// Where it cannot be made.
pub fn create_private(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).open(path)
}

/// Opens a file to add lines to its end, there already or not.
///
/// # Errors
/// Where it cannot be opened.
pub fn open_for_lines(path: &Path) -> io::Result<File> {
    OpenOptions::new().append(true).create(true).open(path)
}

/// Opens a file for reading; pipes stand in no folder here.
///
/// # Errors
/// Where it cannot be opened.
pub fn open_without_waiting(path: &Path) -> io::Result<File> {
    File::open(path)
}
