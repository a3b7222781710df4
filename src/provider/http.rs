//! The only place that touches the network.
//!
//! It follows no redirect, sends a key over TLS or to loopback only, proxies nothing to loopback, and builds a TLS
//! client (which reads the platform's roots) only once an https address comes. What bytes mean is the wires'
//! business; when to try again is the engine's.

mod tls;

use std::error::Error;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::BoxStream;
use futures_util::{StreamExt, TryStreamExt, stream};
use reqwest::header::{ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use reqwest::header::{CONTENT_LENGTH, CONTENT_RANGE, ETAG, IF_NONE_MATCH, IF_RANGE, LOCATION, RANGE, USER_AGENT};
use reqwest::{Certificate, Client, Proxy, redirect};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout, timeout_at};
use url::Url;

use super::answer::{self, Decoder, Limits};
use super::limits::Headers;
use super::{Endpoint, EventStream, HttpOptions, ListedModel, ModelList, NamedProxy, Provider, Proxies};
use super::{anthropic, failure, limits, listing, ollama, openai, scrub};
use crate::domain::address::is_loopback;
use crate::domain::catalogue::Wire;
use crate::domain::{
    CaFileFault, ChatRequest, Detail, Failure, FailureKind, OwnWords, ProviderEvent, ProxyFault, Secret, Timeouts,
};

/// A list of models is not read beyond this.
const MAX_LIST_BYTES: usize = 16 << 20;

/// A list of models takes no longer than this.
const LIST_LIMIT: Duration = Duration::from_secs(30);

/// A public file is not followed further than this.
const MAX_REDIRECTS: usize = 5;

/// The network, with its clients and their pools of connections.
#[derive(Debug)]
pub struct Http {
    options: HttpOptions,
    /// By [`Http::client`]: plain or TLS, direct or through a proxy.
    clients: [OnceLock<Client>; 4],
}

/// A file on its way here.
pub struct Download {
    /// The bytes go on where the last try ended; otherwise they begin at the beginning.
    pub is_resumed: bool,
    /// How many bytes are coming, where the server says.
    pub n_bytes: Option<u64>,
    /// The server's name of this version of the file.
    pub etag: Option<String>,
    /// The bytes.
    pub bytes: BoxStream<'static, Result<Bytes, Failure>>,
}

/// One provider over [`Http`].
#[derive(Debug, Clone)]
pub struct HttpProvider {
    http: Arc<Http>,
    endpoint: Arc<Endpoint>,
}

impl Provider for HttpProvider {
    fn stream(&self, request: ChatRequest) -> EventStream {
        let provider = self.clone();
        stream::once(async move { provider.open(request).await })
            .flat_map(|opened| match opened {
                Ok(events) => events,
                Err(failure) => stream::once(std::future::ready(Err(failure))).boxed(),
            })
            .boxed()
    }
}

impl HttpProvider {
    /// Sends the request and waits for the response's headers.
    async fn open(self, request: ChatRequest) -> Result<EventStream, Failure> {
        let Self { http, endpoint } = self;
        let limits = Limits::start(http.options.timeouts);
        let key = endpoint.key.clone();
        let (url, decoder): (Url, Box<dyn Decoder>) = match endpoint.wire {
            Wire::OpenAi => (
                join(&endpoint.base_url, &["chat", "completions"]),
                Box::new(openai::Decoder::new(&request.rules, key.clone())),
            ),
            Wire::Anthropic => {
                (join(&endpoint.base_url, &["v1", "messages"]), Box::new(anthropic::Decoder::new(key.clone())))
            }
            Wire::Ollama => (
                join(&endpoint.base_url, &["api", "chat"]),
                Box::new(ollama::Decoder::new(&request.rules, key.clone())),
            ),
            Wire::Local => return Err(no_network_wire()),
        };
        let body = match endpoint.wire {
            Wire::Anthropic => anthropic::encode(request),
            Wire::Ollama => ollama::encode(request),
            _ => openai::encode(request),
        };
        let body = serde_json::to_vec(&body)
            .map_err(|error| Failure::new(FailureKind::BadRequest, scrub::message(&error.to_string(), None)))?;
        let mut headers = headers(&endpoint, &url)?;
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        let accept = if endpoint.wire == Wire::Ollama { "application/x-ndjson" } else { "text/event-stream" };
        headers.insert(ACCEPT, HeaderValue::from_static(accept));
        // A compressing proxy would hold tokens back. What comes compressed all the same is still read.
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        let sending = http.client(&url)?.post(url.clone()).headers(headers).body(body).send();
        let (deadline, kind) = limits.headers();
        let response = timeout_at(deadline, sending)
            .await
            .map_err(|_| answer::timed_out(kind, &http.options.timeouts))?
            .map_err(|error| http.sending_failed(&error, key.as_ref()))?;
        let response = http.accepted(response, &url, key.as_ref(), deadline).await?;
        let told = told(&response);
        let opened = ProviderEvent::Opened {
            limits: limits::rate_limits(&told, (http.options.now)()),
            request_id: limits::request_id(&told).and_then(|id| scrub::code(id, key.as_ref())),
        };
        let bytes = response.bytes_stream().map_err(move |error| reading_failed(&error, key.as_ref()));
        let events = answer::events(bytes.boxed(), decoder, limits);
        Ok(stream::once(std::future::ready(Ok(opened))).chain(events).boxed())
    }
}

impl Http {
    /// Nothing is built or read before the first request.
    #[must_use]
    pub fn new(options: HttpOptions) -> Arc<Self> {
        Arc::new(Self { options, clients: Default::default() })
    }

    /// A provider at `endpoint`.
    #[must_use]
    pub fn provider(self: &Arc<Self>, endpoint: Endpoint) -> HttpProvider {
        HttpProvider { http: Arc::clone(self), endpoint: Arc::new(endpoint) }
    }

    /// Asks for the provider's list of models; with the `ETag` of the last one, only whether it changed.
    pub async fn list_models(&self, endpoint: &Endpoint, etag: Option<&str>) -> Result<ModelList, Failure> {
        let limit = LIST_LIMIT.min(self.options.timeouts.total);
        let deadline = Instant::now() + limit;
        let key = endpoint.key.as_ref();
        let mut url = match endpoint.wire {
            Wire::OpenAi => join(&endpoint.base_url, &["models"]),
            Wire::Anthropic => join(&endpoint.base_url, &["v1", "models"]),
            Wire::Ollama => join(&endpoint.base_url, &["api", "tags"]),
            Wire::Local => return Err(no_network_wire()),
        };
        if endpoint.wire == Wire::Anthropic {
            url.query_pairs_mut().append_pair("limit", "1000");
        }
        let mut headers = headers(endpoint, &url)?;
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        if let Some(etag) = etag.and_then(|etag| HeaderValue::from_str(etag).ok()) {
            headers.insert(IF_NONE_MATCH, etag);
        }
        let whole = Timeouts { total: limit, ..self.options.timeouts };
        let too_slow = |_| answer::timed_out(FailureKind::TotalTimeout, &whole);
        let sending = self.client(&url)?.get(url.clone()).headers(headers).send();
        let response =
            timeout_at(deadline, sending).await.map_err(too_slow)?.map_err(|error| self.sending_failed(&error, key))?;
        if response.status().as_u16() == 304 {
            return Ok(ModelList::NotModified);
        }
        let response = self.accepted(response, &url, key, deadline).await?;
        let etag = told(&response).value("etag").map(str::to_owned);
        let mut body = Vec::new();
        let mut bytes = response.bytes_stream();
        while let Some(piece) = timeout_at(deadline, bytes.next()).await.map_err(too_slow)? {
            let piece = piece.map_err(|error| reading_failed(&error, key))?;
            if body.len() + piece.len() > MAX_LIST_BYTES {
                return Err(Failure::own(FailureKind::Malformed, OwnWords::LongList));
            }
            body.extend_from_slice(&piece);
        }
        let models: Option<Vec<ListedModel>> =
            serde_json::from_slice(&body).ok().and_then(|body| listing::models(endpoint.wire, &body));
        let Some(models) = models else {
            let text = String::from_utf8_lossy(&body[..body.len().min(failure::MAX_BODY_BYTES)]);
            return Err(answer::no_completion(&text, key));
        };
        Ok(ModelList::Models { models, etag })
    }

    /// Whether something answers at an address: the status of whatever came. No key goes along, and nothing of the
    /// answer but its head is read.
    pub async fn reach(&self, url: &Url, within: Duration) -> Result<u16, Failure> {
        let sending =
            self.client(url)?.get(url.clone()).header(USER_AGENT, concat!("baro/", env!("CARGO_PKG_VERSION"))).send();
        match timeout(within, sending).await {
            Ok(Ok(response)) => Ok(response.status().as_u16()),
            Ok(Err(error)) => Err(self.sending_failed(&error, None)),
            Err(_) => Err(Failure::new(FailureKind::ConnectTimeout, format!("no answer in {} s", within.as_secs()))),
        }
    }

    /// Fetches a public file. `resume`: so many bytes are here already, of the version with that name. No key goes
    /// along; a redirect is followed, a few times, and never from TLS into the open.
    pub async fn download(&self, url: &Url, resume: Option<(u64, Option<String>)>) -> Result<Download, Failure> {
        let mut url = url.clone();
        for _ in 0..=MAX_REDIRECTS {
            if url.scheme() != "https" && !is_loopback(&url) {
                let words = OwnWords::FileWithoutTls(scrub::message(&failure::place(&url), None));
                return Err(Failure::own(FailureKind::BadRequest, words));
            }
            let mut request = self.client(&url)?.get(url.clone()).header(ACCEPT_ENCODING, "identity");
            request = request.header(USER_AGENT, concat!("baro/", env!("CARGO_PKG_VERSION")));
            if let Some((n_bytes, etag)) = &resume {
                request = request.header(RANGE, format!("bytes={n_bytes}-"));
                if let Some(etag) = etag {
                    request = request.header(IF_RANGE, etag);
                }
            }
            let timeouts = self.options.timeouts;
            let response = timeout(timeouts.first_token, request.send())
                .await
                .map_err(|_| answer::timed_out(FailureKind::FirstTokenTimeout, &timeouts))?
                .map_err(|error| self.sending_failed(&error, None))?;
            let status = response.status().as_u16();
            let value = |name: HeaderName| response.headers().get(name).and_then(|value| value.to_str().ok());
            if matches!(status, 301 | 302 | 303 | 307 | 308) {
                let next = value(LOCATION).and_then(|location| url.join(location).ok());
                let next = next.filter(|next| next.scheme() == "https" || url.scheme() != "https");
                url = next.ok_or_else(|| failure::redirected(status, value(LOCATION), &url))?;
                continue;
            }
            let begins_at = |n_bytes: u64| {
                value(CONTENT_RANGE).is_some_and(|range| range.starts_with(&format!("bytes {n_bytes}-")))
            };
            let is_resumed = status == 206 && resume.as_ref().is_some_and(|(n_bytes, _)| begins_at(*n_bytes));
            // What is here already is all there is, or more, or what comes begins elsewhere: it is fetched anew.
            if resume.is_some() && (status == 416 || (status == 206 && !is_resumed)) {
                return Box::pin(self.download(&url, None)).await;
            }
            if status != 200 && !is_resumed {
                let message = format!("{}: {}", failure::place(&url), response.status());
                return Err(Failure::new(FailureKind::NotAModel, scrub::message(&message, None)));
            }
            let n_bytes = value(CONTENT_LENGTH).and_then(|length| length.parse().ok());
            let etag = value(ETAG).filter(|etag| etag.starts_with('"')).map(str::to_owned);
            let body = response.bytes_stream().map_err(|error| reading_failed(&error, None)).boxed();
            // A server that says nothing for so long has gone away.
            let bytes = stream::unfold(Some(body), move |body| async move {
                let mut body = body?;
                match timeout(timeouts.idle, body.next()).await {
                    Ok(Some(piece)) => Some((piece, Some(body))),
                    Ok(None) => None,
                    Err(_) => Some((Err(answer::timed_out(FailureKind::IdleTimeout, &timeouts)), None)),
                }
            });
            return Ok(Download { is_resumed, n_bytes, etag, bytes: bytes.boxed() });
        }
        let words = OwnWords::ManyRedirects(scrub::message(&failure::place(&url), None));
        Err(Failure::own(FailureKind::Redirected, words))
    }

    /// The failure of whatever would go through a proxy of which the address cannot be read, if there is such a one.
    #[must_use]
    pub fn unreadable_proxy(&self) -> Option<Failure> {
        let Proxies { https, http, .. } = &self.options.proxies;
        let unreadable = https.iter().chain(http).find(|named| named.address.is_none());
        unreadable.map(|named| proxy_fault(Some(named), ProxyFault::Unreadable))
    }

    /// Whether the user's own file of authorities, if there is one, can be used. Nothing is sent, and no proxy looked at.
    pub fn check_ca_file(&self) -> Result<(), Failure> {
        if self.options.ca_file.is_none() { Ok(()) } else { self.build(true, None).map(drop) }
    }

    /// The response if its status is 200, else the failure that it tells.
    async fn accepted(
        &self,
        response: reqwest::Response,
        url: &Url,
        key: Option<&Secret>,
        deadline: Instant,
    ) -> Result<reqwest::Response, Failure> {
        let status = response.status().as_u16();
        if status == 200 {
            return Ok(response);
        }
        let told = told(&response);
        if (300..400).contains(&status) {
            return Err(failure::redirected(status, told.value("location"), url));
        }
        // The proxy of http in the open answers in the server's place.
        if let Some(named) = self.proxy_to(url).filter(|_| status == 407) {
            return Err(Failure { status: Some(status), ..proxy_fault(Some(named), wants_or_refuses_user(named)) });
        }
        let bytes = response.bytes_stream().map_err(|error| reading_failed(&error, None));
        // An error's body is not worth a long wait.
        let deadline = deadline.min(Instant::now() + self.options.timeouts.connect);
        let body = answer::bounded(bytes, failure::MAX_BODY_BYTES, deadline).await;
        Err(failure::from_response(status, &told, &body, key, (self.options.now)()))
    }

    /// The client for `url`, built at its first use. What keeps it from being built, such as a file of certificates, may
    /// be mended while this process lives.
    fn client(&self, url: &Url) -> Result<&Client, Failure> {
        let is_tls = url.scheme() == "https";
        let named = self.proxy_to(url);
        let slot = usize::from(is_tls) * 2 + usize::from(named.is_none());
        if let Some(client) = self.clients[slot].get() {
            return Ok(client);
        }
        let client = self.build(is_tls, named)?;
        Ok(self.clients[slot].get_or_init(|| client))
    }

    fn build(&self, is_tls: bool, named: Option<&NamedProxy>) -> Result<Client, Failure> {
        // A second call finds the first one's provider, which is the same.
        let _installed = rustls::crypto::ring::default_provider().install_default();
        let mut builder = Client::builder()
            .redirect(redirect::Policy::none())
            .referer(false)
            .connect_timeout(self.options.timeouts.connect)
            .tcp_nodelay(true)
            .pool_idle_timeout(Duration::from_mins(1));
        let address = named.and_then(|named| named.address.as_ref());
        let proxy = address.and_then(|address| Proxy::all(address.url.expose()).ok());
        builder = match (named, proxy) {
            // Passed over, it would send past the proxy what the user wants to go through it.
            (Some(named), None) => return Err(proxy_fault(Some(named), ProxyFault::Unreadable)),
            (_, Some(proxy)) => builder.proxy(proxy),
            // What the client would find in the environment by itself was read before, and better.
            (None, None) => builder.no_proxy(),
        };
        if named.is_none() {
            // `localhost` is this machine, whatever a resolver says.
            let loopback = [(Ipv4Addr::LOCALHOST, 0).into(), (Ipv6Addr::LOCALHOST, 0).into()];
            builder = builder.resolve_to_addrs("localhost", &loopback);
        }
        // The platform's roots are read only where TLS will be spoken.
        if is_tls || address.is_some_and(|address| address.is_tls) {
            if let Some(path) = &self.options.ca_file {
                builder = builder.tls_certs_merge(authorities(path)?);
            }
        } else {
            builder = builder.tls_certs_only([]).http1_only();
        }
        builder.build().map_err(|error| match &self.options.ca_file {
            // Certificates that are PEM and yet none are found only here.
            Some(path) if is_tls => ca_file_unusable(path, CaFileFault::NoCertificate),
            _ => Failure::new(FailureKind::TlsRefused, innermost(&error, None)),
        })
    }

    /// The failure of a request that got no response.
    fn sending_failed(&self, error: &reqwest::Error, key: Option<&Secret>) -> Failure {
        let named = error.url().and_then(|url| self.proxy_to(url));
        if is_proxys(error) || named.is_some_and(|named| is_of_the_way_to(named, error)) {
            return proxy_failed(named, error, key);
        }
        let place = error.url().map_or_else(String::new, |url| format!("{}: ", failure::place(url)));
        let failed = |kind, what: &str| Failure::new(kind, format!("{place}{what}"));
        if error.is_dns() {
            let host = error.url().and_then(Url::host_str).unwrap_or_default().to_owned();
            // What the system says of it is different words on each.
            let may_pass = innermost(error, key).contains("emporary");
            let what = if may_pass { "no name server answers" } else { "no such name in DNS" };
            failed(FailureKind::NameNotResolved, what).with_detail(Detail::NoAddress { host, may_pass })
        } else if let Some(refused) = tls_error(error) {
            let (code, words) = tls::refusal(refused);
            let failure = Failure::new(FailureKind::TlsRefused, scrub::message(&words, key));
            Failure { code: Some(code.to_owned()), ..failure }
        } else if error.is_connect() && error.is_timeout() {
            let failure = answer::timed_out(FailureKind::ConnectTimeout, &self.options.timeouts);
            let at_proxy = named.map(|named| proxy_fault(Some(named), ProxyFault::Unreached(failure.message.clone())));
            // Who of the two was silent is not known; the proxy is the one that is connected to.
            at_proxy.map_or(failure, |at_proxy| Failure { kind: FailureKind::ConnectTimeout, ..at_proxy })
        } else {
            let failure = match own_words(error) {
                Some(words) => Failure::own(FailureKind::Unreachable, words),
                None => failed(FailureKind::Unreachable, &innermost(error, key)),
            };
            let is_here = error.is_connect() && error.url().is_some_and(is_loopback);
            if is_here {
                failure.with_detail(Detail::ThisMachine)
            } else if error.is_connect() && has_no_way_out(error) {
                failure.with_detail(Detail::NoWayOut)
            } else {
                failure
            }
        }
    }

    /// The proxy on the way to an address, if there is one.
    fn proxy_to(&self, url: &Url) -> Option<&NamedProxy> {
        let proxies = &self.options.proxies;
        let named = if url.scheme() == "https" { proxies.https.as_ref() } else { proxies.http.as_ref() };
        named.filter(|_| !is_loopback(url) && !proxies.exceptions.have(url))
    }
}

/// The failure of a request that got no further than the proxy.
fn proxy_failed(named: Option<&NamedProxy>, error: &reqwest::Error, key: Option<&Secret>) -> Failure {
    let says = |what: &str| causes(error).any(|cause| cause.to_string().contains(what));
    let system = causes(error).filter_map(|cause| cause.downcast_ref::<io::Error>());
    let system = system.filter(|cause| cause.raw_os_error().is_some()).last();
    let fault = if says("proxy authorization required") || says("authentication") || says("credentials") {
        named.map_or(ProxyFault::WantsUser, wants_or_refuses_user)
    } else if error.is_dns() || says("failed to lookup address") {
        ProxyFault::NameUnknown
    } else if let Some(system) = system {
        ProxyFault::Unreached(scrub::message(&system.to_string(), key))
    } else if says("unsuccessful") || says("onnection not allowed") || says("ost unreachable") {
        ProxyFault::Declines
    } else if says("failed to create underlying connection") {
        ProxyFault::Unreached(io::Error::from(io::ErrorKind::ConnectionRefused).to_string())
    } else {
        ProxyFault::NoProxy
    };
    proxy_fault(named, fault)
}

/// What a proxy's 407 says.
fn wants_or_refuses_user(named: &NamedProxy) -> ProxyFault {
    let has_user = named.address.as_ref().is_some_and(|address| address.has_user);
    if has_user { ProxyFault::RefusesUser } else { ProxyFault::WantsUser }
}

fn proxy_fault(named: Option<&NamedProxy>, fault: ProxyFault) -> Failure {
    let place = named.and_then(|named| named.address.as_ref()).map(|address| address.place.clone());
    let variable = named.and_then(|named| named.variable);
    let message = match place.as_deref().or(variable) {
        Some(which) => format!("{which}: {fault}"),
        None => fault.to_string(),
    };
    Failure::new(FailureKind::Unreachable, message).with_detail(Detail::Proxy { place, variable, fault })
}

/// The certificates in the user's own file of authorities.
fn authorities(path: &Path) -> Result<Vec<Certificate>, Failure> {
    let pem = std::fs::read(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => ca_file_unusable(path, CaFileFault::Missing),
        _ => ca_file_unusable(path, CaFileFault::Unreadable(error.to_string())),
    })?;
    match Certificate::from_pem_bundle(&pem) {
        Ok(authorities) if !authorities.is_empty() => Ok(authorities),
        _ => Err(ca_file_unusable(path, CaFileFault::NoCertificate)),
    }
}

/// The failure of whatever would have trusted this file of authorities.
#[must_use]
pub fn ca_file_unusable(path: &Path, fault: CaFileFault) -> Failure {
    let path = path.display().to_string();
    let message = scrub::message(&format!("{path}: {fault}"), None);
    Failure::new(FailureKind::CaFileUnusable, message).with_detail(Detail::CaFile { path, fault })
}

/// True where something accepts connections at `host:port` within that time. Nothing is sent.
pub async fn is_listening(host: &str, port: u16, within: Duration) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    matches!(timeout(within, TcpStream::connect((host, port))).await, Ok(Ok(_)))
}

/// `base` followed by `path`, of which what the base already ends with is not repeated: people write bases with
/// and without `/v1`, and paste whole addresses.
fn join(base: &Url, path: &[&str]) -> Url {
    let mut segments: Vec<&str> = base.path().split('/').filter(|segment| !segment.is_empty()).collect();
    let n_shared = (0..=path.len()).rev().find(|n| segments.ends_with(&path[..*n])).unwrap_or(0);
    segments.extend(&path[n_shared..]);
    let mut url = base.clone();
    url.set_path(&segments.join("/"));
    url.set_fragment(None);
    url
}

/// The headers that every request of this endpoint has. Refuses to let a key out in the open.
fn headers(endpoint: &Endpoint, url: &Url) -> Result<HeaderMap, Failure> {
    let mut headers = HeaderMap::new();
    headers.insert(USER_AGENT, HeaderValue::from_static(concat!("baro/", env!("CARGO_PKG_VERSION"))));
    if endpoint.wire == Wire::Anthropic {
        headers.insert("anthropic-version", HeaderValue::from_static(anthropic::VERSION));
    }
    let key = endpoint.key.as_ref().filter(|key| !key.is_empty());
    if let Some(key) = key {
        let (name, value) = match endpoint.wire {
            Wire::Anthropic => (HeaderName::from_static("x-api-key"), key.expose().to_owned()),
            _ => (AUTHORIZATION, format!("Bearer {}", key.expose())),
        };
        let mut value = HeaderValue::from_str(&value)
            .map_err(|_| Failure::own(FailureKind::KeyRefused, OwnWords::KeyNotSendable))?;
        value.set_sensitive(true);
        headers.insert(name, value);
    }
    let has_key = key.is_some() || url.password().is_some();
    if has_key && url.scheme() != "https" && !is_loopback(url) {
        let host = url.host_str().unwrap_or_default();
        let words = OwnWords::KeyWithoutTls(scrub::message(host, endpoint.key.as_ref()));
        let failure = Failure::own(FailureKind::BadRequest, words);
        return Err(Failure { code: Some("key_without_tls".to_owned()), ..failure });
    }
    Ok(headers)
}

fn told(response: &reqwest::Response) -> Headers {
    response.headers().iter().filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?))).collect()
}

/// The failure of a body that broke off, or that does not decompress.
fn reading_failed(error: &reqwest::Error, key: Option<&Secret>) -> Failure {
    let is_corrupt = causes(error).any(|cause| {
        let kind = cause.downcast_ref::<io::Error>().map(io::Error::kind);
        matches!(kind, Some(io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput | io::ErrorKind::Other))
    });
    if is_corrupt {
        return Failure::own(FailureKind::Malformed, OwnWords::Undecodable);
    }
    let has_systems_words = causes(error)
        .any(|cause| cause.downcast_ref::<io::Error>().is_some_and(|system| system.raw_os_error().is_some()));
    if has_systems_words {
        Failure::new(FailureKind::Truncated, innermost(error, key))
    } else {
        Failure::own(FailureKind::Truncated, OwnWords::Closed)
    }
}

/// What the layer that speaks HTTP found of what came in place of a response. Its errors have no types that can be told
/// apart; each says what it is.
fn own_words(error: &reqwest::Error) -> Option<OwnWords> {
    causes(error).find_map(|cause| {
        let said = cause.to_string();
        match said.as_str() {
            "connection closed before message completed" => Some(OwnWords::NoResponse),
            "message head is too large" => Some(OwnWords::NoHttp),
            said if said.starts_with("invalid HTTP ") => Some(OwnWords::NoHttp),
            _ => None,
        }
    })
}

fn tls_error(error: &reqwest::Error) -> Option<&rustls::Error> {
    causes(error).find_map(|cause| cause.downcast_ref::<rustls::Error>())
}

/// True where a request in the open did not get as far as its proxy, to which alone the client connects.
fn is_of_the_way_to(named: &NamedProxy, error: &reqwest::Error) -> bool {
    let is_plain = error.url().is_some_and(|url| url.scheme() == "http");
    let takes_all = named.address.as_ref().is_some_and(|address| address.takes_requests);
    is_plain && takes_all && error.is_connect() && !error.is_timeout() && tls_error(error).is_none()
}

/// True where the system sent nothing: it knows no way to the address, or its network is down. That a host is not
/// reached may be said by a router near the host, too; where its own provider is at fault, others answer.
fn has_no_way_out(error: &reqwest::Error) -> bool {
    use io::ErrorKind::{AddrNotAvailable, HostUnreachable, NetworkDown, NetworkUnreachable};
    let is_of_network = |kind| matches!(kind, NetworkUnreachable | NetworkDown | HostUnreachable | AddrNotAvailable);
    causes(error).filter_map(|cause| cause.downcast_ref::<io::Error>()).any(|cause| is_of_network(cause.kind()))
}

/// True where it is the proxy that could not be reached or that refused. The layers that speak to proxies have no
/// types that can be named; each of their errors begins with its layer.
fn is_proxys(error: &reqwest::Error) -> bool {
    causes(error)
        .map(ToString::to_string)
        .any(|said| said.starts_with("tunnel error") || said.starts_with("SOCKS error"))
}

/// The error and what caused it, outermost first.
fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&error: &&'a (dyn Error + 'static)| {
        // An IO error's `source` skips what it wraps.
        let wrapped = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        wrapped.map(|wrapped| wrapped as &(dyn Error + 'static)).or_else(|| error.source())
    })
}

/// What the innermost cause says; the outer ones only name the URL and the layers.
fn innermost(error: &reqwest::Error, key: Option<&Secret>) -> String {
    let message = causes(error).last().map(ToString::to_string).unwrap_or_default();
    scrub::message(&message, key)
}

fn no_network_wire() -> Failure {
    Failure::new(FailureKind::BadRequest, "the embedded model is not reached over the network")
}

#[cfg(test)]
mod tests;
