//! What the settings said beforehand of who answers: the setting that chose, and the project's file that held.
//!
//! Kept with the answer, since settings are others by the time that somebody asks why.

/// The setting that chose where neither the message, a flag nor a pin did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Preset {
    /// What it sets.
    pub sets: PresetOf,
    /// Who wrote it.
    pub by: PresetBy,
}

/// What a setting chooses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PresetOf {
    /// `route`.
    Route,
    /// `model`.
    Model,
}

/// Who wrote a setting that chooses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PresetBy {
    /// A variable of the environment.
    Environment,
    /// The project's file.
    Project,
    /// The user's file.
    User,
}

/// A project's file that held while something was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectHeld {
    /// Its whole path.
    pub file: String,
    /// The keys that it sets.
    pub sets: Vec<String>,
}

impl PresetOf {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Route, Self::Model];

    /// The setting's key, in JSON and in the database too.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Route => "route",
            Self::Model => "model",
        }
    }
}

impl PresetBy {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Environment, Self::Project, Self::User];

    /// The word used in JSON and in the database, and by `config show --json`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Environment => "environment",
            Self::Project => "project",
            Self::User => "user",
        }
    }
}

impl Preset {
    /// All that there can be.
    pub fn all() -> impl Iterator<Item = Self> {
        PresetOf::ALL.into_iter().flat_map(|sets| PresetBy::ALL.into_iter().map(move |by| Self { sets, by }))
    }
}
