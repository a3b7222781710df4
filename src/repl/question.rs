//! A question to the person, which waits for a line of its own.
//!
//! Where lines are plain the terminal makes a signal of Ctrl-C, which is heard here: the question is left, and the line
//! that is being read for it becomes the next one. A signal to end is heard wherever lines come from.

use super::editor::Line;
use super::session::Repl;
use super::signals::Signal;

impl Repl {
    /// Asks. What is said may be any other line, and is given back as that would have been read. `None`: the person left
    /// without an answer.
    pub(super) async fn put_question(&mut self, question: String) -> Option<Line> {
        // Who is to end is asked nothing more.
        if self.ending.is_some() {
            return None;
        }
        let said = self.said_to(question).await;
        if said.is_none() && self.keyboard.is_plain() {
            // What comes now stands below the question, not behind it.
            let _ = self.console().prompt("\n");
        }
        said
    }

    async fn said_to(&mut self, question: String) -> Option<Line> {
        let is_plain = self.keyboard.is_plain();
        // The editor would break it where the window ends, within a word.
        let question = if is_plain { question } else { self.console().all_but_last_line(&question) };
        let last_line = question.lines().next_back().unwrap_or_default().to_owned();
        let mut asked = std::pin::pin!(self.composer.ask(question));
        loop {
            tokio::select! {
                biased;
                said = &mut asked => return said,
                signal = self.signals.next() => match signal {
                    Signal::End(code) => {
                        self.has_left_question = is_plain;
                        self.ending = Some(code);
                        return None;
                    }
                    Signal::Interrupt if is_plain => {
                        self.has_left_question = true;
                        return None;
                    }
                    // Ctrl-C is a key of the editor's.
                    Signal::Interrupt => {}
                    Signal::Continued if !is_plain => if self.resume(&self.console()) {
                        self.keyboard.redraw();
                    },
                    // The terminal was somebody else's meanwhile.
                    Signal::Continued => {
                        let _ = self.console().prompt(&last_line);
                    }
                },
            }
        }
    }
}
