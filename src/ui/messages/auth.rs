//! What is said of keys: asking for one, keeping it, trying it, and what is wrong with it.

use std::time::Duration;

use super::Row;
use super::key::keyring_trouble;
use crate::config::KeyringTrouble;
use crate::domain::catalogue::Plan;
use crate::domain::time::whole_ms;
use crate::domain::{Failure, Lang, RateLimits};
use crate::ui::number;

pub(super) use problem::shape_cause;
pub use problem::{AuthProblem, KeyGiven};

/// A line of its own.
#[derive(Debug, Clone, Copy)]
pub enum AuthLine<'a> {
    /// Where a key is to be had.
    WhereToGet {
        /// The vendor's name.
        name: &'a str,
        /// The page.
        url: &'a str,
        /// A new key costs nothing.
        free: bool,
    },
    /// The key, please.
    AskKey {
        /// The vendor's name.
        name: &'a str,
    },
    /// What stood around the key was left out.
    Unwrapped,
    /// The key is being tried.
    Trying {
        /// Whose.
        provider: &'a str,
    },
    /// The key is kept.
    Kept {
        /// Whose.
        provider: &'a str,
        /// The file.
        file: &'a str,
    },
    /// The key is kept in the system's keyring.
    KeptInKeyring {
        /// Whose.
        provider: &'a str,
    },
    /// An earlier key is still in the system's keyring.
    LeftInKeyring {
        /// Whose.
        provider: &'a str,
        /// Why.
        why: &'a KeyringTrouble,
    },
    /// The settings name where the key is.
    Named {
        /// Whose.
        provider: &'a str,
        /// The setting.
        key: &'a str,
        /// The file.
        file: &'a str,
    },
    /// A state: a command that gives the key, which is not run to list it.
    NotRun {
        /// Whose.
        provider: &'a str,
    },
    /// The embedded models that need no key.
    Inside {
        /// How the provider is called.
        provider: &'a str,
        /// How many models are on this machine.
        n_models: u64,
    },
    /// It could not be tried, and was kept all the same.
    Untried {
        /// Why.
        why: &'a str,
    },
    /// The kept key is not the one in force.
    Shadowed {
        /// Whose.
        provider: &'a str,
        /// Where the one in force comes from.
        by: &'a str,
    },
    /// What to do now.
    AskAway,
    /// What to do once a limit is over.
    AskLater {
        /// When that is, where the provider told.
        wait: Option<Duration>,
    },
    /// What to do once the provider answers.
    TryLater {
        /// Whose key.
        provider: &'a str,
    },
    /// What to do where waiting does not help.
    TryOnceMended {
        /// Whose key.
        provider: &'a str,
        /// What does.
        cure: Option<&'a str>,
    },
    /// The key is to come on standard input, and did not yet.
    WaitingForInput,
    /// Who did not answer yet.
    WaitingFor {
        /// Their names.
        providers: &'a str,
    },
    /// The wait for a key was ended, and nothing was written.
    LeftUnwritten,
    /// A key was forgotten.
    Removed {
        /// Whose.
        provider: &'a str,
        /// The file.
        file: &'a str,
    },
    /// A key was forgotten by the system's keyring.
    RemovedFromKeyring {
        /// Whose.
        provider: &'a str,
    },
    /// There is still a key from elsewhere.
    StillThere {
        /// Whose.
        provider: &'a str,
        /// From where.
        by: &'a str,
    },
    /// A state: a kept key that is not used, since another one goes first.
    NotInForce,
    /// A state: a kept key of a provider that there is not.
    NoSuchProvider,
    /// No provider has a key.
    NoKeys,
    /// Vendors with a free plan of which there is no key.
    FreeElsewhere {
        /// Their names, with commas between.
        names: &'a str,
        /// The first of them.
        first: &'a str,
    },
    /// A key is good.
    Accepted {
        /// Whose.
        provider: &'a str,
        /// How long the call took.
        took: Duration,
    },
    /// There is no key, and none is needed.
    AnsweredWithoutKey {
        /// Who.
        provider: &'a str,
        /// How long the call took.
        took: Duration,
    },
    /// A key is good, but something is in the way of questions.
    But {
        /// What.
        failure: &'a Failure,
    },
    /// What a plan allows.
    Plan {
        /// The plan.
        plan: &'a Plan,
    },
    /// What is left of the plan, as the provider told just now.
    Left {
        /// The limits.
        limits: &'a RateLimits,
    },
    /// Nothing is known of the plan, or it is paid.
    PaidByUse,
    /// Models in the provider's list.
    Lists {
        /// How many.
        n_models: u64,
    },
}

impl AuthLine<'_> {
    /// The line in `lang`.
    #[must_use]
    #[expect(clippy::too_many_lines, reason = "one table, a row a line")]
    pub fn text(&self, lang: Lang) -> String {
        let time = |took: Duration| number::duration_ms(lang, whole_ms(took));
        match *self {
            Self::WhereToGet { name, url, free: true } => Row {
                ko: "{name}의 무료 키는 {url} 에서 받을 수 있습니다",
                en: "get a free {name} key at {url}",
            }
            .fill(lang, &[("name", name), ("url", url)]),
            Self::WhereToGet { name, url, free: false } => {
                Row { ko: "{name}의 키는 {url} 에서 받을 수 있습니다", en: "get a {name} key at {url}" }
                    .fill(lang, &[("name", name), ("url", url)])
            }
            Self::AskKey { name } => Row {
                ko: "{name} 키 (입력은 화면에 보이지 않습니다): ",
                en: "{name} key (it is not shown): ",
            }
            .fill(lang, &[("name", name)]),
            Self::Unwrapped => Row {
                ko: "키 앞뒤의 따옴표나 변수 이름은 빼고 받았습니다",
                en: "the key was taken without the quotes or the name around it",
            }
            .fill(lang, &[]),
            Self::Trying { provider } => Row {
                ko: "{provider}에 짧은 요청을 보내 확인하는 중…",
                en: "trying it with a short request to {provider}…",
            }
            .fill(lang, &[("provider", provider)]),
            Self::Kept { provider, file } => Row {
                ko: "{provider}의 키를 {file}에 저장했습니다. 본인만 읽을 수 있습니다",
                en: "the key of {provider} is kept in {file}, for you alone to read",
            }
            .fill(lang, &[("provider", provider), ("file", file)]),
            Self::KeptInKeyring { provider } => Row {
                ko: "{provider}의 키를 시스템 키링에 저장했습니다",
                en: "the key of {provider} is kept in the system's keyring",
            }
            .fill(lang, &[("provider", provider)]),
            Self::LeftInKeyring { provider, why } => Row {
                ko: "전에 쓰던 {provider}의 키가 시스템 키링에 남아 있습니다: {why}",
                en: "the earlier key of {provider} is still in the system's keyring: {why}",
            }
            .fill(lang, &[("provider", provider), ("why", &keyring_trouble(lang, provider, why))]),
            Self::Named { provider, key, file } => Row {
                ko: "{provider}의 키를 찾을 곳(`{key}`)을 {file}에 적었습니다",
                en: "`{key}` of {provider} now stands in {file}",
            }
            .fill(lang, &[("provider", provider), ("key", key), ("file", file)]),
            Self::NotRun { provider } => {
                Row { ko: "미확인 (`baro auth test {provider}`)", en: "not run (`baro auth test {provider}`)" }
                    .fill(lang, &[("provider", provider)])
            }
            Self::Inside { provider, n_models } => Row {
                ko: "{provider}: 키가 필요 없는 내장 모델 {n}개",
                en: "{provider}: embedded models, which need no key: {n}",
            }
            .fill(lang, &[("provider", provider), ("n", &number::grouped(n_models))]),
            Self::Untried { why } => Row {
                ko: "지금은 키를 확인하지 못했습니다: {why}",
                en: "the key could not be tried now: {why}",
            }
            .fill(lang, &[("why", why)]),
            Self::Shadowed { provider, by } => Row {
                ko: "지금 쓰이는 {provider}의 키는 {by}의 것입니다. 저장한 키는 그것이 없을 때 쓰입니다",
                en: "the key of {provider} in force comes from {by}; the kept one is used where that is gone",
            }
            .fill(lang, &[("provider", provider), ("by", by)]),
            Self::AskAway => {
                Row { ko: "이제 물어보세요: `baro 안녕`", en: "now ask: `baro hello there`" }.fill(lang, &[])
            }
            Self::AskLater { wait: Some(wait) } => {
                Row { ko: "{time} 뒤에 물어보세요: `baro 안녕`", en: "in {time}, ask: `baro hello there`" }
                    .fill(lang, &[("time", &time(wait))])
            }
            Self::AskLater { wait: None } => Row {
                ko: "한도가 풀리면 물어보세요: `baro 안녕`",
                en: "once that is over, ask: `baro hello there`",
            }
            .fill(lang, &[]),
            Self::TryLater { provider } => Row {
                ko: "{provider}{이} 응답하면 먼저 키를 확인하세요: `baro auth test {provider}`",
                en: "once {provider} answers, try the key first: `baro auth test {provider}`",
            }
            .fill(lang, &[("provider", provider)]),
            Self::TryOnceMended { provider, cure } => {
                let then = Row {
                    ko: "그런 다음 키를 확인하세요: `baro auth test {provider}`",
                    en: "then try the key: `baro auth test {provider}`",
                }
                .fill(lang, &[("provider", provider)]);
                cure.map_or_else(|| then.clone(), |cure| format!("{cure}\n{then}"))
            }
            Self::WaitingForInput => Row {
                ko: "표준 입력으로 올 키를 기다립니다 (그만 기다리려면 Ctrl-C)",
                en: "waiting for the key on standard input (Ctrl-C stops waiting)",
            }
            .fill(lang, &[]),
            Self::WaitingFor { providers } => Row {
                ko: "{providers}의 응답을 기다립니다 (그만 기다리려면 Ctrl-C)",
                en: "waiting for an answer of {providers} (Ctrl-C stops waiting)",
            }
            .fill(lang, &[("providers", providers)]),
            Self::LeftUnwritten => Row {
                ko: "그만두었습니다. 아무것도 적지 않았습니다",
                en: "stopped; nothing was written",
            }
            .fill(lang, &[]),
            Self::Removed { provider, file } => Row {
                ko: "{provider}의 키를 지웠습니다 ({file})",
                en: "the key of {provider} was removed ({file})",
            }
            .fill(lang, &[("provider", provider), ("file", file)]),
            Self::RemovedFromKeyring { provider } => Row {
                ko: "{provider}의 키를 시스템 키링에서 지웠습니다",
                en: "the key of {provider} was removed from the system's keyring",
            }
            .fill(lang, &[("provider", provider)]),
            Self::StillThere { provider, by } => Row {
                ko: "{provider}의 키는 {by}에도 있어 그것이 계속 쓰입니다",
                en: "{provider} still has a key from {by}",
            }
            .fill(lang, &[("provider", provider), ("by", by)]),
            Self::NotInForce => {
                Row { ko: "미사용 (다른 곳의 키 우선)", en: "not used (another key goes first)" }.fill(lang, &[])
            }
            Self::NoSuchProvider => Row { ko: "알 수 없는 제공자", en: "no such provider" }.fill(lang, &[]),
            Self::NoKeys => Row { ko: "저장된 키가 없습니다", en: "there are no keys" }.fill(lang, &[]),
            Self::FreeElsewhere { names, first } => Row {
                ko: "무료 키를 받을 수 있는 곳: {names} (`baro auth add {first}`)",
                en: "providers with free keys: {names} (`baro auth add {first}`)",
            }
            .fill(lang, &[("names", names), ("first", first)]),
            Self::Accepted { provider, took } => {
                Row { ko: "{provider}: 키가 맞습니다 ({time})", en: "{provider}: the key is good ({time})" }
                    .fill(lang, &[("provider", provider), ("time", &time(took))])
            }
            Self::AnsweredWithoutKey { provider, took } => Row {
                ko: "{provider}: 키 없이 응답했습니다 ({time})",
                en: "{provider}: answered without a key ({time})",
            }
            .fill(lang, &[("provider", provider), ("time", &time(took))]),
            Self::But { failure } => {
                let mut why = super::failure::short(lang, failure);
                if let Some(wait) = failure.retry_after {
                    let asked = Row { ko: "{wait} 뒤에 다시 요청하라고 합니다", en: "asks to wait {wait}" };
                    why = format!("{why}; {}", asked.fill(lang, &[("wait", &time(wait))]));
                }
                let row = Row {
                    ko: "지금은 물어볼 수 없습니다: {why}", en: "nothing can be asked right now: {why}"
                };
                row.fill(lang, &[("why", &why)])
            }
            Self::Plan { plan } => self::plan(lang, plan),
            Self::Left { limits } => left(lang, limits),
            Self::PaidByUse => Row {
                ko: "쓴 만큼 내는 요금제로 봅니다. 가격은 `baro models`",
                en: "taken as paid by use; prices: `baro models`",
            }
            .fill(lang, &[]),
            Self::Lists { n_models } => {
                let en = if n_models == 1 { "{n} model" } else { "{n} models" };
                Row { ko: "모델 {n}개", en }.fill(lang, &[("n", &number::grouped(n_models))])
            }
        }
    }
}

/// `무료 요금제: 모델마다 분당 8,000토큰, 분당 30번, 하루 1,000번`.
fn plan(lang: Lang, plan: &Plan) -> String {
    let rows = [
        (plan.tokens_per_minute, Row { ko: "분당 {n}토큰", en: "{n} tokens a minute" }),
        (plan.requests_per_minute, Row { ko: "분당 요청 {n}번", en: "{n} requests a minute" }),
        (plan.requests_per_day, Row { ko: "하루 요청 {n}번", en: "{n} requests a day" }),
    ];
    let limits: Vec<String> =
        rows.into_iter().filter_map(|(limit, row)| Some(row.fill(lang, &[("n", &number::grouped(limit?))]))).collect();
    let limits = limits.join(", ");
    let row = match (plan.free, limits.is_empty()) {
        (true, true) => Row { ko: "무료 요금제", en: "free plan" },
        (true, false) => {
            Row { ko: "무료 요금제, 모델마다: {limits}", en: "free plan, for each model: {limits}" }
        }
        (false, _) => Row { ko: "요금제, 모델마다: {limits}", en: "plan, for each model: {limits}" },
    };
    row.fill(lang, &[("limits", &limits)])
}

/// `남은 것: 요청 999/1,000, 토큰 7,990/8,000`.
fn left(lang: Lang, limits: &RateLimits) -> String {
    let rows = [
        (limits.requests, Row { ko: "요청 {n}", en: "requests {n}" }),
        (limits.tokens, Row { ko: "토큰 {n}", en: "tokens {n}" }),
    ];
    let parts: Vec<String> = rows
        .into_iter()
        .filter_map(|(quota, row)| {
            let remaining = number::grouped(quota.remaining?);
            let n = quota.limit.map_or(remaining.clone(), |limit| format!("{remaining}/{}", number::grouped(limit)));
            Some(row.fill(lang, &[("n", &n)]))
        })
        .collect();
    Row { ko: "남은 것: {parts}", en: "left: {parts}" }.fill(lang, &[("parts", &parts.join(", "))])
}

mod problem;
#[cfg(test)]
pub(super) mod tests;
