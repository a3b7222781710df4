//! Patterns among file names (`*.txt`), for what no shell has put names in place of: zsh behind `noglob`, PowerShell, quotes.
//!
//! `*`, `?` and `[..]`, in each part of a path, and `**` for any folders between, or at the end for all that is below; a
//! name that begins with a dot is met only by a pattern that does. A file whose name is the pattern itself comes first, and
//! one that is there already comes once.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path, PathBuf};

use crate::material::shown_name;

/// The files that `paths` name, in their order, those of a pattern sorted. A pattern that nothing fits stays as it is, to
/// be told as missing.
pub fn expanded(paths: &[PathBuf]) -> Vec<PathBuf> {
    let mut all = Vec::with_capacity(paths.len());
    for path in paths {
        let fitting = if is_pattern(path) && fs::symlink_metadata(path).is_err() { fitting(path) } else { Vec::new() };
        if fitting.is_empty() {
            all.push(path.clone());
        } else {
            let new: Vec<PathBuf> = fitting.into_iter().filter(|path| !all.contains(path)).collect();
            all.extend(new);
        }
    }
    all
}

/// True for a path in which there is a pattern.
pub fn is_pattern(path: &Path) -> bool {
    path.to_str().is_some_and(|path| path.contains(['*', '?', '[']))
}

/// The first folder before the pattern in a path that is not there.
pub fn missing_folder(pattern: &Path) -> Option<PathBuf> {
    let before: PathBuf = pattern.components().take_while(|part| !is_pattern(Path::new(part))).collect();
    let is_missing = |folder: &&Path| !folder.as_os_str().is_empty() && !folder.is_dir();
    before.ancestors().take_while(is_missing).last().map(Path::to_owned)
}

fn fitting(pattern: &Path) -> Vec<PathBuf> {
    let mut found = vec![PathBuf::new()];
    // Folders alone cannot be sent, so a last `**` stands for all that is below.
    let ends_in_folders = pattern.components().next_back().is_some_and(|part| part.as_os_str() == "**");
    let last = ends_in_folders.then_some(Component::Normal("*".as_ref()));
    for part in pattern.components().chain(last) {
        let part_pattern = match part {
            Component::Normal(name) => name.to_str().filter(|_| is_pattern(Path::new(name))),
            _ => None,
        };
        found = match part_pattern {
            None => found.into_iter().map(|before| before.join(part)).collect(),
            // A second `**` comes to each folder by more ways than one.
            Some("**") => found.into_iter().flat_map(with_folders_below).collect::<BTreeSet<_>>().into_iter().collect(),
            Some(part_pattern) => found.iter().flat_map(|before| within(before, part_pattern)).collect(),
        };
    }
    found.retain(|path| path.exists() && !path.is_dir());
    found.sort();
    found
}

/// A folder and all below it. What is linked is not entered: it may lead back.
fn with_folders_below(folder: PathBuf) -> Vec<PathBuf> {
    let mut all = vec![folder];
    let mut at = 0;
    while let Some(folder) = all.get(at).cloned() {
        let here = if folder.as_os_str().is_empty() { Path::new(".") } else { &folder };
        let entries = fs::read_dir(here).into_iter().flatten().flatten();
        let folders = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
        let names = folders.map(|entry| entry.file_name()).filter(|name| !name.to_string_lossy().starts_with('.'));
        let below: Vec<PathBuf> = names.map(|name| folder.join(name)).collect();
        all.extend(below);
        at += 1;
    }
    all
}

/// What fits in one folder.
fn within(folder: &Path, pattern: &str) -> Vec<PathBuf> {
    let here = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let Ok(entries) = fs::read_dir(here) else { return Vec::new() };
    entries
        .filter_map(|entry| {
            let name = entry.ok()?.file_name();
            fits(pattern, &shown_name(Path::new(&name))).then(|| folder.join(&name))
        })
        .collect()
}

fn fits(pattern: &str, name: &str) -> bool {
    let (pattern, letters): (Vec<char>, Vec<char>) = (pattern.chars().collect(), name.chars().collect());
    let is_hidden = letters.first() == Some(&'.') && pattern.first() != Some(&'.');
    !is_hidden && fits_from(&pattern, &letters)
}

/// Goes back to the last `*` where the rest does not fit: never more than pattern times name.
fn fits_from(pattern: &[char], letters: &[char]) -> bool {
    let (mut at, mut letter) = (0, 0);
    let mut last_star = None;
    loop {
        let step = match pattern.get(at) {
            None if letter == letters.len() => return true,
            None => None,
            Some('*') => {
                last_star = Some((at + 1, letter));
                at += 1;
                continue;
            }
            Some(_) => letters.get(letter).and_then(|letter| one(&pattern[at..], *letter)),
        };
        match (step, &mut last_star) {
            (Some(n_taken), _) => {
                at += n_taken;
                letter += 1;
            }
            (None, Some((behind, from))) if *from < letters.len() => {
                *from += 1;
                (at, letter) = (*behind, *from);
            }
            (None, _) => return false,
        }
    }
}

/// How much of the pattern stands for `letter`; `None` where it does not fit.
fn one(pattern: &[char], letter: char) -> Option<usize> {
    match pattern {
        ['?', ..] => Some(1),
        ['[', rest @ ..] => match set(rest, letter) {
            Some((n_taken, true)) => Some(n_taken + 1),
            Some((_, false)) => None,
            // Nothing closes it: a bracket like any other letter.
            None => (letter == '[').then_some(1),
        },
        [literal, ..] => (*literal == letter).then_some(1),
        [] => None,
    }
}

/// The length of a set up to its bracket, and whether it has the letter.
fn set(pattern: &[char], letter: char) -> Option<(usize, bool)> {
    let is_without = matches!(pattern.first(), Some('!' | '^'));
    let start = usize::from(is_without);
    // A bracket that comes first is one of the letters.
    let end = start + 1 + pattern.get(start + 1..)?.iter().position(|character| *character == ']')?;
    let members = &pattern[start..end];
    let mut has = false;
    let mut at = 0;
    while let Some(first) = members.get(at) {
        if let (Some('-'), Some(last)) = (members.get(at + 1), members.get(at + 2)) {
            has |= (*first..=*last).contains(&letter);
            at += 3;
        } else {
            has |= *first == letter;
            at += 1;
        }
    }
    Some((end + 1, has != is_without))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_fits_as_in_a_shell() {
        for (pattern, name, expected) in [
            ("*.txt", "a.txt", true),
            ("*.txt", ".txt", false),
            (".*", ".txt", true),
            ("*.txt", "a.txt.bak", false),
            ("?.md", "가.md", true),
            ("?.md", "가나.md", false),
            ("[ab]*", "bc", true),
            ("[!ab]*", "bc", false),
            ("[a-c]x", "bx", true),
            ("[a-c]x", "dx", false),
            ("[]x]", "]", true),
            ("[a", "[a", true),
            ("*a*b*c", "xxaxxbxxbxc", true),
            ("*a*b*c", "xxaxxcxx", false),
            ("**", "anything", true),
            ("보고*.md", "보고서 1.md", true),
        ] {
            assert_eq!(fits(pattern, name), expected, "{pattern} {name}");
        }
    }

    #[test]
    fn files_of_a_pattern_are_sorted_and_a_file_of_that_name_comes_first() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["b.txt", "a.txt", "c.md", "sub/d.txt", "sub/.e.txt"] {
            let file = folder.path().join(name);
            fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
            fs::write(file, "").expect("a file");
        }
        let under = |names: &[&str]| names.iter().map(|name| folder.path().join(name)).collect::<Vec<_>>();
        let of = |patterns: &[&str]| expanded(&under(patterns));
        assert_eq!(of(&["c.md", "*.txt"]), under(&["c.md", "a.txt", "b.txt"]));
        assert_eq!(of(&["s*/*.txt"]), under(&["sub/d.txt"]));
        assert_eq!(of(&["**/*.txt"]), under(&["a.txt", "b.txt", "sub/d.txt"]));
        assert_eq!(of(&["**/*"]), under(&["a.txt", "b.txt", "c.md", "sub/d.txt"]), "a folder is no file");
        assert_eq!(of(&["s*/**"]), under(&["sub/d.txt"]), "what is in the folders");
        assert_eq!(of(&["**"]), of(&["**/*"]));
        assert_eq!(fitting(&under(&["**/**/**/*.txt"])[0]), under(&["a.txt", "b.txt", "sub/d.txt"]), "each once");
        assert_eq!(missing_folder(&under(&["no/*.txt"])[0]), Some(folder.path().join("no")));
        assert_eq!(missing_folder(&under(&["sub/*.zip"])[0]), None);
        assert_eq!(of(&["b.txt", "*.txt"]), under(&["b.txt", "a.txt"]), "each comes once");
        assert_eq!(of(&["*.rs"]), under(&["*.rs"]));
        fs::write(folder.path().join("[a].txt"), "").expect("a file");
        assert_eq!(of(&["[a].txt"]), under(&["[a].txt"]));
        assert_eq!(expanded(&[PathBuf::from("-")]), [PathBuf::from("-")]);
    }
}
