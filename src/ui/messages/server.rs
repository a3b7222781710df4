//! How a model server on this machine, which runs and has none, gets a model: each has its own way.

use super::Row;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::registry;

    #[test]
    fn every_server_of_the_catalogue_has_a_way_of_its_own() {
        for vendor in registry::catalogue().vendors.iter().filter(|vendor| vendor.is_local_server) {
            assert!(WAYS.iter().any(|(name, _)| *name == vendor.name), "{}", vendor.name);
        }
    }
}
