//! What the user says that they do not want: `코드 말고`, `no code`. Which words matter is not known here.

use super::text::{Script, Token, Words};

/// What follows a word that is not wanted: at most so many letters later.
const NOT_AFTER: &[(&str, usize)] = &[
    ("말고", 6),
    ("말구", 6),
    ("마세요", 6),
    ("지마", 5),
    ("없이", 3),
    ("빼고", 3),
    ("아니고", 3),
    ("아니라", 3),
    ("제외", 4),
];
/// What comes before a word that is not wanted, at most three words earlier.
const NOT_BEFORE: &[&str] = &["no", "not", "without", "don", "dont", "never", "skip", "avoid", "instead"];

/// True where the user says that they do not want what begins in `token` and ends before letter `to`: `코드 말고`,
/// `no code`, `don't write code`.
pub(crate) fn is_negated(words: &Words<'_>, token: usize, to: usize) -> bool {
    let letters = &words.letters;
    let after = &letters[to..letters.len().min(to + 10)];
    let is_korean = NOT_AFTER.iter().any(|(phrase, reach)| {
        let n_letters = phrase.chars().count();
        (0..=*reach)
            .any(|skip| after.get(skip..skip + n_letters).is_some_and(|found| phrase.chars().eq(found.iter().copied())))
    });
    if is_korean {
        return true;
    }
    let from = token.saturating_sub(4);
    words.tokens[from..token].iter().rev().take_while(|token| !is_stop(words, token)).any(|token| {
        token.script == Script::Latin
            && NOT_BEFORE.iter().any(|word| word.chars().eq(words.of_token(token).iter().copied()))
    })
}

fn is_stop(words: &Words<'_>, token: &Token) -> bool {
    token.script == Script::Mark && matches!(words.letters[token.from], '.' | ',' | '?' | '!' | ';' | ':')
}
