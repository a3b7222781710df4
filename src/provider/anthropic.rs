//! Anthropic's messages.
//!
//! Pure: a request becomes JSON, bytes become events. It always asks for a stream, but takes a whole message too.
//! Only `message_stop` proves an answer complete. Event types that are not known are signs of life.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::body::{Body, Unit};
use super::events::Gathered;
use super::finish::{Ending, ending};
use super::openai::{Text, turn};
use super::tokens::count;
use super::{answer, effort, failure};
use crate::domain::{ChatRequest, Failure, FailureKind, Finish, OwnWords, Role, Secret, Usage};

/// The version of the API that is spoken: accepted by the vendor and by all that imitate it.
pub const VERSION: &str = "2023-06-01";

/// The limit that is asked for where none was chosen; the wire requires one.
const DEFAULT_MAX_TOKENS: u64 = 8192;

/// The body of a request for a stream.
#[must_use]
pub fn encode(request: ChatRequest) -> Value {
    let mut body = Map::new();
    for (name, value) in effort::fields(&request) {
        body.insert(name.to_owned(), value);
    }
    let ChatRequest { model, system, messages, max_tokens, temperature, rules, context_tokens, .. } = request;
    let mut system = system.unwrap_or_default();
    let mut turns: Vec<(Role, String)> = Vec::with_capacity(messages.len());
    for message in messages {
        // The wire refuses empty text, and two turns of one role in a row.
        if message.content.trim().is_empty() {
            continue;
        }
        match turns.last_mut() {
            _ if message.role == Role::System => append(&mut system, &message.content),
            Some((role, content)) if *role == message.role => append(content, &message.content),
            _ => turns.push((message.role, message.content)),
        }
    }
    let turns = turns.into_iter().map(|(role, content)| turn(role, content)).collect();
    body.insert("model".to_owned(), model.into());
    body.insert("messages".to_owned(), turns);
    if !system.trim().is_empty() {
        body.insert("system".to_owned(), system.into());
    }
    body.insert("stream".to_owned(), true.into());
    let default = context_tokens.map_or(DEFAULT_MAX_TOKENS, |window| window.clamp(1, DEFAULT_MAX_TOKENS));
    body.insert("max_tokens".to_owned(), max_tokens.unwrap_or(default).into());
    if let Some(temperature) = temperature.filter(|_| !rules.refuses_temperature) {
        // This wire's scale ends at 1.
        body.insert("temperature".to_owned(), effort::short(temperature.clamp(0.0, 1.0)));
    }
    effort::add_fixed_fields(&mut body, &rules);
    Value::Object(body)
}

fn append(text: &mut String, more: &str) {
    if !text.is_empty() {
        text.push_str("\n\n");
    }
    text.push_str(more);
}

#[derive(Deserialize)]
struct Event<'a> {
    #[serde(borrow, rename = "type")]
    kind: Option<Text<'a>>,
    #[serde(borrow)]
    delta: Option<Delta<'a>>,
    message: Option<Value>,
    content_block: Option<Value>,
    usage: Option<Value>,
    error: Option<Value>,
}

#[derive(Deserialize)]
struct Delta<'a> {
    #[serde(borrow)]
    text: Option<Text<'a>>,
    #[serde(borrow)]
    thinking: Option<Text<'a>>,
    #[serde(borrow)]
    stop_reason: Option<Text<'a>>,
}

/// Counts as they were told last, each by itself: they are cumulative.
#[derive(Debug, Default)]
struct Counts {
    input: Option<u64>,
    cache_read: Option<u64>,
    cache_written: Option<u64>,
    output: Option<u64>,
    thinking: Option<u64>,
}

/// Bytes of a response become events.
#[derive(Debug)]
pub struct Decoder {
    body: Body,
    state: State,
}

#[derive(Debug)]
struct State {
    key: Option<Secret>,
    counts: Counts,
    finish: Option<Finish>,
    is_over: bool,
    has_text: bool,
    /// The tool that was called, though none was offered; its name may be empty.
    called_tool: Option<String>,
}

impl Decoder {
    /// Ready for an answer; `key` is scrubbed from what errors say.
    #[must_use]
    pub fn new(key: Option<Secret>) -> Self {
        let counts = Counts::default();
        let state = State { key, counts, finish: None, is_over: false, has_text: false, called_tool: None };
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
        if !state.is_over {
            return Err(answer::truncated());
        }
        if let Some(name) = state.called_tool.as_deref().filter(|_| !state.has_text) {
            return Err(answer::unoffered_tool(name));
        }
        Ok(state.finish.unwrap_or(Finish::Other))
    }

    fn is_over(&self) -> bool {
        self.state.is_over
    }

    fn is_finished(&self) -> bool {
        self.state.is_over
    }
}

impl State {
    fn unit(&mut self, unit: &Unit<'_>, gathered: &mut Gathered) -> Result<(), Failure> {
        match unit {
            _ if self.is_over => Ok(()),
            Unit::Alive => {
                gathered.alive();
                Ok(())
            }
            Unit::Event(name, data) => self.event(name, data.trim(), gathered),
            Unit::Document(text) => match serde_json::from_str::<Value>(text) {
                Ok(value) => self.document(&value, text, gathered),
                Err(_) => Err(answer::truncated()),
            },
        }
    }

    fn event(&mut self, name: &str, data: &str, gathered: &mut Gathered) -> Result<(), Failure> {
        gathered.alive();
        if data.is_empty() || data == "[DONE]" {
            return Ok(());
        }
        let Ok(event) = serde_json::from_str::<Event<'_>>(data) else {
            return match serde_json::from_str::<Value>(data) {
                Ok(value) if name == "error" || value.get("error").is_some() => {
                    Err(failure::in_stream(&value, self.key.as_ref()))
                }
                // An event of another shape than is known.
                Ok(_) => Ok(()),
                Err(error) => Err(answer::malformed(&error)),
            };
        };
        match event.kind.as_ref().map_or(name, |kind| &kind.0) {
            "content_block_delta" => {
                if let Some(delta) = &event.delta {
                    gathered.reasoning(delta.thinking.as_ref().map_or("", |text| &text.0));
                    self.text(delta.text.as_ref().map_or("", |text| &text.0), gathered);
                }
            }
            "content_block_start" => self.block(event.content_block.as_ref().unwrap_or(&Value::Null), gathered),
            "message_start" => {
                let usage = event.message.as_ref().and_then(|message| message.get("usage"));
                self.counts.take(usage);
                // The answer's own tokens are not known before its end.
                self.tell_usage(gathered, |usage| Usage { estimated: true, ..usage });
            }
            "message_delta" => {
                self.counts.take(event.usage.as_ref());
                self.tell_usage(gathered, |usage| usage);
                let word = event.delta.as_ref().and_then(|delta| delta.stop_reason.as_ref());
                self.stop_reason(word.map_or("", |word| &word.0))?;
            }
            "message_stop" => self.is_over = true,
            _ if name == "error" || event.error.is_some() || event.kind.as_ref().is_some_and(|k| k.0 == "error") => {
                let value = serde_json::from_str(data).unwrap_or_default();
                return Err(failure::in_stream(&value, self.key.as_ref()));
            }
            _ => {}
        }
        Ok(())
    }

    /// A whole message, from a server that does not stream.
    fn document(&mut self, value: &Value, text: &str, gathered: &mut Gathered) -> Result<(), Failure> {
        if value.get("error").is_some_and(|error| !error.is_null()) {
            return Err(failure::in_stream(value, self.key.as_ref()));
        }
        let Some(blocks) = value.get("content").and_then(Value::as_array) else {
            return Err(answer::no_completion(text, self.key.as_ref()));
        };
        for block in blocks {
            self.block(block, gathered);
        }
        self.counts.take(value.get("usage"));
        self.tell_usage(gathered, |usage| usage);
        let word = value.get("stop_reason").and_then(Value::as_str).unwrap_or_default();
        self.stop_reason(word)?;
        self.is_over = self.finish.is_some();
        Ok(())
    }

    fn block(&mut self, block: &Value, gathered: &mut Gathered) {
        let said = |field: &str| block.get(field).and_then(Value::as_str).unwrap_or_default();
        if said("type") == "tool_use" {
            self.called_tool.get_or_insert_with(|| said("name").to_owned());
        }
        gathered.reasoning(said("thinking"));
        self.text(said("text"), gathered);
    }

    fn text(&mut self, text: &str, gathered: &mut Gathered) {
        self.has_text |= !text.trim().is_empty();
        gathered.text(text);
    }

    fn stop_reason(&mut self, word: &str) -> Result<(), Failure> {
        match ending(word) {
            None => {}
            Some(Ending::Broken) => {
                let words = OwnWords::BrokeOff(super::scrub::message(word, None));
                return Err(Failure::own(FailureKind::ServerError, words));
            }
            Some(Ending::Tool) => {
                self.called_tool.get_or_insert_default();
                self.finish = Some(Finish::Other);
            }
            Some(Ending::Finish(finish)) => self.finish = Some(finish),
        }
        Ok(())
    }

    fn tell_usage(&self, gathered: &mut Gathered, mark: impl FnOnce(Usage) -> Usage) {
        if let Some(usage) = self.counts.usage() {
            gathered.usage(mark(usage), None);
        }
    }
}

impl Counts {
    fn take(&mut self, usage: Option<&Value>) {
        let Some(usage) = usage else { return };
        let of_output = usage.get("output_tokens_details").unwrap_or(&Value::Null);
        for (held, told) in [
            (&mut self.input, count(usage, "input_tokens")),
            (&mut self.cache_read, count(usage, "cache_read_input_tokens")),
            (&mut self.cache_written, count(usage, "cache_creation_input_tokens")),
            (&mut self.output, count(usage, "output_tokens")),
            (&mut self.thinking, count(of_output, "thinking_tokens")),
        ] {
            *held = told.or(*held);
        }
    }

    /// `input_tokens` leaves out what was read from and written to the cache. A stream that began without
    /// `message_start` (llama.cpp's, where the first syllable takes several tokens) tells no input; that is
    /// marked as estimated, with an input of 0.
    fn usage(&self) -> Option<Usage> {
        let output = self.output?;
        let Some(fresh) = self.input else {
            return Some(Usage { output, estimated: true, ..Usage::default() });
        };
        let (cached, cache_written) = (self.cache_read.unwrap_or(0), self.cache_written.unwrap_or(0));
        let input = fresh + cached + cache_written;
        let reasoning = self.thinking.unwrap_or(0).min(output);
        Some(Usage { input, output, reasoning, cached, cache_written, estimated: false })
    }
}

#[cfg(test)]
mod tests;
