//! How a model server on this machine is started, and how one that runs and has none gets a model: each has its own way.

use super::{ErrorText, Row};
use crate::domain::Lang;

/// By the server's name in the catalogue.
const WAYS: &[(&str, Row)] = &[
    (
        "Ollama",
        Row { ko: "Ollama에 모델 받기: `ollama pull qwen3:4b`", en: "a model for Ollama: `ollama pull qwen3:4b`" },
    ),
    (
        "LM Studio",
        Row {
            ko: "LM Studio에 모델 받기: 앱에서 고르거나 `lms get qwen/qwen3-4b`",
            en: "a model for LM Studio: choose one in the app, or `lms get qwen/qwen3-4b`",
        },
    ),
    (
        "llama.cpp server",
        Row {
            ko: "llama.cpp 서버는 모델과 함께 실행하세요: `llama-server -hf Qwen/Qwen3-4B-GGUF`",
            en: "start the llama.cpp server with a model: `llama-server -hf Qwen/Qwen3-4B-GGUF`",
        },
    ),
    (
        "vLLM",
        Row {
            ko: "vLLM은 모델과 함께 실행하세요: `vllm serve Qwen/Qwen3-4B`",
            en: "start vLLM with a model: `vllm serve Qwen/Qwen3-4B`",
        },
    ),
];

/// What to do for the server of that name.
pub(super) fn model_for(lang: Lang, server: &str) -> String {
    let own = WAYS.iter().find(|(name, _)| *name == server).map(|(_, row)| *row);
    let row = own.unwrap_or(Row {
        ko: "{server}에 모델을 하나 올린 뒤 다시 실행하세요",
        en: "give {server} a model, then start baro again",
    });
    row.fill(lang, &[("server", server)])
}

/// What starts a server, by its id in the catalogue.
const STARTS: &[(&str, &str)] = &[
    ("ollama", "ollama serve"),
    ("lmstudio", "lms server start"),
    ("llamacpp", "llama-server -hf Qwen/Qwen3-4B-GGUF"),
    ("vllm", "vllm serve Qwen/Qwen3-4B"),
];

/// The command that starts the server of that id, where it is a known one.
pub(super) fn start_of(provider: &str) -> Option<&'static str> {
    STARTS.iter().find(|(id, _)| *id == provider).map(|(_, command)| *command)
}

/// A server that does not answer, with its address and what starts it: `ollama (127.0.0.1:11434, `ollama serve`)`.
pub(super) fn silent(provider: &str, address: &str) -> String {
    match start_of(provider) {
        Some(command) => format!("{provider} ({address}, `{command}`)"),
        None => format!("{provider} ({address})"),
    }
}

/// What to do about a server that was named and does not answer.
#[must_use]
pub fn not_running(lang: Lang, provider: &str, address: &str) -> ErrorText {
    let row = Row {
        ko: "로컬 서버가 응답하지 않습니다: {provider} ({address})",
        en: "the local server does not answer: {provider} ({address})",
    };
    let text = ErrorText::new(lang, row.fill(lang, &[("provider", provider), ("address", address)]));
    let hint = match start_of(provider) {
        Some(command) => Row { ko: "서버를 켜는 명령: `{command}`", en: "to start it: `{command}`" }
            .fill(lang, &[("command", command)]),
        None => Row {
            ko: "{address}에서 모델 서버를 켠 뒤 다시 보내세요",
            en: "start the model server at {address}, then send this again",
        }
        .fill(lang, &[("address", address)]),
    };
    text.with_hint(hint)
}

/// Which key a server was shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShownKey<'a> {
    /// None.
    None,
    /// One that baro keeps.
    Kept,
    /// That of a variable of the environment.
    Of(&'a str),
    /// One that a file or a command gives.
    Given,
}

/// A server of this machine lets nobody in with the key that it was shown, or without one. What the settings name goes
/// before a key that baro keeps.
#[must_use]
pub fn refuses(lang: Lang, provider: &str, shown: ShownKey<'_>) -> ErrorText {
    const REFUSED: Row =
        Row { ko: "{provider}{이} API 키를 거부했습니다", en: "{provider} rejected the API key" };
    let (row, hint, variable) = match shown {
        ShownKey::None => (
            Row { ko: "{provider}에는 API 키가 필요합니다", en: "{provider} wants an API key" },
            Row {
                ko: "`baro auth add {provider}`{으로} 넣으세요", en: "give one with `baro auth add {provider}`"
            },
            "",
        ),
        ShownKey::Of(variable) => (
            REFUSED,
            Row {
                ko: "어느 키를 왜 거부했는지는 `baro auth test {provider}`, 새 키는 환경 변수 `{variable}`에",
                en: "which key, and why: `baro auth test {provider}`; a new one goes into the variable `{variable}`",
            },
            variable,
        ),
        ShownKey::Given => (
            REFUSED,
            Row {
                ko: "어느 키를 왜 거부했는지는 `baro auth test {provider}`",
                en: "which key, and why: `baro auth test {provider}`",
            },
            "",
        ),
        ShownKey::Kept => (
            REFUSED,
            Row {
                ko: "어느 키를 왜 거부했는지는 `baro auth test {provider}`, 새 키는 `baro auth add {provider}`",
                en: "which key, and why: `baro auth test {provider}`; a new one: `baro auth add {provider}`",
            },
            "",
        ),
    };
    let text = ErrorText::new(lang, row.fill(lang, &[("provider", provider)]));
    text.with_hint(hint.fill(lang, &[("provider", provider), ("variable", variable)]))
}

/// What to do about a provider of which nobody knows what it has: to have its list read, or to name a model.
#[must_use]
pub fn models_unknown(lang: Lang, provider: &str) -> ErrorText {
    let row = Row {
        ko: "{provider}에 어떤 모델이 있는지 아직 모릅니다",
        en: "which models {provider} has is not known yet",
    };
    let refresh =
        Row { ko: "목록을 읽는 명령: `baro models refresh`", en: "to read its list: `baro models refresh`" };
    let name = Row {
        ko: "또는 모델을 지정하세요: `baro ask -m {provider}:모델 \"..\"`",
        en: "or name a model: `baro ask -m {provider}:MODEL \"..\"`",
    };
    let said = |row: Row| row.fill(lang, &[("provider", provider)]);
    ErrorText::new(lang, said(row)).with_hint(said(refresh)).with_hint(said(name))
}

/// What to do about a server that is loading its model: to wait.
#[must_use]
pub fn still_loading(lang: Lang, provider: &str) -> ErrorText {
    let row = Row {
        ko: "{provider}{이} 아직 모델을 불러오는 중입니다", en: "{provider} is still loading its model"
    };
    let hint = Row { ko: "잠시 뒤에 다시 보내세요", en: "send this again in a moment" };
    ErrorText::new(lang, row.fill(lang, &[("provider", provider)])).with_hint(hint.fill(lang, &[]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::registry;

    #[test]
    fn every_server_of_the_catalogue_has_a_way_of_its_own() {
        for vendor in registry::catalogue().vendors.iter().filter(|vendor| vendor.is_local_server) {
            assert!(WAYS.iter().any(|(name, _)| *name == vendor.name), "{}", vendor.name);
            assert!(start_of(&vendor.id).is_some(), "{}", vendor.id);
        }
    }
}
