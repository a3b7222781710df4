//! Files of weights that the tests make: networks of a few blocks whose weights are noise, with vocabularies of some
//! hundred tokens. What they write means nothing, but is the same each time.

use std::fs::File;
use std::path::Path;

use candle_core::quantized::gguf_file::{self, Value};
use candle_core::quantized::{GgmlDType, QTensor};
use candle_core::{Device, Tensor};

use super::Local;
use super::shelf::Shelf;

/// A tiny network's file.
pub(super) struct Tiny {
    pub architecture: &'static str,
    pub pre: &'static str,
    pub tokenizer: &'static str,
    pub context_tokens: u32,
    pub weights: GgmlDType,
    /// The tensors are those of this architecture.
    pub tensors: &'static str,
    pub n_blocks: usize,
    /// A key of its own that the file has besides.
    pub asks_for: Option<&'static str>,
}

pub(super) const LLAMA: Tiny = Tiny {
    architecture: "llama",
    pre: "smollm",
    tokenizer: "gpt2",
    context_tokens: 256,
    weights: GgmlDType::Q8_0,
    tensors: "llama",
    n_blocks: N_BLOCKS,
    asks_for: None,
};
pub(super) const QWEN2: Tiny = Tiny { architecture: "qwen2", pre: "qwen2", tensors: "qwen2", ..LLAMA };
pub(super) const QWEN3: Tiny = Tiny { architecture: "qwen3", pre: "qwen2", tensors: "qwen3", ..LLAMA };
pub(super) const GEMMA3: Tiny =
    Tiny { architecture: "gemma3", pre: "default", tokenizer: "llama", tensors: "gemma3", ..LLAMA };

/// All architectures that are run.
pub(super) const ALL: [Tiny; 4] = [LLAMA, QWEN2, QWEN3, GEMMA3];

pub(super) const N_BLOCKS: usize = 7;
const N_WIDE: usize = 32;
const N_HEAD_WIDE: usize = 16;
/// Tokens that most of Gemma's blocks see.
const N_WINDOW: u32 = 12;

/// Joined letter by letter from the front: enough that cuts in other places give other tokens.
const JOINED: [&str; 20] = [
    "hello",
    " zebra",
    "안녕",
    "하세요",
    " 하늘",
    "🙂",
    "fn",
    " main",
    "()",
    "    ",
    "\n\n",
    " \n",
    "don",
    "'t",
    "'S",
    "\u{301}",
    "123",
    " 12",
    "==",
    "e\u{301}",
];

/// Gemma's form, shortened.
const GEMMA_TEMPLATE: &str = "{{ bos_token }}{%- if messages[0]['role'] == 'system' -%}{%- set before = messages[0]['content'] + '\n\n' -%}\
    {%- set said = messages[1:] -%}{%- else -%}{%- set before = '' -%}{%- set said = messages -%}{%- endif -%}\
    {%- for message in said -%}{%- set role = 'model' if message['role'] == 'assistant' else message['role'] -%}\
    {{ '<start_of_turn>' + role + '\n' + (before if loop.first else '') }}{{ message['content'] | trim }}{{ '<end_of_turn>\n' }}\
    {%- endfor -%}{%- if add_generation_prompt -%}{{ '<start_of_turn>model\n' }}{%- endif -%}";

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

/// A vocabulary: each token with its kind, and what else the file says of them.
#[derive(Default)]
struct Vocabulary {
    tokens: Vec<(String, i32)>,
    metadata: Vec<(String, Value)>,
}

impl Vocabulary {
    fn says(&mut self, key: &str, value: Value) {
        self.metadata.push((format!("tokenizer.ggml.{key}"), value));
    }

    /// All bytes, then 256 and 257 that begin and end a message, then what is joined from bytes.
    fn byte_pairs(pre: &str) -> Self {
        let letters = letters();
        let mut own = Self::default();
        own.tokens.extend(letters.iter().map(|letter| (letter.clone(), 1)));
        own.tokens.extend(
            [("<|im_start|>", 3), ("<|im_end|>", 3), ("<think>", 4)].map(|(token, kind)| (token.to_owned(), kind)),
        );
        let mut merges: Vec<String> = Vec::new();
        for word in JOINED {
            let bytes: Vec<&String> = word.bytes().map(|byte| &letters[usize::from(byte)]).collect();
            let mut begun = bytes[0].clone();
            for letter in &bytes[1..] {
                let merge = format!("{begun} {letter}");
                begun.push_str(letter);
                if !merges.contains(&merge) {
                    merges.push(merge);
                    own.tokens.push((begun.clone(), 1));
                }
            }
        }
        own.says("pre", Value::String(pre.to_owned()));
        own.says("merges", Value::Array(merges.into_iter().map(Value::String).collect()));
        own.says("eos_token_id", Value::U32(257));
        own
    }

    fn pieces() -> Self {
        let mut own = Self::default();
        let special =
            [("<pad>", 3), ("<eos>", 3), ("<bos>", 3), ("<unk>", 2), ("<start_of_turn>", 3), ("<end_of_turn>", 3)];
        let added = [("\n\n", 4), ("  ", 4), ("   ", 4), ("<h1>", 4)];
        own.tokens.extend(special.into_iter().chain(added).map(|(token, kind)| (token.to_owned(), kind)));
        own.tokens.extend((0..=u8::MAX).map(|byte| (format!("<0x{byte:02X}>"), 6)));
        for word in JOINED.into_iter().chain(["\u{2581}", "\n", "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"])
        {
            let word = word.replace(' ', "\u{2581}");
            let ends = word.char_indices().map(|(begin, character)| begin + character.len_utf8());
            let begun = ends.map(|end| word[..end].to_owned()).chain(word.chars().map(String::from));
            for piece in begun.collect::<Vec<_>>() {
                if !own.tokens.iter().any(|(token, _)| *token == piece) {
                    own.tokens.push((piece, 1));
                }
            }
        }
        let scores = (0_u16..).take(own.tokens.len()).map(|rank| Value::F32(-f32::from(rank))).collect();
        own.says("scores", Value::Array(scores));
        own.says("pre", Value::String("default".to_owned()));
        own.says("add_space_prefix", Value::Bool(false));
        own.says("add_bos_token", Value::Bool(true));
        for (key, id) in [("padding_token_id", 0), ("eos_token_id", 1), ("bos_token_id", 2), ("unknown_token_id", 3)] {
            own.says(key, Value::U32(id));
        }
        own.metadata.push(("tokenizer.chat_template".to_owned(), Value::String(GEMMA_TEMPLATE.to_owned())));
        own
    }
}

impl Tiny {
    pub fn write(&self, path: &Path) {
        let mut vocabulary =
            if self.tokenizer == "llama" { Vocabulary::pieces() } else { Vocabulary::byte_pairs(self.pre) };
        let (tokens, kinds): (Vec<_>, Vec<_>) = vocabulary.tokens.drain(..).unzip();
        let n_tokens = tokens.len();
        vocabulary.says("model", Value::String(self.tokenizer.to_owned()));
        vocabulary.says("tokens", Value::Array(tokens.into_iter().map(Value::String).collect()));
        vocabulary.says("token_type", Value::Array(kinds.into_iter().map(Value::I32).collect()));
        let mut metadata = vocabulary.metadata;
        metadata.push(("general.architecture".to_owned(), Value::String(self.architecture.to_owned())));
        let mut says = |key: &str, value: Value| metadata.push((format!("{}.{key}", self.architecture), value));
        says("attention.layer_norm_rms_epsilon", Value::F32(1e-5));
        says("rope.freq_base", Value::F32(100_000.0));
        for (key, value) in [
            ("attention.head_count", 2),
            ("attention.head_count_kv", 1),
            ("attention.key_length", 16),
            ("attention.value_length", 16),
            ("block_count", u32::try_from(self.n_blocks).expect("small")),
            ("embedding_length", 32),
            ("feed_forward_length", 64),
            ("rope.dimension_count", 16),
            ("context_length", self.context_tokens),
        ] {
            says(key, Value::U32(value));
        }
        if let Some(key) = self.asks_for {
            says(key, Value::U32(4));
        }
        if self.architecture == "gemma3" {
            says("attention.sliding_window", Value::U32(N_WINDOW));
        }
        let mut seed = 7;
        let tensors: Vec<(String, QTensor)> = self
            .shapes(n_tokens)
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

    fn shapes(&self, n_tokens: usize) -> Vec<(String, Vec<usize>)> {
        let mut parts: Vec<(&str, &[usize])> = vec![
            ("attn_q.weight", &[N_WIDE, N_WIDE]),
            ("attn_k.weight", &[N_HEAD_WIDE, N_WIDE]),
            ("attn_v.weight", &[N_HEAD_WIDE, N_WIDE]),
            ("attn_output.weight", &[N_WIDE, N_WIDE]),
            ("ffn_gate.weight", &[64, N_WIDE]),
            ("ffn_up.weight", &[64, N_WIDE]),
            ("ffn_down.weight", &[N_WIDE, 64]),
            ("attn_norm.weight", &[N_WIDE]),
            ("ffn_norm.weight", &[N_WIDE]),
        ];
        let head_norms: [(&str, &[usize]); 2] =
            [("attn_q_norm.weight", &[N_HEAD_WIDE]), ("attn_k_norm.weight", &[N_HEAD_WIDE])];
        match self.tensors {
            "qwen2" => {
                parts.extend([
                    ("attn_q.bias", &[N_WIDE][..]),
                    ("attn_k.bias", &[N_HEAD_WIDE]),
                    ("attn_v.bias", &[N_HEAD_WIDE]),
                ]);
            }
            "qwen3" => parts.extend(head_norms),
            "gemma3" => {
                parts.extend(head_norms);
                parts.extend([("post_attention_norm.weight", &[N_WIDE][..]), ("post_ffw_norm.weight", &[N_WIDE])]);
            }
            _ => {}
        }
        let mut shapes = vec![
            ("token_embd.weight".to_owned(), vec![n_tokens, N_WIDE]),
            ("output_norm.weight".to_owned(), vec![N_WIDE]),
        ];
        for block in 0..self.n_blocks {
            shapes.extend(parts.iter().map(|(part, shape)| (format!("blk.{block}.{part}"), shape.to_vec())));
        }
        shapes
    }

    /// A model of that name, alone on a shelf.
    pub fn local(&self) -> (tempfile::TempDir, Local) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = Shelf::new(folder.path().to_owned()).weights("tiny").expect("a name");
        self.write(&path);
        let local = Local::new(folder.path().to_owned(), Some(1));
        (folder, local)
    }
}
