//! Reads a stream to its end, or until waiting for it is no longer right.
//!
//! One loop for standard input and for pipes given by name. The rules of waiting are [`Patience`]'s.

use super::patience::{Next, Patience, Rule, Writers};
use super::platform::{Got, Stream};
use std::io;
use tokio::time::{Instant, sleep_until};

/// The buffer has at least so much room for each read, in bytes: what a pipe holds.
const ROOM: usize = 64 * 1024;
/// After so many reads in a row other work (an interrupt) gets its turn.
const READS_IN_A_ROW: u32 = 64;

/// How the reading of a stream ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// At its end.
    Whole,
    /// Where only an ancestor is left that says nothing.
    Left,
    /// It was longer than the limit; what is kept is exactly as long.
    Cut,
    /// Nobody can tell who writes it, and nothing came.
    GivenUp,
    /// Nobody wrote into a pipe that was asked for.
    Silent {
        /// How long it was waited for, in seconds.
        waited_s: u64,
    },
}

/// Reads at most `limit` bytes; `notice` is called once when it takes long. Dropping the future stops it.
pub(super) async fn read(
    stream: &mut Stream,
    rule: Rule,
    limit: usize,
    notice: &mut dyn FnMut(),
) -> io::Result<(Vec<u8>, End)> {
    let started = Instant::now();
    let mut patience = Patience::new(rule);
    // Grows by doubling, which moves pages and not bytes once it is large; pages never written cost nothing.
    let mut bytes = Vec::new();
    let mut n_reads = 0;
    loop {
        bytes.reserve(ROOM);
        let got = stream.read_available(&mut bytes)?;
        let writers = match got {
            Got::Bytes => {
                if bytes.len() > limit {
                    bytes.truncate(limit);
                    return Ok((bytes, End::Cut));
                }
                patience.bytes_came(started.elapsed());
                n_reads += 1;
                if n_reads % READS_IN_A_ROW == 0 {
                    tokio::task::yield_now().await;
                }
                continue;
            }
            Got::Ended => return Ok((bytes, End::Whole)),
            Got::NobodyYet => Writers::None,
            Got::NothingYet if patience.wants_writers() => stream.who_writes(),
            Got::NothingYet => Writers::Unknown,
        };
        match patience.silence(started.elapsed(), writers) {
            Next::Notice => notice(),
            Next::WaitUntil(None) => stream.readable().await?,
            Next::WaitUntil(Some(until)) => tokio::select! {
                ready = stream.readable() => ready?,
                () = sleep_until(started + until) => {}
            },
            Next::Stop => return Ok((bytes, End::Left)),
            Next::StopAndTell => return Ok((bytes, End::GivenUp)),
            Next::TimedOut { waited_s } => return Ok((bytes, End::Silent { waited_s })),
        }
    }
}
