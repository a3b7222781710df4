//! What the REPL says of itself.

use super::{ErrorText, Row};
use crate::domain::Lang;

/// A line of the REPL's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReplLine {
    /// Ctrl-C on an empty line.
    OnceMoreToLeave,
    /// The terminal cannot be taken over.
    NoTerminal,
}

impl ReplLine {
    /// The line in `lang`.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        let row = match self {
            Self::OnceMoreToLeave => {
                Row { ko: "한 번 더 누르면 나갑니다 (Ctrl-D로도 나갑니다)", en: "once more to leave (or Ctrl-D)" }
            }
            Self::NoTerminal => {
                Row { ko: "터미널을 쓸 수 없습니다", en: "the terminal cannot be used" }
            }
        };
        row.fill(lang, &[])
    }

    /// The line as an error.
    #[must_use]
    pub fn error(&self, lang: Lang) -> ErrorText {
        ErrorText::new(lang, self.text(lang))
    }
}
