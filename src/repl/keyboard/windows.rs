//! Windows: the editor reads the console itself. Run under Wine alone; see CONTRIBUTING.
//!
//! Without a terminal to put between them nothing is read while an answer comes: Ctrl-C stops it as a signal, what is
//! typed waits in the console, and the preview is drawn with the next key.

use std::io;
use std::process::Stdio;
use std::time::Duration;

use tokio::sync::mpsc::UnboundedSender;

use super::super::feed::{Listener, Nudge, Pressed, Searching};
use super::super::keystrokes::Keystroke;
use super::Waited;
use crate::ui::messages::Heard;

#[derive(Debug, Clone)]
pub struct Keyboard(());

impl Keyboard {
    #[expect(clippy::unnecessary_wraps, reason = "as its twin")]
    pub fn open(_pressed: UnboundedSender<Pressed>) -> io::Result<Self> {
        Ok(Self(()))
    }

    pub fn listen(&self, _listener: Listener) {}

    pub fn go_on(&self) {}

    pub fn put_first(&self, _keystroke: Keystroke) {}

    pub fn set_aside(&self) {}

    pub fn bring_back(&self) {}

    pub fn nudge(&self, _nudge: Nudge) {}

    pub fn search(&self, _searching: Searching) {}

    pub fn unsettle(&self) {}

    pub fn take_paste(&self) -> Option<String> {
        None
    }

    pub fn give_back(&self) {}

    #[expect(clippy::unnecessary_wraps, reason = "as its twin")]
    pub fn lend(&self) -> io::Result<Stdio> {
        Ok(Stdio::inherit())
    }

    #[expect(clippy::unnecessary_wraps, reason = "as its twin")]
    pub fn take_back(&self) -> io::Result<()> {
        Ok(())
    }

    #[expect(clippy::unnecessary_wraps, reason = "as its twin")]
    pub fn suspend(&self) -> io::Result<()> {
        Ok(())
    }
}

/// The keys that are heard while an answer comes.
pub const HEARD: Heard = Heard::InterruptAlone;

/// How long a console lets a line be is not known.
pub const fn longest_line() -> Option<usize> {
    None
}

/// A console's echo is left as it is.
#[derive(Debug, Clone)]
pub struct Echo(());

impl Echo {
    pub const fn of_terminal() -> Option<Self> {
        None
    }

    pub fn hush(&self) {}

    pub fn show(&self) -> Vec<u8> {
        Vec::new()
    }

    pub const fn take(&self) -> Vec<u8> {
        Vec::new()
    }

    pub fn give_back(&self) {}

    pub fn take_back(&self) {}

    pub fn wake(&self) {}

    pub const fn wait(&self) -> Waited {
        Waited::InVain
    }

    pub const fn take_line(&self) -> Option<Vec<u8>> {
        None
    }

    pub const fn has_line(&self, _: Duration) -> bool {
        false
    }
}
