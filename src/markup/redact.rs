//! Masks what looks like a key, before a text is kept: `history.redact`.
//!
//! Pure. It knows the usual forms of keys, and the keys that it is given; a secret without a form, such as a
//! password in prose, it does not recognise.

use std::borrow::Cow;

/// What stands in the place of a key.
pub const MASK: &str = "[redacted]";

/// How keys begin, and how many characters of a key follow at least.
const PREFIXES: &[(&str, usize)] = &[
    ("sk-", 16),
    ("gsk_", 16),
    ("csk-", 16),
    ("xai-", 16),
    ("nvapi-", 16),
    ("hf_", 16),
    ("ghp_", 20),
    ("gho_", 20),
    ("ghu_", 20),
    ("ghs_", 20),
    ("ghr_", 20),
    ("github_pat_", 20),
    ("glpat-", 16),
    ("npm_", 20),
    ("xoxb-", 10),
    ("xoxp-", 10),
    ("xoxa-", 10),
    ("AKIA", 16),
    ("ASIA", 16),
    ("AIza", 30),
    ("eyJ", 40),
];

/// Names of settings whose value is secret, as the end of a word in any case: `API_KEY = ..`, `"token": ".."`.
const NAMES: &[&str] =
    &["key", "apikey", "token", "secret", "password", "passwd", "authorization", "credential", "credentials"];

/// A value shorter than this is rather an example, a number or a name.
const MIN_VALUE: usize = 8;

const BEGIN: &str = "-----BEGIN";
const PRIVATE: &str = "PRIVATE KEY-----";
const END: &str = "-----END";

/// `text` with every key masked; borrowed where it holds none. `known` are keys by their letters.
#[must_use]
pub fn keys<'a>(text: &'a str, known: &[String]) -> Cow<'a, str> {
    let mut places = Vec::new();
    for key in known.iter().filter(|key| key.len() >= MIN_VALUE) {
        places.extend(text.match_indices(key.as_str()).map(|(start, key)| (start, start + key.len())));
    }
    private_keys(text, &mut places);
    let mut line_start = 0;
    for line in text.split_inclusive('\n') {
        line_keys(line, line_start, &mut places);
        line_start += line.len();
    }
    if places.is_empty() {
        return Cow::Borrowed(text);
    }
    places.sort_unstable();
    let mut masked = String::with_capacity(text.len());
    let mut done = 0;
    for (start, end) in places {
        if end <= done {
            continue;
        }
        if start >= done {
            masked.push_str(&text[done..start]);
            masked.push_str(MASK);
        }
        done = end;
    }
    masked.push_str(&text[done..]);
    Cow::Owned(masked)
}

/// How much of a text that still grows can be masked by itself: whole lines, and no private key in its middle.
#[must_use]
pub fn settled(text: &str) -> usize {
    let lines = text.rfind('\n').map_or(0, |at| at + 1);
    match text[..lines].rfind(BEGIN) {
        Some(at) if !text[at..lines].contains(END) => at,
        _ => lines,
    }
}

/// Blocks of a private key, from their first dash to their last; to the text's end where it was cut.
fn private_keys(text: &str, places: &mut Vec<(usize, usize)>) {
    let mut from = 0;
    while let Some(at) = text[from..].find(BEGIN).map(|at| at + from) {
        let line = text[at..].lines().next().unwrap_or_default();
        if !line.contains(PRIVATE) {
            from = at + BEGIN.len();
            continue;
        }
        let end = text[at..].find(END).map_or(text.len(), |end| {
            let end = at + end;
            text[end..].find('\n').map_or(text.len(), |n| end + n)
        });
        places.push((at, end));
        from = end;
    }
}

fn is_of_key(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '_' | '-' | '.' | '/' | '+' | '=' | '~')
}

/// Finds keys by their beginning, and values behind a telling name, in one line that begins at `offset`.
fn line_keys(line: &str, offset: usize, places: &mut Vec<(usize, usize)>) {
    let mut at = 0;
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

/// A key within a run of its characters: at the beginning, or behind the `=` of an assignment.
fn key_in_word(word: &str) -> Option<(usize, usize)> {
    let starts = std::iter::once(0).chain(word.match_indices(['=', '/']).map(|(at, _)| at + 1));
    for start in starts {
        let candidate = &word[start..];
        let found = PREFIXES.iter().any(|(prefix, least)| {
            candidate.strip_prefix(prefix).is_some_and(|rest| {
                rest.len() >= *least && rest.bytes().any(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase())
            })
        });
        if found {
            return Some((start, word.len()));
        }
        // `API_KEY=value` without blanks is one run.
        let value = candidate.split_once('=');
        if let Some((name, value)) = value
            && ends_in_name(name)
            && value.len() >= MIN_VALUE
            && !is_plain_word(value)
        {
            return Some((start + name.len() + 1, word.len()));
        }
    }
    None
}

/// True where what stands before a value names it as a secret: `"api_key": "`, `token = '`, `Bearer`.
fn is_named(before: &str) -> bool {
    let unquoted = before.trim_end_matches(['"', '\'', '`']).trim_end();
    if unquoted.to_ascii_lowercase().ends_with("bearer") {
        return true;
    }
    let Some(name) = unquoted.strip_suffix([':', '=']) else { return false };
    ends_in_name(name.trim_end().trim_end_matches(['"', '\'', '`', ':']).trim_end())
}

fn ends_in_name(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let word = lower.rsplit(|character: char| !character.is_ascii_alphanumeric()).next().unwrap_or_default();
    NAMES.contains(&word)
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
    fn a_private_key_is_masked_as_a_whole() {
        check("a\n-----BEGIN RSA PRIVATE KEY-----\nMIIB\nabcd\n-----END RSA PRIVATE KEY-----\nb", "a\n[redacted]\nb");
        check("-----BEGIN PRIVATE KEY-----\nMIIB", "[redacted]");
        let public = "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----";
        check(public, public);
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
            "",
        ] {
            assert!(matches!(keys(text, &[]), Cow::Borrowed(_)), "{text}: {}", keys(text, &[]));
        }
    }

    #[test]
    fn a_growing_text_is_masked_by_whole_lines() {
        assert_eq!(settled("one\ntwo sk-"), 4);
        assert_eq!(settled("no line"), 0);
        let open = "a\n-----BEGIN PRIVATE KEY-----\nMIIB\n";
        assert_eq!(settled(open), 2);
        let closed = format!("{open}-----END PRIVATE KEY-----\nb");
        assert_eq!(settled(&closed), closed.len() - 1);
    }
}
