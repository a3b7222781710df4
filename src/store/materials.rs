//! Large material, each in a file of its own beside the database: `baro.db.materials/<turn>`.
//!
//! What is piped in is written once and mostly never read again. SQLite would write it twice, into its log and then
//! into the database, page by page, and wait for the disk in between. A file is written once, in one go. It is
//! written while the turn's transaction holds the lock and before it is committed; a process that is killed between
//! leaves a file that no turn knows, which the next removal sweeps away. A file that is gone or cut (the power failed
//! before the system had written it) is handed out as a line that says so, never as if nothing had been attached.
//!
//! A database in memory keeps everything itself.

use std::collections::HashSet;
use std::fs;
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use rusqlite::functions::FunctionFlags;

use crate::domain::TurnId;
use crate::files;

use super::Error;
use super::rows::natural;

/// From this size on, in bytes, material is kept in a file.
const LARGE: usize = 256 << 10;

/// A turn's material, wherever it is kept. For statements on a connection that [`Materials::serve`] was called with.
pub(super) const MATERIAL: &str = "coalesce(turn.material, large_material(turn.id, turn.material_bytes))";

/// The folder of one database's files; there is none in memory.
#[derive(Debug, Clone)]
pub(super) struct Materials {
    folder: Option<PathBuf>,
}

impl Materials {
    pub const fn in_memory() -> Self {
        Self { folder: None }
    }

    /// Those of the database at `path`. Where that is a link they lie beside its target, as SQLite's log does.
    pub fn beside(path: &Path) -> Self {
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let mut name = path.into_os_string();
        name.push(".materials");
        Self { folder: Some(name.into()) }
    }

    /// Lets statements read the files by [`MATERIAL`].
    pub fn serve(&self, connection: &Connection) -> Result<(), Error> {
        let materials = self.clone();
        connection.create_scalar_function("large_material", 2, FunctionFlags::SQLITE_DIRECTONLY, move |call| {
            let Some(n_bytes) = call.get::<Option<i64>>(1)? else { return Ok(None) };
            Ok(Some(materials.read(TurnId(call.get(0)?), natural(n_bytes))))
        })?;
        Ok(())
    }

    /// What the column `material` of a turn holds: nothing, where the material goes into a file.
    pub fn split<'a>(&self, material: Option<&'a str>) -> Split<'a> {
        match material {
            Some(text) if self.folder.is_some() && text.len() >= LARGE => Split { in_row: None, in_file: Some(text) },
            material => Split { in_row: material, in_file: None },
        }
    }

    /// Writes the file of a turn whose row was just inserted. The caller holds the database's lock.
    pub fn write(&self, turn: TurnId, text: &str) -> Result<(), Error> {
        let Some(folder) = &self.folder else { return Ok(()) };
        let path = folder.join(turn.0.to_string());
        let written = || -> io::Result<()> {
            files::make_folder(folder)?;
            // One of a transaction that was never committed, whose number is given again.
            remove(&path)?;
            files::create_private(&path)?.write_all(text.as_bytes())
        };
        written().map_err(|error| {
            // The turn is not kept either; what cannot be removed now is swept later.
            let _ = fs::remove_file(&path);
            Error::unreadable(&path, &error)
        })
    }

    fn read(&self, turn: TurnId, n_bytes: u64) -> String {
        let Some(folder) = &self.folder else { return String::new() };
        let text = fs::read_to_string(folder.join(turn.0.to_string())).ok();
        text.filter(|text| text.len() as u64 == n_bytes)
            .unwrap_or_else(|| format!("[material: {n_bytes} bytes were attached here; their file is lost]"))
    }

    /// Removes the files of turns that are no more.
    pub fn remove(&self, turns: &[TurnId]) -> Result<(), Error> {
        let Some(folder) = &self.folder else { return Ok(()) };
        for turn in turns {
            let path = folder.join(turn.0.to_string());
            remove(&path).map_err(|error| Error::unreadable(&path, &error))?;
        }
        Ok(())
    }

    /// Removes the files that no turn knows. To be called while the database's lock is held, so that none of them is
    /// being written.
    pub fn sweep(&self, connection: &Connection) -> Result<(), Error> {
        let Some(folder) = &self.folder else { return Ok(()) };
        let entries = match fs::read_dir(folder) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
            entries => entries.map_err(|error| Error::unreadable(folder, &error))?,
        };
        let mut statement = connection.prepare_cached("SELECT id FROM turn WHERE material_bytes IS NOT NULL")?;
        let known = statement.query_map([], |row| row.get(0).map(TurnId))?.collect::<Result<HashSet<_>, _>>()?;
        let found = entries.flatten().filter_map(|entry| Some(TurnId(entry.file_name().to_str()?.parse().ok()?)));
        self.remove(&found.filter(|turn| !known.contains(turn)).collect::<Vec<_>>())
    }
}

/// Where a turn's material goes.
pub(super) struct Split<'a> {
    pub in_row: Option<&'a str>,
    pub in_file: Option<&'a str>,
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
