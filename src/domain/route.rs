//! The six routes.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::Lang;

/// What a message wants to have worked on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Route {
    /// Code, commands, queries and config: write, fix, review, explain.
    Code,
    /// Answers that are only right after several steps of reasoning.
    Think,
    /// Work on a long text that is given.
    Long,
    /// Something short and known.
    Fast,
    /// The shape of a system.
    Design,
    /// Everyday writing and advice.
    General,
}

impl Route {
    /// All routes, in the order of `product.md`; [`Route::index`] counts along it.
    pub const ALL: [Self; 6] = [Self::Code, Self::Think, Self::Long, Self::Fast, Self::Design, Self::General];

    /// The name used in flags, config, JSON and data.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Think => "think",
            Self::Long => "long",
            Self::Fast => "fast",
            Self::Design => "design",
            Self::General => "general",
        }
    }

    /// The name shown to a person.
    #[must_use]
    pub const fn label(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (_, Lang::En) => self.as_str(),
            (Self::Code, Lang::Ko) => "코드",
            (Self::Think, Lang::Ko) => "추론",
            (Self::Long, Lang::Ko) => "문서",
            (Self::Fast, Lang::Ko) => "빠른답",
            (Self::Design, Lang::Ko) => "설계",
            (Self::General, Lang::Ko) => "일반",
        }
    }

    /// Position in [`Route::ALL`].
    #[must_use]
    pub const fn index(self) -> usize {
        self as usize
    }
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The word is no route's name or Korean label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownRoute(pub String);

impl fmt::Display for UnknownRoute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown route `{}`", self.0)
    }
}

impl std::error::Error for UnknownRoute {}

impl FromStr for Route {
    type Err = UnknownRoute;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|route| route.as_str() == word || route.label(Lang::Ko) == word)
            .ok_or_else(|| UnknownRoute(word.to_owned()))
    }
}
