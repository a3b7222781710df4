//! The MCP server's tools over standard input and output, as a client sees them, in both eras of the protocol.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::mcp::{conversation_of, text_of};
use crate::support::{McpClient, Reply, Script, TestEnv, Upstream};

const SIX: [&str; 6] = ["ask", "qwen_code_assistant", "kimi_deep_thinker", "meta_quick_responder", "route", "usage"];

fn tools(client: &mut McpClient) -> Vec<Value> {
    let list = client.request("tools/list", &json!({}));
    list["result"]["tools"].as_array().expect("tools").clone()
}

fn names(tools: &[Value]) -> Vec<&str> {
    tools.iter().filter_map(|tool| tool["name"].as_str()).collect()
}

fn n_bytes(tools: &[Value]) -> usize {
    Value::from(tools.to_vec()).to_string().len()
}

#[test]
fn both_eras_are_greeted_without_a_key_and_without_a_network() {
    let env = TestEnv::new();
    for version in ["2025-03-26", "2025-06-18", "2025-11-25"] {
        let mut client = McpClient::start(&env, &[]);
        let greeting = client.initialize(version);
        assert_eq!(greeting["protocolVersion"], version);
        assert_eq!(greeting["serverInfo"]["name"], "baro");
        assert_eq!(greeting["serverInfo"]["version"], env!("CARGO_PKG_VERSION"));
        assert_eq!(names(&tools(&mut client)), SIX);
        assert_eq!(client.finish(), (0, String::new()));
    }
    let mut client = McpClient::stateless(&env, &[]);
    let found = client.request("server/discover", &json!({}));
    let versions = found["result"]["supportedVersions"].as_array().expect("versions");
    assert!(versions.contains(&json!("2026-07-28")) && versions.contains(&json!("2025-06-18")), "{found}");
    let instructions = found["result"]["instructions"].as_str().expect("instructions");
    assert!(instructions.chars().count() <= 1200 && instructions.contains("키미"), "{instructions}");
    let list = client.request("tools/list", &json!({}));
    assert_eq!(list["result"]["resultType"], "complete");
    assert!(list["result"]["ttlMs"].is_number(), "{list}");
    assert_eq!(client.finish(), (0, String::new()));
}

#[test]
fn the_tools_take_no_more_room_than_was_promised() {
    let env = TestEnv::new();
    let mut client = McpClient::greeted(&env, &[]);
    let all = tools(&mut client);
    assert!(n_bytes(&all) <= 5500, "{}", n_bytes(&all));
    for tool in &all {
        let text = tool.to_string();
        assert!(!text.contains("$schema") && !text.contains("uint"), "{text}");
        assert_eq!(tool["inputSchema"]["additionalProperties"], false, "{text}");
        assert_eq!(tool["annotations"]["readOnlyHint"], true, "{text}");
        assert!(tool["_meta"]["anthropic/searchHint"].is_string(), "{text}");
        assert_eq!(tool["_meta"]["anthropic/alwaysLoad"] == true, tool["name"] == "ask", "{text}");
        let structured = ["route", "usage"].contains(&tool["name"].as_str().unwrap_or_default());
        assert_eq!(tool["outputSchema"].is_object(), structured, "{text}");
    }
    let pins: [&[&str]; 4] = [
        &["--model", "qwen"],
        &["--route", "think"],
        &["--route", "fast", "--tools", "meta_quick_responder", "--name", "meta-fast"],
        &["--model", "fake:m1,fake:m2"],
    ];
    for pin in pins {
        let mut client = McpClient::greeted(&env, pin);
        let pinned = tools(&mut client);
        assert!(n_bytes(&pinned) <= 1800, "{pin:?} {}", n_bytes(&pinned));
        assert_eq!(pinned[0]["_meta"]["anthropic/alwaysLoad"], true, "{pin:?}");
        assert!(pinned[0]["inputSchema"]["properties"]["model"]["enum"].is_array() == (pin[1] == "fake:m1,fake:m2"));
    }
}

#[test]
fn the_first_line_of_an_answer_names_model_route_time_tokens_and_conversation() {
    let upstream = Upstream::start();
    upstream.always(Reply::stream(Script::says("use a map\u{1b}[31m").usage(812, 344)));
    let env = TestEnv::with(&upstream);
    for stateless in [false, true] {
        let mut client = if stateless { McpClient::stateless(&env, &[]) } else { McpClient::greeted(&env, &[]) };
        let result = client.call("ask", &json!({ "prompt": "fix this rust function", "context": "fn main() {}" }));
        let text = text_of(&result);
        let (first, rest) = text.split_once("\n\n").expect("a first line");
        assert!(first.starts_with("[baro] m1 · code "), "{first}");
        assert!(first.contains(" s · 812+344 tokens · conversation_id=c_"), "{first}");
        assert_eq!(rest, "use a map");
        assert!(result.get("structuredContent").is_none(), "{result}");
        let call = &result["_meta"]["dev.baro/call"];
        assert_eq!((&call["model"], &call["complete"]), (&json!("fake:m1"), &json!(true)), "{call}");
        assert_eq!(call["conversation_id"], conversation_of(&text));
        assert_eq!(client.finish(), (0, String::new()));
    }
    let prompt = upstream.chats()[0].prompt();
    assert!(prompt.contains("fix this rust function") && prompt.contains("[material: context, 12 bytes]"), "{prompt}");
}

#[test]
fn one_conversation_goes_on_across_tools_processes_and_the_command_line() {
    let upstream = Upstream::saying("answer");
    let env = TestEnv::with(&upstream);
    let mut client = McpClient::greeted(&env, &[]);
    let id = conversation_of(&client.answer("ask", &json!({ "prompt": "first" })));
    let same =
        conversation_of(&client.answer("kimi_deep_thinker", &json!({ "prompt": "second", "conversation_id": "last" })));
    assert_eq!(same, id);
    client.finish();
    let mut client = McpClient::stateless(&env, &[]);
    client.answer("meta_quick_responder", &json!({ "prompt": "third", "conversation_id": id }));
    let last = client.trouble("ask", &json!({ "prompt": "x", "conversation_id": &id[..12] }));
    assert!(last.starts_with("unknown_conversation: "), "{last}");
    client.finish();
    env.baro(&["ask", "--conversation", &id, "fourth"]).expect_code(0);
    let chats = upstream.chats();
    let said: Vec<String> = chats.last().expect("a chat").conversation().into_iter().map(|(_, text)| text).collect();
    assert_eq!(said, ["first", "answer", "second", "answer", "third", "answer", "fourth"]);
    // A conversation of MCP alone is not what `-c` goes on with.
    let fresh = McpClient::greeted(&env, &[]).trouble("ask", &json!({ "prompt": "x", "conversation_id": "last" }));
    assert!(fresh.starts_with("unknown_conversation: this server has answered nothing yet"), "{fresh}");
}

#[test]
fn a_namesake_without_a_key_is_served_by_the_next_candidate_and_that_is_said() {
    let upstream = Upstream::saying("deep");
    let env = TestEnv::with(&upstream);
    let mut client = McpClient::greeted(&env, &[]);
    let listed = tools(&mut client);
    let kimi = listed[2]["description"].as_str().expect("a description");
    assert!(kimi.contains("Now: m1 instead of Kimi: no MOONSHOT_API_KEY."), "{kimi}");
    let text = client.answer("kimi_deep_thinker", &json!({ "prompt": "why" }));
    assert!(
        text.lines().next().is_some_and(|line| line.ends_with(" · m1 instead of Kimi: no MOONSHOT_API_KEY")),
        "{text}"
    );
    // A pinned server is strict.
    let mut pinned = McpClient::greeted(&env, &["--model", "kimi"]);
    let refusal = pinned.trouble("kimi_deep_thinker", &json!({ "prompt": "why" }));
    assert!(refusal.starts_with("missing_key: moonshot:") && refusal.contains("MOONSHOT_API_KEY"), "{refusal}");
}

#[test]
fn a_namesake_with_a_key_serves_before_the_routes_order() {
    let upstream = Upstream::saying("from kimi");
    let mut env = TestEnv::with(&upstream);
    env.provider("moonshot", "openai", &upstream.url());
    let mut client = McpClient::greeted(&env, &[]);
    let text = client.answer("kimi_deep_thinker", &json!({ "prompt": "why" }));
    assert!(text.starts_with("[baro] kimi-k3"), "{text}");
    assert!(!text.contains("instead of"), "{text}");
    assert!(tools(&mut client)[2]["description"].as_str().is_some_and(|text| !text.contains("Now:")));
}

#[test]
fn claude_is_not_sold_to_claude_unless_it_is_named_or_allowed() {
    let upstream = Upstream::saying("from claude");
    let mut env = TestEnv::new();
    env.provider("anthropic", "anthropic", &upstream.url()).route_all(&["anthropic:claude-opus-5-5"]);
    let mut client = McpClient::greeted(&env, &[]);
    let refusal = client.trouble("ask", &json!({ "prompt": "hello" }));
    assert!(refusal.starts_with("no_usable_model: ") && refusal.contains("--allow-anthropic"), "{refusal}");
    assert!(client.answer("ask", &json!({ "prompt": "hello", "model": "claude" })).starts_with("[baro] claude-"));
    let mut allowed = McpClient::greeted(&env, &["--allow-anthropic"]);
    assert!(allowed.answer("ask", &json!({ "prompt": "hello" })).starts_with("[baro] claude-opus-5-5"));
}

#[test]
fn route_and_usage_are_free_and_structured() {
    let upstream = Upstream::start();
    upstream.always(Reply::stream(Script::says("x").usage(10, 5)));
    let env = TestEnv::with(&upstream);
    let mut client = McpClient::greeted(&env, &[]);
    let decision = client.call("route", &json!({ "prompt": "fix this rust function" }));
    assert_eq!(decision["structuredContent"]["route"], "code");
    assert_eq!(decision["structuredContent"]["model"], "fake:m1");
    assert_eq!(decision["structuredContent"].to_string(), text_of(&decision));
    assert_eq!(upstream.chats().len(), 0);
    let id = conversation_of(&client.answer("ask", &json!({ "prompt": "hi" })));
    for arguments in
        [json!({}), json!({ "period": "month" }), json!({ "period": "all" }), json!({ "conversation_id": id })]
    {
        let usage = client.call("usage", &arguments);
        assert_eq!(usage["structuredContent"]["total"]["usage"]["input"], 10, "{arguments} {usage}");
        assert_eq!(usage["structuredContent"]["rows"][0]["requests"], 1, "{usage}");
    }
    assert_eq!(upstream.chats().len(), 1);
}

#[test]
fn what_cannot_be_answered_is_one_line_with_a_code_and_what_to_do() {
    let upstream = Upstream::start();
    let mut env = TestEnv::with(&upstream);
    env.config("[models.\"fake:m1\"]\ncontext_tokens = 2000\n");
    env.file("src/a.rs", "fn main() {}");
    env.file(".env", "KEY=1");
    let mut client = McpClient::greeted(&env, &[]);
    let long = "word ".repeat(4000);
    for (tool, arguments, beginning) in [
        ("ask", json!({}), "bad_arguments: `prompt` is missing"),
        ("ask", json!({ "prompt": " " }), "bad_arguments: "),
        ("ask", json!({ "prompt": "x", "contxt": "y" }), "bad_arguments: ask: `contxt` is none of prompt, context"),
        ("ask", json!({ "prompt": 1 }), "bad_arguments: ask: `prompt` must be a string"),
        (
            "ask",
            json!({ "prompt": "x", "effort": "huge" }),
            "bad_arguments: ask: `effort` must be one of low, medium, high",
        ),
        ("ask", json!({ "prompt": "x", "files": "a.rs" }), "bad_arguments: ask: `files` must be a list of paths"),
        ("ask", json!({ "prompt": "x", "files": [""] }), "bad_arguments: ask: `files` must be a list of paths"),
        (
            "ask",
            json!({ "prompt": "x", "max_tokens": 0 }),
            "bad_arguments: ask: `max_tokens` must be a whole number from 1",
        ),
        ("meta_quick_responder", json!({ "prompt": "x", "files": ["a"] }), "bad_arguments: "),
        ("ask", json!({ "prompt": "x", "model": "kimmmi" }), "no_such_model: `kimmmi`"),
        ("ask", json!({ "prompt": "x", "model": "groq:x" }), "missing_key: groq:x: no GROQ_API_KEY"),
        ("ask", json!({ "prompt": "x", "conversation_id": "c_00000000000000000000000000" }), "unknown_conversation: "),
        ("ask", json!({ "prompt": "x", "files": ["src/b.rs"] }), "file_not_found: src/b.rs"),
        ("ask", json!({ "prompt": "x", "files": [".env"] }), "file_denied: .env: "),
        ("ask", json!({ "prompt": "x", "files": ["/etc/hostname"] }), "file_denied: /etc/hostname: "),
        ("ask", json!({ "prompt": "x", "context": long, "files": ["src/a.rs"] }), "context_too_long max="),
        ("usage", json!({ "period": "year" }), "bad_arguments: "),
    ] {
        let line = client.trouble(tool, &arguments);
        assert!(line.starts_with(beginning), "{arguments}: {line}");
        assert!(!line.contains('\n') && line.chars().count() < 1000, "{line}");
    }
    let too_long = client.trouble("ask", &json!({ "prompt": "x", "context": long, "files": ["src/a.rs"] }));
    assert!(too_long.contains("Tokens: context 5") && too_long.contains("src/a.rs 4"), "{too_long}");
    assert_eq!(upstream.chats().len(), 0, "nothing was sent");
    upstream.always(Reply::error(429, "rate_limit_exceeded", "slow").header("retry-after", "40"));
    let limited = client.trouble("ask", &json!({ "prompt": "x" }));
    assert!(limited.starts_with("provider_rate_limited"), "{limited}");
    let unknown = client.request("tools/call", &json!({ "name": "nothing", "arguments": {} }));
    assert_eq!(unknown["error"]["code"], -32602, "{unknown}");
}

#[test]
fn what_to_do_next_can_be_done_with_that_tool_on_that_server() {
    let upstream = Upstream::start();
    upstream.always(Reply::error(500, "server_error", "ill"));
    let mut env = TestEnv::with(&upstream);
    env.config("[models.\"fake:m1\"]\ncontext_tokens = 2000\n");
    let long = json!({ "prompt": "x", "context": "word ".repeat(4000) });
    let short = json!({ "prompt": "x" });
    let mut all = McpClient::greeted(&env, &[]);
    let refused = all.trouble("ask", &json!({ "prompt": "x", "model": "groq:x" }));
    assert!(
        refused.contains("`baro auth add groq`") && refused.ends_with("; or leave `model` out to let another serve"),
        "{refused}"
    );
    assert!(all.trouble("ask", &short).ends_with("; or pass another `model`"));
    assert!(all.trouble("kimi_deep_thinker", &short).ends_with("; or use `ask`, where another serves"));
    // The weights of the models inside baro are not here, so none of them is offered for what is too long.
    let too_long = all.trouble("ask", &long);
    assert!(!too_long.contains("local:"), "{too_long}");
    let mut pinned = McpClient::greeted(&env, &["--model", "fake:m1"]);
    let ill = pinned.trouble("ask", &short);
    assert!(ill.ends_with("; or use another server: this one was started for fake:m1 alone"), "{ill}");
    let mut routed = McpClient::greeted(&env, &["--route", "think"]);
    for line in [routed.trouble("kimi_deep_thinker", &short), routed.trouble("kimi_deep_thinker", &long)] {
        assert!(!line.contains("`model`") && !line.contains("`ask`"), "{line}");
    }
}

#[test]
fn a_pinned_server_speaks_of_its_own_tools_alone() {
    let env = TestEnv::new();
    let mut client = McpClient::start(&env, &["--name", "kimi-thinker", "--route", "think"]);
    let greeting = client.initialize("2025-11-25");
    assert_eq!(greeting["serverInfo"]["title"], "kimi-thinker");
    let instructions = greeting["instructions"].as_str().expect("instructions");
    assert!(
        instructions.contains("kimi_deep_thinker") && !instructions.contains("qwen_code_assistant"),
        "{instructions}"
    );
    let prompts = client.request("prompts/list", &json!({}));
    let names: Vec<&str> = prompts["result"]["prompts"]
        .as_array()
        .expect("prompts")
        .iter()
        .filter_map(|prompt| prompt["name"].as_str())
        .collect();
    assert_eq!(names, ["second_opinion", "deep_think"]);
}

#[test]
fn last_is_what_it_says_also_where_nothing_was_kept_or_it_was_removed() {
    let upstream = Upstream::saying("ok");
    let mut env = TestEnv::with(&upstream);
    let mut client = McpClient::greeted(&env, &[]);
    let id = conversation_of(&client.answer("ask", &json!({ "prompt": "first" })));
    env.baro(&["history", "rm", &id]).expect_code(0);
    let gone = client.trouble("ask", &json!({ "prompt": "x", "conversation_id": "last" }));
    assert!(gone.starts_with("unknown_conversation: pass a whole"), "{gone}");
    env.config("[history]\nkeep = false\n");
    let mut private = McpClient::greeted(&env, &[]);
    private.answer("ask", &json!({ "prompt": "first" }));
    let unkept = private.trouble("ask", &json!({ "prompt": "x", "conversation_id": "last" }));
    assert!(unkept.contains("the last answer was not kept"), "{unkept}");
}

#[test]
fn files_below_the_root_are_sent_as_material() {
    let upstream = Upstream::saying("ok");
    let env = TestEnv::with(&upstream);
    env.file("src/a.rs", "fn main() {}");
    env.file("cp949.txt", b"\xb0\xa1\xb3\xaa\xb4\xd9\xb6\xf3 \xb8\xb6\xb9\xd9\xbb\xe7");
    let mut client = McpClient::greeted(&env, &[]);
    client.answer("qwen_code_assistant", &json!({ "prompt": "review", "files": ["src/a.rs", "cp949.txt"] }));
    let prompt = upstream.chat().prompt();
    assert!(prompt.contains("[material: src/a.rs, 12 bytes]") && prompt.contains("fn main() {}"), "{prompt}");
    assert!(prompt.contains("decoded from CP949") && prompt.contains("가나다라"), "{prompt}");
    let root = env.work().join("src");
    let mut narrow = McpClient::greeted(&env, &["--root", &root.to_string_lossy()]);
    let refusal = narrow.trouble("ask", &json!({ "prompt": "x", "files": ["../cp949.txt"] }));
    assert!(refusal.starts_with("file_denied: "), "{refusal}");
    // A home is too wide to be a root.
    let mut home = McpClient::greeted(&env, &["--root", &env.home().to_string_lossy()]);
    let refusal = home.trouble("ask", &json!({ "prompt": "x", "files": ["work/src/a.rs"] }));
    assert!(refusal.contains("--root FOLDER"), "{refusal}");
}

#[test]
fn an_answer_too_long_for_a_client_is_head_tail_and_a_link_to_the_whole() {
    let upstream = Upstream::start();
    let lines: Vec<String> = (0..6000).map(|n| format!("line {n}\n")).collect();
    let whole = lines.concat();
    upstream.always(Reply::says(&whole));
    let env = TestEnv::with(&upstream);
    for private in [false, true] {
        if private {
            let mut env = TestEnv::with(&upstream);
            env.config("[history]\nkeep = false\n");
            check_long(&env, &whole);
        } else {
            check_long(&env, &whole);
        }
    }
}

#[track_caller]
fn check_long(env: &TestEnv, whole: &str) {
    let mut client = McpClient::greeted(env, &[]);
    let result = client.call("ask", &json!({ "prompt": "list" }));
    let text = text_of(&result);
    assert!(text.chars().count() < 41_000 && text.contains("line 0\n") && text.contains("line 5999"), "{}", text.len());
    let link = &result["content"][1];
    assert_eq!(link["type"], "resource_link", "{link}");
    let uri = link["uri"].as_str().expect("a link");
    assert!(text.contains(uri), "the text names the link too");
    let read = client.request("resources/read", &json!({ "uri": uri }));
    assert_eq!(read["result"]["contents"][0]["text"].as_str(), Some(whole), "{uri}");
}

#[test]
fn calls_at_once_and_in_all_and_their_cost_are_capped() {
    let upstream = Upstream::saying("x");
    let mut env = TestEnv::with(&upstream);
    let mut client = McpClient::greeted(&env, &["--max-calls", "1"]);
    client.answer("ask", &json!({ "prompt": "one" }));
    let refusal = client.trouble("ask", &json!({ "prompt": "two" }));
    assert!(refusal.starts_with("budget_exceeded: the one call of "), "{refusal}");
    env.config("[models.\"fake:m1\"]\nusd_per_million = { input = 1000000.0, output = 1000000.0 }\n");
    let mut client = McpClient::greeted(&env, &["--max-cost", "0.5"]);
    let refusal = client.trouble("ask", &json!({ "prompt": "a dollar a token" }));
    assert!(refusal.starts_with("budget_exceeded: "), "{refusal}");
    assert_eq!(upstream.chats().len(), 1);
}

#[test]
fn prompts_resources_and_completion_are_offered() {
    let upstream = Upstream::saying("x");
    let mut env = TestEnv::with(&upstream);
    env.config("[models.\"fake:m1\"]\ncontext_tokens = 100000\n");
    let mut client = McpClient::stateless(&env, &[]);
    let id = conversation_of(&client.answer("ask", &json!({ "prompt": "remember me" })));
    let prompts = client.request("prompts/list", &json!({}));
    let offered: BTreeSet<&str> = prompts["result"]["prompts"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|prompt| prompt["name"].as_str())
        .collect();
    assert_eq!(offered, BTreeSet::from(["review", "second_opinion", "deep_think", "handoff"]));
    let review = client.request("prompts/get", &json!({ "name": "review", "arguments": { "model": "kimi" } }));
    let text = review["result"]["messages"][0]["content"]["text"].as_str().expect("a text");
    assert!(text.contains("\"kimi\"") && !text.contains('{'), "{text}");
    assert_eq!(client.request("prompts/get", &json!({ "name": "nothing" }))["error"]["code"], -32602);
    for (uri, holds) in [
        ("baro://models".to_owned(), "fake:m1"),
        ("baro://usage".to_owned(), "fake:m1"),
        ("baro://usage/month".to_owned(), "fake:m1"),
        ("baro://conversations".to_owned(), "remember me"),
        (format!("baro://conversations/{id}"), "remember me"),
    ] {
        let read = client.request("resources/read", &json!({ "uri": uri }));
        let text = read["result"]["contents"][0]["text"].as_str().unwrap_or_default();
        assert!(text.contains(holds), "{uri}: {read}");
    }
    for uri in
        ["baro://nothing", "file:///etc/hostname", "baro://usage/year", "baro://conversations/c_x", "baro://answers/u1"]
    {
        let read = client.request("resources/read", &json!({ "uri": uri }));
        assert_eq!(read["error"]["code"], -32602, "{uri}: {read}");
    }
    let complete = |client: &mut McpClient, reference: Value, name: &str, value: &str| {
        let params = json!({ "ref": reference, "argument": { "name": name, "value": value } });
        client.request("completion/complete", &params)["result"]["completion"]["values"].clone()
    };
    let models = complete(&mut client, json!({ "type": "ref/prompt", "name": "review" }), "model", "kim");
    assert_eq!(models[0], "kimi");
    let conversations =
        complete(&mut client, json!({ "type": "ref/resource", "uri": "baro://conversations/{id}" }), "id", "c_");
    assert_eq!(conversations, json!([id]));
}

#[test]
fn auto_means_to_a_server_what_it_means_to_a_question() {
    let upstream = Upstream::saying("ok");
    let mut env = TestEnv::new();
    env.config("model = \"fake:m2\"").provider("fake", "openai", &upstream.url()).route_all(&["fake:m1"]);
    let question = json!({ "prompt": "x" });
    let by_auto = json!({ "prompt": "x", "model": "auto" });
    let asked = |env: &TestEnv, flags: &[&str], call: &Value| {
        McpClient::greeted(env, flags).answer("ask", call);
        upstream.chats().last().expect("a chat").body["model"].clone()
    };
    assert_eq!(asked(&env, &[], &question), "m2", "the setting's");
    assert_eq!(asked(&env, &["-m", "auto"], &question), "m1");
    assert_eq!(asked(&env, &["-m", "자동"], &question), "m1");
    assert_eq!(asked(&env, &[], &by_auto), "m1");
    assert_eq!(asked(&env, &["-m", "fake:m3"], &by_auto), "m3", "there is nobody else to choose");
    // Unless the user gave the name to somebody.
    env.config("[aliases]\nauto = \"fake:m4\"");
    env.baro(&["ask", "-m", "auto", "x"]).expect_code(0);
    assert_eq!(upstream.chats().last().expect("a chat").body["model"], "m4");
    assert_eq!(asked(&env, &["-m", "auto"], &question), "m4");
    assert_eq!(asked(&env, &[], &by_auto), "m4");
    assert_eq!(asked(&env, &[], &question), "m2");
}
