//! One file a subcommand.

pub mod again;
pub mod answering;
pub mod ask;
pub mod auth;
pub mod config;
pub mod doctor;
pub mod explained;
pub mod generated;
pub mod history;
pub mod local;
pub mod mcp;
pub mod mcp_config;
pub mod mcp_doctor;
pub mod models;
pub mod parts;
pub mod paying;
pub mod route;
pub mod route_eval;
pub mod route_learn;
pub mod shells;
pub mod talking;
pub mod usage;
pub mod why;
