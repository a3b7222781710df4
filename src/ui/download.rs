//! Shows how far a download is: a bar on a terminal, a line for each step elsewhere.
//!
//! It draws what it is told and fetches nothing.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::console::Console;
use super::messages::LocalRemark;
#[cfg(feature = "local")]
use super::trouble;
#[cfg(feature = "local")]
use crate::engine::embedded::pull::Step;

/// A screen of so many columns shows speed and time as well, at their longest, in one line.
const WIDE: usize = 78;

/// A download on the screen.
pub struct DownloadBar<'c> {
    console: &'c Console,
    bar: Option<ProgressBar>,
}

impl<'c> DownloadBar<'c> {
    /// Nothing is drawn yet.
    #[must_use]
    pub const fn new(console: &'c Console) -> Self {
        Self { console, bar: None }
    }

    /// A line that stays, above the bar.
    pub fn say(&mut self, remark: &LocalRemark<'_>) {
        self.clear();
        self.console.notice(&remark.text(self.console.lang()));
    }

    /// Shows a step of fetching the model `name`, of `n_bytes` where that is known.
    #[cfg(feature = "local")]
    pub fn step(&mut self, name: &str, n_bytes: Option<u64>, step: Step) {
        match step {
            Step::Trying { source } => self.say(&LocalRemark::Fetching { model: name, n_bytes, source: &source }),
            Step::Failed { source, why } => {
                let why = trouble::of_mirror(self.console.lang(), &source, &why);
                self.say(&LocalRemark::MirrorFailed { source: &source, why: &why });
            }
            Step::Bytes { n_done, n_all } => self.advance(n_done, n_all),
            Step::Requantising => self.say(&LocalRemark::Preparing),
        }
    }

    /// So many bytes of so many are here.
    pub fn advance(&mut self, n_done: u64, n_all: Option<u64>) {
        if !self.console.can_animate() {
            return;
        }
        let bar = self.bar.get_or_insert_with(|| begin(self.console, n_all));
        bar.set_position(n_done);
        if let Some(n_all) = n_all {
            bar.set_length(n_all);
        }
    }

    /// Takes the bar off the screen.
    pub fn clear(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }
}

impl Drop for DownloadBar<'_> {
    fn drop(&mut self) {
        self.clear();
    }
}

fn begin(console: &Console, n_all: Option<u64>) -> ProgressBar {
    let columns = console.stderr_view().columns.unwrap_or(80).saturating_sub(1).max(1);
    let target = ProgressDrawTarget::term_like(Box::new(console.progress_line(columns)));
    let template = match n_all {
        Some(_) if columns >= WIDE => {
            "{bar:24} {percent:>3}% {decimal_bytes}/{decimal_total_bytes} {decimal_bytes_per_sec} {eta}"
        }
        Some(_) => "{bar:8} {percent:>3}% {decimal_bytes}/{decimal_total_bytes}",
        None => "{spinner} {decimal_bytes} {decimal_bytes_per_sec} {elapsed}",
    };
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::with_draw_target(n_all, target).with_style(style.progress_chars("#>-"))
}
