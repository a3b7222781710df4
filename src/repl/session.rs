//! The loop: a line is read, understood, answered, and the next one read.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::sync::mpsc;

use super::editor::{Chip, Composer, Depth, Line, Look, Read, Setting, Wanted};
use super::feed::Pressed;
use super::keyboard::Keyboard;
use super::keys::{Action, Keys};
use super::signals::{Signal, Signals};
use super::turn::After;
use crate::app;
use crate::config::{Environment, Footer, Settings};
use crate::domain::{Effort, Lang, Surface};
use crate::engine::{Engine, Error, Thread, TurnRequest};
use crate::ui::console::{Manner, Marks};
use crate::ui::footer::FooterStyle;
use crate::ui::live::Drawn;
use crate::ui::messages::ReplLine;
use crate::ui::{Console, Streams, trouble};

/// The REPL, while it runs.
pub(super) struct Repl {
    pub(super) engine: Arc<Engine>,
    environment: Environment,
    manner: Manner,
    base: TurnRequest,
    thread: Thread,
    pub(super) keyboard: Keyboard,
    pub(super) composer: Composer,
    pub(super) pressed: mpsc::UnboundedReceiver<Pressed>,
    pub(super) signals: Signals,
    pub(super) reasoning: Drawn,
    /// Ctrl-C was pressed on an empty line, and nothing since.
    is_leaving: bool,
}

/// Runs the REPL to its end, and gives the exit code.
pub(super) async fn run(
    settings: Settings,
    environment: Environment,
    folder: &Path,
    manner: Manner,
    base: TurnRequest,
) -> u8 {
    let lang = settings.lang;
    let width = settings.ui.width.map(usize::from);
    let console = Console::new(lang, Streams::of_process(width), &manner);
    let (sender, pressed) = mpsc::unbounded_channel();
    let keyboard = match Keyboard::open(sender) {
        Ok(keyboard) => keyboard,
        Err(error) => {
            console.error(&trouble::of_terminal(lang, &error));
            return 1;
        }
    };
    let giving_back = keyboard.clone();
    let told = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        giving_back.give_back();
        told(panic);
    }));
    let setting = Setting {
        lang,
        palette: console.stdout_view().palette,
        keys: Keys::of(&settings.keys),
        history: history_file(&settings),
        names: names(&settings),
        folder: folder.to_owned(),
    };
    let composer = match Composer::start(keyboard.clone(), setting) {
        Ok(composer) => composer,
        Err(error) => {
            keyboard.give_back();
            console.error(&trouble::of_terminal(lang, &error));
            return 1;
        }
    };
    console.mark_pastes(Marks::On);
    let engine = Arc::new(app::engine(settings, environment.clone()));
    let thread = base.thread.clone();
    let mut repl = Repl {
        engine,
        environment,
        manner,
        base: TurnRequest { surface: Surface::Repl, ..base },
        thread,
        keyboard,
        composer,
        pressed,
        signals: Signals::listen(),
        reasoning: Drawn::No,
        is_leaving: false,
    };
    let code = repl.talk().await;
    repl.console().mark_pastes(Marks::Off);
    repl.keyboard.give_back();
    code
}

fn history_file(settings: &Settings) -> PathBuf {
    settings.paths.data_dir.join("history")
}

/// What can be called behind `@`.
fn names(settings: &Settings) -> Vec<String> {
    settings.aliases.keys().cloned().collect()
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

    pub(super) fn footer(&self) -> FooterStyle {
        match self.engine.settings().ui.footer {
            Footer::Off => FooterStyle::Off,
            Footer::Short => FooterStyle::Short,
            Footer::Full => FooterStyle::Full,
        }
    }

    /// Says what went wrong.
    pub(super) fn complain(&self, console: &Console, error: &Error) {
        if !matches!(error, Error::Cancelled) {
            let text = trouble::of_engine(self.engine.settings(), &self.environment, self.lang(), error);
            console.error(&text);
        }
    }

    /// Stops the job until the shell lets it go on.
    pub(super) fn suspend(&self, console: &Console) {
        console.mark_pastes(Marks::Off);
        // Where the terminal cannot be set, it goes on as it is.
        let _ = self.keyboard.suspend();
        console.mark_pastes(Marks::On);
    }

    async fn talk(&mut self) -> u8 {
        let mut wanted = self.wanted(None);
        loop {
            let line = match self.read(wanted).await {
                Ok(Read::Sent(line)) => line,
                Ok(Read::Pressed(action, line)) => {
                    if let Some(code) = self.act(action, &line) {
                        return code;
                    }
                    wanted = self.wanted(Some(line).filter(|_| action != Action::Interrupt));
                    continue;
                }
                Ok(Read::Ended) => return 0,
                Err(code) => return code,
            };
            self.is_leaving = false;
            let text = line.written.text.clone();
            if text.trim().is_empty() {
                wanted = self.wanted(None);
                continue;
            }
            let mut request = TurnRequest { text: text.clone(), thread: self.thread.clone(), ..self.base.clone() };
            request.effort = effort(line.depth).or(request.effort);
            let (outcome, after) = self.turn(&mut request).await;
            if let Some(id) = outcome.result.as_ref().and_then(|result| result.conversation.clone()) {
                self.thread = Thread::Existing(id);
            }
            if let After::End(code) = after {
                return code;
            }
            wanted = Wanted { keep: Some(text), ..self.wanted(None) };
        }
    }

    /// Reads a line, and hears signals meanwhile.
    async fn read(&mut self, wanted: Wanted) -> Result<Read, u8> {
        let console = self.console();
        let read = self.composer.read(wanted);
        let mut read = std::pin::pin!(read);
        loop {
            tokio::select! {
                biased;
                read = &mut read => return Ok(read),
                pressed = self.pressed.recv() => match pressed {
                    Some(Pressed::Suspend) => {
                        console.mark_pastes(Marks::Off);
                        let _ = self.keyboard.suspend();
                        console.mark_pastes(Marks::On);
                    }
                    Some(Pressed::Stop | Pressed::NextModel) => {}
                    Some(Pressed::Closed) | None => return Err(129),
                },
                signal = self.signals.next() => if let Signal::End(code) = signal {
                    return Err(code);
                },
            }
        }
    }

    fn wanted(&self, line: Option<Line>) -> Wanted {
        let chips = vec![Chip { name: "auto".to_owned(), look: Look::Quiet }];
        let empty = Wanted {
            chips,
            chosen: 0,
            depth: Depth::Usual,
            line: String::new(),
            caret: 0,
            foresee: None,
            keep: None,
        };
        match line {
            None => empty,
            Some(Line { line, caret, chosen, depth, .. }) => Wanted { chosen, depth, line, caret, ..empty },
        }
    }

    /// Does what a key asks for. `Some`: the end, with this exit code.
    fn act(&mut self, action: Action, line: &Line) -> Option<u8> {
        let was_leaving = std::mem::take(&mut self.is_leaving);
        let console = self.console();
        match action {
            Action::Interrupt if !line.line.is_empty() => {}
            Action::Interrupt if was_leaving => return Some(0),
            Action::Interrupt => {
                self.is_leaving = true;
                console.remark(&ReplLine::OnceMoreToLeave.text(console.lang()));
            }
            _ => console.erase_rows(line.n_rows),
        }
        None
    }
}

/// The effort that is asked for.
const fn effort(depth: Depth) -> Option<Effort> {
    match depth {
        Depth::Usual => None,
        Depth::Deep => Some(Effort::High),
        Depth::Deepest => Some(Effort::Max),
    }
}
