//! What a caller passes to a tool, read and checked.

use rmcp::model::JsonObject;
use serde::Deserialize;

use super::trouble::Trouble;
use crate::config::mcp::ToolName;
use crate::domain::Effort;

/// The arguments of a tool that asks a model, and of `route`.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct AskArguments {
    #[serde(default)]
    pub prompt: String,
    #[serde(default)]
    pub context: Option<String>,
    #[serde(default)]
    pub model: Option<String>,
    #[serde(default)]
    pub effort: Option<Effort>,
    #[serde(default)]
    pub files: Option<Vec<String>>,
    #[serde(default)]
    pub conversation_id: Option<String>,
    #[serde(default)]
    pub max_tokens: Option<u64>,
}

/// The arguments of `usage`.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct UsageArguments {
    #[serde(default)]
    pub period: Option<Period>,
    #[serde(default)]
    pub conversation_id: Option<String>,
}

/// What usage is summed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Period {
    Today,
    Month,
    All,
    Conversation,
}

impl Period {
    pub const ALL: [Self; 4] = [Self::Today, Self::Month, Self::All, Self::Conversation];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Today => "today",
            Self::Month => "month",
            Self::All => "all",
            Self::Conversation => "conversation",
        }
    }
}

/// Reads the arguments of `tool`. A name that the tool does not take is an error: a caller that misspells
/// `context` should hear of it, not lose it.
pub(super) fn read<T: for<'de> Deserialize<'de>>(tool: ToolName, arguments: Option<JsonObject>) -> Result<T, Trouble> {
    let arguments = arguments.unwrap_or_default();
    let known = tool.arguments();
    if let Some(unknown) = arguments.keys().find(|name| !known.contains(&name.as_str())) {
        return Err(bad(tool, &format!("`{unknown}` is none of {}", known.join(", "))));
    }
    T::deserialize(serde_json::Value::Object(arguments)).map_err(|error| bad(tool, &error.to_string()))
}

fn bad(tool: ToolName, what: &str) -> Trouble {
    Trouble::new("bad_arguments", format!("{}: {what}", tool.as_str()))
}
