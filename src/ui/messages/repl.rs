//! What the REPL says of itself.

use super::keys::{Heard, keys};
use super::{ErrorText, Row};
use crate::domain::{Fact, Lang};
use crate::engine::is_vendor;
use crate::markup::sanitise;
use crate::ui::number;
use crate::ui::style::View;
use crate::ui::width;

/// A line of the REPL's, or a few.
#[derive(Debug, Clone, Copy)]
pub enum ReplLine<'a> {
    /// To somebody who is here for the first time.
    Newcomer {
        /// A name that another model can be called by, where there is another.
        other: Option<&'a str>,
        /// What a `?` shows.
        shown: Shown,
    },
    /// To everybody else.
    Greeting {
        /// baro's own.
        version: &'a str,
        /// What a `?` shows.
        shown: Shown,
    },
    /// A conversation goes on.
    GoingOn {
        /// Its name or title.
        title: &'a str,
        /// What a `?` shows.
        shown: Shown,
    },
    /// All keys: each with what it does, in the order of the table.
    Keys {
        /// What stands before each row.
        names: &'a [String],
        /// Those that do something while an answer comes.
        heard: Heard,
        /// Columns of the window.
        columns: Option<usize>,
    },
    /// What can be said, where there are no keys.
    Words,
    /// What can be said, above the keys.
    Sayings,
    /// A key was typed as if it were a message.
    KeyTyped {
        /// Whose it looks like.
        provider: Option<&'a str>,
    },
    /// A command of baro's own was typed, which is for the shell.
    ForTheShell,
    /// A word that leaves the talk, or is said to a model.
    Leaving,
    /// Ctrl-C on an empty line.
    OnceMoreToLeave,
    /// The terminal cannot be taken over.
    NoTerminal,
    /// There is no answer or message yet.
    NothingWasSaid,
    /// A line without a word.
    NothingToSend,
    /// There is no receipt to be undone.
    NothingToUndo,
    /// Nobody answered yet who could be pinned.
    NobodyToPin,
    /// Nobody else can be asked.
    NoOtherModel,
    /// The last message stands in the line.
    EditingLast,
    /// A code block is on the clipboard.
    CopiedBlock {
        /// Its lines.
        n_lines: usize,
    },
    /// An answer is on the clipboard.
    CopiedAnswer {
        /// Its lines.
        n_lines: usize,
    },
    /// The text is too long for the clipboard.
    TooLargeToCopy,
    /// The last answer has no code block.
    NoCodeToCopy,
    /// The terminal has no clipboard.
    CannotCopy,
    /// The last message has one answer.
    NoOtherAnswer,
    /// Which of several answers it goes on from.
    ThisAnswer {
        /// Its number, from 1.
        number: usize,
        /// How many there are.
        n_all: usize,
        /// Who gave it.
        model: &'a str,
    },
    /// That answer was cut off.
    ThatWasIncomplete,
    /// Asks for words of a conversation.
    SearchFor,
    /// Asks for the number of a conversation.
    WhichOne,
    /// A conversation to choose.
    Listed {
        /// Its number, from 1.
        number: usize,
        /// What a person knows it by.
        title: &'a str,
    },
    /// No conversation has the words.
    NoConversationFound,
    /// There is none at all.
    NoConversationYet,
    /// What was said is no number of the list.
    NoSuchNumber {
        /// The list's last.
        n_all: usize,
    },
    /// What a command for help would have shown.
    HelpInstead,
    /// The key that does what a command of another program would.
    KeyInstead {
        /// The key.
        key: &'a str,
    },
    /// Asks whether a message goes to the pick.
    Confirm {
        /// To whom, and why.
        pick: &'a str,
    },
    /// A message was not sent, at the person's word.
    NotSent,
    /// The message that was held for another one can be sent now.
    UnsentComesBack {
        /// The message.
        text: &'a str,
    },
    /// A message was left at its pick, at the person's word.
    LeftAtPick,
    /// A message stands in the line again, which others can be asked.
    CameBack,
    /// A message came back, where there is no line that it could stand in.
    EnterSendsAgain,
    /// Of several who were named these were not asked.
    NotAsked {
        /// What they can be called by.
        names: &'a [String],
    },
    /// Lines were pasted where the terminal itself edits them.
    PastedPlain,
    /// The terminal that edits the line itself may have cut it. Enter sends it as it stands.
    LineCut {
        /// Bytes that it takes of a line.
        n_bytes: u64,
    },
    /// The same of an answer to a question, which is asked again.
    AnswerCut {
        /// Bytes that it takes of a line.
        n_bytes: u64,
    },
    /// Behind an `@` stands the beginning of nothing.
    NothingBeginsSo {
        /// As it was typed.
        word: &'a str,
    },
    /// A word ended the talk.
    Farewell,
    /// What a conversation is called that begins with a paste and nothing else.
    Pasted {
        /// What it is; `None` is prose.
        kind: Option<Fact>,
        /// Its lines.
        n_lines: usize,
    },
}

/// What a `?` alone shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// The keys.
    Keys,
    /// What can be said: where lines are plain there are no other keys than the terminal's own.
    Words,
}

impl Shown {
    fn text(self, lang: Lang) -> String {
        match self {
            Self::Keys => Row { ko: "?: 키", en: "?: keys" }.fill(lang, &[]),
            Self::Words => Row { ko: "?: 도움말", en: "?: help" }.fill(lang, &[]),
        }
    }
}

impl ReplLine<'_> {
    /// The line in `lang`.
    #[must_use]
    #[expect(clippy::too_many_lines, reason = "one table, a row a line")]
    pub fn text(&self, lang: Lang) -> String {
        let number = |n: usize| n.to_string();
        match *self {
            Self::Newcomer { other, shown } => newcomer(lang, other, shown),
            Self::Greeting { version, shown } => format!("baro {version} · {}", shown.text(lang)),
            Self::GoingOn { title, shown } => {
                let going_on = Row { ko: "이어 가는 대화: \"{title}\"", en: "going on with \"{title}\"" };
                format!("{} · {}", going_on.fill(lang, &[("title", title)]), shown.text(lang))
            }
            Self::Keys { names, heard, columns } => keys(lang, names, heard, columns),
            Self::Words => [SAYINGS, SAYINGS_IN_A_TALK, PLAIN_KEYS].map(|row| row.fill(lang, &[])).join("\n"),
            Self::Sayings => [SAYINGS, SAYINGS_IN_A_TALK].map(|row| row.fill(lang, &[])).join("\n"),
            Self::KeyTyped { provider } => {
                let any = if lang == Lang::Ko { "제공자" } else { "PROVIDER" };
                KEY_TYPED.fill(lang, &[("provider", provider.filter(|owner| is_vendor(owner)).unwrap_or(any))])
            }
            Self::ForTheShell => FOR_THE_SHELL.fill(lang, &[]),
            Self::Leaving => LEAVING.fill(lang, &[]),
            Self::OnceMoreToLeave => ONCE_MORE_TO_LEAVE.fill(lang, &[]),
            Self::NoTerminal => {
                Row { ko: "터미널을 쓸 수 없습니다", en: "the terminal cannot be used" }.fill(lang, &[])
            }
            Self::NothingWasSaid => Row { ko: "아직 나눈 말이 없습니다", en: "nothing was said yet" }.fill(lang, &[]),
            Self::NothingToSend => Row { ko: "보낼 말이 없습니다", en: "there is nothing to send" }.fill(lang, &[]),
            Self::NothingToUndo => Row { ko: "취소할 것이 없습니다", en: "there is nothing to undo" }.fill(lang, &[]),
            Self::NobodyToPin => Row {
                ko: "Tab으로 모델을 고른 뒤 누르면 그 모델로 고정합니다",
                en: "choose a model with Tab first; this key then pins it",
            }
            .fill(lang, &[]),
            Self::NoOtherModel => Row {
                ko: "지금 쓸 수 있는 다른 모델이 없습니다. 키를 더하려면 `baro auth add 이름`",
                en: "no other model can be asked now; to add a key: `baro auth add NAME`",
            }
            .fill(lang, &[]),
            Self::EditingLast => Row {
                ko: "지난 메시지를 고쳐 보냅니다. 원래 답도 남습니다 (Ctrl-C: 그만두기)",
                en: "change the last message and send it; its answer is kept (Ctrl-C: leave it)",
            }
            .fill(lang, &[]),
            Self::CopiedBlock { n_lines } => Row {
                ko: "마지막 코드 블록을 복사했습니다 ({n}줄)",
                en: "the last code block was copied (lines: {n})",
            }
            .fill(lang, &[("n", &number(n_lines))]),
            Self::CopiedAnswer { n_lines } => Row {
                ko: "마지막 답을 복사했습니다 ({n}줄)",
                en: "the last answer was copied (lines: {n})",
            }
            .fill(lang, &[("n", &number(n_lines))]),
            Self::TooLargeToCopy => Row {
                ko: "복사하기에는 너무 깁니다. `baro history show`로 볼 수 있습니다",
                en: "too long to be copied; see it with `baro history show`",
            }
            .fill(lang, &[]),
            Self::NoCodeToCopy => {
                Row { ko: "지난 답에는 코드 블록이 없습니다", en: "the last answer has no code block" }.fill(lang, &[])
            }
            Self::CannotCopy => Row {
                ko: "이 터미널로는 복사할 수 없습니다. `baro history show`로 볼 수 있습니다",
                en: "this terminal cannot copy; see it with `baro history show`",
            }
            .fill(lang, &[]),
            Self::NoOtherAnswer => {
                Row { ko: "이 메시지에는 다른 답이 없습니다", en: "this message has no other answer" }.fill(lang, &[])
            }
            Self::ThisAnswer { number: n, n_all, model } => Row {
                ko: "({n}/{all}) {model}의 답에서 이어 갑니다",
                en: "({n}/{all}) it goes on from the answer of {model}",
            }
            .fill(lang, &[("n", &number(n)), ("all", &number(n_all)), ("model", model)]),
            Self::ThatWasIncomplete => Row { ko: "(끝나지 않은 답)", en: "(incomplete)" }.fill(lang, &[]),
            Self::SearchFor => Row {
                ko: "찾을 말 (그냥 Enter: 최근 대화)\n› ",
                en: "words to look for (Enter: the last ones)\n› ",
            }
            .fill(lang, &[]),
            Self::WhichOne => Row { ko: "번호 › ", en: "number › " }.fill(lang, &[]),
            Self::Listed { number: n, title } => {
                Row { ko: "{n}. {title}", en: "{n}. {title}" }.fill(lang, &[("n", &number(n)), ("title", title)])
            }
            Self::NoSuchNumber { n_all: 1 } => ONE_NUMBER.fill(lang, &[]),
            Self::NoSuchNumber { n_all } => NO_SUCH_NUMBER.fill(lang, &[("n", &number(n_all))]),
            Self::NoConversationFound => NOT_FOUND.fill(lang, &[]),
            Self::NoConversationYet => NONE_YET.fill(lang, &[]),
            Self::HelpInstead => HELP_INSTEAD.fill(lang, &[]),
            Self::KeyInstead { key } => KEY_INSTEAD.fill(lang, &[("key", key)]),
            Self::Confirm { pick } => CONFIRM.fill(lang, &[("pick", pick)]),
            Self::NotSent => Row { ko: "보내지 않았습니다", en: "not sent" }.fill(lang, &[]),
            Self::UnsentComesBack { text } => Row {
                ko: "아직 보내지 않은 메시지: {text} (그냥 Enter를 누르면 보냅니다)",
                en: "still to be sent: {text} (Enter alone sends it)",
            }
            .fill(lang, &[("text", text)]),
            Self::LeftAtPick => LEFT_AT_PICK.fill(lang, &[]),
            Self::CameBack => CAME_BACK.fill(lang, &[]),
            Self::EnterSendsAgain => ENTER_SENDS_AGAIN.fill(lang, &[]),
            Self::NotAsked { names } => {
                let called: Vec<String> = names.iter().map(|name| format!("@{name}")).collect();
                NOT_ASKED.fill(lang, &[("names", &names.join(", ")), ("called", &called.join(" "))])
            }
            Self::PastedPlain => PASTED_PLAIN.fill(lang, &[]),
            Self::LineCut { n_bytes } => LINE_CUT.fill(lang, &[("n", &number::grouped(n_bytes))]),
            Self::AnswerCut { n_bytes } => ANSWER_CUT.fill(lang, &[("n", &number::grouped(n_bytes))]),
            Self::NothingBeginsSo { word } => NOTHING_BEGINS_SO.fill(lang, &[("word", word)]),
            Self::Farewell => FAREWELL.fill(lang, &[]),
            Self::Pasted { kind, n_lines } => pasted(lang, kind, n_lines),
        }
    }

    /// The line on one row of a window.
    #[must_use]
    pub fn text_in(&self, view: &View) -> String {
        let text = sanitise::line(&self.text(view.lang));
        width::fit(&text, view.columns.unwrap_or(usize::MAX), view.ambiguous)
    }

    /// The line as an error.
    #[must_use]
    pub fn error(&self, lang: Lang) -> ErrorText {
        ErrorText::new(lang, self.text(lang))
    }
}

const KEY_TYPED: Row = Row {
    ko: "API 키 같아서 보내지도 남기지도 않았습니다. Ctrl-D로 나가 셸에서 `baro auth add {provider}`{을} 실행한 뒤 붙여 넣으세요",
    en: "that looks like an API key: it was neither sent nor kept. Leave with Ctrl-D, run `baro auth add {provider}` in the shell, and paste it there",
};

const FOR_THE_SHELL: Row = Row {
    ko: "셸에서 실행하는 명령입니다. Ctrl-D로 나가거나 다른 터미널에서 실행하세요. 메시지로 보내려면 한 번 더 Enter",
    en: "that is a command for the shell: leave with Ctrl-D, or use another terminal; Enter once more sends it as a message",
};

const LEAVING: Row = Row {
    ko: "한 번 더 Enter를 누르면 대화를 끝냅니다. 메시지로 보내려면 앞에 `\\`를 붙이세요",
    en: "Enter once more ends the talk; with a `\\` before it, it is a message",
};

const ONCE_MORE_TO_LEAVE: Row =
    Row { ko: "한 번 더 누르면 나갑니다 (Ctrl-D로도 나갑니다)", en: "once more to leave (or Ctrl-D)" };

const ENTER_SENDS_AGAIN: Row = Row {
    ko: "그냥 Enter를 누르면 그 메시지를 다시 보냅니다 (Ctrl-C: 그만두기)",
    en: "Enter alone sends that message again (Ctrl-C: leave it)",
};

const LEFT_AT_PICK: Row = Row {
    ko: "보내지 않았습니다. 그냥 Enter를 누르면 다시 고릅니다 (Ctrl-C: 그만두기)",
    en: "not sent; Enter alone comes back to it (Ctrl-C: leave it)",
};

const CAME_BACK: Row = Row {
    ko: "Enter: 다시 보내기, 뒤에 `@이름`, `다른 모델로`: 다른 모델에게, Ctrl-C: 지우기",
    en: "Enter: send it again, `@name` or `another model` behind it, Ctrl-C: drop it",
};

const NOT_ASKED: Row = Row {
    ko: "{names}에게는 묻지 않았습니다. 물어보려면 `{called}`",
    en: "not asked: {names} (to ask it: `{called}`)",
};

const PASTED_PLAIN: Row = Row {
    ko: "붙여 넣은 글은 한 메시지입니다. 덧붙일 말이 있으면 쓰고, Enter를 누르면 보냅니다 (Ctrl-C: 그만두기)",
    en: "what was pasted is one message: add to it if you like, and Enter sends it (Ctrl-C: leave it)",
};

const LINE_CUT: Row = Row {
    ko: "터미널이 한 줄을 {n}바이트까지만 받아 뒷부분이 잘렸을 수 있어 보내지 않았습니다. 이대로 보내려면 Enter, 전부 보내려면 파일에 담아 `@./파일`로 붙이세요",
    en: "the terminal takes {n} bytes of a line, so the rest of this one may be lost, and it was not sent: Enter sends it as it stands; to send all of it, put it into a file and attach that (`@./FILE`)",
};

const ANSWER_CUT: Row = Row {
    ko: "터미널이 한 줄을 {n}바이트까지만 받아 뒷부분이 잘렸을 수 있어 답으로 받지 않았습니다. 다시 답해 주세요",
    en: "the terminal takes {n} bytes of a line, so the rest of this one may be lost, and it was not taken for an answer: answer again",
};

const NOTHING_BEGINS_SO: Row = Row {
    ko: "`{word}`{으로} 시작하는 모델이나 파일이 없습니다",
    en: "no model or file begins with `{word}`",
};

const NO_SUCH_NUMBER: Row = Row {
    ko: "1에서 {n} 사이의 번호를 적으세요 (그만두려면 Enter)",
    en: "a number from 1 to {n}, please (Enter: leave it)",
};

const ONE_NUMBER: Row =
    Row { ko: "목록에는 1번뿐입니다 (그만두려면 Enter)", en: "there is only number 1 (Enter: leave it)" };

const KEY_INSTEAD: Row = Row {
    ko: "`/` 명령 대신 `{key}`{을} 누르면 됩니다. 이 줄은 메시지로 보냅니다",
    en: "no `/` commands are needed: `{key}` does that; this line is sent as text",
};

const HELP_INSTEAD: Row = Row {
    ko: "`/` 명령은 필요 없습니다. 대신 `?`만 치면 할 수 있는 것이 나옵니다. 이 줄은 메시지로 보냅니다",
    en: "no `/` commands are needed: `?` alone shows what can be done; this line is sent as text",
};

const CONFIRM: Row = Row {
    ko: "{pick}\nEnter: 보내기, 이름: 그 모델에게, n: 그만\n› ",
    en: "{pick}\nEnter: send, a name: to that model, n: leave it\n› ",
};

const FAREWELL: Row =
    Row { ko: "이 대화를 이어 가려면 `baro -c`", en: "to go on with this conversation: `baro -c`" };

/// What can be said.
pub(super) const SAYINGS: Row = Row {
    ko: "@kimi 질문: 이 메시지만 kimi에게\n\
         다른 모델로: 지난 메시지를 다시 묻기\n\
         앞으로 kimi로 해: 계속 kimi에게\n\
         자동으로 해: 다시 알아서\n\
         왜 이 모델이야?: 고른 이유\n\
         얼마 썼어?: 쓴 토큰과 비용\n\
         새 대화: 새로 시작\n\
         아까 그 대화 이어서: 지난 대화 잇기\n\
         아니: 방금 바꾼 것 취소\n\
         @src/main.rs: 파일 붙이기",
    en: "@kimi question: this message to kimi\n\
         try another model: ask the last message again\n\
         use kimi from now on: kimi answers\n\
         back to auto: baro chooses again\n\
         why this model?: the reason\n\
         how much have I spent today: tokens and cost\n\
         new chat: begin anew\n\
         go back to the last chat: go on with it\n\
         undo: take back what was just changed\n\
         @src/main.rs: attach a file",
};

/// What can be said besides where there is a talk on the screen.
const SAYINGS_IN_A_TALK: Row = Row {
    ko: "코드 복사, 답 복사: 클립보드로\n\
         내 질문 고쳐서 다시 보낼게: 지난 메시지 고치기\n\
         아까 답으로: 다시 묻기 전의 답으로\n\
         이 대화 별표: 대화에 별표",
    en: "copy the code, copy the answer: to the clipboard\n\
         let me edit my last message: change and resend it\n\
         the other answer: the one before it was asked again\n\
         star this chat: mark the conversation",
};

/// The keys where the terminal itself edits the line.
const PLAIN_KEYS: Row =
    Row { ko: "Ctrl-C: 답 멈추기, Ctrl-D: 끝내기", en: "Ctrl-C: stop the answer, Ctrl-D: leave" };

/// The first screen; of other models it speaks only where there are some, and of keys only where there are those.
fn newcomer(lang: Lang, other: Option<&str>, shown: Shown) -> String {
    let rows = NEWCOMER.iter().filter(|row| other.is_some() || !row.en.starts_with(OF_OTHERS));
    let other = other.unwrap_or_default();
    let (tab, all) = match shown {
        Shown::Keys => ("(Tab)", Row { ko: "모든 키", en: "all keys" }),
        Shown::Words => ("", Row { ko: "도움말", en: "help" }),
    };
    let all = all.fill(lang, &[]);
    let lines: Vec<String> = rows
        .map(|row| {
            let line = row.fill(lang, &[("other", other), ("tab", tab), ("all", &all)]);
            line.strip_prefix(OF_OTHERS).unwrap_or(&line).trim_end().to_owned()
        })
        .collect();
    lines.join("\n")
}

/// Begins a line that is of use only where another model can be asked.
const OF_OTHERS: char = '\u{1f}';

const NEWCOMER: &[Row] = &[
    Row { ko: "바로입니다. 그냥 말하세요.", en: "This is baro. Just talk: each message" },
    Row { ko: "메시지마다 알맞은 모델이 답합니다.", en: "goes to the model that suits it." },
    Row { ko: "", en: "" },
    Row { ko: "파일  이 코드 왜 느려? @src/main.rs", en: "file   why is this slow? @src/main.rs" },
    Row { ko: "\u{1f}모델  @{other} 서울의 인구는? {tab}", en: "\u{1f}model  @{other} is Seoul large? {tab}" },
    Row { ko: "\u{1f}다시  다른 모델로", en: "\u{1f}again  try another model" },
    Row { ko: "이유  왜 이 모델이야?", en: "why    why this model?" },
    Row { ko: "새로  새 대화", en: "anew   new chat" },
    Row { ko: "", en: "" },
    Row { ko: "Enter 보내기 · Ctrl-C 멈추기 · ? {all}", en: "Enter sends · Ctrl-C stops · ? {all}" },
    Row { ko: "", en: "" },
];

const NOT_FOUND: Row = Row { ko: "그런 대화를 찾지 못했습니다", en: "no such conversation was found" };

const NONE_YET: Row = Row { ko: "아직 나눈 대화가 없습니다", en: "there is no conversation yet" };

/// What a conversation is called that begins with a paste and nothing else.
fn pasted(lang: Lang, kind: Option<Fact>, n_lines: usize) -> String {
    let kind = match kind {
        Some(Fact::Log) => Row { ko: "로그", en: "log" },
        Some(Fact::StackTrace) => Row { ko: "스택 트레이스", en: "stack trace" },
        Some(Fact::Code) => Row { ko: "코드", en: "code" },
        Some(Fact::Diff) => Row { ko: "diff", en: "diff" },
        Some(Fact::Table) => Row { ko: "표", en: "table" },
        Some(Fact::Data) => Row { ko: "데이터", en: "data" },
        _ => Row { ko: "글", en: "text" },
    };
    Row { ko: "붙여 넣은 {kind} {n}줄", en: "pasted {kind}, {n} lines" }
        .fill(lang, &[("kind", &kind.fill(lang, &[])), ("n", &n_lines.to_string())])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_newcomer_sees_within_one_screen_what_to_do() {
        for lang in [Lang::Ko, Lang::En] {
            let text = ReplLine::Newcomer { other: Some("kimi"), shown: Shown::Keys }.text(lang);
            assert!(text.lines().count() <= 12, "{text}");
            for word in ["@src/main.rs", "@kimi", "Tab", "Ctrl-C", "?"] {
                assert!(text.contains(word), "{lang:?}: {word}");
            }
            // Nobody is offered who is not there.
            let alone = ReplLine::Newcomer { other: None, shown: Shown::Keys }.text(lang);
            assert!(!alone.contains('@') || alone.matches('@').count() == 1 && !alone.contains("Tab"), "{alone}");
            assert_eq!(alone.lines().count(), text.lines().count() - 2);
            for line in text.lines() {
                assert!(width::of(line, crate::ui::style::AmbiguousWidth::Narrow) <= 40, "{line}");
            }
        }
    }

    #[test]
    fn where_there_are_no_keys_none_is_offered() {
        for lang in [Lang::Ko, Lang::En] {
            let shown = Shown::Words;
            let first = ReplLine::Newcomer { other: Some("kimi"), shown }.text(lang);
            let greeting = ReplLine::Greeting { version: "1", shown }.text(lang);
            let going_on = ReplLine::GoingOn { title: "whales", shown }.text(lang);
            for text in [first, greeting, going_on] {
                assert!(!text.contains("Tab") && !text.contains("키") && !text.contains("key"), "{text}");
                assert!(text.contains('?') && text.lines().all(|line| columns_of(line) <= 40), "{text}");
            }
        }
    }

    #[test]
    fn a_question_ends_with_a_line_for_the_answer() {
        for lang in [Lang::Ko, Lang::En] {
            for question in [ReplLine::Confirm { pick: "» kimi" }, ReplLine::SearchFor] {
                let text = question.text(lang);
                assert!(text.ends_with("\n› ") && text.lines().all(|line| columns_of(line) <= 48), "{text}");
            }
        }
    }

    fn columns_of(line: &str) -> usize {
        width::of(line, crate::ui::style::AmbiguousWidth::Narrow)
    }

    #[test]
    fn a_key_of_nobody_who_has_models_is_of_no_provider() {
        let told = |provider| ReplLine::KeyTyped { provider }.text(Lang::En);
        assert!(told(Some("groq")).contains("`baro auth add groq`"));
        for owner in ["GitHub", "npm", "age", "Hugging Face"] {
            assert_eq!(told(Some(owner)), told(None));
        }
    }
}
