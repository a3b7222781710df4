//! What was pasted as a key: the key itself without what was copied along, or why it can be none.
//!
//! Pure, and no answer holds the text that was looked at. Whether a vendor takes a key is only known by asking it.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::fmt;
use std::path::Path;

use crate::domain::{Secret, key_form};

use super::credential;

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
#[must_use]
pub fn variable_may_be_a_key(word: &str) -> bool {
    let is_of_name = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
    !(word.contains('_') && word.bytes().all(is_of_name)) && may_be_a_key(word)
}

/// A name that nothing has, as it may be told: a key may have been pasted in its place.
#[must_use]
pub fn name_without_key(name: &str) -> &str {
    if key_form::may_be_unmarked(name) { "***" } else { name }
}

/// A path as text, a file's name that may be a key masked.
#[must_use]
pub fn path_without_key(path: &Path) -> String {
    let name = path.file_name().and_then(OsStr::to_str);
    let shown = if name.is_some_and(key_form::may_be_unmarked) { path.with_file_name("***") } else { path.to_owned() };
    shown.display().to_string()
}

/// True for a command that gives a key by naming it (`echo KEY`): the key itself would stand in the settings.
#[must_use]
pub fn says_a_key(command: &str) -> bool {
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
    let is_of_key = |character: char| character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '.');
    text.split(|character: char| !is_of_key(character)).any(|run| key_within(run).is_some())
}

/// A text with `***` in the place of whatever looks like a key, wherever that stands: for settings that are shown, and for
/// messages about them.
#[must_use]
pub fn without_keys(text: &str) -> Cow<'_, str> {
    if !holds_a_key(text) {
        return Cow::Borrowed(text);
    }
    let is_of_key = |character: char| character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '.');
    let mut shown = String::with_capacity(text.len());
    for piece in text.split_inclusive(|character: char| !is_of_key(character)) {
        let run = piece.trim_end_matches(|character: char| !is_of_key(character)).trim_end_matches('.');
        let from = key_within(run);
        shown.push_str(&run[..from.unwrap_or(run.len())]);
        shown.push_str(if from.is_some() { "***" } else { "" });
        shown.push_str(&piece[run.len()..]);
    }
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
    let is_of_key = |character: char| character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '.');
    let mut keys = word
        .split(|character: char| !is_of_key(character))
        .filter_map(|run| key_within(run).map(|at| run[at..].trim_end_matches('.')));
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
        assert_eq!(name_without_key(HEX), "***");
        assert_eq!(name_without_key("together"), "together");
        assert_eq!(
            path_without_key(&Path::new("/home/kim").join(HEX)),
            Path::new("/home/kim/***").display().to_string()
        );
        assert_eq!(path_without_key(Path::new("/home/kim/key")), "/home/kim/key");
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
