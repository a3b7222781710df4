//! What was found of providers while one piece of work is done: each is looked at once, however many models it has.
//!
//! To look opens the file of a key that baro keeps. What changes meanwhile is seen by the next piece of work.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use super::roster::ProviderEntry;
use super::{Engine, Unusable};
use crate::domain::Candidate;

/// Whether providers can be used, as far as they were looked at.
#[derive(Debug, Default)]
pub(super) struct Looked(Mutex<HashMap<String, Result<(), Unusable>>>);

impl Looked {
    /// As [`Engine::usable`].
    pub fn usable(&self, engine: &Engine, entry: &ProviderEntry<'_>) -> Result<(), Unusable> {
        let mut found = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(usable) = found.get(entry.id) {
            return usable.clone();
        }
        let usable = engine.usable(entry);
        found.insert(entry.id.to_owned(), usable.clone());
        usable
    }

    /// As [`Engine::is_usable`].
    pub fn has(&self, engine: &Engine, candidate: &Candidate) -> bool {
        engine.provider_entry(&candidate.model.provider).is_some_and(|entry| {
            let is_here = engine.embedded_state(entry.wire, &candidate.model.id).is_none();
            is_here && self.usable(engine, &entry).is_ok()
        })
    }
}
