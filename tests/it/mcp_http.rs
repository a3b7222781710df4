//! The MCP server over HTTP: who is let in, what is refused, and that a client that leaves cancels its call.

use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, ChildStderr, Stdio};

use serde_json::{Value, json};

use crate::support::mcp::text_of;
use crate::support::upstream::Closed;
use crate::support::{LIMIT, Reply, Script, TestEnv, Upstream};

const TOKEN: &str = "a-token-of-the-test";

/// A server on a free port.
struct Served {
    child: Child,
    stderr: BufReader<ChildStderr>,
    address: SocketAddr,
}

impl Served {
    fn start(env: &TestEnv, flags: &[&str]) -> Self {
        let mut arguments = vec!["mcp", "serve", "--http", "127.0.0.1:0"];
        arguments.extend(flags);
        let mut child = env
            .prepared(env!("CARGO_BIN_EXE_baro"), &arguments)
            .env("BARO_TEST_TOKEN", TOKEN)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program");
        let mut stderr = BufReader::new(child.stderr.take().expect("a pipe"));
        // The test's own variable is none of baro's, which it says first.
        let mut line = String::new();
        while !line.contains("listens at ") {
            line.clear();
            assert!(stderr.read_line(&mut line).expect("a line") > 0, "it ended");
        }
        let address = line.split("http://").nth(1).and_then(|rest| rest.split('/').next()).expect("an address");
        let address = address.parse().expect("an address");
        Self { child, stderr, address }
    }

    fn with_token(env: &TestEnv) -> Self {
        Self::start(env, &["--token-env", "BARO_TEST_TOKEN"])
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).expect("a connection");
        stream.set_read_timeout(Some(LIMIT)).expect("a limit");
        stream
    }

    /// Sends a request with `headers` and returns the status and the body, to the end of the connection.
    fn post(&self, path: &str, headers: &[(&str, &str)], body: &str) -> (u16, String) {
        let (status, _, body) = self.exchange(path, headers, body);
        (status, body)
    }

    /// The same, with the head of the answer.
    fn exchange(&self, path: &str, headers: &[(&str, &str)], body: &str) -> (u16, String, String) {
        let mut stream = self.connect();
        self.send(&mut stream, path, headers, body);
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_default();
        (status, head.to_owned(), body.to_owned())
    }

    /// Greets in the older era and returns the session.
    fn greet(&self) -> String {
        let info = json!({ "name": "t", "version": "1" });
        let hello = json!({ "protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": info });
        let body = json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": hello }).to_string();
        let (status, head, body) = self.exchange("/mcp", &[("authorization", &bearer(TOKEN))], &body);
        assert_eq!(status, 200, "{body}");
        let id = head.lines().find_map(|line| line.strip_prefix("mcp-session-id: ")).expect("a session").to_owned();
        assert_eq!(self.within(&id, &json!({ "method": "notifications/initialized" })), 202);
        id
    }

    /// The status of a message within a session.
    fn within(&self, session: &str, message: &Value) -> u16 {
        let mut message = message.clone();
        message["jsonrpc"] = json!("2.0");
        let bearer = bearer(TOKEN);
        let headers =
            [("authorization", bearer.as_str()), ("mcp-session-id", session), ("mcp-protocol-version", "2025-06-18")];
        self.post("/mcp", &headers, &message.to_string()).0
    }

    fn send(&self, stream: &mut TcpStream, path: &str, headers: &[(&str, &str)], body: &str) {
        let mut head = format!("POST {path} HTTP/1.1\r\nconnection: close\r\ncontent-length: {}\r\n", body.len());
        let host = format!("127.0.0.1:{}", self.address.port());
        let usual = [
            ("host", host.as_str()),
            ("content-type", "application/json"),
            ("accept", "application/json, text/event-stream"),
        ];
        let own = |name: &str| headers.iter().any(|(other, _)| *other == name);
        for (name, value) in usual.iter().filter(|(name, _)| !own(name)).chain(headers) {
            let _ = write!(head, "{name}: {value}\r\n");
        }
        // A server that refuses early may close before the body is through.
        let _ = stream.write_all(format!("{head}\r\n{body}").as_bytes());
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn request(method: &str, params: Value) -> String {
    let mut params = params;
    params["_meta"] = json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {},
    });
    json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params }).to_string()
}

fn bearer(token: &str) -> String {
    format!("Bearer {token}")
}

/// The headers that the newer era wants with a request.
fn headers<'a>(authorization: &'a str, method: &'a str, name: &'a str) -> Vec<(&'a str, &'a str)> {
    let mut headers =
        vec![("authorization", authorization), ("mcp-protocol-version", "2026-07-28"), ("mcp-method", method)];
    if !name.is_empty() {
        headers.push(("mcp-name", name));
    }
    headers
}

/// The message in a body, plain or as an event.
fn message(body: &str) -> Value {
    let json =
        body.lines().map(|line| line.strip_prefix("data: ").unwrap_or(line)).find(|line| line.contains("\"result\""));
    serde_json::from_str(json.unwrap_or_else(|| panic!("no result in {body}"))).expect("JSON")
}

#[test]
fn only_who_shows_the_token_is_let_in_and_only_by_the_bound_name() {
    let upstream = Upstream::saying("over http");
    let env = TestEnv::with(&upstream);
    let served = Served::with_token(&env);
    let good = bearer(TOKEN);
    let list = request("tools/list", json!({}));
    let port = served.address.port();
    let own = format!("http://localhost:{port}");
    let neighbour = format!("http://localhost:{}", port.wrapping_add(1));
    let other_port = format!("127.0.0.1:{}", port.wrapping_add(1));
    for (path, token, extra, status) in [
        ("/mcp", good.as_str(), vec![], 200),
        ("/mcp", good.as_str(), vec![("origin", own.as_str())], 200),
        ("/mcp", "", vec![], 401),
        ("/mcp", "Bearer wrong", vec![], 401),
        ("/mcp", &bearer(&TOKEN[1..]), vec![], 401),
        ("/mcp", TOKEN, vec![], 401),
        ("/mcp", good.as_str(), vec![("host", "evil.example")], 403),
        ("/mcp", good.as_str(), vec![("host", other_port.as_str())], 403),
        ("/mcp", good.as_str(), vec![("origin", "http://evil.example")], 403),
        ("/mcp", good.as_str(), vec![("origin", neighbour.as_str())], 403),
        ("/mcp", good.as_str(), vec![("origin", "null")], 403),
        ("/", good.as_str(), vec![], 404),
    ] {
        let mut all = headers(token, "tools/list", "");
        all.retain(|(name, value)| *name != "authorization" || !value.is_empty());
        all.extend(&extra);
        let (seen, body) = served.post(path, &all, &list);
        assert_eq!(seen, status, "{path} {token} {extra:?}: {body}");
        assert!(status == 200 || !body.contains("qwen_code_assistant"), "{body}");
    }
    let call = request("tools/call", json!({ "name": "ask", "arguments": { "prompt": "hi" } }));
    let (status, body) = served.post("/mcp", &headers(&good, "tools/call", "ask"), &call);
    assert_eq!(status, 200, "{body}");
    assert!(text_of(&message(&body)["result"]).ends_with("\n\nover http"), "{body}");
    let (status, _) = served.post("/mcp", &headers(&good, "tools/call", "ask"), &"x".repeat(4 * 1024 * 1024 + 1));
    assert_eq!(status, 413);
}

#[test]
fn clients_that_greet_are_served_too() {
    let env = TestEnv::new();
    let served = Served::with_token(&env);
    let info = json!({ "name": "t", "version": "1" });
    let hello = json!({ "protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": info });
    let body = json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": hello }).to_string();
    let (status, body) = served.post("/mcp", &[("authorization", &bearer(TOKEN))], &body);
    assert_eq!(status, 200, "{body}");
    assert_eq!(message(&body)["result"]["serverInfo"]["name"], "baro");
}

#[test]
fn a_token_is_made_and_shown_once_where_none_was_given() {
    let env = TestEnv::new();
    let mut served = Served::start(&env, &[]);
    let mut line = String::new();
    served.stderr.read_line(&mut line).expect("a line");
    let token = line.trim_end().rsplit(' ').next().expect("a token").to_owned();
    assert_eq!(token.len(), 48, "{line}");
    let list = request("tools/list", json!({}));
    assert_eq!(served.post("/mcp", &headers("Bearer x", "tools/list", ""), &list).0, 401);
    assert_eq!(served.post("/mcp", &headers(&bearer(&token), "tools/list", ""), &list).0, 200);
    let open = Served::start(&env, &["--no-token"]);
    assert_eq!(open.post("/mcp", &headers("x", "tools/list", ""), &list).0, 200);
}

#[test]
fn other_machines_are_never_let_in_without_a_token() {
    let env = TestEnv::new();
    let run = env.baro(&["mcp", "serve", "--http", "0.0.0.0:0", "--no-token"]);
    run.expect_code(2).expect_stderr(&["a token is needed"]);
    let run = env.baro(&["mcp", "serve", "--http", "127.0.0.1:0", "--token-env", "NOT_SET"]);
    run.expect_code(2).expect_stderr(&["NOT_SET"]);
}

#[test]
fn a_client_that_leaves_cancels_its_call() {
    let upstream = Upstream::start();
    upstream.always(Reply::never());
    let env = TestEnv::with(&upstream);
    let served = Served::with_token(&env);
    let call = request("tools/call", json!({ "name": "ask", "arguments": { "prompt": "talk" } }));
    let mut stream = served.connect();
    served.send(&mut stream, "/mcp", &headers(&bearer(TOKEN), "tools/call", "ask"), &call);
    upstream.wait_chats(1);
    let asked = crate::support::now();
    drop(stream);
    assert_eq!(upstream.wait_closed(0), Closed::BeforeEnd);
    assert!(asked.elapsed().as_millis() <= 100, "{:?}", asked.elapsed());
}

#[test]
fn a_hundred_clients_at_once_each_get_their_own_answer() {
    let upstream = Upstream::start();
    upstream.on(|request| Some(Reply::says(&format!("echo of {}", request.prompt()))));
    let env = TestEnv::with(&upstream);
    let served = Served::with_token(&env);
    let token = bearer(TOKEN);
    std::thread::scope(|scope| {
        for n in 0..100 {
            let (served, token) = (&served, &token);
            scope.spawn(move || {
                let prompt = json!({ "prompt": format!("number {n}.") });
                let call = request("tools/call", json!({ "name": "ask", "arguments": prompt }));
                let (status, body) = served.post("/mcp", &headers(token, "tools/call", "ask"), &call);
                assert_eq!(status, 200, "{body}");
                let text = text_of(&message(&body)["result"]);
                assert!(text.ends_with(&format!("\n\necho of number {n}.")), "{text}");
            });
        }
    });
}

#[cfg(unix)]
#[test]
fn the_server_stops_when_it_is_told_to() {
    let env = TestEnv::new();
    let mut served = Served::with_token(&env);
    // A session that nobody ended keeps nobody waiting.
    served.greet();
    let process = rustix::process::Pid::from_child(&served.child);
    let asked = crate::support::now();
    rustix::process::kill_process(process, rustix::process::Signal::TERM).expect("a signal");
    assert_eq!(served.child.wait().expect("an end").code(), Some(0));
    assert!(asked.elapsed().as_millis() <= 1500, "{:?}", asked.elapsed());
}

#[test]
fn sessions_are_so_many_and_the_one_that_was_idle_longest_makes_place() {
    let env = TestEnv::new();
    let served = Served::with_token(&env);
    let ping = json!({ "id": 2, "method": "ping" });
    let (first, second) = (served.greet(), served.greet());
    for _ in 0..127 {
        served.greet();
    }
    // 129 were begun, and 128 may be.
    assert_eq!(served.within(&first, &ping), 404);
    assert_eq!(served.within(&second, &ping), 200);
    // It was used just now, so that another one goes.
    let newest = served.greet();
    assert_eq!(served.within(&second, &ping), 200);
    assert_eq!(served.within(&newest, &ping), 200);
}

#[cfg(unix)]
#[test]
fn a_server_that_is_told_to_stop_ends_its_calls_at_once_and_answers_what_came() {
    let upstream = Upstream::start();
    upstream
        .always(Reply::stream(Script::new().words(&"word ".repeat(2000))).pace(std::time::Duration::from_millis(20)));
    let env = TestEnv::with(&upstream);
    let mut served = Served::with_token(&env);
    let mut params = json!({ "name": "ask", "arguments": { "prompt": "talk" } });
    params["_meta"] = json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {}, "progressToken": "t",
    });
    let call = json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params }).to_string();
    let mut stream = served.connect();
    served.send(&mut stream, "/mcp", &headers(&bearer(TOKEN), "tools/call", "ask"), &call);
    let mut answer = BufReader::new(stream);
    let mut line = String::new();
    while !line.contains("first token") {
        line.clear();
        assert!(answer.read_line(&mut line).expect("a line") > 0, "it ended");
    }
    let process = rustix::process::Pid::from_child(&served.child);
    let asked = crate::support::now();
    rustix::process::kill_process(process, rustix::process::Signal::TERM).expect("a signal");
    assert_eq!(upstream.wait_closed(0), Closed::BeforeEnd);
    assert!(asked.elapsed().as_millis() <= 500, "{:?}", asked.elapsed());
    let mut rest = String::new();
    answer.read_to_string(&mut rest).expect("an answer");
    assert!(text_of(&message(&rest)["result"]).contains("word"), "{rest}");
    assert_eq!(served.child.wait().expect("an end").code(), Some(0));
    let shown = env.baro(&["history", "list", "--all", "--json"]);
    assert!(shown.stdout.contains("talk"), "{shown}");
}
