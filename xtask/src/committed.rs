//! Files that are generated and committed: written, or compared with what would be written.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

/// What a task does with its files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Writes them.
    Write,
    /// Fails where a committed file is another.
    Check,
}

/// The root of the repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Writes `content` to `path` (from the root), or checks that it is there, as `task` would write it.
pub fn settle(mode: Mode, task: &str, path: &str, content: &[u8]) -> Result<()> {
    let whole = root().join(path);
    match mode {
        Mode::Write => {
            if let Some(folder) = whole.parent() {
                fs::create_dir_all(folder).with_context(|| format!("cannot make the folder of {path}"))?;
            }
            fs::write(&whole, content).with_context(|| format!("cannot write {path}"))
        }
        Mode::Check => {
            let committed = fs::read(&whole).with_context(|| format!("cannot read {path}"))?;
            if committed != content {
                bail!("{path} is out of date; run `cargo xtask {task}` and commit it");
            }
            Ok(())
        }
    }
}
