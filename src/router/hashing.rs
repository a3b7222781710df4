//! The buckets of hashed features: the same on every machine, and apart for each kind. What is hashed is said elsewhere.

use super::features::HASHED_BITS;

/// Kinds of hashed features: what keeps `w:die` apart from `first:die`.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Word = 1,
    Pair,
    Head,
    Tail,
    Syllables,
    Prefix,
    Quoted,
    Stems,
    Letters,
    FollowUp,
    Root,
    Opens,
    Ends,
    Vowels,
}

/// A hash that is the same on every machine.
#[derive(Clone, Copy)]
pub(super) struct Hash(u64);

impl Hash {
    pub fn new(kind: Kind) -> Self {
        Self(0x9e37_79b9_7f4a_7c15 ^ (kind as u64) << 56)
    }

    pub fn with(self, letters: &[char]) -> Self {
        letters.iter().fold(self, |hash, letter| hash.and(u64::from(u32::from(*letter))))
    }

    pub fn and(self, value: u64) -> Self {
        Self((self.0.rotate_left(5) ^ value).wrapping_mul(0x517c_c1b7_2722_0a95))
    }

    pub fn bucket(self) -> u32 {
        let mixed = (self.0 ^ self.0 >> 32).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (mixed >> (64 - HASHED_BITS)) as u32
    }
}
