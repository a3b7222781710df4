//! `baro man`: the manual pages in both languages, made from the command line's own definition and the tables of
//! `cli/manual.rs`.

use std::path::Path;

use clap_mangen::roff::{Roff, bold, roman};

use super::super::args::{self, SharedArgs};
use super::super::exit::Exit;
use super::super::manual::{ERROR_CODES, EXIT_CODES, OF_ERROR_CODES};
use super::super::{korean, session};
use crate::domain::Lang;
use crate::ui::messages::Problem;

/// The manual pages in a language, each with its file's name: `baro.1`, `baro-ask.1` and so on.
///
/// # Errors
/// Never in practice: the pages are written to memory.
pub fn manual(lang: Lang) -> std::io::Result<Vec<(String, Vec<u8>)>> {
    // Pages are committed, and a commit cannot name itself.
    let command = args::command().clone().version(env!("CARGO_PKG_VERSION"));
    let command = match lang {
        Lang::Ko => korean::translated(command),
        Lang::En => command,
    };
    let mut pages = Vec::new();
    page(&command, lang, &["baro"], &mut pages)?;
    Ok(pages)
}

/// Adds the page of a command, and those of the commands below it; `words` are what it is called by.
fn page(
    command: &clap::Command,
    lang: Lang,
    words: &[&str],
    pages: &mut Vec<(String, Vec<u8>)>,
) -> std::io::Result<()> {
    let (name, called) = (words.join("-"), words.join(" "));
    let is_whole = words.len() == 1;
    // A date would make the committed pages differ from day to day.
    let page = clap_mangen::Man::new(command.clone().name(name.clone()).bin_name(called))
        .date("")
        .source(concat!("baro ", env!("CARGO_PKG_VERSION")));
    let mut text = Vec::new();
    page.render_title(&mut text)?;
    page.render_name_section(&mut text)?;
    page.render_synopsis_section(&mut text)?;
    page.render_description_section(&mut text)?;
    if command.get_arguments().next().is_some() {
        page.render_options_section(&mut text)?;
    }
    if command.has_subcommands() {
        page.render_subcommands_section(&mut text)?;
    }
    let mut roff = Roff::default();
    if is_whole {
        examples(&mut roff, command, lang);
        codes(&mut roff, lang);
    } else {
        see_also(&mut roff, &words[..words.len() - 1], lang);
    }
    roff.to_writer(&mut text)?;
    pages.push((format!("{name}.1"), of_one_piece(&text, lang)));
    for subcommand in command.get_subcommands().filter(|subcommand| !subcommand.is_hide_set()) {
        let words: Vec<&str> = words.iter().copied().chain([subcommand.get_name()]).collect();
        self::page(subcommand, lang, &words, pages)?;
    }
    Ok(())
}

/// The examples that stand below the help.
fn examples(roff: &mut Roff, command: &clap::Command, lang: Lang) {
    let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    roff.control("SH", [heading(lang, "예", "EXAMPLES")]);
    roff.control("nf", []);
    for line in help.lines().skip(1).take_while(|line| !line.is_empty()) {
        roff.text([roman(line.trim_start())]);
    }
    roff.control("fi", []);
}

/// The exit codes, and the codes of errors in JSON.
fn codes(roff: &mut Roff, lang: Lang) {
    let row = |roff: &mut Roff, code: &str, says: &str| {
        roff.control("TP", []);
        roff.text([bold(code)]);
        roff.text([roman(says)]);
    };
    roff.control("SH", [heading(lang, "종료 코드", "EXIT STATUS")]);
    for (exit, says) in EXIT_CODES {
        row(roff, &exit.0.to_string(), says.text(lang));
    }
    roff.control("SH", [heading(lang, "오류 코드", "ERROR CODES")]);
    roff.text([roman(OF_ERROR_CODES.text(lang))]);
    for (code, says) in ERROR_CODES {
        row(roff, code, says.text(lang));
    }
}

/// The pages above: what holds for every command stands in the first of them.
fn see_also(roff: &mut Roff, above: &[&str], lang: Lang) {
    roff.control("SH", [heading(lang, "관련 문서", "SEE ALSO")]);
    roff.text([
        bold("baro"),
        roman(heading(
            lang,
            "(1): 공통 옵션, 종료 코드, 오류 코드",
            "(1): flags that every command has, exit codes, error codes",
        )),
    ]);
    if above.len() > 1 {
        roff.control("br", []);
        roff.text([bold(above.join("-")), roman("(1)")]);
    }
}

const fn heading(lang: Lang, korean: &'static str, english: &'static str) -> &'static str {
    match lang {
        Lang::Ko => korean,
        Lang::En => english,
    }
}

/// The sections as one page: what each of them defines anew stands once, and the headings that are not the command line's own
/// are in its language.
fn of_one_piece(sections: &[u8], lang: Lang) -> Vec<u8> {
    const HEADINGS: &[(&str, &str)] =
        &[(".SH NAME", ".SH 이름"), (".SH SYNOPSIS", ".SH 사용법"), (".SH DESCRIPTION", ".SH 설명")];
    let mut page = String::with_capacity(sections.len());
    for (n, line) in String::from_utf8_lossy(sections).lines().enumerate() {
        if n >= 2 && (line.starts_with(".ie ") || line.starts_with(".el ")) {
            continue;
        }
        let heading = HEADINGS.iter().find(|(english, _)| lang == Lang::Ko && *english == line);
        page.push_str(heading.map_or(line, |(_, korean)| korean));
        page.push('\n');
    }
    if lang == Lang::Ko { korean::help_page(&page).into_bytes() } else { page.into_bytes() }
}

/// Writes all pages into a folder, which is made where it is missing.
pub fn write_manual(folder: &Path, lang: Lang) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    for (name, text) in manual(lang)? {
        std::fs::write(folder.join(name), text)?;
    }
    Ok(())
}

/// Prints the manual page of the program, or writes all pages into `folder`, in the user's language.
pub fn print_manual(shared: &SharedArgs, folder: Option<&Path>) -> Exit {
    let console = session::console_of(shared);
    let lang = console.lang();
    let Some(folder) = folder else {
        let page = manual(lang).map(|pages| {
            pages.first().map_or_else(String::new, |(_, page)| String::from_utf8_lossy(page).into_owned())
        });
        return session::print_without_settings(shared, page);
    };
    let Err(error) = write_manual(folder, lang) else { return Exit::OK };
    let path = folder.display().to_string();
    console.error(&Problem::FolderNotWritten { path: &path, message: &error.to_string() }.text(lang));
    Exit::OTHER
}
