//! Finds the blocks of a text that grows, and gives out their lines.
//!
//! Line by line, with a stack of what the line stands in (quotes, items of lists) and one open leaf, as `CommonMark`
//! describes it. Where models write otherwise than the specification expects, they are read as they meant it: code
//! in an item need not be indented, and a list in a numbered item may be indented by two.

use super::container::{self, Container, Glyphs, Kind};
use super::flow::{Breaks, Flow};
use super::leaf::{Code, Leaf, Paragraph, State, Verbatim, code_flow};
use super::line::{CodeLines, Ink, Layout, Line, Marks, Tone};
use super::marker::{self, Fence};
use super::renderer::Tail;
use super::table::Table;

/// A longer line is not waited for: what its first bytes are, it is. Less in a window that they would fill.
const MAX_LINE: usize = 512;
const MIN_LINE: usize = 80;
/// What begins with these may be a fence, a formula or a table's row, which only its end tells: it is waited for in any window.
const WHOLE_LINE: [char; 5] = ['`', '~', '$', '\\', '|'];
/// Quotes and items in one another; what is deeper is text.
const MAX_DEPTH: usize = 32;
/// A rule is no longer than this, in columns.
const MAX_RULE: usize = 60;
/// A larger table is drawn when it is whole, in bytes.
const MAX_OPEN_TABLE: usize = 16 * 1024;

/// The blocks that are open, and the lines that are finished.
#[derive(Debug, Clone)]
pub(super) struct Document {
    layout: Layout,
    containers: Vec<Container>,
    leaf: Leaf,
    /// The line that is being written.
    partial: String,
    /// The line's beginning was read already; the rest goes to the leaf.
    is_inside: bool,
    /// Lines that are finished and were not taken yet.
    pub(super) out: Vec<Line>,
    has_lines: bool,
    /// A blank line came after the last block.
    is_apart: bool,
}

impl Document {
    pub(super) const fn new(layout: Layout) -> Self {
        Self {
            layout,
            containers: Vec::new(),
            leaf: Leaf::None,
            partial: String::new(),
            is_inside: false,
            out: Vec::new(),
            has_lines: false,
            is_apart: false,
        }
    }

    pub(super) fn push(&mut self, text: &str) {
        let mut rest = text;
        while !rest.is_empty() {
            let end = memchr::memchr(b'\n', rest.as_bytes());
            let line = &rest[..end.unwrap_or(rest.len())];
            self.push_in_line(line);
            match end {
                Some(end) => {
                    self.end_line();
                    rest = &rest[end + 1..];
                }
                None => return,
            }
        }
    }

    fn push_in_line(&mut self, text: &str) {
        if self.is_inside {
            return self.append(text);
        }
        let begun = if self.partial.trim_start().is_empty() { text } else { self.partial.as_str() };
        let n_most = if begun.trim_start().starts_with(WHOLE_LINE) {
            MAX_LINE
        } else {
            (self.layout.columns * self.layout.rows / 2).clamp(MIN_LINE, MAX_LINE)
        };
        if self.partial.len() + text.len() <= n_most {
            return self.partial.push_str(text);
        }
        let n_bytes = text.floor_char_boundary(n_most.saturating_sub(self.partial.len()));
        self.partial.push_str(&text[..n_bytes]);
        let line = std::mem::take(&mut self.partial);
        self.is_inside = true;
        self.line(&line);
        self.append(&text[n_bytes..]);
    }

    fn end_line(&mut self) {
        if self.is_inside {
            self.is_inside = false;
            if let Leaf::Code(code) = &mut self.leaf {
                code.end_long(&mut self.out);
            }
        } else {
            let line = std::mem::take(&mut self.partial);
            self.line(&line);
        }
        match &mut self.leaf {
            Leaf::Paragraph(paragraph) if paragraph.is_heading() => self.close_leaf(State::Over),
            Leaf::Math(_, verbatim) => verbatim.flow.end_line(&mut self.out),
            _ => {}
        }
    }

    pub(super) fn finish(&mut self, state: State) {
        if self.is_inside {
            if let Leaf::Code(code) = &mut self.leaf {
                code.end_long(&mut self.out);
            }
        } else if !self.partial.is_empty() {
            let line = std::mem::take(&mut self.partial);
            self.line(&line);
        }
        self.close_to(0, state);
    }

    pub(super) fn tail(&self) -> Tail {
        let n_table_rows = match &self.leaf {
            Leaf::Table(table, _) if table.n_open_rows() >= self.layout.rows || table.n_bytes() > MAX_OPEN_TABLE => {
                return Tail { lines: Vec::new(), n_table_rows: Some(table.n_rows()), is_table: true };
            }
            Leaf::Table(table, _) => Some(table.n_rows()),
            _ => None,
        };
        let mut copy = self.clone();
        copy.out.clear();
        let is_table = matches!(copy.leaf, Leaf::Table(..));
        let is_code = matches!(copy.leaf, Leaf::Code(_) | Leaf::Math(..));
        if is_table || (!is_code && marker::is_undecided(&copy.partial)) {
            copy.partial.clear();
        }
        // A line that may become the head of a table is not drawn as text before.
        if let Leaf::Paragraph(paragraph) = &mut copy.leaf
            && copy.partial.is_empty()
            && paragraph.last_line().is_some_and(|line| line.trim_start().starts_with('|'))
            && !paragraph.drop_last_line()
        {
            copy.leaf = Leaf::None;
        }
        if let Leaf::Table(table, _) = &mut copy.leaf
            && copy.is_inside
        {
            table.drop_row();
        }
        // What is drawn again is known by its rows.
        copy.layout.code_lines = CodeLines::Broken;
        copy.finish(State::Growing);
        if let Some(n_rows) = n_table_rows.filter(|_| copy.out.len() > self.layout.rows) {
            return Tail { lines: Vec::new(), n_table_rows: Some(n_rows), is_table };
        }
        Tail { lines: copy.out, n_table_rows: None, is_table }
    }

    pub(super) fn keep_table(&mut self) {
        let is_inside = self.is_inside;
        if let Leaf::Table(table, first) = &mut self.leaf {
            table.keep(table.n_rows() - usize::from(is_inside));
            // What stands before it is drawn with it.
            *first = None;
            self.is_apart = false;
            self.has_lines = true;
            let _ = container::begin(&mut self.containers, &self.layout);
        }
    }

    pub(super) fn resize(&mut self, layout: Layout) {
        self.layout = layout;
        let rest = container::prefix(&self.containers, &self.layout);
        match &mut self.leaf {
            Leaf::Paragraph(paragraph) => paragraph.resize(rest, &layout, &mut self.out),
            Leaf::Math(_, verbatim) => verbatim.flow.resize(layout.columns, rest, &mut self.out),
            Leaf::Code(code) => code.resize(layout.columns, &rest, &mut self.out),
            Leaf::None | Leaf::Table(..) => {}
        }
    }

    /// Reads a line, or the beginning of a long one.
    fn line(&mut self, line: &str) {
        let line = without_leading_tabs(line);
        let (n_matched, rest) = self.matched(&line);
        let is_matched = n_matched == self.containers.len();
        if is_matched && matches!(self.leaf, Leaf::Code(_) | Leaf::Math(..)) && self.verbatim_line(rest) {
            return;
        }
        if rest.trim().is_empty() {
            return self.blank_line(n_matched);
        }
        if let Leaf::Paragraph(paragraph) = &mut self.leaf
            && !is_matched
            && !paragraph.is_heading()
            && !begins_block(rest)
        {
            paragraph.push("\n", &self.layout, &mut self.out);
            paragraph.push(rest.trim_start(), &self.layout, &mut self.out);
            return;
        }
        let sibling = self.containers.get(n_matched).map(|container| container.kind);
        if !is_matched {
            self.close_to(n_matched, State::Over);
        }
        self.blocks(rest, sibling);
    }

    /// How many of the containers go on in this line, and what of it they leave.
    fn matched<'l>(&self, line: &'l str) -> (usize, &'l str) {
        let mut rest = line;
        let is_code = match &self.leaf {
            Leaf::Code(code) => code.fence.is_some(),
            leaf => matches!(leaf, Leaf::Math(..)),
        };
        for (index, container) in self.containers.iter().enumerate() {
            let indent = marker::spaces(rest);
            match container.kind {
                Kind::Quote if indent <= 3 && rest[indent..].starts_with('>') => {
                    rest = &rest[indent + 1..];
                    rest = rest.strip_prefix(' ').unwrap_or(rest);
                }
                Kind::Item { .. } if indent == rest.len() => rest = "",
                Kind::Item { indent: needed, .. } if indent >= needed || is_code => rest = &rest[indent.min(needed)..],
                Kind::Item { at, .. } if indent >= at + 2 && marker::list(&rest[indent..]).is_some() => {
                    rest = &rest[indent..];
                }
                Kind::Quote | Kind::Item { .. } => return (index, rest),
            }
        }
        (self.containers.len(), rest)
    }

    /// A line of code or of a formula; false where it is none, and the block was closed.
    fn verbatim_line(&mut self, text: &str) -> bool {
        let (first, rest) = self.prefixes();
        let is_inside = self.is_inside;
        match &mut self.leaf {
            Leaf::Code(code) => {
                if let Some(fence) = &code.fence {
                    if !is_inside && fence.is_closed_by(text) {
                        let mut line = rest;
                        line.push(&fence.marks(), Ink::of(Tone::Faint));
                        self.leaf = Leaf::None;
                        self.out.push(line);
                        return true;
                    }
                } else if text.trim().is_empty() || marker::spaces(text) < 4 {
                    self.leaf = Leaf::None;
                    return false;
                }
                if is_inside {
                    code.begin_long(text, code_flow(first, rest, &self.layout), &mut self.out);
                } else {
                    code.line(text, first, rest, &self.layout, &mut self.out);
                }
            }
            // A formula has no blank line in it: what follows one was never meant.
            Leaf::Math(..) if text.trim().is_empty() => {
                self.close_leaf(State::Over);
                return false;
            }
            Leaf::Math(end, verbatim) => {
                verbatim.push(text, &mut self.out);
                if text.trim_end().ends_with(*end) {
                    self.close_leaf(State::Over);
                }
            }
            _ => return false,
        }
        true
    }

    fn blank_line(&mut self, n_matched: usize) {
        // A quote ends with a blank line; a list may go on behind it.
        let quote = self.containers.iter().skip(n_matched).position(|container| container.kind == Kind::Quote);
        match quote {
            Some(n) => self.close_to(n_matched + n, State::Over),
            None => self.close_leaf(State::Over),
        }
        self.is_apart = self.has_lines;
    }

    /// Opens what `text` begins, and takes its words. `sibling`: what was closed in its place.
    fn blocks(&mut self, text: &str, mut sibling: Option<Kind>) {
        let mut rest = text;
        loop {
            let indent = marker::spaces(rest);
            // Of a long line this is but the beginning.
            let body = if self.is_inside { &rest[indent..] } else { rest[indent..].trim_end() };
            let is_paragraph = matches!(self.leaf, Leaf::Paragraph(_));
            let is_deep = self.containers.len() >= MAX_DEPTH;
            if indent >= 4 && !is_paragraph && !(self.is_in_item() && marker::list(body).is_some()) {
                if matches!(self.leaf, Leaf::Table(..)) {
                    self.close_leaf(State::Over);
                }
                self.begin_block();
                self.leaf = Leaf::Code(Code::new(None, 4));
                self.verbatim_line(rest);
                return;
            }
            if body.starts_with('>') && !is_deep {
                self.close_leaf(State::Over);
                self.containers.push(Container::quote());
                rest = &rest[indent + 1..];
                rest = rest.strip_prefix(' ').unwrap_or(rest);
            } else if let Some((level, words)) = marker::heading(body) {
                let words = if self.is_inside { body[usize::from(level)..].trim_start() } else { words };
                self.close_leaf(State::Over);
                self.is_apart |= self.has_lines && !self.is_in_item();
                self.begin_paragraph(Tone::Heading(level), words);
                return;
            } else if let Some(fence) = Fence::opening(body).filter(|_| !self.is_inside) {
                self.begin_fence(fence, indent);
                return;
            } else if self.begins_formula(body) {
                return;
            } else if let Some(level) = self.underlines(body) {
                if let Leaf::Paragraph(paragraph) = &mut self.leaf {
                    paragraph.set_tone(Tone::Heading(level));
                }
                self.close_leaf(State::Over);
                return;
            } else if marker::is_rule(body) && !self.is_inside {
                self.close_leaf(State::Over);
                self.begin_block();
                let (first, _) = self.prefixes();
                let room = self.layout.columns.saturating_sub(first.width(self.layout.ambiguous));
                let mut line = first;
                line.push(&Glyphs::of(self.layout.ambiguous).rule.repeat(room.min(MAX_RULE)), Ink::of(Tone::Faint));
                self.out.push(line);
                return;
            } else if let Some(marker) = marker::list(body).filter(|_| !is_deep)
                && (!is_paragraph || (!marker.content.is_empty() && matches!(marker.number, None | Some(1))))
            {
                self.close_leaf(State::Over);
                self.begin_item(&marker, indent, sibling);
                rest = marker.content;
            } else {
                self.words(body);
                return;
            }
            sibling = None;
            if rest.trim().is_empty() {
                return;
            }
        }
    }

    fn begin_fence(&mut self, fence: Fence, indent: usize) {
        self.close_leaf(State::Over);
        self.begin_block();
        let (first, rest) = self.prefixes();
        let mut flow = code_flow(first, rest, &self.layout);
        flow.push(&format!("{}{}", fence.marks(), fence.info), Ink::of(Tone::Faint), &mut self.out);
        flow.finish(&mut self.out);
        self.leaf = Leaf::Code(Code::new(Some(fence), indent));
    }

    /// `$$` or `\[` on a line of its own, or with an end in a later line.
    fn begins_formula(&mut self, body: &str) -> bool {
        let Some((begin, end)) = [("$$", "$$"), ("\\[", "\\]")].into_iter().find(|(begin, _)| body.starts_with(begin))
        else {
            return false;
        };
        let inner = &body[begin.len()..];
        if inner.contains(end) || inner.starts_with('$') || self.is_inside {
            return false;
        }
        self.close_leaf(State::Over);
        self.begin_block();
        let (first, rest) = self.prefixes();
        let mut verbatim = Verbatim { flow: code_flow(first, rest, &self.layout), tone: Tone::Math };
        verbatim.push(body, &mut self.out);
        self.leaf = Leaf::Math(end, verbatim);
        true
    }

    /// The level that `body` gives to the line above it, where that is a paragraph.
    fn underlines(&self, body: &str) -> Option<u8> {
        match &self.leaf {
            Leaf::Paragraph(paragraph) if paragraph.is_one_line() && !self.is_inside => marker::underline(body),
            _ => None,
        }
    }

    fn begin_item(&mut self, marker: &marker::ListMarker<'_>, indent: usize, sibling: Option<Kind>) {
        let number = match (marker.number, sibling) {
            // Numbers go on by themselves, as `1. 1. 1.` is meant.
            (Some(_), Some(Kind::Item { delimiter, number: Some(before), .. })) if delimiter == marker.delimiter => {
                Some(before + 1)
            }
            (number, _) => number,
        };
        self.containers.push(Container::item(marker, number, indent, &self.layout));
    }

    /// Running text, a table's row, or the line that makes a table of the one above it.
    fn words(&mut self, body: &str) {
        let is_inside = self.is_inside;
        match &mut self.leaf {
            Leaf::Table(table, _) if body.contains('|') => table.push_row(body),
            Leaf::Paragraph(paragraph) => {
                let head = paragraph.last_line().filter(|head| head.contains('|') && !is_inside);
                if let Some(table) = head.and_then(|head| Table::begin(head, body)) {
                    let has_more = paragraph.drop_last_line();
                    let first = if has_more {
                        self.close_leaf(State::Over);
                        self.is_apart = true;
                        None
                    } else {
                        match std::mem::replace(&mut self.leaf, Leaf::None) {
                            Leaf::Paragraph(paragraph) => paragraph.into_first(),
                            _ => None,
                        }
                    };
                    self.leaf = Leaf::Table(table, first);
                    return;
                }
                paragraph.push("\n", &self.layout, &mut self.out);
                paragraph.push(body, &self.layout, &mut self.out);
            }
            _ => {
                self.close_leaf(State::Over);
                self.begin_paragraph(Tone::Text, body);
            }
        }
    }

    fn begin_paragraph(&mut self, tone: Tone, words: &str) {
        self.begin_block();
        let (mut first, mut rest) = self.prefixes();
        if let (Tone::Heading(level), Marks::Shown) = (tone, self.layout.marks) {
            first.push(&format!("{} ", "#".repeat(usize::from(level))), Ink::of(tone));
        }
        let words = self.task(words, &mut first, &mut rest);
        let flow = Flow::new(Breaks::Words, self.layout.columns, first, rest, self.layout.ambiguous);
        let mut paragraph = Paragraph::new(tone, flow);
        paragraph.push(words, &self.layout, &mut self.out);
        self.leaf = Leaf::Paragraph(paragraph);
    }

    /// Draws the box of a task, where `words` begin with one in an item; the words behind it.
    fn task<'w>(&self, words: &'w str, first: &mut Line, rest: &mut Line) -> &'w str {
        let boxes = [("[ ] ", "[ ] "), ("[x] ", "[x] "), ("[X] ", "[x] ")];
        let found = boxes.into_iter().find_map(|(written, drawn)| Some((words.strip_prefix(written)?, drawn)));
        match found.filter(|_| self.is_in_item() && container::has_room(first, 4, &self.layout)) {
            Some((words, drawn)) => {
                first.push(drawn, Ink::of(Tone::Faint));
                rest.pad(4);
                words
            }
            None => words,
        }
    }

    fn append(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        match &mut self.leaf {
            Leaf::Paragraph(paragraph) => paragraph.push(text, &self.layout, &mut self.out),
            Leaf::Code(code) => code.push_long(text, &mut self.out),
            Leaf::Math(_, verbatim) => verbatim.push(text, &mut self.out),
            Leaf::Table(table, _) => table.push_text(text),
            Leaf::None => self.begin_paragraph(Tone::Text, text),
        }
    }

    fn close_leaf(&mut self, state: State) {
        match std::mem::replace(&mut self.leaf, Leaf::None) {
            Leaf::None => {}
            Leaf::Paragraph(paragraph) => {
                paragraph.finish(state, &self.layout, &mut self.out);
            }
            Leaf::Code(mut code) => code.end_long(&mut self.out),
            Leaf::Math(_, verbatim) => verbatim.flow.finish(&mut self.out),
            Leaf::Table(table, first) => {
                self.begin_block();
                let (others, rest) = self.prefixes();
                let first = first.unwrap_or(others);
                let columns = self.layout.columns.saturating_sub(rest.width(self.layout.ambiguous));
                for (index, line) in table.lines(columns, &self.layout).iter().enumerate() {
                    let mut whole = if index == 0 { first.clone() } else { rest.clone() };
                    whole.append(line);
                    self.out.push(whole);
                }
                self.is_apart = true;
            }
        }
    }

    fn close_to(&mut self, n_containers: usize, state: State) {
        self.close_leaf(state);
        // An item of nothing is still an item.
        if self.containers[n_containers..].iter().any(|container| container.marker.is_some()) {
            self.begin_block();
            let (mut line, _) = self.prefixes();
            line.trim_end();
            self.out.push(line);
        }
        self.containers.truncate(n_containers);
    }

    /// Draws the blank line before a block.
    fn begin_block(&mut self) {
        if std::mem::take(&mut self.is_apart) && self.has_lines {
            self.out.push(container::blank(&self.containers, &self.layout));
        }
        self.has_lines = true;
    }

    /// What stands before the first line of a block and before its others. Markers are drawn with it.
    fn prefixes(&mut self) -> (Line, Line) {
        container::begin(&mut self.containers, &self.layout)
    }

    fn is_in_item(&self) -> bool {
        matches!(self.containers.last(), Some(Container { kind: Kind::Item { .. }, .. }))
    }
}

/// Whether a line cannot go on with the paragraph above it.
fn begins_block(text: &str) -> bool {
    let body = text.trim();
    body.starts_with('>')
        || marker::heading(body).is_some()
        || Fence::opening(body).is_some()
        || marker::is_rule(body)
        || marker::list(body).is_some()
}

fn without_leading_tabs(line: &str) -> std::borrow::Cow<'_, str> {
    let n_bytes = line.bytes().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    if line.as_bytes()[..n_bytes].contains(&b'\t') {
        format!("{}{}", line[..n_bytes].replace('\t', "    "), &line[n_bytes..]).into()
    } else {
        line.into()
    }
}
