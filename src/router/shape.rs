//! What a block of text is, by its shape: code, diff, stack trace, log, table, data, maths, prose.
//!
//! One pass over its first few kilobytes. Its words are not weighed; a handful of line beginnings that belong
//! to a notation (`def `, `at `, `@@`) are part of its shape.

use memchr::memmem;

use crate::domain::Fact;

/// Bytes that are looked at.
const WINDOW_BYTES: usize = 4_096;

/// The shape of a text. Shares are of the characters or lines that were looked at, 0.0 to 1.0.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a thing that a text has or has not")]
pub(crate) struct Shape {
    /// Characters of the whole text, estimated from its bytes.
    pub n_chars: usize,
    /// Lines of the window.
    pub n_lines: usize,
    /// Hangul syllables.
    pub hangul: f32,
    /// Marks that code is full of.
    pub symbols: f32,
    /// Digits.
    pub digits: f32,
    /// Lines that begin with a time, an address or a level.
    pub log_lines: f32,
    /// Lines that begin with white space.
    pub indented: f32,
    /// Lines that read as code: a keyword at the start, `;` or a brace at the end.
    pub code_lines: f32,
    /// Lines with columns.
    pub table_lines: f32,
    /// Lines that begin with a bullet, a number or a speaker's name.
    pub list_lines: f32,
    /// Lines of a diff's frame.
    pub has_diff: bool,
    /// Frames of a stack, or an error's name at the start of a line.
    pub has_stack: bool,
    /// Begins as JSON, XML or YAML do.
    pub has_data: bool,
    /// Operators between numbers or single letters.
    pub has_maths: bool,
    /// Flags, variables, paths.
    pub has_shell: bool,
    /// Whole sentences.
    pub has_sentences: bool,
}

/// What a text is most like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TextKind {
    /// What went wrong, where.
    StackTrace,
    Log,
    Code,
    Data,
    Prose,
    /// Too short to tell.
    Scrap,
}

impl TextKind {
    /// How many there are.
    pub const N: usize = 6;

    /// What it is called among the reasons; `None` where that is not known.
    pub const fn fact(self) -> Option<Fact> {
        Some(match self {
            Self::StackTrace => Fact::StackTrace,
            Self::Log => Fact::Log,
            Self::Code => Fact::Code,
            Self::Data => Fact::Data,
            Self::Prose => Fact::LongProse,
            Self::Scrap => return None,
        })
    }
}

/// How lines of code begin.
const CODE_STARTS: &[&str] = &[
    "def ",
    "fn ",
    "func ",
    "function ",
    "class ",
    "import ",
    "from ",
    "const ",
    "let ",
    "var ",
    "return ",
    "public ",
    "private ",
    "static ",
    "void ",
    "select ",
    "insert ",
    "update ",
    "create ",
    "#include",
    "async ",
    "await ",
    "impl ",
    "use ",
    "package ",
    "if (",
    "for (",
    "while (",
    "else",
    "try",
    "catch",
    "match ",
    "enum ",
    "struct ",
    "type ",
    "interface ",
    "export ",
    "@",
    "//",
    "/*",
    "#!",
    "int ",
    "print(",
    "console.",
    "for i in",
    "with ",
    "elif ",
    "except",
    "begin",
    "end",
    "join ",
    "where ",
    "group by",
];

impl Shape {
    /// What it is most like.
    pub fn kind(&self) -> TextKind {
        if self.has_stack {
            TextKind::StackTrace
        } else if self.log_lines > 0.3 {
            TextKind::Log
        } else if self.has_diff || self.code_lines > 0.2 || (self.symbols > 0.06 && self.n_lines > 1) {
            TextKind::Code
        } else if self.table_lines > 0.4 || self.has_data {
            TextKind::Data
        } else if self.has_sentences || self.n_chars > 400 {
            TextKind::Prose
        } else {
            TextKind::Scrap
        }
    }

    /// Measures `text`.
    #[expect(clippy::cast_precision_loss, reason = "a window has a few thousand characters")]
    pub fn of(text: &str) -> Self {
        let mut end = text.len().min(WINDOW_BYTES);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let window = &text[..end];
        let mut shape = Self::default();
        let (mut n_continuation, mut n_hangul, mut n_symbols, mut n_digits, mut n_stops) =
            (0usize, 0usize, 0usize, 0usize, 0usize);
        let (mut n_log, mut n_indented, mut n_code, mut n_table, mut n_list) = (0usize, 0usize, 0usize, 0usize, 0usize);
        let mut n_maths = 0usize;
        for line in window.split('\n') {
            let bytes = line.as_bytes();
            let mut n_columns = 0usize;
            let mut n_commas = 0usize;
            let mut in_link = false;
            for (at, &byte) in bytes.iter().enumerate() {
                match byte {
                    0x80..=0xbf => n_continuation += 1,
                    0xea..=0xed => n_hangul += 1,
                    b' ' => in_link = false,
                    _ if in_link => {}
                    b'0'..=b'9' => n_digits += 1,
                    b':' if bytes[at..].starts_with(b"://") => in_link = true,
                    b'|' | b'\t' => {
                        n_columns += 1;
                        n_symbols += 1;
                    }
                    b',' => n_commas += 1,
                    b'.' | b'?' | b'!' => n_stops += usize::from(bytes.get(at + 1).is_none_or(|next| *next == b' ')),
                    b'+' | b'*' | b'/' | b'^' | b'=' | b'<' | b'>' | b'-' => {
                        n_symbols += usize::from(byte != b'-' && byte != b'+');
                        n_maths += usize::from(is_operand(bytes, at));
                    }
                    b'{' | b'}' | b'(' | b')' | b';' | b'[' | b']' | b'&' | b'$' | b'\\' | b'_' | b'#' => {
                        n_symbols += 1;
                    }
                    _ => {}
                }
            }
            shape.n_lines += 1;
            let trimmed = line.trim();
            if trimmed.is_empty() {
                continue;
            }
            n_table += usize::from(n_columns >= 2 || n_commas >= 3 && !trimmed.contains(". "));
            n_indented += usize::from(line.starts_with("  ") || line.starts_with('\t'));
            n_log += usize::from(begins_as_log(trimmed));
            n_list += usize::from(begins_as_list(trimmed));
            n_code += usize::from(reads_as_code(trimmed));
            shape.has_diff |= ["@@ ", "+++ ", "--- a", "diff --git"].iter().any(|mark| trimmed.starts_with(mark));
            shape.has_stack |= reads_as_stack(trimmed);
        }
        let n_chars = (window.len() - n_continuation).max(1);
        let part = |n: usize, of: usize| n as f32 / of.max(1) as f32;
        shape.hangul = part(n_hangul, n_chars);
        shape.symbols = part(n_symbols, n_chars);
        shape.digits = part(n_digits, n_chars);
        shape.log_lines = part(n_log, shape.n_lines);
        shape.indented = part(n_indented, shape.n_lines);
        shape.code_lines = part(n_code, shape.n_lines);
        shape.table_lines = part(n_table, shape.n_lines);
        shape.list_lines = part(n_list, shape.n_lines);
        shape.n_chars = if window.len() == text.len() { n_chars } else { text.len() / (window.len() / n_chars).max(1) };
        let start = window.trim_start();
        let has = |needle: &str| memmem::find(window.as_bytes(), needle.as_bytes()).is_some();
        shape.has_data = start.starts_with(['{', '[', '<']) || has("{\"") || has("\":");
        shape.has_maths = n_maths > 0 || has_maths_signs(window) || has("\\frac");
        shape.has_stack |= has("Segmentation fault") || has("segfault");
        shape.has_shell = reads_as_shell(window);
        shape.has_sentences = n_stops >= 3 && shape.symbols < 0.03;
        shape
    }
}

fn has_maths_signs(window: &str) -> bool {
    // The first bytes of these signs; Hangul has none of them.
    memchr::memchr2(0xc2, 0xe2, window.as_bytes()).is_some() && window.contains(['√', '∫', '∑', '²', '³', '≤', '≥'])
}

/// True where the operator at `at` stands between numbers or lone letters.
fn is_operand(bytes: &[u8], at: usize) -> bool {
    let skip = |b: Option<&u8>| b.copied().filter(|b| *b != b' ');
    let before = if at == 0 {
        None
    } else {
        skip(bytes.get(at - 1)).or_else(|| if at > 1 { skip(bytes.get(at - 2)) } else { None })
    };
    let after = skip(bytes.get(at + 1)).or_else(|| skip(bytes.get(at + 2)));
    let is_value =
        |b: Option<u8>| b.is_some_and(|b| b.is_ascii_digit() || matches!(b, b'x' | b'y' | b'n' | b'(' | b')'));
    let has_digit = |b: Option<u8>| b.is_some_and(|b| b.is_ascii_digit());
    // A date, a range or a path is no formula.
    !matches!(bytes[at], b'-' | b'/' | b'>' | b'<')
        && is_value(before)
        && is_value(after)
        && (has_digit(before) || has_digit(after))
        || bytes[at] == b'^' && is_value(before)
}

fn begins_as_log(line: &str) -> bool {
    let bytes = line.as_bytes();
    let bytes = if matches!(bytes.first(), Some(b'[' | b'(' | b'<')) { &bytes[1..] } else { bytes };
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let is = |at: usize, byte: u8| bytes.get(at) == Some(&byte);
    let date = digit(0) && digit(1) && digit(2) && digit(3) && (is(4, b'-') || is(4, b'/') || is(4, b'.')) && digit(5);
    let time = digit(0) && digit(1) && is(2, b':') && digit(3);
    let address = digit(0) && bytes.iter().take(15).filter(|byte| **byte == b'.').count() == 3;
    let level =
        ["INFO", "WARN", "ERROR", "DEBUG", "TRACE", "FATAL"].iter().any(|level| bytes.starts_with(level.as_bytes()));
    date || time || address || level
}

fn begins_as_list(line: &str) -> bool {
    let bytes = line.as_bytes();
    match bytes.first() {
        Some(b'-' | b'*') => bytes.get(1) == Some(&b' '),
        Some(b'0'..=b'9') => matches!(bytes.iter().find(|byte| !byte.is_ascii_digit()), Some(b'.' | b')')),
        _ => line.char_indices().take(14).any(|(at, c)| c == ':' && at > 0) || line.starts_with(['•', '제', '①']),
    }
}

fn reads_as_code(line: &str) -> bool {
    line.ends_with([';', '{', '}', '\\'])
        || line.ends_with("):")
        || line.ends_with(");")
        || line.ends_with("->")
        || !line.ends_with(['.', '?', '!']) && begins_as_code(line) && line.bytes().any(is_mark_of_code)
}

fn begins_as_code(line: &str) -> bool {
    let Some(first) = line.bytes().next() else { return false };
    CODE_STARTS.iter().any(|start| {
        start.as_bytes()[0].eq_ignore_ascii_case(&first)
            && line.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start))
    })
}

const fn is_mark_of_code(byte: u8) -> bool {
    matches!(byte, b'(' | b'=' | b'{' | b'<' | b';' | b'_' | b'/' | b'*' | b':')
}

fn reads_as_stack(line: &str) -> bool {
    line.starts_with("Traceback")
        || line.starts_with("at ") && line.contains('(')
        || line.starts_with("File \"")
        || line.starts_with("thread '")
        || line.starts_with("goroutine ")
        || line.starts_with("panic:")
        || line.starts_with("Caused by:")
        || line.starts_with("error[")
        || line.starts_with("npm ERR!")
        || line.get(..6).is_some_and(|head| head.eq_ignore_ascii_case("error:"))
        || line.get(..6).is_some_and(|head| head.eq_ignore_ascii_case("fatal:"))
        || line.split([' ', ':', '(']).take(3).any(|word| {
            word.len() > 6
                && (word.ends_with("Error") || word.ends_with("Exception"))
                && word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.' || b == b'_')
        })
}

fn reads_as_shell(window: &str) -> bool {
    window.as_bytes().split(|byte| matches!(byte, b' ' | b'\n')).take(400).any(|word| match word {
        [b'-', b'-', letter, ..] => letter.is_ascii_lowercase(),
        [b'-', letter] | [b'$', letter, ..] => letter.is_ascii_alphabetic(),
        [b'.' | b'~', b'/', ..] => true,
        [b'/', letter, rest @ ..] => letter.is_ascii_lowercase() && rest.contains(&b'/'),
        _ => false,
    })
}
