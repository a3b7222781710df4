//! Finds and reads a project's `.baro.toml`, which is never trusted.
//!
//! Only a plain file of the user's own, between the current folder and the root of its repository, is read:
//! in a folder that others can write, nobody else's file speaks for the user.

use std::path::{Path, PathBuf};

use super::error::{Error, Unreadable};
use super::load::text_of;
use super::platform;
use crate::files;

/// The name of the file.
const NAME: &str = ".baro.toml";
/// The most that is read of it, in bytes.
const LIMIT: u64 = 64 * 1024;

/// Whether a path is a project's file, not the user's.
#[must_use]
pub fn is_project_file(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == NAME)
}

/// What was found.
#[derive(Debug, PartialEq)]
pub(super) enum Found {
    /// Nothing.
    Nothing,
    /// A file and its text.
    File(PathBuf, String),
    /// What another user put there, a file or not.
    Foreign(PathBuf),
}

/// Looks from `folder` up to the root of its repository, the nearest folder that holds `.git`; without a
/// repository in `folder` alone. The way up ends at `home`.
pub(super) fn find(folder: &Path, home: Option<&Path>) -> Result<Found, Error> {
    let mut way: Vec<&Path> = Vec::new();
    let mut is_in_repository = false;
    for ancestor in folder.ancestors() {
        way.push(ancestor);
        if ancestor.join(".git").symlink_metadata().is_ok() {
            is_in_repository = true;
            break;
        }
        if home == Some(ancestor) {
            break;
        }
    }
    if !is_in_repository {
        way.truncate(1);
    }
    let mut foreign = None;
    for folder in way {
        let path = folder.join(NAME);
        // Asked by name first: opening a device or a pipe can have effects of its own.
        match path.symlink_metadata() {
            // Whatever it is, and though it may not be read: what another puts there stops nobody.
            Ok(metadata) if !platform::is_own(&metadata) => foreign = foreign.or(Some(path)),
            Ok(metadata) if metadata.is_file() => return read(path),
            Ok(_) => return Err(Error::ProjectNotAFile { path }),
            Err(_) => {}
        }
    }
    Ok(foreign.map_or(Found::Nothing, Found::Foreign))
}

fn read(path: PathBuf) -> Result<Found, Error> {
    let file = match platform::open_without_following(&path) {
        Ok(file) => file,
        Err(error) => return Err(Error::Unreadable { path, reason: Unreadable::of(&error) }),
    };
    // Asked of the open file, which nobody can exchange any more.
    match file.metadata() {
        Ok(metadata) if !metadata.is_file() => Err(Error::ProjectNotAFile { path }),
        Ok(metadata) if !platform::is_own(&metadata) => Ok(Found::Foreign(path)),
        Ok(_) => match text_of(files::read_open(file, LIMIT), LIMIT) {
            Ok(text) => Ok(Found::File(path, text)),
            Err(reason) => Err(Error::Unreadable { path, reason }),
        },
        Err(error) => Err(Error::Unreadable { path, reason: Unreadable::of(&error) }),
    }
}
