//! What can be wrong with the files that baro reads and keeps: config, attachments, the database.

use std::path::Path;

use super::remark::save_as_utf8;
use super::{ErrorText, Remark, Row};
use crate::config;
use crate::domain::Lang;
use crate::markup::sanitise;
use crate::ui::number;

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

/// What is wrong with a file that was named.
#[derive(Debug, Clone, Copy)]
pub enum FileProblem<'a> {
    /// It is not there.
    Missing {
        /// A name that is there and much like it.
        nearest: Option<&'a str>,
        /// The first folder on the way to it that is not there either.
        folder: Option<&'a str>,
    },
    /// It is a pattern, and no file fits it.
    NoMatch {
        /// The folder before the pattern, where that is what there is not.
        folder: Option<&'a str>,
    },
    /// It is a directory.
    Directory,
    /// It is no text.
    Binary,
    /// It is larger than is read.
    TooLarge {
        /// Its size.
        n_bytes: u64,
        /// The largest that is read.
        limit: u64,
    },
    /// A device, a socket.
    NotRegular,
    /// A pipe into which nobody wrote.
    Silent {
        /// How long it was waited for, in seconds.
        waited_s: u64,
    },
    /// Text in an encoding that is not known.
    UnknownEncoding,
    /// Text whose letters a shell replaced by `?`.
    QuestionMarks,
    /// The system refuses.
    Unreadable {
        /// What the system said.
        message: &'a str,
    },
}

impl ConfigProblem<'_> {
    /// The error in its three parts.
    #[must_use]
    pub fn text(&self, lang: Lang) -> ErrorText {
        let said = |row: Row, values: &[(&str, &str)]| row.fill(lang, values);
        let error = |row: Row, values: &[(&str, &str)]| ErrorText::new(lang, row.fill(lang, values));
        match *self {
            Self::Unreadable { path, reason } => {
                error(CONFIG_UNREADABLE, &[("path", path)])
                    .with_cause(Remark::ConfigUnreadable { reason }.text(lang))
                    .with_hint(unreadable_hint(lang, path, *reason))
            }
            Self::NoPlainFile { path } => error(CONFIG_UNREADABLE, &[("path", path)])
                .with_cause(Remark::NotAPlainFile.text(lang))
                .with_hint(said(PROJECT_FILE, &[])),
            Self::NotWritten { path, reason } => {
                error(Row { ko: "설정 파일 {path}에 쓸 수 없습니다", en: "the config file {path} cannot be written" }, &[("path", path)])
                    .with_cause(Remark::ConfigUnreadable { reason }.text(lang))
                    .with_hint(unwritable_hint(lang, path, *reason))
            }
            Self::Syntax { path, line, message } => error(
                Row { ko: "설정 파일 {path}의 {line}번째 줄에 문법 오류가 있습니다", en: "line {line} of {path} is no TOML" },
                &[("path", path), ("line", &line.to_string())],
            )
            .with_cause(sanitise::line(message))
            .with_hint(if config::is_project_file(Path::new(path)) {
                said(
                    Row {
                        ko: "이 폴더의 프로젝트 설정 파일입니다. 편집기로 고치거나 지우세요",
                        en: "it is this project's own file: mend it in an editor, or remove it",
                    },
                    &[],
                )
            } else {
                said(Row { ko: "`baro config edit`로 고치세요", en: "mend it with `baro config edit`" }, &[])
            }),
            Self::UnknownKey { path, key, nearest } => {
                let text = error(
                    Row { ko: "{path}: `{key}`{이라는} 설정은 없습니다", en: "{path}: there is no setting `{key}`" },
                    &[("path", path), ("key", key)],
                );
                match nearest {
                    Some(nearest) => text.with_nearest([nearest]),
                    None => text.with_hint(said(
                        Row { ko: "모든 설정은 `baro config show --all`", en: "all settings: `baro config show --all`" },
                        &[],
                    )),
                }
            }
            Self::KeyInFile { path, key, provider } => key_in_file(lang, path, key, provider),
            Self::BadValue { path, key, expected } => error(
                Row { ko: "{path}: `{key}`의 값이 올바르지 않습니다", en: "{path}: `{key}` cannot have that value" },
                &[("path", path), ("key", key)],
            )
            .with_hint(said(Row { ko: "가능한 값: {expected}", en: "it may be: {expected}" }, &[("expected", expected)])),
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
            .with_hint(said(
                Row {
                    ko: "필요하면 사용자 설정 파일에 적으세요. 프로젝트 파일은 경로, 모델, temperature, 언어, 시스템 글, 거부 목록만 정합니다",
                    en: "write it in your own config file; a project file may set route, model, temperature, language, \
                         system text and more denials",
                },
                &[],
            )),
            Self::BadEnvironment { name, expected } => error(
                Row { ko: "환경 변수 `{name}`의 값이 올바르지 않습니다", en: "the variable `{name}` cannot have that value" },
                &[("name", name)],
            )
            .with_hint(said(Row { ko: "가능한 값: {expected}", en: "it may be: {expected}" }, &[("expected", expected)])),
            Self::NoHome => error(Row { ko: "홈 디렉터리를 찾을 수 없습니다", en: "there is no home directory" }, &[])
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

const CONFIG_UNREADABLE: Row =
    Row { ko: "설정 파일 {path}{을} 읽을 수 없습니다", en: "the config file {path} cannot be read" };

const PROJECT_FILE: Row = Row {
    ko: "이 폴더의 프로젝트 설정 파일입니다. 고치거나 지우세요",
    en: "it is this project's own file: mend it or remove it",
};

/// What is to be done about a settings file that cannot be read.
fn unreadable_hint(lang: Lang, path: &str, reason: config::Unreadable) -> String {
    use config::Unreadable as U;
    let row = match reason {
        U::Utf16 => return save_as_utf8(lang),
        U::NotUtf8 { .. } => Row {
            ko: "편집기에서 UTF-8로 다시 저장하세요. CP949라면 `iconv -f CP949 -t UTF-8 {word}`",
            en: "save it as UTF-8 in an editor; from CP949: `iconv -f CP949 -t UTF-8 {word}`",
        },
        _ if config::is_project_file(Path::new(path)) => PROJECT_FILE,
        U::Forbidden => Row {
            ko: "자신의 파일이라면 `chmod 600 {word}`, 소유자는 `ls -l {word}`{으로} 확인하세요",
            en: "if it is yours: `chmod 600 {word}`; whose it is: `ls -l {word}`",
        },
        U::Folder => Row {
            ko: "그 자리에는 파일이 있어야 합니다. 디렉터리를 옮기세요: `mv {word} {word}.old`",
            en: "there must be a file in that place; move the folder away: `mv {word} {word}.old`",
        },
        U::TooLarge { .. } => Row {
            ko: "설정 파일이 맞는지 보고, 아니라면 옮기세요: `mv {word} {word}.old`",
            en: "see whether these are settings at all; if not, move it away: `mv {word} {word}.old`",
        },
        U::NotAFile | U::ReadOnly | U::Full | U::System(_) => {
            Row { ko: "그 파일을 확인하세요: `ls -l {word}`", en: "look at the file: `ls -l {word}`" }
        }
    };
    row.fill(lang, &[("word", &shell_word(path))])
}

/// What is to be done about a settings file that cannot be written. It is put into its folder as a new one, so that the
/// folder's permissions are those that count.
fn unwritable_hint(lang: Lang, path: &str, reason: config::Unreadable) -> String {
    use config::Unreadable as U;
    let row = match reason {
        U::Folder => return unreadable_hint(lang, path, reason),
        U::Full => {
            Row { ko: "공간을 비운 뒤 다시 실행하세요", en: "free some space, then run this again" }
        }
        U::ReadOnly => Row {
            ko: "쓸 수 있는 자리의 파일을 `BARO_CONFIG`로 정하세요",
            en: "name a file in a place that can be written with `BARO_CONFIG`",
        },
        U::Forbidden | U::NotUtf8 { .. } | U::Utf16 | U::TooLarge { .. } | U::NotAFile | U::System(_) => Row {
            ko: "그 디렉터리에 쓸 수 있어야 합니다: `ls -ld {folder}`. 다른 파일은 `BARO_CONFIG`로 정하세요",
            en: "its folder must be one that you can write to: `ls -ld {folder}`; another file: `BARO_CONFIG`",
        },
    };
    let folder = Path::new(path).parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    row.fill(lang, &[("folder", &shell_word(&folder.display().to_string()))])
}

impl FileProblem<'_> {
    /// The error in its three parts.
    #[must_use]
    #[expect(clippy::too_many_lines, reason = "one table, a row a situation")]
    pub fn text(&self, lang: Lang, path: &str) -> ErrorText {
        let said = |row: Row, values: &[(&str, &str)]| row.fill(lang, values);
        let is_stdin = path == STDIN;
        // A name with control characters is told from one without them.
        let path = &*sanitise::name(shown(lang, path));
        let error = |row: Row| ErrorText::new(lang, row.fill(lang, &[("path", path)]));
        match *self {
            Self::Missing { nearest, folder } => {
                let text = error(Row { ko: "{path} 파일이 없습니다", en: "there is no file {path}" });
                match (nearest, folder) {
                    (Some(nearest), _) => text.with_nearest([&*sanitise::name(nearest)]),
                    (None, Some(folder)) => text.with_cause(no_folder(lang, folder)).with_hint(look_in(lang, folder)),
                    (None, None) => text.with_hint(look_in(lang, path)),
                }
            }
            Self::NoMatch { folder: Some(folder) } => {
                error(Row { ko: "`{path}`에 맞는 파일이 없습니다", en: "no file fits `{path}`" })
                    .with_cause(no_folder(lang, folder))
                    .with_hint(look_in(lang, folder))
            }
            Self::NoMatch { folder: None } => {
                let text = error(Row { ko: "`{path}`에 맞는 파일이 없습니다", en: "no file fits `{path}`" });
                let Some(deeper) = deeper(path) else {
                    return text.with_hint(said(
                        Row {
                            ko: "`.`으로 시작하는 이름은 `.`으로 시작하는 무늬로만 찾습니다",
                            en: "a name that begins with a dot needs a pattern that does",
                        },
                        &[],
                    ));
                };
                text.with_hint(said(
                    Row {
                        ko: "하위 디렉터리까지 찾으려면 `-f {deeper}`",
                        en: "to look in the folders below, too: `-f {deeper}`",
                    },
                    &[("deeper", &shell_word(&deeper))],
                ))
            }
            Self::Directory => error(Row {
                ko: "{path}: 파일이 아니라 디렉터리입니다",
                en: "{path} is a directory, not a file",
            })
            .with_hint(said(
                Row {
                    ko: "안의 파일을 보내려면 `-f {all}` (하위 디렉터리까지: `-f {deeper}`)",
                    en: "to send what is in it: `-f {all}` (with all below: `-f {deeper}`)",
                },
                &[
                    ("all", &shell_word(&format!("{}/*", path.trim_end_matches('/')))),
                    ("deeper", &shell_word(&format!("{}/**/*", path.trim_end_matches('/')))),
                ],
            )),
            Self::Binary => {
                error(Row { ko: "{path}{은} 텍스트가 아닙니다", en: "{path} is not text" }).with_hint(said(
                    Row {
                        ko: "텍스트로 바꾼 뒤 보내세요. UTF-8, UTF-16, CP949를 읽을 수 있습니다",
                        en: "convert it to text first; UTF-8, UTF-16 and CP949 can be read",
                    },
                    &[],
                ))
            }
            Self::TooLarge { n_bytes, limit } => {
                error(Row { ko: "{path}{이} 너무 큽니다", en: "{path} is too large" })
                    .with_cause(said(
                        Row { ko: "크기 {size}, 한도 {limit}", en: "{size}; the limit is {limit}" },
                        &[("size", &size(n_bytes, limit)), ("limit", &size(limit, n_bytes))],
                    ))
                    .with_hint(said(
                        if is_stdin {
                            Row {
                                ko: "필요한 부분만 파이프로 넘기세요: `.. | head -c 1000000 | baro ask 질문`",
                                en: "pipe in the part that matters: `.. | head -c 1000000 | baro ask QUESTION`",
                            }
                        } else {
                            Row {
                                ko: "필요한 부분만 파이프로 넘기세요: `head -c 1000000 {word} | baro ask 질문`",
                                en: "pipe in the part that matters: `head -c 1000000 {word} | baro ask QUESTION`",
                            }
                        },
                        &[("word", &shell_word(path))],
                    ))
            }
            Self::NotRegular => error(Row {
                ko: "{path}{은} 읽을 수 있는 파일이 아닙니다",
                en: "{path} is not a file that can be read",
            })
            .with_hint(said(
                Row {
                    ko: "장치나 소켓은 읽지 않습니다. 텍스트 파일을 고르세요",
                    en: "devices and sockets are not read; name a file of text",
                },
                &[],
            )),
            Self::Silent { waited_s } => ErrorText::new(
                lang,
                said(
                    Row {
                        ko: "{path}에 {seconds}초 동안 아무것도 오지 않았습니다",
                        en: "nobody wrote to {path} in {seconds} s",
                    },
                    &[("path", path), ("seconds", &waited_s.to_string())],
                ),
            )
            .with_hint(said(
                Row {
                    ko: "파이프에 쓰는 프로그램을 먼저 실행하세요",
                    en: "start the program that writes to the pipe first",
                },
                &[],
            )),
            Self::UnknownEncoding => error(Row {
                ko: "{path}의 문자 인코딩을 알 수 없습니다",
                en: "the encoding of {path} is not known",
            })
            .with_hint(said(
                Row {
                    ko: "UTF-8로 바꾼 뒤 보내세요. UTF-16과 CP949도 읽을 수 있습니다",
                    en: "convert it to UTF-8 first; UTF-16 and CP949 can be read, too",
                },
                &[],
            )),
            Self::QuestionMarks => error(Row {
                ko: "{path}의 글자가 `?`로 바뀌어 왔습니다",
                en: "the letters of {path} came as `?`",
            })
            .with_cause(said(
                Row {
                    ko: "PowerShell 5는 파이프로 보내는 글을 ASCII로 바꿉니다",
                    en: "PowerShell 5 turns what it pipes to a program into ASCII",
                },
                &[],
            ))
            .with_hint(said(
                Row {
                    ko: "먼저 `$OutputEncoding = [Text.Encoding]::UTF8`을 실행하세요. 그대로 보내려면 `--stdin`",
                    en: "run `$OutputEncoding = [Text.Encoding]::UTF8` first, or send it as it is with `--stdin`",
                },
                &[],
            )),
            Self::Unreadable { message } => {
                let text = error(Row { ko: "{path}{을} 읽을 수 없습니다", en: "{path} cannot be read" })
                    .with_cause(sanitise::line(message));
                if is_stdin {
                    return text.with_hint(said(
                        Row {
                            ko: "파일로 저장해 `-f 파일`로 보내세요",
                            en: "keep it in a file and send that with `-f FILE`",
                        },
                        &[],
                    ));
                }
                text.with_hint(said(
                    Row {
                        ko: "소유자와 권한을 확인하세요: `ls -l {word}`",
                        en: "see whose it is and who may read it: `ls -l {word}`",
                    },
                    &[("word", &shell_word(path))],
                ))
            }
        }
    }
}

fn no_folder(lang: Lang, folder: &str) -> String {
    Row { ko: "{folder} 디렉터리가 없음", en: "there is no folder {folder}" }
        .fill(lang, &[("folder", &sanitise::name(folder))])
}

/// Where to look for what is not at `path`: in the folder in which it would be.
fn look_in(lang: Lang, path: &str) -> String {
    let folder = Path::new(path).parent().filter(|folder| !folder.as_os_str().is_empty());
    let command = folder.map_or_else(
        || "ls".to_owned(),
        |folder| format!("ls {}", shell_word(&sanitise::name(&folder.display().to_string()))),
    );
    let row = if Path::new(path).is_absolute() {
        Row { ko: "있는 파일 보기: `{command}`", en: "what is there: `{command}`" }
    } else {
        Row {
            ko: "상대 경로는 현재 디렉터리에서 시작합니다. 있는 파일 보기: `{command}`",
            en: "a relative path begins in the current folder; what is there: `{command}`",
        }
    };
    row.fill(lang, &[("command", &command)])
}

/// A size beside another: to the byte where they would look the same.
fn size(n_bytes: u64, other: u64) -> String {
    let rounded = number::bytes(n_bytes);
    if rounded == number::bytes(other) { format!("{} B", number::grouped(n_bytes)) } else { rounded }
}

/// How standard input is named where a file would be.
const STDIN: &str = "-";

/// A file's name in a sentence.
pub(super) fn shown(lang: Lang, path: &str) -> &str {
    match (path, lang) {
        (STDIN, Lang::Ko) => "표준 입력",
        (STDIN, Lang::En) => "standard input",
        _ => path,
    }
}

/// `path` as one word of a POSIX shell.
#[must_use]
pub fn shell_word(path: &str) -> String {
    let is_plain = |character: char| character.is_alphanumeric() || "/._-+:@%,".contains(character);
    if !path.is_empty() && path.chars().all(is_plain) {
        path.to_owned()
    } else {
        format!("'{}'", path.replace('\'', r"'\''"))
    }
}

/// A pattern that looks in the folders below, too; `None` where it does already.
fn deeper(pattern: &str) -> Option<String> {
    let path = Path::new(pattern);
    // Within a name two stars are as good as one.
    if path.components().any(|part| part.as_os_str() == "**") {
        return None;
    }
    let name = path.file_name()?.to_str()?;
    pattern.strip_suffix(name).map(|folder| format!("{folder}**/{name}"))
}

#[cfg(test)]
mod tests {
    use super::{deeper, shell_word};

    #[test]
    fn a_pattern_is_taken_deeper_once() {
        for (pattern, expected) in [
            ("*.zip", Some("**/*.zip")),
            ("docs/*.zip", Some("docs/**/*.zip")),
            ("/a/*.zip", Some("/a/**/*.zip")),
            ("/*.zip", Some("/**/*.zip")),
            ("a**b.zip", Some("**/a**b.zip")),
            ("docs/**/*.zip", None),
            ("**", None),
        ] {
            assert_eq!(deeper(pattern).as_deref(), expected);
        }
    }

    #[test]
    fn a_path_in_a_command_is_one_word() {
        for (path, word) in [
            ("/tmp/baro.db", "/tmp/baro.db"),
            ("내 문서/a b", "'내 문서/a b'"),
            ("it's", r"'it'\''s'"),
            ("$(x)", "'$(x)'"),
        ] {
            assert_eq!(shell_word(path), word);
        }
    }
}
