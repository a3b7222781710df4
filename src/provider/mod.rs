//! Talks to model APIs. Every vendor difference ends in this module.

pub mod registry;
