//! baro (바로, "straight away"): talk, and the right model answers.
//!
//! The story of one request, in five hops: arguments become an [`engine`] turn; [`router`] chooses a route
//! from the text alone; [`provider`] streams the answer of the first usable candidate; the turn folds each
//! event, saves it in [`store`], and hands a [`domain::TurnEvent`] to the surface, which draws it.
//!
//! The modules stand in rings; each may use the rings below it. `ARCHITECTURE.md` has the table, and
//! `tests/it/layers.rs` holds it.

// Ring 0
pub mod domain;
// Ring 1
pub mod grammar;
pub mod markup;
pub mod material;
pub mod router;
// Ring 2
pub mod config;
pub mod files;
pub mod provider;
pub mod store;
// Ring 3
pub mod engine;
// Ring 4
pub mod app;
pub mod ui;
// Ring 5
pub mod cli;
pub mod mcp;
pub mod repl;
