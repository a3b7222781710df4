//! The keyring of the system, behind the feature `keyring`: the Secret Service on Linux (gnome-keyring, `KWallet`), the
//! keychain on macOS, the Credential Manager on Windows.
//!
//! It may be locked, and then its own program asks the user. That is waited for as long as a person needs for a
//! passphrase, and no longer. Without the feature each function says so, and nothing of the system is asked.

use std::time::Duration;

/// Why the keyring does not give, take or forget a key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyringTrouble {
    /// This program was built without it.
    #[error("this build has no keyring")]
    NotBuilt,
    /// There is none on this machine, or not for this session.
    #[error("the system's keyring cannot be reached: {said}")]
    Absent {
        /// What the system said.
        said: String,
    },
    /// It is locked, and was not unlocked.
    #[error("the system's keyring is locked: {said}")]
    Locked {
        /// What the system said.
        said: String,
    },
    /// It has no such key.
    #[error("the system's keyring has no such key")]
    Gone,
    /// Nobody unlocked it in time.
    #[error("the system's keyring did not answer within {} s", limit.as_secs())]
    TimedOut {
        /// How long was waited.
        limit: Duration,
    },
    /// Anything else.
    #[error("the system's keyring: {said}")]
    Failed {
        /// What the system said.
        said: String,
    },
}

/// True where this program can use a keyring at all.
pub const HAS_KEYRING: bool = cfg!(feature = "keyring");

pub(super) use system::{get, remove, set};

#[cfg(feature = "keyring")]
mod system {
    use std::sync::mpsc;

    use keyring::{Entry, Error};

    use super::super::credential::PERSON_LIMIT;
    use super::super::value;
    use super::KeyringTrouble;

    /// The name under which the keyring's own programs show baro's keys.
    const SERVICE: &str = "baro";

    /// The key of `provider`.
    pub(in super::super) fn get(provider: &str) -> Result<String, KeyringTrouble> {
        with_entry(provider, Entry::get_password)
    }

    /// Keeps the key of `provider`, in place of an earlier one.
    pub(in super::super) fn set(provider: &str, key: &str) -> Result<(), KeyringTrouble> {
        let key = key.to_owned();
        with_entry(provider, move |entry| entry.set_password(&key))
    }

    /// Forgets the key of `provider`.
    pub(in super::super) fn remove(provider: &str) -> Result<(), KeyringTrouble> {
        with_entry(provider, Entry::delete_credential)
    }

    /// Does something with the entry of `provider`, on a thread of its own: the system's side has no time limit, and
    /// waits without an end for a question that nobody sees.
    fn with_entry<T: Send + 'static>(
        provider: &str,
        act: impl FnOnce(&Entry) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, KeyringTrouble> {
        let provider = provider.to_owned();
        let (sender, receiver) = mpsc::channel();
        std::thread::spawn(move || {
            if let Err(error) = Entry::store_status() {
                return drop(sender.send(Err(KeyringTrouble::Absent { said: said(error) })));
            }
            let done = Entry::new(SERVICE, &provider).and_then(|entry| act(&entry));
            drop(sender.send(done.map_err(|error| trouble(&error))));
        });
        match receiver.recv_timeout(PERSON_LIMIT) {
            Ok(done) => done,
            Err(mpsc::RecvTimeoutError::Timeout) => Err(KeyringTrouble::TimedOut { limit: PERSON_LIMIT }),
            Err(mpsc::RecvTimeoutError::Disconnected) => Err(KeyringTrouble::Failed { said: "?".to_owned() }),
        }
    }

    fn trouble(error: &Error) -> KeyringTrouble {
        match error {
            Error::NoEntry => KeyringTrouble::Gone,
            Error::NoStorageAccess(_) => KeyringTrouble::Locked { said: said(error) },
            Error::NoDefaultStore => KeyringTrouble::Absent { said: said(error) },
            _ => KeyringTrouble::Failed { said: said(error) },
        }
    }

    /// What the system said, bounded, with what looks like a key masked. The library's own errors can hold the secret
    /// (`BadEncoding`), so that only those are put into words that cannot.
    fn said(error: &Error) -> String {
        match error {
            Error::PlatformFailure(inner) | Error::NoStorageAccess(inner) => value::quoted(&inner.to_string()),
            Error::BadEncoding(_) | Error::BadDataFormat(..) => "not text".to_owned(),
            Error::Ambiguous(_) => "more than one key of that name".to_owned(),
            other => value::quoted(&other.to_string()),
        }
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn what_is_said_of_a_secret_never_holds_it() {
            let secret = b"gsk_0123456789abcdef\xff".to_vec();
            let told = format!("{:?}", trouble(&Error::BadEncoding(secret)));
            assert!(!told.contains("0123") && !told.contains("103, 115"), "{told}");
        }

        #[test]
        fn a_locked_keyring_is_told_from_one_without_the_key() {
            let locked = trouble(&Error::NoStorageAccess("prompt dismissed".into()));
            assert_eq!(locked, KeyringTrouble::Locked { said: "prompt dismissed".to_owned() });
            assert_eq!(trouble(&Error::NoEntry), KeyringTrouble::Gone);
        }
    }
}

#[cfg(not(feature = "keyring"))]
mod system {
    use super::KeyringTrouble;

    pub(in super::super) fn get(_provider: &str) -> Result<String, KeyringTrouble> {
        Err(KeyringTrouble::NotBuilt)
    }

    pub(in super::super) fn set(_provider: &str, _key: &str) -> Result<(), KeyringTrouble> {
        Err(KeyringTrouble::NotBuilt)
    }

    pub(in super::super) fn remove(_provider: &str) -> Result<(), KeyringTrouble> {
        Err(KeyringTrouble::NotBuilt)
    }
}
