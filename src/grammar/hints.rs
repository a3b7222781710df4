//! Wishes about how an answer should be: deeper, shorter. They add weight to a choice and never make it.

use std::ops::Range;

use super::letters::{begins, is_hangul, is_word};
use crate::domain::Hint;

use Hint::{Deeper, Longer, Quicker, Shorter};

/// Adverbs in Korean, and the beginnings of the words that must follow; an empty list asks for none.
const KOREAN: &[(Hint, &[&str], &[&str])] = &[
    (
        Deeper,
        &[
            "깊게",
            "깊이",
            "깊이있게",
            "꼼꼼히",
            "꼼꼼하게",
            "천천히",
            "제대로",
            "곰곰이",
            "곰곰히",
            "신중하게",
            "신중히",
            "차근차근",
            "차분히",
            "단계별로",
            "단계적으로",
            "잘",
            "더",
            "열심히",
            "한번 더",
            "다시 한번",
            "진지하게",
            "찬찬히",
            "빡세게",
        ],
        &["생각", "고민", "따져", "따지", "추론", "검토", "숙고"],
    ),
    (
        Deeper,
        &[
            "깊게",
            "깊이",
            "꼼꼼히",
            "꼼꼼하게",
            "제대로",
            "차근차근",
            "단계별로",
            "신중하게",
            "신중히",
            "찬찬히",
            "세심하게",
        ],
        &["봐", "보고", "분석", "풀어", "확인", "살펴", "점검", "체크", "답", "계산", "해줘", "해봐", "리뷰"],
    ),
    (
        Shorter,
        &[
            "짧게",
            "간단히",
            "간단하게",
            "간략히",
            "간략하게",
            "한 줄로",
            "한줄로",
            "두 줄로",
            "세 줄로",
            "3줄로",
            "한 문장으로",
            "한문장으로",
            "한마디로",
            "한 마디로",
            "요점만",
            "핵심만",
            "결론만",
            "짧고 굵게",
            "간결하게",
        ],
        &[
            "", "말", "써", "설명", "답", "대답", "요약", "정리", "해줘", "해 ", "알려", "부탁", "줘", "적어", "ㄱㄱ",
            "좀", "만", "요",
        ],
    ),
    (
        Longer,
        &["길게", "자세히", "자세하게", "상세히", "상세하게", "구체적으로", "디테일하게"],
        &[
            "", "말", "써", "설명", "답", "대답", "해줘", "해 ", "알려", "부탁", "줘", "적어", "ㄱㄱ", "좀", "요",
            "풀어",
        ],
    ),
    (Quicker, &["빨리", "빠르게", "얼른", "후딱", "대충"], &["답", "대답", "알려", "말해", "설명해", "ㄱㄱ"]),
];

/// Phrases in English.
const ENGLISH: &[(Hint, &str)] = &[
    (Deeper, "think harder"),
    (Deeper, "think hard"),
    (Deeper, "think deeply"),
    (Deeper, "think deeper"),
    (Deeper, "think carefully"),
    (Deeper, "think more carefully"),
    (Deeper, "think it through"),
    (Deeper, "think this through"),
    (Deeper, "think longer"),
    (Deeper, "step by step"),
    (Deeper, "take your time"),
    (Deeper, "reason carefully"),
    (Deeper, "ultrathink"),
    (Deeper, "be thorough"),
    (Shorter, "tl;dr"),
    (Shorter, "tldr"),
    (Shorter, "briefly"),
    (Shorter, "in short"),
    (Shorter, "in one line"),
    (Shorter, "in one sentence"),
    (Shorter, "in a sentence"),
    (Shorter, "in a nutshell"),
    (Shorter, "keep it short"),
    (Shorter, "be brief"),
    (Shorter, "be concise"),
    (Shorter, "concisely"),
    (Shorter, "short answer"),
    (Shorter, "shorter"),
    (Longer, "in detail"),
    (Longer, "more detail"),
    (Longer, "in more detail"),
    (Longer, "in depth"),
    (Longer, "at length"),
    (Longer, "longer"),
    (Longer, "elaborate"),
    (Quicker, "quickly"),
    (Quicker, "quick answer"),
    (Quicker, "real quick"),
];

/// The hints in `clause`, each once, with the letters that give it.
pub(super) fn in_clause(chars: &[char], clause: &Range<usize>, hints: &mut Vec<(Hint, Range<usize>)>) {
    let text = &chars[clause.clone()];
    let mut at = 0;
    while at < text.len() {
        let is_start = at == 0 || !(is_word(text[at - 1]) || is_hangul(text[at - 1]));
        match is_start.then(|| at_word(&text[at..])).flatten() {
            Some((hint, n_letters)) => {
                if !hints.iter().any(|(known, _)| *known == hint) {
                    hints.push((hint, clause.start + at..clause.start + at + n_letters));
                }
                at += n_letters;
            }
            None => at += 1,
        }
    }
}

fn at_word(text: &[char]) -> Option<(Hint, usize)> {
    if text.first().is_some_and(char::is_ascii_lowercase) {
        return ENGLISH.iter().find_map(|(hint, phrase)| {
            let n_letters = phrase.chars().count();
            let is_there = begins(text, phrase) && text.get(n_letters).is_none_or(|next| !is_word(*next));
            is_there.then_some((*hint, n_letters))
        });
    }
    // Nearly all of a long paste, which is hidden, and all blanks and marks.
    if !text.first().is_some_and(|letter| letter.is_alphanumeric()) {
        return None;
    }
    KOREAN.iter().find_map(|(hint, adverbs, verbs)| {
        adverbs.iter().filter(|adverb| begins(text, adverb)).find_map(|adverb| {
            let n_letters = adverb.chars().count();
            let rest = &text[n_letters..];
            let n_spaces = rest.iter().take_while(|letter| letter.is_whitespace()).count();
            let rest = &rest[n_spaces..];
            let follows = verbs.iter().any(|verb| match *verb {
                "" => rest.first().is_none_or(|letter| !letter.is_alphanumeric()),
                verb => begins(rest, verb),
            });
            follows.then_some((*hint, n_letters))
        })
    })
}
