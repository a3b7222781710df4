//! `baro ask`: one answer.

use std::io::IsTerminal as _;
use std::time::Duration;

use super::super::args::{AskArgs, ChoiceArgs, Continued, ShowArgs};
use super::super::exit::Exit;
use super::super::gather::{self, Awaited, Gathered, Voice};
use super::super::input::StdinPolicy;
use super::super::session::{Form, Session};
use super::super::waiting::worked_out;
use super::{answering, talking};
use crate::domain::MicroUsd;
use crate::engine::{Choice, Engine, Error, Failover, InParts, Keeping, Reach, Showing, Thread, TurnRequest};
use crate::ui::messages::{self, Remark};

/// Asks, and shows the answer.
pub async fn run(session: &Session, args: AskArgs) -> Exit {
    if is_a_talk(session, &args) {
        return Box::pin(talk(session, &args)).await;
    }
    let policy = gather::policy(args.stdin.into(), args.no_stdin.into());
    let engine = session.engine();
    let mut request = request(session, &args);
    if let Err(error) = check_beforehand(session, &engine, &request, &args, policy).await {
        return session.fail(&error, Form::of(&args.show));
    }
    let Gathered { text, voice, material } =
        match gather::gather(session, &engine, &args.text, &args.file, policy).await {
            Ok(gathered) => gathered,
            Err(exit) => return exit,
        };
    // Whoever writes into the pipe may have begun or gone on with a conversation meanwhile.
    match thread(session, &engine, &args) {
        Ok(thread) => request.thread = thread,
        Err(error) => return session.fail(&error, Form::of(&args.show)),
    }
    tell_of_thread(session, &args, &request.thread);
    if text.trim().is_empty()
        && material.is_none()
        && !worked_out(session, &engine, engine.has_somebody(request.reach)).await
    {
        // Whoever has nothing to send and nobody to send it to wants to know how to begin.
        return session.fail(&engine.nobody_at_all(request.reach), Form::of(&args.show));
    }
    tell_of_found(session, &engine, &args).await;
    (request.text, request.material) = (text, material);
    match voice {
        Voice::Typed => Box::pin(typed(session, &engine, request, &args)).await,
        Voice::Piped if args.dry_run => answering::dry_run(session, &engine, &request, &args.show).await,
        Voice::Piped => answering::run(session, &engine, request, &args.show).await,
    }
}

/// Looks, before standard input is read, whether what is read there can be asked: what was typed for nobody is lost.
async fn check_beforehand(
    session: &Session,
    engine: &Engine,
    request: &TurnRequest,
    args: &AskArgs,
    policy: StdinPolicy,
) -> Result<(), Error> {
    let typed = match gather::awaits(&args.text, &args.file, policy) {
        Awaited::Nothing => return Ok(()),
        Awaited::Piped => false,
        Awaited::Typed => true,
    };
    if typed && !worked_out(session, engine, engine.has_somebody(request.reach)).await {
        return Err(engine.nobody_at_all(request.reach));
    }
    let request = TurnRequest { thread: thread(session, engine, args)?, ..request.clone() };
    match worked_out(session, engine, engine.beforehand(&request)).await? {
        // A pipe can be filled again, and what goes into it is routed all the same.
        Some(error) if typed => Err(error),
        _ => Ok(()),
    }
}

/// Says once what was found: to a person at a terminal who has set up nothing and asked nothing yet.
async fn tell_of_found(session: &Session, engine: &Engine, args: &AskArgs) {
    let is_chosen = args.choice.model.is_some() || args.choice.route.is_some() || args.choice.local;
    if !is_chosen
        && session.console().stderr_is_terminal()
        && engine.is_new()
        && let Some(line) =
            messages::found(session.lang(), &worked_out(session, engine, engine.found(Reach::Anywhere)).await)
    {
        session.console().notice(&line);
    }
}

/// What was typed may speak to baro itself.
async fn typed(session: &Session, engine: &Engine, request: TurnRequest, args: &AskArgs) -> Exit {
    let heard = match talking::listen(session, engine, &request.text, &request).await {
        Ok(heard) => heard,
        Err(error) => return session.fail(&error, Form::of(&args.show)),
    };
    if let Err(exit) = talking::check_flag(session, engine, &heard, &request) {
        return exit;
    }
    if args.dry_run {
        return talking::rehearse(session, engine, heard, &request, &args.show).await;
    }
    Box::pin(talking::act(session, engine, heard, &request, &args.show)).await
}

/// Nothing is asked, and a person sits at both ends: then they talk.
fn is_a_talk(session: &Session, args: &AskArgs) -> bool {
    let wants_one_answer = args.stdin || args.dry_run || Form::of(&args.show) != Form::Text || args.show.code;
    args.text.is_empty()
        && args.file.is_empty()
        && !wants_one_answer
        && std::io::stdin().is_terminal()
        && session.console().stdout_is_terminal()
}

/// The REPL.
async fn talk(session: &Session, args: &AskArgs) -> Exit {
    let engine = session.engine();
    let thread = match thread(session, &engine, args) {
        Ok(thread) => thread,
        Err(error) => return session.fail(&error, Form::Text),
    };
    tell_of_thread(session, args, &thread);
    let base = TurnRequest { thread, ..request(session, args) };
    let (settings, environment) = (session.settings().clone(), session.environment().clone());
    let (folder, manner) = (session.folder_path(), session.manner());
    let reasoning = args.show.show_reasoning.into();
    Exit(Box::pin(crate::repl::run(settings, environment, folder, manner, base, reasoning)).await)
}

/// What the flags make of a request, without its message and its conversation.
fn request(session: &Session, args: &AskArgs) -> TurnRequest {
    let mut request = TurnRequest { folder: session.folder(), system: args.system.clone(), ..TurnRequest::default() };
    apply(session, &mut request, &args.choice, &args.show);
    if args.no_store {
        request.keeping = Keeping::Private;
    }
    if args.yes {
        request.in_parts = InParts::Wanted;
    }
    request
}

/// Where the words may go.
const fn reach_of(choice: &ChoiceArgs) -> Reach {
    if choice.local { Reach::ThisMachine } else { Reach::Anywhere }
}

/// Puts what all asking commands share into a request: the settings' word on keeping, and the flags.
pub fn apply(session: &Session, request: &mut TurnRequest, choice: &ChoiceArgs, show: &ShowArgs) {
    request.choice = match (&choice.model, choice.route) {
        (Some(name), _) => Choice::by_flag(session.settings(), name),
        (None, Some(route)) => Choice::Route(route),
        (None, None) => Choice::Auto,
    };
    request.keeping = if session.settings().history.keep { Keeping::Kept } else { Keeping::Private };
    request.reach = reach_of(choice);
    request.failover = if choice.no_failover { Failover::Off } else { Failover::Allowed };
    request.temperature = choice.temperature;
    request.max_tokens = choice.max_tokens;
    request.max_cost = choice.max_cost.and_then(MicroUsd::from_usd);
    request.timeout = choice.timeout.map(Duration::from_secs_f64);
    request.showing = if show.json || show.code || show.no_stream { Showing::AtTheEnd } else { Showing::AsItComes };
}

/// The conversation that the flags name.
fn thread(session: &Session, engine: &Engine, args: &AskArgs) -> Result<Thread, Error> {
    if let Some(name) = &args.conversation {
        return Ok(match engine.with_store(|store| store.find(name))? {
            Some(id) => Thread::Existing(id),
            None => Thread::New { name: Some(name.clone()) },
        });
    }
    let Some(continued) = args.continued else { return Ok(Thread::New { name: None }) };
    let folder = match continued {
        Continued::Folder => session.folder(),
        Continued::Any => None,
    };
    if let Some(id) = engine.with_store(|store| store.last(folder.as_deref()))? {
        return Ok(Thread::Existing(id));
    }
    Ok(Thread::New { name: None })
}

/// Says that there is nothing to go on with, where that was wanted.
fn tell_of_thread(session: &Session, args: &AskArgs, thread: &Thread) {
    if args.continued.is_some() && matches!(thread, Thread::New { name: None }) {
        session.remark(&Remark::NothingToContinue);
    }
}
