//! Runs the command that gives a key. What it may cost in time is the caller's to say; nothing of it is left behind.

use std::io::Read;
use std::process::{Child, ExitStatus, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use crate::domain::catalogue::Vendor;

use super::credential::{KEY_LIMIT, KeyError, key_line};
use super::environment::Environment;
use super::key_reading::KeyReading;
use super::{platform, value};

/// How long a `key_command` that has closed its output is waited for, to know whether it failed.
const ENDS_WITHIN: Duration = Duration::from_secs(2);

/// The line of what the command prints that is the key. It gets no standard input, for that is the user's message, and no
/// key that stands in the environment.
pub(super) fn run(
    environment: &Environment,
    provider: &str,
    vendor: Option<&Vendor>,
    command: &str,
    (limit, reading): (Duration, &KeyReading),
) -> Result<String, KeyError> {
    let is_key = |name: &std::ffi::OsStr| {
        let of_vendor = |name: &str| vendor.is_some_and(|vendor| vendor.key_env.iter().any(|it| it == name));
        name.to_str().is_some_and(|name| name.ends_with("_API_KEY") || of_vendor(name))
    };
    let not_started =
        |error: &std::io::Error| KeyError::CommandNotStarted { provider: provider.to_owned(), reason: error.kind() };
    let mut shell = platform::shell(command);
    shell
        .env_clear()
        .envs(environment.pairs().filter(|(name, _)| !is_key(name)))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = reading.start(&mut shell).map_err(|error| not_started(&error))?;
    let output = drain(child.stdout.take());
    let errors = drain(child.stderr.take());
    let Ok(output) = output.recv_timeout(limit) else {
        // Whether it ended just now does not matter: nothing more is wanted of it.
        reading.leave();
        drop(child.kill());
        drop(child.wait());
        return Err(KeyError::CommandTimedOut { provider: provider.to_owned(), limit });
    };
    // A command that has closed its output has said the key, whatever it does after that. It is waited for from here on, and
    // may be no more when somebody leaves.
    reading.quiet();
    let status = end_of(child).transpose().map_err(|error| not_started(&error))?;
    if let Some(status) = status.filter(|status| !status.success()) {
        // What the command left running may hold stderr open: what came by now is what it said.
        let said = errors.recv_timeout(Duration::from_millis(200)).unwrap_or_default();
        let said = String::from_utf8_lossy(&said);
        let said = value::quoted(said.trim().lines().next_back().unwrap_or_default());
        return Err(KeyError::CommandFailed { provider: provider.to_owned(), code: status.code(), said });
    }
    Ok(key_line(&String::from_utf8_lossy(&output)).to_owned())
}

/// How a command ended, if it does so at once. It is waited for on a thread of its own, so that nothing is left of it.
fn end_of(mut child: Child) -> Option<std::io::Result<ExitStatus>> {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || drop(sender.send(child.wait())));
    receiver.recv_timeout(ENDS_WITHIN).ok()
}

/// Reads a pipe to its end on a thread of its own.
fn drain(pipe: Option<impl Read + Send + 'static>) -> mpsc::Receiver<Vec<u8>> {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut pipe) = pipe {
            // What came before an error is judged as it is; the rest of a flood is read and thrown away.
            drop(pipe.by_ref().take(KEY_LIMIT).read_to_end(&mut bytes));
            drop(std::io::copy(&mut pipe, &mut std::io::sink()));
        }
        drop(sender.send(bytes));
    });
    receiver
}
