//! The REPL: `baro` in a terminal. The user talks; who answers is chosen, shown and remembered.
//!
//! Three threads. One reads the terminal (`keyboard`) and gives what is typed to whoever is to have it (`feed`); one
//! owns the line editor (`editor`); the first one talks to the engine and draws answers through [`crate::ui`]. Nothing
//! here routes, sends or stores: that is the engine's. Nothing here writes to the terminal but the editor.

mod ahead;
mod bring;
mod doing;
pub mod draft;
mod editor;
#[cfg_attr(all(windows, not(test)), expect(dead_code, reason = "the keyboard of Windows reads no keystrokes itself"))]
mod feed;
mod hear;
mod history;
mod keyboard;
mod keys;
#[cfg_attr(all(windows, not(test)), expect(dead_code, reason = "the keyboard of Windows reads no keystrokes itself"))]
mod keystrokes;
mod listing;
mod parts;
mod pick;
mod plain;
mod question;
mod returned;
mod session;
mod signals;
mod title;
mod turn;
mod waiting;

use std::path::Path;

use crate::config::{Environment, Settings};
use crate::engine::TurnRequest;
use crate::ui::console::Manner;
use crate::ui::live::Drawn;

/// Runs the REPL to its end, and gives the exit code. What the command line says of every message is in `base`.
pub async fn run(
    settings: Settings,
    environment: Environment,
    folder: &Path,
    manner: Manner,
    base: TurnRequest,
    reasoning: Drawn,
) -> u8 {
    Box::pin(session::run(settings, environment, folder, manner, base, reasoning)).await
}
