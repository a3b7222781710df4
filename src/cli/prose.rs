//! Whether the words behind a command are a sentence, so that the line is a question, or a slip of somebody who meant the
//! command.
//!
//! Told for lines that the command cannot take. What a script could have left behind (an empty variable, a word too many)
//! is no sentence.

use std::ffi::OsString;

use crate::domain::hangul;

/// Words that hold an English sentence together; none of them is a word of a command.
const HOLDING: &[&str] = &[
    "about", "am", "and", "are", "because", "can", "could", "did", "do", "does", "for", "from", "how", "i", "if", "is",
    "it", "its", "me", "my", "of", "or", "should", "that", "the", "their", "them", "these", "this", "those", "to",
    "was", "we", "were", "what", "when", "where", "which", "who", "why", "will", "with", "would", "you", "your",
];

/// Whether the words behind a command are a sentence: several, in Korean, or held together as English is.
pub fn is_one(words: &[OsString]) -> bool {
    let words = plain(words);
    words
        .as_ref()
        .is_some_and(|words| words.len() >= 2 && (words.iter().any(|word| is_korean(word)) || is_english(words)))
}

/// Whether the words behind a command of commands, the action first, are a sentence: one word of Korean behind the action
/// will do, for no action takes one too many of those.
pub fn follows_an_action(words: &[OsString]) -> bool {
    let words = plain(words);
    words
        .as_ref()
        .is_some_and(|words| words.iter().skip(1).any(|word| is_korean(word)) || words.get(1..).is_some_and(is_english))
}

/// Whether the words behind a command that takes names (`auth rm groq 하면 어떻게 돼?`) ask about it: no provider and no model
/// inside baro has a name in Korean. What a setting is set to may be Korean, several words of it too, but is no question.
pub fn asks_about(command: &str, words: &[OsString]) -> bool {
    let Some(words) = plain(words) else { return false };
    let Some((action, rest)) = words.split_first() else { return false };
    match (command, action.as_str()) {
        // A word in other letters behind the first may be a key in no known form.
        ("auth", "add") => rest.len() > 1 && rest[1..].iter().all(|word| is_korean(word)),
        ("auth", "test" | "rm") | ("local", "pull" | "rm" | "use" | "bench") => {
            // One word alone is a name, be it of nobody.
            rest.len() > 1 && rest.iter().any(|word| is_korean(word))
        }
        ("config", "set" | "unset") => rest.len() > 2 && rest.last().is_some_and(|word| word.ends_with(['?', '？'])),
        _ => false,
    }
}

/// The words; `None` where one of them is a flag, a setting, a path: then a command was meant.
fn plain(words: &[OsString]) -> Option<Vec<String>> {
    let words: Vec<String> = words.iter().map(|word| word.to_string_lossy().into_owned()).collect();
    let is_of_command = |word: &String| {
        let inner = word.trim_matches(['.', ':', '?', '!', ',']);
        word.starts_with('-') || inner.contains(['.', '=', '/', ':', '\\'])
    };
    (!words.iter().any(is_of_command)).then_some(words)
}

fn is_korean(word: &str) -> bool {
    word.chars().any(hangul::is_hangul)
}

fn is_english(words: &[String]) -> bool {
    let bare = |word: &String| word.trim_matches(|letter: char| !letter.is_alphanumeric()).to_lowercase();
    let has_article = words.windows(2).any(|pair| matches!(bare(&pair[0]).as_str(), "a" | "an") && pair[1].len() >= 3);
    words.len() >= 2 && (has_article || words.iter().any(|word| HOLDING.contains(&bare(word).as_str())))
}
