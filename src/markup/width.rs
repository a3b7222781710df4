//! Columns that a text takes in a terminal. It cuts and wraps nothing.

use unicode_width::UnicodeWidthStr;

/// How characters of ambiguous East Asian width are drawn: `ui.ambiguous`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum AmbiguousWidth {
    /// One column, as in most terminals.
    #[default]
    Narrow,
    /// Two columns; baro's own lines then use glyphs that are narrow everywhere.
    Wide,
}

/// Columns that `text` takes.
#[must_use]
pub fn of(text: &str, ambiguous: AmbiguousWidth) -> usize {
    match ambiguous {
        AmbiguousWidth::Narrow => text.width(),
        AmbiguousWidth::Wide => text.width_cjk(),
    }
}
