//! What every surface calls: one turn, from text to a kept answer.
//!
//! [`Engine::turn`] is the only turn loop. It routes the message ([`plan`]), ranks who may serve
//! ([`candidates`]), asks one after the other ([`turn`]), reads and saves the answer (`attempt`), and tells
//! the surface each step as a [`TurnEvent`](crate::domain::TurnEvent). It knows no surface, draws nothing, and
//! never reads the environment or the clock by itself.

mod attempt;
mod bookkeeping;
mod budget;
pub mod candidates;
pub mod consent;
pub mod embedded;
pub mod error;
mod estimate;
pub mod failover;
pub mod forms;
pub mod found;
pub mod key_check;
mod local_servers;
mod looked;
mod misnamed;
pub mod model_lists;
mod names;
pub mod namesake;
mod overrules;
pub mod parts;
pub mod personal;
pub mod plan;
pub mod quota;
pub mod reach;
mod readiness;
mod rehearsal;
pub mod request;
mod retired;
mod roomier;
pub mod roster;
mod saving;
pub mod settings_check;
mod succession;
pub mod talk;
#[cfg(test)]
mod tests;
pub mod turn;
pub mod window;

use std::collections::HashMap;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

pub use self::candidates::{Order, Ranked};
pub use self::consent::{PaidCalls, PaidQuestion};
pub use self::embedded::Beyond;
pub use self::error::{Among, Bound, DeniedBy, Error, OverBudget, ServersHere, Unusable};
pub use self::local_servers::LocalModel;
pub use self::misnamed::misnamed_keys;
pub use self::model_lists::ModelState;
pub use self::parts::{Division, LEAST_FOR_PARTS};
pub use self::plan::TurnPlan;
pub use self::rehearsal::Rehearsal;
pub use self::request::{Choice, Deeper, Failover, InParts, Keeping, Reach, Showing, Thread, TurnRequest};
pub use self::retired::Replaced;
pub use self::roster::{free_vendors, is_vendor, usual_key_variable};
pub use self::turn::Outcome;
use crate::config::{Environment, Settings};
use crate::domain::catalogue::{Catalogue, Wire};
use crate::domain::{KeyMark, UnixMillis};
/// This build has a model inside.
pub use crate::provider::local::IS_BUILT as HAS_EMBEDDED;
use crate::provider::{Endpoint, Http, Local, Provider, registry};
use crate::store::{self, Store};

/// How long what can be done later waits for another process.
const SOON: Duration = Duration::from_millis(250);

/// What the composition root knows of time.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    /// The time now.
    pub now: fn() -> UnixMillis,
    /// The local midnight that began the day of a time.
    pub day_start: fn(UnixMillis) -> UnixMillis,
    /// The local midnight that began the week of a time, on its Monday.
    pub week_start: fn(UnixMillis) -> UnixMillis,
    /// The local midnight that began the month of a time.
    pub month_start: fn(UnixMillis) -> UnixMillis,
    /// The local day of a time, `YYYY-MM-DD`.
    pub day_name: fn(UnixMillis) -> String,
}

/// Makes the provider of an endpoint. The composition root gives HTTP; tests give scripts.
pub type MakeProvider = Box<dyn Fn(Endpoint) -> Box<dyn Provider> + Send + Sync>;

/// The engine: settings, catalogue, network and store, each reached only when it is needed.
pub struct Engine {
    settings: Settings,
    environment: Environment,
    clock: Clock,
    http: Arc<Http>,
    embedded: Local,
    make_provider: MakeProvider,
    store: Mutex<OpenStore>,
    local: Mutex<Option<Arc<local_servers::Surveyed>>>,
    /// Local servers that are waited for, since they load their model.
    loading: Mutex<Vec<String>>,
    /// Nothing will be asked, so that no person is asked for a key either.
    only_looks: AtomicBool,
    refreshed: Mutex<HashMap<String, Arc<model_lists::Refreshed>>>,
    personal: OnceLock<crate::router::personal::Personal>,
    /// The system text of which it was told last that keys are masked in it.
    told_of_system: Mutex<Option<String>>,
    /// The marks of the keys in force, by provider, for as long as a turn takes.
    key_marks: Mutex<HashMap<String, KeyMark>>,
    /// What the user said of paying and could not be written, by provider.
    unwritten_words: Mutex<HashMap<String, store::Consent>>,
}

/// The store, opened at its first use.
enum OpenStore {
    NotYet,
    Open(Box<Store>),
}

impl Engine {
    /// Puts the parts together. Nothing is opened, read or asked yet.
    #[must_use]
    pub fn new(settings: Settings, environment: Environment, clock: Clock, http: Arc<Http>) -> Self {
        let wire = Arc::clone(&http);
        let embedded = Local::new(settings.paths.data_dir.join("models"), settings.local.threads);
        let in_process = embedded.clone();
        Self {
            settings,
            environment,
            clock,
            http,
            embedded,
            make_provider: Box::new(move |endpoint| match endpoint.wire {
                Wire::Local => Box::new(in_process.clone()),
                Wire::OpenAi | Wire::Anthropic | Wire::Ollama => Box::new(wire.provider(endpoint)),
            }),
            store: Mutex::new(OpenStore::NotYet),
            local: Mutex::new(None),
            loading: Mutex::default(),
            only_looks: AtomicBool::default(),
            refreshed: Mutex::new(HashMap::new()),
            personal: OnceLock::new(),
            told_of_system: Mutex::default(),
            key_marks: Mutex::default(),
            unwritten_words: Mutex::new(HashMap::new()),
        }
    }

    /// An engine over a store that is open already, such as one in memory.
    #[must_use]
    pub fn with_open_store(self, store: Store) -> Self {
        Self { store: Mutex::new(OpenStore::Open(Box::new(store))), ..self }
    }

    /// An engine whose providers are made by `make_provider`.
    #[must_use]
    pub fn with_providers(self, make_provider: MakeProvider) -> Self {
        Self { make_provider, ..self }
    }

    /// The user's settings.
    #[must_use]
    pub const fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The network.
    #[must_use]
    pub fn http(&self) -> &Http {
        &self.http
    }

    /// The process's environment, as it was at the start.
    #[must_use]
    pub const fn environment(&self) -> &Environment {
        &self.environment
    }

    /// What is known of vendors and models.
    #[must_use]
    pub fn catalogue(&self) -> &'static Catalogue {
        registry::catalogue()
    }

    /// The time now.
    #[must_use]
    pub fn now(&self) -> UnixMillis {
        (self.clock.now)()
    }

    /// The clock.
    #[must_use]
    pub const fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Today, `YYYY-MM-DD`.
    #[must_use]
    pub fn today(&self) -> String {
        (self.clock.day_name)(self.now())
    }

    /// Runs `work` on the store, which is opened at its first use.
    pub fn with_store_raw<T>(&self, work: impl FnOnce(&Store) -> Result<T, store::Error>) -> Result<T, store::Error> {
        let mut slot = self.store.lock().unwrap_or_else(PoisonError::into_inner);
        if let OpenStore::NotYet = *slot {
            *slot = OpenStore::Open(Box::new(Store::open(&self.settings.paths.database)?));
        }
        match &*slot {
            OpenStore::Open(store) => work(store),
            OpenStore::NotYet => Err(store::Error::Busy),
        }
    }

    /// As [`Engine::with_store_raw`], for what can be done later or without: waits for another process a moment, and not
    /// at all while one is known to be in the way.
    fn with_store_soon<T>(&self, work: impl FnOnce(&Store) -> Result<T, store::Error>) -> Result<T, store::Error> {
        self.with_store_raw(|store| {
            let patience = if store.was_busy() { Duration::ZERO } else { SOON };
            store.within(patience, work)
        })
    }

    /// As [`Engine::with_store_raw`], with the engine's error.
    pub fn with_store<T>(&self, work: impl FnOnce(&Store) -> Result<T, store::Error>) -> Result<T, Error> {
        self.with_store_raw(work).map_err(Error::Store)
    }
}
