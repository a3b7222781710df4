//! Lines that are said while things go on: notices, retries, failover, waiting, progress.

use std::time::Duration;

use super::failure::short;
use super::{Row, parts};
use crate::domain::event::{FailoverReason, Given, Masked, Notice, Unkept, Unstored};
use crate::domain::time::whole_ms;
use crate::domain::{Candidate, Detail, Failure, FailureKind, Lang, ModelRef};
use crate::engine::embedded::catalogue;
use crate::markup::sanitise;
use crate::material::{self, Lost, Material};
use crate::ui::number;

/// A line of its own.
#[derive(Debug, Clone, Copy)]
pub enum Message<'a> {
    /// Something that the engine wants said.
    Notice(&'a Notice),
    /// The same candidate is tried again.
    Retry {
        /// Who.
        model: &'a ModelRef,
        /// After how long.
        wait: Duration,
        /// Why.
        failure: &'a Failure,
    },
    /// The next candidate serves.
    Failover {
        /// Who failed or was left out.
        from: &'a ModelRef,
        /// Who serves now.
        to: &'a ModelRef,
        /// Why.
        why: &'a FailoverReason,
    },
    /// The model has not said anything yet.
    Thinking {
        /// Who.
        model: &'a ModelRef,
        /// Since when. `None`: not long enough to be worth a number.
        elapsed: Option<Duration>,
    },
    /// A table is being written that is too large to be drawn before it is whole.
    WritingTable {
        /// How many rows there are.
        n_rows: usize,
    },
    /// It takes a while to find out who can answer.
    WaitingForSomebody {
        /// Servers on this machine that load their model.
        loading: &'a [String],
        /// The key that ends the waiting.
        key: &'a str,
    },
    /// Standard input is read to its end.
    WaitingForStdin,
    /// The terminal is read to its end.
    ReadingTerminal,
    /// Nothing came on standard input, and it is not waited for.
    StdinSkipped,
    /// Standard input ended with nothing.
    StdinEmpty,
    /// Text came in another encoding than UTF-8.
    Decoded {
        /// The encoding: `CP949`, `UTF-16LE`.
        encoding: &'a str,
        /// Where: a path, or `-` for standard input.
        source: &'a str,
    },
    /// Words of the command line came in another encoding than UTF-8.
    WordsDecoded {
        /// The encoding: `CP949`.
        encoding: &'a str,
    },
    /// Files behind `-f FILE` are sent along, too.
    FilesSpread {
        /// Their names.
        names: &'a [String],
    },
    /// Letters of a text came as `?`.
    LettersLost {
        /// Of which.
        of: Lossy<'a>,
    },
    /// A FIFO, or standard input, held more than is read.
    Capped {
        /// Where: a path, or `-` for standard input.
        source: &'a str,
        /// How much was read.
        n_bytes: u64,
    },
    /// The user stopped the answer.
    Interrupted,
    /// The user stopped the answer, and what came is kept.
    InterruptedKept,
    /// The answer stopped at the limit of tokens.
    LengthReached,
    /// A conversation was deleted.
    Deleted {
        /// Its id or name.
        conversation: &'a str,
    },
    /// A conversation was starred.
    Starred {
        /// Its id or name.
        conversation: &'a str,
    },
    /// A conversation's star was taken away.
    Unstarred {
        /// Its id or name.
        conversation: &'a str,
    },
    /// Messages were imported.
    Imported {
        /// How many, as a list of conversations counts them: the person's own.
        n_questions: u64,
        /// How many answers came with them.
        n_answers: u64,
        /// The new conversation's id or name.
        conversation: &'a str,
        /// Standing instructions that came with them.
        system: Option<&'a str>,
    },
}

/// How much a line matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// Nice to know; `--quiet` hides it.
    Passing,
    /// Always said: something else happens than was asked for.
    Always,
    /// Always said, as a warning: there is something to mend.
    Warning,
}

/// A text of which letters came as `?`.
#[derive(Debug, Clone, Copy)]
pub enum Lossy<'a> {
    /// What was typed behind the command.
    Typed,
    /// Standard input.
    Piped,
    /// A file, by its path.
    File(&'a str),
}

impl Message<'_> {
    /// How much it matters: a failover or a trimmed conversation is never silent.
    #[must_use]
    pub const fn weight(&self) -> Weight {
        match self {
            Self::Notice(Notice::KeyRefused { .. } | Notice::NotStored { .. } | Notice::WordNotKept { .. })
            | Self::LengthReached => Weight::Warning,
            Self::Notice(
                Notice::Trimmed { .. }
                | Notice::FirstShortened
                | Notice::KeysMasked { .. }
                | Notice::WaitingForKey { .. }
                | Notice::StoreBusy { .. }
                | Notice::Retired { .. }
                | Notice::PaidServes { .. }
                | Notice::EmbeddedServes { .. },
            )
            | Self::Failover { .. }
            | Self::StdinSkipped
            | Self::StdinEmpty
            | Self::Capped { .. }
            | Self::LettersLost { .. }
            | Self::Interrupted
            | Self::InterruptedKept => Weight::Always,
            _ => Weight::Passing,
        }
    }

    /// What was done to a material that was not plain UTF-8, and what it lacks: each is said once.
    pub fn of_material(material: &Material) -> impl Iterator<Item = Message<'_>> {
        let source = if material.name == "stdin" { "-" } else { material.name.as_str() };
        let decoded = material.decoded_from.map(|encoding| Message::Decoded { encoding, source });
        let is_lacking = material::lost_letters(&material.text) != Lost::Nothing;
        let of = if source == "-" { Lossy::Piped } else { Lossy::File(source) };
        let lost = is_lacking.then_some(Message::LettersLost { of });
        let capped = material.truncated_at.map(|n_bytes| Message::Capped { source, n_bytes });
        [decoded, lost, capped].into_iter().flatten()
    }

    /// The line in `lang`.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        match *self {
            Self::Notice(said) => notice(lang, said),
            Self::Retry { model, wait, failure } => retry(lang, model, wait, failure),
            Self::Failover { from, to, why } => failover(lang, from, to, why),
            Self::Thinking { model, elapsed: None } => {
                Row { ko: "{model} 생각 중…", en: "{model} is thinking…" }.fill(lang, &[("model", model.short())])
            }
            Self::Thinking { model, elapsed: Some(elapsed) } => {
                let seconds = elapsed.as_secs().to_string();
                let row = Row { ko: "{model} 생각 중… {seconds}초", en: "{model} is thinking… {seconds}s" };
                row.fill(lang, &[("model", model.short()), ("seconds", &seconds)])
            }
            Self::WritingTable { n_rows } => {
                let row = Row { ko: "표 작성 중… {rows}행", en: "writing a table… {rows} rows" };
                row.fill(lang, &[("rows", &n_rows.to_string())])
            }
            Self::WaitingForSomebody { loading, key } => waiting_for_somebody(lang, loading, key),
            Self::WaitingForStdin => Row {
                ko: "표준 입력을 기다리는 중입니다 (입력 없이 물으려면 --no-stdin)",
                en: "waiting for standard input (to ask without it: --no-stdin)",
            }
            .fill(lang, &[]),
            Self::ReadingTerminal => {
                let key = if cfg!(windows) { "Ctrl-Z Enter" } else { "Ctrl-D" };
                Row {
                    ko: "보낼 글을 입력하세요. 다 쓰면 새 줄에서 {key} (그만두기: Ctrl-C)",
                    en: "type what is to be sent, then {key} on a new line (Ctrl-C: leave)",
                }
                .fill(lang, &[("key", key)])
            }
            Self::StdinSkipped => STDIN_SKIPPED.fill(lang, &[]),
            Self::StdinEmpty => STDIN_EMPTY.fill(lang, &[]),
            Self::Decoded { encoding, source } => decoded(lang, encoding, source),
            Self::WordsDecoded { encoding } => Row {
                ko: "명령줄의 글을 {encoding}에서 변환했습니다",
                en: "the words of the command line were decoded from {encoding}",
            }
            .fill(lang, &[("encoding", encoding)]),
            Self::FilesSpread { names } => files_spread(lang, names),
            Self::LettersLost { of } => letters_lost(lang, of),
            Self::Capped { source: "-", n_bytes } => Row {
                ko: "표준 입력은 앞의 {size}만 읽었습니다",
                en: "only the first {size} of standard input were read",
            }
            .fill(lang, &[("size", &number::bytes(n_bytes))]),
            Self::Capped { source, n_bytes } => Row {
                ko: "{source}{은} 앞의 {size}만 읽었습니다",
                en: "only the first {size} of {source} were read",
            }
            .fill(lang, &[("source", source), ("size", &number::bytes(n_bytes))]),
            Self::Interrupted => Row { ko: "중단했습니다", en: "interrupted" }.fill(lang, &[]),
            Self::InterruptedKept => Row {
                ko: "중단했습니다. 여기까지 온 답은 저장됐습니다",
                en: "interrupted; what came is kept",
            }
            .fill(lang, &[]),
            Self::LengthReached => Row {
                ko: "답이 토큰 한도에서 잘렸습니다. `-c`로 이어서 물어보세요",
                en: "the answer was cut at the limit of tokens; go on with `-c`",
            }
            .fill(lang, &[]),
            Self::Deleted { conversation } => {
                Row { ko: "{name}{을} 지웠습니다", en: "{name} was removed" }.fill(lang, &[("name", conversation)])
            }
            Self::Starred { conversation } => {
                Row { ko: "\"{name}\"에 별표를 달았습니다", en: "\"{name}\" is starred" }
                    .fill(lang, &[("name", conversation)])
            }
            Self::Unstarred { conversation } => {
                Row { ko: "\"{name}\"의 별표를 뗐습니다", en: "\"{name}\" is no longer starred" }
                    .fill(lang, &[("name", conversation)])
            }
            Self::Imported { n_questions, n_answers, conversation, system } => match system {
                None => Row {
                    ko: "메시지 {n}개와 답 {answers}개를 {name}에 가져왔습니다",
                    en: "messages imported into {name}: {n}, with answers: {answers}",
                },
                Some(_) => Row {
                    ko: "메시지 {n}개, 답 {answers}개, 시스템 프롬프트를 {name}에 가져왔습니다",
                    en: "messages imported into {name}: {n}, with answers: {answers}, and a system text",
                },
            }
            .fill(
                lang,
                &[
                    ("n", &number::grouped(n_questions)),
                    ("answers", &number::grouped(n_answers)),
                    ("name", conversation),
                ],
            ),
        }
    }
}

/// The same model is asked once more.
fn retry(lang: Lang, model: &ModelRef, wait: Duration, failure: &Failure) -> String {
    let row = match failure.detail.as_deref() {
        _ if failure.kind == FailureKind::PlanTooSmall => Row {
            ko: "{model}: {why}. 답의 최대 길이를 줄여 다시 보냅니다",
            en: "{model}: {why}; sending it again with less room for the answer",
        },
        Some(Detail::NoTemperature) => Row {
            ko: "{model}: 온도 미지원. 온도 없이 다시 보냅니다 (늘 그렇게 하려면 설정에 `models.\"{model}\".temperature = false`)",
            en: "{model} takes no temperature; sending it again without (for good: `models.\"{model}\".temperature = false` in the config)",
        },
        _ => Row {
            ko: "{model}: {why}. {wait} 뒤에 다시 시도합니다", en: "{model}: {why}; trying again in {wait}"
        },
    };
    let wait = number::duration_ms(lang, whole_ms(wait));
    row.fill(lang, &[("model", &model.to_string()), ("why", &short(lang, failure)), ("wait", &wait)])
}

const STDIN_SKIPPED: Row = Row {
    ko: "표준 입력에 온 것이 없어 빼고 묻습니다 (끝까지 기다리려면 --stdin)",
    en: "nothing came on standard input; asking without it (to wait for its end: --stdin)",
};

const STDIN_EMPTY: Row =
    Row { ko: "표준 입력이 비어 있어 빼고 묻습니다", en: "standard input was empty; asking without it" };

/// The short name, with the effort that is asked for.
pub(in crate::ui) fn candidate_name(candidate: &Candidate) -> String {
    match candidate.effort {
        Some(effort) => format!("{}@{}", candidate.model.short(), effort.as_str()),
        None => candidate.model.short().to_owned(),
    }
}

/// It takes a while to find out who can answer, mostly since a server on this machine is being started.
fn waiting_for_somebody(lang: Lang, loading: &[String], key: &str) -> String {
    if loading.is_empty() {
        return Row {
            ko: "누가 답할 수 있는지 알아보는 중입니다 (그만두려면 {key})",
            en: "finding out who can answer ({key} stops that)",
        }
        .fill(lang, &[("key", key)]);
    }
    Row {
        ko: "{servers}{이} 모델을 불러오는 중이라 기다립니다 (최대 60초, 그만 기다리려면 {key})",
        en: "waiting for {servers} to load a model (60 s at most; {key} stops waiting)",
    }
    .fill(lang, &[("servers", &loading.join(", ")), ("key", key)])
}

fn decoded(lang: Lang, encoding: &str, source: &str) -> String {
    let row = match source {
        "-" => Row {
            ko: "표준 입력을 {encoding}에서 변환했습니다", en: "standard input was decoded from {encoding}"
        },
        _ => {
            Row { ko: "{source}{을} {encoding}에서 변환했습니다", en: "{source} was decoded from {encoding}" }
        }
    };
    row.fill(lang, &[("encoding", encoding), ("source", source)])
}

/// Files that were not named by a `-f` each: the first of them, and how many more.
fn files_spread(lang: Lang, files: &[String]) -> String {
    const N_NAMED: usize = 3;
    let first = files.iter().take(N_NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    let n_more = files.len().saturating_sub(N_NAMED);
    let row = if n_more == 0 {
        Row {
            ko: "`-f` 뒤에 이어진 파일도 함께 보냅니다: {names}",
            en: "the files behind `-f` are sent along, too: {names}",
        }
    } else {
        Row {
            ko: "`-f` 뒤에 이어진 파일도 함께 보냅니다: {names} 외 {n}개",
            en: "the files behind `-f` are sent along, too: {names} and {n} more",
        }
    };
    row.fill(lang, &[("names", &first), ("n", &n_more.to_string())])
}

/// What Windows PowerShell 5 does with letters that it pipes; a file was saved so.
fn letters_lost(lang: Lang, of: Lossy<'_>) -> String {
    let row = match of {
        Lossy::Typed => Row {
            ko: "입력한 글자가 `?`로 바뀌어 온 것 같습니다. 터미널의 로캘을 `baro doctor`로 확인하세요",
            en: "letters of what was typed seem to have come as `?`; `baro doctor` looks at the terminal's locale",
        },
        Lossy::Piped => Row {
            ko: "표준 입력의 글자가 `?`로 바뀌어 온 것 같습니다. 보낸 쪽의 로캘(`LANG`)을 확인하고, PowerShell 5라면 먼저 `$OutputEncoding = [Text.Encoding]::UTF8`",
            en: "letters of standard input seem to have come as `?`; see the sender's locale (`LANG`), and in PowerShell 5 first `$OutputEncoding = [Text.Encoding]::UTF8`",
        },
        Lossy::File(_) => Row {
            ko: "{source}의 글자가 `?`로 바뀌어 저장된 것 같습니다",
            en: "letters of {source} seem to have been saved as `?`",
        },
    };
    let source = if let Lossy::File(path) = of { path } else { "" };
    row.fill(lang, &[("source", source)])
}

fn notice(lang: Lang, notice: &Notice) -> String {
    match notice {
        Notice::Trimmed { n_turns: 1 } => Row {
            ko: "대화가 길어 오래된 질문과 답 1쌍을 빼고 보냅니다",
            en: "the conversation is long: an old question and its answer were left out",
        }
        .fill(lang, &[]),
        Notice::Trimmed { n_turns } => Row {
            ko: "대화가 길어 오래된 질문과 답 {n}쌍을 빼고 보냅니다",
            en: "the conversation is long: {n} old questions and their answers were left out",
        }
        .fill(lang, &[("n", &number::grouped(*n_turns))]),
        Notice::FirstShortened => Row {
            ko: "대화가 길어 첫 메시지는 가운데를 빼고 보냅니다",
            en: "the conversation is long: the middle of its first message was left out",
        }
        .fill(lang, &[]),
        Notice::KeysMasked { n_keys: 1, place: Masked::Message } => Row {
            ko: "API 키로 보이는 값을 `[redacted]`로 가리고 보냅니다",
            en: "what looks like an API key is sent as `[redacted]`",
        }
        .fill(lang, &[]),
        Notice::KeysMasked { n_keys, place: Masked::Message } => Row {
            ko: "API 키로 보이는 값 {n}개를 `[redacted]`로 가리고 보냅니다",
            en: "{n} values that look like API keys are sent as `[redacted]`",
        }
        .fill(lang, &[("n", &n_keys.to_string())]),
        Notice::KeysMasked { n_keys: 1, place: Masked::System } => Row {
            ko: "시스템 프롬프트에서 API 키로 보이는 값을 `[redacted]`로 가리고 보냅니다",
            en: "what looks like an API key in the system text is sent as `[redacted]`",
        }
        .fill(lang, &[]),
        Notice::KeysMasked { n_keys, place: Masked::System } => Row {
            ko: "시스템 프롬프트에서 API 키로 보이는 값 {n}개를 `[redacted]`로 가리고 보냅니다",
            en: "{n} values that look like API keys in the system text are sent as `[redacted]`",
        }
        .fill(lang, &[("n", &n_keys.to_string())]),
        Notice::Parts(step) => parts::step(lang, *step),
        Notice::KeyRefused { provider } => Row {
            ko: "{provider}{이} API 키를 거부해서 다른 모델에 묻습니다",
            en: "{provider} refused the API key; another model is asked",
        }
        .fill(lang, &[("provider", provider)]),
        Notice::Retired { from, to } => Row {
            ko: "{from}{은} 더는 제공되지 않아 {to}{으로} 바꿉니다",
            en: "{from} is retired; {to} takes its place",
        }
        .fill(lang, &[("from", &from.to_string()), ("to", &to.to_string())]),
        Notice::PaidServes { provider } => Row {
            ko: "쓸 수 있는 무료 모델이 없어 유료인 {provider}에 묻습니다",
            en: "no free model is usable; asking {provider}, which is paid for",
        }
        .fill(lang, &[("provider", provider)]),
        Notice::EmbeddedServes { model, is_alone } => embedded_serves(lang, model.short(), *is_alone),
        Notice::Waiting { model, wait } => Row {
            ko: "{model}의 한도가 풀리기를 기다립니다: {wait}",
            en: "waiting for the limit of {model} to pass: {wait}",
        }
        .fill(lang, &[("model", &model.to_string()), ("wait", &number::duration_ms(lang, whole_ms(*wait)))]),
        Notice::WaitingForKey { provider } => Row {
            ko: "{provider}의 키를 기다립니다 (최대 1분). 암호를 묻는 창이 떠 있는지 확인하세요",
            en: "waiting for the key of {provider} (1 min at most); see whether something asks for a passphrase",
        }
        .fill(lang, &[("provider", provider)]),
        Notice::StoreBusy { given: Given::After } => Row {
            ko: "다른 프로세스가 저장소를 쓰는 중입니다. 답을 먼저 보여 드리고 끝에 저장합니다",
            en: "another process holds the database; the answer comes first and is stored at its end",
        }
        .fill(lang, &[]),
        Notice::StoreBusy { given: Given::Before } => Row {
            ko: "답을 저장하려고 저장소를 쓰는 다른 프로세스를 기다립니다 (최대 10초)",
            en: "waiting for another process that holds the database, to store the answer (10 s at most)",
        }
        .fill(lang, &[]),
        Notice::WordNotKept { provider, why } => Row {
            ko: "{provider} 유료 사용에 대한 대답을 저장하지 못해 이번 실행에서만 씁니다: {why}",
            en: "your word on paying {provider} could not be stored and holds until baro ends: {why}",
        }
        .fill(lang, &[("provider", provider), ("why", &unkept(lang, why))]),
        Notice::NotStored { what: Unstored::Answer, why } => {
            Row { ko: "답을 저장하지 못했습니다: {why}", en: "the answer could not be stored: {why}" }
                .fill(lang, &[("why", &unkept(lang, why))])
        }
        Notice::NotStored { what: Unstored::Question, why } => {
            Row { ko: "질문을 저장하지 못했습니다: {why}", en: "the question could not be stored: {why}" }
                .fill(lang, &[("why", &unkept(lang, why))])
        }
    }
}

/// Who answers inside baro, and how to have it better where nobody better is set up. A model of the user's own is as
/// good as they know it to be.
fn embedded_serves(lang: Lang, model: &str, is_alone: bool) -> String {
    let row = match catalogue::get(model) {
        None => Row {
            ko: "baro에 내장되어 실행되는 {model}{이} 답합니다", en: "{model}, run inside baro, answers"
        },
        Some(small) if small.languages == ["en"] => Row {
            ko: "baro에 내장된 아주 작은 영어 전용 모델 {model}{이} 답합니다. 자주 틀립니다",
            en: "{model}, a very small model inside baro, English only, answers and is often wrong",
        },
        Some(_) => Row {
            ko: "baro에 내장된 아주 작은 모델 {model}{이} 답합니다. 자주 틀립니다",
            en: "{model}, a very small model inside baro, answers and is often wrong",
        },
    };
    let who = row.fill(lang, &[("model", model)]);
    if !is_alone || catalogue::get(model).is_none() {
        return who;
    }
    Row {
        ko: "{who}. 더 나은 답이 필요하면 https://console.groq.com/keys 의 무료 키를 `baro auth add groq`으로 넣거나 Ollama를 실행하세요",
        en: "{who}; better: a free key from https://console.groq.com/keys for `baro auth add groq`, or Ollama",
    }
    .fill(lang, &[("who", &who)])
}

/// Why a turn could not be kept, in a few words.
fn unkept(lang: Lang, why: &Unkept) -> String {
    match why {
        Unkept::Busy => Row {
            ko: "다른 프로세스가 저장소를 쓰고 있습니다", en: "another process holds the database"
        },
        Unkept::DiskFull => Row { ko: "디스크가 가득 찼습니다", en: "the disk is full" },
        Unkept::Removed => {
            Row { ko: "그 사이에 대화가 지워졌습니다", en: "the conversation was removed meanwhile" }
        }
        Unkept::Newer => {
            Row { ko: "더 새로운 baro가 만든 저장소입니다", en: "a newer baro wrote the database" }
        }
        Unkept::Damaged => Row { ko: "저장소가 손상됐습니다", en: "the database is damaged" },
        Unkept::Other(said) => {
            // The store's own words are English; those of the system behind them are ours to say.
            let said = said.strip_prefix("cannot use ").unwrap_or(said);
            return sanitise::line(&super::system_words(lang, said));
        }
    }
    .fill(lang, &[])
}

fn failover(lang: Lang, from: &ModelRef, to: &ModelRef, why: &FailoverReason) -> String {
    let why = passed_over(lang, from, why);
    Row { ko: "{from}: {why}. {to}에 묻습니다", en: "{from}: {why}; asking {to}" }
        .fill(lang, &[("from", &from.full()), ("why", &why), ("to", &to.to_string())])
}

/// Why a candidate is passed over.
#[must_use]
pub fn passed_over(lang: Lang, from: &ModelRef, why: &FailoverReason) -> String {
    match why {
        FailoverReason::Failed(failure) => short(lang, failure),
        // The server is named: its other models may be asked next, and fail alike.
        FailoverReason::Resting => {
            Row { ko: "잦은 {server} 오류로 잠시 제외", en: "resting after many errors of {server}" }
                .fill(lang, &[("server", &from.provider)])
        }
        FailoverReason::LimitNear => Row { ko: "한도 근접", en: "close to its limit" }.fill(lang, &[]),
        FailoverReason::TooSmall => Row { ko: "컨텍스트 부족", en: "too small for this prompt" }.fill(lang, &[]),
        FailoverReason::TooDear => Row { ko: "비용 한도 초과", en: "over the limit on costs" }.fill(lang, &[]),
        FailoverReason::NoKey => Row { ko: "API 키 미설정", en: "it has no API key" }.fill(lang, &[]),
        FailoverReason::BadKey => Row {
            ko: "읽을 수 없는 API 키 (`baro auth test {provider}`)",
            en: "its API key cannot be read (`baro auth test {provider}`)",
        }
        .fill(lang, &[("provider", &from.provider)]),
        FailoverReason::NotRunning => Row { ko: "서버 무응답", en: "it does not answer" }.fill(lang, &[]),
        FailoverReason::Loading => {
            Row { ko: "모델을 불러오는 중", en: "it is still loading its model" }.fill(lang, &[])
        }
        FailoverReason::KeyRefused { has_key: true } => Row {
            ko: "API 키 거부 (`baro auth test {provider}`)",
            en: "it rejected the API key (`baro auth test {provider}`)",
        }
        .fill(lang, &[("provider", &from.provider)]),
        FailoverReason::KeyRefused { has_key: false } => Row {
            ko: "API 키 필요 (`baro auth add {provider}`)",
            en: "it wants an API key (`baro auth add {provider}`)",
        }
        .fill(lang, &[("provider", &from.provider)]),
        FailoverReason::Declined => Row { ko: "유료 사용 거절", en: "you declined to pay for it" }.fill(lang, &[]),
    }
}
