//! The shells' own side: the real bash, zsh, fish and Elvish complete with baro's words; the first three send it a line as it
//! was typed, and keep none of that in their history.
//!
//! `.ci/test` installs the shells. Nushell and `PowerShell` are not in Debian; `docs/shells.md` tells what was run of them.

use std::path::Path;

use crate::support::pty::Terminal;
use crate::support::run::Status;
use crate::support::{TestEnv, Upstream};

/// A home with the fake provider, an alias, a named conversation, and `baro` on the path.
fn home(upstream: &Upstream) -> TestEnv {
    let mut env = TestEnv::with(upstream);
    env.config("[aliases]\nzebra = \"fake:m1\"\n");
    let bin = env.home().join("bin");
    std::fs::create_dir_all(&bin).expect("a folder");
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_baro"), bin.join("baro")).expect("a link");
    env.set("PATH", &format!("{}:/usr/local/bin:/usr/bin:/bin", bin.display())).set("LANG", "C.UTF-8");
    let messages = "{\"role\":\"user\",\"content\":\"부산 기차\"}\n{\"role\":\"assistant\",\"content\":\"KTX\"}\n";
    env.command(&["history", "import", "--name", "my trip", "-"]).input(messages).run().expect_code(0);
    env
}

/// True where the shell is there; under CI it has to be.
#[expect(clippy::print_stderr, reason = "which tests are left out is told to whoever runs them")]
#[expect(clippy::disallowed_methods, reason = "where the tests run is said by the environment")]
fn has(shell: &str) -> bool {
    let found = ["/bin", "/usr/bin", "/usr/local/bin"].iter().any(|folder| Path::new(folder).join(shell).exists());
    if !found {
        assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "no {shell}: `.ci/test` installs it");
        eprintln!("left out: no {shell}; `.ci/test` installs it");
    }
    found
}

const BASH: (&str, &[&str], &str) = ("bash", &["--norc", "--noprofile", "-i"], "eval \"$(baro shell-init bash)\"");
const ZSH: (&str, &[&str], &str) =
    ("zsh", &["-f", "-i"], "autoload -Uz compinit; compinit -D; eval \"$(baro shell-init zsh)\"");
const FISH: (&str, &[&str], &str) = ("fish", &["--no-config", "-i"], "baro shell-init fish | source");

const ELVISH: (&str, &[&str], &str) = ("elvish", &["-norc"], "eval (baro shell-init elvish | slurp)");

const N_COLUMNS: u16 = 100;

/// A shell in a terminal, with baro's script read twice, as happens to people.
fn shell(env: &TestEnv, (name, arguments, init): (&str, &[&str], &str)) -> Option<Terminal> {
    if !has(name) {
        return None;
    }
    let mut terminal = Terminal::run(env, name, arguments, 40, N_COLUMNS);
    // Answers with a word that is not on the line.
    terminal.keys(&format!("{init}; {init}; echo rea''dy\r"));
    terminal.wait_until("a prompt behind the word", |screen| {
        screen.contents().contains("\nready") && screen.cursor_position().1 > 0
    });
    Some(terminal)
}

#[test]
fn what_is_completed_is_printed_with_what_it_is_and_makes_no_file() {
    let upstream = Upstream::saying("unused");
    let env = home(&upstream);
    let offered = |arguments: &[&str]| {
        let run = env.baro(&[&["completions"], arguments].concat());
        run.expect_code(0);
        assert_eq!(run.stderr, "");
        run.stdout
    };
    assert_eq!(offered(&["--word=zeb", "--", "ask", "-m"]), "zebra\tfake:m1\n");
    assert_eq!(offered(&["--word=fake:", "--", "-m"]), "fake:m1\t\n");
    assert_eq!(offered(&["--word=my", "--", "history", "show"]), "my trip\t부산 기차\n");
    assert_eq!(offered(&["--word=fak", "--", "auth", "test"]), "fake\tfake\n");
    assert_eq!(offered(&["--word=th", "--", "-r"]), "think\t\n");
    assert_eq!(offered(&["--word=", "--", "ask", "-f"]), ":files\n");
    assert_eq!(offered(&["--word=@zeb", "--", "이거"]), "@zebra\t\n");
    assert!(offered(&["--word=hist", "--lang", "ko"]).starts_with("history\t대화 목록"));
    assert!(upstream.requests().is_empty(), "somebody was asked");

    // A model that a setting alone names is one of those that can be asked.
    let mut set = TestEnv::new();
    set.config("model = \"own:my-llm@high\"").provider("own", "openai", &upstream.url());
    set.baro(&["completions", "--word=own:", "--", "-m"]).expect_code(0).expect_stdout("own:my-llm\t");
    set.baro(&["models"]).expect_code(0).expect_stdout_has("own:my-llm ");

    let empty = TestEnv::new();
    empty.baro(&["completions", "--word=", "--", "history", "show"]).expect_code(0).expect_stdout("");
    assert!(!empty.database().exists());
    let mut broken = TestEnv::new();
    broken.config("no settings at all");
    let run = broken.baro(&["completions", "--word=kim", "--", "-m"]);
    run.expect_code(0).expect_stdout("kimi\tKimi");
    assert_eq!(run.stderr, "", "whoever types a line is told nothing else");
}

#[test]
fn values_of_settings_and_providers_are_offered_for_what_they_are() {
    let env = home(&Upstream::saying("unused"));
    let korean = home(&Upstream::saying("unused")).korean();
    let offered = |env: &TestEnv, words: &[&str]| {
        let run = env.baro(&[&["completions", "--word=", "--"], words].concat());
        run.expect_code(0);
        run.stdout.clone()
    };
    let names =
        |text: &str| text.lines().filter_map(|line| line.split('\t').next()).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(names(&offered(&env, &["config", "set", "ui.footer"])), ["off", "short", "full"]);
    assert_eq!(names(&offered(&env, &["config", "set", "language"])), ["auto", "ko", "en"]);
    for (setting, value) in [("model", "kimi"), ("routes.code.models", "kimi"), ("policy.deny", "dashscope")] {
        assert!(names(&offered(&env, &["config", "set", setting])).contains(&value.to_owned()), "{setting}");
    }
    let takers = names(&offered(&env, &["auth", "add"]));
    assert!(takers.contains(&"groq".to_owned()), "{takers:?}");
    for without in ["ollama", "local", "lmstudio"] {
        assert!(!takers.contains(&without.to_owned()), "{takers:?}");
    }
    assert_eq!(offered(&env, &["auth", "rm"]), "", "no key is kept");
    env.command(&["auth", "add", "openrouter", "--no-test"])
        .input("sk-or-v1-0123456789abcdefghij0123456789")
        .run()
        .expect_code(0);
    assert_eq!(names(&offered(&env, &["auth", "rm"])), ["openrouter"]);
    for words in [&["usage", "--by"][..], &["ask", "--color"], &["history", "export", "--format"]] {
        for line in offered(&korean, words).lines() {
            let about = line.split('\t').nth(1).unwrap_or_default();
            assert!(about.chars().any(|letter| ('가'..='힣').contains(&letter)), "{line}");
        }
    }
}

#[test]
fn bash_zsh_and_fish_complete_models_and_conversations() {
    let upstream = Upstream::saying("unused");
    let env = home(&upstream);
    for (of_shell, quoted) in [(BASH, "my\\ trip"), (ZSH, "my\\ trip"), (FISH, "my\\ trip")] {
        let Some(mut terminal) = shell(&env, of_shell) else { continue };
        for (typed, whole) in [
            ("baro ask -m zeb", "baro ask -m zebra"),
            ("baro -m fake:", "baro -m fake:m1"),
            ("baro ask --model=fake:", "baro ask --model=fake:m1"),
            ("baro hist", "baro history"),
            ("baro 이거 @zeb", "baro 이거 @zebra"),
            ("baro history show my", &format!("baro history show {quoted}")),
        ] {
            terminal.keys(typed);
            terminal.keys("\t");
            terminal.wait_screen(whole);
            // Wipes the line; what came stays on the screen until then.
            terminal.keys("\u{15}");
            terminal.wait_until("a wiped line", |screen| !screen.contents().contains(whole));
        }
    }
}

#[test]
fn elvish_completes_models_and_conversations() {
    let env = home(&Upstream::saying("unused"));
    for (typed, whole) in [
        ("baro hist", "baro history"),
        ("baro ask -m zeb", "baro ask -m zebra"),
        ("baro history show my", "baro history show 'my trip'"),
    ] {
        // Each in a shell of its own: a list that stays open takes the keys.
        let Some(mut terminal) = shell(&env, ELVISH) else { return };
        terminal.keys(typed);
        terminal.keys("\t");
        terminal.wait_screen(whole);
    }
}

#[test]
fn the_key_sends_the_line_as_it_stands_and_the_history_keeps_nothing_of_it() {
    for of_shell in [BASH, ZSH, FISH] {
        let upstream = Upstream::saying("그렇습니다.");
        let env = home(&upstream);
        let Some(mut terminal) = shell(&env, of_shell) else { continue };
        let line = "it's `x` $HOME \"왜 안돼?\" 와! (a|b)";
        terminal.keys(line);
        terminal.keys("\u{1b}j");
        terminal.wait_screen("그렇습니다.");
        assert_eq!(upstream.chat().prompt(), line, "{}", of_shell.0);
        // What follows the program's name is words, flags among them, with values as the shell writes them.
        for (n, typed) in
            [(2, "--conversation \"my trip\" -s 'be brief'"), (3, "--conversation my\\ trip --system=be\\ brief")]
        {
            let answers = |screen: &vt100::Screen| screen.contents().matches("그렇습니다.").count();
            terminal.wait_until("a new prompt", |screen| {
                answers(screen) == n - 1 && !screen.contents().trim_end().ends_with("그렇습니다.")
            });
            terminal.keys(&format!("baro {typed} why isn't it?\u{1b}ㅓ"));
            upstream.wait_chats(n);
            let asked = upstream.chats();
            assert_eq!(asked[n - 1].prompt(), "why isn't it?", "{}", of_shell.0);
            let sent = asked[n - 1].messages();
            assert!(sent[0].0 == "system" && sent[0].1.ends_with("\nbe brief"), "{}: {sent:?}", of_shell.0);
            assert!(sent[1].1.contains("부산"), "{}: another conversation: {sent:?}", of_shell.0);
            terminal.wait_until("a further answer", |screen| answers(screen) == n);
        }
        terminal.keys("history > kept; echo do''ne\r");
        terminal.wait_screen("done");
        let kept = std::fs::read_to_string(env.work().join("kept")).expect("the history");
        assert!(!kept.contains("it's") && !kept.contains("isn't"), "{}: {kept}", of_shell.0);
    }
}

#[test]
fn the_answer_to_a_line_of_several_rows_stays_on_the_screen() {
    for of_shell in [BASH, ZSH, FISH] {
        let upstream = Upstream::saying("첫 줄입니다.\n\n끝 줄입니다.");
        let env = home(&upstream);
        let Some(mut terminal) = shell(&env, of_shell) else { continue };
        let line = "왜 이렇게 긴 줄을 쓰면 안 되나요? ".repeat(usize::from(N_COLUMNS) / 15);
        terminal.keys(line.trim_end());
        terminal.keys("\u{1b}j");
        terminal.wait_screen("끝 줄입니다.");
        // The next prompt takes nothing of it.
        terminal.keys("echo do''ne\r");
        terminal.wait_until("a word that is written behind", |screen| screen.contents().contains("\ndone"));
        let screen = terminal.screen();
        for kept in ["첫 줄입니다.", "끝 줄입니다.", "m1"] {
            assert!(screen.contains(kept), "{}: {kept}\n{screen}", of_shell.0);
        }
    }
}

#[test]
fn a_line_that_could_not_be_answered_stays() {
    for of_shell in [BASH, ZSH, FISH] {
        let upstream = Upstream::saying("unused");
        let env = home(&upstream);
        let Some(mut terminal) = shell(&env, of_shell) else { continue };
        terminal.keys("baro -m nobody:none 왜 안돼?\u{1b}j");
        terminal.wait_screen("error:");
        terminal.wait_until("the line at the prompt", |screen| {
            let contents = screen.contents();
            let last = contents.trim_end().lines().last().unwrap_or_default();
            last.contains("baro -m nobody:none 왜 안돼?")
        });
        assert!(upstream.chats().is_empty());
    }
}

#[test]
fn in_zsh_a_question_mark_needs_no_quotes() {
    let upstream = Upstream::saying("그렇습니다.");
    let env = home(&upstream);
    let Some(mut terminal) = shell(&env, ZSH) else { return };
    terminal.keys("baro 왜 안돼? a* [b]\r");
    terminal.wait_screen("그렇습니다.");
    assert_eq!(upstream.chat().prompt(), "왜 안돼? a* [b]");
}

#[test]
fn in_zsh_a_pattern_behind_a_flag_for_files_is_of_files() {
    let upstream = Upstream::saying("그렇습니다.");
    let env = home(&upstream);
    env.file("b.txt", "second file");
    env.file("a.txt", "first file");
    let Some(mut terminal) = shell(&env, ZSH) else { return };
    terminal.keys("baro ask -f *.txt 왜 달라?\r");
    terminal.wait_screen("그렇습니다.");
    let sent = &upstream.chat().conversation().last().expect("a message").1.clone();
    let place = |word: &str| sent.find(word).unwrap_or_else(|| panic!("{word}: {sent}"));
    assert!(place("first file") < place("second file") && sent.contains("왜 달라?"), "{sent}");
}

#[test]
fn zsh_with_other_options_takes_the_script_all_the_same() {
    let env = home(&Upstream::saying("unused"));
    let line = "setopt ksh_arrays nounset sh_word_split; autoload -Uz compinit; compinit -D; eval \"$(baro shell-init zsh)\"; \
                eval \"$(baro shell-init zsh)\"; alias baro; print -r -- ${_comps[baro]}";
    if has("zsh") {
        let run = crate::support::run::Invocation::new(env.prepared("zsh", &["-fc", line]), String::new()).run();
        run.expect_code(0).expect_stdout("baro='noglob baro'\n_baro");
        assert_eq!(run.stderr, "");
    }
}

#[test]
fn every_script_is_read_by_its_shell_without_a_word() {
    let env = home(&Upstream::saying("unused"));
    for (name, arguments) in [
        ("bash", ["-c", "eval \"$(baro shell-init bash)\""]),
        ("zsh", ["-fc", "eval \"$(baro shell-init zsh)\"; alias baro"]),
        ("fish", ["-Nc", "baro shell-init fish | source"]),
    ] {
        if has(name) {
            let run = crate::support::run::Invocation::new(env.prepared(name, &arguments), String::new()).run();
            run.expect_code(0);
            assert_eq!(run.stderr, "", "{name}");
            assert_eq!(run.stdout.trim(), if name == "zsh" { "baro='noglob baro'" } else { "" });
        }
    }
    for name in ["bash", "elvish", "fish", "nushell", "powershell", "zsh"] {
        let script = env.baro(&["shell-init", name]);
        script.expect_code(0);
        let completion = env.baro(&["completions", name]).stdout;
        assert!(script.stdout.starts_with(&completion), "{name}");
    }
}

#[test]
fn a_sentence_behind_a_shells_command_is_a_question_on_a_terminal_alone() {
    let upstream = Upstream::saying("a poem about rain");
    let env = TestEnv::with(&upstream);
    for words in [&["completions", "for", "a", "poem", "about", "rain"][..], &["shell-init", "이", "뭐야?"]] {
        let mut terminal = Terminal::baro(&env, words, 24, 80);
        assert_eq!(terminal.finish(), Status::Code(0), "{}", terminal.screen());
        assert!(terminal.screen().contains("a poem about rain"), "{}", terminal.screen());
        assert_eq!(upstream.chats().last().expect("a chat").prompt(), words.join(" "));
        let n_chats = upstream.chats().len();
        env.baro(words).expect_code(2).expect_stdout("").expect_stderr(&["`baro ask`"]);
        assert_eq!(upstream.chats().len(), n_chats);
    }
    let mut terminal = Terminal::baro(&env, &["completions", "bash", "zsh"], 24, 80);
    assert_eq!(terminal.finish(), Status::Code(2), "{}", terminal.screen());
}

#[test]
fn an_unknown_shell_is_refused_with_nothing_to_evaluate_and_nobody_asked() {
    let upstream = Upstream::saying("rm -rf ~");
    let env = TestEnv::with(&upstream);
    for command in ["shell-init", "completions"] {
        for (words, nearest) in [
            (&["sh"][..], ""),
            (&["nus"], "`nushell`"),
            (&["ksh"], ""),
            (&["tcsh"], ""),
            (&["dash"], ""),
            (&["zhs"], "`zsh`"),
            (&["xonsh"], ""),
            (&["bash zsh"], "`bash`"),
            (&["bash", "zsh"], "`bash`"),
            (&["please", "write", "me", "a", "poem"], ""),
        ] {
            let run = env.baro(&[&[command], words].concat());
            run.expect_code(2).expect_stdout("").expect_stderr(&["it may be: bash, elvish, fish, nushell", nearest]);
            // Another shell is no slip of one of these.
            assert_eq!(run.stderr.contains("did you mean"), !nearest.is_empty(), "{run}");
        }
    }
    for question in ["뭐야?", "tcsh 사용법은?", "어떻게 써"] {
        env.baro(&["completions", question]).expect_code(2).expect_stderr(&["`baro ask`"]);
    }
    let run = env.baro(&["completions", "tcsh"]);
    assert!(!run.stderr.contains("baro ask"), "{run}");
    for line in [
        "--json shell-init tcsh",
        "-m gpt completions tcsh",
        "--local completions tcsh",
        "-c completions tcsh",
        "--no-stream shell-init",
        "-f FILE completions bash",
        "COMPLETIONS zsh",
        "completions tcsh --json",
        "completion zsh",
        "shell-inti bash",
        "init zsh",
        "shell init fish",
        "config get ui.footer now",
        "config gte ui.footer",
        "config path x",
        "mcp serve x",
        "mcp config claude-code",
        "mcp serv",
        "auth list x",
        "history export a b",
    ] {
        env.baro(&line.split(' ').collect::<Vec<_>>()).expect_code(2).expect_stdout("");
    }
    assert!(upstream.chats().is_empty());
}
