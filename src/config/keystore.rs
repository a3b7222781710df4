//! baro's own keys: one file a provider, 0600 in 0700, written whole or not at all.
//!
//! A file's first line is the key; the second, where there is one, the host that it was given for.

use std::io::{self, ErrorKind, Write};
use std::path::Path;
use std::path::PathBuf;

use crate::domain::Secret;

use super::credential::{self, KeyError, KeyOrigin};
use super::error::Unreadable;
use super::paths::Paths;
use super::{platform, value};

/// What a file holds. It has no Debug.
pub(super) struct Stored {
    pub(super) key: String,
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
    let key = lines.next().unwrap_or_default().to_owned();
    let host = lines.next().map(str::trim).filter(|host| !host.is_empty()).map(str::to_owned);
    Ok(Stored { key, host })
}

/// Keeps a key for `provider`, in place of an earlier one, to be sent to `host` alone: the
/// [`super::Endpoint::host`] of the provider as it is set now. Returns the file.
pub fn write_key(paths: &Paths, provider: &str, host: &str, key: &Secret) -> Result<PathBuf, KeyError> {
    let path = named(paths, provider)?;
    if !credential::is_sendable(key) {
        return Err(KeyError::NotAKey { origin: KeyOrigin::Store(path) });
    }
    let fresh = paths.keys_dir.join(format!(".{provider}.{}", std::process::id()));
    let write = || -> io::Result<()> {
        platform::create_private_folder(&paths.keys_dir)?;
        // Left behind by a process that was killed and had this one's number.
        match std::fs::remove_file(&fresh) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut file = platform::create_private_file(&fresh)?;
        file.write_all(format!("{}\n{host}\n", key.expose()).as_bytes())?;
        file.sync_all()?;
        std::fs::rename(&fresh, &path)
    };
    match write() {
        Ok(()) => Ok(path),
        Err(error) => {
            // A part of a key must not stay behind; if even that fails, the first error is the one to tell.
            drop(std::fs::remove_file(&fresh));
            Err(KeyError::Unwritable { path, reason: Unreadable::of(&error) })
        }
    }
}

/// Forgets the key of `provider`. False where there was none.
pub fn remove_key(paths: &Paths, provider: &str) -> Result<bool, KeyError> {
    let path = named(paths, provider)?;
    match std::fs::remove_file(&path) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(KeyError::Unwritable { path, reason: Unreadable::of(&error) }),
    }
}

/// The providers that the store holds a key of, sorted.
pub fn list_keys(paths: &Paths) -> Result<Vec<String>, KeyError> {
    let unreadable =
        |error: &io::Error| KeyError::Unreadable { path: paths.keys_dir.clone(), reason: Unreadable::of(error) };
    let files = match std::fs::read_dir(&paths.keys_dir) {
        Ok(files) => files,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
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
