//! What the person overruled, and the layer that the router learnt from it.
//!
//! Words are not copied: an overrule points at its question, whose words it has for as long as they are kept.

use rusqlite::{Connection, OptionalExtension, params};

use crate::domain::conversation::Turn;
use crate::domain::{Overrule, Overruling, Role, TurnId, UnixMillis};

use super::materials::MATERIAL;
use super::memory::is_in_memory;
use super::{Error, KeptLayer, Overruled, Store, rows};

/// So many are learnt from; older ones are of another time.
const MOST: i64 = 500;
/// Turns before the question that are handed out with it.
const N_PAST: i64 = 8;

impl Store {
    /// Keeps that the router was overruled. An answer stands for its question; of one question the last word counts.
    pub fn note_overrule(&self, overrule: &Overrule) -> Result<(), Error> {
        self.write(|connection| {
            // Of what is not kept the two routes are all that is noted.
            let question = match overrule.turn.filter(|turn| !is_in_memory(*turn)) {
                None => None,
                Some(turn) => Some(
                    connection
                        .prepare_cached("SELECT CASE role WHEN 'user' THEN id ELSE parent END FROM turn WHERE id = ?1")?
                        .query_row([turn.0], |row| row.get::<_, Option<i64>>(0))
                        .optional()?
                        .flatten()
                        .ok_or_else(|| Error::NotFound(turn.0.to_string()))?,
                ),
            };
            connection
                .prepare_cached(
                    "INSERT INTO overrule (turn, how, routed, wanted, at) VALUES (?1, ?2, ?3, ?4, ?5) \
                     ON CONFLICT (turn) DO UPDATE SET how = excluded.how, wanted = excluded.wanted, at = excluded.at",
                )?
                .execute(params![
                    question,
                    overrule.how.as_str(),
                    overrule.routed.as_str(),
                    overrule.wanted.as_str(),
                    overrule.at.0
                ])?;
            Ok(())
        })
    }

    /// Forgets that the router was overruled so about a question.
    pub fn forget_overrule(&self, question: TurnId, how: Overruling) -> Result<(), Error> {
        self.write(|connection| {
            connection
                .prepare_cached("DELETE FROM overrule WHERE turn = ?1 AND how = ?2")?
                .execute(params![question.0, how.as_str()])?;
            Ok(())
        })
    }

    /// What was overruled, newest first, with the words where they are kept.
    pub fn overruled(&self) -> Result<Vec<Overruled>, Error> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT turn, how, routed, wanted, at FROM overrule ORDER BY at DESC, id DESC LIMIT ?1",
            )?;
            let found: Vec<Overrule> = statement
                .query_map([MOST], |row| {
                    Ok(Overrule {
                        turn: row.get::<_, Option<i64>>(0)?.map(TurnId),
                        how: rows::word(row, 1)?,
                        routed: rows::word(row, 2)?,
                        wanted: rows::word(row, 3)?,
                        at: UnixMillis(row.get(4)?),
                    })
                })?
                .collect::<Result<_, _>>()?;
            found
                .into_iter()
                .map(|overrule| {
                    let mut said = match overrule.turn {
                        Some(question) => up_to(connection, question)?,
                        None => Vec::new(),
                    };
                    let question = said.pop().filter(|turn| turn.role == Role::User);
                    Ok(Overruled { overrule, question, past: said })
                })
                .collect()
        })
    }

    /// The personal layer, if one is kept.
    pub fn router_layer(&self) -> Result<Option<KeptLayer>, Error> {
        self.read(|connection| {
            Ok(connection
                .prepare_cached("SELECT bytes, n_examples, at FROM router_layer")?
                .query_row([], |row| {
                    Ok(KeptLayer {
                        bytes: row.get(0)?,
                        n_examples: rows::natural(row.get(1)?),
                        at: UnixMillis(row.get(2)?),
                    })
                })
                .optional()?)
        })
    }

    /// Keeps a personal layer in place of the last one; `None` forgets it.
    pub fn keep_router_layer(&self, layer: Option<&KeptLayer>) -> Result<(), Error> {
        self.write(|connection| {
            match layer {
                None => connection.execute("DELETE FROM router_layer", [])?,
                Some(layer) => connection.execute(
                    "INSERT OR REPLACE INTO router_layer (id, bytes, n_examples, at) VALUES (1, ?1, ?2, ?3)",
                    params![layer.bytes, rows::integer(layer.n_examples), layer.at.0],
                )?,
            };
            Ok(())
        })
    }
}

/// A question and the turns before it, oldest first.
fn up_to(connection: &Connection, question: TurnId) -> Result<Vec<Turn>, Error> {
    let mut statement = connection.prepare_cached(&format!(
        "WITH RECURSIVE branch (id, parent, depth) AS (SELECT id, parent, 0 FROM turn WHERE id = ?1 \
         UNION ALL SELECT turn.id, turn.parent, depth + 1 FROM branch JOIN turn ON turn.id = branch.parent \
         WHERE depth < ?2) \
         SELECT {}, {MATERIAL} FROM branch JOIN turn ON turn.id = branch.id ORDER BY turn.id",
        rows::TURN
    ))?;
    let turns = statement.query_map(params![question.0, N_PAST], rows::turn)?.collect::<Result<_, _>>()?;
    Ok(turns)
}
