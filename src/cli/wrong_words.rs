//! What clap finds wrong with the command line, in the message table's three parts.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::domain::Lang;
use crate::ui::ErrorText;
use crate::ui::messages::{Usage, UsageProblem};

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
    let arg = one(ContextKind::InvalidArg).unwrap_or_default();
    let value = one(ContextKind::InvalidValue).unwrap_or_default();
    let named = many(ContextKind::InvalidArg);
    let prior = many(ContextKind::PriorArg);
    let valid = match error.get(ContextKind::ValidValue) {
        Some(ContextValue::Strings(values)) => values.join(", "),
        _ => String::new(),
    };
    let suggested = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue]
        .into_iter()
        .find_map(one);
    let subcommand = one(ContextKind::InvalidSubcommand).unwrap_or_default();
    let problem = match error.kind() {
        ErrorKind::UnknownArgument => UsageProblem::UnknownArgument { name: arg },
        ErrorKind::InvalidSubcommand => UsageProblem::UnknownCommand { name: subcommand },
        ErrorKind::InvalidValue if value.is_empty() => UsageProblem::NoValue { name: arg },
        ErrorKind::InvalidValue => UsageProblem::WrongValue { name: arg, value, expected: &valid },
        ErrorKind::ValueValidation => UsageProblem::WrongValue { name: arg, value, expected: "" },
        ErrorKind::ArgumentConflict => UsageProblem::Conflict { name: arg, other: &prior },
        ErrorKind::MissingRequiredArgument => UsageProblem::Missing { names: &named },
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            UsageProblem::MissingCommand
        }
        ErrorKind::NoEquals => UsageProblem::NoEquals { name: arg },
        ErrorKind::TooManyValues | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            UsageProblem::WrongNumber { name: arg }
        }
        ErrorKind::InvalidUtf8 => UsageProblem::NotUtf8,
        _ => UsageProblem::Other,
    };
    Usage { problem, suggested, usage: usage(error).as_deref() }.text(lang)
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
    fn what_is_wrong_is_said_in_both_languages() {
        let lines = [
            "ask --no-such-flag hi",
            "models --jsn",
            "usage --by week",
            "ask --max-tokens 0 hi",
            "ask -r codee hi",
            "ask -r code -m kimi hi",
            "ask --max-cost hi",
            "history star",
            "history",
            "history rm",
            "ask --model",
            "ask --continue any --stdin=x hi",
            "completions tcsh",
        ];
        insta::assert_snapshot!(lines.map(|line| format!("$ baro {line}\n{}", draw(line))).concat(), @"");
    }
}
