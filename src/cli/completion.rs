//! What could stand in place of the word that is being typed: the command line's own definition, walked as far as the
//! words go.
//!
//! Pure: what depends on the user (models, conversations) is asked of whoever calls, by its [`Kind`]. No shell is known
//! here; the scripts of `completions/` put the words in and what is offered onto the screen.

use clap::builder::PossibleValue;
use clap::{Arg, Command};

use super::korean;

/// What is offered in place of a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Offer {
    /// These and nothing else.
    Candidates(Vec<Candidate>),
    /// The names of files, which the shell knows better.
    Files,
    /// The names of folders.
    Folders,
}

/// A word that could stand there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The word.
    pub value: String,
    /// What it is, one line; may be empty.
    pub about: String,
}

impl Candidate {
    /// A word and what it is.
    pub fn new(value: impl Into<String>, about: impl Into<String>) -> Self {
        Self { value: value.into(), about: about.into() }
    }
}

/// What only the user's own files can tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Names of models: families, aliases, `provider:model`.
    Models,
    /// Models that run inside baro.
    Embedded,
    /// Names that can stand behind `@`.
    Names,
    /// Conversations.
    Conversations,
    /// Providers.
    Providers,
    /// Providers that take a key.
    TakersOfKeys,
    /// Providers whose key baro keeps.
    KeepersOfKeys,
    /// Keys of the settings.
    Settings,
    /// What fits a setting.
    Values {
        /// Its key.
        setting: String,
    },
}

/// What could stand in place of `typed`, behind `words` (the program's name not among them). `of` gives the user's own
/// words of a kind; those that do not begin as what is typed are left out here.
pub fn offer(root: &Command, words: &[String], typed: &str, of: &dyn Fn(Kind, &str) -> Vec<Candidate>) -> Offer {
    let place = Place::behind(root, words);
    if let Some(option) = place.pending {
        return place.values(option, typed, "", of);
    }
    if !place.is_escaped && typed.starts_with('-') {
        if let Some((name, value)) = typed.split_once('=')
            && let Some(option) = name.strip_prefix("--").and_then(|long| place.long(long))
        {
            return place.values(option, value, &format!("{name}="), of);
        }
        return Offer::Candidates(place.flags(typed));
    }
    let mut candidates = Vec::new();
    if place.n_positionals == 0 && !place.is_escaped {
        candidates.extend(
            place
                .command()
                .get_subcommands()
                .filter(|subcommand| !subcommand.is_hide_set() && subcommand.get_name().starts_with(typed))
                .map(|subcommand| Candidate::new(subcommand.get_name(), first_line(subcommand.get_about()))),
        );
    }
    // Of what could be a command or text, the commands are the ones to complete.
    if !candidates.is_empty() {
        return Offer::Candidates(candidates);
    }
    match place.positional() {
        Some(positional) => place.values(positional, typed, "", of),
        None => Offer::Candidates(candidates),
    }
}

/// How the next word of a line is to be read that no shell has read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// It is a message's, and stands for itself.
    Message,
    /// As a shell would, from this byte of it on: a name, or a flag's value, behind the flag where it is in one word with it.
    Read {
        /// How many bytes of the word stand for themselves.
        n_before: usize,
    },
}

/// Where in the definition the words lead.
#[derive(Debug)]
pub struct Place<'c> {
    root: &'c Command,
    /// The commands so far, the outermost first.
    path: Vec<&'c Command>,
    /// An option that waits for its value.
    pending: Option<&'c Arg>,
    n_positionals: usize,
    /// The first of them.
    first_positional: String,
    /// Behind `--`.
    is_escaped: bool,
}

impl<'c> Place<'c> {
    /// Before the first word.
    #[must_use]
    pub fn at_start(root: &'c Command) -> Self {
        Self {
            root,
            path: vec![root],
            pending: None,
            n_positionals: 0,
            first_positional: String::new(),
            is_escaped: false,
        }
    }

    fn behind(root: &'c Command, words: &[String]) -> Self {
        let mut place = Self::at_start(root);
        for word in words {
            place.step(word);
        }
        place
    }

    /// How the next word is to be read, which as it stands in the line is `word`.
    #[must_use]
    pub fn next(&self, word: &str) -> Next {
        if self.pending.is_some() {
            return Next::Read { n_before: 0 };
        }
        if self.is_escaped {
            return Next::Message;
        }
        let has_value = |option: Option<&Arg>| option.is_some_and(takes_value);
        let value_at = if let Some(long) = word.strip_prefix("--") {
            Some(long.split_once('=').filter(|(name, _)| has_value(self.long(name))).map(|(name, _)| name.len() + 3))
        } else if let Some(shorts) = word.strip_prefix('-').filter(|shorts| !shorts.is_empty()) {
            let found = shorts.char_indices().find(|(_, short)| has_value(self.short(*short)));
            Some(found.map(|(at, short)| 1 + at + short.len_utf8()))
        } else {
            None
        };
        if let Some(value_at) = value_at {
            return value_at.map_or(Next::Message, |n_before| Next::Read { n_before });
        }
        let takes_message = |command: &Command| matches!(command.get_name(), "ask" | "route");
        if self.path.len() == 1 || takes_message(self.command()) || self.positional().is_none() {
            Next::Message
        } else {
            Next::Read { n_before: 0 }
        }
    }

    /// Goes one word further.
    pub fn step(&mut self, word: &str) {
        if self.pending.take().is_some() {
            return;
        }
        if self.is_escaped {
            self.n_positionals += 1;
        } else if word == "--" {
            self.is_escaped = true;
            self.ask_if_no_command();
        } else if let Some(long) = word.strip_prefix("--") {
            let (name, has_value) = long.split_once('=').map_or((long, false), |(name, _)| (name, true));
            self.take(self.long(name).filter(|_| !has_value), name);
        } else if let Some(shorts) = word.strip_prefix('-').filter(|shorts| !shorts.is_empty()) {
            for (at, short) in shorts.char_indices() {
                let option = self.short(short);
                if option.is_some_and(takes_value) {
                    // What follows in the same word is the value.
                    let is_last = at + short.len_utf8() == shorts.len();
                    self.take(option.filter(|_| is_last), &short.to_string());
                    break;
                }
            }
        } else if self.n_positionals == 0
            && let Some(subcommand) = self.command().find_subcommand(word)
        {
            self.path.push(subcommand);
        } else {
            // What a command cannot take makes the line a question.
            if self.positional().is_none() {
                self.path.truncate(1);
            }
            self.ask_if_no_command();
            self.n_positionals += 1;
            // What stands behind a setting's key is about that, however many values there are.
            if self.n_positionals == 1 {
                word.clone_into(&mut self.first_positional);
            }
        }
    }

    /// Notes an option; one that only `ask` has makes the line a question.
    fn take(&mut self, option: Option<&'c Arg>, name: &str) {
        let own =
            |command: &Command| command.get_arguments().any(|arg| arg.get_long() == Some(name) || is_short(arg, name));
        if !own(self.root) {
            self.ask_if_no_command();
        }
        self.pending = option.filter(|option| takes_value(option) && !option.is_require_equals_set());
    }

    /// Text without a command is asked.
    fn ask_if_no_command(&mut self) {
        if self.path.len() == 1
            && let Some(ask) = self.root.find_subcommand("ask")
        {
            self.path.push(ask);
        }
    }

    /// Whether the words have led to this command.
    fn is_in(&self, path: &str) -> bool {
        self.path.iter().skip(1).map(|command| command.get_name()).eq(path.split(' '))
    }

    fn command(&self) -> &'c Command {
        self.path.last().copied().unwrap_or(self.root)
    }

    /// The options that can stand here: the command's own, those that hold below where they are declared, and of `ask`
    /// where there is no command yet.
    fn options(&self) -> impl Iterator<Item = &'c Arg> + use<'c> {
        let (last, above) = self.path.split_last().map_or((self.root, &[][..]), |(last, above)| (*last, above));
        let inherited: Vec<&'c Arg> =
            above.iter().rev().flat_map(|command| command.get_arguments().filter(|arg| arg.is_global_set())).collect();
        let asked = if above.is_empty() { self.root.find_subcommand("ask") } else { None };
        last.get_arguments()
            .chain(inherited)
            .chain(asked.into_iter().flat_map(Command::get_arguments))
            .filter(|arg| !arg.is_positional() && !arg.is_hide_set())
    }

    fn long(&self, name: &str) -> Option<&'c Arg> {
        self.options().find(|arg| arg.get_long() == Some(name))
    }

    fn short(&self, short: char) -> Option<&'c Arg> {
        self.options().find(|arg| arg.get_short() == Some(short))
    }

    fn flags(&self, typed: &str) -> Vec<Candidate> {
        let written = |arg: &Arg| match (arg.get_long(), arg.get_short()) {
            (Some(long), _) => Some(format!("--{long}")),
            (None, Some(short)) => Some(format!("-{short}")),
            (None, None) => None,
        };
        let mut flags: Vec<Candidate> = self
            .options()
            .filter_map(|arg| Some(Candidate::new(written(arg)?, first_line(arg.get_help()))))
            .chain([Candidate::new("--help", "")])
            .filter(|flag| flag.value.starts_with(typed))
            .collect();
        flags.dedup_by(|one, other| one.value == other.value);
        flags
    }

    /// The positional argument that stands here; the last one may be repeated.
    fn positional(&self) -> Option<&'c Arg> {
        let command = if self.path.len() == 1 { self.root.find_subcommand("ask")? } else { self.command() };
        let all: Vec<&Arg> = command.get_positionals().filter(|arg| !arg.is_hide_set()).collect();
        // What stands behind `--` alone is no place for a word before it.
        let fits = |arg: &&&Arg| arg.is_last_set() == self.is_escaped || !arg.is_last_set();
        match all.get(self.n_positionals) {
            Some(arg) => Some(*arg).filter(|arg| fits(&arg)),
            None => all.last().copied().filter(|arg| repeats(arg) && fits(&arg)),
        }
    }

    fn values(&self, arg: &Arg, typed: &str, before: &str, of: &dyn Fn(Kind, &str) -> Vec<Candidate>) -> Offer {
        // Of `a,b,c` the last is completed.
        let (done, typed) = match arg.get_value_delimiter().and_then(|delimiter| typed.rfind(delimiter)) {
            Some(at) => typed.split_at(at + 1),
            None => ("", typed),
        };
        let candidates = match self.source(arg, typed) {
            Source::Fixed(values) => values
                .iter()
                .filter(|value| !value.is_hide_set())
                .map(|value| Candidate::new(value.get_name(), first_line(value.get_help())))
                .collect(),
            Source::Users(kind) => of(kind, typed),
            Source::Called => of(Kind::Names, typed)
                .into_iter()
                .map(|name| Candidate { value: format!("@{}", name.value), ..name })
                .collect(),
            Source::Files => return Offer::Files,
            Source::Folders => return Offer::Folders,
            Source::Nothing => Vec::new(),
        };
        let begins = |value: &str| {
            let mut value = value.chars().flat_map(char::to_lowercase);
            typed.chars().flat_map(char::to_lowercase).all(|letter| value.next() == Some(letter))
        };
        Offer::Candidates(
            candidates
                .into_iter()
                .filter(|candidate| begins(&candidate.value))
                .map(|candidate| Candidate { value: format!("{before}{done}{}", candidate.value), ..candidate })
                .collect(),
        )
    }

    /// Where the values of an argument come from: its fixed ones, else by what the help calls its value.
    fn source(&self, arg: &Arg, typed: &str) -> Source {
        if !takes_value(arg) {
            return Source::Nothing;
        }
        let fixed = arg.get_possible_values();
        if !fixed.is_empty() {
            return Source::Fixed(fixed);
        }
        let is_local = self.path.get(1).is_some_and(|command| command.get_name() == "local");
        let name = arg.get_value_names().and_then(|names| names.first()).map_or("", |name| name.as_str());
        match korean::in_english(name) {
            "MODEL" if is_local => Source::Users(Kind::Embedded),
            "MODEL" => Source::Users(Kind::Models),
            "ID|NAME" => Source::Users(Kind::Conversations),
            "PROVIDER" if self.is_in("auth add") => Source::Users(Kind::TakersOfKeys),
            "PROVIDER" if self.is_in("auth rm") => Source::Users(Kind::KeepersOfKeys),
            "PROVIDER" => Source::Users(Kind::Providers),
            "VALUE" => Source::Users(Kind::Values { setting: self.first_positional.clone() }),
            "KEY" => Source::Users(Kind::Settings),
            "TEXT" if arg.is_positional() && typed.starts_with('@') && !typed.contains(['/', '.']) => Source::Called,
            "TEXT" if arg.is_positional() => Source::Files,
            "DIR" => Source::Folders,
            name if name.starts_with("FILE") => Source::Files,
            _ => Source::Nothing,
        }
    }
}

enum Source {
    Fixed(Vec<PossibleValue>),
    Users(Kind),
    /// `@` and a name.
    Called,
    Files,
    Folders,
    Nothing,
}

fn takes_value(arg: &Arg) -> bool {
    arg.get_action().takes_values()
}

fn repeats(arg: &Arg) -> bool {
    matches!(arg.get_action(), clap::ArgAction::Append)
        || arg.get_num_args().is_some_and(|number| number.max_values() > 1)
}

fn is_short(arg: &Arg, name: &str) -> bool {
    let mut letters = name.chars();
    letters.next().is_some_and(|letter| arg.get_short() == Some(letter)) && letters.next().is_none()
}

fn first_line(about: Option<&clap::builder::StyledStr>) -> String {
    about.map(ToString::to_string).unwrap_or_default().lines().next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests;
