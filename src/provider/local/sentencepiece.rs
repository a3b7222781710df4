//! Text cut into the pieces of a `SentencePiece` vocabulary (`tokenizer.ggml.model = "llama"`: Gemma, Llama 2).
//!
//! Of all neighbours that together are a piece, those of the best score are joined first; what is no piece in the end
//! is written byte by byte. It knows of no control tokens.

use std::cmp::{Ordering, Reverse};
use std::collections::{BinaryHeap, HashMap};

use candle_core::quantized::gguf_file::Content;
use candle_core::{Result, bail};

use super::vocabulary::{Kind, values};

/// Stands for a space in pieces.
const SPACE: char = '\u{2581}';

/// The pieces of a vocabulary.
pub(super) struct SentencePiece {
    pieces: HashMap<String, u32>,
    scores: Vec<f32>,
    bytes: Vec<u32>,
    adds_space: bool,
}

impl SentencePiece {
    /// Reads scores, and says which tokens stand for bytes.
    pub fn load(content: &Content, tokens: &[String], kinds: &[Kind]) -> Result<Self> {
        let scores: Vec<f32> =
            values(content, "tokenizer.ggml.scores")?.iter().filter_map(|score| score.to_f32().ok()).collect();
        let pieces: HashMap<String, u32> = (0..).zip(tokens).map(|(id, token)| (token.clone(), id)).collect();
        let bytes: Vec<u32> =
            (0..=u8::MAX).filter_map(|byte| pieces.get(&format!("<0x{byte:02X}>")).copied()).collect();
        if scores.len() != tokens.len() || kinds.len() != tokens.len() || bytes.len() != 256 {
            bail!("the vocabulary has {} tokens, {} scores, {} bytes", tokens.len(), scores.len(), bytes.len());
        }
        let says = content.metadata.get("tokenizer.ggml.add_space_prefix");
        let adds_space = says.is_none_or(|value| value.to_bool().unwrap_or(true));
        Ok(Self { pieces, scores, bytes, adds_space })
    }

    /// The tokens of a stretch of text, before and after which a control token or nothing stands.
    pub fn tokens(&self, text: &str) -> Vec<u32> {
        let mut escaped = String::with_capacity(text.len() + 3);
        if self.adds_space {
            escaped.push(SPACE);
        }
        escaped.extend(text.chars().map(|character| if character == ' ' { SPACE } else { character }));
        let mut joined = Joined::of(&escaped);
        let mut best = BinaryHeap::new();
        for right in 1..joined.parts.len() {
            best.extend(self.pair(&joined, right - 1, right));
        }
        while let Some(pair) = best.pop() {
            if let Some((before, after)) = joined.join(&pair) {
                best.extend(before.and_then(|before| self.pair(&joined, before, pair.left)));
                best.extend(after.and_then(|after| self.pair(&joined, pair.left, after)));
            }
        }
        let mut tokens = Vec::new();
        for part in joined.left() {
            match self.pieces.get(part) {
                Some(id) => tokens.push(*id),
                None => tokens.extend(part.bytes().map(|byte| self.bytes[usize::from(byte)])),
            }
        }
        tokens
    }

    fn pair(&self, joined: &Joined<'_>, left: usize, right: usize) -> Option<Pair> {
        let (left_part, right_part) = (&joined.parts[left], &joined.parts[right]);
        let n_bytes = left_part.n_bytes + right_part.n_bytes;
        let id = self.pieces.get(&joined.text[left_part.begin..left_part.begin + n_bytes])?;
        let score = self.scores[usize::try_from(*id).ok()?];
        Some(Pair { score, left, right, n_bytes })
    }
}

/// Two neighbours that together are a piece.
struct Pair {
    score: f32,
    left: usize,
    right: usize,
    n_bytes: usize,
}

impl Ord for Pair {
    fn cmp(&self, other: &Self) -> Ordering {
        self.score.total_cmp(&other.score).then_with(|| Reverse(self.left).cmp(&Reverse(other.left)))
    }
}

impl PartialOrd for Pair {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Pair {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Pair {}

/// A text in parts, each of which knows its neighbours. An empty part was joined to another.
struct Joined<'t> {
    text: &'t str,
    parts: Vec<PartOf>,
}

struct PartOf {
    begin: usize,
    n_bytes: usize,
    before: Option<usize>,
    after: Option<usize>,
}

impl<'t> Joined<'t> {
    fn of(text: &'t str) -> Self {
        let n_parts = text.chars().count();
        let parts = text.char_indices().enumerate().map(|(number, (begin, character))| PartOf {
            begin,
            n_bytes: character.len_utf8(),
            before: number.checked_sub(1),
            after: Some(number + 1).filter(|after| *after < n_parts),
        });
        Self { text, parts: parts.collect() }
    }

    /// Joins a pair, if both are still what they were. Returns the parts before and after it.
    fn join(&mut self, pair: &Pair) -> Option<(Option<usize>, Option<usize>)> {
        let (left, right) = (&self.parts[pair.left], &self.parts[pair.right]);
        if left.n_bytes == 0 || right.n_bytes == 0 || left.n_bytes + right.n_bytes != pair.n_bytes {
            return None;
        }
        let after = right.after;
        self.parts[pair.right].n_bytes = 0;
        self.parts[pair.left].n_bytes = pair.n_bytes;
        self.parts[pair.left].after = after;
        if let Some(after) = after {
            self.parts[after].before = Some(pair.left);
        }
        Some((self.parts[pair.left].before, after))
    }

    fn left(&self) -> impl Iterator<Item = &'t str> {
        let alive = self.parts.iter().filter(|part| part.n_bytes > 0);
        let ranges: Vec<_> = alive.map(|part| part.begin..part.begin + part.n_bytes).collect();
        let text = self.text;
        ranges.into_iter().map(move |range| &text[range])
    }
}

/// What a piece says: bytes, of a token for one byte that byte.
pub(super) fn said(piece: &str, kind: Kind) -> Vec<u8> {
    match kind {
        Kind::Byte => {
            let digits = piece.strip_prefix("<0x").and_then(|rest| rest.strip_suffix('>'));
            digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()).into_iter().collect()
        }
        _ => piece.replace(SPACE, " ").into_bytes(),
    }
}
