//! Pairs the marks of emphasis, as `CommonMark` describes it: with a stack of openers, and for each kind of mark a
//! bottom below which none is left, so that the work does not grow with the square of the text.

use super::{Node, Parser, What};

impl Parser<'_> {
    /// Pairs the marks from node `from` on.
    pub(super) fn emphasise(&mut self, from: usize) {
        // Below which node no opener is left, by mark, ability to open, and length modulo 3.
        let mut bottoms = [[[from; 3]; 2]; 3];
        let mut closer = from;
        let mut openers: Vec<usize> = Vec::new();
        while closer < self.nodes.len() {
            let What::Mark(mark) = &self.nodes[closer].what else {
                closer += 1;
                continue;
            };
            let (character, can_open, can_close) = (mark.character, mark.can_open, mark.can_close);
            let (n_left, n_written) = (mark.n_left, mark.n_written);
            if can_close && n_left > 0 {
                let kind = match character {
                    '*' => 0,
                    '_' => 1,
                    _ => 2,
                };
                let bottom = &mut bottoms[kind][usize::from(can_open)][n_written % 3];
                let found =
                    openers.iter().enumerate().rev().take_while(|(_, node)| **node >= *bottom).find(|(_, node)| {
                        let What::Mark(opener) = &self.nodes[**node].what else { return false };
                        let sum = opener.n_written + n_written;
                        let is_ambiguous = opener.can_close || can_open;
                        opener.character == character
                            && opener.n_left > 0
                            && (!is_ambiguous || sum % 3 != 0 || (opener.n_written % 3 == 0 && n_written % 3 == 0))
                    });
                if let Some((place, opener)) = found.map(|(place, node)| (place, *node)) {
                    openers.truncate(place + 1);
                    if self.pair(opener, closer) {
                        openers.pop();
                    }
                    continue;
                }
                *bottom = closer;
            }
            if can_open && n_left > 0 {
                openers.push(closer);
            }
            closer += 1;
        }
        // What was looked at inside of a link is over with it.
        if from > 0 {
            for node in &mut self.nodes[from..] {
                if let What::Mark(mark) = &mut node.what {
                    (mark.can_open, mark.can_close) = (false, false);
                }
            }
        }
    }

    /// Pairs one or two marks of each; true where the opener is used up.
    fn pair(&mut self, opener: usize, closer: usize) -> bool {
        let left = |nodes: &[Node], node: usize| match &nodes[node].what {
            What::Mark(mark) => mark.n_left,
            _ => 0,
        };
        let n_used = left(&self.nodes, opener).min(left(&self.nodes, closer)).min(2);
        let mut is_tilde = false;
        for node in [opener, closer] {
            if let What::Mark(mark) = &mut self.nodes[node].what {
                mark.n_left -= n_used;
                is_tilde = mark.character == '~';
            }
        }
        for (node, step) in [(opener, 1), (closer, -1)] {
            let node = &mut self.nodes[node];
            match (is_tilde, n_used) {
                (true, _) => node.struck += step,
                (false, 2) => node.strong += step,
                (false, _) => node.emphasis += step,
            }
        }
        left(&self.nodes, opener) == 0
    }
}
