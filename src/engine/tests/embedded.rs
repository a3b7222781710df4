//! When the model inside baro answers: in conversations, and in orders of the user's own.

use super::called::{later, serving};
use super::*;
use crate::engine::Beyond;

const A_PROVIDER: &str = r#"
[providers.fake]
base_url = "http://127.0.0.1:9/v1"
[models."fake:m1"]
context_tokens = 8000
"#;

/// A home in which weights of the embedded model lie; what they say is scripted.
fn home() -> tempfile::TempDir {
    let home = tempfile::tempdir().expect("a folder");
    let models = home.path().join(".local/share/baro/models");
    std::fs::create_dir_all(&models).expect("a folder");
    std::fs::write(models.join("smollm2.gguf"), "weights").expect("written");
    home
}

fn engine_of(home: &tempfile::TempDir, stage: &Stage, settings: &str) -> Engine {
    let file = home.path().join("config.toml");
    std::fs::write(&file, settings).expect("written");
    engine_at(stage, home.path(), &file, &[("LANG", "en_US.UTF-8")], now)
}

fn follow_up(conversation: &crate::domain::ConversationId, words: &str) -> TurnRequest {
    TurnRequest { thread: Thread::Existing(conversation.clone()), ..request(words) }
}

async fn candidates(engine: &Engine, request: &TurnRequest) -> Result<Vec<String>, Error> {
    let order = engine.plan(request).await.expect("a plan").order;
    match order.nobody {
        Some(error) => Err(error),
        None => Ok(order.candidates.iter().map(|ranked| ranked.candidate.to_string()).collect()),
    }
}

#[tokio::test(start_paused = true)]
async fn a_follow_up_is_held_to_what_the_embedded_model_can_do() {
    let home = home();
    let engine = engine_of(&home, &Stage::default().plays("smollm2", answers("Paris.")), "");
    let (lines, outcome) = played(&engine, &request("What is the capital of France?")).await;
    assert!(lines.contains("started local:smollm2"), "{lines}");
    let conversation = outcome.result.and_then(|result| result.conversation).expect("a conversation");

    let short = follow_up(&conversation, "And of Spain?");
    assert_eq!(candidates(&engine, &short).await.expect("somebody"), ["local:smollm2"]);
    for words in ["그럼 스페인은?", "계속", "더 짧게"] {
        let refused = candidates(&engine, &follow_up(&conversation, words)).await;
        assert!(matches!(refused, Err(Error::BeyondEmbedded { beyond: Beyond::Language, .. })), "{words}: {refused:?}");
    }
    for words in ["Now prove that step by step, with all cases", "Write a Rust function that sorts a vector"] {
        let refused = candidates(&engine, &follow_up(&conversation, words)).await;
        assert!(matches!(refused, Err(Error::BeyondEmbedded { beyond: Beyond::Task(_), .. })), "{words}: {refused:?}");
    }

    // Whoever is configured since then comes before it, also in the conversation that it began.
    let engine = engine_of(&home, &Stage::default(), A_PROVIDER);
    for words in ["And of Spain?", "그럼 스페인은?"] {
        assert_eq!(
            candidates(&engine, &follow_up(&conversation, words)).await.expect("somebody"),
            ["fake:m1"],
            "{words}"
        );
    }
    let stands_in = engine.plan(&short).await.expect("a plan").order.stand_in;
    assert!(stands_in.is_some(), "offline it goes on where it may");
}

#[tokio::test(start_paused = true)]
async fn without_a_network_it_answers_before_a_second_provider_is_tried() {
    let elsewhere = |name: &str| {
        format!(
            "[providers.{name}]\nbase_url = \"https://{name}.example/v1\"\n[providers.{name}.plan]\nfree = true\n[models.\"{name}:m-{name}\"]\ncontext_tokens = 8000\n"
        )
    };
    let detail = Detail::NoAddress { host: "far.example".to_owned(), may_pass: true };
    let unnamed = Failure::new(FailureKind::NameNotResolved, "").with_detail(detail);
    let stage = Stage::default().plays("m-far", vec![Play::Fails(unnamed)]).plays("smollm2", answers("Paris."));
    let home = home();
    let engine = engine_of(&home, &stage, &format!("{}{}", elsewhere("far"), elsewhere("farther")));
    let (lines, _) = played(&engine, &request("What is the capital of France?")).await;
    assert!(lines.contains("failover far:m-far -> local:smollm2 (name_not_resolved)"), "{lines}");
    assert!(lines.ends_with("= ok") && stage.asked().len() == 2, "{lines}");
}

#[tokio::test(start_paused = true)]
async fn hangul_never_reaches_an_english_model_by_an_order_of_ones_own() {
    let home = home();
    let with_order = |models: &str| {
        let routes = Route::ALL.map(|route| format!("[routes.{}]\nmodels = [{models}]\n", route.as_str())).concat();
        engine_of(&home, &Stage::default(), &format!("{A_PROVIDER}{routes}"))
    };
    let both = with_order(r#""local:smollm2", "fake:m1""#);
    assert_eq!(candidates(&both, &request("Hi")).await.expect("somebody"), ["local:smollm2", "fake:m1"]);
    assert_eq!(candidates(&both, &request("안녕")).await.expect("somebody"), ["fake:m1"]);
    let alone = with_order(r#""local:smollm2""#);
    let refused = candidates(&alone, &request("안녕")).await;
    assert!(matches!(refused, Err(Error::BeyondEmbedded { beyond: Beyond::Language, .. })), "{refused:?}");
    // What it is no good for is the user's to decide.
    let code = request("Write a Rust function that sorts a vector");
    assert_eq!(candidates(&alone, &code).await.expect("somebody"), ["local:smollm2"]);
}

/// Answers one request after the other: a server of the test's own, as it starts.
async fn serve(listener: tokio::net::TcpListener, answers: &[(&str, &str)]) {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let mut answers = answers.iter();
    let mut next = answers.next();
    while let Some((status, body)) = next {
        let (mut stream, _) = listener.accept().await.expect("a connection");
        let mut request = [0_u8; 4096];
        // Whoever only looks whether somebody listens sends nothing.
        if stream.read(&mut request).await.unwrap_or(0) == 0 {
            continue;
        }
        let answer = format!(
            "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(answer.as_bytes()).await.expect("written");
        next = answers.next();
    }
}

#[tokio::test]
async fn a_server_that_starts_beside_baro_and_loads_is_waited_for_before_anything_is_fetched() {
    let loading =
        ("503 Service Unavailable", r#"{"error":{"code":503,"message":"Loading model","type":"unavailable_error"}}"#);
    let ready = ("200 OK", r#"{"object":"list","data":[{"id":"tiny","object":"model"}]}"#);
    for choice in [Choice::Auto, Choice::Model { name: "llamacpp".to_owned(), source: Source::Flag }] {
        let home = tempfile::tempdir().expect("a folder");
        let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = free.local_addr().expect("an address");
        drop(free);
        let settings = format!("[providers.llamacpp]\nbase_url = \"http://{address}/v1\"\n");
        let engine = engine_of(&home, &Stage::default(), &settings);
        let local = TurnRequest { choice, reach: Reach::ThisMachine, ..request("Hi") };
        let starting = async {
            // baro has looked by then, and found nobody.
            tokio::task::yield_now().await;
            let listener = tokio::net::TcpListener::bind(address).await.expect("the port is free still");
            serve(listener, &[loading, loading, ready]).await;
        };
        let (found, ()) = tokio::join!(candidates(&engine, &local), starting);
        assert_eq!(found.expect("somebody"), ["llamacpp:tiny"]);
    }
}

#[tokio::test]
async fn a_server_that_serves_nobody_takes_the_embedded_models_answer_away_no_more_than_one_that_is_absent() {
    const LOADING: &str = r#"{"error":{"code":503,"message":"Loading model","type":"unavailable_error"}}"#;
    const NO: &str = r#"{"error":{"message":"no"}}"#;
    let none = "503 Service Unavailable";
    let refused = "401 Unauthorized";
    for (status, body, key, told) in [
        (refused, NO, "", "key refused"),
        (refused, NO, "key_command = \"exit 1\"", "bad key"),
        (none, LOADING, "", "loading"),
    ] {
        for reach in [Reach::ThisMachine, Reach::Anywhere] {
            for has_weights in [true, false] {
                let home = if has_weights { home() } else { tempfile::tempdir().expect("a folder") };
                let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
                let address = listener.local_addr().expect("an address");
                let settings = format!("[providers.box]\nbase_url = \"http://{address}/v1\"\n{key}\n");
                let engine = engine_of(&home, &Stage::default().plays("smollm2", answers("Paris.")), &settings);
                if body == LOADING {
                    // It had nothing at the first look, so that its loading is not waited for.
                    tokio::select! {
                        _ = engine.local_models() => {}
                        never = serving(&listener, "200 OK", r#"{"object":"list","data":[]}"#, || ()) => never,
                    }
                    later().await;
                }
                let ask = |words: &str| TurnRequest { reach, ..request(words) };
                let tried = async {
                    let (lines, outcome) = played(&engine, &ask("What is the capital of France?")).await;
                    let beyond = candidates(&engine, &ask("하늘은 왜 파래?")).await;
                    let named = Choice::Model { name: "box".to_owned(), source: Source::Flag };
                    let named = candidates(&engine, &TurnRequest { choice: named, ..ask("Hi") }).await;
                    (lines, outcome.error, beyond, named)
                };
                let (lines, error, beyond, named) = tokio::select! {
                    tried = tried => tried,
                    never = serving(&listener, status, body, || ()) => never,
                };
                let is_of_server = |error: &Error| matches!(error, Error::Unusable { candidate, .. } if candidate.model.provider == "box");
                if has_weights {
                    assert!(lines.contains(&format!("failover box:* -> local:smollm2 ({told})")), "{lines}");
                    assert!(error.is_none(), "{told}: {error:?}");
                } else {
                    assert!(error.as_ref().is_some_and(is_of_server), "{told}: {error:?}");
                }
                assert!(beyond.as_ref().is_err_and(is_of_server), "{told}: {beyond:?}");
                assert!(named.as_ref().is_err_and(is_of_server), "{told}: {named:?}");
            }
        }
    }
}
