//! `baro models`: what can be used now, and why the rest cannot.

use std::collections::HashSet;

use serde_json::json;
use tokio_util::sync::CancellationToken;

use super::super::args::{ModelsAction, ModelsArgs};
use super::super::exit::Exit;
use super::super::pager;
use super::super::session::{Form, Session};
use super::super::signals;
use crate::config;
use crate::domain::event::{FailoverReason, Notice};
use crate::domain::{MicroUsd, Route};
use crate::engine::model_lists::RefreshError;
use crate::engine::{Engine, ModelState, Reach, Unusable};
use crate::ui::messages::{Label, Message, Remark, system_words};
use crate::ui::number;
use crate::ui::table::{Column, Table};

/// Lists models, or reads the providers' own lists.
pub async fn run(session: &Session, args: ModelsArgs) -> Exit {
    let engine = session.engine();
    match args.action {
        Some(ModelsAction::Refresh) => refresh(session, &engine, Form::json_if(args.json)).await,
        None => list(session, &engine, &args).await,
    }
}

async fn list(session: &Session, engine: &Engine, args: &ModelsArgs) -> Exit {
    engine.only_look();
    let states = engine.model_states().await;
    if args.json {
        let refused = refused(engine, &states);
        let objects: Vec<serde_json::Value> = states.iter().map(|state| object(session, &refused, state)).collect();
        return session.print_json(&json!({ "schema": 1, "as_of": engine.catalogue().as_of, "models": objects }));
    }
    let (usable, others): (Vec<&ModelState>, Vec<&ModelState>) =
        states.iter().partition(|state| state.why_not.is_none());
    let nothing_usable = usable.is_empty();
    let shown: Vec<&ModelState> = if args.all {
        usable.into_iter().chain(others.iter().copied()).collect()
    } else if nothing_usable {
        // What the user has or named, each with the reason why it cannot be used.
        others.iter().copied().filter(|state| engine.is_the_users(&state.model)).collect()
    } else {
        usable
    };
    let n_hidden = states.len() - shown.len();
    let exit = if shown.is_empty() {
        Exit::OK
    } else {
        pager::page(session, &table(session, &refused(engine, shown.iter().copied()), &shown)).await
    };
    if n_hidden > 0 {
        let n = n_hidden as u64;
        session.remark(&if shown.is_empty() { Remark::NoModels { n } } else { Remark::MoreModels { n } });
    }
    if nothing_usable {
        return session.fail(&engine.nobody_at_all(Reach::Anywhere), Form::Text);
    }
    exit
}

/// The providers of models that can be used but for a key that was refused.
struct Refused<'a>(HashSet<&'a str>);

impl<'a> Refused<'a> {
    /// Key file and ledger are looked through once for a provider, however many models it has.
    fn among(providers: impl IntoIterator<Item = &'a str>, mut was_refused: impl FnMut(&str) -> bool) -> Self {
        let all: HashSet<&str> = providers.into_iter().collect();
        Self(all.into_iter().filter(|provider| was_refused(provider)).collect())
    }

    fn has(&self, provider: &str) -> bool {
        self.0.contains(provider)
    }
}

fn refused<'a>(engine: &Engine, states: impl IntoIterator<Item = &'a ModelState>) -> Refused<'a> {
    let usable = states.into_iter().filter(|state| state.why_not.is_none());
    Refused::among(usable.map(|state| state.model.provider.as_str()), |provider| engine.key_was_refused(provider))
}

fn object(session: &Session, refused: &Refused<'_>, state: &ModelState) -> serde_json::Value {
    let price = state.facts.price.as_ref().and_then(|price| price.tiers.first());
    let usd = |rate: Option<MicroUsd>| rate.map(MicroUsd::as_usd);
    json!({
        "model": shown(state),
        "provider": state.model.provider,
        "family": Some(&state.facts.family).filter(|family| !family.is_empty()),
        "usable": state.why_not.is_none(),
        "why_not": state.why_not.as_ref().map(|why| Remark::Unusable { provider: &state.model.provider, why }.text(session.lang())),
        "key_refused": match &state.why_not {
            None => refused.has(&state.model.provider),
            Some(why) => matches!(why, Unusable::KeyRefused { has_key: true }),
        },
        "not_now": match state.not_now {
            Some(FailoverReason::Resting) => Some("resting"),
            Some(_) => Some("limit"),
            None => None,
        },
        "serves": state.serves.iter().map(|route| route.as_str()).collect::<Vec<_>>(),
        "context_tokens": state.facts.context_tokens,
        "max_output_tokens": state.facts.max_output_tokens,
        "usd_per_million": price.map(|tier| json!({
            "input": usd(Some(tier.input)), "output": usd(Some(tier.output)), "cached": usd(tier.cached),
        })),
        "price_as_of": state.facts.price.as_ref().map(|price| price.as_of.clone()),
        "free": state.facts.asks_no_money(),
        "tokens_per_minute": state.facts.plan.tokens_per_minute,
        "requests_per_day": state.facts.plan.requests_per_day,
        "efforts": state.facts.rules.efforts,
        "ends": state.ends,
    })
}

fn table(session: &Session, refused: &Refused<'_>, states: &[&ModelState]) -> String {
    let lang = session.lang();
    let label = |label: Label| label.text(lang);
    let mut table = Table::new([
        Column::text(label(Label::Model)).whole(),
        Column::number(label(Label::Window)).may_go(2),
        Column::text(label(Label::Cost)).may_go(1),
        Column::text(label(Label::Route)),
        Column::text(label(Label::State)).wrapping(),
    ]);
    for state in states {
        let provider = state.model.provider.as_str();
        let why = match &state.why_not {
            Some(why) => Remark::Unusable { provider, why }.text(lang),
            None => label(if refused.has(provider) { Label::KeyWasRefused } else { now(state) }).to_owned(),
        };
        let ends = state.ends.as_ref().map(|day| format!(", {}", Remark::Ends { day }.text(lang))).unwrap_or_default();
        table.row([
            shown(state),
            state.facts.context_tokens.map_or_else(|| "?".to_owned(), window),
            price(lang, state),
            state.serves.iter().map(|route: &Route| route.label(lang)).collect::<Vec<_>>().join(" "),
            format!("{why}{ends}"),
        ]);
    }
    table.render(session.console().stdout_view())
}

/// The name of a model. One that the settings name may hold a key that was pasted there.
fn shown(state: &ModelState) -> String {
    config::without_keys(&state.model.to_string()).into_owned()
}

/// How a model stands that can be used.
const fn now(state: &ModelState) -> Label {
    match state.not_now {
        None => Label::Usable,
        Some(FailoverReason::Resting) => Label::Resting,
        Some(_) => Label::AtItsLimit,
    }
}

/// `131k`, `1M`.
fn window(n_tokens: u64) -> String {
    match n_tokens {
        0..1_000 => n_tokens.to_string(),
        1_000..995_000 => format!("{}k", (n_tokens + 500) / 1_000),
        _ => format!("{}M", (n_tokens + 500_000) / 1_000_000),
    }
}

/// Dollars a million tokens, in and out.
fn price(lang: crate::domain::Lang, state: &ModelState) -> String {
    if state.facts.asks_no_money() {
        return number::Charge::Free.text(lang);
    }
    match state.facts.price.as_ref().and_then(|price| price.tiers.first()) {
        Some(tier) => format!("${} / ${}", tier.input.as_usd(), tier.output.as_usd()),
        None => "?".to_owned(),
    }
}

async fn refresh(session: &Session, engine: &Engine, form: Form) -> Exit {
    let cancel = CancellationToken::new();
    let signalled = signals::cancel_on_signal(&cancel);
    let results = tokio::select! {
        biased;
        // What is read for a key ends with this.
        () = cancel.cancelled() => return signalled.exit().unwrap_or(Exit::INTERRUPTED),
        results = engine.refresh_models(|provider| {
            session.tell(&Message::Notice(&Notice::WaitingForKey { provider: provider.to_owned() }));
        }) => results,
    };
    if results.is_empty() {
        session.warn(&Remark::NothingToRefresh);
        return Exit::USAGE;
    }
    let n_failed = results.iter().filter(|result| result.outcome.is_err()).count();
    if form == Form::Json {
        let objects: Vec<serde_json::Value> = results
            .iter()
            .map(|result| match &result.outcome {
                Ok(count) => json!({
                    "provider": result.provider, "models": count.n_models, "new": count.n_new, "unchanged": count.unchanged,
                }),
                Err(error) => json!({ "provider": result.provider, "error": why(session, &result.provider, error) }),
            })
            .collect();
        let _ = session.print_json(&json!({ "schema": 1, "providers": objects }));
    } else {
        for result in &results {
            let provider = result.provider.as_str();
            let line = match &result.outcome {
                Ok(count) if count.unchanged => {
                    Remark::Unchanged { provider, n_models: count.n_models as u64 }.text(session.lang())
                }
                Ok(count) => Remark::Refreshed { provider, n_models: count.n_models as u64, n_new: count.n_new as u64 }
                    .text(session.lang()),
                Err(error) => {
                    let why = &why(session, provider, error);
                    let remark = match error {
                        RefreshError::NotWritten { .. } => Remark::ListNotWritten { provider, why },
                        RefreshError::Provider(_) | RefreshError::Key(_) => Remark::NotRefreshed { provider, why },
                    };
                    remark.text(session.lang())
                }
            };
            let _ = session.print(&line);
        }
    }
    let is =
        |kind: fn(&RefreshError) -> bool| results.iter().any(|result| result.outcome.as_ref().err().is_some_and(kind));
    // What was read, and could not be kept, is lost, whoever else's was kept.
    if is(|error| matches!(error, RefreshError::NotWritten { .. })) {
        return Exit::OTHER;
    }
    // What could be read is read; only where nothing could is it a failure.
    match n_failed == results.len() {
        true if is(|error| matches!(error, RefreshError::Provider(_))) => Exit::UNREACHABLE,
        true => Exit::USAGE,
        false => Exit::OK,
    }
}

fn why(session: &Session, provider: &str, error: &RefreshError) -> String {
    match error {
        RefreshError::Key(error) => {
            let why = Unusable::BadKey(error.clone());
            Remark::Unusable { provider, why: &why }.text(session.lang())
        }
        RefreshError::Provider(failure) => {
            let model = crate::domain::ModelRef::new("", "");
            crate::ui::messages::FailedCall { model: &model, failure, key_env: None }.short(session.lang())
        }
        RefreshError::NotWritten { path, error } => {
            format!("{}: {}", session.shown_path(path), system_words(session.lang(), &error.to_string()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_provider_is_looked_up_once_however_many_models_it_has() {
        let mut looked_up: Vec<String> = Vec::new();
        let refused = Refused::among(["groq", "own", "groq", "groq"], |provider| {
            looked_up.push(provider.to_owned());
            provider == "groq"
        });
        assert!(refused.has("groq") && !refused.has("own"));
        looked_up.sort_unstable();
        assert_eq!(looked_up, ["groq", "own"]);
    }
}
