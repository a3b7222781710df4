//! Tokens that an answer took, and what a request is going to take.

use serde::{Deserialize, Serialize};

use super::MicroUsd;

/// Tokens of one answer, in one convention whatever the provider's own is: `input` includes `cached`,
/// `output` includes `reasoning`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// Tokens read, cached ones included.
    pub input: u64,
    /// Tokens written, reasoning included.
    pub output: u64,
    /// Of `output`: tokens of reasoning.
    pub reasoning: u64,
    /// Of `input`: tokens read from the provider's cache.
    pub cached: u64,
    /// Of `input`: tokens written to the provider's cache (Anthropic bills them at a rate of their own).
    #[serde(default, skip_serializing_if = "is_zero")]
    pub cache_written: u64,
    /// The provider gave no usage; these are baro's own estimate.
    pub estimated: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's `skip_serializing_if` passes a reference")]
const fn is_zero(n_tokens: &u64) -> bool {
    *n_tokens == 0
}

impl Usage {
    /// Both sums; estimated if either is.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self {
            input: self.input.saturating_add(other.input),
            output: self.output.saturating_add(other.output),
            reasoning: self.reasoning.saturating_add(other.reasoning),
            cached: self.cached.saturating_add(other.cached),
            cache_written: self.cache_written.saturating_add(other.cache_written),
            estimated: self.estimated || other.estimated,
        }
    }
}

/// What a request is going to take, guessed before it is sent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Estimate {
    /// Tokens of the prompt: of the system text and of what was said before, too.
    pub input_tokens: u64,
    /// What the prompt and a usual answer cost; `None` where nobody may serve or the price is not known.
    pub cost: Option<MicroUsd>,
}
