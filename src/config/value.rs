//! Values of settings: what is expected, and whether what was written fits.
//!
//! One check for TOML and environment alike, so that both take the same words. Knows nothing of files.

use std::fmt;
use std::path::PathBuf;

use crate::domain::{Candidate, Effort, ModelRef, Route, shortcut};

use super::{endpoint, key_shape};

/// What fits a setting.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Expected {
    /// `true` or `false`.
    Bool,
    /// A whole number within these bounds.
    Integer {
        /// The least.
        min: u64,
        /// The most.
        max: u64,
    },
    /// A number within these bounds; whole numbers too.
    Number {
        /// The least.
        min: f64,
        /// The most.
        max: f64,
    },
    /// More than 0 and at most a day, in seconds; whole or not.
    Seconds,
    /// Any text.
    Text,
    /// Text with something in it.
    FilledText,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// A provider's URL: http or https, a host, no user or password, no query.
    BaseUrl,
    /// A proxy's URL: http, https, socks4, socks4a, socks5 or socks5h.
    ProxyUrl,
    /// A file's path; `~/` is the home folder, a relative one starts at the settings file's folder.
    Path,
    /// Text that the shell runs.
    Command,
    /// The name of a variable of the environment, in capitals.
    EnvironmentName,
    /// A provider's name: small letters, digits, `-`, `_`, `.`.
    ProviderName,
    /// A list of providers' names.
    ProviderNames,
    /// `provider:model`.
    ModelName,
    /// `provider:model`, or with `@effort`.
    Candidate,
    /// `provider:model[@effort]`, or an alias.
    Entry,
    /// A list of `provider:model[@effort]` and aliases, not empty.
    Entries,
    /// A list of efforts.
    Efforts,
    /// A list of words, each with a letter or a digit in it.
    Words,
    /// A name without blanks, `:` and `@`.
    AliasName,
    /// A key of the keyboard that can be given an action.
    Shortcut,
    /// A table of settings.
    Table,
}

impl Expected {
    /// Whether what fits is the name of a provider, of a model or of an alias, or several of them.
    pub(super) const fn is_of_names(self) -> bool {
        matches!(
            self,
            Self::ProviderName
                | Self::ProviderNames
                | Self::ModelName
                | Self::Candidate
                | Self::Entry
                | Self::Entries
                | Self::AliasName
        )
    }
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool => f.write_str("true or false"),
            Self::Integer { min, max: u64::MAX } => write!(f, "a whole number from {min} up"),
            Self::Integer { min, max } => write!(f, "a whole number from {min} to {max}"),
            Self::Number { min, max } => write!(f, "a number from {min} to {max}"),
            Self::Seconds => f.write_str("seconds, more than 0 and at most 86400"),
            Self::Text => f.write_str("text"),
            Self::FilledText => f.write_str("text that is not empty"),
            Self::OneOf(words) => f.write_str(&words.join(" | ")),
            Self::BaseUrl => f.write_str("an http(s) URL without user, password, query and fragment"),
            Self::ProxyUrl => f.write_str("a URL of http, https, socks4, socks4a, socks5 or socks5h"),
            Self::Path => f.write_str("a path"),
            Self::Command => f.write_str("a command"),
            Self::EnvironmentName => f.write_str("the NAME of a variable, in capitals"),
            Self::ProviderName => f.write_str("a provider's name (a-z 0-9 - _ .)"),
            Self::ProviderNames => f.write_str("a list of providers' names (a-z 0-9 - _ .)"),
            Self::ModelName => f.write_str("provider:model"),
            Self::Candidate => f.write_str("provider:model[@effort]"),
            Self::Entry => f.write_str("provider:model[@effort] or an alias"),
            Self::Entries => f.write_str("a list of provider:model[@effort] and aliases"),
            Self::Efforts => f.write_str("a list of off, low, medium, high, max"),
            Self::Words => f.write_str("a list of words"),
            Self::AliasName => f.write_str("a name without blanks, `:` and `@`"),
            Self::Shortcut => f.write_str("a key such as `f5`, `ctrl-g`, `alt-m`, `ctrl-x g`, `tab`"),
            Self::Table => f.write_str("a table"),
        }
    }
}

/// A value as written.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Raw<'a> {
    Bool(bool),
    Integer(i64),
    Number(f64),
    Text(&'a str),
    List(Vec<&'a str>),
}

/// A value that fits.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    Bool(bool),
    Integer(u64),
    Number(f64),
    Text(String),
    List(Vec<String>),
    /// Not yet resolved against a folder.
    Path(PathBuf),
}

/// The value, where it fits.
pub(super) fn check(expected: Expected, raw: &Raw<'_>) -> Option<Value> {
    match (expected, raw) {
        (Expected::Bool, Raw::Bool(is)) => Some(Value::Bool(*is)),
        (Expected::Integer { min, max }, Raw::Integer(number)) => {
            u64::try_from(*number).ok().filter(|number| (min..=max).contains(number)).map(Value::Integer)
        }
        (Expected::Number { min, max }, _) => number(raw).filter(|it| (min..=max).contains(it)).map(Value::Number),
        (Expected::Seconds, _) => number(raw).filter(|it| *it > 0.0 && *it <= 86_400.0).map(Value::Number),
        (_, Raw::Text(text)) => check_text(expected, text),
        (_, Raw::List(items)) => check_list(expected, items),
        _ => None,
    }
}

fn number(raw: &Raw<'_>) -> Option<f64> {
    match raw {
        Raw::Number(number) => Some(*number),
        Raw::Integer(number) => i32::try_from(*number).ok().map(f64::from),
        _ => None,
    }
}

fn check_text(expected: Expected, text: &str) -> Option<Value> {
    let kept = |fits: bool| fits.then(|| Value::Text(text.to_owned()));
    match expected {
        Expected::Text => kept(true),
        Expected::FilledText | Expected::Command => kept(!text.trim().is_empty()),
        Expected::OneOf(words) => kept(words.contains(&text)),
        Expected::BaseUrl => endpoint::base_url(text).map(Value::Text),
        Expected::ProxyUrl => kept(is_proxy_url(text)),
        Expected::Path => (!text.trim().is_empty()).then(|| Value::Path(PathBuf::from(text))),
        Expected::EnvironmentName => kept(is_environment_name(text)),
        Expected::ProviderName => kept(is_provider_name(text)),
        Expected::ModelName => kept(is_model_name(text)),
        Expected::Candidate => kept(is_candidate(text)),
        Expected::Entry => kept(is_entry(text)),
        Expected::AliasName => kept(is_alias_name(text)),
        Expected::Shortcut => kept(shortcut::parse(text).is_some()),
        _ => None,
    }
}

fn check_list(expected: Expected, items: &[&str]) -> Option<Value> {
    let fits = match expected {
        Expected::ProviderNames => items.iter().all(|item| is_provider_name(item)),
        Expected::Entries => !items.is_empty() && items.iter().all(|item| is_entry(item)),
        Expected::Words => items.iter().all(|item| item.chars().any(char::is_alphanumeric)),
        Expected::Efforts => items.iter().all(|item| item.parse::<Effort>().is_ok()),
        _ => false,
    };
    fits.then(|| Value::List(items.iter().map(|item| (*item).to_owned()).collect()))
}

/// The value that a variable of the environment spells, where it fits.
pub(super) fn check_environment(expected: Expected, text: &str) -> Option<Value> {
    let raw = match expected {
        Expected::Bool => match text {
            "true" | "1" => Raw::Bool(true),
            "false" | "0" => Raw::Bool(false),
            _ => return None,
        },
        Expected::Integer { .. } => Raw::Integer(text.trim().parse().ok()?),
        Expected::Number { .. } | Expected::Seconds => Raw::Number(text.trim().parse().ok()?),
        Expected::ProviderNames | Expected::Entries | Expected::Efforts => {
            Raw::List(text.split(',').map(str::trim).filter(|item| !item.is_empty()).collect())
        }
        _ => Raw::Text(text),
    };
    check(expected, &raw)
}

/// True for a name that may stand before the colon of a model, in a table's header and in a file's name.
pub(super) fn is_provider_name(text: &str) -> bool {
    let letter_or_digit = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    text.len() <= 64
        && text.as_bytes().first().is_some_and(letter_or_digit)
        && text.bytes().all(|byte| letter_or_digit(&byte) || matches!(byte, b'-' | b'_' | b'.'))
}

/// Capitals only: a key that was pasted where its variable's name belongs has small letters, and is refused
/// before anything could show it.
fn is_environment_name(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
        && text.bytes().next().is_some_and(|byte| !byte.is_ascii_digit())
}

fn is_model_name(text: &str) -> bool {
    text.parse::<ModelRef>().is_ok_and(|model| is_provider_name(&model.provider) && !has_blank(&model.id))
}

fn is_candidate(text: &str) -> bool {
    text.parse::<Candidate>().is_ok_and(|it| is_provider_name(&it.model.provider) && !has_blank(&it.model.id))
}

fn is_entry(text: &str) -> bool {
    if text.contains(':') { is_candidate(text) } else { is_alias_name(text) }
}

fn is_alias_name(text: &str) -> bool {
    !text.is_empty() && text.chars().count() <= 64 && !has_blank(text) && !text.contains([':', '@'])
}

fn has_blank(text: &str) -> bool {
    text.chars().any(|character| character.is_whitespace() || character.is_control())
}

fn is_proxy_url(text: &str) -> bool {
    url::Url::parse(text).is_ok_and(|url| {
        url.has_host() && matches!(url.scheme(), "http" | "https" | "socks4" | "socks4a" | "socks5" | "socks5h")
    })
}

/// True for the name of a table under `[routes]`.
pub(super) fn is_route_name(text: &str) -> bool {
    Route::ALL.iter().any(|route| route.as_str() == text)
}

/// The text with what may be a key, and what stands before an `@` in a URL, replaced by `*` one for one; control characters
/// by `?`. For quoting settings in errors.
#[must_use]
pub fn masked(text: &str) -> String {
    let mut characters: Vec<char> = text.chars().map(|it| if it.is_control() { '?' } else { it }).collect();
    mask_userinfo(&mut characters);
    let mut shown: String = characters.into_iter().collect();
    // Keys are ASCII, so that no place of another moves.
    for place in key_shape::places_in_a_quote(&shown) {
        shown.replace_range(place.clone(), &"*".repeat(place.len()));
    }
    shown
}

fn mask_userinfo(characters: &mut [char]) {
    let mut from = 0;
    while let Some(found) = characters[from..].windows(3).position(|window| window == [':', '/', '/']) {
        let start = from + found + 3;
        let is_end = |character: &char| matches!(character, '/' | '"' | '\'' | ' ' | '?' | '#');
        let end = characters[start..].iter().position(is_end).map_or(characters.len(), |length| start + length);
        if let Some(at) = characters[start..end].iter().rposition(|character| *character == '@') {
            characters[start..start + at].fill('*');
        }
        from = end;
    }
}

/// A value as an error may show it: [`quoted`], and of a URL nothing before its `@`, where a password would be.
pub(super) fn shown(expected: Expected, text: &str) -> String {
    match (expected, text.rfind('@')) {
        (Expected::BaseUrl | Expected::ProxyUrl, Some(at)) => quoted(&format!("***{}", &text[at..])),
        _ => quoted(text),
    }
}

/// A URL without user and password.
pub(super) fn without_userinfo(text: &str) -> String {
    match (text.find("://"), text.rfind('@')) {
        (Some(scheme), Some(at)) if at > scheme => format!("{}***{}", &text[..scheme + 3], &text[at..]),
        _ => text.to_owned(),
    }
}

/// At most 60 characters, masked.
pub(super) fn quoted(text: &str) -> String {
    let shown = masked(text);
    match shown.char_indices().nth(60) {
        Some((cut, _)) => format!("{}…", &shown[..cut]),
        None => shown,
    }
}
