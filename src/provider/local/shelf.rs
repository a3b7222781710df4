//! The models on this machine: a folder of weights, each with a note of where it came from, and which is in use.
//!
//! It reads and writes that folder alone. Bringing a model there is [`super::pull`]'s; running it, the runner's.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::catalogue;
use crate::files::{self, Lock};

/// The file that names the model in use.
const IN_USE: &str = "in-use";

/// The folder of models.
#[derive(Debug, Clone)]
pub struct Shelf {
    folder: PathBuf,
}

/// A model on this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installed {
    /// The name after `local:`.
    pub id: String,
    /// Its weights.
    pub path: PathBuf,
    /// Their size.
    pub n_bytes: u64,
    /// Where they came from, where that was noted.
    pub note: Option<Note>,
}

/// Where weights came from, kept beside them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// The address, package or file.
    pub source: String,
    /// The SHA-256 of what was fetched.
    pub sha256: String,
    /// It was compared with the catalogue's and is the same.
    pub verified: bool,
    /// The licence, where the catalogue says.
    pub licence: Option<String>,
    /// The weights were made into another kind than they came in.
    pub requantised: bool,
}

/// Why the folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ShelfError {
    /// The system refuses.
    #[error("{}: {source}", path.display())]
    Io {
        /// Where.
        path: PathBuf,
        /// What it said.
        source: io::Error,
    },
    /// A name that cannot be a model's.
    #[error("`{0}` is no name of a model")]
    BadName(String),
    /// A model that is not there.
    #[error("{0} is not on this machine")]
    NotInstalled(String),
    /// Another baro is fetching that model.
    #[error("{0} is being fetched by another baro")]
    Busy(String),
}

impl Shelf {
    /// The models in `folder`, which need not exist.
    #[must_use]
    pub const fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// The folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The model of that name, if it is here.
    #[must_use]
    pub fn installed(&self, id: &str) -> Option<Installed> {
        let path = self.weights(id).ok()?;
        let n_bytes = fs::metadata(&path).ok().filter(fs::Metadata::is_file)?.len();
        let note = fs::read(self.note(id)).ok().and_then(|text| serde_json::from_slice(&text).ok());
        Some(Installed { id: id.to_owned(), path, n_bytes, note })
    }

    /// All models that are here, by name.
    #[must_use]
    pub fn all(&self) -> Vec<Installed> {
        let Ok(entries) = fs::read_dir(&self.folder) else { return Vec::new() };
        let mut all: Vec<Installed> = entries
            .filter_map(|entry| {
                let path = entry.ok()?.path();
                let is_weights = path.extension().is_some_and(|extension| extension == "gguf");
                is_weights.then(|| self.installed(path.file_stem()?.to_str()?)).flatten()
            })
            .collect();
        all.sort_by(|a, b| a.id.cmp(&b.id));
        all
    }

    /// The model that the user chose, if it is here.
    #[must_use]
    pub fn in_use(&self) -> Option<Installed> {
        let id = fs::read_to_string(self.folder.join(IN_USE)).ok()?;
        self.installed(id.trim())
    }

    /// The model that answers where none is named: `wanted`, else the chosen one, else the first of the catalogue
    /// that is here, else any that is here.
    #[must_use]
    pub fn chosen(&self, wanted: Option<&str>) -> Option<Installed> {
        if let Some(id) = wanted {
            return self.installed(id);
        }
        let listed = || catalogue::models().iter().find_map(|model| self.installed(&model.id));
        self.in_use().or_else(listed).or_else(|| self.all().into_iter().next())
    }

    /// Notes that `id` is the model to use.
    pub fn choose(&self, id: &str) -> Result<(), ShelfError> {
        self.weights(id)?;
        if self.installed(id).is_none() {
            return Err(ShelfError::NotInstalled(id.to_owned()));
        }
        let path = self.folder.join(IN_USE);
        fs::write(&path, id).map_err(|source| ShelfError::Io { path, source })
    }

    /// Removes a model, what of it was fetched halfway, and that it is the chosen one. Says how many bytes are free now.
    pub fn remove(&self, id: &str) -> Result<u64, ShelfError> {
        let weights = self.weights(id)?;
        let part = self.part(id);
        let of_part = |extension| part.with_extension(extension);
        let files = [weights, self.note(id), part.clone(), of_part("fast"), of_part("origin"), of_part("wheel")];
        let package = of_part("pip");
        if !package.exists() && files.iter().all(|path| fs::symlink_metadata(path).is_err()) {
            return Err(ShelfError::NotInstalled(id.to_owned()));
        }
        // Nothing is taken from under a pull.
        let _lock = self.lock(id)?;
        let mut n_bytes = size_of(&package);
        for path in &files {
            n_bytes += fs::symlink_metadata(path).map_or(0, |file| file.len());
            removed(fs::remove_file(path), path)?;
        }
        removed(fs::remove_dir_all(&package), &package)?;
        let in_use = self.folder.join(IN_USE);
        if fs::read_to_string(&in_use).is_ok_and(|chosen| chosen.trim() == id) {
            removed(fs::remove_file(&in_use), &in_use)?;
        }
        // An empty file that stays hurts nobody.
        let _ = fs::remove_file(self.lock_file(id));
        Ok(n_bytes)
    }

    /// Whether something of `id` was fetched halfway, and is kept to go on with: whence it came is noted beside it.
    #[must_use]
    pub fn has_part(&self, id: &str) -> bool {
        let part = self.part(id);
        fs::metadata(&part).is_ok_and(|part| part.len() > 0) && part.with_extension("origin").exists()
    }

    /// Keeps others, in other processes too, from fetching or removing `id` until the lock that is returned is dropped.
    pub(super) fn lock(&self, id: &str) -> Result<Lock, ShelfError> {
        let path = self.lock_file(id);
        let lock = files::lock(&path).map_err(|source| ShelfError::Io { path, source })?;
        lock.ok_or_else(|| ShelfError::Busy(id.to_owned()))
    }

    fn lock_file(&self, id: &str) -> PathBuf {
        self.part(id).with_extension("lock")
    }

    /// Where the weights of `id` are or will be.
    pub fn weights(&self, id: &str) -> Result<PathBuf, ShelfError> {
        let fits = |character: char| character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '.');
        if id.is_empty() || id.len() > 100 || id.starts_with('.') || !id.chars().all(fits) {
            return Err(ShelfError::BadName(id.to_owned()));
        }
        Ok(self.folder.join(format!("{id}.gguf")))
    }

    /// What of `id` was fetched so far.
    pub(super) fn part(&self, id: &str) -> PathBuf {
        self.folder.join(format!(".{id}.part"))
    }

    fn note(&self, id: &str) -> PathBuf {
        self.folder.join(format!("{id}.json"))
    }

    /// Keeps where the weights of `id` came from.
    #[cfg(any(feature = "local", test))]
    pub(super) fn keep_note(&self, id: &str, note: &Note) -> Result<(), ShelfError> {
        let path = self.note(id);
        let text = serde_json::to_vec_pretty(note).map_err(io::Error::other);
        text.and_then(|text| fs::write(&path, text)).map_err(|source| ShelfError::Io { path, source })
    }
}

/// What cannot be removed since it is not there is removed.
fn removed(result: io::Result<()>, path: &Path) -> Result<(), ShelfError> {
    match result {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(ShelfError::Io { path: path.to_owned(), source: error })
        }
        _ => Ok(()),
    }
}

/// The size of all files below `folder`, in bytes; of what cannot be read, nothing.
pub(super) fn size_of(folder: &Path) -> u64 {
    let Ok(entries) = fs::read_dir(folder) else { return 0 };
    let sizes = entries.filter_map(Result::ok).map(|entry| match entry.metadata() {
        Ok(data) if data.is_dir() => size_of(&entry.path()),
        Ok(data) => data.len(),
        Err(_) => 0,
    });
    sizes.sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shelf(ids: &[&str]) -> (tempfile::TempDir, Shelf) {
        let folder = tempfile::tempdir().expect("a folder");
        let shelf = Shelf::new(folder.path().to_owned());
        for id in ids {
            fs::write(shelf.weights(id).expect("a name"), "weights").expect("a file");
        }
        (folder, shelf)
    }

    #[test]
    fn the_chosen_model_comes_before_the_catalogues_first_and_a_named_one_before_both() {
        let (_folder, shelf) = shelf(&["smollm2", "mine"]);
        assert_eq!(shelf.chosen(None).expect("one").id, "smollm2");
        shelf.choose("mine").expect("chosen");
        assert_eq!(shelf.chosen(None).expect("one").id, "mine");
        assert_eq!(shelf.chosen(Some("smollm2")).expect("one").id, "smollm2");
        assert_eq!(shelf.chosen(Some("gone")), None, "a name is not replaced by another");
        assert!(matches!(shelf.choose("gone"), Err(ShelfError::NotInstalled(_))));
    }

    #[test]
    fn what_was_removed_is_gone_with_its_note_and_its_part() {
        let (folder, shelf) = shelf(&["smollm2"]);
        fs::write(shelf.part("smollm2"), "half").expect("a file");
        let note = Note {
            source: "a file".to_owned(),
            sha256: String::new(),
            verified: false,
            licence: None,
            requantised: true,
        };
        shelf.keep_note("smollm2", &note).expect("kept");
        assert_eq!(shelf.all()[0].note.as_ref(), Some(&note));
        shelf.choose("smollm2").expect("chosen");
        for extension in ["fast", "origin", "wheel"] {
            fs::write(shelf.part("smollm2").with_extension(extension), "left").expect("a file");
        }
        let package = shelf.part("smollm2").with_extension("pip").join("tmp");
        fs::create_dir_all(&package).expect("a folder");
        fs::write(package.join("half"), "of a wheel").expect("a file");
        assert!(shelf.remove("smollm2").expect("removed") >= 7 + 4 + 3 * 4 + 10);
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 0);
        assert!(matches!(shelf.remove("smollm2"), Err(ShelfError::NotInstalled(_))));
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 0, "looking leaves nothing behind");
    }

    #[test]
    fn what_a_broken_pull_left_is_removed_and_a_running_one_is_left_alone() {
        let (folder, shelf) = shelf(&[]);
        fs::write(shelf.part("mine"), "half").expect("a file");
        assert!(!shelf.has_part("mine"), "a part of nowhere is not gone on with");
        fs::write(shelf.part("mine").with_extension("origin"), "url").expect("a file");
        assert!(shelf.has_part("mine") && !shelf.has_part("smollm2"));
        let pull = shelf.lock("mine").expect("nobody else");
        assert!(matches!(shelf.lock("mine"), Err(ShelfError::Busy(_))));
        assert!(matches!(shelf.remove("mine"), Err(ShelfError::Busy(_))));
        assert!(shelf.has_part("mine"), "taken from under a pull");
        drop(pull);
        assert_eq!(shelf.remove("mine").expect("removed"), 4 + 3);
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 0);
    }

    #[test]
    fn a_name_never_leads_out_of_the_folder() {
        let (_folder, shelf) = shelf(&[]);
        for name in ["", "..", "../x", "a/b", "a\\b", ".hidden", "가"] {
            assert!(matches!(shelf.weights(name), Err(ShelfError::BadName(_))), "{name}");
            assert_eq!(shelf.installed(name), None);
        }
    }
}
