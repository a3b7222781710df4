//! Turns: the question at once, the answer piece by piece, and its end.

use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, params};

use crate::domain::conversation::{Turn, TurnState};
use crate::domain::{ConversationId, Effort, Finish, Role, Route, Source, TurnId, UnixMillis};

use super::conversations::{find_or_insert, number_of, title_of};
use super::materials::{MATERIAL, Materials};
use super::rows::{TURN, integer};
use super::{
    Belongs, Error, Exchange, LastExchange, LedgerRow, NewExchange, NewSibling, Routing, Store, TurnEnd, circumstances,
    ledger, rows,
};

/// How long a piece of an answer waits for another process's lock.
const PIECE_WAIT: Duration = Duration::from_millis(250);

/// A turn about to be kept.
pub(super) struct NewTurn<'a> {
    pub conversation: i64,
    pub parent: Option<TurnId>,
    pub role: Role,
    pub state: TurnState,
    pub routing: Routing<'a>,
    pub finish: Option<Finish>,
    pub text: &'a str,
    pub material: Option<&'a str>,
    pub created_at: UnixMillis,
}

/// Keeps a turn, its material in the row or in a file.
pub(super) fn insert(connection: &Connection, materials: &Materials, new: &NewTurn<'_>) -> Result<TurnId, Error> {
    let material = materials.split(new.material);
    let Routing { route, source, confidence, candidate, hints } = new.routing;
    let hints: Vec<&str> = hints.iter().map(|hint| hint.as_str()).collect();
    connection
        .prepare_cached(
            "INSERT INTO turn (conversation, parent, role, state, route, source, confidence, model, effort, \
             finish, created_at, text, material, material_bytes, hints) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
        )?
        .execute(params![
            new.conversation,
            new.parent.map(|turn| turn.0),
            new.role.as_str(),
            new.state.as_str(),
            route.map(Route::as_str),
            source.map(Source::as_str),
            confidence,
            candidate.map(|candidate| candidate.model.to_string()),
            candidate.and_then(|candidate| candidate.effort).map(Effort::as_str),
            new.finish.map(Finish::as_str),
            new.created_at.0,
            new.text,
            material.in_row,
            material.in_file.map(|text| integer(text.len() as u64)),
            (!hints.is_empty()).then(|| hints.join(" ")),
        ])?;
    let turn = TurnId(connection.last_insert_rowid());
    if let Some(text) = material.in_file {
        materials.write(turn, text)?;
    }
    Ok(turn)
}

/// Notes that the search index lacks `turn`.
pub(super) fn note_unindexed(connection: &Connection, turn: TurnId) -> Result<(), Error> {
    connection.prepare_cached("INSERT OR IGNORE INTO unindexed (turn) VALUES (?1)")?.execute([turn.0])?;
    Ok(())
}

/// The turn's state, if it is one of this conversation.
pub(super) fn require(connection: &Connection, conversation: i64, turn: TurnId) -> Result<TurnState, Error> {
    connection
        .prepare_cached("SELECT state FROM turn WHERE id = ?1 AND conversation = ?2")?
        .query_row([turn.0, conversation], |row| rows::word(row, 0))
        .optional()?
        .ok_or_else(|| Error::NotFound(turn.0.to_string()))
}

/// Makes the parts of an answer that nobody ended its text.
fn fold(connection: &Connection, turn: TurnId) -> Result<(), Error> {
    connection.execute(
        "UPDATE turn SET state = 'incomplete', text = text || coalesce( \
         (SELECT group_concat(part.text, '' ORDER BY part.number) FROM part WHERE part.turn = turn.id), '') \
         WHERE id = ?1",
        [turn.0],
    )?;
    connection.execute("DELETE FROM part WHERE turn = ?1", [turn.0])?;
    note_unindexed(connection, turn)
}

impl Store {
    /// The turns from the conversation's first to its head. An answer that somebody else is writing, or was
    /// writing when he died, is incomplete, with what came of it.
    pub fn branch(&self, id: &ConversationId) -> Result<Vec<Turn>, Error> {
        self.branch_up_to(id, None)
    }

    /// The turns from the conversation's first to `last`, wherever its head is.
    pub fn branch_to(&self, id: &ConversationId, last: TurnId) -> Result<Vec<Turn>, Error> {
        let turns = self.branch_up_to(id, Some(last))?;
        if turns.is_empty() { Err(Error::NotFound(last.0.to_string())) } else { Ok(turns) }
    }

    fn branch_up_to(&self, id: &ConversationId, last: Option<TurnId>) -> Result<Vec<Turn>, Error> {
        let home = self.home(id)?;
        home.read(|connection| {
            let number = number_of(connection, id)?;
            // A parent is always older than its child, so that the order of numbers is that of the branch.
            let mut statement = connection.prepare_cached(&format!(
                "WITH RECURSIVE branch (id, parent) AS ( \
                 SELECT turn.id, turn.parent FROM conversation JOIN turn ON turn.id = coalesce(?2, conversation.head) \
                 WHERE conversation.id = ?1 AND turn.conversation = ?1 \
                 UNION ALL SELECT turn.id, turn.parent FROM branch JOIN turn ON turn.id = branch.parent) \
                 SELECT {TURN}, {MATERIAL} FROM branch JOIN turn ON turn.id = branch.id"
            ))?;
            let mut turns = home.collect(&mut statement, params![number, last.map(|last| last.0)])?;
            turns.sort_unstable_by_key(|turn| turn.id);
            Ok(turns)
        })
    }

    /// All turns of a conversation, other branches included, in the order in which they began.
    pub fn turns(&self, id: &ConversationId) -> Result<Vec<Turn>, Error> {
        let home = self.home(id)?;
        home.read(|connection| {
            let number = number_of(connection, id)?;
            let mut statement = connection.prepare_cached(&format!(
                "SELECT {TURN}, {MATERIAL} FROM turn WHERE turn.conversation = ?1 ORDER BY turn.id"
            ))?;
            home.collect(&mut statement, [number])
        })
    }

    fn collect(
        &self,
        statement: &mut rusqlite::Statement<'_>,
        parameters: impl rusqlite::Params,
    ) -> Result<Vec<Turn>, Error> {
        let mut turns = statement.query_map(parameters, rows::turn)?.collect::<Result<Vec<_>, _>>()?;
        let writing = self.writing.borrow();
        for turn in &mut turns {
            if turn.state == TurnState::Open && !writing.contains(&turn.id) {
                turn.state = TurnState::Incomplete;
            }
        }
        Ok(turns)
    }

    /// Keeps the person's message and an open answer to it after the conversation's head, where it is not to stand behind
    /// another turn, and moves the head there:
    /// what other processes added in the meantime stays above it. An answer that it follows and that this store is
    /// not writing is folded, as incomplete; if its writer lives, its end still takes the place of that.
    pub fn begin_exchange(&self, new: &NewExchange<'_>) -> Result<Exchange, Error> {
        let home = match &new.conversation {
            Belongs::To(id) | Belongs::Behind(id, _) => self.home(id)?,
            Belongs::ToNew(_) => self.home_of_new(),
        };
        let exchange = home.write(|connection| {
            let (conversation, id) = match &new.conversation {
                Belongs::To(id) | Belongs::Behind(id, _) => (number_of(connection, id)?, (*id).clone()),
                Belongs::ToNew(begun) => find_or_insert(connection, begun)?,
            };
            let parent = match &new.conversation {
                Belongs::Behind(_, turn) => *turn,
                Belongs::To(_) | Belongs::ToNew(_) => connection
                    .prepare_cached("SELECT head FROM conversation WHERE id = ?1")?
                    .query_row([conversation], |row| row.get::<_, Option<i64>>(0))?
                    .map(TurnId),
            };
            if let Some(parent) = parent
                && require(connection, conversation, parent)? == TurnState::Open
                && !home.writing.borrow().contains(&parent)
            {
                fold(connection, parent)?;
            }
            let question = NewTurn {
                conversation,
                parent,
                role: Role::User,
                state: TurnState::Complete,
                // Who is asked stands with the answer.
                routing: Routing { candidate: None, ..new.routing },
                finish: None,
                text: new.text,
                material: new.material,
                created_at: new.now,
            };
            let asked = insert(connection, &home.materials, &question)?;
            note_unindexed(connection, asked)?;
            let answer = insert(
                connection,
                &home.materials,
                &NewTurn {
                    parent: Some(asked),
                    role: Role::Assistant,
                    state: TurnState::Open,
                    routing: Routing { hints: &[], ..new.routing },
                    text: "",
                    material: None,
                    ..question
                },
            )?;
            connection
                .prepare_cached(
                    "UPDATE conversation SET head = ?2, n_turns = n_turns + 2, n_questions = n_questions + 1, \
                     updated_at = ?3, title = CASE title WHEN '' THEN ?4 ELSE title END WHERE id = ?1",
                )?
                .execute(params![conversation, answer.0, new.now.0, title_of(new.text)])?;
            Ok(Exchange { conversation: id, question: asked, answer })
        })?;
        home.writing.borrow_mut().insert(exchange.answer);
        Ok(exchange)
    }

    /// Keeps another open answer to a question. The head stays until the answer ends with some text.
    pub fn begin_sibling(&self, new: &NewSibling<'_>) -> Result<TurnId, Error> {
        let home = self.home_of(new.question);
        let answer = home.write(|connection| {
            let conversation = connection
                .prepare_cached("SELECT conversation FROM turn WHERE id = ?1 AND role = 'user'")?
                .query_row([new.question.0], |row| row.get(0))
                .optional()?
                .ok_or_else(|| Error::NotFound(new.question.0.to_string()))?;
            let answer = insert(
                connection,
                &home.materials,
                &NewTurn {
                    conversation,
                    parent: Some(new.question),
                    role: Role::Assistant,
                    state: TurnState::Open,
                    routing: Routing { hints: &[], ..new.routing },
                    finish: None,
                    text: "",
                    material: None,
                    created_at: new.now,
                },
            )?;
            connection
                .prepare_cached("UPDATE conversation SET n_turns = n_turns + 1, updated_at = ?2 WHERE id = ?1")?
                .execute([conversation, new.now.0])?;
            Ok(answer)
        })?;
        home.writing.borrow_mut().insert(answer);
        Ok(answer)
    }

    /// Keeps a piece of an open answer, at a cost that does not grow with the answer. A turn that was removed or
    /// is complete is [`Error::NotFound`].
    pub fn append(&self, answer: TurnId, text: &str) -> Result<(), Error> {
        // A stream is not kept waiting for another process: what could not be written now comes with the next piece.
        self.home_of(answer).within(PIECE_WAIT, |store| store.append_now(answer, text))
    }

    fn append_now(&self, answer: TurnId, text: &str) -> Result<(), Error> {
        let mut statement = self
            .connection
            .prepare_cached(
                "INSERT INTO part (turn, number, text) \
                 SELECT id, coalesce((SELECT max(number) FROM part WHERE turn = ?1), 0) + 1, ?2 \
                 FROM turn WHERE id = ?1 AND role = 'assistant' AND state <> 'complete'",
            )
            .map_err(|error| Error::from(error).at(&self.path))?;
        match statement.execute(params![answer.0, text]).map_err(|error| Error::from(error).at(&self.path))? {
            0 => Err(Error::NotFound(answer.0.to_string())),
            _ => Ok(()),
        }
    }

    /// Forgets the pieces of an open answer: they were of a try that nobody saw.
    pub fn discard_parts(&self, answer: TurnId) -> Result<(), Error> {
        let home = self.home_of(answer);
        let mut statement = home
            .connection
            .prepare_cached("DELETE FROM part WHERE turn = ?1")
            .map_err(|error| Error::from(error).at(&home.path))?;
        statement.execute(params![answer.0]).map_err(|error| Error::from(error).at(&home.path))?;
        Ok(())
    }

    /// Ends an answer: its text takes the place of the parts, and the ledger gets its rows, all at once. If the
    /// turn was removed meanwhile, the ledger gets its rows all the same, and the result is [`Error::NotFound`].
    pub fn finish(&self, answer: TurnId, end: &TurnEnd<'_>) -> Result<(), Error> {
        let home = self.home_of(answer);
        if !std::ptr::eq(home, self) {
            // The rows that were begun are the file's.
            let attempts: Vec<_> = end.attempts.iter().map(|row| LedgerRow { begun: None, ..*row }).collect();
            home.finish(answer, &TurnEnd { attempts: &attempts, ..*end })?;
            // Of a text that nobody wanted kept nothing is lost with its numbers.
            let _ = self.record_attempts(end.attempts);
            return Ok(());
        }
        let state = match end.state {
            TurnState::Complete => TurnState::Complete,
            TurnState::Open | TurnState::Incomplete => TurnState::Incomplete,
        };
        let kept = self.write(|connection| {
            let place: Option<(i64, Option<i64>)> = connection
                .prepare_cached(
                    "UPDATE turn SET text = ?2, state = ?3, finish = ?4, model = coalesce(?5, model), \
                     effort = CASE WHEN ?5 IS NULL THEN effort ELSE ?6 END \
                     WHERE id = ?1 AND role = 'assistant' RETURNING conversation, parent",
                )?
                .query_row(
                    params![
                        answer.0,
                        end.text,
                        state.as_str(),
                        end.finish.map(Finish::as_str),
                        end.candidate.map(|candidate| candidate.model.to_string()),
                        end.candidate.and_then(|candidate| candidate.effort).map(Effort::as_str),
                    ],
                    |row| Ok((row.get(0)?, row.get(1)?)),
                )
                .optional()?;
            if let Some((conversation, parent)) = place {
                connection.prepare_cached("DELETE FROM part WHERE turn = ?1")?.execute([answer.0])?;
                // A sibling with text becomes the head, unless somebody went on elsewhere in the meantime.
                connection
                    .prepare_cached(
                        "UPDATE conversation SET updated_at = max(updated_at, ?2), head = CASE WHEN ?3 AND (head = ?4 \
                         OR head IN (SELECT id FROM turn WHERE parent = ?4)) THEN ?5 ELSE head END WHERE id = ?1",
                    )?
                    .execute(params![conversation, end.now.0, !end.text.is_empty(), parent, answer.0])?;
                if !end.text.is_empty() {
                    note_unindexed(connection, answer)?;
                }
            }
            for attempt in end.attempts {
                ledger::insert(connection, attempt)?;
            }
            Ok(place.is_some())
        })?;
        self.writing.borrow_mut().remove(&answer);
        if kept { Ok(()) } else { Err(Error::NotFound(answer.0.to_string())) }
    }

    /// The branch's last question, its answers, and the tries of the one that the branch goes on from. `None`
    /// where the head is no answer to a question.
    pub fn last_exchange(&self, id: &ConversationId) -> Result<Option<LastExchange>, Error> {
        let home = self.home(id)?;
        home.read(|connection| {
            let number = number_of(connection, id)?;
            let head: Option<(i64, Option<i64>)> = connection
                .prepare_cached(
                    "SELECT turn.id, turn.parent FROM conversation JOIN turn ON turn.id = conversation.head \
                     WHERE conversation.id = ?1 AND turn.role = 'assistant'",
                )?
                .query_row([number], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()?;
            let Some((head, Some(question))) = head else { return Ok(None) };
            let mut statement = connection.prepare_cached(&format!(
                "SELECT {TURN}, {MATERIAL} FROM turn WHERE turn.id = ?1 OR turn.parent = ?1 ORDER BY turn.id"
            ))?;
            let mut turns = home.collect(&mut statement, [question])?;
            turns.retain(|turn| turn.id.0 == question || turn.role == Role::Assistant);
            let mut take = |id| turns.iter().position(|turn| turn.id == TurnId(id)).map(|place| turns.remove(place));
            let (Some(question), Some(answer)) = (take(question), take(head)) else { return Ok(None) };
            if question.role != Role::User {
                return Ok(None);
            }
            let attempts = ledger::of_turn(connection, answer.id)?;
            let passed_over = circumstances::passed_over(connection, answer.id)?;
            let (preset, project) = circumstances::settings(connection, answer.id)?;
            Ok(Some(LastExchange { question, answer, others: turns, attempts, passed_over, preset, project }))
        })
    }
}
