//! Puts what went wrong below into the message table's words: the engine's errors, settings, files, the store.
//!
//! Each situation is mapped here once, for every surface.

mod embedded;

use self::embedded::{known_models, not_fetched};
pub use self::embedded::{models_here, of_shelf};
#[cfg(feature = "local")]
pub use self::embedded::{of_mirror, of_pull};
use super::messages::{
    self, BudgetLimit, ConfigProblem, ErrorText, FailedCall, FileProblem, LocalProblem, Message, Problem, Remark,
    ReplLine, SettingProblem, ShownKey, StoreProblem, Suspect, Trouble, key_error, nobody_called,
};
use crate::config::{self, Environment, KeyOrigin, KeyState, Origin, Settings};
use crate::domain::{Candidate, Failure, FailureKind, Lang, ModelRef, Route};
use crate::engine::embedded::shelf::Shelf;
use crate::engine::quota::Held;
use crate::engine::settings_check::SettingFinding;
use crate::engine::talk::attached::{Unattached, WhyUnattached};
use crate::engine::{self, Among, Beyond, Bound, Error, OverBudget, Unusable};
use crate::material::{self, shown_name};
use crate::provider::registry;
use crate::store;

/// What a surface knows that an error does not.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The language.
    pub lang: Lang,
    /// Where the database is.
    pub database: &'a str,
    /// Where the key of a provider comes from that was sent.
    pub key_origin: &'a dyn Fn(&str) -> Option<KeyOrigin>,
    /// Whether baro keeps a key of a provider, be it in force or not.
    pub keeps_key: &'a dyn Fn(&str) -> bool,
    /// The variable in which the settings say that a provider's key is, whether it is there or not.
    pub named_variable: &'a dyn Fn(&str) -> Option<String>,
}

/// An engine's error, with what settings and environment know of it.
#[must_use]
pub fn of_engine(settings: &Settings, environment: &Environment, lang: Lang, error: &Error) -> ErrorText {
    if let Error::Chosen { preset, error } = error {
        let text = of_engine(settings, environment, lang, error);
        let place = place_of(settings, environment, lang, preset.sets.as_str());
        return text.with_cause(messages::chosen_by(lang, preset.sets.as_str(), &place));
    }
    let database = settings.paths.database.display().to_string();
    let named_variable = |provider: &str| match settings.providers.get(provider).and_then(|own| own.key.as_ref()) {
        Some(config::KeySource::Environment(name)) => Some(name.clone()),
        _ => None,
    };
    let key_origin = |provider: &str| match config::key_state(
        settings,
        environment,
        provider,
        registry::catalogue().vendor(provider),
    ) {
        KeyState::Ready(origin) => Some(origin),
        KeyState::Missing | KeyState::Withheld { .. } | KeyState::Refused(_) => None,
    };
    let keeps_key = |provider: &str| config::keeps_key(&settings.paths, provider);
    let context = Context {
        lang,
        database: &database,
        key_origin: &key_origin,
        keeps_key: &keeps_key,
        named_variable: &named_variable,
    };
    let mut text = match error {
        Error::Settings(finding) => in_its_file(settings, environment, finding, of_setting(lang, finding)),
        error => of_error(context, error),
    };
    if let Error::Unusable { why: Unusable::NotFetched { .. }, .. } = error {
        let shelf = Shelf::new(settings.paths.data_dir.join("models"));
        text = text.with_hint(models_here(lang, &shelf));
    }
    if let Error::NothingConfigured { .. } = error {
        // Somebody may think that a key is there.
        let misnamed = engine::misnamed_keys(settings, environment);
        let hint = |(name, right): &(String, String)| Remark::MisnamedKey { name, right }.text(lang);
        text.hints.splice(0..0, misnamed.iter().map(hint));
    }
    text
}

/// The terminal cannot be taken over.
#[must_use]
pub fn of_terminal(lang: Lang, error: &std::io::Error) -> ErrorText {
    ReplLine::NoTerminal.error(lang).with_cause(error.to_string())
}

/// An engine's error in its three parts.
#[must_use]
pub fn of_error(context: Context<'_>, error: &Error) -> ErrorText {
    let lang = context.lang;
    match error {
        Error::EmptyPrompt => Problem::EmptyPrompt.text(lang),
        Error::NothingConfigured { servers } => Problem::NoUsableModel { servers }.text(lang),
        Error::NoUsableModel { route, left_out } => {
            let text =
                Problem::NoUsableCandidate { wanted: route.label(lang), reasons: &reasons(lang, left_out) }.text(lang);
            let text = with_cures_first(text, left_out);
            if left_out.iter().any(|(_, why)| *why == Unusable::Paid) {
                text.with_hint(Remark::HowToPay.text(lang))
            } else {
                text
            }
        }
        Error::NothingLocal => Problem::NothingLocal.text(lang),
        Error::Chosen { error, .. } => of_error(context, error),
        Error::BeyondEmbedded { model, beyond } => {
            let model = model.short();
            let problem = match beyond {
                Beyond::Language => LocalProblem::Beyond { model, route: None },
                Beyond::OtherLanguage => LocalProblem::OtherLanguage { model },
                Beyond::Task(route) => LocalProblem::Beyond { model, route: Some(route.label(lang)) },
            };
            problem.text(lang)
        }
        Error::Settings(finding) => of_setting(lang, finding),
        Error::Unusable { why: Unusable::NotFetched { model }, .. } => not_fetched(lang, model),
        Error::UnknownModel { name, nearest } => Problem::UnknownModel { name, nearest }.text(lang),
        Error::UnknownEffort { name, effort, nearest } => {
            let nearest = nearest.map(|effort| format!("{name}@{}", effort.as_str()));
            Problem::UnknownEffort { name, effort, nearest: nearest.as_deref() }.text(lang)
        }
        Error::NobodyCalled { name, left_out } => nobody_called(lang, name, left_out),
        Error::Unusable { candidate, why: Unusable::KeyRefused { has_key: true } } => {
            server_refuses(context, &candidate.model.provider)
        }
        Error::Unusable { candidate, why } => of_unusable(lang, candidate, why),
        Error::TooLarge { input_tokens, largest, bound, among } => {
            too_large(lang, *input_tokens, largest.as_ref(), *bound, among)
        }
        Error::OverBudget(over) => over_budget(lang, over),
        Error::LimitReached { model, wait, held: Held::ByProvider } => {
            let failure = crate::domain::Failure {
                retry_after: *wait,
                ..crate::domain::Failure::new(FailureKind::RateLimited, "")
            };
            FailedCall { model, failure: &failure, key_env: None }.text(lang)
        }
        Error::LimitReached { model, wait, held } => messages::held_back(lang, model, *wait, *held),
        Error::KeyRefused { model, failure } => refused_key(context, model, failure),
        Error::Refused { model, failure, nearest } => {
            let text = FailedCall { model, failure, key_env: None }.text(lang);
            match nearest.first() {
                Some(_) => text.with_hint(Remark::Nearest { names: &nearest.join(", ") }.text(lang)),
                None => text,
            }
        }
        Error::NobodyAnswered { failures } => match failures.as_slice() {
            [(model, failure)] => refused_key(context, model, failure),
            failures
                if let Some((model, failure)) = failures.iter().find(|(_, failure)| failure.is_of_the_settings()) =>
            {
                FailedCall { model, failure, key_env: None }.text(lang)
            }
            failures => {
                let causes: Vec<String> = failures
                    .iter()
                    .map(|(model, failure)| {
                        format!("{model}: {}", FailedCall { model, failure, key_env: None }.short(lang))
                    })
                    .collect();
                Problem::AllFailed { causes: &causes, suspect: Suspect::of(failures) }.text(lang)
            }
        },
        Error::Incomplete { model, failure: Some(failure) } => {
            FailedCall { model, failure, key_env: None }.broken_off(lang)
        }
        Error::Incomplete { failure: None, .. } => ErrorText::new(lang, Message::LengthReached.text(lang)),
        Error::NotStored(source) => not_stored(lang, &of_store(lang, context.database, source)),
        Error::Store(source) => of_store(lang, context.database, source),
        Error::NoConversation { elsewhere: false } => Problem::NothingAsked.text(lang),
        Error::NoConversation { elsewhere: true } => Problem::NoConversation { period: None }.text(lang),
        Error::NoConversationFrom { period } => Problem::NoConversation { period: Some(*period) }.text(lang),
        Error::OnlyThisConversation { period } => Problem::OnlyThisConversation { period: *period }.text(lang),
        Error::Cancelled => ErrorText::new(lang, Message::Interrupted.text(lang)),
    }
}

/// An answer that was given and could not be kept: what stands in the way is the cause, not what happened.
fn not_stored(lang: Lang, why: &ErrorText) -> ErrorText {
    let text = Problem::NotStored.text(lang);
    let text = std::iter::once(&why.error).chain(&why.causes).fold(text, |text, cause| text.with_cause(cause.as_str()));
    why.hints.iter().fold(text, |text, hint| text.with_hint(hint.as_str()))
}

/// A call that failed; where a key was refused, the hint speaks of the place that it came from, and where none was sent,
/// it says how to give one.
fn refused_key(context: Context<'_>, model: &ModelRef, failure: &Failure) -> ErrorText {
    let lang = context.lang;
    let origin = (context.key_origin)(&model.provider);
    let variable = origin.as_ref().and_then(KeyOrigin::variable);
    let text = FailedCall { model, failure, key_env: variable }.text(lang);
    if failure.kind != FailureKind::KeyRefused {
        return text;
    }
    let provider = model.provider.as_str();
    let url = registry::catalogue().vendor(provider).and_then(|vendor| vendor.signup_url.as_deref());
    let page = url.map_or_else(String::new, |url| Remark::KeyPage { url }.text(lang));
    match origin {
        None => {
            let named = (context.named_variable)(&model.provider);
            wants_key(lang, model, failure, named.as_deref())
        }
        Some(KeyOrigin::Settings(config::KeySource::File(_) | config::KeySource::Command(_))) => {
            let hint = Remark::ChangeKeyThere { provider }.text(lang);
            ErrorText { hints: vec![hint], ..text }.with_hint(page)
        }
        Some(KeyOrigin::Environment(_)) if (context.keeps_key)(provider) => {
            text.with_hint(page).with_hint(Remark::KeptKeyWaits { provider }.text(lang))
        }
        Some(_) => text.with_hint(page),
    }
}

/// A server of this machine that refuses the key: where a new one goes hangs on where the old one came from.
fn server_refuses(context: Context<'_>, provider: &str) -> ErrorText {
    let origin = (context.key_origin)(provider);
    let shown = match &origin {
        Some(KeyOrigin::Settings(config::KeySource::File(_) | config::KeySource::Command(_))) => ShownKey::Given,
        origin => origin.as_ref().and_then(KeyOrigin::variable).map_or(ShownKey::Kept, ShownKey::Of),
    };
    Problem::ServerRefuses { provider, shown }.text(context.lang)
}

/// A provider that wants a key, and got none.
#[must_use]
pub fn wants_key(lang: Lang, model: &ModelRef, failure: &Failure, named_variable: Option<&str>) -> ErrorText {
    let provider = model.provider.as_str();
    ErrorText {
        error: Remark::WantsKey { provider }.text(lang),
        hints: vec![Remark::NoKeyWasSent { provider, key_env: named_variable }.text(lang)],
        ..FailedCall { model, failure, key_env: None }.text(lang)
    }
}

/// A model that was named and cannot be used.
fn of_unusable(lang: Lang, candidate: &Candidate, why: &Unusable) -> ErrorText {
    let provider = candidate.model.provider.as_str();
    match why {
        Unusable::NoKey { key_env, signup_url } => of_missing_key(lang, provider, key_env, signup_url.as_deref()),
        Unusable::BadKey(error) => key_error(lang, provider, error),
        Unusable::NotRunning { address } => messages::not_running(lang, provider, address),
        Unusable::Denied(by) => messages::denied(lang, provider, *by),
        Unusable::NotTold(failure) => FailedCall { model: &candidate.model, failure, key_env: None }.text(lang),
        Unusable::Loading => messages::still_loading(lang, provider),
        Unusable::ModelsUnknown => messages::models_unknown(lang, provider),
        Unusable::KeyRefused { has_key } => {
            let shown = if *has_key { ShownKey::Kept } else { ShownKey::None };
            Problem::ServerRefuses { provider, shown }.text(lang)
        }
        Unusable::NoModel { server } => Problem::IdleServer { server }.text(lang),
        Unusable::NotLocal => Problem::NotHere { model: &candidate.model.to_string() }.text(lang),
        why => {
            let reasons = [unusable(lang, provider, why)];
            Problem::NoUsableCandidate { wanted: &candidate.model.to_string(), reasons: &reasons }.text(lang)
        }
    }
}

/// A provider that has no key. One whose variable the settings name takes its key from there alone.
#[must_use]
pub fn of_missing_key(lang: Lang, provider: &str, key_env: &[String], signup_url: Option<&str>) -> ErrorText {
    let key_env = key_env.first().map_or("", String::as_str);
    let usual = engine::usual_key_variable(provider).unwrap_or_default();
    if key_env == usual {
        Problem::KeyMissing { provider, key_env, signup_url }.text(lang)
    } else {
        Problem::VariableEmpty { provider, key_env, signup_url }.text(lang)
    }
}

/// The file of authorities that the settings name cannot be used, whoever would be asked.
#[must_use]
pub fn of_ca_file(lang: Lang, failure: &Failure) -> ErrorText {
    FailedCall { model: &ModelRef::new("", ""), failure, key_env: None }.text(lang)
}

/// Routes on which everybody is left out, and why: all of them, or those that are named.
#[must_use]
pub fn of_routes(lang: Lang, routes: &[Route], left_out: &[(Candidate, Unusable)]) -> ErrorText {
    let reasons = reasons(lang, left_out);
    let text = if routes.len() == Route::ALL.len() {
        Problem::NobodyUsable { reasons: &reasons }.text(lang)
    } else {
        let labels: Vec<&str> = routes.iter().map(|route| route.label(lang)).collect();
        Problem::NoUsableCandidate { wanted: &labels.join(", "), reasons: &reasons }.text(lang)
    };
    with_cures_first(text, left_out)
}

/// What lets those serve again that were left out, where there is something to be done, before what the text says itself.
fn with_cures_first(text: ErrorText, left_out: &[(Candidate, Unusable)]) -> ErrorText {
    let is_told = told_of(left_out);
    let mut hints: Vec<String> = Vec::new();
    for (candidate, why) in left_out.iter().filter(|(_, why)| is_told(why)) {
        if matches!(why, Unusable::BadKey(_) | Unusable::Denied(_) | Unusable::NotRunning { .. } | Unusable::NotTold(_))
        {
            hints.extend(of_unusable(text.lang, candidate, why).hints);
        }
    }
    let own = text.hints;
    hints.extend(own);
    let text = ErrorText { hints: Vec::new(), ..text };
    hints.into_iter().fold(text, |text, hint| if text.hints.contains(&hint) { text } else { text.with_hint(hint) })
}

/// Which reasons are told.
fn told_of(left_out: &[(Candidate, Unusable)]) -> impl Fn(&Unusable) -> bool {
    let has_none =
        |why: &Unusable| matches!(why, Unusable::NoKey { .. } | Unusable::NotRunning { .. } | Unusable::NotBuilt);
    let own = left_out.iter().any(|(_, why)| !has_none(why));
    move |why| !own || !has_none(why)
}

/// Why candidates were left out, one line for each situation of a provider. Providers that the user never gave a
/// key are named only where there are no others.
fn reasons(lang: Lang, left_out: &[(Candidate, Unusable)]) -> Vec<String> {
    let is_told = told_of(left_out);
    let mut lines: Vec<String> = Vec::new();
    for (candidate, why) in left_out.iter().filter(|(_, why)| is_told(why)) {
        let provider = &candidate.model.provider;
        let line = format!("{provider}: {}", unusable(lang, provider, why));
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines
}

/// What is wrong with a line of an import.
#[must_use]
pub fn bad_line(lang: Lang, problem: &store::BadLine) -> String {
    Remark::BadLine { problem }.text(lang)
}

/// Why a candidate may not serve, in a few words.
#[must_use]
pub fn unusable(lang: Lang, provider: &str, why: &Unusable) -> String {
    Remark::Unusable { provider, why }.text(lang)
}

fn too_large(lang: Lang, n_tokens: u64, largest: Option<&(ModelRef, u64)>, bound: Bound, among: &Among) -> ErrorText {
    match (bound, largest) {
        (Bound::Plan { per_minute }, Some((model, allowed))) => {
            Problem::PromptOverPlan { n_tokens, per_minute, for_prompt: *allowed, provider: &model.provider }
        }
        (_, largest) => Problem::PromptTooLarge {
            n_tokens,
            largest: largest.map_or(0, |(_, allowed)| *allowed),
            chosen: match (among, largest) {
                (Among::Chosen { roomier }, Some((model, _))) => Some((model, roomier.as_ref())),
                _ => None,
            },
        },
    }
    .text(lang)
}

fn over_budget(lang: Lang, over: &OverBudget) -> ErrorText {
    let (amount, limit, which) = match over {
        OverBudget::UnknownPrice { model } => return Problem::PriceUnknown { model: &model.to_string() }.text(lang),
        OverBudget::Turn { estimate, allowed } => (*estimate, *allowed, BudgetLimit::Request),
        OverBudget::Day { spent, allowed } => (*spent, *allowed, BudgetLimit::Day),
        OverBudget::Month { spent, allowed } => (*spent, *allowed, BudgetLimit::Month),
    };
    Problem::OverBudget { amount, limit, which }.text(lang)
}

/// A situation of the store.
#[must_use]
pub fn of_store(lang: Lang, database: &str, error: &store::Error) -> ErrorText {
    let message = error.to_string();
    let at = |problem: StoreProblem<'_>| Problem::Store { path: database, problem }.text(lang);
    match error {
        store::Error::Unreadable { reason, .. } => {
            at(StoreProblem::Unreadable { message: &Remark::StoreUnreadable { reason }.text(lang) })
        }
        store::Error::Foreign { .. } => at(StoreProblem::Foreign),
        store::Error::Newer { found, known, .. } => {
            at(StoreProblem::Newer { found: found.unsigned_abs(), known: known.unsigned_abs() })
        }
        store::Error::Corrupt { .. } => at(StoreProblem::Corrupt),
        store::Error::Symlink { .. } => at(StoreProblem::NotOurs),
        store::Error::Busy => at(StoreProblem::Busy),
        store::Error::DiskFull => at(StoreProblem::DiskFull),
        store::Error::NotFound(name) | store::Error::PrefixTooShort(name) => {
            Problem::UnknownConversation { name }.text(lang)
        }
        store::Error::Ambiguous { text, .. } => Problem::AmbiguousConversation { name: text }.text(lang),
        store::Error::NameTaken(name) => Problem::NameTaken { name }.text(lang),
        store::Error::BadName(name) => of_trouble(lang, Trouble::BadName { name }),
        store::Error::BadImport { line, problem } => {
            Problem::BadJsonLine { source: "-", line: *line, message: &bad_line(lang, problem) }.text(lang)
        }
        _ => at(StoreProblem::Unreadable { message: &message }),
    }
}

/// A setting that cannot be taken as it is.
#[must_use]
pub fn of_config(lang: Lang, error: &config::Error) -> ErrorText {
    use config::Error as E;
    let shown = |path: &std::path::Path| shown_name(path).into_owned();
    let at = |path: &std::path::Path, line: usize| match line {
        // It is in no file yet.
        0 => shown(path),
        line => format!("{}:{line}", shown(path)),
    };
    let problem = |problem: ConfigProblem<'_>| Problem::Config(problem).text(lang);
    match error {
        E::Unreadable { path, reason } => problem(ConfigProblem::Unreadable { path: &shown(path), reason }),
        E::Syntax { path, line, message, snippet, .. } => problem(ConfigProblem::Syntax {
            path: &shown(path),
            line: *line as u64,
            message: &format!("{}: {snippet}", messages::toml_words(lang, message)),
        }),
        E::BareKey { path, line, key, .. } => of_trouble(lang, Trouble::BareKey { place: &at(path, *line), key }),
        E::UnknownKey { path, line, key, nearest } => {
            problem(ConfigProblem::UnknownKey { path: &at(path, *line), key, nearest: nearest.as_deref() })
                .with_hint(messages::how_to_mend(lang, path, key))
        }
        E::KeyInFile { path, line, key, provider } => {
            problem(ConfigProblem::KeyInFile { path: &at(path, *line), key, provider: provider.as_deref() })
        }
        E::BadValue { path, line, key, expected, .. } => problem(ConfigProblem::BadValue {
            path: &at(path, *line),
            key,
            expected: &messages::expected(lang, *expected),
        })
        .with_hint(messages::how_to_mend(lang, path, key)),
        E::Incomplete { path, line, key, missing } => {
            of_trouble(lang, Trouble::Lacks { place: &at(path, *line), key, missing })
        }
        E::Conflict { path, line, key, other } => {
            of_trouble(lang, Trouble::Conflict { place: &at(path, *line), key, other })
        }
        E::ForbiddenInProject { path, line, key } => problem(ConfigProblem::Forbidden { path: &at(path, *line), key }),
        E::ProjectNotAFile { path } => problem(ConfigProblem::NoPlainFile { path: &shown(path) }),
        E::BadEnvironment { name, expected, .. } => {
            problem(ConfigProblem::BadEnvironment { name, expected: &messages::expected(lang, *expected) })
        }
        E::NoHome => problem(ConfigProblem::NoHome),
    }
}

/// Settings that do not hold together: what is wrong, and what to do.
#[must_use]
pub fn setting_lines(lang: Lang, finding: &SettingFinding) -> (String, String) {
    match finding {
        SettingFinding::UnknownName { key, name, nearest } => {
            SettingProblem::UnknownName { key, name, nearest: &nearest.join(", ") }.lines(lang)
        }
        SettingFinding::UnknownProvider { key, provider, nearest } => {
            SettingProblem::UnknownProvider { key, provider, nearest: &nearest.join(", ") }.lines(lang)
        }
        SettingFinding::UnknownEffort { key, name, effort, nearest } => {
            let nearest = nearest.map(|effort| format!("{name}@{}", effort.as_str())).unwrap_or_default();
            SettingProblem::UnknownEffort { key, name, effort, nearest: &nearest }.lines(lang)
        }
        SettingFinding::UnknownEmbedded { name, nearest } => {
            SettingProblem::UnknownEmbedded { name, nearest: &nearest.join(", "), known: &known_models() }.lines(lang)
        }
        SettingFinding::NoAddress { provider } => SettingProblem::NoAddress { provider }.lines(lang),
        SettingFinding::HoldsKey { key } => SettingProblem::HoldsKey { key }.lines(lang),
        SettingFinding::Retired { key, model, successor } => {
            SettingProblem::Retired { key, model, successor }.lines(lang)
        }
    }
}

/// A finding about the settings, with the project's file where that is where it stands.
#[must_use]
pub fn of_finding(settings: &Settings, environment: &Environment, lang: Lang, finding: &SettingFinding) -> ErrorText {
    let (happened, hint) = setting_lines(lang, finding);
    in_its_file(settings, environment, finding, ErrorText::new(lang, happened).with_hint(hint))
}

/// Names the project's file where what `finding` is about stands in it: the user's own is where everybody looks.
fn in_its_file(settings: &Settings, environment: &Environment, finding: &SettingFinding, text: ErrorText) -> ErrorText {
    let key = finding.key();
    let is_the_projects = match finding {
        // A project adds to what the user denies.
        SettingFinding::UnknownProvider { provider, .. } if key == DENIALS => {
            settings.policy.denied_by_project.contains(provider)
        }
        _ => config::origin(settings, &key) == Origin::Project,
    };
    let Some(project) = settings.project.as_ref().filter(|_| is_the_projects) else { return text };
    let file = config::shown_path(environment, &project.path);
    let cause = messages::stands_in(text.lang, &file);
    text.with_cause(cause)
}

/// Who set a value, in words.
fn place_of(settings: &Settings, environment: &Environment, lang: Lang, key: &str) -> String {
    let shown = |path: &std::path::Path| config::shown_path(environment, path);
    let project = settings.project.as_ref().map(|project| shown(&project.path)).unwrap_or_default();
    messages::origin(lang, config::origin(settings, key), &shown(&settings.paths.config_file), &project)
}

/// The setting that denies providers.
const DENIALS: &str = "policy.deny";

/// Settings that keep a message from being sent.
fn of_setting(lang: Lang, finding: &SettingFinding) -> ErrorText {
    let (happened, hint) = match finding {
        SettingFinding::UnknownProvider { key, provider, nearest } if key == DENIALS => {
            SettingProblem::DeniesNobody { provider, nearest: &nearest.join(", ") }.lines(lang)
        }
        finding => setting_lines(lang, finding),
    };
    ErrorText::new(lang, happened).with_hint(hint)
}

/// A file or standard input that cannot be read.
#[must_use]
pub fn of_file(lang: Lang, path: &str, problem: FileProblem<'_>) -> ErrorText {
    Problem::File { path, problem }.text(lang)
}

/// A file that a message names and that cannot be attached.
#[must_use]
pub fn of_unattached(lang: Lang, file: &Unattached) -> ErrorText {
    let problem = match &file.why {
        WhyUnattached::Unreadable(message) => FileProblem::Unreadable { message },
        WhyUnattached::NotPlain => FileProblem::NotRegular,
        WhyUnattached::TooLarge(n_bytes) => FileProblem::TooLarge { n_bytes: *n_bytes, limit: material::LIMIT_BYTES },
        WhyUnattached::Binary => FileProblem::Binary,
        WhyUnattached::UnknownEncoding => FileProblem::UnknownEncoding,
    };
    of_file(lang, &file.name, problem)
}

fn of_trouble(lang: Lang, trouble: Trouble<'_>) -> ErrorText {
    let (happened, hint) = trouble.lines(lang);
    ErrorText::new(lang, happened).with_hint(hint)
}
