//! What the keys do that leave the editor for a moment, and what is said at the beginning.

use std::fs;
use std::process::ExitStatus;
use std::sync::Arc;

use super::draft::Written;
use super::editor::Line;
use super::hear::Chosen;
use super::keys::Action;
use super::listing::{self, Listed};
use super::returned::{Edited, Place, Returned};
use super::session::{Next, Repl};
use super::waiting::Undone;
use crate::app;
use crate::config::Editor;
use crate::domain::conversation::{Turn, TurnState};
use crate::domain::{Candidate, ConversationId, Lang, Role};
use crate::engine::plan::Forecast;
use crate::engine::talk::{Change, Talk, Then};
use crate::engine::{Error, Thread};
use crate::files::{self, Readers};
use crate::grammar::{Act, Deed, Others, Question, Reading, Recall};
use crate::markup::code_blocks;
use crate::store::{LastExchange, ListFilter, ListScope, Star};
use crate::ui::Console;
use crate::ui::console::{Copied, Marks};
use crate::ui::messages::{self, Message, Problem, ReplLine, Shown};

/// Conversations that are listed to choose from.
const N_LISTED: usize = 9;

impl Repl {
    /// Greets: somebody new with what can be done, everybody else with a line; where nobody could answer, with the ways
    /// to begin. An error is the exit code of a REPL that ends before it has begun.
    pub(super) async fn greet(&mut self, console: &Console) -> Result<(), u8> {
        let lang = console.lang();
        let (engine, upcoming) = (Arc::clone(&self.engine), self.upcoming());
        let reach = upcoming.reach;
        let looking = async {
            if !engine.has_somebody(reach).await {
                return Acquaintance::Nobody;
            }
            if !engine.is_new() {
                return Acquaintance::Old;
            }
            let other = engine.forecast(&upcoming).await.ok().and_then(|forecast| other_name(&forecast));
            Acquaintance::New { other, found: messages::found(lang, &engine.found(reach).await) }
        };
        let acquaintance = match self.worked_out(console, Box::pin(looking)).await {
            Ok(acquaintance) => acquaintance,
            Err(Undone::End(code)) => return Err(code),
            // Who can answer is found out when something is sent.
            Err(Undone::Failed(_)) => Acquaintance::Old,
        };
        let shown = if self.keyboard.is_plain() { Shown::Words } else { Shown::Keys };
        let line = match (&acquaintance, self.talk.conversation()) {
            (Acquaintance::New { other, .. }, _) => ReplLine::Newcomer { other: other.as_deref(), shown }.text(lang),
            (_, None) => ReplLine::Greeting { version: env!("CARGO_PKG_VERSION"), shown }.text(lang),
            (_, Some(id)) => {
                let kept = self.engine.with_store(|store| store.conversation(id));
                let title = kept.map(|kept| kept.name.unwrap_or(kept.title));
                ReplLine::GoingOn { title: &title.unwrap_or_default(), shown }.text(lang)
            }
        };
        console.notice(&line);
        if let Some(id) = self.talk.conversation().cloned()
            && let Err(error) = self.show_end_of(console, &id)
        {
            self.complain(console, &error);
        }
        match acquaintance {
            Acquaintance::New { found: Some(line), .. } => console.notice(&line),
            Acquaintance::Nobody => {
                self.complain(console, &self.engine.nobody_at_all(reach));
            }
            Acquaintance::New { found: None, .. } | Acquaintance::Old => {}
        }
        Ok(())
    }

    /// Does what a key asks for. The line that was begun is gone on with, unless another takes its place.
    pub(super) async fn do_by_key(&mut self, console: &Console, action: Action, line: &Line) -> Next {
        let act = match action {
            Action::Redo => Some(Act::Redo { with: None, without: None }),
            Action::Undo => Some(Act::Undo),
            Action::Why => Some(Act::Ask(Question::WhyThisModel)),
            Action::NewConversation => Some(Act::Recall(Recall::NewConversation)),
            _ => None,
        };
        if let Some(act) = act {
            return self.do_act(console, act, line).await;
        }
        let done = match action {
            Action::Help => {
                self.help(console);
                Ok(Next::Fresh)
            }
            Action::Pin => Ok(self.pin(console, line).await),
            Action::Editor => Ok(self.edit_elsewhere(console, line)),
            Action::EditLast => self.edit_last(console),
            Action::Copy => self.copy(console, Copying::Last),
            Action::Star => self.star(console, None),
            Action::OtherAnswer => self.other_answer(console).await,
            Action::Conversations => self.choose_conversation(console).await,
            _ => Ok(Next::Fresh),
        };
        done.unwrap_or_else(|error| {
            self.complain(console, &error);
            Next::Fresh
        })
    }

    async fn do_act(&mut self, console: &Console, act: Act, line: &Line) -> Next {
        if act == Act::Undo && self.talk.undo.is_none() {
            console.remark(&ReplLine::NothingToUndo.text(console.lang()));
            return Next::Fresh;
        }
        let is_redo = matches!(act, Act::Redo { .. });
        let reading = Reading { act: Some(act), ..Reading::default() };
        let chosen = Chosen { by_tab: self.chosen_by_tab(line), depth: line.depth, ..Chosen::default() };
        self.has_complained.set(false);
        let returned = self.returned.clone().filter(|it| it.place == Place::Asked && it.typed == line.typed);
        let next = self.follow(console, &reading, chosen).await;
        if self.talk.unanswered.is_none() {
            self.returned.take_if(|it| it.place == Place::Asked);
        }
        match next {
            Some(next @ (Next::End(_) | Next::Hear(_))) => next,
            // The message that stood there again was asked, and answered.
            Some(_) if returned.is_some() && self.talk.unanswered.is_none() => Next::With(String::new()),
            // Nobody answered it anew: it can be changed.
            None if is_redo && line.typed.is_empty() => {
                let next = self.bring_back_last().unwrap_or(Next::Fresh);
                self.tell_of_return(console);
                next
            }
            _ => Next::Fresh,
        }
    }

    pub(super) fn chosen_by_tab(&self, line: &Line) -> Option<Candidate> {
        let at = line.chosen.checked_sub(1)?;
        self.forecast.as_ref()?.models().get(at).map(|usable| usable.candidate.clone())
    }

    /// Pins whom Tab chose, else who answered last; pressed where somebody is pinned already, it unpins.
    async fn pin(&mut self, console: &Console, line: &Line) -> Next {
        let by_tab = self.chosen_by_tab(line);
        let change = match (by_tab, self.engine.fixed_in(&self.talk)) {
            (Some(candidate), _) => Change::Pin { candidate, instead_of: None },
            (None, Some(_)) => Change::Unpin,
            (None, None) => {
                let last = self.talk.answer.as_ref().and_then(|answer| answer.model.clone());
                let Some(model) = last else {
                    console.remark(&ReplLine::NobodyToPin.text(console.lang()));
                    return Next::Fresh;
                };
                Change::Pin { candidate: Candidate { model, effort: None }, instead_of: None }
            }
        };
        self.change(console, &change, &Then::Nothing).await;
        Next::Fresh
    }

    /// Opens the message in the user's own editor.
    fn edit_elsewhere(&self, console: &Console, line: &Line) -> Next {
        let editor = Editor::of(self.environment());
        console.mark_pastes(Marks::Off);
        let edited = self.edited(editor, &self.as_kept(line).text, console.lang());
        // Where the terminal cannot be set, it goes on as it is.
        let _ = self.keyboard.take_back();
        console.mark_pastes(Marks::On);
        match edited {
            Ok(text) => Next::With(text),
            Err(error) => {
                let failed = Problem::EditorFailed { editor: editor.called(), message: &error };
                console.error(&failed.text(console.lang()));
                Next::Fresh
            }
        }
    }

    /// What became of `text` in the editor, or why nothing did.
    fn edited(&self, editor: Editor<'_>, text: &str, lang: Lang) -> Result<String, String> {
        let data = &self.engine.settings().paths.data_dir;
        let file = data.join(format!("message-{}.md", std::process::id()));
        let edit = || -> std::io::Result<(ExitStatus, String)> {
            files::make_folder(data)?;
            // Editors want a line to have its end.
            files::replace(&file, format!("{text}\n").as_bytes(), Readers::User)?;
            let status = editor.open(&file).stdin(self.keyboard.lend()?).status()?;
            Ok((status, fs::read_to_string(&file)?))
        };
        let edited = edit();
        // It is the user's message: nothing of it stays behind.
        let _ = fs::remove_file(&file);
        match edited {
            Ok((status, text)) if status.success() => Ok(text.trim_end().to_owned()),
            Ok((status, _)) => Err(messages::how_it_ended(lang, status.code(), "")),
            Err(error) => Err(messages::system_words(lang, &error.to_string())),
        }
    }

    pub(super) fn last_exchange(&self) -> Result<Option<(ConversationId, LastExchange)>, Error> {
        let Some(id) = self.talk.conversation() else { return Ok(None) };
        let last = self.engine.with_store(|store| store.last_exchange(id))?;
        Ok(last.map(|last| (id.clone(), last)))
    }

    /// The last message comes back into the line; sent, it takes the place of what it was.
    fn edit_last(&mut self, console: &Console) -> Result<Next, Error> {
        let Some((conversation, last)) = self.last_exchange()? else {
            console.remark(&ReplLine::NothingWasSaid.text(console.lang()));
            return Ok(Next::Fresh);
        };
        console.remark(&ReplLine::EditingLast.text(console.lang()));
        if self.keyboard.is_plain() {
            // The terminal has no line that it could stand in.
            show_question(console, &last.question.text);
        }
        self.change_last(conversation, &last);
        Ok(Next::With(self.literal(&last.question.text)))
    }

    /// The same for a message that was asked again for nothing. `None`: there is none.
    fn bring_back_last(&mut self) -> Option<Next> {
        // What cannot be read is told when the next message is sent.
        let (conversation, last) = self.last_exchange().ok().flatten()?;
        self.change_last(conversation, &last);
        let text = self.literal(&last.question.text);
        let place = if self.talk.unanswered.is_some() { Place::Asked } else { Place::Line };
        let written = Written { text: text.clone(), pasted: Vec::new() };
        self.returned = Some(Returned { typed: text.clone(), written, place });
        Some(Next::With(text))
    }

    /// Does what was asked for in words, and for which there is a key, too.
    pub(super) async fn do_in_words(&mut self, console: &Console, deed: Deed) -> Next {
        // `아니` is a word about something else from now on.
        self.talk.turned_away();
        let done = match deed {
            Deed::CopyCode => self.copy(console, Copying::Code),
            Deed::CopyAnswer => self.copy(console, Copying::Answer),
            Deed::CopyLast => self.copy(console, Copying::Last),
            Deed::EditLast => self.edit_last(console),
            Deed::OtherAnswer => self.other_answer(console).await,
            Deed::Star => self.star(console, Some(Star::Starred)),
            Deed::Unstar => self.star(console, Some(Star::Plain)),
        };
        done.unwrap_or_else(|error| {
            self.complain(console, &error);
            Next::Fresh
        })
    }

    /// The last code block of the last answer, or the answer, goes to the clipboard.
    fn copy(&self, console: &Console, what: Copying) -> Result<Next, Error> {
        let answer = match &self.last_answer {
            shown if !shown.is_empty() => shown.clone(),
            _ => self.last_exchange()?.map(|(_, last)| last.answer.text).unwrap_or_default(),
        };
        if answer.is_empty() {
            console.remark(&ReplLine::NothingWasSaid.text(console.lang()));
            return Ok(Next::Fresh);
        }
        let block = if what == Copying::Answer { None } else { code_blocks::of(&answer).pop() };
        if what == Copying::Code && block.is_none() {
            console.remark(&ReplLine::NoCodeToCopy.text(console.lang()));
            return Ok(Next::Fresh);
        }
        let line = match (console.copy(block.as_deref().unwrap_or(&answer)), &block) {
            (Copied::Impossible, _) => ReplLine::CannotCopy,
            (Copied::TooLarge, _) => ReplLine::TooLargeToCopy,
            (Copied::Sent, Some(block)) => ReplLine::CopiedBlock { n_lines: block.lines().count() },
            (Copied::Sent, None) => ReplLine::CopiedAnswer { n_lines: answer.lines().count() },
        };
        console.remark(&line.text(console.lang()));
        Ok(Next::Fresh)
    }

    /// Puts the mark on the conversation, or takes it off: as it is wanted, else the other of the two.
    fn star(&self, console: &Console, wanted: Option<Star>) -> Result<Next, Error> {
        let Some(id) = self.talk.conversation() else {
            console.remark(&ReplLine::NothingWasSaid.text(console.lang()));
            return Ok(Next::Fresh);
        };
        let kept = self.engine.with_store(|store| store.conversation(id))?;
        let name = kept.name.as_deref().unwrap_or(&kept.title);
        let star = wanted.unwrap_or(if kept.starred { Star::Plain } else { Star::Starred });
        let message = match star {
            Star::Plain => Message::Unstarred { conversation: name },
            Star::Starred => Message::Starred { conversation: name },
        };
        self.engine.with_store(|store| store.set_starred(id, star))?;
        console.tell(&message);
        Ok(Next::Fresh)
    }

    /// Goes on from another answer to the last message, and shows it.
    async fn other_answer(&mut self, console: &Console) -> Result<Next, Error> {
        let Some((conversation, last)) = self.last_exchange()? else {
            console.remark(&ReplLine::NoOtherAnswer.text(console.lang()));
            return Ok(Next::Fresh);
        };
        let turns = self.engine.with_store(|store| store.turns(&conversation))?;
        // What the message was before it was changed has answers of its own.
        let is_version = |id| {
            turns.iter().any(|turn| turn.id == id && turn.role == Role::User && turn.parent == last.question.parent)
        };
        let is_answer = |turn: &&Turn| turn.role == Role::Assistant && turn.parent.is_some_and(is_version);
        let answers: Vec<&Turn> = turns
            .iter()
            .filter(is_answer)
            .filter(|answer| answer.id == last.answer.id || !answer.text.is_empty())
            .collect();
        let at = answers.iter().position(|answer| answer.id == last.answer.id).unwrap_or(0);
        let next = (at + 1) % answers.len().max(1);
        let Some(other) = answers.get(next).filter(|_| next != at) else {
            console.remark(&ReplLine::NoOtherAnswer.text(console.lang()));
            return Ok(Next::Fresh);
        };
        self.engine.with_store(|store| store.set_head(&conversation, Some(other.id)))?;
        // What nobody answered is no place to go on from any more, and a change takes the place of this one's message.
        self.unanswered = None;
        self.editing = self.editing.take().map(|edited| Edited {
            answer: other.id,
            unanswered: None,
            has_failed: false,
            ..edited
        });
        if let Some(model) = &other.model {
            // What was not noted is learnt the next time.
            let _ = Box::pin(self.engine.note_preference(&conversation, model)).await;
        }
        let there = self.engine.talk_in(Thread::Existing(conversation), self.talk.folder.clone())?;
        let (standing, reach) = (self.talk.standing.clone(), self.talk.reach);
        self.talk = Talk { standing, reach, others: Others::There, ..there };
        self.shown.clone_from(&other.model);
        let model = other.model.as_ref().map_or("?", |model| model.short());
        let line = ReplLine::ThisAnswer { number: next + 1, n_all: answers.len(), model };
        console.remark(&line.text(console.lang()));
        let question = turns.iter().find(|turn| Some(turn.id) == other.parent && turn.id != last.question.id);
        if let Some(question) = question {
            show_question(console, &question.text);
        }
        show_answer(console, &other.text);
        self.last_answer.clone_from(&other.text);
        if other.state == TurnState::Incomplete {
            console.remark(&ReplLine::ThatWasIncomplete.text(console.lang()));
        }
        Ok(Next::Fresh)
    }

    /// Lists conversations, searched or the last ones, and goes on with the one that is chosen.
    async fn choose_conversation(&mut self, console: &Console) -> Result<Next, Error> {
        let lang = console.lang();
        let question = console.all_but_last_line(&ReplLine::SearchFor.text(lang));
        let Some(said) = self.put_question(question).await else { return Ok(Next::Fresh) };
        // Of several lines the first is what is looked for; what stands below it is none of that.
        let (words, below) = said.written.text.trim().split_once('\n').unwrap_or((said.written.text.trim(), ""));
        let words = words.trim();
        if words.is_empty() {
            return self.choose_from_last(console).await;
        }
        let hits = self.engine.with_store(|store| store.search(words, 5 * N_LISTED))?;
        let mut found: Vec<Listed> = Vec::new();
        for hit in hits {
            if found.iter().all(|known| known.id != hit.conversation) {
                let text = format!("{} — {}", hit.name.unwrap_or(hit.title), hit.snippet);
                found.push(Listed { id: hit.conversation, text, at: hit.at });
            }
        }
        if !below.is_empty() {
            let text = if found.is_empty() { self.as_typed(said) } else { self.literal(below) };
            self.beside_question.push(text);
        }
        Ok(self.choose_from(console, &found).await)
    }

    /// Lists the last conversations, and goes on with the one that is chosen.
    pub(super) async fn choose_from_last(&mut self, console: &Console) -> Result<Next, Error> {
        let filter = ListFilter { scope: ListScope::All, folder: None, limit: N_LISTED };
        let listed = self.engine.with_store(|store| store.list(&filter))?;
        let found: Vec<Listed> = listed
            .into_iter()
            .map(|kept| Listed { id: kept.id, text: kept.name.unwrap_or(kept.title), at: kept.updated_at })
            .collect();
        if found.is_empty() {
            console.remark(&ReplLine::NoConversationYet.text(console.lang()));
            return Ok(Next::Fresh);
        }
        Ok(self.choose_from(console, &found).await)
    }

    async fn choose_from(&mut self, console: &Console, found: &[Listed]) -> Next {
        let lang = console.lang();
        if found.is_empty() {
            console.remark(&ReplLine::NoConversationFound.text(lang));
            return Next::Fresh;
        }
        let n_all = found.len().min(N_LISTED);
        let found = &found[..n_all];
        let view = console.stdout_view();
        for (number, title) in listing::rows(found, view, app::local_minute).iter().enumerate() {
            let _ = console.print(&ReplLine::Listed { number: number + 1, title }.text_in(view));
        }
        let id = loop {
            let Some(said) = self.put_question(ReplLine::WhichOne.text(lang)).await else {
                return Next::Fresh;
            };
            if said.typed.trim().is_empty() {
                return Next::Fresh;
            }
            // Whatever is no number is what it would be without the list.
            let Some(number) = listing::number_in(&said.typed) else { return Next::Hear(said) };
            match number.checked_sub(1).and_then(|at| found.get(at)) {
                Some(chosen) => break chosen.id.clone(),
                None => console.remark(&ReplLine::NoSuchNumber { n_all }.text(lang)),
            }
        };
        self.change(console, &Change::GoOn(id), &Then::Nothing).await;
        Next::Fresh
    }

    /// Shows the last exchange of a conversation that goes on, so that the thread is found again.
    pub(super) fn show_end_of(&mut self, console: &Console, id: &ConversationId) -> Result<(), Error> {
        let Some(last) = self.engine.with_store(|store| store.last_exchange(id))? else { return Ok(()) };
        show_question(console, &last.question.text);
        if last.answer.role == Role::Assistant {
            show_answer(console, &last.answer.text);
            if last.answer.state == TurnState::Incomplete {
                console.remark(&ReplLine::ThatWasIncomplete.text(console.lang()));
            }
            self.shown = last.answer.model;
        }
        Ok(())
    }
}

/// What is copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Copying {
    /// The last code block, else the answer.
    Last,
    /// The last code block.
    Code,
    /// The answer.
    Answer,
}

/// Whom the REPL greets.
enum Acquaintance {
    /// Somebody who has asked nothing yet.
    New {
        /// What another model than the first is called, where there is one.
        other: Option<String>,
        /// A line on what was found.
        found: Option<String>,
    },
    /// Somebody who knows it.
    Old,
    /// Somebody whom nobody could answer.
    Nobody,
}

fn other_name(forecast: &Forecast) -> Option<String> {
    forecast.models().get(1).map(|usable| usable.name.clone())
}

fn show_question(console: &Console, text: &str) {
    let mut writer = console.answer();
    let _ = writer.write(&format!("› {text}"));
    let _ = writer.finish();
}

/// Shows an answer that is kept as it was shown when it came. Where the terminal is gone, the keyboard tells.
fn show_answer(console: &Console, text: &str) {
    let mut answer = console.live_answer();
    let _ = answer.write(text);
    let _ = answer.finish();
}
