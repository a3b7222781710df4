//! Limits, sent tokens, consent and health.

use super::{NOW, Place, memory, model};
use crate::domain::limits::{Quota, Told};
use crate::domain::{RateLimits, UnixMillis};
use crate::store::{Allowance, Consent, Store};

fn quota(limit: u64, remaining: u64) -> Quota {
    Quota { limit: Some(limit), remaining: Some(remaining), resets_at: Some(NOW.plus_ms(60_000)) }
}

#[test]
fn the_limits_observed_last_are_the_ones_that_hold() {
    let store = memory();
    let qwen = model("groq:qwen");
    assert_eq!(store.limits(&qwen), Ok(Told::default()));
    let told = |limits: RateLimits, requests_at, tokens_at| {
        Ok(Told { requests: Some((limits.requests, requests_at)), tokens: Some((limits.tokens, tokens_at)) })
    };
    let first = RateLimits { requests: quota(1_000, 37), tokens: quota(8_000, 5_000) };
    store.record_limits(&qwen, &first, NOW).expect("kept");
    assert_eq!(store.limits(&qwen), told(first, NOW, NOW));
    // What comes late but was observed earlier is passed over.
    let earlier = RateLimits { requests: quota(1_000, 38), tokens: quota(8_000, 8_000) };
    store.record_limits(&qwen, &earlier, NOW.plus_ms(-1)).expect("passed over");
    assert_eq!(store.limits(&qwen), told(first, NOW, NOW));
    // Silence about one quota, or both, forgets nothing.
    let later = NOW.plus_ms(10);
    store
        .record_limits(&qwen, &RateLimits { requests: Quota::default(), tokens: quota(8_000, 100) }, later)
        .expect("kept");
    store.record_limits(&qwen, &RateLimits::default(), later.plus_ms(5)).expect("kept");
    let both = RateLimits { requests: first.requests, tokens: quota(8_000, 100) };
    assert_eq!(store.limits(&qwen), told(both, NOW, later));
    // What was told before the clock was set back is not the newer word.
    let set_back = NOW.plus_ms(-3_600_000);
    let now = RateLimits { requests: quota(1_000, 36), tokens: quota(8_000, 50) };
    store.record_limits(&qwen, &now, set_back).expect("kept");
    assert_eq!(store.limits(&qwen), told(now, set_back, set_back));
}

#[test]
fn one_minute_is_shared_by_all_processes() {
    let place = Place::new();
    let (a, b) = (place.open(), place.open());
    let qwen = model("groq:qwen");
    let allowance = Allowance { since: NOW.plus_ms(-60_000), n_tokens: 8_000 };
    a.record_tokens(&qwen, 7_000, NOW.plus_ms(-60_001)).expect("long ago");
    let first = a.reserve_tokens(&qwen, 5_000, &allowance, NOW).expect("asked").expect("room");
    assert_eq!(b.reserve_tokens(&qwen, 3_001, &allowance, NOW), Ok(None));
    assert_eq!(b.sent_after(&qwen, allowance.since, NOW), Ok(vec![(NOW, 5_000)]));
    a.correct_tokens(first, 1_200).expect("corrected");
    assert!(b.reserve_tokens(&qwen, 6_800, &allowance, NOW).expect("asked").is_some());
    assert_eq!(a.sent_after(&qwen, allowance.since, NOW), Ok(vec![(NOW, 1_200), (NOW, 6_800)]));
    assert_eq!(a.sent_after(&qwen, NOW, NOW), Ok(vec![]));
    assert_eq!(a.sent_after(&model("groq:kimi"), allowance.since, NOW), Ok(vec![]));
    // A day later nothing of it is left in the file.
    a.record_tokens(&qwen, 1, NOW.plus_ms(26 * 3_600_000)).expect("kept");
    let n: i64 = a.connection.query_row("SELECT count(*) FROM sent_tokens", [], |row| row.get(0)).expect("a count");
    assert_eq!(n, 1);
}

#[test]
fn what_was_sent_before_the_clock_was_set_back_is_not_counted_as_just_sent() {
    let store = memory();
    let qwen = model("groq:qwen");
    let before = NOW.plus_ms(3_600_000);
    let minute = |now: UnixMillis| Allowance { since: now.plus_ms(-60_000), n_tokens: 8_000 };
    store.record_tokens(&qwen, 7_000, before).expect("kept");
    assert_eq!(store.sent_after(&qwen, NOW.plus_ms(-60_000), NOW), Ok(vec![]));
    assert_eq!(store.sent_after(&qwen, NOW.plus_ms(-60_000), NOW), Ok(vec![]));
    assert!(store.reserve_tokens(&qwen, 5_000, &minute(NOW), NOW).expect("asked").is_some());
    // Whoever looked at the clock a little earlier sees all the same what another process sent meanwhile.
    let earlier = NOW.plus_ms(-20);
    assert_eq!(store.reserve_tokens(&qwen, 5_000, &minute(earlier), earlier), Ok(None));
}

#[test]
fn a_quota_told_alone_does_not_make_the_other_look_as_if_it_was_told_then() {
    let store = memory();
    let qwen = model("groq:qwen");
    store.record_limits(&qwen, &RateLimits { requests: quota(9, 8), tokens: quota(8_000, 10) }, NOW).expect("kept");
    let later = NOW.plus_ms(50_000);
    let only_requests = RateLimits { requests: quota(9, 0), tokens: Quota::default() };
    store.record_limits(&qwen, &only_requests, later).expect("kept");
    let told = store.limits(&qwen).expect("there");
    assert_eq!(told.requests, Some((quota(9, 0), later)));
    assert_eq!(told.tokens, Some((quota(8_000, 10), NOW)));
    // What was observed between, and comes late, is the news of the quota that it speaks of.
    let between = RateLimits { requests: quota(9, 5), tokens: quota(8_000, 3_000) };
    store.record_limits(&qwen, &between, NOW.plus_ms(20_000)).expect("kept");
    let told = store.limits(&qwen).expect("there");
    assert_eq!(told.requests, Some((quota(9, 0), later)));
    assert_eq!(told.tokens, Some((quota(8_000, 3_000), NOW.plus_ms(20_000))));
}

#[test]
fn an_answer_about_paying_is_remembered_and_can_be_changed() {
    let store = memory();
    assert_eq!(store.consent("anthropic"), Ok(None));
    for consent in [Some(Consent::No), Some(Consent::Yes), None] {
        store.set_consent("anthropic", consent, NOW).expect("kept");
        assert_eq!(store.consent("anthropic"), Ok(consent));
        assert_eq!(store.consent("openai"), Ok(None));
    }
}

fn fail(store: &Store, n_times: u32, at: UnixMillis) {
    for _ in 0..n_times {
        store.record_failure(&model("groq:qwen"), at).expect("counted");
    }
}

#[test]
fn five_failures_rest_a_model_and_one_caller_of_all_probes_it() {
    let place = Place::new();
    let stores: Vec<Store> = (0..8).map(|_| place.open()).collect();
    let qwen = model("groq:qwen");
    let free = |store: &Store, at| store.resting_until(&qwen, at).expect("asked");
    fail(&stores[0], 4, NOW);
    assert_eq!(free(&stores[1], NOW), None);
    fail(&stores[1], 1, NOW);
    let wakes = NOW.plus_ms(30_000);
    for store in &stores {
        assert_eq!(free(store, NOW.plus_ms(29_999)), Some(wakes));
    }
    assert_eq!(free(&stores[0], NOW.plus_ms(-1_000)), Some(wakes));
    assert_eq!(stores[0].resting_until(&model("groq:kimi"), NOW), Ok(None));
    // Looking is no claim.
    assert_eq!(stores[7].health(&qwen).expect("looked").map(|health| health.n_failures), Some(5));
    let allowed = std::thread::scope(|scope| {
        let asked: Vec<_> = stores
            .into_iter()
            .map(|store| scope.spawn(move || (store.resting_until(&model("groq:qwen"), wakes), store)))
            .collect();
        let mut allowed = Vec::new();
        for asked in asked {
            let (answer, store) = asked.join().expect("a thread");
            match answer.expect("asked") {
                None => allowed.push(store),
                Some(until) => assert_eq!(until, wakes.plus_ms(150_000)),
            }
        }
        allowed
    });
    assert_eq!(allowed.len(), 1);
    let prober = &allowed[0];
    let other = place.open();
    // The one that may may ask again; when it dies, another may.
    assert_eq!(free(prober, wakes.plus_ms(1)), None);
    assert!(free(&other, wakes.plus_ms(1)).is_some());
    assert_eq!(free(&other, wakes.plus_ms(150_000)), None);
    assert!(free(prober, wakes.plus_ms(150_001)).is_some_and(|until| until == wakes.plus_ms(300_000)));
    // A failed probe doubles the rest; a success ends all of it.
    fail(&other, 1, wakes.plus_ms(150_500));
    assert_eq!(free(prober, wakes.plus_ms(150_500)), Some(wakes.plus_ms(210_500)));
    other.record_success(&qwen).expect("forgotten");
    assert_eq!(free(prober, wakes.plus_ms(150_500)), None);
    assert_eq!(prober.health(&qwen), Ok(None));
}

#[test]
fn a_probe_that_said_nothing_of_the_models_health_is_given_back() {
    let place = Place::new();
    let (a, b) = (place.open(), place.open());
    let qwen = model("groq:qwen");
    fail(&a, 5, NOW);
    let wakes = NOW.plus_ms(30_000);
    assert_eq!(a.rests_until(&qwen, NOW), Ok(Some(wakes)));
    assert_eq!((a.rests_until(&qwen, wakes), b.rests_until(&qwen, wakes)), (Ok(None), Ok(None)));
    assert_eq!(a.resting_until(&qwen, wakes), Ok(None));
    assert_eq!(
        (a.rests_until(&qwen, wakes), b.rests_until(&qwen, wakes)),
        (Ok(None), Ok(Some(wakes.plus_ms(150_000))))
    );
    b.release_probe(&qwen).expect("nothing of its own");
    assert!(b.rests_until(&qwen, wakes).expect("asked").is_some());
    a.release_probe(&qwen).expect("given back");
    assert_eq!(b.resting_until(&qwen, wakes), Ok(None));
    assert_eq!(b.health(&qwen).expect("looked").map(|health| health.n_failures), Some(5));
}

#[test]
fn rests_grow_to_ten_minutes_and_requests_under_way_do_not_stretch_them() {
    let store = memory();
    let qwen = model("groq:qwen");
    fail(&store, 5, NOW);
    fail(&store, 3, NOW.plus_ms(1_000));
    let mut at = NOW.plus_ms(30_000);
    assert_eq!(store.resting_until(&qwen, NOW.plus_ms(2_000)), Ok(Some(at)));
    for rest_ms in [60_000, 120_000, 240_000, 480_000, 600_000, 600_000, 600_000] {
        fail(&store, 1, at);
        assert_eq!(store.resting_until(&qwen, at), Ok(Some(at.plus_ms(rest_ms))));
        at = at.plus_ms(rest_ms);
    }
    // A clock that was set back by a day does not rest it for a day.
    assert_eq!(store.resting_until(&qwen, NOW.plus_ms(-86_400_000)), Ok(None));
}

#[test]
fn failures_far_apart_are_not_a_series() {
    let store = memory();
    let qwen = model("groq:qwen");
    fail(&store, 4, NOW);
    let later = NOW.plus_ms(3_600_001);
    fail(&store, 4, later);
    assert_eq!(store.resting_until(&qwen, later), Ok(None));
    fail(&store, 1, later);
    assert!(store.resting_until(&qwen, later).expect("asked").is_some());
}
