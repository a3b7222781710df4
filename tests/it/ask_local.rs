//! Model servers on this machine: the user's own are found, asked what they have, and given up when they hang.

use std::net::TcpListener;
use std::time::Duration;

use crate::support::{TestEnv, Upstream};

/// A home whose only provider is `url` on this machine, in no order.
fn own_server(url: &str) -> TestEnv {
    let mut env = TestEnv::new();
    env.config(&format!("[providers.mine]\nbase_url = \"{url}/v1\""));
    env
}

#[test]
fn a_server_of_the_users_own_is_asked_what_it_has_and_serves() {
    let upstream = Upstream::saying("from here");
    upstream.models(&["nomic-embed-text", "smollm2"]);
    for arguments in [
        &["ask", "hi"][..],
        &["ask", "--local", "hi"],
        &["ask", "-m", "mine", "hi"],
        &["ask", "-m", "smollm2", "hi"],
        &["ask", "-m", "mine:smollm2", "hi"],
    ] {
        own_server(&upstream.url()).baro(arguments).expect_code(0).expect_stdout("from here");
        assert_eq!(upstream.chats().last().expect("a chat").body["model"], "smollm2", "{arguments:?}");
    }
    let models = own_server(&upstream.url()).baro(&["models"]);
    models.expect_code(0);
    assert!(models.stdout.contains("mine:smollm2"), "{models}");
    own_server(&upstream.url()).baro(&["ask", "-m", "smolm2", "hi"]).expect_code(2).expect_stderr(&["mine:smollm2"]);
}

#[test]
fn a_server_that_refuses_the_key_is_not_said_to_be_absent() {
    let upstream = Upstream::saying("hi");
    upstream.lists_for(Some("right"));
    let mut env = own_server(&upstream.url());
    for arguments in [&["ask", "hi"][..], &["ask", "-m", "mine", "hi"], &["ask", "--local", "hi"]] {
        let wants = env.baro(arguments);
        wants.expect_code(3).expect_stderr(&["mine wants an API key", "`baro auth add mine`"]);
    }
    env.config("key_env = \"MINE_KEY\"").set("MINE_KEY", "wrong-wrong");
    for arguments in
        [&["ask", "hi"][..], &["ask", "-m", "mine", "hi"], &["ask", "-r", "code", "hi"], &["ask", "--local", "hi"]]
    {
        let refused = env.baro(arguments);
        refused.expect_code(3).expect_stderr(&["mine rejected the API key", "`baro auth test mine`"]);
        assert!(!refused.stderr.contains("no model") && !refused.stderr.contains("start"), "{refused}");
    }
    let doctor = env.baro(&["doctor"]);
    doctor.expect_code(1).expect_stdout_has("mine rejected the API key");
    assert!(!doctor.stdout.contains("no key was found"), "{doctor}");
    env.baro(&["models"]).expect_code(3).expect_stderr(&["mine rejected the API key"]);
    let json = env.baro(&["ask", "--json", "hi"]).expect_code(3).json();
    assert_eq!(json["error"]["kind"], "key_refused", "{json}");
    env.korean().baro(&["ask", "hi"]).expect_code(3).expect_stderr(&["mine이 API 키를 거부했습니다"]);
}

#[test]
fn a_server_that_lacks_its_key_is_named_with_what_it_lacks() {
    let upstream = Upstream::saying("hi");
    upstream.models(&["smollm2"]);
    upstream.lists_for(Some("right"));
    let mut env = own_server(&upstream.url());
    env.config("key_env = \"MINE_KEY\"");
    for arguments in
        [&["ask", "hi"][..], &["ask", "-m", "mine", "hi"], &["ask", "--local", "hi"], &["models"], &["models", "--all"]]
    {
        let run = env.baro(arguments);
        run.expect_code(2).expect_stderr(&["there is no API key for mine", "`MINE_KEY`"]);
        assert!(!run.stderr.contains("no model server") && !run.stderr.contains("does not answer"), "{run}");
    }
    for arguments in [&["models"][..], &["models", "--all"]] {
        env.baro(arguments).expect_stdout_has("no key (MINE_KEY)");
    }
    let of_mine = |env: &TestEnv| {
        let models = env.baro(&["models", "--json"]).json();
        let models = models["models"].as_array().expect("models").clone();
        models.into_iter().find(|model| model["provider"] == "mine").expect("a model of mine")
    };
    let lacking = of_mine(&env);
    assert_eq!((&lacking["usable"], &lacking["key_refused"]), (&false.into(), &false.into()), "{lacking}");
    let doctor = env.baro(&["doctor"]);
    doctor.expect_code(1).expect_stdout_has("there is no API key for mine");
    assert!(!doctor.stdout.contains("no model server") && !doctor.stdout.contains("no key was found"), "{doctor}");

    env.set("MINE_KEY", "wrong-wrong");
    let refused = of_mine(&env);
    assert_eq!((&refused["usable"], &refused["key_refused"]), (&false.into(), &true.into()), "{refused}");
    env.set("MINE_KEY", "right");
    let sound = of_mine(&env);
    assert_eq!((&sound["model"], &sound["usable"]), (&"mine:smollm2".into(), &true.into()), "{sound}");
}

#[test]
fn a_key_in_quotes_is_not_shown_to_a_server_and_a_new_one_goes_where_the_old_one_is() {
    let upstream = Upstream::saying("hi");
    upstream.lists_for(Some("right"));
    let mut env = own_server(&upstream.url());
    env.config("key_env = \"MINE_KEY\"");
    for quoted in ["\"right\"", "'right'"] {
        env.set("MINE_KEY", quoted);
        env.baro(&["ask", "hi"]).expect_code(2).expect_stderr(&["the API key of mine cannot be used", "quotes"]);
    }
    assert!(upstream.requests().is_empty());
    env.set("MINE_KEY", "wrong");
    let refused = env.baro(&["ask", "hi"]);
    refused.expect_code(3).expect_stderr(&["a new one goes into the variable `MINE_KEY`"]);
    assert!(!refused.stderr.contains("auth add"), "{refused}");
}

#[test]
fn a_gateway_elsewhere_that_is_set_up_is_not_said_to_be_absent() {
    let mut env = TestEnv::new();
    env.config("[providers.work]\nbase_url = \"https://models.invalid/v1\"\nkey_env = \"WORK_KEY\"");
    for arguments in [&["ask", "hi"][..], &["ask", "-m", "work", "hi"], &["models"]] {
        let run = env.baro(arguments);
        run.expect_code(2).expect_stderr(&["there is no API key for work", "`WORK_KEY`"]);
        assert!(!run.stderr.contains("no model server") && !run.stderr.contains("no key was found"), "{run}");
    }
    env.set("WORK_KEY", "work-0123456789");
    for arguments in [&["ask", "hi"][..], &["ask", "-m", "work", "hi"], &["models"]] {
        let run = env.baro(arguments);
        run.expect_code(2).expect_stderr(&[
            "which models work has is not known",
            "`baro models refresh`",
            "-m work:MODEL",
        ]);
    }
    env.baro(&["models"]).expect_stdout_has("which models it has is not known");
    let doctor = env.baro(&["doctor", "--offline"]);
    doctor.expect_code(1).expect_stdout_has("which models work has is not known");
    env.korean().baro(&["ask", "hi"]).expect_code(2).expect_stderr(&["work에 어떤 모델이 있는지 아직 모릅니다"]);
}

#[test]
fn of_two_servers_each_is_told_with_its_own_reason() {
    let upstream = Upstream::saying("hi");
    let mut env = own_server(&upstream.url());
    env.config("key_env = \"MINE_KEY\"\n[providers.other]\nbase_url = \"http://127.0.0.1:9/v1\"");
    let run = env.baro(&["ask", "hi"]);
    run.expect_code(2).expect_stderr(&["mine: no key (MINE_KEY)", "other: no answer at 127.0.0.1:"]);
    let models = env.baro(&["models"]);
    models.expect_code(2).expect_stdout_has("no key (MINE_KEY)").expect_stdout_has("no answer at");
}

#[test]
fn a_server_whose_key_cannot_be_read_is_not_said_to_be_absent() {
    let upstream = Upstream::saying("hi");
    upstream.lists_for(Some("right"));
    let mut env = own_server(&upstream.url());
    env.config("key_command = \"exit 1\"");
    for arguments in [&["ask", "hi"][..], &["ask", "-m", "mine", "hi"], &["ask", "--local", "hi"]] {
        let run = env.baro(arguments);
        run.expect_code(2).expect_stderr(&["the API key of mine cannot be used", "its key_command failed"]);
        assert!(!run.stderr.contains("no answer at") && !run.stderr.contains("start the"), "{run}");
    }
    let mut env = own_server(&upstream.url());
    let file = env.file("key", "\n");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).expect("a mode");
    }
    env.config(&format!("key_file = {file:?}"));
    for arguments in [&["ask", "hi"][..], &["ask", "-m", "mine", "hi"], &["ask", "--local", "hi"]] {
        let run = env.baro(arguments);
        run.expect_code(2).expect_stderr(&["the API key of mine cannot be used", "it is empty"]);
    }
    std::fs::remove_file(&file).expect("removed");
    for arguments in [&["ask", "hi"][..], &["ask", "-m", "mine", "hi"], &["ask", "--local", "hi"]] {
        let run = env.baro(arguments);
        run.expect_code(2).expect_stderr(&["the API key of mine cannot be used", "no such file"]);
    }
}

#[test]
fn a_model_whose_name_begins_as_keys_do_is_asked_and_shown() {
    let upstream = Upstream::saying("from here");
    let model = "mine:xai-grok-4-fast-reasoning";
    let mut env = own_server(&upstream.url());
    env.config(&format!("[routes.code]\nmodels = [\"{model}\"]"));
    env.baro(&["ask", "-m", model, "hi"]).expect_code(0).expect_stdout("from here");
    env.baro(&["config", "get", "routes.code.models"]).expect_code(0).expect_stdout_has(model);
}

#[test]
fn a_follow_up_stays_with_the_model_that_was_named() {
    let upstream = Upstream::saying("ok");
    let mut env = own_server(&upstream.url());
    env.baro(&["ask", "-m", "mine:special", "hi"]).expect_code(0);
    env.baro(&["ask", "-c", "tell me more"]).expect_code(0);
    env.provider("other", "openai", &upstream.url()).route_all(&["other:m1"]);
    env.baro(&["ask", "-c", "tell me more"]).expect_code(0);
    env.baro(&["ask", "tell me more"]).expect_code(0);
    let asked: Vec<String> =
        upstream.chats().iter().filter_map(|chat| chat.body["model"].as_str().map(str::to_owned)).collect();
    assert_eq!(asked, ["special", "special", "special", "m1"]);
}

#[test]
fn a_server_that_does_not_run_is_named() {
    let env = own_server(&Upstream::nowhere());
    env.baro(&["ask", "hi"]).expect_code(2).expect_stderr(&["mine", "no answer at 127.0.0.1:"]);
    env.baro(&["ask", "-m", "mine", "hi"]).expect_code(2).expect_stderr(&["mine (127.0.0.1:", "does not answer"]);
    // A family that such a server would have.
    env.baro(&["ask", "-m", "llama", "hi"]).expect_code(2).expect_stderr(&["llama", "mine (127.0.0.1:", "start"]);
}

#[test]
fn a_server_that_hangs_stops_nobody_for_long() {
    // Connections wait in the backlog, and nobody ever answers.
    let silent = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    let url = format!("http://{}", silent.local_addr().expect("its address"));
    let run = own_server(&url).baro(&["ask", "hi"]);
    run.expect_code(2).expect_stderr(&["mine"]);
    assert!(run.elapsed < Duration::from_secs(8), "{run}");
}

/// A server that says to so many looks that it loads its model.
fn loading_server(n_looks: usize) -> Upstream {
    let upstream = Upstream::saying("from here");
    upstream.models(&["smollm2"]);
    upstream.loads(n_looks);
    upstream
}

#[test]
fn a_server_that_loads_its_model_is_waited_for_and_that_is_said() {
    // A look every tenth of a second.
    for (env, words) in [
        (own_server as fn(&str) -> TestEnv, "waiting for mine to load a model (60 s at most; Ctrl-C stops waiting)"),
        (|url: &str| own_server(url).korean(), "모델을 불러오는 중이라 기다립니다 (최대 60초, 그만 기다리려면 Ctrl-C)"),
    ] {
        let upstream = loading_server(25);
        env(&upstream.url()).baro(&["ask", "hi"]).expect_code(0).expect_stdout("from here").expect_stderr(&[words]);
    }
    // Who is quick is waited for without a word.
    let upstream = loading_server(1);
    let run = own_server(&upstream.url()).baro(&["ask", "hi"]);
    run.expect_code(0).expect_stdout("from here");
    assert!(!run.stderr.contains("waiting"), "{run}");
}

#[cfg(unix)]
#[test]
fn a_talk_with_a_server_that_loads_its_model_is_stopped_by_a_key_and_ended_by_a_signal() {
    use crate::support::pty::Terminal;
    use crate::support::run::Status;

    let upstream = loading_server(usize::MAX);
    let env = own_server(&upstream.url());
    let mut terminal = Terminal::baro(&env, &[], 50, 80);
    terminal.wait_screen("waiting for mine to load a model (60 s at most; Esc stops waiting)");
    terminal.keys("\u{1b}");
    terminal.wait_screen("auto   ›");
    terminal.keys("a message\r");
    terminal.wait_until("it is said again", |screen| {
        screen.contents().matches("waiting for mine to load a model").count() == 2
    });
    terminal.keys("\u{3}");
    terminal.wait_until("the line is back", |screen| screen.contents().matches("a message").count() == 2);
    assert!(upstream.chats().is_empty());
    terminal.keys("\r");
    terminal.wait_until("it is said once more", |screen| {
        screen.contents().matches("waiting for mine to load a model").count() == 3
    });
    let id = rustix::process::Pid::from_raw(terminal.id().cast_signed()).expect("an id");
    rustix::process::kill_process(id, rustix::process::Signal::TERM).expect("sent");
    assert_eq!(terminal.finish(), Status::Code(143));
}

#[test]
fn models_tells_why_what_the_user_named_cannot_be_used() {
    let mut env = TestEnv::new();
    env.config("[aliases]\nbig = \"anthropic:claude-of-mine\"\n[routes.code]\nmodels = [\"openai:gpt-of-mine\"]");
    let run = env.baro(&["models"]);
    run.expect_code(2).expect_stderr(&["no model can be used", "models --all"]);
    for part in ["anthropic:claude-of-mine", "openai:gpt-of-mine", "no key (OPENAI_API_KEY)"] {
        assert!(run.stdout.contains(part), "{part}: {run}");
    }
    assert!(!run.stdout.contains("groq:"), "{run}");
}

#[test]
fn a_denied_provider_is_one_line_and_strangers_are_none() {
    let mut env = TestEnv::new();
    env.set("GROQ_API_KEY", crate::support::env::KEY).config("[policy]\ndeny = [\"groq\"]");
    let run = env.baro(&["ask", "hi"]);
    run.expect_code(2).expect_stderr(&["groq", "policy.deny"]);
    assert_eq!(run.stderr.lines().filter(|line| line.contains("cause:")).count(), 1, "{run}");
}

#[test]
fn a_dry_run_refuses_with_the_code_of_the_real_one() {
    let upstream = Upstream::saying("ok");
    let mut env = TestEnv::with(&upstream);
    env.config("[models.\"fake:m1\"]\ncontext_tokens = 4000\nusd_per_million = { input = 1.0, output = 2.0 }");
    let file = env.file("large.txt", "many words ".repeat(5000));
    let file = file.to_string_lossy();
    let dry = env.baro(&["ask", "--dry-run", "--json", "-f", &file, "summarise"]);
    dry.expect_code(4);
    assert_eq!(dry.json()["error"]["kind"], "too_large", "{dry}");
    env.baro(&["ask", "-f", &file, "summarise"]).expect_code(4);
    env.baro(&["ask", "--dry-run", "--max-cost", "0.000001", "hi"]).expect_code(8);
    env.baro(&["ask", "--dry-run", "hi"]).expect_code(0);
    let nobody = TestEnv::new().baro(&["ask", "-r", "code", "--dry-run", "--json", "hi"]);
    nobody.expect_code(2);
    assert_eq!(nobody.json()["error"]["kind"], "no_usable_model", "{nobody}");
    assert!(upstream.chats().is_empty());
}

#[test]
fn asking_again_keeps_nothing_where_nothing_is_kept() {
    let upstream = Upstream::saying("ok");
    let mut env = TestEnv::with(&upstream);
    env.baro(&["ask", "hi"]).expect_code(0);
    env.config("[history]\nkeep = false");
    let again = env.baro(&["again", "--json"]);
    again.expect_code(0);
    assert!(again.json()["conversation"].is_null(), "{again}");
}

#[cfg(unix)]
#[test]
fn a_paid_provider_is_asked_about_with_its_price_one_after_the_other() {
    use crate::support::pty::Terminal;
    use crate::support::run::Status;
    let mut env = TestEnv::new();
    env.config(
        "[providers.dear]\nbase_url = \"https://dear.invalid/v1\"\n[providers.dearer]\nbase_url = \"https://dearer.invalid/v1\"\n\
         [models.\"dear:d\"]\nusd_per_million = { input = 1.0, output = 2.0 }\n\
         [models.\"dearer:e\"]\nusd_per_million = { input = 10.0, output = 20.0 }",
    );
    let mut terminal = Terminal::baro(&env, &["ask", "hi"], 24, 120);
    terminal.wait_screen("dear costs money ($1.00 in, $2.00 out for a million tokens)");
    // The answer is kept, so what is neither a clear yes nor a clear no is asked again.
    terminal.keys("sure\r");
    terminal.wait_until("the question again", |screen| screen.contents().matches("dear costs money").count() == 2);
    terminal.keys("no.\r");
    terminal.wait_screen("dearer costs money ($10.00 in, $20.00 out for a million tokens)");
    terminal.keys("n\r");
    assert_eq!(terminal.finish(), Status::Code(2));
    assert!(terminal.screen().contains("policy.paid"), "{}", terminal.screen());
}

#[test]
fn a_server_that_answers_nobody_is_silent_wherever_it_is_spoken_of() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port on loopback");
    let host = listener.local_addr().expect("its address").to_string();
    // It listens, and hangs up on everybody.
    std::thread::spawn(move || listener.incoming().for_each(drop));
    let mut env = TestEnv::new();
    env.set("OLLAMA_HOST", &host).config("[models.\"ollama:qwen3:4b\"]\ncontext_tokens = 8000");
    let silent = format!("no answer from ollama ({host}, `ollama serve`)");
    let models = env.baro(&["models"]);
    models.expect_code(2).expect_stdout_has(&format!("no answer at {host}")).expect_stderr(&[&silent]);
    assert!(!models.stdout.contains("ready") && !models.stderr.contains("no model server"), "{models}");
    env.baro(&["ask", "hi"]).expect_code(2).expect_stderr(&[&host]);
    let korean = env.korean().baro(&["models"]);
    korean.expect_code(2).expect_stderr(&["응답하지 않는 서버: ollama"]);
}

#[test]
fn under_local_nobody_is_sent_for_a_key() {
    for keys in [&[][..], &["OPENROUTER_API_KEY"]] {
        let mut env = TestEnv::new();
        for name in keys {
            env.set(name, crate::support::env::KEY);
        }
        for arguments in [&["ask", "--local", "@llama hi"][..], &["ask", "--local", "-m", "llama", "hi"]] {
            let run = env.baro(arguments);
            run.expect_code(2).expect_stderr(&[if keys.is_empty() { "`ollama serve`" } else { "is elsewhere" }]);
            assert!(!run.stderr.contains("auth add"), "{run}");
        }
        env.baro(&["ask", "--local", "@kimi hi"]).expect_code(2).expect_stderr(&["under `--local`", "is elsewhere"]);
    }
}
