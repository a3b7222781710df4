//! `baro again`: the last message once more, of another model. Both answers stay.

use super::super::args::AgainArgs;
use super::super::exit::Exit;
use super::super::session::{Form, Session};
use super::{answering, ask};
use crate::domain::ConversationId;
use crate::engine::{Engine, Error, InParts, Thread, TurnRequest};
use crate::store::{self, LastExchange};

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
        in_parts: if args.yes { InParts::Wanted } else { InParts::IfAsked },
        ..TurnRequest::default()
    };
    ask::apply(session, &mut request, &args.choice, &args.show);
    answering::run(session, &engine, request, &args.show).await
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
