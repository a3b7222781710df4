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
    Nushell,
    /// `PowerShell`.
    #[value(name = "powershell", alias = "pwsh")]
    PowerShell,
    /// Zsh.
    Zsh,
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
