//! What is said where somebody types a command into a talk: one of another program, which has plain words here and is sent
//! as text, or one of baro's own, which is for the shell.

/// What a command of other programs is in plain words here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Plain {
    /// `앞으로 kimi로 해`
    Pin,
    /// `자동으로 해`
    Unpin,
    /// `깊게 생각해줘`
    Deeper,
    /// `짧게`
    Shorter,
    /// `새 대화`
    NewConversation,
    /// `아까 그 대화 이어서`
    ContinueLast,
    /// `다른 모델로`
    Redo,
    /// `아니`
    Undo,
    /// `왜 이 모델이야?`
    Why,
    /// `얼마 썼어?`
    HowMuch,
    /// `?`
    Help,
    /// Ctrl-D
    Leave,
    /// `코드 복사`
    Copy,
    /// `내 질문 고쳐서 다시 보낼게`
    Edit,
    /// Just ask: baro finds out what kind of question it is.
    JustAsk,
}

/// Commands of this program's kind, and what they are in plain words.
const COMMANDS: &[(Plain, &[&str])] = &[
    (Plain::Pin, &["model", "models", "use", "switch", "모델"]),
    (Plain::Unpin, &["auto", "default", "자동"]),
    (Plain::Deeper, &["think", "deep", "deeper", "reason", "reasoning", "ultrathink", "effort", "생각", "추론"]),
    (Plain::Shorter, &["fast", "quick", "short", "brief", "tldr", "빨리", "짧게"]),
    (Plain::NewConversation, &["new", "clear", "reset", "forget", "새대화", "초기화"]),
    (Plain::ContinueLast, &["resume", "continue", "history", "load", "sessions", "chats", "이어서"]),
    (Plain::Redo, &["retry", "redo", "again", "regenerate", "regen", "다시"]),
    (Plain::Undo, &["undo", "rewind", "취소"]),
    (Plain::Why, &["why", "route", "explain", "info", "status"]),
    (Plain::Help, &["help", "h", "keys", "commands", "도움", "도움말", "명령어"]),
    (Plain::Leave, &["exit", "quit", "q", "bye", "logout", "종료", "나가기", "끝"]),
    (Plain::Copy, &["copy", "yank", "복사"]),
    (Plain::Edit, &["edit", "수정", "편집"]),
    (Plain::HowMuch, &["cost", "usage", "tokens", "stats", "비용"]),
];

/// What a line that begins with `/` would be in plain words; `None` where it does not begin with one, or begins with a
/// path or a comment, which nobody takes for a command.
#[must_use]
pub fn plain_words(line: &str) -> Option<Plain> {
    let rest = line.trim_start().strip_prefix('/')?;
    let word: String = rest.chars().take_while(|letter| !letter.is_whitespace()).collect();
    let is_word = word.chars().next().is_some_and(char::is_alphabetic)
        && word.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '-' | '_' | ':' | '?' | '!'));
    if !is_word {
        return None;
    }
    let word = word.trim_end_matches(['?', '!', ':']).to_lowercase();
    let known = COMMANDS.iter().find(|(_, words)| words.contains(&word.as_str()));
    Some(known.map_or(Plain::JustAsk, |(plain, _)| *plain))
}

/// baro's own commands in a shell, as the command line defines them.
pub const SHELL_COMMANDS: &[&str] = &[
    "ask",
    "again",
    "why",
    "route",
    "history",
    "usage",
    "models",
    "auth",
    "config",
    "doctor",
    "mcp",
    "local",
    "completions",
    "shell-init",
    "man",
];

/// Whether a line is a command for the shell: `baro`, and one of its own commands behind it.
#[must_use]
pub fn is_for_the_shell(line: &str) -> bool {
    let line = line.trim();
    let mut words = line.trim_start_matches(['$', '%', '>', ' ']).split_whitespace();
    !line.contains('\n')
        && words.next() == Some("baro")
        && words.next().is_some_and(|word| SHELL_COMMANDS.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_of_another_program_has_plain_words_and_a_path_has_none() {
        for (line, expected) in [
            ("/model kimi", Some(Plain::Pin)),
            ("  /think why is the sky blue", Some(Plain::Deeper)),
            ("/생각 이거 왜 이래", Some(Plain::Deeper)),
            ("/CLEAR", Some(Plain::NewConversation)),
            ("/code fix this", Some(Plain::JustAsk)),
            ("/도움말", Some(Plain::Help)),
            ("/exit", Some(Plain::Leave)),
            ("/copy", Some(Plain::Copy)),
            ("/edit", Some(Plain::Edit)),
            ("/etc/passwd 이게 뭐야", None),
            ("/usr/bin is full", None),
            ("/main.rs", None),
            ("// a comment", None),
            ("/* a comment */", None),
            ("/ is division", None),
            ("and/or", None),
            ("", None),
        ] {
            assert_eq!(plain_words(line), expected, "{line}");
        }
    }

    #[test]
    fn a_command_of_baros_own_is_for_the_shell() {
        for line in ["baro auth add groq", " baro doctor ", "$ baro models", "baro config set ui.footer off"] {
            assert!(is_for_the_shell(line), "{line}");
        }
        for line in
            ["baro", "baro 이거 왜 안돼?", "baro auth add groq\n이게 뭐야", "auth add groq", "what is baro auth"]
        {
            assert!(!is_for_the_shell(line), "{line}");
        }
    }
}
