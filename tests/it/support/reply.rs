//! One HTTP response of the fake upstream, good or broken on purpose.
//!
//! A reply is bytes, the way they are cut, and the way they end. What a model says in it is [`Script`]'s.

use std::fmt::Write as _;
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

use serde_json::Value;

use super::script::{Dialect, Script};

/// How a cut body ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// The response ends as HTTP wants it, so that only the content tells that something is missing.
    Politely,
    /// The connection closes in the middle of the response.
    Fin,
    /// The connection is reset in the middle of the response.
    Reset,
    /// Nothing more comes, and the connection stays open until the client closes it.
    Silence,
}

#[derive(Debug, Clone)]
enum Body {
    /// Sent with its length.
    Whole(Vec<u8>),
    /// Sent as it is made, in the dialect of the request's path.
    Stream(Script),
    /// Instead of a response: these bytes, and the end.
    Raw(Vec<u8>),
}

/// What became of a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sent {
    /// It is whole, and the connection may carry another.
    Whole,
    /// It ended the connection, as it was told to.
    Ended,
    /// The client closed the connection before the end.
    ClientLeft,
}

/// One response.
#[derive(Debug, Clone)]
pub struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    body: Body,
    delay: Duration,
    pace: Duration,
    piece_bytes: Option<usize>,
    cut: Option<(usize, Cut)>,
    gzip: bool,
}

impl Reply {
    fn new(status: u16, body: Body) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body,
            delay: Duration::ZERO,
            pace: Duration::ZERO,
            piece_bytes: None,
            cut: None,
            gzip: false,
        }
    }

    /// A model says `script`, streamed in whichever dialect it was asked.
    pub fn stream(script: Script) -> Self {
        Self::new(200, Body::Stream(script))
    }

    /// A model says `text` in full.
    pub fn says(text: &str) -> Self {
        Self::stream(Script::says(text))
    }

    /// JSON with a status.
    pub fn json(status: u16, body: &Value) -> Self {
        Self::new(status, Body::Whole(body.to_string().into_bytes())).header("content-type", "application/json")
    }

    /// An error in the words of an OpenAI-like provider.
    pub fn error(status: u16, code: &str, message: &str) -> Self {
        let error =
            serde_json::json!({"type": "invalid_request_error", "code": code, "message": message, "param": null});
        Self::json(status, &serde_json::json!({ "error": error }))
    }

    /// A web page where a model was expected.
    pub fn html(status: u16, page: &str) -> Self {
        Self::new(status, Body::Whole(page.as_bytes().to_vec())).header("content-type", "text/html; charset=utf-8")
    }

    /// Sends the client elsewhere.
    pub fn redirect(status: u16, to: &str) -> Self {
        Self::new(status, Body::Whole(Vec::new())).header("location", to)
    }

    /// Bytes instead of a response, and then the end of the connection. None at all: dropped before the first byte.
    pub fn raw(bytes: &[u8]) -> Self {
        Self::new(0, Body::Raw(bytes.to_vec()))
    }

    /// No response: the connection stays open and silent.
    pub fn never() -> Self {
        Self::raw(b"").cut(0, Cut::Silence)
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Waits before the first byte.
    #[must_use]
    pub fn after(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Waits between the pieces of the body.
    #[must_use]
    pub fn pace(mut self, pause: Duration) -> Self {
        self.pace = pause;
        self
    }

    /// Cuts the body into pieces of `n_bytes`, each in a write of its own, whatever they hold.
    #[must_use]
    pub fn pieces_of(mut self, n_bytes: usize) -> Self {
        self.piece_bytes = Some(n_bytes.max(1));
        self
    }

    /// Ends so after `n_bytes` of the body.
    #[must_use]
    pub fn cut(mut self, n_bytes: usize, cut: Cut) -> Self {
        self.cut = Some((n_bytes, cut));
        self
    }

    /// Ends so after the body: only what HTTP itself says of the end is missing.
    #[must_use]
    pub fn cut_at_end(self, cut: Cut) -> Self {
        self.cut(usize::MAX, cut)
    }

    /// Compresses the body where the client takes gzip.
    #[must_use]
    pub fn gzip(mut self) -> Self {
        self.gzip = true;
        self
    }

    /// Sends the response to a request at `path`. An error means that the client was gone when it was written to.
    pub fn send(&self, stream: &mut TcpStream, path: &str, request: &Value, takes_gzip: bool) -> io::Result<Sent> {
        if left_within(stream, self.delay)? {
            return Ok(Sent::ClientLeft);
        }
        let (mut pieces, chunked) = match &self.body {
            Body::Raw(bytes) => {
                stream.write_all(bytes)?;
                return end(stream, self.cut.map_or(Cut::Fin, |(_, cut)| cut));
            }
            Body::Whole(bytes) => (vec![bytes.clone()], false),
            Body::Stream(script) => {
                let dialect = Dialect::of_path(path).unwrap_or(Dialect::OpenAi);
                (script.events(dialect, request).into_iter().map(String::into_bytes).collect(), true)
            }
        };
        let mut headers = self.headers.clone();
        if let (Body::Stream(_), Some(dialect)) = (&self.body, Dialect::of_path(path))
            && !headers.iter().any(|(name, _)| name == "content-type")
        {
            headers.push(("content-type".into(), dialect.content_type().into()));
        }
        if self.gzip && takes_gzip {
            pieces = vec![compress(&pieces.concat())?];
            headers.push(("content-encoding".into(), "gzip".into()));
        }
        if let Some(n_bytes) = self.piece_bytes {
            pieces = pieces.concat().chunks(n_bytes).map(<[u8]>::to_vec).collect();
        }
        let n_bytes: usize = pieces.iter().map(Vec::len).sum();
        headers.push(if chunked {
            ("transfer-encoding".into(), "chunked".into())
        } else {
            ("content-length".into(), n_bytes.to_string())
        });
        let mut head = format!("HTTP/1.1 {} {}\r\n", self.status, reason(self.status));
        for (name, value) in &headers {
            let _ = write!(head, "{name}: {value}\r\n");
        }
        head.push_str("\r\n");
        stream.write_all(head.as_bytes())?;

        let mut left = self.cut.map_or(usize::MAX, |(n_bytes, _)| n_bytes);
        for piece in &pieces {
            let piece = &piece[..piece.len().min(left)];
            left -= piece.len();
            if piece.is_empty() {
                continue;
            }
            if chunked {
                let mut framed = format!("{:x}\r\n", piece.len()).into_bytes();
                framed.extend_from_slice(piece);
                framed.extend_from_slice(b"\r\n");
                stream.write_all(&framed)?;
            } else {
                stream.write_all(piece)?;
            }
            if left_within(stream, self.pace)? {
                return Ok(Sent::ClientLeft);
            }
        }
        match self.cut {
            Some((_, cut)) if cut != Cut::Politely => end(stream, cut),
            _ => {
                if chunked {
                    stream.write_all(b"0\r\n\r\n")?;
                }
                Ok(Sent::Whole)
            }
        }
    }
}

/// Waits for `pause`, or until the client closes the connection, which is what it returns.
fn left_within(stream: &TcpStream, pause: Duration) -> io::Result<bool> {
    if pause.is_zero() {
        return Ok(false);
    }
    stream.set_read_timeout(Some(pause))?;
    let left = match stream.peek(&mut [0]) {
        Ok(n_bytes) => n_bytes == 0,
        Err(error) => !matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut),
    };
    stream.set_read_timeout(None)?;
    Ok(left)
}

fn end(stream: &mut TcpStream, cut: Cut) -> io::Result<Sent> {
    match cut {
        Cut::Politely | Cut::Fin => stream.shutdown(Shutdown::Both)?,
        Cut::Reset => reset(stream)?,
        Cut::Silence => {
            // Until the client has had enough.
            let mut byte = [0];
            while stream.read(&mut byte)? > 0 {}
            return Ok(Sent::ClientLeft);
        }
    }
    Ok(Sent::Ended)
}

/// Makes closing the connection a reset. The caller closes it.
#[cfg(unix)]
fn reset(stream: &TcpStream) -> io::Result<()> {
    Ok(rustix::net::sockopt::set_socket_linger(stream, Some(Duration::ZERO))?)
}

/// Without a way to reset: an abrupt end.
#[cfg(not(unix))]
fn reset(stream: &TcpStream) -> io::Result<()> {
    stream.shutdown(Shutdown::Both)
}

fn compress(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes)?;
    encoder.finish()
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        301 => "Moved Permanently",
        302 => "Found",
        307 => "Temporary Redirect",
        308 => "Permanent Redirect",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        413 => "Payload Too Large",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        503 => "Service Unavailable",
        529 => "Site Overloaded",
        _ => "Status",
    }
}
