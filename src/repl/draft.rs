//! The message that is being written: its text, what of it was pasted, and long pastes folded to a label.
//!
//! Pure. Lines that a person pasted never speak to baro, so their place is kept through every edit: an edit is what
//! stands between the common beginning and the common end of the line before and after. A paste too long for the
//! window stands in the line as `[pasted 1 · 60 lines]`, is one character for every key, and goes out in full. The blanks of
//! a label are such as no text has that a person typed or pasted: words that only look like one are words.

use std::ops::Range;

use unicode_normalization::{UnicodeNormalization, is_nfc};

use crate::domain::Lang;

/// A paste of more lines is folded.
const MOST_LINES: usize = 12;

/// A paste of more characters is folded.
const MOST_CHARACTERS: usize = 1_000;

/// What comes back into the line is folded, too, where it is longer than this: no window holds it.
const MOST_LINES_WRITTEN: usize = 100;

/// As [`MOST_LINES_WRITTEN`], in characters.
const MOST_CHARACTERS_WRITTEN: usize = 8_000;

/// The blank within a label.
const BLANK: char = '\u{a0}';

/// A folded paste.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Block {
    label: String,
    /// Composed, as it goes out: once, since what goes out is looked at whenever the typing rests.
    text: String,
}

/// What goes out: composed, whole, with the places of what was pasted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written {
    /// The text.
    pub text: String,
    /// The bytes of it that were pasted, in order.
    pub pasted: Vec<Range<usize>>,
}

impl Written {
    /// Puts a `\` before it, so that it is sent as it stands.
    pub fn escape(&mut self) {
        self.text.insert(0, '\\');
        for range in &mut self.pasted {
            *range = range.start + 1..range.end + 1;
        }
    }
}

/// The message that is being written. Folded pastes of a session stay known to it from line to line.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    line: String,
    pasted: Vec<Range<usize>>,
    blocks: Vec<Block>,
}

impl Draft {
    /// The line as it stands in the editor.
    #[must_use]
    pub fn line(&self) -> &str {
        &self.line
    }

    /// Begins another line; nothing of it was pasted.
    pub fn begin(&mut self, line: &str) {
        line.clone_into(&mut self.line);
        self.pasted.clear();
    }

    /// Goes on with a line that was begun before this one. What was folded since stays known.
    pub fn resume(&mut self, begun: Self) {
        (self.line, self.pasted) = (begun.line, begun.pasted);
    }

    /// Takes note of an edit.
    pub fn note(&mut self, line: &str) {
        if line == self.line {
            return;
        }
        let change = Change::between(&self.line, line);
        self.pasted = self.pasted.iter().filter_map(|range| change.carry(range)).collect();
        line.clone_into(&mut self.line);
    }

    /// Takes a paste at byte `at` of `line`, and returns what is to be inserted there: the text, or its label.
    pub fn paste(&mut self, line: &str, at: usize, text: &str, lang: Lang) -> String {
        self.note(line);
        let inserted = self.fold(text, lang).unwrap_or_else(|| without_labels(text));
        let at = at.min(self.line.len());
        self.line.insert_str(at, &inserted);
        let (from, to) = (at, at + inserted.len());
        let mut pasted = Vec::with_capacity(self.pasted.len() + 1);
        for range in self.pasted.drain(..) {
            if range.end <= at {
                pasted.push(range);
            } else if range.start >= at {
                pasted.push(range.start + inserted.len()..range.end + inserted.len());
            } else {
                pasted.push(range.start..range.end + inserted.len());
            }
        }
        pasted.push(from..to);
        self.pasted = merged(pasted);
        inserted
    }

    /// The label of a text that is too long for the line, which stands for it from now on.
    pub fn fold(&mut self, text: &str, lang: Lang) -> Option<String> {
        let n_lines = text.lines().count();
        if n_lines <= MOST_LINES && text.chars().nth(MOST_CHARACTERS).is_none() {
            return None;
        }
        let text: String = if is_nfc(text) { text.to_owned() } else { text.nfc().collect() };
        if let Some(known) = self.blocks.iter().find(|block| block.text == text) {
            return Some(known.label.clone());
        }
        let number = self.blocks.len() + 1;
        let label = match lang {
            Lang::Ko => format!("[붙여넣음 {number} · {n_lines}줄]"),
            Lang::En if n_lines == 1 => format!("[pasted {number} · 1 line]"),
            Lang::En => format!("[pasted {number} · {n_lines} lines]"),
        };
        let label = label.replace(' ', &BLANK.to_string());
        self.blocks.push(Block { label: label.clone(), text });
        Some(label)
    }

    /// A message that was written before, as it comes back into the line: what was folded in it is so again, and the rest
    /// can be changed.
    pub fn recall(&mut self, written: &Written, lang: Lang) -> String {
        let Written { text, pasted } = written;
        let (mut line, mut at) = (String::with_capacity(text.len()), 0);
        for range in pasted {
            let (Some(typed), Some(piece)) = (text.get(at..range.start), text.get(range.clone())) else { break };
            line.push_str(typed);
            match self.fold(piece, lang) {
                Some(label) => line.push_str(&label),
                None => line.push_str(piece),
            }
            at = range.end;
        }
        line.push_str(&text[at..]);
        for block in &self.blocks {
            line = line.replace(&block.text, &block.label);
        }
        let is_long = line.lines().count() > MOST_LINES_WRITTEN || line.chars().nth(MOST_CHARACTERS_WRITTEN).is_some();
        if is_long { self.fold(text, lang).unwrap_or(line) } else { line }
    }

    /// Where labels stand in `line`, in order.
    #[must_use]
    pub fn labels_in(&self, line: &str) -> Vec<Range<usize>> {
        let labels = self.blocks.iter().flat_map(|block| line.match_indices(&block.label));
        let mut labels: Vec<Range<usize>> = labels.map(|(at, label)| at..at + label.len()).collect();
        labels.sort_unstable_by_key(|label| label.start);
        labels
    }

    /// What goes out.
    #[must_use]
    pub fn written(&self) -> Written {
        let mut written = Written::default();
        let mut at = 0;
        while at < self.line.len() {
            let rest = &self.line[at..];
            let found = self
                .blocks
                .iter()
                .filter_map(|block| rest.find(&block.label).map(|begin| (begin, block)))
                .min_by_key(|(begin, _)| *begin);
            let end = found.map_or(self.line.len(), |(begin, _)| at + begin);
            self.push_typed(&mut written, at..end);
            at = end;
            if let Some((_, block)) = found {
                let from = written.text.len();
                written.text.push_str(&block.text);
                written.pasted.push(from..written.text.len());
                at += block.label.len();
            }
        }
        written.pasted = merged(std::mem::take(&mut written.pasted));
        written
    }

    /// Adds a part of the line that holds no label, cut where something was pasted.
    fn push_typed(&self, written: &mut Written, part: Range<usize>) {
        let mut cuts = vec![part.start, part.end];
        for range in &self.pasted {
            cuts.extend([range.start, range.end].into_iter().filter(|cut| part.contains(cut)));
        }
        cuts.sort_unstable();
        for window in cuts.windows(2) {
            let Some(piece) = self.line.get(window[0]..window[1]).filter(|piece| !piece.is_empty()) else { continue };
            let from = written.text.len();
            if is_nfc(piece) {
                written.text.push_str(piece);
            } else {
                written.text.extend(piece.nfc());
            }
            if self.pasted.iter().any(|range| range.contains(&window[0])) {
                written.pasted.push(from..written.text.len());
            }
        }
    }
}

/// A text that was pasted, in which a label, as it was copied off the screen, is none.
fn without_labels(text: &str) -> String {
    text.replace(&format!("{BLANK}·{BLANK}"), " · ")
}

/// Ranges in order, those that touch made one.
fn merged(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.retain(|range| !range.is_empty());
    ranges.sort_unstable_by_key(|range| range.start);
    let mut merged: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match merged.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}

/// An edit: bytes that went, and how many came in their place.
struct Change {
    gone: Range<usize>,
    n_new: usize,
}

impl Change {
    fn between(before: &str, after: &str) -> Self {
        let mut start = before.bytes().zip(after.bytes()).take_while(|(old, new)| old == new).count();
        // Characters may begin alike.
        while !before.is_char_boundary(start) {
            start -= 1;
        }
        let longest = before.len().min(after.len()) - start;
        let alike = before.bytes().rev().zip(after.bytes().rev()).take(longest);
        let mut end = alike.take_while(|(old, new)| old == new).count();
        while !before.is_char_boundary(before.len() - end) {
            end -= 1;
        }
        Self { gone: start..before.len() - end, n_new: after.len() - end - start }
    }

    /// Where a pasted range is afterwards. What is typed into the middle of one counts as part of it.
    fn carry(&self, range: &Range<usize>) -> Option<Range<usize>> {
        let Self { gone, n_new } = self;
        let moved = |at: usize| at + n_new - (gone.end - gone.start);
        let start = if range.start < gone.start { range.start } else { moved(range.start.max(gone.end)) };
        let end = if range.end <= gone.start {
            range.end
        } else if range.end < gone.end {
            gone.start
        } else {
            moved(range.end)
        };
        (start < end).then_some(start..end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn draft(line: &str, paste: &str) -> Draft {
        let mut draft = Draft::default();
        draft.begin(line);
        draft.paste(line, line.len(), paste, Lang::En);
        draft
    }

    fn pasted(draft: &Draft) -> Vec<String> {
        let written = draft.written();
        written.pasted.iter().map(|range| written.text[range.clone()].to_owned()).collect()
    }

    #[test]
    fn what_was_pasted_is_known_through_every_edit() {
        let mut draft = draft("이거 ", "kimi로 다시");
        assert_eq!(pasted(&draft), ["kimi로 다시"]);
        draft.note("이거 kimi로 다시 고쳐줘");
        assert_eq!(pasted(&draft), ["kimi로 다시"]);
        draft.note("자, 이거 kimi로 다시 고쳐줘");
        assert_eq!(pasted(&draft), ["kimi로 다시"]);
        draft.note("자, 이거 kimi 다시 고쳐줘");
        assert_eq!(pasted(&draft), ["kimi 다시"]);
        draft.note("자, 이거");
        assert!(pasted(&draft).is_empty());
    }

    #[test]
    fn typed_words_around_a_paste_are_not_pasted() {
        let mut draft = draft("", "x = 1");
        draft.note("@q x = 1");
        draft.note("@q x = 1 왜?");
        assert_eq!(pasted(&draft), ["x = 1"]);
        assert_eq!(draft.written().text, "@q x = 1 왜?");
    }

    #[test]
    fn sixty_lines_are_one_label_and_go_out_in_full() {
        let text = format!("{}line 60\n", "line 1\n".repeat(59));
        let mut draft = draft("explain ", &text);
        assert_eq!(draft.line(), "explain [pasted\u{a0}1\u{a0}·\u{a0}60\u{a0}lines]");
        let line = format!("{} please", draft.line());
        draft.note(&line);
        assert_eq!(draft.written().text, format!("explain {text} please"));
        assert_eq!(pasted(&draft), [text]);
        let label = 8..8 + "[pasted\u{a0}1\u{a0}·\u{a0}60\u{a0}lines]".len();
        assert_eq!(draft.labels_in(draft.line()), [label]);
    }

    #[test]
    fn what_was_written_comes_back_as_text_and_what_was_pasted_as_its_label() {
        let pasted = "line\n".repeat(60);
        let mut draft = draft("explain ", &pasted);
        let mut recalled = |text: &str, pasted: Option<Range<usize>>| {
            draft
                .recall(&Written { text: text.to_owned(), pasted: pasted.into_iter().collect() }, Lang::En)
                .replace(BLANK, " ")
        };
        assert_eq!(recalled(&format!("explain {pasted} now"), None), "explain [pasted 1 · 60 lines] now");
        let typed = "a line of mine\n".repeat(20);
        assert_eq!(recalled(&typed, None), typed);
        assert_eq!(recalled(&"of another talk\n".repeat(500), None).lines().count(), 1);
        // Of another session it is known what of it was pasted.
        let log = "2026-01-02 worker failed\n".repeat(20);
        let text = format!("why? {log}and {typed}");
        assert_eq!(recalled(&text, Some(5..5 + log.len())), format!("why? [pasted 3 · 20 lines]and {typed}"));
        assert_eq!(recalled("a short one", Some(2..7)), "a short one");
    }

    #[test]
    fn words_that_only_look_like_a_label_bring_no_paste() {
        let log = "line\n".repeat(60);
        let mut draft = draft("", &log);
        let label = draft.line().to_owned();
        let typed = label.replace(BLANK, " ");
        draft.begin(&format!("what is {typed}?"));
        assert!(draft.labels_in(draft.line()).is_empty());
        assert_eq!(draft.written().text, format!("what is {typed}?"));
        // Copied off the screen it is no more.
        draft.begin("");
        draft.paste("", 0, &format!("it said {label}"), Lang::En);
        assert_eq!(draft.written().text, format!("it said {}", label.replace("\u{a0}·\u{a0}", " · ")));
        // A key may take it, and put it in again.
        draft.note("");
        draft.note(&label);
        assert_eq!(draft.written().text, log);
    }

    #[test]
    fn a_label_that_was_broken_up_is_text() {
        let mut draft = draft("", &"긴 글 ".repeat(400));
        let broken = draft.line().replace("pasted", "past");
        draft.note(&broken);
        assert_eq!(draft.written().text, broken);
    }

    #[test]
    fn decomposed_text_goes_out_composed() {
        let mut draft = Draft::default();
        draft.note("\u{1112}\u{1161}\u{11ab}글");
        assert_eq!(draft.written().text, "한글");
    }

    proptest! {
        #[test]
        fn ranges_stay_in_the_line_and_on_its_characters(
            edits in proptest::collection::vec(("[가나a ]{0,6}", 0usize..8, 0usize..4, any::<bool>()), 1..12),
        ) {
            let mut draft = Draft::default();
            for (text, at, n_gone, is_paste) in edits {
                let chars: Vec<char> = draft.line().chars().collect();
                let at = at.min(chars.len());
                let byte: usize = chars[..at].iter().map(|it| it.len_utf8()).sum();
                if is_paste {
                    let line = draft.line().to_owned();
                    draft.paste(&line, byte, &text, Lang::Ko);
                } else {
                    let rest: String = chars[at..].iter().skip(n_gone).collect();
                    let line = format!("{}{text}{rest}", chars[..at].iter().collect::<String>());
                    draft.note(&line);
                }
                let written = draft.written();
                for range in written.pasted {
                    prop_assert!(written.text.get(range).is_some());
                }
            }
        }
    }
}
