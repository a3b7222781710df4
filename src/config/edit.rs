//! Changes single settings of the user's file, and nothing else of it: comments, order and blank lines stay.
//!
//! What comes out is read by the same parser that reads the file, before anything is written; it is written whole or
//! not at all, with the mode that the file had. Project files are never written.

use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use toml_edit::{DocumentMut, Item, Table, TableLike, Value as Toml};

use super::environment::Environment;
use super::error::{Error, Unreadable};
use super::keys::{self, KEYS, Place};
use super::paths::Paths;
use super::value::{self, Expected, Value};
use super::{load, platform};

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
    /// It cannot be written.
    #[error("{}: {reason}", path.display())]
    NotWritten {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: Unreadable,
    },
}

/// Makes the changes, all or none, in order. A relative path among the values starts at `folder`.
pub fn edit(
    environment: &Environment,
    paths: &Paths,
    folder: &Path,
    changes: &[Change<'_>],
) -> Result<Edited, EditError> {
    let old = load::read_user_file(&paths.config_file)?.unwrap_or_default();
    let (mark, text) = match old.strip_prefix('\u{feff}') {
        Some(text) => ("\u{feff}", text),
        None => ("", old.as_str()),
    };
    // The real parser first: its errors name the line and know more.
    load::check_user_text(environment, paths, text)?;
    let syntax = |error: &toml_edit::TomlError| Error::Syntax {
        path: paths.config_file.clone(),
        line: 1,
        column: 1,
        message: error.message().to_owned(),
        snippet: String::new(),
    };
    let mut document: DocumentMut = text.parse().map_err(|error| syntax(&error))?;
    let mut edited = Edited { file: paths.config_file.clone(), keys: Vec::new(), n_removed: 0 };
    for change in changes {
        match *change {
            Change::Set { key, value } => edited.keys.push(set(document.as_table_mut(), folder, key, value)?),
            Change::Unset { key } => {
                let (whole, was_there) = unset(document.as_table_mut(), key)?;
                edited.keys.push(whole);
                edited.n_removed += usize::from(was_there);
            }
        }
    }
    let mut new = format!("{mark}{document}");
    if text.contains("\r\n") {
        // The parser leaves the line ends of Windows out.
        new = new.replace("\r\n", "\n").replace('\n', "\r\n");
    }
    if new != old {
        load::check_user_text(environment, paths, &new)?;
        write(&paths.config_file, &new).map_err(|error| EditError::NotWritten {
            path: paths.config_file.clone(),
            reason: Unreadable::of(&error),
        })?;
    }
    Ok(edited)
}

/// Makes the user's file with `text` in it, where there is none. False: there is one.
pub fn create(paths: &Paths, text: &str) -> Result<bool, EditError> {
    let path = &paths.config_file;
    if path.symlink_metadata().is_ok() {
        return Ok(false);
    }
    write(path, text)
        .map(|()| true)
        .map_err(|error| EditError::NotWritten { path: path.clone(), reason: Unreadable::of(&error) })
}

/// True for a setting that takes several values.
#[must_use]
pub fn takes_list(key: &str) -> bool {
    let path = split(key);
    let names: Vec<&str> = path.iter().map(String::as_str).collect();
    match keys::place(&names) {
        Place::Setting(setting) => is_list(KEYS[setting].expected),
        Place::Table | Place::Nowhere => false,
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
        // The comment behind it stays.
        let decor = old.decor().clone();
        *old = new;
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

fn unset(root: &mut dyn TableLike, key: &str) -> Result<(String, bool), EditError> {
    let path = split(key);
    let names: Vec<&str> = path.iter().map(String::as_str).collect();
    let whole = super::document::joined(&names);
    if names.is_empty() || matches!(keys::place(&names), Place::Nowhere) {
        return Err(unknown(key, &names));
    }
    let was_there = take_out(root, &names);
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

fn unknown(key: &str, names: &[&str]) -> EditError {
    EditError::UnknownKey { key: value::quoted(key), nearest: keys::nearest(names) }
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

/// Writes beside the file and puts it in its place. Where the file is a link, what it leads to is replaced.
fn write(path: &Path, text: &str) -> io::Result<()> {
    let target = match path.canonicalize() {
        Ok(target) => target,
        Err(error) if error.kind() == ErrorKind::NotFound => path.to_owned(),
        Err(error) => return Err(error),
    };
    if let Some(folder) = target.parent().filter(|folder| !folder.is_dir()) {
        platform::create_private_folder(folder)?;
    }
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    let fresh = target.with_file_name(format!(".{name}.{}", std::process::id()));
    let write = || -> io::Result<()> {
        match std::fs::remove_file(&fresh) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut file = platform::create_private_file(&fresh)?;
        file.write_all(text.as_bytes())?;
        if let Ok(old) = target.metadata() {
            file.set_permissions(old.permissions())?;
        }
        file.sync_all()?;
        std::fs::rename(&fresh, &target)
    };
    let written = write();
    if written.is_err() {
        // Half a file must not stay behind; the first error is the one to tell.
        drop(std::fs::remove_file(&fresh));
    }
    written
}

#[cfg(test)]
mod tests;
