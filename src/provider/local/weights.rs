//! A file of weights (GGUF) made into a network, and slow kinds of weights made into a fast one.
//!
//! Which networks are run stands here; what they are fed is the runner's business.

use std::fs::File;
use std::io::{BufReader, BufWriter, Write as _};
use std::path::Path;

use candle_core::quantized::gguf_file::{self, Content};
use candle_core::quantized::{GgmlDType, QTensor};
use candle_core::{Device, Tensor};
use candle_transformers::models::{quantized_llama, quantized_qwen3};

/// What candle's Llama has cosines for, whatever the file says (`quantized_llama::MAX_SEQ_LEN`).
const LLAMA_TOKENS: usize = quantized_llama::MAX_SEQ_LEN;

/// A loaded network with what it has read so far. A clone shares the weights and begins where the original is, so
/// that a place in a conversation can be gone back to.
#[derive(Clone)]
pub(super) struct Network {
    kind: Kind,
    /// Tokens that prompt and answer take together.
    pub context_tokens: usize,
}

#[derive(Clone)]
enum Kind {
    Llama(quantized_llama::ModelWeights),
    Qwen3(quantized_qwen3::ModelWeights),
}

/// Opens a file and reads what stands before its weights.
pub(super) fn open(path: &Path) -> candle_core::Result<(BufReader<File>, Content)> {
    let mut file = BufReader::with_capacity(1 << 20, File::open(path)?);
    let content = Content::read(&mut file)?;
    Ok((file, content))
}

/// The text of a key, where there is one.
pub(super) fn text<'a>(content: &'a Content, key: &str) -> Option<&'a str> {
    content.metadata.get(key)?.to_string().ok().map(String::as_str)
}

impl Network {
    /// Reads the weights.
    pub fn load(mut content: Content, file: &mut BufReader<File>) -> candle_core::Result<Self> {
        let device = Device::Cpu;
        let architecture = text(&content, "general.architecture").unwrap_or_default().to_owned();
        let key = format!("{architecture}.context_length");
        let said = content.metadata.get(&key).and_then(|value| value.to_u64().ok());
        let said = said.and_then(|tokens| usize::try_from(tokens).ok()).unwrap_or(2048);
        let context_tokens = match architecture.as_str() {
            "llama" => said.min(LLAMA_TOKENS),
            _ => said,
        };
        let kind = match architecture.as_str() {
            "llama" => Kind::Llama(quantized_llama::ModelWeights::from_gguf(content, file, &device)?),
            "qwen3" => {
                // Its cache and its cosines are kept in what this says; F32 is what a processor computes in.
                content.metadata.insert("general.dtype".to_owned(), gguf_file::Value::U32(0));
                Kind::Qwen3(quantized_qwen3::ModelWeights::from_gguf(content, file, &device)?)
            }
            other => candle_core::bail!("weights of the kind `{other}` are not run here"),
        };
        Ok(Self { kind, context_tokens })
    }

    /// Reads `tokens`, which follow `n_before` others, and returns the logits of the token after them.
    pub fn read(&mut self, tokens: &[u32], n_before: usize) -> candle_core::Result<Tensor> {
        let input = Tensor::new(tokens, &Device::Cpu)?.unsqueeze(0)?;
        let logits = match &mut self.kind {
            Kind::Llama(network) => network.forward(&input, n_before),
            Kind::Qwen3(network) => network.forward(&input, n_before),
        }?;
        logits.flatten_all()
    }
}

/// Kinds of weights for which candle has no fast kernel (`k_quants.rs`: `vec_dot_unopt`).
const fn is_slow(kind: GgmlDType) -> bool {
    matches!(kind, GgmlDType::Q4_1 | GgmlDType::Q5_0 | GgmlDType::Q5_1 | GgmlDType::Q8_1)
}

/// Writes the weights of `from` to `to`, slow kinds as `Q8_0`. Says how many were slow; where none was, nothing is
/// written.
pub(super) fn requantise(from: &Path, to: &Path) -> candle_core::Result<usize> {
    let (mut file, content) = open(from)?;
    let n_slow = content.tensor_infos.values().filter(|info| is_slow(info.ggml_dtype)).count();
    if n_slow == 0 {
        return Ok(0);
    }
    let device = Device::Cpu;
    let mut names: Vec<&String> = content.tensor_infos.keys().collect();
    names.sort();
    let mut tensors: Vec<(&str, QTensor)> = Vec::with_capacity(names.len());
    for name in names {
        let tensor = content.tensor(&mut file, name, &device)?;
        let tensor = if is_slow(tensor.dtype()) {
            QTensor::quantize(&tensor.dequantize(&device)?, GgmlDType::Q8_0)?
        } else {
            tensor
        };
        tensors.push((name.as_str(), tensor));
    }
    let mut metadata: Vec<(&str, gguf_file::Value)> =
        content.metadata.iter().map(|(key, value)| (key.as_str(), value.clone())).collect();
    metadata.sort_by_key(|(key, _)| *key);
    if let Some((_, kind)) = metadata.iter_mut().find(|(key, _)| *key == "general.file_type") {
        // llama.cpp's number for "mostly Q8_0".
        *kind = gguf_file::Value::U32(7);
    }
    let metadata: Vec<(&str, &gguf_file::Value)> = metadata.iter().map(|(key, value)| (*key, value)).collect();
    let tensors: Vec<(&str, &QTensor)> = tensors.iter().map(|(name, tensor)| (*name, tensor)).collect();
    let mut out = BufWriter::with_capacity(1 << 20, File::create(to)?);
    gguf_file::write(&mut out, &metadata, &tensors)?;
    out.flush()?;
    out.into_inner().map_err(std::io::IntoInnerError::into_error)?.sync_all()?;
    Ok(n_slow)
}
