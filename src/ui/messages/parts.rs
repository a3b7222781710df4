//! A text that is sent in parts: the offer, and how far it is.

use super::Row;
use crate::domain::Lang;
use crate::domain::event::PartsStep;
use crate::engine::Division;
use crate::ui::number;

/// May a text be sent in parts?
#[derive(Debug, Clone, Copy)]
pub struct PartsOffer<'a> {
    /// Tokens of the whole, estimated.
    pub n_tokens: u64,
    /// Whose plan it is too large for.
    pub provider: &'a str,
    /// Tokens of a prompt that the plan lets through.
    pub allowed: u64,
    /// How many parts there would be.
    pub n: usize,
}

impl<'a> PartsOffer<'a> {
    /// The offer to send these parts.
    #[must_use]
    pub fn of(division: &'a Division) -> Self {
        let Division { model, n_tokens, allowed, .. } = division;
        Self { n_tokens: *n_tokens, provider: &model.provider, allowed: *allowed, n: division.n_parts() }
    }

    /// The question in `lang`.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        let row = Row {
            ko: "약 {tokens}토큰인데 {provider} 요금제는 한 번에 {allowed}토큰까지 받습니다. {n}개로 나누어 \
                 보내고 답을 합칠까요? 1분에 하나쯤 보냅니다 [y/N] ",
            en: "about {tokens} tokens, and the plan at {provider} lets {allowed} through at once. Send it in {n} parts, \
                 about one a minute, and join the answers? [y/N] ",
        };
        row.fill(
            lang,
            &[
                ("tokens", &number::grouped(self.n_tokens)),
                ("provider", self.provider),
                ("allowed", &number::grouped(self.allowed)),
                ("n", &self.n.to_string()),
            ],
        )
    }
}

/// How far a text is that goes in parts.
pub(super) fn step(lang: Lang, step: PartsStep) -> String {
    match step {
        PartsStep::Sending { number, n } => {
            Row { ko: "{n}개 중 {number}번째 부분을 보냅니다", en: "part {number} of {n}" }
                .fill(lang, &[("n", &n.to_string()), ("number", &number.to_string())])
        }
        PartsStep::Shortened { number, n } => Row {
            ko: "{n}개 중 {number}번째 부분의 답은 길이 제한에서 끊겼습니다",
            en: "the answer to part {number} of {n} was cut at its limit",
        }
        .fill(lang, &[("n", &n.to_string()), ("number", &number.to_string())]),
        PartsStep::Unjoined { n_answered, n } if n_answered == n => Row {
            ko: "답을 합치지 못했습니다. 부분 {n}개의 답을 그대로 보여 드립니다",
            en: "the answers could not be joined; those to all {n} parts are shown as they are",
        }
        .fill(lang, &[("n", &n.to_string())]),
        PartsStep::Unjoined { n_answered, n } => Row {
            ko: "{n}개 중 {answered}개까지 답을 받고 멈춥니다. 받은 답은 그대로 보여 드립니다",
            en: "stopping after {answered} of {n} parts; their answers are shown as they are",
        }
        .fill(lang, &[("n", &n.to_string()), ("answered", &n_answered.to_string())]),
        PartsStep::Joining { n } => {
            Row { ko: "{n}개의 답을 합칩니다", en: "joining {n} answers" }.fill(lang, &[("n", &n.to_string())])
        }
    }
}
