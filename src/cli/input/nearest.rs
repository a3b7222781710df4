//! The path that was probably meant by one that does not exist.
//!
//! It only looks at names in the folder where the path breaks off, and never below it.

use std::fs;
use std::path::{Component, Path, PathBuf};
use unicode_normalization::UnicodeNormalization as _;

/// In a folder larger than this only so many names are looked at.
const MAX_NAMES: usize = 10_000;
/// Names less alike than this (1.0: the same) are not worth naming.
const MIN_LIKENESS: f64 = 0.6;

/// A path that exists and differs from `path` in one misspelt component, in the same form (relative stays so).
pub(super) fn path_like(path: &Path) -> Option<String> {
    let mut existing = PathBuf::new();
    let mut components = path.components();
    for component in components.by_ref() {
        let next = existing.join(component);
        if next.exists() {
            existing = next;
            continue;
        }
        let Component::Normal(wanted) = component else { return None };
        let folder = if existing.as_os_str().is_empty() { Path::new(".") } else { &existing };
        let meant = existing.join(name_like(folder, &wanted.to_string_lossy())?).join(components.as_path());
        // Joining nothing adds a separator.
        let meant: PathBuf = meant.components().collect();
        return meant.exists().then(|| meant.display().to_string());
    }
    None
}

fn name_like(folder: &Path, wanted: &str) -> Option<String> {
    let wanted = folded(wanted);
    fs::read_dir(folder)
        .ok()?
        .take(MAX_NAMES)
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .map(|name| (strsim::normalized_damerau_levenshtein(&folded(&name), &wanted), name))
        .filter(|(likeness, _)| *likeness >= MIN_LIKENESS)
        // Of names equally alike the first in order, whatever the folder's own order is.
        .min_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)))
        .map(|(_, name)| name)
}

/// Without case, and with Hangul composed: some systems store file names decomposed.
fn folded(name: &str) -> String {
    name.nfc().collect::<String>().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::path_like;
    use std::fs;
    use unicode_normalization::UnicodeNormalization as _;

    #[test]
    fn a_misspelt_name_or_folder_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::create_dir(at("src")).unwrap();
        fs::write(at("src/main.rs"), "").unwrap();
        fs::write(at("README.md"), "").unwrap();
        fs::write(at("회의록.txt".nfd().collect::<String>().as_str()), "").unwrap();
        let found = |name: &str| path_like(&at(name));
        let expected = |name: &str| Some(at(name).display().to_string());
        assert_eq!(found("src/mian.rs"), expected("src/main.rs"));
        assert_eq!(found("scr/main.rs"), expected("src/main.rs"));
        assert_eq!(found("readme.MD"), expected("README.md"));
        assert_eq!(found("회의록.txt"), expected(&"회의록.txt".nfd().collect::<String>()));
        assert_eq!(found("scr/else.rs"), None);
        assert_eq!(found("nothing-like-it"), None);
        assert_eq!(found("README.md/x"), None);
    }

    #[test]
    fn a_relative_path_stays_relative() {
        assert_eq!(path_like("Cargo.tmol".as_ref()).as_deref(), Some("Cargo.toml"));
        assert_eq!(path_like("./src/cli/inputt/mod.rs".as_ref()).as_deref(), Some("./src/cli/input/mod.rs"));
    }
}
