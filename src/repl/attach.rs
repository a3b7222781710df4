//! Files that a message names behind `@`: read whole, decoded, fenced. Nothing but plain files, and nothing of them is
//! ever read as a word to baro.

use std::fs::{self, File};
use std::io::Read as _;
use std::ops::Range;
use std::path::Path;

use crate::domain::Lang;
use crate::material::{self, Ending, Material, Unreadable};
use crate::ui::messages::{FileProblem, Message};
use crate::ui::{ErrorText, trouble};

/// A file that is larger is refused.
const LIMIT_BYTES: u64 = 32 * 1024 * 1024;

/// What was attached.
#[derive(Debug, Default)]
pub(super) struct Attached {
    /// Fenced, as it is sent.
    pub text: Option<String>,
    /// What is to be said of it.
    pub notices: Vec<Notice>,
}

/// A file was decoded from another encoding.
#[derive(Debug)]
pub(super) struct Notice {
    name: String,
    encoding: &'static str,
}

impl Notice {
    pub(super) fn message(&self) -> Message<'_> {
        Message::Decoded { encoding: self.encoding, source: &self.name }
    }
}

/// A file that cannot be attached, and why.
#[derive(Debug)]
pub(super) struct Problem {
    name: String,
    why: Why,
}

#[derive(Debug)]
enum Why {
    Unreadable(String),
    TooLarge(u64),
    Binary,
    UnknownEncoding,
}

impl Problem {
    pub(super) fn text(&self, lang: Lang) -> ErrorText {
        let problem = match &self.why {
            Why::Unreadable(message) => FileProblem::Unreadable { message },
            Why::TooLarge(n_bytes) => FileProblem::TooLarge { n_bytes: *n_bytes, limit: LIMIT_BYTES },
            Why::Binary => FileProblem::Binary,
            Why::UnknownEncoding => FileProblem::UnknownEncoding,
        };
        trouble::of_file(lang, &self.name, problem)
    }
}

/// Endings by which a word is known to be meant as a file, there or not.
const ENDINGS: &[&str] = &[
    "bash", "c", "cfg", "conf", "cpp", "cs", "css", "csv", "docx", "go", "h", "hpp", "html", "hwp", "ini", "java",
    "js", "json", "jsonl", "jsx", "kt", "log", "lua", "md", "pdf", "php", "py", "rb", "rs", "scala", "sh", "sql",
    "svg", "swift", "toml", "ts", "tsx", "txt", "xml", "yaml", "yml",
];

/// The first path behind an `@` that looks like a file's and is none.
pub(super) fn missing<'t>(folder: &Path, text: &'t str, pasted: &[Range<usize>]) -> Option<&'t str> {
    let words = text.split_whitespace().filter_map(|word| {
        // It is a part of the text.
        let at = word.as_ptr() as usize - text.as_ptr() as usize;
        let is_pasted = pasted.iter().any(|pasted| pasted.contains(&at));
        word.strip_prefix('@').filter(|_| !is_pasted)
    });
    let mut paths = words.filter_map(|word| {
        let word = word.trim_end_matches(['.', ',', ':', ';', '!', '?', ')', '"', '\'']);
        let (stem, rest) = word.rsplit_once('.')?;
        let n_ending = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let path = &word[..=stem.len() + n_ending];
        (!stem.is_empty() && ENDINGS.contains(&&rest[..n_ending])).then_some(path)
    });
    paths.find(|path| !folder.join(path).exists())
}

/// Reads files, whose paths begin in `folder`.
pub(super) fn read(folder: &Path, paths: &[&str]) -> Result<Attached, Problem> {
    let mut materials: Vec<Material> = Vec::new();
    let mut notices = Vec::new();
    for path in paths {
        if materials.iter().any(|known| known.name == *path) {
            continue;
        }
        let problem = |why| Problem { name: (*path).to_owned(), why };
        let bytes = bytes(&folder.join(path)).map_err(problem)?;
        let read = Material::from_bytes((*path).to_owned(), bytes, Ending::Whole).map_err(|error| {
            problem(match error {
                Unreadable::Binary { .. } => Why::Binary,
                Unreadable::UnknownEncoding { .. } => Why::UnknownEncoding,
            })
        })?;
        notices.extend(read.decoded_from.map(|encoding| Notice { name: read.name.clone(), encoding }));
        materials.push(read);
    }
    Ok(Attached { text: material::fence(materials), notices })
}

fn bytes(path: &Path) -> Result<Vec<u8>, Why> {
    let unreadable = |error: std::io::Error| Why::Unreadable(error.to_string());
    let metadata = fs::metadata(path).map_err(unreadable)?;
    if metadata.len() > LIMIT_BYTES {
        return Err(Why::TooLarge(metadata.len()));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or(0) + 1);
    File::open(path).map_err(unreadable)?.take(LIMIT_BYTES + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > LIMIT_BYTES { Err(Why::TooLarge(bytes.len() as u64)) } else { Ok(bytes) }
}

#[cfg(test)]
mod tests {
    use std::slice;

    use super::*;

    #[test]
    fn files_are_fenced_each_once_and_what_is_no_text_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("a.txt"), "하나\n").expect("a file");
        fs::write(folder.path().join("b.bin"), [0x7f, b'E', b'L', b'F', 0, 1, 2, 0]).expect("a file");
        let attached = read(folder.path(), &["a.txt", "a.txt"]).expect("a text");
        assert_eq!(attached.text.expect("a text").matches("하나").count(), 1);
        assert!(read(folder.path(), &[]).expect("nothing").text.is_none());
        let problem = read(folder.path(), &["b.bin"]).expect_err("binary");
        assert!(problem.text(Lang::Ko).error.contains("b.bin"), "{problem:?}");
    }

    #[test]
    fn what_looks_like_a_file_and_is_none_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("there.rs"), "").expect("a file");
        let check =
            |text: &str, expected: Option<&str>| assert_eq!(missing(folder.path(), text, &[]), expected, "{text}");
        check("why? @src/main.rs", Some("src/main.rs"));
        check("@없는파일.rs를 봐줘", Some("없는파일.rs"));
        check("@there.rs and (see) @gone.md.", Some("gone.md"));
        for text in [
            "@there.rs를 봐줘",
            "@Autowired 왜 null이야",
            "@types/node 버전",
            "a@k.com",
            "@media",
            "@.rs",
            "@k main.rs",
        ] {
            check(text, None);
        }
        // What was pasted names no file.
        let pasted = 4..12;
        assert_eq!(missing(folder.path(), "see @gone.md", slice::from_ref(&pasted)), None);
    }
}
