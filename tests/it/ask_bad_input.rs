//! Input that cannot be used: what is said, in both languages, and that nothing is lost by it.

use std::fs;

use crate::support::run::Run;
use crate::support::{TestEnv, Upstream};

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
