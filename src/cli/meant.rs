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
    ("history", "clear", "history rm"),
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
    ("auth", "key", "auth add"),
    ("auth", "keys", "auth list"),
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
const FIRST_WORDS: &[(&str, &str)] = &[
    ("version", "--version"),
    // With the name that most begin with: without one there is another error.
    ("login", "auth add groq"),
    ("logout", "auth list"),
    ("keys", "auth list"),
    ("setup", "doctor"),
];

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

/// The command that was probably meant by a setting that is named with a value, where no value is taken
/// (`config unset language=en`): what was typed, and the command.
#[must_use]
pub fn value_of_none(plain: &[String]) -> Option<(String, String)> {
    let ["config", action @ ("get" | "unset"), rest @ ..] = &plain.iter().map(String::as_str).collect::<Vec<_>>()[..]
    else {
        return None;
    };
    let line = rest.join(" ");
    let key = line.split_once('=')?.0.trim_end();
    config::KeyDoc::of(key)?;
    Some((format!("config {action} {line}"), format!("config {action} {key}")))
}

/// The command that was probably meant where a provider stands before what is to be done with its key (`auth groq rm`), in
/// ours or in another program's word: what was typed of it, and the command.
#[must_use]
pub fn action_behind_a_provider(plain: &[String]) -> Option<(String, String)> {
    let [first, provider, action] = plain else { return None };
    if first != "auth" || !engine::is_vendor(provider) || prose::tells_of_trouble(action) {
        return None;
    }
    let is_ours = args::command().find_subcommand(first)?.find_subcommand(action).is_some();
    let of_others = || OTHER_WORDS.iter().find(|(command, word, _)| command == first && word == action);
    let subcommand =
        if is_ours { format!("{first} {action}") } else { of_others().map(|(_, _, ours)| (*ours).to_owned())? };
    // The list is of all.
    let whole = if subcommand == "auth list" { subcommand } else { format!("{subcommand} {provider}") };
    Some((format!("{first} {provider} {action}"), whole))
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

/// Words of their own that are a slip away from a command or an action: in front of others they mean what they say
/// (`history stars of the west`, `locale list`).
const WORDS_OF_THEIR_OWN: &[&str] = &[
    "adds", "aid", "and", "authz", "auto", "beach", "best", "bunch", "checks", "configs", "dad", "dist", "doctors",
    "edits", "emit", "exit", "expert", "exports", "fist", "focal", "full", "gain", "get", "gist", "got", "how",
    "imports", "last", "let", "lint", "lists", "locale", "locals", "lost", "loyal", "main", "many", "mask", "math",
    "met", "mist", "modals", "modems", "modes", "net", "null", "oauth", "odd", "patch", "paths", "poll", "pulls",
    "purl", "rest", "ret", "routed", "router", "routes", "sage", "see", "seat", "sent", "serves", "sets", "shop",
    "shot", "shown", "shows", "slow", "snow", "star", "stars", "start", "stat", "stay", "task", "tests", "text",
    "usages", "used", "user", "users", "uses", "vocal", "yet",
];

/// Whether a word is a slip of a name: one letter away, and no word of its own.
fn is_slip(word: &str, name: &str) -> bool {
    strsim::osa_distance(name, word) == 1 && !WORDS_OF_THEIR_OWN.contains(&word)
}

/// An action that was probably meant by the word behind a command of commands, where nothing else follows but flags;
/// behind a word that is another program's own, one word more may. Of a slip with more behind it see
/// [`nearly_an_action_of`].
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
    let may_be_slip = match first.as_str() {
        "auth" | "config" | "local" | "mcp" if second.chars().count() >= 3 => is_short,
        "history" | "models" => rest.is_empty() && second.chars().count() >= 4,
        _ => false,
    };
    if !may_be_slip {
        return None;
    }
    let near = actions_without(first, second)?
        .find(|name| if rest.is_empty() { strsim::osa_distance(name, second) == 1 } else { is_slip(second, name) })?;
    found(&format!("{first} {near}"))
}

/// The action that was probably meant by a slip with words behind it, for where the action takes them
/// (`history serach rust`). A short word is a slip only before what nothing but an action takes: a provider, a setting, a
/// conversation's id.
#[must_use]
pub fn nearly_an_action_of(plain: &[String]) -> Option<(String, String)> {
    let [first, second, rest @ ..] = plain else { return None };
    let behind = rest.first()?;
    let is_of_command = match first.as_str() {
        "auth" | "models" => engine::is_vendor(behind),
        "config" => config::KeyDoc::of(behind).is_some() || behind.contains('.'),
        "history" => behind.starts_with("c_"),
        _ => false,
    };
    let n_letters = second.chars().count();
    if n_letters < if is_of_command { 2 } else { 4 } {
        return None;
    }
    let near = actions_without(first, second)?.find(|name| is_slip(second, name))?;
    Some((format!("{first} {second}"), format!("{first} {near}")))
}

/// The actions of a command that has none of that name.
fn actions_without(command: &str, action: &str) -> Option<impl Iterator<Item = &'static str>> {
    let known = args::command().find_subcommand(command).filter(|known| known.find_subcommand(action).is_none())?;
    Some(known.get_subcommands().map(clap::Command::get_name))
}

/// The subcommand that was probably meant by the first of several words, or by one before flags, for where that takes the
/// others (`confg check`). Text may follow `ask` and `route`, so that any sentence would do.
#[must_use]
pub fn nearly_a_subcommand_of(word: &str) -> Option<String> {
    let near = nearly_a_subcommand(word).filter(|_| !WORDS_OF_THEIR_OWN.contains(&word))?;
    (!matches!(near.as_str(), "ask" | "route")).then_some(near)
}

/// The shell that stands behind a flag, or is one, as with other programs: `--shell bash`, `--zsh`; `words` are those behind
/// the command. The flag, and the shell.
#[must_use]
pub fn shell_by_a_flag(words: &[String]) -> Option<(String, String)> {
    let is_shell = |name: &str| SHELLS.contains(&name);
    words.iter().enumerate().find_map(|(at, word)| {
        let (flag, value) = word.split_once('=').map_or((word.as_str(), None), |(flag, value)| (flag, Some(value)));
        if matches!(flag, "--shell" | "-s") {
            let shell = value.or_else(|| words.get(at + 1).map(String::as_str)).filter(|shell| is_shell(shell))?;
            return Some((flag.to_owned(), shell.to_owned()));
        }
        let shell = flag.strip_prefix("--").filter(|shell| value.is_none() && is_shell(shell))?;
        Some((flag.to_owned(), shell.to_owned()))
    })
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
