//! What went wrong between baro and a model: one row a situation for what happened, one for what to do.

mod cause;

use self::cause::{cause, refused_tls};
use super::{ErrorText, Row, system_words};
use crate::domain::{Detail, Failure, FailureKind, Lang, ModelRef, ProxyFault};

/// A try that failed, with what its words need.
#[derive(Debug, Clone, Copy)]
pub struct FailedCall<'a> {
    /// Who was asked.
    pub model: &'a ModelRef,
    /// What came of it.
    pub failure: &'a Failure,
    /// The environment variable that holds the provider's key, where it has one.
    pub key_env: Option<&'a str>,
}

impl FailedCall<'_> {
    /// The error in its three parts.
    #[must_use]
    pub fn text(&self, lang: Lang) -> ErrorText {
        let values = [
            ("model", self.model.short()),
            ("provider", self.model.provider.as_str()),
            ("key_env", self.key_env.unwrap_or_default()),
            ("variable", variable_of(self.failure).unwrap_or_default()),
        ];
        let (happened, hint) = match (self.failure.detail.as_deref().and_then(by_detail), refused_tls(self.failure)) {
            (Some(rows), _) => rows,
            (None, Some((happened, _, hint))) => (happened, hint),
            (None, None) => rows(self.failure.kind, self.key_env.is_some()),
        };
        ErrorText::new(lang, happened.fill(lang, &values))
            .with_cause(cause(lang, self.failure))
            .with_hint(hint.fill(lang, &values))
    }

    /// Why it failed, alone.
    #[must_use]
    pub fn cause(&self, lang: Lang) -> String {
        system_words(lang, &cause(lang, self.failure))
    }

    /// The same where a provider was only tried: it is spoken of, whichever model that was, and there is no message that
    /// could be sent again.
    #[must_use]
    pub fn of_a_trial(&self, lang: Lang) -> ErrorText {
        let Some((happened, hint)) = trial_rows(self.failure) else { return self.text(lang) };
        let values = [("provider", self.model.provider.as_str())];
        let text = happened.map_or_else(|| self.text(lang).error, |row| row.fill(lang, &values));
        ErrorText::new(lang, text).with_cause(cause(lang, self.failure)).with_hint(hint.fill(lang, &values))
    }

    /// The error of an answer of which some came: what went wrong does not tell by itself that the rest is missing.
    #[must_use]
    pub fn broken_off(&self, lang: Lang) -> ErrorText {
        let text = self.text(lang);
        let says_so = matches!(
            self.failure.kind,
            FailureKind::Truncated
                | FailureKind::IdleTimeout
                | FailureKind::TotalTimeout
                | FailureKind::Malformed
                | FailureKind::EventTooLarge
                | FailureKind::UnofferedTool
                | FailureKind::EmptyAnswer
        );
        if says_so {
            return text;
        }
        let row = Row { ko: "답이 도중에 끊겼습니다: {why}", en: "the answer broke off: {why}" };
        ErrorText { error: row.fill(lang, &[("why", &text.error)]), ..text }
    }

    /// What happened, as half a sentence for a line about something else: `groq의 키 거부`.
    #[must_use]
    pub fn short(&self, lang: Lang) -> String {
        short(lang, self.failure)
    }
}

/// What happened, where that is told of a model otherwise, and what to do, where a provider was only tried. `None` where
/// what is said of a question says all.
fn trial_rows(failure: &Failure) -> Option<(Option<Row>, Row)> {
    let again = Row {
        ko: "잠시 뒤 다시 확인하세요: `baro auth test {provider}`",
        en: "try again later: `baro auth test {provider}`",
    };
    let settings = Row {
        ko: "키 때문은 아닙니다. 거절한 이유와 설정의 `base_url`, `wire`를 확인하세요",
        en: "that is not about the key: see the reason, and check `base_url` and `wire` in the config",
    };
    Some(match failure.kind {
        _ if matches!(failure.detail.as_deref(), Some(Detail::NotFromHere)) => (
            None,
            Row {
                ko: "키 문제는 아닙니다. VPN, 프록시, 회사 네트워크를 바꿔 보세요",
                en: "that is not about the key: try without the VPN, proxy or company network",
            },
        ),
        FailureKind::NameNotResolved | FailureKind::Unreachable | FailureKind::ConnectTimeout
            if matches!(
                failure.detail.as_deref(),
                None | Some(Detail::NoAddress { .. } | Detail::NoWayOut | Detail::Own(_))
            ) =>
        {
            (
                None,
                Row {
                    ko: "네트워크와 프록시 설정을 확인한 뒤 다시 해 보세요: `baro auth test {provider}`",
                    en: "check the network and proxy, then try again: `baro auth test {provider}`",
                },
            )
        }
        _ if failure.detail.as_deref().is_some_and(|detail| !matches!(detail, Detail::Own(_))) => return None,
        FailureKind::FirstTokenTimeout | FailureKind::IdleTimeout | FailureKind::TotalTimeout => (
            Some(Row {
                ko: "{provider}{이} 제때 응답하지 않았습니다", en: "{provider} did not answer in time"
            }),
            Row {
                ko: "설정의 `base_url`을 확인하거나, 잠시 뒤 `baro auth test {provider}`{으로} 다시 확인하세요",
                en: "check `base_url` in the config, or try again later: `baro auth test {provider}`",
            },
        ),
        FailureKind::RateLimited | FailureKind::ServerError => (None, again),
        FailureKind::Truncated
        | FailureKind::Malformed
        | FailureKind::EventTooLarge
        | FailureKind::EmptyAnswer
        | FailureKind::UnofferedTool => (
            Some(Row {
                ko: "{provider}의 응답을 끝까지 읽을 수 없습니다",
                en: "the answer of {provider} cannot be read to its end",
            }),
            again,
        ),
        FailureKind::BadRequest
        | FailureKind::ContextOverflow
        | FailureKind::PlanTooSmall
        | FailureKind::Filtered
        | FailureKind::ModelGone => {
            (Some(Row { ko: "{provider}{이} 요청을 거절했습니다", en: "{provider} refused the request" }), settings)
        }
        _ => return None,
    })
}

/// The environment variable that names the proxy, where it is the proxy that failed and a variable that names it.
pub(super) fn variable_of(failure: &Failure) -> Option<&'static str> {
    match failure.detail.as_deref() {
        Some(Detail::Proxy { variable, .. }) => *variable,
        _ => None,
    }
}

/// A situation in a few words.
#[must_use]
pub fn failure_kind(lang: Lang, kind: FailureKind) -> String {
    short(lang, &Failure::new(kind, ""))
}

/// The situation in a few words, with its status.
pub(super) fn short(lang: Lang, failure: &Failure) -> String {
    if let Some(Detail::Proxy { place, variable, fault }) = failure.detail.as_deref() {
        let row = match fault {
            ProxyFault::WantsUser => {
                Row { ko: "프록시 {which} 인증 필요", en: "the proxy {which} wants a user and a password" }
            }
            ProxyFault::RefusesUser => {
                Row { ko: "프록시 {which} 인증 실패", en: "the proxy {which} refused the user or the password" }
            }
            _ => Row { ko: "프록시 {which}에서 차단", en: "stopped at the proxy {which}" },
        };
        let which = place.as_deref().or(*variable).unwrap_or_default();
        return row.fill(lang, &[("which", which)]);
    }
    let row = match failure.kind {
        FailureKind::KeyRefused => Row { ko: "키 거부", en: "key refused" },
        FailureKind::ModelGone => Row { ko: "없는 모델", en: "no such model" },
        FailureKind::QuotaSpent => Row { ko: "할당량 소진", en: "quota spent" },
        FailureKind::RateLimited => Row { ko: "요청 한도", en: "rate limit" },
        FailureKind::ContextOverflow => Row { ko: "컨텍스트 초과", en: "prompt too long" },
        FailureKind::PlanTooSmall => Row { ko: "요금제 한도 초과", en: "too large for the plan" },
        FailureKind::BadRequest => Row { ko: "요청 거절", en: "request refused" },
        FailureKind::Filtered => Row { ko: "내용 거절", en: "content declined" },
        FailureKind::ServerError => Row { ko: "서버 오류", en: "server error" },
        FailureKind::NameNotResolved => Row { ko: "DNS 조회 실패", en: "name not resolved" },
        FailureKind::Unreachable if matches!(failure.detail.as_deref(), Some(Detail::NotFromHere)) => {
            Row { ko: "이 네트워크나 지역에서는 차단", en: "not let in from this network or region" }
        }
        FailureKind::Unreachable => Row { ko: "연결 실패", en: "unreachable" },
        FailureKind::TlsRefused => Row { ko: "인증서 오류", en: "bad certificate" },
        FailureKind::CaFileUnusable => Row { ko: "`tls.ca_file` 오류", en: "unusable `tls.ca_file`" },
        FailureKind::ConnectTimeout => Row { ko: "연결 시간 초과", en: "connection timed out" },
        FailureKind::FirstTokenTimeout => Row { ko: "첫 토큰 시간 초과", en: "no first token in time" },
        FailureKind::IdleTimeout => Row { ko: "응답 정지", en: "stalled" },
        FailureKind::TotalTimeout => Row { ko: "전체 시간 초과", en: "took too long" },
        FailureKind::NotAModel => Row { ko: "모델 API가 아닌 응답", en: "not a model API" },
        FailureKind::Redirected => Row { ko: "리디렉션", en: "redirected" },
        FailureKind::Truncated => Row { ko: "응답 중단", en: "cut off" },
        FailureKind::Malformed => Row { ko: "읽을 수 없는 응답", en: "unreadable answer" },
        FailureKind::EventTooLarge => Row { ko: "너무 큰 응답", en: "oversized answer" },
        FailureKind::EmptyAnswer => Row { ko: "빈 응답", en: "empty answer" },
        FailureKind::UnofferedTool => {
            Row { ko: "제공하지 않은 도구 호출", en: "called a tool that was not offered" }
        }
    };
    let words = row.fill(lang, &[]);
    match failure.status {
        Some(status) => format!("{status} {words}"),
        None => words,
    }
}

/// Where nothing can be reached.
pub(super) const CHECK_CONNECTION: Row = Row {
    ko: "네트워크와 프록시 설정을 확인하거나, `--local`로 이 컴퓨터의 모델을 쓰세요",
    en: "check the network and proxy, or use a model on this machine with `--local`",
};

/// Where something else answers in a provider's place.
pub(super) const CHECK_WHO_ANSWERS: Row = Row {
    ko: "설정의 `base_url`과 프록시, 로그인이 필요한 와이파이인지 확인하세요",
    en: "check `base_url` in the config, the proxy, and whether the Wi-Fi asks for a login",
};

/// Where a server on this machine does not answer.
pub(super) const CHECK_SERVER: Row = Row {
    ko: "이 컴퓨터의 서버가 실행 중인지, 설정의 `base_url`이 맞는지 확인하세요",
    en: "check that the server on this machine runs, and `base_url` in the config",
};

/// Where the proxy does not answer, by who names it.
pub(super) const fn check_proxy(by_variable: bool) -> Row {
    if by_variable {
        Row {
            ko: "환경 변수 `{variable}`의 프록시를 확인하세요", en: "check the proxy in the variable `{variable}`"
        }
    } else {
        Row { ko: "설정의 `proxy`를 확인하세요", en: "check `proxy` in the config" }
    }
}

/// Where the proxy lets nobody in without a user and a password.
const fn give_user(by_variable: bool) -> Row {
    if by_variable {
        Row {
            ko: "환경 변수 `{variable}`에 `http://사용자:비밀번호@호스트:포트`처럼 적으세요",
            en: "write them into the variable `{variable}`: `http://USER:PASSWORD@HOST:PORT`",
        }
    } else {
        Row {
            ko: "설정의 `proxy`에 적으세요: `baro config set proxy http://사용자:비밀번호@호스트:포트`",
            en: "write them into the config: `baro config set proxy http://USER:PASSWORD@HOST:PORT`",
        }
    }
}

/// What happened and what to do, where what baro found says more than the kind.
fn by_detail(detail: &Detail) -> Option<(Row, Row)> {
    const NOT_REACHED: Row = Row { ko: "{provider}에 연결하지 못했습니다", en: "cannot reach {provider}" };
    Some(match detail {
        Detail::ThisMachine => (NOT_REACHED, CHECK_SERVER),
        Detail::Proxy { variable, fault: ProxyFault::WantsUser, .. } => (
            Row {
                ko: "프록시가 사용자 이름과 비밀번호를 요구합니다", en: "the proxy wants a user and a password"
            },
            give_user(variable.is_some()),
        ),
        Detail::Proxy { variable, fault: ProxyFault::RefusesUser, .. } => (
            Row {
                ko: "프록시가 사용자 이름이나 비밀번호를 거부했습니다",
                en: "the proxy refused the user or the password",
            },
            give_user(variable.is_some()),
        ),
        Detail::Proxy { fault: ProxyFault::Unreadable, .. } => (
            Row {
                ko: "환경 변수 `{variable}`의 프록시를 쓸 수 없습니다",
                en: "the proxy in `{variable}` cannot be used",
            },
            Row {
                ko: "`http://호스트:포트`처럼 적거나, 프록시가 없다면 그 변수를 지우세요",
                en: "write it as `http://HOST:PORT`, or unset the variable where there is no proxy",
            },
        ),
        Detail::Proxy { variable, .. } => (
            Row {
                ko: "프록시를 거쳐 {provider}에 연결하지 못했습니다",
                en: "cannot reach {provider} through the proxy",
            },
            check_proxy(variable.is_some()),
        ),
        Detail::NotFromHere => (
            Row {
                ko: "{provider}{이} 이 네트워크나 지역에서 온 요청을 받지 않습니다",
                en: "{provider} lets nothing in from this network or region",
            },
            Row {
                ko: "키 문제는 아닙니다. VPN, 프록시, 회사 네트워크를 바꿔 보거나 `baro again -m 모델`로 다른 모델에 물어보세요",
                en: "that is not about the key: try without the VPN, proxy or company network, or ask another model with `baro again -m MODEL`",
            },
        ),
        Detail::RedirectTo(_)
        | Detail::CaFile { .. }
        | Detail::NoAddress { .. }
        | Detail::NoWayOut
        | Detail::NoTemperature
        | Detail::Own(_) => return None,
    })
}

/// What happened, and what to do.
#[expect(clippy::too_many_lines, reason = "one table, a row a situation")]
const fn rows(kind: FailureKind, has_key: bool) -> (Row, Row) {
    let try_later = Row {
        ko: "잠시 뒤 `baro again`으로 다시 시도하거나, `baro again -m 모델`로 다른 모델에 물어보세요",
        en: "try again later with `baro again`, or ask another model with `baro again -m MODEL`",
    };
    let ask_again = Row {
        ko: "`baro again`으로 다시 묻거나, `baro again -m 모델`로 다른 모델에 물어보세요",
        en: "ask once more with `baro again`, or another model with `baro again -m MODEL`",
    };
    match kind {
        FailureKind::KeyRefused => (
            Row { ko: "{provider}{이} API 키를 거부했습니다", en: "{provider} rejected the API key" },
            if has_key {
                Row {
                    ko: "환경 변수 `{key_env}`의 키와 {model}{을} 쓸 권한을 확인하세요",
                    en: "check the key in the variable `{key_env}` and that it may use {model}",
                }
            } else {
                Row {
                    ko: "{model}{을} 쓸 권한을 확인하거나 `baro auth add {provider}`{으로} 새 키를 넣으세요",
                    en: "check that the key may use {model}, or give a new one with `baro auth add {provider}`",
                }
            },
        ),
        FailureKind::ModelGone => (
            Row { ko: "{provider}에 {model}{이} 없습니다", en: "{provider} has no model {model}" },
            Row {
                ko: "`baro models`로 쓸 수 있는 모델을 확인하세요", en: "see what can be used with `baro models`"
            },
        ),
        FailureKind::QuotaSpent => (
            Row { ko: "{provider}의 할당량을 다 썼습니다", en: "the quota at {provider} is spent" },
            Row {
                ko: "결제나 요금제를 확인하거나, `-m`으로 다른 제공자의 모델을 쓰세요",
                en: "check billing or the plan, or use another provider's model with `-m`",
            },
        ),
        FailureKind::RateLimited => (
            Row { ko: "{provider}의 요청 한도에 걸렸습니다", en: "{provider} limits the rate of requests" },
            try_later,
        ),
        FailureKind::ContextOverflow => (
            Row {
                ko: "메시지가 {model}의 컨텍스트보다 깁니다", en: "the prompt is longer than {model} can take"
            },
            Row {
                ko: "글을 나누어 보내거나, `baro models`에서 컨텍스트가 더 큰 모델을 골라 `-m`으로 쓰세요",
                en: "send the text in parts, or pick a model with a larger context from `baro models` with `-m`",
            },
        ),
        FailureKind::PlanTooSmall => (
            Row {
                ko: "메시지가 {provider} 요금제의 분당 토큰 한도보다 큽니다",
                en: "the prompt is larger than the plan at {provider} lets through in a minute",
            },
            Row {
                ko: "글을 나누어 보내거나, `-m`으로 한도가 더 큰 제공자의 모델을 쓰세요",
                en: "send the text in parts, or use a provider with a larger limit with `-m`",
            },
        ),
        FailureKind::BadRequest => (
            Row { ko: "{provider}{이} 요청을 거절했습니다", en: "{provider} refused the request" },
            Row {
                ko: "원인에 나온 부분을 고치거나 `-m`으로 다른 모델을 써 보세요",
                en: "mend what the cause names, or use another model with `-m`",
            },
        ),
        FailureKind::Filtered => (
            Row {
                ko: "{provider}{이} 이 내용에 답하지 않습니다", en: "{provider} declines to answer this"
            },
            Row {
                ko: "표현을 바꾸거나 `baro again -m 모델`로 다른 모델에 물어보세요",
                en: "put it in other words, or ask another model with `baro again -m MODEL`",
            },
        ),
        FailureKind::ServerError => {
            (Row { ko: "{provider} 서버에 문제가 있습니다", en: "{provider} has a problem on its side" }, try_later)
        }
        FailureKind::NameNotResolved => (
            Row {
                ko: "{provider}의 주소를 찾지 못했습니다", en: "the address of {provider} does not resolve"
            },
            CHECK_CONNECTION,
        ),
        FailureKind::Unreachable => {
            (Row { ko: "{provider}에 연결하지 못했습니다", en: "cannot reach {provider}" }, CHECK_CONNECTION)
        }
        FailureKind::TlsRefused => (
            Row {
                ko: "{provider}의 인증서를 믿을 수 없습니다", en: "the certificate of {provider} does not hold"
            },
            Row {
                ko: "회사 프록시라면 그 인증서를 설정의 `tls.ca_file`에 적으세요",
                en: "behind a company proxy, name its certificate in the config as `tls.ca_file`",
            },
        ),
        FailureKind::CaFileUnusable => (
            Row { ko: "`tls.ca_file`을 쓸 수 없습니다", en: "`tls.ca_file` cannot be used" },
            Row {
                ko: "PEM 파일을 다시 지정하세요: `baro config set tls.ca_file 파일`",
                en: "name a PEM file: `baro config set tls.ca_file FILE`",
            },
        ),
        FailureKind::ConnectTimeout => (
            Row { ko: "{provider}에 제때 연결되지 않았습니다", en: "no connection to {provider} in time" },
            CHECK_CONNECTION,
        ),
        FailureKind::FirstTokenTimeout => (
            Row {
                ko: "{model}의 첫 토큰이 제때 오지 않았습니다", en: "no first token from {model} in time"
            },
            Row {
                ko: "설정의 `timeouts.first_token_s`를 늘리거나 `baro again -m 모델`로 다른 모델에 물어보세요",
                en: "raise `timeouts.first_token_s` in the config, or ask another model with `baro again -m MODEL`",
            },
        ),
        FailureKind::IdleTimeout => {
            (Row { ko: "{model}의 응답이 도중에 멈췄습니다", en: "the answer of {model} stalled" }, ask_again)
        }
        FailureKind::TotalTimeout => (
            Row {
                ko: "{model}의 답이 제한 시간 안에 끝나지 않았습니다", en: "the answer of {model} took too long"
            },
            Row {
                ko: "`--timeout`을 늘려 `baro again`으로 다시 물어보세요",
                en: "ask once more with `baro again` and a larger `--timeout`",
            },
        ),
        FailureKind::NotAModel => (
            Row {
                ko: "{provider}의 주소에서 모델 API가 아닌 것이 응답했습니다",
                en: "what answers for {provider} is no model API",
            },
            CHECK_WHO_ANSWERS,
        ),
        FailureKind::Redirected => (
            Row {
                ko: "{provider}{이} 다른 주소로 보내려 했지만 따라가지 않았습니다",
                en: "{provider} answered with a redirect, which was not followed",
            },
            Row {
                ko: "로그인이 필요한 와이파이인지 보고, 옮긴 주소가 맞다면 설정의 `base_url`에 직접 적으세요",
                en: "see whether the Wi-Fi asks for a login; if the new address is right, write it as `base_url` in the config",
            },
        ),
        FailureKind::Truncated => {
            (Row { ko: "{model}의 답이 도중에 끊겼습니다", en: "the answer of {model} was cut off" }, ask_again)
        }
        FailureKind::Malformed => (
            Row {
                ko: "{model}의 응답을 끝까지 읽을 수 없습니다",
                en: "the answer of {model} cannot be read to its end",
            },
            try_later,
        ),
        FailureKind::EventTooLarge => (
            Row {
                ko: "{model}의 응답 한 조각이 16 MiB를 넘습니다",
                en: "one piece of the answer of {model} is over 16 MiB",
            },
            try_later,
        ),
        FailureKind::EmptyAnswer => {
            (Row { ko: "{model}의 답에 내용이 없습니다", en: "there is nothing in the answer of {model}" }, ask_again)
        }
        FailureKind::UnofferedTool => (
            Row {
                ko: "{model}{이} 제공하지 않은 도구를 호출해서 실행하지 않았습니다",
                en: "{model} called a tool that was not offered; nothing was run",
            },
            Row {
                ko: "`baro again`으로 다시 묻거나 `-m`으로 다른 모델을 쓰세요",
                en: "ask once more with `baro again`, or use another model with `-m`",
            },
        ),
    }
}
