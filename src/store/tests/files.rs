//! Opening, making, refusing and migrating the file.

use std::fs;

use rusqlite::Connection;

use super::{NOW, Place, begin, exchange};
use crate::domain::Surface;
use crate::store::open::{APPLICATION_ID, MIGRATIONS, open_with};
use crate::store::{Error, Star, Store};

#[test]
fn the_bundled_sqlite_has_the_log_reset_bug_mended() {
    assert!(rusqlite::version_number() >= 3_051_003, "{}", rusqlite::version());
}

#[test]
fn the_connection_is_set_for_many_processes() {
    let place = Place::new();
    let store = place.open();
    let pragma = |name: &str| -> String {
        store
            .connection
            .pragma_query_value(None, name, |row| row.get::<_, rusqlite::types::Value>(0))
            .map(|value| match value {
                rusqlite::types::Value::Text(text) => text,
                rusqlite::types::Value::Integer(number) => number.to_string(),
                other => format!("{other:?}"),
            })
            .expect("a pragma")
    };
    for (name, expected) in
        [("journal_mode", "wal"), ("synchronous", "1"), ("busy_timeout", "12000"), ("foreign_keys", "1")]
    {
        assert_eq!(pragma(name), expected, "{name}");
    }
    assert_eq!(pragma("application_id"), APPLICATION_ID.to_string());
}

#[cfg(unix)]
mod modes {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::{PermissionsExt, lchown, symlink};
    use std::path::Path;

    use super::{Error, NOW, Place, Store, Surface, begin, exchange};

    fn mode(path: &Path) -> u32 {
        fs::symlink_metadata(path).expect("a file").permissions().mode() & 0o777
    }

    #[test]
    fn only_the_user_may_read_the_files_whatever_the_umask() {
        let before = rustix::process::umask(rustix::fs::Mode::empty());
        let place = Place::new();
        let store = place.open();
        let id = begin(&store, Surface::Ask, "/a", NOW);
        exchange(&store, &id, "q", "a", NOW);
        rustix::process::umask(before);
        let path = place.path();
        assert_eq!(mode(path.parent().expect("a folder")), 0o700);
        for ending in ["", "-wal", "-shm"] {
            let file = path.with_file_name(format!("baro.db{ending}"));
            assert_eq!(mode(&file), 0o600, "{ending}");
        }
    }

    #[test]
    fn a_database_that_others_could_read_is_taken_from_them() {
        let place = Place::new();
        drop(place.open());
        for ending in ["", "-wal", "-shm"] {
            let file = place.path().with_file_name(format!("baro.db{ending}"));
            fs::set_permissions(&file, Permissions::from_mode(0o644)).expect("a mode");
        }
        let _store = place.open();
        for ending in ["", "-wal", "-shm"] {
            assert_eq!(mode(&place.path().with_file_name(format!("baro.db{ending}"))), 0o600, "{ending}");
        }
    }

    #[test]
    fn a_link_of_ones_own_is_followed_and_anothers_is_refused() {
        let place = Place::new();
        drop(place.open());
        let link = place.folder.path().join("link.db");
        symlink(place.path(), &link).expect("a link");
        drop(Store::open(&link).expect("the linked database"));
        // Root gives its link away; anybody else finds one of root's.
        let anothers = if rustix::process::geteuid().is_root() {
            lchown(&link, Some(12_345), None).expect("a new owner");
            link
        } else {
            "/proc/self".into()
        };
        assert_eq!(Store::open(&anothers).expect_err("refused"), Error::Symlink { path: anothers });
    }

    #[test]
    fn a_named_pipe_is_refused_without_waiting_for_it() {
        let place = Place::new();
        let path = place.folder.path().join("pipe.db");
        rustix::fs::mknodat(
            rustix::fs::CWD,
            &path,
            rustix::fs::FileType::Fifo,
            rustix::fs::Mode::from_raw_mode(0o600),
            0,
        )
        .expect("a pipe");
        assert!(matches!(Store::open(&path), Err(Error::Unreadable { .. })));
    }
}

#[test]
fn a_file_without_a_byte_is_a_new_database() {
    let place = Place::new();
    let path = place.folder.path().join("empty.db");
    fs::write(&path, b"").expect("a file");
    let store = Store::open(&path).expect("a database");
    let id = begin(&store, Surface::Ask, "/a", NOW);
    assert!(store.conversation(&id).is_ok());
}

#[test]
fn what_was_kept_is_there_when_opened_again_with_its_log_not_folded() {
    let place = Place::new();
    let store = place.open();
    let id = begin(&store, Surface::Ask, "/a", NOW);
    exchange(&store, &id, "질문", "답", NOW);
    drop(store);
    assert!(place.path().with_file_name("baro.db-wal").metadata().expect("the log").len() > 0);
    assert_eq!(place.open().branch(&id).expect("a branch")[1].text, "답");
}

#[test]
fn the_log_of_processes_that_write_once_each_does_not_grow() {
    let place = Place::new();
    let log = || place.path().with_file_name("baro.db-wal").metadata().map_or(0, |log| log.len());
    let text = "글".repeat(50_000);
    let mut largest = 0;
    for n in 0..40 {
        let store = place.open();
        let id = begin(&store, Surface::Ask, "/a", NOW.plus_ms(n));
        exchange(&store, &id, &text, "답", NOW.plus_ms(n));
        drop(store);
        largest = largest.max(log());
    }
    assert!((1..=4 << 20).contains(&largest), "{largest}");
    // Somebody who reads is not waited for, and loses nothing.
    let reader = Connection::open(place.path()).expect("a reader");
    reader.execute_batch("BEGIN; SELECT count(*) FROM turn").expect("a read");
    let n_read = |connection: &Connection| {
        connection.query_row("SELECT count(*) FROM turn", [], |row| row.get::<_, i64>(0)).expect("a count")
    };
    let before = n_read(&reader);
    for n in 0..20 {
        let store = place.open();
        let id = begin(&store, Surface::Ask, "/a", NOW.plus_ms(100 + n));
        exchange(&store, &id, &text, "답", NOW.plus_ms(100 + n));
    }
    assert!(log() > 3 << 20, "{}", log());
    assert_eq!(n_read(&reader), before);
    drop(reader);
    drop(place.open());
    assert_eq!(log(), 0);
    assert_eq!(n_read(&place.open().connection), before + 40);
}

#[test]
fn a_damaged_file_is_said_to_be_so_and_left_as_it_is() {
    let place = Place::new();
    let path = place.folder.path().join("damaged.db");
    let whole = {
        drop(place.open());
        fs::read(place.path()).expect("the file")
    };
    let mut torn_header = whole.clone();
    torn_header[..100].fill(0);
    let mut torn_schema = whole.clone();
    torn_schema[100..4096].fill(0xff);
    for (what, bytes) in [
        ("text", b"not a database".to_vec()),
        ("torn header", torn_header),
        ("torn schema", torn_schema),
        ("cut short", whole[..6000].to_vec()),
    ] {
        fs::write(&path, &bytes).expect("a file");
        let error = Store::open(&path).expect_err(what);
        assert_eq!(error, Error::Corrupt { path: path.clone() }, "{what}");
        assert_eq!(fs::read(&path).expect("the file"), bytes, "{what}");
    }
}

#[test]
fn what_is_no_file_is_said_to_be_unreadable() {
    let place = Place::new();
    let folder = place.folder.path().join("folder.db");
    fs::create_dir(&folder).expect("a folder");
    assert!(matches!(Store::open(&folder), Err(Error::Unreadable { path, .. }) if path == folder));
    fs::write(place.folder.path().join("file"), b"x").expect("a file");
    let below = place.folder.path().join("file").join("baro.db");
    assert!(matches!(Store::open(&below), Err(Error::Unreadable { path, .. }) if path == below));
}

#[test]
fn another_programs_database_is_not_touched() {
    let place = Place::new();
    let path = place.folder.path().join("foreign.db");
    Connection::open(&path).expect("a database").execute_batch("CREATE TABLE t (x)").expect("a table");
    let before = fs::read(&path).expect("the file");
    assert_eq!(Store::open(&path).expect_err("refused"), Error::Foreign { path: path.clone() });
    assert_eq!(fs::read(&path).expect("the file"), before);
}

#[test]
fn a_newer_database_is_refused() {
    let place = Place::new();
    place.open().connection.execute_batch("PRAGMA user_version = 99").expect("a number");
    let known = i64::try_from(MIGRATIONS.len()).expect("a number");
    assert_eq!(Store::open(&place.path()).expect_err("refused"), Error::Newer { path: place.path(), found: 99, known });
}

#[test]
fn an_older_database_is_migrated_at_once_and_copied_before() {
    let place = Place::new();
    let store = place.open();
    let id = begin(&store, Surface::Ask, "/a", NOW);
    exchange(&store, &id, "질문", "답", NOW);
    drop(store);
    let mut migrations = MIGRATIONS.to_vec();
    migrations.push("CREATE TABLE later (x INTEGER) STRICT; INSERT INTO later VALUES (7)");
    let migrated = open_with(&place.path(), &migrations).expect("migrated");
    assert_eq!(migrated.connection.query_row("SELECT x FROM later", [], |row| row.get::<_, i64>(0)), Ok(7));
    assert_eq!(migrated.branch(&id).expect("a branch").len(), 2);
    // The copy is the database as it was, and this baro opens it.
    let copy = place.path().with_file_name(format!("baro.db.v{}", MIGRATIONS.len()));
    assert_eq!(Store::open(&copy).expect("the copy").branch(&id).expect("a branch")[1].text, "답");
    assert!(matches!(Store::open(&place.path()), Err(Error::Newer { .. })));
}

#[test]
fn a_migration_that_fails_changes_nothing() {
    let place = Place::new();
    let store = place.open();
    let id = begin(&store, Surface::Ask, "/a", NOW);
    exchange(&store, &id, "q", "a", NOW);
    drop(store);
    let mut migrations = MIGRATIONS.to_vec();
    migrations.push("CREATE TABLE later (x INTEGER) STRICT; INSERT INTO nowhere VALUES (7)");
    assert!(matches!(open_with(&place.path(), &migrations), Err(Error::Sqlite(_))));
    let store = place.open();
    assert_eq!(store.branch(&id).expect("a branch").len(), 2);
    assert!(store.connection.prepare("SELECT x FROM later").is_err());
}

#[test]
fn a_full_disk_is_said_to_be_full_and_loses_nothing_that_was_kept() {
    let place = Place::new();
    let store = place.open();
    let id = begin(&store, Surface::Ask, "/a", NOW);
    exchange(&store, &id, "q", "a", NOW);
    // SQLite answers as it does when the system has no page left.
    let limit = |n_pages: i64| {
        store
            .connection
            .pragma_update_and_check(None, "max_page_count", n_pages, |row| row.get::<_, i64>(0))
            .expect("a limit")
    };
    limit(1);
    let large = "x".repeat(1 << 20);
    let asked = super::ask(&store, &id, "q2", NOW);
    assert_eq!(store.append(asked.answer, &large), Err(Error::DiskFull));
    let end = crate::store::TurnEnd {
        text: &large,
        state: crate::domain::conversation::TurnState::Complete,
        finish: None,
        candidate: None,
        attempts: &[],
        now: NOW,
    };
    assert_eq!(store.finish(asked.answer, &end), Err(Error::DiskFull));
    assert_eq!(store.branch(&id).expect("a branch")[1].text, "a");
    limit(1_000_000);
    assert_eq!(store.finish(asked.answer, &end), Ok(()));
    assert_eq!(store.branch(&id).expect("a branch")[3].text, large);
}

#[test]
fn a_lock_that_is_not_given_up_is_said_and_reading_goes_on() {
    let place = Place::new();
    let (store, other) = (place.open(), place.open());
    let id = begin(&store, Surface::Ask, "/a", NOW);
    let asked = super::ask(&store, &id, "q", NOW);
    store.connection.busy_timeout(std::time::Duration::ZERO).expect("no waiting");
    other.connection.execute_batch("BEGIN EXCLUSIVE").expect("locked");
    assert_eq!(store.append(asked.answer, "x"), Err(Error::Busy));
    assert_eq!(store.set_starred(&id, Star::Starred), Err(Error::Busy));
    assert_eq!(store.branch(&id).expect("a branch").len(), 2);
    other.connection.execute_batch("ROLLBACK").expect("unlocked");
    assert_eq!(store.append(asked.answer, "x"), Ok(()));
}
