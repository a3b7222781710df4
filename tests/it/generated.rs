//! What is generated and committed is what the program prints now.

use std::path::Path;

use crate::support::TestEnv;

const SHELLS: [(&str, &str); 6] = [
    ("bash", "baro.bash"),
    ("zsh", "_baro"),
    ("fish", "baro.fish"),
    ("powershell", "_baro.ps1"),
    ("elvish", "baro.elv"),
    ("nushell", "baro.nu"),
];

fn committed(folder: &str, name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder).join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn completions_are_printed_as_they_are_kept() {
    let env = TestEnv::new();
    for (shell, file) in SHELLS {
        let run = env.baro(&["completions", shell]);
        run.expect_code(0);
        assert_eq!(run.stdout, committed("completions", file), "{shell}");
    }
}

#[test]
fn manual_pages_are_current_and_none_is_left_over() {
    let env = TestEnv::new();
    let names = |folder: &Path| {
        let mut names: Vec<String> = std::fs::read_dir(folder)
            .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .filter(|name| name != "ko")
            .collect();
        names.sort();
        names
    };
    for (lang, folder) in [("en", "man"), ("ko", "man/ko")] {
        env.baro(&["--lang", lang, "man", "--to", folder]).expect_code(0);
        let written = env.work().join(folder);
        let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        assert_eq!(names(&written), names(&kept), "run `cargo xtask generated`");
        for name in names(&written) {
            let page = std::fs::read_to_string(written.join(&name)).expect("a page");
            assert_eq!(page, committed(folder, &name), "{name}: run `cargo xtask generated`");
        }
    }
}

#[test]
fn the_manual_is_in_the_users_language_and_has_the_codes() {
    let env = TestEnv::new();
    for (lang, headings) in [
        ("en", ["NAME", "SYNOPSIS", "EXIT STATUS", "ERROR CODES"]),
        ("ko", ["이름", "사용법", "종료 코드", "오류 코드"]),
    ] {
        let page = env.baro(&["--lang", lang, "man"]).expect_code(0).stdout.clone();
        for heading in headings {
            let is_heading =
                |line: &str| line.strip_prefix(".SH ").is_some_and(|said| said.trim_matches('"') == heading);
            assert!(page.lines().any(is_heading), "{heading}: {page}");
        }
        for code in ["130", "key_refused", "over_budget"] {
            assert!(page.contains(&format!("\n\\fB{code}\\fR\n")), "{code}: {page}");
        }
    }
}

#[test]
fn the_settings_are_documented_as_the_code_has_them() {
    assert_eq!(baro::config::reference(), committed("docs", "config.md"));
}
