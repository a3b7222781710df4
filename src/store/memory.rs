//! Conversations of a process that keeps no text: they live in a database in memory, and end with it. Numbers still go
//! into the file's ledger, limits and consent too.
//!
//! A conversation of the file that is gone on with is copied on first touch, and everything that is done to it
//! is done to the copy. Turns in memory have numbers that none in a file has, so that a number tells where it belongs.

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Statement, params_from_iter};

use crate::domain::{ConversationId, TurnId};

use super::conversations::number_of;
use super::materials::MATERIAL;
use super::{Error, Store};

/// Numbers of rows in memory are larger than this, and those of copies are larger by this. No file ever gets so far.
const IN_MEMORY: i64 = 1 << 62;

/// What begins in memory is numbered from here on, where no copy gets.
const NEW_IN_MEMORY: i64 = IN_MEMORY + (1 << 61);

impl Store {
    /// From now on conversations are kept in memory alone, for as long as this value lives.
    pub fn keep_in_memory(&self) -> Result<(), Error> {
        let memory = Self::open_in_memory()?;
        // Large sorts would be written to files otherwise.
        memory.connection.execute_batch("PRAGMA temp_store = MEMORY")?;
        for table in ["conversation", "turn"] {
            memory
                .connection
                .execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?1, ?2)", (table, NEW_IN_MEMORY))?;
        }
        // Asked for twice, it is the first that holds.
        let _ = self.memory.set(Box::new(memory));
        Ok(())
    }

    /// Where conversations begin.
    pub(super) fn home_of_new(&self) -> &Self {
        self.memory.get().map_or(self, |memory| memory)
    }

    /// Where a conversation is read and written.
    pub(super) fn home(&self, id: &ConversationId) -> Result<&Self, Error> {
        let Some(memory) = self.memory.get() else { return Ok(self) };
        if !memory.has(id)? {
            self.copy(id, memory)?;
        }
        Ok(memory)
    }

    /// Where a turn is read and written.
    pub(super) fn home_of(&self, turn: TurnId) -> &Self {
        if is_in_memory(turn) { self.home_of_new() } else { self }
    }

    /// Whether it has the conversation itself.
    pub(super) fn has(&self, id: &ConversationId) -> Result<bool, Error> {
        self.read(|connection| {
            Ok(connection
                .prepare_cached("SELECT 1 FROM conversation WHERE public_id = ?1")?
                .query_row([id.as_str()], |_| Ok(()))
                .optional()?
                .is_some())
        })
    }

    fn copy(&self, id: &ConversationId, memory: &Self) -> Result<(), Error> {
        self.read(|from| {
            let number = number_of(from, id)?;
            memory.write(|to| {
                copy_rows(
                    from.prepare(&format!(
                        "SELECT id + {IN_MEMORY}, public_id, name, title, starred, surface, folder, pin, \
                         head + {IN_MEMORY}, n_turns, n_questions, created_at, updated_at, system, pin_changed_at, \
                         pin_before FROM conversation WHERE id = ?1"
                    ))?,
                    number,
                    to,
                    "conversation (id, public_id, name, title, starred, surface, folder, pin, head, n_turns, \
                     n_questions, created_at, updated_at, system, pin_changed_at, pin_before)",
                )?;
                copy_rows(
                    from.prepare(&format!(
                        "SELECT id + {IN_MEMORY}, conversation + {IN_MEMORY}, parent + {IN_MEMORY}, role, state, route, \
                         source, confidence, model, effort, finish, created_at, hints, text, {MATERIAL} FROM turn \
                         WHERE conversation = ?1"
                    ))?,
                    number,
                    to,
                    "turn (id, conversation, parent, role, state, route, source, confidence, model, effort, finish, \
                     created_at, hints, text, material)",
                )?;
                copy_rows(
                    from.prepare(&format!(
                        "SELECT part.turn + {IN_MEMORY}, part.number, part.text FROM part JOIN turn \
                         ON turn.id = part.turn WHERE turn.conversation = ?1"
                    ))?,
                    number,
                    to,
                    "part (turn, number, text)",
                )?;
                copy_rows(
                    from.prepare(&format!(
                        "SELECT at, model, route, surface, outcome, failure, input, output, reasoning, cached, \
                         cache_written, estimated, cost, free, ttft_ms, total_ms, conversation + {IN_MEMORY}, \
                         turn + {IN_MEMORY}, request_id, key FROM attempt WHERE conversation = ?1 ORDER BY id"
                    ))?,
                    number,
                    to,
                    "attempt (at, model, route, surface, outcome, failure, input, output, reasoning, cached, \
                     cache_written, estimated, cost, free, ttft_ms, total_ms, conversation, turn, request_id, key)",
                )?;
                to.execute("INSERT OR IGNORE INTO unindexed (turn) SELECT id FROM turn", [])?;
                Ok(())
            })
        })
    }
}

/// Whether a turn lives in memory.
pub(super) const fn is_in_memory(turn: TurnId) -> bool {
    turn.0 >= IN_MEMORY
}

/// Puts what a statement finds of a conversation into a table.
fn copy_rows(mut found: Statement<'_>, number: i64, to: &Connection, table: &str) -> Result<(), Error> {
    let n_columns = found.column_count();
    let places = vec!["?"; n_columns].join(", ");
    let mut insert = to.prepare_cached(&format!("INSERT INTO {table} VALUES ({places})"))?;
    let mut rows = found.query([number])?;
    while let Some(row) = rows.next()? {
        let values = (0..n_columns).map(|column| row.get::<_, Value>(column)).collect::<Result<Vec<_>, _>>()?;
        insert.execute(params_from_iter(values))?;
    }
    Ok(())
}
