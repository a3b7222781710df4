//! Words of the command line that are no UTF-8: those of a terminal in CP949 are decoded.
//!
//! A file's name is left as it came, for that is what the system calls it.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::Path;

use crate::material::{Ending, Material, shown_name};

/// Flags whose value is a path, there or not yet.
const TAKES_PATH: &[&str] = &["-f", "--file", "--from", "--to", "--root"];

/// The words in UTF-8 as far as that can be had, and the encoding that some of them were in.
#[must_use]
pub fn decoded(mut words: Vec<OsString>) -> (Vec<OsString>, Option<&'static str>) {
    let mut from = None;
    for at in 1..words.len() {
        let (before, word) = (&words[..at], &words[at]);
        let is_path = || {
            // Behind `history import` stand files or a question: what is there is a file.
            let is_imported = before.windows(2).any(|pair| pair == ["history", "import"]);
            TAKES_PATH.iter().any(|flag| before[at - 1] == *flag) || is_imported && fs::symlink_metadata(word).is_ok()
        };
        if word.to_str().is_some() || is_path() {
            continue;
        }
        if let Some((text, encoding)) = in_korean(&words[at]) {
            words[at] = OsString::from(text);
            from = Some(encoding);
        }
    }
    (words, from)
}

/// The words with a `-f` before each file that stands behind `-f FILE`, as a shell leaves them that puts names in the place of
/// a pattern (`-f *.txt`), and the names of those files. Folders among them are left out, as those are that a pattern of
/// baro's own finds. For a line on which `-f` is the file of a message.
#[must_use]
pub fn spread(words: &[OsString]) -> (Vec<OsString>, Vec<String>) {
    let (mut all, mut names) = (Vec::with_capacity(words.len()), Vec::new());
    let mut at = 0;
    while at < words.len() {
        let is_flag = words[at] == "-f" || words[at] == "--file";
        if words[at] == "--" {
            break;
        }
        all.push(words[at].clone());
        at += 1;
        if !is_flag || at == words.len() {
            continue;
        }
        let file = words[at].clone();
        all.push(file.clone());
        at += 1;
        let behind = names_behind(&file, &words[at..]);
        let files: Vec<&OsString> = behind.iter().filter(|name| !is_folder(name)).collect();
        // Nobody but a shell puts several files behind a folder.
        if is_folder(&file) && files.len() > 1 {
            all.truncate(all.len() - 2);
        }
        for name in &files {
            names.push(shown_name(Path::new(name)).into_owned());
            all.extend(["-f".into(), OsString::clone(name)]);
        }
        // One alone may be a word of the sentence, too, which would not be understood without it.
        let is_word = |word: &OsString| !is_flag_word(word) && fs::metadata(word).is_err();
        let is_in_sentence = behind.len() == 1 && words.get(at + 1).is_some_and(is_word);
        at += if is_in_sentence { 0 } else { behind.len() };
    }
    all.extend_from_slice(&words[at..]);
    (all, names)
}

/// The names with which `words` begins where `file` stands before them, files and folders, as a shell makes them of a pattern.
///
/// A word of a sentence may be the name of something, too (`test`, `.`): folders alone are none of a pattern's, and a file
/// without a dot or a slash is one between others or at the end of the line, but not right before other words.
fn names_behind<'a>(file: &OsStr, words: &'a [OsString]) -> &'a [OsString] {
    let is_there = |word: &OsStr| !is_flag_word(word) && fs::metadata(word).is_ok();
    if !is_there(file) {
        return &[];
    }
    let is_name = |word: &OsString| word.as_encoded_bytes().iter().any(|byte| matches!(byte, b'.' | b'/' | b'\\'));
    let n_there = words.iter().take_while(|word| is_there(word)).count();
    let ends = words.get(n_there).is_none_or(|next| is_flag_word(next));
    let mut found = &words[..n_there];
    while let Some((last, before)) = found.split_last()
        && !is_name(last)
        && (before.is_empty() || !ends && !is_folder(last))
    {
        found = before;
    }
    if found.iter().all(|name| is_folder(name)) { &[] } else { found }
}

fn is_folder(name: &OsStr) -> bool {
    fs::metadata(name).is_ok_and(|found| found.is_dir())
}

fn is_flag_word(word: &OsStr) -> bool {
    word.as_encoded_bytes().starts_with(b"-")
}

fn in_korean(word: &OsStr) -> Option<(String, &'static str)> {
    let bytes = word.as_encoded_bytes();
    if bytes.starts_with(b"-") {
        return None;
    }
    let material = Material::from_bytes(String::new(), bytes.to_vec(), Ending::Whole).ok()?;
    material.decoded_from.filter(|encoding| *encoding == "CP949").map(|encoding| (material.text, encoding))
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::ffi::OsStringExt as _;

    #[test]
    fn words_in_cp949_are_decoded_and_names_of_files_stay() {
        // `안녕` and `하세요`.
        let (hello, rest) = (vec![0xBE, 0xC8, 0xB3, 0xE7], vec![0xC7, 0xCF, 0xBC, 0xBC, 0xBF, 0xE4]);
        let raw = |bytes: &[u8]| OsString::from_vec(bytes.to_vec());
        let words = vec!["baro".into(), raw(&hello), raw(&rest), "-f".into(), raw(&hello), "ascii".into()];
        let (words, from) = decoded(words);
        assert_eq!(from, Some("CP949"));
        assert_eq!(words[1..4], ["안녕", "하세요", "-f"].map(OsString::from));
        assert_eq!(words[4], raw(&hello));
        let (words, _) = decoded(vec!["baro".into(), "mcp".into(), "serve".into(), "--root".into(), raw(&hello)]);
        assert_eq!(words[4], raw(&hello));
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join(raw(&hello));
        let behind =
            |verb: &str, file: &Path| decoded(vec!["baro".into(), "history".into(), verb.into(), file.into()]).0;
        assert_ne!(behind("import", &file)[3], file.as_os_str(), "a question");
        fs::write(&file, "").expect("a file");
        assert_eq!(behind("import", &file)[3], file.as_os_str());
        assert_ne!(behind("search", &file)[3], file.as_os_str(), "words, though there is such a file");
        let (kept, from) = decoded(vec!["baro".into(), raw(&[0xFF, 0xFE, 0xFD]), "안녕".into()]);
        assert_eq!((kept[1].clone(), from), (raw(&[0xFF, 0xFE, 0xFD]), None));
    }

    #[test]
    fn files_that_a_shell_put_in_place_of_a_pattern_are_files_and_words_stay_words() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["a.txt", "b.txt", "c.txt"] {
            fs::write(folder.path().join(name), name).expect("a file");
        }
        for name in ["a", "sub"] {
            fs::create_dir(folder.path().join(name)).expect("a folder");
        }
        let path = |name: &str| folder.path().join(name).display().to_string();
        // A path has a `/`, as the names of `-f folder/*` have.
        let line = |words: &[&str]| -> Vec<OsString> {
            words.iter().map(|word| word.strip_prefix('%').map_or((*word).into(), |name| path(name).into())).collect()
        };
        for (typed, read, n_files) in [
            (
                &["baro", "-f", "%a.txt", "%b.txt", "%c.txt"][..],
                &["baro", "-f", "%a.txt", "-f", "%b.txt", "-f", "%c.txt"][..],
                2,
            ),
            (
                &["baro", "ask", "--file", "%a.txt", "%b.txt", "what", "is", "%c.txt"],
                &["baro", "ask", "--file", "%a.txt", "-f", "%b.txt", "%b.txt", "what", "is", "%c.txt"],
                1,
            ),
            // Several before other words are no words of theirs.
            (
                &["baro", "-f", "%a.txt", "%b.txt", "%c.txt", "explain"],
                &["baro", "-f", "%a.txt", "-f", "%b.txt", "-f", "%c.txt", "explain"],
                2,
            ),
            // Folders among the names are left out, and alone are words.
            (
                &["baro", "-f", "%a.txt", "%b.txt", "%sub", "explain"],
                &["baro", "-f", "%a.txt", "-f", "%b.txt", "explain"],
                1,
            ),
            (&["baro", "-f", "%a", "%b.txt", "%c.txt", "%sub"], &["baro", "-f", "%b.txt", "-f", "%c.txt"], 2),
            (&["baro", "-f", "%a", "%b.txt", "explain"], &["baro", "-f", "%a", "-f", "%b.txt", "%b.txt", "explain"], 1),
            (&["baro", "-f", "%a.txt", "%sub", "explain"], &["baro", "-f", "%a.txt", "%sub", "explain"], 0),
            (&["baro", "-f", "%a.txt", "%a", "%sub"], &["baro", "-f", "%a.txt", "%a", "%sub"], 0),
            (&["baro", "-f", "%a.txt", ".", "what"], &["baro", "-f", "%a.txt", ".", "what"], 0),
            (&["baro", "-f", "%a.txt", "/", "what"], &["baro", "-f", "%a.txt", "/", "what"], 0),
            (&["baro", "-f", "%a.txt", "--", "%b.txt"], &["baro", "-f", "%a.txt", "--", "%b.txt"], 0),
            (&["baro", "-f", "%none.txt", "%b.txt"], &["baro", "-f", "%none.txt", "%b.txt"], 0),
            (&["baro", "-f", "%a.txt", "%none.txt", "%b.txt"], &["baro", "-f", "%a.txt", "%none.txt", "%b.txt"], 0),
            (&["baro", "-f", "%a.txt", "-q", "%b.txt"], &["baro", "-f", "%a.txt", "-q", "%b.txt"], 0),
            (&["baro", "%a.txt", "%b.txt"], &["baro", "%a.txt", "%b.txt"], 0),
            (&["baro", "-f"], &["baro", "-f"], 0),
        ] {
            let (words, names) = spread(&line(typed));
            assert_eq!(words, line(read), "{typed:?}");
            assert_eq!(names.len(), n_files, "{typed:?}");
        }
    }
}
