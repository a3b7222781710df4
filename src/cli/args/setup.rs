//! The words of `baro auth` and `baro config`.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Subcommand};

/// `baro auth`.
#[derive(Debug, Clone, Args)]
pub struct AuthArgs {
    /// What is to be done.
    #[command(subcommand)]
    pub action: AuthAction,
}

/// What `baro auth` can do.
#[derive(Debug, Clone, Subcommand)]
pub enum AuthAction {
    /// Take a provider's key, hidden or from standard input, try it and keep it.
    Add(AuthAddArgs),
    /// List the keys that there are, and where each comes from; never the keys.
    List {
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Try keys with one small call each, and tell what the plan allows.
    Test {
        /// The providers; without one, all that have a key.
        #[arg(value_name = "PROVIDER")]
        providers: Vec<String>,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Forget keys that baro keeps.
    Rm {
        /// The providers.
        #[arg(value_name = "PROVIDER", required = true)]
        providers: Vec<String>,
    },
}

impl AuthAction {
    /// Whether keys go out to their providers, whom a project's file may deny. One that is added is kept without being tried
    /// where it may.
    #[must_use]
    pub const fn sends_keys(&self) -> bool {
        matches!(self, Self::Test { .. })
    }
}

/// `baro auth add`.
#[derive(Debug, Clone, Args)]
pub struct AuthAddArgs {
    /// The provider: groq, gemini, openrouter ..
    #[arg(value_name = "PROVIDER")]
    pub provider: String,
    /// Keep no key: run this command for it when it is needed (`pass show groq`).
    #[arg(long, value_name = "COMMAND", conflicts_with = "file")]
    pub command: Option<String>,
    /// Keep the key in the system's keyring, not in a file (in builds that have it).
    #[arg(long, conflicts_with_all = ["command", "file"])]
    pub keyring: bool,
    /// Keep no key: read it from the first line of this file when it is needed.
    #[arg(long, value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// Keep the key without trying it.
    #[arg(long)]
    pub no_test: bool,
    /// What must not stand here: a key.
    #[arg(hide = true, value_name = "NOTHING")]
    pub rest: Vec<OsString>,
}

/// `baro config`.
#[derive(Debug, Clone, Args)]
pub struct ConfigArgs {
    /// What is to be done.
    #[command(subcommand)]
    pub action: ConfigAction,
}

/// What `baro config` can do.
#[derive(Debug, Clone, Subcommand)]
pub enum ConfigAction {
    /// Print where the settings are.
    Path,
    /// Show the settings in force; never a secret.
    Show {
        /// Also what has its default.
        #[arg(long)]
        all: bool,
        /// Who set each.
        #[arg(long)]
        origin: bool,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Print one setting's value.
    Get {
        /// The setting, such as ui.footer.
        #[arg(value_name = "KEY")]
        key: String,
    },
    /// Write one setting; the rest of the file stays as it is.
    Set {
        /// The setting, such as ui.footer.
        #[arg(value_name = "KEY")]
        key: String,
        /// Its value; several for a list.
        #[arg(value_name = "VALUE", required = true, allow_negative_numbers = true)]
        value: Vec<String>,
    },
    /// Take settings out of the file.
    Unset {
        /// The settings.
        #[arg(value_name = "KEY", required = true)]
        keys: Vec<String>,
    },
    /// Open the settings in an editor, and check them afterwards.
    Edit,
    /// Check the settings: the user's file, the project's, the environment.
    Check {
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
}

/// `baro doctor`.
#[derive(Debug, Clone, Default, Args)]
pub struct DoctorArgs {
    /// As JSON.
    #[arg(long)]
    pub json: bool,
    /// Send nothing: leave the providers alone.
    #[arg(long)]
    pub offline: bool,
}
