//! What ships with baro about vendors and models, and how a name that a person gave is found in it.
//!
//! The catalogue is data (`data/catalogue/*.toml`), compiled by `cargo xtask catalogue` into the blob that stands
//! here. Nothing here knows which keys are held, what the user configured, or what is installed: it finds names
//! and leaves the choice to others.

use std::sync::OnceLock;

use unicode_normalization::UnicodeNormalization as _;

use super::local;
use crate::domain::ModelRef;
use crate::domain::catalogue::{Catalogue, Family, Retired, Vendor};

static BLOB: &[u8] = include_bytes!("../../data/catalogue.bin");

/// The catalogue, decoded once.
///
/// # Panics
///
/// If the blob does not fit the types of `domain::catalogue`: it is compiled in, and a test decodes it.
pub fn catalogue() -> &'static Catalogue {
    static CATALOGUE: OnceLock<Catalogue> = OnceLock::new();
    CATALOGUE.get_or_init(|| {
        let mut catalogue: Catalogue =
            postcard::from_bytes(BLOB).expect("run `cargo xtask catalogue` after changing its types");
        catalogue.vendors.push(local::catalogue::vendor());
        catalogue
    })
}

/// The families of models, with the words for them in both languages.
#[must_use]
pub fn families() -> &'static [Family] {
    &catalogue().families
}

/// A family that was named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NamedFamily {
    /// The family.
    pub family: &'static Family,
    /// It was named by one letter, which counts only where nothing but a name can stand (`@q`, `q: ..`).
    pub by_letter: bool,
}

/// The family that `word` names, in any case and any Unicode form. Without particles: `큐웬아` names none.
#[must_use]
pub fn family_of(word: &str) -> Option<NamedFamily> {
    let word: String = word.nfc().flat_map(char::to_lowercase).collect();
    families().iter().find_map(|family| {
        let by_letter = family.letters.contains(&word);
        (by_letter || family.words.contains(&word)).then_some(NamedFamily { family, by_letter })
    })
}

/// What became of the id `id`, at each vendor that had it: the model to use now, with the row that says so.
///
/// An id without a provider's name may be retired at several; which of them is usable is the caller's to know.
pub fn successors(id: &str) -> impl Iterator<Item = (ModelRef, &'static Retired)> {
    let successor = |vendor: &'static Vendor| {
        let retired = vendor.successor(id)?;
        Some((ModelRef::new(&vendor.id, &retired.successor), retired))
    };
    catalogue().vendors.iter().filter_map(successor)
}

/// How alike two names must be, 0.0 to 1.0, for one to be offered for the other.
const ALIKE: f64 = 0.6;

/// A name of so many characters is none by chance.
const LONG_NAME: usize = 6;

/// Names longer than this are no slip of anything known.
const LONGEST_NAME: usize = 128;

/// The names of `known` that `name` was probably meant to be, the likeliest first, `at_most` so many.
///
/// Case does not count. A name is compared as a whole, without its provider (`groq:`), and by the last segment
/// of its path alone, so that `qwen3.8` finds `groq:qwen/qwen3.8-27b`. Of equally likely names the one that came
/// first stays first.
pub fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>, at_most: usize) -> Vec<&'a str> {
    let name = name.trim().to_lowercase();
    if name.is_empty() || name.chars().count() > LONGEST_NAME {
        return Vec::new();
    }
    let mut scored: Vec<(f64, &str)> = Vec::new();
    for candidate in known {
        let score = likeness(&name, &candidate.to_lowercase());
        if score >= ALIKE && !scored.iter().any(|(_, other)| *other == candidate) {
            scored.push((score, candidate));
        }
    }
    scored.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    scored.into_iter().take(at_most).map(|(_, candidate)| candidate).collect()
}

/// How alike two names in lower case are, 0.0 to 1.0.
fn likeness(name: &str, candidate: &str) -> f64 {
    let whole = strsim::normalized_damerau_levenshtein(name, candidate);
    let without_provider = candidate.split_once(':').map_or(candidate, |(_, id)| id);
    let of_id = strsim::normalized_damerau_levenshtein(name, without_provider);
    // A match of last segments alone counts a little less than one of all that was typed.
    let (typed, listed) = (last_segment(name), last_segment(candidate));
    let of_segment = strsim::normalized_damerau_levenshtein(typed, listed) * 0.95;
    // Fewer than three characters begin too many names.
    let begins = typed.chars().count() >= 3 && listed.starts_with(typed);
    let of_beginning = if begins { 0.8 } else { 0.0 };
    // `qwen3.8-27b-instruct` is what somebody else calls `qwen3.8-27b`.
    let goes_on = listed.chars().count() >= LONG_NAME && typed.starts_with(listed);
    let of_longer = if goes_on { 0.7 } else { 0.0 };
    whole.max(of_id).max(of_segment).max(of_beginning).max(of_longer)
}

/// What stands behind the last slash, without a provider's name.
fn last_segment(name: &str) -> &str {
    match name.rsplit_once('/') {
        Some((_, segment)) => segment,
        None => name.split_once(':').map_or(name, |(_, id)| id),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::catalogue::{EffortStyle, Wire};
    use crate::domain::{Effort, MicroUsd, Route, Usage, key_form};

    fn named(word: &str) -> Option<(&'static str, bool)> {
        family_of(word).map(|named| (named.family.id.as_str(), named.by_letter))
    }

    /// Vendors whose keys begin as several others' do, or as nothing does.
    const WITHOUT_A_FORM: &[&str] = &["dashscope", "deepseek", "moonshot", "ollama-cloud"];

    #[test]
    fn the_keys_of_each_vendor_have_a_form_or_are_known_to_have_none() {
        for vendor in catalogue().vendors.iter().filter(|vendor| !vendor.key_env.is_empty()) {
            let has_form = key_form::FORMS.iter().any(|form| form.owner == Some(vendor.id.as_str()));
            let has_none = WITHOUT_A_FORM.contains(&vendor.id.as_str());
            assert!(has_form != has_none, "`{}` belongs into domain::key_form, or here", vendor.id);
        }
    }

    #[test]
    fn families_answer_to_their_names_in_both_languages_and_to_slips() {
        for (word, family) in [
            ("qwen", "qwen"),
            ("Qwen", "qwen"),
            ("큐웬", "qwen"),
            ("큐원", "qwen"),
            ("퀜", "qwen"),
            ("KIMI", "kimi"),
            ("키미", "kimi"),
            ("끼미", "kimi"),
            ("라마", "llama"),
            ("클로드", "claude"),
            ("gpt", "gpt"),
            ("제미나이", "gemini"),
            ("딥시크", "deepseek"),
            // The same syllables as a macOS file name has them.
            ("\u{110f}\u{1175}\u{1106}\u{1175}", "kimi"),
        ] {
            assert_eq!(named(word), Some((family, false)), "{word}");
        }
        for word in ["큐웬아", "라마단", "think", "", "meta", "클", "기미", "ㅋ"] {
            assert_eq!(named(word), None, "{word}");
        }
    }

    #[test]
    fn one_letter_aliases_are_told_apart() {
        assert_eq!(named("q"), Some(("qwen", true)));
        assert_eq!(named("K"), Some(("kimi", true)));
        assert_eq!(named("l"), None);
    }

    #[test]
    fn the_nearest_names_come_first_and_strangers_not_at_all() {
        let known = [
            "groq:openai/gpt-oss-120b",
            "groq:openai/gpt-oss-20b",
            "groq:qwen/qwen3.8-27b",
            "moonshot:kimi-k3",
            "anthropic:claude-sonnet-5-5",
            "ollama:qwen3:14b",
        ];
        let first = |name: &str| nearest(name, known.into_iter(), 2).first().copied();
        assert_eq!(first("qwen3.8-27"), Some("groq:qwen/qwen3.8-27b"));
        assert_eq!(first("QWEN/QWEN3.8-27B"), Some("groq:qwen/qwen3.8-27b"));
        assert_eq!(first("groq:qwen3.8-27b"), Some("groq:qwen/qwen3.8-27b"));
        assert_eq!(first("gpt-oss"), Some("groq:openai/gpt-oss-120b"));
        assert_eq!(first("gpt-oss-20"), Some("groq:openai/gpt-oss-20b"));
        assert_eq!(first("kimi-k4"), Some("moonshot:kimi-k3"));
        assert_eq!(first("qwen3.8-27b-instruct"), Some("groq:qwen/qwen3.8-27b"));
        assert_eq!(first("moonshot:kimi"), Some("moonshot:kimi-k3"));
        assert_eq!(first("sonnet"), None, "a middle alone is not a beginning");
        assert_eq!(first("claude-sonet-5-5"), Some("anthropic:claude-sonnet-5-5"));
        assert_eq!(first("qwen3:14"), Some("ollama:qwen3:14b"));
        for stranger in ["", "  ", "x", "mistral-large", "안녕하세요", &"q".repeat(100_000)] {
            assert_eq!(first(stranger), None, "{stranger:.20}");
        }
        assert_eq!(nearest("gpt-oss", known.into_iter(), 0), [""; 0]);
        assert_eq!(nearest("gpt-oss", known.into_iter().chain(known), 9).len(), 2, "no name is offered twice");
        assert_eq!(nearest("antropic", ["openai", "anthropic", "groq"].into_iter(), 3), ["anthropic"]);
    }

    #[test]
    fn every_id_of_the_old_router_has_a_successor_where_it_was_served() {
        let at = |id: &str, provider: &str| {
            successors(id).find(|(model, _)| model.provider == provider).map(|(model, _)| model.id)
        };
        for (id, groq) in [
            ("qwen/qwen3-32b", "qwen/qwen3.8-27b"),
            ("qwen3-32b", "qwen/qwen3.8-27b"),
            ("moonshotai/kimi-k2-instruct", "openai/gpt-oss-120b"),
            ("moonshotai/kimi-k2-instruct-0905", "openai/gpt-oss-120b"),
            ("moonshotai/kimi-k2", "openai/gpt-oss-120b"),
            ("kimi2", "openai/gpt-oss-120b"),
            ("auto-kimi-or-llama", "openai/gpt-oss-120b"),
            ("llama-3.3-70b-versatile", "openai/gpt-oss-120b"),
            ("llama-3.1-8b-instant", "openai/gpt-oss-20b"),
            ("llama-3.1-8b", "openai/gpt-oss-20b"),
        ] {
            assert_eq!(at(id, "groq").as_deref(), Some(groq), "{id}");
        }
        assert_eq!(at("moonshotai/kimi-k2-instruct", "moonshot").as_deref(), Some("kimi-k3"));
        assert_eq!(at("moonshotai/kimi-k2-instruct-0905", "openrouter").as_deref(), Some("moonshotai/kimi-k3"));
        assert_eq!(successors("kimi-k3").count(), 0);
    }

    #[test]
    fn an_id_that_ends_soon_is_served_until_its_day() {
        let anthropic = catalogue().vendor("anthropic").expect("a vendor");
        let successor = |day| anthropic.successor_on("claude-sonnet-4-5", day).map(|row| row.successor.as_str());
        assert!(anthropic.model("claude-sonnet-4-5").is_some());
        assert_eq!(successor("2026-11-29"), None);
        assert_eq!(successor("2026-11-30"), Some("claude-sonnet-5-5"));
    }

    #[test]
    fn a_groq_key_alone_serves_all_routes_within_its_plan() {
        let groq = catalogue().vendor("groq").expect("a vendor");
        for route in Route::ALL {
            assert!(groq.route(route).len() >= 2, "{route} has a failover");
            for candidate in groq.route(route) {
                let plan = groq.plan_for(&candidate.model.id).expect("a plan");
                assert!(plan.free && plan.tokens_per_minute == Some(8000), "{candidate}");
            }
        }
        let first = |route| groq.route(route)[0].to_string();
        assert_eq!(first(Route::Code), "groq:qwen/qwen3.8-27b");
        assert_eq!(first(Route::Think), "groq:openai/gpt-oss-120b@high");
        assert_eq!(first(Route::General), "groq:openai/gpt-oss-120b@low");
        let style = |id| (groq.rules_for(id).effort_style, groq.rules_for(id).efforts.as_slice());
        let levels = [Effort::Low, Effort::Medium, Effort::High];
        assert_eq!(style("openai/gpt-oss-20b"), (EffortStyle::ReasoningEffort, &levels[..]));
        assert_eq!(style("qwen/qwen3.8-27b"), (EffortStyle::ReasoningDefault, &[Effort::Off, Effort::Medium][..]));
    }

    #[test]
    fn of_several_keys_the_one_that_suits_the_route_comes_first() {
        let first = |route, held: &[&str]| {
            let mut order = catalogue().order(route).filter(|it| held.contains(&it.model.provider.as_str()));
            order.next().map(ToString::to_string).unwrap_or_default()
        };
        let held = ["groq", "moonshot", "dashscope", "anthropic", "openrouter"];
        assert_eq!(first(Route::Code, &held), "dashscope:qwen3-coder-plus");
        assert_eq!(first(Route::Think, &held), "moonshot:kimi-k3@high");
        assert_eq!(first(Route::Long, &held), "dashscope:qwen3.8-flash");
        assert_eq!(first(Route::Fast, &held), "groq:openai/gpt-oss-20b@low");
        assert_eq!(first(Route::Design, &held), "anthropic:claude-opus-5-5");
        assert_eq!(first(Route::General, &held), "openrouter:meta-llama/llama-3.3-70b-instruct");
        assert_eq!(first(Route::Design, &["groq", "deepseek"]), "groq:openai/gpt-oss-120b@medium");
        assert_eq!(first(Route::Design, &["ollama"]), "");
    }

    #[test]
    fn of_one_key_the_order_is_the_vendors_own_and_names_no_model_twice() {
        for vendor in &catalogue().vendors {
            for route in Route::ALL {
                let order = catalogue().order(route).filter(|it| it.model.provider == vendor.id);
                assert!(order.eq(vendor.route(route)), "{route} at {}", vendor.id);
            }
        }
    }

    #[test]
    fn what_is_free_is_known_for_each_model() {
        let free = |vendor: &str, id: &str| {
            let vendor = catalogue().vendor(vendor).expect("a vendor");
            vendor.plan_for(id).is_some_and(|plan| plan.free)
        };
        assert!(free("gemini", "gemini-3.8-flash"));
        assert!(!free("gemini", "gemini-4-argon"));
        assert!(free("cerebras", "gpt-oss-120b"));
        assert!(free("openrouter", "openai/gpt-oss-20b:free"));
        assert!(free("openrouter", "openrouter/free"));
        assert!(!free("openrouter", "openai/gpt-oss-20b"));
        assert!(!free("anthropic", "claude-haiku-5-5"));
    }

    #[test]
    fn an_openrouter_key_without_credit_has_a_free_model_on_every_route() {
        let openrouter = catalogue().vendor("openrouter").expect("a vendor");
        for route in Route::ALL {
            let mut free = openrouter.route(route).iter().map(|it| openrouter.plan_for(&it.model.id));
            assert!(free.any(|plan| plan.is_some_and(|plan| plan.free)), "{route}");
        }
    }

    #[test]
    fn rules_of_a_local_model_come_from_the_longest_beginning() {
        let ollama = catalogue().vendor("ollama").expect("a vendor");
        assert_eq!(ollama.wire, Wire::Ollama);
        let style = |id| ollama.rules_for(id).effort_style;
        assert_eq!(style("qwen3:14b"), EffortStyle::OllamaThink);
        assert_eq!(style("qwen3-coder:30b"), EffortStyle::None);
        assert_eq!(style("hf.co/unsloth/Qwen3-8B-GGUF:Q4_K_M"), EffortStyle::OllamaThink);
        assert_eq!(style("llama3.3:70b"), EffortStyle::None);
    }

    #[test]
    fn a_long_prompt_at_the_coder_costs_by_its_step() {
        let dashscope = catalogue().vendor("dashscope").expect("a vendor");
        let price = dashscope.model("qwen3-coder-plus").and_then(|model| model.price.as_ref()).expect("a price");
        let cost = |input| price.of(&Usage { input, output: 1000, ..Usage::default() });
        assert_eq!(cost(32_000), Some(MicroUsd(32_000 + 5_000)));
        assert_eq!(cost(300_000), Some(MicroUsd(1_800_000 + 60_000)));
    }
}
