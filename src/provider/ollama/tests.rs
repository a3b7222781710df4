//! The Ollama wire: requests as JSON, transcripts as events.

use serde_json::json;

use super::super::answer::Decoder as _;
use super::*;
use crate::domain::catalogue::EffortStyle;
use crate::domain::{Effort, Message, ProviderEvent, Role};

fn read_with(rules: &RequestRules, stream: &str) -> (Vec<ProviderEvent>, Result<Finish, FailureKind>) {
    let mut decoder = Decoder::new(rules, None);
    let mut gathered = Gathered::default();
    let fed = stream.as_bytes().chunks(3).try_for_each(|piece| decoder.feed(piece, &mut gathered));
    let end = decoder.end(&mut gathered);
    let events = gathered.drain().filter(|event| *event != ProviderEvent::Alive).collect();
    (events, fed.and(end).map_err(|failure| failure.kind))
}

fn read(stream: &str) -> (Vec<ProviderEvent>, Result<Finish, FailureKind>) {
    read_with(&RequestRules::default(), stream)
}

fn text(text: &str) -> ProviderEvent {
    ProviderEvent::Text(text.to_owned())
}

const HI: &str = "{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\"안녕\"},\"done\":false}\n";
const DONE: &str = "{\"message\":{\"role\":\"assistant\",\"content\":\"\"},\"done_reason\":\"stop\",\"done\":true,\"prompt_eval_count\":12,\"eval_count\":3}\n";

#[test]
fn an_answer_is_read_and_only_done_proves_it_complete() {
    let usage = ProviderEvent::Usage { usage: Usage { input: 12, output: 3, ..Usage::default() }, cost: None };
    assert_eq!(read(&[HI, HI, DONE].concat()), (vec![text("안녕안녕"), usage.clone()], Ok(Finish::Stop)));
    assert_eq!(read([HI, DONE].concat().trim_end()), (vec![text("안녕"), usage], Ok(Finish::Stop)));
    assert_eq!(read(HI), (vec![text("안녕")], Err(FailureKind::Truncated)));
    assert_eq!(read(&[HI, &DONE[..20]].concat()).1, Err(FailureKind::Truncated));
    assert_eq!(read("").1, Err(FailureKind::Truncated));
    let in_one = "{\"message\":{\"content\":\"a\"},\"done\":true,\"done_reason\":\"length\"}";
    assert_eq!(read(in_one), (vec![text("a")], Ok(Finish::Length)));
    let old = "{\"message\":{\"content\":\"a\"},\"done\":true}";
    assert_eq!(read(old).1, Ok(Finish::Stop));
}

#[test]
fn thinking_is_kept_apart_in_its_field_and_in_tags() {
    let thinking = "{\"message\":{\"content\":\"\",\"thinking\":\"왜\"},\"done\":false}\n";
    assert_eq!(read(&[thinking, HI, DONE].concat()).0[..2], [ProviderEvent::Reasoning("왜".into()), text("안녕")]);
    let rules = RequestRules { thinks_in_tags: true, ..RequestRules::default() };
    let tagged = "{\"message\":{\"content\":\"<think>왜</think>\\n\"},\"done\":false}\n";
    let (events, _) = read_with(&rules, &[tagged, HI, DONE].concat());
    assert_eq!(events[..2], [ProviderEvent::Reasoning("왜".into()), text("안녕")]);
}

#[test]
fn errors_pages_tools_and_nonsense_are_failures() {
    assert_eq!(read(&[HI, "{\"error\":\"model runner has stopped\"}\n"].concat()).1, Err(FailureKind::ServerError));
    assert_eq!(read(&[HI, "{\"message\":{\"con\n"].concat()).1, Err(FailureKind::Malformed));
    assert_eq!(read("<html>\n").1, Err(FailureKind::NotAModel));
    assert_eq!(read("{\"hello\":1}\n").1, Err(FailureKind::NotAModel));
    let tool = "{\"message\":{\"content\":\"\",\"tool_calls\":[{\"function\":{\"name\":\"x\"}}]},\"done\":false}\n";
    assert_eq!(read(&[tool, DONE].concat()).1, Err(FailureKind::UnofferedTool));
    let unload = "{\"message\":{\"content\":\"\"},\"done\":true,\"done_reason\":\"unload\"}\n";
    assert_eq!(read(unload).1, Err(FailureKind::ServerError));
    let nonsense = "{\"message\":{\"content\":\"a\"},\"done\":true,\"prompt_eval_count\":-1,\"eval_count\":\"x\"}";
    assert_eq!(read(nonsense), (vec![text("a")], Ok(Finish::Stop)));
}

fn request(prompt_tokens: u64, context_tokens: Option<u64>) -> ChatRequest {
    ChatRequest {
        model: "qwen3:8b".into(),
        system: None,
        messages: vec![Message::new(Role::User, "a")],
        max_tokens: Some(1000),
        temperature: Some(0.5),
        effort: Some(Effort::Off),
        rules: RequestRules {
            effort_style: EffortStyle::OllamaThink,
            efforts: vec![Effort::Off, Effort::High],
            ..RequestRules::default()
        },
        prompt_tokens,
        context_tokens,
    }
}

#[test]
fn the_server_is_told_how_much_to_hold_in_few_steps_within_the_window() {
    for (prompt_tokens, window, expected) in [
        (10, None, 4096),
        (3096, None, 4096),
        (3097, None, 6144),
        (6000, None, 8192),
        (9000, None, 12288),
        (100_000, Some(131_072), 131_072),
        (100_000, Some(40_960), 40_960),
        (10, Some(2048), 2048),
        (u64::MAX, None, 1 << 63),
    ] {
        assert_eq!(num_ctx(&request(prompt_tokens, window)), expected, "{prompt_tokens} {window:?}");
    }
    assert_eq!(
        encode(request(10, None)),
        json!({"model": "qwen3:8b", "messages": [{"role": "user", "content": "a"}], "stream": true, "think": false,
            "options": {"num_ctx": 4096, "num_predict": 1000, "temperature": 0.5}})
    );
}
