//! The words of `baro completions` and `baro shell-init`.

use std::ffi::OsString;

use clap::{Args, ValueEnum};

/// A shell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ShellName {
    /// Bash.
    Bash,
    /// Elvish.
    Elvish,
    /// Fish.
    Fish,
    /// Nushell.
    #[value(alias = "nu")]
    Nushell,
    /// `PowerShell`.
    #[value(name = "powershell", alias = "pwsh", help = "PowerShell")]
    PowerShell,
    /// Zsh.
    Zsh,
}

/// Shells that there is nothing for. Who names one of them made no slip.
const OTHERS: [&str; 11] = ["ash", "cmd", "csh", "dash", "ksh", "mksh", "osh", "sh", "tcsh", "xonsh", "yash"];

impl ShellName {
    /// The names of all of them.
    #[must_use]
    pub fn names() -> Vec<String> {
        Self::value_variants()
            .iter()
            .filter_map(|shell| shell.to_possible_value().map(|value| value.get_name().to_owned()))
            .collect()
    }

    /// The shell that words which name none were probably meant for: one that is named among them, that begins so, or is
    /// a slip or two away.
    #[must_use]
    pub fn nearest(words: &[String]) -> Option<String> {
        let names = Self::names();
        let words: Vec<_> = words.iter().flat_map(|word| word.split_whitespace()).map(str::to_lowercase).collect();
        let word = words.iter().find(|word| names.contains(word)).or(words.first())?;
        if OTHERS.contains(&word.as_str()) {
            return None;
        }
        let begins = names.iter().find(|name| name.starts_with(word.as_str()));
        let near = || names.iter().min_by_key(|name| strsim::osa_distance(name, word));
        begins.or_else(|| near().filter(|name| strsim::osa_distance(name, word) <= 2)).cloned()
    }
}

/// `baro completions`.
#[derive(Debug, Clone, Args)]
pub struct CompletionsArgs {
    /// The shell.
    #[arg(value_enum, required_unless_present = "word")]
    pub shell: Option<ShellName>,
    /// For the scripts themselves: print what could stand in place of this word, behind `words`.
    #[arg(long, hide = true, require_equals = true, value_name = "WORD", conflicts_with = "shell")]
    pub word: Option<OsString>,
    /// The words before it, without the program's name.
    #[arg(hide = true, last = true, requires = "word", value_name = "WORDS")]
    pub words: Vec<OsString>,
}

/// `baro shell-init`.
#[derive(Debug, Clone, Args)]
pub struct ShellInitArgs {
    /// The shell.
    #[arg(value_enum)]
    pub shell: ShellName,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_its_shell_and_another_shell_finds_none() {
        let check = |word: &str, expected: Option<&str>| {
            assert_eq!(ShellName::nearest(&[word.to_owned()]).as_deref(), expected, "{word}");
        };
        check("bsh", Some("bash"));
        check("ZHS", Some("zsh"));
        check("power", Some("powershell"));
        for other in OTHERS {
            check(other, None);
        }
        check("perl", None);
    }
}
