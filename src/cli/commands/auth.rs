//! `baro auth`: keys are taken unseen, tried, kept for the user alone, listed without being shown, and forgotten.
//!
//! A key is never taken from the command line, where a shell keeps it and other users read it.

use std::cell::RefCell;
use std::path::Path;
use std::pin::pin;

use futures_util::future::join_all;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use self::trial::{Tried, next, try_before_keeping};
use super::super::args::{AuthAction, AuthAddArgs};
use super::super::exit::Exit;
use super::super::input::{self, Hidden, InputEvent, StdinPolicy, StdinUse};
use super::super::json::ErrorObject;
use super::super::session::{Form, Session};
use super::super::signals;
use crate::config::edit::{self, Change};
use crate::config::{
    self, Expected, Keep, KeyError, KeyOrigin, KeyReading, KeySource, KeyState, KeyringAct, KeyringTrouble,
};
use crate::domain::catalogue::{Vendor, Wire};
use crate::domain::limits::Quota;
use crate::domain::time::whole_ms;
use crate::domain::{FailureKind, MicroUsd, ModelRef};
use crate::engine::key_check::{KeptIn, KeyAccepted, KeyCheck, KeyToCheck, KeyTrouble, MayBeDenied};
use crate::engine::{Engine, Unusable};
use crate::ui::messages::{self, AuthLine, AuthProblem, FailedCall, KeyGiven, Problem, Remark, key_origin};
use crate::ui::{ErrorText, trouble, width};

/// Runs one of the subcommands.
pub async fn run(session: &Session, action: AuthAction) -> Exit {
    let engine = session.engine();
    match action {
        AuthAction::Add(args) => add(session, &engine, &args).await,
        AuthAction::List { json } => list::list(session, &engine, Form::json_if(json)),
        AuthAction::Test { providers, json } => test(session, &engine, &providers, Form::json_if(json)).await,
        AuthAction::Rm { providers } => removal::remove(session, &engine, &providers),
    }
}

/// Says that a key stands on the command line, where nothing takes it.
pub fn refuse_key_in_words(session: &Session, provider: Option<&str>) -> Exit {
    fail(session, &AuthProblem::OnTheCommandLine { provider })
}

/// True where a key stands in the place of a file's name.
fn is_named_like_a_key(file: &Path) -> bool {
    file.file_name().and_then(std::ffi::OsStr::to_str).is_some_and(config::may_be_a_key)
}

async fn add(session: &Session, engine: &Engine, args: &AuthAddArgs) -> Exit {
    let provider = match known(session, engine, &args.provider) {
        Ok(provider) => provider,
        Err(exit) => return exit,
    };
    let has_key_in_command =
        args.command.as_deref().is_some_and(|command| config::is_key_in_place(Expected::Command, command));
    let is_key_for_file = args.file.as_deref().is_some_and(|file| !file.exists() && is_named_like_a_key(file));
    if !args.rest.is_empty() || has_key_in_command || is_key_for_file {
        return refuse_key_in_words(session, Some(&provider));
    }
    let vendor = engine.catalogue().vendor(&provider);
    if vendor.is_some_and(|vendor| vendor.key_env.is_empty()) && !session.settings().providers.contains_key(&provider) {
        return fail(session, &AuthProblem::NeedsNone { provider: &provider });
    }
    let source = args.command.clone().map(KeySource::Command).or_else(|| args.file.clone().map(KeySource::File));
    if let Some(source) = source {
        return name_source(session, engine, &provider, source, args).await;
    }
    if let Some(source) = session.settings().providers.get(&provider).and_then(|own| own.key.as_ref()) {
        let setting = format!("providers.{provider}.{}", source.key());
        let by = from(session, &KeyOrigin::Settings(source.clone()));
        return fail(session, &AuthProblem::NamedElsewhere { provider: &provider, by: &by, setting: &setting });
    }
    let host = match host(session, &provider, vendor) {
        Ok(host) => host,
        Err(error) => return fail(session, &AuthProblem::Unusable { provider: &provider, error: &error }),
    };
    // Before anybody looks for their key.
    if args.keyring && !config::HAS_KEYRING {
        let (provider, act, trouble) = (provider, KeyringAct::Keep, KeyringTrouble::NotBuilt);
        let error = KeyError::Keyring { provider: provider.clone(), act, trouble };
        return fail(session, &AuthProblem::Unusable { provider: &provider, error: &error });
    }
    let given = match take(session, &provider, vendor).await {
        Ok(given) => given,
        Err(exit) => return exit,
    };
    let pasted = match config::pasted(&given, own_site(vendor, &host)) {
        Ok(pasted) => pasted,
        Err(bad) => return fail(session, &AuthProblem::Shape { provider: &provider, bad }),
    };
    if pasted.was_wrapped {
        say(session, &AuthLine::Unwrapped);
    }
    let mut tried = Tried::Settled;
    if !args.no_test {
        let kept = if args.keyring { KeptIn::Keyring } else { KeptIn::File };
        tried = match try_before_keeping(session, engine, &provider, (&pasted.secret, kept), vendor).await {
            Ok(tried) => tried,
            Err(exit) => return exit,
        };
    }
    let keep = if args.keyring { Keep::Keyring } else { Keep::File };
    match config::write_key(&session.settings().paths, &provider, &host, &pasted.secret, keep) {
        Ok(kept) => {
            let file = session.shown_path(&kept.file);
            match keep {
                Keep::File => say(session, &AuthLine::Kept { provider: &provider, file: &file }),
                Keep::Keyring => say(session, &AuthLine::KeptInKeyring { provider: &provider }),
            }
            if let Some(why) = &kept.left_in_keyring {
                warn(session, &AuthLine::LeftInKeyring { provider: &provider, why });
            }
        }
        Err(error) => {
            complain(session, &AuthProblem::Unusable { provider: &provider, error: &error });
            return Exit::OTHER;
        }
    }
    match state(session, &provider, vendor) {
        KeyState::Ready(KeyOrigin::Store(_) | KeyOrigin::Keyring) => say(session, &next(&provider, &tried)),
        KeyState::Ready(origin) | KeyState::Withheld { origin, .. } => {
            warn(session, &AuthLine::Shadowed { provider: &provider, by: &from(session, &origin) });
        }
        // What is wrong is another one, which goes first.
        KeyState::Refused(error) => {
            complain(session, &AuthProblem::Unusable { provider: &provider, error: &error });
            return Exit::OTHER;
        }
        KeyState::Missing => {}
    }
    Exit::OK
}

/// The vendor whose own site the host is: a server of the user's own may take any key.
fn own_site<'a>(vendor: Option<&'a Vendor>, host: &str) -> Option<&'a str> {
    let own = vendor.filter(|vendor| config::host_of(&vendor.base_url).as_deref() == Some(host));
    own.map(|vendor| vendor.id.as_str())
}

/// The host that a key of the provider is for, as the provider is set now.
fn host(session: &Session, provider: &str, vendor: Option<&Vendor>) -> Result<String, KeyError> {
    let endpoint = config::endpoint(session.settings(), session.environment(), provider, vendor)?;
    if endpoint.is_loopback() || endpoint.base_url.starts_with("https://") {
        return Ok(endpoint.host().unwrap_or_default());
    }
    Err(KeyError::Insecure { provider: provider.to_owned(), base_url: endpoint.base_url })
}

/// Asks for the key on the terminal, or reads it from standard input.
async fn take(session: &Session, provider: &str, vendor: Option<&Vendor>) -> Result<String, Exit> {
    let name = vendor.map_or(provider, |vendor| vendor.name.as_str());
    if !input::stdin_is_terminal() {
        let mut on_event = |event| {
            if event == InputEvent::WaitingForStdin {
                say(session, &AuthLine::WaitingForInput);
            }
        };
        let read = input::read_stdin(StdinPolicy::Always, StdinUse::Message, &mut on_event).await;
        let material = read.map_err(|error| session.fail_input(&error))?;
        let text = material.map(|material| material.text).unwrap_or_default();
        return match config::key_line(&text) {
            "" => Err(fail(session, &AuthProblem::NothingGiven { provider })),
            line => Ok(line.to_owned()),
        };
    }
    if let Some(url) = vendor.and_then(|vendor| vendor.signup_url.as_deref()) {
        let free = vendor.is_some_and(|vendor| vendor.free_plan.is_some_and(|plan| plan.free));
        say(session, &AuthLine::WhereToGet { name, url, free });
    }
    let question = AuthLine::AskKey { name }.text(session.lang());
    let typed = input::read_hidden_line(|| {
        // A question that cannot be seen is seen to be missing; the answer is still taken.
        let _ = session.console().prompt(&question);
    });
    // The Enter was not echoed either.
    session.console().raw("");
    match typed {
        Ok(Hidden::Line(line)) => Ok(line),
        Ok(Hidden::Left) => Err(Exit::INTERRUPTED),
        Err(error) => Err(session.fail_io(&error)),
    }
}

/// Tries whether the key is to be had from there and is taken, and only then writes into the settings where it is.
async fn name_source(
    session: &Session,
    engine: &Engine,
    provider: &str,
    source: KeySource,
    args: &AuthAddArgs,
) -> Exit {
    let vendor = engine.catalogue().vendor(provider);
    let host = match host(session, provider, vendor) {
        Ok(host) => host,
        Err(error) => return fail(session, &AuthProblem::Unusable { provider, error: &error }),
    };
    if let KeySource::File(path) = &source
        && let Err(error) = config::check_nameable(session.environment(), session.folder_path(), provider, path)
    {
        return fail(session, &AuthProblem::SourceFailed { provider, error: &error });
    }
    let mut tried = Tried::Settled;
    if !args.no_test {
        let (environment, folder) = (session.environment().clone(), session.folder_path().to_owned());
        let (id, source) = (provider.to_owned(), source.clone());
        // A command may wait for a passphrase.
        let reading = KeyReading::default();
        let _left = reading.left_when_dropped();
        let read = move || config::key_of(&environment, &folder, &id, vendor, source, &reading);
        let secret = match waiting::waited_for(session, provider, tokio::task::spawn_blocking(read)).await {
            Ok(Ok(Ok(secret))) => secret,
            Ok(Ok(Err(error))) => return fail(session, &AuthProblem::SourceFailed { provider, error: &error }),
            Ok(Err(_)) => return Exit::OTHER,
            Err(left) => return left,
        };
        if let Err(bad) = config::given(secret.expose(), own_site(vendor, &host)) {
            return fail(session, &AuthProblem::Shape { provider, bad });
        }
        let kept = match args.command.as_deref() {
            Some(command) => KeptIn::Command(command),
            None => KeptIn::File,
        };
        tried = match try_before_keeping(session, engine, provider, (&secret, kept), vendor).await {
            Ok(tried) => tried,
            Err(exit) => return exit,
        };
    }
    let (source, value) = match source {
        KeySource::Command(command) => ("key_command", command),
        KeySource::File(file) => ("key_file", file.to_string_lossy().into_owned()),
        KeySource::Environment(name) => ("key_env", name),
    };
    let whole = |source: &str| format!("providers.{provider}.{source}");
    let keys: Vec<String> = ["key_env", "key_file", "key_command"].into_iter().map(whole).collect();
    let mut changes: Vec<Change<'_>> = keys.iter().map(|key| Change::Unset { key }).collect();
    let key = whole(source);
    changes.push(Change::Set { key: &key, value: &value });
    let paths = &session.settings().paths;
    let edited = match edit::edit(session.environment(), paths, session.folder_path(), &changes) {
        Ok(edited) => edited,
        Err(error) => return super::config::fail_edit(session, &error),
    };
    say(session, &AuthLine::Named { provider, key: source, file: &session.shown_path(&edited.file) });
    let again = match session.reloaded() {
        Ok(again) => again,
        Err(exit) => return exit,
    };
    let again_engine = again.engine();
    let usable = again_engine.provider_entry(provider).map_or(Ok(()), |entry| again_engine.usable(&entry));
    match usable {
        Ok(()) => {
            say(session, &next(provider, &tried));
            Exit::OK
        }
        Err(why) => {
            session.console().warn(&Remark::Unusable { provider, why: &why }.text(session.lang()));
            Exit::OK
        }
    }
}

async fn test(session: &Session, engine: &Engine, named: &[String], form: Form) -> Exit {
    let mut providers: Vec<String> = Vec::new();
    for name in named {
        match known(session, engine, name) {
            Ok(provider) => providers.push(provider),
            Err(exit) => return exit,
        }
    }
    if named.is_empty() {
        let with_key = engine.provider_entries().filter(|entry| {
            // One whose place the settings name is to be there.
            let is_named = entry.settings.is_some_and(|own| own.key.is_some());
            is_named || state(session, entry.id, entry.vendor) != KeyState::Missing
        });
        let is_denied = |provider: &String| session.settings().policy.deny.contains(provider);
        let (denied, allowed): (Vec<_>, Vec<_>) = with_key.map(|entry| entry.id.to_owned()).partition(is_denied);
        // Where there are no others, that they are denied is what there is to say.
        providers = if allowed.is_empty() { denied } else { allowed };
    }
    if providers.is_empty() {
        return fail(session, &AuthProblem::NothingToTry);
    }
    // A signal that ended baro at once would leave a `key_command` behind.
    let cancel = CancellationToken::new();
    let signalled = signals::cancel_on_signal(&cancel);
    let unanswered = RefCell::new(providers.clone());
    let left = &unanswered;
    let checks = join_all(providers.iter().map(|provider| async move {
        let check = engine.check_key(provider, KeyToCheck::InForce).await;
        left.borrow_mut().retain(|other| other != provider);
        check
    }));
    let mut checks = pin!(checks);
    let mut is_told = false;
    let mut quiet = pin!(tokio::time::sleep(waiting::QUIET));
    let checks = loop {
        tokio::select! {
            biased;
            () = cancel.cancelled() => return signalled.exit().unwrap_or(Exit::INTERRUPTED),
            checks = &mut checks => break checks,
            () = &mut quiet, if !is_told => {
                is_told = true;
                say(session, &AuthLine::WaitingFor { providers: &unanswered.borrow().join(", ") });
            }
        }
    };
    let mut exits = Vec::new();
    let mut objects = Vec::new();
    let mut printed = Exit::OK;
    for check in checks.into_iter().flatten() {
        let vendor = engine.catalogue().vendor(&check.provider);
        let has_key = matches!(state(session, &check.provider, vendor), KeyState::Ready(_));
        let (text, exit) = match &check.outcome {
            Ok(accepted) => {
                if form == Form::Text {
                    let is_inside = engine.provider_entry(&check.provider).is_some_and(|it| it.wire == Wire::Local);
                    let lines = if is_inside {
                        let n_models = accepted.n_models.unwrap_or_default() as u64;
                        AuthLine::Inside { provider: &check.provider, n_models }.text(session.lang())
                    } else {
                        in_window(session, &good(session, &check, accepted, has_key))
                    };
                    printed = session.print(&lines);
                }
                (None, Exit::OK)
            }
            Err(trouble) => {
                let (text, exit) = bad(session, &check, trouble, vendor);
                if form == Form::Text {
                    session.console().error(&text);
                }
                (Some(text), exit)
            }
        };
        objects.push(object(&check, text.as_ref(), exit));
        exits.push(exit);
    }
    if form == Form::Json {
        printed = session.print_json(&json!({ "schema": 1, "providers": objects }));
    }
    // A refused key is what matters most, then what the user can mend.
    [Exit::KEY, Exit::USAGE, Exit::REFUSED, Exit::UNREACHABLE, Exit::OTHER]
        .into_iter()
        .find(|exit| exits.contains(exit))
        .unwrap_or(printed)
}

/// Lines broken at words where the window is too narrow for them, each going on below where it began.
fn in_window(session: &Session, lines: &[String]) -> String {
    let view = session.console().stdout_view();
    let Some(columns) = view.columns else { return lines.join("\n") };
    let broken = lines.iter().flat_map(|line| {
        let body = line.trim_start();
        let indent = &line[..line.len() - body.len()];
        let pieces = width::wrap(body, columns.saturating_sub(indent.len()).max(20), "  ", view.ambiguous);
        pieces.into_iter().map(move |piece| format!("{indent}{piece}"))
    });
    broken.collect::<Vec<_>>().join("\n")
}

/// The lines about a key that is good.
fn good(session: &Session, check: &KeyCheck, accepted: &KeyAccepted, has_key: bool) -> Vec<String> {
    let lang = session.lang();
    let (provider, took) = (check.provider.as_str(), check.took);
    let mut lines = vec![if has_key {
        AuthLine::Accepted { provider, took }.text(lang)
    } else {
        AuthLine::AnsweredWithoutKey { provider, took }.text(lang)
    }];
    let mut more = |line: AuthLine<'_>| lines.push(format!("  {}", line.text(lang)));
    let plan = &accepted.plan;
    if plan.free || plan.tokens_per_minute.is_some() || plan.requests_per_minute.is_some() {
        more(AuthLine::Plan { plan });
    } else if has_key {
        more(AuthLine::PaidByUse);
    }
    if accepted.limits.requests.remaining.is_some() || accepted.limits.tokens.remaining.is_some() {
        more(AuthLine::Left { limits: &accepted.limits });
    }
    if let Some(n_models) = accepted.n_models {
        more(AuthLine::Lists { n_models: n_models as u64 });
    }
    if let Some(failure) = &accepted.but {
        more(AuthLine::But { failure });
    }
    lines
}

/// What is wrong with a key, or in its way.
fn bad(session: &Session, check: &KeyCheck, trouble: &KeyTrouble, vendor: Option<&Vendor>) -> (ErrorText, Exit) {
    let lang = session.lang();
    let provider = check.provider.as_str();
    let url = vendor.and_then(|vendor| vendor.signup_url.as_deref());
    match trouble {
        KeyTrouble::Failed(failure) if failure.kind == FailureKind::KeyRefused => {
            let place = match state(session, provider, vendor) {
                KeyState::Ready(KeyOrigin::Store(_) | KeyOrigin::Keyring) => None,
                KeyState::Ready(origin) => Some(from(session, &origin)),
                // What is not sent cannot be refused.
                KeyState::Missing | KeyState::Withheld { .. } | KeyState::Refused(_) => {
                    let model = check.model.clone().unwrap_or_else(|| ModelRef::new(provider, ""));
                    return (trouble::wants_key(lang, &model, failure, None), Exit::KEY);
                }
            };
            let from = place.as_deref().map_or(KeyGiven::ToBaro, KeyGiven::In);
            (AuthProblem::Refused { provider, failure, url, from }.text(lang), Exit::KEY)
        }
        KeyTrouble::Failed(failure) => {
            let model = check.model.clone().unwrap_or_else(|| ModelRef::new(provider, ""));
            let exit = match failure.kind {
                FailureKind::BadRequest
                | FailureKind::Filtered
                | FailureKind::ContextOverflow
                | FailureKind::PlanTooSmall => Exit::REFUSED,
                _ => Exit::UNREACHABLE,
            };
            (FailedCall { model: &model, failure, key_env: None }.of_a_trial(lang), exit)
        }
        KeyTrouble::Unusable(Unusable::NoKey { key_env, signup_url }) => {
            (trouble::of_missing_key(lang, provider, key_env, signup_url.as_deref()), Exit::USAGE)
        }
        KeyTrouble::Unusable(Unusable::BadKey(error)) => {
            (AuthProblem::Unusable { provider, error }.text(lang), Exit::USAGE)
        }
        KeyTrouble::Unusable(Unusable::Denied(by)) => (messages::denied(lang, provider, *by), Exit::USAGE),
        KeyTrouble::MayBeDenied(why) => (may_be_denied(session, provider, why), Exit::USAGE),
        KeyTrouble::Unusable(why) => {
            let reasons = [Remark::Unusable { provider, why }.text(lang)];
            (Problem::NoUsableCandidate { wanted: provider, reasons: &reasons }.text(lang), Exit::USAGE)
        }
    }
}

/// Why a provider is not asked that may be denied, and what to do about it.
fn may_be_denied(session: &Session, provider: &str, why: &MayBeDenied) -> ErrorText {
    match why {
        MayBeDenied::ByProject => messages::may_be_denied(session.lang(), provider),
        MayBeDenied::By(finding) => {
            trouble::of_finding(session.settings(), session.environment(), session.lang(), finding)
        }
    }
}

fn object(check: &KeyCheck, error: Option<&ErrorText>, exit: Exit) -> Value {
    let kind = match &check.outcome {
        Ok(_) => "",
        Err(KeyTrouble::Failed(failure)) => failure.kind.as_str(),
        Err(KeyTrouble::Unusable(_) | KeyTrouble::MayBeDenied(_)) => "unusable",
    };
    let accepted = check.outcome.as_ref().ok();
    let quota = |quota: Quota| json!({ "remaining": quota.remaining, "limit": quota.limit });
    json!({
        "provider": check.provider,
        "good": exit == Exit::OK,
        "model": check.model.as_ref().map(ToString::to_string),
        "ms": whole_ms(check.took),
        "plan": accepted.map(|accepted| json!({
            "free": accepted.plan.free,
            "tokens_per_minute": accepted.plan.tokens_per_minute,
            "requests_per_minute": accepted.plan.requests_per_minute,
            "requests_per_day": accepted.plan.requests_per_day,
        })),
        "left": accepted.filter(|accepted| !accepted.limits.is_empty()).map(|accepted| json!({
            "requests": quota(accepted.limits.requests), "tokens": quota(accepted.limits.tokens),
        })),
        "models": accepted.and_then(|accepted| accepted.n_models),
        "cost_usd": accepted.and_then(|accepted| accepted.cost).map(MicroUsd::as_usd),
        "but": accepted.and_then(|accepted| accepted.but.as_ref()).map(|failure| failure.kind.as_str()),
        "error": error.map(|text| ErrorObject::of(kind, text).value()),
    })
}

/// The provider of that name, in any case; where there is none, that is told.
fn known(session: &Session, engine: &Engine, name: &str) -> Result<String, Exit> {
    if config::holds_a_key(name) || (config::may_be_a_key(name) && engine.provider_entry(name).is_none()) {
        return Err(refuse_key_in_words(session, None));
    }
    let small = name.to_lowercase();
    let found = [name, small.as_str()].into_iter().find(|name| engine.provider_entry(name).is_some());
    if let Some(found) = found {
        return Ok(found.to_owned());
    }
    let known: Vec<&str> = engine
        .provider_entries()
        .filter(|entry| entry.vendor.is_none_or(|vendor| !vendor.key_env.is_empty()))
        .map(|entry| entry.id)
        .collect();
    let nearest = engine.nearest_providers(name);
    Err(fail(session, &AuthProblem::UnknownProvider { name, nearest: &nearest, known: &known.join(", ") }))
}

fn state(session: &Session, provider: &str, vendor: Option<&Vendor>) -> KeyState {
    config::key_state(session.settings(), session.environment(), provider, vendor)
}

/// Where a key comes from, in words.
fn from(session: &Session, origin: &KeyOrigin) -> String {
    key_origin(session.lang(), origin, &|path: &Path| session.shown_path(path))
}

/// Where a key comes from, for scripts.
const fn kind(origin: &KeyOrigin) -> &'static str {
    match origin {
        KeyOrigin::Environment(_) => "environment",
        KeyOrigin::Settings(KeySource::Environment(_)) => "key_env",
        KeyOrigin::Settings(KeySource::File(_)) => "key_file",
        KeyOrigin::Settings(KeySource::Command(_)) => "key_command",
        KeyOrigin::Store(_) => "store",
        KeyOrigin::Keyring => "keyring",
    }
}

fn say(session: &Session, line: &AuthLine<'_>) {
    session.console().notice(&line.text(session.lang()));
}

fn warn(session: &Session, line: &AuthLine<'_>) {
    session.console().warn(&line.text(session.lang()));
}

fn complain(session: &Session, problem: &AuthProblem<'_>) {
    session.console().error(&problem.text(session.lang()));
}

fn fail(session: &Session, problem: &AuthProblem<'_>) -> Exit {
    session.fail_text("auth", &problem.text(session.lang()))
}

mod list;
mod removal;
mod trial;
mod waiting;
