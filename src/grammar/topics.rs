//! Lines that ask for an earlier conversation by what it was about: `파서 대화 이어서`, `어제 그 기차 얘기 이어서 하자`, `go back to
//! the chat about owls`.
//!
//! Whether there is one is not known here: the caller looks, and where there is none the line is a message.

use std::ops::{Range, RangeInclusive};

use super::letters::HIDDEN;
use super::period::{Period, period_in};

/// What a conversation that is asked for is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Called {
    /// A conversation, a chat.
    Conversation,
    /// What was talked of, which may as well have been said in the conversation that goes on: `기차 얘기`.
    Talk,
}

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sought {
    /// The letters of the clause that say what it was about.
    pub topic: Range<usize>,
    /// When that was.
    pub period: Option<Period>,
    /// It was before this one, on no days in particular.
    pub is_earlier: bool,
    /// What it is called.
    pub called: Called,
}

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
/// The same word, where nothing says that it was talked of: of a story it is said, too.
const TALES: [&str; 2] = [" 얘기", " 이야기"];
/// Who is asked so tells more of it, if it is a story.
const TELLS: [&str; 4] = ["이어서 해줘", "이어줘", "이어 줘", "다시 열어줘"];
/// Words before the topic that say when it was talked of, the longer first.
const EARLIER: [&str; 24] = [
    "지난주에",
    "지난 주에",
    "저번 주에",
    "저번주에",
    "이번 주에",
    "지난주",
    "지난 주",
    "저번 주",
    "저번주",
    "지난번에",
    "지난번",
    "저번에",
    "저번",
    "어젯밤에",
    "어제",
    "오늘 아침에",
    "오늘 아침",
    "오늘",
    "좀 전에",
    "방금",
    "아까",
    "전에",
    "그때",
    "예전에",
];
/// Words between those and the topic.
const FILLERS: [&str; 8] = ["우리가", "우리", "나랑", "하던", "했던", "나누던", "얘기하던", "그"];

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
const GOES_BACK: [&str; 16] = [
    "continue",
    "let's continue",
    "resume",
    "let's resume",
    "reopen",
    "go back to",
    "let's go back to",
    "get back to",
    "let's get back to",
    "back to",
    "let's pick up",
    "return to",
    "pick up",
    "continue with",
    "go on with",
    "take me back to",
];
const WHOSE: [&str; 8] =
    ["the ", "my ", "our ", "that ", "yesterday's ", "last week's ", "last night's ", "this morning's "];
/// In these words a talk is ours, and not one that is written of.
const OURS: [&str; 7] = ["my ", "our ", "that ", "yesterday's ", "last week's ", "last night's ", "this morning's "];
/// What a talk is called that may have been had in the conversation that goes on.
const TALKS_OF: [&str; 2] = ["discussion", "talk"];
/// When it was, behind the topic.
const WHEN: [&str; 9] = [
    " from yesterday",
    " from last week",
    " from last night",
    " from this morning",
    " from earlier",
    " from before",
    " from last time",
    " yesterday",
    " last week",
];
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
const POINTING: [&str; 75] = [
    "재밌는",
    "재미있는",
    "무서운",
    "웃긴",
    "슬픈",
    "옛날",
    "내",
    "네",
    "딴",
    "그런",
    "이런",
    "남",
    "사랑",
    "오늘",
    "오늘의",
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

/// What `clause` asks for.
pub(super) fn sought(clause: &[char]) -> Option<Sought> {
    if clause.contains(&HIDDEN) {
        return None;
    }
    let text: String = clause.iter().collect();
    let Found { topic: range, period, is_earlier, called } = in_korean(&text).or_else(|| in_english(&text))?;
    let topic = text.get(range.clone())?;
    let n_letters = topic.chars().count();
    let names_something = topic.split_whitespace().any(|word| !POINTING.contains(&word));
    let is_plain = topic.chars().all(|it| it.is_alphanumeric() || matches!(it, ' ' | '-' | '_' | '.' | '+' | '#'));
    let before = text.get(..range.start)?.chars().count();
    (TOPIC_LETTERS.contains(&n_letters) && names_something && is_plain).then(|| Sought {
        topic: before..before + n_letters,
        period,
        is_earlier: is_earlier && period.is_none(),
        called,
    })
}

/// The bytes of a topic, when it was talked of, whether it was said that it was before, and what that is called.
struct Found {
    topic: Range<usize>,
    period: Option<Period>,
    is_earlier: bool,
    called: Called,
}

/// The topic that a line in Korean begins with.
fn in_korean(text: &str) -> Option<Found> {
    let verb = VERBS.iter().find(|verb| text.ends_with(**verb))?;
    let rest = text.strip_suffix(*verb)?.trim_end();
    let rest = ["를", "을", "로", "으로"].iter().find_map(|particle| rest.strip_suffix(*particle)).unwrap_or(rest);
    let (topic, period, is_earlier) = without_time(rest);
    let from = rest.len() - topic.len();
    let found = |topic: &str, called| Some(Found { topic: from..from + topic.len(), period, is_earlier, called });
    if let Some(topic) = TALKED.iter().find_map(|talked| topic.strip_suffix(*talked)) {
        return found(topic.trim_end().trim_end_matches("에 대해").trim_end(), Called::Conversation);
    }
    if let Some((topic, tale)) = TALES.iter().find_map(|tale| Some((topic.strip_suffix(*tale)?, *tale))) {
        let is_story = tale == TALES[1] || TELLS.contains(verb);
        return if is_earlier || !is_story { found(without_joint(topic), Called::Talk) } else { None };
    }
    let topic = TALKS.iter().find_map(|talk| topic.strip_suffix(*talk))?;
    // A word of its own, as far as Korean is written so.
    found(without_joint(topic.strip_suffix(' ')?), Called::Conversation)
}

/// The rest behind the words that say when it was, that time, and whether there are such words.
fn without_time(text: &str) -> (&str, Option<Period>, bool) {
    let (mut rest, mut period, mut is_earlier) = (text, None, false);
    while let Some((word, further)) = after_one_of(&EARLIER, rest) {
        period = period.or_else(|| period_in(&word.chars().collect::<Vec<_>>()));
        (rest, is_earlier) = (further, true);
    }
    while let Some((_, further)) = after_one_of(&FILLERS, rest) {
        rest = further;
    }
    (rest, period, is_earlier)
}

/// A word that `text` begins with, and what follows it.
fn after_one_of<'t>(words: &[&'static str], text: &'t str) -> Option<(&'static str, &'t str)> {
    words.iter().find_map(|word| Some((*word, text.strip_prefix(*word)?.strip_prefix(' ')?)))
}

/// A topic without what joins it to the word for the talk.
fn without_joint(text: &str) -> &str {
    let mut topic = text.trim_end();
    while let Some(shorter) = ABOUT.iter().find_map(|about| topic.strip_suffix(*about)) {
        topic = shorter.trim_end();
    }
    topic
}

/// The topic in a line in English.
fn in_english(text: &str) -> Option<Found> {
    let when = WHEN.iter().find(|when| text.ends_with(**when));
    let shorter = when.and_then(|when| text.strip_suffix(*when)).unwrap_or(text);
    let rest = GOES_BACK.iter().find_map(|verb| shorter.strip_prefix(*verb)?.strip_prefix(' '))?;
    let (whose, rest) = WHOSE.iter().find_map(|whose| Some((*whose, rest.strip_prefix(*whose)?)))?;
    let period = period_in(&when.unwrap_or(&whose).chars().collect::<Vec<_>>());
    let end = shorter.len();
    let from = end - rest.len();
    let is_ours = OURS.contains(&whose) || when.is_some();
    let behind = |chats: &[&str]| {
        let topic =
            chats.iter().find_map(|chat| OF.iter().find_map(|of| rest.strip_prefix(*chat)?.strip_prefix(*of)))?;
        Some(end - topic.len()..end)
    };
    let before = |chats: &[&str]| {
        let topic = chats.iter().find_map(|chat| rest.strip_suffix(*chat)?.strip_suffix(' '))?;
        Some(from..from + topic.len())
    };
    let found = |topic, called| Found { topic, period, is_earlier: when.is_some(), called };
    let of_chat = behind(&CHATS).or_else(|| before(&NAMED_BEFORE)).map(|topic| found(topic, Called::Conversation));
    let of_talk = || behind(&TALKS_OF).or_else(|| before(&TALKS_OF)).map(|topic| found(topic, Called::Talk));
    of_chat.or_else(|| is_ours.then(of_talk).flatten())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn topic(line: &str) -> Option<String> {
        let letters: Vec<char> = line.chars().collect();
        sought(&letters).map(|sought| letters[sought.topic].iter().collect())
    }

    #[test]
    fn the_day_and_what_it_is_called_are_heard() {
        use Called::{Conversation, Talk};
        for (line, period, called) in [
            ("어제 그 기차 얘기 이어서 하자", Some(Period::Yesterday), Talk),
            ("지난주에 하던 파서 대화 이어서", Some(Period::LastWeek), Conversation),
            ("아까 파서 대화 이어서", None, Conversation),
            ("continue our talk about trains from last week", Some(Period::LastWeek), Talk),
            ("resume yesterday's chat about owls", Some(Period::Yesterday), Conversation),
            ("resume the chat about owls", None, Conversation),
        ] {
            let letters: Vec<char> = line.chars().collect();
            let sought = sought(&letters).map(|sought| (sought.period, sought.called));
            assert_eq!(sought, Some((period, called)), "{line}");
        }
    }

    #[test]
    fn that_it_was_before_is_heard_where_no_days_are_named() {
        for (line, is_earlier) in [
            ("파서 대화 이어서", false),
            ("지난번 파서 대화 이어서", true),
            ("아까 하던 파서 대화 이어서", true),
            ("어제 하던 파서 대화 이어서", false),
            ("continue the parser chat", false),
            ("continue the chat about parsers from before", true),
            ("continue the chat about parsers from last week", false),
        ] {
            let letters: Vec<char> = line.chars().collect();
            assert_eq!(sought(&letters).map(|sought| sought.is_earlier), Some(is_earlier), "{line}");
        }
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
            ("아까 그 기차 얘기 이어서 하자", Some("기차")),
            ("러스트 얘기 이어서", Some("러스트")),
            ("어제 하던 러스트 수명 얘기 이어서 하자", Some("러스트 수명")),
            ("어제 하던 파서 대화 이어서", Some("파서")),
            ("지난주에 얘기하던 제주도 여행 대화 이어서", Some("제주도 여행")),
            ("아까 고래 이야기 이어서 하자", Some("고래")),
            ("고래 얘기 이어서 해줘", None),
            ("아까 고래 얘기 이어서 해줘", Some("고래")),
            ("재밌는 얘기 이어서", None),
            ("아까 그 얘기 이어서", None),
            ("다른 얘기 이어서", None),
            ("let's get back to our discussion about trains", Some("trains")),
            ("continue the talk about trains from yesterday", Some("trains")),
            ("go back to yesterday's chat about rust", Some("rust")),
            ("back to the chat about owls from last week", Some("owls")),
            ("continue the discussion about trains", None),
            ("continue the panel discussion", None),
            ("resume the talk about trains", None),
            ("go back to the branch about owls", None),
        ] {
            assert_eq!(topic(line).as_deref(), expected, "{line}");
        }
    }
}
