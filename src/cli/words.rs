//! What the words of the command line come to: a command, a question, or a word that is nearly a command.

use std::ffi::OsString;

use clap::FromArgMatches as _;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::args::{self, Arguments};
use super::korean;
use super::session::Form;
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
    },
    /// A command about keys or settings that it cannot take, with what looks like a key in it: no question to be sent.
    KeyInWords,
    /// What stands behind `completions` or `shell-init` names no shell.
    NoSuchShell {
        /// As typed.
        words: Vec<String>,
    },
}

/// Reads the command line; `words` begin with the program's name.
///
/// Text whose first word is no subcommand is asked. So is text whose first word is one but whose other words
/// it cannot take (`baro why is my build failing`), and a line that begins with a flag of `ask`. Not so where a shell or
/// a script takes what is printed for its own (`is_never_a_question`): a model's answer must not get there.
#[must_use]
pub fn parse(words: Vec<OsString>, lang: Lang) -> Parsed {
    let first = first_word(&words);
    if let Some(behind) = behind_a_flag_of_ask(&words, first) {
        return Parsed::NoSuchShell { words: behind };
    }
    let Some(position) = first else {
        // No word at all: flags alone. What is not help or version belongs to `ask`.
        return match try_parse(&words, lang) {
            Ok(arguments) => Parsed::Run(Box::new(arguments)),
            Err(error) if is_display(&error) => Parsed::Clap(error),
            Err(_) => ask(words, lang),
        };
    };
    let word = words[position].to_string_lossy().into_owned();
    if word == "help"
        && let Some(asked) = help_words(&words, position)
    {
        return match try_parse(&asked, lang) {
            Ok(arguments) => Parsed::Run(Box::new(arguments)),
            Err(error) => Parsed::Clap(error),
        };
    }
    if let Some((word, subcommand)) = nearly_an_action(&words[position..])
        && !has_key(&words)
    {
        return Parsed::DidYouMean { word, subcommand };
    }
    if is_subcommand(&word) {
        return match try_parse(&words, lang) {
            Ok(arguments) => Parsed::Run(Box::new(arguments)),
            Err(_) if matches!(word.as_str(), "auth" | "config") && has_key(&words) => Parsed::KeyInWords,
            Err(error) if names_a_shell(&word) && takes_no_such_words(&error) => {
                Parsed::NoSuchShell { words: plain_words(&words[position + 1..]) }
            }
            Err(error) if is_never_a_question(&words[position..]) => Parsed::Clap(error),
            Err(error) if takes_no_such_words(&error) && has_plain_words(&words[position + 1..]) => ask(words, lang),
            Err(error) => Parsed::Clap(error),
        };
    }
    if words.len() == position + 1
        && let Some(subcommand) = nearly_a_subcommand(&word)
    {
        return Parsed::DidYouMean { word, subcommand };
    }
    if let Some((word, subcommand)) = nearly_a_script(&words[position..]) {
        return Parsed::DidYouMean { word, subcommand };
    }
    ask(words, lang)
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
    let at = (1..words.len()).find(|at| names_a_shell(&text(*at).to_lowercase()) && is_beside_flags(*at))?;
    if first == Some(at) && names_a_shell(&text(at)) {
        return None;
    }
    Some(plain_words(&words[at + 1..])).filter(|behind| behind.len() <= 1)
}

/// Actions whose output is another program's to read, or whose words are another program's to write; no action: all of
/// the command's.
const SCRIPTED: &[(&str, &[&str])] =
    &[("auth", &[]), ("config", &[]), ("local", &[]), ("mcp", &[]), ("history", &["export", "import", "rm", "star"])];

/// True where the words begin with an action that is never asked about, whatever follows.
fn is_never_a_question(words: &[OsString]) -> bool {
    let plain = plain_words(words);
    let [command, action, ..] = plain.as_slice() else { return false };
    let is_scripted = |(known, actions): &(&str, &[&str])| {
        known == command && (actions.is_empty() || actions.contains(&action.as_str()))
    };
    let known = args::command().find_subcommand(command);
    known.is_some_and(|known| known.find_subcommand(action).is_some()) && SCRIPTED.iter().any(is_scripted)
}

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
fn nearly_a_script(words: &[OsString]) -> Option<(String, String)> {
    let plain = plain_words(words);
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

/// The words that are no flags.
fn plain_words(words: &[OsString]) -> Vec<String> {
    words.iter().map(|word| word.to_string_lossy().into_owned()).filter(|word| !word.starts_with('-')).collect()
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
        Ok(arguments) => Parsed::Run(Box::new(arguments)),
        Err(error) => Parsed::Clap(error),
    }
}

/// `baro help` and `baro help COMMAND [ACTION]` as the flag `--help`; `None` where the words are a question.
fn help_words(words: &[OsString], position: usize) -> Option<Vec<OsString>> {
    let mut known = args::command();
    for word in &words[position + 1..] {
        known = known.find_subcommand(word)?;
    }
    let mut asked = words.to_vec();
    asked.remove(position);
    asked.push(OsString::from("--help"));
    Some(asked)
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
];

/// An action that was probably meant by the word behind a command of commands, where nothing else follows but flags;
/// behind a word that is another program's own, one word more may, and behind a slip of what scripts call, what it takes.
fn nearly_an_action(words: &[OsString]) -> Option<(String, String)> {
    let words = plain_words(words);
    let [first, second, rest @ ..] = words.as_slice() else { return None };
    let found = |subcommand: &str| Some((format!("{first} {second}"), subcommand.to_owned()));
    let other = OTHER_WORDS.iter().find(|(command, word, _)| command == first && word == second);
    // `mcp server 뭐야?` is a question.
    let is_short = rest.len() <= 1 && rest.iter().all(|word| word.is_ascii());
    if let Some((_, _, subcommand)) = other.filter(|_| is_short) {
        return found(subcommand);
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
        let (name, value) = word.split_once('=').unwrap_or((&word, ""));
        let is_flag = matches!(name, "--key" | "--api-key" | "--apikey" | "--api_key" | "--token");
        is_flag || config::looks_like_a_key(&word) || config::looks_like_a_key(value)
    })
}

/// True where a word among `words` is neither a flag nor looks like one.
fn has_plain_words(words: &[OsString]) -> bool {
    let plain = words.iter().filter(|word| !word.to_string_lossy().starts_with('-')).count();
    plain >= 2 || (plain == 1 && words.len() == 1)
}

fn subcommand_names() -> impl Iterator<Item = &'static str> {
    args::command().get_subcommands().map(clap::Command::get_name)
}

fn is_subcommand(word: &str) -> bool {
    subcommand_names().any(|name| name == word)
}

/// The subcommand that a word of four letters or more is one slip away from.
fn nearly_a_subcommand(word: &str) -> Option<String> {
    if word.chars().count() < 4 {
        return None;
    }
    subcommand_names().find(|name| strsim::osa_distance(name, word) == 1).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::super::args::Command;
    use super::*;
    use crate::ui::messages;

    fn words(line: &str) -> Vec<OsString> {
        std::iter::once("baro").chain(line.split_whitespace()).map(OsString::from).collect()
    }

    fn asked(line: &str) -> Option<String> {
        match parse(words(line), Lang::En) {
            Parsed::Run(arguments) => match arguments.command {
                Command::Ask(ask) => Some(ask.text.join(" ")),
                _ => None,
            },
            _ => None,
        }
    }

    #[test]
    fn text_is_asked_unless_its_first_word_is_a_subcommand_that_can_take_the_rest() {
        for line in [
            "이거 왜 안됨",
            "why is my build failing",
            "models are people too",
            "history of rome",
            "usage notes please",
            "man in the middle attack",
            "hello",
            "왜",
        ] {
            assert_eq!(asked(line).as_deref(), Some(line), "{line}");
        }
        assert_eq!(asked("-m mock:x hello there").as_deref(), Some("hello there"));
        assert_eq!(asked("--lang ko 안녕 하세요").as_deref(), Some("안녕 하세요"));
        assert_eq!(asked("-q hello").as_deref(), Some("hello"));
        assert_eq!(asked("ask route 66").as_deref(), Some("route 66"));
        for line in [
            "why",
            "models --json",
            "models refresh",
            "history list --all",
            "usage --by day",
            "route 66 is long",
            "again -m kimi",
        ] {
            assert!(matches!(parse(words(line), Lang::En), Parsed::Run(_)), "{line}");
            assert_eq!(asked(line), None, "{line}");
        }
    }

    #[test]
    fn a_single_slip_of_a_subcommand_is_asked_about() {
        for (word, expected) in [("hisotry", "history"), ("model", "models"), ("usge", "usage"), ("rout", "route")] {
            match parse(words(word), Lang::En) {
                Parsed::DidYouMean { subcommand, .. } => assert_eq!(subcommand, expected),
                other => panic!("{word}: {other:?}"),
            }
        }
        assert_eq!(asked("hisotry of rome").as_deref(), Some("hisotry of rome"));
        assert_eq!(asked("wy").as_deref(), Some("wy"));
    }

    #[test]
    fn a_wrong_flag_of_a_subcommand_is_an_error_and_no_question() {
        for line in [
            "models --jsn",
            "usage --by week",
            "usage --by week of the year",
            "ask --no-such-flag hi",
            "history show --nope",
            "route -r code hi",
            "why --why is this so",
        ] {
            assert!(matches!(parse(words(line), Lang::En), Parsed::Clap(_)), "{line}");
        }
    }

    #[test]
    fn help_is_a_command_before_a_command_and_a_question_before_words() {
        for line in ["help", "help ask", "help history rm", "--lang ko help usage"] {
            match parse(words(line), Lang::En) {
                Parsed::Clap(error) => assert_eq!(error.kind(), ErrorKind::DisplayHelp, "{line}"),
                other => panic!("{line}: {other:?}"),
            }
        }
        assert_eq!(asked("help me with this").as_deref(), Some("help me with this"));
    }

    #[test]
    fn an_action_that_is_another_program_s_is_asked_about() {
        for (line, expected) in [
            ("history ls", "history list"),
            ("history delete c_0123", "history rm"),
            ("history serach", "history search"),
            ("models list", "models"),
            ("models refesh", "models refresh"),
        ] {
            match parse(words(line), Lang::En) {
                Parsed::DidYouMean { word, subcommand } => {
                    assert_eq!((subcommand.as_str(), line.starts_with(&word)), (expected, true));
                }
                other => panic!("{line}: {other:?}"),
            }
        }
        for line in ["history delete from a list in python", "models update their weights how", "history of rome"] {
            assert_eq!(asked(line).as_deref(), Some(line));
        }
        assert!(matches!(parse(words("history search rust"), Lang::En), Parsed::Run(_)));
    }

    #[test]
    fn a_talk_knows_every_command_of_the_shell() {
        let known: Vec<&str> = subcommand_names().collect();
        assert_eq!(known, crate::engine::talk::SHELL_COMMANDS);
    }

    #[test]
    fn what_a_shell_evaluates_is_never_a_question() {
        for line in [
            "shell-init sh",
            "completions nu",
            "shell-init bash zsh",
            "completions for a poem about rain",
            "-q shell-init x",
        ] {
            let parsed = parse(words(line), Lang::En);
            assert!(matches!(parsed, Parsed::NoSuchShell { .. }), "{line}: {parsed:?}");
        }
        for (line, expected) in [
            ("completion zsh", "completions"),
            ("shell-int zsh", "shell-init"),
            ("shell init ksh", "shell-init"),
            ("init bash", "shell-init"),
        ] {
            match parse(words(line), Lang::En) {
                Parsed::DidYouMean { subcommand, .. } => assert_eq!(subcommand, expected, "{line}"),
                other => panic!("{line}: {other:?}"),
            }
        }
        for line in ["completion of bash scripts", "init is what in linux", "what is zsh", "bash zsh", "zsh"] {
            assert_eq!(asked(line).as_deref(), Some(line));
        }
    }

    #[test]
    fn what_a_script_reads_is_never_a_question() {
        for line in [
            "config get ui.footer now",
            "config path please",
            "mcp serve everything",
            "mcp config claude",
            "mcp doctor please",
            "auth list all",
            "local use a b",
            "history export one two",
        ] {
            let parsed = parse(words(line), Lang::En);
            assert!(matches!(parsed, Parsed::Clap(_)), "{line}: {parsed:?}");
        }
        for (line, expected) in [
            ("config gte ui.footer", "config get"),
            ("config sett ui.footer short", "config set"),
            ("auth tets groq", "auth test"),
            ("mcp serv", "mcp serve"),
            ("mcp server", "mcp serve"),
            ("history lits --json", "history list"),
        ] {
            match parse(words(line), Lang::En) {
                Parsed::DidYouMean { subcommand, .. } => assert_eq!(subcommand, expected, "{line}"),
                other => panic!("{line}: {other:?}"),
            }
        }
        for line in ["mcp server 뭐야?", "mcp is what", "config files of nginx explained", "local food in seoul"] {
            assert_eq!(asked(line).as_deref(), Some(line));
        }
    }

    #[test]
    fn a_key_behind_a_command_about_keys_is_never_a_question() {
        let key = "gsk_0123456789abcdefghij";
        for line in ["auth set groq", "auth groq", "auth login groq now", "config groq.key to", "auth"] {
            let parsed = parse(words(&format!("{line} {key}")), Lang::En);
            assert!(matches!(parsed, Parsed::KeyInWords), "{line}: {parsed:?}");
        }
        for line in [
            "auth add --key=gsk_0123456789abcdefghij",
            "auth add groq --key=short",
            "auth add groq --api-key",
            "config set providers.groq.key=gsk_0123456789abcdefghij",
        ] {
            let parsed = parse(words(line), Lang::En);
            assert!(matches!(parsed, Parsed::KeyInWords), "{line}: {parsed:?}");
        }
        for line in ["auth tokens expire too soon", "config files of nginx explained"] {
            assert_eq!(asked(line).as_deref(), Some(line));
        }
    }

    /// The words of a line of shell, quotes taken away.
    fn split(line: &str) -> Vec<OsString> {
        let mut words: Vec<String> = vec![];
        let mut is_quoted = false;
        let mut is_open = false;
        for character in line.chars() {
            match character {
                '"' => {
                    is_quoted = !is_quoted;
                    if !is_open {
                        words.push(String::new());
                        is_open = true;
                    }
                }
                ' ' if !is_quoted => is_open = false,
                _ => {
                    if !is_open {
                        words.push(String::new());
                        is_open = true;
                    }
                    if let Some(word) = words.last_mut() {
                        word.push(character);
                    }
                }
            }
        }
        words.into_iter().map(OsString::from).collect()
    }

    /// Messages that stand in the table as examples of what to ask.
    const EXAMPLES: [&str; 2] = ["hello", "안녕"];

    #[test]
    fn every_command_that_a_message_names_is_one_that_can_be_typed() {
        let mut n_named = 0;
        for lang in [Lang::Ko, Lang::En] {
            for text in messages::tests::everything(lang) {
                let spans = text.split('`').skip(1).step_by(2).flat_map(|span| span.split(" | "));
                for line in spans.filter(|line| line.starts_with("baro ")) {
                    // Words that stand for something are as good as any.
                    let words = split(&line.replace("| baro", "").replace("[y/N]", ""));
                    let first = words.get(1).map(|word| word.to_string_lossy().into_owned()).unwrap_or_default();
                    let named = args::command().find_subcommand(&first).is_some() || EXAMPLES.contains(&first.as_str());
                    assert!(named || first.starts_with('-'), "`{line}` names no command: {text}");
                    match parse(words, lang) {
                        Parsed::Run(arguments) => {
                            let is_ask = matches!(arguments.command, Command::Ask(_));
                            let meant = first == "ask" || first.starts_with('-') || EXAMPLES.contains(&first.as_str());
                            assert!(!is_ask || meant, "`{line}` is a question: {text}");
                        }
                        Parsed::Clap(error) if error.kind() == clap::error::ErrorKind::DisplayHelp => {}
                        other => panic!("`{line}`: {other:?}\n{text}"),
                    }
                    n_named += 1;
                }
            }
        }
        assert!(n_named > 100, "{n_named}");
    }

    #[test]
    fn a_bare_key_is_no_question() {
        const KEY: &str = "gsk_0123456789abcdefghijABCDEFGHIJ";
        for line in [KEY.to_owned(), format!("-m groq {KEY}"), format!("GROQ_API_KEY={KEY}")] {
            let parsed = parse(words(&line), Lang::En);
            assert!(matches!(parsed, Parsed::KeyInWords), "{line}: {parsed:?}");
        }
        let question = format!("why is my key {KEY} refused");
        assert_eq!(asked(&question), Some(question.clone()));
    }

    #[test]
    fn language_and_form_are_found_among_wrong_words() {
        assert_eq!(lang_among(&words("modles --lang ko")), Some(Lang::Ko));
        assert_eq!(lang_among(&words("--lang=en --lang=ko x")), Some(Lang::Ko));
        assert_eq!(lang_among(&words("ask -- --lang ko")), None);
        assert_eq!(lang_among(&words("--lang fr x")), None);
        assert_eq!(form_among(&words("ask --json --nope")), Form::Json);
        assert_eq!(form_among(&words("ask -- --json")), Form::Text);
    }
}
