//! Finds words in what was said. Brings the index up to date first, so that no answer ever waits for it.

use rusqlite::{Connection, Row, params};
use unicode_normalization::UnicodeNormalization;

use crate::domain::{ConversationId, TurnId, UnixMillis};

use super::materials::MATERIAL;
use super::rows::{self, integer};
use super::{Error, Hit, Store, terms};

/// Turns that are indexed in one transaction; other processes may write between two.
const N_AT_ONCE: i64 = 200;
/// Of a text longer than this, the beginning is indexed.
const INDEXED_BYTES: usize = 1 << 18;
/// Of what was attached.
const INDEXED_MATERIAL_BYTES: usize = 1 << 16;
/// Characters of a snippet before and after the beginning of what was found.
const BEFORE_CHARS: usize = 30;
const AFTER_CHARS: usize = 70;

/// Columns of [`hit`] after the turn's own.
const CONVERSATION: &str = "conversation.public_id, conversation.name, conversation.title";

fn beginning(text: &str, n_bytes: usize) -> &str {
    &text[..text.floor_char_boundary(n_bytes)]
}

/// Indexes some of the turns that the index lacks. Says whether there may be more.
fn index_some(connection: &Connection) -> Result<bool, Error> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT unindexed.turn, turn.text, {MATERIAL} FROM unindexed LEFT JOIN turn ON turn.id = unindexed.turn \
         ORDER BY unindexed.turn LIMIT ?1"
    ))?;
    let mut found = statement.query([N_AT_ONCE])?;
    let mut delete = connection.prepare_cached("DELETE FROM search WHERE rowid = ?1")?;
    let mut insert = connection.prepare_cached("INSERT INTO search (rowid, terms) VALUES (?1, ?2)")?;
    let mut done: Option<i64> = None;
    let mut n_found = 0;
    while let Some(row) = found.next()? {
        let turn: i64 = row.get(0)?;
        done = Some(turn);
        n_found += 1;
        // An answer that was folded and ended later comes a second time.
        delete.execute([turn])?;
        let Some(text) = row.get::<_, Option<String>>(1)? else { continue };
        let mut indexed = terms::index(beginning(&text, INDEXED_BYTES));
        if let Some(material) = row.get::<_, Option<String>>(2)? {
            indexed.push(' ');
            indexed.push_str(&terms::index(beginning(&material, INDEXED_MATERIAL_BYTES)));
        }
        insert.execute(params![turn, indexed])?;
    }
    if let Some(last) = done {
        connection.prepare_cached("DELETE FROM unindexed WHERE turn <= ?1")?.execute([last])?;
    }
    Ok(n_found == N_AT_ONCE)
}

/// The words' surroundings on one line: of the first word that is found, else the text's beginning.
fn snippet(text: &str, words: &str) -> Option<String> {
    let fold = |text: &str| -> Vec<char> {
        text.nfc().map(|character| character.to_lowercase().next().unwrap_or(character)).collect()
    };
    let shown: Vec<char> = text.nfc().collect();
    let folded = fold(text);
    let place = words
        .split_whitespace()
        .map(fold)
        .find_map(|word| folded.windows(word.len().max(1)).position(|window| window == word.as_slice()))?;
    let first = place.saturating_sub(BEFORE_CHARS);
    let end = shown.len().min(place + AFTER_CHARS);
    let words: String = shown[first..end].iter().collect();
    let words: Vec<&str> = words
        .split(|character: char| character.is_whitespace() || character.is_control())
        .filter(|word| !word.is_empty())
        .collect();
    let (before, after) = (if first > 0 { "…" } else { "" }, if end < shown.len() { "…" } else { "" });
    Some(format!("{before}{}{after}", words.join(" ")))
}

/// Material without the labels and fences that stand around it.
fn without_frames(material: &str) -> String {
    let is_frame = |line: &str| {
        let fence = line.trim_end_matches("text").trim_end_matches(['`', '~']);
        line.starts_with("[material: ") || (fence.is_empty() && line.starts_with(['`', '~']))
    };
    material.lines().filter(|line| !is_frame(line)).collect::<Vec<_>>().join("\n")
}

/// Reads the turn's number, role, time, text and material, then [`CONVERSATION`].
fn hit(row: &Row<'_>, words: &str) -> rusqlite::Result<Hit> {
    let text: String = row.get(3)?;
    let material: Option<String> = row.get(4)?;
    let snippet = snippet(beginning(&text, INDEXED_BYTES), words)
        .or_else(|| {
            let material = beginning(material.as_deref()?, INDEXED_MATERIAL_BYTES);
            snippet(&without_frames(material), words).or_else(|| snippet(material, words))
        })
        .unwrap_or_else(|| super::title_of(&text));
    Ok(Hit {
        turn: row.get::<_, Option<i64>>(0)?.map(TurnId),
        role: rows::optional_word(row, 1)?,
        at: UnixMillis(row.get(2)?),
        conversation: rows::conversation_id(row, 5)?,
        name: row.get(6)?,
        title: row.get(7)?,
        snippet,
    })
}

impl Store {
    /// Finds what holds all of `words`, in any case and with any particle after them: turns, newest first, after
    /// conversations whose name has the words. Words without a letter or digit are looked for as they stand.
    pub fn search(&self, words: &str, limit: usize) -> Result<Vec<Hit>, Error> {
        let words = words.trim();
        if words.is_empty() {
            return Ok(Vec::new());
        }
        let Some(memory) = self.memory.get() else { return self.search_here(words, limit) };
        let mut hits = memory.search_here(words, limit)?;
        for hit in self.search_here(words, limit)? {
            // What was copied is found in the copy.
            if !memory.has(&hit.conversation)? {
                hits.push(hit);
            }
        }
        hits.truncate(limit);
        Ok(hits)
    }

    fn search_here(&self, words: &str, limit: usize) -> Result<Vec<Hit>, Error> {
        while self.lacks_turns()? && self.write(index_some)? {}
        self.read(|connection| {
            let mut hits = Self::named(connection, words)?;
            let limit_left = integer(u64::try_from(limit.saturating_sub(hits.len())).unwrap_or(u64::MAX));
            let (condition, parameter) = match terms::query(words) {
                Some(query) => ("turn.id IN (SELECT rowid FROM search WHERE search MATCH ?1)".to_owned(), query),
                None => (format!("(instr(turn.text, ?1) OR instr({MATERIAL}, ?1))"), words.to_owned()),
            };
            let mut statement = connection.prepare_cached(&format!(
                "SELECT turn.id, turn.role, turn.created_at, turn.text, {MATERIAL}, {CONVERSATION} \
                 FROM turn JOIN conversation ON conversation.id = turn.conversation WHERE {condition} \
                 ORDER BY turn.id DESC LIMIT ?2"
            ))?;
            let found = statement.query_map(params![parameter, limit_left], |row| hit(row, words))?;
            for found in found {
                hits.push(found?);
            }
            hits.truncate(limit);
            Ok(hits)
        })
    }

    fn lacks_turns(&self) -> Result<bool, Error> {
        self.read(|connection| {
            Ok(connection.prepare_cached("SELECT EXISTS (SELECT 1 FROM unindexed)")?.query_row([], |row| row.get(0))?)
        })
    }

    /// Conversations whose name holds all the words.
    fn named(connection: &Connection, words: &str) -> Result<Vec<Hit>, Error> {
        let words: Vec<String> =
            words.to_lowercase().nfc().collect::<String>().split_whitespace().map(str::to_owned).collect();
        let mut statement = connection.prepare_cached(
            "SELECT public_id, name, title, created_at FROM conversation WHERE name IS NOT NULL AND n_turns > 0 \
             ORDER BY updated_at DESC",
        )?;
        let found = statement.query_map([], |row| {
            Ok((rows::conversation_id(row, 0)?, row.get::<_, String>(1)?, row.get(2)?, UnixMillis(row.get(3)?)))
        })?;
        let mut hits = Vec::new();
        for row in found {
            let (conversation, name, title, at): (ConversationId, String, String, UnixMillis) = row?;
            let folded = name.to_lowercase();
            if words.iter().all(|word| folded.contains(word.as_str())) {
                let snippet = name.clone();
                hits.push(Hit { conversation, name: Some(name), title, turn: None, role: None, snippet, at });
            }
        }
        Ok(hits)
    }
}
