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
mod surface;
mod trouble;
mod turns;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use rmcp::service::ServerInitializeError;
use rmcp::transport::stdio_pipes;
use tokio::sync::mpsc;
use tokio::task::LocalSet;

use self::desk::Desk;
use self::server::Server;
use crate::config::mcp::{ServeOptions, Told};
use crate::engine::Engine;

/// How long turns that were cancelled at the end may take to be saved.
const LAST_SAVES: Duration = Duration::from_secs(2);

/// Why a server did not start, or ended otherwise than by its client's leave.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// What came first was no MCP.
    #[error("the client speaks no MCP: {0}")]
    NotMcp(String),
    /// The address cannot be had.
    #[error("{address}: {error}")]
    Bind {
        /// The address.
        address: SocketAddr,
        /// What the system says.
        error: std::io::Error,
    },
    /// The token is empty.
    #[error("the token is empty")]
    EmptyToken,
    /// Others than this machine could reach it without a token.
    #[error("{0} can be reached from other machines; a token is needed there")]
    OpenToAll(SocketAddr),
}

/// Serves until the client closes standard input, or HTTP until the process is told to stop. Needs a runtime of
/// one thread. `tell` hears what a person is to know.
pub async fn run(engine: Engine, options: ServeOptions, tell: &dyn Fn(&Told<'_>)) -> Result<(), Error> {
    Box::pin(LocalSet::new().run_until(serve(Arc::new(engine), options, tell))).await
}

async fn serve(engine: Arc<Engine>, options: ServeOptions, tell: &dyn Fn(&Told<'_>)) -> Result<(), Error> {
    let (jobs, coming) = mpsc::unbounded_channel();
    let turns = tokio::task::spawn_local(turns::run_all(Arc::clone(&engine), coming));
    let http = options.http.clone();
    let server = Server::new(Arc::new(Desk::new(engine, options, jobs)));
    let ended = match &http {
        Some(http) => http::serve(server, http, tell).await,
        None => over_stdio(server).await,
    };
    // The turns end by themselves, now that nobody is left who could ask for one.
    let _ = tokio::time::timeout(LAST_SAVES, turns).await;
    ended
}

async fn over_stdio(server: Server) -> Result<(), Error> {
    match rmcp::serve_server(server, stdio_pipes()).await {
        Ok(running) => {
            // Its only other end is a panic of the loop, of which standard error has heard.
            let _ = running.waiting().await;
            Ok(())
        }
        // The client left before it said anything.
        Err(ServerInitializeError::ConnectionClosed(_)) => Ok(()),
        Err(error) => Err(Error::NotMcp(error.to_string())),
    }
}
