//! `baro why`: why the last message went where it went.

use serde_json::json;

use super::super::args::WhyArgs;
use super::super::exit::Exit;
use super::super::json as forms;
use super::super::session::{Form, Session};
use super::{again, explained};
use crate::domain::Estimate;
use crate::engine::talk::LastChoice;

/// Explains the last choice. The router is pure, so deciding once more gives the reasons of then.
pub fn run(session: &Session, args: &WhyArgs) -> Exit {
    let form = Form::json_if(args.json);
    let engine = session.engine();
    let choice =
        again::conversation(session, &engine, args.conversation.as_deref()).and_then(|id| engine.last_choice(&id));
    let choice = match choice {
        Ok(choice) => choice,
        Err(error) => return session.fail(&error, form),
    };
    if args.json {
        return session.print_json(&object(&choice));
    }
    session.print(&explained::of_answer(session, &choice))
}

/// The choice for JSON.
#[must_use]
pub fn object(choice: &LastChoice) -> serde_json::Value {
    let answer = &choice.exchange.answer;
    let taken = Estimate { input_tokens: choice.input_tokens, cost: choice.cost };
    let object = forms::decision(&choice.decision, choice.route, choice.source, answer.model.as_ref(), taken);
    let mut object = forms::with_settings(object, choice.exchange.preset, choice.exchange.project.as_ref());
    if let serde_json::Value::Object(fields) = &mut object {
        fields.insert("conversation".to_owned(), json!(choice.conversation.as_str()));
        fields.insert("turn".to_owned(), json!(answer.id.0));
        fields.insert("attempts".to_owned(), choice.exchange.attempts.iter().map(forms::attempted).collect());
        let passed = choice.passed_over();
        let passed = passed.map(|passed| json!({ "model": passed.model.to_string(), "why": passed.why.kept() }));
        fields.insert("passed_over".to_owned(), passed.collect());
    }
    object
}
