//! `baro man`: the manual pages, made from the command line's own definition.

use std::path::Path;

use super::super::args::{self, SharedArgs};
use super::super::exit::Exit;
use super::super::session;
use crate::ui::messages::Problem;

/// The manual pages, each with its file's name: `baro.1`, `baro-ask.1` and so on.
///
/// # Errors
/// Never in practice: the pages are written to memory.
pub fn manual() -> std::io::Result<Vec<(String, Vec<u8>)>> {
    let mut pages = Vec::new();
    // Pages are committed, and a commit cannot name itself.
    page(&args::command().clone().version(env!("CARGO_PKG_VERSION")), "baro", &mut pages)?;
    Ok(pages)
}

fn page(command: &clap::Command, name: &str, pages: &mut Vec<(String, Vec<u8>)>) -> std::io::Result<()> {
    let mut text = Vec::new();
    // A date would make the committed pages differ from day to day.
    clap_mangen::Man::new(command.clone().name(name.to_owned())).date("").render(&mut text)?;
    pages.push((format!("{name}.1"), text));
    for subcommand in command.get_subcommands().filter(|subcommand| !subcommand.is_hide_set()) {
        page(subcommand, &format!("{name}-{}", subcommand.get_name()), pages)?;
    }
    Ok(())
}

/// Writes all pages into a folder, which is made where it is missing.
pub fn write_manual(folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    for (name, text) in manual()? {
        std::fs::write(folder.join(name), text)?;
    }
    Ok(())
}

/// Prints the manual page of the program, or writes all pages into `folder`.
pub fn print_manual(shared: &SharedArgs, folder: Option<&Path>) -> Exit {
    let Some(folder) = folder else {
        let page = manual().map(|pages| {
            pages.first().map_or_else(String::new, |(_, page)| String::from_utf8_lossy(page).into_owned())
        });
        return session::print_without_settings(shared, page);
    };
    let Err(error) = write_manual(folder) else { return Exit::OK };
    let console = session::console_of(shared);
    let path = folder.display().to_string();
    console.error(&Problem::FolderNotWritten { path: &path, message: &error.to_string() }.text(console.lang()));
    Exit::OTHER
}
