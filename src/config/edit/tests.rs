//! What changes and what stays, in files on a disk.

use super::*;

struct Home(tempfile::TempDir);

impl Home {
    fn with(text: &str) -> Self {
        let home = Self(tempfile::tempdir().expect("a folder"));
        if !text.is_empty() {
            std::fs::create_dir_all(home.file().parent().expect("a folder")).expect("a folder");
            std::fs::write(home.file(), text).expect("a file");
        }
        home
    }

    fn environment(&self) -> Environment {
        let name = if cfg!(windows) { "USERPROFILE" } else { "HOME" };
        Environment::from_pairs([(name, self.0.path().as_os_str())])
    }

    fn paths(&self) -> Paths {
        Paths::find(&self.environment(), self.0.path()).expect("paths")
    }

    fn file(&self) -> PathBuf {
        self.paths().config_file
    }

    fn text(&self) -> String {
        std::fs::read_to_string(self.file()).expect("a file")
    }

    fn set(&self, key: &str, value: &str) -> Result<Edited, EditError> {
        edit(&self.environment(), &self.paths(), self.0.path(), &[Change::Set { key, value }])
    }

    fn unset(&self, key: &str) -> Result<Edited, EditError> {
        edit(&self.environment(), &self.paths(), self.0.path(), &[Change::Unset { key }])
    }
}

fn check(before: &str, key: &str, value: &str, after: &str) {
    let home = Home::with(before);
    home.set(key, value).unwrap_or_else(|error| panic!("{key} = {value}: {error}"));
    assert_eq!(home.text(), after, "{key} = {value}");
}

#[test]
fn changes_made_at_once_are_all_kept() {
    let home = Home::with("language = \"ko\"\n");
    std::thread::scope(|scope| {
        for writer in 0..8 {
            let home = &home;
            scope.spawn(move || {
                for n in 0..5 {
                    home.set(&format!("aliases.a{writer}x{n}"), "groq:m").expect("set");
                }
            });
        }
    });
    let text = home.text();
    for name in (0..8).flat_map(|writer| (0..5).map(move |n| format!("a{writer}x{n}"))) {
        assert_eq!(text.matches(&format!("{name} = ")).count(), 1, "{name}: {text}");
    }
    assert!(text.starts_with("language = \"ko\"\n"), "{text}");
}

#[test]
fn comments_among_the_items_of_a_list_stay() {
    let before = "[policy]\ndeny = [ \"openai\", # why\n  # the other\n \"anthropic\" ]\n";
    check(
        before,
        "policy.deny",
        "openai,anthropic,groq",
        "[policy]\ndeny = [\n \"openai\", # why\n # the other\n \"anthropic\",\n \"groq\",\n]\n",
    );
    // What was said of an item goes with it; what stands on a line of its own stays.
    check(before, "policy.deny", "anthropic", "[policy]\ndeny = [\n # the other\n \"anthropic\",\n]\n");
    check(before, "policy.deny", "groq", "[policy]\ndeny = [\n \"groq\",\n # the other\n]\n");
    check(before, "policy.deny", "openai", "[policy]\ndeny = [\n \"openai\", # why\n # the other\n]\n");
    check(
        "[policy]\ndeny = [ # all of them\n    \"openai\", # one\n    # end\n] # here\n",
        "policy.deny",
        "openai,groq",
        "[policy]\ndeny = [\n    # all of them\n    \"openai\", # one\n    \"groq\",\n    # end\n] # here\n",
    );
    check("[policy]\ndeny = [\n  \"openai\",\n]\n", "policy.deny", "groq", "[policy]\ndeny = [\"groq\"]\n");
}

#[test]
fn what_is_new_stands_behind_the_comment_that_closed_the_file() {
    check(
        "mode = \"ask\"\n\n# the end\n",
        "ui.footer",
        "full",
        "mode = \"ask\"\n\n# the end\n\n[ui]\nfooter = \"full\"\n",
    );
    check("# a page\n# of examples\n", "language", "ko", "# a page\n# of examples\n\nlanguage = \"ko\"\n");
    check("# only this", "ui.footer", "full", "# only this\n\n[ui]\nfooter = \"full\"\n");
    check("[ui]\nfooter = \"off\"\n# the end\n", "ui.width", "80", "[ui]\nfooter = \"off\"\nwidth = 80\n# the end\n");
    check(
        "mode = \"ask\"\r\n# the end\r\n",
        "ui.width",
        "80",
        "mode = \"ask\"\r\n# the end\r\n\r\n[ui]\r\nwidth = 80\r\n",
    );
}

#[test]
fn a_value_is_changed_where_it_stands_and_all_else_stays() {
    check(
        "# mine\nlanguage = \"ko\" # of course\n\n[ui] # looks\nfooter = \"off\"\n",
        "language",
        "en",
        "# mine\nlanguage = \"en\" # of course\n\n[ui] # looks\nfooter = \"off\"\n",
    );
    check(
        "[ui]\n# why\nfooter = \"off\"   # short\n",
        "ui.footer",
        "full",
        "[ui]\n# why\nfooter = \"full\"   # short\n",
    );
    check("budget = { day_usd = 1.0 }\n", "budget.month_usd", "20", "budget = { day_usd = 1.0, month_usd = 20 }\n");
    check("ui.footer = \"off\"\n", "ui.footer", "short", "ui.footer = \"short\"\n");
    check("\u{feff}mode = \"ask\"\n", "mode", "auto", "\u{feff}mode = \"auto\"\n");
}

#[test]
fn a_new_setting_comes_into_its_table() {
    check("", "language", "ko", "language = \"ko\"\n");
    check("", "ui.footer", "full", "[ui]\nfooter = \"full\"\n");
    check("[ui]\nfooter = \"full\"\n", "mode", "ask", "mode = \"ask\"\n[ui]\nfooter = \"full\"\n");
    check("", "aliases.큐", "groq:qwen/qwen3.8-27b", "[aliases]\n\"큐\" = \"groq:qwen/qwen3.8-27b\"\n");
    check("", "routes.code.models", "groq:a, groq:b@high", "[routes.code]\nmodels = [\"groq:a\", \"groq:b@high\"]\n");
    check("", "routes.code.models", "[\"groq:a\"]", "[routes.code]\nmodels = [\"groq:a\"]\n");
    check("", "policy.deny", "dashscope", "[policy]\ndeny = [\"dashscope\"]\n");
    check("", "budget.day_usd", "0.5", "[budget]\nday_usd = 0.5\n");
    check(
        "",
        "models.groq:qwen/qwen3.8-27b.context_tokens",
        "131042",
        "[models.\"groq:qwen/qwen3.8-27b\"]\ncontext_tokens = 131042\n",
    );
    check(
        "",
        "models.\"groq:qwen/qwen3.8-27b\".usd_per_million",
        "{ input = 0.8, output = 4 }",
        "[models.\"groq:qwen/qwen3.8-27b\"]\nusd_per_million = { input = 0.8, output = 4 }\n",
    );
}

#[test]
fn line_ends_of_windows_stay() {
    check(
        "# a\r\nmode = \"ask\"\r\n[ui]\r\nwidth = 80\r\n",
        "ui.width",
        "100",
        "# a\r\nmode = \"ask\"\r\n[ui]\r\nwidth = 100\r\n",
    );
}

#[test]
fn what_is_wrong_is_refused_and_nothing_is_written() {
    let before = "mode = \"ask\"\n";
    let home = Home::with(before);
    let refused = |key: &str, value: &str| home.set(key, value).expect_err(key);
    assert_eq!(
        refused("ui.fotter", "off"),
        EditError::UnknownKey { key: "ui.fotter".to_owned(), nearest: Some("ui.footer".to_owned()) }
    );
    assert!(matches!(refused("ui.footer", "of"), EditError::BadValue { .. }));
    assert!(matches!(refused("ui", "off"), EditError::IsTable { .. }));
    assert!(matches!(refused("providers.groq", "x"), EditError::IsTable { .. }));
    assert!(matches!(refused("providers.groq.key_env", "gsk_0123456789abcdef"), EditError::BadValue { .. }));
    for (typed, nearest) in [
        ("routes.codee.models", Some("routes.code.models")),
        ("routes.코드.models", Some("routes.code.models")),
        ("routes.빠른답.temperature", Some("routes.fast.temperature")),
        ("routes.코드", Some("routes.code")),
        ("routes.footer.models", None),
    ] {
        let (key, nearest) = (typed.to_owned(), nearest.map(str::to_owned));
        assert_eq!(refused(typed, "1"), EditError::UnknownKey { key, nearest });
    }
    // What is wrong stands on no line of the file: it was typed.
    assert!(matches!(refused("aliases.\"a b\"", "groq:a"), EditError::BadValue { .. }));
    assert!(matches!(
        refused("models.groq:a.usd_per_million.input", "1"),
        EditError::File(Error::Incomplete { line: 0, .. })
    ));
    assert!(!format!("{:?}", refused("gsk_0123456789abcdef0123", "x")).contains("0123456789"));
    assert_eq!(home.text(), before);
    let broken = Home::with("mode = ask\n");
    assert!(matches!(broken.set("mode", "ask"), Err(EditError::File(Error::Syntax { line: 1, .. }))));
    assert_eq!(broken.text(), "mode = ask\n");
}

#[test]
fn a_setting_is_taken_out_with_the_table_that_it_leaves_empty() {
    let home =
        Home::with("mode = \"ask\"\n\n[ui]\nfooter = \"off\"\nwidth = 80\n\n[providers.groq]\nkey_env = \"K\"\n");
    assert_eq!(home.unset("ui.footer").expect("gone").n_removed, 1);
    assert_eq!(home.unset("ui.footer").expect("nothing").n_removed, 0);
    assert_eq!(home.unset("providers.groq.key_env").expect("gone").n_removed, 1);
    assert_eq!(home.text(), "mode = \"ask\"\n\n[ui]\nwidth = 80\n");
    let commented = Home::with("# looks\n[ui]\nfooter = \"off\"\n");
    commented.unset("ui.footer").expect("gone");
    assert_eq!(commented.text(), "# looks\n[ui]\n");
    assert!(matches!(home.unset("ui.fotter"), Err(EditError::UnknownKey { .. })));
}

#[cfg(unix)]
#[test]
fn mode_and_link_stay_and_a_new_file_is_the_user_s_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = |path: &Path| path.metadata().expect("a file").permissions().mode() & 0o777;
    let home = Home::with("mode = \"ask\"\n");
    let kept = home.0.path().join("dotfiles.toml");
    std::fs::rename(home.file(), &kept).expect("moved");
    std::fs::set_permissions(&kept, std::fs::Permissions::from_mode(0o640)).expect("a mode");
    std::os::unix::fs::symlink(&kept, home.file()).expect("a link");
    home.set("mode", "auto").expect("set");
    assert!(home.file().symlink_metadata().expect("a link").is_symlink());
    assert_eq!((std::fs::read_to_string(&kept).expect("text"), mode(&kept)), ("mode = \"auto\"\n".to_owned(), 0o640));
    let fresh = Home::with("");
    fresh.set("mode", "ask").expect("set");
    assert_eq!((mode(&fresh.file()), mode(fresh.file().parent().expect("a folder"))), (0o600, 0o700));
    let left: Vec<_> = std::fs::read_dir(fresh.file().parent().expect("a folder")).expect("a folder").collect();
    assert_eq!(left.len(), 1, "{left:?}");
}

#[test]
fn a_change_that_another_process_does_not_end_is_given_up_and_nothing_is_written() {
    let home = Home::with("mode = \"ask\"\n");
    let held = alone(&home.paths(), Duration::ZERO).expect("nobody else").expect("a lock");
    let path = home.paths().data_dir.join("config.lock");
    let refused = alone(&home.paths(), Duration::from_millis(40)).map(drop);
    assert_eq!(refused, Err(EditError::InUse { path, waited: Duration::from_millis(40) }));
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| home.set("mode", "auto"));
        assert!(matches!(waiting.join().expect("no panic"), Err(EditError::InUse { .. })));
    });
    assert_eq!(home.text(), "mode = \"ask\"\n");
    drop(held);
    home.set("mode", "auto").expect("set");
}

#[test]
fn a_file_is_not_made_beside_another_process_that_may_be_making_it() {
    let home = Home::with("");
    let held = alone(&home.paths(), Duration::ZERO).expect("nobody else").expect("a lock");
    let refused = create_within(&home.paths(), "mode = \"ask\"\n", Duration::ZERO);
    assert!(matches!(refused, Err(EditError::InUse { .. })), "{refused:?}");
    assert!(!home.file().exists());
    drop(held);
    assert_eq!(create(&home.paths(), "mode = \"ask\"\n"), Ok(true));
    assert_eq!(create(&home.paths(), "mode = \"auto\"\n"), Ok(false));
    assert_eq!(home.text(), "mode = \"ask\"\n");
}
