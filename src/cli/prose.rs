//! Whether the words behind a command are a sentence, so that the line is a question, or a slip of somebody who meant the
//! command.
//!
//! Told for lines that the command cannot take. What a script could have left behind (an empty variable, a word too many)
//! is no sentence.

use std::ffi::OsString;

use crate::domain::hangul;
use crate::engine;

/// Words that hold an English sentence together; none of them is a word of a command.
const HOLDING: &[&str] = &[
    "about", "am", "and", "are", "because", "can", "could", "did", "do", "does", "for", "from", "how", "i", "if", "is",
    "it", "its", "me", "my", "of", "or", "should", "that", "the", "their", "them", "these", "this", "those", "to",
    "was", "we", "were", "what", "when", "where", "which", "who", "why", "will", "with", "would", "you", "your",
];

/// Settings whose values are no sentences and no secrets.
const OF_ONE_WORD: &[&str] = &["language", "mode", "model", "route", "temperature"];

/// Words that begin an English question, and those that follow them in one.
const ASKING: &[&str] = &["how", "what", "when", "where", "which", "who", "why"];
const FOLLOWING: &[&str] =
    &["am", "are", "can", "could", "did", "do", "does", "is", "should", "was", "were", "will", "would"];

/// Words that end a Korean question, or stand right before its last word.
const ASKING_KOREAN: &[&str] =
    &["어떻게", "왜", "뭐", "뭘", "무엇", "무슨", "어디", "어디서", "어디에", "언제", "누가"];

/// Words that tell of something that does not work: behind a command they make a question, and are no key.
const TROUBLES: &[&str] = &[
    "bug",
    "broken",
    "denied",
    "down",
    "error",
    "errors",
    "expired",
    "fail",
    "failed",
    "fails",
    "failure",
    "forbidden",
    "help",
    "invalid",
    "issue",
    "issues",
    "limit",
    "limits",
    "outage",
    "problem",
    "problems",
    "quota",
    "rejected",
    "refused",
    "slow",
    "timeout",
    "trouble",
    "unauthorized",
];

/// Whether a word tells of something that does not work (`error`), or is the number that a server tells it by (`404`).
pub fn tells_of_trouble(word: &str) -> bool {
    let bare = word.trim_matches(|letter: char| !letter.is_alphanumeric()).to_lowercase();
    let is_status = bare.len() == 3 && bare.parse::<u16>().is_ok_and(|status| (400..600).contains(&status));
    is_status || TROUBLES.contains(&bare.as_str())
}

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
/// inside baro has a name in Korean. What a setting is set to may be a text of several words, Korean ones too, but is no
/// question.
pub fn asks_about(command: &str, words: &[OsString]) -> bool {
    let Some(words) = plain(words) else { return false };
    let Some((action, rest)) = words.split_first().filter(|(_, rest)| !rest.is_empty()) else { return false };
    match (command, action.as_str()) {
        // A word in other letters behind the first may be a key in no known form.
        ("auth", "add") => rest.len() > 1 && rest[1..].iter().all(|word| is_korean(word)),
        ("auth", "test" | "rm") | ("local", "pull" | "rm" | "use" | "bench") => {
            // One word alone is a name, be it of nobody.
            rest.len() > 1 && rest.iter().any(|word| is_korean(word))
        }
        ("config", "set" | "unset")
            if rest.len() > 2 && rest.last().is_some_and(|word| word.ends_with(['?', '？'])) =>
        {
            true
        }
        // What it is set to may be any text but a question.
        ("config", "set") if rest[0] == "system" => rest.len() > 2 && is_question(&rest[1..]),
        // These are set to a word or two. Of others, a password may be what stands there.
        ("config", "set") if OF_ONE_WORD.contains(&rest[0].as_str()) => {
            rest.len() > 2 && (rest[1..].iter().any(|word| is_korean(word)) || is_english(&rest[1..]))
        }
        _ => false,
    }
}

/// Whether a provider stands right behind `auth`, and behind it, alone or among others, a word that is as long as keys are and
/// made as they are, of whatever form.
pub fn gives_a_key(command: &str, words: &[String]) -> bool {
    let Some((_, rest)) = behind_a_provider(command, words) else { return false };
    // An address that says nothing but where.
    let is_place = |word: &str| word.contains("://") && !word.contains(['?', '=', '@', '#']);
    rest.iter().any(|word| {
        word.len() >= SHORTEST_KEY
            && may_be_key(word)
            && word.bytes().any(|byte| byte.is_ascii_digit())
            && !is_place(word)
    })
}

/// The provider that stands right behind `auth`, where one word alone is behind it, which may be its key and may be anything
/// else: it goes to nobody.
pub fn may_give_a_key<'a>(command: &str, words: &'a [String]) -> Option<&'a str> {
    let (provider, rest) = behind_a_provider(command, words)?;
    matches!(rest, [word] if may_be_key(word)).then_some(provider)
}

fn behind_a_provider<'a>(command: &str, words: &'a [String]) -> Option<(&'a str, &'a [String])> {
    let (provider, rest) =
        words.split_first().filter(|(provider, _)| command == "auth" && engine::is_vendor(provider))?;
    Some((provider, rest))
}

/// Whether a word is in letters that keys have, and asks nothing.
fn may_be_key(word: &str) -> bool {
    word.is_ascii() && !word.ends_with('?') && !tells_of_trouble(word)
}

/// A word among others that is so long and has digits is hardly one of a sentence.
const SHORTEST_KEY: usize = 16;

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

/// Whether words that may be any text are a question: how it begins in English (`prompt how does it work`), how it ends in
/// Korean. An instruction tells what to do with a question, and has it elsewhere.
fn is_question(words: &[String]) -> bool {
    let bare = |word: &String| word.trim_matches(|letter: char| !letter.is_alphanumeric()).to_lowercase();
    let words: Vec<String> = words.iter().map(bare).collect();
    let begins = words.windows(2).take(2).any(|pair| {
        ASKING.contains(&pair[0].as_str()) && FOLLOWING.contains(&pair[1].as_str())
            || FOLLOWING.contains(&pair[0].as_str())
                && matches!(pair[1].as_str(), "i" | "it" | "this" | "that" | "you" | "we")
    });
    let last = words.len().saturating_sub(2);
    let ends =
        |word: &String| ASKING_KOREAN.contains(&word.as_str()) || word == "뭐야" || word == "뭐지" || word == "뭔가요";
    begins || words[last..].iter().any(ends)
}

fn is_english(words: &[String]) -> bool {
    let bare = |word: &String| word.trim_matches(|letter: char| !letter.is_alphanumeric()).to_lowercase();
    let has_article = words.windows(2).any(|pair| matches!(bare(&pair[0]).as_str(), "a" | "an") && pair[1].len() >= 3);
    words.len() >= 2 && (has_article || words.iter().any(|word| HOLDING.contains(&bare(word).as_str())))
}
