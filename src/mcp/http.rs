//! HTTP for clients that cannot start a program: one path, one token, loopback unless told otherwise.
//!
//! A page in a browser must not reach it (`Host` and `Origin` are checked against the address that was bound), nor
//! a neighbour without the token, nor a client that is slow on purpose. Encryption is a reverse proxy's.

mod patient;
mod sessions;

use std::convert::Infallible;
use std::fmt::Write as _;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper::body::Incoming;
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue, WWW_AUTHENTICATE};
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use rmcp::ServerHandler;
use rmcp::transport::{StreamableHttpServerConfig, StreamableHttpService};
use subtle::ConstantTimeEq as _;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use self::patient::Patient;
use self::sessions::Sessions;
use super::{Error, platform};
use crate::config::mcp::{HttpOptions, Token, Told};
use crate::domain::Secret;

/// The path of the one endpoint.
const PATH: &str = "/mcp";
/// The largest request: 4 MiB.
const MAX_BODY_BYTES: usize = 4 * 1024 * 1024;
/// How long a client may take to send a request's head, or be silent between two requests.
const HEAD_LIMIT: Duration = Duration::from_secs(30);
/// How long a client may take to send a request's body.
const BODY_LIMIT: Duration = Duration::from_secs(30);
/// How long a client may take nothing of what is sent to it.
const READ_LIMIT: Duration = Duration::from_secs(30);
/// Connections at once.
const MAX_CONNECTIONS: usize = 512;
/// How long the answers of calls that were cancelled may take once the server is to stop: what came by then.
const LAST_ANSWERS: Duration = Duration::from_secs(1);
/// How long streams that have no end of their own may take then.
const LAST_STREAMS: Duration = Duration::from_secs(1);
/// Random bytes of a token that the server makes.
const TOKEN_BYTES: usize = 24;

type Body = BoxBody<Bytes, Infallible>;
type Service<H> = StreamableHttpService<H, Sessions>;

/// Serves until the process is told to stop; `gone` is cancelled at once then.
pub(super) async fn serve<H: ServerHandler + Clone>(
    handler: H,
    options: &HttpOptions,
    tell: &dyn Fn(&Told<'_>),
    gone: CancellationToken,
) -> Result<(), Error> {
    let token = token(options)?;
    let listener =
        TcpListener::bind(options.address).await.map_err(|error| Error::Bind { address: options.address, error })?;
    let bound = listener.local_addr().map_err(|error| Error::Bind { address: options.address, error })?;
    let stop = platform::told_to_stop();
    let made = matches!(options.token, Token::Made);
    tell(&Told::Listening {
        url: &format!("http://{bound}{PATH}"),
        token: token.as_ref().filter(|_| made).map(Secret::expose),
    });
    let (sessions, streams) = (Sessions::new(), CancellationToken::new());
    tokio::spawn(Sessions::sweep(Arc::downgrade(&sessions)));
    let service = service(handler, bound, &options.hosts, sessions, streams.clone());
    accept(listener, Arc::new(Guard { service, token }), Stop { told: stop, gone, streams }).await;
    Ok(())
}

fn token(options: &HttpOptions) -> Result<Option<Secret>, Error> {
    match &options.token {
        Token::Given(token) if token.is_empty() => Err(Error::EmptyToken),
        Token::Given(token) => Ok(Some(token.clone())),
        Token::Made => {
            let mut bytes = [0_u8; TOKEN_BYTES];
            getrandom::fill(&mut bytes).map_err(|_| Error::EmptyToken)?;
            let mut token = String::with_capacity(2 * TOKEN_BYTES);
            for byte in bytes {
                // Writing to a String cannot fail.
                let _ = write!(token, "{byte:02x}");
            }
            Ok(Some(Secret::new(&token)))
        }
        Token::None if options.address.ip().is_loopback() => Ok(None),
        Token::None => Err(Error::OpenToAll(options.address)),
    }
}

/// The protocol, for those who call it by a name that it was bound to.
fn service<H: ServerHandler + Clone>(
    handler: H,
    bound: SocketAddr,
    hosts: &[String],
    sessions: Arc<Sessions>,
    streams: CancellationToken,
) -> Service<H> {
    let port = bound.port();
    let mut names = match bound.ip() {
        ip if ip.is_loopback() => Vec::new(),
        IpAddr::V6(ip) => vec![format!("[{ip}]")],
        IpAddr::V4(ip) => vec![ip.to_string()],
    };
    names.extend(["localhost", "127.0.0.1", "[::1]"].map(str::to_owned));
    let mut allowed: Vec<String> = names.iter().map(|name| format!("{name}:{port}")).collect();
    let mut origins: Vec<String> = allowed.iter().map(|host| format!("http://{host}")).collect();
    for host in hosts {
        allowed.push(host.clone());
        origins.extend([format!("https://{host}"), format!("http://{host}")]);
    }
    let config = StreamableHttpServerConfig::default()
        .with_allowed_hosts(allowed)
        .with_allowed_origins(origins)
        .with_max_request_body_bytes(MAX_BODY_BYTES)
        .with_cancellation_token(streams);
    StreamableHttpService::new(move || Ok(handler.clone()), sessions, config)
}

/// How a server stops.
struct Stop<T> {
    /// Ends when it is to.
    told: T,
    /// Cancels the calls that ask a model: each further token would be paid for and thrown away.
    gone: CancellationToken,
    /// Ends whatever still streams.
    streams: CancellationToken,
}

/// Takes connections until the process is told to stop; then calls are cancelled, and what came is still answered.
async fn accept<H: ServerHandler>(listener: TcpListener, guard: Arc<Guard<H>>, stop: Stop<impl Future<Output = ()>>) {
    let graceful = GracefulShutdown::new();
    let room = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    let mut told = std::pin::pin!(stop.told);
    loop {
        let stream = tokio::select! {
            biased;
            () = &mut told => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                // Out of descriptors: those that are open will close.
                Err(error) if is_of_the_client(&error) => continue,
                Err(_) => {
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    continue;
                }
            },
        };
        let Ok(place) = Arc::clone(&room).try_acquire_owned() else { continue };
        // Without it each small event waits 40 ms for an acknowledgement.
        let _ = stream.set_nodelay(true);
        let connection = connection(stream, Arc::clone(&guard));
        let watched = graceful.watch(connection);
        tokio::spawn(async move {
            // A client that broke off or was too slow is nobody's error.
            let _ = watched.await;
            drop(place);
        });
    }
    drop(listener);
    stop.gone.cancel();
    let mut ends = std::pin::pin!(graceful.shutdown());
    let ended = tokio::time::timeout(LAST_ANSWERS, &mut ends).await;
    // Sessions without a connection end by it too.
    stop.streams.cancel();
    if ended.is_err() {
        let _ = tokio::time::timeout(LAST_STREAMS, ends).await;
    }
}

fn is_of_the_client(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionRefused
    )
}

fn connection<S: AsyncRead + AsyncWrite + Send + Unpin + 'static, H: ServerHandler>(
    stream: S,
    guard: Arc<Guard<H>>,
) -> hyper::server::conn::http1::Connection<
    TokioIo<Patient<S>>,
    impl hyper::service::Service<Request<Incoming>, Response = Response<Body>, Error = Infallible, Future: Send> + Send,
> {
    hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_LIMIT)
        .serve_connection(
            TokioIo::new(Patient::new(stream, READ_LIMIT)),
            service_fn(move |request| {
                let guard = Arc::clone(&guard);
                async move { Ok::<_, Infallible>(guard.answer(request).await) }
            }),
        )
}

/// Stands before the protocol: path, token, size, time.
struct Guard<H> {
    service: Service<H>,
    token: Option<Secret>,
}

impl<H: ServerHandler> Guard<H> {
    async fn answer(&self, request: Request<Incoming>) -> Response<Body> {
        if request.uri().path() != PATH {
            return refusal(StatusCode::NOT_FOUND, "the endpoint is /mcp");
        }
        if !self.admits(request.headers().get(AUTHORIZATION)) {
            let mut response = refusal(StatusCode::UNAUTHORIZED, "a bearer token is needed");
            response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            return response;
        }
        let (head, body) = request.into_parts();
        // The body is read here, so that a client cannot hold a call open by dribbling.
        let read = tokio::time::timeout(BODY_LIMIT, Limited::new(body, MAX_BODY_BYTES).collect()).await;
        let body = match read {
            Ok(Ok(body)) => body.to_bytes(),
            Ok(Err(error)) if error.is::<LengthLimitError>() => {
                return refusal(StatusCode::PAYLOAD_TOO_LARGE, "more than 4 MiB");
            }
            Ok(Err(_)) => return refusal(StatusCode::BAD_REQUEST, "the body broke off"),
            Err(_) => return refusal(StatusCode::REQUEST_TIMEOUT, "the body did not come"),
        };
        let ends_a_session = head.method == Method::DELETE;
        let mut response = self.service.handle(Request::from_parts(head, Full::new(body))).await;
        if ends_a_session && response.status() == StatusCode::ACCEPTED {
            // It has ended, and is not about to: the Python client complains of anything but 200 and 204.
            *response.status_mut() = StatusCode::NO_CONTENT;
        }
        response
    }

    /// Whether the header carries the token. The comparison takes as long for every token of the same length.
    fn admits(&self, header: Option<&HeaderValue>) -> bool {
        let Some(token) = &self.token else { return true };
        let Some(value) = header.and_then(|value| value.to_str().ok()) else { return false };
        let shown = match value.split_once(' ') {
            Some((scheme, shown)) if scheme.eq_ignore_ascii_case("bearer") => shown.trim(),
            _ => return false,
        };
        shown.as_bytes().ct_eq(token.expose().as_bytes()).into()
    }
}

fn refusal(status: StatusCode, why: &'static str) -> Response<Body> {
    let mut response = Response::new(Full::new(Bytes::from_static(why.as_bytes())).boxed());
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain"));
    response
}

#[cfg(test)]
mod tests;
