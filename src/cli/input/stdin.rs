//! Standard input: whether it is read, and what it gives.

use super::patience::Rule;
use super::platform::{self, Kind, Stream};
use super::stream::{self, End};
use super::{InputError, InputEvent, LIMIT_BYTES, Material, StdinPolicy, StdinUse};
use crate::material::{Ending, Lost, lost_letters};
use std::io::{self, Read as _};
use std::path::PathBuf;

/// What standard input is called in labels and errors.
const NAME: &str = "stdin";

/// Whether standard input is a terminal.
#[must_use]
pub fn stdin_is_terminal() -> bool {
    matches!(platform::stdin_kind(), Ok(Kind::Terminal))
}

/// Reads standard input as the policy and its use ask for. `None`: there is nothing, because it is closed,
/// empty, silent, not to be read, or a terminal (without [`StdinPolicy::Always`] the caller decides about that).
///
/// As the message, or under `--stdin`, it is read to its end. Beside a TEXT it is read to its end, however slow
/// that is, if another program of the pipeline writes it; if only processes that baro descends from (or nobody)
/// hold it open and nothing comes within 300 ms, it is not waited for; where the system does not tell, that
/// takes 3 s and [`InputEvent::WentOnWithoutStdin`]. Once bytes came they are never thrown away. After 2 s
/// [`InputEvent::WaitingForStdin`] is told once; of a terminal [`InputEvent::ReadingTerminal`], at once. What ends with
/// nothing is told as [`InputEvent::StdinEmpty`]; what is closed, silent or the null device was never meant.
///
/// Needs a runtime with IO and time enabled. Dropping the future stops the reading.
pub async fn read_stdin(
    policy: StdinPolicy,
    with_text: StdinUse,
    on_event: &mut dyn FnMut(InputEvent),
) -> Result<Option<Material>, InputError> {
    if policy == StdinPolicy::Never {
        return Ok(None);
    }
    let bytes = match platform::stdin_kind().map_err(unreadable)? {
        Kind::Closed | Kind::Null => return Ok(None),
        Kind::Terminal if policy == StdinPolicy::Auto => return Ok(None),
        Kind::Directory => return Err(InputError::IsDirectory { path: PathBuf::from(NAME) }),
        Kind::Device => return Err(InputError::Device { path: PathBuf::from(NAME) }),
        Kind::File => {
            let bytes = read_file_at_once()?;
            if bytes.is_empty() {
                on_event(InputEvent::StdinEmpty);
            }
            bytes
        }
        Kind::Stream => {
            let rule = match (policy, with_text) {
                (StdinPolicy::Auto, StdinUse::Material) => Rule::BesideText,
                _ => Rule::ToTheEnd,
            };
            read_stream(Stream::stdin().map_err(unreadable)?, rule, on_event).await?
        }
        Kind::Terminal => {
            // Who types knows what is waited for once it was told.
            on_event(InputEvent::ReadingTerminal);
            read_stream(Stream::stdin().map_err(unreadable)?, Rule::ToTheEnd, &mut |_| ()).await?
        }
    };
    if bytes.is_empty() {
        return Ok(None);
    }
    material(bytes, policy, platform::SHELL_LOSES_LETTERS).map(Some)
}

/// Reads a stream that stands for standard input.
async fn read_stream(
    mut stream: Stream,
    rule: Rule,
    on_event: &mut dyn FnMut(InputEvent),
) -> Result<Vec<u8>, InputError> {
    let limit = usize::try_from(LIMIT_BYTES).unwrap_or(usize::MAX);
    let mut notice = || on_event(InputEvent::WaitingForStdin);
    let (bytes, end) = stream::read(&mut stream, rule, limit, &mut notice).await.map_err(unreadable)?;
    match end {
        End::Whole if bytes.is_empty() => on_event(InputEvent::StdinEmpty),
        End::Whole | End::Left | End::Silent { .. } => {}
        End::GivenUp => on_event(InputEvent::WentOnWithoutStdin),
        End::Cut => return Err(too_large()),
    }
    Ok(bytes)
}

/// Reads what is left of a regular file from where it stands: a script may have read its first lines.
fn read_file_at_once() -> Result<Vec<u8>, InputError> {
    let file = platform::stdin_file().map_err(unreadable)?;
    let n_expected = file.metadata().map_err(unreadable)?.len().min(LIMIT_BYTES);
    let mut bytes = Vec::with_capacity(usize::try_from(n_expected).unwrap_or(0) + 1);
    file.take(LIMIT_BYTES + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > LIMIT_BYTES {
        return Err(too_large());
    }
    Ok(bytes)
}

/// What came, decoded. A text of lost letters is refused where that is the shells' doing; whoever asks for standard input
/// by name gets it as it is.
fn material(bytes: Vec<u8>, policy: StdinPolicy, shell_loses_letters: bool) -> Result<Material, InputError> {
    let material = Material::from_bytes(NAME.to_owned(), bytes, Ending::Whole)?;
    if shell_loses_letters && policy != StdinPolicy::Always && lost_letters(&material.text) == Lost::Most {
        let reason = super::NotTextReason::PowerShellQuestionMarks;
        return Err(InputError::NotText { name: NAME.to_owned(), reason });
    }
    Ok(material)
}

fn too_large() -> InputError {
    InputError::TooLarge { name: NAME.to_owned(), n_bytes: LIMIT_BYTES + 1, limit: LIMIT_BYTES }
}

#[expect(clippy::needless_pass_by_value, reason = "it is the argument of `map_err`")]
fn unreadable(error: io::Error) -> InputError {
    InputError::Unreadable { name: NAME.to_owned(), reason: error.to_string() }
}

// The other ends of these tests are Unix pipes.
#[cfg(unix)]
#[cfg(test)]
mod tests;
