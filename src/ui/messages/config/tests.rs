//! Words about settings, in both languages; the lines for the whole table's rules.

use std::path::PathBuf;

use super::*;
use crate::config::{Error, Unreadable};
use crate::ui::messages::tests::drawn;

const EXPECTED: [Expected; 23] = [
    Expected::Bool,
    Expected::Integer { min: 1, max: u64::MAX },
    Expected::Integer { min: 20, max: 1000 },
    Expected::Number { min: 0.0, max: 2.0 },
    Expected::Seconds,
    Expected::Text,
    Expected::FilledText,
    Expected::BaseUrl,
    Expected::ProxyUrl,
    Expected::Path,
    Expected::Command,
    Expected::EnvironmentName,
    Expected::ProviderName,
    Expected::ProviderNames,
    Expected::ModelName,
    Expected::Candidate,
    Expected::Entry,
    Expected::Entries,
    Expected::Efforts,
    Expected::Words,
    Expected::AliasName,
    Expected::Shortcut,
    Expected::Table,
];

/// All lines about settings.
pub(in super::super) fn lines(lang: Lang) -> Vec<String> {
    let (key, file) = ("ui.footer", "~/.config/baro/config.toml");
    let said = [
        ConfigLine::Set { key, file },
        ConfigLine::SetInNewFile { key, file, by: MadeBy::Default },
        ConfigLine::SetInNewFile { key, file, by: MadeBy::Variable { nearest: None } },
        ConfigLine::SetInNewFile { key, file, by: MadeBy::Variable { nearest: Some("~/baro.toml") } },
        ConfigLine::Unset { key, file },
        ConfigLine::NotThere { key, file },
        ConfigLine::NotWritten,
        ConfigLine::Overridden { key, by: "BARO_UI_FOOTER" },
        ConfigLine::NoFile { file },
        ConfigLine::Sound { file, n: 3 },
        ConfigLine::Foreign { file },
        ConfigLine::NotSet { key },
        ConfigLine::AllDefaults,
        ConfigLine::EditAgain,
        ConfigLine::FreshFile,
    ];
    let mut all: Vec<String> = said.iter().map(|line| line.text(lang)).collect();
    all.extend(EXPECTED.map(|fits| expected(lang, fits)));
    for origin in [Origin::Flag, Origin::Environment("BARO_MODE"), Origin::Default] {
        all.push(super::origin(lang, origin, file, ".baro.toml"));
    }
    let findings = [
        SettingProblem::UnknownName { key: "routes.code.models", name: "kimmi", nearest: "kimi" },
        SettingProblem::UnknownName { key: "routes.code.models", name: "mine", nearest: "" },
        SettingProblem::UnknownProvider { key: "policy.deny", provider: "grok", nearest: "groq" },
        SettingProblem::UnknownProvider { key: "aliases.a", provider: "mine", nearest: "" },
        SettingProblem::DeniesNobody { provider: "grok", nearest: "groq" },
        SettingProblem::DeniesNobody { provider: "mine", nearest: "" },
        SettingProblem::UnknownEffort { key: "model", name: "groq:a", effort: "hihg", nearest: "groq:a@high" },
        SettingProblem::UnknownEffort { key: "model", name: "groq:a", effort: "hard", nearest: "" },
        SettingProblem::HoldsKey { key: "system" },
        SettingProblem::NoAddress { provider: "mine" },
        SettingProblem::UnknownEmbedded { name: "smolm2", nearest: "smollm2", known: "smollm2, qwen3-0.6b" },
        SettingProblem::UnknownEmbedded { name: "mine", nearest: "", known: "smollm2, qwen3-0.6b" },
        SettingProblem::Retired { key: "model", model: "groq:qwen/qwen3-32b", successor: "groq:qwen/qwen3.8-27b" },
    ];
    for finding in findings {
        let (happened, hint) = finding.lines(lang);
        all.extend([happened, hint]);
    }
    all
}

/// All errors about changing settings.
pub(in super::super) fn problems(lang: Lang) -> Vec<ErrorText> {
    let key = "ui.fotter".to_owned();
    [
        EditError::UnknownKey { key: key.clone(), nearest: Some("ui.footer".to_owned()) },
        EditError::UnknownKey { key: key.clone(), nearest: None },
        EditError::IsTable { key: "ui".to_owned() },
        EditError::BadValue { key, expected: Expected::Bool },
        EditError::File(Error::NoHome),
        EditError::InUse { path: PathBuf::from("/home/a/config.lock"), waited: std::time::Duration::from_secs(3) },
        EditError::NotWritten {
            path: PathBuf::from("/etc/baro/baro.toml"),
            folder: PathBuf::from("/etc"),
            reason: Unreadable::Forbidden,
        },
    ]
    .iter()
    .map(|error| edit_error(lang, error, |error| crate::ui::trouble::of_config(lang, error)))
    .collect()
}

#[test]
fn all_that_is_said_of_settings() {
    insta::assert_snapshot!(drawn(lines, problems));
}
