//! The line behind a message that is being written: to whom it would go, and on what sign. Without colours, which the
//! editor puts on.

use std::borrow::Borrow;

use super::badge;
use super::messages::{Label, Remark, candidate_name};
use super::style::View;
use super::width;
use crate::domain::{Candidate, Decision, Lang, ModelRef, Preset, Source};
use crate::engine::Unusable;
use crate::engine::plan::Size;
use crate::grammar::Deed;
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
        /// Who would answer, were the message not too large for them.
        too_large_for: Option<&'a Candidate>,
        /// How the message goes there.
        size: Size,
    },
    /// To whoever answers everything.
    Fixed {
        /// Who.
        candidate: &'a Candidate,
        /// Who said so.
        source: Source,
        /// The setting that said so, where one did.
        preset: Option<Preset>,
        /// Whom a Tab would take instead.
        other: Option<&'a str>,
        /// Who would have answered, were the message not too large for them.
        too_large_for: Option<&'a Candidate>,
        /// How the message goes there.
        size: Size,
    },
    /// To those who were named for this message.
    Chosen {
        /// In their order.
        candidates: &'a [Candidate],
        /// The ids that were named and are gone, whose place some of them take.
        gone: &'a [ModelRef],
        /// How the message goes to the first of them to whom it does not go at once.
        size: Size,
    },
    /// The last message goes once more.
    Again {
        /// To whom, in their order; nobody is another model than the last.
        candidates: &'a [Candidate],
        /// The ids that were named and are gone.
        gone: &'a [ModelRef],
    },
    /// This one answers from now on.
    Pinned {
        /// Who.
        candidate: &'a Candidate,
        /// The id that was named and is gone.
        gone: Option<&'a ModelRef>,
    },
    /// Nobody of that name can be asked.
    Refused {
        /// The name.
        name: &'a str,
        /// Who would be called so, and why not.
        left_out: &'a [(Candidate, Unusable)],
        /// What it may have been meant to be.
        nearest: &'a [String],
    },
    /// It is being found out whether anybody of that name can be asked.
    FindingOut {
        /// The name.
        name: &'a str,
    },
    /// No model is asked.
    Done(Done),
}

/// What a line does that goes to no model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    /// baro picks again.
    Unpinned,
    /// baro answers.
    Answered,
    /// A new conversation begins.
    NewConversation,
    /// The last conversation goes on.
    GoingOn,
    /// What was done last is undone.
    Undone,
    /// There is nothing that could be asked again.
    NothingToAskAgain,
    /// There is nobody else to ask.
    NoOtherModel,
    /// Nobody who answers can be told to think harder.
    NoDeeper,
    /// The talk ends.
    Leaving,
    /// It does if that is said twice.
    LeavingOnceMore,
    /// The keys are shown.
    Keys,
    /// Something in the talk.
    Deed(Deed),
}

impl Done {
    const fn text(self, lang: Lang) -> &'static str {
        let (ko, en) = match self {
            Self::Unpinned => ("baro가 다시 고릅니다", "baro picks again"),
            Self::Answered => ("baro가 답합니다", "baro answers"),
            Self::NewConversation => ("새 대화", "a new conversation"),
            Self::GoingOn => ("지난 대화를 이어 갑니다", "goes on with the last conversation"),
            Self::Undone => ("방금 한 일을 취소합니다", "undoes what was done"),
            Self::NothingToAskAgain => ("다시 물을 것이 아직 없습니다", "nothing to ask again yet"),
            Self::NoOtherModel => ("다른 모델이 없습니다", "there is no other model"),
            Self::Leaving => ("대화를 끝냅니다", "ends the talk"),
            Self::LeavingOnceMore => ("Enter를 두 번 누르면 대화를 끝냅니다", "a second Enter ends the talk"),
            Self::NoDeeper => ("추론 강도를 바꿀 수 없습니다", "cannot be told to think harder"),
            Self::Keys => ("키를 보여 줍니다", "shows the keys"),
            Self::Deed(Deed::CopyCode) => ("마지막 코드 블록을 복사합니다", "copies the last code block"),
            Self::Deed(Deed::CopyAnswer) => ("마지막 답을 복사합니다", "copies the last answer"),
            Self::Deed(Deed::CopyLast) => {
                ("마지막 코드 블록이나 답을 복사합니다", "copies the last code block or answer")
            }
            Self::Deed(Deed::EditLast) => ("지난 메시지를 고쳐 보냅니다", "brings the last message back"),
            Self::Deed(Deed::OtherAnswer) => ("다른 답으로 갑니다", "goes to the other answer"),
            Self::Deed(Deed::Star) => ("이 대화에 별표를 답니다", "marks the conversation"),
            Self::Deed(Deed::Unstar) => ("이 대화의 별표를 뗍니다", "takes the mark off the conversation"),
        };
        match lang {
            Lang::Ko => ko,
            Lang::En => en,
        }
    }
}

/// What comes before a message goes anywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum First {
    /// A new conversation begins with it.
    NewConversation,
    /// A conversation is looked for. If there is one, that goes on and nothing is sent.
    LookingFor,
}

impl First {
    /// Before who would be asked then.
    fn before(self, view: &View, names: &str) -> String {
        match (self, view.lang) {
            (Self::NewConversation, lang) => {
                format!("{} {} {names}", Done::NewConversation.text(lang), view.glyphs().separator)
            }
            (Self::LookingFor, Lang::Ko) => format!("그 대화, 없으면 {names}"),
            (Self::LookingFor, Lang::En) => format!("that conversation, else {names}"),
        }
    }
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
    line_after(view, None, preview, confirming)
}

/// The same behind what comes first.
#[must_use]
pub fn line_after(view: &View, first: Option<First>, preview: &Preview<'_>, confirming: Confirming) -> String {
    let columns = view.columns.unwrap_or(usize::MAX);
    let of = |text: &str| width::of(text, view.ambiguous);
    let (names, why, other) = match preview {
        Preview::Routed { candidate, other, too_large_for: Some(first), .. }
        | Preview::Fixed { candidate, other, too_large_for: Some(first), .. } => {
            let why = match view.lang {
                Lang::Ko => format!("{} 한도 초과", candidate_name(first)),
                Lang::En => format!("too large for {}", candidate_name(first)),
            };
            (candidate_name(candidate), why, *other)
        }
        Preview::Routed { candidate, decision, other, too_large_for: None, size } => {
            let why = unfit(view.lang, *size).unwrap_or_else(|| badge::signals(view.lang, decision));
            (candidate_name(candidate), why, *other)
        }
        Preview::Fixed { candidate, source, preset, other, too_large_for: None, size } => {
            let why = match source {
                Source::Pin | Source::Flag => Label::chooser(*source, *preset).map(|by| by.text(view.lang)),
                Source::Auto | Source::Mention => None,
            };
            let why = unfit(view.lang, *size).unwrap_or_else(|| why.unwrap_or_default().to_owned());
            (candidate_name(candidate), why, *other)
        }
        Preview::Chosen { candidates, gone, size } => {
            let why = unfit(view.lang, *size).unwrap_or_else(|| all_gone(view.lang, gone));
            (names_of(candidates), why, None)
        }
        Preview::Again { candidates, gone } => {
            let names = match (view.lang, candidates.is_empty()) {
                (Lang::Ko, false) => format!("다시: {}", names_of(candidates)),
                (Lang::Ko, true) => "다시: 다른 모델".to_owned(),
                (Lang::En, false) => format!("again with {}", names_of(candidates)),
                (Lang::En, true) => "again with another model".to_owned(),
            };
            (names, all_gone(view.lang, gone), None)
        }
        Preview::Pinned { candidate, gone } => {
            let name = candidate_name(candidate);
            let names = match view.lang {
                Lang::Ko => format!("앞으로 {name}"),
                Lang::En => format!("{name} from now on"),
            };
            (names, all_gone(view.lang, gone.as_slice()), None)
        }
        Preview::Refused { name, left_out, nearest } => {
            (format!("{name}: {}", why_refused(view.lang, left_out, nearest)), String::new(), None)
        }
        Preview::FindingOut { name } => {
            let words = match view.lang {
                Lang::Ko => "있는지 알아보는 중",
                Lang::En => "being looked for",
            };
            (format!("{name}: {words}"), String::new(), None)
        }
        Preview::Done(done) => (done.text(view.lang).to_owned(), String::new(), None),
    };
    let names = match first {
        Some(first) => first.before(view, &names),
        None => names,
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

/// What becomes of a message that does not go at once.
fn unfit(lang: Lang, size: Size) -> Option<String> {
    let text = match (size, lang) {
        (Size::Fits, _) => return None,
        (Size::InParts(Some(n)), Lang::Ko) => format!("한도 초과, {n}개로 나눠 보낼지 묻기"),
        (Size::InParts(Some(n)), Lang::En) => format!("too large: offered in {n} parts"),
        (Size::InParts(None), Lang::Ko) => "한도 초과, 나눠 보낼지 묻기".to_owned(),
        (Size::InParts(None), Lang::En) => "too large: offered in parts".to_owned(),
        (Size::TooLarge, Lang::Ko) => "한도 초과".to_owned(),
        (Size::TooLarge, Lang::En) => "too large".to_owned(),
    };
    Some(text)
}

/// `kimi-k2 is retired`, for each of them.
fn all_gone<M: Borrow<ModelRef>>(lang: Lang, gone: &[M]) -> String {
    let gone = gone.iter().map(|gone| match lang {
        Lang::Ko => format!("{}: 제공 종료", gone.borrow().short()),
        Lang::En => format!("{} is retired", gone.borrow().short()),
    });
    sanitise::line(&gone.collect::<Vec<_>>().join(", "))
}

fn names_of(candidates: &[Candidate]) -> String {
    candidates.iter().map(candidate_name).collect::<Vec<_>>().join(", ")
}

fn why_refused(lang: Lang, left_out: &[(Candidate, Unusable)], nearest: &[String]) -> String {
    match (left_out.first(), nearest.first()) {
        (Some((candidate, why)), _) => Remark::Unusable { provider: &candidate.model.provider, why }.text(lang),
        (None, Some(nearest)) => match lang {
            Lang::Ko => format!("없는 모델 ({nearest}?)"),
            Lang::En => format!("no such model ({nearest}?)"),
        },
        (None, None) => match lang {
            Lang::Ko => "없는 모델".to_owned(),
            Lang::En => "no such model".to_owned(),
        },
    }
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
        let gone = [ModelRef::new("groq", "moonshotai/kimi-k2")];
        let view = View::plain(lang).in_columns(columns);
        let routed = Preview::Routed {
            candidate: &qwen,
            decision: &decision,
            other: Some("kimi"),
            too_large_for: None,
            size: Size::Fits,
        };
        let no_key = Unusable::NoKey { key_env: vec!["ANTHROPIC_API_KEY".to_owned()], signup_url: None };
        let claude = "anthropic:claude-opus-5-5".parse::<Candidate>().expect("a candidate");
        let refused = Preview::Refused { name: "claude", left_out: &[(claude, no_key)], nearest: &[] };
        let lines = [
            line(&view, &routed, Confirming::No),
            line(&view, &routed, Confirming::Yes),
            line(
                &view,
                &Preview::Fixed {
                    candidate: &kimi,
                    source: Source::Pin,
                    preset: None,
                    other: Some("qwen"),
                    too_large_for: None,
                    size: Size::Fits,
                },
                Confirming::No,
            ),
            line(
                &view,
                &Preview::Chosen { candidates: &[qwen.clone(), kimi.clone()], gone: &[], size: Size::Fits },
                Confirming::No,
            ),
            line(&view, &Preview::Again { candidates: std::slice::from_ref(&kimi), gone: &[] }, Confirming::No),
            line(&view, &Preview::Again { candidates: &[], gone: &[] }, Confirming::No),
            line(&view, &Preview::Pinned { candidate: &kimi, gone: None }, Confirming::No),
            line(
                &view,
                &Preview::Chosen { candidates: std::slice::from_ref(&kimi), gone: &gone, size: Size::Fits },
                Confirming::No,
            ),
            line(&view, &Preview::Pinned { candidate: &kimi, gone: gone.first() }, Confirming::No),
            line(&view, &refused, Confirming::No),
            line(&view, &Preview::Done(Done::NothingToAskAgain), Confirming::No),
            line(
                &view,
                &Preview::Chosen { candidates: std::slice::from_ref(&qwen), gone: &[], size: Size::InParts(Some(3)) },
                Confirming::No,
            ),
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
        » 다시: kimi-k3@high
        » 다시: 다른 모델
        » 앞으로 kimi-k3@high
        » kimi-k3@high · kimi-k2: 제공 종료
        » 앞으로 kimi-k3@high · kimi-k2: 제공…
        » claude: 키 미설정 (ANTHROPIC_API_KEY)
        » 다시 물을 것이 아직 없습니다
        » qwen3.8-27b · 한도 초과, 3개로 나눠…
        80
        » qwen3.8-27b · 코드 블록, "에러"  (Tab: kimi)
        » qwen3.8-27b · 코드 블록, "에러"  (Enter: 보내기, Tab: kimi)
        » kimi-k3@high · 고정  (Tab: qwen)
        » qwen3.8-27b, kimi-k3@high
        » 다시: kimi-k3@high
        » 다시: 다른 모델
        » 앞으로 kimi-k3@high
        » kimi-k3@high · kimi-k2: 제공 종료
        » 앞으로 kimi-k3@high · kimi-k2: 제공 종료
        » claude: 키 미설정 (ANTHROPIC_API_KEY)
        » 다시 물을 것이 아직 없습니다
        » qwen3.8-27b · 한도 초과, 3개로 나눠 보낼지 묻기
        160
        » qwen3.8-27b · 코드 블록, "에러"  (Tab: kimi)
        » qwen3.8-27b · 코드 블록, "에러"  (Enter: 보내기, Tab: kimi)
        » kimi-k3@high · 고정  (Tab: qwen)
        » qwen3.8-27b, kimi-k3@high
        » 다시: kimi-k3@high
        » 다시: 다른 모델
        » 앞으로 kimi-k3@high
        » kimi-k3@high · kimi-k2: 제공 종료
        » 앞으로 kimi-k3@high · kimi-k2: 제공 종료
        » claude: 키 미설정 (ANTHROPIC_API_KEY)
        » 다시 물을 것이 아직 없습니다
        » qwen3.8-27b · 한도 초과, 3개로 나눠 보낼지 묻기
        40
        » qwen3.8-27b · code block…  (Tab: kimi)
        » qwen3.8-27b  (Enter: send, Tab: kimi)
        » kimi-k3@high · pinned  (Tab: qwen)
        » qwen3.8-27b, kimi-k3@high
        » again with kimi-k3@high
        » again with another model
        » kimi-k3@high from now on
        » kimi-k3@high · kimi-k2 is retired
        » kimi-k3@high from now on · kimi-k2 is…
        » claude: no key (ANTHROPIC_API_KEY)
        » nothing to ask again yet
        » qwen3.8-27b · too large: offered in 3…
        80
        » qwen3.8-27b · code block, "에러"  (Tab: kimi)
        » qwen3.8-27b · code block, "에러"  (Enter: send, Tab: kimi)
        » kimi-k3@high · pinned  (Tab: qwen)
        » qwen3.8-27b, kimi-k3@high
        » again with kimi-k3@high
        » again with another model
        » kimi-k3@high from now on
        » kimi-k3@high · kimi-k2 is retired
        » kimi-k3@high from now on · kimi-k2 is retired
        » claude: no key (ANTHROPIC_API_KEY)
        » nothing to ask again yet
        » qwen3.8-27b · too large: offered in 3 parts
        160
        » qwen3.8-27b · code block, "에러"  (Tab: kimi)
        » qwen3.8-27b · code block, "에러"  (Enter: send, Tab: kimi)
        » kimi-k3@high · pinned  (Tab: qwen)
        » qwen3.8-27b, kimi-k3@high
        » again with kimi-k3@high
        » again with another model
        » kimi-k3@high from now on
        » kimi-k3@high · kimi-k2 is retired
        » kimi-k3@high from now on · kimi-k2 is retired
        » claude: no key (ANTHROPIC_API_KEY)
        » nothing to ask again yet
        » qwen3.8-27b · too large: offered in 3 parts
        "#);
    }
}
