//! The reading of a key, from the side of whoever waits for it.

use std::io::{self, ErrorKind};
use std::process::{Child, Command};
use std::sync::{Arc, Mutex, PoisonError};

use super::platform;

/// The reading of a key, which whoever waits for it may leave: a `key_command` then ends, and all that it started.
#[derive(Debug, Clone, Default)]
pub struct KeyReading(Arc<Mutex<Stage>>);

/// How far the reading of a key is.
#[derive(Debug, Default)]
enum Stage {
    /// No command runs.
    #[default]
    Quiet,
    /// This one does.
    Running(platform::Started),
    /// Nobody waits any more.
    Left,
}

/// Leaves the reading of a key when it is dropped.
#[derive(Debug)]
pub struct LeftWhenDropped(KeyReading);

impl Drop for LeftWhenDropped {
    fn drop(&mut self) {
        self.0.leave();
    }
}

impl KeyReading {
    /// For whoever waits: once this is dropped, nobody does.
    #[must_use]
    pub fn left_when_dropped(&self) -> LeftWhenDropped {
        LeftWhenDropped(self.clone())
    }

    /// The command that ran is waited for from here on. Whoever left stays away.
    pub(super) fn quiet(&self) {
        let mut stage = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if matches!(*stage, Stage::Running(_)) {
            *stage = Stage::Quiet;
        }
    }

    pub(super) fn leave(&self) {
        // Held until it has ended: whoever waits for the command meanwhile would free its number for another process.
        let mut stage = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Stage::Running(started) = std::mem::replace(&mut *stage, Stage::Left) {
            started.end();
        }
    }

    pub(super) fn start(&self, command: &mut Command) -> io::Result<Child> {
        let mut stage = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if matches!(*stage, Stage::Left) {
            return Err(ErrorKind::Interrupted.into());
        }
        let (child, started) = platform::Started::start(command)?;
        *stage = Stage::Running(started);
        Ok(child)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_started_for_whoever_left_though_a_command_was_quiet_after_that() {
        let reading = KeyReading::default();
        drop(reading.left_when_dropped());
        reading.quiet();
        let started = reading.start(&mut platform::shell("exit 0"));
        assert_eq!(started.map(drop).map_err(|error| error.kind()), Err(ErrorKind::Interrupted));
    }

    #[test]
    fn a_command_that_is_waited_for_makes_room_for_the_next_one() {
        let reading = KeyReading::default();
        for _ in 0..2 {
            let mut child = reading.start(&mut platform::shell("exit 0")).expect("started");
            reading.quiet();
            assert!(matches!(*reading.0.lock().expect("nobody panicked"), Stage::Quiet));
            assert!(child.wait().expect("ended").success());
        }
    }
}
