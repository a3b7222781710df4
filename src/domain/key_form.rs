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
    /// Letters and digits, in runs with `-` and `_` between them, one of them at least of so many.
    Runs(usize),
    /// Capitals and digits, exactly as many as the least.
    Capitals,
    /// Three parts with dots between them, of which the beginning is the first's.
    Token,
}

const fn form(beginning: &'static str, least: usize, owner: &'static str) -> KeyForm {
    KeyForm { beginning, least, body: Body::Runs(16), owner: Some(owner) }
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
    KeyForm { beginning: "sk-", least: 16, body: Body::Runs(16), owner: None },
    form("gsk_", 16, "groq"),
    form("AIza", 30, "gemini"),
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
    KeyForm { beginning: "sk_", least: 40, body: Body::Runs(16), owner: None },
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

/// The form of a text that is as long as its keys are, with something in it that words do not have.
#[must_use]
pub fn whole(text: &str) -> Option<&'static KeyForm> {
    begun(text).filter(|form| {
        let rest = &text[form.beginning.len()..];
        rest.len() >= form.least && rest.bytes().any(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase())
    })
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
            Body::Runs(least) => {
                let mut runs = body.split(|character: char| !character.is_ascii_alphanumeric());
                runs.any(|run| run.len() >= least && run.bytes().any(|byte| byte.is_ascii_digit()))
            }
        }
    }

    /// Whether what follows the beginning is the name that somebody gave a thing: words and numbers with something between
    /// them (`xai-grok-4-fast-reasoning`). What follows it in a key was drawn by lot.
    #[must_use]
    pub fn reads_as_a_name(&self, key: &str) -> bool {
        let Some(body) = key.strip_prefix(self.beginning) else { return false };
        let mut words = body.split(|character: char| !character.is_ascii_alphanumeric());
        let has_several = body.bytes().any(|byte| !byte.is_ascii_alphanumeric());
        matches!(self.body, Body::Runs(_)) && has_several && words.all(is_a_names)
    }

    /// A key of the form that is nobody's.
    #[cfg(test)]
    pub(crate) fn example(&self) -> String {
        let letters = "A1B2C3D4E5F6G7H8I9J0K1L2M3N4O5P6Q7R8S9T0";
        let body = match self.body {
            Body::Token => format!("{letters}.{letters}.{letters}"),
            Body::Runs(_) | Body::Capitals => letters[..self.least].to_owned(),
        };
        format!("{}{body}", self.beginning)
    }
}

/// Whether letters and digits stand side by side as they do in a word of a name (`Qwen3`, `70B`, `v3p1`, `reasoning`): what
/// is drawn by lot goes from one kind to another at nearly each second step.
fn is_a_names(word: &str) -> bool {
    let turns = |pair: &&[u8]| {
        pair[0].is_ascii_digit() != pair[1].is_ascii_digit()
            || (pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase())
    };
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
    fn words_are_no_keys() {
        for word in ["ASIA-PACIFIC-NORTH-1A", "task-sk-", "sk-learn", "hf_", "npm_config_registry", "AIza"] {
            assert_eq!(whole(word), None, "{word}");
        }
        assert_eq!(begun("ASIA-PACIFIC"), None);
        assert!(begun("AKIA").is_some());
    }
}
