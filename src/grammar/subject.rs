//! What is being spoken of, as far as it makes a line doubtful: lists of words, and which of them stand in a text.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::letters::{Letters, begins, is_hangul, is_word};

/// Whether something is being spoken of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Spoken {
    #[default]
    No,
    Yes,
}

/// What the conversation is about, as far as it makes a line doubtful.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Subject {
    money: Spoken,
    bills: Spoken,
    amounts: Spoken,
    supplies: Spoken,
    models: Spoken,
    chats: Spoken,
    mail: Spoken,
    automation: Spoken,
    fixtures: Spoken,
}

/// Beginnings of Korean words, and whole words in English, that tell what is being spoken of.
const MONEY: &[&str] = &[
    "돈",
    "카드",
    "결제",
    "지출",
    "예산",
    "가계부",
    "월급",
    "용돈",
    "통장",
    "계좌",
    "영수증",
    "쇼핑",
    "환율",
    "달러",
    "만원",
    "천원",
    "가격",
    "비용",
    "요금",
    "여행",
    "식비",
    "월세",
    "전기",
    "money",
    "card",
    "bill",
    "bills",
    "budget",
    "expense",
    "expenses",
    "spend",
    "spending",
    "spent",
    "salary",
    "bank",
    "receipt",
    "price",
    "prices",
    "invoice",
    "rent",
    "trip",
    "shopping",
    "paid",
    "cost",
    "costs",
    "dollars",
    "euros",
    "ticket",
    "tickets",
    "술값",
    "밥값",
    "옷값",
    "집값",
    "기름값",
    "책값",
    "약값",
    "커피값",
    "학비",
    "등록금",
    "교통비",
    "생활비",
    "병원비",
    "숙박비",
    "수수료",
    "축의금",
    "주식",
    "코인",
    "투자",
    "적금",
    "대출",
    "장보",
    "마트",
    "식료품",
    "외식",
    "groceries",
    "grocery",
    "stock",
    "stocks",
    "tuition",
    "fee",
    "fees",
    "loan",
    "mortgage",
    "investment",
    "investments",
    "crypto",
];

/// What is used up, and is no money.
const SUPPLIES: &[&str] = &[
    "메모리",
    "램을",
    "램이",
    "힙을",
    "디스크",
    "용량",
    "저장",
    "스토리지",
    "배터리",
    "전력",
    "데이터",
    "트래픽",
    "대역폭",
    "수도",
    "가스",
    "기름",
    "연료",
    "휘발유",
    "칼로리",
    "설탕",
    "밀가루",
    "재료",
    "페인트",
    "잉크",
    "gpu",
    "cpu",
    "vram",
    "ram",
    "memory",
    "heap",
    "disk",
    "storage",
    "quota",
    "bandwidth",
    "traffic",
    "battery",
    "power",
    "electricity",
    "water",
    "fuel",
    "gas",
    "gasoline",
    "petrol",
    "calories",
    "sugar",
    "flour",
    "paint",
    "ink",
    "data",
];

/// What else costs money.
const BILLS: &[&str] = &[
    "견적",
    "공사",
    "이사",
    "수리",
    "인테리어",
    "결혼",
    "병원",
    "보험",
    "구독",
    "서버",
    "클라우드",
    "호스팅",
    "인프라",
    "도메인",
    "통신",
    "관리비",
    "학원",
    "회비",
    "세금",
    "건설",
    "건축",
    "영화",
    "제작",
    "우주",
    "전쟁",
    "호텔",
    "항공",
    "비행기",
    "노트북",
    "자동차",
    "aws",
    "gcp",
    "azure",
    "cloud",
    "server",
    "servers",
    "hosting",
    "subscription",
    "subscriptions",
    "insurance",
    "hospital",
    "wedding",
    "repair",
    "renovation",
    "building",
    "bridge",
    "tower",
    "built",
    "film",
    "movie",
    "war",
    "mission",
    "palace",
    "flight",
    "flights",
    "hotel",
    "car",
    "laptop",
    "phone",
];

const MODELS: &[&str] = &[
    "sklearn",
    "사이킷런",
    "파이토치",
    "텐서플로",
    "머신러닝",
    "딥러닝",
    "회귀",
    "분류기",
    "랜덤포레스트",
    "학습",
    "훈련",
    "파인튜닝",
    "정확도",
    "과적합",
    "모델",
    "model",
    "models",
    "pytorch",
    "tensorflow",
    "keras",
    "xgboost",
    "regression",
    "classifier",
    "dataset",
    "accuracy",
    "training",
    "finetuning",
    "overfitting",
    "huggingface",
    "lightgbm",
];

/// Of what else chats are a part.
const CHATS: &[&str] = &[
    "앱",
    "화면",
    "ui",
    "버튼",
    "카톡",
    "카카오톡",
    "슬랙",
    "디스코드",
    "텔레그램",
    "메신저",
    "챗봇",
    "채팅",
    "메시지",
    "사이드바",
    "api",
    "상담",
    "고객",
    "소켓",
    "웹소켓",
    "app",
    "apps",
    "screen",
    "button",
    "sidebar",
    "slack",
    "discord",
    "telegram",
    "whatsapp",
    "messenger",
    "chatbot",
    "message",
    "messages",
    "customer",
    "customers",
    "websocket",
    "socket",
];

/// What else is written and sent.
const MAIL: &[&str] = &[
    "메일",
    "이메일",
    "편지",
    "답장",
    "문자",
    "카톡",
    "카카오톡",
    "메시지",
    "메신저",
    "슬랙",
    "디스코드",
    "트윗",
    "댓글",
    "게시글",
    "공지",
    "초안",
    "email",
    "emails",
    "mail",
    "letter",
    "reply",
    "message",
    "messages",
    "text",
    "texts",
    "sms",
    "slack",
    "discord",
    "whatsapp",
    "tweet",
    "post",
    "comment",
    "draft",
];

const AUTOMATION: &[&str] = &[
    "자동",
    "크론",
    "스케줄",
    "배치",
    "예약",
    "수동",
    "백업",
    "auto",
    "automatic",
    "automatically",
    "automate",
    "automation",
    "cron",
    "schedule",
    "scheduled",
    "systemd",
    "manual",
    "c++",
    "cpp",
    "typename",
    "margin",
    "figma",
    "layout",
];

/// What else is pinned, locked or frozen.
const FIXTURES: &[&str] = &[
    "피그마",
    "레이어",
    "레이아웃",
    "포토샵",
    "엑셀",
    "스프레드시트",
    "틀고정",
    "머리글",
    "헤더",
    "슬랙",
    "디스코드",
    "노션",
    "댓글",
    "게시글",
    "공지",
    "고정",
    "핀번호",
    "핀을",
    "핀이",
    "핀터",
    "잠금",
    "잠가",
    "잠궈",
    "잠겼",
    "자물쇠",
    "뮤텍스",
    "css",
    "figma",
    "layer",
    "layers",
    "layout",
    "photoshop",
    "excel",
    "spreadsheet",
    "header",
    "sticky",
    "fixed",
    "frozen",
    "freeze",
    "slack",
    "discord",
    "notion",
    "tab",
    "tabs",
    "tweet",
    "comment",
    "pin",
    "pins",
    "pinned",
    "pinning",
    "unpin",
    "gpio",
    "pinterest",
    "lock",
    "locks",
    "locked",
    "unlock",
    "password",
    "mutex",
    "thread",
    "threads",
    "affinity",
];

/// What an entry of the lists tells.
type Tells = fn(&mut Subject) -> &mut Spoken;

/// The entries of all lists, by their first letters: of a long text each word is looked up.
static ENTRIES: LazyLock<HashMap<char, Vec<(&str, Tells)>>> = LazyLock::new(|| {
    let lists: [(&[&str], Tells); 8] = [
        (MONEY, |subject| &mut subject.money),
        (BILLS, |subject| &mut subject.bills),
        (SUPPLIES, |subject| &mut subject.supplies),
        (MODELS, |subject| &mut subject.models),
        (CHATS, |subject| &mut subject.chats),
        (MAIL, |subject| &mut subject.mail),
        (AUTOMATION, |subject| &mut subject.automation),
        (FIXTURES, |subject| &mut subject.fixtures),
    ];
    let mut entries: HashMap<char, Vec<(&str, Tells)>> = HashMap::new();
    for (list, tells) in lists {
        for entry in list {
            entries.entry(entry.chars().next().unwrap_or_default()).or_default().push((entry, tells));
        }
    }
    entries
});

impl Subject {
    /// What `texts` are about: the user's last message, and the answer to it if there is one.
    #[must_use]
    pub fn of<'t>(texts: impl IntoIterator<Item = &'t str>) -> Self {
        let mut subject = Self::default();
        for text in texts {
            subject.hear(Letters::of(text, &[]).chars());
        }
        subject
    }

    /// What `chars` are about, a part of a line.
    pub(super) fn of_letters(chars: &[char]) -> Self {
        let mut subject = Self::default();
        subject.hear(chars);
        subject
    }

    fn hear(&mut self, chars: &[char]) {
        let words = chars.split(|letter| !is_word(*letter) && !is_hangul(*letter) && *letter != '+');
        let mut before: &[char] = &[];
        for word in words.filter(|word| !word.is_empty()) {
            let is = |word: &[char], other: &str| begins(word, other) && word.len() == other.chars().count();
            if begins(word, "얼마") || is(before, "how") && (is(word, "much") || is(word, "many")) {
                self.amounts = Spoken::Yes;
            }
            for (entry, tells) in ENTRIES.get(&word[0]).into_iter().flatten() {
                let is_meant = if entry.starts_with(is_hangul) { begins(word, entry) } else { is(word, entry) };
                if is_meant {
                    *tells(self) = Spoken::Yes;
                }
            }
            before = word;
        }
    }

    pub(super) fn is_money(self) -> bool {
        self.money == Spoken::Yes
    }

    /// Money, or what else costs some.
    pub(super) fn is_bills(self) -> bool {
        self.is_money() || self.bills == Spoken::Yes
    }

    /// Bills, or how much there is of anything.
    pub(super) fn is_amounts(self) -> bool {
        self.is_bills() || self.amounts == Spoken::Yes
    }

    /// Whatever can be spent.
    pub(super) fn is_spending(self) -> bool {
        self.is_amounts() || self.supplies == Spoken::Yes
    }

    pub(super) fn is_models(self) -> bool {
        self.models == Spoken::Yes
    }

    pub(super) fn is_chats(self) -> bool {
        self.chats == Spoken::Yes
    }

    pub(super) fn is_mail(self) -> bool {
        self.mail == Spoken::Yes
    }

    pub(super) fn is_automation(self) -> bool {
        self.automation == Spoken::Yes
    }

    pub(super) fn is_fixtures(self) -> bool {
        self.fixtures == Spoken::Yes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Each word beside each entry of each list, which is what the subject is.
    fn by_lists(text: &str) -> Subject {
        let mut subject = Subject::default();
        let text = text.to_lowercase();
        let words: Vec<&str> = text
            .split(|letter| !is_word(letter) && !is_hangul(letter) && letter != '+')
            .filter(|word| !word.is_empty())
            .collect();
        let is_spoken = |list: &[&str]| {
            let is_meant = |word: &str, entry: &str| {
                if entry.starts_with(is_hangul) { word.starts_with(entry) } else { word == entry }
            };
            let is_there = words.iter().any(|word| list.iter().any(|entry| is_meant(word, entry)));
            if is_there { Spoken::Yes } else { Spoken::No }
        };
        subject.money = is_spoken(MONEY);
        subject.bills = is_spoken(BILLS);
        subject.supplies = is_spoken(SUPPLIES);
        subject.models = is_spoken(MODELS);
        subject.chats = is_spoken(CHATS);
        subject.mail = is_spoken(MAIL);
        subject.automation = is_spoken(AUTOMATION);
        subject.fixtures = is_spoken(FIXTURES);
        let is_how = |words: &[&str]| words[0] == "how" && matches!(words[1], "much" | "many");
        if words.iter().any(|word| word.starts_with("얼마")) || words.windows(2).any(is_how) {
            subject.amounts = Spoken::Yes;
        }
        subject
    }

    proptest! {
        #[test]
        fn a_subject_is_what_the_lists_say(
            words in proptest::collection::vec(
                (
                    prop_oneof![
                        proptest::sample::select([MONEY, BILLS, SUPPLIES, MODELS, CHATS, MAIL, AUTOMATION, FIXTURES].concat()),
                        proptest::sample::select(vec!["how", "much", "many", "얼마", "고래", "c", "pine", "나무"]),
                    ],
                    prop_oneof![Just(" "), Just(""), Just("은 "), Just("s "), Just(", "), Just("++ "), Just(". How ")],
                ),
                0..6,
            ),
        ) {
            let text: String = words.iter().flat_map(|(word, behind)| [*word, *behind]).collect();
            prop_assert_eq!(Subject::of([text.as_str()]), by_lists(&text), "{}", text);
        }
    }
}
