//! What a typed line comes to: to whom it is sent, what changes, what baro answers itself.
//!
//! [`grammar::read`](crate::grammar::read) understands the words; here they meet the models that can be used and the
//! conversation as it is kept. A surface owns a [`Talk`], reads each line with [`Talk::situation`], has it made into an
//! [`Intent`] by [`Engine::intend`](crate::engine::Engine::intend) (which changes nothing), carries the change out by
//! [`Engine::carry_out`](crate::engine::Engine::carry_out), and sends what is to be sent by [`Inquiry::request`] and the
//! engine's one turn loop. It tells the talk what came of that by [`Talk::heard`]. Only what a person types comes here:
//! never a pipe, a file, a paste, or another program's prompt.

mod answer;
pub mod attached;
mod carry_out;
mod intent;
mod names;
mod receipt;
mod slash;
mod state;

pub use self::answer::{Consumption, LastChoice, LocalAnswer};
pub(super) use self::intent::joined;
pub use self::intent::{Change, Inquiry, Intent, Then};
pub use self::receipt::{Receipt, Undo};
pub use self::slash::{Plain, SHELL_COMMANDS, is_for_the_shell, plain_words};
pub use self::state::{Answered, Talk};
