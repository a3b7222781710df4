//! Exit codes, as `product.md` numbers them.

use crate::domain::FailureKind;
use crate::engine::{Error, Unusable};

/// The program's exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use = "a command ends with its exit code"]
pub struct Exit(pub u8);

impl Exit {
    /// Answered in full.
    pub const OK: Self = Self(0);
    /// Anything that has no code of its own.
    pub const OTHER: Self = Self(1);
    /// Usage or configuration, no usable model.
    pub const USAGE: Self = Self(2);
    /// The key was refused.
    pub const KEY: Self = Self(3);
    /// The provider refused the request.
    pub const REFUSED: Self = Self(4);
    /// Nobody could be reached, or all are limited.
    pub const UNREACHABLE: Self = Self(5);
    /// The answer is incomplete.
    pub const INCOMPLETE: Self = Self(6);
    /// The answer could not be stored.
    pub const NOT_STORED: Self = Self(7);
    /// Over the budget.
    pub const BUDGET: Self = Self(8);
    /// Interrupted.
    pub const INTERRUPTED: Self = Self(130);

    /// The code of an error.
    pub fn of(error: &Error) -> Self {
        match error {
            Error::KeyRefused { .. } | Error::Unusable { why: Unusable::KeyRefused { .. }, .. } => Self::KEY,
            Error::EmptyPrompt
            | Error::NothingConfigured { .. }
            | Error::NoUsableModel { .. }
            | Error::NothingLocal
            | Error::BeyondEmbedded { .. }
            | Error::Settings(_)
            | Error::UnknownModel { .. }
            | Error::UnknownEffort { .. }
            | Error::Unusable { .. }
            | Error::NobodyCalled { .. }
            | Error::NoConversation
            | Error::NoConversationFrom { .. }
            | Error::OnlyThisConversation { .. }
            | Error::Store(_) => Self::USAGE,
            // A model that the provider does not have is a name that was wrong.
            Error::Refused { failure, .. } if failure.kind == FailureKind::ModelGone => Self::USAGE,
            Error::TooLarge { .. } | Error::Refused { .. } => Self::REFUSED,
            Error::NobodyAnswered { failures }
                if failures.iter().any(|(_, failure)| failure.kind == FailureKind::KeyRefused) =>
            {
                Self::KEY
            }
            // A file of the settings that cannot be used; names that no provider has, all of them.
            Error::NobodyAnswered { failures }
                if failures.iter().any(|(_, failure)| failure.kind == FailureKind::CaFileUnusable)
                    || failures.iter().all(|(_, failure)| failure.kind == FailureKind::ModelGone) =>
            {
                Self::USAGE
            }
            Error::NobodyAnswered { .. } | Error::LimitReached { .. } => Self::UNREACHABLE,
            Error::Incomplete { .. } => Self::INCOMPLETE,
            Error::NotStored(_) => Self::NOT_STORED,
            Error::OverBudget(_) => Self::BUDGET,
            Error::Cancelled => Self::INTERRUPTED,
        }
    }
}

impl From<Exit> for std::process::ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.0)
    }
}
