//! Files given by `-f`: regular files at once, pipes as they come; everything else is refused by its kind.

use super::patience::Rule;
use super::platform::{self, Kind, Stream};
use super::stream::{self, End};
use super::{InputError, InputEvent, LIMIT_BYTES, Material};
use crate::files::{self, NotRead};
use crate::material::{Ending, shown_name};
use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

/// Reads a file. As [`read_file_waiting`], for callers outside of a runtime or without an interest in events:
/// the thread is blocked, for a pipe as long as its writer takes.
pub fn read_file(path: &Path) -> Result<Material, InputError> {
    match kind(path)? {
        Kind::Stream => {}
        kind => return read_at_once(path, kind),
    }
    // A runtime cannot be entered twice on one thread.
    let read = || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_io()
            .enable_time()
            .build()
            .map_err(|error| unreadable(path, &error))?;
        runtime.block_on(read_pipe(path, &mut |_| {}))
    };
    std::thread::scope(|scope| scope.spawn(read).join()).unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// Reads a file.
///
/// A regular file over [`LIMIT_BYTES`] is refused by its size, before anything is read. A pipe (`<(git diff)`,
/// or one with a name) is read to its end and cut at the limit, which [`Material::truncated_at`] tells; what
/// another program writes is waited for, with [`InputEvent::WaitingForFile`] after 2 s; one that nobody writes
/// is an error after 10 s. Folders, devices and sockets are refused without being opened.
///
/// Needs a runtime with IO and time enabled. Dropping the future stops the waiting.
pub async fn read_file_waiting(path: &Path, on_event: &mut dyn FnMut(InputEvent)) -> Result<Material, InputError> {
    match kind(path)? {
        Kind::Stream => read_pipe(path, on_event).await,
        kind => read_at_once(path, kind),
    }
}

fn kind(path: &Path) -> Result<Kind, InputError> {
    match fs::metadata(path) {
        Ok(metadata) => Ok(platform::kind_of(&metadata)),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            Err(InputError::missing(path))
        }
        Err(error) => Err(unreadable(path, &error)),
    }
}

fn read_at_once(path: &Path, kind: Kind) -> Result<Material, InputError> {
    match kind {
        Kind::File => {}
        Kind::Directory => return Err(InputError::IsDirectory { path: path.to_owned() }),
        Kind::Null | Kind::Terminal | Kind::Stream | Kind::Device | Kind::Closed => {
            return Err(InputError::Device { path: path.to_owned() });
        }
    }
    let bytes = files::read_plain(path, LIMIT_BYTES).map_err(|why| match why {
        NotRead::Folder => InputError::IsDirectory { path: path.to_owned() },
        NotRead::NotPlain => InputError::Device { path: path.to_owned() },
        NotRead::TooLarge(n_bytes) => InputError::TooLarge { name: name_of(path), n_bytes, limit: LIMIT_BYTES },
        NotRead::Io(error) => unreadable(path, &error),
    })?;
    Ok(Material::from_bytes(name_of(path), bytes, Ending::Whole)?)
}

async fn read_pipe(path: &Path, on_event: &mut dyn FnMut(InputEvent)) -> Result<Material, InputError> {
    let limit = usize::try_from(LIMIT_BYTES).unwrap_or(usize::MAX);
    read_pipe_up_to(path, limit, on_event).await
}

async fn read_pipe_up_to(
    path: &Path,
    limit: usize,
    on_event: &mut dyn FnMut(InputEvent),
) -> Result<Material, InputError> {
    let mut stream = Stream::open(path).map_err(|error| unreadable(path, &error))?;
    let mut notice = || on_event(InputEvent::WaitingForFile);
    let read = stream::read(&mut stream, Rule::Named, limit, &mut notice).await;
    let (bytes, end) = read.map_err(|error| unreadable(path, &error))?;
    let ending = match end {
        End::Whole | End::Left | End::GivenUp => Ending::Whole,
        End::Cut => Ending::Cut,
        End::Silent { waited_s } => return Err(InputError::Silent { path: path.to_owned(), waited_s }),
    };
    Ok(Material::from_bytes(name_of(path), bytes, ending)?)
}

fn name_of(path: &Path) -> String {
    shown_name(path).into_owned()
}

fn unreadable(path: &Path, error: &io::Error) -> InputError {
    InputError::Unreadable { name: name_of(path), reason: error.to_string() }
}

// Named pipes and devices are those of Unix.
#[cfg(unix)]
#[cfg(test)]
mod tests;
