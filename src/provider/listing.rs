//! Reads the lists of models that providers give.
//!
//! Pure. What a list does not say stays unknown; a model whose entry cannot be read is left out, never the list.

use serde_json::Value;

use super::tokens::count;
use crate::domain::MicroUsd;
use crate::domain::catalogue::Wire;

/// A provider's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ModelList {
    /// It is what it was when it had that `ETag`.
    NotModified,
    /// The list as it is now.
    Models {
        /// In the provider's order.
        models: Vec<ListedModel>,
        /// To ask next time whether it changed.
        etag: Option<String>,
    },
}

/// What a provider's list tells of a model.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListedModel {
    /// The id to ask for.
    pub id: String,
    /// Its window, in tokens.
    pub context_tokens: Option<u64>,
    /// The longest answer, in tokens.
    pub max_output_tokens: Option<u64>,
    /// For a million tokens of input.
    pub input_price: Option<MicroUsd>,
    /// For a million tokens of output.
    pub output_price: Option<MicroUsd>,
    /// The size of its file (Ollama).
    pub size_bytes: Option<u64>,
    /// The number of its parameters in the vendor's words, `30.5B` (Ollama).
    pub parameters: Option<String>,
    /// Whether it answers in words, where the list tells: others make vectors.
    pub can_chat: Option<bool>,
}

/// The models in a list's body; `None` where it is no list.
#[must_use]
pub fn models(wire: Wire, body: &Value) -> Option<Vec<ListedModel>> {
    let field = if wire == Wire::Ollama { "models" } else { "data" };
    // Together gives a bare array.
    let entries = body.as_array().or_else(|| body.get(field).or_else(|| body.get("models"))?.as_array())?;
    Some(entries.iter().filter_map(model).collect())
}

fn model(entry: &Value) -> Option<ListedModel> {
    let text = |field: &str| entry.get(field).and_then(Value::as_str);
    let id = text("id").or_else(|| text("model")).or_else(|| text("name"))?;
    // Gemini's list writes `models/gemini-..` for what is asked for as `gemini-..`.
    let id = id.strip_prefix("models/").unwrap_or(id);
    if id.is_empty() || id.chars().any(char::is_control) {
        return None;
    }
    let nested = |outer: &str, inner: &str| count(entry.get(outer)?, inner);
    let first = |fields: &[&str]| fields.iter().find_map(|field| count(entry, field)).filter(|n| *n > 0);
    let pricing = entry.get("pricing").unwrap_or(&Value::Null);
    let price = |per_token: &str, per_million: &str| {
        let per_token = pricing.get(per_token).and_then(number).map(|dollars| dollars * 1e6);
        let dollars = per_token.or_else(|| pricing.get(per_million).and_then(number))?;
        // A negative price means that it depends (OpenRouter's `auto`).
        if dollars < 0.0 { None } else { MicroUsd::from_usd(dollars) }
    };
    Some(ListedModel {
        id: id.to_owned(),
        // Groq; OpenRouter and Together; vLLM; Anthropic; LM Studio; llama.cpp.
        context_tokens: first(&[
            "context_window",
            "context_length",
            "max_model_len",
            "max_input_tokens",
            "loaded_context_length",
            "max_context_length",
        ])
        .or_else(|| nested("meta", "n_ctx"))
        .or_else(|| nested("meta", "n_ctx_train")),
        max_output_tokens: first(&["max_completion_tokens", "max_output_tokens", "max_tokens"])
            .or_else(|| nested("top_provider", "max_completion_tokens")),
        input_price: price("prompt", "input"),
        output_price: price("completion", "output"),
        size_bytes: entry.get("size").and_then(Value::as_u64),
        parameters: entry.pointer("/details/parameter_size").and_then(Value::as_str).map(str::to_owned),
        can_chat: can_chat(entry),
    })
}

/// Ollama tells what a model can do, or else its architecture; LM Studio tells a type.
fn can_chat(entry: &Value) -> Option<bool> {
    if let Some(capabilities) = entry.get("capabilities").and_then(Value::as_array).filter(|all| !all.is_empty()) {
        let names: Vec<&str> = capabilities.iter().filter_map(Value::as_str).collect();
        return if names.contains(&"completion") { Some(true) } else { names.contains(&"embedding").then_some(false) };
    }
    let word = |pointer: &str| entry.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    let is_encoder = word("/details/family").contains("bert");
    (is_encoder || word("/type").starts_with("embedding")).then_some(false)
}

/// A number, or one written as text.
fn number(value: &Value) -> Option<f64> {
    value.as_f64().or_else(|| value.as_str()?.parse().ok()).filter(|number| number.is_finite())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_vendor_s_list_is_read() {
        let openrouter = json!({"data": [
            {"id": "moonshotai/kimi-k3", "context_length": 1_048_576, "pricing": {"prompt": "0.000003", "completion": "0.000015"}, "top_provider": {"max_completion_tokens": 65536}},
            {"id": "openrouter/auto", "context_length": 2_000_000, "pricing": {"prompt": "-1", "completion": "-1"}},
            {"no": "id"}, 7
        ]});
        let models = models(Wire::OpenAi, &openrouter).expect("a list");
        assert_eq!(models.len(), 2);
        assert_eq!(models[0].context_tokens, Some(1_048_576));
        assert_eq!(models[0].max_output_tokens, Some(65536));
        assert_eq!(
            (models[0].input_price, models[0].output_price),
            (Some(MicroUsd(3_000_000)), Some(MicroUsd(15_000_000)))
        );
        assert_eq!(models[1].input_price, None);
    }

    #[test]
    fn windows_sizes_and_prices_are_found_under_every_name() {
        let one = |wire, body: Value| models(wire, &body).expect("a list").remove(0);
        let groq = json!({"object": "list", "data": [{"id": "openai/gpt-oss-20b", "context_window": 131_072, "max_completion_tokens": 65536}]});
        assert_eq!(one(Wire::OpenAi, groq).context_tokens, Some(131_072));
        let together = json!([{"id": "a/b", "context_length": 8192, "pricing": {"input": 0.15, "output": 0.6}}]);
        assert_eq!(one(Wire::OpenAi, together).input_price, Some(MicroUsd(150_000)));
        let ollama = json!({"models": [{"name": "qwen3:8b", "model": "qwen3:8b", "size": 5_225_388_164_u64, "details": {"parameter_size": "8.2B"}}]});
        let model = one(Wire::Ollama, ollama);
        assert_eq!((model.id.as_str(), model.size_bytes), ("qwen3:8b", Some(5_225_388_164)));
        assert_eq!(model.parameters.as_deref(), Some("8.2B"));
        let can_chat = |entry: Value| one(Wire::Ollama, json!({ "models": [entry] })).can_chat;
        assert_eq!(can_chat(json!({"name": "x", "details": {"family": "nomic-bert"}})), Some(false));
        assert_eq!(can_chat(json!({"name": "x", "capabilities": ["embedding"]})), Some(false));
        assert_eq!(can_chat(json!({"name": "x", "capabilities": ["completion", "tools"]})), Some(true));
        assert_eq!(can_chat(json!({"name": "x", "details": {"family": "qwen3"}})), None);
        let llama = json!({"models": [{"name": "x"}], "data": [{"id": "smollm2", "meta": {"n_ctx_train": 8192}}]});
        assert_eq!(one(Wire::OpenAi, llama).context_tokens, Some(8192));
        let gemini = json!({"data": [{"id": "models/gemini-3.8-flash"}]});
        assert_eq!(one(Wire::OpenAi, gemini).id, "gemini-3.8-flash");
        assert_eq!(models(Wire::OpenAi, &json!({"error": "x"})), None);
    }
}
