//! Draws a turn while it happens: the spinner until the first token, the line before the answer, the answer as it
//! comes, what must be said in between, and the footer.

use std::cell::RefCell;
use std::io;
use std::time::Duration;

use tokio::time::Instant;

use super::badge;
use super::console::{AnswerWriter, Console, LiveAnswer, WriteEnd};
use super::footer::{self, FooterStyle};
use super::messages::{Label, Message};
use super::page;
use super::progress::{self, Spinner};
use crate::domain::event::{FailoverReason, Finish, Notice, TurnResult};
use crate::domain::{Candidate, FailureKind, MicroUsd, ModelRef, TurnEvent};

/// A wait that is over before a line about it is read.
const BRIEF: Duration = Duration::from_secs(1);

/// Waits, before the end is drawn, until the window rests that has just changed.
pub async fn settle(live: &RefCell<Live<'_>>) {
    loop {
        let left = live.borrow_mut().answer.settles_in();
        match left {
            Some(left) => tokio::time::sleep(left).await,
            None => return,
        }
    }
}

/// What is drawn.
#[derive(Debug, Clone, Copy)]
pub struct LiveOptions {
    /// The model's thinking, on stderr.
    pub reasoning: Drawn,
    /// The answer, on stdout.
    pub text: Drawn,
    /// The line after the answer.
    pub footer: FooterStyle,
    /// The name of who answers, on stdout above the answer: it is one of several.
    pub heading: Drawn,
    /// What chose who answers, where that was neither the router nor a word.
    pub by: Option<Label>,
}

/// Whether a part is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drawn {
    /// As it comes.
    Yes,
    /// Not at all.
    No,
}

impl From<bool> for Drawn {
    fn from(drawn: bool) -> Self {
        if drawn { Self::Yes } else { Self::No }
    }
}

/// One turn on the screen.
pub struct Live<'c> {
    console: &'c Console,
    options: LiveOptions,
    spinner: Spinner,
    /// Who was asked, and when, while nothing of the answer is out.
    waiting_for: Option<(ModelRef, Instant)>,
    /// When the spinner was turned last.
    turned: Option<Instant>,
    /// Who was asked last, while nothing of the answer is out.
    asked: Option<Candidate>,
    answer: LiveAnswer,
    reasoning: Option<AnswerWriter>,
    end: io::Result<WriteEnd>,
    not_stored: Option<Notice>,
}

impl<'c> Live<'c> {
    /// Nothing is drawn yet.
    #[must_use]
    pub fn new(console: &'c Console, options: LiveOptions) -> Self {
        Self {
            console,
            options,
            spinner: Spinner::new(console),
            waiting_for: None,
            turned: None,
            asked: None,
            answer: console.live_answer(),
            reasoning: None,
            end: Ok(WriteEnd::Open),
            not_stored: None,
        }
    }

    /// How long to wait for an event before [`Live::tick`] is to be called.
    #[must_use]
    pub const fn tick_interval(&self) -> Duration {
        if self.answer.is_drawn() { page::FRAME } else { progress::TICK }
    }

    /// Turns the spinner, and draws what of the answer came since the last draw.
    pub fn tick(&mut self) {
        if let Some((model, since)) = &self.waiting_for {
            let now = Instant::now();
            if self.spinner.is_active() && self.turned.is_none_or(|last| now - last >= progress::TICK) {
                self.turned = Some(now);
                self.spinner.tick(model, since.elapsed());
            }
        } else if matches!(self.end, Ok(WriteEnd::Open)) {
            self.end = self.answer.tick();
        }
    }

    /// Draws one event. `Closed`: nobody reads any more, and the turn may be stopped.
    pub fn draw(&mut self, event: TurnEvent) -> WriteEnd {
        match event {
            TurnEvent::Routed(routed) => {
                // A line about who answers is for a person who watches.
                if self.console.stderr_is_terminal()
                    && self.options.text == Drawn::Yes
                    && self.options.heading == Drawn::No
                    && let Some(line) = badge::badge(self.console.stderr_view(), &routed, self.options.by)
                {
                    self.console.status(&line);
                }
            }
            TurnEvent::Started { candidate, .. } => {
                self.waiting_for = Some((candidate.model.clone(), Instant::now()));
                self.asked = Some(candidate);
            }
            TurnEvent::Reasoning(text) => {
                if self.options.reasoning == Drawn::Yes {
                    self.make_room();
                    let writer = self.reasoning.get_or_insert_with(|| self.console.reasoning());
                    // What cannot be said on stderr cannot be complained of there.
                    let _ = writer.write(&text);
                }
            }
            TurnEvent::Text(text) => {
                self.stop_waiting();
                self.end_reasoning();
                if self.options.text == Drawn::Yes && matches!(self.end, Ok(WriteEnd::Open)) {
                    self.head();
                }
                if self.options.text == Drawn::Yes && matches!(self.end, Ok(WriteEnd::Open)) {
                    self.end = self.answer.write(&text);
                }
            }
            // Nobody listens there for a moment: who answers in the end, or that nobody does, is what counts.
            TurnEvent::Retry { wait, failure, .. }
                if wait < BRIEF && matches!(failure.kind, FailureKind::Unreachable | FailureKind::NameNotResolved) => {}
            TurnEvent::Retry { model, wait, failure } => {
                self.say(&Message::Retry { model: &model, wait, failure: &failure });
            }
            // Said by the notice before it, as a warning.
            TurnEvent::Failover { why: FailoverReason::Failed(failure), .. }
                if failure.kind == FailureKind::KeyRefused => {}
            TurnEvent::Failover { from, to, why } => self.say(&Message::Failover { from: &from, to: &to, why: &why }),
            // An answer that was given and not kept is an error of its own, which the command tells.
            TurnEvent::Notice(notice @ Notice::NotStored { .. }) => self.not_stored = Some(notice),
            TurnEvent::Notice(notice) => self.say(&Message::Notice(&notice)),
            TurnEvent::Usage { .. } => {}
            TurnEvent::Finished(result) => {
                self.stop_waiting();
                if let Some(notice) = self.not_stored.take().filter(|_| !result.complete) {
                    self.say(&Message::Notice(&notice));
                }
            }
        }
        match self.end {
            Ok(end) => end,
            Err(_) => WriteEnd::Closed,
        }
    }

    /// Makes room for something else on the terminal, such as a question.
    pub fn pause(&mut self) {
        self.make_room();
    }

    /// Others wrote below what is drawn: it goes on below that.
    pub fn reappear(&mut self) {
        self.stop_waiting();
        if matches!(self.end, Ok(WriteEnd::Open)) {
            self.end = self.answer.reappear();
        }
    }

    /// Ends the answer's last line and draws the footer. `today`: what today's answers cost so far.
    pub fn finish(mut self, result: Option<&TurnResult>, today: Option<MicroUsd>) -> io::Result<WriteEnd> {
        self.stop_waiting();
        self.end_reasoning();
        let end = match self.end {
            Ok(WriteEnd::Open) => self.answer.finish(),
            other => other,
        }?;
        let is_watched = self.console.stdout_is_terminal() && self.console.stderr_is_terminal();
        if is_watched
            && self.options.text == Drawn::Yes
            && let Some(result) = result
            && let Some(line) = footer::footer(self.console.stderr_view(), self.options.footer, result, today)
        {
            self.console.status(&line);
        }
        if let Some(result) = result.filter(|result| result.finish == Finish::Cancelled && end == WriteEnd::Open) {
            let is_kept = !result.text.is_empty() && result.conversation.is_some();
            self.console.tell(if is_kept { &Message::InterruptedKept } else { &Message::Interrupted });
        }
        Ok(end)
    }

    /// The name above the first words of an answer that is one of several.
    fn head(&mut self) {
        if let Some(candidate) = self.asked.take().filter(|_| self.options.heading == Drawn::Yes) {
            self.end = self.console.print(&badge::heading(self.console.stdout_view(), &candidate));
        }
    }

    fn say(&mut self, message: &Message<'_>) {
        self.make_room();
        self.console.tell(message);
    }

    /// Leaves the cursor at the beginning of an empty line.
    fn make_room(&mut self) {
        self.stop_waiting();
        if matches!(self.end, Ok(WriteEnd::Open)) {
            self.end = self.answer.withdraw();
        }
    }

    fn stop_waiting(&mut self) {
        self.spinner.clear();
        self.waiting_for = None;
    }

    fn end_reasoning(&mut self) {
        if let Some(writer) = self.reasoning.take() {
            let _ = writer.finish();
        }
    }
}
