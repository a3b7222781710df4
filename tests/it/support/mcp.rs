//! A client of the MCP server over its real standard streams, that notes every byte which the server writes.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread::JoinHandle;

use serde_json::{Value, json};

use super::{LIMIT, TestEnv};

/// A running server and its client's side.
pub struct McpClient {
    child: Child,
    input: Option<ChildStdin>,
    lines: Receiver<String>,
    reader: Option<JoinHandle<()>>,
    complaints: Option<JoinHandle<String>>,
    /// Answers that came while another was waited for.
    answers: HashMap<u64, Value>,
    /// Notifications, in order.
    pub notifications: Vec<Value>,
    last_id: u64,
    /// What every request carries under the newer era.
    meta: Option<Value>,
}

/// A server with its three streams, and what it writes to standard error until it ends. Logging is turned up, since
/// whatever it writes must not reach standard output.
pub fn spawned(mut command: Command) -> (Child, JoinHandle<String>) {
    let mut child = command
        .env("RUST_LOG", "trace")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program");
    let mut stderr = child.stderr.take().expect("a pipe");
    let complaints = std::thread::spawn(move || {
        let mut text = String::new();
        stderr.read_to_string(&mut text).expect("UTF-8");
        text
    });
    (child, complaints)
}

impl McpClient {
    /// Starts `baro mcp serve` with `flags`, and says nothing yet.
    pub fn start(env: &TestEnv, flags: &[&str]) -> Self {
        let mut arguments = vec!["mcp", "serve"];
        arguments.extend(flags);
        Self::of(env.prepared(env!("CARGO_BIN_EXE_baro"), &arguments))
    }

    /// Starts any server.
    pub fn of(command: Command) -> Self {
        let (mut child, complaints) = spawned(command);
        let (told, lines) = mpsc::channel();
        let output = BufReader::new(child.stdout.take().expect("a pipe"));
        let reader = std::thread::spawn(move || {
            for line in output.lines() {
                if told.send(line.expect("UTF-8")).is_err() {
                    return;
                }
            }
        });
        Self {
            input: child.stdin.take(),
            child,
            lines,
            reader: Some(reader),
            complaints: Some(complaints),
            answers: HashMap::new(),
            notifications: Vec::new(),
            last_id: 0,
            meta: None,
        }
    }

    /// Starts the server and greets it in the era of `initialize`.
    pub fn greeted(env: &TestEnv, flags: &[&str]) -> Self {
        let mut client = Self::start(env, flags);
        client.initialize("2025-11-25");
        client
    }

    /// Starts the server for the era without a greeting.
    pub fn stateless(env: &TestEnv, flags: &[&str]) -> Self {
        let mut client = Self::start(env, flags);
        client.meta = Some(json!({
            "io.modelcontextprotocol/protocolVersion": "2026-07-28",
            "io.modelcontextprotocol/clientCapabilities": {},
            "io.modelcontextprotocol/clientInfo": { "name": "test", "version": "1" },
        }));
        client
    }

    /// Greets, and returns what the server says of itself.
    pub fn initialize(&mut self, version: &str) -> Value {
        let info = json!({ "name": "test", "version": "1" });
        let params = json!({ "protocolVersion": version, "capabilities": {}, "clientInfo": info });
        let greeting = self.request("initialize", &params);
        self.notify("notifications/initialized", &json!({}));
        greeting["result"].clone()
    }

    /// Writes a line as it is.
    pub fn write(&mut self, line: &str) {
        let input = self.input.as_mut().expect("an open pipe");
        input.write_all(format!("{line}\n").as_bytes()).expect("written");
        input.flush().expect("written");
    }

    /// Tells the server something.
    pub fn notify(&mut self, method: &str, params: &Value) {
        self.write(&json!({ "jsonrpc": "2.0", "method": method, "params": params }).to_string());
    }

    /// Sends a request and returns its id.
    pub fn send(&mut self, method: &str, params: &Value) -> u64 {
        self.last_id += 1;
        let mut params = params.clone();
        if let (Some(meta), Some(params)) = (&self.meta, params.as_object_mut()) {
            let all = params.entry("_meta").or_insert_with(|| json!({}));
            for (name, value) in meta.as_object().expect("an object") {
                all[name] = value.clone();
            }
        }
        self.write(&json!({ "jsonrpc": "2.0", "id": self.last_id, "method": method, "params": params }).to_string());
        self.last_id
    }

    /// Sends a call of a tool and returns its id.
    pub fn send_call(&mut self, tool: &str, arguments: &Value) -> u64 {
        self.send("tools/call", &json!({ "name": tool, "arguments": arguments }))
    }

    /// Sends a request and waits for its whole answer.
    pub fn request(&mut self, method: &str, params: &Value) -> Value {
        let id = self.send(method, params);
        self.wait(id)
    }

    /// Calls a tool and returns its result.
    #[track_caller]
    pub fn call(&mut self, tool: &str, arguments: &Value) -> Value {
        let answer = self.request("tools/call", &json!({ "name": tool, "arguments": arguments }));
        assert!(answer["result"].is_object(), "{answer}");
        answer["result"].clone()
    }

    /// Calls a tool that is to answer, and returns its text.
    #[track_caller]
    pub fn answer(&mut self, tool: &str, arguments: &Value) -> String {
        let result = self.call(tool, arguments);
        assert_ne!(result["isError"], true, "{result}");
        text_of(&result)
    }

    /// Calls a tool that is to refuse, and returns its line.
    #[track_caller]
    pub fn trouble(&mut self, tool: &str, arguments: &Value) -> String {
        let result = self.call(tool, arguments);
        assert_eq!(result["isError"], true, "{result}");
        text_of(&result)
    }

    /// Waits for the answer to a request.
    #[track_caller]
    pub fn wait(&mut self, id: u64) -> Value {
        loop {
            if let Some(answer) = self.answers.remove(&id) {
                return answer;
            }
            self.take_one();
        }
    }

    /// Waits for the next notification.
    #[track_caller]
    pub fn wait_notification(&mut self) -> Value {
        let n_before = self.notifications.len();
        while self.notifications.len() == n_before {
            self.take_one();
        }
        self.notifications[n_before].clone()
    }

    #[track_caller]
    fn take_one(&mut self) {
        let line = match self.lines.recv_timeout(LIMIT) {
            Ok(line) => line,
            Err(why) => panic!("no more lines ({why})"),
        };
        self.take(&line);
    }

    /// Every line must be a message of the protocol.
    #[track_caller]
    fn take(&mut self, line: &str) {
        let message: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        assert_eq!(message["jsonrpc"], "2.0", "{line}");
        match message["id"].as_u64() {
            Some(id) => assert!(self.answers.insert(id, message).is_none(), "two answers to {id}"),
            None => self.notifications.push(message),
        }
    }

    /// Closes the server's input, waits for its end, checks all that it still wrote, and returns the exit code and
    /// what it wrote to standard error.
    #[track_caller]
    pub fn finish(mut self) -> (i32, String) {
        self.close();
        let code = self.child.wait().expect("an end").code().unwrap_or(-1);
        let complaints = self.complaints.take().expect("a reader").join().expect("text");
        while let Ok(line) = self.lines.try_recv() {
            self.take(&line);
        }
        (code, complaints)
    }

    /// Answers that nobody waited for, by the ids of their requests.
    #[track_caller]
    pub fn unasked(&mut self) -> Vec<u64> {
        while let Ok(line) = self.lines.try_recv() {
            self.take(&line);
        }
        self.answers.keys().copied().collect()
    }

    /// The server's process.
    pub fn process(&mut self) -> &mut Child {
        &mut self.child
    }

    /// Closes the server's input and reads its output to the end.
    pub fn close(&mut self) {
        self.input = None;
        if let Some(reader) = self.reader.take() {
            reader.join().expect("lines");
        }
    }
}

impl Drop for McpClient {
    fn drop(&mut self) {
        // A test that failed midway leaves nothing running.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The text of a result's first block.
pub fn text_of(result: &Value) -> String {
    result["content"][0]["text"].as_str().unwrap_or_default().to_owned()
}

/// The conversation that a first line names.
#[track_caller]
pub fn conversation_of(text: &str) -> String {
    let (_, rest) = text.split_once("conversation_id=").expect("an id");
    rest[..28].to_owned()
}
