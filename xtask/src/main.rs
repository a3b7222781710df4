//! Developer tasks: what is generated from data and from the program itself, and committed.
//!
//! `cargo xtask TASK [--check]`; `--check` changes nothing and fails where the committed file is not what the
//! task would write.

mod catalogue;
mod committed;
#[cfg(test)]
mod data_rule;
mod eval;
mod examples;
mod generated;
mod lexicon;
mod regression;
mod train;
mod variation;

use std::path::PathBuf;

use anyhow::{Result, bail};

use committed::Mode;

/// A task: its name, and what it does with the words behind it.
type Task = (&'static str, fn(&[String], Mode) -> Result<()>);

const TASKS: &[Task] = &[
    ("catalogue", |_, mode| catalogue::run(mode)),
    ("generated", |_, mode| generated::run(mode)),
    ("train", |words, mode| {
        let files: Vec<&str> = words.iter().map(String::as_str).collect();
        train::run(&files, if mode == Mode::Check { train::Check::Compare } else { train::Check::Write })
    }),
    ("eval", |words, _| eval::run(words)),
];

fn main() -> Result<()> {
    let (checks, words): (Vec<String>, Vec<String>) =
        std::env::args().skip(1).partition(|argument| argument == "--check");
    let mode = if checks.is_empty() { Mode::Write } else { Mode::Check };
    let Some((name, rest)) = words.split_first() else { bail!(usage()) };
    match TASKS.iter().find(|(task, _)| task == name) {
        Some((_, task)) => task(rest, mode),
        None => bail!("unknown task `{name}`; {}", usage()),
    }
}

fn usage() -> String {
    let names: Vec<&str> = TASKS.iter().map(|(name, _)| *name).collect();
    format!("usage: cargo xtask {} [--check]", names.join("|"))
}

/// The folder of what is measured with and never copied here, where `BARO_SHARED` names it.
#[expect(clippy::disallowed_methods, reason = "a developer's task has no settings")]
fn shared_folder() -> Option<PathBuf> {
    std::env::var_os("BARO_SHARED").map(PathBuf::from)
}
