//! Finds what looks like a key and masks it before a text is kept (`history.redact`). What surely is one, before a text is
//! sent, is found in `certain`.
//!
//! Pure. It knows the usual forms of keys, and the keys that it is given; a secret without a form, such as a
//! password in prose, it does not recognise.

mod certain;

use std::borrow::Cow;

pub use self::certain::{Held, Kind, before_sending, first};
use super::private_key::{self, BlockKind};
use crate::domain::key_form;

/// What stands in the place of a key.
pub const MASK: &str = "[redacted]";

/// Names of settings whose value is secret, as the end of a word in any case: `API_KEY = ..`, `"token": ".."`.
const NAMES: &[&str] =
    &["key", "apikey", "token", "secret", "password", "passwd", "authorization", "credential", "credentials"];

/// A value shorter than this is rather an example, a number or a name.
const MIN_VALUE: usize = 8;

const BEARER: &[u8] = b"bearer";

/// `text` with every key masked; borrowed where it holds none. `known` are keys by their letters.
#[must_use]
pub fn keys<'a>(text: &'a str, known: &[String]) -> Cow<'a, str> {
    masked(text, &places(text, 0, known), 0, text.len())
}

/// What may be kept of a growing text behind the `from` bytes of it that are kept already, masked, and up to where that
/// is. It ends with a word, before whatever may become a key, so that nothing that comes later changes it.
#[must_use]
pub fn grown<'a>(text: &'a str, from: usize, known: &[String]) -> (Cow<'a, str>, usize) {
    // What a value is, is said before it on its line.
    let line = text[..from].rfind('\n').map_or(0, |at| at + 1);
    let context = &text[line..];
    let from = from - line;
    let places = places(context, from, known);
    let mut until = settled(context, from, known);
    // A key that is not whole yet waits for the rest of it.
    for &(start, end) in places.iter().rev() {
        if start < until && until < end {
            until = start;
        }
    }
    let until = until.max(from);
    (masked(context, &places, from, until), line + until)
}

/// Where keys stand, in order, from the word on that `from` is in: what is before it is settled.
fn places(text: &str, from: usize, known: &[String]) -> Vec<(usize, usize)> {
    let mut places = Vec::new();
    let mut word = word_start(&text[..from]);
    for key in known.iter().filter(|key| key.len() >= MIN_VALUE) {
        let found = text[word..].match_indices(key.as_str());
        places.extend(found.map(|(start, key)| (word + start, word + start + key.len())));
    }
    let private = private_key::blocks(text, word).filter(|block| block.kind != BlockKind::Begun);
    places.extend(private.map(|block| (block.start, block.end)));
    let mut line_start = text[..word].rfind('\n').map_or(0, |at| at + 1);
    for line in text[line_start..].split_inclusive('\n') {
        line_keys(line, word.saturating_sub(line_start), line_start, &mut places);
        line_start += line.len();
        word = line_start;
    }
    places.sort_unstable();
    places
}

/// The text from `from` to `until` with a mask in each place that begins there.
fn masked<'a>(text: &'a str, places: &[(usize, usize)], from: usize, until: usize) -> Cow<'a, str> {
    let is_there = |(start, end): &&(usize, usize)| *start < until && *end > from;
    if !places.iter().any(|place| is_there(&place)) {
        return Cow::Borrowed(&text[from..until]);
    }
    let mut masked = String::with_capacity(until - from);
    let mut done = from;
    for &(start, end) in places.iter().filter(is_there) {
        if end <= done {
            continue;
        }
        if start >= done {
            masked.push_str(&text[done..start]);
            masked.push_str(MASK);
        }
        done = end;
    }
    masked.push_str(&text[done.min(until)..until]);
    Cow::Owned(masked)
}

/// How much of a text that still grows, of which all before `from` is settled, holds no beginning of a key: up to the end
/// of its last word, but for what may be the beginning of a given key or of a private one.
fn settled(text: &str, from: usize, known: &[String]) -> usize {
    let word = word_start(text);
    let begun = known.iter().filter(|key| key.len() >= MIN_VALUE).filter_map(|key| {
        let is_begun = |n_bytes: &usize| key.get(..*n_bytes).is_some_and(|beginning| text.ends_with(beginning));
        (1..key.len()).rev().find(is_begun).map(|n_bytes| text.len() - n_bytes)
    });
    let open = private_key::blocks(text, word_start(&text[..from]))
        .find(|block| block.kind != BlockKind::Private { is_closed: true });
    begun.chain(open.map(|block| block.start)).fold(word, usize::min)
}

/// Where the run of a key's characters begins with which a text ends.
fn word_start(text: &str) -> usize {
    let last = text.char_indices().rev().find(|(_, character)| !is_of_key(*character));
    last.map_or(0, |(at, character)| at + character.len_utf8())
}

const fn is_of_key(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '_' | '-' | '.' | '/' | '+' | '=' | '~')
}

/// Finds keys by their beginning, and values behind a telling name, in one line that begins at `offset`; what stands before
/// `at` in it only says what the first value is.
fn line_keys(line: &str, mut at: usize, offset: usize, places: &mut Vec<(usize, usize)>) {
    while at < line.len() {
        let rest = &line[at..];
        let n_bytes = rest.find(|character| !is_of_key(character)).unwrap_or(rest.len());
        if n_bytes == 0 {
            at += rest.chars().next().map_or(1, char::len_utf8);
            continue;
        }
        // A sentence may end right behind a key.
        let word = rest[..n_bytes].trim_end_matches(['.', '/', '-']);
        if let Some((start, end)) = key_in_word(word) {
            places.push((offset + at + start, offset + at + end));
        } else if word.len() >= MIN_VALUE && is_named(line[..at].trim_end()) && !is_plain_word(word) {
            places.push((offset + at, offset + at + word.len()));
        }
        at += n_bytes;
    }
}

/// Where in a run of its characters a key may begin: at the beginning, behind the sign of a patch or of a list, behind what is
/// left of an escape (`%3D`), and behind the `=` of an assignment or the `/` of an address.
fn beginnings(word: &str) -> impl Iterator<Item = usize> {
    let n_signs = word.len() - word.trim_start_matches(['+', '-', '~', '.']).len();
    let escaped =
        matches!(word.as_bytes(), [first, second, ..] if first.is_ascii_digit() && second.is_ascii_hexdigit());
    let behind = [(n_signs > 0).then_some(n_signs), escaped.then_some(2)].into_iter().flatten();
    std::iter::once(0).chain(behind).chain(word.match_indices(['=', '/']).map(|(at, _)| at + 1))
}

/// A key within a run of its characters, and where it begins and ends.
fn key_in_word(word: &str) -> Option<(usize, usize)> {
    let mut equals = None;
    for start in beginnings(word) {
        if key_form::whole(&word[start..]).is_some() {
            return Some((start, word.len()));
        }
        // `API_KEY=value` without blanks is one run. The name is the same from wherever a part of it begins.
        if equals.is_some_and(|equals| start <= equals) {
            continue;
        }
        let at = word[start..].find('=').map_or(word.len(), |at| start + at);
        equals = Some(at);
        let value = word.get(at + 1..).unwrap_or_default();
        if value.len() >= MIN_VALUE && ends_in_name(&word[start..at]) && !is_plain_word(value) {
            return Some((at + 1, word.len()));
        }
    }
    None
}

/// True where what stands before a value names it as a secret: `"api_key": "`, `token = '`, `Bearer`.
fn is_named(before: &str) -> bool {
    let unquoted = before.trim_end_matches(['"', '\'', '`']).trim_end();
    let bytes = unquoted.as_bytes();
    if bytes.len() >= BEARER.len() && bytes[bytes.len() - BEARER.len()..].eq_ignore_ascii_case(BEARER) {
        return true;
    }
    let Some(name) = unquoted.strip_suffix([':', '=']) else { return false };
    ends_in_name(name.trim_end().trim_end_matches(['"', '\'', '`', ':']).trim_end())
}

fn ends_in_name(text: &str) -> bool {
    // Only the last word is looked at: a line is as long as it likes, and has many.
    let word = text.rsplit(|character: char| !character.is_ascii_alphanumeric()).next().unwrap_or_default();
    NAMES.iter().any(|name| name.eq_ignore_ascii_case(word))
}

/// Letters of one case alone are a word (`key: undefined`), and what has dots like `os.environ` is code.
fn is_plain_word(value: &str) -> bool {
    let letters = |part: &str| part.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_' || byte == b'.');
    letters(value) || value.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(keys(text, &["hunter2-known-key".to_owned()]), expected, "{text}");
    }

    #[test]
    fn keys_of_known_form_are_masked() {
        check("키는 sk-proj-Abcdef1234567890abcd 입니다.", "키는 [redacted] 입니다.");
        check("use gsk_0123456789abcdefABCD.", "use [redacted].");
        check("export GROQ_API_KEY=gsk_0123456789abcdefABCD", "export GROQ_API_KEY=[redacted]");
        check("AKIAIOSFODNN7EXAMPLE and ghp_0123456789abcdefghij0", "[redacted] and [redacted]");
        check("Authorization: Bearer abc.DEF-123_456", "Authorization: Bearer [redacted]");
        check("{\"api_key\": \"0123abcd4567\"}", "{\"api_key\": \"[redacted]\"}");
        check("password = 'pa55word!x'", "password = '[redacted]!x'");
        check("https://h/v1?key=Abc123456789&x=1", "https://h/v1?key=[redacted]&x=1");
        check("it is hunter2-known-key, twice: hunter2-known-key", "it is [redacted], twice: [redacted]");
    }

    #[test]
    fn each_form_of_the_table_is_masked_and_found() {
        for form in key_form::FORMS {
            let key = form.example();
            check(&format!("a {key} b"), "a [redacted] b");
            let kind = Kind::Formed(form.beginning);
            assert_eq!(first(&format!("\nx = {key}"), &[]), Some(Held { line: 2, kind }), "{key}");
        }
    }

    #[test]
    fn what_surely_is_a_key_is_not_sent_and_all_else_is_as_it_was() {
        let known = ["hunter2-known-key", "a:b:c:d:e:f:g:h:i", "short", "lm-studio", "short-key-12345", "7:c0de!9"];
        let known = known.map(str::to_owned);
        let check = |text: &str, expected: &str, n: usize| {
            assert_eq!(before_sending(text, &known), (Cow::Borrowed(expected), n), "{text}");
        };
        check("DB=x\nGROQ_API_KEY=gsk_0123456789abcdefABCD\nPORT=80\n", "DB=x\nGROQ_API_KEY=[redacted]\nPORT=80\n", 1);
        check("키는 \"sk-proj-Abcdef1234567890abcd\".", "키는 \"[redacted]\".", 1);
        check("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", "[redacted]", 1);
        check("the key AIzaSyA1B2c3-D4e5F6g7H8_i9J0k1L2m3N4 was refused", "the key [redacted] was refused", 1);
        check("KEY=sk-3f2a9c1e-4b7d-4e2a-9c1d-a1b2c3d4e5f6\n", "KEY=[redacted]\n", 1);
        check("hunter2-known-key a:b:c:d:e:f:g:h:i", "[redacted] [redacted]", 2);
        check("(xhunter2-known-keyx)", "(x[redacted]x)", 1);
        for before in ["+", "-", "+++ ", "- ", "~", "..", "key%3D", "https://h/%3Fkey%3d", "key%20", "+KEY="] {
            let text = format!("{before}gsk_0123456789abcdefABCD\n");
            check(&text, &format!("{before}[redacted]\n"), 1);
            assert_eq!(keys(&text, &known), format!("{before}[redacted]\n"), "{text}");
        }
        for form in key_form::FORMS.iter().filter(|form| form.body != key_form::Body::Token) {
            check(&format!("가 {} 나", form.example()), "가 [redacted] 나", 1);
        }
        let private = "-----BEGIN PRIVATE KEY-----\nMIIBOgIBAAJBAKj34GkxFhD9\n-----END PRIVATE KEY-----\n";
        check(&format!("a\n{private}b"), "a\n[redacted]\nb", 1);
        // A short one is one where it has a digit, and stands alone.
        check("is short-key-12345 \"7:c0de!9\" lm-studio short", "is [redacted] \"[redacted]\" lm-studio short", 2);
        check("ashort-key-12345 short-key-123456 x7:c0de!9", "ashort-key-12345 short-key-123456 x7:c0de!9", 0);
        // What is a key by its name alone, an example, a word or a token is needed as it stands.
        for text in [
            "API_KEY=Abc123456789",
            "password = 'pa55word!x'",
            "sk-estimator-id-123456 short",
            "OPENAI_API_KEY=sk-your-key-here-0123456789abcdef",
            "AKIAIOSFODNN7EXAMPLE",
            "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N",
            "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----",
            "npm_config_registry_url",
            "scp releases/fw_20261130T101500Z.bin here",
            "hf_20240101abcdefgh12",
            "from x import 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",
            "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
        ] {
            check(text, text, 0);
        }
    }

    #[test]
    fn a_private_key_is_masked_as_a_whole() {
        check("a\n-----BEGIN RSA PRIVATE KEY-----\nMIIB\nabcd\n-----END RSA PRIVATE KEY-----\nb", "a\n[redacted]\nb");
        check("-----BEGIN PRIVATE KEY-----\nMIIB", "[redacted]");
        let public = "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----";
        check(public, public);
    }

    #[test]
    fn a_private_key_is_not_sent_and_the_words_around_it_are() {
        let body = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcw\nggSjAgEAAoIBAQC7VJTUt9Us8cKjMzEfYyji\nQAB=";
        let key = format!("-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----");
        let in_json = format!("{{\"k\": \"{}\", \"client_email\": \"a@b.c\"}}", key.replace('\n', "\\n"));
        let encrypted = key.replacen('\n', "\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0F1E\n\n", 1);
        let deleted = format!("-{}\n+KEY = read(\"key.pem\")", key.replace('\n', "\n-"));
        let added = format!("+{}\n KEY", key.replace('\n', "\n+"));
        let cut = format!("-----BEGIN RSA PRIVATE KEY-----\n{}\nplease review this", &body[..73]);
        for (text, sent) in [
            (format!("{key} and why does openssl refuse it?"), "[redacted] and why does openssl refuse it?"),
            (format!("a\n{key}\nb\n{key}\nc"), "a\n[redacted]\nb\n[redacted]\nc"),
            (in_json, "{\"k\": \"[redacted]\", \"client_email\": \"a@b.c\"}"),
            (format!("K='{}' run", key.replace('\n', " ")), "K='[redacted]' run"),
            (key.replace('\n', "\r\n"), "[redacted]"),
            (key.replace('\n', "\\r\\n"), "[redacted]"),
            (encrypted, "[redacted]"),
            (deleted, "-[redacted]\n+KEY = read(\"key.pem\")"),
            (added, "+[redacted]\n KEY"),
            (cut, "[redacted]\nplease review this"),
        ] {
            assert_eq!(before_sending(&text, &[]).0, sent, "{text}");
        }
        for text in [
            "PEM_HEADER = \"-----BEGIN RSA PRIVATE KEY-----\"\n# https://github.com/RustCrypto2/formats/blob/master/pkcs8\ndef f(): 1",
            "a file that begins with -----BEGIN OPENSSH PRIVATE KEY-----? I use Users/Documents/Project2024/scripts",
            "PEM = \"-----BEGIN PRIVATE KEY-----\"\nfunc TestParsePKCS8PrivateKeyRoundTrip(t *testing.T) {",
            "-----BEGIN PRIVATE KEY-----",
            "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----",
            "-----BEGIN PRIVATE KEY-----\n여기에 넣으세요\n-----END PRIVATE KEY-----\n왜 안돼?",
        ] {
            assert_eq!(before_sending(text, &[]), (Cow::Borrowed(text), 0), "{text}");
        }
    }

    #[test]
    fn plain_text_and_code_stay_as_they_are() {
        for text in [
            "이 함수 왜 borrow 에러 나?",
            "sk-learn is not a key, and neither is sk-something-long-in-prose",
            "let key = map.keys().next();",
            "token: undefined",
            "the key: configuration",
            "key_env = \"GROQ_API_KEY\"",
            "monkey=banana123",
            "max_tokens = 1024",
            "for key in os.environ: print(key)",
            "releases/fw_20261130T101500Z.bin hf_20240101abcdefgh12",
            "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",
            "",
        ] {
            assert!(matches!(keys(text, &[]), Cow::Borrowed(_)), "{text}: {}", keys(text, &[]));
        }
    }

    #[test]
    fn a_growing_text_is_kept_up_to_its_last_word() {
        let known = ["hunter2 known!key".to_owned()];
        for (text, expected) in [
            ("one\ntwo sk-", "one\ntwo "),
            ("한 문단은 줄이 하나", "한 문단은 줄이 하나"),
            ("no lin", "no "),
            ("api_key: ", "api_key: "),
            ("api_key: Abc12345", "api_key: "),
            ("api_key: Abc12345 ", "api_key: [redacted] "),
            ("it is hunter2 kno", "it is "),
            ("it is hunter2 known!key.", "it is "),
            ("it is hunter2 known!key. ", "it is [redacted]. "),
            ("it is hunter2 knots ", "it is hunter2 knots "),
            ("a\n-----BEGIN PRIVATE KEY-----\nMIIB\n", "a\n"),
            ("a\n-----BEGIN ", "a\n"),
            ("a\n-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE ", "a\n"),
            ("a\n-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\nb c", "a\n[redacted]\nb "),
            ("a\n-----BEGIN CERTIFICATE-----\nMIIB\nb c", "a\n-----BEGIN CERTIFICATE-----\nMIIB\nb "),
        ] {
            assert_eq!(grown(text, 0, &known).0, expected, "{text}");
        }
        // What is kept already says of the rest what it is.
        let text = "api_key: Abc12345 and more ";
        assert_eq!(grown(text, "api_key: ".len(), &known).0, "[redacted] and more ");
    }

    #[test]
    fn a_line_that_is_long_and_grows_is_looked_at_once() {
        // Words of one case, as long as a value: each is asked whether a name stands before it. Where all of the line
        // before a word is read for it, this does not end within the time of a test.
        let line = "configuration ".repeat(100_000) + "api_key: Abc12345 ";
        let (mut kept, mut n_kept) = (String::new(), 0);
        for cut in (0..=400).map(|part| line.len() * part / 400) {
            let (piece, until) = grown(&line[..cut], n_kept, &[]);
            kept.push_str(&piece);
            n_kept = until;
        }
        assert!(kept.ends_with(" api_key: [redacted] "), "{}", &kept[kept.len() - 60..]);
        assert_eq!(kept, keys(&line, &[]));
    }

    #[test]
    fn a_long_line_of_beginnings_is_looked_at_once() {
        // Each of these is asked what follows it: where that is all of the rest, this does not end either.
        for (piece, end, expected) in [
            ("-----BEGIN ", "x", "x"),
            ("-----BEGIN PRIVATE KEY-----", "-----END\nx", "[redacted]\nx"),
            ("a/", "token=Abc12345", "token=[redacted]"),
            ("a/", "token=configuration", "token=configuration"),
        ] {
            let line = piece.repeat(100_000) + end;
            assert!(keys(&line, &[]).ends_with(expected), "{piece}");
            assert_eq!(grown(&line, 0, &[]).0.is_empty(), piece == "a/", "{piece}");
            assert_eq!(first(&line, &[]), None, "{piece}");
        }
    }

    #[test]
    fn what_is_sent_is_looked_at_once_however_many_keys_begin_in_a_line() {
        // Where each beginning is asked about all of the rest, none of these ends within the time of a test.
        let body = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcw";
        for (piece, n_keys) in [
            ("-----BEGIN CERTIFICATE----- ", 0),
            ("-----BEGIN PRIVATE KEY----- ", 0),
            (&format!("-----BEGIN PRIVATE KEY-----\\n{body}\\n"), 40_000),
            (&format!("-----BEGIN CERTIFICATE-----\\n{body}\\n-----END CERTIFICATE-----\\n"), 0),
            ("/sk-learn", 0),
            ("/sk-A1B2C3D4E5F6G7H8I9J0example", 0),
            ("/eyJhbGciOiJIUzI1NiJ9eyJzdWIiOiIxMjM0NTY3ODkwIn0", 0),
        ] {
            let line = piece.repeat(40_000);
            assert_eq!(before_sending(&line, &[]).1, n_keys, "{piece}");
            assert_eq!(first(&line, &[]).is_some(), n_keys > 0, "{piece}");
        }
        assert!(keys(&"/sk-learn".repeat(80_000), &[]).ends_with("/sk-learn"));
    }

    proptest::proptest! {
        #[test]
        fn a_text_that_is_kept_piece_by_piece_is_masked_as_it_is_as_a_whole(
            parts in proptest::collection::vec(0_usize..PARTS.len(), 0..24),
            cuts in proptest::collection::vec(0_usize..400, 0..12),
        ) {
            let known = ["hunter2 known!key".to_owned(), "0123-own-key".to_owned()];
            let text: String = parts.into_iter().map(|part| PARTS[part]).collect();
            let mut cuts: Vec<usize> = cuts.into_iter().filter(|cut| text.is_char_boundary(*cut)).collect();
            cuts.sort_unstable();
            let (mut kept, mut n_kept) = (String::new(), 0);
            for cut in cuts {
                let (piece, until) = grown(&text[..cut], n_kept, &known);
                kept.push_str(&piece);
                n_kept = until;
            }
            let whole = keys(&text, &known);
            proptest::prop_assert!(whole.starts_with(&kept), "{text:?}: {kept:?} of {whole:?}");
        }
    }

    const PARTS: &[&str] = &[
        "word ",
        "한글 ",
        "\n",
        " ",
        ".",
        "\"",
        "sk-proj-Abcdef1234567890abcd",
        "gsk_0123456789abcdefABCD",
        "api_key",
        "token",
        ": ",
        " = ",
        "Bearer ",
        "Abc12345",
        "hunter2 known!key",
        "hunter2 ",
        "0123-own-",
        "key",
        "MIIB\n",
        "-----BEGIN PRIVATE KEY-----\n",
        "-----BEGIN CERTIFICATE-----\n",
        "-----END PRIVATE KEY-----\n",
        "-----BEG",
    ];

    #[test]
    fn a_secret_in_a_file_is_found_with_its_line_and_kind() {
        let known = ["a-key-of-ones-own-server".to_owned(), "lm-studio".to_owned(), "short-key-12345".to_owned()];
        let body = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj";
        for (text, line, kind) in [
            (format!("a\n-----BEGIN RSA PRIVATE KEY-----\n{body}\n-----END"), 2, Kind::PrivateKey),
            (format!("{{\n\"k\": \"-----BEGIN PRIVATE KEY-----\\n{body}\\n-----END\"}}"), 2, Kind::PrivateKey),
            (format!("  -----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: 1\n\n{body}"), 1, Kind::PrivateKey),
            (format!("-----BEGIN OPENSSH PRIVATE KEY-----\r\n{body}"), 1, Kind::PrivateKey),
            ("PuTTY-User-Key-File-2: ssh-rsa".to_owned(), 1, Kind::PrivateKey),
            ("x = 1\nGROQ=gsk_0123456789abcdefABCD".to_owned(), 2, Kind::Formed("gsk_")),
            ("key: sk-proj-Abcdef1234567890abcd".to_owned(), 1, Kind::Formed("sk-proj-")),
            ("aws AKIAIOSFODNN7ABCDEFG".to_owned(), 1, Kind::Formed("AKIA")),
            ("xoxb-123456789012-abcdefABCDEF".to_owned(), 1, Kind::Formed("xoxb-")),
            ("url: \"a-key-of-ones-own-server\"".to_owned(), 1, Kind::Known),
            ("url\nkey=short-key-12345".to_owned(), 2, Kind::Known),
        ] {
            assert_eq!(first(&text, &known), Some(Held { line, kind }), "{text}");
        }
    }

    #[test]
    fn what_only_speaks_of_secrets_holds_none() {
        for text in [
            "const BEGIN: &str = \"-----BEGIN PRIVATE KEY-----\";\nfn is_private_key_of_the_server() {}",
            "-----BEGIN PUBLIC KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj",
            "AKIAIOSFODNN7EXAMPLE sk-your-key-here-0123456789abcdef gsk_xxxxxxxxxxxxxxxxxxxxx1",
            "<div class=\"sk-estimator-id-123 sk-Toggleable-content-1\">",
            "npm_config_registry_V2_url",
            "sourceMappingURL=data:application/json;base64,eyJ2ZXJzaW9uIjozLCJzb3VyY2VzIjpbIkFhLnRzIl0sIm5hbWVz",
            "OPENAI_API_KEY=lm-studio",
            "let key = keyboard.next(); // password: hunter2hunter2",
            "",
        ] {
            assert_eq!(first(text, &["lm-studio".to_owned()]), None, "{text}");
        }
    }
}
