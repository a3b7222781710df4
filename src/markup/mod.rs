//! Pure text work for terminals: the sanitiser of control characters.
//!
//! Nothing here writes, measures a terminal or knows a colour; `ui` does.

pub mod code_blocks;
pub mod sanitise;

pub use sanitise::Sanitiser;
