//! Which command was probably meant by words that are nearly one: slips of the keys, and what other programs call it.
//!
//! Told from the words that are no flags; whether they are a question after all is decided in `words`.

use super::{args, prose};
use crate::{config, engine};

/// Names of shells, of those too that baro has nothing for.
const SHELLS: &[&str] = &[
    "ash",
    "bash",
    "csh",
    "dash",
    "elvish",
    "fish",
    "ksh",
    "mksh",
    "nu",
    "nushell",
    "powershell",
    "pwsh",
    "sh",
    "tcsh",
    "xonsh",
    "zsh",
];

/// What other programs call that which prints a shell's script.
const WORDS_FOR_SCRIPTS: &[(&str, &str)] = &[
    ("activate", "shell-init"),
    ("autocomplete", "completions"),
    ("complete", "completions"),
    ("completion", "completions"),
    ("hook", "shell-init"),
    ("init", "shell-init"),
    ("shell", "shell-init"),
    ("shell init", "shell-init"),
    ("shell_init", "shell-init"),
    ("shellinit", "shell-init"),
];

/// The subcommand that was meant where words end with a shell, behind what is nearly `completions` or `shell-init` or
/// another program's word for it: what comes of such a line is likely to be evaluated.
#[must_use]
pub fn nearly_a_script(plain: &[String]) -> Option<(String, String)> {
    let (shell, before) = plain.split_last()?;
    let before = before.join(" ");
    if !SHELLS.contains(&shell.as_str()) || before.is_empty() {
        return None;
    }
    let other = WORDS_FOR_SCRIPTS.iter().find(|(word, _)| *word == before).map(|(_, subcommand)| *subcommand);
    let near = || ["completions", "shell-init"].into_iter().find(|name| strsim::osa_distance(name, &before) <= 2);
    let subcommand = other.or_else(near)?;
    Some((before, subcommand.to_owned()))
}

/// Words that other programs have for actions of ours.
const OTHER_WORDS: &[(&str, &str, &str)] = &[
    ("history", "ls", "history list"),
    ("history", "delete", "history rm"),
    ("history", "del", "history rm"),
    ("history", "remove", "history rm"),
    ("history", "find", "history search"),
    ("history", "grep", "history search"),
    ("history", "view", "history show"),
    ("history", "cat", "history show"),
    ("models", "list", "models"),
    ("models", "ls", "models"),
    ("models", "show", "models"),
    ("models", "update", "models refresh"),
    ("auth", "login", "auth add"),
    ("auth", "set", "auth add"),
    ("auth", "new", "auth add"),
    ("auth", "ls", "auth list"),
    ("auth", "status", "auth list"),
    ("auth", "check", "auth test"),
    ("auth", "logout", "auth rm"),
    ("auth", "remove", "auth rm"),
    ("auth", "delete", "auth rm"),
    ("config", "list", "config show"),
    ("config", "ls", "config show"),
    ("config", "validate", "config check"),
    ("config", "rm", "config unset"),
    ("config", "remove", "config unset"),
    ("config", "delete", "config unset"),
    ("mcp", "server", "mcp serve"),
    ("mcp", "start", "mcp serve"),
    ("mcp", "run", "mcp serve"),
    ("mcp", "stdio", "mcp serve"),
    ("mcp", "add", "mcp config"),
    ("mcp", "install", "mcp config"),
    // The help of a command of commands.
    ("auth", "help", "help auth"),
    ("config", "help", "help config"),
    ("doctor", "help", "help doctor"),
    ("history", "help", "help history"),
    ("local", "help", "help local"),
    ("mcp", "help", "help mcp"),
    ("models", "help", "help models"),
    ("usage", "help", "help usage"),
];

/// Single words that other programs begin with, and that are hardly a message.
const FIRST_WORDS: &[(&str, &str)] =
    &[("version", "--version"), ("login", "auth add"), ("logout", "auth rm"), ("setup", "doctor")];

/// The command that was probably meant by a single word of other programs.
#[must_use]
pub fn first_word_of_others(word: &str) -> Option<&'static str> {
    FIRST_WORDS.iter().find(|(known, _)| *known == word).map(|(_, command)| *command)
}

/// The setting and the value of `config set language=en`, which other programs take so, with blanks around the sign or
/// without.
#[must_use]
pub fn set_by_an_equals_sign(plain: &[String]) -> Option<(String, String)> {
    let ["config", "set", key, rest @ ..] = &plain.iter().map(String::as_str).collect::<Vec<_>>()[..] else {
        return None;
    };
    let line = rest.iter().fold((*key).to_owned(), |line, word| format!("{line} {word}"));
    let (key, value) = line.split_once('=')?;
    let (key, value) = (key.trim_end(), value.trim_start());
    (config::KeyDoc::of(key).is_some() && !value.is_empty()).then(|| (key.to_owned(), value.to_owned()))
}

/// The action that a provider or a setting right behind a command asks for.
fn action_left_out(first: &str, second: &str, n_rest: usize) -> Option<String> {
    let is_provider = engine::is_vendor(second);
    match first {
        "auth" if is_provider && n_rest == 0 => Some(format!("auth add {second}")),
        "models" if is_provider && n_rest == 0 => Some("models".to_owned()),
        "config" if config::KeyDoc::of(second).is_some() => {
            let action = if n_rest == 0 { "get" } else { "set" };
            Some(format!("config {action} {second}"))
        }
        _ => None,
    }
}

/// An action that was probably meant by the word behind a command of commands, where nothing else follows but flags;
/// behind a word that is another program's own, one word more may, and behind a slip of what scripts call, what it takes.
#[must_use]
pub fn nearly_an_action(plain: &[String]) -> Option<(String, String)> {
    let [first, second, rest @ ..] = plain else { return None };
    let found = |subcommand: &str| Some((format!("{first} {second}"), subcommand.to_owned()));
    let other = OTHER_WORDS.iter().find(|(command, word, _)| command == first && word == second);
    // `mcp server 뭐야?` is a question, and so is `auth login error`; `history find error` looks for one.
    let is_about = |word: &String| first != "history" && prose::tells_of_trouble(word);
    let is_short = rest.len() <= 1 && rest.iter().all(|word| word.is_ascii() && !is_about(word));
    // `usage help me` asks.
    if let Some((_, _, subcommand)) = other.filter(|(_, word, _)| is_short && (*word != "help" || rest.is_empty())) {
        return found(subcommand);
    }
    if let Some(whole) = action_left_out(first, second, rest.len()).filter(|_| is_short) {
        return found(&whole);
    }
    let is_slip = match first.as_str() {
        "config" if rest.first().is_some_and(|key| key.contains('.')) => rest.len() <= 2,
        "auth" | "config" | "local" | "mcp" if second.chars().count() >= 3 => is_short,
        "history" | "models" => rest.is_empty() && second.chars().count() >= 4,
        _ => false,
    };
    if !is_slip {
        return None;
    }
    let actions = args::command().find_subcommand(first).filter(|known| known.find_subcommand(second).is_none())?;
    let near = actions.get_subcommands().find(|action| strsim::osa_distance(action.get_name(), second) == 1)?;
    found(&format!("{first} {}", near.get_name()))
}

/// The subcommand that a word of four letters or more is one slip away from.
#[must_use]
pub fn nearly_a_subcommand(word: &str) -> Option<String> {
    if word.chars().count() < 4 {
        return None;
    }
    args::command()
        .get_subcommands()
        .map(clap::Command::get_name)
        .find(|name| strsim::osa_distance(name, word) == 1)
        .map(str::to_owned)
}
