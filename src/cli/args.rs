//! The command line's definition: clap's types, with the help in English. `korean.rs` has the Korean of it, `words.rs`
//! decides what bare text is.

mod mcp;
mod setup;
mod shells;

use std::path::PathBuf;
use std::str::FromStr;
use std::sync::OnceLock;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};

pub use self::mcp::{McpAction, McpArgs, McpClient, McpConfigArgs, McpDoctorArgs, McpServeArgs};
pub use self::setup::{AuthAction, AuthAddArgs, AuthArgs, ConfigAction, ConfigArgs, DoctorArgs};
pub use self::shells::{CompletionsArgs, ShellInitArgs, ShellName};
use super::local_args::LocalArgs;
use crate::domain::{Lang, Route};

/// What stands below the list of commands.
const AFTER_HELP: &str = "\
Examples:
  baro why is my build failing          text without a command is asked
  git diff | baro review this           piped text is the material
  baro -c and in Python?                go on with the last conversation of this folder
  baro again -m kimi                    the last question once more, of another model
  baro route prove that it terminates   where a message would go, without asking anyone

Exit codes:
  0 answered in full             5 nobody reachable, or still limited
  1 anything else                6 the answer is incomplete
  2 usage, settings, no model    7 answered, but not stored
  3 key refused                  8 over the budget
  4 the request was refused    130 interrupted";

/// The whole command line.
#[derive(Debug, Parser)]
#[command(
    name = "baro",
    // Whatever the file is called: `baro.exe`, a link.
    bin_name = "baro",
    version = version(),
    about = "Talk to every language model you have. baro picks the right one, says why, and keeps one conversation.",
    override_usage = "baro [OPTIONS] TEXT...\n       baro [OPTIONS] <COMMAND>",
    after_help = AFTER_HELP,
    disable_help_subcommand = true
)]
pub struct Arguments {
    /// What is to be done.
    #[command(subcommand)]
    pub command: Command,
    /// What holds for every command.
    #[command(flatten)]
    pub shared: SharedArgs,
}

/// Flags that hold for every command.
#[derive(Debug, Clone, Args)]
pub struct SharedArgs {
    /// Colours: auto, always or never.
    #[arg(long, value_enum, default_value_t = When::Auto, global = true, value_name = "WHEN")]
    pub color: When,
    /// Language of messages: ko or en.
    #[arg(long, value_enum, global = true, value_name = "LANG")]
    pub lang: Option<LangArg>,
    /// Nothing on stderr but errors, warnings and changes of the model.
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Text as it comes, nothing drawn twice: for screen readers.
    #[arg(long, global = true)]
    pub plain: bool,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum When {
    /// On a terminal that can.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// A language, as a flag's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LangArg {
    /// 한국어.
    Ko,
    /// English.
    En,
}

impl From<LangArg> for Lang {
    fn from(lang: LangArg) -> Self {
        match lang {
            LangArg::Ko => Self::Ko,
            LangArg::En => Self::En,
        }
    }
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Ask once; the answer goes to stdout.
    Ask(AskArgs),
    /// Ask the last message again, of another model.
    Again(AgainArgs),
    /// Explain why the last message went where it went.
    Why(WhyArgs),
    /// Show where a message would go, without asking anyone.
    Route(RouteArgs),
    /// List, search, show and keep conversations.
    History(HistoryArgs),
    /// Tokens, cost and latency, of every surface.
    Usage(UsageArgs),
    /// List the models that can be used, and why the rest cannot.
    Models(ModelsArgs),
    /// Keys of providers: take, list, try and forget them.
    Auth(AuthArgs),
    /// Settings: show, change, edit and check them.
    Config(ConfigArgs),
    /// Check everything: terminal, settings, keys, network, database.
    Doctor(DoctorArgs),
    /// Serve the models to Claude Code and other MCP clients.
    Mcp(McpArgs),
    /// Fetch, list, choose and measure models that run inside baro.
    Local(LocalArgs),
    /// Print the completion script of a shell.
    Completions(CompletionsArgs),
    /// Print what makes a shell talk to baro: completion, and a key that sends the line.
    ShellInit(ShellInitArgs),
    /// Print the manual page, or write all of them to a folder.
    Man(ManArgs),
}

/// Where to send a message, shared by all commands that ask.
#[derive(Debug, Clone, Default, Args)]
pub struct ChoiceArgs {
    /// The model: PROVIDER:MODEL, a name or an alias.
    #[arg(short, long, value_name = "MODEL")]
    pub model: Option<String>,
    /// The route.
    #[arg(short, long, value_name = "ROUTE", value_parser = routes(), conflicts_with = "model")]
    pub route: Option<Route>,
    /// Keep every word on this machine.
    #[arg(long)]
    pub local: bool,
    /// Do not go on to the next model when one fails.
    #[arg(long)]
    pub no_failover: bool,
    /// The most that the answer may cost, in US dollars.
    #[arg(long, value_name = "USD", value_parser = parse_usd, allow_negative_numbers = true)]
    pub max_cost: Option<f64>,
    /// The longest answer, in tokens.
    #[arg(long, value_name = "N", value_parser = parse_tokens, allow_negative_numbers = true)]
    pub max_tokens: Option<u64>,
    /// Sampling temperature, 0 to 2.
    #[arg(long, value_name = "T", value_parser = parse_temperature, allow_negative_numbers = true)]
    pub temperature: Option<f32>,
    /// Give up after so many seconds.
    #[arg(long, value_name = "SECONDS", value_parser = parse_seconds, allow_negative_numbers = true)]
    pub timeout: Option<f64>,
}

/// How an answer is shown, shared by all commands that ask.
#[derive(Debug, Clone, Default, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub struct ShowArgs {
    /// One JSON object instead of text.
    #[arg(long, conflicts_with_all = ["json_lines", "code"])]
    pub json: bool,
    /// The events as they happen, one JSON object a line.
    #[arg(long, conflicts_with = "code")]
    pub json_lines: bool,
    /// Only the code blocks of the answer.
    #[arg(long)]
    pub code: bool,
    /// Show the model's reasoning, on stderr.
    #[arg(long)]
    pub show_reasoning: bool,
    /// Say why the model was chosen, on stderr.
    #[arg(long)]
    pub explain: bool,
    /// Show the answer when it is whole.
    #[arg(long)]
    pub no_stream: bool,
}

/// `baro ask`.
#[derive(Debug, Clone, Default, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub struct AskArgs {
    /// The message (`-` alone: from standard input). With piped input, the instruction for it.
    #[arg(value_name = "TEXT")]
    pub text: Vec<String>,
    /// Where to send it.
    #[command(flatten)]
    pub choice: ChoiceArgs,
    /// How to show the answer.
    #[command(flatten)]
    pub show: ShowArgs,
    /// A file to send along (may be repeated; `-` is standard input).
    #[arg(short, long, value_name = "FILE")]
    pub file: Vec<PathBuf>,
    /// Standing instructions for the model.
    #[arg(short, long, value_name = "TEXT")]
    pub system: Option<String>,
    /// Go on with the last conversation of this folder (=any: of all).
    #[arg(short, long = "continue", value_name = "any", num_args = 0..=1, require_equals = true,
          default_missing_value = "folder", value_enum, conflicts_with = "conversation")]
    pub continued: Option<Continued>,
    /// Go on with this conversation, or begin it under this name.
    #[arg(long, value_name = "ID|NAME")]
    pub conversation: Option<String>,
    /// Decide and check everything, send nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// Keep no text of this turn.
    #[arg(long)]
    pub no_store: bool,
    /// Send a text that is too large for the plan in parts, without asking.
    #[arg(long)]
    pub yes: bool,
    /// Read standard input to its end.
    #[arg(long, conflicts_with = "no_stdin")]
    pub stdin: bool,
    /// Do not read standard input.
    #[arg(long)]
    pub no_stdin: bool,
}

/// Which conversation `-c` goes on with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Continued {
    /// The last one of this folder.
    Folder,
    /// The last one of all.
    Any,
}

/// `baro again`.
#[derive(Debug, Clone, Default, Args)]
pub struct AgainArgs {
    /// Where to send it.
    #[command(flatten)]
    pub choice: ChoiceArgs,
    /// How to show the answer.
    #[command(flatten)]
    pub show: ShowArgs,
    /// The conversation, if not the last of this folder.
    #[arg(long, value_name = "ID|NAME")]
    pub conversation: Option<String>,
    /// Send a text that is too large for the plan in parts, without asking.
    #[arg(long)]
    pub yes: bool,
}

/// `baro why`.
#[derive(Debug, Clone, Default, Args)]
pub struct WhyArgs {
    /// As JSON.
    #[arg(long)]
    pub json: bool,
    /// The conversation, if not the last of this folder.
    #[arg(long, value_name = "ID|NAME")]
    pub conversation: Option<String>,
}

/// `baro route`.
#[derive(Debug, Clone, Default, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub struct RouteArgs {
    /// The message. `eval FILE` measures the router on labelled lines instead.
    #[arg(value_name = "TEXT")]
    pub text: Vec<String>,
    /// The model that would be asked for.
    #[arg(short, long, value_name = "MODEL")]
    pub model: Option<String>,
    /// A file that would be sent along (may be repeated; `-` is standard input).
    #[arg(short, long, value_name = "FILE")]
    pub file: Vec<PathBuf>,
    /// As JSON.
    #[arg(long)]
    pub json: bool,
    /// Read JSON lines with `prompt`, `turns` and `stdin`; print one decision a line.
    #[arg(long, conflicts_with_all = ["text", "file", "json", "no_stdin"])]
    pub jsonl: bool,
    /// Read standard input to its end.
    #[arg(long, conflicts_with = "no_stdin")]
    pub stdin: bool,
    /// Do not read standard input.
    #[arg(long)]
    pub no_stdin: bool,
}

/// `baro history`.
#[derive(Debug, Clone, Args)]
pub struct HistoryArgs {
    /// What is to be done.
    #[command(subcommand)]
    pub action: HistoryAction,
}

/// What `baro history` can do.
#[derive(Debug, Clone, Subcommand)]
pub enum HistoryAction {
    /// List conversations, newest first.
    List {
        /// Also single questions that were never gone on from.
        #[arg(long)]
        all: bool,
        /// At most so many.
        #[arg(short = 'n', long, value_name = "N", default_value_t = 30, value_parser = parse_count::<u32>)]
        limit: u32,
        /// Only marked ones.
        #[arg(long)]
        starred: bool,
        /// As JSON lines.
        #[arg(long)]
        json: bool,
    },
    /// Show one conversation.
    Show {
        /// Its id, the beginning of it, or its name; without it the last of this folder.
        #[arg(value_name = "ID|NAME")]
        conversation: Option<String>,
        /// As JSON lines.
        #[arg(long)]
        json: bool,
    },
    /// Search all conversations.
    Search {
        /// Words to look for.
        #[arg(value_name = "WORDS", required = true)]
        words: Vec<String>,
        /// At most so many.
        #[arg(short = 'n', long, value_name = "N", default_value_t = 20, value_parser = parse_count::<u32>)]
        limit: u32,
        /// As JSON lines.
        #[arg(long)]
        json: bool,
    },
    /// Mark a conversation.
    Star {
        /// Its id, the beginning of it, or its name.
        #[arg(value_name = "ID|NAME")]
        conversation: String,
        /// Take the mark off.
        #[arg(long)]
        off: bool,
    },
    /// Write a conversation to stdout, as Markdown or as JSON lines that `import` reads.
    Export {
        /// Its id, the beginning of it, or its name.
        #[arg(value_name = "ID|NAME")]
        conversation: String,
        /// The form.
        #[arg(long, value_enum, default_value_t = ExportForm::Markdown)]
        format: ExportForm,
    },
    /// Read a conversation from JSON lines of role and content.
    Import {
        /// The files, each a conversation; `-` is standard input.
        #[arg(value_name = "FILE|-", required = true)]
        files: Vec<PathBuf>,
        /// A name for it.
        #[arg(long, value_name = "NAME")]
        name: Option<String>,
    },
    /// Remove conversations; the ledger keeps their numbers.
    Rm {
        /// Ids, beginnings of them, or names.
        #[arg(value_name = "ID|NAME", required = true)]
        conversations: Vec<String>,
    },
}

/// The form of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExportForm {
    /// To read.
    Markdown,
    /// To import again.
    Jsonl,
}

/// `baro usage`.
#[derive(Debug, Clone, Default, Args)]
pub struct UsageArgs {
    /// Group by model, route, day, surface or conversation.
    #[arg(long, value_enum, default_value_t = UsageGrouping::Model)]
    pub by: UsageGrouping,
    /// Only the last so many days, today included.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=3660))]
    pub days: Option<u32>,
    /// As JSON.
    #[arg(long, conflicts_with = "csv")]
    pub json: bool,
    /// As comma-separated values.
    #[arg(long)]
    pub csv: bool,
}

/// What usage is grouped by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum UsageGrouping {
    /// `provider:model`.
    #[default]
    Model,
    /// The six routes.
    Route,
    /// Local days.
    Day,
    /// `ask`, `repl`, `mcp` ...
    Surface,
    /// Conversations.
    Conversation,
}

/// `baro models`.
#[derive(Debug, Clone, Default, Args)]
pub struct ModelsArgs {
    /// `refresh` reads the providers' own lists.
    #[command(subcommand)]
    pub action: Option<ModelsAction>,
    /// As JSON.
    #[arg(long, global = true)]
    pub json: bool,
    /// Also models that cannot be used now.
    #[arg(long)]
    pub all: bool,
}

/// What `baro models` can do beside listing.
#[derive(Debug, Clone, Subcommand)]
pub enum ModelsAction {
    /// Read the providers' own lists of models.
    Refresh,
}

/// `baro man`.
#[derive(Debug, Clone, Default, Args)]
pub struct ManArgs {
    /// Write a page for each command into this folder.
    #[arg(long, value_name = "DIR")]
    pub to: Option<PathBuf>,
}

fn routes() -> impl TypedValueParser<Value = Route> {
    let named = |route: Route| PossibleValue::new(route.as_str()).alias(route.label(Lang::Ko));
    let by_word = |word: String| {
        let is_it = |route: &Route| route.label(Lang::Ko) == word;
        Route::ALL.into_iter().find(is_it).map_or_else(|| word.parse::<Route>(), Ok)
    };
    PossibleValuesParser::new(Route::ALL.map(named)).try_map(by_word)
}

fn parse_tokens(text: &str) -> Result<u64, String> {
    match text.parse() {
        Ok(n) if n > 0 => Ok(n),
        _ => Err("a whole number from 1".to_owned()),
    }
}

/// A number of things, at least one.
pub(super) fn parse_count<N: FromStr + PartialOrd + Default>(text: &str) -> Result<N, String> {
    match text.parse() {
        Ok(n) if n > N::default() => Ok(n),
        _ => Err("a whole number from 1".to_owned()),
    }
}

fn parse_usd(text: &str) -> Result<f64, String> {
    match text.trim_start_matches('$').parse::<f64>() {
        Ok(usd) if usd.is_finite() && usd >= 0.0 => Ok(usd),
        _ => Err("an amount in US dollars, such as 0.05".to_owned()),
    }
}

fn parse_temperature(text: &str) -> Result<f32, String> {
    match text.parse::<f32>() {
        Ok(temperature) if (0.0..=2.0).contains(&temperature) => Ok(temperature),
        _ => Err("a number from 0 to 2".to_owned()),
    }
}

fn parse_seconds(text: &str) -> Result<f64, String> {
    match text.trim_end_matches('s').parse::<f64>() {
        Ok(seconds) if seconds.is_finite() && seconds > 0.0 && seconds <= 86_400.0 => Ok(seconds),
        _ => Err("seconds, more than 0".to_owned()),
    }
}

/// The version, and the commit where whoever built this for others set `BARO_COMMIT`: `0.1.0 (abc1234)`.
#[must_use]
pub fn version() -> String {
    let version = env!("CARGO_PKG_VERSION");
    match option_env!("BARO_COMMIT").filter(|commit| !commit.is_empty()) {
        Some(commit) => format!("{version} ({commit})"),
        None => version.to_owned(),
    }
}

/// The command as clap sees it. Putting it together is a good part of a start, so it is done once.
#[must_use]
pub fn command() -> &'static clap::Command {
    static COMMAND: OnceLock<clap::Command> = OnceLock::new();
    COMMAND.get_or_init(Arguments::command)
}

#[cfg(test)]
mod tests {
    #[test]
    fn clap_finds_its_own_definition_sound() {
        super::command().clone().debug_assert();
    }
}
