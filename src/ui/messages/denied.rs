//! A provider that `policy.deny` keeps out: by whose policy, and how it is let in again.

use super::{ErrorText, Row};
use crate::domain::Lang;
use crate::engine::DeniedBy;

/// A provider was named, or is the only one with a key, and is denied.
#[must_use]
pub fn denied(lang: Lang, provider: &str, by: DeniedBy) -> ErrorText {
    let row = Row { ko: "{provider}{은} 쓰지 않게 설정되어 있습니다", en: "{provider} may not be used" };
    ErrorText::new(lang, row.fill(lang, &[("provider", provider)]))
        .with_cause(denied_by(lang, by))
        .with_hint(denied_hint(lang, by))
}

/// A provider that is not asked, since the project's file may deny it and is wrong.
#[must_use]
pub fn may_be_denied(lang: Lang, provider: &str) -> ErrorText {
    let row = Row {
        ko: "프로젝트의 .baro.toml에서 {provider}{을} 막는지 알 수 없습니다",
        en: "the project's .baro.toml may deny {provider}, which cannot be made out",
    };
    let hint = Row {
        ko: "그 파일을 고치거나 다른 폴더로 가세요", en: "mend that file, or go to another folder"
    };
    ErrorText::new(lang, row.fill(lang, &[("provider", provider)])).with_hint(hint.fill(lang, &[]))
}

/// Which policy denies a provider, in a few words.
#[must_use]
pub(super) fn denied_by(lang: Lang, by: DeniedBy) -> String {
    match by {
        DeniedBy::User => Row { ko: "정책으로 차단 (policy.deny)", en: "denied by policy.deny" },
        DeniedBy::Project => Row {
            ko: "프로젝트의 정책으로 차단 (.baro.toml의 policy.deny)",
            en: "denied by policy.deny in the project's .baro.toml",
        },
    }
    .fill(lang, &[])
}

/// How a denied provider is let in again.
#[must_use]
pub fn denied_hint(lang: Lang, by: DeniedBy) -> String {
    match by {
        DeniedBy::User => Row {
            ko: "쓰려면 `policy.deny`에서 빼세요 (`baro config get policy.deny`)",
            en: "to use it, take it out of `policy.deny` (`baro config get policy.deny`)",
        },
        DeniedBy::Project => Row {
            ko: "이 프로젝트에서 쓰려면 `.baro.toml`의 `policy.deny`에서 빼세요",
            en: "to use it in this project, take it out of `policy.deny` in `.baro.toml`",
        },
    }
    .fill(lang, &[])
}
