//! A settings file's text becomes entries of the table of settings, or the error with its line.
//!
//! Knows which keys exist and what fits them; resolves nothing.

use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::Error;
use super::key_shape;
use super::keys::{self, KEYS, Place, Scope};
use super::value::{self, Expected, Raw, Value};

/// One setting that the file makes.
#[derive(Debug)]
pub(super) struct Entry {
    /// Its position in [`KEYS`].
    pub(super) setting: usize,
    /// Its tables and key, as written.
    pub(super) path: Vec<String>,
    pub(super) value: Value,
    /// Where its value begins, in bytes of the text.
    at: usize,
}

/// A file and its text.
#[derive(Clone, Copy)]
pub(super) struct Document<'a> {
    pub(super) path: &'a Path,
    pub(super) text: &'a str,
    /// Whose file it is: what only the user may write is refused in a project's.
    pub(super) scope: Scope,
}

impl<'a> Document<'a> {
    /// Names a file's text. Editors' byte order mark is passed over.
    pub(super) fn new(path: &'a Path, text: &'a str, scope: Scope) -> Self {
        Self { path, text: text.strip_prefix('\u{feff}').unwrap_or(text), scope }
    }

    /// All settings that it makes, in its own order; the first that is wrong is the error.
    pub(super) fn entries(self) -> Result<Vec<Entry>, Error> {
        let (entries, wrong) = self.sound_and_wrong();
        wrong.into_iter().next().map_or(Ok(entries), Err)
    }

    /// The settings that it makes, and all that is wrong with it beside them.
    pub(super) fn sound_and_wrong(self) -> (Vec<Entry>, Vec<Error>) {
        let (mut entries, mut wrong) = (Vec::new(), Vec::new());
        match DeTable::parse(self.text) {
            Ok(table) => self.walk(table.get_ref(), &mut Vec::new(), &mut entries, &mut wrong),
            Err(error) => {
                wrong.push(self.syntax_error(&error));
                entries.extend(self.language());
            }
        }
        (entries, wrong)
    }

    /// The language that a file says which is no TOML, so that the mistake is told in it: as a line of its own above all
    /// tables.
    fn language(self) -> Option<Entry> {
        const KEY: &str = "language";
        let mut lines = self.text.lines().take_while(|line| !line.trim_start().starts_with('['));
        lines.find_map(|line| {
            let table = DeTable::parse(line).ok()?;
            self.setting(keys::index_of(KEY)?, &[KEY], 0, table.get_ref().get(KEY)?).ok()
        })
    }

    /// The providers that a wrong file denies; `None` where it may deny some that cannot be read.
    pub(super) fn denials(self) -> Option<Vec<String>> {
        // A slip of the table's name leaves the key's, and the other way round.
        let speaks_of_none = || !self.text.contains("deny");
        let Ok(table) = DeTable::parse(self.text) else {
            return (speaks_of_none() && !self.text.contains("policy")).then(Vec::new);
        };
        let Some(policy) = table.get_ref().get("policy") else { return speaks_of_none().then(Vec::new) };
        let DeValue::Table(policy) = policy.get_ref() else { return None };
        let is_setting = |key: &str| keys::index_of(&format!("policy.{key}")).is_some();
        if !policy.keys().all(|key| is_setting(key.get_ref())) {
            return None;
        }
        let Some(deny) = policy.get("deny") else { return speaks_of_none().then(Vec::new) };
        let DeValue::Array(providers) = deny.get_ref() else { return None };
        providers
            .iter()
            .map(|provider| match provider.get_ref() {
                DeValue::String(name) => Some(name.to_string()),
                _ => None,
            })
            .collect()
    }

    fn walk<'t>(
        self,
        table: &'t DeTable<'_>,
        path: &mut Vec<&'t str>,
        entries: &mut Vec<Entry>,
        wrong: &mut Vec<Error>,
    ) {
        let mut rows: Vec<_> = table.iter().collect();
        rows.sort_by_key(|(key, _)| key.span().start);
        for (key, written) in rows {
            path.push(key.get_ref());
            let at = key.span().start;
            match (self.check_name(path, at), keys::place(path), written.get_ref()) {
                (Err(error), ..) => wrong.push(error),
                (Ok(()), Place::Nowhere, _) => wrong.push(self.unknown_key(path, at)),
                (Ok(()), Place::Table, DeValue::Table(inner)) if inner.is_empty() && !self.may_write_below(path) => {
                    wrong.push(self.forbidden(path, at));
                }
                (Ok(()), Place::Table, DeValue::Table(inner)) => self.walk(inner, path, entries, wrong),
                (Ok(()), Place::Table, _) => wrong.push(self.bad_value(path, written, Expected::Table)),
                (Ok(()), Place::Setting(setting), _) => match self.setting(setting, path, at, written) {
                    Ok(entry) => entries.push(entry),
                    Err(error) => wrong.push(error),
                },
            }
            path.pop();
        }
    }

    fn setting(self, setting: usize, path: &[&str], at: usize, written: &Spanned<DeValue<'_>>) -> Result<Entry, Error> {
        if self.scope == Scope::Project && KEYS[setting].scope == Scope::User {
            return Err(self.forbidden(path, at));
        }
        let expected = KEYS[setting].expected;
        // A key among names is found with whatever else is wrong with them, once it is known who there is.
        let is_key = |text: &str| !expected.is_of_names() && key_shape::is_key_in_place(expected, text);
        if written.get_ref().as_str().is_some_and(is_key) {
            return Err(self.key_in_file(path, at));
        }
        let value = raw(written.get_ref()).and_then(|raw| value::check(expected, &raw));
        let value = value.ok_or_else(|| self.bad_value(path, written, expected))?;
        let path = path.iter().map(|name| (*name).to_owned()).collect();
        Ok(Entry { setting, path, value, at: written.span().start })
    }

    /// Checks the names that are the user's own.
    fn check_name(self, path: &[&str], at: usize) -> Result<(), Error> {
        if let ["providers" | "aliases", name] = path
            && key_shape::is_key_for_a_name(name)
        {
            return Err(self.key_in_file(path, at));
        }
        let (fits, expected) = match path {
            ["providers", name] => (value::is_provider_name(name), Expected::ProviderName),
            ["models", name] => (value::check(Expected::ModelName, &Raw::Text(name)).is_some(), Expected::ModelName),
            ["aliases", name] => (value::check(Expected::AliasName, &Raw::Text(name)).is_some(), Expected::AliasName),
            ["routes", name] if !value::is_route_name(name) => return Err(self.unknown_key(path, at)),
            _ => return Ok(()),
        };
        if fits {
            return Ok(());
        }
        let (file, line, key) = (self.path.into(), self.line(at), joined(path));
        Err(Error::BadValue { path: file, line, key, value: None, expected })
    }

    fn may_write_below(self, path: &[&str]) -> bool {
        self.scope == Scope::User || keys::is_project_table(path)
    }

    fn forbidden(self, path: &[&str], at: usize) -> Error {
        Error::ForbiddenInProject { path: self.path.into(), line: self.line(at), key: joined(path) }
    }

    fn unknown_key(self, path: &[&str], at: usize) -> Error {
        if keys::would_be_a_key(path) {
            return self.key_in_file(path, at);
        }
        let (file, line) = (self.path.into(), self.line(at));
        Error::UnknownKey { path: file, line, key: joined(path), nearest: keys::nearest(path, self.scope) }
    }

    fn key_in_file(self, path: &[&str], at: usize) -> Error {
        let provider = match path {
            ["providers", name, _] => Some((*name).to_owned()),
            _ => None,
        };
        Error::KeyInFile { path: self.path.into(), line: self.line(at), key: joined(path), provider }
    }

    fn bad_value(self, path: &[&str], written: &Spanned<DeValue<'_>>, expected: Expected) -> Error {
        let value = self.text.get(written.span()).map(|text| value::shown(expected, text));
        Error::BadValue {
            path: self.path.into(),
            line: self.line(written.span().start),
            key: joined(path),
            value,
            expected,
        }
    }

    /// A setting that lacks another beside it.
    pub(super) fn incomplete(self, entry: &Entry, key: String, missing: &str) -> Error {
        Error::Incomplete { path: self.path.into(), line: self.line(entry.at), key, missing: missing.to_owned() }
    }

    /// Two settings that exclude each other, the later one first.
    pub(super) fn conflict(self, entry: &Entry, other: &str) -> Error {
        Error::Conflict { path: self.path.into(), line: self.line(entry.at), key: entry.key(), other: other.to_owned() }
    }

    fn syntax_error(self, error: &toml::de::Error) -> Error {
        let at = error.span().map_or(0, |span| span.start).min(self.text.len());
        let (line, column, snippet) = (self.line(at), self.column(at), value::masked(self.line_text(at)));
        let path = self.path.into();
        match self.bare_key(at) {
            Some(key) => Error::BareKey { path, line, column, key, snippet },
            None => Error::Syntax { path, line, column, message: error.message().to_owned(), snippet },
        }
    }

    /// The key outside ASCII that stands bare at `at`, if that is what is there.
    fn bare_key(self, at: usize) -> Option<String> {
        let line = self.line_text(at);
        let begin = line.as_ptr() as usize - self.text.as_ptr() as usize;
        let is_part = |character: char| character.is_alphanumeric() || matches!(character, '-' | '_');
        let before = line.get(..at - begin)?;
        let start = before.trim_end_matches(is_part).len();
        let word: String = line[start..].chars().take_while(|character| is_part(*character)).collect();
        let follows = line[start + word.len()..].trim_start().chars().next();
        let is_key = matches!(follows, Some('=' | '.' | ']')) && !before[..start].trim_end().ends_with('=');
        (is_key && !word.is_ascii()).then_some(word)
    }

    fn line(self, at: usize) -> usize {
        self.text.as_bytes()[..at.min(self.text.len())].split(|byte| *byte == b'\n').count()
    }

    fn line_text(self, at: usize) -> &'a str {
        let at = (0..=at.min(self.text.len())).rev().find(|at| self.text.is_char_boundary(*at)).unwrap_or(0);
        let begin = self.text[..at].rfind('\n').map_or(0, |end| end + 1);
        let end = self.text[at..].find('\n').map_or(self.text.len(), |length| at + length);
        self.text[begin..end].trim_end_matches('\r')
    }

    fn column(self, at: usize) -> usize {
        let before = &self.text.as_bytes()[..at.min(self.text.len())];
        let begin = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        String::from_utf8_lossy(&before[begin..]).chars().count() + 1
    }
}

impl Entry {
    /// The whole key, as it may be written in one line.
    pub(super) fn key(&self) -> String {
        let path: Vec<&str> = self.path.iter().map(String::as_str).collect();
        joined(&path)
    }
}

fn raw<'t>(written: &'t DeValue<'_>) -> Option<Raw<'t>> {
    match written {
        DeValue::Boolean(is) => Some(Raw::Bool(*is)),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix()).ok().map(Raw::Integer),
        DeValue::Float(number) => number.as_str().parse().ok().map(Raw::Number),
        DeValue::String(text) => Some(Raw::Text(text)),
        DeValue::Array(items) => {
            let items: Option<Vec<&str>> = items.iter().map(|item| item.get_ref().as_str()).collect();
            items.map(Raw::List)
        }
        DeValue::Datetime(_) | DeValue::Table(_) => None,
    }
}

/// The path as one key, with quotes where TOML wants them.
pub(super) fn joined(path: &[&str]) -> String {
    let is_bare = |name: &str| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    let quoted = |name: &&str| if is_bare(name) { (*name).to_owned() } else { format!("\"{}\"", value::quoted(name)) };
    path.iter().map(quoted).collect::<Vec<_>>().join(".")
}
