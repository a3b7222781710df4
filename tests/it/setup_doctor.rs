//! `doctor`: everything that an answer depends on, what to do about it, and nothing that must not be shown.

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::time::Duration;

use crate::support::pty::Terminal;
use crate::support::run::{Invocation, Run, Status};
use crate::support::{TestEnv, Upstream};

const SECRET: &str = "sk-0123456789abcdefghij";

fn of<'a>(report: &'a serde_json::Value, id: &str) -> Vec<&'a serde_json::Value> {
    report["checks"].as_array().expect("checks").iter().filter(|check| check["id"] == id).collect()
}

/// Neither a key, nor the home, nor the user's name.
#[track_caller]
fn can_be_shown(run: &Run, env: &TestEnv) {
    for hidden in ["0123456789", "hunter2", "kim-the-user", &env.home().to_string_lossy()] {
        assert!(!run.stdout.contains(hidden) && !run.stderr.contains(hidden), "{hidden}\n{run}");
    }
}

#[test]
fn a_sound_set_up_is_good_and_names_every_part() {
    let upstream = Upstream::saying("hi");
    let mut env = TestEnv::with(&upstream);
    env.set("FAKE_API_KEY", SECRET).set("USER", "kim-the-user");
    env.baro(&["ask", "q"]).expect_code(0);
    let run = env.baro(&["doctor"]);
    run.expect_code(0);
    for part in [
        "baro 0.",
        "the output is no terminal",
        "locale en_US.UTF-8",
        "settings ~/.config/baro/config.toml: sound",
        "key of fake: variable FAKE_API_KEY",
        "fake (127.0.0.1): answers",
        "database ~/.local/share/baro/baro.db: sound",
        "conversations: 1",
    ] {
        assert!(run.stdout.contains(part), "{part}\n{run}");
    }
    can_be_shown(&run, &env);
    let report = env.baro(&["doctor", "--json"]).expect_code(0).json();
    assert_eq!((&report["good"], &report["schema"]), (&true.into(), &1.into()), "{report}");
    let reached = of(&report, "network")[0];
    assert_eq!((&reached["host"], &reached["tls"]), (&"127.0.0.1".into(), &false.into()), "{report}");
    assert!(reached["ms"].is_u64() && reached["reached"] == true, "{report}");
    for id in ["version", "terminal", "locale", "config", "keys", "network", "database"] {
        assert!(!of(&report, id).is_empty(), "{id}: {report}");
    }
    // To look at a provider no key is needed, and none is sent.
    let looks = upstream.requests();
    assert!(looks.iter().filter(|request| request.method == "GET" && request.path == "/v1").count() >= 2, "{looks:?}");
    assert!(looks.iter().filter(|look| look.path == "/v1").all(|look| look.header("authorization").is_none()));
}

#[test]
fn with_nothing_set_up_it_says_how_to_begin_soon_and_makes_nothing() {
    for (env, words) in [
        (TestEnv::new(), ["no model can be used yet", "baro auth add groq", "no keys", "no database yet"]),
        (
            TestEnv::new().korean(),
            ["쓸 수 있는 모델이 없습니다", "baro auth add groq", "키가 없습니다", "저장소는 아직 없습니다"],
        ),
    ] {
        let run = env.baro(&["doctor", "--offline"]);
        run.expect_code(1);
        for word in words {
            assert!(run.stdout.contains(word), "{word}\n{run}");
        }
        assert!(run.elapsed < Duration::from_secs(5), "{run}");
        assert!(!env.database().exists() && !env.config_file().exists());
        can_be_shown(&run, &env);
    }
}

#[test]
fn what_is_wrong_is_found_with_what_to_do() {
    let mut env = TestEnv::new();
    env.provider("fake", "openai", &Upstream::nowhere()).set("BARO_MODELL", "x").set("LANG", "ko_KR.eucKR");
    env.set("BARO_PROXY", "http://kim:hunter2@127.0.0.1:9").config("[policy]\ndeny = [\"opnai\"]");
    env.set("FAKE_API_KEY", SECRET).set("USER", "kim-the-user");
    fs::create_dir_all(env.database().parent().expect("a folder")).expect("a folder");
    fs::write(env.database(), "this is no database, and long enough to be looked at".repeat(100)).expect("written");
    let run = env.baro(&["doctor", "--lang", "en"]);
    run.expect_code(1);
    for part in [
        "fake (127.0.0.1): not reached, 127.0.0.1:",
        "connection refused",
        "the variable BARO_MODELL sets nothing",
        "did you mean BARO_MODEL?",
        "the locale ko_KR.eucKR is not UTF-8",
        "settings ~/.config/baro/config.toml (",
        "there is no provider `opnai`",
        "did you mean openai",
        "proxy http://***@127.0.0.1:9",
        "~/.local/share/baro/baro.db",
    ] {
        assert!(run.stdout.contains(part), "{part}\n{run}");
    }
    can_be_shown(&run, &env);
    // Wrong settings are a finding, not the end of it.
    let mut env = TestEnv::new();
    env.config("mode = ask");
    let run = env.baro(&["doctor", "--offline"]);
    run.expect_code(1);
    assert!(
        run.stdout.contains("line 1 of ~/.config/baro/config.toml") && run.stdout.contains("baro config edit"),
        "{run}"
    );
    can_be_shown(&run, &env);
}

#[test]
fn a_place_where_nothing_can_be_kept_is_a_problem_before_an_answer_is_lost() {
    let upstream = Upstream::saying("hi");
    let mut env = TestEnv::with(&upstream);
    let file = env.file("a-file", "no folder");
    env.set("BARO_DATA_DIR", &file.join("data").to_string_lossy());
    let run = env.baro(&["doctor"]);
    run.expect_code(1).expect_stdout_has("what stands above it is no folder");
    run.expect_stdout_has("name another place with `BARO_DATA_DIR`");
    env.baro(&["ask", "q"]).expect_code(7).expect_stdout("hi");
    // Who keeps nothing misses nothing.
    env.set("BARO_HISTORY_KEEP", "false");
    env.baro(&["doctor"]).expect_code(0);
}

/// Runs baro bound by the modes of files, which do not bind root.
fn bound_by_modes(env: &TestEnv, arguments: &[&str]) -> Run {
    let baro = env!("CARGO_BIN_EXE_baro");
    let command = if rustix::process::geteuid().is_root() {
        env.prepared("setpriv", &[&["--bounding-set=-dac_override,-dac_read_search", baro], arguments].concat())
    } else {
        env.prepared(baro, arguments)
    };
    Invocation::new(command, env.home().to_string_lossy().into_owned()).run()
}

#[test]
fn a_database_that_can_only_be_read_is_a_problem_before_an_answer_is_lost() {
    let upstream = Upstream::saying("hi");
    let env = TestEnv::with(&upstream);
    env.baro(&["ask", "q"]).expect_code(0);
    bound_by_modes(&env, &["doctor", "--offline"]).expect_code(0);
    fs::set_permissions(env.database(), fs::Permissions::from_mode(0o400)).expect("a mode");
    bound_by_modes(&env, &["ask", "q"]).expect_code(7);
    let run = bound_by_modes(&env, &["doctor", "--offline"]);
    run.expect_code(1).expect_stdout_has("nothing can be kept in ~/.local/share/baro/baro.db: permission denied");
}

#[test]
fn a_provider_with_trouble_of_its_own_is_told() {
    for status in [500, 502, 503] {
        let upstream = Upstream::start();
        upstream.looks_like(status);
        for (env, said) in [
            (TestEnv::with(&upstream), ["an error of the server's", "status page"]),
            (TestEnv::with(&upstream).korean(), ["서버 오류로 응답", "상태 페이지"]),
        ] {
            let run = env.baro(&["doctor"]);
            run.expect_code(0);
            for said in said {
                run.expect_stdout_has(said);
            }
            run.expect_stdout_has(&status.to_string());
            let report = env.baro(&["doctor", "--json"]).expect_code(0).json();
            let look = of(&report, "network")[0];
            assert_eq!((&look["state"], &look["status"]), (&"warning".into(), &status.into()), "{report}");
        }
    }
    // That it knows no such path, or wants a key, is no trouble.
    let upstream = Upstream::start();
    upstream.looks_like(401);
    let report = TestEnv::with(&upstream).baro(&["doctor", "--json"]).expect_code(0).json();
    assert_eq!(of(&report, "network")[0]["state"], "good", "{report}");
}

#[test]
fn the_users_name_at_the_end_of_a_path_is_not_shown() {
    let upstream = Upstream::saying("hi");
    let elsewhere = tempfile::tempdir().expect("a folder");
    let data = elsewhere.path().join("kim-the-user");
    fs::create_dir(&data).expect("a folder");
    fs::set_permissions(&data, fs::Permissions::from_mode(0o755)).expect("a mode");
    let mut env = TestEnv::with(&upstream);
    env.set("USER", "kim-the-user").set("BARO_DATA_DIR", &data.to_string_lossy());
    let run = env.baro(&["doctor", "--offline"]);
    run.expect_stdout_has("/USER (mode 755)").expect_stdout_has("/USER/baro.db");
    can_be_shown(&run, &env);
    can_be_shown(&env.baro(&["doctor", "--offline", "--json"]), &env);
}

#[test]
fn what_it_says_to_run_can_be_run_as_it_stands() {
    let upstream = Upstream::saying("hi");
    let mut env = TestEnv::with(&upstream);
    let home = env.home().join("a home");
    let data = home.join("of o'brien");
    fs::create_dir_all(&data).expect("a folder");
    fs::set_permissions(&data, fs::Permissions::from_mode(0o755)).expect("a mode");
    env.set("HOME", &home.to_string_lossy()).set("BARO_DATA_DIR", &data.to_string_lossy());
    let run = env.baro(&["doctor", "--offline"]);
    let command = run.stdout.split('`').find(|part| part.starts_with("chmod")).unwrap_or_else(|| panic!("{run}"));
    assert!(command.contains("~/") && !command.contains("a home"), "{command}");
    Invocation::new(env.prepared("sh", &["-c", command]), String::new()).run().expect_code(0);
    assert_eq!(fs::metadata(&data).expect("a folder").permissions().mode() & 0o777, 0o700);
}

#[test]
fn a_key_that_cannot_be_used_is_a_problem() {
    let mut env = TestEnv::new();
    let file = env.file("key.txt", SECRET);
    env.config(&format!("[providers.groq]\nkey_file = \"{}\"", file.display()));
    let run = env.baro(&["doctor", "--offline"]);
    run.expect_code(1);
    assert!(
        run.stdout.contains("others can read the key file (mode 644)") && run.stdout.contains("chmod 600 ~/"),
        "{run}"
    );
    can_be_shown(&run, &env);
}

#[test]
fn who_may_not_be_asked_is_told_as_a_question_would_be_told() {
    let key = |env: &mut TestEnv| {
        env.set("OPENAI_API_KEY", SECRET);
    };
    let mut paid = TestEnv::new();
    key(&mut paid);
    paid.config("[policy]\npaid = \"never\"");
    paid.baro(&["ask", "q"]).expect_code(2);
    let mut denied = TestEnv::new();
    key(&mut denied);
    denied.config("[policy]\ndeny = [\"openai\"]");
    let mut moved = TestEnv::new();
    moved.command(&["auth", "add", "--no-test", "openai"]).input(SECRET).run().expect_code(0);
    moved.config("[providers.openai]\nbase_url = \"https://other.example/v1\"");
    for (env, words) in [
        (paid, ["costs money, which you declined", "`policy.paid = \"allow\"`"]),
        (denied, ["denied by policy.deny", "take it out of `policy.deny`"]),
        (moved, ["is not sent to other.example", "give a key for this address with `baro auth add openai`"]),
    ] {
        let run = env.baro(&["doctor", "--offline"]);
        run.expect_code(1);
        for word in words {
            assert!(run.stdout.contains(word), "{word}\n{run}");
        }
        assert!(!run.stdout.contains("no key was found"), "{run}");
        can_be_shown(&run, &env);
    }
}

#[test]
fn a_proxy_that_cannot_be_read_is_a_problem_once_also_offline() {
    let mut env = TestEnv::new();
    env.set("GROQ_API_KEY", "gsk_0123456789abcdefghijABCDEFGHIJ0123456789").set("HTTPS_PROXY", "http://no such");
    for arguments in [&["doctor"][..], &["doctor", "--offline"]] {
        let run = env.baro(arguments);
        run.expect_code(1).expect_stdout_has("problem  the proxy in `HTTPS_PROXY` cannot be used");
        assert_eq!(run.stdout.matches("HTTPS_PROXY").count(), 2, "the problem and its cause: {run}");
    }
}

#[test]
fn what_is_wrong_is_named_by_what_wins_and_told_once() {
    let upstream = Upstream::saying("hi");
    let mut env = TestEnv::with(&upstream);
    env.set("LC_ALL", "C").set("LANG", "ko_KR.UTF-8");
    let run = env.baro(&["doctor", "--offline"]);
    // What the system has.
    let has = |locale: &str| run.stdout.contains(&format!("run `export LC_ALL={locale}`"));
    assert!(has("en_US.UTF-8") || has("C.UTF-8"), "{run}");
    // A proxy that is dead is named by its setting.
    let mut env = TestEnv::new();
    env.config("proxy = \"http://127.0.0.1:9\"\n[providers.own]\nbase_url = \"https://own.example/v1\"");
    let run = env.baro(&["doctor", "--lang", "ko"]);
    run.expect_code(1).expect_stdout_has("`baro config unset proxy`");
    assert!(!run.stdout.contains("연결 실패 (연결 실패") && !run.stdout.contains("HTTPS_PROXY"), "{run}");
    // A file of authorities that cannot be read is no trouble of the network's.
    let mut env = TestEnv::new();
    env.config("[tls]\nca_file = \"/no/such.pem\"\n[providers.own]\nbase_url = \"https://own.example/v1\"");
    let run = env.baro(&["doctor"]);
    run.expect_code(1).expect_stdout_has("/no/such.pem");
    assert!(!run.stdout.contains("check the network"), "{run}");
}

#[test]
fn a_locale_that_the_system_does_not_have_is_told() {
    let mut env = TestEnv::new();
    env.set("LANG", "xx_XX.UTF-8");
    let has_locales = Path::new("/usr/lib/locale").exists();
    let run = env.baro(&["doctor", "--offline"]);
    assert_eq!(
        run.stdout.contains("the locale xx_XX.UTF-8 is set, but the system does not have it"),
        has_locales,
        "{run}"
    );
    env.set("LANG", "C.UTF-8");
    env.baro(&["doctor", "--offline"]).expect_stdout_has("locale C.UTF-8\n");
}

#[test]
fn what_holds_secrets_and_is_open_to_others_is_told() {
    let upstream = Upstream::saying("hi");
    let env = TestEnv::with(&upstream);
    env.baro(&["ask", "q"]).expect_code(0);
    env.command(&["auth", "add", "--no-test", "groq"]).input("gsk_0123456789abcdefghij").run().expect_code(0);
    let closed = env.baro(&["doctor", "--offline"]);
    assert!(!closed.stdout.contains("others can read"), "{closed}");
    let keys = env.home().join(".config/baro/keys");
    fs::set_permissions(&keys, fs::Permissions::from_mode(0o777)).expect("a mode");
    fs::set_permissions(env.database(), fs::Permissions::from_mode(0o644)).expect("a mode");
    let data = env.home().join(".local/share/baro");
    fs::set_permissions(&data, fs::Permissions::from_mode(0o755)).expect("a mode");
    let run = env.baro(&["doctor", "--offline"]);
    for part in [
        "keys (mode 777)",
        "`chmod 700 ~/.config/baro/keys`",
        "baro.db (mode 644)",
        "`chmod 600 ~/",
        "share/baro (mode 755)",
        "`chmod 700 ~/.local/share/baro`",
    ] {
        assert!(run.stdout.contains(part), "{part}\n{run}");
    }
}

#[test]
fn a_project_file_and_what_it_sets_are_named() {
    let upstream = Upstream::saying("hi");
    let env = TestEnv::with(&upstream);
    env.file(".baro.toml", "route = \"code\"\ntemperature = 0.3\n");
    let run = env.baro(&["doctor", "--offline"]);
    run.expect_code(0);
    let shown = Path::new("~").join(env.work().strip_prefix(env.home()).unwrap()).join(".baro.toml");
    assert!(run.stdout.contains(&format!("project settings {}: route, temperature", shown.display())), "{run}");
}

/// Runs `doctor` in a terminal whose answers take so long, and then reads what was left for a shell to read.
fn doctor_in_a_terminal(env: &TestEnv, columns: u16, delay: Duration) -> String {
    let baro = env!("CARGO_BIN_EXE_baro");
    let shell = "\"$0\" doctor --offline; code=$?; stty -a | grep -q ' echo ' || exit 99; \
                 stty -echo -icanon min 0 time 2; dd bs=1000 count=1 2>err | od -An -c; exit $code";
    let mut terminal = Terminal::run_behind(delay, env, "sh", &["-c", shell, baro], 40, columns);
    assert_eq!(terminal.finish(), Status::Code(0), "{}", terminal.screen());
    terminal.screen()
}

#[test]
fn on_a_terminal_it_asks_the_terminal_and_leaves_no_trace_of_that() {
    let upstream = Upstream::saying("hi");
    for (columns, env, said) in [
        (
            80,
            TestEnv::with(&upstream),
            ["80 columns, colours", "columns of ambiguous characters (`·`): 1", "pasted text is told from"],
        ),
        (
            40,
            TestEnv::with(&upstream).korean(),
            ["너비 40칸, 색 사용", "너비가 모호한 문자(`·`): 1칸", "붙여넣기가 구분됩니다"],
        ),
    ] {
        for delay in [Duration::ZERO, Duration::from_millis(400)] {
            let screen = doctor_in_a_terminal(&env, columns, delay);
            assert!(screen.contains("xterm-256color"), "{screen}");
            let in_one_line = screen.split_whitespace().collect::<Vec<_>>().join(" ");
            for said in said {
                assert!(in_one_line.contains(said), "{said}\n{screen}");
            }
            assert!(!screen.lines().any(|line| line.starts_with('·')), "{screen}");
            assert!(screen.lines().all(|line| unicode_columns(line) <= usize::from(columns)), "{screen}");
            assert!(!screen.contains("033") && !screen.contains("2004"), "{delay:?}: left for the shell\n{screen}");
        }
    }
}

#[test]
fn a_terminal_that_draws_otherwise_than_the_settings_say_and_one_that_is_mute_are_told() {
    let upstream = Upstream::saying("hi");
    let mut env = TestEnv::with(&upstream);
    let screen = doctor_in_a_terminal(&env, 80, Duration::from_secs(30));
    assert!(screen.contains("did not say how it draws ambiguous characters"), "{screen}");
    assert!(screen.contains("did not say whether it marks what is pasted"), "{screen}");
    env.set("BARO_UI_AMBIGUOUS", "wide").set("NO_COLOR", "1");
    let screen = doctor_in_a_terminal(&env, 80, Duration::ZERO);
    assert!(screen.contains("80 columns, no colours"), "{screen}");
    assert!(screen.contains("draws ambiguous characters (`·`) 1 wide"), "{screen}");
    assert!(screen.contains("baro config set ui.ambiguous narrow"), "{screen}");
}

#[test]
fn a_width_in_the_settings_that_the_window_has_not_breaks_no_line() {
    let upstream = Upstream::saying("hi");
    let mut env = TestEnv::with(&upstream);
    let mut screens = Vec::new();
    for width in ["60", "100"] {
        env.set("BARO_UI_WIDTH", width);
        let mut terminal = Terminal::baro(&env, &["doctor", "--offline"], 60, 60);
        assert_eq!(terminal.finish(), Status::Code(0), "{}", terminal.screen());
        screens.push(terminal.screen());
    }
    assert!(screens[0].contains("60 columns"), "{}", screens[0]);
    assert_eq!(screens[0], screens[1]);
}

#[test]
fn in_a_narrow_window_lists_cut_no_date_and_no_command() {
    let upstream = Upstream::saying("hi");
    let env = TestEnv::with(&upstream);
    env.baro(&["ask", "--conversation", "parser", "why does the parser of my little language not end"]).expect_code(0);
    for words in [&["history", "list", "--all"][..], &["history", "search", "parser"]] {
        let mut terminal = Terminal::baro(&env, words, 24, 40);
        assert_eq!(terminal.finish(), Status::Code(0));
        let screen = terminal.screen();
        assert!(screen.contains("parser"), "{screen}");
        for row in screen.lines().filter(|row| row.contains("c_")) {
            let day = row.rsplit("  ").next().unwrap_or_default().trim();
            assert!(!day.starts_with("20") || day.len() == "2026-11-30 14:20".len(), "{screen}");
        }
    }
    let mut terminal = Terminal::baro(&env, &["local", "list"], 40, 40);
    assert_eq!(terminal.finish(), Status::Code(0));
    let screen = terminal.screen();
    assert!(screen.contains("`baro local pull smollm2"), "{screen}");
}

#[test]
fn nobody_without_a_conversation_is_sent_to_a_list_that_is_empty() {
    let env = TestEnv::new();
    for words in [&["why"][..], &["again"], &["왜 이 모델이야?"]] {
        let run = env.baro(words);
        run.expect_code(2).expect_stderr(&["there is no conversation yet", "ask something first: `baro hello there`"]);
        assert!(!run.stderr.contains("history list"), "{run}");
    }
    let upstream = Upstream::saying("hi");
    let env = TestEnv::with(&upstream);
    env.baro(&["ask", "--conversation", "one", "q"]).expect_code(0);
    let elsewhere = env.home().join("elsewhere");
    std::fs::create_dir_all(&elsewhere).expect("a folder");
    let run = env.command(&["why"]).directory(&elsewhere).run();
    run.expect_code(2).expect_stderr(&["there is no conversation in this folder yet", "`baro history list --all`"]);
}

/// Hangul takes two columns.
fn unicode_columns(line: &str) -> usize {
    line.chars().map(|character| if ('\u{1100}'..'\u{ffdd}').contains(&character) { 2 } else { 1 }).sum()
}

#[test]
fn long_output_is_paged_on_a_terminal_and_nowhere_else() {
    let upstream = Upstream::saying(&"a line of an answer\n\n".repeat(60));
    let mut env = TestEnv::with(&upstream);
    env.baro(&["ask", "--conversation", "long", "q"]).expect_code(0);
    let pager = env.file("pager.sh", "echo PAGED; echo \"LESS=$LESS $LESSCHARSET\"; head -n 3; cat > /dev/null\n");
    env.set("PAGER", &format!("sh {}", pager.display()));
    let mut terminal = Terminal::baro(&env, &["history", "show", "long"], 24, 80);
    assert_eq!(terminal.finish(), Status::Code(0));
    let screen = terminal.screen();
    assert!(screen.contains("PAGED") && screen.contains("LESS=FRX utf-8") && screen.contains("# long"), "{screen}");
    // What fits the window is shown as it is, and a pipe is never paged.
    let mut terminal = Terminal::baro(&env, &["usage"], 24, 80);
    assert_eq!(terminal.finish(), Status::Code(0));
    assert!(terminal.screen().contains("fake:m1") && !terminal.screen().contains("PAGED"), "{}", terminal.screen());
    assert!(!env.baro(&["history", "show", "long"]).stdout.contains("PAGED"));
    for pager in ["cat", "no-such-pager-anywhere"] {
        env.set("PAGER", pager);
        let mut terminal = Terminal::baro(&env, &["history", "show", "long"], 24, 80);
        assert_eq!(terminal.finish(), Status::Code(0), "{pager}");
        assert!(terminal.screen().contains("a line of an answer"), "{}", terminal.screen());
    }
}

#[test]
fn looking_runs_no_key_command_and_asking_does() {
    let upstream = Upstream::saying("hi");
    upstream.models(&["m1"]);
    for shown in [None, Some("local-key")] {
        upstream.lists_for(shown);
        let mut env = TestEnv::new();
        let ran = env.work().join("ran");
        let command = format!("echo run >> '{}'; echo local-key", ran.display());
        env.config(&format!(
            "[providers.here]\nwire = \"openai\"\nbase_url = \"{}/v1\"\nkey_command = {command:?}",
            upstream.url()
        ));
        env.baro(&["doctor"]).expect_stdout_has("(not run)");
        let models = env.baro(&["models"]);
        assert_eq!(models.stdout.contains("here:m1"), shown.is_none(), "{models}");
        assert!(!ran.exists(), "{}", fs::read_to_string(&ran).unwrap_or_default());
        env.baro(&["ask", "q"]).expect_code(0).expect_stdout("hi");
        assert!(ran.exists());
    }
}

#[test]
fn a_locale_of_no_place_is_not_one_to_be_made_and_a_proxy_for_http_alone_is_said_to_be_unused() {
    let mut env = TestEnv::new();
    env.unset("LC_ALL").unset("https_proxy").unset("all_proxy").unset("HTTPS_PROXY").unset("ALL_PROXY");
    env.set("LC_CTYPE", "UTF-8").set("HTTP_PROXY", "http://127.0.0.1:9");
    let run = env.baro(&["doctor", "--offline"]);
    run.expect_stdout_has("`HTTP_PROXY` is not for https");
    assert!(!run.stdout.contains("localedef"), "{run}");
}

#[test]
fn a_server_of_this_machine_that_stays_silent_is_looked_at_once_and_told_as_one_of_this_machine() {
    // Connections wait in the backlog, and nobody ever answers.
    let silent = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    let address = silent.local_addr().expect("its address");
    let mut env = TestEnv::new();
    env.config(&format!("[providers.attic]\nbase_url = \"http://{address}/v1\""));
    let run = env.baro(&["doctor"]);
    run.expect_code(1);
    for part in [
        &format!("attic: no answer at {address}"),
        "attic (127.0.0.1): not reached, no answer in 5 s",
        "see whether that server runs, and the port in `providers.attic.base_url`",
    ] {
        assert!(run.stdout.contains(part), "{part}\n{run}");
    }
    assert!(!run.stdout.contains("not running") && !run.stdout.contains("`HTTPS_PROXY` names it"), "{run}");
    // Two seconds for a list and five for the network, beside one another.
    assert!(run.elapsed < Duration::from_secs(8), "{run}");
}
