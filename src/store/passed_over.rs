//! Who was passed over on the way to an answer. Whoever was asked in the end stands in the ledger, too.

use rusqlite::{Connection, params};

use super::rows::{self, integer};
use super::{Error, Store};
use crate::domain::TurnId;
use crate::domain::event::PassedOver;

impl Store {
    /// Keeps who was passed over for an answer, in that order.
    pub fn note_passed_over(&self, answer: TurnId, passed_over: &[PassedOver]) -> Result<(), Error> {
        self.home_of(answer).write(|connection| {
            let mut insert = connection.prepare_cached(
                "INSERT OR REPLACE INTO passed_over (turn, number, model, why) VALUES (?1, ?2, ?3, ?4)",
            )?;
            for (number, passed) in (1..).zip(passed_over) {
                insert.execute(params![answer.0, integer(number), passed.model.to_string(), passed.why.as_str()])?;
            }
            Ok(())
        })
    }
}

/// Who was passed over for an answer.
pub(super) fn of_turn(connection: &Connection, answer: TurnId) -> Result<Vec<PassedOver>, Error> {
    let mut statement =
        connection.prepare_cached("SELECT model, why FROM passed_over WHERE turn = ?1 ORDER BY number")?;
    let found = statement.query_map([answer.0], |row| Ok((rows::model(row, 0)?, row.get_ref(1)?.as_str()?.parse())))?;
    let mut passed_over = Vec::new();
    for passed in found {
        // A reason that is not known is none that could be told.
        if let (model, Ok(why)) = passed? {
            passed_over.push(PassedOver { model, why });
        }
    }
    Ok(passed_over)
}
