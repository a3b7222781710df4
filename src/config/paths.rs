//! Where baro's files are.
//!
//! Names them only; whoever writes one makes the folder (0700) and the file (0600).

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::environment::Environment;
use super::error::Error;
use super::key_shape::{path_without_key, without_keys};
use super::load;

/// Where baro's files are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paths {
    /// The user's settings: `$BARO_CONFIG`, else `$XDG_CONFIG_HOME/baro/config.toml`.
    pub config_file: PathBuf,
    /// `$BARO_DATA_DIR`, else `$XDG_DATA_HOME/baro`.
    pub data_dir: PathBuf,
    /// The conversations and the ledger: `baro.db` in [`Paths::data_dir`].
    pub database: PathBuf,
    /// What can be fetched again, such as providers' lists of models: `$XDG_CACHE_HOME/baro`, or `cache` in
    /// `$BARO_DATA_DIR` where only that is set.
    pub cache_dir: PathBuf,
    /// baro's own keys, one file a provider: `$XDG_CONFIG_HOME/baro/keys`.
    pub keys_dir: PathBuf,
}

impl Paths {
    /// Finds them. A relative `XDG_*` is passed over, as its specification demands; `BARO_CONFIG` and
    /// `BARO_DATA_DIR` start at `folder`, or with `~/` at the home folder, which no shell has put there for a service or an
    /// MCP client.
    pub fn find(environment: &Environment, folder: &Path) -> Result<Self, Error> {
        let home = environment.home();
        let base = |xdg: &str, windows: &str, in_home: &[&str]| {
            let named = |name: &str| environment.get_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
            let of_windows = || if cfg!(windows) { named(windows) } else { None };
            let of_home = || home.as_ref().map(|home| in_home.iter().fold(home.clone(), |path, part| path.join(part)));
            named(xdg).or_else(of_windows).or_else(of_home).map(|base| base.join("baro"))
        };
        let (config_home, data_home, cache_home): (&[&str], &[&str], &[&str]) = if cfg!(windows) {
            (&["AppData", "Roaming"], &["AppData", "Roaming"], &["AppData", "Local"])
        } else {
            (&[".config"], &[".local", "share"], &[".cache"])
        };
        let config_dir = base("XDG_CONFIG_HOME", "APPDATA", config_home);
        let own =
            |name: &str| environment.get_os(name).map(|path| load::resolved_path(path.into(), folder, home.as_deref()));
        let own_config = own("BARO_CONFIG");
        let own_data = own("BARO_DATA_DIR");

        let config_file = match (&own_config, &config_dir) {
            (Some(file), _) => file.clone(),
            (None, Some(folder)) => folder.join("config.toml"),
            (None, None) => return Err(Error::NoHome),
        };
        let keys_dir = match config_dir {
            Some(folder) => folder.join("keys"),
            None => config_file.parent().unwrap_or(folder).join("keys"),
        };
        let cache_dir = match &own_data {
            Some(data_dir) if environment.get_os("XDG_CACHE_HOME").is_none() => Some(data_dir.join("cache")),
            _ => base("XDG_CACHE_HOME", "LOCALAPPDATA", cache_home),
        };
        let data_dir = own_data.or_else(|| base("XDG_DATA_HOME", "APPDATA", data_home)).ok_or(Error::NoHome)?;
        let cache_dir = cache_dir.unwrap_or_else(|| data_dir.join("cache"));
        Ok(Self { config_file, database: data_dir.join("baro.db"), data_dir, cache_dir, keys_dir })
    }
}

/// The settings file that `BARO_CONFIG` names, where there is none: a slip, most often, and then nothing of the user's holds.
#[must_use]
pub fn named_settings_missing<'p>(environment: &Environment, paths: &'p Paths) -> Option<&'p Path> {
    environment.get_os("BARO_CONFIG")?;
    let is_missing = paths.config_file.metadata().is_err_and(|error| error.kind() == ErrorKind::NotFound);
    is_missing.then_some(paths.config_file.as_path())
}

/// A path as it may be shown to anybody: `~` in place of the home folder, whose name mostly is the user's, and no key in
/// that of a file's name.
#[must_use]
pub fn shown_path(environment: &Environment, path: &Path) -> String {
    let home = environment.home().filter(|home| home.components().count() > 1);
    match home.as_deref().and_then(|home| path.strip_prefix(home).ok()) {
        Some(below) => path_without_key(&Path::new("~").join(below)),
        None => path_without_key(path),
    }
}

/// A text as it may be shown to anybody: `~` for the home folder, `USER` where the user's name is a part of a path, and no
/// key.
#[must_use]
pub fn shareable(environment: &Environment, text: &str) -> String {
    let home = environment.home().filter(|home| home.components().count() > 1);
    let mut text = match home {
        Some(home) => text.replace(home.to_string_lossy().trim_end_matches(['/', '\\']), "~"),
        None => text.to_owned(),
    };
    for name in ["USER", "LOGNAME", "USERNAME"].into_iter().filter_map(|name| environment.get(name)) {
        for separator in ['/', '\\'] {
            text = text.replace(&format!("{separator}{name}{separator}"), &format!("{separator}USER{separator}"));
        }
    }
    without_keys(&text).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shared_names_no_user() {
        let name = if cfg!(windows) { "USERPROFILE" } else { "HOME" };
        let environment = Environment::from_pairs([(name, "/home/kim"), ("USER", "kim")]);
        let shared = shareable(&environment, "/home/kim/a /data/kim/baro.db kimchi /srv/kimchi/x");
        assert_eq!(shared, "~/a /data/USER/baro.db kimchi /srv/kimchi/x");
    }

    #[test]
    fn a_tilde_in_a_variable_is_the_home_folder() {
        let name = if cfg!(windows) { "USERPROFILE" } else { "HOME" };
        let find = |config: &str, data: &str| {
            let variables = [(name, "/home/kim"), ("BARO_CONFIG", config), ("BARO_DATA_DIR", data)];
            Paths::find(&Environment::from_pairs(variables), Path::new("/srv")).expect("paths")
        };
        let paths = find("~/b.toml", "~/dd");
        assert_eq!(paths.config_file, Path::new("/home/kim/b.toml"));
        assert_eq!(paths.database, Path::new("/home/kim/dd/baro.db"));
        assert_eq!(paths.cache_dir, Path::new("/home/kim/dd/cache"));
        // Only where it stands alone before the slash.
        let paths = find("~b.toml", "a/~/dd");
        assert_eq!((paths.config_file, paths.data_dir), ("/srv/~b.toml".into(), "/srv/a/~/dd".into()));
    }

    #[test]
    fn the_home_folder_is_shown_as_a_tilde_and_nothing_else_is() {
        let name = if cfg!(windows) { "USERPROFILE" } else { "HOME" };
        let environment = Environment::from_pairs([(name, "/home/kim")]);
        for (path, shown) in
            [("/home/kim/.config/baro", "~/.config/baro"), ("/home/kimchi/x", "/home/kimchi/x"), ("/etc/x", "/etc/x")]
        {
            assert_eq!(shown_path(&environment, Path::new(path)), shown);
        }
        let root = Environment::from_pairs([(name, "/")]);
        assert_eq!(shown_path(&root, Path::new("/etc/x")), "/etc/x");
    }
}
