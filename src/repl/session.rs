//! The REPL while it runs: what it stands on, and the loop in which a line is read, understood and answered.

use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, mpsc};
use tokio::time::Instant;

use super::ahead::{self, Again, Found, Later, Looking};
use super::editor::{Ahead, Composer, Depth, KnownKeys, Line, Read, Setting, TypedAt, Wanted};
use super::feed::Pressed;
use super::history::NewLines;
use super::keyboard::Keyboard;
use super::keys::{Action, Keys};
use super::returned::{Edited, Returned, Unsent};
use super::signals::{Signal, Signals};
use crate::app;
use crate::config::{Environment, Mode, Settings};
use crate::domain::{ConversationId, Lang, ModelRef, Surface, TurnId};
use crate::engine::plan::Forecast;
use crate::engine::talk::Talk;
use crate::engine::talk::attached::{Glimpse, Places};
use crate::engine::{Choice, Engine, Error, Keeping, Thread, TurnRequest};
use crate::grammar::Names;
use crate::store::Store;
use crate::ui::console::{Manner, Marks};
use crate::ui::footer::FooterStyle;
use crate::ui::live::Drawn;
use crate::ui::messages::ReplLine;
use crate::ui::preview::Confirming;
use crate::ui::{Console, Streams, trouble};

/// The REPL, while it runs.
pub(super) struct Repl {
    pub(super) engine: Arc<Engine>,
    environment: Environment,
    manner: Manner,
    pub(super) places: Places,
    /// What is in the files that the line names.
    pub(super) glimpse: Glimpse,
    /// What every request has.
    pub(super) base: TurnRequest,
    pub(super) names: Names<'static>,
    pub(super) talk: Talk,
    pub(super) keys: Keys,
    pub(super) keyboard: Keyboard,
    pub(super) composer: Composer,
    pub(super) pressed: mpsc::UnboundedReceiver<Pressed>,
    /// Kept, so that nothing that is pressed is not taken for the end of the terminal.
    _pressing: mpsc::UnboundedSender<Pressed>,
    pub(super) signals: Signals,
    pub(super) reasoning: Drawn,
    /// Where messages go, as far as it was worked out for this line.
    pub(super) forecast: Option<Arc<Forecast>>,
    /// The message that is changed and sent again.
    pub(super) editing: Option<Edited>,
    /// What is said is kept when the talk ends.
    pub(super) is_kept: bool,
    /// Where the conversation goes on: before the message that nobody answered and that came back.
    pub(super) unanswered: Option<(ConversationId, Option<TurnId>)>,
    /// The text of the last answer that was shown.
    pub(super) last_answer: String,
    /// It was said in how many ways one can begin.
    has_told_how_to_begin: Cell<bool>,
    /// A command for the shell that was not sent: once more, and it is.
    pub(super) held: Option<String>,
    /// Who gave the answer that was shown last.
    pub(super) shown: Option<ModelRef>,
    /// Answers of whom Tab chose.
    pub(super) by_tab: Vec<TurnId>,
    /// The message that stands in the line again, since nobody answered it, or it was refused.
    pub(super) returned: Option<Returned>,
    /// Something went wrong with the line that is heard, which was said.
    pub(super) has_complained: Cell<bool>,
    /// It was said that no commands of other programs are needed.
    pub(super) told_of_slashes: Cell<bool>,
    /// Messages that were not sent, each since another one was said at its pick. They come back, the oldest first.
    pub(super) unsent: Vec<Unsent>,
    /// What was said to a question and is no answer to it. It comes back once what asked it is done.
    pub(super) beside_question: Vec<String>,
    /// What was said to a question that asks for a yes or a no, and is neither: it is heard next.
    pub(super) said_instead: Option<Line>,
    /// A question was left, and the line that was read for it is the next one.
    pub(super) has_left_question: bool,
    /// It is to end, with this exit code.
    pub(super) ending: Option<u8>,
    /// Ctrl-C was pressed on an empty line, and nothing since.
    pub(super) is_leaving: bool,
    /// When the job went on after it had stopped itself.
    resumed: Cell<Option<Instant>>,
}

/// The signal of a job that goes on comes so soon after it does.
const RESUMING: Duration = Duration::from_millis(500);

/// What comes after a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Next {
    /// An empty line.
    Fresh,
    /// A line that has something already.
    With(String),
    /// This line, which was read at a question and is no answer to it.
    Hear(Line),
    /// The end, with this exit code.
    End(u8),
}

/// What asks the engine for the keys that it knows, whenever a line is kept.
fn known_keys(engine: &Arc<Engine>) -> KnownKeys {
    let engine = Arc::clone(engine);
    Arc::new(move || engine.known_keys())
}

/// What every request has, and whether new lines are kept: without a store the talk goes on all the same, and ends with the
/// process.
fn kept_as_wanted(engine: &Engine, base: TurnRequest) -> (TurnRequest, NewLines) {
    match base.keeping {
        Keeping::Kept => (base, NewLines::Kept),
        Keeping::Private if engine.with_store_raw(Store::keep_in_memory).is_ok() => {
            (TurnRequest { keeping: Keeping::Kept, ..base }, NewLines::Forgotten)
        }
        Keeping::Private => (base, NewLines::Forgotten),
    }
}

/// Runs the REPL to its end, and gives the exit code.
pub(super) async fn run(
    settings: Settings,
    environment: Environment,
    folder: &Path,
    manner: Manner,
    base: TurnRequest,
    reasoning: Drawn,
) -> u8 {
    let lang = settings.lang;
    let width = settings.ui.width.map(usize::from);
    let console = Console::new(lang, Streams::of_process(width), &manner);
    let engine = Arc::new(app::engine(settings, environment.clone()));
    let (base, new_lines) = kept_as_wanted(&engine, base);
    let talk = match engine.talk_in(base.thread.clone(), base.folder.clone()) {
        // What the flags say is where the talk begins; what is said in it goes over them.
        Ok(talk) => Talk { standing: Some(base.choice.clone()), reach: base.reach, ..talk },
        Err(error) => {
            console.error(&trouble::of_engine(engine.settings(), &environment, lang, &error));
            return 1;
        }
    };
    let (sender, pressed) = mpsc::unbounded_channel();
    // Where there is no terminal to put between, lines are read as they are.
    let opened = console.can_redraw().then(|| Keyboard::open(sender.clone()));
    let keyboard = opened.and_then(Result::ok).unwrap_or_else(Keyboard::plain);
    let giving_back = keyboard.clone();
    let told = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        giving_back.give_back();
        told(panic);
    }));
    let keys = Keys::of(&engine.settings().keys);
    let places = Places { folder: folder.to_owned(), home: environment.get("HOME").map(PathBuf::from) };
    let speaker = Console::new(lang, Streams::of_process(width), &manner);
    let composer = if keyboard.is_plain() {
        // A prompt that cannot be written is nobody's to read.
        Composer::plain(Box::new(move |prompt| drop(speaker.prompt(prompt))), lang, keyboard.clone())
    } else {
        let setting = Setting {
            lang,
            palette: console.stdout_view().palette,
            keys: keys.clone(),
            history: engine.settings().paths.data_dir.join("history"),
            new_lines,
            known_keys: known_keys(&engine),
            names: engine.callable_names(),
            places: places.clone(),
            mode: engine.settings().mode,
            narrowing: console.narrowing(),
            steer: Box::new(move |sequence| speaker.steer(sequence)),
        };
        Composer::start(keyboard.clone(), setting)
    };
    let composer = match composer {
        Ok(composer) => composer,
        Err(error) => {
            keyboard.give_back();
            console.error(&trouble::of_terminal(lang, &error));
            return 1;
        }
    };
    console.mark_pastes(Marks::On);
    let mut repl = Repl {
        names: engine.names(),
        engine,
        environment,
        manner,
        places,
        glimpse: Glimpse::default(),
        base: TurnRequest { surface: Surface::Repl, choice: Choice::Auto, ..base },
        talk,
        keys,
        keyboard,
        composer,
        pressed,
        signals: Signals::listen(),
        reasoning,
        forecast: None,
        _pressing: sender,
        editing: None,
        is_kept: matches!(new_lines, NewLines::Kept),
        unanswered: None,
        last_answer: String::new(),
        has_told_how_to_begin: Cell::default(),
        held: None,
        shown: None,
        by_tab: Vec::new(),
        returned: None,
        has_complained: Cell::default(),
        told_of_slashes: Cell::default(),
        unsent: Vec::new(),
        beside_question: Vec::new(),
        said_instead: None,
        has_left_question: false,
        ending: None,
        is_leaving: false,
        resumed: Cell::default(),
    };
    let code = match repl.greet(&console).await {
        Ok(()) => repl.run().await,
        Err(code) => code,
    };
    repl.console().mark_pastes(Marks::Off);
    repl.keyboard.give_back();
    code
}

impl Repl {
    /// The console as the window is now.
    pub(super) fn console(&self) -> Console {
        let width = self.engine.settings().ui.width.map(usize::from);
        Console::new(self.lang(), Streams::of_process(width), &self.manner)
    }

    pub(super) fn lang(&self) -> Lang {
        self.engine.settings().lang
    }

    pub(super) const fn environment(&self) -> &Environment {
        &self.environment
    }

    pub(super) fn footer(&self) -> FooterStyle {
        self.engine.settings().ui.footer.into()
    }

    /// Says what went wrong.
    pub(super) fn complain(&self, console: &Console, error: &Error) {
        if !matches!(error, Error::Cancelled) {
            self.has_complained.set(true);
            let mut text = trouble::of_engine(self.engine.settings(), &self.environment, self.lang(), error);
            if matches!(error, Error::NothingConfigured { .. }) && self.has_told_how_to_begin.replace(true) {
                // All of it stands above.
                text.causes.clear();
                text.hints.truncate(1);
            }
            console.error(&text.in_a_talk());
        }
    }

    /// Stops the job until the shell lets it go on.
    pub(super) fn suspend(&self, console: &Console) {
        console.mark_pastes(Marks::Off);
        // Where the terminal cannot be set, it goes on as it is.
        let _ = self.keyboard.suspend();
        console.mark_pastes(Marks::On);
        self.resumed.set(Some(Instant::now()));
    }

    /// Takes the terminal again, after somebody else had it: the job was stopped from outside. False where it was
    /// taken already, after a stop of its own.
    pub(super) fn resume(&self, console: &Console) -> bool {
        if self.resumed.take().is_some_and(|resumed| resumed.elapsed() < RESUMING) {
            return false;
        }
        // Where the terminal cannot be set, it goes on as it is.
        let _ = self.keyboard.take_back();
        console.mark_pastes(Marks::On);
        true
    }

    async fn run(&mut self) -> u8 {
        let mut wanted = Wanted::default();
        let mut said = None;
        loop {
            // Where lines are plain, Enter alone sends it; there is no line that it could stand in.
            let offered = if self.keyboard.is_plain() { wanted.line.clone() } else { String::new() };
            let read = match said.take() {
                Some(line) => Ok(Read::Sent(line)),
                None => self.read(std::mem::take(&mut wanted)).await,
            };
            let line = match read {
                Ok(Read::Sent(line)) => line,
                Ok(Read::Pressed(action, line)) => {
                    let next = self.act(action, &line).await;
                    wanted = match self.heard_instead(next) {
                        Next::End(code) => return code,
                        // The line is gone on with, but for Ctrl-C, which drops it.
                        Next::Fresh if action == Action::Interrupt => {
                            self.let_line_go();
                            if line.typed.is_empty() { Wanted::default() } else { self.unsent_again() }
                        }
                        // What was said to a question and is no answer to it comes back at once.
                        Next::Fresh if line.typed.is_empty() && !self.beside_question.is_empty() => self.unsent_again(),
                        Next::Fresh => {
                            Wanted { caret: line.caret, line: line.typed, chosen: line.chosen, depth: line.depth }
                        }
                        Next::With(text) => {
                            if text.is_empty() {
                                self.let_line_go();
                            }
                            Wanted { caret: text.len(), line: text, ..Wanted::default() }
                        }
                        Next::Hear(instead) => {
                            self.put_off(line);
                            said = Some(instead);
                            Wanted::default()
                        }
                    };
                    continue;
                }
                Ok(Read::Ended) => return 0,
                Err(code) => return code,
            };
            self.is_leaving = false;
            if line.typed_at == TypedAt::Before && !offered.is_empty() && !self.is_unchanged(&offered) {
                // It was not seen yet.
                let unsent = self.give_way(&self.console(), offered);
                self.unsent.insert(0, unsent);
            }
            if line.written.text.trim().is_empty() {
                self.let_line_go();
                wanted = self.unsent_again();
                continue;
            }
            if let Some(next) = self.hold_back(&line) {
                wanted = match next {
                    Next::With(text) => {
                        // What was typed behind it is none of it.
                        self.keyboard.set_aside();
                        Wanted { caret: text.len(), line: text, ..Wanted::default() }
                    }
                    Next::Fresh | Next::Hear(_) | Next::End(_) => self.unsent_again(),
                };
                continue;
            }
            self.note_pick(&line);
            self.keep(&line);
            let n_unsent = self.unsent.len();
            let next = self.hear(line).await;
            wanted = match self.heard_instead(next) {
                Next::End(code) => return code,
                Next::Fresh => {
                    self.let_line_go();
                    // What was said at its pick is read first.
                    if self.unsent.len() > n_unsent { Wanted::default() } else { self.unsent_again() }
                }
                Next::With(text) => {
                    // What was typed behind it is none of it.
                    self.keyboard.set_aside();
                    Wanted { caret: text.len(), line: text, ..Wanted::default() }
                }
                Next::Hear(line) => {
                    self.leave_as_it_was(&self.console());
                    self.let_line_go();
                    said = Some(line);
                    Wanted::default()
                }
            };
        }
    }

    /// What was typed behind a message since its pick was shown may be an order about it, as behind one that came back.
    fn note_pick(&mut self, line: &Line) {
        let Some(picked) = line.picked.as_ref().filter(|picked| picked.written != line.written) else { return };
        if self.returned.as_ref().is_none_or(|returned| returned.typed != picked.typed) {
            self.returned = Some(Returned::at_pick(picked));
        }
    }

    /// The line that came back is done with: sent, or dropped.
    fn let_line_go(&mut self) {
        self.returned = None;
        self.keyboard.bring_back();
    }

    /// Reads a line. Meanwhile it is worked out where messages go, and signals are heard.
    async fn read(&mut self, wanted: Wanted) -> Result<Read, u8> {
        self.forecast = None;
        let request = self.upcoming();
        let engine = Arc::clone(&self.engine);
        let talk = self.talk.clone();
        let forecast = std::pin::pin!(engine.forecast(&request));
        let again = if talk.last_asked().is_some() { Again::Unknown } else { Again::Nobody };
        let mut later = Later { again, anew: None };
        let anew = TurnRequest { thread: Thread::New { name: None }, pin: None, ..request.clone() };
        let is_anew = matches!(request.thread, Thread::New { .. }) && request.pin.is_none();
        let what_is_later = std::pin::pin!(async {
            let again = engine.again_by(&talk, &request).await.map_or(Again::Nobody, Again::By);
            let anew = if is_anew { None } else { engine.forecast(&anew).await.ok().map(Arc::new) };
            Later { again, anew }
        });
        let has_more = !is_anew || matches!(later.again, Again::Unknown);
        let mut looking = Looking::new(forecast, has_more.then_some(what_is_later));
        // Names that may be of servers which were not asked yet.
        let wish = Arc::new(Notify::new());
        if engine.may_have_unknown_names() {
            wish.notify_one();
        }
        let look_for_names = || async {
            wish.notified().await;
            engine.look_for_names_without_keys().await;
        };
        let mut looking_for_names = std::pin::pin!(look_for_names());
        let fixed = self.chip();
        if let Some(code) = self.ending.take() {
            return Err(code);
        }
        if std::mem::take(&mut self.has_left_question) {
            // A line is being read already.
            let _ = self.console().prompt(&format!("{} › ", fixed.name));
        }
        self.composer.look_ahead(Ahead::nothing(fixed.clone()));
        let read = self.composer.read(wanted);
        let mut read = std::pin::pin!(read);
        loop {
            tokio::select! {
                biased;
                read = &mut read => return Ok(read),
                pressed = self.pressed.recv() => match pressed {
                    Some(Pressed::Suspend) => {
                        self.suspend(&self.console());
                        self.composer.reappear();
                    }
                    Some(Pressed::Stop | Pressed::NextModel) => {}
                    Some(Pressed::Closed) | None => return Err(129),
                },
                signal = self.signals.next() => match signal {
                    Signal::End(code) => return Err(code),
                    // The terminal dropped the line; the prompt is written again.
                    Signal::Interrupt if self.keyboard.is_plain() => {
                        if std::mem::replace(&mut self.is_leaving, true) {
                            return Err(0);
                        }
                        self.composer.drop_line();
                        let console = self.console();
                        if let Some(edited) = self.editing.take()
                            && let Err(error) = edited.leave(&self.engine, &mut self.talk, &mut self.unanswered)
                        {
                            self.complain(&console, &error);
                        }
                        console.remark(&format!("\n{}", ReplLine::OnceMoreToLeave.text(console.lang())));
                        let _ = console.prompt(&format!("{} › ", fixed.name));
                    }
                    Signal::Interrupt => {}
                    Signal::Continued if self.keyboard.is_plain() => {
                        let _ = self.console().prompt(&format!("{} › ", fixed.name));
                    }
                    Signal::Continued => if self.resume(&self.console()) {
                        self.keyboard.redraw();
                    },
                },
                found = looking.next() => match found {
                    Found::Forecast(Ok(forecast)) => {
                        let forecast = Arc::new(forecast);
                        // Servers of this machine may have told what they have.
                        self.names = self.engine.names();
                        later.anew = is_anew.then(|| Arc::clone(&forecast));
                        self.composer.look_ahead(ahead::of(&forecast, self, fixed.clone(), later.clone(), &wish));
                        self.forecast = Some(forecast);
                    }
                    // What is wrong is said when something is sent.
                    Found::Forecast(Err(_)) => self.composer.look_ahead(Ahead::unknown(fixed.clone())),
                    Found::Later(found) => {
                        later = Later { anew: found.anew.or(later.anew), ..found };
                        if let Some(forecast) = self.forecast.clone() {
                            self.composer.look_ahead(ahead::of(&forecast, self, fixed.clone(), later.clone(), &wish));
                        }
                    }
                },
                () = &mut looking_for_names, if self.forecast.is_some() => {
                    looking_for_names.set(look_for_names());
                    self.names = self.engine.names();
                    if let Some(forecast) = self.forecast.clone() {
                        self.composer.look_ahead(ahead::of(&forecast, self, fixed.clone(), later.clone(), &wish));
                    }
                }
            }
        }
    }

    /// The request of a message that asks nothing of baro.
    pub(super) fn upcoming(&self) -> TurnRequest {
        TurnRequest {
            thread: self.place_in(self.talk.thread.clone()),
            pin: self.talk.pin.clone(),
            choice: self.talk.standing.clone().unwrap_or(Choice::Auto),
            ..self.base.clone()
        }
    }

    /// Does what a key asks for.
    async fn act(&mut self, action: Action, line: &Line) -> Next {
        let was_leaving = std::mem::take(&mut self.is_leaving);
        let console = self.console();
        match action {
            Action::Interrupt if !line.typed.is_empty() || line.depth != Depth::Usual => {
                self.leave_as_it_was(&console);
                Next::Fresh
            }
            Action::Interrupt if was_leaving => Next::End(0),
            Action::Interrupt => {
                self.leave_as_it_was(&console);
                self.is_leaving = true;
                console.erase_rows(line.n_rows);
                console.remark(&ReplLine::OnceMoreToLeave.text(console.lang()));
                Next::Fresh
            }
            _ => {
                console.erase_rows(line.n_rows);
                self.do_by_key(&console, action, line).await
            }
        }
    }

    /// Whether the pick is confirmed before it is sent to.
    pub(super) fn confirming(&self) -> Confirming {
        match self.engine.settings().mode {
            Mode::Ask => Confirming::Yes,
            Mode::Auto => Confirming::No,
        }
    }
}
