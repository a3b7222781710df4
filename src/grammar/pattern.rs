//! The notation in which the tables of phrases are written, and its matching against a clause.
//!
//! A pattern stands for a whole clause. `(a|b)` is one of several; what `?` follows, a group, a class or a letter,
//! may be left out; `<word>` is a class of the table, `<name>` a name, `<name~>` one in which a typing error is forgiven. A space stands for white space:
//! in Korean it may be left out, in English not. Everything else stands for itself. What a phrase means is the
//! table's to say.

use std::sync::Arc;

use super::letters::is_word;
use super::names::{Found, Names, OneOf, Strength};

/// The language of a table, which decides what its spaces stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spacing {
    /// Korean: words are often written together.
    Free,
    /// English.
    Fixed,
}

/// Words that may stand for each other, with the name by which patterns refer to them.
pub(super) type Class = (&'static str, &'static str);

#[derive(Debug)]
enum Node {
    Text(&'static str),
    Name { forgiving: bool },
    Choice { options: Arc<[Sequence]>, may_be_absent: bool },
}

/// What stands between two `|`. The tables are thousands of plain words, which are left where they are written.
#[derive(Debug)]
enum Sequence {
    Text(&'static str),
    Nodes(Vec<Node>),
}

/// The classes of a table, each read once: most patterns share them.
pub(super) struct Classes {
    read: Vec<(&'static str, Arc<[Sequence]>)>,
}

impl Classes {
    /// Reads the notation of `classes`, each of which may name those before it.
    pub fn read(classes: &[Class]) -> Self {
        let mut known = Self { read: Vec::with_capacity(classes.len()) };
        for (name, words) in classes {
            let options = Reader { rest: words, classes: &known }.options();
            known.read.push((name, options.into()));
        }
        known
    }
}

/// A clause that a pattern is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Matched<'n> {
    /// The name in it, with its place in the clause; the last of several.
    pub name: Option<Found<'n>>,
    /// Where it ends.
    to: usize,
}

/// A pattern, ready to be matched.
#[derive(Debug)]
pub(super) struct Pattern {
    nodes: Sequence,
    spacing: Spacing,
    /// No clause without a name can be it.
    pub wants_name: bool,
}

impl Pattern {
    /// Reads the notation. An unknown class stands for nothing, which a test of the tables excludes.
    pub fn read(source: &'static str, classes: &Classes, spacing: Spacing) -> Self {
        let nodes = Reader { rest: source, classes }.sequence();
        let wants_name = nodes.wants_name();
        Self { nodes, spacing, wants_name }
    }

    /// Whether the pattern is all of `clause`.
    pub fn matches<'n>(&self, clause: &[char], names: &'n Names<'_>) -> Option<Matched<'n>> {
        let matching = Matching { clause, names, spacing: self.spacing, may_end: &<[char]>::is_empty };
        matching.sequence(&self.nodes, None, 0, None)
    }

    /// How many letters the pattern is at the beginning of `letters`, where `may_end` holds of those behind it.
    pub fn begins(&self, letters: &[char], names: &Names<'_>, may_end: &dyn Fn(&[char]) -> bool) -> Option<usize> {
        let matching = Matching { clause: letters, names, spacing: self.spacing, may_end };
        matching.sequence(&self.nodes, None, 0, None).map(|matched| matched.to)
    }
}

impl Sequence {
    fn wants_name(&self) -> bool {
        let Self::Nodes(nodes) = self else { return false };
        nodes.iter().any(|node| match node {
            Node::Name { .. } => true,
            Node::Choice { options, may_be_absent } => !may_be_absent && options.iter().all(Self::wants_name),
            Node::Text(_) => false,
        })
    }
}

struct Reader<'c> {
    rest: &'static str,
    classes: &'c Classes,
}

impl Reader<'_> {
    /// What comes up to the end, a `|` or a `)`, which is left.
    fn sequence(&mut self) -> Sequence {
        let text = self.text();
        if self.is_at_end() {
            return Sequence::Text(text);
        }
        let mut nodes = Vec::new();
        self.push_text(text, &mut nodes);
        while !self.is_at_end() {
            if let Some(rest) = self.rest.strip_prefix('(') {
                self.rest = rest;
                nodes.push(self.choice());
            } else if let Some(rest) = self.rest.strip_prefix('<') {
                let (name, rest) = rest.split_once('>').unwrap_or((rest, ""));
                self.rest = rest;
                nodes.push(match name {
                    "name" => Node::Name { forgiving: false },
                    "name~" => Node::Name { forgiving: true },
                    _ => self.class(name),
                });
            } else if self.may_be_absent() {
                // There was nothing before it that could be.
                continue;
            }
            let text = self.text();
            self.push_text(text, &mut nodes);
        }
        Sequence::Nodes(nodes)
    }

    /// Letters that stand for themselves.
    fn text(&mut self) -> &'static str {
        let (text, rest) = self.rest.split_at(self.rest.find(['|', '(', ')', '<', '?']).unwrap_or(self.rest.len()));
        self.rest = rest;
        text
    }

    /// Adds `text`; of what a `?` follows, the last letter may be absent.
    fn push_text(&mut self, mut text: &'static str, nodes: &mut Vec<Node>) {
        let Some((at, _)) = text.char_indices().next_back() else { return };
        let mut last = None;
        if self.may_be_absent() {
            last = Some(&text[at..]);
            text = &text[..at];
        }
        if !text.is_empty() {
            nodes.push(Node::Text(text));
        }
        nodes.extend(
            last.map(|letter| Node::Choice { options: Arc::from([Sequence::Text(letter)]), may_be_absent: true }),
        );
    }

    fn is_at_end(&self) -> bool {
        self.rest.is_empty() || self.rest.starts_with(['|', ')'])
    }

    /// Sequences between `|`, up to the end or a `)`, which is left.
    fn options(&mut self) -> Vec<Sequence> {
        let mut options = vec![self.sequence()];
        while let Some(rest) = self.rest.strip_prefix('|') {
            self.rest = rest;
            options.push(self.sequence());
        }
        options
    }

    fn choice(&mut self) -> Node {
        let options = self.options();
        self.rest = self.rest.strip_prefix(')').unwrap_or(self.rest);
        Node::Choice { options: options.into(), may_be_absent: self.may_be_absent() }
    }

    fn class(&mut self, name: &str) -> Node {
        let known = self.classes.read.iter().find(|(class, _)| *class == name);
        let options = known.map_or_else(|| Arc::from([]), |(_, options)| Arc::clone(options));
        Node::Choice { options, may_be_absent: self.may_be_absent() }
    }

    fn may_be_absent(&mut self) -> bool {
        let rest = self.rest.strip_prefix('?');
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }
}

/// What is still to be matched after a choice.
struct After<'p> {
    nodes: &'p [Node],
    then: Option<&'p After<'p>>,
}

struct Matching<'c, 'n, 'f> {
    clause: &'c [char],
    names: &'n Names<'f>,
    spacing: Spacing,
    /// Whether a match may end before these letters.
    may_end: &'c dyn Fn(&[char]) -> bool,
}

impl<'n> Matching<'_, 'n, '_> {
    /// Matches `nodes` and then `after` from `at` to where it may end.
    fn run(
        &self,
        nodes: &[Node],
        after: Option<&After<'_>>,
        at: usize,
        name: Option<Found<'n>>,
    ) -> Option<Matched<'n>> {
        let Some((node, rest)) = nodes.split_first() else {
            return match after {
                Some(after) => self.run(after.nodes, after.then, at, name),
                None => (self.may_end)(&self.clause[at..]).then_some(Matched { name, to: at }),
            };
        };
        match node {
            Node::Text(text) => self.run(rest, after, self.text(text, at)?, name),
            Node::Name { forgiving } => self.name(*forgiving, rest, after, at),
            Node::Choice { options, may_be_absent } => {
                let then = After { nodes: rest, then: after };
                options
                    .iter()
                    .find_map(|option| self.sequence(option, Some(&then), at, name))
                    .or_else(|| may_be_absent.then(|| self.run(rest, after, at, name)).flatten())
            }
        }
    }

    /// As [`Matching::run`].
    fn sequence(
        &self,
        sequence: &Sequence,
        after: Option<&After<'_>>,
        at: usize,
        name: Option<Found<'n>>,
    ) -> Option<Matched<'n>> {
        match sequence {
            Sequence::Text(text) => self.run(&[], after, self.text(text, at)?, name),
            Sequence::Nodes(nodes) => self.run(nodes, after, at, name),
        }
    }

    /// Where `text` ends in the clause, if it begins at `at`.
    fn text(&self, text: &str, mut at: usize) -> Option<usize> {
        for letter in text.chars() {
            if letter == ' ' {
                let n_spaces = self.clause[at..].iter().take_while(|it| it.is_whitespace()).count();
                let is_edge = at == 0 || at == self.clause.len() || self.clause[at - 1].is_whitespace();
                if n_spaces == 0 && self.spacing == Spacing::Fixed && !is_edge {
                    return None;
                }
                at += n_spaces;
            } else if self.clause.get(at) == Some(&letter) {
                at += 1;
            } else {
                return None;
            }
        }
        Some(at)
    }

    fn name(&self, forgiving: bool, rest: &[Node], after: Option<&After<'_>>, at: usize) -> Option<Matched<'n>> {
        let is_mention = self.clause.get(at) == Some(&'@');
        let from = if is_mention { at + 1 } else { at };
        if from > 0 && is_word(*self.clause.get(from)?) && is_word(self.clause[from - 1]) {
            return None;
        }
        let found = self
            .names
            .or_models_at(self.clause, from)
            .filter(|found| is_mention || found.strength != Strength::Letter)
            .find_map(|found| self.run(rest, after, found.to, Some(found)));
        if found.is_some() || !forgiving {
            return found;
        }
        let to = from + self.clause[from..].iter().take_while(|letter| is_word(**letter)).count();
        let entry = self.names.nearly(&self.clause[from..to])?;
        self.run(rest, after, to, Some(Found { from, to, entry, model: OneOf::None, strength: Strength::Word }))
    }
}
