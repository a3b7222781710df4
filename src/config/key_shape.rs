//! What was pasted as a key: the key itself without what was copied along, or why it can be none.
//!
//! Pure, and no answer holds the text that was looked at. Whether a vendor takes a key is only known by asking it.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::fmt;
use std::ops::Range;
use std::path::Path;

use crate::domain::{Secret, key_form};
use crate::material::shown_name;

use super::credential;
use super::value::Expected;

/// Keys are longer, whoever gives them; what is shorter is a slip.
const LEAST_CHARACTERS: usize = 8;

/// A key as it may be kept.
#[derive(Debug, Clone)]
pub struct PastedKey {
    /// The key.
    pub secret: Secret,
    /// Quotes, a variable's name or `Bearer` stood around it.
    pub was_wrapped: bool,
}

/// Why a text is no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadShape {
    /// There is nothing.
    Empty,
    /// There are blanks or control characters inside.
    Blanks,
    /// There are letters outside ASCII, as in `여기에_키`.
    NotAscii,
    /// It is shorter than any key.
    TooShort,
    /// It is an address.
    Address,
    /// It is the name of a variable, or stands for a key in some instructions (`YOUR_API_KEY`, `sk-...`).
    Placeholder,
    /// It begins as the keys of another vendor do.
    OfAnother(&'static str),
    /// Quotes, a variable's name or `Bearer` stand around it, where it is read as it stands.
    Wrapped,
}

impl fmt::Display for BadShape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("there is nothing"),
            Self::Blanks => f.write_str("there are blanks in it"),
            Self::NotAscii => f.write_str("it holds letters that no key has"),
            Self::TooShort => f.write_str("it is shorter than any key"),
            Self::Address => f.write_str("it is an address"),
            Self::Placeholder => f.write_str("it only stands for a key"),
            Self::OfAnother(other) => write!(f, "it begins as the keys of {other} do"),
            Self::Wrapped => f.write_str("more than the key stands there (quotes, a name or `Bearer`)"),
        }
    }
}

/// Takes a key out of what was pasted. `vendor` is the one whose site it is for, where that is known: keys for a
/// server of the user's own may look like anybody's.
pub fn pasted(text: &str, vendor: Option<&str>) -> Result<PastedKey, BadShape> {
    let text = text.trim_start_matches('\u{feff}').trim();
    let bare = unwrapped(text);
    let secret = Secret::new(bare);
    let key = secret.expose();
    if key.is_empty() {
        return Err(BadShape::Empty);
    }
    if key.contains("://") {
        return Err(BadShape::Address);
    }
    if key.chars().any(|character| character.is_whitespace() || character.is_control()) {
        return Err(BadShape::Blanks);
    }
    if !credential::is_sendable(&secret) {
        return Err(BadShape::NotAscii);
    }
    if is_placeholder(key) {
        return Err(BadShape::Placeholder);
    }
    if key.len() < LEAST_CHARACTERS {
        return Err(BadShape::TooShort);
    }
    if let Some(vendor) = vendor
        && let Some(other) = vendor_of(key).filter(|other| *other != vendor)
    {
        return Err(BadShape::OfAnother(other));
    }
    let was_wrapped = bare.len() != text.len();
    Ok(PastedKey { secret, was_wrapped })
}

/// As [`pasted`], for a key that a file or a command gives: it is sent as it stands, so nothing may stand around it.
pub fn given(text: &str, vendor: Option<&str>) -> Result<(), BadShape> {
    if pasted(text, vendor)?.was_wrapped { Err(BadShape::Wrapped) } else { Ok(()) }
}

/// Why what stands in a variable, a file or a keyring can be no key of the vendor's at whose own site it is to be shown.
/// How long it is, is not looked at: that is for whoever pastes one.
pub(super) fn bad_at_vendor(text: &str, vendor: &str) -> Option<BadShape> {
    match given(text, Some(vendor)) {
        Err(bad @ (BadShape::Address | BadShape::Placeholder | BadShape::OfAnother(_) | BadShape::Wrapped)) => {
            Some(bad)
        }
        _ => None,
    }
}

/// True where a pair of quotes stands around a text. They are the shell's, or a file's of variables, and no key has them.
pub(super) fn is_quoted(text: &str) -> bool {
    ['"', '\'', '`'].iter().any(|quote| text.len() > 2 && text.starts_with(*quote) && text.ends_with(*quote))
}

/// Whose keys begin like this one.
fn vendor_of(key: &str) -> Option<&'static str> {
    key_form::begun(key)?.owner
}

/// True for a word that begins as some vendor's keys do and is as long: it must not stand where a shell keeps it. The name of
/// a thing is none, however it begins: there are models called `xai-grok-4-fast-reasoning`.
#[must_use]
pub fn looks_like_a_key(word: &str) -> bool {
    let Some(form) = key_form::begun(word) else { return false };
    let is_as_long = (word.len() >= 20 && form.owner.is_some()) || key_form::whole(word).is_some();
    is_as_long && !form.reads_as_a_name(word)
}

/// True for a word that may be a key without a vendor's beginning ([`key_form::may_be_unmarked`]): where a name or a path was
/// wanted, it is masked or refused.
#[must_use]
pub fn may_be_a_key(word: &str) -> bool {
    looks_like_a_key(word) || key_form::may_be_unmarked(word)
}

/// True for a word in the place of a variable's name that may be a key: such names have `_` between their capitals.
fn variable_may_be_a_key(word: &str) -> bool {
    let is_of_name = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
    !(word.contains('_') && word.bytes().all(is_of_name)) && may_be_a_key(word)
}

/// True where a key itself stands in the place of a setting's value, and that is no text of the user's own: a name, a path, or
/// where the key is. The one rule for what is typed and for what a file or a variable holds.
#[must_use]
pub fn is_key_in_place(expected: Expected, written: &str) -> bool {
    let is_one_word = !written.contains(|character: char| character.is_whitespace() || "/\\".contains(character));
    let is_key_alone = || key_alone(written).is_some() || (is_one_word && may_be_a_key(written));
    match expected {
        Expected::EnvironmentName => key_alone(written).is_some() || variable_may_be_a_key(written),
        // An argument of a command may well be the number of a secret.
        Expected::Command => says_a_key(written) || is_key_alone(),
        Expected::Path => is_key_alone(),
        names if names.is_of_names() => is_key_for_a_name(written),
        _ => false,
    }
}

/// True where a key stands in the place of a name. Behind a provider there is a model of its own, whatever that is called.
#[must_use]
pub(super) fn is_key_for_a_name(written: &str) -> bool {
    holds_a_key(written) || (!written.contains(':') && may_be_a_key(written))
}

/// A path as text, a file's name that may be a key masked, unless there is a file of that name.
#[must_use]
pub fn path_without_key(path: &Path) -> String {
    let name = path.file_name().and_then(OsStr::to_str);
    let may_be_one = name.is_some_and(key_form::may_be_unmarked) && !path.exists();
    let shown = if may_be_one { path.with_file_name("***") } else { path.to_owned() };
    shown_name(&shown).into_owned()
}

/// True for a command that gives a key by naming it (`echo KEY`): the key itself would stand in the settings.
fn says_a_key(command: &str) -> bool {
    if holds_a_key(command) {
        return true;
    }
    let ends = |character: char| character.is_whitespace() || "\"'`;|&()<>=".contains(character);
    let mut words = command.split(ends).filter(|word| !word.is_empty());
    let is_said = words.clone().any(|word| {
        let program = word.rsplit(['/', '\\']).next().unwrap_or(word);
        ["echo", "printf", "print", "write-output", "write-host"].contains(&program.to_ascii_lowercase().as_str())
    });
    // What a variable, another command or a file gives stands in none of the words.
    let is_plain = !command.contains(['$', '`', '|', '<', ';', '&', '(', '%']);
    let is_mixed = |word: &str| {
        let has = |is: fn(&u8) -> bool| word.as_bytes().iter().any(is);
        word.len() >= 20 && has(u8::is_ascii_digit) && has(u8::is_ascii_alphabetic)
    };
    is_said && words.any(|word| key_form::may_be_unmarked(word) || (is_plain && is_mixed(word)))
}

/// True where a text holds a key: as a word, in quotes, behind a name, or grown together with a word before it.
#[must_use]
pub fn holds_a_key(text: &str) -> bool {
    runs(text).any(|run| key_within(run.text).is_some())
}

/// A text with `***` in the place of whatever looks like a key, wherever that stands: for what others said, and for texts of
/// the user's own.
#[must_use]
pub fn without_keys(text: &str) -> Cow<'_, str> {
    masked(text, |run| key_within(run.text))
}

/// What a value tells that is to be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tells {
    /// What somebody typed, or wrote into the settings: a key may have been pasted there.
    WhatWasWritten,
    /// The name of what is there: a model that is asked, a request, a sum.
    WhatIsThere,
}

/// As [`without_keys`], and with `***` also in the place of what may be a key without a vendor's beginning. Hexadecimal digits
/// alone are the name of a thing behind the place where it is (`own:9f8e..`, `snapshots/9f8e..`), and of what is there.
#[must_use]
pub fn without_pasted_keys(text: &str, tells: Tells) -> Cow<'_, str> {
    masked(text, |run| key_within(run.text).or_else(|| run.may_be_a_key(tells, key_form::UNMARKED_RUN).then_some(0)))
}

/// Where keys may stand in what is quoted of the settings or of the system: shorter ones, too, and such as were cut.
pub(super) fn places_in_a_quote(text: &str) -> Vec<Range<usize>> {
    const SHORT_RUN: usize = 20;
    let is_begun =
        |word: &str| word.len() >= 12 && key_form::begun(word).is_some_and(|form| !form.reads_as_a_name(word));
    places(text, |run| {
        // What is quoted is mostly wrong: the name of a model behind its provider's alone is known for one, `own:9f8e..`.
        let is_model = run.before == Some(':')
            && may_be_a_provider(&text[..run.at - 1])
            && key_form::may_be_a_sum(run.text, SHORT_RUN);
        let may_be_one = is_begun(run.text) || key_form::may_be_drawn(run.text, SHORT_RUN) && !is_model;
        key_within(run.text).or_else(|| may_be_one.then_some(0))
    })
}

/// Whether a text ends with what a provider may be called: nothing that names a key.
fn may_be_a_provider(text: &str) -> bool {
    let name = text.rsplit(|character: char| !character.is_ascii_alphanumeric() && !matches!(character, '-' | '_'));
    let name = name.into_iter().next().unwrap_or_default();
    !name.is_empty()
        && !name.contains(|character: char| character.is_ascii_uppercase() || character == '_')
        && !name.contains("key")
}

/// A run of the characters that keys have, and what stands beside it.
struct Run<'t> {
    at: usize,
    text: &'t str,
    before: Option<char>,
    after: Option<char>,
}

impl Run<'_> {
    /// Whether it may be a key that no vendor has marked, with so many letters and digits drawn by lot.
    fn may_be_a_key(&self, tells: Tells, least: usize) -> bool {
        // A key is pasted alone, or behind something.
        let is_folder = matches!(self.after, Some('/' | '\\'));
        // Behind a provider or a folder.
        let is_placed = matches!(self.before, Some(':' | '/' | '\\'));
        let is_name = (tells == Tells::WhatIsThere || is_placed) && key_form::may_be_a_sum(self.text, least);
        key_form::may_be_drawn(self.text, least) && !is_folder && !is_name
    }
}

fn runs(text: &str) -> impl Iterator<Item = Run<'_>> {
    let is_of_key = |character: char| character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '.');
    let mut done = 0;
    std::iter::from_fn(move || {
        let at = done + text[done..].find(is_of_key)?;
        let end = text[at..].find(|character| !is_of_key(character)).map_or(text.len(), |n_bytes| at + n_bytes);
        done = end;
        let (before, after) = (text[..at].chars().next_back(), text[end..].chars().next());
        // A sentence may end right behind a key.
        Some(Run { at, text: text[at..end].trim_end_matches('.'), before, after })
    })
}

/// The places of keys, by where in a run one begins.
fn places(text: &str, key_in: impl Fn(&Run<'_>) -> Option<usize>) -> Vec<Range<usize>> {
    runs(text).filter_map(|run| key_in(&run).map(|from| run.at + from..run.at + run.text.len())).collect()
}

fn masked(text: &str, key_in: impl Fn(&Run<'_>) -> Option<usize>) -> Cow<'_, str> {
    let places = places(text, key_in);
    if places.is_empty() {
        return Cow::Borrowed(text);
    }
    let (mut shown, mut done) = (String::with_capacity(text.len()), 0);
    for place in places {
        shown.push_str(&text[done..place.start]);
        shown.push_str("***");
        done = place.end;
    }
    shown.push_str(&text[done..]);
    Cow::Owned(shown)
}

/// Where in a run of letters a key begins.
fn key_within(run: &str) -> Option<usize> {
    if looks_like_a_key(run) {
        return Some(0);
    }
    // `sk-` alone ends many a word.
    let owned = key_form::FORMS.iter().filter(|form| form.owner.is_some());
    let mut begun = owned.filter_map(|form| run.find(form.beginning));
    begun.find(|at| key_form::whole(&run[*at..]).is_some_and(|form| form.is_certain(&run[*at..])))
}

/// True where a word is a key that opens something of its owner's: no example, and no token of three parts, which is asked
/// about, and no vendor's key.
fn is_ones_own(word: &str) -> bool {
    let mut keys = runs(word).filter_map(|run| key_within(run.text).map(|at| &run.text[at..]));
    keys.any(|key| {
        let is_token = key_form::begun(key).is_some_and(|form| form.body == key_form::Body::Token);
        !is_token && !key_form::is_example(key)
    })
}

/// Whether a line is hardly more than a key of one's own: at most two words stand beside it (`groq_api_key: ..`,
/// `export .. baro`).
#[must_use]
pub fn is_mostly_a_key(line: &str) -> bool {
    are_mostly_a_key(line.split_whitespace())
}

/// The same of the words of a line. A third one beside the key settles it, however many follow in a pasted text.
fn are_mostly_a_key<'w>(words: impl Iterator<Item = &'w str>) -> bool {
    let (mut n_others, mut has_key, mut stand_for_one) = (0, false, true);
    for word in words {
        if is_ones_own(word) {
            has_key = true;
        } else {
            n_others += 1;
        }
        if n_others > 2 {
            return false;
        }
        stand_for_one &= is_placeholder(word);
    }
    has_key && !stand_for_one
}

/// Whether a line is a key and nothing else, but for what it is wrapped in (`GROQ_API_KEY=..`), and whose it looks like.
#[must_use]
pub fn key_alone(line: &str) -> Option<Option<&'static str>> {
    let bare = unwrapped(line.trim());
    let is_alone = looks_like_a_key(bare) && !bare.contains(char::is_whitespace) && !is_placeholder(bare);
    is_alone.then(|| vendor_of(bare))
}

/// The text without a variable's name, `Bearer` and quotes around it.
fn unwrapped(text: &str) -> &str {
    let mut bare = text;
    for word in ["export ", "set ", "$env:", "Authorization:", "Bearer "] {
        if let Some(rest) = bare.strip_prefix(word) {
            bare = rest.trim_start();
        }
    }
    if let Some((name, rest)) = bare.split_once('=')
        && !name.trim().is_empty()
        && name.trim().bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
    {
        bare = rest.trim();
    }
    for (open, close) in [('"', '"'), ('\'', '\''), ('`', '`'), ('<', '>'), ('“', '”'), ('‘', '’')] {
        if let Some(inner) = bare.strip_prefix(open).and_then(|rest| rest.strip_suffix(close)) {
            return inner.trim();
        }
    }
    bare
}

fn is_placeholder(key: &str) -> bool {
    let is_name = key.ends_with("_KEY") && key.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
    let small = key.to_ascii_lowercase();
    let stands_for = key_form::has_word_for_a_key(key);
    // `xxx`, `***`.
    let is_empty_talk = !key.is_empty() && small.bytes().all(|byte| matches!(byte, b'x' | b'*' | b'.' | b'-' | b'_'));
    is_name || is_empty_talk || key.contains("...") || key.starts_with('$') || (stands_for && key.len() < 32)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GROQ: &str = "gsk_0123456789abcdefghijABCDEFGHIJ";

    #[test]
    fn a_line_that_is_a_key_alone_is_told_from_words_about_one() {
        for line in
            [GROQ, " gsk_0123456789abcdefghijABCDEFGHIJ ", "export GROQ_API_KEY=gsk_0123456789abcdefghijABCDEFGHIJ"]
        {
            assert_eq!(key_alone(line), Some(Some("groq")), "{line}");
        }
        assert_eq!(key_alone("sk-0123456789abcdefghijABCDEFGHIJ").map(|_| ()), Some(()));
        for line in ["gsk_", "what is gsk_0123456789abcdefghijABCDEFGHIJ", "skeleton", "sk-your-api-key", "안녕"] {
            assert_eq!(key_alone(line), None, "{line}");
        }
    }

    #[test]
    fn a_command_that_says_a_key_is_told_from_one_that_looks_for_it() {
        const HEX: &str = "9f8e7d6c5b4a39281706f5e4d3c2b1a09f8e7d6c5b4a39281706f5e4d3c2b1a0";
        for command in [
            format!("echo {HEX}"),
            format!("printf '%s' '{HEX}'"),
            format!("sh -c \"echo {HEX}\""),
            format!("/bin/echo -n {HEX} | cat"),
            format!("echo {GROQ}"),
            "echo abcdefgh0123456789XYZ".to_owned(),
        ] {
            assert!(says_a_key(&command), "{command}");
        }
        for command in [
            "pass show work/openai-key-2026",
            "echo $TOGETHER_API_KEY_OF_2026",
            "echo \"$(pass show together-api-key-of-2026)\"",
            "op read op://private/4kq2xv7jbnyw3m5r6t8z9a1b2c/credential",
            "cat ~/keys/together-0123456789abcdef",
            "echo own-key-0123",
        ] {
            assert!(!says_a_key(command), "{command}");
        }
        assert!(!says_a_key(&format!("pass show {HEX}")));
    }

    #[test]
    fn a_name_or_a_path_that_may_be_a_key_is_masked() {
        const HEX: &str = "9f8e7d6c5b4a39281706f5e4d3c2b1a09f8e7d6c5b4a39281706f5e4d3c2b1a0";
        assert_eq!(without_pasted_keys(HEX, Tells::WhatWasWritten), "***");
        assert_eq!(without_pasted_keys("together", Tells::WhatWasWritten), "together");
        assert_eq!(
            path_without_key(&Path::new("/home/kim").join(HEX)),
            Path::new("/home/kim/***").display().to_string()
        );
        assert_eq!(path_without_key(Path::new("/home/kim/key")), "/home/kim/key");
    }

    /// Keys that no vendor has marked: how many letters, and of which ones.
    const UNMARKED: &[(&str, usize, &str)] = &[
        ("Azure", 32, HEX_DIGITS),
        ("Together", 64, HEX_DIGITS),
        ("Deepgram, Weights and Biases", 40, HEX_DIGITS),
        ("DeepInfra, Mistral", 32, LETTERS),
        ("Cohere", 40, LETTERS),
        ("Azure since 2025", 84, LETTERS),
    ];
    const HEX_DIGITS: &str = "0123456789abcdef";
    const LETTERS: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// So many keys of each form, drawn by a lot that always falls the same.
    fn drawn_keys(n: usize) -> impl Iterator<Item = (&'static str, String)> {
        let mut state = 0x2545_f491_4f6c_dd1d_u64;
        let mut next = move |letters: &str| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            let at = usize::try_from(state >> 33).expect("31 bits") % letters.len();
            char::from(letters.as_bytes()[at])
        };
        UNMARKED
            .iter()
            .flat_map(move |(whose, length, letters)| (0..n).map(move |_| (*whose, *length, *letters)))
            .map(move |(whose, length, letters)| (whose, (0..length).map(|_| next(letters)).collect()))
    }

    #[test]
    fn no_unmarked_key_is_shown_where_one_is_pasted_and_names_of_things_are() {
        let shown = |text: &str| without_pasted_keys(text, Tells::WhatWasWritten).into_owned();
        for (whose, key) in drawn_keys(2000) {
            for around in ["", "`", "\"", "(", "--token=", "키는 ", "[\"a\", "] {
                let text = format!("{around}{key}{around}");
                assert!(!shown(&text).contains(&key), "{whose}: {text}");
            }
            assert!(
                is_key_in_place(Expected::Path, &key) && is_key_in_place(Expected::Entries, &key),
                "{whose}: {key}"
            );
            assert!(is_key_in_place(Expected::Command, &format!("echo {key}")), "{whose}: {key}");
            // Letters of both cases are no sum, wherever they stand.
            if key.bytes().any(|byte| byte.is_ascii_uppercase()) {
                assert!(!shown(&format!("own:{key}")).contains(&key), "{whose}: {key}");
            }
        }
        for name in [
            "own:9f8e7d6c5b4a39281706f5e4d3c2b1a09f8e7d6c",
            "own:3f2a9c1e4b7d4e2a9c1da1b2c3d4e5f6@high",
            "3f2a9c1e-4b7d-4e2a-9c1d-a1b2c3d4e5f6",
            "own:3f2a9c1e-4b7d-4e2a-9c1d-a1b2c3d4e5f6",
            "replicate:meta/llama:9f8e7d6c5b4a39281706f5e4d3c2b1a09f8e7d6c5b4a39281706f5e4d3c2b1a0",
            "/srv/cache/huggingface/models--x/snapshots/9f8e7d6c5b4a39281706f5e4d3c2b1a09f8e7d6c/model.gguf",
            "snapshots/9f8e7d6c5b4a39281706f5e4d3c2b1a09f8e7d6c",
            "blobs/sha256-9f8e7d6c5b4a39281706f5e4d3c2b1a09f8e7d6c5b4a39281706f5e4d3c2b1a0",
            "sha256:9f8e7d6c5b4a39281706f5e4d3c2b1a09f8e7d6c5b4a39281706f5e4d3c2b1a0",
            "9f8e7d6c5b4a39281706f5e4d3c2b1a09f8e7d6c.pem",
            "/nix/store/3n58xw4373jp0ljirf06d8077j15pc4j-bash-5.2/bin/bash",
            "c_01hzy3k8v9q2m4n6p8r0s2t4v6",
            "together:Qwen2.5-Coder-32B-Instruct-Turbo-2026",
            "https://huggingface.co/x/resolve/9f8e7d6c5b4a39281706f5e4d3c2b1a09f8e7d6c/model.safetensors",
        ] {
            assert_eq!(shown(name), name);
        }
        assert_eq!(without_pasted_keys("9f8e7d6c5b4a39281706f5e4d3c2b1a0", Tells::WhatIsThere).len(), 32);
    }

    #[test]
    fn a_key_is_seen_in_whatever_it_is_wrapped_and_words_are_no_keys() {
        for line in [
            GROQ.to_owned(),
            format!("groq_api_key={GROQ}"),
            format!("GROQ_API_KEY: {GROQ}"),
            format!("\"{GROQ}\","),
            format!("{GROQ} {GROQ}"),
            format!("export GROQ_API_KEY={GROQ} baro"),
            format!("groq{GROQ}"),
            format!("키는 {GROQ}"),
        ] {
            assert!(holds_a_key(&line) && is_mostly_a_key(&line), "{line}");
        }
        let told = format!("why is my key {GROQ} refused by the server?");
        assert!(holds_a_key(&told) && !is_mostly_a_key(&told));
        for line in [
            "gsk_",
            "a task-oriented-dialogue-system-for-everyone",
            "hf_",
            "안녕",
            "why is AIza in my log?",
            "what is npm_config_user_agent",
            "npm_config_user_agent이 뭐야",
            "hf_hub_download_from_cache",
            "~/hf_models_llama_3_8b_instruct/x.txt",
        ] {
            assert!(!holds_a_key(line) && !is_mostly_a_key(line), "{line}");
        }
    }

    #[test]
    fn an_example_and_a_token_of_three_parts_may_be_asked_about() {
        const TOKEN: &str = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N";
        for line in [
            "AKIAIOSFODNN7EXAMPLE",
            "AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE",
            "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
            "AIzaSyDaGmWKa4JsXZ-HjGw7ISLn_3namBGewQe.",
            "hf_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            TOKEN,
            &format!("Bearer {TOKEN}"),
        ] {
            assert!(!is_mostly_a_key(line), "{line}");
        }
        for line in ["AKIAIOSFODNN7ABCDEFG", &format!("AKIAIOSFODNN7EXAMPLE {GROQ}"), &format!("{TOKEN},{GROQ}")] {
            assert!(is_mostly_a_key(line), "{line}");
        }
        // Where no message is meant, any key is out of place.
        assert!(holds_a_key("AKIAIOSFODNN7EXAMPLE") && holds_a_key(TOKEN));
    }

    #[test]
    fn the_name_of_a_model_is_no_key_and_is_shown() {
        for name in [
            "proxy:xai-grok-4-fast-reasoning",
            "box:hf_meta-llama_Llama-3.3-70B-Instruct@high",
            "fw_deepseek-v3p1-terminus",
        ] {
            assert!(!holds_a_key(name), "{name}");
            assert_eq!(without_keys(name), name);
        }
        for name in ["proxy:xai-A1B2C3D4E5F6G7H8I9J0K1L2", "gemini:AIzaSyA1B2c3-D4e5F6g7H8_i9J0k1L2m3N4"] {
            assert!(holds_a_key(name), "{name}");
        }
    }

    #[test]
    fn whether_a_text_is_mostly_a_key_is_settled_by_its_first_words() {
        let looked_at = |text: &str| {
            let mut n = 0;
            let is = are_mostly_a_key(text.split_whitespace().inspect(|_| n += 1));
            (is, n)
        };
        let long = "what is this about ".repeat(100_000);
        assert_eq!(looked_at(&long), (false, 3));
        assert_eq!(looked_at(&format!("{GROQ} {long}")), (false, 4));
        assert_eq!(looked_at(&format!("my key: {GROQ}")), (true, 3));
        // A word is looked at once, however long: no part of it is looked at anew for each character.
        let word = "sk-".repeat(300_000);
        assert_eq!(looked_at(&format!("{word} {word} {word} a")), (false, 3));
    }

    fn check(text: &str, vendor: &str, expected: Result<&str, BadShape>) {
        let found = pasted(text, Some(vendor));
        let found = found.as_ref().map(|key| key.secret.expose()).map_err(|bad| *bad);
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn each_form_of_the_table_is_seen_alone_and_behind_a_word() {
        for form in key_form::FORMS {
            let key = form.example();
            assert!(looks_like_a_key(&key) && holds_a_key(&format!("key={key}")), "{key}");
            assert_eq!(key_alone(&key), Some(form.owner), "{key}");
            if form.owner.is_some() {
                assert!(holds_a_key(&format!("key{key}")), "{key}");
            }
        }
        assert!(!holds_a_key("use_npm_config_registry_url EURASIA2026CONFERENCEHALL"));
    }

    #[test]
    fn a_key_is_taken_without_what_was_copied_along() {
        for text in [
            GROQ.to_owned(),
            format!("  {GROQ}\r\n"),
            format!("\u{feff}{GROQ}\n"),
            format!("\"{GROQ}\""),
            format!("'{GROQ}'"),
            format!("“{GROQ}”"),
            format!("export GROQ_API_KEY={GROQ}"),
            format!("GROQ_API_KEY=\"{GROQ}\""),
            format!("$env:GROQ_API_KEY = '{GROQ}'"),
            format!("Authorization: Bearer {GROQ}"),
        ] {
            check(&text, "groq", Ok(GROQ));
        }
        assert!(pasted(&format!("'{GROQ}'"), None).is_ok_and(|key| key.was_wrapped));
        assert!(pasted(GROQ, None).is_ok_and(|key| !key.was_wrapped));
        assert_eq!(given(&format!("GROQ_API_KEY={GROQ}"), None), Err(BadShape::Wrapped));
        assert_eq!(given(GROQ, Some("groq")), Ok(()));
        assert_eq!(given(GROQ, Some("anthropic")), Err(BadShape::OfAnother("groq")));
        check("abc=defghij=", "groq", Ok("abc=defghij="));
    }

    #[test]
    fn what_can_be_no_key_is_told_apart() {
        for (text, bad) in [
            ("", BadShape::Empty),
            (" \n", BadShape::Empty),
            ("\"\"", BadShape::Empty),
            ("gsk_abc def ghi", BadShape::Blanks),
            ("gsk_abc\u{1b}[200~def", BadShape::Blanks),
            ("여기에_키를_붙여넣기", BadShape::NotAscii),
            ("키", BadShape::NotAscii),
            ("abc", BadShape::TooShort),
            ("https://console.groq.com/keys", BadShape::Address),
            ("GROQ_API_KEY", BadShape::Placeholder),
            ("$GROQ_API_KEY", BadShape::Placeholder),
            ("YOUR_API_KEY", BadShape::Placeholder),
            ("sk-...", BadShape::Placeholder),
            ("your-api-key-here", BadShape::Placeholder),
            ("changeme", BadShape::Placeholder),
            ("xxx", BadShape::Placeholder),
            ("sk-xxxxxxxxxxxxxxxx", BadShape::Placeholder),
        ] {
            check(text, "groq", Err(bad));
        }
    }

    #[test]
    fn a_key_of_another_vendor_is_named_by_its_beginning() {
        let ant = "sk-ant-api03-0123456789abcdef";
        check(ant, "openai", Err(BadShape::OfAnother("anthropic")));
        check(ant, "anthropic", Ok(ant));
        check(GROQ, "openai", Err(BadShape::OfAnother("groq")));
        check("sk-or-v1-0123456789abcdef", "openai", Err(BadShape::OfAnother("openrouter")));
        check("xai-0123456789abcdef", "openai", Err(BadShape::OfAnother("xAI")));
        // Many vendors' keys begin with these three letters.
        for vendor in ["openai", "deepseek", "moonshot", "dashscope", "groq"] {
            check("sk-0123456789abcdef", vendor, Ok("sk-0123456789abcdef"));
        }
        assert!(pasted(ant, None).is_ok(), "a server of the user's own may take any key");
    }

    #[test]
    fn no_answer_shows_the_key() {
        assert!(!format!("{:?}", pasted(GROQ, None)).contains("0123"));
        assert!(!format!("{:?}", pasted(GROQ, Some("openai"))).contains("0123"));
    }
}
