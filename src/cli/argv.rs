//! Words of the command line that are no UTF-8: those of a terminal in CP949 are decoded.
//!
//! A file's name is left as it came, for that is what the system calls it.

use std::ffi::{OsStr, OsString};
use std::fs;

use crate::material::{Ending, Material};

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
    use std::os::unix::ffi::OsStringExt as _;
    use std::path::Path;

    use super::*;

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
}
