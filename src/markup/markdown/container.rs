//! What a block stands in: quotes and items of lists, and what they put before its lines.

use super::super::width::{self, AmbiguousWidth};
use super::line::{Ink, Layout, Line, Tone};
use super::marker::ListMarker;

/// Columns that are left for text beside what stands before it.
const MIN_TEXT: usize = 10;

/// A quote or an item.
#[derive(Debug, Clone)]
pub struct Container {
    /// Which.
    pub kind: Kind,
    /// An item's marker, until it is drawn.
    pub marker: Option<Line>,
    /// Whether a line of it is out.
    is_drawn: bool,
}

/// Which container it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `>`.
    Quote,
    /// An item of a list.
    Item {
        /// Columns up to its content.
        indent: usize,
        /// Columns up to its marker.
        at: usize,
        /// Columns that the marker takes as it is drawn.
        width: usize,
        /// What ends a number, or the bullet.
        delimiter: char,
        /// Of an ordered list.
        number: Option<u64>,
    },
}

impl Container {
    /// A quote.
    #[must_use]
    pub const fn quote() -> Self {
        Self { kind: Kind::Quote, marker: None, is_drawn: false }
    }

    /// An item that is drawn with `number`, and whose marker stands `indent` columns from the left.
    #[must_use]
    pub fn item(marker: &ListMarker<'_>, number: Option<u64>, indent: usize, layout: &Layout) -> Self {
        let drawn = match number {
            Some(number) => format!("{number}{} ", marker.delimiter),
            None => Glyphs::of(layout.ambiguous).bullet.to_owned(),
        };
        let width = width::of(&drawn, layout.ambiguous);
        let content = indent + marker.n_columns;
        Self {
            kind: Kind::Item { indent: content, at: indent, width, delimiter: marker.delimiter, number },
            marker: Some(Line::of(&drawn, Tone::Faint)),
            is_drawn: false,
        }
    }

    /// Goes on with `line` as this container's lines begin.
    fn indent(&self, line: &mut Line, layout: &Layout) {
        match self.kind {
            Kind::Quote if has_room(line, 2, layout) => {
                line.push(Glyphs::of(layout.ambiguous).quote, Ink::of(Tone::Faint));
            }
            Kind::Item { width, .. } if has_room(line, width, layout) => line.pad(width),
            Kind::Quote | Kind::Item { .. } => {}
        }
    }
}

/// What stands before the first line of a block and before its others. Markers are drawn with it.
#[must_use]
pub fn begin(containers: &mut [Container], layout: &Layout) -> (Line, Line) {
    let (mut first, mut rest) = (Line::default(), Line::default());
    for container in containers {
        match container.marker.take() {
            Some(marker) if has_room(&first, marker.width(layout.ambiguous), layout) => first.append(&marker),
            Some(_) => {}
            None => container.indent(&mut first, layout),
        }
        container.is_drawn = true;
        container.indent(&mut rest, layout);
    }
    (first, rest)
}

/// What stands before the lines of a block that has begun.
#[must_use]
pub fn prefix(containers: &[Container], layout: &Layout) -> Line {
    let mut line = Line::default();
    for container in containers {
        container.indent(&mut line, layout);
    }
    line
}

/// The blank line before a block: with the bars of quotes that go on.
#[must_use]
pub fn blank(containers: &[Container], layout: &Layout) -> Line {
    let mut line = Line::default();
    for container in containers.iter().filter(|container| container.is_drawn) {
        container.indent(&mut line, layout);
    }
    line.trim_end();
    line
}

/// Whether so many columns more before a text leave enough for it.
#[must_use]
pub fn has_room(line: &Line, n_columns: usize, layout: &Layout) -> bool {
    line.width(layout.ambiguous) + n_columns + MIN_TEXT <= layout.columns
}

/// The glyphs of blocks, each as wide as it is counted.
#[derive(Debug, Clone, Copy)]
pub struct Glyphs {
    /// Before each line of a quote.
    pub quote: &'static str,
    /// Before an item.
    pub bullet: &'static str,
    /// One step of a rule.
    pub rule: &'static str,
}

impl Glyphs {
    /// Those for a terminal that draws ambiguous characters so.
    #[must_use]
    pub const fn of(ambiguous: AmbiguousWidth) -> Self {
        match ambiguous {
            AmbiguousWidth::Narrow => Self { quote: "│ ", bullet: "• ", rule: "─" },
            AmbiguousWidth::Wide => Self { quote: "| ", bullet: "- ", rule: "-" },
        }
    }
}
