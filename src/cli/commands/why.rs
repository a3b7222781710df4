//! `baro why`: why the last message went where it went.

use serde_json::json;

use super::super::args::WhyArgs;
use super::super::exit::Exit;
use super::super::json as forms;
use super::super::session::{Form, Session};
use super::{again, explained};
use crate::domain::Source;

/// Explains the last choice. The router is pure, so deciding once more gives the reasons of then.
pub fn run(session: &Session, args: &WhyArgs) -> Exit {
    let form = if args.json { Form::Json } else { Form::Text };
    let engine = session.engine();
    let (id, last) = match again::last_exchange(session, &engine, args.conversation.as_deref()) {
        Ok(found) => found,
        Err(error) => return session.fail(&error, form),
    };
    let turns = match engine.with_store(|store| store.branch(&id)) {
        Ok(turns) => turns,
        Err(error) => return session.fail(&error, form),
    };
    let before: Vec<_> = turns.into_iter().take_while(|turn| turn.id != last.question.id).collect();
    let decision = engine.decide(&last.question.text, last.question.material.as_deref(), &before);
    let route = last.answer.route.or(last.question.route).unwrap_or(decision.route);
    let source = last.answer.source.or(last.question.source).unwrap_or(Source::Auto);
    let input_tokens = last.attempts.last().map_or(0, |attempt| attempt.usage.input);
    let cost = last.attempts.iter().map(|attempt| attempt.cost).sum();
    if args.json {
        let model = last.answer.model.as_ref();
        let mut object = forms::decision(&decision, route, source, model, input_tokens, cost);
        if let serde_json::Value::Object(fields) = &mut object {
            fields.insert("conversation".to_owned(), json!(id.as_str()));
            fields.insert("turn".to_owned(), json!(last.answer.id.0));
            fields.insert("attempts".to_owned(), last.attempts.iter().map(forms::attempted).collect());
        }
        return session.print_json(&object);
    }
    session.print(&explained::of_answer(session, &decision, route, source, &last))
}
