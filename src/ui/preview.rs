//! The line behind a message that is being written: to whom it would go, and on what sign. Without colours, which the
//! editor puts on.

use super::badge;
use super::messages::{Label, candidate_name};
use super::style::View;
use super::width;
use crate::domain::{Candidate, Decision, Lang, Source};
use crate::markup::sanitise;

/// Where a message would go.
#[derive(Debug, Clone, Copy)]
pub enum Preview<'a> {
    /// To whom baro picks.
    Routed {
        /// Who.
        candidate: &'a Candidate,
        /// Why.
        decision: &'a Decision,
        /// Whom a Tab would take instead.
        other: Option<&'a str>,
    },
    /// To whoever answers everything.
    Fixed {
        /// Who.
        candidate: &'a Candidate,
        /// Who said so.
        source: Source,
        /// Whom a Tab would take instead.
        other: Option<&'a str>,
    },
    /// To those who were named for this message.
    Chosen {
        /// In their order.
        candidates: &'a [Candidate],
    },
}

/// Whether Enter confirms the pick, which is then said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confirming {
    /// It does.
    Yes,
    /// It sends in any case.
    No,
}

/// `» qwen3.8-27b · 코드 블록, "에러"  (Tab: kimi)`, as much of it as fits the window.
#[must_use]
pub fn line(view: &View, preview: &Preview<'_>, confirming: Confirming) -> String {
    let columns = view.columns.unwrap_or(usize::MAX);
    let of = |text: &str| width::of(text, view.ambiguous);
    let (names, why, other) = match preview {
        Preview::Routed { candidate, decision, other } => {
            (candidate_name(candidate), badge::signals(view.lang, decision), *other)
        }
        Preview::Fixed { candidate, source, other } => {
            let why = match source {
                Source::Pin => Label::Pinned.text(view.lang).to_owned(),
                Source::Flag => Label::ByFlag.text(view.lang).to_owned(),
                Source::Auto | Source::Mention => String::new(),
            };
            (candidate_name(candidate), why, *other)
        }
        Preview::Chosen { candidates } => {
            (candidates.iter().map(candidate_name).collect::<Vec<_>>().join(", "), String::new(), None)
        }
    };
    let glyphs = view.glyphs();
    let mut line = width::fit(&format!("{} {}", glyphs.badge, sanitise::line(&names)), columns, view.ambiguous);
    // Where not all keys fit, the one that sends is told.
    let all_keys = keys(view.lang, other, confirming);
    let fits = of(&line) + of(&all_keys) <= columns;
    let keys = if fits { all_keys } else { keys(view.lang, None, confirming) };
    let room = columns.saturating_sub(of(&line) + of(&keys));
    if !why.is_empty() {
        let why = format!(" {} {why}", glyphs.separator);
        // A reason that is cut to nothing says nothing.
        if room >= 12 || of(&why) <= room {
            line.push_str(&width::fit(&why, room, view.ambiguous));
        }
    }
    if of(&line) + of(&keys) <= columns {
        line.push_str(&keys);
    }
    line
}

fn keys(lang: Lang, other: Option<&str>, confirming: Confirming) -> String {
    let mut keys = Vec::new();
    if confirming == Confirming::Yes {
        keys.push(match lang {
            Lang::Ko => "Enter: 보내기".to_owned(),
            Lang::En => "Enter: send".to_owned(),
        });
    }
    keys.extend(other.map(|other| format!("Tab: {}", sanitise::line(other))));
    if keys.is_empty() { String::new() } else { format!("  ({})", keys.join(", ")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Fact, Reason, Route, Signal};
    use crate::ui::style::AmbiguousWidth;

    fn drawn(lang: Lang, columns: usize) -> String {
        let reason = |signal| Reason { signal, weight: 1.0 };
        let decision = Decision {
            route: Route::Code,
            confidence: 0.8,
            runner_up: Route::Think,
            scores: [0.8, 0.2, 0.0, 0.0, 0.0, 0.0],
            reasons: vec![reason(Signal::Fact(Fact::Code)), reason(Signal::Words("에러".into()))],
        };
        let [qwen, kimi] = ["groq:qwen/qwen3.8-27b", "groq:moonshotai/kimi-k3@high"]
            .map(|text| text.parse::<Candidate>().expect("a candidate"));
        let view = View::plain(lang).in_columns(columns);
        let routed = Preview::Routed { candidate: &qwen, decision: &decision, other: Some("kimi") };
        let lines = [
            line(&view, &routed, Confirming::No),
            line(&view, &routed, Confirming::Yes),
            line(&view, &Preview::Fixed { candidate: &kimi, source: Source::Pin, other: Some("qwen") }, Confirming::No),
            line(&view, &Preview::Chosen { candidates: &[qwen.clone(), kimi.clone()] }, Confirming::No),
        ];
        for line in &lines {
            assert!(width::of(line, AmbiguousWidth::Narrow) <= columns, "{columns}: {line}");
        }
        lines.join("\n")
    }

    #[test]
    fn it_names_who_and_why_and_the_next_in_any_window() {
        let mut all = Vec::new();
        for lang in [Lang::Ko, Lang::En] {
            for columns in [40, 80, 160] {
                all.push(format!("{columns}\n{}", drawn(lang, columns)));
            }
        }
        insta::assert_snapshot!(all.join("\n"), @r#"
        40
        » qwen3.8-27b · 코드 블록,…  (Tab: kimi)
        » qwen3.8-27b  (Enter: 보내기)
        » kimi-k3@high · 고정  (Tab: qwen)
        » qwen3.8-27b, kimi-k3@high
        80
        » qwen3.8-27b · 코드 블록, "에러"  (Tab: kimi)
        » qwen3.8-27b · 코드 블록, "에러"  (Enter: 보내기, Tab: kimi)
        » kimi-k3@high · 고정  (Tab: qwen)
        » qwen3.8-27b, kimi-k3@high
        160
        » qwen3.8-27b · 코드 블록, "에러"  (Tab: kimi)
        » qwen3.8-27b · 코드 블록, "에러"  (Enter: 보내기, Tab: kimi)
        » kimi-k3@high · 고정  (Tab: qwen)
        » qwen3.8-27b, kimi-k3@high
        40
        » qwen3.8-27b · code block…  (Tab: kimi)
        » qwen3.8-27b  (Enter: send, Tab: kimi)
        » kimi-k3@high · pinned  (Tab: qwen)
        » qwen3.8-27b, kimi-k3@high
        80
        » qwen3.8-27b · code block, "에러"  (Tab: kimi)
        » qwen3.8-27b · code block, "에러"  (Enter: send, Tab: kimi)
        » kimi-k3@high · pinned  (Tab: qwen)
        » qwen3.8-27b, kimi-k3@high
        160
        » qwen3.8-27b · code block, "에러"  (Tab: kimi)
        » qwen3.8-27b · code block, "에러"  (Enter: send, Tab: kimi)
        » kimi-k3@high · pinned  (Tab: qwen)
        » qwen3.8-27b, kimi-k3@high
        "#);
    }
}
