//! How an MCP server over standard streams ends, and that standard output is the protocol's to the last byte: under
//! `RUST_LOG=trace`, when a tool panics, when nobody reads any more.

use std::io::{Read as _, Write as _};
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use serde_json::{Value, json};

use crate::support::mcp::{spawned, text_of};
use crate::support::upstream::Closed;
use crate::support::{LIMIT, McpClient, Reply, Script, TestEnv, Upstream, now};

/// The server that has a tool which panics, on the same transports.
fn fixture(env: &TestEnv) -> Command {
    let this = std::env::current_exe().expect("a path");
    let folder = this.ancestors().nth(2).expect("a folder");
    let program: PathBuf = folder.join("examples").join(format!("mcp_fixture{}", std::env::consts::EXE_SUFFIX));
    assert!(program.exists(), "`cargo build --example mcp_fixture` builds it, as running all tests does");
    env.prepared(&program.to_string_lossy(), &["--stdio"])
}

/// Sends these requests, closes the input, and returns every byte of the output and of standard error.
fn bytes_of(command: Command, requests: &[Value]) -> (Vec<u8>, String) {
    let (mut child, complaints) = spawned(command);
    let mut input = child.stdin.take().expect("a pipe");
    for request in requests {
        writeln!(input, "{request}").expect("written");
    }
    drop(input);
    let mut bytes = Vec::new();
    child.stdout.take().expect("a pipe").read_to_end(&mut bytes).expect("bytes");
    assert_eq!(child.wait().expect("an end").code(), Some(0));
    (bytes, complaints.join().expect("a reader"))
}

/// The messages that bytes are, each on a line of its own, with nothing before, between or after them.
fn messages(bytes: &[u8]) -> Vec<Value> {
    let text = std::str::from_utf8(bytes).expect("UTF-8");
    assert!(text.is_empty() || text.ends_with('\n'), "{text}");
    text.split_terminator('\n')
        .map(|line| {
            let message: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line:?}"));
            assert_eq!(message["jsonrpc"], "2.0", "{line}");
            // Serialised again it is as long: no space, no control character, nothing beside it.
            assert_eq!(message.to_string().len(), line.len(), "{line:?}");
            message
        })
        .collect()
}

fn greeting() -> Vec<Value> {
    let hello =
        json!({ "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": { "name": "t", "version": "1" } });
    vec![
        json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": hello }),
        json!({ "jsonrpc": "2.0", "method": "notifications/initialized" }),
    ]
}

fn call(id: u64, tool: &str, arguments: &Value) -> Value {
    json!({ "jsonrpc": "2.0", "id": id, "method": "tools/call", "params": { "name": tool, "arguments": arguments } })
}

#[test]
fn a_panicking_tool_is_an_error_of_the_protocol_and_never_on_standard_output() {
    let mut requests = greeting();
    requests.extend([
        call(2, "test_panic", &json!({})),
        call(3, "test_simple_text", &json!({})),
        call(4, "test_panic", &json!({})),
    ]);
    let (bytes, complaints) = bytes_of(fixture(&TestEnv::new()), &requests);
    let mut answers = messages(&bytes);
    answers.sort_by_key(|answer| answer["id"].as_u64());
    let codes: Vec<&Value> = answers.iter().map(|answer| &answer["error"]["code"]).collect();
    assert_eq!(codes, [&Value::Null, &json!(-32603), &Value::Null, &json!(-32603)], "{answers:?}");
    assert_eq!(text_of(&answers[2]["result"]), "This is a simple text response for testing.");
    assert_eq!(complaints.matches("this tool panics on purpose").count(), 2, "{complaints}");
}

#[test]
fn every_byte_of_standard_output_is_the_protocols() {
    let upstream = Upstream::start();
    upstream.always(Reply::stream(Script::says("\u{1b}[31mred\u{7}\r\n\u{0}둘\u{2028}셋")));
    let env = TestEnv::with(&upstream);
    let mut client = McpClient::greeted(&env, &[]);
    let answer = client.answer("ask", &json!({ "prompt": "hi" }));
    assert!(answer.contains("둘\u{2028}셋") && !answer.contains('\u{1b}'), "{answer:?}");
    client.finish();
    let mut requests = greeting();
    requests.extend([
        json!("no object"),
        json!({ "jsonrpc": "2.0", "id": 5, "method": "tools/list" }),
        json!({ "jsonrpc": "2.0", "id": 6, "method": "no/such" }),
        call(7, "route", &json!({ "prompt": "이 함수 고쳐줘\n\u{85}\u{1b}[0m" })),
        call(8, "nothing", &json!({})),
        json!({ "jsonrpc": "2.0", "id": 9, "method": "resources/read", "params": { "uri": "baro://models" } }),
    ]);
    let program = env.prepared(env!("CARGO_BIN_EXE_baro"), &["mcp", "serve"]);
    let (bytes, _) = bytes_of(program, &requests);
    let mut ids: Vec<u64> = messages(&bytes).iter().filter_map(|message| message["id"].as_u64()).collect();
    ids.sort_unstable();
    assert_eq!(ids, [1, 5, 6, 7, 8, 9], "what was asked before the end is answered");
}

#[test]
fn a_client_that_goes_away_ends_its_calls_and_is_told_what_came() {
    let upstream = Upstream::start();
    upstream.always(Reply::never());
    let env = TestEnv::with(&upstream);
    let mut client = McpClient::greeted(&env, &[]);
    let silent = client.send_call("ask", &json!({ "prompt": "talk" }));
    upstream.wait_chats(1);
    client.close();
    assert_eq!(client.unasked(), [silent]);
    assert!(text_of(&client.wait(silent)["result"]).starts_with("cancelled: "));
    assert_eq!(upstream.wait_closed(0), Closed::BeforeEnd);
    assert_eq!(client.finish().0, 0);

    let upstream = Upstream::start();
    upstream.always(Reply::stream(Script::new().words(&"word ".repeat(2000))).pace(Duration::from_millis(20)));
    let env = TestEnv::with(&upstream);
    let mut client = McpClient::greeted(&env, &[]);
    let params = json!({ "name": "ask", "arguments": { "prompt": "talk" }, "_meta": { "progressToken": "t" } });
    let slow = client.send("tools/call", &params);
    client.wait_notification();
    client.wait_notification();
    client.close();
    let answer = client.wait(slow);
    assert!(text_of(&answer["result"]).contains("\n\nword"), "{answer}");
    assert_eq!(upstream.wait_closed(0), Closed::BeforeEnd);
    let shown = env.baro(&["history", "list", "--all", "--json"]);
    assert!(shown.stdout.contains("talk"), "{shown}");
}

#[test]
fn a_server_whose_output_nobody_reads_ends_by_itself() {
    let env = TestEnv::new();
    let (mut child, complaints) = spawned(env.prepared(env!("CARGO_BIN_EXE_baro"), &["mcp", "serve"]));
    drop(child.stdout.take());
    let mut input = child.stdin.take().expect("a pipe");
    for request in greeting() {
        // It may have ended before the second.
        let _ = writeln!(input, "{request}");
    }
    let code = child.wait().expect("an end").code();
    let complaints = complaints.join().expect("no panic");
    drop(input);
    assert!(code.is_some_and(|code| code < 100) && !complaints.contains("panicked"), "{code:?} {complaints}");
}

#[cfg(unix)]
#[test]
fn a_server_that_is_told_to_stop_keeps_what_came() {
    let upstream = Upstream::start();
    upstream.always(Reply::never());
    let env = TestEnv::with(&upstream);
    let mut client = McpClient::greeted(&env, &[]);
    client.send_call("ask", &json!({ "prompt": "remember me" }));
    upstream.wait_chats(1);
    let asked = now();
    let process = rustix::process::Pid::from_child(client.process());
    rustix::process::kill_process(process, rustix::process::Signal::TERM).expect("a signal");
    assert_eq!(upstream.wait_closed(0), Closed::BeforeEnd);
    assert_eq!(client.process().wait().expect("an end").code(), Some(0));
    assert!(asked.elapsed() < LIMIT);
    let shown = env.baro(&["history", "list", "--all", "--json"]);
    assert!(shown.stdout.contains("remember me"), "{shown}");
}
