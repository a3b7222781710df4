//! The process's environment, taken once.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

/// The variables of the environment, as they were when the process began; tests make their own.
///
/// It has no Debug: many people's environments hold keys.
#[derive(Clone, Default)]
pub struct Environment {
    variables: HashMap<OsString, OsString>,
    is_of_process: bool,
}

impl Environment {
    /// Takes the process's own.
    #[must_use]
    pub fn of_process() -> Self {
        let variables = std::env::vars_os().map(|(name, value)| (canonical(name), value)).collect();
        Self { variables, is_of_process: true }
    }

    /// Makes one of pairs; the last of a name holds.
    #[must_use]
    pub fn from_pairs<N, V>(pairs: impl IntoIterator<Item = (N, V)>) -> Self
    where
        N: Into<OsString>,
        V: Into<OsString>,
    {
        let variables = pairs.into_iter().map(|(name, value)| (canonical(name.into()), value.into())).collect();
        Self { variables, is_of_process: false }
    }

    /// The value of a variable. `None` where it is not set, is empty, or is no Unicode.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.get_os(name).and_then(OsStr::to_str)
    }

    /// The value of a variable as the system has it. `None` where it is not set or empty.
    #[must_use]
    pub fn get_os(&self, name: &str) -> Option<&OsStr> {
        let value = if cfg!(windows) {
            self.variables.get(OsStr::new(&name.to_ascii_uppercase()))
        } else {
            self.variables.get(OsStr::new(name))
        };
        value.map(OsString::as_os_str).filter(|value| !value.is_empty())
    }

    /// The names of all variables that are Unicode, in no order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.variables.keys().filter_map(|name| name.to_str())
    }

    /// All variables, for a child process.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (&OsStr, &OsStr)> {
        self.variables.iter().map(|(name, value)| (name.as_os_str(), value.as_os_str()))
    }

    /// The home folder: the environment's word, and for the process's own environment the system's.
    pub(super) fn home(&self) -> Option<PathBuf> {
        let named = self.get_os(if cfg!(windows) { "USERPROFILE" } else { "HOME" });
        match named {
            Some(folder) => Some(PathBuf::from(folder)),
            None if self.is_of_process => etcetera::home_dir().ok(),
            None => None,
        }
    }

    /// The system's own word on its language, where this is the process's environment.
    pub(super) fn system_locale(&self) -> Option<String> {
        if self.is_of_process { sys_locale::get_locale() } else { None }
    }
}

/// Windows does not tell `Path` from `PATH`.
fn canonical(name: OsString) -> OsString {
    if cfg!(windows) { name.to_ascii_uppercase() } else { name }
}

/// The variables that name a proxy for https, as they are looked for.
const PROXY_VARIABLES: [&str; 4] = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];

/// The same for http in the open.
const PLAIN_PROXY_VARIABLES: [&str; 4] = ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"];

/// The variable of the environment that names the proxy for https, and what it holds: with a password, perhaps. One that is
/// empty names none, as for `curl`.
#[must_use]
pub fn proxy_variable(environment: &Environment) -> Option<(&'static str, Cow<'_, str>)> {
    first_of(environment, &PROXY_VARIABLES)
}

/// The same of the proxy for http in the open.
#[must_use]
pub fn plain_proxy_variable(environment: &Environment) -> Option<(&'static str, Cow<'_, str>)> {
    // A web server hands a header of its visitors' to its programs under the first of these names.
    let is_a_web_servers = environment.get_os("REQUEST_METHOD").is_some();
    first_of(environment, &PLAIN_PROXY_VARIABLES[usize::from(is_a_web_servers)..])
}

/// The hosts that are reached without a proxy, as the environment lists them.
#[must_use]
pub fn no_proxy_list(environment: &Environment) -> Option<Cow<'_, str>> {
    first_of(environment, &["NO_PROXY", "no_proxy"]).map(|(_, list)| list)
}

fn first_of<'a>(environment: &'a Environment, names: &[&'static str]) -> Option<(&'static str, Cow<'a, str>)> {
    // What is no Unicode names a proxy all the same, which is then not passed over.
    names.iter().find_map(|name| Some((*name, environment.get_os(name)?.to_string_lossy())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_variable_hides_no_other_proxy_and_each_kind_has_its_own() {
        let check = |pairs: &[(&str, &str)], https: Option<&str>, http: Option<&str>| {
            let environment = Environment::from_pairs(pairs.iter().copied());
            assert_eq!(proxy_variable(&environment).map(|(name, _)| name), https, "{pairs:?}");
            assert_eq!(plain_proxy_variable(&environment).map(|(name, _)| name), http, "{pairs:?}");
        };
        check(&[("HTTPS_PROXY", ""), ("https_proxy", "a:1")], Some("https_proxy"), None);
        check(&[("HTTPS_PROXY", ""), ("ALL_PROXY", "a:1")], Some("ALL_PROXY"), Some("ALL_PROXY"));
        check(&[("HTTP_PROXY", "a:1")], None, Some("HTTP_PROXY"));
        check(&[("HTTP_PROXY", "a:1"), ("REQUEST_METHOD", "GET")], None, None);
        check(&[("http_proxy", "a:1"), ("REQUEST_METHOD", "GET")], None, Some("http_proxy"));
    }
}
