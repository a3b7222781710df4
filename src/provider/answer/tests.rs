//! The reader of a response against scripted bytes, on a clock that the tests turn.

use std::future::pending;

use super::super::openai;
use super::*;
use crate::domain::catalogue::RequestRules;

const TIMEOUTS: Timeouts = Timeouts {
    connect: Duration::from_secs(10),
    first_token: Duration::from_mins(2),
    idle: Duration::from_secs(90),
    total: Duration::from_mins(15),
};

const HI: &str = "data: {\"choices\":[{\"delta\":{\"content\":\"hi\"}}]}\n\n";
const STOP: &str = "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
const PING: &str = ": ping\n\n";

/// What the network does next.
#[derive(Debug, Clone, Copy)]
enum Step {
    Bytes(&'static str),
    /// Seconds, on the test's own clock.
    Wait(u64),
    Reset,
    /// Neither bytes nor an end.
    Silence,
}

use Step::{Bytes as B, Reset, Silence, Wait};

/// The events as one line each, with the seconds that it took altogether.
async fn read(steps: Vec<Step>) -> (Vec<String>, u64) {
    let bytes = stream::unfold(steps.into_iter(), |mut steps| async move {
        loop {
            match steps.next()? {
                Step::Bytes(text) => return Some((Ok(Bytes::from_static(text.as_bytes())), steps)),
                Step::Wait(seconds) => {
                    // The paused clock jumps: no real time passes.
                    let _passed = tokio::time::timeout(Duration::from_secs(seconds), pending::<()>()).await;
                }
                Step::Reset => return Some((Err(Failure::new(FailureKind::Truncated, "reset")), steps)),
                Step::Silence => pending().await,
            }
        }
    });
    let start = Instant::now();
    let decoder = Box::new(openai::Decoder::new(&RequestRules::default(), None));
    let events: Vec<_> = events(bytes.boxed(), decoder, Limits::start(TIMEOUTS)).collect().await;
    let lines = events.into_iter().map(|event| match event {
        Ok(ProviderEvent::Text(text)) => text,
        Ok(ProviderEvent::Finished(finish)) => format!("finished {}", finish.as_str()),
        Ok(ProviderEvent::Alive) => "alive".to_owned(),
        Ok(other) => format!("{other:?}"),
        Err(failure) => format!("{} {}", failure.kind.as_str(), failure.message),
    });
    (lines.collect(), start.elapsed().as_secs())
}

async fn check(steps: &[Step], events: &[&str], seconds: u64) {
    let (read, took) = read(steps.to_vec()).await;
    assert_eq!((read.iter().map(String::as_str).collect::<Vec<_>>().as_slice(), took), (events, seconds), "{steps:?}");
}

#[tokio::test(start_paused = true)]
async fn a_silent_stream_is_given_up_at_the_limit_that_it_broke() {
    check(&[Silence], &["idle_timeout the stream was silent for 90 s"], 90).await;
    check(&[B(HI), Silence], &["hi", "idle_timeout the stream was silent for 90 s"], 90).await;
    let first_token = "first_token_timeout no first token within 120 s";
    check(&[Wait(80), B(PING), Silence], &["alive", first_token], 120).await;
}

#[tokio::test(start_paused = true)]
async fn signs_of_life_without_content_have_a_bound_of_their_own() {
    let pings = [Wait(60), B(PING)].repeat(30);
    let (events, seconds) = read(pings.clone()).await;
    assert_eq!(events.last().map(String::as_str), Some("first_token_timeout no first token within 120 s"));
    assert!(seconds <= 120, "{seconds}");
    let (events, seconds) = read([vec![B(HI)], pings].concat()).await;
    assert!(events.last().is_some_and(|last| last.starts_with("idle_timeout")), "{events:?}");
    assert!((270..=300).contains(&seconds), "{seconds}");
}

#[tokio::test(start_paused = true)]
async fn a_slow_answer_is_not_killed_and_an_endless_one_is() {
    let slow = [[Wait(60), B(HI)].repeat(10), vec![B(STOP)]].concat();
    let (events, seconds) = read(slow).await;
    assert_eq!((events.len(), events.last().map(String::as_str), seconds), (11, Some("finished stop"), 600));
    let (events, seconds) = read([Wait(60), B(HI)].repeat(20)).await;
    assert_eq!(events.last().map(String::as_str), Some("total_timeout no end of the answer within 900 s"));
    assert_eq!(seconds, 900);
}

#[tokio::test(start_paused = true)]
async fn once_complete_only_a_short_tail_is_waited_for() {
    check(&[B(HI), B(STOP), Silence], &["hi", "finished stop"], 2).await;
    check(&[B(HI), B(STOP), Reset], &["hi", "finished stop"], 0).await;
    check(&[B(HI), B(STOP), B("data: [DONE]\n\n"), B(HI)], &["hi", "finished stop"], 0).await;
    check(&[B(HI), B(STOP)], &["hi", "finished stop"], 0).await;
}

#[tokio::test(start_paused = true)]
async fn a_cut_stream_keeps_what_came_and_says_so() {
    let truncated = "truncated the stream ended before the answer was complete";
    check(&[B(HI), B("data: {\"cho")], &["hi", truncated], 0).await;
    check(&[B(HI), Reset], &["hi", "truncated reset"], 0).await;
    check(&[], &[truncated], 0).await;
    check(
        &[B("data: {\"choices\":[{\"delta\":{\"content\":\"hi\"}}]}\n\ndata: {bad\n\n"), B(STOP)],
        &["hi", "malformed an event is not valid JSON"],
        0,
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn what_arrived_together_is_one_text() {
    const THREE: &str = "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\ndata: {\"choices\":[{\"delta\":{\"content\":\"b\"}}]}\n\n: ping\n\ndata: {\"choices\":[{\"delta\":{\"content\":\"c\"}}]}\n\n";
    check(&[B(THREE), B(STOP)], &["abc", "finished stop"], 0).await;
    check(&[B(THREE), B(HI), B(STOP)], &["abchi", "finished stop"], 0).await;
    check(&[B(THREE), Wait(1), B(HI), Wait(1), B(STOP)], &["abc", "hi", "finished stop"], 2).await;
}

#[tokio::test(start_paused = true)]
async fn a_flood_is_told_in_portions() {
    let (events, _) = read([B(HI)].repeat(10_000)).await;
    let texts: Vec<&String> = events.iter().filter(|text| text.starts_with("hi")).collect();
    assert_eq!(texts.iter().map(|text| text.len()).sum::<usize>(), 20_000);
    assert_eq!(texts.len(), (10_000 * HI.len()).div_ceil(MAX_BYTES_AT_ONCE));
}

#[tokio::test(start_paused = true)]
async fn a_body_is_read_to_its_bound_and_no_further() {
    let endless = stream::repeat(0).map(|_| Ok(Bytes::from_static(&[b'x'; 1000])));
    assert_eq!(bounded(endless, 2500, Instant::now() + Duration::from_secs(1)).await.len(), 2500);
    let silent = stream::once(std::future::ready(Ok(Bytes::from_static(b"x")))).chain(stream::pending());
    assert_eq!(bounded(silent, 2500, Instant::now() + Duration::from_secs(1)).await, b"x");
}
