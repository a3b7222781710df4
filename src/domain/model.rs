//! Names of models, and how hard they are asked to think.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The id in the place of a model's where whichever a server has is meant.
pub const ANY_MODEL: &str = "*";

/// A model at a provider, written `provider:model`; the model's own id may hold colons and slashes.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct ModelRef {
    /// The provider's name in the catalogue or in `[providers.NAME]`.
    pub provider: String,
    /// The id that is sent to the provider.
    pub id: String,
}

impl ModelRef {
    /// Names `id` at `provider`.
    #[must_use]
    pub fn new(provider: impl Into<String>, id: impl Into<String>) -> Self {
        Self { provider: provider.into(), id: id.into() }
    }

    /// The short name shown to a person: the id without its vendor's folder; the provider where any of its models is meant.
    #[must_use]
    pub fn short(&self) -> &str {
        if self.id == ANY_MODEL { &self.provider } else { self.id.rsplit('/').next().unwrap_or(&self.id) }
    }

    /// The whole name shown to a person: as it is written; the provider alone where any of its models is meant.
    #[must_use]
    pub fn full(&self) -> Cow<'_, str> {
        if self.id == ANY_MODEL { Cow::Borrowed(&self.provider) } else { Cow::Owned(self.to_string()) }
    }
}

impl fmt::Display for ModelRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.provider, self.id)
    }
}

/// The text is not of the form `provider:model`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not of the form provider:model")]
pub struct NotAModelRef(pub String);

impl FromStr for ModelRef {
    type Err = NotAModelRef;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once(':') {
            Some((provider, id)) if !provider.is_empty() && !id.is_empty() => Ok(Self::new(provider, id)),
            _ => Err(NotAModelRef(text.to_owned())),
        }
    }
}

impl TryFrom<String> for ModelRef {
    type Error = NotAModelRef;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<ModelRef> for String {
    fn from(model: ModelRef) -> Self {
        model.to_string()
    }
}

/// How hard a reasoning model is asked to think. Ordered from least to most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Effort {
    /// No reasoning.
    Off,
    /// A little.
    Low,
    /// The usual amount.
    Medium,
    /// A lot.
    High,
    /// All that the model has.
    Max,
}

impl Effort {
    /// All levels, least first.
    pub const ALL: [Self; 5] = [Self::Off, Self::Low, Self::Medium, Self::High, Self::Max];

    /// The word used after `@`, in config and JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Max => "max",
        }
    }

    /// The level of `levels` nearest to this one; of two equally near, the lower.
    #[must_use]
    pub fn nearest(self, levels: &[Self]) -> Option<Self> {
        levels.iter().copied().min_by_key(|level| ((*level as i8 - self as i8).abs(), *level))
    }
}

impl FromStr for Effort {
    type Err = ();

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|effort| effort.as_str() == word).ok_or(())
    }
}

/// A model with the effort it is asked for: one entry of a route's order, `groq:openai/gpt-oss-120b@high`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Candidate {
    /// The model.
    pub model: ModelRef,
    /// `None` leaves the effort to the model.
    pub effort: Option<Effort>,
}

impl fmt::Display for Candidate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.model)?;
        match self.effort {
            Some(effort) => write!(f, "@{}", effort.as_str()),
            None => Ok(()),
        }
    }
}

impl FromStr for Candidate {
    type Err = NotAModelRef;

    /// An `@` that no effort follows belongs to the model's id.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some((model, word)) = text.rsplit_once('@')
            && let Ok(effort) = word.parse()
        {
            return Ok(Self { model: model.parse()?, effort: Some(effort) });
        }
        Ok(Self { model: text.parse()?, effort: None })
    }
}

impl TryFrom<String> for Candidate {
    type Error = NotAModelRef;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Candidate> for String {
    fn from(candidate: Candidate) -> Self {
        candidate.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_keeps_its_own_colons_slashes_and_at_signs() {
        let candidate: Candidate = "ollama:hf.co/a/b@v2:q8".parse().expect("a model");
        assert_eq!((candidate.model.provider.as_str(), candidate.model.id.as_str()), ("ollama", "hf.co/a/b@v2:q8"));
        assert_eq!(candidate.effort, None);
        let candidate: Candidate = "groq:openai/gpt-oss-120b@high".parse().expect("a model");
        assert_eq!(candidate.effort, Some(Effort::High));
        assert_eq!(candidate.to_string(), "groq:openai/gpt-oss-120b@high");
    }

    #[test]
    fn effort_maps_to_the_nearest_level_and_ties_go_down() {
        assert_eq!(Effort::Off.nearest(&[Effort::Low, Effort::High]), Some(Effort::Low));
        assert_eq!(Effort::Medium.nearest(&[Effort::Low, Effort::High]), Some(Effort::Low));
        assert_eq!(Effort::High.nearest(&[]), None);
    }
}
