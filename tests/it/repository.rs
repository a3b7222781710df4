//! Rules of the repository itself: what its files may name, how they open, how long they are, and that what README
//! says can be typed.
//!
//! `layers.rs` holds how the modules name each other.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use regex::Regex;

use crate::support::TestEnv;

/// The longest that a source file may be without its tests.
const LINES_AT_MOST: usize = 600;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files of the repository: those that git knows, or all but what was built where it is no clone.
fn files() -> Vec<PathBuf> {
    let listed = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard", "-z"])
        .current_dir(root())
        .output();
    let listed = listed.expect("git");
    assert!(listed.status.success(), "the tests about the repository need a clone");
    let names = String::from_utf8(listed.stdout).expect("names in UTF-8");
    let files: Vec<PathBuf> =
        names.split_terminator('\0').map(PathBuf::from).filter(|name| root().join(name).is_file()).collect();
    assert!(files.iter().any(|name| name == Path::new("Cargo.toml")), "{files:?}");
    files
}

/// The text of a file, where it is text.
fn text_of(name: &Path) -> Option<String> {
    String::from_utf8(fs::read(root().join(name)).expect("a file")).ok()
}

fn read(name: &str) -> String {
    text_of(Path::new(name)).unwrap_or_else(|| panic!("{name} is no text"))
}

/// What would tie the repository to one machine or one network. In pieces, so that this file does not break its own
/// rule.
fn forbidden() -> Vec<String> {
    [
        ("crates", ".io/"),
        ("static.cra", "tes."),
        ("index.crates", "."),
        ("pypi", ".org"),
        ("python", "hosted"),
        ("registry.", "npmjs"),
        ("deb.", "debian"),
        ("archive.", "ubuntu"),
        ("/wo", "rk/"),
        ("/ro", "ot/"),
    ]
    .iter()
    .map(|(first, second)| format!("{first}{second}"))
    .collect()
}

/// Whether `pattern` stands in `text` and is what it looks like: a path from the root, not the end of another.
fn finds(text: &str, pattern: &str) -> bool {
    text.match_indices(pattern).any(|(at, _)| {
        // A letter that ends an escape is of no path: `\t/..` in JSON.
        let is_behind_escape = ["\\t", "\\n", "\\r"].iter().any(|escape| text[..at].ends_with(escape));
        let before = text[..at].chars().next_back().filter(|_| !is_behind_escape);
        !pattern.starts_with('/') || !before.is_some_and(|before| before.is_alphanumeric() || "~.}_-/".contains(before))
    })
}

#[test]
fn no_file_names_a_machines_path_or_a_registrys_host() {
    let mut found = Vec::new();
    for name in files().into_iter().filter(|name| name != Path::new("Cargo.lock")) {
        let Some(text) = text_of(&name) else { continue };
        for pattern in forbidden() {
            for (number, line) in text.lines().enumerate() {
                if finds(line, &pattern) {
                    found.push(format!("{}:{}: {pattern}", name.display(), number + 1));
                }
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn a_path_is_told_from_the_end_of_another() {
    let path = format!("/wo{}", "rk/");
    assert!(finds(&format!("in {path}x"), &path) && finds(&format!("\"{path}\""), &path));
    assert!(finds(&format!("12G\\t{path}x"), &path) && finds(&format!("a\\n{path}"), &path));
    assert!(!finds(&format!("home{path}x"), &path) && !finds(&format!("~{path}"), &path));
}

fn sources() -> Vec<(PathBuf, String)> {
    let folders = ["src", "xtask/src", "tests/it"];
    files()
        .into_iter()
        .filter(|name| name.extension().is_some_and(|extension| extension == "rs"))
        .filter(|name| folders.iter().any(|folder| name.starts_with(folder)))
        .filter_map(|name| text_of(&name).map(|text| (name, text)))
        .collect()
}

#[test]
fn every_source_opens_with_what_it_owns() {
    let bare: Vec<String> = sources()
        .iter()
        .filter(|(_, text)| !text.starts_with("//! "))
        .map(|(name, _)| name.display().to_string())
        .collect();
    assert!(bare.is_empty(), "no `//!` on the first line: {bare:?}");
}

/// Lines before a file's own tests.
fn n_lines(text: &str) -> usize {
    text.lines().take_while(|line| !line.starts_with("#[cfg(test)]") && !line.starts_with("#[cfg(all(test")).count()
}

#[test]
fn no_source_is_longer_than_one_can_read() {
    let is_test = |name: &Path| name.starts_with("tests") || name.file_stem().is_some_and(|stem| stem == "tests");
    let long: Vec<String> = sources()
        .iter()
        .filter(|(name, text)| !is_test(name) && n_lines(text) > LINES_AT_MOST)
        .map(|(name, text)| format!("{}: {}", name.display(), n_lines(text)))
        .collect();
    assert!(long.is_empty(), "longer than {LINES_AT_MOST} lines without their tests: {long:?}");
}

/// Korean in the message table in which data is followed by a particle that was written for one word alone.
fn fixed_particles(text: &str) -> Vec<&str> {
    let particle = Regex::new(r#"\{[a-z_]+\}[`"]*(?:은|는|이|가|을|를|과|와|으로|로|이라는|라는)(?:[ .,;"]|$)"#);
    particle.expect("a pattern").find_iter(text).map(|found| found.as_str()).collect()
}

#[test]
fn no_particle_is_written_for_one_word_alone_behind_data() {
    assert_eq!(fixed_particles("`baro auth add {provider}`로 넣으세요"), ["{provider}`로 "]);
    assert!(fixed_particles("`{name}`{을} 쓰고 {n}개는 그대로").is_empty());
    let sources = sources();
    let table = sources.iter().filter(|(name, _)| name.starts_with("src/ui") || name.starts_with("src/repl"));
    let fixed: Vec<String> = table
        .filter(|(name, _)| name.file_stem().is_none_or(|stem| stem != "tests"))
        .flat_map(|(name, text)| {
            fixed_particles(text).into_iter().map(move |found| format!("{}: {found}", name.display()))
        })
        .collect();
    assert!(fixed.is_empty(), "the table's own particles (`{{을}}`) fit whatever stands before: {fixed:?}");
}

#[test]
fn nothing_is_left_undone_or_let_through_in_silence() {
    // In pieces, as above.
    let words =
        [("to", "do!("), ("unimple", "mented!("), ("#[ig", "nore"), ("#[al", "low("), ("#![al", "low("), ("FIX", "ME")];
    let words: Vec<String> = words.iter().map(|(first, second)| format!("{first}{second}")).collect();
    let found: Vec<String> = sources()
        .iter()
        .flat_map(|(name, text)| {
            words
                .iter()
                .filter(|word| text.contains(word.as_str()))
                .map(move |word| format!("{}: {word}", name.display()))
        })
        .collect();
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn the_changelog_has_a_place_for_what_comes_next() {
    let changelog = read("CHANGELOG.md");
    let first = changelog.lines().find(|line| line.starts_with("## ")).unwrap_or_default();
    assert!(first.contains("Unreleased"), "the first section is `{first}`");
}

#[test]
fn readme_has_its_two_commands_first_and_they_are_there() {
    let readme = read("README.md");
    let commands: Vec<&str> = fenced(&readme).into_iter().take(2).collect();
    assert_eq!(commands, ["cargo run --release -- ask --local \"Why is the sky blue?\"", ".ci/test"]);
    assert!(root().join(".ci/test").is_file() && root().join(".ci/run").is_file());
}

/// The lines of all fenced blocks, without prompts and comments.
fn fenced(markdown: &str) -> Vec<&str> {
    let mut inside = false;
    let mut lines = Vec::new();
    for line in markdown.lines() {
        if line.trim_start().starts_with("```") {
            inside = !inside;
        } else if inside && !line.trim().is_empty() && !line.trim_start().starts_with('#') {
            lines.push(line.trim().trim_start_matches("$ "));
        }
    }
    lines
}

/// The `baro ..` of a line of shell, each as its words: alone, after a pipe, or after `&&`.
fn calls(line: &str) -> Vec<Vec<String>> {
    let line = line.split(" # ").next().unwrap_or(line);
    let mut words = Vec::new();
    let mut word = String::new();
    let mut quote = None;
    for character in line.chars().chain([' ']) {
        match (quote, character) {
            (Some(open), _) if character == open => quote = None,
            (None, '"' | '\'') => quote = Some(character),
            (None, ' ') => {
                if !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
            }
            _ => word.push(character),
        }
    }
    words
        .split(|word| matches!(word.as_str(), "|" | "&&" | ";"))
        .filter(|call| call.first().is_some_and(|word| word == "baro"))
        .map(|call| call[1..].to_vec())
        .collect()
}

/// The subcommands and flags that a help text names.
fn known(help: &str) -> (BTreeSet<String>, BTreeSet<String>) {
    let mut commands = BTreeSet::new();
    let mut flags = BTreeSet::new();
    let mut in_commands = false;
    for line in help.lines() {
        if !line.starts_with(' ') {
            in_commands = line.starts_with("Commands:") || line.starts_with("명령");
        } else if in_commands && let Some(word) = line.split_whitespace().next() {
            commands.insert(word.to_owned());
        }
        for word in line.split(|character: char| !(character.is_ascii_alphanumeric() || character == '-')) {
            if word.len() > 1 && word.starts_with('-') && !word.starts_with("---") {
                flags.insert(word.to_owned());
            }
        }
    }
    (commands, flags)
}

#[test]
fn every_command_in_the_documents_is_one_that_the_program_has() {
    let env = TestEnv::new();
    let help = |arguments: &[&str]| {
        let arguments: Vec<&str> = arguments.iter().copied().chain(["--help"]).collect();
        let run = env.baro(&arguments);
        run.expect_code(0);
        run.stdout
    };
    let (commands, _) = known(&help(&[]));
    assert!(commands.contains("ask"), "{commands:?}");
    let mut wrong = Vec::new();
    let mut documents: Vec<String> = fs::read_dir(root().join("docs"))
        .expect("the documents")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .map(|path| format!("docs/{}", path.file_name().unwrap_or_default().display()))
        .collect();
    assert!(documents.len() > 10, "{documents:?}");
    documents.sort();
    documents.extend(["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md"].map(str::to_owned));
    for document in documents {
        for line in fenced(&read(&document)) {
            for call in calls(line) {
                // Words that begin with no subcommand are a message.
                let command = call.first().filter(|word| commands.contains(*word)).map_or("ask", String::as_str);
                let (nested, mut flags) = known(&help(&[command]));
                match call.get(1) {
                    Some(verb) if nested.contains(verb) => flags.extend(known(&help(&[command, verb])).1),
                    Some(verb) if !nested.is_empty() && !verb.starts_with('-') => {
                        wrong.push(format!("{document}: `{line}`: {verb}"));
                    }
                    _ => {}
                }
                for flag in call.iter().filter(|word| word.starts_with('-') && word.len() > 1) {
                    let flag = flag.split('=').next().unwrap_or(flag);
                    if !flags.contains(flag) {
                        wrong.push(format!("{document}: `{line}`: {flag}"));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_settings_of_the_examples_are_ones_that_the_program_takes() {
    let mut env = TestEnv::new();
    env.set("BARO_CONFIG", &root().join("examples/config.toml").to_string_lossy());
    let decision = env.baro(&["route", "--json", "Why is the sky blue?"]).expect_code(0).json();
    assert!(decision["route"].is_string(), "{decision}");
}

#[test]
fn commands_are_found_in_a_line_of_shell() {
    assert_eq!(calls("git diff | baro ask \"review this\" -m q | head -1"), [["ask", "review this", "-m", "q"]]);
    assert_eq!(calls("cargo run -- ask hi"), Vec::<Vec<String>>::new());
    let (commands, flags) =
        known("Usage: baro\n\nCommands:\n  ask  Ask\n  help  Help\n\nOptions:\n  -m, --model <M>  x\n");
    assert!(commands.contains("ask") && flags.contains("-m") && flags.contains("--model"), "{commands:?} {flags:?}");
    assert_eq!(fenced("a\n```sh\n# why\n$ baro ask x\n```\nb"), ["baro ask x"]);
}
