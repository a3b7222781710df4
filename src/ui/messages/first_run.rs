//! What somebody meets who has nothing set up: what was found, and the shortest ways to begin, the free ones first.
//!
//! The same words wherever that is: in a pipe, on a terminal, in `doctor`.

use super::{ErrorText, Row};
use crate::domain::Lang;
use crate::engine::{HAS_EMBEDDED, free_vendors};

/// The screen. `idle_servers`: servers that run on this machine and have no model.
#[must_use]
pub fn first_run(lang: Lang, idle_servers: &[String]) -> ErrorText {
    let said = |row: Row, values: &[(&str, &str)]| row.fill(lang, values);
    let vendors: Vec<_> = free_vendors().collect();
    let url = |id: &str| {
        let vendor = vendors.iter().find(|vendor| vendor.id == id);
        vendor.and_then(|vendor| vendor.signup_url.as_deref()).unwrap_or_default()
    };
    let others: Vec<&str> = vendors.iter().map(|vendor| vendor.id.as_str()).filter(|id| *id != "groq").collect();
    let servers = idle_servers.join(", ");
    let found = if idle_servers.is_empty() {
        Row {
            ko: "키가 없고, 이 컴퓨터에서 실행 중인 모델 서버도 없음 (Ollama, LM Studio, llama.cpp, vLLM)",
            en: "no key was found, and no model server runs on this machine (Ollama, LM Studio, llama.cpp, vLLM)",
        }
    } else {
        Row {
            ko: "키가 없고, 이 컴퓨터의 {servers}에는 모델이 없음",
            en: "no key was found, and {servers} on this machine has no model",
        }
    };
    let text =
        ErrorText::new(lang, said(Row { ko: "쓸 수 있는 모델이 없습니다", en: "no model can be used yet" }, &[]))
            .with_cause(said(found, &[("servers", &servers)]))
            .with_hint(said(
                Row {
                    ko: "무료 키: {url} 에서 받아 `baro auth add groq`",
                    en: "a free key: get one at {url}, then `baro auth add groq`",
                },
                &[("url", url("groq"))],
            ));
    let text = if HAS_EMBEDDED {
        text.with_hint(said(
            Row {
                ko: "키 없이: `baro ask --local \"Why is the sky blue?\"` (작은 영어 모델, 한 번 98 MB를 받음)",
                en: "without a key: `baro ask --local \"Why is the sky blue?\"` (a small model, fetched once, 98 MB)",
            },
            &[],
        ))
    } else {
        text
    };
    let text = if idle_servers.is_empty() {
        text.with_hint(said(
            Row {
                ko: "Ollama(https://ollama.com)가 있다면 `ollama pull qwen3:4b`",
                en: "with Ollama (https://ollama.com): `ollama pull qwen3:4b`",
            },
            &[],
        ))
    } else {
        text.with_hint(said(
            Row {
                ko: "{servers}에 모델 받기: `ollama pull qwen3:4b`",
                en: "a model for {servers}: `ollama pull qwen3:4b`",
            },
            &[("servers", &servers)],
        ))
    };
    text.with_hint(said(
        Row {
            ko: "다른 무료 키: {names} (`baro auth add 이름`)",
            en: "other free keys: {names} (`baro auth add NAME`)",
        },
        &[("names", &others.join(", "))],
    ))
}
