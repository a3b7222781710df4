//! Groups of words that speak for a kind of work, compiled from `data/lexicon.toml` into a trie that is read
//! where it lies.
//!
//! Latin entries match at ASCII boundaries only; Hangul entries match inside a word, or at its start where
//! they are marked so. Of several entries that begin at one letter the longest counts, and matches never
//! overlap: `자바스크립트` is neither `자바` nor `스크립트`. Which route a group speaks for is learnt, not said here.

use super::text::{Script, Words};
use crate::domain::hangul;

/// Groups that a lexicon may have.
pub const MAX_GROUPS: usize = 62;
/// In an entry's bits: it begins where a word begins.
pub const AT_START: u64 = 1 << 62;
/// In an entry's bits: it ends where a word ends.
pub const AT_END: u64 = 1 << 63;
/// Bytes of a node: letter, first child, set, each a little-endian `u16`.
pub const NODE_BYTES: usize = 6;

/// A compiled lexicon, read from its bytes.
#[derive(Debug, Clone, Copy)]
pub struct Lexicon<'a> {
    nodes: &'a [u8],
    sets: &'a [u8],
}

/// A word of the lexicon in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Hit {
    /// First letter in [`Words::letters`].
    pub from: usize,
    /// Position after the last letter.
    pub to: usize,
    /// Token of the first letter.
    pub token: usize,
    /// A bit for each group.
    pub groups: u64,
}

impl<'a> Lexicon<'a> {
    /// A view of compiled nodes and sets; `None` where their lengths make no sense.
    #[must_use]
    pub fn new(nodes: &'a [u8], sets: &'a [u8]) -> Option<Self> {
        let is_whole =
            nodes.len() >= 2 * NODE_BYTES && nodes.len().is_multiple_of(NODE_BYTES) && sets.len().is_multiple_of(8);
        is_whole.then_some(Self { nodes, sets })
    }

    /// All matches in `words`, in order.
    pub(crate) fn hits(&self, words: &Words<'_>, hits: &mut Vec<Hit>) {
        let mut next_free = 0;
        for (index, token) in words.tokens.iter().enumerate() {
            match token.script {
                // Inside a Latin word or a number nothing begins.
                Script::Latin | Script::Digits | Script::Mark | Script::Jamo => {
                    if token.from >= next_free
                        && let Some((to, groups)) = self.longest(words, token.from, token.from)
                    {
                        hits.push(Hit { from: token.from, to, token: index, groups });
                        next_free = to;
                    }
                }
                Script::Hangul => {
                    let mut from = token.from.max(next_free);
                    while from < token.to {
                        if let Some((to, groups)) = self.longest(words, from, token.from) {
                            hits.push(Hit { from, to, token: index, groups });
                            from = to;
                            next_free = to;
                        } else {
                            from += 1;
                        }
                    }
                }
            }
        }
    }

    /// The longest entry that begins at letter `from` of a token that begins at `token_from`.
    fn longest(&self, words: &Words<'_>, from: usize, token_from: usize) -> Option<(usize, u64)> {
        let letters = &words.letters;
        let mut node = 0;
        let mut found = None;
        for to in from..letters.len() {
            let Some(child) = self.child(node, letters[to]) else { break };
            node = child;
            let set = self.field(node, 4);
            if set != 0
                && let Some(bits) = self.set(set - 1)
            {
                let last = letters[to];
                let next = letters.get(to + 1).copied();
                let ends = if last.is_ascii_alphanumeric() || matches!(last, '+' | '#') {
                    // Where ASCII meets Hangul is a boundary: `python으로`.
                    !next.is_some_and(|c| {
                        c.is_ascii_alphanumeric() || (matches!(c, '+' | '#') && last.is_ascii_alphabetic())
                    })
                } else {
                    bits & AT_END == 0 || !next.is_some_and(hangul::is_syllable)
                };
                let starts = bits & AT_START == 0 || from == token_from;
                if ends && starts {
                    found = Some((to + 1, bits & !(AT_START | AT_END)));
                }
            }
        }
        found
    }

    /// The child of `node` for `letter`. Children of one node lie together, in the order of their letters,
    /// up to the first child of the next node.
    fn child(&self, node: usize, letter: char) -> Option<usize> {
        let letter = u16::try_from(u32::from(letter)).ok()?;
        let (mut low, mut high) = (usize::from(self.field(node, 2)), usize::from(self.field(node + 1, 2)));
        while low < high {
            let middle = usize::midpoint(low, high);
            match self.field(middle, 0).cmp(&letter) {
                std::cmp::Ordering::Equal => return Some(middle),
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }

    /// A field of a node; 0 beyond the last.
    fn field(&self, node: usize, offset: usize) -> u16 {
        let at = node * NODE_BYTES + offset;
        match self.nodes.get(at..at + 2) {
            Some(&[low, high]) => u16::from_le_bytes([low, high]),
            _ => 0,
        }
    }

    fn set(&self, index: u16) -> Option<u64> {
        let at = usize::from(index) * 8;
        let bytes = self.sets.get(at..at + 8)?;
        bytes.try_into().ok().map(u64::from_le_bytes)
    }
}
