//! Everything that is said to a line that was addressed to baro, in both languages.

use super::*;
use crate::domain::limits::LeftToday;
use crate::domain::{ConversationId, MicroUsd, ModelRef, Source, Usage};
use crate::ui::Problem;
use crate::ui::style::View;

/// All lines of this table in `lang`.
pub(in crate::ui::messages) fn all(lang: Lang) -> Vec<String> {
    let kimi: Candidate = "groq:moonshotai/kimi-k3@high".parse().expect("a candidate");
    let qwen: Candidate = "groq:qwen/qwen3.8-27b".parse().expect("a candidate");
    let title = "parser".to_owned();
    let receipts = [
        Receipt::Pinned { candidate: kimi.clone(), instead_of: None },
        Receipt::Unpinned { before: Some(kimi.clone()), set: None },
        Receipt::Unpinned { before: None, set: None },
        Receipt::Unpinned { before: Some(kimi.clone()), set: Some("qwen".to_owned()) },
        Receipt::AskedAgain { by: vec![], question: title.clone() },
        Receipt::AskedAgain { by: vec![kimi.clone(), qwen.clone()], question: title.clone() },
        Receipt::NewConversation,
        Receipt::WentOn { conversation: ConversationId::from_random([0; 26]), title: title.clone() },
        Receipt::Stayed { conversation: ConversationId::from_random([0; 26]), title: title.clone() },
        Receipt::PinUndone { pin: Some(qwen.clone()) },
        Receipt::PinUndone { pin: None },
        Receipt::AnswerUndone { model: Some(qwen.model.clone()) },
        Receipt::AnswerUndone { model: None },
        Receipt::RecallUndone { title: Some(title) },
        Receipt::RecallUndone { title: None },
        Receipt::Pinned { candidate: kimi.clone(), instead_of: Some(ModelRef::new("groq", "moonshotai/kimi-k2")) },
    ];
    let mut lines: Vec<String> = receipts.iter().map(|receipt| TalkLine::Receipt(receipt).text(lang)).collect();
    lines.push(TalkLine::WouldBe(&receipts[0]).text(lang));
    lines.push(TalkLine::BeforeAnswer(&receipts[0]).text(lang));
    lines.push(TalkLine::BeforeAnswer(&receipts[6]).text(lang));
    for source in [Source::Auto, Source::Mention, Source::Pin, Source::Flag] {
        let by = Label::chooser(source, None);
        lines.push(TalkLine::Who { answered: Some(&qwen), by, pin: None }.text(lang));
    }
    lines.push(TalkLine::Who { answered: Some(&qwen), by: Some(Label::ByTab), pin: Some(&kimi) }.text(lang));
    lines.push(TalkLine::Who { answered: None, by: None, pin: Some(&kimi) }.text(lang));
    lines.push(TalkLine::Who { answered: None, by: None, pin: None }.text(lang));
    let sums = UsageRow {
        n_requests: 12,
        usage: Usage { input: 12_000, output: 345, estimated: true, ..Usage::default() },
        cost_known: MicroUsd(31_000),
        ..UsageRow::default()
    };
    let today = Extent::Within(Period::Today);
    let consumption = Consumption {
        of: today,
        sums,
        conversation: Some(UsageRow::default()),
        left: vec![(ModelRef::new("groq", "openai/gpt-oss-120b"), LeftToday { n_left: 963, n_allowed: 1000 })],
    };
    lines.push(TalkLine::HowMuch(&consumption).text(lang));
    for of in [
        Extent::Within(Period::Yesterday),
        Extent::Within(Period::ThisWeek),
        Extent::Within(Period::LastWeek),
        Extent::Within(Period::ThisMonth),
        Extent::Within(Period::LastMonth),
        Extent::Ever,
        Extent::LastAnswer,
    ] {
        let consumption = Consumption { of, sums: UsageRow::default(), conversation: None, left: Vec::new() };
        lines.push(TalkLine::HowMuch(&consumption).text(lang));
    }
    let plain = [
        Plain::Pin,
        Plain::Unpin,
        Plain::Deeper,
        Plain::Shorter,
        Plain::NewConversation,
        Plain::ContinueLast,
        Plain::Redo,
        Plain::Undo,
        Plain::Why,
        Plain::HowMuch,
        Plain::Help,
        Plain::JustAsk,
    ];
    lines.extend(plain.map(|plain| TalkLine::PlainWords(plain).text(lang)));
    lines.push(TalkLine::Help.text(lang));
    lines.push(TalkLine::AnsweredHere.text(lang));
    lines.push(TalkLine::AlwaysNew.text(lang));
    lines.push(TalkLine::ToGoOn { title: "parser", id: "c_0123" }.text(lang));
    let no_key = |name: &str| Unusable::NoKey { key_env: vec![name.to_owned()], signup_url: None };
    let server = |provider: &str, address: &str| {
        let candidate = Candidate { model: ModelRef::new(provider, "*"), effort: None };
        (candidate, Unusable::NotRunning { address: address.to_owned() })
    };
    let refused: [&[(Candidate, Unusable)]; 5] = [
        &[(kimi.clone(), no_key("GROQ_API_KEY")), (kimi.clone(), no_key("MOONSHOT_API_KEY"))],
        &[(kimi.clone(), Unusable::Denied(crate::engine::DeniedBy::User)), (qwen, no_key("GROQ_API_KEY"))],
        &[],
        &[server("box", "127.0.0.1:9")],
        &[server("ollama", "127.0.0.1:11434"), (kimi.clone(), no_key("GROQ_API_KEY"))],
    ];
    let mut errors: Vec<ErrorText> = refused.map(|left_out| nobody_called(lang, "kimi", left_out)).into();
    errors.push(Problem::PinNeedsConversation { candidate: &kimi }.text(lang));
    errors.push(Problem::TwoModels { flag: "qwen", named: "groq:moonshotai/kimi-k3" }.text(lang));
    lines.extend(errors.iter().map(|error| error.render(&View::plain(lang)).trim_end().to_owned()));
    lines
}

#[test]
fn all_that_is_said_in_korean() {
    insta::assert_snapshot!(all(Lang::Ko).join("\n"), @r#"
    이 대화는 kimi-k3@high가 답합니다 (풀기: "자동으로 해", 취소: "아니")
    kimi-k3@high 고정을 풀고, 메시지마다 알아서 고릅니다 (취소: "아니")
    메시지마다 알아서 고릅니다
    고정을 풀었습니다. 설정의 `model`대로 qwen이 답합니다 (바꾸기: `baro config unset model`)
    다른 모델에게 다시 묻습니다: parser
    kimi-k3@high, qwen3.8-27b에게 다시 묻습니다: parser
    새 대화를 시작합니다 (취소: "아니")
    이어 가는 대화: parser (취소: "아니")
    지금 이 대화입니다: parser (다른 대화: "대화 목록")
    취소했습니다. 다시 qwen3.8-27b가 답합니다
    취소했습니다. 메시지마다 알아서 고릅니다
    취소했습니다. qwen3.8-27b의 답에서 이어 갑니다
    취소했습니다. 이전 답에서 이어 갑니다
    취소했습니다. 이어 가는 대화: parser
    취소했습니다. 아직 시작하지 않은 대화로 돌아왔습니다
    제공이 끝난 kimi-k2 대신 이 대화는 kimi-k3@high가 답합니다 (취소: "아니")
    보낸다면: 이 대화는 kimi-k3@high가 답합니다 (풀기: "자동으로 해", 취소: "아니")
    이 대화는 kimi-k3@high가 답합니다 (풀기: "자동으로 해")
    새 대화를 시작합니다
    지난 답: qwen3.8-27b (groq), 자동 선택
    지난 답: qwen3.8-27b (groq), 메시지에서 지정
    지난 답: qwen3.8-27b (groq), 고정
    지난 답: qwen3.8-27b (groq), 옵션으로 지정
    지난 답: qwen3.8-27b (groq), Tab으로 선택. 지금부터는 kimi-k3@high가 답합니다 (고정)
    아직 답이 없습니다. kimi-k3@high가 답합니다 (고정)
    아직 답이 없습니다. 메시지마다 알맞은 모델을 고릅니다
    오늘: 요청 12번, ~12,345토큰, $0.03
    이 대화: 요청 0번, 0토큰, $0
    오늘 남은 무료 요청: gpt-oss-120b 963/1,000
    어제: 요청 0번, 0토큰, $0
    이번 주: 요청 0번, 0토큰, $0
    지난주: 요청 0번, 0토큰, $0
    이번 달: 요청 0번, 0토큰, $0
    지난달: 요청 0번, 0토큰, $0
    지금까지 모두: 요청 0번, 0토큰, $0
    지난 답: 요청 0번, 0토큰, $0
    `/` 명령은 필요 없습니다. "앞으로 키미로 해" 또는 "@k"처럼 말하면 됩니다. 이 줄은 메시지로 보냅니다
    `/` 명령은 필요 없습니다. "자동으로 해"처럼 말하면 됩니다. 이 줄은 메시지로 보냅니다
    `/` 명령은 필요 없습니다. "깊게 생각해줘"처럼 말하면 됩니다. 이 줄은 메시지로 보냅니다
    `/` 명령은 필요 없습니다. "짧게"처럼 말하면 됩니다. 이 줄은 메시지로 보냅니다
    `/` 명령은 필요 없습니다. "새 대화"처럼 말하면 됩니다. 이 줄은 메시지로 보냅니다
    `/` 명령은 필요 없습니다. "아까 그 대화 이어서"처럼 말하면 됩니다. 이 줄은 메시지로 보냅니다
    `/` 명령은 필요 없습니다. "다른 모델로"처럼 말하면 됩니다. 이 줄은 메시지로 보냅니다
    `/` 명령은 필요 없습니다. "아니"처럼 말하면 됩니다. 이 줄은 메시지로 보냅니다
    `/` 명령은 필요 없습니다. "왜 이 모델이야?"처럼 말하면 됩니다. 이 줄은 메시지로 보냅니다
    `/` 명령은 필요 없습니다. "얼마 썼어?"처럼 말하면 됩니다. 이 줄은 메시지로 보냅니다
    `/` 명령은 필요 없습니다. 무엇이 있는지는 `baro --help`에 있습니다. 이 줄은 메시지로 보냅니다
    `/` 명령은 없습니다. 그냥 말하면 알맞은 모델이 답합니다. 이 줄은 메시지로 보냅니다
    @kimi 질문: 이 메시지만 kimi에게
    다른 모델로: 지난 메시지를 다시 묻기
    앞으로 kimi로 해: 계속 kimi에게
    자동으로 해: 다시 알아서
    왜 이 모델이야?: 고른 이유
    얼마 썼어?: 쓴 토큰과 비용
    새 대화: 새로 시작
    아까 그 대화 이어서: 지난 대화 잇기
    아니: 방금 바꾼 것 취소
    @src/main.rs: 파일 붙이기
    명령과 옵션은 `baro --help`
    baro가 직접 답합니다. 모델에는 묻지 않습니다
    `-c` 없이 물으면 언제나 새 대화입니다
    찾은 대화: parser (이어 가려면 `baro ask --conversation c_0123 메시지`)
    오류: kimi는 지금 쓸 수 없습니다. `GROQ_API_KEY` 또는 `MOONSHOT_API_KEY`에 키를 넣거나 `baro auth add groq`을 실행하면 됩니다
    오류: kimi는 지금 쓸 수 없습니다: groq: 정책으로 차단 (policy.deny)
    오류: kimi는 지금 쓸 수 없습니다. 쓸 수 있는 모델은 `baro models`로 볼 수 있습니다
    오류: kimi는 지금 쓸 수 없습니다. 로컬 서버가 응답하지 않습니다: box (127.0.0.1:9). 켜면 쓸 수 있습니다
    오류: kimi는 지금 쓸 수 없습니다. 로컬 서버를 켜거나 `baro auth add groq`을 실행하면 됩니다: ollama (127.0.0.1:11434, `ollama serve`)
    오류: 모델 고정은 이어 가는 대화에만 적용됩니다. 한 번 묻고 끝나는 질문에는 적용할 대화가 없습니다
    도움: 지난 대화에 적용하려면 `-c`를 붙이고, 늘 그 모델을 쓰려면 설정에 `model = "groq:moonshotai/kimi-k3@high"`를 적으세요
    오류: `-m qwen`과 메시지의 groq:moonshotai/kimi-k3이 서로 다릅니다
    도움: 하나만 쓰세요. 이름을 글자 그대로 보내려면 줄 앞에 `\`를 붙입니다
    "#);
}

#[test]
fn all_that_is_said_in_english() {
    insta::assert_snapshot!(all(Lang::En).join("\n"), @r#"
    kimi-k3@high answers from now on (unpin: "back to auto", undo: "no")
    kimi-k3@high is unpinned; baro picks for each message (undo: "no")
    baro picks for each message
    no longer pinned; qwen answers, as `model` in the config says (to change it: `baro config unset model`)
    asking another model the same: parser
    asking kimi-k3@high, qwen3.8-27b the same: parser
    a new conversation begins (undo: "no")
    going on with: parser (undo: "no")
    this is it: parser (others: "show my conversations")
    undone; qwen3.8-27b answers again
    undone; baro picks for each message
    undone; it goes on from the answer of qwen3.8-27b
    undone; it goes on from the answer before
    undone; going on with: parser
    undone; back in the conversation that has not begun
    kimi-k2 is retired; kimi-k3@high answers from now on (undo: "no")
    if sent: kimi-k3@high answers from now on (unpin: "back to auto", undo: "no")
    kimi-k3@high answers from now on (unpin: "back to auto")
    a new conversation begins
    the last answer: qwen3.8-27b (groq), picked by baro
    the last answer: qwen3.8-27b (groq), named in the message
    the last answer: qwen3.8-27b (groq), pinned
    the last answer: qwen3.8-27b (groq), by flag
    the last answer: qwen3.8-27b (groq), chosen by Tab; from now on kimi-k3@high answers (pinned)
    nobody answered yet; kimi-k3@high will (pinned)
    nobody answered yet; baro picks the right model for each message
    today: requests 12, tokens ~12,345, $0.03
    this conversation: requests 0, tokens 0, $0
    free requests left today: gpt-oss-120b 963/1,000
    yesterday: requests 0, tokens 0, $0
    this week: requests 0, tokens 0, $0
    last week: requests 0, tokens 0, $0
    this month: requests 0, tokens 0, $0
    last month: requests 0, tokens 0, $0
    in all: requests 0, tokens 0, $0
    the last answer: requests 0, tokens 0, $0
    no `/` commands are needed: just say "use kimi from now on" or "@k"; this line is sent as text
    no `/` commands are needed: just say "back to auto"; this line is sent as text
    no `/` commands are needed: just say "think harder"; this line is sent as text
    no `/` commands are needed: just say "tl;dr"; this line is sent as text
    no `/` commands are needed: just say "new chat"; this line is sent as text
    no `/` commands are needed: just say "continue the last conversation"; this line is sent as text
    no `/` commands are needed: just say "try another model"; this line is sent as text
    no `/` commands are needed: just say "undo"; this line is sent as text
    no `/` commands are needed: just say "why this model?"; this line is sent as text
    no `/` commands are needed: just say "how much have I spent?"; this line is sent as text
    no `/` commands are needed: `baro --help` says what there is; this line is sent as text
    there are no `/` commands: just ask, and the right model answers; this line is sent as text
    @kimi question: this message to kimi
    try another model: ask the last message again
    use kimi from now on: kimi answers
    back to auto: baro chooses again
    why this model?: the reason
    how much have I spent today: tokens and cost
    new chat: begin anew
    go back to the last chat: go on with it
    undo: take back what was just changed
    @src/main.rs: attach a file
    commands and options: `baro --help`
    baro answers this itself; no model is asked
    without `-c`, every question begins a new conversation
    found: parser (to go on with it: `baro ask --conversation c_0123 MESSAGE`)
    error: kimi cannot be used yet: set `GROQ_API_KEY` or `MOONSHOT_API_KEY`, or run `baro auth add groq`
    error: kimi cannot be used now: groq: denied by policy.deny
    error: kimi cannot be used now; see who can with `baro models`
    error: kimi cannot be used now: no answer from the local server box (127.0.0.1:9); start it
    error: kimi cannot be used now: start the local server ollama (127.0.0.1:11434, `ollama serve`), or run `baro auth add groq`
    error: a pin belongs to a conversation, and a single question begins a new one
    hint: add `-c` to pin the last conversation here; for all of them, `model = "groq:moonshotai/kimi-k3@high"` in the config
    error: `-m qwen` and the message name different models: groq:moonshotai/kimi-k3
    hint: name one of them; to send the line as it is, begin it with `\`
    "#);
}

/// What stands in quotation marks is said to a person so that they may say it.
#[test]
fn what_is_suggested_is_understood() {
    use crate::domain::catalogue::Family;
    use crate::grammar::{self, Answer, Choice, Last, Names, Situation};
    let family = Family {
        id: "kimi".to_owned(),
        name_en: "Kimi".to_owned(),
        name_ko: "키미".to_owned(),
        words: vec!["kimi".to_owned(), "키미".to_owned()],
        letters: vec!["k".to_owned()],
        elsewhere: true,
    };
    let families = [family];
    let names = Names::new(&families, []);
    let situation =
        Situation { choice: Choice::Pinned, answer: Answer::Given, last: Last::Receipt, ..Situation::new(&names) };
    let mut n_suggested = 0;
    for line in [all(Lang::Ko), all(Lang::En)].concat() {
        for said in line.split('"').skip(1).step_by(2).filter(|said| !said.contains(':')) {
            let reading = grammar::read(if said == "@k" { "@k hello" } else { said }, &situation);
            assert!(reading.act.is_some() || !reading.hints.is_empty(), "{said} in: {line}");
            n_suggested += 1;
        }
    }
    assert!(n_suggested > 20, "{n_suggested}");
}
