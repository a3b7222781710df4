//! Money in integers.

use std::fmt;
use std::iter::Sum;
use std::ops::Add;

use serde::{Deserialize, Serialize};

/// Millionths of a US dollar. An unknown price is `Option::None`, never zero.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct MicroUsd(pub i64);

impl MicroUsd {
    /// Dollars, for JSON and display.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "nine billion dollars are exact in an f64")]
    pub fn as_usd(self) -> f64 {
        self.0 as f64 / 1e6
    }

    /// The nearest millionth; `None` for what is not a finite amount that fits.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "the range is checked first")]
    pub fn from_usd(dollars: f64) -> Option<Self> {
        let micros = (dollars * 1e6).round();
        (micros.is_finite() && micros.abs() < 9.0e18).then_some(Self(micros as i64))
    }
}

impl Add for MicroUsd {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sum for MicroUsd {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self(0), Add::add)
    }
}

impl fmt::Display for MicroUsd {
    /// `$0.0005`: four places below a dollar cent, two above, and never `$0` for what is not nothing.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let usd = self.as_usd();
        match self.0.abs() {
            0 => f.write_str("$0"),
            1..=49 => f.write_str("<$0.0001"),
            50..=99_999 => write!(f, "${usd:.4}"),
            _ => write!(f, "${usd:.2}"),
        }
    }
}
