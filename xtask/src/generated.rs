//! `cargo xtask generated`: manual pages, from the command line's own definition.

use anyhow::Result;
use baro::cli::commands::generated::manual;
use baro::domain::Lang;

use crate::committed::{self, Mode};

/// Writes or checks `man/`, and the Korean pages in `man/ko/`.
pub fn run(mode: Mode) -> Result<()> {
    for (lang, folder) in [(Lang::En, "man"), (Lang::Ko, "man/ko")] {
        for (name, page) in manual(lang)? {
            committed::settle(mode, "generated", &format!("{folder}/{name}"), &page)?;
        }
    }
    Ok(())
}
