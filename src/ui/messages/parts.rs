//! A text that is sent in parts: the offer, and how far it is.

use super::Row;
use crate::domain::Lang;
use crate::ui::number;

/// A line of its own.
#[derive(Debug, Clone, Copy)]
pub enum PartsLine<'a> {
    /// May it be sent in parts?
    Offer {
        /// Tokens of the whole, estimated.
        n_tokens: u64,
        /// Whose plan it is too large for.
        provider: &'a str,
        /// Tokens of a prompt that the plan lets through.
        allowed: u64,
        /// How many parts there would be.
        n: usize,
    },
    /// A part is sent.
    Sending {
        /// Which, from 1.
        number: usize,
        /// Of how many.
        n: usize,
    },
    /// The rest of the parts is not asked, and the answers so far are shown as they are.
    Unjoined {
        /// How many are answered.
        n_answered: usize,
        /// Of how many.
        n: usize,
    },
    /// All parts are answered, and the answers are joined.
    Joining {
        /// How many.
        n: usize,
    },
}

impl PartsLine<'_> {
    /// The line in `lang`.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        match *self {
            Self::Offer { n_tokens, provider, allowed, n } => Row {
                ko: "약 {tokens}토큰인데 {provider} 요금제는 한 번에 {allowed}토큰까지 받습니다. {n}개로 나누어 \
                     보내고 답을 합칠까요? 1분에 하나쯤 보냅니다 [y/N] ",
                en: "about {tokens} tokens, and the plan at {provider} lets {allowed} through at once. Send it in {n} parts, \
                     about one a minute, and join the answers? [y/N] ",
            }
            .fill(
                lang,
                &[
                    ("tokens", &number::grouped(n_tokens)),
                    ("provider", provider),
                    ("allowed", &number::grouped(allowed)),
                    ("n", &n.to_string()),
                ],
            ),
            Self::Sending { number, n } => Row { ko: "{n}개 중 {number}번째 부분을 보냅니다", en: "part {number} of {n}" }
                .fill(lang, &[("n", &n.to_string()), ("number", &number.to_string())]),
            Self::Unjoined { n_answered, n } => Row {
                ko: "{n}개 중 {answered}개까지 답을 받고 멈춥니다. 받은 답은 그대로 보여 드리고 저장합니다",
                en: "stopping after {answered} of {n} parts; their answers are shown and kept as they are",
            }
            .fill(lang, &[("n", &n.to_string()), ("answered", &n_answered.to_string())]),
            Self::Joining { n } => Row { ko: "{n}개의 답을 합칩니다", en: "joining {n} answers" }
                .fill(lang, &[("n", &n.to_string())]),
        }
    }
}
