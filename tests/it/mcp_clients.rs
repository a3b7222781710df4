//! What a person does to have a client use baro: the entry, the doctor, the file at the top of the repository.

use std::fs;

use serde_json::{Value, json};

use crate::support::{TestEnv, Upstream};

#[test]
fn each_client_gets_an_entry_that_its_own_form_wants() {
    let env = TestEnv::new();
    for (client, holds) in [
        ("claude-code", "\"mcpServers\""),
        ("claude-desktop", "\"mcpServers\""),
        ("codex", "[mcp_servers.baro]"),
        ("gemini", "\"mcpServers\""),
        ("opencode", "\"mcp\""),
        ("cursor", "\"mcpServers\""),
    ] {
        let run = env.baro(&["mcp", "config", "--client", client]);
        run.expect_code(0).expect_stderr(&["--write", "baro auth add"]);
        if client == "claude-desktop" {
            run.expect_stderr(&["has no setting that spares", "--timeout 55"]);
        } else {
            run.expect_stderr(&["to be spared a question"]);
        }
        assert!(run.stdout.contains(holds) && run.stdout.contains("\"mcp\""), "{run}");
        if client != "codex" {
            let _: Value = serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{client}: {error}"));
        }
    }
    let three = env.baro(&["mcp", "config", "--three"]).json();
    let servers: Vec<&String> = three["mcpServers"].as_object().expect("servers").keys().collect();
    assert_eq!(servers, ["kimi-thinker", "meta-fast", "qwen-coder"]);
}

#[test]
fn writing_keeps_what_is_there_and_writes_nothing_twice() {
    let env = TestEnv::new();
    let file = env.file(".mcp.json", "{ \"other\": 1, \"mcpServers\": {\"x\": {\"command\": \"y\"}} }");
    env.baro(&["mcp", "config", "--write"]).expect_code(0).expect_stderr(&["written to"]);
    let written: Value = serde_json::from_str(&fs::read_to_string(&file).expect("the file")).expect("JSON");
    assert_eq!(written["other"], 1);
    assert_eq!(written["mcpServers"]["x"]["command"], "y");
    assert_eq!(written["mcpServers"]["baro"]["args"], json!(["mcp", "serve"]));
    env.baro(&["mcp", "config", "--write"]).expect_code(0).expect_stderr(&["has it already"]);
    env.baro(&["mcp", "config", "--client", "codex", "--write"]).expect_code(0);
    assert!(
        fs::read_to_string(env.home().join(".codex/config.toml")).expect("the file").contains("[mcp_servers.baro]")
    );
    // What is no JSON is left alone.
    fs::write(&file, "{ // mine\n}").expect("the file");
    let run = env.baro(&["mcp", "config", "--write"]);
    run.expect_code(2).expect_stderr(&["left alone", "paste the entry above"]);
    assert!(run.json()["mcpServers"]["baro"].is_object(), "{run}");
    assert!(!run.stderr.contains("column"), "{run}");
    assert_eq!(fs::read_to_string(&file).expect("the file"), "{ // mine\n}");
    let left = fs::read_dir(env.work()).expect("a folder").count();
    assert_eq!(left, 1, "nothing half written stays behind");
}

#[cfg(unix)]
#[test]
fn a_file_that_is_a_link_is_written_where_it_leads_and_that_is_said() {
    let env = TestEnv::new();
    let kept = env.file("dotfiles/mcp.json", "{ \"other\": 1 }");
    let link = env.work().join(".mcp.json");
    std::os::unix::fs::symlink("dotfiles/mcp.json", &link).expect("a link");
    let run = env.baro(&["mcp", "config", "--write"]);
    run.expect_code(0).expect_stderr(&["written to ", "dotfiles/mcp.json, to which ", "the link stays"]);
    assert!(fs::symlink_metadata(&link).expect("a link").is_symlink());
    let written: Value = serde_json::from_str(&fs::read_to_string(&kept).expect("the file")).expect("JSON");
    assert_eq!((&written["other"], written["mcpServers"]["baro"].is_object()), (&json!(1), true));
    assert_eq!(fs::read_dir(kept.parent().expect("a folder")).expect("a folder").count(), 1, "nothing half written");
    // One that is yet to come is made there, too.
    fs::remove_file(&kept).expect("gone");
    let run = env.baro(&["--lang", "ko", "mcp", "config", "--write"]);
    run.expect_code(0).expect_stderr(&["dotfiles/mcp.json 파일에 썼습니다. 링크는 그대로입니다"]);
    assert!(fs::symlink_metadata(&link).expect("a link").is_symlink() && kept.is_file());
    fs::remove_dir_all(kept.parent().expect("a folder")).expect("gone");
    env.baro(&["mcp", "config", "--write"]).expect_code(2).expect_stderr(&["cannot be changed"]);
    assert!(fs::symlink_metadata(&link).expect("a link").is_symlink());
}

#[test]
fn the_doctor_sees_what_a_client_sees() {
    let env = TestEnv::new();
    let seen = env.baro(&["mcp", "doctor", "--json"]).expect_code(1).json();
    assert_eq!(seen["troubles"][0]["kind"], "no_usable_model", "{seen}");
    assert_eq!(seen["server"]["name"], "baro");
    assert_eq!(seen["tools"].as_array().map(Vec::len), Some(6));
    assert!(seen["tools_bytes"].as_u64().is_some_and(|n_bytes| n_bytes <= 5500), "{seen}");
    let run = env.baro(&["mcp", "doctor", "--", "--name", "qwen-coder", "--route", "code"]);
    run.expect_code(1).expect_stderr(&["baro auth add groq"]);
    assert!(run.stdout.contains("server qwen-coder") && run.stdout.contains("qwen_code_assistant: "), "{run}");
    env.baro(&["mcp", "doctor", "--", "--no-such-flag"])
        .expect_code(2)
        .expect_stderr(&["no option `--no-such-flag`", "the server ended"]);
}

#[test]
fn the_doctor_says_why_a_pinned_model_cannot_answer_and_which_keys_a_client_may_not_pass_on() {
    let upstream = Upstream::saying("hi");
    let mut env = TestEnv::with(&upstream);
    env.set("GEMINI_API_KEY", "AIzaSyTestTestTestTestTestTestTestTest0");
    let run = env.baro(&["mcp", "doctor"]);
    run.expect_code(0);
    assert!(run.stdout.contains("GEMINI_API_KEY: known from this shell's environment alone"), "{run}");
    let pinned = env.baro(&["mcp", "doctor", "--", "--model", "kimi"]);
    pinned.expect_code(1).expect_stderr(&["MOONSHOT_API_KEY", "baro auth add moonshot"]);
    env.baro(&["mcp", "doctor", "--", "--model", "nonexistent"]).expect_code(1).expect_stderr(&["nonexistent"]);
    let env = env.korean();
    let tools = env.baro(&["mcp", "doctor"]);
    assert!(tools.stdout.contains(": Kimi 대신 m1: 키 미설정 (MOONSHOT_API_KEY)\n"), "{tools}");
    let korean = env.baro(&["mcp", "doctor", "--", "--model", "nonexistent"]);
    assert!(korean.stdout.contains("이 셸의 환경 변수에만 있는 키") && !korean.stderr.contains("error"), "{korean}");
}

#[test]
fn a_wrong_project_file_keeps_no_server_from_starting_and_is_named() {
    let upstream = Upstream::saying("hi");
    let env = TestEnv::with(&upstream);
    env.file(".baro.toml", "temperature = 0.5\nmodle = \"x\"\n");
    let run = env.baro(&["mcp", "doctor"]);
    run.expect_code(0).expect_stderr(&["starting without the project's settings", ".baro.toml:2", "did you mean"]);
    assert_eq!(run.stderr.matches("starting without").count(), 1, "{run}");
    env.file(".baro.toml", "temperature = \n");
    let run = env.baro(&["mcp", "doctor"]);
    run.expect_code(0).expect_stderr(&[".baro.toml is no TOML", "this project's own file"]);
    assert!(!run.stderr.contains("config edit"), "{run}");
    // Whom it denies cannot be known.
    env.file(".baro.toml", "temperature = \n[policy]\ndeny = [\"groq\"]\n");
    env.baro(&["mcp", "doctor"]).expect_code(2).expect_stderr(&[".baro.toml"]);
}

#[test]
fn the_repositorys_own_entries_are_those_that_are_printed() {
    let env = TestEnv::new();
    let read = |name: &str| -> Value {
        let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
        serde_json::from_str(&fs::read_to_string(file).expect("a file")).expect("JSON")
    };
    assert_eq!(read(".mcp.json"), env.baro(&["mcp", "config"]).json());
    assert_eq!(read("examples/mcp-three-servers.json"), env.baro(&["mcp", "config", "--three"]).json());
}

#[test]
fn words_after_mcp_are_still_a_question() {
    let env = TestEnv::new();
    let run = env.baro(&["mcp", "is", "what", "exactly"]);
    run.expect_code(2).expect_stderr(&["no model can be used"]);
    assert!(!run.stderr.contains("Usage:"), "{run}");
}
