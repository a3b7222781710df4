//! How good a router is on labelled messages: the arithmetic, for `baro route eval` and `cargo xtask eval`.
//!
//! A choice is right when it is among the acceptable routes. Nothing is read and nothing printed here.

use crate::domain::Route;

/// One labelled message, after the router saw it.
#[derive(Debug, Clone, Copy)]
pub struct Outcome<'a> {
    /// The acceptable routes, the best first. One without any is not counted.
    pub accept: &'a [Route],
    /// What the router chose.
    pub chosen: Route,
    /// The probability that it gave its choice.
    pub confidence: f32,
    /// The language of the message: `ko`, `en`, `mix`; empty where not known.
    pub lang: &'a str,
    /// The block of the set that it stands in: `plain`, `followup`, `trap`; empty where there are none.
    pub block: &'a str,
}

/// How many of how many were right.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Right ones.
    pub n_right: usize,
    /// All.
    pub n_total: usize,
}

impl Tally {
    /// Counts one more.
    pub fn add(&mut self, outcome: &Outcome<'_>) {
        self.n_total += 1;
        self.n_right += usize::from(outcome.accept.contains(&outcome.chosen));
    }

    /// The share that was right, 0.0 to 1.0; 0 where there was nothing.
    #[must_use]
    pub fn accuracy(self) -> f64 {
        ratio(self.n_right, self.n_total)
    }

    /// The interval that holds the true share with 95% (Wilson's score, z = 1.96).
    #[must_use]
    pub fn interval(self) -> (f64, f64) {
        if self.n_total == 0 {
            return (0.0, 1.0);
        }
        let z = 1.959_964;
        let n = real(self.n_total);
        let share = self.accuracy();
        let width = 1.0 + z * z / n;
        let centre = share + z * z / (2.0 * n);
        let spread = z * (share * (1.0 - share) / n + z * z / (4.0 * n * n)).sqrt();
        (((centre - spread) / width).max(0.0), ((centre + spread) / width).min(1.0))
    }
}

/// All figures of a set.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Figures {
    /// Over everything.
    pub all: Tally,
    /// Mean over the routes of F1. An acceptable choice counts for the route that was chosen.
    pub macro_f1: f64,
    /// How often the label of the row was given the route of the column, both in the order of [`Route::ALL`].
    pub confusion: [[usize; 6]; 6],
    /// By label: recall.
    pub by_route: [Tally; 6],
    /// By language, in alphabetical order.
    pub by_lang: Vec<(String, Tally)>,
    /// By block, in alphabetical order.
    pub by_block: Vec<(String, Tally)>,
    /// Expected calibration error over ten bins of equally many messages.
    pub calibration_error: f64,
}

impl Figures {
    /// The figures of `outcomes`.
    #[must_use]
    pub fn of(outcomes: &[Outcome<'_>]) -> Self {
        let mut figures = Self::default();
        let (mut n_true, mut n_chosen, mut n_label) = ([0usize; 6], [0usize; 6], [0usize; 6]);
        let mut calibration: Vec<(f32, bool)> = Vec::with_capacity(outcomes.len());
        for outcome in outcomes {
            let Some(&label) = outcome.accept.first() else { continue };
            let is_right = outcome.accept.contains(&outcome.chosen);
            figures.all.add(outcome);
            figures.by_route[label.index()].add(outcome);
            figures.confusion[label.index()][outcome.chosen.index()] += 1;
            let truth = if is_right { outcome.chosen } else { label };
            n_label[truth.index()] += 1;
            n_chosen[outcome.chosen.index()] += 1;
            n_true[truth.index()] += usize::from(is_right);
            for (name, tallies) in [(outcome.lang, &mut figures.by_lang), (outcome.block, &mut figures.by_block)] {
                if !name.is_empty() {
                    tally_of(tallies, name).add(outcome);
                }
            }
            calibration.push((outcome.confidence, is_right));
        }
        let f1 = |route: usize| ratio(2 * n_true[route], n_chosen[route] + n_label[route]);
        let seen: Vec<usize> = (0..6).filter(|route| n_label[*route] + n_chosen[*route] > 0).collect();
        if !seen.is_empty() {
            figures.macro_f1 = seen.iter().map(|route| f1(*route)).sum::<f64>() / real(seen.len());
        }
        figures.by_lang.sort_by(|one, other| one.0.cmp(&other.0));
        figures.by_block.sort_by(|one, other| one.0.cmp(&other.0));
        figures.calibration_error = calibration_error(calibration, 10);
        figures
    }
}

fn tally_of<'t>(tallies: &'t mut Vec<(String, Tally)>, name: &str) -> &'t mut Tally {
    let at = tallies.iter().position(|(known, _)| known == name).unwrap_or_else(|| {
        tallies.push((name.to_owned(), Tally::default()));
        tallies.len() - 1
    });
    &mut tallies[at].1
}

/// Mean distance between confidence and accuracy over `n_bins` bins of equally many messages.
fn calibration_error(mut seen: Vec<(f32, bool)>, n_bins: usize) -> f64 {
    seen.sort_by(|one, other| one.0.total_cmp(&other.0));
    let n = seen.len();
    (0..n_bins)
        .map(|bin| &seen[bin * n / n_bins..(bin + 1) * n / n_bins])
        .filter(|bin| !bin.is_empty())
        .map(|bin| {
            let confidence: f64 = bin.iter().map(|(confidence, _)| f64::from(*confidence)).sum();
            let n_right = bin.iter().filter(|(_, is_right)| *is_right).count();
            (confidence - real(n_right)).abs() / real(n)
        })
        .sum()
}

fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { real(part) / real(whole) }
}

#[expect(clippy::cast_precision_loss, reason = "counts of messages")]
fn real(n: usize) -> f64 {
    n as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(accept: &'static [Route], chosen: Route, confidence: f32) -> Outcome<'static> {
        Outcome { accept, chosen, confidence, lang: "ko", block: "" }
    }

    #[test]
    fn wilson_is_that_of_the_books() {
        // 81 of 263, the textbook's example: 0.2553 to 0.3662.
        let (low, high) = Tally { n_right: 81, n_total: 263 }.interval();
        assert!((low - 0.2553).abs() < 5e-4 && (high - 0.3662).abs() < 5e-4, "{low} {high}");
        assert_eq!(Tally::default().interval(), (0.0, 1.0));
    }

    #[test]
    fn an_acceptable_second_choice_is_right() {
        let figures = Figures::of(&[
            outcome(&[Route::Fast, Route::Code], Route::Code, 0.9),
            outcome(&[Route::Think], Route::Fast, 0.4),
            outcome(&[], Route::Fast, 0.4),
        ]);
        assert_eq!(figures.all, Tally { n_right: 1, n_total: 2 });
        assert_eq!(figures.confusion[Route::Fast.index()][Route::Code.index()], 1);
        assert_eq!(figures.by_lang, [("ko".to_owned(), Tally { n_right: 1, n_total: 2 })]);
        // code 1, think 0, fast 0
        assert!((figures.macro_f1 - 1.0 / 3.0).abs() < 1e-9);
    }

    #[test]
    fn calibration_compares_confidence_with_what_came_true() {
        let sure_and_right = vec![(1.0, true); 20];
        assert!(calibration_error(sure_and_right, 10) < 1e-9);
        let sure_and_wrong = vec![(1.0, false); 20];
        assert!((calibration_error(sure_and_wrong, 10) - 1.0).abs() < 1e-9);
        assert!(calibration_error(Vec::new(), 10).abs() < 1e-9);
    }
}
