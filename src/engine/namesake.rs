//! Who stands first where a family was preferred and somebody else is to answer, and why.
//!
//! Looks at a plan alone; what is said of it is the surfaces'.

use super::plan::TurnPlan;
use super::{Engine, Unusable};
use crate::domain::{Candidate, ModelRef};

/// Who answers in a family's place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InPlace {
    /// Who.
    pub by: ModelRef,
    /// What keeps the family from it; `None`: the route's order has none of it.
    pub why: Option<Unusable>,
}

impl Engine {
    /// Who stands first in a plan where that is nobody of `family`.
    #[must_use]
    pub fn in_place_of(&self, family: &str, plan: &TurnPlan) -> Option<InPlace> {
        let first = plan.first().filter(|first| first.facts.family != family)?;
        let left_out = plan.order.left_out.iter().filter(|(candidate, _)| is_of(candidate, family));
        // A free way to the family is told rather than one that is paid for.
        let why = left_out.min_by_key(|(candidate, _)| {
            let entry = self.provider_entry(&candidate.model.provider);
            !entry.is_some_and(|entry| self.facts(&entry, &candidate.model.id).is_free())
        });
        Some(InPlace { by: first.candidate.model.clone(), why: why.map(|(_, why)| why.clone()) })
    }
}

fn is_of(candidate: &Candidate, family: &str) -> bool {
    candidate.model.id.to_lowercase().contains(family)
}
