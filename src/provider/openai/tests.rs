//! The OpenAI wire: requests as JSON, transcripts as events.

use std::fmt::Write as _;

use proptest::prelude::*;
use serde_json::json;

use super::super::answer::Decoder as _;
use super::*;
use crate::domain::catalogue::EffortStyle;
use crate::domain::{Effort, Message, MicroUsd, ProviderEvent, Usage};

/// The whole answer: reasoning, text, the last usage with its cost, and how it ended.
#[derive(Debug, PartialEq)]
struct Answer {
    reasoning: String,
    text: String,
    usage: Option<(Usage, Option<MicroUsd>)>,
    end: Result<Finish, FailureKind>,
}

fn read_with(rules: &RequestRules, pieces: &[&[u8]]) -> Answer {
    let mut decoder = Decoder::new(rules, None);
    let mut gathered = Gathered::default();
    let mut answer = Answer { reasoning: String::new(), text: String::new(), usage: None, end: Ok(Finish::Other) };
    let mut outcome = Ok(());
    for piece in pieces {
        outcome = decoder.feed(piece, &mut gathered);
        if outcome.is_err() || decoder.is_over() {
            break;
        }
    }
    let end = decoder.end(&mut gathered);
    answer.end = outcome.and(end).map_err(|failure| failure.kind);
    for event in gathered.drain() {
        match event {
            ProviderEvent::Reasoning(text) => answer.reasoning.push_str(&text),
            ProviderEvent::Text(text) => answer.text.push_str(&text),
            ProviderEvent::Usage { usage, cost } => answer.usage = Some((usage, cost)),
            _ => {}
        }
    }
    answer
}

fn read(stream: &str) -> Answer {
    read_with(&RequestRules::default(), &[stream.as_bytes()])
}

fn events(data: &[&str]) -> String {
    data.iter().flat_map(|data| ["data: ", data, "\n\n"]).collect()
}

const HI: &str = r#"{"choices":[{"index":0,"delta":{"content":"안녕"}}]}"#;
const STOP: &str = r#"{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"#;

fn check(data: &[&str], text: &str, end: Result<Finish, FailureKind>) {
    let answer = read(&events(data));
    assert_eq!((answer.text.as_str(), answer.end), (text, end), "{data:?}");
}

#[test]
fn an_answer_is_complete_only_when_the_provider_said_so() {
    check(&[HI, STOP, "[DONE]"], "안녕", Ok(Finish::Stop));
    check(&[HI, STOP], "안녕", Ok(Finish::Stop));
    check(&[HI, "[DONE]"], "안녕", Err(FailureKind::Truncated));
    check(&[HI], "안녕", Err(FailureKind::Truncated));
    check(&["[DONE]"], "", Err(FailureKind::Truncated));
    check(&[], "", Err(FailureKind::Truncated));
    check(&[HI, STOP, "[DONE]", HI, "{not json"], "안녕", Ok(Finish::Stop));
    check(&[STOP, STOP, "[DONE]"], "", Ok(Finish::Stop));
    assert_eq!(read(&(events(&[HI, STOP]) + "data: [DONE]\n")).end, Ok(Finish::Stop));
}

#[test]
fn odd_chunks_neither_break_nor_change_the_text() {
    for odd in [
        r#"{"choices":[]}"#,
        r#"{"choices":[{"index":0,"delta":{}}]}"#,
        r#"{"choices":[{"index":0,"delta":null}]}"#,
        r#"{"choices":[{"index":0}]}"#,
        r#"{"choices":[{"index":0,"delta":{"content":null}}]}"#,
        r#"{"choices":[{"index":0,"delta":{"content":""}}]}"#,
        r#"{"choices":[{"index":0,"delta":{"role":"assistant"}}]}"#,
        r#"{"choices":[{"index":0,"delta":{"role":"assistant","content":null,"tool_calls":[],"refusal":null}}]}"#,
        r#"{"choices":[{"delta":{"content":""},"finish_reason":null,"logprobs":null}],"usage":null}"#,
        r#"{"choices":[{"delta":{"content":""},"finish_reason":""}]}"#,
        r#"{"choices":[{"index":1,"delta":{"content":"another"},"finish_reason":"stop"}]}"#,
        r#"{"choices":[],"usage":{"prompt_tokens":"many"}}"#,
        r#"{"choices":[{"index":0,"delta":{"content":5}}]}"#,
        r#"{"choices":null,"error":null}"#,
        r#"{"id":"x","prompt_filter_results":[]}"#,
        "  ",
    ] {
        check(&[odd, HI, odd, STOP, odd, "[DONE]"], "안녕", Ok(Finish::Stop));
    }
    let between = format!(": OPENROUTER PROCESSING\n\nevent: ping\ndata: {{}}\n\n{}", events(&[HI, STOP]));
    assert_eq!(read(&between).text, "안녕");
}

#[test]
fn content_and_its_end_may_come_in_one_chunk() {
    check(&[r#"{"choices":[{"delta":{"content":"a\n\"b\""},"finish_reason":"stop"}]}"#], "a\n\"b\"", Ok(Finish::Stop));
}

#[test]
fn endings_are_told_apart() {
    let end = |word: &str| {
        let end = format!(r#"{{"choices":[{{"delta":{{}},"finish_reason":"{word}"}}]}}"#);
        read(&events(&[HI, &end])).end
    };
    assert_eq!(end("length"), Ok(Finish::Length));
    assert_eq!(end("content_filter"), Ok(Finish::Filter));
    assert_eq!(end("SAFETY"), Ok(Finish::Filter));
    assert_eq!(end("brand_new"), Ok(Finish::Other));
    assert_eq!(end("tool_calls"), Ok(Finish::Other));
    assert_eq!(end("error"), Err(FailureKind::ServerError));
    let refusal = r#"{"choices":[{"delta":{"refusal":"I cannot"}}]}"#;
    check(&[refusal, STOP], "I cannot", Ok(Finish::Filter));
}

#[test]
fn a_tool_that_nobody_offered_is_a_failure_unless_text_came_too() {
    let call = r#"{"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"name":"x","arguments":"{}"}}]}}]}"#;
    let end = r#"{"choices":[{"delta":{},"finish_reason":"tool_calls"}]}"#;
    check(&[call, end], "", Err(FailureKind::UnofferedTool));
    check(&[call, STOP], "", Err(FailureKind::UnofferedTool));
    check(&[HI, call, end], "안녕", Ok(Finish::Other));
}

#[test]
fn errors_inside_the_stream_are_errors_and_what_came_before_is_kept() {
    check(&[HI, r#"{"error":{"code":429,"message":"x"}}"#], "안녕", Err(FailureKind::RateLimited));
    check(&[HI, r#"{"object":"error","message":"x","code":500}"#], "안녕", Err(FailureKind::ServerError));
    check(&[r#"{"error":"broken"}"#], "", Err(FailureKind::ServerError));
    let openrouter =
        r#"{"choices":[{"delta":{"content":""},"finish_reason":"error"}],"error":{"code":502,"message":"x"}}"#;
    check(&[HI, openrouter], "안녕", Err(FailureKind::ServerError));
    check(&[HI, r#"{"choices":[],"x_groq":{"error":"over capacity"}}"#], "안녕", Err(FailureKind::ServerError));
    check(&[HI, "{\"choices\":[{\"delta\":{\"content\":\"ab"], "안녕", Err(FailureKind::Malformed));
    let named = "event: error\ndata: {\"code\":503,\"message\":\"x\"}\n\n";
    assert_eq!(read(&(events(&[HI]) + named)).end, Err(FailureKind::ServerError));
}

#[test]
fn usage_is_the_last_one_told_and_never_a_sum() {
    let usage = |input, output| Usage { input, output, ..Usage::default() };
    // Groq tells it three times.
    let groq = events(&[
        r#"{"choices":[{"delta":{"content":"a"}}],"x_groq":{"id":"req_1"}}"#,
        r#"{"choices":[{"delta":{},"finish_reason":"stop"}],"usage":{"prompt_tokens":10,"completion_tokens":4},"x_groq":{"usage":{"prompt_tokens":10,"completion_tokens":4}}}"#,
        r#"{"choices":[],"usage":{"prompt_tokens":10,"completion_tokens":5}}"#,
        "[DONE]",
    ]);
    assert_eq!(read(&groq).usage, Some((usage(10, 5), None)));
    let only_x_groq = events(&[
        r#"{"choices":[{"delta":{},"finish_reason":"stop"}],"x_groq":{"usage":{"prompt_tokens":10,"completion_tokens":4}}}"#,
    ]);
    assert_eq!(read(&only_x_groq).usage, Some((usage(10, 4), None)));
    // OpenRouter finishes twice, and knows its price.
    let openrouter = events(&[
        HI,
        STOP,
        r#"{"choices":[{"delta":{"content":""},"finish_reason":"stop"}],"usage":{"prompt_tokens":8,"completion_tokens":3,"cost":0.000123}}"#,
        "[DONE]",
    ]);
    let answer = read(&openrouter);
    assert_eq!((answer.usage, answer.end), (Some((usage(8, 3), Some(MicroUsd(123)))), Ok(Finish::Stop)));
    let deepseek = events(&[
        r#"{"choices":[{"delta":{"content":"a"}}],"usage":null}"#,
        r#"{"choices":[{"delta":{},"finish_reason":"stop"}],"usage":{"prompt_tokens":8,"completion_tokens":3}}"#,
        r#"{"choices":[],"usage":null}"#,
    ]);
    assert_eq!(read(&deepseek).usage, Some((usage(8, 3), None)));
    let nonsense = events(&[HI, STOP, r#"{"choices":[],"usage":{"prompt_tokens":-8,"completion_tokens":1e99}}"#]);
    assert_eq!(read(&nonsense).usage, None);
}

#[test]
fn reasoning_is_kept_apart_in_all_its_forms() {
    let of = |delta: &str| read(&events(&[&format!(r#"{{"choices":[{{"delta":{delta}}}]}}"#), STOP]));
    for delta in [
        r#"{"reasoning_content":"왜","content":"답"}"#,
        r#"{"reasoning":"왜","content":"답"}"#,
        r#"{"reasoning":"왜","reasoning_content":"왜","content":"답"}"#,
        r#"{"reasoning":"왜","reasoning_details":[{"type":"reasoning.text","text":"왜"}],"content":"답"}"#,
        r#"{"content":[{"type":"thinking","thinking":[{"type":"text","text":"왜"}]},{"type":"text","text":"답"}]}"#,
    ] {
        let answer = of(delta);
        assert_eq!((answer.reasoning.as_str(), answer.text.as_str()), ("왜", "답"), "{delta}");
    }
    let rules = RequestRules { thinks_in_tags: true, ..RequestRules::default() };
    let stream = events(&[
        r#"{"choices":[{"delta":{"content":"<thi"}}]}"#,
        r#"{"choices":[{"delta":{"content":"nk>왜</think"}}]}"#,
        r#"{"choices":[{"delta":{"content":">\n답"}}]}"#,
        STOP,
    ]);
    let answer = read_with(&rules, &[stream.as_bytes()]);
    assert_eq!((answer.reasoning.as_str(), answer.text.as_str()), ("왜", "답"));
}

#[test]
fn a_whole_completion_is_taken_too_and_other_documents_are_not() {
    let whole = r#"{"id":"x","object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant","content":"답","reasoning_content":"왜"},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":2}}"#;
    let answer = read(whole);
    assert_eq!((answer.text.as_str(), answer.reasoning.as_str(), answer.end), ("답", "왜", Ok(Finish::Stop)));
    assert_eq!(answer.usage.map(|(usage, _)| (usage.input, usage.output)), Some((3, 2)));
    assert_eq!(read(&whole[..whole.len() - 5]).end, Err(FailureKind::Truncated));
    assert_eq!(read(r#"{"hello":"world"}"#).end, Err(FailureKind::NotAModel));
    assert_eq!(read(r#"[{"error":{"code":400,"message":"API key not valid"}}]"#).end, Err(FailureKind::KeyRefused));
    assert_eq!(read("<html><title>Login</title>").end, Err(FailureKind::NotAModel));
}

#[test]
fn a_byte_that_is_no_utf8_does_not_end_the_answer() {
    let stream =
        [b"data: {\"choices\":[{\"delta\":{\"content\":\"a\xffb\"}}]}\n\n".as_slice(), events(&[STOP]).as_bytes()]
            .concat();
    let answer = read_with(&RequestRules::default(), &[&stream]);
    assert_eq!((answer.text.as_str(), answer.end), ("a\u{fffd}b", Ok(Finish::Stop)));
}

fn request() -> ChatRequest {
    ChatRequest {
        model: "m".into(),
        system: Some("s".into()),
        messages: vec![Message::new(Role::User, "안녕")],
        max_tokens: Some(100),
        temperature: Some(0.1),
        effort: Some(Effort::High),
        rules: RequestRules::default(),
        prompt_tokens: 10,
        context_tokens: Some(8192),
    }
}

#[test]
fn a_request_says_what_was_asked_in_the_words_of_the_rules() {
    assert_eq!(
        encode(request()),
        json!({"model": "m", "messages": [{"role": "system", "content": "s"}, {"role": "user", "content": "안녕"}],
            "stream": true, "stream_options": {"include_usage": true}, "max_tokens": 100, "temperature": 0.1})
    );
    let rules = RequestRules {
        refuses_temperature: true,
        max_tokens_field: MaxTokensField::MaxCompletionTokens,
        effort_style: EffortStyle::ReasoningEffort,
        efforts: vec![Effort::Low, Effort::High],
        refuses_stream_options: true,
        extra_body: Some(r#"{"reasoning_format":"parsed"}"#.into()),
        ..RequestRules::default()
    };
    assert_eq!(
        encode(ChatRequest { rules, system: None, ..request() }),
        json!({"model": "m", "messages": [{"role": "user", "content": "안녕"}], "stream": true,
            "max_completion_tokens": 100, "reasoning_effort": "high", "reasoning_format": "parsed"})
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_cut_of_the_bytes_gives_the_same_answer(
        texts in prop::collection::vec("([가-힣😀a-z]|<think>|</think>|\n){0,6}", 1..6),
        cuts in prop::collection::vec(0usize..2000, 0..8),
        in_tags in any::<bool>(),
    ) {
        let rules = RequestRules { thinks_in_tags: in_tags, ..RequestRules::default() };
        let mut stream = String::from("\u{feff}");
        for (n, text) in texts.iter().enumerate() {
            let end = ["\n\n", "\r\n\r\n", "\r\r"][n % 3];
            let escaped = serde_json::to_string(text).expect("text");
            let _ = write!(stream, ": ping{end}data: {{\"choices\":[{{\"delta\":{{\"content\":{escaped}}}}}]}}{end}");
        }
        stream += &events(&[STOP, r#"{"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2}}"#, "[DONE]"]);
        let bytes = stream.as_bytes();
        let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(bytes.len())).collect();
        cuts.extend([0, bytes.len()]);
        cuts.sort_unstable();
        let pieces: Vec<&[u8]> = cuts.windows(2).map(|pair| &bytes[pair[0]..pair[1]]).collect();
        let whole = read_with(&rules, &[bytes]);
        prop_assert_eq!(&read_with(&rules, &pieces), &whole);
        prop_assert_eq!(&read_with(&rules, &bytes.chunks(1).collect::<Vec<_>>()), &whole);
        prop_assert_eq!(whole.end, Ok(Finish::Stop));
    }
}
