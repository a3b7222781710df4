//! Sums, costs and percentiles.

use proptest::prelude::{prop, prop_assert_eq, proptest};

use super::{KEY, NOW, begin, memory, model, row};
use crate::domain::{AttemptOutcome, FailureKind, KeyMark, MicroUsd, Route, Surface, UnixMillis, Usage};
use crate::store::{Day, LedgerRow, NewConversation, Spent, UsageBy};

const ALWAYS: std::ops::Range<UnixMillis> = UnixMillis(i64::MIN)..UnixMillis(i64::MAX);

#[test]
fn sums_are_by_key_and_a_price_that_is_not_known_is_not_nothing() {
    let store = memory();
    let (qwen, kimi) = (model("groq:qwen"), model("groq:kimi"));
    let usage = Usage { input: 100, output: 50, reasoning: 20, cached: 60, cache_written: 5, estimated: true };
    store
        .record_attempts(&[
            row(&qwen),
            LedgerRow { usage, cost: None, ..row(&qwen) },
            LedgerRow { cost: None, free: true, outcome: AttemptOutcome::Retried, ..row(&qwen) },
            LedgerRow { route: None, surface: Surface::Mcp, outcome: AttemptOutcome::Cancelled, ..row(&kimi) },
        ])
        .expect("kept");
    let sums = store.usage(UsageBy::Model, ALWAYS).expect("sums");
    assert_eq!(sums.iter().map(|sum| sum.key.as_deref()).collect::<Vec<_>>(), [Some("groq:qwen"), Some("groq:kimi")]);
    let first = &sums[0];
    assert_eq!((first.n_requests, first.n_errors), (3, 1));
    let expected = Usage { input: 120, output: 60, ..usage };
    assert_eq!((first.usage, first.cost_known, first.n_unknown_cost), (expected, MicroUsd(100), 1));
    assert_eq!((first.cost(), sums[1].cost()), (None, Some(MicroUsd(100))));
    assert_eq!(sums[1].n_errors, 0);
    let routes = store.usage(UsageBy::Route, ALWAYS).expect("sums");
    assert_eq!(routes.iter().map(|sum| sum.key.as_deref()).collect::<Vec<_>>(), [Some(Route::Code.as_str()), None]);
    let surfaces = store.usage(UsageBy::Surface, ALWAYS).expect("sums");
    assert_eq!(surfaces.iter().map(|sum| sum.key.as_deref()).collect::<Vec<_>>(), [Some("ask"), Some("mcp")]);
    assert_eq!(store.spent_since(NOW), Ok(Spent { known: MicroUsd(200), n_unknown: 1 }));
    assert_eq!(store.spent_since(NOW.plus_ms(1)), Ok(Spent::default()));
    assert_eq!(store.requests_since(&qwen, KEY, NOW), Ok(3));
}

#[test]
fn a_key_was_refused_where_it_was_when_a_question_was_last_asked_with_it() {
    let store = memory();
    let (groq, other) = (model("groq:qwen"), model("groqlike:qwen"));
    let refused =
        |model| LedgerRow { outcome: AttemptOutcome::Failed, failure: Some(FailureKind::KeyRefused), ..row(model) };
    let is_refused = |row: LedgerRow<'_>| {
        store.record_attempts(&[row]).expect("kept");
        store.key_was_refused("groq", KEY).expect("an answer")
    };
    assert_eq!(store.key_was_refused("groq", KEY), Ok(false));
    assert!(!is_refused(refused(&other)), "another provider's, whose name begins the same");
    let other_key = LedgerRow { route: None, key: KeyMark::of_digest([9; 4]), ..refused(&groq) };
    assert!(!is_refused(other_key), "a look at a key that was not kept yet");
    assert!(is_refused(refused(&groq)));
    let limited = LedgerRow { failure: Some(FailureKind::RateLimited), ..refused(&groq) };
    assert!(is_refused(limited), "a limit says nothing of the key");
    assert!(!is_refused(row(&groq)), "it answered since");
    assert!(is_refused(refused(&groq)));
    assert!(!is_refused(LedgerRow { route: None, ..row(&groq) }), "a look at the key went well");
}

#[test]
fn conversations_are_summed_under_their_id_and_labelled_with_their_name() {
    let store = memory();
    let qwen = model("groq:qwen");
    let unnamed = begin(&store, Surface::Ask, "/a", NOW);
    let named = store
        .begin_conversation(&NewConversation {
            surface: Surface::Ask,
            folder: None,
            name: Some("빌드"),
            title: "t",
            system: None,
            pin: None,
            now: NOW,
        })
        .expect("a conversation");
    let of = |id| LedgerRow { conversation: Some(id), ..row(&qwen) };
    store.record_attempts(&[of(&named), of(&named), of(&unnamed)]).expect("kept");
    let sums = store.usage(UsageBy::Conversation, ALWAYS).expect("sums");
    assert_eq!((sums[0].key.as_deref(), sums[0].label.as_deref()), (Some(named.as_str()), Some("빌드")));
    assert_eq!(sums[1].key.as_deref(), Some(unnamed.as_str()));
}

#[test]
fn days_are_the_callers_and_come_in_order_with_the_empty_ones() {
    let store = memory();
    let qwen = model("groq:qwen");
    let at = |ms| LedgerRow { at: UnixMillis(ms), ..row(&qwen) };
    store.record_attempts(&[at(99), at(100), at(199), at(300), at(400)]).expect("kept");
    let day = |name: &str, start, end| Day { name: name.to_owned(), start: UnixMillis(start), end: UnixMillis(end) };
    let days = [day("mon", 100, 200), day("tue", 200, 300), day("wed", 300, 400)];
    let sums = store.usage(UsageBy::Day(&days), UnixMillis(0)..UnixMillis(1_000)).expect("sums");
    let counts: Vec<_> = sums.iter().map(|sum| (sum.key.as_deref(), sum.n_requests)).collect();
    assert_eq!(counts, [(Some("mon"), 2), (Some("tue"), 0), (Some("wed"), 1)]);
    let range = UnixMillis(100)..UnixMillis(300);
    assert_eq!(store.usage(UsageBy::Model, range).expect("sums")[0].n_requests, 2);
}

#[test]
fn percentiles_are_of_the_nearest_rank() {
    let store = memory();
    let qwen = model("groq:qwen");
    let attempts: Vec<_> =
        (1..=100).rev().map(|ms| LedgerRow { ttft_ms: Some(ms), total_ms: ms * 10, ..row(&qwen) }).collect();
    store.record_attempts(&attempts).expect("kept");
    // What did not answer says nothing about how long an answer takes.
    let failed = LedgerRow { outcome: AttemptOutcome::Failed, ttft_ms: None, total_ms: 900_000, ..row(&qwen) };
    store.record_attempts(&[failed]).expect("kept");
    let sum = &store.usage(UsageBy::Model, ALWAYS).expect("sums")[0];
    assert_eq!((sum.ttft_p50_ms, sum.ttft_p95_ms), (Some(50), Some(95)));
    assert_eq!((sum.total_p50_ms, sum.total_p95_ms), (Some(500), Some(950)));
    let none = memory();
    none.record_attempts(&[failed]).expect("kept");
    let sum = &none.usage(UsageBy::Model, ALWAYS).expect("sums")[0];
    assert_eq!((sum.ttft_p50_ms, sum.total_p95_ms), (None, None));
}

#[test]
fn numbers_beyond_reason_are_kept_as_the_largest_and_never_wrap() {
    let store = memory();
    let qwen = model("groq:qwen");
    let usage = Usage { input: u64::MAX, output: 1 << 53, ..Usage::default() };
    let huge = LedgerRow { usage, cost: Some(MicroUsd(i64::MAX)), total_ms: u64::MAX, ..row(&qwen) };
    store.record_attempts(&[huge, huge, huge]).expect("kept");
    let sum = &store.usage(UsageBy::Model, ALWAYS).expect("sums")[0];
    assert_eq!((sum.usage.input, sum.usage.output), (u64::MAX, 3 << 53));
    assert_eq!(sum.cost_known, MicroUsd(i64::MAX));
    assert_eq!(store.spent_since(NOW).expect("spent").known, MicroUsd(i64::MAX));
}

proptest! {
    #[test]
    fn no_token_and_no_microdollar_is_lost(
        rows in prop::collection::vec((0_u64..1 << 40, 0_u64..1 << 40, prop::option::of(0_i64..1 << 40), 0_usize..3), 0..40)
    ) {
        let store = memory();
        let models = [model("a:a"), model("b:b"), model("c:c")];
        let attempts: Vec<_> = rows
            .iter()
            .map(|(input, output, cost, who)| LedgerRow {
                usage: Usage { input: *input, output: *output, ..Usage::default() },
                cost: cost.map(MicroUsd),
                ..row(&models[*who])
            })
            .collect();
        store.record_attempts(&attempts).expect("kept");
        let sums = store.usage(UsageBy::Model, ALWAYS).expect("sums");
        prop_assert_eq!(sums.iter().map(|sum| sum.usage.input).sum::<u64>(), rows.iter().map(|row| row.0).sum::<u64>());
        prop_assert_eq!(sums.iter().map(|sum| sum.usage.output).sum::<u64>(), rows.iter().map(|row| row.1).sum::<u64>());
        prop_assert_eq!(sums.iter().map(|sum| sum.cost_known.0).sum::<i64>(), rows.iter().filter_map(|row| row.2).sum::<i64>());
        prop_assert_eq!(store.spent_since(NOW).expect("spent").n_unknown, rows.iter().filter(|row| row.2.is_none()).count() as u64);
    }
}
