//! Which days and which talk a question speaks of: `어제`, `this week`, `이 대화`. Tables and no clock: when a day began is
//! not known here.

/// Days that a person speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Period {
    /// Since midnight.
    Today,
    /// The day before.
    Yesterday,
    /// Since the last Monday.
    ThisWeek,
    /// The seven days before that.
    LastWeek,
    /// Since the first of the month.
    ThisMonth,
    /// The month before.
    LastMonth,
}

/// Of what a person asks how much it took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Extent {
    /// Of all that was asked in these days. Where nothing is said, today's.
    Within(Period),
    /// Of all that was ever asked.
    Ever,
    /// Of this conversation.
    Conversation,
    /// Of the last answer.
    LastAnswer,
}

use Extent::{Conversation, Ever, LastAnswer, Within};
use Period::{LastMonth, LastWeek, ThisMonth, ThisWeek, Today, Yesterday};

/// Words of days, without the spaces in them.
const PERIODS: &[(Period, &[&str])] = &[
    (Yesterday, &["어제", "어젯밤", "yesterday", "lastnight"]),
    (LastWeek, &["지난주", "저번주", "lastweek"]),
    (LastMonth, &["지난달", "저번달", "lastmonth"]),
    (ThisWeek, &["이번주", "금주", "thisweek"]),
    (ThisMonth, &["이번달", "이달", "thismonth"]),
    (Today, &["오늘", "today", "thismorning"]),
];

/// Words of something else. What is named first counts.
const OTHERS: &[(Extent, &[&str])] = &[
    (
        Conversation,
        &[
            "대화",
            "채팅",
            "thischat",
            "thisconversation",
            "thissession",
            "onthis",
            "thechat",
            "theconversation",
            "thesession",
        ],
    ),
    (LastAnswer, &["방금"]),
    (Ever, &["지금까지", "여태", "지금껏", "총", "전부", "sofar", "intotal", "altogether", "todate", "untilnow"]),
];

/// The days of which a phrase speaks that was recognised: in any other line such a word may be about anything.
pub(super) fn period_in(phrase: &[char]) -> Option<Period> {
    let phrase = without_spaces(phrase);
    PERIODS.iter().find(|(_, words)| words.iter().any(|word| phrase.contains(word))).map(|(period, _)| *period)
}

/// What a phrase asks of that was recognised as a question about use.
pub(super) fn extent_of(phrase: &[char]) -> Extent {
    let other = || {
        let phrase = without_spaces(phrase);
        OTHERS.iter().find(|(_, words)| words.iter().any(|word| phrase.contains(word))).map(|(extent, _)| *extent)
    };
    period_in(phrase).map(Within).or_else(other).unwrap_or(Within(Today))
}

fn without_spaces(phrase: &[char]) -> String {
    phrase.iter().filter(|letter| !letter.is_whitespace()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_days_and_the_talk_that_are_named_are_meant() {
        for (phrase, expected) in [
            ("얼마 썼어", Within(Today)),
            ("오늘 총 얼마 썼어", Within(Today)),
            ("어제는 얼마 썼어", Within(Yesterday)),
            ("이번 주 비용", Within(ThisWeek)),
            ("저번 주에 얼마 썼지", Within(LastWeek)),
            ("이번달 토큰 사용량", Within(ThisMonth)),
            ("지난 달 요금", Within(LastMonth)),
            ("이 대화에서 총 얼마 썼어", Conversation),
            ("방금 얼마 나왔어", LastAnswer),
            ("지금까지 얼마 썼어", Ever),
            ("how much have i spent", Within(Today)),
            ("how much did i spend so far this week", Within(ThisWeek)),
            ("what did we spend last month", Within(LastMonth)),
            ("yesterday's usage", Within(Yesterday)),
            ("how much has this chat cost so far", Conversation),
            ("what have i spent so far", Ever),
        ] {
            let letters: Vec<char> = phrase.chars().collect();
            assert_eq!(extent_of(&letters), expected, "{phrase}");
        }
    }
}
