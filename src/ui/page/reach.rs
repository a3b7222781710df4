//! What of the lines above the cursor is surely on the screen, and can be drawn again.
//!
//! Where the cursor stands is not asked of the terminal. But what was written since is above it, as far as the window goes;
//! and when lines are broken anew, the cursor's row is as far from the upper edge as it was, or farther: some terminals
//! (tmux) keep the empty rows below the cursor, and put above the screen what does not fit.

use std::collections::VecDeque;

/// The lines above the one that the cursor is on, by their columns, as far up as they are surely seen.
#[derive(Debug, Clone, Default)]
pub struct Reach {
    widths: VecDeque<usize>,
}

impl Reach {
    /// Rows above the cursor's line that are surely there.
    #[must_use]
    pub fn rows(&self, columns: usize) -> usize {
        self.widths.iter().map(|width| at_least(*width, columns)).sum()
    }

    /// A line was ended, in a window of so many columns and rows.
    pub fn push(&mut self, width: usize, columns: usize, rows: usize) {
        self.widths.push_back(width);
        // The cursor takes one.
        while self.rows(columns) > rows.saturating_sub(1) {
            self.widths.pop_front();
        }
    }

    /// The cursor went up by so many lines.
    pub fn pop(&mut self, n_lines: usize) {
        let n_left = self.widths.len().saturating_sub(n_lines);
        self.widths.truncate(n_left);
    }

    /// The lines that surely fit into `n_rows` in a window of so many columns are all that is seen now.
    pub fn fit(&mut self, n_rows: usize, columns: usize) {
        let mut n_taken = 0;
        let fitting = self.widths.iter().rev().take_while(|width| {
            n_taken += at_most(**width, columns);
            n_taken <= n_rows
        });
        let n_fitting = fitting.count();
        self.widths.drain(..self.widths.len() - n_fitting);
    }

    /// Nothing is known any more: others have written.
    pub fn forget(&mut self) {
        self.widths.clear();
    }
}

/// Rows of a line, however it is broken.
fn at_least(width: usize, columns: usize) -> usize {
    width.div_ceil(columns.max(1)).max(1)
}

/// The same, where each row may have lost a column to a character that is two wide.
fn at_most(width: usize, columns: usize) -> usize {
    width.div_ceil(columns.saturating_sub(1).max(1)).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_is_reached_than_was_written_and_than_the_window_has() {
        let mut reach = Reach::default();
        assert_eq!(reach.rows(80), 0);
        for _ in 0..9 {
            reach.push(60, 80, 6);
        }
        assert_eq!(reach.rows(80), 5);
        reach.pop(2);
        assert_eq!(reach.rows(80), 3);
        // Narrower: of three rows that are surely seen one line takes all.
        reach.fit(3, 25);
        assert_eq!(reach.rows(25), 3);
        // Wider again it is one row.
        assert_eq!(reach.rows(80), 1);
        reach.fit(0, 80);
        assert_eq!(reach.rows(80), 0);
        reach.push(0, 80, 24);
        assert_eq!(reach.rows(80), 1);
        reach.forget();
        assert_eq!(reach.rows(80), 0);
    }
}
