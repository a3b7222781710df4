//! Addresses inside a text: `[words](address)`, `<address>`, and bare ones. They are shown, never hidden behind words.

use super::{Parser, Tone, What};

impl Parser<'_> {
    /// `](address)` ends a link that began at the last bracket.
    pub(super) fn link(&mut self, at: usize) -> Option<usize> {
        let opener = self.brackets.pop()?;
        let open = self.nodes[opener].start;
        if self.text.as_bytes().get(at + 1) != Some(&b'(') {
            return None;
        }
        let Some((address, end)) = destination(self.text, at + 2) else {
            if !self.text[at + 2..].contains([')', '\n']) {
                self.unfinished = Some(at + 1);
            }
            return None;
        };
        self.emphasise(opener + 1);
        let words = &self.text[open..at];
        let words = words.trim_start_matches(['!', '[']);
        self.nodes[opener].what = What::Nothing;
        self.nodes[opener].link += 1;
        self.push(at, What::Nothing);
        if let Some(last) = self.nodes.last_mut() {
            last.link -= 1;
        }
        // The address twice would tell nothing more.
        if !address.is_empty() && words != address {
            let shown = if words.is_empty() { address.to_owned() } else { format!(" ({address})") };
            self.push(at, What::Said(shown, Tone::Faint));
        }
        Some(end)
    }

    /// `<https://..>`, and `<br>`, the one tag that is read.
    pub(super) fn angle(&mut self, at: usize) -> Option<usize> {
        let rest = &self.text[at..];
        let end = rest[1..].find(['>', '<', '\n', ' '])? + 1;
        let tag = &rest[1..end];
        if rest.as_bytes()[end] == b'>' {
            if tag.starts_with("https://") || tag.starts_with("http://") || tag.starts_with("mailto:") {
                self.push(at, What::Said(tag.to_owned(), Tone::Link));
                return Some(at + end + 1);
            }
            if matches!(tag.trim_end_matches('/'), "br" | "BR") {
                self.push(at, What::Said("\n".to_owned(), Tone::Text));
                return Some(at + end + 1);
            }
        }
        let is_break = rest.get(..6).is_some_and(|tag| tag.eq_ignore_ascii_case("<br />"));
        is_break.then(|| {
            self.push(at, What::Said("\n".to_owned(), Tone::Text));
            at + 6
        })
    }

    /// A bare address. It ends before Korean: `https://example.com에서`.
    pub(super) fn address(&mut self, at: usize) -> Option<usize> {
        let rest = &self.text[at..];
        let head = ["https://", "http://"].into_iter().find(|head| rest.starts_with(head))?;
        if self.text[..at].ends_with(|before: char| before.is_ascii_alphanumeric()) {
            return None;
        }
        let mut end = rest
            .find(|character: char| {
                !character.is_ascii_graphic() || matches!(character, '<' | '>' | '"' | '`' | '|' | '\\')
            })
            .unwrap_or(rest.len());
        loop {
            let address = &rest[..end];
            let Some(last) = address.bytes().last() else { break };
            let is_open = last == b')' && address.matches('(').count() >= address.matches(')').count();
            if is_open
                || !matches!(last, b')' | b']' | b'.' | b',' | b':' | b';' | b'!' | b'?' | b'*' | b'_' | b'~' | b'\'')
            {
                break;
            }
            end -= 1;
        }
        // `](` within an address ends the words of a link.
        if let Some(n) = rest[..end].find("](") {
            end = n;
        }
        (end > head.len()).then(|| self.said(at, at + end, Tone::Link))
    }
}

/// The address at `from`, behind `](`, and the end of the link.
fn destination(text: &str, from: usize) -> Option<(&str, usize)> {
    let rest = &text[from..];
    let mut depth = 0usize;
    let mut end_of_address = None;
    for (at, byte) in rest.bytes().enumerate() {
        match byte {
            b'\n' => return None,
            b' ' if end_of_address.is_none() => end_of_address = Some(at),
            b'(' => depth += 1,
            b')' if depth > 0 => depth -= 1,
            b')' => {
                let address = rest[..end_of_address.unwrap_or(at)].trim_matches(['<', '>']);
                return Some((address, from + at + 1));
            }
            _ => {}
        }
    }
    None
}
