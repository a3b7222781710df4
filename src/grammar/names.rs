//! The names that a person may call models by, and where they stand in a line.
//!
//! The words come from the caller as data: families of models, and the user's own aliases. Which model a name
//! stands for, and whether it can be used, is not known here.

use super::keys;
use super::letters::{Letters, is_word};
use crate::domain::ModelRef;
use crate::domain::catalogue::Family;

/// Whom a name means.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Named {
    /// A family of models, by its id: `qwen`.
    Family(String),
    /// One of the user's own aliases, as it is written in the settings.
    Alias(String),
    /// One model, by its id, with or without its provider and its vendor's folder; right behind `@` also by the
    /// beginning of it. It may be of none that there is.
    Model(String),
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
    /// By their first letters, and of one letter the longest first, so that `gpt-oss` is not read as `gpt`.
    entries: Vec<Entry>,
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

/// Models that many have heard of and that are of no family here: whoever is called so is nobody else.
const STRANGERS: [&str; 12] = [
    "mistral",
    "mixtral",
    "codestral",
    "grok",
    "glm",
    "gemma",
    "sonnet",
    "opus",
    "haiku",
    "copilot",
    "perplexity",
    "ernie",
];

/// How programs around models are called behind a family's name: `claude-code`, `llama-cpp`.
const TOOLS: [&str; 10] = ["agent", "cli", "code", "cpp", "index", "js", "researcher", "sdk", "ui", "vscode"];

/// A model of a shorter name is called by its provider, too.
const SHORTEST_MODEL: usize = 2;

/// A model of a shorter name, or of one that may be a word, counts only right behind `@`, or before a colon at the start.
const SHORTEST_MODEL_IN_PROSE: usize = 4;

/// The beginning of a model's name has so many letters.
const SHORTEST_PART: usize = 3;

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
        let mut names = Self { families, entries };
        names.sort();
        names
    }

    /// With the names of `models`: the whole id with and without its provider, and the part behind the last slash.
    #[must_use]
    pub fn with_models<'b>(mut self, models: impl IntoIterator<Item = &'b ModelRef>) -> Self {
        for model in models {
            for word in [model.short().to_owned(), model.id.clone(), model.to_string()] {
                let letters: Vec<char> = word.to_lowercase().chars().collect();
                if letters.len() < SHORTEST_MODEL || self.entries.iter().any(|known| known.letters == letters) {
                    continue;
                }
                let is_strange = letters.len() >= SHORTEST_MODEL_IN_PROSE && letters.iter().any(|it| is_joint(*it));
                let strength = if is_strange { Strength::Own } else { Strength::Letter };
                self.entries.push(Entry { letters, named: Named::Model(word), strength });
            }
        }
        self.sort();
        self
    }

    fn sort(&mut self) {
        // Stable: of equal words the user's own stays first.
        self.entries.sort_by_key(|entry| (entry.letters.first().copied(), std::cmp::Reverse(entry.letters.len())));
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
        self.beginning(rest.first().copied()).iter().filter(move |entry| rest.starts_with(&entry.letters)).filter_map(
            move |entry| {
                let to = at + entry.letters.len();
                let ends = !entry.letters.last().is_some_and(|last| is_word(*last)) || ends_word(letters, to);
                ends.then_some(Found { from: at, to, named: &entry.named, strength: entry.strength })
            },
        )
    }

    /// The entries that begin with a letter.
    fn beginning(&self, first: Option<char>) -> &[Entry] {
        let Some(first) = first else { return &[] };
        let key = |entry: &Entry| entry.letters.first().copied();
        let from = self.entries.partition_point(|entry| key(entry) < Some(first));
        let to = self.entries.partition_point(|entry| key(entry) <= Some(first));
        self.entries.get(from..to).unwrap_or_default()
    }

    /// Whom `word`, the whole of what stands behind an `@`, means if it is no name as it stands: a model by the
    /// beginning of its id, a model of a known family that there may not be, or a family with a typing error.
    pub(super) fn behind_at(&self, word: &[char]) -> Option<Named> {
        if let Some(family) = self.nearly(word) {
            return Some(family.clone());
        }
        let is_strange = STRANGERS.iter().any(|name| name.chars().eq(word.iter().copied()));
        let is_one_too_many = |entry: &Entry| {
            self.is_chief(entry)
                && word.len() == entry.letters.len() + 1
                && word.len() >= SHORTEST_FORGIVEN
                && strsim::generic_damerau_levenshtein(&entry.letters, word) == 1
        };
        if is_strange || self.beginning(word.first().copied()).iter().any(is_one_too_many) {
            return Some(Named::Model(word.iter().collect()));
        }
        // Paths, packages and files are no models.
        let ending = word.iter().rposition(|it| *it == '.').map(|at| &word[at + 1..]);
        let is_file = ending.is_some_and(|ending| ending.iter().all(char::is_ascii_alphabetic));
        if word.len() < SHORTEST_PART || is_file || !word.iter().any(|it| is_joint(*it)) {
            return None;
        }
        let entries = self.beginning(word.first().copied());
        let provider = word.iter().position(|it| *it == ':').map(|at| &word[..=at]);
        let begins_model = |entry: &Entry| {
            matches!(entry.named, Named::Model(_))
                && (entry.letters.starts_with(word) || provider.is_some_and(|it| entry.letters.starts_with(it)))
        };
        let last_part = word.iter().rposition(|it| *it == '-').map(|at| &word[at + 1..]);
        let is_tool = last_part.is_some_and(|part| TOOLS.iter().any(|tool| tool.chars().eq(part.iter().copied())));
        let begins_with_family = |entry: &Entry| {
            let is_family = matches!(entry.named, Named::Family(_)) && entry.strength == Strength::Word;
            let next = word.get(entry.letters.len());
            let is_latin = entry.letters.iter().all(char::is_ascii_lowercase);
            is_family
                && is_latin
                && word.starts_with(&entry.letters)
                && next.is_some_and(|next| next.is_ascii_digit() || *next == '-')
                && !word.contains(&'/')
                && !is_tool
        };
        let is_meant = entries.iter().any(|entry| begins_model(entry) || begins_with_family(entry));
        is_meant.then(|| Named::Model(word.iter().collect()))
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

/// What ids of models have and words of prose seldom.
fn is_joint(letter: char) -> bool {
    letter.is_ascii_digit() || matches!(letter, '-' | '.' | ':' | '/')
}

/// Letters of which a word behind an `@` is made that may be an id.
pub(super) fn is_of_id(letter: char) -> bool {
    is_word(letter) || matches!(letter, '-' | '.' | ':' | '/' | '@')
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
