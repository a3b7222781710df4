//! The lines that were typed before, the newest [`MOST_ENTRIES`] of them: a file, read at the start and added to line by line.
//!
//! The file may hold [`MOST_IN_FILE`] before it is written anew with the newest alone, so that this is seldom done.
//! Only the user may read it, from the start on. A line that begins with a space is never kept, nor is one twice in a row. Several REPLs
//! may add to the file at once: each line is one write at its end. What of a line was pasted stands between `\<` and `\>`.
//! What cannot be written is not complained of: history is a comfort. It knows no editor.

use std::collections::VecDeque;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::draft::Written;
use crate::files::{self, Readers};
use crate::markup::redact;

/// So many lines are kept.
pub const MOST_ENTRIES: usize = 10_000;

/// So many are in the file at most.
const MOST_IN_FILE: usize = 11_000;

/// A line that is longer is not kept.
pub const LONGEST_BYTES: usize = 64 * 1024;

/// The lines that were typed before.
#[derive(Debug, Default)]
pub struct History {
    file: Option<PathBuf>,
    entries: VecDeque<Written>,
}

/// Whether new lines go into the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NewLines {
    /// They do.
    Kept,
    /// They are known to this process alone: no text is kept.
    Forgotten,
}

impl History {
    /// Reads the file, if there is one. `keys` gives keys by their letters; it is asked only where a file that has grown long
    /// is written anew.
    #[must_use]
    pub fn load(file: &Path, new_lines: NewLines, keys: impl FnOnce() -> Vec<String>) -> Self {
        let bytes = fs::read(file).unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes);
        let n_lines = memchr::memchr_iter(b'\n', &bytes).count();
        let kept = text.lines().skip(n_lines.saturating_sub(MOST_ENTRIES)).filter(|line| !line.is_empty());
        let entries: VecDeque<Written> = kept.map(unescaped).collect();
        let history = Self { file: (new_lines == NewLines::Kept).then(|| file.to_owned()), entries };
        if let Some(file) = &history.file {
            // Others may have been able to read it until now.
            let _ = fs::exists(file)
                .and_then(|is_there| if is_there { files::open_for_lines(file).map(drop) } else { Ok(()) });
            if n_lines > MOST_IN_FILE {
                let _ = rewrite(file, &mut history.entries.iter(), &keys());
            }
        }
        history
    }

    /// The lines, oldest first.
    #[must_use]
    pub const fn entries(&self) -> &VecDeque<Written> {
        &self.entries
    }

    /// Keeps a line; in the file without what surely is a key, and without `keys`, which are some by their letters.
    pub fn add(&mut self, line: Written, keys: &[String]) {
        let text = &line.text;
        let is_private = text.starts_with(char::is_whitespace);
        if is_private || text.trim().is_empty() || text.len() > LONGEST_BYTES {
            return;
        }
        if self.entries.back().is_some_and(|last| last.text == *text) {
            return;
        }
        if self.entries.len() == MOST_ENTRIES {
            self.entries.pop_front();
        }
        if let Some(file) = &self.file {
            let _ = append(file, &line, keys);
        }
        self.entries.push_back(line);
    }

    /// The newest line before position `before` in which all of `words` stand, in any case.
    #[must_use]
    pub fn search_back(&self, words: &str, before: usize) -> Option<(usize, usize)> {
        (0..before.min(self.entries.len())).rev().find_map(|at| Some((at, found(&self.entries[at].text, words)?)))
    }

    /// The oldest line from position `from` on in which `words` stand, in any case.
    #[must_use]
    pub fn search_on(&self, words: &str, from: usize) -> Option<(usize, usize)> {
        (from..self.entries.len()).find_map(|at| Some((at, found(&self.entries[at].text, words)?)))
    }
}

/// Writes the file anew. A line may have been written before its key was known.
fn rewrite(file: &Path, lines: &mut dyn Iterator<Item = &Written>, keys: &[String]) -> io::Result<()> {
    let text: String = lines.map(|line| in_the_file(line, keys)).collect();
    files::replace(file, text.as_bytes(), Readers::User)
}

/// Where in the line the words stand. Words typed in small letters are found in any case.
fn found(line: &str, words: &str) -> Option<usize> {
    if words.chars().any(char::is_uppercase) || words.bytes().all(|byte| !byte.is_ascii_alphabetic()) {
        return line.find(words);
    }
    let (line_bytes, words) = (line.as_bytes(), words.as_bytes());
    (0..=line_bytes.len().checked_sub(words.len())?)
        .find(|at| line_bytes[*at..*at + words.len()].eq_ignore_ascii_case(words))
}

/// Adds a line; where the file is full, by however many REPLs, its oldest ones go first.
fn append(file: &Path, line: &Written, keys: &[String]) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        files::make_folder(folder)?;
    }
    // A line has two bytes at least, with its end: a smaller file is not full, and need not be read.
    let may_be_full = fs::metadata(file).is_ok_and(|it| it.len() >= 2 * MOST_IN_FILE as u64);
    let bytes = if may_be_full { fs::read(file).unwrap_or_default() } else { Vec::new() };
    let n_lines = memchr::memchr_iter(b'\n', &bytes).count();
    if n_lines >= MOST_IN_FILE {
        let text = String::from_utf8_lossy(&bytes);
        let newest: Vec<Written> = text.lines().skip(n_lines + 1 - MOST_ENTRIES).map(unescaped).collect();
        rewrite(file, &mut newest.iter(), keys)?;
    }
    files::open_for_lines(file)?.write_all(in_the_file(line, keys).as_bytes())
}

/// A line as it stands in the file, with its end. What surely is a key goes into no file, as it is sent nowhere.
fn in_the_file(line: &Written, keys: &[String]) -> String {
    let clean = |text: &str| redact::before_sending(text, keys).0.into_owned();
    let whole = clean(&line.text);
    let pieces: Vec<(String, bool)> =
        pieces(line).into_iter().map(|(piece, is_pasted)| (clean(piece), is_pasted)).collect();
    // A key that is typed in part and pasted in part is found in the whole alone.
    let is_whole = pieces.iter().map(|(piece, _)| piece.as_str()).collect::<String>() == whole;
    if !is_whole {
        return format!("{}\n", escaped(&whole));
    }
    let mut text = String::with_capacity(whole.len() + 8);
    for (piece, is_pasted) in pieces {
        let piece = escaped(&piece);
        if is_pasted {
            text.extend(["\\<", &piece, "\\>"]);
        } else {
            text.push_str(&piece);
        }
    }
    text.push('\n');
    text
}

/// A line in what was pasted and what was not.
fn pieces(line: &Written) -> Vec<(&str, bool)> {
    let (mut pieces, mut at) = (Vec::new(), 0);
    for range in &line.pasted {
        pieces.extend(line.text.get(at..range.start).map(|typed| (typed, false)));
        pieces.extend(line.text.get(range.clone()).map(|pasted| (pasted, true)));
        at = range.end;
    }
    pieces.extend(line.text.get(at..).map(|typed| (typed, false)));
    pieces
}

fn escaped(line: &str) -> String {
    line.replace('\\', "\\\\").replace('\n', "\\n").replace('\r', "\\r")
}

fn unescaped(line: &str) -> Written {
    if !line.contains('\\') {
        return Written { text: line.to_owned(), pasted: Vec::new() };
    }
    let mut written = Written { text: String::with_capacity(line.len()), pasted: Vec::new() };
    let mut begun = None;
    let mut chars = line.chars();
    while let Some(character) = chars.next() {
        let text = &mut written.text;
        if character != '\\' {
            text.push(character);
            continue;
        }
        match chars.next() {
            Some('n') => text.push('\n'),
            Some('r') => text.push('\r'),
            Some('<') => begun = Some(text.len()),
            Some('>') => written.pasted.extend(begun.take().map(|from| from..text.len())),
            Some(other) => text.push(other),
            None => text.push('\\'),
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use std::ops::Range;

    use super::*;

    fn pasted(text: impl Into<String>, pasted: Range<usize>) -> Written {
        Written { text: text.into(), pasted: std::iter::once(pasted).collect() }
    }

    fn typed(text: impl Into<String>) -> Written {
        Written { text: text.into(), pasted: Vec::new() }
    }

    fn texts(history: &History) -> Vec<&str> {
        history.entries().iter().map(|line| line.text.as_str()).collect()
    }

    fn folder() -> tempfile::TempDir {
        tempfile::tempdir().expect("a folder")
    }

    #[test]
    fn lines_come_back_as_they_were_and_private_ones_never() {
        let folder = folder();
        let file = folder.path().join("baro/history");
        let mut history = History::load(&file, NewLines::Kept, Vec::new);
        for line in ["하나", "두 줄\n짜리 \\n", " 비밀", "두 줄\n짜리 \\n", "", "two"] {
            history.add(typed(line), &[]);
        }
        history.add(typed("two"), &[]);
        let again = History::load(&file, NewLines::Kept, Vec::new);
        assert_eq!(texts(&again), ["하나", "두 줄\n짜리 \\n", "two"]);
        assert_eq!(again.entries(), history.entries());
        let key = "gsk_0123456789abcdefABCD1234";
        history.add(typed(format!("my key {key} ok?")), &[]);
        let kept = fs::read_to_string(&file).expect("there");
        assert!(kept.ends_with("my key [redacted] ok?\n") && !kept.contains(key), "{kept}");
        let again = History::load(&file, NewLines::Kept, Vec::new);
        // Where no text is kept, the lines before are there, and new ones for now.
        let mut private = History::load(&file, NewLines::Forgotten, Vec::new);
        private.add(typed("for now"), &[]);
        assert_eq!(texts(&private), ["하나", "두 줄\n짜리 \\n", "two", "my key [redacted] ok?", "for now"]);
        assert_eq!(History::load(&file, NewLines::Kept, Vec::new).entries(), again.entries());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = |path: &Path| fs::metadata(path).expect("there").permissions().mode() & 0o777;
            assert_eq!((mode(&file), mode(&folder.path().join("baro"))), (0o600, 0o700));
        }
    }

    #[test]
    fn what_was_pasted_is_known_to_another_session() {
        let folder = folder();
        let file = folder.path().join("history");
        let mut history = History::load(&file, NewLines::Kept, Vec::new);
        let text = "왜? a \\< b\nc > d 응?";
        history.add(pasted(text, 5..text.len() - 5), &[]);
        let key = "gsk_0123456789abcdefABCD1234";
        history.add(pasted(format!("why? {key}\nlog"), 5..37), &[]);
        // A key that was pasted behind what was typed of it is found all the same.
        history.add(pasted(key, 10..28), &[]);
        let again = History::load(&file, NewLines::Kept, Vec::new);
        assert_eq!(texts(&again), [text, "why? [redacted]\nlog", "[redacted]"]);
        let places: Vec<_> = again.entries().iter().map(|line| line.pasted.first().cloned()).collect();
        assert_eq!(places, [Some(5..text.len() - 5), Some(5..19), None]);
    }

    #[test]
    fn a_known_key_is_in_no_line_of_the_file() {
        let folder = folder();
        let file = folder.path().join("history");
        let key = "plainkey0123456789abcd";
        let lines = "line\n".repeat(MOST_IN_FILE);
        fs::write(&file, format!("{lines}is it {key}\n")).expect("a file");
        // It has grown too long, and is written anew: without what stood in it in clear.
        let mut history = History::load(&file, NewLines::Kept, || vec![key.to_owned()]);
        history.add(typed(format!("and {key}?")), &[key.to_owned()]);
        let kept = fs::read_to_string(&file).expect("a file");
        assert!(kept.ends_with("line\nis it [redacted]\nand [redacted]?\n") && !kept.contains(key));
        assert_eq!(history.entries().back(), Some(&typed(format!("and {key}?"))), "for as long as baro runs");
    }

    #[test]
    fn ten_thousand_lines_are_kept_and_the_file_does_not_grow_for_ever() {
        let folder = folder();
        let file = folder.path().join("history");
        let lines: String = format!("{}line 11005\n", "line\n".repeat(MOST_IN_FILE + 4));
        fs::write(&file, lines).expect("a file");
        let n_lines = || fs::read_to_string(&file).expect("a file").lines().count();
        let mut history = History::load(&file, NewLines::Kept, Vec::new);
        assert_eq!(history.entries().len(), MOST_ENTRIES);
        assert_eq!(texts(&history).last(), Some(&"line 11005"));
        assert_eq!(n_lines(), MOST_ENTRIES);
        // Nor does it while lines are added, by this one or another, and ten thousand are always there.
        let mut other = History::load(&file, NewLines::Kept, Vec::new);
        for (n_before, n_after) in
            [(MOST_ENTRIES, MOST_ENTRIES + 1), (MOST_IN_FILE - 1, MOST_IN_FILE), (MOST_IN_FILE, MOST_ENTRIES)]
        {
            fs::write(&file, "line\n".repeat(n_before)).expect("a file");
            other.add(typed(format!("one more than {n_before}")), &[]);
            assert_eq!(n_lines(), n_after);
        }
        history.add(typed("of another"), &[]);
        let kept = fs::read_to_string(&file).expect("a file");
        assert!(kept.ends_with("line\none more than 11000\nof another\n"), "{}", &kept[kept.len() - 60..]);
    }

    #[cfg(unix)]
    #[test]
    fn from_the_start_on_only_the_user_may_read_the_lines() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = folder();
        let file = folder.path().join("history");
        drop(History::load(&file, NewLines::Kept, Vec::new));
        assert!(!file.exists(), "where there is none, none is made");
        fs::write(&file, "line\n").expect("a file");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).expect("a mode");
        drop(History::load(&file, NewLines::Kept, Vec::new));
        assert_eq!(fs::metadata(&file).expect("there").permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_search_finds_the_newest_first_in_any_case() {
        let mut history = History::default();
        for line in ["Rust 질문", "다른 것", "rust again", "rUst"] {
            history.add(typed(line), &[]);
        }
        assert_eq!(history.search_back("rust", 4), Some((3, 0)));
        assert_eq!(history.search_back("rust", 3), Some((2, 0)));
        assert_eq!(history.search_back("질문", 4), Some((0, 5)));
        assert_eq!(history.search_on("Rust", 0), Some((0, 0)));
        assert_eq!(history.search_on("Rust", 1), None);
        assert_eq!(history.search_back("없음", 4), None);
    }
}
