//! A fake upstream on loopback: answers as it was told, and keeps every request it saw.
//!
//! It speaks HTTP/1.1 on a thread a connection, with std alone: what a client does at the end of a connection must
//! be seen here, and a server library would hide it.

use std::collections::VecDeque;
use std::fmt;
use std::io::{self, BufRead as _, BufReader, Read as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Instant;

use serde_json::{Value, json};

use super::reply::{Reply, Sent};
use super::script::Dialect;
use super::{LIMIT, now};

/// A request as it came.
#[derive(Debug, Clone)]
pub struct Request {
    /// `POST`.
    pub method: String,
    /// With its query.
    pub path: String,
    /// Names in lower case, in their order.
    pub headers: Vec<(String, String)>,
    /// The body, or null where there was none that is JSON.
    pub body: Value,
    /// When it had been read.
    pub at: Instant,
    /// Whether, and when in the response, the client closed the connection.
    pub closed: Closed,
}

/// What the client did with a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closed {
    /// It is open, or was ended by the server.
    NotByClient,
    /// Before the response was whole.
    BeforeEnd,
    /// After the response was whole.
    AfterEnd,
}

impl Request {
    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The texts of its messages, each with its role, whatever the dialect; the system text first.
    pub fn messages(&self) -> Vec<(String, String)> {
        let text_of = |content: &Value| match content {
            Value::String(text) => text.clone(),
            Value::Array(parts) => parts.iter().filter_map(|part| part["text"].as_str()).collect(),
            _ => String::new(),
        };
        let system = &self.body["system"];
        let mut messages: Vec<(String, String)> = Vec::new();
        if !system.is_null() {
            messages.push(("system".to_owned(), text_of(system)));
        }
        for message in self.body["messages"].as_array().into_iter().flatten() {
            messages.push((message["role"].as_str().unwrap_or_default().to_owned(), text_of(&message["content"])));
        }
        messages
    }

    /// The texts of the conversation alone: no system text.
    pub fn conversation(&self) -> Vec<(String, String)> {
        self.messages().into_iter().filter(|(role, _)| role != "system").collect()
    }

    /// The last message, which is the user's.
    pub fn prompt(&self) -> String {
        self.messages().pop().map(|(_, text)| text).unwrap_or_default()
    }
}

type Answer = Box<dyn Fn(&Request) -> Option<Reply> + Send + Sync>;

struct State {
    queue: VecDeque<Reply>,
    answers: Vec<Arc<Answer>>,
    requests: Vec<Request>,
    models: Vec<String>,
    /// What whoever looks at its address alone is told.
    status: Option<u16>,
    /// So many looks at the models are told that they are being loaded.
    n_looks_while_loading: usize,
    /// The key without which it lists no models.
    listed_for: Option<String>,
}

struct Shared {
    state: Mutex<State>,
    changed: Condvar,
    over: AtomicBool,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The server. It stops listening when dropped.
pub struct Upstream {
    address: SocketAddr,
    shared: Arc<Shared>,
}

impl fmt::Debug for Upstream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "upstream at {}", self.address)
    }
}

impl Upstream {
    /// Listens on a free port of loopback, with one model named `m1`. A chat for which nothing was told is answered
    /// with 599, so that a test that forgot something fails.
    pub fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port on loopback");
        let address = listener.local_addr().expect("its address");
        let state = State {
            queue: VecDeque::new(),
            answers: Vec::new(),
            requests: Vec::new(),
            models: vec!["m1".to_owned()],
            status: None,
            n_looks_while_loading: 0,
            listed_for: None,
        };
        let shared =
            Arc::new(Shared { state: Mutex::new(state), changed: Condvar::new(), over: AtomicBool::new(false) });
        let accepting = Arc::clone(&shared);
        thread::spawn(move || {
            for stream in listener.incoming() {
                if accepting.over.load(Ordering::SeqCst) {
                    return;
                }
                let Ok(stream) = stream else { continue };
                let shared = Arc::clone(&accepting);
                // A connection that breaks is the client's affair or was asked for; both are seen in the requests.
                thread::spawn(move || serve(stream, &shared));
            }
        });
        Self { address, shared }
    }

    /// A server that answers every chat with `text`.
    pub fn saying(text: &str) -> Self {
        let upstream = Self::start();
        upstream.always(Reply::says(text));
        upstream
    }

    /// An address of loopback where nobody listens.
    pub fn nowhere() -> String {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port on loopback");
        format!("http://{}", listener.local_addr().expect("its address"))
    }

    /// `http://127.0.0.1:PORT`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The models that it lists.
    pub fn models(&self, ids: &[&str]) {
        self.shared.lock().models = ids.iter().map(|id| (*id).to_owned()).collect();
    }

    /// Answers with this status whoever looks at its address alone.
    pub fn looks_like(&self, status: u16) {
        self.shared.lock().status = Some(status);
    }

    /// Lists its models for those alone who show this key; `None`: for anybody.
    pub fn lists_for(&self, key: Option<&str>) {
        self.shared.lock().listed_for = key.map(str::to_owned);
    }

    /// Says to so many who look at its models that it is loading, as llama.cpp does.
    pub fn loads(&self, n_looks: usize) {
        self.shared.lock().n_looks_while_loading = n_looks;
    }

    /// Answers the next chat so; several are taken in their order, before anything else.
    pub fn queue(&self, reply: Reply) {
        self.shared.lock().queue.push_back(reply);
    }

    /// Answers every chat so, once the queue is empty and no matcher took it.
    pub fn always(&self, reply: Reply) {
        self.on(move |_| Some(reply.clone()));
    }

    /// Answers the chats for which `answer` has a reply; the first that was told comes first.
    pub fn on(&self, answer: impl Fn(&Request) -> Option<Reply> + Send + Sync + 'static) {
        self.shared.lock().answers.push(Arc::new(Box::new(answer)));
    }

    /// All requests so far, in the order in which they were read.
    pub fn requests(&self) -> Vec<Request> {
        self.shared.lock().requests.clone()
    }

    /// Those that asked a model something.
    pub fn chats(&self) -> Vec<Request> {
        self.requests().into_iter().filter(|request| Dialect::of_path(&request.path).is_some()).collect()
    }

    /// The only chat; panics if there were none or several.
    pub fn chat(&self) -> Request {
        let mut chats = self.chats();
        assert_eq!(chats.len(), 1, "requests: {chats:#?}");
        chats.remove(0)
    }

    /// Waits until so many chats came.
    pub fn wait_chats(&self, n_chats: usize) {
        self.wait("chats", |state| {
            state.requests.iter().filter(|request| Dialect::of_path(&request.path).is_some()).count() >= n_chats
        });
    }

    /// Waits until the client has closed the connection of request `index`, and says how it did.
    pub fn wait_closed(&self, index: usize) -> Closed {
        self.wait("a close", |state| {
            state.requests.get(index).is_some_and(|request| request.closed != Closed::NotByClient)
        });
        self.shared.lock().requests[index].closed
    }

    fn wait(&self, what: &str, until: impl Fn(&State) -> bool) {
        let (state, timeout) = self
            .shared
            .changed
            .wait_timeout_while(self.shared.lock(), LIMIT, |state| !until(state))
            .unwrap_or_else(PoisonError::into_inner);
        assert!(!timeout.timed_out(), "waited in vain for {what}: {:#?}", state.requests);
    }
}

impl Drop for Upstream {
    fn drop(&mut self) {
        self.shared.over.store(true, Ordering::SeqCst);
        // Wakes the thread that accepts, which then ends.
        let _ = TcpStream::connect(self.address);
    }
}

fn serve(mut stream: TcpStream, shared: &Shared) {
    let _ = stream.set_nodelay(true);
    let mut previous: Option<usize> = None;
    loop {
        let Ok(Some(request)) = read_request(&stream) else {
            if let Some(index) = previous {
                note_closed(shared, index, Closed::AfterEnd);
            }
            return;
        };
        let (reply, index) = {
            let mut state = shared.lock();
            let index = state.requests.len();
            state.requests.push(request.clone());
            let queued = Dialect::of_path(&request.path).and_then(|_| state.queue.pop_front());
            let is_loading = request.path.ends_with("/models") && state.n_looks_while_loading > 0;
            state.n_looks_while_loading -= usize::from(is_loading);
            let queued = queued.or_else(|| is_loading.then(|| Reply::error(503, "unavailable_error", "Loading model")));
            let is_shown = |key: &String| request.header("authorization") == Some(&format!("Bearer {key}"));
            let is_refused =
                request.path.ends_with("/models") && state.listed_for.as_ref().is_some_and(|key| !is_shown(key));
            let queued = queued.or_else(|| is_refused.then(|| Reply::error(401, "invalid_api_key", "Invalid API Key")));
            let looked_at = state.status.filter(|_| request.path == "/v1");
            let queued = queued.or_else(|| looked_at.map(|status| Reply::error(status, "status", "as told")));
            let answers = state.answers.clone();
            let models = state.models.clone();
            drop(state);
            shared.changed.notify_all();
            (queued.unwrap_or_else(|| choose(&request, &answers, &models)), index)
        };
        let takes_gzip = request.header("accept-encoding").is_some_and(|value| value.contains("gzip"));
        match reply.send(&mut stream, &request.path, &request.body, takes_gzip) {
            Ok(Sent::Whole) => previous = Some(index),
            Ok(Sent::Ended) => return,
            Ok(Sent::ClientLeft) | Err(_) => {
                note_closed(shared, index, Closed::BeforeEnd);
                return;
            }
        }
    }
}

fn note_closed(shared: &Shared, index: usize, closed: Closed) {
    shared.lock().requests[index].closed = closed;
    shared.changed.notify_all();
}

fn choose(request: &Request, answers: &[Arc<Answer>], models: &[String]) -> Reply {
    let path = request.path.split('?').next().unwrap_or_default();
    // `CONNECT`: it is a proxy.
    if Dialect::of_path(path).is_some() || path.ends_with("/m.gguf") || request.method == "CONNECT" {
        return answers
            .iter()
            .find_map(|answer| answer(request))
            .unwrap_or_else(|| Reply::error(599, "unexpected", "the test told no answer for this request"));
    }
    if path.ends_with("/models") {
        let data: Vec<Value> = models.iter().map(|id| json!({"id": id, "object": "model"})).collect();
        return Reply::json(200, &json!({"object": "list", "data": data}));
    }
    match path {
        "/api/tags" => {
            let list: Vec<Value> = models.iter().map(|id| json!({"name": id, "model": id, "size": 1})).collect();
            Reply::json(200, &json!({ "models": list }))
        }
        "/api/version" => Reply::json(200, &json!({"version": "0.14.0"})),
        "/api/show" => {
            Reply::json(200, &json!({"capabilities": ["completion"], "model_info": {"llama.context_length": 8192}}))
        }
        _ => Reply::error(404, "not_found", "no such page"),
    }
}

/// Reads one request. `None`: the connection ended before one began. A later byte stays in the socket, as a client
/// sends none before it has the response.
fn read_request(stream: &TcpStream) -> io::Result<Option<Request>> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    if reader.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    let mut words = line.split_whitespace().map(str::to_owned);
    let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let line = line.trim_end();
        let Some((name, value)) = line.split_once(':') else { break };
        headers.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
    }
    let header = |wanted: &str| headers.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
    let mut body = Vec::new();
    if header("transfer-encoding").is_some_and(|value| value.contains("chunked")) {
        read_chunks(&mut reader, &mut body)?;
    } else if let Some(n_bytes) = header("content-length").and_then(|value| value.parse::<u64>().ok()) {
        reader.by_ref().take(n_bytes).read_to_end(&mut body)?;
    }
    let body = serde_json::from_slice(&body).unwrap_or(Value::Null);
    Ok(Some(Request { method, path, headers, body, at: now(), closed: Closed::NotByClient }))
}

fn read_chunks(reader: &mut impl io::BufRead, body: &mut Vec<u8>) -> io::Result<()> {
    loop {
        let mut size = String::new();
        reader.read_line(&mut size)?;
        let n_bytes = u64::from_str_radix(size.trim(), 16).map_err(io::Error::other)?;
        reader.by_ref().take(n_bytes).read_to_end(body)?;
        let mut end = String::new();
        reader.read_line(&mut end)?;
        if n_bytes == 0 {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;
    use std::time::Duration;

    use super::super::{Cut, Script};
    use super::*;

    /// Sends one chat with a plain socket, reads to the end, and returns head and body as they came.
    fn ask(upstream: &Upstream, path: &str) -> Vec<u8> {
        let mut stream = connect(upstream, path);
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        bytes
    }

    fn connect(upstream: &Upstream, path: &str) -> TcpStream {
        let mut stream = TcpStream::connect(upstream.address).expect("the server");
        let body = r#"{"model":"m1","messages":[{"role":"user","content":"hi"}]}"#;
        write!(stream, "POST {path} HTTP/1.1\r\nhost: x\r\ncontent-length: {}\r\n\r\n{body}", body.len())
            .expect("sent");
        stream
    }

    fn text(bytes: &[u8]) -> String {
        String::from_utf8_lossy(bytes).into_owned()
    }

    #[test]
    fn queued_replies_come_in_order_then_the_matcher_and_each_request_is_kept() {
        let upstream = Upstream::start();
        upstream.queue(Reply::says("first").cut_at_end(Cut::Fin));
        upstream.on(|request| (request.prompt() == "hi").then(|| Reply::says("second").cut_at_end(Cut::Fin)));
        assert!(text(&ask(&upstream, "/v1/chat/completions")).contains("first"));
        assert!(text(&ask(&upstream, "/v1/messages")).contains("second"));
        let requests = upstream.requests();
        assert_eq!(requests.len(), 2);
        assert_eq!((requests[0].method.as_str(), requests[1].path.as_str()), ("POST", "/v1/messages"));
        assert_eq!(requests[0].conversation(), [("user".to_owned(), "hi".to_owned())]);
        assert_eq!(requests[0].header("host"), Some("x"));
    }

    #[test]
    fn a_request_that_nothing_was_told_for_fails_loudly() {
        let upstream = Upstream::start();
        upstream.queue(Reply::redirect(302, "http://127.0.0.1:1/").cut_at_end(Cut::Fin));
        assert!(text(&ask(&upstream, "/v1/chat/completions")).starts_with("HTTP/1.1 302"));
        let mut stream = connect(&upstream, "/v1/chat/completions");
        let mut head = [0; 12];
        stream.read_exact(&mut head).expect("a response");
        assert_eq!(&head, b"HTTP/1.1 599");
    }

    #[test]
    fn a_cut_falls_at_its_byte_and_a_polite_one_ends_the_response() {
        let upstream = Upstream::start();
        for (cut, ends_well) in [(Cut::Fin, false), (Cut::Politely, true)] {
            upstream.queue(Reply::stream(Script::new().raw("0123456789")).pieces_of(3).cut(7, cut));
            let mut stream = connect(&upstream, "/v1/chat/completions");
            stream.set_read_timeout(Some(Duration::from_millis(300))).expect("a timeout");
            let mut bytes = Vec::new();
            let _ = stream.read_to_end(&mut bytes);
            let body = text(&bytes);
            assert_eq!(body.ends_with("0\r\n\r\n"), ends_well, "{body}");
        }
        upstream.queue(Reply::raw(b"").cut(0, Cut::Reset));
        let mut stream = connect(&upstream, "/v1/chat/completions");
        let ended = stream.read(&mut [0]);
        assert!(matches!(ended, Err(ref error) if error.kind() == io::ErrorKind::ConnectionReset), "{ended:?}");
    }

    #[test]
    fn a_client_that_leaves_early_is_seen_to_leave() {
        let upstream = Upstream::start();
        upstream.queue(Reply::never());
        drop(connect(&upstream, "/v1/chat/completions"));
        assert_eq!(upstream.wait_closed(0), Closed::BeforeEnd);
        upstream.queue(Reply::says("a b c d e f").pace(Duration::from_secs(30)));
        let mut stream = connect(&upstream, "/v1/chat/completions");
        stream.read_exact(&mut [0; 20]).expect("the head");
        drop(stream);
        assert_eq!(upstream.wait_closed(1), Closed::BeforeEnd);
    }

    #[test]
    fn models_are_listed_in_both_forms() {
        let upstream = Upstream::start();
        upstream.models(&["qwen3:8b"]);
        for path in ["/v1/models", "/api/tags"] {
            let mut stream = connect(&upstream, path);
            stream.set_read_timeout(Some(Duration::from_millis(300))).expect("a timeout");
            let mut bytes = Vec::new();
            let _ = stream.read_to_end(&mut bytes);
            assert!(text(&bytes).contains("qwen3:8b"), "{}", text(&bytes));
        }
        assert!(upstream.chats().is_empty());
    }
}
