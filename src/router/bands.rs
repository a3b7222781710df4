//! Numbers as the bands that they fall into: each band is a feature of its own.

use crate::domain::Fact;

/// The first of the bands, each ended by a limit, that `n` is in; behind the last limit is one more.
pub(super) fn band(n: usize, limits: &[usize]) -> usize {
    limits.iter().position(|limit| n <= *limit).unwrap_or(limits.len())
}

/// The same of a share.
pub(super) fn band_of_share(share: f32, limits: &[f32]) -> usize {
    limits.iter().position(|limit| share <= *limit).unwrap_or(limits.len())
}

/// The band of a text's length.
pub(super) fn length_band(n_chars: usize) -> usize {
    band(n_chars, &[4, 8, 14, 22, 34, 55, 90, 160, 320, 700, 1_600, 5_000])
}

/// What a length is called among the reasons.
pub(super) fn length_fact(n_chars: usize) -> Fact {
    match n_chars {
        0..=24 => Fact::Short,
        25..=400 => Fact::Middling,
        _ => Fact::Long,
    }
}
