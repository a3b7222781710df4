//! The learnt weights of hashed features: those that tell most, each in a place of its own.
//!
//! Of the buckets that words are hashed into, most were met by no prompt or say nothing. The rest lie in bins of
//! eight: a bucket's number is its bin and its mark together, so that what is found is what was looked for, and what was
//! never learnt weighs nothing.

use super::features::HASHED;
use super::model::N_STORED;

/// Bins.
const N_BINS: usize = 14_336;
/// Buckets that a bin keeps.
const PLACES: usize = 8;
/// The mark of a place where nothing is kept.
const NOTHING: u8 = u8::MAX;
/// The marks of a bin, then the weights of its places.
const BIN_BYTES: usize = PLACES * (1 + N_STORED);
/// Bytes of a table.
pub const BYTES: usize = N_BINS * BIN_BYTES;

const _: () = assert!(HASHED.div_ceil(N_BINS) <= NOTHING as usize, "a mark is a byte");

/// A compiled table, read from its bytes.
#[derive(Debug, Clone, Copy)]
pub struct Table<'a> {
    bins: &'a [u8],
}

impl<'a> Table<'a> {
    /// A view of a compiled table; `None` where it is not [`BYTES`] long.
    #[must_use]
    pub fn new(bytes: &'a [u8]) -> Option<Self> {
        (bytes.len() == BYTES).then_some(Self { bins: bytes })
    }

    /// Of the buckets with some use, those that have a place: of a bin the most useful ones. In order.
    #[must_use]
    pub fn places(usefulness: &[f64]) -> Vec<u32> {
        let mut bins: Vec<Vec<u32>> = vec![Vec::new(); N_BINS];
        for (bucket, useful) in (0u32..).zip(usefulness) {
            if *useful > 0.0 {
                bins[place(bucket as usize).0].push(bucket);
            }
        }
        let use_of = |bucket: &u32| usefulness[*bucket as usize];
        for bin in &mut bins {
            bin.sort_by(|one, other| use_of(other).total_cmp(&use_of(one)));
            bin.truncate(PLACES);
        }
        let mut kept = bins.concat();
        kept.sort_unstable();
        kept
    }

    /// The table of buckets that have a place, with the weights of each.
    #[must_use]
    pub fn compile(rows: impl Iterator<Item = (u32, [i8; N_STORED])>) -> Vec<u8> {
        let mut bins = [NOTHING; PLACES].into_iter().chain([0; PLACES * N_STORED]).collect::<Vec<u8>>().repeat(N_BINS);
        for (bucket, weights) in rows {
            let (bin, mark) = place(bucket as usize);
            let (marks, rows) = bins[bin * BIN_BYTES..][..BIN_BYTES].split_at_mut(PLACES);
            if let Some(at) = marks.iter().position(|taken| *taken == NOTHING) {
                marks[at] = mark;
                rows[at * N_STORED..][..N_STORED].copy_from_slice(&weights.map(i8::cast_unsigned));
            }
        }
        bins
    }

    /// The weights of a bucket; none where it has no place.
    #[must_use]
    pub fn row(&self, bucket: usize) -> Option<[i8; N_STORED]> {
        let (bin, mark) = place(bucket);
        let (marks, rows) = self.bins[bin * BIN_BYTES..][..BIN_BYTES].split_at(PLACES);
        let at = marks.iter().position(|kept| *kept == mark)?;
        let row = &rows[at * N_STORED..][..N_STORED];
        Some(std::array::from_fn(|route| row[route].cast_signed()))
    }
}

/// The bin of a bucket, and its mark there.
#[expect(clippy::cast_possible_truncation, reason = "fewer than `NOTHING`, as is asserted")]
const fn place(bucket: usize) -> (usize, u8) {
    (bucket % N_BINS, (bucket / N_BINS) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_bin_the_most_useful_are_kept_and_each_finds_its_own() {
        let mut usefulness = vec![0.0; HASHED];
        let in_a_bin: Vec<usize> = (0..12).map(|mark| 5 + mark * N_BINS).collect();
        for (bucket, useful) in in_a_bin.iter().zip([3.0, 1.0, 9.0, 0.0, 4.0, 2.0, 8.0, 7.0, 6.0, 5.0, 0.5, 10.0]) {
            usefulness[*bucket] = useful;
        }
        usefulness[HASHED - 1] = 0.1;
        let kept = Table::places(&usefulness);
        let expected = [0, 2, 4, 6, 7, 8, 9, 11].map(|at| in_a_bin[at]);
        assert_eq!(
            kept.iter().map(|bucket| *bucket as usize).collect::<Vec<_>>(),
            [&expected[..], &[HASHED - 1]].concat()
        );

        let weights = |bucket: u32| [1, -2, 3, -128, (bucket % 100) as i8];
        let bytes = Table::compile(kept.iter().map(|bucket| (*bucket, weights(*bucket))));
        let table = Table::new(&bytes).expect("whole");
        for bucket in &kept {
            assert_eq!(table.row(*bucket as usize), Some(weights(*bucket)));
        }
        assert_eq!([in_a_bin[1], in_a_bin[3], 0, 6].map(|bucket| table.row(bucket)), [None; 4]);
        assert!(Table::new(&bytes[1..]).is_none());
    }
}
