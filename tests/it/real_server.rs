//! The real program against a real model server: llama.cpp's own, over both wires that it speaks.
//!
//! `.ci/test` brings the server and a small model, and says where in `BARO_TEST_PYTHON` and `BARO_TEST_MODEL`.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use crate::support::TestEnv;

/// The server, which ends when its input does: when this is dropped, or when the test's process is gone.
struct LlamaServer {
    child: Child,
    url: String,
}

impl LlamaServer {
    /// Starts it and waits until it listens. `None`, with a word about it, where it is not installed.
    #[expect(clippy::disallowed_methods, clippy::print_stderr, reason = "the set-up of the tests speaks to the tests")]
    fn start() -> Option<Self> {
        let (Ok(python), Ok(model)) = (std::env::var("BARO_TEST_PYTHON"), std::env::var("BARO_TEST_MODEL")) else {
            assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "the llama.cpp server is missing: run `.ci/test`");
            eprintln!("left out: BARO_TEST_PYTHON and BARO_TEST_MODEL are not set; `.ci/test` sets up both");
            return None;
        };
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/support/llama_server.py");
        let mut child = Command::new(python)
            .args([script, &model])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("python");
        let mut url = String::new();
        // Its first line, or its end: either comes. The runner's limit is the bound.
        BufReader::new(child.stdout.take().expect("a pipe")).read_line(&mut url).expect("an address");
        let server = Self { child, url: url.trim().to_owned() };
        assert!(server.url.starts_with("http://127.0.0.1:"), "the llama.cpp server did not start: `{}`", server.url);
        Some(server)
    }
}

impl Drop for LlamaServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_real_model_answers_over_both_wires_is_counted_kept_and_gone_on_with() {
    let Some(server) = LlamaServer::start() else { return };
    for wire in ["openai", "anthropic"] {
        let mut env = TestEnv::new();
        env.provider("llama", wire, &server.url);
        let ask = |extra: &[&str], text: &str| {
            let flags = ["ask", "--json", "-m", "llama:smollm2", "--max-tokens", "24", "--temperature", "0"];
            let arguments: Vec<&str> = flags.iter().chain(extra).copied().chain([text]).collect();
            let run = env.baro(&arguments);
            run.expect_code(0);
            run.json()
        };
        let first = ask(&[], "Say hello.");
        assert!(first["text"].as_str().is_some_and(|text| !text.trim().is_empty()), "{wire}: {first}");
        assert_eq!(first["model"], "llama:smollm2", "{wire}");
        assert_eq!(first["usage"]["estimated"], false, "{wire}: {first}");
        let n_input = first["usage"]["input"].as_u64().expect("a count");
        assert!(
            n_input > 0 && first["usage"]["output"].as_u64().is_some_and(|n| (1..=24).contains(&n)),
            "{wire}: {first}"
        );

        let second = ask(&["-c"], "Say it again.");
        assert_eq!(second["conversation"], first["conversation"], "{wire}");
        // The server itself counted the first exchange into the second prompt.
        let n_second = second["usage"]["input"].as_u64().expect("a count");
        let n_answer = first["usage"]["output"].as_u64().expect("a count");
        assert!(n_second >= n_input + n_answer, "{wire}: {n_second} after {n_input} and {n_answer}");

        let id = first["conversation"].as_str().expect("an id");
        let shown = env.baro(&["history", "show", id]);
        shown.expect_code(0);
        assert!(shown.stdout.contains("Say hello.") && shown.stdout.contains("Say it again."), "{wire}: {shown}");

        // In a pipe, the words come as they are made.
        let streamed = env.baro(&["ask", "-m", "llama:smollm2", "--max-tokens", "8", "Count to ten."]);
        streamed.expect_code(0);
        assert!(!streamed.stdout.trim().is_empty(), "{wire}: {streamed}");
        let usage = env.baro(&["usage"]);
        usage.expect_code(0);
        assert!(usage.stdout.contains("smollm2"), "{wire}: {usage}");
    }
}

#[test]
fn a_prompt_beyond_a_real_models_window_is_refused_and_told_from_a_limit() {
    let Some(server) = LlamaServer::start() else { return };
    let mut env = TestEnv::new();
    env.provider("llama", "openai", &server.url);
    let text = "word ".repeat(6000);
    let run = env.command(&["ask", "-m", "llama:smollm2", "Summarise"]).input(text).run();
    run.expect_code(4).expect_stderr(&["smollm2", "4096"]);
}
