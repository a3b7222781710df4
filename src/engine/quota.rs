//! What a plan lets through: how long the answer may be, and whether it fits now.
//!
//! Pure. Providers with plans by the minute count the requested answer before the run, so the answer's limit is
//! chosen to fit, and limits are obeyed before they are hit.

use std::time::Duration;

use crate::domain::catalogue::Plan;
use crate::domain::{Effort, RateLimits, Route, UnixMillis};

/// The plan's minute.
pub const MINUTE_MS: i64 = 60_000;
/// The shortest answer that is worth asking for, in tokens.
pub const MIN_ANSWER: u64 = 512;
/// Estimates are not counts: this much of a minute's quota is left alone.
const MARGIN_PERCENT: u64 = 4;

/// What has been let through lately.
#[derive(Debug, Clone, Copy, Default)]
pub struct Spent {
    /// The limits that the last response told, and when.
    pub told: Option<(RateLimits, UnixMillis)>,
    /// Tokens asked for since the last response told its limits (or in the last minute, where none did),
    /// by any process.
    pub tokens_since: u64,
    /// Requests today, by any process.
    pub requests_today: u64,
}

/// Whether a request may go out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admission {
    /// Now, with at most so many tokens of answer (`None`: as many as the model likes).
    Now {
        /// The limit on the answer.
        max_tokens: Option<u64>,
    },
    /// After a wait, then with the usual answer.
    After(Duration),
    /// Today no more.
    NotToday,
    /// Never: the prompt is too large for the plan's minute.
    Never {
        /// Tokens that prompt and shortest answer may take together.
        allowed: u64,
    },
}

/// Tokens of answer that a route and an effort usually need, reasoning included; what is asked for where the
/// plan counts them beforehand.
#[must_use]
pub const fn usual_answer(route: Route, effort: Option<Effort>) -> u64 {
    let text = match route {
        Route::Fast => 768,
        Route::General | Route::Long => 1536,
        Route::Code | Route::Think | Route::Design => 2048,
    };
    let reasoning = match effort {
        None | Some(Effort::Off) => 0,
        Some(Effort::Low) => 256,
        Some(Effort::Medium) => 768,
        Some(Effort::High | Effort::Max) => 2048,
    };
    text + reasoning
}

/// The plan's tokens a minute that baro uses, if it has such a limit.
#[must_use]
pub fn usable_minute(plan: &Plan) -> Option<u64> {
    plan.tokens_per_minute.map(|limit| limit - limit * MARGIN_PERCENT / 100)
}

/// The window that a plan leaves to the prompt: the minute less the answer.
#[must_use]
pub fn prompt_window(plan: &Plan, answer: u64) -> Option<u64> {
    usable_minute(plan).map(|minute| minute.saturating_sub(answer.min(minute / 2)))
}

/// Whether a prompt of `input` tokens may go out at `now`, wanting `answer` tokens back.
#[must_use]
pub fn admit(plan: &Plan, spent: &Spent, input: u64, answer: u64, now: UnixMillis) -> Admission {
    if let Some(per_day) = plan.requests_per_day
        && spent.requests_today >= per_day
    {
        return Admission::NotToday;
    }
    if let Some((told, _)) = spent.told
        && told.requests.remaining == Some(0)
        && let Some(resets_at) = told.requests.resets_at
        && resets_at > now
    {
        return wait_or_not_today(resets_at, now);
    }
    let Some(minute) = usable_minute(plan) else { return Admission::Now { max_tokens: None } };
    if input + MIN_ANSWER > minute {
        return Admission::Never { allowed: minute };
    }
    let wanted = answer.min(minute - input);
    let (left, whole_again) = left_of_the_minute(minute, spent, now);
    if input + wanted <= left {
        Admission::Now { max_tokens: Some(wanted) }
    } else if input + wanted * 3 / 4 <= left && left - input >= MIN_ANSWER {
        // A little less than usual now is better than all of it later.
        Admission::Now { max_tokens: Some(left - input) }
    } else {
        Admission::After(Duration::from_millis(whole_again.since_ms(now).unsigned_abs().max(1)))
    }
}

fn wait_or_not_today(resets_at: UnixMillis, now: UnixMillis) -> Admission {
    let wait_ms = resets_at.since_ms(now);
    if wait_ms > 10 * MINUTE_MS {
        Admission::NotToday
    } else {
        Admission::After(Duration::from_millis(wait_ms.unsigned_abs()))
    }
}

/// What is left now, and when it is whole again. A bucket that refills bit by bit is counted as empty until it
/// is full: too careful, never too bold.
fn left_of_the_minute(minute: u64, spent: &Spent, now: UnixMillis) -> (u64, UnixMillis) {
    match spent.told {
        Some((told, at)) if told.tokens.remaining.is_some() && now.since_ms(at) < MINUTE_MS => {
            let resets_at = told.tokens.resets_at.unwrap_or_else(|| at.plus_ms(MINUTE_MS));
            let remaining = if resets_at <= now { minute } else { told.tokens.remaining.unwrap_or(minute) };
            (remaining.min(minute).saturating_sub(spent.tokens_since), resets_at.max(now.plus_ms(1000)))
        }
        _ => (minute.saturating_sub(spent.tokens_since), now.plus_ms(MINUTE_MS / 4)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::limits::Quota;

    const PLAN: Plan =
        Plan { free: true, tokens_per_minute: Some(8000), requests_per_minute: None, requests_per_day: Some(1000) };
    const NOW: UnixMillis = UnixMillis(1_000_000);

    fn told(remaining: u64, resets_in_ms: i64) -> Spent {
        let tokens =
            Quota { limit: Some(8000), remaining: Some(remaining), resets_at: Some(NOW.plus_ms(resets_in_ms)) };
        Spent { told: Some((RateLimits { tokens, ..RateLimits::default() }, NOW)), ..Spent::default() }
    }

    #[test]
    fn the_answer_is_chosen_to_fit_the_minute() {
        assert_eq!(admit(&PLAN, &Spent::default(), 100, 2048, NOW), Admission::Now { max_tokens: Some(2048) });
        assert_eq!(admit(&PLAN, &Spent::default(), 6500, 2048, NOW), Admission::Now { max_tokens: Some(1180) });
        assert_eq!(admit(&PLAN, &Spent::default(), 7500, 2048, NOW), Admission::Never { allowed: 7680 });
        assert_eq!(admit(&Plan::default(), &Spent::default(), 7500, 2048, NOW), Admission::Now { max_tokens: None });
    }

    #[test]
    fn a_limit_is_obeyed_before_it_is_hit() {
        assert_eq!(admit(&PLAN, &told(1000, 9000), 500, 2048, NOW), Admission::After(Duration::from_secs(9)));
        assert_eq!(admit(&PLAN, &told(2300, 9000), 500, 2048, NOW), Admission::Now { max_tokens: Some(1800) });
        let used = Spent { tokens_since: 7000, ..Spent::default() };
        assert_eq!(admit(&PLAN, &used, 500, 2048, NOW), Admission::After(Duration::from_secs(15)));
        let day = Spent { requests_today: 1000, ..Spent::default() };
        assert_eq!(admit(&PLAN, &day, 1, 1, NOW), Admission::NotToday);
    }

    #[test]
    fn what_others_sent_since_the_last_word_counts() {
        let shared = Spent { tokens_since: 4000, ..told(6000, 9000) };
        assert_eq!(admit(&PLAN, &shared, 500, 2048, NOW), Admission::After(Duration::from_secs(9)));
    }
}
