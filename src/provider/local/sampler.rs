//! Chooses the next token, and notices where a model goes round in circles.
//!
//! Greedy choice stays what it is, token by token, until the answer has begun to repeat itself: models of this size never
//! find out of that by themselves. Then the one token that would go on with the circle is ruled out, and what was just
//! written is penalised from there on; where it goes round again all the same, the answer ends.

use candle_core::{Device, Tensor};
use candle_transformers::generation::{LogitsProcessor, Sampling};
use candle_transformers::utils::apply_repeat_penalty;

/// Below this, the likeliest token is taken each time.
const COLDEST: f32 = 1e-3;
/// Of the likeliest tokens, those that make up so much are chosen from.
const TOP_P: f64 = 0.9;
/// A token that was just written is so much less likely; models of this size go round in circles otherwise.
const REPEAT_PENALTY: f32 = 1.1;
/// "Just" is so many tokens.
const REPEAT_LOOKBACK: usize = 64;

/// The shortest circle, all its rounds together, in tokens: a row of dashes or a laugh is none.
const SHORTEST_CIRCLE: usize = 12;
/// Rounds that make a circle of a phrase.
const ROUNDS_OF_A_PHRASE: usize = 3;
/// Of so many tokens and more, what is written twice in a row is no phrase but a sentence, and twice is enough.
const SENTENCE: usize = 21;
/// The longest round that is looked for.
const LONGEST_ROUND: usize = 128;

/// So many tokens are left as they come: a circle that begins here is soon left or costs little, and the answers that are
/// compared with llama.cpp's, of 32 tokens, stay what they are.
const LEFT_AS_THEY_COME: usize = 32;

/// What comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// A token.
    Token(u32),
    /// Nothing new.
    Circle,
}

/// Chooses the next token.
pub(super) struct Sampler {
    processor: LogitsProcessor,
    penalty: f32,
    went_round: bool,
}

impl Sampler {
    /// Of the likeliest tokens at `temperature`; at 0, and without one, the likeliest.
    pub fn new(temperature: Option<f32>) -> Self {
        let mut seed = [0_u8; 8];
        // Without a source of chance the same words are chosen each time, and nothing else is lost.
        let _ = getrandom::fill(&mut seed);
        let (sampling, penalty) = match temperature.filter(|temperature| *temperature > COLDEST) {
            Some(temperature) => (Sampling::TopP { p: TOP_P, temperature: f64::from(temperature) }, REPEAT_PENALTY),
            None => (Sampling::ArgMax, 1.0),
        };
        let processor = LogitsProcessor::from_sampling(u64::from_le_bytes(seed), sampling);
        Self { processor, penalty, went_round: false }
    }

    /// What follows the tokens `written` of the answer.
    pub fn next(&mut self, logits: &Tensor, written: &[u32]) -> candle_core::Result<Next> {
        let token = self.sample(logits, written)?;
        if written.len() < LEFT_AS_THEY_COME || !goes_round(written, token) {
            return Ok(Next::Token(token));
        }
        if self.went_round {
            return Ok(Next::Circle);
        }
        self.went_round = true;
        self.penalty = REPEAT_PENALTY;
        let token = self.sample(&without(logits, token)?, written)?;
        Ok(if goes_round(written, token) { Next::Circle } else { Next::Token(token) })
    }

    fn sample(&mut self, logits: &Tensor, written: &[u32]) -> candle_core::Result<u32> {
        if self.penalty > 1.0 {
            let recent = &written[written.len().saturating_sub(REPEAT_LOOKBACK)..];
            return self.processor.sample(&apply_repeat_penalty(logits, self.penalty, recent)?);
        }
        self.processor.sample(logits)
    }
}

/// `logits` in which `token` is never chosen.
fn without(logits: &Tensor, token: u32) -> candle_core::Result<Tensor> {
    let mut values = logits.to_dtype(candle_core::DType::F32)?.to_vec1::<f32>()?;
    if let Some(value) = usize::try_from(token).ok().and_then(|at| values.get_mut(at)) {
        *value = f32::NEG_INFINITY;
    }
    Tensor::new(values, &Device::Cpu)
}

/// Whether `written` and then `token` ends in rounds of the same.
fn goes_round(written: &[u32], token: u32) -> bool {
    let at = |back: usize| if back == 0 { Some(token) } else { written.len().checked_sub(back).map(|at| written[at]) };
    (1..=LONGEST_ROUND.min(written.len())).any(|n_tokens| {
        let n_rounds = if n_tokens < SENTENCE { ROUNDS_OF_A_PHRASE } else { 2 };
        let n_all = (n_rounds * n_tokens).max(SHORTEST_CIRCLE.next_multiple_of(n_tokens));
        n_all <= written.len() + 1 && (0..n_all - n_tokens).all(|back| at(back) == at(back + n_tokens))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ends_in_a_circle(tokens: &[u32]) -> bool {
        tokens.split_last().is_some_and(|(last, before)| goes_round(before, *last))
    }

    #[test]
    fn a_phrase_three_times_and_a_sentence_twice_are_a_circle_and_a_short_row_is_none() {
        let phrase = |n: u32, times: usize| (0..n).collect::<Vec<u32>>().repeat(times);
        for (n, times, expected) in
            [(1, 11, false), (1, 12, true), (2, 5, false), (2, 6, true), (3, 3, false), (3, 4, true), (4, 3, true)]
        {
            assert_eq!(ends_in_a_circle(&phrase(n, times)), expected, "{n} tokens {times} times");
        }
        for (n, times, expected) in [(8, 2, false), (8, 3, true), (20, 2, false), (21, 2, true), (128, 2, true)] {
            assert_eq!(ends_in_a_circle(&phrase(n, times)), expected, "{n} tokens {times} times");
            let begun = [&[900, 901][..], &phrase(n, times)].concat();
            assert_eq!(ends_in_a_circle(&begun), expected, "{n} tokens {times} times after others");
        }
        assert!(!ends_in_a_circle(&phrase(129, 2)), "no longer round is looked for");
        assert!(!ends_in_a_circle(&[]) && !ends_in_a_circle(&phrase(100, 1)));
        // What repeats itself and then goes on is no circle.
        assert!(!ends_in_a_circle(&[phrase(8, 3), vec![99]].concat()));
    }

    /// A model that finds 3 likeliest, then 1, whatever was written.
    fn stubborn(temperature: Option<f32>) -> (Vec<u32>, usize) {
        let logits = Tensor::new(vec![0.0_f32, 30.0, 0.0, 90.0], &Device::Cpu).expect("a tensor");
        let mut sampler = Sampler::new(temperature);
        let mut written = Vec::new();
        while written.len() < 1000 {
            match sampler.next(&logits, &written).expect("a token") {
                Next::Token(token) => written.push(token),
                Next::Circle => break,
            }
        }
        let n = written.len();
        (written, n)
    }

    #[test]
    fn a_circle_is_left_once_and_ends_the_answer_the_second_time() {
        for temperature in [None, Some(0.0), Some(0.5)] {
            let (written, n) = stubborn(temperature);
            assert_eq!(written[..32], [3; 32], "{temperature:?}: the likeliest, as llama.cpp has it");
            assert_eq!(written[32], 1, "{temperature:?}: {written:?}");
            assert_eq!((&written[33..], n), (&[3; 11][..], 44), "{temperature:?}");
        }
    }
}
