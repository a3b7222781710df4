//! Reads what response headers tell of rate limits and of waiting.
//!
//! Pure: header names and forms are tables. Nonsense is as good as nothing said; it never fails a response.

use std::time::Duration;

use crate::domain::limits::Quota;
use crate::domain::{RateLimits, UnixMillis};

/// A wait is never longer than this: what asks for more is broken or means "never".
const MAX_WAIT: Duration = Duration::from_hours(366 * 24);

/// A response's headers, those whose values are text.
#[derive(Debug, Clone, Default)]
pub struct Headers(Vec<(String, String)>);

impl Headers {
    /// The value of the header of that name, in whatever case it came.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

impl<K: Into<String>, V: Into<String>> FromIterator<(K, V)> for Headers {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        Self(pairs.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }
}

/// For each quota the names of (limit, remaining, reset), the first that is there counts.
type Names = [&'static str; 3];

const REQUESTS: [Names; 5] = [
    // OpenAI, Groq (a day's requests), Together, Fireworks.
    ["x-ratelimit-limit-requests", "x-ratelimit-remaining-requests", "x-ratelimit-reset-requests"],
    [
        "anthropic-ratelimit-requests-limit",
        "anthropic-ratelimit-requests-remaining",
        "anthropic-ratelimit-requests-reset",
    ],
    // Cerebras.
    ["x-ratelimit-limit-requests-day", "x-ratelimit-remaining-requests-day", "x-ratelimit-reset-requests-day"],
    // OpenRouter, Together.
    ["x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"],
    ["ratelimit-limit", "ratelimit-remaining", "ratelimit-reset"],
];

const TOKENS: [Names; 5] = [
    ["x-ratelimit-limit-tokens", "x-ratelimit-remaining-tokens", "x-ratelimit-reset-tokens"],
    ["anthropic-ratelimit-tokens-limit", "anthropic-ratelimit-tokens-remaining", "anthropic-ratelimit-tokens-reset"],
    [
        "anthropic-ratelimit-input-tokens-limit",
        "anthropic-ratelimit-input-tokens-remaining",
        "anthropic-ratelimit-input-tokens-reset",
    ],
    ["x-ratelimit-limit-tokens-minute", "x-ratelimit-remaining-tokens-minute", "x-ratelimit-reset-tokens-minute"],
    ["x-tokenlimit-limit", "x-tokenlimit-remaining", "x-tokenlimit-reset"],
];

const REQUEST_IDS: [&str; 5] = ["x-request-id", "request-id", "x-groq-request-id", "x-ds-trace-id", "cf-ray"];

/// The quotas that a response's headers tell.
#[must_use]
pub fn rate_limits(headers: &Headers, now: UnixMillis) -> RateLimits {
    RateLimits { requests: quota(headers, &REQUESTS, now), tokens: quota(headers, &TOKENS, now) }
}

fn quota(headers: &Headers, names: &[Names], now: UnixMillis) -> Quota {
    for [limit, remaining, reset] in names {
        let quota = Quota {
            limit: headers.value(limit).and_then(count),
            remaining: headers.value(remaining).and_then(count),
            resets_at: headers.value(reset).and_then(|text| point(text, now)),
        };
        if quota.limit.is_some() || quota.remaining.is_some() {
            return quota;
        }
    }
    Quota::default()
}

/// How long the response asks to wait: `retry-after-ms`, else `retry-after` as seconds or an HTTP date.
#[must_use]
pub fn retry_after(headers: &Headers, now: UnixMillis) -> Option<Duration> {
    let milliseconds = headers.value("retry-after-ms").and_then(number).and_then(|ms| wait(ms / 1000.0));
    milliseconds.or_else(|| {
        let text = headers.value("retry-after")?;
        number(text).map_or_else(|| point(text, now).map(|at| until(at, now)), wait)
    })
}

/// The provider's own word on trying again.
#[must_use]
pub fn should_retry(headers: &Headers) -> Option<bool> {
    match headers.value("x-should-retry")?.trim() {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

/// The provider's id of the request, as it came.
#[must_use]
pub fn request_id(headers: &Headers) -> Option<&str> {
    REQUEST_IDS.iter().find_map(|name| headers.value(name)).filter(|id| !id.is_empty())
}

/// `2m59.56s`, `1h2m`, `120ms`, `7.66s`, `1d`; `None` for anything else.
#[must_use]
pub fn duration(text: &str) -> Option<Duration> {
    let mut rest = text.trim();
    let mut seconds = 0.0;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let n_digits = rest.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
        let amount: f64 = rest[..n_digits].parse().ok()?;
        let unit = &rest[n_digits..];
        let n_letters = unit.bytes().take_while(u8::is_ascii_alphabetic).count();
        seconds += amount
            * match &unit[..n_letters] {
                "ns" => 1e-9,
                "us" => 1e-6,
                "ms" => 1e-3,
                "s" => 1.0,
                "m" => 60.0,
                "h" => 3600.0,
                "d" => 86400.0,
                _ => return None,
            };
        rest = &unit[n_letters..];
    }
    wait(seconds)
}

fn count(text: &str) -> Option<u64> {
    let text = text.trim();
    // `100, 100;w=60`: the first is the quota.
    let first = text.split([',', ';']).next()?.trim();
    first.parse().ok().or_else(|| {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is checked first")]
        number(first).filter(|n| (0.0..1e15).contains(n)).map(|n| n as u64)
    })
}

fn number(text: &str) -> Option<f64> {
    let text = text.trim();
    // `inf` and `nan` are numbers to Rust alone.
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+' | b'e' | b'E'));
    is_plain.then(|| text.parse().ok()).flatten()
}

fn wait(seconds: f64) -> Option<Duration> {
    if seconds.is_nan() || seconds < 0.0 {
        return None;
    }
    Some(Duration::try_from_secs_f64(seconds).map_or(MAX_WAIT, |wait| wait.min(MAX_WAIT)))
}

/// A point in time, given as such or from now on: seconds, milliseconds or a date since the epoch, or a duration.
fn point(text: &str, now: UnixMillis) -> Option<UnixMillis> {
    let text = text.trim();
    if let Some(amount) = number(text) {
        #[expect(clippy::cast_possible_truncation, reason = "the range is checked first")]
        return match amount {
            amount if amount < 0.0 => None,
            seconds if seconds < 1e9 => Some(after(now, wait(seconds)?)),
            seconds if seconds < 1e11 => sane(UnixMillis((seconds * 1000.0) as i64), now),
            milliseconds if milliseconds < 1e14 => sane(UnixMillis(milliseconds as i64), now),
            _ => None,
        };
    }
    if let Some(wait) = duration(text) {
        return Some(after(now, wait));
    }
    if let Ok(timestamp) = text.parse::<jiff::Timestamp>() {
        return sane(UnixMillis(timestamp.as_millisecond()), now);
    }
    let date = httpdate::parse_http_date(text).ok()?.duration_since(std::time::UNIX_EPOCH).ok()?;
    sane(UnixMillis(i64::try_from(date.as_millis()).ok()?), now)
}

fn after(now: UnixMillis, wait: Duration) -> UnixMillis {
    now.plus_ms(i64::try_from(wait.as_millis()).unwrap_or(i64::MAX))
}

fn until(at: UnixMillis, now: UnixMillis) -> Duration {
    Duration::from_millis(at.since_ms(now).unsigned_abs()).min(MAX_WAIT)
}

/// A point within a year of now; another clock's nonsense otherwise.
fn sane(at: UnixMillis, now: UnixMillis) -> Option<UnixMillis> {
    let distance = Duration::from_millis(at.0.abs_diff(now.0));
    (distance <= MAX_WAIT).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-20T00:00:00Z
    const NOW: UnixMillis = UnixMillis(1_795_132_800_000);

    fn headers(pairs: &[(&str, &str)]) -> Headers {
        pairs.iter().copied().collect()
    }

    fn wait_of(pairs: &[(&str, &str)]) -> Option<u64> {
        retry_after(&headers(pairs), NOW).map(|wait| u64::try_from(wait.as_millis()).expect("at most a year"))
    }

    #[test]
    fn a_wait_is_understood_in_every_form_and_nonsense_is_survived() {
        let year = Some(366 * 24 * 3600 * 1000);
        for (text, expected) in [
            ("2", Some(2000)),
            (" 0.25 ", Some(250)),
            ("0", Some(0)),
            ("-1", None),
            ("soon", None),
            ("", None),
            ("nan", None),
            ("inf", None),
            ("99999999999999999999", year),
            ("1e308", year),
            ("Fri, 20 Nov 2026 00:00:30 GMT", Some(30_000)),
            ("Thu, 19 Nov 2026 23:00:00 GMT", Some(0)),
            ("Fri, 20 Nov 2999 00:00:30 GMT", None),
            ("2m59.56s", Some(179_560)),
            ("30s", Some(30_000)),
        ] {
            assert_eq!(wait_of(&[("Retry-After", text)]), expected, "{text}");
        }
        assert_eq!(wait_of(&[("retry-after-ms", "1500"), ("retry-after", "9")]), Some(1500));
        assert_eq!(wait_of(&[("retry-after-ms", "x"), ("retry-after", "9")]), Some(9000));
        assert_eq!(wait_of(&[]), None);
    }

    #[test]
    fn a_reset_is_understood_in_every_form() {
        for (text, expected_ms) in [
            ("2m59.56s", Some(179_560)),
            ("1h2m", Some(3_720_000)),
            ("120ms", Some(120)),
            ("1d", Some(86_400_000)),
            ("59.5", Some(59_500)),
            ("1795132860", Some(60_000)),
            ("1795132860000", Some(60_000)),
            ("2026-11-20T00:01:00Z", Some(60_000)),
            ("2026-11-20T09:01:00+09:00", Some(60_000)),
            ("-5", None),
            ("2m2x", None),
            ("m", None),
            ("..s", None),
            ("1e99", None),
        ] {
            let limits =
                rate_limits(&headers(&[("x-ratelimit-limit-tokens", "8000"), ("x-ratelimit-reset-tokens", text)]), NOW);
            assert_eq!(limits.tokens.resets_at, expected_ms.map(|ms| NOW.plus_ms(ms)), "{text}");
        }
    }

    #[test]
    fn quotas_are_found_under_every_vendor_s_names() {
        let groq = [
            ("X-RateLimit-Limit-Requests", "1000"),
            ("x-ratelimit-remaining-requests", "963"),
            ("x-ratelimit-reset-requests", "53m16.8s"),
            ("x-ratelimit-limit-tokens", "8000"),
            ("x-ratelimit-remaining-tokens", "7000"),
        ];
        let limits = rate_limits(&headers(&groq), NOW);
        assert_eq!((limits.requests.limit, limits.requests.remaining), (Some(1000), Some(963)));
        assert_eq!(limits.requests.resets_at, Some(NOW.plus_ms(3_196_800)));
        assert_eq!(limits.tokens.limit, Some(8000));
        let anthropic = [
            ("anthropic-ratelimit-tokens-limit", "80000"),
            ("anthropic-ratelimit-tokens-remaining", "79000"),
            ("anthropic-ratelimit-tokens-reset", "2026-11-20T00:00:10Z"),
        ];
        let limits = rate_limits(&headers(&anthropic), NOW);
        assert_eq!(limits.tokens.remaining, Some(79000));
        assert_eq!(limits.tokens.resets_at, Some(NOW.plus_ms(10_000)));
        let openrouter =
            [("x-ratelimit-limit", "50"), ("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "1795132860000")];
        assert_eq!(rate_limits(&headers(&openrouter), NOW).requests.remaining, Some(0));
        let nonsense = [("x-ratelimit-limit-requests", "-3"), ("x-ratelimit-remaining-requests", "lots")];
        assert!(rate_limits(&headers(&nonsense), NOW).is_empty());
    }

    #[test]
    fn the_word_on_trying_again_and_the_request_s_id_are_kept() {
        assert_eq!(should_retry(&headers(&[("x-should-retry", "false")])), Some(false));
        assert_eq!(should_retry(&headers(&[("x-should-retry", "maybe")])), None);
        assert_eq!(request_id(&headers(&[("request-id", "req_1")])), Some("req_1"));
        assert_eq!(request_id(&headers(&[("x-request-id", "")])), None);
    }
}
