//! What `baro doctor` finds: each finding in one line, and for what is to be mended what to do.

use std::io::ErrorKind;

use super::Row;
use super::system::system_kind;
use crate::domain::Lang;
use crate::engine::{DeniedBy, Unusable};
use crate::store::Hindrance;
use crate::ui::number;

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// As it should be.
    Good,
    /// Worth knowing.
    Note,
    /// Works, but not as well as it could.
    Warning,
    /// To be mended.
    Problem,
}

/// Why a key is not sent, as far as what is to be done hangs on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyUnusedFor<'a> {
    /// The variable that the settings name is empty.
    EmptyVariable(&'a str),
    /// The policy denies the provider.
    Denied(DeniedBy),
    /// It was given for another host.
    OtherHost,
    /// Something else.
    Other,
}

impl<'a> KeyUnusedFor<'a> {
    /// The kind of a reason.
    #[must_use]
    pub fn of(why: &'a Unusable) -> Self {
        match why {
            Unusable::NoKey { key_env, .. } => {
                key_env.first().map_or(Self::Other, |name| Self::EmptyVariable(name.as_str()))
            }
            Unusable::Denied(by) => Self::Denied(*by),
            Unusable::KeyWithheld { .. } => Self::OtherHost,
            _ => Self::Other,
        }
    }
}

/// Something that was found.
#[derive(Debug, Clone, Copy)]
pub enum Finding<'a> {
    /// This program.
    Version {
        /// Version and commit.
        version: &'a str,
        /// The system: `linux x86_64`.
        system: &'a str,
        /// The embedded model is built in.
        embedded: bool,
    },
    /// A person reads what is written.
    Terminal {
        /// What it calls itself.
        term: &'a str,
        /// Its width, where known.
        columns: Option<usize>,
        /// Colours are used.
        colour: bool,
    },
    /// What is written goes to no terminal.
    NoTerminal,
    /// The window is too narrow for tables.
    Narrow {
        /// Its width.
        columns: usize,
    },
    /// The terminal draws `·` in one column or two, and that is what baro takes it for.
    Ambiguous {
        /// How many columns.
        columns: u16,
    },
    /// The terminal draws `·` otherwise than baro takes it for.
    AmbiguousDiffers {
        /// How many columns it draws.
        columns: u16,
    },
    /// The terminal did not say how it draws `·`.
    AmbiguousUnknown,
    /// Pasted text is marked as pasted.
    Paste {
        /// Whether the terminal can do that; `None`: it did not say.
        marked: Option<bool>,
    },
    /// The locale.
    Locale {
        /// Its name.
        name: &'a str,
    },
    /// The locale's encoding is not UTF-8.
    LocaleNotUtf8 {
        /// Its name.
        name: &'a str,
        /// The variable that says so.
        variable: &'a str,
        /// One that is, and that the system has.
        better: &'a str,
    },
    /// The locale is set, and the system has no data of it.
    LocaleNotGenerated {
        /// Its name.
        name: &'a str,
        /// The variable that says so.
        variable: &'a str,
    },
    /// The user's settings, sound.
    Settings {
        /// The file.
        file: &'a str,
        /// Settings in it.
        n: u64,
    },
    /// The user's settings, of which some are told of below.
    SettingsToMend {
        /// The file.
        file: &'a str,
        /// Settings in it.
        n: u64,
    },
    /// The user's settings cannot be read, so that what hangs on them is not known.
    SettingsUnread {
        /// The file.
        file: &'a str,
    },
    /// There is no file of settings.
    NoSettings {
        /// Where it would be.
        file: &'a str,
    },
    /// There is no file of settings where `BARO_CONFIG` says that there is one.
    NamedSettingsMissing {
        /// Where it would be.
        file: &'a str,
    },
    /// A project's settings hold here.
    Project {
        /// The file.
        file: &'a str,
        /// What it sets, with commas between.
        sets: &'a str,
    },
    /// Another user's project file was passed over.
    ForeignProject {
        /// The file.
        file: &'a str,
    },
    /// A variable of baro's that means nothing.
    UnknownVariable {
        /// Its name.
        name: &'a str,
        /// The one that was probably meant.
        nearest: &'a str,
    },
    /// A key is there.
    Key {
        /// Whose.
        provider: &'a str,
        /// Where from.
        by: &'a str,
    },
    /// A variable that nothing reads and whose name is nearly that of a vendor's key.
    MisnamedKey {
        /// As it is called.
        name: &'a str,
        /// What it should be called.
        right: &'a str,
    },
    /// A key is there that was refused when it was last sent.
    KeyWasRefused {
        /// Whose.
        provider: &'a str,
        /// Where from.
        by: &'a str,
        /// Where another is to be had.
        url: Option<&'a str>,
    },
    /// A command gives the key; it was not run.
    KeyNotRead {
        /// Whose.
        provider: &'a str,
        /// Where from.
        by: &'a str,
    },
    /// A key is there, or named, that is not sent.
    KeyUnused {
        /// Whose.
        provider: &'a str,
        /// Why.
        why: &'a str,
        /// What kind of reason that is.
        is: KeyUnusedFor<'a>,
    },
    /// Others can read or write what holds secrets.
    OpenToOthers {
        /// The whole path.
        file: &'a str,
        /// Its mode.
        mode: u32,
        /// It is a folder.
        is_folder: bool,
    },
    /// There are no keys.
    NoKeys,
    /// A model server runs on this machine.
    Server {
        /// Which.
        provider: &'a str,
        /// Models that it has.
        n_models: u64,
    },
    /// A model server runs and has no model.
    IdleServer {
        /// Which.
        name: &'a str,
    },
    /// An embedded model is on this machine.
    Embedded {
        /// Which.
        model: &'a str,
    },
    /// Only an embedded model is there, and it does not speak Korean.
    NobodySpeaks {
        /// Which.
        model: &'a str,
    },
    /// A variable names a proxy for http alone, through which nothing of baro's goes.
    ProxyUnused {
        /// The variable.
        name: &'a str,
    },
    /// A proxy is used.
    Proxy {
        /// Its address, without user and password, or the variable that names it.
        proxy: &'a str,
    },
    /// A provider was reached.
    Reached {
        /// Which.
        provider: &'a str,
        /// Its host.
        host: &'a str,
        /// How long that took.
        ms: u64,
        /// Over TLS.
        tls: bool,
    },
    /// A provider was reached and says that it has trouble of its own.
    Troubled {
        /// Which.
        provider: &'a str,
        /// Its host.
        host: &'a str,
        /// What it answered.
        status: u16,
    },
    /// A provider was not reached.
    Unreached {
        /// Which.
        provider: &'a str,
        /// Its host.
        host: &'a str,
        /// Why.
        why: &'a str,
        /// What to do, where more is known than that the connection failed.
        hint: Option<&'a str>,
    },
    /// A server on this machine was not reached.
    UnreachedHere {
        /// Which.
        provider: &'a str,
        /// Its host.
        host: &'a str,
        /// Why.
        why: &'a str,
    },
    /// Nothing was sent, as was asked.
    Offline,
    /// The database, sound.
    Database {
        /// The file.
        file: &'a str,
        /// Its size.
        n_bytes: u64,
        /// Conversations in it.
        n: u64,
    },
    /// The database, too large to be read through in passing.
    DatabaseLarge {
        /// The file.
        file: &'a str,
        /// Its size.
        n_bytes: u64,
    },
    /// Nothing can be kept.
    NothingKept {
        /// The file.
        file: &'a str,
        /// Why.
        why: Hindrance,
    },
    /// There is no database yet.
    NoDatabase {
        /// Where it would be.
        file: &'a str,
    },
}

impl Finding<'_> {
    /// The line in `lang`.
    #[must_use]
    #[expect(clippy::too_many_lines, reason = "one table, a row a finding")]
    pub fn text(&self, lang: Lang) -> String {
        let said = |row: Row, values: &[(&str, &str)]| row.fill(lang, values);
        match *self {
            Self::NobodySpeaks { model } => said(
                Row {
                    ko: "한국어 질문에 답할 모델이 없습니다: 내장 모델 {model}{은} 한국어를 모릅니다",
                    en: "nobody answers in Korean: the embedded model {model} does not know it",
                },
                &[("model", model)],
            ),
            Self::Version { version, system, embedded } => said(
                if embedded {
                    Row {
                        ko: "baro {version}, {system}, 내장 모델 포함",
                        en: "baro {version}, {system}, with the embedded model",
                    }
                } else {
                    Row {
                        ko: "baro {version}, {system}, 내장 모델 미포함",
                        en: "baro {version}, {system}, without the embedded model",
                    }
                },
                &[("version", version), ("system", system)],
            ),
            Self::Terminal { term, columns, colour } => {
                let columns = columns.map_or_else(|| "?".to_owned(), |columns| columns.to_string());
                let row = if colour {
                    Row {
                        ko: "터미널 {term}, 너비 {columns}칸, 색 사용",
                        en: "terminal {term}, {columns} columns, colours",
                    }
                } else {
                    Row {
                        ko: "터미널 {term}, 너비 {columns}칸, 색 미사용",
                        en: "terminal {term}, {columns} columns, no colours",
                    }
                };
                said(row, &[("term", term), ("columns", &columns)])
            }
            Self::NoTerminal => said(Row { ko: "출력이 터미널이 아닙니다", en: "the output is no terminal" }, &[]),
            Self::Narrow { columns } => said(
                Row { ko: "터미널 너비가 {n}칸으로 좁습니다", en: "the terminal is narrow: {n} columns" },
                &[("n", &columns.to_string())],
            ),
            Self::Ambiguous { columns } => said(
                Row {
                    ko: "너비가 모호한 문자(`·`): {n}칸", en: "columns of ambiguous characters (`·`): {n}"
                },
                &[("n", &columns.to_string())],
            ),
            Self::AmbiguousDiffers { columns } => said(
                Row {
                    ko: "이 터미널은 너비가 모호한 문자(`·`)를 {n}칸으로 그려 줄이 어긋날 수 있습니다",
                    en: "this terminal draws ambiguous characters (`·`) {n} wide, so that lines may not match",
                },
                &[("n", &columns.to_string())],
            ),
            Self::AmbiguousUnknown => said(
                Row {
                    ko: "너비가 모호한 문자의 칸 수를 터미널이 알려 주지 않습니다",
                    en: "the terminal did not say how it draws ambiguous characters",
                },
                &[],
            ),
            Self::Paste { marked: Some(true) } => {
                said(Row { ko: "붙여넣기가 구분됩니다", en: "pasted text is told from typed text" }, &[])
            }
            Self::Paste { marked: Some(false) } => said(
                Row { ko: "붙여넣기가 구분되지 않습니다", en: "pasted text is not told from typed text" },
                &[],
            ),
            Self::Paste { marked: None } => said(
                Row {
                    ko: "붙여넣기를 구분하는지 터미널이 알려 주지 않습니다",
                    en: "the terminal did not say whether it marks what is pasted",
                },
                &[],
            ),
            Self::Locale { name } => said(Row { ko: "로캘 {name}", en: "locale {name}" }, &[("name", name)]),
            Self::OpenToOthers { file, mode, .. } => said(
                Row {
                    ko: "{file}{을} 다른 사용자가 읽거나 쓸 수 있습니다 (권한 {mode})",
                    en: "others can read or write {file} (mode {mode})",
                },
                &[("file", file), ("mode", &format!("{mode:03o}"))],
            ),
            Self::LocaleNotGenerated { name, .. } => said(
                Row {
                    ko: "로캘 {name}{은} 설정됐지만 시스템에 없습니다 (셸과 편집기에서 한글이 깨질 수 있습니다)",
                    en: "the locale {name} is set, but the system does not have it (shells and editors may break letters outside ASCII)",
                },
                &[("name", name)],
            ),
            Self::LocaleNotUtf8 { name, .. } => said(
                Row { ko: "로캘 {name}{은} UTF-8이 아닙니다", en: "the locale {name} is not UTF-8" },
                &[("name", name)],
            ),
            Self::Settings { file, n } => said(
                Row { ko: "설정 {file}: 문제가 없습니다 ({n}개)", en: "settings {file}: sound ({n} set)" },
                &[("file", file), ("n", &n.to_string())],
            ),
            Self::SettingsToMend { file, n } => said(
                Row { ko: "설정 {file} ({n}개)", en: "settings {file} ({n} set)" },
                &[("file", file), ("n", &n.to_string())],
            ),
            Self::SettingsUnread { file } => said(
                Row {
                    ko: "아래는 설정 없이 점검한 결과입니다. {file}{을} 고친 뒤 `baro doctor`를 다시 실행하세요",
                    en: "what follows is without the settings: mend {file}, then `baro doctor` again",
                },
                &[("file", file)],
            ),
            Self::NoSettings { file } => said(
                Row {
                    ko: "설정 파일이 없어 모두 기본값입니다 ({file})",
                    en: "no settings file, all defaults ({file})",
                },
                &[("file", file)],
            ),
            Self::NamedSettingsMissing { file } => said(
                Row {
                    ko: "`BARO_CONFIG`에 적힌 {file} 파일이 없어 모두 기본값입니다",
                    en: "`BARO_CONFIG` names {file}, which is not there: all defaults",
                },
                &[("file", file)],
            ),
            Self::Project { file, sets: "" } => said(
                Row {
                    ko: "프로젝트 설정 {file}: 설정한 값이 없습니다", en: "project settings {file}: nothing is set"
                },
                &[("file", file)],
            ),
            Self::Project { file, sets } => said(
                Row { ko: "프로젝트 설정 {file}: {sets}", en: "project settings {file}: {sets}" },
                &[("file", file), ("sets", sets)],
            ),
            Self::ForeignProject { file } => said(
                Row {
                    ko: "{file}{은} 다른 사용자의 파일이어서 읽지 않습니다",
                    en: "{file} is another user's and is not read",
                },
                &[("file", file)],
            ),
            Self::UnknownVariable { name, .. } => said(
                Row { ko: "환경 변수 {name}{은} 없는 설정입니다", en: "the variable {name} sets nothing" },
                &[("name", name)],
            ),
            Self::Key { provider, by } => said(
                Row {
                    ko: "{provider}의 키: {by} (확인하려면 `baro auth test {provider}`)",
                    en: "key of {provider}: {by} (not tried here: `baro auth test {provider}`)",
                },
                &[("provider", provider), ("by", by)],
            ),
            Self::MisnamedKey { name, right } => super::Remark::MisnamedKey { name, right }.text(lang),
            Self::KeyWasRefused { provider, by, .. } => said(
                Row {
                    ko: "{provider}의 키: {by}. 지난번에 보냈을 때 거부됐습니다",
                    en: "key of {provider}: {by}; it was refused when it was last sent",
                },
                &[("provider", provider), ("by", by)],
            ),
            Self::KeyNotRead { provider, by } => said(
                Row {
                    ko: "{provider}의 키: {by} (실행해 보지 않았습니다)", en: "key of {provider}: {by} (not run)"
                },
                &[("provider", provider), ("by", by)],
            ),
            Self::KeyUnused { provider, why, .. } => said(
                Row {
                    ko: "{provider}의 키는 쓰이지 않습니다: {why}", en: "the key of {provider} is not used: {why}"
                },
                &[("provider", provider), ("why", why)],
            ),
            Self::NoKeys => said(Row { ko: "키가 없습니다", en: "no keys" }, &[]),
            Self::Server { provider, n_models } => said(
                Row { ko: "{provider} 실행 중, 모델 {n}개", en: "{provider} runs; models: {n}" },
                &[("provider", provider), ("n", &number::grouped(n_models))],
            ),
            Self::IdleServer { name } => said(
                Row {
                    ko: "{name}{은} 실행 중이지만 대화할 모델이 없습니다",
                    en: "{name} runs, without a model to chat with",
                },
                &[("name", name)],
            ),
            Self::Embedded { model } => said(
                Row {
                    ko: "내장 모델 {model}{이} 이 컴퓨터에 있습니다",
                    en: "the embedded model {model} is on this machine",
                },
                &[("model", model)],
            ),
            Self::ProxyUnused { name } => said(
                Row {
                    ko: "`{name}`{은} https에 쓰이지 않습니다 (https의 프록시는 `HTTPS_PROXY`)",
                    en: "`{name}` is not for https (`HTTPS_PROXY` names the proxy for that)",
                },
                &[("name", name)],
            ),
            Self::Proxy { proxy } => said(Row { ko: "프록시 {proxy}", en: "proxy {proxy}" }, &[("proxy", proxy)]),
            Self::Reached { provider, host, ms, tls } => said(
                if tls {
                    Row {
                        ko: "{provider} ({host}): 응답, TLS, {ms} ms",
                        en: "{provider} ({host}): answers, TLS, {ms} ms",
                    }
                } else {
                    Row { ko: "{provider} ({host}): 응답, {ms} ms", en: "{provider} ({host}): answers, {ms} ms" }
                },
                &[("provider", provider), ("host", host), ("ms", &ms.to_string())],
            ),
            Self::Troubled { provider, host, status } => said(
                Row {
                    ko: "{provider} ({host}): 서버 오류로 응답 (상태 {status})",
                    en: "{provider} ({host}): answers with an error of the server's (status {status})",
                },
                &[("provider", provider), ("host", host), ("status", &status.to_string())],
            ),
            Self::Unreached { provider, host, why, .. } | Self::UnreachedHere { provider, host, why } => said(
                Row { ko: "{provider} ({host}): 연결 실패 ({why})", en: "{provider} ({host}): not reached, {why}" },
                &[("provider", provider), ("host", host), ("why", why)],
            ),
            Self::Offline => said(
                Row {
                    ko: "네트워크는 확인하지 않았습니다 (--offline)",
                    en: "the network was not looked at (--offline)",
                },
                &[],
            ),
            Self::Database { file, n_bytes, n } => said(
                Row {
                    ko: "저장소 {file}: 문제가 없습니다 ({size}, 대화 {n}개)",
                    en: "database {file}: sound ({size}, conversations: {n})",
                },
                &[("file", file), ("size", &number::bytes(n_bytes)), ("n", &number::grouped(n))],
            ),
            Self::DatabaseLarge { file, n_bytes } => said(
                Row {
                    ko: "저장소 {file}{은} 커서({size}) 검사하지 않았습니다",
                    en: "database {file}: too large ({size}) to be read through",
                },
                &[("file", file), ("size", &number::bytes(n_bytes))],
            ),
            Self::NothingKept { file, why } => {
                let kind = match why {
                    Hindrance::ReadOnly => ErrorKind::ReadOnlyFilesystem,
                    Hindrance::Forbidden => ErrorKind::PermissionDenied,
                    Hindrance::Full => ErrorKind::StorageFull,
                    Hindrance::NotAFolder => ErrorKind::NotADirectory,
                };
                let why = system_kind(lang, kind).unwrap_or_default();
                said(
                    Row {
                        ko: "저장소 {file}에 저장할 수 없습니다: {why}", en: "nothing can be kept in {file}: {why}"
                    },
                    &[("file", file), ("why", &why)],
                )
            }
            Self::NoDatabase { file } => {
                said(Row { ko: "저장소는 아직 없습니다 ({file})", en: "no database yet ({file})" }, &[("file", file)])
            }
        }
    }
}

mod hints;
mod severity;
#[cfg(test)]
pub(super) mod tests;
