//! What stands behind `@`, completed: a name that can be called, or the path of a file.

use std::{fs, path};

use unicode_normalization::UnicodeNormalization as _;

use crate::engine::talk::attached::Places;
use crate::grammar::keys;
use crate::markup::sanitise;

/// More are not listed: they would not fit a window.
const MOST: usize = 24;

pub(super) struct Completions {
    pub(super) names: Vec<String>,
    pub(super) places: Places,
}

/// Where a word begins, and what could stand there.
pub(super) type Offer = (usize, Vec<String>);

/// What completes the word at a place of a line, kept from when it was looked up until it is asked for: folders are read
/// once for each key.
#[derive(Default)]
pub(super) struct Found(Option<(String, usize, Offer)>);

impl Found {
    /// Whether anything completes the word.
    pub(super) fn look_up(&mut self, line: &str, caret: usize, of: impl FnOnce(&str, usize) -> Offer) -> bool {
        let offer = of(line, caret);
        let is_any = !offer.1.is_empty();
        self.0 = is_any.then(|| (line.to_owned(), caret, offer));
        is_any
    }

    /// What completes it.
    pub(super) fn take(&mut self, line: &str, caret: usize, of: impl FnOnce(&str, usize) -> Offer) -> Offer {
        match self.0.take() {
            Some((known, at, offer)) if known == line && at == caret => offer,
            _ => of(line, caret),
        }
    }
}

/// The word at the caret, if it begins with `@`.
struct Word<'l> {
    /// Its first byte in the line.
    start: usize,
    /// What stands behind the `@`, and the quote.
    typed: &'l str,
    is_quoted: bool,
}

fn word(line: &str, caret: usize) -> Option<Word<'_>> {
    let before = line.get(..caret)?;
    let begins = |at: usize| before[..at].chars().next_back().is_none_or(char::is_whitespace);
    if let Some(start) = before.rfind("@\"").filter(|at| begins(*at))
        && !before[start + 2..].contains(['"', '\n'])
    {
        return Some(Word { start, typed: &before[start + 2..], is_quoted: true });
    }
    let start =
        before.rfind(char::is_whitespace).map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
    Some(Word { start, typed: before[start..].strip_prefix('@')?, is_quoted: false })
}

/// The path at the caret that has blanks and stands in no quotes.
fn with_blanks(line: &str, caret: usize) -> Option<Word<'_>> {
    let before = line.get(..caret)?;
    let start = before.rfind('@')?;
    let typed = &before[start + 1..];
    let begins = before[..start].chars().next_back().is_none_or(char::is_whitespace);
    let is_path = begins && typed.contains(' ') && !typed.starts_with(' ') && !typed.contains(['"', '\n', '\t']);
    is_path.then_some(Word { start, typed, is_quoted: true })
}

/// What stands behind the `@` of the word at the caret, where it begins with one.
pub fn begun(line: &str, caret: usize) -> Option<&str> {
    word(line, caret).map(|word| word.typed)
}

impl Completions {
    /// Where the word begins, and what could stand there: names, the ids of models, paths.
    pub(super) fn of(&self, line: &str, caret: usize, ids: &[String]) -> Offer {
        let Some(word) = word(line, caret) else {
            let Some(word) = with_blanks(line, caret) else { return (caret, Vec::new()) };
            return (word.start, self.paths(&word));
        };
        let mut found = if word.is_quoted { Vec::new() } else { self.called(word.typed, ids) };
        found.extend(self.paths(&word));
        if found.is_empty() && !word.is_quoted {
            // Typed with the other language's keys, a name is heard all the same.
            let slipped = [keys::in_english(word.typed), keys::in_korean(word.typed)];
            found = slipped
                .iter()
                .filter(|slip| *slip != word.typed)
                .map(|slip| self.called(slip, ids))
                .find(|found| !found.is_empty())
                .unwrap_or_default();
        }
        found.truncate(MOST);
        (word.start, found)
    }

    /// Names and ids that begin so. With its provider before it an id is offered where the `:` says that it is meant.
    fn called(&self, typed: &str, ids: &[String]) -> Vec<String> {
        let lower = typed.to_lowercase();
        let mut found: Vec<String> = Vec::new();
        for name in self.names.iter().chain(ids) {
            let offered = format!("@{name} ");
            let is_meant = typed.contains(':') || !name.contains(':');
            let is_wanted = name.to_lowercase().starts_with(&lower) && !name.contains(sanitise::is_control);
            if is_wanted && is_meant && !found.contains(&offered) {
                found.push(offered);
            }
        }
        found
    }

    fn paths(&self, word: &Word<'_>) -> Vec<String> {
        let typed = word.typed;
        // Separators are one byte each.
        let (shown, begun) = typed.split_at(typed.rfind(path::is_separator).map_or(0, |at| at + 1));
        let Ok(entries) = fs::read_dir(self.places.lead(if shown.is_empty() { "." } else { shown })) else {
            return Vec::new();
        };
        let begun: String = begun.nfc().collect();
        let mut paths: Vec<String> = entries
            .filter_map(Result::ok)
            .filter_map(|entry| {
                // Syllables stand whole in the line, however the file has them.
                let name: String = entry.file_name().to_str()?.nfc().collect();
                let is_wanted = name.starts_with(&begun) && (begun.starts_with('.') || !name.starts_with('.'));
                // What could steer the terminal is nobody's to offer, and a quote would end the path.
                if !is_wanted || name.contains(sanitise::is_control) || name.contains(['"', '\n', '\t']) {
                    return None;
                }
                let is_folder = entry.path().is_dir();
                if word.is_quoted || shown.contains(char::is_whitespace) || name.contains(char::is_whitespace) {
                    return Some(format!("@\"{shown}{name}{}", if is_folder { "/" } else { "\" " }));
                }
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
    fn what_was_looked_up_for_a_key_is_not_looked_up_again() {
        let n_looks = std::cell::Cell::new(0);
        let of = |_: &str, caret: usize| {
            n_looks.set(n_looks.get() + 1);
            (caret, vec!["@kimi ".to_owned()])
        };
        let mut found = Found::default();
        assert!(found.look_up("@ki", 3, of));
        assert_eq!((found.take("@ki", 3, of), n_looks.get()), ((3, vec!["@kimi ".to_owned()]), 1));
        // Asked for once more, or elsewhere, it may have changed.
        found.take("@ki", 3, of);
        found.look_up("@ki", 3, of);
        found.take("@ki", 2, of);
        assert_eq!(n_looks.get(), 4);
        assert!(!found.look_up("@ki", 3, |_, caret| (caret, Vec::new())));
    }

    #[test]
    fn names_and_paths_are_completed_behind_an_at_sign() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["main.rs", "Makefile", ".hidden", "한글.md", "two words.txt", "src/lib.rs"] {
            let file = folder.path().join(name);
            fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
            fs::write(file, "").expect("a file");
        }
        let places = Places { folder: folder.path().to_owned(), home: Some(folder.path().join("src")) };
        let ids = ["kimi-k3", "kimi", "qwen3.8-27b", "groq:qwen/qwen3.8-27b"].map(str::to_owned);
        let completions = Completions { names: vec!["kimi".to_owned(), "큐웬".to_owned()], places };
        let check =
            |line: &str, expected: &[&str]| assert_eq!(completions.of(line, line.len(), &ids).1, expected, "{line}");
        check("이거 @ki", &["@kimi ", "@kimi-k3 "]);
        check("@qwen3", &["@qwen3.8-27b "]);
        check("@kimi-k3x", &[]);
        check("@큐", &["@큐웬 "]);
        check("@ㅏㅑ", &["@kimi ", "@kimi-k3 "]);
        check("@zb", &["@큐웬 "]);
        check("@gro", &[]);
        check("@groq:", &["@groq:qwen/qwen3.8-27b "]);
        check("@groq:qwen/q", &["@groq:qwen/qwen3.8-27b "]);
        check("@ma", &["@main.rs "]);
        check("@Ma", &["@./Makefile "]);
        check("@src/", &["@src/lib.rs "]);
        check("@.h", &["@.hidden "]);
        check("@한", &["@한글.md "]);
        check("@tw", &["@\"two words.txt\" "]);
        check("see @\"two w", &["@\"two words.txt\" "]);
        check("see @\"two words.txt\" ", &[]);
        check("see @two wo", &["@\"two words.txt\" "]);
        check("@kimi wo", &[]);
        check("@two words.txt is", &[]);
        check("@\"ki", &[]);
        check("@~/li", &["@~/lib.rs "]);
        fs::write(folder.path().join("나눔.md".nfd().collect::<String>()), "").expect("a file");
        check("@나", &["@나눔.md "]);
        #[cfg(unix)]
        for steering in ['\u{202e}', '\u{2066}', '\u{200f}', '\u{9b}', '\u{1b}', '\u{feff}'] {
            fs::write(folder.path().join(format!("zz{steering}txt.rs")), "").expect("a file");
            check("@zz", &[]);
        }
        check("mail a@ki", &[]);
        assert_eq!(completions.of("이거 @ki", "이거 @ki".len(), &ids).0, "이거 ".len());
        let absolute = format!("@{}/mai", folder.path().display());
        check(&absolute, &[&format!("@{}/main.rs ", folder.path().display())]);
    }
}
