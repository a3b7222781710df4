//! Runs a turn for a command and shows it: as text, as one object, or as lines of events.

use std::cell::RefCell;
use std::pin::pin;

use tokio_util::sync::CancellationToken;

use super::super::args::ShowArgs;
use super::super::exit::Exit;
use super::super::json::{self as forms, ErrorObject};
use super::super::session::{Form, Session};
use super::super::signals;
use super::super::waiting::worked_out;
use super::paying::Desk;
use super::{explained, local, parts, paying};
use crate::domain::TurnEvent;
use crate::engine::{Engine, Error, Keeping, Outcome, Rehearsal, Thread, TurnPlan, TurnRequest};
use crate::markup::{code_blocks, sanitise};
use crate::ui::footer::FooterStyle;
use crate::ui::live::{self, Drawn, Live, LiveOptions};
use crate::ui::messages::{Message, TalkLine};
use crate::ui::{ErrorText, Problem, WriteEnd};

/// Decides and checks everything, sends nothing.
pub async fn dry_run(session: &Session, engine: &Engine, request: &TurnRequest, show: &ShowArgs) -> Exit {
    let rehearsal = match worked_out(session, engine, engine.plan(request)).await {
        Ok(plan) => engine.rehearse(request, plan),
        Err(error) => return session.fail(&error, Form::of(show)),
    };
    for notice in engine.notices_of_keys(&rehearsal.plan) {
        session.tell(&Message::Notice(&notice));
    }
    let exit = print_rehearsal(session, engine, &rehearsal, Form::of(show));
    match &rehearsal.refusal {
        Some(error) => Exit::of(error),
        None => exit,
    }
}

/// Shows who would serve, on stderr whom that one stands in for, and why nobody would.
pub fn print_rehearsal(session: &Session, engine: &Engine, rehearsal: &Rehearsal, form: Form) -> Exit {
    let Rehearsal { plan, passed_over, refusal } = rehearsal;
    let estimate = plan.estimate();
    if let (Some((from, why)), Some(first)) = (passed_over, plan.first()) {
        session.tell(&Message::Failover { from, to: &first.candidate.model, why });
    }
    if form != Form::Text {
        let model = plan.first().map(|first| &first.candidate.model);
        let object = forms::decision(&plan.decision, plan.route, plan.source, model, estimate);
        let mut object = forms::with_settings(object, plan.preset, engine.project_held().as_ref());
        if let (Some(error), Some(object)) = (refusal, object.as_object_mut()) {
            let mut told = forms::error_event(&session.error_object(error));
            object.insert("error".to_owned(), told["error"].take());
        }
        return session.print_json(&object);
    }
    if let Some(model) = plan.first().filter(|first| first.needs_fetching) {
        local::tell_to_be_fetched(session, &model.candidate.model.id);
    }
    let exit = session.print(&explained::of_plan(session, session.console().stdout_view(), plan, plan.first()));
    if let Some(error) = refusal {
        session.complain(error);
    }
    exit
}

/// How a command's turn ended.
pub struct Ended {
    /// The exit code.
    pub exit: Exit,
    /// What there is of an answer; `None` where nothing was sent.
    pub outcome: Option<Outcome>,
    /// Whether another turn may follow.
    pub then: Further,
}

/// Whether another turn may follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Further {
    /// It may.
    Welcome,
    /// The person stopped it, or nobody reads any more.
    Unwanted,
}

impl From<Exit> for Ended {
    fn from(exit: Exit) -> Self {
        Self { exit, outcome: None, then: Further::Welcome }
    }
}

/// Whether an answer stands under the name of who gave it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heading {
    /// It stands alone.
    None,
    /// It is one of several.
    Name,
}

/// Asks, shows the answer as it comes, and returns the exit code.
pub async fn run(session: &Session, engine: &Engine, request: TurnRequest, show: &ShowArgs) -> Exit {
    turn(session, engine, request, show, Heading::None).await.exit
}

/// Asks, and shows the answer as it comes.
pub async fn turn(
    session: &Session,
    engine: &Engine,
    mut request: TurnRequest,
    show: &ShowArgs,
    heading: Heading,
) -> Ended {
    let mut desk = Desk::open(session, &mut request);
    let plan = match worked_out(session, engine, engine.plan(&request)).await {
        Ok(plan) => paying::before_the_turn(session, engine, &request, plan).await,
        Err(error) => Err(error),
    };
    let plan = match plan {
        Ok(plan) => plan,
        Err(error) => return session.fail(&error, Form::of(show)).into(),
    };
    if let Some(model) = plan.asked_once_more() {
        session.console().remark(&TalkLine::SameAgain(model).text(session.lang()));
    }
    let plan = match local::bring(session, engine, &request, plan).await {
        Ok(plan) => plan,
        Err(local::NotBrought::Told(exit)) => return exit.into(),
        Err(local::NotBrought::Error(error)) => return session.fail(&error, Form::of(show)).into(),
    };
    let plan = match parts::offer(session, engine, &request, plan) {
        Ok(plan) => plan,
        Err(error) => return session.fail(&error, Form::of(show)).into(),
    };
    let request = &request;
    let cancel = CancellationToken::new();
    let signalled = signals::cancel_on_signal(&cancel);
    let (outcome, end) = match Form::of(show) {
        Form::Text => text(session, engine, request, plan, (show, heading), &cancel, &mut desk).await,
        Form::Json => one_object(session, engine, request, plan, show, &cancel, &mut desk).await,
        Form::JsonLines => lines(session, engine, request, plan, &cancel, &mut desk).await,
    };
    let (exit, then) = match (signalled.exit(), end) {
        (Some(exit), _) => (exit, Further::Unwanted),
        // The reader had enough: what came is kept, and nothing is complained of.
        (None, Ok(WriteEnd::Closed)) => (Exit::OK, Further::Unwanted),
        (None, Err(error)) => (session.fail_io(&error), Further::Unwanted),
        (None, Ok(WriteEnd::Open)) if show.code => (code(session, request, &outcome), Further::Welcome),
        (None, Ok(WriteEnd::Open)) => (exit_of(&outcome), Further::Welcome),
    };
    Ended { exit, outcome: Some(outcome), then }
}

fn exit_of(outcome: &Outcome) -> Exit {
    outcome.error.as_ref().map_or(Exit::OK, Exit::of)
}

type Shown = (Outcome, std::io::Result<WriteEnd>);

async fn text(
    session: &Session,
    engine: &Engine,
    request: &TurnRequest,
    plan: TurnPlan,
    (show, heading): (&ShowArgs, Heading),
    cancel: &CancellationToken,
    desk: &mut Desk,
) -> Shown {
    if show.explain {
        explain(session, engine, request, &plan);
    }
    let options = LiveOptions {
        reasoning: show.show_reasoning.into(),
        text: if show.code { Drawn::No } else { Drawn::Yes },
        footer: session.footer(),
        heading: if heading == Heading::Name { Drawn::Yes } else { Drawn::No },
        by: None,
    };
    let live = RefCell::new(Live::new(session.console(), options));
    let outcome = draw(session, engine, request, plan, cancel, &live, desk).await;
    let today = match session.footer() {
        FooterStyle::Full => engine.spent_today(),
        FooterStyle::Off | FooterStyle::Short => None,
    };
    live::settle(&live).await;
    let end = live.into_inner().finish(outcome.result.as_ref(), today);
    if let Some(error) = &outcome.error
        && !matches!(end, Ok(WriteEnd::Closed))
    {
        // Whoever drew the answer has said that it was stopped, and knows whether anything of it is kept.
        if !matches!(error, Error::Cancelled) {
            session.console().error(&error_text(session, request, error));
        }
    }
    (outcome, end)
}

/// An error in words, and in JSON: what to do about it hangs on whether the question can be found again.
fn error_text(session: &Session, request: &TurnRequest, error: &Error) -> ErrorText {
    let text = session.error_text(error);
    if is_found_again(request) { text } else { text.of_nothing_kept() }
}

fn error_object(session: &Session, request: &TurnRequest, error: &Error) -> ErrorObject {
    ErrorObject::of(error.kind(), &error_text(session, request, error))
}

/// Whether `again` and `-c` find the question.
fn is_found_again(request: &TurnRequest) -> bool {
    request.keeping == Keeping::Kept || matches!(request.thread, Thread::Again { .. })
}

/// Runs the turn and draws its events; between them the spinner turns and the answer is drawn.
async fn draw(
    session: &Session,
    engine: &Engine,
    request: &TurnRequest,
    plan: TurnPlan,
    cancel: &CancellationToken,
    live: &RefCell<Live<'_>>,
    desk: &mut Desk,
) -> Outcome {
    let mut sink = |event: TurnEvent| {
        if live.borrow_mut().draw(event) == WriteEnd::Closed {
            cancel.cancel();
        }
    };
    let mut turn = pin!(engine.run(request, plan, cancel, &mut sink));
    loop {
        let interval = live.borrow().tick_interval();
        tokio::select! {
            biased;
            outcome = &mut turn => return outcome,
            question = desk.next() => {
                live.borrow_mut().pause();
                paying::put(session, question, cancel).await;
            }
            () = tokio::time::sleep(interval) => live.borrow_mut().tick(),
        }
    }
}

/// Says why the message goes where it goes, before it does.
fn explain(session: &Session, engine: &Engine, request: &TurnRequest, plan: &TurnPlan) {
    let console = session.console();
    let first = engine.first_asked(request, plan);
    console.remark(explained::of_plan(session, console.stderr_view(), plan, first).trim_end());
}

async fn one_object(
    session: &Session,
    engine: &Engine,
    request: &TurnRequest,
    plan: TurnPlan,
    show: &ShowArgs,
    cancel: &CancellationToken,
    desk: &mut Desk,
) -> Shown {
    if show.explain {
        explain(session, engine, request, &plan);
    }
    let options = LiveOptions {
        reasoning: show.show_reasoning.into(),
        text: Drawn::No,
        footer: FooterStyle::Off,
        heading: Drawn::No,
        by: None,
    };
    let live = RefCell::new(Live::new(session.console(), options));
    let outcome = draw(session, engine, request, plan, cancel, &live, desk).await;
    // Nothing was written to stdout yet, so only stderr's state ends here.
    let _ = live.into_inner().finish(None, None);
    let error = outcome.error.as_ref().map(|error| error_object(session, request, error));
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
    desk: &mut Desk,
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
    let outcome = {
        let mut turn = pin!(engine.run(request, plan, cancel, &mut sink));
        loop {
            tokio::select! {
                biased;
                outcome = &mut turn => break outcome,
                question = desk.next() => paying::put(session, question, cancel).await,
            }
        }
    };
    if let Some(error) = &outcome.error
        && matches!(end, Ok(WriteEnd::Open))
    {
        end = session.console().print_json(&forms::error_event(&error_object(session, request, error)).to_string());
    }
    (outcome, end)
}

/// Prints only the code blocks of an answer, also of one that is not whole: what came is not lost.
fn code(session: &Session, request: &TurnRequest, outcome: &Outcome) -> Exit {
    let text = outcome.result.as_ref().map_or("", |result| result.text.as_str());
    let blocks = code_blocks::of(text);
    if !blocks.is_empty() {
        let printed = session.print_text(&blocks.join("\n"));
        return if printed == Exit::OK { exit_of(outcome) } else { printed };
    }
    if outcome.error.is_some() {
        return exit_of(outcome);
    }
    let mut error = Problem::NoCodeBlock.text(session.lang());
    if request.keeping == Keeping::Private {
        // There is nowhere else to see it.
        session.console().remark(&sanitise::text(text.trim_end()));
        error.hints.clear();
    }
    session.console().error(&error);
    Exit::OTHER
}
