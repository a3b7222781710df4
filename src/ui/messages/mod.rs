//! The table of messages, Korean and English side by side.
//!
//! A message is a variant that carries data; its words are one row of two templates, so that no language can be
//! left out. `{name}` stands for data; in Korean `{을}`, `{이}`, `{은}`, `{으로}`, `{과}`, `{이라는}` stand for the particle
//! that fits what stands before it. What came from outside is cleaned on its way in, and what looks like a key in it is
//! masked: whoever pasted one where a name belongs does not see it again. Nothing here writes.
//!
//! Korean keeps one manner of speaking. What has a predicate is a sentence and is polite (`-습니다`, `-세요`), causes and
//! what stands in brackets, too. A label, a cell of a table and a state in few words are nouns without a predicate
//! (`키 미설정`, `한도 초과`). Predicates in their noun form (`없음`, `거부됨`, `너무 짧음`) are neither, and are not used.

mod auth;
mod config;
mod config_file;
mod denied;
mod doctor;
mod failure;
mod files;
mod first_run;
mod held;
mod key;
mod keys;
mod label;
mod learning;
mod local;
mod mcp;
mod notice;
mod particle;
mod parts;
mod problem;
mod remark;
mod repl;
mod server;
mod store;
mod suspect;
mod system;
mod talk;
mod toml_words;
mod usage;

pub use auth::{AuthLine, AuthProblem, KeyGiven};
pub use config::{ConfigLine, MadeBy, SettingProblem, edit_error, expected, origin};
pub use config_file::{ConfigProblem, chosen_by, how_to_mend, stands_in};
pub use denied::{denied, denied_hint, may_be_denied};
pub use doctor::{Finding, KeyUnusedFor, Severity};
pub use failure::{FailedCall, failure_kind};
pub use files::{FileProblem, NoFolder};
pub use first_run::{first_run, found};
pub use held::held_back;
pub use key::{how_it_ended, key_error, key_origin};
pub use keys::Heard;
pub use label::{Label, fact};
pub use learning::LearningLine;
pub use local::{LocalProblem, LocalRemark};
pub use mcp::{FileForm, McpLine, ToolNow};
pub(in crate::ui) use notice::candidate_name;
pub use notice::{Lossy, Message, Weight, passed_over};
pub use particle::{Particle, particle};
pub use parts::PartsOffer;
pub use problem::{BudgetLimit, Problem};
pub use remark::{Remark, Trouble};
pub use repl::{ReplLine, Shown};
pub use server::{ShownKey, models_unknown, not_running, still_loading};
pub use store::StoreProblem;
pub use suspect::Suspect;
pub use system::system_words;
pub use talk::{TalkLine, nobody_called, other_answers};
pub use toml_words::toml_words;
pub use usage::{Usage, UsageProblem};

use std::borrow::Cow;

use super::console::sanitise_lines;
use super::style::View;
use super::width;
use crate::config::{self as settings, Tells};
use crate::domain::Lang;
use crate::markup::sanitise;

/// One row: the same in both languages.
#[derive(Debug, Clone, Copy)]
struct Row {
    ko: &'static str,
    en: &'static str,
}

/// Values that name what is there: a model that is asked, a request, a sum, a token that was made. The others tell what
/// somebody typed or wrote into the settings.
const OF_WHAT_IS_THERE: &[&str] = &["model", "id", "sum", "right_sum", "token"];

impl Row {
    /// The template of `lang`, filled. What may be a key is masked in each value, so that nobody who makes a message has to
    /// think of it.
    fn fill(self, lang: Lang, values: &[(&str, &str)]) -> String {
        let template = match lang {
            Lang::Ko => self.ko,
            Lang::En => self.en,
        };
        let mut text = String::with_capacity(template.len() + 32);
        let mut rest = template;
        while let Some((plain, after)) = rest.split_once('{') {
            text.push_str(plain);
            let Some((name, after)) = after.split_once('}') else { break };
            if let Some((_, value)) = values.iter().find(|(key, _)| *key == name) {
                let is_there = OF_WHAT_IS_THERE.contains(&name);
                let tells = if is_there { Tells::WhatIsThere } else { Tells::WhatWasWritten };
                text.push_str(&settings::without_pasted_keys(&sanitise::line(value), tells));
            } else if let Some(kind) = Particle::of_placeholder(name) {
                text.push_str(particle(&text, kind));
            } else {
                debug_assert!(false, "no value for {name} in {template}");
            }
            rest = after;
        }
        text.push_str(rest);
        text
    }
}

/// An error as a person reads it: what happened, why, what to do. What looks like a key is masked as it goes in, since one
/// may have been pasted where a name belongs, so that nobody who makes or shows an error has to think of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorText {
    /// What happened, one line.
    pub error: String,
    /// Why, one line each; where several candidates failed, each has its own.
    pub causes: Vec<String>,
    /// What to do, one line each, best first.
    pub hints: Vec<String>,
    /// The language of the labels.
    pub lang: Lang,
}

impl ErrorText {
    /// An error that says only what happened.
    #[must_use]
    pub fn new(lang: Lang, error: impl Into<String>) -> Self {
        Self { error: masked(error.into()), causes: vec![], hints: vec![], lang }
    }

    /// With one cause more, the system's words in the user's language; an empty one is left out.
    #[must_use]
    pub fn with_cause(mut self, cause: impl AsRef<str>) -> Self {
        let cause = system_words(self.lang, cause.as_ref());
        if !cause.is_empty() {
            self.causes.push(masked(cause));
        }
        self
    }

    /// With one hint more; an empty one is left out.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        let hint = hint.into();
        if !hint.is_empty() {
            self.hints.push(masked(hint));
        }
        self
    }

    /// As it is said in a talk, where there are no flags: a model is called by its name, and what is to be done is said.
    #[must_use]
    pub fn in_a_talk(mut self) -> Self {
        let words: &[(&str, &str)] = match self.lang {
            Lang::Ko => &[
                (
                    "`baro again`으로 다시 시도하거나, `baro again -m 모델`로 다른 모델에 물어보세요",
                    "다시 보내거나, \"다른 모델로\"라고 하거나 `@이름`으로 부르세요",
                ),
                (
                    "`baro again`으로 다시 묻거나, `baro again -m 모델`로 다른 모델에 물어보세요",
                    "\"다른 모델로\"라고 하거나 `@이름`으로 부르세요",
                ),
                ("`baro again -m 모델`로 다른 모델에 물어보세요", "\"다른 모델로\"라고 하세요"),
                ("`baro again`으로 다시 시도하고", "다시 보내고"),
                ("`--timeout`을 늘려 `baro again`으로 다시 물어보세요", "다시 보내거나 \"다른 모델로\"라고 하세요"),
                ("`baro again`으로 다시 묻거나", "\"다른 모델로\"라고 하거나"),
                (
                    "나누어 보내고 답을 합치기(1분에 하나쯤): `--yes`",
                    "다시 보내면 나누어 보낼지 묻습니다. `y`라고 하면 나누어 보내고 답을 합칩니다",
                ),
                (
                    "`baro history list --all`에서 골라 그 id나 이름을 함께 적으세요",
                    "\"대화 목록\"이라고 하면 고를 수 있습니다",
                ),
                (
                    "네트워크와 프록시 설정을 확인하거나, `--local`로 이 컴퓨터의 모델을 쓰세요",
                    "네트워크와 프록시 설정을 확인하거나, 이 컴퓨터에 모델이 있으면 `@이름`으로 부르세요",
                ),
                (
                    "`baro ask 질문`처럼 쓰거나, 내용을 파이프로 넘기세요",
                    "이름 뒤에 물어볼 말을 함께 쓰세요: `@이름 이거 왜 안 돼?`",
                ),
                ("`-c`로 이어서 물어보세요", "\"이어서\"라고 하면 마저 답합니다"),
                ("`-m local:", "`@local:"),
                ("들어가는 모델: `-m ", "들어가는 모델: `@"),
                ("먼저 물어보세요: `baro 안녕`", "먼저 아무 말이나 해 보세요"),
                ("`-m 모델`로 지정하거나", "`@모델`로 부르거나"),
                ("`-m`으로", "`@이름`으로"),
                ("`-m`", "`@이름`"),
            ],
            Lang::En => &[
                (
                    "try again later with `baro again`, or ask another model with `baro again -m MODEL`",
                    "send it again later, say \"try another model\", or name one (`@name`)",
                ),
                (
                    "ask once more with `baro again`, or another model with `baro again -m MODEL`",
                    "say \"try another model\", or name one (`@name`)",
                ),
                ("ask another model with `baro again -m MODEL`", "say \"try another model\""),
                ("try again later with `baro again`", "send it again later"),
                (
                    "ask once more with `baro again` and a larger `--timeout`",
                    "send it again, or say \"try another model\"",
                ),
                ("ask once more with `baro again`", "say \"try another model\""),
                (
                    "to send it in parts, about one a minute, and join the answers: `--yes`",
                    "to send it in parts, send it again and answer `y` when asked",
                ),
                (
                    "choose one from `baro history list --all` and give its id or name",
                    "say \"show my conversations\" to choose one",
                ),
                (
                    "check the network and proxy, or use a model on this machine with `--local`",
                    "check the network and proxy, or call a model of this machine, if it has one, by its name (`@name`)",
                ),
                (
                    "write `baro ask QUESTION`, or pipe something in",
                    "write what to ask behind the name: `@name why does this fail?`",
                ),
                ("go on with `-c`", "say \"go on\" to have the rest"),
                ("`-m local:", "`@local:"),
                ("room for it: `-m ", "room for it: `@"),
                ("ask something first: `baro hello there`", "say something first"),
                ("name a model with `-m`", "name a model (`@name`)"),
                ("with `-m`", "by its name (`@name`)"),
                ("`-m`", "`@name`"),
            ],
        };
        self.in_other_words(words);
        self
    }

    /// As it is said of a turn of which nothing is kept: neither `baro again` nor `-c` finds it.
    #[must_use]
    pub fn of_nothing_kept(mut self) -> Self {
        let words: &[(&str, &str)] = match self.lang {
            Lang::Ko => &[
                ("`baro again -m 모델`로", "`-m 모델`로"),
                ("`baro again`으로 ", ""),
                ("`-c`로 이어서 물어보세요", "저장하지 않아 이어서 물을 수 없습니다"),
            ],
            Lang::En => &[
                ("`baro again -m MODEL`", "`-m MODEL`"),
                (" with `baro again` and", " with"),
                (" with `baro again`", ""),
                ("go on with `-c`", "nothing of it is kept that could be gone on with"),
            ],
        };
        self.in_other_words(words);
        self
    }

    fn in_other_words(&mut self, words: &[(&str, &str)]) {
        for said in std::iter::once(&mut self.error).chain(&mut self.hints) {
            for (usual, other) in words {
                if said.contains(usual) {
                    *said = said.replace(usual, other);
                }
            }
        }
    }

    /// With the names that were probably meant, where there are any.
    #[must_use]
    pub fn with_nearest<'n>(self, nearest: impl IntoIterator<Item = &'n str>) -> Self {
        let names: Vec<String> = nearest.into_iter().map(|name| format!("`{name}`")).collect();
        if names.is_empty() {
            return self;
        }
        let row = Row { ko: "혹시 {names}?", en: "did you mean {names}?" };
        let hint = row.fill(self.lang, &[("names", &names.join(", "))]);
        self.with_hint(hint)
    }

    /// The hints as one text, for JSON; `None` where there are none.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        (!self.hints.is_empty()).then(|| self.hints.join("\n"))
    }

    /// The lines, each ended by a newline, wrapped to the window.
    ///
    /// ```text
    /// error: groq rejected the API key
    ///   cause: 401 invalid_api_key
    /// hint: set `GROQ_API_KEY`
    /// ```
    #[must_use]
    pub fn render(&self, view: &View) -> String {
        let mut text = String::new();
        let palette = view.palette;
        let label = |label: Label| label.text(self.lang);
        let error = palette.error(label(Label::Error));
        paragraph(&mut text, view, "", label(Label::Error), &error, &self.error);
        for cause in &self.causes {
            let painted = palette.dim(label(Label::Cause));
            paragraph(&mut text, view, "  ", label(Label::Cause), &painted, cause);
        }
        for (index, hint) in self.hints.iter().enumerate() {
            if index == 0 {
                paragraph(&mut text, view, "", label(Label::Hint), &palette.good(label(Label::Hint)), hint);
            } else {
                let indent = " ".repeat(width::of(label(Label::Hint), view.ambiguous) + 2);
                paragraph(&mut text, view, &indent, "", "", hint);
            }
        }
        text
    }
}

/// A text with a mask in the place of what looks like a key.
fn masked(text: impl Into<String> + AsRef<str>) -> String {
    match settings::without_keys(text.as_ref()) {
        Cow::Owned(masked) => masked,
        Cow::Borrowed(_) => text.into(),
    }
}

/// Fewer columns beside a label are too few to read in.
const MIN_BODY: usize = 20;

/// Adds `label: body` to `text`, wrapped, its later lines under the first word of the body.
fn paragraph(text: &mut String, view: &View, indent: &str, label: &str, painted: &str, body: &str) {
    let colon = if label.is_empty() { "" } else { ": " };
    let head_columns = width::of(indent, view.ambiguous) + width::of(label, view.ambiguous) + colon.len();
    let body = sanitise_lines(body);
    let (lines, hang) = match view.columns {
        // In a narrow window there is no room beside the label.
        Some(columns) if columns < head_columns + MIN_BODY => {
            let before = "-".repeat(head_columns);
            let lines = width::wrap(&format!("{before}{body}"), columns.max(MIN_BODY), "  ", view.ambiguous);
            (lines.into_iter().map(|line| line.strip_prefix(&before).unwrap_or(&line).to_owned()).collect(), 0)
        }
        Some(columns) => (width::wrap(&body, columns - head_columns, "", view.ambiguous), head_columns),
        None => (vec![body], head_columns),
    };
    for (index, line) in lines.iter().enumerate() {
        if index == 0 {
            text.push_str(indent);
            text.push_str(painted);
            text.push_str(colon);
        } else {
            text.push_str(&" ".repeat(hang));
        }
        text.push_str(line);
        text.push('\n');
    }
}

/// Whether an answer is a yes in the words that people use, also with the keyboard in the other language.
#[must_use]
pub fn is_yes(line: &str) -> bool {
    is_clear_yes(line)
        || matches!(
            bare_answer(line).as_str(),
            "ok" | "okay"
                | "sure"
                | "send"
                | "send it"
                | "yep"
                | "yeah"
                | "그래"
                | "좋아"
                | "보내"
                | "보내줘"
                | "오케이"
                | "ㅇㅋ"
                | "넵"
        )
}

/// Whether an answer is a yes that also counts where money is asked for.
#[must_use]
pub fn is_clear_yes(line: &str) -> bool {
    matches!(bare_answer(line).as_str(), "y" | "yes" | "ㅛ" | "네" | "예" | "응" | "ㅇ" | "ㅇㅇ")
}

/// What an answer says of paying, which is kept: a clear yes, a clear no, or an empty line, for which the question says
/// what it means. `None`: neither, and nothing is kept for it.
#[must_use]
pub fn word_on_paying(line: &str) -> Option<bool> {
    match line {
        _ if is_clear_yes(line) => Some(true),
        _ if is_no(line) || line.trim().is_empty() => Some(false),
        _ => None,
    }
}

/// Whether an answer is a no, also with the keyboard in the other language.
#[must_use]
pub fn is_no(line: &str) -> bool {
    matches!(bare_answer(line).as_str(), "n" | "no" | "ㅜ" | "아니" | "아니오" | "아니요" | "그만" | "ㄴ" | "ㄴㄴ")
}

/// An answer in small letters, without the marks behind it: how each table of yes and no reads one.
fn bare_answer(line: &str) -> String {
    let is_mark = |character: char| character.is_whitespace() || ".!~,。！～…".contains(character);
    line.trim_start().trim_end_matches(is_mark).to_lowercase()
}

#[cfg(test)]
pub(crate) mod tests;
