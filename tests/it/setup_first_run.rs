//! Nothing is set up: what is said, in a pipe and on a terminal, and that what is said to be typed can be typed. And
//! what was found is used, the free first.

#![cfg(unix)]

use crate::support::pty::Terminal;
use crate::support::run::Status;
use crate::support::{TestEnv, Upstream};

/// The commands of baro's that a text names.
fn named(text: &str) -> Vec<String> {
    text.split('`').skip(1).step_by(2).filter(|span| span.starts_with("baro ")).map(str::to_owned).collect()
}

#[test]
fn one_screen_says_what_was_found_and_how_to_begin_the_free_ways_first() {
    for (env, words) in [
        (TestEnv::new(), ["no model can be used yet", "no key was found", "a free key", "without a key", "Ollama"]),
        (TestEnv::new().korean(), ["쓸 수 있는 모델이 없습니다", "키가 없고", "무료 키", "키 없이", "Ollama"]),
    ] {
        for run in [
            env.baro(&["ask", "Wie geht es dir, und warum?"]),
            env.command(&[]).input("why is my build failing so often").run(),
            env.baro(&["왜", "이거", "안됨"]),
        ] {
            run.expect_code(2).expect_stdout("").expect_stderr(&words);
            assert!(run.stderr.lines().count() <= 8, "{run}");
        }
    }
}

#[test]
fn the_two_commands_of_the_first_screen_work_as_they_stand() {
    let env = TestEnv::new();
    let screen = env.baro(&["ask", "왜 하늘은 파래?"]).stderr.clone();
    let commands = named(&screen);
    assert!(commands.contains(&"baro auth add groq".to_owned()), "{screen}");
    // In a shell, as they stand, with the program where a shell finds it.
    let bin = std::path::Path::new(env!("CARGO_BIN_EXE_baro")).parent().expect("a folder");
    let path = format!("{}:{}", bin.display(), env.variables()["PATH"]);
    let run = |line: &str, input: &str| {
        let mut shell = env.prepared("sh", &["-c", line]);
        shell.env("PATH", &path);
        crate::support::run::Invocation::new(shell, String::new()).input(input).run()
    };
    // There is no network here: the key is kept untried.
    let added = run("baro auth add groq", "gsk_0123456789abcdefghijABCDEFGHIJ0123456789\n");
    added.expect_code(0).expect_stderr(&["is kept in"]);
    if cfg!(feature = "local") {
        let local = commands.iter().find(|line| line.contains("--local")).expect("the embedded model");
        // Its weights cannot be fetched here either, which is all that is wrong with it.
        run(local, "").expect_code(5);
    }
}

#[test]
fn a_name_without_any_key_is_told_with_the_free_key_first() {
    let mut env = TestEnv::new();
    for arguments in [&["ask", "-m", "qwen", "hi"][..], &["@qwen", "hi"], &["ask", "-m", "큐웬", "hi"]] {
        let run = env.baro(arguments);
        run.expect_code(2).expect_stderr(&["`baro auth add groq`"]);
        assert!(!run.stderr.contains("dashscope"), "{run}");
    }
    // Whoever has set one of them up is told of that one.
    env.config("[providers.dashscope]\nkey_env = \"MY_KEY\"");
    for arguments in [&["ask", "-m", "qwen", "hi"][..], &["@qwen", "hi"]] {
        let run = env.baro(arguments);
        run.expect_code(2).expect_stderr(&["`baro auth add dashscope`"]);
        assert!(!run.stderr.contains("groq"), "{run}");
    }
}

#[test]
fn a_terminal_of_40_columns_shows_all_of_it() {
    let env = TestEnv::new().korean();
    let mut terminal = Terminal::baro(&env, &["ask", "하늘은", "왜", "파래?"], 24, 40);
    assert_eq!(terminal.finish(), Status::Code(2));
    let screen = terminal.screen();
    assert!(screen.lines().next().is_some_and(|line| line.contains("쓸 수 있는 모델이 없습니다")), "{screen}");
    let words = screen.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in ["baro auth add groq", "baro ask --local", "baro doctor"] {
        assert!(words.contains(part), "{part}\n{screen}");
    }
}

#[test]
fn a_server_without_a_model_is_told_from_none() {
    let upstream = Upstream::start();
    upstream.models(&[]);
    let mut env = TestEnv::new();
    env.set("OLLAMA_HOST", upstream.url().trim_start_matches("http://"));
    env.baro(&["ask", "왜 하늘은 파래?"])
        .expect_code(2)
        .expect_stderr(&["Ollama on this machine has no model to chat with", "`ollama pull qwen3:4b`"]);
}

#[test]
fn a_server_that_makes_vectors_alone_has_nobody_to_answer() {
    let upstream = Upstream::start();
    upstream.models(&["nomic-embed-text:latest", "paraphrase-multilingual", "bge-m3"]);
    for (env, words, running) in [
        (
            TestEnv::new(),
            ["no model can be used yet", "Ollama on this machine has no model to chat with", "`ollama pull qwen3:4b`"],
            "Ollama has no model to chat with",
        ),
        (
            TestEnv::new().korean(),
            ["쓸 수 있는 모델이 없습니다", "Ollama에는 대화할 모델이 없습니다", "`ollama pull qwen3:4b`"],
            "Ollama에 대화할 모델이 없습니다",
        ),
    ] {
        let mut env = env;
        env.set("OLLAMA_HOST", upstream.url().trim_start_matches("http://"));
        env.baro(&["ask", "왜 하늘은 파래?"]).expect_code(2).expect_stderr(&words);
        env.command(&[]).input("").run().expect_code(2).expect_stderr(&words);
        env.baro(&["models"]).expect_code(2).expect_stdout("").expect_stderr(&words);
        env.baro(&["ask", "-m", "ollama", "안녕"]).expect_code(2).expect_stderr(&[running, words[2]]);
        let doctor = env.baro(&["doctor", "--offline"]);
        doctor.expect_code(1).expect_stdout_has(words[2]);
        assert!(!doctor.stdout.contains("models: 3") && !doctor.stdout.contains("모델 3개"), "{doctor}");
        let screen = first_screen(&env);
        assert!(screen.contains(words[0]) && screen.contains(words[2]), "{screen}");
        assert!(!screen.contains("found:") && !screen.contains("찾은 것"), "{screen}");
    }
    // One that can chat beside them is what is counted.
    upstream.models(&["nomic-embed-text:latest", "qwen3:4b"]);
    let mut env = TestEnv::new();
    env.set("OLLAMA_HOST", upstream.url().trim_start_matches("http://"));
    assert!(first_screen(&env).contains("found: Ollama (1 model)"));
}

#[test]
fn each_server_without_a_model_gets_its_own_advice() {
    let upstream = Upstream::start();
    upstream.models(&[]);
    for (id, advice) in [("lmstudio", "`lms get "), ("llamacpp", "`llama-server -hf "), ("ollama", "`ollama pull ")] {
        for env in [TestEnv::new(), TestEnv::new().korean()] {
            let path = if id == "ollama" { "" } else { "/v1" };
            let mut env = env;
            env.config(&format!("[providers.{id}]\nbase_url = \"{}{path}\"\n", upstream.url()));
            let others =
                ["`lms get ", "`llama-server -hf ", "`ollama pull "].into_iter().filter(|other| *other != advice);
            let doctor = env.baro(&["doctor", "--offline"]);
            assert!(doctor.stdout.contains(advice), "{doctor}");
            for other in others {
                assert!(!doctor.stdout.contains(other), "{other}\n{doctor}");
            }
        }
    }
}

#[test]
fn a_key_in_the_environment_is_used_and_a_script_is_told_nothing_of_setting_up() {
    let upstream = Upstream::saying("hello");
    let mut env = TestEnv::new();
    env.set("OPENAI_API_KEY", "sk-0123456789abcdefghij").set("OPENAI_BASE_URL", &format!("{}/v1", upstream.url()));
    let run = env.baro(&["ask", "hi"]);
    run.expect_code(0).expect_stdout("hello");
    assert!(!run.stderr.contains("found"), "{run}");
}

#[test]
fn of_what_is_found_the_free_is_asked_first_whichever_was_there_before() {
    const PAID: (&str, &str, &str) = ("anthropic", "ANTHROPIC_API_KEY", "sk-ant-api03-0123456789abcdefghijABCDEFGHIJ");
    const FREE: (&str, &str, &str) = ("groq", "GROQ_API_KEY", "gsk_0123456789abcdefghijABCDEFGHIJ0123456789");
    // Nothing is sent by this.
    let asked = |env: &TestEnv, route: &str| {
        let plan = env.baro(&["ask", "--dry-run", "--json", "-r", route, "why is the sky blue?"]).expect_code(0).json();
        plan["model"].as_str().unwrap_or_else(|| panic!("{plan}")).to_owned()
    };
    let upstream = Upstream::saying("hello");
    upstream.models(&["qwen3:4b"]);
    for route in ["code", "think", "long", "fast", "design", "general"] {
        // One kept, one in the environment.
        for (kept, in_environment) in [(PAID, FREE), (FREE, PAID)] {
            let mut env = TestEnv::new();
            env.command(&["auth", "add", "--no-test", kept.0]).input(kept.2).run().expect_code(0);
            env.set(in_environment.1, in_environment.2);
            assert!(asked(&env, route).starts_with("groq:"), "{route}: {}", asked(&env, route));
        }
        let mut env = TestEnv::new();
        env.set(PAID.1, PAID.2);
        assert!(asked(&env, route).starts_with("anthropic:"), "{route}");
        env.set("OLLAMA_HOST", upstream.url().trim_start_matches("http://"));
        assert!(asked(&env, route).starts_with("ollama:"), "{route}: {}", asked(&env, route));
    }
}

/// The screen of `baro` in a terminal, once it can be typed into, its lines as one.
fn first_screen(env: &TestEnv) -> String {
    let mut terminal = Terminal::baro(env, &[], 24, 80);
    terminal.wait_screen("auto   ›");
    let screen = terminal.screen();
    terminal.keys("\u{4}");
    assert_eq!(terminal.finish(), Status::Code(0));
    screen.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_first_screen_says_what_was_found_the_free_first_and_what_costs() {
    let key = "sk-0123456789abcdefghij";
    for (variables, korean, english) in [
        (
            &["ANTHROPIC_API_KEY", "GROQ_API_KEY"][..],
            &["찾은 것: GROQ_API_KEY (무료), ANTHROPIC_API_KEY (유료) · 무료부터 씁니다"][..],
            &["found: GROQ_API_KEY (free), ANTHROPIC_API_KEY (paid) · the free ones are used first"][..],
        ),
        (
            &["OPENAI_API_KEY"],
            &["찾은 것: OPENAI_API_KEY (유료)", "요금이 나옵니다", "`baro auth add groq`", "console.groq.com"],
            &["found: OPENAI_API_KEY (paid)", "is paid for", "`baro auth add groq`", "console.groq.com"],
        ),
    ] {
        for (env, words) in [(TestEnv::new().korean(), korean), (TestEnv::new(), english)] {
            let mut env = env;
            for variable in variables {
                env.set(variable, key);
            }
            let screen = first_screen(&env);
            for word in words {
                assert!(screen.contains(word), "{word}\n{screen}");
            }
            assert!(!screen.contains(key), "{screen}");
        }
    }
}

#[test]
fn a_server_that_was_found_is_named_with_its_models_and_not_at_every_start() {
    let upstream = Upstream::saying("hello");
    upstream.models(&["qwen3:4b", "llama3.1:8b"]);
    let mut env = TestEnv::new().korean();
    env.set("OLLAMA_HOST", upstream.url().trim_start_matches("http://"))
        .set("GROQ_API_KEY", "gsk_0123456789abcdefghij");
    let screen = first_screen(&env);
    assert!(screen.contains("찾은 것: GROQ_API_KEY (무료), Ollama (모델 2개)"), "{screen}");
    env.unset("GROQ_API_KEY");
    assert!(first_screen(&env).contains("찾은 것: Ollama (모델 2개)"));
    // A question at a terminal says it as well, once.
    for n in 0..2 {
        let mut terminal = Terminal::baro(&env, &["ask", "--no-stdin", "안녕?"], 24, 80);
        assert_eq!(terminal.finish(), Status::Code(0), "{}", terminal.screen());
        assert_eq!(terminal.screen().contains("찾은 것: Ollama"), n == 0, "{}", terminal.screen());
    }
    assert!(!first_screen(&env).contains("찾은 것"));
}

#[cfg(feature = "local")]
#[test]
fn where_only_a_small_english_model_is_here_korean_is_told_of_a_free_key() {
    let Some(weights) = crate::embedded::weights() else { return };
    for (env, words) in [
        (TestEnv::new().korean(), ["내장 모델 smollm2 (영어만)", "한국어는 무료 키로", "`baro auth add groq`"]),
        (TestEnv::new(), ["the embedded model smollm2 (English alone)", "a free key", "`baro auth add groq`"]),
    ] {
        env.baro(&["local", "pull", "--from", &weights.to_string_lossy()]).expect_code(0);
        let screen = first_screen(&env);
        for word in words {
            assert!(screen.contains(word), "{word}\n{screen}");
        }
        env.baro(&["ask", "왜 하늘은 파래?"]).expect_code(2).expect_stderr(&["`baro auth add groq`"]);
    }
}

#[test]
fn nothing_to_send_and_nobody_to_send_it_to_says_how_to_begin() {
    for (env, words) in [
        (TestEnv::new(), ["no model can be used yet", "`baro auth add groq`"]),
        (TestEnv::new().korean(), ["쓸 수 있는 모델이 없습니다", "`baro auth add groq`"]),
    ] {
        for arguments in [&[][..], &["ask"]] {
            let run = env.command(arguments).input("").run();
            run.expect_code(2).expect_stdout("").expect_stderr(&words);
            let n_commands = named(&run.stderr).iter().filter(|line| !line.contains("doctor")).count();
            assert!(n_commands >= if cfg!(feature = "local") { 2 } else { 1 }, "{run}");
        }
    }
    let upstream = Upstream::saying("x");
    TestEnv::with(&upstream).command(&["ask"]).input("").run().expect_code(2).expect_stderr(&["nothing to send"]);
}

#[test]
fn question_marks_of_a_broken_pipe_are_named_and_here_sent_all_the_same() {
    let upstream = Upstream::saying("x");
    let env = TestEnv::with(&upstream).korean();
    let run = env.command(&["ask"]).input("?? ??? ? ????\r\n").run();
    run.expect_code(0).expect_stderr(&["`?`로 바뀌어", "PowerShell 5", "$OutputEncoding"]);
    let code = format!("{}// ?? ??? ????\n", "let a = b?;\n".repeat(220));
    env.command(&["ask", "왜 안돼"]).input(code).run().expect_code(0).expect_stderr(&["`?`로 바뀌어"]);
    env.file("notes.txt", "?????. ? ???");
    env.baro(&["ask", "-f", "notes.txt", "요약"]).expect_code(0).expect_stderr(&["notes.txt의 글자가 `?`로 바뀌어"]);
    assert_eq!(upstream.chats().len(), 3);
    for lost in ["? ??\r\n", "?? ??"] {
        env.command(&["ask"]).input(lost).run().expect_code(0).expect_stderr(&["`?`로 바뀌어"]);
    }
    for fine in ["{ 4D 5A ?? ?? ?? ?? 50 45 }", "?? a\n?? b\n?? c\n", "ls: ????????? ? ? ?", "1. ???\n2. ???"] {
        let run = env.command(&["ask"]).input(fine).run();
        run.expect_code(0);
        assert!(!run.stderr.contains("바뀌어"), "{run}");
    }
}

#[test]
fn cp949_and_utf16_are_read_and_that_is_said_once() {
    let upstream = Upstream::saying("x");
    let env = TestEnv::with(&upstream).korean();
    // `안녕하세요` as Windows' Korean code page has it.
    let cp949 = [0xBE, 0xC8, 0xB3, 0xE7, 0xC7, 0xCF, 0xBC, 0xBC, 0xBF, 0xE4];
    let utf16: Vec<u8> =
        [0xFF, 0xFE].into_iter().chain("안녕하세요".encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let big: Vec<u8> = "안녕하세요".encode_utf16().flat_map(u16::to_be_bytes).collect();
    for (bytes, name) in [(cp949.to_vec(), "CP949"), (utf16, "UTF-16LE"), (big, "UTF-16BE")] {
        let run = env.command(&["ask"]).input(bytes).run();
        run.expect_code(0);
        assert_eq!(run.stderr.matches(name).count(), 1, "{run}");
    }
    assert!(upstream.chats().iter().all(|chat| chat.prompt().contains("안녕하세요")));
}

#[test]
fn words_of_a_terminal_in_cp949_are_decoded_and_that_is_said() {
    use std::os::unix::ffi::OsStrExt as _;

    let upstream = Upstream::saying("x");
    let cp949 = [0xBE, 0xC8, 0xB3, 0xE7, 0xC7, 0xCF, 0xBC, 0xBC, 0xBF, 0xE4];
    for (env, said) in [
        (TestEnv::with(&upstream).korean(), "명령줄의 글을 CP949에서 변환했습니다"),
        (TestEnv::with(&upstream), "the words of the command line were decoded from CP949"),
    ] {
        let mut command = env.prepared(env!("CARGO_BIN_EXE_baro"), &[]);
        command.arg(std::ffi::OsStr::from_bytes(&cp949)).arg("baro?");
        let run = crate::support::run::Invocation::new(command, String::new()).run();
        run.expect_code(0).expect_stderr(&[said]);
    }
    assert!(upstream.chats().iter().all(|chat| chat.prompt() == "안녕하세요 baro?"), "{:?}", upstream.chats());
    let env = TestEnv::with(&upstream);
    let mut command = env.prepared(env!("CARGO_BIN_EXE_baro"), &["ask"]);
    command.arg(std::ffi::OsStr::from_bytes(&[0xFF, 0xFE, 0x80]));
    let run = crate::support::run::Invocation::new(command, String::new()).run();
    run.expect_code(2).expect_stderr(&["a word is not UTF-8", "set the terminal to UTF-8"]);
}

#[test]
fn a_variable_that_nothing_reads_is_told_with_the_right_name() {
    for (name, value, right) in [
        ("GROQ_KEY", "gsk_0123456789abcdefghij", "GROQ_API_KEY"),
        ("GROK_API_KEY", "gsk_0123456789abcdefghij", "GROQ_API_KEY"),
        ("CLAUDE_API_KEY", "sk-ant-api03-0123456789abcdef", "ANTHROPIC_API_KEY"),
        ("GOOGLE_AI_KEY", "AIza0123456789abcdefghij", "GEMINI_API_KEY"),
        ("OPEN_AI_KEY", "sk-0123456789abcdefghij", "OPENAI_API_KEY"),
    ] {
        let mut env = TestEnv::new();
        env.set(name, value);
        let said = format!("nothing reads the variable `{name}`; a key belongs in `{right}`");
        env.baro(&["ask", "q"]).expect_code(2).expect_stderr(&[&said]);
        env.baro(&["doctor", "--offline"]).expect_code(1).expect_stdout_has(&said);
    }
    // The key of somebody else, and a variable of something else.
    let mut env = TestEnv::new();
    env.set("GROK_API_KEY", "xai-0123456789abcdefghij").set("GOOGLE_MAPS_API_KEY", "AIza0123456789abcdefghij");
    let run = env.baro(&["ask", "q"]);
    run.expect_code(2);
    assert!(!run.stderr.contains("nothing reads"), "{run}");
}

#[test]
fn under_local_the_first_screen_names_no_key_that_is_not_used() {
    let upstream = Upstream::start();
    upstream.models(&["qwen3:4b"]);
    let mut env = TestEnv::new();
    env.set("OPENAI_API_KEY", crate::support::env::KEY).set("GROQ_API_KEY", crate::support::env::KEY);
    env.set("OLLAMA_HOST", upstream.url().trim_start_matches("http://"));
    let screen = |env: &TestEnv| {
        let mut terminal = Terminal::baro(env, &["--local"], 24, 80);
        terminal.wait_screen("auto   ›");
        let screen = terminal.screen();
        terminal.keys("\u{4}");
        assert_eq!(terminal.finish(), Status::Code(0));
        screen
    };
    let here = screen(&env);
    assert!(here.contains("found: Ollama (1 model)") && !here.contains("API_KEY"), "{here}");
    upstream.models(&[]);
    let nobody = screen(&env);
    assert!(!nobody.contains("API_KEY") && !nobody.contains("auth add"), "{nobody}");
}

#[test]
fn who_set_up_a_server_elsewhere_is_told_what_it_lacks_also_where_its_models_are_known() {
    let server = "[providers.own]\nbase_url = \"https://llm.example.invalid/v1\"\nkey_env = \"OWN_KEY\"\n";
    let model = "model = \"own:my-llm\"\n";
    let order = "[routes.code]\nmodels = [\"own:my-llm\"]\n";
    for settings in [server.to_owned(), format!("{model}{server}"), format!("{server}{order}")] {
        for korean in [false, true] {
            let mut env = if korean { TestEnv::new().korean() } else { TestEnv::new() };
            env.config(&settings);
            for command in [&["models"][..], &[]] {
                let run = env.baro(command);
                run.expect_code(2).expect_stderr(&["own", "`OWN_KEY`"]);
                assert!(!run.stderr.contains("console.groq.com"), "{run}");
            }
        }
    }
}
