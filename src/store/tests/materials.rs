//! Large material: beside the database, read as if it stood in it, and gone with its turn.

use std::fs;
use std::path::PathBuf;

use super::{NOW, Place, answer, begin, memory, plain};
use crate::domain::{ConversationId, Surface};
use crate::store::{Exchange, NewExchange, Store};

const LARGE: usize = 256 << 10;

fn attach(store: &Store, id: &ConversationId, material: &str) -> Exchange {
    let exchange = store
        .begin_exchange(&NewExchange { material: Some(material), ..plain(id, "summarise", NOW) })
        .expect("an exchange");
    answer(store, exchange.answer, "short", NOW);
    exchange
}

fn files(place: &Place) -> Vec<PathBuf> {
    let folder = place.path().with_file_name("baro.db.materials");
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    entries.map(|entry| entry.expect("an entry").path()).collect()
}

fn kept(store: &Store, id: &ConversationId) -> Vec<Option<String>> {
    store.branch(id).expect("turns").into_iter().map(|turn| turn.material).collect()
}

#[test]
fn only_what_is_large_gets_a_file_and_both_are_read_alike() {
    let place = Place::new();
    let store = place.open();
    let (small, large) = ("가".repeat(LARGE / 3), "가".repeat(LARGE / 3 + 1));
    let id = begin(&store, Surface::Ask, "/a", NOW);
    attach(&store, &id, &small);
    assert_eq!(files(&place), Vec::<PathBuf>::new());
    attach(&store, &id, &large);
    assert_eq!(files(&place).len(), 1);
    let expected = [Some(small), None, Some(large.clone()), None];
    assert_eq!(kept(&store, &id), expected);
    drop(store);
    let store = place.open();
    assert_eq!(kept(&store, &id), expected, "after opening it again");
    assert_eq!(store.last_exchange(&id).expect("read").expect("one").question.material, Some(large));
}

#[test]
fn a_database_in_memory_keeps_all_of_it() {
    let store = memory();
    let large = "a".repeat(LARGE);
    let id = begin(&store, Surface::Ask, "/a", NOW);
    attach(&store, &id, &large);
    assert_eq!(kept(&store, &id), [Some(large), None]);
}

#[test]
fn what_is_in_a_file_is_found_exported_and_imported() {
    let place = Place::new();
    let store = place.open();
    let id = begin(&store, Surface::Ask, "/a", NOW);
    let large = format!("needle {}", "~=~ ".repeat(LARGE));
    attach(&store, &id, &large);
    assert_eq!(store.search("needle", 10).expect("hits").len(), 1);
    assert_eq!(store.search("~=~", 10).expect("hits").len(), 1, "words without a letter");
    let mut lines = Vec::new();
    store.export_jsonl(&id, &mut lines).expect("an export");
    let copy = store.import(&mut lines.as_slice(), None, NOW).expect("an import");
    assert_eq!(kept(&store, &copy), kept(&store, &id));
    assert_eq!(files(&place).len(), 2);
}

#[test]
fn files_go_with_their_conversation_and_so_do_those_that_no_turn_knows() {
    let place = Place::new();
    let store = place.open();
    let (gone, stays) = (begin(&store, Surface::Ask, "/a", NOW), begin(&store, Surface::Ask, "/a", NOW));
    attach(&store, &gone, &"a".repeat(LARGE));
    attach(&store, &stays, &"b".repeat(LARGE));
    let folder = place.path().with_file_name("baro.db.materials");
    // Of a process that was killed before its turn was committed; and something of the user's.
    fs::write(folder.join("4711"), "orphan").expect("a file");
    fs::write(folder.join("notes"), "mine").expect("a file");
    store.remove(&gone).expect("removed");
    assert_eq!(kept(&store, &stays), [Some("b".repeat(LARGE)), None]);
    assert_eq!(files(&place).len(), 2);
    assert!(folder.join("notes").exists());
    store.prune(crate::domain::UnixMillis(NOW.0 + 1)).expect("pruned");
    assert_eq!(files(&place), [folder.join("notes")]);
}

#[test]
fn a_file_that_is_lost_or_cut_is_said_to_be() {
    let place = Place::new();
    let store = place.open();
    let id = begin(&store, Surface::Ask, "/a", NOW);
    attach(&store, &id, &"a".repeat(LARGE));
    let file = files(&place).remove(0);
    let lost = Some(format!("[material: {LARGE} bytes were attached here; their file is lost]"));
    fs::write(&file, "a").expect("cut");
    assert_eq!(kept(&store, &id)[0], lost);
    fs::remove_file(&file).expect("gone");
    assert_eq!(kept(&store, &id)[0], lost);
    store.remove(&id).expect("removed all the same");
}

#[test]
fn a_number_given_again_after_a_crash_gets_a_file_of_its_own() {
    let place = Place::new();
    let store = place.open();
    let folder = place.path().with_file_name("baro.db.materials");
    fs::create_dir(&folder).expect("a folder");
    fs::write(folder.join("1"), "of a transaction that was never committed").expect("a file");
    let id = begin(&store, Surface::Ask, "/a", NOW);
    let exchange = attach(&store, &id, &"a".repeat(LARGE));
    assert_eq!(exchange.question.0, 1);
    assert_eq!(kept(&store, &id)[0], Some("a".repeat(LARGE)));
}

#[cfg(unix)]
#[test]
fn only_the_user_may_read_the_files() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    let store = place.open();
    let id = begin(&store, Surface::Ask, "/a", NOW);
    attach(&store, &id, &"a".repeat(LARGE));
    let file = files(&place).remove(0);
    let mode = |path: &std::path::Path| fs::metadata(path).expect("a file").permissions().mode() & 0o777;
    assert_eq!((mode(&file), mode(file.parent().expect("a folder"))), (0o600, 0o700));
}

#[test]
fn material_that_cannot_be_kept_keeps_nothing_of_the_turn() {
    let place = Place::new();
    let store = place.open();
    // A file where the folder should be.
    fs::write(place.path().with_file_name("baro.db.materials"), "").expect("a file");
    let id = begin(&store, Surface::Ask, "/a", NOW);
    let failed =
        store.begin_exchange(&NewExchange { material: Some(&"a".repeat(LARGE)), ..plain(&id, "summarise", NOW) });
    assert!(matches!(failed, Err(crate::store::Error::Unreadable { .. })), "{failed:?}");
    assert_eq!(store.turns(&id).expect("turns"), []);
}
