//! Markdown that streams: text in, cut anywhere, and lines for a terminal out.
//!
//! [`Renderer`] gives each line out once, when nothing that may still come can change it, and says on request how the
//! rest would look now. What it gives out depends on the text alone, never on how the text was cut. Its work for a
//! piece of text depends on the piece and on the window, never on what came before. It knows `CommonMark`'s blocks as
//! models write them, tables, tasks and formulas; it names no colour, and writes nothing.

mod blocks;
mod container;
mod flow;
mod highlight;
mod inline;
mod languages;
mod leaf;
mod line;
mod marker;
mod renderer;
mod table;

pub use self::line::{CodeLines, Ink, Layout, Line, Marks, Settled, Span, Token, Tone, beyond};
pub use self::renderer::{Renderer, Tail};

#[cfg(test)]
mod tests;
