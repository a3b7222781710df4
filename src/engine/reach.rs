//! Whether the providers of this user answer at all: a look at each address, all at once, without a key.

use std::time::Duration;

use futures_util::future::join_all;
use tokio::time::Instant;

use super::Engine;
use crate::config::{self, KeyState, Origin};
use crate::domain::address::is_loopback;
use crate::domain::catalogue::Wire;
use crate::domain::{CaFileFault, Failure};
use crate::provider::ca_file_unusable;

/// Who does not answer in so long is not reached.
const LIMIT: Duration = Duration::from_secs(5);

/// What came of a look at a provider.
#[derive(Debug)]
pub struct Reach {
    /// Which.
    pub provider: String,
    /// Its host.
    pub host: String,
    /// On this machine.
    pub is_here: bool,
    /// Over TLS.
    pub is_tls: bool,
    /// Until the head of an answer came.
    pub took: Duration,
    /// The status of what came, whichever it was.
    pub outcome: Result<u16, Failure>,
}

impl Engine {
    /// Whether the file of authorities that the settings name, if they name one, can be used. Nothing is sent.
    pub fn check_ca_file(&self) -> Result<(), Failure> {
        let settings = self.settings();
        // What stands in a file is read by each process anew; a variable may name what its own one is given.
        if let Some(path) = &settings.tls.ca_file
            && config::origin(settings, "tls.ca_file") == Origin::User
            && !config::stays(path)
        {
            return Err(ca_file_unusable(path, CaFileFault::NotPlain));
        }
        self.http.check_ca_file()
    }

    /// What is wrong with the proxy of the environment, where its address cannot be read. Nothing is sent.
    #[must_use]
    pub fn unreadable_proxy(&self) -> Option<Failure> {
        self.http.unreadable_proxy()
    }

    /// Looks at every provider that the user has a key of, or named in the settings, and did not deny.
    pub async fn reach_all(&self) -> Vec<Reach> {
        let entries = self.provider_entries().filter(|entry| {
            let key = config::key_state(self.settings(), self.environment(), entry.id, entry.vendor);
            let is_meant = entry.settings.is_some() || key != KeyState::Missing;
            is_meant && entry.wire != Wire::Local && !self.settings().policy.deny.contains(entry.id)
        });
        let looks = entries.map(|entry| async move {
            let began = Instant::now();
            let outcome = self.http.reach(&entry.base_url, LIMIT).await;
            Reach {
                provider: entry.id.to_owned(),
                host: entry.base_url.host_str().unwrap_or_default().to_owned(),
                is_here: is_loopback(&entry.base_url),
                is_tls: entry.base_url.scheme() == "https",
                took: began.elapsed(),
                outcome,
            }
        });
        join_all(looks).await
    }
}
