//! A question to the person, which waits for a line of its own.
//!
//! Where lines are plain the terminal makes a signal of Ctrl-C, which is heard here: the question is left, and the line
//! that is being read for it becomes the next one.

use super::session::Repl;
use super::signals::Signal;

impl Repl {
    /// Asks. `None`: the person left without an answer.
    pub(super) async fn put_question(&mut self, question: String) -> Option<String> {
        if !self.keyboard.is_plain() {
            return self.composer.ask(question).await;
        }
        let last_line = question.lines().next_back().unwrap_or_default().to_owned();
        let mut asked = std::pin::pin!(self.composer.ask(question));
        loop {
            tokio::select! {
                biased;
                said = &mut asked => return said,
                signal = self.signals.next() => match signal {
                    Signal::Interrupt => {
                        self.has_left_question = true;
                        return None;
                    }
                    Signal::End(code) => {
                        self.has_left_question = true;
                        self.ending = Some(code);
                        return None;
                    }
                    // The terminal was somebody else's meanwhile.
                    Signal::Continued => {
                        let _ = self.console().prompt(&last_line);
                    }
                },
            }
        }
    }
}
