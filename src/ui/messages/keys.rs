//! All keys of the REPL, and what each does.

use super::Row;
use crate::domain::Lang;
use crate::ui::style::AmbiguousWidth;
use crate::ui::width;

/// The keys that do something while an answer comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    /// Each that is said to.
    All,
    /// Ctrl-C, as a signal.
    InterruptAlone,
}

impl Heard {
    /// Those that stop an answer.
    #[must_use]
    pub const fn that_stop(self) -> &'static str {
        match self {
            Self::All => "Ctrl-C, Esc",
            Self::InterruptAlone => "Ctrl-C",
        }
    }

    /// The one to leave with what is waited for.
    #[must_use]
    pub const fn to_leave_with(self) -> &'static str {
        match self {
            Self::All => "Esc",
            Self::InterruptAlone => "Ctrl-C",
        }
    }
}

/// The keys, each behind its name, in the order of `rows`.
pub(super) fn keys(lang: Lang, names: &[String], heard: Heard, columns: Option<usize>) -> String {
    let ambiguous = AmbiguousWidth::Narrow;
    let widest = names.iter().map(|name| width::of(name, ambiguous)).max().unwrap_or(0);
    let is_narrow = columns.is_some_and(|columns| columns < MIN_TABLE);
    let rows = names.iter().zip(rows(heard)).flat_map(|(name, what)| {
        let what = what.fill(lang, &[]);
        let (beginning, hang) = if is_narrow {
            (format!("{name}: "), 2)
        } else {
            (format!("{}  ", width::pad_end(name, widest, ambiguous)), widest + 2)
        };
        // What does not fit goes on below what the key does.
        width::wrap(&(beginning + &what), columns.unwrap_or(usize::MAX), &" ".repeat(hang), ambiguous)
    });
    rows.collect::<Vec<_>>().join("\n")
}

/// In a narrower window the keys stand in no columns.
const MIN_TABLE: usize = 40;

/// What keys do, in the order of the list.
const fn rows(heard: Heard) -> [Row; N_KEYS] {
    let another = match heard {
        Heard::All => Row {
            ko: "이 메시지를 다른 모델로 (답하는 중에는 멈추고 다음 모델에게)",
            en: "another model for this message (while one answers: the next)",
        },
        Heard::InterruptAlone => Row { ko: "이 메시지를 다른 모델로", en: "another model for this message" },
    };
    [
        Row { ko: "보내기", en: "send" },
        Row { ko: "줄바꿈", en: "new line" },
        another,
        Row { ko: "더 깊게 생각", en: "think deeper" },
        Row { ko: "답 멈추기 (온 데까지 저장)", en: "stop the answer (what came is kept)" },
        Row { ko: "다른 모델로 다시", en: "ask again, of another model" },
        Row { ko: "다른 답 보기 (\"아까 답으로\")", en: "the other answer (\"the other answer\")" },
        Row { ko: "왜 이 모델인지", en: "why this model" },
        Row { ko: "고른 모델로 고정, 고정 풀기", en: "pin the chosen model, or release it" },
        Row { ko: "방금 한 것 취소", en: "undo" },
        Row {
            ko: "지난 메시지 고쳐 보내기 (\"내 질문 고쳐서 다시 보낼게\")",
            en: "change and resend the last message (\"edit and resend\")",
        },
        Row { ko: "편집기에서 쓰기", en: "write in your editor" },
        Row {
            ko: "마지막 코드 블록이나 답 복사 (\"코드 복사\", \"답 복사\")",
            en: "copy the last code block or answer (\"copy the code\")",
        },
        Row { ko: "대화 찾기", en: "find a conversation" },
        Row { ko: "새 대화", en: "new conversation" },
        Row { ko: "대화에 별표 (\"이 대화 별표\")", en: "mark the conversation (\"star this chat\")" },
        Row { ko: "입력 기록에서 찾기", en: "search what was typed" },
        Row { ko: "끝내기", en: "leave" },
    ]
}

/// How many there are.
const N_KEYS: usize = 18;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_keys_stand_in_columns() {
        let names: Vec<String> = (0..N_KEYS).map(|n| format!("Ctrl-{n}")).collect();
        let text = keys(Lang::En, &names, Heard::All, Some(80));
        assert_eq!(text.lines().count(), N_KEYS);
        assert!(text.starts_with("Ctrl-0   send\n"), "{text}");
        let text = keys(Lang::En, &names, Heard::All, Some(20));
        assert!(text.starts_with("Ctrl-0: send\n"), "{text}");
        for lang in [Lang::Ko, Lang::En] {
            let text = keys(lang, &names, Heard::All, Some(40));
            for line in text.lines() {
                assert!(width::of(line, AmbiguousWidth::Narrow) <= 40, "{line}");
                assert!(line.starts_with("Ctrl-") || line.starts_with("         "), "{line}");
            }
        }
    }

    #[test]
    fn where_no_key_is_heard_while_an_answer_comes_none_is_said_to_do_anything_then() {
        let names: Vec<String> = (0..N_KEYS).map(|n| format!("Ctrl-{n}")).collect();
        for (lang, during) in [(Lang::Ko, "답하는 중"), (Lang::En, "while one answers")] {
            assert!(keys(lang, &names, Heard::All, None).contains(during));
            assert!(!keys(lang, &names, Heard::InterruptAlone, None).contains(during));
        }
        for (heard, has_escape) in [(Heard::All, true), (Heard::InterruptAlone, false)] {
            assert_eq!(heard.that_stop().contains("Esc"), has_escape);
            assert_eq!(heard.to_leave_with() == "Esc", has_escape);
        }
    }
}
