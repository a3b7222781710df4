//! Developer tasks: what is generated from data and from the program itself, and committed.
//!
//! `cargo xtask TASK [--check]`; `--check` changes nothing and fails where the committed file is not what the
//! task would write.

mod catalogue;
mod committed;

use anyhow::{Result, bail};

use committed::Mode;

type Task = fn(Mode) -> Result<()>;

/// The tasks, by name.
const TASKS: &[(&str, Task)] = &[("catalogue", catalogue::run)];

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (flags, words): (Vec<&str>, Vec<&str>) =
        arguments.iter().map(String::as_str).partition(|argument| argument.starts_with('-'));
    let mode = match flags.as_slice() {
        [] => Mode::Write,
        ["--check"] => Mode::Check,
        _ => bail!("unknown flags {flags:?}; {}", usage()),
    };
    match words.as_slice() {
        [word] => match TASKS.iter().find(|(name, _)| name == word) {
            Some((_, task)) => task(mode),
            None => bail!("unknown task `{word}`; {}", usage()),
        },
        _ => bail!(usage()),
    }
}

fn usage() -> String {
    let names: Vec<&str> = TASKS.iter().map(|(name, _)| *name).collect();
    format!("usage: cargo xtask {} [--check]", names.join("|"))
}
