//! Finds private keys: blocks between marks as PEM and PGP have them, and the body that makes one of them a key.
//!
//! A block without a body is somebody's words about keys, and what stands behind a body is, too.

pub(super) const BEGIN: &str = "-----BEGIN";
const PRIVATE: &[&str] = &["PRIVATE KEY-----", "PRIVATE KEY BLOCK-----"];
const END: &str = "-----END";

/// The first line of a block is no longer than this.
const LONGEST_FIRST_LINE: usize = 80;

/// A body of a private key comes within so many characters, and has so many in a row.
const BODY_WITHIN: usize = 400;
const BODY_RUN: usize = 24;

/// Whether the text, which begins with the first line of a block, holds a private key: its lines may be joined by `\n`
/// as in JSON.
pub(super) fn has_body(text: &str) -> bool {
    let line = text.lines().next().unwrap_or_default();
    let behind = PRIVATE.iter().find_map(|private| line.find(private).map(|at| at + private.len()));
    let Some(behind) = behind else { return false };
    let body = &text[behind..];
    let end = body.char_indices().nth(BODY_WITHIN).map_or(body.len(), |(end, _)| end);
    let body = body[..end].split(END).next().unwrap_or_default().replace("\\n", " ");
    body.split(|character: char| !is_of_body(character)).any(is_body)
}

/// How many bytes of a text, which begins with the first mark of a block, are a private key: up to its end mark, or as far
/// as what stands there can be of its body. The words behind it are somebody's, and so is all where there is no body.
pub(super) fn length(text: &str) -> Option<usize> {
    let first_line = text.lines().next().unwrap_or_default();
    let mut at = PRIVATE.iter().find_map(|private| first_line.find(private).map(|at| at + private.len()))?;
    let (mut end, mut is_short) = (None, false);
    loop {
        // Lines are parted by `\n` in JSON, by blanks in variables, and begin with a sign in a patch.
        at += text[at..].find(|character: char| !is_between(character)).unwrap_or(0);
        if text[..at].ends_with('\\') && text[at..].starts_with(['n', 'r']) {
            at += 1;
            continue;
        }
        if text[..at].ends_with("-----") && text[at..].starts_with("END") {
            let closing = text[at..].find("-----").map(|dashes| at + dashes + "-----".len());
            return end.and(closing).or(end);
        }
        let piece = &text[at..];
        let n_bytes = piece.find(|character: char| !is_of_body(character)).unwrap_or(piece.len());
        let run = &piece[..n_bytes];
        if is_body(run) || (end.is_some() && n_bytes >= SHORT_RUN) {
            at += n_bytes;
            end = Some(at);
        } else if end.is_none() && n_bytes > 0 && piece[n_bytes..].starts_with([':', '-']) {
            // A header, `Version: 1`, `DEK-Info: ..`.
            at += piece.find('\n')?;
        } else if end.is_some() && n_bytes > 0 && !is_short {
            // The last line of a body is short, but so is a word.
            is_short = true;
            at += n_bytes;
        } else {
            return end;
        }
    }
}

/// What stands between the lines of a private key.
const fn is_between(character: char) -> bool {
    character.is_ascii_whitespace() || matches!(character, '\\' | '"' | '\'' | ',' | '-' | '+' | '>')
}

const fn is_of_body(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '+' | '/' | '=')
}

/// Whether a run is a line of a key's body, and no word.
fn is_body(run: &str) -> bool {
    let has = |kind: fn(&u8) -> bool| run.as_bytes().iter().any(kind);
    run.len() >= BODY_RUN && has(u8::is_ascii_digit) && has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase)
}

/// A run behind a line of a body that is as long goes on with it.
const SHORT_RUN: usize = 16;

/// A block that is of a private key, or may become one's, from its first dash to the end of its last line, or to the
/// text's end where it was cut.
pub(super) struct Block {
    pub start: usize,
    pub end: usize,
    pub kind: BlockKind,
}

#[derive(PartialEq, Eq)]
pub(super) enum BlockKind {
    /// Its first line is one's; it is closed where the line of its end is whole.
    Private { is_closed: bool },
    /// Its first line is not whole.
    Begun,
}

/// The blocks of a text behind its first `from` bytes, in order. Each character is looked at once, for a line is as long as
/// it likes.
pub(super) fn blocks(text: &str, mut from: usize) -> impl Iterator<Item = Block> {
    std::iter::from_fn(move || {
        while let Some(start) = text[from..].find(BEGIN).map(|at| at + from) {
            let block = &text[start..];
            let line = block[..block.floor_char_boundary(LONGEST_FIRST_LINE)].lines().next().unwrap_or_default();
            if PRIVATE.iter().any(|private| line.contains(private)) {
                let line_end = block.find(END).and_then(|end| block[end..].find('\n').map(|n| end + n));
                from = line_end.map_or(text.len(), |end| start + end);
                return Some(Block { start, end: from, kind: BlockKind::Private { is_closed: line_end.is_some() } });
            }
            from = start + BEGIN.len();
            if line.len() == block.len() && block.len() < LONGEST_FIRST_LINE {
                return Some(Block { start, end: text.len(), kind: BlockKind::Begun });
            }
        }
        None
    })
}
