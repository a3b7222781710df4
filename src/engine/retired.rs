//! Ids that are gone, and what their vendors have in their place.
//!
//! What was written out where a model is named (`provider:model`) is sent as it is: nobody asks here about that.

use super::Engine;
use super::looked::Looked;
use super::names::Named;
use super::roster::family_of_id;
use crate::domain::{Candidate, ModelRef};
use crate::provider::registry;

/// An id that was named and that its vendor has no more, and whoever takes its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replaced {
    /// What was named.
    pub gone: ModelRef,
    /// Who is asked.
    pub by: ModelRef,
}

impl Engine {
    /// What stands in the place of an id that its vendor has no more. `None` also where the vendor's own list, read since
    /// the id was to go, has it all the same.
    pub(super) fn successor(&self, model: &ModelRef) -> Option<ModelRef> {
        let vendor = self.provider_entry(&model.provider)?.vendor?;
        // The day is only asked for where there is a successor.
        vendor.successor(&model.id)?;
        let gone = vendor.successor_on(&model.id, &self.today())?;
        let is_listed = self.refreshed(&model.provider, &model.id).is_some()
            && gone.since.as_ref().is_none_or(|since| *since <= self.refreshed_on(&model.provider));
        (!is_listed).then(|| ModelRef::new(&model.provider, &gone.successor))
    }

    /// A candidate as it is, or what stands in its place.
    pub(super) fn mended(&self, named: impl Into<Named>) -> Named {
        let Named { mut candidate, mut retired } = named.into();
        if let Some(new) = self.successor(&candidate.model) {
            retired = Some(std::mem::replace(&mut candidate.model, new));
        }
        Named { candidate, retired }
    }

    /// An id that is gone, without its provider: its successor, with a word about it.
    pub(super) fn retired_called(&self, name: &str) -> Option<Named> {
        let gone: Vec<(ModelRef, ModelRef)> =
            registry::successors(name).map(|(new, row)| (ModelRef::new(&new.provider, &row.id), new)).collect();
        let looked = Looked::default();
        let usable = |new: &ModelRef| looked.has(self, &Candidate { model: new.clone(), effort: None });
        // Who asks for a Kimi of old gets the Kimi of today, where there is one.
        let family = family_of_id(name);
        let is_of_family = |new: &ModelRef| {
            let entry = self.provider_entry(&new.provider);
            family.zip(entry).is_some_and(|(family, entry)| self.facts(&entry, &new.id).family == family.id)
        };
        let of_family = gone.iter().find(|(_, new)| usable(new) && is_of_family(new));
        let (old, new) = of_family.or_else(|| gone.iter().find(|(_, new)| usable(new))).or(gone.first()).cloned()?;
        Some(Named { candidate: Candidate { model: new, effort: None }, retired: Some(old) })
    }
}
