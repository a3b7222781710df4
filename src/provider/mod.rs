//! Talks to model APIs. Every vendor difference ends in this module.
//!
//! A wire ([`openai`], [`anthropic`], [`ollama`]) is pure: a request becomes JSON, bytes become
//! [`ProviderEvent`]s. [`http`] alone touches the network; [`answer`] reads a response under its time limits
//! and decides whether it was complete.
//!
//! Nothing here retries, falls over to another model, waits for a limit, or remembers anything between two
//! requests: that is the engine's. [`local`] is the one that needs no network: a model in this process. Nothing here
//! resolves a key, or follows a redirect with one.

pub mod answer;
pub mod anthropic;
mod body;
mod effort;
mod events;
pub mod failure;
mod finish;
pub mod http;
pub mod limits;
pub mod listing;
pub mod local;
pub mod ndjson;
pub mod ollama;
pub mod openai;
mod proxy;
pub mod registry;
mod scrub;
pub mod sse;
pub mod think_tags;
mod tokens;

use std::path::PathBuf;
use std::pin::Pin;

use futures_util::Stream;
use url::Url;

pub use self::http::{Download, Http, HttpProvider, ca_file_unusable, is_listening};
pub use self::listing::{ListedModel, ModelList};
pub use self::local::Local;
pub use self::proxy::{Exceptions, NamedProxy, Proxies, ProxyAddress};
use crate::domain::catalogue::Wire;
use crate::domain::{ChatRequest, Failure, ProviderEvent, Secret, Timeouts, UnixMillis};

/// What comes of one request, in the order of [`ProviderEvent`]'s documentation.
pub type EventStream = Pin<Box<dyn Stream<Item = Result<ProviderEvent, Failure>> + Send>>;

/// Answers requests.
pub trait Provider: Send + Sync {
    /// Streams the answer to one request. Dropping the stream cancels it; after an `Err` or `Finished` it ends.
    /// Nothing is sent before the stream is first polled.
    fn stream(&self, request: ChatRequest) -> EventStream;
}

/// Where a provider is, and how it is spoken to.
#[derive(Debug, Clone)]
pub struct Endpoint {
    /// The provider's name, for messages.
    pub provider: String,
    /// Its protocol.
    pub wire: Wire,
    /// Its address, up to and including the version where it has one; the wire adds the rest.
    pub base_url: Url,
    /// Sent only over TLS or to loopback.
    pub key: Option<Secret>,
}

/// How baro reaches the network.
#[derive(Debug, Clone)]
pub struct HttpOptions {
    /// The time limits.
    pub timeouts: Timeouts,
    /// A PEM file of certificate authorities that are trusted beside the platform's. Read only for https.
    pub ca_file: Option<PathBuf>,
    /// The proxies for everything but loopback.
    pub proxies: Proxies,
    /// The wall clock, to turn "in two minutes" into a point in time.
    pub now: fn() -> UnixMillis,
}
