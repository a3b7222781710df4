//! What baro says to a line that was addressed to it: receipts, short answers of its own, a refused name, and what a
//! command of another program is in plain words.

use super::notice::candidate_name;
use super::repl::SAYINGS;
use super::{ErrorText, Label, Remark, Row, server};
use crate::domain::{Candidate, Lang, MicroUsd, ModelRef};
use crate::engine::Unusable;
use crate::engine::talk::attached::NoFile;
use crate::engine::talk::{Consumption, Plain, Receipt};
use crate::grammar::{Extent, Period};
use crate::store::UsageRow;
use crate::ui::number::{self, Charge};
use crate::ui::style::AmbiguousWidth;
use crate::ui::width;

/// A line of its own.
#[derive(Debug, Clone, Copy)]
pub enum TalkLine<'a> {
    /// What was done.
    Receipt(&'a Receipt),
    /// What was done, where an answer follows at once, to which `아니` would be a word.
    BeforeAnswer(&'a Receipt),
    /// What a receipt would say, had it been done: `--dry-run` and `route`.
    WouldBe(&'a Receipt),
    /// Who answered last, and who answers everything.
    Who {
        /// Who gave the last answer.
        answered: Option<&'a Candidate>,
        /// Who chose that one; `None` where the router did.
        by: Option<Label>,
        /// Who is pinned.
        pin: Option<&'a Candidate>,
    },
    /// What was used.
    HowMuch(&'a Consumption),
    /// What can be said.
    Help,
    /// The plain words for a command of another program.
    PlainWords(Plain),
    /// A path behind an `@` is of no file.
    NoFile(NoFile<'a>),
    /// Another model is asked for, and who answered answers once more.
    SameAgain(&'a ModelRef),
    /// A question that costs nothing.
    AnsweredHere,
    /// Nothing goes on that a new conversation could follow.
    AlwaysNew,
    /// The conversation that would go on.
    ToGoOn {
        /// Its name or title.
        title: &'a str,
        /// Its id, or enough of it.
        id: &'a str,
    },
}

const NO_SUCH_FILE: Row = Row {
    ko: "`{path}`{은} 없는 파일이라, 메시지만 보냅니다",
    en: "there is no file `{path}`; the message goes without it",
};

const IS_FOLDER: Row = Row {
    ko: "`{path}`{은} 폴더라 붙일 수 없습니다. 메시지만 보냅니다",
    en: "`{path}` is a folder, which cannot be attached; the message goes without it",
};

impl TalkLine<'_> {
    /// The line in `lang`.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        match *self {
            Self::NoFile(NoFile::Missing(path)) => NO_SUCH_FILE.fill(lang, &[("path", path)]),
            Self::NoFile(NoFile::Folder(path)) => IS_FOLDER.fill(lang, &[("path", path)]),
            Self::SameAgain(model) => Row {
                ko: "지금 쓸 수 있는 다른 모델이 없어 {model}에 다시 묻습니다",
                en: "no other model can be asked now; asking {model} once more",
            }
            .fill(lang, &[("model", model.short())]),
            Self::Receipt(receipt) => receipt_text(lang, receipt),
            Self::BeforeAnswer(receipt) => without_undo(lang, receipt_text(lang, receipt)),
            Self::WouldBe(receipt) => Row { ko: "보낸다면: {receipt}", en: "if sent: {receipt}" }
                .fill(lang, &[("receipt", &receipt_text(lang, receipt))]),
            Self::Who { answered, by, pin } => who(lang, answered, by, pin),
            Self::HowMuch(consumption) => how_much(lang, consumption),
            Self::Help => {
                let more = Row { ko: "명령과 옵션은 `baro --help`", en: "commands and options: `baro --help`" };
                format!("{}\n{}", SAYINGS.fill(lang, &[]), more.fill(lang, &[]))
            }
            Self::PlainWords(plain) => plain_words(lang, plain),
            Self::AnsweredHere => Row {
                ko: "baro가 직접 답합니다. 모델에는 묻지 않습니다",
                en: "baro answers this itself; no model is asked",
            }
            .fill(lang, &[]),
            Self::AlwaysNew => Row {
                ko: "`-c` 없이 물으면 언제나 새 대화입니다",
                en: "without `-c`, every question begins a new conversation",
            }
            .fill(lang, &[]),
            Self::ToGoOn { title, id } => Row {
                ko: "찾은 대화: {title} (이어 가려면 `baro ask --conversation {id} 메시지`)",
                en: "found: {title} (to go on with it: `baro ask --conversation {id} MESSAGE`)",
            }
            .fill(lang, &[("title", title), ("id", id)]),
        }
    }
}

/// Takes back the offer of the word that undoes.
fn without_undo(lang: Lang, text: String) -> String {
    let (alone, last) = match lang {
        Lang::Ko => (" (취소: \"아니\")", ", 취소: \"아니\")"),
        Lang::En => (" (undo: \"no\")", ", undo: \"no\")"),
    };
    match (text.strip_suffix(alone), text.strip_suffix(last)) {
        (Some(rest), _) => rest.to_owned(),
        (None, Some(rest)) => format!("{rest})"),
        (None, None) => text,
    }
}

/// What a receipt quotes, so that it takes one row of a window of 80 columns.
fn in_short(quoted: &str) -> String {
    width::fit(quoted, MOST_QUOTED, AmbiguousWidth::Narrow)
}

/// Columns.
const MOST_QUOTED: usize = 35;

fn receipt_text(lang: Lang, receipt: &Receipt) -> String {
    match receipt {
        Receipt::Pinned { candidate, instead_of: Some(gone) } => Row {
            ko: "제공이 끝난 {gone} 대신 이 대화는 {name}{이} 답합니다 (취소: \"아니\")",
            en: "{gone} is retired; {name} answers from now on (undo: \"no\")",
        }
        .fill(lang, &[("gone", gone.short()), ("name", &candidate_name(candidate))]),
        Receipt::Pinned { candidate, instead_of: None } => Row {
            ko: "이 대화는 {name}{이} 답합니다 (풀기: \"자동으로 해\", 취소: \"아니\")",
            en: "{name} answers from now on (unpin: \"back to auto\", undo: \"no\")",
        }
        .fill(lang, &[("name", &candidate_name(candidate))]),
        Receipt::Unpinned { set: Some(set), .. } => Row {
            ko: "고정을 풀었습니다. 설정의 `model`대로 {name}{이} 답합니다 (바꾸기: `baro config unset model`)",
            en: "no longer pinned; {name} answers, as `model` in the config says (to change it: `baro config unset model`)",
        }
        .fill(lang, &[("name", set)]),
        Receipt::Unpinned { before: Some(before), set: None } => Row {
            ko: "{name} 고정을 풀고, 메시지마다 알아서 고릅니다 (취소: \"아니\")",
            en: "{name} is unpinned; baro picks for each message (undo: \"no\")",
        }
        .fill(lang, &[("name", &candidate_name(before))]),
        Receipt::Unpinned { before: None, set: None } => {
            Row { ko: "메시지마다 알아서 고릅니다", en: "baro picks for each message" }.fill(lang, &[])
        }
        Receipt::AskedAgain { by, question } if by.is_empty() => Row {
            ko: "다른 모델에게 다시 묻습니다: {question}",
            en: "asking another model the same: {question}",
        }
        .fill(lang, &[("question", &in_short(question))]),
        Receipt::AskedAgain { by, question } => {
            let names: Vec<String> = by.iter().map(candidate_name).collect();
            Row { ko: "{names}에게 다시 묻습니다: {question}", en: "asking {names} the same: {question}" }
                .fill(lang, &[("names", &names.join(", ")), ("question", &in_short(question))])
        }
        Receipt::NewConversation => Row {
            ko: "새 대화를 시작합니다 (취소: \"아니\")",
            en: "a new conversation begins (undo: \"no\")",
        }
        .fill(lang, &[]),
        Receipt::WentOn { title, .. } => Row {
            ko: "이어 가는 대화: {title} (취소: \"아니\")",
            en: "going on with: {title} (undo: \"no\")",
        }
        .fill(lang, &[("title", &in_short(title))]),
        Receipt::Stayed { title, .. } => Row {
            ko: "지금 이 대화입니다: {title} (다른 대화: \"대화 목록\")",
            en: "this is it: {title} (others: \"show my conversations\")",
        }
        .fill(lang, &[("title", &in_short(title))]),
        Receipt::PinUndone { pin: Some(pin) } => {
            Row { ko: "취소했습니다. 다시 {name}{이} 답합니다", en: "undone; {name} answers again" }
                .fill(lang, &[("name", &candidate_name(pin))])
        }
        Receipt::PinUndone { pin: None } => Row {
            ko: "취소했습니다. 메시지마다 알아서 고릅니다",
            en: "undone; baro picks for each message",
        }
        .fill(lang, &[]),
        Receipt::AnswerUndone { model: Some(model) } => Row {
            ko: "취소했습니다. {name}의 답에서 이어 갑니다",
            en: "undone; it goes on from the answer of {name}",
        }
        .fill(lang, &[("name", model.short())]),
        Receipt::AnswerUndone { model: None } => Row {
            ko: "취소했습니다. 이전 답에서 이어 갑니다",
            en: "undone; it goes on from the answer before",
        }
        .fill(lang, &[]),
        Receipt::RecallUndone { title: Some(title) } => {
            Row { ko: "취소했습니다. 이어 가는 대화: {title}", en: "undone; going on with: {title}" }
                .fill(lang, &[("title", &in_short(title))])
        }
        Receipt::RecallUndone { title: None } => Row {
            ko: "취소했습니다. 아직 시작하지 않은 대화로 돌아왔습니다",
            en: "undone; back in the conversation that has not begun",
        }
        .fill(lang, &[]),
    }
}

fn who(lang: Lang, answered: Option<&Candidate>, by: Option<Label>, pin: Option<&Candidate>) -> String {
    match (answered, pin) {
        (Some(candidate), _) => {
            let by = by.unwrap_or(Label::ByRouter);
            let last =
                Row { ko: "지난 답: {name} ({provider}), {by}", en: "the last answer: {name} ({provider}), {by}" };
            let pinned = Row {
                ko: "지난 답: {name} ({provider}), {by}. 지금부터는 {pin}{이} 답합니다 (고정)",
                en: "the last answer: {name} ({provider}), {by}; from now on {pin} answers (pinned)",
            };
            let pin = pin.filter(|pin| pin.model != candidate.model).map(candidate_name);
            let row = if pin.is_some() { pinned } else { last };
            row.fill(
                lang,
                &[
                    ("name", &candidate_name(candidate)),
                    ("provider", &candidate.model.provider),
                    ("by", by.text(lang)),
                    ("pin", pin.as_deref().unwrap_or_default()),
                ],
            )
        }
        (None, Some(pin)) => Row {
            ko: "아직 답이 없습니다. {name}{이} 답합니다 (고정)",
            en: "nobody answered yet; {name} will (pinned)",
        }
        .fill(lang, &[("name", &candidate_name(pin))]),
        (None, None) => Row {
            ko: "아직 답이 없습니다. 메시지마다 알맞은 모델을 고릅니다",
            en: "nobody answered yet; baro picks the right model for each message",
        }
        .fill(lang, &[]),
    }
}

fn how_much(lang: Lang, consumption: &Consumption) -> String {
    let said = Row {
        ko: "{what}: 요청 {n}번, {tokens}토큰, {cost}",
        en: "{what}: requests {n}, tokens {tokens}, {cost}",
    };
    let line = |of: Extent, sums: &UsageRow| {
        let about = if sums.usage.estimated { "~" } else { "" };
        let tokens = format!("{about}{}", number::grouped(sums.usage.input + sums.usage.output));
        // In a sentence "unknown" alone would not tell what is.
        let cost = match sums.cost() {
            None if sums.cost_known == MicroUsd(0) => Charge::Unknown.text(lang),
            _ => number::cost_of(lang, sums),
        };
        let n = number::grouped(sums.n_requests);
        said.fill(lang, &[("what", &extent(lang, of)), ("n", &n), ("tokens", &tokens), ("cost", &cost)])
    };
    let mut text = line(consumption.of, &consumption.sums);
    if let Some(sums) = &consumption.conversation {
        text.push('\n');
        text.push_str(&line(Extent::Conversation, sums));
    }
    if !consumption.left.is_empty() {
        let left = Row { ko: "오늘 남은 무료 요청: {models}", en: "free requests left today: {models}" };
        let models = consumption.left.iter().map(|(model, left)| {
            format!("{} {}/{}", model.short(), number::grouped(left.n_left), number::grouped(left.n_allowed))
        });
        let models: Vec<String> = models.collect();
        text.push('\n');
        text.push_str(&left.fill(lang, &[("models", &models.join(", "))]));
    }
    text
}

/// Of what somebody asked how much it took.
fn extent(lang: Lang, of: Extent) -> String {
    match of {
        Extent::Within(period) => return days(lang, period),
        Extent::Ever => Row { ko: "지금까지 모두", en: "in all" },
        Extent::Conversation => Row { ko: "이 대화", en: "this conversation" },
        Extent::LastAnswer => Row { ko: "지난 답", en: "the last answer" },
    }
    .fill(lang, &[])
}

/// Days, as a person says them.
fn days(lang: Lang, period: Period) -> String {
    match period {
        Period::Today => Row { ko: "오늘", en: "today" },
        Period::Yesterday => Row { ko: "어제", en: "yesterday" },
        Period::ThisWeek => Row { ko: "이번 주", en: "this week" },
        Period::LastWeek => Row { ko: "지난주", en: "last week" },
        Period::ThisMonth => Row { ko: "이번 달", en: "this month" },
        Period::LastMonth => Row { ko: "지난달", en: "last month" },
    }
    .fill(lang, &[])
}

/// What is said instead of a command of another program.
fn plain_words(lang: Lang, plain: Plain) -> String {
    let said = match plain {
        Plain::Pin => Row { ko: "\"앞으로 키미로 해\" 또는 \"@k\"", en: "\"use kimi from now on\" or \"@k\"" },
        Plain::Unpin => Row { ko: "\"자동으로 해\"", en: "\"back to auto\"" },
        Plain::Deeper => Row { ko: "\"깊게 생각해줘\"", en: "\"think harder\"" },
        Plain::Shorter => Row { ko: "\"짧게\"", en: "\"tl;dr\"" },
        Plain::NewConversation => Row { ko: "\"새 대화\"", en: "\"new chat\"" },
        Plain::ContinueLast => Row { ko: "\"아까 그 대화 이어서\"", en: "\"continue the last conversation\"" },
        Plain::Redo => Row { ko: "\"다른 모델로\"", en: "\"try another model\"" },
        Plain::Undo => Row { ko: "\"아니\"", en: "\"undo\"" },
        Plain::Why => Row { ko: "\"왜 이 모델이야?\"", en: "\"why this model?\"" },
        Plain::HowMuch => Row { ko: "\"얼마 썼어?\"", en: "\"how much have I spent?\"" },
        Plain::Help => {
            return Row {
                ko: "`/` 명령은 필요 없습니다. 무엇이 있는지는 `baro --help`에 있습니다. 이 줄은 메시지로 보냅니다",
                en: "no `/` commands are needed: `baro --help` says what there is; this line is sent as text",
            }
            .fill(lang, &[]);
        }
        Plain::JustAsk | Plain::Leave | Plain::Copy | Plain::Edit => {
            return Row {
                ko: "`/` 명령은 없습니다. 그냥 말하면 알맞은 모델이 답합니다. 이 줄은 메시지로 보냅니다",
                en: "there are no `/` commands: just ask, and the right model answers; this line is sent as text",
            }
            .fill(lang, &[]);
        }
    };
    Row {
        ko: "`/` 명령은 필요 없습니다. {said}처럼 말하면 됩니다. 이 줄은 메시지로 보냅니다",
        en: "no `/` commands are needed: just say {said}; this line is sent as text",
    }
    .fill(lang, &[("said", &said.fill(lang, &[]))])
}

/// A name that is refused: one line, with what would do.
#[must_use]
pub fn nobody_called(lang: Lang, name: &str, left_out: &[(Candidate, Unusable)]) -> ErrorText {
    let is_missing =
        |why: &Unusable| matches!(why, Unusable::NoKey { .. } | Unusable::NotRunning { .. } | Unusable::NotBuilt);
    let own: Vec<String> = left_out
        .iter()
        .filter(|(_, why)| !is_missing(why))
        .map(|(candidate, why)| {
            let provider = candidate.model.provider.as_str();
            format!("{provider}: {}", Remark::Unusable { provider, why }.text(lang))
        })
        .collect();
    let mut keys: Vec<String> = Vec::new();
    let mut first = "";
    for (candidate, why) in left_out {
        if let Unusable::NoKey { key_env, .. } = why
            && let Some(name) = key_env.first()
            && keys.len() < N_KEYS
        {
            if keys.is_empty() {
                first = &candidate.model.provider;
            }
            keys.push(format!("`{name}`"));
        }
    }
    let servers: Vec<String> = left_out
        .iter()
        .filter_map(|(candidate, why)| match why {
            Unusable::NotRunning { address } => Some(server::silent(&candidate.model.provider, address)),
            _ => None,
        })
        .collect();
    let servers = servers.join(", ");
    let or = match lang {
        Lang::Ko => " 또는 ",
        Lang::En => " or ",
    };
    let line = match (own.is_empty(), keys.is_empty()) {
        (false, _) => {
            Row { ko: "{name}{은} 지금 쓸 수 없습니다: {why}", en: "{name} cannot be used now: {why}" }
                .fill(lang, &[("name", name), ("why", &own.join(", "))])
        }
        (true, true) if !servers.is_empty() => Row {
            ko: "{name}{은} 지금 쓸 수 없습니다. 로컬 서버가 응답하지 않습니다: {servers}. 켜면 쓸 수 있습니다",
            en: "{name} cannot be used now: no answer from the local server {servers}; start it",
        }
        .fill(lang, &[("name", name), ("servers", &servers)]),
        (true, false) if !servers.is_empty() => Row {
            ko: "{name}{은} 지금 쓸 수 없습니다. 로컬 서버를 켜거나 `baro auth add {provider}`{을} 실행하면 됩니다: {servers}",
            en: "{name} cannot be used now: start the local server {servers}, or run `baro auth add {provider}`",
        }
        .fill(lang, &[("name", name), ("servers", &servers), ("provider", first)]),
        (true, false) => Row {
            ko: "{name}{은} 지금 쓸 수 없습니다. {keys}에 키를 넣거나 `baro auth add {provider}`{을} 실행하면 됩니다",
            en: "{name} cannot be used yet: set {keys}, or run `baro auth add {provider}`",
        }
        .fill(lang, &[("name", name), ("keys", &keys.join(or)), ("provider", first)]),
        (true, true) => Row {
            ko: "{name}{은} 지금 쓸 수 없습니다. 쓸 수 있는 모델은 `baro models`로 볼 수 있습니다",
            en: "{name} cannot be used now; see who can with `baro models`",
        }
        .fill(lang, &[("name", name)]),
    };
    ErrorText::new(lang, line)
}

/// There is no conversation to go on with, or none of the days that were asked for.
#[must_use]
pub(super) fn no_conversation(lang: Lang, period: Option<Period>) -> ErrorText {
    let when = period.map(|period| days(lang, period));
    let row = match when {
        None => Row {
            ko: "이 폴더에서 나눈 대화가 없습니다", en: "there is no conversation in this folder yet"
        },
        Some(_) => Row {
            ko: "{when} 이 폴더에서 나눈 대화가 없습니다",
            en: "there is no conversation from {when} in this folder",
        },
    };
    let text = row.fill(lang, &[("when", when.as_deref().unwrap_or_default())]);
    ErrorText::new(lang, text).with_hint(ELSEWHERE.fill(lang, &[]))
}

/// There is none to go on with but the one that goes on.
#[must_use]
pub(super) fn only_this_conversation(lang: Lang, period: Option<Period>) -> ErrorText {
    let when = period.map(|period| days(lang, period));
    let row = match when {
        None => Row {
            ko: "이 폴더에서 나눈 대화는 지금 이 대화뿐입니다",
            en: "this is the only conversation in this folder",
        },
        Some(_) => Row {
            ko: "{when} 이 폴더에서 나눈 대화는 지금 이 대화뿐입니다",
            en: "this is the only conversation from {when} in this folder",
        },
    };
    let text = row.fill(lang, &[("when", when.as_deref().unwrap_or_default())]);
    ErrorText::new(lang, text).with_hint(ELSEWHERE.fill(lang, &[]))
}

/// Where a conversation of another folder is to be found.
const ELSEWHERE: Row = Row {
    ko: "`baro history list --all`에서 골라 그 id나 이름을 함께 적으세요",
    en: "choose one from `baro history list --all` and give its id or name",
};

/// An answer has `n` others beside it, given by `by`, in the conversation of that id, or enough of it.
#[must_use]
pub fn other_answers(lang: Lang, n: usize, by: &str, id: &str) -> String {
    Row {
        ko: "다른 답 {n}개: {by}. 모두 보기: `baro history export {id}`",
        en: "other answers: {n} ({by}); to see all: `baro history export {id}`",
    }
    .fill(lang, &[("n", &n.to_string()), ("by", by), ("id", id)])
}

/// So many variables are named, the likeliest first.
const N_KEYS: usize = 3;

#[cfg(test)]
pub(super) mod tests;
