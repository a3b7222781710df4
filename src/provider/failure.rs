//! Reads what went wrong out of a status, headers and a body, in every vendor's dialect.
//!
//! Pure. A body is hostile text: it is read bounded, scrubbed, and never trusted to be what its headers say. What
//! to do about a failure is the engine's to decide.

use serde_json::Value;

use super::limits::{self, Headers};
use super::scrub;
use crate::domain::{Detail, Failure, FailureKind, OwnWords, Secret, UnixMillis};

/// At most so many bytes of an error's body are read.
pub const MAX_BODY_BYTES: usize = 64 << 10;

/// Codes and types that name the situation by themselves, in lower case, whatever the status.
const BY_CODE: &[(&str, FailureKind)] = &[
    ("insufficient_quota", FailureKind::QuotaSpent),
    ("exceeded_current_quota_error", FailureKind::QuotaSpent),
    ("billing_error", FailureKind::QuotaSpent),
    ("billing_hard_limit_reached", FailureKind::QuotaSpent),
    ("insufficient_balance", FailureKind::QuotaSpent),
    ("insufficient_credits", FailureKind::QuotaSpent),
    ("arrearage", FailureKind::QuotaSpent),
    ("allocationquota.freetieronly", FailureKind::QuotaSpent),
    ("context_length_exceeded", FailureKind::ContextOverflow),
    ("exceed_context_size_error", FailureKind::ContextOverflow),
    ("request_too_large", FailureKind::ContextOverflow),
    ("model_not_found", FailureKind::ModelGone),
    ("model_decommissioned", FailureKind::ModelGone),
    ("model_not_available", FailureKind::ModelGone),
    ("model_terms_required", FailureKind::ModelGone),
    // Groq, with 403: the key is good, and its organisation or project keeps this model from it.
    ("model_permission_blocked_org", FailureKind::ModelGone),
    ("model_permission_blocked_project", FailureKind::ModelGone),
    ("invalid_api_key", FailureKind::KeyRefused),
    ("api_key_invalid", FailureKind::KeyRefused),
    ("invalidapikey", FailureKind::KeyRefused),
    ("authentication_error", FailureKind::KeyRefused),
    ("invalid_authentication_error", FailureKind::KeyRefused),
    ("permission_error", FailureKind::KeyRefused),
    ("content_filter", FailureKind::Filtered),
    ("content_policy_violation", FailureKind::Filtered),
    ("responsibleaipolicyviolation", FailureKind::Filtered),
    ("data_inspection_failed", FailureKind::Filtered),
    ("datainspectionfailed", FailureKind::Filtered),
    ("prohibited_content", FailureKind::Filtered),
    ("overloaded_error", FailureKind::ServerError),
    ("server_overloaded", FailureKind::ServerError),
    ("api_error", FailureKind::ServerError),
    ("server_error", FailureKind::ServerError),
    ("internal_server_error", FailureKind::ServerError),
    ("timeout_error", FailureKind::ServerError),
];

/// Codes that name the situation only where the status does not speak against it.
const BY_CODE_WITHOUT_STATUS: &[(&str, FailureKind)] = &[
    ("rate_limit_error", FailureKind::RateLimited),
    ("rate_limit_exceeded", FailureKind::RateLimited),
    ("rate_limit_reached_error", FailureKind::RateLimited),
    ("engine_overloaded_error", FailureKind::RateLimited),
    ("resource_exhausted", FailureKind::RateLimited),
    ("not_found_error", FailureKind::ModelGone),
    ("invalid_request_error", FailureKind::BadRequest),
    ("badrequesterror", FailureKind::BadRequest),
];

/// Words of a message that tell of a prompt larger than the window, in lower case. In order: OpenAI, DeepSeek and
/// vLLM; Anthropic (two); llama.cpp; Gemini; Groq; Moonshot; DashScope (two); Together; LM Studio (two).
const OVERFLOW_WORDS: &[&str] = &[
    "maximum context length",
    "prompt is too long",
    "exceed context limit",
    "exceeds the available context size",
    "input token count",
    "reduce the length of the messages",
    "exceeded model token limit",
    "range of input length",
    "input token length too long",
    "`max_new_tokens` must be <=",
    "greater than the context length",
    "when context the overflows",
];

/// Words that tell of a model that is not there, in lower case.
const MODEL_GONE_WORDS: &[&str] =
    &["model not exist", "is not a valid model", "model does not exist", "decommissioned", "no such model"];

/// Words that tell of a refused key where the status does not, in lower case (Gemini answers 400).
const KEY_WORDS: &[&str] = &["api key not valid", "api_key_invalid", "invalid api key", "incorrect api key"];

/// Words that tell of a request that was not let in for where it comes from, in lower case: Groq, OpenAI (two), Gemini.
const PLACE_WORDS: &[&str] = &[
    "check your network settings",
    "unsupported_country_region_territory",
    "country, region, or territory not supported",
    "location is not supported",
];

/// Words of a parameter that a model does not take, in lower case: OpenAI's reasoning models, gateways before them, Anthropic.
const NOT_TAKEN_WORDS: &[&str] =
    &["unsupported", "not support", "not permitted", "not allowed", "deprecated", "only the default"];

/// Words of a limit that a minute's wait does not lift, in lower case.
const DAY_WORDS: &[&str] = &["per day", "per-day", "perday", "insufficient balance", "current quota", "credit balance"];

/// What an error object says, in any dialect.
#[derive(Debug, Default)]
struct Said {
    /// Codes, types and statuses, the most telling first.
    codes: Vec<String>,
    message: String,
    status: Option<u16>,
    retry_after: Option<std::time::Duration>,
    /// Everything in it, in lower case, for words that hide in details.
    all: String,
}

/// The failure that a response with this status, these headers and this body (or its beginning) tells.
#[must_use]
pub fn from_response(status: u16, headers: &Headers, body: &[u8], key: Option<&Secret>, now: UnixMillis) -> Failure {
    let text = String::from_utf8_lossy(&body[..body.len().min(MAX_BODY_BYTES)]);
    let text = text.trim_start_matches('\u{feff}').trim();
    let mut failure = if let Ok(value) = serde_json::from_str::<Value>(text) {
        read(&value, Some(status), key)
    } else if is_html(text) || headers.value("content-type").is_some_and(|kind| kind.starts_with("text/html")) {
        let kind = match status {
            401 => FailureKind::KeyRefused,
            429 => FailureKind::RateLimited,
            408 | 500.. => FailureKind::ServerError,
            _ => FailureKind::NotAModel,
        };
        of_page(kind, text, key)
    } else {
        let said = Said { message: text.to_owned(), all: text.to_lowercase(), ..Said::default() };
        let kind = match status {
            // A model server answers in JSON; plain text is some other server's "not found".
            404 | 405 => FailureKind::NotAModel,
            _ => classify(Some(status), &said),
        };
        told(kind, text, Some(status), &said, key)
    };
    failure.status = Some(status);
    failure.request_id =
        limits::request_id(headers).and_then(|id| scrub::code(id, key)).or_else(|| failure.request_id.take());
    failure.retry_after = limits::retry_after(headers, now).or(failure.retry_after);
    failure.should_retry = limits::should_retry(headers);
    let learnt = failure.limits.tokens.limit;
    failure.limits = limits::rate_limits(headers, now);
    failure.limits.tokens.limit = failure.limits.tokens.limit.or(learnt);
    failure
}

/// The failure in an error that came inside a stream whose status was 200: what its own status would have been.
#[must_use]
pub fn in_stream(value: &Value, key: Option<&Secret>) -> Failure {
    read(value, None, key)
}

/// The failure of a response that asks to go elsewhere. Nothing was sent there.
#[must_use]
pub fn redirected(status: u16, location: Option<&str>, base: &url::Url) -> Failure {
    let target = location.and_then(|location| base.join(location).ok());
    let place = target.as_ref().map_or_else(|| "?".to_owned(), place);
    let place = scrub::message(&place, None);
    let message = format!("the server redirects to {place}, which is not followed");
    let failure = Failure::new(FailureKind::Redirected, message).with_detail(Detail::RedirectTo(place));
    Failure { status: Some(status), ..failure }
}

/// Host and port of an address, without what may be secret.
pub(super) fn place(url: &url::Url) -> String {
    let host = url.host_str().unwrap_or("?");
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// True where the text begins as a web page does.
#[must_use]
pub fn is_html(text: &str) -> bool {
    text.trim_start().starts_with('<')
}

/// The failure of a web page where a model's answer was due.
#[must_use]
pub fn web_page(text: &str, key: Option<&Secret>) -> Failure {
    of_page(FailureKind::NotAModel, text, key)
}

/// A failure that a page for a browser tells, by its title.
fn of_page(kind: FailureKind, text: &str, key: Option<&Secret>) -> Failure {
    let title = text.split_once("<title").and_then(|(_, rest)| rest.split_once('>')).map(|(_, rest)| rest);
    let title = title.and_then(|rest| rest.split_once('<')).map(|(title, _)| title.trim());
    match title.filter(|title| !title.is_empty()) {
        Some(title) => Failure::new(kind, scrub::message(title, key)),
        None => Failure::own(kind, OwnWords::WebPage),
    }
}

fn read(value: &Value, status: Option<u16>, key: Option<&Secret>) -> Failure {
    let said = said(value);
    let status = status.or(said.status);
    let kind = classify(status, &said);
    let mut failure = told(kind, &said.message, status, &said, key);
    failure.status = status;
    failure.code = said.codes.first().and_then(|code| scrub::code(code, key));
    failure.retry_after = said.retry_after;
    if kind == FailureKind::PlanTooSmall {
        failure.limits.tokens.limit = amounts(&said.message).map(|(limit, _)| limit);
    }
    failure.request_id =
        value.get("request_id").and_then(Value::as_str).and_then(|request_id| scrub::code(request_id, key));
    failure
}

fn said(value: &Value) -> Said {
    // Gemini's compatible endpoint may wrap it in an array.
    let value = value.as_array().and_then(|values| values.first()).unwrap_or(value);
    // {"error": {..}} | {"error": ".."} | {"object": "error", ..} | {"code": .., "message": ..} | {"detail": ..}
    let error = value.get("error").filter(|error| !error.is_null()).unwrap_or(value);
    let mut said = Said { all: value.to_string().to_lowercase(), ..Said::default() };
    let text = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Null => None,
        other => Some(other.to_string()),
    };
    said.message = match error {
        Value::String(message) => message.clone(),
        _ => ["message", "detail", "error_message", "msg"]
            .iter()
            .find_map(|field| error.get(field).or_else(|| value.get(field)).and_then(text))
            .unwrap_or_default(),
    };
    for details in error.get("details").and_then(Value::as_array).into_iter().flatten() {
        if let Some(reason) = details.get("reason").and_then(Value::as_str) {
            said.codes.push(reason.to_owned());
        }
        if let Some(delay) = details.get("retryDelay").and_then(Value::as_str) {
            said.retry_after = limits::duration(delay);
        }
    }
    for field in ["code", "type", "status"] {
        match error.get(field) {
            Some(Value::String(code)) => match code.parse() {
                Ok(status) if (400..600).contains(&status) => said.status = said.status.or(Some(status)),
                _ => said.codes.push(code.clone()),
            },
            Some(Value::Number(number)) => {
                said.status = said
                    .status
                    .or_else(|| number.as_u64().and_then(|n| u16::try_from(n).ok()).filter(|n| (400..600).contains(n)));
            }
            _ => {}
        }
    }
    said
}

fn classify(status: Option<u16>, said: &Said) -> FailureKind {
    let has = |words: &[&str]| words.iter().any(|word| said.all.contains(word));
    let by = |table: &[(&str, FailureKind)]| {
        said.codes.iter().find_map(|code| {
            let code = code.to_lowercase();
            table.iter().find(|(name, _)| *name == code).map(|(_, kind)| *kind)
        })
    };
    let is_rate = status == Some(429)
        || said.codes.iter().any(|code| code == "rate_limit_exceeded" || code.starts_with("Throttling"));
    if let Some(kind @ (FailureKind::QuotaSpent | FailureKind::ContextOverflow)) = by(BY_CODE) {
        return kind;
    }
    if is_rate {
        // Groq says a minute's tokens with 413, and the same words for more than the plan ever lets through.
        return match amounts(&said.message) {
            Some((limit, requested)) if requested > limit => FailureKind::PlanTooSmall,
            _ if has(DAY_WORDS) => FailureKind::QuotaSpent,
            _ => FailureKind::RateLimited,
        };
    }
    if has(OVERFLOW_WORDS) {
        return FailureKind::ContextOverflow;
    }
    // OpenRouter's moderation answers 403.
    if status == Some(403) && has(&["flagged_input", "requires moderation"]) {
        return FailureKind::Filtered;
    }
    if is_of_place(status, said) {
        return FailureKind::Unreachable;
    }
    if let Some(kind) = by(BY_CODE) {
        return kind;
    }
    match status {
        Some(401 | 403) => FailureKind::KeyRefused,
        Some(402) => FailureKind::QuotaSpent,
        Some(404) if has(&["file not found", "invalid url", "\"detail\":\"not found\""]) => FailureKind::NotAModel,
        Some(404 | 410) => FailureKind::ModelGone,
        Some(405) => FailureKind::NotAModel,
        Some(407) => FailureKind::Unreachable,
        Some(408 | 409 | 499 | 500..) => FailureKind::ServerError,
        Some(498) => FailureKind::RateLimited,
        Some(400..500) if has(KEY_WORDS) => FailureKind::KeyRefused,
        Some(400..500) if has(DAY_WORDS) => FailureKind::QuotaSpent,
        Some(400..500) if has(MODEL_GONE_WORDS) => FailureKind::ModelGone,
        Some(_) => FailureKind::BadRequest,
        None => by(BY_CODE_WITHOUT_STATUS).unwrap_or(FailureKind::ServerError),
    }
}

/// Whether a refusal is about the network or the country that the request comes from: that says nothing of the key.
fn is_of_place(status: Option<u16>, said: &Said) -> bool {
    matches!(status, Some(400 | 403)) && PLACE_WORDS.iter().any(|word| said.all.contains(word))
}

/// The failure of such words, with what they tell beside its kind.
fn told(kind: FailureKind, message: &str, status: Option<u16>, said: &Said, key: Option<&Secret>) -> Failure {
    let failure = Failure::new(kind, scrub::message(message, key));
    if kind == FailureKind::Unreachable && is_of_place(status, said) {
        return failure.with_detail(Detail::NotFromHere);
    }
    if kind == FailureKind::BadRequest && is_of_temperature(message) {
        return failure.with_detail(Detail::NoTemperature);
    }
    failure
}

/// Whether a refusal is about the temperature as such, and not about how high it is.
fn is_of_temperature(message: &str) -> bool {
    let message = message.to_lowercase();
    message.contains("temperature") && NOT_TAKEN_WORDS.iter().any(|words| message.contains(words))
}

/// Groq's and OpenAI's "Limit 8000, Used 7000, Requested 3000": the limit and what was requested.
fn amounts(message: &str) -> Option<(u64, u64)> {
    let amount = |word: &str| {
        let (_, rest) = message.split_once(word)?;
        let rest = rest.trim_start_matches([':', ' ']);
        let digits: String =
            rest.chars().take_while(|c| c.is_ascii_digit() || *c == ',').filter(char::is_ascii_digit).collect();
        digits.parse().ok()
    };
    Some((amount("Limit")?, amount("Requested")?))
}

#[cfg(test)]
mod tests;
