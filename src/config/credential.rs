//! The key of a provider, bound to its host.
//!
//! Finding out where a key would come from costs nothing; reading it (a file, a command) happens in [`key`]
//! alone. No key goes to a host that it was not given for, nor over a connection that others can read. No
//! error and no Debug here holds a key's value.

use std::fmt;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::domain::Secret;
use crate::domain::catalogue::Vendor;

use super::endpoint::{self, Endpoint, EndpointError, EndpointOrigin};
use super::environment::Environment;
use super::error::Unreadable;
use super::key_reading::KeyReading;
use super::key_shape::{self, BadShape};
use super::settings::{KeySource, Settings};
use super::system_keyring::{self, KeyringTrouble};
use super::{key_command, keystore, load, platform};
use crate::files;

/// How long a `key_command` or a keyring may take: a person may have to type a passphrase.
pub(super) const PERSON_LIMIT: Duration = Duration::from_mins(1);
/// The most that is read of a key file or of a command's output, in bytes.
pub(super) const KEY_LIMIT: u64 = 16 * 1024;

/// A key and where it came from.
#[derive(Debug, Clone)]
pub struct KeyFound {
    /// The key.
    pub secret: Secret,
    /// Where it came from.
    pub origin: KeyOrigin,
}

/// Where a key comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyOrigin {
    /// `[providers.NAME]` says so.
    Settings(KeySource),
    /// A variable that the vendor's own programs read too.
    Environment(String),
    /// baro's own store, which `baro auth add` writes: this file.
    Store(PathBuf),
    /// The system's keyring, as baro's own store says.
    Keyring,
}

impl fmt::Display for KeyOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Environment(name) | Self::Settings(KeySource::Environment(name)) => write!(f, "the variable {name}"),
            Self::Settings(KeySource::File(path)) => write!(f, "the key file {}", path.display()),
            Self::Settings(KeySource::Command(_)) => f.write_str("what its key_command prints"),
            Self::Store(path) => write!(f, "baro's own key file {}", path.display()),
            Self::Keyring => f.write_str("the system's keyring"),
        }
    }
}

impl KeyOrigin {
    /// True where reading the key may have to wait for a person.
    #[must_use]
    pub const fn may_ask_a_person(&self) -> bool {
        matches!(self, Self::Keyring | Self::Settings(KeySource::Command(_)))
    }

    /// The variable of the environment that it is, if it is one.
    #[must_use]
    pub fn variable(&self) -> Option<&str> {
        match self {
            Self::Environment(name) | Self::Settings(KeySource::Environment(name)) => Some(name),
            Self::Settings(_) | Self::Store(_) | Self::Keyring => None,
        }
    }
}

/// What was wanted of the system's keyring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyringAct {
    /// To read a key.
    Read,
    /// To keep one.
    Keep,
    /// To forget one.
    Remove,
}

/// What is known of a provider's key without reading it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyState {
    /// There is one, and it may be sent.
    Ready(KeyOrigin),
    /// There is one, but it was given for another host, so it is not sent.
    Withheld {
        /// Where it would come from.
        origin: KeyOrigin,
        /// The host that the provider is set to.
        host: String,
        /// The host that the key belongs to.
        bound_to: String,
    },
    /// There is none.
    Missing,
    /// There is one that cannot be used.
    Refused(KeyError),
}

/// A key that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// It would travel where others can read it.
    #[error("the key of `{provider}` would go to {base_url} without TLS")]
    Insecure {
        /// The provider.
        provider: String,
        /// Where it would go.
        base_url: String,
    },
    /// Its file cannot be read.
    #[error("{}: {reason}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: Unreadable,
    },
    /// The file that the settings name for it cannot be read.
    #[error("the key file of `{provider}`: {}: {reason}", path.display())]
    NamedFileUnreadable {
        /// The provider.
        provider: String,
        /// The file.
        path: PathBuf,
        /// Why.
        reason: Unreadable,
    },
    /// Its file cannot be written.
    #[error("{}: {reason}", path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: Unreadable,
    },
    /// Its file cannot be removed.
    #[error("{}: {reason}", path.display())]
    NotRemoved {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: Unreadable,
    },
    /// The system's keyring does not give, take or forget it.
    #[error("the key of `{provider}`: {trouble}")]
    Keyring {
        /// The provider.
        provider: String,
        /// What was wanted.
        act: KeyringAct,
        /// Why not.
        trouble: KeyringTrouble,
    },
    /// Group or others can read or write its file; `chmod 600` mends it.
    #[error("{}: open to others (mode {mode:03o})", path.display())]
    OpenToOthers {
        /// The file.
        path: PathBuf,
        /// Its mode.
        mode: u32,
    },
    /// There is nothing in it.
    #[error("no key in {origin}")]
    Empty {
        /// Where it would come from.
        origin: KeyOrigin,
    },
    /// It holds blanks, control characters or letters outside ASCII, so it cannot be sent.
    #[error("no key that can be sent in {origin}")]
    NotAKey {
        /// Where it comes from.
        origin: KeyOrigin,
    },
    /// It can be no key of the vendor's at whose own site it would be shown.
    #[error("no key of {provider} in {origin}: {bad}")]
    Shape {
        /// The provider.
        provider: String,
        /// Where it comes from.
        origin: KeyOrigin,
        /// What is wrong with it.
        bad: BadShape,
    },
    /// The `key_command` does not start.
    #[error("the key_command of `{provider}` does not start: {reason}")]
    CommandNotStarted {
        /// The provider.
        provider: String,
        /// Why.
        reason: ErrorKind,
    },
    /// The `key_command` failed.
    #[error("the key_command of `{provider}` failed: {said}")]
    CommandFailed {
        /// The provider.
        provider: String,
        /// Its exit code; `None` where a signal ended it.
        code: Option<i32>,
        /// What it said on stderr: the last line, bounded, with what looks like a key masked.
        said: String,
    },
    /// The `key_command` did not end in time.
    #[error("the key_command of `{provider}` did not end within {} s", limit.as_secs())]
    CommandTimedOut {
        /// The provider.
        provider: String,
        /// How long it may take.
        limit: Duration,
    },
    /// The provider's name cannot be a file's.
    #[error("`{provider}` is no provider's name")]
    NotAProvider {
        /// The name.
        provider: String,
    },
    /// It is not known where the provider is.
    #[error(transparent)]
    Endpoint(#[from] EndpointError),
}

impl KeyError {
    pub(super) fn of_keyring(provider: &str, act: KeyringAct, trouble: KeyringTrouble) -> Self {
        Self::Keyring { provider: provider.to_owned(), act, trouble }
    }

    /// The same of a file that the settings name, and not of one of baro's own.
    fn of_named_file(self, provider: &str) -> Self {
        match self {
            Self::Unreadable { path, reason } => {
                Self::NamedFileUnreadable { provider: provider.to_owned(), path, reason }
            }
            other => other,
        }
    }
}

/// Where a key would come from, and the host that it was given for where that is written down.
struct Located {
    origin: KeyOrigin,
    bound_to: Option<String>,
}

/// The key of `provider`, read now. `None`: there is none that may be sent; [`key_state`] says why.
///
/// A file is read, a `key_command` run, a keyring asked: this may take as long as a person needs for a passphrase, at most a
/// minute, so not on a thread that others wait for.
pub fn key(
    settings: &Settings,
    environment: &Environment,
    provider: &str,
    vendor: Option<&Vendor>,
) -> Result<Option<KeyFound>, KeyError> {
    key_unless_left(settings, environment, provider, vendor, &KeyReading::default())
}

/// As [`key`], unless it is left.
pub fn key_unless_left(
    settings: &Settings,
    environment: &Environment,
    provider: &str,
    vendor: Option<&Vendor>,
    reading: &KeyReading,
) -> Result<Option<KeyFound>, KeyError> {
    match key_state(settings, environment, provider, vendor) {
        KeyState::Missing | KeyState::Withheld { .. } => Ok(None),
        KeyState::Refused(error) => Err(error),
        KeyState::Ready(origin) => {
            let secret = read_checked(settings, environment, provider, vendor, &origin, reading)?;
            Ok(Some(KeyFound { secret, origin }))
        }
    }
}

/// What is known of a provider's key without running a command.
#[must_use]
pub fn key_state(settings: &Settings, environment: &Environment, provider: &str, vendor: Option<&Vendor>) -> KeyState {
    let located = match locate(settings, environment, provider, vendor) {
        Ok(Some(located)) => located,
        Ok(None) => return KeyState::Missing,
        Err(error) => return KeyState::Refused(error),
    };
    let endpoint = match endpoint::endpoint(settings, environment, provider, vendor) {
        Ok(endpoint) => endpoint,
        Err(error) => return KeyState::Refused(error.into()),
    };
    if let Some(bound_to) = withheld(&endpoint, vendor, &located) {
        let host = endpoint.host().unwrap_or_default();
        return KeyState::Withheld { origin: located.origin, host, bound_to };
    }
    if !endpoint::is_private(&endpoint.base_url) {
        return KeyState::Refused(KeyError::Insecure { provider: provider.to_owned(), base_url: endpoint.base_url });
    }
    // Looking costs nothing there.
    let text = located.origin.variable().and_then(|name| environment.get(name));
    match text.map_or(Ok(()), |text| check_form(text, provider, vendor, &endpoint, &located.origin)) {
        Ok(()) => KeyState::Ready(located.origin),
        Err(error) => KeyState::Refused(error),
    }
}

/// What is known of a provider's key once it was read, where reading it asks nobody: variables and files. A command is
/// not run, and no keyring asked.
#[must_use]
pub fn examined_key(
    settings: &Settings,
    environment: &Environment,
    provider: &str,
    vendor: Option<&Vendor>,
) -> KeyState {
    match key_state(settings, environment, provider, vendor) {
        KeyState::Ready(origin) if !origin.may_ask_a_person() => {
            match read_checked(settings, environment, provider, vendor, &origin, &KeyReading::default()) {
                Ok(_) => KeyState::Ready(origin),
                Err(error) => KeyState::Refused(error),
            }
        }
        state => state,
    }
}

/// The key that is there, once it is known that it may be shown where the provider is.
fn read_checked(
    settings: &Settings,
    environment: &Environment,
    provider: &str,
    vendor: Option<&Vendor>,
    origin: &KeyOrigin,
    reading: &KeyReading,
) -> Result<Secret, KeyError> {
    let secret = read(environment, provider, vendor, origin, reading)?;
    // What a variable holds was looked at before.
    if origin.variable().is_none() {
        let endpoint = endpoint::endpoint(settings, environment, provider, vendor)?;
        check_form(secret.expose(), provider, vendor, &endpoint, origin)?;
    }
    Ok(secret)
}

/// Where a provider's key would come from, whether it can be used or not.
#[must_use]
pub fn key_place(
    settings: &Settings,
    environment: &Environment,
    provider: &str,
    vendor: Option<&Vendor>,
) -> Option<KeyOrigin> {
    if let Some(source) = settings.providers.get(provider).and_then(|own| own.key.as_ref()) {
        return Some(KeyOrigin::Settings(source.clone()));
    }
    let mut names = vendor.into_iter().flat_map(|vendor| &vendor.key_env);
    if let Some(name) = names.find(|name| !is_blank(environment, name)) {
        return Some(KeyOrigin::Environment(name.clone()));
    }
    keystore::file(&settings.paths, provider).filter(|path| path.symlink_metadata().is_ok()).map(KeyOrigin::Store)
}

/// The key that a source would give, before the settings name it: the file is read, the command run. A relative path
/// starts at `folder`.
pub fn key_of(
    environment: &Environment,
    folder: &Path,
    provider: &str,
    vendor: Option<&Vendor>,
    source: KeySource,
    reading: &KeyReading,
) -> Result<Secret, KeyError> {
    let source = match source {
        KeySource::File(path) => KeySource::File(load::resolved_path(path, folder, environment.home().as_deref())),
        source => source,
    };
    read(environment, provider, vendor, &KeyOrigin::Settings(source), reading)
}

/// Refuses a file to be named in the settings that is none, or none but of this process: a pipe, and `/dev/fd/63` whatever
/// is behind it now. One that is missing may come.
pub fn check_nameable(environment: &Environment, folder: &Path, provider: &str, path: &Path) -> Result<(), KeyError> {
    let path = load::resolved_path(path.to_owned(), folder, environment.home().as_deref());
    if stays(&path) {
        return Ok(());
    }
    Err(KeyError::NamedFileUnreadable { provider: provider.to_owned(), path, reason: Unreadable::NotAFile })
}

/// Whether a file that the settings name is there for the next process, too: it is plain, or yet to come, and not this
/// process's alone, as `/dev/fd/63` is, which a shell makes of `<(..)`.
#[must_use]
pub fn stays(path: &Path) -> bool {
    const OF_THIS_PROCESS: [&str; 3] = ["/dev/fd", "/dev/stdin", "/proc"];
    let is_plain = path.metadata().map_or(true, |metadata| metadata.is_dir() || files::check_plain(&metadata).is_ok());
    is_plain && !OF_THIS_PROCESS.iter().any(|folder| path.starts_with(folder))
}

/// Where the key would come from: what `[providers.NAME]` names, and then nothing else; else the vendor's
/// variables; else baro's own store.
fn locate(
    settings: &Settings,
    environment: &Environment,
    provider: &str,
    vendor: Option<&Vendor>,
) -> Result<Option<Located>, KeyError> {
    let found = |origin| Ok(Some(Located { origin, bound_to: None }));
    match settings.providers.get(provider).and_then(|own| own.key.as_ref()) {
        Some(KeySource::Environment(name)) if is_blank(environment, name) => return Ok(None),
        Some(source) => {
            if let KeySource::File(path) = source {
                check_file(path).map_err(|error| error.of_named_file(provider))?;
            }
            let origin = KeyOrigin::Settings(source.clone());
            if let KeySource::Environment(name) = source {
                check_variable(environment, name, &origin)?;
            }
            return found(origin);
        }
        None => {}
    }
    let mut names = vendor.into_iter().flat_map(|vendor| &vendor.key_env);
    if let Some(name) = names.find(|name| !is_blank(environment, name)) {
        let origin = KeyOrigin::Environment(name.clone());
        check_variable(environment, name, &origin)?;
        return found(origin);
    }
    let Some(path) = keystore::file(&settings.paths, provider) else { return Ok(None) };
    match path.symlink_metadata() {
        Err(error) if files::is_none(error.kind()) => Ok(None),
        _ => {
            let stored = keystore::read(&path)?;
            let origin = match stored.key {
                Some(_) => KeyOrigin::Store(path),
                None if system_keyring::HAS_KEYRING => KeyOrigin::Keyring,
                None => return Err(KeyError::of_keyring(provider, KeyringAct::Read, KeyringTrouble::NotBuilt)),
            };
            Ok(Some(Located { origin, bound_to: stored.host }))
        }
    }
}

/// The host that the key belongs to, where that is not the host that it would be sent to.
///
/// The hosts are compared whole: a key whose host is written down with it goes there alone, be the other one loopback.
/// Loopback may have any other key. Else a key of the user's own provider goes to that provider; a vendor's key goes to the vendor's
/// sites, and elsewhere only if whoever named the other site named the key with it (the same
/// `[providers.NAME]` table, or the same environment).
fn withheld(endpoint: &Endpoint, vendor: Option<&Vendor>, key: &Located) -> Option<String> {
    let host = endpoint.host();
    if let Some(bound_to) = &key.bound_to {
        return (host.as_ref() != Some(bound_to)).then(|| bound_to.clone());
    }
    if endpoint.is_loopback() {
        return None;
    }
    let vendor = vendor?;
    if is_vendors_own(endpoint, vendor) {
        return None;
    }
    let is_named_together = matches!(
        (&endpoint.origin, &key.origin),
        (EndpointOrigin::Settings, KeyOrigin::Settings(_))
            | (
                EndpointOrigin::Environment(_),
                KeyOrigin::Settings(KeySource::Environment(_)) | KeyOrigin::Environment(_)
            )
    );
    if is_named_together { None } else { Some(endpoint::host(&vendor.base_url).unwrap_or_default()) }
}

/// Refuses a key file that is missing, is no plain file, or that others can read.
pub(super) fn check_file(path: &Path) -> Result<(), KeyError> {
    let unreadable = |reason| KeyError::Unreadable { path: path.to_owned(), reason };
    let metadata = path.metadata().map_err(|error| unreadable(Unreadable::of(&error)))?;
    files::check_plain(&metadata).map_err(|why| unreadable(Unreadable::not_read(&why, KEY_LIMIT)))?;
    match platform::open_to_others(&metadata) {
        Some(mode) => Err(KeyError::OpenToOthers { path: path.to_owned(), mode }),
        None => Ok(()),
    }
}

/// The mode of a file or folder that group or others can read or write; `None` where they cannot, or where nothing is.
#[must_use]
pub fn open_to_others(path: &Path) -> Option<u32> {
    path.metadata().ok().and_then(|metadata| platform::open_to_others(&metadata)).map(|mode| mode & 0o777)
}

/// The text of a key file, checked.
pub(super) fn read_file(path: &Path) -> Result<String, KeyError> {
    check_file(path)?;
    load::read_text(path, KEY_LIMIT).map_err(|reason| KeyError::Unreadable { path: path.to_owned(), reason })
}

pub(super) fn read(
    environment: &Environment,
    provider: &str,
    vendor: Option<&Vendor>,
    origin: &KeyOrigin,
    reading: &KeyReading,
) -> Result<Secret, KeyError> {
    let text = match origin {
        KeyOrigin::Settings(KeySource::Environment(name)) | KeyOrigin::Environment(name) => {
            environment.get(name).unwrap_or_default().to_owned()
        }
        KeyOrigin::Settings(KeySource::File(path)) => {
            let text = read_file(path).map_err(|error| error.of_named_file(provider))?;
            key_line(&text).to_owned()
        }
        KeyOrigin::Settings(KeySource::Command(command)) => {
            key_command::run(environment, provider, vendor, command, (PERSON_LIMIT, reading))?
        }
        // Between looking and reading the key may have moved into the keyring: then it is asked for there.
        KeyOrigin::Store(path) => match keystore::read(path)?.key {
            Some(key) => key,
            None => from_keyring(provider)?,
        },
        KeyOrigin::Keyring => from_keyring(provider)?,
    };
    let secret = as_sent(&text);
    if secret.is_empty() {
        return Err(KeyError::Empty { origin: origin.clone() });
    }
    if is_sendable(&secret) { Ok(secret) } else { Err(KeyError::NotAKey { origin: origin.clone() }) }
}

fn from_keyring(provider: &str) -> Result<String, KeyError> {
    system_keyring::get(provider).map_err(|trouble| KeyError::of_keyring(provider, KeyringAct::Read, trouble))
}

/// True for what can stand in a request's header.
pub(super) fn is_sendable(key: &Secret) -> bool {
    !key.is_empty() && key.expose().bytes().all(|byte| byte.is_ascii_graphic())
}

/// Refuses what can be no key of the vendor's before it is shown to somebody to whom it does not belong. That is known of
/// the vendor's own site alone: a server of the user's own may take any key, and so may whatever runs on this machine, but for
/// one in quotes.
fn check_form(
    key: &str,
    provider: &str,
    vendor: Option<&Vendor>,
    endpoint: &Endpoint,
    origin: &KeyOrigin,
) -> Result<(), KeyError> {
    let own = vendor.filter(|vendor| !endpoint.is_loopback() && is_vendors_own(endpoint, vendor));
    let quoted = key_shape::is_quoted(key).then_some(BadShape::Wrapped);
    match own.and_then(|vendor| key_shape::bad_at_vendor(key, &vendor.id)).or(quoted) {
        Some(bad) => Err(KeyError::Shape { provider: provider.to_owned(), origin: origin.clone(), bad }),
        None => Ok(()),
    }
}

/// Whether the endpoint is at one of the vendor's own sites.
fn is_vendors_own(endpoint: &Endpoint, vendor: &Vendor) -> bool {
    let host = endpoint.host();
    let of_other_site = vendor.other_base_url.as_deref().and_then(endpoint::host);
    host.is_some() && (host == endpoint::host(&vendor.base_url) || host == of_other_site)
}

/// Refuses a variable whose value can be no key: looking costs nothing there.
fn check_variable(environment: &Environment, name: &str, origin: &KeyOrigin) -> Result<(), KeyError> {
    let key = as_sent(environment.get(name).unwrap_or_default());
    if is_sendable(&key) { Ok(()) } else { Err(KeyError::NotAKey { origin: origin.clone() }) }
}

fn is_blank(environment: &Environment, name: &str) -> bool {
    environment.get(name).is_none_or(|value| value.trim().is_empty())
}

/// A key as it is sent, of the text of a variable or of the line of a file that holds it.
#[must_use]
pub fn as_sent(text: &str) -> Secret {
    Secret::new(text.trim_start_matches('\u{feff}'))
}

/// The line of a text that is the key: the first that is not blank. What follows is what password managers say beside a
/// password.
#[must_use]
pub fn key_line(text: &str) -> &str {
    text.trim_start_matches('\u{feff}').lines().find(|line| !line.trim().is_empty()).unwrap_or_default()
}
