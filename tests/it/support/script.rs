//! What a model says, once for all wires: put into the words of OpenAI's, Anthropic's and Ollama's protocols with
//! what each vendor adds of its own.
//!
//! It writes streams as the vendors do; what breaks them is [`super::Reply`]'s.

use std::fmt::Write as _;

use serde_json::{Value, json};

/// How an answer ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finish {
    /// By itself.
    Stop,
    /// At the limit of tokens.
    Length,
    /// Withheld by the provider.
    Filter,
    /// With a call of a tool that nobody offered.
    Tool,
    /// The stream says nothing of it: a cut answer that ends politely.
    Missing,
}

/// The vendor whose habits an OpenAI stream has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flavour {
    /// OpenAI's own.
    Plain,
    /// Usage three times, twice on the finish chunk and again in the tail; reasoning in `delta.reasoning`.
    Groq,
    /// Comments before the first token, the finish chunk twice, the second with `usage.cost`.
    OpenRouter,
    /// `usage: null` on every chunk, reasoning in `delta.reasoning_content`.
    DeepSeek,
}

/// The protocol of a request, as its path tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// Chat completions.
    OpenAi,
    /// Messages.
    Anthropic,
    /// Ollama's chat.
    Ollama,
}

impl Dialect {
    /// The protocol that is spoken at `path`, where it is a chat.
    pub fn of_path(path: &str) -> Option<Self> {
        let path = path.split('?').next().unwrap_or(path);
        [("/chat/completions", Self::OpenAi), ("/messages", Self::Anthropic), ("/api/chat", Self::Ollama)]
            .into_iter()
            .find_map(|(tail, dialect)| path.ends_with(tail).then_some(dialect))
    }

    /// The content type of its stream.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::OpenAi | Self::Anthropic => "text/event-stream",
            Self::Ollama => "application/x-ndjson",
        }
    }
}

/// A piece of what a model says.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Text(String),
    Reasoning(String),
    /// A comment (OpenAI), a ping (Anthropic), an empty message (Ollama).
    Alive,
    /// An error inside the stream, after which it ends.
    Error {
        kind: String,
        message: String,
    },
    /// Bytes as they are.
    Raw(String),
}

/// What a model says.
#[derive(Debug, Clone)]
pub struct Script {
    pieces: Vec<Piece>,
    finish: Finish,
    usage: Option<(u64, u64)>,
    flavour: Flavour,
}

impl Script {
    /// Says nothing yet, ends by itself, counts 12 tokens in and as many out as it has pieces of text.
    pub fn new() -> Self {
        Self { pieces: Vec::new(), finish: Finish::Stop, usage: None, flavour: Flavour::Plain }
    }

    /// Says `text`, a piece for each word with the space before it.
    pub fn says(text: &str) -> Self {
        Self::new().words(text)
    }

    /// Goes on with one piece of the answer.
    #[must_use]
    pub fn text(mut self, piece: impl Into<String>) -> Self {
        self.pieces.push(Piece::Text(piece.into()));
        self
    }

    /// Goes on with `text`, a piece for each word with the space before it.
    #[must_use]
    pub fn words(mut self, text: &str) -> Self {
        let mut begins = 0;
        let ends = text.char_indices().filter(|(at, character)| *at > 0 && *character == ' ').map(|(at, _)| at);
        for end in ends.chain([text.len()]) {
            if begins < end {
                self.pieces.push(Piece::Text(text[begins..end].to_owned()));
            }
            begins = end;
        }
        self
    }

    /// Thinks.
    #[must_use]
    pub fn reasoning(mut self, piece: impl Into<String>) -> Self {
        self.pieces.push(Piece::Reasoning(piece.into()));
        self
    }

    /// Shows a sign of life without content.
    #[must_use]
    pub fn alive(mut self) -> Self {
        self.pieces.push(Piece::Alive);
        self
    }

    /// Breaks with an error inside the stream, after which nothing follows.
    #[must_use]
    pub fn error(mut self, kind: &str, message: &str) -> Self {
        self.pieces.push(Piece::Error { kind: kind.to_owned(), message: message.to_owned() });
        self
    }

    /// Puts bytes into the stream as they are.
    #[must_use]
    pub fn raw(mut self, bytes: &str) -> Self {
        self.pieces.push(Piece::Raw(bytes.to_owned()));
        self
    }

    /// Ends so.
    #[must_use]
    pub fn finish(mut self, finish: Finish) -> Self {
        self.finish = finish;
        self
    }

    /// Counts so many tokens in and out.
    #[must_use]
    pub fn usage(mut self, input: u64, output: u64) -> Self {
        self.usage = Some((input, output));
        self
    }

    /// Has the habits of that vendor.
    #[must_use]
    pub fn flavour(mut self, flavour: Flavour) -> Self {
        self.flavour = flavour;
        self
    }

    /// The whole answer.
    pub fn answer(&self) -> String {
        self.pieces
            .iter()
            .filter_map(|piece| if let Piece::Text(text) = piece { Some(text.as_str()) } else { None })
            .collect()
    }

    fn counts(&self) -> (u64, u64) {
        let n_texts = self.pieces.iter().filter(|piece| matches!(piece, Piece::Text(_))).count();
        self.usage.unwrap_or((12, n_texts as u64))
    }

    fn breaks(&self) -> bool {
        self.pieces.iter().any(|piece| matches!(piece, Piece::Error { .. }))
    }

    /// The stream that answers `request`, an event a string.
    pub fn events(&self, dialect: Dialect, request: &Value) -> Vec<String> {
        match dialect {
            Dialect::OpenAi => self.openai(request),
            Dialect::Anthropic => self.anthropic(request),
            Dialect::Ollama => self.ollama(request),
        }
    }

    fn openai(&self, request: &Value) -> Vec<String> {
        let with_usage = request["stream_options"]["include_usage"] == json!(true);
        let model = &request["model"];
        let data = |value: &Value| format!("data: {value}\n\n");
        let chunk = |delta: Value, finish: Value| {
            let mut chunk = json!({"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1_790_000_000,
                "model": model, "choices": [{"index": 0, "delta": delta, "logprobs": null, "finish_reason": finish}]});
            if self.flavour == Flavour::DeepSeek {
                chunk["usage"] = Value::Null;
            }
            chunk
        };
        let (input, output) = self.counts();
        let usage = json!({"prompt_tokens": input, "completion_tokens": output, "total_tokens": input + output});
        let mut events = Vec::new();
        if self.flavour == Flavour::OpenRouter {
            events.extend([": OPENROUTER PROCESSING\n\n".to_owned(), ": OPENROUTER PROCESSING\n\n".to_owned()]);
        }
        events.push(data(&chunk(json!({"role": "assistant", "content": ""}), Value::Null)));
        for piece in &self.pieces {
            events.push(match piece {
                Piece::Text(text) => data(&chunk(json!({"content": text}), Value::Null)),
                Piece::Reasoning(text) if matches!(self.flavour, Flavour::Groq | Flavour::OpenRouter) => {
                    data(&chunk(json!({"content": null, "reasoning": text}), Value::Null))
                }
                Piece::Reasoning(text) => {
                    data(&chunk(json!({"content": null, "reasoning_content": text}), Value::Null))
                }
                Piece::Alive => ": keep-alive\n\n".to_owned(),
                Piece::Error { kind, message } => {
                    data(&json!({"error": {"message": message, "type": kind, "param": null, "code": kind}}))
                }
                Piece::Raw(bytes) => bytes.clone(),
            });
        }
        if self.breaks() {
            return events;
        }
        let reason = match self.finish {
            Finish::Stop => "stop",
            Finish::Length => "length",
            Finish::Filter => "content_filter",
            Finish::Tool => {
                let call = json!({"tool_calls": [{"index": 0, "id": "call_1", "type": "function",
                    "function": {"name": "never_offered", "arguments": "{}"}}]});
                events.push(data(&chunk(call, Value::Null)));
                "tool_calls"
            }
            Finish::Missing => return events,
        };
        let mut last = chunk(json!({}), json!(reason));
        match self.flavour {
            Flavour::Plain => events.push(data(&last)),
            Flavour::DeepSeek => {
                last["usage"] = usage.clone();
                events.push(data(&last));
            }
            Flavour::Groq => {
                last["x_groq"] = json!({"id": "req_01", "usage": usage});
                if with_usage {
                    last["usage"] = usage.clone();
                }
                events.push(data(&last));
            }
            Flavour::OpenRouter => {
                events.push(data(&last));
                last["usage"] = usage.clone();
                last["usage"]["cost"] = json!(0.000_123);
                events.push(data(&last));
            }
        }
        if with_usage && matches!(self.flavour, Flavour::Plain | Flavour::Groq) {
            let mut tail = chunk(json!({}), Value::Null);
            tail["choices"] = json!([]);
            tail["usage"] = usage;
            events.push(data(&tail));
        }
        events.push("data: [DONE]\n\n".to_owned());
        events
    }

    fn anthropic(&self, request: &Value) -> Vec<String> {
        // Anthropic pads its JSON with spaces, and so is read with them.
        let event =
            |value: &Value| format!("event: {}\ndata: {value}   \n\n", value["type"].as_str().unwrap_or("ping"));
        let (input, output) = self.counts();
        let mut events = vec![
            event(&json!({"type": "message_start", "message": {"id": "msg_01", "type": "message", "role": "assistant",
                "model": request["model"], "content": [], "stop_reason": null, "stop_sequence": null,
                "usage": {"input_tokens": input, "cache_creation_input_tokens": 0, "cache_read_input_tokens": 0,
                    "output_tokens": 1}}})),
            event(&json!({"type": "ping"})),
        ];
        let mut index = 0;
        let mut open: Option<&str> = None;
        for piece in &self.pieces {
            let (block, delta, begins) = match piece {
                Piece::Text(text) => {
                    ("text", json!({"type": "text_delta", "text": text}), json!({"type": "text", "text": ""}))
                }
                Piece::Reasoning(text) => (
                    "thinking",
                    json!({"type": "thinking_delta", "thinking": text}),
                    json!({"type": "thinking", "thinking": "", "signature": ""}),
                ),
                Piece::Alive => {
                    events.push(event(&json!({"type": "ping"})));
                    continue;
                }
                Piece::Error { kind, message } => {
                    events.push(event(&json!({"type": "error", "error": {"type": kind, "message": message}})));
                    return events;
                }
                Piece::Raw(bytes) => {
                    events.push(bytes.clone());
                    continue;
                }
            };
            if open != Some(block) {
                if open.is_some() {
                    events.push(event(&json!({"type": "content_block_stop", "index": index})));
                    index += 1;
                }
                events.push(event(&json!({"type": "content_block_start", "index": index, "content_block": begins})));
                open = Some(block);
            }
            events.push(event(&json!({"type": "content_block_delta", "index": index, "delta": delta})));
        }
        if open.is_some() {
            events.push(event(&json!({"type": "content_block_stop", "index": index})));
        }
        let reason = match self.finish {
            Finish::Stop => "end_turn",
            Finish::Length => "max_tokens",
            Finish::Filter => "refusal",
            Finish::Tool => "tool_use",
            Finish::Missing => return events,
        };
        events.push(event(&json!({"type": "message_delta", "delta": {"stop_reason": reason, "stop_sequence": null},
            "usage": {"output_tokens": output}})));
        events.push(event(&json!({"type": "message_stop"})));
        events
    }

    fn ollama(&self, request: &Value) -> Vec<String> {
        let line = |value: Value| {
            let mut line = value;
            line["model"] = request["model"].clone();
            line["created_at"] = json!("2026-11-24T00:00:00.000000Z");
            format!("{line}\n")
        };
        let mut lines: Vec<String> = Vec::new();
        for piece in &self.pieces {
            lines.push(match piece {
                Piece::Text(text) => line(json!({"message": {"role": "assistant", "content": text}, "done": false})),
                Piece::Reasoning(text) => {
                    line(json!({"message": {"role": "assistant", "content": "", "thinking": text}, "done": false}))
                }
                Piece::Alive => line(json!({"message": {"role": "assistant", "content": ""}, "done": false})),
                Piece::Error { message, .. } => {
                    lines.push(format!("{}\n", json!({"error": message})));
                    return lines;
                }
                Piece::Raw(bytes) => bytes.clone(),
            });
        }
        let reason = match self.finish {
            Finish::Stop | Finish::Filter | Finish::Tool => "stop",
            Finish::Length => "length",
            Finish::Missing => return lines,
        };
        let (input, output) = self.counts();
        lines.push(line(json!({"message": {"role": "assistant", "content": ""}, "done": true, "done_reason": reason,
            "total_duration": 1_000_000, "prompt_eval_count": input, "eval_count": output})));
        lines
    }
}

/// The whole stream, for a look at it.
fn transcript(events: &[String]) -> String {
    events.iter().fold(String::new(), |mut all, event| {
        let _ = write!(all, "{event}");
        all
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request() -> Value {
        json!({"model": "m", "stream": true, "stream_options": {"include_usage": true}})
    }

    fn answer_of(dialect: Dialect, script: &Script) -> String {
        let field = |value: &Value| match dialect {
            Dialect::OpenAi => value["choices"][0]["delta"]["content"].as_str().unwrap_or_default().to_owned(),
            Dialect::Anthropic => value["delta"]["text"].as_str().unwrap_or_default().to_owned(),
            Dialect::Ollama => value["message"]["content"].as_str().unwrap_or_default().to_owned(),
        };
        transcript(&script.events(dialect, &request()))
            .lines()
            .filter_map(|line| {
                let json = if dialect == Dialect::Ollama { Some(line) } else { line.strip_prefix("data: ") };
                json.and_then(|json| serde_json::from_str::<Value>(json).ok())
            })
            .map(|value| field(&value))
            .collect()
    }

    #[test]
    fn every_dialect_carries_the_same_answer_and_keeps_reasoning_out_of_it() {
        let script = Script::new().reasoning("hm").alive().words("안녕 하늘은  파랗다");
        for dialect in [Dialect::OpenAi, Dialect::Anthropic, Dialect::Ollama] {
            assert_eq!(answer_of(dialect, &script), "안녕 하늘은  파랗다", "{dialect:?}");
        }
        assert_eq!(script.answer(), "안녕 하늘은  파랗다");
    }

    #[test]
    fn only_a_finished_stream_says_that_it_is_finished() {
        let proofs = [
            (Dialect::OpenAi, "\"finish_reason\":\"stop\""),
            (Dialect::Anthropic, "message_stop"),
            (Dialect::Ollama, "\"done\":true"),
        ];
        for (dialect, proof) in proofs {
            let whole = transcript(&Script::says("a b").events(dialect, &request()));
            assert!(whole.contains(proof), "{dialect:?}: {whole}");
            let cut = transcript(&Script::says("a b").finish(Finish::Missing).events(dialect, &request()));
            assert!(!cut.contains(proof) && !cut.contains("[DONE]"), "{dialect:?}: {cut}");
            let broken = transcript(&Script::says("a b").error("overloaded_error", "busy").events(dialect, &request()));
            assert!(!broken.contains(proof) && broken.contains("busy"), "{dialect:?}: {broken}");
        }
    }

    #[test]
    fn usage_comes_as_each_vendor_sends_it() {
        let count = |flavour, request: &Value| {
            let events = Script::says("a").usage(7, 9).flavour(flavour).events(Dialect::OpenAi, request);
            transcript(&events).matches("\"prompt_tokens\":7").count()
        };
        let unasked = json!({"model": "m"});
        assert_eq!((count(Flavour::Plain, &request()), count(Flavour::Plain, &unasked)), (1, 0));
        assert_eq!((count(Flavour::Groq, &request()), count(Flavour::Groq, &unasked)), (3, 1));
        assert_eq!(count(Flavour::OpenRouter, &request()), 1);
        let deepseek = transcript(&Script::says("a").flavour(Flavour::DeepSeek).events(Dialect::OpenAi, &request()));
        assert!(deepseek.contains("\"usage\":null"), "{deepseek}");
    }

    #[test]
    fn a_path_tells_the_dialect() {
        assert_eq!(Dialect::of_path("/openai/v1/chat/completions"), Some(Dialect::OpenAi));
        assert_eq!(Dialect::of_path("/v1/messages?beta=true"), Some(Dialect::Anthropic));
        assert_eq!(Dialect::of_path("/api/chat"), Some(Dialect::Ollama));
        assert_eq!(Dialect::of_path("/v1/models"), None);
    }
}
