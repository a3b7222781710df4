//! Finds the fenced code blocks of an answer.
//!
//! By `CommonMark`'s rules for fences; nothing else of Markdown is looked at.

/// The contents of all fenced blocks, in order, each ending with a newline. A block that is never closed ends
/// with the text.
#[must_use]
pub fn of(text: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut open: Option<Fence> = None;
    let mut block = String::new();
    for line in text.split_inclusive('\n') {
        match open {
            None => open = Fence::opening(line),
            Some(fence) if fence.is_closed_by(line) => {
                blocks.push(std::mem::take(&mut block));
                open = None;
            }
            Some(fence) => block.push_str(fence.without_indent(line)),
        }
    }
    if open.is_some() && !block.is_empty() {
        if !block.ends_with('\n') {
            block.push('\n');
        }
        blocks.push(block);
    }
    blocks
}

#[derive(Debug, Clone, Copy)]
struct Fence {
    mark: char,
    length: usize,
    indent: usize,
}

impl Fence {
    fn opening(line: &str) -> Option<Self> {
        let body = line.trim_start_matches(' ');
        let indent = line.len() - body.len();
        let mark = body.chars().next().filter(|mark| matches!(mark, '`' | '~'))?;
        let length = body.chars().take_while(|character| *character == mark).count();
        let info = &body[length..];
        // A fence inside a list is indented by more than three spaces; models write that all the time.
        let is_fence = length >= 3 && !(mark == '`' && info.contains('`'));
        is_fence.then_some(Self { mark, length, indent })
    }

    fn is_closed_by(self, line: &str) -> bool {
        let body = line.trim();
        body.len() >= self.length && body.chars().all(|character| character == self.mark)
    }

    /// The line less the indent that its fence has.
    fn without_indent(self, line: &str) -> &str {
        let spaces = line.bytes().take(self.indent).take_while(|byte| *byte == b' ').count();
        &line[spaces..]
    }
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn blocks_are_found_by_their_fences() {
        let cases: [(&str, &[&str]); 8] = [
            ("no code", &[]),
            ("a\n```rust\nlet x = 1;\n```\nb\n", &["let x = 1;\n"]),
            ("```\none\n```\n~~~sh\ntwo\n~~~\n", &["one\n", "two\n"]),
            ("````md\n```\ninner\n```\n````\n", &["```\ninner\n```\n"]),
            ("```\nnever closed", &["never closed\n"]),
            ("- item\n  ```py\n  x = 1\n    y\n  ```\n", &["x = 1\n  y\n"]),
            ("inline ```code``` only", &[]),
            ("```inline``` at the start\n", &[]),
        ];
        for (text, expected) in cases {
            assert_eq!(of(text), expected, "{text}");
        }
    }
}
