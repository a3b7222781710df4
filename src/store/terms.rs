//! Cuts text into the terms of the search index, and a person's words into a query over them.
//!
//! Korean glues particles to nouns, and most nouns have two syllables: `에러가` must be found by `에러`, and a
//! verb in the middle of a compound by itself. So a run of syllables, Han characters or kana becomes its pairs
//! and its last character (`반환값` is `반환 환값 값`), and every part of it is a phrase of neighbours. Other
//! letters and digits stay words, which are found by their beginning. Pure; knows nothing of SQL.

use unicode_normalization::UnicodeNormalization;

/// How the characters of a run are indexed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Script {
    /// In pairs.
    Syllables,
    /// As a word.
    Letters,
}

fn script(character: char) -> Option<Script> {
    match character {
        '\u{1100}'..='\u{11ff}'
        | '\u{3040}'..='\u{30ff}'
        | '\u{3130}'..='\u{318f}'
        | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}' => Some(Script::Syllables),
        _ => character.is_alphanumeric().then_some(Script::Letters),
    }
}

/// The runs of one script in `text`, composed and in lower case.
fn runs(text: &str) -> Vec<(Script, Vec<char>)> {
    let mut runs: Vec<(Script, Vec<char>)> = Vec::new();
    let mut open = None;
    for character in text.nfc().flat_map(char::to_lowercase) {
        let script = script(character);
        match (script, runs.last_mut()) {
            (Some(_), Some((_, run))) if script == open => run.push(character),
            (Some(script), _) => runs.push((script, vec![character])),
            (None, _) => {}
        }
        open = script;
    }
    runs
}

/// Adds the terms of a run: pairs, then the last character; or the word.
fn push_terms(script: Script, run: &[char], terms: &mut String) {
    match script {
        Script::Letters => terms.extend(run),
        Script::Syllables => {
            push_pairs(run, terms);
            if run.len() > 1 {
                terms.push(' ');
            }
            terms.extend(run.last());
        }
    }
}

fn push_pairs(run: &[char], terms: &mut String) {
    for (place, pair) in run.windows(2).enumerate() {
        if place > 0 {
            terms.push(' ');
        }
        terms.extend(pair);
    }
}

/// The terms of `text`, with blanks between them.
pub(super) fn index(text: &str) -> String {
    let mut terms = String::with_capacity(text.len() * 2);
    for (script, run) in runs(text) {
        if !terms.is_empty() {
            terms.push(' ');
        }
        push_terms(script, &run, &mut terms);
    }
    terms
}

/// An FTS5 query for texts that hold every one of `words`; `None` where none has a letter or digit.
pub(super) fn query(words: &str) -> Option<String> {
    let mut query = String::new();
    for word in words.split_whitespace() {
        let runs = runs(word);
        let Some((last, before)) = runs.split_last() else { continue };
        query.push_str(if query.is_empty() { "\"" } else { " AND \"" });
        for (script, run) in before {
            push_terms(*script, run, &mut query);
            query.push(' ');
        }
        // What follows the last run in the text is open.
        match last {
            (Script::Syllables, run) if run.len() > 1 => {
                push_pairs(run, &mut query);
                query.push('"');
            }
            (_, run) => {
                query.extend(run);
                query.push_str("\" *");
            }
        }
    }
    (!query.is_empty()).then_some(query)
}

#[cfg(test)]
mod tests {
    use super::{index, query};

    #[test]
    fn syllables_are_indexed_in_pairs_and_letters_as_words() {
        for (text, terms) in [
            ("반환값", "반환 환값 값"),
            ("값", "값"),
            ("Rust로 짠 parse_json()", "rust 로 짠 parse json"),
            ("C++ 20", "c 20"),
            ("\u{1112}\u{1161}\u{11ab}글", "한글 글"),
            ("  ", ""),
        ] {
            assert_eq!(index(text), terms, "{text}");
        }
    }

    #[test]
    fn a_query_is_a_phrase_for_each_word() {
        for (words, expected) in [
            ("에러", Some("\"에러\"")),
            ("반환값 Borrow", Some("\"반환 환값\" AND \"borrow\" *")),
            ("값", Some("\"값\" *")),
            ("rust로", Some("\"rust 로\" *")),
            ("에러log", Some("\"에러 러 log\" *")),
            ("a\"b OR *", Some("\"a b\" * AND \"or\" *")),
            ("?! ++", None),
            ("", None),
        ] {
            assert_eq!(query(words).as_deref(), expected, "{words}");
        }
    }
}
