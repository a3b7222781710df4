//! What the words of the command line come to: a command, a question, or a word that is nearly a command.

use std::ffi::OsString;

use clap::FromArgMatches as _;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::args::{self, Arguments, Command, HistoryAction, HistoryArgs};
use super::session::Form;
use super::{korean, meant, prose};
use crate::config;
use crate::domain::Lang;

/// What the words of the command line come to.
#[derive(Debug)]
pub enum Parsed {
    /// A command.
    Run(Box<Arguments>),
    /// Help or version was asked for, or the words are wrong: clap's own text.
    Clap(clap::Error),
    /// A single word that is nearly a subcommand.
    DidYouMean {
        /// As typed.
        word: String,
        /// The subcommand.
        subcommand: String,
        /// What stands behind it, where the subcommand can take that.
        rest: Vec<String>,
        /// Whether all of the line is in it.
        is_whole: bool,
    },
    /// A shell is given by a flag, where it stands as a word.
    ShellByAFlag {
        /// As typed.
        flag: String,
        /// `completions` or `shell-init`.
        subcommand: String,
        /// The shell.
        shell: String,
    },
    /// A setting and its value with an equals sign between: the setting, and the value.
    EqualsSign {
        /// The setting.
        key: String,
        /// The value.
        value: String,
    },
    /// A message that is a key, or a command about keys or settings that it cannot take, with what looks like a key in it:
    /// no question to be sent.
    KeyInWords,
    /// One word behind `auth` and a provider that is no action, and may be a key: no question to be sent.
    MayBeKey {
        /// The provider.
        provider: String,
    },
    /// What stands behind `completions` or `shell-init` names no shell.
    NoSuchShell {
        /// As typed.
        words: Vec<String>,
        /// The question that the words are, where they are a sentence: only where a person reads what comes of it.
        question: Option<Box<Self>>,
    },
}

impl Parsed {
    /// Whether there is something to be read by a person, in their language.
    #[must_use]
    pub fn has_words(&self) -> bool {
        match self {
            Self::Run(_) => false,
            Self::Clap(error) => error.kind() != ErrorKind::DisplayVersion,
            _ => true,
        }
    }
}

/// Whether a line's `-f` is the file of a message: it is one of `ask` or `route`, or of no subcommand.
#[must_use]
pub fn are_a_message(words: &[OsString]) -> bool {
    let has_file = words.iter().any(|word| word == "-f" || word == "--file");
    has_file
        && first_word(words).is_none_or(|first| {
            let word = words[first].to_string_lossy();
            matches!(word.as_ref(), "ask" | "route") || !is_subcommand(&word)
        })
}

/// Reads the command line; `words` begin with the program's name.
///
/// Text whose first word is no subcommand is asked. So is text whose first word is one but whose other words
/// it cannot take (`baro why is my build failing`), and a line that begins with a flag of `ask`. Where a shell or a script
/// takes what is printed for its own (`is_scripted`), a model's answer must not get there by a slip: such a line is a
/// question only where its other words are a sentence (`baro config show me the way`).
#[must_use]
pub fn parse(words: Vec<OsString>, lang: Lang) -> Parsed {
    let first = first_word(&words);
    if let Some(behind) = behind_a_flag_of_ask(&words, first) {
        return Parsed::NoSuchShell { words: behind, question: None };
    }
    let Some(position) = first else {
        // No word at all: flags alone. What is not help or version belongs to `ask`.
        return match try_parse(&words, lang) {
            Ok(arguments) => run(arguments),
            Err(error) if is_display(&error) => Parsed::Clap(error),
            Err(_) => ask(words, lang),
        };
    };
    let word = words[position].to_string_lossy().into_owned();
    let plain = plain_words(&words[position..]);
    if matches!(word.as_str(), "help" | "도움말")
        && let Some(asked) = help_words(&words, position)
        && let Err(error) = try_parse(&asked, lang)
        && is_display(&error)
    {
        return Parsed::Clap(error);
    }
    if let Some((word, subcommand)) = meant::nearly_an_action(&plain)
        && !has_key(&words)
    {
        return did_you_mean(&words, position, word, subcommand, lang);
    }
    if let Some((word, subcommand)) = meant::nearly_an_action_of(&plain)
        && !has_key(&words)
        && let suggestion @ Parsed::DidYouMean { is_whole: true, .. } =
            did_you_mean(&words, position, word, subcommand, lang)
    {
        return suggestion;
    }
    if let Some((word, subcommand)) = meant::action_behind_a_provider(&plain)
        && !has_key(&words)
    {
        let rest = all_words(&words[position + 1..]).into_iter().filter(|word| word.starts_with('-')).collect();
        return Parsed::DidYouMean { word, subcommand, rest, is_whole: true };
    }
    if names_a_shell(&word)
        && let Some((flag, shell)) = meant::shell_by_a_flag(&all_words(&words[position + 1..]))
    {
        return Parsed::ShellByAFlag { flag, subcommand: word, shell };
    }
    if is_subcommand(&word) {
        let behind = &words[position + 1..];
        if let Some((key, value)) = meant::set_by_an_equals_sign(&plain)
            && !has_key(&words)
            && !prose::asks_about(&word, behind)
            && !prose::follows_an_action(behind)
        {
            return Parsed::EqualsSign { key, value };
        }
        if let Some((word, subcommand)) = meant::value_of_none(&plain)
            && !has_key(&words)
            && !prose::asks_about(&word, behind)
            && !prose::follows_an_action(behind)
        {
            return Parsed::DidYouMean { word, subcommand, rest: Vec::new(), is_whole: true };
        }
        return match try_parse(&words, lang) {
            _ if prose::asks_about(&word, behind) && !has_key(&words) => ask(words, lang),
            Ok(arguments) => run(arguments),
            Err(_) if matches!(word.as_str(), "auth" | "config") && has_key(&words) => Parsed::KeyInWords,
            Err(_) if prose::gives_a_key(&word, &plain[1..]) => Parsed::KeyInWords,
            Err(_) if let Some(provider) = prose::may_give_a_key(&word, &plain[1..]) => {
                Parsed::MayBeKey { provider: provider.to_owned() }
            }
            Err(error) if names_a_shell(&word) && takes_no_such_words(&error) => {
                let question = prose::is_one(behind).then(|| Box::new(ask(words.clone(), lang)));
                Parsed::NoSuchShell { words: plain[1..].to_vec(), question }
            }
            Err(error) if is_scripted(&plain) && !prose::follows_an_action(behind) => Parsed::Clap(error),
            Err(error) if takes_no_such_words(&error) && has_plain_words(behind) => ask(words, lang),
            Err(error) => Parsed::Clap(error),
        };
    }
    if words.len() == position + 1
        && let Some(subcommand) =
            meant::first_word_of_others(&word).map(str::to_owned).or_else(|| meant::nearly_a_subcommand(&word))
    {
        return Parsed::DidYouMean { word, subcommand, rest: Vec::new(), is_whole: true };
    }
    if let Some(meant) = meant::nearly_a_subcommand_of(&word)
        && let Some(suggestion) = with_first_word(&words, position, meant, lang)
    {
        return suggestion;
    }
    if let Some((word, subcommand)) = meant::nearly_a_script(&plain) {
        return did_you_mean(&words, position, word, subcommand, lang);
    }
    ask(words, lang)
}

/// What is suggested where the first of several words is probably a slip of a subcommand: nothing, unless the line is a
/// command with it.
fn with_first_word(words: &[OsString], first: usize, subcommand: String, lang: Lang) -> Option<Parsed> {
    let typed = words[first].to_string_lossy();
    let mut mended = words.to_vec();
    mended[first] = OsString::from(&subcommand);
    let behind = |line: &str| line.split_once(' ').map_or_else(String::new, |(_, action)| format!(" {action}"));
    match parse(mended, lang) {
        Parsed::Run(arguments) if matches!(arguments.command, Command::Ask(_)) => None,
        // What is suggested shows the words.
        Parsed::Run(_) | Parsed::DidYouMean { .. } if has_key(words) => Some(Parsed::KeyInWords),
        Parsed::Run(_) => {
            let rest = all_words(&words[first + 1..]);
            Some(Parsed::DidYouMean { word: typed.into_owned(), subcommand, rest, is_whole: true })
        }
        Parsed::DidYouMean { word, subcommand, rest, is_whole } => {
            Some(Parsed::DidYouMean { word: format!("{typed}{}", behind(&word)), subcommand, rest, is_whole })
        }
        meant @ (Parsed::EqualsSign { .. } | Parsed::KeyInWords | Parsed::MayBeKey { .. }) => Some(meant),
        _ => None,
    }
}

/// A command that is probably another one, with what stands behind it where that one takes it.
fn did_you_mean(words: &[OsString], first: usize, word: String, subcommand: String, lang: Lang) -> Parsed {
    let n_named = word.split(' ').count();
    let plain = |at: &usize| !words[*at].to_string_lossy().starts_with('-');
    let last = (first..words.len()).filter(plain).nth(n_named - 1).unwrap_or(first);
    let rest = &words[last + 1..];
    let mut mended: Vec<OsString> = words[..1].to_vec();
    mended.extend(subcommand.split(' ').map(OsString::from));
    mended.extend(rest.iter().cloned());
    let is_whole = try_parse(&mended, lang).is_ok();
    let rest = if is_whole { all_words(rest) } else { Vec::new() };
    Parsed::DidYouMean { word, subcommand, rest, is_whole }
}

/// The subcommands whose output a shell evaluates.
fn names_a_shell(subcommand: &str) -> bool {
    matches!(subcommand, "completions" | "shell-init")
}

/// What stands behind `completions` or `shell-init` where these are not the first word as they should be: a flag of `ask`
/// goes before them, or they are in capitals. More than one word behind them is a question.
fn behind_a_flag_of_ask(words: &[OsString], first: Option<usize>) -> Option<Vec<String>> {
    let text = |at: usize| words[at].to_string_lossy();
    let is_flag = |at: usize| text(at).starts_with('-');
    // Whatever stands right behind a flag may be its value.
    let is_beside_flags = |at: usize| (1..at).all(|before| is_flag(before) || (before > 1 && is_flag(before - 1)));
    // Behind `--` all is text.
    let end = words.iter().position(|word| word == "--").unwrap_or(words.len());
    let at = (1..end).find(|at| names_a_shell(&text(*at).to_lowercase()) && is_beside_flags(*at))?;
    if first == Some(at) && names_a_shell(&text(at)) {
        return None;
    }
    Some(plain_words(&words[at + 1..])).filter(|behind| behind.len() <= 1)
}

/// Actions whose output is another program's to read, or whose words are another program's to write; no action: all of
/// the command's.
const SCRIPTED: &[(&str, &[&str])] =
    &[("auth", &[]), ("config", &[]), ("local", &[]), ("mcp", &[]), ("history", &["export", "import", "rm", "star"])];

/// True where the words begin with an action that a script may have called.
fn is_scripted(plain: &[String]) -> bool {
    let [command, action, ..] = plain else { return false };
    let is_listed = |(known, actions): &(&str, &[&str])| {
        known == command && (actions.is_empty() || actions.contains(&action.as_str()))
    };
    let known = args::command().find_subcommand(command);
    known.is_some_and(|known| known.find_subcommand(action).is_some()) && SCRIPTED.iter().any(is_listed)
}

/// The words that are no flags.
fn plain_words(words: &[OsString]) -> Vec<String> {
    all_words(words).into_iter().filter(|word| !word.starts_with('-')).collect()
}

fn all_words(words: &[OsString]) -> Vec<String> {
    words.iter().map(|word| word.to_string_lossy().into_owned()).collect()
}

fn try_parse(words: &[OsString], lang: Lang) -> Result<Arguments, clap::Error> {
    let command = match lang {
        Lang::Ko => korean::translated(args::command().clone()),
        Lang::En => args::command().clone(),
    };
    let matches = command.try_get_matches_from(words)?;
    Arguments::from_arg_matches(&matches)
}

/// The position of the first word that is no flag and no value of a shared flag.
fn first_word(words: &[OsString]) -> Option<usize> {
    let mut takes_value = false;
    for (position, word) in words.iter().enumerate().skip(1) {
        let word = word.to_string_lossy();
        if std::mem::take(&mut takes_value) {
            continue;
        }
        match word.as_ref() {
            "--lang" | "--color" => takes_value = true,
            "--" => return None,
            flag if flag.starts_with("--lang=")
                || flag.starts_with("--color=")
                || flag == "-q"
                || flag == "--quiet"
                || flag == "--plain" => {}
            // A flag of `ask` comes first: there is no subcommand on this line.
            flag if flag.starts_with('-') && flag.len() > 1 => return None,
            _ => return Some(position),
        }
    }
    None
}

fn ask(mut words: Vec<OsString>, lang: Lang) -> Parsed {
    // A slip that no model should see.
    if config::is_mostly_a_key(&plain_words(&words[1..]).join(" ")) {
        return Parsed::KeyInWords;
    }
    words.insert(1, OsString::from("ask"));
    match try_parse(&words, lang) {
        Ok(arguments) => run(arguments),
        Err(error) => Parsed::Clap(error),
    }
}

/// A command as it was parsed; a message that is hardly more than a key goes to nobody, with `ask` before it or without, and
/// a key in the place of a model's or a conversation's name neither.
fn run(arguments: Arguments) -> Parsed {
    let is_key = |name: &Option<String>| name.as_deref().is_some_and(config::holds_a_key);
    let holds_a_key = match &arguments.command {
        Command::Ask(ask) => {
            config::is_mostly_a_key(&ask.text.join(" ")) || is_key(&ask.choice.model) || is_key(&ask.conversation)
        }
        Command::Again(again) => is_key(&again.choice.model) || is_key(&again.conversation),
        Command::Route(route) => is_key(&route.model),
        Command::History(HistoryArgs { action: HistoryAction::Import { name, .. } }) => is_key(name),
        _ => false,
    };
    if holds_a_key { Parsed::KeyInWords } else { Parsed::Run(Box::new(arguments)) }
}

/// `baro help` and `baro help COMMAND [ACTION]` as the flag `--help`, with shared flags anywhere; `None` where the words are
/// a question.
fn help_words(words: &[OsString], position: usize) -> Option<Vec<OsString>> {
    let mut known = args::command();
    let mut at = position;
    while let Some(n_further) = first_word(&words[at..]) {
        at += n_further;
        known = known.find_subcommand(&words[at])?;
    }
    let mut asked = words.to_vec();
    asked.remove(position);
    asked.push(OsString::from("--help"));
    Some(asked)
}

/// The language that a flag among the words names, whether or not the rest of them is sound.
#[must_use]
pub fn lang_among(words: &[OsString]) -> Option<Lang> {
    let mut words = flags(words);
    let mut named = None;
    while let Some(word) = words.next() {
        let value = if word == "--lang" { words.next() } else { word.strip_prefix("--lang=").map(str::to_owned) };
        named = match value.as_deref() {
            Some("ko") => Some(Lang::Ko),
            Some("en") => Some(Lang::En),
            _ => named,
        };
    }
    named
}

/// The form that flags among the words ask for, whether or not the rest of them is sound.
#[must_use]
pub fn form_among(words: &[OsString]) -> Form {
    // What a shell evaluates is a script or nothing.
    if first_word(words).is_some_and(|at| names_a_shell(&words[at].to_string_lossy())) {
        return Form::Text;
    }
    for word in flags(words) {
        match word.as_str() {
            "--json" => return Form::Json,
            "--json-lines" => return Form::JsonLines,
            _ => {}
        }
    }
    Form::Text
}

/// The words up to `--`, behind which everything is text.
fn flags(words: &[OsString]) -> impl Iterator<Item = String> {
    words.iter().skip(1).map(|word| word.to_string_lossy().into_owned()).take_while(|word| word != "--")
}

fn is_display(error: &clap::Error) -> bool {
    matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion)
}

/// Whether the words are more than the subcommand takes, so that they may be a question. A flag that it does not have,
/// or one with a wrong value, is a slip of somebody who meant the subcommand.
fn takes_no_such_words(error: &clap::Error) -> bool {
    let of_flag = match error.get(ContextKind::InvalidArg) {
        Some(ContextValue::String(word)) => word.starts_with('-'),
        _ => false,
    };
    let kinds =
        [ErrorKind::UnknownArgument, ErrorKind::InvalidSubcommand, ErrorKind::InvalidValue, ErrorKind::TooManyValues];
    kinds.contains(&error.kind()) && !of_flag
}

/// True where a word is a key, or a flag that other programs take one by.
fn has_key(words: &[OsString]) -> bool {
    words.iter().any(|word| {
        let word = word.to_string_lossy();
        let name = word.split_once('=').map_or(&*word, |(name, _)| name);
        let is_flag = matches!(name, "--key" | "--api-key" | "--apikey" | "--api_key" | "--token");
        is_flag || config::holds_a_key(&word)
    })
}

/// True where a word among `words` is neither a flag nor looks like one.
fn has_plain_words(words: &[OsString]) -> bool {
    let plain = words.iter().filter(|word| !word.to_string_lossy().starts_with('-')).count();
    plain >= 2 || (plain == 1 && words.len() == 1)
}

fn is_subcommand(word: &str) -> bool {
    args::command().get_subcommands().any(|known| known.get_name() == word)
}

#[cfg(test)]
mod tests;
