//! How many threads a model is computed on.
//!
//! Two threads that wait for each other on a machine whose processors are taken are slower than one by far (measured
//! on two busy processors: a fifth of the speed), so only what is idle is used.

use std::thread::available_parallelism;

/// More threads than this make models of this size no faster.
const MOST: usize = 4;

/// candle reads its number of threads from here, once, when it first computes.
const VARIABLE: &str = "CANDLE_NUM_THREADS";

/// Decides once for the process, and has candle start as many. Returns how many there are.
pub(super) fn begin(wanted: Option<u16>) -> usize {
    let processors = available_parallelism().map_or(1, usize::from);
    let n_threads = wanted.map_or_else(|| spare(processors, load()), |wanted| bounded(processors, wanted));
    // candle offers no other way to say it: its pool takes no size, and the variable cannot be set before the first thread
    // starts, since only a message that the model is asked shows that it is needed. It is set only while the pool comes to be.
    temp_env::with_var(VARIABLE, Some(n_threads.to_string()), || candle_core::utils::barrier_pool().n_workers() + 1)
}

/// As many as are wanted, and no more than there are processors: threads that wait for each other on one processor stop
/// all of them (measured on two processors: four threads write 0.4 tokens a second, 64 none).
fn bounded(processors: usize, wanted: u16) -> usize {
    usize::from(wanted).clamp(1, processors.max(1))
}

/// The threads that `processors` have to spare while `load` others want to run.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a load is small and not below zero")]
fn spare(processors: usize, load: f64) -> usize {
    let taken = load.clamp(0.0, 10_000.0).round() as usize;
    processors.saturating_sub(taken).clamp(1, MOST)
}

/// How many threads wanted to run in the last minute; 0 where the system does not say.
#[cfg(target_os = "linux")]
fn load() -> f64 {
    let text = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').next().and_then(|word| word.parse().ok()).unwrap_or(0.0)
}

/// Other systems do not say it without unsafe code.
#[cfg(not(target_os = "linux"))]
fn load() -> f64 {
    0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_threads_than_processors_are_never_begun() {
        for (processors, wanted, expected) in [(2, 1, 1), (2, 2, 2), (2, 4, 2), (2, 1024, 2), (64, 16, 16), (0, 3, 1)] {
            assert_eq!(bounded(processors, wanted), expected, "{processors} {wanted}");
        }
    }

    #[test]
    fn a_busy_machine_gets_one_thread_and_a_large_one_no_more_than_four() {
        for (processors, load, expected) in
            [(2, 0.1, 2), (2, 0.6, 1), (2, 12.0, 1), (1, 0.0, 1), (8, 0.0, 4), (8, 6.2, 2), (8, f64::NAN, 4)]
        {
            assert_eq!(spare(processors, load), expected, "{processors} {load}");
        }
    }
}
