//! Files, environment and flags become immutable settings.
