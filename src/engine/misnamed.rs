//! Variables that were meant to hold a key and that nothing reads: `GROQ_KEY`, `CLAUDE_API_KEY`.
//!
//! Pure over the environment. A key is never moved: the right name is told.

use super::key_check::OTHER_NAMES;
use crate::config::Environment;
use crate::domain::catalogue::Vendor;
use crate::domain::key_form;
use crate::provider::registry;

/// How the names of such variables end.
const ENDINGS: &[&str] = &["_API_KEY", "_APIKEY", "_API_TOKEN", "_SECRET_KEY", "_KEY", "_TOKEN"];

/// Variables whose names are nearly those of a vendor's key, each with the right name; none of a vendor that has a key in its
/// own variable, and none whose value is the key of somebody else.
#[must_use]
pub fn misnamed_keys(environment: &Environment) -> Vec<(String, String)> {
    let vendors = &registry::catalogue().vendors;
    let is_read = |name: &str| vendors.iter().any(|vendor| vendor.key_env.iter().any(|known| known == name));
    let mut found: Vec<(String, String)> = Vec::new();
    for name in environment.names().filter(|name| !is_read(name)) {
        let Some(vendor) = meant(name) else { continue };
        let owner = environment.get(name).and_then(key_form::begun).and_then(|form| form.owner);
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
