//! The words of the command line: help, slips and errors in both languages, and failures as objects.

use std::process::Stdio;

use crate::support::run::Run;
use crate::support::upstream::Request;
use crate::support::{Reply, TestEnv, Upstream};

fn has(run: &Run, words: &[&str]) {
    run.expect_code(0);
    for word in words {
        assert!(run.stdout.contains(word), "expected `{word}` on stdout\n{run}");
    }
}

#[test]
fn help_and_errors_speak_the_language_of_flag_then_variable_then_locale() {
    let mut env = TestEnv::new();
    has(&env.baro(&["--help"]), &["Usage: baro", "Exit codes"]);
    has(&env.baro(&["--lang", "ko", "help", "ask"]), &["사용법: baro ask", "옵션"]);
    has(&env.baro(&["--lang", "ko", "도움말", "ask"]), &["사용법: baro ask", "옵션"]);
    has(&env.baro(&["ask", "show me the help"]), &["why this model?", "`baro --help`"]);
    env.set("BARO_LANGUAGE", "ko");
    has(&env.baro(&["도움말"]), &["사용법: baro"]);
    has(&env.baro(&["ask", "도움말 보여줘"]), &["왜 이 모델이야?", "`baro --help`"]);
    env.baro(&["modles"]).expect_code(2).expect_stderr(&["명령은 없습니다", "`baro models`"]);
    env.baro(&["ask", "--nope", "x"]).expect_code(2).expect_stderr(&["오류: `--nope`", "사용법"]);
    env.baro(&["--lang", "en", "ask", "--nope", "x"]).expect_code(2).expect_stderr(&["error: there is no option"]);
    env.set("BARO_UI_FOOTER", "x");
    env.baro(&["ask", "x"]).expect_code(2).expect_stderr(&["오류: 환경 변수 `BARO_UI_FOOTER`"]);
}

#[test]
fn a_wrong_flag_or_a_missing_file_never_becomes_a_question() {
    let upstream = Upstream::saying("answered");
    let env = TestEnv::with(&upstream);
    env.baro(&["route", "-r", "code", "hi"]).expect_code(2).expect_stderr(&["`-r`"]);
    env.baro(&["route", "eval", "nofile"]).expect_code(2).expect_stderr(&["there is no file nofile"]);
    env.baro(&["history", "ls"]).expect_code(2).expect_stderr(&["`baro history list`"]);
    env.baro(&["ask", "--max-tokens", "0", "hi"]).expect_code(2).expect_stderr(&["a whole number from 1"]);
    assert!(upstream.chats().is_empty());
}

#[test]
fn letters_of_what_was_typed_that_came_as_marks_are_named_and_the_question_is_asked() {
    let upstream = Upstream::saying("answered");
    let env = TestEnv::with(&upstream);
    for words in [&["ask", "??? ?? ????"][..], &["???", "??", "????"], &["ask", "??????"]] {
        for (language, said) in [
            ("en", "letters of what was typed seem to have come as `?`; `baro doctor`"),
            ("ko", "입력한 글자가 `?`로 바뀌어 온 것 같습니다. 터미널의 로캘을 `baro doctor`로 확인하세요"),
        ] {
            env.baro(&[&["--lang", language], words].concat()).expect_code(0).expect_stderr(&[said]);
        }
    }
    // A person may type so.
    for words in ["what is this???", "???"] {
        let run = env.baro(&["ask", words]);
        assert!(!run.stderr.contains("seem to have come"), "{run}");
    }
}

#[test]
fn failures_before_the_turn_are_objects_too() {
    let upstream = Upstream::saying("x");
    let mut env = TestEnv::with(&upstream);
    for (words, kind) in [
        (&["ask", "--json", "-f", "missing", "hi"][..], "input"),
        (&["ask", "--json", "--nope", "hi"], "usage"),
        (&["ask", "--json", "gsk_0123456789abcdefghijABCDEFGHIJ"], "usage"),
        (&["--json", "GROQ_API_KEY=gsk_0123456789abcdefghijABCDEFGHIJ"], "usage"),
        (&["modles", "--json"], "usage"),
        (&["confg", "check", "--json"], "usage"),
        (&["auth", "tset", "groq", "--json"], "usage"),
        (&["config", "set", "mode=ask", "--json"], "usage"),
        (&["history", "show", "--json", "c_0000"], "store"),
    ] {
        let answer = env.baro(words).expect_code(2).json();
        assert_eq!((&answer["complete"], answer["text"].as_str()), (&false.into(), Some("")), "{answer}");
        assert!(answer["error"]["message"].as_str().is_some_and(|message| !message.is_empty()), "{answer}");
        if kind != "store" {
            assert_eq!(answer["error"]["kind"], kind, "{answer}");
        }
    }
    let events = env.baro(&["ask", "--json-lines", "gsk_0123456789abcdefghijABCDEFGHIJ"]).expect_code(2).json_lines();
    assert_eq!((events.len(), events[0]["event"].as_str()), (1, Some("error")), "{events:?}");
    assert!(upstream.chats().is_empty());
    env.set("BARO_UI_FOOTER", "x");
    let answer = env.baro(&["ask", "--json", "hi"]).expect_code(2).json();
    assert_eq!(answer["error"]["kind"], "config", "{answer}");
}

#[test]
fn a_home_that_is_no_folder_has_no_settings_and_no_keys() {
    let upstream = Upstream::saying("answered");
    let mut env = TestEnv::new();
    env.config(&format!(
        "model = \"box:m1\"\n[providers.box]\nwire = \"openai\"\nbase_url = \"{}/v1\"\n",
        upstream.url()
    ));
    env.set("BARO_CONFIG", &env.config_file().display().to_string()).set("HOME", "/dev/null");
    for name in ["XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"] {
        env.unset(name);
    }
    env.baro(&["ask", "--no-store", "hi"]).expect_code(0).expect_stdout("answered");
    // What is to be kept cannot be.
    env.baro(&["ask", "hi"]).expect_code(7).expect_stderr(&["could not be stored"]);
    assert_eq!(env.baro(&["auth", "list", "--json"]).expect_code(0).json()["keys"], serde_json::json!([]));
    env.unset("BARO_CONFIG");
    env.baro(&["config", "check"]).expect_code(0).expect_stdout_has("there is no file");
}

#[test]
fn what_cannot_be_written_is_told_by_its_place() {
    let env = TestEnv::new();
    let file = env.file("file", "x").join("man").display().to_string();
    let run = env.baro(&["man", "--to", &file]);
    run.expect_code(1).expect_stderr(&["cannot write into", "file/man", "name a folder that you can write to"]);
    env.baro(&["auth", "rm", "그록"]).expect_code(2).expect_stderr(&["cannot be a provider's name"]);
}

#[cfg(target_os = "linux")]
#[test]
fn help_that_cannot_be_written_is_told() {
    let env = TestEnv::new();
    for words in [&["--help"][..], &["help", "ask"], &["--version"]] {
        let mut command = env.prepared(env!("CARGO_BIN_EXE_baro"), words);
        let full = std::fs::File::options().write(true).open("/dev/full").expect("the device");
        let output = command.stdin(Stdio::null()).stdout(full).output().expect("a run");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.code() == Some(1) && said.contains("cannot write to standard output"), "{said}");
    }
}

#[test]
fn an_example_of_a_key_is_asked_about_and_a_key_goes_to_nobody() {
    let upstream = Upstream::saying("an example");
    let env = TestEnv::with(&upstream);
    let asked = |piped: &str| env.command(&["ask", "what is this?"]).input(format!("{piped}\n")).run();
    let token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N";
    for piped in ["AKIAIOSFODNN7EXAMPLE", token] {
        asked(piped).expect_code(0);
        let sent = upstream.chats().last().map(Request::prompt).unwrap_or_default();
        assert!(sent.contains(piped), "{piped}: {sent}");
    }
    let n_sent = upstream.chats().len();
    for piped in ["AKIAIOSFODNN7ABCDEFG", "gsk_0123456789abcdefghijABCDEFGHIJ"] {
        asked(piped).expect_code(2).expect_stderr(&["what came on standard input is an API key"]);
    }
    assert_eq!(upstream.chats().len(), n_sent);
}

#[test]
fn a_dash_as_a_file_is_standard_input() {
    let upstream = Upstream::saying("ok");
    let env = TestEnv::with(&upstream);
    env.command(&["ask", "-f", "-", "what is this"]).input("piped words").run().expect_code(0);
    let sent = upstream.chats()[0].conversation();
    assert!(sent[0].1.contains("what is this") && sent[0].1.contains("piped words"), "{sent:?}");
}

#[test]
fn questions_asked_at_once_in_one_new_conversation_are_all_kept_in_its_view() {
    let upstream = Upstream::start();
    upstream.always(Reply::says("an answer"));
    let env = TestEnv::with(&upstream);
    std::thread::scope(|scope| {
        for n in 0..6 {
            let env = &env;
            scope.spawn(move || {
                let question = format!("question {n}");
                env.baro(&["ask", "--conversation", "together", &question]).expect_code(0);
            });
        }
    });
    let shown = env.baro(&["history", "show", "together"]).expect_code(0).stdout.clone();
    let exported = env.baro(&["history", "export", "--format", "jsonl", "together"]).expect_code(0).stdout.clone();
    for n in 0..6 {
        let question = format!("question {n}");
        assert!(shown.contains(&question), "{question} is not in:\n{shown}");
        assert!(exported.contains(&question), "{question} is not in:\n{exported}");
    }
    assert_eq!(shown.matches("an answer").count(), 6, "{shown}");
}

#[test]
fn lines_without_a_language_are_measured_by_their_letters() {
    let env = TestEnv::new();
    env.file(
        "lines.jsonl",
        "{\"prompt\":\"안녕\",\"accept\":[\"fast\"]}\n{\"prompt\":\"hello\",\"accept\":[\"fast\"]}\n",
    );
    let path = env.work().join("lines.jsonl").display().to_string();
    let figures = env.baro(&["route", "eval", "--json", &path]).expect_code(0).json();
    assert_eq!((&figures["by_lang"]["ko"]["total"], &figures["by_lang"]["en"]["total"]), (&1.into(), &1.into()));
}

#[test]
fn an_import_says_what_is_wrong_and_counts_the_system_text() {
    let env = TestEnv::new();
    let run = env.command(&["history", "import", "-"]).input("{\"role\":\"robot\",\"content\":\"x\"}").run();
    run.expect_code(2).expect_stderr(&["line 1 of standard input", "the role `robot` is none"]);
    let run = env.command(&["history", "import", "-"]).input("{\"role\":\"system\",\"content\":\"x\"}").run();
    run.expect_code(2).expect_stderr(&["nothing to import in standard input"]);
    let lines = "{\"role\":\"system\",\"content\":\"s\"}\n{\"role\":\"user\",\"content\":\"q\"}\n{\"role\":\"assistant\",\"content\":\"a\"}\n";
    let run = env.command(&["history", "import", "-"]).input(lines).run();
    run.expect_code(0).expect_stderr(&["messages imported into c_", ": 1, with answers: 1, and a system text"]);
    // A list counts them by the same word.
    let listed = env.baro(&["history", "list"]).expect_code(0).stdout.clone();
    let row: Vec<&str> = listed.lines().nth(1).unwrap_or_default().split_whitespace().collect();
    assert!(listed.contains("messages") && row.get(2) == Some(&"1"), "{listed}");
}

#[test]
fn a_key_without_a_mark_is_said_back_by_nothing_that_was_typed() {
    const KEYS: [&str; 2] = [
        "aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5bC7d",
        "9f8e7d6c5b4a39281706f5e4d3c2b1a09f8e7d6c5b4a39281706f5e4d3c2b1a0",
    ];
    let lines = [
        "ask -r KEY hi",
        "ask --lang KEY hi",
        "ask --lang=KEY hi",
        "--color KEY hi",
        "ask --timeout KEY hi",
        "ask --max-cost KEY hi",
        "ask --KEY hi",
        "ask -m KEY hi",
        "ask -f KEY hi",
        "ask --json -r KEY hi",
        "usage --by KEY",
        "models --KEY",
        "models KEY --all",
        "completions KEY",
        "shell-init KEY",
        "local pull KEY",
        "local rm KEY",
        "local use KEY",
        "local bench KEY",
        "auth add KEY",
        "auth add groq --command KEY",
        "auth add groq --file KEY",
        "auth rm KEY",
        "auth test KEY",
        "history show KEY",
        "history rm KEY",
        "history export KEY",
        "history import KEY",
        "mcp serve --tools KEY",
        "mcp serve --http KEY",
        "mcp config --client KEY",
        "config get KEY",
        "config get ui.KEY",
        "config set KEY x",
        "config set ui.footer KEY",
        "config set routes.code.models KEY",
        "config set tls.ca_file KEY",
        "config set policy.deny KEY",
        "config set policy.deny groq,KEY",
        "config set model KEY",
        "config set local.model KEY",
        "config set aliases.KEY groq:x",
        "config set providers.KEY.base_url http://127.0.0.1:9",
        "config set providers.own.key_file KEY",
    ];
    for (key, env) in KEYS.into_iter().flat_map(|key| [(key, TestEnv::new()), (key, TestEnv::new().korean())]) {
        for line in lines {
            let line = line.replace("KEY", key);
            let words: Vec<&str> = line.split(' ').collect();
            let run = env.baro(&words);
            assert!(run.code() != 0, "{line}: {run}");
            assert!(!run.stdout.contains(&key[..20]) && !run.stderr.contains(&key[..20]), "{line}: {run}");
        }
        let kept = std::fs::read_to_string(env.config_file()).unwrap_or_default();
        assert!(!kept.contains(key), "{kept}");
    }
}

#[test]
fn help_and_wrong_words_are_in_the_language_of_the_settings() {
    let mut env = TestEnv::new();
    env.config("language = \"ko\"");
    env.baro(&["--help"]).expect_code(0).expect_stdout_has("사용법: baro");
    env.baro(&["help", "usage"]).expect_code(0).expect_stdout_has("사용법: baro usage");
    env.baro(&["usage", "--by", "week"]).expect_code(2).expect_stderr(&["오류: `--by`에 `week`는 쓸 수 없습니다"]);
    env.baro(&["modles"]).expect_code(2).expect_stderr(&["오류: "]);
    env.baro(&["--lang", "en", "--help"]).expect_code(0).expect_stdout_has("Usage: baro");
    env.baro(&["usage", "--lang", "en", "--by", "week"])
        .expect_code(2)
        .expect_stderr(&["error: `--by` cannot be `week`"]);
    // What is wrong beside it changes nothing.
    env.config("mode = \"loud\"");
    env.baro(&["--help"]).expect_code(0).expect_stdout_has("사용법: baro");
    env.set("BARO_LANGUAGE", "en");
    env.baro(&["--help"]).expect_code(0).expect_stdout_has("Usage: baro");
    let mut env = TestEnv::new().korean();
    env.config("language = \"en\"");
    env.baro(&["usage", "--by", "week"]).expect_code(2).expect_stderr(&["error: `--by` cannot be `week`"]);
}
