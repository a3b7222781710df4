//! The JSON forms of `product.md`: stable, one object a line.

use serde_json::{Map, Value, json};

use crate::domain::event::{Attempt, FailoverReason, TurnResult};
use crate::domain::time::whole_ms;
use crate::domain::{Candidate, ConversationId, Failure, Finish, TurnEvent, Usage};
use crate::engine::forms::rounded;
pub use crate::engine::forms::{cost, decision, set_by, usage, usage_row, usage_sum, with_settings};
use crate::engine::talk::Receipt;
use crate::store::Attempted;
use crate::ui::ErrorText;

/// The version of the forms.
const SCHEMA: u32 = 1;

/// What went wrong, in the user's words.
#[derive(Debug, Clone)]
pub struct ErrorObject {
    /// The stable name of the situation.
    pub kind: &'static str,
    /// What happened.
    pub message: String,
    /// What to do.
    pub hint: Option<String>,
}

impl ErrorObject {
    /// What a person would read, as an object.
    #[must_use]
    pub fn of(kind: &'static str, text: &ErrorText) -> Self {
        let message = std::iter::once(text.error.as_str()).chain(text.causes.iter().map(String::as_str));
        Self { kind, message: message.collect::<Vec<_>>().join(": "), hint: text.hint() }
    }

    /// As JSON.
    #[must_use]
    pub fn value(&self) -> Value {
        json!({ "kind": self.kind, "message": self.message, "hint": self.hint })
    }
}

/// The object of `ask --json`.
#[must_use]
pub fn answer(result: Option<&TurnResult>, error: Option<&ErrorObject>) -> Value {
    let mut object = Map::new();
    object.insert("schema".to_owned(), json!(SCHEMA));
    match result {
        Some(result) => insert_result(&mut object, result),
        None => insert_nothing(&mut object),
    }
    if let Some(error) = error {
        object.insert("complete".to_owned(), json!(result.is_some_and(|result| result.complete)));
        object.insert("error".to_owned(), error.value());
    }
    Value::Object(object)
}

fn insert_result(object: &mut Map<String, Value>, result: &TurnResult) {
    let fields = json!({
        "text": result.text,
        "route": result.route.as_str(),
        // Where nobody answered: who was asked last.
        "model": result.candidate.as_ref().map(|candidate| &candidate.model)
            .or(result.attempts.last().map(|attempt| &attempt.model)).map(ToString::to_string),
        "source": result.source.as_str(),
        "confidence": rounded(result.confidence),
        "complete": result.complete,
        "finish": result.finish.as_str(),
        "usage": usage(&result.usage),
        "cost_usd": cost(result.cost),
        "latency": { "ttft_ms": result.ttft_ms, "total_ms": result.total_ms },
        "conversation": result.conversation.as_ref().map(|id| id.as_str().to_owned()),
        "turn": result.turn.map(|turn| turn.0),
        "attempts": result.attempts.iter().map(attempt).collect::<Vec<_>>(),
    });
    if let Value::Object(fields) = fields {
        object.extend(fields);
    }
}

fn insert_nothing(object: &mut Map<String, Value>) {
    let fields = json!({
        "text": "", "route": null, "model": null, "source": null, "confidence": null, "complete": false,
        "finish": "error", "usage": usage(&Usage::default()), "cost_usd": null,
        "latency": { "ttft_ms": null, "total_ms": 0 }, "conversation": null, "turn": null, "attempts": [],
    });
    if let Value::Object(fields) = fields {
        object.extend(fields);
    }
}

fn attempt(attempt: &Attempt) -> Value {
    json!({ "model": attempt.model.to_string(), "outcome": attempt.outcome.as_str(), "ms": attempt.ms })
}

/// The object of `ask --json` where no model was asked: baro's own words, and what they are of.
#[must_use]
pub fn here(text: &str, said: &Value, conversation: Option<&ConversationId>) -> Value {
    let mut object = Map::new();
    object.insert("schema".to_owned(), json!(SCHEMA));
    insert_nothing(&mut object);
    let fields = [
        ("text", json!(text)),
        ("complete", json!(true)),
        ("finish", json!(Finish::Stop.as_str())),
        ("cost_usd", json!(0)),
        ("conversation", json!(conversation.map(ConversationId::as_str))),
        ("here", said.clone()),
    ];
    object.extend(fields.map(|(name, value)| (name.to_owned(), value)));
    Value::Object(object)
}

/// The object of `route --json` where no model would be asked.
#[must_use]
pub fn no_decision(said: &Value) -> Value {
    json!({
        "route": null, "confidence": null, "runner_up": null, "source": null, "model": null, "scores": {},
        "reasons": [], "estimate": { "input_tokens": 0, "cost_usd": 0 }, "here": said,
    })
}

/// What a receipt tells, for JSON.
#[must_use]
pub fn receipt(receipt: &Receipt) -> Value {
    let model = |candidate: Option<&Candidate>| json!(candidate.map(ToString::to_string));
    match receipt {
        Receipt::Pinned { candidate, .. } => json!({ "receipt": "pinned", "model": model(Some(candidate)) }),
        Receipt::Unpinned { before, .. } => json!({ "receipt": "unpinned", "before": model(before.as_ref()) }),
        Receipt::AskedAgain { by, .. } => {
            json!({ "receipt": "asked_again", "models": by.iter().map(ToString::to_string).collect::<Vec<_>>() })
        }
        Receipt::NewConversation => json!({ "receipt": "new_conversation" }),
        Receipt::WentOn { conversation, title } | Receipt::Stayed { conversation, title } => {
            json!({ "receipt": "went_on", "conversation": conversation.as_str(), "title": title })
        }
        Receipt::PinUndone { pin } => json!({ "receipt": "undone", "model": model(pin.as_ref()) }),
        Receipt::AnswerUndone { model } => {
            json!({ "receipt": "undone", "model": model.as_ref().map(ToString::to_string) })
        }
        Receipt::RecallUndone { title } => json!({ "receipt": "undone", "title": title }),
    }
}

/// A try, as the ledger has it.
#[must_use]
pub fn attempted(attempt: &Attempted) -> Value {
    json!({ "model": attempt.model.to_string(), "outcome": attempt.outcome.as_str(), "ms": attempt.total_ms })
}

fn failure(failure: &Failure) -> Value {
    json!({ "kind": failure.kind.as_str(), "status": failure.status, "message": failure.message, "request_id": failure.request_id })
}

/// The object of an event for `--json-lines`; notices are no events there and are told on stderr.
#[must_use]
pub fn event(event: &TurnEvent) -> Option<Value> {
    Some(match event {
        TurnEvent::Routed(routed) => {
            let model = Some(&routed.candidate.model);
            let mut value = decision(&routed.decision, routed.route, routed.source, model, routed.estimate);
            if let Value::Object(object) = &mut value {
                object.insert("event".to_owned(), json!("routed"));
                object.insert("set_by".to_owned(), set_by(routed.preset));
            }
            value
        }
        TurnEvent::Started { candidate, attempt } => {
            json!({ "event": "started", "model": candidate.model.to_string(), "effort": candidate.effort, "attempt": attempt })
        }
        TurnEvent::Reasoning(text) => json!({ "event": "reasoning", "text": text }),
        TurnEvent::Text(text) => json!({ "event": "text", "text": text }),
        TurnEvent::Retry { model, wait, failure: why } => {
            json!({ "event": "retry", "model": model.to_string(), "wait_ms": whole_ms(*wait), "failure": failure(why) })
        }
        TurnEvent::Failover { from, to, why } => {
            let reason = why.as_str();
            let why = match why {
                FailoverReason::Failed(why) => Some(failure(why)),
                _ => None,
            };
            json!({ "event": "failover", "from": from.to_string(), "to": to.to_string(), "reason": reason, "failure": why })
        }
        TurnEvent::Notice(_) => return None,
        TurnEvent::Usage { usage: tokens, cost: price } => {
            json!({ "event": "usage", "usage": usage(tokens), "cost_usd": cost(*price) })
        }
        TurnEvent::Finished(result) => {
            let mut value = answer(Some(result), None);
            if let Value::Object(object) = &mut value {
                object.insert("event".to_owned(), json!("finished"));
            }
            value
        }
    })
}

/// The last line of `--json-lines` where a turn did not end well.
#[must_use]
pub fn error_event(error: &ErrorObject) -> Value {
    json!({ "event": "error", "error": error.value() })
}
