//! The network: a small server on loopback that misbehaves.

use std::net::SocketAddr;

use futures_util::StreamExt;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use super::*;
use crate::domain::catalogue::RequestRules;
use crate::domain::{Finish, Message, Role, Timeouts, UnixMillis};
use crate::provider::{Exceptions, NamedProxy, Proxies};

const DONE: &str =
    "data: {\"choices\":[{\"delta\":{\"content\":\"hi\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";

/// What a fake server does after its reply.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Then {
    Close,
    Hold,
}

/// Takes one connection, reads one request, sends `reply`; the request as it came is told when the client is gone.
async fn server(reply: impl Into<Vec<u8>>, then: Then) -> (SocketAddr, oneshot::Receiver<String>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let (tell, told) = oneshot::channel();
    let reply = reply.into();
    tokio::spawn(async move {
        let (mut connection, _) = listener.accept().await.expect("a client");
        let mut request = Vec::new();
        let mut buffer = [0; 4096];
        while !is_whole(&request) {
            let n_read = connection.read(&mut buffer).await.expect("a request");
            request.extend_from_slice(&buffer[..n_read]);
            if n_read == 0 {
                break;
            }
        }
        connection.write_all(&reply).await.expect("a reply is taken");
        if then == Then::Hold {
            // Until the client closes.
            while matches!(connection.read(&mut buffer).await, Ok(n) if n > 0) {}
        }
        drop(connection);
        let _gone = tell.send(String::from_utf8_lossy(&request).into_owned());
    });
    (address, told)
}

fn is_whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request);
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
    body.len() >= length.unwrap_or(0)
}

fn ok(kind: &str, body: &str) -> String {
    format!("HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\nconnection: close\r\nx-request-id: r1\r\n\r\n{body}")
}

fn endpoint(base: &str, key: Option<&str>) -> Endpoint {
    Endpoint {
        provider: "fake".into(),
        wire: Wire::OpenAi,
        base_url: base.parse().expect("a URL"),
        key: key.map(Secret::new),
    }
}

fn http(timeouts: Timeouts) -> Arc<Http> {
    Http::new(HttpOptions {
        timeouts,
        ca_file: None,
        proxies: Proxies::of_settings("http://127.0.0.1:9"),
        now: || UnixMillis(0),
    })
}

fn request() -> ChatRequest {
    ChatRequest {
        model: "m".into(),
        system: None,
        messages: vec![Message::new(Role::User, "the prompt")],
        max_tokens: None,
        temperature: None,
        effort: None,
        rules: RequestRules::default(),
        prompt_tokens: 1,
        context_tokens: None,
    }
}

async fn ask(endpoint: Endpoint, timeouts: Timeouts) -> (String, Result<Finish, Failure>) {
    let mut events = http(timeouts).provider(endpoint).stream(request());
    let mut text = String::new();
    let mut end = Err(Failure::new(FailureKind::Truncated, "no end"));
    while let Some(event) = events.next().await {
        match event {
            Ok(ProviderEvent::Text(more)) => text.push_str(&more),
            Ok(ProviderEvent::Finished(finish)) => end = Ok(finish),
            Ok(_) => {}
            Err(failure) => end = Err(failure),
        }
    }
    (text, end)
}

/// Of a server with this reply: the text, how it ended, and the request it got.
async fn ask_server(reply: impl Into<Vec<u8>>) -> (String, Result<Finish, FailureKind>, String) {
    let (address, told) = server(reply, Then::Close).await;
    let (text, end) = ask(endpoint(&format!("http://{address}/v1"), Some("the-secret-key")), Timeouts::default()).await;
    (text, end.map_err(|failure| failure.kind), told.await.expect("a request"))
}

#[tokio::test]
async fn a_request_is_sent_and_its_answer_read_past_a_dead_proxy() {
    let (text, end, sent) = ask_server(ok("text/event-stream", DONE)).await;
    assert_eq!((text.as_str(), end), ("hi", Ok(Finish::Stop)));
    let sent = sent.to_lowercase();
    assert!(sent.starts_with("post /v1/chat/completions http/1.1\r\n"), "{sent}");
    for expected in ["authorization: bearer the-secret-key\r\n", "accept-encoding: identity\r\n", "the prompt"] {
        assert!(sent.contains(expected), "{expected} in {sent}");
    }
}

#[tokio::test]
async fn localhost_is_this_machine_and_headers_are_told_first() {
    let (address, _) = server(ok("text/event-stream", DONE), Then::Close).await;
    let endpoint = endpoint(&format!("http://LOCALHOST:{}/v1/", address.port()), None);
    let mut events = http(Timeouts::default()).provider(endpoint).stream(request());
    let opened = events.next().await.expect("an event").expect("accepted");
    assert_eq!(
        opened,
        ProviderEvent::Opened { limits: crate::domain::RateLimits::default(), request_id: Some("r1".into()) }
    );
}

#[tokio::test]
async fn a_redirect_is_not_followed_and_its_host_is_named() {
    let target = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    let place = target.local_addr().expect("an address");
    for status in [301, 302, 303, 307, 308] {
        let reply = format!("HTTP/1.1 {status} x\r\nlocation: http://{place}/steal\r\ncontent-length: 0\r\n\r\n");
        let (text, end, _) = ask_server(reply).await;
        assert_eq!((text.as_str(), end), ("", Err(FailureKind::Redirected)), "{status}");
    }
    let nobody = timeout(Duration::from_millis(1), target.accept()).await;
    assert!(nobody.is_err(), "something was sent to the redirect's target");
}

#[tokio::test]
async fn a_key_never_goes_out_in_the_open() {
    let refused = |endpoint: Endpoint| async move {
        let (_, end) = ask(endpoint, Timeouts { connect: Duration::from_millis(50), ..Timeouts::default() }).await;
        end.expect_err("refused").code
    };
    for base in ["http://192.0.2.1/v1", "http://localhost.evil.example/v1", "http://127.0.0.1.evil.example/v1"] {
        assert_eq!(refused(endpoint(base, Some("k"))).await.as_deref(), Some("key_without_tls"), "{base}");
    }
    let of_anthropic = Endpoint { wire: Wire::Anthropic, ..endpoint("http://192.0.2.1/v1", Some("k")) };
    assert_eq!(refused(of_anthropic).await.as_deref(), Some("key_without_tls"));
    assert_eq!(refused(endpoint("http://u:pw@192.0.2.1/v1", None)).await.as_deref(), Some("key_without_tls"));
    let listed = http(Timeouts::default()).list_models(&endpoint("http://192.0.2.1/v1", Some("k")), None).await;
    assert_eq!(listed.expect_err("refused").code.as_deref(), Some("key_without_tls"));
}

#[tokio::test]
async fn what_is_no_model_s_answer_is_a_failure() {
    let (_, end, _) = ask_server(ok("text/html", "<!doctype html><title>Login</title>")).await;
    assert_eq!(end, Err(FailureKind::NotAModel));
    let cut = ok("text/event-stream", "data: {\"choices\":[{\"delta\":{\"content\":\"hi\"}}]}\n\n");
    let (text, end, _) = ask_server(cut).await;
    assert_eq!((text.as_str(), end), ("hi", Err(FailureKind::Truncated)));
    let cut_chunk = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3d\r\ndata: {\"cho";
    assert_eq!(ask_server(cut_chunk).await.1, Err(FailureKind::Truncated));
    assert_eq!(ask_server("").await.1, Err(FailureKind::Unreachable));
    let limited = "HTTP/1.1 429 x\r\nretry-after: 3\r\ncontent-length: 2\r\n\r\n{}";
    assert_eq!(ask_server(limited).await.1, Err(FailureKind::RateLimited));
}

#[tokio::test]
async fn the_key_is_scrubbed_from_what_a_server_echoes() {
    let body = "{\"error\":{\"message\":\"bad key the-secret-key\"}}";
    let reply = format!("HTTP/1.1 401 x\r\ncontent-length: {}\r\n\r\n{body}", body.len());
    let (address, _) = server(reply, Then::Close).await;
    let (_, end) = ask(endpoint(&format!("http://{address}"), Some("the-secret-key")), Timeouts::default()).await;
    let failure = end.expect_err("refused");
    assert_eq!((failure.kind, failure.message.as_str()), (FailureKind::KeyRefused, "bad key ***"));
}

#[tokio::test]
async fn silence_is_given_up_before_and_after_the_headers() {
    let short = Duration::from_millis(40);
    let timeouts = Timeouts { first_token: short, idle: short, ..Timeouts::default() };
    for (reply, kind) in [
        (String::new(), FailureKind::FirstTokenTimeout),
        (
            ok("text/event-stream", "data: {\"choices\":[{\"delta\":{\"content\":\"hi\"}}]}\n\n"),
            FailureKind::IdleTimeout,
        ),
    ] {
        let (address, told) = server(reply, Then::Hold).await;
        let (_, end) = ask(endpoint(&format!("http://{address}"), None), timeouts).await;
        assert_eq!(end.expect_err("silent").kind, kind);
        told.await.expect("the connection was closed by the client");
    }
}

#[tokio::test]
async fn dropping_the_stream_closes_the_connection() {
    let (address, told) = server(ok("text/event-stream", ": ping\n\n"), Then::Hold).await;
    let mut events = http(Timeouts::default()).provider(endpoint(&format!("http://{address}"), None)).stream(request());
    assert!(matches!(events.next().await, Some(Ok(ProviderEvent::Opened { .. }))));
    drop(events);
    told.await.expect("the connection was closed by the client");
}

#[tokio::test]
async fn a_compressed_body_is_read_and_a_corrupt_one_refused() {
    let head = b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\nconnection: close\r\n\r\n".to_vec();
    let (text, end, _) = ask_server([head.clone(), GZIP.to_vec()].concat()).await;
    assert_eq!((text.as_str(), end), ("hi", Ok(Finish::Stop)));
    let (_, end, _) = ask_server([head, DONE.as_bytes().to_vec()].concat()).await;
    assert_eq!(end, Err(FailureKind::Malformed));
}

#[tokio::test]
async fn a_port_without_a_listener_is_unreachable_and_said_so() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    let address = listener.local_addr().expect("an address");
    assert!(is_listening("127.0.0.1", address.port(), Duration::from_secs(1)).await);
    drop(listener);
    assert!(!is_listening("127.0.0.1", address.port(), Duration::from_secs(1)).await);
    let (_, end) = ask(endpoint(&format!("http://{address}"), None), Timeouts::default()).await;
    let failure = end.expect_err("nobody");
    assert_eq!((failure.kind, failure.detail.as_deref()), (FailureKind::Unreachable, Some(&Detail::ThisMachine)));
}

#[tokio::test]
async fn a_proxy_that_is_not_there_is_named_and_not_the_provider_behind_it() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    let dead = listener.local_addr().expect("an address");
    drop(listener);
    for (scheme, url) in [
        ("http", "https://models.invalid"),
        ("socks5h", "https://models.invalid"),
        ("http", "http://models.invalid"),
        ("socks5h", "http://models.invalid"),
    ] {
        let options = HttpOptions {
            timeouts: Timeouts::default(),
            ca_file: None,
            proxies: Proxies::of_settings(&format!("{scheme}://me:secret-word@{dead}")),
            now: || UnixMillis(0),
        };
        let failure = Http::new(options).list_models(&endpoint(url, None), None).await.expect_err("no proxy");
        assert_eq!(failure.kind, FailureKind::Unreachable, "{scheme}: {}", failure.message);
        let Some(Detail::Proxy { place, variable: None, fault: ProxyFault::Unreached(said) }) =
            failure.detail.as_deref()
        else {
            panic!("{scheme}: {failure:?}")
        };
        assert_eq!((place.as_deref(), said.contains("SOCKS")), (Some(dead.to_string().as_str()), false), "{scheme}");
        assert!(failure.message.starts_with(&format!("{dead}: ")), "{scheme}: {}", failure.message);
        assert!(!failure.message.contains("secret-word"), "{scheme}: {}", failure.message);
    }
}

#[tokio::test]
async fn a_proxy_that_wants_a_user_says_so_and_the_variable_that_names_it_is_known() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    let place = listener.local_addr().expect("an address").to_string();
    tokio::spawn(async move {
        loop {
            let (mut connection, _) = listener.accept().await.expect("a client");
            let mut asked = [0; 1024];
            let _ = connection.read(&mut asked).await;
            let refusal = b"HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n";
            connection.write_all(refusal).await.expect("a refusal");
        }
    });
    for (user, fault) in [("", ProxyFault::WantsUser), ("me:secret-word@", ProxyFault::RefusesUser)] {
        for url in ["https://models.invalid", "http://models.invalid"] {
            let proxies = Proxies::of_settings(&format!("http://{user}{place}"));
            let options = HttpOptions { timeouts: Timeouts::default(), ca_file: None, proxies, now: || UnixMillis(0) };
            let failure = Http::new(options).list_models(&endpoint(url, None), None).await.expect_err("407");
            let expected = Detail::Proxy { place: Some(place.clone()), variable: None, fault: fault.clone() };
            assert_eq!(failure.detail.as_deref(), Some(&expected), "{url}: {}", failure.message);
        }
    }
}

/// A client that the environment names proxies for: of https, and of http.
fn with_variables(https: Option<NamedProxy>, http: Option<NamedProxy>) -> Arc<Http> {
    let proxies = Proxies { https, http, exceptions: Exceptions::default() };
    Http::new(HttpOptions { timeouts: Timeouts::default(), ca_file: None, proxies, now: || UnixMillis(0) })
}

#[tokio::test]
async fn a_proxy_of_the_environment_that_cannot_be_read_is_refused_and_not_passed_over() {
    let unreadable = NamedProxy::of_variable("HTTPS_PROXY", "http://no such");
    let http = with_variables(Some(unreadable), None);
    let failure = http.list_models(&endpoint("https://models.invalid", None), None).await;
    let expected = Detail::Proxy { place: None, variable: Some("HTTPS_PROXY"), fault: ProxyFault::Unreadable };
    assert_eq!(failure.expect_err("no way out").detail.as_deref(), Some(&expected));
    let in_the_open = "http://192.168.0.5:11434".parse().expect("a URL");
    assert!(http.client(&in_the_open).is_ok(), "it has no say there");
}

#[tokio::test]
async fn whoever_needs_no_proxy_is_reached_though_it_cannot_be_read() {
    let unreadable = NamedProxy::of_variable("HTTPS_PROXY", "http://no such");
    let exceptions = Exceptions::of_variable("models.invalid,10.0.0.0/8");
    let proxies = Proxies { https: Some(unreadable.clone()), http: Some(unreadable), exceptions };
    let options = HttpOptions { timeouts: Timeouts::default(), ca_file: None, proxies, now: || UnixMillis(0) };
    let http = Http::new(options);
    let may_ask = |url: &str| http.client(&url.parse().expect("a URL")).is_ok();
    assert!(may_ask("https://models.invalid/v1") && may_ask("http://10.1.2.3:8000/v1"));
    assert!(!may_ask("https://other.invalid/v1") && !may_ask("http://192.168.0.5:11434"));
}

/// No way leads to a group's address by TCP, whatever the network is.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn where_the_system_knows_no_way_the_network_here_is_at_fault() {
    let failure = with_variables(None, None).list_models(&endpoint("http://224.0.0.1:9", None), None).await;
    let failure = failure.expect_err("no way");
    assert_eq!((failure.kind, failure.detail.as_deref()), (FailureKind::Unreachable, Some(&Detail::NoWayOut)));
}

#[tokio::test]
async fn no_way_to_write_a_proxy_leads_past_it() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    let dead = listener.local_addr().expect("an address").to_string();
    drop(listener);
    for value in [
        dead.clone(),
        format!("{dead}/"),
        format!(" http://{dead}"),
        format!("http://{dead} "),
        format!("http://a:p^s@{dead}"),
        format!("http://a:비밀@{dead}/"),
        format!("socks5h://a:p|s@{dead}/"),
    ] {
        let named = NamedProxy::of_variable("ALL_PROXY", &value);
        let variable = with_variables(Some(named.clone()), Some(named));
        let proxies = Proxies::of_settings(&value);
        let settings = Http::new(HttpOptions { proxies, ..variable.options.clone() });
        for (http, variable) in [(variable, Some("ALL_PROXY")), (settings, None)] {
            let failure = http.list_models(&endpoint("https://models.invalid", None), None).await.expect_err("dead");
            let Some(Detail::Proxy { place, variable: told, fault: ProxyFault::Unreached(_) }) =
                failure.detail.as_deref()
            else {
                panic!("{value}: {failure:?}")
            };
            assert_eq!((place.as_deref(), *told), (Some(dead.as_str()), variable), "{value}");
        }
    }
}

#[tokio::test]
async fn a_file_of_authorities_is_judged_without_the_proxy() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("ca.pem");
    let authority = rcgen::generate_simple_self_signed(vec!["box".to_owned()]).expect("a certificate");
    std::fs::write(&path, authority.cert.pem()).expect("written");
    let proxies = Proxies::of_settings("http://no such");
    let options = HttpOptions { timeouts: Timeouts::default(), ca_file: Some(path), proxies, now: || UnixMillis(0) };
    let http = Http::new(options);
    assert_eq!(http.check_ca_file(), Ok(()));
    let failure = http.list_models(&endpoint("https://models.invalid", None), None).await.expect_err("no way out");
    let expected = Detail::Proxy { place: None, variable: None, fault: ProxyFault::Unreadable };
    assert_eq!(failure.detail.as_deref(), Some(&expected));
}

#[tokio::test]
async fn tls_that_cannot_be_is_told_from_a_dead_port_and_from_a_missing_file() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        let (mut connection, _) = listener.accept().await.expect("a client");
        connection.write_all(b"HTTP/1.1 400 this is no TLS\r\n\r\n").await.expect("taken");
        while matches!(connection.read(&mut [0; 512]).await, Ok(n) if n > 0) {}
    });
    let tls = endpoint(&format!("https://{address}"), Some("k"));
    let (_, end) = ask(tls.clone(), Timeouts::default()).await;
    let failure = end.expect_err("no TLS");
    assert_eq!(
        (failure.kind, failure.code.as_deref()),
        (FailureKind::TlsRefused, Some("no_tls")),
        "{}",
        failure.message
    );
    let options = HttpOptions {
        timeouts: Timeouts::default(),
        ca_file: Some("/nowhere/ca.pem".into()),
        proxies: Proxies::default(),
        now: || UnixMillis(0),
    };
    let failure = Http::new(options).list_models(&tls, None).await.expect_err("no such file");
    assert_eq!(failure.kind, FailureKind::CaFileUnusable);
    assert_eq!(failure.message, "/nowhere/ca.pem: there is no such file");
}

#[tokio::test]
async fn certificates_that_were_mended_are_read_by_a_process_that_lives_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let ca_file = folder.path().join("ca.pem");
    let options = HttpOptions {
        timeouts: Timeouts::default(),
        ca_file: Some(ca_file.clone()),
        proxies: Proxies::default(),
        now: || UnixMillis(0),
    };
    let http = Http::new(options);
    // Nobody listens there.
    let tls = endpoint("https://127.0.0.1:9/v1", Some("k"));
    let failure = http.list_models(&tls, None).await.expect_err("no such file");
    assert_eq!(failure.kind, FailureKind::CaFileUnusable);
    let certificate = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
    std::fs::write(&ca_file, certificate.cert.pem()).expect("written");
    let failure = http.list_models(&tls, None).await.expect_err("nobody listens");
    assert_eq!(failure.kind, FailureKind::Unreachable, "{}", failure.message);
}

#[tokio::test]
async fn a_list_of_models_is_read_with_its_etag_and_asked_for_by_it() {
    let body = "{\"data\":[{\"id\":\"a\"},{\"id\":\"b\"}]}";
    let reply = format!("HTTP/1.1 200 OK\r\netag: \"e1\"\r\ncontent-length: {}\r\n\r\n{body}", body.len());
    let (address, _) = server(reply, Then::Close).await;
    let list = http(Timeouts::default()).list_models(&endpoint(&format!("http://{address}/v1"), None), None).await;
    let Ok(ModelList::Models { models, etag }) = list else { panic!("{list:?}") };
    assert_eq!((models.len(), etag.as_deref()), (2, Some("\"e1\"")));
    let (address, told) = server("HTTP/1.1 304 x\r\netag: \"e1\"\r\n\r\n", Then::Close).await;
    let endpoint = endpoint(&format!("http://{address}/v1"), None);
    let list = http(Timeouts::default()).list_models(&endpoint, Some("\"e1\"")).await;
    assert_eq!(list, Ok(ModelList::NotModified));
    let sent = told.await.expect("a request").to_lowercase();
    assert!(sent.starts_with("get /v1/models ") && sent.contains("if-none-match: \"e1\""), "{sent}");
}

#[test]
fn a_base_is_completed_and_never_doubled() {
    let join = |base: &str, path: &[&str]| super::join(&base.parse().expect("a URL"), path).to_string();
    for (base, path, expected) in [
        ("https://a/v1", &["chat", "completions"][..], "https://a/v1/chat/completions"),
        ("https://a/v1/", &["chat", "completions"], "https://a/v1/chat/completions"),
        ("https://a/v1/chat/completions", &["chat", "completions"], "https://a/v1/chat/completions"),
        ("https://a", &["v1", "messages"], "https://a/v1/messages"),
        ("https://a/v1", &["v1", "messages"], "https://a/v1/messages"),
        ("https://a/anthropic/v1/", &["v1", "messages"], "https://a/anthropic/v1/messages"),
        ("http://a:11434", &["api", "chat"], "http://a:11434/api/chat"),
        ("http://a:11434/api", &["api", "chat"], "http://a:11434/api/chat"),
        ("https://a/x?api-version=2#f", &["models"], "https://a/x/models?api-version=2"),
    ] {
        assert_eq!(join(base, path), expected);
    }
}

#[rustfmt::skip]
const GZIP: [u8; 100] = [
    0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x4b, 0x49, 0x2c, 0x49, 0xb4, 0x52, 0xa8, 0x56, 0x4a, 0xce,
    0xc8, 0xcf, 0x4c, 0x4e, 0x2d, 0x56, 0xb2, 0x8a, 0xae, 0x56, 0x4a, 0x49, 0xcd, 0x29, 0x49, 0x54, 0xb2, 0x02, 0x0a, 0xe6,
    0xe7, 0x95, 0xa4, 0xe6, 0x95, 0x28, 0x59, 0x29, 0x65, 0x64, 0x2a, 0xd5, 0xea, 0x28, 0xa5, 0x65, 0xe6, 0x65, 0x16, 0x67,
    0xc4, 0x17, 0xa5, 0x26, 0x16, 0xe7, 0xe7, 0x01, 0x45, 0x8b, 0x4b, 0xf2, 0x0b, 0x94, 0x6a, 0x63, 0x6b, 0xb9, 0xb8, 0x52,
    0xc0, 0xc6, 0x44, 0xbb, 0xf8, 0xfb, 0xb9, 0xc6, 0x72, 0x71, 0x01, 0x00, 0x68, 0xfa, 0xea, 0x00, 0x55, 0x00, 0x00, 0x00,
];
