//! What can be wrong with the files and variables that hold the settings, in three parts each.

use std::path::Path;

use super::remark::save_as_utf8;
use super::{ErrorText, Remark, Row};
use crate::config;
use crate::domain::{Lang, move_away, shell_word, show_access, show_folder_access};
use crate::markup::sanitise;

/// What is wrong with the config.
#[derive(Debug, Clone, Copy)]
pub enum ConfigProblem<'a> {
    /// The file cannot be read.
    Unreadable {
        /// Which.
        path: &'a str,
        /// Why.
        reason: &'a config::Unreadable,
    },
    /// What stands where a project's file would be is none.
    NoPlainFile {
        /// Which.
        path: &'a str,
    },
    /// The file cannot be written.
    NotWritten {
        /// Which.
        path: &'a str,
        /// The nearest folder above it that is there.
        folder: &'a str,
        /// Why.
        reason: &'a config::Unreadable,
    },
    /// It is no TOML.
    Syntax {
        /// Which.
        path: &'a str,
        /// 1 for the first.
        line: u64,
        /// What the parser said.
        message: &'a str,
    },
    /// No setting has that name.
    UnknownKey {
        /// In which file.
        path: &'a str,
        /// As written.
        key: &'a str,
        /// The nearest name.
        nearest: Option<&'a str>,
    },
    /// A key itself stands in the settings.
    KeyInFile {
        /// In which file.
        path: &'a str,
        /// The setting under which it stands.
        key: &'a str,
        /// Whose it is to be, where that is said.
        provider: Option<&'a str>,
    },
    /// The setting cannot have that value.
    BadValue {
        /// In which file.
        path: &'a str,
        /// Which setting.
        key: &'a str,
        /// What it may be.
        expected: &'a str,
    },
    /// A project file may not set it.
    Forbidden {
        /// The project file.
        path: &'a str,
        /// Which setting.
        key: &'a str,
    },
    /// A variable of the environment has a value that cannot be.
    BadEnvironment {
        /// Which.
        name: &'a str,
        /// What it may be.
        expected: &'a str,
    },
    /// There is no home to keep files in.
    NoHome,
}

impl ConfigProblem<'_> {
    /// The error in its three parts.
    #[must_use]
    pub fn text(&self, lang: Lang) -> ErrorText {
        let said = |row: Row, values: &[(&str, &str)]| row.fill(lang, values);
        let error = |row: Row, values: &[(&str, &str)]| ErrorText::new(lang, row.fill(lang, values));
        match *self {
            Self::Unreadable { path, reason } => error(CONFIG_UNREADABLE, &[("path", path)])
                .with_cause(Remark::ConfigUnreadable { reason }.text(lang))
                .with_hint(unreadable_hint(lang, path, *reason)),
            Self::NoPlainFile { path } => error(CONFIG_UNREADABLE, &[("path", path)])
                .with_cause(Remark::NotAPlainFile.text(lang))
                .with_hint(said(PROJECT_FILE, &[])),
            Self::NotWritten { path, folder, reason } => error(
                Row {
                    ko: "설정 파일 {path}에 쓸 수 없습니다", en: "the config file {path} cannot be written"
                },
                &[("path", path)],
            )
            .with_cause(Remark::ConfigUnreadable { reason }.text(lang))
            .with_hint(unwritable_hint(lang, path, folder, *reason)),
            Self::Syntax { path, line, message } => error(
                Row {
                    ko: "설정 파일 {path}의 {line}번째 줄에 문법 오류가 있습니다",
                    en: "line {line} of {path} is no TOML",
                },
                &[("path", path), ("line", &line.to_string())],
            )
            .with_cause(sanitise::line(message))
            .with_hint(said(
                if config::is_project_file(Path::new(path)) {
                    PROJECT_FILE
                } else {
                    Row { ko: "`baro config edit`로 고치세요", en: "mend it with `baro config edit`" }
                },
                &[],
            )),
            Self::UnknownKey { path, key, nearest } => {
                let text = error(
                    Row {
                        ko: "{path}: `{key}`{이라는} 설정은 없습니다", en: "{path}: there is no setting `{key}`"
                    },
                    &[("path", path), ("key", key)],
                );
                match nearest {
                    Some(nearest) => text.with_nearest([nearest]),
                    None => text.with_hint(said(
                        Row {
                            ko: "모든 설정은 `baro config show --all`",
                            en: "all settings: `baro config show --all`",
                        },
                        &[],
                    )),
                }
            }
            Self::KeyInFile { path, key, provider } => key_in_file(lang, path, key, provider),
            Self::BadValue { path, key, expected } => error(
                Row {
                    ko: "{path}: `{key}`의 값이 올바르지 않습니다", en: "{path}: `{key}` cannot have that value"
                },
                &[("path", path), ("key", key)],
            )
            .with_hint(said(
                Row { ko: "가능한 값: {expected}", en: "it may be: {expected}" },
                &[("expected", expected)],
            )),
            Self::Forbidden { path, key } => error(
                Row {
                    ko: "프로젝트 파일 {path}에서는 `{key}`{을} 설정할 수 없습니다",
                    en: "the project file {path} may not set `{key}`",
                },
                &[("path", path), ("key", key)],
            )
            .with_cause(said(
                Row {
                    ko: "받아 온 저장소의 파일이 키와 메시지의 행선지를 바꾸지 못하게 하기 위한 것입니다",
                    en: "a file that came with a repository must not decide where keys and messages go",
                },
                &[],
            ))
            .with_hint(said(WHAT_PROJECTS_SET, &[])),
            Self::BadEnvironment { name, expected } => error(
                Row {
                    ko: "환경 변수 `{name}`의 값이 올바르지 않습니다",
                    en: "the variable `{name}` cannot have that value",
                },
                &[("name", name)],
            )
            .with_hint(said(
                Row { ko: "가능한 값: {expected}", en: "it may be: {expected}" },
                &[("expected", expected)],
            )),
            Self::NoHome => error(Row { ko: "홈 폴더를 찾을 수 없습니다", en: "there is no home directory" }, &[])
                .with_hint(said(
                    Row {
                        ko: "`HOME`을 설정하거나 `BARO_CONFIG`와 `BARO_DATA_DIR`를 함께 설정하세요",
                        en: "set `HOME`, or both `BARO_CONFIG` and `BARO_DATA_DIR`",
                    },
                    &[],
                )),
        }
    }
}

/// How a setting is mended that a file has wrong; a project's file is never written.
#[must_use]
pub fn how_to_mend(lang: Lang, path: &Path, key: &str) -> String {
    if config::is_project_file(path) {
        return PROJECT_FILE.fill(lang, &[]);
    }
    let row = Row {
        ko: "`baro config edit`로 고치거나 `baro config unset {key}`{으로} 지우세요",
        en: "mend it with `baro config edit`, or take it out with `baro config unset {key}`",
    };
    row.fill(lang, &[("key", &shell_word(key))])
}

/// A key itself stands in a settings file.
fn key_in_file(lang: Lang, path: &str, key: &str, provider: Option<&str>) -> ErrorText {
    let row = Row {
        ko: "{path}: 키는 설정 파일에 적지 않습니다 (`{key}`)",
        en: "{path}: a key does not stand in the settings (`{key}`)",
    };
    let named = match lang {
        Lang::Ko => "제공자",
        Lang::En => "PROVIDER",
    };
    let hint = Row {
        ko: "`baro config edit`로 그 줄을 지우고 `baro auth add {provider}`{으로} 키를 넣으세요",
        en: "take the line out with `baro config edit`, then give the key with `baro auth add {provider}`",
    };
    ErrorText::new(lang, row.fill(lang, &[("path", path), ("key", key)]))
        .with_hint(hint.fill(lang, &[("provider", provider.unwrap_or(named))]))
}

const WHAT_PROJECTS_SET: Row = Row {
    ko: "필요하면 사용자 설정 파일에 적으세요. \
         프로젝트 파일은 경로, 모델, temperature, 언어, 시스템 프롬프트, 거부 목록만 정합니다",
    en: "write it in your own config file; \
         a project file may set route, model, temperature, language, system text and more denials",
};

const CONFIG_UNREADABLE: Row =
    Row { ko: "설정 파일 {path}{을} 읽을 수 없습니다", en: "the config file {path} cannot be read" };

const PROJECT_FILE: Row = Row {
    ko: "이 프로젝트의 설정 파일입니다. 편집기로 고치거나 지우세요",
    en: "it is this project's own file: mend it in an editor, or remove it",
};

/// What is to be done about a settings file that cannot be read.
fn unreadable_hint(lang: Lang, path: &str, reason: config::Unreadable) -> String {
    use config::Unreadable as U;
    let row = match reason {
        U::Utf16 => return save_as_utf8(lang),
        U::NotUtf8 { .. } if cfg!(windows) => return save_as_utf8(lang),
        U::NotUtf8 { .. } => Row {
            ko: "편집기에서 UTF-8로 다시 저장하세요. CP949라면 `iconv -f CP949 -t UTF-8 {word} > {new} && mv {new} {word}`",
            en: "save it as UTF-8 in an editor; from CP949: `iconv -f CP949 -t UTF-8 {word} > {new} && mv {new} {word}`",
        },
        _ if config::is_project_file(Path::new(path)) => PROJECT_FILE,
        U::Forbidden if cfg!(windows) => {
            Row { ko: "누가 읽을 수 있는지 확인하세요: `{look}`", en: "see who may read it: `{look}`" }
        }
        U::Forbidden => Row {
            ko: "자신의 파일이라면 `chmod 600 {word}`, 소유자는 `{look}`{으로} 확인하세요",
            en: "if it is yours: `chmod 600 {word}`; whose it is: `{look}`",
        },
        // A slip in the variable: what is in the folder is not to be taken away.
        U::Folder if !Path::new(path).ends_with("baro/config.toml") => Row {
            ko: "`BARO_CONFIG`에는 폴더가 아니라 파일을 지정하세요: `BARO_CONFIG={file}`",
            en: "let `BARO_CONFIG` name a file, not a folder: `BARO_CONFIG={file}`",
        },
        U::Folder => Row {
            ko: "그 자리에는 파일이 있어야 합니다. 폴더를 옮기세요: `{away}`",
            en: "there must be a file in that place; move the folder away: `{away}`",
        },
        U::TooLarge { .. } => Row {
            ko: "설정 파일이 맞는지 보고, 아니라면 옮기세요: `{away}`",
            en: "see whether these are settings at all; if not, move it away: `{away}`",
        },
        U::NotAFile | U::ReadOnly | U::Full | U::System(_) => {
            Row { ko: "그 파일을 확인하세요: `{look}`", en: "look at the file: `{look}`" }
        }
    };
    let file = Path::new(path).join("config.toml").display().to_string();
    let new = format!("{path}.utf8");
    row.fill(
        lang,
        &[
            ("word", &shell_word(path)),
            ("look", &show_access(path)),
            ("away", &move_away(path)),
            ("new", &shell_word(&new)),
            ("file", &shell_word(&file)),
        ],
    )
}

/// What is to be done about a settings file that cannot be written. It is put into its folder as a new one, so that the
/// folder's permissions are those that count, or of what is there of it.
fn unwritable_hint(lang: Lang, path: &str, folder: &str, reason: config::Unreadable) -> String {
    use config::Unreadable as U;
    let row = match reason {
        U::Folder => return unreadable_hint(lang, path, reason),
        U::Full => {
            Row { ko: "공간을 비운 뒤 다시 실행하세요", en: "free some space, then run this again" }
        }
        U::ReadOnly => Row {
            ko: "쓰기 가능한 경로를 `BARO_CONFIG`로 지정하세요",
            en: "name a file in a place that can be written with `BARO_CONFIG`",
        },
        U::Forbidden | U::NotUtf8 { .. } | U::Utf16 | U::TooLarge { .. } | U::NotAFile | U::System(_) => Row {
            ko: "그 폴더에 쓸 수 있어야 합니다: `{look}`. 다른 파일을 쓰려면 `BARO_CONFIG`로 지정하세요",
            en: "its folder must be one that you can write to: `{look}`; another file: `BARO_CONFIG`",
        },
    };
    row.fill(lang, &[("look", &show_folder_access(folder))])
}

/// Which setting chose who answers, where nobody else did: in which file, or by which variable.
#[must_use]
pub fn chosen_by(lang: Lang, key: &str, place: &str) -> String {
    let row = Row { ko: "`{key}` 설정에서 지정했습니다: {place}", en: "`{key}` chose it: {place}" };
    row.fill(lang, &[("key", key), ("place", place)])
}

/// In which file that stands which was told of.
#[must_use]
pub fn stands_in(lang: Lang, file: &str) -> String {
    Row { ko: "{file} 파일에 적힌 설정입니다", en: "it stands in {file}" }.fill(lang, &[("file", file)])
}
