//! The words of `baro mcp`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::{parse_count, parse_seconds, parse_tokens, parse_usd, routes};
use crate::config::mcp::{ServeOptions, ToolName};
use crate::domain::Route;

/// `baro mcp`.
#[derive(Debug, Clone, Args)]
pub struct McpArgs {
    /// What is to be done.
    #[command(subcommand)]
    pub action: McpAction,
}

/// What `baro mcp` can do.
#[derive(Debug, Clone, Subcommand)]
pub enum McpAction {
    /// Serve; clients start this by themselves.
    Serve(Box<McpServeArgs>),
    /// Print the entry that registers baro with a client, or write it.
    Config(McpConfigArgs),
    /// Start the server as a client would, and tell what a client sees.
    Doctor(McpDoctorArgs),
}

/// `baro mcp serve`.
#[derive(Debug, Clone, Default, Args)]
pub struct McpServeArgs {
    /// Answer by this model alone (several: separated by commas).
    #[arg(short, long, value_name = "MODEL", value_delimiter = ',')]
    pub model: Vec<String>,
    /// Answer by the models of this route.
    #[arg(short, long, value_name = "ROUTE", value_parser = routes(), conflicts_with = "model")]
    pub route: Option<Route>,
    /// Offer only these tools (separated by commas).
    #[arg(long, value_name = "TOOLS", value_delimiter = ',', value_parser = parse_tool)]
    pub tools: Vec<ToolName>,
    /// The server's name.
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// Files may be read below this folder (without it: the current one).
    #[arg(long, value_name = "DIR")]
    pub root: Option<PathBuf>,
    /// The most that all calls together may cost, in US dollars.
    #[arg(long, value_name = "USD", value_parser = parse_usd)]
    pub max_cost: Option<f64>,
    /// The most calls that are answered.
    #[arg(long, value_name = "N", value_parser = parse_tokens)]
    pub max_calls: Option<u64>,
    /// The most calls that are answered at once.
    #[arg(long, value_name = "N", default_value_t = ServeOptions::MAX_AT_ONCE, value_parser = parse_count::<usize>)]
    pub max_at_once: usize,
    /// Return what came of an answer after so many seconds.
    #[arg(long, value_name = "SECONDS", value_parser = parse_seconds)]
    pub timeout: Option<f64>,
    /// Return longer answers as head, tail and a link, in characters.
    #[arg(long, value_name = "N", default_value_t = ServeOptions::MAX_ANSWER_CHARS, value_parser = parse_count::<usize>)]
    pub max_answer_chars: usize,
    /// Let Claude models be chosen automatically too.
    #[arg(long)]
    pub allow_anthropic: bool,
    /// Serve HTTP at this address, such as 127.0.0.1:8931, instead of standard input and output.
    #[arg(long, value_name = "ADDR")]
    pub http: Option<std::net::SocketAddr>,
    /// The environment variable that holds the token of HTTP clients (without it: one is made and shown).
    #[arg(long, value_name = "NAME", requires = "http", conflicts_with = "no_token")]
    pub token_env: Option<String>,
    /// Let every program of this machine in; on loopback only.
    #[arg(long, requires = "http")]
    pub no_token: bool,
    /// A further name under which HTTP clients may reach the server, HOST or HOST:PORT (may be repeated).
    #[arg(long, value_name = "HOST", requires = "http")]
    pub allow_host: Vec<String>,
}

/// `baro mcp config`.
#[derive(Debug, Clone, Default, Args)]
pub struct McpConfigArgs {
    /// The client.
    #[arg(long, ignore_case = true, value_enum, default_value_t = McpClient::ClaudeCode)]
    pub client: McpClient,
    /// Write it into the client's own file instead of printing it.
    #[arg(long)]
    pub write: bool,
    /// Three servers, one a model, instead of one.
    #[arg(long)]
    pub three: bool,
}

/// A client of MCP.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum McpClient {
    /// Claude Code, `.mcp.json` of this folder.
    #[default]
    ClaudeCode,
    /// Claude Desktop.
    ClaudeDesktop,
    /// Codex CLI.
    Codex,
    /// Gemini CLI.
    Gemini,
    /// opencode.
    Opencode,
    /// Cursor.
    Cursor,
}

/// `baro mcp doctor`.
#[derive(Debug, Clone, Default, Args)]
pub struct McpDoctorArgs {
    /// As JSON.
    #[arg(long)]
    pub json: bool,
    /// Flags of `baro mcp serve`, after `--`.
    #[arg(last = true, value_name = "FLAGS")]
    pub serve: Vec<String>,
}

fn parse_tool(name: &str) -> Result<ToolName, String> {
    ToolName::parse(name).ok_or_else(|| ToolName::ALL.map(ToolName::as_str).join(", "))
}
