//! One turn in the REPL: asked, drawn as it comes, stopped by a key.
//!
//! The drawing is [`Live`]'s and the turn the engine's; here they meet the keyboard.

use std::cell::RefCell;
use std::pin::pin;
use std::sync::Arc;

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::editor::Line;
use super::feed::{Listener, Pressed};
use super::session::Repl;
use super::signals::Signal;
use super::waiting::Undone;
use crate::domain::{ModelRef, TurnEvent};
use crate::engine::{Error, Outcome, PaidCalls, PaidQuestion, TurnPlan, TurnRequest};
use crate::store::Consent;
use crate::ui::footer::FooterStyle;
use crate::ui::live::{self, Drawn, Live, LiveOptions};
use crate::ui::messages::{Label, Message, Remark, is_no, is_yes, word_on_paying};
use crate::ui::{Console, WriteEnd};

/// What became of a turn, as far as the keyboard is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum After {
    /// It went to its end, good or bad.
    Answered,
    /// The person stopped it.
    Stopped,
    /// The person wants the same of the next model.
    AskNextModel,
    /// The REPL ends, with this exit code.
    End(u8),
}

/// Whom the person saw last is whom the model changes from, whatever it follows in the conversation.
fn follow_on(event: &mut TurnEvent, shown: Option<&ModelRef>) {
    if let (TurnEvent::Routed(routed), Some(shown)) = (event, shown) {
        routed.previous = Some(shown.clone());
    }
}

impl Repl {
    /// Asks, and shows the answer as it comes, with its name above it where it is one of several, and with what chose who
    /// gives it.
    pub(super) async fn turn(
        &mut self,
        request: &mut TurnRequest,
        (heading, by): (Drawn, Option<Label>),
    ) -> (Outcome, After) {
        let (desk, mut questions) = mpsc::unbounded_channel();
        request.paid = PaidCalls::Asked(desk);
        let console = self.console();
        let plan = match self.planned(&console, request).await {
            Ok(plan) => plan,
            Err(undone) => {
                self.keyboard.listen(Listener::Nobody);
                let (error, after) = match undone {
                    Undone::Failed(error) => (error, After::Answered),
                    Undone::End(code) => (Error::Cancelled, After::End(code)),
                };
                self.complain(&console, &error);
                return (Outcome { result: None, error: Some(error) }, after);
            }
        };
        self.keyboard.listen(Listener::Answer);
        let style = self.footer();
        let options = LiveOptions { reasoning: self.reasoning, text: Drawn::Yes, footer: style, heading, by };
        let live = RefCell::new(Live::new(&console, options));
        let cancel = CancellationToken::new();
        let has_others = self.has_others();
        let mut after = After::Answered;
        let outcome = {
            let engine = Arc::clone(&self.engine);
            let shown = self.shown.clone();
            let mut sink = |mut event: TurnEvent| {
                follow_on(&mut event, shown.as_ref());
                if live.borrow_mut().draw(event) == WriteEnd::Closed {
                    cancel.cancel();
                }
            };
            let mut turn = pin!(engine.run(request, plan, &cancel, &mut sink));
            loop {
                let interval = live.borrow().tick_interval();
                tokio::select! {
                    biased;
                    outcome = &mut turn => break outcome,
                    pressed = self.pressed.recv() => match pressed {
                        Some(Pressed::Stop) => {
                            after = After::Stopped;
                            cancel.cancel();
                        }
                        // Without anybody else the answer goes on.
                        Some(Pressed::NextModel) if !has_others => {}
                        Some(Pressed::NextModel) => {
                            after = After::AskNextModel;
                            cancel.cancel();
                        }
                        Some(Pressed::Suspend) => {
                            live.borrow_mut().pause();
                            self.suspend(&console);
                        }
                        Some(Pressed::Closed) | None => {
                            after = After::End(129);
                            cancel.cancel();
                        }
                    },
                    signal = self.signals.next() => match signal {
                        Signal::Continued => if self.resume(&console) {
                            live.borrow_mut().reappear();
                        },
                        Signal::Interrupt => {
                            after = After::Stopped;
                            cancel.cancel();
                        }
                        Signal::End(code) => {
                            after = After::End(code);
                            cancel.cancel();
                        }
                    },
                    question = questions.recv() => if let Some(question) = question {
                        live.borrow_mut().pause();
                        if let Err(left) = self.put(question).await {
                            after = self.ending.take().map_or(After::Stopped, After::End);
                            cancel.cancel();
                            // Not before: without an answer, and not cancelled, the turn would go on to somebody else.
                            drop(left);
                        }
                    },
                    () = tokio::time::sleep(interval) => live.borrow_mut().tick(),
                }
            }
        };
        self.keyboard.listen(Listener::Nobody);
        let today = match style {
            FooterStyle::Full => self.engine.spent_today(),
            FooterStyle::Off | FooterStyle::Short => None,
        };
        live::settle(&live).await;
        // A terminal that cannot be written to is gone, which the keyboard tells.
        let _ = live.into_inner().finish(outcome.result.as_ref(), today);
        if let Some(error) = &outcome.error {
            self.complain(&console, error);
        }
        if let Some(result) = outcome.result.as_ref().filter(|result| !result.text.is_empty()) {
            self.last_answer.clone_from(&result.text);
            self.shown = result.candidate.as_ref().map(|candidate| candidate.model.clone());
        }
        (outcome, after)
    }

    /// The plan of what is sent: paid for, brought here, and in parts, where that is wanted.
    async fn planned(&mut self, console: &Console, request: &TurnRequest) -> Result<TurnPlan, Undone> {
        let plan = self.plan(console, request).await?;
        let plan = self.settle_paying(console, request, plan).await?;
        let plan = self.bring(console, request, plan).await?;
        // Rare, and large: not a part of every turn's future.
        Box::pin(self.offer_parts(console, request, plan)).await
    }

    /// Plans a turn, which may have to wait for a server of this machine.
    pub(super) async fn plan(&mut self, console: &Console, request: &TurnRequest) -> Result<TurnPlan, Undone> {
        let engine = Arc::clone(&self.engine);
        Ok(self.worked_out(console, Box::pin(engine.plan(request))).await??)
    }

    /// Asks before the turn for as long as the order begins with a provider that nothing was said of.
    async fn settle_paying(
        &mut self,
        console: &Console,
        request: &TurnRequest,
        mut plan: TurnPlan,
    ) -> Result<TurnPlan, Undone> {
        while let Some(first) = plan.first().filter(|first| first.pays_without_consent) {
            let provider = first.candidate.model.provider.clone();
            let question = Remark::ask_consent(&provider, first.first_price()).text(console.lang());
            let Some(said) = self.answer_about_money(question).await else { return Err(self.left()) };
            if let Err(notice) = self.engine.keep_consent(&provider, if said { Consent::Yes } else { Consent::No }) {
                console.tell(&Message::Notice(&notice));
            }
            // The order may be another one now.
            plan = self.plan(console, request).await?;
        }
        Ok(plan)
    }

    /// Why nothing is sent where a question was left: the person wants none of it, or the REPL ends.
    pub(super) fn left(&mut self) -> Undone {
        self.ending.take().map_or(Undone::Failed(Error::Cancelled), Undone::End)
    }

    /// Puts a question of the engine's while its turn waits. It is given back where the person left it.
    async fn put(&mut self, question: PaidQuestion) -> Result<(), PaidQuestion> {
        let words = Remark::ask_consent(&question.candidate.model.provider, question.price).text(self.lang());
        let Some(said) = self.answer_about_money(words).await else { return Err(question) };
        // The turn may be over; then nobody waits for the answer.
        let _ = question.answer.send(said);
        Ok(())
    }

    /// Only a clear yes is one to pay; the answer is kept, so what is neither yes nor no is asked again.
    async fn answer_about_money(&mut self, question: String) -> Option<bool> {
        loop {
            let said = self.put_question_to_be_kept(&question).await?;
            let word = word_on_paying(&said.typed).filter(|_| said.written.pasted.is_empty());
            if word.is_some() {
                return word;
            }
            self.keep_beside_question(said);
        }
    }

    /// A yes or a no, and no where nothing is said. `None`: the person left without either; what was said instead is a
    /// message of its own, which is heard next.
    pub(super) async fn yes_or_no(&mut self, question: String) -> Option<bool> {
        let said = self.put_question_to_be_kept(&question).await?;
        if said.written.pasted.is_empty() {
            if is_yes(&said.typed) {
                return Some(true);
            }
            if is_no(&said.typed) || said.typed.trim().is_empty() {
                return Some(false);
            }
        }
        self.said_instead = Some(said);
        None
    }

    async fn put_question_to_be_kept(&mut self, question: &str) -> Option<Line> {
        let last_line = self.console().all_but_last_line(question);
        let said = self.put_question(last_line).await;
        self.keyboard.listen(Listener::Answer);
        said
    }

    /// What was said to a question and is no answer was meant for somebody else: it is not lost.
    fn keep_beside_question(&mut self, said: Line) {
        let said = self.as_typed(said);
        self.beside_question.push(said);
    }
}
