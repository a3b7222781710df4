//! Files that a call sends along: only below the server's root, never secrets, never too many.
//!
//! A model that was talked into it might ask for `~/.ssh/id_rsa`; so a path is resolved first, links and all, and
//! what is refused is said, never left out in silence. Nothing is fetched, nothing is run.

use std::io::Read as _;
use std::path::{Component, Path, PathBuf};

use super::platform::open_beneath;
use super::trouble::Trouble;
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
}

impl Root {
    /// The root at `folder`. The file system's own root and a home are too wide to be one.
    pub fn new(folder: &Path, home: Option<&Path>) -> Self {
        let Ok(resolved) = folder.canonicalize() else {
            return Self { folder: folder.to_owned(), closed: Some("the server's --root does not exist") };
        };
        let is_home = home.and_then(|home| home.canonicalize().ok()).is_some_and(|home| home == resolved);
        let closed = if resolved.parent().is_none() {
            Some("the server's root is the whole file system; the user has to start it with --root FOLDER")
        } else if is_home {
            Some("the server's root is the home folder; the user has to start it with --root FOLDER")
        } else {
            None
        };
        Self { folder: resolved, closed }
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
        if let Some(why) = secret(Path::new(name)) {
            return Err(denied(name, why));
        }
        let path = self.folder.join(name).canonicalize().map_err(|error| self.not_there(name, &error))?;
        let relative = path
            .strip_prefix(&self.folder)
            .map_err(|_| denied(name, &format!("it is outside of the server's root {}", self.folder.display())))?;
        if let Some(why) = secret(relative) {
            return Err(denied(name, why));
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
        Material::from_bytes(name.to_owned(), bytes, Ending::Whole).map_err(|error| match error {
            Unreadable::Binary { name } => denied(&name, "it is binary"),
            Unreadable::UnknownEncoding { name } => denied(&name, "it is neither UTF-8 nor UTF-16 nor CP949"),
        })
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

fn denied(name: &str, why: &str) -> Trouble {
    Trouble::new("file_denied", format!("{name}: {why}"))
}

fn unreadable(name: &str, why: &str) -> Trouble {
    Trouble::new("file_denied", format!("{name}: it cannot be read ({why})"))
}

/// Folders whose contents are never sent.
const SECRET_FOLDERS: &[&str] = &[
    ".git",
    ".ssh",
    ".gnupg",
    ".aws",
    ".azure",
    ".kube",
    ".docker",
    ".password-store",
    ".terraform",
    "gcloud",
    "keychains",
];
/// Names that are never sent.
const SECRET_NAMES: &[&str] = &[
    ".netrc",
    "_netrc",
    ".pgpass",
    ".npmrc",
    ".pypirc",
    ".htpasswd",
    ".git-credentials",
    ".vault-token",
    "shadow",
    "known_hosts",
    "authorized_keys",
    "master.key",
    "terraform.tfstate",
    "baro.db",
    "keys.toml",
];
/// Beginnings of names that are never sent.
const SECRET_BEGINNINGS: &[&str] =
    &[".env", "id_rsa", "id_dsa", "id_ecdsa", "id_ed25519", "credentials", "secret", "service-account"];
/// Ends of names that are never sent.
const SECRET_ENDS: &[&str] =
    &[".pem", ".key", ".p12", ".pfx", ".jks", ".keystore", ".kdbx", ".ppk", ".asc", ".gpg", ".tfvars", ".ovpn", ".env"];
/// Ends of source files, whose names may speak of secrets.
const CODE_ENDS: &[&str] = &["rs", "py", "go", "ts", "js", "java", "kt", "md"];
/// Beginnings that look like secrets and are none.
const HARMLESS: &[&str] = &[".env.example", ".env.sample", ".env.template"];

/// Why a path is never sent, if so.
fn secret(path: &Path) -> Option<&'static str> {
    let parts: Vec<String> = path
        .components()
        .filter_map(|part| match part {
            Component::Normal(name) => Some(name.to_string_lossy().to_lowercase()),
            _ => None,
        })
        .collect();
    let (name, folders) = parts.split_last()?;
    // A name that holds `:` opens another stream of the same file on Windows.
    let name = name.split(':').next().unwrap_or(name).trim_end_matches(['.', ' ']);
    if folders.iter().any(|folder| SECRET_FOLDERS.contains(&folder.as_str())) || SECRET_FOLDERS.contains(&name) {
        return Some("such folders hold secrets and are never sent");
    }
    let looks_secret = SECRET_NAMES.contains(&name)
        || SECRET_BEGINNINGS.iter().any(|beginning| is_beginning(name, beginning))
        || SECRET_ENDS.iter().any(|end| name.ends_with(end));
    if looks_secret && !HARMLESS.contains(&name) {
        return Some("such files hold secrets and are never sent");
    }
    None
}

/// True for the word itself and what goes on after it with a mark: `secrets.yaml`, not `secretary.md`; but source
/// code is about secrets more often than it holds one.
fn is_beginning(name: &str, beginning: &str) -> bool {
    let Some(rest) = name.strip_prefix(beginning) else { return false };
    let rest = rest.strip_prefix('s').unwrap_or(rest);
    let is_code =
        Path::new(name).extension().is_some_and(|end| CODE_ENDS.iter().any(|code| end.eq_ignore_ascii_case(code)));
    beginning == ".env" || rest.is_empty() || rest.starts_with(['.', '-', '_']) && !is_code
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
        let root = Root::new(&work, None);
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
    fn secrets_are_refused_by_name_and_what_only_looks_like_one_is_not() {
        for name in [
            ".env",
            ".env.local",
            "prod.env",
            "deploy/id_rsa",
            "id_ed25519.pub",
            "server.pem",
            ".git/config",
            "a/.ssh/config",
            "credentials.json",
            "credentials",
            "secrets.yaml",
            "secret.txt",
            "SERVER.KEY",
            ".npmrc",
            "x/.aws/config",
            ".env:stream",
            "key.pem.",
        ] {
            assert!(secret(Path::new(name)).is_some(), "{name}");
        }
        for name in [
            "src/main.rs",
            "secretary.md",
            ".env.example",
            "src/secret.rs",
            "environment.rs",
            "keyboard.md",
            "git/config",
        ] {
            assert!(secret(Path::new(name)).is_none(), "{name}");
        }
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
        let whole = Root::new(Path::new("/"), None);
        assert_eq!(code(&whole, "etc/hostname"), "file_denied");
        let home = Root::new(&root.folder, Some(&root.folder));
        assert_eq!(code(&home, "src/a.rs"), "file_denied");
        drop(folder);
    }
}
