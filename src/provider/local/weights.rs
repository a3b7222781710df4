//! A file of weights (GGUF): opening it, and making slow kinds of weights into a fast one.
//!
//! Which networks are run is [`super::network`]'s to say.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read as _, Write as _};
use std::path::Path;

use candle_core::Device;
use candle_core::quantized::gguf_file::{self, Content};
use candle_core::quantized::{GgmlDType, QTensor};

/// How a file of weights begins.
const MAGIC: &[u8] = b"GGUF";

/// Whether a file begins as weights do.
pub(super) fn are_gguf(path: &Path) -> io::Result<bool> {
    let mut begins = Vec::with_capacity(MAGIC.len());
    File::open(path)?.take(MAGIC.len() as u64).read_to_end(&mut begins)?;
    Ok(begins == MAGIC)
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
