//! What the settings had to do with an answer: which of them chose it, and which project's file held.

use rusqlite::{Connection, OptionalExtension, params};

use super::{Error, Store};
use crate::domain::TurnId;
use crate::domain::preset::{Preset, ProjectHeld};

impl Store {
    /// Keeps what the settings had to do with an answer.
    pub fn note_settings(
        &self,
        answer: TurnId,
        preset: Option<Preset>,
        project: Option<&ProjectHeld>,
    ) -> Result<(), Error> {
        self.home_of(answer).write(|connection| {
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
        })
    }
}

/// What the settings had to do with an answer. A word that is not known is none that could be told.
pub(super) fn of_turn(connection: &Connection, answer: TurnId) -> Result<(Option<Preset>, Option<ProjectHeld>), Error> {
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
