//! One policy of colour, and the look that pure drawing functions need.
//!
//! Flag, then `NO_COLOR`, then `CLICOLOR_FORCE` and `FORCE_COLOR`, then the terminal. The environment comes in as
//! plain values: it is read in config alone. Only the sixteen colours of the user's own theme are used.

use owo_colors::{OwoColorize, Style};

use crate::domain::Lang;
use crate::markup::markdown::{Ink, Token, Tone};
pub use crate::markup::width::AmbiguousWidth;

/// `--color`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ColorChoice {
    /// By environment and terminal.
    #[default]
    Auto,
    /// Even into a file.
    Always,
    /// Not at all.
    Never,
}

/// The variables that speak about colour, as they are set. `None`: not set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ColorEnvironment {
    /// `NO_COLOR`: any value but the empty one says no.
    pub no_color: Option<String>,
    /// `CLICOLOR_FORCE`: any value but the empty one and `0` says yes.
    pub clicolor_force: Option<String>,
    /// `FORCE_COLOR`: as `CLICOLOR_FORCE`; `false` says no more than `0`.
    pub force_color: Option<String>,
    /// `CLICOLOR`: `0` says no.
    pub clicolor: Option<String>,
    /// `TERM`: `dumb` says no, and that nothing may be redrawn.
    pub term: Option<String>,
}

impl ColorEnvironment {
    /// True for a terminal that cannot move its cursor.
    #[must_use]
    pub fn is_dumb(&self) -> bool {
        self.term.as_deref() == Some("dumb")
    }

    fn forces(&self) -> bool {
        [&self.clicolor_force, &self.force_color]
            .into_iter()
            .flatten()
            .any(|value| !matches!(value.as_str(), "" | "0" | "false"))
    }
}

/// What a stream is connected to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Destination {
    /// A terminal.
    Terminal,
    /// A pipe, a file, anything else.
    Other,
}

/// Colours, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Palette {
    enabled: bool,
}

impl Palette {
    /// No colour.
    pub const PLAIN: Self = Self { enabled: false };
    /// All colours.
    pub const COLORED: Self = Self { enabled: true };

    /// The palette of one stream; stdout and stderr are judged separately.
    #[must_use]
    pub fn choose(choice: ColorChoice, environment: &ColorEnvironment, destination: Destination) -> Self {
        let enabled = match choice {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto if environment.no_color.as_deref().is_some_and(|value| !value.is_empty()) => false,
            ColorChoice::Auto if environment.forces() => true,
            ColorChoice::Auto => {
                destination == Destination::Terminal
                    && !environment.is_dumb()
                    && environment.clicolor.as_deref() != Some("0")
            }
        };
        Self { enabled }
    }

    /// True where colours are written.
    #[must_use]
    pub const fn is_enabled(self) -> bool {
        self.enabled
    }

    /// What may be overlooked: footers, reasons, borders.
    #[must_use]
    pub fn dim(self, text: &str) -> String {
        self.paint(text, Style::new().dimmed())
    }

    /// A model's name.
    #[must_use]
    pub fn model(self, text: &str) -> String {
        self.paint(text, Style::new().cyan())
    }

    /// The word `error`, and weights against.
    #[must_use]
    pub fn error(self, text: &str) -> String {
        self.paint(text, Style::new().red().bold())
    }

    /// A warning's mark.
    #[must_use]
    pub fn warning(self, text: &str) -> String {
        self.paint(text, Style::new().yellow())
    }

    /// The word `hint`, and weights in favour.
    #[must_use]
    pub fn good(self, text: &str) -> String {
        self.paint(text, Style::new().green())
    }

    /// The head of a table, and what is chosen.
    #[must_use]
    pub fn heading(self, text: &str) -> String {
        self.paint(text, Style::new().bold())
    }

    /// A piece of an answer.
    #[must_use]
    pub fn ink(self, text: &str, ink: Ink) -> String {
        if ink == Ink::default() { text.to_owned() } else { self.paint(text, style_of(ink)) }
    }

    fn paint(self, text: &str, style: Style) -> String {
        if self.enabled && !text.is_empty() { text.style(style).to_string() } else { text.to_owned() }
    }
}

/// The sixteen colours of what stands in an answer.
fn style_of(ink: Ink) -> Style {
    let style = match ink.tone {
        Tone::Text => Style::new(),
        Tone::Heading(1) => Style::new().bold().underline(),
        Tone::Heading(_) => Style::new().bold(),
        Tone::Code | Tone::Token(Token::Number) => Style::new().yellow(),
        Tone::Math | Tone::Token(Token::Keyword) => Style::new().magenta(),
        Tone::Link => Style::new().blue().underline(),
        Tone::Faint | Tone::Token(Token::Comment) => Style::new().dimmed(),
        Tone::Token(Token::Type) => Style::new().cyan(),
        Tone::Token(Token::Call) => Style::new().blue(),
        Tone::Token(Token::Text | Token::Added) => Style::new().green(),
        Tone::Token(Token::Removed) => Style::new().red(),
    };
    let style = if ink.is_strong { style.bold() } else { style };
    let style = if ink.is_emphasised { style.italic() } else { style };
    if ink.is_struck { style.strikethrough() } else { style }
}

/// Glyphs of baro's own lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Glyphs {
    /// Before the model that is about to answer.
    pub badge: &'static str,
    /// Before the line after an answer.
    pub corner: &'static str,
    /// Between the parts of a line, without its spaces.
    pub separator: &'static str,
    /// From and to.
    pub arrow: &'static str,
    /// Where text was cut.
    pub ellipsis: &'static str,
    /// A filled step of a bar.
    pub bar: &'static str,
}

impl AmbiguousWidth {
    /// The glyphs that take the columns that they are counted for.
    #[must_use]
    pub const fn glyphs(self) -> Glyphs {
        match self {
            Self::Narrow => {
                Glyphs { badge: "»", corner: "└", separator: "·", arrow: "→", ellipsis: "…", bar: "█" }
            }
            Self::Wide => Glyphs { badge: "»", corner: "›", separator: "-", arrow: ">", ellipsis: "...", bar: "#" },
        }
    }
}

/// How a stream is drawn on: what every pure drawing function takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct View {
    /// The language of the words.
    pub lang: Lang,
    /// Columns of the window. `None`: no window, nothing is cut.
    pub columns: Option<usize>,
    /// How ambiguous characters are drawn.
    pub ambiguous: AmbiguousWidth,
    /// Colours.
    pub palette: Palette,
}

impl View {
    /// No colours and no window: for pipes and tests.
    #[must_use]
    pub const fn plain(lang: Lang) -> Self {
        Self { lang, columns: None, ambiguous: AmbiguousWidth::Narrow, palette: Palette::PLAIN }
    }

    /// The same in a window of `columns`.
    #[must_use]
    pub const fn in_columns(mut self, columns: usize) -> Self {
        self.columns = Some(columns);
        self
    }

    /// The glyphs.
    #[must_use]
    pub const fn glyphs(&self) -> Glyphs {
        self.ambiguous.glyphs()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(pairs: &[(&str, &str)]) -> ColorEnvironment {
        let value = |name: &str| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
        ColorEnvironment {
            no_color: value("NO_COLOR"),
            clicolor_force: value("CLICOLOR_FORCE"),
            force_color: value("FORCE_COLOR"),
            clicolor: value("CLICOLOR"),
            term: value("TERM"),
        }
    }

    #[test]
    fn flag_beats_no_color_beats_force_beats_terminal() {
        use ColorChoice::{Always, Auto, Never};
        use Destination::{Other, Terminal};
        let check = |choice, pairs: &[(&str, &str)], destination, expected| {
            let palette = Palette::choose(choice, &environment(pairs), destination);
            assert_eq!(palette.is_enabled(), expected, "{choice:?} {pairs:?} {destination:?}");
        };
        check(Auto, &[], Terminal, true);
        check(Auto, &[], Other, false);
        check(Always, &[("NO_COLOR", "1")], Other, true);
        check(Never, &[("CLICOLOR_FORCE", "1")], Terminal, false);
        check(Auto, &[("NO_COLOR", "1")], Terminal, false);
        check(Auto, &[("NO_COLOR", "0")], Terminal, false);
        check(Auto, &[("NO_COLOR", "")], Terminal, true);
        check(Auto, &[("NO_COLOR", "1"), ("FORCE_COLOR", "1")], Terminal, false);
        check(Auto, &[("CLICOLOR_FORCE", "1")], Other, true);
        check(Auto, &[("FORCE_COLOR", "3"), ("TERM", "dumb")], Other, true);
        check(Auto, &[("CLICOLOR_FORCE", "0")], Other, false);
        check(Auto, &[("FORCE_COLOR", "false")], Other, false);
        check(Auto, &[("CLICOLOR_FORCE", "")], Other, false);
        check(Auto, &[("TERM", "dumb")], Terminal, false);
        check(Auto, &[("CLICOLOR", "0")], Terminal, false);
        check(Auto, &[("CLICOLOR", "1")], Terminal, true);
    }

    #[test]
    fn a_plain_palette_adds_nothing_and_a_coloured_one_resets() {
        assert_eq!(Palette::PLAIN.error("오류"), "오류");
        assert_eq!(Palette::COLORED.error("오류"), "\x1b[31;1m오류\x1b[0m");
        assert_eq!(Palette::COLORED.dim(""), "");
    }

    #[test]
    fn glyphs_for_wide_ambiguous_terminals_are_narrow_everywhere() {
        use unicode_width::UnicodeWidthStr;
        let Glyphs { badge, corner, separator, arrow, ellipsis, bar } = AmbiguousWidth::Wide.glyphs();
        for glyph in [badge, corner, separator, arrow, ellipsis, bar] {
            assert_eq!(glyph.width_cjk(), glyph.width(), "{glyph}");
        }
    }
}
