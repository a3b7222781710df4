//! OpenAI's chat completions, as some thirty vendors and servers speak them.
//!
//! Pure: a request becomes JSON, bytes become events. It always asks for a stream, but takes a whole completion
//! too. It does not know who is spoken to: quirks of requests are the rules' data, and those of answers are all
//! borne at once.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::body::{Body, Unit};
use super::events::Gathered;
use super::finish::{Ending, ending};
use super::think_tags::ThinkTags;
use super::{answer, effort, failure, tokens};
use crate::domain::catalogue::{MaxTokensField, RequestRules};
use crate::domain::{ChatRequest, Failure, FailureKind, Finish, Message, OwnWords, Role, Secret};

/// The body of a request for a stream.
#[must_use]
pub fn encode(request: ChatRequest) -> Value {
    let mut body = Map::new();
    for (name, value) in effort::fields(&request) {
        body.insert(name.to_owned(), value);
    }
    let ChatRequest { model, system, messages, max_tokens, temperature, rules, .. } = request;
    body.insert("model".to_owned(), model.into());
    body.insert("messages".to_owned(), turns(system, messages));
    body.insert("stream".to_owned(), true.into());
    if !rules.refuses_stream_options {
        body.insert("stream_options".to_owned(), json!({"include_usage": true}));
    }
    if let Some(max_tokens) = max_tokens {
        let field = match rules.max_tokens_field {
            MaxTokensField::MaxTokens => "max_tokens",
            MaxTokensField::MaxCompletionTokens => "max_completion_tokens",
        };
        body.insert(field.to_owned(), max_tokens.into());
    }
    if let Some(temperature) = temperature.filter(|_| !rules.refuses_temperature) {
        body.insert("temperature".to_owned(), effort::short(temperature));
    }
    effort::add_fixed_fields(&mut body, &rules);
    Value::Object(body)
}

/// The system text and what was said, as this wire and Ollama's have them: one list.
pub(super) fn turns(system: Option<String>, messages: Vec<Message>) -> Value {
    let system = system.map(|text| (Role::System, text));
    let said = system.into_iter().chain(messages.into_iter().map(|message| (message.role, message.content)));
    said.map(|(role, content)| turn(role, content)).collect()
}

/// One turn of a conversation, as every wire has it.
pub(super) fn turn(role: Role, content: String) -> Value {
    object([("role", role.as_str().into()), ("content", content.into())])
}

/// An object of a few fields, whose values are moved and not copied: a message may be 10 MB long.
fn object<const N: usize>(fields: [(&str, Value); N]) -> Value {
    Value::Object(fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

/// Text that is borrowed from the event wherever it holds no escape.
#[derive(Debug, Deserialize)]
pub(super) struct Text<'a>(#[serde(borrow)] pub(super) Cow<'a, str>);

/// An event of the stream, as nearly all servers shape it. What does not fit is read as a [`Value`].
#[derive(Deserialize)]
struct Chunk<'a> {
    #[serde(borrow)]
    choices: Option<Vec<Choice<'a>>>,
    #[serde(borrow)]
    object: Option<Text<'a>>,
    usage: Option<Value>,
    x_groq: Option<Value>,
    error: Option<Value>,
}

#[derive(Deserialize)]
struct Choice<'a> {
    index: Option<u64>,
    #[serde(borrow)]
    delta: Option<Delta<'a>>,
    #[serde(borrow)]
    finish_reason: Option<Text<'a>>,
}

#[derive(Deserialize)]
struct Delta<'a> {
    #[serde(borrow)]
    content: Option<Text<'a>>,
    #[serde(borrow)]
    reasoning_content: Option<Text<'a>>,
    #[serde(borrow)]
    reasoning: Option<Text<'a>>,
    #[serde(borrow)]
    refusal: Option<Text<'a>>,
    tool_calls: Option<Vec<Value>>,
    function_call: Option<Value>,
}

/// Bytes of a response become events.
#[derive(Debug)]
pub struct Decoder {
    body: Body,
    state: State,
}

#[derive(Debug)]
struct State {
    tags: ThinkTags,
    key: Option<Secret>,
    finish: Option<Finish>,
    is_over: bool,
    has_text: bool,
    /// The tool that was called, though none was offered; its name may be empty.
    called_tool: Option<String>,
    refuses: bool,
}

impl Decoder {
    /// Ready for an answer of a model with these rules; `key` is scrubbed from what errors say.
    #[must_use]
    pub fn new(rules: &RequestRules, key: Option<Secret>) -> Self {
        let tags = ThinkTags::new(rules);
        let state =
            State { tags, key, finish: None, is_over: false, has_text: false, called_tool: None, refuses: false };
        Self { body: Body::default(), state }
    }
}

impl answer::Decoder for Decoder {
    fn feed(&mut self, piece: &[u8], gathered: &mut Gathered) -> Result<(), Failure> {
        let state = &mut self.state;
        self.body.feed(piece, |unit| state.unit(&unit, gathered))
    }

    fn end(&mut self, gathered: &mut Gathered) -> Result<Finish, Failure> {
        let state = &mut self.state;
        if !state.is_over {
            self.body.end(|unit| state.unit(&unit, gathered))?;
        }
        let has_text = &mut state.has_text;
        state.tags.end(state.finish.unwrap_or(Finish::Error), |part| part.tell(has_text, gathered));
        match state.finish {
            None => Err(answer::truncated()),
            Some(_) if state.called_tool.is_some() && !state.has_text => {
                Err(answer::unoffered_tool(state.called_tool.as_deref().unwrap_or_default()))
            }
            Some(_) if state.refuses => Ok(Finish::Filter),
            Some(finish) => Ok(finish),
        }
    }

    fn is_over(&self) -> bool {
        self.state.is_over
    }

    fn is_finished(&self) -> bool {
        self.state.finish.is_some()
    }
}

impl State {
    fn unit(&mut self, unit: &Unit<'_>, gathered: &mut Gathered) -> Result<(), Failure> {
        match unit {
            // What comes after `[DONE]` is not the answer's.
            _ if self.is_over => Ok(()),
            Unit::Alive => {
                gathered.alive();
                Ok(())
            }
            Unit::Event(name, data) => self.event(name, data.trim(), gathered),
            Unit::Document(text) => match serde_json::from_str::<Value>(text) {
                Ok(value) if is_error(&value) || value.get("choices").is_some() => self.value(&value, gathered),
                Ok(_) => Err(answer::no_completion(text, self.key.as_ref())),
                Err(_) => Err(answer::truncated()),
            },
        }
    }

    fn event(&mut self, name: &str, data: &str, gathered: &mut Gathered) -> Result<(), Failure> {
        gathered.alive();
        if data == "[DONE]" {
            self.is_over = true;
            return Ok(());
        }
        if data.is_empty() {
            return Ok(());
        }
        match serde_json::from_str::<Chunk<'_>>(data) {
            Ok(chunk) if name != "error" && chunk.is_plain() => self.chunk(&chunk, gathered),
            _ => match serde_json::from_str::<Value>(data) {
                Ok(value) if name == "error" => Err(failure::in_stream(&value, self.key.as_ref())),
                Ok(value) => self.value(&value, gathered),
                Err(error) => Err(answer::malformed(&error)),
            },
        }
    }

    fn chunk(&mut self, chunk: &Chunk<'_>, gathered: &mut Gathered) -> Result<(), Failure> {
        for choice in chunk.choices.iter().flatten().filter(|choice| choice.index.unwrap_or(0) == 0) {
            if let Some(delta) = &choice.delta {
                let reasoning = delta.reasoning_content.as_ref().or(delta.reasoning.as_ref());
                gathered.reasoning(reasoning.map_or("", |text| &text.0));
                self.text(delta.content.as_ref().map_or("", |text| &text.0), gathered);
                self.refusal(delta.refusal.as_ref().map_or("", |text| &text.0), gathered);
                let call = delta.tool_calls.as_ref().and_then(|calls| calls.first()).or(delta.function_call.as_ref());
                self.tool_call(call);
            }
            self.finish_reason(choice.finish_reason.as_ref().map_or("", |word| &word.0))?;
        }
        self.usage(chunk.usage.as_ref(), chunk.x_groq.as_ref(), gathered);
        Ok(())
    }

    /// An event of another shape, or a whole completion.
    fn value(&mut self, value: &Value, gathered: &mut Gathered) -> Result<(), Failure> {
        if is_error(value) {
            return Err(failure::in_stream(value, self.key.as_ref()));
        }
        let choices = value.get("choices").and_then(Value::as_array).into_iter().flatten();
        for choice in choices.filter(|choice| choice.get("index").and_then(Value::as_u64).unwrap_or(0) == 0) {
            let delta = choice.get("delta").filter(|delta| delta.is_object()).or_else(|| choice.get("message"));
            if let Some(delta) = delta {
                let said = |field: &str| delta.get(field).and_then(Value::as_str).filter(|text| !text.is_empty());
                gathered.reasoning(said("reasoning_content").or_else(|| said("reasoning")).unwrap_or_default());
                self.content(delta.get("content").unwrap_or(&Value::Null), gathered);
                self.refusal(said("refusal").unwrap_or_default(), gathered);
                let first = delta.get("tool_calls").and_then(|calls| calls.get(0));
                self.tool_call(first.or_else(|| delta.get("function_call").filter(|call| !call.is_null())));
            } else if let Some(text) = choice.get("text").and_then(Value::as_str) {
                self.text(text, gathered);
            }
            self.finish_reason(choice.get("finish_reason").and_then(Value::as_str).unwrap_or_default())?;
        }
        self.usage(value.get("usage"), value.get("x_groq"), gathered);
        Ok(())
    }

    /// Remembers the first call of a tool, by its name where it has one.
    fn tool_call(&mut self, call: Option<&Value>) {
        if let Some(call) = call {
            let function = call.get("function").unwrap_or(call);
            let name = function.get("name").and_then(Value::as_str).unwrap_or_default();
            self.called_tool.get_or_insert_with(|| name.to_owned());
        }
    }

    /// Content as text, or in parts (Mistral's reasoning models).
    fn content(&mut self, content: &Value, gathered: &mut Gathered) {
        match content {
            Value::String(text) => self.text(text, gathered),
            Value::Array(parts) => {
                for part in parts {
                    match part.get("thinking") {
                        Some(Value::String(thought)) => gathered.reasoning(thought),
                        Some(Value::Array(thoughts)) => {
                            for thought in thoughts {
                                gathered.reasoning(thought.get("text").and_then(Value::as_str).unwrap_or_default());
                            }
                        }
                        _ => self.text(part.get("text").and_then(Value::as_str).unwrap_or_default(), gathered),
                    }
                }
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str, gathered: &mut Gathered) {
        let has_text = &mut self.has_text;
        self.tags.feed(text, |part| part.tell(has_text, gathered));
    }

    fn refusal(&mut self, text: &str, gathered: &mut Gathered) {
        if !text.is_empty() {
            self.refuses = true;
            self.text(text, gathered);
        }
    }

    /// The first word counts; `OpenRouter` repeats it.
    fn finish_reason(&mut self, word: &str) -> Result<(), Failure> {
        match ending(word) {
            None => {}
            Some(Ending::Broken) => {
                let words = OwnWords::BrokeOff(super::scrub::message(word, None));
                return Err(Failure::own(FailureKind::ServerError, words));
            }
            Some(Ending::Tool) => {
                self.called_tool.get_or_insert_default();
                self.finish.get_or_insert(Finish::Other);
            }
            Some(Ending::Finish(finish)) => {
                self.finish.get_or_insert(finish);
            }
        }
        Ok(())
    }

    /// Groq tells it up to three times; the last that holds something counts.
    #[expect(clippy::unused_self, reason = "one of the steps of an event")]
    fn usage(&self, usage: Option<&Value>, x_groq: Option<&Value>, gathered: &mut Gathered) {
        let usage = usage.filter(|usage| usage.is_object()).or_else(|| x_groq?.get("usage"));
        if let Some(usage) = usage
            && let Some(read) = tokens::openai_usage(usage)
        {
            gathered.usage(read, tokens::openrouter_cost(usage));
        }
    }
}

impl Chunk<'_> {
    /// True where nothing in it asks for a closer look: no error, and something that a chunk holds.
    fn is_plain(&self) -> bool {
        self.error.is_none()
            && self.object.as_ref().is_none_or(|object| object.0 != "error")
            && self.x_groq.as_ref().is_none_or(|x_groq| x_groq.get("error").is_none())
            && self.choices.as_ref().is_some_and(|choices| choices.iter().all(|choice| choice.delta.is_some()))
    }
}

fn is_error(value: &Value) -> bool {
    let value = value.as_array().and_then(|values| values.first()).unwrap_or(value);
    let word = |field: &str| value.get(field).and_then(Value::as_str);
    value.get("error").is_some_and(|error| !error.is_null())
        || value.pointer("/x_groq/error").is_some_and(|error| !error.is_null())
        || word("object") == Some("error")
        || word("type") == Some("error")
        || (value.get("choices").is_none() && (value.get("message").is_some() || value.get("detail").is_some()))
}

#[cfg(test)]
mod tests;
