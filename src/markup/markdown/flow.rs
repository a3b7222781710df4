//! Breaks running text into lines, as it comes.
//!
//! Korean words stay whole, as Latin ones do; Chinese and Japanese text breaks between characters, but no line
//! begins with a closing mark or ends with an opening one. A word that is wider than a line is cut between
//! characters. It knows nothing of Markdown.

use std::mem;

use unicode_segmentation::UnicodeSegmentation;

use super::super::width::{self, AmbiguousWidth};
use super::line::{Ink, Line};

/// Where lines break.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Breaks {
    /// Between words.
    Words,
    /// Anywhere, and spaces stay: code.
    Anywhere,
}

/// Text on its way into lines.
#[derive(Debug, Clone)]
pub struct Flow {
    breaks: Breaks,
    ambiguous: AmbiguousWidth,
    /// Columns for text, beside what stands before it.
    columns: usize,
    /// What stands before the first line, until that is out.
    first: Option<Line>,
    /// What stands before the others.
    rest: Line,
    line: Line,
    line_width: usize,
    /// A word that may still grow.
    word: Line,
    word_width: usize,
    /// Spaces before the word.
    n_spaces: usize,
    /// The last character of `word`, where only more text decides whether a line may break behind it.
    last: Option<char>,
}

impl Flow {
    /// An empty text, whose lines begin with `first` and `rest` and take at most `columns` with them.
    #[must_use]
    pub fn new(breaks: Breaks, columns: usize, first: Line, rest: Line, ambiguous: AmbiguousWidth) -> Self {
        let before = first.width(ambiguous).max(rest.width(ambiguous));
        Self {
            breaks,
            ambiguous,
            columns: columns.saturating_sub(before).max(2),
            first: Some(first),
            rest,
            line: Line::default(),
            line_width: 0,
            word: Line::default(),
            word_width: 0,
            n_spaces: 0,
            last: None,
        }
    }

    /// How characters of ambiguous width are drawn.
    #[must_use]
    pub const fn ambiguous(&self) -> AmbiguousWidth {
        self.ambiguous
    }

    /// Columns for text.
    #[must_use]
    pub const fn columns(&self) -> usize {
        self.columns
    }

    /// What stands before the first line, where that is not out.
    #[must_use]
    pub fn into_first(self) -> Option<Line> {
        self.first
    }

    /// Goes on in another width; what of the last line is there is broken anew.
    pub fn resize(&mut self, columns: usize, rest: Line, out: &mut Vec<Line>) {
        let of_first = self.first.as_ref().map_or(0, |first| first.width(self.ambiguous));
        if of_first + 2 > columns {
            self.first = Some(rest.clone());
        }
        let before = if of_first + 2 > columns { 0 } else { of_first }.max(rest.width(self.ambiguous));
        self.columns = columns.saturating_sub(before).max(2);
        self.rest = rest;
        let (line, word) = (mem::take(&mut self.line), mem::take(&mut self.word));
        let n_spaces = mem::take(&mut self.n_spaces);
        (self.line_width, self.word_width, self.last) = (0, 0, None);
        for span in &line.spans {
            self.push(&span.text, span.ink, out);
        }
        if self.breaks == Breaks::Words {
            self.end_word(out);
        }
        self.n_spaces = n_spaces;
        for span in &word.spans {
            self.push(&span.text, span.ink, out);
        }
    }

    /// Adds text. `\n` ends a line. Whole lines go to `out`.
    pub fn push(&mut self, text: &str, ink: Ink, out: &mut Vec<Line>) {
        match self.breaks {
            Breaks::Anywhere => self.push_anywhere(text, ink, out),
            Breaks::Words => {
                let mut rest = text;
                while !rest.is_empty() {
                    let end = rest.find([' ', '\n', '\t']).unwrap_or(rest.len());
                    if end > 0 {
                        self.push_word(&rest[..end], ink, out);
                    }
                    match rest[end..].chars().next() {
                        Some('\n') => self.end_line(out),
                        Some(_) => {
                            self.end_word(out);
                            self.n_spaces = 1;
                        }
                        None => return,
                    }
                    rest = &rest[end + 1..];
                }
            }
        }
    }

    /// Ends the text; the last line goes out, if there is one.
    pub fn finish(mut self, out: &mut Vec<Line>) {
        self.end_word(out);
        if !self.line.is_empty() || self.first.is_some() {
            self.emit(out);
        }
    }

    /// Ends the line.
    pub fn end_line(&mut self, out: &mut Vec<Line>) {
        self.end_word(out);
        self.emit(out);
    }

    fn push_word(&mut self, text: &str, ink: Ink, out: &mut Vec<Line>) {
        if text.is_ascii() || !text.chars().any(breaks_beside) {
            // A word that follows an ideograph in another span may begin a line.
            if let (Some(last), Some(next)) = (self.last, text.chars().next())
                && breaks_beside(last)
                && !is_closing(next)
            {
                self.end_word(out);
            }
            self.last = text.chars().next_back();
            self.word.push(text, ink);
            self.word_width += width::of(text, self.ambiguous);
        } else {
            for grapheme in text.graphemes(true) {
                let character = grapheme.chars().next().unwrap_or(' ');
                if let Some(last) = self.last
                    && (breaks_beside(last) || breaks_beside(character))
                    && !is_closing(character)
                    && !is_opening(last)
                {
                    self.end_word(out);
                }
                self.last = Some(character);
                self.word.push(grapheme, ink);
                self.word_width += width::of(grapheme, self.ambiguous);
            }
        }
        // A word without an end is not kept for ever.
        if self.word_width > self.columns {
            self.cut_word(out);
        }
    }

    /// Puts the word on the line, or on the next.
    fn end_word(&mut self, out: &mut Vec<Line>) {
        self.last = None;
        if self.word.is_empty() {
            return;
        }
        // It may have grown past a line with the very character before which it ends.
        if self.word_width > self.columns {
            self.cut_word(out);
        }
        let n_spaces = mem::take(&mut self.n_spaces);
        let n_spaces = if self.line.is_empty() { 0 } else { n_spaces };
        if self.line_width + n_spaces + self.word_width > self.columns && !self.line.is_empty() {
            self.emit(out);
        } else if n_spaces > 0 {
            let ink = self.space_ink();
            self.line.push(" ", ink);
            self.line_width += n_spaces;
        }
        let word = mem::take(&mut self.word);
        self.line.append(&word);
        self.line_width += mem::take(&mut self.word_width);
    }

    /// The look of a space between two words of the same look is theirs: a struck sentence is struck through.
    fn space_ink(&self) -> Ink {
        match (self.line.spans.last(), self.word.spans.first()) {
            (Some(before), Some(after)) if before.ink == after.ink => before.ink,
            _ => Ink::default(),
        }
    }

    /// The word is wider than a line: whole lines of it go out. Where they break depends on the text alone, not on
    /// when it came.
    fn cut_word(&mut self, out: &mut Vec<Line>) {
        if !self.line.is_empty() {
            self.n_spaces = 0;
            self.emit(out);
        }
        self.n_spaces = 0;
        let word = mem::take(&mut self.word);
        self.word_width = 0;
        let mut line = Line::default();
        let mut line_width = 0;
        for span in &word.spans {
            for grapheme in span.text.graphemes(true) {
                let columns = width::of(grapheme, self.ambiguous);
                if line_width + columns > self.columns && line_width > 0 {
                    self.line = mem::take(&mut line);
                    self.emit(out);
                    line_width = 0;
                }
                line.push(grapheme, span.ink);
                line_width += columns;
            }
        }
        self.word = line;
        self.word_width = line_width;
    }

    fn push_anywhere(&mut self, text: &str, ink: Ink, out: &mut Vec<Line>) {
        for (index, piece) in text.split('\n').enumerate() {
            if index > 0 {
                self.emit(out);
            }
            let columns = width::of(piece, self.ambiguous);
            if self.line_width + columns <= self.columns {
                self.line.push(piece, ink);
                self.line_width += columns;
                continue;
            }
            for grapheme in piece.graphemes(true) {
                let columns = width::of(grapheme, self.ambiguous);
                if self.line_width + columns > self.columns && self.line_width > 0 {
                    self.emit(out);
                }
                self.line.push(grapheme, ink);
                self.line_width += columns;
            }
        }
    }

    fn emit(&mut self, out: &mut Vec<Line>) {
        let mut line = self.first.take().unwrap_or_else(|| self.rest.clone());
        line.append(&mem::take(&mut self.line));
        self.line_width = 0;
        self.n_spaces = 0;
        if self.breaks == Breaks::Words {
            line.trim_end();
        }
        out.push(line);
    }
}

/// True for characters beside which a line may break: Han and Kana, not Hangul.
const fn breaks_beside(character: char) -> bool {
    matches!(character,
        '\u{2e80}'..='\u{2fdf}' | '\u{3001}'..='\u{312f}' | '\u{31a0}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ff9d}' | '\u{20000}'..='\u{3ffff}')
}

/// True for what no line begins with.
const fn is_closing(character: char) -> bool {
    matches!(
        character,
        ',' | '.'
            | ':'
            | ';'
            | '!'
            | '?'
            | ')'
            | ']'
            | '}'
            | '%'
            | '"'
            | '\''
            | '、'
            | '。'
            | '，'
            | '．'
            | '：'
            | '；'
            | '！'
            | '？'
            | '）'
            | '］'
            | '｝'
            | '〉'
            | '》'
            | '」'
            | '』'
            | '】'
            | '〕'
            | '〗'
            | '’'
            | '”'
            | '…'
            | '·'
            | '・'
            | 'ー'
            | 'ぁ'
            | 'ぃ'
            | 'ぅ'
            | 'ぇ'
            | 'ぉ'
            | 'っ'
            | 'ゃ'
            | 'ゅ'
            | 'ょ'
            | 'ァ'
            | 'ィ'
            | 'ゥ'
            | 'ェ'
            | 'ォ'
            | 'ッ'
            | 'ャ'
            | 'ュ'
            | 'ョ'
            | '々'
    )
}

/// True for what no line ends with.
const fn is_opening(character: char) -> bool {
    matches!(
        character,
        '(' | '[' | '{' | '（' | '［' | '｛' | '〈' | '《' | '「' | '『' | '【' | '〔' | '〖' | '‘' | '“'
    )
}
