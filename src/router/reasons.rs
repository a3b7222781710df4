//! Why a route was chosen: the words and facts whose weights decided, and nothing else.
//!
//! Each feature's part in the margin of the chosen route over the mean of the others is given to the words
//! that it was made of (a pair's half to each) or to its fact; what comes together is summed.

use super::features::{Features, Origin};
use super::model::Model;
use super::personal::Addition;
use super::text::Script;
use crate::domain::{Fact, Reason, Route, Signal};

/// So many reasons are given.
const MOST: usize = 8;
/// A weaker signal than this decided nothing.
const LEAST: f32 = 0.05;

/// The reasons for `route`, strongest first.
pub(crate) fn of(model: &Model<'_>, features: &Features<'_>, additions: &[Addition], route: Route) -> Vec<Reason> {
    let tokens = &features.words.tokens;
    let mut by_token = vec![0.0f32; tokens.len()];
    let mut by_fact: Vec<(Fact, f32)> = Vec::with_capacity(16);
    for feature in &features.list {
        let weights = model.weights(feature);
        let others = weights.iter().sum::<f32>() - weights[route.index()];
        let part = feature.value * (weights[route.index()] - others / 5.0);
        match feature.origin {
            Origin::Tokens(first, last) => {
                for token in [first, last] {
                    if let Some(sum) = by_token.get_mut(usize::from(token)) {
                        *sum += part / 2.0;
                    }
                }
            }
            Origin::Fact(fact) => match by_fact.iter_mut().find(|(known, _)| *known == fact) {
                Some((_, sum)) => *sum += part,
                None => by_fact.push((fact, part)),
            },
        }
    }
    for Addition { tokens: (first, last), weights } in additions {
        let others = weights.iter().sum::<f32>() - weights[route.index()];
        for token in [*first, *last] {
            if let Some(sum) = by_token.get_mut(token) {
                *sum += (weights[route.index()] - others / 5.0) / 2.0;
            }
        }
    }
    let mut found: Vec<(f32, Source)> = by_fact.into_iter().map(|(fact, part)| (part, Source::Fact(fact))).collect();
    let mut at = 0;
    while at < tokens.len() {
        // `Next.js` and `c++17` are read as several tokens, and are one word to whoever wrote them.
        let first = at;
        while at + 1 < tokens.len() && !tokens[at + 1].after_space && tokens[at + 1].place == tokens[first].place {
            at += 1;
        }
        if tokens[first..=at].iter().any(|token| token.script != Script::Mark) {
            found.push((by_token[first..=at].iter().sum(), Source::Words(first, at)));
        }
        at += 1;
    }
    found.retain(|(part, source)| {
        let is_something = match source {
            Source::Fact(_) => true,
            Source::Words(first, last) => !bare(features.words.original(*first, *last)).is_empty(),
        };
        is_something && part.abs() >= LEAST
    });
    found.sort_by(|one, other| other.0.abs().total_cmp(&one.0.abs()));
    let mut reasons: Vec<Reason> = Vec::with_capacity(MOST);
    for (weight, source) in found {
        let signal = match source {
            Source::Fact(fact) => Signal::Fact(fact),
            Source::Words(first, last) => Signal::Words(bare(features.words.original(first, last)).to_owned()),
        };
        // A word that was said twice is one reason.
        if let Some(same) = reasons.iter_mut().find(|reason| reason.signal == signal) {
            same.weight += weight;
        } else if reasons.len() < MOST {
            reasons.push(Reason { signal, weight });
        }
    }
    reasons.sort_by(|one, other| other.weight.abs().total_cmp(&one.weight.abs()));
    reasons
}

/// A word without the marks around it: shown in quotes, `"a` would look like nothing and a letter.
fn bare(words: &str) -> &str {
    words.trim_end_matches(|it| END_MARKS.contains(&it) || QUOTES.contains(&it)).trim_start_matches(QUOTES)
}

/// Marks that end a clause and are no part of its last word.
const END_MARKS: [char; 7] = ['.', ',', '?', '!', ':', ';', '…'];
/// Marks that stand around words.
const QUOTES: [char; 11] = ['"', '\'', '`', '“', '”', '‘', '’', '「', '」', '『', '』'];

#[derive(Clone, Copy)]
enum Source {
    Fact(Fact),
    Words(usize, usize),
}
