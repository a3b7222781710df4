//! Answers to words that lead to no command: help, what clap finds wrong with them in the message table's three parts, and
//! what else they may have been.

use clap::ValueEnum as _;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::args::{McpClient, ShellName};
use super::exit::Exit;
use super::korean;
use super::session::{Form, complain, plain_console};
use crate::domain::{Lang, shell_word};
use crate::ui::messages::{AuthProblem, Usage, UsageProblem};
use crate::ui::{ErrorText, Problem};

/// Help, version, or what is wrong with the words.
pub fn of_clap(error: &clap::Error, lang: Lang, form: Form) -> Exit {
    let console = plain_console(lang);
    let in_lang = |page: String| if lang == Lang::Ko { super::korean::help_page(&page) } else { page };
    // A command of commands alone gets the list of them.
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        console.raw(in_lang(error.render().to_string()).trim_end());
        return Exit::USAGE;
    }
    if error.use_stderr() {
        complain(&console, form, "usage", &text(error, lang));
        return Exit::USAGE;
    }
    let text =
        if console.stdout_is_terminal() { error.render().ansi().to_string() } else { error.render().to_string() };
    match console.print(&in_lang(text)) {
        Ok(_) => Exit::OK,
        Err(error) => {
            console.error(&Problem::OutputFailed { message: &error.to_string() }.text(lang));
            Exit::OTHER
        }
    }
}

/// Words that are probably another command.
pub fn did_you_mean(word: &str, subcommand: &str, rest: &[String], lang: Lang, form: Form) -> Exit {
    refuse(&Problem::UnknownCommand { name: word, nearest: subcommand, rest }.text(lang), lang, form)
}

/// A setting and its value with an equals sign between.
pub fn equals_sign(key: &str, value: &str, lang: Lang, form: Form) -> Exit {
    let whole = format!("baro config set {key} {}", shell_word(value));
    let usage = Usage { problem: UsageProblem::EqualsSign { key }, suggested: Some(&whole), usage: None };
    refuse(&usage.text(lang), lang, form)
}

/// What looks like a key stands behind a command that takes none.
pub fn key_in_words(lang: Lang, form: Form) -> Exit {
    refuse(&AuthProblem::OnTheCommandLine { provider: None }.text(lang), lang, form)
}

/// A word behind `auth` and a provider is no action, and may be a key.
pub fn may_be_key(provider: &str, lang: Lang, form: Form) -> Exit {
    refuse(&AuthProblem::WordBehindProvider { provider }.text(lang), lang, form)
}

/// What stands behind `completions` or `shell-init` names no shell.
pub fn no_such_shell(words: &[String], lang: Lang) -> Exit {
    let nearest = ShellName::nearest(words);
    let names = ShellName::names();
    refuse(&Problem::UnknownShell { words, nearest: nearest.as_deref(), names: &names }.text(lang), lang, Form::Text)
}

/// A shell is given by a flag, where it stands as a word.
pub fn shell_by_a_flag(flag: &str, subcommand: &str, shell: &str, lang: Lang) -> Exit {
    let whole = format!("baro {subcommand} {shell}");
    let problem = UsageProblem::UnknownArgument { name: flag };
    refuse(&Usage { problem, suggested: Some(&whole), usage: None }.text(lang), lang, Form::Text)
}

/// Tells it in the form that was asked for.
fn refuse(text: &ErrorText, lang: Lang, form: Form) -> Exit {
    complain(&plain_console(lang), form, "usage", text);
    Exit::USAGE
}

/// The error in `lang`.
#[must_use]
pub fn text(error: &clap::Error, lang: Lang) -> ErrorText {
    let one = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.as_str()),
        Some(ContextValue::Strings(texts)) => texts.first().map(String::as_str),
        _ => None,
    };
    let many = |kind| match error.get(kind) {
        Some(ContextValue::Strings(texts)) => texts.join(" "),
        Some(ContextValue::String(text)) => text.clone(),
        _ => String::new(),
    };
    // `--by <BY>` is `--by` to a person, `--continue[=<any>]` is `--continue`; the name of a word stays as it is.
    let flag =
        |name: &'_ str| if name.starts_with('-') { name.find([' ', '[']).unwrap_or(name.len()) } else { name.len() };
    let arg = one(ContextKind::InvalidArg).map_or("", |name| &name[..flag(name)]);
    let value = one(ContextKind::InvalidValue).unwrap_or_default();
    let named = many(ContextKind::InvalidArg);
    let prior = many(ContextKind::PriorArg);
    let prior = prior[..flag(&prior)].to_owned();
    let values: &[String] = match error.get(ContextKind::ValidValue) {
        Some(ContextValue::Strings(values)) => values,
        _ => &[],
    };
    let valid = values.join(", ");
    let suggested = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue]
        .into_iter()
        .find_map(one);
    let usage = usage(error);
    // clap takes what shares letters for near: `long` for `coding`, `conversation` for `cost`.
    let of_others = option_of_others(arg, usage.as_deref());
    // It is the program's own, and how `ask` is written is beside the point.
    let usage = usage.filter(|_| of_others.as_deref().is_none_or(|whole| !whole.starts_with("baro --")));
    let suggested = match error.kind() {
        ErrorKind::InvalidValue => nearest_value(value, values),
        // Every command has a `--help`, which is near to much.
        ErrorKind::UnknownArgument => {
            of_others.as_deref().or(suggested.filter(|near| *near != "--help" || arg.starts_with("--h")))
        }
        _ => suggested,
    };
    let subcommand = one(ContextKind::InvalidSubcommand).unwrap_or_default();
    let problem = match error.kind() {
        ErrorKind::UnknownArgument => UsageProblem::UnknownArgument { name: arg },
        ErrorKind::InvalidSubcommand => UsageProblem::UnknownCommand { name: subcommand },
        ErrorKind::InvalidValue if value.is_empty() => UsageProblem::NoValue { name: arg, expected: &valid },
        ErrorKind::InvalidValue => UsageProblem::WrongValue { name: arg, value, expected: &valid },
        ErrorKind::ValueValidation => UsageProblem::WrongValue { name: arg, value, expected: "" },
        ErrorKind::ArgumentConflict => UsageProblem::Conflict { name: arg, other: &prior },
        ErrorKind::MissingRequiredArgument if korean::stands_for("PROVIDER", &named) => UsageProblem::MissingProvider,
        ErrorKind::MissingRequiredArgument if korean::stands_for("SHELL", &named) => UsageProblem::MissingShell,
        ErrorKind::MissingRequiredArgument => UsageProblem::Missing { names: &named },
        ErrorKind::MissingSubcommand => UsageProblem::MissingCommand,
        ErrorKind::NoEquals => UsageProblem::NoEquals { name: arg },
        ErrorKind::TooManyValues | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            UsageProblem::WrongNumber { name: arg }
        }
        ErrorKind::InvalidUtf8 => UsageProblem::NotUtf8,
        _ => UsageProblem::Other,
    };
    Usage { problem, suggested, usage: usage.as_deref() }.text(lang)
}

/// The value that was probably meant: one that begins as what was typed, wholly or for half of it, or a slip away.
fn nearest_value<'a>(typed: &str, values: &'a [String]) -> Option<&'a str> {
    let typed = typed.to_lowercase();
    let shared = |value: &str| value.chars().zip(typed.chars()).take_while(|(one, other)| one == other).count();
    let is_slip = |value: &str| strsim::osa_distance(value, &typed) <= if value.chars().count() < 5 { 1 } else { 2 };
    let begins_so = |value: &str| {
        let (n_value, n_typed) = (value.chars().count(), typed.chars().count());
        let n_shared = shared(value);
        n_shared >= 3 && (n_shared == n_value.min(n_typed) || n_shared * 2 >= n_value.max(n_typed))
    };
    let near = values.iter().map(String::as_str).filter(|value| is_slip(value) || begins_so(value));
    near.min_by_key(|value| (strsim::osa_distance(value, &typed), std::cmp::Reverse(shared(value))))
}

/// What is ours of an option or a word that other programs have.
fn option_of_others(typed: &str, usage: Option<&str>) -> Option<String> {
    match typed {
        "-v" | "-version" => Some("baro --version".to_owned()),
        "-?" | "-help" | "/?" => Some("baro --help".to_owned()),
        // clap knows the options of `ask` alone where no command was typed.
        _ if strsim::osa_distance(typed, "--version") == 1 => Some("baro --version".to_owned()),
        _ if usage.is_some_and(|usage| usage.starts_with("baro mcp config")) => {
            // Claude Code's own program.
            let typed = if typed.eq_ignore_ascii_case("claude") { "claude-code" } else { typed };
            let client = McpClient::from_str(typed, true).ok()?.to_possible_value()?;
            Some(format!("baro mcp config --client {}", client.get_name()))
        }
        _ => None,
    }
}

/// How the command is written: clap's own line of it.
fn usage(error: &clap::Error) -> Option<String> {
    let Some(ContextValue::StyledStr(usage)) = error.get(ContextKind::Usage) else { return None };
    let usage = usage.to_string();
    let line = usage.lines().map(str::trim).find(|line| !line.is_empty())?;
    Some(line.split_once(": ").map_or(line, |(_, usage)| usage).to_owned())
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use super::*;
    use crate::cli::words::{Parsed, parse};
    use crate::ui::style::View;

    fn draw(line: &str) -> String {
        let mut drawn = String::new();
        for lang in [Lang::Ko, Lang::En] {
            let words = std::iter::once("baro").chain(line.split_whitespace()).map(OsString::from).collect();
            match parse(words, lang) {
                Parsed::Clap(error) => drawn.push_str(&text(&error, lang).render(&View::plain(lang))),
                other => panic!("{line}: {other:?}"),
            }
        }
        drawn
    }

    #[test]
    #[expect(clippy::too_many_lines, reason = "one snapshot of all")]
    fn what_is_wrong_is_said_in_both_languages() {
        let lines = [
            "ask --no-such-flag hi",
            "models --jsn",
            "usage --by week",
            "ask --max-tokens 0 hi",
            "ask -r codee hi",
            "ask -r coding hi",
            "usage --by cost",
            "usage --by modality",
            "usage --by conv",
            "-v",
            "--versoin",
            "mcp config claude-code",
            "mcp config Cursor",
            "config get a b",
            "config set language",
            "ask --file",
            "ask --route",
            "ask -r code -m kimi hi",
            "ask --max-cost hi",
            "ask --max-cost -1 hi",
            "history star",
            "history rm",
            "ask --model",
            "ask --continue=foo hi",
            "ask --continue any --stdin=x hi",
            "mcp serve --tools foo",
            "mcp serve --max-at-once 0",
            "mcp serve --max-calls 0",
            "mcp serve --http localhost:8931",
        ];
        insta::assert_snapshot!(lines.map(|line| format!("$ baro {line}\n{}", draw(line))).concat(), @"
        $ baro ask --no-such-flag hi
        오류: `--no-such-flag`라는 옵션은 없습니다
        도움: 사용법: baro ask [옵션] [글]...
        error: there is no option `--no-such-flag`
        hint: usage: baro ask [OPTIONS] [TEXT]...
        $ baro models --jsn
        오류: `--jsn`이라는 옵션은 없습니다
        도움: 혹시 `--json`?
              사용법: baro models --json
        error: there is no option `--jsn`
        hint: did you mean `--json`?
              usage: baro models --json
        $ baro usage --by week
        오류: `--by`에 `week`는 쓸 수 없습니다
        도움: 가능한 값: model, route, day, surface, conversation
        error: `--by` cannot be `week`
        hint: it may be: model, route, day, surface, conversation
        $ baro ask --max-tokens 0 hi
        오류: `--max-tokens`에 `0`은 쓸 수 없습니다
        도움: 가능한 값: 1 이상의 정수
        error: `--max-tokens` cannot be `0`
        hint: it may be a whole number from 1
        $ baro ask -r codee hi
        오류: `--route`에 `codee`는 쓸 수 없습니다
        도움: 혹시 `code`?
              가능한 값: code, think, long, fast, design, general
        error: `--route` cannot be `codee`
        hint: did you mean `code`?
              it may be: code, think, long, fast, design, general
        $ baro ask -r coding hi
        오류: `--route`에 `coding`은 쓸 수 없습니다
        도움: 혹시 `code`?
              가능한 값: code, think, long, fast, design, general
        error: `--route` cannot be `coding`
        hint: did you mean `code`?
              it may be: code, think, long, fast, design, general
        $ baro usage --by cost
        오류: `--by`에 `cost`는 쓸 수 없습니다
        도움: 가능한 값: model, route, day, surface, conversation
        error: `--by` cannot be `cost`
        hint: it may be: model, route, day, surface, conversation
        $ baro usage --by modality
        오류: `--by`에 `modality`는 쓸 수 없습니다
        도움: 가능한 값: model, route, day, surface, conversation
        error: `--by` cannot be `modality`
        hint: it may be: model, route, day, surface, conversation
        $ baro usage --by conv
        오류: `--by`에 `conv`는 쓸 수 없습니다
        도움: 혹시 `conversation`?
              가능한 값: model, route, day, surface, conversation
        error: `--by` cannot be `conv`
        hint: did you mean `conversation`?
              it may be: model, route, day, surface, conversation
        $ baro -v
        오류: `-v`라는 옵션은 없습니다
        도움: 혹시 `baro --version`?
        error: there is no option `-v`
        hint: did you mean `baro --version`?
        $ baro --versoin
        오류: `--versoin`이라는 옵션은 없습니다
        도움: 혹시 `baro --version`?
        error: there is no option `--versoin`
        hint: did you mean `baro --version`?
        $ baro mcp config claude-code
        오류: `claude-code`는 필요 없는 인자입니다
        도움: 혹시 `baro mcp config --client claude-code`?
              사용법: baro mcp config [옵션]
        error: `claude-code` is one word too many
        hint: did you mean `baro mcp config --client claude-code`?
              usage: baro mcp config [OPTIONS]
        $ baro mcp config Cursor
        오류: `Cursor`는 필요 없는 인자입니다
        도움: 혹시 `baro mcp config --client cursor`?
              사용법: baro mcp config [옵션]
        error: `Cursor` is one word too many
        hint: did you mean `baro mcp config --client cursor`?
              usage: baro mcp config [OPTIONS]
        $ baro config get a b
        오류: `b`는 필요 없는 인자입니다
        도움: 사용법: baro config get [옵션] <설정>
        error: `b` is one word too many
        hint: usage: baro config get [OPTIONS] <KEY>
        $ baro config set language
        오류: `<값>...`이 빠졌습니다
        도움: 사용법: baro config set <설정> <값>...
        error: `<VALUE>...` is missing
        hint: usage: baro config set <KEY> <VALUE>...
        $ baro ask --file
        오류: `--file`에 값이 없습니다
        도움: `-f 파일`처럼 쓰세요. `-f -`는 표준 입력
        error: `--file` lacks its value
        hint: such as `-f FILE`; `-f -` is standard input
        $ baro ask --route
        오류: `--route`에 값이 없습니다
        도움: 가능한 값: code, think, long, fast, design, general
        error: `--route` lacks its value
        hint: it may be: code, think, long, fast, design, general
        $ baro ask -r code -m kimi hi
        오류: `--route`와 `--model`은 함께 쓸 수 없습니다
        도움: 둘 중 하나만 쓰세요
        error: `--route` and `--model` exclude each other
        hint: use one of the two
        $ baro ask --max-cost hi
        오류: `--max-cost`에 `hi`는 쓸 수 없습니다
        도움: 가능한 값: 0.05 같은 달러 금액
        error: `--max-cost` cannot be `hi`
        hint: it may be an amount in dollars, such as 0.05
        $ baro ask --max-cost -1 hi
        오류: `--max-cost`에 `-1`은 쓸 수 없습니다
        도움: 가능한 값: 0.05 같은 달러 금액
        error: `--max-cost` cannot be `-1`
        hint: it may be an amount in dollars, such as 0.05
        $ baro history star
        오류: `<ID|이름>`이 빠졌습니다
        도움: 사용법: baro history star <ID|이름>
        error: `<ID|NAME>` is missing
        hint: usage: baro history star <ID|NAME>
        $ baro history rm
        오류: `<ID|이름>...`이 빠졌습니다
        도움: 사용법: baro history rm <ID|이름>...
        error: `<ID|NAME>...` is missing
        hint: usage: baro history rm <ID|NAME>...
        $ baro ask --model
        오류: `--model`에 값이 없습니다
        도움: `-m kimi`처럼 쓰세요. 모델은 `baro models`에 있습니다
        error: `--model` lacks its value
        hint: such as `-m kimi`; `baro models` lists the models
        $ baro ask --continue=foo hi
        오류: `--continue`에 `foo`는 쓸 수 없습니다
        도움: 가능한 값: folder, any
        error: `--continue` cannot be `foo`
        hint: it may be: folder, any
        $ baro ask --continue any --stdin=x hi
        오류: `--stdin`의 값의 개수가 맞지 않습니다
        도움: 사용법: baro ask --continue[=<any>] --stdin [글]...
        error: `--stdin` has too many or too few values
        hint: usage: baro ask --continue[=<any>] --stdin [TEXT]...
        $ baro mcp serve --tools foo
        오류: `--tools`에 `foo`는 쓸 수 없습니다
        도움: 가능한 값: ask, qwen_code_assistant, kimi_deep_thinker, meta_quick_responder, route, usage (쉼표로 여럿)
        error: `--tools` cannot be `foo`
        hint: it may be, with commas between: ask, qwen_code_assistant, kimi_deep_thinker, meta_quick_responder, route, usage
        $ baro mcp serve --max-at-once 0
        오류: `--max-at-once`에 `0`은 쓸 수 없습니다
        도움: 가능한 값: 1 이상의 정수
        error: `--max-at-once` cannot be `0`
        hint: it may be a whole number from 1
        $ baro mcp serve --max-calls 0
        오류: `--max-calls`에 `0`은 쓸 수 없습니다
        도움: 가능한 값: 1 이상의 정수
        error: `--max-calls` cannot be `0`
        hint: it may be a whole number from 1
        $ baro mcp serve --http localhost:8931
        오류: `--http`에 `localhost:8931`은 쓸 수 없습니다
        도움: 가능한 값: 127.0.0.1:8931 같은 IP 주소와 포트
        error: `--http` cannot be `localhost:8931`
        hint: it may be an IP address with its port, such as 127.0.0.1:8931
        ");
    }

    #[test]
    fn a_shell_that_is_missing_is_told_with_all_that_there_are() {
        let names = crate::cli::args::ShellName::names().join(", ");
        let drawn = draw("shell-init");
        for said in [
            "오류: 셸의 이름이 빠졌습니다\n도움: `baro shell-init zsh`처럼 쓰세요. 가능한 값: ",
            "error: the shell's name is missing\nhint: such as `baro shell-init zsh`; it may be: ",
        ] {
            assert!(drawn.contains(&format!("{said}{names}\n")), "{drawn}");
        }
    }

    #[test]
    fn a_provider_that_is_missing_is_told_with_some_to_choose_from() {
        let lines = ["auth add", "auth rm"];
        insta::assert_snapshot!(lines.map(|line| format!("$ baro {line}\n{}", draw(line))).concat(), @"
        $ baro auth add
        오류: 제공자 이름이 빠졌습니다
        도움: `baro auth add groq`처럼 쓰세요: groq, gemini, openrouter, openai, anthropic 등
        error: the provider's name is missing
        hint: such as `baro auth add groq`: groq, gemini, openrouter, openai, anthropic ..
        $ baro auth rm
        오류: 제공자 이름이 빠졌습니다
        도움: `baro auth rm groq`처럼 쓰세요: groq, gemini, openrouter, openai, anthropic 등
        error: the provider's name is missing
        hint: such as `baro auth rm groq`: groq, gemini, openrouter, openai, anthropic ..
        ");
    }

    #[test]
    fn the_example_of_a_command_has_no_flag_whose_value_it_lacks() {
        for (line, example) in [
            ("auth rm --lang ko", "`baro auth rm groq`"),
            ("--color never auth add", "`baro auth add groq`"),
            ("shell-init --lang en", "`baro shell-init zsh`"),
        ] {
            let drawn = draw(line);
            assert_eq!(drawn.matches(example).count(), 2, "{line}: {drawn}");
        }
    }
}
