//! The user's own editor of texts: `$VISUAL`, `$EDITOR`, or the one that every system has.

use std::path::Path;
use std::process::Command;

use super::{Environment, platform};

/// An editor, as the user calls it: a program, which may have flags behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Editor<'a>(&'a str);

/// Editors that are always drawn in the terminal.
const IN_THE_TERMINAL: &[&str] =
    &["view", "vimdiff", "nano", "pico", "micro", "hx", "helix", "kak", "joe", "jed", "mg", "ne", "mcedit", "tilde"];

impl<'a> Editor<'a> {
    /// The one that the environment names, or the system's.
    #[must_use]
    pub fn of(environment: &'a Environment) -> Self {
        let named = ["VISUAL", "EDITOR"].into_iter().filter_map(|name| environment.get(name));
        Self(named.into_iter().find(|editor| !editor.trim().is_empty()).unwrap_or(platform::USUAL_EDITOR))
    }

    /// As the user calls it.
    #[must_use]
    pub const fn called(&self) -> &'a str {
        self.0
    }

    /// True for one that is drawn in the terminal: without one it waits for nobody, or fails as it likes. One that has a
    /// window of its own, or is a script, needs none.
    #[must_use]
    pub fn is_drawn_in_the_terminal(&self) -> bool {
        let mut words = self.0.split_whitespace().map(|word| word.trim_matches(['\'', '"']));
        let program = words.next().map(Path::new).and_then(Path::file_stem).and_then(|name| name.to_str());
        match program {
            Some("vi" | "vim" | "nvim") => !words.any(|flag| matches!(flag, "-g" | "-e" | "-es" | "-E" | "-Es")),
            Some("emacs" | "emacsclient") => words.any(|flag| matches!(flag, "-nw" | "-t" | "-tty" | "--tty")),
            program => program.is_some_and(|program| IN_THE_TERMINAL.contains(&program)),
        }
    }

    /// The command that opens `file` in it.
    #[must_use]
    pub fn open(&self, file: &Path) -> Command {
        platform::editor(self.0, file)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_one_that_is_named_first_serves_and_without_any_the_systems_own() {
        for (variables, called) in [
            (&[("VISUAL", "code --wait"), ("EDITOR", "nano")][..], "code --wait"),
            (&[("VISUAL", " "), ("EDITOR", "nano")][..], "nano"),
            (&[][..], platform::USUAL_EDITOR),
        ] {
            let environment = Environment::from_pairs(variables.iter().copied());
            assert_eq!(Editor::of(&environment).called(), called);
        }
    }

    #[test]
    fn an_editor_that_is_drawn_in_the_terminal_is_told_from_others() {
        for (called, is) in [
            ("vi", true),
            ("/usr/bin/vim -u NONE", true),
            ("'nvim'", true),
            ("nano", true),
            ("emacs -nw", true),
            ("emacs", false),
            ("vim -g", false),
            ("vim -es", false),
            ("code --wait", false),
            ("sed -i s/a/b/", false),
            ("true", false),
        ] {
            let environment = Environment::from_pairs([("EDITOR", called)]);
            assert_eq!(Editor::of(&environment).is_drawn_in_the_terminal(), is, "{called}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn quotes_and_flags_of_an_editor_are_the_shells_to_read_and_the_files_name_is_one_word() {
        let folder = tempfile::tempdir().expect("a folder");
        let program = folder.path().join("my editor");
        std::fs::write(&program, "#!/bin/sh\nprintf '%s' \"$1\" > \"$2\"\n").expect("a program");
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        std::fs::set_permissions(&program, mode).expect("a mode");
        let named = format!("'{}' 'a b'", program.display());
        let environment = Environment::from_pairs([("EDITOR", named)]);
        let file = folder.path().join("two words $HOME.md");
        let ended = Editor::of(&environment).open(&file).status().expect("it runs");
        assert!(ended.success());
        assert_eq!(std::fs::read_to_string(&file).expect("written"), "a b");
    }
}
