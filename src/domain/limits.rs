//! What a provider lets through, as its response headers tell.

use serde::{Deserialize, Serialize};

use super::UnixMillis;

/// One quota and what is left of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quota {
    /// The whole of it, in requests or tokens.
    pub limit: Option<u64>,
    /// What is left.
    pub remaining: Option<u64>,
    /// When it is whole again.
    pub resets_at: Option<UnixMillis>,
}

/// The limits that came with a response, at the time it came. Groq counts requests by the day and tokens by
/// the minute; others differ, and `resets_at` tells.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RateLimits {
    /// Requests.
    pub requests: Quota,
    /// Tokens, input and the requested answer together.
    pub tokens: Quota,
}

/// What is left of the requests that a plan lets through in a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeftToday {
    /// So many are left.
    pub n_left: u64,
    /// Of so many.
    pub n_allowed: u64,
}

/// What a provider told last of each quota, and when: a response may speak of one alone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Told {
    /// Requests.
    pub requests: Option<(Quota, UnixMillis)>,
    /// Tokens.
    pub tokens: Option<(Quota, UnixMillis)>,
}

impl Told {
    /// What was told, whenever it was.
    #[must_use]
    pub fn limits(&self) -> RateLimits {
        let quota = |told: Option<(Quota, UnixMillis)>| told.map(|(quota, _)| quota).unwrap_or_default();
        RateLimits { requests: quota(self.requests), tokens: quota(self.tokens) }
    }
}

impl RateLimits {
    /// True where no header said anything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
