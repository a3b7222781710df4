//! Files that a message names behind `@`: read whole and decoded. Nothing but plain files, only what a person typed names
//! any, and nothing of them is ever read as a word to baro.

use std::fs;
use std::ops::Range;
use std::path::{PathBuf, is_separator};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use unicode_normalization::UnicodeNormalization as _;

use crate::files::{self, NotRead};
use crate::grammar::{Span, SpanKind, opens_aside};
use crate::material::{self, Ending, LIMIT_BYTES, Material, Unreadable};

/// A file that cannot be attached, and why.
#[derive(Debug)]
pub struct Unattached {
    /// As the message names it.
    pub name: String,
    /// Why.
    pub why: WhyUnattached,
}

/// Why a file cannot be attached.
#[derive(Debug)]
pub enum WhyUnattached {
    /// The system says so.
    Unreadable(String),
    /// It is a folder, a device, a pipe.
    NotPlain,
    /// It has so many bytes.
    TooLarge(u64),
    /// It is no text.
    Binary,
    /// It is a text of an encoding that is not known.
    UnknownEncoding,
}

/// A path behind an `@` that is meant as a file's and is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoFile<'t> {
    /// There is nothing.
    Missing(&'t str),
    /// There is a folder.
    Folder(&'t str),
}

/// Endings by which a word is known to be meant as a file, there or not.
const ENDINGS: &[&str] = &[
    "bash", "c", "cfg", "conf", "cpp", "cs", "css", "csv", "docx", "go", "h", "hpp", "html", "hwp", "ini", "java",
    "js", "json", "jsonl", "jsx", "kt", "log", "lua", "md", "pdf", "php", "py", "rb", "rs", "scala", "sh", "sql",
    "svg", "swift", "toml", "ts", "tsx", "txt", "xml", "yaml", "yml",
];

/// Where paths begin.
#[derive(Debug, Clone, Default)]
pub struct Places {
    /// The folder in which the person works.
    pub folder: PathBuf,
    /// What `~` stands for.
    pub home: Option<PathBuf>,
}

impl Places {
    /// Where a path leads. A name that was written on another system may have its syllables in parts, or this one may.
    #[must_use]
    pub fn lead(&self, path: &str) -> PathBuf {
        let whole =
            |path: &str| match (path.strip_prefix('~').and_then(|rest| rest.strip_prefix(is_separator)), &self.home) {
                (Some(rest), Some(home)) => home.join(rest),
                _ => self.folder.join(path),
            };
        let forms = [path.to_owned(), path.nfc().collect(), path.nfd().collect()];
        forms.iter().map(|form| whole(form)).find(|path| path.exists()).unwrap_or_else(|| whole(path))
    }

    /// Whether it leads to a file.
    #[must_use]
    pub fn has_file(&self, path: &str) -> bool {
        self.lead(path).is_file()
    }
}

/// Words behind an `@`, and the bytes at which they begin; those in quotes whole and without them.
fn words<'t>(text: &'t str, pasted: &[Range<usize>]) -> Vec<(usize, &'t str, Quotes)> {
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('@') {
        let begins = text.len() - rest.len() + at;
        let behind = &rest[at + 1..];
        rest = behind;
        let is_word =
            text[..begins].chars().next_back().is_none_or(|before| before.is_whitespace() || opens_aside(before));
        if !is_word || pasted.iter().any(|pasted| pasted.contains(&begins)) {
            continue;
        }
        let quoted = behind.strip_prefix('"').and_then(|inner| inner.split_once('"'));
        if let Some((path, after)) = quoted.filter(|(path, _)| !path.is_empty() && !path.contains('\n')) {
            words.push((begins + 2, path, Quotes::Yes));
            rest = after;
        } else {
            let end = behind.find(char::is_whitespace).unwrap_or(behind.len());
            words.push((begins + 1, &behind[..end], Quotes::No));
        }
    }
    words
}

/// Whether a path stands in quotes, in which it may have blanks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Quotes {
    Yes,
    No,
}

/// The paths of all files that a message names, and the places of those with blanks and without quotes. `spans` are what the
/// grammar found in it.
#[must_use]
pub fn named<'t>(
    places: &Places,
    text: &'t str,
    pasted: &[Range<usize>],
    spans: &[Span],
) -> (Vec<&'t str>, Vec<Range<usize>>) {
    let is_name = |at: usize| spans.iter().any(|it| it.kind == SpanKind::Name && it.range.contains(&at));
    let mut with_blanks = with_blanks(places, text, pasted);
    with_blanks.retain(|found| !is_name(found.start) && !is_name(found.start - 1));
    let mut paths: Vec<&str> = spans
        .iter()
        .filter(|span| span.kind == SpanKind::File)
        .filter_map(|span| text.get(span.range.clone()))
        .map(|path| path.trim_start_matches(['@', '＠']))
        .collect();
    paths.extend(quoted(places, text, pasted));
    paths.extend(with_blanks.iter().map(|found| &text[found.clone()]));
    (paths, with_blanks)
}

/// The paths in quotes behind an `@`, as in `@"two words.txt"`, that lead to files.
fn quoted<'t>(places: &Places, text: &'t str, pasted: &[Range<usize>]) -> Vec<&'t str> {
    let quoted = words(text, pasted).into_iter().filter(|(_, _, quotes)| *quotes == Quotes::Yes);
    quoted.map(|(_, path, _)| path).filter(|path| places.has_file(path)).collect()
}

/// The places of paths behind an `@` that have blanks, stand in no quotes and lead to files: `@my notes.txt`.
fn with_blanks(places: &Places, text: &str, pasted: &[Range<usize>]) -> Vec<Range<usize>> {
    let unquoted =
        words(text, pasted).into_iter().filter(|(_, word, quotes)| *quotes == Quotes::No && !word.is_empty());
    unquoted
        .filter(|(_, word, _)| !begins_with_file(places, word))
        .filter_map(|(begins, word, _)| {
            let line = text[begins..].split(['\n', '"', '@']).next().unwrap_or_default();
            let blanks = line.char_indices().filter(|(_, it)| it.is_whitespace()).map(|(at, _)| at);
            let ends = blanks.chain([line.len()]).filter(|end| *end > word.len()).take(MOST_BLANKS);
            let found =
                ends.filter_map(|end| Some(begins..begins + file_at_beginning(places, &line[..end], word.len())?));
            found
                .last()
                .filter(|found| !pasted.iter().any(|pasted| pasted.start < found.end && found.start < pasted.end))
        })
        .collect()
}

/// A path has no more blanks than this, where it stands in no quotes.
const MOST_BLANKS: usize = 8;

/// What is to be said of the first path behind an `@` that is meant as a file's and is none.
#[must_use]
pub fn missing<'t>(
    places: &Places,
    text: &'t str,
    pasted: &[Range<usize>],
    found: &[Range<usize>],
) -> Option<NoFile<'t>> {
    let meant = words(text, pasted).into_iter().filter_map(|(begins, word, quotes)| {
        if found.iter().any(|found| found.start == begins) {
            return None;
        }
        if quotes == Quotes::Yes {
            return Some(word);
        }
        let word = word.trim_end_matches(['.', ',', ':', ';', '!', '?', ')', '"', '\'']);
        let ended = word.rsplit_once('.').and_then(|(stem, rest)| {
            let n_ending = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
            let path = &word[..=stem.len() + n_ending];
            (!stem.is_empty() && ENDINGS.contains(&&rest[..n_ending])).then_some(path)
        });
        // Whoever writes where it begins means a path, whatever it ends in.
        let is_path = ["./", "../", "~/", "/"].iter().any(|begin| word.len() > begin.len() && word.starts_with(begin));
        let is_folder = word.ends_with(is_separator) && places.lead(word).is_dir();
        ended.or_else(|| (is_path || is_folder).then_some(word)).filter(|path| !begins_with_file(places, path))
    });
    meant
        .map(|path| (path, places.lead(path)))
        .find(|(_, leads)| !leads.is_file())
        .map(|(path, leads)| if leads.is_dir() { NoFile::Folder(path) } else { NoFile::Missing(path) })
}

/// Whether a path is one of a file with a particle behind it: `@./Makefile을`.
fn begins_with_file(places: &Places, path: &str) -> bool {
    file_at_beginning(places, path, 0).is_some()
}

/// Bytes of the path that is a file's, with nothing or a particle behind it, and longer than so many.
fn file_at_beginning(places: &Places, path: &str, n_least: usize) -> Option<usize> {
    let mut ends: Vec<usize> = path.char_indices().map(|(at, _)| at).chain([path.len()]).collect();
    ends.reverse();
    ends.into_iter().take(5).find(|end| *end > n_least && places.has_file(&path[..*end]))
}

/// Reads files, each once.
///
/// # Errors
/// Where one cannot be.
pub fn read(places: &Places, paths: &[&str]) -> Result<Vec<Material>, Unattached> {
    let mut materials: Vec<Material> = Vec::new();
    for path in paths {
        if materials.iter().any(|known| known.name == *path) {
            continue;
        }
        let problem = |why| Unattached { name: (*path).to_owned(), why };
        let bytes = files::read_plain(&places.lead(path), LIMIT_BYTES).map_err(|why| {
            problem(match why {
                NotRead::Folder | NotRead::NotPlain => WhyUnattached::NotPlain,
                NotRead::TooLarge(n_bytes) => WhyUnattached::TooLarge(n_bytes),
                NotRead::Io(error) => WhyUnattached::Unreadable(error.to_string()),
            })
        })?;
        let read = Material::from_bytes((*path).to_owned(), bytes, Ending::Whole).map_err(|error| {
            problem(match error {
                Unreadable::Binary { .. } => WhyUnattached::Binary,
                Unreadable::UnknownEncoding { .. } => WhyUnattached::UnknownEncoding,
            })
        })?;
        materials.push(read);
    }
    Ok(materials)
}

/// What the files have in them that a message names, before it is sent: read once, as long as they stay as they are.
#[derive(Debug, Clone, Default)]
pub struct Glimpse(Arc<Mutex<Glimpsed>>);

#[derive(Debug, Default)]
struct Glimpsed {
    files: Vec<Glance>,
    material: Option<Arc<String>>,
}

/// A file, and by what it is seen to be another one now.
#[derive(Debug, PartialEq, Eq)]
struct Glance {
    path: String,
    n_bytes: u64,
    modified: Option<SystemTime>,
}

/// Files that are larger together are not read before the message is sent: nobody is to wait for them between two keys.
const LARGEST_GLIMPSE_BYTES: u64 = 8 * 1024 * 1024;

impl Glimpse {
    /// What was seen last to go along.
    #[must_use]
    pub fn last(&self) -> Option<Arc<String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).material.clone()
    }

    /// What would go along with a message. `None`: nothing, or what cannot be known yet.
    #[must_use]
    pub fn of(&self, places: &Places, paths: &[&str]) -> Option<Arc<String>> {
        let glance = |path: &&str| {
            let kept = fs::metadata(places.lead(path)).ok()?;
            Some(Glance { path: (*path).to_owned(), n_bytes: kept.len(), modified: kept.modified().ok() })
        };
        let files: Vec<Glance> = paths.iter().map(glance).collect::<Option<_>>()?;
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.files != files {
            let n_bytes: u64 = files.iter().map(|file| file.n_bytes).sum();
            let read = if n_bytes <= LARGEST_GLIMPSE_BYTES { read(places, paths).ok() } else { None };
            *known = Glimpsed { files, material: read.and_then(material::fence).map(Arc::new) };
        }
        known.material.clone()
    }
}

#[cfg(test)]
mod tests {
    use std::slice;

    use super::*;
    use crate::material::fence;

    #[test]
    fn files_are_read_each_once_and_what_is_no_text_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("a.txt"), "하나\n").expect("a file");
        fs::write(folder.path().join("b.bin"), [0x7f, b'E', b'L', b'F', 0, 1, 2, 0]).expect("a file");
        let places = Places { folder: folder.path().to_owned(), home: None };
        let attached = read(&places, &["a.txt", "a.txt"]).expect("a text");
        assert_eq!(attached.iter().map(|material| material.text.as_str()).collect::<Vec<_>>(), ["하나\n"]);
        assert!(read(&places, &[]).expect("nothing").is_empty());
        let problem = read(&places, &["b.bin"]).expect_err("binary");
        assert!(problem.name == "b.bin" && matches!(problem.why, WhyUnattached::Binary), "{problem:?}");
    }

    #[test]
    fn as_much_is_attached_as_is_taken_by_a_flag_and_no_pipe_is_waited_for() {
        let folder = tempfile::tempdir().expect("a folder");
        let places = Places { folder: folder.path().to_owned(), home: None };
        let large = fs::File::create(folder.path().join("large.log")).expect("a file");
        large.set_len(LIMIT_BYTES + 1).expect("a size");
        let refused = read(&places, &["large.log"]).expect_err("too large");
        assert!(matches!(refused.why, WhyUnattached::TooLarge(n_bytes) if n_bytes == LIMIT_BYTES + 1), "{refused:?}");
        #[cfg(unix)]
        {
            let made = std::process::Command::new("mkfifo").arg(folder.path().join("pipe.txt")).status();
            assert!(made.expect("mkfifo").success());
            assert!(matches!(read(&places, &["pipe.txt"]), Err(Unattached { why: WhyUnattached::NotPlain, .. })));
        }
    }

    #[test]
    fn what_looks_like_a_file_and_is_none_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("there.rs"), "").expect("a file");
        let places = Places { folder: folder.path().to_owned(), home: None };
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(missing(&places, text, &[], &[]), expected.map(NoFile::Missing), "{text}");
        };
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
        assert!(missing(&places, "see @gone.md", slice::from_ref(&pasted), &[]).is_none());
        fs::create_dir(folder.path().join("dir.d")).expect("a folder");
        fs::write(folder.path().join("Makefile"), "").expect("a file");
        check("@./한글 파일.txt", Some("./한글"));
        check("@\"gone file.txt\"를 봐", Some("gone file.txt"));
        check("이 파일(@gone.rs)이 왜 느려?", Some("gone.rs"));
        check("@gone.rs:12 이 줄", Some("gone.rs"));
        for text in ["이 파일(@there.rs)이 왜 느려?", "@there.rs:12 이 줄", "@there.rs#L3-L9"] {
            check(text, None);
        }
        check("@./Makefile을 봐", None);
        for text in ["list @./dir.d", "@dir.d/ 안에 뭐가 있어?"] {
            let found = missing(&places, text, &[], &[]);
            assert!(matches!(found, Some(NoFile::Folder(_))), "{text}: {found:?}");
        }
    }

    #[test]
    fn a_path_may_have_blanks_in_quotes_begin_at_home_and_have_its_syllables_in_parts() {
        let folder = tempfile::tempdir().expect("a folder");
        let home = folder.path().join("home");
        fs::create_dir(&home).expect("a folder");
        let parts: String = "한글 파일.txt".nfd().collect();
        fs::write(folder.path().join(&parts), "in parts").expect("a file");
        fs::write(home.join("x.txt"), "at home").expect("a file");
        let places = Places { folder: folder.path().to_owned(), home: Some(home) };
        let text = "보자 @\"한글 파일.txt\" 그리고 @\"none.txt\"";
        assert_eq!(quoted(&places, text, &[]), ["한글 파일.txt"]);
        assert!(quoted(&places, text, slice::from_ref(&(0..text.len()))).is_empty());
        let blank = |text: &str| -> Vec<String> {
            with_blanks(&places, text, &[]).into_iter().map(|found| text[found].to_owned()).collect()
        };
        assert_eq!(blank("@한글 파일.txt를 요약해줘"), ["한글 파일.txt"]);
        assert_eq!(blank("이거 @한글 파일.txt, 그리고 이것"), ["한글 파일.txt"]);
        for text in ["@한글 파일을 써", "@\"한글 파일.txt\"", "@~/x.txt 를 봐", "a@한글 파일.txt", "@ 한글 파일.txt"]
        {
            assert!(blank(text).is_empty(), "{text}");
        }
        assert!(with_blanks(&places, "@한글 파일.txt", slice::from_ref(&(3..10))).is_empty());
        let text = "@./한글 파일.txt";
        assert!(missing(&places, text, &[], &with_blanks(&places, text, &[])).is_none());
        assert!(places.has_file("~/x.txt") && !places.has_file("~/y.txt"));
        let attached = fence(read(&places, &["한글 파일.txt", "~/x.txt"]).expect("texts")).expect("a text");
        assert!(attached.contains("in parts") && attached.contains("at home"), "{attached}");
    }
}
