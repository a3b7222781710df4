//! What stands behind `@`, completed: a name that can be called, or the path of a file.

use std::fs;
use std::path::{Path, PathBuf};

use crate::markup::sanitise;

/// More are not listed: they would not fit a window.
const MOST: usize = 24;

pub(super) struct Completions {
    pub(super) names: Vec<String>,
    pub(super) folder: PathBuf,
}

/// The word at the caret, if it begins with `@`: its first byte in the line, and what stands behind the `@`.
fn word(line: &str, caret: usize) -> Option<(usize, &str)> {
    let before = line.get(..caret)?;
    let start =
        before.rfind(char::is_whitespace).map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
    Some((start, before[start..].strip_prefix('@')?))
}

/// Whether the word at the caret is one that can be completed.
pub(super) fn begins_name(line: &str, caret: usize) -> bool {
    word(line, caret).is_some()
}

impl Completions {
    /// Where the word begins, and what could stand there.
    pub(super) fn of(&self, line: &str, caret: usize) -> (usize, Vec<String>) {
        let Some((start, typed)) = word(line, caret) else { return (caret, Vec::new()) };
        let lower = typed.to_lowercase();
        let mut found: Vec<String> = self
            .names
            .iter()
            .filter(|name| name.to_lowercase().starts_with(&lower) && !name.contains(sanitise::is_control))
            .map(|name| format!("@{name} "))
            .collect();
        found.extend(self.paths(typed));
        found.truncate(MOST);
        (start, found)
    }

    fn paths(&self, typed: &str) -> Vec<String> {
        let (folder, begun) = typed.rsplit_once('/').map_or(("", typed), |(folder, begun)| (folder, begun));
        let shown = if typed.contains('/') { format!("{folder}/") } else { String::new() };
        let base = if shown.starts_with('/') { Path::new(&shown).to_owned() } else { self.folder.join(folder) };
        let Ok(entries) = fs::read_dir(base) else { return Vec::new() };
        let mut paths: Vec<String> = entries
            .filter_map(Result::ok)
            .filter_map(|entry| {
                let name = entry.file_name().into_string().ok()?;
                let is_wanted = name.starts_with(begun) && (begun.starts_with('.') || !name.starts_with('.'));
                // A path ends at the first blank.
                // What could steer the terminal is nobody's to offer.
                if !is_wanted || name.contains(char::is_whitespace) || name.contains(sanitise::is_control) {
                    return None;
                }
                let is_folder = entry.path().is_dir();
                // A bare name without a dot would be a name of somebody's.
                let here = if shown.is_empty() && !is_folder && !name.contains('.') { "./" } else { "" };
                Some(format!("@{here}{shown}{name}{}", if is_folder { "/" } else { " " }))
            })
            .collect();
        paths.sort_unstable();
        paths
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_paths_are_completed_behind_an_at_sign() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["main.rs", "Makefile", ".hidden", "한글.md", "two words.txt", "src/lib.rs"] {
            let file = folder.path().join(name);
            fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
            fs::write(file, "").expect("a file");
        }
        let completions =
            Completions { names: vec!["kimi".to_owned(), "큐웬".to_owned()], folder: folder.path().to_owned() };
        let check = |line: &str, expected: &[&str]| assert_eq!(completions.of(line, line.len()).1, expected, "{line}");
        check("이거 @ki", &["@kimi "]);
        check("@큐", &["@큐웬 "]);
        check("@ma", &["@main.rs "]);
        check("@Ma", &["@./Makefile "]);
        check("@src/", &["@src/lib.rs "]);
        check("@.h", &["@.hidden "]);
        check("@한", &["@한글.md "]);
        check("@tw", &[]);
        #[cfg(unix)]
        for steering in ['\u{202e}', '\u{2066}', '\u{200f}', '\u{9b}', '\u{1b}', '\u{feff}'] {
            fs::write(folder.path().join(format!("zz{steering}txt.rs")), "").expect("a file");
            check("@zz", &[]);
        }
        check("mail a@ki", &[]);
        assert_eq!(completions.of("이거 @ki", "이거 @ki".len()).0, "이거 ".len());
        let absolute = format!("@{}/mai", folder.path().display());
        check(&absolute, &[&format!("@{}/main.rs ", folder.path().display())]);
    }
}
