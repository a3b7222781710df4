//! The names that a person may call models by, and where they stand in a line.
//!
//! The words come from the caller as data: families of models, and the user's own aliases. Which model a name
//! stands for, and whether it can be used, is not known here.

use super::keys;
use super::letters::{Letters, begins, is_word};
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

impl Named {
    /// The word that stands for it wherever names are typed.
    #[must_use]
    pub fn word(&self) -> &str {
        match self {
            Self::Family(word) | Self::Alias(word) | Self::Model(word) => word,
            Self::Auto => "auto",
        }
    }
}

#[cfg(test)]
std::thread_local! {
    /// How often a word was compared with all names, which costs the most.
    pub(super) static N_SEARCHES: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
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
    /// Whom the name means; where it goes on to one model, the family of that.
    pub entry: &'n Named,
    pub model: OneOf,
    pub strength: Strength,
}

/// How a family's name goes on to one of its models.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OneOf {
    /// It does not.
    None,
    /// The letters are the model's id, or the beginning of it: `qwen3.8`.
    Written,
    /// From there on stands which one: `키미 k2`, `claude opus`.
    Behind(usize),
}

impl Found<'_> {
    /// Whom it means, in the letters in which it was found.
    pub fn named(&self, letters: &[char]) -> Named {
        let text = |from: usize| letters.get(from..self.to).unwrap_or_default().iter().collect::<String>();
        match (self.model, self.entry) {
            (OneOf::Written, _) => Named::Model(text(self.from)),
            (OneOf::Behind(from), Named::Family(family)) => Named::Model(id_of(family, &text(from))),
            (OneOf::None | OneOf::Behind(_), entry) => entry.clone(),
        }
    }

    /// Whether it may be the name of none that there is.
    pub fn is_doubtful(&self) -> bool {
        self.model != OneOf::None && self.strength != Strength::Word
    }

    /// The same, in letters before which `n` more stand.
    pub const fn moved(self, n: usize) -> Self {
        let model = match self.model {
            OneOf::Behind(from) => OneOf::Behind(from + n),
            other => other,
        };
        Self { from: self.from + n, to: self.to + n, model, ..self }
    }
}

/// `kimi` and `k2 code` as an id.
fn id_of(family: &str, which: &str) -> String {
    let words = which.split_whitespace().map(|word| {
        VARIANTS_IN_KOREAN.iter().find(|(korean, _)| *korean == word).map_or(word, |(_, english)| *english)
    });
    words.fold(family.to_owned(), |id, word| format!("{id}-{word}"))
}

/// The words for `auto` in both languages.
const AUTO: [&str; 2] = ["auto", "자동"];

/// Whether a name gives the choice back to baro: `auto`, `자동`.
#[must_use]
pub fn is_auto(name: &str) -> bool {
    AUTO.iter().any(|auto| auto.eq_ignore_ascii_case(name.trim()))
}

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

/// What of a family's models is called so behind its name: `claude opus`, `gpt-oss`.
const VARIANTS: [&str; 20] = [
    "opus", "sonnet", "haiku", "flash", "pro", "max", "mini", "nano", "lite", "plus", "turbo", "coder", "oss",
    "instruct", "instant", "latest", "thinking", "scout", "maverick", "reasoner",
];

/// The same as they are written in Korean.
const VARIANTS_IN_KOREAN: [(&str, &str); 11] = [
    ("오퍼스", "opus"),
    ("오푸스", "opus"),
    ("소네트", "sonnet"),
    ("소넷", "sonnet"),
    ("하이쿠", "haiku"),
    ("플래시", "flash"),
    ("프로", "pro"),
    ("맥스", "max"),
    ("미니", "mini"),
    ("터보", "turbo"),
    ("코더", "coder"),
];

/// So many words say which model of a family is meant: `gpt oss 120b`.
const MOST_WORDS_BEHIND: usize = 3;

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
        // Apart from the others, which are looked up by their order.
        let mut further: Vec<Entry> = Vec::new();
        for model in models {
            for word in [model.short().to_owned(), model.id.clone(), model.to_string()] {
                let letters: Vec<char> = word.to_lowercase().chars().collect();
                let before = self.beginning(letters.first().copied());
                let is_known = before.iter().chain(&further).any(|known| known.letters == letters);
                if letters.len() < SHORTEST_MODEL || is_known {
                    continue;
                }
                let is_strange = letters.len() >= SHORTEST_MODEL_IN_PROSE && letters.iter().any(|it| is_joint(*it));
                let is_of_family = self.families_at(&letters, 0).any(|entry| {
                    letters.get(entry.letters.len()).is_some_and(|next| next.is_ascii_digit() || *next == '-')
                });
                let strength = match (is_strange, is_of_family) {
                    // Nothing else is called `kimi-k2`.
                    (true, true) => Strength::Word,
                    (true, false) => Strength::Own,
                    (false, _) => Strength::Letter,
                };
                further.push(Entry { letters, named: Named::Model(word), strength });
            }
        }
        self.entries.append(&mut further);
        self.sort();
        self
    }

    fn sort(&mut self) {
        // Stable: of equal words the user's own stays first.
        self.entries.sort_by_key(|entry| (entry.letters.first().copied(), std::cmp::Reverse(entry.letters.len())));
    }

    /// Whom a word that stands alone means, as far as that is certain without an `@` before it: a letter is no name, nor is a
    /// slip of the keys that may be a word.
    #[must_use]
    pub fn of_word(&self, word: &str) -> Option<Named> {
        let letters: Vec<char> = Letters::of(word, &[]).into_chars();
        let is_certain = |found: &Found<'_>| {
            let is_model = matches!(found.entry, Named::Model(_)) || found.model != OneOf::None;
            found.to == letters.len() && (is_model || found.strength != Strength::Letter)
        };
        self.or_models_at(&letters, 0).find(is_certain).map(|found| found.named(&letters))
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
                let (entry, strength) = (&entry.named, entry.strength);
                ends.then_some(Found { from: at, to, entry, model: OneOf::None, strength })
            },
        )
    }

    /// As [`Names::at`], and the models of a family that are named as no entry is: `qwen3.8`, `키미 k2`. Of those the ones
    /// that may be none of ours are less certain.
    pub(super) fn or_models_at<'n, 't>(
        &'n self,
        letters: &'t [char],
        at: usize,
    ) -> impl Iterator<Item = Found<'n>> + use<'n, 't, 'a> {
        self.at(letters, at).chain(self.written_at(letters, at)).chain(self.family_with_model_at(letters, at))
    }

    /// The families' own words that begin at `at`, whatever follows them.
    fn families_at<'n, 't>(
        &'n self,
        letters: &'t [char],
        at: usize,
    ) -> impl Iterator<Item = &'n Entry> + use<'n, 't, 'a> {
        let rest = letters.get(at..).unwrap_or_default();
        self.beginning(rest.first().copied()).iter().filter(move |entry| {
            matches!(entry.named, Named::Family(_))
                && entry.strength == Strength::Word
                && rest.starts_with(&entry.letters)
        })
    }

    /// `qwen3.8`: an id, or the beginning of one.
    fn written_at(&self, letters: &[char], at: usize) -> Option<Found<'_>> {
        if at.checked_sub(1).is_some_and(|before| is_word(letters[before])) {
            return None;
        }
        let word = id_at(letters, at);
        let entry = self.families_at(letters, at).find(|entry| self.is_model_of(entry, word))?;
        let strength = if self.begins_known(word) { Strength::Word } else { Strength::Own };
        Some(Found { from: at, to: at + word.len(), entry: &entry.named, model: OneOf::Written, strength })
    }

    /// `키미 k2`, `claude opus 5.5`.
    fn family_with_model_at(&self, letters: &[char], at: usize) -> Option<Found<'_>> {
        self.families_at(letters, at).find_map(|entry| {
            let to_name = at + entry.letters.len();
            let mut to = to_name;
            for _ in 0..MOST_WORDS_BEHIND {
                let n_spaces = letters[to..].iter().take_while(|it| **it == ' ').count();
                let Some(n_letters) = model_word(&letters[to + n_spaces..]).filter(|_| n_spaces > 0) else { break };
                to += n_spaces + n_letters;
            }
            if to == to_name {
                return None;
            }
            let found =
                Found { from: at, to, entry: &entry.named, model: OneOf::Behind(to_name), strength: Strength::Own };
            let Named::Model(id) = found.named(letters) else { return None };
            let is_known = self.begins_known(&id.chars().collect::<Vec<_>>());
            Some(Found { strength: if is_known { Strength::Word } else { Strength::Own }, ..found })
        })
    }

    /// Whether a model that is known is called so, or its name begins so. Dashes are often left out or put in.
    fn begins_known(&self, word: &[char]) -> bool {
        let joined = |letters: &[char]| letters.iter().copied().filter(|it| *it != '-').collect::<Vec<_>>();
        let plain = joined(word);
        self.beginning(word.first().copied()).iter().any(|entry| {
            matches!(entry.named, Named::Model(_)) && {
                let known = joined(&entry.letters);
                entry.letters.starts_with(word) || known == plain || (word.contains(&'-') && known.starts_with(&plain))
            }
        })
    }

    /// Whether `word`, which begins with the word of a family, is one of its models by the form of what follows: `-k9`,
    /// `3.8-27b`, `-opus`. `kimi-dev`, `gpt4all` and `llama3` are other things of that name.
    fn is_model_of(&self, entry: &Entry, word: &[char]) -> bool {
        let is_latin = entry.letters.iter().all(char::is_ascii_lowercase);
        if !is_latin || word.len() <= entry.letters.len() || !word.starts_with(&entry.letters) || word.contains(&'/') {
            return false;
        }
        let tail = &word[entry.letters.len()..];
        let last = tail.iter().rposition(|it| *it == '-').map_or(tail, |at| &tail[at + 1..]);
        let next = tail[0];
        if !(next.is_ascii_digit() || next == '-') || TOOLS.iter().any(|tool| is_same(last, tool)) {
            return false;
        }
        if self.begins_known(word) {
            return true;
        }
        let which = if next == '-' { &tail[1..] } else { tail };
        let which = which.split(|it| matches!(it, '-' | ':' | '@')).next().unwrap_or_default();
        // Written together, a number alone may be anything, unless the family's models are called like that.
        let is_usual = || {
            self.beginning(entry.letters.first().copied()).iter().any(|known| {
                matches!(known.named, Named::Model(_))
                    && known.letters.starts_with(&entry.letters)
                    && known.letters.get(entry.letters.len()).is_some_and(char::is_ascii_digit)
            })
        };
        if next == '-' {
            is_version(which) || VARIANTS.iter().any(|variant| is_same(which, variant))
        } else {
            is_version(which) && (which.contains(&'.') || is_usual())
        }
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
                && word.iter().all(char::is_ascii_lowercase)
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
        let is_of_family = |entry: &Entry| self.is_model_of(entry, word);
        let is_meant = entries.iter().any(begins_model) || self.families_at(word, 0).any(is_of_family);
        is_meant.then(|| Named::Model(word.iter().collect()))
    }

    /// The name that the whole of `word` is, a typing error forgiven: `claide`. Only for letters of the alphabet.
    pub(super) fn nearly(&self, word: &[char]) -> Option<&Named> {
        #[cfg(test)]
        N_SEARCHES.with(|n_searches| n_searches.set(n_searches.get() + 1));
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

fn is_same(letters: &[char], word: &str) -> bool {
    word.chars().eq(letters.iter().copied())
}

/// The letters from `at` on of which an id may be made, without an effort and marks behind it.
fn id_at(letters: &[char], at: usize) -> &[char] {
    let rest = letters.get(at..).unwrap_or_default();
    let mut n_letters = rest.iter().take_while(|it| is_of_id(**it) && **it != '@').count();
    while n_letters > 0 && !is_word(rest[n_letters - 1]) {
        n_letters -= 1;
    }
    &rest[..n_letters]
}

/// `3`, `3.8`, `k2.6`, `4o`, `70b`.
fn is_version(word: &[char]) -> bool {
    let digits = match word {
        [first, rest @ ..] if first.is_ascii_lowercase() => rest,
        word => word,
    };
    let digits = match digits {
        [rest @ .., last] if last.is_ascii_lowercase() => rest,
        digits => digits,
    };
    digits.split(|it| *it == '.').all(|part| !part.is_empty() && part.iter().all(char::is_ascii_digit))
}

/// How many letters of `rest` are a word that says which model of a family is meant.
fn model_word(rest: &[char]) -> Option<usize> {
    let word = id_at(rest, 0);
    let which = word.split(|it| matches!(it, '-' | ':')).next().unwrap_or_default();
    let is_one = VARIANTS.iter().any(|variant| is_same(which, variant)) || is_version(which);
    if !word.is_empty() {
        return is_one.then_some(word.len());
    }
    VARIANTS_IN_KOREAN
        .iter()
        .map(|(korean, _)| *korean)
        .find(|korean| begins(rest, korean))
        .map(|it| it.chars().count())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_of_a_family_is_one_whatever_models_are_named_before_it() {
        let kimi = Family {
            id: "kimi".to_owned(),
            name_en: "Kimi".to_owned(),
            name_ko: "키미".to_owned(),
            words: vec!["kimi".to_owned(), "키미".to_owned()],
            letters: vec!["k".to_owned()],
            elsewhere: true,
        };
        let others = (0..100).map(|number| format!("own:aya-{number}"));
        let models: Vec<ModelRef> =
            others.chain(["own:kimi-k2".to_owned()]).map(|name| name.parse().expect("a model")).collect();
        let names = Names::new(std::slice::from_ref(&kimi), []).with_models(&models);
        let letters: Vec<char> = "kimi-k2, hello".chars().collect();
        let found: Vec<_> = names.at(&letters, 0).map(|found| (found.to, found.strength)).collect();
        assert_eq!(found, [(7, Strength::Word)]);
    }
}
