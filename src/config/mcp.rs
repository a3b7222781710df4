//! What `baro mcp serve` is started with, resolved: whom it speaks for, what it offers, what it may spend.
//!
//! Data that the command line fills and the server reads; neither knows the other.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use crate::domain::{MicroUsd, Route, Secret};

/// How `baro mcp serve` was started.
#[derive(Debug, Clone)]
pub struct ServeOptions {
    /// Whom every answer comes from.
    pub pin: Pin,
    /// The tools that are offered; `None`: those that suit the pin.
    pub tools: Option<Vec<ToolName>>,
    /// The server's name; `None`: `baro`, or `baro-MODEL` under a pin.
    pub name: Option<String>,
    /// The folder below which files may be read.
    pub root: PathBuf,
    /// The folder that conversations remember.
    pub folder: Option<String>,
    /// The most that all calls together may cost.
    pub max_cost: Option<MicroUsd>,
    /// The most calls that are answered.
    pub max_calls: Option<u64>,
    /// The most calls that are answered at once.
    pub max_at_once: usize,
    /// How long one answer may take; what came by then is returned.
    pub timeout: Duration,
    /// The longest answer that is returned whole, in characters.
    pub max_answer_chars: usize,
    /// Whether Claude models may be chosen automatically.
    pub anthropic: Anthropic,
    /// Where HTTP is served; `None`: standard input and output.
    pub http: Option<HttpOptions>,
}

/// Whom every answer comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pin {
    /// Whoever suits, as far as the settings name nobody.
    None,
    /// Whoever suits, whatever the settings say.
    Auto,
    /// The candidates of a route.
    Route(Route),
    /// One of these models and nobody else; the first, unless a call names another.
    Models(Vec<String>),
}

impl Pin {
    /// Whether a call may name anybody.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        matches!(self, Self::None | Self::Auto)
    }
}

/// Whether Claude models may be chosen automatically. The client mostly is one, and would answer itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anthropic {
    /// Only where they are named.
    WhenNamed,
    /// As any other.
    Allowed,
}

impl Anthropic {
    /// The family that would answer itself, where that is not to be chosen.
    #[must_use]
    pub const fn asker(self) -> Option<&'static str> {
        match self {
            Self::WhenNamed => Some("claude"),
            Self::Allowed => None,
        }
    }
}

/// Where HTTP is served, and to whom.
#[derive(Debug, Clone)]
pub struct HttpOptions {
    /// The address. Port 0 lets the system choose one.
    pub address: SocketAddr,
    /// What a client must show.
    pub token: Token,
    /// Names beside the loopback ones under which the server may be reached, `HOST` or `HOST:PORT`.
    pub hosts: Vec<String>,
}

/// What an HTTP client must show.
#[derive(Debug, Clone)]
pub enum Token {
    /// This one.
    Given(Secret),
    /// One that the server makes and tells once.
    Made,
    /// None; on loopback only.
    None,
}

/// What a person is told while a server runs.
#[derive(Debug)]
pub enum Told<'a> {
    /// HTTP is served.
    Listening {
        /// Where, as clients are to be given it.
        url: &'a str,
        /// The token, where the server made it.
        token: Option<&'a str>,
    },
}

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

impl ServeOptions {
    /// The time that one answer may take where nobody said: below the ten minutes that `.mcp.json` gives.
    pub const TIMEOUT: Duration = Duration::from_secs(570);
    /// The calls at once where nobody said.
    pub const MAX_AT_ONCE: usize = 128;
    /// The longest answer that is returned whole, where nobody said.
    pub const MAX_ANSWER_CHARS: usize = 40_000;
}

/// The tools.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ToolName {
    /// Whoever suits, or a model by name.
    Ask,
    /// Qwen.
    Qwen,
    /// Kimi.
    Kimi,
    /// Llama.
    Meta,
    /// Where a prompt would go.
    Route,
    /// What was spent.
    Usage,
}

impl ToolName {
    /// All, in the order in which they are listed.
    pub const ALL: [Self; 6] = [Self::Ask, Self::Qwen, Self::Kimi, Self::Meta, Self::Route, Self::Usage];

    /// The name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ask => "ask",
            Self::Qwen => "qwen_code_assistant",
            Self::Kimi => "kimi_deep_thinker",
            Self::Meta => "meta_quick_responder",
            Self::Route => "route",
            Self::Usage => "usage",
        }
    }

    /// The family that the tool is named for, what people call it, and the route that it works on.
    #[must_use]
    pub const fn namesake(self) -> Option<Namesake> {
        match self {
            Self::Qwen => Some(Namesake { family: "qwen", called: "Qwen", route: Route::Code }),
            Self::Kimi => Some(Namesake { family: "kimi", called: "Kimi", route: Route::Think }),
            Self::Meta => Some(Namesake { family: "llama", called: "Llama", route: Route::Fast }),
            Self::Ask | Self::Route | Self::Usage => None,
        }
    }

    /// The tool of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tool| tool.as_str() == name)
    }
}

/// Whom a tool is named for.
#[derive(Debug, Clone, Copy)]
pub struct Namesake {
    /// The family's id in the catalogue.
    pub family: &'static str,
    /// What people call it.
    pub called: &'static str,
    /// The route that the tool works on.
    pub route: Route,
}
