//! Exit codes, as `product.md` numbers them.

use crate::domain::{Candidate, FailureKind};
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
            Error::Chosen { error, .. } => Self::of(error),
            Error::KeyRefused { .. } | Error::Unusable { why: Unusable::KeyRefused { .. }, .. } => Self::KEY,
            error if error.is_of_keys_alone() => Self::KEY,
            // It passes by itself.
            Error::Unusable { why: Unusable::Loading, .. } => Self::UNREACHABLE,
            Error::NoUsableModel { left_out, .. } if all_load(left_out) => Self::UNREACHABLE,
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
            | Error::NoConversation { .. }
            | Error::NoConversationFrom { .. }
            | Error::OnlyThisConversation { .. } => Self::USAGE,
            Error::Store(error) if error.is_of_what_was_asked() => Self::USAGE,
            Error::Store(_) => Self::OTHER,
            // A model that the provider does not have is a name that was wrong.
            Error::Refused { failure, .. } if failure.kind == FailureKind::ModelGone => Self::USAGE,
            Error::TooLarge { .. } | Error::Refused { .. } => Self::REFUSED,
            Error::NobodyAnswered { failures }
                if failures.iter().any(|(_, failure)| failure.kind == FailureKind::KeyRefused) =>
            {
                Self::KEY
            }
            // A setting that cannot be used; names that no provider has, all of them.
            Error::NobodyAnswered { failures }
                if failures.iter().any(|(_, failure)| failure.is_of_the_settings())
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

fn all_load(left_out: &[(Candidate, Unusable)]) -> bool {
    !left_out.is_empty() && left_out.iter().all(|(_, why)| matches!(why, Unusable::Loading))
}

impl From<Exit> for std::process::ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{ANY_MODEL, ModelRef, Route};

    #[test]
    fn local_servers_that_serve_nobody_end_a_run_with_the_code_of_what_is_wrong_with_them() {
        let server = |name: &str| Candidate { model: ModelRef::new(name, ANY_MODEL), effort: None };
        let refused = Unusable::KeyRefused { has_key: false };
        let code = |reasons: &[&Unusable]| {
            let left_out = reasons.iter().map(|why| (server("box"), (*why).clone())).collect();
            Exit::of(&Error::NoUsableModel { route: Route::Fast, left_out })
        };
        assert_eq!(Exit::of(&Error::Unusable { candidate: server("box"), why: Unusable::Loading }), Exit::UNREACHABLE);
        assert_eq!(Exit::of(&Error::Unusable { candidate: server("box"), why: refused.clone() }), Exit::KEY);
        assert_eq!(code(&[&refused, &refused]), Exit::KEY);
        assert_eq!(code(&[&Unusable::Loading, &Unusable::Loading]), Exit::UNREACHABLE);
        assert_eq!(code(&[&refused, &Unusable::Loading]), Exit::USAGE);
        assert_eq!(code(&[]), Exit::USAGE);
    }
}
