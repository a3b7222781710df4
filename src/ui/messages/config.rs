//! What is said of settings: what fits them, what was changed, what does not hold together.

use super::config_file::ConfigProblem;
use super::{ErrorText, Problem, Row};
use crate::config::edit::EditError;
use crate::config::{Expected, Origin};
use crate::domain::Lang;
use crate::domain::time::whole_ms;
use crate::ui::number;

/// What fits a setting, in words.
#[must_use]
pub fn expected(lang: Lang, expected: Expected) -> String {
    if lang == Lang::En {
        return expected.to_string();
    }
    let row = |ko: &'static str| Row { ko, en: "" }.fill(lang, &[]);
    match expected {
        Expected::Bool => row("true 또는 false"),
        Expected::Integer { min, max: u64::MAX } => format!("{min} 이상의 정수"),
        Expected::Integer { min, max } => format!("{min}에서 {max}까지의 정수"),
        Expected::Number { min, max } => format!("{min}에서 {max}까지의 수"),
        Expected::Seconds => row("0보다 크고 86400 이하인 초"),
        Expected::Text => row("텍스트"),
        Expected::FilledText => row("비어 있지 않은 텍스트"),
        Expected::OneOf(words) => words.join(" | "),
        Expected::BaseUrl => row("사용자, 암호, 쿼리가 없는 http(s) 주소"),
        Expected::ProxyUrl => row("http, https, socks4, socks4a, socks5, socks5h 주소"),
        Expected::Path => row("경로"),
        Expected::Command => row("명령"),
        Expected::EnvironmentName => row("대문자로 된 환경 변수의 이름"),
        Expected::ProviderName => row("제공자 이름 (a-z 0-9 - _ .)"),
        Expected::ProviderNames => row("제공자 이름(a-z 0-9 - _ .)의 목록"),
        Expected::ModelName => row("제공자:모델"),
        Expected::Candidate => row("제공자:모델[@강도]"),
        Expected::Entry => row("제공자:모델[@강도] 또는 별칭"),
        Expected::Entries => row("제공자:모델[@강도]와 별칭의 목록"),
        Expected::Efforts => row("off, low, medium, high, max의 목록"),
        Expected::Words => row("단어 목록"),
        Expected::AliasName => row("공백, `:`, `@`가 없는 이름"),
        Expected::Shortcut => row("`f5`, `ctrl-g`, `alt-m`, `ctrl-x g`, `tab` 같은 키"),
        Expected::Table => row("표"),
    }
}

/// A line of its own.
#[derive(Debug, Clone, Copy)]
pub enum ConfigLine<'a> {
    /// A setting was written.
    Set {
        /// The key.
        key: &'a str,
        /// The file.
        file: &'a str,
    },
    /// A setting was written, and the file made for it.
    SetInNewFile {
        /// The key.
        key: &'a str,
        /// The file.
        file: &'a str,
        /// Who said that it is this one.
        by: MadeBy<'a>,
    },
    /// A setting was taken out.
    Unset {
        /// The key.
        key: &'a str,
        /// The file.
        file: &'a str,
    },
    /// A setting was not there to be taken out.
    NotThere {
        /// The key.
        key: &'a str,
        /// The file.
        file: &'a str,
    },
    /// Nothing was written.
    NotWritten,
    /// What was written does not hold now.
    Overridden {
        /// The key.
        key: &'a str,
        /// Who goes first.
        by: &'a str,
    },
    /// There is no file, so that all is as it comes.
    NoFile {
        /// Where it would be.
        file: &'a str,
    },
    /// A file is sound.
    Sound {
        /// The file.
        file: &'a str,
        /// Settings in it.
        n: u64,
    },
    /// Another user's project file was passed over.
    Foreign {
        /// The file.
        file: &'a str,
    },
    /// Nobody set it, and there is no default.
    NotSet {
        /// The key.
        key: &'a str,
    },
    /// Nobody set anything.
    AllDefaults,
    /// Open the editor once more?
    EditAgain,
    /// The first line of a file that is made for an editor.
    FreshFile,
}

/// Who said which file is made.
#[derive(Debug, Clone, Copy)]
pub enum MadeBy<'a> {
    /// Nobody: it is where settings are.
    Default,
    /// `BARO_CONFIG`.
    Variable {
        /// A file that is there, and was probably meant.
        nearest: Option<&'a str>,
    },
}

impl ConfigLine<'_> {
    /// The line in `lang`.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        match *self {
            Self::Set { key, file } => {
                Row { ko: "`{key}`{을} {file}에 적었습니다", en: "`{key}` is written in {file}" }
                    .fill(lang, &[("key", key), ("file", file)])
            }
            Self::SetInNewFile { key, file, by } => {
                let (row, nearest) = match by {
                    MadeBy::Default => (
                        Row {
                            ko: "새 파일 {file}에 `{key}`{을} 적었습니다",
                            en: "`{key}` is written in {file}, a new file",
                        },
                        "",
                    ),
                    MadeBy::Variable { nearest: None } => (
                        Row {
                            ko: "`BARO_CONFIG`에 적힌 새 파일 {file}에 `{key}`{을} 적었습니다",
                            en: "`{key}` is written in {file}, a new file that `BARO_CONFIG` names",
                        },
                        "",
                    ),
                    MadeBy::Variable { nearest: Some(nearest) } => (
                        Row {
                            ko: "`BARO_CONFIG`에 적힌 새 파일 {file}에 `{key}`{을} 적었습니다. 혹시 {nearest}인가요?",
                            en: "`{key}` is written in {file}, a new file that `BARO_CONFIG` names; did you mean {nearest}?",
                        },
                        nearest,
                    ),
                };
                row.fill(lang, &[("key", key), ("file", file), ("nearest", nearest)])
            }
            Self::Unset { key, file } => {
                Row { ko: "`{key}`{을} {file}에서 지웠습니다", en: "`{key}` was removed from {file}" }
                    .fill(lang, &[("key", key), ("file", file)])
            }
            Self::NotThere { key, file } => {
                Row { ko: "{file}에 `{key}`{이} 없습니다", en: "there is no `{key}` in {file}" }
                    .fill(lang, &[("key", key), ("file", file)])
            }
            Self::NotWritten => Row { ko: "아무것도 적지 않았습니다", en: "nothing was written" }.fill(lang, &[]),
            Self::Overridden { key, by } => Row {
                ko: "하지만 `{key}`에는 {by}의 값이 쓰입니다",
                en: "but the value of `{key}` in force comes from {by}",
            }
            .fill(lang, &[("key", key), ("by", by)]),
            Self::NoFile { file } => Row {
                ko: "{file}: 파일이 없어 모두 기본값입니다",
                en: "{file}: there is no file; everything has its default",
            }
            .fill(lang, &[("file", file)]),
            Self::Sound { file, n } => {
                let en = if n == 1 { "{file}: sound ({n} setting)" } else { "{file}: sound ({n} settings)" };
                Row { ko: "{file}: 문제가 없습니다 (설정 {n}개)", en }
                    .fill(lang, &[("file", file), ("n", &n.to_string())])
            }
            Self::Foreign { file } => Row {
                ko: "{file}: 다른 사용자의 파일이어서 읽지 않습니다",
                en: "{file}: another user's file, which is not read",
            }
            .fill(lang, &[("file", file)]),
            Self::NotSet { key } => {
                Row { ko: "`{key}`의 값이 없습니다", en: "`{key}` is not set" }.fill(lang, &[("key", key)])
            }
            Self::AllDefaults => Row {
                ko: "바꾼 설정이 없습니다. 기본값까지 보려면 `baro config show --all`",
                en: "nothing is set; the defaults, too: `baro config show --all`",
            }
            .fill(lang, &[]),
            Self::FreshFile => Row {
                ko: "baro의 설정입니다. 모두 기본값이 있습니다. 전체 목록: baro config show --all",
                en: "baro's settings. Everything has a default; all of them: baro config show --all",
            }
            .fill(lang, &[]),
            Self::EditAgain => Row { ko: "다시 고칠까요? [Y/n] ", en: "Edit it again? [Y/n] " }.fill(lang, &[]),
        }
    }
}

/// Who set a value, in a few words; `file` and `project` are where the two files are.
#[must_use]
pub fn origin(lang: Lang, origin: Origin, file: &str, project: &str) -> String {
    match origin {
        Origin::Flag => Row { ko: "명령줄", en: "the command line" }.fill(lang, &[]),
        Origin::Environment(name) => {
            Row { ko: "환경 변수 {name}", en: "variable {name}" }.fill(lang, &[("name", name)])
        }
        Origin::Project => project.to_owned(),
        Origin::User => file.to_owned(),
        Origin::Default => Row { ko: "기본값", en: "default" }.fill(lang, &[]),
    }
}

/// Settings that are each sound and do not hold together.
#[derive(Debug, Clone, Copy)]
pub enum SettingProblem<'a> {
    /// An order names an alias that is none.
    UnknownName {
        /// The setting.
        key: &'a str,
        /// The name.
        name: &'a str,
        /// The nearest names, with commas between.
        nearest: &'a str,
    },
    /// An embedded model is named that there is not.
    UnknownEmbedded {
        /// The name.
        name: &'a str,
        /// The nearest names, with commas between.
        nearest: &'a str,
        /// All names, with commas between.
        known: &'a str,
    },
    /// A provider is named that there is not.
    UnknownProvider {
        /// The setting.
        key: &'a str,
        /// The provider.
        provider: &'a str,
        /// The nearest names, with commas between.
        nearest: &'a str,
    },
    /// A denial names nobody, so that nothing is sent.
    DeniesNobody {
        /// The name.
        provider: &'a str,
        /// The nearest names, with commas between.
        nearest: &'a str,
    },
    /// What stands behind a model's `@` is no effort.
    UnknownEffort {
        /// The setting.
        key: &'a str,
        /// The name before the `@`.
        name: &'a str,
        /// What stands behind it.
        effort: &'a str,
        /// The whole name that was probably meant.
        nearest: &'a str,
    },
    /// A provider of the user's own has no address.
    NoAddress {
        /// Which.
        provider: &'a str,
    },
    /// A key stands where a text or a name belongs.
    HoldsKey {
        /// The setting.
        key: &'a str,
    },
    /// A model is named that is gone.
    Retired {
        /// The setting.
        key: &'a str,
        /// The model.
        model: &'a str,
        /// What to use now.
        successor: &'a str,
    },
}

impl SettingProblem<'_> {
    /// What is wrong, and what to do.
    #[must_use]
    #[expect(clippy::too_many_lines, reason = "one table, a row a finding")]
    pub fn lines(&self, lang: Lang) -> (String, String) {
        let fill = |row: Row, values: &[(&str, &str)]| row.fill(lang, values);
        let meant = |nearest: &str| match nearest {
            "" => String::new(),
            names => fill(Row { ko: "혹시 {names}?", en: "did you mean {names}?" }, &[("names", names)]),
        };
        match *self {
            Self::UnknownName { key, name, nearest } => {
                let happened = fill(
                    Row {
                        ko: "`{key}`: `{name}`{이라는} 모델이나 별칭은 없습니다",
                        en: "`{key}`: there is no model or alias `{name}`",
                    },
                    &[("key", key), ("name", name)],
                );
                let hint = match nearest {
                    "" => fill(
                        Row {
                            ko: "`제공자:모델`로 적거나 `baro config set aliases.{name} 제공자:모델`",
                            en: "write `PROVIDER:MODEL`, or `baro config set aliases.{name} PROVIDER:MODEL`",
                        },
                        &[("name", name)],
                    ),
                    names => meant(names),
                };
                (happened, hint)
            }
            Self::UnknownProvider { key, provider, nearest } => {
                let happened = fill(
                    Row {
                        ko: "`{key}`: `{provider}`{이라는} 제공자는 없습니다",
                        en: "`{key}`: there is no provider `{provider}`",
                    },
                    &[("key", key), ("provider", provider)],
                );
                let hint = match nearest {
                    "" => fill(
                        Row {
                            ko: "자신의 서버라면 `baro config set providers.{provider}.base_url 주소`",
                            en: "for a server of your own: `baro config set providers.{provider}.base_url URL`",
                        },
                        &[("provider", provider)],
                    ),
                    names => meant(names),
                };
                (happened, hint)
            }
            Self::UnknownEmbedded { name, nearest, known } => {
                let happened = fill(
                    Row {
                        ko: "`local.model`: `{name}`{이라는} 내장 모델은 없습니다",
                        en: "`local.model`: there is no embedded model `{name}`",
                    },
                    &[("name", name)],
                );
                let hint = match nearest {
                    "" => fill(
                        Row {
                            ko: "있는 모델: {known}. 파일로 추가하려면 먼저 `baro local pull {name} --from 파일`",
                            en: "there are: {known}; from a file of yours: first `baro local pull {name} --from FILE`",
                        },
                        &[("known", known), ("name", name)],
                    ),
                    names => meant(names),
                };
                (happened, hint)
            }
            Self::DeniesNobody { provider, nearest } => {
                let happened = fill(
                    Row {
                        ko: "`policy.deny`에 적힌 `{provider}`{이라는} 제공자는 없습니다. 아무것도 보내지 않았습니다",
                        en: "`policy.deny` names `{provider}`, and there is no such provider; nothing was sent",
                    },
                    &[("provider", provider)],
                );
                let hint = match nearest {
                    "" => fill(
                        Row {
                            ko: "어디에 적혀 있는지: `baro config show`", en: "where it is set: `baro config show`"
                        },
                        &[],
                    ),
                    names => meant(names),
                };
                (happened, hint)
            }
            Self::UnknownEffort { key, name, effort, nearest } => {
                let happened = fill(
                    Row {
                        ko: "`{key}`: `{name}@{effort}`의 `{effort}`{은} 추론 강도가 아닙니다",
                        en: "`{key}`: `{effort}` of `{name}@{effort}` is no effort",
                    },
                    &[("key", key), ("name", name), ("effort", effort)],
                );
                let hint = match nearest {
                    "" => fill(
                        Row {
                            ko: "`@` 뒤에는 off, low, medium, high, max",
                            en: "behind the `@`: off, low, medium, high, max",
                        },
                        &[],
                    ),
                    nearest => meant(&format!("`{nearest}`")),
                };
                (happened, hint)
            }
            Self::NoAddress { provider } => (
                fill(
                    Row {
                        ko: "제공자 {provider}의 주소가 없습니다", en: "the provider {provider} has no address"
                    },
                    &[("provider", provider)],
                ),
                fill(
                    Row {
                        ko: "`baro config set providers.{provider}.base_url 주소`",
                        en: "`baro config set providers.{provider}.base_url URL`",
                    },
                    &[("provider", provider)],
                ),
            ),
            Self::HoldsKey { key } => (
                fill(
                    Row { ko: "`{key}`: API 키가 들어 있습니다", en: "`{key}`: an API key stands in it" },
                    &[("key", key)],
                ),
                fill(
                    Row {
                        ko: "거기서 지우고 `baro auth add 이름`으로 넣으세요. 남이 볼 수 있었다면 새 키를 받으세요",
                        en: "take it out, and give it by `baro auth add NAME`; if others may have seen it, get a new one",
                    },
                    &[],
                ),
            ),
            Self::Retired { key, model, successor } => (
                fill(
                    Row {
                        ko: "`{key}`: {model}{은} 더는 제공되지 않습니다", en: "`{key}`: {model} is retired"
                    },
                    &[("key", key), ("model", model)],
                ),
                fill(
                    Row { ko: "{successor}{으로} 바꾸세요", en: "write {successor} instead" },
                    &[("successor", successor)],
                ),
            ),
        }
    }
}

/// Why a setting could not be changed. `of_file` puts errors of the file itself into words.
#[must_use]
pub fn edit_error(
    lang: Lang,
    error: &EditError,
    of_file: impl FnOnce(&crate::config::Error) -> ErrorText,
) -> ErrorText {
    let said = |row: Row, values: &[(&str, &str)]| row.fill(lang, values);
    match error {
        EditError::UnknownKey { key, nearest } => {
            let text = ErrorText::new(
                lang,
                said(Row { ko: "`{key}`{이라는} 설정은 없습니다", en: "there is no setting `{key}`" }, &[("key", key)]),
            );
            text.with_nearest(nearest.as_deref()).with_hint(said(
                Row { ko: "모든 설정은 `baro config show --all`", en: "all settings: `baro config show --all`" },
                &[],
            ))
        }
        EditError::IsTable { key } => ErrorText::new(
            lang,
            said(
                Row {
                    ko: "`{key}`{은} 설정 하나가 아니라 표입니다", en: "`{key}` is a table of settings"
                },
                &[("key", key)],
            ),
        )
        .with_hint(said(
            Row {
                ko: "그 안의 설정 하나를 적으세요: `baro config show --all`",
                en: "name one of its settings: `baro config show --all`",
            },
            &[],
        )),
        EditError::BadValue { key, expected: fits } => ErrorText::new(
            lang,
            said(Row { ko: "`{key}`에 그 값은 쓸 수 없습니다", en: "`{key}` cannot have that value" }, &[("key", key)]),
        )
        .with_hint(said(
            Row { ko: "가능한 값: {expected}", en: "it may be: {expected}" },
            &[("expected", &expected(lang, *fits))],
        )),
        EditError::File(error) => of_file(error),
        EditError::InUse { path, waited } => ErrorText::new(
            lang,
            said(
                Row {
                    ko: "다른 프로세스가 설정을 바꾸는 중이라 아무것도 적지 않았습니다",
                    en: "another process is changing the config; nothing was written",
                },
                &[],
            ),
        )
        .with_cause(said(
            Row { ko: "{path}{을} {time} 기다렸습니다", en: "waited {time} for {path}" },
            &[("path", &path.display().to_string()), ("time", &number::duration_ms(lang, whole_ms(*waited)))],
        ))
        .with_hint(said(
            Row {
                ko: "다른 baro가 끝나기를 기다리거나 그것을 끝내고 다시 실행하세요",
                en: "wait for the other baro or end it, then run this again",
            },
            &[],
        )),
        EditError::NotWritten { path, folder, reason } => {
            let (path, folder) = (&path.display().to_string(), &folder.display().to_string());
            Problem::Config(ConfigProblem::NotWritten { path, folder, reason }).text(lang)
        }
    }
}

#[cfg(test)]
pub(super) mod tests;
