//! What is said where a budget would be passed, so that nothing was sent.

use super::{BudgetLimit, ErrorText, Lang, MicroUsd, Row};

/// The error, by which budget it is.
pub(super) fn over(lang: Lang, amount: MicroUsd, limit: MicroUsd, which: BudgetLimit) -> ErrorText {
    let values = [("amount", amount.to_string()), ("limit", limit.to_string())];
    let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let (happened, cause, hint) = match which {
        BudgetLimit::Request => (
            Row {
                ko: "`--max-cost`를 넘을 수 있어 보내지 않았습니다",
                en: "it may cost more than `--max-cost`: nothing was sent",
            },
            Row { ko: "예상 비용 {amount}, 한도 {limit}", en: "up to {amount} of {limit}" },
            Row {
                ko: "`--max-cost`를 올리거나 `--max-tokens`를 줄이거나 `-m`으로 더 싼 모델을 쓰세요",
                en: "raise `--max-cost`, lower `--max-tokens`, or use a cheaper model with `-m`",
            },
        ),
        BudgetLimit::Day => (
            Row {
                ko: "오늘 예산을 넘을 수 있어 보내지 않았습니다",
                en: "it may pass today's budget: nothing was sent",
            },
            Row {
                ko: "이 메시지까지 오늘 {amount}, 예산 {limit}", en: "{amount} today with this message, of {limit}"
            },
            Row {
                ko: "설정의 `budget.day_usd`를 올리거나 무료 모델을 쓰세요. 쓴 내역은 `baro usage`",
                en: "raise `budget.day_usd` in the config or use a free model; `baro usage` shows what was spent",
            },
        ),
        BudgetLimit::Month => (
            Row {
                ko: "이번 달 예산을 넘을 수 있어 보내지 않았습니다",
                en: "it may pass this month's budget: nothing was sent",
            },
            Row {
                ko: "이 메시지까지 이번 달 {amount}, 예산 {limit}",
                en: "{amount} this month with this message, of {limit}",
            },
            Row {
                ko: "설정의 `budget.month_usd`를 올리거나 무료 모델을 쓰세요. 쓴 내역은 `baro usage`",
                en: "raise `budget.month_usd` in the config or use a free model; `baro usage` shows what was spent",
            },
        ),
    };
    ErrorText::new(lang, happened.fill(lang, &values))
        .with_cause(cause.fill(lang, &values))
        .with_hint(hint.fill(lang, &values))
}
