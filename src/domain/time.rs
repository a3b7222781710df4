//! Points in time, as data. Reading the clock is the composition root's.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// A span of time in whole milliseconds.
#[must_use]
pub fn whole_ms(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}

/// Milliseconds since 1970-01-01 UTC.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct UnixMillis(pub i64);

impl UnixMillis {
    /// This point moved by `delta_ms` (which may be negative).
    #[must_use]
    pub const fn plus_ms(self, delta_ms: i64) -> Self {
        Self(self.0.saturating_add(delta_ms))
    }

    /// Milliseconds from `earlier` to this point, at least 0.
    #[must_use]
    pub const fn since_ms(self, earlier: Self) -> i64 {
        let delta = self.0.saturating_sub(earlier.0);
        if delta < 0 { 0 } else { delta }
    }
}
