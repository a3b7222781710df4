//! Files that a call sends along: only below the server's root, never secrets, never too many.
//!
//! A model that was talked into it might ask for `~/.ssh/id_rsa`; so a path is resolved first, links and all, judged by
//! its names ([`secret`]), by where it lies, and by what is in it; what is refused is said, never left out in silence.
//! Nothing is fetched, nothing is run.

mod secret;

use std::io::Read as _;
use std::path::{Component, Path, PathBuf};

use super::platform::open_beneath;
use super::trouble::Trouble;
use crate::config::{KeySource, Settings};
use crate::markup::redact;
use crate::material::{Ending, Material, Unreadable};

/// The most files of one call.
const MAX_FILES: usize = 32;
/// The most bytes of one file: 1 MiB.
const MAX_FILE_BYTES: u64 = 1024 * 1024;
/// The most bytes of all files of one call: 4 MiB.
const MAX_BYTES: u64 = 4 * 1024 * 1024;

/// The folder below which files may be read.
#[derive(Debug, Clone)]
pub(super) struct Root {
    folder: PathBuf,
    /// Why nothing may be read, if so.
    closed: Option<&'static str>,
    withheld: Withheld,
}

/// What is never sent wherever the root is.
#[derive(Debug, Clone, Default)]
pub(super) struct Withheld {
    /// Files and folders with all that is in them: baro's own.
    pub paths: Vec<PathBuf>,
    /// Keys by their letters.
    pub keys: Vec<String>,
}

impl Withheld {
    /// What baro keeps for itself, and the keys that it was given.
    pub fn of(settings: &Settings, keys: Vec<String>) -> Self {
        let own = &settings.paths;
        let mut paths =
            vec![own.config_file.clone(), own.keys_dir.clone(), own.data_dir.clone(), own.cache_dir.clone()];
        // `$XDG_CONFIG_HOME/baro`; the folder of a settings file that was named may be anybody's.
        paths.extend(own.keys_dir.parent().filter(|folder| folder.ends_with("baro")).map(Path::to_owned));
        paths.extend(settings.providers.values().filter_map(|provider| match &provider.key {
            Some(KeySource::File(path)) => Some(path.clone()),
            _ => None,
        }));
        Self { paths, keys }
    }

    /// Asked anew each time: a folder may come to be, or a link be turned, while the server runs.
    fn holds(&self, path: &Path) -> bool {
        self.paths.iter().any(|own| path.starts_with(own.canonicalize().as_deref().unwrap_or(own)))
    }
}

impl Root {
    /// The root at `folder`. What holds the home, or is it, is too wide to be one, and so is the whole file system.
    pub fn new(folder: &Path, home: Option<&Path>, withheld: Withheld) -> Self {
        let Ok(resolved) = folder.canonicalize() else {
            return Self { folder: folder.to_owned(), closed: Some("the server's --root does not exist"), withheld };
        };
        let home = home.and_then(|home| home.canonicalize().ok());
        let closed = if resolved.parent().is_none() {
            Some("the server's root is the whole file system; the user has to start it with --root FOLDER")
        } else if home.as_ref().is_some_and(|home| *home == resolved) {
            Some("the server's root is the home folder; the user has to start it with --root FOLDER")
        } else if home.is_some_and(|home| home.starts_with(&resolved)) {
            Some("the server's root holds the home folder; the user has to start it with --root FOLDER")
        } else {
            None
        };
        Self { folder: resolved, closed, withheld }
    }

    /// Reads the files of a call, in their order.
    pub fn read_all(&self, names: &[String]) -> Result<Vec<Material>, Trouble> {
        if names.len() > MAX_FILES {
            return Err(denied(&format!("{} files", names.len()), &format!("at most {MAX_FILES} a call")));
        }
        if let (Some(why), false) = (self.closed, names.is_empty()) {
            return Err(denied(&names[0], why));
        }
        let mut left = MAX_BYTES;
        let mut files = Vec::with_capacity(names.len());
        for name in names {
            let file = self.read(name)?;
            left = left
                .checked_sub(file.n_bytes)
                .ok_or_else(|| denied(name, &format!("all files together are over {MAX_BYTES} bytes")))?;
            files.push(file);
        }
        Ok(files)
    }

    fn read(&self, name: &str) -> Result<Material, Trouble> {
        // What is asked for is judged before it is looked for: whether a secret exists is nobody's business.
        if let Some(why) = secret::by_name(Path::new(name)) {
            return Err(denied(name, why));
        }
        let path = self.folder.join(name).canonicalize().map_err(|error| self.not_there(name, &error))?;
        let relative = path
            .strip_prefix(&self.folder)
            .map_err(|_| denied(name, &format!("it is outside of the server's root {}", self.folder.display())))?;
        // The whole path: a root inside of a secret folder makes nothing of it public.
        if let Some(why) = secret::by_name(&path) {
            return Err(denied(name, why));
        }
        if self.withheld.holds(&path) {
            return Err(denied(name, "it is baro's own, and what baro keeps for itself is never sent"));
        }
        let file = open_beneath(&self.folder, relative).map_err(|error| unreadable(name, &error.to_string()))?;
        let metadata = file.metadata().map_err(|error| unreadable(name, &error.to_string()))?;
        if !metadata.is_file() {
            return Err(denied(name, "it is no regular file; name the files themselves"));
        }
        let too_large =
            || denied(name, &format!("it is over {MAX_FILE_BYTES} bytes; put the part that matters into `context`"));
        if metadata.len() > MAX_FILE_BYTES {
            return Err(too_large());
        }
        let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or(0) + 1);
        file.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes).map_err(|error| unreadable(name, &error.to_string()))?;
        if bytes.len() as u64 > MAX_FILE_BYTES {
            return Err(too_large());
        }
        let material = Material::from_bytes(name.to_owned(), bytes, Ending::Whole).map_err(|error| match error {
            Unreadable::Binary { name } => denied(&name, "it is binary"),
            Unreadable::UnknownEncoding { name } => denied(&name, "it is neither UTF-8 nor UTF-16 nor CP949"),
        })?;
        match redact::first(&material.text, &self.withheld.keys) {
            Some(held) => Err(denied(name, &holds(held))),
            None => Ok(material),
        }
    }

    /// Outside of the root nobody learns what exists.
    fn not_there(&self, name: &str, error: &std::io::Error) -> Trouble {
        let climbs = Path::new(name).components().any(|part| part == Component::ParentDir);
        if Path::new(name).is_absolute() && !Path::new(name).starts_with(&self.folder) || climbs {
            return denied(name, &format!("it is outside of the server's root {}", self.folder.display()));
        }
        match error.kind() {
            std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory => {
                Trouble::new("file_not_found", format!("{name}; paths are relative to {}", self.folder.display()))
            }
            _ => unreadable(name, &error.to_string()),
        }
    }
}

/// What a file holds and where; never the secret itself.
fn holds(held: redact::Held) -> String {
    let what = match held.kind {
        redact::Kind::PrivateKey => "a private key".to_owned(),
        redact::Kind::Formed(prefix) => format!("what looks like an API key ({prefix}..)"),
        redact::Kind::Known => "a key that baro uses".to_owned(),
    };
    format!("line {} holds {what}, and keys are never sent; put the part without it into `context`", held.line)
}

fn denied(name: &str, why: &str) -> Trouble {
    Trouble::new("file_denied", format!("{name}: {why}"))
}

fn unreadable(name: &str, why: &str) -> Trouble {
    Trouble::new("file_denied", format!("{name}: it cannot be read ({why})"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> (tempfile::TempDir, Root) {
        let folder = tempfile::tempdir().expect("a folder");
        let work = folder.path().join("work");
        std::fs::create_dir_all(work.join("src")).expect("a folder");
        std::fs::write(work.join("src/a.rs"), "fn main() {}").expect("a file");
        std::fs::write(folder.path().join("outside.txt"), "secret").expect("a file");
        let root = Root::new(&work, None, Withheld::default());
        (folder, root)
    }

    fn code(root: &Root, name: &str) -> String {
        match root.read_all(&[name.to_owned()]) {
            Ok(files) => format!("read {}", files[0].text),
            Err(trouble) => trouble.code,
        }
    }

    #[test]
    fn only_what_is_below_the_root_is_read() {
        let (folder, root) = folder();
        assert_eq!(code(&root, "src/a.rs"), "read fn main() {}");
        assert_eq!(code(&root, &root.folder.join("src/a.rs").to_string_lossy()), "read fn main() {}");
        assert_eq!(code(&root, "src/../src/a.rs"), "read fn main() {}");
        for name in ["../outside.txt", "/etc/hostname", "../nothing-there", "/nothing-there"] {
            assert_eq!(code(&root, name), "file_denied", "{name}");
        }
        assert_eq!(code(&root, "src/b.rs"), "file_not_found");
        assert_eq!(code(&root, "src"), "file_denied");
        drop(folder);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_that_leads_out_is_refused_and_one_that_stays_is_followed() {
        let (folder, root) = folder();
        std::os::unix::fs::symlink(folder.path().join("outside.txt"), root.folder.join("a.txt")).expect("a link");
        std::os::unix::fs::symlink("src/a.rs", root.folder.join("b.rs")).expect("a link");
        std::fs::write(root.folder.join(".env"), "KEY=1").expect("a file");
        std::os::unix::fs::symlink(".env", root.folder.join("harmless.txt")).expect("a link");
        assert_eq!(code(&root, "a.txt"), "file_denied");
        assert_eq!(code(&root, "b.rs"), "read fn main() {}");
        assert_eq!(code(&root, "harmless.txt"), "file_denied");
    }

    #[test]
    fn too_large_too_many_and_too_wide_are_refused() {
        let (folder, root) = folder();
        std::fs::write(root.folder.join("big.txt"), "a".repeat(1024 * 1024 + 1)).expect("a file");
        std::fs::write(root.folder.join("image.png"), b"\x89PNG\0\0\0").expect("a file");
        assert_eq!(code(&root, "big.txt"), "file_denied");
        assert_eq!(code(&root, "image.png"), "file_denied");
        let many = vec!["src/a.rs".to_owned(); 33];
        assert!(root.read_all(&many).is_err());
        assert!(root.read_all(&many[..32]).is_ok());
        let whole = Root::new(Path::new("/"), None, Withheld::default());
        assert_eq!(code(&whole, "etc/hostname"), "file_denied");
        let home = Root::new(&root.folder, Some(&root.folder), Withheld::default());
        assert_eq!(code(&home, "src/a.rs"), "file_denied");
        let above = Root::new(&root.folder, Some(&root.folder.join("src")), Withheld::default());
        let refused = above.read_all(&["src/a.rs".to_owned()]).expect_err("a refusal").text;
        assert!(refused.contains("holds the home folder"), "{refused}");
        drop(folder);
    }

    #[test]
    fn what_is_baros_own_is_refused_by_where_it_lies_whatever_it_is_called() {
        let (folder, _) = folder();
        let top = folder.path().join("conf");
        std::fs::create_dir_all(top.join("baro/keys")).expect("a folder");
        std::fs::write(top.join("baro/keys/groq"), "x").expect("a file");
        std::fs::write(top.join("other.txt"), "fine").expect("a file");
        #[cfg(unix)]
        std::os::unix::fs::symlink("baro/keys/groq", top.join("link.txt")).expect("a link");
        let withheld = || Withheld { paths: vec![top.join("baro"), top.join("not-there-yet")], keys: Vec::new() };
        let root = Root::new(&top, None, withheld());
        assert_eq!(code(&root, "baro/keys/groq"), "file_denied");
        #[cfg(unix)]
        assert_eq!(code(&root, "link.txt"), "file_denied");
        assert_eq!(code(&root, "other.txt"), "read fine");
        assert_eq!(code(&Root::new(&top.join("baro/keys"), None, withheld()), "groq"), "file_denied");
    }

    #[test]
    fn a_root_inside_of_a_secret_folder_makes_nothing_public() {
        let (folder, _) = folder();
        let secret = folder.path().join(".ssh");
        std::fs::create_dir_all(&secret).expect("a folder");
        std::fs::write(secret.join("config"), "Host x").expect("a file");
        assert_eq!(code(&Root::new(&secret, None, Withheld::default()), "config"), "file_denied");
    }

    #[test]
    fn a_file_that_holds_a_key_is_refused_with_its_line_and_never_the_key() {
        let (folder, mut root) = folder();
        root.withheld.keys = vec!["0123456789-of-ones-own".to_owned()];
        let body = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj";
        for (text, said) in [
            (format!("a\n-----BEGIN PRIVATE KEY-----\n{body}\n"), "notes.txt: line 2 holds a private key"),
            (
                "K = \"gsk_0123456789abcdefABCD\"".to_owned(),
                "notes.txt: line 1 holds what looks like an API key (gsk_..)",
            ),
            ("\n\nx 0123456789-of-ones-own".to_owned(), "notes.txt: line 3 holds a key that baro uses"),
        ] {
            std::fs::write(root.folder.join("notes.txt"), &text).expect("a file");
            let refused = root.read_all(&["notes.txt".to_owned()]).expect_err("a refusal");
            assert!(refused.text.starts_with(said) && refused.code == "file_denied", "{refused}");
            assert!(!refused.text.contains("MIIE") && !refused.text.contains("0123456789"), "{refused}");
        }
        drop(folder);
    }
}
