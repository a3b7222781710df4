//! `cargo xtask generated`: manual pages, from the command line's own definition.

use anyhow::Result;
use baro::cli::commands::generated::manual;

use crate::committed::{self, Mode};

/// Writes or checks `man/`.
pub fn run(mode: Mode) -> Result<()> {
    for (name, page) in manual()? {
        committed::settle(mode, "generated", &format!("man/{name}"), &page)?;
    }
    Ok(())
}
