//! Resources: models, usage, conversations and long answers, as a client may read them; and completion.

use rmcp::ErrorData;
use rmcp::model::{ReadResourceResult, Resource, ResourceContents, ResourceTemplate};
use serde_json::{Value, json};

use super::arguments::Period;
use super::desk::Desk;
use crate::domain::{ConversationId, Role};
use crate::store::{ListFilter, ListScope};

/// Conversations that are listed.
const N_CONVERSATIONS: usize = 100;
/// Values that a completion gives.
const N_COMPLETED: usize = 100;

/// The resources that always are.
pub(super) fn all() -> Vec<Resource> {
    [
        ("baro://models", "models", "Models that can be used now"),
        ("baro://usage", "usage", "Tokens, cost and latency of today, by model"),
        ("baro://conversations", "conversations", "The latest conversations of every surface"),
    ]
    .into_iter()
    .map(|(uri, name, description)| {
        Resource::new(uri, name).with_description(description).with_mime_type("application/json")
    })
    .collect()
}

/// The forms of those that are many.
pub(super) fn templates() -> Vec<ResourceTemplate> {
    [
        ("baro://usage/{period}", "usage of a period", "today, month or all", "application/json"),
        ("baro://conversations/{id}", "conversation", "One conversation, by its id", "text/markdown"),
        ("baro://answers/{id}", "answer", "An answer that was too long to be returned whole", "text/markdown"),
    ]
    .into_iter()
    .map(|(uri, name, description, mime)| {
        ResourceTemplate::new(uri, name).with_description(description).with_mime_type(mime)
    })
    .collect()
}

/// Reads one.
pub(super) async fn read(desk: &Desk, uri: &str) -> Result<ReadResourceResult, ErrorData> {
    let not_found = || ErrorData::resource_not_found(format!("no such resource: {uri}"), Some(json!({ "uri": uri })));
    let path = uri.strip_prefix("baro://").ok_or_else(not_found)?;
    let (text, mime) = match path.split_once('/').map_or((path, ""), |(kind, id)| (kind, id)) {
        ("models", "") => (models(desk).await.to_string(), "application/json"),
        ("usage", period) => {
            let name = if period.is_empty() { "today" } else { period };
            let period = Period::ALL.into_iter().find(|known| known.as_str() == name && *known != Period::Conversation);
            let usage = desk.usage_of(period.ok_or_else(not_found)?, None).map_err(internal)?;
            (usage.to_string(), "application/json")
        }
        ("conversations", "") => (conversations(desk)?.to_string(), "application/json"),
        ("conversations", id) => {
            let id = desk.conversation(id).map_err(|_| not_found())?;
            let mut text = Vec::new();
            desk.engine.with_store(|store| store.export_markdown(&id, &mut text)).map_err(internal)?;
            (String::from_utf8_lossy(&text).into_owned(), "text/markdown")
        }
        ("answers", id) => (answer(desk, id).ok_or_else(not_found)?, "text/markdown"),
        _ => return Err(not_found()),
    };
    let contents = ResourceContents::text(super::answer::cleaned(&text), uri).with_mime_type(mime);
    Ok(ReadResourceResult::new(vec![contents]))
}

fn internal(error: impl std::fmt::Display) -> ErrorData {
    ErrorData::internal_error(error.to_string(), None)
}

/// A kept answer: `CONVERSATION.TURN`, or one that the server itself holds.
fn answer(desk: &Desk, id: &str) -> Option<String> {
    let Some((conversation, turn)) = id.split_once('.') else { return desk.unkept(id) };
    let conversation = ConversationId::parse(conversation)?;
    let turn: i64 = turn.parse().ok()?;
    let turns = desk.engine.with_store(|store| store.branch(&conversation)).ok()?;
    turns.into_iter().find(|other| other.id.0 == turn && other.role == Role::Assistant).map(|turn| turn.text)
}

async fn models(desk: &Desk) -> Value {
    let models: Vec<Value> = desk
        .engine
        .model_states()
        .await
        .into_iter()
        .filter(|state| state.why_not.is_none())
        .map(|state| {
            json!({
                "model": state.model.to_string(), "family": state.facts.family,
                "serves": state.serves.iter().map(|route| route.as_str()).collect::<Vec<_>>(),
                "context_tokens": state.facts.context_tokens, "free": state.facts.is_free(),
                "local": state.facts.on_this_machine,
            })
        })
        .collect();
    json!({ "models": models })
}

fn conversations(desk: &Desk) -> Result<Value, ErrorData> {
    let filter = ListFilter { scope: ListScope::All, folder: None, limit: N_CONVERSATIONS };
    let list = desk.engine.with_store(|store| store.list(&filter)).map_err(internal)?;
    let list: Vec<Value> = list
        .into_iter()
        .map(|conversation| {
            json!({
                "id": conversation.id.as_str(), "name": conversation.name, "title": conversation.title,
                "surface": conversation.surface.as_str(), "turns": conversation.n_turns,
                "uri": format!("baro://conversations/{}", conversation.id),
            })
        })
        .collect();
    Ok(json!({ "conversations": list }))
}

/// What an argument may become, of which `typed` is the beginning.
pub(super) enum Completing {
    /// A model's name.
    Model,
    /// A conversation's id.
    Conversation,
    /// A period of usage.
    Period,
    /// An answer's id.
    Answer,
}

/// The values that begin with `typed`, or hold it where none does.
pub(super) fn complete(desk: &Desk, what: &Completing, typed: &str) -> Vec<String> {
    let all: Vec<String> = match what {
        Completing::Model => {
            let usable = desk.engine.known_models().filter(|(_, usable)| usable.is_ok());
            desk.engine.callable_names().into_iter().chain(usable.map(|(model, _)| model.to_string())).collect()
        }
        Completing::Conversation => {
            let filter = ListFilter { scope: ListScope::All, folder: None, limit: N_CONVERSATIONS };
            let list = desk.engine.with_store(|store| store.list(&filter)).unwrap_or_default();
            list.into_iter().map(|conversation| conversation.id.as_str().to_owned()).collect()
        }
        Completing::Period => ["today", "month", "all"].map(str::to_owned).to_vec(),
        Completing::Answer => desk.answers_like(typed),
    };
    let typed = typed.to_lowercase();
    let (mut beginning, holding): (Vec<_>, Vec<_>) = all
        .into_iter()
        .filter(|value| value.to_lowercase().contains(&typed))
        .partition(|value| value.to_lowercase().starts_with(&typed));
    beginning.extend(holding);
    beginning.truncate(N_COMPLETED);
    beginning
}
