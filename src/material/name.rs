//! A file's name as text: what is no UTF-8 is read as CP949 where it is that, and stands as escapes where it is nothing.
//!
//! The name is for people and models. The file itself is opened by its bytes.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::decode::{Ending, decode};

/// `path` as it is shown.
#[must_use]
pub fn shown_name(path: &Path) -> Cow<'_, str> {
    match path.to_str() {
        Some(path) => Cow::Borrowed(path),
        // Folders may have been named in other days than what is in them.
        None => Cow::Owned(path.iter().map(part).collect::<PathBuf>().display().to_string()),
    }
}

fn part(part: &OsStr) -> String {
    let bytes = part.as_encoded_bytes();
    if let Some(part) = part.to_str() {
        return part.to_owned();
    }
    let decoded = decode(bytes.to_vec(), Ending::Whole, "").ok();
    if let Some(decoded) = decoded.filter(|decoded| decoded.from == Some("CP949")) {
        return decoded.text;
    }
    bytes.utf8_chunks().fold(String::with_capacity(bytes.len() * 2), |mut shown, chunk| {
        shown.push_str(chunk.valid());
        for byte in chunk.invalid() {
            // Writing to a String cannot fail.
            let _ = write!(shown, "\\x{byte:02x}");
        }
        shown
    })
}

// Elsewhere names are no bytes.
#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::ffi::OsStrExt as _;

    use super::*;

    #[test]
    fn a_name_in_cp949_is_read_and_bytes_that_are_no_text_are_told_apart() {
        let check = |bytes: &[u8], expected: &str| {
            assert_eq!(shown_name(Path::new(OsStr::from_bytes(bytes))), expected);
        };
        check(b"./notes//a.txt", "./notes//a.txt");
        check("글.txt".as_bytes(), "글.txt");
        check(b"\xc7\xd1\xb1\xdb.txt", "한글.txt");
        check(b"/home/\xea\xb8\x80/\xc7\xd1\xb1\xdb.txt", "/home/글/한글.txt");
        check(b"a\xffb\xfe.txt", "a\\xffb\\xfe.txt");
        check(b"caf\xe9", "caf\\xe9");
    }
}
