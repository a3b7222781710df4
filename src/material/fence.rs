//! The form in which material is sent: labelled and fenced, after the words of the user.
//!
//! Pure, linear in the material, and the same bytes each time, so that providers' prompt caches hold. It does
//! not decide whether material is sent, nor cut it.

use std::borrow::Cow;
use std::fmt::Write as _;

use memchr::memmem;

use super::Material;

/// How a label begins.
const LABEL: &str = "[material: ";
/// What the fence says that it holds.
const FENCED_AS: &str = "text";
/// The shortest fence.
const MIN_FENCE: usize = 3;
/// A backtick fence longer than this is given up for tildes where these would be shorter.
const LONG_FENCE: usize = 16;

/// The materials as they are sent to a model, each under its label and between fences; `None` without any.
///
/// ````text
/// [material: notes.md, 1234 bytes]
/// ```text
/// ..
/// ```
/// ````
///
/// Nothing inside a material can end its fence: the fence is longer than every run of its own character in it.
/// A name is written on one line, with control characters escaped. A text that does not end in a line end gets
/// one before the closing fence. A single text stays in the memory that it came in, several are copied once.
#[must_use]
pub fn fence(mut materials: Vec<Material>) -> Option<String> {
    let only = if materials.len() == 1 { materials.pop() } else { None };
    if let Some(mut material) = only {
        let mut text = std::mem::take(&mut material.text);
        let frame = Frame::around(&material, &text);
        text.reserve_exact(frame.head.len() + frame.tail.len());
        text.insert_str(0, &frame.head);
        text.push_str(&frame.tail);
        return Some(text);
    }
    let frames: Vec<Frame> = materials.iter().map(|material| Frame::around(material, &material.text)).collect();
    let parts = || materials.iter().zip(&frames);
    let n_bytes = parts().map(|(material, frame)| material.text.len() + frame.head.len() + frame.tail.len() + 1).sum();
    let mut fenced = String::with_capacity(n_bytes);
    for (material, frame) in parts() {
        if !fenced.is_empty() {
            fenced.push('\n');
        }
        fenced.push_str(&frame.head);
        fenced.push_str(&material.text);
        fenced.push_str(&frame.tail);
    }
    (!frames.is_empty()).then_some(fenced)
}

/// The texts of materials that were [`fence`]d, without labels and fences; what is not of that form, as it is.
#[must_use]
pub fn unfenced(fenced: &str) -> Cow<'_, str> {
    let mut texts = Vec::with_capacity(1);
    let mut rest = fenced;
    while let Some((text, behind)) = first_text(rest) {
        texts.push(text);
        rest = behind;
    }
    match texts.as_slice() {
        [text] if rest.is_empty() => Cow::Borrowed(*text),
        [_, ..] if rest.is_empty() => Cow::Owned(texts.concat()),
        _ => Cow::Borrowed(fenced),
    }
}

/// The text of the first material, and what comes behind its fence.
fn first_text(fenced: &str) -> Option<(&str, &str)> {
    let (_, framed) = fenced.strip_prefix(LABEL)?.split_once('\n')?;
    let (opening, body) = framed.split_once('\n')?;
    let closing = format!("{}\n", opening.strip_suffix(FENCED_AS)?);
    let end = if body.starts_with(&closing) {
        0
    } else {
        memmem::find(body.as_bytes(), format!("\n{closing}").as_bytes())? + 1
    };
    let behind = &body[end + closing.len()..];
    Some((&body[..end], behind.strip_prefix('\n').unwrap_or(behind)))
}

/// What stands before and after a material's text.
struct Frame {
    head: String,
    tail: String,
}

impl Frame {
    fn around(material: &Material, text: &str) -> Self {
        let mark = Mark::around(text);
        let mut head = String::new();
        push_label(&mut head, material);
        mark.push(&mut head);
        head.push_str(FENCED_AS);
        head.push('\n');
        let mut tail = String::new();
        if !text.is_empty() && !text.ends_with('\n') {
            tail.push('\n');
        }
        mark.push(&mut tail);
        tail.push('\n');
        Self { head, tail }
    }
}

fn push_label(fenced: &mut String, material: &Material) {
    fenced.push_str(LABEL);
    for c in material.name.chars() {
        if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') {
            fenced.extend(c.escape_default());
        } else {
            fenced.push(c);
        }
    }
    // Writing to a `String` cannot fail.
    let _ = write!(fenced, ", {} bytes", material.n_bytes);
    if let Some(encoding) = material.decoded_from {
        let _ = write!(fenced, ", decoded from {encoding}");
    }
    if let Some(n_bytes) = material.truncated_at {
        let _ = write!(fenced, ", cut after {n_bytes} bytes");
    }
    fenced.push_str("]\n");
}

/// The fence of one material.
struct Mark {
    c: char,
    n: usize,
}

impl Mark {
    fn around(text: &str) -> Self {
        let backticks = Self { c: '`', n: MIN_FENCE.max(1 + longest_run(text, b'`')) };
        if backticks.n <= LONG_FENCE {
            return backticks;
        }
        let tildes = Self { c: '~', n: MIN_FENCE.max(1 + longest_run(text, b'~')) };
        if tildes.n < backticks.n { tildes } else { backticks }
    }

    fn push(&self, fenced: &mut String) {
        fenced.extend(std::iter::repeat_n(self.c, self.n));
    }
}

fn longest_run(text: &str, wanted: u8) -> usize {
    let (mut longest, mut run, mut after) = (0, 0, None);
    for place in memchr::memchr_iter(wanted, text.as_bytes()) {
        run = if after == Some(place) { run + 1 } else { 1 };
        longest = longest.max(run);
        after = Some(place + 1);
    }
    longest
}

#[cfg(test)]
mod tests {
    use super::{Material, fence, unfenced};
    use proptest::prelude::{prop, prop_assert_eq, proptest};

    fn material(name: &str, text: &str) -> Material {
        Material {
            name: name.to_owned(),
            text: text.to_owned(),
            n_bytes: text.len() as u64,
            decoded_from: None,
            n_replaced: 0,
            truncated_at: None,
        }
    }

    /// Reads the form back as a reader of it would: label, fence, everything up to the same fence alone on a line.
    fn read_back(mut fenced: &str) -> Vec<(String, String)> {
        let mut found = Vec::new();
        loop {
            let (label, rest) = fenced.split_once('\n').unwrap();
            let (opening, rest) = rest.split_once('\n').unwrap();
            let mark = opening.strip_suffix("text").unwrap();
            let mut text = String::new();
            let mut rest = rest;
            loop {
                let (line, after) = rest.split_once('\n').expect("the fence is closed");
                rest = after;
                if line == mark {
                    break;
                }
                assert!(!line.contains(mark), "a line of the material could be taken for the end");
                text.push_str(line);
                text.push('\n');
            }
            let name = label.strip_prefix("[material: ").and_then(|label| label.rsplit_once(", ")).unwrap().0;
            found.push((name.to_owned(), text));
            let Some(more) = rest.strip_prefix('\n') else {
                assert_eq!(rest, "");
                return found;
            };
            fenced = more;
        }
    }

    #[test]
    fn nothing_is_sent_without_material() {
        assert_eq!(fence(Vec::new()), None);
    }

    #[test]
    fn a_material_is_labelled_with_name_and_size() {
        let one = fence(vec![material("stdin", "hello")]).unwrap();
        assert_eq!(one, "[material: stdin, 5 bytes]\n```text\nhello\n```\n");
    }

    #[test]
    fn encoding_and_cut_stand_in_the_label() {
        let mut one = material("a.txt", "가\n");
        one.decoded_from = Some("CP949");
        one.n_bytes = 3;
        one.truncated_at = Some(3);
        let sent = fence(vec![one]).unwrap();
        assert_eq!(sent, "[material: a.txt, 3 bytes, decoded from CP949, cut after 3 bytes]\n```text\n가\n```\n");
    }

    #[test]
    fn several_materials_keep_their_order() {
        let sent = fence(vec![material("a", "1\n"), material("b", "2")]).unwrap();
        assert_eq!(sent, "[material: a, 2 bytes]\n```text\n1\n```\n\n[material: b, 1 bytes]\n```text\n2\n```\n");
    }

    #[test]
    fn an_inner_fence_makes_the_outer_longer() {
        let sent = fence(vec![material("a.md", "```rust\nfn main() {}\n```\n")]).unwrap();
        assert!(sent.contains("\n````text\n") && sent.ends_with("\n````\n"), "{sent}");
    }

    #[test]
    fn a_name_cannot_leave_its_line() {
        let sent = fence(vec![material("a\n```\nignore\u{1b}[2J", "x")]).unwrap();
        assert!(sent.starts_with("[material: a\\n```\\nignore\\u{1b}[2J, 1 bytes]\n```text\nx\n"), "{sent}");
    }

    #[test]
    fn ten_megabytes_of_backticks_cost_no_second_ten() {
        let text = "`".repeat(10_000_000);
        let sent = fence(vec![material("stdin", &text)]).unwrap();
        assert!(sent.len() < text.len() + 100, "{}", sent.len());
        assert!(sent.ends_with("`\n~~~\n"));
    }

    #[test]
    fn ten_megabytes_are_allocated_once() {
        let text = "한글 log line\n".repeat(600_000);
        let sent = fence(vec![material("stdin", &text)]).unwrap();
        assert!(sent.capacity() < text.len() + 300);
    }

    #[test]
    fn what_is_not_fenced_is_left_as_it_is() {
        for text in ["", "plain", "[material: a]\n```text\nopen", "[material: a]\n```text\nx\n```\nmore"] {
            assert_eq!(unfenced(text), text);
        }
        assert_eq!(unfenced(&fence(vec![material("a", "")]).unwrap()), "");
    }

    proptest! {
        #[test]
        fn material_is_never_ambiguous(
            texts in prop::collection::vec("[`~ a가\n\r\\[\\]]{0,60}", 1..4),
            names in prop::collection::vec("[a-z`\n, \\]가]{1,12}", 4),
        ) {
            let materials: Vec<Material> =
                texts.iter().zip(&names).map(|(text, name)| material(name, text)).collect();
            let sent = fence(materials.clone()).unwrap();
            prop_assert_eq!(&sent, &fence(materials.clone()).unwrap());
            let found = read_back(&sent);
            prop_assert_eq!(unfenced(&sent), found.iter().map(|(_, text)| text.as_str()).collect::<String>());
            prop_assert_eq!(found.len(), materials.len());
            for ((name, text), material) in found.iter().zip(&materials) {
                prop_assert_eq!(name, &material.name.replace('\n', "\\n"));
                let mut expected = material.text.clone();
                if !expected.is_empty() && !expected.ends_with('\n') {
                    expected.push('\n');
                }
                prop_assert_eq!(text, &expected);
            }
        }
    }
}
