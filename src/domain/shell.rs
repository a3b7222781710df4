//! Commands that a person is to type into a shell of the system that baro runs on. Nothing is run here.

/// The shells that commands are written for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shells {
    /// sh and its kin.
    Posix,
    /// PowerShell and `cmd.exe`: what both of them understand.
    Windows,
}

const HERE: Shells = if cfg!(windows) { Shells::Windows } else { Shells::Posix };

/// `text` as one word.
#[must_use]
pub fn shell_word(text: &str) -> String {
    HERE.word(text)
}

/// Lists what is in a folder; the current one where none is named.
#[must_use]
pub fn list_folder(folder: Option<&str>) -> String {
    HERE.command(["ls", "dir"], folder)
}

/// Shows whose a file is, and who may read it.
#[must_use]
pub fn show_access(file: &str) -> String {
    HERE.command(["ls -l", "icacls"], Some(file))
}

/// Shows whose a folder is, and who may write into it.
#[must_use]
pub fn show_folder_access(folder: &str) -> String {
    HERE.command(["ls -ld", "icacls"], Some(folder))
}

/// Gives a file or a folder another name, so that the place is free.
#[must_use]
pub fn move_away(path: &str) -> String {
    format!("{} {}", HERE.command(["mv", "move"], Some(path)), shell_word(&format!("{path}.old")))
}

impl Shells {
    fn word(self, text: &str) -> String {
        let plain = match self {
            Self::Posix => "/._-+:@%,",
            Self::Windows => r"\/._-+:@",
        };
        if !text.is_empty() && text.chars().all(|it| it.is_alphanumeric() || plain.contains(it)) {
            return text.to_owned();
        }
        match self {
            Self::Posix => format!("'{}'", text.replace('\'', r"'\''")),
            // No name there has a double quote in it; single ones are letters to `cmd.exe`.
            Self::Windows => format!("\"{}\"", text.replace('"', "")),
        }
    }

    /// One of two names of a command, the POSIX one first, and what it is for.
    fn command(self, names: [&str; 2], path: Option<&str>) -> String {
        let [posix, windows] = names;
        let name = match self {
            Self::Posix => posix,
            Self::Windows => windows,
        };
        path.map_or_else(|| name.to_owned(), |path| format!("{name} {}", self.word(path)))
    }
}

#[cfg(test)]
mod tests {
    use super::Shells;

    #[test]
    fn a_path_in_a_command_is_one_word() {
        for (path, posix, windows) in [
            ("/tmp/baro.db", "/tmp/baro.db", "/tmp/baro.db"),
            ("내 문서/a b", "'내 문서/a b'", r#""내 문서/a b""#),
            ("it's", r"'it'\''s'", r#""it's""#),
            ("$(x)", "'$(x)'", r#""$(x)""#),
            (r"C:\Users\Kim\a.txt", r"'C:\Users\Kim\a.txt'", r"C:\Users\Kim\a.txt"),
            ("100%", "100%", r#""100%""#),
            ("", "''", r#""""#),
        ] {
            assert_eq!(Shells::Posix.word(path), posix);
            assert_eq!(Shells::Windows.word(path), windows);
        }
    }

    #[test]
    fn a_command_is_one_that_the_systems_own_shells_know() {
        assert_eq!(Shells::Posix.command(["ls", "dir"], None), "ls");
        assert_eq!(Shells::Windows.command(["ls", "dir"], None), "dir");
        assert_eq!(Shells::Posix.command(["ls -l", "icacls"], Some("my notes")), "ls -l 'my notes'");
        assert_eq!(Shells::Windows.command(["ls -l", "icacls"], Some("my notes")), r#"icacls "my notes""#);
    }
}
