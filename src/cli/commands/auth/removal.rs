//! `baro auth rm`: baro's own copy of a key is forgotten; what another place still gives is told.

use super::{complain, fail, from, known, refuse_key_in_words, say, state, warn};
use crate::cli::exit::Exit;
use crate::cli::session::Session;
use crate::config::{self, Keep, KeyError, KeyOrigin, KeyState};
use crate::engine::Engine;
use crate::ui::messages::{AuthLine, AuthProblem};

/// Removes the keys of the providers `named`.
pub(super) fn remove(session: &Session, engine: &Engine, named: &[String]) -> Exit {
    let is_kept = |name: &String| config::keeps_key(&session.settings().paths, &name.to_lowercase());
    let is_key = |name: &String| {
        config::holds_a_key(name)
            || (config::may_be_a_key(name) && !is_kept(name) && engine.provider_entry(name).is_none())
    };
    if named.iter().any(is_key) {
        return refuse_key_in_words(session, None);
    }
    // Of several words all must be of providers before a key goes: they may be a question.
    if named.len() > 1 {
        for name in named.iter().filter(|name| !is_kept(name)) {
            if let Err(exit) = known(session, engine, name) {
                return exit;
            }
        }
    }
    let mut worst = Exit::OK;
    // One that is named twice goes once.
    let mut providers: Vec<String> = Vec::new();
    for provider in named.iter().map(|name| name.to_lowercase()) {
        if !providers.contains(&provider) {
            providers.push(provider);
        }
    }
    for provider in providers {
        let vendor = engine.catalogue().vendor(&provider);
        let removed = config::remove_key(&session.settings().paths, &provider);
        let left = match state(session, &provider, vendor) {
            KeyState::Ready(origin) | KeyState::Withheld { origin, .. } => Some(origin),
            KeyState::Missing | KeyState::Refused(_) => None,
        };
        let by = left.as_ref().map(|origin| from(session, origin));
        match removed {
            Ok(Some(keep)) => {
                let file = session.shown_path(&session.settings().paths.keys_dir.join(&provider));
                match keep {
                    Keep::File => say(session, &AuthLine::Removed { provider: &provider, file: &file }),
                    Keep::Keyring => say(session, &AuthLine::RemovedFromKeyring { provider: &provider }),
                }
                if let Some(by) = &by {
                    warn(session, &AuthLine::StillThere { provider: &provider, by });
                }
            }
            Ok(None) if engine.provider_entry(&provider).is_none() => {
                worst = known(session, engine, &provider).err().unwrap_or(Exit::USAGE);
            }
            Ok(None) => {
                // Also one that cannot be used: it is what is to be removed, then.
                let place = config::key_place(session.settings(), session.environment(), &provider, vendor);
                let by = place.as_ref().map(|origin| from(session, origin));
                let setting = match &place {
                    Some(KeyOrigin::Settings(source)) => Some(format!("providers.{provider}.{}", source.key())),
                    _ => None,
                };
                worst = fail(
                    session,
                    &AuthProblem::NothingKept { provider: &provider, by: by.as_deref(), setting: setting.as_deref() },
                );
            }
            Err(error) => {
                complain(session, &AuthProblem::Unusable { provider: &provider, error: &error });
                worst = if matches!(error, KeyError::NotAProvider { .. }) { Exit::USAGE } else { Exit::OTHER };
            }
        }
    }
    worst
}
