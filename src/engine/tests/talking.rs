//! Lines that speak to baro, over scripted models and a store in memory.

use super::*;
use crate::domain::Hint;
use crate::engine::talk::{Change, Inquiry, Intent, LocalAnswer, Receipt, Talk, Then};
use crate::grammar::{self, Last};

/// Two families, one more provider without a key, and an alias.
const FAMILIES: &str = r#"
[providers.a]
base_url = "http://127.0.0.1:9/v1"
[models."a:qwen3-mini"]
usd_per_million = { input = 1.0, output = 2.0 }
[models."a:kimi-small"]
usd_per_million = { input = 1.0, output = 2.0 }
efforts = ["low", "medium", "high"]
[models."a:plain"]
usd_per_million = { input = 1.0, output = 2.0 }
efforts = ["low", "medium", "high"]
[routes.code]
models = ["a:plain", "a:qwen3-mini", "a:kimi-small"]
[routes.think]
models = ["a:plain", "a:qwen3-mini", "a:kimi-small"]
[routes.long]
models = ["a:plain", "a:qwen3-mini", "a:kimi-small"]
[routes.fast]
models = ["a:plain", "a:qwen3-mini", "a:kimi-small"]
[routes.design]
models = ["a:plain", "a:qwen3-mini", "a:kimi-small"]
[routes.general]
models = ["a:plain", "a:qwen3-mini", "a:kimi-small"]
[aliases]
work = "a:plain"
"#;

fn engine_of(stage: &Stage) -> Engine {
    engine_with(stage, FAMILIES)
}

async fn intent(engine: &Engine, talk: &Talk, line: &str) -> Result<Intent, Error> {
    let names = engine.names();
    engine.intend(talk, &grammar::read(line, &talk.situation(&names))).await
}

/// Does what a line asks, as a surface does: the receipt if there is one, then who answered what.
async fn say(engine: &Engine, talk: &mut Talk, line: &str) -> String {
    let intent = match intent(engine, talk, line).await {
        Ok(intent) => intent,
        Err(error) => return format!("! {}", error.kind()),
    };
    let mut told = Vec::new();
    if let Some(change) = &intent.change {
        told.push(format!("({:?})", engine.carry_out(talk, change).await.expect("carried out")));
    }
    match &intent.then {
        Then::Nothing => {}
        Then::Answer(question) => {
            let answer = engine.answer_here(talk, *question).expect("an answer");
            told.push(match answer {
                LocalAnswer::Why(choice) => format!("why {} {:?}", choice.route, choice.source),
                LocalAnswer::Who { answered, .. } => format!("who {answered:?}"),
                LocalAnswer::Help => "help".to_owned(),
                LocalAnswer::Conversations => "conversations".to_owned(),
                LocalAnswer::HowMuch(sums) => {
                    let here = sums.conversation.map(|sums| sums.n_requests);
                    format!("{} of {:?}, {here:?} here", sums.sums.n_requests, sums.of)
                }
            });
        }
        Then::Ask(inquiry) => {
            for outcome in ask(engine, talk, inquiry).await {
                let result = outcome.result.expect("a result");
                let who = result.candidate.map_or("nobody".to_owned(), |candidate| candidate.to_string());
                told.push(format!("{who} by {}: {}", result.source.as_str(), result.text));
            }
        }
    }
    told.join("\n")
}

async fn ask(engine: &Engine, talk: &mut Talk, inquiry: &Inquiry) -> Vec<Outcome> {
    let mut outcomes = Vec::new();
    for n in 0..inquiry.choices.len() {
        let request = inquiry.request(&TurnRequest::default(), n, &outcomes);
        let outcome = engine.turn(&request, &CancellationToken::new(), &mut |_| {}).await;
        talk.heard(&request, &outcome);
        outcomes.push(outcome);
    }
    outcomes
}

fn last_words(stage: &Stage) -> String {
    stage.asked().last().and_then(|asked| asked.messages.last().map(|message| message.content.clone())).expect("asked")
}

#[tokio::test(start_paused = true)]
async fn a_mention_goes_to_whom_it_names_without_the_name() {
    let stage = Stage::default().plays("kimi-small", answers("네")).plays("qwen3-mini", answers("응"));
    let engine = engine_of(&stage);
    let mut talk = Talk::new(None);
    assert_eq!(say(&engine, &mut talk, "@k 이거 맞음?").await, "a:kimi-small by mention: 네");
    assert_eq!(last_words(&stage), "이거 맞음?");
    assert_eq!(say(&engine, &mut talk, "큐원아 이거 고쳐줘").await, "a:qwen3-mini by mention: 응");
    assert_eq!(last_words(&stage), "이거 고쳐줘");
}

#[tokio::test(start_paused = true)]
async fn slips_and_aliases_name_as_well() {
    let stage = Stage::default()
        .plays("kimi-small", answers("1"))
        .plays("qwen3-mini", answers("2"))
        .plays("plain", answers("3"));
    let engine = engine_of(&stage);
    let mut talk = Talk::new(None);
    for (line, answer) in [
        ("@zlal 이거 맞음?", "a:kimi-small by mention: 1"),
        ("@ㅂ fix this", "a:qwen3-mini by mention: 2"),
        ("@work who are you", "a:plain by mention: 3"),
    ] {
        assert_eq!(say(&engine, &mut talk, line).await, answer, "{line}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_family_is_also_who_stands_in_the_settings_and_in_no_order() {
    let settings =
        "[providers.a]\nbase_url = \"http://127.0.0.1:9/v1\"\n[models.\"a:qwen3-mini\"]\ncontext_tokens = 4000";
    let stage = Stage::default().plays("qwen3-mini", answers("here"));
    let said = say(&engine_with(&stage, settings), &mut Talk::new(None), "@q hi").await;
    assert_eq!(said, "a:qwen3-mini by mention: here");
}

#[tokio::test(start_paused = true)]
async fn a_name_of_nobody_who_can_be_asked_is_refused_with_what_would_do() {
    let stage = Stage::default();
    let engine = engine_of(&stage);
    let mut talk = Talk::new(None);
    for line in ["@claude 안녕", "앞으로 클로드로 해", "@q @claude 비교해줘"] {
        match intent(&engine, &talk, line).await {
            Err(Error::NobodyCalled { name, left_out }) => {
                assert_eq!(name, "claude");
                let keys = left_out.iter().filter_map(|(_, why)| match why {
                    Unusable::NoKey { key_env, .. } => key_env.first().map(String::as_str),
                    _ => None,
                });
                assert!(keys.clone().any(|key| key == "ANTHROPIC_API_KEY"), "{line}: {:?}", keys.collect::<Vec<_>>());
            }
            other => panic!("{line}: {other:?}"),
        }
    }
    assert_eq!(say(&engine, &mut talk, "@claude 안녕").await, "! unusable_model");
    assert!(stage.asked().is_empty(), "nobody is asked");
    assert!(talk.pin.is_none());
}

#[tokio::test(start_paused = true)]
async fn two_who_are_named_answer_one_question() {
    let stage = Stage::default().plays("qwen3-mini", answers("one")).plays("kimi-small", answers("two"));
    let engine = engine_of(&stage);
    let mut talk = Talk::new(None);
    let told = say(&engine, &mut talk, "@q @k compare these").await;
    assert_eq!(told, "a:qwen3-mini by mention: one\na:kimi-small by mention: two");
    let id = talk.conversation().cloned().expect("kept");
    let turns = engine.with_store(|store| store.turns(&id)).expect("turns");
    assert_eq!(turns.len(), 3, "one question and two answers");
    assert_eq!(turns[1].parent, turns[2].parent);
    let seen: Vec<usize> = stage.asked().iter().map(|asked| asked.messages.len()).collect();
    assert_eq!(seen, [1, 1], "neither sees the other's answer");
}

#[tokio::test(start_paused = true)]
async fn a_redo_keeps_both_answers_and_can_be_undone() {
    let stage = Stage::default()
        .plays("plain", answers("first"))
        .plays("kimi-small", answers("second"))
        .plays("qwen3-mini", answers("third"));
    let engine = engine_of(&stage);
    let mut talk = Talk::new(None);
    say(&engine, &mut talk, "왜 느려?").await;
    let told = say(&engine, &mut talk, "다시 kimi로").await;
    assert!(told.starts_with("(AskedAgain") && told.ends_with("a:kimi-small by mention: second"), "{told}");
    assert_eq!(last_words(&stage), "왜 느려?");
    let told = say(&engine, &mut talk, "다른 모델로").await;
    assert!(told.ends_with("a:qwen3-mini by auto: third"), "neither of those who answered: {told}");
    let id = talk.conversation().cloned().expect("kept");
    let exchange = engine.with_store(|store| store.last_exchange(&id)).expect("read").expect("an exchange");
    assert_eq!((exchange.answer.text.as_str(), exchange.others.len()), ("third", 2));
    assert_eq!(talk.last, Last::Other, "an answer was shown");
    let undo = talk.undo.clone().expect("undoable by a key");
    let receipt = engine.carry_out(&mut talk, &Change::Undo(undo)).await.expect("undone");
    assert_eq!(receipt, Receipt::AnswerUndone { model: Some("a:kimi-small".parse().expect("a model")) });
    let exchange = engine.with_store(|store| store.last_exchange(&id)).expect("read").expect("an exchange");
    assert_eq!(exchange.answer.text, "second");
}

#[tokio::test(start_paused = true)]
async fn another_model_is_whoever_answered_longest_ago_and_never_the_one_that_is_not_wanted() {
    let stage = Stage::default()
        .plays("plain", answers("first"))
        .plays("qwen3-mini", answers("second"))
        .plays("kimi-small", answers("third"))
        .plays("plain", answers("fourth"));
    let engine = engine_of(&stage);
    let mut talk = Talk::new(None);
    say(&engine, &mut talk, "왜 느려?").await;
    let told = say(&engine, &mut talk, "키미 말고 다른 걸로").await;
    assert!(told.ends_with("a:qwen3-mini by auto: second"), "{told}");
    let told = say(&engine, &mut talk, "다른 모델 답도 보고 싶어").await;
    assert!(told.ends_with("a:kimi-small by auto: third"), "{told}");
    let told = say(&engine, &mut talk, "다른 모델로").await;
    assert!(told.ends_with("a:plain by auto: fourth"), "{told}");
}

#[tokio::test(start_paused = true)]
async fn models_are_called_by_their_ids_and_the_beginning_of_one_behind_an_at_sign() {
    let stage = Stage::default()
        .plays("kimi-small", answers("1"))
        .plays("qwen3-mini", answers("2"))
        .plays("kimi-small", answers("1"))
        .plays("qwen3-mini", answers("2"));
    let engine = engine_of(&stage);
    let mut talk = Talk::new(None);
    for (line, answer) in [
        ("@kimi-small 안녕", "a:kimi-small by mention: 1"),
        ("@qwen3 안녕", "a:qwen3-mini by mention: 2"),
        ("@a:kimi-small hello", "a:kimi-small by mention: 1"),
        ("qwen3-mini: hello", "a:qwen3-mini by mention: 2"),
        ("@kimi-k9 안녕", "! unknown_model"),
        ("@grok hello", "! unknown_model"),
    ] {
        assert_eq!(say(&engine, &mut talk, line).await, answer, "{line}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_said_along_with_a_redo_goes_with_the_question() {
    let stage = Stage::default().plays("plain", answers("long")).plays("kimi-small", answers("short"));
    let engine = engine_of(&stage);
    let mut talk = Talk::new(None);
    say(&engine, &mut talk, "explain TCP").await;
    say(&engine, &mut talk, "키미로 다시, 한 줄로").await;
    assert_eq!(last_words(&stage), "explain TCP\n\n한 줄로");
    let id = talk.conversation().cloned().expect("kept");
    let turns = engine.with_store(|store| store.turns(&id)).expect("turns");
    assert_eq!(turns[0].text, "explain TCP", "the question stays as it was asked");
}

#[tokio::test(start_paused = true)]
async fn a_redo_of_what_was_not_kept_says_the_question_once_more() {
    let stage = Stage::default().plays("plain", answers("first")).plays("qwen3-mini", answers("second"));
    let engine = engine_of(&stage);
    let mut talk = Talk::new(None);
    let private = TurnRequest { keeping: Keeping::Private, ..request("tell me") };
    let outcome = engine.turn(&private, &CancellationToken::new(), &mut |_| {}).await;
    talk.heard(&private, &outcome);
    let Then::Ask(inquiry) = intent(&engine, &talk, "다른 모델로").await.expect("an intent").then else {
        panic!()
    };
    let again = inquiry.request(&TurnRequest { keeping: Keeping::Private, ..TurnRequest::default() }, 0, &[]);
    let outcome = engine.turn(&again, &CancellationToken::new(), &mut |_| {}).await;
    assert_eq!(outcome.result.expect("a result").text, "second");
    assert_eq!(last_words(&stage), "tell me");
}

#[tokio::test(start_paused = true)]
async fn a_pin_holds_until_it_is_released_and_no_longer_than_its_conversation() {
    let stage = Stage::default()
        .plays("kimi-small", answers("1"))
        .plays("kimi-small", answers("2"))
        .plays("plain", answers("3"))
        .plays("qwen3-mini", answers("4"));
    let engine = engine_of(&stage);
    let mut talk = Talk::new(None);
    assert!(say(&engine, &mut talk, "앞으로 키미로 해").await.starts_with("(Pinned"));
    assert_eq!(say(&engine, &mut talk, "안녕").await, "a:kimi-small by pin: 1");
    let id = talk.conversation().cloned().expect("kept");
    assert_eq!(
        engine.with_store(|store| store.conversation(&id)).expect("kept").pin.map(|pin| pin.to_string()),
        Some("a:kimi-small".to_owned()),
        "the conversation that began with it has it"
    );
    assert_eq!(say(&engine, &mut talk, "그럼 이건?").await, "a:kimi-small by pin: 2");
    assert_eq!(say(&engine, &mut talk, "@auto 이건?").await, "a:plain by auto: 3", "this message alone");
    assert!(talk.pin.is_some());
    assert_eq!(say(&engine, &mut talk, "@q 이건?").await, "a:qwen3-mini by mention: 4");
    assert!(say(&engine, &mut talk, "새 대화").await.contains("NewConversation"));
    assert!(talk.pin.is_none());
}

#[tokio::test(start_paused = true)]
async fn a_pin_that_comes_with_a_message_answers_it() {
    let stage = Stage::default().plays("kimi-small", answers("1")).plays("plain", answers("2"));
    let engine = engine_of(&stage);
    let mut talk = Talk::new(None);
    let told = say(&engine, &mut talk, "앞으로 키미로 해. 이 함수 왜 느려?").await;
    assert!(told.ends_with("a:kimi-small by pin: 1"), "{told}");
    assert_eq!(last_words(&stage), "이 함수 왜 느려?");
    assert!(say(&engine, &mut talk, "자동으로 해").await.starts_with("(Unpinned"));
    assert_eq!(say(&engine, &mut talk, "and now something else entirely").await.split(':').next_back(), Some(" 2"));
}

#[tokio::test(start_paused = true)]
async fn no_right_after_a_receipt_undoes_and_elsewhere_is_a_word() {
    let stage = Stage::default().plays("plain", answers("1")).plays("plain", answers("2"));
    let engine = engine_of(&stage);
    let mut talk = Talk::new(None);
    say(&engine, &mut talk, "hello there").await;
    say(&engine, &mut talk, "use kimi from now on").await;
    // Another process, that knows only what is kept.
    let mut other = engine.talk_in(talk.thread.clone(), None).expect("a talk");
    assert_eq!(say(&engine, &mut other, "아니").await, "(PinUndone { pin: None })");
    let kept = engine.talk_in(talk.thread.clone(), None).expect("a talk");
    assert_eq!((kept.pin, kept.last), (None, Last::Other), "undone once");
    assert_eq!(say(&engine, &mut other, "아니").await, "a:plain by auto: 2", "a word to the model");
}

#[tokio::test(start_paused = true)]
async fn questions_to_baro_cost_nothing() {
    let stage = Stage::default().plays("kimi-small", answers("hi"));
    let engine = engine_of(&stage);
    let mut talk = Talk::new(None);
    assert_eq!(say(&engine, &mut talk, "얼마 썼어?").await, "0 of Within(Today), None here");
    say(&engine, &mut talk, "@k write a short poem about rain").await;
    assert!(say(&engine, &mut talk, "왜 이 모델이야?").await.ends_with("Mention"));
    assert!(say(&engine, &mut talk, "which model was that?").await.contains("kimi-small"));
    assert_eq!(say(&engine, &mut talk, "how much have I spent today?").await, "1 of Within(Today), Some(1) here");
    assert_eq!(stage.asked().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_question_about_use_is_answered_of_the_days_and_the_talk_that_it_names() {
    const DAY: Duration = Duration::from_hours(24);
    let refused = vec![fails(FailureKind::ServerError)];
    let stage = Stage::default()
        .plays("plain", answers("0"))
        .plays("plain", answers("1"))
        .plays("plain", answers("2"))
        .plays("plain", refused)
        .plays("plain", answers("3"));
    let engine = engine_of(&stage);
    let mut talk = Talk::new(None);
    say(&engine, &mut talk, "before all else").await;
    tokio::time::advance(7 * DAY).await;
    say(&engine, &mut talk, "hello there").await;
    tokio::time::advance(7 * DAY).await;
    say(&engine, &mut talk, "second thoughts").await;
    tokio::time::advance(DAY).await;
    let mut other = Talk::new(None);
    assert_eq!(say(&engine, &mut other, "이 대화에서 얼마 썼어?").await, "0 of Conversation, None here");
    say(&engine, &mut other, "third and last").await;
    for (line, told) in [
        ("얼마 썼어?", "2 of Within(Today), Some(2) here"),
        ("어제 얼마 썼어?", "1 of Within(Yesterday), None here"),
        ("how much did I spend this month?", "3 of Within(ThisMonth), None here"),
        ("how much did I spend last month?", "2 of Within(LastMonth), None here"),
        ("지난주에 얼마 썼어?", "1 of Within(LastWeek), None here"),
        ("how much did I spend this week", "3 of Within(ThisWeek), None here"),
        ("지금까지 얼마 썼어?", "5 of Ever, Some(2) here"),
        // Two tries were made for it.
        ("what did that cost?", "2 of LastAnswer, None here"),
        ("이 대화에서 얼마 썼어?", "2 of Conversation, None here"),
    ] {
        assert_eq!(say(&engine, &mut other, line).await, told, "{line}");
    }
    assert_eq!(stage.asked().len(), 5);
}

#[tokio::test(start_paused = true)]
async fn another_conversation_is_begun_gone_back_to_and_left_again() {
    let stage = Stage::default().plays("plain", answers("1")).plays("plain", answers("2")).plays("plain", answers("3"));
    let engine = engine_of(&stage);
    let mut talk = Talk::new(None);
    say(&engine, &mut talk, "first things first").await;
    let first = talk.conversation().cloned();
    say(&engine, &mut talk, "new chat").await;
    assert_eq!(talk.conversation(), None);
    assert_eq!(say(&engine, &mut talk, "아니").await, "(RecallUndone { title: Some(\"first things first\") })");
    assert_eq!(talk.conversation().cloned(), first);
    say(&engine, &mut talk, "new chat").await;
    say(&engine, &mut talk, "second thoughts").await;
    assert_ne!(talk.conversation().cloned(), first);
    let told = say(&engine, &mut talk, "아까 그 대화 이어서").await;
    assert!(told.contains("WentOn") && told.contains("first things first"), "{told}");
    assert_eq!(talk.conversation().cloned(), first);
    assert!(talk.answer.is_some());
    let told = say(&engine, &mut talk, "second thoughts에 대해 얘기하던 대화 이어서").await;
    assert!(told.contains("WentOn") && told.contains("second thoughts"), "{told}");
    let nothing = engine_of(&Stage::default());
    assert_eq!(say(&nothing, &mut Talk::new(None), "아까 그 대화 이어서").await, "! no_conversation");
}

#[tokio::test(start_paused = true)]
async fn that_there_is_no_conversation_but_this_one_is_told_apart_from_none() {
    let engine = engine_of(&Stage::default().plays("plain", answers("1")));
    let mut talk = Talk::new(None);
    let refused = async |talk: &Talk, line: &str| match intent(&engine, talk, line).await {
        Err(error) => error,
        Ok(intent) => panic!("{line}: {intent:?}"),
    };
    assert!(matches!(refused(&talk, "지난 대화 이어서").await, Error::NoConversation { elsewhere: false }));
    say(&engine, &mut talk, "hello there").await;
    assert!(matches!(refused(&talk, "지난 대화 이어서").await, Error::OnlyThisConversation { period: None }));
    assert!(matches!(
        refused(&talk, "오늘 하던 대화 이어서").await,
        Error::OnlyThisConversation { period: Some(grammar::Period::Today) }
    ));
    assert!(matches!(refused(&talk, "어제 하던 대화 이어서").await, Error::NoConversationFrom { .. }));
}

#[tokio::test(start_paused = true)]
async fn the_day_and_the_topic_that_are_named_say_which_conversation_goes_on() {
    let mut stage = Stage::default();
    for words in ["they run on rails, as whales do not", "it borrows", "ok", "ok", "ok"] {
        stage = stage.plays("plain", answers(words));
    }
    let engine = engine_of(&stage);
    say(&engine, &mut Talk::new(None), "tell me about trains").await;
    tokio::time::advance(Duration::from_hours(24)).await;
    let mut rust = Talk::new(None);
    say(&engine, &mut rust, "러스트 수명이 뭐야").await;
    for (line, title) in [
        ("어제 하던 대화 이어서", "tell me about trains"),
        ("continue yesterday's chat", "tell me about trains"),
        ("아까 그 대화 이어서", "러스트 수명이 뭐야"),
        ("아까 그 러스트 얘기 이어서 하자", "러스트 수명이 뭐야"),
        ("러스트 얘기 이어서", "러스트 수명이 뭐야"),
        ("어제 하던 trains 얘기 이어서", "tell me about trains"),
        ("let's get back to our discussion about trains", "tell me about trains"),
    ] {
        let told = say(&engine, &mut Talk::new(None), line).await;
        assert!(told.contains("WentOn") && told.contains(title), "{line}: {told}");
    }
    assert_eq!(say(&engine, &mut Talk::new(None), "지난주에 하던 대화 이어서").await, "! no_conversation");
    assert_eq!(stage.asked().len(), 2);
    // What is spoken of is this conversation.
    assert_eq!(say(&engine, &mut rust, "러스트 얘기 이어서").await, "a:plain by auto: ok");
    // A model alone has said it.
    assert_eq!(say(&engine, &mut Talk::new(None), "whales 얘기 이어서").await, "a:plain by auto: ok");
    assert_eq!(say(&engine, &mut Talk::new(None), "go back to our talk about penguins").await, "a:plain by auto: ok");
}

#[tokio::test(start_paused = true)]
async fn a_talk_about_what_is_asked_for_is_not_left_for_an_older_one() {
    let mut stage = Stage::default();
    for words in ["on rails", "on rails, too", "hoo", "there are trains in it"] {
        stage = stage.plays("plain", answers(words));
    }
    let engine = engine_of(&stage);
    say(&engine, &mut Talk::new(None), "tell me about trains").await;
    tokio::time::advance(Duration::from_hours(24)).await;
    let mut talk = Talk::new(None);
    say(&engine, &mut talk, "how fast are trains and why").await;
    let this = talk.conversation().cloned();
    for line in ["continue the trains conversation", "trains 대화 이어서", "오늘 하던 trains 대화 이어서"]
    {
        let told = say(&engine, &mut talk, line).await;
        assert!(told.contains("Stayed") && told.contains("how fast are trains"), "{line}: {told}");
        assert_eq!((talk.conversation().cloned(), talk.undo.is_some()), (this.clone(), false), "{line}");
    }
    assert_eq!(stage.asked().len(), 2);
    // Another one is asked for.
    for line in ["지난번 trains 대화 이어서", "어제 하던 trains 대화 이어서", "resume yesterday's chat about trains"]
    {
        let told = say(&engine, &mut talk.clone(), line).await;
        assert!(told.contains("WentOn") && told.contains("tell me about trains"), "{line}: {told}");
    }
    // Only a model has spoken of it here.
    let mut other = Talk::new(None);
    say(&engine, &mut other, "what do owls say").await;
    say(&engine, &mut other, "and what of my attic").await;
    let told = say(&engine, &mut other.clone(), "continue the trains conversation").await;
    assert!(told.contains("WentOn") && told.contains("how fast are trains"), "{told}");
    let told = say(&engine, &mut other, "continue the conversation about owls").await;
    assert!(told.contains("Stayed") && told.contains("what do owls say"), "{told}");
}

#[tokio::test(start_paused = true)]
async fn a_hint_leans_towards_an_effort_and_a_flag_is_stronger() {
    let play = || answers("ok");
    let stage =
        Stage::default().plays("plain", play()).plays("plain", play()).plays("plain", play()).plays("plain", play());
    let engine = engine_of(&stage);
    let talk = Talk::new(None);
    for line in ["Why is it so? Think harder", "왜 그래? 빨리 답해줘", "why is it so"] {
        let Then::Ask(inquiry) = intent(&engine, &talk, line).await.expect("an intent").then else { panic!() };
        let request = inquiry.request(&TurnRequest::default(), 0, &[]);
        engine.turn(&request, &CancellationToken::new(), &mut |_| {}).await;
    }
    let named = TurnRequest {
        choice: Choice::Model { name: "a:plain@low".to_owned(), source: Source::Flag },
        hints: vec![Hint::Deeper],
        ..request("why")
    };
    engine.turn(&named, &CancellationToken::new(), &mut |_| {}).await;
    let efforts: Vec<_> = stage.asked().iter().map(|asked| asked.effort.map(crate::domain::Effort::as_str)).collect();
    assert_eq!(efforts, [Some("high"), Some("low"), None, Some("low")]);
}

#[tokio::test(start_paused = true)]
async fn a_redo_is_asked_with_the_effort_that_the_message_wished_for() {
    let mut stage = Stage::default();
    for _ in 0..14 {
        stage = stage.plays("plain", answers("ok")).plays("kimi-small", answers("ok"));
    }
    let engine = engine_of(&stage);
    let private = || TurnRequest { keeping: Keeping::Private, ..TurnRequest::default() };
    for base in [TurnRequest::default(), private()] {
        let mut talk = Talk::new(None);
        said_over(&base, &engine, &mut talk, "깊게 생각해줘. 왜 하늘은 파래?").await;
        said_over(&base, &engine, &mut talk, "다시 키미로").await;
        said_over(&base, &engine, &mut talk, "why is it so? quick answer").await;
        said_over(&base, &engine, &mut talk, "again with kimi").await;
    }
    // What was not said to baro says nothing of the effort the second time either.
    let mut talk = Talk::new(None);
    let outcome = engine.turn(&request("think harder"), &CancellationToken::new(), &mut |_| {}).await;
    talk.heard(&request("think harder"), &outcome);
    said_over(&TurnRequest::default(), &engine, &mut talk, "again with kimi").await;
    // Another process knows it of the store.
    let mut talk = Talk::new(None);
    said_over(&TurnRequest::default(), &engine, &mut talk, "think harder about this proof").await;
    let mut other = engine.talk_in(talk.thread.clone(), None).expect("a talk");
    said_over(&TurnRequest::default(), &engine, &mut other, "again with kimi").await;
    // What is said along with it goes over that.
    let mut talk = Talk::new(None);
    for line in ["why is it so? quick answer", "키미로 다시 깊게"] {
        said_over(&TurnRequest::default(), &engine, &mut talk, line).await;
    }
    assert_eq!(last_words(&stage), "why is it so? quick answer\n\n깊게");
    let (high, low) = (Some("high"), Some("low"));
    let asked: Vec<_> = stage.asked().iter().map(|asked| asked.effort.map(crate::domain::Effort::as_str)).collect();
    assert_eq!(asked, [high, high, low, low, high, high, low, low, None, None, high, high, low, high]);
}

/// What is asked of models of a line, over what the surface puts into every request.
async fn said_over(base: &TurnRequest, engine: &Engine, talk: &mut Talk, line: &str) {
    let Then::Ask(inquiry) = intent(engine, talk, line).await.expect("an intent").then else { panic!("{line}") };
    let request = inquiry.request(base, 0, &[]);
    let outcome = engine.turn(&request, &CancellationToken::new(), &mut |_| {}).await;
    talk.heard(&request, &outcome);
}

#[tokio::test(start_paused = true)]
async fn a_line_behind_a_backslash_is_a_message() {
    let stage = Stage::default().plays("plain", answers("ok"));
    let engine = engine_of(&stage);
    assert_eq!(say(&engine, &mut Talk::new(None), "\\@k 이거 맞음?").await, "a:plain by auto: ok");
    assert_eq!(last_words(&stage), "@k 이거 맞음?");
}
