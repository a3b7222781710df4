//! How grave a finding is, and its name for scripts.

use super::{Finding, Severity};

impl Finding<'_> {
    /// A stable name, for JSON.
    #[must_use]
    pub const fn id(&self) -> &'static str {
        match self {
            Self::Version { .. } => "version",
            Self::Terminal { .. } | Self::NoTerminal | Self::Narrow { .. } => "terminal",
            Self::Ambiguous { .. } | Self::AmbiguousDiffers { .. } | Self::AmbiguousUnknown => "terminal.ambiguous",
            Self::Paste { .. } => "terminal.paste",
            Self::Locale { .. } | Self::LocaleNotUtf8 { .. } | Self::LocaleNotGenerated { .. } => "locale",
            Self::Settings { .. }
            | Self::SettingsToMend { .. }
            | Self::SettingsUnread { .. }
            | Self::NoSettings { .. }
            | Self::NamedSettingsMissing { .. } => "config",
            Self::Project { .. } | Self::ForeignProject { .. } => "config.project",
            Self::UnknownVariable { .. } => "config.environment",
            Self::Key { .. }
            | Self::KeyWasRefused { .. }
            | Self::MisnamedKey { .. }
            | Self::KeyNotRead { .. }
            | Self::KeyUnused { .. }
            | Self::NoKeys => "keys",
            Self::Server { .. } | Self::IdleServer { .. } => "servers",
            Self::Embedded { .. } => "embedded",
            Self::NobodySpeaks { .. } => "models",
            Self::OpenToOthers { .. } => "privacy",
            Self::Proxy { .. } | Self::ProxyUnused { .. } => "proxy",
            Self::Reached { .. }
            | Self::Troubled { .. }
            | Self::Unreached { .. }
            | Self::UnreachedHere { .. }
            | Self::Offline => "network",
            Self::Database { .. } | Self::DatabaseLarge { .. } | Self::NothingKept { .. } | Self::NoDatabase { .. } => {
                "database"
            }
        }
    }

    /// How much it matters.
    #[must_use]
    pub const fn severity(&self) -> Severity {
        match self {
            Self::Terminal { .. }
            | Self::Ambiguous { .. }
            | Self::Paste { marked: Some(true) }
            | Self::Locale { .. }
            | Self::Settings { .. }
            | Self::Key { .. }
            | Self::Server { .. }
            | Self::Embedded { .. }
            | Self::Reached { .. }
            | Self::Database { .. } => Severity::Good,
            Self::Version { .. }
            | Self::NoTerminal
            | Self::AmbiguousUnknown
            | Self::Paste { .. }
            | Self::SettingsToMend { .. }
            | Self::SettingsUnread { .. }
            | Self::NoSettings { .. }
            | Self::Project { .. }
            | Self::NoKeys
            | Self::KeyNotRead { .. }
            | Self::Proxy { .. }
            | Self::ProxyUnused { .. }
            | Self::Offline
            | Self::DatabaseLarge { .. }
            | Self::NoDatabase { .. } => Severity::Note,
            Self::Narrow { .. }
            | Self::AmbiguousDiffers { .. }
            | Self::LocaleNotUtf8 { .. }
            | Self::LocaleNotGenerated { .. }
            | Self::ForeignProject { .. }
            | Self::NamedSettingsMissing { .. }
            | Self::UnknownVariable { .. }
            | Self::MisnamedKey { .. }
            | Self::KeyUnused { .. }
            | Self::NobodySpeaks { .. }
            | Self::OpenToOthers { .. }
            | Self::Troubled { .. }
            | Self::IdleServer { .. } => Severity::Warning,
            Self::Unreached { .. }
            | Self::UnreachedHere { .. }
            | Self::KeyWasRefused { .. }
            | Self::NothingKept { .. } => Severity::Problem,
        }
    }
}
