//! Variables that were meant to hold a key and that nothing reads: `GROQ_KEY`, `CLAUDE_API_KEY`.
//!
//! Pure over settings and environment. A key is never moved: the right name is told.

use super::key_check::OTHER_NAMES;
use crate::config::{Environment, KeySource, Settings};
use crate::domain::catalogue::Vendor;
use crate::domain::key_form;
use crate::provider::registry;

/// How the names of such variables end.
const ENDINGS: &[&str] = &["_API_KEY", "_APIKEY", "_API_TOKEN", "_SECRET_KEY", "_KEY", "_TOKEN"];

/// Variables whose names are nearly those of a vendor's key, each with the right name; none of a vendor that has a key in its
/// own variable, none that the settings name, and none that is empty or whose value is the key of somebody else.
#[must_use]
pub fn misnamed_keys(settings: &Settings, environment: &Environment) -> Vec<(String, String)> {
    let vendors = &registry::catalogue().vendors;
    let is_named = |name: &str| {
        let mut sources = settings.providers.values().filter_map(|own| own.key.as_ref());
        sources.any(|source| matches!(source, KeySource::Environment(known) if known == name))
    };
    let is_read =
        |name: &str| is_named(name) || vendors.iter().any(|vendor| vendor.key_env.iter().any(|known| known == name));
    let mut found: Vec<(String, String)> = Vec::new();
    for name in environment.names().filter(|name| !is_read(name)) {
        let Some(vendor) = meant(name) else { continue };
        let Some(value) = environment.get(name).filter(|value| !value.trim().is_empty()) else { continue };
        let owner = key_form::begun(value).and_then(|form| form.owner);
        if owner.is_some_and(|owner| owner != vendor.id)
            || vendor.key_env.iter().any(|it| environment.get(it).is_some())
        {
            continue;
        }
        if let Some(right) = vendor.key_env.first() {
            found.push((name.to_owned(), right.clone()));
        }
    }
    found.sort();
    found
}

/// The vendor whose key a variable of that name would hold.
fn meant(name: &str) -> Option<&'static Vendor> {
    let stem = ENDINGS.iter().find_map(|ending| name.strip_suffix(ending))?;
    // `GOOGLE_AI`, `OPEN_ROUTER`.
    let stem = stem.strip_suffix("_AI").unwrap_or(stem).replace('_', "").to_lowercase();
    let id = OTHER_NAMES.iter().find(|(other, _)| *other == stem).map_or(stem.as_str(), |(_, id)| *id);
    registry::catalogue().vendors.iter().find(|vendor| vendor.id.replace('-', "") == id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::tests::settings_of;

    fn found(file: &str, variables: &[(&str, &str)]) -> Vec<(String, String)> {
        let (settings, environment) = settings_of(file, variables);
        misnamed_keys(&settings, &environment)
    }

    #[test]
    fn a_variable_that_the_settings_name_or_that_is_empty_is_none_of_a_wrong_name() {
        let told = |name: &str, right: &str| vec![(name.to_owned(), right.to_owned())];
        assert_eq!(found("", &[("GROQ_KEY", "k1")]), told("GROQ_KEY", "GROQ_API_KEY"));
        assert_eq!(found("", &[("GROQ_KEY", ""), ("CLAUDE_API_KEY", " ")]), []);
        let named = "[providers.groq]\nkey_env = \"GROQ_KEY\"";
        assert_eq!(found(named, &[("GROQ_KEY", "k1")]), []);
        let gate = "[providers.gate]\nbase_url = \"http://127.0.0.1:9\"\nkey_env = \"CLAUDE_API_KEY\"";
        assert_eq!(found(gate, &[("CLAUDE_API_KEY", "k1"), ("GROQ_KEY", "k1")]), told("GROQ_KEY", "GROQ_API_KEY"));
    }
}
