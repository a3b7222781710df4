//! The MCP server: the other models as tools of Claude Code and of every MCP client.
//!
//! [`run`] serves standard input and output, or HTTP, over the one engine. It replaces the first and the last hop
//! of a request and holds no turn loop. Standard output is the protocol and nothing else ever; what a person should
//! hear goes through the caller's [`Told`]. It starts without a key and without the network.

mod answer;
mod arguments;
mod desk;
mod files;
mod http;
mod platform;
mod progress;
mod prompts;
mod resources;
mod server;
mod spending;
mod stdio;
mod surface;
mod trouble;
mod turns;

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt as _;
use rmcp::{ErrorData, ServerHandler};
use tokio::sync::mpsc;
use tokio::task::LocalSet;
use tokio_util::sync::CancellationToken;

use self::desk::Desk;
use self::server::Server;
use crate::config::mcp::{Error, HttpOptions, ServeOptions, Told};
use crate::engine::Engine;

/// How long turns that were cancelled at the end may take to be saved.
const LAST_SAVES: Duration = Duration::from_secs(2);

/// Serves until the client closes standard input, or HTTP until the process is told to stop. Needs a runtime of
/// one thread. `tell` hears what a person is to know.
pub async fn run(engine: Engine, options: ServeOptions, tell: &dyn Fn(&Told<'_>)) -> Result<(), Error> {
    Box::pin(LocalSet::new().run_until(serve(Arc::new(engine), options, tell))).await
}

async fn serve(engine: Arc<Engine>, options: ServeOptions, tell: &dyn Fn(&Told<'_>)) -> Result<(), Error> {
    let (jobs, coming) = mpsc::unbounded_channel();
    let turns = tokio::task::spawn_local(turns::run_all(Arc::clone(&engine), coming));
    let http = options.http.clone();
    let gone = CancellationToken::new();
    let server = Server::new(Arc::new(Desk::new(engine, options, jobs, gone.clone())));
    let ended = Box::pin(over(server, http.as_ref(), tell, gone.clone())).await;
    gone.cancel();
    // The turns end by themselves, now that nobody is left who could ask for one.
    let _ = tokio::time::timeout(LAST_SAVES, turns).await;
    ended
}

async fn over<H: ServerHandler + Clone>(
    handler: H,
    http: Option<&HttpOptions>,
    tell: &dyn Fn(&Told<'_>),
    gone: CancellationToken,
) -> Result<(), Error> {
    match http {
        Some(http) => http::serve(handler, http, tell, gone).await,
        None => stdio::serve(handler, gone).await,
    }
}

/// Serves a handler that is not baro's over the same transports: what judges the transports needs tools that a
/// product does not have (`examples/mcp_fixture.rs`).
pub async fn serve_handler<H: ServerHandler + Clone>(
    handler: H,
    http: Option<&HttpOptions>,
    tell: &dyn Fn(&Told<'_>),
) -> Result<(), Error> {
    Box::pin(over(handler, http, tell, CancellationToken::new())).await
}

/// The answer to a request whose handling may panic: then it is an internal error of the protocol, where the caller
/// would wait for ever else. Standard error hears of the panic itself. In a build that aborts on a panic, such as the
/// release profile's, the process ends instead.
pub async fn caught<T>(handling: impl Future<Output = Result<T, ErrorData>>) -> Result<T, ErrorData> {
    // Whatever the panic left half done stays behind locks that outlive one (`PoisonError::into_inner`).
    match AssertUnwindSafe(handling).catch_unwind().await {
        Ok(answer) => answer,
        Err(_) => Err(ErrorData::internal_error("an error inside baro; standard error tells more", None)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_is_an_internal_error_and_an_answer_stays_one() {
        let panicked: Result<(), ErrorData> = caught(async { panic!("on purpose") }).await;
        assert_eq!(panicked.expect_err("an error").code, rmcp::model::ErrorCode::INTERNAL_ERROR);
        assert_eq!(caught(async { Ok(7) }).await.expect("an answer"), 7);
    }
}
