//! What a caller passes to a tool, read and checked.

use rmcp::model::JsonObject;
use serde::Deserialize;
use serde_json::Value;

use super::trouble::Trouble;
use crate::config::mcp::ToolName;
use crate::domain::Effort;

/// The values of `effort`.
pub(super) const EFFORTS: [&str; 3] = ["low", "medium", "high"];
/// The values of `period`.
pub(super) const PERIODS: [&str; 4] = ["today", "month", "all", "conversation"];

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
    for (name, value) in &arguments {
        if let Some(wanted) = wanted(name).filter(|wanted| !wanted.takes(value)) {
            return Err(bad(tool, &format!("`{name}` must be {}", wanted.words())));
        }
    }
    T::deserialize(Value::Object(arguments)).map_err(|error| bad(tool, &error.to_string()))
}

/// What an argument must be; left out or null, none of them is missing.
#[derive(Clone, Copy)]
enum Wanted {
    Text,
    Texts,
    Positive,
    OneOf(&'static [&'static str]),
}

/// What the argument of that name must be.
fn wanted(name: &str) -> Option<Wanted> {
    match name {
        "prompt" | "context" | "model" | "conversation_id" => Some(Wanted::Text),
        "files" => Some(Wanted::Texts),
        "max_tokens" => Some(Wanted::Positive),
        "effort" => Some(Wanted::OneOf(&EFFORTS)),
        "period" => Some(Wanted::OneOf(&PERIODS)),
        _ => None,
    }
}

impl Wanted {
    fn takes(self, value: &Value) -> bool {
        match self {
            _ if value.is_null() => true,
            Self::Text => value.is_string(),
            Self::Texts => value
                .as_array()
                .is_some_and(|all| all.iter().all(|one| one.as_str().is_some_and(|text| !text.trim().is_empty()))),
            Self::Positive => value.as_u64().is_some_and(|number| number > 0),
            Self::OneOf(words) => value.as_str().is_some_and(|word| words.contains(&word)),
        }
    }

    fn words(self) -> String {
        match self {
            Self::Text => "a string".to_owned(),
            Self::Texts => "a list of paths, each a string that is not empty".to_owned(),
            Self::Positive => "a whole number from 1".to_owned(),
            Self::OneOf(words) => format!("one of {}", words.join(", ")),
        }
    }
}

fn bad(tool: ToolName, what: &str) -> Trouble {
    Trouble::new("bad_arguments", format!("{}: {what}", tool.as_str()))
}
