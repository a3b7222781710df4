//! Pure text work: streaming Markdown, the sanitiser of control characters, code blocks, the masking of keys.
//!
//! Nothing here writes, measures a terminal or knows a colour; `ui` does.

pub mod code_blocks;
pub mod markdown;
mod private_key;
pub mod redact;
pub mod sanitise;
pub mod width;

pub use sanitise::Sanitiser;
