//! What somebody meets who has nothing set up: what was found, and the shortest ways to begin, the free ones first.
//!
//! The same words wherever that is: in a pipe, on a terminal, in `doctor`. And what somebody meets, once, who has something.

use super::{ErrorText, Row, server};
use crate::domain::Lang;
use crate::engine::found::{Cost, Found, FoundKey, FoundModel};
use crate::engine::{HAS_EMBEDDED, ServersHere, free_vendors};

/// The screen.
#[must_use]
pub fn first_run(lang: Lang, what: &ServersHere) -> ErrorText {
    let said = |row: Row, values: &[(&str, &str)]| row.fill(lang, values);
    let others: Vec<&str> = free_vendors().map(|vendor| vendor.id.as_str()).filter(|id| *id != "groq").collect();
    let ServersHere { idle, silent } = what;
    let text =
        ErrorText::new(lang, said(Row { ko: "쓸 수 있는 모델이 없습니다", en: "no model can be used yet" }, &[]));
    let text = text.with_cause(said(nothing_found(what), &[("servers", &idle.join(", "))]));
    let silent: Vec<String> = silent.iter().map(|(provider, address)| server::silent(provider, address)).collect();
    let text = if silent.is_empty() {
        text
    } else {
        let row = Row { ko: "응답하지 않는 서버: {servers}", en: "no answer from {servers}" };
        text.with_cause(said(row, &[("servers", &silent.join(", "))]))
    };
    let text = text.with_hint(said(
        Row {
            ko: "무료 키: {url} 에서 받아 `baro auth add groq`",
            en: "a free key: get one at {url}, then `baro auth add groq`",
        },
        &[("url", groq_url())],
    ));
    let text = if HAS_EMBEDDED {
        text.with_hint(said(
            Row {
                ko: "키 없이: `baro ask --local \"Why is the sky blue?\"` (작은 영어 모델, 처음 한 번 98 MB 다운로드)",
                en: "without a key: `baro ask --local \"Why is the sky blue?\"` (a small English model, fetched once, 98 MB)",
            },
            &[],
        ))
    } else {
        text
    };
    let text = if idle.is_empty() {
        text.with_hint(said(
            Row {
                ko: "Ollama(https://ollama.com)가 있다면 `ollama pull qwen3:4b`",
                en: "with Ollama (https://ollama.com): `ollama pull qwen3:4b`",
            },
            &[],
        ))
    } else {
        idle.iter().fold(text, |text, server| text.with_hint(server::model_for(lang, server)))
    };
    text.with_hint(said(
        Row {
            ko: "다른 무료 키: {names} (`baro auth add 이름`)",
            en: "other free keys: {names} (`baro auth add NAME`)",
        },
        &[("names", &others.join(", "))],
    ))
}

/// That there is no key, and no server that could do without one.
const fn nothing_found(what: &ServersHere) -> Row {
    match (what.idle.is_empty(), what.silent.is_empty()) {
        (true, true) => Row {
            ko: "키가 없고, 이 컴퓨터에서 실행 중인 모델 서버도 없습니다 (Ollama, LM Studio, llama.cpp, vLLM)",
            en: "no key was found, and no model server runs on this machine (Ollama, LM Studio, llama.cpp, vLLM)",
        },
        // Which servers there are is told beside it.
        (true, false) => Row { ko: "키가 없습니다", en: "no key was found" },
        (false, _) => Row {
            ko: "키가 없고, 이 컴퓨터의 {servers}에는 대화할 모델이 없습니다",
            en: "no key was found, and {servers} on this machine has no model to chat with",
        },
    }
}

/// What was found and will be used: a line, and one on what it costs or cannot do where that is so. `None` where nothing
/// was found.
#[must_use]
pub fn found(lang: Lang, found: &Found) -> Option<String> {
    if found.is_empty() {
        return None;
    }
    let said = |row: Row, values: &[(&str, &str)]| row.fill(lang, values);
    let keys = found.keys.iter().map(|key| key_found(lang, key));
    let servers = found.servers.iter().map(|(server, n_models)| {
        let row = match n_models {
            1 => Row { ko: "{server} (모델 {n}개)", en: "{server} ({n} model)" },
            _ => Row { ko: "{server} (모델 {n}개)", en: "{server} ({n} models)" },
        };
        said(row, &[("server", server), ("n", &n_models.to_string())])
    });
    let embedded = found.embedded.iter().map(|model| model_found(lang, model));
    let all: Vec<String> = keys.chain(servers).chain(embedded).collect();
    let has = |cost: Cost| found.keys.iter().any(|key| key.cost == cost);
    let is_free = has(Cost::Free) || !found.servers.is_empty();
    let line = if is_free && has(Cost::Paid) {
        Row { ko: "찾은 것: {all} · 무료부터 씁니다", en: "found: {all} · the free ones are used first" }
    } else {
        Row { ko: "찾은 것: {all}", en: "found: {all}" }
    };
    let line = said(line, &[("all", &all.join(", "))]);
    let more = if is_free || has(Cost::Unknown) {
        return Some(line);
    } else if has(Cost::Paid) {
        Row {
            ko: "쓴 만큼 요금이 나옵니다. 무료로 쓰려면 셸에서 `baro auth add groq` (키는 {url})",
            en: "what is used is paid for; free of charge: `baro auth add groq` in a shell (a key: {url})",
        }
    } else if found.embedded.iter().all(|model| model.only == Some(Lang::En)) {
        Row {
            ko: "짧은 영어 질문만 답하는 작은 모델입니다. 한국어는 무료 키로: 셸에서 `baro auth add groq` (키는 {url})",
            en: "a small English model for short questions; for more, a free key: `baro auth add groq` in a shell ({url})",
        }
    } else {
        Row {
            ko: "작은 모델입니다. 더 나은 답은 무료 키로: 셸에서 `baro auth add groq` (키는 {url})",
            en: "a small model for short questions; for more, a free key: `baro auth add groq` in a shell ({url})",
        }
    };
    Some(format!("{line}\n{}", said(more, &[("url", groq_url())])))
}

fn key_found(lang: Lang, key: &FoundKey) -> String {
    let name = match &key.variable {
        Some(variable) => variable.clone(),
        None => Row { ko: "{provider} 키", en: "key of {provider}" }.fill(lang, &[("provider", &key.provider)]),
    };
    let row = match key.cost {
        Cost::Free => Row { ko: "{name} (무료)", en: "{name} (free)" },
        Cost::Paid => Row { ko: "{name} (유료)", en: "{name} (paid)" },
        Cost::Unknown => Row { ko: "{name}", en: "{name}" },
    };
    row.fill(lang, &[("name", &name)])
}

fn model_found(lang: Lang, model: &FoundModel) -> String {
    let row = match model.only {
        Some(Lang::En) => Row { ko: "내장 모델 {id} (영어만)", en: "the embedded model {id} (English alone)" },
        Some(Lang::Ko) | None => Row { ko: "내장 모델 {id}", en: "the embedded model {id}" },
    };
    row.fill(lang, &[("id", &model.id)])
}

/// Where one gets the key that most begin with.
fn groq_url() -> &'static str {
    let groq = free_vendors().find(|vendor| vendor.id == "groq");
    groq.and_then(|vendor| vendor.signup_url.as_deref()).unwrap_or_default()
}
