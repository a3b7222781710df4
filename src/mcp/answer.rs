//! The form of an answer: a first line that a folded result shows, a blank line, the model's text.
//!
//! Text only: a client that gets structured content beside it shows its model that instead. The same facts stand
//! as JSON in the result's `_meta`. A text that is too long for a client is given as head, tail and link.

use std::fmt::Write as _;

use rmcp::model::{CallToolResult, ContentBlock, JsonObject, MetaObject, Resource};
use serde_json::json;

use crate::domain::event::{Masked, Notice, TurnResult};
use crate::domain::{FailureKind, Finish, Source, TurnEvent, tokens};
use crate::engine::forms;
use crate::markup::sanitise::{Mode, Sanitiser};

/// Tokens of an answer that clients take: Claude Code refuses 25,000.
const MAX_ANSWER_TOKENS: u64 = 20_000;

/// Of an answer that should have been kept.
pub(super) const NOT_STORED: &str = "not stored";

/// What must not be silent about a turn, gathered while it runs.
#[derive(Debug, Default)]
pub(super) struct Remarks {
    notes: Vec<String>,
    /// Who stood first, where another answered, and why.
    pub handed_over: Option<String>,
}

impl Remarks {
    /// A remark of the server's own; what was said is not said again.
    pub fn add(&mut self, note: String) {
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    /// Takes in an event.
    pub fn note(&mut self, event: &TurnEvent) {
        match event {
            TurnEvent::Notice(notice) => match notice {
                Notice::Trimmed { n_turns } => self.add(format!("the oldest {n_turns} questions and answers left out")),
                Notice::FirstShortened => self.add("the middle of the first message left out".to_owned()),
                Notice::KeysMasked { n_keys, place: Masked::Message } => {
                    self.add(format!("{n_keys} key(s) masked in what was sent"));
                }
                Notice::KeysMasked { n_keys, place: Masked::System } => {
                    self.add(format!("{n_keys} key(s) masked in the system text"));
                }
                Notice::KeyRefused { provider } => self.add(format!("{provider} refused its key")),
                Notice::Retired { from, to } => self.add(format!("{} is retired, {} serves", from.short(), to.short())),
                Notice::PaidServes { provider } => self.add(format!("{provider} costs money")),
                Notice::EmbeddedServes { model, .. } => {
                    self.add(format!("{} is the small model inside baro", model.short()));
                }
                Notice::NotStored { .. } => self.add(NOT_STORED.to_owned()),
                Notice::Waiting { .. }
                | Notice::Parts(_)
                | Notice::WaitingForKey { .. }
                | Notice::StoreBusy { .. }
                | Notice::WordNotKept { .. } => {}
            },
            TurnEvent::Failover { from, to, why } => {
                use crate::domain::event::FailoverReason;
                let why = match why {
                    FailoverReason::Failed(failure) => failure.kind.as_str().replace('_', " "),
                    FailoverReason::Resting => "it failed often".to_owned(),
                    FailoverReason::LimitNear => "its limit is near".to_owned(),
                    FailoverReason::TooSmall => "too small".to_owned(),
                    FailoverReason::TooDear => "too dear".to_owned(),
                    FailoverReason::NoKey => "it has no key".to_owned(),
                    FailoverReason::BadKey => "its key cannot be read".to_owned(),
                    FailoverReason::NotRunning => "it does not answer".to_owned(),
                    FailoverReason::Loading => "it is loading its model".to_owned(),
                    FailoverReason::KeyRefused { has_key: true } => "it refused its key".to_owned(),
                    FailoverReason::KeyRefused { has_key: false } => "it wants a key".to_owned(),
                    FailoverReason::Declined => "declined to pay for it".to_owned(),
                };
                self.handed_over = Some(format!("{} instead of {}: {why}", to.short(), from.short()));
            }
            _ => {}
        }
    }
}

/// The caps on what is returned whole.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fit {
    /// In characters.
    pub max_chars: usize,
}

/// The text of an answer, without what could steer a terminal.
pub(super) fn cleaned(text: &str) -> String {
    let mut sanitiser = Sanitiser::new(Mode::Pipe);
    let mut clean = sanitiser.push(text).into_owned();
    clean.push_str(sanitiser.finish());
    clean
}

/// The result of a turn that brought text. `whole` is where a text that is too long is kept.
pub(super) fn result(
    result: &TurnResult,
    remarks: &Remarks,
    fit: Fit,
    whole: impl FnOnce(&str) -> String,
) -> CallToolResult {
    let text = cleaned(&result.text);
    let first = first_line(result, remarks);
    let mut meta = JsonObject::new();
    meta.insert("dev.baro/call".to_owned(), facts(result));
    let content = if is_too_long(&text, fit) {
        let uri = whole(&text);
        let n_chars = text.chars().count();
        let (head, tail) = head_and_tail(&text, fit);
        let n_left_out = n_chars - head.chars().count() - tail.chars().count();
        let shown = format!(
            "{first} · {n_chars} characters, head and tail shown\n\n{head}\n\n[baro: {n_left_out} characters left out here; the whole answer is the resource {uri}]\n\n{tail}"
        );
        let link = Resource::new(uri, "whole answer").with_mime_type("text/markdown").with_size(text.len() as u64);
        vec![ContentBlock::text(shown), ContentBlock::ResourceLink(link)]
    } else {
        vec![ContentBlock::text(format!("{first}\n\n{text}"))]
    };
    CallToolResult::success(content).with_meta(Some(MetaObject(meta)))
}

fn first_line(result: &TurnResult, remarks: &Remarks) -> String {
    let model = result.candidate.as_ref().map_or("nobody", |candidate| candidate.model.short());
    let effort = result.candidate.as_ref().and_then(|candidate| candidate.effort);
    let mut line = format!("[baro] {model}");
    if let Some(effort) = effort {
        let _ = write!(line, "@{}", effort.as_str());
    }
    let about = if result.usage.estimated { "~" } else { "" };
    #[expect(clippy::cast_precision_loss, reason = "milliseconds of one answer are exact in an f64")]
    let seconds = result.total_ms as f64 / 1000.0;
    let _ = write!(line, " · {}", result.route);
    // A tool or a pin that fixes the route is sure of it.
    if result.source == Source::Auto {
        let _ = write!(line, " {:.2}", result.confidence);
    }
    let _ = write!(line, " · {seconds:.1} s · {about}{}+{} tokens", result.usage.input, result.usage.output);
    if let Some(cost) = result.cost.filter(|cost| cost.0 > 0) {
        let _ = write!(line, " · {cost}");
    }
    match &result.conversation {
        Some(id) => {
            let _ = write!(line, " · conversation_id={id}");
        }
        None if remarks.notes.iter().any(|note| note == NOT_STORED) => {}
        None => line.push_str(" · not kept"),
    }
    if let Some(note) = &remarks.handed_over {
        let _ = write!(line, " · {note}");
    }
    for note in &remarks.notes {
        let _ = write!(line, " · {note}");
    }
    if let Some(why) = incomplete(result) {
        let _ = write!(line, " · truncated: {why}");
    }
    super::trouble::one_line(&line)
}

/// Why an answer is not whole, if so.
fn incomplete(result: &TurnResult) -> Option<&'static str> {
    match (result.complete, result.finish, result.failure) {
        (_, Finish::Length, _) => Some("max_tokens"),
        (true, ..) => None,
        (_, Finish::Filter, _) => Some("filtered"),
        (_, Finish::Cancelled, _) => Some("cancelled"),
        (_, _, Some(FailureKind::TotalTimeout | FailureKind::IdleTimeout)) => Some("timeout"),
        (_, _, Some(kind)) => Some(kind.as_str()),
        (false, ..) => Some("cut off"),
    }
}

fn facts(result: &TurnResult) -> serde_json::Value {
    json!({
        "model": result.candidate.as_ref().map(|candidate| candidate.model.to_string()),
        "route": result.route.as_str(),
        "source": result.source.as_str(),
        "confidence": forms::rounded(result.confidence),
        "complete": result.complete,
        "finish": result.finish.as_str(),
        "usage": forms::usage(&result.usage),
        "cost_usd": forms::cost(result.cost),
        "latency": { "ttft_ms": result.ttft_ms, "total_ms": result.total_ms },
        "conversation_id": result.conversation.as_ref().map(|id| id.as_str().to_owned()),
        "turn": result.turn.map(|turn| turn.0),
        "attempts": result.attempts.iter().map(|attempt| {
            json!({ "model": attempt.model.to_string(), "outcome": attempt.outcome.as_str(), "ms": attempt.ms })
        }).collect::<Vec<_>>(),
    })
}

fn is_too_long(text: &str, fit: Fit) -> bool {
    text.len() > fit.max_chars && text.chars().count() > fit.max_chars || tokens::estimate(text) > MAX_ANSWER_TOKENS
}

/// The beginning and the end of a text that is too long, cut between lines where one is near.
fn head_and_tail(text: &str, fit: Fit) -> (&str, &str) {
    let n_chars = text.chars().count();
    let by_tokens =
        usize::try_from(n_chars as u64 * MAX_ANSWER_TOKENS / tokens::estimate(text).max(1)).unwrap_or(fit.max_chars);
    let shown = fit.max_chars.min(by_tokens).min(n_chars.saturating_sub(2)) * 9 / 10;
    let (n_head, n_tail) = (shown * 3 / 4, shown / 4);
    let at = |n: usize| text.char_indices().nth(n).map_or(text.len(), |(at, _)| at);
    let (mut end, mut begin) = (at(n_head), at(n_chars - n_tail));
    if let Some(line_end) = text[..end].rfind('\n').filter(|line_end| *line_end * 10 > end * 9) {
        end = line_end;
    }
    if let Some(line_end) = text[begin..].find('\n').filter(|line_end| *line_end * 10 < text.len() - begin) {
        begin += line_end + 1;
    }
    (&text[..end], &text[begin..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_cut_to_its_head_and_tail_at_line_ends_in_any_script() {
        for line in ["a line of the answer\n", "대답의 한 줄입니다 😀\n"] {
            let text = line.repeat(4000);
            let fit = Fit { max_chars: 40_000 };
            assert!(is_too_long(&text, fit));
            let (head, tail) = head_and_tail(&text, fit);
            let n_shown = head.chars().count() + tail.chars().count();
            assert!(
                n_shown <= 40_000 && tokens::estimate(head) + tokens::estimate(tail) <= MAX_ANSWER_TOKENS,
                "{n_shown}"
            );
            assert!(n_shown > 15_000, "{n_shown}");
            assert!(text.starts_with(head) && text.ends_with(tail) && tail.starts_with(line));
        }
        assert!(!is_too_long("short", Fit { max_chars: 5 }));
        assert!(is_too_long("longer", Fit { max_chars: 5 }));
    }

    #[test]
    fn control_characters_of_a_model_reach_nobody() {
        assert_eq!(cleaned("a\u{1b}[31mb\u{7}c"), "abc");
    }
}
