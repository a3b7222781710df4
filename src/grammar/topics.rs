//! Lines that ask for an earlier conversation by what it was about: `파서 대화 이어서`, `go back to the chat about owls`.
//!
//! Whether there is one is not known here: the caller looks, and where there is none the line is a message.

use std::ops::{Range, RangeInclusive};

use super::letters::HIDDEN;

/// A topic is so long.
const TOPIC_LETTERS: RangeInclusive<usize> = 2..=40;

/// Ends of a Korean line, the longer first.
const VERBS: [&str; 25] = [
    "이어서 하고 싶어",
    "이어서 진행하자",
    "이어서 얘기하자",
    "이어서 할래",
    "이어서 할게",
    "이어서 하자",
    "이어서 해줘",
    "이어서 가자",
    "이어서 ㄱㄱ",
    "다시 열어줘",
    "돌아가자",
    "돌아가줘",
    "돌아갈래",
    "돌아가",
    "다시 열어",
    "계속하자",
    "계속 하자",
    "이어가자",
    "이어 가자",
    "이어갈래",
    "이어줘",
    "이어 줘",
    "마저 하자",
    "불러와줘",
    "이어서",
];
/// What a conversation is called there.
const TALKS: [&str; 3] = ["대화", "채팅", "챗"];
/// What was being talked of, where the conversation itself is not named: `파서 얘기하던 거 이어서`.
const TALKED: [&str; 10] = [
    " 얘기하던 거",
    " 얘기하던거",
    " 얘기하던 것",
    " 얘기했던 거",
    " 이야기하던 거",
    " 이야기하던 것",
    " 이야기했던 거",
    " 물어보던 거",
    " 물어봤던 거",
    " 대화하던 거",
];
/// What stands between the topic and that word, the longer first.
const ABOUT: [&str; 21] = [
    "에 대해서 얘기하던",
    "에 대해 얘기하던",
    "에 대해 얘기한",
    "에 대해 나눈",
    "에 대해 하던",
    "얘기하던 그",
    "얘기했던",
    "얘기하던",
    "얘기한",
    "이야기하던",
    "이야기한",
    "에 대한",
    "에 관한",
    "이라는",
    "라는",
    "물어보던",
    "물어본",
    "하던",
    "했던",
    "관련",
    "그",
];

/// Beginnings of an English line.
const GOES_BACK: [&str; 10] = [
    "continue",
    "resume",
    "reopen",
    "go back to",
    "let's go back to",
    "return to",
    "pick up",
    "continue with",
    "go on with",
    "take me back to",
];
const WHOSE: [&str; 4] = ["the ", "my ", "our ", "that "];
const CHATS: [&str; 4] = ["conversation", "chat", "convo", "thread"];
/// Of these one is spoken of with its topic before it; the others are words of programs.
const NAMED_BEFORE: [&str; 3] = ["conversation", "chat", "convo"];
const OF: [&str; 8] = [
    " where we talked about ",
    " where we discussed ",
    " where i asked about ",
    " about ",
    " called ",
    " named ",
    " on ",
    " regarding ",
];

/// Words that point and name no topic: a line of them alone means the last conversation, or this one.
const POINTING: [&str; 60] = [
    "이",
    "그",
    "저",
    "이번",
    "우리",
    "방금",
    "지금",
    "현재",
    "다음",
    "새",
    "새로운",
    "아까",
    "어제",
    "지난",
    "지난번",
    "저번",
    "이전",
    "예전",
    "마지막",
    "그때",
    "전",
    "전에",
    "하던",
    "다른",
    "같은",
    "모든",
    "너와의",
    "너랑",
    "나와의",
    "나랑",
    "친구와",
    "친구랑",
    "자연스럽게",
    "계속",
    "last",
    "previous",
    "earlier",
    "prior",
    "old",
    "recent",
    "most",
    "this",
    "that",
    "it",
    "same",
    "current",
    "new",
    "other",
    "next",
    "whole",
    "entire",
    "above",
    "yesterday",
    "today",
    "before",
    "natural",
    "chat",
    "conversation",
    "voice",
    "group",
];

/// The letters of `clause` that say what the conversation that is asked for was about.
pub(super) fn sought(clause: &[char]) -> Option<Range<usize>> {
    if clause.contains(&HIDDEN) {
        return None;
    }
    let text: String = clause.iter().collect();
    let range = in_korean(&text).map(|topic| 0..topic.len()).or_else(|| in_english(&text))?;
    let topic = text.get(range.clone())?;
    let n_letters = topic.chars().count();
    let names_something = topic.split_whitespace().any(|word| !POINTING.contains(&word));
    let is_plain = topic.chars().all(|it| it.is_alphanumeric() || matches!(it, ' ' | '-' | '_' | '.' | '+' | '#'));
    let before = text.get(..range.start)?.chars().count();
    (TOPIC_LETTERS.contains(&n_letters) && names_something && is_plain).then_some(before..before + n_letters)
}

/// The topic that a line in Korean begins with.
fn in_korean(text: &str) -> Option<&str> {
    let verb = VERBS.iter().find(|verb| text.ends_with(**verb))?;
    let rest = text.strip_suffix(*verb)?.trim_end();
    let rest = ["를", "을", "로", "으로"].iter().find_map(|particle| rest.strip_suffix(*particle)).unwrap_or(rest);
    if let Some(topic) = TALKED.iter().find_map(|talked| rest.strip_suffix(*talked)) {
        return Some(topic.trim_end().trim_end_matches("에 대해").trim_end());
    }
    let rest = TALKS.iter().find_map(|talk| rest.strip_suffix(*talk))?;
    // A word of its own, as far as Korean is written so.
    let mut topic = rest.strip_suffix(' ')?.trim_end();
    while let Some(shorter) = ABOUT.iter().find_map(|about| topic.strip_suffix(*about)) {
        topic = shorter.trim_end();
    }
    Some(topic)
}

/// The bytes of the topic in a line in English.
fn in_english(text: &str) -> Option<Range<usize>> {
    let rest = GOES_BACK.iter().find_map(|verb| text.strip_prefix(*verb)?.strip_prefix(' '))?;
    let rest = WHOSE.iter().find_map(|whose| rest.strip_prefix(*whose))?;
    let from = text.len() - rest.len();
    let of_chat = CHATS.iter().find_map(|chat| {
        let topic = OF.iter().find_map(|of| rest.strip_prefix(*chat)?.strip_prefix(*of))?;
        Some(text.len() - topic.len()..text.len())
    });
    of_chat.or_else(|| {
        let topic = NAMED_BEFORE.iter().find_map(|chat| rest.strip_suffix(*chat)?.strip_suffix(' '))?;
        Some(from..from + topic.len())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn topic(line: &str) -> Option<String> {
        let letters: Vec<char> = line.chars().collect();
        sought(&letters).map(|range| letters[range].iter().collect())
    }

    #[test]
    fn a_conversation_is_asked_for_by_what_it_was_about() {
        for (line, expected) in [
            ("파서 대화 이어서", Some("파서")),
            ("파서 리팩터링 얘기하던 대화 이어서 하자", Some("파서 리팩터링")),
            ("파서 얘기하던 거 이어서", Some("파서")),
            ("고래에 대해 이야기하던 거 이어서 하자", Some("고래")),
            ("아까 얘기하던 거 이어서", None),
            ("고래에 대해 얘기하던 대화로 돌아가자", Some("고래")),
            ("제주도 여행 관련 대화 다시 열어줘", Some("제주도 여행")),
            ("rust borrow 채팅 계속하자", Some("rust borrow")),
            ("go back to the chat about owls", Some("owls")),
            ("resume our conversation on tax law", Some("tax law")),
            ("continue the parser chat", Some("parser")),
            ("reopen the conversation where we talked about whales", Some("whales")),
            ("이 대화 이어서", None),
            ("아까 하던 대화 이어서", None),
            ("그 대화 이어서 써줘", None),
            ("고양이 이야기 이어서", None),
            ("친구랑 대화 이어서", None),
            ("continue the conversation", None),
            ("continue the last chat", None),
            ("resume the chat about this", None),
            ("continue the story about owls", None),
            ("go back to the branch about owls", None),
        ] {
            assert_eq!(topic(line).as_deref(), expected, "{line}");
        }
    }
}
