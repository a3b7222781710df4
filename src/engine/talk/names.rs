//! Whom the names of a line stand for, by what is configured. A name is an order: where nobody of that name can be
//! asked, it is refused, and nobody else takes the place.

use crate::domain::{Candidate, ModelRef};
use crate::engine::{Engine, Error, Unusable};
use crate::grammar::{Named, Names};
use crate::provider::registry;

impl Engine {
    /// The names that a line may call models by: the families', and the user's own. Built once a session.
    #[must_use]
    pub fn names(&self) -> Names<'static> {
        Names::new(registry::families(), self.settings().aliases.keys().map(String::as_str))
    }

    /// Whom a name stands for, as far as can be told without asking the servers of this machine: for a preview.
    ///
    /// # Errors
    /// Where nobody of that name can be asked.
    pub fn candidate_known_as(&self, name: &Named) -> Result<Candidate, Error> {
        let word = word(name);
        let named = self.resolve(word).map_err(|error| self.unless_misspelt(error, word))?;
        self.asked_for(word, name, named.candidate)
    }

    /// Whom a name stands for.
    ///
    /// # Errors
    /// Where nobody of that name can be asked.
    pub async fn candidate_called(&self, name: &Named) -> Result<Candidate, Error> {
        let word = word(name);
        let named = self.resolve_asking(word).await.map_err(|error| self.unless_misspelt(error, word))?;
        self.asked_for(word, name, named.candidate)
    }

    /// Whether a model that was typed elsewhere (`-m`) is this one.
    #[must_use]
    pub fn means(&self, typed: &str, candidate: &Candidate) -> bool {
        self.resolve(typed).is_ok_and(|named| named.candidate.model == candidate.model)
    }

    fn asked_for(&self, word: &str, name: &Named, candidate: Candidate) -> Result<Candidate, Error> {
        // An alias may be of a model that must be fetched first, or of a provider that no catalogue knows.
        if self.is_usable(&candidate) || (matches!(name, Named::Alias(_)) && self.why_unusable(&candidate).is_none()) {
            Ok(candidate)
        } else {
            Err(match name {
                Named::Alias(_) => Error::NobodyCalled {
                    name: word.to_owned(),
                    left_out: self.why_unusable(&candidate).map(|why| (candidate, why)).into_iter().collect(),
                },
                Named::Family(_) | Named::Auto => self.nobody_called(word),
            })
        }
    }

    /// A name that stands for nobody, unless the settings spell wrongly whom it stands for.
    fn unless_misspelt(&self, error: Error, word: &str) -> Error {
        if matches!(error, Error::Settings(_)) { error } else { self.nobody_called(word) }
    }

    /// Why nobody of that name can be asked: what keeps each provider that would have one.
    fn nobody_called(&self, word: &str) -> Error {
        let mut left_out: Vec<(Candidate, Unusable)> = Vec::new();
        for candidate in self.candidates_of_family(word) {
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

/// The word that stands for a name wherever names are typed.
fn word(name: &Named) -> &str {
    match name {
        Named::Family(word) | Named::Alias(word) => word,
        Named::Auto => "auto",
    }
}
