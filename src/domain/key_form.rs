//! How API keys and tokens look, by whose they are: the one table for whoever hides keys, refuses to send them, or tells
//! whose one is.
//!
//! A form is a beginning that hardly any word has. Keys that have none are known by their letters alone, to whoever holds
//! them.

/// A form of keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyForm {
    /// How they begin.
    pub beginning: &'static str,
    /// How many characters follow at least.
    pub least: usize,
    /// What follows.
    pub body: Body,
    /// Whose they are: a vendor's id in the catalogue, or the name of one that is not in it. `None`: several have it.
    pub owner: Option<&'static str>,
}

/// What follows the beginning of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Body {
    /// Letters and digits, in runs with `-` and `_` between them, one of them at least of so many, or most of them drawn by lot.
    Runs(usize),
    /// The same, and exactly so many characters however they came out of the lot.
    Exactly(usize),
    /// Capitals and digits, exactly as many as the least.
    Capitals,
    /// Three parts with dots between them, of which the beginning is the first's.
    Token,
}

/// A run of letters and digits that is as long is no word.
const LONG_RUN: usize = 16;

const fn form(beginning: &'static str, least: usize, owner: &'static str) -> KeyForm {
    KeyForm { beginning, least, body: Body::Runs(LONG_RUN), owner: Some(owner) }
}

const fn short(form: KeyForm) -> KeyForm {
    KeyForm { body: Body::Runs(10), ..form }
}

const fn capitals(form: KeyForm) -> KeyForm {
    KeyForm { body: Body::Capitals, ..form }
}

/// All forms, as the vendors' own pages show them. A beginning stands before those that it begins with itself.
pub const FORMS: &[KeyForm] = &[
    form("sk-ant-", 16, "anthropic"),
    form("sk-or-", 16, "openrouter"),
    form("sk-proj-", 16, "openai"),
    form("sk-svcacct-", 16, "openai"),
    KeyForm { beginning: "sk-", least: 16, body: Body::Runs(LONG_RUN), owner: None },
    form("gsk_", 16, "groq"),
    KeyForm { body: Body::Exactly(35), ..form("AIza", 30, "gemini") },
    form("csk-", 16, "cerebras"),
    form("fw_", 16, "fireworks"),
    form("tgp_", 20, "together"),
    form("xai-", 16, "xAI"),
    form("pplx-", 20, "Perplexity"),
    form("nvapi-", 16, "NVIDIA"),
    form("hf_", 16, "Hugging Face"),
    form("ghp_", 20, "GitHub"),
    form("gho_", 20, "GitHub"),
    form("ghu_", 20, "GitHub"),
    form("ghs_", 20, "GitHub"),
    form("ghr_", 20, "GitHub"),
    form("github_pat_", 20, "GitHub"),
    form("glpat-", 16, "GitLab"),
    form("npm_", 20, "npm"),
    form("sk_live_", 16, "Stripe"),
    form("rk_live_", 16, "Stripe"),
    KeyForm { beginning: "sk_", least: 40, body: Body::Runs(LONG_RUN), owner: None },
    short(form("xoxb-", 10, "Slack")),
    short(form("xoxp-", 10, "Slack")),
    short(form("xoxa-", 10, "Slack")),
    form("xapp-", 16, "Slack"),
    form("GOCSPX-", 16, "Google"),
    form("AGE-SECRET-KEY-1", 30, "age"),
    capitals(form("AKIA", 16, "AWS")),
    capitals(form("ASIA", 16, "AWS")),
    KeyForm { beginning: "eyJ", least: 40, body: Body::Token, owner: None },
];

/// The form that a text begins in, whole or cut; of several, the longest.
#[must_use]
pub fn begun(text: &str) -> Option<&'static KeyForm> {
    let first = text.as_bytes().first()?;
    // Nearly every word of a long history is told apart by its first letter.
    let mut likely = FORMS.iter().filter(|form| form.beginning.as_bytes()[0] == *first);
    likely.find(|form| text.strip_prefix(form.beginning).is_some_and(|rest| form.may_go_on(rest)))
}

/// No key of one run is longer, and no more of a text is looked at for what makes it one.
pub const LONGEST: usize = 256;

/// The form of a text that is as long as its keys are, with something in it that words do not have.
#[must_use]
pub fn whole(text: &str) -> Option<&'static KeyForm> {
    begun(text).filter(|form| {
        let rest = &text[form.beginning.len()..];
        rest.len() >= form.least
            && rest.bytes().take(LONGEST).any(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase())
            && !form.begins_as_a_name(rest)
    })
}

/// Where a word of examples says that there is no key of anybody's.
#[derive(Clone, Copy, PartialEq, Eq)]
enum SaysSo {
    /// Within what looks like a key. A server of one's own may well be asked with `dummy` alone.
    Within,
    /// Instead of one. A real key may be named so (`sk-my-apikey-..`).
    Instead,
    /// In both.
    Both,
}

/// What stands in examples and in instructions, in small letters: the one list.
const OF_EXAMPLES: &[(&str, SaysSo)] = &[
    ("your", SaysSo::Both),
    ("xxxx", SaysSo::Both),
    ("placeholder", SaysSo::Both),
    ("example", SaysSo::Within),
    ("dummy", SaysSo::Within),
    ("redacted", SaysSo::Within),
    ("api-key", SaysSo::Instead),
    ("api_key", SaysSo::Instead),
    ("apikey", SaysSo::Instead),
    ("changeme", SaysSo::Instead),
    ("change-me", SaysSo::Instead),
    ("change_me", SaysSo::Instead),
    ("replace-me", SaysSo::Instead),
    ("replace_me", SaysSo::Instead),
    ("insert-", SaysSo::Instead),
    ("insert_", SaysSo::Instead),
];

fn has_word_of_examples(text: &str, there: SaysSo) -> bool {
    let small = text.to_ascii_lowercase();
    OF_EXAMPLES.iter().any(|(word, says)| (*says == there || *says == SaysSo::Both) && small.contains(word))
}

/// Whether a text has a word that instructions write in the place of a key.
#[must_use]
pub fn has_word_for_a_key(text: &str) -> bool {
    has_word_of_examples(text, SaysSo::Instead)
}

/// What follows the beginning in the keys that vendors' own pages show and that open nothing: GitHub's, Google's, Slack's.
const SHOWN_BY_VENDORS: &[&str] = &[
    "16C7e42F292c6912E7710c838347Ae178B4a",
    "1B4a2e77838347a7E420ce178F2E7c6912E169246c34E1ccbF66C46812d16D5B1A9Dc86A1498",
    "SyDaGmWKa4JsXZ-HjGw7ISLn_3namBGewQe",
    "17653672481-19874698323-pdFZKVeTuE8sk7oOcHrzzqgy",
];

/// Whether a key is nobody's: it says so of itself (`AKIAIOSFODNN7EXAMPLE`), a vendor's page shows it, or hardly two letters
/// follow its beginning over and over.
#[must_use]
pub fn is_example(key: &str) -> bool {
    let body = begun(key).map_or(key, |form| &key[form.beginning.len()..]);
    // What stands behind a key, in a path or an address, says nothing of it.
    let own = || key.split(|character: char| !character.is_ascii_alphanumeric() && !"-_".contains(character)).next();
    let says_so = || has_word_of_examples(own().unwrap_or_default(), SaysSo::Within);
    let bytes = body.as_bytes();
    let is_filler = bytes.first().is_some_and(|first| {
        let other = bytes.iter().find(|byte| *byte != first).unwrap_or(first);
        bytes.iter().all(|byte| byte == first || byte == other)
    });
    is_filler || SHOWN_BY_VENDORS.contains(&body) || says_so()
}

impl KeyForm {
    /// Whether what follows the beginning can be of a key: `ASIA-PACIFIC` is none.
    fn may_go_on(&self, rest: &str) -> bool {
        self.body != Body::Capitals || rest.bytes().next().is_none_or(is_capital)
    }

    /// Whether what follows the beginning is no word of anybody's: names of things have a key's beginning at times
    /// (`sk-estimator-id-123`, `npm_config_registry_V2`), and encoded JSON begins as a token does.
    #[must_use]
    pub fn is_certain(&self, key: &str) -> bool {
        let Some(body) = key.strip_prefix(self.beginning) else { return false };
        match self.body {
            Body::Token => body.matches('.').count() == 2,
            Body::Capitals => body.len() == self.least && body.bytes().all(is_capital),
            Body::Runs(least) => has_drawn_run(body, least) || self.is_drawn_in_parts(body),
            Body::Exactly(n) => {
                let (part, has_both) = joined(body);
                (has_both && part.len() == n) || has_drawn_run(body, LONG_RUN) || self.is_drawn_in_parts(body)
            }
        }
    }

    /// Whether what `-` and `_` part was drawn by lot for the most, and is no name: of keys that have these among their
    /// characters, each tenth has no long run. Some give the number of a thing (a UUID) for a key.
    fn is_drawn_in_parts(&self, body: &str) -> bool {
        let (part, has_both) = joined(body);
        let of_names = |word: &&str| is_a_names(word) || is_of_words(word) || begins_with_a_day(word);
        let n_drawn: usize = part.split(['-', '_']).filter(|word| !of_names(word)).map(str::len).sum();
        part.len() >= self.least && ((has_both && n_drawn * 5 >= part.len() * 2) || is_uuid(part))
    }

    const fn is_in_runs(&self) -> bool {
        matches!(self.body, Body::Runs(_) | Body::Exactly(_))
    }

    /// Whether a run of letters and digits right behind the beginning is one that somebody gave a thing: it begins with a
    /// day (`fw_20261130T101500Z`), or is words in capitals (`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`).
    fn begins_as_a_name(&self, body: &str) -> bool {
        let run = body.split(|character: char| !character.is_ascii_alphanumeric()).next().unwrap_or_default();
        self.is_in_runs() && (begins_with_a_day(run) || is_of_words(run))
    }

    /// Whether what follows the beginning is the name that somebody gave a thing: words and numbers with something between
    /// them (`xai-grok-4-fast-reasoning`). What follows it in a key was drawn by lot.
    #[must_use]
    pub fn reads_as_a_name(&self, key: &str) -> bool {
        let Some(body) = key.strip_prefix(self.beginning) else { return false };
        let mut words = body.split(|character: char| !character.is_ascii_alphanumeric());
        let has_several = body.bytes().any(|byte| !byte.is_ascii_alphanumeric());
        self.is_in_runs() && (self.begins_as_a_name(body) || (has_several && words.all(is_a_names)))
    }

    /// A key of the form that is nobody's, with `-` and `_` in it where the vendor's keys have them.
    #[cfg(test)]
    pub(crate) fn example(&self) -> String {
        let letters = "A1B2C3D4E5F6G7H8I9J0K1L2M3N4O5P6Q7R8S9T0";
        let parted = "A1b2C3d4-E5f6G7h8_I9j0K1l2-M3n4O5p6Q7";
        let has_separators = ["sk-ant-", "sk-proj-", "sk-svcacct-", "glpat-", "GOCSPX-"].contains(&self.beginning);
        let body = match self.body {
            Body::Token => format!("{letters}.{letters}.{letters}"),
            Body::Exactly(n) => parted[..n].to_owned(),
            Body::Runs(_) if has_separators => parted[..self.least.max(24)].to_owned(),
            Body::Runs(_) | Body::Capitals => letters[..self.least].to_owned(),
        };
        format!("{}{body}", self.beginning)
    }
}

/// Keys that no vendor has marked have a run of so many letters and digits: Azure's and Mistral's 32, Cohere's
/// 40, Together's 64.
pub const UNMARKED_RUN: usize = 32;

/// Whether a word without a vendor's beginning may be a key all the same: a long run of it was drawn by lot, as the 64 digits
/// of Together's are. With a file's ending, it is a file.
#[must_use]
pub fn may_be_unmarked(word: &str) -> bool {
    may_be_drawn(word, UNMARKED_RUN)
}

/// The same, of runs of so many letters and digits.
#[must_use]
pub fn may_be_drawn(word: &str, least: usize) -> bool {
    let has_ending = word.rsplit_once('.').is_some_and(|(_, ending)| (1..=5).contains(&ending.len()));
    word.len() <= LONGEST && !has_ending && has_drawn_run(word, least)
}

/// Whether what was drawn by lot in a word is hexadecimal digits of one case alone, as sums of files, ids of commits and
/// numbers of things are. Some keys are no different (Together's, Azure's), so that where it stands has to tell them apart.
#[must_use]
pub fn may_be_a_sum(word: &str, least: usize) -> bool {
    let mut drawn = drawn_runs(word, least).peekable();
    let is_in_one_case = |run: &str| {
        let has = |is: fn(&u8) -> bool| run.as_bytes().iter().any(is);
        !(has(u8::is_ascii_lowercase) && has(u8::is_ascii_uppercase))
    };
    drawn.peek().is_some() && drawn.all(|run| is_in_one_case(run) && run.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// Whether a run of so many letters and digits was drawn by lot.
fn has_drawn_run(body: &str, least: usize) -> bool {
    drawn_runs(body, least).next().is_some()
}

fn drawn_runs(body: &str, least: usize) -> impl Iterator<Item = &str> {
    let runs = body.split(|character: char| !character.is_ascii_alphanumeric());
    runs.filter(move |run| run.len() >= least && is_drawn(run))
}

/// What a body begins with of letters, digits, `-` and `_`, and whether there are digits and capitals in it.
fn joined(body: &str) -> (&str, bool) {
    let is_of_key = |character: char| character.is_ascii_alphanumeric() || matches!(character, '-' | '_');
    let part = &body[..body.find(|character| !is_of_key(character)).unwrap_or(body.len())];
    let has = |is: fn(&u8) -> bool| part.as_bytes().iter().any(is);
    (part, has(u8::is_ascii_digit) && has(u8::is_ascii_uppercase))
}

/// Whether a text is the number of a thing as `3f2a9c1e-4b7d-4e2a-9c1d-a1b2c3d4e5f6` is.
fn is_uuid(text: &str) -> bool {
    let lengths = text.split('-').map(str::len);
    lengths.eq([8, 4, 4, 4, 12]) && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

/// Whether a run of letters and digits may have been drawn by lot. Of letters alone, a long one in both cases: Hugging Face's
/// have no digits.
fn is_drawn(run: &str) -> bool {
    let has = |is: fn(&u8) -> bool| run.as_bytes().iter().any(is);
    let has_digits = has(u8::is_ascii_digit);
    let is_long_and_mixed = run.len() >= 30 && has(u8::is_ascii_lowercase) && has(u8::is_ascii_uppercase);
    (has_digits || is_long_and_mixed) && !is_of_words(run) && !begins_with_a_day(run)
}

/// Whether a run begins with a day as file names have it: `20261130`.
fn begins_with_a_day(run: &str) -> bool {
    let number =
        |from: usize, to: usize| run.get(from..to).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
    let is_within = |from, to, least: &str, most: &str| number(from, to).is_some_and(|it| least <= it && it <= most);
    is_within(0, 4, "1970", "2099") && is_within(4, 6, "01", "12") && is_within(6, 8, "01", "31")
}

/// Whether a long run is words that begin with capitals, with few digits (`AutoModelForSequenceClassification`): what is drawn
/// by lot has a capital in each second place, and hardly two places side by side of one kind.
fn is_of_words(run: &str) -> bool {
    let bytes = run.as_bytes();
    let count = |is: fn(&u8) -> bool| bytes.iter().filter(|byte| is(byte)).count();
    let n_words = 1 + bytes.windows(2).filter(turns).count();
    let n_capitals = count(u8::is_ascii_uppercase);
    let n_digits = count(u8::is_ascii_digit);
    run.len() >= 16 && n_words * 5 <= run.len() && n_capitals * 4 <= run.len() && n_digits * 4 <= run.len()
}

/// Whether one kind of letter ends between two.
fn turns(pair: &&[u8]) -> bool {
    pair[0].is_ascii_digit() != pair[1].is_ascii_digit()
        || (pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase())
}

/// Whether letters and digits stand side by side as they do in a word of a name (`Qwen3`, `70B`, `v3p1`, `reasoning`): what
/// is drawn by lot goes from one kind to another at nearly each second step.
fn is_a_names(word: &str) -> bool {
    let n_turns = word.as_bytes().windows(2).filter(turns).count();
    word.len() < 16 && n_turns <= if word.len() <= 8 { 3 } else { 2 }
}

const fn is_capital(byte: u8) -> bool {
    byte.is_ascii_uppercase() || byte.is_ascii_digit()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_beginning_counts_and_each_form_knows_its_own_keys() {
        for (at, form) in FORMS.iter().enumerate() {
            let key = form.example();
            assert_eq!(begun(&key), Some(form), "{key}");
            assert_eq!(whole(&key), Some(form), "{key}");
            assert!(form.is_certain(&key), "{key}");
            let hidden = FORMS[..at].iter().find(|other| form.beginning.starts_with(other.beginning));
            assert_eq!(hidden, None, "{} is never reached", form.beginning);
        }
    }

    #[test]
    fn a_key_of_a_vendor_is_known_with_and_without_the_version_in_it() {
        for key in ["tgp_v1_A1B2C3D4E5F6G7H8I9J0", "tgp_A1B2C3D4E5F6G7H8I9J0"] {
            assert_eq!(whole(key).and_then(|form| form.owner), Some("together"), "{key}");
        }
    }

    #[test]
    fn a_name_with_a_keys_beginning_is_told_from_a_key() {
        let check = |text: &str, expected: bool| {
            let form = begun(text).expect("a form");
            assert_eq!(form.reads_as_a_name(text), expected, "{text}");
        };
        for name in ["xai-grok-4-fast-reasoning", "hf_Qwen2.5-7B-Instruct-1M", "fw_gpt-oss-120b", "sk-estimator-id-123"]
        {
            check(name, true);
        }
        for form in FORMS {
            check(&form.example(), false);
        }
        for key in ["AIzaSyA1B2c3-D4e5F6g7H8_i9J0k1L2m3N4", "xai-Kq83hGzT-0aYw7Rb2_nE5uJ"] {
            check(key, false);
        }
    }

    #[test]
    fn a_day_and_words_in_capitals_behind_a_beginning_are_names() {
        for name in [
            "fw_20261130T101500Z",
            "fw_20261130T101500Z.bin",
            "fw_20261130101500123456",
            "hf_20240101abcdefgh12",
            "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",
            "hf_Llama3ForTokenClassificationHead",
            "sk-MyGreatProjectRelease2024",
        ] {
            let form = begun(name).expect("a form");
            assert!(whole(name).is_none() && form.reads_as_a_name(name) && !form.is_certain(name), "{name}");
        }
        // Hugging Face's keys are letters alone; a number that is no day begins a key as well as any.
        for key in [
            "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",
            "fw_3ZnR3iGGHCEPcMuH5mX1Wd",
            "fw_20269930aB3dE5gH7jK9",
            "gsk_0123456789abcdefABCD",
        ] {
            let form = whole(key).unwrap_or_else(|| panic!("{key}"));
            assert!(form.is_certain(key) && !form.reads_as_a_name(key), "{key}");
        }
    }

    #[test]
    fn a_key_without_a_long_run_is_certain_and_a_name_is_not() {
        for key in [
            "AIzaSyA1B2c3-D4e5F6g7H8_i9J0k1L2m3N4",
            "AIzaSyK-4wQzmr83TuvBNcXp-d2kLRV6hsGJEYW",
            "AIzaSyAbcde-fghij_klmno-pqrst_uvwxy-1Z_",
            "sk-3f2a9c1e-4b7d-4e2a-9c1d-a1b2c3d4e5f6",
            "sk-ant-api03-Kq83hGzT-0aYw7Rb2_nE5uJ",
            "xai-Kq83hGzT-0aYw7Rb2_nE5uJ",
            "xoxb-17653672481-19874698323-pdFZKVeT",
        ] {
            let form = whole(key).unwrap_or_else(|| panic!("{key}"));
            assert!(form.is_certain(key), "{key}");
        }
        for name in [
            "hf_internal-testing_tiny-random-Wav2Vec2ForCTC",
            "hf_Qwen3-Coder-480B-A35B-Instruct-FP8",
            "hf_unsloth_Qwen3-30B-A3B-Thinking-2507-UD-Q4_K_XL",
            "fw_build_ESP32S3_WROOM1_N16R8_v1_2_3",
            "fw_v2-RC1-b20261130-X86_64-A1",
            "npm_config_registry_V2_url/src/Q7w9X2z4",
            "sk-Toggleable-content-1",
        ] {
            assert!(whole(name).is_none_or(|form| !form.is_certain(name)), "{name}");
        }
    }

    #[test]
    fn an_example_is_told_from_a_key() {
        for example in [
            "AKIAIOSFODNN7EXAMPLE",
            "ASIAIOSFODNN7EXAMPLE",
            "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
            "AIzaSyDaGmWKa4JsXZ-HjGw7ISLn_3namBGewQe",
            "hf_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            "sk-00000000000000000000000000000000",
            "sk-your-api-key-0123456789abcdef",
        ] {
            assert!(is_example(example), "{example}");
        }
        for key in FORMS.iter().map(KeyForm::example).chain(["AKIAIOSFODNN7ABCDEFG".to_owned()]) {
            assert!(!is_example(&key), "{key}");
            assert!(!is_example(&format!("{key}/your-app")), "{key}");
        }
    }

    #[test]
    fn each_word_of_examples_says_so_where_it_does_and_stands_there_once() {
        for (at, (word, says)) in OF_EXAMPLES.iter().enumerate() {
            assert_eq!(is_example(&format!("gsk_A1{word}b2C3d4E5f6G7h8I9")), *says != SaysSo::Instead, "{word}");
            assert_eq!(has_word_for_a_key(&word.to_uppercase()), *says != SaysSo::Within, "{word}");
            assert!(OF_EXAMPLES[..at].iter().all(|(other, _)| other != word), "{word}");
        }
    }

    #[test]
    fn a_key_without_a_beginning_is_known_by_its_length_and_an_id_is_none() {
        for key in [
            "9f8e7d6c5b4a39281706f5e4d3c2b1a09f8e7d6c5b4a39281706f5e4d3c2b1a0",
            "0123456789abcdef0123456789abcdef.Zx8Kq83hGzTaYw7Rb2nE5uJq",
            "Kq83hGzT0aYw7Rb2nE5uJqLmPx92vBdS",
        ] {
            assert!(may_be_unmarked(key), "{key}");
        }
        for name in [
            "c_01hzy3k8v9q2m4n6p8r0s2t4v6",
            "3f2a9c1e-4b7d-4e2a-9c1d-a1b2c3d4e5f6",
            "llama-3.3-70b-versatile",
            "my-very-long-provider-name-of-2026-for-tests",
            "AutoModelForSequenceClassificationHead2",
            "thisisaverylongnamewithoutanyseparator2",
            "9f8e7d6c5b4a39281706f5e4d3c2b1a09f8e7d6c.json",
        ] {
            assert!(!may_be_unmarked(name), "{name}");
        }
    }

    #[test]
    fn words_are_no_keys() {
        for word in ["ASIA-PACIFIC-NORTH-1A", "task-sk-", "sk-learn", "hf_", "npm_config_registry", "AIza"] {
            assert_eq!(whole(word), None, "{word}");
        }
        assert_eq!(begun("ASIA-PACIFIC"), None);
        assert!(begun("AKIA").is_some());
    }
}
