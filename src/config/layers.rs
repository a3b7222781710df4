//! The values of settings, each with who set it.
//!
//! Later layers overwrite earlier ones, so whoever fills this does so from the weakest to the strongest.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use super::keys::{self, KEYS};
use super::value::Value;

/// Who set a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The command line.
    Flag,
    /// This variable of the environment.
    Environment(&'static str),
    /// The project file, [`super::Settings::project`].
    Project,
    /// The user's file, [`super::Paths::config_file`].
    User,
    /// Nobody.
    Default,
}

/// The settings of [`KEYS`] by position, and who wrote those under a name of the user's. Debug shows no values,
/// for a proxy's URL may hold a password.
#[derive(Clone)]
pub(super) struct Layers {
    values: Vec<Option<(Value, Origin)>>,
    named: BTreeMap<String, (usize, Value, Origin)>,
}

impl Default for Layers {
    fn default() -> Self {
        Self { values: vec![None; KEYS.len()], named: BTreeMap::new() }
    }
}

impl fmt::Debug for Layers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let set = KEYS.iter().zip(&self.values).filter_map(|(doc, value)| Some((doc.key, value.as_ref()?.1)));
        let named = self.named.iter().map(|(key, (_, _, origin))| (key.as_str(), *origin));
        f.debug_map().entries(set).entries(named).finish()
    }
}

impl Layers {
    pub(super) fn set(&mut self, setting: usize, value: Value, origin: Origin) {
        self.values[setting] = Some((value, origin));
    }

    /// Notes who wrote a setting under a name of the user's, and what.
    pub(super) fn note(&mut self, key: String, setting: usize, value: Value, origin: Origin) {
        self.named.insert(key, (setting, value, origin));
    }

    /// A setting that is under no name of the user's.
    pub(super) fn of_setting(&self, setting: usize) -> Option<&(Value, Origin)> {
        self.values[setting].as_ref()
    }

    /// The settings under names of the user's: key, position in [`KEYS`], value, who wrote it.
    pub(super) fn under_names(&self) -> impl Iterator<Item = (&str, usize, &Value, Origin)> {
        self.named.iter().map(|(key, (setting, value, origin))| (key.as_str(), *setting, value, *origin))
    }

    pub(super) fn set_flag(&mut self, key: &str, value: Value) {
        if let Some(setting) = keys::index_of(key) {
            self.set(setting, value, Origin::Flag);
        }
    }

    pub(super) fn origin(&self, key: &str) -> Origin {
        let fixed = keys::index_of(key).and_then(|setting| self.values[setting].as_ref()).map(|(_, origin)| *origin);
        fixed.or_else(|| self.named.get(key).map(|(_, _, origin)| *origin)).unwrap_or(Origin::Default)
    }

    fn value(&self, key: &str) -> Option<&Value> {
        keys::index_of(key).and_then(|setting| self.values[setting].as_ref()).map(|(value, _)| value)
    }

    pub(super) fn text(&self, key: &str) -> Option<&str> {
        match self.value(key) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    pub(super) fn path(&self, key: &str) -> Option<PathBuf> {
        match self.value(key) {
            Some(Value::Path(path)) => Some(path.clone()),
            _ => None,
        }
    }

    pub(super) fn integer<N: TryFrom<u64>>(&self, key: &str) -> Option<N> {
        match self.value(key) {
            Some(Value::Integer(number)) => N::try_from(*number).ok(),
            _ => None,
        }
    }

    pub(super) fn number(&self, key: &str) -> Option<f64> {
        match self.value(key) {
            Some(Value::Number(number)) => Some(*number),
            _ => None,
        }
    }

    pub(super) fn bool(&self, key: &str) -> Option<bool> {
        match self.value(key) {
            Some(Value::Bool(is)) => Some(*is),
            _ => None,
        }
    }

    pub(super) fn list(&self, key: &str) -> &[String] {
        match self.value(key) {
            Some(Value::List(items)) => items,
            _ => &[],
        }
    }
}
