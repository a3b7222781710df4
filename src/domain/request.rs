//! One request to a model, before it is put into a provider's own words.

use super::catalogue::RequestRules;
use super::{Effort, Message};

/// What is asked of a model.
#[derive(Debug, Clone)]
pub struct ChatRequest {
    /// The provider's own id of the model.
    pub model: String,
    /// Standing instructions, first of all.
    pub system: Option<String>,
    /// The conversation, oldest first, ending with the person's message. Roles are `User` and `Assistant`.
    pub messages: Vec<Message>,
    /// The longest answer wanted, in tokens; chosen to fit window and plan.
    pub max_tokens: Option<u64>,
    /// Left out where [`RequestRules::refuses_temperature`] says that the model refuses it.
    pub temperature: Option<f32>,
    /// Mapped to the nearest level that the model has.
    pub effort: Option<Effort>,
    /// How this model wants to be asked.
    pub rules: RequestRules,
    /// Tokens that the prompt takes at most, for servers that must be told how much to hold (Ollama's `num_ctx`).
    pub prompt_tokens: u64,
    /// The model's window, where known.
    pub context_tokens: Option<u64>,
}
