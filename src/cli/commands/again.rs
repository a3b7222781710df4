//! `baro again`: the last message once more, of another model. Both answers stay.

use super::super::args::AgainArgs;
use super::super::exit::Exit;
use super::super::session::{Form, Session};
use super::super::waiting::worked_out;
use super::{answering, ask};
use crate::domain::{ConversationId, Source};
use crate::engine::{Engine, Error, Thread, TurnRequest};
use crate::store::{self, LastExchange};
use crate::ui::messages::TalkLine;

/// Asks again.
pub async fn run(session: &Session, args: AgainArgs) -> Exit {
    let engine = session.engine();
    let (conversation, last) = match last_exchange(session, &engine, args.conversation.as_deref()) {
        Ok(found) => found,
        Err(error) => return session.fail(&error, Form::of(&args.show)),
    };
    let mut request = TurnRequest {
        thread: Thread::Again { conversation, answer: last.answer.id },
        folder: session.folder(),
        ..TurnRequest::default()
    };
    ask::apply(session, &mut request, &args.choice, &args.show);
    tell_of_the_same(session, &engine, &request, &last).await;
    answering::run(session, &engine, request, &args.show).await
}

/// Says that who answered answers once more, where nobody was named and nobody else can be asked. What keeps the message
/// from being sent is said when it is.
async fn tell_of_the_same(session: &Session, engine: &Engine, request: &TurnRequest, last: &LastExchange) {
    let Ok(plan) = worked_out(session, engine, engine.plan(request)).await else { return };
    let answered = || last.others.iter().chain([&last.answer]).filter_map(|turn| turn.model.as_ref());
    if plan.source == Source::Auto
        && let Some(first) = plan.first()
        && answered().any(|model| *model == first.candidate.model)
    {
        session.console().remark(&TalkLine::SameAgain(&first.candidate.model).text(session.lang()));
    }
}

/// The last question of a conversation that was named, or of the last one of this folder.
pub fn last_exchange(
    session: &Session,
    engine: &Engine,
    named: Option<&str>,
) -> Result<(ConversationId, LastExchange), Error> {
    let id = conversation(session, engine, named)?;
    let last = engine.with_store(|store| store.last_exchange(&id))?;
    let last = last.ok_or_else(|| Error::Store(store::Error::NotFound(id.to_string())))?;
    Ok((id, last))
}

/// The conversation that was named, or the last one of this folder.
pub fn conversation(session: &Session, engine: &Engine, named: Option<&str>) -> Result<ConversationId, Error> {
    let found = match named {
        Some(name) => engine.with_store(|store| store.find(name))?,
        None => engine.with_store(|store| store.last(session.folder().as_deref()))?,
    };
    found.ok_or_else(|| match named {
        Some(name) => Error::Store(store::Error::NotFound(name.to_owned())),
        None => engine.no_conversation(),
    })
}
