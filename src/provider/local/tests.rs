//! The embedded model on tiny networks that are made here, and its vocabulary against a reference.
//!
//! The networks' weights are noise: what they write means nothing, but is the same each time.

use std::fs::{self, File};
use std::path::Path;

use candle_core::quantized::gguf_file::{self, Value};
use candle_core::quantized::{GgmlDType, QTensor};
use candle_core::{Device, Tensor};
use futures_util::StreamExt as _;

use super::shelf::Shelf;
use super::vocabulary::{Reading, Vocabulary};
use super::{Local, weights};
use crate::domain::catalogue::RequestRules;
use crate::domain::{ChatRequest, Failure, FailureKind, Finish, Message, ProviderEvent, Role, Usage};
use crate::provider::Provider as _;

/// A tiny network's file.
struct Tiny {
    architecture: &'static str,
    pre: &'static str,
    tokenizer: &'static str,
    context_tokens: u32,
    weights: GgmlDType,
}

const LLAMA: Tiny =
    Tiny { architecture: "llama", pre: "smollm", tokenizer: "gpt2", context_tokens: 256, weights: GgmlDType::Q8_0 };

const QWEN3: Tiny = Tiny { architecture: "qwen3", pre: "qwen2", ..LLAMA };

const N_WIDE: usize = 32;
const N_HEAD_WIDE: usize = 16;
const N_BLOCKS: usize = 2;

/// Numbers from -0.5 to 0.5 that look like chance.
fn noise(seed: &mut u32, shape: &[usize]) -> Tensor {
    let n: usize = shape.iter().product();
    let values: Vec<f32> = (0..n)
        .map(|_| {
            *seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            f32::from(u16::try_from(*seed >> 16).expect("16 bits")) / 65_536.0 - 0.5
        })
        .collect();
    Tensor::from_vec(values, shape, &Device::Cpu).expect("a tensor")
}

/// GPT-2's letters for all bytes, in the order of the bytes.
fn letters() -> Vec<String> {
    let mut next = 0x100;
    (0..=u8::MAX)
        .map(|byte| {
            let letter = if matches!(byte, b'!'..=b'~' | 0xa1..=0xac | 0xae..=0xff) {
                char::from(byte)
            } else {
                next += 1;
                char::from_u32(next - 1).expect("a letter")
            };
            letter.to_string()
        })
        .collect()
}

impl Tiny {
    fn write(&self, path: &Path) {
        let mut tokens = letters();
        tokens.extend(["<|im_start|>", "<|im_end|>"].map(str::to_owned));
        let types = (0..tokens.len()).map(|id| Value::I32(if id < 256 { 1 } else { 3 })).collect();
        let n_tokens = tokens.len();
        let name = self.architecture;
        let mut metadata = vec![
            ("general.architecture".to_owned(), Value::String(name.to_owned())),
            ("tokenizer.ggml.model".to_owned(), Value::String(self.tokenizer.to_owned())),
            ("tokenizer.ggml.pre".to_owned(), Value::String(self.pre.to_owned())),
            ("tokenizer.ggml.tokens".to_owned(), Value::Array(tokens.into_iter().map(Value::String).collect())),
            ("tokenizer.ggml.token_type".to_owned(), Value::Array(types)),
            ("tokenizer.ggml.merges".to_owned(), Value::Array(Vec::new())),
            ("tokenizer.ggml.eos_token_id".to_owned(), Value::U32(257)),
            (format!("{name}.attention.layer_norm_rms_epsilon"), Value::F32(1e-5)),
            (format!("{name}.rope.freq_base"), Value::F32(10_000.0)),
        ];
        for (key, value) in [
            ("attention.head_count", 2),
            ("attention.head_count_kv", 1),
            ("attention.key_length", 16),
            ("block_count", u32::try_from(N_BLOCKS).expect("small")),
            ("embedding_length", 32),
            ("rope.dimension_count", 16),
            ("context_length", self.context_tokens),
        ] {
            metadata.push((format!("{name}.{key}"), Value::U32(value)));
        }
        let mut shapes = vec![
            ("token_embd.weight".to_owned(), vec![n_tokens, N_WIDE]),
            ("output_norm.weight".to_owned(), vec![N_WIDE]),
        ];
        for block in 0..N_BLOCKS {
            let parts: [(&str, &[usize]); 11] = [
                ("attn_q", &[N_WIDE, N_WIDE]),
                ("attn_k", &[N_HEAD_WIDE, N_WIDE]),
                ("attn_v", &[N_HEAD_WIDE, N_WIDE]),
                ("attn_output", &[N_WIDE, N_WIDE]),
                ("ffn_gate", &[64, N_WIDE]),
                ("ffn_up", &[64, N_WIDE]),
                ("ffn_down", &[N_WIDE, 64]),
                ("attn_norm", &[N_WIDE]),
                ("ffn_norm", &[N_WIDE]),
                ("attn_q_norm", &[N_HEAD_WIDE]),
                ("attn_k_norm", &[N_HEAD_WIDE]),
            ];
            shapes.extend(parts.map(|(part, shape)| (format!("blk.{block}.{part}.weight"), shape.to_vec())));
        }
        let mut seed = 7;
        let tensors: Vec<(String, QTensor)> = shapes
            .into_iter()
            .map(|(name, shape)| {
                let kind = if shape.len() == 2 { self.weights } else { GgmlDType::F32 };
                let tensor = QTensor::quantize(&noise(&mut seed, &shape), kind).expect("a kind");
                (name, tensor)
            })
            .collect();
        let metadata: Vec<(&str, &Value)> = metadata.iter().map(|(key, value)| (key.as_str(), value)).collect();
        let tensors: Vec<(&str, &QTensor)> = tensors.iter().map(|(name, tensor)| (name.as_str(), tensor)).collect();
        gguf_file::write(&mut File::create(path).expect("a file"), &metadata, &tensors).expect("written");
    }

    /// A model of that name, alone on a shelf.
    fn local(&self) -> (tempfile::TempDir, Local) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = Shelf::new(folder.path().to_owned()).weights("tiny").expect("a name");
        self.write(&path);
        let local = Local::new(folder.path().to_owned(), Some(1));
        (folder, local)
    }
}

fn request(messages: &[(Role, &str)], max_tokens: u64) -> ChatRequest {
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
    for tiny in [LLAMA, QWEN3] {
        let (_folder, local) = tiny.local();
        let (text, usage, finish) = answer(&local, request(&[(Role::User, "Hi")], 8)).await.expect("an answer");
        // Every byte is a token here, and each of the three control tokens one.
        let n_form = "user\n".len() + "Hi".len() + "\n".len() + "assistant\n".len() + 3;
        assert_eq!(usage.input, n_form as u64, "{}", tiny.architecture);
        assert_eq!((usage.output, usage.cached, usage.estimated), (8, 0, false));
        assert_eq!(finish, Finish::Length);
        assert!(!text.is_empty());
    }
}

#[tokio::test]
async fn what_was_read_is_not_read_again_and_changes_nothing() {
    for tiny in [LLAMA, QWEN3] {
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
    let sentencepiece = Tiny { tokenizer: "llama", ..LLAMA };
    let unknown_cut = Tiny { pre: "deepseek-coder", ..LLAMA };
    for case in 0..4 {
        match case {
            0 => fs::write(&path, &whole[..whole.len() / 2]).expect("a file"),
            1 => fs::write(&path, "no weights at all").expect("a file"),
            2 => sentencepiece.write(&path),
            _ => unknown_cut.write(&path),
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

/// The tokens that llama.cpp (xllamacpp 2026.10) cuts these texts into with the vocabulary of `SmolLM2`, no control token
/// among them.
const REFERENCE: &str = include_str!("smollm2_tokens.jsonl");

#[test]
fn smollm2s_vocabulary_cuts_text_as_llama_cpp_does_and_puts_it_together_again() {
    #[expect(clippy::disallowed_methods, reason = "where the weights are is the test's own setting")]
    let Some(model) = std::env::var_os("BARO_TEST_MODEL") else {
        // The real file is too large to be kept here; `.ci/test` brings it.
        return;
    };
    let (_, content) = weights::open(Path::new(&model)).expect("weights");
    let mut vocabulary = Vocabulary::load(&content).expect("a vocabulary");
    for line in REFERENCE.lines() {
        let case: serde_json::Value = serde_json::from_str(line).expect("JSON");
        let text = case["text"].as_str().expect("text");
        let expected: Vec<u32> = serde_json::from_value(case["tokens"].clone()).expect("tokens");
        let found = vocabulary.tokens(text, Reading::Text).expect("tokens");
        assert_eq!(found, expected, "{text:?}");
        let bytes: Vec<u8> = found.iter().flat_map(|token| vocabulary.bytes(*token)).collect();
        assert_eq!(String::from_utf8(bytes).expect("UTF-8"), text);
    }
    let form = vocabulary.tokens("<|im_start|>user\nHi<|im_end|>", Reading::Controls).expect("tokens");
    assert_eq!((form[0], form.last()), (1, Some(&2)));
    assert!(vocabulary.is_end(2) && vocabulary.is_end(0) && !vocabulary.is_end(1));
}
