//! `baro auth list`: which keys there are, where they come from, and whether they can be used. No command is run for it.

use serde_json::{Value, json};

use super::{fail, from, kind, say};
use crate::cli::exit::Exit;
use crate::cli::session::{Form, Session};
use crate::config::{self, KeyOrigin, KeySource, KeyState};
use crate::engine::{self, Engine, Unusable};
use crate::ui::messages::{AuthLine, AuthProblem, Label, Remark};
use crate::ui::table::{Column, Table};

/// Lists them.
pub(super) fn list(session: &Session, engine: &Engine, form: Form) -> Exit {
    let lang = session.lang();
    let stored = match config::list_keys(&session.settings().paths) {
        Ok(stored) => stored,
        Err(error) => return fail(session, &AuthProblem::Unusable { provider: "baro", error: &error }),
    };
    let mut rows: Vec<(String, String, String)> = Vec::new();
    let mut objects: Vec<Value> = Vec::new();
    let mut add = |provider: &str, origin: Option<&KeyOrigin>, state: &str, why: Option<String>| {
        let by = origin.map(|origin| from(session, origin)).unwrap_or_default();
        objects.push(json!({
            "provider": provider, "from": origin.map(kind), "place": Some(&by).filter(|by| !by.is_empty()),
            "state": state, "why": why,
        }));
        rows.push((provider.to_owned(), by, why.unwrap_or_else(|| Label::Usable.text(lang).to_owned())));
    };
    let mut in_force: Vec<String> = Vec::new();
    for entry in engine.provider_entries() {
        let unusable = |why: &Unusable| Some(Remark::Unusable { provider: entry.id, why }.text(lang));
        match config::examined_key(session.settings(), session.environment(), entry.id, entry.vendor) {
            KeyState::Missing => {
                // A variable that the settings name and that is empty: nothing else is looked at.
                if let Some(source) = entry.settings.and_then(|own| own.key.as_ref())
                    && let Err(why) = engine.usable(&entry)
                {
                    in_force.push(entry.id.to_owned());
                    add(entry.id, Some(&KeyOrigin::Settings(source.clone())), "unusable", unusable(&why));
                }
            }
            KeyState::Ready(origin) => {
                if matches!(origin, KeyOrigin::Store(_) | KeyOrigin::Keyring) {
                    in_force.push(entry.id.to_owned());
                }
                match engine.usable(&entry) {
                    Ok(()) if engine.key_was_refused(entry.id) => {
                        let state = Label::KeyWasRefused.text(lang);
                        add(
                            entry.id,
                            Some(&origin),
                            "refused",
                            Some(format!("{state} (`baro auth test {}`)", entry.id)),
                        );
                    }
                    Ok(()) if matches!(origin, KeyOrigin::Settings(KeySource::Command(_))) => {
                        let line = AuthLine::NotRun { provider: entry.id };
                        add(entry.id, Some(&origin), "untried", Some(line.text(lang)));
                    }
                    Ok(()) => add(entry.id, Some(&origin), "ready", None),
                    Err(why) => add(entry.id, Some(&origin), "unusable", unusable(&why)),
                }
            }
            KeyState::Withheld { origin, host, bound_to } => {
                if matches!(origin, KeyOrigin::Store(_) | KeyOrigin::Keyring) {
                    in_force.push(entry.id.to_owned());
                }
                add(entry.id, Some(&origin), "withheld", unusable(&Unusable::KeyWithheld { host, bound_to }));
            }
            KeyState::Refused(error) => {
                in_force.push(entry.id.to_owned());
                let origin = config::key_place(session.settings(), session.environment(), entry.id, entry.vendor);
                add(entry.id, origin.as_ref(), "unusable", unusable(&Unusable::BadKey(error)));
            }
        }
    }
    for provider in stored.iter().filter(|provider| !in_force.contains(provider)) {
        let file = KeyOrigin::Store(session.settings().paths.keys_dir.join(provider));
        let line =
            if engine.provider_entry(provider).is_some() { AuthLine::NotInForce } else { AuthLine::NoSuchProvider };
        add(provider, Some(&file), "unused", Some(line.text(lang)));
    }
    if form == Form::Json {
        return session.print_json(&json!({ "schema": 1, "keys": objects }));
    }
    let exit = if rows.is_empty() {
        say(session, &AuthLine::NoKeys);
        Exit::OK
    } else {
        let mut table = Table::new([
            Column::text(Label::Provider.text(lang)),
            Column::text(Label::KeyFrom.text(lang)).whole(),
            Column::text(Label::State.text(lang)).wrapping(),
        ]);
        for (provider, by, why) in &rows {
            table.row([provider, by, why]);
        }
        session.print(&table.render(session.console().stdout_view()))
    };
    let has = |id: &str| rows.iter().any(|(provider, ..)| provider == id);
    let free: Vec<&str> = engine::free_vendors().map(|vendor| vendor.id.as_str()).filter(|id| !has(id)).collect();
    if let Some(first) = free.first() {
        say(session, &AuthLine::FreeElsewhere { names: &free.join(", "), first });
    }
    exit
}
