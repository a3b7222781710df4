//! Why a model was chosen, in several lines: `baro route`, `baro why`, `--explain`.

use std::path::Path;

use super::badge::signal;
use super::messages::{Label, failure_kind, passed_over};
use super::number::{self, Charge};
use super::style::View;
use super::width;
use crate::config::{self, Environment};
use crate::domain::{Candidate, Decision, Fact, Lang, ProjectHeld, Route, Signal};
use crate::engine::talk::LastChoice;
use crate::markup::sanitise;

/// A choice, as it is explained.
#[derive(Debug, Clone, Copy)]
pub struct Explanation<'a> {
    /// What the router thinks, whoever chose.
    pub decision: &'a Decision,
    /// The route that is taken.
    pub route: Route,
    /// The model; `None` where none is usable.
    pub candidate: Option<&'a Candidate>,
    /// Who chose it; `None` where the router did.
    pub by: Option<Label>,
    /// The project's file that holds, as [`project_line`] has it.
    pub project: Option<&'a str>,
    /// What it is about to take; `None` for a choice of the past.
    pub estimate: Option<Estimate>,
}

/// The project's file as it is shown, with what it sets: `~/shop/.baro.toml: route, policy.deny`.
#[must_use]
pub fn project_line(environment: &Environment, held: &ProjectHeld) -> String {
    let line = format!("{}: {}", config::shown_path(environment, Path::new(&held.file)), held.sets.join(", "));
    sanitise::line(line.trim_end_matches([':', ' ']))
}

/// What a request is about to take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Estimate {
    /// Tokens of the prompt.
    pub input_tokens: u64,
    /// What they cost.
    pub charge: Charge,
}

/// The lines, each ended by a newline:
///
/// ```text
/// » code 87% · qwen3.8-27b (groq)
///   "error"      +1.5
///   code block   +0.9
///   question     -1.2
///   runner-up    think 9%
///   estimate     12 tokens, free
/// ```
#[must_use]
pub fn explain(view: &View, explanation: &Explanation<'_>) -> String {
    with_past(view, explanation, Vec::new())
}

fn with_past(view: &View, explanation: &Explanation<'_>, past: Vec<Row>) -> String {
    let Explanation { decision, route, estimate, project, .. } = *explanation;
    let lang = view.lang;
    let mut text = head(view, explanation);
    // What routes have before a word is read is a figure of the model's, and no reason to a person.
    let seen = decision.reasons.iter().filter(|reason| reason.signal != Signal::Fact(Fact::Prior));
    let reasons = seen.map(|reason| {
        let tone = if reason.weight < 0.0 { Tone::Against } else { Tone::For };
        Row { name: signal(lang, &reason.signal), value: format!("{:+.1}", reason.weight), tone }
    });
    text.push_str(&block(view, &reasons.collect::<Vec<_>>()));
    // Against a route that was forced, what the router would have taken comes next.
    let runner_up = if route == decision.route { decision.runner_up } else { decision.route };
    let mut facts = past;
    facts.push(Row {
        name: Label::RunnerUp.text(lang).to_owned(),
        value: format!("{} {}", runner_up.label(lang), number::percent(decision.scores[runner_up.index()])),
        tone: Tone::Plain,
    });
    facts.extend(estimate.map(|Estimate { input_tokens, charge }| {
        let (tokens, charge) = (number::grouped(input_tokens), charge.text(lang));
        let value = match lang {
            Lang::Ko => format!("입력 {tokens}토큰, {charge}"),
            Lang::En => format!("{tokens} input tokens, {charge}"),
        };
        Row { name: Label::Estimate.text(lang).to_owned(), value, tone: Tone::Plain }
    }));
    text.push_str(&block(view, &facts));
    // Beside a long path the names of the others would be cut.
    let project = project.map(|file| Row {
        name: Label::ProjectFile.text(lang).to_owned(),
        value: file.to_owned(),
        tone: Tone::Plain,
    });
    text.extend(project.map(|row| block(view, &[row])));
    text
}

/// As [`explain`], for the choice that the last answer began with. `by` is what chose it, where the surface knows better
/// than the store. Who was passed over, or asked before and did not answer or was not enough, is said.
#[must_use]
pub fn explain_last(view: &View, environment: &Environment, choice: &LastChoice, by: Option<Label>) -> String {
    let answer = &choice.exchange.answer;
    let candidate = answer.model.clone().map(|model| Candidate { model, effort: answer.effort });
    let LastChoice { decision, route, source, .. } = choice;
    let candidate = candidate.as_ref();
    let by = by.or_else(|| choice.is_of_another().then_some(Label::AskedAgain));
    let by = by.or(Label::chooser(*source, choice.exchange.preset));
    let lang = view.lang;
    let row = |label: Label, value: String| Row { name: label.text(lang).to_owned(), value, tone: Tone::Plain };
    let failed = choice
        .failed_before()
        .into_iter()
        .map(|(model, failure)| row(Label::AskedFirst, format!("{} ({})", model.short(), failure_kind(lang, failure))));
    let passed = choice.passed_over().map(|passed| {
        let why = passed_over(lang, &passed.model, &passed.why);
        row(Label::PassedOver, format!("{} ({why})", passed.model.short()))
    });
    let before = choice.answered_before().map(|model| row(Label::AnsweredBefore, model.short().to_owned()));
    let past = passed.chain(failed).chain(before).map(|row| Row { value: sanitise::line(&row.value), ..row }).collect();
    let project = choice.exchange.project.as_ref();
    let project = project.map(|held| project_line(environment, held));
    let project = project.as_deref();
    let explanation = Explanation { decision, route: *route, candidate, by, project, estimate: None };
    with_past(view, &explanation, past)
}

struct Row {
    name: String,
    value: String,
    tone: Tone,
}

#[derive(Clone, Copy)]
enum Tone {
    For,
    Against,
    Plain,
}

/// Rows under each other, their values in one column; in a narrow window the names give way first.
fn block(view: &View, rows: &[Row]) -> String {
    const INDENT: &str = "  ";
    let of = |text: &str| width::of(text, view.ambiguous);
    let columns = view.columns.unwrap_or(usize::MAX);
    let room = columns.saturating_sub(2 * INDENT.len());
    let widest_value = rows.iter().map(|row| of(&row.value)).max().unwrap_or(0);
    let widest_name = rows.iter().map(|row| of(&row.name)).max().unwrap_or(0);
    let name_columns = widest_name.min(room.saturating_sub(widest_value).max(8));
    let mut text = String::new();
    for Row { name, value, tone } in rows {
        let name = width::pad_end(&width::fit(name, name_columns, view.ambiguous), name_columns, view.ambiguous);
        let value = width::fit(value, room.saturating_sub(name_columns), view.ambiguous);
        let value = match tone {
            Tone::For => view.palette.good(&value),
            Tone::Against => view.palette.error(&value),
            Tone::Plain => value,
        };
        text.extend([INDENT, &name, INDENT, &value, "\n"]);
    }
    text
}

/// `» code 87% · qwen3.8-27b (groq)`; a name that was given is said to be so.
fn head(view: &View, explanation: &Explanation<'_>) -> String {
    let Explanation { decision, route, candidate, by, .. } = *explanation;
    let (lang, glyphs) = (view.lang, view.glyphs());
    // The router's probability says nothing about a route that a flag chose against it.
    let mut parts = vec![if route == decision.route {
        format!("{} {}", route.label(lang), number::percent(decision.confidence))
    } else {
        route.label(lang).to_owned()
    }];
    parts.push(match candidate {
        Some(candidate) => {
            sanitise::line(&format!("{} ({})", super::messages::candidate_name(candidate), candidate.model.provider))
        }
        None => Label::NoModel.text(lang).to_owned(),
    });
    parts.extend(by.map(|label| label.text(lang).to_owned()));
    let columns = view.columns.unwrap_or(usize::MAX);
    // What chose is told whole: what does not fit stands below.
    let mut lines: Vec<String> = Vec::new();
    for part in parts {
        let Some(line) = lines.last_mut() else {
            lines.push(format!("{} {part}", glyphs.badge));
            continue;
        };
        let joined = format!("{line} {} {part}", glyphs.separator);
        if width::of(&joined, view.ambiguous) <= columns {
            *line = joined;
        } else {
            lines.push(format!("  {part}"));
        }
    }
    let heading = |line: String| format!("{}\n", view.palette.heading(&width::fit(&line, columns, view.ambiguous)));
    lines.into_iter().map(heading).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{MicroUsd, Preset, PresetBy, Reason, Source};
    use crate::ui::style::AmbiguousWidth;

    fn draw(lang: Lang, columns: usize) -> String {
        let reason = |signal, weight| Reason { signal, weight };
        let decision = Decision {
            route: Route::Code,
            confidence: 0.87,
            runner_up: Route::Think,
            scores: [0.87, 0.09, 0.01, 0.01, 0.01, 0.01],
            reasons: vec![
                reason(Signal::Words("이 함수 왜 borrow 에러가 나는 거야 도대체".into()), 1.52),
                reason(Signal::Fact(Fact::Prior), 1.4),
                reason(Signal::Fact(Fact::Question), -1.2),
                reason(Signal::Fact(Fact::FollowsUp(Route::Code)), 0.9),
            ],
        };
        let candidate = "groq:openai/gpt-oss-120b@high".parse().expect("a candidate");
        let explanation = Explanation {
            decision: &decision,
            route: Route::Code,
            candidate: Some(&candidate),
            by: None,
            project: None,
            estimate: Some(Estimate { input_tokens: 1_234, charge: Charge::Known(MicroUsd(500)) }),
        };
        let text = explain(&View::plain(lang).in_columns(columns), &explanation);
        for line in text.lines() {
            assert!(width::of(line, AmbiguousWidth::Narrow) <= columns, "{columns}: {line}");
        }
        text
    }

    #[test]
    fn reasons_have_signed_weights() {
        insta::assert_snapshot!(draw(Lang::Ko, 80), @r#"
        » 코드 87% · gpt-oss-120b@high (groq)
          "이 함수 왜 borrow 에러가 나는 거야 도대체"  +1.5
          질문                                         -1.2
          이어지는 대화(코드)                          +0.9
          다음 후보  추론 9%
          예상       입력 1,234토큰, $0.0005
        "#);
        insta::assert_snapshot!(draw(Lang::En, 160), @r#"
        » code 87% · gpt-oss-120b@high (groq)
          "이 함수 왜 borrow 에러가 나는 거야 도대체"  +1.5
          question                                     -1.2
          follow-up (code)                             +0.9
          runner-up  think 9%
          estimate   1,234 input tokens, $0.0005
        "#);
    }

    #[test]
    fn it_fits_forty_columns() {
        insta::assert_snapshot!(draw(Lang::Ko, 40), @r#"
        » 코드 87% · gpt-oss-120b@high (groq)
          "이 함수 왜 borrow 에러가 나는…   +1.5
          질문                              -1.2
          이어지는 대화(코드)               +0.9
          다음 후보  추론 9%
          예상       입력 1,234토큰, $0.0005
        "#);
        insta::assert_snapshot!(draw(Lang::En, 40), @r#"
        » code 87% · gpt-oss-120b@high (groq)
          "이 함수 왜 borrow 에러가 나는…   +1.5
          question                          -1.2
          follow-up (code)                  +0.9
          runner-up  think 9%
          estimate   1,234 input tokens, $0.0005
        "#);
    }

    #[test]
    fn what_chose_is_told_whole_in_a_narrow_window() {
        let decision = Decision {
            route: Route::Code,
            confidence: 0.77,
            runner_up: Route::Think,
            scores: [0.77, 0.22, 0.0, 0.0, 0.0, 0.01],
            reasons: vec![],
        };
        let candidate = "groq:moonshotai/kimi-k2-instruct".parse().expect("a candidate");
        let explanation = Explanation {
            decision: &decision,
            route: Route::Code,
            candidate: Some(&candidate),
            by: Label::chooser(Source::Mention, None),
            project: None,
            estimate: None,
        };
        let drawn = |columns| explain(&View::plain(Lang::Ko).in_columns(columns), &explanation);
        insta::assert_snapshot!(drawn(60), @r"
        » 코드 77% · kimi-k2-instruct (groq) · 메시지에서 지정
          다음 후보  추론 22%
        ");
        insta::assert_snapshot!(drawn(40), @r"
        » 코드 77% · kimi-k2-instruct (groq)
          메시지에서 지정
          다음 후보  추론 22%
        ");
    }

    #[test]
    fn without_a_model_it_still_explains() {
        let decision = Decision {
            route: Route::Fast,
            confidence: 0.5,
            runner_up: Route::General,
            scores: [0.0, 0.0, 0.0, 0.5, 0.1, 0.4],
            reasons: vec![],
        };
        let explanation = Explanation {
            decision: &decision,
            route: Route::Code,
            candidate: None,
            by: Label::chooser(Source::Flag, None),
            project: None,
            estimate: None,
        };
        insta::assert_snapshot!(explain(&View::plain(Lang::Ko), &explanation), @r"
        » 코드 · 쓸 수 있는 모델이 없습니다 · 옵션으로 지정
          다음 후보  빠른답 50%
        ");
    }

    #[test]
    fn a_setting_that_chose_is_named_with_its_file_and_no_flag_is() {
        let decision = Decision {
            route: Route::Think,
            confidence: 0.9,
            runner_up: Route::Code,
            scores: [0.05, 0.9, 0.0, 0.0, 0.0, 0.05],
            reasons: vec![],
        };
        let name = if cfg!(windows) { "USERPROFILE" } else { "HOME" };
        let environment = Environment::from_pairs([(name, "/home/kim")]);
        let sets = ["route", "policy.deny"].map(str::to_owned).to_vec();
        let held = ProjectHeld { file: "/home/kim/a/.baro.toml".to_owned(), sets };
        let project = project_line(&environment, &held);
        for preset in Preset::all() {
            let explanation = Explanation {
                decision: &decision,
                route: Route::Code,
                candidate: None,
                by: Label::chooser(Source::Flag, Some(preset)),
                project: Some(&project),
                estimate: None,
            };
            let text = explain(&View::plain(Lang::En), &explanation);
            let by = match preset.by {
                PresetBy::Environment => format!("by `BARO_{}`", preset.sets.as_str().to_uppercase()),
                PresetBy::Project => format!("by `{}` in `.baro.toml`", preset.sets.as_str()),
                PresetBy::User => format!("by the setting `{}`", preset.sets.as_str()),
            };
            let expected = format!(
                "» code · no usable model · {by}\n  runner-up  think 90%\n  project  ~/a/.baro.toml: route, policy.deny\n"
            );
            assert_eq!(text, expected);
            let korean = explain(&View::plain(Lang::Ko), &explanation);
            assert!(!korean.contains("옵션") && korean.contains("프로젝트  ~/a/.baro.toml"), "{korean}");
        }
    }
}
