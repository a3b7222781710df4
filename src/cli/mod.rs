//! The command line: words become a command, a command becomes an exit code.
//!
//! What a command says goes through [`crate::ui`]; what it asks goes through [`crate::engine`].

pub mod args;
mod argv;
pub mod commands;
pub mod completion;
pub mod exit;
pub mod gather;
pub mod input;
pub mod json;
pub mod korean;
pub mod lines;
pub mod local_args;
mod manual;
pub mod meant;
mod pager;
mod pattern;
mod prose;
pub mod session;
pub mod signals;
mod typed;
mod waiting;
pub mod words;
mod wrong_words;

use std::process::ExitCode;

use self::args::{Arguments, AuthAction, Command, ConfigAction, HistoryAction, McpAction};
use self::commands::{
    again, ask, auth, config, doctor, generated, history, local, mcp, models, route, shells, usage, why,
};
use self::exit::Exit;
use self::local_args::LocalAction;
use self::session::{Form, Session};
use self::words::Parsed;
use crate::domain::Lang;
use crate::material::{self, Lost};
use crate::ui::messages::{Lossy, Message};

/// Runs the program's own command line.
#[must_use]
pub fn run() -> ExitCode {
    let (typed, decoded_from) = argv::decoded(std::env::args_os().collect());
    let typed = typed::of_script(typed);
    let (typed, spread) = if words::are_a_message(&typed) { argv::spread(&typed) } else { (typed, Vec::new()) };
    let form = words::form_among(&typed);
    let parse = |lang| match words::parse(typed.clone(), lang) {
        // Nothing evaluates what a terminal shows.
        Parsed::NoSuchShell { question: Some(question), .. } if session::stdout_is_terminal(lang) => *question,
        parsed => parsed,
    };
    // A command reads the settings itself. What else the words come to is said in the language that those name.
    let (mut parsed, mut lang) = (parse(Lang::En), Lang::En);
    if parsed.has_words() {
        lang = session::language_of(&typed);
        parsed = if lang == Lang::En { parsed } else { parse(lang) };
    }
    match parsed {
        Parsed::Clap(error) => wrong_words::of_clap(&error, lang, form).into(),
        Parsed::DidYouMean { word, subcommand, rest, .. } => {
            wrong_words::did_you_mean(&word, &subcommand, &rest, lang, form).into()
        }
        Parsed::EqualsSign { key, value } => wrong_words::equals_sign(&key, &value, lang, form).into(),
        Parsed::MayBeKey { provider } => wrong_words::may_be_key(&provider, lang, form).into(),
        Parsed::KeyInWords => wrong_words::key_in_words(lang, form).into(),
        Parsed::NoSuchShell { words, .. } => wrong_words::no_such_shell(&words, lang).into(),
        Parsed::ShellByAFlag { flag, subcommand, shell } => {
            wrong_words::shell_by_a_flag(&flag, &subcommand, &shell, lang).into()
        }
        Parsed::Run(arguments) => {
            if let Some(encoding) = decoded_from {
                session::console_of(&arguments.shared).tell(&Message::WordsDecoded { encoding });
            }
            if let Command::Ask(ask) = &arguments.command
                && material::lost_letters(&ask.text.join(" ")) != Lost::Nothing
            {
                // A shell whose locale has no such letters has sent marks in their place.
                session::console_of(&arguments.shared).tell(&Message::LettersLost { of: Lossy::Typed });
            }
            if !spread.is_empty() {
                session::console_of(&arguments.shared).tell(&Message::FilesSpread { names: &spread });
            }
            run_command(*arguments).into()
        }
    }
}

/// The form in which a command answers.
fn form(command: &Command) -> Form {
    match command {
        Command::Ask(args) => Form::of(&args.show),
        Command::Again(args) => Form::of(&args.show),
        Command::Why(args) => Form::json_if(args.json),
        Command::Route(args) => Form::json_if(args.json),
        Command::Usage(args) => Form::json_if(args.json),
        Command::Models(args) => Form::json_if(args.json),
        Command::Doctor(args) => Form::json_if(args.json),
        Command::History(args) => match &args.action {
            HistoryAction::List { json, .. }
            | HistoryAction::Show { json, .. }
            | HistoryAction::Search { json, .. } => Form::json_if(*json),
            _ => Form::Text,
        },
        Command::Auth(args) => match &args.action {
            AuthAction::List { json } | AuthAction::Test { json, .. } => Form::json_if(*json),
            AuthAction::Add(_) | AuthAction::Rm { .. } => Form::Text,
        },
        Command::Config(args) => match &args.action {
            ConfigAction::Show { json, .. } | ConfigAction::Check { json } => Form::json_if(*json),
            _ => Form::Text,
        },
        Command::Mcp(args) => Form::json_if(matches!(&args.action, McpAction::Doctor(args) if args.json)),
        Command::Local(args) => match &args.action {
            LocalAction::List { json } | LocalAction::Bench { json, .. } => Form::json_if(*json),
            _ => Form::Text,
        },
        Command::Completions(_) | Command::ShellInit(_) | Command::Man(_) => Form::Text,
    }
}

fn run_command(arguments: Arguments) -> Exit {
    let Arguments { command, shared } = arguments;
    let timeout = match &command {
        Command::Ask(args) => args.choice.timeout,
        Command::Again(args) => args.choice.timeout,
        _ => None,
    };
    let form = form(&command);
    // What is generated needs neither settings nor a home.
    match &command {
        Command::Completions(args) => return shells::completions(&shared, args),
        Command::ShellInit(args) => return shells::init(&shared, args.shell),
        Command::Man(args) => return generated::print_manual(&shared, args.to.as_deref()),
        _ => {}
    }
    // What mends wrong settings works with wrong settings.
    if let Command::Config(_) | Command::Doctor(_) = command {
        return match (Session::begin_anyway(&shared, form), command) {
            (Ok((session, wrong)), Command::Config(args)) => config::run(&session, args.action, &wrong),
            (Ok((session, wrong)), Command::Doctor(args)) => session.block_on(doctor::run(&session, &args, &wrong)),
            (Ok(_), _) => Exit::OK,
            (Err(exit), _) => exit,
        };
    }
    if let Command::Mcp(args) = command {
        return match Session::begin_in_any_folder(&shared, form) {
            Ok((session, wrong)) => session.block_on(mcp::run(&session, args.action, wrong.as_ref())),
            Err(exit) => exit,
        };
    }
    let sends_keys = matches!(&command, Command::Auth(args) if args.action.sends_keys());
    let asks_nobody = matches!(
        command,
        Command::Auth(_) | Command::History(_) | Command::Usage(_) | Command::Local(_) | Command::Why(_)
    );
    let session = if asks_nobody && !sends_keys {
        // Nothing that is cloned keeps anybody from giving a key.
        Session::begin_asking_nobody(&shared, form)
    } else {
        Session::begin(&shared, timeout, form)
    };
    let session = match session {
        Ok(session) => session,
        Err(exit) => return exit,
    };
    match command {
        Command::Ask(args) => session.block_on(ask::run(&session, args)),
        Command::Again(args) => session.block_on(again::run(&session, args)),
        Command::Route(args) => session.block_on(route::run(&session, args)),
        Command::Local(args) => session.block_on(local::run(&session, args.action)),
        Command::Models(args) => session.block_on(models::run(&session, args)),
        Command::Why(args) => why::run(&session, &args),
        Command::History(args) => history::run(&session, args.action),
        Command::Usage(args) => usage::run(&session, &args),
        Command::Auth(args) => session.block_on(auth::run(&session, args.action)),
        Command::Mcp(_)
        | Command::Config(_)
        | Command::Doctor(_)
        | Command::Completions(_)
        | Command::ShellInit(_)
        | Command::Man(_) => Exit::OK,
    }
}
