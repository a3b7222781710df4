//! Why a call failed: what the provider or the system said, in the user's words where baro knows what it means.

use super::Row;
use crate::domain::time::whole_ms;
use crate::domain::{CaFileFault, Detail, Failure, FailureKind, Lang, OwnWords, ProxyFault};
use crate::markup::sanitise;
use crate::ui::messages::system_words;
use crate::ui::number;

/// What the provider or the system said: status, code, message, id of the request.
pub(super) fn cause(lang: Lang, failure: &Failure) -> String {
    let mut cause = failure.status.map(|status| status.to_string()).unwrap_or_default();
    let is_providers = |code: &&str| !failure.message.contains(*code) && failure.kind != FailureKind::TlsRefused;
    let code = failure.code.as_deref().filter(is_providers);
    let message = own_words(lang, failure).unwrap_or_else(|| {
        // Some servers repeat the status in their message: `502 Bad Gateway`.
        let message = failure.message.strip_prefix(cause.as_str()).filter(|rest| rest.starts_with([' ', ':']));
        message.map_or(failure.message.as_str(), |rest| rest.trim_start_matches([' ', ':'])).to_owned()
    });
    for part in code.into_iter().chain([message.as_str()]) {
        let part = sanitise::line(part);
        if !part.is_empty() {
            if !cause.is_empty() {
                cause.push(' ');
            }
            cause.push_str(&part);
        }
    }
    if let Some(wait) = failure.retry_after {
        let row = Row { ko: "{wait} 뒤에 다시 요청하라고 합니다", en: "asks to wait {wait}" };
        let wait = row.fill(lang, &[("wait", &number::duration_ms(lang, whole_ms(wait)))]);
        if cause.is_empty() {
            return wait;
        }
        cause.truncate(cause.trim_end_matches(['.', ' ', ';']).len());
        cause.push_str("; ");
        cause.push_str(&wait);
    }
    if let Some(request_id) = failure.request_id.as_deref().filter(|_| !cause.is_empty()) {
        let row = Row { ko: " (요청 {id})", en: " (request {id})" };
        cause.push_str(&row.fill(lang, &[("id", request_id)]));
    }
    cause
}

/// What baro itself has to say: what it found, of limits that passed and of streams that broke off. In Korean; the
/// failure carries it in English.
fn own_words(lang: Lang, failure: &Failure) -> Option<String> {
    if lang == Lang::En || failure.message.is_empty() {
        return None;
    }
    if let Some(detail) = &failure.detail {
        return detail_words(detail);
    }
    if failure.status.is_some() {
        return None;
    }
    if let Some((_, cause, _)) = refused_tls(failure) {
        let (_, behind) = failure.message.split_once(": ").unwrap_or_default();
        let day = failure.message.rsplit(' ').next().unwrap_or_default();
        return Some(cause.fill(lang, &[("day", day), ("names", behind), ("why", behind)]));
    }
    let row = match failure.kind {
        FailureKind::ConnectTimeout => Row { ko: "{n}초 안에 연결되지 않았습니다", en: "" },
        FailureKind::FirstTokenTimeout => Row { ko: "{n}초 안에 첫 토큰이 오지 않았습니다", en: "" },
        FailureKind::IdleTimeout => Row { ko: "{n}초 동안 아무것도 오지 않았습니다", en: "" },
        FailureKind::TotalTimeout => Row { ko: "{n}초 안에 답이 끝나지 않았습니다", en: "" },
        _ => return None,
    };
    let seconds = failure.message.split_whitespace().find(|word| word.parse::<f64>().is_ok());
    if row.ko.contains("{n}") && seconds.is_none() {
        return None;
    }
    Some(row.fill(lang, &[("n", seconds.unwrap_or_default())]))
}

/// What is wrong with TLS, by its code: what happened, the cause in Korean (in English the failure carries it), and what
/// to do.
pub(super) fn refused_tls(failure: &Failure) -> Option<(Row, Row, Row)> {
    let bad_certificate = Row {
        ko: "{provider}의 인증서를 믿을 수 없습니다",
        en: "the certificate of {provider} does not hold",
    };
    let no_tls = Row { ko: "{provider}에 TLS로 연결하지 못했습니다", en: "there is no TLS to {provider}" };
    let check_server = Row {
        ko: "`providers.{provider}.base_url`의 주소와 포트를 확인하세요. TLS 1.2보다 오래되었거나 클라이언트 인증서를 요구하는 서버에는 연결할 수 없습니다",
        en: "check address and port in `providers.{provider}.base_url`; there is no way to a server of a TLS before 1.2, or to one that wants a certificate of the client",
    };
    let code = failure.code.as_deref().filter(|_| failure.kind == FailureKind::TlsRefused)?;
    Some(match code {
        "certificate_unknown_issuer" => (
            bad_certificate,
            Row { ko: "발급자를 알 수 없습니다 (자체 서명 또는 회사의 사설 인증서)", en: "" },
            Row {
                ko: "믿을 수 있는 서버나 회사 프록시라면 그 인증서를 등록하세요: `baro config set tls.ca_file 파일`",
                en: "if you trust that server or proxy, name its certificate: `baro config set tls.ca_file FILE`",
            },
        ),
        "certificate_expired" => (
            bad_certificate,
            Row { ko: "{day}에 만료됐습니다", en: "" },
            Row {
                ko: "서버의 인증서를 갱신해야 합니다. 이 컴퓨터의 날짜도 확인하세요",
                en: "the server has to renew it; see also whether this machine's date is right",
            },
        ),
        "certificate_not_yet_valid" => (
            bad_certificate,
            Row { ko: "{day}부터 유효합니다", en: "" },
            Row {
                ko: "이 컴퓨터의 날짜와 시각을 확인하세요", en: "check this machine's date and time"
            },
        ),
        "certificate_wrong_name" => (
            bad_certificate,
            Row { ko: "다른 이름의 인증서입니다: {names}", en: "" },
            Row {
                ko: "`providers.{provider}.base_url`의 주소가 맞는지 확인하세요",
                en: "check the address in `providers.{provider}.base_url`",
            },
        ),
        "certificate_of_an_authority" => (
            bad_certificate,
            Row { ko: "인증 기관(CA)의 인증서여서 서버에는 쓸 수 없습니다", en: "" },
            Row {
                ko: "서버용으로 다시 만드세요: `openssl req -x509 -addext basicConstraints=critical,CA:FALSE ..`",
                en: "make one for the server: `openssl req -x509 -addext basicConstraints=critical,CA:FALSE ..`",
            },
        ),
        "certificate_revoked" => (
            bad_certificate,
            Row { ko: "발급자가 폐기했습니다", en: "" },
            Row { ko: "서버의 인증서를 새로 발급받아야 합니다", en: "the server needs a new one" },
        ),
        "certificate_of_no_server" => (
            bad_certificate,
            Row { ko: "서버용으로 발급된 인증서가 아닙니다", en: "" },
            Row {
                ko: "서버의 인증서를 서버용(serverAuth)으로 다시 발급받아야 합니다",
                en: "the server needs one that was made for servers (serverAuth)",
            },
        ),
        "certificate_unusable" => (
            bad_certificate,
            Row { ko: "확인할 수 없는 인증서입니다: {why}", en: "" },
            Row {
                ko: "`providers.{provider}.base_url`의 주소가 맞는지, 서버의 인증서가 온전한지 확인하세요",
                en: "check the address in `providers.{provider}.base_url`, and the server's certificate",
            },
        ),
        "tls_ended" => (no_tls, Row { ko: "서버가 TLS 연결을 거부했습니다: {why}", en: "" }, check_server),
        "tls_incompatible" => {
            (no_tls, Row { ko: "공통된 TLS 버전이나 암호 방식이 없습니다: {why}", en: "" }, check_server)
        }
        "tls_failed" => (no_tls, Row { ko: "TLS 연결을 맺지 못했습니다: {why}", en: "" }, check_server),
        "no_tls" => (
            no_tls,
            Row { ko: "TLS가 아닌 응답이 왔습니다", en: "" },
            Row {
                ko: "`providers.{provider}.base_url`의 주소와 포트를 확인하세요. http 서버에는 https로 연결할 수 없습니다",
                en: "check address and port in `providers.{provider}.base_url`; an http server answers no https",
            },
        ),
        _ => return None,
    })
}

/// What baro itself found, in Korean.
fn detail_words(detail: &Detail) -> Option<String> {
    let fill = |row: Row, values: &[(&str, &str)]| Some(row.fill(Lang::Ko, values));
    match detail {
        Detail::RedirectTo(to) => fill(Row { ko: "{place}{으로} 가라고 합니다", en: "" }, &[("place", to)]),
        Detail::CaFile { path, fault } => match fault {
            CaFileFault::Missing => fill(Row { ko: "{path}: 파일이 없습니다", en: "" }, &[("path", path)]),
            CaFileFault::NotPlain => fill(Row { ko: "{path}: 일반 파일이 아닙니다", en: "" }, &[("path", path)]),
            CaFileFault::NoCertificate => {
                fill(Row { ko: "{path}: PEM 형식의 인증서가 들어 있지 않습니다", en: "" }, &[("path", path)])
            }
            CaFileFault::Unreadable(_) => None,
        },
        Detail::Proxy { place, variable, fault } => {
            let which = place.as_deref().or(*variable).unwrap_or("proxy");
            let row = match fault {
                ProxyFault::Unreached(said) => {
                    let said = system_words(Lang::Ko, said);
                    return fill(Row { ko: "{which}: {said}", en: "" }, &[("which", which), ("said", &said)]);
                }
                ProxyFault::NameUnknown => Row { ko: "{which}: DNS에서 찾을 수 없는 이름입니다", en: "" },
                ProxyFault::WantsUser => Row {
                    ko: "{which}: 프록시가 사용자 이름과 비밀번호를 요구합니다 (407)",
                    en: "",
                },
                ProxyFault::RefusesUser => Row {
                    ko: "{which}: 프록시가 사용자 이름이나 비밀번호를 거부했습니다 (407)",
                    en: "",
                },
                ProxyFault::Declines => {
                    Row { ko: "{which}: 프록시가 그 너머로 연결해 주지 않았습니다", en: "" }
                }
                ProxyFault::NoProxy => {
                    Row { ko: "{which}: 그 주소에서 응답한 것은 프록시가 아닙니다", en: "" }
                }
                ProxyFault::Unreadable => Row { ko: "{which}: 프록시 주소가 아닙니다", en: "" },
            };
            fill(row, &[("which", which)])
        }
        Detail::NoAddress { host, may_pass: true } => {
            fill(Row { ko: "{host}: DNS 서버가 응답하지 않습니다", en: "" }, &[("host", host)])
        }
        Detail::NoAddress { host, may_pass: false } => {
            fill(Row { ko: "{host}: DNS에서 찾을 수 없는 이름입니다", en: "" }, &[("host", host)])
        }
        Detail::Own(words) => Some(of_own(words)),
        Detail::ThisMachine | Detail::NoWayOut | Detail::NotFromHere | Detail::NoTemperature => None,
    }
}

fn of_own(words: &OwnWords) -> String {
    let said = |ko: &'static str, values: &[(&str, &str)]| Row { ko, en: "" }.fill(Lang::Ko, values);
    let plain = |ko: &'static str| said(ko, &[]);
    match words {
        OwnWords::WebPage => plain("웹 페이지가 왔습니다"),
        OwnWords::NoResponse => plain("응답 없이 연결이 닫혔습니다"),
        OwnWords::NoHttp => plain("HTTP가 아닌 응답이 왔습니다"),
        OwnWords::Closed | OwnWords::Unended => plain("답이 끝나기 전에 연결이 닫혔습니다"),
        OwnWords::Undecodable => plain("받은 내용의 압축이나 형식을 풀 수 없습니다"),
        OwnWords::BrokeOff(word) => said("제공자가 답을 중단했습니다: {word}", &[("word", word)]),
        OwnWords::Unloaded => plain("서버가 모델을 메모리에서 내렸습니다"),
        OwnWords::EventCut => plain("스트림의 이벤트가 도중에 끊겼습니다"),
        OwnWords::EventNoJson => plain("스트림의 이벤트가 올바른 JSON이 아닙니다"),
        OwnWords::Endless => plain("답이 끝나지 않습니다"),
        OwnWords::LongList => plain("모델 목록이 16 MiB를 넘습니다"),
        OwnWords::ManyRedirects(place) => said("{place}: 리디렉션이 너무 많습니다", &[("place", place)]),
        OwnWords::FileWithoutTls(place) => said("{place}: TLS 없이는 받지 않습니다", &[("place", place)]),
        OwnWords::FileCut => plain("파일이 끝까지 오지 않았습니다"),
        OwnWords::KeyWithoutTls(host) => {
            said("TLS 없이 {host}{으로} 키를 보내지 않습니다. https를 쓰세요", &[("host", host)])
        }
        OwnWords::KeyNotSendable => plain("키에 HTTP 헤더로 보낼 수 없는 글자가 있습니다"),
        OwnWords::NotHere(model) => said("{model}{이} 이 컴퓨터에 없습니다", &[("model", model)]),
        OwnWords::NotBuilt => plain("이 빌드에는 내장 모델이 없습니다"),
        OwnWords::NoThread => plain("내장 모델의 스레드를 시작하지 못했거나 스레드가 끝났습니다"),
        OwnWords::TooLong { n_tokens, context_tokens } => {
            let (n, limit) = (n_tokens.to_string(), context_tokens.to_string());
            said("{n}토큰, 컨텍스트는 {limit}토큰", &[("n", &n), ("limit", &limit)])
        }
    }
}
