//! Input that cannot be used: what is said, in both languages, and that nothing is lost by it.

use std::fs;

use crate::support::run::{Invocation, Run};
use crate::support::{Reply, Script, TestEnv, Upstream};

/// What the same call says in English and in Korean; `prepare` makes each home what it has to be.
fn both(upstream: &Upstream, arguments: &[&str], prepare: impl Fn(&mut TestEnv)) -> (Run, Run) {
    let run = |mut env: TestEnv| {
        prepare(&mut env);
        env.baro(arguments)
    };
    (run(TestEnv::with(upstream)), run(TestEnv::with(upstream).korean()))
}

#[test]
fn a_file_of_five_gigabytes_is_refused_by_its_size() {
    let upstream = Upstream::saying("never asked");
    let (english, korean) = both(&upstream, &["ask", "-f", "huge.txt", "q"], |env| {
        let file = fs::File::create(env.work().join("huge.txt")).expect("a file");
        // Sparse: it takes no room.
        file.set_len(5 << 30).expect("a size");
    });
    english.expect_code(2).expect_stderr(&["huge.txt", "too large", "5.3 GB"]);
    korean.expect_code(2).expect_stderr(&["huge.txt", "5.3 GB"]);
    assert!(upstream.chats().is_empty());
}

#[test]
fn a_denial_that_names_nobody_sends_nothing_and_offers_the_nearest_name() {
    let upstream = Upstream::saying("never asked");
    let denied = |env: &mut TestEnv| {
        env.config("[policy]\ndeny = [\"fak\"]");
    };
    for arguments in
        [&["ask", "q"][..], &["ask", "--json", "q"], &["ask", "-m", "fake:m1", "q"], &["ask", "--dry-run", "q"]]
    {
        let (english, korean) = both(&upstream, arguments, denied);
        for run in [&english, &korean] {
            run.expect_code(2);
            let said = format!("{}{}", run.stdout, run.stderr);
            assert!(said.contains("policy.deny") && said.contains("`fak`") && said.contains("fake"), "{run}");
        }
        let said = |run: &Run, words: &str| format!("{}{}", run.stdout, run.stderr).contains(words);
        assert!(said(&english, "there is no such provider; nothing was sent"), "{english}");
        assert!(said(&korean, "보내지 않았습니다"), "{korean}");
    }
    assert!(upstream.requests().is_empty());
}

#[test]
fn a_misspelt_provider_of_an_order_or_an_alias_is_told_where_it_stands() {
    let upstream = Upstream::saying("never asked");
    let alias = "[aliases]\nq = \"fak:m1\"";
    let general = &["ask", "-r", "general", "q"][..];
    for (order, aliases, arguments, key) in [
        (&["fak:m1"][..], "", general, "routes.general.models"),
        (&["fak:m1", "fake:m1"], "", general, "routes.general.models"),
        (&["fake:m1"], alias, &["ask", "-m", "q", "q"], "aliases.q"),
        (&["fake:m1"], alias, &["ask", "@q hello"], "aliases.q"),
        (&["q"], alias, general, "aliases.q"),
    ] {
        let (english, korean) = both(&upstream, arguments, |env| {
            let usual = fs::read_to_string(env.config_file()).expect("settings");
            let settings = usual.replace("[routes.general]\nmodels = [\"fake:m1\"]", "");
            assert_ne!(settings, usual);
            fs::write(env.config_file(), settings).expect("settings");
            env.config(&format!("[routes.general]\nmodels = {order:?}\n{aliases}"));
        });
        english.expect_code(2).expect_stderr(&[key, "there is no provider `fak`", "did you mean fake?"]);
        korean.expect_code(2).expect_stderr(&[key, "`fak`", "제공자는 없습니다", "혹시 fake?"]);
    }
    assert!(upstream.chats().is_empty());
    let mut env = TestEnv::with(&upstream);
    env.config("[aliases]\nq = \"fak:m1\"");
    env.baro(&["ask", "an alias that nobody uses stops nobody"]).expect_code(0);
}

#[test]
fn a_prompt_larger_than_every_window_is_told_with_its_size_and_sent_to_nobody() {
    let upstream = Upstream::saying("never asked");
    let prompt = "word ".repeat(2000);
    let (english, korean) = both(&upstream, &["ask", &prompt], |env| {
        env.config("[models.\"fake:m1\"]\ncontext_tokens = 1000");
    });
    for run in [&english, &korean] {
        run.expect_code(4).expect_stderr(&["2,8"]);
    }
    assert!(korean.stderr.contains("토큰") && english.stderr.contains("tokens"), "{english}{korean}");
    assert!(upstream.chats().is_empty());
}

#[test]
fn a_prompt_larger_than_the_plan_is_told_with_what_the_plan_allows() {
    let upstream = Upstream::saying("never asked");
    let prompt = "word ".repeat(7000);
    let (english, korean) = both(&upstream, &["ask", &prompt], |env| {
        env.config("[providers.fake.plan]\nfree = true\ntokens_per_minute = 8000");
    });
    for run in [&english, &korean] {
        run.expect_code(4).expect_stderr(&["8,000"]);
    }
    assert!(upstream.chats().is_empty());
}

#[test]
fn a_database_of_a_newer_version_is_left_alone_and_the_answer_given() {
    let upstream = Upstream::saying("the answer");
    let (english, korean) = both(&upstream, &["ask", "q"], |env| {
        env.baro(&["ask", "first"]).expect_code(0);
        let status = std::process::Command::new("sqlite3")
            .arg(env.database())
            .arg("PRAGMA user_version = 9999")
            .status()
            .expect("sqlite3");
        assert!(status.success());
    });
    for run in [&english, &korean] {
        run.expect_code(7).expect_stdout("the answer").expect_stderr(&["9999"]);
    }
}

#[test]
fn a_database_that_cannot_be_opened_or_is_another_programs_takes_no_answer_away() {
    let upstream = Upstream::saying("the answer");
    for (content, english_word, korean_word) in
        [(None, "cannot be", "없습니다"), (Some("SQLite format 3\0 of somebody else"), "damaged", "손상")]
    {
        let (english, korean) = both(&upstream, &["ask", "q"], |env| {
            let path = env.database();
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            match content {
                // A folder in the file's place.
                None => fs::create_dir(&path).expect("a folder"),
                Some(content) => fs::write(&path, content.repeat(100)).expect("written"),
            }
        });
        english.expect_code(7).expect_stdout("the answer").expect_stderr(&[english_word]);
        korean.expect_code(7).expect_stdout("the answer").expect_stderr(&[korean_word]);
    }
}

/// Runs `arguments` in a home without any provider but what `prepare` gives it, in English and in Korean.
fn both_alone(arguments: &[&str], prepare: impl Fn(&mut TestEnv)) -> (Run, Run) {
    let run = |mut env: TestEnv| {
        prepare(&mut env);
        env.baro(arguments)
    };
    (run(TestEnv::new()), run(TestEnv::new().korean()))
}

/// What both runs must say, and how both must end.
#[track_caller]
fn expect(runs: &(Run, Run), code: i32, english: &[&str], korean: &[&str]) {
    runs.0.expect_code(code).expect_stderr(english);
    runs.1.expect_code(code).expect_stderr(korean);
}

#[test]
fn a_file_that_cannot_be_sent_is_named_with_what_it_is() {
    let upstream = Upstream::saying("never asked");
    let run = |file: &str| {
        both(&upstream, &["ask", "-f", file, "q"], |env| {
            env.file("notes.txt", "text");
            env.file("program", b"\x7FELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0>\0\x01\0\0\0");
            env.file("tiny", b"\0\x01text");
            fs::create_dir(env.work().join("folder")).expect("a folder");
        })
    };
    expect(
        &run("note.txt"),
        2,
        &["error: there is no file note.txt\n", "hint: did you mean `notes.txt`?"],
        &["오류: note.txt 파일이 없습니다\n", "도움: 혹시 `notes.txt`?"],
    );
    expect(
        &run("folder"),
        2,
        &["error: folder is a directory, not a file\n"],
        &["오류: folder: 파일이 아니라 폴더입니다\n"],
    );
    for name in ["program", "tiny"] {
        expect(
            &run(name),
            2,
            &[&format!("error: {name} is not text\n"), "hint: convert it to text first"],
            &[&format!("오류: {name}"), "텍스트가 아닙니다\n", "도움: 텍스트로 바꾼 뒤 보내세요."],
        );
    }
    assert!(upstream.chats().is_empty());
}

#[test]
fn a_file_that_is_nowhere_near_is_told_with_where_to_look() {
    for (file, english, korean) in [
        (
            "nofile",
            ["there is no file nofile\n", "hint: a relative path begins in the current folder; what is there: `ls`\n"],
            ["nofile 파일이 없습니다\n", "도움: 상대 경로는 현재 폴더 기준입니다. 파일 목록: `ls`\n"],
        ),
        ("docs/nofile", ["there is no file docs/nofile\n", "`ls docs`"], ["docs/nofile", "`ls docs`"]),
        (
            "docs/a/b/nofile",
            ["  cause: there is no folder docs/a\n", "`ls docs`"],
            ["  원인: docs/a 폴더가 없습니다\n", "`ls docs`"],
        ),
    ] {
        let runs = both_alone(&["ask", "-f", file, "q"], |env| {
            env.file("docs/notes.txt", "x");
        });
        expect(&runs, 2, &english, &korean);
    }
    for words in [&["history", "import", "no/x.jsonl"][..], &["route", "eval", "no/x.jsonl"]] {
        expect(&both_alone(words, |_| {}), 2, &["there is no folder no\n", "`ls`"], &["no 폴더가 없습니다\n", "`ls`"]);
    }
}

#[test]
fn a_folder_and_a_pattern_that_nothing_fits_are_told_with_what_to_type() {
    for (arguments, english, korean) in [
        (
            ["ask", "-f", "docs", "q"],
            ["docs is a directory", "`-f 'docs/*'`"],
            ["docs: 파일이 아니라", "`-f 'docs/**/*'`"],
        ),
        (
            ["ask", "-f", "*.zip", "q"],
            ["no file fits `*.zip`", "`-f '**/*.zip'`"],
            ["`*.zip`에 맞는 파일", "`-f '**/*.zip'`"],
        ),
        (
            ["ask", "-f", "docs/*.zip", "q"],
            ["no file fits", "`-f 'docs/**/*.zip'`"],
            ["맞는 파일", "`-f 'docs/**/*.zip'`"],
        ),
        (
            ["ask", "-f", "docs/notes.txt/*.zip", "q"],
            ["no file fits", "docs/notes.txt is a file, not a folder"],
            ["맞는 파일", "docs/notes.txt: 폴더가 아니라 파일입니다"],
        ),
        (
            ["ask", "-f", "docs/notes.txt/x", "q"],
            ["there is no file", "docs/notes.txt is a file, not a folder"],
            ["파일이 없습니다", "docs/notes.txt: 폴더가 아니라 파일입니다"],
        ),
        (
            ["ask", "-f", "no/*.zip", "q"],
            ["no file fits", "there is no folder no"],
            ["맞는 파일", "no 폴더가 없습니다"],
        ),
    ] {
        let runs = both_alone(&arguments, |env| {
            env.file("docs/notes.txt", "x");
        });
        expect(&runs, 2, &english, &korean);
    }
    let run = TestEnv::new().baro(&["ask", "-f", ".", "q"]);
    run.expect_code(2).expect_stderr(&["`-f './*'`"]);
    // What follows the advice finds the file.
    let upstream = Upstream::saying("x");
    let env = TestEnv::with(&upstream);
    env.file("docs/below/notes.txt", "the text of it");
    env.baro(&["ask", "-f", "docs/**/*", "q"]).expect_code(0);
    assert!(upstream.chat().prompt().contains("the text of it"));
}

#[test]
fn a_name_with_control_characters_steers_no_terminal_and_is_told_from_one_without() {
    for lang in ["en", "ko"] {
        let env = TestEnv::new();
        env.file("ev\u{1b}[31mil.txt", "x");
        let run = env.baro(&["ask", "--lang", lang, "-f", "ev\u{1b}[32mil.txt", "q"]);
        run.expect_code(2).expect_stderr(&[r"ev\x1b[32mil.txt", r"`ev\x1b[31mil.txt`"]);
        assert!(!run.stderr.contains('\u{1b}'), "{run}");
    }
}

#[cfg(unix)]
#[test]
fn a_named_pipe_is_read_to_its_end_and_one_that_is_held_too_long_is_cut_with_a_notice() {
    let upstream = Upstream::saying("never asked");
    let script = "\"$0\" ask -f <(head -c 70000000 /dev/zero | tr '\\0' a) q";
    let run = |mut env: TestEnv| {
        // Who cannot take it refuses it, so that nothing of it is sent.
        env.config("[models.\"fake:m1\"]\ncontext_tokens = 1000");
        let command = env.prepared("bash", &["-c", script, env!("CARGO_BIN_EXE_baro")]);
        Invocation::new(command, String::new()).run()
    };
    let runs = (run(TestEnv::with(&upstream)), run(TestEnv::with(&upstream).korean()));
    expect(
        &runs,
        4,
        &[
            "only the first 67.1 MB of /dev/fd/",
            " were read",
            "error: the prompt is larger than every model's context\n",
        ],
        &["/dev/fd/", "앞의 67.1 MB만 읽었습니다", "오류: 메시지가 모든 모델의 컨텍스트보다 깁니다\n"],
    );
    assert!(upstream.chats().is_empty());
}

#[test]
fn what_is_too_large_for_the_model_that_was_named_is_told_of_it_and_who_takes_it() {
    let upstream = Upstream::saying("never asked");
    let run = |flags: &[&str], more: &str| {
        let mut env = TestEnv::new();
        env.provider("fake", "openai", &upstream.url()).route_all(&["fake:small", "fake:large"]);
        env.config(&format!("[models.\"fake:small\"]\ncontext_tokens = 4000\n{more}"));
        env.file("long.txt", "word ".repeat(5000));
        env.baro(&[&["ask", "-f", "long.txt", "sum it up"], flags].concat())
    };
    let large = "[models.\"fake:large\"]\ncontext_tokens = 100000";
    let named = run(&["-m", "fake:small"], large);
    named.expect_code(4).expect_stderr(&[
        "error: the prompt is larger than the context of small\n",
        " tokens; the context leaves ",
        "hint: a model that has room for it: `-m fake:large`\n",
    ]);
    run(&["-m", "fake:small", "--lang", "ko"], large)
        .expect_code(4)
        .expect_stderr(&["오류: 메시지가 small의 컨텍스트보다 깁니다\n", "도움: 들어가는 모델: `-m fake:large`\n"]);
    // Nobody is known to.
    run(&["-m", "fake:small"], "").expect_code(4).expect_stderr(&["hint: send less of it, or send it in parts\n"]);
    assert!(upstream.chats().is_empty());
}

#[test]
fn a_file_a_little_too_large_is_not_said_to_be_as_large_as_the_limit() {
    let upstream = Upstream::saying("never asked");
    let runs = both(&upstream, &["ask", "-f", "big.txt", "q"], |env| {
        let file = fs::File::create(env.work().join("big.txt")).expect("a file");
        file.set_len((64 << 20) + 1).expect("a size");
    });
    expect(
        &runs,
        2,
        &["cause: 67,108,865 B; the limit is 67,108,864 B\n"],
        &["원인: 크기 67,108,865 B, 한도 67,108,864 B\n"],
    );
}

#[test]
fn an_empty_prompt_is_told_how_to_ask() {
    let upstream = Upstream::saying("never asked");
    expect(
        &both(&upstream, &["ask", "  "], |_| {}),
        2,
        &["error: there is nothing to send\n", "hint: write `baro ask QUESTION`, or pipe something in\n"],
        &["오류: 보낼 내용이 없습니다\n", "도움: `baro ask 질문`처럼 쓰거나, 내용을 파이프로 넘기세요\n"],
    );
}

#[test]
fn an_unknown_name_gets_the_nearest_in_both_languages() {
    let upstream = Upstream::saying("never asked");
    expect(
        &both(&upstream, &["ask", "-m", "quik", "q"], |env| {
            env.config("[aliases]\nquick = \"fake:m1\"");
        }),
        2,
        &["error: there is no model `quik`\n", "hint: did you mean `quick`"],
        &["오류: `quik`이라는 모델은 없습니다\n", "도움: 혹시 `quick`"],
    );
    expect(
        &both(&upstream, &["ask", "-m", "fkae:m1", "q"], |_| {}),
        2,
        &["error: there is no model `fkae:m1`\n", "fake"],
        &["오류: `fkae:m1`이라는 모델은 없습니다\n", "fake"],
    );
    assert!(upstream.chats().is_empty());
}

#[test]
fn a_typo_in_the_settings_is_told_with_its_line_and_the_key_that_was_meant() {
    expect(
        &both_alone(&["ask", "q"], |env| {
            env.config("langauge = \"ko\"");
        }),
        2,
        &["config.toml:1: there is no setting `langauge`\n", "hint: did you mean `language`?\n"],
        &["config.toml:1: `langauge`라는 설정은 없습니다\n", "도움: 혹시 `language`?\n"],
    );
    expect(
        &both_alone(&["ask", "q"], |env| {
            env.config("mode = \"atuo\"");
        }),
        2,
        &["config.toml:1: `mode` cannot have that value\n", "hint: it may be: "],
        &["config.toml:1: `mode`의 값이 올바르지 않습니다\n", "도움: 가능한 값: "],
    );
}

#[test]
fn a_web_page_where_a_model_was_due_is_told_in_both_languages() {
    let upstream = Upstream::start();
    upstream.always(Reply::html(200, "<!doctype html><html><title>Router login</title></html>"));
    let runs = both(&upstream, &["ask", "q"], |_| {});
    expect(
        &runs,
        5,
        &["error: what answers for fake is no model API\n", "cause: Router login\n", "hint: check `base_url`"],
        &[
            "오류: fake의 주소에서 모델 API가 아닌 것이 응답했습니다\n",
            "원인: Router login\n",
            "도움: 설정의 `base_url`과",
        ],
    );
}

#[test]
fn what_baro_itself_finds_of_a_response_is_told_in_both_languages() {
    for (reply, english, korean) in [
        (Reply::html(200, "<html><body>hi</body></html>"), "cause: a web page\n", "원인: 웹 페이지가 왔습니다\n"),
        (Reply::html(404, "<html></html>"), "cause: 404 a web page\n", "원인: 404 웹 페이지가 왔습니다\n"),
        (
            Reply::raw(b""),
            "cause: the connection was closed without a response\n",
            "원인: 응답 없이 연결이 닫혔습니다\n",
        ),
        (Reply::raw(b"SSH-2.0-x\r\n"), "cause: what came back is no HTTP\n", "원인: HTTP가 아닌 응답이 왔습니다\n"),
        (
            Reply::raw(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\ndata: {\"choices\"\n\n"),
            "cause: an event ends too early\n",
            "원인: 스트림의 이벤트가 도중에 끊겼습니다\n",
        ),
    ] {
        let upstream = Upstream::start();
        upstream.always(reply);
        let (in_english, in_korean) = both(&upstream, &["ask", "-m", "fake:m1", "q"], |_| {});
        in_english.expect_stderr(&[english]);
        in_korean.expect_stderr(&[korean]);
    }
}

#[test]
fn nobody_at_the_address_of_this_machine_is_told_as_a_server_that_does_not_run() {
    let nowhere = Upstream::nowhere();
    let prepare = |env: &mut TestEnv| {
        env.provider("fake", "openai", &nowhere).route_all(&["fake:m1"]);
    };
    let runs = both_alone(&["ask", "q"], prepare);
    expect(
        &runs,
        5,
        &["error: cannot reach fake\n", "connection refused", "hint: check that the server on this machine runs"],
        &["오류: fake에 연결하지 못했습니다\n", "도움: 이 컴퓨터의 서버가 실행 중인지"],
    );
    assert!(!runs.0.stderr.contains("--local") && !runs.1.stderr.contains("--local"), "{}{}", runs.0, runs.1);
}

#[test]
fn a_name_that_does_not_resolve_is_told_with_the_network_in_both_languages() {
    // A label longer than any name may have: no name server is asked. No key, which would not go out without TLS.
    let host = format!("http://{}.invalid/v1", "a".repeat(70));
    let prepare = |env: &mut TestEnv, names: &[&str]| {
        for name in ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"] {
            env.unset(name);
        }
        for name in names {
            env.config(&format!("[providers.{name}]\nwire = \"openai\"\nbase_url = \"{host}\""));
        }
    };
    let one = both_alone(&["ask", "q"], |env| {
        prepare(env, &["fake"]);
        env.route_all(&["fake:m1"]);
    });
    expect(
        &one,
        5,
        &["error: the address of fake does not resolve\n", "hint: check the network and proxy"],
        &["오류: fake의 주소를 찾지 못했습니다\n", "도움: 네트워크와 프록시 설정을 확인하거나"],
    );
    let several = both_alone(&["ask", "q"], |env| {
        prepare(env, &["fake", "other"]);
        env.route_all(&["fake:m1", "other:m2"]);
    });
    expect(
        &several,
        5,
        &[
            "fake:m1: name not resolved; asking other:m2\n",
            "error: no provider can be reached\n",
            "cause: other:m2: name not resolved\n",
            "hint: check the network and proxy",
        ],
        &[
            "fake:m1: DNS 조회 실패. other:m2에 묻습니다\n",
            "오류: 어느 제공자에도 연결하지 못했습니다\n",
            "도움: 네트워크와 프록시 설정을 확인하거나",
        ],
    );
    for run in [&several.0, &several.1] {
        assert!(!run.stderr.contains("answers") && !run.stderr.contains("답합니다"), "nobody answered: {run}");
    }
}

#[test]
fn a_proxy_that_is_not_there_is_blamed_and_not_the_provider() {
    let runs = both_alone(&["ask", "q"], |env| {
        env.config("proxy = \"http://127.0.0.1:9\"");
        env.provider("fake", "openai", "https://models.invalid").route_all(&["fake:m1"]);
    });
    expect(
        &runs,
        5,
        &["error: cannot reach fake through the proxy\n", "cause: 127.0.0.1:9: ", "hint: check `proxy` in the config"],
        &[
            "오류: 프록시를 거쳐 fake에 연결하지 못했습니다\n",
            "원인: 127.0.0.1:9: 연결이 거부됐습니다\n",
            "도움: 설정의 `proxy`를 확인하세요",
        ],
    );
    assert!(!runs.0.stderr.contains("models.invalid"), "{}", runs.0);
}

#[test]
fn a_proxy_of_the_environment_is_named_by_its_variable_and_never_passed_over() {
    let with = |proxy: &'static str| {
        both_alone(&["ask", "q"], move |env| {
            for name in ["https_proxy", "HTTPS_PROXY", "ALL_PROXY"] {
                env.unset(name);
            }
            env.set("all_proxy", proxy);
            env.provider("fake", "openai", "https://models.invalid").route_all(&["fake:m1"]);
        })
    };
    expect(
        &with("http://127.0.0.1:9"),
        5,
        &["cause: 127.0.0.1:9: ", "hint: check the proxy in the variable `all_proxy`"],
        &["원인: 127.0.0.1:9: 연결이 거부됐습니다\n", "도움: 환경 변수 `all_proxy`의 프록시를"],
    );
    // As a wrong `BARO_PROXY` ends: a setting is to be mended, nobody was asked.
    expect(
        &with("http://no such"),
        2,
        &["error: the proxy in `all_proxy` cannot be used\n"],
        &["오류: 환경 변수 `all_proxy`의 프록시를 쓸 수 없습니다\n"],
    );
}

#[test]
fn a_file_of_authorities_that_cannot_be_used_is_a_setting_to_be_mended() {
    for (content, english, korean) in [
        (None, "there is no such file", "파일이 없습니다"),
        (
            Some("no certificate"),
            "ca.pem: holds no certificate in the PEM form",
            "PEM 형식의 인증서가 들어 있지 않습니다",
        ),
    ] {
        let prepare = |env: &mut TestEnv| {
            let path = env.work().join("ca.pem");
            if let Some(content) = content {
                env.file("ca.pem", content);
            }
            env.config(&format!("tls = {{ ca_file = \"{}\" }}", path.display()));
            env.provider("fake", "openai", "https://models.invalid").provider(
                "other",
                "openai",
                "https://models.invalid",
            );
            env.route_all(&["fake:m1", "other:m2"]);
        };
        for arguments in [&["ask", "q"][..], &["config", "check"]] {
            expect(
                &both_alone(arguments, prepare),
                2,
                &["error: `tls.ca_file` cannot be used\n", english, "baro config set tls.ca_file FILE"],
                &["오류: `tls.ca_file`을 쓸 수 없습니다\n", korean, "PEM 파일을 다시 지정하세요"],
            );
        }
        let (doctor, _) = both_alone(&["doctor", "--offline"], prepare);
        doctor.expect_stdout_has("`tls.ca_file` cannot be used");
    }
}

#[test]
fn models_that_no_provider_has_are_names_to_be_mended() {
    let upstream = Upstream::start();
    upstream.always(Reply::error(404, "model_not_found", "The model does not exist"));
    let runs = both(&upstream, &["ask", "q"], |env| {
        fs::remove_file(env.config_file()).expect("the settings");
        env.provider("fake", "openai", &upstream.url()).route_all(&["fake:m1", "fake:m2"]);
    });
    expect(
        &runs,
        2,
        &["error: no model could answer\n", "cause: fake:m2: 404 no such model\n", "mend the names in the config"],
        &["오류: 어느 모델도 답하지 못했습니다\n", "원인: fake:m2: 404 없는 모델\n", "설정의 이름을 고치세요"],
    );
}

#[test]
fn an_answer_that_breaks_off_by_an_error_is_said_to_be_incomplete() {
    let upstream = Upstream::start();
    upstream.always(Reply::stream(Script::says("half of").error("overloaded_error", "Overloaded right now")));
    let runs = both(&upstream, &["ask", "q"], |_| {});
    expect(
        &runs,
        6,
        &["error: the answer broke off: fake has a problem on its side\n", "Overloaded right now"],
        &["오류: 답이 도중에 끊겼습니다: fake 서버에 문제가 있습니다\n", "Overloaded right now"],
    );
}

#[test]
fn an_answer_without_a_word_is_no_answer() {
    let upstream = Upstream::start();
    upstream.always(Reply::says(""));
    let runs = both(&upstream, &["ask", "q"], |_| {});
    expect(
        &runs,
        6,
        &["error: there is nothing in the answer of m1\n", "hint: ask once more"],
        &["오류: m1의 답에 내용이 없습니다\n", "도움: `baro again`으로"],
    );
    let json = TestEnv::with(&upstream).baro(&["ask", "--json", "q"]);
    json.expect_code(6);
    assert_eq!(json.json()["complete"], false, "{json}");
    assert_eq!(json.json()["error"]["kind"], "empty_answer", "{json}");
}

/// Puts another program's database in the place of baro's.
fn with_photos(env: &mut TestEnv) {
    fs::create_dir_all(env.database().parent().expect("a folder")).expect("a folder");
    let made = std::process::Command::new("sqlite3")
        .arg(env.database())
        .arg("CREATE TABLE photos (name TEXT); INSERT INTO photos VALUES ('cat'); PRAGMA user_version = 3;")
        .status();
    assert!(made.expect("sqlite3").success());
}

#[test]
fn where_no_answer_came_it_is_the_question_that_could_not_be_stored() {
    let upstream = Upstream::start();
    upstream.always(Reply::error(400, "invalid_request", "no"));
    let runs = both(&upstream, &["ask", "q"], with_photos);
    expect(&runs, 4, &["the question could not be stored: "], &["질문을 저장하지 못했습니다: "]);
    for run in [&runs.0, &runs.1] {
        for untrue in ["answer could not be stored", "답을 저장하지", "온전"] {
            assert!(!run.stderr.contains(untrue), "{untrue}\n{run}");
        }
    }
}

#[test]
fn a_database_of_another_program_is_left_alone_and_the_answer_is_said_to_be_whole() {
    let upstream = Upstream::saying("the answer");
    let runs = both(&upstream, &["ask", "q"], with_photos);
    expect(
        &runs,
        7,
        &["error: the answer is whole, but it could not be stored\n", "is not a database of baro's\n"],
        &["오류: 답은 온전하지만 저장하지 못했습니다\n", "baro의 저장소가 아닙니다\n"],
    );
    runs.0.expect_stdout("the answer");
    runs.1.expect_stdout("the answer");
}

/// A disk of its own that is full, where the system lets a user have one; else a file may not grow any further.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_after_the_answer_takes_nothing_of_it_away() {
    let upstream = Upstream::saying("the answer");
    let has_own_disk =
        std::process::Command::new("unshare").args(["-rm", "true"]).status().is_ok_and(|status| status.success());
    let (program, flags, script): (&str, &[&str], &str) = if has_own_disk {
        let script = "mount -t tmpfs -o size=2m none \"$XDG_DATA_HOME\" && \"$0\" ask first >&2 && \
                      { head -c 9000000 /dev/zero > \"$XDG_DATA_HOME/fill\"; exec \"$0\" ask q; }";
        ("unshare", &["-rm", "sh", "-c"], script)
    } else {
        ("sh", &["-c"], "trap '' XFSZ; \"$0\" ask first >&2; ulimit -f 1; exec \"$0\" ask q")
    };
    let run = |env: TestEnv| {
        let arguments: Vec<&str> = flags.iter().copied().chain([script, env!("CARGO_BIN_EXE_baro")]).collect();
        Invocation::new(env.prepared(program, &arguments), String::new()).run()
    };
    let runs = (run(TestEnv::with(&upstream)), run(TestEnv::with(&upstream).korean()));
    expect(
        &runs,
        7,
        &["error: the answer is whole, but it could not be stored\n"],
        &["오류: 답은 온전하지만 저장하지 못했습니다\n"],
    );
    if has_own_disk {
        expect(
            &runs,
            7,
            &["cause: the disk is full: ", "hint: free some space"],
            &["원인: 디스크가 가득 차 ", "도움: 공간을 비우세요"],
        );
    }
    runs.0.expect_stdout("the answer");
    runs.1.expect_stdout("the answer");
}

#[test]
fn a_pipe_that_brought_nothing_is_said_and_the_question_is_asked_all_the_same() {
    let upstream = Upstream::saying("reviewed");
    let env = TestEnv::with(&upstream);
    let asked = ["ask", "Review this change"];
    let empty = env.command(&asked).input("").run();
    empty.expect_code(0).expect_stdout("reviewed").expect_stderr(&["standard input was empty"]);
    // A line without a word is nothing, too, and goes to nobody.
    let blank = env.command(&asked).input("\n").run();
    blank.expect_code(0).expect_stderr(&["standard input was empty"]);
    assert_eq!(upstream.chats()[0].prompt(), upstream.chats()[1].prompt());
    let korean = TestEnv::with(&upstream).korean();
    korean.command(&["이 변경 검토해줘"]).input("").run().expect_stderr(&["표준 입력이 비어 있어"]);
    // Nothing was meant to come from the null device, or something did.
    for quiet in [env.baro(&asked), env.command(&asked).input("a change").run()] {
        assert!(!quiet.expect_code(0).stderr.contains("standard input"), "{quiet}");
    }
    // Without a text that is what there is to say.
    let alone = env.command(&["ask"]).input("").run();
    assert!(!alone.stderr.contains("standard input was empty"), "{alone}");
}

#[test]
fn a_slip_in_a_name_is_told_with_what_there_is() {
    let upstream = Upstream::start();
    upstream.models(&["kimi-b", "ok"]);
    upstream.always(Reply::error(404, "model_not_found", "The model `kimi-bb` does not exist"));
    let env = TestEnv::with(&upstream);
    // The server has a list that was never asked for.
    let gone = env.baro(&["ask", "-m", "fake:kimi-bb", "hi"]);
    gone.expect_code(2).expect_stderr(&["did you mean: fake:kimi-b\n"]);
    env.baro(&["ask", "-m", "Fake:OK", "hi"]).expect_code(2).expect_stderr(&["fake:"]);
    // Without a key of Groq, whose name is misspelt.
    let slip = TestEnv::new().baro(&["ask", "-m", "gorq:openai/gpt-oss-120b", "hi"]);
    slip.expect_code(2).expect_stderr(&["did you mean `groq:openai/gpt-oss-120b`"]);
    assert!(!slip.stderr.contains("ollama"), "{slip}");
}

#[cfg(unix)]
#[test]
fn a_name_that_is_no_utf8_is_told_as_what_it_says_and_is_met_by_a_pattern() {
    use std::os::unix::ffi::OsStrExt as _;
    let raw = |bytes: &'static [u8]| std::ffi::OsStr::from_bytes(bytes);
    let upstream = Upstream::saying("ok");
    let env = TestEnv::with(&upstream);
    // `한글` and `글`, as CP949 has them, and what is no name in any encoding.
    fs::write(env.work().join(raw(b"\xc7\xd1\xb1\xdb.txt")), "in a file").expect("a file");
    fs::create_dir(env.work().join(raw(b"\xb1\xdb"))).expect("a folder");
    env.baro(&["ask", "-f", "*.txt", "q"]).expect_code(0);
    let sent = upstream.chat().body["messages"].to_string();
    assert!(sent.contains("[material: 한글.txt") && sent.contains("in a file"), "{sent}");
    let told = |name: &'static [u8], lang: &str| {
        let mut command = env.prepared(env!("CARGO_BIN_EXE_baro"), &["ask", "--lang", lang, "q", "-f"]);
        command.arg(raw(name));
        Invocation::new(command, String::new()).run()
    };
    told(b"\xc7\xff\xd1", "en").expect_code(2).expect_stderr(&["there is no file \\xc7\\xff\\xd1"]);
    told(b"\xc7\xd1\xb1\xdb", "ko").expect_code(2).expect_stderr(&["한글 파일이 없습니다"]);
    // A command that would not find it is not said.
    let folder = told(b"\xb1\xdb", "ko");
    folder.expect_code(2).expect_stderr(&["글: 파일이 아니라 폴더입니다", "`-f '폴더/*'`"]);
    let mut import = env.prepared(env!("CARGO_BIN_EXE_baro"), &["history", "import"]);
    import.arg(raw(b"\xc7\xd1\xb1\xdb.txt"));
    let import = Invocation::new(import, String::new());
    import.run().expect_code(2).expect_stderr(&["line 1 of 한글.txt"]);
}
