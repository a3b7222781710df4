//! Tells two keys of a provider apart, without being one.

/// Thirty-two bits of a digest: enough to see that a key is another one, and far too few to find it by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct KeyMark(u32);

impl KeyMark {
    /// No key, or nobody knows which.
    pub const NONE: Self = Self(0);

    /// The mark of which the digest begins so.
    #[must_use]
    pub const fn of_digest(beginning: [u8; 4]) -> Self {
        match u32::from_be_bytes(beginning) {
            0 => Self(1),
            mark => Self(mark),
        }
    }

    /// As the database keeps it.
    #[must_use]
    pub const fn number(self) -> u32 {
        self.0
    }
}
