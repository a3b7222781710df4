//! The line before an answer: who answers, and why. Said only where the model changed or the choice was close.

use super::messages::{Label, candidate_name, fact};
use super::style::View;
use super::width;
use crate::config;
use crate::domain::event::Routed;
use crate::domain::{Candidate, Decision, Fact, Lang, Signal, Source};
use crate::markup::sanitise;

/// A choice with less probability than this is close, and is shown.
pub const CLOSE_CONFIDENCE: f32 = 0.55;

/// Signals that are named in one line.
const N_SIGNALS: usize = 2;

/// `» qwen3.8-27b · "에러", 코드 블록`; `None` where the model stays and the choice was clear. What chose it is said by
/// `by`, where that was neither the router nor a word.
#[must_use]
pub fn badge(view: &View, routed: &Routed, by: Option<Label>) -> Option<String> {
    let has_changed = routed.previous.as_ref().is_some_and(|previous| *previous != routed.candidate.model);
    let is_close = routed.source == Source::Auto && routed.decision.confidence < CLOSE_CONFIDENCE;
    (has_changed || is_close).then(|| line(view, routed, by))
}

/// The name above one of several answers: `» qwen3.8-27b`.
#[must_use]
pub fn heading(view: &View, candidate: &Candidate) -> String {
    let name = sanitise::line(&candidate_name(candidate));
    format!("{} {}", view.glyphs().badge, view.palette.model(&name))
}

/// The same line whatever the choice was like.
#[must_use]
pub fn line(view: &View, routed: &Routed, by: Option<Label>) -> String {
    let glyphs = view.glyphs();
    let name = sanitise::line(&candidate_name(&routed.candidate));
    let why = match by.or(Label::chooser(routed.source, routed.preset)) {
        Some(by) => by.text(view.lang).to_owned(),
        None => signals(view.lang, &routed.decision),
    };
    let head = format!("{} ", glyphs.badge);
    let columns = view.columns.unwrap_or(usize::MAX);
    let name_room = columns.saturating_sub(width::of(&head, view.ambiguous));
    let name = width::fit(&name, name_room, view.ambiguous);
    let mut line = format!("{head}{}", view.palette.model(&name));
    if !why.is_empty() {
        let why = format!(" {} {why}", glyphs.separator);
        let room = name_room.saturating_sub(width::of(&name, view.ambiguous));
        // A reason that is cut to nothing says nothing.
        if room >= 12 || width::of(&why, view.ambiguous) <= room {
            line.push_str(&view.palette.dim(&width::fit(&why, room, view.ambiguous)));
        }
    }
    line
}

/// The strongest signals in favour: `"에러", 코드 블록`.
pub(super) fn signals(lang: Lang, decision: &Decision) -> String {
    decision
        .reasons
        .iter()
        .filter(|reason| reason.weight > 0.0 && says_something(&reason.signal))
        .take(N_SIGNALS)
        .map(|reason| signal(lang, &reason.signal))
        .collect::<Vec<_>>()
        .join(", ")
}

/// Whether a signal alone tells a person why. `a` and `the` weigh as much as any other word, and say nothing.
fn says_something(signal: &Signal) -> bool {
    match signal {
        Signal::Fact(fact) => *fact != Fact::Prior,
        Signal::Words(words) => {
            let is_letter = words.chars().count() < 2 && words.is_ascii();
            !is_letter && !SMALL_WORDS.contains(&words.to_lowercase().as_str())
        }
    }
}

/// Words that hold others together.
const SMALL_WORDS: [&str; 40] = [
    "an", "the", "is", "are", "was", "be", "of", "to", "in", "on", "at", "it", "its", "my", "me", "you", "we", "and",
    "or", "for", "with", "by", "from", "that", "this", "as", "은", "는", "이", "가", "을", "를", "에", "의", "그",
    "저", "것", "거", "수", "좀",
];

/// A signal in a person's words; the user's own words stand in quotes.
#[must_use]
pub fn signal(lang: Lang, signal: &Signal) -> String {
    match signal {
        Signal::Words(words) => format!("\"{}\"", config::without_keys(&sanitise::line(words))),
        Signal::Fact(seen) => fact(lang, *seen),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Estimate, Reason, Route};

    fn routed(previous: Option<&str>, source: Source, confidence: f32) -> Routed {
        let reason = |signal, weight| Reason { signal, weight };
        Routed {
            decision: Decision {
                route: Route::Code,
                confidence,
                runner_up: Route::Think,
                scores: [confidence, 1.0 - confidence, 0.0, 0.0, 0.0, 0.0],
                reasons: vec![
                    reason(Signal::Fact(Fact::Prior), 2.0),
                    reason(Signal::Words("에러\x1b[2J".into()), 1.5),
                    reason(Signal::Fact(Fact::Question), -1.2),
                    reason(Signal::Fact(Fact::Code), 0.9),
                    reason(Signal::Fact(Fact::Short), 0.1),
                ],
            },
            route: Route::Code,
            source,
            preset: None,
            candidate: "groq:qwen/qwen3.8-27b".parse().expect("a candidate"),
            previous: previous.map(|text| text.parse().expect("a model")),
            estimate: Estimate { input_tokens: 12, cost: None },
        }
    }

    #[test]
    fn it_is_said_only_when_the_model_changed_or_the_choice_was_close() {
        let view = View::plain(Lang::Ko);
        let same = Some("groq:qwen/qwen3.8-27b");
        assert_eq!(badge(&view, &routed(None, Source::Auto, 0.9), None), None);
        assert_eq!(badge(&view, &routed(same, Source::Auto, 0.9), None), None);
        assert_eq!(badge(&view, &routed(same, Source::Pin, 0.4), None), None);
        assert!(badge(&view, &routed(same, Source::Auto, 0.4), None).is_some());
        assert!(badge(&view, &routed(Some("groq:openai/gpt-oss-120b"), Source::Auto, 0.9), None).is_some());
    }

    #[test]
    fn it_names_the_model_and_the_strongest_signals() {
        let routed = routed(None, Source::Auto, 0.4);
        insta::assert_snapshot!(line(&View::plain(Lang::Ko), &routed, None), @r#"» qwen3.8-27b · "에러", 코드 블록"#);
        insta::assert_snapshot!(line(&View::plain(Lang::En), &routed, None), @r#"» qwen3.8-27b · "에러", code block"#);
    }

    #[test]
    fn a_word_that_says_nothing_is_no_reason_in_one_line() {
        let mut routed = routed(None, Source::Auto, 0.4);
        let words =
            ["a", "The", "는", "haiku"].map(|words| Reason { signal: Signal::Words(words.into()), weight: 1.0 });
        routed.decision.reasons = words.to_vec();
        assert_eq!(signals(Lang::En, &routed.decision), "\"haiku\"");
        routed.decision.reasons.truncate(3);
        assert_eq!(line(&View::plain(Lang::En), &routed, None), "» qwen3.8-27b");
    }

    #[test]
    fn what_chose_it_beside_the_router_is_said() {
        let routed = routed(Some("groq:openai/gpt-oss-120b"), Source::Auto, 0.9);
        let said = [Label::AskedAgain, Label::ByTab].map(|by| badge(&View::plain(Lang::En), &routed, Some(by)));
        assert_eq!(said, ["asked again", "chosen by Tab"].map(|by| Some(format!("» qwen3.8-27b · {by}"))));
    }

    #[test]
    fn it_fits_any_window() {
        let mut routed = routed(None, Source::Auto, 0.4);
        routed.candidate = "groq:openai/gpt-oss-120b@high".parse().expect("a candidate");
        routed.decision.reasons[1].signal = Signal::Words("이 함수 왜 borrow 에러 나".into());
        let lines = [10, 20, 40, 80, 160].map(|columns| {
            let line = line(&View::plain(Lang::Ko).in_columns(columns), &routed, None);
            assert!(width::of(&line, crate::ui::style::AmbiguousWidth::Narrow) <= columns, "{columns}: {line}");
            format!("{columns:>3} {line}")
        });
        insta::assert_snapshot!(lines.join("\n"), @r#"
         10 » gpt-oss…
         20 » gpt-oss-120b@high
         40 » gpt-oss-120b@high · "이 함수 왜 borro…
         80 » gpt-oss-120b@high · "이 함수 왜 borrow 에러 나", 코드 블록
        160 » gpt-oss-120b@high · "이 함수 왜 borrow 에러 나", 코드 블록
        "#);
    }
}
