//! The keyboard, for as long as the REPL runs: one thread reads the terminal, and only it does.
//!
//! What it reads goes through [`Feed`]: to the editor, which believes itself on a terminal of its own, or to whoever
//! shows an answer. So nothing that is typed is lost or echoed into an answer, whatever is going on. What is particular
//! to a system stands in one file a system. Nothing is drawn here.

#[cfg(unix)]
mod unix;
#[cfg(not(unix))]
mod windows;

use std::io;
use std::process::Stdio;
use std::time::Duration;

use tokio::sync::mpsc::UnboundedSender;

use super::feed::{Listener, Nudge, Pressed, Searching};
use super::keystrokes::Keystroke;
#[cfg(unix)]
use unix as system;
#[cfg(not(unix))]
use windows as system;

pub use system::{HEARD, longest_line};

/// The keyboard, or the terminal that edits its lines itself.
#[derive(Debug, Clone)]
pub struct Keyboard(Taken);

#[derive(Debug, Clone)]
enum Taken {
    /// What is pressed comes here first.
    Over(system::Keyboard),
    /// Lines come, and the terminal shows what is typed of them while one is read; `None` where that cannot be changed.
    Plain(Option<system::Echo>),
}

/// Why the waiting for a line ended, where lines are plain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waited {
    /// One is there, or none will come any more.
    #[cfg_attr(windows, expect(dead_code, reason = "as Unix has it"))]
    Line,
    /// Somebody woke.
    #[cfg_attr(windows, expect(dead_code, reason = "as Unix has it"))]
    Woken,
    /// It cannot be waited for.
    InVain,
}

impl Keyboard {
    /// Takes the terminal over. What is pressed beside the editor is sent to `pressed`.
    ///
    /// # Errors
    /// Where the terminal cannot be set up.
    pub fn open(pressed: UnboundedSender<Pressed>) -> io::Result<Self> {
        system::Keyboard::open(pressed).map(|keyboard| Self(Taken::Over(keyboard)))
    }

    /// Lets the terminal edit its lines itself.
    #[must_use]
    pub fn plain() -> Self {
        Self(Taken::Plain(system::Echo::of_terminal()))
    }

    /// Whether the terminal edits its lines itself.
    #[must_use]
    pub const fn is_plain(&self) -> bool {
        matches!(self.0, Taken::Plain(_))
    }

    const fn over(&self) -> Option<&system::Keyboard> {
        match &self.0 {
            Taken::Over(keyboard) => Some(keyboard),
            Taken::Plain(_) => None,
        }
    }

    const fn echo(&self) -> Option<&system::Echo> {
        match &self.0 {
            Taken::Over(_) => None,
            Taken::Plain(echo) => echo.as_ref(),
        }
    }

    /// Where lines are plain: what is typed from now on waits, unseen, and no signal drops it.
    pub fn hush(&self) {
        if let Some(echo) = self.echo() {
            echo.hush();
        }
    }

    /// Where lines are plain: what is typed from now on is shown. Returns what was typed unseen.
    #[must_use]
    pub fn show(&self) -> Vec<u8> {
        self.echo().map(system::Echo::show).unwrap_or_default()
    }

    /// Where lines are plain: whether a whole one is there, or comes in this time, which is less than a second.
    pub fn has_line(&self, within: Duration) -> bool {
        self.echo().is_some_and(|echo| echo.has_line(within))
    }

    /// Where lines are plain: all that was typed unseen, also what Enter has not ended. It stays unseen.
    #[must_use]
    pub fn take(&self) -> Vec<u8> {
        self.echo().map(system::Echo::take).unwrap_or_default()
    }

    /// Where lines are plain: waits until a whole one is there, or [`Keyboard::wake`].
    #[must_use]
    pub fn wait(&self) -> Waited {
        self.echo().map_or(Waited::InVain, system::Echo::wait)
    }

    /// Where lines are plain: ends the waiting for one.
    pub fn wake(&self) {
        if let Some(echo) = self.echo() {
            echo.wake();
        }
    }

    /// Where lines are plain: the one that is there, with its end, or what of it Ctrl-D let through; nothing where the
    /// terminal is lent. `None`: Ctrl-D alone, or the terminal is gone.
    #[must_use]
    pub fn take_line(&self) -> Option<Vec<u8>> {
        self.echo()?.take_line()
    }

    /// Changes who gets the keystrokes.
    pub fn listen(&self, listener: Listener) {
        if let Some(keyboard) = self.over() {
            keyboard.listen(listener);
        }
    }

    /// The key that the editor got last has not ended the line.
    pub fn go_on(&self) {
        if let Some(keyboard) = self.over() {
            keyboard.go_on();
        }
    }

    /// Has a keystroke come before all that wait; the one that was sent last has not ended the line.
    pub fn put_first(&self, keystroke: Keystroke) {
        if let Some(keyboard) = self.over() {
            keyboard.put_first(keystroke);
        }
    }

    /// A line comes back: what was typed behind it belongs to the next one.
    pub fn set_aside(&self) {
        if let Some(keyboard) = self.over() {
            keyboard.set_aside();
        }
    }

    /// The line that came back is done with.
    pub fn bring_back(&self) {
        if let Some(keyboard) = self.over() {
            keyboard.bring_back();
        }
    }

    /// Says a word to the editor, if it reads.
    pub fn nudge(&self, nudge: Nudge) {
        if let Some(keyboard) = self.over() {
            keyboard.nudge(nudge);
        }
    }

    /// Whether the editor searches the lines before.
    pub fn search(&self, searching: Searching) {
        if let Some(keyboard) = self.over() {
            keyboard.search(searching);
        }
    }

    /// Has a rest of the typing come later: the window changed.
    pub fn unsettle(&self) {
        if let Some(keyboard) = self.over() {
            keyboard.unsettle();
        }
    }

    /// Has the editor draw its line again.
    pub fn redraw(&self) {
        self.nudge(Nudge::Redraw);
    }

    /// A text that was pasted, when the editor was told of one.
    #[must_use]
    pub fn take_paste(&self) -> Option<String> {
        self.over()?.take_paste()
    }

    /// Gives the terminal to another program until [`Keyboard::take_back`]. Returns its standard input.
    ///
    /// # Errors
    /// Where the terminal cannot be set up.
    pub fn lend(&self) -> io::Result<Stdio> {
        if let Some(echo) = self.echo() {
            echo.give_back();
        }
        self.over().map_or_else(|| Ok(Stdio::inherit()), system::Keyboard::lend)
    }

    /// Takes the terminal over again.
    ///
    /// # Errors
    /// Where the terminal cannot be set up.
    pub fn take_back(&self) -> io::Result<()> {
        if let Some(echo) = self.echo() {
            echo.take_back();
        }
        self.over().map_or(Ok(()), system::Keyboard::take_back)
    }

    /// Gives the terminal back as it was, for good.
    pub fn give_back(&self) {
        if let Some(echo) = self.echo() {
            echo.give_back();
        }
        if let Some(keyboard) = self.over() {
            keyboard.give_back();
        }
    }

    /// Stops the whole job, as Ctrl-Z does, until the shell lets it go on.
    ///
    /// # Errors
    /// Where the terminal cannot be set up.
    pub fn suspend(&self) -> io::Result<()> {
        self.over().map_or(Ok(()), system::Keyboard::suspend)
    }
}
