//! What can be wrong with the words of a command line.

use super::{ErrorText, Row};
use crate::config::mcp::ToolName;
use crate::domain::Lang;
use crate::engine::free_vendors;

/// A command line that cannot be taken as it is, with what may help.
#[derive(Debug, Clone, Copy)]
pub struct Usage<'a> {
    /// What is wrong.
    pub problem: UsageProblem<'a>,
    /// What was probably meant.
    pub suggested: Option<&'a str>,
    /// How the command is written.
    pub usage: Option<&'a str>,
}

/// What is wrong with a command line.
#[derive(Debug, Clone, Copy)]
pub enum UsageProblem<'a> {
    /// No such flag, or a word too many.
    UnknownArgument {
        /// As typed.
        name: &'a str,
    },
    /// No such command.
    UnknownCommand {
        /// As typed.
        name: &'a str,
    },
    /// A flag stands without its value.
    NoValue {
        /// The flag.
        name: &'a str,
        /// The values that fit, where they can be counted.
        expected: &'a str,
    },
    /// A value that does not fit.
    WrongValue {
        /// The flag, or the name of the word.
        name: &'a str,
        /// As typed.
        value: &'a str,
        /// The values that fit, where they can be counted.
        expected: &'a str,
    },
    /// Two flags that exclude each other.
    Conflict {
        /// The one.
        name: &'a str,
        /// The other.
        other: &'a str,
    },
    /// Words that are needed.
    Missing {
        /// Their names.
        names: &'a str,
    },
    /// The name of a provider is needed.
    MissingProvider,
    /// The name of a shell is needed.
    MissingShell,
    /// A command of commands stands alone.
    MissingCommand,
    /// The value of a flag must follow an equals sign.
    NoEquals {
        /// The flag.
        name: &'a str,
    },
    /// Too many or too few values.
    WrongNumber {
        /// The flag.
        name: &'a str,
    },
    /// A setting and its value with an equals sign between.
    EqualsSign {
        /// The setting.
        key: &'a str,
    },
    /// A word is no Unicode text.
    NotUtf8,
    /// Anything else.
    Other,
}

impl Usage<'_> {
    /// The error in its three parts.
    #[must_use]
    #[expect(clippy::too_many_lines, reason = "one table, a row a problem")]
    pub fn text(&self, lang: Lang) -> ErrorText {
        let said = |row: Row, values: &[(&str, &str)]| row.fill(lang, values);
        let happened = match self.problem {
            UsageProblem::UnknownArgument { name } if !name.starts_with('-') => said(
                Row { ko: "`{name}`{은} 필요 없는 인자입니다", en: "`{name}` is one word too many" },
                &[("name", name)],
            ),
            UsageProblem::UnknownArgument { name } => said(
                Row { ko: "`{name}`{이라는} 옵션은 없습니다", en: "there is no option `{name}`" },
                &[("name", name)],
            ),
            UsageProblem::UnknownCommand { name } => said(
                Row { ko: "`{name}`{이라는} 명령은 없습니다", en: "there is no command `{name}`" },
                &[("name", name)],
            ),
            UsageProblem::NoValue { name, .. } => {
                said(Row { ko: "`{name}`에 값이 없습니다", en: "`{name}` lacks its value" }, &[("name", name)])
            }
            UsageProblem::WrongValue { name, value, .. } => said(
                Row { ko: "`{name}`에 `{value}`{은} 쓸 수 없습니다", en: "`{name}` cannot be `{value}`" },
                &[("name", name), ("value", value)],
            ),
            UsageProblem::Conflict { name, other } => said(
                Row {
                    ko: "`{name}`{과} `{other}`{은} 함께 쓸 수 없습니다",
                    en: "`{name}` and `{other}` exclude each other",
                },
                &[("name", name), ("other", other)],
            ),
            UsageProblem::MissingProvider => {
                said(Row { ko: "제공자 이름이 빠졌습니다", en: "the provider's name is missing" }, &[])
            }
            UsageProblem::MissingShell => {
                said(Row { ko: "셸의 이름이 빠졌습니다", en: "the shell's name is missing" }, &[])
            }
            UsageProblem::Missing { names } => {
                said(Row { ko: "`{names}`{이} 빠졌습니다", en: "`{names}` is missing" }, &[("names", names)])
            }
            UsageProblem::MissingCommand => {
                said(Row { ko: "무엇을 할지 빠졌습니다", en: "what is to be done is missing" }, &[])
            }
            UsageProblem::NoEquals { name } => said(
                Row {
                    ko: "`{name}`의 값은 `=` 뒤에 붙여 쓰세요", en: "the value of `{name}` stands behind an `=`"
                },
                &[("name", name)],
            ),
            UsageProblem::WrongNumber { name } => said(
                Row {
                    ko: "`{name}`의 값의 개수가 맞지 않습니다", en: "`{name}` has too many or too few values"
                },
                &[("name", name)],
            ),
            UsageProblem::EqualsSign { key } => said(
                Row {
                    ko: "`{key}`{과} 값은 `=` 없이 띄어 씁니다",
                    en: "`{key}` and its value are two words, without an `=`",
                },
                &[("key", key)],
            ),
            UsageProblem::NotUtf8 => said(Row { ko: "UTF-8이 아닌 글자가 있습니다", en: "a word is not UTF-8" }, &[]),
            UsageProblem::Other => {
                said(Row { ko: "명령을 이해하지 못했습니다", en: "the command line cannot be understood" }, &[])
            }
        };
        let mut text = ErrorText::new(lang, happened);
        if let Some(suggested) = self.suggested {
            text = text.with_nearest([suggested]);
        }
        if let UsageProblem::WrongValue { name, expected, .. } = self.problem {
            text = text.with_hint(self::expected(lang, name, expected));
        }
        if let UsageProblem::MissingProvider = self.problem {
            return text.with_hint(providers(lang, self.usage.unwrap_or_default()));
        }
        if let UsageProblem::MissingShell = self.problem {
            let command = bare_command(self.usage.unwrap_or_default());
            return text.with_hint(said(
                Row {
                    ko: "`{command} zsh`처럼 쓰세요. 가능한 값: {names}",
                    en: "such as `{command} zsh`; it may be: {names}",
                },
                &[("command", &command), ("names", SHELLS)],
            ));
        }
        if let UsageProblem::NoValue { name, expected } = self.problem {
            text = text.with_hint(example(lang, name, expected));
        }
        if let UsageProblem::NotUtf8 = self.problem {
            return text.with_hint(said(
                Row {
                    ko: "터미널의 인코딩을 UTF-8로 바꾸거나, 글을 파일에 담아 `-f`로 보내세요",
                    en: "set the terminal to UTF-8, or send the text in a file with `-f`",
                },
                &[],
            ));
        }
        if let UsageProblem::Conflict { .. } = self.problem {
            return text.with_hint(said(Row { ko: "둘 중 하나만 쓰세요", en: "use one of the two" }, &[]));
        }
        if let Some(usage) = self.usage {
            let usage = match lang {
                Lang::Ko => usage.replace("[OPTIONS]", "[옵션]").replace("<COMMAND>", "<명령>"),
                Lang::En => usage.to_owned(),
            };
            text = text.with_hint(said(Row { ko: "사용법: {usage}", en: "usage: {usage}" }, &[("usage", &usage)]));
        }
        if text.hints.is_empty() {
            text = text.with_hint(said(
                Row {
                    ko: "사용할 수 있는 명령과 옵션: `baro --help`", en: "commands and options: `baro --help`"
                },
                &[],
            ));
        }
        text
    }
}

/// The shells that there is something for.
const SHELLS: &str = "bash, elvish, fish, nushell, powershell, zsh";

/// The command of a line of usage, without the flags that were given: clap lists them, but not their values.
fn bare_command(usage: &str) -> String {
    let words: Vec<&str> = usage.split_whitespace().take_while(|word| !word.starts_with(['-', '<', '['])).collect();
    words.join(" ")
}

/// What stands behind a command about keys: some providers, those with free keys first.
fn providers(lang: Lang, usage: &str) -> String {
    let command = bare_command(usage);
    let names: Vec<&str> =
        free_vendors().map(|vendor| vendor.id.as_str()).take(3).chain(["openai", "anthropic"]).collect();
    let row = Row { ko: "`{command} groq`처럼 쓰세요: {names} 등", en: "such as `{command} groq`: {names} .." };
    row.fill(lang, &[("command", &command), ("names", &names.join(", "))])
}

/// What stands behind a flag that lacks its value; empty where it is anything.
fn example(lang: Lang, name: &str, counted: &str) -> String {
    let row = match name {
        "--model" => Row {
            ko: "`-m kimi`처럼 쓰세요. 모델은 `baro models`에 있습니다",
            en: "such as `-m kimi`; `baro models` lists the models",
        },
        "--file" => Row {
            ko: "`-f 파일`처럼 쓰세요. `-f -`는 표준 입력",
            en: "such as `-f FILE`; `-f -` is standard input",
        },
        "--conversation" => Row {
            ko: "대화의 id나 이름은 `baro history list --all`에 있습니다",
            en: "`baro history list --all` lists ids and names",
        },
        "--system" => Row {
            ko: "`-s \"한 문장으로 답해\"`처럼 쓰세요", en: "such as `-s \"answer in one sentence\"`"
        },
        _ => return expected(lang, name, counted),
    };
    row.fill(lang, &[])
}

/// The values that a flag takes.
fn expected(lang: Lang, name: &str, counted: &str) -> String {
    let tools = ToolName::ALL.map(ToolName::as_str).join(", ");
    let mut counted: &str = counted;
    let flag = name.split_whitespace().next().unwrap_or_default();
    let row = match flag {
        _ if !counted.is_empty() => Row { ko: "가능한 값: {values}", en: "it may be: {values}" },
        "--max-cost" => {
            Row { ko: "가능한 값: 0.05 같은 달러 금액", en: "it may be an amount in dollars, such as 0.05" }
        }
        "--temperature" => Row { ko: "가능한 값: 0에서 2까지의 수", en: "it may be a number from 0 to 2" },
        "--timeout" => {
            Row { ko: "가능한 값: 0보다 큰 초, 86400까지", en: "it may be seconds, more than 0, up to 86400" }
        }
        "--days" => {
            Row { ko: "가능한 값: 1에서 3660까지의 정수", en: "it may be a whole number from 1 to 3660" }
        }
        "--tools" => {
            counted = &tools;
            Row { ko: "가능한 값: {values} (쉼표로 여럿)", en: "it may be, with commas between: {values}" }
        }
        "--http" => Row {
            ko: "가능한 값: 127.0.0.1:8931 같은 IP 주소와 포트",
            en: "it may be an IP address with its port, such as 127.0.0.1:8931",
        },
        "--max-tokens" | "--limit" | "--max-calls" | "--max-at-once" | "--max-answer-chars" => {
            Row { ko: "가능한 값: 1 이상의 정수", en: "it may be a whole number from 1" }
        }
        _ => return String::new(),
    };
    row.fill(lang, &[("values", counted)])
}
