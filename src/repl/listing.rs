//! Conversations to choose from: what stands in the row of each, so that no two look alike, and which row a line means.
//!
//! Pure. Where beginnings are alike, the words are shown in which they differ, where all of it is, when it was said, and where
//! that is alike as well, the id.

use std::collections::HashMap;

use crate::domain::{ConversationId, UnixMillis};
use crate::markup::sanitise;
use crate::ui::style::View;
use crate::ui::width;

/// A conversation that can be chosen.
pub(super) struct Listed {
    pub id: ConversationId,
    /// What a person knows it by, and what was found in it.
    pub text: String,
    /// When that was said.
    pub at: UnixMillis,
}

/// What stands before the row's own text takes so many columns: `1. `.
const NUMBER_COLUMNS: usize = 3;

/// What stands in the rows of `listed`, each within the window behind its number; `minute` tells a time.
pub(super) fn rows(listed: &[Listed], view: &View, minute: impl Fn(UnixMillis) -> String) -> Vec<String> {
    let room = view.columns.unwrap_or(usize::MAX).saturating_sub(NUMBER_COLUMNS);
    let texts: Vec<String> = listed.iter().map(|one| sanitise::line(&one.text)).collect();
    let mut rows: Vec<String> = texts.iter().map(|text| width::fit(text, room, view.ambiguous)).collect();
    for alike in groups(&rows) {
        let from = first_difference(&alike.iter().map(|at| texts[*at].as_str()).collect::<Vec<_>>());
        for at in alike {
            // A third is the beginning's.
            let end = width::fit(&texts[at][from..], room - room / 3, view.ambiguous);
            rows[at] = with_end(&texts[at], " ", &end, room, view);
        }
    }
    let marks: [&dyn Fn(&Listed) -> String; 2] = [&|one| minute(one.at), &|one| one.id.shown().to_owned()];
    for mark in marks {
        for at in groups(&rows).into_iter().flatten() {
            let end = width::fit(&mark(&listed[at]), room, view.ambiguous);
            rows[at] = with_end(&texts[at], " · ", &end, room, view);
        }
    }
    rows
}

/// The places of rows that look alike.
fn groups(rows: &[String]) -> Vec<Vec<usize>> {
    let mut places: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, row) in rows.iter().enumerate() {
        places.entry(row).or_default().push(at);
    }
    places.into_values().filter(|places| places.len() > 1).collect()
}

/// The byte from which on texts differ, at the beginning of a word. The end of one of them where they do not.
fn first_difference(texts: &[&str]) -> usize {
    let Some((first, others)) = texts.split_first() else { return 0 };
    let shared = |other: &&str| first.bytes().zip(other.bytes()).take_while(|(one, another)| one == another).count();
    let n_shared = others.iter().map(shared).min().unwrap_or(0);
    if n_shared == first.len() && others.iter().all(|other| other.len() == n_shared) {
        return n_shared;
    }
    first[..first.floor_char_boundary(n_shared)].rfind(' ').map_or(0, |blank| blank + 1)
}

/// `text` with `end`, which fits, behind as much of its beginning as there is room for.
fn with_end(text: &str, joint: &str, end: &str, room: usize, view: &View) -> String {
    let n_columns = width::of(joint, view.ambiguous) + width::of(end, view.ambiguous);
    match room.checked_sub(n_columns) {
        _ if end.is_empty() => width::fit(text, room, view.ambiguous),
        Some(left) if left > 0 => format!("{}{joint}{end}", width::fit(text, left, view.ambiguous)),
        _ => end.to_owned(),
    }
}

/// What numbers are called that stand before rows, from 1 on: in Korean before `번째`, in English as a count and as a place.
const NUMBERS: [(&str, &str, &str, &str); 9] = [
    ("첫", "one", "first", "1st"),
    ("두", "two", "second", "2nd"),
    ("세", "three", "third", "3rd"),
    ("네", "four", "fourth", "4th"),
    ("다섯", "five", "fifth", "5th"),
    ("여섯", "six", "sixth", "6th"),
    ("일곱", "seven", "seventh", "7th"),
    ("여덟", "eight", "eighth", "8th"),
    ("아홉", "nine", "ninth", "9th"),
];

/// What is said around a number in English, and adds nothing to it.
const AROUND: [&str; 7] = ["the", "number", "no.", "nr.", "conversation", "chat", "please"];

/// What is said behind a number in Korean, and adds nothing to it.
const BEHIND: [&str; 9] = ["이요", "요", "으로", "로", "거", "걸", "것", "대화", "번"];

/// The number that a line is, as it is said of a row: `3`, `3번`, `세 번째 거`, `the third one`.
pub(super) fn number_in(said: &str) -> Option<usize> {
    let said = said.trim().trim_start_matches('#').trim_end_matches(['.', '!', ')', ' ']).to_lowercase();
    in_korean(&said).or_else(|| in_english(&said))
}

fn in_korean(said: &str) -> Option<usize> {
    let mut rest: &str = &said.split_whitespace().collect::<String>();
    while let Some(before) = BEHIND.iter().find_map(|word| rest.strip_suffix(word)) {
        rest = before;
    }
    let place = rest.strip_suffix("번째");
    let named = |name: &str| NUMBERS.iter().position(|(korean, ..)| *korean == name).map(|at| at + 1);
    digits(place.unwrap_or(rest)).or_else(|| place.and_then(named))
}

fn in_english(said: &str) -> Option<usize> {
    let mut words: Vec<&str> = said.split_whitespace().filter(|word| !AROUND.contains(word)).collect();
    // `one` alone is the number itself.
    if words.len() > 1 && words.last() == Some(&"one") {
        words.pop();
    }
    let [word] = words[..] else { return None };
    let named = NUMBERS.iter().position(|(_, count, place, short)| [count, place, short].contains(&&word));
    digits(word).or(named.map(|at| at + 1))
}

fn digits(said: &str) -> Option<usize> {
    said.bytes().all(|byte| byte.is_ascii_digit()).then(|| said.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Lang;

    /// The rows of conversations of which each was said in a minute, in a window of `columns`.
    fn drawn(columns: usize, listed: &[(&str, i64)]) -> Vec<String> {
        let listed: Vec<Listed> = listed
            .iter()
            .zip(0..)
            .map(|(&(text, at), n)| Listed {
                id: ConversationId::from_random([n; ConversationId::N_RANDOM]),
                text: text.to_owned(),
                at: UnixMillis(at),
            })
            .collect();
        let view = View::plain(Lang::En).in_columns(columns);
        rows(&listed, &view, |at| format!("2026-11-24 09:{:02}", at.0))
    }

    #[track_caller]
    fn check(columns: usize, listed: &[(&str, i64)], expected: &[&str]) {
        let rows = drawn(columns, listed);
        assert_eq!(rows, expected);
        for row in &rows {
            let n_columns = width::of(row, crate::ui::style::AmbiguousWidth::Narrow);
            assert!(n_columns + NUMBER_COLUMNS <= columns, "{row}");
        }
    }

    #[test]
    fn what_is_told_apart_by_its_title_stands_as_it_is() {
        check(40, &[("of owls", 1), ("of whales", 1)], &["of owls", "of whales"]);
    }

    #[test]
    fn the_same_title_stands_with_its_time_and_in_the_same_minute_with_its_id() {
        for columns in [40, 80] {
            check(
                columns,
                &[("hello", 1), ("of owls", 1), ("hello", 2)],
                &["hello · 2026-11-24 09:01", "of owls", "hello · 2026-11-24 09:02"],
            );
        }
        let rows = drawn(40, &[("hello", 1), ("hello", 1), ("hello", 2)]);
        assert!(rows[0].starts_with("hello · c_") && rows[1].starts_with("hello · c_"), "{rows:?}");
        assert_eq!(rows[2], "hello · 2026-11-24 09:02");
        let long = "고래는 몇 살까지 살고 또 무엇을 먹고 사는지 알려줘";
        check(
            40,
            &[(long, 1), (long, 2)],
            &["고래는 몇 살까지… · 2026-11-24 09:01", "고래는 몇 살까지… · 2026-11-24 09:02"],
        );
    }

    #[test]
    fn where_only_the_ends_differ_the_words_in_which_they_do_are_shown() {
        check(
            40,
            &[
                ("why does this rust function of mine not borrow the vector?", 1),
                ("why does this rust function of mine not borrow the string?", 1),
            ],
            &["why does this rust function… vector?", "why does this rust function… string?"],
        );
        // What was found is what tells hits of one title apart.
        check(
            40,
            &[
                ("고래는 몇 살까지 살고 무엇을 먹나요 — …북극고래는 이백 년", 1),
                ("고래는 몇 살까지 살고 무엇을 먹나요 — …대왕고래는 크릴을", 1),
            ],
            &["고래는 몇 살까지… …북극고래는 이백 년", "고래는 몇 살까지… …대왕고래는 크릴을"],
        );
        // One that is the beginning of the other.
        let rows = drawn(20, &[("tell me of the whales", 1), ("tell me of the whales and owls", 2)]);
        assert_ne!(rows[0], rows[1]);
    }

    #[test]
    fn no_two_rows_look_alike_in_any_window() {
        let text = "a title that is longer than any of these windows are, and then some";
        let listed =
            [(text, 1), (text, 1), (text, 2), (&text[..60], 2), (&text[..60], 3), ("a title", 3), ("a title", 3)];
        for columns in 16..100 {
            let rows = drawn(columns, &listed);
            assert!(groups(&rows).is_empty(), "{columns}: {rows:#?}");
            for row in &rows {
                let n_columns = width::of(row, crate::ui::style::AmbiguousWidth::Narrow);
                assert!(n_columns + NUMBER_COLUMNS <= columns, "{columns}: {row}");
            }
        }
    }

    #[test]
    fn a_number_is_one_as_it_is_said_of_a_row() {
        for (said, expected) in [
            ("3", 3),
            (" 3. ", 3),
            ("3번", 3),
            ("#3", 3),
            ("0", 0),
            ("12", 12),
            ("2번째", 2),
            ("2번째 거", 2),
            ("2번으로", 2),
            ("3번 대화로", 3),
            ("두 번째", 2),
            ("첫번째 거요", 1),
            ("세 번째 걸로", 3),
            ("No. 2", 2),
            ("number two", 2),
            ("one", 1),
            ("number one please", 1),
            ("2nd", 2),
            ("the Third one.", 3),
        ] {
            assert_eq!(number_in(said), Some(expected), "{said}");
        }
        for said in [
            "",
            "새 대화",
            "?",
            "3 days in Rome?",
            "3.14",
            "번",
            "why",
            "no",
            "the chat",
            "please",
            "두",
            "세 번",
            "세 번째 줄",
            "첫 대화",
            "first, tell me of owls",
            "one two",
            "대화",
            "로",
        ] {
            assert_eq!(number_in(said), None, "{said}");
        }
    }
}
