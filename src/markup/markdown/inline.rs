//! The marks inside a text: emphasis, code, links, formulas.
//!
//! `CommonMark`'s rules, with one amendment for Korean, Chinese and Japanese: a mark beside such a letter counts as
//! if it stood beside a blank, so that `**"인용"**은` is strong. Addresses are shown, never hidden behind words.
//! Formulas stay as they were written. HTML but `<br>` is text. Costs grow with the length of the text alone.

mod address;
mod emphasis;

use std::borrow::Cow;

use super::super::sanitise;
use super::line::{Ink, Marks, Tone};

/// A run of text in one ink; `\n` in it ends a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The text.
    pub text: String,
    /// Its look.
    pub ink: Ink,
}

/// The pieces of a text.
#[must_use]
pub fn parse(text: &str, tone: Tone, marks: Marks) -> Vec<Piece> {
    let mut parser = Parser::new(text, marks);
    parser.run();
    parser.pieces(tone)
}

/// Where a text may be cut in two so that each half reads as it does in the whole: behind a blank outside of all
/// marks, and if possible before one that is still open. The text's length where there is no blank.
#[must_use]
pub fn cut(text: &str) -> usize {
    let mut parser = Parser::new(text, Marks::Hidden);
    parser.run();
    parser.cut()
}

/// `text` with the marks that are still open closed, so that what is being written is drawn as it will be.
#[must_use]
pub fn healed(text: &str) -> Cow<'_, str> {
    let mut parser = Parser::new(text, Marks::Hidden);
    parser.run();
    let mut closing = String::new();
    let mut end = text.trim_end_matches(['*', '~', '`', '\\', '[', '!']).len();
    let is_held = end < text.len();
    for node in parser.nodes.iter().rev() {
        match &node.what {
            What::Mark(mark) if mark.n_left > 0 && mark.can_open && node.start + mark.n_left <= end => {
                match mark.character {
                    '~' if mark.n_left == 2 => closing.push_str("~~"),
                    '~' | '_' => {}
                    character => (0..mark.n_left.min(3)).for_each(|_| closing.push(character)),
                }
            }
            What::OpenCode(n_ticks) if node.start + n_ticks <= end => {
                // What stands before is closed by what follows it; inside code nothing else is open.
                closing.clear();
                (0..*n_ticks).for_each(|_| closing.push('`'));
            }
            _ => {}
        }
    }
    // A link whose address is still being written shows its words alone.
    if let Some(start) = parser.open_link()
        && start < end
    {
        end = start;
        closing.clear();
    }
    if !is_held && closing.is_empty() && end == text.len() {
        return Cow::Borrowed(text);
    }
    let kept = if closing.is_empty() { &text[..end] } else { text[..end].trim_end() };
    Cow::Owned(format!("{kept}{closing}"))
}

#[derive(Debug)]
struct Node {
    start: usize,
    what: What,
    /// How many of each begin (more than 0) or end here.
    strong: i32,
    emphasis: i32,
    struck: i32,
    link: i32,
}

#[derive(Debug)]
enum What {
    /// Text of the source, by its end.
    Source(usize),
    /// Text that the source says otherwise: an entity, an address.
    Said(String, Tone),
    Mark(Mark),
    /// `[` or `![`.
    Bracket,
    /// Ticks without an end, so many.
    OpenCode(usize),
    /// Nothing is drawn.
    Nothing,
}

#[derive(Debug)]
struct Mark {
    character: char,
    n_left: usize,
    /// As written, for the rule of three.
    n_written: usize,
    can_open: bool,
    can_close: bool,
}

struct Parser<'t> {
    text: &'t str,
    marks: Marks,
    nodes: Vec<Node>,
    /// Nodes of `[` that may begin a link.
    brackets: Vec<usize>,
    /// Start of a link whose address has no end, where the text ends within it.
    unfinished: Option<usize>,
    /// From where on no `$` and no `\)` was found to end a formula.
    has_no_dollar: bool,
    has_no_round: bool,
    has_no_square: bool,
}

impl<'t> Parser<'t> {
    fn new(text: &'t str, marks: Marks) -> Self {
        Self {
            text,
            marks,
            nodes: Vec::new(),
            brackets: Vec::new(),
            unfinished: None,
            has_no_dollar: false,
            has_no_round: false,
            has_no_square: false,
        }
    }

    fn run(&mut self) {
        let bytes = self.text.as_bytes();
        let (mut at, mut plain) = (0, 0);
        while at < bytes.len() {
            let is_special = match bytes[at] {
                b'\\' | b'`' | b'*' | b'_' | b'~' | b'[' | b']' | b'<' | b'&' | b'$' => true,
                b'!' => bytes.get(at + 1) == Some(&b'['),
                b'h' => bytes[at..].starts_with(b"http"),
                _ => false,
            };
            if !is_special {
                at += 1;
                continue;
            }
            if plain < at {
                self.push(plain, What::Source(at));
                plain = at;
            }
            let end = match bytes[at] {
                b'\\' => self.escape(at),
                b'`' => Some(self.code(at)),
                b'*' | b'_' | b'~' => Some(self.mark(at)),
                b'[' => Some(self.bracket(at, at + 1)),
                b'!' => Some(self.bracket(at, at + 2)),
                b']' => self.link(at),
                b'<' => self.angle(at),
                b'&' => self.entity(at),
                b'$' => self.dollar(at),
                _ => self.address(at),
            };
            if let Some(end) = end {
                (at, plain) = (end, end);
            } else {
                at += 1;
            }
        }
        if plain < self.text.len() {
            self.push(plain, What::Source(self.text.len()));
        }
        self.emphasise(0);
    }

    fn push(&mut self, start: usize, what: What) {
        self.nodes.push(Node::new(start, what));
    }

    fn escape(&mut self, at: usize) -> Option<usize> {
        let next = self.text[at + 1..].chars().next()?;
        match next {
            '(' if !self.has_no_round => match self.text[at + 2..].find("\\)") {
                Some(n) => return Some(self.said(at, at + 2 + n + 2, Tone::Math)),
                None => self.has_no_round = true,
            },
            '[' if !self.has_no_square => match self.text[at + 2..].find("\\]") {
                Some(n) => return Some(self.said(at, at + 2 + n + 2, Tone::Math)),
                None => self.has_no_square = true,
            },
            '\n' => {
                self.push(at, What::Nothing);
                return Some(at + 1);
            }
            _ => {}
        }
        if !next.is_ascii_punctuation() {
            return None;
        }
        self.push(at, What::Said(next.to_string(), Tone::Text));
        Some(at + 2)
    }

    /// Text of the source in its own tone.
    fn said(&mut self, start: usize, end: usize, tone: Tone) -> usize {
        self.push(start, What::Said(self.text[start..end].to_owned(), tone));
        end
    }

    fn code(&mut self, at: usize) -> usize {
        let n_ticks = run_of(self.text, at, b'`');
        let mut from = at + n_ticks;
        while let Some(found) = self.text[from..].find('`').map(|n| from + n) {
            let n_found = run_of(self.text, found, b'`');
            if n_found == n_ticks {
                let inner = self.text[at + n_ticks..found].replace('\n', " ");
                let is_padded = inner.starts_with(' ') && inner.ends_with(' ') && !inner.trim().is_empty();
                let inner = if is_padded { &inner[1..inner.len() - 1] } else { &inner };
                let shown = match self.marks {
                    Marks::Hidden => inner.to_owned(),
                    Marks::Shown => self.text[at..found + n_found].replace('\n', " "),
                };
                self.push(at, What::Said(shown, Tone::Code));
                return found + n_found;
            }
            from = found + n_found;
        }
        self.push(at, What::OpenCode(n_ticks));
        at + n_ticks
    }

    fn mark(&mut self, at: usize) -> usize {
        let byte = self.text.as_bytes()[at];
        let n_marks = run_of(self.text, at, byte);
        // A single tilde is a range or a drawl in Korean: `3~5개`, `네~`.
        if byte == b'~' && n_marks != 2 {
            self.push(at, What::Source(at + n_marks));
            return at + n_marks;
        }
        let before = self.text[..at].chars().next_back().unwrap_or(' ');
        let after = self.text[at + n_marks..].chars().next().unwrap_or(' ');
        let opens = !after.is_whitespace()
            && (!is_punctuation(after) || before.is_whitespace() || is_punctuation(before) || is_cjk(before));
        let closes = !before.is_whitespace()
            && (!is_punctuation(before) || after.is_whitespace() || is_punctuation(after) || is_cjk(after));
        let (can_open, can_close) = if byte == b'_' {
            (opens && (!closes || is_punctuation(before)), closes && (!opens || is_punctuation(after)))
        } else {
            (opens, closes)
        };
        let character = char::from(byte);
        self.push(at, What::Mark(Mark { character, n_left: n_marks, n_written: n_marks, can_open, can_close }));
        at + n_marks
    }

    fn bracket(&mut self, at: usize, end: usize) -> usize {
        self.brackets.push(self.nodes.len());
        self.push(at, What::Bracket);
        end
    }

    /// Entities that models write. A character that could steer a terminal stays as it was written.
    fn entity(&mut self, at: usize) -> Option<usize> {
        let rest = &self.text[at + 1..];
        let end = rest.bytes().take(10).position(|byte| byte == b';')?;
        let name = &rest[..end];
        let character = match name {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            "nbsp" => ' ',
            _ => {
                let number = name.strip_prefix('#')?;
                let code = match number.strip_prefix(['x', 'X']) {
                    Some(hex) => u32::from_str_radix(hex, 16),
                    None => number.parse(),
                };
                char::from_u32(code.ok()?)
                    .filter(|character| !sanitise::is_control(*character) && !matches!(character, '\n' | '\t'))?
            }
        };
        self.push(at, What::Said(character.to_string(), Tone::Text));
        Some(at + 1 + end + 1)
    }

    /// `$x$` and `$$x$$`; `$5 and $6` is money.
    fn dollar(&mut self, at: usize) -> Option<usize> {
        if self.has_no_dollar {
            return None;
        }
        let n_dollars = run_of(self.text, at, b'$').min(2);
        let inside = at + n_dollars;
        if self.text[inside..].starts_with([' ', '\n', '$']) && n_dollars == 1 {
            return None;
        }
        let bytes = self.text.as_bytes();
        let mut from = inside;
        while let Some(found) = self.text[from..].find('$').map(|n| from + n) {
            let is_end = if n_dollars == 2 {
                bytes.get(found + 1) == Some(&b'$')
            } else {
                found > inside
                    && !bytes[found - 1].is_ascii_whitespace()
                    && !bytes.get(found + 1).is_some_and(u8::is_ascii_digit)
            };
            if is_end {
                return Some(self.said(at, found + n_dollars, Tone::Math));
            }
            from = found + 1;
        }
        self.has_no_dollar = true;
        None
    }

    fn pieces(&self, tone: Tone) -> Vec<Piece> {
        let mut pieces: Vec<Piece> = Vec::new();
        let mut put = |text: &str, ink: Ink| {
            if text.is_empty() {
                return;
            }
            match pieces.last_mut() {
                Some(last) if last.ink == ink => last.text.push_str(text),
                _ => pieces.push(Piece { text: text.to_owned(), ink }),
            }
        };
        let (mut strong, mut emphasis, mut struck, mut link) = (0, 0, 0, 0);
        for node in &self.nodes {
            let begins = |depth: i32, step: i32| depth + step.max(0);
            // A mark that both ends and begins something is drawn in neither.
            let look = |strong: i32, emphasis: i32, struck: i32, link: i32, own: Option<Tone>| Ink {
                tone: match own {
                    Some(Tone::Text) | None if link > 0 => Tone::Link,
                    Some(Tone::Text) | None => tone,
                    Some(own) => own,
                },
                is_strong: strong > 0,
                is_emphasised: emphasis > 0,
                is_struck: struck > 0,
            };
            let (s, e, t, l) = (
                begins(strong, node.strong),
                begins(emphasis, node.emphasis),
                begins(struck, node.struck),
                begins(link, node.link),
            );
            match &node.what {
                What::Source(end) => put(&self.text[node.start..*end], look(s, e, t, l, None)),
                What::Said(text, own) => put(text, look(s, e, t, l, Some(*own))),
                What::Mark(mark) => {
                    let used = if self.marks == Marks::Shown { mark.n_written - mark.n_left } else { 0 };
                    let text = |n: usize| -> String { std::iter::repeat_n(mark.character, n).collect() };
                    // What was not paired stands outside.
                    let outside = |depth: i32, step: i32| depth + step.min(0);
                    let left = look(
                        outside(strong, node.strong),
                        outside(emphasis, node.emphasis),
                        outside(struck, node.struck),
                        link,
                        None,
                    );
                    if mark.can_open {
                        put(&text(mark.n_left), left);
                        put(&text(used), look(s, e, t, l, None));
                    } else {
                        put(&text(used), look(s, e, t, l, None));
                        put(&text(mark.n_left), left);
                    }
                }
                What::Bracket => {
                    let text = if self.text[node.start..].starts_with('!') { "![" } else { "[" };
                    put(text, look(s, e, t, l, None));
                }
                What::OpenCode(n_ticks) => put(&"`".repeat(*n_ticks), look(s, e, t, l, None)),
                What::Nothing => {}
            }
            strong += node.strong;
            emphasis += node.emphasis;
            struck += node.struck;
            link += node.link;
        }
        pieces
    }

    fn cut(&self) -> usize {
        let (mut depth, mut safe, mut any) = (0, None, None);
        let mut is_open = false;
        for node in &self.nodes {
            let end = match node.what {
                What::Source(end) => end,
                What::OpenCode(_) | What::Bracket => {
                    is_open = true;
                    node.start
                }
                What::Mark(ref mark) => {
                    is_open |= mark.n_left > 0 && mark.can_open;
                    node.start
                }
                _ => node.start,
            };
            if depth == 0
                && let Some(blank) = self.text[node.start..end].rfind([' ', '\n'])
            {
                let place = Some(node.start + blank + 1);
                any = place;
                if !is_open {
                    safe = place;
                }
            }
            depth += node.strong + node.emphasis + node.struck + node.link;
        }
        let blank = || self.text.rfind([' ', '\n']).map(|at| at + 1);
        safe.filter(|place| *place > self.text.len() / 4).or(any).or_else(blank).unwrap_or(self.text.len())
    }

    /// Where the address of a link that is still being written begins.
    const fn open_link(&self) -> Option<usize> {
        self.unfinished
    }
}

impl Node {
    const fn new(start: usize, what: What) -> Self {
        Self { start, what, strong: 0, emphasis: 0, struck: 0, link: 0 }
    }
}

/// How many times `byte` stands at `at`.
fn run_of(text: &str, at: usize, byte: u8) -> usize {
    text.as_bytes()[at..].iter().take_while(|other| **other == byte).count()
}

fn is_punctuation(character: char) -> bool {
    !character.is_alphanumeric() && !character.is_whitespace()
}

/// Letters that are written without a blank before a particle or a mark.
const fn is_cjk(character: char) -> bool {
    matches!(character,
        '\u{1100}'..='\u{11ff}' | '\u{3040}'..='\u{318f}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests;
