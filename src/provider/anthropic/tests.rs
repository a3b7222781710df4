//! The Anthropic wire: requests as JSON, transcripts as events.

use serde_json::json;

use super::super::answer::Decoder as _;
use super::*;
use crate::domain::catalogue::{EffortStyle, RequestRules};
use crate::domain::{Effort, Message, ProviderEvent};

fn read(stream: &str) -> (Vec<ProviderEvent>, Result<Finish, FailureKind>) {
    let mut decoder = Decoder::new(None);
    let mut gathered = Gathered::default();
    // Byte by byte: nothing may depend on where the network cuts.
    let fed = stream.as_bytes().chunks(1).try_for_each(|byte| decoder.feed(byte, &mut gathered));
    let end = decoder.end(&mut gathered);
    (gathered.drain().collect(), fed.and(end).map_err(|failure| failure.kind))
}

fn text(text: &str) -> ProviderEvent {
    ProviderEvent::Text(text.to_owned())
}

const START: &str = "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"usage\":{\"input_tokens\":10,\"cache_read_input_tokens\":5,\"cache_creation_input_tokens\":3,\"output_tokens\":1}}}   \n\n";
const HI: &str = "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"안녕\"}}\n\n";
const END: &str = "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":7}}\n\n";
const STOP: &str = "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";

fn usage(output: u64, estimated: bool) -> ProviderEvent {
    let usage = Usage { input: 18, output, cached: 5, cache_written: 3, estimated, ..Usage::default() };
    ProviderEvent::Usage { usage, cost: None }
}

#[test]
fn an_answer_with_thinking_pings_and_unknown_events_is_read() {
    let stream = [
        START,
        "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"thinking\",\"thinking\":\"\"}}\n\n",
        "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\"왜\"}}\n\n",
        "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"delta\":{\"type\":\"signature_delta\",\"signature\":\"x\"}}\n\n",
        "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"content_block\":{\"type\":\"redacted_thinking\",\"data\":\"x\"}}\n\n",
        "event: ping\ndata: {\"type\": \"ping\"}\n\n",
        "event: brand_new\ndata: {\"type\":\"brand_new\",\"delta\":7}\n\n",
        HI,
        END,
        STOP,
    ]
    .concat();
    let expected = vec![ProviderEvent::Reasoning("왜".into()), text("안녕"), usage(7, false)];
    assert_eq!(read(&stream), (expected, Ok(Finish::Stop)));
}

#[test]
fn only_message_stop_proves_an_answer_complete_and_usage_before_the_end_is_an_estimate() {
    assert_eq!(read(&[START, HI, END].concat()).1, Err(FailureKind::Truncated));
    assert_eq!(read(&[START, HI].concat()), (vec![text("안녕"), usage(1, true)], Err(FailureKind::Truncated)));
    assert_eq!(read("").1, Err(FailureKind::Truncated));
    assert_eq!(read(&[HI, END, STOP, HI, "data: {junk\n\n"].concat()).1, Ok(Finish::Stop));
}

#[test]
fn endings_and_errors_are_told_apart() {
    let end = |word: &str| {
        let end = format!("data: {{\"type\":\"message_delta\",\"delta\":{{\"stop_reason\":\"{word}\"}}}}\n\n");
        read(&[START, HI, &end, STOP].concat()).1
    };
    assert_eq!(end("max_tokens"), Ok(Finish::Length));
    assert_eq!(end("model_context_window_exceeded"), Ok(Finish::Length));
    assert_eq!(end("refusal"), Ok(Finish::Filter));
    assert_eq!(end("pause_turn"), Ok(Finish::Other));
    let error = "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}\n\n";
    assert_eq!(read(&[START, HI, error].concat()).1, Err(FailureKind::ServerError));
    assert_eq!(read("data: {\"error\":{\"code\":429,\"message\":\"x\"}}\n\n").1, Err(FailureKind::RateLimited));
    assert_eq!(read(&[HI, "data: {\"type\":\"content_blo\n\n"].concat()).1, Err(FailureKind::Malformed));
    let tool = "data: {\"type\":\"content_block_start\",\"content_block\":{\"type\":\"tool_use\",\"name\":\"x\"}}\n\n";
    let end = "data: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"tool_use\"}}\n\n";
    assert_eq!(read(&[tool, end, STOP].concat()).1, Err(FailureKind::UnofferedTool));
    assert_eq!(read(&[HI, tool, end, STOP].concat()).1, Ok(Finish::Other));
}

#[test]
fn a_whole_message_is_taken_too() {
    let whole = r#"{"type":"message","content":[{"type":"thinking","thinking":"왜"},{"type":"text","text":"답"}],"stop_reason":"end_turn","usage":{"input_tokens":3,"output_tokens":2}}"#;
    let (events, end) = read(whole);
    assert_eq!(events[..2], [ProviderEvent::Reasoning("왜".into()), text("답")]);
    assert_eq!(end, Ok(Finish::Stop));
    assert_eq!(read("{}").1, Err(FailureKind::NotAModel));
    assert_eq!(read(r#"{"type":"error","error":{"type":"api_error"}}"#).1, Err(FailureKind::ServerError));
}

#[test]
fn an_input_that_was_not_told_in_sound_numbers_is_estimated_and_the_output_is_kept() {
    let nonsense =
        "data: {\"type\":\"message_delta\",\"delta\":{},\"usage\":{\"input_tokens\":\"3\",\"output_tokens\":-2}}\n\n";
    let usage = Usage { output: 7, estimated: true, ..Usage::default() };
    let told = ProviderEvent::Usage { usage, cost: None };
    // Without `message_start`, as llama.cpp begins where the first syllable takes several tokens.
    for stream in [[HI, nonsense, END, STOP].concat(), [HI, END, STOP].concat()] {
        assert_eq!(read(&stream).0, [text("안녕"), told.clone()]);
    }
}

#[test]
fn a_request_keeps_to_the_wire_s_rules() {
    let request = ChatRequest {
        model: "claude".into(),
        system: Some("s".into()),
        messages: vec![
            Message::new(Role::User, "a"),
            Message::new(Role::User, "b"),
            Message::new(Role::Assistant, " "),
            Message::new(Role::Assistant, "c"),
            Message::new(Role::System, "t"),
            Message::new(Role::User, "d"),
        ],
        max_tokens: None,
        temperature: Some(1.5),
        effort: Some(Effort::High),
        rules: RequestRules::default(),
        prompt_tokens: 10,
        context_tokens: None,
    };
    let rules = RequestRules {
        refuses_temperature: true,
        effort_style: EffortStyle::AnthropicAdaptive,
        efforts: vec![Effort::Off, Effort::High],
        ..RequestRules::default()
    };
    let turns = json!([{"role": "user", "content": "a\n\nb"}, {"role": "assistant", "content": "c"}, {"role": "user", "content": "d"}]);
    assert_eq!(
        encode(request.clone()),
        json!({"model": "claude", "system": "s\n\nt", "messages": turns, "stream": true, "max_tokens": 8192, "temperature": 1.0})
    );
    assert_eq!(
        encode(ChatRequest { rules, max_tokens: Some(5), ..request }),
        json!({"model": "claude", "system": "s\n\nt", "messages": turns, "stream": true, "max_tokens": 5,
            "thinking": {"type": "adaptive"}, "output_config": {"effort": "high"}})
    );
}
