//! What `baro route learn` says.

use super::Row;
use crate::domain::Lang;

/// A line about what was overruled and what is learnt from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LearningLine<'a> {
    /// Nothing was overruled whose words are kept.
    Nothing {
        /// Examples without words.
        n_wordless: usize,
    },
    /// One example.
    Example {
        /// The first words.
        words: &'a str,
        /// How it was overruled: `again`, `mention`, `pin`, `flag`.
        how: &'a str,
        /// The route that it takes.
        before: &'a str,
        /// The route that it was to take.
        wanted: &'a str,
        /// The route that it would take.
        after: &'a str,
    },
    /// What it comes to.
    Sum {
        /// Examples.
        n_examples: usize,
        /// Of them, so many would change.
        n_changed: usize,
        /// Words that would have a weight.
        n_words: usize,
    },
    /// What it costs on the project's own held-back prompts.
    Cost {
        /// Right before.
        before: usize,
        /// Right after.
        after: usize,
        /// All.
        total: usize,
    },
    /// How to go on.
    HowToApply,
    /// It was applied.
    Applied,
    /// It was forgotten.
    Forgotten,
    /// There was nothing to forget.
    NothingToForget,
}

impl LearningLine<'_> {
    /// The line in `lang`.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        let number = |n: usize| n.to_string();
        match *self {
            Self::Nothing { n_wordless: 0 } => Row {
                ko: "배울 것이 없습니다. 다시 묻기, 모델 지목, 고정으로 라우터와 다르게 고른 메시지에서 배웁니다",
                en: "nothing to learn from yet: baro learns from messages that you asked again elsewhere, addressed to a model, or pinned",
            }
            .fill(lang, &[]),
            Self::Nothing { n_wordless } => Row {
                ko: "저장되지 않은 메시지 {n}개뿐이라 배울 말이 없습니다",
                en: "only {n} messages whose words were not kept, so nothing to learn from",
            }
            .fill(lang, &[("n", &number(n_wordless))]),
            Self::Example { words, how, before, wanted, after } => Row {
                ko: "{before} → {after} (원하는 경로: {wanted}, {how})  {words}",
                en: "{before} → {after} (wanted: {wanted}, {how})  {words}",
            }
            .fill(lang, &[("words", words), ("how", how), ("before", before), ("wanted", wanted), ("after", after)]),
            Self::Sum { n_examples, n_changed, n_words } => Row {
                ko: "예 {n}개 중 {changed}개의 경로가 바뀝니다. 가중치를 얻는 단어 {words}개",
                en: "of {n} examples {changed} change their route; {words} words get a weight",
            }
            .fill(
                lang,
                &[("n", &number(n_examples)), ("changed", &number(n_changed)), ("words", &number(n_words))],
            ),
            Self::Cost { before, after, total } => Row {
                ko: "따로 떼어 둔 메시지 {total}개에서 맞힌 수: {before} → {after} (1점 넘게 잃으면 줄여서 적용)",
                en: "right on {total} held-back messages: {before} → {after} (shrunk until at most a point is lost)",
            }
            .fill(lang, &[("total", &number(total)), ("before", &number(before)), ("after", &number(after))]),
            Self::HowToApply => Row {
                ko: "적용: `baro route learn apply`, 되돌리기: `baro route learn reset`, 내보내기: `baro route learn export`",
                en: "apply it: `baro route learn apply`; undo: `baro route learn reset`; the examples: `baro route learn export`",
            }
            .fill(lang, &[]),
            Self::Applied => Row {
                ko: "적용했습니다. 되돌리기: `baro route learn reset`",
                en: "applied; undo: `baro route learn reset`",
            }
            .fill(lang, &[]),
            Self::Forgotten => {
                Row { ko: "배운 것을 지웠습니다. 예는 남아 있습니다", en: "what was learnt is forgotten; the examples stay" }
                    .fill(lang, &[])
            }
            Self::NothingToForget => Row { ko: "배운 것이 없습니다", en: "nothing was learnt" }.fill(lang, &[]),
        }
    }
}
