//! Reads the columns of the database as the types of `domain`, and back.

use rusqlite::Row;
use rusqlite::types::Type;
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::Error as BadWord;

use crate::domain::conversation::{Conversation, Turn};
use crate::domain::{Candidate, ConversationId, Hint, ModelRef, TurnId, UnixMillis};

use super::Error;

/// A number of things as SQLite keeps it. What does not fit is kept as the largest that does.
pub(super) fn integer(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// A number of things as it was kept.
pub(super) fn natural(n: i64) -> u64 {
    u64::try_from(n).unwrap_or(0)
}

/// A word of one of `domain`'s enums.
pub(super) fn word<T: for<'de> Deserialize<'de>>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    let text = row.get_ref(column)?.as_str()?;
    T::deserialize(IntoDeserializer::<BadWord>::into_deserializer(text)).map_err(|error| unreadable(column, error))
}

/// A word of one of `domain`'s enums, or nothing.
pub(super) fn optional_word<T: for<'de> Deserialize<'de>>(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<T>> {
    if row.get_ref(column)? == rusqlite::types::ValueRef::Null {
        return Ok(None);
    }
    word(row, column).map(Some)
}

pub(super) fn unreadable(column: usize, error: impl std::error::Error + Send + Sync + 'static) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(error))
}

pub(super) fn conversation_id(row: &Row<'_>, column: usize) -> rusqlite::Result<ConversationId> {
    let text = row.get_ref(column)?.as_str()?;
    ConversationId::parse(text).ok_or_else(|| unreadable(column, Error::NotFound(text.to_owned())))
}

pub(super) fn model(row: &Row<'_>, column: usize) -> rusqlite::Result<ModelRef> {
    row.get_ref(column)?.as_str()?.parse().map_err(|error| unreadable(column, error))
}

/// Columns of [`turn`], before [`MATERIAL`](super::materials::MATERIAL). An answer that is not whole is what was kept of it and the parts that follow.
pub(super) const TURN: &str = "turn.id, turn.parent, turn.role, turn.state, turn.route, turn.source, \
    turn.confidence, turn.model, turn.effort, turn.finish, turn.created_at, turn.hints, \
    CASE turn.state WHEN 'complete' THEN turn.text ELSE turn.text || coalesce( \
    (SELECT group_concat(part.text, '' ORDER BY part.number) FROM part WHERE part.turn = turn.id), '') END";

pub(super) fn turn(row: &Row<'_>) -> rusqlite::Result<Turn> {
    Ok(Turn {
        id: TurnId(row.get(0)?),
        parent: row.get::<_, Option<i64>>(1)?.map(TurnId),
        role: word(row, 2)?,
        state: word(row, 3)?,
        route: optional_word(row, 4)?,
        source: optional_word(row, 5)?,
        confidence: row.get(6)?,
        model: match row.get_ref(7)? {
            rusqlite::types::ValueRef::Null => None,
            _ => Some(model(row, 7)?),
        },
        effort: optional_word(row, 8)?,
        finish: optional_word(row, 9)?,
        created_at: UnixMillis(row.get(10)?),
        hints: hints(row, 11)?,
        text: row.get(12)?,
        material: row.get(13)?,
    })
}

/// What a message wishes. A word that is not known is none.
fn hints(row: &Row<'_>, column: usize) -> rusqlite::Result<Vec<Hint>> {
    let words: Option<String> = row.get(column)?;
    Ok(words.unwrap_or_default().split_whitespace().filter_map(|word| word.parse().ok()).collect())
}

/// Who is meant by a text such as a pin, or nobody.
pub(super) fn candidate(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Candidate>> {
    let text: Option<String> = row.get(column)?;
    text.map(|text| text.parse::<Candidate>().map_err(|error| unreadable(column, error))).transpose()
}

/// Columns of [`conversation`].
pub(super) const CONVERSATION: &str = "conversation.public_id, conversation.name, conversation.title, \
    conversation.starred, conversation.surface, conversation.folder, conversation.pin, conversation.system, \
    conversation.head, conversation.n_turns, conversation.created_at, conversation.updated_at, conversation.n_questions";

pub(super) fn conversation(row: &Row<'_>) -> rusqlite::Result<Conversation> {
    Ok(Conversation {
        id: conversation_id(row, 0)?,
        name: row.get(1)?,
        title: row.get(2)?,
        starred: row.get(3)?,
        surface: word(row, 4)?,
        folder: row.get(5)?,
        pin: candidate(row, 6)?,
        system: row.get(7)?,
        head: row.get::<_, Option<i64>>(8)?.map(TurnId),
        n_turns: natural(row.get(9)?),
        created_at: UnixMillis(row.get(10)?),
        updated_at: UnixMillis(row.get(11)?),
        n_questions: natural(row.get(12)?),
    })
}
