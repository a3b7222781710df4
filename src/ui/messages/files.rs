//! What can be wrong with a file that was named to be sent along; how a file is named in a sentence and in a command.

use std::path::Path;

use super::{ErrorText, Row};
use crate::domain::{Lang, list_folder, shell_word, show_access};
use crate::markup::sanitise;
use crate::ui::number;

/// What is no folder, though a path leads through it.
#[derive(Debug, Clone, Copy)]
pub struct NoFolder<'a> {
    /// Its path.
    pub path: &'a str,
    /// Whether there is a file of that name.
    pub is_file: bool,
}

/// What is wrong with a file that was named.
#[derive(Debug, Clone, Copy)]
pub enum FileProblem<'a> {
    /// It is not there.
    Missing {
        /// A name that is there and much like it.
        nearest: Option<&'a str>,
        /// The first on the way to it that is no folder either.
        folder: Option<NoFolder<'a>>,
    },
    /// It is a pattern, and no file fits it.
    NoMatch {
        /// The folder before the pattern, where that is what there is not.
        folder: Option<NoFolder<'a>>,
    },
    /// It is a directory.
    Directory {
        /// Its path, where that can be typed.
        typed: Option<&'a str>,
    },
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
                    (None, Some(folder)) => {
                        text.with_cause(no_folder(lang, folder)).with_hint(look_in(lang, folder.path))
                    }
                    (None, None) => text.with_hint(look_in(lang, path)),
                }
            }
            Self::NoMatch { folder: Some(folder) } => {
                error(Row { ko: "`{path}`에 맞는 파일이 없습니다", en: "no file fits `{path}`" })
                    .with_cause(no_folder(lang, folder))
                    .with_hint(look_in(lang, folder.path))
            }
            Self::NoMatch { folder: None } => {
                let text = error(Row { ko: "`{path}`에 맞는 파일이 없습니다", en: "no file fits `{path}`" });
                let Some(deeper) = deeper(path) else {
                    return text.with_hint(said(
                        Row {
                            ko: "`.`으로 시작하는 이름은 `.`으로 시작하는 패턴으로만 찾습니다",
                            en: "a name that begins with a dot needs a pattern that does",
                        },
                        &[],
                    ));
                };
                text.with_hint(said(
                    Row {
                        ko: "하위 폴더까지 찾으려면 `-f {deeper}`",
                        en: "to look in the folders below, too: `-f {deeper}`",
                    },
                    &[("deeper", &shell_word(&deeper))],
                ))
            }
            Self::Directory { typed: None } => error(Row {
                ko: "{path}: 파일이 아니라 폴더입니다",
                en: "{path} is a directory, not a file",
            })
            .with_hint(said(
                Row {
                    ko: "안의 파일을 보내려면 `-f '폴더/*'`", en: "to send what is in a folder: `-f 'FOLDER/*'`"
                },
                &[],
            )),
            Self::Directory { typed: Some(typed) } => error(Row {
                ko: "{path}: 파일이 아니라 폴더입니다",
                en: "{path} is a directory, not a file",
            })
            .with_hint(said(
                Row {
                    ko: "안의 파일을 보내려면 `-f {all}` (하위 폴더까지: `-f {deeper}`)",
                    en: "to send what is in it: `-f {all}` (with all below: `-f {deeper}`)",
                },
                &[
                    ("all", &shell_word(&format!("{}/*", sanitise::name(typed).trim_end_matches('/')))),
                    ("deeper", &shell_word(&format!("{}/**/*", sanitise::name(typed).trim_end_matches('/')))),
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
                        if cfg!(windows) {
                            Row {
                                ko: "필요한 부분만 파일로 저장해 `-f 파일`로 보내세요",
                                en: "keep the part that matters in a file and send that with `-f FILE`",
                            }
                        } else if is_stdin {
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
                        ko: "소유자와 권한을 확인하세요: `{look}`",
                        en: "see whose it is and who may read it: `{look}`",
                    },
                    &[("look", &show_access(path))],
                ))
            }
        }
    }
}

fn no_folder(lang: Lang, folder: NoFolder<'_>) -> String {
    let row = if folder.is_file {
        Row { ko: "{folder}: 폴더가 아니라 파일입니다", en: "{folder} is a file, not a folder" }
    } else {
        Row { ko: "{folder} 폴더가 없습니다", en: "there is no folder {folder}" }
    };
    row.fill(lang, &[("folder", &sanitise::name(folder.path))])
}

/// Where to look for what is not at `path`: in the folder in which it would be.
fn look_in(lang: Lang, path: &str) -> String {
    let folder = Path::new(path).parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.map(|folder| sanitise::name(&folder.display().to_string()).into_owned());
    let command = list_folder(folder.as_deref());
    let row = if Path::new(path).is_absolute() {
        Row { ko: "파일 목록: `{command}`", en: "what is there: `{command}`" }
    } else {
        Row {
            ko: "상대 경로는 현재 폴더 기준입니다. 파일 목록: `{command}`",
            en: "a relative path begins in the current folder; what is there: `{command}`",
        }
    };
    row.fill(lang, &[("command", &command)])
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

#[cfg(test)]
mod tests {
    use super::deeper;

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
}
