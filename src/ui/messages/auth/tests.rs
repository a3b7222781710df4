//! Words about keys, in both languages; the lines for the whole table's rules.

use std::path::PathBuf;
use std::time::Duration;

use super::*;
use crate::config::{BadShape, KeyError, KeyOrigin, KeySource, KeyringAct, KeyringTrouble, Unreadable};
use crate::domain::FailureKind;
use crate::domain::limits::Quota;
use crate::ui::messages::ErrorText;
use crate::ui::messages::tests::drawn;

const SHAPES: [BadShape; 9] = [
    BadShape::Empty,
    BadShape::Blanks,
    BadShape::NotAscii,
    BadShape::TooShort,
    BadShape::Address,
    BadShape::Placeholder,
    BadShape::Wrapped,
    BadShape::OfAnother("anthropic"),
    BadShape::OfAnother("Hugging Face"),
];

fn key_errors() -> Vec<KeyError> {
    let (provider, path) = ("groq".to_owned(), PathBuf::from("/home/a b/keys/groq"));
    let origin = KeyOrigin::Environment("GROQ_API_KEY".to_owned());
    let said = "org.freedesktop.DBus.Error.NoServer".to_owned();
    let keyring = |act, trouble| KeyError::Keyring { provider: "groq".to_owned(), act, trouble };
    vec![
        keyring(KeyringAct::Keep, KeyringTrouble::NotBuilt),
        keyring(KeyringAct::Read, KeyringTrouble::NotBuilt),
        keyring(KeyringAct::Remove, KeyringTrouble::NotBuilt),
        keyring(KeyringAct::Keep, KeyringTrouble::Absent { said: said.clone() }),
        keyring(KeyringAct::Read, KeyringTrouble::Absent { said: said.clone() }),
        keyring(KeyringAct::Remove, KeyringTrouble::Failed { said: said.clone() }),
        keyring(KeyringAct::Read, KeyringTrouble::Locked { said }),
        keyring(KeyringAct::Read, KeyringTrouble::TimedOut { limit: Duration::from_mins(1) }),
        keyring(KeyringAct::Read, KeyringTrouble::Gone),
        KeyError::NotRemoved { path: path.clone(), reason: Unreadable::Forbidden },
        KeyError::Insecure { provider: provider.clone(), base_url: "http://example.com".to_owned() },
        KeyError::Unreadable { path: path.clone(), reason: Unreadable::Forbidden },
        KeyError::NamedFileUnreadable { provider: provider.clone(), path: path.clone(), reason: Unreadable::Forbidden },
        KeyError::NamedFileUnreadable { provider: provider.clone(), path: path.clone(), reason: Unreadable::Utf16 },
        KeyError::NamedFileUnreadable { provider: provider.clone(), path: path.clone(), reason: Unreadable::NotAFile },
        KeyError::Unwritable { path: path.clone(), reason: Unreadable::Forbidden },
        KeyError::OpenToOthers { path: path.clone(), mode: 0o644 },
        KeyError::Empty { origin: origin.clone() },
        KeyError::NotAKey { origin },
        KeyError::NotAKey { origin: KeyOrigin::Settings(KeySource::File(path.clone())) },
        KeyError::Empty { origin: KeyOrigin::Settings(KeySource::Command("pass show groq".to_owned())) },
        KeyError::NotAKey { origin: KeyOrigin::Store(path) },
        KeyError::Shape {
            provider: provider.clone(),
            origin: KeyOrigin::Environment("GROQ_API_KEY".to_owned()),
            bad: BadShape::OfAnother("openai"),
        },
        KeyError::CommandNotStarted { provider: provider.clone(), reason: std::io::ErrorKind::NotFound },
        KeyError::CommandFailed { provider: provider.clone(), code: Some(1), said: "not in the store".to_owned() },
        KeyError::CommandFailed { provider: provider.clone(), code: Some(3), said: String::new() },
        KeyError::CommandFailed { provider: provider.clone(), code: None, said: String::new() },
        KeyError::CommandTimedOut { provider: provider.clone(), limit: Duration::from_mins(1) },
        KeyError::NotAProvider { provider: "Groq!".to_owned() },
        KeyError::Endpoint(crate::config::EndpointError::Unknown { provider }),
    ]
}

/// All errors about keys.
pub(in super::super) fn problems(lang: Lang) -> Vec<ErrorText> {
    let failure = Failure { status: Some(401), ..Failure::new(FailureKind::KeyRefused, "Invalid API Key") };
    let nearest = ["groq".to_owned()];
    let provider = "groq";
    let refused = |url, from| AuthProblem::Refused { provider, failure: &failure, url, from }.text(lang);
    let mut all = vec![
        AuthProblem::OnTheCommandLine { provider: Some(provider) }.text(lang),
        AuthProblem::OnTheCommandLine { provider: None }.text(lang),
        AuthProblem::WordBehindProvider { provider }.text(lang),
        AuthProblem::OnStandardInput { provider: Some(provider) }.text(lang),
        AuthProblem::OnStandardInput { provider: Some("Hugging Face") }.text(lang),
        AuthProblem::OnStandardInput { provider: Some("npm") }.text(lang),
        AuthProblem::UnknownProvider { name: "grok", nearest: &nearest, known: "groq, gemini" }.text(lang),
        AuthProblem::UnknownProvider { name: "zzz", nearest: &[], known: "groq, gemini" }.text(lang),
        AuthProblem::NeedsNone { provider: "ollama" }.text(lang),
        AuthProblem::NamedElsewhere { provider, by: "MY_KEY", setting: "providers.groq.key_env" }.text(lang),
        AuthProblem::NothingGiven { provider }.text(lang),
        refused(Some("https://console.groq.com/keys"), KeyGiven::ToBaro),
        refused(None, KeyGiven::ToBaro),
        refused(Some("https://console.groq.com/keys"), KeyGiven::In("GROQ_API_KEY")),
        refused(None, KeyGiven::In("GROQ_API_KEY")),
        AuthProblem::NothingKept { provider, by: None, setting: None }.text(lang),
        AuthProblem::NothingKept { provider, by: Some("GROQ_API_KEY"), setting: None }.text(lang),
        AuthProblem::NothingKept { provider, by: Some("config"), setting: Some("providers.groq.key_file") }.text(lang),
        AuthProblem::NothingToTry.text(lang),
    ];
    all.extend(SHAPES.map(|bad| AuthProblem::Shape { provider, bad }.text(lang)));
    all.extend(key_errors().iter().map(|error| AuthProblem::Unusable { provider, error }.text(lang)));
    let of_source = |error: &&KeyError| {
        matches!(
            error,
            KeyError::NamedFileUnreadable { .. } | KeyError::NotAKey { .. } | KeyError::CommandFailed { .. }
        )
    };
    let errors = key_errors();
    all.extend(errors.iter().filter(of_source).map(|error| AuthProblem::SourceFailed { provider, error }.text(lang)));
    all
}

/// All lines about keys.
pub(in super::super) fn lines(lang: Lang) -> Vec<String> {
    let (provider, file, name) = ("groq", "~/.config/baro/keys/groq", "Groq");
    let took = Duration::from_millis(412);
    let plan = Plan {
        free: true,
        tokens_per_minute: Some(8_000),
        requests_per_minute: Some(30),
        requests_per_day: Some(1_000),
    };
    let (bare, paid) = (Plan { free: true, ..Plan::default() }, Plan { free: false, ..plan });
    let quota = |remaining, limit| Quota { limit: Some(limit), remaining: Some(remaining), resets_at: None };
    let limits = RateLimits { requests: quota(999, 1_000), tokens: quota(7_990, 8_000) };
    let failure = Failure::new(FailureKind::RateLimited, "");
    [
        AuthLine::WhereToGet { name, url: "https://console.groq.com/keys", free: true },
        AuthLine::WhereToGet { name, url: "https://console.groq.com/keys", free: false },
        AuthLine::AskKey { name },
        AuthLine::Unwrapped,
        AuthLine::Trying { provider },
        AuthLine::Kept { provider, file },
        AuthLine::KeptInKeyring { provider },
        AuthLine::LeftInKeyring { provider, why: &KeyringTrouble::NotBuilt },
        AuthLine::RemovedFromKeyring { provider },
        AuthLine::Named { provider, key: "key_command", file },
        AuthLine::NotRun { provider },
        AuthLine::Inside { provider: "local", n_models: 2 },
        AuthLine::Untried { why: "503" },
        AuthLine::Shadowed { provider, by: "GROQ_API_KEY" },
        AuthLine::AskAway,
        AuthLine::TryLater { provider },
        AuthLine::TryOnceMended { provider, cure: Some("`baro doctor`") },
        AuthLine::TryOnceMended { provider, cure: None },
        AuthLine::AskLater { wait: Some(Duration::from_secs(12)) },
        AuthLine::AskLater { wait: None },
        AuthLine::WaitingForInput,
        AuthLine::WaitingFor { providers: "groq, fake" },
        AuthLine::LeftUnwritten,
        AuthLine::Removed { provider, file },
        AuthLine::StillThere { provider, by: "GROQ_API_KEY" },
        AuthLine::NotInForce,
        AuthLine::NoSuchProvider,
        AuthLine::NoKeys,
        AuthLine::FreeElsewhere { names: "groq, gemini", first: "groq" },
        AuthLine::Accepted { provider, took },
        AuthLine::AnsweredWithoutKey { provider: "ollama", took },
        AuthLine::But { failure: &failure },
        AuthLine::Plan { plan: &plan },
        AuthLine::Plan { plan: &bare },
        AuthLine::Plan { plan: &paid },
        AuthLine::Left { limits: &limits },
        AuthLine::PaidByUse,
        AuthLine::Lists { n_models: 12 },
    ]
    .iter()
    .map(|line| line.text(lang))
    .collect()
}

#[test]
fn all_that_is_said_of_keys() {
    insta::assert_snapshot!(drawn(lines, problems));
}
