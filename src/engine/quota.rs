//! What a plan lets through: how long the answer may be, and whether it fits now.
//!
//! Pure. Providers with plans by the minute count the requested answer before the run, so the answer's limit is
//! chosen to fit, and limits are obeyed before they are hit.

use std::time::Duration;

use super::window::{OF_A_MINUTE, Room};
use crate::domain::catalogue::Plan;
use crate::domain::limits::{LeftToday, Quota, Told};
use crate::domain::{Effort, RateLimits, Route, UnixMillis};

/// The plan's minute.
pub const MINUTE_MS: i64 = 60_000;
const HOUR_MS: u64 = 60 * 60_000;
const DAY_MS: u64 = 24 * HOUR_MS;
/// The shortest answer that is worth asking for, in tokens.
pub const MIN_ANSWER: u64 = 512;
/// Estimates are not counts: this much of a minute's quota is left alone.
const MARGIN_PERCENT: u64 = 4;

/// What has been let through lately, by any process.
#[derive(Debug, Clone, Default)]
pub struct Spent {
    /// The limits that were told last, and when.
    pub told: Told,
    /// The requests of the last minute, oldest first: when each was sent, and the tokens that it still stands
    /// for. Those of which a header has spoken since stand for none.
    pub sent: Vec<(UnixMillis, u64)>,
    /// Requests today.
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
    After(Duration, Held),
    /// Today no more.
    NotToday(Held),
    /// Never: the prompt is too large for the plan's minute.
    Never {
        /// Tokens that the prompt may take beside the shortest answer.
        allowed: u64,
    },
}

/// Who keeps a request from going out for now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// The provider: it asked to wait, or told that too little is left.
    ByProvider,
    /// baro, by its own count of the minute's tokens. Answers that broke off count for as much as they might have taken.
    ByTokens {
        /// What is counted as spent.
        n_tokens: u64,
        /// What the plan lets through.
        per_minute: u64,
    },
    /// baro, by its own count of requests.
    ByRequests {
        /// What the plan lets through.
        n_allowed: u64,
        /// In which time.
        within: Within,
    },
}

/// The time in which requests are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Within {
    /// A minute.
    AMinute,
    /// A day, by the user's clock.
    ADay,
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

/// A plan whose limit is told to be so many times what was said of it is no free plan.
const PAID_FROM: u64 = 4;

/// The plan as the headers of a response correct it: the minute is as large as they tell, and one that is many
/// times what a new key has is a plan that somebody pays for, whose other limits the headers tell, too.
#[must_use]
pub fn corrected(said: Plan, told: &RateLimits) -> Plan {
    let (Some(minute), Some(limit)) = (said.tokens_per_minute, told.tokens.limit.filter(|limit| *limit > 0)) else {
        return said;
    };
    if limit >= minute.saturating_mul(PAID_FROM) {
        return Plan { free: false, tokens_per_minute: Some(limit), requests_per_minute: None, requests_per_day: None };
    }
    Plan { tokens_per_minute: Some(limit), ..said }
}

/// What is left of a day's requests, as the headers of a response tell that came `now`. What may be a minute's quota tells
/// nothing of the day: one of the plan's own size is a day's, and one that takes longer than an hour to be whole, or comes back
/// bit by bit over a day.
#[must_use]
pub fn left_today(plan: &Plan, requests: &Quota, now: UnixMillis) -> Option<LeftToday> {
    let (n_allowed, n_left) = (requests.limit?, requests.remaining?);
    let whole_in_ms = requests.resets_at.map(|resets_at| resets_at.since_ms(now).max(0).unsigned_abs());
    let is_days = |whole_in_ms: u64| {
        let missing = n_allowed.saturating_sub(n_left);
        whole_in_ms > HOUR_MS || missing > 0 && is_a_bucket(missing, n_allowed, DAY_MS, whole_in_ms)
    };
    (plan.requests_per_day == Some(n_allowed) || whole_in_ms.is_some_and(is_days))
        .then_some(LeftToday { n_left, n_allowed })
}

/// How long a refused request is asked to wait by headers that name no wait but an empty quota.
#[must_use]
pub fn wait_for_reset(told: &RateLimits, now: UnixMillis) -> Option<Duration> {
    [told.requests, told.tokens]
        .into_iter()
        .filter(|quota| quota.remaining == Some(0))
        .filter_map(|quota| quota.resets_at)
        .map(|resets_at| duration_ms(resets_at.since_ms(now)))
        .max()
}

/// The plan's tokens a minute that baro uses, if it has such a limit.
#[must_use]
pub fn usable_minute(plan: &Plan) -> Option<u64> {
    plan.tokens_per_minute.map(|limit| limit - limit * MARGIN_PERCENT / 100)
}

/// What a plan leaves to the prompt: to the new message, which needs the shortest answer, and to all, which leave
/// room for the usual one.
#[must_use]
pub fn prompt_window(plan: &Plan, answer: u64) -> Option<Room> {
    usable_minute(plan).map(|minute| Room {
        message: minute.saturating_sub(answer.min(MIN_ANSWER)),
        all: minute.saturating_sub(answer.min(minute / 2)),
        first: OF_A_MINUTE,
    })
}

/// Whether a prompt of `input` tokens may go out at `now`, wanting `answer` tokens back.
#[must_use]
pub fn admit(plan: &Plan, spent: &Spent, input: u64, answer: u64, now: UnixMillis) -> Admission {
    if let Some(per_day) = plan.requests_per_day
        && spent.requests_today >= per_day
    {
        return Admission::NotToday(Held::ByRequests { n_allowed: per_day, within: Within::ADay });
    }
    if let Some((requests, at)) = spent.told.requests
        && requests.remaining == Some(0)
        && let Some(resets_at) = requests.resets_at
        && resets_at > now
        && !is_of_another_clock(at, now)
    {
        return wait_or_not_today(resets_at, now);
    }
    let by_requests = wait_for_a_request(plan, spent, now);
    let Some(minute) = usable_minute(plan) else {
        return by_requests.map_or(Admission::Now { max_tokens: None }, |(wait, held)| Admission::After(wait, held));
    };
    if input + MIN_ANSWER.min(answer) > minute {
        return Admission::Never { allowed: minute - MIN_ANSWER.min(answer) };
    }
    let wanted = answer.min(minute - input);
    // A little less than usual now is better than all of it later.
    let enough = input + (wanted * 3 / 4).max(MIN_ANSWER.min(wanted));
    let left = left_at(minute, spent, now);
    let by_tokens = (left < enough).then(|| {
        let n_tokens = minute.saturating_sub(left);
        let by_us = Held::ByTokens { n_tokens, per_minute: plan.tokens_per_minute.unwrap_or(minute) };
        let wait = wait_until(enough, minute, spent, now);
        // What the provider told decides where the wait were as long without what is under way.
        let told_alone = Spent { told: spent.told, ..Spent::default() };
        let is_told = told_left(minute, spent, now) < enough && wait_until(enough, minute, &told_alone, now) >= wait;
        (wait, if is_told { Held::ByProvider } else { by_us })
    });
    if let Some((wait, held)) = by_requests.into_iter().chain(by_tokens).max_by_key(|(wait, _)| *wait) {
        return Admission::After(wait, held);
    }
    // An answer that is longer than usual is not cut while there is room, and room is left for the next turn: for
    // this prompt again and a usual answer.
    let next = input + answer;
    let longest = left.saturating_sub(input + next).min((wanted * 3).max(left / 4));
    Admission::Now { max_tokens: Some(longest.max(wanted).min(left - input)) }
}

/// Tokens that all requests under way may stand for at `now`, as far as the plan counts them: what
/// [`crate::store::Store::reserve_tokens`] wants to know.
#[must_use]
pub fn allowance(plan: &Plan, spent: &Spent, now: UnixMillis) -> Option<u64> {
    usable_minute(plan).map(|minute| told_left(minute, spent, now))
}

/// How long it takes until one more request fits the minute, where it does not now.
fn wait_for_a_request(plan: &Plan, spent: &Spent, now: UnixMillis) -> Option<(Duration, Held)> {
    let n_allowed = plan.requests_per_minute?;
    let most = usize::try_from(n_allowed).ok()?.max(1);
    let in_the_way = spent.sent.len().checked_sub(most)?;
    let (at, _) = spent.sent.get(in_the_way)?;
    let free_at = at.plus_ms(MINUTE_MS);
    let held = Held::ByRequests { n_allowed, within: Within::AMinute };
    (free_at > now).then(|| (duration_ms(free_at.since_ms(now)), held))
}

fn wait_or_not_today(resets_at: UnixMillis, now: UnixMillis) -> Admission {
    let wait_ms = resets_at.since_ms(now);
    let held = Held::ByProvider;
    if wait_ms > 10 * MINUTE_MS { Admission::NotToday(held) } else { Admission::After(duration_ms(wait_ms), held) }
}

fn duration_ms(ms: i64) -> Duration {
    Duration::from_millis(ms.max(0).unsigned_abs())
}

/// What is left at `now`: what the provider told or the plan says, less what is under way.
fn left_at(minute: u64, spent: &Spent, now: UnixMillis) -> u64 {
    let since = now.plus_ms(-MINUTE_MS);
    let under_way: u64 = spent.sent.iter().filter(|(at, _)| *at > since).map(|(_, n_tokens)| n_tokens).sum();
    told_left(minute, spent, now).saturating_sub(under_way)
}

/// What a provider's last word leaves at `now`. A bucket fills bit by bit, which shows in the time that it takes to
/// be full; where the time is another, the whole comes back at once, and nothing before.
fn told_left(minute: u64, spent: &Spent, now: UnixMillis) -> u64 {
    let Some((tokens, at)) = spent.told.tokens else { return minute };
    let Some(remaining) = tokens.remaining else { return minute };
    let whole_at = tokens.resets_at.unwrap_or_else(|| at.plus_ms(MINUTE_MS)).min(at.plus_ms(MINUTE_MS));
    if now >= whole_at || is_of_another_clock(at, now) {
        return minute;
    }
    let missing = tokens.limit.unwrap_or(minute).saturating_sub(remaining);
    let fills_ms = whole_at.since_ms(at).max(1).unsigned_abs();
    let refilled = if is_a_bucket(missing, tokens.limit.unwrap_or(minute), MINUTE_MS.unsigned_abs(), fills_ms) {
        missing.saturating_mul(now.since_ms(at).max(0).unsigned_abs()) / fills_ms
    } else {
        0
    };
    (remaining + refilled).min(minute)
}

/// Whether something was told before the clock was set back. Two processes may look at it a little apart.
const fn is_of_another_clock(at: UnixMillis, now: UnixMillis) -> bool {
    at.since_ms(now) > MINUTE_MS
}

/// Whether what is `missing` of a `limit` for so long comes back in the time that a steady flow takes for it.
const fn is_a_bucket(missing: u64, limit: u64, period_ms: u64, fills_ms: u64) -> bool {
    let Some(steady_ms) = missing.saturating_mul(period_ms).checked_div(limit) else { return false };
    let tolerance = if steady_ms / 10 > 1000 { steady_ms / 10 } else { 1000 };
    steady_ms.abs_diff(fills_ms) <= tolerance
}

/// How long it takes until `needed` tokens are left, if nobody sends anything. What is left never shrinks with
/// time, so that the moment can be searched for by halves.
fn wait_until(needed: u64, minute: u64, spent: &Spent, now: UnixMillis) -> Duration {
    let (mut too_soon, mut enough) = (0, MINUTE_MS);
    while enough - too_soon > 1 {
        let middle = i64::midpoint(too_soon, enough);
        if left_at(minute, spent, now.plus_ms(middle)) >= needed {
            enough = middle;
        } else {
            too_soon = middle;
        }
    }
    // Two clocks are never the same.
    duration_ms(enough + 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAN: Plan =
        Plan { free: true, tokens_per_minute: Some(8000), requests_per_minute: None, requests_per_day: Some(1000) };
    const NOW: UnixMillis = UnixMillis(1_000_000);

    fn told(remaining: u64, resets_in_ms: i64) -> Spent {
        let tokens =
            Quota { limit: Some(8000), remaining: Some(remaining), resets_at: Some(NOW.plus_ms(resets_in_ms)) };
        Spent { told: Told { tokens: Some((tokens, NOW)), requests: None }, ..Spent::default() }
    }

    fn sent(at_ms_ago: i64, n_tokens: u64) -> (UnixMillis, u64) {
        (NOW.plus_ms(-at_ms_ago), n_tokens)
    }

    fn after(admission: Admission) -> u64 {
        match admission {
            Admission::After(wait, _) => u64::try_from(wait.as_millis()).expect("a minute at most"),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_quota_is_a_days_where_its_headers_or_the_plan_say_so() {
        let check = |plan: Plan, (n_allowed, n_left): (u64, u64), whole_in_ms: Option<i64>, is_days: bool| {
            let resets_at = whole_in_ms.map(|ms| NOW.plus_ms(ms));
            let requests = Quota { limit: Some(n_allowed), remaining: Some(n_left), resets_at };
            let expected = is_days.then_some(LeftToday { n_left, n_allowed });
            assert_eq!(left_today(&plan, &requests, NOW), expected, "{n_left}/{n_allowed} {whole_in_ms:?}");
        };
        let unknown = Plan { requests_per_day: None, ..PLAN };
        // The plan's own, and Groq's for another plan: 86.4 seconds a request, 6 with many.
        check(PLAN, (1000, 37), None, true);
        check(unknown, (1000, 999), Some(86_400), true);
        check(PLAN, (14_400, 14_370), Some(180_000), true);
        // Back at once in the evening; a minute's; and one that may be either.
        check(unknown, (900, 20), Some(9 * 3_600_000), true);
        check(PLAN, (30, 29), Some(2_000), false);
        check(PLAN, (60, 10), Some(50_000), false);
        check(unknown, (1000, 37), None, false);
        assert_eq!(left_today(&PLAN, &Quota::default(), NOW), None);
    }

    #[test]
    fn the_answer_is_chosen_to_fit_the_minute() {
        let idle = Spent::default();
        assert_eq!(admit(&PLAN, &idle, 6500, 2048, NOW), Admission::Now { max_tokens: Some(1180) });
        assert_eq!(admit(&PLAN, &idle, 7500, 2048, NOW), Admission::Never { allowed: 7168 });
        assert_eq!(admit(&PLAN, &idle, 7500, 100, NOW), Admission::Now { max_tokens: Some(100) });
        assert_eq!(admit(&Plan::default(), &idle, 7500, 2048, NOW), Admission::Now { max_tokens: None });
    }

    #[test]
    fn a_long_answer_is_not_cut_while_there_is_room_for_it_and_for_the_next_turn() {
        for (input, answer, expected) in [(100, 2048, 5432), (500, 1536, 4608), (3000, 1536, 1536)] {
            let admission = admit(&PLAN, &Spent::default(), input, answer, NOW);
            assert_eq!(admission, Admission::Now { max_tokens: Some(expected) }, "{input} {answer}");
        }
        let large = Plan { tokens_per_minute: Some(250_000), ..PLAN };
        assert_eq!(admit(&large, &Spent::default(), 500, 1536, NOW), Admission::Now { max_tokens: Some(60_000) });
    }

    #[test]
    fn a_limit_is_obeyed_before_it_is_hit() {
        assert_eq!(after(admit(&PLAN, &told(1000, 9000), 500, 2048, NOW)), 9100);
        assert_eq!(admit(&PLAN, &told(2300, 9000), 500, 2048, NOW), Admission::Now { max_tokens: Some(1800) });
        let used = Spent { sent: vec![sent(45_000, 3000), sent(20_000, 4000)], ..Spent::default() };
        assert_eq!(after(admit(&PLAN, &used, 500, 2048, NOW)), 15_100);
        let day = Spent { requests_today: 1000, ..Spent::default() };
        let by_day = Held::ByRequests { n_allowed: 1000, within: Within::ADay };
        assert_eq!(admit(&PLAN, &day, 1, 1, NOW), Admission::NotToday(by_day));
    }

    #[test]
    fn who_holds_a_request_back_is_told() {
        let held = |plan: &Plan, spent: &Spent| match admit(plan, spent, 500, 2048, NOW) {
            Admission::After(_, held) => held,
            other => panic!("{other:?}"),
        };
        assert_eq!(held(&PLAN, &told(1000, 9000)), Held::ByProvider);
        let ours = Spent { sent: vec![sent(45_000, 3000), sent(20_000, 4000)], ..Spent::default() };
        assert_eq!(held(&PLAN, &ours), Held::ByTokens { n_tokens: 7000, per_minute: 8000 });
        let one = Plan { requests_per_minute: Some(1), ..Plan::default() };
        assert_eq!(held(&one, &ours), Held::ByRequests { n_allowed: 1, within: Within::AMinute });
        // Of what was told and what is under way, the one that makes the wait as long as it is.
        let told_and_sent = |ms_ago: i64| Spent { sent: vec![sent(ms_ago, 7000)], ..told(1000, 9000) };
        assert_eq!(held(&PLAN, &told_and_sent(5000)), Held::ByTokens { n_tokens: 7680, per_minute: 8000 });
        assert_eq!(held(&PLAN, &told_and_sent(55_000)), Held::ByProvider);
        // The longer wait is whoever's it is.
        let both = Plan { requests_per_minute: Some(1), ..PLAN };
        assert_eq!(held(&both, &ours), Held::ByRequests { n_allowed: 1, within: Within::AMinute });
    }

    #[test]
    fn a_bucket_that_fills_bit_by_bit_is_asked_as_soon_as_there_is_enough() {
        // 7,000 of 8,000 are missing: 52.5 s at 133 tokens a second.
        let bucket = told(1000, 52_500);
        let wait = after(admit(&PLAN, &bucket, 500, 2048, NOW));
        assert!((7700..8000).contains(&wait), "1,036 tokens are missing: {wait}");
        let then = NOW.plus_ms(8000);
        assert!(matches!(admit(&PLAN, &bucket, 500, 2048, then), Admission::Now { .. }));
    }

    #[test]
    fn a_minute_that_was_told_of_long_ago_is_whole_though_requests_were_told_of_since() {
        let later = NOW.plus_ms(61_000);
        let requests = Quota { limit: Some(1000), remaining: Some(3), resets_at: None };
        let Spent { told: Told { tokens, .. }, .. } = told(100, 60_000);
        let spent = Spent { told: Told { requests: Some((requests, later)), tokens }, ..Spent::default() };
        assert_eq!(admit(&PLAN, &spent, 500, 2048, later), admit(&PLAN, &Spent::default(), 500, 2048, later));
    }

    #[test]
    fn what_another_process_heard_a_moment_from_now_counts() {
        let earlier = NOW.plus_ms(-20);
        assert_eq!(allowance(&PLAN, &told(1000, 9000), earlier), Some(1000));
        assert_eq!(allowance(&PLAN, &told(1000, 9000), NOW.plus_ms(-3_600_000)), usable_minute(&PLAN));
    }

    #[test]
    fn what_others_have_under_way_counts_and_what_a_header_spoke_of_does_not() {
        let shared = Spent { sent: vec![sent(2000, 4000)], ..told(6000, 9000) };
        assert_eq!(after(admit(&PLAN, &shared, 500, 2048, NOW)), 9100);
        assert_eq!(allowance(&PLAN, &shared, NOW), Some(6000));
        let spoken_of = Spent { sent: vec![sent(2000, 0)], ..told(6000, 9000) };
        assert!(matches!(admit(&PLAN, &spoken_of, 500, 2048, NOW), Admission::Now { .. }));
    }

    #[test]
    fn requests_are_counted_by_the_minute() {
        let plan = Plan { requests_per_minute: Some(3), ..Plan::default() };
        let three = Spent { sent: vec![sent(50_000, 0), sent(20_000, 0), sent(10_000, 0)], ..Spent::default() };
        assert_eq!(after(admit(&plan, &three, 10, 10, NOW)), 10_000);
        assert!(matches!(admit(&plan, &three, 10, 10, NOW.plus_ms(10_000)), Admission::Now { .. }));
        let both = Plan { requests_per_minute: Some(3), ..PLAN };
        assert_eq!(after(admit(&both, &three, 10, 10, NOW)), 10_000);
    }

    #[test]
    fn a_refused_request_is_not_sent_again_before_its_time() {
        let told = |resets_in_ms| {
            let requests = Quota { limit: None, remaining: Some(0), resets_at: Some(NOW.plus_ms(resets_in_ms)) };
            Spent { told: Told { requests: Some((requests, NOW)), tokens: None }, ..Spent::default() }
        };
        assert_eq!(after(admit(&Plan::default(), &told(7000), 10, 10, NOW)), 7000);
        assert_eq!(admit(&Plan::default(), &told(3_600_000), 10, 10, NOW), Admission::NotToday(Held::ByProvider));
        assert!(matches!(admit(&Plan::default(), &told(-1), 10, 10, NOW), Admission::Now { .. }));
        // Nor does a clock that was set back by an hour keep it from being sent for an hour.
        let then = NOW.plus_ms(-3_600_000);
        assert!(matches!(admit(&Plan::default(), &told(7000), 10, 10, then), Admission::Now { .. }));
    }

    #[test]
    fn headers_correct_the_plan() {
        let told =
            |limit| RateLimits { tokens: Quota { limit: Some(limit), ..Quota::default() }, ..RateLimits::default() };
        assert_eq!(corrected(PLAN, &RateLimits::default()), PLAN);
        assert_eq!(corrected(PLAN, &told(6000)), Plan { tokens_per_minute: Some(6000), ..PLAN });
        // Free plans differ from model to model, but not that much.
        assert_eq!(corrected(PLAN, &told(12_000)), Plan { tokens_per_minute: Some(12_000), ..PLAN });
        let paid = Plan { tokens_per_minute: Some(250_000), ..Plan::default() };
        assert_eq!(corrected(PLAN, &told(250_000)), paid);
        assert_eq!(corrected(Plan::default(), &told(250_000)), Plan::default());
    }

    #[test]
    fn the_plan_leaves_the_message_more_room_than_the_history() {
        assert_eq!(prompt_window(&PLAN, 2048), Some(Room { message: 7168, all: 5632, first: OF_A_MINUTE }));
        assert_eq!(prompt_window(&PLAN, 100), Some(Room { message: 7580, all: 7580, first: OF_A_MINUTE }));
        assert_eq!(prompt_window(&Plan::default(), 100), None);
    }
}
