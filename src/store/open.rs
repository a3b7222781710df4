//! Opens the database, makes it, and brings an older one up to date. Never changes a file that is not baro's,
//! is damaged, or was written by a newer baro.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::HashSet;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};

use super::materials::Materials;
use super::{Error, Store, permissions};
use crate::files;

/// "baro" in ASCII, in the file's header: tells our databases from others.
pub(super) const APPLICATION_ID: i64 = 0x6261_726f;

/// The schema's history. Position 0 leads to version 1. Only ever added to.
pub(super) const MIGRATIONS: &[&str] = &[
    include_str!("migrations/0001_begin.sql"),
    include_str!("migrations/0002_talk.sql"),
    include_str!("migrations/0003_large_material.sql"),
    include_str!("migrations/0004_overrules.sql"),
    include_str!("migrations/0005_limits_told.sql"),
    include_str!("migrations/0006_keys_told_apart.sql"),
    include_str!("migrations/0007_hints.sql"),
    include_str!("migrations/0008_keys_given.sql"),
    include_str!("migrations/0009_passed_over.sql"),
    include_str!("migrations/0010_key_looks.sql"),
    include_str!("migrations/0011_settings_then.sql"),
];

/// How long another process's lock is waited for.
pub(super) const LOCK_WAIT: Duration = Duration::from_secs(12);

/// The log is folded into the database after so many pages (1 MiB). Opening reads what is in it, so it is kept short.
const CHECKPOINT_PAGES: u32 = 256;

/// A log that is larger at the start is folded into the database and begun anew. A process that writes once never
/// begins it anew by itself: what others have folded of it is known to nobody once the last of them has ended.
const LARGEST_LOG_BYTES: u64 = 2 << 20;

/// Statements kept prepared: about as many as one run uses.
const N_STATEMENTS: usize = 32;

impl Store {
    /// Opens the database at `path`, and makes it, its folder included, where there is none. A file without a
    /// byte is a new database. Only the user may read the file and its companions.
    pub fn open(path: &Path) -> Result<Self, Error> {
        open_with(path, MIGRATIONS)
    }

    /// A database that lives and ends with this value.
    pub fn open_in_memory() -> Result<Self, Error> {
        let connection = configure(Connection::open_in_memory()?)?;
        let transaction = Transaction::new_unchecked(&connection, TransactionBehavior::Immediate)?;
        apply(&transaction, MIGRATIONS, 0)?;
        transaction.commit()?;
        Store::over(connection, PathBuf::new(), Materials::in_memory())
    }

    fn over(connection: Connection, path: PathBuf, materials: Materials) -> Result<Self, Error> {
        materials.serve(&connection)?;
        let mut token = [0; 8];
        fill_random(&mut token)?;
        let token = i64::from_le_bytes(token);
        let (writing, was_busy) = (RefCell::new(HashSet::new()), Cell::new(false));
        Ok(Self { connection, path, materials, writing, token, was_busy, memory: OnceCell::new() })
    }
}

pub(super) fn open_with(path: &Path, migrations: &[&str]) -> Result<Store, Error> {
    let attempt = || {
        ensure_file(path)?;
        let connection = connect(path)?;
        let known = number(migrations.len());
        if version_now(&connection, path, known)? != known {
            migrate(&connection, path, migrations)?;
        }
        if connection.is_readonly("main")? {
            return Err(Error::Unreadable { path: path.to_owned(), reason: "read-only".to_owned() });
        }
        ensure_private(path)?;
        shorten_log(&connection);
        Store::over(connection, path.to_owned(), Materials::beside(path))
    };
    attempt().map_err(|error: Error| error.at(path))
}

/// Fills `bytes` from the system's source of randomness.
pub(super) fn fill_random(bytes: &mut [u8]) -> Result<(), Error> {
    getrandom::fill(bytes).map_err(|error| Error::Sqlite(format!("no randomness: {error}")))
}

fn ensure_file(path: &Path) -> Result<(), Error> {
    let link = match fs::symlink_metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
                files::make_folder(folder).map_err(|error| Error::unreadable(path, &error))?;
            }
            return match files::create_private(path) {
                // Another process was faster.
                Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
                made => made.map(drop).map_err(|error| Error::unreadable(path, &error)),
            };
        }
        found => found.map_err(|error| Error::unreadable(path, &error))?,
    };
    if permissions::is_anothers_link(&link) {
        return Err(Error::Symlink { path: path.to_owned() });
    }
    // A FIFO would be waited for, and a folder has no bytes.
    let file = fs::metadata(path).map_err(|error| Error::unreadable(path, &error))?;
    if !file.is_file() {
        return Err(Error::Unreadable { path: path.to_owned(), reason: "not a regular file".to_owned() });
    }
    Ok(())
}

/// Takes an older file, and the companions that took its mode, from group and others.
fn ensure_private(path: &Path) -> Result<(), Error> {
    let unreadable = |error| Error::unreadable(path, &error);
    if files::take_from_others(path).map_err(unreadable)? {
        for companion in [beside(path, "-wal"), beside(path, "-shm")] {
            if fs::symlink_metadata(&companion).is_ok_and(|file| file.is_file()) {
                files::take_from_others(&companion).map_err(unreadable)?;
            }
        }
    }
    Ok(())
}

/// Folds a log that has grown large into the database, and begins it anew. Nobody is waited for: where others read or
/// write, one of the next processes does it.
fn shorten_log(connection: &Connection) {
    // Where the path is a link, the log lies beside what it leads to.
    let log = connection.path().map(|path| beside(Path::new(path), "-wal"));
    if log.and_then(|log| fs::metadata(log).ok()).is_some_and(|log| log.len() > LARGEST_LOG_BYTES) {
        let shortened = connection
            .busy_timeout(Duration::ZERO)
            .and_then(|()| connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())));
        // A long log costs time and nothing else.
        let _ = shortened;
        let _ = connection.busy_timeout(LOCK_WAIT);
    }
}

/// The path with something added to its last name, as SQLite names its companions.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

fn connect(path: &Path) -> Result<Connection, Error> {
    // Without CREATE, so that no file is made with the mode of the umask; without URI, so that a path is a path.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    configure(Connection::open_with_flags(path, flags)?)
}

fn configure(connection: Connection) -> Result<Connection, Error> {
    connection.busy_timeout(LOCK_WAIT)?;
    connection.set_prepared_statement_cache_capacity(N_STATEMENTS);
    // Closing the last connection would fold the log into the database, which costs more than everything else.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, true)?;
    // What is deleted is overwritten, so that a removed conversation is not left between the others.
    connection.execute_batch(&format!(
        "PRAGMA secure_delete = ON; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}"
    ))?;
    Ok(connection)
}

/// [`version`], read from one state of the database: another process may be making it at this moment.
pub(super) fn version_now(connection: &Connection, path: &Path, known: i64) -> Result<i64, Error> {
    let transaction = Transaction::new_unchecked(connection, TransactionBehavior::Deferred)?;
    version(&transaction, path, known)
}

/// The schema's number: 0 for a database without anything in it. To be read in a transaction.
fn version(connection: &Connection, path: &Path, known: i64) -> Result<i64, Error> {
    let pragma = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    match (pragma("application_id")?, pragma("user_version")?) {
        (APPLICATION_ID, found) if found > known => Err(Error::Newer { path: path.to_owned(), found, known }),
        (APPLICATION_ID, found) if found > 0 => Ok(found),
        (0, 0) if connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0))? == 0 => {
            Ok(0)
        }
        _ => Err(Error::Foreign { path: path.to_owned() }),
    }
}

fn migrate(connection: &Connection, path: &Path, migrations: &[&str]) -> Result<(), Error> {
    enter_log_mode(connection)?;
    let transaction = Transaction::new_unchecked(connection, TransactionBehavior::Immediate)?;
    // Another process may have done it in the meantime.
    let found = version(&transaction, path, number(migrations.len()))?;
    if found == number(migrations.len()) {
        return Ok(());
    }
    if found > 0 {
        back_up(path, found)?;
    }
    apply(&transaction, migrations, found)?;
    transaction.commit()?;
    // The schema belongs into the database itself. Where a reader is in the way, a later checkpoint does it.
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    Ok(())
}

fn apply(transaction: &Transaction<'_>, migrations: &[&str], found: i64) -> Result<(), Error> {
    for sql in migrations.iter().skip(usize::try_from(found).unwrap_or(0)) {
        transaction.execute_batch(sql)?;
    }
    let known = number(migrations.len());
    transaction.execute_batch(&format!("PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {known}"))?;
    Ok(())
}

/// Write-ahead logging is a property of the file. Changing it needs the file alone, for which SQLite does not
/// always wait while others do the same.
fn enter_log_mode(connection: &Connection) -> Result<(), Error> {
    const PAUSE: Duration = Duration::from_millis(10);
    let mut n_left = LOCK_WAIT.as_millis() / PAUSE.as_millis();
    loop {
        let entered = connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get::<_, String>(0));
        match entered.map_err(Error::from) {
            Ok(mode) if mode == "wal" => return Ok(()),
            Ok(_) | Err(Error::Busy) if n_left > 0 => n_left -= 1,
            Ok(mode) => return Err(Error::Sqlite(format!("the journal stays in mode {mode}"))),
            Err(error) => return Err(error),
        }
        thread::sleep(PAUSE);
    }
}

/// Copies the database as it is before a migration to `baro.db.v<version>`, replacing an older copy of that
/// version. The caller holds the write lock, so nothing changes meanwhile.
fn back_up(path: &Path, found: i64) -> Result<(), Error> {
    let copy = beside(path, &format!(".v{found}"));
    let unfinished = beside(path, &format!(".v{found}.part"));
    let unreadable = |error| Error::unreadable(&copy, &error);
    match fs::remove_file(&unfinished) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(unreadable(error)),
        _ => drop(files::create_private(&unfinished).map_err(unreadable)?),
    }
    {
        let source = connect(path)?;
        let mut target = connect(&unfinished)?;
        let backup = Backup::new(&source, &mut target)?;
        match backup.step(-1)? {
            StepResult::Done => {}
            _ => return Err(Error::Busy),
        }
    }
    for companion in ["-wal", "-shm"] {
        match fs::remove_file(beside(&unfinished, companion)) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(unreadable(error)),
            _ => {}
        }
    }
    fs::rename(&unfinished, &copy).map_err(unreadable)
}

pub(super) fn number(n_migrations: usize) -> i64 {
    i64::try_from(n_migrations).unwrap_or(i64::MAX)
}
