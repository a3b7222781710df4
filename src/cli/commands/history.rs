//! `baro history`: the conversations of every surface.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use serde_json::json;

use super::super::args::{ExportForm, HistoryAction};
use super::super::exit::Exit;
use super::super::input::InputError;
use super::super::pattern;
use super::super::session::{Form, Session};
use super::again;
use crate::app;
use crate::domain::conversation::{Conversation, Turn, TurnState};
use crate::domain::{ConversationId, FailureKind, Finish, ModelRef, Role};
use crate::engine::{Engine, Error};
use crate::markup::sanitise;
use crate::material::shown_name;
use crate::store::{self, ListFilter, ListScope, Star};
use crate::ui::messages::{self, FileProblem, Label, Message};
use crate::ui::table::{Column, Table};
use crate::ui::{Problem, trouble};

/// Runs one action on the history.
pub fn run(session: &Session, action: HistoryAction) -> Exit {
    let engine = session.engine();
    let (form, done) = match action {
        HistoryAction::List { all, limit, starred, json } => {
            let scope = match (starred, all) {
                (true, _) => ListScope::Starred,
                (false, true) => ListScope::All,
                (false, false) => ListScope::Continued,
            };
            (Form::json_if(json), list(session, &engine, scope, limit, Form::json_if(json)))
        }
        HistoryAction::Show { conversation, json } => {
            (Form::json_if(json), show(session, &engine, conversation.as_deref(), Form::json_if(json)))
        }
        HistoryAction::Search { words, limit, json } => {
            (Form::json_if(json), search(session, &engine, &words.join(" "), limit, Form::json_if(json)))
        }
        HistoryAction::Star { conversation, off } => {
            let star = if off { Star::Plain } else { Star::Starred };
            (Form::Text, mark(session, &engine, &conversation, star))
        }
        HistoryAction::Export { conversation, format } => (Form::Text, export(session, &engine, &conversation, format)),
        HistoryAction::Import { files, name } => return import_all(session, &engine, &files, name.as_deref()),
        HistoryAction::Rm { conversations } => (Form::Text, remove(session, &engine, &conversations)),
    };
    done.unwrap_or_else(|error| session.fail(&error, form))
}

fn list(session: &Session, engine: &Engine, scope: ListScope, limit: u32, form: Form) -> Result<Exit, Error> {
    let filter = ListFilter { scope, folder: None, limit: limit as usize };
    let conversations = engine.with_store(|store| store.list(&filter))?;
    if form == Form::Json {
        let lines: Vec<String> = conversations.iter().map(|found| described(found).to_string()).collect();
        return Ok(if lines.is_empty() { Exit::OK } else { session.print(&sanitise::json(&lines.join("\n"))) });
    }
    let text = listed(session, engine, scope, &conversations)?;
    Ok(text.map_or(Exit::OK, |text| session.page(&text)))
}

/// Conversations under each other; `None` where there are none, which is said.
fn listed(
    session: &Session,
    engine: &Engine,
    scope: ListScope,
    conversations: &[Conversation],
) -> Result<Option<String>, Error> {
    let label = |label: Label| label.text(session.lang());
    if conversations.is_empty() {
        let any = ListFilter { scope: ListScope::All, folder: None, limit: 1 };
        let none = match scope {
            ListScope::Starred => Label::NoStarred,
            ListScope::Continued if !engine.with_store(|store| store.list(&any))?.is_empty() => Label::NoContinued,
            ListScope::Continued | ListScope::All => Label::NoConversations,
        };
        session.console().notice(label(none));
        return Ok(None);
    }
    let mut table = Table::new([
        Column::text("id"),
        Column::text(label(Label::Title)),
        Column::number(label(Label::Messages)).may_go(1),
        // As numbers are, a date is never cut.
        Column::number(label(Label::Updated)).may_go(2),
    ]);
    for found in conversations {
        let star = if found.starred { "★ " } else { "" };
        let name = found.name.as_ref().map(|name| format!("[{name}] ")).unwrap_or_default();
        table.row([
            found.id.shown().to_owned(),
            format!("{star}{name}{}", found.title),
            found.n_questions.to_string(),
            app::local_minute(found.updated_at),
        ]);
    }
    Ok(Some(table.render(session.console().stdout_view())))
}

/// As many conversations as are listed without a wish, for somebody who asked for them in words.
const N_LISTED: usize = 30;

/// Lists some conversations. Without a pager, which is for a command of its own.
pub(super) fn list_some(session: &Session, engine: &Engine) -> Result<Exit, Error> {
    let filter = ListFilter { scope: ListScope::Continued, folder: None, limit: N_LISTED };
    let conversations = engine.with_store(|store| store.list(&filter))?;
    let text = listed(session, engine, ListScope::Continued, &conversations)?;
    Ok(text.map_or(Exit::OK, |text| session.print(&text)))
}

/// The same for JSON.
pub(super) fn described_some(engine: &Engine) -> Result<Vec<serde_json::Value>, Error> {
    let filter = ListFilter { scope: ListScope::Continued, folder: None, limit: N_LISTED };
    Ok(engine.with_store(|store| store.list(&filter))?.iter().map(described).collect())
}

fn described(found: &Conversation) -> serde_json::Value {
    json!({
        "id": found.id.as_str(), "name": found.name, "title": found.title, "starred": found.starred,
        "surface": found.surface.as_str(), "folder": found.folder, "turns": found.n_turns,
        "created_at": found.created_at.0, "updated_at": found.updated_at.0,
    })
}

fn show(session: &Session, engine: &Engine, named: Option<&str>, form: Form) -> Result<Exit, Error> {
    let id = again::conversation(session, engine, named)?;
    let turns = engine.with_store(|store| store.branch(&id))?;
    let all = engine.with_store(|store| store.turns(&id))?;
    if form == Form::Json {
        let lines: Vec<String> = turns.iter().map(|turn| shown(turn, &all).to_string()).collect();
        return Ok(session.print(&sanitise::json(&lines.join("\n"))));
    }
    let conversation = engine.with_store(|store| store.conversation(&id))?;
    let mut text = format!("# {}\n{}\n", conversation.name.as_deref().unwrap_or(&conversation.title), id);
    for turn in &turns {
        let why = if turn.role == Role::Assistant && turn.text.is_empty() && turn.state != TurnState::Complete {
            engine.with_store(|store| store.attempts_of(turn.id))?.last().and_then(|attempt| attempt.failure)
        } else {
            None
        };
        text.push_str(&said(session, turn, why));
        let others: Vec<&Turn> = beside(turn, &all).collect();
        if !others.is_empty() {
            let by: Vec<&str> = others.iter().filter_map(|other| other.model.as_ref()).map(ModelRef::short).collect();
            let line = messages::other_answers(session.lang(), others.len(), &by.join(", "), id.shown());
            let _ = writeln!(text, "\n({line})");
        }
    }
    Ok(session.page_text(&text))
}

/// The other answers to what an answer is one to.
fn beside<'t>(turn: &Turn, all: &'t [Turn]) -> impl Iterator<Item = &'t Turn> {
    let (id, parent) = (turn.id, turn.parent.filter(|_| turn.role == Role::Assistant));
    all.iter().filter(move |other| {
        parent.is_some() && other.parent == parent && other.id != id && !other.text.trim().is_empty()
    })
}

fn shown(turn: &Turn, all: &[Turn]) -> serde_json::Value {
    let others: Vec<serde_json::Value> = beside(turn, all)
        .map(|other| {
            json!({
                "turn": other.id.0, "content": other.text, "model": other.model.as_ref().map(ToString::to_string),
                "effort": other.effort, "state": other.state.as_str(), "created_at": other.created_at.0,
            })
        })
        .collect();
    json!({
        "turn": turn.id.0, "role": turn.role.as_str(), "content": turn.text, "material": turn.material,
        "model": turn.model.as_ref().map(ToString::to_string), "effort": turn.effort, "route": turn.route,
        "state": turn.state.as_str(), "finish": turn.finish.map(Finish::as_str),
        "created_at": turn.created_at.0, "others": others,
    })
}

/// One turn as it is read: who, what, and whether it was cut off.
fn said(session: &Session, turn: &Turn, why: Option<FailureKind>) -> String {
    let lang = session.lang();
    let who = match (&turn.model, turn.role) {
        (Some(model), Role::Assistant) => model.short().to_owned(),
        (None, Role::Assistant) => Role::Assistant.as_str().to_owned(),
        _ => Label::You.text(lang).to_owned(),
    };
    // An answer of which nothing came says why.
    let cut = match (turn.state, why) {
        (TurnState::Complete, _) => String::new(),
        (_, Some(kind)) => format!(" ({})", messages::failure_kind(lang, kind)),
        (_, None) => format!(" ({})", Label::Incomplete.text(lang)),
    };
    let material = turn.material.as_ref().map(|material| format!("\n{material}")).unwrap_or_default();
    format!("\n## {who}{cut} · {}\n{}{material}\n", app::local_minute(turn.created_at), turn.text.trim_end())
}

fn search(session: &Session, engine: &Engine, words: &str, limit: u32, form: Form) -> Result<Exit, Error> {
    let hits = engine.with_store(|store| store.search(words, limit as usize))?;
    if form == Form::Json {
        let lines: Vec<String> = hits
            .iter()
            .map(|hit| {
                json!({
                    "conversation": hit.conversation.as_str(), "name": hit.name, "title": hit.title,
                    "turn": hit.turn.map(|turn| turn.0), "role": hit.role.map(Role::as_str), "snippet": hit.snippet,
                    "at": hit.at.0,
                })
                .to_string()
            })
            .collect();
        return Ok(if lines.is_empty() { Exit::OTHER } else { session.print(&sanitise::json(&lines.join("\n"))) });
    }
    if hits.is_empty() {
        session.console().notice(Label::NotFound.text(session.lang()));
        return Ok(Exit::OTHER);
    }
    let label = |label: Label| label.text(session.lang());
    let mut table = Table::new([
        Column::text("id"),
        Column::text(label(Label::Title)),
        Column::text(""),
        Column::number(label(Label::Updated)).may_go(1),
    ]);
    for hit in &hits {
        table.row([
            hit.conversation.shown().to_owned(),
            hit.name.clone().unwrap_or_else(|| hit.title.clone()),
            hit.snippet.clone(),
            app::local_minute(hit.at),
        ]);
    }
    Ok(session.page(&table.render(session.console().stdout_view())))
}

fn mark(session: &Session, engine: &Engine, named: &str, star: Star) -> Result<Exit, Error> {
    let id = again::conversation(session, engine, Some(named))?;
    engine.with_store(|store| store.set_starred(&id, star))?;
    let message = match star {
        Star::Starred => Message::Starred { conversation: named },
        Star::Plain => Message::Unstarred { conversation: named },
    };
    session.tell(&message);
    Ok(Exit::OK)
}

fn export(session: &Session, engine: &Engine, named: &str, form: ExportForm) -> Result<Exit, Error> {
    let id = again::conversation(session, engine, Some(named))?;
    let mut text = Vec::new();
    engine.with_store(|store| match form {
        ExportForm::Markdown => store.export_markdown(&id, &mut text),
        ExportForm::Jsonl => store.export_jsonl(&id, &mut text),
    })?;
    let text = String::from_utf8_lossy(&text);
    // JSON escapes its controls by itself; Markdown is a model's text.
    Ok(match form {
        ExportForm::Markdown => session.print_text(&text),
        ExportForm::Jsonl => session.print(&sanitise::json(&text)),
    })
}

/// Each file becomes a conversation; what is wrong with one ends it.
fn import_all(session: &Session, engine: &Engine, named: &[PathBuf], name: Option<&str>) -> Exit {
    let files = pattern::expanded(named);
    if name.is_some() && files.len() > 1 {
        return session.fail_problem(&Problem::NameForSeveral);
    }
    for file in &files {
        let exit = import(session, engine, file, name);
        if exit != Exit::OK {
            return exit;
        }
    }
    Exit::OK
}

fn import(session: &Session, engine: &Engine, path: &Path, name: Option<&str>) -> Exit {
    let shown = shown_name(path);
    let mut reader: Box<dyn BufRead> = if path == Path::new("-") {
        Box::new(BufReader::new(io::stdin()))
    } else {
        match File::open(path) {
            Ok(file) => Box::new(BufReader::new(file)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return session.fail_input(&InputError::missing(path));
            }
            Err(error) => {
                let problem = FileProblem::Unreadable { message: &error.to_string() };
                return session.fail_problem(&Problem::File { path: &shown, problem });
            }
        }
    };
    let imported: Result<Conversation, store::Error> = engine.with_store_raw(|store| {
        let id = store.import(&mut *reader, name, engine.now())?;
        store.conversation(&id)
    });
    match imported {
        Ok(Conversation { id, n_turns, n_questions, system, .. }) => {
            let (conversation, n_answers) = (name.unwrap_or(id.as_str()), n_turns.saturating_sub(n_questions));
            let system = system.as_deref();
            session.tell(&Message::Imported { n_questions, n_answers, conversation, system });
            // The id is what a script goes on with.
            session.print(id.as_str())
        }
        Err(store::Error::BadImport { line, problem }) => {
            let message = trouble::bad_line(session.lang(), &problem);
            session.fail_problem(&Problem::BadJsonLine { source: &shown, line, message: &message })
        }
        Err(error) => session.fail(&Error::Store(error), Form::Text),
    }
}

fn remove(session: &Session, engine: &Engine, named: &[String]) -> Result<Exit, Error> {
    // All are looked up first, so that a slip removes nothing.
    let ids: Vec<(&String, ConversationId)> = named
        .iter()
        .map(|name| Ok((name, again::conversation(session, engine, Some(name))?)))
        .collect::<Result<_, Error>>()?;
    for (name, id) in ids {
        engine.with_store(|store| store.remove(&id))?;
        session.tell(&Message::Deleted { conversation: name });
    }
    Ok(Exit::OK)
}
