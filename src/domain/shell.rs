//! Commands that a person is to type into a shell. Nothing is run here.

/// `text` as one word of a POSIX shell.
#[must_use]
pub fn shell_word(text: &str) -> String {
    let is_plain = |character: char| character.is_alphanumeric() || "/._-+:@%,".contains(character);
    if !text.is_empty() && text.chars().all(is_plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::shell_word;

    #[test]
    fn a_path_in_a_command_is_one_word() {
        for (path, word) in [
            ("/tmp/baro.db", "/tmp/baro.db"),
            ("내 문서/a b", "'내 문서/a b'"),
            ("it's", r"'it'\''s'"),
            ("$(x)", "'$(x)'"),
        ] {
            assert_eq!(shell_word(path), word);
        }
    }
}
