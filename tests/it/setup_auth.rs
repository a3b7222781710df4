//! Keys: taken unseen or from a pipe, tried, kept for their owner alone, listed without being shown, forgotten.

#![cfg(unix)]

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use crate::support::pty::Terminal;
use crate::support::run::{Run, Status, Stdin};
use crate::support::{McpClient, Reply, Script, TestEnv, Upstream};

/// As long as a key of Groq's, and nobody's.
pub const KEY: &str = "gsk_0123456789abcdefghijABCDEFGHIJ0123456789";

/// Groq, moved to a server of the test's own.
pub fn groq_at(upstream: &Upstream) -> TestEnv {
    let mut env = TestEnv::new();
    env.config(&format!("[providers.groq]\nbase_url = \"{}/v1\"", upstream.url()));
    env
}

/// Where its key is kept.
pub fn kept(env: &TestEnv) -> PathBuf {
    env.home().join(".config/baro/keys/groq")
}

fn mode(path: &std::path::Path) -> u32 {
    fs::metadata(path).expect("a file").permissions().mode() & 0o777
}

/// The key stands nowhere in what was written.
#[track_caller]
fn hides_the_key(run: &Run) {
    assert!(!run.stdout.contains(&KEY[4..20]) && !run.stderr.contains(&KEY[4..20]), "{run}");
}

#[test]
fn a_piped_key_is_tried_kept_for_its_owner_alone_and_used() {
    let upstream = Upstream::start();
    let limited = Reply::stream(Script::says("hi").usage(4, 1))
        .header("x-ratelimit-limit-requests", "1000")
        .header("x-ratelimit-remaining-requests", "999")
        .header("x-ratelimit-limit-tokens", "8000")
        .header("x-ratelimit-remaining-tokens", "7990");
    upstream.always(limited);
    let env = groq_at(&upstream);
    let run = env.command(&["auth", "add", "groq"]).input(format!("{KEY}\nlogin: me\n")).run();
    run.expect_code(0).expect_stdout("").expect_stderr(&[
        "groq: the key is good",
        "free plan, for each model: 8,000 tokens a minute, 30 requests a minute, 1,000 requests a day",
        "left: requests 999/1,000, tokens 7,990/8,000",
        "~/.config/baro/keys/groq, for you alone to read",
    ]);
    hides_the_key(&run);
    assert_eq!((mode(&kept(&env)), mode(kept(&env).parent().expect("a folder"))), (0o600, 0o700));
    let asked = upstream.chat();
    assert_eq!(asked.header("authorization"), Some(format!("Bearer {KEY}").as_str()));
    assert_eq!(asked.body["max_tokens"], 16, "as little as possible: {}", asked.body);
    // What the trial took is counted as all else is.
    let usage = env.baro(&["usage", "--json"]).expect_code(0).json();
    assert_eq!((&usage["total"]["requests"], &usage["total"]["usage"]["input"]), (&1.into(), &4.into()), "{usage}");
    env.baro(&["ask", "-m", "groq:m1", "q"]).expect_code(0).expect_stdout("hi");
    assert_eq!(upstream.chats()[1].header("authorization"), Some(format!("Bearer {KEY}").as_str()));
}

#[test]
fn a_key_is_typed_unseen_and_the_terminal_is_as_before() {
    let upstream = Upstream::saying("hi");
    let env = groq_at(&upstream).korean();
    let shell =
        "stty -a | head -c 2000 > before; \"$0\" auth add groq; code=$?; stty -a | head -c 2000 > after; exit $code";
    let baro = env!("CARGO_BIN_EXE_baro");
    let mut terminal = Terminal::run(&env, "sh", &["-c", shell, baro], 24, 80);
    terminal.wait_screen("Groq 키 (입력은 화면에 보이지 않습니다):");
    // A slip, taken back.
    terminal.keys(&format!("wrong\u{15}{KEY}x\u{7f}\r"));
    terminal.wait_screen("저장했습니다");
    assert_eq!(terminal.finish(), Status::Code(0));
    let screen = terminal.screen();
    assert!(screen.contains("https://console.groq.com/keys") && screen.contains("키가 맞습니다"), "{screen}");
    assert!(!String::from_utf8_lossy(&terminal.bytes()).contains("gsk_"), "{screen}");
    assert!(fs::read_to_string(kept(&env)).expect("a key").starts_with(&format!("{KEY}\n")));
    let state = |name: &str| fs::read_to_string(env.work().join(name)).expect("a state");
    assert_eq!(state("before"), state("after"));
}

#[test]
fn of_a_paste_the_first_line_is_the_key_and_the_shell_gets_nothing_of_the_rest() {
    for pasted in [format!("\r{KEY}\r"), format!("{KEY}\rtouch ran\r"), format!(" \r\r{KEY}\recho of-the-paste\r\r")] {
        let upstream = Upstream::saying("hi");
        let env = groq_at(&upstream);
        let mut terminal = Terminal::run(&env, "bash", &["--norc", "--noprofile", "-i"], 40, 100);
        terminal.keys(&format!("alias baro={}\r", env!("CARGO_BIN_EXE_baro")));
        terminal.keys("baro auth add groq\r");
        terminal.wait_screen("it is not shown");
        terminal.keys(&pasted);
        terminal.wait_screen("for you alone to read");
        terminal.keys("history > kept; echo do''ne\r");
        terminal.wait_screen("\ndone");
        let (screen, history) = (terminal.screen(), fs::read_to_string(env.work().join("kept")).expect("the history"));
        for leaked in ["gsk_", "of-the-paste", "touch ran", "not found"] {
            assert!(!screen.contains(leaked) && !history.contains(leaked), "{leaked}\n{screen}\n{history}");
        }
        assert!(!env.work().join("ran").exists());
        assert!(fs::read_to_string(kept(&env)).expect("a key").starts_with(&format!("{KEY}\n")));
    }
}

#[test]
fn a_wrong_project_file_keeps_nobody_from_giving_a_key_or_seeing_the_history() {
    let upstream = Upstream::saying("hi");
    for (project, why) in [
        ("modle = \"x\"", "`modle`"),
        ("temperature = \n", "line 1 of"),
        ("proxy = \"http://x\"", "may not set `proxy`"),
    ] {
        let env = groq_at(&upstream);
        env.file(".baro.toml", project);
        let run = env.command(&["auth", "add", "groq"]).input(KEY).run();
        run.expect_code(0).expect_stderr(&["warning: without the project's settings", why, "the key is good"]);
        let secret = env.file("secret.txt", KEY);
        env.baro(&["auth", "add", "groq", "--command", &format!("cat {}", secret.display())]).expect_code(0);
        for words in [&["auth", "list"][..], &["history", "list"], &["usage"], &["local", "list"]] {
            env.baro(words).expect_code(0).expect_stderr(&["without the project's settings"]);
        }
        // Whoever asks somebody is to know what holds.
        env.baro(&["ask", "-m", "groq:m1", "q"]).expect_code(2).expect_stderr(&[why]);
    }
}

#[test]
fn a_key_is_kept_untried_where_its_provider_may_be_denied() {
    let upstream = Upstream::saying("hi");
    for (project, why) in [
        ("temperature = \n[policy]\ndeny = [\"groq\"]", "the project's .baro.toml may deny groq"),
        ("[policy]\ndeny = \"groq\"", "the project's .baro.toml may deny groq"),
        ("[policy]\ndney = [\"groq\"]", "the project's .baro.toml may deny groq"),
        ("[policy]\ndeny = [\"grok\"]", "there is no provider `grok`"),
    ] {
        let env = groq_at(&upstream);
        env.file(".baro.toml", project);
        let run = env.command(&["auth", "add", "groq"]).input(KEY).run();
        run.expect_code(0).expect_stderr(&["could not be tried", why, "is kept in", "then try the key"]);
        assert!(!run.stderr.contains("trying it"), "{run}");
        let secret = env.file("secret.txt", KEY);
        env.baro(&["auth", "add", "groq", "--command", &format!("cat {}", secret.display())]).expect_code(0);
        env.baro(&["auth", "test", "groq"]).expect_code(2);
    }
    assert!(upstream.requests().is_empty());
    // One who is denied is not tried either.
    let env = groq_at(&upstream);
    env.file(".baro.toml", "[policy]\ndeny = [\"groq\"]");
    let run = env.command(&["auth", "add", "groq"]).input(KEY).run();
    run.expect_code(0).expect_stderr(&["denied by policy.deny in the project's .baro.toml", "is kept in"]);
    assert!(upstream.requests().is_empty() && !run.stderr.contains("trying it"), "{run}");
}

#[test]
fn leaving_the_question_keeps_nothing_and_gives_the_terminal_back() {
    let env = TestEnv::new();
    for keys in ["gsk_half\u{3}", "\u{4}"] {
        let baro = env!("CARGO_BIN_EXE_baro");
        let shell = "\"$0\" auth add groq; code=$?; stty -a | grep -q ' echo ' && exit $code; exit 99";
        let mut terminal = Terminal::run(&env, "sh", &["-c", shell, baro], 24, 80);
        terminal.wait_screen("it is not shown");
        terminal.keys(keys);
        assert_eq!(terminal.finish(), Status::Code(130), "{}", terminal.screen());
    }
    assert!(!kept(&env).exists());
}

#[test]
fn a_refused_key_is_not_kept_and_says_where_to_get_another() {
    let upstream = Upstream::start();
    upstream.always(Reply::error(401, "invalid_api_key", "Invalid API Key"));
    for (env, words) in [
        (groq_at(&upstream), ["groq rejected the API key", "https://console.groq.com/keys"]),
        (groq_at(&upstream).korean(), ["groq이 API 키를 거부했습니다", "https://console.groq.com/keys"]),
    ] {
        let run = env.command(&["auth", "add", "groq"]).input(KEY).run();
        run.expect_code(3).expect_stderr(&words);
        hides_the_key(&run);
        assert!(!kept(&env).exists());
    }
}

#[test]
fn a_key_that_cannot_be_tried_now_is_kept_and_that_is_said() {
    let mut env = TestEnv::new();
    env.config(&format!("[providers.groq]\nbase_url = \"{}/v1\"", Upstream::nowhere()));
    let run = env.command(&["auth", "add", "groq"]).input(KEY).run();
    run.expect_code(0)
        .expect_stderr(&["could not be tried now", "once groq answers, try the key first: `baro auth test groq`"]);
    assert!(!run.stderr.contains("now ask"), "{run}");
    assert!(kept(&env).exists());
    let secret = env.file("secret.txt", KEY);
    let run = env.baro(&["auth", "add", "groq", "--lang", "ko", "--command", &format!("cat {}", secret.display())]);
    run.expect_code(0).expect_stderr(&["groq이 응답하면 먼저 키를 확인하세요: `baro auth test groq`"]);
    assert!(!run.stderr.contains("이제 물어보세요"), "{run}");
    env.baro(&["config", "unset", "providers.groq.key_command"]).expect_code(0);
    env.command(&["auth", "add", "--no-test", "groq"]).input(KEY).run().expect_code(0);
}

#[test]
fn a_proxy_that_wants_a_user_is_told_and_the_key_is_kept_untried() {
    let proxy = Upstream::start();
    proxy.on(|request| (request.method == "CONNECT").then(|| Reply::error(407, "proxy", "who are you?")));
    for (user, english, korean) in [
        ("", "wants a user and a password", "사용자 이름과 비밀번호를 요구합니다"),
        ("me:secret-word@", "refused the user or the password", "비밀번호를 거부했습니다"),
    ] {
        for (language, words, untried) in
            [("en", english, "could not be tried now"), ("ko", korean, "지금은 키를 확인하지 못했습니다")]
        {
            let mut env = TestEnv::new();
            let address = proxy.url().replace("http://", &format!("http://{user}"));
            env.set("HTTPS_PROXY", &address).set("https_proxy", &address);
            let run = env.command(&["--lang", language, "auth", "add", "groq"]).input(KEY).run();
            run.expect_code(0).expect_stderr(&[words, untried, "`baro auth test groq`"]);
            assert!(!run.stderr.contains("secret-word"), "{run}");
            hides_the_key(&run);
            assert!(kept(&env).exists());
        }
    }
    // The key never went to the proxy.
    let asked = proxy.requests();
    assert!(!asked.is_empty() && asked.iter().all(|request| request.method == "CONNECT"), "{asked:?}");
    assert!(asked.iter().all(|request| request.header("authorization").is_none()), "{asked:?}");
}

#[test]
fn what_a_plan_allows_breaks_at_words_in_a_narrow_window() {
    let upstream = Upstream::saying("hi");
    for (language, whole) in [
        ("en_US.UTF-8", "free plan, for each model: 8,000 tokens a minute, 30 requests a minute, 1,000 requests a day"),
        ("ko_KR.UTF-8", "무료 요금제, 모델마다: 분당 8,000토큰, 분당 요청 30번, 하루 요청 1,000번"),
    ] {
        let mut env = groq_at(&upstream);
        env.set("GROQ_API_KEY", KEY).set("LANG", language);
        for columns in [30, 41, 52] {
            let mut terminal = Terminal::baro(&env, &["auth", "test", "groq"], 24, columns);
            assert_eq!(terminal.finish(), Status::Code(0), "{}", terminal.screen());
            let screen = terminal.screen();
            // A row that the terminal broke, and not baro, ends within a word.
            let joined = screen.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(joined.contains(whole), "{columns}: {screen}");
        }
    }
}

#[test]
fn what_is_no_key_is_refused_before_anything_is_sent() {
    let upstream = Upstream::saying("hi");
    let env = TestEnv::new();
    for (provider, given, words) in [
        ("openai", "sk-ant-api03-0123456789abcdef", &["no key of openai", "`baro auth add anthropic`"][..]),
        ("openai", KEY, &["`baro auth add groq`"]),
        ("groq", "gsk_01234 56789", &["blanks or control characters"]),
        ("groq", "여기에_키", &["letters that no key has"]),
        ("groq", "https://console.groq.com/keys", &["it is an address"]),
        ("groq", "GROQ_API_KEY", &["it only stands for a key"]),
        ("groq", "", &["no key came on standard input"]),
    ] {
        let run = env.command(&["auth", "add", provider]).input(given).run();
        run.expect_code(2).expect_stderr(words);
    }
    env.baro(&["auth", "add", "groq"]).expect_code(2).expect_stderr(&["no key came on standard input"]);
    assert!(upstream.requests().is_empty() && !kept(&env).exists());
    // Quotes and a name around it are no reason to refuse.
    let env = groq_at(&upstream);
    let run = env.command(&["auth", "add", "groq"]).input(format!("export GROQ_API_KEY=\"{KEY}\"\r\n")).run();
    run.expect_code(0).expect_stderr(&["without the quotes or the name"]);
    assert!(fs::read_to_string(kept(&env)).expect("a key").starts_with(&format!("{KEY}\n")));
    // Windows' pipes speak UTF-16.
    let bytes: Vec<u8> = [0xFF, 0xFE].into_iter().chain(KEY.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    env.command(&["auth", "add", "groq"]).input(bytes).run().expect_code(0);
}

#[test]
fn a_key_on_the_command_line_is_refused_and_never_becomes_a_question() {
    let upstream = Upstream::saying("answered");
    let env = TestEnv::with(&upstream);
    for words in [
        &["auth", "add", "groq", KEY][..],
        &["auth", "add", KEY],
        &["auth", "set", "groq", KEY],
        &["auth", "login", KEY],
        &["auth", KEY],
        &["auth", "rm", KEY],
        &["auth", "test", KEY],
        &["auth", "add", "groq", "--command", "echo gsk_0123456789abcdefghijABCDEFGHIJ0123456789"],
        &["config", "set", "providers.groq.key", KEY],
        &["config", "groq.key", KEY],
    ] {
        let run = env.baro(words);
        run.expect_code(2).expect_stderr(&["must not stand on the command line", "make a new one"]);
        hides_the_key(&run);
    }
    assert!(upstream.requests().is_empty() && !kept(&env).exists());
}

#[test]
fn a_key_that_stands_where_a_name_belongs_is_neither_said_back_nor_sent() {
    let upstream = Upstream::saying("answered");
    let env = TestEnv::with(&upstream);
    let (equal, colon) = (format!("groq={KEY}"), format!("groq:{KEY}"));
    for words in [
        &["auth", "add", &equal][..],
        &["auth", "add", &colon],
        &["auth", "test", &equal],
        &["auth", "rm", &equal],
        &["auth", "set", &equal],
        &["ask", "-m", &format!("fake:{KEY}"), "hi"],
        &["again", "-m", KEY],
        &["route", "-m", KEY, "hi"],
        &["ask", "--conversation", KEY, "hi"],
    ] {
        let run = env.baro(words);
        run.expect_code(2).expect_stderr(&["must not stand on the command line"]);
        hides_the_key(&run);
    }
    for words in [
        &["history", "show", KEY][..],
        &["completions", KEY],
        &["local", "use", KEY],
        &["mcp", "serve", KEY],
        &["mcp", "config", KEY],
        &["ask", "-f", KEY, "hi"],
        &["ask", "-r", KEY, "hi"],
        &["config", "get", KEY],
    ] {
        let run = env.baro(words);
        assert!(run.stderr.contains("***"), "{words:?}\n{run}");
        hides_the_key(&run);
    }
    for words in [&["route", "my key is", KEY][..], &["route", "--json", "my key is", KEY]] {
        let run = env.baro(words);
        run.expect_code(0);
        hides_the_key(&run);
    }
    assert!(upstream.requests().is_empty());
}

#[test]
fn a_key_that_is_piped_in_goes_to_no_model() {
    let upstream = Upstream::saying("answered");
    let env = TestEnv::with(&upstream);
    for (words, piped) in [
        (&[][..], format!("{KEY}\n")),
        (&["what", "is", "this"], format!("GROQ_API_KEY={KEY}\n")),
        (&["ask", "--stdin", "what is this"], format!("\nexport GROQ_API_KEY='{KEY}'\r\n\n")),
    ] {
        let run = env.command(words).input(piped).run();
        run.expect_code(2).expect_stderr(&["is an API key; it was sent to nobody", "`baro auth add groq`"]);
        hides_the_key(&run);
    }
    assert!(upstream.requests().is_empty() && !env.database().exists());
    // What holds one among other things is material like any other.
    let log = format!("line 1\nthe key {KEY} was refused\n");
    env.command(&["why", "was", "that"]).input(log).run().expect_code(0).expect_stdout("answered");
}

#[test]
fn a_key_among_other_lines_goes_to_nobody_and_the_rest_does() {
    let upstream = Upstream::saying("looks good");
    let mut env = TestEnv::with(&upstream);
    // One of another vendor's form, baro's own of no form in a variable, and one of no form that baro keeps in a file.
    env.set("OLLAMA_API_KEY", "abcdefgh12345678ABCDEFGH12345678");
    env.command(&["auth", "add", "--no-test", "deepseek"]).input("ds0123456789ABCDEFabcdef").run().expect_code(0);
    let secrets = [KEY, "abcdefgh12345678ABCDEFGH12345678", "ds0123456789ABCDEFabcdef", crate::support::env::KEY];
    let dotenv = format!(
        "PORT=8080\nGROQ_API_KEY={KEY}\nOLLAMA_API_KEY=\"{}\"\nDS={}\nFAKE={}\nNAME=me\n",
        secrets[1], secrets[2], secrets[3]
    );
    env.file(".env", &dotenv);
    let asked = |n: usize, what: &str| {
        let chats = upstream.chats();
        assert_eq!(chats.len(), n, "{what}");
        let sent = chats[n - 1].body.to_string();
        for secret in secrets {
            assert!(!sent.contains(secret), "{what}: {sent}");
        }
        sent
    };
    // In a file, piped beside words, piped alone, and typed.
    for (n, (words, input)) in [
        (&["ask", "-f", ".env", "is anything missing?"][..], ""),
        (&["ask", "is anything missing?"], dotenv.as_str()),
        (&["ask"], dotenv.as_str()),
    ]
    .into_iter()
    .enumerate()
    {
        let run = env.command(words).input(input).run();
        run.expect_code(0)
            .expect_stdout("looks good")
            .expect_stderr(&["4 values that look like API keys are sent as `[redacted]`"]);
        let sent = asked(n + 1, "material");
        for kept in ["PORT=8080", "GROQ_API_KEY=[redacted]", "DS=[redacted]", "NAME=me"] {
            assert!(sent.contains(kept), "{kept}: {sent}");
        }
    }
    let typed = format!("is {KEY} the kind of key that I would need for this thing?");
    let run = env.baro(&["--lang", "ko", "ask", &typed]);
    run.expect_code(0).expect_stderr(&["API 키로 보이는 값을 `[redacted]`로 가리고 보냅니다"]);
    asked(4, "typed");
    // What is only worked out says so, too.
    env.baro(&["ask", "--dry-run", &typed]).expect_code(0).expect_stderr(&["looks like an API key is sent as"]);
    asked(4, "a dry run");
    // Nor does it stand in what is kept, and a question that goes on says nothing of it once more.
    let run = env.baro(&["ask", "-c", "and now?"]);
    run.expect_code(0);
    assert!(!run.stderr.contains("redacted"), "{run}");
    asked(5, "the conversation");
    for entry in fs::read_dir(env.database().parent().expect("a folder")).expect("a folder") {
        let path = entry.expect("an entry").path();
        let bytes = fs::read(&path).unwrap_or_default();
        for secret in secrets {
            let is_there = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!is_there, "{secret} in {}", path.display());
        }
    }
    // A line that is a key and nothing else is refused, as before.
    env.command(&["ask"]).input(KEY).run().expect_code(2);
    // What only looks like it is sent as it stands.
    let run =
        env.command(&["ask", "q"]).input("PASSWORD=Abc123456789\nOPENAI_API_KEY=sk-your-key-here-0123456789\n").run();
    run.expect_code(0);
    assert!(!run.stderr.contains("redacted"), "{run}");
    assert!(upstream.chats()[5].prompt().contains("PASSWORD=Abc123456789"));
}

#[test]
fn a_key_with_blanks_around_it_goes_to_nobody_and_is_kept_nowhere() {
    const OWN: &str = "abcd-efgh-ijkl-mnop-qrst";
    const OTHER: &str = "bcde-fghi-jklm-nopq-rstu";
    let upstream = Upstream::saying("ok");
    let mut env = TestEnv::with(&upstream);
    let file = env.file("key.txt", format!("\u{feff}\n {OTHER} \r\n"));
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).expect("a mode");
    env.config(&format!(
        "[providers.gate]\nbase_url = \"{0}/v1\"\nkey_env = \"GATE_KEY\"\n\
         [providers.other]\nbase_url = \"{0}/v1\"\nkey_file = {file:?}",
        upstream.url()
    ));
    for blank in ["\u{feff}", " ", "\t"] {
        env.set("GATE_KEY", &format!("{blank}{OWN} "));
        env.baro(&["ask", &format!("is {OWN}, or {OTHER}, ok? use {OWN} here")]).expect_code(0);
        let prompt = upstream.chats().last().expect("a chat").prompt();
        assert!(prompt.contains("is [redacted], or [redacted], ok? use [redacted] here"), "{prompt}");
    }
    let kept = env.baro(&["history", "list", "--all", "--json"]).expect_code(0).stdout.clone();
    assert!(!kept.contains(OWN) && !kept.contains(OTHER), "{kept}");
}

#[test]
fn a_conversation_that_came_with_a_key_in_it_is_sent_without() {
    let upstream = Upstream::saying("ok");
    let env = TestEnv::with(&upstream);
    let lines =
        format!("{{\"role\":\"user\",\"content\":\"use {KEY}\"}}\n{{\"role\":\"assistant\",\"content\":\"ok\"}}\n");
    env.command(&["history", "import", "--name", "old", "-"]).input(lines).run().expect_code(0);
    env.baro(&["ask", "--conversation", "old", "and now?"]).expect_code(0);
    let sent = upstream.chat().body.to_string();
    assert!(sent.contains("use [redacted]") && !sent.contains(KEY), "{sent}");
}

#[test]
fn an_answer_that_no_model_gave_makes_no_key_good() {
    let first_event = "data: {\"id\":\"1\",\"choices\":[{\"del";
    let stream = |body: &str| {
        let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n";
        Reply::raw(format!("{head}{body}").as_bytes())
    };
    for (reply, told) in [
        (Reply::html(200, "<html><title>Sign in</title>captive portal</html>"), "no model API"),
        (Reply::json(200, &serde_json::json!({ "hello": "world" })), "no model API"),
        (stream(""), "cannot be read to its end"),
        (stream(first_event), "cannot be read to its end"),
    ] {
        let upstream = Upstream::start();
        upstream.always(reply);
        let mut env = groq_at(&upstream);
        let added = env.command(&["auth", "add", "groq"]).input(KEY).run();
        assert!(added.stderr.contains("could not be tried now") && !added.stderr.contains("good"), "{added}");
        env.set("GROQ_API_KEY", KEY);
        let run = env.baro(&["auth", "test", "groq"]);
        run.expect_code(5).expect_stderr(&[told]);
        assert!(!run.stdout.contains("good") && !run.stderr.contains("baro again"), "{run}");
        let json = env.baro(&["auth", "test", "--json", "groq"]).expect_code(5).json();
        assert_eq!(json["providers"][0]["good"], false, "{json}");
    }
}

#[test]
fn what_is_wrong_with_a_trial_is_told_of_the_provider_and_advises_a_trial() {
    for (reply, told) in [
        (Reply::error(500, "internal", "boom"), "try again later: `baro auth test fake`"),
        (Reply::raw(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n"), "fake cannot be read to its end"),
    ] {
        let upstream = Upstream::start();
        upstream.always(reply);
        let mut env = TestEnv::new();
        env.provider("fake", "openai", &upstream.url()).config("[models.\"fake:m1\"]\ncontext_tokens = 8000");
        let run = env.baro(&["auth", "test", "fake"]);
        run.expect_code(5).expect_stderr(&[told]);
        for wrong in ["baro again", "`-m`", "of  ", "model  "] {
            assert!(!run.stderr.contains(wrong), "{wrong}: {run}");
        }
        let korean = env.baro(&["auth", "test", "fake", "--lang", "ko"]);
        assert!(!korean.stderr.contains("baro again") && !korean.stderr.contains("오류: 의"), "{korean}");
    }
}

#[test]
fn a_provider_that_stays_silent_is_said_to_be_waited_for() {
    let upstream = Upstream::start();
    upstream.always(Reply::never());
    let mut env = TestEnv::new();
    env.provider("fake", "openai", &upstream.url()).config("[models.\"fake:m1\"]\ncontext_tokens = 8000");
    // That takes as long as the time limit, of which the settings have the word.
    env.config("[timeouts]\ntotal_s = 3");
    let run = env.baro(&["auth", "test", "fake"]);
    run.expect_code(5).expect_stderr(&[
        "waiting for an answer of fake (Ctrl-C stops waiting)",
        "fake did not answer in time",
        "no end of the answer within 3 s",
        "`baro auth test fake`",
    ]);
    assert!(!run.stderr.contains("--timeout") && !run.stderr.contains("900"), "{run}");
}

#[test]
fn a_key_whose_limit_is_reached_is_kept_and_the_wait_is_told() {
    let upstream = Upstream::start();
    upstream.always(Reply::error(429, "rate_limit_exceeded", "Slow down").header("retry-after", "12"));
    let env = groq_at(&upstream);
    let run = env.command(&["auth", "add", "groq"]).input(KEY).run();
    run.expect_code(0).expect_stderr(&["the key is good", "asks to wait 12", "in 12", "ask: `baro hello there`"]);
    assert!(kept(&env).exists() && !run.stderr.contains("now ask"), "{run}");
}

#[test]
fn a_variable_with_a_key_of_another_vendor_is_not_sent_to_this_one() {
    let mut env = TestEnv::new();
    env.set("OPENAI_API_KEY", KEY);
    let run = env.baro(&["auth", "list"]);
    run.expect_code(0).expect_stdout_has("its key cannot be used: it begins as a key of groq does");
    let run = env.baro(&["ask", "-m", "openai:gpt-5", "q"]);
    run.expect_code(2).expect_stderr(&["begins as a key of groq does", "`GROQ_API_KEY`", "`baro auth add groq`"]);
    hides_the_key(&run);
    env.set("OPENAI_API_KEY", "your-api-key-here");
    env.baro(&["doctor", "--offline"]).expect_code(1).expect_stdout_has("it only stands for a key");
}

#[test]
fn a_refusal_of_the_network_is_told_as_that_and_the_key_is_kept() {
    let upstream = Upstream::start();
    upstream.always(Reply::error(403, "forbidden", "Access denied. Please check your network settings."));
    let env = groq_at(&upstream);
    let run = env.command(&["auth", "add", "groq"]).input(KEY).run();
    run.expect_code(0).expect_stderr(&["groq lets nothing in from this network or region", "not about the key"]);
    assert!(kept(&env).exists() && !run.stderr.contains("rejected"), "{run}");
    let run = env.baro(&["ask", "-m", "groq:m1", "q"]);
    run.expect_code(5).expect_stderr(&["groq lets nothing in from this network", "not about the key"]);
    let run = env.baro(&["ask", "--lang", "ko", "-m", "groq:m1", "q"]);
    run.expect_code(5).expect_stderr(&["groq이 이 네트워크나 지역에서 온 요청을 받지 않습니다", "Access denied"]);
}

#[test]
fn keys_are_listed_with_where_they_come_from_and_never_shown() {
    let mut env = TestEnv::new();
    env.command(&["auth", "add", "--no-test", "groq"]).input(KEY).run().expect_code(0);
    env.set("GEMINI_API_KEY", "AIza0123456789abcdefghij").set("GROQ_API_KEY", "gsk_9876543210zyxwvutsrq");
    env.config("[providers.openai]\nkey_command = \"pass show openai\"\n[policy]\ndeny = [\"gemini\"]");
    let run = env.baro(&["auth", "list"]);
    run.expect_code(0).expect_stderr(&["providers with free keys: openrouter, cerebras"]);
    for line in ["variable GROQ_API_KEY", "baro's own ~/.config/baro/keys/groq", "key_command", "denied by policy.deny"]
    {
        assert!(run.stdout.contains(line), "{line}\n{run}");
    }
    hides_the_key(&run);
    assert!(!run.stdout.contains("pass show") && !run.stdout.contains("9876543210"), "{run}");
    let keys = env.baro(&["auth", "list", "--json"]).expect_code(0).json();
    let of = |provider: &str, from: &str| {
        let rows = keys["keys"].as_array().expect("rows");
        rows.iter().any(|row| row["provider"] == provider && row["from"] == from)
    };
    assert!(of("groq", "environment") && of("groq", "store") && of("openai", "key_command"), "{keys}");
    TestEnv::new()
        .korean()
        .baro(&["auth", "list"])
        .expect_code(0)
        .expect_stderr(&["저장된 키가 없습니다", "baro auth add"]);
}

#[test]
fn words_that_name_nobody_take_no_key_away() {
    let env = TestEnv::new();
    env.command(&["auth", "add", "--no-test", "groq"]).input(KEY).run().expect_code(0);
    let run = env.baro(&["auth", "rm", "groq", "what", "happens", "then?"]);
    run.expect_code(2).expect_stderr(&["`what`"]);
    // It is a question, and nobody can be reached who would answer it.
    env.baro(&["auth", "rm", "groq", "하면", "어떻게", "돼?"]).expect_code(5);
    assert!(kept(&env).exists());
    env.baro(&["auth", "rm", "groq", "GROQ"]).expect_code(0);
    assert!(!kept(&env).exists());
}

#[test]
fn a_variable_goes_before_a_kept_key_and_that_is_said() {
    let mut env = TestEnv::new();
    env.set("GROQ_API_KEY", "gsk_9876543210zyxwvutsrq");
    let run = env.command(&["auth", "add", "--no-test", "groq"]).input(KEY).run();
    run.expect_code(0).expect_stderr(&["in force comes from variable GROQ_API_KEY"]);
    env.baro(&["auth", "rm", "groq"]).expect_code(0).expect_stderr(&["still has a key from variable GROQ_API_KEY"]);
    assert!(!kept(&env).exists());
    env.baro(&["auth", "rm", "groq"]).expect_code(2).expect_stderr(&["keeps no key of groq", "variable GROQ_API_KEY"]);
}

#[test]
fn a_command_gives_the_key_when_it_is_needed_and_no_file_holds_it() {
    let upstream = Upstream::saying("hi");
    let env = groq_at(&upstream);
    let secret = env.file("secret.txt", KEY);
    let command = format!("cat {}", secret.display());
    let run = env.baro(&["auth", "add", "groq", "--command", &command]);
    run.expect_code(0).expect_stderr(&["groq: the key is good", "`key_command`"]);
    hides_the_key(&run);
    assert_eq!(upstream.chat().header("authorization"), Some(format!("Bearer {KEY}").as_str()));
    assert!(!kept(&env).exists());
    // A file takes the command's place, and must be its owner's alone.
    let run = env.baro(&["auth", "add", "groq", "--file", "secret.txt"]);
    run.expect_code(2).expect_stderr(&["others can read the key file (mode 644)", "`chmod 600 "]);
    fs::set_permissions(&secret, fs::Permissions::from_mode(0o600)).expect("a mode");
    env.baro(&["auth", "add", "groq", "--file", "secret.txt"]).expect_code(0);
    env.baro(&["auth", "test", "groq"]).expect_code(0);
    let text = fs::read_to_string(env.config_file()).expect("settings");
    assert!(text.contains("key_file") && !text.contains("key_command"), "{text}");
    let run = env.baro(&["auth", "rm", "groq"]);
    run.expect_code(2).expect_stderr(&["`baro config unset providers.groq.key_file`"]);
    env.baro(&["config", "unset", "providers.groq.key_file"]).expect_code(0);
    env.baro(&["auth", "test", "groq"]).expect_code(0).expect_stdout_has("answered without a key");
    // A key that would not be used is not taken.
    env.baro(&["config", "set", "providers.groq.key_env", "MY_KEY"]).expect_code(0);
    let run = env.command(&["auth", "add", "groq"]).input(KEY).run();
    run.expect_code(2).expect_stderr(&["would not be used", "variable MY_KEY"]);
    env.baro(&["ask", "-m", "groq:m1", "q"])
        .expect_code(2)
        .expect_stderr(&["`MY_KEY` of the config is not set, or empty"]);
}

#[test]
fn another_key_behind_the_same_command_is_noticed_when_the_command_is_run() {
    let upstream = Upstream::saying("hi");
    let mut env = TestEnv::new();
    let secret = env.file("secret.txt", "first-0123456789");
    let (url, runs) = (upstream.url(), env.work().join("runs.txt"));
    env.config(&format!(
        "[providers.fake]\nbase_url = \"{url}/v1\"\nkey_command = \"echo >> {}; cat {}\"\nplan = {{ free = true, requests_per_day = 1 }}",
        runs.display(),
        secret.display()
    ));
    env.route_all(&["fake:m1"]);
    let n_runs = || fs::read_to_string(&runs).expect("it ran").lines().count();
    env.baro(&["ask", "one"]).expect_code(0);
    // The day of this key is used up; who gives it is asked whether it is still the same.
    env.baro(&["ask", "two"]).expect_code(5);
    assert_eq!((upstream.chats().len(), n_runs()), (1, 2));
    env.file("secret.txt", "second-0123456789");
    env.baro(&["ask", "three"]).expect_code(0);
    assert_eq!(upstream.chats()[1].header("authorization"), Some("Bearer second-0123456789"));
    env.baro(&["ask", "four"]).expect_code(5);
    // The first one's day is still used up.
    env.file("secret.txt", "first-0123456789");
    env.baro(&["ask", "five"]).expect_code(5);
    assert_eq!((upstream.chats().len(), n_runs()), (2, 5));
}

#[test]
fn a_refusal_of_one_key_is_not_laid_to_the_next_one_of_the_same_command() {
    let upstream = Upstream::start();
    upstream.on(|request| {
        let is_good = request.header("authorization") == Some("Bearer second-0123456789");
        Some(if is_good { Reply::error(400, "bad", "no") } else { Reply::error(401, "invalid_api_key", "no") })
    });
    let mut env = TestEnv::new();
    let secret = env.file("secret.txt", "first-0123456789");
    let url = upstream.url();
    env.config(&format!(
        "[providers.fake]\nbase_url = \"{url}/v1\"\nkey_command = \"cat {}\"\n[models.\"fake:m1\"]\ncontext_tokens = 8000",
        secret.display()
    ));
    env.route_all(&["fake:m1"]);
    let is_refused = |env: &TestEnv| {
        let keys = env.baro(&["auth", "list", "--json"]).json();
        let rows = keys["keys"].as_array().expect("rows");
        rows.iter().any(|row| row["provider"] == "fake" && row.to_string().contains("refused"))
    };
    env.baro(&["ask", "one"]).expect_code(3);
    assert!(is_refused(&env));
    env.file("secret.txt", "second-0123456789");
    // What is wrong now says nothing of the key, which is another one.
    env.baro(&["ask", "two"]).expect_code(4);
    assert!(!is_refused(&env));
}

#[test]
fn a_source_that_gives_no_good_key_is_not_written_and_leaves_the_one_in_force() {
    let upstream = Upstream::start();
    let is_bad =
        |request: &crate::support::upstream::Request| request.header("authorization") == Some("Bearer gsk_bad_0123");
    upstream.on(move |request| is_bad(request).then(|| Reply::error(401, "invalid_api_key", "Invalid API Key")));
    upstream.always(Reply::stream(Script::says("hi")));
    let mut env = groq_at(&upstream);
    env.command(&["auth", "add", "groq"]).input(KEY).run().expect_code(0);
    let before = fs::read_to_string(env.config_file()).expect("settings");
    let empty = env.file("empty.txt", "\n");
    let wide = env.file("utf16.txt", "");
    fs::write(&wide, [0xFF, 0xFE, b'k', 0, b'\n', 0]).expect("written");
    for file in [&empty, &wide] {
        fs::set_permissions(file, fs::Permissions::from_mode(0o600)).expect("a mode");
    }
    for (words, said) in [
        (["--command", "exit 3"], ["nothing was written", "its key_command failed: exit code 3"]),
        (["--command", "echo not there >&2; exit 1"], ["not there", "run the command itself in a shell"]),
        (["--command", "true"], ["it is empty", "the first line must be the key alone"]),
        (["--command", "echo two words"], ["blanks", "the first line must be the key alone"]),
        (["--file", "/no/such"], ["/no/such: no such file or folder", "check the path of the file"]),
        (["--file", "empty.txt"], ["it is empty", "nothing was written"]),
        (["--file", "utf16.txt"], ["it is in UTF-16", "Out-File -Encoding utf8"]),
    ] {
        let run = env.baro(&["auth", "add", "groq", words[0], words[1]]);
        run.expect_code(2).expect_stderr(&said);
    }
    let run = env.baro(&["auth", "add", "groq", "--command", "exit 3", "--lang", "ko"]);
    run.expect_code(2).expect_stderr(&["아무것도 적지 않았습니다", "key_command 실패: 종료 코드 3"]);
    // The shape is looked at as that of a pasted one is: a key of somebody else goes nowhere.
    let wrapped = ["auth", "add", "groq", "--command", "echo GROQ_API_KEY=gsk_0123456789"];
    env.baro(&wrapped).expect_code(2).expect_stderr(&["the key must stand alone"]);
    env.baro(&["auth", "add", "groq", "--command", "echo your-api-key"])
        .expect_code(2)
        .expect_stderr(&["stands for a key"]);
    env.baro(&["auth", "add", "groq", "--command", "echo gsk_bad_0123"]).expect_code(3).expect_stderr(&["rejected"]);
    assert_eq!(fs::read_to_string(env.config_file()).expect("settings"), before);
    env.baro(&["ask", "-m", "groq:m1", "q"]).expect_code(0).expect_stdout("hi");
    // Whoever wants it unseen gets it.
    env.baro(&["auth", "add", "groq", "--no-test", "--command", "exit 3"]).expect_code(0);
    let run = env.baro(&["auth", "list"]);
    run.expect_code(0).expect_stdout_has("not run (`baro auth test groq`)");
    assert!(!run.stdout.contains("usable"), "{run}");
    env.baro(&["doctor", "--offline"]).expect_stdout_has("(not run)");
    env.config("[providers.openai]\nkey_file = \"/no/such\"");
    env.baro(&["auth", "list"]).expect_code(0).expect_stdout_has("no such file or folder");
}

#[test]
fn a_file_in_the_form_of_a_password_manager_is_read_as_a_command_and_a_pipe_are() {
    let upstream = Upstream::saying("hi");
    let env = groq_at(&upstream);
    let told = format!("{KEY}\r\nlogin: me\nurl: https://console.groq.com\n");
    let file = env.file("pass.txt", format!("\u{feff}\n{told}"));
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).expect("a mode");
    env.baro(&["auth", "add", "groq", "--file", "pass.txt"]).expect_code(0).expect_stderr(&["the key is good"]);
    env.baro(&["ask", "-m", "groq:m1", "q"]).expect_code(0).expect_stdout("hi");
    env.baro(&["doctor", "--offline"]).expect_stdout_has("key of groq: key file");
    env.baro(&["auth", "add", "groq", "--command", &format!("cat {}", file.display())]).expect_code(0);
    env.baro(&["config", "unset", "providers.groq.key_command"]).expect_code(0);
    env.command(&["auth", "add", "groq"]).input(format!("\n{told}")).run().expect_code(0);
    let bearer = format!("Bearer {KEY}");
    assert!(
        upstream.chats().iter().all(|chat| chat.header("authorization") == Some(&bearer)),
        "{:?}",
        upstream.chats()
    );
}

#[test]
fn a_key_file_that_is_gone_and_a_command_that_fails_are_told_with_their_cure_everywhere() {
    let cure = "`baro config unset providers.groq.key_file`";
    for (env, put, in_file, nobody) in [
        (TestEnv::new(), "put the key there", "the config says where it is: key file", "no model can be used"),
        (TestEnv::new().korean(), "그 파일에 키를 두거나", "설정이 가리키는 키: 키 파일", "쓸 수 있는 모델이 없습니다"),
    ] {
        let mut env = env;
        env.config("[providers.groq]\nkey_file = \"/no/such\"");
        env.baro(&["ask", "q"]).expect_code(2).expect_stderr(&["/no/such", put, cure]);
        env.baro(&["ask", "-m", "groq:m1", "q"]).expect_code(2).expect_stderr(&[put, cure]);
        env.baro(&["auth", "rm", "groq"]).expect_code(2).expect_stderr(&[in_file, cure]);
        let doctor = env.baro(&["doctor", "--offline"]);
        doctor.expect_code(1).expect_stdout_has(nobody).expect_stdout_has(cure);
        for route in ["for fast", "for thinking", "빠른답에", "추론에"] {
            assert!(!doctor.stdout.contains(route), "{route}\n{doctor}");
        }
    }
    // Where somebody else serves, it is said how to look at the key.
    let upstream = Upstream::saying("hi");
    let mut env = TestEnv::with(&upstream);
    env.config("[providers.groq]\nkey_file = \"/no/such\"");
    let settings = fs::read_to_string(env.config_file()).expect("settings");
    fs::write(env.config_file(), settings.replace("[\"fake:m1\"]", "[\"groq:a\", \"fake:m1\"]")).expect("settings");
    env.baro(&["ask", "q"]).expect_code(0).expect_stdout("hi").expect_stderr(&["`baro auth test groq`"]);
    let mut env = TestEnv::new();
    env.config("[providers.groq]\nkey_command = \"exit 3\"");
    env.baro(&["ask", "q"]).expect_code(2).expect_stderr(&["exit code 3", "`providers.groq.key_command`"]);
    env.baro(&["auth", "rm", "groq"]).expect_code(2).expect_stderr(&["`baro config unset providers.groq.key_command`"]);
}

#[test]
fn doctor_names_the_routes_that_have_nobody_where_others_have_somebody() {
    let upstream = Upstream::saying("hi");
    let mut env = TestEnv::with(&upstream);
    let settings = fs::read_to_string(env.config_file()).expect("settings");
    let two = settings
        .replace("[routes.code]\nmodels = [\"fake:m1\"]", "[routes.code]\nmodels = [\"groq:a\"]")
        .replace("[routes.think]\nmodels = [\"fake:m1\"]", "[routes.think]\nmodels = [\"groq:a\"]");
    fs::write(env.config_file(), two).expect("settings");
    env.config("[providers.groq]\nkey_file = \"/no/such\"");
    let doctor = env.baro(&["doctor", "--offline", "--lang", "ko"]);
    doctor.expect_code(1).expect_stdout_has("코드, 추론에 쓸 수 있는 모델이 없습니다");
}

#[test]
fn a_command_that_takes_long_is_said_to_be_waited_for_and_left_by_ctrl_c() {
    for (env, waits, left) in [
        (TestEnv::new(), "waiting for the key of groq", "stopped; nothing was written"),
        (TestEnv::new().korean(), "groq의 키를 기다립니다", "아무것도 적지 않았습니다"),
    ] {
        let baro = env!("CARGO_BIN_EXE_baro");
        let (command, alive) = hanging_command(&env);
        let shell = "trap : INT; \"$0\" auth add groq --command \"$1\"";
        let mut terminal = Terminal::run(&env, "sh", &["-c", shell, baro, &command], 24, 80);
        terminal.wait_screen(waits);
        terminal.keys("\u{3}");
        assert_eq!(terminal.finish(), Status::Code(130), "{}", terminal.screen());
        assert!(terminal.screen().contains(left), "{}", terminal.screen());
        assert!(!env.config_file().exists());
        assert_eq!(alive.join().expect("no panic"), 0);
    }
}

#[test]
fn a_question_says_that_it_waits_for_a_key() {
    let upstream = Upstream::saying("hi");
    let mut env = groq_at(&upstream);
    let pipe = new_pipe(&env);
    let command = format!("cat '{}'", pipe.display());
    env.config(&format!("key_command = {command:?}"));
    let asked = env.command(&["ask", "-m", "groq:m1", "q"]).spawn();
    asked.wait_stderr("waiting for the key of groq (1 min at most)");
    // The key comes only now.
    fs::write(pipe, KEY).expect("the command reads");
    asked.finish().expect_code(0).expect_stdout("hi");
}

#[test]
fn a_refused_key_is_told_with_the_place_that_it_came_from() {
    let upstream = Upstream::start();
    upstream.always(Reply::error(401, "invalid_api_key", "Invalid API Key"));
    let mut env = groq_at(&upstream);
    // Without a key none was refused.
    let run = env.baro(&["auth", "test", "groq"]);
    run.expect_code(3).expect_stderr(&["groq wants an API key, and none was sent", "`baro auth add groq`"]);
    assert!(!run.stderr.contains("rejected"), "{run}");
    env.set("GROQ_API_KEY", KEY);
    let run = env.baro(&["auth", "test", "groq"]);
    run.expect_code(3).expect_stderr(&["groq rejected", "variable GROQ_API_KEY", "it goes first"]);
    let run = env.baro(&["ask", "-m", "groq:m1", "q"]);
    run.expect_code(3).expect_stderr(&["the key in the variable `GROQ_API_KEY`", "at https://console.groq.com/keys"]);
    // No key is kept that would take its place.
    assert!(!run.stderr.contains("with the variable unset"), "{run}");
    // What is remembered of it is told by whoever looks without asking.
    env.baro(&["doctor", "--offline"]).expect_code(1).expect_stdout_has("it was refused when it was last sent");
    env.baro(&["auth", "list"])
        .expect_code(0)
        .expect_stdout_has("the key was refused last time (`baro auth test groq`)");
    env.baro(&["models"]).expect_code(0).expect_stdout_has("the key was refused last time");
    // A key that is only tried, and never kept, says nothing of the one in force.
    env.command(&["auth", "add", "--no-test", "groq"]).input(KEY).run().expect_code(0);
    let run = env.baro(&["ask", "-m", "groq:m1", "q"]);
    run.expect_code(3).expect_stderr(&["with the variable unset, the key that `baro auth add groq` kept is used"]);
    env.config("key_command = \"echo gsk_bad_0123\"");
    let run = env.baro(&["ask", "-m", "groq:m1", "q"]);
    run.expect_code(3).expect_stderr(&["change the key in the place that `[providers.groq]`"]);
    assert!(!run.stderr.contains("auth add"), "{run}");
    env.baro(&["auth", "test", "groq"]).expect_code(3).expect_stderr(&["the key_command of the config"]);
}

#[test]
fn a_refusal_that_only_a_trial_saw_is_remembered_of_that_key_and_of_no_other() {
    let upstream = Upstream::start();
    upstream.always(Reply::error(401, "invalid_api_key", "Invalid API Key"));
    let mut env = groq_at(&upstream);
    let told = |env: &TestEnv, is: bool| {
        for words in [&["doctor", "--offline"][..], &["auth", "list"], &["models"]] {
            let run = env.baro(words);
            assert_eq!(run.stdout.contains("refused"), is, "{words:?} {run}");
        }
        assert_eq!(env.baro(&["models", "--lang", "ko"]).stdout.contains("지난번에 키 거부"), is);
        let listed = env.baro(&["models", "--json"]).expect_code(0).json();
        let of_groq = |model: &&serde_json::Value| model["provider"] == "groq";
        let mut models = listed["models"].as_array().expect("models").iter().filter(of_groq);
        assert!(models.all(|model| model["key_refused"] == is), "{listed}");
    };
    env.set("GROQ_API_KEY", KEY);
    told(&env, false);
    env.baro(&["auth", "test", "groq"]).expect_code(3);
    told(&env, true);
    // Another key has never been refused, and the one that was is the same wherever it lies.
    env.set("GROQ_API_KEY", &KEY.replace("0123", "3210"));
    told(&env, false);
    env.unset("GROQ_API_KEY");
    env.command(&["auth", "add", "--no-test", "groq"]).input(KEY).run().expect_code(0);
    told(&env, true);
    // One that was only tried, and is not kept, is not the one in force.
    env.set("GROQ_API_KEY", &KEY.replace("0123", "1111"));
    env.command(&["auth", "add", "groq"]).input(KEY.replace("0123", "2222")).run().expect_code(3);
    told(&env, false);
    // So is one that a command gives.
    env.config("key_command = \"echo gsk_bad_0123\"");
    env.baro(&["auth", "test", "groq"]).expect_code(3);
    told(&env, true);
}

#[test]
fn a_key_that_was_refused_for_a_list_of_models_is_remembered() {
    let upstream = Upstream::start();
    upstream.lists_for(Some("another"));
    let mut env = TestEnv::new();
    env.provider("gate", "openai", &upstream.url());
    env.baro(&["auth", "list"]).expect_code(0).expect_stdout_has("ready");
    env.baro(&["auth", "test", "gate"]).expect_code(3);
    env.baro(&["auth", "list"]).expect_code(0).expect_stdout_has("the key was refused last time");
    env.baro(&["doctor", "--offline"]).expect_stdout_has("it was refused when it was last sent");
}

#[test]
fn a_key_that_a_server_of_this_machine_refused_is_remembered_whoever_looked() {
    let upstream = Upstream::start();
    upstream.lists_for(Some("right-right"));
    let mut env = TestEnv::new();
    env.config(&format!("[providers.gate]\nbase_url = \"{}/v1\"\nkey_env = \"GATE_KEY\"", upstream.url()));
    env.set("GATE_KEY", "wrong-wrong");
    env.baro(&["models"]).expect_code(3).expect_stdout_has("the key is refused");
    env.baro(&["auth", "list"]).expect_stdout_has("the key was refused last time (`baro auth test gate`)");
    env.baro(&["doctor", "--offline"]).expect_stdout_has("it was refused when it was last sent");
    // Another key was refused by nobody, and the server may change its mind.
    env.set("GATE_KEY", "other-other");
    env.baro(&["auth", "list"]).expect_stdout_has("ready");
    env.set("GATE_KEY", "wrong-wrong");
    upstream.lists_for(Some("wrong-wrong"));
    env.baro(&["models"]).expect_code(0);
    env.baro(&["auth", "list"]).expect_stdout_has("ready");
    // What lists for anybody says nothing of the key.
    upstream.lists_for(None);
    upstream.always(Reply::error(401, "invalid_api_key", "Invalid API Key"));
    env.baro(&["ask", "-m", "gate:m1", "q"]).expect_code(3);
    env.baro(&["models"]).expect_code(0);
    env.baro(&["auth", "list"]).expect_stdout_has("the key was refused last time");
}

#[test]
fn a_test_of_all_keys_names_the_variable_of_ones_own_provider_that_is_not_set() {
    let mut env = TestEnv::new();
    env.config("[providers.box]\nbase_url = \"http://127.0.0.1:9/v1\"\nkey_env = \"BOX_KEY\"");
    for words in [&["auth", "test"][..], &["auth", "test", "box"]] {
        let run = env.baro(words);
        run.expect_code(2).expect_stderr(&["there is no API key for box", "`BOX_KEY`"]);
        assert!(!run.stderr.contains("auth add"), "{run}");
    }
    let tested = env.baro(&["auth", "test", "--json"]).expect_code(2).json();
    assert_eq!(tested["providers"][0]["provider"], "box", "{tested}");
}

/// A provider of one's own that lists its models, and answers, for this key alone.
fn gate_for(key: &str) -> (Upstream, TestEnv) {
    let upstream = Upstream::start();
    upstream.lists_for(Some(key));
    let good = format!("Bearer {key}");
    upstream.on(move |request| {
        let is_good = request.header("authorization") == Some(good.as_str());
        (!is_good).then(|| Reply::error(401, "invalid_api_key", "Invalid API Key"))
    });
    upstream.always(Reply::stream(Script::says("hi").usage(4, 1)));
    let mut env = TestEnv::new();
    env.config(&format!("[providers.gate]\nbase_url = \"{}/v1\"", upstream.url()));
    (upstream, env)
}

#[track_caller]
fn tells_of_a_refusal(env: &TestEnv, is: bool) {
    for words in [&["doctor", "--offline"][..], &["auth", "list"]] {
        let run = env.baro(words);
        assert_eq!(run.stdout.contains("refused"), is, "{words:?} {run}");
    }
}

#[test]
fn a_key_that_was_never_sent_is_not_said_to_have_been_refused() {
    let (_upstream, env) = gate_for("right-right");
    env.baro(&["ask", "-m", "gate:m1", "q"]).expect_code(3).expect_stderr(&["`baro auth add gate`"]);
    env.command(&["auth", "add", "gate", "--no-test"]).input("right-right").run().expect_code(0);
    tells_of_a_refusal(&env, false);
    env.baro(&["ask", "-m", "gate:m1", "q"]).expect_code(0);
}

#[test]
fn a_refusal_ends_with_the_key_that_is_tried_and_good() {
    // A new key behind the same command.
    let (_upstream, mut env) = gate_for("right-right");
    let secret = env.file("secret.txt", "wrong-wrong");
    let command = format!("cat {}", secret.display());
    env.config(&format!("key_command = \"{command}\""));
    env.baro(&["ask", "-m", "gate:m1", "q"]).expect_code(3);
    tells_of_a_refusal(&env, true);
    fs::write(&secret, "right-right").expect("written");
    env.baro(&["auth", "add", "gate", "--command", &command]).expect_code(0).expect_stderr(&["the key is good"]);
    tells_of_a_refusal(&env, false);
    // The key of a variable that the provider takes at last, by its list.
    let (upstream, mut env) = gate_for("later-later");
    upstream.lists_for(Some("right-right"));
    env.config("key_env = \"GATE_KEY\"").set("GATE_KEY", "right-right");
    env.baro(&["ask", "-m", "gate:m1", "q"]).expect_code(3);
    tells_of_a_refusal(&env, true);
    env.baro(&["auth", "test", "gate"]).expect_code(0);
    tells_of_a_refusal(&env, false);
    // Another one that is refused says nothing of it.
    env.unset("GATE_KEY").set("GATE_KEY", "wrong-wrong");
    env.baro(&["auth", "test", "gate"]).expect_code(3);
    tells_of_a_refusal(&env, true);
    env.set("GATE_KEY", "right-right");
    tells_of_a_refusal(&env, false);
}

#[test]
fn the_plan_that_is_told_of_a_key_is_its_own() {
    let upstream = Upstream::start();
    let of_plan = |limit: &str, left: &str| {
        Reply::stream(Script::says("hi").usage(4, 1))
            .header("x-ratelimit-limit-tokens", limit)
            .header("x-ratelimit-remaining-tokens", left)
    };
    let env = groq_at(&upstream);
    upstream.queue(of_plan("300000", "299000"));
    let run = env.command(&["auth", "add", "groq"]).input(KEY).run();
    run.expect_code(0).expect_stderr(&["plan, for each model: 300,000 tokens a minute", "tokens 299,000/300,000"]);
    assert!(!run.stderr.contains("free plan"), "{run}");
    // Another key is not on the plan of the one that it takes the place of.
    upstream.queue(of_plan("8000", "7990"));
    let run = env.command(&["auth", "add", "groq"]).input(KEY.replace("0123", "3210")).run();
    run.expect_code(0).expect_stderr(&["free plan, for each model: 8,000 tokens a minute"]);
}

#[test]
fn a_variable_that_holds_no_key_or_is_empty_is_told_by_its_name() {
    let mut env = TestEnv::new();
    env.set("GROQ_API_KEY", "gsk x y");
    for words in [&["doctor", "--offline"][..], &["auth", "list"]] {
        let run = env.baro(words);
        run.expect_stdout_has("blanks");
        assert!(!run.stdout.contains("key of groq: variable"), "{run}");
    }
    env.baro(&["doctor", "--offline"]).expect_code(1).expect_stdout_has("set the variable `GROQ_API_KEY`");
    // Whose key it is is said once.
    let run = env.baro(&["ask", "-r", "fast", "q", "--lang", "ko"]);
    run.expect_code(2).expect_stderr(&["원인: groq: 쓸 수 없는 키: "]);
    env.config("[providers.groq]\nkey_env = \"MY_GROQ\"");
    env.baro(&["auth", "list"]).expect_code(0).expect_stdout_has("no key (MY_GROQ)");
    env.baro(&["doctor", "--offline"]).expect_code(1).expect_stdout_has("set the variable `MY_GROQ`");
}

#[test]
fn the_embedded_model_needs_no_key_and_says_so() {
    let env = TestEnv::new();
    let run = env.baro(&["auth", "test", "local", "--lang", "ko"]);
    run.expect_code(2).expect_stderr(&["다운로드 전"]);
    assert!(!run.stderr.contains("network"), "{run}");
}

#[test]
fn keys_are_tried_together_and_what_is_worst_is_the_exit_code() {
    let good = Upstream::saying("hi");
    let bad = Upstream::start();
    bad.always(Reply::error(401, "invalid_api_key", "Invalid API Key"));
    let busy = Upstream::start();
    busy.always(Reply::error(429, "rate_limit_exceeded", "slow down"));
    let mut env = TestEnv::new();
    env.provider("one", "openai", &good.url()).provider("two", "openai", &busy.url());
    for provider in ["one", "two"] {
        env.config(&format!("[models.\"{provider}:m1\"]\ncontext_tokens = 8000"));
    }
    let run = env.baro(&["auth", "test"]);
    run.expect_code(0);
    assert!(run.stdout.contains("one: the key is good") && run.stdout.contains("right now: 429"), "{run}");
    env.provider("three", "openai", &bad.url()).config("[models.\"three:m1\"]\ncontext_tokens = 8000");
    let run = env.baro(&["auth", "test", "--json"]);
    run.expect_code(3);
    let tried = run.json();
    let of = |provider: &str| {
        let rows = tried["providers"].as_array().expect("rows").clone();
        rows.into_iter().find(|row| row["provider"] == provider).expect(provider)
    };
    assert_eq!((&of("one")["good"], &of("three")["good"]), (&true.into(), &false.into()), "{tried}");
    assert_eq!(of("three")["error"]["kind"], "key_refused", "{tried}");
    TestEnv::new().baro(&["auth", "test"]).expect_code(2).expect_stderr(&["no key to try", "`baro auth add groq`"]);
}

#[test]
fn a_server_that_an_editor_starts_without_a_shell_finds_the_key_that_is_kept() {
    let upstream = Upstream::saying("hello from groq");
    let env = groq_at(&upstream);
    env.command(&["auth", "add", "--no-test", "groq"]).input(KEY).run().expect_code(0);
    let mut bare = std::process::Command::new(env!("CARGO_BIN_EXE_baro"));
    bare.args(["mcp", "serve"]).env_clear().env("HOME", env.home()).current_dir("/");
    let mut client = McpClient::of(bare);
    client.initialize("2025-11-25");
    let answer = client.answer("ask", &serde_json::json!({ "prompt": "why is the sky blue?" }));
    assert!(answer.contains("hello from groq"), "{answer}");
    assert_eq!(upstream.chat().header("authorization"), Some(format!("Bearer {KEY}").as_str()));
    let (code, complaints) = client.finish();
    assert_eq!(code, 0, "{complaints}");
    assert!(!complaints.contains(&KEY[4..20]), "{complaints}");
}

#[test]
fn a_key_is_tried_with_one_call_and_with_three_at_most_where_models_are_gone() {
    let upstream = Upstream::saying("hi");
    let env = groq_at(&upstream);
    env.command(&["auth", "add", "--no-test", "groq"]).input(KEY).run().expect_code(0);
    assert!(upstream.requests().is_empty());
    env.baro(&["auth", "test", "groq"]).expect_code(0);
    assert_eq!(upstream.requests().len(), 1, "{:?}", upstream.requests());
    // A gone model says nothing of the key; a list costs nothing.
    let upstream = Upstream::start();
    upstream.models(&["other"]);
    upstream.always(Reply::error(404, "model_not_found", "no such model"));
    let env = groq_at(&upstream);
    env.command(&["auth", "add", "--no-test", "groq"]).input(KEY).run().expect_code(0);
    env.baro(&["auth", "test", "groq"]).expect_code(0).expect_stdout_has("the key is good");
    let looks = upstream.requests();
    assert!(looks.len() <= 3 && looks.iter().filter(|look| look.method == "GET").count() == 1, "{looks:?}");
    assert!(upstream.chats().iter().all(|chat| chat.body["max_tokens"] == 16));
}

#[test]
fn what_cannot_be_printed_is_no_success() {
    let upstream = Upstream::saying("hi");
    let env = groq_at(&upstream);
    env.command(&["auth", "add", "--no-test", "groq"]).input(KEY).run().expect_code(0);
    for words in ["auth test groq", "auth test groq --json", "auth list", "config show", "doctor --offline", "models"] {
        let shell = format!("\"$0\" {words} > /dev/full");
        let full = env.prepared("sh", &["-c", &shell, env!("CARGO_BIN_EXE_baro")]);
        let run = crate::support::run::Invocation::new(full, String::new()).run();
        run.expect_code(1).expect_stderr(&["cannot write to standard output"]);
    }
}

#[test]
fn a_provider_that_there_is_not_gets_the_nearest() {
    let env = TestEnv::new();
    for (name, near) in [
        ("grok", "`groq`"),
        ("kimi", "`moonshot`"),
        ("claude", "`anthropic`"),
        ("google", "`gemini`"),
        // A slip of a name that is none of a provider's either.
        ("claud", "`anthropic`"),
        ("qwenn", "`dashscope`"),
    ] {
        for action in ["add", "rm", "test"] {
            env.baro(&["auth", action, name]).expect_code(2).expect_stderr(&["there is no provider", near]);
        }
    }
    env.baro(&["auth", "add", "ollama"]).expect_code(2).expect_stderr(&["ollama needs no key"]);
    let run = env.command(&["auth", "add", "--no-test", "Groq"]).input(KEY).run();
    run.expect_code(0);
    assert!(kept(&env).exists());
}

#[test]
fn a_kept_key_works_for_a_program_that_no_shell_started() {
    let upstream = Upstream::saying("hi");
    let env = groq_at(&upstream);
    env.command(&["auth", "add", "--no-test", "groq"]).input(KEY).run().expect_code(0);
    // As an editor starts a server: hardly anything in the environment.
    let mut bare = env.prepared(env!("CARGO_BIN_EXE_baro"), &["ask", "-m", "groq:m1", "q"]);
    bare.env_clear().env("HOME", env.home());
    let run = crate::support::run::Invocation::new(bare, String::new()).run();
    run.expect_code(0).expect_stdout("hi");
    assert_eq!(upstream.chat().header("authorization"), Some(format!("Bearer {KEY}").as_str()));
}

#[cfg(not(feature = "keyring"))]
#[test]
fn a_build_without_a_keyring_says_so_before_it_asks_for_a_key_and_keeps_what_there_is() {
    let upstream = Upstream::saying("hi");
    let env = groq_at(&upstream);
    let baro = env!("CARGO_BIN_EXE_baro");
    let mut terminal = Terminal::run(&env, baro, &["auth", "add", "groq", "--keyring"], 24, 80);
    assert_eq!(terminal.finish(), Status::Code(2), "{}", terminal.screen());
    let screen = terminal.screen();
    assert!(screen.contains("this build of baro has no keyring") && !screen.contains("not shown"), "{screen}");
    // A file that another build of baro wrote.
    env.command(&["auth", "add", "--no-test", "groq"]).input(KEY).run().expect_code(0);
    fs::write(kept(&env), "(in the system's keyring)\n127.0.0.1\n").expect("written");
    for (words, code, said) in [
        (&["ask", "-m", "groq:m1", "--lang", "ko", "q"][..], 2, "키링 기능 없이 빌드됐습니다"),
        (&["auth", "rm", "groq"], 1, "could not be removed"),
        (&["doctor", "--offline"], 1, ""),
    ] {
        let run = env.baro(words);
        run.expect_code(code).expect_stderr(&[said]);
    }
    env.baro(&["auth", "list"]).expect_code(0).expect_stdout_has("this build of baro has no keyring");
    assert!(kept(&env).exists());
    let run = env.command(&["auth", "add", "--no-test", "groq"]).input(KEY).run();
    run.expect_code(0).expect_stderr(&["the earlier key of groq is still in the system's keyring"]);
    env.baro(&["ask", "-m", "groq:m1", "q"]).expect_code(0).expect_stdout("hi");
}

#[test]
fn a_key_file_that_is_a_pipe_or_a_device_is_refused_unopened_and_never_named() {
    let upstream = Upstream::saying("hi");
    let env = groq_at(&upstream);
    let pipe = new_pipe(&env);
    let before = fs::read_to_string(env.config_file()).expect("settings");
    let baro = env!("CARGO_BIN_EXE_baro");
    for (korean, said) in [
        ("en", ["not a plain file", "`baro auth add groq --command 'COMMAND'`"]),
        ("ko", ["일반 파일이 아닙니다", "`baro auth add groq --command '명령'`"]),
    ] {
        for file in ["pipe", "/dev/zero"] {
            let run = env.baro(&["auth", "add", "groq", "--file", file, "--lang", korean]);
            run.expect_code(2).expect_stderr(&said);
        }
        // What a shell makes of `<(..)`, and a file that is open as a number.
        for piped in
            ["echo gsk_k | \"$0\" auth add groq --file /dev/fd/0", "\"$0\" auth add groq --file /dev/fd/3 3< .baro-key"]
        {
            env.file(".baro-key", KEY);
            for test in ["", " --no-test"] {
                let words = format!("{piped}{test} --lang {korean}");
                let adding = env.prepared("sh", &["-c", &words, baro]);
                let run = crate::support::run::Invocation::new(adding, String::new()).run();
                run.expect_code(2).expect_stderr(&said);
            }
        }
    }
    assert_eq!(fs::read_to_string(env.config_file()).expect("settings"), before);
    for file in [pipe.to_str().expect("text"), "/dev/zero"] {
        fs::write(env.config_file(), format!("{before}key_file = {file:?}\n")).expect("written");
        env.baro(&["ask", "-m", "groq:m1", "q"]).expect_code(2).expect_stderr(&["not a plain file", "--command"]);
        env.baro(&["auth", "list"]).expect_code(0).expect_stdout_has("not a plain file");
        env.baro(&["doctor", "--offline"]).expect_stdout_has("not a plain file");
    }
}

fn new_pipe(env: &TestEnv) -> PathBuf {
    let pipe = env.work().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg("-m").arg("600").arg(&pipe).status().expect("mkfifo").success());
    pipe
}

/// A key command that waits for a child of its own without end, and a pipe that ends when both are gone.
fn hanging_command(env: &TestEnv) -> (String, std::thread::JoinHandle<usize>) {
    let pipe = new_pipe(env);
    let command = format!("exec 8> '{}'; sleep 1000 & wait", pipe.display());
    (command, std::thread::spawn(move || fs::read(pipe).expect("a pipe").len()))
}

fn set_to_hang(env: &mut TestEnv) -> std::thread::JoinHandle<usize> {
    let (command, alive) = hanging_command(env);
    env.config(&format!("key_command = {command:?}"));
    alive
}

#[test]
fn a_signal_and_the_time_limit_leave_nothing_of_a_key_command_behind() {
    use rustix::process::Signal;

    for (signal, code) in [(Signal::TERM, 143), (Signal::INT, 130)] {
        let mut env = groq_at(&Upstream::saying("hi"));
        let alive = set_to_hang(&mut env);
        let asked = env.command(&["ask", "-m", "groq:m1", "q"]).spawn();
        asked.wait_stderr("waiting for the key of groq");
        asked.signal(signal);
        asked.finish().expect_code(code);
        assert_eq!(alive.join().expect("no panic"), 0);
        let mut env = groq_at(&Upstream::saying("hi"));
        let alive = set_to_hang(&mut env);
        let refreshed = env.command(&["models", "refresh"]).spawn();
        refreshed.wait_stderr("waiting for the key of groq");
        refreshed.signal(signal);
        refreshed.finish().expect_code(code);
        assert_eq!(alive.join().expect("no panic"), 0);
    }
    for (mut env, said) in [
        (groq_at(&Upstream::saying("hi")), "its key_command did not end within 3.0s"),
        (groq_at(&Upstream::saying("hi")).korean(), "key_command가 3.0초 안에 끝나지 않았습니다"),
    ] {
        let alive = set_to_hang(&mut env);
        env.baro(&["ask", "-m", "groq:m1", "--timeout", "3", "q"]).expect_code(2).expect_stderr(&[said]);
        assert_eq!(alive.join().expect("no panic"), 0);
    }
}

#[test]
fn a_key_that_cannot_be_read_is_not_said_to_be_refused_where_lists_are_read() {
    let upstream = Upstream::saying("hi");
    for (mut env, said) in [
        (groq_at(&upstream), "its key cannot be used: its key_command failed: exit code 1"),
        (groq_at(&upstream).korean(), "쓸 수 없는 키: key_command 실패: 종료 코드 1"),
    ] {
        env.config("key_command = \"exit 1\"");
        env.baro(&["models", "refresh"]).expect_code(2).expect_stdout_has(said);
        env.baro(&["models", "refresh", "--json"]).expect_code(2).expect_stdout_has(said);
    }
    assert!(upstream.requests().is_empty());
}

#[test]
fn a_list_that_was_read_and_cannot_be_written_is_not_said_to_be_unreadable() {
    let upstream = Upstream::start();
    upstream.models(&["m1"]);
    for (mut env, said) in [
        (groq_at(&upstream), "groq: the list was read, and could not be written (~/.cache/baro/models/groq.json: "),
        (groq_at(&upstream).korean(), "groq: 목록을 읽었지만 저장하지 못했습니다 (~/.cache/baro/models/groq.json: "),
    ] {
        env.set("GROQ_API_KEY", KEY);
        // A file where the folder would be.
        fs::create_dir_all(env.home().join(".cache/baro")).expect("a folder");
        fs::write(env.home().join(".cache/baro/models"), "").expect("a file");
        env.baro(&["models", "refresh"]).expect_code(1).expect_stdout_has(said);
        env.baro(&["models", "refresh", "--json"]).expect_code(1).expect_stdout_has("models/groq.json: ");
    }
}

/// In a terminal the command stays in baro's own group, where it may ask.
#[cfg(target_os = "linux")]
#[test]
fn in_a_terminal_the_time_limit_ends_a_key_command_with_its_children_and_nothing_else() {
    let mut env = groq_at(&Upstream::saying("hi"));
    let alive = set_to_hang(&mut env);
    let baro = env!("CARGO_BIN_EXE_baro");
    let shell = "\"$0\" ask -m groq:m1 --timeout 3 q; echo the shell goes on";
    let mut terminal = Terminal::run(&env, "sh", &["-c", shell, baro], 24, 80);
    terminal.wait_screen("the shell goes on");
    assert_eq!(terminal.finish(), Status::Code(0), "{}", terminal.screen());
    assert_eq!(alive.join().expect("no panic"), 0);
}

/// How often a file is opened while a command runs.
#[cfg(target_os = "linux")]
fn n_opened(env: &TestEnv, file: &std::path::Path, words: &[&str]) -> usize {
    use rustix::fs::inotify::{self, CreateFlags, Reader, WatchFlags};

    let watch = inotify::init(CreateFlags::NONBLOCK | CreateFlags::CLOEXEC).expect("a watch");
    inotify::add_watch(&watch, file, WatchFlags::OPEN).expect("a watch");
    env.baro(words).expect_code(0);
    let mut buffer = [std::mem::MaybeUninit::uninit(); 8 * 1024];
    let mut reader = Reader::new(&watch, &mut buffer);
    std::iter::from_fn(|| reader.next().ok().map(|_| ())).count()
}

#[cfg(target_os = "linux")]
#[test]
fn the_file_of_a_key_is_opened_no_more_often_for_many_models_than_for_few() {
    let upstream = Upstream::saying("hi");
    let opened = |n_models: usize, words: &[&str]| {
        let mut env = groq_at(&upstream);
        env.command(&["auth", "add", "--no-test", "groq"]).input(KEY).run().expect_code(0);
        let models: Vec<String> = (0..n_models).map(|n| format!("\"groq:m{n}\"")).collect();
        env.config(&format!("[routes.code]\nmodels = [{}]", models.join(", ")));
        n_opened(&env, &kept(&env), words)
    };
    for words in [&["models"][..], &["ask", "--dry-run", "-r", "code", "q"], &["ask", "-r", "code", "q"]] {
        let (few, many) = (opened(2, words), opened(30, words));
        assert!(few > 0 && few == many, "{words:?}: {few}, {many}");
    }
}

/// A server that refuses every request as it is, the list of its models, too.
fn refuses_all() -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port on loopback");
    let address = listener.local_addr().expect("its address");
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let body = r#"{"error":{"message":"max_tokens too small"}}"#;
            let head = "HTTP/1.1 400 Bad Request\r\ncontent-type: application/json\r\nconnection: close\r\n";
            let _ = stream.read(&mut [0; 16 * 1024]);
            let _ = write!(stream, "{head}content-length: {}\r\n\r\n{body}", body.len());
        }
    });
    format!("http://{address}")
}

#[test]
fn what_to_do_about_a_key_that_could_not_be_tried_is_what_helps() {
    let test = "then try the key: `baro auth test groq`";
    let later = "once groq answers, try the key first: `baro auth test groq`";
    for (reply, why, then) in [
        (
            Reply::html(200, "<html><title>Sign in</title></html>"),
            "what answers for groq is no model API",
            &["whether the Wi-Fi asks for a login", test][..],
        ),
        (Reply::redirect(302, "http://login.example/"), "login.example", &["whether the Wi-Fi asks for a login", test]),
        (Reply::error(500, "internal", "boom"), "500 server error", &[later]),
    ] {
        let upstream = Upstream::start();
        upstream.always(reply);
        let env = groq_at(&upstream);
        let run = env.command(&["auth", "add", "groq"]).input(KEY).run();
        run.expect_code(0).expect_stderr(&["the key could not be tried now", why, "is kept in"]).expect_stderr(then);
        assert!(!run.stderr.contains("can be reached"), "{run}");
        if then[0].contains("Wi-Fi") {
            // Both of its models fail so, and that they do tells the same.
            env.baro(&["ask", "q"]).expect_code(5).expect_stderr(&["no model could answer", then[0]]);
        }
        let korean = env.korean().command(&["auth", "add", "groq"]).input(KEY).run();
        korean.expect_code(0).expect_stderr(&["`baro auth test groq`"]);
        assert!(!korean.stderr.contains("연결되면"), "{korean}");
    }
    let mut env = TestEnv::new();
    env.config(&format!("[providers.groq]\nbase_url = \"{}/v1\"", refuses_all()));
    let run = env.command(&["auth", "add", "groq"]).input(KEY).run();
    run.expect_code(0).expect_stderr(&[
        "groq refused the request (400 max_tokens too small)",
        "not about the key",
        test,
    ]);
    let mut env = TestEnv::new();
    env.config("[policy]\ndeny = [\"groq\"]");
    let run = env.command(&["auth", "add", "groq"]).input(KEY).run();
    run.expect_code(0).expect_stderr(&["denied by policy.deny", "take it out of `policy.deny`", test]);
    for words in [&["auth", "test", "groq"][..], &["auth", "test"]] {
        env.baro(words).expect_code(2).expect_stderr(&["groq may not be used", "`policy.deny`"]);
    }
}

#[test]
fn a_key_that_does_not_come_is_waited_for_as_a_key_and_an_empty_pipe_is_not() {
    for (env, waiting, none) in [
        (TestEnv::new(), "waiting for the key on standard input", "no key came on standard input"),
        (TestEnv::new().korean(), "표준 입력으로 올 키를 기다립니다", "표준 입력으로 온 키가 없습니다"),
    ] {
        let run = env.command(&["auth", "add", "groq"]).input("").run();
        run.expect_code(2).expect_stderr(&[none]);
        assert!(!run.stderr.contains(waiting) && !run.stderr.contains("--no-stdin"), "{run}");
        let slow = env.command(&["auth", "add", "groq"]).stdin(Stdin::Silent).spawn();
        slow.wait_stderr(waiting);
        slow.signal(rustix::process::Signal::INT);
        let run = slow.finish();
        assert!(!run.stderr.contains("--no-stdin"), "{run}");
    }
}
