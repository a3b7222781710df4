//! Lines without an editor: for screen readers, terminals that cannot move their cursor, and `--plain`.
//!
//! The terminal itself edits the line and echoes it; nothing is drawn twice, and Ctrl-C is a signal.

use std::io::{self, BufRead as _};
use std::sync::mpsc::Receiver;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use unicode_normalization::UnicodeNormalization as _;

use super::draft::Written;
use super::editor::{Depth, Line, Read, Request};
use crate::markup::sanitise;

/// Writes a prompt.
pub type Say = Box<dyn Fn(&str) + Send>;

/// The name before the line.
#[derive(Debug, Clone)]
pub struct Chip(Arc<Mutex<String>>);

impl Chip {
    /// Changes it, from the next line on.
    pub fn set(&self, name: &str) {
        name.clone_into(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }

    fn prompt(&self) -> String {
        format!("{} › ", self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Starts the thread that reads.
///
/// # Errors
/// Where the system gives none.
pub(super) fn start(say: Say, requests: Receiver<Request>) -> io::Result<Chip> {
    let chip = Chip(Arc::default());
    let shown = chip.clone();
    thread::Builder::new().name("lines".to_owned()).spawn(move || {
        while let Ok(request) = requests.recv() {
            // Whoever asked may have left.
            match request {
                Request::Line(_, answer) => {
                    say(&shown.prompt());
                    let _ = answer.send(line());
                }
                Request::Answer(question, answer) => {
                    say(&question);
                    let _ = answer.send(text());
                }
                // The terminal edits its lines itself, and has none but this one.
                Request::Keep(_) => {}
            }
        }
    })?;
    Ok(chip)
}

fn line() -> Read {
    let Some(typed) = text() else { return Read::Ended };
    // A key that means nothing here left its code in the line.
    let typed = sanitise::text(&typed).into_owned();
    let written = Written { text: typed.nfc().collect(), pasted: Vec::new() };
    Read::Sent(Line { caret: typed.len(), typed, written, chosen: 0, depth: Depth::Usual, n_rows: 0 })
}

fn text() -> Option<String> {
    let mut text = String::new();
    match io::stdin().lock().read_line(&mut text) {
        Ok(0) | Err(_) => None,
        Ok(_) => {
            text.truncate(text.trim_end_matches(['\n', '\r']).len());
            Some(text)
        }
    }
}
