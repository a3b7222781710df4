//! Settings: shown with who set them, changed without harm to the rest of the file, checked, edited.

#![cfg(unix)]

use std::fs;

use crate::support::pty::Terminal;
use crate::support::run::{Run, Status};
use crate::support::{Reply, TestEnv, Upstream};

/// Writes a settings file in place of the one that may be there.
fn write(env: &TestEnv, toml: &str) {
    let file = env.config_file();
    fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
    fs::write(&file, toml).expect("the settings");
}

fn text(env: &TestEnv) -> String {
    fs::read_to_string(env.config_file()).expect("settings")
}

#[test]
fn a_setting_is_changed_and_comments_stay() {
    let mut env = TestEnv::new();
    env.config("# mine\n[ui] # looks\nfooter = \"off\" # quiet");
    env.baro(&["config", "set", "ui.footer", "full"]).expect_code(0).expect_stderr(&["`ui.footer` is written in ~/"]);
    env.baro(&["config", "set", "routes.code.models", "groq:a", "groq:b@high"]).expect_code(0);
    env.baro(&["config", "set", "aliases.큐", "groq:qwen/qwen3.8-27b"]).expect_code(0);
    env.baro(&["config", "set", "system", "answer", "shortly"]).expect_code(0);
    let text = text(&env);
    for part in [
        "# mine\n",
        "[ui] # looks\nfooter = \"full\" # quiet\n",
        "models = [\"groq:a\", \"groq:b@high\"]",
        "\"큐\" = \"groq:qwen/qwen3.8-27b\"",
        "system = \"answer shortly\"",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    env.baro(&["config", "get", "ui.footer"]).expect_code(0).expect_stdout("full");
    env.baro(&["config", "get", "routes.code.models"]).expect_code(0).expect_stdout("groq:a\ngroq:b@high");
    env.baro(&["config", "get", "ui.ambiguous"]).expect_code(0).expect_stdout("auto");
    env.baro(&["config", "get", "budget.day_usd"]).expect_code(1).expect_stdout("").expect_stderr(&["is not set"]);
    env.baro(&["config", "unset", "ui.footer", "what", "happens?"]).expect_code(2).expect_stderr(&["`what`"]);
    env.baro(&["config", "get", "ui.footer"]).expect_code(0).expect_stdout("full");
    env.baro(&["config", "unset", "ui.footer"]).expect_code(0);
    env.baro(&["config", "get", "ui.footer"]).expect_code(0).expect_stdout("short");
    env.baro(&["config", "unset", "ui.footer"]).expect_code(1).expect_stderr(&["there is no `ui.footer` in"]);
}

#[test]
fn what_does_not_fit_is_refused_with_the_nearest_and_nothing_is_written() {
    let mut env = TestEnv::new();
    env.config("mode = \"ask\"");
    for (words, said) in [
        (["ui.fotter", "off"], &["there is no setting `ui.fotter`", "did you mean `ui.footer`?"][..]),
        (["footer", "off"], &["did you mean `ui.footer`?"]),
        (["ui.footer", "loud"], &["cannot have that value", "off | short | full"]),
        (["timeouts.idle_s", "0"], &["more than 0"]),
        (["budget.day_usd", "-1"], &["cannot have that value"]),
        (["ui", "off"], &["is a table of settings"]),
    ] {
        env.baro(&["config", "set", words[0], words[1]]).expect_code(2).expect_stderr(said);
    }
    env.baro(&["config", "get", "ui.fotter"]).expect_code(2).expect_stderr(&["`ui.footer`"]);
    assert_eq!(text(&env), "mode = \"ask\"\n");
    let env = TestEnv::new().korean();
    env.baro(&["config", "set", "timeouts.idle_s", "0"]).expect_code(2).expect_stderr(&["0보다 크고 86400 이하인 초"]);
}

#[test]
fn every_value_is_shown_with_who_set_it_and_no_secret_is_shown() {
    let mut env = TestEnv::new();
    env.config(
        "proxy = \"http://kim:hunter2@127.0.0.1:3128\"\nmode = \"ask\"\n[providers.groq]\nkey_command = \"pass show 0123456789\"",
    );
    env.set("BARO_UI_FOOTER", "full");
    env.file(".baro.toml", "temperature = 0.5\n[policy]\ndeny = [\"openai\"]\n");
    let run = env.baro(&["config", "show", "--origin"]);
    run.expect_code(0);
    let line = |start: &str| run.stdout.lines().find(|line| line.starts_with(start)).unwrap_or_default().to_owned();
    assert!(line("ui.footer").contains("\"full\"") && line("ui.footer").contains("# variable BARO_UI_FOOTER"), "{run}");
    assert!(line("mode").ends_with("# ~/.config/baro/config.toml"), "{run}");
    assert!(line("temperature").ends_with(".baro.toml") && line("policy.deny").ends_with(".baro.toml"), "{run}");
    assert!(
        line("proxy").contains("***@127.0.0.1:3128") && line("providers.groq.key_command").contains("***"),
        "{run}"
    );
    let all = env.baro(&["config", "show", "--all", "--origin"]);
    assert!(all.stdout.contains("timeouts.idle_s = 90") && all.stdout.contains("# default"), "{all}");
    // Also what has no value: this is where somebody is sent who looks for a name.
    for (name, variable) in [
        ("model", "BARO_MODEL"),
        ("route", "BARO_ROUTE"),
        ("budget.day_usd", "BARO_BUDGET_DAY_USD"),
        ("tls.ca_file", "BARO_TLS_CA_FILE"),
    ] {
        let line =
            |run: &Run| run.stdout.lines().find(|line| line.starts_with(&format!("# {name} = "))).map(str::to_owned);
        assert!(line(&all).is_some_and(|line| line.ends_with(&format!("# {variable}"))), "{name}: {all}");
    }
    let names = env.baro(&["config", "show", "--all"]);
    assert!(
        names
            .stdout
            .lines()
            .any(|line| line.starts_with("timeouts.idle_s = 90 ") && line.ends_with("# BARO_TIMEOUTS_IDLE_S")),
        "{names}"
    );
    assert!(names.stdout.contains("\n# providers.*.base_url =\n"), "{names}");
    assert!(toml::from_str::<toml::Table>(&names.stdout).is_ok(), "{names}");
    let json = env.baro(&["config", "show", "--all", "--json"]);
    for run in [&run, &all, &json, &env.baro(&["config", "get", "proxy"])] {
        assert!(!run.stdout.contains("hunter2") && !run.stdout.contains("0123456789"), "{run}");
    }
    // What is shown can be read again.
    let shown: String = env.baro(&["config", "show"]).stdout.clone();
    assert!(toml::from_str::<toml::Table>(&shown).is_ok(), "{shown}");
}

#[test]
fn who_goes_first_is_said_when_something_else_is_written() {
    let mut env = TestEnv::new();
    env.set("BARO_UI_FOOTER", "full");
    let run = env.baro(&["config", "set", "ui.footer", "off"]);
    run.expect_code(0).expect_stderr(&["in force comes from variable BARO_UI_FOOTER"]);
}

#[test]
fn wrong_settings_can_be_found_checked_and_mended() {
    let mut env = TestEnv::new();
    env.config("mode = ask");
    env.baro(&["config", "path"]).expect_code(0).expect_stdout(&env.config_file().display().to_string());
    env.baro(&["config", "check"]).expect_code(2).expect_stderr(&["line 1 of", "baro config edit"]);
    let checked = env.baro(&["config", "check", "--json"]).expect_code(2).json();
    assert_eq!(checked["sound"], false, "{checked}");
    env.baro(&["config", "show"]).expect_code(2).expect_stderr(&["line 1 of"]);
    env.baro(&["config", "set", "mode", "ask"]).expect_code(2);
    env.set("EDITOR", "printf 'mode = \"ask\"\\n' >");
    let run = env.baro(&["config", "edit"]);
    run.expect_code(0);
    assert!(run.stdout.contains("sound (1 setting)"), "{run}");
}

#[test]
fn an_editor_that_is_drawn_in_a_terminal_is_not_started_without_one() {
    for (env, error, hint) in [
        (TestEnv::new(), "error: there is no terminal for the editor `", "hint: run this in a terminal"),
        (TestEnv::new().korean(), "오류: 편집기 `", "도움: 터미널에서 다시 실행하거나 `baro config set"),
    ] {
        let mut env = env;
        for editor in ["", "vim", "nano"] {
            env.set("EDITOR", editor);
            env.baro(&["config", "edit"]).expect_code(2).expect_stderr(&[error, hint, "`baro config path`"]);
        }
        assert!(!env.config_file().exists());
    }
}

#[test]
fn a_name_that_was_typed_is_told_without_a_line_of_the_file() {
    let mut env = TestEnv::new();
    env.config("[aliases]\n\"큐\" = \"groq:qwen/qwen3.8-27b\"\n");
    for (key, nearest) in
        [("routes.코드.models", "`routes.code.models`"), ("routes.codee.models", "`routes.code.models`")]
    {
        let run = env.baro(&["config", "set", key, "큐"]);
        run.expect_code(2).expect_stderr(&[&format!("error: there is no setting `{key}`\n"), nearest]);
        assert!(!run.stderr.contains("config.toml"), "{run}");
        let run = env.baro(&["--lang", "ko", "config", "set", key, "큐"]);
        run.expect_code(2).expect_stderr(&[&format!("오류: `{key}`"), nearest]);
    }
    let run = env.baro(&["config", "set", "models.groq:a.usd_per_million.input", "1"]);
    run.expect_code(2).expect_stderr(&["config.toml: `models.\"groq:a\".usd_per_million` lacks `output`"]);
}

#[test]
fn a_setting_with_an_equals_sign_is_told_how_it_is_written() {
    let env = TestEnv::new();
    for (words, whole) in [
        (&["config", "set", "language=en"][..], "`baro config set language en`"),
        (&["config", "set", "language=", "en"], "`baro config set language en`"),
        (&["config", "set", "language", "=", "en"], "`baro config set language en`"),
        (&["config", "set", "language", "=en"], "`baro config set language en`"),
        (&["config", "set", "ui.footer=off"], "`baro config set ui.footer off`"),
        (&["config", "set", "system=be brief"], "`baro config set system 'be brief'`"),
        (&["config", "set", "language"], "usage: baro config set <KEY> <VALUE>"),
    ] {
        env.baro(words).expect_code(2).expect_stderr(&[whole]);
        assert!(!env.config_file().exists(), "{words:?}");
    }
    env.baro(&["--lang", "ko", "config", "set", "language=en"])
        .expect_code(2)
        .expect_stderr(&["도움: 혹시 `baro config set language en`?"]);
    // A value may begin as it likes.
    env.baro(&["config", "set", "system", "a = b"]).expect_code(0);
}

#[test]
fn all_that_is_wrong_is_told_at_once_and_the_rest_is_shown() {
    let mut env = TestEnv::new();
    env.config("modle = \"x\"\nzzzz = 1\ntemperature = 0.5\n[policy]\nlnaguage = \"ko\"\npaid = \"always\"");
    env.set("BARO_UI_FOTER", "full").set("BARO_MODE", "loud").set("BARO_ZZZ", "1");
    env.file(".baro.toml", "modle = \"groq:a\"\nproxy = \"http://x\"\n");
    let all = [
        "config.toml:1: there is no setting `modle`",
        "did you mean `model`?",
        "config.toml:2: there is no setting `zzzz`",
        "config.toml:5: there is no setting `policy.lnaguage`",
        "did you mean `language`?",
        "config.toml:6: `policy.paid` cannot have that value",
        ".baro.toml:1: there is no setting `modle`",
        "may not set `proxy`",
        "BARO_MODE",
    ];
    let run = env.baro(&["config", "check"]);
    run.expect_code(2).expect_stderr(&all);
    run.expect_stderr(&["the variable BARO_UI_FOTER sets nothing; did you mean BARO_UI_FOOTER?", "BARO_ZZZ"]);
    assert!(!run.stderr.contains("did you mean `mode`"), "{run}");
    let checked = env.baro(&["config", "check", "--json"]).expect_code(2).json();
    assert_eq!(checked["problems"].as_array().map(Vec::len), Some(7), "{checked}");
    assert_eq!(checked["warnings"].as_array().map(Vec::len), Some(2), "{checked}");
    let run = env.baro(&["config", "show", "--all"]);
    run.expect_code(2).expect_stderr(&all).expect_stdout_has("temperature = 0.5");
    run.expect_stdout_has("timeouts.idle_s = 90");
    let doctor = env.baro(&["doctor", "--offline"]);
    doctor.expect_code(1);
    for part in ["`zzzz`", "`policy.lnaguage`", "`policy.paid`", "BARO_UI_FOTER"] {
        assert!(doctor.stdout.contains(part), "{part}\n{doctor}");
    }
    env.baro(&["ask", "q"]).expect_code(2).expect_stderr(&["`modle`"]);
    let env = TestEnv::new();
    env.file(".baro.toml", "modle = \"groq:a\"\n");
    let run = env.baro(&["config", "check"]);
    run.expect_code(2).expect_stderr(&["did you mean `model`?"]);
}

#[test]
fn lists_are_lists_in_json() {
    let mut env = TestEnv::new();
    env.config("[policy]\ndeny = [\"openai\", \"xai\"]");
    let shown = env.baro(&["config", "show", "--all", "--json"]).expect_code(0).json();
    let row = |key: &str| {
        let rows = shown["settings"].as_array().expect("rows");
        rows.iter().find(|row| row["key"] == key).unwrap_or_else(|| panic!("{key}: {shown}"))["value"].clone()
    };
    assert_eq!(row("policy.deny"), serde_json::json!(["openai", "xai"]));
    assert_eq!(row("ui.footer"), "short");
}

#[test]
fn a_settings_file_in_utf16_is_named_for_what_it_is() {
    let mut env = TestEnv::new();
    env.config("");
    let bytes: Vec<u8> = "\u{feff}mode = \"ask\"\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    fs::write(env.config_file(), bytes).expect("written");
    for words in [&["config", "check"][..], &["ask", "q"], &["config", "set", "mode", "ask"]] {
        env.baro(words).expect_code(2).expect_stderr(&["it is in UTF-16", "save it as UTF-8"]);
    }
}

#[test]
fn a_misspelt_effort_is_refused_with_the_nearest_and_never_becomes_a_models_name() {
    let upstream = Upstream::saying("x");
    let mut env = TestEnv::with(&upstream);
    for words in [
        &["config", "set", "routes.fast.models", "fake:m1@hihg"][..],
        &["config", "set", "aliases.q", "fake:m1@hihg"],
        &["config", "set", "model", "fake:m1@hihg"],
        &["ask", "-m", "fake:m1@hihg", "q"],
    ] {
        env.baro(words).expect_code(2).expect_stderr(&["`hihg` is no effort", "did you mean `fake:m1@high`?"]);
    }
    env.baro(&["ask", "-m", "fake:m1@hard", "q"]).expect_code(2).expect_stderr(&["off, low, medium, high, max"]);
    env.baro(&["ask", "-m", "kimi@hihg", "q"]).expect_code(2).expect_stderr(&["did you mean `kimi@high`?"]);
    // Written by hand.
    env.config("[aliases]\nq = \"fake:m1@hihg\"");
    env.baro(&["config", "check"]).expect_code(2).expect_stderr(&["`aliases.q`", "did you mean `fake:m1@high`?"]);
    env.baro(&["ask", "-m", "q", "hello"]).expect_code(2).expect_stderr(&["`hihg`"]);
    assert!(upstream.chats().is_empty());
    // What somebody has, or what is no slip, is sent as it is.
    env.config("[models.\"fake:m1@hihg\"]\ncontext_tokens = 8000");
    for model in ["m1@hihg", "nobody-knows@20240620", "@cf/meta/llama"] {
        env.baro(&["ask", "-m", &format!("fake:{model}"), "q"]).expect_code(0);
        assert_eq!(upstream.chats().last().expect("a chat").body["model"], model);
    }
}

#[test]
fn what_check_would_refuse_is_not_written() {
    for (env, nothing, address) in [
        (TestEnv::new(), "nothing was written", "`baro config set providers.nosuch.base_url URL`"),
        (TestEnv::new().korean(), "아무것도 적지 않았습니다", "`baro config set providers.nosuch.base_url 주소`"),
    ] {
        for words in [
            ["providers.nosuch.key_command", "pass show x"],
            ["routes.code.models", "nosuch-model-at-all"],
            ["aliases.q", "grok:a"],
            ["policy.deny", "opnai"],
            ["model", "nosuch-model-at-all"],
        ] {
            let run = env.baro(&["config", "set", words[0], words[1]]);
            run.expect_code(2).expect_stderr(&[nothing]);
            assert!(!env.config_file().exists(), "{run}");
        }
        env.baro(&["config", "set", "providers.nosuch.key_env", "MY_KEY"]).expect_code(2).expect_stderr(&[address]);
        // The address first, then all the rest of it.
        env.baro(&["config", "set", "providers.nosuch.base_url", "http://127.0.0.1:1/v1"]).expect_code(0);
        env.baro(&["config", "set", "providers.nosuch.key_command", "pass show x"]).expect_code(0);
        env.baro(&["config", "check"]).expect_code(0);
    }
    // What is wrong already is mended one by one, and not written again.
    let mut env = TestEnv::new();
    env.config("model = \"nosuch-model-at-all\"");
    env.baro(&["config", "set", "ui.footer", "off"]).expect_code(0).expect_stderr(&["nosuch-model-at-all"]);
    env.baro(&["config", "set", "model", "nosuch-model-at-all"]).expect_code(2).expect_stderr(&["nothing was written"]);
    env.config("[aliases]\na = \"grok:a\"\nb = \"grok:b\"");
    env.baro(&["config", "set", "aliases.a", "groq:a"]).expect_code(0);
}

#[test]
fn set_and_check_refuse_the_same_and_offer_the_nearest() {
    let env = TestEnv::new();
    let pem = env.file("ca.pem", "no certificate");
    for (key, value, said) in [
        ("tls.ca_file", "/nowhere/ca.pem", "/nowhere/ca.pem: there is no such file"),
        ("tls.ca_file", pem.to_str().expect("a path"), "holds no certificate"),
        ("local.model", "nosuch", "there are: smollm2"),
        ("local.model", "smolm2", "did you mean smollm2?"),
        ("keys.redoo", "f5", "did you mean `keys.redo`?"),
        ("keys.redo", "ctrl-c", "a key such as `f5`"),
        ("models.\"grok:a\".context_tokens", "5", "did you mean groq?"),
    ] {
        write(&env, "# mine\nmode = \"ask\"\n");
        let before = text(&env);
        env.baro(&["config", "set", key, value]).expect_code(2).expect_stderr(&[said]);
        assert_eq!(text(&env), before, "{key}");
        let value = if value == "5" { value.to_owned() } else { format!("\"{value}\"") };
        write(&env, &format!("{key} = {value}"));
        let nearest = said.strip_suffix('?').unwrap_or(said);
        env.baro(&["config", "check"]).expect_code(2).expect_stderr(&[nearest]);
    }
    write(&env, "");
    for (key, value) in [("local.model", "smollm2"), ("keys.redo", "ctrl-x g"), ("keys.why", "F5")] {
        env.baro(&["config", "set", key, value]).expect_code(0);
    }
    env.baro(&["config", "check"]).expect_code(0);
}

#[test]
fn a_file_of_this_process_alone_is_not_named_in_the_settings() {
    let env = TestEnv::new();
    for key in ["providers.groq.key_file", "tls.ca_file"] {
        for path in ["/dev/fd/63", "/dev/stdin", "/proc/self/fd/0"] {
            write(&env, "");
            env.baro(&["config", "set", key, path]).expect_code(2).expect_stderr(&[path, "not a plain file"]);
            assert_eq!(text(&env), "");
            write(&env, &format!("{key} = \"{path}\""));
            env.baro(&["config", "check"]).expect_code(2).expect_stderr(&[path, "not a plain file"]);
        }
    }
}

#[test]
fn the_setting_that_was_meant_is_offered_for_a_slip_in_any_part() {
    let env = TestEnv::new();
    for (key, meant) in [
        ("budget.day", "budget.day_usd"),
        ("alias.q", "aliases.q"),
        ("retention", "history.retention_days"),
        ("provider.groq.base_url", "providers.groq.base_url"),
        ("provider.groq.url", "providers.groq.base_url"),
        ("timeout.total", "timeouts.total_s"),
        ("footer", "ui.footer"),
    ] {
        let meant = format!("did you mean `{meant}`?");
        env.baro(&["config", "set", key, "1"]).expect_code(2).expect_stderr(&[&meant]);
        env.baro(&["config", "get", key]).expect_code(2).expect_stderr(&[&meant]);
    }
    let run = env.baro(&["config", "set", "flavour", "1"]);
    assert!(!run.expect_code(2).stderr.contains("did you mean"), "{run}");
}

#[test]
fn a_key_that_stands_where_a_name_belongs_is_never_shown() {
    const KEY: &str = "gsk_0123456789abcdefghijABCDEFGHIJ0123456789";
    let env = TestEnv::new();
    for setting in [
        "system = \"my key is <>.\"",
        "model = \"<>\"",
        "policy.deny = [\"<>\"]",
        "local.model = \"<>\"",
        "tls.ca_file = \"/keys/<>\"",
        "[aliases]\nq = \"groq:<>\"",
        "[aliases]\nq = \"<>\"",
        "[aliases]\n<> = \"groq:x\"",
        "[routes.code]\nmodels = [\"<>\"]\nkeywords = [\"<>\"]",
        "[providers.<>]\nkey_env = \"MY_KEY\"",
        "[providers.groq]\nkey_file = \"/keys/<>\"",
    ] {
        write(&env, &setting.replace("<>", KEY));
        for words in [
            &["config", "show"][..],
            &["config", "show", "--all", "--json"],
            &["config", "get", "system"],
            &["config", "check"],
            &["config", "check", "--json"],
            &["config", "set", "ui.footer", "off"],
            &["doctor", "--offline"],
            &["ask", "q"],
        ] {
            let run = env.baro(words);
            assert!(!run.stderr.contains("0123456789") && !run.stdout.contains("0123456789"), "{setting}: {run}");
        }
    }
    write(&env, &format!("system = \"my key is {KEY}.\""));
    env.baro(&["config", "show"]).expect_code(0).expect_stdout("system = \"my key is ***.\"");
}

#[test]
fn a_key_in_the_settings_is_told_for_what_it_is_and_never_shown() {
    const KEY: &str = "gsk_0123456789abcdefghijABCDEFGHIJ0123456789";
    for setting in ["api_key", "key_command", "key_env", "token"] {
        for (env, said) in [
            (TestEnv::new(), "a key does not stand in the settings"),
            (TestEnv::new().korean(), "키는 설정 파일에 적지 않습니다"),
        ] {
            let mut env = env;
            env.config(&format!("[providers.groq]\n{setting} = \"{KEY}\""));
            for words in
                [&["config", "check"][..], &["config", "show"], &["ask", "q"], &["config", "set", "mode", "ask"]]
            {
                let run = env.baro(words);
                run.expect_code(2).expect_stderr(&[said, "config.toml:2", "`baro auth add groq`"]);
                assert!(!run.stderr.contains("0123456789") && !run.stdout.contains("0123456789"), "{run}");
            }
            let doctor = env.baro(&["doctor", "--offline"]);
            doctor.expect_code(1).expect_stdout_has("`baro auth add groq`");
            assert!(!doctor.stdout.contains("0123456789"), "{doctor}");
        }
    }
    let env = TestEnv::new();
    for key in ["providers.groq.api_key", "GROQ_API_KEY"] {
        env.baro(&["config", "set", key, "abc"]).expect_code(2).expect_stderr(&["must not stand on the command line"]);
    }
}

#[test]
fn a_key_in_a_settings_place_is_refused_alike_when_it_is_typed_and_when_it_is_written_by_hand() {
    const KEY: &str = "9f8e7d6c5b4a39281706f5e4d3c2b1a09f8e7d6c5b4a39281706f5e4d3c2b1a0";
    let echo = format!("echo {KEY}");
    for (table, key, value) in [
        ("providers.groq", "key_command", echo.as_str()),
        ("providers.groq", "key_command", KEY),
        ("providers.groq", "key_env", KEY),
        ("providers.groq", "key_file", KEY),
        ("tls", "ca_file", KEY),
        ("policy", "deny", KEY),
        ("routes.code", "models", KEY),
    ] {
        let env = TestEnv::new();
        let run = env.baro(&["config", "set", &format!("{table}.{key}"), value]);
        run.expect_code(2).expect_stderr(&["must not stand on the command line"]);
        let is_list = matches!(key, "deny" | "models");
        let written = if is_list { format!("[\"{value}\"]") } else { format!("\"{value}\"") };
        write(&env, &format!("[{table}]\n{key} = {written}\n"));
        let check = env.baro(&["config", "check"]);
        let said = if is_list { "an API key stands in it" } else { "a key does not stand in the settings" };
        check.expect_code(2).expect_stderr(&[said, key]);
        for run in [check, env.baro(&["doctor", "--offline"]), env.baro(&["config", "show"]), env.baro(&["ask", "q"])] {
            assert!(!run.stdout.contains(&KEY[..20]) && !run.stderr.contains(&KEY[..20]), "{key}: {run}");
        }
    }
    let env = TestEnv::new();
    for command in ["pass show work/together-key-2026", "cat ~/keys/together"] {
        write(&env, &format!("[providers.groq]\nkey_command = \"{command}\"\n"));
        env.baro(&["config", "check"]).expect_code(0);
    }
    // A file that is there is one, whatever its name.
    env.file(KEY, "-----BEGIN CERTIFICATE-----\n");
    let run = env.baro(&["config", "set", "providers.groq.key_file", KEY]);
    assert!(!run.stderr.contains("must not stand"), "{run}");
}

#[test]
fn a_key_behind_a_name_in_a_line_that_is_no_setting_is_not_shown() {
    let hex = "9f8e7d6c5b4a39281706f5e4d3c2b1a09f8e7d6c5b4a39281706f5e4d3c2b1a0";
    let key = "wJalrXUtnFEMI7K9MDENGb/PxRfiCYzQ7EXAMPLE";
    for line in [format!("TOGETHER_API_KEY:{hex}"), format!("key_env={key}")] {
        let mut env = TestEnv::new();
        env.config(&line);
        for words in [&["config", "check"][..], &["doctor", "--offline"]] {
            let run = env.baro(words);
            let said = format!("{}{}", run.stdout, run.stderr);
            assert!(!said.contains(&hex[..20]) && !said.contains(&key[..20]), "{words:?}: {said}");
        }
    }
}

#[test]
fn names_of_things_in_hexadecimal_digits_are_shown() {
    const COMMIT: &str = "9f8e7d6c5b4a39281706f5e4d3c2b1a09f8e7d6c";
    let upstream = Upstream::saying("hi");
    let env = TestEnv::with(&upstream);
    let settings = text(&env);
    write(
        &env,
        &format!(
            "{settings}\n[models.\"fake:{COMMIT}\"]\ncontext_tokens = 4096\n\
             [models.\"fake:Qwen2.5-Coder-32B-Instruct\"]\ncontext_tokens = 8192\n\
             [models.\"fake:Qwen2.5-Coder-14B-Instruct\"]\ncontext_tokens = 16384\n\
             [aliases]\nmine = \"fake:{COMMIT}\"\n"
        ),
    );
    env.baro(&["config", "check"]).expect_code(0);
    let show = env.baro(&["config", "show"]);
    show.expect_code(0);
    for line in [
        format!("models.\"fake:{COMMIT}\".context_tokens = 4096"),
        "models.\"fake:Qwen2.5-Coder-32B-Instruct\".context_tokens = 8192".to_owned(),
        "models.\"fake:Qwen2.5-Coder-14B-Instruct\".context_tokens = 16384".to_owned(),
        format!("aliases.mine = \"fake:{COMMIT}\""),
    ] {
        assert!(show.stdout.lines().any(|shown| shown == line), "{line}: {show}");
    }
    upstream.queue(Reply::error(404, "model_not_found", "no such model"));
    env.baro(&["ask", "-m", "mine", "hi"]).expect_code(2).expect_stderr(&[&format!("fake has no model {COMMIT}")]);
    let folder = env.file("snapshots/x", "x");
    let missing = folder.parent().expect("a folder").join(COMMIT).display().to_string();
    env.baro(&["ask", "-f", &missing, "hi"]).expect_code(2).expect_stderr(&[&missing]);
}

#[test]
fn a_value_in_the_place_of_a_table_is_told_as_that() {
    let env = TestEnv::new();
    write(&env, "ui = 1\n");
    let run = env.baro(&["config", "set", "ui.footer", "full"]);
    run.expect_code(2).expect_stderr(&["config.toml:1: `ui` cannot have that value", "`baro config unset ui`"]);
    assert!(!run.stderr.contains("ui.footer"), "{run}");
    env.baro(&["config", "unset", "ui"]).expect_code(0);
    env.baro(&["config", "set", "ui.footer", "full"]).expect_code(0);
}

#[test]
fn settings_that_cannot_be_read_are_told_with_what_to_do_and_not_taken_for_none() {
    for (text, said, hint) in [
        (&b"language = \"\xb0\xa1\""[..], "not UTF-8, from line 1", ".utf8 && mv "),
        (b"mode = ask", "is no TOML", "baro config edit"),
        (b"\xff\xfem\0", "it is in UTF-16", "Out-File -Encoding utf8"),
    ] {
        let mut env = TestEnv::new();
        env.config("");
        fs::write(env.config_file(), text).expect("written");
        env.baro(&["ask", "q"]).expect_code(2).expect_stderr(&[said, hint]);
        let doctor = env.baro(&["doctor", "--offline"]);
        doctor.expect_code(1);
        doctor
            .expect_stdout_has(said)
            .expect_stdout_has(hint)
            .expect_stdout_has("what follows is without the settings");
        for untrue in ["no keys", "no model can be used", "config path"] {
            assert!(!doctor.stdout.contains(untrue), "{untrue}\n{doctor}");
        }
        env.baro(&["doctor", "--offline", "--lang", "ko"]).expect_stdout_has("아래는 설정 없이 점검한 결과입니다");
    }
    let env = TestEnv::new();
    fs::create_dir_all(env.config_file()).expect("a folder");
    for words in [&["ask", "q"][..], &["config", "edit"]] {
        env.baro(words).expect_code(2).expect_stderr(&["is a folder", "config.toml.old"]);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_that_cannot_be_written_is_told_with_what_to_do() {
    for (env, said, hint) in [
        (TestEnv::new(), "cannot be written", "hint: its folder must be one that you can write to: `ls -ld "),
        (TestEnv::new().korean(), "쓸 수 없습니다", "도움: 그 폴더에 쓸 수 있어야 합니다: `ls -ld "),
    ] {
        let mut env = env;
        // Nobody makes a folder there, root included.
        env.set("BARO_CONFIG", "/proc/baro/config.toml");
        env.baro(&["config", "set", "mode", "ask"]).expect_code(1).expect_stderr(&[
            said,
            hint,
            // The folder that is there, and not the one that would be made in it.
            "ls -ld /proc`",
            "`BARO_CONFIG`",
        ]);
    }
}

#[test]
fn settings_that_a_variable_names_and_that_are_not_there_are_told_by_whoever_reads_them() {
    let upstream = Upstream::saying("ok");
    let mut env = TestEnv::with(&upstream);
    let there = env.config_file();
    for (named, said, korean) in [
        (
            there.with_file_name("confg.toml"),
            "did you mean ~/.config/baro/config.toml?",
            "혹시 ~/.config/baro/config.toml인가요?",
        ),
        (there.with_file_name("no").join("x.toml"), "the defaults hold\n", "기본 설정을 씁니다\n"),
    ] {
        env.set("BARO_CONFIG", &named.display().to_string());
        for words in
            [&["models"][..], &["auth", "list"], &["usage"], &["route", "q"], &["config", "show"], &["config", "path"]]
        {
            env.baro(words).expect_stderr(&["`BARO_CONFIG` names ~/.config/baro/", "which is not there", said]);
        }
        let check = env.baro(&["config", "check"]);
        check.expect_code(0).expect_stderr(&["`BARO_CONFIG` names ~/.config/baro/", said]);
        let check = env.baro(&["config", "check", "--json"]).expect_code(0).json();
        assert!(check["warnings"][0].as_str().is_some_and(|warning| warning.contains(said.trim_end())), "{check}");
        env.baro(&["--lang", "ko", "usage"]).expect_stderr(&["`BARO_CONFIG`에 적힌 ~/.config/baro/", korean]);
        let doctor = env.baro(&["doctor", "--offline"]);
        doctor.expect_stdout_has("`BARO_CONFIG` names ~/.config/baro/").expect_stdout_has("`unset BARO_CONFIG`");
        env.baro(&["doctor", "--offline", "--lang", "ko"]).expect_stdout_has("파일이 없어 모두 기본값");
    }
    // Whoever is about to make it needs no warning, nor whoever wants none; what was made is said.
    let run = env.baro(&["config", "set", "mode", "ask"]);
    assert!(!run.stderr.contains("not there"), "{run}");
    run.expect_stderr(&["`mode` is written in ~/.config/baro/no/x.toml, a new file that `BARO_CONFIG` names\n"]);
    let run = env.baro(&["config", "set", "mode", "ask"]);
    assert!(!run.stderr.contains("new file"), "{run}");
    env.set("BARO_CONFIG", &there.with_file_name("confg.toml").display().to_string());
    let run = env.baro(&["--lang", "ko", "config", "set", "mode", "ask"]);
    run.expect_stderr(&["`BARO_CONFIG`에 적힌 새 파일 ~/.config/baro/confg.toml에 `mode`를 적었습니다. 혹시 ~/.config/baro/config.toml인가요?"]);
    // What is refused makes nothing.
    env.set("BARO_CONFIG", &there.with_file_name("never").join("x.toml").display().to_string());
    env.baro(&["config", "set", "mode", "never"]).expect_code(2);
    assert!(!there.with_file_name("never").exists());
    env.set("BARO_CONFIG", "/dev/null");
    let run = env.baro(&["usage"]);
    assert!(!run.stderr.contains("not there"), "{run}");
}

#[test]
fn a_variable_that_other_programs_would_call_so_is_told_by_its_true_name() {
    for (name, own) in
        [("BARO_LANG", "BARO_LANGUAGE"), ("BARO_FOOTER", "BARO_UI_FOOTER"), ("BARO_DENY", "BARO_POLICY_DENY")]
    {
        let mut env = TestEnv::new();
        env.set(name, "ko");
        env.baro(&["config", "check"]).expect_code(0).expect_stderr(&[&format!("did you mean {own}?")]);
    }
}

#[test]
fn what_does_not_hold_together_is_found() {
    let mut env = TestEnv::new();
    env.config(
        "model = \"claudee\"\n[routes.code]\nmodels = [\"mine\", \"grok:a\"]\n[aliases]\nold = \"groq:qwen/qwen3-32b\"\n[policy]\ndeny = [\"opnai\"]\n[providers.own]\nkey_env = \"OWN\"",
    );
    let run = env.baro(&["config", "check"]);
    run.expect_code(2).expect_stderr(&[
        "`model`: there is no model or alias `claudee`",
        "did you mean claude",
        "`routes.code.models`: there is no model or alias `mine`",
        "there is no provider `grok`",
        "did you mean groq",
        "`policy.deny`: there is no provider `opnai`",
        "`baro config set providers.own.base_url URL`",
        "`aliases.old`: groq:qwen/qwen3-32b is retired",
        "write groq:qwen/qwen3.8-27b instead",
    ]);
    let upstream = Upstream::saying("x");
    TestEnv::with(&upstream).baro(&["config", "check"]).expect_code(0);
    TestEnv::new().korean().baro(&["config", "check"]).expect_code(0).expect_stdout_has("모두 기본값");
}

#[test]
fn an_editor_that_leaves_a_mistake_is_offered_again() {
    let mut env = TestEnv::new().korean();
    let script = env.file(
        "edit.sh",
        "if [ -e once ]; then echo 'mode = \"ask\"' > \"$1\"; else touch once; echo 'mode = ask' > \"$1\"; fi\n",
    );
    env.set("VISUAL", &format!("sh {}", script.display()));
    let mut terminal = Terminal::baro(&env, &["config", "edit"], 24, 80);
    terminal.wait_screen("다시 고칠까요?");
    terminal.keys("\r");
    terminal.wait_screen("문제가 없습니다");
    assert_eq!(terminal.finish(), Status::Code(0));
    assert_eq!(text(&env), "mode = \"ask\"\n");
    env.set("VISUAL", "false");
    env.baro(&["config", "edit"]).expect_code(1).expect_stderr(&["편집기 `false`가 실패했습니다", "종료 코드 1"]);
}

#[test]
fn a_fresh_file_for_the_editor_is_made_of_comments_and_sound() {
    let mut env = TestEnv::new();
    env.set("EDITOR", "true");
    env.baro(&["config", "edit"]).expect_code(0).expect_stdout_has("sound (0 settings)");
    assert!(text(&env).lines().all(|line| line.starts_with('#')), "{}", text(&env));
    let uncommented: Vec<String> = text(&env).lines().skip(2).map(|line| line[1..].to_owned()).collect();
    fs::write(env.config_file(), uncommented.join("\n")).expect("settings");
    env.baro(&["config", "check"]).expect_code(0);
}

#[test]
fn a_key_in_the_system_text_or_behind_a_name_is_found_shown_nowhere_and_sent_to_nobody() {
    const KEY: &str = "gsk_0123456789abcdefghijABCDEFGHIJ0123456789";
    let upstream = Upstream::saying("hi");
    for (env, said) in [
        (TestEnv::with(&upstream), "`system`: an API key stands in it"),
        (TestEnv::with(&upstream).korean(), "`system`: API 키가 들어 있습니다"),
    ] {
        let settings = text(&env);
        write(&env, &format!("system = \"log in with {KEY}\"\n{settings}"));
        let checked = env.baro(&["config", "check"]);
        checked.expect_code(2).expect_stderr(&[said, "`baro auth add "]);
        let doctor = env.baro(&["doctor", "--offline"]);
        doctor.expect_code(1).expect_stdout_has(said);
        // It is masked, and the question is asked.
        env.baro(&["ask", "q"]).expect_code(0);
        for run in [checked, doctor] {
            assert!(!run.stdout.contains(&KEY[4..]) && !run.stderr.contains(&KEY[4..]), "{run}");
        }
    }
    assert!(upstream.chats().iter().all(|chat| !chat.body.to_string().contains(&KEY[4..])));
    let n_asked = upstream.chats().len();
    let env = TestEnv::with(&upstream);
    let settings = text(&env);
    write(&env, &format!("{settings}\n[aliases]\nq = \"fake:{KEY}\"\n"));
    let mut runs = vec![env.baro(&["config", "check"])];
    runs[0].expect_code(2).expect_stderr(&["`aliases.q`: an API key stands in it"]);
    runs.push(env.baro(&["models"]));
    runs[1].expect_code(0).expect_stdout_has("fake:***");
    runs.push(env.baro(&["models", "--all", "--json"]));
    runs[2].expect_code(0).expect_stdout_has("fake:***");
    runs.push(env.baro(&["ask", "-m", "q", "hi"]));
    runs[3].expect_code(2).expect_stderr(&["`aliases.q`: an API key stands in it"]);
    for run in runs {
        assert!(!run.stdout.contains(&KEY[4..]) && !run.stderr.contains(&KEY[4..]), "{run}");
    }
    assert_eq!(upstream.chats().len(), n_asked);
}

#[test]
fn a_value_that_is_wrong_is_mended_by_the_commands_that_change_settings() {
    let mut env = TestEnv::new();
    env.config("# mine\n[ui]\nfooter = \"ful\"");
    // What is told of the file names what mends it.
    for words in [&["ask", "q"][..], &["config", "set", "language", "ko"], &["config", "get", "mode"]] {
        env.baro(words).expect_code(2).expect_stderr(&[
            "config.toml:3: `ui.footer` cannot have that value",
            "it may be: off | short | full",
            "`baro config edit`, or take it out with `baro config unset ui.footer`",
        ]);
    }
    env.baro(&["config", "set", "ui.footer", "fool"]).expect_code(2).expect_stderr(&["cannot have that value"]);
    env.baro(&["config", "set", "ui.footer", "full"]).expect_code(0).expect_stderr(&["`ui.footer` is written"]);
    assert_eq!(text(&env), "# mine\n[ui]\nfooter = \"full\"\n");
    write(&env, "[ui]\nfooter = \"ful\"\nwidth = 100\n");
    env.baro(&["config", "unset", "ui.footer"]).expect_code(0);
    assert_eq!(text(&env), "[ui]\nwidth = 100\n");
    // What is no setting at all goes, too, and a key that stands in the file.
    write(&env, "foo = 1\nmode = \"ask\"\n[providers.groq]\napi_key = \"x\"\n[ui]\nfotter = 1\n");
    env.baro(&["config", "unset", "language"]).expect_code(2).expect_stderr(&["there is no setting `foo`"]);
    env.baro(&["config", "unset", "bar"]).expect_code(2).expect_stderr(&["there is no setting `bar`"]);
    // One after the other, and what is still wrong is said.
    env.baro(&["config", "unset", "foo"]).expect_code(0).expect_stderr(&["a key does not stand in the settings"]);
    env.baro(&["config", "unset", "providers.groq.api_key"]).expect_code(0).expect_stderr(&["`ui.fotter`"]);
    let last = env.baro(&["config", "unset", "ui.fotter"]);
    assert!(!last.expect_code(0).stderr.contains("warning"), "{last}");
    assert_eq!(text(&env), "mode = \"ask\"\n");
    write(&env, "zzzz = 1\n");
    env.baro(&["--lang", "ko", "ask", "q"]).expect_code(2).expect_stderr(&["`baro config unset zzzz`로 지우세요"]);
    // Nothing else than the user's file keeps it from being changed.
    env.file(".baro.toml", "modle = 1\n");
    let run = env.baro(&["config", "unset", "zzzz"]);
    run.expect_code(0).expect_stderr(&["there is no setting `modle`", "this project's own file"]);
    assert_eq!(text(&env), "");
}

#[test]
fn what_is_wrong_is_told_in_the_language_that_the_settings_name() {
    let commands: [&[&str]; 6] =
        [&["ask", "q"], &["models"], &["auth", "list"], &["history", "list"], &["route", "q"], &["config", "show"]];
    for (file, project) in [
        ("language = \"ko\"\nfotter = 1", ""),
        ("fotter = 1\nlanguage = \"ko\"", ""),
        ("language = \"ko\"", "modle = 1\n"),
        ("mode = \"ask\"", "language = \"ko\"\nmodle = 1\n"),
        // No TOML at all.
        ("language = \"ko\"\nmode = ask", ""),
    ] {
        let mut env = TestEnv::new();
        env.config(file);
        if !project.is_empty() {
            env.file(".baro.toml", project);
        }
        for words in commands {
            let run = env.baro(words);
            // Those that ask nobody go on without the project's file, its language, too.
            let goes_on = !project.is_empty() && matches!(words[0], "auth" | "history");
            let (code, korean, english) =
                if goes_on { (0, "경고: ", "warning: ") } else { (2, "오류: ", "error: ") };
            let korean = if goes_on && project.contains("ko") { english } else { korean };
            assert!(run.expect_code(code).stderr.starts_with(korean), "{file} {project}\n{run}");
            let run = env.baro(&[&["--lang", "en"], words].concat());
            assert!(run.expect_code(code).stderr.starts_with(english), "{file} {project} {words:?}");
        }
    }
    let mut env = TestEnv::new().korean();
    env.config("mode = ask\nlanguage = \"en\"\n[ui]\nlanguage = \"ko\"");
    assert!(env.baro(&["ask", "q"]).stderr.starts_with("error: "));
}

#[test]
fn a_tilde_in_the_variables_of_files_is_the_home_folder() {
    let upstream = Upstream::saying("hi");
    let mut env = TestEnv::with(&upstream);
    env.set("BARO_DATA_DIR", "~/dd");
    env.baro(&["ask", "q"]).expect_code(0);
    assert!(env.home().join("dd/baro.db").exists() && !env.work().join("~").exists());
    env.set("BARO_CONFIG", "~/b.toml");
    env.baro(&["config", "set", "language", "ko"]).expect_code(0).expect_stderr(&["~/b.toml"]);
    assert!(env.home().join("b.toml").exists() && !env.work().join("~").exists());
}

#[test]
fn a_table_of_settings_is_told_to_be_one_where_a_value_was_asked_for() {
    let env = TestEnv::new();
    for key in ["timeouts", "budget", "aliases", "providers", "routes", "routes.code", "models", "keys", "tls"] {
        let run = env.baro(&["config", "get", key]);
        run.expect_code(2).expect_stderr(&[&format!("`{key}` is a table of settings"), "`baro config show --all`"]);
        assert!(!run.stderr.contains("did you mean"), "{run}");
    }
    env.baro(&["config", "get", "timeout"]).expect_code(2).expect_stderr(&["did you mean"]);
}

#[test]
fn a_variable_that_names_a_folder_for_the_settings_is_what_is_to_be_mended() {
    for (lang, said) in
        [("en", "let `BARO_CONFIG` name a file, not a folder"), ("ko", "`BARO_CONFIG`에는 폴더가 아니라 파일")]
    {
        let mut env = TestEnv::new();
        let folder = env.home().join(".config/baro");
        fs::create_dir_all(&folder).expect("a folder");
        env.set("BARO_CONFIG", &folder.display().to_string());
        for words in [&["ask", "q"][..], &["config", "set", "language", "ko"], &["config", "check"]] {
            let mut arguments = vec!["--lang", lang];
            arguments.extend(words);
            let run = env.baro(&arguments);
            let file = format!("`BARO_CONFIG={}`", folder.join("config.toml").display());
            run.expect_code(2).expect_stderr(&[said, &file]);
            assert!(!run.stderr.contains("mv "), "{run}");
        }
    }
}

#[test]
fn what_the_system_keeps_from_being_written_or_read_ends_with_1_whatever_the_command() {
    let env = TestEnv::new();
    let folder = env.config_file().parent().expect("a folder").to_owned();
    fs::create_dir_all(folder.parent().expect("a folder")).expect("a folder");
    fs::write(&folder, "in the way").expect("a file");
    env.baro(&["config", "set", "language", "ko"]).expect_code(1).expect_stderr(&["cannot be written"]);
    env.command(&["auth", "add", "groq", "--no-test"]).input("gsk_0123456789abcdefghijABCDEFGHIJ").run().expect_code(1);
    let env = TestEnv::new();
    fs::create_dir_all(env.database().parent().expect("a folder")).expect("a folder");
    fs::write(env.database(), "this is no database, and long enough to be looked at".repeat(100)).expect("written");
    for words in [&["history", "list"][..], &["usage"], &["history", "show", "last"], &["why"]] {
        env.baro(words).expect_code(1).expect_stderr(&["is damaged"]);
    }
    // What was asked for is another thing.
    let env = TestEnv::new();
    env.baro(&["history", "show", "nobody"]).expect_code(2);
}

#[test]
fn the_number_of_a_secret_in_a_command_and_a_long_name_of_a_variable_are_no_keys() {
    const NUMBER: &str = "9f8e7d6c5b4a39281706f5e4d3c2b1a0";
    let env = TestEnv::new();
    for command in [
        format!("cat /run/secrets/{NUMBER}"),
        format!("pass show {NUMBER}"),
        format!("az keyvault secret show --id https://v.example/secrets/k/{NUMBER}"),
    ] {
        env.baro(&["config", "set", "providers.together.key_command", &command]).expect_code(0);
        assert!(text(&env).contains(&command), "{}", text(&env));
    }
    let variable = format!("TOGETHER_KEY_{}", NUMBER.to_uppercase());
    env.baro(&["config", "unset", "providers.together.key_command"]).expect_code(0);
    env.baro(&["config", "set", "providers.together.key_env", &variable]).expect_code(0);
    env.baro(&["config", "check"]).expect_code(0);
    env.baro(&["config", "set", "providers.together.key_env", &NUMBER.to_uppercase()]).expect_code(2);
}

#[test]
fn a_key_without_a_vendors_mark_is_neither_told_nor_kept_where_it_was_put_by_mistake() {
    const HEX: &str = "9f8e7d6c5b4a39281706f5e4d3c2b1a09f8e7d6c5b4a39281706f5e4d3c2b1a0";
    const DOTTED: &str = "0123456789abcdef0123456789abcdef.Zx8Kq83hGzTaYw7Rb2nE5uJq";
    let upstream = Upstream::saying("x");
    for key in [HEX, DOTTED] {
        let mut env = TestEnv::with(&upstream);
        let before = text(&env);
        let echo = format!("echo {key}");
        for (words, code) in [
            (vec!["auth", "add", key], 2),
            (vec!["auth", "test", key], 2),
            (vec!["auth", "rm", key], 2),
            (vec!["auth", "add", "together", "--no-test", "--command", &echo], 2),
            (vec!["auth", "add", "together", "--no-test", "--file", key], 2),
            (vec!["config", "set", "providers.together.key_file", key], 2),
            (vec!["config", "set", "providers.together.key_command", &echo], 2),
            (vec!["config", "set", "providers.together.key_command", key], 2),
            (vec!["config", "set", "providers.together.key_env", key], 2),
            (vec!["history", "show", key], 2),
            (vec!["ask", "-m", key, "q"], 2),
            (vec!["ask", "-f", key, "q"], 2),
        ] {
            let run = env.baro(&words);
            run.expect_code(code);
            assert!(!format!("{}{}", run.stdout, run.stderr).contains(&key[..32]), "{words:?}\n{run}");
        }
        assert_eq!(text(&env), before);
        // By hand it is refused as any key is, and never shown.
        env.config(&format!("[providers.together]\nkey_file = \"{key}\""));
        let run = env.baro(&["ask", "q"]);
        run.expect_code(2).expect_stderr(&["a key does not stand in the settings"]);
        // As an earlier baro wrote it.
        let mut env = TestEnv::new();
        env.config(&format!("[providers.together]\nkey_file = \"/srv/{key}\""));
        for words in [&["auth", "list"][..], &["doctor", "--offline"], &["config", "show"], &["models", "--all"]] {
            let run = env.baro(words);
            assert!(!format!("{}{}", run.stdout, run.stderr).contains(&key[..32]), "{words:?}\n{run}");
        }
    }
    assert!(upstream.chats().is_empty());
    // A command that looks for a key by such a name is none.
    let env = TestEnv::new();
    let command = format!("pass show {HEX}");
    env.baro(&["auth", "add", "together", "--no-test", "--command", &command]).expect_code(0);
}

#[test]
fn what_a_projects_file_is_to_blame_for_names_that_file() {
    let upstream = Upstream::saying("hi");
    let env = TestEnv::with(&upstream);
    let file = env.file(".baro.toml", "");
    let shown = format!("~/{}", file.strip_prefix(env.home()).expect("below the home").display());
    let project = |text: &str| env.file(".baro.toml", text);
    let chose = format!("`model` chose it: {shown}");
    for (model, error) in [
        ("kimii", "kimii cannot be used yet"),
        ("moonshot:kimi-k3", "there is no API key for moonshot"),
        ("nobody:m1", "there is no model `nobody:m1`"),
        ("fake:m1@hgih", "no effort"),
    ] {
        project(&format!("model = \"{model}\"\n"));
        env.baro(&["ask", "q"]).expect_code(2).expect_stderr(&[error, &chose]);
        // Whoever names somebody else is not told of it.
        let run = env.baro(&["ask", "-m", "nobody:m2", "q"]);
        assert!(!run.stderr.contains(".baro.toml"), "{run}");
    }
    project("model = \"kimii\"\n");
    let json = env.baro(&["ask", "--json", "q"]).expect_code(2).json();
    assert_eq!(json["error"]["kind"], "unusable_model", "{json}");
    let stands = format!("it stands in {shown}");
    env.baro(&["config", "check"]).expect_code(2).expect_stderr(&["`model`: there is no model", &stands]);
    project("policy.deny = [\"grok\"]\n");
    env.baro(&["ask", "q"]).expect_code(2).expect_stderr(&["`policy.deny` names `grok`", &stands]);
    env.baro(&["doctor", "--offline"]).expect_code(1).expect_stdout_has(&stands);
    project("policy.deny = [\"fake\"]\n");
    for arguments in [&["ask", "q"][..], &["ask", "-m", "fake:m1", "q"], &["models"]] {
        let run = env.baro(arguments);
        run.expect_code(2).expect_stderr(&["denied by policy.deny in the project's .baro.toml"]);
        assert!(!run.stderr.contains("no key was found"), "{run}");
    }
    let doctor = env.baro(&["doctor", "--offline"]);
    doctor.expect_code(1).expect_stdout_has("in the project's .baro.toml");
    project("");
    env.baro(&["doctor", "--offline"])
        .expect_code(0)
        .expect_stdout_has(&format!("project settings {shown}: nothing is set"));
    assert!(upstream.chats().is_empty(), "{:?}", upstream.chats());
}
