//! What the tests stand on: a fake upstream on loopback, the real program in a home of its own, and a terminal.
//!
//! Nothing here knows what baro should do; a claim belongs into a test. Nothing here sleeps: a wait ends when what
//! it waits for has happened, and fails loudly when it has not in time.

pub mod env;
pub mod groq_plan;
pub mod mcp;
#[cfg(unix)]
pub mod pty;
pub mod reply;
pub mod run;
pub mod script;
pub mod tls;
pub mod upstream;

use std::time::{Duration, Instant};

pub use env::TestEnv;
pub use mcp::McpClient;
pub use reply::{Cut, Reply};
pub use run::Run;
pub use script::{Finish, Script};
pub use upstream::Upstream;

/// The longest that anything in a test may take before it is given up.
pub const LIMIT: Duration = Duration::from_mins(1);

/// The machine's monotonic clock: tests measure the program from outside, where no other clock reaches.
#[expect(clippy::disallowed_methods, reason = "the tests are outside the program, whose clock is injected")]
pub fn now() -> Instant {
    Instant::now()
}
