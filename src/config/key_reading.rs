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
pub(super) enum Stage {
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

    pub(super) fn enter(&self, stage: Stage) -> Stage {
        std::mem::replace(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner), stage)
    }

    pub(super) fn leave(&self) {
        if let Stage::Running(started) = self.enter(Stage::Left) {
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
