//! Conversations over several runs: what the next model is shown, and what is kept.

use crate::support::{Reply, Script, TestEnv, Upstream};

fn said(role: &str, text: &str) -> (String, String) {
    (role.to_owned(), text.to_owned())
}

#[test]
fn going_on_sends_the_conversation_so_far() {
    let upstream = Upstream::start();
    upstream.queue(Reply::says("Paris."));
    upstream.queue(Reply::says("About two million."));
    let env = TestEnv::with(&upstream);
    env.baro(&["ask", "What is the capital of France?"]).expect_code(0);
    env.baro(&["ask", "-c", "And how many live there?"]).expect_code(0).expect_stdout("About two million.");
    let conversation = upstream.chats()[1].conversation();
    assert_eq!(
        conversation,
        [
            said("user", "What is the capital of France?"),
            said("assistant", "Paris."),
            said("user", "And how many live there?")
        ]
    );
}

#[test]
fn a_new_question_begins_a_new_conversation() {
    let upstream = Upstream::saying("ok");
    let env = TestEnv::with(&upstream);
    env.baro(&["ask", "one"]).expect_code(0);
    env.baro(&["ask", "two"]).expect_code(0);
    assert_eq!(upstream.chats()[1].conversation(), [said("user", "two")]);
}

#[test]
fn going_on_is_by_folder_unless_any_is_asked_for() {
    let upstream = Upstream::saying("ok");
    let env = TestEnv::with(&upstream);
    env.file("elsewhere/readme.txt", "");
    env.baro(&["ask", "here"]).expect_code(0);
    env.command(&["ask", "--continue=any", "there"]).directory(env.work().join("elsewhere")).run().expect_code(0);
    let chats = upstream.chats();
    assert_eq!(chats[1].conversation().len(), 3, "{chats:#?}");
    env.command(&["ask", "-c", "nothing to go on with"]).directory(env.home()).run();
    assert!(upstream.chats().len() == 2 || upstream.chats()[2].conversation().len() == 1);
}

#[test]
fn a_name_begins_a_conversation_and_goes_on_with_it() {
    let upstream = Upstream::saying("ok");
    let env = TestEnv::with(&upstream);
    env.baro(&["ask", "--conversation", "여행", "one"]).expect_code(0);
    env.baro(&["ask", "something between"]).expect_code(0);
    env.baro(&["ask", "--conversation", "여행", "two"]).expect_code(0);
    let last = upstream.chats()[2].conversation();
    assert_eq!(last, [said("user", "one"), said("assistant", "ok"), said("user", "two")]);
    env.baro(&["ask", "--conversation", "c_0000", "x"]).expect_code(2).expect_stderr(&["c_0000"]);
}

#[test]
fn another_model_is_shown_the_words_and_not_the_thoughts() {
    let (qwen, claude) = (Upstream::start(), Upstream::saying("I agree."));
    qwen.always(Reply::stream(Script::new().reasoning("SECRETTHOUGHT").words("It is blue.")));
    let mut env = TestEnv::new();
    env.provider("first", "openai", &qwen.url()).provider("second", "anthropic", &claude.url());
    env.route_all(&["first:m1"]);
    env.baro(&["ask", "Why?"]).expect_code(0).expect_stdout("It is blue.");
    env.baro(&["ask", "-c", "-m", "second:m2", "Is that so?"]).expect_code(0).expect_stdout("I agree.");
    let chat = claude.chat();
    assert_eq!(
        chat.conversation(),
        [said("user", "Why?"), said("assistant", "It is blue."), said("user", "Is that so?")]
    );
    assert!(!chat.body.to_string().contains("SECRETTHOUGHT"));
    assert_eq!(chat.header("x-api-key"), Some(crate::support::env::KEY));
    assert!(chat.header("anthropic-version").is_some() && chat.body["max_tokens"].is_u64(), "{chat:?}");
}

#[test]
fn material_is_kept_with_its_message_and_sent_again() {
    let upstream = Upstream::saying("ok");
    let env = TestEnv::with(&upstream);
    env.command(&["ask", "Summarise"]).input("the long report\n").run().expect_code(0);
    env.baro(&["ask", "-c", "Shorter"]).expect_code(0);
    let first = upstream.chats()[1].conversation().remove(0).1;
    assert!(first.contains("Summarise") && first.contains("the long report"), "{first}");
}

#[test]
fn what_is_not_to_be_kept_is_not() {
    let upstream = Upstream::saying("ok");
    let env = TestEnv::with(&upstream);
    env.baro(&["ask", "--no-store", "a secret question"]).expect_code(0).expect_stdout("ok");
    let list = env.baro(&["history", "list", "--all"]);
    list.expect_code(0);
    assert!(!list.stdout.contains("a secret question"), "{list}");
}

#[test]
fn the_system_text_is_the_users_own() {
    let upstream = Upstream::saying("ok");
    let env = TestEnv::with(&upstream);
    env.baro(&["ask", "-s", "Answer like a pirate.", "hi"]).expect_code(0);
    let (role, text) = upstream.chat().messages().remove(0);
    assert!(role == "system" && text.contains("Answer like a pirate."), "{role}: {text}");
}

#[cfg(unix)]
#[test]
fn what_is_kept_is_for_the_users_eyes_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let upstream = Upstream::saying("ok");
    let env = TestEnv::with(&upstream);
    env.baro(&["ask", "hi"]).expect_code(0);
    let mode = |path: &std::path::Path| std::fs::metadata(path).expect("a file").permissions().mode() & 0o777;
    assert_eq!(mode(&env.database()), 0o600);
    let folder = env.database();
    let folder = folder.parent().expect("a folder");
    assert_eq!(mode(folder), 0o700);
    for file in std::fs::read_dir(folder).expect("the folder") {
        let file = file.expect("a file").path();
        assert_eq!(mode(&file) & 0o077, 0, "{}", file.display());
    }
}

#[test]
fn usage_counts_every_answer_once() {
    let upstream = Upstream::start();
    upstream.always(Reply::stream(Script::says("a b c").usage(100, 3)));
    let env = TestEnv::with(&upstream);
    for _ in 0..3 {
        env.baro(&["ask", "q"]).expect_code(0);
    }
    let usage = env.baro(&["usage", "--json"]);
    usage.expect_code(0);
    assert!(usage.stdout.contains("300") && usage.stdout.contains('9'), "{usage}");
}

#[test]
fn history_show_tells_of_the_answers_beside_the_one_gone_on_with() {
    let upstream = Upstream::start();
    upstream.queue(Reply::says("the first"));
    upstream.queue(Reply::says("the second"));
    let mut env = TestEnv::new();
    env.provider("fake", "openai", &upstream.url()).route_all(&["fake:qwen-a", "fake:kimi-b"]);
    env.baro(&["ask", "what is an owl?"]).expect_code(0);
    env.baro(&["again", "-m", "kimi"]).expect_code(0);
    let shown = env.baro(&["history", "show"]).stdout;
    assert!(
        shown.contains("the second")
            && shown.contains("(other answers: 1 (qwen-a); to see all: `baro history export c_"),
        "{shown}"
    );
    let json = env.baro(&["history", "show", "--json"]).stdout;
    let last: serde_json::Value = serde_json::from_str(json.lines().last().expect("a line")).expect("JSON");
    assert_eq!(last["others"][0]["content"], "the first");
    assert_eq!(last["others"][0]["model"], "fake:qwen-a");
    let listed = env.baro(&["history", "list", "--all", "--json"]).json_lines();
    let exported = env.baro(&["history", "export", listed[0]["id"].as_str().expect("an id")]).stdout;
    assert!(exported.contains("the first") && exported.contains("aside"), "{exported}");
}

#[test]
fn the_list_of_conversations_counts_the_users_own_messages() {
    let upstream = Upstream::saying("fine");
    let env = TestEnv::with(&upstream);
    env.baro(&["ask", "--conversation", "owls", "what of owls?"]).expect_code(0);
    env.baro(&["ask", "--conversation", "owls", "and of dogs?"]).expect_code(0);
    env.baro(&["again", "-m", "fake:m2"]).expect_code(0);
    let listed = env.baro(&["history", "list"]).expect_code(0).stdout.clone();
    let row = listed.lines().find(|row| row.contains("[owls]")).expect("its row");
    let cells: Vec<&str> = row.split_whitespace().collect();
    assert!(listed.contains("messages") && cells.contains(&"2") && !cells.contains(&"5"), "{listed}");
    // What is written for programs has all turns, as ever.
    assert_eq!(env.baro(&["history", "list", "--json"]).json()["turns"], 5);
}

#[test]
fn what_is_said_of_a_turn_that_is_not_kept_leads_to_no_other_one() {
    let upstream = Upstream::start();
    upstream.on(|request| {
        let is_answered = request.prompt().contains("loop") || request.prompt().contains("older");
        Some(if is_answered { Reply::says("just words") } else { Reply::error(500, "boom", "boom") })
    });
    let mut env = TestEnv::with(&upstream);
    env.baro(&["ask", "an older question of this folder"]).expect_code(0);
    // The text is nowhere else to be seen.
    let code = env.baro(&["ask", "--no-store", "--code", "write a loop"]);
    code.expect_code(1).expect_stdout("").expect_stderr(&["just words", "no code block"]);
    assert!(!code.stderr.contains("history"), "{code}");
    let kept = env.baro(&["ask", "--code", "write a loop"]);
    assert!(kept.expect_code(1).stderr.contains("history show") && !kept.stderr.contains("just words"), "{kept}");
    let refused = |env: &TestEnv, arguments: &[&str]| env.baro(arguments).stderr.clone();
    for arguments in
        [&["ask", "--no-store", "the private one"][..], &["ask", "--no-store", "--json", "the private one"]]
    {
        let run = env.baro(arguments);
        let said = format!("{}{}", run.expect_code(5).stdout, run.stderr);
        assert!(said.contains("try again later") && !said.contains("baro again"), "{run}");
    }
    assert!(refused(&env, &["ask", "a kept one"]).contains("`baro again`"));
    env.config("[history]\nkeep = false");
    assert!(!refused(&env, &["ask", "hi"]).contains("`baro again`"));
    let korean = TestEnv::with(&upstream).korean();
    let said = refused(&korean, &["ask", "--no-store", "안녕"]);
    assert!(said.contains("잠시 뒤 다시 시도하거나, `-m 모델`로 다른 모델에 물어보세요"), "{said}");
}
