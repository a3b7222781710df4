//! The table of all settings: the single source of the keys that a file may hold, of the environment's names
//! for them, and of `docs/config.md`.
//!
//! A `*` in a key stands for a name of the user's. What is not in this table is refused.

use super::environment::Environment;
use super::value::Expected;

/// Who may write a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// The user: flag, environment, user file.
    User,
    /// Also a project's `.baro.toml`.
    Project,
}

/// One setting.
#[derive(Debug, Clone, Copy)]
pub struct KeyDoc {
    /// The key, tables joined by dots; `*` stands for a name of the user's.
    pub key: &'static str,
    /// What fits.
    pub expected: Expected,
    /// What holds where nobody says anything, as TOML; empty where that is nothing.
    pub default: &'static str,
    /// The variable of the environment: `BARO_` and the key in capitals. `None` under a name of the user's.
    pub environment: Option<&'static str>,
    /// Who may write it.
    pub scope: Scope,
    /// What it does, English.
    pub english: &'static str,
    /// What it does, Korean.
    pub korean: &'static str,
}

const TOKENS: Expected = Expected::Integer { min: 1, max: u64::MAX };
const USD: Expected = Expected::Number { min: 0.0, max: 1e9 };
const TEMPERATURE: Expected = Expected::Number { min: 0.0, max: 2.0 };

const fn row(
    key: &'static str,
    expected: Expected,
    default: &'static str,
    environment: &'static str,
    english: &'static str,
    korean: &'static str,
) -> KeyDoc {
    KeyDoc { key, expected, default, environment: Some(environment), scope: Scope::User, english, korean }
}

const fn named(key: &'static str, expected: Expected, english: &'static str, korean: &'static str) -> KeyDoc {
    KeyDoc { key, expected, default: "", environment: None, scope: Scope::User, english, korean }
}

const fn in_project(row: KeyDoc) -> KeyDoc {
    KeyDoc { scope: Scope::Project, ..row }
}

/// All settings, in the order of the document.
#[rustfmt::skip]
pub const KEYS: &[KeyDoc] = &[
    in_project(row("language", Expected::OneOf(&["auto", "ko", "en"]), "\"auto\"", "BARO_LANGUAGE",
        "The language of messages; `auto` follows `LC_ALL`, `LC_MESSAGES`, `LANG`, the system.", "메시지 언어. `auto`면 로캘의 언어")),
    row("mode", Expected::OneOf(&["auto", "ask"]), "\"auto\"", "BARO_MODE",
        "`ask`: the REPL shows the pick and waits for Enter.", "`ask`면 REPL에서 고른 모델을 먼저 확인"),
    in_project(row("model", Expected::Entry, "", "BARO_MODEL",
        "The model that answers unless a message says otherwise; `auto`: none. In a project file it must be of a provider that the user configured, and is no consent to pay.",
        "따로 말하지 않을 때 답할 모델. `auto`면 baro가 고르는 모델")),
    in_project(row("route", Expected::OneOf(&["code", "think", "long", "fast", "design", "general"]), "", "BARO_ROUTE",
        "The route taken unless a message says otherwise.", "따로 말하지 않을 때의 경로")),
    in_project(row("temperature", TEMPERATURE, "", "BARO_TEMPERATURE",
        "The temperature of routes that name none; left out where a model refuses it.", "경로에 지정이 없을 때의 온도. 거부하는 모델에는 생략")),
    in_project(row("system", Expected::Text, "", "BARO_SYSTEM",
        "Standing instructions, added to the built-in ones.", "기본 지시에 덧붙일 시스템 프롬프트")),
    row("proxy", Expected::ProxyUrl, "", "BARO_PROXY",
        "The proxy for everything but loopback. Without it, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` hold, in small letters, too.", "루프백을 뺀 모든 연결의 프록시"),
    in_project(row("policy.deny", Expected::ProviderNames, "[]", "BARO_POLICY_DENY",
        "Providers that nothing is ever sent to, not even by failover. A project file adds to it and takes nothing away.", "절대 보내지 않을 제공자. 프로젝트 파일은 더하기만 가능")),
    row("policy.paid", Expected::OneOf(&["ask", "allow", "never"]), "\"ask\"", "BARO_POLICY_PAID",
        "Whether paid models of built-in orders serve: after one yes for each provider, always, never.", "기본 순서의 유료 모델 사용: 한 번 묻기, 허용, 금지"),
    row("budget.day_usd", USD, "", "BARO_BUDGET_DAY_USD",
        "The most that a day may cost, in dollars, until local midnight.", "하루 한도(달러), 현지 자정 기준"),
    row("budget.month_usd", USD, "", "BARO_BUDGET_MONTH_USD",
        "The most that a month may cost, in dollars.", "한 달 한도(달러)"),
    row("timeouts.connect_s", Expected::Seconds, "10", "BARO_TIMEOUTS_CONNECT_S",
        "Seconds for a connection.", "연결 제한 시간(초)"),
    row("timeouts.first_token_s", Expected::Seconds, "120", "BARO_TIMEOUTS_FIRST_TOKEN_S",
        "Seconds from the request to the first token.", "첫 토큰까지의 제한 시간(초)"),
    row("timeouts.idle_s", Expected::Seconds, "90", "BARO_TIMEOUTS_IDLE_S",
        "Seconds of silence within an answer.", "답 도중 침묵의 제한 시간(초)"),
    row("timeouts.total_s", Expected::Seconds, "900", "BARO_TIMEOUTS_TOTAL_S",
        "Seconds for the whole turn.", "한 턴 전체의 제한 시간(초)"),
    row("tls.ca_file", Expected::Path, "", "BARO_TLS_CA_FILE",
        "A PEM file of authorities, trusted besides the platform's.", "플랫폼 인증서에 더해 믿을 CA의 PEM 파일"),
    row("history.keep", Expected::Bool, "true", "BARO_HISTORY_KEEP",
        "Conversations are stored.", "대화 저장 여부"),
    row("history.retention_days", Expected::Integer { min: 1, max: 36_500 }, "", "BARO_HISTORY_RETENTION_DAYS",
        "Days that conversations are kept after their last turn, until local midnight; starred ones stay. Those that are due go after the next turn. For ever where not said.", "마지막 메시지 뒤 대화를 보관할 일수, 현지 자정 기준. 별표를 단 대화는 제외. 지난 대화는 다음 메시지 뒤에 삭제. 없으면 무기한"),
    row("history.redact", Expected::Bool, "false", "BARO_HISTORY_REDACT",
        "What looks like a key, and the keys of baro's own variables, are masked in what is stored; what is shown stays as it is. What surely is a key is masked before it is sent or stored, whatever stands here.", "키로 보이는 문자열과 환경 변수에 있는 키를 가린 뒤 저장. 화면의 글은 그대로. 확실한 키는 이 설정과 관계없이 보내거나 저장하기 전에 마스킹"),
    row("ui.footer", Expected::OneOf(&["off", "short", "full"]), "\"short\"", "BARO_UI_FOOTER",
        "The line after an answer.", "답 뒤에 붙는 줄"),
    row("ui.width", Expected::Integer { min: 20, max: 1000 }, "", "BARO_UI_WIDTH",
        "The widest line, in columns; the terminal's where not said.", "줄의 최대 너비(칸). 없으면 터미널 너비"),
    row("ui.ambiguous", Expected::OneOf(&["auto", "narrow", "wide"]), "\"auto\"", "BARO_UI_AMBIGUOUS",
        "The columns of characters of ambiguous width (`·` `…` `─`): one, or two with `wide`. `auto` is one.", "너비가 모호한 문자의 칸 수: 한 칸, `wide`는 두 칸. `auto`는 한 칸"),
    row("local.model", Expected::FilledText, "", "BARO_LOCAL_MODEL",
        "The embedded model; the built-in choice where not said.", "내장 모델"),
    row("local.threads", Expected::Integer { min: 1, max: 1024 }, "", "BARO_LOCAL_THREADS",
        "Threads of the embedded model, at most one a processor; by the machine where not said.", "내장 모델의 스레드 수. 최대 프로세서 수"),
    row("keys.next_model", Expected::Shortcut, "", "BARO_KEYS_NEXT_MODEL",
        "Key of the REPL: the next model, for this message (`tab`).", "다음 모델(`tab`)"),
    row("keys.previous_model", Expected::Shortcut, "", "BARO_KEYS_PREVIOUS_MODEL",
        "Key of the REPL: the model before (`shift-tab`).", "이전 모델(`shift-tab`)"),
    row("keys.deeper", Expected::Shortcut, "", "BARO_KEYS_DEEPER",
        "Key of the REPL: think deeper (`ctrl-t`).", "더 깊게 생각하기(`ctrl-t`)"),
    row("keys.new_line", Expected::Shortcut, "", "BARO_KEYS_NEW_LINE",
        "Key of the REPL: a new line in the message (`ctrl-j`).", "메시지 안에서 줄 바꿈(`ctrl-j`)"),
    row("keys.redo", Expected::Shortcut, "", "BARO_KEYS_REDO",
        "Key of the REPL: the last message again, by another model (`f2`, `ctrl-x r`).", "마지막 메시지를 다른 모델로 다시(`f2`, `ctrl-x r`)"),
    row("keys.undo", Expected::Shortcut, "", "BARO_KEYS_UNDO",
        "Key of the REPL: what the last receipt told of is undone (`ctrl-x u`).", "방금 한 일 취소(`ctrl-x u`)"),
    row("keys.why", Expected::Shortcut, "", "BARO_KEYS_WHY",
        "Key of the REPL: why the last answer came from whom it came (`ctrl-x w`).", "왜 이 모델이었는지(`ctrl-x w`)"),
    row("keys.editor", Expected::Shortcut, "", "BARO_KEYS_EDITOR",
        "Key of the REPL: the message in an editor (`ctrl-x ctrl-e`).", "편집기에서 쓰기(`ctrl-x ctrl-e`)"),
    row("keys.edit_last", Expected::Shortcut, "", "BARO_KEYS_EDIT_LAST",
        "Key of the REPL: the last message again, to be changed (`ctrl-x e`).", "마지막 메시지를 고쳐 다시 보내기(`ctrl-x e`)"),
    row("keys.copy", Expected::Shortcut, "", "BARO_KEYS_COPY",
        "Key of the REPL: the last code block, or the answer, to the clipboard (`ctrl-x y`).", "마지막 코드나 답을 클립보드로(`ctrl-x y`)"),
    row("keys.star", Expected::Shortcut, "", "BARO_KEYS_STAR",
        "Key of the REPL: a star on the conversation (`ctrl-x f`).", "대화에 별표(`ctrl-x f`)"),
    row("keys.other_answer", Expected::Shortcut, "", "BARO_KEYS_OTHER_ANSWER",
        "Key of the REPL: the other answer to the last message (`ctrl-x [`).", "마지막 메시지의 다른 답(`ctrl-x [`)"),
    row("keys.new_conversation", Expected::Shortcut, "", "BARO_KEYS_NEW_CONVERSATION",
        "Key of the REPL: a new conversation (`ctrl-x n`).", "새 대화(`ctrl-x n`)"),
    row("keys.conversations", Expected::Shortcut, "", "BARO_KEYS_CONVERSATIONS",
        "Key of the REPL: conversations to choose from (`ctrl-x s`).", "대화 고르기(`ctrl-x s`)"),
    row("keys.pin", Expected::Shortcut, "", "BARO_KEYS_PIN",
        "Key of the REPL: every message to one model from now on (`ctrl-x p`).", "앞으로 한 모델로 고정(`ctrl-x p`)"),
    row("keys.help", Expected::Shortcut, "", "BARO_KEYS_HELP",
        "Key of the REPL: the keys (`f1`, `ctrl-x h`).", "단축키 보기(`f1`, `ctrl-x h`)"),
    named("providers.*.wire", Expected::OneOf(&["openai", "anthropic", "ollama", "local"]),
        "The protocol. A provider that baro does not know speaks `openai` unless this says otherwise.", "프로토콜"),
    named("providers.*.base_url", Expected::BaseUrl,
        "Where it is, up to and including the version (`https://host/v1`). Required for a provider that baro does not know.", "버전까지 포함한 주소"),
    named("providers.*.key_env", Expected::EnvironmentName,
        "The variable that holds the key; one of `key_env`, `key_file`, `key_command`.", "키가 든 환경 변수 이름"),
    named("providers.*.key_file", Expected::Path,
        "The file that holds the key, in the first line with something in it; refused where group or others may read it.", "키가 든 파일. 비어 있지 않은 첫 줄이 키. 남이 읽을 수 있으면 거부"),
    named("providers.*.key_command", Expected::Command,
        "The command that prints the key, in its first line with something in it, run by the shell when the key is needed.", "키를 출력하는 명령. 비어 있지 않은 첫 줄이 키. 키가 필요할 때만 실행"),
    named("providers.*.plan.free", Expected::Bool,
        "The plan asks no money.", "무료 요금제 여부"),
    named("providers.*.plan.tokens_per_minute", TOKENS,
        "Tokens a minute for each model, input and requested answer together.", "모델마다 분당 토큰 수"),
    named("providers.*.plan.requests_per_minute", TOKENS,
        "Requests a minute for each model.", "모델마다 분당 요청 수"),
    named("providers.*.plan.requests_per_day", TOKENS,
        "Requests a day for each model.", "모델마다 하루 요청 수"),
    named("models.*.context_tokens", TOKENS,
        "Tokens that prompt and answer take together.", "컨텍스트 크기(토큰)"),
    named("models.*.max_output_tokens", TOKENS,
        "Tokens of the longest answer.", "답의 최대 토큰 수"),
    named("models.*.usd_per_million.input", USD,
        "Dollars for a million tokens of input; needs `output` beside it.", "입력 백만 토큰의 가격(달러)"),
    named("models.*.usd_per_million.output", USD,
        "Dollars for a million tokens of output, reasoning included; needs `input` beside it.", "출력 백만 토큰의 가격(달러)"),
    named("models.*.usd_per_million.cached", USD,
        "Dollars for a million tokens of input read from the cache; as `input` where not said.", "캐시된 입력 백만 토큰의 가격(달러)"),
    named("models.*.temperature", Expected::Bool,
        "`false`: the model refuses a temperature, none is sent.", "`false`면 온도 생략"),
    named("models.*.efforts", Expected::Efforts,
        "The levels of effort that the model takes; `[]`: none to set.", "모델이 받는 추론 강도"),
    named("routes.*.models", Expected::Entries,
        "The order of the route, first choice first: `provider:model[@effort]` or aliases. An order is consent to pay.", "경로의 모델 순서. 순서를 적으면 유료 사용에 동의한 것"),
    named("routes.*.temperature", TEMPERATURE,
        "The temperature of the route; left out where a model refuses it.", "경로의 온도"),
    named("routes.*.keywords", Expected::Words,
        "Words of the user's own that speak for the route: each adds to its score, and is named among the reasons.", "이 경로로 보낼 때 쓰는 나만의 단어. 점수에 더하고 이유에 표시"),
    named("aliases.*", Expected::Candidate,
        "A name of the user's for `provider:model[@effort]`. Korean names stand in quotes.", "모델의 별칭. 한글 이름에는 따옴표 필요"),
];

impl KeyDoc {
    /// The row of a setting, a name of the user's in place of each `*`.
    #[must_use]
    pub fn of(setting: &str) -> Option<&'static Self> {
        let is_it = |doc: &&Self| {
            let (mut pattern, mut parts) = (doc.key.split('.'), setting.split('.'));
            loop {
                match (pattern.next(), parts.next()) {
                    (None, None) => return true,
                    (Some(one), Some(part)) if one == part || (one == "*" && !part.is_empty()) => {}
                    _ => return false,
                }
            }
        };
        KEYS.iter().find(is_it)
    }
}

/// Where a path of tables and key stands in the table of settings.
#[derive(Debug, Clone, Copy)]
pub(super) enum Place {
    /// It is a setting: its position in [`KEYS`].
    Setting(usize),
    /// It is a table of settings.
    Table,
    /// It is neither.
    Nowhere,
}

/// Finds a path of names; a name matches `*` as a whole, whatever dots it holds.
pub(super) fn place(path: &[&str]) -> Place {
    let mut found = Place::Nowhere;
    for (index, doc) in KEYS.iter().enumerate() {
        let mut pattern = doc.key.split('.');
        if path.iter().all(|name| pattern.next().is_some_and(|part| part == "*" || part == *name)) {
            match pattern.next() {
                None => return Place::Setting(index),
                Some(_) => found = Place::Table,
            }
        }
    }
    found
}

/// True for a table in which a project may write something.
pub(super) fn is_project_table(path: &[&str]) -> bool {
    let mut rows = KEYS.iter().filter(|doc| doc.scope == Scope::Project);
    rows.any(|doc| path.iter().copied().eq(doc.key.split('.').take(path.len())))
}

/// Position in [`KEYS`] of a setting that is under no name of the user's.
pub(super) fn index_of(key: &str) -> Option<usize> {
    KEYS.iter().position(|doc| doc.key == key)
}

/// Other programs' words for what baro has under another name, by the last part of the key.
const SYNONYMS: &[(&str, &str)] = &[
    ("api_key", "key_env"),
    ("apikey", "key_env"),
    ("key", "key_env"),
    ("token", "key_env"),
    ("url", "base_url"),
    ("api_base", "base_url"),
    ("endpoint", "base_url"),
    ("api_key_cmd", "key_command"),
    ("protocol", "wire"),
    ("lang", "language"),
    ("locale", "language"),
    ("system_prompt", "system"),
    ("default_model", "model"),
];

/// Names under which other programs' settings hold a key itself.
const WORDS_FOR_KEYS: &[&str] = &["api_key", "apikey", "key", "token", "secret", "secret_key", "api_token"];

/// True for a path under which other programs' settings hold a key: `providers.groq.api_key`, `GROQ_API_KEY`.
#[must_use]
pub(super) fn would_be_a_key(path: &[&str]) -> bool {
    let Some((last, tables)) = path.split_last() else { return false };
    let word = last.to_lowercase().replace('-', "_");
    match tables {
        ["providers", _] => WORDS_FOR_KEYS.contains(&word.as_str()),
        [] => word.ends_with("api_key") || word.ends_with("apikey"),
        _ => false,
    }
}

/// The key that was probably meant by a path that is in no table, of those that `scope` may write.
pub(super) fn nearest(path: &[&str], scope: Scope) -> Option<String> {
    let (last, tables) = path.split_last()?;
    let typed = last.to_lowercase().replace('-', "_");
    let mut siblings: Vec<&str> = Vec::new();
    let writable = || KEYS.iter().filter(|doc| scope == Scope::User || doc.scope == Scope::Project);
    for doc in writable() {
        let mut pattern = doc.key.split('.');
        if tables.iter().all(|name| pattern.next().is_some_and(|part| part == "*" || part == *name))
            && let Some(part) = pattern.next().filter(|part| *part != "*")
        {
            siblings.push(part);
        }
    }
    if let ["routes"] = tables {
        if let Ok(route) = last.parse::<crate::domain::Route>() {
            // By the name that messages have for it.
            return Some(super::document::joined(&["routes", route.as_str()]));
        }
        siblings.extend(crate::domain::Route::ALL.map(crate::domain::Route::as_str));
    }
    let synonym = SYNONYMS.iter().find(|(other, ours)| *other == typed && siblings.contains(ours));
    let near = synonym.map(|(_, ours)| *ours).or_else(|| nearest_word(&typed, siblings.iter().copied()));
    // The unit is left out: `budget.day`.
    let near = near.or_else(|| siblings.iter().copied().find(|word| is_without_unit(&typed, word)));
    if let Some(near) = near {
        let mut whole = tables.to_vec();
        whole.push(near);
        return Some(super::document::joined(&whole));
    }
    if let Some(mended) = with_its_table(path, scope) {
        return Some(mended);
    }
    // The right name in the wrong table, `footer` for `ui.footer`: a key of the root behind a table's header, most often,
    // and sometimes with a slip of its own.
    let name_of = |key: &'static str| key.rsplit('.').next().unwrap_or(key);
    let elsewhere = || writable().map(|doc| doc.key).filter(|key| !key.contains('*'));
    let meant = nearest_word(&typed, elsewhere().map(name_of));
    let found = |name: &str| elsewhere().find(|key| name_of(key) == name).map(str::to_owned);
    let shortened = || elsewhere().find(|key| is_without_unit(&typed, name_of(key))).map(str::to_owned);
    found(&typed).or_else(shortened).or_else(|| found(meant?))
}

/// Whether a name is one of the table's up to a `_`: `day` of `day_usd`.
fn is_without_unit(typed: &str, name: &str) -> bool {
    typed.chars().count() >= 3 && name.strip_prefix(typed).is_some_and(|unit| unit.starts_with('_'))
}

/// A path whose first table is misspelt, with the table that was probably meant: `alias.q`, `provider.groq.base_url`.
fn with_its_table(path: &[&str], scope: Scope) -> Option<String> {
    let (first, rest) = path.split_first().filter(|(_, rest)| !rest.is_empty())?;
    let typed = first.to_lowercase();
    let mut tables: Vec<&str> = Vec::new();
    for doc in KEYS.iter().filter(|doc| scope == Scope::User || doc.scope == Scope::Project) {
        tables.extend(doc.key.split_once('.').map(|(table, _)| table).filter(|table| !tables.contains(table)));
    }
    if tables.contains(first) {
        return None;
    }
    let longer = |table: &&str| typed.chars().count() >= 3 && table.starts_with(&typed);
    let table = nearest_word(&typed, tables.iter().copied()).or_else(|| tables.iter().copied().find(longer))?;
    let mended: Vec<&str> = std::iter::once(table).chain(rest.iter().copied()).collect();
    match place(&mended) {
        Place::Setting(_) => Some(super::document::joined(&mended)),
        Place::Table => None,
        Place::Nowhere => nearest(&mended, scope),
    }
}

/// The word nearest to what was typed, where it is near enough to be meant.
pub(super) fn nearest_word<'a>(typed: &str, words: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let bound = match typed.chars().count() {
        0..=2 => return None,
        3..=5 => 1,
        _ => 2,
    };
    let letters = |word: &str| {
        let mut letters: Vec<char> = word.chars().collect();
        letters.sort_unstable();
        letters
    };
    // Of two that are equally near, the one of the same letters was meant: `modle` is `model`, and not `mode`.
    words
        .map(|word| (strsim::damerau_levenshtein(typed, word), letters(typed) != letters(word), word))
        .filter(|(distance, ..)| *distance <= bound)
        .min()
        .map(|(.., word)| word)
}

/// Variables that begin with `BARO_` and are none of baro's, each with the one that was probably meant. They
/// have no effect, so a check of the set-up names them.
#[must_use]
pub fn unknown_environment(environment: &Environment) -> Vec<(String, Option<&'static str>)> {
    let known = || KEYS.iter().filter_map(|doc| doc.environment).chain(["BARO_CONFIG", "BARO_DATA_DIR"]);
    let names = environment.names().filter(|name| name.starts_with("BARO_") && known().all(|it| it != *name));
    // What another program would call it: `BARO_LANG` for `BARO_LANGUAGE`.
    let by_key = |name: &str| {
        let key = nearest(&[&name["BARO_".len()..].to_lowercase()], Scope::User)?;
        KEYS.iter().find(|doc| doc.key == key)?.environment
    };
    let meant = |name: &str| nearest_word(name, known()).or_else(|| by_key(name));
    let mut unknown: Vec<_> = names.map(|name| (name.to_owned(), meant(name))).collect();
    unknown.sort();
    unknown
}
