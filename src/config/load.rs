//! Reads the layers and resolves them to [`Settings`].
//!
//! From the weakest to the strongest: defaults, the user's file, the project's file, the environment, flags.
//! `policy.deny` alone does not follow this: a project adds to what the user denies.

use std::collections::{BTreeMap, BTreeSet};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::domain::catalogue::{Price, Wire};
use crate::domain::{Lang, MicroUsd, ModelRef, Route, Timeouts};

use super::document::{Document, Entry};
use super::environment::Environment;
use super::error::{Error, Unreadable};
use super::key_shape;
use super::keys::{KEYS, Scope};
use super::layers::{Layers, Origin};
use super::locale;
use super::paths::Paths;
use super::project::{self, Found};
use super::settings::{
    Ambiguous, Budget, Flags, Footer, History, KeySource, Local, Mode, ModelSettings, Paid, Policy, ProjectFile,
    ProviderSettings, ProxyUrl, RouteEntry, RouteSettings, Settings, Tls, Ui,
};
use super::value::{self, Value};
use crate::files::{self, NotRead};

/// The most that is read of the user's file, in bytes.
const LIMIT: u64 = 1024 * 1024;

/// Loads the settings that hold in `folder`, which is absolute. A user file that is not there is empty.
pub fn load(environment: &Environment, folder: &Path, flags: &Flags) -> Result<Settings, Error> {
    let (settings, wrong) = load_for_who_asks_nobody(environment, folder, flags)?;
    wrong.map_or(Ok(settings), Err)
}

/// As [`load`], but a project's file that is wrong sets nothing, and what is wrong with it is returned beside the settings:
/// a server that an editor starts in any folder is to start. What such a file denies still holds; where that cannot be
/// read, the error stands.
pub fn load_passing_over_project(
    environment: &Environment,
    folder: &Path,
    flags: &Flags,
) -> Result<(Settings, Option<Error>), Error> {
    match load_beside_project(environment, folder, flags)? {
        (_, Some(WrongProject { error, hides_denials: true })) => Err(error),
        (settings, wrong) => Ok((settings, wrong.map(|wrong| wrong.error))),
    }
}

/// As [`load_passing_over_project`], whatever is wrong with the project's file: for what asks nobody, which what the file
/// denies does not matter to. Where that cannot be read, the policy says so.
pub fn load_for_who_asks_nobody(
    environment: &Environment,
    folder: &Path,
    flags: &Flags,
) -> Result<(Settings, Option<Error>), Error> {
    let (settings, wrong) = load_beside_project(environment, folder, flags)?;
    Ok((settings, wrong.map(|wrong| wrong.error)))
}

/// What is wrong with a project's file, which then sets nothing.
struct WrongProject {
    error: Error,
    /// Whom it denies, if anybody, cannot be read.
    hides_denials: bool,
}

fn load_beside_project(
    environment: &Environment,
    folder: &Path,
    flags: &Flags,
) -> Result<(Settings, Option<WrongProject>), Error> {
    let paths = Paths::find(environment, folder)?;
    let text = read_user_file(environment, &paths.config_file)?;
    load_with(environment, folder, flags, paths, text)
}

/// The settings that would hold if the user's file had this text. A project's file that is wrong sets nothing.
pub fn load_as_if(environment: &Environment, folder: &Path, flags: &Flags, text: &str) -> Result<Settings, Error> {
    let paths = Paths::find(environment, folder)?;
    let (settings, _) = load_with(environment, folder, flags, paths, Some(text.to_owned()))?;
    Ok(settings)
}

fn load_with(
    environment: &Environment,
    folder: &Path,
    flags: &Flags,
    paths: Paths,
    text: Option<String>,
) -> Result<(Settings, Option<WrongProject>), Error> {
    let home = environment.home();
    let mut layers = Layers::default();
    let mut named = Named::default();

    if let Some(text) = text {
        take_user_text(&paths, &text, home.as_deref(), &mut layers, &mut named)?;
    }

    let mut denied_by_project = BTreeSet::new();
    let (mut project, mut foreign_project, mut wrong) = (None, None, None);
    match project::find(folder, home.as_deref()) {
        Ok(Found::Nothing) => {}
        Ok(Found::Foreign(path)) => foreign_project = Some(path),
        Ok(Found::File(path, text)) => {
            let document = Document::new(&path, &text, Scope::Project);
            match document.entries() {
                Ok(entries) => {
                    let sets = take_project(entries, &mut layers, &mut denied_by_project);
                    project = Some(ProjectFile { path, sets });
                }
                Err(error) => {
                    let denied = document.denials();
                    wrong = Some(WrongProject { error, hides_denials: denied.is_none() });
                    denied_by_project.extend(denied.into_iter().flatten());
                }
            }
        }
        Err(error) => wrong = Some(WrongProject { error, hides_denials: true }),
    }

    take_environment(environment, folder, home.as_deref(), &mut layers)?;
    if let Some(lang) = flags.lang {
        layers.set_flag("language", Value::Text(lang.as_str().to_owned()));
    }
    if let Some(total) = flags.timeout {
        layers.set_flag("timeouts.total_s", Value::Number(total.as_secs_f64().min(86_400.0)));
    }

    let mut settings = resolve(environment, paths, layers, named, denied_by_project);
    settings.policy.hides_denials = wrong.as_ref().is_some_and(|wrong| wrong.hides_denials);
    Ok((Settings { project, foreign_project, ..settings }, wrong))
}

/// The settings that what is sound makes, and all that is wrong: for what tells of the settings. Whoever acts on settings
/// takes [`load`].
pub fn load_what_is_sound(
    environment: &Environment,
    folder: &Path,
    flags: &Flags,
) -> Result<(Settings, Vec<Error>), Error> {
    let paths = Paths::find(environment, folder)?;
    let home = environment.home();
    let (mut layers, mut named, mut wrong) = (Layers::default(), Named::default(), Vec::new());
    match read_user_file(environment, &paths.config_file) {
        Ok(Some(text)) => wrong.extend(take_sound_user_text(&paths, &text, home.as_deref(), &mut layers, &mut named)),
        Ok(None) => {}
        Err(error) => wrong.push(error),
    }
    let mut denied_by_project = BTreeSet::new();
    let (mut project, mut foreign_project) = (None, None);
    match project::find(folder, home.as_deref()) {
        Ok(Found::Nothing) => {}
        Ok(Found::Foreign(path)) => foreign_project = Some(path),
        Ok(Found::File(path, text)) => {
            let (entries, errors) = Document::new(&path, &text, Scope::Project).sound_and_wrong();
            wrong.extend(errors);
            let sets = take_project(entries, &mut layers, &mut denied_by_project);
            project = Some(ProjectFile { path, sets });
        }
        Err(error) => wrong.push(error),
    }
    wrong.extend(take_sound_environment(environment, folder, home.as_deref(), &mut layers));
    if let Some(lang) = flags.lang {
        layers.set_flag("language", Value::Text(lang.as_str().to_owned()));
    }
    let settings = resolve(environment, paths, layers, named, denied_by_project);
    Ok((Settings { project, foreign_project, ..settings }, wrong))
}

/// The language in which it is told that settings are wrong: as what is sound among them says, else the system's.
#[must_use]
pub fn language_of_what_is_sound(environment: &Environment, folder: &Path, flags: &Flags) -> Lang {
    let sound = load_what_is_sound(environment, folder, flags).map(|(settings, _)| settings.lang);
    sound.unwrap_or_else(|_| flags.lang.unwrap_or_else(|| locale::language_before_settings(environment)))
}

/// The settings of somebody without any file and with nothing about baro in the environment but where its files are:
/// for what must work while the settings are wrong.
pub fn load_without_files(environment: &Environment, folder: &Path, flags: &Flags) -> Result<Settings, Error> {
    let paths = Paths::find(environment, folder)?;
    let lang = flags.lang.unwrap_or_else(|| locale::language_before_settings(environment));
    let settings = resolve(environment, paths, Layers::default(), Named::default(), BTreeSet::new());
    Ok(Settings { lang, ..settings })
}

/// All that is wrong with `text` as the text of the user's file.
pub(super) fn wrong_in_user_text(environment: &Environment, paths: &Paths, text: &str) -> Vec<Error> {
    let home = environment.home();
    take_sound_user_text(paths, text, home.as_deref(), &mut Layers::default(), &mut Named::default())
}

fn take_user_text(
    paths: &Paths,
    text: &str,
    home: Option<&Path>,
    layers: &mut Layers,
    named: &mut Named,
) -> Result<(), Error> {
    take_sound_user_text(paths, text, home, layers, named).into_iter().next().map_or(Ok(()), Err)
}

/// Takes what is sound, and gives all that is wrong.
fn take_sound_user_text(
    paths: &Paths,
    text: &str,
    home: Option<&Path>,
    layers: &mut Layers,
    named: &mut Named,
) -> Vec<Error> {
    let document = Document::new(&paths.config_file, text, Scope::User);
    let base = paths.config_file.parent().unwrap_or(Path::new(""));
    let (entries, mut wrong) = document.sound_and_wrong();
    for mut entry in entries {
        entry.value = resolved(entry.value, base, home);
        if KEYS[entry.setting].environment.is_some() {
            layers.set(entry.setting, entry.value, Origin::User);
        } else {
            layers.note(entry.key(), entry.setting, entry.value.clone(), Origin::User);
            wrong.extend(named.take(document, entry).err());
        }
    }
    wrong.extend(named.check(document).err());
    wrong
}

/// Takes a project's settings, and gives their names.
fn take_project(entries: Vec<Entry>, layers: &mut Layers, denied: &mut BTreeSet<String>) -> Vec<&'static str> {
    let mut sets = Vec::new();
    for entry in entries {
        let key = KEYS[entry.setting].key;
        sets.push(key);
        match entry.value {
            Value::List(providers) if key == "policy.deny" => denied.extend(providers),
            value => layers.set(entry.setting, value, Origin::Project),
        }
    }
    sets
}

/// The text of the user's file; `None` where there is none.
pub(super) fn read_user_file(environment: &Environment, path: &Path) -> Result<Option<String>, Error> {
    let unreadable = |reason| Error::Unreadable { path: path.to_owned(), reason };
    // Whoever names it wants no settings at all.
    if path == Path::new("/dev/null") {
        return Ok(None);
    }
    match read_text(path, LIMIT) {
        Ok(text) => Ok(Some(text)),
        Err(Unreadable::System(ErrorKind::NotFound)) => Ok(None),
        // The home is no folder. A file that was named is a slip, then.
        Err(Unreadable::System(kind)) if files::is_none(kind) && environment.get_os("BARO_CONFIG").is_none() => {
            Ok(None)
        }
        Err(reason) => Err(unreadable(reason)),
    }
}

/// Reads a plain file's UTF-8 text of at most `limit` bytes.
pub(super) fn read_text(path: &Path, limit: u64) -> Result<String, Unreadable> {
    text_of(files::read_plain(path, limit), limit)
}

/// What was read of a file, of at most `limit` bytes, as UTF-8 text.
pub(super) fn text_of(read: Result<Vec<u8>, NotRead>, limit: u64) -> Result<String, Unreadable> {
    let bytes = read.map_err(|why| Unreadable::not_read(&why, limit))?;
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        return Err(Unreadable::Utf16);
    }
    String::from_utf8(bytes).map_err(|error| {
        let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        Unreadable::NotUtf8 { line: valid.split(|byte| *byte == b'\n').count() }
    })
}

/// A path with `~/` and relative forms resolved; any other value as it is.
fn resolved(value: Value, base: &Path, home: Option<&Path>) -> Value {
    match value {
        Value::Path(path) => Value::Path(resolved_path(path, base, home)),
        value => value,
    }
}

/// A path with `~/` and relative forms resolved.
pub(super) fn resolved_path(path: PathBuf, base: &Path, home: Option<&Path>) -> PathBuf {
    match home {
        Some(home) if path.starts_with("~") => {
            path.components().skip(1).fold(home.to_owned(), |whole, part| whole.join(part))
        }
        _ => base.join(path),
    }
}

fn take_environment(
    environment: &Environment,
    folder: &Path,
    home: Option<&Path>,
    layers: &mut Layers,
) -> Result<(), Error> {
    take_sound_environment(environment, folder, home, layers).into_iter().next().map_or(Ok(()), Err)
}

/// Takes the variables that fit, and gives what is wrong with the others.
fn take_sound_environment(
    environment: &Environment,
    folder: &Path,
    home: Option<&Path>,
    layers: &mut Layers,
) -> Vec<Error> {
    let mut wrong = Vec::new();
    for (setting, doc) in KEYS.iter().enumerate() {
        let Some(name) = doc.environment else { continue };
        let Some(written) = environment.get_os(name) else { continue };
        let text = written.to_str();
        let is_key = |text: &str| !doc.expected.is_of_names() && key_shape::is_key_in_place(doc.expected, text);
        let text_that_fits = text.filter(|text| !is_key(text));
        match text_that_fits.and_then(|text| value::check_environment(doc.expected, text)) {
            Some(fits) => layers.set(setting, resolved(fits, folder, home), Origin::Environment(name)),
            None => wrong.push(Error::BadEnvironment {
                name: name.to_owned(),
                value: text.map(|text| value::shown(doc.expected, text)),
                expected: doc.expected,
            }),
        }
    }
    wrong
}

/// What stands under names of the user's.
#[derive(Default)]
struct Named {
    providers: BTreeMap<String, ProviderSettings>,
    models: BTreeMap<ModelRef, ModelSettings>,
    prices: BTreeMap<ModelRef, (Entry, WrittenPrice)>,
    routes: [RouteSettings; 6],
    aliases: BTreeMap<String, crate::domain::Candidate>,
}

#[derive(Default)]
struct WrittenPrice {
    input: Option<MicroUsd>,
    output: Option<MicroUsd>,
    cached: Option<MicroUsd>,
}

impl Named {
    /// Takes an entry whose value was found to fit.
    fn take(&mut self, document: Document<'_>, entry: Entry) -> Result<(), Error> {
        let path: Vec<&str> = entry.path.iter().map(String::as_str).collect();
        match path.as_slice() {
            ["providers", name, rest @ ..] => {
                let provider = self.providers.entry((*name).to_owned()).or_default();
                return take_provider(document, &entry, provider, rest);
            }
            ["models", name, "usd_per_million", which] => {
                let Ok(model) = name.parse::<ModelRef>() else { return Ok(()) };
                let (name, which) = (model, (*which).to_owned());
                let amount = usd(&entry.value);
                let (_, price) = self.prices.entry(name).or_insert_with(|| (entry, WrittenPrice::default()));
                match which.as_str() {
                    "input" => price.input = amount,
                    "output" => price.output = amount,
                    _ => price.cached = amount,
                }
            }
            ["models", name, key] => {
                let Ok(model) = name.parse::<ModelRef>() else { return Ok(()) };
                let model = self.models.entry(model).or_default();
                match (*key, &entry.value) {
                    ("context_tokens", Value::Integer(tokens)) => model.context_tokens = Some(*tokens),
                    ("max_output_tokens", Value::Integer(tokens)) => model.max_output_tokens = Some(*tokens),
                    ("temperature", Value::Bool(takes)) => model.takes_temperature = Some(*takes),
                    ("efforts", Value::List(words)) => {
                        let mut efforts: Vec<_> = words.iter().filter_map(|word| word.parse().ok()).collect();
                        efforts.sort_unstable();
                        efforts.dedup();
                        model.efforts = Some(efforts);
                    }
                    _ => {}
                }
            }
            ["routes", name, key] => {
                let Ok(route) = name.parse::<Route>() else { return Ok(()) };
                let route = &mut self.routes[route.index()];
                match (*key, &entry.value) {
                    ("models", Value::List(words)) => {
                        route.models = Some(words.iter().map(|word| RouteEntry::of(word)).collect());
                    }
                    ("keywords", Value::List(words)) => route.keywords.clone_from(words),
                    (_, Value::Number(number)) => route.temperature = Some(single(*number)),
                    _ => {}
                }
            }
            ["aliases", name] => {
                if let Value::Text(text) = &entry.value
                    && let Ok(candidate) = text.parse()
                {
                    self.aliases.insert((*name).to_owned(), candidate);
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Completes what is written in several lines.
    fn check(&mut self, document: Document<'_>) -> Result<(), Error> {
        for (model, (entry, written)) in std::mem::take(&mut self.prices) {
            let table = || {
                let path: Vec<&str> = entry.path.iter().take(3).map(String::as_str).collect();
                super::document::joined(&path)
            };
            let input = written.input.ok_or_else(|| document.incomplete(&entry, table(), "input"))?;
            let output = written.output.ok_or_else(|| document.incomplete(&entry, table(), "output"))?;
            let mut price = Price::flat("", input, output);
            price.tiers[0].cached = written.cached;
            self.models.entry(model).or_default().price = Some(price);
        }
        Ok(())
    }
}

fn take_provider(
    document: Document<'_>,
    entry: &Entry,
    provider: &mut ProviderSettings,
    rest: &[&str],
) -> Result<(), Error> {
    let plan = &mut provider.plan;
    match (rest, &entry.value) {
        (["wire"], Value::Text(word)) => provider.wire = wire(word),
        (["base_url"], Value::Text(url)) => provider.base_url = Some(url.clone()),
        (["plan", "free"], Value::Bool(is)) => plan.free = Some(*is),
        (["plan", "tokens_per_minute"], Value::Integer(number)) => plan.tokens_per_minute = Some(*number),
        (["plan", "requests_per_minute"], Value::Integer(number)) => plan.requests_per_minute = Some(*number),
        (["plan", "requests_per_day"], Value::Integer(number)) => plan.requests_per_day = Some(*number),
        ([_], value) => {
            let source = match value {
                Value::Path(path) => KeySource::File(path.clone()),
                Value::Text(text) if rest == ["key_env"] => KeySource::Environment(text.clone()),
                Value::Text(text) => KeySource::Command(text.clone()),
                _ => return Ok(()),
            };
            if let Some(other) = &provider.key {
                return Err(document.conflict(entry, other.key()));
            }
            provider.key = Some(source);
        }
        _ => {}
    }
    Ok(())
}

impl KeySource {
    /// The key that names it in a provider's table.
    #[must_use]
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Environment(_) => "key_env",
            Self::File(_) => "key_file",
            Self::Command(_) => "key_command",
        }
    }
}

impl RouteEntry {
    fn of(word: &str) -> Self {
        match word.parse() {
            Ok(candidate) => Self::Candidate(candidate),
            Err(_) => Self::Alias(word.to_owned()),
        }
    }
}

fn wire(word: &str) -> Option<Wire> {
    match word {
        "openai" => Some(Wire::OpenAi),
        "anthropic" => Some(Wire::Anthropic),
        "ollama" => Some(Wire::Ollama),
        "local" => Some(Wire::Local),
        _ => None,
    }
}

fn usd(value: &Value) -> Option<MicroUsd> {
    match value {
        Value::Number(dollars) => MicroUsd::from_usd(*dollars),
        _ => None,
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a temperature from 0 to 2")]
fn single(number: f64) -> f32 {
    number as f32
}

fn resolve(
    environment: &Environment,
    paths: Paths,
    layers: Layers,
    named: Named,
    denied_by_project: BTreeSet<String>,
) -> Settings {
    let mut deny: BTreeSet<String> = layers.list("policy.deny").iter().cloned().collect();
    deny.extend(denied_by_project.iter().cloned());
    let usual = Timeouts::default();
    let seconds = |key: &str, default: Duration| layers.number(key).map_or(default, Duration::from_secs_f64);
    Settings {
        paths,
        lang: match layers.text("language") {
            Some("ko") => Lang::Ko,
            Some("en") => Lang::En,
            _ => locale::language(environment),
        },
        mode: if layers.text("mode") == Some("ask") { Mode::Ask } else { Mode::Auto },
        routes: named.routes,
        providers: named.providers,
        models: named.models,
        policy: Policy {
            deny,
            denied_by_project,
            hides_denials: false,
            paid: match layers.text("policy.paid") {
                Some("allow") => Paid::Allow,
                Some("never") => Paid::Never,
                _ => Paid::Ask,
            },
        },
        aliases: named.aliases,
        timeouts: Timeouts {
            connect: seconds("timeouts.connect_s", usual.connect),
            first_token: seconds("timeouts.first_token_s", usual.first_token),
            idle: seconds("timeouts.idle_s", usual.idle),
            total: seconds("timeouts.total_s", usual.total),
        },
        tls: Tls { ca_file: layers.path("tls.ca_file") },
        proxy: layers.text("proxy").map(|url| ProxyUrl(url.to_owned())),
        history: History {
            keep: layers.bool("history.keep").unwrap_or(true),
            retention_days: layers.integer("history.retention_days"),
            redact: layers.bool("history.redact").unwrap_or(false),
        },
        ui: Ui {
            footer: match layers.text("ui.footer") {
                Some("off") => Footer::Off,
                Some("full") => Footer::Full,
                _ => Footer::Short,
            },
            width: layers.integer("ui.width"),
            ambiguous: match layers.text("ui.ambiguous") {
                Some("narrow") => Ambiguous::Narrow,
                Some("wide") => Ambiguous::Wide,
                _ => Ambiguous::Auto,
            },
        },
        keys: KEYS
            .iter()
            .filter_map(|doc| Some((doc.key.strip_prefix("keys.")?.to_owned(), layers.text(doc.key)?.to_owned())))
            .collect(),
        local: Local { model: layers.text("local.model").map(str::to_owned), threads: layers.integer("local.threads") },
        budget: Budget {
            day: layers.number("budget.day_usd").and_then(MicroUsd::from_usd),
            month: layers.number("budget.month_usd").and_then(MicroUsd::from_usd),
        },
        system: layers.text("system").filter(|text| !text.trim().is_empty()).map(str::to_owned),
        temperature: layers.number("temperature").map(single),
        model: layers.text("model").map(str::to_owned),
        route: layers.text("route").and_then(|word| word.parse().ok()),
        project: None,
        foreign_project: None,
        layers,
    }
}
