//! The settings in force as a person reads them: key, value as TOML, who wrote it. No secret among them.

use super::edit::EditError;
use super::key_shape::{Tells, path_without_key, without_keys, without_pasted_keys};
use super::keys::{self, KEYS, Place};
use super::layers::Origin;
use super::settings::Settings;
use super::value::{self, Expected, Value};

/// One setting in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The whole key, as it may be written in one line.
    pub key: String,
    /// Its value as TOML; `None` where nobody says anything and there is no default. A proxy's password and
    /// whatever looks like a key are masked, and of a `key_command` nothing is shown, for it may hold one.
    pub toml: Option<String>,
    /// The same as a script wants it: text without quotes, a list with an item a line.
    pub plain: Option<String>,
    /// The items of a list.
    pub items: Option<Vec<String>>,
    /// Who wrote it.
    pub origin: Origin,
}

/// All settings: those of the table in its order, with `Origin::Default` where nobody wrote them, then those under
/// names of the user's.
#[must_use]
pub fn written(settings: &Settings) -> Vec<Written> {
    let mut rows: Vec<Written> = (0..KEYS.len())
        .filter(|setting| !KEYS[*setting].key.contains('*'))
        .map(|index| fixed(settings, index))
        .collect();
    rows.extend(settings.layers.under_names().map(|(key, setting, value, origin)| row(key, setting, value, origin)));
    rows
}

/// One setting. `Err`: there is none of that name, or it is a table of them.
pub fn written_one(settings: &Settings, key: &str) -> Result<Written, EditError> {
    let path = super::edit::split(key);
    let names: Vec<&str> = path.iter().map(String::as_str).collect();
    match keys::place(&names) {
        Place::Setting(setting) if !KEYS[setting].key.contains('*') => Ok(fixed(settings, setting)),
        Place::Setting(_) => {
            let whole = super::document::joined(&names);
            let found = settings.layers.under_names().find(|(known, ..)| *known == whole);
            Ok(match found {
                Some((key, setting, value, origin)) => row(key, setting, value, origin),
                None => Written { key: whole, toml: None, plain: None, items: None, origin: Origin::Default },
            })
        }
        Place::Table => Err(EditError::IsTable { key: super::document::joined(&names) }),
        Place::Nowhere => Err(super::edit::unknown(key, &names)),
    }
}

fn fixed(settings: &Settings, setting: usize) -> Written {
    let doc = &KEYS[setting];
    let key = doc.key.to_owned();
    if doc.key == "policy.deny" && !settings.policy.deny.is_empty() {
        // A project's denials are added to the user's.
        let all = Value::List(settings.policy.deny.iter().cloned().collect());
        let by_project = !settings.policy.denied_by_project.is_empty();
        let origin = if by_project { Origin::Project } else { settings.layers.origin(doc.key) };
        return row(&key, setting, &all, origin);
    }
    if let Some((value, origin)) = settings.layers.of_setting(setting) {
        return row(&key, setting, value, *origin);
    }
    let toml = Some(doc.default.to_owned()).filter(|default| !default.is_empty());
    let plain = toml.as_ref().map(|toml| if toml == "[]" { "" } else { toml.trim_matches('"') }.to_owned());
    let items = (doc.default == "[]").then(Vec::new);
    Written { key, toml, plain, items, origin: Origin::Default }
}

fn row(key: &str, setting: usize, value: &Value, origin: Origin) -> Written {
    let text = |text: &str| match KEYS[setting].expected {
        Expected::Command => "***".to_owned(),
        Expected::ProxyUrl => value::without_userinfo(text),
        // A text of the user's own may well have a sum in it; a path was looked at as a whole.
        Expected::Text | Expected::FilledText | Expected::Path => without_keys(text).into_owned(),
        _ => without_pasted_keys(text, Tells::WhatWasWritten).into_owned(),
    };
    let quoted = |text: &str| toml_edit::Value::from(text).to_string();
    let mut items = None;
    let (toml, plain) = match value {
        Value::Bool(is) => (is.to_string(), is.to_string()),
        Value::Integer(number) => (number.to_string(), number.to_string()),
        Value::Number(number) => (toml_edit::Value::from(*number).to_string(), number.to_string()),
        Value::Text(written) => (quoted(&text(written)), text(written)),
        Value::Path(path) => {
            let shown = text(&path_without_key(path));
            (quoted(&shown), shown)
        }
        Value::List(written) => {
            let shown: Vec<String> = written.iter().map(|item| text(item)).collect();
            let array: toml_edit::Array = shown.iter().map(String::as_str).collect();
            let both = (toml_edit::Value::from(array).to_string(), shown.join("\n"));
            items = Some(shown);
            both
        }
    };
    let key = without_pasted_keys(key, Tells::WhatWasWritten).into_owned();
    Written { key, toml: Some(toml), plain: Some(plain), items, origin }
}
