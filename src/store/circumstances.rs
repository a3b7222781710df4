//! Under which circumstances an answer came: who was passed over on the way to it, which setting chose it, and which
//! project's file held.
//!
//! Whoever was asked in the end stands in the ledger, too.

use rusqlite::{Connection, OptionalExtension, params};

use super::rows::{self, integer};
use super::{Circumstances, Error, Store};
use crate::domain::event::PassedOver;
use crate::domain::{Preset, ProjectHeld, TurnId};

impl Store {
    /// Keeps the circumstances of an answer, where there are any.
    pub fn note_circumstances(&self, answer: TurnId, of: &Circumstances<'_>) -> Result<(), Error> {
        let is_set = of.preset.is_some() || of.project.is_some();
        if of.passed_over.is_empty() && !is_set {
            return Ok(());
        }
        self.home_of(answer).write(|connection| {
            note_passed_over(connection, answer, of.passed_over)?;
            if is_set { note_settings(connection, answer, of.preset, of.project) } else { Ok(()) }
        })
    }
}

/// Keeps who was passed over, in that order.
fn note_passed_over(connection: &Connection, answer: TurnId, passed_over: &[PassedOver]) -> Result<(), Error> {
    let mut insert = connection
        .prepare_cached("INSERT OR REPLACE INTO passed_over (turn, number, model, why) VALUES (?1, ?2, ?3, ?4)")?;
    for (number, passed) in (1..).zip(passed_over) {
        insert.execute(params![answer.0, integer(number), passed.model.to_string(), passed.why.kept()])?;
    }
    Ok(())
}

/// Keeps what the settings had to do with it.
fn note_settings(
    connection: &Connection,
    answer: TurnId,
    preset: Option<Preset>,
    project: Option<&ProjectHeld>,
) -> Result<(), Error> {
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO settings_then (turn, preset, preset_by, project, project_sets) \
             VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![
            answer.0,
            preset.map(|preset| preset.sets.as_str()),
            preset.map(|preset| preset.by.as_str()),
            project.map(|project| &project.file),
            project.map(|project| project.sets.join(" ")),
        ])?;
    Ok(())
}

/// Who was passed over for an answer.
pub(super) fn passed_over(connection: &Connection, answer: TurnId) -> Result<Vec<PassedOver>, Error> {
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

/// What the settings had to do with an answer. A word that is not known is none that could be told.
pub(super) fn settings(
    connection: &Connection,
    answer: TurnId,
) -> Result<(Option<Preset>, Option<ProjectHeld>), Error> {
    let kept: Option<[Option<String>; 4]> = connection
        .prepare_cached("SELECT preset, preset_by, project, project_sets FROM settings_then WHERE turn = ?1")?
        .query_row([answer.0], |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?]))
        .optional()?;
    let Some([sets, by, file, keys]) = kept else { return Ok((None, None)) };
    let preset = Preset::all()
        .find(|preset| (Some(preset.sets.as_str()), Some(preset.by.as_str())) == (sets.as_deref(), by.as_deref()));
    let keys = keys.unwrap_or_default();
    let project = file.map(|file| ProjectHeld { file, sets: keys.split_whitespace().map(str::to_owned).collect() });
    Ok((preset, project))
}
