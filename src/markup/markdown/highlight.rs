//! Colours code, line by line as it comes.
//!
//! What a reader looks for is told apart: keywords, types, calls, strings, numbers, comments. Nothing is parsed and
//! nothing is loaded: `languages.rs` has a row for each language. What a line needs to know of those before it is
//! whether a comment or a string is open. A wrong guess costs a colour.

use super::languages::{self, Language, Quote};
use super::line::Token;

/// Colours the lines of one block.
#[derive(Debug, Clone)]
pub struct Highlighter {
    language: &'static Language,
    open: Open,
}

/// What goes on from one line to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Open {
    Nothing,
    Comment,
    Text(&'static Quote),
}

impl Highlighter {
    /// A highlighter for a language by the name that stands behind a fence; `None` for names that it does not know.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        languages::of(name).map(|language| Self { language, open: Open::Nothing })
    }

    /// Gives the parts of the next line, in order, to `put`. The parts are the line, whole.
    pub fn line<'l>(&mut self, line: &'l str, mut put: impl FnMut(&'l str, Option<Token>)) {
        if self.language.is_difference {
            return put(line, difference(line));
        }
        let mut at = match self.open {
            Open::Nothing => 0,
            Open::Comment => {
                let end = self.end_of_comment(line, 0);
                put(&line[..end], Some(Token::Comment));
                end
            }
            Open::Text(quote) => {
                let end = self.end_of_text(line, 0, quote);
                put(&line[..end], Some(Token::Text));
                end
            }
        };
        while at < line.len() {
            let (end, token) = self.part(line, at);
            put(&line[at..end], token);
            at = end;
        }
    }

    /// The part that begins at `at`: its end, which is behind `at`, and what it is.
    fn part(&mut self, line: &str, at: usize) -> (usize, Option<Token>) {
        let rest = &line[at..];
        let language = self.language;
        let stands_alone =
            !line[..at].ends_with(|before: char| before.is_alphanumeric() || matches!(before, '$' | '{' | '#'));
        if language.line_comments.iter().any(|mark| rest.starts_with(mark)) && (stands_alone || !rest.starts_with('#'))
        {
            return (line.len(), Some(Token::Comment));
        }
        if let Some((begin, _)) = language.comment
            && rest.starts_with(begin)
        {
            self.open = Open::Comment;
            return (self.end_of_comment(line, at + begin.len()), Some(Token::Comment));
        }
        for quote in language.quotes {
            if rest.starts_with(quote.begin) && !(quote.begin == "'" && is_lifetime(language, rest)) {
                self.open = Open::Text(quote);
                return (self.end_of_text(line, at + quote.begin.len(), quote), Some(Token::Text));
            }
        }
        let first = rest.chars().next().unwrap_or(' ');
        if first.is_ascii_digit() {
            let end =
                rest.find(|character: char| !character.is_ascii_alphanumeric() && !matches!(character, '.' | '_'));
            let mut end = end.unwrap_or(rest.len());
            // A range is no number: `0..10`.
            if let Some(n) = rest[..end].find("..") {
                end = n.max(1);
            }
            return (at + end, Some(Token::Number));
        }
        if is_of_name(first, language) {
            let end = rest.find(|character| !is_of_name(character, language)).unwrap_or(rest.len());
            return (at + end, self.name(&rest[..end], &rest[end..]));
        }
        // As far as nothing can begin.
        let begins = |character: char| {
            is_of_name(character, language)
                || character.is_ascii_digit()
                || matches!(
                    character,
                    '"' | '\'' | '`' | '/' | '#' | '-' | '<' | '(' | '{' | ';' | '%' | '$' | '@' | '*' | '['
                )
        };
        let own = first.len_utf8();
        let end = rest[own..].find(begins).map_or(rest.len(), |n| own + n);
        (at + end, None)
    }

    fn name(&self, word: &str, after: &str) -> Option<Token> {
        let language = self.language;
        let is_in = |words: &str| {
            let is_it = |known: &str| {
                known.len() == word.len()
                    && if language.ignores_case { known.eq_ignore_ascii_case(word) } else { known == word }
            };
            words.split(' ').any(is_it)
        };
        if is_in(language.keywords) {
            return Some(Token::Keyword);
        }
        if is_in(language.types) {
            return Some(Token::Type);
        }
        let next = after.trim_start().bytes().next();
        if language.has_keys {
            let is_key = matches!(next, Some(b':' | b'=')) && !after.trim_start().starts_with("==");
            return is_key.then_some(Token::Keyword);
        }
        if after.starts_with('(') || (after.starts_with('!') && after[1..].starts_with(['(', '[', '{'])) {
            return Some(Token::Call);
        }
        let is_type = language.has_types
            && word.starts_with(|first: char| first.is_ascii_uppercase())
            && word.bytes().any(|byte| byte.is_ascii_lowercase());
        is_type.then_some(Token::Type)
    }

    fn end_of_comment(&mut self, line: &str, from: usize) -> usize {
        let end = self.language.comment.and_then(|(_, end)| line[from..].find(end).map(|n| from + n + end.len()));
        if end.is_some() {
            self.open = Open::Nothing;
        }
        end.unwrap_or(line.len())
    }

    fn end_of_text(&mut self, line: &str, from: usize, quote: &'static Quote) -> usize {
        let bytes = line.as_bytes();
        let mut at = from;
        while at < bytes.len() {
            if bytes[at] == b'\\' && quote.escapes {
                at += 2;
            } else if bytes[at..].starts_with(quote.end.as_bytes()) {
                self.open = Open::Nothing;
                return at + quote.end.len();
            } else {
                at += 1;
            }
        }
        if !quote.spans_lines {
            self.open = Open::Nothing;
        }
        line.len()
    }
}

/// In Rust `'a` is a name, and `'a'` a character.
fn is_lifetime(language: &Language, rest: &str) -> bool {
    if !language.has_lifetimes {
        return false;
    }
    let mut characters = rest.chars().skip(1);
    let first = characters.next();
    first != Some('\\') && characters.next() != Some('\'')
}

fn is_of_name(character: char, language: &Language) -> bool {
    character.is_alphanumeric() || character == '_' || (character == '-' && language.has_dashed_names)
}

fn difference(line: &str) -> Option<Token> {
    match line.as_bytes() {
        [b'+', b'+', b'+', ..] | [b'-', b'-', b'-', ..] => Some(Token::Type),
        [b'@', b'@', ..] => Some(Token::Keyword),
        [b'+', ..] => Some(Token::Added),
        [b'-', ..] => Some(Token::Removed),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;

    /// Each part with a letter for what it is.
    fn check(name: &str, lines: &[&str], expected: &[&str]) {
        let mut highlighter = Highlighter::of(name).expect("a known language");
        for (line, expected) in lines.iter().zip(expected) {
            let (mut told, mut whole) = (String::new(), String::new());
            highlighter.line(line, |part, token| {
                whole.push_str(part);
                let letter = match token {
                    None => return told.push_str(part),
                    Some(Token::Keyword) => 'k',
                    Some(Token::Type) => 't',
                    Some(Token::Call) => 'c',
                    Some(Token::Text) => 's',
                    Some(Token::Number) => 'n',
                    Some(Token::Comment) => '#',
                    Some(Token::Added) => '+',
                    Some(Token::Removed) => '-',
                };
                let _ = write!(told, "{letter}<{part}>");
            });
            assert_eq!(&whole, line);
            assert_eq!(&told, expected, "{name}: {line}");
        }
    }

    #[test]
    fn the_parts_of_a_line_are_told_apart() {
        check(
            "rust",
            &["fn f<'a>(x: &'a str) -> Option<char> { g!('x', 1..10) } // done"],
            &["k<fn> f<'a>(x: &'a t<str>) -> t<Option><t<char>> { c<g>!(s<'x'>, n<1>..n<10>) } #<// done>"],
        );
        check(
            "py",
            &["def f(x): return \"a\\\"b\" + x # 합"],
            &["k<def> c<f>(x): k<return> s<\"a\\\"b\"> + x #<# 합>"],
        );
        check("sql", &["select count(*) from t -- all"], &["k<select> c<count>(*) k<from> t #<-- all>"]);
        check("sh", &["echo \"$#\" $# # n"], &["k<echo> s<\"$#\"> $# #<# n>"]);
        check("json", &["{\"a\": true, \"b\": 1.5}"], &["{s<\"a\">: t<true>, s<\"b\">: n<1.5>}"]);
        check("yaml", &["name: baro # x"], &["k<name>: baro #<# x>"]);
        check("diff", &["@@ -1 +1 @@", "-a", "+b", " c"], &["k<@@ -1 +1 @@>", "-<-a>", "+<+b>", " c"]);
    }

    #[test]
    fn what_is_open_goes_on_in_the_next_line() {
        check("c", &["a /* b", "c */ int d"], &["a #</* b>", "#<c */> t<int> d"]);
        check("python", &["x = \"\"\"a", "if b\"\"\"", "if c"], &["x = s<\"\"\"a>", "s<if b\"\"\">", "k<if> c"]);
        check("c", &["char *a = \"open", "int b"], &["t<char> *a = s<\"open>", "t<int> b"]);
    }

    #[test]
    fn any_text_is_given_back_whole_in_every_language() {
        use proptest::prelude::*;
        let names: Vec<&str> = languages::names().collect();
        proptest!(ProptestConfig::with_cases(64), |(lines in proptest::collection::vec("[ -~한글'\"`/*#\\\\-]{0,40}", 1..4))| {
            for name in &names {
                let mut highlighter = Highlighter::of(name).expect("a known language");
                for line in &lines {
                    let mut whole = String::new();
                    highlighter.line(line, |part, _| {
                        assert!(!part.is_empty() || line.is_empty());
                        whole.push_str(part);
                    });
                    prop_assert_eq!(&whole, line);
                }
            }
        });
    }

    #[test]
    fn unknown_names_have_no_colours() {
        assert!(Highlighter::of("brainfuck").is_none());
        assert!(Highlighter::of("").is_none());
        assert!(Highlighter::of("Rust").is_some());
    }
}
