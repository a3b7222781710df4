//! Tells keys apart, and gathers those that can be had without asking anybody.
//!
//! A mark is no key, and nothing is read for one that may wait for a person: no command is run, and no keyring asked.

use sha2::{Digest as _, Sha256};

use super::credential::{self, KeyOrigin, KeyState, as_sent, key_line, key_state};
use super::environment::Environment;
use super::key_reading::KeyReading;
use super::keystore;
use super::settings::{KeySource, Settings};
use crate::domain::catalogue::Vendor;
use crate::domain::{KeyMark, Secret};

/// The mark of the key that a provider is asked with; [`KeyMark::NONE`] where it is asked without one,
/// [`KeyMark::UNKNOWN`] where its key cannot be read, and nobody is asked. Reading it asks nobody: a command is told from
/// others by its words, and stands for whichever key it gave last, as the keyring does.
#[must_use]
pub fn key_mark(settings: &Settings, environment: &Environment, provider: &str, vendor: Option<&Vendor>) -> KeyMark {
    let KeyState::Ready(origin) = key_state(settings, environment, provider, vendor) else { return KeyMark::NONE };
    match &origin {
        KeyOrigin::Settings(KeySource::Command(command)) => mark_of_command(provider, command),
        KeyOrigin::Keyring => mark_in_keyring(provider),
        KeyOrigin::Environment(_) | KeyOrigin::Settings(_) | KeyOrigin::Store(_) => {
            let read = credential::read(environment, provider, vendor, &origin, &KeyReading::default());
            read.map_or(KeyMark::UNKNOWN, |secret| mark_of(provider, &secret))
        }
    }
}

/// The keys that stand in these variables, and those in files: in baro's own store, and where the settings say. Each is as
/// it is sent; what cannot be read is passed over.
#[must_use]
pub fn keys_at_hand<'a>(
    settings: &Settings,
    environment: &Environment,
    variables: impl Iterator<Item = &'a str>,
) -> Vec<String> {
    let in_variables = variables.filter_map(|name| environment.get(name)).map(str::to_owned);
    let stored = keystore::list_keys(&settings.paths).unwrap_or_default();
    let stored = stored.iter().filter_map(|provider| {
        let path = keystore::file(&settings.paths, provider)?;
        keystore::read(&path).ok()?.key
    });
    let named = settings.providers.values().filter_map(|own| match &own.key {
        Some(KeySource::File(path)) => Some(key_line(&credential::read_file(path).ok()?).to_owned()),
        _ => None,
    });
    let keys = in_variables.chain(stored).chain(named).map(|text| as_sent(&text));
    keys.filter(|key| !key.is_empty()).map(|key| key.expose().to_owned()).collect()
}

/// The mark of whatever key a command gives for a provider.
#[must_use]
pub fn mark_of_command(provider: &str, command: &str) -> KeyMark {
    mark_of_words(&["command", provider, command])
}

/// The mark of whatever key the system's keyring holds for a provider.
#[must_use]
pub fn mark_in_keyring(provider: &str) -> KeyMark {
    mark_of_words(&["keyring", provider])
}

/// The mark of a key that stands in a variable or a file.
#[must_use]
pub fn mark_of(provider: &str, secret: &Secret) -> KeyMark {
    mark_of_words(&["key", provider, secret.expose()])
}

fn mark_of_words(words: &[&str]) -> KeyMark {
    let mut digest = Sha256::new();
    for word in words {
        digest.update(word.as_bytes());
        digest.update([0]);
    }
    let digest = digest.finalize();
    KeyMark::of_digest([digest[0], digest[1], digest[2], digest[3]])
}
