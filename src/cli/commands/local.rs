//! `baro local`: the models that run inside baro; and fetching one where a question needs it.

#[cfg(feature = "local")]
use std::io;
use std::io::IsTerminal as _;

use serde_json::json;

use super::super::exit::Exit;
#[cfg(feature = "local")]
use super::super::input::InputError;
use super::super::local_args::LocalAction;
use super::super::session::{self, Session};
use crate::engine::embedded::catalogue;
use crate::engine::embedded::shelf::{Installed, ShelfError};
use crate::engine::{Engine, Error, TurnPlan, TurnRequest};
use crate::ui::messages::{Label, LocalProblem, LocalRemark};
use crate::ui::table::{Column, Table};
use crate::ui::trouble;

/// Why a plan still has nobody to serve it.
pub enum NotBrought {
    /// It was said already; this is the exit code.
    Told(Exit),
    /// Still to be said.
    Error(Error),
}

/// Runs one of the subcommands.
pub async fn run(session: &Session, action: LocalAction) -> Exit {
    let engine = session.engine();
    match action {
        LocalAction::List { json } => list(session, &engine, Form::of(json)),
        LocalAction::Pull { model, from } => pull(session, &engine, model, from.as_deref()).await,
        LocalAction::Rm { models } => remove(session, &engine, &models),
        LocalAction::Use { model } => choose(session, &engine, &model),
        LocalAction::Bench { model, tokens, json } => bench(session, &engine, model, tokens, Form::of(json)).await,
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Text,
    Json,
}

impl Form {
    const fn of(json: bool) -> Self {
        if json { Self::Json } else { Self::Text }
    }
}

/// Fetches the embedded model that a plan needs, where the user said yes to that: by `--local`, or now on a terminal.
/// Returns the plan as it is then.
pub async fn bring(
    session: &Session,
    engine: &Engine,
    request: &TurnRequest,
    plan: TurnPlan,
) -> Result<TurnPlan, NotBrought> {
    let Some(wanted) = plan.to_fetch(request) else { return Ok(plan) };
    if !wanted.is_asked_for {
        if !(std::io::stdin().is_terminal() && session.console().stderr_is_terminal()) {
            return Ok(plan);
        }
        let nobody = plan.order.nobody.as_ref().filter(|_| !wanted.is_needed && session.form() == session::Form::Text);
        let question = match nobody {
            // Whoever says yes is to have seen the other ways, too.
            Some(error) => {
                session.complain(error);
                LocalRemark::AskToFetchInstead { model: &wanted.model.name, n_bytes: wanted.model.n_bytes }
            }
            None => LocalRemark::ask_to_fetch(wanted.model, wanted.is_needed),
        };
        match session.ask(&question.text(session.lang())) {
            Some(true) => {}
            Some(false) if nobody.is_some() => return Err(NotBrought::Told(Exit::USAGE)),
            Some(false) => return Ok(plan),
            None => return Err(NotBrought::Error(Error::Cancelled)),
        }
    }
    fetch(session, engine, &wanted.model.id, None).await.map_err(NotBrought::Told)?;
    engine.plan(request).await.map_err(NotBrought::Error)
}

/// Says that the embedded model `id` would be fetched, were the message sent.
pub fn tell_to_be_fetched(session: &Session, id: &str) {
    if let Some(model) = catalogue::get(id) {
        let remark = LocalRemark::ToBeFetched { model: &model.name, n_bytes: model.n_bytes };
        session.console().remark(&remark.text(session.lang()));
    }
}

async fn pull(session: &Session, engine: &Engine, model: Option<String>, from: Option<&str>) -> Exit {
    let id = model.map_or_else(|| engine.embedded_choice(), |model| bare(&model).to_owned());
    match fetch(session, engine, &id, from).await {
        Ok(installed) => {
            if let Some(note) = installed.note.as_ref().filter(|note| !note.verified) {
                let remark = LocalRemark::Unverified { model: &installed.id, sum: &note.sha256 };
                session.console().warn(&remark.text(session.lang()));
            }
            Exit::OK
        }
        Err(exit) => exit,
    }
}

/// Fetches a model and shows it; interrupted, what came so far is kept to go on with.
#[cfg(feature = "local")]
async fn fetch(session: &Session, engine: &Engine, id: &str, from: Option<&str>) -> Result<Installed, Exit> {
    use crate::cli::signals;
    use crate::engine::embedded::pull::Step;
    use crate::ui::download::DownloadBar;

    let known = catalogue::get(id);
    let name = known.map_or(id, |model| model.name.as_str());
    let cancel = tokio_util::sync::CancellationToken::new();
    let signalled = signals::cancel_on_signal(&cancel);
    let mut bar = DownloadBar::new(session.console());
    let n_bytes = known.filter(|_| from.is_none()).map(|model| model.n_bytes);
    let mut is_new = false;
    let mut show = |step: Step| {
        is_new = true;
        bar.step(name, n_bytes, step);
    };
    let pulled = tokio::select! {
        pulled = engine.embedded().pull(engine.http(), id, from, &mut show) => pulled,
        () = cancel.cancelled() => {
            bar.clear();
            if engine.embedded().shelf().has_part(id) {
                bar.say(&LocalRemark::PartIsKept);
            }
            drop(bar);
            let exit = session.fail_as_asked(&Error::Cancelled);
            return Err(signalled.exit().unwrap_or(exit));
        }
    };
    match pulled {
        Ok(installed) => {
            bar.say(&if is_new {
                LocalRemark::Ready { model: name, n_bytes: installed.n_bytes }
            } else {
                LocalRemark::ReadyBefore { model: name }
            });
            Ok(installed)
        }
        Err(error) => {
            drop(bar);
            Err(tell(session, id, &error))
        }
    }
}

#[cfg(not(feature = "local"))]
async fn fetch(session: &Session, _: &Engine, _: &str, _: Option<&str>) -> Result<Installed, Exit> {
    std::future::ready(Err(not_built(session))).await
}

/// Says why a pull failed, in the form that the command answers in.
#[cfg(feature = "local")]
fn tell(session: &Session, id: &str, error: &crate::engine::embedded::pull::PullError) -> Exit {
    use crate::engine::embedded::pull::PullError;
    let (kind, exit) = match error {
        PullError::Unknown(_) => ("unknown_model", Exit::USAGE),
        PullError::NoMirror(_) | PullError::Network(_) | PullError::Pip(_) => ("unreachable", Exit::UNREACHABLE),
        PullError::Shelf(error) => return tell_shelf(session, error),
        PullError::WrongSum { .. } => ("wrong_sum", Exit::OTHER),
        PullError::Exists(_) => ("exists", Exit::USAGE),
        PullError::NotWeights(_) | PullError::NotGguf => ("not_a_model", Exit::OTHER),
        PullError::Source { path, source } if source.kind() == io::ErrorKind::NotFound => {
            return session.fail_input(&InputError::missing(path));
        }
        PullError::Source { .. } | PullError::Io { .. } => ("io", Exit::OTHER),
    };
    // The exit code of wrong usage is not this one's.
    let _ = session.fail_text(kind, &trouble::of_pull(session.lang(), id, error));
    exit
}

fn tell_shelf(session: &Session, error: &ShelfError) -> Exit {
    let kind = match error {
        ShelfError::NotInstalled(_) => "unusable_model",
        ShelfError::BadName(_) => "unknown_model",
        ShelfError::Busy(_) => "busy",
        ShelfError::Io { .. } => "io",
    };
    let _ = session.fail_text(kind, &trouble::of_shelf(session.lang(), error));
    of_shelf(error)
}

const fn of_shelf(error: &ShelfError) -> Exit {
    match error {
        ShelfError::NotInstalled(_) | ShelfError::BadName(_) => Exit::USAGE,
        ShelfError::Busy(_) | ShelfError::Io { .. } => Exit::OTHER,
    }
}

fn list(session: &Session, engine: &Engine, form: Form) -> Exit {
    let shelf = engine.embedded().shelf();
    let here = shelf.all();
    let chosen = shelf.chosen(session.settings().local.model.as_deref().map(bare)).map(|installed| installed.id);
    let of_catalogue = catalogue::models().iter().map(|model| model.id.as_str());
    let own = here.iter().map(|installed| installed.id.as_str()).filter(|id| catalogue::get(id).is_none());
    let ids: Vec<&str> = of_catalogue.chain(own).collect();
    let installed = |id: &str| here.iter().find(|installed| installed.id == id);
    if form == Form::Json {
        let objects: Vec<serde_json::Value> = ids
            .iter()
            .map(|id| {
                let (known, here) = (catalogue::get(id), installed(id));
                let note = here.and_then(|here| here.note.as_ref());
                json!({
                    "model": id,
                    "name": known.map(|model| model.name.clone()),
                    "languages": known.map(|model| model.languages.clone()),
                    "licence": known.map(|model| model.licence.clone()),
                    "context_tokens": known.map(|model| model.context_tokens),
                    "download_bytes": known.map(|model| model.n_bytes),
                    "pinned": known.is_some_and(|model| model.sha256.is_some()),
                    "measured": known.is_some_and(|model| model.measured),
                    "installed": here.is_some(),
                    "bytes": here.map(|here| here.n_bytes),
                    "path": here.map(|here| here.path.display().to_string()),
                    "source": note.map(|note| note.source.clone()),
                    "sha256": note.map(|note| note.sha256.clone()),
                    "verified": note.map(|note| note.verified),
                    "in_use": chosen.as_deref() == Some(*id),
                })
            })
            .collect();
        return session.print_json(&json!({ "schema": 1, "models": objects }));
    }
    let lang = session.lang();
    let mut table = Table::new([
        Column::text(Label::Model.text(lang)).whole(),
        Column::text(Label::Languages.text(lang)).may_go(2),
        Column::text(Label::Licence.text(lang)).may_go(1),
        Column::number(Label::Size.text(lang)),
        Column::text(Label::State.text(lang)).wrapping(),
    ]);
    let is_here = |id: &str| installed(id).is_some();
    let to_fetch = ids.iter().find(|id| !is_here(id)).map(|id| LocalRemark::HowToFetch { model: id }.text(lang));
    for id in ids {
        let (known, here) = (catalogue::get(id), installed(id));
        let mut state = match (here, known) {
            (Some(_), _) if chosen.as_deref() == Some(id) => LocalRemark::HereInUse,
            (Some(_), _) => LocalRemark::Here,
            (None, Some(model)) if model.sha256.is_none() => LocalRemark::ToBeHadUnverified,
            (None, _) => LocalRemark::ToBeHad,
        }
        .text(lang);
        if known.is_some_and(|model| !model.measured) {
            state = format!("{state}, {}", LocalRemark::Untried.text(lang));
        }
        let n_bytes = here.map(|here| here.n_bytes).or(known.map(|model| model.n_bytes)).unwrap_or_default();
        table.row([
            id.to_owned(),
            known.map_or_else(|| "?".to_owned(), |model| model.languages.join(" ")),
            known.map_or_else(|| "?".to_owned(), |model| model.licence.clone()),
            crate::ui::number::bytes(n_bytes),
            state,
        ]);
    }
    let printed = session.print(&table.render(session.console().stdout_view()));
    if let Some(to_fetch) = to_fetch {
        session.console().notice(&to_fetch);
    }
    printed
}

fn remove(session: &Session, engine: &Engine, models: &[String]) -> Exit {
    let mut worst = Exit::OK;
    for model in models {
        let id = bare(model);
        match engine.embedded().shelf().remove(id) {
            Ok(n_bytes) => {
                session.console().notice(&LocalRemark::Removed { model: id, n_bytes }.text(session.lang()));
            }
            Err(ShelfError::NotInstalled(_) | ShelfError::BadName(_)) => {
                let here = engine.embedded().shelf().all();
                let here: Vec<&str> = here.iter().map(|installed| installed.id.as_str()).collect();
                let problem = LocalProblem::NothingToRemove { model: id, here: &here.join(", ") };
                worst = session.fail_text("unusable_model", &problem.text(session.lang()));
            }
            Err(error) => worst = tell_shelf(session, &error),
        }
    }
    worst
}

fn choose(session: &Session, engine: &Engine, model: &str) -> Exit {
    let id = bare(model);
    match engine.embedded().shelf().choose(id) {
        Ok(()) => {
            session.console().notice(&LocalRemark::InUse { model: id }.text(session.lang()));
            if let Some(other) = session.settings().local.model.as_deref().map(bare).filter(|other| *other != id) {
                session.console().warn(&LocalRemark::Overruled { model: other }.text(session.lang()));
            }
            Exit::OK
        }
        Err(error) => tell_shelf(session, &error),
    }
}

/// A prompt of some forty tokens with its frame.
#[cfg(feature = "local")]
const BENCH_PROMPT: &str = "Why is the sky blue during the day?";

#[cfg(feature = "local")]
async fn bench(session: &Session, engine: &Engine, model: Option<String>, n_tokens: u64, form: Form) -> Exit {
    use crate::domain::{ModelRef, time::whole_ms};
    use crate::ui::messages::FailedCall;

    let id = model.map_or_else(|| engine.embedded_choice(), |model| bare(&model).to_owned());
    if !engine.has_embedded(&id) {
        let why = engine.embedded().shelf().weights(&id).err();
        return tell_shelf(session, &why.unwrap_or(ShelfError::NotInstalled(id)));
    }
    let measured = match engine.embedded().measure(&id, BENCH_PROMPT, n_tokens).await {
        Ok(measured) => measured,
        Err(failure) => {
            let (lang, model) = (session.lang(), ModelRef::new("local", &id));
            let why = FailedCall { model: &model, failure: &failure, key_env: None }.cause(lang);
            session.console().error(&LocalProblem::Failed { model: &id, why: &why }.text(lang));
            return Exit::OTHER;
        }
    };
    // The first token is not part of the time after it.
    let n_after = u128::from(measured.n_answer_tokens.saturating_sub(1));
    let tenths = n_after * 10_000_000 / measured.decode.as_micros().max(1);
    let tenths_a_second = u64::try_from(tenths).unwrap_or(u64::MAX);
    if form == Form::Json {
        return session.print_json(&json!({
            "schema": 1,
            "model": id,
            "load_ms": whole_ms(measured.load),
            "first_token_ms": whole_ms(measured.first_token),
            "prompt_tokens": measured.n_prompt_tokens,
            "answer_tokens": measured.n_answer_tokens,
            "decode_ms": whole_ms(measured.decode),
            "threads": measured.n_threads,
        }));
    }
    let remark = LocalRemark::Measured {
        model: &id,
        load_ms: whole_ms(measured.load),
        first_token_ms: whole_ms(measured.first_token),
        n_prompt_tokens: measured.n_prompt_tokens,
        tenths_a_second,
        n_threads: measured.n_threads as u64,
    };
    session.print(&remark.text(session.lang()))
}

#[cfg(not(feature = "local"))]
async fn bench(session: &Session, _: &Engine, _: Option<String>, _: u64, _: Form) -> Exit {
    std::future::ready(not_built(session)).await
}

#[cfg(not(feature = "local"))]
fn not_built(session: &Session) -> Exit {
    session.console().error(&LocalProblem::NotBuilt.text(session.lang()));
    Exit::USAGE
}

/// `local:smollm2` and `smollm2` are the same here.
fn bare(model: &str) -> &str {
    model.strip_prefix("local:").unwrap_or(model)
}
