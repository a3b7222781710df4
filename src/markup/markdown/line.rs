//! Lines as they are drawn: text with what it means. No colour is named here; `ui` chooses them.

use super::super::width::{self, AmbiguousWidth};

/// What a piece of text is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Tone {
    /// Prose.
    #[default]
    Text,
    /// A heading of level 1 to 6.
    Heading(u8),
    /// Code inside a sentence, and code whose language is not known.
    Code,
    /// A word of a programming language, in a code block.
    Token(Token),
    /// A formula, as it was written.
    Math,
    /// The words of a link, and an address.
    Link,
    /// What may be overlooked: bullets, borders, fences.
    Faint,
}

/// What a piece of code is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token {
    /// `if`, `fn`, `SELECT`.
    Keyword,
    /// A type or a built-in constant.
    Type,
    /// A name that is called.
    Call,
    /// A string or a character.
    Text,
    /// A number.
    Number,
    /// A comment.
    Comment,
    /// A line that was added, in a difference.
    Added,
    /// A line that was taken away, in a difference.
    Removed,
}

/// How a piece of text is drawn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ink {
    /// What it is.
    pub tone: Tone,
    /// `**strong**`.
    pub is_strong: bool,
    /// `*emphasised*`.
    pub is_emphasised: bool,
    /// `~~struck~~`.
    pub is_struck: bool,
}

impl Ink {
    /// Text of this tone without emphasis.
    #[must_use]
    pub const fn of(tone: Tone) -> Self {
        Self { tone, is_strong: false, is_emphasised: false, is_struck: false }
    }
}

/// A run of text in one ink.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The text, without controls and line ends.
    pub text: String,
    /// Its look.
    pub ink: Ink,
}

/// One row of the screen, or several where the terminal breaks it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    /// From left to right.
    pub spans: Vec<Span>,
}

impl Line {
    /// A line of one piece.
    #[must_use]
    pub fn of(text: &str, tone: Tone) -> Self {
        let mut line = Self::default();
        line.push(text, Ink::of(tone));
        line
    }

    /// Adds text at the end.
    pub fn push(&mut self, text: &str, ink: Ink) {
        if text.is_empty() {
            return;
        }
        match self.spans.last_mut() {
            Some(last) if last.ink == ink => last.text.push_str(text),
            _ => self.spans.push(Span { text: text.to_owned(), ink }),
        }
    }

    /// Adds another line's pieces at the end.
    pub fn append(&mut self, other: &Self) {
        for span in &other.spans {
            self.push(&span.text, span.ink);
        }
    }

    /// Adds spaces at the end.
    pub fn pad(&mut self, n_columns: usize) {
        self.push(&" ".repeat(n_columns), Ink::default());
    }

    /// True where nothing is on it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// Columns that it takes.
    #[must_use]
    pub fn width(&self, ambiguous: AmbiguousWidth) -> usize {
        self.spans.iter().map(|span| width::of(&span.text, ambiguous)).sum()
    }

    /// Its text alone.
    #[must_use]
    pub fn text(&self) -> String {
        self.spans.iter().map(|span| span.text.as_str()).collect()
    }

    /// Letters and digits on it: what stays of it in any width, whatever stands before its lines.
    #[must_use]
    pub fn n_letters(&self) -> usize {
        self.spans.iter().map(|span| n_letters(&span.text)).sum()
    }

    /// What follows the first `n_letters` letters and the word's end behind them, as far in as the line was. Where it goes
    /// on in a row that has some of it, `n_gap` characters that are none stay behind the letters.
    #[must_use]
    pub fn beyond(&self, n_letters: usize, n_gap: Option<usize>) -> Self {
        let mut rest = Self::default();
        let (mut n_left, mut n_between) = (n_letters, n_gap.unwrap_or(usize::MAX));
        if n_gap.is_none() {
            rest.pad(self.text().chars().take_while(|character| *character == ' ').count());
        }
        for span in &self.spans {
            let mut from = span.text.len();
            for (at, character) in span.text.char_indices() {
                if n_left > 0 {
                    n_left -= usize::from(character.is_alphanumeric());
                    continue;
                }
                if n_between > 0 && !character.is_alphanumeric() {
                    n_between -= 1;
                    continue;
                }
                n_between = 0;
                from = at;
                break;
            }
            rest.push(&span.text[from..], span.ink);
        }
        rest
    }

    /// Takes the spaces off its end.
    pub fn trim_end(&mut self) {
        while let Some(last) = self.spans.last_mut() {
            last.text.truncate(last.text.trim_end_matches(' ').len());
            if !last.text.is_empty() {
                return;
            }
            self.spans.pop();
        }
    }
}

/// Letters and digits of a text.
#[must_use]
pub fn n_letters(text: &str) -> usize {
    text.chars().filter(|character| character.is_alphanumeric()).count()
}

/// What of the lines that come yet is on the screen for good.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Settled {
    /// Their first letters.
    pub n_letters: usize,
    /// Lines without a letter behind those.
    pub n_bare: usize,
    /// The last of the letters are the beginning of a line whose rest comes yet, with so many other characters behind them.
    pub n_gap: Option<usize>,
}

impl Settled {
    /// A line more stays.
    pub fn push(&mut self, n_letters: usize) {
        self.n_bare = if n_letters == 0 { self.n_bare + 1 } else { 0 };
        self.n_letters += n_letters;
        self.n_gap = None;
    }

    /// The beginning of one more stays.
    pub fn push_beginning(&mut self, text: &str) {
        let n_behind = text.chars().rev().take_while(|character| !character.is_alphanumeric()).count();
        let n_letters = n_letters(text);
        let n_before = if n_letters == 0 { self.n_gap.unwrap_or(0) } else { 0 };
        self.push(n_letters);
        self.n_bare = 0;
        self.n_gap = Some(n_before + n_behind);
    }
}

/// What of these lines is not settled, and what of that was not in them.
#[must_use]
pub fn beyond(lines: Vec<Line>, settled: Settled) -> (Vec<Line>, Settled) {
    let mut left = settled;
    let mut rest = Vec::new();
    for line in lines {
        let n_here = line.n_letters();
        let is_begun = n_here > left.n_letters || n_here == left.n_letters && left.n_gap.is_some();
        if left == Settled::default() {
            rest.push(line);
        } else if left.n_letters == 0 && left.n_gap.is_none() {
            if n_here == 0 && left.n_bare > 0 {
                left.n_bare -= 1;
            } else {
                left.n_bare = 0;
                rest.push(line);
            }
        } else if is_begun {
            rest.push(line.beyond(left.n_letters, left.n_gap));
            left = Settled::default();
        } else {
            left.n_letters -= n_here;
        }
    }
    (rest, left)
}

/// Whether marks of Markdown that a look stands for are shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Marks {
    /// `**strong**` is drawn strong.
    #[default]
    Hidden,
    /// It keeps its stars: where there are no colours, nothing else would tell.
    Shown,
}

/// What becomes of lines of code that are wider than the window.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum CodeLines {
    /// They are broken into several, as all others.
    #[default]
    Broken,
    /// Once they are whole the terminal itself breaks them, so that what is copied of them is whole, too.
    Whole,
}

/// What lines are made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// Columns that a line may take, at least 1.
    pub columns: usize,
    /// Rows that may be drawn again: what is taller is finished from its top.
    pub rows: usize,
    /// How ambiguous characters are drawn.
    pub ambiguous: AmbiguousWidth,
    /// Whether marks are shown.
    pub marks: Marks,
    /// Who breaks code.
    pub code_lines: CodeLines,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(lines: &[&str], n_letters: usize, n_bare: usize) -> (String, usize) {
        let lines = lines.iter().map(|text| Line::of(text, Tone::Text)).collect();
        let (lines, left) = beyond(lines, Settled { n_letters, n_bare, n_gap: None });
        (lines.iter().map(Line::text).collect::<Vec<_>>().join("|"), left.n_letters)
    }

    #[test]
    fn what_was_drawn_in_another_width_is_known_by_its_letters() {
        let lines = ["  one, two (three).", "", "│ 넷 다섯!", "└─"];
        assert_eq!(left(&lines, 0, 0).0, lines.join("|"));
        assert_eq!(left(&lines, 3, 0), ("  two (three).||│ 넷 다섯!|└─".to_owned(), 0));
        assert_eq!(left(&lines, 6, 0), ("  three).||│ 넷 다섯!|└─".to_owned(), 0));
        assert_eq!(left(&lines, 11, 0), ("|│ 넷 다섯!|└─".to_owned(), 0));
        assert_eq!(left(&lines, 12, 0), ("다섯!|└─".to_owned(), 0));
        assert_eq!(left(&lines, 14, 0), ("└─".to_owned(), 0));
        assert_eq!(left(&lines, 20, 0), (String::new(), 6));
    }

    #[test]
    fn a_blank_line_that_was_drawn_does_not_come_again() {
        assert_eq!(left(&["", "one"], 0, 1).0, "one");
        assert_eq!(left(&["one", "", "two"], 3, 1).0, "two");
        assert_eq!(left(&["one", "", "two"], 3, 0).0, "|two");
        assert_eq!(left(&["one", "two", "", "three"], 3, 1).0, "two||three");
        let mut settled = Settled::default();
        for n_letters in [0, 3, 0, 0] {
            settled.push(n_letters);
        }
        assert_eq!(settled, Settled { n_letters: 3, n_bare: 2, n_gap: None });
    }

    #[test]
    fn a_line_whose_beginning_stays_goes_on_with_the_very_next_character() {
        let rest = |stays: &str| {
            let mut settled = Settled::default();
            settled.push_beginning(stays);
            let lines = ["• one (two), three."].map(|text| Line::of(text, Tone::Text)).to_vec();
            beyond(lines, settled).0.iter().map(Line::text).collect::<Vec<_>>()
        };
        assert_eq!(rest("• one"), [" (two), three."]);
        assert_eq!(rest("• one (t"), ["wo), three."]);
        assert_eq!(rest("• one (two),"), [" three."]);
        assert_eq!(rest("• "), ["one (two), three."]);
        assert_eq!(rest("• one (two), three"), ["."]);
    }
}
