//! Material: text that comes beside the person's own words, from a file, a pipe or a calling program.
//!
//! Pure: bytes become text ([`Material::from_bytes`]), texts become one fenced and labelled block ([`fence`]).
//! Whoever holds the bytes reads them; nothing here opens, waits or prints.

mod decode;
mod fence;
mod name;

pub use decode::{Ending, Lost, lost_letters};
pub use fence::{fence, unfenced};
pub use name::shown_name;

/// The most bytes that are taken of one file, or from standard input: 64 MiB, far over every model's window.
pub const LIMIT_BYTES: u64 = 64 * 1024 * 1024;

/// Text that was handed over beside (or instead of) a typed message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Material {
    /// `stdin`, or the file's name as it was given.
    pub name: String,
    /// The text, in UTF-8 and without NUL characters. Line ends are as they came.
    pub text: String,
    /// How many bytes were read, before any decoding.
    pub n_bytes: u64,
    /// The encoding it was decoded from where that was not UTF-8: `CP949`, `UTF-16LE`, `UTF-16BE`.
    pub decoded_from: Option<&'static str>,
    /// How many places were no valid text and now hold U+FFFD. A few are let through, many are an error.
    pub n_replaced: u64,
    /// Where a stream was cut, in bytes read, because it was longer than its reader takes.
    pub truncated_at: Option<u64>,
}

impl Material {
    /// Decodes what was read from `name`.
    pub fn from_bytes(name: String, bytes: Vec<u8>, ending: Ending) -> Result<Self, Unreadable> {
        let n_bytes = bytes.len() as u64;
        let decoded = decode::decode(bytes, ending, &name)?;
        let truncated_at = (ending == Ending::Cut).then_some(n_bytes);
        Ok(Self {
            name,
            text: decoded.text,
            n_bytes,
            decoded_from: decoded.from,
            n_replaced: decoded.n_replaced,
            truncated_at,
        })
    }

    /// A text that is one already.
    #[must_use]
    pub fn from_text(name: impl Into<String>, text: String) -> Self {
        let n_bytes = text.len() as u64;
        Self { name: name.into(), text, n_bytes, decoded_from: None, n_replaced: 0, truncated_at: None }
    }
}

/// Why bytes are no material.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// Data that is no text: an image, a program, an archive, a PDF.
    #[error("is binary: {name}")]
    Binary {
        /// As it was given.
        name: String,
    },
    /// Neither UTF-8 nor UTF-16 nor CP949.
    #[error("is in an unknown encoding: {name}")]
    UnknownEncoding {
        /// As it was given.
        name: String,
    },
}
