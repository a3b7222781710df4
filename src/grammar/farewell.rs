//! Lines that leave the talk, as in other programs that read lines. They are no messages to anybody.
//!
//! Only a whole line counts, and only words that say nothing else: `나가`, `끝` and `그만` may be meant for a model.

use super::keys::{in_english, in_korean, is_loose};

/// Words that say nothing else in any talk.
const CERTAIN: [&str; 18] = [
    "exit",
    "exit()",
    "exit;",
    "quit",
    "quit()",
    "quit;",
    ":q",
    ":q!",
    ":qa",
    ":wq",
    ":x",
    "bye baro",
    "exit baro",
    "quit baro",
    "나가기",
    "대화 끝내기",
    "대화 끝내자",
    "대화 종료",
];

/// Words that are said to whoever one talks with as well, or of something else that ends.
const LIKELY: [&str; 21] = [
    "bye",
    "bye bye",
    "byebye",
    "good bye",
    "goodbye",
    "나갈게",
    "나갈게요",
    "나갈래",
    "이만 나갈게",
    "이만 갈게",
    "끝내기",
    "끝내자",
    "이만 끝내자",
    "종료",
    "종료하기",
    "종료하자",
    "바로 종료",
    "프로그램 종료",
    "바이",
    "바이바이",
    "바이 바이",
];

/// How sure it is that a line leaves the talk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Farewell {
    /// It says nothing else.
    Certain,
    /// It may be meant for a model: whether the talk ends is to be asked.
    Likely,
}

/// The farewell that a line is and no more, in either language, also with the keyboard set to the other one.
#[must_use]
pub fn farewell(line: &str) -> Option<Farewell> {
    let Short(line) = Short::of(line)?;
    let one = |text: &str| {
        let text = text.to_lowercase();
        let is_among = |farewells: &[&str]| farewells.contains(&text.as_str());
        let certain = is_among(&CERTAIN).then_some(Farewell::Certain);
        certain.or_else(|| is_among(&LIKELY).then_some(Farewell::Likely))
    };
    let has_loose = line.chars().any(is_loose);
    one(line).or_else(|| match (line.is_ascii(), has_loose) {
        // `skrkrl` is no word; a slip that is one would be no slip.
        (true, _) => one(&in_korean(line)),
        // `ㄷ턋`, `벼ㅑㅅ`: with a letter that stands by itself, it is no word of Korean.
        (false, true) => one(&in_english(line)),
        (false, false) => None,
    })
}

/// No farewell has more keys.
const LONGEST: usize = 24;

/// A line that is no longer than a farewell may be. Nothing else is looked at letter by letter: what is pasted may be large.
#[derive(Debug, PartialEq, Eq)]
struct Short<'a>(&'a str);

impl<'a> Short<'a> {
    /// Without what stands around a farewell; `None` where the line is longer.
    fn of(line: &'a str) -> Option<Self> {
        let line = line.trim().trim_end_matches(['.', '!', '~', ' ']);
        line.chars().nth(LONGEST).is_none().then_some(Self(line))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_farewell_is_heard_in_both_languages_and_with_the_wrong_keyboard() {
        use Farewell::{Certain, Likely};
        for (line, expected) in [
            ("exit", Certain),
            ("quit", Certain),
            ("Exit", Certain),
            (" exit ", Certain),
            ("exit()", Certain),
            (":q", Certain),
            (":wq", Certain),
            ("quit baro", Certain),
            ("나가기", Certain),
            ("대화 종료", Certain),
            ("ㄷ턋", Certain),
            ("벼ㅑㅅ", Certain),
            ("skrkrl", Certain),
            ("bye", Likely),
            ("Bye!", Likely),
            ("bye bye", Likely),
            ("goodbye.", Likely),
            ("나갈게~", Likely),
            ("종료", Likely),
            ("끝내자", Likely),
            ("바이바이", Likely),
            ("ㅠㅛㄷ", Likely),
            ("whdfy", Likely),
            ("Rmxsowk", Likely),
            ("ㅎㅐㅐㅇㅠㅛㄷ", Likely),
        ] {
            assert_eq!(farewell(line), Some(expected), "{line}");
        }
    }

    #[test]
    fn no_farewell_is_longer_than_the_longest() {
        for farewell in CERTAIN.iter().chain(&LIKELY) {
            let typed = in_english(farewell);
            assert!(farewell.chars().count().max(typed.chars().count()) <= LONGEST, "{farewell}");
        }
        assert_eq!(farewell(&format!("   bye{}", "!".repeat(100))), Some(Farewell::Likely));
    }

    #[test]
    fn what_is_longer_than_a_farewell_is_not_looked_at_letter_by_letter() {
        assert_eq!(Short::of(" 나갈게~ "), Some(Short("나갈게")));
        let longest = "x".repeat(LONGEST);
        assert_eq!(Short::of(&longest), Some(Short(longest.as_str())));
        for long in ["가".repeat(LONGEST + 1), "a pasted line\n".repeat(8000)] {
            assert_eq!(Short::of(&long), None);
        }
    }

    #[test]
    fn what_may_be_meant_for_a_model_is_no_farewell() {
        for line in [
            "나가",
            "끝",
            "그만",
            "exit code",
            "exit status 1",
            "how do I quit vim?",
            "quit smoking plan",
            "bye라고 번역해줘",
            "bye bye birdie",
            "종료 코드가 뭐야",
            "프로세스 종료해줘",
            "나가기 버튼 만들어줘",
            "나갈게라고 정중하게 말하는 법",
            "바이너리",
            "say goodbye",
            "goodbye in Korean",
            "안녕",
            "잘 가",
            "고마워",
            "q",
            "x",
            "",
            "exits",
            "ㅌ",
            "ㄷ",
            "정료",
        ] {
            assert_eq!(farewell(line), None, "{line}");
        }
    }
}
