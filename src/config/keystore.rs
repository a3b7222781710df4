//! baro's own keys: one file a provider, 0600 in 0700, written whole or not at all.
//!
//! A file's first line is the key, or says that the system's keyring holds it; the second, where there is one, is the host
//! that it was given for.

use std::io::{self, Write as _};
use std::path::Path;
use std::path::PathBuf;

use crate::domain::Secret;

use super::credential::{self, KeyError, KeyOrigin, KeyringAct};
use super::error::Unreadable;
use super::paths::Paths;
use super::system_keyring::{self, KeyringTrouble};
use super::{load, value};
use crate::files::{self, Fresh, Readers};

/// The first line of a file whose key is in the system's keyring. It has blanks, so that it can be no key.
const IN_KEYRING: &str = "(in the system's keyring)";

/// Where a key of baro's own is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// In its file.
    File,
    /// In the system's keyring; the file says so.
    Keyring,
}

/// A key that was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Its file.
    pub file: PathBuf,
    /// Why an earlier key, which is used no more, is still in the keyring.
    pub left_in_keyring: Option<KeyringTrouble>,
}

/// What a file holds. It has no Debug.
pub(super) struct Stored {
    /// The key; `None`: it is in the system's keyring.
    pub(super) key: Option<String>,
    pub(super) host: Option<String>,
}

/// The file for a provider's key; `None` where the name cannot be a provider's.
pub(super) fn file(paths: &Paths, provider: &str) -> Option<PathBuf> {
    value::is_provider_name(provider).then(|| paths.keys_dir.join(provider))
}

/// Reads a file of the store, refusing one that others can read.
pub(super) fn read(path: &Path) -> Result<Stored, KeyError> {
    let text = credential::read_file(path)?;
    let mut lines = text.lines();
    let key = Some(lines.next().unwrap_or_default()).filter(|line| *line != IN_KEYRING).map(str::to_owned);
    let host = lines.next().map(str::trim).filter(|host| !host.is_empty()).map(str::to_owned);
    Ok(Stored { key, host })
}

/// Keeps a key for `provider`, in place of an earlier one, to be sent to `host` alone: the
/// [`super::Endpoint::host`] of the provider as it is set now. Where that fails, the earlier one stays.
pub fn write_key(paths: &Paths, provider: &str, host: &str, key: &Secret, keep: Keep) -> Result<Kept, KeyError> {
    let path = named(paths, provider)?;
    if !credential::is_sendable(key) {
        return Err(KeyError::NotAKey { origin: KeyOrigin::Store(path) });
    }
    let was_in_keyring = is_in_keyring(&path);
    let first_line = match keep {
        Keep::File => key.expose(),
        Keep::Keyring => IN_KEYRING,
    };
    let unwritable = |error: &io::Error| KeyError::Unwritable { path: path.clone(), reason: Unreadable::of(error) };
    let write = || -> io::Result<Fresh> {
        files::make_folder(&paths.keys_dir)?;
        files::take_from_others(&paths.keys_dir)?;
        // Through a link the key would land where `remove_key` leaves it.
        let mut fresh = Fresh::in_place_of(path.clone())?;
        fresh.write_all(format!("{first_line}\n{host}\n").as_bytes())?;
        Ok(fresh)
    };
    let fresh = write().map_err(|error| unwritable(&error))?;
    if keep == Keep::Keyring {
        system_keyring::set(provider, key.expose())
            .map_err(|trouble| KeyError::of_keyring(provider, KeyringAct::Keep, trouble))?;
    }
    fresh.put(Readers::User).map_err(|error| unwritable(&error))?;
    let left_in_keyring = match keep {
        Keep::File if was_in_keyring => {
            system_keyring::remove(provider).err().filter(|why| *why != KeyringTrouble::Gone)
        }
        Keep::File | Keep::Keyring => None,
    };
    Ok(Kept { file: path, left_in_keyring })
}

/// Forgets the key of `provider`, and says where it was; `None` where there was none. Where the keyring does not forget
/// it, the file stays, too.
pub fn remove_key(paths: &Paths, provider: &str) -> Result<Option<Keep>, KeyError> {
    let path = named(paths, provider)?;
    let keep = if is_in_keyring(&path) { Keep::Keyring } else { Keep::File };
    if keep == Keep::Keyring {
        match system_keyring::remove(provider) {
            Ok(()) | Err(KeyringTrouble::Gone) => {}
            Err(trouble) => return Err(KeyError::of_keyring(provider, KeyringAct::Remove, trouble)),
        }
    }
    match std::fs::remove_file(&path) {
        Ok(()) => Ok(Some(keep)),
        Err(error) if files::is_none(error.kind()) => Ok(None),
        Err(error) => Err(KeyError::NotRemoved { path, reason: Unreadable::of(&error) }),
    }
}

/// True where a provider's file says that its key is in the keyring, whoever else can read it.
fn is_in_keyring(path: &Path) -> bool {
    let text = load::read_text(path, credential::KEY_LIMIT);
    text.is_ok_and(|text| text.lines().next() == Some(IN_KEYRING))
}

/// Whether the store holds a key of `provider`, be it in force or not.
#[must_use]
pub fn keeps_key(paths: &Paths, provider: &str) -> bool {
    file(paths, provider).is_some_and(|path| path.exists())
}

/// The providers that the store holds a key of, sorted.
pub fn list_keys(paths: &Paths) -> Result<Vec<String>, KeyError> {
    let unreadable =
        |error: &io::Error| KeyError::Unreadable { path: paths.keys_dir.clone(), reason: Unreadable::of(error) };
    let files = match std::fs::read_dir(&paths.keys_dir) {
        Ok(files) => files,
        Err(error) if files::is_none(error.kind()) => return Ok(Vec::new()),
        Err(error) => return Err(unreadable(&error)),
    };
    let mut providers = Vec::new();
    for file in files {
        let name = file.map_err(|error| unreadable(&error))?.file_name();
        providers.extend(name.to_str().filter(|name| value::is_provider_name(name)).map(str::to_owned));
    }
    providers.sort();
    Ok(providers)
}

fn named(paths: &Paths, provider: &str) -> Result<PathBuf, KeyError> {
    file(paths, provider).ok_or_else(|| KeyError::NotAProvider { provider: provider.to_owned() })
}
