//! `baro mcp doctor`: starts the server as a client would, and tells what the client sees.

use std::process::Stdio;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::time::Instant;

use super::super::args::McpDoctorArgs;
use super::super::exit::Exit;
use super::super::session::Session;
use super::mcp::fail;
use crate::ui::messages::McpLine;

/// How long the server may take for one word.
const LIMIT: Duration = Duration::from_secs(10);

/// What a client sees.
struct Seen {
    first_word_ms: u64,
    greeting: Value,
    tools: Vec<Value>,
    n_bytes: usize,
}

/// Starts, looks, tells.
pub async fn run(session: &Session, args: &McpDoctorArgs) -> Exit {
    let seen = match look(&args.serve).await {
        Ok(seen) => seen,
        Err(why) => return fail(session, &McpLine::DoctorSilent { why: &why }),
    };
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let instructions = text(&seen.greeting["instructions"]);
    if args.json {
        return session.print_json(&json!({
            "schema": 1, "server": seen.greeting["serverInfo"], "protocol": seen.greeting["protocolVersion"],
            "first_word_ms": seen.first_word_ms, "tools_bytes": seen.n_bytes,
            "instructions_chars": instructions.chars().count(),
            "tools": seen.tools.iter().map(|tool| json!({
                "name": tool["name"], "now": now(tool), "bytes": tool.to_string().len(),
            })).collect::<Vec<_>>(),
        }));
    }
    let info = &seen.greeting["serverInfo"];
    let server =
        format!("{} {} ({})", text(&info["name"]), text(&info["version"]), text(&seen.greeting["protocolVersion"]));
    let lang = session.lang();
    let mut lines = vec![
        McpLine::DoctorServer { server: &server, ms: seen.first_word_ms }.text(lang),
        McpLine::DoctorSize { n_tools: seen.tools.len(), n_bytes: seen.n_bytes, n_chars: instructions.chars().count() }
            .text(lang),
    ];
    for tool in &seen.tools {
        let name = text(&tool["name"]);
        lines.push(match now(tool) {
            Some(now) => format!("  {name}: {now}"),
            None => format!("  {name}"),
        });
    }
    session.print(&(lines.join("\n") + "\n"))
}

/// Who answers a tool now, where that is not its namesake.
fn now(tool: &Value) -> Option<String> {
    let description = tool["description"].as_str()?;
    description.split_once(" Now: ").map(|(_, now)| now.trim_end_matches('.').to_owned())
}

async fn look(flags: &[String]) -> Result<Seen, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let began = Instant::now();
    let mut child = Command::new(program)
        .args(["mcp", "serve"])
        .args(flags)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| error.to_string())?;
    let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
        return Err("no pipes".to_owned());
    };
    let mut talk = Talk { input, output: BufReader::new(output), child };
    let hello = json!({
        "protocolVersion": "2025-11-25", "capabilities": {},
        "clientInfo": { "name": "baro mcp doctor", "version": env!("CARGO_PKG_VERSION") },
    });
    let greeting = talk.ask(1, "initialize", &hello).await?;
    let first_word_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    talk.say(&json!({ "jsonrpc": "2.0", "method": "notifications/initialized" })).await?;
    let list = talk.ask(2, "tools/list", &json!({})).await?;
    talk.end().await;
    let tools = list["tools"].as_array().cloned().unwrap_or_default();
    Ok(Seen { first_word_ms, greeting, n_bytes: list["tools"].to_string().len(), tools })
}

struct Talk {
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    child: Child,
}

impl Talk {
    async fn say(&mut self, message: &Value) -> Result<(), String> {
        self.input.write_all(format!("{message}\n").as_bytes()).await.map_err(|error| error.to_string())
    }

    async fn ask(&mut self, id: u64, method: &str, params: &Value) -> Result<Value, String> {
        self.say(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params })).await?;
        loop {
            let mut line = String::new();
            let read = tokio::time::timeout(LIMIT, self.output.read_line(&mut line)).await;
            let n_bytes = read.map_err(|_| format!("no answer to {method}"))?.map_err(|error| error.to_string())?;
            if n_bytes == 0 {
                return Err(format!("it ended at {method}"));
            }
            let message: Value = serde_json::from_str(&line).map_err(|_| format!("no JSON: {}", line.trim_end()))?;
            if message["id"] == id {
                return match message.get("result") {
                    Some(result) => Ok(result.clone()),
                    None => Err(message["error"].to_string()),
                };
            }
        }
    }

    async fn end(mut self) {
        drop(self.input);
        // It ends by itself once its input does; what does not is killed when this is dropped.
        let _ = tokio::time::timeout(LIMIT, self.child.wait()).await;
    }
}
