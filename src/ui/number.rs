//! Numbers as people read them: durations, counts, percentages, money.

use super::messages::Label;
use crate::domain::{Lang, MicroUsd};
use crate::store::UsageRow;

/// `1.9초` / `1.9s`; from ten seconds on whole seconds, from a minute on `1분 5초` / `1m 5s`, from an hour on
/// `7시간 3분` / `7h 3m`.
#[must_use]
pub fn duration_ms(lang: Lang, ms: u64) -> String {
    let (second, minute, hour) = match lang {
        Lang::Ko => ("초", "분", "시간"),
        Lang::En => ("s", "m", "h"),
    };
    let tenths = ms.saturating_add(50) / 100;
    let seconds = ms.saturating_add(500) / 1000;
    match seconds {
        _ if tenths < 100 => format!("{}.{}{second}", tenths / 10, tenths % 10),
        0..=59 => format!("{seconds}{second}"),
        3600.. if seconds % 3600 < 60 => format!("{}{hour}", seconds / 3600),
        3600.. => format!("{}{hour} {}{minute}", seconds / 3600, seconds % 3600 / 60),
        _ if seconds.is_multiple_of(60) => format!("{}{minute}", seconds / 60),
        _ => format!("{}{minute} {}{second}", seconds / 60, seconds % 60),
    }
}

/// `12,345`.
#[must_use]
pub fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A probability as a whole percentage; less than all is never `100%`, more than nothing never `0%`.
#[must_use]
pub fn percent(probability: f32) -> String {
    let percent = (probability * 100.0).round();
    let percent = if probability < 1.0 { percent.min(99.0) } else { percent.min(100.0) };
    let percent = if probability > 0.0 { percent.max(1.0) } else { 0.0 };
    format!("{percent:.0}%")
}

/// What an answer costs its user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Charge {
    /// Nothing: the plan is free, or the model runs on this machine.
    Free,
    /// So much.
    Known(MicroUsd),
    /// The price is not known, which is not nothing.
    Unknown,
}

impl Charge {
    /// In words.
    #[must_use]
    pub fn text(self, lang: Lang) -> String {
        match (self, lang) {
            (Self::Known(amount), _) => amount.to_string(),
            (Self::Free, Lang::Ko) => "무료".to_owned(),
            (Self::Free, Lang::En) => "free".to_owned(),
            (Self::Unknown, Lang::Ko) => "가격 미확인".to_owned(),
            (Self::Unknown, Lang::En) => "price unknown".to_owned(),
        }
    }
}

/// What was spent so far: whole cents from one cent on, finer below.
#[must_use]
pub fn spent(amount: MicroUsd) -> String {
    if amount.0 < 10_000 { amount.to_string() } else { format!("${:.2}", amount.as_usd()) }
}

/// What sums of the ledger cost: what is known of it, and a sign where some of it is not.
#[must_use]
pub fn cost_of(lang: Lang, sums: &UsageRow) -> String {
    match (sums.cost_known.0, sums.n_unknown_cost) {
        (0, 0) => "$0".to_owned(),
        (_, 0) => spent(sums.cost_known),
        (0, _) => Label::Unknown.text(lang).to_owned(),
        (_, _) => format!("{} + ?", spent(sums.cost_known)),
    }
}

/// `1.5 MB`, in powers of ten.
#[must_use]
pub fn bytes(n_bytes: u64) -> String {
    const UNITS: [(u64, &str); 3] = [(1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB")];
    match UNITS.iter().find(|(size, _)| n_bytes >= *size) {
        Some((size, unit)) => {
            let tenths = n_bytes / (size / 10);
            format!("{}.{} {unit}", tenths / 10, tenths % 10)
        }
        None => format!("{n_bytes} B"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_lose_no_more_than_they_must() {
        for (ms, ko, en) in [
            (0, "0.0초", "0.0s"),
            (1_949, "1.9초", "1.9s"),
            (1_950, "2.0초", "2.0s"),
            (9_949, "9.9초", "9.9s"),
            (9_960, "10초", "10s"),
            (59_499, "59초", "59s"),
            (59_500, "1분", "1m"),
            (65_000, "1분 5초", "1m 5s"),
            (120_000, "2분", "2m"),
            (3_600_000, "1시간", "1h"),
            (25_380_000, "7시간 3분", "7h 3m"),
        ] {
            assert_eq!((duration_ms(Lang::Ko, ms).as_str(), duration_ms(Lang::En, ms).as_str()), (ko, en), "{ms}");
        }
    }

    #[test]
    fn counts_are_grouped_by_three() {
        for (count, text) in [(0, "0"), (999, "999"), (1_000, "1,000"), (u64::MAX, "18,446,744,073,709,551,615")] {
            assert_eq!(grouped(count), text);
        }
    }

    #[test]
    fn percentages_never_claim_certainty() {
        for (probability, text) in [(0.0, "0%"), (0.001, "1%"), (0.544, "54%"), (0.999, "99%"), (1.0, "100%")] {
            assert_eq!(percent(probability), text);
        }
        assert_eq!(percent(f32::NAN), "0%");
    }

    #[test]
    fn sums_are_told_in_cents_and_small_ones_are_not_nothing() {
        for (micros, text) in [(0, "$0"), (10, "<$0.0001"), (500, "$0.0005"), (30_000, "$0.03"), (1_500_000, "$1.50")] {
            assert_eq!(spent(MicroUsd(micros)), text);
        }
    }

    #[test]
    fn sizes_take_the_largest_unit() {
        for (size, text) in [(999, "999 B"), (1_500, "1.5 kB"), (5_000_000_000, "5.0 GB")] {
            assert_eq!(bytes(size), text);
        }
    }
}
