//! Whether a short message is in English, as far as its common words tell.
//!
//! A guess from two tables, for models that have learnt no other language: where nothing speaks against English, it is
//! English. Scripts that are not Latin are somebody else's to see.

use std::collections::HashSet;

/// Common words of English that none of the other languages here has.
const ENGLISH: &str = "\
the of and to are were what why how who when where which whose does did can could would should will it its this that \
these those there with from about my you your our their they he she we be been have has had not than then if by at or \
name list tell give say write explain define describe translate convert make please between many much some any \
mean means called word words opposite synonym synonyms best like";

/// Words that are a sentence of another language by themselves, or nearly.
const FOREIGN: &str = "\
pourquoi comment quel quelle quels quelles qui quoi quand combien bonjour merci salut sont suis êtes où avec dans je \
nous vous cette donne explique écris \
warum wieso wie wer wo wann welche welcher welches sind und ich wir ihr nicht ein eine einen hallo danke bitte \
guten über für kannst nenne erkläre schreibe \
qué cómo cuál cuándo dónde quién cuánto cuántos hola gracias está son eres puedes \
perché cosa quando sono qual quanto ciao grazie della \
olá obrigado obrigada você não são quem onde uma \
waarom hoe wat waar zijn het een";

/// Words of other languages that also stand in English names and times.
const OFTEN_IN_NAMES: &str =
    "le la les des du de der den dem das ist est el los las una il gli di da do dos van en et zu";

/// So many words without one of English, and with letters that English does not have, are not English.
const MANY_WORDS: usize = 5;

/// Whether `text` is likely to be English.
pub(super) fn is_likely(text: &str) -> bool {
    let table = |words: &'static str| words.split(' ').collect::<HashSet<&str>>();
    let (english, foreign, names) = (table(ENGLISH), table(FOREIGN), table(OFTEN_IN_NAMES));
    let text = text.to_lowercase();
    let words: Vec<&str> =
        text.split(|character: char| !character.is_alphabetic()).filter(|word| !word.is_empty()).collect();
    let count = |table: &HashSet<&str>| words.iter().filter(|word| table.contains(**word)).count();
    let (n_english, n_foreign, n_names) = (count(&english), count(&foreign), count(&names));
    if n_english > 0 {
        // A word or two of another language are what an English question is about.
        return n_foreign + n_names < 3 * n_english;
    }
    let is_accented = text.chars().any(|character| character.is_alphabetic() && !character.is_ascii());
    n_foreign == 0 && n_names < 2 && !(is_accented && words.len() >= MANY_WORDS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_of_other_languages_are_told_from_english_ones() {
        for text in [
            "Pourquoi le ciel est-il bleu ?",
            "Quelle est la capitale de la France ?",
            "Bonjour !",
            "Warum ist der Himmel blau?",
            "Wie spät ist es?",
            "Was ist das?",
            "Nenne drei schöne Städte",
            "¿Por qué el cielo es azul?",
            "¿Cuál es la capital de Francia?",
            "Perché il cielo è blu?",
            "Por que o céu é azul?",
            "Waarom is de lucht blauw?",
            "Wer hat Hamlet geschrieben und wann?",
        ] {
            assert!(!is_likely(text), "{text}");
        }
        for text in [
            "Why is the sky blue?",
            "synonyms of big",
            "opposite of hot",
            "List 4 fruits.",
            "Hello!",
            "2 + 2",
            "largest planet",
            "What does 'pourquoi' mean?",
            "Translate 'guten Morgen' to English",
            "How do you say thank you in German: danke or bitte?",
            "population of Los Angeles",
            "Las Vegas weather",
            "El Niño",
            "Crème brûlée recipe",
            "Who was Vincent van Gogh?",
            "Tell me about La Paz and Rio de Janeiro",
            "convert 10 km to miles",
            "5pm EST",
            "a café in Zürich",
        ] {
            assert!(is_likely(text), "{text}");
        }
    }
}
