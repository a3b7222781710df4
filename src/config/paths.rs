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

/// Where a system keeps what belongs to a user's programs, where no `XDG_*` says so.
#[derive(Debug, Clone, Copy)]
struct Bases {
    config: Base,
    data: Base,
    cache: Base,
}

/// A variable of the system's own, and where the folder lies in the home without it.
#[derive(Debug, Clone, Copy)]
struct Base {
    variable: Option<&'static str>,
    in_home: &'static [&'static str],
}

impl Bases {
    const UNIX: Self = Self {
        config: Base { variable: None, in_home: &[".config"] },
        data: Base { variable: None, in_home: &[".local", "share"] },
        cache: Base { variable: None, in_home: &[".cache"] },
    };
    const WINDOWS: Self = Self {
        config: Base { variable: Some("APPDATA"), in_home: &["AppData", "Roaming"] },
        data: Base { variable: Some("APPDATA"), in_home: &["AppData", "Roaming"] },
        cache: Base { variable: Some("LOCALAPPDATA"), in_home: &["AppData", "Local"] },
    };
    const HERE: Self = if cfg!(windows) { Self::WINDOWS } else { Self::UNIX };
}

impl Paths {
    /// Finds them. A relative `XDG_*` is passed over, as its specification demands; `BARO_CONFIG` and
    /// `BARO_DATA_DIR` start at `folder`, or with `~/` at the home folder, which no shell has put there for a service or an
    /// MCP client.
    pub fn find(environment: &Environment, folder: &Path) -> Result<Self, Error> {
        Self::find_in(Bases::HERE, environment, folder)
    }

    fn find_in(bases: Bases, environment: &Environment, folder: &Path) -> Result<Self, Error> {
        let home = environment.home();
        let folder_of = |xdg: &str, base: Base| {
            let named = |name: &str| environment.get_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
            let in_home =
                || home.as_ref().map(|home| base.in_home.iter().fold(home.clone(), |path, part| path.join(part)));
            named(xdg).or_else(|| named(base.variable?)).or_else(in_home).map(|base| base.join("baro"))
        };
        let config_dir = folder_of("XDG_CONFIG_HOME", bases.config);
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
            _ => folder_of("XDG_CACHE_HOME", bases.cache),
        };
        let data_dir = own_data.or_else(|| folder_of("XDG_DATA_HOME", bases.data)).ok_or(Error::NoHome)?;
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
    let is_separator = |letter: char| matches!(letter, '/' | '\\');
    let mut text = text.to_owned();
    if let Some(home) = environment.home().filter(|home| home.components().count() > 1) {
        let home = home.to_string_lossy();
        let home = home.trim_end_matches(is_separator);
        // Within the quotes of a command, where `~` would be no home folder.
        text = text.replace(&format!("'{}/", home.replace('\'', r"'\''")), "~/'");
        let begins_there = |before: &str| !before.ends_with(|letter| is_separator(letter) || is_of_a_name(letter));
        text = replaced(&text, home, "~", begins_there);
    }
    for name in ["USER", "LOGNAME", "USERNAME"].into_iter().filter_map(|name| environment.get(name)) {
        text = replaced(&text, name, "USER", |before| before.ends_with(is_separator));
    }
    without_keys(&text).into_owned()
}

/// Whether a letter goes on with a name in a path. What stands behind a path in Korean may follow it without a blank.
fn is_of_a_name(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-')
}

/// The text with another word in place of a part of its paths, where that begins as `begins_there` says, and no name goes on
/// behind it.
fn replaced(text: &str, part: &str, by: &str, begins_there: impl Fn(&str) -> bool) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut from = 0;
    for (at, _) in text.match_indices(part).filter(|_| !part.is_empty()) {
        let behind = &text[at + part.len()..];
        // A dot ends a sentence, or begins the end of a file's name.
        let ends_there = !behind.trim_start_matches('.').starts_with(is_of_a_name) || behind.starts_with(['/', '\\']);
        if begins_there(&text[..at]) && ends_there {
            shown.push_str(&text[from..at]);
            shown.push_str(by);
            from = at + part.len();
        }
    }
    shown + &text[from..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shared_names_no_user() {
        let name = if cfg!(windows) { "USERPROFILE" } else { "HOME" };
        let environment = Environment::from_pairs([(name, "/home/kim"), ("USER", "kim")]);
        for (text, shared) in [
            ("/home/kim/a /data/kim/baro.db kimchi /srv/kimchi/x", "~/a /data/USER/baro.db kimchi /srv/kimchi/x"),
            ("others can read /data/kim (mode 755)", "others can read /data/USER (mode 755)"),
            ("/data/kim을 다른 사용자가", "/data/USER을 다른 사용자가"),
            ("mend /data/kim, or `/data/kim`. See /data/kim.", "mend /data/USER, or `/data/USER`. See /data/USER."),
            ("/home/kim: /home/kim.", "~: ~."),
            ("/home/kimchi/x /mnt/home/kim/x /data/kim.toml", "/home/kimchi/x /mnt/home/USER/x /data/kim.toml"),
            ("`chmod 600 '/home/kim/a b/x'`", "`chmod 600 ~/'a b/x'`"),
            ("`chmod 600 '/data/kim/a b'`", "`chmod 600 '/data/USER/a b'`"),
        ] {
            assert_eq!(shareable(&environment, text), shared);
        }
        let environment = Environment::from_pairs([(name, "/home/o'brien a"), ("USER", "")]);
        let command = format!("`chmod 600 {}`", crate::domain::shell_word("/home/o'brien a/.config/x"));
        assert_eq!(shareable(&environment, &command), "`chmod 600 ~/'.config/x'`");
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
    fn on_windows_they_are_in_the_folders_of_its_own() {
        let home = if cfg!(windows) { "USERPROFILE" } else { "HOME" };
        let find = |variables: &[(&str, &str)]| {
            let environment = Environment::from_pairs(variables.iter().copied());
            Paths::find_in(Bases::WINDOWS, &environment, Path::new("/here")).expect("paths")
        };
        let paths = find(&[(home, "/u/kim"), ("APPDATA", "/roaming"), ("LOCALAPPDATA", "/local")]);
        assert_eq!(paths.config_file, Path::new("/roaming/baro/config.toml"));
        assert_eq!(paths.keys_dir, Path::new("/roaming/baro/keys"));
        assert_eq!(paths.database, Path::new("/roaming/baro/baro.db"));
        assert_eq!(paths.cache_dir, Path::new("/local/baro"));
        let paths = find(&[(home, "/u/kim")]);
        assert_eq!(paths.config_file, Path::new("/u/kim/AppData/Roaming/baro/config.toml"));
        assert_eq!(paths.data_dir, Path::new("/u/kim/AppData/Roaming/baro"));
        assert_eq!(paths.cache_dir, Path::new("/u/kim/AppData/Local/baro"));
        // Who has set the other kind means it.
        let paths = find(&[(home, "/u/kim"), ("APPDATA", "/roaming"), ("XDG_CONFIG_HOME", "/c")]);
        assert_eq!(paths.config_file, Path::new("/c/baro/config.toml"));
        // Elsewhere they mean nothing.
        let environment = Environment::from_pairs([(home, "/h"), ("APPDATA", "/roaming")]);
        let paths = Paths::find_in(Bases::UNIX, &environment, Path::new("/here")).expect("paths");
        assert_eq!(paths.config_file, Path::new("/h/.config/baro/config.toml"));
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
