//! Wishes about how an answer should be, in any line: deeper, shorter. They add weight to a choice and never make it.
//!
//! What is said so stands in the tables of the languages, with what is a wish beside a redo alone (`wishes`).

use std::ops::Range;

use super::letters::{begins, is_hangul, is_word};
use super::names::Names;
use super::phrases::{Phrases, Said};
use crate::domain::Hint;

/// The hints in `clause`, each once, with the letters that give it.
pub(super) fn in_clause(
    chars: &[char],
    clause: &Range<usize>,
    tables: &[Phrases; 2],
    names: &Names<'_>,
    hints: &mut Vec<(Hint, Range<usize>)>,
) {
    let text = &chars[clause.clone()];
    let mut at = 0;
    while at < text.len() {
        let is_start = at == 0 || !(is_word(text[at - 1]) || is_hangul(text[at - 1]));
        match is_start.then(|| at_word(&text[at..], tables, names)).flatten() {
            Some((hint, n_letters)) => {
                if !hints.iter().any(|(known, _)| *known == hint) {
                    hints.push((hint, clause.start + at..clause.start + at + n_letters));
                }
                at += n_letters;
            }
            None => at += 1,
        }
    }
}

fn at_word(text: &[char], [korean, english]: &[Phrases; 2], names: &Names<'_>) -> Option<(Hint, usize)> {
    let phrases = match text.first()? {
        first if first.is_ascii_lowercase() => english,
        first if first.is_alphanumeric() => korean,
        // Nearly all of a long paste, which is hidden, and all blanks and marks.
        _ => return None,
    };
    phrases.wishes().iter().find_map(|wish| {
        let n_letters = match wish.said {
            Said::Anywhere => {
                wish.pattern.begins(text, names, &|behind| behind.first().is_none_or(|next| !is_word(*next)))
            }
            Said::Before(words) => wish.pattern.begins(text, names, &|behind| is_before(behind, words)),
            Said::BesideRedo => None,
        };
        Some((wish.hint, n_letters?))
    })
}

/// Whether one of these words begins `behind`, or, where one is empty, none does.
fn is_before(behind: &[char], words: &[&str]) -> bool {
    let n_spaces = behind.iter().take_while(|letter| letter.is_whitespace()).count();
    let behind = &behind[n_spaces..];
    words.iter().any(|word| match *word {
        "" => behind.first().is_none_or(|letter| !letter.is_alphanumeric()),
        word => begins(behind, word),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ModelRef;
    use crate::grammar::{Act, Answer, Names, Situation, read};

    use Hint::{Deeper, Longer, Quicker, Shorter};

    /// What is wished in a line, and beside a redo of it.
    #[track_caller]
    fn check(line: &str, redo: &str, words: &str, in_line: Option<Hint>, beside_redo: Option<Hint>) {
        let model = ModelRef::new("own", "kimi-b");
        let names = Names::new(&[], std::iter::empty()).with_models([&model]);
        let situation = Situation { answer: Answer::Given, ..Situation::new(&names) };
        let said = line.replace("{}", words);
        assert_eq!(read(&said, &situation).hints, Vec::from_iter(in_line), "{said}");
        let said = redo.replace("{}", words);
        let reading = read(&said, &situation);
        let hints = if matches!(reading.act, Some(Act::Redo { .. })) { reading.hints } else { Vec::new() };
        assert_eq!(hints, Vec::from_iter(beside_redo), "{said}");
    }

    #[test]
    fn what_is_a_wish_in_any_line_is_one_beside_a_redo_and_some_words_there_alone() {
        for (words, hint) in [
            ("think harder", Deeper),
            ("think much more carefully", Deeper),
            ("think longer", Deeper),
            ("reason carefully", Deeper),
            ("ultrathink", Deeper),
            ("step by step", Deeper),
            ("tl;dr", Shorter),
            ("shorter", Shorter),
            ("briefly", Shorter),
            ("keep it short", Shorter),
            ("in one sentence", Shorter),
            ("in more detail", Longer),
            ("longer", Longer),
            ("elaborate", Longer),
            ("quickly", Quicker),
        ] {
            check("why is the sky blue, {}", "retry with kimi-b, {}", words, Some(hint), Some(hint));
        }
        for (words, hint) in [
            ("deeper", Deeper),
            ("think it over", Deeper),
            ("brief", Shorter),
            ("in two lines", Shorter),
            ("detailed", Longer),
            ("with more details", Longer),
            ("quicker", Quicker),
        ] {
            check("why is the sky blue, {}", "retry with kimi-b, {}", words, None, Some(hint));
        }
    }

    #[test]
    fn a_korean_adverb_wishes_before_its_verbs_and_beside_a_redo_alone() {
        for (words, verb, hint) in [
            ("깊게", "생각해줘", Deeper),
            ("깊이 있게", "고민해줘", Deeper),
            ("제대로", "확인해줘", Deeper),
            ("짧게", "알려줘", Shorter),
            ("한줄로", "요약해줘", Shorter),
            ("두 문장으로", "요약해줘", Shorter),
            ("3줄로", "요약해줘", Shorter),
            ("짧고 굵게", "말해줘", Shorter),
            ("자세히", "풀어줘", Longer),
            ("대충", "알려줘", Quicker),
        ] {
            check(&format!("하늘이 왜 파란지 {{}} {verb}"), "kimi-b로 다시 {}", words, Some(hint), Some(hint));
            check("{} 나는 새", "kimi-b로 다시 {}", words, None, Some(hint));
        }
        // A hurry is no wish for a quick answer.
        check("하늘이 왜 파란지 {} 알려줘", "kimi-b로 다시 {}", "빨리", Some(Quicker), None);
        check("하늘이 왜 파란지 {} 생각해줘", "kimi-b로 다시 {}", "더", Some(Deeper), None);
    }
}
