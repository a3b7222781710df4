//! `baro mcp doctor`: starts the server as a client would, and tells what the client sees.

use std::process::Stdio;
use std::time::Duration;

use clap::{Args as _, FromArgMatches as _};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::time::Instant;

use super::super::args::{McpDoctorArgs, McpServeArgs};
use super::super::exit::Exit;
use super::super::session::{Form, Session};
use super::mcp::fail;
use crate::config::mcp::{Namesake, Pin, ToolName};
use crate::config::{self, KeyOrigin, KeyState};
use crate::domain::time::whole_ms;
use crate::engine::namesake::InPlace;
use crate::engine::{Choice, Engine, Error, TurnRequest};
use crate::ui::messages::{McpLine, ToolNow};

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
        Err(silence) => return fail(session, &silence.line()),
    };
    let troubles = troubles(session, &args.serve).await;
    // What cannot be printed counts before what was found.
    let exit = |printed: Exit| if printed == Exit::OK && !troubles.is_empty() { Exit::OTHER } else { printed };
    let from_environment = keys_of_the_environment(session);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let instructions = text(&seen.greeting["instructions"]);
    if args.json {
        return exit(session.print_json(&json!({
            "schema": 1, "server": seen.greeting["serverInfo"], "protocol": seen.greeting["protocolVersion"],
            "first_word_ms": seen.first_word_ms, "tools_bytes": seen.n_bytes,
            "instructions_chars": instructions.chars().count(),
            "tools": seen.tools.iter().map(|tool| json!({
                "name": tool["name"], "now": now(tool), "bytes": tool.to_string().len(),
            })).collect::<Vec<_>>(),
            "keys_of_the_environment": from_environment,
            "troubles": troubles.iter().map(|error| session.error_object(error).value()).collect::<Vec<_>>(),
        })));
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
    let engine = session.engine();
    for tool in &seen.tools {
        let name = text(&tool["name"]);
        lines.push(match now(tool) {
            Some(said) => {
                let answering = served(&engine, &args.serve, &name).await;
                let now = match &answering {
                    Some(Served::Instead(namesake, InPlace { by, why })) => {
                        ToolNow::Instead { serving: by.short(), called: namesake.called, why: why.as_ref() }
                    }
                    Some(Served::ByNobody) => ToolNow::Nobody,
                    None => ToolNow::Says(&said),
                };
                McpLine::DoctorTool { name: &name, now }.text(lang)
            }
            None => format!("  {name}"),
        });
    }
    if !from_environment.is_empty() {
        lines.push(McpLine::DoctorEnvironment { names: &from_environment.join(", ") }.text(lang));
    }
    let printed = session.print(&(lines.join("\n") + "\n"));
    troubles.iter().fold(exit(printed), |_, error| {
        let _ = session.fail(error, Form::Text);
        Exit::OTHER
    })
}

/// Why nobody can answer, or why those cannot to whom the server is pinned.
async fn troubles(session: &Session, flags: &[String]) -> Vec<Error> {
    let Some(args) = serve_args(flags) else { return Vec::new() };
    let settings = session.settings();
    let choices = match super::mcp::pin(settings, args.route, args.model) {
        Pin::None => vec![Choice::Auto],
        Pin::Auto => vec![Choice::Router],
        Pin::Route(route) => vec![Choice::Route(route)],
        Pin::Models(names) => names.iter().map(|name| Choice::by_flag(settings, name)).collect(),
    };
    let engine = session.engine();
    let mut troubles = Vec::new();
    for choice in choices {
        let request = TurnRequest { text: "-".to_owned(), choice, ..TurnRequest::default() };
        troubles.extend(match engine.plan(&request).await {
            Ok(plan) => engine.rehearse(&request, plan).refusal,
            Err(error) => Some(error),
        });
    }
    troubles
}

/// What the server was started with: the same words, so they can be read.
fn serve_args(flags: &[String]) -> Option<McpServeArgs> {
    let command = McpServeArgs::augment_args(clap::Command::new("serve").no_binary_name(true));
    let matches = command.try_get_matches_from(flags).ok()?;
    McpServeArgs::from_arg_matches(&matches).ok()
}

/// Who answers a tool that is named for somebody.
enum Served {
    Instead(Namesake, InPlace),
    ByNobody,
}

/// Who answers a tool in its namesake's place; `None` where that cannot be told.
async fn served(engine: &Engine, flags: &[String], tool: &str) -> Option<Served> {
    let namesake = ToolName::parse(tool)?.namesake()?;
    let asker = super::mcp::anthropic(&serve_args(flags)?).asker();
    let choice = Choice::Preferred { name: namesake.family.to_owned(), route: namesake.route };
    let request = TurnRequest { text: "-".to_owned(), choice, asker, ..TurnRequest::default() };
    let plan = engine.plan(&request).await.ok()?;
    match plan.first() {
        None => Some(Served::ByNobody),
        Some(_) => Some(Served::Instead(namesake, engine.in_place_of(namesake.family, &plan)?)),
    }
}

/// The variables that hold keys which are known from nowhere else.
fn keys_of_the_environment(session: &Session) -> Vec<String> {
    let engine = session.engine();
    let mut names: Vec<String> = engine
        .provider_entries()
        .filter_map(|entry| match config::key_state(engine.settings(), engine.environment(), entry.id, entry.vendor) {
            KeyState::Ready(KeyOrigin::Environment(name)) => Some(name),
            _ => None,
        })
        .collect();
    names.sort();
    names.dedup();
    names
}

/// Why nothing was seen of the server.
enum Silence {
    /// It ended at that request.
    Ended(&'static str),
    /// No answer to that request came in time.
    Late(&'static str),
    /// What was seen instead, in words of the system or the server.
    Other(String),
}

impl Silence {
    fn line(&self) -> McpLine<'_> {
        match self {
            Self::Ended(method) => McpLine::DoctorEnded { method },
            Self::Late(method) => McpLine::DoctorLate { method },
            Self::Other(why) => McpLine::DoctorSilent { why },
        }
    }
}

impl From<std::io::Error> for Silence {
    fn from(error: std::io::Error) -> Self {
        Self::Other(error.to_string())
    }
}

/// Who answers a tool now, where that is not its namesake.
fn now(tool: &Value) -> Option<String> {
    let description = tool["description"].as_str()?;
    description.split_once(" Now: ").map(|(_, now)| now.trim_end_matches('.').to_owned())
}

async fn look(flags: &[String]) -> Result<Seen, Silence> {
    let program = std::env::current_exe()?;
    let began = Instant::now();
    let mut child = Command::new(program)
        .args(["mcp", "serve"])
        .args(flags)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
    let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
        return Err(Silence::Other("no pipes".to_owned()));
    };
    let mut talk = Talk { input, output: BufReader::new(output), child };
    let hello = json!({
        "protocolVersion": "2025-11-25", "capabilities": {},
        "clientInfo": { "name": "baro mcp doctor", "version": env!("CARGO_PKG_VERSION") },
    });
    let greeting = talk.ask(1, "initialize", &hello).await?;
    let first_word_ms = whole_ms(began.elapsed());
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
    async fn say(&mut self, message: &Value) -> Result<(), Silence> {
        Ok(self.input.write_all(format!("{message}\n").as_bytes()).await?)
    }

    async fn ask(&mut self, id: u64, method: &'static str, params: &Value) -> Result<Value, Silence> {
        // One that has ended does not listen either; its silence is told below.
        let _ = self.say(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params })).await;
        loop {
            let mut line = String::new();
            let read = tokio::time::timeout(LIMIT, self.output.read_line(&mut line)).await;
            let n_bytes = read.map_err(|_| Silence::Late(method))??;
            if n_bytes == 0 {
                return Err(Silence::Ended(method));
            }
            let message: Value =
                serde_json::from_str(&line).map_err(|_| Silence::Other(format!("no JSON: {}", line.trim_end())))?;
            if message["id"] == id {
                return match message.get("result") {
                    Some(result) => Ok(result.clone()),
                    None => Err(Silence::Other(message["error"].to_string())),
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
