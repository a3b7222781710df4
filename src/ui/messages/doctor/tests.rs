//! All findings in both languages; the lines for the whole table's rules.

use super::*;

/// All findings, and each of them in every form.
fn findings(lang: Lang) -> Vec<Finding<'static>> {
    let (file, provider, host, n) = ("~/.config/baro/x", "groq", "api.groq.com", 3);
    let (term, name, why) = ("xterm", "ko_KR.UTF-8", "키 미설정");
    let unused = |is| Finding::KeyUnused { provider, why: if lang == Lang::Ko { why } else { "denied" }, is };
    vec![
        Finding::Version { version: "0.1.0", system: "linux x86_64", embedded: true },
        Finding::Version { version: "0.1.0", system: "linux x86_64", embedded: false },
        Finding::Terminal { term, columns: Some(80), colour: true },
        Finding::Terminal { term, columns: None, colour: false },
        Finding::NoTerminal,
        Finding::Narrow { columns: 30 },
        Finding::Ambiguous { columns: 1 },
        Finding::AmbiguousDiffers { columns: 2 },
        Finding::AmbiguousDiffers { columns: 1 },
        Finding::AmbiguousUnknown,
        Finding::Paste { marked: Some(true) },
        Finding::Paste { marked: Some(false) },
        Finding::Paste { marked: None },
        Finding::Locale { name },
        Finding::LocaleNotUtf8 { name: "C", variable: "LC_ALL", better: "C.UTF-8" },
        Finding::LocaleNotGenerated { name: "UTF-8", variable: "LC_CTYPE" },
        Finding::LocaleNotGenerated { name, variable: "LANG" },
        Finding::OpenToOthers { file: "/home/a b/baro.db", mode: 0o644, is_folder: false },
        Finding::OpenToOthers { file: "/home/ab/keys", mode: 0o777, is_folder: true },
        Finding::Settings { file, n },
        Finding::SettingsToMend { file, n },
        Finding::SettingsUnread { file },
        Finding::NoSettings { file },
        Finding::NamedSettingsMissing { file },
        Finding::Project { file, sets: "route" },
        Finding::ForeignProject { file },
        Finding::UnknownVariable { name: "BARO_MODELL", nearest: "BARO_MODEL" },
        Finding::UnknownVariable { name: "BARO_ZZZ", nearest: "" },
        Finding::Key { provider, by: "GROQ_API_KEY" },
        Finding::KeyWasRefused { provider, by: "GROQ_API_KEY", url: Some("https://console.groq.com/keys") },
        Finding::KeyWasRefused { provider, by: "GROQ_API_KEY", url: None },
        Finding::MisnamedKey { name: "GROQ_KEY", right: "GROQ_API_KEY" },
        Finding::KeyNotRead { provider, by: "key_command" },
        unused(KeyUnusedFor::EmptyVariable("MY_GROQ")),
        unused(KeyUnusedFor::Denied(DeniedBy::User)),
        unused(KeyUnusedFor::Denied(DeniedBy::Project)),
        unused(KeyUnusedFor::OtherHost),
        unused(KeyUnusedFor::Other),
        Finding::NoKeys,
        Finding::Server { provider: "ollama", n_models: 4 },
        Finding::IdleServer { name: "Ollama" },
        Finding::Embedded { model: "smollm2" },
        Finding::NobodySpeaks { model: "smollm2" },
        Finding::Proxy { proxy: "HTTPS_PROXY" },
        Finding::ProxyUnused { name: "HTTP_PROXY" },
        Finding::Reached { provider, host, ms: 40, tls: true },
        Finding::Reached { provider, host, ms: 40, tls: false },
        Finding::Troubled { provider, host, status: 503 },
        Finding::Unreached { provider, host, why: "503", hint: None },
        Finding::UnreachedHere { provider: "mine", host: "127.0.0.1", why: "503" },
        Finding::Offline,
        Finding::Database { file, n_bytes: 20_000, n },
        Finding::DatabaseLarge { file: "/home/a b/baro.db", n_bytes: 300_000_000 },
        Finding::NothingKept { file, why: Hindrance::ReadOnly },
        Finding::NothingKept { file, why: Hindrance::Forbidden },
        Finding::NothingKept { file, why: Hindrance::Full },
        Finding::NothingKept { file, why: Hindrance::NotAFolder },
        Finding::NoDatabase { file },
    ]
}

/// All findings and what to do about them.
pub(in super::super) fn lines(lang: Lang) -> Vec<String> {
    let findings = findings(lang);
    findings.iter().flat_map(|finding| std::iter::once(finding.text(lang)).chain(finding.hint(lang))).collect()
}

#[test]
fn all_findings() {
    insta::assert_snapshot!([lines(Lang::Ko), lines(Lang::En)].concat().join("\n"));
}

#[test]
fn what_is_to_be_mended_says_how() {
    for lang in [Lang::Ko, Lang::En] {
        for finding in findings(lang) {
            let hint = finding.hint(lang);
            match finding {
                // Said in the line itself, and by the error that is told with it.
                Finding::MisnamedKey { .. } | Finding::NobodySpeaks { .. } => assert_eq!(hint, None, "{finding:?}"),
                _ if matches!(finding.severity(), Severity::Warning | Severity::Problem) => {
                    assert!(hint.is_some_and(|hint| !hint.is_empty()), "{finding:?}");
                }
                _ => {}
            }
        }
    }
}
