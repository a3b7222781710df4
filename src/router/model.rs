//! Learnt weights, read where they lie.
//!
//! The blob: [`MAGIC`], the version of the features, sizes, a scale for each route and part, then the [`Table`] of hashed
//! features, one signed byte for each named feature and route but the last, the lexicon and the vocabulary. The weights of a
//! feature sum to 0, so those of the last route need not be kept. Reading it is slicing; what does not fit is refused.

use super::features::{self, Feature, Language};
use super::lexicon::{Lexicon, NODE_BYTES};
use super::table::{self, Table};
use super::vocabulary::{CELL_BYTES, Vocabulary};
use crate::domain::Route;

/// The first bytes of a blob.
pub const MAGIC: [u8; 6] = *b"baroRT";
/// Bytes before the weights.
pub const HEADER_BYTES: usize = 6 + 2 + 4 + 4 + 4 + 4 + 4 + N_STORED * 2 * 4;
/// Bytes of the weights of named features.
const NAMED_BYTES: usize = (features::COUNT - features::HASHED) * N_STORED;
const N_ROUTES: usize = Route::ALL.len();
/// Routes whose weights are kept.
pub const N_STORED: usize = N_ROUTES - 1;
/// No honest step is larger: 127 of them would outweigh everything else.
const LARGEST_SCALE: f32 = 16.0;

/// Weights and lexicon.
#[derive(Debug, Clone, Copy)]
pub struct Model<'a> {
    /// What a step of a signed byte is worth: hashed features, then named ones, for each route.
    scales: [[f32; N_STORED]; 2],
    hashed: Table<'a>,
    named: &'a [u8],
    /// The lexicon and the vocabulary that the weights were learnt with.
    pub language: Language<'a>,
}

/// A blob that cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BlobError {
    /// It does not begin as one.
    #[error("these are no router weights")]
    NotWeights,
    /// It was made for other features.
    #[error("the weights are of version {found}, this program reads version {}", features::VERSION)]
    WrongVersion {
        /// The version it was made for.
        found: u16,
    },
    /// Its sizes do not fit each other.
    #[error("the weights are damaged")]
    Damaged,
}

impl<'a> Model<'a> {
    /// Reads a blob. Nothing is copied but the scales.
    pub fn parse(blob: &'a [u8]) -> Result<Self, BlobError> {
        let header = blob.get(..HEADER_BYTES).ok_or(BlobError::NotWeights)?;
        if header[..6] != MAGIC {
            return Err(BlobError::NotWeights);
        }
        let found = u16::from_le_bytes([header[6], header[7]]);
        if found != features::VERSION {
            return Err(BlobError::WrongVersion { found });
        }
        let word = |at: usize| [header[at], header[at + 1], header[at + 2], header[at + 3]];
        let size = |at: usize| usize::try_from(u32::from_le_bytes(word(at))).unwrap_or(usize::MAX);
        let (n_table, n_named, n_nodes, n_sets, n_cells) = (size(8), size(12), size(16), size(20), size(24));
        let n_weights = table::BYTES + NAMED_BYTES;
        let fits = n_table == table::BYTES
            && n_named == NAMED_BYTES
            && u16::try_from(n_nodes).is_ok()
            && u16::try_from(n_sets).is_ok()
            && blob.len()
                == HEADER_BYTES + n_weights + n_nodes * NODE_BYTES + n_sets * 8 + n_cells.saturating_mul(CELL_BYTES);
        if !fits {
            return Err(BlobError::Damaged);
        }
        let mut scales = [[0.0; N_STORED]; 2];
        for (index, scale) in scales.as_flattened_mut().iter_mut().enumerate() {
            *scale = f32::from_le_bytes(word(28 + index * 4));
        }
        if scales.as_flattened().iter().any(|scale| !(0.0..=LARGEST_SCALE).contains(scale)) {
            return Err(BlobError::Damaged);
        }
        let (weights, lexicon) = blob[HEADER_BYTES..].split_at(n_weights);
        let (nodes, sets) = lexicon.split_at(n_nodes * NODE_BYTES);
        let (sets, cells) = sets.split_at(n_sets * 8);
        let (table, named) = weights.split_at(table::BYTES);
        let hashed = Table::new(table).ok_or(BlobError::Damaged)?;
        let lexicon = Lexicon::new(nodes, sets).ok_or(BlobError::Damaged)?;
        let vocabulary = Vocabulary::new(cells).ok_or(BlobError::Damaged)?;
        Ok(Self { scales, hashed, named, language: Language { lexicon, vocabulary } })
    }

    /// The weights of a feature for each route.
    #[must_use]
    pub fn weights(&self, feature: &Feature) -> [f32; N_ROUTES] {
        let index = feature.index as usize;
        let scales = &self.scales[usize::from(index >= features::HASHED)];
        let row = self.row(index);
        balanced(std::array::from_fn(|route| f32::from(row[route]) * scales[route]))
    }

    /// Log-odds of each route, before they are brought to sum to one.
    #[must_use]
    pub fn logits(&self, list: &[Feature], n_hashed: usize) -> [f32; N_ROUTES] {
        let (hashed, named) = list.split_at(n_hashed.min(list.len()));
        // All hashed features of a message have one value, so their bytes are summed first.
        let mut sums = [0i32; N_STORED];
        for feature in hashed {
            let row = self.row(feature.index as usize);
            for route in 0..N_STORED {
                sums[route] += i32::from(row[route]);
            }
        }
        let value = hashed.first().map_or(0.0, |feature| feature.value);
        #[expect(clippy::cast_precision_loss, reason = "a few hundred thousand at most")]
        let mut logits: [f32; N_STORED] =
            std::array::from_fn(|route| sums[route] as f32 * self.scales[0][route] * value);
        let mut named_sums = [0.0; N_STORED];
        for feature in named {
            let row = self.row(feature.index as usize);
            for route in 0..N_STORED {
                named_sums[route] += f32::from(row[route]) * feature.value;
            }
        }
        for route in 0..N_STORED {
            logits[route] += named_sums[route] * self.scales[1][route];
        }
        balanced(logits)
    }

    fn row(&self, index: usize) -> [i8; N_STORED] {
        let row = match index.checked_sub(features::HASHED) {
            None => self.hashed.row(index),
            Some(place) => {
                let row = self.named.get(place * N_STORED..(place + 1) * N_STORED);
                row.map(|row| std::array::from_fn(|route| row[route].cast_signed()))
            }
        };
        row.unwrap_or([0; N_STORED])
    }
}

/// `stored`, and for the last route what brings the sum to 0.
fn balanced(stored: [f32; N_STORED]) -> [f32; N_ROUTES] {
    std::array::from_fn(|route| stored.get(route).copied().unwrap_or_else(|| -stored.iter().sum::<f32>()))
}

/// Probabilities of `logits`; they sum to 1.
#[must_use]
pub fn probabilities(logits: [f32; N_ROUTES]) -> [f32; N_ROUTES] {
    let highest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let powers = logits.map(|logit| (logit - highest).exp());
    let sum: f32 = powers.iter().sum();
    powers.map(|power| power / sum)
}
