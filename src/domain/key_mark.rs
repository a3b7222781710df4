//! Tells two keys of a provider apart, without being one.

/// Thirty-two bits of a digest: enough to see that a key is another one, and far too few to find it by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyMark(u32);

impl KeyMark {
    /// Nobody knows which: it was not kept, or could not be read.
    pub const UNKNOWN: Self = Self(0);

    /// No key: whoever was asked was asked without one.
    pub const NONE: Self = Self(1);

    /// The mark of which the digest begins so.
    #[must_use]
    pub const fn of_digest(beginning: [u8; 4]) -> Self {
        match u32::from_be_bytes(beginning) {
            0 | 1 => Self(2),
            mark => Self(mark),
        }
    }

    /// As the database keeps it.
    #[must_use]
    pub const fn number(self) -> u32 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_has_the_mark_of_none_or_of_nobody_knows_which() {
        for beginning in [[0; 4], [0, 0, 0, 1], [9; 4]] {
            let mark = KeyMark::of_digest(beginning);
            assert!(mark != KeyMark::NONE && mark != KeyMark::UNKNOWN, "{mark:?}");
        }
        assert_ne!(KeyMark::NONE, KeyMark::UNKNOWN);
    }
}
