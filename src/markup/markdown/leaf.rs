//! Blocks that hold text: how each takes more of it, and how it becomes lines.
//!
//! A leaf does not know what it stands in; its lines get what stands before them from their flow.

use super::super::width::{self, AmbiguousWidth};
use super::flow::{Breaks, Flow};
use super::highlight::Highlighter;
use super::inline;
use super::line::{CodeLines, Ink, Layout, Line, Tone};
use super::marker::Fence;
use super::table::Table;

/// The most of a paragraph that is read anew for each drawing, in bytes.
const MAX_OPEN: usize = 4096;

/// The block at the text's end.
#[derive(Debug, Clone)]
pub enum Leaf {
    /// Between blocks.
    None,
    /// Running text.
    Paragraph(Paragraph),
    /// Code between fences.
    Code(Code),
    /// A formula of several lines, up to what ends it.
    Math(&'static str, Verbatim),
    /// A table, and what stands before its first line where that is not what stands before the others.
    Table(Table, Option<Line>),
}

/// Whether a text is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It is: it is read as it stands.
    Over,
    /// More may come: open marks are drawn as if they were closed.
    Growing,
}

/// Running text: a paragraph or a heading.
#[derive(Debug, Clone)]
pub struct Paragraph {
    /// What is not in lines yet.
    source: String,
    tone: Tone,
    flow: Flow,
    /// Whether some of it is in lines for good.
    is_begun: bool,
    height: Height,
}

/// Rows that a text takes at most, counted as it comes.
#[derive(Debug, Clone, Copy, Default)]
struct Height {
    n_rows: usize,
    n_columns: usize,
}

impl Height {
    fn add(&mut self, character: char, columns: usize) {
        if character == '\n' {
            *self = Self { n_rows: self.rows(columns), n_columns: 0 };
        } else {
            self.n_columns += if character.is_ascii() { 1 } else { 2 };
        }
    }

    /// In lines of `columns`, of which words leave at most half empty.
    const fn rows(&self, columns: usize) -> usize {
        self.n_rows + 1 + 2 * self.n_columns / columns
    }
}

impl Paragraph {
    /// A text without a word.
    #[must_use]
    pub fn new(tone: Tone, flow: Flow) -> Self {
        Self { source: String::new(), tone, flow, is_begun: false, height: Height::default() }
    }

    /// Adds text, in which `\n` begins a line. What no window could show at once is finished.
    pub fn push(&mut self, text: &str, layout: &Layout, out: &mut Vec<Line>) {
        for character in text.chars() {
            self.source.push(character);
            self.height.add(character, self.flow.columns());
            if self.height.rows(self.flow.columns()) >= layout.rows || self.source.len() > MAX_OPEN {
                self.cut(layout, out);
            }
        }
    }

    /// Puts its first part into lines.
    fn cut(&mut self, layout: &Layout, out: &mut Vec<Line>) {
        let end = inline::cut(&self.source);
        let rest = self.source.split_off(end);
        self.is_begun = true;
        for piece in inline::parse(&self.source, self.tone, layout.marks) {
            self.flow.push(&piece.text, piece.ink, out);
        }
        self.source.clear();
        self.height = Height::default();
        for character in rest.chars() {
            self.height.add(character, self.flow.columns());
        }
        self.source = rest;
    }

    /// The last line as it was written, where all of it is still open.
    #[must_use]
    pub fn last_line(&self) -> Option<&str> {
        match self.source.rfind('\n') {
            Some(at) => Some(&self.source[at + 1..]),
            None => (!self.is_begun).then_some(self.source.as_str()),
        }
    }

    /// Whether it has one line, all of it open.
    #[must_use]
    pub fn is_one_line(&self) -> bool {
        !self.is_begun && !self.source.contains('\n')
    }

    /// Whether it is a heading, which ends with its line.
    #[must_use]
    pub const fn is_heading(&self) -> bool {
        matches!(self.tone, Tone::Heading(_))
    }

    /// Makes a heading of it.
    pub const fn set_tone(&mut self, tone: Tone) {
        self.tone = tone;
    }

    /// Takes its last line away; false where nothing is left.
    pub fn drop_last_line(&mut self) -> bool {
        let at = self.source.rfind('\n').unwrap_or(0);
        self.source.truncate(at);
        self.is_begun || at > 0
    }

    /// What stands before its first line, where that is not out.
    #[must_use]
    pub fn into_first(self) -> Option<Line> {
        self.flow.into_first()
    }

    /// The rest of it, in lines.
    pub fn finish(mut self, state: State, layout: &Layout, out: &mut Vec<Line>) {
        let source = match state {
            State::Over => self.source.as_str().into(),
            State::Growing => inline::healed(&self.source),
        };
        for piece in inline::parse(&source, self.tone, layout.marks) {
            self.flow.push(&piece.text, piece.ink, out);
        }
        self.flow.finish(out);
    }

    /// Goes on in another window.
    pub fn resize(&mut self, rest: Line, layout: &Layout, out: &mut Vec<Line>) {
        self.flow.resize(layout.columns, rest, out);
        let source = std::mem::take(&mut self.source);
        self.height = Height::default();
        self.push(&source, layout, out);
    }
}

/// Code between fences.
#[derive(Debug, Clone)]
pub struct Code {
    /// What opened it.
    pub fence: Option<Fence>,
    /// Spaces before the fence, which its lines have too.
    pub indent: usize,
    highlighter: Option<Highlighter>,
    long: Option<Verbatim>,
}

impl Code {
    /// Code behind a fence, or without one.
    #[must_use]
    pub fn new(fence: Option<Fence>, indent: usize) -> Self {
        let highlighter = fence.as_ref().and_then(|fence| Highlighter::of(fence.language()));
        Self { fence, indent, highlighter, long: None }
    }

    /// A whole line behind `first` and `rest`.
    pub fn line(&mut self, text: &str, first: Line, rest: Line, layout: &Layout, out: &mut Vec<Line>) {
        let text = self.without_indent(text);
        let text = untabbed(text, layout.ambiguous);
        let stands_alone = first.is_empty() && rest.is_empty();
        let mut flow = match layout.code_lines {
            CodeLines::Whole if stands_alone => whole_line_flow(&text, layout),
            CodeLines::Whole | CodeLines::Broken => code_flow(first, rest, layout),
        };
        match &mut self.highlighter {
            Some(highlighter) => highlighter.line(&text, |part, token| {
                flow.push(part, Ink::of(token.map_or(Tone::Text, Tone::Token)), out);
            }),
            None => flow.push(&text, Ink::default(), out),
        }
        flow.finish(out);
    }

    /// The beginning of a line that is too long to be coloured.
    pub fn begin_long(&mut self, text: &str, flow: Flow, out: &mut Vec<Line>) {
        let text = untabbed(self.without_indent(text), flow.ambiguous());
        let mut long = Verbatim { flow, tone: Tone::Text };
        long.push(&text, out);
        self.long = Some(long);
    }

    /// More of that line.
    pub fn push_long(&mut self, text: &str, out: &mut Vec<Line>) {
        if let Some(long) = &mut self.long {
            let text = untabbed(text, long.flow.ambiguous());
            long.push(&text, out);
        }
    }

    /// The end of that line.
    pub fn end_long(&mut self, out: &mut Vec<Line>) {
        if let Some(long) = self.long.take() {
            long.flow.finish(out);
        }
    }

    /// Goes on in another window.
    pub fn resize(&mut self, columns: usize, rest: &Line, out: &mut Vec<Line>) {
        if let Some(long) = &mut self.long {
            long.flow.resize(columns, rest.clone(), out);
        }
    }

    fn without_indent<'t>(&self, text: &'t str) -> &'t str {
        let n_spaces = text.bytes().take(self.indent).take_while(|byte| *byte == b' ').count();
        &text[n_spaces..]
    }
}

/// Text whose spaces and marks stay.
#[derive(Debug, Clone)]
pub struct Verbatim {
    /// Its lines.
    pub flow: Flow,
    /// Its look.
    pub tone: Tone,
}

impl Verbatim {
    /// Adds text.
    pub fn push(&mut self, text: &str, out: &mut Vec<Line>) {
        self.flow.push(text, Ink::of(self.tone), out);
    }
}

/// A flow for lines of code, behind `first` and `rest`.
#[must_use]
pub fn code_flow(first: Line, rest: Line, layout: &Layout) -> Flow {
    Flow::new(Breaks::Anywhere, layout.columns, first, rest, layout.ambiguous)
}

/// A flow for one line of code that the terminal breaks itself, where the window can show all of it.
#[must_use]
pub fn whole_line_flow(text: &str, layout: &Layout) -> Flow {
    let n_columns = width::of(text, layout.ambiguous);
    let columns =
        if n_columns <= layout.columns * layout.rows { n_columns.max(layout.columns) } else { layout.columns };
    Flow::new(Breaks::Anywhere, columns, Line::default(), Line::default(), layout.ambiguous)
}

/// Text with its tabs made into spaces, up to the next fourth column of the terminal.
fn untabbed(text: &str, ambiguous: AmbiguousWidth) -> std::borrow::Cow<'_, str> {
    if !text.contains('\t') {
        return text.into();
    }
    let mut spaced = String::with_capacity(text.len() + 8);
    let mut column = 0;
    for (index, part) in text.split('\t').enumerate() {
        if index > 0 {
            let n_spaces = 4 - column % 4;
            spaced.push_str(&"    "[..n_spaces]);
            column += n_spaces;
        }
        spaced.push_str(part);
        column += width::of(part, ambiguous);
    }
    spaced.into()
}
