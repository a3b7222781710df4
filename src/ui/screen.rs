//! What the terminal can do beside showing text, as its variables tell. Nothing is asked of it.

use unicode_segmentation::UnicodeSegmentation;

use super::style::AmbiguousWidth;
use super::width;

/// Whether what is drawn may be drawn again: `--plain`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Drawing {
    /// Markdown as it comes, a spinner while there is nothing.
    #[default]
    Live,
    /// Text once, line after line, as screen readers want it.
    Plain,
}

/// The size of a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Columns.
    pub columns: usize,
    /// Rows.
    pub rows: usize,
}

/// The variables that tell which terminal it is, as they are set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ScreenEnvironment {
    /// `TERM`.
    pub term: Option<String>,
    /// `TERM_PROGRAM`.
    pub term_program: Option<String>,
    /// `XTERM_VERSION`: set by xterm itself, and by no other that calls itself so.
    pub xterm_version: Option<String>,
    /// `WT_SESSION`: set by Windows Terminal.
    pub wt_session: Option<String>,
}

/// Erases the row that the cursor is at the beginning of, and all below it. Not in one step: tmux takes what is erased from
/// the upper left corner on for a screen that is cleared, and keeps it in the scrollback.
pub const ERASE_BELOW: &str = "\x1b[C\x1b[J\r\x1b[K";

/// What a line becomes when the window gets narrower than it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Narrowing {
    /// Several rows, as in nearly all terminals.
    Reflows,
    /// What of it fits.
    Cuts,
}

/// Whether several writes can be shown as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Updates {
    /// Between the marks of DEC's private mode 2026.
    Synchronised,
    /// One write is all there is.
    Plain,
}

/// Terminals that show an update as a whole, by what begins their `TERM` or is their `TERM_PROGRAM`.
const SYNCHRONISED: &[&str] = &[
    "alacritty",
    "contour",
    "foot",
    "ghostty",
    "iTerm.app",
    "mintty",
    "rio",
    "vscode",
    "WezTerm",
    "wezterm",
    "xterm-ghostty",
    "xterm-kitty",
    "zed",
];

/// A terminal on which answers are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Screen {
    /// What happens to lines that get too long.
    pub narrowing: Narrowing,
    /// How an update is written.
    pub updates: Updates,
}

impl ScreenEnvironment {
    /// The terminal that these variables are of.
    #[must_use]
    pub fn screen(&self) -> Screen {
        let term = self.term.as_deref().unwrap_or_default();
        let program = self.term_program.as_deref().unwrap_or_default();
        let is_known = SYNCHRONISED.iter().any(|name| program == *name || term.starts_with(name));
        let is_xterm = self.xterm_version.is_some() && term.starts_with("xterm");
        Screen {
            narrowing: if is_xterm || term == "linux" { Narrowing::Cuts } else { Narrowing::Reflows },
            updates: if is_known || self.wt_session.is_some() { Updates::Synchronised } else { Updates::Plain },
        }
    }
}

impl Narrowing {
    /// Rows that a line takes in a window of `columns`.
    #[must_use]
    pub fn rows(self, line: &str, columns: usize, ambiguous: AmbiguousWidth) -> usize {
        self.starts(line, columns, ambiguous).len()
    }

    /// The bytes at which the rows of a line begin in a window of `columns`. A character that is two columns wide goes on
    /// in the next row where one column is left.
    #[must_use]
    pub fn starts(self, line: &str, columns: usize, ambiguous: AmbiguousWidth) -> Vec<usize> {
        let mut starts = vec![0];
        if self == Self::Cuts {
            return starts;
        }
        let mut n_taken = 0;
        for (at, grapheme) in line.grapheme_indices(true) {
            let n_columns = width::of(grapheme, ambiguous);
            if n_taken + n_columns > columns && n_taken > 0 {
                starts.push(at);
                n_taken = 0;
            }
            n_taken += n_columns;
        }
        starts
    }
}

/// Columns of a window that answers are drawn in. A line that fills the window goes on in the next row in some
/// terminals, and so does the `^C` that a terminal writes behind one.
#[must_use]
pub fn text_columns(window: Window, ambiguous: AmbiguousWidth) -> usize {
    // One more where a character may turn out wider than it is counted.
    let margin = if ambiguous == AmbiguousWidth::Wide { 4 } else { 3 };
    window.columns.saturating_sub(margin).max(8)
}

#[cfg(test)]
mod tests {
    use super::Narrowing::{Cuts, Reflows};
    use super::Updates::{Plain, Synchronised};
    use super::*;

    #[test]
    fn a_terminal_is_known_by_its_variables() {
        let of = |term: &str, program: Option<&str>, xterm: Option<&str>| {
            let screen = ScreenEnvironment {
                term: Some(term.into()),
                term_program: program.map(Into::into),
                xterm_version: xterm.map(Into::into),
                wt_session: None,
            }
            .screen();
            (screen.narrowing, screen.updates)
        };
        assert_eq!(of("xterm-256color", None, None), (Reflows, Plain));
        assert_eq!(of("xterm-256color", Some("iTerm.app"), None), (Reflows, Synchronised));
        assert_eq!(of("xterm-kitty", None, None), (Reflows, Synchronised));
        assert_eq!(of("xterm-256color", None, Some("XTerm(390)")), (Cuts, Plain));
        // Inside tmux the variable of the terminal around it is still set.
        assert_eq!(of("tmux-256color", Some("tmux"), Some("XTerm(390)")), (Reflows, Plain));
        assert_eq!(of("linux", None, None), (Cuts, Plain));
    }

    #[test]
    fn a_line_takes_the_rows_that_it_is_broken_into() {
        let rows = |narrowing: Narrowing, line: &str| narrowing.rows(line, 20, AmbiguousWidth::Narrow);
        assert_eq!(rows(Reflows, ""), 1);
        assert_eq!(rows(Reflows, &"a".repeat(20)), 1);
        assert_eq!(rows(Reflows, &"a".repeat(41)), 3);
        // One column of each row stays free, since no syllable is cut in two.
        assert_eq!(Reflows.rows(&"가".repeat(21), 21, AmbiguousWidth::Narrow), 3);
        assert_eq!(rows(Cuts, &"a".repeat(41)), 1);
        assert_eq!(Reflows.starts("가나다라", 5, AmbiguousWidth::Narrow), [0, 6]);
    }
}
