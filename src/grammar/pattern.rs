//! The notation in which the tables of phrases are written, and its matching against a clause.
//!
//! A pattern stands for a whole clause. `(a|b)` is one of several; what `?` follows, a group, a class or a letter,
//! may be left out; `<word>` is a class of the table, `<name>` a name, `<name~>` one in which a typing error is forgiven. A space stands for white space:
//! in Korean it may be left out, in English not. Everything else stands for itself. What a phrase means is the
//! table's to say.

use std::sync::Arc;

use super::letters::is_word;
use super::names::{Found, Names, Strength};

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
    Letter(char),
    Space,
    Name { forgiving: bool },
    Choice { options: Arc<[Vec<Node>]>, may_be_absent: bool },
}

/// The classes of a table, each read once: most patterns share them.
pub(super) struct Classes {
    read: Vec<(&'static str, Arc<[Vec<Node>]>)>,
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
}

/// A pattern, ready to be matched.
#[derive(Debug)]
pub(super) struct Pattern {
    nodes: Vec<Node>,
    spacing: Spacing,
    /// No clause without a name can be it.
    pub wants_name: bool,
}

impl Pattern {
    /// Reads the notation. An unknown class stands for nothing, which a test of the tables excludes.
    pub fn read(source: &str, classes: &Classes, spacing: Spacing) -> Self {
        let nodes = Reader { rest: source, classes }.sequence();
        let wants_name = want_name(&nodes);
        Self { nodes, spacing, wants_name }
    }

    /// Whether the pattern is all of `clause`.
    pub fn matches<'n>(&self, clause: &[char], names: &'n Names<'_>) -> Option<Matched<'n>> {
        let matching = Matching { clause, names, spacing: self.spacing };
        matching.run(&self.nodes, None, 0, None)
    }
}

fn want_name(nodes: &[Node]) -> bool {
    nodes.iter().any(|node| match node {
        Node::Name { .. } => true,
        Node::Choice { options, may_be_absent } => !may_be_absent && options.iter().all(|option| want_name(option)),
        Node::Letter(_) | Node::Space => false,
    })
}

struct Reader<'s> {
    rest: &'s str,
    classes: &'s Classes,
}

impl Reader<'_> {
    /// Nodes up to the end, a `|` or a `)`, which is left.
    fn sequence(&mut self) -> Vec<Node> {
        let mut nodes = Vec::new();
        while let Some(letter) = self.rest.chars().next() {
            if matches!(letter, '|' | ')') {
                break;
            }
            self.rest = &self.rest[letter.len_utf8()..];
            match letter {
                '(' => nodes.push(self.choice()),
                '<' => {
                    let (name, rest) = self.rest.split_once('>').unwrap_or((self.rest, ""));
                    self.rest = rest;
                    nodes.push(match name {
                        "name" => Node::Name { forgiving: false },
                        "name~" => Node::Name { forgiving: true },
                        _ => self.class(name),
                    });
                }
                _ => {
                    let node = if letter == ' ' { Node::Space } else { Node::Letter(letter) };
                    nodes.push(if self.may_be_absent() {
                        Node::Choice { options: Arc::from([vec![node]]), may_be_absent: true }
                    } else {
                        node
                    });
                }
            }
        }
        nodes
    }

    /// Sequences between `|`, up to the end or a `)`, which is left.
    fn options(&mut self) -> Vec<Vec<Node>> {
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
}

impl<'n> Matching<'_, 'n, '_> {
    /// Matches `nodes` and then `after` from `at` to the clause's end.
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
                None => (at == self.clause.len()).then_some(Matched { name }),
            };
        };
        match node {
            Node::Letter(letter) => {
                (self.clause.get(at) == Some(letter)).then(|| self.run(rest, after, at + 1, name)).flatten()
            }
            Node::Space => {
                let n_spaces = self.clause[at..].iter().take_while(|it| it.is_whitespace()).count();
                let is_edge = at == 0 || at == self.clause.len() || self.clause[at - 1].is_whitespace();
                if n_spaces == 0 && self.spacing == Spacing::Fixed && !is_edge {
                    return None;
                }
                self.run(rest, after, at + n_spaces, name)
            }
            Node::Name { forgiving } => self.name(*forgiving, rest, after, at),
            Node::Choice { options, may_be_absent } => {
                let then = After { nodes: rest, then: after };
                options
                    .iter()
                    .find_map(|option| self.run(option, Some(&then), at, name))
                    .or_else(|| may_be_absent.then(|| self.run(rest, after, at, name)).flatten())
            }
        }
    }

    fn name(&self, forgiving: bool, rest: &[Node], after: Option<&After<'_>>, at: usize) -> Option<Matched<'n>> {
        let is_mention = self.clause.get(at) == Some(&'@');
        let from = if is_mention { at + 1 } else { at };
        if from > 0 && is_word(*self.clause.get(from)?) && is_word(self.clause[from - 1]) {
            return None;
        }
        let found = self
            .names
            .at(self.clause, from)
            .filter(|found| is_mention || found.strength != Strength::Letter)
            .find_map(|found| self.run(rest, after, found.to, Some(found)));
        if found.is_some() || !forgiving {
            return found;
        }
        let to = from + self.clause[from..].iter().take_while(|letter| is_word(**letter)).count();
        let named = self.names.nearly(&self.clause[from..to])?;
        self.run(rest, after, to, Some(Found { from, to, named, strength: Strength::Word }))
    }
}
