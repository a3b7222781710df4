//! What one person's corrections and keywords add to the weights that ship.
//!
//! A [`Layer`] is a few words with what each of them has been learnt to weigh for each route, over the built-in
//! score. It is learnt from the messages that the person sent elsewhere ([`learn`]), and shrunk until it costs at
//! most a point on the project's own held-back prompts, whose words and scores ship for that ([`HeldBack`]). Nothing
//! is read or kept here.

use super::text::{Script, Token, Words, stem_length};
use super::{features, model, negation};
use crate::domain::Route;

const N_ROUTES: usize = Route::ALL.len();
/// The first bytes of a layer.
const MAGIC: [u8; 6] = *b"baroPL";
/// Bytes of a word of a layer: its hash and six weights.
const WORD_BYTES: usize = 4 + 4 * N_ROUTES;
/// The penalty on large weights: one message alone moves its own margin by two or three at most.
const PENALTY: f32 = 0.25;
/// Steps of the descent, and their length.
const N_STEPS: usize = 400;
const STEP: f32 = 0.4;
/// What a keyword of the user's adds to its route, in log-odds.
const KEYWORD: f32 = 3.0;

/// The words and their weights, over what ships.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Layer {
    /// By the words' hashes, ascending.
    words: Vec<(u32, [f32; N_ROUTES])>,
}

/// A word of the user's own for a route.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keyword {
    letters: Vec<char>,
    route: Route,
}

/// What one person adds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Personal {
    /// What was learnt.
    pub layer: Layer,
    /// What was written in the settings.
    pub keywords: Vec<Keyword>,
}

/// What a word of the message adds, over the weights that ship.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Addition {
    /// The first and the last token of the word.
    pub tokens: (usize, usize),
    /// For each route, in log-odds.
    pub weights: [f32; N_ROUTES],
}

/// One message that the person sent elsewhere.
#[derive(Debug, Clone, PartialEq)]
pub struct Lesson {
    /// The words, from [`words_of`].
    pub words: Vec<u32>,
    /// The built-in score.
    pub logits: [f32; N_ROUTES],
    /// Where it was to go.
    pub wanted: Route,
    /// What it counts, 0.0 to 1.0.
    pub weight: f32,
}

/// What a layer costs on the held-back prompts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// Right ones without the layer.
    pub n_right_before: usize,
    /// Right ones with it.
    pub n_right_after: usize,
    /// All.
    pub n_total: usize,
}

impl Cost {
    /// At most one in a hundred is lost.
    #[must_use]
    pub const fn is_small(self) -> bool {
        self.n_right_before.saturating_sub(self.n_right_after) * 100 <= self.n_total
    }
}

impl Layer {
    /// Reads a layer; `None` for bytes that are none, or that were learnt under other features.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let rest = bytes.strip_prefix(&MAGIC)?.strip_prefix(&features::VERSION.to_le_bytes())?;
        if !rest.len().is_multiple_of(WORD_BYTES) {
            return None;
        }
        let four = |bytes: &[u8]| <[u8; 4]>::try_from(bytes).ok();
        let mut words = Vec::with_capacity(rest.len() / WORD_BYTES);
        for word in rest.chunks_exact(WORD_BYTES) {
            let mut weights = [0.0; N_ROUTES];
            for (weight, bytes) in weights.iter_mut().zip(word[4..].chunks_exact(4)) {
                *weight = f32::from_le_bytes(four(bytes)?);
            }
            if weights.iter().any(|weight| !weight.is_finite()) {
                return None;
            }
            words.push((u32::from_le_bytes(four(&word[..4])?), weights));
        }
        words.is_sorted_by_key(|(hash, _)| *hash).then_some(Self { words })
    }

    /// The bytes that [`Layer::from_bytes`] reads.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend(features::VERSION.to_le_bytes());
        for (hash, weights) in &self.words {
            bytes.extend(hash.to_le_bytes());
            bytes.extend(weights.iter().flat_map(|weight| weight.to_le_bytes()));
        }
        bytes
    }

    /// True where nothing was learnt.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Words that have a weight.
    #[must_use]
    pub fn n_words(&self) -> usize {
        self.words.len()
    }

    fn of(&self, hash: u32) -> Option<&[f32; N_ROUTES]> {
        self.words.binary_search_by_key(&hash, |(known, _)| *known).ok().map(|at| &self.words[at].1)
    }

    /// What it adds to a message of these words.
    #[must_use]
    pub fn sum(&self, words: &[u32]) -> [f32; N_ROUTES] {
        let value = value_of(words.len());
        let mut sum = [0.0; N_ROUTES];
        for weights in words.iter().filter_map(|word| self.of(*word)) {
            add(&mut sum, value, weights);
        }
        sum
    }

    fn scaled(&self, factor: f32) -> Self {
        Self { words: self.words.iter().map(|(hash, weights)| (*hash, weights.map(|it| it * factor))).collect() }
    }
}

impl Keyword {
    /// A keyword of `route`; `None` where nothing of `text` is a letter or a digit.
    #[must_use]
    pub fn new(text: &str, route: Route) -> Option<Self> {
        let words = Words::of(&super::text::Parts::of(text));
        let letters: Vec<char> = words.letters.iter().copied().skip_while(|c| *c == ' ').collect();
        let letters = letters.iter().rposition(|c| *c != ' ').map(|last| letters[..=last].to_vec())?;
        letters.iter().any(|letter| letter.is_alphanumeric()).then_some(Self { letters, route })
    }
}

impl Personal {
    /// What the words of a message add, each with where it stands.
    pub(crate) fn additions(&self, words: &Words<'_>) -> Vec<Addition> {
        let mut found = Vec::new();
        if !self.layer.is_empty() {
            let hashes = hashes(words);
            let value = value_of(hashes.len());
            for (hash, at) in hashes {
                if let Some(weights) = self.layer.of(hash) {
                    found.push(Addition { tokens: (at, at), weights: weights.map(|weight| weight * value) });
                }
            }
        }
        for keyword in &self.keywords {
            if let Some(tokens) = keyword_at(words, &keyword.letters) {
                let mut weights = [0.0; N_ROUTES];
                weights[keyword.route.index()] = KEYWORD;
                found.push(Addition { tokens, weights });
            }
        }
        found
    }
}

/// The words of a message, as layers know them: each once, in a form without its particle, and nothing quoted,
/// pasted or piped.
#[must_use]
pub fn words_of(request: &str) -> Vec<u32> {
    hashes(&Words::of(&super::text::Parts::of(request))).into_iter().map(|(hash, _)| hash).collect()
}

fn hashes(words: &Words<'_>) -> Vec<(u32, usize)> {
    let mut found: Vec<(u32, usize)> = Vec::with_capacity(words.tokens.len());
    for (at, token) in words.tokens.iter().enumerate() {
        if token.is_quoted || matches!(token.script, Script::Mark | Script::Digits) {
            continue;
        }
        let letters = words.of_token(token);
        let stem = if token.script == Script::Hangul { &letters[..stem_length(letters)] } else { letters };
        let hash = hash(stem);
        if found.iter().all(|(known, _)| *known != hash) && found.len() < 200 {
            found.push((hash, at));
        }
    }
    found
}

/// 24 bits of a word.
fn hash(letters: &[char]) -> u32 {
    let folded = letters.iter().fold(0x811c_9dc5_u32, |hash, letter| {
        u32::from(*letter)
            .to_le_bytes()
            .into_iter()
            .fold(hash, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
    });
    (folded >> 24) ^ (folded & 0x00ff_ffff)
}

#[expect(clippy::cast_precision_loss, reason = "at most 200 words")]
fn value_of(n_words: usize) -> f32 {
    1.0 / (n_words.max(1) as f32).sqrt()
}

/// The tokens of the first place where `letters` stand and nobody says that they are not wanted. Latin stands at the
/// ends of words, Hangul anywhere.
fn keyword_at(words: &Words<'_>, letters: &[char]) -> Option<(usize, usize)> {
    let is_latin = |letter: &char| letter.is_ascii_alphanumeric();
    let all = &words.letters;
    (0..(all.len() + 1).saturating_sub(letters.len())).find_map(|from| {
        let to = from + letters.len();
        let begins = !(is_latin(&letters[0]) && from > 0 && is_latin(&all[from - 1]));
        let ends = !(letters.last().is_some_and(is_latin) && all.get(to).is_some_and(is_latin));
        if !(begins && ends && all[from..to] == *letters) {
            return None;
        }
        let holds = |at: usize| words.tokens.iter().position(|token: &Token| (token.from..token.to).contains(&at));
        let (first, last) = (holds(from)?, holds(to - 1)?);
        let is_unwanted = negation::is_negated(words, first, to);
        (!words.tokens[first].is_quoted && !is_unwanted).then_some((first, last))
    })
}

fn add(to: &mut [f32; N_ROUTES], factor: f32, what: &[f32; N_ROUTES]) {
    for (cell, value) in to.iter_mut().zip(what) {
        *cell += factor * value;
    }
}

/// Learns a layer from `lessons`, and shrinks it until it costs little on `held_back`. Empty where it would have to
/// shrink to nothing.
#[must_use]
pub fn learn(lessons: &[Lesson], held_back: &HeldBack<'_>) -> (Layer, Cost) {
    let whole = descend(lessons);
    for halvings in 0..6 {
        let layer = whole.scaled(0.5_f32.powi(halvings));
        let cost = held_back.cost(&layer);
        if cost.is_small() {
            return (layer, cost);
        }
    }
    let nothing = Layer::default();
    let cost = held_back.cost(&nothing);
    (nothing, cost)
}

/// Multinomial logistic regression over the built-in score, by plain descent.
fn descend(lessons: &[Lesson]) -> Layer {
    let mut hashes: Vec<u32> = lessons.iter().flat_map(|lesson| lesson.words.iter().copied()).collect();
    hashes.sort_unstable();
    hashes.dedup();
    let mut layer = Layer { words: hashes.into_iter().map(|hash| (hash, [0.0; N_ROUTES])).collect() };
    // The steepest curve is that of all lessons together on one word.
    let total: f32 = lessons.iter().map(|lesson| lesson.weight).sum();
    let step = STEP / (PENALTY + 0.5 * total.max(1.0));
    for _ in 0..N_STEPS {
        let slopes: Vec<[f32; N_ROUTES]> = lessons
            .iter()
            .map(|lesson| {
                let mut logits = lesson.logits;
                add(&mut logits, 1.0, &layer.sum(&lesson.words));
                let mut slope = model::probabilities(logits).map(|it| it * lesson.weight);
                slope[lesson.wanted.index()] -= lesson.weight;
                slope
            })
            .collect();
        for (_, weights) in &mut layer.words {
            *weights = weights.map(|weight| weight * (1.0 - step * PENALTY));
        }
        for (lesson, slope) in lessons.iter().zip(&slopes) {
            let value = value_of(lesson.words.len());
            for word in &lesson.words {
                if let Ok(at) = layer.words.binary_search_by_key(word, |(known, _)| *known) {
                    add(&mut layer.words[at].1, -step * value, slope);
                }
            }
        }
    }
    layer
}

/// The first bytes of the held-back prompts' summary.
const HELD_BACK_MAGIC: [u8; 6] = *b"baroHB";
/// A step of a score in the summary.
const SCORE_STEP: f32 = 1.0 / 512.0;

/// What is needed of the project's held-back prompts to see what a layer costs: their words, their built-in scores,
/// and which routes are right. `cargo xtask train` makes it beside the weights.
#[derive(Debug, Clone, Copy)]
pub struct HeldBack<'a> {
    prompts: &'a [u8],
}

impl HeldBack<'static> {
    /// The summary that ships.
    #[must_use]
    pub fn shipped() -> Self {
        Self::parse(include_bytes!("../../data/held_back.bin")).unwrap_or(Self { prompts: &[] })
    }
}

impl<'a> HeldBack<'a> {
    /// Reads a summary; `None` for other bytes.
    #[must_use]
    pub fn parse(bytes: &'a [u8]) -> Option<Self> {
        let prompts = bytes.strip_prefix(&HELD_BACK_MAGIC)?.strip_prefix(&features::VERSION.to_le_bytes())?;
        let mut rest = prompts;
        while !rest.is_empty() {
            (_, rest) = read_prompt(rest)?;
        }
        Some(Self { prompts })
    }

    /// The bytes that begin a summary; each prompt follows by [`HeldBack::write`].
    #[must_use]
    pub fn begin() -> Vec<u8> {
        let mut bytes = HELD_BACK_MAGIC.to_vec();
        bytes.extend(features::VERSION.to_le_bytes());
        bytes
    }

    /// Adds a prompt.
    pub fn write(bytes: &mut Vec<u8>, request: &str, logits: [f32; N_ROUTES], accept: &[Route]) {
        let words = words_of(request);
        bytes.push(accept.iter().fold(0, |bits, route| bits | 1 << route.index()));
        bytes.push(u8::try_from(words.len()).unwrap_or(u8::MAX));
        let middle = logits.iter().sum::<f32>() / 6.0;
        for logit in logits {
            #[expect(clippy::cast_possible_truncation, reason = "clamped to what an i16 holds")]
            let steps = ((logit - middle) / SCORE_STEP).round().clamp(-32_000.0, 32_000.0) as i16;
            bytes.extend(steps.to_le_bytes());
        }
        for word in words {
            bytes.extend(&word.to_le_bytes()[..3]);
        }
    }

    /// How many prompts are right without `layer` and with it.
    #[must_use]
    pub fn cost(&self, layer: &Layer) -> Cost {
        let mut cost = Cost { n_right_before: 0, n_right_after: 0, n_total: 0 };
        let mut rest = self.prompts;
        while let Some((prompt, next)) = read_prompt(rest) {
            rest = next;
            let is_right = |logits: &[f32; N_ROUTES]| prompt.accept & 1 << super::two_highest(logits).0.index() != 0;
            let mut changed = prompt.logits;
            add(&mut changed, 1.0, &layer.sum(&prompt.words));
            cost.n_total += 1;
            cost.n_right_before += usize::from(is_right(&prompt.logits));
            cost.n_right_after += usize::from(is_right(&changed));
        }
        cost
    }
}

struct Prompt {
    accept: u8,
    logits: [f32; N_ROUTES],
    words: Vec<u32>,
}

fn read_prompt(bytes: &[u8]) -> Option<(Prompt, &[u8])> {
    let (&[accept, n_words], rest) = bytes.split_first_chunk::<2>()?;
    let (scores, rest) = rest.split_at_checked(2 * N_ROUTES)?;
    let (words, rest) = rest.split_at_checked(3 * usize::from(n_words))?;
    let logits = std::array::from_fn(|route| {
        f32::from(i16::from_le_bytes([scores[2 * route], scores[2 * route + 1]])) * SCORE_STEP
    });
    let words = words.chunks_exact(3).map(|word| u32::from_le_bytes([word[0], word[1], word[2], 0])).collect();
    Some((Prompt { accept, logits, words }, rest))
}

#[cfg(test)]
mod tests;
