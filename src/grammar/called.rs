//! Several who are called one after the other, before the message is for all of them.
//!
//! A question which of two things it is begins in the same way, and is none.

use super::address::{Addressed, VOCATIVES};
use super::letters::begins;
use super::names::{Found, Named, Names, Strength};

/// Several who are called one after the other: `큐웬아 키미야 이거 맞아?`
pub(super) fn called_together(chars: &[char], start: usize, names: &Names<'_>) -> Option<Addressed> {
    let is_mark = |letter: &char| letter.is_whitespace() || matches!(letter, ',' | '!' | '~' | '.' | ':');
    let mut called: Vec<Found<'_>> = Vec::new();
    let mut at = start;
    let mut only_calls = false;
    while let Some((found, end)) = called_at(chars, at, names) {
        only_calls |= !matches!(chars[found.to..end], ['야']);
        let n_marks = chars[end..].iter().take_while(|letter| is_mark(letter)).count();
        called.push(found);
        at = end + n_marks;
        if n_marks == 0 {
            return None;
        }
    }
    if called.len() < 2 || at >= chars.len() || !only_calls && asks_which(&chars[at..]) {
        return None;
    }
    let mut wanted: Vec<Named> = Vec::new();
    for named in called.iter().map(|found| found.named(chars)) {
        if !wanted.contains(&named) {
            wanted.push(named);
        }
    }
    let spans = called.iter().map(|found| found.from..found.to).collect();
    Some(Addressed { names: wanted, spans, message: std::iter::once(at..chars.len()).collect() })
}

/// What is asked of two things that are named: `키미야 라마야 뭐가 더 나아?` asks which of them it is, as `A야 B야` does.
const WHICH: [&str; 11] = ["뭐가", "무엇이", "어느", "어떤", "누가", "골라", "둘 중", "둘중", "중에", "가운데", "차이"];

/// Whether the message begins by asking which of two it is, be it behind what they are compared in (`코딩은 누가 ..`).
fn asks_which(message: &[char]) -> bool {
    let is_asked = |rest: &[char]| WHICH.iter().any(|word| begins(rest, word));
    let end = message.iter().position(|it| it.is_whitespace()).unwrap_or(message.len());
    let is_topic = matches!(message[..end].last(), Some('은' | '는' | '엔' | '에' | '선' | '로'));
    let behind = message.get(end + 1..).unwrap_or_default();
    is_asked(message) || is_topic && is_asked(behind)
}

/// The name at `at` by which somebody is called, and where the call ends.
fn called_at<'n>(chars: &[char], at: usize, names: &'n Names<'_>) -> Option<(Found<'n>, usize)> {
    names.or_models_at(chars, at).find_map(|found| {
        let is_certain = found.strength == Strength::Word && *found.entry != Named::Auto;
        let rest = &chars[found.to..];
        let ending = VOCATIVES.iter().find(|ending| is_certain && **ending != "이야" && begins(rest, ending))?;
        let end = found.to + ending.chars().count();
        Some((found, end))
    })
}
