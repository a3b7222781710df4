//! A line as it stands in a shell, made into words by baro in the shell's place: what the key of `baro shell-init` sends.
//!
//! Of a message nothing is taken away, for it was written as one would say it. Before and beside it stand flags with
//! values, and commands with names: those are read as the shell would, since that is how they are written and how the shell
//! completes them.

use std::ffi::OsString;

use clap::ValueEnum as _;

use super::args::{self, ShellName};
use super::completion::{Next, Place};

/// How the scripts begin, which give the shell's name and the line behind it.
const FLAG: &str = "--typed-in";

/// The words of the line where `words` are a script's; other words as they are.
#[must_use]
pub fn of_script(words: Vec<OsString>) -> Vec<OsString> {
    let [program, flag, shell, line] = words.as_slice() else { return words };
    let shell = shell.to_str().filter(|_| flag == FLAG).and_then(|name| ShellName::from_str(name, false).ok());
    match shell {
        Some(shell) => std::iter::once(program.clone()).chain(of_line(shell, &line.to_string_lossy())).collect(),
        None => words,
    }
}

/// The words of a line, without the program's name: all of it is the message, unless that name stands before it.
fn of_line(shell: ShellName, line: &str) -> Vec<OsString> {
    let line = line.trim();
    match line.strip_prefix("baro") {
        None if line.is_empty() => Vec::new(),
        Some(rest) if rest.is_empty() || rest.starts_with(char::is_whitespace) => cut(shell, rest),
        _ => ["ask", "--", line].map(OsString::from).into(),
    }
}

fn cut(shell: ShellName, mut rest: &str) -> Vec<OsString> {
    let mut place = Place::at_start(args::command());
    let mut words = Vec::new();
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            return words;
        }
        let as_it_stands = rest.split_at(rest.find(char::is_whitespace).unwrap_or(rest.len()));
        let read_behind = |n_before: usize| {
            let (before, value) = rest.split_at(n_before);
            read(shell, value).map(|(value, behind)| (format!("{before}{value}"), behind))
        };
        let as_the_shell = match place.next(as_it_stands.0) {
            Next::Message => None,
            Next::Read { n_before } => read_behind(n_before),
        };
        let (word, behind) = as_the_shell.unwrap_or_else(|| (as_it_stands.0.to_owned(), as_it_stands.1));
        place.step(&word);
        words.push(word.into());
        rest = behind;
    }
}

/// The word with which `text` begins, as the shell reads it, and what stands behind it. Quotes are such at its beginning
/// alone, and behind others: within a word they mostly are apostrophes. `None`: one is not closed.
fn read(shell: ShellName, text: &str) -> Option<(String, &str)> {
    let (mut word, mut quotes, mut may_open) = (String::new(), None::<Quotes>, true);
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        let opened = if std::mem::take(&mut may_open) { opened_by(shell, letter) } else { None };
        let escape = quotes.map_or_else(|| escape_outside(shell), |quotes| quotes.escape);
        match quotes {
            None if letter.is_whitespace() => return Some((word, &text[at..])),
            None if opened.is_some() => quotes = opened,
            Some(Quotes { mark, is_doubled, .. }) if letter == mark => {
                if is_doubled && letters.next_if(|(_, next)| *next == mark).is_some() {
                    word.push(letter);
                } else {
                    (quotes, may_open) = (None, true);
                }
            }
            _ => match escape.filter(|escape| escape.letter == letter) {
                None => word.push(letter),
                Some(Escape { takes, .. }) => {
                    let taken = letters.next_if(|(_, next)| takes.is_none_or(|letters| letters.contains(*next)));
                    word.push(match taken {
                        Some((_, next)) if names_controls(shell) => control(next),
                        Some((_, next)) => next,
                        None => letter,
                    });
                    may_open = quotes.is_none();
                }
            },
        }
    }
    quotes.is_none().then_some((word, ""))
}

/// Quotes that are open.
#[derive(Clone, Copy)]
struct Quotes {
    /// What opened them and closes them.
    mark: char,
    /// What takes a letter between them for itself.
    escape: Option<Escape>,
    /// Whether the mark, twice, is one between them.
    is_doubled: bool,
}

/// A letter that takes the next one for itself.
#[derive(Clone, Copy)]
struct Escape {
    letter: char,
    /// Before which; before all others it stands for itself. `None`: before any.
    takes: Option<&'static str>,
}

/// The quotes that `mark` opens, as the shell's manual has them.
const fn opened_by(shell: ShellName, mark: char) -> Option<Quotes> {
    use ShellName::{Bash, Elvish, Fish, Nushell, PowerShell, Zsh};
    let (escape, is_doubled) = match (shell, mark) {
        (Bash | Zsh | Nushell, '\'') | (Nushell, '`') => (None, false),
        (PowerShell | Elvish, '\'') => (None, true),
        (Fish, '\'') => (Some(Escape { letter: '\\', takes: Some("'\\") }), false),
        (Bash | Zsh, '"') => (Some(Escape { letter: '\\', takes: Some("\"\\$`") }), false),
        (Fish, '"') => (Some(Escape { letter: '\\', takes: Some("\"\\$") }), false),
        (PowerShell, '"') => (Some(Escape { letter: '`', takes: None }), true),
        (Nushell, '"') => (Some(Escape { letter: '\\', takes: Some("\"'\\/()${}ntr") }), false),
        (Elvish, '"') => (Some(Escape { letter: '\\', takes: Some("\"\\ntr") }), false),
        _ => return None,
    };
    Some(Quotes { mark, escape, is_doubled })
}

const fn escape_outside(shell: ShellName) -> Option<Escape> {
    match shell {
        ShellName::Bash | ShellName::Fish | ShellName::Zsh => Some(Escape { letter: '\\', takes: None }),
        ShellName::PowerShell => Some(Escape { letter: '`', takes: None }),
        ShellName::Elvish | ShellName::Nushell => None,
    }
}

/// Whether an escaped letter may be the name of a control character.
const fn names_controls(shell: ShellName) -> bool {
    !matches!(shell, ShellName::Bash | ShellName::Zsh)
}

/// The control character of that name; any other letter is itself.
const fn control(name: char) -> char {
    match name {
        'n' => '\n',
        't' => '\t',
        'r' => '\r',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_the_message_to_the_letter_and_what_stands_beside_it_is_read_as_the_shell_would() {
        let check = |line: &str, expected: &[&str]| {
            let words = of_script(["baro", FLAG, "bash", line].map(OsString::from).into());
            assert_eq!(words[1..], expected.iter().map(OsString::from).collect::<Vec<_>>(), "{line}");
        };
        check("", &[]);
        check("  baro ", &[]);
        check(" it's `x` \"왜\"  와! ", &["ask", "--", "it's `x` \"왜\"  와!"]);
        check("baroque 'music'", &["ask", "--", "baroque 'music'"]);
        check("baro why isn't \"it\" 'so'?", &["why", "isn't", "\"it\"", "'so'?"]);
        check(
            "baro --conversation \"my trip\" -s 'be brief' why isn't it?",
            &["--conversation", "my trip", "-s", "be brief", "why", "isn't", "it?"],
        );
        check("baro ask --conversation my\\ trip it\\'s", &["ask", "--conversation", "my trip", "it\\'s"]);
        check("baro --system='be brief' 왜?", &["--system=be brief", "왜?"]);
        check("baro -qs'be \"brief\"' 왜?", &["-qsbe \"brief\"", "왜?"]);
        check("baro 왜 안돼? -s \"say \\\"no\\\" \\n\" -m q", &["왜", "안돼?", "-s", "say \"no\" \\n", "-m", "q"]);
        check("baro -s 'it'\\''s' 왜?", &["-s", "it's", "왜?"]);
        // No quotes at all, and one that is not closed.
        check("baro -s don't why isn't it", &["-s", "don't", "why", "isn't", "it"]);
        check("baro -s 'tis why", &["-s", "'tis", "why"]);
        // Names behind commands; a sentence that begins as one.
        check("baro history show 'my trip'", &["history", "show", "my trip"]);
        check("baro config set aliases.큐 \"groq:qwen\"", &["config", "set", "aliases.큐", "groq:qwen"]);
        check("baro history of 'rome'", &["history", "of", "'rome'"]);
        check("baro models of 'cars' -m 'a b'", &["models", "of", "'cars'", "-m", "a b"]);
        check("baro -- -s 'x'", &["--", "-s", "'x'"]);
        check("baro -c 왜?", &["-c", "왜?"]);
    }

    #[test]
    fn each_shell_has_its_own_way_to_quote_and_to_escape() {
        let check = |shell: &str, line: &str, expected: &[&str]| {
            let words = of_script(["baro", FLAG, shell, line].map(OsString::from).into());
            assert_eq!(words[1..], expected.iter().map(OsString::from).collect::<Vec<_>>(), "{shell}: {line}");
        };
        for shell in ["bash", "zsh", "fish"] {
            check(shell, r"baro -f a\ b.txt -s '\x' 왜", &["-f", "a b.txt", "-s", r"\x", "왜"]);
        }
        check("powershell", r"baro -f C:\a\b.txt -s a` b 왜", &["-f", r"C:\a\b.txt", "-s", "a b", "왜"]);
        check("nushell", r"baro -f C:\a\b.txt -s 'a b' 왜", &["-f", r"C:\a\b.txt", "-s", "a b", "왜"]);
        // Between single quotes.
        for shell in ["bash", "zsh", "nushell"] {
            check(shell, r"baro -s 'a\\b\' 왜", &["-s", r"a\\b\", "왜"]);
        }
        check("fish", r"baro -s 'it\'s a\\b\n' 왜", &["-s", r"it's a\b\n", "왜"]);
        for shell in ["powershell", "elvish"] {
            check(shell, r"baro -s 'it''s `so`\' 왜", &["-s", r"it's `so`\", "왜"]);
        }
        check("powershell", "baro -s '' 왜", &["-s", "", "왜"]);
        // Between double ones.
        check("fish", r#"baro -s "a \"b\" \$c \`d\` \n" 왜"#, &["-s", r#"a "b" $c \`d\` \n"#, "왜"]);
        check("bash", r#"baro -s "a \"b\" \$c \`d\` \n" 왜"#, &["-s", r#"a "b" $c `d` \n"#, "왜"]);
        check("bash", r#"baro -s "a""b" 왜"#, &["-s", "ab", "왜"]);
        check("powershell", r#"baro -s "a ""b"" `"c`" `$d `n \" 왜"#, &["-s", "a \"b\" \"c\" $d \n \\", "왜"]);
        check("nushell", r#"baro -s "a \"b\" \n \\ \x" 왜"#, &["-s", "a \"b\" \n \\ \\x", "왜"]);
        // And Nushell's third kind; an escape outside any.
        check("nushell", r"baro -f `C:\my files\it's.txt` 왜", &["-f", r"C:\my files\it's.txt", "왜"]);
        check("nushell", r"baro -s a\ b", &["-s", r"a\", "b"]);
        check("fish", r"baro -s a\nb\ c 왜", &["-s", "a\nb c", "왜"]);
    }

    #[test]
    fn other_words_are_left_alone() {
        for words in
            [&["baro", "--typed-in", "bash"][..], &["baro", "--typed-in", "tcsh", "x"], &["baro", "a", "bash", "c"]]
        {
            let words: Vec<OsString> = words.iter().map(OsString::from).collect();
            assert_eq!(of_script(words.clone()), words);
        }
    }
}
