//! Text made into a model's tokens and back, by what its file says.
//!
//! Byte-level BPE only (`tokenizer.ggml.model = "gpt2"`: Llama 3, `SmolLM2`, Qwen): a file with another kind is
//! refused rather than read wrongly. What a person wrote is never read as a control token, whatever it looks like.

use std::collections::HashMap;

use candle_core::quantized::gguf_file::Content;
use candle_core::quantized::tokenizer::TokenizerFromGguf as _;
use tokenizers::pre_tokenizers::byte_level::ByteLevel;
use tokenizers::pre_tokenizers::digits::Digits;
use tokenizers::pre_tokenizers::sequence::Sequence;
use tokenizers::{PreTokenizerWrapper, Tokenizer};

use super::weights;

/// Tokens that end an answer beside the one that the file names.
const ENDS: [&str; 4] = ["<|im_end|>", "<|endoftext|>", "<|eot_id|>", "<end_of_turn>"];

/// How a file's text is cut before it is looked up (`tokenizer.ggml.pre`), where candle does not know it by itself.
const SMOLLM: [&str; 2] = ["smollm", "smollm2"];

/// What candle reads rightly.
const KNOWN: [&str; 6] = ["qwen2", "qwen35", "llama3", "llama-bpe", "smaug-bpe", "lfm2"];

/// A model's tokens.
pub(super) struct Vocabulary {
    tokenizer: Tokenizer,
    bytes: HashMap<char, u8>,
    ends: Vec<u32>,
}

/// Whether control tokens in a text are what they look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// They are: the text is the template's.
    Controls,
    /// They are text: somebody wrote it.
    Text,
}

impl Vocabulary {
    /// Reads it from what stands before the weights.
    pub fn load(content: &Content) -> candle_core::Result<Self> {
        let mut tokenizer = Tokenizer::from_gguf(content)?;
        match weights::text(content, "tokenizer.ggml.pre").unwrap_or_default() {
            // Digits one by one, then GPT-2's pattern without a space before the first word. candle would add one.
            pre if SMOLLM.contains(&pre) => {
                let parts: Vec<PreTokenizerWrapper> =
                    vec![Digits::new(true).into(), ByteLevel::new(false, true, true).into()];
                tokenizer.with_pre_tokenizer(Some(Sequence::new(parts)));
            }
            pre if KNOWN.contains(&pre) => {}
            // GPT-2's own, which candle reads with a space before the first word as well.
            "gpt-2" | "gpt2" => {
                tokenizer.with_pre_tokenizer(Some(ByteLevel::new(false, true, true)));
            }
            other => candle_core::bail!("a vocabulary cut by `{other}` is not read here"),
        }
        let named = content.metadata.get("tokenizer.ggml.eos_token_id").and_then(|id| id.to_u32().ok());
        let ends = ENDS.iter().filter_map(|end| tokenizer.token_to_id(end)).chain(named).collect();
        Ok(Self { tokenizer, bytes: byte_of_character(), ends })
    }

    /// The tokens of `text`.
    pub fn tokens(&mut self, text: &str, reading: Reading) -> candle_core::Result<Vec<u32>> {
        self.tokenizer.set_encode_special_tokens(reading == Reading::Text);
        let encoding = self.tokenizer.encode_fast(text, false).map_err(candle_core::Error::msg)?;
        Ok(encoding.get_ids().to_vec())
    }

    /// True for a token that ends the answer.
    pub fn is_end(&self, token: u32) -> bool {
        self.ends.contains(&token)
    }

    /// The token's text in bytes, which need not be whole characters. A control token has none.
    pub fn bytes(&self, token: u32) -> Vec<u8> {
        let added = self.tokenizer.get_added_vocabulary();
        let Some(text) = self.tokenizer.id_to_token(token) else { return Vec::new() };
        if added.is_special_token(&text) {
            return Vec::new();
        }
        text.chars().filter_map(|character| self.bytes.get(&character).copied()).collect()
    }
}

/// GPT-2's letters for bytes, turned around: what can be printed stands for itself, the rest begins at U+0100.
fn byte_of_character() -> HashMap<char, u8> {
    let mut table = HashMap::with_capacity(256);
    let mut next = 0x100;
    for byte in 0..=u8::MAX {
        let is_printed = matches!(byte, b'!'..=b'~' | 0xa1..=0xac | 0xae..=0xff);
        let letter = if is_printed {
            char::from(byte)
        } else {
            next += 1;
            char::from_u32(next - 1).unwrap_or_default()
        };
        table.insert(letter, byte);
    }
    table
}

/// Puts bytes together to text, and holds back a character that is not whole yet.
#[derive(Debug, Default)]
pub(super) struct Characters {
    held: Vec<u8>,
}

impl Characters {
    /// What can be said after these bytes. Bytes that begin no character become U+FFFD.
    pub fn push(&mut self, bytes: &[u8]) -> String {
        self.held.extend_from_slice(bytes);
        let mut text = String::new();
        loop {
            match std::str::from_utf8(&self.held) {
                Ok(whole) => {
                    text.push_str(whole);
                    self.held.clear();
                    return text;
                }
                Err(error) => {
                    let (whole, rest) = self.held.split_at(error.valid_up_to());
                    text.push_str(&String::from_utf8_lossy(whole));
                    let Some(n_wrong) = error.error_len() else {
                        self.held = rest.to_vec();
                        return text;
                    };
                    text.push(char::REPLACEMENT_CHARACTER);
                    self.held = rest[n_wrong..].to_vec();
                }
            }
        }
    }

    /// Nothing follows: what is left of a character, if anything is.
    pub fn end(&mut self) -> String {
        let held = std::mem::take(&mut self.held);
        String::from_utf8_lossy(&held).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_has_a_letter_of_its_own_and_a_space_is_the_usual_one() {
        let table = byte_of_character();
        assert_eq!(table.len(), 256);
        assert_eq!(table.get(&'\u{120}'), Some(&b' '));
        assert_eq!(table.get(&'\u{10a}'), Some(&b'\n'));
        assert_eq!(table.get(&'A'), Some(&b'A'));
    }

    #[test]
    fn a_syllable_cut_between_tokens_comes_whole() {
        let bytes = "가나🙂".as_bytes();
        for cut in 0..=bytes.len() {
            let mut characters = Characters::default();
            let text = characters.push(&bytes[..cut]) + &characters.push(&bytes[cut..]) + &characters.end();
            assert_eq!(text, "가나🙂", "{cut}");
        }
        let mut characters = Characters::default();
        assert_eq!(characters.push(&[0xff, b'a', 0xea]), "\u{fffd}a");
        assert_eq!(characters.end(), "\u{fffd}");
    }
}
