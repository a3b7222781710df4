//! Groq's free plan, as a fake enforces it: so many tokens a minute for each model, `max_tokens` counted before the
//! run, refusals and headers in Groq's own words.
//!
//! A minute may be made shorter, so that a test sees several. Nothing else of Groq is imitated here.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde_json::json;

use super::now;
use super::reply::Reply;
use super::script::{Flavour, Script};
use super::upstream::Request;

/// What a request without a limit on its answer is counted for.
const DEFAULT_MAX_TOKENS: u64 = 32_768;

/// The plan of one key.
pub struct GroqPlan {
    tokens_per_minute: u64,
    requests_per_day: u64,
    minute: Duration,
    models: Mutex<HashMap<String, Bucket>>,
}

#[derive(Clone, Copy)]
struct Bucket {
    used: f64,
    at: Instant,
    n_requests: u64,
}

/// What the plan says to a request.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Verdict {
    Passed {
        remaining: u64,
        resets_in: Duration,
        requests_left: u64,
    },
    /// More than a whole minute's.
    TooLarge {
        requested: u64,
    },
    /// Not in this minute.
    Limited {
        used: u64,
        requested: u64,
        wait: Duration,
        requests_left: u64,
    },
}

/// Tokens of a text, as the plan counts them: four characters of ASCII, 0.7 a syllable of Hangul, one for any other.
pub fn count(text: &str) -> u64 {
    let twentieths: u64 = text
        .chars()
        .map(|character| match character {
            '\0'..='\x7f' => 5,
            '\u{ac00}'..='\u{d7a3}' => 14,
            _ => 20,
        })
        .sum();
    twentieths.div_ceil(20)
}

impl GroqPlan {
    /// So many tokens a minute for each model, a minute taking `minute`.
    pub fn new(tokens_per_minute: u64, minute: Duration) -> Self {
        Self { tokens_per_minute, requests_per_day: 1000, minute, models: Mutex::default() }
    }

    /// Answers with `script`, or refuses.
    pub fn answer(&self, request: &Request, script: Script) -> Reply {
        self.answer_at(request, script, now())
    }

    fn answer_at(&self, request: &Request, script: Script, at: Instant) -> Reply {
        let model = request.body["model"].as_str().unwrap_or_default();
        let input: u64 = request.messages().iter().map(|(_, text)| count(text) + 4).sum();
        let max_tokens = ["max_completion_tokens", "max_tokens"]
            .iter()
            .find_map(|field| request.body[*field].as_u64())
            .unwrap_or(DEFAULT_MAX_TOKENS);
        let output = count(&script.answer());
        let limit = self.tokens_per_minute;
        let organization =
            format!("model `{model}` in organization `org_01` service tier `on_demand` on tokens per minute (TPM)");
        let billing = "Need more tokens? Upgrade to Dev Tier today";
        match self.judge(model, input, max_tokens, output, at) {
            Verdict::Passed { remaining, resets_in, requests_left } => self.headers(
                Reply::stream(script.usage(input, output).flavour(Flavour::Groq)),
                remaining,
                resets_in,
                requests_left,
            ),
            Verdict::TooLarge { requested } => {
                let message = format!(
                    "Request too large for {organization}: Limit {limit}, Requested {requested}, please reduce your message size and try again. {billing}"
                );
                refusal(413, &message)
            }
            Verdict::Limited { used, requested, wait, requests_left } => {
                let message = format!(
                    "Rate limit reached for {organization}: Limit {limit}, Used {used}, Requested {requested}. Please try again in {}. {billing}",
                    seconds(wait)
                );
                let reply = refusal(429, &message).header("retry-after", &wait.as_secs_f64().ceil().to_string());
                self.headers(reply, limit.saturating_sub(used), wait, requests_left)
            }
        }
    }

    fn judge(&self, model: &str, input: u64, max_tokens: u64, output: u64, at: Instant) -> Verdict {
        let requested = input + max_tokens;
        if requested > self.tokens_per_minute {
            return Verdict::TooLarge { requested };
        }
        let mut models = self.models.lock().unwrap_or_else(PoisonError::into_inner);
        let bucket = models.entry(model.to_owned()).or_insert(Bucket { used: 0.0, at, n_requests: 0 });
        let limit = tokens(self.tokens_per_minute);
        let refilled = limit * at.duration_since(bucket.at).as_secs_f64() / self.minute.as_secs_f64();
        bucket.used = (bucket.used - refilled).max(0.0);
        bucket.at = at;
        bucket.n_requests += 1;
        let requests_left = self.requests_per_day.saturating_sub(bucket.n_requests);
        let time_for = |n_tokens: f64| self.minute.mul_f64((n_tokens / limit).max(0.0));
        let over = bucket.used + tokens(requested) - limit;
        if over > 0.0 {
            return Verdict::Limited { used: whole(bucket.used), requested, wait: time_for(over), requests_left };
        }
        let reserved = bucket.used + tokens(requested);
        // The answer that came is what stays counted; what was set aside for more of it is given back.
        bucket.used += tokens(input + output.min(max_tokens));
        Verdict::Passed { remaining: whole(limit - reserved), resets_in: time_for(reserved), requests_left }
    }

    fn headers(&self, reply: Reply, remaining: u64, resets_in: Duration, requests_left: u64) -> Reply {
        reply
            .header("x-ratelimit-limit-requests", &self.requests_per_day.to_string())
            .header("x-ratelimit-limit-tokens", &self.tokens_per_minute.to_string())
            .header("x-ratelimit-remaining-requests", &requests_left.to_string())
            .header("x-ratelimit-remaining-tokens", &remaining.to_string())
            .header("x-ratelimit-reset-requests", "1m26.4s")
            .header("x-ratelimit-reset-tokens", &seconds(resets_in))
            .header("x-request-id", "req_01")
    }
}

fn refusal(status: u16, message: &str) -> Reply {
    let error = json!({"message": message, "type": "tokens", "code": "rate_limit_exceeded"});
    Reply::json(status, &json!({ "error": error }))
}

/// As Groq writes a span: `2m59.56s`, `7.66s`, `420ms`.
fn seconds(span: Duration) -> String {
    match span.as_secs() {
        0 => format!("{}ms", span.as_micros().div_ceil(1000)),
        1..60 => format!("{:.2}s", span.as_secs_f64()),
        minutes => format!("{}m{:.2}s", minutes / 60, span.as_secs_f64() % 60.0),
    }
}

#[expect(clippy::cast_precision_loss, reason = "a plan's tokens are far below 2^53")]
fn tokens(n_tokens: u64) -> f64 {
    n_tokens as f64
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "never negative, far below 2^53")]
fn whole(n_tokens: f64) -> u64 {
    n_tokens.max(0.0) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_mins(1);

    #[test]
    fn tokens_are_counted_by_script() {
        assert_eq!([count(""), count("abcd"), count("abcde"), count("한국어말"), count("漢")], [0, 1, 2, 3, 1]);
    }

    #[test]
    fn the_answer_is_counted_before_the_run_and_what_it_did_not_take_is_given_back() {
        let plan = GroqPlan::new(8000, MINUTE);
        let start = now();
        assert_eq!(plan.judge("a", 100, DEFAULT_MAX_TOKENS, 10, start), Verdict::TooLarge { requested: 32_868 });
        let first = plan.judge("a", 1000, 5000, 500, start);
        assert_eq!(first, Verdict::Passed { remaining: 2000, resets_in: Duration::from_secs(45), requests_left: 999 });
        let second = plan.judge("a", 1500, 5000, 500, start);
        assert_eq!(second, Verdict::Passed { remaining: 0, resets_in: MINUTE, requests_left: 998 });
    }

    #[test]
    fn a_model_that_used_its_minute_waits_for_the_rest_of_it_and_another_does_not() {
        let plan = GroqPlan::new(8000, MINUTE);
        let start = now();
        assert!(matches!(plan.judge("a", 4000, 4000, 4000, start), Verdict::Passed { .. }));
        let limited = plan.judge("a", 1000, 1000, 10, start);
        assert_eq!(
            limited,
            Verdict::Limited { used: 8000, requested: 2000, wait: Duration::from_secs(15), requests_left: 998 }
        );
        assert!(matches!(plan.judge("b", 1000, 1000, 10, start), Verdict::Passed { .. }));
        let later = start + Duration::from_secs(16);
        assert!(matches!(plan.judge("a", 1000, 1000, 10, later), Verdict::Passed { .. }));
    }

    #[test]
    fn spans_are_written_as_groq_writes_them() {
        let spans = [Duration::from_millis(420), Duration::from_millis(7660), Duration::from_millis(179_560)];
        assert_eq!(spans.map(seconds), ["420ms", "7.66s", "2m59.56s"]);
    }
}
