//! Files, environment and flags become immutable [`Settings`].
//!
//! The only reader of the environment and of the home folder: what the rest of baro knows of either, it was
//! given from here. Loading opens at most two files (the user's own and the project's), runs nothing and
//! sends nothing. A key is looked up only when a request needs it ([`key`]), and only for the host that it
//! belongs to.
//!
//! What a project file may say is decided by [`KEYS`] alone: it never names a URL, a key, a proxy, a command
//! or a path, and it never consents to pay. `.env` files are not read.

mod credential;
mod document;
pub mod edit;
mod editor;
mod endpoint;
mod environment;
mod error;
mod key_command;
mod key_marks;
mod key_reading;
mod key_shape;
mod keys;
mod keystore;
mod layers;
mod load;
mod locale;
pub mod mcp;
mod paths;
mod platform;
mod project;
mod reference;
mod settings;
mod system_keyring;
mod value;
mod written;

pub use credential::{
    KeyError, KeyFound, KeyOrigin, KeyState, KeyringAct, check_nameable, examined_key, key, key_line, key_of,
    key_place, key_state, key_unless_left, open_to_others, stays,
};
pub use editor::Editor;
pub use endpoint::{Endpoint, EndpointError, EndpointOrigin, endpoint, host as host_of};
pub use environment::{Environment, no_proxy_list, plain_proxy_variable, proxy_variable};
pub use error::{Error, Unreadable};
pub use key_marks::{key_mark, keys_at_hand, mark_in_keyring, mark_of, mark_of_command};
pub use key_reading::{KeyReading, LeftWhenDropped};
pub use key_shape::{
    BadShape, PastedKey, Tells, given, holds_a_key, is_key_in_place, is_mostly_a_key, key_alone, may_be_a_key, pasted,
    path_without_key, without_keys, without_pasted_keys,
};
pub use keys::{KEYS, KeyDoc, Scope, unknown_environment};
pub use keystore::{Keep, Kept, keeps_key, list_keys, remove_key, write_key};
pub use layers::Origin;
pub use load::{
    language_of_what_is_sound, load, load_as_if, load_for_who_asks_nobody, load_passing_over_project,
    load_what_is_sound, load_without_files,
};
pub use locale::{is_generated as is_locale_generated, language};
pub use paths::{Paths, named_settings_missing, shareable, shown_path};
pub use project::is_project_file;
pub use reference::reference;
pub use settings::{
    Ambiguous, Budget, Flags, Footer, History, KeySource, Local, Mode, ModelSettings, Paid, PlanSettings, Policy,
    ProjectFile, ProviderSettings, ProxyUrl, RouteEntry, RouteSettings, Settings, Tls, Ui, origin,
};
pub use system_keyring::{HAS_KEYRING, KeyringTrouble};
pub use value::{Expected, masked};
pub use written::{Written, written, written_one};

#[cfg(test)]
pub(crate) mod tests;
