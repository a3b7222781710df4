//! What is said where baro itself holds a request back, so that a plan's limit is not hit.
//!
//! A provider that says no is a failure like others: see `failure`.

use std::time::Duration;

use super::{ErrorText, Row};
use crate::domain::time::whole_ms;
use crate::domain::{Lang, ModelRef};
use crate::engine::quota::{Held, Within};
use crate::ui::number;

/// Why nothing was sent to a model, and when something can be.
#[must_use]
pub fn held_back(lang: Lang, model: &ModelRef, wait: Option<Duration>, held: Held) -> ErrorText {
    let model = model.short();
    let mut cause = why(lang, held);
    if let Some(wait) = wait {
        let wait = number::duration_ms(lang, whole_ms(wait));
        cause.push_str(
            &Row { ko: "; {wait} 뒤에는 보낼 수 있습니다", en: "; in {wait} there is room" }
                .fill(lang, &[("wait", &wait)]),
        );
    }
    ErrorText::new(lang, NOT_SENT.fill(lang, &[("model", model)]))
        .with_cause(cause)
        .with_hint(hint(held).fill(lang, &[]))
}

const NOT_SENT: Row = Row {
    ko: "{model}의 한도를 넘지 않도록 baro가 보내지 않았습니다",
    en: "baro did not send it, so as not to go over the limit of {model}",
};

fn why(lang: Lang, held: Held) -> String {
    let (row, n, limit) = match held {
        Held::ByProvider => return String::new(),
        Held::ByTokens { n_tokens, per_minute } => (
            Row {
                ko: "최근 1분 사용량 {n}토큰, 한도 분당 {limit}토큰 (중간에 끊긴 답은 최대 출력량으로 계산)",
                en: "{n} tokens count as spent in the last minute, of {limit} (an answer that broke off counts for as much as it might have taken)",
            },
            n_tokens,
            per_minute,
        ),
        Held::ByRequests { n_allowed, within: Within::AMinute } => (
            Row {
                ko: "요금제 한도인 분당 요청 {limit}번을 다 썼습니다",
                en: "all requests that the plan allows in a minute were sent: {limit}",
            },
            0,
            n_allowed,
        ),
        Held::ByRequests { n_allowed, within: Within::ADay } => (
            Row {
                ko: "요금제 한도인 하루 요청 {limit}번을 오늘 다 썼습니다",
                en: "all requests that the plan allows in a day were sent today: {limit}",
            },
            0,
            n_allowed,
        ),
    };
    row.fill(lang, &[("n", &number::grouped(n)), ("limit", &number::grouped(limit))])
}

const fn hint(held: Held) -> Row {
    match held {
        Held::ByRequests { within: Within::ADay, .. } => {
            Row { ko: "`-m`으로 다른 모델을 쓰세요", en: "use another model with `-m`" }
        }
        _ => Row {
            ko: "잠시 뒤 다시 보내거나, `-m`으로 다른 모델을 쓰세요",
            en: "send it again then, or use another model with `-m`",
        },
    }
}
