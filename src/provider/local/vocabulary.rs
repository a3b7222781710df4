//! Text made into a model's tokens and back, by what its file says.
//!
//! Two kinds of vocabularies: byte-level BPE (Llama 3, `SmolLM2`, Qwen) and `SentencePiece` (Gemma, Llama 2); another is
//! refused rather than read wrongly. What a person wrote is never read as a control token, whatever it looks like.

use std::collections::HashMap;

use candle_core::quantized::gguf_file::{Content, Value};
use candle_core::quantized::tokenizer::TokenizerFromGguf as _;
use candle_core::{Error, Result, bail};
use tokenizers::pre_tokenizers::byte_level::ByteLevel;
use tokenizers::pre_tokenizers::digits::Digits;
use tokenizers::pre_tokenizers::sequence::Sequence;
use tokenizers::{PreTokenizerWrapper, Tokenizer};

use super::sentencepiece::{self, SentencePiece};
use super::weights;

/// Tokens that end an answer beside those that the file names.
const ENDS: [&str; 5] = ["<|im_end|>", "<|endoftext|>", "<|eot_id|>", "<|eom_id|>", "<end_of_turn>"];

/// Keys of the tokens with which the file says that an answer ends.
const NAMED_ENDS: [&str; 2] = ["tokenizer.ggml.eos_token_id", "tokenizer.ggml.eot_token_id"];

/// How a file's text is cut before it is looked up (`tokenizer.ggml.pre`).
const PRE: &str = "tokenizer.ggml.pre";

/// Digits one by one, then GPT-2's pattern without a space before the first word. candle would add one.
const SMOLLM: [&str; 2] = ["smollm", "smollm2"];

/// Llama 3's pattern, whose words are looked up whole first. candle knows it by the first of these names alone.
const LLAMA3: [&str; 3] = ["llama3", "llama-bpe", "llama-v3"];

/// What candle reads rightly by itself.
const KNOWN: [&str; 2] = ["qwen2", "smaug-bpe"];

/// A model's tokens.
pub(super) struct Vocabulary {
    cutter: Cutter,
    kinds: Vec<Kind>,
    /// Tokens that are found as they stand, before all else: the longest first.
    fixed: Vec<Fixed>,
    ends: Vec<u32>,
    /// A text begins with it, where the file says so.
    begin: Option<u32>,
}

enum Cutter {
    BytePairs { tokenizer: Box<Tokenizer>, bytes: HashMap<char, u8> },
    SentencePiece { cutter: SentencePiece, tokens: Vec<String> },
}

struct Fixed {
    id: u32,
    text: String,
    found_in: FoundIn,
}

/// Where a fixed token is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum FoundIn {
    /// The template alone.
    Form,
    /// All text: runs of spaces and lines, markup.
    All,
}

/// What a token is (`tokenizer.ggml.token_type`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Text.
    Normal,
    /// It steers the model, and says nothing.
    Control,
    /// Text that the model's makers added as it stands.
    Added,
    /// One byte.
    Byte,
}

/// Whether control tokens in a text are what they look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// They are: the text is the template's.
    Controls,
    /// They are text: somebody wrote it.
    Text,
}

/// A piece of a prompt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    /// What it says.
    pub text: String,
    /// Who says it.
    pub reading: Reading,
}

/// The elements of an array of the file.
pub(super) fn values<'c>(content: &'c Content, key: &str) -> Result<&'c [Value]> {
    match content.metadata.get(key) {
        Some(value) => value.to_vec().map(Vec::as_slice),
        None => bail!("`{key}` is missing"),
    }
}

impl Vocabulary {
    /// Reads it from what stands before the weights.
    pub fn load(content: &mut Content) -> Result<Self> {
        let tokens: Vec<String> = values(content, "tokenizer.ggml.tokens")?
            .iter()
            .map(|token| token.to_string().cloned())
            .collect::<Result<_>>()?;
        let numbers = values(content, "tokenizer.ggml.token_type").unwrap_or_default();
        let kinds: Vec<Kind> = (0..tokens.len()).map(|id| kind(numbers.get(id), &tokens[id])).collect();
        let id_at = |key: &str| content.metadata.get(key).and_then(|id| id.to_u32().ok());
        let ends = (0..).zip(&tokens).filter(|(_, token)| ENDS.contains(&token.as_str())).map(|(id, _)| id);
        let ends = ends.chain(NAMED_ENDS.iter().filter_map(|key| id_at(key))).collect();
        let says_begin = content.metadata.get("tokenizer.ggml.add_bos_token").and_then(|value| value.to_bool().ok());
        let begin = id_at("tokenizer.ggml.bos_token_id");
        let model = weights::text(content, "tokenizer.ggml.model").unwrap_or_default().to_owned();
        // Byte-level vocabularies add what a model is steered by; what a `SentencePiece` one adds is text.
        let (added, begins) = match model.as_str() {
            "gpt2" => (FoundIn::Form, false),
            _ => (FoundIn::All, true),
        };
        let mut fixed: Vec<Fixed> = (0..)
            .zip(tokens.iter().zip(&kinds))
            .filter_map(|(id, (token, kind))| {
                let found_in = match kind {
                    Kind::Control => FoundIn::Form,
                    Kind::Added => added,
                    Kind::Normal | Kind::Byte => return None,
                };
                (!token.is_empty()).then(|| Fixed { id, text: token.clone(), found_in })
            })
            .collect();
        fixed.sort_by_key(|fixed| std::cmp::Reverse(fixed.text.len()));
        let cutter = match model.as_str() {
            "gpt2" => Cutter::BytePairs { tokenizer: Box::new(byte_pairs(content)?), bytes: byte_of_character() },
            "llama" => Cutter::SentencePiece { cutter: SentencePiece::load(content, &tokens, &kinds)?, tokens },
            other => bail!("a vocabulary of the kind `{other}` is not read here"),
        };
        Ok(Self { cutter, kinds, fixed, ends, begin: begin.filter(|_| says_begin.unwrap_or(begins)) })
    }

    /// The tokens of a prompt. Neighbouring pieces are cut as one text, as the model has seen them.
    pub fn tokens(&self, pieces: &[Piece]) -> Result<Vec<u32>> {
        let mut tokens = Vec::new();
        let mut text = String::new();
        for part in pieces.iter().flat_map(|piece| self.parts(piece)) {
            match part {
                Part::Text(more) => text.push_str(more),
                Part::Token(id) => {
                    self.cut(&text, &mut tokens)?;
                    text.clear();
                    tokens.push(id);
                }
            }
        }
        self.cut(&text, &mut tokens)?;
        match self.begin {
            Some(begin) if tokens.first() != Some(&begin) => tokens.insert(0, begin),
            _ => {}
        }
        Ok(tokens)
    }

    /// Fixed tokens taken out of a piece.
    fn parts<'p>(&self, piece: &'p Piece) -> Vec<Part<'p>> {
        let mut parts = vec![Part::Text(piece.text.as_str())];
        let looked_for = |fixed: &&Fixed| piece.reading == Reading::Controls || fixed.found_in == FoundIn::All;
        for fixed in self.fixed.iter().filter(looked_for).filter(|fixed| piece.text.contains(&fixed.text)) {
            let cut = |part: Part<'p>| match part {
                Part::Token(_) => vec![part],
                Part::Text(text) => {
                    let mut cut: Vec<Part<'p>> = Vec::new();
                    for (number, between) in text.split(fixed.text.as_str()).enumerate() {
                        if number > 0 {
                            cut.push(Part::Token(fixed.id));
                        }
                        if !between.is_empty() {
                            cut.push(Part::Text(between));
                        }
                    }
                    cut
                }
            };
            parts = parts.into_iter().flat_map(cut).collect();
        }
        parts
    }

    fn cut(&self, text: &str, tokens: &mut Vec<u32>) -> Result<()> {
        if text.is_empty() {
            return Ok(());
        }
        match &self.cutter {
            Cutter::BytePairs { tokenizer, .. } => {
                tokens.extend(tokenizer.encode_fast(text, false).map_err(Error::msg)?.get_ids());
            }
            Cutter::SentencePiece { cutter, .. } => tokens.extend(cutter.tokens(text)),
        }
        Ok(())
    }

    /// True for a token that ends the answer.
    pub fn is_end(&self, token: u32) -> bool {
        self.ends.contains(&token)
    }

    /// The token's text in bytes, which need not be whole characters. A control token has none.
    pub fn bytes(&self, token: u32) -> Vec<u8> {
        let kind = usize::try_from(token).ok().and_then(|token| self.kinds.get(token));
        match (&self.cutter, kind) {
            (_, None | Some(Kind::Control)) => Vec::new(),
            (Cutter::BytePairs { tokenizer, bytes }, Some(kind)) => {
                let text = tokenizer.id_to_token(token).unwrap_or_default();
                match kind {
                    Kind::Added => text.into_bytes(),
                    _ => text.chars().filter_map(|character| bytes.get(&character).copied()).collect(),
                }
            }
            (Cutter::SentencePiece { tokens, .. }, Some(kind)) => {
                let piece = usize::try_from(token).ok().and_then(|token| tokens.get(token));
                piece.map(|piece| sentencepiece::said(piece, *kind)).unwrap_or_default()
            }
        }
    }
}

/// A part of a text: a fixed token, or what is still to be cut.
enum Part<'p> {
    Text(&'p str),
    Token(u32),
}

/// What a token is. Some files call the tokens that end an answer text: they never are.
fn kind(number: Option<&Value>, token: &str) -> Kind {
    let looks_like_control =
        ENDS.contains(&token) || token == "<start_of_turn>" || (token.starts_with("<|") && token.ends_with("|>"));
    let number = match number {
        Some(Value::I32(number)) => i64::from(*number),
        Some(Value::U32(number)) => i64::from(*number),
        _ => 1,
    };
    match number {
        2 | 3 | 5 => Kind::Control,
        4 if looks_like_control => Kind::Control,
        4 => Kind::Added,
        6 => Kind::Byte,
        _ => Kind::Normal,
    }
}

fn byte_pairs(content: &mut Content) -> Result<Tokenizer> {
    let pre = weights::text(content, PRE).unwrap_or_default().to_owned();
    if LLAMA3.contains(&pre.as_str()) {
        content.metadata.insert(PRE.to_owned(), Value::String(LLAMA3[0].to_owned()));
        content.metadata.insert("tokenizer.ggml.ignore_merges".to_owned(), Value::Bool(true));
    }
    let mut tokenizer = Tokenizer::from_gguf(content)?;
    match pre.as_str() {
        pre if SMOLLM.contains(&pre) => {
            let parts: Vec<PreTokenizerWrapper> =
                vec![Digits::new(true).into(), ByteLevel::new(false, true, true).into()];
            tokenizer.with_pre_tokenizer(Some(Sequence::new(parts)));
        }
        pre if LLAMA3.contains(&pre) || KNOWN.contains(&pre) => {}
        // GPT-2's own, which candle reads with a space before the first word as well.
        "gpt-2" | "gpt2" => {
            tokenizer.with_pre_tokenizer(Some(ByteLevel::new(false, true, true)));
        }
        other => bail!("a vocabulary cut by `{other}` is not read here"),
    }
    // Fixed tokens are taken out before.
    tokenizer.set_encode_special_tokens(true);
    Ok(tokenizer)
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
