//! What the system says when it refuses something, in the user's language and without its numbers.
//!
//! Below the surfaces a refusal is carried as the system's own text, `Permission denied (os error 13)`, often behind
//! a path or a host. It is recognised by its number, whatever language the system speaks.

use std::io::{Error, ErrorKind};

use super::Row;
use crate::domain::Lang;

/// `said` with the system's words in it replaced by ours; any other text comes back as it is.
#[must_use]
pub fn system_words(lang: Lang, said: &str) -> String {
    let Some((text, number)) = said.strip_suffix(')').and_then(|said| said.rsplit_once(" (os error ")) else {
        return kinds_words(lang, said).unwrap_or_else(|| said.to_owned());
    };
    let Ok(number) = number.parse::<i32>() else { return said.to_owned() };
    let error = Error::from_raw_os_error(number);
    let whole = error.to_string();
    let own = whole.strip_suffix(&format!(" (os error {number})")).unwrap_or(&whole);
    match (text.strip_suffix(own), system_kind(lang, error.kind())) {
        (Some(before), Some(words)) => format!("{before}{words}"),
        _ => text.to_owned(),
    }
}

/// `said` where it ends in the standard library's name of a kind of refusal, which has no number.
fn kinds_words(lang: Lang, said: &str) -> Option<String> {
    KINDS.iter().find_map(|kind| {
        let before = said.strip_suffix(&kind.to_string())?;
        let is_whole = before.is_empty() || before.ends_with(": ");
        is_whole.then(|| system_kind(lang, *kind)).flatten().map(|words| format!("{before}{words}"))
    })
}

/// Kinds that come without a number: where a proxy or a library says them, or a read ends too early.
const KINDS: &[ErrorKind] = &[
    ErrorKind::NotFound,
    ErrorKind::PermissionDenied,
    ErrorKind::StorageFull,
    ErrorKind::ConnectionRefused,
    ErrorKind::ConnectionReset,
    ErrorKind::ConnectionAborted,
    ErrorKind::HostUnreachable,
    ErrorKind::NetworkUnreachable,
    ErrorKind::TimedOut,
    ErrorKind::BrokenPipe,
    ErrorKind::UnexpectedEof,
];

/// A kind of refusal in a few words; `None` where the system's own are as good.
pub(super) fn system_kind(lang: Lang, kind: ErrorKind) -> Option<String> {
    let row = match kind {
        ErrorKind::NotFound => Row { ko: "그런 파일이나 폴더가 없습니다", en: "no such file or folder" },
        ErrorKind::PermissionDenied => Row { ko: "권한이 없습니다", en: "permission denied" },
        ErrorKind::ReadOnlyFilesystem => {
            Row { ko: "읽기 전용 파일 시스템입니다", en: "read-only file system" }
        }
        ErrorKind::StorageFull => Row { ko: "디스크에 남은 공간이 없습니다", en: "the disk is full" },
        ErrorKind::QuotaExceeded => {
            Row { ko: "디스크 할당량을 다 썼습니다", en: "the disk quota is used up" }
        }
        ErrorKind::FileTooLarge => Row { ko: "파일이 너무 큽니다", en: "the file is too large" },
        ErrorKind::IsADirectory => Row { ko: "파일이 아니라 폴더입니다", en: "it is a folder, not a file" },
        ErrorKind::NotADirectory => {
            Row { ko: "상위 경로가 폴더가 아닙니다", en: "what stands above it is no folder" }
        }
        ErrorKind::AlreadyExists => Row { ko: "이미 있습니다", en: "it exists already" },
        ErrorKind::ConnectionRefused => Row { ko: "연결이 거부됐습니다", en: "connection refused" },
        ErrorKind::ConnectionReset => Row { ko: "상대가 연결을 끊었습니다", en: "connection reset" },
        ErrorKind::ConnectionAborted => Row { ko: "연결이 중단됐습니다", en: "connection aborted" },
        ErrorKind::UnexpectedEof => Row { ko: "내용이 도중에 끝났습니다", en: "it ends too early" },
        ErrorKind::HostUnreachable => {
            Row { ko: "호스트로 가는 경로가 없습니다", en: "no route to the host" }
        }
        ErrorKind::NetworkUnreachable => {
            Row { ko: "네트워크에 연결되어 있지 않습니다", en: "network unreachable" }
        }
        ErrorKind::TimedOut => Row { ko: "제한 시간이 지났습니다", en: "timed out" },
        ErrorKind::AddrInUse => Row { ko: "이미 쓰이는 주소입니다", en: "the address is in use" },
        ErrorKind::AddrNotAvailable => {
            Row { ko: "이 컴퓨터에 없는 주소입니다", en: "the address is not this machine's" }
        }
        ErrorKind::BrokenPipe => Row { ko: "받는 쪽이 파이프를 닫았습니다", en: "the pipe was closed" },
        _ => return None,
    };
    Some(row.fill(lang, &[]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_system_says_is_told_in_the_users_words() {
        let said = |kind: ErrorKind, number: i32| {
            let error = Error::from_raw_os_error(number);
            assert_eq!(error.kind(), kind);
            format!("/etc/x: {error}")
        };
        #[cfg(unix)]
        let forbidden = said(ErrorKind::PermissionDenied, 13);
        #[cfg(windows)]
        let forbidden = said(ErrorKind::PermissionDenied, 5);
        assert_eq!(system_words(Lang::Ko, &forbidden), "/etc/x: 권한이 없습니다");
        assert_eq!(system_words(Lang::En, &forbidden), "/etc/x: permission denied");
    }

    #[test]
    fn a_kind_without_a_number_is_told_in_the_users_words() {
        for (kind, words) in [
            (ErrorKind::ConnectionRefused, "연결이 거부됐습니다"),
            (ErrorKind::UnexpectedEof, "내용이 도중에 끝났습니다"),
        ] {
            assert_eq!(system_words(Lang::Ko, &Error::from(kind).to_string()), words);
            assert_eq!(system_words(Lang::Ko, &format!("a.example: {kind}")), format!("a.example: {words}"));
            assert_eq!(system_words(Lang::Ko, &format!("{kind} by a.example")), format!("{kind} by a.example"));
        }
        assert!(KINDS.iter().all(|kind| system_kind(Lang::Ko, *kind).is_some()));
    }

    #[test]
    fn other_texts_stay_and_an_unknown_refusal_loses_its_number_alone() {
        for said in ["", "no JSON", "(os error 13)", "it broke (os error x)"] {
            assert_eq!(system_words(Lang::Ko, said), said);
        }
        #[cfg(unix)]
        {
            let rare = Error::from_raw_os_error(40).to_string();
            assert_eq!(system_words(Lang::Ko, &rare), rare.trim_end_matches(" (os error 40)"));
        }
        // A text of another language than the system's own here: it is kept.
        assert_eq!(system_words(Lang::Ko, "Zugriff verweigert (os error 13)"), "Zugriff verweigert");
    }
}
