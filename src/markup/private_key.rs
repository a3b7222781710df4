//! Finds private keys: blocks between marks as PEM and PGP have them, and the body that makes one of them a key.
//!
//! A block without a body is somebody's words about keys, and what stands behind a body is, too. How the lines of a body
//! are joined, and what stands before each, is not asked: a key may stand in a comment, a log, a listing or in JSON.

pub(super) const BEGIN: &str = "-----BEGIN";
const END: &str = "-----END";
/// What closes the first and the last line of a block.
const DASHES: &str = "-----";

/// What the first line of a private key's block ends with before its dashes, as it stands and as addresses have it.
const PRIVATE: &[&str] =
    &["PRIVATE KEY", "PRIVATE KEY BLOCK", "PRIVATE%20KEY", "PRIVATE%20KEY%20BLOCK", "PRIVATE+KEY", "PRIVATE+KEY+BLOCK"];

/// The first line of a block is no longer than this.
const LONGEST_FIRST_LINE: usize = 80;

/// A block is no longer than this, with all that stands between its lines.
const LONGEST_BLOCK: usize = 64 * 1024;

/// The body of a block whose end is cut comes within so many characters, and any has so many in a row.
const BODY_WITHIN: usize = 400;
const BODY_RUN: usize = 24;

/// Behind a line of a body, a run that is as long goes on with it.
const SHORT_RUN: usize = 16;

/// Between two lines of a body stand hardly more bytes than this: a mark of a comment, a number, the time in a log.
const NEAR: usize = 48;

/// What is further from a line of a body than this is masked by itself, so that the words between them are kept.
const FAR: usize = 200;

/// Whether the text, which begins with the first line of a block, holds a private key.
pub(super) fn has_body(text: &str) -> bool {
    inside(text)
        .is_some_and(|inside| inside.runs().take_while(|run| inside.may_begin(run)).any(|run| is_body(run.text)))
}

/// Where the private key stands in a text that begins with the first line of a block, in order: in one place from that
/// line on, up to its end mark or to the last line of its body where it was cut; in several where much stands between its
/// lines. There is none where there is no body.
pub(super) fn places(text: &str) -> Vec<(usize, usize)> {
    let mut places: Vec<(usize, usize)> = Vec::new();
    let Some(inside) = inside(text) else { return places };
    for run in inside.runs() {
        let Some((_, end)) = places.last_mut() else {
            if !inside.may_begin(&run) {
                break;
            }
            if is_body(run.text) {
                let is_far = run.start - inside.start > FAR;
                places.push((if is_far { run.start } else { 0 }, run.end()));
            }
            continue;
        };
        let n_between = run.start - *end;
        if n_between > FAR && inside.closing.is_none() {
            break;
        }
        if n_between <= FAR && (is_body(run.text) || (n_between <= NEAR && !reads_as_words(run.text))) {
            *end = run.end();
        } else if n_between > FAR && is_body(run.text) {
            places.push((run.start, run.end()));
        }
    }
    if let Some((_, end)) = places.last_mut() {
        *end = match &inside.closing {
            Some((start, closed)) if start - *end <= FAR => *closed,
            _ => *end + n_padded(&text[*end..inside.end]),
        };
    }
    places
}

/// What stands between the first line of a private key's block and the next mark of any.
struct Inside<'a> {
    text: &'a str,
    start: usize,
    end: usize,
    /// The first line of a body begins before.
    first_before: usize,
    /// Where the mark of the block's end begins and ends.
    closing: Option<(usize, usize)>,
}

/// Characters of a body in a row.
struct Run<'a> {
    start: usize,
    text: &'a str,
}

fn inside(text: &str) -> Option<Inside<'_>> {
    let Mark::Private { n_bytes: start } = mark(text) else { return None };
    // Each byte is looked at for one mark alone.
    let block = &text[..text.floor_char_boundary(LONGEST_BLOCK)];
    let block = &block[..block[start..].find(BEGIN).map_or(block.len(), |at| start + at)];
    let closing = block[start..].find(END).map(|at| start + at);
    let end = closing.unwrap_or(block.len());
    let cut = || block[start..end].char_indices().nth(BODY_WITHIN).map(|(at, _)| start + at);
    let first_before = if closing.is_some() { end } else { cut().unwrap_or(end) };
    let closing = closing.map(|at| (at, at + closing_length(&block[at..])));
    Some(Inside { text, start, end, first_before, closing })
}

/// How long the mark is that a text begins with and that ends a block. Where it was cut, what comes next on its line is
/// none of it.
fn closing_length(text: &str) -> usize {
    let label = &first_line(text)[END.len()..];
    let is_of_label = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b' ' | b'%' | b'+');
    let n_label = match label.find(DASHES) {
        Some(at) if label[..at].bytes().all(is_of_label) => at + DASHES.len(),
        _ => PRIVATE.iter().filter_map(|end| label.find(end).map(|at| at + end.len())).max().unwrap_or(0),
    };
    END.len() + n_label
}

impl<'a> Inside<'a> {
    /// The runs that are long enough to go on with a body.
    fn runs(&self) -> impl Iterator<Item = Run<'a>> {
        let (text, mut at) = (self.text, self.start);
        text.as_bytes()[self.start..self.end].split(|byte| !is_of_body(*byte)).filter_map(move |run| {
            let start = at;
            at += run.len() + 1;
            (run.len() >= SHORT_RUN).then(|| Run { start, text: &text[start..start + run.len()] })
        })
    }

    /// Whether the first line of the body may be here.
    const fn may_begin(&self, run: &Run<'_>) -> bool {
        run.start < self.first_before
    }
}

impl Run<'_> {
    const fn end(&self) -> usize {
        self.start + self.text.len()
    }
}

/// How much of what follows the last line of a body that was cut is the rest of it: a short line that is padded.
fn n_padded(text: &str) -> usize {
    let Some(start) = text.bytes().position(is_of_body).filter(|start| *start <= NEAR) else { return 0 };
    let run = &text.as_bytes()[start..];
    let n_bytes = run.iter().position(|byte| !is_of_body(*byte)).unwrap_or(run.len());
    if n_bytes.is_multiple_of(4) && run[..n_bytes].ends_with(b"=") { start + n_bytes } else { 0 }
}

const fn is_of_body(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=')
}

/// Whether a run is a line of a key's body, and no path or name: letters of both cases and digits, as if drawn by lot.
fn is_body(run: &str) -> bool {
    let has = |kind: fn(&u8) -> bool| run.as_bytes().iter().any(kind);
    let mixes = |pair: &[u8]| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase();
    run.len() >= BODY_RUN && has(u8::is_ascii_digit) && run.as_bytes().windows(2).any(mixes) && !reads_as_words(run)
}

/// Whether at least half of a run are words: small letters in a row, with the capital before them. Of what is drawn by lot
/// they are a sixth.
fn reads_as_words(run: &str) -> bool {
    let bytes = run.as_bytes();
    let (mut n_in_words, mut at) = (0, 0);
    for small in bytes.split(|byte| !byte.is_ascii_lowercase()) {
        if small.len() >= 3 {
            n_in_words += small.len() + usize::from(at > 0 && bytes[at - 1].is_ascii_uppercase());
        }
        at += small.len() + 1;
    }
    n_in_words * 2 >= run.len()
}

enum Mark {
    /// The first line of a private key's block, and how long it is.
    Private { n_bytes: usize },
    /// It is not whole.
    Begun,
    /// Another's: a certificate's, or somebody's words.
    Other,
}

/// What a text begins with that begins as a block does.
fn mark(text: &str) -> Mark {
    let line = first_line(text);
    let label = &line[BEGIN.len()..];
    match label.find(DASHES) {
        Some(at) if PRIVATE.iter().any(|end| label[..at].ends_with(end)) => {
            Mark::Private { n_bytes: BEGIN.len() + at + DASHES.len() }
        }
        None if line.len() == text.len() && text.len() < LONGEST_FIRST_LINE => Mark::Begun,
        _ => Mark::Other,
    }
}

/// As much of the first line of a text as can be a mark.
fn first_line(text: &str) -> &str {
    text[..text.floor_char_boundary(LONGEST_FIRST_LINE)].lines().next().unwrap_or_default()
}

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
            from = start + BEGIN.len();
            match mark(block) {
                Mark::Private { .. } => {
                    let line_end = block.find(END).and_then(|end| block[end..].find('\n').map(|n| end + n));
                    from = line_end.map_or(text.len(), |end| start + end);
                    return Some(Block {
                        start,
                        end: from,
                        kind: BlockKind::Private { is_closed: line_end.is_some() },
                    });
                }
                Mark::Begun => return Some(Block { start, end: text.len(), kind: BlockKind::Begun }),
                Mark::Other => {}
            }
        }
        None
    })
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use crate::markup::redact::before_sending;

    const LINES: [&str; 4] = [
        "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj",
        "MzEfYYjiWA4R4/M2bS1GB4t7NXp98C3SC6dVMvDuictGeurT8jNbvJZHtCSuYEvu",
        "NMoSfm76oqFvAp8Gy0iz5sxjZmSnXyCdPEovGhLa0VzMaQ8s+CLOyS56YyCFGeJZ",
        "qgtzJ6GR3eqoYSW9b9UMvkBpZODSctWSNGj3P7jRFDO5VoTwCQAWbFnO",
    ];
    const FIRST: &str = "-----BEGIN PRIVATE KEY-----";
    const LAST: &str = "-----END PRIVATE KEY-----";

    /// A key with something before and behind each of its lines.
    fn block(before: &str, behind: &str) -> String {
        let lines = std::iter::once(FIRST).chain(LINES).chain([LAST]);
        lines.flat_map(|line| [before, line, behind]).collect()
    }

    fn check(text: &str, expected: &str) {
        assert_eq!(before_sending(text, &[]).0, expected, "{text}");
        assert!(super::has_body(&text[text.find(FIRST).unwrap_or_default()..]), "{text}");
    }

    #[test]
    fn a_private_key_is_masked_whatever_its_lines_begin_and_end_with() {
        for (before, behind) in [
            ("", "\n"),
            ("# ", "\n"),
            ("// ", "\n"),
            (" * ", "\n"),
            ("| ", "\n"),
            ("> ", "\n"),
            ("\t\t", "\r\n"),
            ("     7\t", "\n"),
            ("12: ", "\n"),
            ("2026-11-30T11:31:26.123456Z app[771]: INFO ", "\n"),
            ("11월 30 11:31:26 서버 ", "\n"),
            ("b\"", "\\n\"\n"),
            ("'", "' .\n"),
            ("'", "\\n' .\n"),
            ("\"", "\\n\" +\n"),
            ("echo ", ";\n"),
            ("", "<br>"),
            ("", "<br />\n"),
            ("", "&#10;"),
            ("", "%0A"),
            ("", "\\n"),
            ("", "\\r\\n"),
            ("", " "),
            ("| ", " |\n"),
            ("`", "`\n"),
        ] {
            let key = block(before, behind);
            let expected = format!("{before}[redacted]{behind}and why is it refused?");
            check(&format!("{key}and why is it refused?"), &expected);
            // Without its end, the last line of the body is the end.
            let cut = &key[..key.rfind(LAST).unwrap_or_default()];
            let expected = format!("{before}[redacted]{behind}{before}and why is it refused?");
            check(&format!("{cut}and why is it refused?"), &expected);
        }
        check(&format!("`{}`", block("", "\n").trim_end()), "`[redacted]`");
    }

    #[test]
    fn headers_of_a_private_key_go_with_it() {
        let encrypted = block("", "\n").replacen(
            '\n',
            "\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0F1E2D3C4B5A69788796A5B4C3D2E1F0\n\n",
            1,
        );
        let pgp =
            block("", "\n").replace(" KEY-", " KEY BLOCK-").replacen('\n', "\nVersion: GnuPG v2\nComment: ours\n\n", 1);
        let pgp = pgp.replace("\n-----END", "\n=aB3d\n-----END");
        for key in [encrypted, pgp] {
            check(&format!("{key}why?"), "[redacted]\nwhy?");
            check(
                &format!("{{\"key\": \"{}\", \"id\": 7}}", key.replace('\n', "\\n")),
                "{\"key\": \"[redacted]\\n\", \"id\": 7}",
            );
            check(&key.replace('\n', "\n# "), "[redacted]\n# ");
        }
    }

    #[test]
    fn a_private_key_in_an_address_is_masked() {
        let key = block("", "\n").trim_end().replace('\n', "%0A").replace('+', "%2B").replace('/', "%2F");
        check(&format!("key={}&id=7", key.replace(' ', "%20")), "key=[redacted]&id=7");
        check(&format!("key={}&id=7", key.replace(' ', "+")), "key=[redacted]&id=7");
    }

    #[test]
    fn lines_of_a_private_key_far_from_each_other_are_masked_one_by_one() {
        let words = "these are the words of a log that has much to say ".repeat(8);
        let key = block(&words, "\n");
        let (sent, n_keys) = before_sending(&key, &[]);
        assert_eq!((sent.matches(&words).count(), n_keys), (6, 4), "{sent}");
        for line in LINES {
            assert!(!sent.contains(line), "{sent}");
        }
    }

    #[test]
    fn what_stands_beside_a_certificate_and_a_cut_key_is_kept() {
        let certificate = block("", "\n").replace("PRIVATE KEY", "CERTIFICATE");
        let json = format!(
            "{{\"cert\": \"{certificate}\", \"issuer\": \"acme corp\", \"notes\": \"the expiry looks wrong\", \"key\": \"{}\"}}",
            block("", "\n")
        );
        let json = json.replace('\n', "\\n");
        let beginning = &json[..json.find(FIRST).unwrap_or_default()];
        assert_eq!(before_sending(&json, &[]), (Cow::Owned(format!("{beginning}[redacted]\\n\"}}")), 1));

        let prose =
            "Files start with -----BEGIN CERTIFICATE----- and a line, keys start with -----BEGIN PRIVATE KEY-----.";
        assert_eq!(before_sending(prose, &[]), (Cow::Borrowed(prose), 0));

        let question = "Now the important question of ours\n-----\nwhat is it?";
        for cut in ["-----END PRIVATE KEY", "-----END", "-----E", "-----"] {
            let text = format!("{}{cut}\n{question}", block("", "\n").replace(LAST, "").trim_end().to_owned() + "\n");
            let (sent, n_keys) = before_sending(&text, &[]);
            assert!(sent.starts_with("[redacted]\n") && sent.ends_with(question) && n_keys == 1, "{sent}");
        }
        let padded = format!("{FIRST}\n{}\nQAB=\nand why?", LINES[0]);
        check(&padded, "[redacted]\nand why?");
    }
}
