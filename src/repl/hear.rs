//! What a line comes to: understood, told, done, asked.
//!
//! The words are the grammar's to read and the engine's to carry out; here they meet what the keys chose. What was pasted
//! is never read as a word to baro.

use std::sync::Arc;

use super::draft::Written;
use super::editor::{Depth, Line};
use super::history::LONGEST_BYTES;
use super::keyboard;
use super::keys::Action;
use super::returned::{Ordered, Place};
use super::session::{Next, Repl};
use super::title;
use super::turn::After;
use super::waiting::Undone;
use crate::config;
use crate::domain::event::TurnResult;
use crate::domain::{Candidate, ModelRef, Source};
use crate::engine::plan::Another;
use crate::engine::talk::attached;
use crate::engine::talk::{Change, Inquiry, LocalAnswer, Plain, Then, is_for_the_shell, plain_words};
use crate::engine::{Choice, Error, Outcome, Thread, TurnRequest};
use crate::grammar::{self, Act, Farewell, Others, Question, Reading, Situation, SpanKind, farewell};
use crate::material;
use crate::ui::explain::explain_last;
use crate::ui::live::Drawn;
use crate::ui::messages::{Label, Message, ReplLine, TalkLine};
use crate::ui::{Console, trouble};

/// What the keys chose for a message.
#[derive(Debug, Clone, Default)]
pub(super) struct Chosen {
    /// Whom Tab chose.
    pub by_tab: Option<Candidate>,
    /// How hard is thought.
    pub depth: Depth,
    /// What is attached.
    pub material: Option<Arc<String>>,
    /// What a conversation is called that begins with the message, where its first line is none of the person's own.
    pub title: Option<String>,
    /// Whom baro picked, as was seen before it was sent.
    pub pick: Option<ModelRef>,
}

impl Repl {
    /// Holds back what was hardly meant so: a key goes nowhere, not into the history either, and a command for the shell, or a
    /// word that may leave the talk, waits for a second Enter. `None`: the line is to be heard.
    pub(super) fn hold_back(&mut self, line: &Line) -> Option<Next> {
        let console = self.console();
        let text = line.written.text.trim();
        // It keeps the line from being read, of which nothing is left.
        if text == "\\" {
            console.remark(&ReplLine::NothingToSend.text(console.lang()));
            return Some(Next::Fresh);
        }
        // A key behind a command is not sent even so.
        if config::is_mostly_a_key(text) || (is_for_the_shell(text) && config::holds_a_key(text)) {
            let provider = config::key_alone(text).flatten();
            console.warn(&ReplLine::KeyTyped { provider }.text(console.lang()));
            self.held = None;
            return Some(Next::Fresh);
        }
        let is_typed = line.written.pasted.is_empty();
        let said = match farewell(text) {
            Some(Farewell::Likely) if is_typed => ReplLine::Leaving,
            _ if is_for_the_shell(text) => ReplLine::ForTheShell,
            _ => {
                self.held = None;
                return None;
            }
        };
        if self.held.take().is_some_and(|held| held == text) {
            return None;
        }
        console.remark(&said.text(console.lang()));
        self.held = Some(text.to_owned());
        Some(Next::With(line.typed.clone()))
    }

    /// Hears a line.
    pub(super) async fn hear(&mut self, line: Line) -> Next {
        let console = self.console();
        self.has_complained.set(false);
        let text = line.written.text.clone();
        let is_typed = line.written.pasted.is_empty();
        if is_typed && matches!(text.trim(), "?" | "？") {
            self.help(&console);
            return Next::Fresh;
        }
        if self.returned.as_ref().is_some_and(|returned| returned.asks_for_keys(&line.written)) {
            self.help(&console);
            return self.pick_again();
        }
        // Whatever it is, it was not held back, or said once more.
        if is_typed && farewell(&text).is_some() {
            if self.talk.conversation().is_some() && self.is_kept {
                console.remark(&ReplLine::Farewell.text(console.lang()));
            }
            return Next::End(0);
        }
        // Begun with a `\`, such a line is a message.
        let text = match text.trim_start().strip_prefix('\\') {
            Some(rest) if is_typed && farewell(rest).is_some() => rest.to_owned(),
            _ => text,
        };
        let places = self.places.clone();
        let is_file = |path: &str| places.has_file(path);
        if let Err(undone) = self.look_for_names_in(&console, &text, &line.written).await {
            return match undone {
                Undone::End(code) => Next::End(code),
                Undone::Failed(_) => {
                    self.tell_of_return(&console);
                    Next::With(self.as_typed(line))
                }
            };
        }
        let (line, text, order) = match self.order_beside(&line.written).map(|(act, _)| act) {
            None => {
                // What was typed at its pick changed the message.
                self.returned.take_if(|it| it.place == Place::Pick);
                (line, text, None)
            }
            Some(act) => match self.order(&console, line, act).await {
                Ordered::Done(next) => return next,
                Ordered::ToBeAsked(line, act) => {
                    let text = line.written.text.clone();
                    (line, text, Some(act))
                }
            },
        };
        let names = self.names.clone();
        let situation = Situation { is_file: &is_file, pasted: &line.written.pasted, ..self.talk.situation(&names) };
        let mut reading = grammar::read(&text, &situation);
        // Whom it is for now takes the place of whom it was for.
        reading.act = order.or(reading.act);
        if let Some(Act::InTalk(deed)) = reading.act {
            return Box::pin(self.do_in_words(&console, deed)).await;
        }
        let is_typed = line.written.pasted.first().is_none_or(|pasted| pasted.start > 0);
        if reading.act.is_none() && is_typed {
            self.tell_of_slashes(&console, &text);
        }
        let (paths, with_blanks) = attached::named(&places, &text, &line.written.pasted, &reading.spans);
        if let Some(said) = attached::missing(&places, &text, &line.written.pasted, &with_blanks) {
            console.remark(&TalkLine::NoFile(said).text(console.lang()));
        }
        let material = match attached::read(&places, &paths) {
            Ok(materials) => {
                for remark in materials.iter().flat_map(Message::of_material) {
                    console.tell(&remark);
                }
                material::fence(materials).map(Arc::new)
            }
            Err(problem) => {
                console.error(&trouble::of_unattached(console.lang(), &problem));
                self.has_complained.set(true);
                return self.come_back(&console, line, &reading);
            }
        };
        let (by_tab, pick) = (self.chosen_by_tab(&line), line.pick.clone());
        let title = title::of_pasted(self.lang(), &self.talk.thread, &line.written, &reading);
        let is_order_alone = reading.act.is_some() && reading.message.trim().is_empty();
        let next = self.follow(&console, &reading, Chosen { by_tab, depth: line.depth, material, title, pick }).await;
        // What was refused can be changed; an order without a message stands before the line, to be called back.
        match next {
            Some(next) => next,
            None if is_order_alone => Next::Fresh,
            None => self.come_back(&console, line, &reading),
        }
    }

    /// Says once that no commands of other programs are needed, where a line begins like one.
    fn tell_of_slashes(&self, console: &Console, text: &str) {
        let Some(plain) = plain_words(text).filter(|_| !self.told_of_slashes.replace(true)) else { return };
        let text = match self.key_instead_of(plain) {
            _ if plain == Plain::Help => ReplLine::HelpInstead.text(console.lang()),
            Some(key) => ReplLine::KeyInstead { key: &key }.text(console.lang()),
            None => TalkLine::PlainWords(plain).text(console.lang()),
        };
        console.remark(&text);
    }

    /// Where a line would be an order if a word of it were the name of a model, and servers of the user's own may have one of
    /// that name and were not asked yet, asks them.
    async fn look_for_names_in(&mut self, console: &Console, text: &str, written: &Written) -> Result<(), Undone> {
        let situation = Situation { pasted: &written.pasted, ..self.talk.situation(&self.names) };
        if !self.engine.may_have_unknown_names() || !grammar::would_name_somebody(text, &situation) {
            return Ok(());
        }
        let engine = Arc::clone(&self.engine);
        self.worked_out(console, Box::pin(engine.look_for_names())).await?;
        self.names = self.engine.names();
        Ok(())
    }

    /// `text` as a line that is sent as it stands: with a `\` before it, if it could speak to baro without one.
    pub(super) fn literal(&self, text: &str) -> String {
        let may_speak = self.talk.situation(&self.names).whatever_happened().iter().any(|situation| {
            let reading = grammar::read(text, situation);
            reading.act.is_some() || reading.spans.iter().any(|span| span.kind == SpanKind::Escape)
        });
        if may_speak || farewell(text).is_some() { format!("\\{text}") } else { text.to_owned() }
    }

    /// Whether what was pasted keeps the line from speaking to baro, which it would do if it were typed.
    fn is_kept_quiet(&self, line: &Line) -> bool {
        let pasted = &line.written.pasted;
        let happened = self.talk.situation(&self.names).whatever_happened();
        let is_quiet = |happened: Situation<'_>| {
            grammar::read(&line.written.text, &Situation { pasted, ..happened }).act.is_none()
        };
        !pasted.is_empty() && happened.into_iter().all(is_quiet)
    }

    /// Keeps a line among those before. Of an order beside a message that came back, the order: the message is there.
    pub(super) fn keep(&self, line: &Line) {
        if line.written.text.len() > LONGEST_BYTES {
            // Read for nothing, it would keep the person waiting.
            return;
        }
        if self.returned.as_ref().is_some_and(|returned| returned.asks_for_keys(&line.written)) {
            return;
        }
        let order = self.order_beside(&line.written);
        let said = |said: &str| Written { text: said.to_owned(), pasted: Vec::new() };
        self.composer.keep(order.map_or_else(|| self.as_kept(line), |(_, words)| said(words)));
    }

    /// A line as it is kept among those before: sent again, it comes to the same.
    pub(super) fn as_kept(&self, line: &Line) -> Written {
        let mut written = line.written.clone();
        if self.is_kept_quiet(line) && self.literal(&written.text) != written.text {
            written.escape();
        }
        written
    }

    /// A line as it comes back to be changed.
    pub(super) fn as_typed(&self, line: Line) -> String {
        let is_spoken = self.is_kept_quiet(&line) && self.literal(&line.written.text) != line.written.text;
        if is_spoken { format!("\\{}", line.typed) } else { line.typed }
    }

    /// The key that does what a command of another program would.
    fn key_instead_of(&self, plain: Plain) -> Option<String> {
        let has_keys = !self.keyboard.is_plain();
        match plain {
            Plain::Leave => Some("Ctrl-D".to_owned()),
            Plain::Copy if has_keys => self.keys.name(Action::Copy),
            Plain::Edit if has_keys => self.keys.name(Action::EditLast),
            _ => None,
        }
    }

    /// Follows what was read. `None`: it was refused, and nothing was done.
    pub(super) async fn follow(&mut self, console: &Console, reading: &Reading<'_>, chosen: Chosen) -> Option<Next> {
        if self.forecast.is_none() {
            // The line came before it was worked out who can be asked.
            let (engine, upcoming) = (Arc::clone(&self.engine), self.upcoming());
            match self.worked_out(console, Box::pin(engine.forecast(&upcoming))).await {
                Ok(forecast) => self.forecast = forecast.ok().map(Arc::new),
                Err(undone) => return self.not_asked(console, undone),
            }
        }
        let (engine, talk) = (Arc::clone(&self.engine), self.talk.clone());
        let intent = match self.worked_out(console, Box::pin(engine.intend(&talk, reading))).await {
            Ok(intent) => intent,
            Err(undone) => return self.not_asked(console, undone),
        };
        let mut intent = match intent {
            Ok(intent) => intent,
            Err(Error::NoConversation { .. }) if matches!(reading.act, Some(Act::Redo { .. })) => {
                console.remark(&ReplLine::NothingWasSaid.text(console.lang()));
                return Some(Next::Fresh);
            }
            Err(error) => {
                self.complain(console, &error);
                return None;
            }
        };
        let mut chosen = chosen;
        if reading.act.as_ref().is_some_and(Act::names_somebody) {
            // A name is an order: it goes over the key.
            chosen.by_tab = None;
        }
        if let (Then::Ask(inquiry), Some(candidate)) = (&mut intent.then, &chosen.by_tab) {
            inquiry.choices = vec![Choice::Model { name: candidate.to_string(), source: Source::Mention }];
            if let Some(Change::AskAgain { by, .. }) = &mut intent.change {
                *by = vec![candidate.clone()];
            }
        }
        if let (Some(Change::AskAgain { by, .. }), Then::Ask(inquiry)) = (&mut intent.change, &intent.then)
            && by.is_empty()
        {
            match self.plan(console, &inquiry.request(&self.upcoming(), 0, &[])).await {
                Ok(plan) => match plan.another(inquiry) {
                    Another::Is(candidate) => by.push(candidate),
                    Another::Nobody => {
                        console.remark(&ReplLine::NoOtherModel.text(console.lang()));
                        return Some(Next::Fresh);
                    }
                    Another::Unknown => {}
                },
                // What is wrong is said when it is asked.
                Err(Undone::Failed(Error::Cancelled)) => return None,
                Err(Undone::Failed(_)) => {}
                Err(Undone::End(code)) => return Some(Next::End(code)),
            }
        }
        if let Some(change) = &intent.change {
            self.change(console, change, &intent.then).await?;
        }
        match intent.then {
            Then::Nothing => Some(Next::Fresh),
            Then::Answer(Question::Conversations) => {
                self.talk.turned_away();
                let chosen = Box::pin(self.choose_from_last(console)).await;
                Some(chosen.unwrap_or_else(|error| {
                    self.complain(console, &error);
                    Next::Fresh
                }))
            }
            Then::Answer(question) => {
                self.answer_here(console, question);
                Some(Next::Fresh)
            }
            Then::Ask(mut inquiry) => {
                self.go_back(&mut inquiry);
                let next = self.ask(inquiry, chosen).await;
                let comes_back = matches!(next, None | Some(Next::With(_)));
                if !comes_back && self.editing.take().is_some() {
                    // That to the message as it was before.
                    self.talk.others = Others::There;
                }
                next
            }
        }
    }

    /// A line that was not followed: it comes back to be changed, unless the REPL ends.
    fn not_asked(&self, console: &Console, undone: Undone) -> Option<Next> {
        match undone {
            Undone::Failed(error) => {
                self.complain(console, &error);
                None
            }
            Undone::End(code) => Some(Next::End(code)),
        }
    }

    /// Carries a change out and shows its receipt. `None`: it failed, which was said.
    pub(super) async fn change(&mut self, console: &Console, change: &Change, then: &Then) -> Option<()> {
        if matches!(change, Change::Begin | Change::GoOn(_)) {
            self.leave_as_it_was(console);
        }
        match self.engine.carry_out(&mut self.talk, change).await {
            Ok(receipt) => {
                let line = match then {
                    Then::Nothing => TalkLine::Receipt(&receipt),
                    Then::Answer(_) | Then::Ask(_) => TalkLine::BeforeAnswer(&receipt),
                };
                console.remark(&line.text(console.lang()));
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

    /// Asks one after the other, and where Tab was pressed meanwhile, the next model.
    /// `None`: nothing was sent, which was said.
    async fn ask(&mut self, mut inquiry: Inquiry, chosen: Chosen) -> Option<Next> {
        let base = TurnRequest {
            deeper: chosen.depth.deeper(),
            material: chosen.material,
            title: chosen.title,
            choice: self.talk.standing.clone().unwrap_or(Choice::Auto),
            ..self.base.clone()
        };
        let is_again = matches!(inquiry.thread, Thread::Again { .. }) || !inquiry.avoided.is_empty();
        let by = match (&chosen.by_tab, inquiry.choices.first()) {
            (Some(_), _) => Some(Label::ByTab),
            (None, Some(Choice::Auto | Choice::Router)) if is_again => Some(Label::AskedAgain),
            (None, _) => None,
        };
        if !is_again && let Err(next) = self.confirm(&base, &mut inquiry, chosen.pick).await {
            if !matches!(next, Next::With(_)) {
                // Nothing stands in the line that would change anything.
                self.leave_as_it_was(&self.console());
            }
            return Some(next);
        }
        let heading = Drawn::from(inquiry.is_to_several());
        let mut outcomes: Vec<Outcome> = Vec::new();
        for n in 0..inquiry.choices.len() {
            let mut request = inquiry.request(&base, n, &outcomes);
            let mut by = by;
            loop {
                let (outcome, after) = Box::pin(self.turn(&mut request, (heading, by))).await;
                self.talk.heard(&request, &outcome);
                if self.talk.unanswered.is_none() {
                    self.unanswered = None;
                }
                if by == Some(Label::ByTab) {
                    self.by_tab.extend(outcome.result.as_ref().and_then(|result| result.turn));
                }
                match after {
                    After::End(code) => return Some(Next::End(code)),
                    After::Stopped if inquiry.is_to_several() => {
                        self.tell_of_unasked(&inquiry.choices[n + 1..]);
                        return Some(Next::Fresh);
                    }
                    // The question before it was left, and with it all who were still to be asked.
                    After::Answered if inquiry.is_to_several() && was_left(&outcome) => {
                        if outcomes.iter().all(nobody_was_asked) {
                            return None;
                        }
                        self.tell_of_unasked(&inquiry.choices[n..]);
                        return Some(Next::Fresh);
                    }
                    After::Answered if !inquiry.is_to_several() && nobody_was_asked(&outcome) => return None,
                    After::Answered | After::Stopped if !inquiry.is_to_several() && nothing_came(&outcome, after) => {
                        self.take_back(&request);
                        return None;
                    }
                    // The next model is whoever is to answer next anyway.
                    After::AskNextModel if n + 1 < inquiry.choices.len() => break outcomes.push(outcome),
                    After::AskNextModel => match next_model(&request, outcomes.iter().chain([&outcome])) {
                        Some(next) => (request, by) = (next, Some(Label::ByTab)),
                        None => break outcomes.push(outcome),
                    },
                    After::Stopped | After::Answered => break outcomes.push(outcome),
                }
            }
        }
        // The message is not lost: it can be sent once there is somebody to answer.
        (!outcomes.iter().all(nobody_was_asked)).then_some(Next::Fresh)
    }

    /// Says who of several was not asked, and how they can be.
    fn tell_of_unasked(&self, choices: &[Choice]) {
        let names: Vec<String> = choices
            .iter()
            .map(|choice| match choice {
                Choice::Model { name, .. } => self.callable(name),
                _ => "auto".to_owned(),
            })
            .collect();
        if !names.is_empty() {
            let console = self.console();
            console.remark(&ReplLine::NotAsked { names: &names }.text(console.lang()));
        }
    }

    /// What a model can be called by behind an `@`: its family, where that is who is meant by it, else its id.
    fn callable(&self, model: &str) -> String {
        let Ok(candidate) = model.parse::<Candidate>() else { return model.to_owned() };
        let family = self.engine.family_of(&candidate).filter(|family| {
            let meant =
                self.names.of_word(family).and_then(|name| self.engine.candidate_known_as(&name, self.base.reach).ok());
            meant.is_some_and(|meant| meant.model == candidate.model)
        });
        family.unwrap_or_else(|| candidate.model.short().to_owned())
    }

    /// Whether somebody else could be asked. As long as it is not worked out, somebody may.
    pub(super) fn has_others(&self) -> bool {
        self.forecast.as_ref().is_none_or(|forecast| forecast.has_others())
    }

    /// Answers a question to baro itself.
    pub(super) fn answer_here(&mut self, console: &Console, question: Question) {
        let text = match self.engine.answer_here(&self.talk, question) {
            Ok(LocalAnswer::Why(choice)) => {
                let by = self.by_tab.contains(&choice.exchange.answer.id).then_some(Label::ByTab);
                explain_last(console.stdout_view(), self.engine.environment(), &choice, by)
            }
            Ok(LocalAnswer::Who { answered, preset, pin }) => {
                let turn = self.talk.answer.as_ref().and_then(|answer| answer.place.as_ref()).map(|(_, turn)| turn);
                let by_tab = turn.filter(|turn| self.by_tab.contains(turn)).map(|_| Label::ByTab);
                let chooser = answered.as_ref().and_then(|(_, source)| Label::chooser(*source, preset));
                let who = answered.as_ref().map(|(candidate, _)| candidate);
                TalkLine::Who { answered: who, by: by_tab.or(chooser), pin: pin.as_ref() }.text(console.lang())
            }
            // It is chosen from them elsewhere.
            Ok(LocalAnswer::Conversations) => return,
            Ok(LocalAnswer::Help) => {
                // Who asks in words looks for words: they stand above the keys. Where there are no keys, they are the help.
                if !self.keyboard.is_plain() {
                    console.remark(&ReplLine::Sayings.text(console.lang()));
                }
                self.help(console);
                return self.talk.turned_away();
            }
            Ok(LocalAnswer::HowMuch(sums)) => TalkLine::HowMuch(&sums).text(console.lang()),
            Err(Error::NoConversation { .. }) => return console.remark(&ReplLine::NothingWasSaid.text(console.lang())),
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
            keyboard::HEARD.that_stop().to_owned(),
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
        console.remark(&ReplLine::Keys { names: &names, heard: keyboard::HEARD, columns }.text(console.lang()));
    }
}

/// Whether a turn failed before anything was sent.
fn nobody_was_asked(outcome: &Outcome) -> bool {
    outcome.error.is_some() && outcome.result.as_ref().is_none_or(|result| result.attempts.is_empty())
}

/// Whether the person left a question before anything was sent.
fn was_left(outcome: &Outcome) -> bool {
    nobody_was_asked(outcome) && matches!(outcome.error, Some(Error::Cancelled))
}

/// Whether somebody was asked, and no word came, or it was stopped before one did.
fn nothing_came(outcome: &Outcome, after: After) -> bool {
    let is_empty = outcome.result.as_ref().is_none_or(|result| result.text.trim().is_empty());
    is_empty && (after == After::Stopped || !matches!(outcome.error, None | Some(Error::Cancelled)))
}

/// The same question to somebody who was not asked yet, after what came of those who were.
fn next_model<'o>(request: &TurnRequest, outcomes: impl Iterator<Item = &'o Outcome>) -> Option<TurnRequest> {
    let results: Vec<Option<&TurnResult>> = outcomes.map(|outcome| outcome.result.as_ref()).collect();
    let result = results.last().copied().flatten()?;
    let mut next = TurnRequest { choice: Choice::Router, ..request.clone() };
    let asked = results.iter().flatten().flat_map(|result| &result.attempts).map(|attempt| attempt.model.clone());
    next.avoided.extend(asked);
    // What was asked stays one question: a further answer stands beside the first, which may be empty.
    if let (Thread::New { .. } | Thread::Existing(_) | Thread::Behind { .. }, Some(conversation), Some(answer)) =
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
