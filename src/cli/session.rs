//! What a command stands on: settings, console, folder; and how it says that it failed.

use std::ffi::OsString;
use std::future::Future;
use std::io::{self, BufRead as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::args::{SharedArgs, ShowArgs, When};
use super::exit::Exit;
use super::input::{InputError, NotTextReason};
use super::json::ErrorObject;
use super::pattern;
use crate::app;
use crate::config::{self, Ambiguous, Environment, Flags, Settings};
use crate::domain::Lang;
use crate::engine::talk::attached::{Places, Unattached};
use crate::engine::{Engine, Error};
use crate::material::shown_name;
use crate::ui::console::{Manner, Talk};
use crate::ui::footer::FooterStyle;
use crate::ui::messages::{FileProblem, Message, NoFolder, Remark};
use crate::ui::screen::{Drawing, ScreenEnvironment};
use crate::ui::style::AmbiguousWidth;
use crate::ui::{ColorChoice, ColorEnvironment, Console, ErrorText, Problem, Streams, WriteEnd, trouble};

/// The form in which a command answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// For a person.
    Text,
    /// One JSON object.
    Json,
    /// A JSON object for each event.
    JsonLines,
}

impl Form {
    /// The form that flags ask for.
    #[must_use]
    pub const fn of(show: &ShowArgs) -> Self {
        if show.json {
            Self::Json
        } else if show.json_lines {
            Self::JsonLines
        } else {
            Self::Text
        }
    }

    /// JSON or text.
    #[must_use]
    pub const fn json_if(is_json: bool) -> Self {
        if is_json { Self::Json } else { Self::Text }
    }
}

/// What a command stands on.
pub struct Session {
    settings: Settings,
    environment: Environment,
    console: Console,
    folder: PathBuf,
    shared: SharedArgs,
    flags: Flags,
    /// In which it answers.
    form: Form,
    /// A project's file that is wrong is passed over.
    passes_over_project: bool,
}

impl Session {
    /// Reads the settings and opens the console. What is wrong with the settings is told at once.
    pub fn begin(shared: &SharedArgs, timeout: Option<f64>, form: Form) -> Result<Self, Exit> {
        let timeout = timeout.map(Duration::from_secs_f64);
        let load = |environment: &_, folder: &_, flags: &_| Ok((config::load(environment, folder, flags)?, ()));
        let (session, ()) = Self::over(shared, timeout, form, load)?;
        session.mention_variables();
        Ok(session)
    }

    /// As [`Session::begin`], for a server that an editor starts in any folder: a project's file that is wrong sets
    /// nothing, and is returned.
    pub fn begin_in_any_folder(shared: &SharedArgs, form: Form) -> Result<(Self, Option<config::Error>), Exit> {
        let (session, wrong) = Self::over(shared, None, form, config::load_passing_over_project)?;
        session.mention_variables();
        Ok((session, wrong))
    }

    /// As [`Session::begin`], for what sends nobody a message: a project's file that is wrong sets nothing, and is told.
    pub fn begin_asking_nobody(shared: &SharedArgs, form: Form) -> Result<Self, Exit> {
        let (mut session, wrong) = Self::over(shared, None, form, config::load_for_who_asks_nobody)?;
        session.passes_over_project = true;
        session.mention_variables();
        if let Some(error) = wrong {
            session.warn(&Remark::ProjectIgnored { why: &session.in_one_line(&error) });
        }
        Ok(session)
    }

    /// What is wrong with the settings, and what to do about it, in one line.
    #[must_use]
    pub fn in_one_line(&self, error: &config::Error) -> String {
        let text = trouble::of_config(self.lang(), error);
        std::iter::once(text.error).chain(text.hints).collect::<Vec<_>>().join("; ")
    }

    /// As [`Session::begin`], for what must work while the settings are wrong: with what is sound, and all that is wrong.
    pub fn begin_anyway(shared: &SharedArgs, form: Form) -> Result<(Self, Vec<config::Error>), Exit> {
        Self::over(shared, None, form, config::load_what_is_sound)
    }

    /// A session over the settings that `load` reads, and what it says of them.
    fn over<W>(
        shared: &SharedArgs,
        timeout: Option<Duration>,
        form: Form,
        load: impl FnOnce(&Environment, &Path, &Flags) -> Result<(Settings, W), config::Error>,
    ) -> Result<(Self, W), Exit> {
        let environment = Environment::of_process();
        let folder = std::env::current_dir().unwrap_or_else(|_| PathBuf::from("."));
        let flags = Flags { lang: shared.lang.map(Into::into), timeout };
        match load(&environment, &folder, &flags) {
            Ok((settings, wrong)) => {
                let console = console(shared, &environment, Some(&settings), settings.lang);
                let (shared, passes_over_project) = (shared.clone(), false);
                let session = Self { settings, environment, console, folder, shared, flags, form, passes_over_project };
                Ok((session, wrong))
            }
            Err(error) => {
                let lang = config::language_of_what_is_sound(&environment, &folder, &flags);
                let console = console(shared, &environment, None, lang);
                complain(&console, form, "config", &trouble::of_config(lang, &error));
                Err(Exit::USAGE)
            }
        }
    }

    /// The session as it is after the settings were changed.
    pub fn reloaded(&self) -> Result<Self, Exit> {
        self.loaded_again().map_err(|error| self.fail_text("config", &trouble::of_config(self.lang(), &error)))
    }

    /// As [`Session::reloaded`], with what is wrong instead of telling it.
    pub fn loaded_again(&self) -> Result<Self, config::Error> {
        let settings = if self.passes_over_project {
            config::load_for_who_asks_nobody(&self.environment, &self.folder, &self.flags)?.0
        } else {
            config::load(&self.environment, &self.folder, &self.flags)?
        };
        let environment = self.environment.clone();
        let console = console(&self.shared, &environment, Some(&settings), settings.lang);
        let (folder, shared, flags) = (self.folder.clone(), self.shared.clone(), self.flags.clone());
        let (form, passes_over_project) = (self.form, self.passes_over_project);
        Ok(Self { settings, environment, console, folder, shared, flags, form, passes_over_project })
    }

    /// An engine as it would be if the user's settings were this text. `None`: something else is wrong with them.
    #[must_use]
    pub fn engine_as_if(&self, text: &str) -> Option<Engine> {
        let settings = config::load_as_if(&self.environment, &self.folder, &self.flags, text).ok()?;
        Some(app::engine(settings, self.environment.clone()))
    }

    /// Runs a command that waits for things, on this thread.
    pub fn block_on(&self, command: impl Future<Output = Exit>) -> Exit {
        match tokio::runtime::Builder::new_current_thread().enable_all().build() {
            Ok(runtime) => {
                let exit = runtime.block_on(command);
                // Nothing that is left over is waited for: a name being looked up, a pipe that nobody writes.
                runtime.shutdown_background();
                exit
            }
            // The system is out of file descriptors or memory.
            Err(error) => self.fail_io(&error),
        }
    }

    /// An engine over these settings.
    #[must_use]
    pub fn engine(&self) -> Engine {
        app::engine(self.settings.clone(), self.environment.clone())
    }

    /// The console.
    #[must_use]
    pub const fn console(&self) -> &Console {
        &self.console
    }

    /// How the person wants to be talked to.
    #[must_use]
    pub fn manner(&self) -> Manner {
        manner(&self.shared, &self.environment, Some(&self.settings))
    }

    /// The settings.
    #[must_use]
    pub const fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The language of messages.
    #[must_use]
    pub const fn lang(&self) -> Lang {
        self.console.lang()
    }

    /// The folder in which the person works, as conversations remember it.
    #[must_use]
    pub fn folder(&self) -> Option<String> {
        Some(self.folder.to_string_lossy().into_owned())
    }

    /// The folder in which the person works.
    #[must_use]
    pub fn folder_path(&self) -> &Path {
        &self.folder
    }

    /// Where the paths in a message begin.
    #[must_use]
    pub fn places(&self) -> Places {
        Places { folder: self.folder.clone(), home: self.environment.get("HOME").map(PathBuf::from) }
    }

    /// The environment.
    #[must_use]
    pub const fn environment(&self) -> &Environment {
        &self.environment
    }

    /// A path as anybody may see it, with `~` for the home folder.
    #[must_use]
    pub fn shown_path(&self, path: &Path) -> String {
        config::shown_path(&self.environment, path)
    }

    /// A variable of the environment.
    #[must_use]
    pub fn variable(&self, name: &str) -> Option<&str> {
        self.environment.get(name).filter(|value| !value.is_empty())
    }

    /// The footer that the settings ask for.
    #[must_use]
    pub fn footer(&self) -> FooterStyle {
        self.settings.ui.footer.into()
    }

    /// A line of the engine's or the input's.
    pub fn tell(&self, message: &Message<'_>) {
        self.console.tell(message);
    }

    /// A line that a person may like to know.
    pub fn remark(&self, remark: &Remark<'_>) {
        self.console.notice(&remark.text(self.lang()));
    }

    /// A line that a person must know.
    pub fn warn(&self, remark: &Remark<'_>) {
        self.console.warn(&remark.text(self.lang()));
    }

    /// Prints what a command was asked for.
    pub fn print(&self, text: &str) -> Exit {
        self.ended(self.console.print(text))
    }

    /// Prints a text that came from a model or a file, cleaned.
    pub fn print_text(&self, text: &str) -> Exit {
        let mut writer = self.console.answer();
        let written = writer.write(text);
        self.ended(written.and_then(|_| writer.finish()))
    }

    /// Prints what a command was asked for, through the pager where it is long. Not for commands that wait for things:
    /// they have `cli::pager`.
    pub fn page(&self, text: &str) -> Exit {
        self.block_on(super::pager::page(self, text))
    }

    /// As [`Session::page`], for a text of a model or a file.
    pub fn page_text(&self, text: &str) -> Exit {
        self.block_on(super::pager::page_text(self, text))
    }

    /// Prints one JSON value on a line.
    pub fn print_json(&self, value: &serde_json::Value) -> Exit {
        self.ended(self.console.print_json(&value.to_string()))
    }

    /// The exit code of something that was written.
    pub fn ended(&self, end: io::Result<WriteEnd>) -> Exit {
        match end {
            Ok(_) => Exit::OK,
            Err(error) => self.fail_io(&error),
        }
    }

    /// Tells an engine's error, in the form that was asked for, and gives its exit code.
    pub fn fail(&self, error: &Error, form: Form) -> Exit {
        match form {
            Form::Text => self.complain(error),
            Form::Json => {
                let object = super::json::answer(None, Some(&self.error_object(error)));
                let _ = self.print_json(&object);
            }
            Form::JsonLines => {
                let _ = self.print_json(&super::json::error_event(&self.error_object(error)));
            }
        }
        Exit::of(error)
    }

    /// The form that the command answers in.
    #[must_use]
    pub const fn form(&self) -> Form {
        self.form
    }

    /// As [`Session::fail`], in the form that the command answers in.
    pub fn fail_as_asked(&self, error: &Error) -> Exit {
        self.fail(error, self.form)
    }

    /// Says an engine's error on stderr.
    pub fn complain(&self, error: &Error) {
        match error {
            // Whoever drew the answer has said so, and knows whether anything of it is kept.
            Error::Cancelled => {}
            _ => self.console.error(&self.error_text(error)),
        }
    }

    /// An engine's error in words.
    #[must_use]
    pub fn error_text(&self, error: &Error) -> ErrorText {
        trouble::of_engine(&self.settings, &self.environment, self.lang(), error)
    }

    /// An engine's error for JSON.
    #[must_use]
    pub fn error_object(&self, error: &Error) -> ErrorObject {
        ErrorObject::of(error.kind(), &self.error_text(error))
    }

    /// Tells that something could not be written, and gives the exit code.
    pub fn fail_io(&self, error: &io::Error) -> Exit {
        self.console.error(&Problem::OutputFailed { message: &error.to_string() }.text(self.lang()));
        Exit::OTHER
    }

    /// Tells any other problem, and gives the exit code of wrong usage.
    pub fn fail_problem(&self, problem: &Problem<'_>) -> Exit {
        self.fail_text("usage", &problem.text(self.lang()))
    }

    /// As [`Session::fail_problem`], for what is in words already; `kind` is its name in JSON.
    pub fn fail_text(&self, kind: &'static str, text: &ErrorText) -> Exit {
        complain(&self.console, self.form, kind, text);
        Exit::USAGE
    }

    /// Tells that material could not be read, and gives the exit code.
    pub fn fail_input(&self, error: &InputError) -> Exit {
        let shown = |path: &Path| shown_name(path).into_owned();
        let not_a_folder = |path: &Path| pattern::missing_folder(path).map(|folder| (shown(&folder), folder.is_file()));
        let found;
        let (name, problem) = match error {
            // A bracket is in many a name.
            InputError::Missing { path, nearest }
                if pattern::is_pattern(path) && nearest.is_none() && shown(path).contains(['*', '?']) =>
            {
                found = not_a_folder(path);
                (
                    shown(path),
                    FileProblem::NoMatch {
                        folder: found.as_ref().map(|(path, is_file)| NoFolder { path, is_file: *is_file }),
                    },
                )
            }
            InputError::Missing { path, nearest } => {
                found = not_a_folder(path.parent().unwrap_or(path));
                let folder = found.as_ref().map(|(path, is_file)| NoFolder { path, is_file: *is_file });
                (shown(path), FileProblem::Missing { nearest: nearest.as_deref(), folder })
            }
            InputError::IsDirectory { path } => {
                (shown(path), FileProblem::Directory { typed: path.to_str().filter(|path| *path != "stdin") })
            }
            InputError::Device { path } => (shown(path), FileProblem::NotRegular),
            InputError::Silent { path, waited_s } => (shown(path), FileProblem::Silent { waited_s: *waited_s }),
            InputError::Binary { name } => (name.clone(), FileProblem::Binary),
            InputError::NotText { name, reason: NotTextReason::UnknownEncoding } => {
                (name.clone(), FileProblem::UnknownEncoding)
            }
            InputError::NotText { name, reason: NotTextReason::PowerShellQuestionMarks } => {
                (name.clone(), FileProblem::QuestionMarks)
            }
            InputError::TooLarge { name, n_bytes, limit } => {
                (name.clone(), FileProblem::TooLarge { n_bytes: *n_bytes, limit: *limit })
            }
            InputError::Unreadable { name, reason } => (name.clone(), FileProblem::Unreadable { message: reason }),
        };
        let path = if name == "stdin" { "-" } else { &name };
        complain(&self.console, self.form, "input", &trouble::of_file(self.lang(), path, problem));
        Exit::USAGE
    }

    /// Tells that a file which the message names could not be attached, and gives the exit code.
    pub fn fail_unattached(&self, file: &Unattached) -> Exit {
        complain(&self.console, self.form, "input", &trouble::of_unattached(self.lang(), file));
        Exit::USAGE
    }

    /// Asks a question on the terminal. `None`: the person left without an answer.
    #[must_use]
    pub fn ask(&self, question: &str) -> Option<bool> {
        if self.console.prompt(question).ok()? == WriteEnd::Closed {
            return None;
        }
        read_line().map(|line| crate::ui::messages::is_yes(&line))
    }

    /// `BARO_*` variables that are nearly a setting's are probably slips; others are somebody else's.
    fn mention_variables(&self) {
        self.mention_missing_settings();
        for (name, nearest) in config::unknown_environment(&self.environment) {
            if let Some(nearest) = nearest {
                self.warn(&Remark::UnknownVariable { name: &name, nearest });
            }
        }
    }

    /// Says that the settings file that `BARO_CONFIG` names is not there.
    pub fn mention_missing_settings(&self) {
        if let Some((file, nearest)) = self.missing_settings() {
            self.warn(&Remark::NamedSettingsMissing { file: &file, nearest: nearest.as_deref() });
        }
    }

    /// The settings file that `BARO_CONFIG` names, where it is not there, and the one that was probably meant.
    #[must_use]
    pub fn missing_settings(&self) -> Option<(String, Option<String>)> {
        let path = config::named_settings_missing(&self.environment, &self.settings.paths)?;
        let nearest = match InputError::missing(path) {
            InputError::Missing { nearest, .. } => nearest.map(|nearest| self.shown_path(Path::new(&nearest))),
            _ => None,
        };
        Some((self.shown_path(path), nearest))
    }
}

/// A line from the terminal. `None`: the person left without an answer.
#[must_use]
pub fn read_line() -> Option<String> {
    let mut line = String::new();
    match io::stdin().lock().read_line(&mut line) {
        Ok(0) | Err(_) => None,
        Ok(_) => Some(line),
    }
}

/// Tells what is wrong in the form that a command answers in.
pub(super) fn complain(console: &Console, form: Form, kind: &'static str, text: &ErrorText) {
    let object = ErrorObject::of(kind, text);
    let object = match form {
        Form::Text => return console.error(text),
        Form::Json => super::json::answer(None, Some(&object)),
        Form::JsonLines => super::json::error_event(&object),
    };
    // Where stdout cannot be written, stderr can still say it.
    if console.print_json(&object.to_string()).is_err() {
        console.error(text);
    }
}

/// How a person wants to be talked to.
fn manner(shared: &SharedArgs, environment: &Environment, settings: Option<&Settings>) -> Manner {
    let variable = |name: &str| environment.get(name).map(str::to_owned);
    Manner {
        color: match shared.color {
            // What is read aloud has no use for colours.
            When::Auto if shared.plain => ColorChoice::Never,
            When::Auto => ColorChoice::Auto,
            When::Always => ColorChoice::Always,
            When::Never => ColorChoice::Never,
        },
        environment: ColorEnvironment {
            no_color: variable("NO_COLOR"),
            clicolor_force: variable("CLICOLOR_FORCE"),
            force_color: variable("FORCE_COLOR"),
            clicolor: variable("CLICOLOR"),
            term: variable("TERM"),
        },
        ambiguous: match settings.map(|settings| settings.ui.ambiguous) {
            Some(Ambiguous::Wide) => AmbiguousWidth::Wide,
            _ => AmbiguousWidth::Narrow,
        },
        talk: if shared.quiet { Talk::Quiet } else { Talk::Usual },
        drawing: if shared.plain { Drawing::Plain } else { Drawing::Live },
        screen: ScreenEnvironment {
            term: variable("TERM"),
            term_program: variable("TERM_PROGRAM"),
            xterm_version: variable("XTERM_VERSION"),
            wt_session: variable("WT_SESSION"),
        },
    }
}

fn console(shared: &SharedArgs, environment: &Environment, settings: Option<&Settings>, lang: Lang) -> Console {
    let manner = manner(shared, environment, settings);
    let width = settings.and_then(|settings| settings.ui.width).map(usize::from);
    Console::new(lang, Streams::of_process(width), &manner)
}

/// A console for what is said before there are arguments.
pub(super) fn plain_console(lang: Lang) -> Console {
    let shared = SharedArgs { color: When::Auto, lang: None, quiet: false, plain: false };
    console(&shared, &Environment::of_process(), None, lang)
}

/// Whether a person sees what is printed.
#[must_use]
pub fn stdout_is_terminal(lang: Lang) -> bool {
    plain_console(lang).stdout_is_terminal()
}

/// The language in which help is written and wrong words are answered: `--lang` where it stands among them, else that of
/// the settings.
#[must_use]
pub fn language_of(words: &[OsString]) -> Lang {
    language(&Environment::of_process(), super::words::lang_among(words))
}

/// The language of whatever needs no settings but this one.
fn language(environment: &Environment, flag: Option<Lang>) -> Lang {
    flag.unwrap_or_else(|| {
        let folder = std::env::current_dir().unwrap_or_else(|_| PathBuf::from("."));
        config::language_of_what_is_sound(environment, &folder, &Flags::default())
    })
}

/// A console for commands that need no settings.
#[must_use]
pub fn console_of(shared: &SharedArgs) -> Console {
    let environment = Environment::of_process();
    let lang = language(&environment, shared.lang.map(Into::into));
    console(shared, &environment, None, lang)
}

/// Prints for a command that needs no settings; says what is wrong where that fails, or where `text` already had.
pub fn print_without_settings(shared: &SharedArgs, text: std::io::Result<impl AsRef<str>>) -> Exit {
    let console = console_of(shared);
    match text.and_then(|text| console.print(text.as_ref())) {
        Ok(_) => Exit::OK,
        Err(error) => {
            console.error(&Problem::OutputFailed { message: &error.to_string() }.text(console.lang()));
            Exit::OTHER
        }
    }
}
