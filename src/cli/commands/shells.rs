//! `baro completions` and `baro shell-init`: the scripts of the shells, and the words that they ask for while somebody
//! types.
//!
//! Completing opens no connection, makes no file, and is silent about what is wrong: whoever types a line has not asked
//! for it. The scripts themselves are files, in `completions/` at the top and in `src/cli/shells/`.

use std::ffi::{OsStr, OsString};

use super::super::args::{CompletionsArgs, SharedArgs, ShellName};
use super::super::completion::{self, Candidate, Kind, Offer};
use super::super::exit::Exit;
use super::super::{args, korean, session};
use crate::app;
use crate::config::{self, Environment, Expected, Flags, KeyDoc};
use crate::domain::Lang;
use crate::engine::Engine;
use crate::engine::embedded::catalogue;
use crate::engine::roster::ProviderEntry;
use crate::store::{ListFilter, ListScope, Store};

/// More conversations are not offered.
const N_CONVERSATIONS: usize = 200;

/// The completion script of a shell.
#[must_use]
pub const fn completion_script(shell: ShellName) -> &'static str {
    match shell {
        ShellName::Bash => include_str!("../../../completions/baro.bash"),
        ShellName::Elvish => include_str!("../../../completions/baro.elv"),
        ShellName::Fish => include_str!("../../../completions/baro.fish"),
        ShellName::Nushell => include_str!("../../../completions/baro.nu"),
        ShellName::PowerShell => include_str!("../../../completions/_baro.ps1"),
        ShellName::Zsh => include_str!("../../../completions/_baro"),
    }
}

/// What a shell does beside completing; nothing yet where a shell has no such script.
const fn integration(shell: ShellName) -> &'static str {
    match shell {
        ShellName::Bash => include_str!("../shells/init.bash"),
        // Its bindings cannot run a program that writes.
        ShellName::Elvish => "",
        ShellName::Fish => include_str!("../shells/init.fish"),
        ShellName::Nushell => include_str!("../shells/init.nu"),
        ShellName::PowerShell => include_str!("../shells/init.ps1"),
        ShellName::Zsh => include_str!("../shells/init.zsh"),
    }
}

/// Prints a completion script, or what a script asks for.
pub fn completions(shared: &SharedArgs, args: &CompletionsArgs) -> Exit {
    match (args.shell, &args.word) {
        (Some(shell), _) => session::print_without_settings(shared, Ok(completion_script(shell))),
        (None, Some(word)) => session::print_without_settings(shared, Ok(offered(shared, &args.words, word))),
        (None, None) => Exit::USAGE,
    }
}

/// Prints a shell's integration: completion first, then the rest.
pub fn init(shared: &SharedArgs, shell: ShellName) -> Exit {
    session::print_without_settings(shared, Ok(format!("{}\n{}", completion_script(shell), integration(shell))))
}

/// A line a candidate, the word and what it is with a tab between them; `:files` or `:folders` where the shell knows
/// better.
fn offered(shared: &SharedArgs, words: &[OsString], word: &OsStr) -> String {
    let environment = Environment::of_process();
    let folder = std::env::current_dir().unwrap_or_default();
    let flags = Flags { lang: shared.lang.map(Into::into), timeout: None };
    let settings = config::load(&environment, &folder, &flags)
        .or_else(|_| config::load_without_files(&environment, &folder, &flags));
    let Ok(settings) = settings else { return String::new() };
    let lang = settings.lang;
    let engine = app::engine(settings, environment);
    let text = |word: &OsStr| word.to_string_lossy().into_owned();
    let words: Vec<String> = words.iter().map(|word| text(word)).collect();
    let command = match lang {
        Lang::Ko => korean::translated(args::command().clone()),
        Lang::En => args::command().clone(),
    };
    match completion::offer(&command, &words, &text(word), &|kind, typed| candidates(&engine, lang, kind, typed)) {
        Offer::Files => ":files".to_owned(),
        Offer::Folders => ":folders".to_owned(),
        Offer::Candidates(candidates) if lang == Lang::Ko => {
            // Commands and flags are translated where they are defined, their fixed values here.
            let in_korean = |candidate: Candidate| match korean::value(&candidate.about) {
                Some(about) => Candidate { about: about.to_owned(), ..candidate },
                None => candidate,
            };
            candidates.into_iter().map(in_korean).filter_map(|candidate| line(&candidate)).collect()
        }
        Offer::Candidates(candidates) => candidates.iter().filter_map(line).collect(),
    }
}

/// One candidate's line; a word that no line can hold is left out.
fn line(candidate: &Candidate) -> Option<String> {
    if candidate.value.contains(char::is_control) {
        return None;
    }
    let about: String = candidate.about.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    Some(format!("{}\t{about}\n", candidate.value))
}

fn candidates(engine: &Engine, lang: Lang, kind: Kind, typed: &str) -> Vec<Candidate> {
    match kind {
        Kind::Models => models(engine, lang, typed),
        Kind::Embedded => catalogue::models().iter().map(|model| Candidate::new(&model.id, "")).collect(),
        Kind::Names => engine.callable_names().into_iter().map(|name| Candidate::new(name, "")).collect(),
        Kind::Conversations => conversations(engine, typed),
        Kind::Providers => providers(engine, |_| true),
        Kind::TakersOfKeys => providers(engine, |provider| {
            let takes_one = provider.vendor.is_none_or(|vendor| !vendor.key_env.is_empty());
            takes_one || provider.settings.is_some()
        }),
        Kind::KeepersOfKeys => {
            // Also of one that no settings name any more.
            let kept = config::list_keys(&engine.settings().paths).unwrap_or_default();
            let name = |id: &str| engine.provider_entry(id).map_or("", |provider| provider.name);
            kept.iter().map(|id| Candidate::new(id, name(id))).collect()
        }
        Kind::Values { setting } => values(engine, lang, &setting, typed),
        Kind::Settings => config::KEYS
            .iter()
            .filter(|key| !key.key.contains('*'))
            .map(|key| Candidate::new(key.key, if lang == Lang::Ko { key.korean } else { key.english }))
            .collect(),
    }
}

fn providers(engine: &Engine, is_wanted: impl Fn(&ProviderEntry<'_>) -> bool) -> Vec<Candidate> {
    let wanted = engine.provider_entries().filter(|provider| is_wanted(provider));
    wanted.map(|provider| Candidate::new(provider.id, provider.name)).collect()
}

/// What fits a setting, as far as it can be counted.
fn values(engine: &Engine, lang: Lang, setting: &str, typed: &str) -> Vec<Candidate> {
    let Some(doc) = KeyDoc::of(setting) else { return Vec::new() };
    let words = |words: &[&str]| words.iter().map(|word| Candidate::new(*word, "")).collect();
    match doc.expected {
        Expected::Bool => words(&["true", "false"]),
        Expected::OneOf(known) => words(known),
        Expected::ProviderNames => providers(engine, |_| true),
        Expected::Entry | Expected::Entries | Expected::Candidate => models(engine, lang, typed),
        _ if doc.key == "local.model" => {
            catalogue::models().iter().map(|model| Candidate::new(&model.id, "")).collect()
        }
        _ => Vec::new(),
    }
}

/// Aliases, families, and the models of providers that can be used; of one that is named, all that are known.
fn models(engine: &Engine, lang: Lang, typed: &str) -> Vec<Candidate> {
    let named = typed.split_once(':').map(|(provider, _)| provider);
    let aliases = engine.settings().aliases.iter();
    let families = engine.catalogue().families.iter();
    let mut models: Vec<Candidate> = aliases
        .map(|(alias, candidate)| Candidate::new(alias, candidate.to_string()))
        .chain(families.map(|family| {
            let name = if lang == Lang::Ko { &family.name_ko } else { &family.name_en };
            Candidate::new(&family.id, name)
        }))
        .collect();
    models.extend(
        engine
            .known_models()
            .filter(|(model, usable)| usable.is_ok() || named == Some(model.provider.as_str()))
            .map(|(model, _)| Candidate::new(model.to_string(), "")),
    );
    models
}

/// The newest first: by name where it has one, by id where an id is begun or there is none.
fn conversations(engine: &Engine, typed: &str) -> Vec<Candidate> {
    // Completing makes no database.
    let path = &engine.settings().paths.database;
    if !path.exists() {
        return Vec::new();
    }
    let filter = ListFilter { scope: ListScope::All, folder: None, limit: N_CONVERSATIONS };
    let listed = Store::open(path).and_then(|store| store.list(&filter)).unwrap_or_default();
    let wants_ids = typed.starts_with(crate::domain::ConversationId::PREFIX);
    listed
        .into_iter()
        .map(|conversation| match conversation.name {
            Some(name) if !wants_ids => Candidate::new(name, conversation.title),
            _ => Candidate::new(conversation.id.as_str(), conversation.title),
        })
        .collect()
}
