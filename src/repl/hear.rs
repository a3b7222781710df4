//! What a line comes to: understood, told, done, asked.
//!
//! The words are the grammar's to read and the engine's to carry out; here they meet what the keys chose. What was pasted
//! is never read as a word to baro.

use std::sync::Arc;

use super::attach;
use super::editor::{Depth, Line};
use super::keys::Action;
use super::session::{Next, Repl};
use super::turn::After;
use crate::config;
use crate::domain::{Candidate, Effort, Source};
use crate::engine::talk::{Change, Inquiry, LastChoice, LocalAnswer, Then, is_for_the_shell, plain_words};
use crate::engine::{Choice, Error, Outcome, Thread, TurnRequest};
use crate::grammar::{self, Act, Question, Reading, Situation, SpanKind};
use crate::ui::Console;
use crate::ui::explain::{Explanation, explain};
use crate::ui::live::Drawn;
use crate::ui::messages::{ReplLine, TalkLine};

/// What the keys chose for a message.
#[derive(Debug, Clone, Default)]
pub(super) struct Chosen {
    /// Whom Tab chose.
    pub by_tab: Option<Candidate>,
    /// How hard is thought.
    pub depth: Depth,
    /// What is attached.
    pub material: Option<Arc<String>>,
}

impl Repl {
    /// Holds back what was hardly meant for a model: a key goes nowhere, not into the history either, and a command for the
    /// shell waits for a second Enter. `None`: the line is to be heard.
    pub(super) fn hold_back(&mut self, line: &Line) -> Option<Next> {
        let console = self.console();
        let text = line.written.text.trim();
        if let Some(provider) = config::key_alone(text) {
            console.warn(&ReplLine::KeyTyped { provider }.text(console.lang()));
            return Some(Next::Fresh);
        }
        if !is_for_the_shell(text) {
            self.held = None;
            return None;
        }
        // A key behind the command is not sent even so.
        let has_key = text.split_whitespace().any(config::looks_like_a_key);
        if has_key {
            console.warn(&ReplLine::KeyTyped { provider: None }.text(console.lang()));
            return Some(Next::Fresh);
        }
        if self.held.take().is_some_and(|held| held == text) {
            return None;
        }
        console.remark(&ReplLine::ForTheShell.text(console.lang()));
        self.held = Some(text.to_owned());
        Some(Next::With(line.typed.clone()))
    }

    /// Hears a line.
    pub(super) async fn hear(&mut self, line: Line) -> Next {
        let console = self.console();
        let text = line.written.text.clone();
        if matches!(text.trim(), "?" | "？") {
            self.help(&console);
            return Next::Fresh;
        }
        let names = self.names.clone();
        let places = self.places.clone();
        let is_file = |path: &str| places.has_file(path);
        let situation = Situation { is_file: &is_file, pasted: &line.written.pasted, ..self.talk.situation(&names) };
        let reading = grammar::read(&text, &situation);
        let is_typed = line.written.pasted.first().is_none_or(|pasted| pasted.start > 0);
        if reading.act.is_none()
            && is_typed
            && !self.has_told_of_slashes
            && let Some(plain) = plain_words(&text)
        {
            self.has_told_of_slashes = true;
            console.remark(&TalkLine::PlainWords(plain).text(console.lang()));
        }
        if let Some(said) = attach::missing(&places, &text, &line.written.pasted) {
            console.remark(&said.text(console.lang()));
        }
        let mut paths: Vec<&str> = reading
            .spans
            .iter()
            .filter(|span| span.kind == SpanKind::File)
            .filter_map(|span| text.get(span.range.clone()))
            .map(|path| path.trim_start_matches(['@', '＠']))
            .collect();
        paths.extend(attach::quoted(&places, &text, &line.written.pasted));
        let material = match attach::read(&places, &paths) {
            Ok(attached) => {
                for notice in &attached.notices {
                    console.tell(&notice.message());
                }
                attached.text.map(Arc::new)
            }
            Err(problem) => {
                console.error(&problem.text(console.lang()));
                return Next::With(line.typed);
            }
        };
        let by_tab = line
            .chosen
            .checked_sub(1)
            .and_then(|at| self.forecast.as_ref()?.models().get(at).map(|usable| usable.candidate.clone()));
        let next = self.follow(&console, &reading, Chosen { by_tab, depth: line.depth, material }).await;
        // What was refused can be changed.
        next.unwrap_or(Next::With(line.typed))
    }

    /// Follows what was read. `None`: it was refused, and nothing was done.
    pub(super) async fn follow(&mut self, console: &Console, reading: &Reading<'_>, chosen: Chosen) -> Option<Next> {
        if self.forecast.is_none() {
            // The line came before it was worked out who can be asked.
            self.forecast = self.engine.forecast(&self.upcoming()).await.ok().map(Arc::new);
        }
        let mut intent = match self.engine.intend(&self.talk, reading).await {
            Ok(intent) => intent,
            Err(error) => {
                self.complain(console, &error);
                return None;
            }
        };
        if let (Then::Ask(inquiry), Some(candidate)) = (&mut intent.then, &chosen.by_tab)
            && !matches!(reading.act, Some(Act::Mention { .. } | Act::Address { .. }))
        {
            inquiry.choices = vec![Choice::Model { name: candidate.to_string(), source: Source::Mention }];
        }
        if let Some(Change::AskAgain { by, .. }) = &intent.change
            && by.is_empty()
            && chosen.by_tab.is_none()
            && !self.has_others()
        {
            console.remark(&ReplLine::NoOtherModel.text(console.lang()));
            return Some(Next::Fresh);
        }
        if let Some(change) = &intent.change {
            self.change(console, change).await?;
        }
        match intent.then {
            Then::Nothing => Some(Next::Fresh),
            Then::Answer(question) => {
                self.answer_here(console, question);
                Some(Next::Fresh)
            }
            Then::Ask(inquiry) => {
                if let Err(error) = self.go_back_to_edit(&inquiry) {
                    self.complain(console, &error);
                    return None;
                }
                self.ask(inquiry, chosen).await
            }
        }
    }

    /// Carries a change out and shows its receipt. `None`: it failed, which was said.
    pub(super) async fn change(&mut self, console: &Console, change: &Change) -> Option<()> {
        match self.engine.carry_out(&mut self.talk, change).await {
            Ok(receipt) => {
                console.remark(&TalkLine::Receipt(&receipt).text(console.lang()));
                if let Change::GoOn(id) = change
                    && let Err(error) = self.show_end_of(console, id)
                {
                    self.complain(console, &error);
                }
                Some(())
            }
            Err(error) => {
                self.complain(console, &error);
                None
            }
        }
    }

    /// Where the last message is sent again after a change, the conversation goes on from before it.
    fn go_back_to_edit(&mut self, inquiry: &Inquiry) -> Result<(), Error> {
        let Some((conversation, before)) = self.editing.take() else { return Ok(()) };
        if inquiry.thread != Thread::Existing(conversation.clone()) {
            return Ok(());
        }
        self.engine.with_store(|store| store.set_head(&conversation, before))
    }

    /// Asks one after the other, and where Tab was pressed meanwhile, the next model.
    /// `None`: nothing was sent, which was said.
    async fn ask(&mut self, inquiry: Inquiry, chosen: Chosen) -> Option<Next> {
        let base = TurnRequest {
            effort: effort(chosen.depth).or(self.base.effort),
            material: chosen.material,
            ..self.base.clone()
        };
        let heading = Drawn::from(inquiry.is_to_several());
        let mut outcomes: Vec<Outcome> = Vec::new();
        for n in 0..inquiry.choices.len() {
            let mut request = inquiry.request(&base, n, &outcomes);
            loop {
                let (outcome, after) = self.turn(&mut request, heading).await;
                self.talk.heard(&request, &outcome);
                match after {
                    After::End(code) => return Some(Next::End(code)),
                    After::Stopped if inquiry.is_to_several() => return Some(Next::Fresh),
                    // The message is not lost: it can be sent once there is somebody to answer.
                    After::Answered if outcomes.is_empty() && nobody_was_asked(&outcome) => return None,
                    After::AskNextModel => match next_model(&request, &outcome) {
                        Some(next) => request = next,
                        None => break outcomes.push(outcome),
                    },
                    After::Stopped | After::Answered => break outcomes.push(outcome),
                }
            }
        }
        Some(Next::Fresh)
    }

    /// Whether somebody else could be asked. As long as it is not worked out, somebody may.
    pub(super) fn has_others(&self) -> bool {
        self.forecast.as_ref().is_none_or(|forecast| forecast.models().len() > 1)
    }

    /// Answers a question to baro itself.
    fn answer_here(&mut self, console: &Console, question: Question) {
        let text = match self.engine.answer_here(&self.talk, question) {
            Ok(LocalAnswer::Why(choice)) => why(console, &choice),
            Ok(LocalAnswer::Who { answered, pin }) => {
                TalkLine::Who { answered: answered.as_ref(), pin: pin.as_ref() }.text(console.lang())
            }
            Ok(LocalAnswer::HowMuch(sums)) => TalkLine::HowMuch(&sums).text(console.lang()),
            Err(error) => return self.complain(console, &error),
        };
        let _ = console.print(&console.fitted(&text));
        self.talk.turned_away();
    }

    /// The keys.
    pub(super) fn help(&self, console: &Console) {
        if self.keyboard.is_plain() {
            // The terminal's own keys are all there are.
            return console.remark(&ReplLine::Words.text(console.lang()));
        }
        let key = |action| self.keys.name(action).unwrap_or_default();
        let names = [
            "Enter".to_owned(),
            key(Action::NewLine),
            key(Action::NextModel),
            key(Action::Deeper),
            "Ctrl-C, Esc".to_owned(),
            key(Action::Redo),
            key(Action::OtherAnswer),
            key(Action::Why),
            key(Action::Pin),
            key(Action::Undo),
            key(Action::EditLast),
            key(Action::Editor),
            key(Action::Copy),
            key(Action::Conversations),
            key(Action::NewConversation),
            key(Action::Star),
            "Ctrl-R".to_owned(),
            "Ctrl-D".to_owned(),
        ];
        let columns = console.stderr_view().columns;
        console.remark(&ReplLine::Keys { names: &names, columns }.text(console.lang()));
    }
}

/// Whether a turn failed before anything was sent.
fn nobody_was_asked(outcome: &Outcome) -> bool {
    outcome.error.is_some() && outcome.result.as_ref().is_none_or(|result| result.attempts.is_empty())
}

/// The same question to somebody who was not asked yet.
fn next_model(request: &TurnRequest, outcome: &Outcome) -> Option<TurnRequest> {
    let result = outcome.result.as_ref()?;
    let mut next = TurnRequest { choice: Choice::Router, ..request.clone() };
    let asked = result.attempts.iter().map(|attempt| attempt.model.clone());
    next.avoided.extend(asked);
    // What was asked stays one question: a further answer stands beside the first, which may be empty.
    if let (Thread::New { .. } | Thread::Existing(_), Some(conversation), Some(answer)) =
        (&request.thread, &result.conversation, result.turn)
    {
        next.thread = Thread::Again { conversation: conversation.clone(), answer };
    } else if let (Some(conversation), Some(answer), false) =
        (&result.conversation, result.turn, result.text.trim().is_empty())
    {
        next.thread = Thread::Again { conversation: conversation.clone(), answer };
    }
    if matches!(next.thread, Thread::Again { .. }) && !matches!(request.thread, Thread::Again { .. }) {
        next.text.clear();
        next.material = None;
    }
    Some(next)
}

fn why(console: &Console, choice: &LastChoice) -> String {
    let answer = &choice.exchange.answer;
    let candidate = answer.model.clone().map(|model| Candidate { model, effort: answer.effort });
    let explanation = Explanation {
        decision: &choice.decision,
        route: choice.route,
        source: choice.source,
        candidate: candidate.as_ref(),
        estimate: None,
    };
    explain(console.stdout_view(), &explanation)
}

/// The effort that is asked for.
const fn effort(depth: Depth) -> Option<Effort> {
    match depth {
        Depth::Usual => None,
        Depth::Deep => Some(Effort::High),
        Depth::Deepest => Some(Effort::Max),
    }
}
