//! Makes text that a server sent fit to be shown: bounded, without control characters, without a key.
//!
//! It knows the shapes that keys come in and the one key that was sent. It does not judge what the text says.

use crate::domain::{Secret, key_form};

/// The longest message that is kept, in characters.
const MAX_MESSAGE_CHARS: usize = 300;

/// The longest code or id that is kept, in characters.
const MAX_CODE_CHARS: usize = 80;

/// What stands in place of a key.
const HIDDEN: &str = "***";

/// What precedes a key in headers and URLs.
const KEY_MARKS: [&str; 6] = ["bearer ", "key=", "token=", "api_key: ", "api-key: ", "authorization: "];

/// A message of at most 300 characters on one line, for a person.
pub fn message(text: &str, key: Option<&Secret>) -> String {
    clean(text, key, MAX_MESSAGE_CHARS)
}

/// A code or an id of at most 80 characters; `None` where nothing is left.
pub fn code(text: &str, key: Option<&Secret>) -> Option<String> {
    let code = clean(text, key, MAX_CODE_CHARS);
    (!code.is_empty()).then_some(code)
}

fn clean(text: &str, key: Option<&Secret>, max_chars: usize) -> String {
    // Control characters go first: one within a key would otherwise hide it from the search.
    // A key cut off by a bound that is taken first could not be recognised either.
    let line = on_one_line(text);
    let line = match key.map(Secret::expose).filter(|key| !key.is_empty()) {
        Some(key) => line.replace(key, HIDDEN),
        None => line,
    };
    let line = without_key_shapes(&line);
    match line.char_indices().nth(max_chars) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line,
    }
}

/// Whitespace of any kind and length as one space; characters that a terminal obeys or that hide text, dropped.
fn on_one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len().min(4096));
    for character in text.chars() {
        if character.is_whitespace() {
            if !line.is_empty() && !line.ends_with(' ') {
                line.push(' ');
            }
        } else if !is_invisible(character) {
            line.push(character);
        }
    }
    line.truncate(line.trim_end().len());
    line
}

fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
            | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

const fn is_key_character(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'*' | b'+' | b'/' | b'=' | b'~')
}

fn without_key_shapes(line: &str) -> String {
    let bytes = line.as_bytes();
    let mut shown = String::with_capacity(line.len());
    let mut copied = 0;
    let mut at = 0;
    while at < bytes.len() {
        let starts_word = at == 0 || !bytes[at - 1].is_ascii_alphanumeric();
        let key_start = if starts_word { key_start(line, at) } else { None };
        let Some(start) = key_start else {
            at += 1;
            continue;
        };
        let n_key = bytes[start..].iter().take_while(|byte| is_key_character(**byte)).count();
        // "key=value" in an explanation is no key; keys are long. Stars are what is left of one.
        let key = &bytes[start..start + n_key];
        if n_key >= 8 || key.contains(&b'*') {
            shown.push_str(&line[copied..start]);
            shown.push_str(HIDDEN);
            copied = start + n_key;
        }
        at = (start + n_key).max(at + 1);
    }
    shown.push_str(&line[copied..]);
    shown
}

/// Where the key begins that is announced at `at`, or is one itself by its prefix.
fn key_start(line: &str, at: usize) -> Option<usize> {
    let rest = &line.as_bytes()[at..];
    let mark = KEY_MARKS
        .iter()
        .find(|mark| rest.get(..mark.len()).is_some_and(|head| head.eq_ignore_ascii_case(mark.as_bytes())));
    if let Some(mark) = mark {
        let mut start = at + mark.len();
        // "Authorization: Bearer KEY" announces it twice.
        if line.as_bytes().get(start..start + 7).is_some_and(|head| head.eq_ignore_ascii_case(b"bearer ")) {
            start += 7;
        }
        return Some(start);
    }
    line.get(at..).and_then(key_form::begun).map(|_| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, shown: &str) {
        let key = Secret::new("my-own-secret");
        assert_eq!(message(text, Some(&key)), shown);
    }

    #[test]
    fn no_key_is_shown_whatever_its_shape() {
        check("Incorrect API key provided: sk-proj-abc123***wxyz. Get one", "Incorrect API key provided: *** Get one");
        check("bad my-own-secret!", "bad ***!");
        check("bad my-own\u{1b}-secret!", "bad ***!");
        check(
            "Authorization: Bearer abcdefghij was refused",
            "Authorization: *** was refused".replace("***", "Bearer ***").as_str(),
        );
        check("GET /v1?key=AIzaSyA1234567890&x=1", "GET /v1?key=***&x=1");
        check("gsk_abcdefgh and AIzaSyA1234567890", "*** and ***");
        check("(sk-ant-api03-aaaabbbb)", "(***)");
        check("열쇠 sk-한글 sk-abcdefgh 끝", "열쇠 sk-한글 *** 끝");
    }

    #[test]
    fn each_form_of_the_table_is_hidden_whole_or_cut() {
        for form in key_form::FORMS {
            check(&format!("bad key {}.", form.example()), "bad key ***");
            check(&format!("bad key {}A1***9z!", form.beginning), "bad key ***!");
        }
    }

    #[test]
    fn ordinary_words_stay() {
        check("no model in ASIA-PACIFIC", "no model in ASIA-PACIFIC");
        check("The task-force risk-averse desk-bound", "The task-force risk-averse desk-bound");
        check("key=value, token=abc; bearer of news", "key=value, token=abc; bearer of news");
        check("모델이 없습니다", "모델이 없습니다");
    }

    #[test]
    fn a_message_is_one_bounded_line_without_control_characters() {
        check("  a\r\n\tb\u{1b}[31m\u{7}c\u{9b}d\u{202e}e\u{e0041}\u{feff} ", "a b[31mcde");
        let long = message(&"가".repeat(5000), None);
        assert_eq!(long.chars().count(), 301);
        assert!(long.ends_with('…'));
        assert_eq!(code("\u{7}\n", None), None);
        assert_eq!(code("model_not_found", None).as_deref(), Some("model_not_found"));
    }
}
