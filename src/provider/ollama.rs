//! Ollama's own chat API: lines of JSON.
//!
//! Pure: a request becomes JSON, bytes become events. It exists beside Ollama's imitation of `OpenAI` because only
//! here the server can be told how long a prompt to hold; left alone it cuts long prompts silently. Only
//! `done: true` proves an answer complete.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::events::Gathered;
use super::finish::{Ending, ending};
use super::ndjson::Lines;
use super::openai::{Text, turns};
use super::think_tags::ThinkTags;
use super::tokens::count;
use super::{answer, effort, failure};
use crate::domain::catalogue::RequestRules;
use crate::domain::{ChatRequest, Failure, FailureKind, Finish, OwnWords, Secret, Usage};

/// The shortest context that is asked for, in tokens.
const MIN_CONTEXT: u64 = 4096;

/// Room for the answer where no limit was chosen, in tokens.
const DEFAULT_ANSWER: u64 = 4096;

/// The body of a request for a stream.
#[must_use]
pub fn encode(request: ChatRequest) -> Value {
    let mut body = Map::new();
    for (name, value) in effort::fields(&request) {
        body.insert(name.to_owned(), value);
    }
    let num_ctx = num_ctx(&request);
    let ChatRequest { model, system, messages, max_tokens, temperature, rules, .. } = request;
    let mut options = Map::new();
    options.insert("num_ctx".to_owned(), num_ctx.into());
    if let Some(max_tokens) = max_tokens {
        options.insert("num_predict".to_owned(), max_tokens.into());
    }
    if let Some(temperature) = temperature.filter(|_| !rules.refuses_temperature) {
        options.insert("temperature".to_owned(), effort::short(temperature));
    }
    body.insert("model".to_owned(), model.into());
    body.insert("messages".to_owned(), turns(system, messages));
    body.insert("stream".to_owned(), true.into());
    body.insert("options".to_owned(), options.into());
    effort::add_fixed_fields(&mut body, &rules);
    Value::Object(body)
}

/// What prompt and answer need, in steps (4096, 6144, 8192, 12288 ..): each change makes the server load the
/// model anew, so a conversation must not change it at every turn. Never more than the model's window.
fn num_ctx(request: &ChatRequest) -> u64 {
    let needed = request.prompt_tokens.saturating_add(request.max_tokens.unwrap_or(DEFAULT_ANSWER)).max(MIN_CONTEXT);
    let power = needed.checked_next_power_of_two().unwrap_or(1 << 63);
    let between = power / 4 * 3;
    let step = if between >= needed { between } else { power };
    request.context_tokens.map_or(step, |window| step.min(window.max(1)))
}

#[derive(Deserialize)]
struct Line<'a> {
    #[serde(borrow)]
    message: Option<Message<'a>>,
    done: Option<bool>,
    #[serde(borrow)]
    done_reason: Option<Text<'a>>,
    error: Option<Value>,
}

#[derive(Deserialize)]
struct Message<'a> {
    #[serde(borrow)]
    content: Option<Text<'a>>,
    #[serde(borrow)]
    thinking: Option<Text<'a>>,
    tool_calls: Option<Vec<Value>>,
}

/// Bytes of a response become events.
#[derive(Debug)]
pub struct Decoder {
    lines: Lines,
    state: State,
}

#[derive(Debug)]
struct State {
    tags: ThinkTags,
    key: Option<Secret>,
    finish: Option<Finish>,
    has_text: bool,
    /// The tool that was called, though none was offered; its name may be empty.
    called_tool: Option<String>,
}

impl Decoder {
    /// Ready for an answer of a model with these rules; `key` is scrubbed from what errors say.
    #[must_use]
    pub fn new(rules: &RequestRules, key: Option<Secret>) -> Self {
        let state = State { tags: ThinkTags::new(rules), key, finish: None, has_text: false, called_tool: None };
        Self { lines: Lines::default(), state }
    }
}

impl answer::Decoder for Decoder {
    fn feed(&mut self, piece: &[u8], gathered: &mut Gathered) -> Result<(), Failure> {
        gathered.alive();
        let state = &mut self.state;
        self.lines.feed(piece, |line| state.line(&line, gathered))
    }

    fn end(&mut self, gathered: &mut Gathered) -> Result<Finish, Failure> {
        let state = &mut self.state;
        if state.finish.is_none() {
            self.lines.end(|line| match serde_json::from_str::<Value>(&line) {
                // A line that the connection's end cut through.
                Err(error) if error.is_eof() => Ok(()),
                _ => state.line(&line, gathered),
            })?;
        }
        let finish = state.finish.unwrap_or(Finish::Error);
        let has_text = &mut state.has_text;
        state.tags.end(finish, |part| part.tell(has_text, gathered));
        match state.finish {
            None => Err(answer::truncated()),
            Some(_) if state.called_tool.is_some() && !state.has_text => {
                Err(answer::unoffered_tool(state.called_tool.as_deref().unwrap_or_default()))
            }
            Some(finish) => Ok(finish),
        }
    }

    fn is_over(&self) -> bool {
        self.state.finish.is_some()
    }

    fn is_finished(&self) -> bool {
        self.state.finish.is_some()
    }
}

impl State {
    fn line(&mut self, text: &str, gathered: &mut Gathered) -> Result<(), Failure> {
        if self.finish.is_some() {
            return Ok(());
        }
        if failure::is_html(text) {
            return Err(failure::web_page(text, self.key.as_ref()));
        }
        let line = match serde_json::from_str::<Line<'_>>(text) {
            Ok(line) if line.error.is_none() => line,
            _ => {
                return Err(match serde_json::from_str::<Value>(text) {
                    Ok(value) if value.get("error").is_some() => failure::in_stream(&value, self.key.as_ref()),
                    Ok(_) => answer::no_completion(text, self.key.as_ref()),
                    Err(error) => answer::malformed(&error),
                });
            }
        };
        if line.message.is_none() && line.done.is_none() {
            return Err(answer::no_completion(text, self.key.as_ref()));
        }
        if let Some(message) = &line.message {
            gathered.reasoning(message.thinking.as_ref().map_or("", |text| &text.0));
            let has_text = &mut self.has_text;
            let content = message.content.as_ref().map_or("", |text| &text.0);
            self.tags.feed(content, |part| part.tell(has_text, gathered));
            if let Some(call) = message.tool_calls.as_ref().and_then(|calls| calls.first()) {
                let name = call.pointer("/function/name").and_then(Value::as_str).unwrap_or_default();
                self.called_tool.get_or_insert_with(|| name.to_owned());
            }
        }
        if line.done == Some(true) {
            // Older servers give no reason.
            self.finish = match ending(line.done_reason.as_ref().map_or("stop", |word| &word.0)) {
                None => Some(Finish::Stop),
                Some(Ending::Finish(finish)) => Some(finish),
                Some(Ending::Tool) => Some(Finish::Other),
                Some(Ending::Broken) => {
                    return Err(Failure::own(FailureKind::ServerError, OwnWords::Unloaded));
                }
            };
            let counts: Value = serde_json::from_str(text).unwrap_or_default();
            if let (Some(input), Some(output)) = (count(&counts, "prompt_eval_count"), count(&counts, "eval_count")) {
                gathered.usage(Usage { input, output, ..Usage::default() }, None);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
