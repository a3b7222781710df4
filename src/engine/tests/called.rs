//! Names of nobody who can be asked at present: what is missing is named, and a server that was started is seen.

use super::*;
use crate::domain::{Candidate, Effort, Hint, ModelRef, PresetOf};
use crate::engine::Deeper;
use crate::engine::talk::{Change, Intent, Receipt, Talk, Then};
use crate::grammar;

async fn intent(engine: &Engine, line: &str) -> Result<Intent, Error> {
    let (names, talk) = (engine.names(), Talk::new(None));
    engine.intend(&talk, &grammar::read(line, &talk.situation(&names))).await
}

fn left_out(result: Result<Intent, Error>) -> (String, Vec<(Candidate, Unusable)>) {
    match result {
        Err(Error::NobodyCalled { name, left_out }) => (name, left_out),
        other => panic!("{other:?}"),
    }
}

fn keys(left_out: &[(Candidate, Unusable)]) -> Vec<&str> {
    left_out
        .iter()
        .filter_map(|(_, why)| match why {
            Unusable::NoKey { key_env, .. } => key_env.first().map(String::as_str),
            _ => None,
        })
        .collect()
}

#[tokio::test]
async fn an_id_of_a_vendor_without_a_key_names_the_key() {
    let engine = engine_with(&Stage::default(), TWO_MODELS);
    for (line, called, key) in [
        ("@claude-opus hi", "claude-opus", "ANTHROPIC_API_KEY"),
        ("@gemini-3.8 hi", "gemini-3.8", "GEMINI_API_KEY"),
        ("@kimi-k9 hi", "kimi-k9", "MOONSHOT_API_KEY"),
        ("@claude-3.5-sonnet hi", "claude-3.5-sonnet", "ANTHROPIC_API_KEY"),
        ("@qwen3.8-27b-instruct hi", "qwen3.8-27b-instruct", "GROQ_API_KEY"),
    ] {
        let (name, left_out) = left_out(intent(&engine, line).await);
        assert_eq!(name, called);
        assert!(keys(&left_out).contains(&key), "{line}: {left_out:?}");
    }
    let error = engine.resolve_asking("claude-opus").await.expect_err("no key");
    assert!(matches!(error, Error::NobodyCalled { .. }), "{error:?}");
    // With its vendor's folder, as gateways write it.
    match engine.resolve_asking("moonshotai/kimi-k9").await {
        Err(Error::NobodyCalled { left_out, .. }) => assert!(keys(&left_out).contains(&"MOONSHOT_API_KEY")),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_id_that_is_gone_is_one_of_its_own_family_where_there_is_one() {
    let of = |provider: &str| format!("[providers.{provider}]\nbase_url = \"http://127.0.0.1:9/v1\"\n");
    for (settings, model) in
        [(of("groq") + &of("moonshot"), "moonshot:kimi-k3"), (of("groq"), "groq:openai/gpt-oss-120b")]
    {
        let engine = engine_with(&Stage::default(), &settings);
        for id in ["kimi-k2", "moonshotai/kimi-k2-instruct"] {
            let named = engine.resolve_asking(id).await.expect("a model");
            assert_eq!(named.candidate.to_string(), model, "{id}");
            assert!(named.retired.is_some(), "{id}");
        }
    }
}

#[tokio::test]
async fn a_longer_id_than_one_that_would_do_offers_that() {
    let settings =
        "[providers.a]\nbase_url = \"http://127.0.0.1:9/v1\"\n[models.\"a:qwen3.8-27b\"]\ncontext_tokens = 4000";
    let engine = engine_with(&Stage::default(), settings);
    let error = intent(&engine, "@qwen3.8-27b-instruct hi").await.expect_err("there is none");
    let Error::UnknownModel { nearest, .. } = error else { panic!("{error:?}") };
    assert_eq!(nearest.first().map(String::as_str), Some("a:qwen3.8-27b"));
}

#[tokio::test]
async fn a_family_that_runs_here_is_missed_with_the_server_that_does_not_answer() {
    let settings = "[providers.box]\nbase_url = \"http://127.0.0.1:9/v1\"";
    let engine = engine_with(&Stage::default(), settings);
    for line in ["@llama hi", "llama: hi"] {
        let (name, left_out) = left_out(intent(&engine, line).await);
        assert_eq!(name, "llama");
        let first = left_out.first().expect("a server");
        let address = "127.0.0.1:9".to_owned();
        assert_eq!((first.0.to_string().as_str(), &first.1), ("box:*", &Unusable::NotRunning { address }));
    }
    let by_flag = TurnRequest {
        choice: Choice::Model { name: "llama".to_owned(), source: Source::Flag },
        text: "hi".to_owned(),
        ..TurnRequest::default()
    };
    let order = engine.plan(&by_flag).await.expect("a decision all the same").order;
    assert!(order.candidates.is_empty());
    assert!(
        matches!(&order.nobody, Some(Error::NobodyCalled { left_out, .. }) if matches!(left_out[0].1, Unusable::NotRunning { .. })),
        "{order:?}"
    );
}

#[tokio::test]
async fn a_model_of_the_settings_that_nobody_has_is_a_forecast_of_nobody() {
    let engine = engine_with(&Stage::default(), "model = \"qwen\"");
    let forecast = engine.forecast(&request("hi")).await.expect("a forecast");
    assert_eq!(forecast.of("hi", None).candidate, None);
    let order = engine.plan(&request("hi")).await.expect("a decision all the same").order;
    let is_of_setting = |error: &Option<Error>| {
        let Some(Error::Chosen { preset, error }) = error else { return false };
        preset.sets == PresetOf::Model && matches!(**error, Error::NobodyCalled { .. })
    };
    assert!(is_of_setting(&order.nobody), "{order:?}");
    let (lines, outcome) = played(&engine, &request("hi")).await;
    assert!(is_of_setting(&outcome.error), "{lines}");
}

#[tokio::test]
async fn a_forecast_knows_who_never_takes_a_message_of_that_size() {
    let engine = engine_with(&Stage::default(), TWO_MODELS);
    let forecast = engine.forecast(&request("hi")).await.expect("a forecast");
    let check = |text: &str, by: &str, too_large_for: Option<&str>| {
        let foreseen = forecast.of(text, None);
        let of = |candidate: Option<Candidate>| candidate.map(|candidate| candidate.to_string());
        assert_eq!(
            (of(foreseen.candidate), of(foreseen.too_large_for)),
            (Some(by.to_owned()), too_large_for.map(str::to_owned))
        );
    };
    check("sum this up: hi", "a:one", None);
    // More bytes than there is room for tokens, and still not too large.
    check(&format!("sum this up: {}", "word ".repeat(1200)), "a:one", None);
    check(&format!("sum this up: {}", "word ".repeat(9000)), "b:two", Some("a:one"));
    // Where nobody takes it, it is the first one who is spoken of.
    let settings = TWO_MODELS.replace("[models.\"b:two\"]\n", "[models.\"b:two\"]\ncontext_tokens = 4000\n");
    let engine = engine_with(&Stage::default(), &settings);
    let forecast = engine.forecast(&request("hi")).await.expect("a forecast");
    let foreseen = forecast.of(&format!("sum this up: {}", "word ".repeat(9000)), None);
    assert_eq!(foreseen.candidate.map(|candidate| candidate.to_string()).as_deref(), Some("a:one"));
    assert_eq!(foreseen.too_large_for, None);
}

#[tokio::test]
async fn a_slip_in_one_routes_order_spoils_no_other_routes_forecast() {
    let engine = engine_with(&Stage::default(), &TWO_MODELS.replacen("\"a:one\", ", "\"aa:one\", ", 1));
    let forecast = engine.forecast(&request("hi")).await.expect("a forecast");
    let by = |text: &str| forecast.of(text, None).candidate.map(|candidate| candidate.to_string());
    assert_eq!(by("hi").as_deref(), Some("a:one"));
    // Whoever asks there is told of it when he sends.
    assert_eq!(by("write a sort in rust: ```fn main() {}```"), None);
    let fixed = TurnRequest { choice: Choice::Route(Route::Code), ..request("hi") };
    assert!(matches!(engine.forecast(&fixed).await, Err(Error::Settings(_))));
}

/// Lists what a local server has, and tells each time that it is asked.
pub(super) async fn serving(listener: &tokio::net::TcpListener, status: &str, body: &str, asked: impl Fn()) -> ! {
    loop {
        let (mut stream, _) = listener.accept().await.expect("a connection");
        let mut request = [0_u8; 4096];
        if tokio::io::AsyncReadExt::read(&mut stream, &mut request).await.expect("read") == 0 {
            // Only looked whether somebody listens.
            continue;
        }
        asked();
        let head = format!("HTTP/1.1 {status}\r\ncontent-type: application/json\r\nconnection: close");
        let answer = format!("{head}\r\ncontent-length: {}\r\n\r\n{body}", body.len());
        tokio::io::AsyncWriteExt::write_all(&mut stream, answer.as_bytes()).await.expect("written");
    }
}

const TINY: &str = r#"{"object":"list","data":[{"id":"tiny","object":"model"}]}"#;

pub(super) async fn later() {
    tokio::time::pause();
    tokio::time::advance(std::time::Duration::from_secs(10)).await;
    tokio::time::resume();
}

#[tokio::test]
async fn a_server_that_was_down_is_seen_once_it_runs() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = free.local_addr().expect("an address");
    drop(free);
    let engine = engine_with(&Stage::default(), &format!("[providers.llama]\nbase_url = \"http://{address}/v1\""));
    // As a talk does when it begins.
    assert!(engine.local_models().await.is_empty());
    match intent(&engine, "@llama hi").await {
        Err(Error::Unusable { candidate, why: Unusable::NotRunning { address: told } }) => {
            assert_eq!((candidate.model.provider.as_str(), told), ("llama", address.to_string()));
        }
        other => panic!("{other:?}"),
    }
    let listener = tokio::net::TcpListener::bind(address).await.expect("the port is free still");
    // What was known holds until the new is.
    let asked = || assert!(engine.is_surveyed());
    later().await;
    tokio::select! {
        found = intent(&engine, "@llama hi") => assert!(found.is_ok(), "{found:?}"),
        _ = serving(&listener, "200 OK", TINY, asked) => {}
    }
    assert_eq!(engine.surveyed_models().len(), 1);
}

#[tokio::test]
async fn servers_are_asked_again_for_what_they_lacked_only_after_a_while() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let engine = engine_with(&Stage::default(), &format!("[providers.llamacpp]\nbase_url = \"http://{address}/v1\""));
    let n_asked = Cell::new(0);
    let lacks = async |name| {
        let named = engine.resolve_asking(name).await;
        assert!(named.is_ok_and(|named| !engine.is_usable(&named.candidate)), "{name}");
    };
    let names = async {
        assert_eq!(engine.local_models().await.len(), 1);
        for _ in 0..2 {
            lacks("llama").await;
            engine.forecast(&request("hi")).await.expect("a forecast");
        }
        assert_eq!(n_asked.get(), 1, "the same was asked twice");
        later().await;
        assert_eq!(engine.local_models().await.len(), 1);
        for elsewhere in ["claude", "gemini", "kimi"] {
            lacks(elsewhere).await;
        }
        assert_eq!(n_asked.get(), 1, "nothing was lacked that could be here");
        lacks("llama").await;
        assert_eq!(n_asked.get(), 2);
    };
    tokio::select! {
        () = names => {}
        _ = serving(&listener, "200 OK", TINY, || n_asked.set(n_asked.get() + 1)) => {}
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_preview_does_not_make_the_next_message_ask_for_a_key_once_more() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let home = tempfile::tempdir().expect("a folder");
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let (file, shown) = (home.path().join("config.toml"), home.path().join("shown"));
    let command = format!("echo x >> {}; echo right-right", shown.display());
    let settings = format!("[providers.box]\nbase_url = \"http://{address}/v1\"\nkey_command = {command:?}\n");
    std::fs::write(&file, settings).expect("written");
    let engine = engine_at(&Stage::default(), home.path(), &file, &[("LANG", "en_US.UTF-8")], now);
    let n_shown = || std::fs::read_to_string(&shown).map_or(0, |shown| shown.lines().count());
    let listing_for_the_key = async {
        loop {
            let (mut stream, _) = listener.accept().await.expect("a connection");
            let mut request = [0_u8; 4096];
            let n_bytes = stream.read(&mut request).await.unwrap_or(0);
            if n_bytes == 0 {
                continue;
            }
            let (status, body) = if String::from_utf8_lossy(&request[..n_bytes]).contains("right-right") {
                ("200 OK", TINY)
            } else {
                ("401 Unauthorized", r#"{"error":{"message":"no"}}"#)
            };
            let head = format!("HTTP/1.1 {status}\r\ncontent-type: application/json\r\nconnection: close");
            let answer = format!("{head}\r\ncontent-length: {}\r\n\r\n{body}", body.len());
            stream.write_all(answer.as_bytes()).await.expect("written");
        }
    };
    let looks = async {
        assert_eq!(engine.local_models().await.len(), 1);
        assert_eq!(n_shown(), 1);
        later().await;
        engine.look_for_names_without_keys().await;
        assert_eq!(engine.surveyed_models().len(), 1, "what it said when it was shown its key holds");
        assert!(!engine.may_have_unknown_names() && !engine.may_find_names());
        assert_eq!(engine.local_models().await.len(), 1);
        assert_eq!(n_shown(), 1, "nothing is lacked");
        // Whoever lacks a name asks with the key: what it has is not known of this moment.
        engine.look_for_names().await;
        engine.look_for_names().await;
        assert_eq!(n_shown(), 2);
    };
    tokio::select! {
        () = looks => {}
        () = listing_for_the_key => {}
    }
}

#[tokio::test]
async fn a_proxy_of_the_users_own_is_asked_for_what_runs_elsewhere() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let engine = engine_with(&Stage::default(), &format!("[providers.proxy]\nbase_url = \"http://{address}/v1\""));
    let list = r#"{"object":"list","data":[{"id":"claude-sonnet-5-5","object":"model"}]}"#;
    tokio::select! {
        named = engine.resolve_asking("claude") => {
            assert_eq!(named.expect("found").candidate.to_string(), "proxy:claude-sonnet-5-5");
        }
        _ = serving(&listener, "200 OK", list, || {}) => {}
    }
}

#[tokio::test]
async fn a_server_that_loads_is_not_waited_for_a_second_time() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = free.local_addr().expect("an address");
    drop(free);
    let engine = engine_with(&Stage::default(), &format!("[providers.box]\nbase_url = \"http://{address}/v1\""));
    assert!(engine.local_models().await.is_empty());
    let listener = tokio::net::TcpListener::bind(address).await.expect("the port is free still");
    later().await;
    let loading = r#"{"error":{"message":"Loading model","type":"unavailable_error","code":503}}"#;
    let asked_once = tokio::time::timeout(std::time::Duration::from_secs(30), engine.local_models());
    tokio::select! {
        found = asked_once => assert!(found.expect("no wait").is_empty()),
        _ = serving(&listener, "503 Service Unavailable", loading, || {}) => {}
    }
    assert!(engine.loading_servers().is_empty());
    // It is no server that does not run.
    assert!(matches!(engine.missing_servers().as_slice(), [(_, Unusable::Loading)]), "{:?}", engine.missing_servers());
    let order = engine.plan(&request("hi")).await.expect("a decision all the same").order;
    assert!(matches!(order.nobody, Some(Error::Unusable { why: Unusable::Loading, .. })), "{:?}", order.nobody);
}

#[tokio::test]
async fn a_model_whose_id_begins_as_keys_do_is_one_and_a_key_is_none() {
    let engine = engine_with(&Stage::default(), "[providers.proxy]\nbase_url = \"http://127.0.0.1:9/v1\"");
    let model = "proxy:xai-grok-4-fast-reasoning";
    assert_eq!(engine.resolve_asking(model).await.expect("a model").candidate.to_string(), model);
    for key in ["gemini:AIzaSyA1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P", "proxy:xai-A1B2c3D4e5F6g7H8i9J0k1L2"] {
        match engine.resolve_asking(key).await {
            Err(Error::UnknownModel { name, .. }) => assert!(!name.contains("A1B2"), "{name}"),
            other => panic!("{other:?}"),
        }
    }
}

#[cfg(unix)]
#[test]
fn what_was_found_of_a_provider_holds_for_all_its_models_while_one_thing_is_done() {
    use std::os::unix::fs::PermissionsExt as _;

    use crate::engine::looked::Looked;

    let home = tempfile::tempdir().expect("a folder");
    let key = home.path().join("key");
    std::fs::write(&key, "a-key-of-a").expect("written");
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o600)).expect("set");
    let settings = format!("[providers.a]\nbase_url = \"http://127.0.0.1:9/v1\"\nkey_file = \"{}\"", key.display());
    let engine = engine_with(&Stage::default(), &settings);
    let (one, two): (Candidate, Candidate) = ("a:one".parse().expect("a name"), "a:two".parse().expect("a name"));
    let looked = Looked::default();
    assert!(looked.has(&engine, &one));
    std::fs::remove_file(&key).expect("removed");
    assert!(looked.has(&engine, &two));
    // Whoever looks anew sees it.
    assert!(!engine.is_usable(&two) && !Looked::default().has(&engine, &one));
}

#[tokio::test]
async fn a_mention_and_a_pin_by_an_id_that_is_gone_say_who_takes_its_place() {
    let of = |provider: &str| format!("[providers.{provider}]\nbase_url = \"http://127.0.0.1:9/v1\"\n");
    let stage = Stage::default().plays("kimi-k3", answers("hi")).plays("kimi-k3", answers("hi"));
    let engine = engine_with(&stage, &(of("groq") + &of("moonshot")));
    let asked = async |line: &str| {
        let Then::Ask(inquiry) = intent(&engine, line).await.expect("a message").then else { panic!("{line}") };
        played(&engine, &inquiry.request(&request("hi"), 0, &[])).await.0
    };
    let lines = asked("@kimi-k2 hi").await;
    let told = lines.find("notice Retired").expect("it is said");
    assert!(told < lines.find("started moonshot:kimi-k3").expect("asked"), "{lines}");
    // Whoever names nobody who is gone hears of none.
    let lines = asked("@kimi-k3 hi").await;
    assert!(lines.contains("started moonshot:kimi-k3") && !lines.contains("Retired"), "{lines}");
    let talk = Talk::new(None);
    for (line, gone) in [("use kimi-k2 from now on", Some("kimi-k2")), ("use kimi-k3 from now on", None)] {
        let change = intent(&engine, line).await.expect("a pin").change.expect("a change");
        let Receipt::Pinned { candidate, instead_of } = engine.receipt_of(&talk, &change).expect("a receipt") else {
            panic!("{change:?}");
        };
        assert_eq!(candidate.model.id, "kimi-k3");
        assert_eq!(instead_of.as_ref().map(ModelRef::short), gone, "{line}");
    }
}

#[tokio::test]
async fn under_local_nobody_elsewhere_is_mentioned_or_pinned() {
    let home = tempfile::tempdir().expect("a folder");
    let file = home.path().join("config.toml");
    let settings =
        "[providers.box]\nbase_url = \"http://127.0.0.1:9/v1\"\n[models.\"box:qwen-small\"]\ncontext_tokens = 4000\n";
    std::fs::write(&file, settings).expect("written");
    let environment = [("LANG", "en_US.UTF-8"), ("GROQ_API_KEY", "a-key"), ("MOONSHOT_API_KEY", "a-key")];
    let engine = engine_at(&Stage::default(), home.path(), &file, &environment, now);
    let names = engine.names();
    let at = async |reach: Reach, line: &str| {
        let talk = Talk { reach, ..Talk::new(None) };
        engine.intend(&talk, &grammar::read(line, &talk.situation(&names))).await
    };
    for line in ["@kimi hi", "kimi, is that right?", "use kimi from now on", "@qwen3.8-27b hi"] {
        assert!(at(Reach::Anywhere, line).await.is_ok(), "{line}");
        let refused = at(Reach::ThisMachine, line).await;
        assert!(matches!(&refused, Err(Error::Unusable { why: Unusable::NotLocal, .. })), "{line}: {refused:?}");
    }
    // A family is the one of it that is here.
    let pinned = at(Reach::ThisMachine, "use qwen from now on").await.expect("a pin").change;
    let Some(Change::Pin { candidate, .. }) = pinned else { panic!("{pinned:?}") };
    assert_eq!(candidate.to_string(), "box:qwen-small");
}

#[tokio::test]
async fn to_think_deeper_is_a_level_more_also_where_none_is_between() {
    let engine = engine_with(&Stage::default(), "[providers.moonshot]\nbase_url = \"http://127.0.0.1:9/v1\"\n");
    let by_mention = |name: &str| Choice::Model { name: name.to_owned(), source: Source::Mention };
    let asked = async |name: &str, deeper, hints: Vec<Hint>| {
        let request = TurnRequest { choice: by_mention(name), deeper, hints, ..request("hi") };
        let order = engine.plan(&request).await.expect("a plan").order;
        order.candidates[0].candidate.effort
    };
    let (high, low) = ("moonshot:kimi-k3@high", "moonshot:kimi-k3@low");
    for (name, deeper, expected) in [
        (high, None, Effort::High),
        (high, Some(Deeper::High), Effort::Max),
        (high, Some(Deeper::Max), Effort::Max),
        (low, Some(Deeper::High), Effort::High),
        (low, Some(Deeper::Max), Effort::Max),
    ] {
        assert_eq!(asked(name, deeper, Vec::new()).await, Some(expected), "{name} {deeper:?}");
    }
    // Who thinks as hard as it can goes on so.
    assert_eq!(asked("moonshot:kimi-k3@max", Some(Deeper::High), Vec::new()).await, Some(Effort::Max));
    // What is seen before is what is asked.
    let candidate: Candidate = high.parse().expect("a model");
    assert_eq!(asked(high, None, vec![Hint::Deeper]).await, Some(Effort::Max));
    assert_eq!(engine.leaning_of(&candidate, &[Hint::Deeper]), Some(Effort::Max));
    assert_eq!(engine.deeper_of(&candidate, Deeper::High), Some(Effort::Max));
}
