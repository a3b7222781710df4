//! The embedded model on tiny networks that are made here, and its vocabulary against a reference.
//!
//! The networks' weights are noise: what they write means nothing, but is the same each time.

use std::fs;
use std::path::Path;

use candle_core::quantized::GgmlDType;
use futures_util::StreamExt as _;

use super::tiny::{ALL, GEMMA3, LLAMA, N_BLOCKS, Tiny};
use super::vocabulary::{Piece, Reading, Vocabulary};
use super::{Local, weights};
use crate::domain::catalogue::RequestRules;
use crate::domain::{ChatRequest, Failure, FailureKind, Finish, Message, ProviderEvent, Role, Usage};
use crate::provider::Provider as _;

pub(super) fn request(messages: &[(Role, &str)], max_tokens: u64) -> ChatRequest {
    ChatRequest {
        model: "tiny".to_owned(),
        system: None,
        messages: messages.iter().map(|(role, text)| Message::new(*role, *text)).collect(),
        max_tokens: Some(max_tokens),
        temperature: Some(0.0),
        effort: None,
        rules: RequestRules::default(),
        prompt_tokens: 0,
        context_tokens: None,
    }
}

/// All of an answer: its text, its usage, how it ended.
async fn answer(local: &Local, request: ChatRequest) -> Result<(String, Usage, Finish), Failure> {
    let mut stream = local.stream(request);
    let (mut text, mut usage, mut finish) = (String::new(), None, None);
    let mut is_first = true;
    while let Some(event) = stream.next().await {
        let event = event?;
        assert_eq!(matches!(event, ProviderEvent::Opened { .. }), is_first, "{event:?}");
        assert_eq!(finish, None, "something follows the end: {event:?}");
        is_first = false;
        match event {
            ProviderEvent::Text(piece) => text.push_str(&piece),
            ProviderEvent::Usage { usage: told, .. } => usage = Some(told),
            ProviderEvent::Finished(how) => finish = Some(how),
            _ => {}
        }
    }
    Ok((text, usage.expect("usage"), finish.expect("an end")))
}

#[tokio::test]
async fn an_answer_is_counted_exactly_and_ends_at_its_limit() {
    for tiny in ALL {
        let (_folder, local) = tiny.local();
        let (text, usage, finish) = answer(&local, request(&[(Role::User, "Hi")], 8)).await.expect("an answer");
        // Every byte is a token here, and so is each control token; Gemma says `model`, and has one to begin with.
        let n_form = match tiny.architecture {
            "gemma3" => "user\n".len() + "Hi".len() + "\n".len() + "model\n".len() + 4,
            _ => "user\n".len() + "Hi".len() + "\n".len() + "assistant\n".len() + 3,
        };
        assert_eq!(usage.input, n_form as u64, "{}", tiny.architecture);
        assert_eq!((usage.output, usage.cached, usage.estimated), (8, 0, false));
        assert_eq!(finish, Finish::Length);
        assert!(!text.is_empty());
    }
}

#[tokio::test]
async fn what_was_read_is_not_read_again_and_changes_nothing() {
    for tiny in ALL {
        let (_folder, local) = tiny.local();
        let first = [(Role::User, "How are you?")];
        let (text, usage, _) = answer(&local, request(&first, 6)).await.expect("an answer");
        // The answer of noise is not always text that is read back the same, so the question goes on by itself too.
        let longer = [(Role::User, "How are you?"), (Role::Assistant, text.as_str()), (Role::User, "And now?")];
        let (again, reused, _) = answer(&local, request(&longer, 6)).await.expect("an answer");
        assert!(reused.cached >= usage.input, "{}: {reused:?} after {usage:?}", tiny.architecture);
        assert!(reused.cached < reused.input);
        let (_other_folder, fresh) = tiny.local();
        let (expected, read, _) = answer(&fresh, request(&longer, 6)).await.expect("an answer");
        assert_eq!((again, reused.input, 0), (expected, read.input, read.cached), "{}", tiny.architecture);
    }
}

#[tokio::test]
async fn a_dropped_answer_leaves_the_thread_to_the_next_one() {
    let (_folder, local) = LLAMA.local();
    let mut stream = local.stream(request(&[(Role::User, "Hi")], 200));
    while let Some(event) = stream.next().await {
        if matches!(event.expect("an event"), ProviderEvent::Text(_)) {
            break;
        }
    }
    drop(stream);
    let unread = local.stream(request(&[(Role::User, "Never asked")], 200));
    drop(unread);
    let (_, usage, _) = answer(&local, request(&[(Role::User, "Hi")], 4)).await.expect("an answer");
    assert_eq!(usage.output, 4);
}

#[tokio::test]
async fn a_prompt_beyond_the_window_is_refused_and_an_answer_ends_with_it() {
    let (_folder, local) = LLAMA.local();
    let long = "word ".repeat(60);
    let failure = answer(&local, request(&[(Role::User, &long)], 4)).await.expect_err("too long");
    assert_eq!(failure.kind, FailureKind::ContextOverflow, "{failure:?}");
    let short = "word ".repeat(40);
    let (_, usage, finish) = answer(&local, request(&[(Role::User, &short)], 4000)).await.expect("an answer");
    assert!(usage.input + usage.output <= 256, "{usage:?}");
    assert!(finish == Finish::Length || finish == Finish::Stop);
}

#[tokio::test]
async fn what_cannot_be_run_is_told_and_ends_nothing() {
    let (folder, local) = LLAMA.local();
    let path = local.shelf().weights("tiny").expect("a name");
    let whole = fs::read(&path).expect("a file");
    let unknown_vocabulary = Tiny { tokenizer: "t5", ..LLAMA };
    let unknown_cut = Tiny { pre: "deepseek-coder", ..LLAMA };
    // What asks for more than is computed here would run, and write nonsense.
    let capped = Tiny { asks_for: Some("final_logit_softcapping"), ..LLAMA };
    let experts = Tiny { asks_for: Some("expert_count"), ..LLAMA };
    let other_scale = Tiny { n_blocks: 62, ..GEMMA3 };
    let unknown_tensor = Tiny { tensors: "qwen2", ..LLAMA };
    let missing_tensor = Tiny { architecture: "qwen2", ..LLAMA };
    let unknown_network = Tiny { architecture: "gemma2", ..LLAMA };
    let refused = [
        unknown_vocabulary,
        unknown_cut,
        capped,
        experts,
        other_scale,
        unknown_tensor,
        missing_tensor,
        unknown_network,
    ];
    for case in 0..2 + refused.len() {
        match case {
            0 => fs::write(&path, &whole[..whole.len() / 2]).expect("a file"),
            1 => fs::write(&path, "no weights at all").expect("a file"),
            _ => refused[case - 2].write(&path),
        }
        let failure = answer(&local, request(&[(Role::User, "Hi")], 4)).await.expect_err("no model");
        assert_eq!(failure.kind, FailureKind::NotAModel, "{case}: {failure:?}");
        assert!(!failure.message.contains('\n'), "{failure:?}");
    }
    fs::write(&path, &whole).expect("a file");
    answer(&local, request(&[(Role::User, "Hi")], 4)).await.expect("an answer after all");
    fs::remove_file(&path).expect("removed");
    let failure = answer(&local, request(&[(Role::User, "Hi")], 4)).await.expect_err("gone");
    assert_eq!(failure.kind, FailureKind::ModelGone);
    drop(folder);
}

#[test]
fn slow_weights_become_fast_ones_and_fast_ones_stay_as_they_are() {
    let folder = tempfile::tempdir().expect("a folder");
    let (slow, fast, none) = (folder.path().join("slow"), folder.path().join("fast"), folder.path().join("none"));
    Tiny { weights: GgmlDType::Q4_1, ..LLAMA }.write(&slow);
    let n_matrices = 1 + 7 * N_BLOCKS;
    assert_eq!(weights::requantise(&slow, &fast).expect("requantised"), n_matrices);
    let (_, content) = weights::open(&fast).expect("a file");
    let kinds = |kind: GgmlDType| content.tensor_infos.values().filter(|info| info.ggml_dtype == kind).count();
    assert_eq!((kinds(GgmlDType::Q8_0), kinds(GgmlDType::Q4_1)), (n_matrices, 0));
    assert_eq!(weights::text(&content, "tokenizer.ggml.pre"), Some("smollm"));
    assert_eq!(weights::requantise(&fast, &none).expect("nothing to do"), 0);
    assert!(!none.exists());
}

#[tokio::test]
async fn a_measured_run_writes_as_many_tokens_as_were_asked_for() {
    let (_folder, local) = LLAMA.local();
    let measured = local.measure("tiny", "Hi", 5).await.expect("measured");
    assert_eq!((measured.n_answer_tokens, measured.n_threads), (5, 1));
    assert!(measured.n_prompt_tokens > 10 && measured.load > std::time::Duration::ZERO);
}

fn tokens(vocabulary: &Vocabulary, text: &str, reading: Reading) -> Vec<u32> {
    vocabulary.tokens(&[Piece { text: text.to_owned(), reading }]).expect("tokens")
}

/// The tokens that llama.cpp (xllamacpp 2026.10) cuts these texts into with the vocabulary of `SmolLM2`, no control token
/// among them.
const REFERENCE: &str = include_str!("smollm2_tokens.jsonl");

#[test]
fn smollm2s_vocabulary_cuts_text_as_llama_cpp_does_and_puts_it_together_again() {
    #[expect(clippy::disallowed_methods, reason = "where the weights are is the test's own setting")]
    let Some(model) = std::env::var_os("BARO_TEST_MODEL") else {
        // The real file is too large to be kept here; `.ci/test` brings it.
        #[expect(clippy::disallowed_methods, reason = "so is where the tests run")]
        let is_ci = std::env::var("CI").as_deref() == Ok("true");
        assert!(!is_ci, "the weights are missing: run `.ci/test`");
        return;
    };
    let (_, mut content) = weights::open(Path::new(&model)).expect("weights");
    let vocabulary = Vocabulary::load(&mut content).expect("a vocabulary");
    for line in REFERENCE.lines() {
        let case: serde_json::Value = serde_json::from_str(line).expect("JSON");
        let text = case["text"].as_str().expect("text");
        let expected: Vec<u32> = serde_json::from_value(case["tokens"].clone()).expect("tokens");
        let found = tokens(&vocabulary, text, Reading::Text);
        assert_eq!(found, expected, "{text:?}");
        let bytes: Vec<u8> = found.iter().flat_map(|token| vocabulary.bytes(*token)).collect();
        assert_eq!(String::from_utf8(bytes).expect("UTF-8"), text);
    }
    let form = tokens(&vocabulary, "<|im_start|>user\nHi<|im_end|>", Reading::Controls);
    assert_eq!((form[0], form.last()), (1, Some(&2)));
    assert!(vocabulary.is_end(2) && vocabulary.is_end(0) && !vocabulary.is_end(1));
}
