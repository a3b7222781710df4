//! Every message in both languages: nothing unfilled, no control, no command that does not exist.

use std::time::Duration;

use super::*;
use crate::config::Unreadable;
use crate::domain::event::{FailoverReason, Given, Masked, Notice, PartsStep, Unkept, Unstored};
use crate::domain::{CaFileFault, Detail, Fact, Failure, FailureKind, MicroUsd, ModelRef, ProxyFault, Route};
use crate::engine::quota::{Held, Within};
use crate::engine::{DeniedBy, ServersHere};

const KINDS: [FailureKind; 24] = [
    FailureKind::KeyRefused,
    FailureKind::ModelGone,
    FailureKind::QuotaSpent,
    FailureKind::RateLimited,
    FailureKind::ContextOverflow,
    FailureKind::PlanTooSmall,
    FailureKind::BadRequest,
    FailureKind::Filtered,
    FailureKind::ServerError,
    FailureKind::NameNotResolved,
    FailureKind::Unreachable,
    FailureKind::TlsRefused,
    FailureKind::CaFileUnusable,
    FailureKind::ConnectTimeout,
    FailureKind::FirstTokenTimeout,
    FailureKind::IdleTimeout,
    FailureKind::TotalTimeout,
    FailureKind::NotAModel,
    FailureKind::Redirected,
    FailureKind::Truncated,
    FailureKind::Malformed,
    FailureKind::EventTooLarge,
    FailureKind::UnofferedTool,
    FailureKind::EmptyAnswer,
];

const FACTS: [Fact; 17] = [
    Fact::Code,
    Fact::Diff,
    Fact::StackTrace,
    Fact::Log,
    Fact::Table,
    Fact::Data,
    Fact::Maths,
    Fact::LongProse,
    Fact::Short,
    Fact::Middling,
    Fact::Long,
    Fact::Material,
    Fact::Question,
    Fact::FollowsUp(Route::Code),
    Fact::Negation,
    Fact::Hint,
    Fact::Prior,
];

fn lines_of(text: &ErrorText) -> String {
    text.render(&View::plain(text.lang))
}

fn messages(lang: Lang) -> Vec<String> {
    let model = ModelRef::new("groq", "qwen/qwen3.8-27b");
    let other = ModelRef::new("moonshot", "kimi-k3");
    let failure = Failure { status: Some(429), ..Failure::new(FailureKind::RateLimited, "slow down") };
    let wait = Duration::from_millis(1_500);
    let loading = ["llama.cpp".to_owned()];
    let names = ["b.txt".to_owned(), "c.txt".to_owned()];
    let many: Vec<String> = ('b'..='g').map(|letter| format!("{letter}.txt")).collect();
    let notices = [
        Notice::Trimmed { n_turns: 1 },
        Notice::Trimmed { n_turns: 12 },
        Notice::FirstShortened,
        Notice::KeyRefused { provider: "groq".into() },
        Notice::Retired { from: model.clone(), to: other.clone() },
        Notice::PaidServes { provider: "openai".into() },
        Notice::Waiting { model: model.clone(), wait },
        Notice::WaitingForKey { provider: "groq".to_owned() },
        Notice::StoreBusy { given: Given::After },
        Notice::StoreBusy { given: Given::Before },
        Notice::WordNotKept { provider: "openai".into(), why: Unkept::Busy },
        Notice::KeysMasked { n_keys: 1, place: Masked::Message },
        Notice::KeysMasked { n_keys: 3, place: Masked::Message },
        Notice::KeysMasked { n_keys: 1, place: Masked::System },
        Notice::KeysMasked { n_keys: 3, place: Masked::System },
        Notice::NotStored { what: Unstored::Answer, why: Unkept::DiskFull },
        Notice::NotStored { what: Unstored::Question, why: Unkept::Busy },
    ];
    let reasons = [
        FailoverReason::Failed(Box::new(failure.clone())),
        FailoverReason::Resting,
        FailoverReason::LimitNear,
        FailoverReason::TooSmall,
        FailoverReason::TooDear,
        FailoverReason::NoKey,
        FailoverReason::BadKey,
        FailoverReason::NotRunning,
        FailoverReason::Loading,
        FailoverReason::KeyRefused { has_key: true },
        FailoverReason::KeyRefused { has_key: false },
        FailoverReason::Declined,
    ];
    let mut all: Vec<Message> = notices.iter().map(Message::Notice).collect();
    all.extend(reasons.iter().map(|why| Message::Failover { from: &model, to: &other, why }));
    all.extend([
        Message::Retry { model: &model, wait, failure: &failure },
        Message::Thinking { model: &model, elapsed: None },
        Message::Thinking { model: &model, elapsed: Some(Duration::from_secs(5)) },
        Message::WritingTable { n_rows: 120 },
        Message::WaitingForSomebody { loading: &[], key: "Esc" },
        Message::WaitingForSomebody { loading: &loading, key: "Ctrl-C" },
        Message::WaitingForStdin,
        Message::ReadingTerminal,
        Message::StdinSkipped,
        Message::StdinEmpty,
        Message::Decoded { encoding: "CP949", source: "-" },
        Message::Decoded { encoding: "UTF-16LE", source: "log.txt" },
        Message::WordsDecoded { encoding: "CP949" },
        Message::FilesSpread { names: &names },
        Message::FilesSpread { names: &many },
        Message::LettersLost { of: Lossy::Typed },
        Message::LettersLost { of: Lossy::Piped },
        Message::LettersLost { of: Lossy::File("notes.txt") },
        Message::Capped { source: "-", n_bytes: 10_000_000 },
        Message::Capped { source: "/dev/fd/63", n_bytes: 10_000_000 },
        Message::Interrupted,
        Message::InterruptedKept,
        Message::LengthReached,
        Message::Deleted { conversation: "파서" },
        Message::Starred { conversation: "파서" },
        Message::Unstarred { conversation: "파서" },
        Message::Imported { n_questions: 1_000, n_answers: 998, conversation: "파서", system: None },
        Message::Imported { n_questions: 2, n_answers: 2, conversation: "파서", system: Some("짧게") },
    ]);
    all.iter().map(|message| message.text(lang)).collect()
}

fn failures(lang: Lang) -> Vec<ErrorText> {
    let model = ModelRef::new("groq", "qwen/qwen3.8-27b");
    KINDS
        .into_iter()
        .flat_map(|kind| {
            let failure = Failure::new(kind, "");
            let call = |key_env| FailedCall { model: &model, failure: &failure, key_env };
            [call(Some("GROQ_API_KEY")).text(lang), call(None).text(lang)]
        })
        .collect()
}

fn held_back_each(lang: Lang, model: &ModelRef) -> [ErrorText; 3] {
    [
        Held::ByTokens { n_tokens: 7000, per_minute: 8000 },
        Held::ByRequests { n_allowed: 30, within: Within::AMinute },
        Held::ByRequests { n_allowed: 1000, within: Within::ADay },
    ]
    .map(|held| {
        let is_for_a_day = matches!(held, Held::ByRequests { within: Within::ADay, .. });
        held_back(lang, model, (!is_for_a_day).then_some(Duration::from_secs(40)), held)
    })
}

#[test]
fn what_baro_holds_back_itself_is_not_laid_to_the_provider() {
    let model = ModelRef::new("moonshot", "kimi-k3");
    for text in held_back_each(Lang::En, &model).into_iter().chain(held_back_each(Lang::Ko, &model)) {
        assert!(text.error.contains("baro") && text.error.contains("kimi-k3"), "{text:?}");
        assert!(!text.error.contains("moonshot") && text.causes.len() == 1 && text.hints.len() == 1, "{text:?}");
    }
    let [by_tokens, ..] = held_back_each(Lang::Ko, &model);
    assert!(by_tokens.causes[0].contains("7,000") && by_tokens.causes[0].contains("중간에 끊긴 답"), "{by_tokens:?}");
    assert!(by_tokens.causes[0].contains("40초 뒤"), "{by_tokens:?}");
}

fn found(lang: Lang) -> Vec<ErrorText> {
    let model = ModelRef::new("groq", "qwen/qwen3.8-27b");
    let ca_file = |fault| (FailureKind::CaFileUnusable, Detail::CaFile { path: "/tmp/ca.pem".into(), fault });
    let all = vec![
        (
            FailureKind::Redirected,
            Detail::RedirectTo("login.example:8443".into()),
            "the server redirects to login.example:8443, which is not followed",
        ),
        (FailureKind::Unreachable, Detail::ThisMachine, "127.0.0.1:9: Connection refused (os error 111)"),
        (
            FailureKind::Unreachable,
            Detail::Proxy {
                place: Some("proxy.example:3128".into()),
                variable: None,
                fault: ProxyFault::Unreached("Connection refused (os error 111)".into()),
            },
            "proxy.example:3128: Connection refused (os error 111)",
        ),
        (FailureKind::Unreachable, Detail::NotFromHere, "Access denied. Please check your network settings."),
        (
            FailureKind::Unreachable,
            Detail::Proxy {
                place: Some("proxy.example:3128".into()),
                variable: Some("all_proxy"),
                fault: ProxyFault::WantsUser,
            },
            "proxy.example:3128: the proxy wants a user and a password (407)",
        ),
        (
            FailureKind::Unreachable,
            Detail::Proxy { place: None, variable: Some("HTTPS_PROXY"), fault: ProxyFault::Unreadable },
            "HTTPS_PROXY: that is no proxy's address",
        ),
    ];
    let mut failures: Vec<Failure> =
        all.into_iter().map(|(kind, detail, message)| Failure::new(kind, message).with_detail(detail)).collect();
    failures.extend(
        [
            CaFileFault::Missing,
            CaFileFault::Unreadable("Is a directory (os error 21)".into()),
            CaFileFault::NotPlain,
            CaFileFault::NoCertificate,
        ]
        .map(|fault| {
            let message = format!("/tmp/ca.pem: {fault}");
            let (kind, detail) = ca_file(fault);
            Failure::new(kind, message).with_detail(detail)
        }),
    );
    let faults = [ProxyFault::NameUnknown, ProxyFault::RefusesUser, ProxyFault::Declines, ProxyFault::NoProxy];
    failures.extend(faults.map(|fault| {
        let message = format!("proxy.example:3128: {fault}");
        let detail = Detail::Proxy { place: Some("proxy.example:3128".into()), variable: None, fault };
        Failure::new(FailureKind::Unreachable, message).with_detail(detail)
    }));
    failures.iter().map(|failure| FailedCall { model: &model, failure, key_env: None }.text(lang)).collect()
}

#[test]
fn what_ended_an_answer_midway_is_said_with_it() {
    let model = ModelRef::new("groq", "qwen/qwen3.8-27b");
    let mut drawn = String::new();
    for kind in [FailureKind::ServerError, FailureKind::Filtered, FailureKind::Truncated, FailureKind::Malformed] {
        let failure = Failure::new(kind, "");
        for lang in [Lang::Ko, Lang::En] {
            drawn.push_str(&FailedCall { model: &model, failure: &failure, key_env: None }.broken_off(lang).error);
            drawn.push('\n');
        }
    }
    insta::assert_snapshot!(drawn, @"
    답이 도중에 끊겼습니다: groq 서버에 문제가 있습니다
    the answer broke off: groq has a problem on its side
    답이 도중에 끊겼습니다: groq이 이 내용에 답하지 않습니다
    the answer broke off: groq declines to answer this
    qwen3.8-27b의 답이 도중에 끊겼습니다
    the answer of qwen3.8-27b was cut off
    qwen3.8-27b의 응답을 끝까지 읽을 수 없습니다
    the answer of qwen3.8-27b cannot be read to its end
    ");
}

#[test]
fn all_that_baro_finds_by_itself() {
    insta::assert_snapshot!(drawn(|_| Vec::new(), found), @"
    오류: groq이 다른 주소로 보내려 했지만 따라가지 않았습니다
      원인: login.example:8443으로 가라고 합니다
    도움: 로그인이 필요한 와이파이인지 보고, 옮긴 주소가 맞다면 설정의 `base_url`에 직접 적으세요
    오류: groq에 연결하지 못했습니다
      원인: 127.0.0.1:9: 연결이 거부됐습니다
    도움: 이 컴퓨터의 서버가 실행 중인지, 설정의 `base_url`이 맞는지 확인하세요
    오류: 프록시를 거쳐 groq에 연결하지 못했습니다
      원인: proxy.example:3128: 연결이 거부됐습니다
    도움: 설정의 `proxy`를 확인하세요
    오류: groq이 이 네트워크나 지역에서 온 요청을 받지 않습니다
      원인: Access denied. Please check your network settings.
    도움: 키 문제는 아닙니다. VPN, 프록시, 회사 네트워크를 바꿔 보거나 `baro again -m 모델`로 다른 모델에 물어보세요
    오류: 프록시가 사용자 이름과 비밀번호를 요구합니다
      원인: proxy.example:3128: 프록시가 사용자 이름과 비밀번호를 요구합니다 (407)
    도움: 환경 변수 `all_proxy`에 `http://사용자:비밀번호@호스트:포트`처럼 적으세요
    오류: 환경 변수 `HTTPS_PROXY`의 프록시를 쓸 수 없습니다
      원인: HTTPS_PROXY: 프록시 주소가 아닙니다
    도움: `http://호스트:포트`처럼 적거나, 프록시가 없다면 그 변수를 지우세요
    오류: `tls.ca_file`을 쓸 수 없습니다
      원인: /tmp/ca.pem: 파일이 없습니다
    도움: PEM 파일을 다시 지정하세요: `baro config set tls.ca_file 파일`
    오류: `tls.ca_file`을 쓸 수 없습니다
      원인: /tmp/ca.pem: 파일이 아니라 폴더입니다
    도움: PEM 파일을 다시 지정하세요: `baro config set tls.ca_file 파일`
    오류: `tls.ca_file`을 쓸 수 없습니다
      원인: /tmp/ca.pem: 일반 파일이 아닙니다
    도움: PEM 파일을 다시 지정하세요: `baro config set tls.ca_file 파일`
    오류: `tls.ca_file`을 쓸 수 없습니다
      원인: /tmp/ca.pem: PEM 형식의 인증서가 들어 있지 않습니다
    도움: PEM 파일을 다시 지정하세요: `baro config set tls.ca_file 파일`
    오류: 프록시를 거쳐 groq에 연결하지 못했습니다
      원인: proxy.example:3128: DNS에서 찾을 수 없는 이름입니다
    도움: 설정의 `proxy`를 확인하세요
    오류: 프록시가 사용자 이름이나 비밀번호를 거부했습니다
      원인: proxy.example:3128: 프록시가 사용자 이름이나 비밀번호를 거부했습니다 (407)
    도움: 설정의 `proxy`에 적으세요: `baro config set proxy http://사용자:비밀번호@호스트:포트`
    오류: 프록시를 거쳐 groq에 연결하지 못했습니다
      원인: proxy.example:3128: 프록시가 그 너머로 연결해 주지 않았습니다
    도움: 설정의 `proxy`를 확인하세요
    오류: 프록시를 거쳐 groq에 연결하지 못했습니다
      원인: proxy.example:3128: 그 주소에서 응답한 것은 프록시가 아닙니다
    도움: 설정의 `proxy`를 확인하세요

    error: groq answered with a redirect, which was not followed
      cause: the server redirects to login.example:8443, which is not followed
    hint: see whether the Wi-Fi asks for a login; if the new address is right, write it as `base_url` in the config
    error: cannot reach groq
      cause: 127.0.0.1:9: connection refused
    hint: check that the server on this machine runs, and `base_url` in the config
    error: cannot reach groq through the proxy
      cause: proxy.example:3128: connection refused
    hint: check `proxy` in the config
    error: groq lets nothing in from this network or region
      cause: Access denied. Please check your network settings.
    hint: that is not about the key: try without the VPN, proxy or company network, or ask another model with `baro again -m MODEL`
    error: the proxy wants a user and a password
      cause: proxy.example:3128: the proxy wants a user and a password (407)
    hint: write them into the variable `all_proxy`: `http://USER:PASSWORD@HOST:PORT`
    error: the proxy in `HTTPS_PROXY` cannot be used
      cause: HTTPS_PROXY: that is no proxy's address
    hint: write it as `http://HOST:PORT`, or unset the variable where there is no proxy
    error: `tls.ca_file` cannot be used
      cause: /tmp/ca.pem: there is no such file
    hint: name a PEM file: `baro config set tls.ca_file FILE`
    error: `tls.ca_file` cannot be used
      cause: /tmp/ca.pem: it is a folder, not a file
    hint: name a PEM file: `baro config set tls.ca_file FILE`
    error: `tls.ca_file` cannot be used
      cause: /tmp/ca.pem: not a plain file
    hint: name a PEM file: `baro config set tls.ca_file FILE`
    error: `tls.ca_file` cannot be used
      cause: /tmp/ca.pem: holds no certificate in the PEM form
    hint: name a PEM file: `baro config set tls.ca_file FILE`
    error: cannot reach groq through the proxy
      cause: proxy.example:3128: no such name in DNS
    hint: check `proxy` in the config
    error: the proxy refused the user or the password
      cause: proxy.example:3128: the proxy refused the user or the password (407)
    hint: write them into the config: `baro config set proxy http://USER:PASSWORD@HOST:PORT`
    error: cannot reach groq through the proxy
      cause: proxy.example:3128: the proxy did not connect any further
    hint: check `proxy` in the config
    error: cannot reach groq through the proxy
      cause: proxy.example:3128: what answered there is no such proxy
    hint: check `proxy` in the config
    ");
}

#[expect(clippy::too_many_lines, reason = "one table, a row a message")]
fn problems(lang: Lang) -> Vec<ErrorText> {
    let nearest = ["kimi".to_owned(), "kimi-k3".to_owned()];
    let reasons = ["groq: GROQ_API_KEY".to_owned()];
    let (path, message, key) = ("/tmp/baro.db", "permission denied", "route");
    let amount = MicroUsd(1_000_000);
    let budget = |which| Problem::OverBudget { amount, limit: amount, which };
    let file = |problem| Problem::File { path, problem };
    let store = |problem| Problem::Store { path, problem };
    let (question, known) = (["zhs", "a", "poem"].map(str::to_owned), ["bash", "zsh"].map(str::to_owned));
    let (zsh, empty) = (["zsh".to_owned()], ["``".to_owned()]);
    let nothing_here = ServersHere::default();
    let idle = ServersHere { idle: ["LM Studio", "mine"].map(str::to_owned).to_vec(), ..ServersHere::default() };
    let silent = [("ollama", "127.0.0.1:11434"), ("box", "127.0.0.1:9000")];
    let silent = silent.map(|(provider, address)| (provider.to_owned(), address.to_owned())).to_vec();
    let silent = ServersHere { silent, ..ServersHere::default() };
    let both = ServersHere { silent: silent.silent.clone(), ..idle.clone() };
    let denied = [DeniedBy::User, DeniedBy::Project].map(|by| super::denied(lang, "groq", by));
    let (small, roomy) = (ModelRef::new("groq", "qwen/qwen3-32b"), ModelRef::new("gemini", "gemini-3-flash"));
    let all = vec![
        Problem::NoUsableModel { servers: &nothing_here },
        Problem::NoUsableModel { servers: &idle },
        Problem::NoUsableModel { servers: &silent },
        Problem::NoUsableModel { servers: &both },
        Problem::NotHere { model: "moonshot:kimi-k3" },
        Problem::NoUsableCandidate { wanted: "코드", reasons: &reasons },
        Problem::NobodyUsable { reasons: &reasons },
        Problem::IdleServer { server: "Ollama" },
        Problem::ServerRefuses { provider: "gate", shown: ShownKey::Kept },
        Problem::ServerRefuses { provider: "gate", shown: ShownKey::Of("GATE_KEY") },
        Problem::ServerRefuses { provider: "gate", shown: ShownKey::Given },
        Problem::ServerRefuses { provider: "gate", shown: ShownKey::None },
        Problem::NothingLocal,
        Problem::KeyMissing { provider: "groq", key_env: "GROQ_API_KEY", signup_url: Some("https://console.groq.com") },
        Problem::KeyMissing { provider: "own", key_env: "", signup_url: None },
        Problem::VariableEmpty { provider: "own", key_env: "OWN_KEY", signup_url: None },
        Problem::VariableEmpty { provider: "groq", key_env: "MY_KEY", signup_url: Some("https://console.groq.com") },
        Problem::UnknownModel { name: "kimmi", nearest: &nearest },
        Problem::UnknownModel { name: "zzz", nearest: &[] },
        Problem::UnknownEffort { name: "kimi", effort: "hihg", nearest: Some("kimi@high") },
        Problem::UnknownEffort { name: "kimi", effort: "hard", nearest: None },
        Problem::UnknownCommand { name: "modles", nearest: "models", rest: &[] },
        Problem::UnknownCommand { name: "completion", nearest: "completions", rest: &zsh },
        Problem::UnknownShell { words: &empty, nearest: None, names: &known },
        Problem::UnknownShell { words: &question, nearest: Some("zsh"), names: &known },
        Problem::UnknownConversation { name: "c_0000" },
        Problem::AmbiguousConversation { name: "c_0000" },
        Problem::NameTaken { name: "파서" },
        Problem::NameForSeveral,
        Problem::NothingAsked,
        Problem::NoConversation { period: None },
        Problem::NoConversation { period: Some(crate::grammar::Period::Yesterday) },
        Problem::OnlyThisConversation { period: None },
        Problem::OnlyThisConversation { period: Some(crate::grammar::Period::Today) },
        Problem::EmptyPrompt,
        Problem::PromptTooLarge { n_tokens: 2_000_000, largest: 1_000_000, chosen: None },
        Problem::PromptTooLarge { n_tokens: 60_000, largest: 28_000, chosen: Some((&small, Some(&roomy))) },
        Problem::PromptTooLarge { n_tokens: 60_000, largest: 28_000, chosen: Some((&small, None)) },
        Problem::PromptOverPlan { n_tokens: 20_000, per_minute: 8_000, for_prompt: 7_168, provider: "groq" },
        budget(BudgetLimit::Request),
        budget(BudgetLimit::Day),
        budget(BudgetLimit::Month),
        Problem::PriceUnknown { model: "kimi-k3" },
        Problem::AllFailed { causes: &reasons, suspect: Suspect::Nothing },
        Problem::AllFailed { causes: &reasons, suspect: Suspect::Network },
        Problem::AllFailed { causes: &reasons, suspect: Suspect::Servers },
        Problem::AllFailed { causes: &reasons, suspect: Suspect::Proxy(None) },
        Problem::AllFailed { causes: &reasons, suspect: Suspect::Proxy(Some("ALL_PROXY")) },
        Problem::AllFailed { causes: &reasons, suspect: Suspect::Names },
        Problem::AllFailed { causes: &reasons, suspect: Suspect::Certificates },
        Problem::AllFailed { causes: &reasons, suspect: Suspect::SomebodyElse },
        Problem::NotStored,
        Problem::NoCodeBlock,
        Problem::BadJsonLine { source: "a.jsonl", line: 3, message },
        Problem::BadJsonLine { source: "-", line: 0, message },
        Problem::OutputFailed { message },
        Problem::FolderNotWritten { path: "man", message },
        Problem::EditorFailed { editor: "vi", message: "exit status: 1" },
        Problem::EditorWithoutTerminal { editor: "vi" },
        Problem::Config(ConfigProblem::Unreadable { path, reason: &Unreadable::Forbidden }),
        Problem::Config(ConfigProblem::Unreadable { path, reason: &Unreadable::Utf16 }),
        Problem::Config(ConfigProblem::Unreadable { path, reason: &Unreadable::NotUtf8 { line: 3 } }),
        Problem::Config(ConfigProblem::Unreadable { path, reason: &Unreadable::Folder }),
        Problem::Config(ConfigProblem::Unreadable { path, reason: &Unreadable::TooLarge { limit: 1_048_576 } }),
        Problem::Config(ConfigProblem::Unreadable { path, reason: &Unreadable::ReadOnly }),
        Problem::Config(ConfigProblem::NoPlainFile { path }),
        Problem::Config(ConfigProblem::KeyInFile { path, key: "providers.groq.api_key", provider: Some("groq") }),
        Problem::Config(ConfigProblem::KeyInFile { path, key: "GROQ_API_KEY", provider: None }),
        Problem::Config(ConfigProblem::NotWritten { path, folder: "/tmp", reason: &Unreadable::Forbidden }),
        Problem::Config(ConfigProblem::NotWritten { path, folder: "/tmp", reason: &Unreadable::ReadOnly }),
        Problem::Config(ConfigProblem::NotWritten { path, folder: "/tmp", reason: &Unreadable::Full }),
        Problem::Config(ConfigProblem::NotWritten { path, folder: "/tmp", reason: &Unreadable::Folder }),
        Problem::Config(ConfigProblem::Syntax { path, line: 3, message }),
        Problem::Config(ConfigProblem::UnknownKey { path, key, nearest: Some("routes") }),
        Problem::Config(ConfigProblem::UnknownKey { path, key, nearest: None }),
        Problem::Config(ConfigProblem::BadValue { path, key, expected: "auto | ko | en" }),
        Problem::Config(ConfigProblem::Forbidden { path, key: "providers.groq.base_url" }),
        Problem::Config(ConfigProblem::BadEnvironment { name: "BARO_LANG", expected: "ko | en" }),
        Problem::Config(ConfigProblem::NoHome),
        file(FileProblem::Missing { nearest: None, folder: None }),
        file(FileProblem::Missing { nearest: Some("notes.md"), folder: None }),
        Problem::File { path: "nofile", problem: FileProblem::Missing { nearest: None, folder: None } },
        Problem::File { path: "my notes/a", problem: FileProblem::Missing { nearest: None, folder: None } },
        Problem::File {
            path: "no/such/a",
            problem: FileProblem::Missing {
                nearest: None,
                folder: Some(files::NoFolder { path: "no/such", is_file: false }),
            },
        },
        file(FileProblem::Silent { waited_s: 10 }),
        file(FileProblem::UnknownEncoding),
        file(FileProblem::QuestionMarks),
        file(FileProblem::NoMatch { folder: None }),
        file(FileProblem::NoMatch { folder: Some(files::NoFolder { path: "/no", is_file: false }) }),
        Problem::File { path: "**/*.zip", problem: FileProblem::NoMatch { folder: None } },
        Problem::File {
            path: "ev\u{1b}[31mil",
            problem: FileProblem::Missing { nearest: Some("e\u{202e}v"), folder: None },
        },
        file(FileProblem::Directory { typed: Some(path) }),
        file(FileProblem::Binary),
        file(FileProblem::TooLarge { n_bytes: 5_000_000_000, limit: 10_000_000 }),
        file(FileProblem::TooLarge { n_bytes: 67_108_865, limit: 67_108_864 }),
        file(FileProblem::NotRegular),
        Problem::File { path: "-", problem: FileProblem::Binary },
        Problem::File { path: "-", problem: FileProblem::TooLarge { n_bytes: 5_000_000_000, limit: 10_000_000 } },
        file(FileProblem::Unreadable { message }),
        Problem::File { path: "-", problem: FileProblem::Unreadable { message } },
        store(StoreProblem::Unreadable { message }),
        store(StoreProblem::Foreign),
        store(StoreProblem::Newer { found: 9, known: 1 }),
        store(StoreProblem::Corrupt),
        store(StoreProblem::Busy),
        store(StoreProblem::DiskFull),
        store(StoreProblem::NotOurs),
    ];
    all.iter().map(|problem| problem.text(lang)).chain(denied).collect()
}

fn locals(lang: Lang) -> Vec<ErrorText> {
    let (model, why, known, causes) = ("qwen3-0.6b", "no such file", "qwen3-0.6b, tiny", ["pypi: 404".to_owned()]);
    let all = [
        LocalProblem::Beyond { model, route: None },
        LocalProblem::Beyond { model, route: Some(Route::Code.label(lang)) },
        LocalProblem::OtherLanguage { model },
        LocalProblem::Exists { model },
        LocalProblem::NotFetched { model },
        LocalProblem::NothingToRemove { model, here: "" },
        LocalProblem::NothingToRemove { model, here: "tiny" },
        LocalProblem::Unknown { model, known },
        LocalProblem::BadName { model, known },
        LocalProblem::NoMirror { model, causes: &causes, url: "" },
        LocalProblem::NoMirror { model, causes: &causes, url: "https://models.example/a.gguf" },
        LocalProblem::NotKept { model, why },
        LocalProblem::WrongSum { model, expected: "00", found: "11" },
        LocalProblem::Busy { model },
        LocalProblem::Failed { model, why },
        LocalProblem::NotBuilt,
    ];
    all.iter().map(|problem| problem.text(lang)).collect()
}

fn usages(lang: Lang) -> Vec<ErrorText> {
    let name = "--model";
    let all = [
        UsageProblem::UnknownArgument { name: "--modle" },
        UsageProblem::UnknownArgument { name: "word" },
        UsageProblem::UnknownCommand { name: "modles" },
        UsageProblem::NoValue { name, expected: "" },
        UsageProblem::NoValue { name: "--lang", expected: "ko, en" },
        UsageProblem::NoValue { name: "--root", expected: "" },
        UsageProblem::WrongValue { name: "--lang", value: "fr", expected: "ko, en" },
        UsageProblem::WrongValue { name: "--root", value: "?", expected: "" },
        UsageProblem::Conflict { name, other: "--route" },
        UsageProblem::Missing { names: "FILE" },
        UsageProblem::MissingProvider,
        UsageProblem::MissingShell,
        UsageProblem::MissingCommand,
        UsageProblem::NoEquals { name },
        UsageProblem::WrongNumber { name },
        UsageProblem::EqualsSign { key: "route" },
        UsageProblem::NotUtf8,
        UsageProblem::Other,
    ];
    let usage = Some("baro ask [OPTIONS] [TEXT]...");
    let of = |problem: &UsageProblem<'_>, usage| Usage { problem: *problem, suggested: None, usage }.text(lang);
    all.iter().flat_map(|problem| [of(problem, usage), of(problem, None)]).collect()
}

#[test]
fn every_error_says_what_to_do() {
    for lang in [Lang::Ko, Lang::En] {
        let all = [
            failures(lang),
            found(lang),
            problems(lang),
            auth::tests::problems(lang),
            config::tests::problems(lang),
            mcp::tests::errors(lang),
            locals(lang),
            usages(lang),
        ];
        // What is to be done about a store that failed is said with its own error.
        let not_stored = Problem::NotStored.text(lang).error;
        let is_mute = |text: &ErrorText| text.hints.is_empty() && text.error != not_stored;
        let mute: Vec<String> = all.concat().into_iter().filter(is_mute).map(|text| text.error).collect();
        assert_eq!(mute, Vec::<String>::new());
    }
}

/// All that can be said in `lang`.
pub(crate) fn everything(lang: Lang) -> Vec<String> {
    let mut all = messages(lang);
    all.extend(auth::tests::lines(lang));
    all.extend(config::tests::lines(lang));
    all.extend(doctor::tests::lines(lang));
    all.extend(auth::tests::problems(lang).iter().chain(&config::tests::problems(lang)).map(lines_of));
    all.extend(failures(lang).iter().chain(&problems(lang)).chain(&found(lang)).map(lines_of));
    all.extend(mcp::tests::errors(lang).iter().chain(&locals(lang)).chain(&usages(lang)).map(lines_of));
    all.extend(mcp::tests::lines(lang));
    all.extend(KINDS.map(|kind| failure::short(lang, &Failure::new(kind, ""))));
    all.extend(FACTS.map(|seen| fact(lang, seen)));
    all.extend(Label::ALL.map(|label| label.text(lang).to_owned()));
    all.extend(talk::tests::all(lang));
    all.push(PartsOffer { n_tokens: 20_000, provider: "groq", allowed: 7168, n: 4 }.text(lang));
    let steps = [
        PartsStep::Sending { number: 1, n: 4 },
        PartsStep::Shortened { number: 2, n: 4 },
        PartsStep::Unjoined { n_answered: 2, n: 4 },
        PartsStep::Unjoined { n_answered: 4, n: 4 },
        PartsStep::Joining { n: 4 },
    ];
    all.extend(steps.map(|step| Message::Notice(&Notice::Parts(step)).text(lang)));
    all
}

fn is_hangul(character: char) -> bool {
    ('\u{ac00}'..='\u{d7a3}').contains(&character)
}

#[test]
fn every_placeholder_is_filled_and_no_particle_is_left_open() {
    for lang in [Lang::Ko, Lang::En] {
        for text in everything(lang) {
            assert!(!text.trim().is_empty());
            assert!(!text.contains(['{', '}']), "{text}");
            for open in ["을(를)", "이(가)", "은(는)", "(으)로", "와(과)", "(이)라는"] {
                assert!(!text.contains(open), "{text}");
            }
        }
    }
}

#[test]
fn english_has_no_hangul_of_its_own_and_korean_is_korean() {
    for text in everything(Lang::En) {
        let own = text.replace("파서", "").replace("코드", "").replace("안녕", "");
        assert!(!own.contains(is_hangul), "{text}");
    }
    for text in everything(Lang::Ko).iter().filter(|text| *text != "diff") {
        assert!(text.contains(is_hangul), "{text}");
    }
}

/// Nouns that end as the noun form of a verb does, in ㅁ.
const NOUNS: [&str; 10] = ["이름", "처음", "다음", "도움", "시스템", "점검", "포함", "바꿈", "쯤", "좀"];

/// Things that had two words, and the one that they have now.
const ONE_WORD: [(&str, &str); 7] = [
    ("디렉터리", "폴더"),
    ("답변", "답"),
    ("까닭", "이유"),
    ("낱말", "단어"),
    ("무늬", "패턴"),
    ("시스템 글", "시스템 프롬프트"),
    ("시스템 텍스트", "시스템 프롬프트"),
];

/// What is wrong with the manner of a Korean text: a plain ending (한다), or a predicate in its noun form (없음, 짧음).
pub(crate) fn wrong_manner(text: &str) -> Option<&str> {
    text.split(['.', ',', ';', ':', '(', ')', '…', '·', '→', '\n', '|']).find(|part| {
        // What a sign ends, a backtick or a brace, is a name, a command or what stands for one.
        let end = part.trim_end_matches(|character: char| character.is_whitespace() || "!?".contains(character));
        let word = end.rsplit(char::is_whitespace).next().unwrap_or_default();
        let is_plain =
            word.len() > '다'.len_utf8() && word.ends_with('다') && !word.ends_with("니다") && !word.ends_with("마다");
        let final_consonant =
            word.chars().next_back().filter(|last| is_hangul(*last)).map(|last| (u32::from(last) - 0xac00) % 28);
        let is_noun_form = matches!(final_consonant, Some(10 | 16)) && !NOUNS.iter().any(|noun| word.ends_with(noun));
        is_plain || is_noun_form
    })
}

/// The texts that stand in the source, in a folder or a file of `src`, but for those of tests.
pub(crate) fn texts_in(place: &std::path::Path, texts: &mut Vec<String>) {
    if place.ends_with("tests") {
        return;
    }
    if place.is_dir() {
        for entry in std::fs::read_dir(place).expect("a folder") {
            texts_in(&entry.expect("an entry").path(), texts);
        }
        return;
    }
    if place.extension().is_none_or(|extension| extension != "rs") || place.ends_with("tests.rs") {
        return;
    }
    let source = std::fs::read_to_string(place).expect("text");
    let source = source.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default().replace("'\"'", "' '");
    let code: Vec<&str> = source.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let code = code.join("\n").replace("\\\"", "'");
    texts.extend(code.split('"').skip(1).step_by(2).map(str::to_owned));
}

/// The Korean ones among them.
fn korean_in(place: &std::path::Path, texts: &mut Vec<String>) {
    let mut all = Vec::new();
    texts_in(place, &mut all);
    texts.extend(all.into_iter().filter(|text| text.contains(is_hangul)));
}

#[test]
fn korean_keeps_one_manner_of_speaking_and_one_word_for_a_thing() {
    let source = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut texts = everything(Lang::Ko);
    for place in ["ui", "cli", "repl", "config"] {
        let n_before = texts.len();
        korean_in(&source.join(place), &mut texts);
        assert!(texts.len() > n_before, "{place}");
    }
    assert!(texts.len() > 1_500, "{}", texts.len());
    let mut wrong: Vec<String> = Vec::new();
    for text in &texts {
        wrong.extend(wrong_manner(text).map(|part| format!("{part} <- {text}")));
        wrong.extend(
            ONE_WORD
                .iter()
                .filter(|(word, _)| text.contains(word))
                .map(|(word, ours)| format!("{word}, not {ours}: {text}")),
        );
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn a_wrong_manner_is_found() {
    for (wrong, part) in [
        ("쓸 수 있는 모델이 없습니다: 키가 없고, 모델 서버도 없음", Some(" 모델 서버도 없음")),
        ("groq: 한도에 가까움. gemini에 묻습니다", Some(" 한도에 가까움")),
        ("키라기에는 너무 짧음", Some("키라기에는 너무 짧음")),
        ("키 거부됨 (401)", Some("키 거부됨 ")),
        ("있음", Some("있음")),
        ("실행함", Some("실행함")),
        ("저장했다. 끝", Some("저장했다")),
        ("`--name`으로 다른 이름을 고르세요", None),
        ("모델 이름", None),
        ("도움: 다시 보내세요 (한도 초과)", None),
    ] {
        assert_eq!(wrong_manner(wrong), part, "{wrong}");
    }
}

#[test]
fn in_a_narrow_window_no_line_is_too_wide_and_no_backtick_closes_at_its_beginning() {
    for lang in [Lang::Ko, Lang::En] {
        for columns in 20..=40 {
            let view = View { columns: Some(columns), ..View::plain(lang) };
            let errors = [failures(lang), found(lang), problems(lang)].concat();
            let drawn = errors.iter().map(|error| error.render(&view));
            let said = messages(lang);
            let said =
                said.iter().flat_map(|text| text.lines().map(|line| width::wrap(line, columns, "", view.ambiguous)));
            for text in drawn.chain(said.map(|lines| lines.join("\n"))) {
                let mut n_ticks = 0;
                for line in text.lines() {
                    assert!(width::of(line, view.ambiguous) <= columns, "{columns}: {line}\n{text}");
                    let closes = n_ticks % 2 == 1 && line.trim_start().starts_with('`');
                    assert!(!closes, "{columns}: {line}\n{text}");
                    n_ticks += line.matches('`').count();
                }
            }
        }
    }
}

#[test]
fn what_came_from_outside_is_cleaned() {
    let evil = "k\x1b[31mimi\u{202e}\nerror: fake";
    let text = lines_of(&Problem::UnknownModel { name: evil, nearest: &[] }.text(Lang::En));
    assert!(text.starts_with("error: there is no model `kimi error: fake`\n"), "{text:?}");
    let model = ModelRef::new("groq", "a\x1b]0;x\x07b");
    let failure = Failure {
        status: Some(500),
        code: Some("co\x1b[1mde".into()),
        request_id: Some("req\r1".into()),
        ..Failure::new(FailureKind::ServerError, "<html>\x1b[2J\n".repeat(10_000))
    };
    let text = lines_of(&FailedCall { model: &model, failure: &failure, key_env: None }.text(Lang::Ko));
    assert!(!text.contains(sanitise::is_control), "{text:?}");
    assert!(text.chars().count() < 1_500, "{}", text.len());
}

#[test]
fn a_value_that_looks_like_a_placeholder_is_a_value() {
    let text = Problem::UnknownModel { name: "{을}{name}", nearest: &[] }.text(Lang::Ko);
    assert_eq!(text.error, "`{을}{name}`이라는 모델은 없습니다");
}

#[test]
fn a_failure_tells_status_code_message_wait_and_request() {
    let model = ModelRef::new("groq", "qwen/qwen3.8-27b");
    let mut failure = Failure {
        status: Some(401),
        code: Some("invalid_api_key".into()),
        request_id: Some("req_01".into()),
        ..Failure::new(FailureKind::KeyRefused, "Invalid API Key")
    };
    let mut drawn = String::new();
    for lang in [Lang::Ko, Lang::En] {
        drawn.push_str(&lines_of(
            &FailedCall { model: &model, failure: &failure, key_env: Some("GROQ_API_KEY") }.text(lang),
        ));
    }
    failure = Failure {
        status: Some(429),
        code: Some("rate_limit_exceeded".into()),
        retry_after: Some(Duration::from_secs(95)),
        ..Failure::new(FailureKind::RateLimited, "rate_limit_exceeded: try later")
    };
    for lang in [Lang::Ko, Lang::En] {
        drawn.push_str(&lines_of(&FailedCall { model: &model, failure: &failure, key_env: None }.text(lang)));
    }
    insta::assert_snapshot!(drawn, @"
    오류: groq이 API 키를 거부했습니다
      원인: 401 invalid_api_key Invalid API Key (요청 req_01)
    도움: 환경 변수 `GROQ_API_KEY`의 키와 qwen3.8-27b를 쓸 권한을 확인하세요
    error: groq rejected the API key
      cause: 401 invalid_api_key Invalid API Key (request req_01)
    hint: check the key in the variable `GROQ_API_KEY` and that it may use qwen3.8-27b
    오류: groq의 요청 한도에 걸렸습니다
      원인: 429 rate_limit_exceeded: try later; 1분 35초 뒤에 다시 요청하라고 합니다
    도움: 잠시 뒤 `baro again`으로 다시 시도하거나, `baro again -m 모델`로 다른 모델에 물어보세요
    error: groq limits the rate of requests
      cause: 429 rate_limit_exceeded: try later; asks to wait 1m 35s
    hint: try again later with `baro again`, or ask another model with `baro again -m MODEL`
    ");
}

/// Every line and every error of a part of the table, in both languages.
pub(super) fn drawn(lines: fn(Lang) -> Vec<String>, problems: fn(Lang) -> Vec<ErrorText>) -> String {
    let mut drawn = String::new();
    for lang in [Lang::Ko, Lang::En] {
        drawn.push_str(&lines(lang).join("\n"));
        drawn.push('\n');
        for problem in problems(lang) {
            drawn.push_str(&problem.render(&View::plain(lang)));
        }
    }
    drawn
}

#[test]
fn without_a_model_one_screen_says_what_to_do() {
    let mut drawn = String::new();
    for lang in [Lang::Ko, Lang::En] {
        let text = Problem::NoUsableModel { servers: &ServersHere::default() }.text(lang);
        drawn.push_str(&text.render(&View::plain(lang)));
        drawn.push_str(&text.render(&View::plain(lang).in_columns(40)));
    }
    insta::assert_snapshot!(drawn, @r#"
    오류: 쓸 수 있는 모델이 없습니다
      원인: 키가 없고, 이 컴퓨터에서 실행 중인 모델 서버도 없습니다 (Ollama, LM Studio, llama.cpp, vLLM)
    도움: 무료 키: https://console.groq.com/keys 에서 받아 `baro auth add groq`
          키 없이: `baro ask --local "Why is the sky blue?"` (작은 영어 모델, 처음 한 번 98 MB 다운로드)
          Ollama(https://ollama.com)가 있다면 `ollama pull qwen3:4b`
          다른 무료 키: gemini, openrouter, cerebras, ollama-cloud (`baro auth add 이름`)
          전체 점검: `baro doctor`
    오류: 쓸 수 있는 모델이 없습니다
      원인: 키가 없고, 이 컴퓨터에서 실행
            중인 모델 서버도 없습니다
            (Ollama, LM Studio, llama.cpp,
            vLLM)
    도움: 무료 키:
          https://console.groq.com/keys 에서
          받아 `baro auth add groq`
          키 없이: `baro ask --local "Why is
          the sky blue?"` (작은 영어 모델,
          처음 한 번 98 MB 다운로드)
          Ollama(https://ollama.com)가
          있다면 `ollama pull qwen3:4b`
          다른 무료 키: gemini, openrouter,
          cerebras, ollama-cloud
          (`baro auth add 이름`)
          전체 점검: `baro doctor`
    error: no model can be used yet
      cause: no key was found, and no model server runs on this machine (Ollama, LM Studio, llama.cpp, vLLM)
    hint: a free key: get one at https://console.groq.com/keys, then `baro auth add groq`
          without a key: `baro ask --local "Why is the sky blue?"` (a small English model, fetched once, 98 MB)
          with Ollama (https://ollama.com): `ollama pull qwen3:4b`
          other free keys: gemini, openrouter, cerebras, ollama-cloud (`baro auth add NAME`)
          all checks: `baro doctor`
    error: no model can be used yet
      cause: no key was found, and no model
             server runs on this machine
             (Ollama, LM Studio, llama.cpp,
             vLLM)
    hint: a free key: get one at
          https://console.groq.com/keys,
          then `baro auth add groq`
          without a key: `baro ask --local
          "Why is the sky blue?"` (a small
          English model, fetched once, 98
          MB)
          with Ollama (https://ollama.com):
          `ollama pull qwen3:4b`
          other free keys: gemini,
          openrouter, cerebras, ollama-cloud
          (`baro auth add NAME`)
          all checks: `baro doctor`
    "#);
}

#[test]
#[expect(clippy::too_many_lines, reason = "one snapshot, a row a message")]
fn all_messages() {
    insta::assert_snapshot!(messages(Lang::Ko).join("\n"), @r#"
    대화가 길어 오래된 질문과 답 1쌍을 빼고 보냅니다
    대화가 길어 오래된 질문과 답 12쌍을 빼고 보냅니다
    대화가 길어 첫 메시지는 가운데를 빼고 보냅니다
    groq이 API 키를 거부해서 다른 모델에 묻습니다
    groq:qwen/qwen3.8-27b는 더는 제공되지 않아 moonshot:kimi-k3으로 바꿉니다
    쓸 수 있는 무료 모델이 없어 유료인 openai에 묻습니다
    groq:qwen/qwen3.8-27b의 한도가 풀리기를 기다립니다: 1.5초
    groq의 키를 기다립니다 (최대 1분). 암호를 묻는 창이 떠 있는지 확인하세요
    다른 프로세스가 저장소를 쓰는 중입니다. 답을 먼저 보여 드리고 끝에 저장합니다
    답을 저장하려고 저장소를 쓰는 다른 프로세스를 기다립니다 (최대 10초)
    openai 유료 사용에 대한 대답을 저장하지 못해 이번 실행에서만 씁니다: 다른 프로세스가 저장소를 쓰고 있습니다
    API 키로 보이는 값을 `[redacted]`로 가리고 보냅니다
    API 키로 보이는 값 3개를 `[redacted]`로 가리고 보냅니다
    시스템 프롬프트에서 API 키로 보이는 값을 `[redacted]`로 가리고 보냅니다
    시스템 프롬프트에서 API 키로 보이는 값 3개를 `[redacted]`로 가리고 보냅니다
    답을 저장하지 못했습니다: 디스크가 가득 찼습니다
    질문을 저장하지 못했습니다: 다른 프로세스가 저장소를 쓰고 있습니다
    groq:qwen/qwen3.8-27b: 429 요청 한도. moonshot:kimi-k3에 묻습니다
    groq:qwen/qwen3.8-27b: 잦은 groq 오류로 잠시 제외. moonshot:kimi-k3에 묻습니다
    groq:qwen/qwen3.8-27b: 한도 근접. moonshot:kimi-k3에 묻습니다
    groq:qwen/qwen3.8-27b: 컨텍스트 부족. moonshot:kimi-k3에 묻습니다
    groq:qwen/qwen3.8-27b: 비용 한도 초과. moonshot:kimi-k3에 묻습니다
    groq:qwen/qwen3.8-27b: API 키 미설정. moonshot:kimi-k3에 묻습니다
    groq:qwen/qwen3.8-27b: 읽을 수 없는 API 키 (`baro auth test groq`). moonshot:kimi-k3에 묻습니다
    groq:qwen/qwen3.8-27b: 서버 무응답. moonshot:kimi-k3에 묻습니다
    groq:qwen/qwen3.8-27b: 모델을 불러오는 중. moonshot:kimi-k3에 묻습니다
    groq:qwen/qwen3.8-27b: API 키 거부 (`baro auth test groq`). moonshot:kimi-k3에 묻습니다
    groq:qwen/qwen3.8-27b: API 키 필요 (`baro auth add groq`). moonshot:kimi-k3에 묻습니다
    groq:qwen/qwen3.8-27b: 유료 사용 거절. moonshot:kimi-k3에 묻습니다
    groq:qwen/qwen3.8-27b: 429 요청 한도. 1.5초 뒤에 다시 시도합니다
    qwen3.8-27b 생각 중…
    qwen3.8-27b 생각 중… 5초
    표 작성 중… 120행
    누가 답할 수 있는지 알아보는 중입니다 (그만두려면 Esc)
    llama.cpp가 모델을 불러오는 중이라 기다립니다 (최대 60초, 그만 기다리려면 Ctrl-C)
    표준 입력을 기다리는 중입니다 (입력 없이 물으려면 --no-stdin)
    보낼 글을 입력하세요. 다 쓰면 새 줄에서 Ctrl-D (그만두기: Ctrl-C)
    표준 입력에 온 것이 없어 빼고 묻습니다 (끝까지 기다리려면 --stdin)
    표준 입력이 비어 있어 빼고 묻습니다
    표준 입력을 CP949에서 변환했습니다
    log.txt를 UTF-16LE에서 변환했습니다
    명령줄의 글을 CP949에서 변환했습니다
    `-f` 뒤에 이어진 파일도 함께 보냅니다: b.txt, c.txt
    `-f` 뒤에 이어진 파일도 함께 보냅니다: b.txt, c.txt, d.txt 외 3개
    입력한 글자가 `?`로 바뀌어 온 것 같습니다. 터미널의 로캘을 `baro doctor`로 확인하세요
    표준 입력의 글자가 `?`로 바뀌어 온 것 같습니다. 보낸 쪽의 로캘(`LANG`)을 확인하고, PowerShell 5라면 먼저 `$OutputEncoding = [Text.Encoding]::UTF8`
    notes.txt의 글자가 `?`로 바뀌어 저장된 것 같습니다
    표준 입력은 앞의 10.0 MB만 읽었습니다
    /dev/fd/63은 앞의 10.0 MB만 읽었습니다
    중단했습니다
    중단했습니다. 여기까지 온 답은 저장됐습니다
    답이 토큰 한도에서 잘렸습니다. `-c`로 이어서 물어보세요
    파서를 지웠습니다
    "파서"에 별표를 달았습니다
    "파서"의 별표를 뗐습니다
    메시지 1,000개와 답 998개를 파서에 가져왔습니다
    메시지 2개, 답 2개, 시스템 프롬프트를 파서에 가져왔습니다
    "#);
    insta::assert_snapshot!(messages(Lang::En).join("\n"), @r#"
    the conversation is long: an old question and its answer were left out
    the conversation is long: 12 old questions and their answers were left out
    the conversation is long: the middle of its first message was left out
    groq refused the API key; another model is asked
    groq:qwen/qwen3.8-27b is retired; moonshot:kimi-k3 takes its place
    no free model is usable; asking openai, which is paid for
    waiting for the limit of groq:qwen/qwen3.8-27b to pass: 1.5s
    waiting for the key of groq (1 min at most); see whether something asks for a passphrase
    another process holds the database; the answer comes first and is stored at its end
    waiting for another process that holds the database, to store the answer (10 s at most)
    your word on paying openai could not be stored and holds until baro ends: another process holds the database
    what looks like an API key is sent as `[redacted]`
    3 values that look like API keys are sent as `[redacted]`
    what looks like an API key in the system text is sent as `[redacted]`
    3 values that look like API keys in the system text are sent as `[redacted]`
    the answer could not be stored: the disk is full
    the question could not be stored: another process holds the database
    groq:qwen/qwen3.8-27b: 429 rate limit; asking moonshot:kimi-k3
    groq:qwen/qwen3.8-27b: resting after many errors of groq; asking moonshot:kimi-k3
    groq:qwen/qwen3.8-27b: close to its limit; asking moonshot:kimi-k3
    groq:qwen/qwen3.8-27b: too small for this prompt; asking moonshot:kimi-k3
    groq:qwen/qwen3.8-27b: over the limit on costs; asking moonshot:kimi-k3
    groq:qwen/qwen3.8-27b: it has no API key; asking moonshot:kimi-k3
    groq:qwen/qwen3.8-27b: its API key cannot be read (`baro auth test groq`); asking moonshot:kimi-k3
    groq:qwen/qwen3.8-27b: it does not answer; asking moonshot:kimi-k3
    groq:qwen/qwen3.8-27b: it is still loading its model; asking moonshot:kimi-k3
    groq:qwen/qwen3.8-27b: it rejected the API key (`baro auth test groq`); asking moonshot:kimi-k3
    groq:qwen/qwen3.8-27b: it wants an API key (`baro auth add groq`); asking moonshot:kimi-k3
    groq:qwen/qwen3.8-27b: you declined to pay for it; asking moonshot:kimi-k3
    groq:qwen/qwen3.8-27b: 429 rate limit; trying again in 1.5s
    qwen3.8-27b is thinking…
    qwen3.8-27b is thinking… 5s
    writing a table… 120 rows
    finding out who can answer (Esc stops that)
    waiting for llama.cpp to load a model (60 s at most; Ctrl-C stops waiting)
    waiting for standard input (to ask without it: --no-stdin)
    type what is to be sent, then Ctrl-D on a new line (Ctrl-C: leave)
    nothing came on standard input; asking without it (to wait for its end: --stdin)
    standard input was empty; asking without it
    standard input was decoded from CP949
    log.txt was decoded from UTF-16LE
    the words of the command line were decoded from CP949
    the files behind `-f` are sent along, too: b.txt, c.txt
    the files behind `-f` are sent along, too: b.txt, c.txt, d.txt and 3 more
    letters of what was typed seem to have come as `?`; `baro doctor` looks at the terminal's locale
    letters of standard input seem to have come as `?`; see the sender's locale (`LANG`), and in PowerShell 5 first `$OutputEncoding = [Text.Encoding]::UTF8`
    letters of notes.txt seem to have been saved as `?`
    only the first 10.0 MB of standard input were read
    only the first 10.0 MB of /dev/fd/63 were read
    interrupted
    interrupted; what came is kept
    the answer was cut at the limit of tokens; go on with `-c`
    파서 was removed
    "파서" is starred
    "파서" is no longer starred
    messages imported into 파서: 1,000, with answers: 998
    messages imported into 파서: 2, with answers: 2, and a system text
    "#);
}

/// Each situation once, with the name of the key's variable.
fn drawn_failures(lang: Lang) -> String {
    let model = ModelRef::new("groq", "qwen/qwen3.8-27b");
    failures(lang).iter().step_by(2).chain(&held_back_each(lang, &model)).map(lines_of).collect()
}

#[test]
fn all_failures_in_korean() {
    insta::assert_snapshot!(drawn_failures(Lang::Ko), @"
    오류: groq이 API 키를 거부했습니다
    도움: 환경 변수 `GROQ_API_KEY`의 키와 qwen3.8-27b를 쓸 권한을 확인하세요
    오류: groq에 qwen3.8-27b가 없습니다
    도움: `baro models`로 쓸 수 있는 모델을 확인하세요
    오류: groq의 할당량을 다 썼습니다
    도움: 결제나 요금제를 확인하거나, `-m`으로 다른 제공자의 모델을 쓰세요
    오류: groq의 요청 한도에 걸렸습니다
    도움: 잠시 뒤 `baro again`으로 다시 시도하거나, `baro again -m 모델`로 다른 모델에 물어보세요
    오류: 메시지가 qwen3.8-27b의 컨텍스트보다 깁니다
    도움: 글을 나누어 보내거나, `baro models`에서 컨텍스트가 더 큰 모델을 골라 `-m`으로 쓰세요
    오류: 메시지가 groq 요금제의 분당 토큰 한도보다 큽니다
    도움: 글을 나누어 보내거나, `-m`으로 한도가 더 큰 제공자의 모델을 쓰세요
    오류: groq이 요청을 거절했습니다
    도움: 원인에 나온 부분을 고치거나 `-m`으로 다른 모델을 써 보세요
    오류: groq이 이 내용에 답하지 않습니다
    도움: 표현을 바꾸거나 `baro again -m 모델`로 다른 모델에 물어보세요
    오류: groq 서버에 문제가 있습니다
    도움: 잠시 뒤 `baro again`으로 다시 시도하거나, `baro again -m 모델`로 다른 모델에 물어보세요
    오류: groq의 주소를 찾지 못했습니다
    도움: 네트워크와 프록시 설정을 확인하거나, `--local`로 이 컴퓨터의 모델을 쓰세요
    오류: groq에 연결하지 못했습니다
    도움: 네트워크와 프록시 설정을 확인하거나, `--local`로 이 컴퓨터의 모델을 쓰세요
    오류: groq의 인증서를 믿을 수 없습니다
    도움: 회사 프록시라면 그 인증서를 설정의 `tls.ca_file`에 적으세요
    오류: `tls.ca_file`을 쓸 수 없습니다
    도움: PEM 파일을 다시 지정하세요: `baro config set tls.ca_file 파일`
    오류: groq에 제때 연결되지 않았습니다
    도움: 네트워크와 프록시 설정을 확인하거나, `--local`로 이 컴퓨터의 모델을 쓰세요
    오류: qwen3.8-27b의 첫 토큰이 제때 오지 않았습니다
    도움: 설정의 `timeouts.first_token_s`를 늘리거나 `baro again -m 모델`로 다른 모델에 물어보세요
    오류: qwen3.8-27b의 응답이 도중에 멈췄습니다
    도움: `baro again`으로 다시 묻거나, `baro again -m 모델`로 다른 모델에 물어보세요
    오류: qwen3.8-27b의 답이 제한 시간 안에 끝나지 않았습니다
    도움: `--timeout`을 늘려 `baro again`으로 다시 물어보세요
    오류: groq의 주소에서 모델 API가 아닌 것이 응답했습니다
    도움: 설정의 `base_url`과 프록시, 로그인이 필요한 와이파이인지 확인하세요
    오류: groq이 다른 주소로 보내려 했지만 따라가지 않았습니다
    도움: 로그인이 필요한 와이파이인지 보고, 옮긴 주소가 맞다면 설정의 `base_url`에 직접 적으세요
    오류: qwen3.8-27b의 답이 도중에 끊겼습니다
    도움: `baro again`으로 다시 묻거나, `baro again -m 모델`로 다른 모델에 물어보세요
    오류: qwen3.8-27b의 응답을 끝까지 읽을 수 없습니다
    도움: 잠시 뒤 `baro again`으로 다시 시도하거나, `baro again -m 모델`로 다른 모델에 물어보세요
    오류: qwen3.8-27b의 응답 한 조각이 16 MiB를 넘습니다
    도움: 잠시 뒤 `baro again`으로 다시 시도하거나, `baro again -m 모델`로 다른 모델에 물어보세요
    오류: qwen3.8-27b가 제공하지 않은 도구를 호출해서 실행하지 않았습니다
    도움: `baro again`으로 다시 묻거나 `-m`으로 다른 모델을 쓰세요
    오류: qwen3.8-27b의 답에 내용이 없습니다
    도움: `baro again`으로 다시 묻거나, `baro again -m 모델`로 다른 모델에 물어보세요
    오류: qwen3.8-27b의 한도를 넘지 않도록 baro가 보내지 않았습니다
      원인: 최근 1분 사용량 7,000토큰, 한도 분당 8,000토큰 (중간에 끊긴 답은 최대 출력량으로 계산); 40초 뒤에는 보낼 수 있습니다
    도움: 잠시 뒤 다시 보내거나, `-m`으로 다른 모델을 쓰세요
    오류: qwen3.8-27b의 한도를 넘지 않도록 baro가 보내지 않았습니다
      원인: 요금제 한도인 분당 요청 30번을 다 썼습니다; 40초 뒤에는 보낼 수 있습니다
    도움: 잠시 뒤 다시 보내거나, `-m`으로 다른 모델을 쓰세요
    오류: qwen3.8-27b의 한도를 넘지 않도록 baro가 보내지 않았습니다
      원인: 요금제 한도인 하루 요청 1,000번을 오늘 다 썼습니다
    도움: `-m`으로 다른 모델을 쓰세요
    ");
}

#[test]
fn all_failures_in_english() {
    insta::assert_snapshot!(drawn_failures(Lang::En), @"
    error: groq rejected the API key
    hint: check the key in the variable `GROQ_API_KEY` and that it may use qwen3.8-27b
    error: groq has no model qwen3.8-27b
    hint: see what can be used with `baro models`
    error: the quota at groq is spent
    hint: check billing or the plan, or use another provider's model with `-m`
    error: groq limits the rate of requests
    hint: try again later with `baro again`, or ask another model with `baro again -m MODEL`
    error: the prompt is longer than qwen3.8-27b can take
    hint: send the text in parts, or pick a model with a larger context from `baro models` with `-m`
    error: the prompt is larger than the plan at groq lets through in a minute
    hint: send the text in parts, or use a provider with a larger limit with `-m`
    error: groq refused the request
    hint: mend what the cause names, or use another model with `-m`
    error: groq declines to answer this
    hint: put it in other words, or ask another model with `baro again -m MODEL`
    error: groq has a problem on its side
    hint: try again later with `baro again`, or ask another model with `baro again -m MODEL`
    error: the address of groq does not resolve
    hint: check the network and proxy, or use a model on this machine with `--local`
    error: cannot reach groq
    hint: check the network and proxy, or use a model on this machine with `--local`
    error: the certificate of groq does not hold
    hint: behind a company proxy, name its certificate in the config as `tls.ca_file`
    error: `tls.ca_file` cannot be used
    hint: name a PEM file: `baro config set tls.ca_file FILE`
    error: no connection to groq in time
    hint: check the network and proxy, or use a model on this machine with `--local`
    error: no first token from qwen3.8-27b in time
    hint: raise `timeouts.first_token_s` in the config, or ask another model with `baro again -m MODEL`
    error: the answer of qwen3.8-27b stalled
    hint: ask once more with `baro again`, or another model with `baro again -m MODEL`
    error: the answer of qwen3.8-27b took too long
    hint: ask once more with `baro again` and a larger `--timeout`
    error: what answers for groq is no model API
    hint: check `base_url` in the config, the proxy, and whether the Wi-Fi asks for a login
    error: groq answered with a redirect, which was not followed
    hint: see whether the Wi-Fi asks for a login; if the new address is right, write it as `base_url` in the config
    error: the answer of qwen3.8-27b was cut off
    hint: ask once more with `baro again`, or another model with `baro again -m MODEL`
    error: the answer of qwen3.8-27b cannot be read to its end
    hint: try again later with `baro again`, or ask another model with `baro again -m MODEL`
    error: one piece of the answer of qwen3.8-27b is over 16 MiB
    hint: try again later with `baro again`, or ask another model with `baro again -m MODEL`
    error: qwen3.8-27b called a tool that was not offered; nothing was run
    hint: ask once more with `baro again`, or use another model with `-m`
    error: there is nothing in the answer of qwen3.8-27b
    hint: ask once more with `baro again`, or another model with `baro again -m MODEL`
    error: baro did not send it, so as not to go over the limit of qwen3.8-27b
      cause: 7,000 tokens count as spent in the last minute, of 8,000 (an answer that broke off counts for as much as it might have taken); in 40s there is room
    hint: send it again then, or use another model with `-m`
    error: baro did not send it, so as not to go over the limit of qwen3.8-27b
      cause: all requests that the plan allows in a minute were sent: 30; in 40s there is room
    hint: send it again then, or use another model with `-m`
    error: baro did not send it, so as not to go over the limit of qwen3.8-27b
      cause: all requests that the plan allows in a day were sent today: 1,000
    hint: use another model with `-m`
    ");
}

/// The problems up to the config's, and from there on.
fn draw_problems(lang: Lang) -> (String, String) {
    let all = problems(lang);
    let (words, files) = all.split_at(40);
    (words.iter().map(lines_of).collect(), files.iter().map(lines_of).collect())
}

#[test]
#[expect(clippy::too_many_lines, reason = "one table, a row a message")]
fn all_problems_in_korean() {
    insta::assert_snapshot!(draw_problems(Lang::Ko).0, @r#"
    오류: 쓸 수 있는 모델이 없습니다
      원인: 키가 없고, 이 컴퓨터에서 실행 중인 모델 서버도 없습니다 (Ollama, LM Studio, llama.cpp, vLLM)
    도움: 무료 키: https://console.groq.com/keys 에서 받아 `baro auth add groq`
          키 없이: `baro ask --local "Why is the sky blue?"` (작은 영어 모델, 처음 한 번 98 MB 다운로드)
          Ollama(https://ollama.com)가 있다면 `ollama pull qwen3:4b`
          다른 무료 키: gemini, openrouter, cerebras, ollama-cloud (`baro auth add 이름`)
          전체 점검: `baro doctor`
    오류: 쓸 수 있는 모델이 없습니다
      원인: 키가 없고, 이 컴퓨터의 LM Studio, mine에는 대화할 모델이 없습니다
    도움: 무료 키: https://console.groq.com/keys 에서 받아 `baro auth add groq`
          키 없이: `baro ask --local "Why is the sky blue?"` (작은 영어 모델, 처음 한 번 98 MB 다운로드)
          LM Studio에 모델 받기: 앱에서 고르거나 `lms get qwen/qwen3-4b`
          mine에 모델을 하나 올린 뒤 다시 실행하세요
          다른 무료 키: gemini, openrouter, cerebras, ollama-cloud (`baro auth add 이름`)
          전체 점검: `baro doctor`
    오류: 쓸 수 있는 모델이 없습니다
      원인: 키가 없습니다
      원인: 응답하지 않는 서버: ollama (127.0.0.1:11434, `ollama serve`), box (127.0.0.1:9000)
    도움: 무료 키: https://console.groq.com/keys 에서 받아 `baro auth add groq`
          키 없이: `baro ask --local "Why is the sky blue?"` (작은 영어 모델, 처음 한 번 98 MB 다운로드)
          Ollama(https://ollama.com)가 있다면 `ollama pull qwen3:4b`
          다른 무료 키: gemini, openrouter, cerebras, ollama-cloud (`baro auth add 이름`)
          전체 점검: `baro doctor`
    오류: 쓸 수 있는 모델이 없습니다
      원인: 키가 없고, 이 컴퓨터의 LM Studio, mine에는 대화할 모델이 없습니다
      원인: 응답하지 않는 서버: ollama (127.0.0.1:11434, `ollama serve`), box (127.0.0.1:9000)
    도움: 무료 키: https://console.groq.com/keys 에서 받아 `baro auth add groq`
          키 없이: `baro ask --local "Why is the sky blue?"` (작은 영어 모델, 처음 한 번 98 MB 다운로드)
          LM Studio에 모델 받기: 앱에서 고르거나 `lms get qwen/qwen3-4b`
          mine에 모델을 하나 올린 뒤 다시 실행하세요
          다른 무료 키: gemini, openrouter, cerebras, ollama-cloud (`baro auth add 이름`)
          전체 점검: `baro doctor`
    오류: `--local`에서는 이 컴퓨터의 모델에만 물을 수 있는데, moonshot:kimi-k3은 다른 곳에 있습니다
    도움: 이름을 빼면 이 컴퓨터의 모델이 답합니다 (고정했으면 "자동으로 해"). moonshot:kimi-k3에 물으려면 그 옵션 없이 다시 시작하세요
    오류: 코드에 쓸 수 있는 모델이 없습니다
      원인: groq: GROQ_API_KEY
    도움: `baro models`로 쓸 수 있는 모델을 확인하세요
    오류: 쓸 수 있는 모델이 없습니다
      원인: groq: GROQ_API_KEY
    도움: `baro models`로 쓸 수 있는 모델을 확인하세요
    오류: Ollama에 대화할 모델이 없습니다
    도움: Ollama에 모델 받기: `ollama pull qwen3:4b`
    오류: gate가 API 키를 거부했습니다
    도움: 어느 키를 왜 거부했는지는 `baro auth test gate`, 새 키는 `baro auth add gate`
    오류: gate가 API 키를 거부했습니다
    도움: 어느 키를 왜 거부했는지는 `baro auth test gate`, 새 키는 환경 변수 `GATE_KEY`에
    오류: gate가 API 키를 거부했습니다
    도움: 어느 키를 왜 거부했는지는 `baro auth test gate`
    오류: gate에는 API 키가 필요합니다
    도움: `baro auth add gate`로 넣으세요
    오류: 이 컴퓨터에서 쓸 수 있는 모델이 없습니다
    도움: Ollama(https://ollama.com)나 llama.cpp 서버를 실행한 뒤 `baro models`로 확인하세요
    오류: groq의 API 키가 없습니다
    도움: https://console.groq.com 에서 키를 받아 `baro auth add groq`으로 넣으세요
          또는 환경 변수 `GROQ_API_KEY`에
    오류: own의 API 키가 없습니다
    도움: `baro auth add own`으로 키를 넣으세요
    오류: own의 API 키가 없습니다
      원인: 설정에 적힌 환경 변수 `OWN_KEY`가 없거나 비어 있습니다
    도움: `OWN_KEY`에 키를 넣으세요
    오류: groq의 API 키가 없습니다
      원인: 설정에 적힌 환경 변수 `MY_KEY`가 없거나 비어 있습니다
    도움: `MY_KEY`에 키를 넣으세요
          키는 https://console.groq.com 에서
    오류: `kimmi`라는 모델은 없습니다
    도움: 혹시 `kimi`, `kimi-k3`?
          `baro models`로 쓸 수 있는 모델을 확인하세요
    오류: `zzz`라는 모델은 없습니다
    도움: `baro models`로 쓸 수 있는 모델을 확인하세요
    오류: `kimi@hihg`: `hihg`는 추론 강도가 아닙니다
    도움: 혹시 `kimi@high`?
          `@` 뒤에는 off, low, medium, high, max
    오류: `kimi@hard`: `hard`는 추론 강도가 아닙니다
    도움: `@` 뒤에는 off, low, medium, high, max
    오류: `modles`라는 명령은 없습니다
    도움: 혹시 `baro models`?
          메시지라면 `baro ask modles`
    오류: `completion`이라는 명령은 없습니다
    도움: 혹시 `baro completions zsh`?
          메시지라면 `baro ask completion zsh`
    오류: 셸의 이름이 빠졌습니다
    도움: 가능한 값: bash, zsh
    오류: `zhs a poem` 셸에 쓸 스크립트는 없습니다
    도움: 혹시 `zsh`?
          가능한 값: bash, zsh
          질문이라면 `baro ask`를 앞에 붙이세요
    오류: `c_0000`에 해당하는 대화가 없습니다
    도움: `baro history list --all`로 대화를 확인하세요
    오류: `c_0000`으로 시작하는 대화가 여럿입니다
    도움: `baro history list --all`로 대화를 확인하세요
    오류: `파서`라는 대화가 이미 있습니다
    도움: `--name`으로 다른 이름을 고르세요
    오류: `--name`은 파일 하나에만 쓸 수 있습니다
    도움: 파일마다 `baro history import --name 이름 파일`로 따로 가져오세요
    오류: 아직 나눈 대화가 없습니다
    도움: 먼저 물어보세요: `baro 안녕`
    오류: 이 폴더에서 나눈 대화가 없습니다
    도움: `baro history list --all`에서 골라 그 id나 이름을 함께 적으세요
    오류: 어제 이 폴더에서 나눈 대화가 없습니다
    도움: `baro history list --all`에서 골라 그 id나 이름을 함께 적으세요
    오류: 이 폴더에서 나눈 대화는 지금 이 대화뿐입니다
    도움: `baro history list --all`에서 골라 그 id나 이름을 함께 적으세요
    오류: 오늘 이 폴더에서 나눈 대화는 지금 이 대화뿐입니다
    도움: `baro history list --all`에서 골라 그 id나 이름을 함께 적으세요
    오류: 보낼 내용이 없습니다
    도움: `baro ask 질문`처럼 쓰거나, 내용을 파이프로 넘기세요
    오류: 메시지가 모든 모델의 컨텍스트보다 깁니다
      원인: 메시지 약 2,000,000토큰, 가장 큰 컨텍스트에서 답의 몫을 뺀 한도 1,000,000토큰
    도움: 글을 나누어 보내거나, `-m`으로 컨텍스트가 더 큰 모델을 쓰세요
    오류: 메시지가 qwen3-32b의 컨텍스트보다 깁니다
      원인: 메시지 약 60,000토큰, 컨텍스트에서 답의 몫을 뺀 한도 28,000토큰
    도움: 들어가는 모델: `-m gemini:gemini-3-flash`
    오류: 메시지가 qwen3-32b의 컨텍스트보다 깁니다
      원인: 메시지 약 60,000토큰, 컨텍스트에서 답의 몫을 뺀 한도 28,000토큰
    도움: 글을 줄이거나 나누어 보내세요
    오류: 메시지가 groq 요금제의 한도보다 커서 보내지 않았습니다
      원인: 메시지 약 20,000토큰, 한도는 분당 8,000토큰(그중 메시지 몫은 7,168토큰)
    도움: 나누어 보내고 답을 합치기(1분에 하나쯤): `--yes`
          한도가 더 큰 무료 키: `GEMINI_API_KEY` (https://aistudio.google.com/apikey)
    오류: `--max-cost`를 넘을 수 있어 보내지 않았습니다
      원인: 예상 비용 $1.00, 한도 $1.00
    도움: `--max-cost`를 올리거나 `--max-tokens`를 줄이거나 `-m`으로 더 싼 모델을 쓰세요
    "#);
}

#[test]
#[expect(clippy::too_many_lines, reason = "one table, a row a message")]
fn all_problems_in_english() {
    insta::assert_snapshot!(draw_problems(Lang::En).0, @r#"
    error: no model can be used yet
      cause: no key was found, and no model server runs on this machine (Ollama, LM Studio, llama.cpp, vLLM)
    hint: a free key: get one at https://console.groq.com/keys, then `baro auth add groq`
          without a key: `baro ask --local "Why is the sky blue?"` (a small English model, fetched once, 98 MB)
          with Ollama (https://ollama.com): `ollama pull qwen3:4b`
          other free keys: gemini, openrouter, cerebras, ollama-cloud (`baro auth add NAME`)
          all checks: `baro doctor`
    error: no model can be used yet
      cause: no key was found, and LM Studio, mine on this machine has no model to chat with
    hint: a free key: get one at https://console.groq.com/keys, then `baro auth add groq`
          without a key: `baro ask --local "Why is the sky blue?"` (a small English model, fetched once, 98 MB)
          a model for LM Studio: choose one in the app, or `lms get qwen/qwen3-4b`
          give mine a model, then start baro again
          other free keys: gemini, openrouter, cerebras, ollama-cloud (`baro auth add NAME`)
          all checks: `baro doctor`
    error: no model can be used yet
      cause: no key was found
      cause: no answer from ollama (127.0.0.1:11434, `ollama serve`), box (127.0.0.1:9000)
    hint: a free key: get one at https://console.groq.com/keys, then `baro auth add groq`
          without a key: `baro ask --local "Why is the sky blue?"` (a small English model, fetched once, 98 MB)
          with Ollama (https://ollama.com): `ollama pull qwen3:4b`
          other free keys: gemini, openrouter, cerebras, ollama-cloud (`baro auth add NAME`)
          all checks: `baro doctor`
    error: no model can be used yet
      cause: no key was found, and LM Studio, mine on this machine has no model to chat with
      cause: no answer from ollama (127.0.0.1:11434, `ollama serve`), box (127.0.0.1:9000)
    hint: a free key: get one at https://console.groq.com/keys, then `baro auth add groq`
          without a key: `baro ask --local "Why is the sky blue?"` (a small English model, fetched once, 98 MB)
          a model for LM Studio: choose one in the app, or `lms get qwen/qwen3-4b`
          give mine a model, then start baro again
          other free keys: gemini, openrouter, cerebras, ollama-cloud (`baro auth add NAME`)
          all checks: `baro doctor`
    error: under `--local` only models on this machine are asked, and moonshot:kimi-k3 is elsewhere
    hint: without a name a model on this machine answers (pinned: "back to auto"); to ask moonshot:kimi-k3, begin again without the flag
    error: no usable model for 코드
      cause: groq: GROQ_API_KEY
    hint: see what can be used with `baro models`
    error: no model can be used
      cause: groq: GROQ_API_KEY
    hint: see what can be used with `baro models`
    error: Ollama has no model to chat with
    hint: a model for Ollama: `ollama pull qwen3:4b`
    error: gate rejected the API key
    hint: which key, and why: `baro auth test gate`; a new one: `baro auth add gate`
    error: gate rejected the API key
    hint: which key, and why: `baro auth test gate`; a new one goes into the variable `GATE_KEY`
    error: gate rejected the API key
    hint: which key, and why: `baro auth test gate`
    error: gate wants an API key
    hint: give one with `baro auth add gate`
    error: no model is usable on this machine
    hint: start Ollama (https://ollama.com) or a llama.cpp server, then look with `baro models`
    error: there is no API key for groq
    hint: get a key at https://console.groq.com, then `baro auth add groq`
          or set the variable `GROQ_API_KEY`
    error: there is no API key for own
    hint: give it one with `baro auth add own`
    error: there is no API key for own
      cause: the variable `OWN_KEY` of the config is not set, or empty
    hint: set `OWN_KEY`
    error: there is no API key for groq
      cause: the variable `MY_KEY` of the config is not set, or empty
    hint: set `MY_KEY`
          get a key at https://console.groq.com
    error: there is no model `kimmi`
    hint: did you mean `kimi`, `kimi-k3`?
          see what can be used with `baro models`
    error: there is no model `zzz`
    hint: see what can be used with `baro models`
    error: `kimi@hihg`: `hihg` is no effort
    hint: did you mean `kimi@high`?
          behind the `@`: off, low, medium, high, max
    error: `kimi@hard`: `hard` is no effort
    hint: behind the `@`: off, low, medium, high, max
    error: there is no command `modles`
    hint: did you mean `baro models`?
          if it is a message: `baro ask modles`
    error: there is no command `completion`
    hint: did you mean `baro completions zsh`?
          if it is a message: `baro ask completion zsh`
    error: the shell's name is missing
    hint: it may be: bash, zsh
    error: baro has nothing for a shell `zhs a poem`
    hint: did you mean `zsh`?
          it may be: bash, zsh
          a question begins with `baro ask`
    error: there is no conversation `c_0000`
    hint: see the conversations with `baro history list --all`
    error: several conversations begin with `c_0000`
    hint: see the conversations with `baro history list --all`
    error: there is a conversation `파서` already
    hint: choose another name with `--name`
    error: `--name` is for one file
    hint: import each by itself: `baro history import --name NAME FILE`
    error: there is no conversation yet
    hint: ask something first: `baro hello there`
    error: there is no conversation in this folder yet
    hint: choose one from `baro history list --all` and give its id or name
    error: there is no conversation from yesterday in this folder
    hint: choose one from `baro history list --all` and give its id or name
    error: this is the only conversation in this folder
    hint: choose one from `baro history list --all` and give its id or name
    error: this is the only conversation from today in this folder
    hint: choose one from `baro history list --all` and give its id or name
    error: there is nothing to send
    hint: write `baro ask QUESTION`, or pipe something in
    error: the prompt is larger than every model's context
      cause: about 2,000,000 tokens; the largest context leaves 1,000,000 for the prompt
    hint: send it in parts, or use a model with a larger context with `-m`
    error: the prompt is larger than the context of qwen3-32b
      cause: about 60,000 tokens; the context leaves 28,000 for the prompt
    hint: a model that has room for it: `-m gemini:gemini-3-flash`
    error: the prompt is larger than the context of qwen3-32b
      cause: about 60,000 tokens; the context leaves 28,000 for the prompt
    hint: send less of it, or send it in parts
    error: the prompt is too large for the plan at groq and was not sent
      cause: about 20,000 tokens; the plan lets 8,000 through in a minute, 7,168 of them for the prompt
    hint: to send it in parts, about one a minute, and join the answers: `--yes`
          a free key with a larger window: `GEMINI_API_KEY` (https://aistudio.google.com/apikey)
    error: it may cost more than `--max-cost`: nothing was sent
      cause: up to $1.00 of $1.00
    hint: raise `--max-cost`, lower `--max-tokens`, or use a cheaper model with `-m`
    "#);
}

#[test]
#[expect(clippy::too_many_lines, reason = "one snapshot, a row a message")]
fn all_problems_of_files_in_korean() {
    insta::assert_snapshot!(draw_problems(Lang::Ko).1, @r#"
    오류: 오늘 예산을 넘을 수 있어 보내지 않았습니다
      원인: 이 메시지까지 오늘 $1.00, 예산 $1.00
    도움: 설정의 `budget.day_usd`를 올리거나 무료 모델을 쓰세요. 쓴 내역은 `baro usage`
    오류: 이번 달 예산을 넘을 수 있어 보내지 않았습니다
      원인: 이 메시지까지 이번 달 $1.00, 예산 $1.00
    도움: 설정의 `budget.month_usd`를 올리거나 무료 모델을 쓰세요. 쓴 내역은 `baro usage`
    오류: 예산이 있는데 kimi-k3의 가격을 알 수 없어 보내지 않았습니다
    도움: 설정의 `[models."제공자:모델"]`에 `usd_per_million`을 적거나 `-m`으로 다른 모델을 쓰세요
    오류: 어느 모델도 답하지 못했습니다
      원인: groq: GROQ_API_KEY
    도움: 잠시 뒤 `baro again`으로 다시 시도하고, `baro models`로 상태를 확인하세요
    오류: 어느 제공자에도 연결하지 못했습니다
      원인: groq: GROQ_API_KEY
    도움: 네트워크와 프록시 설정을 확인하거나, `--local`로 이 컴퓨터의 모델을 쓰세요
    오류: 어느 제공자에도 연결하지 못했습니다
      원인: groq: GROQ_API_KEY
    도움: 이 컴퓨터의 서버가 실행 중인지, 설정의 `base_url`이 맞는지 확인하세요
    오류: 어느 제공자에도 연결하지 못했습니다
      원인: groq: GROQ_API_KEY
    도움: 설정의 `proxy`를 확인하세요
    오류: 어느 제공자에도 연결하지 못했습니다
      원인: groq: GROQ_API_KEY
    도움: 환경 변수 `ALL_PROXY`의 프록시를 확인하세요
    오류: 어느 모델도 답하지 못했습니다
      원인: groq: GROQ_API_KEY
    도움: `baro models`로 쓸 수 있는 모델을 확인하고 설정의 이름을 고치세요
    오류: 어느 모델도 답하지 못했습니다
      원인: groq: GROQ_API_KEY
    도움: 로그인이 필요한 와이파이인지 보고, 회사 프록시라면 그 인증서를 등록하세요: `baro config set tls.ca_file 파일`
    오류: 어느 모델도 답하지 못했습니다
      원인: groq: GROQ_API_KEY
    도움: 설정의 `base_url`과 프록시, 로그인이 필요한 와이파이인지 확인하세요
    오류: 답은 온전하지만 저장하지 못했습니다
    오류: 답에 코드 블록이 없습니다
    도움: 전체 답은 `baro history show`로 볼 수 있습니다
    오류: a.jsonl의 3번째 줄을 읽을 수 없습니다
      원인: 권한이 없습니다
    도움: JSON 객체를 한 줄에 하나씩 적은 파일이어야 합니다
    오류: 표준 입력에서 가져올 것이 없습니다
      원인: 권한이 없습니다
    도움: JSON 객체를 한 줄에 하나씩 적은 파일이어야 합니다
    오류: 표준 출력에 쓰지 못했습니다
      원인: 권한이 없습니다
    도움: 출력이 가는 디스크의 빈 자리와, 출력을 받는 프로그램이 아직 실행 중인지 확인하세요
    오류: man에 쓸 수 없습니다
      원인: 권한이 없습니다
    도움: 쓸 수 있는 폴더를 지정하세요
    오류: 편집기 `vi`가 실패했습니다
      원인: exit status: 1
    도움: `EDITOR`에 쓸 편집기를 정하세요
    오류: 편집기 `vi`를 열 터미널이 없습니다
    도움: 터미널에서 다시 실행하거나 `baro config set 설정 값`으로 하나씩 바꾸세요. 파일 위치: `baro config path`
    오류: 설정 파일 /tmp/baro.db를 읽을 수 없습니다
      원인: 권한이 없습니다
    도움: 자신의 파일이라면 `chmod 600 /tmp/baro.db`, 소유자는 `ls -l /tmp/baro.db`로 확인하세요
    오류: 설정 파일 /tmp/baro.db를 읽을 수 없습니다
      원인: UTF-16으로 저장된 파일입니다
    도움: UTF-8로 다시 저장하세요. Windows PowerShell의 `>`는 UTF-16으로 쓰므로 `| Out-File -Encoding utf8`로 만듭니다
    오류: 설정 파일 /tmp/baro.db를 읽을 수 없습니다
      원인: 3번째 줄부터 UTF-8이 아닙니다
    도움: 편집기에서 UTF-8로 다시 저장하세요. CP949라면 `iconv -f CP949 -t UTF-8 /tmp/baro.db > /tmp/baro.db.utf8 && mv /tmp/baro.db.utf8 /tmp/baro.db`
    오류: 설정 파일 /tmp/baro.db를 읽을 수 없습니다
      원인: 파일이 아니라 폴더입니다
    도움: `BARO_CONFIG`에는 폴더가 아니라 파일을 지정하세요: `BARO_CONFIG=/tmp/baro.db/config.toml`
    오류: 설정 파일 /tmp/baro.db를 읽을 수 없습니다
      원인: 파일이 1.0 MB보다 큽니다
    도움: 설정 파일이 맞는지 보고, 아니라면 옮기세요: `mv /tmp/baro.db /tmp/baro.db.old`
    오류: 설정 파일 /tmp/baro.db를 읽을 수 없습니다
      원인: 읽기 전용 파일 시스템입니다
    도움: 그 파일을 확인하세요: `ls -l /tmp/baro.db`
    오류: 설정 파일 /tmp/baro.db를 읽을 수 없습니다
      원인: 일반 파일이 아닙니다
    도움: 이 프로젝트의 설정 파일입니다. 편집기로 고치거나 지우세요
    오류: /tmp/baro.db: 키는 설정 파일에 적지 않습니다 (`providers.groq.api_key`)
    도움: `baro config edit`로 그 줄을 지우고 `baro auth add groq`으로 키를 넣으세요
    오류: /tmp/baro.db: 키는 설정 파일에 적지 않습니다 (`GROQ_API_KEY`)
    도움: `baro config edit`로 그 줄을 지우고 `baro auth add 제공자`로 키를 넣으세요
    오류: 설정 파일 /tmp/baro.db에 쓸 수 없습니다
      원인: 권한이 없습니다
    도움: 그 폴더에 쓸 수 있어야 합니다: `ls -ld /tmp`. 다른 파일을 쓰려면 `BARO_CONFIG`로 지정하세요
    오류: 설정 파일 /tmp/baro.db에 쓸 수 없습니다
      원인: 읽기 전용 파일 시스템입니다
    도움: 쓰기 가능한 경로를 `BARO_CONFIG`로 지정하세요
    오류: 설정 파일 /tmp/baro.db에 쓸 수 없습니다
      원인: 디스크에 남은 공간이 없습니다
    도움: 공간을 비운 뒤 다시 실행하세요
    오류: 설정 파일 /tmp/baro.db에 쓸 수 없습니다
      원인: 파일이 아니라 폴더입니다
    도움: `BARO_CONFIG`에는 폴더가 아니라 파일을 지정하세요: `BARO_CONFIG=/tmp/baro.db/config.toml`
    오류: 설정 파일 /tmp/baro.db의 3번째 줄에 문법 오류가 있습니다
      원인: 권한이 없습니다
    도움: `baro config edit`로 고치세요
    오류: /tmp/baro.db: `route`라는 설정은 없습니다
    도움: 혹시 `routes`?
    오류: /tmp/baro.db: `route`라는 설정은 없습니다
    도움: 모든 설정은 `baro config show --all`
    오류: /tmp/baro.db: `route`의 값이 올바르지 않습니다
    도움: 가능한 값: auto | ko | en
    오류: 프로젝트 파일 /tmp/baro.db에서는 `providers.groq.base_url`을 설정할 수 없습니다
      원인: 받아 온 저장소의 파일이 키와 메시지의 행선지를 바꾸지 못하게 하기 위한 것입니다
    도움: 필요하면 사용자 설정 파일에 적으세요. 프로젝트 파일은 경로, 모델, temperature, 언어, 시스템 프롬프트, 거부 목록만 정합니다
    오류: 환경 변수 `BARO_LANG`의 값이 올바르지 않습니다
    도움: 가능한 값: ko | en
    오류: 홈 폴더를 찾을 수 없습니다
    도움: `HOME`을 설정하거나 `BARO_CONFIG`와 `BARO_DATA_DIR`를 함께 설정하세요
    오류: /tmp/baro.db 파일이 없습니다
    도움: 파일 목록: `ls /tmp`
    오류: /tmp/baro.db 파일이 없습니다
    도움: 혹시 `notes.md`?
    오류: nofile 파일이 없습니다
    도움: 상대 경로는 현재 폴더 기준입니다. 파일 목록: `ls`
    오류: my notes/a 파일이 없습니다
    도움: 상대 경로는 현재 폴더 기준입니다. 파일 목록: `ls 'my notes'`
    오류: no/such/a 파일이 없습니다
      원인: no/such 폴더가 없습니다
    도움: 상대 경로는 현재 폴더 기준입니다. 파일 목록: `ls no`
    오류: /tmp/baro.db에 10초 동안 아무것도 오지 않았습니다
    도움: 파이프에 쓰는 프로그램을 먼저 실행하세요
    오류: /tmp/baro.db의 문자 인코딩을 알 수 없습니다
    도움: UTF-8로 바꾼 뒤 보내세요. UTF-16과 CP949도 읽을 수 있습니다
    오류: /tmp/baro.db의 글자가 `?`로 바뀌어 왔습니다
      원인: PowerShell 5는 파이프로 보내는 글을 ASCII로 바꿉니다
    도움: 먼저 `$OutputEncoding = [Text.Encoding]::UTF8`을 실행하세요. 그대로 보내려면 `--stdin`
    오류: `/tmp/baro.db`에 맞는 파일이 없습니다
    도움: 하위 폴더까지 찾으려면 `-f '/tmp/**/baro.db'`
    오류: `/tmp/baro.db`에 맞는 파일이 없습니다
      원인: /no 폴더가 없습니다
    도움: 파일 목록: `ls /`
    오류: `**/*.zip`에 맞는 파일이 없습니다
    도움: `.`으로 시작하는 이름은 `.`으로 시작하는 패턴으로만 찾습니다
    오류: ev\x1b[31mil 파일이 없습니다
    도움: 혹시 `e\u202ev`?
    오류: /tmp/baro.db: 파일이 아니라 폴더입니다
    도움: 안의 파일을 보내려면 `-f '/tmp/baro.db/*'` (하위 폴더까지: `-f '/tmp/baro.db/**/*'`)
    오류: /tmp/baro.db는 텍스트가 아닙니다
    도움: 텍스트로 바꾼 뒤 보내세요. UTF-8, UTF-16, CP949를 읽을 수 있습니다
    오류: /tmp/baro.db가 너무 큽니다
      원인: 크기 5.0 GB, 한도 10.0 MB
    도움: 필요한 부분만 파이프로 넘기세요: `head -c 1000000 /tmp/baro.db | baro ask 질문`
    오류: /tmp/baro.db가 너무 큽니다
      원인: 크기 67,108,865 B, 한도 67,108,864 B
    도움: 필요한 부분만 파이프로 넘기세요: `head -c 1000000 /tmp/baro.db | baro ask 질문`
    오류: /tmp/baro.db는 읽을 수 있는 파일이 아닙니다
    도움: 장치나 소켓은 읽지 않습니다. 텍스트 파일을 고르세요
    오류: 표준 입력은 텍스트가 아닙니다
    도움: 텍스트로 바꾼 뒤 보내세요. UTF-8, UTF-16, CP949를 읽을 수 있습니다
    오류: 표준 입력이 너무 큽니다
      원인: 크기 5.0 GB, 한도 10.0 MB
    도움: 필요한 부분만 파이프로 넘기세요: `.. | head -c 1000000 | baro ask 질문`
    오류: /tmp/baro.db를 읽을 수 없습니다
      원인: 권한이 없습니다
    도움: 소유자와 권한을 확인하세요: `ls -l /tmp/baro.db`
    오류: 표준 입력을 읽을 수 없습니다
      원인: 권한이 없습니다
    도움: 파일로 저장해 `-f 파일`로 보내세요
    오류: 대화 저장소 /tmp/baro.db를 열 수 없습니다
      원인: 권한이 없습니다
    도움: 파일의 권한을 확인하거나 `BARO_DATA_DIR`로 다른 위치를 지정하세요
          급하면 `baro ask --no-store`로 저장 없이 물을 수 있습니다
    오류: /tmp/baro.db는 baro의 저장소가 아닙니다
    도움: 그 파일을 옮기거나 `BARO_DATA_DIR`로 다른 위치를 지정하세요
          급하면 `baro ask --no-store`로 저장 없이 물을 수 있습니다
    오류: /tmp/baro.db는 더 새로운 baro가 만든 저장소입니다
      원인: 저장소 버전 9, 이 baro가 아는 버전 1
    도움: baro를 업데이트하세요
          급하면 `baro ask --no-store`로 저장 없이 물을 수 있습니다
    오류: 저장소 /tmp/baro.db가 손상됐습니다
    도움: /tmp/baro.db 파일을 옆의 -wal, -shm 파일과 함께 옮겨 두면 새로 시작하고, 옛 대화는 그 파일에 남습니다
          급하면 `baro ask --no-store`로 저장 없이 물을 수 있습니다
    오류: 다른 프로세스가 저장소 /tmp/baro.db를 쓰고 있습니다
    도움: 다른 baro가 끝난 뒤 다시 시도하세요
          급하면 `baro ask --no-store`로 저장 없이 물을 수 있습니다
    오류: 디스크가 가득 차 /tmp/baro.db에 저장하지 못했습니다
    도움: 공간을 비우세요
    오류: 저장소 /tmp/baro.db는 다른 사용자의 것이어서 쓰지 않습니다
    도움: `BARO_DATA_DIR`로 자신의 폴더를 정하세요
          급하면 `baro ask --no-store`로 저장 없이 물을 수 있습니다
    오류: groq은 쓰지 않게 설정되어 있습니다
      원인: 정책으로 차단 (policy.deny)
    도움: 쓰려면 `policy.deny`에서 빼세요 (`baro config get policy.deny`)
    오류: groq은 쓰지 않게 설정되어 있습니다
      원인: 프로젝트의 정책으로 차단 (.baro.toml의 policy.deny)
    도움: 이 프로젝트에서 쓰려면 `.baro.toml`의 `policy.deny`에서 빼세요
    "#);
}

#[test]
#[expect(clippy::too_many_lines, reason = "one snapshot, a row a message")]
fn all_problems_of_files_in_english() {
    insta::assert_snapshot!(draw_problems(Lang::En).1, @r#"
    error: it may pass today's budget: nothing was sent
      cause: $1.00 today with this message, of $1.00
    hint: raise `budget.day_usd` in the config or use a free model; `baro usage` shows what was spent
    error: it may pass this month's budget: nothing was sent
      cause: $1.00 this month with this message, of $1.00
    hint: raise `budget.month_usd` in the config or use a free model; `baro usage` shows what was spent
    error: there is a budget, and the price of kimi-k3 is not known: nothing was sent
    hint: give `usd_per_million` in `[models."PROVIDER:MODEL"]`, or use another model with `-m`
    error: no model could answer
      cause: groq: GROQ_API_KEY
    hint: try again later with `baro again`, and look at `baro models`
    error: no provider can be reached
      cause: groq: GROQ_API_KEY
    hint: check the network and proxy, or use a model on this machine with `--local`
    error: no provider can be reached
      cause: groq: GROQ_API_KEY
    hint: check that the server on this machine runs, and `base_url` in the config
    error: no provider can be reached
      cause: groq: GROQ_API_KEY
    hint: check `proxy` in the config
    error: no provider can be reached
      cause: groq: GROQ_API_KEY
    hint: check the proxy in the variable `ALL_PROXY`
    error: no model could answer
      cause: groq: GROQ_API_KEY
    hint: see what can be used with `baro models`, and mend the names in the config
    error: no model could answer
      cause: groq: GROQ_API_KEY
    hint: see whether the Wi-Fi asks for a login; behind a company proxy, name its certificate: `baro config set tls.ca_file FILE`
    error: no model could answer
      cause: groq: GROQ_API_KEY
    hint: check `base_url` in the config, the proxy, and whether the Wi-Fi asks for a login
    error: the answer is whole, but it could not be stored
    error: the answer holds no code block
    hint: see all of it with `baro history show`
    error: line 3 of a.jsonl cannot be read
      cause: permission denied
    hint: it must be a file with one JSON object a line
    error: there is nothing to import in standard input
      cause: permission denied
    hint: it must be a file with one JSON object a line
    error: cannot write to standard output
      cause: permission denied
    hint: check the space on the disk that it goes to, and that whatever reads it still runs
    error: cannot write into man
      cause: permission denied
    hint: name a folder that you can write to
    error: the editor `vi` failed
      cause: exit status: 1
    hint: name your editor in `EDITOR`
    error: there is no terminal for the editor `vi`
    hint: run this in a terminal, or change settings one by one with `baro config set KEY VALUE`; the file: `baro config path`
    error: the config file /tmp/baro.db cannot be read
      cause: permission denied
    hint: if it is yours: `chmod 600 /tmp/baro.db`; whose it is: `ls -l /tmp/baro.db`
    error: the config file /tmp/baro.db cannot be read
      cause: it is in UTF-16
    hint: save it as UTF-8; the `>` of Windows PowerShell writes UTF-16, `| Out-File -Encoding utf8` does not
    error: the config file /tmp/baro.db cannot be read
      cause: not UTF-8, from line 3
    hint: save it as UTF-8 in an editor; from CP949: `iconv -f CP949 -t UTF-8 /tmp/baro.db > /tmp/baro.db.utf8 && mv /tmp/baro.db.utf8 /tmp/baro.db`
    error: the config file /tmp/baro.db cannot be read
      cause: it is a folder, not a file
    hint: let `BARO_CONFIG` name a file, not a folder: `BARO_CONFIG=/tmp/baro.db/config.toml`
    error: the config file /tmp/baro.db cannot be read
      cause: larger than 1.0 MB
    hint: see whether these are settings at all; if not, move it away: `mv /tmp/baro.db /tmp/baro.db.old`
    error: the config file /tmp/baro.db cannot be read
      cause: read-only file system
    hint: look at the file: `ls -l /tmp/baro.db`
    error: the config file /tmp/baro.db cannot be read
      cause: not a plain file
    hint: it is this project's own file: mend it in an editor, or remove it
    error: /tmp/baro.db: a key does not stand in the settings (`providers.groq.api_key`)
    hint: take the line out with `baro config edit`, then give the key with `baro auth add groq`
    error: /tmp/baro.db: a key does not stand in the settings (`GROQ_API_KEY`)
    hint: take the line out with `baro config edit`, then give the key with `baro auth add PROVIDER`
    error: the config file /tmp/baro.db cannot be written
      cause: permission denied
    hint: its folder must be one that you can write to: `ls -ld /tmp`; another file: `BARO_CONFIG`
    error: the config file /tmp/baro.db cannot be written
      cause: read-only file system
    hint: name a file in a place that can be written with `BARO_CONFIG`
    error: the config file /tmp/baro.db cannot be written
      cause: the disk is full
    hint: free some space, then run this again
    error: the config file /tmp/baro.db cannot be written
      cause: it is a folder, not a file
    hint: let `BARO_CONFIG` name a file, not a folder: `BARO_CONFIG=/tmp/baro.db/config.toml`
    error: line 3 of /tmp/baro.db is no TOML
      cause: permission denied
    hint: mend it with `baro config edit`
    error: /tmp/baro.db: there is no setting `route`
    hint: did you mean `routes`?
    error: /tmp/baro.db: there is no setting `route`
    hint: all settings: `baro config show --all`
    error: /tmp/baro.db: `route` cannot have that value
    hint: it may be: auto | ko | en
    error: the project file /tmp/baro.db may not set `providers.groq.base_url`
      cause: a file that came with a repository must not decide where keys and messages go
    hint: write it in your own config file; a project file may set route, model, temperature, language, system text and more denials
    error: the variable `BARO_LANG` cannot have that value
    hint: it may be: ko | en
    error: there is no home directory
    hint: set `HOME`, or both `BARO_CONFIG` and `BARO_DATA_DIR`
    error: there is no file /tmp/baro.db
    hint: what is there: `ls /tmp`
    error: there is no file /tmp/baro.db
    hint: did you mean `notes.md`?
    error: there is no file nofile
    hint: a relative path begins in the current folder; what is there: `ls`
    error: there is no file my notes/a
    hint: a relative path begins in the current folder; what is there: `ls 'my notes'`
    error: there is no file no/such/a
      cause: there is no folder no/such
    hint: a relative path begins in the current folder; what is there: `ls no`
    error: nobody wrote to /tmp/baro.db in 10 s
    hint: start the program that writes to the pipe first
    error: the encoding of /tmp/baro.db is not known
    hint: convert it to UTF-8 first; UTF-16 and CP949 can be read, too
    error: the letters of /tmp/baro.db came as `?`
      cause: PowerShell 5 turns what it pipes to a program into ASCII
    hint: run `$OutputEncoding = [Text.Encoding]::UTF8` first, or send it as it is with `--stdin`
    error: no file fits `/tmp/baro.db`
    hint: to look in the folders below, too: `-f '/tmp/**/baro.db'`
    error: no file fits `/tmp/baro.db`
      cause: there is no folder /no
    hint: what is there: `ls /`
    error: no file fits `**/*.zip`
    hint: a name that begins with a dot needs a pattern that does
    error: there is no file ev\x1b[31mil
    hint: did you mean `e\u202ev`?
    error: /tmp/baro.db is a directory, not a file
    hint: to send what is in it: `-f '/tmp/baro.db/*'` (with all below: `-f '/tmp/baro.db/**/*'`)
    error: /tmp/baro.db is not text
    hint: convert it to text first; UTF-8, UTF-16 and CP949 can be read
    error: /tmp/baro.db is too large
      cause: 5.0 GB; the limit is 10.0 MB
    hint: pipe in the part that matters: `head -c 1000000 /tmp/baro.db | baro ask QUESTION`
    error: /tmp/baro.db is too large
      cause: 67,108,865 B; the limit is 67,108,864 B
    hint: pipe in the part that matters: `head -c 1000000 /tmp/baro.db | baro ask QUESTION`
    error: /tmp/baro.db is not a file that can be read
    hint: devices and sockets are not read; name a file of text
    error: standard input is not text
    hint: convert it to text first; UTF-8, UTF-16 and CP949 can be read
    error: standard input is too large
      cause: 5.0 GB; the limit is 10.0 MB
    hint: pipe in the part that matters: `.. | head -c 1000000 | baro ask QUESTION`
    error: /tmp/baro.db cannot be read
      cause: permission denied
    hint: see whose it is and who may read it: `ls -l /tmp/baro.db`
    error: standard input cannot be read
      cause: permission denied
    hint: keep it in a file and send that with `-f FILE`
    error: the database /tmp/baro.db cannot be opened
      cause: permission denied
    hint: check the file's permissions, or name another place with `BARO_DATA_DIR`
          meanwhile `baro ask --no-store` answers without keeping anything
    error: /tmp/baro.db is not a database of baro's
    hint: move that file away, or name another place with `BARO_DATA_DIR`
          meanwhile `baro ask --no-store` answers without keeping anything
    error: a newer baro wrote /tmp/baro.db
      cause: it has version 9; this baro knows up to 1
    hint: update baro
          meanwhile `baro ask --no-store` answers without keeping anything
    error: the database /tmp/baro.db is damaged
    hint: move /tmp/baro.db aside, with its -wal and -shm; baro then starts afresh and the old file is kept
          meanwhile `baro ask --no-store` answers without keeping anything
    error: another process holds /tmp/baro.db
    hint: try again when the other baro is done
          meanwhile `baro ask --no-store` answers without keeping anything
    error: the disk is full: /tmp/baro.db cannot be written
    hint: free some space
    error: the database /tmp/baro.db belongs to another user and is not used
    hint: name a directory of your own with `BARO_DATA_DIR`
          meanwhile `baro ask --no-store` answers without keeping anything
    error: groq may not be used
      cause: denied by policy.deny
    hint: to use it, take it out of `policy.deny` (`baro config get policy.deny`)
    error: groq may not be used
      cause: denied by policy.deny in the project's .baro.toml
    hint: to use it in this project, take it out of `policy.deny` in `.baro.toml`
    "#);
}

#[test]
fn a_yes_of_everyday_is_a_yes_and_only_a_clear_one_pays() {
    for word in ["ok", "Okay", "sure!", "send", "yep", "그래", "좋아", "보내", "ㅇㅋ"] {
        assert!(is_yes(word) && !is_clear_yes(word), "{word}");
    }
    for word in ["y", "YES", "네", "응", "ㅇㅇ", "네.", " yes! ", "예~", "네!!", "응…"] {
        assert!(is_yes(word) && is_clear_yes(word), "{word}");
        assert_eq!(word_on_paying(word), Some(true), "{word}");
    }
    for word in ["n", "No", "아니", "아니.", "아니요!", " no. ", "ㄴㄴ~", "그만…"] {
        assert!(is_no(word) && !is_yes(word), "{word}");
        assert_eq!(word_on_paying(word), Some(false), "{word}");
    }
    for word in ["", "no", "ok?", "ok but why", "그래도", "아니"] {
        assert!(!is_yes(word), "{word}");
    }
    // The question says what an empty line means; what is neither yes nor no is not kept as either.
    assert_eq!(word_on_paying("  "), Some(false));
    for word in ["ok", "sure!", "그래", "왜?", "yes?", "how much", "...", "아니 왜"] {
        assert_eq!(word_on_paying(word), None, "{word}");
    }
}

#[test]
fn hints_in_a_talk_name_no_command_that_a_talk_refuses() {
    for lang in [Lang::Ko, Lang::En] {
        let all = failures(lang).into_iter().chain(found(lang)).chain(problems(lang)).chain(locals(lang));
        for text in all.map(ErrorText::in_a_talk) {
            for hint in &text.hints {
                for command in
                    ["`baro again", "`--yes", "`baro ask QUESTION`", "`baro ask 질문`처럼", "`--local", "`-m"]
                {
                    assert!(!hint.contains(command), "{hint}");
                }
            }
        }
        let cut = ErrorText::new(lang, Message::LengthReached.text(lang)).in_a_talk();
        assert!(
            !cut.error.contains("`-c`")
                && cut.error.contains(if lang == Lang::Ko { "\"이어서\"" } else { "\"go on\"" })
        );
    }
}

#[test]
fn hints_of_what_is_not_kept_lead_to_no_older_question() {
    for lang in [Lang::Ko, Lang::En] {
        let cut = ErrorText::new(lang, Message::LengthReached.text(lang));
        for text in failures(lang).into_iter().chain(problems(lang)).chain([cut]).map(ErrorText::of_nothing_kept) {
            for said in text.hints.iter().chain([&text.error]) {
                assert!(!said.contains("`baro again") && !said.contains("go on with `-c`"), "{said}");
                assert!(!said.contains("`-c`로 이어서"), "{said}");
            }
        }
    }
}

#[test]
fn a_folder_on_standard_input_is_no_part_of_a_pattern() {
    for (lang, folder) in [(Lang::Ko, "`-f '폴더/*'`"), (Lang::En, "`-f 'FOLDER/*'`")] {
        let text = Problem::File { path: "-", problem: FileProblem::Directory { typed: None } }.text(lang);
        assert!(text.hints.iter().any(|hint| hint.contains(folder)), "{text:?}");
    }
}

#[test]
fn no_part_of_an_error_takes_in_a_key() {
    let key = "gsk_0123456789abcdefghijABCDEFGHIJ";
    let said = |what: &str| format!("{what}: groq:{key}");
    for lang in [Lang::Ko, Lang::En] {
        let text = ErrorText::new(lang, said("error")).with_cause(said("cause")).with_hint(said("hint"));
        let drawn = lines_of(&text.with_nearest([key]));
        assert!(!drawn.contains(key) && drawn.matches("***").count() == 4, "{drawn}");
    }
}
