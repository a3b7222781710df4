//! Pure text work: the sanitiser of control characters, code blocks, the masking of keys.
//!
//! Nothing here writes, measures a terminal or knows a colour; `ui` does.

pub mod code_blocks;
pub mod redact;
pub mod sanitise;

pub use sanitise::Sanitiser;
