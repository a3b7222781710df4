//! The line after an answer: who answered, how fast, and what it took. `ui.footer = off|short|full`.

use super::messages::{Label, candidate_name};
use super::number::{self, Charge};
use super::style::View;
use super::width;
use crate::config::Footer;
use crate::domain::event::TurnResult;
use crate::domain::limits::LeftToday;
use crate::domain::{Lang, MicroUsd};
use crate::markup::sanitise;

/// Narrower windows get no footer.
pub const MIN_COLUMNS: usize = 16;

/// How much it tells.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum FooterStyle {
    /// Nothing.
    Off,
    /// Model and time.
    #[default]
    Short,
    /// Also first token, tokens, what is left of the plan or the cost, and today's spending.
    Full,
}

impl From<Footer> for FooterStyle {
    fn from(setting: Footer) -> Self {
        match setting {
            Footer::Off => Self::Off,
            Footer::Short => Self::Short,
            Footer::Full => Self::Full,
        }
    }
}

/// `└ qwen3.8-27b · 1.9초 (첫 토큰 0.4초) · 812→344 토큰 · 무료 37/1000 · 오늘 $0.03`, as much of it as fits.
///
/// `today` is what today's answers cost so far, this one included; `None` leaves it out. `None` comes back where
/// nobody answered, where the style is off, and in windows under [`MIN_COLUMNS`].
#[must_use]
pub fn footer(view: &View, style: FooterStyle, result: &TurnResult, today: Option<MicroUsd>) -> Option<String> {
    let candidate = result.candidate.as_ref()?;
    let columns = view.columns.unwrap_or(usize::MAX);
    if style == FooterStyle::Off || columns < MIN_COLUMNS {
        return None;
    }
    let glyphs = view.glyphs();
    let separator = format!(" {} ", glyphs.separator);
    let time = number::duration_ms(view.lang, result.total_ms);
    // The name gives way before its time does.
    let fixed = width::of(&format!("{} {separator}{time}", glyphs.corner), view.ambiguous);
    let name = sanitise::line(&candidate_name(candidate));
    let name = width::fit(&name, columns.saturating_sub(fixed), view.ambiguous);
    let mut line = format!("{} {name}{separator}{time}", glyphs.corner);
    if !result.complete {
        push_if_it_fits(view, &mut line, &format!("{separator}{}", Label::Incomplete.text(view.lang)));
    }
    if style == FooterStyle::Full {
        for part in details(view, result, today) {
            let length = line.len();
            push_if_it_fits(view, &mut line, &part.replace('\u{1f}', &separator));
            if line.len() == length {
                break;
            }
        }
    }
    Some(view.palette.dim(&line))
}

fn push_if_it_fits(view: &View, line: &mut String, part: &str) {
    let taken = width::of(line, view.ambiguous) + width::of(part, view.ambiguous);
    if view.columns.is_none_or(|columns| taken <= columns) {
        line.push_str(part);
    }
}

/// The parts of a full footer, the most telling first. U+001F stands for the separator.
fn details(view: &View, result: &TurnResult, today: Option<MicroUsd>) -> Vec<String> {
    let lang = view.lang;
    let mut parts = vec![];
    if let Some(ttft_ms) = result.ttft_ms {
        parts.push(format!(" ({} {})", Label::FirstToken.text(lang), number::duration_ms(lang, ttft_ms)));
    }
    let usage = result.usage;
    let about = if usage.estimated { "~" } else { "" };
    let (input, output) = (number::grouped(usage.input), number::grouped(usage.output));
    parts.push(format!(
        "\u{1f}{about}{input}{}{output} {}",
        view.glyphs().arrow,
        match lang {
            Lang::Ko => Label::Tokens.text(lang),
            Lang::En => "tok",
        }
    ));
    let charge = if result.free { Charge::Free } else { result.cost.map_or(Charge::Unknown, Charge::Known) };
    parts.push(match (charge, result.left_today) {
        (Charge::Free, Some(LeftToday { n_left, n_allowed })) => {
            format!("\u{1f}{} {n_left}/{n_allowed}", charge.text(lang))
        }
        _ => format!("\u{1f}{}", charge.text(lang)),
    });
    // Where a price is not known, the sum is only what is known of it, and nothing of it is no sum.
    match (today, charge) {
        (None, _) | (Some(MicroUsd(0)), Charge::Unknown) => {}
        (Some(today), Charge::Unknown) => {
            parts.push(format!("\u{1f}{} {} + ?", Label::Today.text(lang), number::spent(today)));
        }
        (Some(today), _) => parts.push(format!("\u{1f}{} {}", Label::Today.text(lang), number::spent(today))),
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Finish, Route, Source, Usage};
    use crate::ui::style::AmbiguousWidth;

    fn result() -> TurnResult {
        TurnResult {
            text: "답".into(),
            route: Route::Code,
            source: Source::Auto,
            confidence: 0.9,
            candidate: Some("groq:qwen/qwen3.8-27b".parse().expect("a candidate")),
            complete: true,
            finish: Finish::Stop,
            usage: Usage { input: 1812, output: 344, ..Usage::default() },
            cost: None,
            free: true,
            ttft_ms: Some(400),
            total_ms: 1_900,
            conversation: None,
            turn: None,
            attempts: vec![],
            left_today: Some(LeftToday { n_left: 37, n_allowed: 1000 }),
            failure: None,
        }
    }

    fn draw(lang: Lang, style: FooterStyle, result: &TurnResult, columns: usize) -> String {
        footer(&View::plain(lang).in_columns(columns), style, result, Some(MicroUsd(30_000))).unwrap_or_default()
    }

    #[test]
    fn short_names_model_and_time() {
        insta::assert_snapshot!(draw(Lang::Ko, FooterStyle::Short, &result(), 80), @"└ qwen3.8-27b · 1.9초");
        insta::assert_snapshot!(draw(Lang::En, FooterStyle::Short, &result(), 80), @"└ qwen3.8-27b · 1.9s");
    }

    #[test]
    fn full_tells_all_that_fits() {
        let mut drawn = vec![];
        for lang in [Lang::Ko, Lang::En] {
            for columns in [40, 50, 60, 80, 160] {
                let line = draw(lang, FooterStyle::Full, &result(), columns);
                assert!(width::of(&line, AmbiguousWidth::Narrow) <= columns, "{line}");
                drawn.push(format!("{columns:>3} {line}"));
            }
        }
        insta::assert_snapshot!(drawn.join("\n"), @r"
         40 └ qwen3.8-27b · 1.9초 (첫 토큰 0.4초)
         50 └ qwen3.8-27b · 1.9초 (첫 토큰 0.4초)
         60 └ qwen3.8-27b · 1.9초 (첫 토큰 0.4초) · 1,812→344 토큰
         80 └ qwen3.8-27b · 1.9초 (첫 토큰 0.4초) · 1,812→344 토큰 · 무료 37/1000
        160 └ qwen3.8-27b · 1.9초 (첫 토큰 0.4초) · 1,812→344 토큰 · 무료 37/1000 · 오늘 $0.03
         40 └ qwen3.8-27b · 1.9s (first token 0.4s)
         50 └ qwen3.8-27b · 1.9s (first token 0.4s)
         60 └ qwen3.8-27b · 1.9s (first token 0.4s) · 1,812→344 tok
         80 └ qwen3.8-27b · 1.9s (first token 0.4s) · 1,812→344 tok · free 37/1000
        160 └ qwen3.8-27b · 1.9s (first token 0.4s) · 1,812→344 tok · free 37/1000 · today $0.03
        ");
    }

    #[test]
    fn what_was_paid_is_said_in_dollars_and_an_unknown_price_is_not_nothing() {
        let mut paid = result();
        (paid.free, paid.cost, paid.usage.estimated) = (false, Some(MicroUsd(500)), true);
        insta::assert_snapshot!(draw(Lang::En, FooterStyle::Full, &paid, 160), @"└ qwen3.8-27b · 1.9s (first token 0.4s) · ~1,812→344 tok · $0.0005 · today $0.03");
        paid.cost = None;
        insta::assert_snapshot!(draw(Lang::Ko, FooterStyle::Full, &paid, 160), @"└ qwen3.8-27b · 1.9초 (첫 토큰 0.4초) · ~1,812→344 토큰 · 가격 미확인 · 오늘 $0.03 + ?");
        let view = View::plain(Lang::Ko).in_columns(160);
        let line = footer(&view, FooterStyle::Full, &paid, Some(MicroUsd(0))).expect("a footer");
        assert!(line.ends_with("가격 미확인"), "{line}");
    }

    #[test]
    fn a_cut_answer_is_said_to_be_cut_and_a_long_name_gives_way() {
        let mut cut = result();
        cut.complete = false;
        cut.candidate = Some(format!("groq:{}@high", "very-long-model-name-".repeat(4)).parse().expect("a candidate"));
        insta::assert_snapshot!(draw(Lang::Ko, FooterStyle::Short, &cut, 60), @"└ very-long-model-name-very-long-model-name-very-lo… · 1.9초");
    }

    #[test]
    fn there_is_none_when_off_or_narrow_or_when_nobody_answered() {
        assert_eq!(draw(Lang::Ko, FooterStyle::Off, &result(), 80), "");
        assert_eq!(draw(Lang::Ko, FooterStyle::Short, &result(), 15), "");
        assert_eq!(draw(Lang::Ko, FooterStyle::Short, &result(), 20), "└ qwen3.8-2… · 1.9초");
        let mut nobody = result();
        nobody.candidate = None;
        assert_eq!(draw(Lang::Ko, FooterStyle::Short, &nobody, 80), "");
    }

    #[test]
    fn wide_ambiguous_terminals_get_narrow_glyphs() {
        let view = View { ambiguous: AmbiguousWidth::Wide, ..View::plain(Lang::Ko).in_columns(80) };
        let line = footer(&view, FooterStyle::Full, &result(), None).expect("a footer");
        insta::assert_snapshot!(line, @"› qwen3.8-27b - 1.9초 (첫 토큰 0.4초) - 1,812>344 토큰 - 무료 37/1000");
    }
}
