//! A home of its own for the real program: no key, no file and no setting of whoever runs the tests.
//!
//! The environment is empty but for what is set here; proxies lead to a closed port, so that nothing but the fake
//! upstream answers.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use super::Upstream;
use super::run::{Invocation, Run};

/// The key that the fake provider gets.
pub const KEY: &str = "sk-fake-0123456789abcdef";

/// A home, its settings, its environment.
#[derive(Debug)]
pub struct TestEnv {
    folder: TempDir,
    variables: BTreeMap<String, String>,
}

impl TestEnv {
    /// An empty home, in English.
    pub fn new() -> Self {
        let folder = TempDir::with_prefix("baro-test-").expect("a folder");
        let mut env = Self { folder, variables: BTreeMap::new() };
        for (name, place) in [
            ("HOME", ""),
            ("USERPROFILE", ""),
            ("XDG_CONFIG_HOME", ".config"),
            ("XDG_DATA_HOME", ".local/share"),
            ("XDG_STATE_HOME", ".local/state"),
            ("XDG_CACHE_HOME", ".cache"),
            ("XDG_RUNTIME_DIR", ".run"),
            ("TMPDIR", ".tmp"),
        ] {
            let place = env.home().join(place);
            fs::create_dir_all(&place).expect("a folder");
            env.set(name, &place.to_string_lossy());
        }
        fs::create_dir_all(env.work()).expect("a folder");
        // What programs on the way need: the shell's tools, nothing of the user's.
        env.set("PATH", "/usr/local/bin:/usr/bin:/bin").set("LANG", "en_US.UTF-8").set("TERM", "xterm-256color");
        for name in ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
            env.set(name, "http://127.0.0.1:9");
        }
        env.set("NO_PROXY", "127.0.0.1,localhost,::1").set("no_proxy", "127.0.0.1,localhost,::1");
        env
    }

    /// Korean instead of English.
    #[must_use]
    pub fn korean(mut self) -> Self {
        self.set("LANG", "ko_KR.UTF-8");
        self
    }

    /// An empty home with the provider `fake`, on OpenAI's wire, which serves every route with its model `m1`.
    pub fn with(upstream: &Upstream) -> Self {
        let mut env = Self::new();
        env.provider("fake", "openai", &upstream.url()).route_all(&["fake:m1"]);
        env
    }

    /// The home.
    pub fn home(&self) -> &Path {
        self.folder.path()
    }

    /// The folder in which programs start.
    pub fn work(&self) -> PathBuf {
        self.home().join("work")
    }

    /// Where the settings are.
    pub fn config_file(&self) -> PathBuf {
        self.home().join(".config/baro/config.toml")
    }

    /// Where the conversations are.
    pub fn database(&self) -> PathBuf {
        self.home().join(".local/share/baro/baro.db")
    }

    /// Sets a variable.
    pub fn set(&mut self, name: &str, value: &str) -> &mut Self {
        self.variables.insert(name.to_owned(), value.to_owned());
        self
    }

    /// Puts this shell script where `python3` is looked for, before the system's programs.
    #[cfg(all(unix, feature = "local"))]
    pub fn python(&mut self, script: &str) -> &mut Self {
        use std::os::unix::fs::PermissionsExt as _;
        let bin = self.home().join("bin");
        std::fs::create_dir_all(&bin).expect("a folder");
        std::fs::write(bin.join("python3"), script).expect("a script");
        std::fs::set_permissions(bin.join("python3"), std::fs::Permissions::from_mode(0o755)).expect("a mode");
        let path = format!("{}:/usr/bin:/bin", bin.display());
        self.set("PATH", &path)
    }

    /// Takes a variable away.
    pub fn unset(&mut self, name: &str) -> &mut Self {
        self.variables.remove(name);
        self
    }

    /// Adds to the settings.
    pub fn config(&mut self, toml: &str) -> &mut Self {
        let file = self.config_file();
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        let mut settings = fs::read_to_string(&file).unwrap_or_default();
        settings.push_str(toml);
        settings.push('\n');
        fs::write(&file, settings).expect("the settings");
        self
    }

    /// Adds a provider at the server `url`, with the path that its wire wants, and a key in the environment.
    pub fn provider(&mut self, name: &str, wire: &str, url: &str) -> &mut Self {
        let path = if wire == "openai" { "/v1" } else { "" };
        let variable = format!("{}_API_KEY", name.to_uppercase());
        self.set(&variable, KEY);
        self.config(&format!(
            "[providers.{name}]\nwire = \"{wire}\"\nbase_url = \"{url}{path}\"\nkey_env = \"{variable}\"\n"
        ))
    }

    /// Serves every route with `candidates`, in that order.
    pub fn route_all(&mut self, candidates: &[&str]) -> &mut Self {
        let mut toml = String::new();
        for route in ["code", "think", "long", "fast", "design", "general"] {
            let _ = writeln!(toml, "[routes.{route}]\nmodels = {candidates:?}");
        }
        self.config(&toml)
    }

    /// Writes a file below the folder in which programs start.
    pub fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let file = self.work().join(name);
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        fs::write(&file, bytes).expect("a file");
        file
    }

    /// The program with `arguments`, ready to run.
    pub fn command(&self, arguments: &[&str]) -> Invocation {
        Invocation::new(
            self.prepared(env!("CARGO_BIN_EXE_baro"), arguments),
            self.home().to_string_lossy().into_owned(),
        )
    }

    /// Any program with this environment.
    pub fn prepared(&self, program: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(program);
        command.args(arguments).env_clear().envs(&self.variables).current_dir(self.work());
        command
    }

    /// All variables.
    pub fn variables(&self) -> &BTreeMap<String, String> {
        &self.variables
    }

    /// Runs the program with `arguments` to its end, with the null device as its input.
    #[track_caller]
    pub fn baro(&self, arguments: &[&str]) -> Run {
        self.command(arguments).run()
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_program_sees_nothing_of_the_users_environment() {
        let mut env = TestEnv::new();
        env.provider("groq", "openai", "http://127.0.0.1:1").unset("XDG_RUNTIME_DIR");
        let run = Invocation::new(env.prepared("env", &[]), String::new()).run();
        let names: Vec<&str> =
            run.stdout.lines().filter_map(|line| line.split_once('=')).map(|(name, _)| name).collect();
        assert!(names.iter().all(|name| env.variables().contains_key(*name)), "{names:?}");
        assert!(
            names.contains(&"GROQ_API_KEY") && !names.contains(&"CARGO_HOME") && !names.contains(&"XDG_RUNTIME_DIR")
        );
        assert!(run.stdout.contains(&format!("HOME={}", env.home().display())));
    }

    #[test]
    fn settings_are_added_up_into_one_file() {
        let mut env = TestEnv::new().korean();
        env.provider("fake", "openai", "http://127.0.0.1:1").provider("claude", "anthropic", "http://127.0.0.1:2");
        env.route_all(&["fake:m1", "claude:m2"]);
        let text = fs::read_to_string(env.config_file()).expect("the settings");
        let settings: toml::Table = text.parse().expect("TOML");
        assert_eq!(settings["providers"]["fake"]["base_url"].as_str(), Some("http://127.0.0.1:1/v1"));
        assert_eq!(settings["providers"]["claude"]["base_url"].as_str(), Some("http://127.0.0.1:2"));
        assert_eq!(settings["routes"]["think"]["models"].as_array().map(Vec::len), Some(2));
        assert_eq!(env.variables()["LANG"], "ko_KR.UTF-8");
        assert!(!env.database().exists());
    }
}
