//! Whom the names of a line stand for, by what is configured. A name is an order: where nobody of that name can be
//! asked, it is refused, and nobody else takes the place.

use crate::domain::{Candidate, ModelRef};
use crate::engine::names::{N_NEAREST, Named as Resolved, bare_and_effort};
use crate::engine::{Engine, Error, Reach, Unusable};
use crate::grammar::{Named, Names};
use crate::provider::registry;

impl Engine {
    /// The names that a line may call models by: the families', the models', and the user's own.
    #[must_use]
    pub fn names(&self) -> Names<'static> {
        let listed = self
            .catalogue()
            .vendors
            .iter()
            .flat_map(|vendor| vendor.models.iter().map(|model| ModelRef::new(&vendor.id, &model.id)));
        let own = self.models_in_the_settings().into_iter().chain(self.refreshed_models_of_own_providers());
        let here = self.surveyed_models();
        let here = here.iter().map(|local| local.model.clone());
        let models: Vec<ModelRef> = own.chain(here).chain(listed).collect();
        Names::new(registry::families(), self.settings().aliases.keys().map(String::as_str)).with_models(&models)
    }

    /// Whom a name stands for, as far as can be told without asking the servers of this machine: for a preview.
    ///
    /// # Errors
    /// Where nobody of that name can be asked.
    pub fn candidate_known_as(&self, name: &Named, reach: Reach) -> Result<Candidate, Error> {
        let word = name.word();
        let known = self.resolve(word).or_else(|error| self.beginning(name, error));
        known
            .and_then(|named| self.asked_for(word, name, self.within(reach, name, named)?.candidate))
            .map_err(|error| self.as_far_as(reach, error))
    }

    /// The id that a name is of and that is gone, where that is so: whoever takes its place is not whom it names.
    #[must_use]
    pub fn gone_called(&self, name: &Named) -> Option<ModelRef> {
        self.resolve(name.word()).ok()?.retired
    }

    /// Why nobody of a name can be asked, where that is certain without asking the servers of this machine: for a preview.
    #[must_use]
    pub fn refusal_known_of(&self, name: &Named, reach: Reach) -> Option<Error> {
        let error = self.candidate_known_as(name, reach).err()?;
        // A server of the user's own may have anybody's models.
        let may_be_here = Self::may_run_here(name.word()) || self.has_own_server();
        (!may_be_here || self.is_surveyed_lately()).then_some(error)
    }

    /// Whom a name stands for.
    ///
    /// # Errors
    /// Where nobody of that name can be asked.
    pub(super) async fn candidate_called(&self, name: &Named, reach: Reach) -> Result<Resolved, Error> {
        let word = name.word();
        let asked = self.resolve_asking_alone(word).await.or_else(|error| self.beginning(name, error));
        let asked = asked.and_then(|named| {
            let named = self.within(reach, name, named)?;
            let candidate = self.asked_for(word, name, named.candidate)?;
            Ok(Resolved { candidate, retired: named.retired })
        });
        asked.map_err(|error| self.as_far_as(reach, error))
    }

    /// Why nobody of a name can be asked, as far as the words may go: what somebody lacks who is elsewhere is nothing to mend
    /// where they stay on this machine.
    pub(in crate::engine) fn as_far_as(&self, reach: Reach, error: Error) -> Error {
        match error {
            Error::NobodyCalled { name, left_out } if reach == Reach::ThisMachine => {
                let (here, elsewhere): (Vec<_>, Vec<_>) =
                    left_out.into_iter().partition(|(candidate, _)| self.is_here(candidate));
                match elsewhere.into_iter().next().filter(|_| here.is_empty()) {
                    Some((candidate, _)) => Error::Unusable { candidate, why: Unusable::NotLocal },
                    None => Error::NobodyCalled { name, left_out: here },
                }
            }
            error => error,
        }
    }

    fn is_here(&self, candidate: &Candidate) -> bool {
        let entry = self.provider_entry(&candidate.model.provider);
        entry.is_some_and(|entry| self.facts(&entry, &candidate.model.id).on_this_machine)
    }

    /// Who is meant where the words may not go everywhere: of a family its model here, and nobody who is elsewhere.
    fn within(&self, reach: Reach, name: &Named, named: Resolved) -> Result<Resolved, Error> {
        if reach == Reach::Anywhere || self.is_here(&named.candidate) {
            return Ok(named);
        }
        let of_family = match name {
            Named::Family(word) => self.candidates_of_family(word),
            Named::Alias(_) | Named::Model(_) | Named::Auto => Vec::new(),
        };
        let here = of_family.into_iter().find(|candidate| self.is_here(candidate) && self.is_usable(candidate));
        here.map(Resolved::from).ok_or(Error::Unusable { candidate: named.candidate, why: Unusable::NotLocal })
    }

    /// Whether a model that was typed elsewhere (`-m`) is this one.
    #[must_use]
    pub fn means(&self, typed: &str, candidate: &Candidate) -> bool {
        self.resolve(typed).is_ok_and(|named| named.candidate.model == candidate.model)
    }

    fn asked_for(&self, word: &str, name: &Named, candidate: Candidate) -> Result<Candidate, Error> {
        // An alias may be of a model that must be fetched first, or of a provider that no catalogue knows.
        let is_one = matches!(name, Named::Alias(_) | Named::Model(_));
        if self.is_usable(&candidate) || is_one && self.why_unusable(&candidate).is_none() {
            Ok(candidate)
        } else {
            Err(match name {
                Named::Alias(_) | Named::Model(_) => Error::NobodyCalled {
                    name: word.to_owned(),
                    left_out: self.why_unusable(&candidate).map(|why| (candidate, why)).into_iter().collect(),
                },
                Named::Family(_) | Named::Auto => self.nobody_called(word),
            })
        }
    }

    /// Whom a name that stands for nobody as it is may mean: the one model whose name begins so. Where the settings spell
    /// wrongly whom it stands for, that is the error.
    fn beginning(&self, name: &Named, error: Error) -> Result<Resolved, Error> {
        match (name, error) {
            (_, error @ (Error::Settings(_) | Error::Unusable { .. })) => Err(error),
            (Named::Model(word), error) => {
                let (bare, effort) = bare_and_effort(word);
                let begun = self.models_beginning(bare);
                match begun.as_slice() {
                    [] => Err(self.missing_called(bare).unwrap_or(error)),
                    [model] => Ok(Candidate { model: model.clone(), effort }.into()),
                    several => Err(Error::UnknownModel {
                        name: word.clone(),
                        nearest: several.iter().take(N_NEAREST).map(|model| model.short().to_owned()).collect(),
                    }),
                }
            }
            (name, _) => Err(self.nobody_called(name.word())),
        }
    }

    /// All models that a name may stand for.
    pub(super) fn all_called(&self, name: &Named) -> Vec<ModelRef> {
        let of_family = self.candidates_of_family(name.word()).into_iter().map(|candidate| candidate.model);
        of_family.chain(self.candidate_known_as(name, Reach::Anywhere).ok().map(|candidate| candidate.model)).collect()
    }

    /// Why nobody of that name can be asked: what keeps each provider that would have one.
    pub(in crate::engine) fn nobody_called(&self, word: &str) -> Error {
        let mut left_out: Vec<(Candidate, Unusable)> = self.missing_servers_for(word);
        let mut candidates = self.candidates_of_family(word);
        let nearest = |at: &usize| self.distance_from_use(&candidates[*at].model);
        if let Some(at) = (0..candidates.len()).min_by_key(nearest) {
            candidates[..=at].rotate_right(1);
        }
        for candidate in candidates {
            let is_told = left_out.iter().any(|(other, _)| other.model.provider == candidate.model.provider);
            if !is_told && let Some(why) = self.why_unusable(&candidate) {
                left_out.push((candidate, why));
            }
        }
        Error::NobodyCalled { name: word.to_owned(), left_out }
    }

    fn why_unusable(&self, candidate: &Candidate) -> Option<Unusable> {
        let ModelRef { provider, .. } = &candidate.model;
        self.usable(&self.provider_entry(provider)?).err()
    }
}
