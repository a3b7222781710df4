//! The buckets of hashed features: the same on every machine, and apart for each kind. What is hashed is said elsewhere.

use super::features::{HASHED_BITS, MAX_HASHED, Part};

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
    LastSentence,
    WithMaterial,
}

/// What a kind is made of. Each has a quarter of the buckets, so that pairs and syllables, of which there are too many
/// for theirs, share none with words.
#[derive(Clone, Copy)]
enum Quarter {
    Words,
    Neighbours,
    Letters,
    Syllables,
}

impl Kind {
    const fn quarter(self) -> Quarter {
        match self {
            Self::Word
            | Self::Head
            | Self::Tail
            | Self::Prefix
            | Self::Quoted
            | Self::FollowUp
            | Self::Root
            | Self::LastSentence
            | Self::WithMaterial => Quarter::Words,
            Self::Pair | Self::Stems => Quarter::Neighbours,
            Self::Letters => Quarter::Letters,
            Self::Syllables | Self::Opens | Self::Ends | Self::Vowels => Quarter::Syllables,
        }
    }
}

/// Buckets of a quarter.
const QUARTER: u32 = 1 << (HASHED_BITS - 2);

/// The part of the features that a bucket belongs to.
pub(super) const fn part(bucket: u32) -> Part {
    const WORDS: u32 = Quarter::Words as u32;
    const NEIGHBOURS: u32 = Quarter::Neighbours as u32;
    match bucket / QUARTER {
        WORDS => Part::Words,
        NEIGHBOURS => Part::Neighbours,
        _ => Part::PartsOfWords,
    }
}

/// Some buckets, in an open table.
pub(super) struct Seen {
    /// A bucket's number and 1; 0 where none is.
    cells: Vec<u32>,
}

impl Seen {
    /// At least twice as many cells as a message has buckets.
    const N_CELLS: usize = (MAX_HASHED * 2).next_power_of_two();

    pub fn nothing() -> Self {
        Self { cells: vec![0; Self::N_CELLS] }
    }

    /// Adds a bucket; `false` where it was there.
    pub fn add(&mut self, bucket: u32) -> bool {
        let mut cell = bucket as usize % Self::N_CELLS;
        while self.cells[cell] != 0 {
            if self.cells[cell] == bucket + 1 {
                return false;
            }
            cell = (cell + 1) % Self::N_CELLS;
        }
        self.cells[cell] = bucket + 1;
        true
    }
}

/// A hash that is the same on every machine.
#[derive(Clone, Copy)]
pub(super) struct Hash {
    mixed: u64,
    quarter: Quarter,
}

impl Hash {
    pub fn new(kind: Kind) -> Self {
        Self { mixed: 0x9e37_79b9_7f4a_7c15 ^ (kind as u64) << 56, quarter: kind.quarter() }
    }

    pub fn with(self, letters: &[char]) -> Self {
        letters.iter().fold(self, |hash, letter| hash.and(u64::from(u32::from(*letter))))
    }

    pub fn and(self, value: u64) -> Self {
        Self { mixed: (self.mixed.rotate_left(5) ^ value).wrapping_mul(0x517c_c1b7_2722_0a95), ..self }
    }

    pub fn bucket(self) -> u32 {
        let mixed = (self.mixed ^ self.mixed >> 32).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.quarter as u32 * QUARTER + (mixed >> (64 - HASHED_BITS + 2)) as u32
    }
}
