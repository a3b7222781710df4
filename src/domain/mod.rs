//! The plain types that every ring speaks in.
//!
//! Nothing here does IO, waits, or reads a clock. A type that two rings need lives here, so that the
//! arrows of `ARCHITECTURE.md` never have to bend for it.

pub mod address;
pub mod catalogue;
pub mod conversation;
pub mod decision;
pub mod event;
pub mod failure;
pub mod hangul;
pub mod hint;
pub mod key_form;
pub mod key_mark;
pub mod lang;
pub mod limits;
pub mod message;
pub mod model;
pub mod money;
pub mod overrule;
pub mod preset;
pub mod request;
pub mod route;
pub mod secret;
pub mod shell;
pub mod shortcut;
pub mod small_model;
pub mod time;
pub mod timeouts;
pub mod tokens;
pub mod usage;

pub use conversation::{ConversationId, Surface, TurnId};
pub use decision::{Decision, Fact, Reason, Signal, Source};
pub use event::{AttemptOutcome, Finish, ProviderEvent, TurnEvent};
pub use failure::{CaFileFault, Detail, Failure, FailureKind, OwnWords, ProxyFault};
pub use hint::Hint;
pub use key_mark::KeyMark;
pub use lang::Lang;
pub use limits::RateLimits;
pub use message::{Message, Role};
pub use model::{ANY_MODEL, Candidate, Effort, ModelRef};
pub use money::MicroUsd;
pub use overrule::{Overrule, Overruling};
pub use preset::{Preset, PresetBy, PresetOf, ProjectHeld};
pub use request::ChatRequest;
pub use route::Route;
pub use secret::Secret;
pub use shell::{list_folder, move_away, shell_word, show_access, show_folder_access};
pub use time::UnixMillis;
pub use timeouts::Timeouts;
pub use usage::{Estimate, Usage};
