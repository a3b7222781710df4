//! Runs a turn for a command and shows it: as text, as one object, or as lines of events.

use std::cell::RefCell;
use std::io::IsTerminal as _;
use std::pin::pin;

use tokio_util::sync::CancellationToken;

use super::super::args::ShowArgs;
use super::super::exit::Exit;
use super::super::json as forms;
use super::super::session::{Form, Session};
use super::super::signals;
use super::{explained, local};
use crate::domain::TurnEvent;
use crate::engine::{Engine, Error, Outcome, TurnPlan, TurnRequest};
use crate::markup::code_blocks;
use crate::store::Consent;
use crate::ui::WriteEnd;
use crate::ui::footer::FooterStyle;
use crate::ui::live::{Drawn, Live, LiveOptions};
use crate::ui::messages::{Message, Remark};
use crate::ui::progress::TICK;

/// Decides and checks everything, sends nothing.
pub async fn dry_run(session: &Session, engine: &Engine, request: &TurnRequest, show: &ShowArgs) -> Exit {
    let mut plan = match engine.plan(request).await {
        Ok(plan) => plan,
        Err(error) => return session.fail(&error, Form::of(show)),
    };
    let cost = engine.estimated_cost(&plan);
    if show.json || show.json_lines {
        let model = plan.first().map(|first| &first.candidate.model);
        let object = forms::decision(&plan.decision, plan.route, plan.source, model, plan.input_tokens, cost);
        let exit = session.print_json(&object);
        return plan.order.nobody.as_ref().map_or(exit, Exit::of);
    }
    let exit = session.print(&explained::of_plan(session.console().stdout_view(), &plan, cost));
    match plan.order.nobody.take() {
        Some(error) => session.fail(&error, Form::Text),
        None => exit,
    }
}

/// Asks, shows the answer as it comes, and returns the exit code.
pub async fn run(session: &Session, engine: &Engine, request: &TurnRequest, show: &ShowArgs) -> Exit {
    let plan = match engine.plan(request).await {
        Ok(plan) => plan,
        Err(error) => return session.fail(&error, Form::of(show)),
    };
    let plan = match ask_for_consent(session, engine, request, plan).await {
        Ok(plan) => plan,
        Err(error) => return session.fail(&error, Form::of(show)),
    };
    let plan = match local::bring(session, engine, request, plan).await {
        Ok(plan) => plan,
        Err(local::NotBrought::Told(exit)) => return exit,
        Err(local::NotBrought::Error(error)) => return session.fail(&error, Form::of(show)),
    };
    let cancel = CancellationToken::new();
    let signalled = signals::cancel_on_signal(&cancel);
    let (outcome, end) = match Form::of(show) {
        Form::Text => text(session, engine, request, plan, show, &cancel).await,
        Form::Json => one_object(session, engine, request, plan, show, &cancel).await,
        Form::JsonLines => lines(session, engine, request, plan, &cancel).await,
    };
    if let Some(exit) = signalled.exit() {
        return exit;
    }
    match end {
        Ok(WriteEnd::Open) => {}
        // The reader had enough: what came is kept, and nothing is complained of.
        Ok(WriteEnd::Closed) => return Exit::OK,
        Err(error) => return session.fail_io(&error),
    }
    if show.code && outcome.error.is_none() {
        return code(session, &outcome);
    }
    outcome.error.as_ref().map_or(Exit::OK, Exit::of)
}

/// Asks once whether a paid provider may serve by itself, where a person is there to answer.
async fn ask_for_consent(
    session: &Session,
    engine: &Engine,
    request: &TurnRequest,
    plan: TurnPlan,
) -> Result<TurnPlan, Error> {
    let Some(first) = plan.first().filter(|first| first.pays_without_consent) else { return Ok(plan) };
    if !(std::io::stdin().is_terminal() && session.console().stderr_is_terminal()) {
        return Ok(plan);
    }
    let provider = first.candidate.model.provider.clone();
    let price = first.facts.price.as_ref().and_then(|price| price.tiers.first()).map(|tier| (tier.input, tier.output));
    let Some(yes) = session.ask_yes_or_no(&Remark::AskConsent { provider: &provider, price }) else {
        return Err(Error::Cancelled);
    };
    engine.keep_consent(&provider, if yes { Consent::Yes } else { Consent::No })?;
    // The order may be another one now.
    engine.plan(request).await
}

type Shown = (Outcome, std::io::Result<WriteEnd>);

async fn text(
    session: &Session,
    engine: &Engine,
    request: &TurnRequest,
    plan: TurnPlan,
    show: &ShowArgs,
    cancel: &CancellationToken,
) -> Shown {
    if show.explain {
        let cost = engine.estimated_cost(&plan);
        session.console().remark(explained::of_plan(session.console().stderr_view(), &plan, cost).trim_end());
    }
    let options = LiveOptions {
        reasoning: show.show_reasoning.into(),
        text: if show.code { Drawn::No } else { Drawn::Yes },
        footer: session.footer(),
    };
    let live = RefCell::new(Live::new(session.console(), options));
    let outcome = draw(engine, request, plan, cancel, &live).await;
    let today = match session.footer() {
        FooterStyle::Full => engine.spent_today(),
        FooterStyle::Off | FooterStyle::Short => None,
    };
    let end = live.into_inner().finish(outcome.result.as_ref(), today);
    if let Some(error) = &outcome.error
        && !matches!(end, Ok(WriteEnd::Closed))
    {
        session.complain(error);
    }
    (outcome, end)
}

/// Runs the turn and draws its events; between them the spinner turns.
async fn draw(
    engine: &Engine,
    request: &TurnRequest,
    plan: TurnPlan,
    cancel: &CancellationToken,
    live: &RefCell<Live<'_>>,
) -> Outcome {
    let mut sink = |event: TurnEvent| {
        if live.borrow_mut().draw(event) == WriteEnd::Closed {
            cancel.cancel();
        }
    };
    let mut turn = pin!(engine.run(request, plan, cancel, &mut sink));
    loop {
        tokio::select! {
            biased;
            outcome = &mut turn => return outcome,
            () = tokio::time::sleep(TICK) => {
                let mut live = live.borrow_mut();
                if live.wants_ticks() {
                    live.tick();
                }
            }
        }
    }
}

async fn one_object(
    session: &Session,
    engine: &Engine,
    request: &TurnRequest,
    plan: TurnPlan,
    show: &ShowArgs,
    cancel: &CancellationToken,
) -> Shown {
    if show.explain {
        let cost = engine.estimated_cost(&plan);
        session.console().remark(explained::of_plan(session.console().stderr_view(), &plan, cost).trim_end());
    }
    let options = LiveOptions { reasoning: show.show_reasoning.into(), text: Drawn::No, footer: FooterStyle::Off };
    let live = RefCell::new(Live::new(session.console(), options));
    let outcome = draw(engine, request, plan, cancel, &live).await;
    // Nothing was written to stdout yet, so only stderr's state ends here.
    let _ = live.into_inner().finish(None, None);
    let error = outcome.error.as_ref().map(|error| session.error_object(error));
    let object = forms::answer(outcome.result.as_ref(), error.as_ref());
    let end = session.console().print_json(&object.to_string());
    (outcome, end)
}

async fn lines(
    session: &Session,
    engine: &Engine,
    request: &TurnRequest,
    plan: TurnPlan,
    cancel: &CancellationToken,
) -> Shown {
    let mut end = Ok(WriteEnd::Open);
    let mut sink = |event: TurnEvent| {
        if let TurnEvent::Notice(notice) = &event {
            session.tell(&Message::Notice(notice));
        }
        let Some(object) = forms::event(&event) else { return };
        if matches!(end, Ok(WriteEnd::Open)) {
            end = session.console().print_json(&object.to_string());
            if !matches!(end, Ok(WriteEnd::Open)) {
                cancel.cancel();
            }
        }
    };
    let outcome = engine.run(request, plan, cancel, &mut sink).await;
    if let Some(error) = &outcome.error
        && matches!(end, Ok(WriteEnd::Open))
    {
        end = session.console().print_json(&forms::error_event(&session.error_object(error)).to_string());
    }
    (outcome, end)
}

/// Prints only the code blocks of an answer.
fn code(session: &Session, outcome: &Outcome) -> Exit {
    let text = outcome.result.as_ref().map_or("", |result| result.text.as_str());
    let blocks = code_blocks::of(text);
    if blocks.is_empty() {
        session.warn(&Remark::NoCodeBlock);
        return Exit::OTHER;
    }
    session.print_text(&blocks.join("\n"))
}
