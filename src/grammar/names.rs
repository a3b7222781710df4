//! The names that a person may call models by, and where they stand in a line.
//!
//! The words come from the caller as data: families of models, and the user's own aliases. Which model a name
//! stands for, and whether it can be used, is not known here.

use super::keys;
use super::letters::{Letters, is_word};
use crate::domain::catalogue::Family;

/// Whom a name means.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Named {
    /// A family of models, by its id: `qwen`.
    Family(String),
    /// One of the user's own aliases, as it is written in the settings.
    Alias(String),
    /// No model: the choice goes back to baro (`@auto`, `자동`).
    Auto,
}

/// How certain a word must be of its place before it counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Strength {
    /// A name in full.
    Word,
    /// A name of the user's own, which may be a word of everyday use: never before a comma, nor bare.
    Own,
    /// One letter, or a slip that is a word by itself: only right after `@`, or before a colon at the start.
    Letter,
}

#[derive(Debug, Clone)]
struct Entry {
    letters: Vec<char>,
    named: Named,
    strength: Strength,
}

/// The names that count, ready to be looked for. Built once; costs some microseconds.
#[derive(Debug, Clone)]
pub struct Names<'a> {
    families: &'a [Family],
    /// The longest first, so that `gpt-oss` is not read as `gpt`.
    entries: Vec<Entry>,
    /// Every first letter, sorted.
    firsts: Vec<char>,
}

/// A name in a line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found<'n> {
    pub from: usize,
    pub to: usize,
    pub named: &'n Named,
    pub strength: Strength,
}

/// The words for `auto` in both languages.
const AUTO: [&str; 2] = ["auto", "자동"];

/// A slip of the Korean/English key counts in prose from so many letters on.
const SHORTEST_SLIP: usize = 4;

/// Typing errors are forgiven in names from so many letters on.
const SHORTEST_FORGIVEN: usize = 5;

impl<'a> Names<'a> {
    /// The names of `families`, and the user's `aliases` (the keys of `[aliases]`; names of models may be among
    /// them). An alias hides a family's word of the same letters.
    #[must_use]
    pub fn new<'b>(families: &'a [Family], aliases: impl IntoIterator<Item = &'b str>) -> Self {
        let mut entries = Vec::new();
        for alias in aliases {
            let letters: Vec<char> = Letters::of(alias.trim(), &[]).into_chars();
            if !letters.is_empty() {
                let strength = if letters.len() == 1 { Strength::Letter } else { Strength::Own };
                entries.push(Entry { letters, named: Named::Alias(alias.to_owned()), strength });
            }
        }
        for family in families {
            let named = Named::Family(family.id.clone());
            for word in &family.words {
                push_with_slips(&mut entries, word, &named, Strength::Word);
            }
            for letter in &family.letters {
                push_with_slips(&mut entries, letter, &named, Strength::Letter);
            }
        }
        for word in AUTO {
            push_with_slips(&mut entries, word, &Named::Auto, Strength::Word);
        }
        // Stable: of equal words the user's own stays first.
        entries.sort_by_key(|entry| std::cmp::Reverse(entry.letters.len()));
        let mut firsts: Vec<char> = entries.iter().filter_map(|entry| entry.letters.first().copied()).collect();
        firsts.sort_unstable();
        firsts.dedup();
        Self { families, entries, firsts }
    }

    /// The families that were given.
    #[must_use]
    pub const fn families(&self) -> &'a [Family] {
        self.families
    }

    /// The names that begin at `at`, the longest first. Letters of the alphabet end where the word does; what
    /// follows Hangul is the caller's to judge.
    pub(super) fn at<'n, 't>(
        &'n self,
        letters: &'t [char],
        at: usize,
    ) -> impl Iterator<Item = Found<'n>> + use<'n, 't, 'a> {
        let rest = letters.get(at..).unwrap_or_default();
        let may_begin = rest.first().is_some_and(|first| self.firsts.binary_search(first).is_ok());
        let entries: &'n [Entry] = if may_begin { &self.entries } else { &[] };
        entries.iter().filter(move |entry| rest.starts_with(&entry.letters)).filter_map(move |entry| {
            let to = at + entry.letters.len();
            let ends = !entry.letters.last().is_some_and(|last| is_word(*last)) || ends_word(letters, to);
            ends.then_some(Found { from: at, to, named: &entry.named, strength: entry.strength })
        })
    }

    /// The name that the whole of `word` is, a typing error forgiven: `claide`. Only for letters of the alphabet.
    pub(super) fn nearly(&self, word: &[char]) -> Option<&Named> {
        if word.len() + 1 < SHORTEST_FORGIVEN || !word.iter().all(char::is_ascii_lowercase) {
            return None;
        }
        let near = |entry: &&Entry| {
            entry.strength == Strength::Word
                && matches!(entry.named, Named::Family(_))
                && entry.letters.len() >= SHORTEST_FORGIVEN
                && entry.letters.iter().all(char::is_ascii_lowercase)
                && entry.letters.len().abs_diff(word.len()) <= 1
                && self.is_chief(entry)
                && strsim::generic_damerau_levenshtein(&entry.letters, word) == 1
        };
        self.entries.iter().find(near).map(|entry| &entry.named)
    }

    /// Whether the entry is the family's own id rather than one of its misspellings, which need no more of them.
    fn is_chief(&self, entry: &Entry) -> bool {
        self.families.iter().any(|family| entry.letters.iter().copied().eq(family.id.chars()))
    }
}

/// True where no letter, digit or joined part follows: `kimi` in `kimi-k2`, `kimi_name`, `kimi.com` is none.
pub(super) fn ends_word(letters: &[char], to: usize) -> bool {
    let Some(&next) = letters.get(to) else { return true };
    if is_word(next) || next == '/' || next == '@' {
        return false;
    }
    let joins = matches!(next, '-' | '.' | '\'' | '’' | ':' | '=');
    !(joins && letters.get(to + 1).is_some_and(|after| is_word(*after)))
}

fn push_with_slips(entries: &mut Vec<Entry>, word: &str, named: &Named, strength: Strength) {
    let mut push = |word: &str, strength| {
        entries.push(Entry { letters: word.chars().collect(), named: named.clone(), strength });
    };
    push(word, strength);
    if word.chars().all(|letter| letter.is_ascii_lowercase()) {
        let slip = keys::in_korean(word);
        // A slip that is all syllables may be a word.
        let is_strange = slip.chars().any(keys::is_loose) && slip.chars().count() > 2;
        push(&slip, if is_strange { strength } else { Strength::Letter });
        let shorter: String =
            word.chars().flat_map(|key| keys::in_korean(&key.to_string()).chars().collect::<Vec<_>>()).collect();
        if shorter != slip && is_strange {
            // Some input methods leave the letters of an impossible word apart.
            push(&shorter, strength);
        }
    } else if word.chars().all(|letter| matches!(letter, '가'..='힣')) {
        let slip = keys::in_english(word).to_ascii_lowercase();
        push(&slip, if slip.len() >= SHORTEST_SLIP { strength } else { Strength::Letter });
    }
}
