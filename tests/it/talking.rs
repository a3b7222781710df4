//! Lines that speak to baro itself, from outside: who is asked, what is kept, what costs nothing, and what never
//! speaks to it.

use serde_json::json;

use crate::support::upstream::Request;
use crate::support::{McpClient, Reply, TestEnv, Upstream};

/// Two families and a plain model at one upstream, which answers with the name of the model.
fn upstream() -> Upstream {
    let upstream = Upstream::start();
    upstream.on(|request: &Request| request.body["model"].as_str().map(Reply::says));
    upstream
}

fn env(upstream: &Upstream) -> TestEnv {
    let mut env = TestEnv::new();
    env.provider("fake", "openai", &upstream.url());
    env.route_all(&["fake:plain", "fake:qwen3-mini", "fake:kimi-small"]);
    env.config("[aliases]\nwork = \"fake:plain\"\n");
    env
}

fn models(upstream: &Upstream) -> Vec<String> {
    upstream.chats().iter().map(|chat| chat.body["model"].as_str().unwrap_or_default().to_owned()).collect()
}

#[test]
fn a_mention_and_an_address_go_to_whom_they_name() {
    let upstream = upstream();
    let env = env(&upstream);
    for (line, model, prompt) in [
        ("@k is this right?", "kimi-small", "is this right?"),
        ("qwen: fix this", "qwen3-mini", "fix this"),
        ("큐웬아 이거 고쳐줘", "qwen3-mini", "이거 고쳐줘"),
        ("이거 왜 안됨? @ㅏ", "kimi-small", "이거 왜 안됨?"),
        ("@work hello there", "plain", "hello there"),
    ] {
        let run = env.baro(&["ask", "--json", line]);
        let answer = run.expect_code(0).json();
        assert_eq!((answer["source"].as_str(), answer["text"].as_str()), (Some("mention"), Some(model)), "{line}");
        assert_eq!(upstream.chats().last().map(Request::prompt).as_deref(), Some(prompt), "{line}");
    }
    // Without the word `ask`, and behind a backslash.
    env.baro(&["@q", "hello"]).expect_code(0).expect_stdout("qwen3-mini");
    env.baro(&["\\@q hello"]).expect_code(0).expect_stdout("plain");
    assert_eq!(upstream.chats().last().map(Request::prompt).as_deref(), Some("@q hello"));
}

#[test]
fn two_who_are_named_answer_one_after_the_other_under_their_names() {
    let upstream = upstream();
    let env = env(&upstream);
    env.baro(&["@q @k compare these"])
        .expect_code(0)
        .expect_stdout("» qwen3-mini\nqwen3-mini\n\n» kimi-small\nkimi-small");
    assert_eq!(models(&upstream), ["qwen3-mini", "kimi-small"]);
    assert!(upstream.chats().iter().all(|chat| chat.prompt() == "compare these"));
    let objects = env.baro(&["ask", "--json", "@q @k 비교해줘"]).expect_code(0).json_lines();
    let said: Vec<_> = objects.iter().map(|object| object["model"].as_str().unwrap_or_default()).collect();
    assert_eq!(said, ["fake:qwen3-mini", "fake:kimi-small"]);
    assert_eq!(objects[0]["conversation"], objects[1]["conversation"]);
    assert_ne!(objects[0]["turn"], objects[1]["turn"]);
    // One question, two answers.
    let history = env.baro(&["history", "show", "--json"]).expect_code(0).json_lines();
    assert_eq!(history.iter().filter(|turn| turn["role"] == "user").count(), 1, "{history:?}");
}

#[test]
fn the_second_of_two_is_asked_also_where_the_first_fails() {
    let upstream = Upstream::start();
    upstream.on(|request: &Request| match request.body["model"].as_str() {
        Some("qwen3-mini") => Some(Reply::error(401, "invalid_api_key", "no")),
        model => model.map(Reply::says),
    });
    let run = env(&upstream).baro(&["@q @k compare these"]);
    run.expect_code(3).expect_stdout("\n» kimi-small\nkimi-small").expect_stderr(&["fake"]);
}

#[test]
fn a_name_that_nobody_has_is_refused_in_one_line_and_nobody_else_is_asked() {
    let upstream = upstream();
    let english = env(&upstream);
    for line in ["@claude hello", "claude, is this right?", "use claude from now on. hello", "@q @claude hello"] {
        let run = english.baro(&[line]);
        run.expect_code(2).expect_stdout("").expect_stderr(&["claude cannot be used yet", "`ANTHROPIC_API_KEY`"]);
        assert_eq!(run.stderr.trim_end().lines().count(), 1, "{line}: {}", run.stderr);
    }
    let korean = env(&upstream).korean();
    let run = korean.baro(&["클로드야 이거 좀 봐줘"]);
    run.expect_code(2).expect_stderr(&["claude는 지금 쓸 수 없습니다", "`ANTHROPIC_API_KEY`"]);
    let failed = english.baro(&["ask", "--json", "@claude hello"]).expect_code(2).json();
    assert_eq!(failed["error"]["kind"], "unusable_model");
    assert!(upstream.chats().is_empty());
}

#[test]
fn a_name_in_the_message_and_another_in_a_flag_are_refused() {
    let upstream = upstream();
    let env = env(&upstream);
    env.baro(&["-m", "kimi", "@q hello"]).expect_code(2).expect_stderr(&["-m kimi", "fake:qwen3-mini"]);
    assert!(upstream.chats().is_empty());
    env.baro(&["-m", "kimi", "@k hello"]).expect_code(0).expect_stdout("kimi-small");
    // A name is more than a route.
    env.baro(&["-r", "code", "@k hello"]).expect_code(0).expect_stdout("kimi-small");
}

#[test]
fn the_last_question_is_asked_again_and_both_answers_stay() {
    let upstream = upstream();
    let env = env(&upstream);
    env.baro(&["why is the sky blue"]).expect_code(0).expect_stdout("plain");
    env.baro(&["-c", "다시 kimi로"]).expect_code(0).expect_stdout("kimi-small").expect_stderr(&["asking kimi-small"]);
    env.baro(&["try another model"]).expect_code(0).expect_stdout("qwen3-mini");
    assert!(upstream.chats().iter().all(|chat| chat.prompt() == "why is the sky blue"));
    let history = env.baro(&["history", "show", "--json"]).expect_code(0).json_lines();
    assert_eq!(history.iter().filter(|turn| turn["role"] == "user").count(), 1);
    let object = env.baro(&["ask", "--json", "-c", "ask qwen instead"]).expect_code(0).json();
    assert_eq!(object["source"], "mention");
}

#[test]
fn a_pin_holds_in_its_conversation_and_is_undone_or_released_by_a_word() {
    let upstream = upstream();
    let env = env(&upstream);
    env.baro(&["hello there"]).expect_code(0).expect_stdout("plain");
    env.baro(&["-c", "use kimi from now on"]).expect_code(0).expect_stdout("").expect_stderr(&["kimi-small answers"]);
    env.baro(&["-c", "no"]).expect_code(0).expect_stdout("").expect_stderr(&["undone"]);
    env.baro(&["-c", "and then?"]).expect_code(0).expect_stdout("plain");
    env.baro(&["-c", "앞으로 키미로 해"]).expect_code(0).expect_stdout("");
    let pinned = env.baro(&["ask", "--json", "-c", "what next"]).expect_code(0).json();
    assert_eq!((pinned["source"].as_str(), pinned["text"].as_str()), (Some("pin"), Some("kimi-small")));
    // `no` after an answer is a word to the model.
    env.baro(&["-c", "no"]).expect_code(0).expect_stdout("kimi-small");
    // It never outlives its conversation.
    env.baro(&["something else"]).expect_code(0).expect_stdout("plain");
    env.baro(&["--conversation", "other", "use qwen from now on"]).expect_code(0);
    env.baro(&["--conversation", "other", "hello"]).expect_code(0).expect_stdout("qwen3-mini");
    env.baro(&["back to auto"]).expect_code(0).expect_stdout("").expect_stderr(&["qwen3-mini is unpinned"]);
    env.baro(&["--conversation", "other", "hello again"]).expect_code(0);
    assert_eq!(env.baro(&["ask", "--json", "-c", "well"]).json()["source"], "auto");
}

#[test]
fn a_pin_of_a_single_question_says_what_it_lacks_and_with_words_begins_a_conversation() {
    let upstream = upstream();
    let english = env(&upstream);
    let run = english.baro(&["use kimi from now on"]);
    run.expect_code(2).expect_stdout("").expect_stderr(&["a single question begins a new one", "`-c`"]);
    assert!(upstream.chats().is_empty());
    let said = english.baro(&["use kimi from now on. why is the sky blue"]);
    said.expect_code(0).expect_stdout("kimi-small").expect_stderr(&["from now on"]);
    assert_eq!(upstream.chat().prompt(), "why is the sky blue");
    english.baro(&["-c", "and at night?"]).expect_code(0).expect_stdout("kimi-small");
    let korean = env(&upstream).korean();
    korean
        .baro(&["앞으로 키미로 해"])
        .expect_code(2)
        .expect_stderr(&["한 번 묻고 끝나는 질문에는 적용할 대화가 없습니다"]);
}

#[test]
fn questions_to_baro_cost_nothing() {
    let upstream = upstream();
    let env = env(&upstream);
    env.baro(&["얼마 썼어?"]).expect_code(0).expect_stderr(&[]);
    env.baro(&["@k tell me a story"]).expect_code(0);
    let n_chats = upstream.chats().len();
    let why = env.baro(&["-c", "왜 이 모델이야?"]);
    assert!(why.expect_code(0).stdout.contains("kimi-small (fake) · named in the message"), "{}", why.stdout);
    env.baro(&["which model was that?"])
        .expect_code(0)
        .expect_stdout("the last answer: kimi-small (fake), named in the message");
    let spent = env.baro(&["-c", "how much have I spent today?"]);
    assert!(spent.expect_code(0).stdout.starts_with("today: requests 1, tokens "), "{}", spent.stdout);
    assert!(spent.stdout.contains("this conversation: requests 1"), "{}", spent.stdout);
    for line in ["what did that cost?", "방금 거 얼마 나왔어?"] {
        let spent = env.baro(&[line]);
        assert!(spent.expect_code(0).stdout.starts_with("the last answer: requests 1, tokens "), "{}", spent.stdout);
        assert_eq!(spent.stdout.lines().count(), 1, "{}", spent.stdout);
    }
    let spent = env.baro(&["이번 달 비용은?"]);
    assert!(spent.expect_code(0).stdout.starts_with("this month: requests 1, tokens "), "{}", spent.stdout);
    let object = env.baro(&["ask", "--json", "어제 얼마 썼어?"]).expect_code(0).json();
    assert_eq!(object["here"]["yesterday"]["requests"], 0);
    let object = env.baro(&["ask", "--json", "얼마 썼어?"]).expect_code(0).json();
    assert_eq!((&object["here"]["question"], &object["here"]["today"]["requests"]), (&json!("how_much"), &json!(1)));
    assert_eq!((&object["complete"], &object["cost_usd"], &object["model"]), (&json!(true), &json!(0), &json!(null)));
    let lines = env.baro(&["ask", "--json-lines", "왜 이 모델이야?"]).expect_code(0).json_lines();
    assert_eq!(
        (lines.len(), &lines[0]["event"], &lines[0]["here"]["question"]),
        (1, &json!("finished"), &json!("why"))
    );
    assert_eq!(upstream.chats().len(), n_chats);
    // In Korean, too.
    let korean = self::env(&upstream).korean();
    let run = korean.baro(&["얼마 썼어?"]);
    assert!(run.expect_code(0).stdout.starts_with("오늘: 요청 0번"), "{}", run.stdout);
}

#[test]
fn why_this_model_tells_who_was_asked_first_and_who_answered_before() {
    let upstream = Upstream::start();
    upstream.on(|request: &Request| match request.body["model"].as_str() {
        Some("plain") => Some(Reply::error(500, "server_error", "no")),
        model => model.map(Reply::says),
    });
    let english = env(&upstream);
    english.baro(&["why is the sky blue"]).expect_code(0).expect_stdout("qwen3-mini");
    let why = english.baro(&["why this model?"]);
    let head = why.expect_code(0).stdout.lines().next().unwrap_or_default().to_owned();
    assert!(head.ends_with("qwen3-mini (fake)"), "{}", why.stdout);
    assert!(why.stdout.contains("  asked first  plain (server error)\n"), "{}", why.stdout);
    assert!(!why.stdout.contains("answered before"), "{}", why.stdout);
    english.baro(&["try another model"]).expect_code(0).expect_stdout("kimi-small");
    let why = english.baro(&["why this model?"]);
    assert!(why.expect_code(0).stdout.contains("kimi-small (fake) · asked again\n"), "{}", why.stdout);
    assert!(why.stdout.contains("  answered before  qwen3-mini\n"), "{}", why.stdout);
    let korean = env(&upstream).korean();
    korean.baro(&["하늘은 왜 파래?"]).expect_code(0);
    let why = korean.baro(&["왜 이 모델이야?"]);
    assert!(why.expect_code(0).stdout.contains("  먼저 시도  plain (서버 오류)\n"), "{}", why.stdout);
    korean.baro(&["다른 모델로"]).expect_code(0);
    let why = korean.baro(&["왜 이 모델이야?"]);
    assert!(why.expect_code(0).stdout.contains(" · 다시 질문\n  "), "{}", why.stdout);
    assert!(why.stdout.contains("  앞선 답    qwen3-mini\n"), "{}", why.stdout);
}

#[test]
fn why_this_model_tells_who_was_passed_over_unasked() {
    let upstream = Upstream::saying("hi");
    for (lang, told) in
        [("en", "  passed over  kimi-k3 (it has no API key)\n"), ("ko", "  건너뛴 모델  kimi-k3 (API 키 미설정)\n")]
    {
        let mut env = TestEnv::new();
        env.provider("fake", "openai", &upstream.url());
        env.route_all(&["moonshot:kimi-k3", "fake:plain"]);
        env.baro(&["why is the sky blue"]).expect_code(0);
        let why = env.baro(&["--lang", lang, "왜 이 모델이야?"]);
        assert!(why.expect_code(0).stdout.contains(told), "{}", why.stdout);
        let why = env.baro(&["why", "--json"]).expect_code(0).json();
        assert_eq!(why["passed_over"], json!([{ "model": "moonshot:kimi-k3", "why": "no_key" }]));
    }
    assert_eq!(models(&upstream), ["plain", "plain"]);
}

#[test]
fn whoever_asks_why_is_told_of_the_project_file_that_chose() {
    let upstream = Upstream::saying("hi");
    let mut env = TestEnv::new();
    env.provider("fake", "openai", &upstream.url());
    env.route_all(&["fake:plain"]);
    let file = env.file(".baro.toml", "route = \"code\"\n[policy]\ndeny = [\"openai\"]\n");
    let shown = std::path::Path::new("~").join(file.strip_prefix(env.home()).expect("below the home"));
    let project = json!({ "file": file, "sets": ["route", "policy.deny"] });
    let set_by = json!({ "setting": "route", "by": "project" });
    let prompt = "prove that sqrt 2 is irrational";
    let row = format!("  project  {}: route, policy.deny\n", shown.display());
    let head = "» code · plain (fake) · by `route` in `.baro.toml`\n";
    let ahead = env.baro(&["route", prompt]);
    assert!(ahead.stdout.starts_with(head) && ahead.stdout.ends_with(&row), "{ahead}");
    assert!(ahead.stdout.contains("\n  runner-up  think "), "{ahead}");
    let ahead = env.baro(&["route", "--json", prompt]).expect_code(0).json();
    assert_eq!((&ahead["set_by"], &ahead["project"], &ahead["source"]), (&set_by, &project, &json!("flag")), "{ahead}");
    assert_eq!(ahead["runner_up"], "think");
    let explained = env.baro(&["ask", "--explain", prompt]);
    explained.expect_code(0).expect_stderr(&[head, row.trim_end()]);
    let routed = env.baro(&["ask", "--json-lines", prompt]).json_lines();
    assert_eq!(routed[0]["set_by"], set_by, "{}", routed[0]);
    // It is told of that answer, whatever holds by now.
    std::fs::remove_file(&file).expect("the file is taken away");
    let why = env.baro(&["why"]);
    assert!(why.stdout.starts_with(head) && why.stdout.ends_with(&row), "{why}");
    let said = env.baro(&["why this model?"]);
    assert!(said.stdout.starts_with(head) && said.stdout.ends_with(&row), "{said}");
    env.baro(&["--lang", "ko", "왜 이 모델이야?"])
        .expect_code(0)
        .expect_stdout_has("» 코드 · plain (fake) · `.baro.toml`의 `route`로 지정\n")
        .expect_stdout_has(&format!("  프로젝트  {}: route, policy.deny\n", shown.display()));
    env.baro(&["--lang", "ko", "누가 답했어?"]).expect_code(0).expect_stdout_has("`.baro.toml`의 `route`로 지정");
    let why = env.baro(&["why", "--json"]).expect_code(0).json();
    assert_eq!((&why["set_by"], &why["project"]), (&set_by, &project), "{why}");
    // A file that chose nobody is named, too, and where there is none, none is.
    env.file(".baro.toml", "temperature = 0.5\n");
    env.baro(&["ask", prompt]).expect_code(0);
    let why = env.baro(&["why"]);
    assert!(!why.stdout.contains("by `") && why.stdout.ends_with(".baro.toml: temperature\n"), "{why}");
    std::fs::remove_file(&file).expect("the file is taken away");
    env.set("BARO_MODEL", "fake:plain");
    env.baro(&["ask", prompt]).expect_code(0);
    let why = env.baro(&["why"]);
    assert!(why.stdout.contains(" · by `BARO_MODEL`\n") && !why.stdout.contains("project"), "{why}");
}

#[test]
fn conversations_are_begun_and_gone_back_to_by_words() {
    let upstream = upstream();
    let env = env(&upstream);
    env.baro(&["tell me about whales"]).expect_code(0);
    env.baro(&["-c", "new chat: tell me about owls"]).expect_code(0).expect_stderr(&["a new conversation begins"]);
    assert_eq!(upstream.chats()[1].conversation().len(), 1);
    assert_eq!(upstream.chats()[1].prompt(), "tell me about owls");
    env.baro(&["아까 그 대화 이어서. 몇 마리야?"]).expect_code(0).expect_stderr(&["going on with: tell me about owls"]);
    assert_eq!(upstream.chats()[2].conversation().len(), 3);
    env.baro(&["새 대화"]).expect_code(0).expect_stdout("").expect_stderr(&["begins a new conversation"]);
    env.baro(&["아까 그 대화 이어서"])
        .expect_code(0)
        .expect_stdout("")
        .expect_stderr(&["found: tell me about owls", "--conversation c_"]);
    let found = env.baro(&["ask", "--json", "go back to the chat about whales"]).expect_code(0).json();
    assert_eq!(found["here"]["title"], "tell me about whales");
    assert_eq!(upstream.chats().len(), 3);
    for line in ["러스트 얘기 이어서 하자", "continue our discussion about rust"] {
        env.baro(&[line]).expect_code(0).expect_stdout("plain");
    }
    let found = env.baro(&["아까 그 whales 얘기 이어서 하자"]);
    found.expect_code(0).expect_stdout("").expect_stderr(&["found: tell me about whales"]);
    env.baro(&["continue yesterday's chat"])
        .expect_code(2)
        .expect_stderr(&["no conversation from yesterday in this folder"]);
    // All of them.
    let listed = env.baro(&["show my conversations"]);
    assert!(listed.expect_code(0).stdout.contains("tell me about owls"), "{}", listed.stdout);
    let listed = env.baro(&["ask", "--json", "대화 목록"]).expect_code(0).json();
    assert_eq!(listed["here"]["conversations"][0]["title"], "tell me about owls");
    // Where nothing was about that, it is a message.
    env.baro(&["go back to the chat about penguins"]).expect_code(0).expect_stdout("plain");
    assert_eq!(upstream.chats().last().map(Request::prompt).as_deref(), Some("go back to the chat about penguins"));
}

#[test]
fn what_is_piped_filed_or_prompted_never_speaks_to_baro() {
    let upstream = upstream();
    let env = env(&upstream);
    env.baro(&["first things first"]).expect_code(0);
    let lines = [
        "@kimi hello",
        "use kimi from now on",
        "새 대화",
        "얼마 썼어?",
        "다시 kimi로",
        "\\@k hello",
        "/think",
        "@claude 안녕",
    ];
    for (n, line) in lines.iter().enumerate() {
        let run = env.command(&["ask", "-c"]).input(*line).run();
        run.expect_code(0).expect_stdout("plain");
        assert_eq!(run.stderr, "", "{line}");
        assert_eq!(upstream.chats()[2 * n + 1].prompt(), *line);
        let file = env.file("note.txt", line);
        env.baro(&["ask", "-c", "-f", &file.to_string_lossy(), "what does this say"])
            .expect_code(0)
            .expect_stdout("plain");
    }
    let n_chats = upstream.chats().len();
    let mut client = McpClient::greeted(&env, &[]);
    for (n, line) in lines.iter().enumerate() {
        let answer = client.answer("ask", &json!({ "prompt": line }));
        assert!(answer.starts_with("[baro] plain ") && answer.trim_end().ends_with("plain"), "{line}: {answer}");
        assert_eq!(upstream.chats()[n_chats + n].prompt(), *line);
    }
}

#[test]
fn beside_what_is_piped_only_a_name_is_an_order() {
    let upstream = upstream();
    let env = env(&upstream);
    let piped = |text: &str| env.command(&["ask", text]).input("a bill of $12").run();
    piped("얼마 썼어?").expect_code(0).expect_stdout("plain");
    piped("다른 모델로").expect_code(0).expect_stdout("plain");
    piped("@k").expect_code(0).expect_stdout("kimi-small");
    piped("@k what is this").expect_code(0).expect_stdout("kimi-small");
    assert!(upstream.chats()[3].prompt().contains("a bill of $12"));
}

#[test]
fn a_slash_is_told_once_that_no_commands_are_needed_and_is_sent() {
    let upstream = upstream();
    let english = env(&upstream);
    english.baro(&["/model kimi"]).expect_code(0).expect_stdout("plain").expect_stderr(&["use kimi from now on"]);
    assert_eq!(upstream.chat().prompt(), "/model kimi");
    english.baro(&["-q", "/model kimi"]).expect_code(0).expect_stderr(&[]);
    let path = english.baro(&["/etc/passwd what is this"]);
    assert_eq!(path.expect_code(0).stderr, "");
    env(&upstream).korean().baro(&["/think 이거 왜 이래"]).expect_code(0).expect_stderr(&["깊게 생각해줘"]);
}

#[test]
fn a_dry_run_and_route_show_who_would_be_asked_and_do_nothing() {
    let upstream = upstream();
    let env = env(&upstream);
    let route = env.baro(&["route", "--json", "@k hello"]).expect_code(0).json();
    assert_eq!((&route["source"], &route["model"]), (&json!("mention"), &json!("fake:kimi-small")));
    let both = env.baro(&["route", "--json", "@k @q hello"]).expect_code(0).json_lines();
    assert_eq!(both.len(), 2);
    env.baro(&["route", "@claude hello"]).expect_code(2).expect_stderr(&["ANTHROPIC_API_KEY"]);
    env.baro(&["hello"]).expect_code(0);
    let dry = env.baro(&["ask", "-c", "--dry-run", "--json", "use kimi from now on. hello"]);
    dry.expect_code(0).expect_stderr(&["if sent", "kimi-small"]);
    assert_eq!((&dry.json()["source"], &dry.json()["model"]), (&json!("pin"), &json!("fake:kimi-small")));
    env.baro(&["route", "use kimi from now on"]).expect_code(0).expect_stderr(&[]);
    let asked = env.baro(&["route", "--json", "얼마 썼어?"]).expect_code(0).json();
    assert_eq!(asked["here"]["question"], "how_much");
    let explained = env.baro(&["--explain", "@k hello"]);
    explained.expect_code(0).expect_stderr(&["kimi-small (fake) · named in the message"]);
    assert_eq!(upstream.chats().len(), 2, "the dry run and the routes sent nothing");
    env.baro(&["-c", "well"]).expect_code(0);
    assert_eq!(env.baro(&["ask", "--json", "-c", "so"]).json()["source"], "auto", "nothing was pinned");
}

#[test]
fn hints_stay_in_the_message() {
    let upstream = upstream();
    let env = env(&upstream);
    env.baro(&["why is the sky blue? think harder"]).expect_code(0);
    assert_eq!(upstream.chat().prompt(), "why is the sky blue? think harder");
}

#[test]
fn a_pin_after_an_answer_is_what_the_router_would_learn() {
    let upstream = upstream();
    let mut env = TestEnv::new();
    env.provider("fake", "openai", &upstream.url());
    for (route, model) in
        [("fast", "plain"), ("general", "plain"), ("code", "qwen3-mini"), ("think", "kimi-small"), ("long", "plain")]
    {
        env.config(&format!("[routes.{route}]\nmodels = [\"fake:{model}\"]\n"));
    }
    env.config("[routes.design]\nmodels = [\"fake:kimi-small\"]\n");
    let learnt = || env.baro(&["route", "learn", "export"]).expect_code(0).json_lines();
    env.baro(&["capital of hungary?"]).expect_code(0).expect_stdout("plain");
    assert_eq!(learnt(), [] as [serde_json::Value; 0]);
    env.baro(&["-c", "앞으로 키미로 해"]).expect_code(0);
    let [line] = &learnt()[..] else { panic!("{:?}", learnt()) };
    assert_eq!((line["how"].as_str(), line["prompt"].as_str()), (Some("pin"), Some("capital of hungary?")));
    assert!(matches!(line["accept"][0].as_str(), Some("think" | "design")), "{line}");
    let shown = env.baro(&["route", "learn"]);
    assert!(shown.stdout.contains("capital of hungary?"), "{}", shown.stdout);
    // What is undone is not learnt.
    env.baro(&["-c", "아니"]).expect_code(0);
    assert_eq!(learnt(), [] as [serde_json::Value; 0]);
}

#[test]
fn a_file_that_text_names_goes_along_and_one_that_a_pipe_names_does_not() {
    let upstream = upstream();
    let env = env(&upstream);
    std::fs::create_dir_all(env.work().join("src")).expect("a folder");
    env.file("src/main.rs", "fn the_body() {}\n");
    env.file("회의 기록.txt", "the minutes\n");
    std::fs::create_dir_all(env.home().join("notes")).expect("a folder");
    std::fs::write(env.home().join("notes/a.txt"), "at home\n").expect("a file");
    let sent = |run: &crate::support::run::Run| {
        run.expect_code(0);
        upstream.chats().last().map(Request::prompt).unwrap_or_default()
    };
    for (line, material) in [
        ("explain @src/main.rs", "the_body"),
        ("이거 왜 느려? @src/main.rs:1 이 줄", "the_body"),
        ("@\"회의 기록.txt\" 요약해줘", "the minutes"),
        ("@~/notes/a.txt 를 봐", "at home"),
    ] {
        for run in [env.baro(&["ask", line]), env.baro(&[line])] {
            let sent = sent(&run);
            assert!(sent.contains(material) && sent.contains(line) && run.stderr.is_empty(), "{run}\n{sent}");
        }
    }
    // A name beside it is still a name, and by `-f` as well it goes along once, before what is piped.
    let both = env.command(&["ask", "-f", "src/main.rs", "@src/main.rs @k why?"]).input("from a pipe").run();
    let sent_to_kimi = sent(&both);
    assert_eq!(models(&upstream).last().map(String::as_str), Some("kimi-small"));
    assert_eq!(sent_to_kimi.matches("the_body").count(), 1, "{sent_to_kimi}");
    assert!(sent_to_kimi.find("the_body") < sent_to_kimi.find("from a pipe"), "{sent_to_kimi}");
    // What is piped names no file, be it the message or the material.
    for run in [
        env.command(&["ask"]).input("explain @src/main.rs").run(),
        env.command(&["ask", "explain"]).input("@src/main.rs").run(),
    ] {
        assert!(!sent(&run).contains("the_body"), "{run}");
    }
    // What is meant as a file and is none is said, and so is one that is no text.
    env.baro(&["ask", "explain @src/mian.rs"]).expect_code(0).expect_stderr(&["src/mian.rs", "no file"]);
    env.file("src/raw.bin", [0x7f, b'E', b'L', b'F', 0, 1, 2, 0]);
    env.baro(&["ask", "explain @src/raw.bin"]).expect_code(2).expect_stderr(&["src/raw.bin", "not text"]);
    // Where it would go is decided with it, too.
    let routed = env.baro(&["route", "--json", "@src/main.rs 이거 맞아?"]).expect_code(0).json();
    let bare = env.baro(&["route", "--json", "@src/mian.rs 이거 맞아?"]).expect_code(0).json();
    assert!(routed["estimate"]["input_tokens"].as_u64() > bare["estimate"]["input_tokens"].as_u64(), "{routed}");
}

#[test]
fn auto_by_a_flag_or_a_setting_lets_baro_choose() {
    let upstream = upstream();
    let mut env = TestEnv::new();
    env.config("model = \"fake:kimi-small\"\n");
    env.provider("fake", "openai", &upstream.url());
    env.route_all(&["fake:plain", "fake:qwen3-mini", "fake:kimi-small"]);
    env.set("OPENROUTER_API_KEY", "sk-or-v1-0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");
    let chosen = |run: &crate::support::run::Run| {
        let answer = run.expect_code(0).json();
        (answer["model"].clone(), answer["source"].clone())
    };
    assert_eq!(chosen(&env.baro(&["ask", "--json", "hi"])), (json!("fake:kimi-small"), json!("flag")));
    for name in ["auto", "자동", "Auto"] {
        assert_eq!(chosen(&env.baro(&["ask", "-m", name, "--json", "hi"])), (json!("fake:plain"), json!("auto")));
        assert_eq!(chosen(&env.baro(&["route", "-m", name, "--json", "hi"])), (json!("fake:plain"), json!("auto")));
        env.set("BARO_MODEL", name);
        assert_eq!(chosen(&env.baro(&["ask", "--json", "hi"])), (json!("fake:plain"), json!("auto")));
        env.unset("BARO_MODEL");
    }
    env.baro(&["config", "set", "model", "auto"]).expect_code(0);
    assert_eq!(chosen(&env.baro(&["ask", "--json", "hi"])), (json!("fake:plain"), json!("auto")));
    let doctor = env.baro(&["doctor", "--offline"]);
    assert!(!doctor.stdout.contains("auto`"), "{doctor}");
    // Whom the user called so is called so.
    env.config("[aliases]\nauto = \"fake:qwen3-mini\"\n");
    assert_eq!(chosen(&env.baro(&["ask", "-m", "auto", "--json", "hi"])), (json!("fake:qwen3-mini"), json!("flag")));
}

#[test]
fn who_answers_again_because_nobody_else_can_is_said() {
    let upstream = upstream();
    let mut env = TestEnv::new();
    env.provider("fake", "openai", &upstream.url());
    env.route_all(&["fake:plain"]);
    env.baro(&["ask", "hello"]).expect_code(0);
    let again = env.baro(&["again", "-q"]);
    again.expect_code(0).expect_stderr(&["no other model can be asked now; asking plain once more"]);
    // Whoever is named was meant.
    assert!(!env.baro(&["again", "-m", "fake:plain"]).expect_code(0).stderr.contains("once more"));
    env.baro(&["config", "set", "routes.fast.models", "fake:plain", "fake:kimi-small"]).expect_code(0);
    assert!(!env.baro(&["again"]).expect_code(0).stderr.contains("once more"));
}
