//! Developer tasks: what is generated from data and from the program itself, and committed.
//!
//! `cargo xtask TASK [--check]`; `--check` changes nothing and fails where the committed file is not what the
//! task would write.

use anyhow::{Result, bail};

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let check = arguments.iter().any(|argument| argument == "--check");
    match arguments.first().map(String::as_str) {
        Some(task) => bail!("unknown task `{task}` (check: {check})"),
        None => bail!("usage: cargo xtask TASK [--check]"),
    }
}
