//! What is probably amiss where everybody failed.

use super::Row;
use super::failure::{CHECK_CONNECTION, CHECK_SERVER, CHECK_WHO_ANSWERS, check_proxy, variable_of};
use crate::domain::{Detail, Failure, FailureKind, ModelRef};
use crate::engine::failover;

/// What is probably amiss where all of several failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Suspect {
    /// The network.
    Network,
    /// The servers, all on this machine.
    Servers,
    /// The proxy, and the variable that names it, if one does.
    Proxy(Option<&'static str>),
    /// The models' names: no provider has one of them.
    Names,
    /// Certificates: of nobody who is trusted.
    Certificates,
    /// Somebody else answers in the place of the providers.
    SomebodyElse,
    /// Nothing that they have in common; it may pass.
    Nothing,
}

impl Suspect {
    /// What all of `failures` point to.
    #[must_use]
    pub fn of(failures: &[(ModelRef, Failure)]) -> Self {
        let all = |is: fn(&Failure) -> bool| failures.iter().all(|(_, failure)| is(failure));
        if all(|failure| failure.kind == FailureKind::ModelGone) {
            Self::Names
        } else if all(|failure| failure.kind == FailureKind::TlsRefused) {
            Self::Certificates
        } else if all(|failure| failover::is_of_somebody_else(failure.kind)) {
            Self::SomebodyElse
        } else if !all(|failure| failover::is_out_of_reach(failure.kind)) {
            Self::Nothing
        } else if all(|failure| failure.detail.as_deref() == Some(&Detail::ThisMachine)) {
            Self::Servers
        } else if all(|failure| matches!(failure.detail.as_deref(), Some(Detail::Proxy { .. }))) {
            Self::Proxy(failures.first().and_then(|(_, failure)| variable_of(failure)))
        } else {
            Self::Network
        }
    }

    /// What the words of it name.
    pub(super) const fn variable(self) -> &'static str {
        match self {
            Self::Proxy(Some(variable)) => variable,
            _ => "",
        }
    }

    /// What happened, and what to do.
    pub(super) const fn rows(self) -> (Row, Row) {
        const NOBODY: Row =
            Row { ko: "어느 제공자에도 연결하지 못했습니다", en: "no provider can be reached" };
        const NO_ANSWER: Row = Row { ko: "어느 모델도 답하지 못했습니다", en: "no model could answer" };
        match self {
            Self::Network => (NOBODY, CHECK_CONNECTION),
            Self::Servers => (NOBODY, CHECK_SERVER),
            Self::Proxy(variable) => (NOBODY, check_proxy(variable.is_some())),
            Self::Names => (
                NO_ANSWER,
                Row {
                    ko: "`baro models`로 쓸 수 있는 모델을 확인하고 설정의 이름을 고치세요",
                    en: "see what can be used with `baro models`, and mend the names in the config",
                },
            ),
            Self::Certificates => (
                NO_ANSWER,
                Row {
                    ko: "로그인이 필요한 와이파이인지 보고, 회사 프록시라면 그 인증서를 등록하세요: `baro config set tls.ca_file 파일`",
                    en: "see whether the Wi-Fi asks for a login; behind a company proxy, name its certificate: `baro config set tls.ca_file FILE`",
                },
            ),
            Self::SomebodyElse => (NO_ANSWER, CHECK_WHO_ANSWERS),
            Self::Nothing => (
                NO_ANSWER,
                Row {
                    ko: "잠시 뒤 `baro again`으로 다시 시도하고, `baro models`로 상태를 확인하세요",
                    en: "try again later with `baro again`, and look at `baro models`",
                },
            ),
        }
    }
}
