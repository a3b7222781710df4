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

    /// What follows what of it is settled, as far in as the line was. Behind the letters stay as many marks as were behind
    /// them, and the blanks; where it goes on in a row that has some of it, as many characters that are no letters.
    #[must_use]
    pub fn beyond(&self, settled: Settled) -> Self {
        let mut rest = Self::default();
        let (mut n_left, mut n_marks, mut n_between) = (settled.n_letters, settled.n_marks, settled.n_gap.unwrap_or(0));
        if settled.n_gap.is_none() {
            rest.pad(self.text().chars().take_while(|character| *character == ' ').count());
        }
        let mut stays = |character: char| {
            let is_mark = !character.is_alphanumeric();
            if n_left > 0 {
                n_left -= usize::from(!is_mark);
                return true;
            }
            // A mark that opens what follows, as the bracket of a link, is none of the word before it.
            let n_more = if settled.n_gap.is_some() { &mut n_between } else { &mut n_marks };
            if is_mark && character.is_whitespace() && settled.n_gap.is_none() {
                return true;
            }
            let stays = is_mark && *n_more > 0;
            *n_more = if stays { *n_more - 1 } else { 0 };
            stays
        };
        let mut is_beyond = false;
        for span in &self.spans {
            let mut from = if is_beyond { 0 } else { span.text.len() };
            if !is_beyond && let Some((at, _)) = span.text.char_indices().find(|(_, character)| !stays(*character)) {
                (is_beyond, from) = (true, at);
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

/// Marks behind the last letter of a text, blanks not counted.
fn n_marks_behind(text: &str) -> usize {
    let behind = text.chars().rev().take_while(|character| !character.is_alphanumeric());
    behind.filter(|character| !character.is_whitespace()).count()
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
    /// Marks behind those, neither letters nor blanks. What opens the word that follows stands before that, and is none of
    /// them.
    pub n_marks: usize,
    /// Lines without a letter behind those.
    pub n_bare: usize,
    /// The last of the letters are the beginning of a line whose rest comes yet, with so many other characters behind them.
    pub n_gap: Option<usize>,
}

impl Settled {
    /// A line more stays.
    pub fn push(&mut self, text: &str) {
        let (n_letters, n_marks) = (n_letters(text), n_marks_behind(text));
        // In a wider window a line of marks alone may stand behind the words before it.
        self.n_marks = if n_letters == 0 { self.n_marks + n_marks } else { n_marks };
        self.n_bare = if n_letters == 0 { self.n_bare + 1 } else { 0 };
        self.n_letters += n_letters;
        self.n_gap = None;
    }

    /// The beginning of one more stays.
    pub fn push_beginning(&mut self, text: &str) {
        let n_behind = text.chars().rev().take_while(|character| !character.is_alphanumeric()).count();
        let n_before = if n_letters(text) == 0 { self.n_gap.unwrap_or(0) } else { 0 };
        self.push(text);
        self.n_bare = 0;
        self.n_gap = Some(n_before + n_behind);
    }

    /// Whether nothing is.
    const fn is_nothing(self) -> bool {
        self.n_letters == 0 && self.n_bare == 0 && self.n_gap.is_none()
    }
}

/// What of these lines is not settled, and what of that was not in them.
#[must_use]
pub fn beyond(lines: Vec<Line>, settled: Settled) -> (Vec<Line>, Settled) {
    let mut left = settled;
    let mut rest = Vec::new();
    for line in lines {
        let n_here = line.n_letters();
        if left.is_nothing() {
            rest.push(line);
        } else if left.n_letters == 0 && left.n_gap.is_none() {
            if n_here == 0 && left.n_bare > 0 {
                left.n_bare -= 1;
            } else {
                left.n_bare = 0;
                rest.push(line);
            }
        } else if n_here == left.n_letters && left.n_gap.is_some() && left.n_marks > n_marks_behind(&line.text()) {
            // The last of the marks opens the word that the next line begins with: that line's beginning is what stays.
            let n_left = left.n_marks - n_marks_behind(&line.text());
            left = Settled { n_letters: 0, n_marks: n_left, n_bare: 0, n_gap: Some(n_left) };
        } else if n_here > left.n_letters || n_here == left.n_letters && left.n_gap.is_some() {
            rest.push(line.beyond(left));
            left = Settled::default();
        } else if n_here < left.n_letters {
            left.n_letters -= n_here;
        } else {
            // Behind the last of the letters marks may come that were not there.
            let behind = line.beyond(left);
            if behind.spans.iter().any(|span| !span.text.trim().is_empty()) {
                rest.push(behind);
                left = Settled::default();
            }
            (left.n_letters, left.n_marks) = (0, 0);
        }
    }
    (rest, if left.is_nothing() { Settled::default() } else { left })
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

    fn left(lines: &[&str], stays: &[&str]) -> (String, usize) {
        let mut settled = Settled::default();
        for text in stays {
            settled.push(text);
        }
        let lines = lines.iter().map(|text| Line::of(text, Tone::Text)).collect();
        let (lines, left) = beyond(lines, settled);
        (lines.iter().map(Line::text).collect::<Vec<_>>().join("|"), left.n_letters)
    }

    #[test]
    fn what_was_drawn_in_another_width_is_known_by_its_letters() {
        let lines = ["  one, two (three).", "", "│ 넷 다섯!", "└─"];
        let check = |stays: &[&str], rest: &str, n_left| {
            assert_eq!(left(&lines, stays), (rest.to_owned(), n_left), "{stays:?}");
        };
        check(&[], &lines.join("|"), 0);
        check(&["  one,"], "  two (three).||│ 넷 다섯!|└─", 0);
        check(&["  one, two"], "  (three).||│ 넷 다섯!|└─", 0);
        check(&["  one,", "  two", "  (three)."], "|│ 넷 다섯!|└─", 0);
        check(&["  one, two (three).", "", "│ 넷"], "다섯!|└─", 0);
        check(&["  one, two (three).", "", "│ 넷", "│ 다섯!"], "└─", 0);
        check(&["  one, two (three).", "", "│ 넷", "│ 다섯! and more"], "", 7);
    }

    #[test]
    fn marks_that_open_what_follows_are_none_of_the_word_before() {
        let check = |line: &str, stays: &[&str], rest: &str| assert_eq!(left(&[line], stays).0, rest, "{line}");
        check("see the [text](https://a.exam", &["see the"], "[text](https://a.exam");
        check("see, the [text", &["see,", "the"], "[text");
        check("one — two", &["one"], "— two");
        check("one — two", &["one —"], "two");
        check("one two 🎉", &["one two"], "🎉");
        check("하나 「둘」", &["하나"], "「둘」");
        // What is a link now stood there with its brackets.
        check("text (https://a.example) on", &["[text]("], "https://a.example) on");
        // Of marks that take a line each in the narrow window.
        check("one 🎉 🎊 two", &["one", "🎉", "🎊"], "two");
    }

    #[test]
    fn a_blank_line_that_was_drawn_does_not_come_again() {
        assert_eq!(left(&["", "one"], &[""]).0, "one");
        assert_eq!(left(&["one", "", "two"], &["one", ""]).0, "two");
        assert_eq!(left(&["one", "", "two"], &["one"]).0, "|two");
        assert_eq!(left(&["one", "two", "", "three"], &["one", ""]).0, "two||three");
        let mut settled = Settled::default();
        for text in ["", "one.", "", ""] {
            settled.push(text);
        }
        assert_eq!(settled, Settled { n_letters: 3, n_marks: 1, n_bare: 2, n_gap: None });
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

    #[test]
    fn a_mark_that_stays_and_opens_the_next_line_is_not_drawn_again() {
        let mut settled = Settled::default();
        settled.push_beginning("one two 「");
        let lines = ["one two", "「three four"].map(|text| Line::of(text, Tone::Text)).to_vec();
        let (rest, left) = beyond(lines, settled);
        assert_eq!(rest.iter().map(Line::text).collect::<Vec<_>>(), ["three four"]);
        assert_eq!(left, Settled::default());
    }
}
