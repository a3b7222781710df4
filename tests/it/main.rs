//! The one integration binary: the real program from outside, and the rules of the repository itself.

mod ask_bad_input;
mod ask_conversations;
mod ask_exit_codes;
mod ask_failover;
mod ask_json;
mod ask_local;
mod ask_parts;
mod ask_streams;
mod ask_terminal;
mod command_line;
#[cfg(feature = "local")]
mod embedded;
#[cfg(all(unix, feature = "local"))]
mod embedded_terminal;
mod generated;
mod grammar;
mod layers;
mod mcp_clients;
mod mcp_ends;
mod mcp_http;
mod mcp_running;
mod mcp_tools;
mod real_server;
#[cfg(unix)]
mod repl;
#[cfg(unix)]
mod repl_dialogue;
#[cfg(unix)]
mod repl_keys;
#[cfg(unix)]
mod repl_orders;
#[cfg(unix)]
mod repl_previews;
#[cfg(unix)]
mod repl_questions;
#[cfg(unix)]
mod repl_returned;
#[cfg(unix)]
mod repl_tmux;
#[cfg(unix)]
mod repl_words;
mod repository;
mod route_learn;
mod setup_auth;
mod setup_config;
mod setup_doctor;
mod setup_first_run;
mod setup_keyring;
mod setup_tls;
#[cfg(unix)]
mod shells;
mod support;
mod talking;
#[cfg(not(feature = "local"))]
mod without_embedded;
