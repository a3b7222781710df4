//! Limits, sent tokens, consent and health.

use super::{KEY, NOW, Place, memory, model, row};
use crate::domain::limits::{Quota, Told};
use crate::domain::{AttemptOutcome, FailureKind, KeyMark, RateLimits, UnixMillis};
use crate::store::open::{MIGRATIONS, open_with};
use crate::store::{Allowance, Consent, KeyWas, LedgerRow, Store};

fn quota(limit: u64, remaining: u64) -> Quota {
    Quota { limit: Some(limit), remaining: Some(remaining), resets_at: Some(NOW.plus_ms(60_000)) }
}

#[test]
fn the_limits_observed_last_are_the_ones_that_hold() {
    let store = memory();
    let qwen = model("groq:qwen");
    assert_eq!(store.limits(&qwen, KEY), Ok(Told::default()));
    let told = |limits: RateLimits, requests_at, tokens_at| {
        Ok(Told { requests: Some((limits.requests, requests_at)), tokens: Some((limits.tokens, tokens_at)) })
    };
    let first = RateLimits { requests: quota(1_000, 37), tokens: quota(8_000, 5_000) };
    store.record_limits(&qwen, KEY, &first, NOW).expect("kept");
    assert_eq!(store.limits(&qwen, KEY), told(first, NOW, NOW));
    // What comes late but was observed earlier is passed over.
    let earlier = RateLimits { requests: quota(1_000, 38), tokens: quota(8_000, 8_000) };
    store.record_limits(&qwen, KEY, &earlier, NOW.plus_ms(-1)).expect("passed over");
    assert_eq!(store.limits(&qwen, KEY), told(first, NOW, NOW));
    // Silence about one quota, or both, forgets nothing.
    let later = NOW.plus_ms(10);
    store
        .record_limits(&qwen, KEY, &RateLimits { requests: Quota::default(), tokens: quota(8_000, 100) }, later)
        .expect("kept");
    store.record_limits(&qwen, KEY, &RateLimits::default(), later.plus_ms(5)).expect("kept");
    let both = RateLimits { requests: first.requests, tokens: quota(8_000, 100) };
    assert_eq!(store.limits(&qwen, KEY), told(both, NOW, later));
    // What was told before the clock was set back is not the newer word.
    let set_back = NOW.plus_ms(-3_600_000);
    let now = RateLimits { requests: quota(1_000, 36), tokens: quota(8_000, 50) };
    store.record_limits(&qwen, KEY, &now, set_back).expect("kept");
    assert_eq!(store.limits(&qwen, KEY), told(now, set_back, set_back));
}

#[test]
fn one_minute_is_shared_by_all_processes() {
    let place = Place::new();
    let (a, b) = (place.open(), place.open());
    let qwen = model("groq:qwen");
    let allowance = Allowance { since: NOW.plus_ms(-60_000), n_tokens: 8_000 };
    a.record_tokens(&qwen, KEY, 7_000, NOW.plus_ms(-60_001)).expect("long ago");
    let first = a.reserve_tokens(&qwen, KEY, 5_000, &allowance, NOW).expect("asked").expect("room");
    assert_eq!(b.reserve_tokens(&qwen, KEY, 3_001, &allowance, NOW), Ok(None));
    assert_eq!(b.sent_after(&qwen, KEY, allowance.since, NOW), Ok(vec![(NOW, 5_000)]));
    a.correct_tokens(first, 1_200).expect("corrected");
    assert!(b.reserve_tokens(&qwen, KEY, 6_800, &allowance, NOW).expect("asked").is_some());
    assert_eq!(a.sent_after(&qwen, KEY, allowance.since, NOW), Ok(vec![(NOW, 1_200), (NOW, 6_800)]));
    assert_eq!(a.sent_after(&qwen, KEY, NOW, NOW), Ok(vec![]));
    assert_eq!(a.sent_after(&model("groq:kimi"), KEY, allowance.since, NOW), Ok(vec![]));
    // A day later nothing of it is left in the file.
    a.record_tokens(&qwen, KEY, 1, NOW.plus_ms(26 * 3_600_000)).expect("kept");
    let n: i64 = a.connection.query_row("SELECT count(*) FROM sent_tokens", [], |row| row.get(0)).expect("a count");
    assert_eq!(n, 1);
}

#[test]
fn what_was_sent_before_the_clock_was_set_back_is_not_counted_as_just_sent() {
    let store = memory();
    let qwen = model("groq:qwen");
    let before = NOW.plus_ms(3_600_000);
    let minute = |now: UnixMillis| Allowance { since: now.plus_ms(-60_000), n_tokens: 8_000 };
    store.record_tokens(&qwen, KEY, 7_000, before).expect("kept");
    assert_eq!(store.sent_after(&qwen, KEY, NOW.plus_ms(-60_000), NOW), Ok(vec![]));
    assert_eq!(store.sent_after(&qwen, KEY, NOW.plus_ms(-60_000), NOW), Ok(vec![]));
    assert!(store.reserve_tokens(&qwen, KEY, 5_000, &minute(NOW), NOW).expect("asked").is_some());
    // Whoever looked at the clock a little earlier sees all the same what another process sent meanwhile.
    let earlier = NOW.plus_ms(-20);
    assert_eq!(store.reserve_tokens(&qwen, KEY, 5_000, &minute(earlier), earlier), Ok(None));
}

#[test]
fn a_quota_told_alone_does_not_make_the_other_look_as_if_it_was_told_then() {
    let store = memory();
    let qwen = model("groq:qwen");
    store
        .record_limits(&qwen, KEY, &RateLimits { requests: quota(9, 8), tokens: quota(8_000, 10) }, NOW)
        .expect("kept");
    let later = NOW.plus_ms(50_000);
    let only_requests = RateLimits { requests: quota(9, 0), tokens: Quota::default() };
    store.record_limits(&qwen, KEY, &only_requests, later).expect("kept");
    let told = store.limits(&qwen, KEY).expect("there");
    assert_eq!(told.requests, Some((quota(9, 0), later)));
    assert_eq!(told.tokens, Some((quota(8_000, 10), NOW)));
    // What was observed between, and comes late, is the news of the quota that it speaks of.
    let between = RateLimits { requests: quota(9, 5), tokens: quota(8_000, 3_000) };
    store.record_limits(&qwen, KEY, &between, NOW.plus_ms(20_000)).expect("kept");
    let told = store.limits(&qwen, KEY).expect("there");
    assert_eq!(told.requests, Some((quota(9, 0), later)));
    assert_eq!(told.tokens, Some((quota(8_000, 3_000), NOW.plus_ms(20_000))));
}

#[test]
fn what_was_told_and_sent_belongs_to_a_key_and_another_has_its_own() {
    let store = memory();
    let (qwen, other) = (model("groq:qwen"), KeyMark::of_digest([1, 2, 3, 4]));
    let used_up = RateLimits { requests: quota(1_000, 0), tokens: quota(8_000, 0) };
    store.record_limits(&qwen, KEY, &used_up, NOW).expect("kept");
    store.record_tokens(&qwen, KEY, 7_000, NOW).expect("kept");
    store.record_attempts(&[row(&qwen)]).expect("kept");
    assert_eq!(store.limits(&qwen, other), Ok(Told::default()));
    assert_eq!(store.sent_after(&qwen, other, NOW.plus_ms(-60_000), NOW), Ok(vec![]));
    assert_eq!(store.requests_since(&qwen, other, NOW), Ok(0));
    let minute = Allowance { since: NOW.plus_ms(-60_000), n_tokens: 8_000 };
    assert!(store.reserve_tokens(&qwen, other, 8_000, &minute, NOW).expect("asked").is_some());
    assert_eq!(store.reserve_tokens(&qwen, KEY, 8_000, &minute, NOW), Ok(None));
    // Each keeps its own: who goes back to the first has what was told to it.
    store.record_limits(&qwen, other, &RateLimits { tokens: quota(9_000, 9), ..used_up }, NOW).expect("kept");
    assert_eq!(store.limits(&qwen, KEY).map(|told| told.tokens), Ok(Some((used_up.tokens, NOW))));
    assert_eq!(store.limits(&qwen, other).map(|told| told.tokens), Ok(Some((quota(9_000, 9), NOW))));
    assert_eq!(store.requests_since(&qwen, KEY, NOW), Ok(1));
}

#[test]
fn what_was_kept_before_keys_were_told_apart_holds_for_the_first_that_is_told_anything() {
    let place = Place::new();
    std::fs::create_dir_all(place.path().parent().expect("a folder")).expect("a folder");
    drop(open_with(&place.path(), &MIGRATIONS[..5]).expect("an older database"));
    rusqlite::Connection::open(place.path())
        .expect("a database")
        .execute_batch(&format!(
            "INSERT INTO plan_limits (model, tokens_limit, tokens_remaining, observed_at, tokens_observed_at) \
             VALUES ('groq:qwen', 8000, 10, {0}, {0}); \
             INSERT INTO sent_tokens (model, n_tokens, at) VALUES ('groq:qwen', 5, {0}); \
             INSERT INTO attempt (at, model, surface, outcome, failure, input, output, reasoning, cached, \
             cache_written, estimated, free, total_ms, route) \
             VALUES ({0}, 'groq:qwen', 'ask', 'refused', 'key_refused', 0, 0, 0, 0, 0, 0, 0, 1, 'code'), \
             ({0}, 'gate:m1', 'ask', 'refused', 'key_refused', 0, 0, 0, 0, 0, 0, 0, 1, NULL)",
            NOW.0
        ))
        .expect("rows of then");
    let store = place.open();
    let (qwen, other) = (model("groq:qwen"), KeyMark::of_digest([1, 2, 3, 4]));
    let then = Some((Quota { limit: Some(8_000), remaining: Some(10), resets_at: None }, NOW));
    for key in [KEY, other, KeyMark::NONE] {
        assert_eq!(store.limits(&qwen, key).map(|told| told.tokens), Ok(then));
        assert_eq!(store.sent_after(&qwen, key, NOW.plus_ms(-1), NOW), Ok(vec![(NOW, 5)]));
        assert_eq!(store.requests_since(&qwen, key, NOW), Ok(1));
        assert_eq!(store.key_was_refused("groq", key), Ok(true));
        // A look under no route may have been at a key that was never kept.
        assert_eq!(store.key_was_refused("gate", key), Ok(false));
    }
    let requests = RateLimits { requests: quota(1_000, 7), tokens: Quota::default() };
    store.record_limits(&qwen, KEY, &requests, NOW).expect("kept");
    assert_eq!(store.limits(&qwen, KEY), Ok(Told { requests: Some((quota(1_000, 7), NOW)), tokens: then }));
    assert_eq!(store.limits(&qwen, other), Ok(Told::default()));
}

#[test]
fn a_refusal_is_of_one_key_and_ends_with_the_first_answer_to_it() {
    let store = memory();
    let (qwen, other) = (model("groq:qwen"), KeyMark::of_digest([1, 2, 3, 4]));
    let refused = LedgerRow {
        outcome: AttemptOutcome::Refused,
        failure: Some(FailureKind::KeyRefused),
        route: None,
        ..row(&qwen)
    };
    let was = |key| store.key_was_refused("groq", key).expect("asked");
    store.record_attempts(&[refused]).expect("kept");
    assert_eq!((was(KEY), was(other), was(KeyMark::NONE)), (true, false, false));
    store.record_attempts(&[LedgerRow { key: other, ..row(&qwen) }]).expect("kept");
    assert!(was(KEY), "another key was taken");
    store.record_attempts(&[row(&qwen)]).expect("kept");
    assert!(!was(KEY));
    // Where the list of models was asked for, no try tells of it.
    let later = NOW.plus_ms(1);
    store.record_key("groq", KEY, KeyWas::Refused, later).expect("kept");
    assert_eq!((was(KEY), was(other), store.key_was_refused("groqq", KEY)), (true, false, Ok(false)));
    store.record_attempts(&[LedgerRow { at: NOW.plus_ms(2), ..row(&qwen) }]).expect("kept");
    assert!(!was(KEY));
    store.record_key("gate", KEY, KeyWas::Refused, NOW).expect("kept");
    assert_eq!(store.key_was_refused("gate", KEY), Ok(true));
    store.record_key("gate", KEY, KeyWas::Taken, NOW).expect("kept");
    assert_eq!(store.key_was_refused("gate", KEY), Ok(false));
}

#[test]
fn a_list_that_is_for_anybody_ends_the_refusal_of_a_list_and_none_of_a_question() {
    let (store, gate) = (memory(), model("gate:m1"));
    let refused = LedgerRow { outcome: AttemptOutcome::Refused, failure: Some(FailureKind::KeyRefused), ..row(&gate) };
    let was = || store.key_was_refused("gate", KEY).expect("asked");
    store.record_attempts(&[refused]).expect("kept");
    store.end_refused_look("gate", KEY, NOW.plus_ms(1)).expect("kept");
    assert!(was());
    store.record_key("gate", KEY, KeyWas::Refused, NOW.plus_ms(2)).expect("kept");
    store.end_refused_look("gate", KeyMark::of_digest([1, 2, 3, 4]), NOW.plus_ms(3)).expect("kept");
    assert!(was());
    store.end_refused_look("gate", KEY, NOW.plus_ms(3)).expect("kept");
    assert!(!was());
}

#[test]
fn of_a_question_and_a_look_at_the_key_the_newest_tells_and_each_key_has_its_own() {
    let store = memory();
    let (gate, other) = (model("gate:m1"), KeyMark::of_digest([1, 2, 3, 4]));
    let was = |key| store.key_was_refused("gate", key).expect("asked");
    let refused = LedgerRow { outcome: AttemptOutcome::Refused, failure: Some(FailureKind::KeyRefused), ..row(&gate) };
    store.record_attempts(&[refused]).expect("kept");
    assert!(was(KEY));
    store.record_key("gate", KEY, KeyWas::Taken, NOW.plus_ms(1)).expect("kept");
    assert!(!was(KEY), "a look that went well ends it");
    store.record_attempts(&[LedgerRow { at: NOW.plus_ms(2), ..refused }]).expect("kept");
    assert!(was(KEY), "and a question begins it anew");
    // What comes of looking at another key leaves a key's own as it was.
    store.record_key("gate", KEY, KeyWas::Refused, NOW.plus_ms(3)).expect("kept");
    store.record_key("gate", other, KeyWas::Refused, NOW.plus_ms(4)).expect("kept");
    assert_eq!((was(KEY), was(other)), (true, true));
    store.record_key("gate", other, KeyWas::Taken, NOW.plus_ms(5)).expect("kept");
    assert_eq!((was(KEY), was(other)), (true, false));
}

#[test]
fn what_came_of_asking_without_a_key_holds_for_no_key() {
    let store = memory();
    let gate = model("gate:m1");
    let keyless = LedgerRow {
        key: KeyMark::NONE,
        outcome: AttemptOutcome::Refused,
        failure: Some(FailureKind::KeyRefused),
        ..row(&gate)
    };
    store.record_attempts(&[keyless]).expect("kept");
    store.record_tokens(&gate, KeyMark::NONE, 5, NOW).expect("kept");
    let told = RateLimits { requests: quota(1_000, 0), tokens: quota(8_000, 0) };
    store.record_limits(&gate, KeyMark::NONE, &told, NOW).expect("kept");
    for (key, is) in [(KeyMark::NONE, true), (KEY, false)] {
        assert_eq!(store.key_was_refused("gate", key), Ok(is));
        assert_eq!(store.requests_since(&gate, key, NOW), Ok(u64::from(is)));
        assert_eq!(store.sent_after(&gate, key, NOW.plus_ms(-1), NOW).map(|sent| sent.is_empty()), Ok(!is));
        assert_eq!(store.limits(&gate, key).map(|told| told.tokens.is_some()), Ok(is));
    }
}

#[test]
fn a_keys_own_limits_are_not_overwritten_by_older_ones_of_nobody_knows_which() {
    let store = memory();
    let qwen = model("groq:qwen");
    let own = RateLimits { requests: Quota::default(), tokens: quota(8_000, 5) };
    store.record_limits(&qwen, KEY, &own, NOW).expect("kept");
    let older = RateLimits { requests: Quota::default(), tokens: quota(8_000, 900) };
    store.record_limits(&qwen, KeyMark::UNKNOWN, &older, NOW.plus_ms(-100)).expect("kept");
    let requests = RateLimits { requests: quota(1_000, 7), tokens: Quota::default() };
    store.record_limits(&qwen, KEY, &requests, NOW.plus_ms(1)).expect("kept");
    assert_eq!(store.limits(&qwen, KEY).map(|told| told.tokens), Ok(Some((own.tokens, NOW))));
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

#[test]
fn what_is_kept_of_a_key_goes_with_it_where_a_command_gives_another() {
    let store = memory();
    let (qwen, command) = (model("groq:qwen"), KeyMark::of_digest([0, 0, 0, 7]));
    let (first, second) = (KeyMark::of_digest([0, 0, 0, 8]), KeyMark::of_digest([0, 0, 0, 9]));
    let told = RateLimits { requests: quota(100, 0), ..RateLimits::default() };
    let knows = || store.limits(&qwen, command).expect("asked") != Told::default();
    store.record_given_key(command, first).expect("kept");
    store.record_limits(&qwen, command, &told, NOW).expect("kept");
    store.record_key("groq", command, KeyWas::Refused, NOW).expect("kept");
    store.record_given_key(command, first).expect("the same");
    assert!(knows() && store.key_was_refused("groq", command).expect("asked"));
    store.record_given_key(command, second).expect("kept");
    assert!(!knows() && !store.key_was_refused("groq", command).expect("asked"));
    store.record_given_key(command, first).expect("kept");
    assert!(knows() && store.key_was_refused("groq", command).expect("asked"));
}
