//! Long output on a terminal goes through the person's pager; short output, pipes and JSON never do.
//!
//! `PAGER` names it, flags and all (`cat` or nothing in it: none); without it, it is `less`, where that is there, with
//! `-F -R -X`: it ends by itself where all fits, keeps colours, and leaves the text on the screen. Who set `LESS` is
//! obeyed instead, and so is who set `LESSCHARSET`.

use std::io;
use std::process::Stdio;

use tokio::io::AsyncWriteExt as _;
use tokio::process::{Child, Command};

use super::exit::Exit;
use super::session::Session;
use crate::ui::width;

/// Shows lines that are clean already, as tables are.
pub async fn page(session: &Session, text: &str) -> Exit {
    if !is_long(session, text) {
        return session.print(text);
    }
    match begin(session) {
        Some(child) => show(session, child, text).await,
        None => session.print(text),
    }
}

/// As [`page`], for a text of a model or a file.
pub async fn page_text(session: &Session, text: &str) -> Exit {
    if is_long(session, text) {
        return page(session, &session.console().cleaned(text)).await;
    }
    session.print_text(text)
}

/// More lines than the window has.
fn is_long(session: &Session, text: &str) -> bool {
    let console = session.console();
    let (true, Some(rows)) = (console.stdout_is_terminal(), console.rows()) else { return false };
    // A terminal without a name cannot be paged in, save on Windows, where none has one.
    if session.variable("TERM").map_or(!cfg!(windows), |term| term == "dumb") {
        return false;
    }
    let view = console.stdout_view();
    let columns = view.columns.unwrap_or(80).max(1);
    let n_rows: usize = text.lines().map(|line| width::of(line, view.ambiguous).div_ceil(columns).max(1)).sum();
    // The prompt comes below it.
    n_rows >= rows
}

fn begin(session: &Session) -> Option<Child> {
    let environment = session.environment();
    let named = environment.get_os("PAGER").and_then(|pager| pager.to_str()).map(str::trim);
    let mut command = match named {
        Some("" | "cat") => return None,
        Some(pager) => shell(pager),
        None if cfg!(windows) => return None,
        None => Command::new("less"),
    };
    if environment.get_os("LESS").is_none() {
        command.env("LESS", "FRX");
    }
    // What is written is UTF-8, also where the locale that `LANG` names was never generated and `less` takes each byte of
    // Hangul for one of its own.
    if environment.get_os("LESSCHARSET").is_none() && environment.get_os("LESSCHARDEF").is_none() {
        command.env("LESSCHARSET", "utf-8");
    }
    command.stdin(Stdio::piped()).spawn().ok()
}

#[cfg(unix)]
fn shell(line: &str) -> Command {
    let mut command = Command::new("/bin/sh");
    command.arg("-c").arg(line);
    command
}

#[cfg(not(unix))]
fn shell(line: &str) -> Command {
    let mut words = line.split_whitespace();
    let mut command = Command::new(words.next().unwrap_or_default());
    command.args(words);
    command
}

async fn show(session: &Session, mut child: Child, text: &str) -> Exit {
    // Ctrl-C belongs to the pager while it shows.
    let interrupts = tokio::spawn(async { while tokio::signal::ctrl_c().await.is_ok() {} });
    let written = match child.stdin.take() {
        Some(mut stdin) => stdin.write_all(text.as_bytes()).await,
        None => Ok(()),
    };
    let ended = child.wait().await;
    interrupts.abort();
    match (written, ended) {
        // The shell did not find it.
        (_, Ok(status)) if status.code() == Some(127) => session.print(text),
        // Who has read enough closes it.
        (Err(error), _) if error.kind() != io::ErrorKind::BrokenPipe => session.fail_io(&error),
        (_, Err(error)) => session.fail_io(&error),
        _ => Exit::OK,
    }
}
