//! What is offered, line by line. `|` stands where the caret is.

use super::super::args;
use super::*;

fn users(kind: Kind, _: &str) -> Vec<Candidate> {
    let words: &[&str] = match kind {
        Kind::Models => &["kimi", "큐", "groq:qwen/qwen3.8-27b", "groq:kimi-k2"],
        Kind::Embedded => &["smollm2-135m"],
        Kind::Names => &["kimi", "큐"],
        Kind::Conversations => &["trip", "my trip", "c_0123"],
        Kind::Providers => &["groq", "gemini"],
        Kind::TakersOfKeys => &["groq"],
        Kind::KeepersOfKeys => &["gemini", "groq"],
        Kind::Settings => &["ui.footer", "ui.width", "mode"],
        Kind::Values { setting } => {
            return ["one", "two"].map(|value| Candidate::new(format!("{setting}={value}"), "")).to_vec();
        }
    };
    words.iter().map(|word| Candidate::new(*word, "")).collect()
}

fn offered(line: &str) -> Offer {
    let mut words: Vec<String> = line.split(' ').map(str::to_owned).collect();
    let typed = words.pop().unwrap_or_default();
    let offered = offer(args::command(), &words, &typed, &users);
    let translated = offer(&korean::translated(args::command().clone()), &words, &typed, &users);
    assert_eq!(without_about(translated), without_about(offered.clone()), "{line} in Korean");
    offered
}

fn without_about(offered: Offer) -> Offer {
    match offered {
        Offer::Candidates(candidates) => {
            Offer::Candidates(candidates.into_iter().map(|candidate| Candidate::new(candidate.value, "")).collect())
        }
        other => other,
    }
}

/// `expected` in order, all of it.
#[track_caller]
fn check(line: &str, expected: &[&str]) {
    match offered(line) {
        Offer::Candidates(candidates) => {
            let values: Vec<&str> = candidates.iter().map(|candidate| candidate.value.as_str()).collect();
            assert_eq!(values, expected, "{line}");
        }
        other => panic!("{line}: {other:?}"),
    }
}

#[test]
fn models_are_offered_wherever_a_model_is_asked_for() {
    check("ask -m ", &["kimi", "큐", "groq:qwen/qwen3.8-27b", "groq:kimi-k2"]);
    check("ask --model k", &["kimi"]);
    check("ask --model K", &["kimi"]);
    check("ask --model=gr", &["--model=groq:qwen/qwen3.8-27b", "--model=groq:kimi-k2"]);
    check("-m groq:k", &["groq:kimi-k2"]);
    check("-q -m 큐", &["큐"]);
    check("why not -m k", &["kimi"]);
    check("again -qm k", &["kimi"]);
    check("ask 이거 고쳐줘 --model k", &["kimi"]);
    check("route -m k", &["kimi"]);
    check("mcp serve -m kimi,g", &["kimi,groq:qwen/qwen3.8-27b", "kimi,groq:kimi-k2"]);
    check("local use ", &["smollm2-135m"]);
    check("local rm smollm2-135m s", &["smollm2-135m"]);
}

#[test]
fn conversations_providers_routes_and_settings_are_offered_in_their_places() {
    check("ask --conversation t", &["trip"]);
    check("history show ", &["trip", "my trip", "c_0123"]);
    check("history rm trip my", &["my trip"]);
    check("history star c_", &["c_0123"]);
    check("history show trip ", &[]);
    check("auth test groq g", &["groq", "gemini"]);
    check("auth add ", &["groq"]);
    check("auth rm ", &["gemini", "groq"]);
    check("config set ui.footer ", &["ui.footer=one", "ui.footer=two"]);
    check("config set policy.deny groq policy", &["policy.deny=one", "policy.deny=two"]);
    check("config set policy.deny --lang ko ", &["policy.deny=one", "policy.deny=two"]);
    check("auth add g", &["groq"]);
    check("auth add groq ", &[]);
    check("config get ui.", &["ui.footer", "ui.width"]);
    check("config unset mode ui.w", &["ui.width"]);
    check("ask -r t", &["think"]);
    check("-r ", &["code", "think", "long", "fast", "design", "general"]);
    check("ask --continue=", &["--continue=folder", "--continue=any"]);
    check("usage --by c", &["conversation"]);
    check("--color a", &["auto", "always"]);
}

#[test]
fn commands_are_offered_before_text_and_flags_behind_a_dash() {
    check("h", &["history"]);
    check("history s", &["show", "search", "star"]);
    check("models ", &["refresh"]);
    check("ask --no-s", &["--no-stream", "--no-store", "--no-stdin"]);
    check("--no-f", &["--no-failover"]);
    check("usage --la", &["--lang"]);
    check("models refresh --js", &["--json"]);
    check("doctor ", &[]);
    match offered("") {
        Offer::Candidates(candidates) => {
            let about = candidates.iter().find(|candidate| candidate.value == "ask").map(|ask| ask.about.as_str());
            assert_eq!(about, Some("Ask once; the answer goes to stdout"));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn names_are_offered_behind_an_at_sign_and_files_for_the_rest_of_a_text() {
    check("@", &["@kimi", "@큐"]);
    check("이거 고쳐줘 @k", &["@kimi"]);
    check("ask -- @k", &["@kimi"]);
    for line in [
        "ask -f ",
        "이거 ",
        "ask 이거 a",
        "@./m",
        "history import ",
        "auth add groq --file ",
        "ask -- ab",
        "ask -- --no",
    ] {
        assert_eq!(offered(line), Offer::Files, "{line}");
    }
    for line in ["man --to ", "man --to=a"] {
        assert_eq!(offered(line), Offer::Folders, "{line}");
    }
}
