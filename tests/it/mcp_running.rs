//! What happens while an MCP call runs: progress, cancellation, time limits, many at once; and that standard output
//! holds nothing but the protocol.

use std::time::Duration;

use serde_json::json;

use crate::support::mcp::text_of;
use crate::support::upstream::Closed;
use crate::support::{McpClient, Reply, Script, TestEnv, Upstream, now};

/// A long answer that comes slowly.
fn slow() -> Reply {
    Reply::stream(Script::new().words(&"word ".repeat(2000))).pace(Duration::from_millis(20))
}

#[test]
fn cancelling_a_call_closes_the_upstream_at_once_and_keeps_what_came() {
    let upstream = Upstream::start();
    upstream.always(slow());
    let env = TestEnv::with(&upstream);
    let mut client = McpClient::greeted(&env, &[]);
    let id = client.send(
        "tools/call",
        &json!({
            "name": "ask", "arguments": { "prompt": "talk" }, "_meta": { "progressToken": "t" },
        }),
    );
    // The second notification is the first token.
    client.wait_notification();
    let first = client.wait_notification();
    assert!(first["params"]["message"].as_str().is_some_and(|message| message.contains("first token")), "{first}");
    let asked = now();
    client.notify("notifications/cancelled", &json!({ "requestId": id, "reason": "enough" }));
    assert_eq!(upstream.wait_closed(0), Closed::BeforeEnd);
    let took = asked.elapsed();
    assert!(took <= Duration::from_millis(100), "{took:?}");
    // The server lives on, and never answers what was cancelled.
    client.request("ping", &json!({}));
    client.close();
    assert!(client.unasked().is_empty());
    let shown = env.baro(&["history", "list", "--all", "--json"]);
    assert!(shown.stdout.contains("talk"), "{shown}");
}

#[test]
fn a_call_that_was_never_answered_can_be_cancelled_too() {
    let upstream = Upstream::start();
    upstream.always(Reply::never());
    let env = TestEnv::with(&upstream);
    let mut client = McpClient::greeted(&env, &[]);
    let id = client.send_call("ask", &json!({ "prompt": "talk" }));
    upstream.wait_chats(1);
    let asked = now();
    client.notify("notifications/cancelled", &json!({ "requestId": id }));
    assert_eq!(upstream.wait_closed(0), Closed::BeforeEnd);
    assert!(asked.elapsed() <= Duration::from_millis(100), "{:?}", asked.elapsed());
}

#[test]
fn progress_is_told_where_it_was_asked_for_and_only_grows() {
    let upstream = Upstream::start();
    upstream.always(Reply::stream(Script::new().words(&"word ".repeat(60))).pace(Duration::from_millis(40)));
    let env = TestEnv::with(&upstream);
    let mut client = McpClient::stateless(&env, &[]);
    client.answer("ask", &json!({ "prompt": "quietly" }));
    assert!(client.notifications.is_empty(), "{:?}", client.notifications);
    let params = json!({ "name": "ask", "arguments": { "prompt": "talk" }, "_meta": { "progressToken": 7 } });
    client.request("tools/call", &params);
    let told: Vec<f64> = client
        .notifications
        .iter()
        .map(|notification| {
            assert_eq!(notification["params"]["progressToken"], 7);
            notification["params"]["progress"].as_f64().expect("a number")
        })
        .collect();
    assert!(told.len() >= 4 && told.windows(2).all(|pair| pair[0] < pair[1]), "{told:?}");
    let messages: Vec<&str> =
        client.notifications.iter().filter_map(|notification| notification["params"]["message"].as_str()).collect();
    assert!(messages[0].ends_with(": m1") && messages[1].contains("first token"), "{messages:?}");
    assert!(messages[2].contains(" tokens, 1 s"), "{messages:?}");
}

#[test]
fn what_came_before_the_time_ran_out_is_returned_and_no_error() {
    let upstream = Upstream::start();
    upstream.always(slow());
    let env = TestEnv::with(&upstream);
    let mut client = McpClient::greeted(&env, &["--timeout", "1"]);
    let text = client.answer("ask", &json!({ "prompt": "talk" }));
    let (first, rest) = text.split_once("\n\n").expect("a first line");
    assert!(first.ends_with(" · truncated: timeout") && rest.starts_with("word word"), "{first}");
    assert_eq!(upstream.wait_closed(0), Closed::BeforeEnd);
    let silent = Upstream::start();
    silent.always(Reply::never());
    let env = TestEnv::with(&silent);
    let mut client = McpClient::greeted(&env, &["--timeout", "1"]);
    let nothing = client.trouble("ask", &json!({ "prompt": "silence" }));
    assert!(nothing.starts_with("timeout: "), "{nothing}");
}

#[test]
fn a_stream_that_breaks_is_asked_again_since_nobody_saw_it() {
    let upstream = Upstream::start();
    upstream.queue(Reply::says("half of it").cut(60, crate::support::Cut::Fin));
    upstream.queue(Reply::says("all of it"));
    let env = TestEnv::with(&upstream);
    let text = McpClient::greeted(&env, &[]).answer("ask", &json!({ "prompt": "talk" }));
    assert!(text.ends_with("\n\nall of it"), "{text}");
}

#[test]
fn a_hundred_calls_at_once_each_get_their_own_answer() {
    let upstream = Upstream::start();
    upstream.on(|request| Some(Reply::says(&format!("echo of {}", request.prompt()))));
    let env = TestEnv::with(&upstream);
    let mut client = McpClient::greeted(&env, &[]);
    let ids: Vec<u64> =
        (0..100).map(|n| client.send_call("ask", &json!({ "prompt": format!("number {n}.") }))).collect();
    for (n, id) in ids.into_iter().enumerate() {
        let answer = client.wait(id);
        let text = text_of(&answer["result"]);
        assert!(text.ends_with(&format!("\n\necho of number {n}.")), "{answer}");
    }
    let usage = client.call("usage", &json!({}));
    assert_eq!(usage["structuredContent"]["total"]["requests"], 100);
    assert_eq!(client.finish(), (0, String::new()));
}

#[test]
fn too_many_at_once_are_refused() {
    let upstream = Upstream::start();
    upstream.always(Reply::never());
    let env = TestEnv::with(&upstream);
    let mut client = McpClient::greeted(&env, &["--max-at-once", "1"]);
    client.send_call("ask", &json!({ "prompt": "one" }));
    upstream.wait_chats(1);
    let refusal = client.trouble("ask", &json!({ "prompt": "two" }));
    assert!(refusal.starts_with("too_many_calls: another call is under way"), "{refusal}");
}

#[test]
fn what_is_no_message_is_answered_by_the_protocol_or_passed_over() {
    let env = TestEnv::new();
    let mut client = McpClient::greeted(&env, &[]);
    client.write("this is no JSON");
    client.write("");
    client.write("{\"jsonrpc\":\"2.0\"}");
    client.write("\u{feff}{}");
    let unknown = client.request("no/such/method", &json!({}));
    assert_eq!(unknown["error"]["code"], -32601, "{unknown}");
    client.request("ping", &json!({}));
    assert_eq!(client.finish().0, 0);
}

#[test]
fn a_client_that_goes_away_ends_the_server_and_its_calls() {
    let upstream = Upstream::start();
    upstream.always(Reply::never());
    let env = TestEnv::with(&upstream);
    // Before it said anything.
    assert_eq!(McpClient::start(&env, &[]).finish().0, 0);
    let mut client = McpClient::greeted(&env, &[]);
    client.send_call("ask", &json!({ "prompt": "talk" }));
    upstream.wait_chats(1);
    assert_eq!(client.finish().0, 0);
    assert_eq!(upstream.wait_closed(0), Closed::BeforeEnd);
}
