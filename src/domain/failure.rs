//! What goes wrong between baro and a model, as situations that call for different steps.

use std::str::FromStr;
use std::time::Duration;

use serde::de::IntoDeserializer as _;
use serde::de::value::Error as BadWord;
use serde::{Deserialize, Serialize};

use super::RateLimits;

/// A try that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The situation.
    pub kind: FailureKind,
    /// The HTTP status, where there was a response.
    pub status: Option<u16>,
    /// The provider's own code or type (`model_not_found`), as it came, bounded.
    pub code: Option<String>,
    /// What the provider or the system said: bounded, without control characters, without a key. May be empty.
    pub message: String,
    /// The provider's id of the request, for a complaint.
    pub request_id: Option<String>,
    /// How long the provider asks to wait.
    pub retry_after: Option<Duration>,
    /// The provider's own word on trying again (`x-should-retry`).
    pub should_retry: Option<bool>,
    /// The limits that the response's headers told.
    pub limits: RateLimits,
    /// What baro itself found, where `message` is its own and not the provider's.
    pub detail: Option<Box<Detail>>,
}

/// What baro itself found, in a form that can be said in any language; the failure's message says it in English.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Detail {
    /// Where the server wanted to send baro: host and port.
    RedirectTo(String),
    /// The address is on this machine: nobody listens there.
    ThisMachine,
    /// It is the proxy that cannot be reached, or that refuses.
    Proxy {
        /// Its host and port, where they are known.
        place: Option<String>,
        /// The environment variable that names it; `None`: the settings do.
        variable: Option<&'static str>,
        /// What is wrong.
        fault: ProxyFault,
    },
    /// The host has no address: whether the name server answered at all.
    NoAddress {
        /// Whose.
        host: String,
        /// No name server answered, which may pass.
        may_pass: bool,
    },
    /// The system knows no way to the address: this machine's network is at fault, not who is asked.
    NoWayOut,
    /// The provider lets nothing in from this network or country; its own words are the message.
    NotFromHere,
    /// The model takes no temperature, or none but its own.
    NoTemperature,
    /// The user's own file of authorities, and what is wrong with it.
    CaFile {
        /// Where it is.
        path: String,
        /// What is wrong.
        fault: CaFileFault,
    },
    /// What came, or did not, where nobody else said anything of it.
    Own(OwnWords),
}

/// What baro itself says of a call or of what came back.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OwnWords {
    /// A page for a browser, without a title.
    #[error("a web page")]
    WebPage,
    /// The connection was closed before a response.
    #[error("the connection was closed without a response")]
    NoResponse,
    /// What came is no HTTP.
    #[error("what came back is no HTTP")]
    NoHttp,
    /// The connection was closed within the response.
    #[error("the connection was closed before the answer was complete")]
    Closed,
    /// What came does not decompress, or is cut into pieces wrongly.
    #[error("what came cannot be decoded")]
    Undecodable,
    /// The provider says that it stopped, by this word.
    #[error("the provider broke off: {0}")]
    BrokeOff(String),
    /// The server threw the model out of its memory.
    #[error("the server unloaded the model")]
    Unloaded,
    /// The stream ended before the provider said that the answer was complete.
    #[error("the stream ended before the answer was complete")]
    Unended,
    /// An event ends within its JSON.
    #[error("an event ends too early")]
    EventCut,
    /// An event is no JSON.
    #[error("an event is not valid JSON")]
    EventNoJson,
    /// More bytes came than any answer has.
    #[error("the answer does not end")]
    Endless,
    /// More bytes came than any list of models has.
    #[error("the list of models is larger than 16 MiB")]
    LongList,
    /// One redirect led to the next.
    #[error("{0}: too many redirects")]
    ManyRedirects(String),
    /// A file would come without TLS.
    #[error("{0} is not fetched without TLS")]
    FileWithoutTls(String),
    /// A file ended before it was whole.
    #[error("the file is not whole")]
    FileCut,
    /// A key would go to this host without TLS.
    #[error("a key is not sent to {0} without TLS: use https")]
    KeyWithoutTls(String),
    /// No header can carry the key.
    #[error("the key holds characters that a header cannot carry")]
    KeyNotSendable,
    /// The embedded model's file is not there.
    #[error("{0} is not on this machine")]
    NotHere(String),
    /// There is no embedded model in this program.
    #[error("this build has no embedded model")]
    NotBuilt,
    /// The embedded model's thread.
    #[error("the thread of the embedded model could not be started, or ended")]
    NoThread,
    /// The prompt, and the embedded model's window, in tokens.
    #[error("{n_tokens} tokens of {context_tokens}")]
    TooLong {
        /// The prompt.
        n_tokens: usize,
        /// The window.
        context_tokens: usize,
    },
}

/// What is wrong with a proxy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProxyFault {
    /// Nobody can be reached there; what the system said.
    #[error("{0}")]
    Unreached(String),
    /// Its own name has no address.
    #[error("no such name in DNS")]
    NameUnknown,
    /// It wants a user and a password, and was given none (407).
    #[error("the proxy wants a user and a password (407)")]
    WantsUser,
    /// It refused the user and the password that it was given (407).
    #[error("the proxy refused the user or the password (407)")]
    RefusesUser,
    /// It connects no further.
    #[error("the proxy did not connect any further")]
    Declines,
    /// It answered as no proxy of its kind does, or hung up.
    #[error("what answered there is no such proxy")]
    NoProxy,
    /// What should be its address is none.
    #[error("that is no proxy's address")]
    Unreadable,
}

/// What is wrong with a file of authorities.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CaFileFault {
    /// There is none.
    #[error("there is no such file")]
    Missing,
    /// The system refuses; what it said.
    #[error("{0}")]
    Unreadable(String),
    /// It is a pipe or a device, or leads to one of this process alone.
    #[error("not a plain file")]
    NotPlain,
    /// Not in the PEM form, or no certificate in it.
    #[error("holds no certificate in the PEM form")]
    NoCertificate,
}

/// Situations that call for different steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureKind {
    /// The key was refused, or may not use this model (401, 403).
    KeyRefused,
    /// The provider does not have this model, or no longer (404, `model_decommissioned`).
    ModelGone,
    /// The account's money or its day's requests are spent; waiting a minute does not help.
    QuotaSpent,
    /// Too much in too short a time (429; Groq's 413 that means tokens a minute).
    RateLimited,
    /// The prompt is larger than the model's window.
    ContextOverflow,
    /// Prompt and answer are larger than the plan ever lets through at once.
    PlanTooSmall,
    /// The request is refused as it is (400, 413, 422).
    BadRequest,
    /// The provider declines to answer this content.
    Filtered,
    /// The provider is ill or full (408, 409, 5xx, 529).
    ServerError,
    /// The name does not resolve.
    NameNotResolved,
    /// Nobody answers at the address, or the connection was refused or lost before a response.
    Unreachable,
    /// The certificate does not hold.
    TlsRefused,
    /// The file of authorities that the settings name cannot be used.
    CaFileUnusable,
    /// No connection within the limit.
    ConnectTimeout,
    /// No first token within the limit.
    FirstTokenTimeout,
    /// The stream went silent.
    IdleTimeout,
    /// The whole took too long.
    TotalTimeout,
    /// Something answered that is no model (HTML, a wrong content type).
    NotAModel,
    /// The server answered with a redirect, which is not followed.
    Redirected,
    /// The stream ended without saying that the answer was complete.
    Truncated,
    /// The stream held what cannot be read.
    Malformed,
    /// A single event was larger than 16 MiB.
    EventTooLarge,
    /// The model called a tool that nobody offered.
    UnofferedTool,
    /// The model ended its answer, and there was no text in it.
    EmptyAnswer,
}

impl FailureKind {
    /// Whether a try that failed so, before anything came of it, was refused or never left. What was silent may have been
    /// read all the same.
    #[must_use]
    pub const fn took_nothing(self) -> bool {
        !matches!(self, Self::FirstTokenTimeout | Self::TotalTimeout)
    }

    /// A stable name, for JSON, the ledger and scripts.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::KeyRefused => "key_refused",
            Self::ModelGone => "model_gone",
            Self::QuotaSpent => "quota_spent",
            Self::RateLimited => "rate_limited",
            Self::ContextOverflow => "context_overflow",
            Self::PlanTooSmall => "plan_too_small",
            Self::BadRequest => "bad_request",
            Self::Filtered => "filtered",
            Self::ServerError => "server_error",
            Self::NameNotResolved => "name_not_resolved",
            Self::Unreachable => "unreachable",
            Self::TlsRefused => "tls_refused",
            Self::CaFileUnusable => "ca_file_unusable",
            Self::ConnectTimeout => "connect_timeout",
            Self::FirstTokenTimeout => "first_token_timeout",
            Self::IdleTimeout => "idle_timeout",
            Self::TotalTimeout => "total_timeout",
            Self::NotAModel => "not_a_model",
            Self::Redirected => "redirected",
            Self::Truncated => "truncated",
            Self::Malformed => "malformed",
            Self::EventTooLarge => "event_too_large",
            Self::UnofferedTool => "unoffered_tool",
            Self::EmptyAnswer => "empty_answer",
        }
    }
}

impl FromStr for FailureKind {
    type Err = ();

    /// From [`FailureKind::as_str`].
    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::deserialize(word.into_deserializer()).map_err(|_: BadWord| ())
    }
}

impl Failure {
    /// A failure of which nothing more is known.
    #[must_use]
    pub fn new(kind: FailureKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            status: None,
            code: None,
            message: message.into(),
            request_id: None,
            retry_after: None,
            should_retry: None,
            limits: RateLimits::default(),
            detail: None,
        }
    }

    /// A failure of which baro alone has something to say.
    #[must_use]
    pub fn own(kind: FailureKind, words: OwnWords) -> Self {
        Self::new(kind, words.to_string()).with_detail(Detail::Own(words))
    }

    /// True where it is a setting that cannot be used, of the file or of the environment: nothing was sent, and nothing but
    /// mending it helps.
    #[must_use]
    pub fn is_of_the_settings(&self) -> bool {
        self.kind == FailureKind::CaFileUnusable
            || matches!(self.detail.as_deref(), Some(Detail::Proxy { fault: ProxyFault::Unreadable, .. }))
    }

    /// With what baro itself found.
    #[must_use]
    pub fn with_detail(self, detail: Detail) -> Self {
        Self { detail: Some(Box::new(detail)), ..self }
    }
}
