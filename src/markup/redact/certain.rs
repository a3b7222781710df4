//! Finds what surely is a key: masks it before a text is sent, and names it where a file is to be sent that nobody looked at.

use std::borrow::Cow;

use super::super::private_key;
use super::{MIN_VALUE, beginnings, is_of_key, masked};
use crate::domain::key_form;

/// A secret that a text holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// The line, from 1.
    pub line: usize,
    /// What it is.
    pub kind: Kind,
}

/// What a secret is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A block of a private key.
    PrivateKey,
    /// A key whose form is known, by its beginning.
    Formed(&'static str),
    /// One of the keys that were given.
    Known,
}

/// The first secret that `text` holds. More is asked of it than of what [`keys`](super::keys) masks, since a refusal that has no
/// reason costs more than a mask too many: a private key has a body, a key of known form a run of letters and digits
/// that is no word, and what says of itself that it is an example is one.
#[must_use]
pub fn first(text: &str, known: &[String]) -> Option<Held> {
    let mut line_start = 0;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        let held = |kind| Some(Held { line: index + 1, kind });
        // On one line of JSON certificates stand beside their keys.
        let mut blocks = line.match_indices(private_key::BEGIN);
        let is_private_key = blocks.any(|(at, _)| private_key::has_body(&text[line_start + at..]));
        if is_private_key || line.starts_with("PuTTY-User-Key-File-") {
            return held(Kind::PrivateKey);
        }
        if known.iter().any(|key| is_no_word(key) && places_of(key, line).next().is_some()) {
            return held(Kind::Known);
        }
        for word in line.split(|character| !is_of_key(character)) {
            if let Some(prefix) = formed_in(word) {
                return held(Kind::Formed(prefix));
            }
        }
        line_start += line.len();
    }
    None
}

/// A given key that is shorter may be a word: servers of one's own take any. With a digit in it, it may have
/// [`MIN_VALUE`] characters, where no letters stand beside it.
const MIN_KNOWN: usize = 16;

/// Whether a given key is told from a word.
fn is_no_word(key: &str) -> bool {
    key.len() >= MIN_KNOWN || (key.len() >= MIN_VALUE && key.bytes().any(|byte| byte.is_ascii_digit()))
}

/// Where a given key stands.
fn places_of<'a>(key: &'a str, text: &'a str) -> impl Iterator<Item = (usize, usize)> + 'a {
    let is_letter = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let found = text.match_indices(key).map(|(start, key)| (start, start + key.len()));
    found.filter(move |(start, end)| {
        let is_within = is_letter(text.as_bytes()[..*start].last()) || is_letter(text.as_bytes().get(*end));
        key.len() >= MIN_KNOWN || !is_within
    })
}

/// `text` as it may be sent: with a mask in the place of each given key and of whatever surely is one, and how many those
/// are. As much is asked of it as [`first`] asks, for a mask too many spoils the text. Tokens of three parts are let be: they
/// are sent to be looked into, and are no vendor's key.
#[must_use]
pub fn before_sending<'a>(text: &'a str, known: &[String]) -> (Cow<'a, str>, usize) {
    let mut places = sure_places(text, known);
    places.sort_unstable();
    let (mut n_keys, mut until) = (0, 0);
    for &(start, end) in &places {
        n_keys += usize::from(start >= until);
        until = until.max(end);
    }
    (masked(text, &places, 0, text.len()), n_keys)
}

/// Where given keys, keys of known form and private keys stand. In a text of megabytes few runs of letters are as long as a
/// key, so that most of it is passed over by its length.
fn sure_places(text: &str, known: &[String]) -> Vec<(usize, usize)> {
    let known = known.iter().filter(|key| is_no_word(key));
    let (in_runs, others): (Vec<&String>, Vec<&String>) = known.partition(|key| key.chars().all(is_of_key));
    let mut places = Vec::new();
    for key in others {
        places.extend(places_of(key, text));
    }
    places.extend(text.match_indices(private_key::BEGIN).flat_map(|(block, _)| {
        private_key::places(&text[block..]).into_iter().map(move |(start, end)| (block + start, block + end))
    }));
    let least = in_runs.iter().map(|key| key.len()).fold(LEAST_KEY, usize::min);
    let mut at = 0;
    for run in text.as_bytes().split(|byte| !OF_KEY[usize::from(*byte)]) {
        let start = at;
        at += run.len() + 1;
        if run.len() < least {
            continue;
        }
        let run = &text[start..start + run.len()];
        // To compare a few bytes is sooner done than to prepare a search.
        let is_in_run = |key: &&&String| run.as_bytes().windows(key.len()).any(|part| part == key.as_bytes());
        for key in in_runs.iter().filter(is_in_run) {
            places.extend(places_of(key, run).map(|(in_run, end)| (start + in_run, start + end)));
        }
        let word = run.trim_end_matches(['.', '/', '-']);
        if word.len() >= LEAST_KEY
            && let Some((in_run, form)) = formed_at(word)
            && form.body != key_form::Body::Token
        {
            places.push((start + in_run, start + word.len()));
        }
    }
    places
}

/// [`is_of_key`] for each byte.
const OF_KEY: [bool; 256] = {
    let mut of_key = [false; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        of_key[byte as usize] = is_of_key(byte as char);
        byte += 1;
    }
    of_key
};

/// No form is shorter.
const LEAST_KEY: usize = 15;

/// A token of three parts is no longer than this.
const LONGEST_TOKEN: usize = 16 * 1024;

/// The beginning of a key of known form within a run of a key's characters.
fn formed_in(word: &str) -> Option<&'static str> {
    formed_at(word).map(|(_, form)| form.beginning)
}

/// A key of known form within a run of a key's characters, and where it begins.
fn formed_at(word: &str) -> Option<(usize, &'static key_form::KeyForm)> {
    beginnings(word).find_map(|start| {
        let rest = &word[start..];
        let form = key_form::begun(rest)?;
        let longest = if form.body == key_form::Body::Token { LONGEST_TOKEN } else { key_form::LONGEST };
        let key = &rest[..rest.len().min(longest)];
        let is_key = key_form::whole(key).is_some() && form.is_certain(key) && !key_form::is_example(key);
        is_key.then_some((start, form))
    })
}
