//! What the parser of TOML says, in the user's language.
//!
//! It says it in English, a stem and often what it expected: ``key with no value, expected `=` ``. A stem that is not in
//! the table is told by its sense alone.

use super::Row;
use crate::domain::Lang;

/// The parser's stems and what they come to in Korean; the first that begins as the message does.
const STEMS: &[(&str, &str)] = &[
    ("key with no value", "값이 없는 키입니다"),
    ("string values must be quoted", "문자열에는 따옴표가 필요합니다"),
    ("unquoted keys cannot be empty", "키가 비어 있습니다"),
    ("invalid unquoted key", "따옴표 없이 쓸 수 없는 키입니다"),
    ("missing value", "값이 없습니다"),
    ("invalid value", "값이 올바르지 않습니다"),
    ("unexpected key or value", "키나 값이 올 자리가 아닙니다"),
    ("unexpected content", "읽을 수 없는 내용입니다"),
    ("missing comma", "쉼표가 빠졌습니다"),
    ("extra comma", "쉼표가 하나 더 있습니다"),
    ("missing assignment", "`=`가 빠졌습니다"),
    ("extra assignment", "`=`가 하나 더 있습니다"),
    ("extra `=`", "`=`가 하나 더 있습니다"),
    ("unexpected `=`", "`=`가 올 자리가 아닙니다"),
    ("unclosed array table", "`[[`가 닫히지 않았습니다"),
    ("unclosed array", "`[`가 닫히지 않았습니다"),
    ("unclosed inline table", "`{`가 닫히지 않았습니다"),
    ("unclosed table", "`[`가 닫히지 않았습니다"),
    ("missing opening quote", "여는 따옴표가 빠졌습니다"),
    ("invalid basic string", "닫히지 않았거나 잘못된 문자열입니다"),
    ("invalid literal string", "닫히지 않았거나 잘못된 문자열입니다"),
    ("invalid multi-line", "닫히지 않았거나 잘못된 문자열입니다"),
    ("missing escaped value", "`\\` 뒤가 올바르지 않습니다"),
    ("too few unicode value digits", "`\\u` 뒤의 자릿수가 모자랍니다"),
    ("duplicate key", "같은 키가 두 번 있습니다"),
    ("carriage return", "줄바꿈이 올바르지 않습니다"),
    ("unexpected leading zero", "숫자 앞에 0이 있습니다"),
    ("integers with a radix", "숫자가 올바르지 않습니다"),
    ("redundant", "숫자가 올바르지 않습니다"),
    ("unexpected sign", "숫자가 올바르지 않습니다"),
];

/// What the parser said.
#[must_use]
pub fn toml_words(lang: Lang, said: &str) -> String {
    // What begins as a word of TOML's own does, `full` as `false`, is taken for a slip of that.
    let is_bare_text = ["false", "true", "inf", "nan"].iter().any(|word| said.ends_with(&format!("expected `{word}`")));
    if is_bare_text {
        return Row { ko: "문자열에는 따옴표가 필요합니다", en: "text needs quotes" }.fill(lang, &[]);
    }
    if lang == Lang::En {
        return said.to_owned();
    }
    let stem = STEMS.iter().find(|(stem, _)| said.starts_with(stem)).map_or("TOML 문법에 맞지 않습니다", |(_, ko)| ko);
    // What was expected is told where it is a sign, and not a word of the grammar's.
    let expected = said.rsplit_once("expected `").and_then(|(_, rest)| rest.split_once('`')).map(|(sign, _)| sign);
    match expected.filter(|sign| !stem.contains(&format!("`{sign}`"))) {
        Some(sign) => {
            Row { ko: "{stem} (`{sign}` 필요)", en: "" }.fill(lang, &[("stem", stem), ("sign", sign.trim_end())])
        }
        None => stem.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the parser itself says of a text.
    fn said(text: &str) -> String {
        let error = toml::from_str::<toml::Table>(text).expect_err(text);
        toml_words(Lang::Ko, error.message())
    }

    #[test]
    fn no_english_is_left_of_what_the_parser_says() {
        for (text, words) in [
            ("a = \"x", "닫히지 않았거나 잘못된 문자열입니다 (`\"` 필요)"),
            ("a", "값이 없는 키입니다 (`=` 필요)"),
            ("a = full", "문자열에는 따옴표가 필요합니다"),
            ("a = [term]", "문자열에는 따옴표가 필요합니다"),
            ("a = ask", "문자열에는 따옴표가 필요합니다"),
            ("a = ", "문자열에는 따옴표가 필요합니다"),
            ("a = [1, 2", "`[`가 닫히지 않았습니다 (`]` 필요)"),
            ("[ui", "`[`가 닫히지 않았습니다 (`]` 필요)"),
            ("a = 1\na = 2", "같은 키가 두 번 있습니다"),
            ("a = 1 b = 2", "키나 값이 올 자리가 아닙니다"),
        ] {
            assert_eq!(said(text), words, "{text}");
        }
        assert_eq!(toml_words(Lang::Ko, "something new"), "TOML 문법에 맞지 않습니다");
        assert_eq!(toml_words(Lang::En, "key with no value, expected `=`"), "key with no value, expected `=`");
    }
}
