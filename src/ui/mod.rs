//! The only writer to the terminal.
//!
//! [`console::Console`] writes; everything else here is a pure function from data to text. Nothing here asks a
//! model, reads the environment or decides a route.

pub mod badge;
pub mod console;
pub mod download;
pub mod explain;
pub mod footer;
pub mod live;
pub mod messages;
pub mod number;
pub mod page;
pub mod preview;
pub mod progress;
pub mod screen;
mod streams;
pub mod style;
pub mod table;
pub mod trouble;
pub mod width;

pub use console::{AnswerWriter, Console, Streams, WriteEnd};
pub use messages::{ErrorText, Message, Problem};
pub use progress::Spinner;
pub use style::{ColorChoice, ColorEnvironment, Palette, View};
