//! How long each part of an exchange with a provider may take.

use std::time::Duration;

/// The limits on waiting. Counted on a monotonic clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// Resolving, connecting and the TLS handshake together.
    pub connect: Duration,
    /// From sending to the first text or reasoning, whatever signs of life come before it.
    pub first_token: Duration,
    /// Without a byte. Bytes without content are borne three times as long.
    pub idle: Duration,
    /// The whole exchange, and the whole turn.
    pub total: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            first_token: Duration::from_mins(2),
            idle: Duration::from_secs(90),
            total: Duration::from_mins(15),
        }
    }
}
