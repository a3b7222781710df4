//! `cargo xtask generated`: completion scripts and manual pages, from the command line's own definition.

use anyhow::Result;
use baro::cli::commands::generated::{completions, completions_file, manual};

use crate::committed::{self, Mode};

/// Writes or checks `completions/` and `man/`.
pub fn run(mode: Mode) -> Result<()> {
    use clap_complete::Shell;
    for shell in [Shell::Bash, Shell::Zsh, Shell::Fish, Shell::PowerShell, Shell::Elvish] {
        committed::settle(mode, "generated", &format!("completions/{}", completions_file(shell)), &completions(shell))?;
    }
    for (name, page) in manual()? {
        committed::settle(mode, "generated", &format!("man/{name}"), &page)?;
    }
    Ok(())
}
