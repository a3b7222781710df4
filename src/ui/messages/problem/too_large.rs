//! A message that is larger than what may be sent.

use super::super::{ErrorText, Row};
use crate::domain::{Lang, ModelRef};
use crate::engine::LEAST_FOR_PARTS;
use crate::ui::number;

/// No model's context has room for it: the largest leaves so many tokens.
pub(super) fn for_everybody(lang: Lang, n_tokens: u64, largest: u64) -> ErrorText {
    let row = Row {
        ko: "메시지가 모든 모델의 컨텍스트보다 깁니다",
        en: "the prompt is larger than every model's context",
    };
    let cause = Row {
        ko: "메시지 약 {n}토큰, 가장 큰 컨텍스트에서 답의 몫을 뺀 한도 {largest}토큰",
        en: "about {n} tokens; the largest context leaves {largest} for the prompt",
    };
    let numbers = [("n", &*number::grouped(n_tokens)), ("largest", &*number::grouped(largest))];
    ErrorText::new(lang, row.fill(lang, &[])).with_cause(cause.fill(lang, &numbers)).with_hint(IN_PARTS.fill(lang, &[]))
}

/// The context of the model that somebody chose has no room for it.
pub(super) fn for_chosen(
    lang: Lang,
    (n_tokens, allowed): (u64, u64),
    model: &ModelRef,
    roomier: Option<&ModelRef>,
) -> ErrorText {
    let row = Row {
        ko: "메시지가 {model}의 컨텍스트보다 깁니다",
        en: "the prompt is larger than the context of {model}",
    };
    let cause = Row {
        ko: "메시지 약 {n}토큰, 컨텍스트에서 답의 몫을 뺀 한도 {allowed}토큰",
        en: "about {n} tokens; the context leaves {allowed} for the prompt",
    };
    let takes_it = Row { ko: "들어가는 모델: `-m {model}`", en: "a model that has room for it: `-m {model}`" };
    let numbers = [("n", &*number::grouped(n_tokens)), ("allowed", &*number::grouped(allowed))];
    let text = ErrorText::new(lang, row.fill(lang, &[("model", model.short())])).with_cause(cause.fill(lang, &numbers));
    match roomier {
        Some(roomier) => text.with_hint(takes_it.fill(lang, &[("model", &roomier.to_string())])),
        None => text.with_hint(SHORTER.fill(lang, &[])),
    }
}

/// A plan lets so many tokens through in a minute, and so many of them for the prompt.
pub(super) fn for_plan(lang: Lang, n_tokens: u64, (per_minute, for_prompt): (u64, u64), provider: &str) -> ErrorText {
    let row = Row {
        ko: "메시지가 {provider} 요금제의 한도보다 커서 보내지 않았습니다",
        en: "the prompt is too large for the plan at {provider} and was not sent",
    };
    let cause = Row {
        ko: "메시지 약 {n}토큰, 한도는 분당 {limit}토큰(그중 메시지 몫은 {prompt}토큰)",
        en: "about {n} tokens; the plan lets {limit} through in a minute, {prompt} of them for the prompt",
    };
    let numbers = [
        ("n", &*number::grouped(n_tokens)),
        ("limit", &*number::grouped(per_minute)),
        ("prompt", &*number::grouped(for_prompt)),
    ];
    let text = ErrorText::new(lang, row.fill(lang, &[("provider", provider)])).with_cause(cause.fill(lang, &numbers));
    let text = if for_prompt < LEAST_FOR_PARTS { text } else { text.with_hint(ONE_A_MINUTE.fill(lang, &[])) };
    if provider == "gemini" {
        return text;
    }
    let larger = Row {
        ko: "한도가 더 큰 무료 키: `GEMINI_API_KEY` (https://aistudio.google.com/apikey)",
        en: "a free key with a larger window: `GEMINI_API_KEY` (https://aistudio.google.com/apikey)",
    };
    text.with_hint(larger.fill(lang, &[]))
}

/// What is larger than a plan's minute is not larger than several.
const ONE_A_MINUTE: Row = Row {
    ko: "나누어 보내고 답을 합치기(1분에 하나쯤): `--yes`",
    en: "to send it in parts, about one a minute, and join the answers: `--yes`",
};

const SHORTER: Row =
    Row { ko: "글을 줄이거나 나누어 보내세요", en: "send less of it, or send it in parts" };

const IN_PARTS: Row = Row {
    ko: "글을 나누어 보내거나, `-m`으로 컨텍스트가 더 큰 모델을 쓰세요",
    en: "send it in parts, or use a model with a larger context with `-m`",
};
