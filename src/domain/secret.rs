//! A value that must never be shown.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};

/// An API key. Its Debug is `***`; it has no Display and no serialisation; memory is wiped on drop.
#[derive(Clone)]
pub struct Secret(SecretString);

impl Secret {
    /// Wraps a key as read, without the line end that files and commands leave.
    #[must_use]
    pub fn new(key: &str) -> Self {
        Self(SecretString::from(key.trim().to_owned()))
    }

    /// The key itself, for the request's header and for scrubbing it from text. Nothing else.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// True where there is nothing inside.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.expose().is_empty()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_nothing_of_the_key() {
        assert_eq!(format!("{:?}", Some(Secret::new("sk-live-1\n"))), "Some(***)");
        assert_eq!(Secret::new("sk-live-1\n").expose(), "sk-live-1");
    }
}
