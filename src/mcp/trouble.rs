//! What a caller is told when a call cannot be answered: one line, a stable code first, then what to do next.

use std::fmt;

use rmcp::model::{CallToolResult, ContentBlock};

use crate::config::mcp::Namesake;
use crate::config::{self, KeyError, KeyOrigin, KeySource, Tells};
use crate::domain::{ANY_MODEL, Candidate, Failure, FailureKind, ModelRef, PresetBy, shell_word};
use crate::engine::quota::Held;
use crate::engine::settings_check::SettingFinding;
use crate::engine::{Bound, DeniedBy, Engine, Error, OverBudget, Unusable};
use crate::markup::sanitise::{Mode, Sanitiser};
use crate::store::Error as StoreError;

/// The longest line, in characters.
const MAX_CHARS: usize = 900;

/// A refused or failed call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Trouble {
    /// The stable code, and what programs may want to read of it (`retry_after=12s`).
    pub code: String,
    /// What happened and what to do next.
    pub text: String,
}

impl Trouble {
    pub fn new(code: impl Into<String>, text: impl Into<String>) -> Self {
        // Whatever was pasted where a name belongs is not said again.
        Self { code: code.into(), text: config::without_pasted_keys(&text.into(), Tells::WhatIsThere).into_owned() }
    }

    /// As a tool's result.
    pub fn result(&self) -> CallToolResult {
        CallToolResult::error(vec![ContentBlock::text(self.to_string())])
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let line = one_line(&format!("{}: {}", self.code, self.text));
        match line.char_indices().nth(MAX_CHARS) {
            Some((end, _)) => write!(f, "{}..", &line[..end]),
            None => f.write_str(&line),
        }
    }
}

/// How another model can answer in a call's stead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum OtherWay {
    /// The tool takes `model`, and this call gave one.
    WithoutModel,
    /// The tool takes `model`.
    OtherModel,
    /// The tool has none, and `ask` has.
    Ask,
    /// Nobody else answers on this server.
    Pinned(String),
    /// None on this server.
    None,
}

impl OtherWay {
    /// What the caller can do, behind what else it can: `; or pass another ..`.
    pub fn or(&self) -> String {
        self.hint().map_or_else(String::new, |hint| format!("; or {hint}"))
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::WithoutModel => Some("leave `model` out to let another serve".to_owned()),
            Self::OtherModel => Some("pass another `model`".to_owned()),
            Self::Ask => Some("use `ask`, where another serves".to_owned()),
            Self::Pinned(to) => Some(format!("use another server: this one was started for {to} alone")),
            Self::None => None,
        }
    }
}

/// A call as far as its errors speak of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Call<'a> {
    /// Tokens of each part.
    pub parts: &'a str,
    /// Who else could answer.
    pub other: &'a OtherWay,
}

/// An engine's error for a caller that is a model.
pub(super) fn of_error(engine: &Engine, error: &Error, call: Call<'_>) -> Trouble {
    let or = call.other.or();
    match error {
        Error::EmptyPrompt => Trouble::new("bad_arguments", "`prompt` is empty"),
        Error::Chosen { preset, error } => {
            let Trouble { code, text } = of_error(engine, error, call);
            let by = match preset.by {
                PresetBy::Environment => "the environment",
                PresetBy::Project => "the project's .baro.toml",
                PresetBy::User => "the user's settings",
            };
            Trouble::new(code, format!("{text}; `{}` of {by} chose it", preset.sets.as_str()))
        }
        Error::NothingConfigured { .. } => Trouble::new(
            "missing_key",
            "no model can be used: the user has to run `baro auth add groq` in a terminal (a free key: https://console.groq.com/keys), which works while this server runs, or to start a local server such as Ollama",
        ),
        Error::NoUsableModel { route, left_out } => no_usable_model(&format!("{route}"), left_out),
        Error::NothingLocal => Trouble::new("no_usable_model", "no local model is running"),
        Error::BeyondEmbedded { model, .. } => Trouble::new(
            "no_usable_model",
            format!(
                "only the small model inside baro ({model}) is there, and this is beyond it: the user has to run `baro auth add groq` in a terminal (a free key: https://console.groq.com/keys)"
            ),
        ),
        Error::Settings(finding) => Trouble::new("no_usable_model", of_setting(finding)),
        Error::UnknownModel { name, nearest } => {
            let name = config::without_pasted_keys(name, Tells::WhatWasWritten);
            let near =
                if nearest.is_empty() { String::new() } else { format!("; did you mean {}?", nearest.join(", ")) };
            Trouble::new("no_such_model", format!("`{name}`{near} (the resource baro://models lists all){or}"))
        }
        Error::UnknownEffort { name, effort, nearest } => {
            let near =
                nearest.map(|effort| format!("; did you mean `{name}@{}`?", effort.as_str())).unwrap_or_default();
            Trouble::new("no_such_model", format!("`{effort}` of `{name}@{effort}` is no effort{near}{or}"))
        }
        Error::NobodyCalled { name, left_out } => no_usable_model(name, left_out),
        Error::Unusable { candidate, why } => {
            let code = match why {
                Unusable::NoKey { .. }
                | Unusable::BadKey(_)
                | Unusable::KeyRefused { .. }
                | Unusable::KeyWithheld { .. } => "missing_key",
                _ => "no_usable_model",
            };
            let reason = left_out(candidate, why);
            Trouble::new(code, format!("{reason}{}{or}", remedy(engine, &candidate.model.provider, why)))
        }
        Error::TooLarge { input_tokens, largest, bound, .. } => {
            too_large(engine, *input_tokens, largest.as_ref(), *bound, call)
        }
        Error::OverBudget(over) => Trouble::new("budget_exceeded", over_budget(over)),
        Error::LimitReached { model, wait, held } => {
            let code = wait.map_or("provider_rate_limited".to_owned(), |wait| {
                format!("provider_rate_limited retry_after={}s", wait.as_secs().max(1))
            });
            let reached = match held {
                Held::ByProvider => format!("the limit of {model} is reached"),
                // Nothing was sent.
                Held::ByTokens { .. } | Held::ByRequests { .. } => {
                    format!("baro holds {model} back, which by its own count would go over its plan's limit")
                }
            };
            Trouble::new(code, format!("{reached}; try later{or}"))
        }
        Error::KeyRefused { model, failure } => {
            let provider = &model.provider;
            let happened = if engine.has_key(provider) { "refused the key" } else { "wants a key, and none was sent" };
            let said = said(failure);
            Trouble::new("missing_key", format!("{provider} {happened}{said}{}{or}", valid_key(engine, provider)))
        }
        Error::Refused { model, failure, nearest } => {
            let near = if nearest.is_empty() { String::new() } else { format!("; try {}", nearest.join(", ")) };
            let code = match failure.kind {
                FailureKind::ModelGone => "no_such_model",
                FailureKind::ContextOverflow => "context_too_long",
                FailureKind::Filtered => "filtered",
                _ => "refused",
            };
            Trouble::new(code, format!("{model} refused the request{}{near}", said(failure)))
        }
        Error::NobodyAnswered { failures } => nobody_answered(failures, &or),
        Error::Incomplete { model, failure } => {
            let why = failure.as_ref().map_or("length", |failure| failure.kind.as_str());
            Trouble::new("incomplete", format!("{model} stopped before anything came ({why}); try again"))
        }
        Error::NotStored(StoreError::NotFound(_))
        | Error::Store(StoreError::NotFound(_))
        | Error::NoConversation { .. }
        | Error::NoConversationFrom { .. }
        | Error::OnlyThisConversation { .. } => unknown_conversation(),
        Error::NotStored(error) | Error::Store(error) => {
            Trouble::new("store", format!("baro's database cannot be used: {error}; `baro doctor` tells more"))
        }
        Error::Cancelled => Trouble::new("cancelled", "the call was cancelled; what came is kept"),
    }
}

/// No conversation of that id.
pub(super) fn unknown_conversation() -> Trouble {
    Trouble::new(
        "unknown_conversation",
        "pass a whole conversation_id from the first line of an earlier result, or leave it out to begin anew",
    )
}

/// What is wrong with the settings that a call stands on.
fn of_setting(finding: &SettingFinding) -> String {
    let near =
        |nearest: &[String]| if nearest.is_empty() { String::new() } else { format!(" ({}?)", nearest.join(", ")) };
    let wrong = match finding {
        SettingFinding::UnknownName { key, name, nearest } => {
            format!("`{key}` names the model `{name}`, which there is not{}", near(nearest))
        }
        SettingFinding::UnknownProvider { key, provider, nearest } => {
            format!("`{key}` names the provider `{provider}`, which there is not{}", near(nearest))
        }
        SettingFinding::UnknownEffort { key, name, effort, .. } => {
            format!("`{key}` has `{name}@{effort}`, and `{effort}` is no effort")
        }
        SettingFinding::UnknownEmbedded { name, nearest } => {
            format!("`local.model` names the embedded model `{name}`, which there is not{}", near(nearest))
        }
        SettingFinding::NoAddress { provider } => format!("the provider {provider} has no `base_url`"),
        SettingFinding::HoldsKey { key } => format!("an API key stands in `{key}`"),
        SettingFinding::Retired { key, model, successor } => {
            format!("`{key}` names {model}, which is retired ({successor}?)")
        }
    };
    format!("baro's settings are wrong: {wrong}; the user has to mend them, and nothing was sent")
}

/// Who cannot be used, and why: a model, or a local server with whatever it has.
fn left_out(candidate: &Candidate, why: &Unusable) -> String {
    match why {
        why if candidate.model.id == ANY_MODEL => {
            format!("{}: {}", candidate.model.provider, unusable(why))
        }
        why => format!("{}: {}", candidate.model, unusable(why)),
    }
}

/// Why a candidate cannot be used, in English.
pub(super) fn unusable(why: &Unusable) -> String {
    match why {
        Unusable::NoKey { key_env, .. } => match key_env.first() {
            Some(name) => format!("no {name}"),
            None => "no key".to_owned(),
        },
        Unusable::NotRunning { address } => format!("no answer at {address}"),
        Unusable::NotTold(failure) => format!("{}{}", failure.kind.as_str(), said(failure)),
        Unusable::Loading => "still loading its model".to_owned(),
        Unusable::KeyRefused { has_key: true } => "its key is refused".to_owned(),
        Unusable::KeyRefused { has_key: false } => "it wants a key".to_owned(),
        Unusable::NoModel { server } => format!("{server} has no model to chat with"),
        Unusable::ModelsUnknown => "which models it has is not known".to_owned(),
        Unusable::Denied(DeniedBy::User) => "denied by policy.deny".to_owned(),
        Unusable::Denied(DeniedBy::Project) => "denied by policy.deny in .baro.toml".to_owned(),
        Unusable::Paid => "costs money, which the user declined".to_owned(),
        Unusable::NotLocal => "not on this machine".to_owned(),
        Unusable::KeyWithheld { host, bound_to } => format!("its key belongs to {bound_to} and is not sent to {host}"),
        Unusable::BadKey(error) => format!("its key cannot be used: {error}"),
        Unusable::NotBuilt => "not in this build".to_owned(),
        Unusable::NotFetched { .. } => "its weights are not on this machine".to_owned(),
        Unusable::Asker => "a Claude model, left out unless named or --allow-anthropic".to_owned(),
    }
}

/// What the user can do about it, behind the reason.
fn remedy(engine: &Engine, provider: &str, why: &Unusable) -> String {
    match why {
        Unusable::BadKey(KeyError::Insecure { .. } | KeyError::Endpoint(_)) => {
            format!("; the user has to mend `providers.{provider}.base_url` of the settings")
        }
        Unusable::BadKey(KeyError::OpenToOthers { path, .. }) => {
            format!("; the user has to run `chmod 600 {}`", shell_word(&path.display().to_string()))
        }
        Unusable::NoKey { .. } | Unusable::BadKey(_) | Unusable::KeyRefused { .. } => valid_key(engine, provider),
        Unusable::NotFetched { model } => format!("; the user can fetch them by `baro local pull {model}`"),
        Unusable::Paid => "; the user can allow it by policy.paid in the settings".to_owned(),
        Unusable::NotRunning { .. } => "; the user can start it".to_owned(),
        Unusable::Loading => "; try again in a moment".to_owned(),
        Unusable::NoModel { .. } => "; the user can give it one".to_owned(),
        Unusable::ModelsUnknown => "; the user can read its list by `baro models refresh`".to_owned(),
        Unusable::NotTold(_)
        | Unusable::Denied(_)
        | Unusable::NotLocal
        | Unusable::KeyWithheld { .. }
        | Unusable::NotBuilt
        | Unusable::Asker => String::new(),
    }
}

/// How the user gives a provider a key that is taken: in the place that comes before all others, or that is the only one.
fn valid_key(engine: &Engine, provider: &str) -> String {
    match engine.key_place(provider) {
        Some(KeyOrigin::Environment(name) | KeyOrigin::Settings(KeySource::Environment(name))) => {
            format!("; the user has to set the variable {name} to a valid one and start this server anew")
        }
        Some(KeyOrigin::Settings(KeySource::File(path))) => {
            format!("; the user has to write a valid one into {}", path.display())
        }
        Some(KeyOrigin::Settings(KeySource::Command(_))) => {
            format!("; the user has to mend `providers.{provider}.key_command` of the settings")
        }
        Some(KeyOrigin::Store(_) | KeyOrigin::Keyring) | None => {
            format!("; the user can give a valid one by `baro auth add {provider}`")
        }
    }
}

/// Who serves in a namesake's place, and why: `gpt-oss-120b instead of Kimi: no MOONSHOT_API_KEY`.
pub(super) fn instead(namesake: Namesake, serving: &ModelRef, why: &str) -> String {
    format!("{} instead of {}: {why}", serving.short(), namesake.called)
}

fn no_usable_model(route: &str, all: &[(Candidate, Unusable)]) -> Trouble {
    let mut why: Vec<String> = all.iter().map(|(candidate, why)| left_out(candidate, why)).collect();
    why.dedup();
    why.truncate(4);
    Trouble::new(
        "no_usable_model",
        format!(
            "nobody can serve {route} ({}); the user can give a key by `baro auth add NAME`, and `baro doctor` tells more",
            why.join("; ")
        ),
    )
}

fn too_large(
    engine: &Engine,
    n_tokens: u64,
    largest: Option<&(ModelRef, u64)>,
    bound: Bound,
    Call { parts, other }: Call<'_>,
) -> Trouble {
    let allowed = largest.map_or(0, |(_, allowed)| *allowed);
    let who = largest.map_or("the model".to_owned(), |(model, _)| model.to_string());
    let bound = match bound {
        Bound::Window => format!("the window of {who} takes {allowed}"),
        Bound::Plan { .. } => format!("the plan of {who} lets {allowed} through in a minute"),
    };
    // A model is offered to who can name one.
    let larger = match other {
        OtherWay::WithoutModel | OtherWay::OtherModel => {
            wider(engine, n_tokens).map(|model| format!(", or pass model=\"{model}\""))
        }
        OtherWay::Ask => wider(engine, n_tokens).map(|model| format!(", or use `ask` with model=\"{model}\"")),
        OtherWay::Pinned(_) | OtherWay::None => None,
    }
    .unwrap_or_default();
    // The advice stands first: a long list is cut at its end.
    Trouble::new(
        format!("context_too_long max={allowed}"),
        format!("{n_tokens} tokens, and {bound}. Leave out the largest{larger}. Tokens: {parts}"),
    )
}

/// A usable model that takes so many tokens, and is not what the caller most likely is itself.
fn wider(engine: &Engine, n_tokens: u64) -> Option<ModelRef> {
    let family_of = |model: &ModelRef| engine.family_of(&Candidate { model: model.clone(), effort: None });
    engine.roomier(n_tokens).find(|model| family_of(model).as_deref() != Some("claude"))
}

fn over_budget(over: &OverBudget) -> String {
    match over {
        OverBudget::Turn { estimate, allowed } => {
            format!(
                "the call would cost up to {estimate}, and {allowed} is left; lower `max_tokens`, take a free model, or have the user raise --max-cost"
            )
        }
        OverBudget::Day { spent, allowed } => {
            format!("{spent} of today's {allowed} are spent; it begins anew at midnight")
        }
        OverBudget::Month { spent, allowed } => format!("{spent} of this month's {allowed} are spent"),
        OverBudget::UnknownPrice { model } => {
            format!(
                "the price of {model} is not known, so that no budget can hold; the user can state it in the settings"
            )
        }
    }
}

fn nobody_answered(failures: &[(ModelRef, Failure)], or: &str) -> Trouble {
    let list: Vec<String> =
        failures.iter().map(|(model, failure)| format!("{model} {}{}", failure.kind.as_str(), said(failure))).collect();
    let final_one = failures.last().map(|(_, failure)| failure);
    let code = match final_one.map(|failure| failure.kind) {
        Some(FailureKind::RateLimited | FailureKind::QuotaSpent) => {
            match final_one.and_then(|failure| failure.retry_after) {
                Some(wait) => format!("provider_rate_limited retry_after={}s", wait.as_secs().max(1)),
                None => "provider_rate_limited".to_owned(),
            }
        }
        Some(FailureKind::TotalTimeout | FailureKind::FirstTokenTimeout | FailureKind::IdleTimeout) => {
            "timeout".to_owned()
        }
        _ => "provider_down".to_owned(),
    };
    // Spent credit does not come back by waiting.
    let is_unpaid = |failure: &Failure| failure.kind == FailureKind::QuotaSpent && failure.status == Some(402);
    let remedy = if !failures.is_empty() && failures.iter().all(|(_, failure)| is_unpaid(failure)) {
        "the user has to check billing or the plan"
    } else {
        "try again later"
    };
    Trouble::new(code, format!("nobody answered ({}); {remedy}{or}", list.join("; ")))
}

/// What a provider said, if it said something.
fn said(failure: &Failure) -> String {
    let message: String = failure.message.chars().take(200).collect();
    if message.is_empty() { String::new() } else { format!(" ({message})") }
}

/// A text on one line, without control characters.
pub(super) fn one_line(text: &str) -> String {
    let mut sanitiser = Sanitiser::new(Mode::Pipe);
    let clean = sanitiser.push(text);
    clean.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::tests::settings_of;

    #[test]
    fn a_server_of_the_machine_is_told_by_its_name_and_a_model_by_its_own() {
        let left_out = |name: &str, why| left_out(&name.parse().expect("a candidate"), &why);
        let not_running = Unusable::NotRunning { address: "127.0.0.1:9".to_owned() };
        assert_eq!(left_out("box:*", not_running), "box: no answer at 127.0.0.1:9");
        assert_eq!(left_out("box:*", Unusable::KeyRefused { has_key: false }), "box: it wants a key");
        assert_eq!(left_out("groq:m1", Unusable::Denied(DeniedBy::User)), "groq:m1: denied by policy.deny");
    }

    fn told(file: &str, variables: &[(&str, &str)], provider: &str) -> String {
        let (settings, environment) = settings_of(file, variables);
        let engine = crate::app::engine(settings, environment);
        let candidate: Candidate = format!("{provider}:m1").parse().expect("a candidate");
        let entry = engine.provider_entry(provider).expect("a provider");
        let why = engine.usable(&entry).err().unwrap_or(Unusable::KeyRefused { has_key: true });
        let error = Error::Unusable { candidate, why };
        of_error(&engine, &error, Call { parts: "", other: &OtherWay::None }).to_string()
    }

    #[test]
    fn a_key_that_was_not_sent_is_not_called_refused_and_spent_credit_is_not_waited_for() {
        let of_box = "[providers.box]\nbase_url = \"http://127.0.0.1:9/v1\"\nkey_env = \"BOX_KEY\"";
        let told = |variables: &[(&str, &str)], error: &Error| {
            let (settings, environment) = settings_of(of_box, variables);
            let engine = crate::app::engine(settings, environment);
            of_error(&engine, error, Call { parts: "", other: &OtherWay::None }).to_string()
        };
        let failed = |kind: FailureKind, status: u16| Failure { status: Some(status), ..Failure::new(kind, "") };
        let model = ModelRef::new("box", "m1");
        let failure = Box::new(failed(FailureKind::KeyRefused, 401));
        let error = Error::KeyRefused { model: model.clone(), failure };
        assert!(told(&[("BOX_KEY", "k1")], &error).starts_with("missing_key: box refused the key"));
        assert!(told(&[], &error).starts_with("missing_key: box wants a key, and none was sent"));
        let nobody =
            |status| Error::NobodyAnswered { failures: vec![(model.clone(), failed(FailureKind::QuotaSpent, status))] };
        assert!(told(&[], &nobody(402)).contains("; the user has to check billing or the plan"));
        assert!(told(&[], &nobody(429)).contains("; try again later"));
    }

    #[test]
    fn what_is_wrong_with_a_key_is_told_with_the_place_where_it_is_mended() {
        let placeholder = told("", &[("OPENAI_API_KEY", "your-api-key")], "openai");
        assert_eq!(
            placeholder,
            "missing_key: openai:m1: its key cannot be used: no key of openai in the variable OPENAI_API_KEY: it only \
             stands for a key; the user has to set the variable OPENAI_API_KEY to a valid one and start this server anew"
        );
        let of_box = "[providers.box]\nbase_url = \"http://127.0.0.1:9/v1\"\nkey_env = \"BOX_KEY\"";
        let refused = told(of_box, &[("BOX_KEY", "k1")], "box");
        assert!(refused.starts_with("missing_key: box:m1: its key is refused; "), "{refused}");
        assert!(refused.contains("the variable BOX_KEY") && !refused.contains("baro auth add"), "{refused}");
        let none = told("", &[], "groq");
        assert!(none.ends_with("the user can give a valid one by `baro auth add groq`"), "{none}");
        let open_to_others = Unusable::BadKey(KeyError::OpenToOthers { path: "/my keys/it's".into(), mode: 0o644 });
        let remedy =
            remedy(&crate::app::engine(settings_of("", &[]).0, settings_of("", &[]).1), "box", &open_to_others);
        assert_eq!(remedy, r"; the user has to run `chmod 600 '/my keys/it'\''s'`");
        let open = "[providers.far]\nbase_url = \"http://far.example/v1\"\nkey_env = \"FAR_KEY\"";
        let insecure = told(open, &[("FAR_KEY", "k1")], "far");
        assert!(insecure.contains("without TLS; the user has to mend `providers.far.base_url`"), "{insecure}");
    }
}
