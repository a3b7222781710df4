//! Changes single settings of the user's file, and nothing else of it: comments, order and blank lines stay.
//!
//! What comes out is read by the same parser that reads the file, before anything is written; it is written whole or
//! not at all, with the mode that the file had. Project files are never written.

use std::io;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use toml_edit::{Array, Decor, DocumentMut, Item, RawString, Table, TableLike, Value as Toml};

use super::environment::Environment;
use super::error::{Error, Unreadable};
use super::key_shape;
use super::keys::{self, KEYS, Place, Scope};
use super::load;
use super::paths::Paths;
use super::value::{self, Expected, Value};
use crate::files::{self, Lock, Readers};

/// How long another process that changes the settings is waited for.
const LOCK_WAIT: Duration = Duration::from_secs(5);

/// A change of one setting.
#[derive(Debug, Clone, Copy)]
pub enum Change<'a> {
    /// Writes it.
    Set {
        /// The key, `ui.footer`.
        key: &'a str,
        /// The value: text without quotes, lists with commas between, or TOML.
        value: &'a str,
    },
    /// Takes it out, if it is there.
    Unset {
        /// The key.
        key: &'a str,
    },
}

/// What came of changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edited {
    /// The file.
    pub file: PathBuf,
    /// The keys, as the file has them.
    pub keys: Vec<String>,
    /// How many settings were taken out.
    pub n_removed: usize,
    /// Whether there was no such file before.
    pub is_made: bool,
}

/// Why nothing was changed.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum EditError {
    /// No such setting.
    #[error("unknown key `{key}`")]
    UnknownKey {
        /// As typed.
        key: String,
        /// The key that was probably meant.
        nearest: Option<String>,
    },
    /// It is a table of settings.
    #[error("`{key}` is a table")]
    IsTable {
        /// As typed.
        key: String,
    },
    /// The value does not fit.
    #[error("`{key}` must be {expected}")]
    BadValue {
        /// The key.
        key: String,
        /// What would fit.
        expected: Expected,
    },
    /// The file as it is, or as it would be, cannot be read.
    #[error(transparent)]
    File(#[from] Error),
    /// Another process is changing it, and takes longer than is waited for.
    #[error("{}: locked by another process for {} s", path.display(), waited.as_secs())]
    InUse {
        /// What it holds.
        path: PathBuf,
        /// How long it was waited for.
        waited: Duration,
    },
    /// It cannot be written.
    #[error("{}: {reason}", path.display())]
    NotWritten {
        /// The file.
        path: PathBuf,
        /// The nearest folder above it that is there.
        folder: PathBuf,
        /// Why.
        reason: Unreadable,
    },
}

/// Changes that are sound, before they are written.
#[derive(Debug)]
pub struct Planned {
    edited: Edited,
    /// What the file would hold.
    text: String,
    is_new: bool,
    /// Nobody else changes the file until this is written or dropped.
    _alone: Option<Lock>,
}

impl Planned {
    /// What the file would hold.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The keys that are changed, as the file has them.
    #[must_use]
    pub fn keys(&self) -> &[String] {
        &self.edited.keys
    }

    /// Writes the file, if it is to be another one.
    pub fn write(self) -> Result<Edited, EditError> {
        let path = &self.edited.file;
        if self.is_new {
            write(path, &self.text).map_err(|error| not_written(path, &error))?;
        }
        Ok(self.edited)
    }
}

/// Makes the changes, all or none, in order. A relative path among the values starts at `folder`.
pub fn edit(
    environment: &Environment,
    paths: &Paths,
    folder: &Path,
    changes: &[Change<'_>],
) -> Result<Edited, EditError> {
    plan(environment, paths, folder, changes)?.write()
}

/// As [`edit`], but for the writing.
pub fn plan(
    environment: &Environment,
    paths: &Paths,
    folder: &Path,
    changes: &[Change<'_>],
) -> Result<Planned, EditError> {
    let alone = alone(paths, LOCK_WAIT)?;
    let old = load::read_user_file(environment, &paths.config_file)?;
    let was_there = old.is_some();
    let old = old.unwrap_or_default();
    let (mark, text) = match old.strip_prefix('\u{feff}') {
        Some(text) => ("\u{feff}", text),
        None => ("", old.as_str()),
    };
    // The real parser first: its errors name the line and know more.
    let wrong = load::wrong_in_user_text(environment, paths, text);
    if let Some(error) = wrong.iter().find(|error| error.hides_the_settings(paths)) {
        return Err(error.clone().into());
    }
    let syntax = |error: &toml_edit::TomlError| Error::Syntax {
        path: paths.config_file.clone(),
        line: 1,
        column: 1,
        message: error.message().to_owned(),
        snippet: String::new(),
    };
    // The parser leaves the line ends of Windows out of some places, and not of others.
    let mut document: DocumentMut = text.replace("\r\n", "\n").parse().map_err(|error| syntax(&error))?;
    let (body, closing) = body_and_closing(&document);
    let mut edited = Edited { file: paths.config_file.clone(), keys: Vec::new(), n_removed: 0, is_made: false };
    for change in changes {
        match *change {
            Change::Set { key, value } => {
                if let Some(error) = wrong.iter().find(|error| stands_above(error, key)) {
                    return Err(error.clone().into());
                }
                edited.keys.push(set(document.as_table_mut(), folder, key, value)?);
            }
            Change::Unset { key } => {
                let (whole, was_there) = unset(document.as_table_mut(), key)?;
                edited.keys.push(whole);
                edited.n_removed += usize::from(was_there);
            }
        }
    }
    let mut new = format!("{mark}{}", with_closing_in_its_place(&document.to_string(), &body, &closing));
    if text.contains("\r\n") {
        new = new.replace('\n', "\r\n");
    }
    let is_new = new != old;
    edited.is_made = is_new && !was_there;
    let still = if is_new { load::wrong_in_user_text(environment, paths, &new) } else { wrong.clone() };
    // What is wrong now and was not before was typed, and stands on no line of the file.
    let known: Vec<Error> = wrong.iter().cloned().map(Error::without_line).collect();
    if let Some(error) = still.iter().cloned().map(Error::without_line).find(|error| !known.contains(error)) {
        return Err(of_what_was_typed(error));
    }
    // One mistake after the other may be mended; what mends nothing waits until all of them are.
    if let Some(error) = wrong.into_iter().next().filter(|_| still.len() >= known.len()) {
        return Err(error.into());
    }
    Ok(Planned { edited, text: new, is_new, _alone: alone })
}

/// Whether an error is that something stands in the place of a table which a setting is in: `ui = 1` above `ui.footer`.
fn stands_above(error: &Error, key: &str) -> bool {
    let path = split(key);
    let names: Vec<&str> = path.iter().map(String::as_str).collect();
    let is_table = |n_names: usize| matches!(error, Error::BadValue { key, expected: Expected::Table, .. } if *key == super::document::joined(&names[..n_names]));
    (1..names.len()).any(is_table)
}

/// An error of a text that was never written, told without the line on which it would have been.
fn of_what_was_typed(error: Error) -> EditError {
    match error {
        Error::UnknownKey { key, nearest, .. } => EditError::UnknownKey { key, nearest },
        Error::BadValue { key, expected, .. } => EditError::BadValue { key, expected },
        error => EditError::File(error),
    }
}

/// Waits for other processes that change the file, so that none of them writes over what another has just written. It is
/// for as long as what is handed back lives; `None` where the file to lock cannot be made, which stops no change. Whoever holds it for
/// longer than a change takes is told, and not waited for.
fn alone(paths: &Paths, limit: Duration) -> Result<Option<Lock>, EditError> {
    const PAUSE: Duration = Duration::from_millis(20);
    if files::make_folder(&paths.data_dir).is_err() {
        return Ok(None);
    }
    // The file itself is replaced by each change, and is none to lock.
    let path = paths.data_dir.join("config.lock");
    let mut n_left = limit.as_millis() / PAUSE.as_millis();
    loop {
        match files::lock(&path) {
            Ok(Some(lock)) => return Ok(Some(lock)),
            Err(_) => return Ok(None),
            Ok(None) if n_left == 0 => return Err(EditError::InUse { path, waited: limit }),
            Ok(None) => n_left -= 1,
        }
        thread::sleep(PAUSE);
    }
}

/// Makes the user's file with `text` in it, where there is none. False: there is one.
pub fn create(paths: &Paths, text: &str) -> Result<bool, EditError> {
    create_within(paths, text, LOCK_WAIT)
}

fn create_within(paths: &Paths, text: &str, limit: Duration) -> Result<bool, EditError> {
    let _alone = alone(paths, limit)?;
    let path = &paths.config_file;
    if path.symlink_metadata().is_ok() {
        return Ok(false);
    }
    write(path, text).map(|()| true).map_err(|error| not_written(path, &error))
}

/// A file that cannot be written: whose permissions count are those of the folder in which it, or its folder, would be.
fn not_written(path: &Path, error: &io::Error) -> EditError {
    let is_there = |folder: &&Path| folder.as_os_str().is_empty() || folder.is_dir();
    let folder = path.ancestors().skip(1).find(is_there).filter(|folder| !folder.as_os_str().is_empty());
    EditError::NotWritten {
        path: path.to_owned(),
        folder: folder.unwrap_or(Path::new(".")).to_owned(),
        reason: Unreadable::of(error),
    }
}

/// True where a change would put a key itself into the file: as a name, under a name that other programs have for one
/// (`providers.groq.api_key`), or as the value. A relative path among the words starts at `folder`; where a file is there, it is
/// no key.
#[must_use]
pub fn would_be_a_key(key: &str, words: &[String], folder: &Path) -> bool {
    let path = split(key);
    let names: Vec<&str> = path.iter().map(String::as_str).collect();
    let is_around = |character: char| character.is_whitespace() || matches!(character, '[' | ']' | '"' | '\'');
    let mut items = words.iter().flat_map(|word| word.split(',')).map(|item| item.trim_matches(is_around));
    let is_value = match expected(key) {
        Some(command @ Expected::Command) => key_shape::is_key_in_place(command, &words.join(" ")),
        Some(file @ Expected::Path) => {
            words.iter().any(|word| key_shape::is_key_in_place(file, word) && !folder.join(word).exists())
        }
        Some(expected) => items.any(|item| key_shape::is_key_in_place(expected, item)),
        None => false,
    };
    let is_marked = || words.iter().any(|word| word.split_whitespace().any(key_shape::looks_like_a_key));
    is_value
        || is_marked()
        || keys::would_be_a_key(&names)
        || names.iter().any(|name| key_shape::is_key_for_a_name(name))
}

/// True for a setting that takes several values.
#[must_use]
pub fn takes_list(key: &str) -> bool {
    expected(key).is_some_and(is_list)
}

/// What fits a setting; `None` where there is none of that name.
fn expected(key: &str) -> Option<Expected> {
    let path = split(key);
    let names: Vec<&str> = path.iter().map(String::as_str).collect();
    match keys::place(&names) {
        Place::Setting(setting) => Some(KEYS[setting].expected),
        Place::Table | Place::Nowhere => None,
    }
}

const fn is_list(expected: Expected) -> bool {
    matches!(expected, Expected::ProviderNames | Expected::Entries | Expected::Efforts | Expected::Words)
}

fn set(root: &mut dyn TableLike, folder: &Path, key: &str, written: &str) -> Result<String, EditError> {
    let path = split(key);
    let names: Vec<&str> = path.iter().map(String::as_str).collect();
    let whole = super::document::joined(&names);
    let (last, parents) = names.split_last().ok_or_else(|| unknown(key, &names))?;
    if let Some(error) = no_such_route(key, &names) {
        return Err(error);
    }
    let new = match keys::place(&names) {
        Place::Setting(setting) => {
            let expected = KEYS[setting].expected;
            value(expected, folder, written).ok_or_else(|| EditError::BadValue { key: whole.clone(), expected })?
        }
        // A whole table may be given as TOML has it on one line: `{ input = 0.8, output = 4 }`.
        Place::Table => match written.parse::<Toml>() {
            Ok(table) if table.is_inline_table() => table,
            _ => return Err(EditError::IsTable { key: whole }),
        },
        Place::Nowhere => return Err(unknown(key, &names)),
    };
    let mut table = root;
    let mut is_inline = false;
    for name in parents {
        let item = table.entry(name).or_insert_with(|| {
            let mut fresh = Table::new();
            fresh.set_implicit(true);
            Item::Table(fresh)
        });
        is_inline = item.is_inline_table();
        table = item.as_table_like_mut().ok_or_else(|| EditError::IsTable { key: whole.clone() })?;
    }
    if let Some(old) = table.get_mut(last).and_then(Item::as_value_mut) {
        // The comment behind it stays, and those inside.
        let decor = old.decor().clone();
        *old = match (old.as_array(), new) {
            (Some(before), Toml::Array(after)) => Toml::Array(with_comments_of(before, after)),
            (_, new) => new,
        };
        *old.decor_mut() = decor;
        return Ok(whole);
    }
    table.insert(last, Item::Value(new));
    if is_inline {
        // Else a blank would stand before the comma.
        table.fmt();
    }
    Ok(whole)
}

/// A key of a route that there is not.
fn no_such_route(key: &str, names: &[&str]) -> Option<EditError> {
    let ["routes", name, rest @ ..] = names else { return None };
    if value::is_route_name(name) {
        return None;
    }
    let nearest = keys::nearest(&["routes", name], Scope::User).filter(|near| near.starts_with("routes."));
    let nearest = nearest.map(|near| rest.iter().fold(near, |near, part| format!("{near}.{part}")));
    Some(EditError::UnknownKey { key: value::quoted(key), nearest })
}

/// A list with the comments that stood among the items of the old one: behind an item that is still there, and on lines
/// of their own. A list without comments is written on one line.
fn with_comments_of(before: &Array, after: Array) -> Array {
    let text = |raw: Option<&RawString>| raw.and_then(RawString::as_str).unwrap_or_default().to_owned();
    let prefixes = before.iter().map(|item| text(item.decor().prefix()));
    let gaps: Vec<String> = prefixes.chain([text(Some(before.trailing()))]).collect();
    let suffixes: Vec<String> = before.iter().map(|item| text(item.decor().suffix())).collect();
    if !gaps.iter().chain(&suffixes).any(|gap| gap.contains('#')) {
        return after;
    }
    // What stands between two items up to the end of the line speaks of the first of them, the rest of what follows.
    let is_comment = |line: &&str| line.trim_start().starts_with('#');
    let behind = |index: usize| {
        let (first, _) = gaps[index + 1].split_once('\n').unwrap_or((gaps[index + 1].as_str(), ""));
        let own = suffixes[index].lines().find(is_comment);
        own.or(Some(first).filter(is_comment)).map(|comment| comment.trim().to_owned())
    };
    let above = |index: usize| {
        // Behind the bracket stands nothing that a comment there could speak of.
        let (_, rest) = gaps[index].split_once('\n').filter(|_| index > 0).unwrap_or(("", gaps[index].as_str()));
        rest.lines().filter(is_comment).map(|comment| comment.trim().to_owned()).collect::<Vec<_>>()
    };
    let indented = gaps.iter().filter_map(|gap| gap.rsplit_once('\n')).map(|(_, indent)| indent);
    let indent = indented.clone().find(|indent| !indent.is_empty()).unwrap_or("    ");
    let place = |item: &Toml| before.iter().position(|old| old.as_str().is_some() && old.as_str() == item.as_str());
    let mut out = Array::new();
    let (mut told, mut last) = (vec![false; gaps.len()], None::<String>);
    let line_end = |last: &mut Option<String>| last.take().map(|comment| format!(" {comment}")).unwrap_or_default();
    for item in &after {
        let mut prefix = line_end(&mut last);
        if let Some(index) = place(item) {
            // Comments above what was taken out stay where they stood.
            for (gap, told) in told.iter_mut().enumerate().take(index + 1) {
                if !std::mem::replace(told, true) {
                    prefix.extend(above(gap).iter().map(|comment| format!("\n{indent}{comment}")));
                }
            }
            last = behind(index);
        }
        prefix.extend(["\n", indent]);
        let mut item = item.clone();
        *item.decor_mut() = Decor::new(prefix, "");
        out.push_formatted(item);
    }
    let mut trailing = line_end(&mut last);
    for (gap, _) in told.iter().enumerate().filter(|(_, told)| !**told) {
        trailing.extend(above(gap).iter().map(|comment| format!("\n{indent}{comment}")));
    }
    out.set_trailing_comma(true);
    out.set_trailing(format!("{trailing}\n"));
    out
}

/// A file up to its closing comment, and that comment.
fn body_and_closing(document: &DocumentMut) -> (String, String) {
    let whole = document.to_string();
    let closing = document.trailing().as_str().unwrap_or_default();
    match whole.strip_suffix(closing) {
        Some(body) if closing.contains('#') => (body.to_owned(), closing.to_owned()),
        _ => (whole, String::new()),
    }
}

/// The changed text, in which a new table, or the first setting of all, stands behind the comment that closed the file:
/// what is new comes last.
fn with_closing_in_its_place(changed: &str, body: &str, closing: &str) -> String {
    let added = changed.strip_suffix(closing).and_then(|rest| rest.strip_prefix(body)).map(str::trim_start);
    match added.filter(|added| !closing.is_empty() && (added.starts_with('[') || body.trim().is_empty())) {
        Some(added) if !added.is_empty() => {
            let (closing, added) = (closing.trim_end(), added.trim_end());
            format!("{body}{closing}\n\n{added}\n")
        }
        _ => changed.to_owned(),
    }
}

fn unset(root: &mut dyn TableLike, key: &str) -> Result<(String, bool), EditError> {
    let path = split(key);
    let names: Vec<&str> = path.iter().map(String::as_str).collect();
    let whole = super::document::joined(&names);
    let was_there = take_out(root, &names);
    // What is no setting, and stands there all the same, goes.
    if !was_there && (names.is_empty() || matches!(keys::place(&names), Place::Nowhere)) {
        return Err(unknown(key, &names));
    }
    Ok((whole, was_there))
}

/// Takes an entry out, and a table that it leaves empty; a table with a comment of its own stays.
fn take_out(table: &mut dyn TableLike, names: &[&str]) -> bool {
    match names {
        [] => false,
        [last] => table.remove(last).is_some(),
        [first, rest @ ..] => {
            let Some(inner) = table.get_mut(first).and_then(Item::as_table_like_mut) else { return false };
            let was_there = take_out(inner, rest);
            let is_empty = inner.is_empty();
            let has_comment = table.get(first).and_then(Item::as_table).is_some_and(|table| {
                let prefix = table.decor().prefix().and_then(toml_edit::RawString::as_str);
                prefix.is_some_and(|prefix| prefix.contains('#'))
            });
            if was_there && is_empty && !has_comment {
                table.remove(first);
            }
            was_there
        }
    }
}

pub(super) fn unknown(key: &str, names: &[&str]) -> EditError {
    EditError::UnknownKey { key: value::quoted(key), nearest: keys::nearest(names, Scope::User) }
}

/// The names of a key: `models."groq:a/b.c".context_tokens`, and the same without the quotes, which a shell takes
/// away: what stands where the table of settings has a name of the user's is one name, whatever dots it holds.
pub(super) fn split(key: &str) -> Vec<String> {
    let key = key.trim();
    if key.contains(['"', '\''])
        && let Ok(names) = toml_edit::Key::parse(key)
    {
        return names.iter().map(|name| name.get().to_owned()).collect();
    }
    for doc in KEYS {
        let Some((before, after)) = doc.key.split_once('*') else { continue };
        if let Some(name) = key.strip_prefix(before).and_then(|rest| rest.strip_suffix(after))
            && !name.is_empty()
        {
            let ends = [before.trim_end_matches('.'), name, after.trim_start_matches('.')];
            let [before, name, after] = ends;
            let mut path: Vec<String> = before.split('.').map(str::to_owned).collect();
            path.push(name.to_owned());
            path.extend(after.split('.').filter(|part| !part.is_empty()).map(str::to_owned));
            return path;
        }
    }
    key.split('.').map(str::to_owned).collect()
}

/// What was typed, as TOML of the type that is expected.
fn value(expected: Expected, folder: &Path, written: &str) -> Option<Toml> {
    if is_list(expected) && written.trim_start().starts_with('[') {
        let array: Toml = written.trim().parse().ok()?;
        let items: Vec<&str> = array.as_array()?.iter().map(Toml::as_str).collect::<Option<_>>()?;
        return value::check(expected, &value::Raw::List(items)).map(|_| array);
    }
    Some(match value::check_environment(expected, written)? {
        Value::Bool(is) => Toml::from(is),
        Value::Integer(number) => Toml::from(i64::try_from(number).ok()?),
        Value::Number(number) => match written.trim().parse::<i64>() {
            Ok(whole) => Toml::from(whole),
            Err(_) => Toml::from(number),
        },
        Value::Text(_) => Toml::from(written),
        // The home folder may be another one on the next machine, so that `~` stays.
        Value::Path(path) if path.starts_with("~") => Toml::from(written),
        Value::Path(path) => Toml::from(folder.join(path).to_string_lossy().into_owned()),
        Value::List(items) => Toml::from(items.iter().map(String::as_str).collect::<toml_edit::Array>()),
    })
}

/// Writes the file anew. Where it is a link, what it leads to is replaced.
fn write(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        files::make_folder(folder)?;
    }
    files::replace(path, text.as_bytes(), Readers::AsBefore)
}

#[cfg(test)]
mod tests;
