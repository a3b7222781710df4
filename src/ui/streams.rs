//! The process's own stdout and stderr, as the console wants them: unbuffered, with what they are connected to.
//!
//! What is particular to a system stands here, with its twin for the other.

use std::io::{self, IsTerminal as _, Write};
use std::sync::Arc;

use super::console::Streams;
use super::screen::Window;
use super::style::Destination;

impl Streams {
    /// The process's streams. `width` of the config is the widest line: a narrower window goes before it.
    #[must_use]
    pub fn of_process(width: Option<usize>) -> Self {
        let destination = |is_terminal| if is_terminal { Destination::Terminal } else { Destination::Other };
        turn_on_escapes();
        Self {
            stdout_is: destination(io::stdout().is_terminal()),
            stderr_is: destination(io::stderr().is_terminal()),
            columns: columns(width, window().map(|window| window.columns)),
            window: Arc::new(move || {
                // Rows are counted by the real width, so that a wider one is not drawn in.
                window().map(|Window { columns, rows }| Window {
                    columns: width.map_or(columns, |width| width.min(columns)),
                    rows,
                })
            }),
            stdout: unbuffered_stdout(),
            stderr: Box::new(io::stderr()),
        }
    }
}

/// The columns of a line: as many as the window has, and no more than are wished for.
fn columns(width: Option<usize>, window: Option<usize>) -> Option<usize> {
    width.into_iter().chain(window).min()
}

/// The window's size, asked of the terminal.
fn window() -> Option<Window> {
    let (terminal_size::Width(columns), terminal_size::Height(rows)) = terminal_size::terminal_size()?;
    let window = Window { columns: usize::from(columns), rows: usize::from(rows) };
    Some(window).filter(|window| window.columns > 0 && window.rows > 0)
}

/// stdout without the standard library's line buffer, which would write each piece of an answer twice: up to its
/// last newline, and the rest.
#[cfg(unix)]
fn unbuffered_stdout() -> Box<dyn Write + Send> {
    use std::os::fd::AsFd as _;
    match io::stdout().as_fd().try_clone_to_owned() {
        Ok(stdout) => Box::new(std::fs::File::from(stdout)),
        Err(_) => Box::new(io::stdout()),
    }
}

/// A terminal understands escape sequences by itself.
#[cfg(unix)]
const fn turn_on_escapes() {}

/// A Windows console writes escape sequences as they stand until it is asked to understand them. One that is older than
/// them cannot be helped.
#[cfg(windows)]
fn turn_on_escapes() {
    let _ = anstyle_query::windows::enable_ansi_colors();
}

/// The standard library's stdout, which alone speaks UTF-16 to a Windows console.
#[cfg(windows)]
fn unbuffered_stdout() -> Box<dyn Write + Send> {
    Box::new(io::stdout())
}

#[cfg(test)]
mod tests {
    use super::columns;

    #[test]
    fn no_line_is_wider_than_the_window_whatever_the_settings_say() {
        for (width, window, expected) in [
            (Some(100), Some(60), Some(60)),
            (Some(60), Some(100), Some(60)),
            (None, Some(60), Some(60)),
            // A terminal that does not tell its size.
            (Some(100), None, Some(100)),
            (None, None, None),
        ] {
            assert_eq!(columns(width, window), expected, "{width:?} {window:?}");
        }
    }
}
