//! Conversations: beginning, finding, listing, marking and removing them.

use std::ops::Range;

use rusqlite::{Connection, OptionalExtension, params};
use unicode_normalization::UnicodeNormalization;

use crate::domain::conversation::Conversation;
use crate::domain::{Candidate, ConversationId, TurnId, UnixMillis};

use super::open::fill_random;
use super::rows::{self, integer, natural};
use super::{Error, ListFilter, ListScope, NewConversation, PinChange, Star, Store};

/// Characters of a title.
const TITLE_CHARS: usize = 60;
/// Characters of a name.
const NAME_CHARS: usize = 100;
/// Characters after `c_` from which on a prefix is looked up.
const PREFIX_CHARS: usize = 4;

/// A title for lists: the text's first line that has something on it, its blanks joined, cut at 60 characters.
#[must_use]
pub fn title_of(text: &str) -> String {
    let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let mut title = String::new();
    let mut n_chars = 0;
    for word in line.split_whitespace() {
        if n_chars > 0 {
            title.push(' ');
            n_chars += 1;
        }
        for character in word.chars().filter(|character| !character.is_control()) {
            if n_chars == TITLE_CHARS {
                title.push('…');
                return title;
            }
            title.push(character);
            n_chars += 1;
        }
    }
    title
}

/// A name as it is kept: composed, without blanks around it.
fn name_of(text: &str) -> Result<String, Error> {
    let name: String = text.trim().nfc().collect();
    let fits = !name.is_empty()
        && name.chars().count() <= NAME_CHARS
        && !name.contains(char::is_control)
        && !name.starts_with(ConversationId::PREFIX);
    if fits { Ok(name) } else { Err(Error::BadName(text.to_owned())) }
}

/// The database's own number of a conversation.
pub(super) fn number_of(connection: &Connection, id: &ConversationId) -> Result<i64, Error> {
    connection
        .prepare_cached("SELECT id FROM conversation WHERE public_id = ?1")?
        .query_row([id.as_str()], |row| row.get(0))
        .optional()?
        .ok_or_else(|| Error::NotFound(id.to_string()))
}

pub(super) fn insert(connection: &Connection, new: &NewConversation<'_>) -> Result<(i64, ConversationId), Error> {
    let name = new.name.map(|name| free_name(connection, name)).transpose()?;
    let mut random = [0; ConversationId::N_RANDOM];
    fill_random(&mut random)?;
    let id = ConversationId::from_random(random);
    connection
        .prepare_cached(
            "INSERT INTO conversation (public_id, name, title, surface, folder, system, pin, created_at, updated_at) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8)",
        )?
        .execute(params![
            id.as_str(),
            name,
            new.title,
            new.surface.as_str(),
            new.folder,
            new.system,
            new.pin.map(ToString::to_string),
            new.now.0
        ])?;
    Ok((connection.last_insert_rowid(), id))
}

/// The conversation of that name, or a new one.
pub(super) fn find_or_insert(
    connection: &Connection,
    new: &NewConversation<'_>,
) -> Result<(i64, ConversationId), Error> {
    if let Some(name) = new.name {
        let found = connection
            .prepare_cached("SELECT id, public_id FROM conversation WHERE name = ?1")?
            .query_row([name_of(name)?], |row| Ok((row.get(0)?, rows::conversation_id(row, 1)?)))
            .optional()?;
        if let Some(found) = found {
            return Ok(found);
        }
    }
    insert(connection, new)
}

/// The name as it is kept, if nobody has it.
pub(super) fn free_name(connection: &Connection, text: &str) -> Result<String, Error> {
    let name = name_of(text)?;
    let is_taken = connection.prepare_cached("SELECT 1 FROM conversation WHERE name = ?1")?.exists([&name])?;
    if is_taken { Err(Error::NameTaken(name)) } else { Ok(name) }
}

impl Store {
    /// Begins a conversation. It is listed once it has a turn.
    pub fn begin_conversation(&self, new: &NewConversation<'_>) -> Result<ConversationId, Error> {
        self.home_of_new().write(|connection| Ok(insert(connection, new)?.1))
    }

    /// A conversation without its turns.
    pub fn conversation(&self, id: &ConversationId) -> Result<Conversation, Error> {
        self.home(id)?.read(|connection| {
            connection
                .prepare_cached(&format!("SELECT {} FROM conversation WHERE public_id = ?1", rows::CONVERSATION))?
                .query_row([id.as_str()], rows::conversation)
                .optional()?
                .ok_or_else(|| Error::NotFound(id.to_string()))
        })
    }

    /// Finds a conversation by its whole id, by an id's beginning (`c_` and at least four characters), or by name.
    /// An id that fits none is [`Error::NotFound`]; a name that nobody has is `None`, and may be begun.
    pub fn find(&self, text: &str) -> Result<Option<ConversationId>, Error> {
        if let Some(memory) = self.memory.get()
            && let Ok(Some(found)) = memory.find(text)
        {
            return Ok(Some(found));
        }
        let Some(random) = text.strip_prefix(ConversationId::PREFIX) else {
            let name = name_of(text)?;
            return self.read(|connection| {
                Ok(connection
                    .prepare_cached("SELECT public_id FROM conversation WHERE name = ?1")?
                    .query_row([name], |row| rows::conversation_id(row, 0))
                    .optional()?)
            });
        };
        if random.chars().count() < PREFIX_CHARS {
            return Err(Error::PrefixTooShort(text.to_owned()));
        }
        if !random.bytes().all(|byte| ConversationId::ALPHABET.contains(&byte)) {
            return Err(Error::NotFound(text.to_owned()));
        }
        self.read(|connection| {
            // `{` is the character after `z`, the last of the alphabet.
            let mut statement = connection.prepare_cached(
                "SELECT public_id, count(*) OVER () FROM conversation \
                 WHERE public_id >= ?1 AND public_id < ?1 || '{' LIMIT 1",
            )?;
            let found = statement
                .query_row([text], |row| Ok((rows::conversation_id(row, 0)?, row.get::<_, i64>(1)?)))
                .optional()?;
            match found {
                None => Err(Error::NotFound(text.to_owned())),
                Some((id, 1)) => Ok(Some(id)),
                Some((_, n)) => Err(Error::Ambiguous { text: text.to_owned(), n: natural(n) }),
            }
        })
    }

    /// The conversation of `ask` or the REPL to which something was added last, in `folder` or, with `None`, anywhere.
    pub fn last(&self, folder: Option<&str>) -> Result<Option<ConversationId>, Error> {
        self.last_beside(folder, None)
    }

    /// As [`Store::last`], but not the conversation `beside`.
    pub fn last_beside(
        &self,
        folder: Option<&str>,
        beside: Option<&ConversationId>,
    ) -> Result<Option<ConversationId>, Error> {
        if let Some(memory) = self.memory.get()
            && let Some(found) = memory.last_beside(folder, beside)?
        {
            return Ok(Some(found));
        }
        self.read(|connection| {
            Ok(connection
                .prepare_cached(
                    "SELECT public_id FROM conversation WHERE surface IN ('ask', 'repl') AND head IS NOT NULL \
                     AND (?1 IS NULL OR folder = ?1) AND public_id IS NOT ?2 ORDER BY updated_at DESC, id DESC LIMIT 1",
                )?
                .query_row(params![folder, beside.map(ConversationId::as_str)], |row| rows::conversation_id(row, 0))
                .optional()?)
        })
    }

    /// As [`Store::last_beside`], of those to which something was added within `days`: the last one then.
    pub fn last_within(
        &self,
        days: &Range<UnixMillis>,
        folder: Option<&str>,
        beside: Option<&ConversationId>,
    ) -> Result<Option<ConversationId>, Error> {
        if let Some(memory) = self.memory.get()
            && let Some(found) = memory.last_within(days, folder, beside)?
        {
            return Ok(Some(found));
        }
        self.read(|connection| {
            Ok(connection
                .prepare_cached(
                    "SELECT public_id FROM turn JOIN conversation ON conversation.id = turn.conversation \
                     WHERE turn.created_at >= ?3 AND turn.created_at < ?4 \
                     AND surface IN ('ask', 'repl') AND conversation.head IS NOT NULL \
                     AND (?1 IS NULL OR folder = ?1) AND public_id IS NOT ?2 \
                     ORDER BY turn.created_at DESC, turn.id DESC LIMIT 1",
                )?
                .query_row(params![folder, beside.map(ConversationId::as_str), days.start.0, days.end.0], |row| {
                    rows::conversation_id(row, 0)
                })
                .optional()?)
        })
    }

    /// Sets the user's mark.
    pub fn set_starred(&self, id: &ConversationId, star: Star) -> Result<(), Error> {
        let sql = "UPDATE conversation SET starred = ?2 WHERE public_id = ?1";
        self.home(id)?.write(|connection| {
            match connection.execute(sql, params![id.as_str(), star == Star::Starred])? {
                0 => Err(Error::NotFound(id.to_string())),
                _ => Ok(()),
            }
        })?;
        if self.memory.get().is_none() {
            return Ok(());
        }
        // A mark is no text: the conversation in the file, of which this is a copy, has it too.
        self.write(|connection| Ok(connection.execute(sql, params![id.as_str(), star == Star::Starred]).map(drop)?))
    }

    /// Pins a candidate to the conversation, or with `None` unpins. Nothing is left to undo.
    pub fn set_pin(&self, id: &ConversationId, pin: Option<&Candidate>) -> Result<(), Error> {
        self.update_pin("pin = ?2, pin_changed_at = NULL, pin_before = NULL", id, pin)
    }

    /// As [`Store::set_pin`], and keeps what the pin was, which can be undone as long as nothing is said.
    pub fn change_pin(&self, id: &ConversationId, pin: Option<&Candidate>) -> Result<(), Error> {
        self.update_pin("pin_before = pin, pin = ?2, pin_changed_at = n_turns", id, pin)
    }

    fn update_pin(&self, set: &'static str, id: &ConversationId, pin: Option<&Candidate>) -> Result<(), Error> {
        self.home(id)?.write(|connection| {
            let sql = format!("UPDATE conversation SET {set} WHERE public_id = ?1");
            match connection.execute(&sql, params![id.as_str(), pin.map(ToString::to_string)])? {
                0 => Err(Error::NotFound(id.to_string())),
                _ => Ok(()),
            }
        })
    }

    /// The change of the pin that nothing was said after.
    pub fn last_pin_change(&self, id: &ConversationId) -> Result<Option<PinChange>, Error> {
        self.home(id)?.read(|connection| {
            let found = connection
                .prepare_cached(
                    "SELECT pin_before FROM conversation WHERE public_id = ?1 AND pin_changed_at = n_turns",
                )?
                .query_row([id.as_str()], |row| Ok(PinChange { before: rows::candidate(row, 0)? }))
                .optional()?;
            Ok(found)
        })
    }

    /// Goes on from another turn of the same conversation from now on; `None` begins anew below its system text.
    pub fn set_head(&self, id: &ConversationId, head: Option<TurnId>) -> Result<(), Error> {
        self.home(id)?.write(|connection| {
            let number = number_of(connection, id)?;
            if let Some(head) = head {
                super::turns::require(connection, number, head)?;
            }
            connection
                .execute("UPDATE conversation SET head = ?2 WHERE id = ?1", params![number, head.map(|turn| turn.0)])?;
            Ok(())
        })
    }

    /// Conversations that have a turn, those that something was added to last first.
    pub fn list(&self, filter: &ListFilter<'_>) -> Result<Vec<Conversation>, Error> {
        let scope = match filter.scope {
            ListScope::All => "1",
            ListScope::Starred => "starred",
            ListScope::Continued => "(n_questions > 1 OR surface NOT IN ('ask', 'mcp') OR name IS NOT NULL OR starred)",
        };
        let mut listed = match self.memory.get() {
            Some(memory) => memory.list(filter)?,
            None => Vec::new(),
        };
        let in_file = self.read(|connection| {
            let mut statement = connection.prepare_cached(&format!(
                "SELECT {} FROM conversation WHERE n_turns > 0 AND (?1 IS NULL OR folder = ?1) AND {scope} \
                 ORDER BY updated_at DESC, id DESC LIMIT ?2",
                rows::CONVERSATION
            ))?;
            let limit = integer(u64::try_from(filter.limit).unwrap_or(u64::MAX));
            let found = statement.query_map(params![filter.folder, limit], rows::conversation)?;
            Ok(found.collect::<Result<Vec<_>, _>>()?)
        })?;
        let n_in_memory = listed.len();
        for kept in in_file {
            if listed[..n_in_memory].iter().all(|copy| copy.id != kept.id) {
                listed.push(kept);
            }
        }
        listed.truncate(filter.limit);
        Ok(listed)
    }

    /// Removes a conversation with its turns from the file, search included. The ledger's rows stay, so that no
    /// sum changes, but no longer say whose they were.
    pub fn remove(&self, id: &ConversationId) -> Result<(), Error> {
        let with_files = self.write(|connection| {
            self.materials.sweep(connection)?;
            let with_files = delete(connection, number_of(connection, id)?)?;
            forget_terms(connection)?;
            Ok(with_files)
        })?;
        self.drop_old_pages()?;
        self.materials.remove(&with_files)
    }

    /// Removes conversations that nothing was added to since `before` and that the user did not star, as
    /// [`Store::remove`] does. Says how many. Where there are none, nothing is written.
    pub fn prune(&self, before: UnixMillis) -> Result<u64, Error> {
        const OLD: &str = "SELECT id FROM conversation WHERE updated_at < ?1 AND NOT starred";
        let due = self.read(|connection| {
            let mut statement = connection.prepare_cached(&format!("SELECT EXISTS ({OLD})"))?;
            Ok(statement.query_row([before.0], |row| row.get::<_, bool>(0))?)
        })?;
        if !due {
            return Ok(0);
        }
        let (n_removed, with_files) = self.write(|connection| {
            self.materials.sweep(connection)?;
            let mut statement = connection.prepare_cached(OLD)?;
            let numbers = statement.query_map([before.0], |row| row.get(0))?.collect::<Result<Vec<i64>, _>>()?;
            let mut with_files = Vec::new();
            for number in &numbers {
                with_files.extend(delete(connection, *number)?);
            }
            forget_terms(connection)?;
            Ok((numbers.len() as u64, with_files))
        })?;
        self.drop_old_pages()?;
        self.materials.remove(&with_files)?;
        Ok(n_removed)
    }

    /// The log still has the old pages. Where a reader is in the way, the next checkpoint drops them.
    fn drop_old_pages(&self) -> Result<(), Error> {
        self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).map_err(Error::from)
    }
}

/// Deletes the rows. The turns whose material is in files are handed back: numbers are never given twice, so that the
/// files can go once the deletion is sure.
fn delete(connection: &Connection, number: i64) -> Result<Vec<TurnId>, Error> {
    let with_files = connection
        .prepare_cached("SELECT id FROM turn WHERE conversation = ?1 AND material_bytes IS NOT NULL")?
        .query_map([number], |row| row.get(0).map(TurnId))?
        .collect::<Result<_, _>>()?;
    for sql in [
        "UPDATE attempt SET conversation = NULL, turn = NULL, request_id = NULL WHERE conversation = ?1 \
                 OR turn IN (SELECT id FROM turn WHERE conversation = ?1)",
        "DELETE FROM part WHERE turn IN (SELECT id FROM turn WHERE conversation = ?1)",
        "DELETE FROM search WHERE rowid IN (SELECT id FROM turn WHERE conversation = ?1)",
        "DELETE FROM unindexed WHERE turn IN (SELECT id FROM turn WHERE conversation = ?1)",
        "DELETE FROM turn WHERE conversation = ?1",
        "DELETE FROM conversation WHERE id = ?1",
    ] {
        connection.execute(sql, [number])?;
    }
    Ok(with_files)
}

/// Merging the index drops the terms that were only marked as deleted.
fn forget_terms(connection: &Connection) -> Result<(), Error> {
    connection.execute("INSERT INTO search (search) VALUES ('optimize')", [])?;
    Ok(())
}
