//! What the manual says beyond the help: exit codes and the codes of errors, in both languages.
//!
//! One table each, in the order in which they are printed; it knows nothing of how a page is written.

use super::exit::Exit;
use crate::domain::Lang;

/// A text in both languages.
#[derive(Debug, Clone, Copy)]
pub struct Both {
    ko: &'static str,
    en: &'static str,
}

impl Both {
    /// The text in `lang`.
    #[must_use]
    pub const fn text(self, lang: Lang) -> &'static str {
        match lang {
            Lang::Ko => self.ko,
            Lang::En => self.en,
        }
    }
}

const fn both(ko: &'static str, en: &'static str) -> Both {
    Both { ko, en }
}

/// What each exit code says.
pub const EXIT_CODES: &[(Exit, Both)] = &[
    (Exit::OK, both("온전한 답, 또는 요청한 일의 완료", "answered in full; what was asked for is done")),
    (Exit::OTHER, both("그 밖의 문제", "anything else")),
    (Exit::USAGE, both("사용법, 설정, 모델 문제", "usage or configuration, or no usable model")),
    (Exit::KEY, both("제공자의 키 거부", "a provider refused the key")),
    (
        Exit::REFUSED,
        both(
            "제공자의 요청 거절(너무 긴 글, 내용 거절, 잘못된 요청)",
            "the provider refused the request (context too long, content filter, bad request)",
        ),
    ),
    (
        Exit::UNREACHABLE,
        both(
            "연결 실패, 또는 다시 시도하고 다른 모델로 넘어가도 풀리지 않는 한도",
            "no provider reachable, or still limited after retries and failover",
        ),
    ),
    (
        Exit::INCOMPLETE,
        both(
            "끝까지 오지 않은 답(중단, 정지, 스트림 안의 오류)",
            "the answer is incomplete (cut off, stalled, an error inside the stream)",
        ),
    ),
    (Exit::NOT_STORED, both("저장하지 못한 답", "the answer was given but could not be stored")),
    (Exit::BUDGET, both("예산 초과", "over the budget")),
    (Exit::INTERRUPTED, both("중단", "interrupted")),
];

/// What introduces the codes of errors.
pub const OF_ERROR_CODES: Both = both(
    "`--json`은 실패해도 같은 객체를 출력하고, 그 안의 `error.kind`는 다음 중 하나입니다. \
     `error.message`와 `error.hint`는 사람이 읽을 글이므로 프로그램은 `error.kind`로 구분하세요.",
    "With `--json`, a failure prints the same object with `error.kind` in it, one of the following. \
     `error.message` and `error.hint` are for people; programs go by `error.kind`.",
);

/// The codes of errors in JSON, in groups by what is to be done about them.
pub const ERROR_CODES: &[(&str, Both)] = &[
    ("usage", both("명령이나 옵션 오류", "a command or an option is wrong")),
    ("config", both("설정 오류", "a setting is wrong")),
    ("input", both("읽을 수 없는 파일이나 표준 입력", "a file or standard input cannot be read")),
    ("auth", both("키 저장이나 삭제 실패", "a key cannot be taken or removed")),
    ("empty_prompt", both("빈 질문", "nothing was asked")),
    ("unknown_model", both("알 수 없는 모델 이름", "there is no model of that name")),
    ("unknown_effort", both("알 수 없는 추론 강도", "there is no such effort")),
    ("unusable_model", both("쓸 수 없는 모델 지정", "the model that was named cannot be used")),
    ("no_usable_model", both("모든 모델 사용 불가", "no model can be used")),
    ("nothing_local", both("이 컴퓨터의 모델 사용 불가", "there is no model on this machine")),
    ("beyond_embedded_model", both("내장 모델이 할 수 없는 일", "the embedded model is no good for this")),
    ("no_conversation", both("찾을 수 없는 이전 대화", "there is no conversation to go on with")),
    ("too_large", both("모든 모델의 컨텍스트보다 큰 글", "the text is larger than any usable window")),
    ("over_budget", both("예산 초과, 또는 가격을 모르는 모델", "over the budget, or the price is unknown")),
    ("store", both("쓸 수 없는 데이터베이스", "the database cannot be used")),
    ("not_stored", both("답 저장 실패", "the answer could not be stored")),
    ("cancelled", both("사용자의 중단", "the user stopped it")),
    ("length", both("최대 길이에서 끊긴 답", "the answer was cut off at its longest")),
    ("nobody_answered", both("서로 다른 이유로 모든 제공자 실패", "all that were asked failed, each in its own way")),
    ("key_refused", both("제공자의 키 거부", "a provider refused the key")),
    ("model_gone", both("제공자에 없는 모델", "the provider has no such model, or no longer")),
    ("quota_spent", both("할당량 소진", "the quota is spent")),
    ("rate_limited", both("요청 한도", "the rate of requests is limited")),
    ("context_overflow", both("모델의 컨텍스트보다 긴 글", "the prompt is longer than the model can take")),
    (
        "plan_too_small",
        both("요금제의 분당 토큰 한도보다 큰 글", "the prompt is larger than the plan lets through in a minute"),
    ),
    ("bad_request", both("제공자의 요청 거절", "the provider refused the request")),
    ("filtered", both("제공자의 내용 거절", "the provider declines this content")),
    ("server_error", both("제공자의 서버 오류", "the provider has a problem on its side")),
    ("name_not_resolved", both("DNS 조회 실패", "the name does not resolve")),
    ("unreachable", both("연결 실패", "nobody could be reached")),
    ("tls_refused", both("인증서나 TLS 오류", "the certificate or TLS does not hold")),
    ("ca_file_unusable", both("`tls.ca_file` 오류", "`tls.ca_file` cannot be used")),
    ("connect_timeout", both("연결 시간 초과", "no connection in time")),
    ("first_token_timeout", both("첫 토큰 시간 초과", "no first token in time")),
    ("idle_timeout", both("응답 정지", "the stream went silent")),
    ("total_timeout", both("전체 시간 초과", "the whole took too long")),
    ("not_a_model", both("모델 API가 아닌 응답", "something answered that is no model API")),
    ("redirected", both("따라가지 않은 리디렉션", "a redirect, which is not followed")),
    ("truncated", both("응답 중단", "the stream was cut off")),
    ("malformed", both("읽을 수 없는 응답", "the stream cannot be read")),
    ("event_too_large", both("16 MiB를 넘는 응답 조각", "one piece of the stream is over 16 MiB")),
    ("unoffered_tool", both("제공하지 않은 도구 호출", "the model called a tool that was not offered")),
    ("empty_answer", both("빈 응답", "there was nothing in the answer")),
];

#[cfg(test)]
mod tests {
    use super::*;

    /// The codes that stand as texts in a function.
    fn codes_in<'s>(source: &'s str, function: &str) -> Vec<&'s str> {
        let is_code =
            |text: &&str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        let (_, body) = source.split_once(function).expect("the function");
        let (body, _) = body.split_once("\n    }\n").expect("its end");
        body.split('"').skip(1).step_by(2).filter(is_code).collect()
    }

    #[test]
    fn every_code_of_an_error_stands_in_the_manual_once() {
        // What is wrong before anybody is asked.
        let mut codes = vec!["usage", "config", "input", "auth"];
        let told = [
            include_str!("session.rs"),
            include_str!("wrong_words.rs"),
            include_str!("commands/auth.rs"),
            include_str!("commands/config.rs"),
        ];
        for code in &codes {
            assert!(told.iter().any(|source| source.contains(&format!("\"{code}\""))), "{code}");
        }
        codes.extend(codes_in(include_str!("../engine/error.rs"), "pub fn kind(&self)"));
        codes.extend(codes_in(include_str!("../domain/failure.rs"), "pub const fn as_str(self)"));
        for code in &codes {
            assert_eq!(ERROR_CODES.iter().filter(|(known, _)| known == code).count(), 1, "{code}");
        }
        for (known, _) in ERROR_CODES {
            assert!(codes.contains(known), "{known} is no code");
        }
    }

    #[test]
    fn the_help_and_the_manual_name_the_same_exit_codes() {
        let command = crate::cli::args::command();
        let help = command.get_after_help().expect("an end of the help").to_string();
        let (_, codes) = help.split_once("Exit codes:").expect("exit codes");
        let mut in_help: Vec<u8> = codes.split_whitespace().filter_map(|word| word.parse().ok()).collect();
        in_help.sort_unstable();
        assert_eq!(in_help, EXIT_CODES.iter().map(|(exit, _)| exit.0).collect::<Vec<_>>());
    }
}
