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
        .expect_stderr(&["Ollama on this machine has no model", "`ollama pull qwen3:4b`"]);
}

#[test]
fn a_key_in_the_environment_is_used_without_a_word_of_setting_up() {
    let upstream = Upstream::saying("hello");
    let mut env = TestEnv::new();
    env.set("OPENAI_API_KEY", "sk-0123456789abcdefghij").set("OPENAI_BASE_URL", &format!("{}/v1", upstream.url()));
    env.baro(&["ask", "hi"]).expect_code(0).expect_stdout("hello");
}

#[test]
fn question_marks_of_a_broken_pipe_are_named_and_nothing_is_sent() {
    let upstream = Upstream::saying("x");
    let env = TestEnv::with(&upstream).korean();
    let run = env.command(&["ask"]).input("?? ??? ? ????\r\n").run();
    run.expect_code(2).expect_stderr(&["`?`로 바뀌어", "PowerShell 5", "$OutputEncoding"]);
    assert!(upstream.chats().is_empty());
}

#[test]
fn cp949_and_utf16_are_read_and_that_is_said_once() {
    let upstream = Upstream::saying("x");
    let env = TestEnv::with(&upstream).korean();
    // `안녕하세요` as Windows' Korean code page has it.
    let cp949 = [0xBE, 0xC8, 0xB3, 0xE7, 0xC7, 0xCF, 0xBC, 0xBC, 0xBF, 0xE4];
    let utf16: Vec<u8> =
        [0xFF, 0xFE].into_iter().chain("안녕하세요".encode_utf16().flat_map(u16::to_le_bytes)).collect();
    for (bytes, name) in [(cp949.to_vec(), "CP949"), (utf16, "UTF-16LE")] {
        let run = env.command(&["ask"]).input(bytes).run();
        run.expect_code(0);
        assert_eq!(run.stderr.matches(name).count(), 1, "{run}");
    }
    assert!(upstream.chats().iter().all(|chat| chat.prompt().contains("안녕하세요")));
}
