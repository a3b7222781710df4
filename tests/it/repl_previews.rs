//! What is seen of a line before it is sent: what an order will do, why a name is refused, how hard is thought.

use crate::support::pty::{Terminal, before_cursor, is_empty_line};
use crate::support::{Reply, TestEnv, Upstream};

/// Clears the line.
#[track_caller]
fn clear(terminal: &mut Terminal) {
    terminal.keys("\u{15}");
    terminal.wait_empty_line();
}

/// Clears the line, which is all seen, and types another.
#[track_caller]
fn write(terminal: &mut Terminal, line: &str) {
    clear(terminal);
    terminal.keys(line);
    terminal.wait_typed(line);
}

/// Sends a line and waits for what is seen of it, then for the prompt after it.
#[track_caller]
fn send(terminal: &mut Terminal, line: &str, seen: &str) {
    let before = terminal.screen().matches(seen).count();
    terminal.keys(&format!("{line}\r"));
    terminal.wait_until(seen, |screen| screen.contents().matches(seen).count() > before && is_empty_line(screen));
}

fn talk(env: &TestEnv) -> Terminal {
    let terminal = Terminal::baro(env, &[], 50, 100);
    terminal.wait_screen("auto   ›");
    terminal
}

fn env_of_two(upstream: &Upstream) -> TestEnv {
    let mut env = TestEnv::new();
    env.provider("fake", "openai", &upstream.url()).route_all(&["fake:qwen-a", "fake:kimi-b"]);
    env
}

#[test]
fn what_an_order_will_do_is_seen_before_it_is_sent() {
    let upstream = Upstream::saying("ok");
    let env = env_of_two(&upstream);
    let mut terminal = talk(&env);
    terminal.keys("try another model");
    terminal.wait_screen("» nothing to ask again yet");
    send(&mut terminal, "", "nothing was said yet");
    send(&mut terminal, "what is two plus two?", "└ qwen-a");
    for (line, seen) in [
        ("try another model", "» again with kimi-b"),
        ("retry with qwen", "» again with qwen-a"),
        ("use kimi from now on", "» kimi-b from now on"),
        ("new chat", "» a new conversation"),
        ("new chat: how do I sort a list", "» a new conversation · qwen-a · "),
        ("let's continue our talk about dinosaurs", "» that conversation, else qwen-a · "),
        ("@auto prove that there is no largest prime", "» qwen-a · "),
        ("auto: prove that there is no largest prime", "» qwen-a · "),
        ("which model was that", "» baro answers"),
        ("@claude hello", "» claude: no key (ANTHROPIC_API_KEY)"),
        ("@kimi-k9 hello", "» kimi-k9: no such model (fake:kimi-b?)"),
        ("retry with claude", "» claude: no key (ANTHROPIC_API_KEY)"),
    ] {
        write(&mut terminal, line);
        terminal.wait_screen(seen);
    }
    assert_eq!(upstream.chats().len(), 1);
    // Behind what is done first, too, a Tab chooses.
    for (line, seen) in [
        ("new chat: how do I sort a list", "» a new conversation · kimi-b"),
        ("let's continue our talk about dinosaurs", "» that conversation, else kimi-b"),
    ] {
        write(&mut terminal, line);
        terminal.wait_screen(&seen.replace("kimi-b", "qwen-a"));
        terminal.keys("\t");
        terminal.wait_screen(seen);
        // The choice is taken back.
        terminal.keys("\u{1b}");
        terminal.wait_screen(&format!("auto   › {line}"));
    }
    // Neither in a new conversation nor where baro is to pick does a pin count.
    clear(&mut terminal);
    send(&mut terminal, "use kimi from now on", "kimi-b answers from now on");
    for (line, seen) in [
        ("how do I sort a list", "» kimi-b"),
        ("@auto how do I sort a list", "» qwen-a"),
        ("new chat: how do I sort a list", "» a new conversation · qwen-a"),
        ("let's continue our talk about dinosaurs", "» that conversation, else kimi-b"),
    ] {
        write(&mut terminal, line);
        terminal.wait_screen(seen);
    }
    clear(&mut terminal);
    send(&mut terminal, "@auto how do I sort a list", "└ qwen-a");
    send(&mut terminal, "new chat: how do I sort a list", "a new conversation begins");
    upstream.wait_chats(3);
    assert_eq!(upstream.chats()[2].body["model"], "qwen-a");
}

#[test]
fn tab_and_shift_tab_go_around_those_who_would_not_answer_anyway() {
    let upstream = Upstream::saying("ok");
    let mut env = TestEnv::new();
    env.provider("fake", "openai", &upstream.url()).route_all(&["fake:qwen-a", "fake:kimi-b", "fake:llama-c"]);
    let mut terminal = talk(&env);
    for (key, chips) in [("\t", ["kimi", "llama", "auto", "kimi"]), ("\u{1b}[Z", ["llama", "kimi", "auto", "llama"])] {
        write(&mut terminal, "hello there");
        terminal.wait_screen("» qwen-a");
        for chip in chips {
            terminal.keys(key);
            terminal.wait_until(chip, |screen| {
                screen.contents().lines().any(|line| line.starts_with(&format!("{chip:<7}› hello there")))
            });
        }
        // The choice is taken back.
        terminal.keys("\u{1b}");
        terminal.wait_screen("auto   › hello there");
        clear(&mut terminal);
    }
    // Where there is nobody else, a message stays one that anybody may answer.
    let env = TestEnv::with(&upstream);
    let mut terminal = talk(&env);
    for key in ["\t", "\u{1b}[Z"] {
        write(&mut terminal, "hello there");
        terminal.wait_screen("» m1");
        terminal.keys(key);
        terminal.keys("!");
        terminal.wait_until("nobody is chosen", |screen| {
            screen.contents().lines().any(|line| line.trim_end() == "auto   › hello there!")
        });
        clear(&mut terminal);
    }
}

/// Two models, of which the first takes no large text, in mode ask.
fn env_of_a_small_one(upstream: &Upstream) -> TestEnv {
    let mut env = TestEnv::new();
    env.config("mode = \"ask\"");
    env.provider("fake", "openai", &upstream.url()).route_all(&["fake:qwen-a", "fake:kimi-b"]);
    env.config("[models.\"fake:qwen-a\"]\ncontext_tokens = 4000\n[models.\"fake:kimi-b\"]\ncontext_tokens = 100000");
    env
}

#[test]
fn who_is_seen_for_a_message_with_a_file_knows_what_is_in_it() {
    let upstream = Upstream::saying("ok");
    let env = env_of_a_small_one(&upstream);
    let notes = env.file("notes.txt", "a word or two ".repeat(4000));
    let mut terminal = talk(&env);
    write(&mut terminal, "sum up @notes.txt please");
    terminal.wait_screen("» kimi-b · too large for qwen-a");
    terminal.keys("\r");
    terminal.wait_screen("└ kimi-b");
    terminal.wait_empty_line();
    // It is another file now, and once more while its pick is on the screen: then that is asked about.
    std::fs::write(&notes, "a word or two").expect("written");
    let mut terminal = talk(&env);
    write(&mut terminal, "sum up @notes.txt now");
    terminal.wait_screen("» qwen-a");
    std::fs::write(&notes, "a word or two ".repeat(5000)).expect("written");
    terminal.keys("\r");
    terminal.wait_question("n: leave it", 1);
    terminal.wait_screen("» kimi-b");
    assert_eq!(upstream.chats().len(), 1);
    terminal.keys("\r");
    upstream.wait_chats(2);
    assert_eq!(upstream.chats()[1].body["model"], "kimi-b");
}

#[test]
fn whom_a_message_with_a_file_is_too_large_for_is_seen_whoever_chose_them() {
    let upstream = Upstream::saying("ok");
    let mut env = env_of_two(&upstream);
    env.config("[models.\"fake:qwen-a\"]\ncontext_tokens = 4000\n[models.\"fake:kimi-b\"]\ncontext_tokens = 100000");
    env.file("notes.txt", "a word or two ".repeat(4000));
    env.file("more.txt", "a word");
    // A route has others, and they serve.
    let mut terminal = Terminal::baro(&env, &["-r", "code"], 40, 100);
    terminal.wait_empty_line();
    write(&mut terminal, "sum up @more.txt please");
    terminal.wait_screen("» qwen-a");
    clear(&mut terminal);
    write(&mut terminal, "sum up @notes.txt please");
    terminal.wait_screen("» kimi-b · too large for qwen-a");
    terminal.keys("\r");
    terminal.wait_screen("└ kimi-b");
    // A name is an order: nobody takes the place.
    let mut terminal = talk(&env);
    for (line, seen) in [
        ("@qwen sum up @notes.txt please", "» qwen-a · too large"),
        ("qwen: sum up @notes.txt please", "» qwen-a · too large"),
        ("@kimi @qwen sum up @notes.txt please", "» kimi-b, qwen-a · too large"),
    ] {
        write(&mut terminal, line);
        terminal.wait_screen(seen);
        clear(&mut terminal);
        write(&mut terminal, &line.replace("notes", "more"));
        terminal.wait_screen(seen.strip_suffix(" · too large").expect("what is seen of the smaller one"));
        assert!(!terminal.screen().contains("too large"), "{}", terminal.screen());
        clear(&mut terminal);
    }
    write(&mut terminal, "sum up @notes.txt please");
    terminal.wait_screen("» kimi-b · too large for qwen-a");
    terminal.keys("\t");
    terminal.wait_screen("» qwen-a · too large");
    terminal.keys("\t");
    terminal.wait_screen("» kimi-b · too large for qwen-a");
    clear(&mut terminal);
    send(&mut terminal, "use qwen from now on", "qwen-a answers from now on");
    write(&mut terminal, "sum up @notes.txt please");
    terminal.wait_screen("» qwen-a · too large");
    terminal.keys("\r");
    terminal.wait_screen("the prompt is larger");
}

#[test]
fn a_file_that_is_too_large_for_a_plan_is_foreseen_in_as_many_parts_as_are_offered() {
    let upstream = Upstream::saying("ok");
    let mut env = env_of_two(&upstream);
    env.config("[providers.fake.plan]\nfree = true\ntokens_per_minute = 3000");
    env.file("notes.txt", "a line of a long report about owls and whales\n".repeat(300));
    let mut terminal = talk(&env);
    write(&mut terminal, "@qwen what of it? @notes.txt");
    terminal.wait_screen("» qwen-a · too large: offered in ");
    let foreseen = terminal.screen();
    let n = foreseen.split("offered in ").nth(1).and_then(|rest| rest.split(' ').next()).expect("a number").to_owned();
    terminal.keys("\r");
    terminal.wait_screen(&format!("Send it in {n} parts"));
}

/// Messages that baro picks somebody for, though something is said to it in the same line.
const MESSAGES_BEHIND_A_WORD: [&str; 7] = [
    "새 대화: 파이썬 정렬 어떻게 해",
    "new chat: how do I sort a list in python",
    "@auto 안녕",
    "@auto hello there",
    "auto: hello there",
    "기린 얘기 이어서 하자",
    "let's continue our talk about dinosaurs",
];

#[test]
fn in_mode_ask_nothing_is_sent_whose_pick_was_not_shown() {
    let upstream = Upstream::saying("ok");
    let env = env_of_a_small_one(&upstream);
    let mut terminal = talk(&env);
    // What is said of the word behind an `@` is no pick.
    write(&mut terminal, "hello @zzz");
    terminal.wait_screen("» qwen-a");
    terminal.keys("\t");
    terminal.wait_screen("no model or file begins with `@zzz`");
    terminal.keys("\r");
    terminal.wait_screen("Enter: send");
    assert!(upstream.chats().is_empty());
    terminal.keys("\r");
    terminal.wait_screen("└ qwen-a");
    terminal.wait_empty_line();
    // Nor is it shown by a word to baro that a message comes with, or that turns out to be one.
    for (n, line) in MESSAGES_BEHIND_A_WORD.iter().enumerate() {
        let mut terminal = talk(&env);
        crate::repl_orders::know_who_can_be_asked(&mut terminal);
        terminal.keys(&format!("{line}\r"));
        terminal.wait_question("n: leave it", 1);
        assert_eq!(upstream.chats().len(), 2 * n + 1, "{line}");
        send(&mut terminal, "", "└ qwen-a");
        // Once it is drawn behind the line, Enter sends.
        terminal.keys(line);
        terminal.wait_screen("(Enter: send");
        send(&mut terminal, "", "└ ");
        assert_eq!(upstream.chats().len(), 2 * n + 3, "{line}");
        assert_eq!(terminal.screen().matches("n: leave it").count(), 1, "{}", terminal.screen());
    }
    let n_before = upstream.chats().len();
    // Below a line that fills the window there is no room: it is asked about below the message.
    let mut terminal = Terminal::baro(&env, &[], 8, 80);
    terminal.wait_screen("auto   ›");
    for n in 0..12 {
        terminal.keys(&format!("line {n}"));
        terminal.wait_until("what was typed", |screen| before_cursor(screen).ends_with(&format!("line {n}")));
        terminal.keys("\n");
    }
    terminal.keys("what of these?\r");
    terminal.wait_question("n: leave it", 1);
    assert_eq!(upstream.chats().len(), n_before);
    // A no leaves it in the line, and a name sends it.
    terminal.keys("n\r");
    terminal.wait_until("the message", |screen| before_cursor(screen).ends_with("what of these?"));
    terminal.keys("\r");
    terminal.wait_question("n: leave it", 1);
    terminal.keys("kimi\r");
    upstream.wait_chats(n_before + 1);
    assert_eq!(upstream.chats()[n_before].body["model"], "kimi-b");
    assert!(upstream.chats()[n_before].prompt().ends_with("line 11\nwhat of these?"));
}

#[test]
fn in_mode_ask_a_name_for_baro_behind_a_pick_confirms_it_and_under_a_pin_asks_for_one() {
    let upstream = Upstream::saying("ok");
    let env = env_of_a_small_one(&upstream);
    let mut terminal = talk(&env);
    crate::repl_orders::know_who_can_be_asked(&mut terminal);
    terminal.keys("hello\r");
    terminal.wait_screen("(Enter: send");
    send(&mut terminal, "@auto", "└ qwen-a");
    send(&mut terminal, "use kimi from now on", "kimi-b answers from now on");
    terminal.keys("@auto hello\r");
    terminal.wait_question("n: leave it", 1);
    assert_eq!(upstream.chats().len(), 1);
    terminal.keys("\r");
    upstream.wait_chats(2);
    assert_eq!(upstream.chats()[1].body["model"], "qwen-a");
}

#[test]
fn in_mode_ask_no_plain_line_is_sent_whose_pick_was_not_shown() {
    let upstream = Upstream::saying("ok");
    let env = env_of_a_small_one(&upstream);
    let mut terminal = Terminal::baro(&env, &["--plain"], 50, 100);
    let is_prompt = |screen: &vt100::Screen| before_cursor(screen).trim_end() == "auto ›";
    for (n, line) in MESSAGES_BEHIND_A_WORD.iter().enumerate() {
        terminal.wait_until("the prompt", is_prompt);
        terminal.keys(&format!("{line}\r"));
        terminal.wait_question("n: leave it", n + 1);
        terminal.keys("n\r");
    }
    terminal.wait_until("the prompt", is_prompt);
    assert!(upstream.chats().is_empty());
}

#[test]
fn the_footer_counts_what_is_left_of_a_day_and_no_minutes_quota() {
    let minute = |n_left| {
        Reply::says("ok")
            .header("x-ratelimit-limit-requests", "30")
            .header("x-ratelimit-remaining-requests", n_left)
            .header("x-ratelimit-reset-requests", "2s")
    };
    let upstream = Upstream::start();
    upstream.queue(minute("29"));
    upstream.queue(minute("28"));
    upstream.always(
        Reply::says("ok").header("x-ratelimit-limit-requests", "50").header("x-ratelimit-remaining-requests", "7"),
    );
    let mut env = TestEnv::new();
    env.config("ui = { footer = \"full\" }");
    env.provider("fake", "openai", &upstream.url()).route_all(&["fake:qwen-a"]);
    env.config("[providers.fake.plan]\nfree = true\nrequests_per_day = 50");
    let mut terminal = talk(&env);
    send(&mut terminal, "hello", "free 49/50");
    terminal.wait_empty_line();
    send(&mut terminal, "hello again", "free 48/50");
    terminal.wait_empty_line();
    // What the provider tells of the day goes over baro's own count.
    send(&mut terminal, "and again", "free 7/50");
}

#[test]
fn no_mark_of_effort_is_shown_where_nobody_takes_one() {
    let upstream = Upstream::saying("ok");
    let env = env_of_two(&upstream);
    let mut terminal = talk(&env);
    terminal.keys("hi");
    terminal.wait_screen("(Tab: kimi)");
    clear(&mut terminal);
    terminal.keys("\u{14}");
    terminal.wait_screen("» cannot be told to think harder");
    terminal.keys("hello\u{14}");
    terminal.wait_screen("» qwen-a");
    assert!(!terminal.screen().contains("auto+"), "{}", terminal.screen());
}

#[test]
fn the_effort_that_is_asked_for_is_seen_as_far_as_there_is_one() {
    let upstream = Upstream::saying("ok");
    let mut env = env_of_two(&upstream);
    env.config("[models.\"fake:qwen-a\"]\nefforts = [\"low\", \"high\"]\n");
    let mut terminal = talk(&env);
    terminal.keys("hello");
    terminal.wait_screen("» qwen-a");
    terminal.keys("\u{14}");
    terminal.wait_screen("auto+  › hello");
    terminal.wait_screen("» qwen-a@high");
    // There is nothing above it.
    terminal.keys("\u{14}");
    terminal.wait_screen("auto   › hello");
}

#[test]
fn a_message_that_came_back_is_no_follow_up_of_itself() {
    let upstream = Upstream::start();
    upstream.always(Reply::error(401, "invalid_api_key", "no such key"));
    let env = TestEnv::with(&upstream);
    let mut terminal = talk(&env);
    terminal.keys("and the other one?\r");
    terminal.wait_line("› and the other one?", 2);
    terminal.wait_until("its preview", |screen| screen.contents().matches('»').count() > 0);
    assert!(!terminal.screen().contains("follow-up"), "{}", terminal.screen());
}

#[test]
fn who_answered_says_that_tab_chose() {
    let upstream = Upstream::saying("ok");
    let env = env_of_two(&upstream);
    let mut terminal = talk(&env);
    terminal.keys("hi");
    terminal.wait_screen("(Tab: kimi)");
    terminal.keys("\t");
    terminal.wait_screen("kimi   › hi");
    send(&mut terminal, "", "└ kimi-b");
    send(&mut terminal, "which model was that", "the last answer: kimi-b (fake), chosen by Tab");
}

#[test]
fn a_talk_that_begins_with_a_paste_is_called_by_what_was_typed_or_by_what_was_pasted() {
    let upstream = Upstream::saying("ok");
    let env = env_of_two(&upstream);
    let lines: Vec<String> = (0..20).map(|n| format!("2026-01-02 10:00:{n:02} ERROR worker {n} failed\n")).collect();
    let log = lines.concat();
    let paste = format!("\u{1b}[200~{log}\u{1b}[201~");
    let mut terminal = talk(&env);
    terminal.keys(&paste);
    terminal.wait_screen("[pasted\u{a0}1\u{a0}·\u{a0}20\u{a0}lines]");
    send(&mut terminal, "@kimi why does it fail?", "└ ");
    send(&mut terminal, "new chat", "a new conversation begins");
    terminal.keys(&paste);
    terminal.wait_until("the second paste", |screen| {
        screen.contents().matches("[pasted\u{a0}1\u{a0}·\u{a0}20\u{a0}lines]").count() == 2
    });
    terminal.keys("\r");
    terminal.wait_until("the second answer", |screen| screen.contents().matches("└ ").count() == 2);
    let listed = env.baro(&["history", "list", "--all"]).stdout;
    assert!(listed.contains("why does it fail?") && listed.contains("pasted log, 20 lines"), "{listed}");
}

/// A server of one's own with models of its own, which no route names.
fn env_of_own_models(upstream: &Upstream) -> TestEnv {
    upstream.models(&["claude-x", "gpt-oss-mine"]);
    let mut env = env_of_two(upstream);
    env.provider("own", "openai", &upstream.url());
    env
}

#[test]
fn a_model_of_ones_own_server_is_seen_before_the_first_message_and_never_told_to_be_refused() {
    let upstream = Upstream::saying("ok");
    let env = env_of_own_models(&upstream);
    for (line, answers) in [("@claude hello", "claude-x"), ("gpt, hi", "gpt-oss-mine")] {
        let mut terminal = talk(&env);
        terminal.keys(line);
        terminal.wait_screen(&format!("» {answers}"));
        let drawn = String::from_utf8_lossy(&terminal.bytes()).into_owned();
        assert!(!drawn.contains("_API_KEY") && !drawn.contains("no such model"), "{drawn}");
        send(&mut terminal, "", &format!("└ {answers}"));
    }
}

#[test]
fn as_long_as_a_server_of_ones_own_loads_a_name_is_looked_for() {
    for (words, korean) in [("claude: being looked for", false), ("claude: 있는지 알아보는 중", true)] {
        let upstream = Upstream::saying("ok");
        let env = env_of_own_models(&upstream);
        let env = if korean { env.korean() } else { env };
        upstream.loads(usize::MAX);
        let mut terminal = talk(&env);
        terminal.keys("@claude hello");
        terminal.wait_screen(words);
        upstream.loads(0);
        terminal.wait_screen("» claude-x");
    }
}

#[test]
fn a_name_of_nobody_is_refused_once_all_servers_were_asked() {
    let upstream = Upstream::saying("ok");
    let env = env_of_own_models(&upstream);
    let mut terminal = talk(&env);
    terminal.keys("@gemini hello");
    terminal.wait_screen("» gemini: ");
    terminal.wait_screen("GEMINI_API_KEY");
    assert!(upstream.chats().is_empty());
}

#[test]
fn an_order_for_a_model_of_ones_own_server_waits_until_the_server_has_told_what_it_has() {
    for (line, receipt, korean) in
        [("switch to claude-x", "claude-x answers from now on", false), ("앞으로 claude-x로 해", "claude-x", true)]
    {
        let upstream = Upstream::saying("ok");
        let env = env_of_own_models(&upstream);
        let env = if korean { env.korean() } else { env };
        upstream.loads(usize::MAX);
        let mut terminal = talk(&env);
        terminal.keys(&format!("{line}\r"));
        terminal.wait_screen("Esc");
        upstream.loads(0);
        terminal.wait_screen(if korean { "이 대화" } else { receipt });
        terminal.wait_screen("claude*");
        assert!(upstream.chats().is_empty());
    }
}

#[test]
fn no_key_command_is_run_for_a_preview() {
    let upstream = Upstream::saying("ok");
    let (own, answers) = (Upstream::saying("here"), "└ claude-x");
    own.models(&["claude-x"]);
    own.lists_for(Some("own-key-0123"));
    let mut env = env_of_two(&upstream);
    let ran = env.home().join("ran");
    let command = format!("touch {}; echo own-key-0123", ran.display());
    env.config(&format!("[providers.own]\nbase_url = \"{}/v1\"\nkey_command = {command:?}", own.url()));
    let n_refused = || {
        own.requests().iter().filter(|it| it.path.ends_with("/models") && it.header("authorization").is_none()).count()
    };
    let mut terminal = None;
    for name in ["claude", "gemini"] {
        // As long as they load it is seen that the preview looks for the name, and afterwards that it has done so.
        upstream.loads(usize::MAX);
        own.loads(usize::MAX);
        let mut looking = talk(&env);
        looking.keys(&format!("@{name} hello"));
        looking.wait_typed(&format!("@{name} hello"));
        let seen = format!("{name}: being looked for");
        looking.wait_screen(&seen);
        let before = n_refused();
        upstream.loads(0);
        own.loads(0);
        looking.wait_until("no preview", |screen| !screen.contents().contains('»'));
        assert!(n_refused() > before, "nobody looked");
        // Another one is seen after that.
        write(&mut looking, "use kimi from now on");
        looking.wait_screen("» kimi-b from now on");
        let drawn = String::from_utf8_lossy(&looking.bytes()).into_owned();
        assert!(!drawn.contains("_API_KEY"), "who may be there was refused: {drawn}");
        assert!(!ran.exists(), "a key was asked for before anything was sent");
        terminal = Some(looking);
    }
    let mut terminal = terminal.expect("a talk");
    clear(&mut terminal);
    send(&mut terminal, "@claude hello", answers);
    assert!(ran.exists());
    // What it has is known now.
    terminal.keys("@claude and owls?");
    terminal.wait_screen("» claude-x");
}

#[test]
fn a_model_of_ones_own_server_is_pinned_by_its_id_before_the_first_message() {
    let upstream = Upstream::saying("ok");
    let env = env_of_own_models(&upstream);
    let mut terminal = talk(&env);
    terminal.keys("switch to claude-x please");
    terminal.wait_screen("» claude-x from now on");
    send(&mut terminal, "", "claude-x answers from now on");
    assert!(upstream.chats().is_empty());
}

#[test]
fn a_name_that_is_gone_is_told_before_it_is_sent_in_the_receipt_and_before_the_answer() {
    let upstream = Upstream::saying("ok");
    let mut env = TestEnv::new();
    env.provider("moonshot", "openai", &upstream.url());
    let mut terminal = talk(&env);
    terminal.keys("@kimi-k2 hi");
    terminal.wait_screen("» kimi-k3");
    terminal.wait_screen("· kimi-k2 is retired");
    send(&mut terminal, "", "moonshot:kimi-k2 is retired; moonshot:kimi-k3 takes its place");
    terminal.keys("use kimi-k2 from now on");
    terminal.wait_screen("from now on · kimi-k2 is retired");
    send(&mut terminal, "", "kimi-k2 is retired; kimi-k3");
    let run = env.baro(&["ask", "--no-store", "@kimi-k2 hi"]);
    run.expect_code(0).expect_stderr(&["moonshot:kimi-k2 is retired; moonshot:kimi-k3 takes its place"]);
}

#[test]
fn under_local_a_name_elsewhere_is_refused_before_it_is_sent_and_is_no_pin() {
    let upstream = Upstream::saying("ok");
    let mut env = TestEnv::with(&upstream);
    env.set("MOONSHOT_API_KEY", "a-key-of-moonshot");
    let mut terminal = Terminal::baro(&env, &["--local"], 50, 80);
    terminal.wait_screen("auto   ›");
    terminal.keys("@kimi hi");
    terminal.wait_screen("» kimi: not on this machine (`--local`)");
    terminal.keys("\u{15}use kimi from now on\r");
    terminal.wait_screen("under `--local` only models on this machine are asked");
    terminal.wait_screen("without a name a model on this machine answers");
    // Nobody is pinned.
    terminal.keys("hello\r");
    terminal.wait_screen("└ m1");
}
