//! Conversations as text: JSON lines that are read back, and Markdown for people.
//!
//! A line is `{"role","content"}` and, where there is something to tell, `model`, `effort`, `route`,
//! `material`, `created_at` (milliseconds since 1970-01-01 UTC), `state` and `finish`. A turn that stands beside the
//! branch that is gone on from (another answer to the same question, say) has `"aside": true`, and one that does not
//! follow the line before it says by `follows` which message it does, counted from 1; 0 is none. Other tools' lines
//! with role and content alone are read just the same.

use std::borrow::Cow;
use std::collections::HashSet;
use std::io::{self, BufRead, Read, Write};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::domain::conversation::{Turn, TurnState};
use crate::domain::{Candidate, ConversationId, Effort, Finish, ModelRef, Role, Route, Surface, TurnId, UnixMillis};

use super::turns::{NewTurn, note_unindexed};
use super::{BadLine, Error, NewConversation, Routing, Store, conversations, turns};

/// The longest line that is read.
const LINE_BYTES: u64 = 64 << 20;

#[derive(Serialize)]
struct Line<'a> {
    role: Role,
    content: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    model: Option<&'a ModelRef>,
    #[serde(skip_serializing_if = "Option::is_none")]
    effort: Option<Effort>,
    #[serde(skip_serializing_if = "Option::is_none")]
    route: Option<Route>,
    #[serde(skip_serializing_if = "Option::is_none")]
    material: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    created_at: Option<UnixMillis>,
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<TurnState>,
    #[serde(skip_serializing_if = "Option::is_none")]
    finish: Option<Finish>,
    #[serde(skip_serializing_if = "Option::is_none")]
    follows: Option<usize>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    aside: bool,
}

impl<'a> Line<'a> {
    /// `index` is the turn's among all `turns`.
    fn of(turns: &'a [Turn], index: usize, branch: &HashSet<TurnId>) -> Self {
        let turn = &turns[index];
        let before = index.checked_sub(1).map(|before| turns[before].id);
        let position = |parent| turns[..index].iter().position(|turn| turn.id == parent).map_or(0, |place| place + 1);
        Self {
            follows: (turn.parent != before).then(|| turn.parent.map_or(0, position)),
            aside: !branch.contains(&turn.id),
            role: turn.role,
            content: &turn.text,
            model: turn.model.as_ref(),
            effort: turn.effort,
            route: turn.route,
            material: turn.material.as_deref(),
            created_at: Some(turn.created_at),
            state: (turn.state != TurnState::Complete).then_some(turn.state),
            finish: turn.finish,
        }
    }
}

/// A line as it was read.
struct Imported {
    role: Role,
    content: String,
    candidate: Option<Candidate>,
    route: Option<Route>,
    material: Option<String>,
    created_at: Option<UnixMillis>,
    state: TurnState,
    finish: Option<Finish>,
    follows: Option<u64>,
    is_aside: bool,
}

fn read_line(text: &str) -> Result<Imported, BadLine> {
    let mut object: Map<String, Value> =
        serde_json::from_str(text).map_err(|error| BadLine::NotJson(error.to_string()))?;
    let role = match object.get("role") {
        Some(Value::String(word)) => {
            Role::deserialize(&object["role"]).map_err(|_| BadLine::Role(Some(word.clone())))?
        }
        other => return Err(BadLine::Role(other.map(ToString::to_string))),
    };
    let Some(Value::String(content)) = object.remove("content") else { return Err(BadLine::Content) };
    // Other tools mean other things by these names: what is not ours is left out.
    Ok(Imported {
        role,
        content,
        candidate: field::<ModelRef>(&object, "model")
            .map(|model| Candidate { model, effort: field(&object, "effort") })
            .filter(|_| role == Role::Assistant),
        route: field(&object, "route"),
        material: field(&object, "material").filter(|_| role == Role::User),
        created_at: field(&object, "created_at"),
        state: match field(&object, "state") {
            Some(TurnState::Open | TurnState::Incomplete) => TurnState::Incomplete,
            Some(TurnState::Complete) | None => TurnState::Complete,
        },
        finish: field(&object, "finish"),
        follows: field(&object, "follows"),
        is_aside: field(&object, "aside").unwrap_or(false),
    })
}

fn field<T: for<'de> Deserialize<'de>>(object: &Map<String, Value>, name: &str) -> Option<T> {
    T::deserialize(object.get(name)?).ok()
}

/// Reads all lines before anything is written: whoever feeds them slowly must not keep others from writing.
fn read_lines(reader: &mut dyn BufRead) -> Result<Vec<Imported>, Error> {
    let mut lines = Vec::new();
    let mut bytes = Vec::new();
    for line in 1.. {
        bytes.clear();
        let n_bytes = reader.take(LINE_BYTES + 1).read_until(b'\n', &mut bytes)?;
        if n_bytes == 0 {
            break;
        }
        let bad = |problem| Error::BadImport { line, problem };
        if bytes.len() as u64 > LINE_BYTES {
            return Err(bad(BadLine::TooLong));
        }
        let text = str::from_utf8(&bytes).map_err(|_| bad(BadLine::NotUtf8))?;
        let text = if line == 1 { text.trim_start_matches('\u{feff}') } else { text };
        if !text.trim().is_empty() {
            lines.push(read_line(text).map_err(bad)?);
        }
    }
    Ok(lines)
}

/// A fence that no line of `text` can end.
fn fence(text: &str) -> String {
    let longest = text.split(|character| character != '`').map(str::len).max().unwrap_or(0);
    "`".repeat(longest.max(2) + 1)
}

impl Store {
    /// Writes a conversation as JSON lines, the system text first, then all turns in the order in which they began.
    pub fn export_jsonl(&self, id: &ConversationId, out: &mut dyn Write) -> Result<(), Error> {
        let conversation = self.conversation(id)?;
        let (turns, branch) = self.turns_and_branch(id)?;
        let system = conversation.system.as_deref().map(|content| Line {
            role: Role::System,
            content,
            model: None,
            effort: None,
            route: None,
            material: None,
            created_at: None,
            state: None,
            finish: None,
            follows: None,
            aside: false,
        });
        let said = (0..turns.len()).map(|index| Line::of(&turns, index, &branch));
        for line in system.into_iter().chain(said) {
            let text = serde_json::to_string(&line).map_err(io::Error::from)?;
            writeln!(out, "{text}")?;
        }
        Ok(out.flush()?)
    }

    /// Writes a conversation as Markdown: a heading a turn, the text as it is, and what was attached in a fence. The
    /// heading of a turn beside the branch that is gone on from says so.
    pub fn export_markdown(&self, id: &ConversationId, out: &mut dyn Write) -> Result<(), Error> {
        let conversation = self.conversation(id)?;
        let (turns, branch) = self.turns_and_branch(id)?;
        writeln!(out, "# {}", conversation.name.as_deref().unwrap_or(&conversation.title))?;
        if let Some(system) = &conversation.system {
            writeln!(out, "\n## system\n\n{}", system.trim_end())?;
        }
        for turn in &turns {
            let who = match &turn.model {
                Some(model) => Cow::Owned(format!("{} · {model}", turn.role.as_str())),
                None => Cow::Borrowed(turn.role.as_str()),
            };
            let state = match turn.state {
                TurnState::Complete => String::new(),
                TurnState::Open | TurnState::Incomplete => format!(" · {}", turn.state.as_str()),
            };
            let aside = if branch.contains(&turn.id) { "" } else { " · aside" };
            writeln!(out, "\n## {who}{state}{aside}")?;
            if !turn.text.is_empty() {
                writeln!(out, "\n{}", turn.text.trim_end())?;
            }
            if let Some(material) = &turn.material {
                let fence = fence(material);
                writeln!(out, "\n{fence}\n{}\n{fence}", material.trim_end())?;
            }
        }
        Ok(out.flush()?)
    }

    /// All turns in the order in which they began, and which of them are on the branch that is gone on from.
    fn turns_and_branch(&self, id: &ConversationId) -> Result<(Vec<Turn>, HashSet<TurnId>), Error> {
        let branch = self.branch(id)?.into_iter().map(|turn| turn.id).collect();
        Ok((self.turns(id)?, branch))
    }

    /// Makes a conversation of JSON lines: all of them, or nothing. System lines become its system text, lines
    /// without a character are passed over, and a name that is taken is refused before anything is read.
    pub fn import(
        &self,
        reader: &mut dyn BufRead,
        name: Option<&str>,
        now: UnixMillis,
    ) -> Result<ConversationId, Error> {
        if let Some(name) = name {
            self.read(|connection| conversations::free_name(connection, name))?;
        }
        let lines = read_lines(reader)?;
        let system: Vec<&str> =
            lines.iter().filter(|line| line.role == Role::System).map(|line| line.content.as_str()).collect();
        let system = (!system.is_empty()).then(|| system.join("\n\n"));
        let said: Vec<&Imported> = lines.iter().filter(|line| line.role != Role::System).collect();
        let Some(first) = said.first() else {
            return Err(Error::BadImport { line: 0, problem: BadLine::Empty });
        };
        let title = said.iter().find(|line| line.role == Role::User).unwrap_or(first);
        let title = conversations::title_of(&title.content);
        self.write(|connection| {
            let (number, id) = conversations::insert(
                connection,
                &NewConversation {
                    surface: Surface::Import,
                    folder: None,
                    name,
                    title: &title,
                    system: system.as_deref(),
                    pin: None,
                    now,
                },
            )?;
            let mut head = None;
            let mut inserted: Vec<TurnId> = Vec::with_capacity(said.len());
            for line in &said {
                let before = inserted.last().copied();
                let parent = match line.follows.map(usize::try_from) {
                    Some(Ok(0)) => None,
                    Some(Ok(n)) => inserted.get(n - 1).copied().or(before),
                    Some(Err(_)) | None => before,
                };
                let turn = turns::insert(
                    connection,
                    &self.materials,
                    &NewTurn {
                        conversation: number,
                        parent,
                        role: line.role,
                        state: line.state,
                        routing: Routing {
                            route: line.route,
                            candidate: line.candidate.as_ref(),
                            ..Routing::default()
                        },
                        finish: line.finish,
                        text: &line.content,
                        material: line.material.as_deref(),
                        created_at: line.created_at.unwrap_or(now),
                    },
                )?;
                note_unindexed(connection, turn)?;
                inserted.push(turn);
                if !line.is_aside {
                    head = Some(turn);
                }
            }
            let head = head.or(inserted.last().copied());
            let n_questions = said.iter().filter(|line| line.role == Role::User).count();
            connection.execute(
                "UPDATE conversation SET head = ?2, n_turns = ?3, n_questions = ?4 WHERE id = ?1",
                rusqlite::params![
                    number,
                    head.map(|turn| turn.0),
                    i64::try_from(said.len()).unwrap_or(i64::MAX),
                    i64::try_from(n_questions).unwrap_or(i64::MAX)
                ],
            )?;
            Ok(id)
        })
    }
}
