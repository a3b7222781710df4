//! Phrases in Korean. The notation is that of `pattern`.

mod classes;
mod fillers;

use self::classes::CLASSES;
use self::fillers::{CLOSERS, OPENERS};
use super::Deed::{CopyAnswer, CopyCode, CopyLast, EditLast, OtherAnswer, Star, Unstar};
use super::pattern::Spacing;
use super::phrases::Meaning::{
    AskBoth, ContinueLast, Conversations, Do, Help, HowMuch, HowMuchForAnswer, NewConversation, Pin, PinLast, Redo,
    RedoWithout, Undo, Unpin, WhoAnswered, WhyThisModel,
};
use super::phrases::Place::{Alone, Edge, Opening, Whole};
use super::phrases::Said::{Before, BesideRedo};
use super::phrases::When::{
    Always, Answered, AnsweredNotOfBills, AnsweredNotOfModels, InTalk, InTalkNotOfChats, InTalkNotOfMail,
    InTalkOfSeveral, NotOfAmounts, NotOfBills, NotOfChats, NotOfModels, NotOfMoney, NotOfSpending, Pinned,
    PinnedNotOfFixtures, PinnedSoSaid, Receipt, Unanswered,
};
use super::phrases::{Row, Said, Table};
use crate::domain::Hint::{self, Deeper, Longer, Quicker, Shorter};

pub(super) const TABLE: Table =
    Table { rows: ROWS, classes: CLASSES, wishes: WISHES, openers: OPENERS, closers: CLOSERS, spacing: Spacing::Free };

/// What alone after a name asks for the last message again: `키미야 다시`.
pub(super) const AGAIN: &str = "(이거 |이것 |그거 )?(니가 |네가 )?(좀 )?(한 번 |한번 )?<again>( 좀)?( <do>)?";

/// The end of a request that may follow `이거`: what comes before it is free.
pub(super) const REQUEST: &str = "(<give>|<imperative>)";

/// `깊게 생각해줘`; beside a redo the adverb alone is a wish: `다시 큐웬으로 짧게`.
const WISHES: &[(Hint, Said, &str)] = &[
    (
        Deeper,
        Before(&["생각", "고민", "따져", "따지", "추론", "검토", "숙고"]),
        "(<deeply>|천천히|곰곰(이|히)|차분히|단계적으로|잘|더|열심히|한번 더|다시 한번|진지하게|빡세게)",
    ),
    (
        Deeper,
        Before(&["봐", "보고", "분석", "풀어", "확인", "살펴", "점검", "체크", "답", "계산", "해줘", "해봐", "리뷰"]),
        "(<deeply>|세심하게)",
    ),
    (Deeper, BesideRedo, "<more><deeply>( <think>)?"),
    (
        Shorter,
        Before(&[
            "", "말", "써", "설명", "답", "대답", "요약", "정리", "해줘", "해 ", "알려", "부탁", "줘", "적어", "ㄱㄱ",
            "좀", "만", "요",
        ]),
        "<shortly>",
    ),
    (Shorter, BesideRedo, "<more><shortly>"),
    (
        Longer,
        Before(&[
            "", "말", "써", "설명", "답", "대답", "해줘", "해 ", "알려", "부탁", "줘", "적어", "ㄱㄱ", "좀", "요",
            "풀어",
        ]),
        "<fully>",
    ),
    (Longer, BesideRedo, "<more><fully>"),
    // Who is in a hurry says the others, too, of when it is to be asked again.
    (Quicker, Before(&["답", "대답", "알려", "말해", "설명해", "ㄱㄱ"]), "(<hastily>|빨리|얼른|후딱)"),
    (Quicker, BesideRedo, "<more><hastily>"),
];

const ROWS: &[Row] = &[
    // Redo, by name.
    (
        Redo,
        Edge,
        Always,
        "(이거 |이걸 |그거 |방금 거 |방금거 |아까 거 |아까거 |같은 거 |같은거 |같은 질문 )?(<again> )?<name> ?<ro> (이거 |그거 |같은 거 )?<again>( 좀)?( <do>)?",
    ),
    (Redo, Edge, Always, "<again> (이거 |그거 )?<name> ?<ro>( <do>)?"),
    (Redo, Edge, Always, "<again> <name> ?<to>( <do>)?"),
    (Redo, Edge, Always, "<again> <name>"),
    (Redo, Edge, Always, "<name> ?<again>( <do>)?"),
    (
        Redo,
        Edge,
        Always,
        "(이거 |이것도 |그거 |같은 거 |같은거 |같은 질문 |똑같은 거 |방금 거 |방금 질문 )?<name> ?<to> (이거 |이것도 |그거 |같은 거 |같은거 |다시 |도 |한번 |한 번 |좀 |똑같이 )?(한번 |좀 |다시 )?<ask>",
    ),
    (
        Redo,
        Whole,
        Answered,
        "(이거 |이걸 |그거 |방금 거 |같은 거 |같은거 |같은 질문 )?<name> ?<ro> (이거 |그거 |한번 |한 번 |한번만 |좀 )?(ㄱㄱ|ㄱㄱㄱ|고고|해봐<yo>?|해 봐|해봐줘|해보자|해바|해보셈|돌려봐<yo>?|돌려보자|시도해봐|물어봐<yo>?|물어봐줘|물어보자|시켜봐|시켜줘|풀어봐|답해봐|답 받아봐|가보자|부탁|부탁해|해볼래|해볼까)",
    ),
    (Redo, Whole, Answered, "<name> ?<ro>( 해줘<yo>?| 해| 답해줘| 대답해줘)?"),
    (
        Redo,
        Whole,
        Answered,
        "(이번엔|이번에는|이번 건|이번 질문은|이건|이거는) <name>( ?<ro>( <do>)?|(을|를)? ?(써<yo>?|써줘<yo>?|써봐<yo>?|쓰자))",
    ),
    (Redo, Whole, Answered, "<name> ?<ro> 바꿔서( <again>)?( <do>)?"),
    (
        Redo,
        Whole,
        Answered,
        "<name>(은|는|도|가|이) ?(뭐래|뭐래요|뭐라 해|뭐라고 해|뭐라 하|뭐라고 하냐|뭐라 그래|뭐라고 그래|뭐라 할까|뭐라고 할까|뭐라고 할지 궁금해|어떻게 생각해|어떻게 생각함|어떻게 생각한대|어떻게 답해|어떻게 대답해|뭐라 답해|뭐라 하는지 보자|뭐라 하는지 봐봐)",
    ),
    (
        Redo,
        Whole,
        Answered,
        "<name> ?(의 )?(의견|생각|답|답변|대답|버전|풀이)(은|는|도|을)?( 어때| 뭐야| 뭐임| 들어보자| 궁금해| 궁금함| 좀| 보여줘| 보자| 받아줘| 받아봐| 줘| 들려줘)?",
    ),
    (Redo, Whole, Answered, "<name> ?(버전|풀이)(으로|로)?( <again>)?( <do>)?"),
    (
        Redo,
        Whole,
        Answered,
        "<name>(이|가|도) ?(다시 |한번 |대신 )(해봐|해줘|해|답해|답해줘|답해봐|대답해줘|대답해|풀어봐|해보라고 해)",
    ),
    (Redo, Whole, Answered, "(말고|대신) <name> ?<ro>( <do>)?"),
    (Redo, Whole, Answered, "<name> 말고 <name> ?<ro>( <again>)?( <do>)?"),
    (
        Redo,
        Whole,
        Always,
        "<again> (해봐|해줘|물어봐|물어봐줘|답해봐|답해줘|답해|대답해|대답해줘|대답해봐|답변해줘|설명해줘|설명해봐|시켜봐|시켜줘|해) <name> ?(<ro>|<to>)",
    ),
    (Redo, Whole, Answered, "(해봐|물어봐|시켜봐|답해봐|돌려봐) <name> ?(<ro>|<to>)"),
    (
        Redo,
        Whole,
        Answered,
        "(방금|아까|지난|이|그|같은|똑같은) ?(거|걸|것|꺼|질문|질문을|질문도|메시지|말) <name> ?(<to>|<ro>)( <do>| <ask>)?",
    ),
    (
        Redo,
        Whole,
        Answered,
        "<name>(이|가|도|더러|보고|한테) ?(답|대답|답변)(하게|하도록|하라고) ?(해|해줘<yo>?|해봐|하자|시켜|시켜줘|부탁해<yo>?)",
    ),
    // Redo, with both.
    (
        AskBoth,
        Whole,
        Answered,
        "(이거 |이걸 |그거 |같은 거 |방금 거 |방금 질문 )?<name> ?(이랑|랑|하고|와|과) <name>( 둘 다| 둘다)? ?<to> (둘 다 |둘다 |다 |다시 |같이 |한번 )?<ask>",
    ),
    // Redo, with another.
    (
        RedoWithout,
        Whole,
        Answered,
        "<name> ?(은|는)? ?말고 (다른|딴) ?(거|것|걸|꺼|껄|모델|모댈|ai|애|놈|녀석) ?(으로|로|한테|에게)( <again>)?( <do>)?",
    ),
    (
        Redo,
        Whole,
        AnsweredNotOfModels,
        "(다른|딴) ?(모델|모댈|ai|애)(의|들|들의)? ?(답|답변|대답|의견|생각|버전)(은|도|을|를)? ?(보고 싶어|보고 싶다|보고 싶은데|보여줘<yo>?|보자|볼래|볼 수 있어|듣고 싶어|들어보자|들려줘|궁금해|받아줘|받아봐|어때|좀)?",
    ),
    (
        Redo,
        Edge,
        Answered,
        "(다른|딴) ?(모델|모댈|엔진|ai|애|놈|녀석) ?(으로|로|한테|에게) (한번 |한 번 |좀 )?<again>( <do>)?",
    ),
    (
        Redo,
        Whole,
        AnsweredNotOfModels,
        "(다른|딴) ?(모델|모댈|ai|애) ?(으로|로|으로도|로도|한테|한테도|에게|에게도)( 한번| 한 번| 좀)?( <do>)?",
    ),
    (
        Redo,
        Whole,
        NotOfModels,
        "(다른|딴) ?(모델|모댈|ai) ?(으로|로|한테|에게)( 한번| 한 번| 좀| 다시)?( <ask>| 해| 해봐<yo>?| 해줘<yo>?| 해보자| ㄱㄱ| 답해줘| 답해봐| 대답해줘)?",
    ),
    (Redo, Whole, AnsweredNotOfModels, "(다른|딴) ?(거|것|걸|꺼|껄) ?(으로|로) (한번 |한 번 )?<again>( <do>)?"),
    (Redo, Whole, AnsweredNotOfModels, "<again> (다른|딴) ?(모델|모댈|ai|애|놈) ?(으로|로|한테)( <do>)?"),
    (
        Redo,
        Whole,
        AnsweredNotOfModels,
        "(모델|모댈)(을|만)? ?(바꿔서|바꾸고) (<again>|해봐|해줘|ㄱㄱ|다시 해봐|다시 해줘|물어봐)( <do>)?",
    ),
    (
        Redo,
        Whole,
        AnsweredNotOfModels,
        "(다른|딴) ?(모델|모댈|ai|애)(은|는|들은) ?(뭐래|뭐라고 해|뭐라 해|어떻게 생각해|뭐라 그래)",
    ),
    // Pin.
    (
        Pin,
        Edge,
        Always,
        "<fromnow> (모델은 |대답은 |답은 |답변은 |질문은 |전부 |무조건 |다 |그냥 |쭉 |계속 )?<name> ?(<ro>|만)( 계속| 쭉| 다)?( <go>)?",
    ),
    (Pin, Edge, Always, "<fromnow> (모델은 |모델을 )?<name> ?<ro> (<change>|<fix>)"),
    (
        Pin,
        Edge,
        Always,
        "<fromnow> (계속 |쭉 |그냥 |무조건 )?<name>(을|를|이|가)? ?(써|써줘|쓰자|쓸게|사용해|사용해줘|사용하자|답해|답해줘<yo>?|대답해|대답해줘<yo>?)",
    ),
    (Pin, Edge, Always, "<name> ?<ro> (<fromnow>|계속|쭉) ?(<go>)?"),
    (Pin, Opening, Always, "<name>만 (쓰자|써|써줘|쓸래|쓸게|사용해|사용해줘|쓰고 싶어|쓰셈|써라)"),
    (Pin, Opening, Always, "<name> ?(<ro> |을 |를 )?<fix>"),
    (
        Pin,
        Opening,
        Always,
        "(모델|모델은|모델을|모델만|엔진) (그냥 )?<name> ?<ro>( <change>| <fix>| <go>| 설정| 설정해| 설정해줘)?",
    ),
    (Pin, Whole, Always, "(다시 )?<name> ?<ro> (모델 |좀 )?<change>"),
    (Pin, Whole, Always, "<name> ?(모델|모드)(로|으로)( <change>| <go>| <fix>)"),
    (Pin, Whole, Always, "(이제|이젠|그냥 이제|여기선|지금은) (그냥 )?<name> ?(<ro>|만) <go>"),
    (
        Pin,
        Whole,
        Always,
        "(이제 |이젠 |그냥 )?<name>(을|를)? ?(써|써줘<yo>?|쓰자|쓸게|쓸래|사용해|사용해줘<yo>?|사용하자)",
    ),
    (Pin, Whole, Always, "(모델|모댈)(을|좀)? <change> <name> ?<ro>"),
    (Pin, Whole, Always, "<name> ?<ro> (모델|모댈)(을|좀)? <change>"),
    (Pin, Whole, Always, "<name>(을|를) ?(기본|기본 모델|디폴트)(으로|로) ?(해줘|해|설정해줘|쓰자|써|설정)"),
    (PinLast, Edge, AnsweredNotOfModels, "<fromnow> (계속 |쭉 |그냥 )?<thismodel> ?<ro> ?(계속 |쭉 )?(<go>|<fix>)"),
    (
        PinLast,
        Edge,
        AnsweredNotOfModels,
        "<fromnow> (계속 |쭉 |그냥 )?<thismodel>(을|를|만|이|가)? ?(써|써줘<yo>?|쓰자|쓸게|사용해|사용해줘<yo>?|사용하자|답해|답해줘<yo>?|대답해|대답해줘<yo>?)",
    ),
    (PinLast, Whole, AnsweredNotOfModels, "<thismodel> ?<ro> (계속|쭉) <go>"),
    (PinLast, Whole, AnsweredNotOfModels, "<thismodel>(을|를)? ?(<ro> )?(<fix>|유지|유지해|유지해줘<yo>?)"),
    // Unpin.
    (Unpin, Opening, Pinned, "(자동|오토)(으로|로) (해|해줘<yo>?|하자|골라|골라줘<yo>?|돌아가|돌아가자)"),
    (Unpin, Opening, Pinned, "<name> ?(은 |는 )?(그만 써|그만 쓰자|그만쓰자)"),
    (
        Unpin,
        Edge,
        Pinned,
        "(이제|이제부터|이제부터는|앞으로|앞으로는|다시|이제 다시) (모델은 )?(자동|오토)(으로|로) (해|해줘<yo>?|하자|골라|골라줘<yo>?|돌아가|돌아가자)",
    ),
    // At the end the polite forms ask for something else: `파일 정리해줘. 자동으로 해줘`.
    (Unpin, Edge, Pinned, "자동으로 해"),
    (
        Unpin,
        Edge,
        PinnedSoSaid,
        "(모델|모댈|<name>) ?(고정|핀) ?(을 |은 |좀 |이제 )?(풀어|풀어줘<yo>?|풀자|해제|해제해|해제해줘<yo>?|취소해|취소해줘<yo>?)",
    ),
    (
        Unpin,
        Edge,
        PinnedNotOfFixtures,
        "(이제 )?고정 ?(을 |은 |좀 |이제 )?(풀어|풀어줘<yo>?|풀자|해제해|해제해줘<yo>?)",
    ),
    (
        Unpin,
        Whole,
        PinnedSoSaid,
        "모델 고정 ?(을 |은 |좀 |이제 )?(풀어|풀어줘<yo>?|풀어 줘|풀어주세요|풀자|풀어라|풀기|풀래|해제|해제해|해제해줘|해제하자|취소|취소해|취소해줘|없애|없애줘|빼줘|그만|꺼줘)",
    ),
    (
        Unpin,
        Whole,
        PinnedNotOfFixtures,
        "(핀 )?고정 ?(을 |은 |좀 |이제 )?(풀어|풀어줘<yo>?|풀어 줘|풀어주세요|풀자|풀어라|풀기|풀래|해제|해제해|해제해줘|해제하자|취소|취소해|취소해줘|없애|없애줘|빼줘|그만|꺼줘)",
    ),
    (
        Unpin,
        Whole,
        Always,
        "(모델|모댈|<name>) ?고정 ?(을 |은 |좀 |이제 )?(풀어|풀어줘<yo>?|풀어주세요|풀자|해제|해제해줘|취소해줘)",
    ),
    (Unpin, Whole, PinnedNotOfFixtures, "핀 ?(풀어|풀어줘|해제|해제해줘|빼|빼줘|취소)"),
    (
        Unpin,
        Whole,
        Pinned,
        "(다시 |그냥 |이제 |이제부터 |앞으로 |이제 다시 |모델 |모델은 |모델 선택은 )?(모델 |모델은 )?(자동|오토|자동 모드|자동모드)(으로|로)?( 다시)?( 해| 해줘<yo>?| 하자| 돌려| 돌려줘| 돌아가| 돌아가자| 가| 가자| ㄱㄱ| 바꿔| 바꿔줘| 바꾸자| 전환| 전환해줘| 골라| 골라줘| 변경| 변경해줘| 복귀| 선택| 선택해| 선택해줘| 써)?",
    ),
    (
        Unpin,
        Whole,
        Pinned,
        "(다시 |이제 |이제부터 |앞으로 )(자동|오토)(으로|로)?( 해| 해줘| 하자| 돌려| 돌려줘| 골라줘| 바꿔줘)?",
    ),
    (
        Unpin,
        Whole,
        Pinned,
        "(이제 |이제부터 |다시 |앞으로 |그냥 )?(모델|모델은|모델을|모델 선택은) (이제 |다시 |니가 |네가 |너가 |그냥 )?(알아서|자동으로) ?(골라|골라줘<yo>?|고르게|골라라|해|해줘|선택해|선택해줘|정해|정해줘|바꿔|바꿔줘|써)",
    ),
    (
        Unpin,
        Whole,
        Pinned,
        "(이제 |이제부터 |다시 |앞으로 |그냥 )?(니가 |네가 |너가 )?알아서 ?(골라|골라줘<yo>?|골라 줘|고르셈|골라라|선택해|선택해줘)",
    ),
    (Unpin, Whole, PinnedSoSaid, "<name> ?(고정|핀) ?(을 |은 )?(풀어|풀어줘|해제|해제해줘|취소)"),
    (Unpin, Whole, Pinned, "<name> ?(은 |는 )?(그만|그만 써|그만 쓰자|그만쓰자|이제 그만)"),
    (Unpin, Whole, Pinned, "(원래대로|원래처럼|예전처럼) ?(자동|오토)(으로|로)?( 해| 해줘| 돌려줘| 돌려| 하자)?"),
    // Questions.
    (
        WhyThisModel,
        Whole,
        Always,
        "왜 (하필 )?<this> ?(모델|모댈) ?(<question>|로 했어|으로 했어|로 갔어|로 골랐어|을 골랐어|을 골랐냐|골랐어|를 골랐어|을 썼어|썼어|을 쓴거야|을 쓴 거야|쓴거야|을 선택했어|선택했어|선택한거야|을 고른거야|고른거야|고른 거야|로 보냈어|한테 보냈어|로 답했어|이 답했어|이 골라졌어)?",
    ),
    (
        WhyThisModel,
        Whole,
        Always,
        // What was chosen, sent or answered with may be anything that was spoken of.
        "왜 (이걸로|이거로|얘로|얘한테|쟤로) (라우팅했어|라우팅했냐|라우팅됐어|라우팅한거야)",
    ),
    (
        WhyThisModel,
        Whole,
        Always,
        "<this> ?(모델|모댈)(은|을|이|로)? 왜 (골랐어|골랐냐|썼어|쓴거야|선택했어|고른거야|고른 거야|선택한거야|답했어|된거야|걸렸어|골라졌어|뽑혔어)",
    ),
    (
        WhyThisModel,
        Whole,
        Answered,
        "왜 (이번엔 |이번에는 |이번에 )?<name> ?(은|는|를|을|로|한테|에게)?(는)? ?<unused>",
    ),
    (WhyThisModel, Whole, Answered, "(이번엔 |이번에는 )?<name> ?(은|는|를|을|로|한테|에게)?(는)? ?왜 ?<unused>"),
    (WhyThisModel, Whole, Answered, "왜 (하필 )?<name> ?(이 |가 )?(말고|아니고|아니라) <name> ?(<question>)?"),
    (
        WhyThisModel,
        Whole,
        Answered,
        "왜 (하필 |갑자기 |또 |이번엔 )?<name> ?(<question>|로 했어|으로 했어|로 갔어|으로 갔어|로 보냈어|으로 보냈어|한테 보냈어|한테 물어봤어|한테 갔어|를 골랐어|을 골랐어|골랐어|를 썼어|을 썼어|썼어|가 답했어|이 답했어|가 대답했어|이 대답했어|가 답한거야|이 답한거야|가 답해|이 답해|로 답했어|으로 답했어|를 쓴거야|을 쓴거야|로 라우팅했어|으로 라우팅했어)",
    ),
    (
        WhoAnswered,
        Whole,
        Always,
        "(지금|현재|방금|이거|이건|너|너는|넌|니가|방금 거|방금거|방금 답|방금 답변|이 답|이 답변|아까 거) ?(쓰는 |쓰고 있는 |사용 중인 |답한 |답하는 |대답한 |이거 )?(모델|모댈)(이|은|명|명이|이름|이름이)? ?(뭐|뭔|뭐였|누구|뭐꼬|어떤거|어떤 거) ?(야|임|냐|지|니|예요|에요|인가요|였어|였지|였냐|였음|데|였더라|더라|입니까)?",
    ),
    (
        WhoAnswered,
        Whole,
        Always,
        "(지금|현재|방금|이거|이건|너|너는|넌|방금 거|방금 답|방금 답변|이 답|이 답변) ?<which> ?(모델|모댈) ?(<question>|이 답했어|이 답한거야|이 답했냐|이 대답했어|로 답했어|쓰는 중이야|쓰는거야|쓰고 있어|쓰고있어|쓰고 있냐|써|씀|썼어|사용해|사용 중이야|돌아가|이었더라|였더라)",
    ),
    (
        WhoAnswered,
        Whole,
        Always,
        "<which> ?(모델|모댈)(이|로) (답했어|답한거야|답한 거야|답했냐|답했지|답했음|대답했어|대답한거야|대답한 거야|답하고 있어|답변했어|답변한거야)",
    ),
    (
        WhoAnswered,
        Edge,
        Answered,
        "(방금|아까|지금|이거|이건|이 답|이거 답) ?누가 ?(답했어|답했냐|답했지|답한거야|답한 거야|답한거임|답한건데|답함|대답했어|대답했냐|대답한거야|대답한 거야|대답한거임|대답함|답변했어|답변한거야|답변함)",
    ),
    (
        WhoAnswered,
        Whole,
        Answered,
        "(방금 답|방금 답변|이 답|이 답변|이거 답)(은|은 도대체)? ?누가 ?(썼어<yo>?|썼냐|쓴거야|쓴 거야)",
    ),
    (
        WhoAnswered,
        Whole,
        Answered,
        "누가 ?(답했어|답했냐|답한거야|답한 거야|답한거임|대답했어|대답했냐|대답한거야|대답한 거야|대답한거임|답변했어|답변한거야)",
    ),
    (WhoAnswered, Whole, Answered, "지금 ?누구(야|임|냐|세요)"),
    (
        HowMuchForAnswer,
        Whole,
        AnsweredNotOfBills,
        "<answer> ?(에|에는|엔|은|는|이|가|을|를)? ?(비용이|비용|요금이|요금|돈이|돈)? ?(총 |다 )?<howmuch> ?(나 )?<spent>",
    ),
    (
        HowMuchForAnswer,
        Whole,
        Answered,
        "<answer> ?(에|에는|엔|은|는|이|가)? ?(토큰|토큰을|토큰이|토큰은) ?(총 |다 )?<howmany> ?(개 )?(나 )?<eaten>",
    ),
    (HowMuchForAnswer, Whole, AnsweredNotOfBills, "<answer> ?(의 )?<bill>( 좀)?( <show>| 얼마<was>)?"),
    (HowMuchForAnswer, Whole, Answered, "<answer> ?(의 )?<tokenuse>( 좀)?( <show>| 얼마<was>)?"),
    (
        HowMuchForAnswer,
        Whole,
        AnsweredNotOfBills,
        "(방금|방금 그|이|그|지난|마지막) ?(답|답변|대답) ?(은|는|이)? ?<howmuch>(<was>|짜리야)",
    ),
    (
        HowMuch,
        Whole,
        Always,
        "(나 |내가 |우리 )?(<since> )?<tokens> ?(총 |다 |지금까지 )?<howmany> ?(개 )?(나 )?<eaten>",
    ),
    (HowMuch, Whole, Always, "(나 |내가 )?<since> ?(내가 )?(<tokens> ?(총 |다 )?<howmany>(<was>)?|<tokensum>)"),
    (HowMuch, Whole, NotOfBills, "(나 |내가 )?<days> ?<bill> ?(총 |다 )?<howmuch>(<was>)?"),
    (HowMuch, Whole, NotOfBills, "<days> ?<bill>( 좀)?( <show>)?"),
    (HowMuch, Whole, Always, "<days> ?<tokenuse>( 좀)?( <show>)?"),
    (HowMuch, Whole, NotOfAmounts, "(나 |내가 |우리 )?<days> ?(총 |다 |모두 )?얼마<was>?"),
    (HowMuch, Whole, NotOfBills, "(나 |내가 )?(<since> )?<bill> ?(총 |다 )?<howmuch> ?(나 )?<spent>"),
    (
        HowMuch,
        Whole,
        NotOfMoney,
        "(나 |내가 |우리 )?<since> ?(내가 )?((돈 |돈을 )?(총 |다 |도대체 )?<howmuch> ?(나 )?<spent>|<sum>)",
    ),
    (HowMuch, Whole, NotOfSpending, "(나 |내가 |우리 )?(돈 |돈을 )?(총 |다 |도대체 )?<howmuch> ?(나 )?<spent>"),
    (HowMuch, Whole, NotOfSpending, "(오늘 |지금 )?<freeleft>"),
    (HowMuch, Whole, Always, "(토큰|api|ai) ?사용량 ?(은|이)? ?<howmuch><was>"),
    (
        HowMuch,
        Whole,
        Always,
        "(<since> )?(토큰 |api |ai |모델 )(사용량|비용|사용 내역|사용내역|요금)( 좀)?( 보여줘<yo>?| 알려줘<yo>?| 확인| 확인해줘| 보자| 어때| 조회| 뭐야| 볼래)",
    ),
    (
        WhoAnswered,
        Whole,
        Answered,
        "((방금|아까|지금) )?(그거|이거|그건|이건|그 답|이 답|그 답변|이 답변) ?(은 |는 )?누가 ?(답했어|답했냐|답한거야|답한 거야|대답했어|대답한거야|대답한 거야|답변한거야)",
    ),
    (
        WhoAnswered,
        Whole,
        Always,
        "(지금 |현재 )?(모델|모댈) ?(은 |이 )?(뭐|뭘|어떤 거|어떤거|무슨 거) (쓰고 있어|쓰고있어|쓰는거야|쓰는 거야|쓰고 있냐|쓰냐|쓰는 중이야|쓰고 있지)",
    ),
    (
        WhoAnswered,
        Whole,
        Answered,
        "(지금 (뭐로|뭘로|누가|어느 모델이|어떤 걸로) (답하고 있어|답하는 중이야|답하는거야|답하는 거야|대답하고 있어|답하고 있는거야|대답하는 거야)|다음 ?(질문|메시지|거|건)?(에|에는|엔|은|는)? ?(누가|(어느|어떤|무슨) 모델이) ?(답해<yo>?|답하냐|답하지|답할거야|답할 거야|대답해<yo>?|대답할거야|대답할 거야))",
    ),
    // Conversations.
    (
        NewConversation,
        Opening,
        Always,
        "(이제 |그냥 |우리 )?(새|새로운|새로) ?<talk>(으로|로|를|을|방|창)?( 하나)?( 좀)?( 시작| 시작해| 시작해줘<yo>?| 시작하자| 시작할래| 시작할게| 열어| 열어줘<yo>?| 열자| 열기| 하자| 할래| 파자| 파줘| 파| 만들어| 만들어줘| ㄱㄱ| 고고| 가자| 가| 부탁| 부탁해)?",
    ),
    (
        NewConversation,
        Opening,
        Always,
        "<talk>(를|을|은|방)? (아예 )?(새로|새로이|처음부터 새로) (파자|파|파줘|파기|시작|시작하자|시작해|시작해줘|시작할래|열자|열어|열어줘|하자|만들자|만들어줘|ㄱㄱ|가자)",
    ),
    (
        NewConversation,
        Whole,
        Always,
        "(새|새로운) ?(대화|채팅)(에서|으로|로) (물어볼게|얘기하자|이야기하자|다시 시작|다시 시작하자|해줘|넘어가자|넘어가)",
    ),
    (
        ContinueLast,
        Opening,
        Always,
        "<earlier> ?(그 )?(하던 |했던 |나누던 |나눴던 )?<talk>(를|을|로|으로)?( 다시)? ?<continue>",
    ),
    (
        ContinueLast,
        Opening,
        Always,
        "<before> ?(그 )?(하던 |했던 |나누던 |나눴던 )?<talk>(를|을|로|으로)?( 다시)? ?<resume>",
    ),
    (ContinueLast, Opening, Always, "(아까|방금|좀 전의) 그 (하던 )?(대화|채팅|챗|세션)(를|을)?( 다시)? ?<goon>"),
    (
        ContinueLast,
        Opening,
        Unanswered,
        "(<before>|하던) ?(그 )?(하던 |했던 |나누던 |나눴던 )?<talk>(를|을|로|으로)?( 다시)? ?<continue>",
    ),
    (
        ContinueLast,
        Opening,
        Always,
        "(어제|어젯밤에|오늘|오늘 아침에|지난 주에|저번 주에|이번 주에|지난 달에|저번 달에|지난번에|지난번|저번에|저번|마지막에|마지막으로) ?(우리 |우리가 )?(하던|했던|얘기하던|이야기하던|말하던|하다 만|하다만) ?(거|것|걸|꺼|데서|데부터|데|얘기|이야기)(를|을)?( 다시)? ?<continue>",
    ),
    (
        ContinueLast,
        Opening,
        Always,
        "(아까|아까전에|좀 전에|전에) ?(우리 |우리가 )?(하던|했던|얘기하던|이야기하던|말하던|하다 만|하다만) ?(거|것|걸|꺼|데서|데부터|데|얘기|이야기)(를|을)?( 다시)? ?<resume>",
    ),
    (
        ContinueLast,
        Opening,
        Unanswered,
        "((아까|아까전에|좀 전에|전에) ?)?(우리 |우리가 )?(하던|했던|얘기하던|이야기하던|말하던|하다 만|하다만) ?(거|것|걸|꺼|데서|데부터|데|얘기|이야기)(를|을)?( 다시)? ?<goon>",
    ),
    (
        ContinueLast,
        Whole,
        Always,
        "(<earlier>|<before>) ?(그 )?(하던 )?(대화|채팅|챗|세션)(로|으로|를|을)? ?(돌아가|돌아가자|돌아갈래|돌아가줘|다시 열어|다시 열어줘|열어|열어줘|불러와|불러와줘|불러줘|복귀)",
    ),
    (
        ContinueLast,
        Whole,
        Unanswered,
        "하던 (대화|채팅|챗|세션)(로|으로|를|을)? ?(돌아가|돌아가자|돌아갈래|돌아가줘|다시 열어|다시 열어줘|열어줘|불러와|불러와줘|불러줘|복귀)",
    ),
    (
        Conversations,
        Whole,
        NotOfChats,
        "(내 |전체 |모든 |우리 )?(지난 |이전 |예전 |저장된 |최근 )?(대화|채팅) ?(목록|리스트)( 좀)?( 보여줘<yo>?| 보여 줘| 보기| 보자| 볼래| 열어줘| 띄워줘| 줘)?",
    ),
    (
        Conversations,
        Whole,
        NotOfChats,
        "(내 |전체 |우리 )?(지난 |이전 |예전 |저장된 |최근 )?(대화|채팅) ?(기록|내역|히스토리)( 좀)?( 보여줘<yo>?| 보여 줘| 보자| 볼래| 열어줘)",
    ),
    (
        Conversations,
        Whole,
        NotOfChats,
        "(내 |우리 )?(지난|이전|예전|저장된|최근|지금까지 한|그동안 한) ?(대화|채팅) ?(들)?(을|를)?( 좀)?( 다)? (보여줘<yo>?|보여 줘|보자|볼래|찾아줘|찾아봐)",
    ),
    // Help.
    (Help, Alone, Always, "(baro |바로 )?도움말( 좀)?( 보여줘<yo>?| 보여 줘| 보기| 띄워줘| 열어줘)?"),
    (Help, Alone, Always, "baro ?(사용법|명령어)"),
    // What there are keys for, too.
    (
        Do(CopyCode),
        Whole,
        InTalk,
        "<pointing>?(코드|코드 ?블록|코드 ?블럭|스니펫)(를|을|만)? ?(전체 |전부 |다 |통째로 )?<clipboard>?복사( ?<docopy>)?",
    ),
    (
        Do(CopyAnswer),
        Whole,
        InTalk,
        "<pointing>?(답|답변|대답)(을|를|만)? ?(전체 |전부 |다 |통째로 )?<clipboard>?복사( ?<docopy>)?",
    ),
    (Do(CopyLast), Whole, InTalk, "방금 ?(거|것|걸|꺼) ?<clipboard>?복사( ?<docopy>)?"),
    (
        Do(EditLast),
        Whole,
        InTalkNotOfMail,
        "<mine> ?(거|것|걸|꺼|질문을|질문|메시지를|메시지|말을|말) ?(좀 |다시 )?<amending> ?다시 ?<sendagain>",
    ),
    (Do(EditLast), Whole, InTalkNotOfMail, "<mine> ?(질문을|질문|메시지를|메시지) ?(좀 |다시 )?<amend>"),
    (
        Do(OtherAnswer),
        Whole,
        InTalkOfSeveral,
        "(아까|처음|맨 처음|원래|이전|먼젓번|아까 그|처음 그|원래 그) ?(답변|대답|답)으?로( ?<backto>)?",
    ),
    (Do(Star), Whole, InTalkNotOfChats, "<thistalk> ?(별표|즐겨찾기|북마크)(를|에|로)?( ?<star>)?"),
    (Do(Unstar), Whole, InTalkNotOfChats, "<thistalk> ?(별표|즐겨찾기|북마크)(를|을|에서)? ?<unstar>"),
    // Undo.
    (
        Undo,
        Whole,
        Receipt,
        "(아니|아니야|아니요|아냐|아닌데|아님|아니라고|아니아니|ㄴㄴ|노노|취소|취소해|취소해줘|취소요|되돌려|되돌려줘|되돌리기|무르기|물러|물러줘|방금 거 취소|방금거 취소|방금 건 취소|방금 거 되돌려|방금 거 되돌려줘|원래대로|원래대로 해줘|원래대로 돌려줘)",
    ),
];
