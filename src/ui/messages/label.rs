//! Single words and short labels: facts of a decision, heads of tables, parts of a footer.

use super::Row;
use crate::domain::{Fact, Lang, Preset, PresetBy, PresetOf, Source};

/// A fixed word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Label {
    /// Before what went wrong.
    Error,
    /// Before why.
    Cause,
    /// Before what to do.
    Hint,
    /// Before what went well enough, but not as expected.
    Warning,
    /// As it should be.
    Good,
    /// Worth knowing.
    Note,
    /// To be mended.
    Problem,
    /// Tokens.
    Tokens,
    /// Tokens read.
    InputTokens,
    /// Tokens written.
    OutputTokens,
    /// Requests.
    Requests,
    /// Errors.
    Errors,
    /// Money.
    Cost,
    /// Today.
    Today,
    /// Costs nothing.
    Free,
    /// Paid for.
    Paid,
    /// The first token.
    FirstToken,
    /// The whole of an answer, in time.
    Total,
    /// A sum of all rows.
    Sum,
    /// A route.
    Route,
    /// A model.
    Model,
    /// A provider.
    Provider,
    /// Where a key comes from.
    KeyFrom,
    /// A surface.
    Surface,
    /// A day.
    Day,
    /// A conversation.
    Conversation,
    /// A conversation's title.
    Title,
    /// How many messages of the user's own a conversation has.
    Messages,
    /// When something was last changed.
    Updated,
    /// A model's window.
    Window,
    /// The languages of a model.
    Languages,
    /// A licence.
    Licence,
    /// A size in bytes.
    Size,
    /// A state.
    State,
    /// Can be used.
    Usable,
    /// A model that is left alone for a while.
    Resting,
    /// A model whose plan lets nothing through now.
    AtItsLimit,
    /// Its key was refused when it was last asked.
    KeyWasRefused,
    /// The next likely route.
    RunnerUp,
    /// The project's file that holds.
    ProjectFile,
    /// What a request is about to take.
    Estimate,
    /// The probability of the choice.
    Confidence,
    /// The user.
    You,
    /// Cut off or interrupted.
    Incomplete,
    /// Not known.
    Unknown,
    /// Counted by baro, since the provider gave no numbers.
    Estimated,
    /// A pin chose the model.
    Pinned,
    /// baro chose the model.
    ByRouter,
    /// A flag chose the model.
    ByFlag,
    /// A setting chose the route or the model.
    Preset(Preset),
    /// A name in the message chose the model.
    ByMention,
    /// Tab chose the model.
    ByTab,
    /// The question was asked again, of somebody else.
    AskedAgain,
    /// Who was asked before for the same answer, and did not give it.
    AskedFirst,
    /// Who came before and was not asked.
    PassedOver,
    /// Who answered the same question before.
    AnsweredBefore,
    /// No model can be used.
    NoModel,
    /// A list is empty.
    Nothing,
    /// No conversations are kept.
    NoConversations,
    /// Choices that were right.
    Right,
    /// All that there were.
    OfAll,
    /// The share that was right.
    Accuracy,
    /// How far the probabilities are from what came true.
    CalibrationError,
    /// The head of a table: rows are what would have been right, columns what was chosen.
    LabelAndChosen,
    /// There are questions, and none was gone on with.
    NoContinued,
    /// No conversation is starred.
    NoStarred,
    /// Nothing was found.
    NotFound,
    /// The first token's time: median and 95th percentile.
    FirstTokenPercentiles,
    /// The whole time: median and 95th percentile.
    TotalPercentiles,
}

impl Label {
    /// All of them, but for [`Label::Preset`].
    pub const ALL: [Self; 68] = [
        Self::Error,
        Self::Cause,
        Self::Hint,
        Self::Warning,
        Self::Good,
        Self::Note,
        Self::Problem,
        Self::Tokens,
        Self::InputTokens,
        Self::OutputTokens,
        Self::Requests,
        Self::Errors,
        Self::Cost,
        Self::Today,
        Self::Free,
        Self::Paid,
        Self::FirstToken,
        Self::Total,
        Self::Sum,
        Self::Route,
        Self::Model,
        Self::Provider,
        Self::KeyFrom,
        Self::Surface,
        Self::Day,
        Self::Conversation,
        Self::Title,
        Self::Messages,
        Self::Updated,
        Self::Window,
        Self::Languages,
        Self::Licence,
        Self::Size,
        Self::State,
        Self::Usable,
        Self::Resting,
        Self::AtItsLimit,
        Self::KeyWasRefused,
        Self::RunnerUp,
        Self::ProjectFile,
        Self::Estimate,
        Self::Confidence,
        Self::You,
        Self::Incomplete,
        Self::Unknown,
        Self::Estimated,
        Self::Pinned,
        Self::ByRouter,
        Self::ByFlag,
        Self::ByMention,
        Self::ByTab,
        Self::AskedAgain,
        Self::AskedFirst,
        Self::PassedOver,
        Self::AnsweredBefore,
        Self::NoModel,
        Self::Nothing,
        Self::NoConversations,
        Self::Right,
        Self::OfAll,
        Self::Accuracy,
        Self::CalibrationError,
        Self::LabelAndChosen,
        Self::NoContinued,
        Self::NoStarred,
        Self::NotFound,
        Self::FirstTokenPercentiles,
        Self::TotalPercentiles,
    ];

    /// Who chose; `None` where the router did.
    #[must_use]
    pub fn chooser(source: Source, preset: Option<Preset>) -> Option<Self> {
        match source {
            Source::Auto => None,
            Source::Mention => Some(Self::ByMention),
            Source::Pin => Some(Self::Pinned),
            Source::Flag => Some(preset.map_or(Self::ByFlag, Self::Preset)),
        }
    }

    /// The word in `lang`.
    #[must_use]
    pub const fn text(self, lang: Lang) -> &'static str {
        let row = match self {
            Self::Error => Row { ko: "오류", en: "error" },
            Self::Cause => Row { ko: "원인", en: "cause" },
            Self::Hint => Row { ko: "도움", en: "hint" },
            Self::Warning => Row { ko: "경고", en: "warning" },
            Self::Good => Row { ko: "정상", en: "ok" },
            Self::Note => Row { ko: "참고", en: "note" },
            Self::Problem => Row { ko: "문제", en: "problem" },
            Self::Tokens => Row { ko: "토큰", en: "tokens" },
            Self::InputTokens => Row { ko: "입력 토큰", en: "input tokens" },
            Self::OutputTokens => Row { ko: "출력 토큰", en: "output tokens" },
            Self::Requests => Row { ko: "요청", en: "requests" },
            Self::Errors => Row { ko: "오류", en: "errors" },
            Self::Cost => Row { ko: "비용", en: "cost" },
            Self::Today => Row { ko: "오늘", en: "today" },
            Self::Free => Row { ko: "무료", en: "free" },
            Self::Paid => Row { ko: "유료", en: "paid" },
            Self::FirstToken => Row { ko: "첫 토큰", en: "first token" },
            Self::Total => Row { ko: "전체 시간", en: "total time" },
            Self::Sum => Row { ko: "합계", en: "total" },
            Self::Route => Row { ko: "경로", en: "route" },
            Self::Model => Row { ko: "모델", en: "model" },
            Self::Provider => Row { ko: "제공자", en: "provider" },
            Self::KeyFrom => Row { ko: "키가 있는 곳", en: "key from" },
            Self::Surface => Row { ko: "인터페이스", en: "surface" },
            Self::Day => Row { ko: "날짜", en: "day" },
            Self::Conversation => Row { ko: "대화", en: "conversation" },
            Self::Title => Row { ko: "제목", en: "title" },
            Self::Messages => Row { ko: "메시지", en: "messages" },
            Self::Updated => Row { ko: "마지막 사용", en: "last used" },
            Self::Window => Row { ko: "컨텍스트", en: "context" },
            Self::Languages => Row { ko: "언어", en: "languages" },
            Self::Licence => Row { ko: "라이선스", en: "licence" },
            Self::Size => Row { ko: "크기", en: "size" },
            Self::State => Row { ko: "상태", en: "state" },
            Self::Usable => Row { ko: "사용 가능", en: "ready" },
            Self::Resting => Row { ko: "잦은 오류로 잠시 제외", en: "resting after many errors" },
            Self::KeyWasRefused => Row { ko: "지난번에 키 거부", en: "the key was refused last time" },
            Self::AtItsLimit => Row { ko: "지금은 한도 도달", en: "at its limit for now" },
            Self::RunnerUp => Row { ko: "다음 후보", en: "runner-up" },
            Self::ProjectFile => Row { ko: "프로젝트", en: "project" },
            Self::Estimate => Row { ko: "예상", en: "estimate" },
            Self::Confidence => Row { ko: "확률", en: "confidence" },
            Self::You => Row { ko: "나", en: "you" },
            Self::Incomplete => Row { ko: "미완성", en: "incomplete" },
            Self::Unknown => Row { ko: "미확인", en: "unknown" },
            Self::Estimated => Row { ko: "추정", en: "estimated" },
            Self::Pinned => Row { ko: "고정", en: "pinned" },
            Self::ByRouter => Row { ko: "자동 선택", en: "picked by baro" },
            Self::ByFlag => Row { ko: "옵션으로 지정", en: "by flag" },
            Self::Preset(preset) => by_setting(preset),
            Self::ByMention => Row { ko: "메시지에서 지정", en: "named in the message" },
            Self::ByTab => Row { ko: "Tab으로 선택", en: "chosen by Tab" },
            Self::AskedAgain => Row { ko: "다시 질문", en: "asked again" },
            Self::AskedFirst => Row { ko: "먼저 시도", en: "asked first" },
            Self::PassedOver => Row { ko: "건너뛴 모델", en: "passed over" },
            Self::AnsweredBefore => Row { ko: "앞선 답", en: "answered before" },
            Self::NoModel => Row { ko: "쓸 수 있는 모델이 없습니다", en: "no usable model" },
            Self::Nothing => Row { ko: "기록이 없습니다", en: "nothing yet" },
            Self::NoConversations => Row { ko: "저장된 대화가 없습니다", en: "no conversations yet" },
            Self::Right => Row { ko: "정답", en: "right" },
            Self::OfAll => Row { ko: "전체", en: "of" },
            Self::Accuracy => Row { ko: "정확도", en: "accuracy" },
            Self::CalibrationError => Row { ko: "보정 오차", en: "calibration error" },
            Self::LabelAndChosen => Row { ko: "정답 \\ 선택", en: "label \\ chosen" },
            Self::NoContinued => Row {
                ko: "이어 간 대화가 없습니다. 한 번만 물은 것은 `baro history list --all`로 볼 수 있습니다",
                en: "no conversation was gone on with; see single questions with `baro history list --all`",
            },
            Self::NoStarred => Row { ko: "별표를 단 대화가 없습니다", en: "no starred conversations" },
            Self::FirstTokenPercentiles => Row { ko: "첫 토큰 p50/p95", en: "first token p50/p95" },
            Self::TotalPercentiles => Row { ko: "전체 시간 p50/p95", en: "total time p50/p95" },
            Self::NotFound => Row { ko: "찾은 것이 없습니다", en: "nothing found" },
        };
        row.text(lang)
    }
}

const fn by_setting(preset: Preset) -> Row {
    match (preset.by, preset.sets) {
        (PresetBy::Environment, PresetOf::Route) => Row { ko: "`BARO_ROUTE`로 지정", en: "by `BARO_ROUTE`" },
        (PresetBy::Environment, PresetOf::Model) => Row { ko: "`BARO_MODEL`로 지정", en: "by `BARO_MODEL`" },
        (PresetBy::Project, PresetOf::Route) => {
            Row { ko: "`.baro.toml`의 `route`로 지정", en: "by `route` in `.baro.toml`" }
        }
        (PresetBy::Project, PresetOf::Model) => {
            Row { ko: "`.baro.toml`의 `model`로 지정", en: "by `model` in `.baro.toml`" }
        }
        (PresetBy::User, PresetOf::Route) => Row { ko: "설정의 `route`로 지정", en: "by the setting `route`" },
        (PresetBy::User, PresetOf::Model) => Row { ko: "설정의 `model`로 지정", en: "by the setting `model`" },
    }
}

impl Row {
    /// The text of a row without placeholders.
    const fn text(self, lang: Lang) -> &'static str {
        match lang {
            Lang::Ko => self.ko,
            Lang::En => self.en,
        }
    }
}

/// What the router saw, in a person's words.
#[must_use]
pub fn fact(lang: Lang, fact: Fact) -> String {
    let row = match fact {
        Fact::Code => Row { ko: "코드 블록", en: "code block" },
        Fact::Diff => Row { ko: "diff", en: "diff" },
        Fact::StackTrace => Row { ko: "스택 트레이스", en: "stack trace" },
        Fact::Log => Row { ko: "로그", en: "log lines" },
        Fact::Table => Row { ko: "표", en: "table" },
        Fact::Data => Row { ko: "데이터", en: "data" },
        Fact::Maths => Row { ko: "수식", en: "maths" },
        Fact::LongProse => Row { ko: "긴 글", en: "long prose" },
        Fact::Short => Row { ko: "짧은 메시지", en: "short message" },
        Fact::Middling => Row { ko: "보통 길이", en: "middling length" },
        Fact::Long => Row { ko: "긴 메시지", en: "long message" },
        Fact::Material => Row { ko: "첨부한 글", en: "attached text" },
        Fact::Question => Row { ko: "질문", en: "question" },
        Fact::FollowsUp(route) => {
            let row = Row { ko: "이어지는 대화({route})", en: "follow-up ({route})" };
            return row.fill(lang, &[("route", route.label(lang))]);
        }
        Fact::Negation => Row { ko: "부정", en: "negation" },
        Fact::Hint => Row { ko: "힌트", en: "hint" },
        Fact::Prior => Row { ko: "기본 성향", en: "prior" },
    };
    row.text(lang).to_owned()
}
