//! Parts the reasoning that some servers leave between `<think>` and `</think>` from the answer.
//!
//! Pure and incremental; linear in the text, wherever it is cut. Only a `<think>` that begins the answer
//! counts: one in its middle is what the model wrote about tags. It decides nothing about which models do this:
//! the rules of the catalogue say so.

use super::events::Gathered;
use crate::domain::Finish;
use crate::domain::catalogue::RequestRules;

const OPENING: &str = "<think>";
const CLOSING: &str = "</think>";

/// An answer with more whitespace before it than this, in bytes, begins with no tag.
const MAX_LEADING_SPACE: usize = 4096;

/// A part of what was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part<'a> {
    /// Thinking.
    Reasoning(&'a str),
    /// The answer.
    Text(&'a str),
}

impl Part<'_> {
    /// Hands it on as what it is; `has_text` becomes true with the first of the answer that is more than whitespace.
    pub fn tell(self, has_text: &mut bool, gathered: &mut Gathered) {
        match self {
            Self::Reasoning(text) => gathered.reasoning(text),
            Self::Text(text) => {
                *has_text |= !text.trim().is_empty();
                gathered.text(text);
            }
        }
    }
}

/// The state between two pieces of text.
#[derive(Debug)]
pub struct ThinkTags {
    place: Place,
    /// What may be the beginning of a tag, or whitespace before one.
    held: String,
    /// All that was taken for reasoning without an opening tag, in case no closing one comes.
    unproven: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Nothing but whitespace so far.
    Start,
    Reasoning,
    /// After `</think>`: the line ends that follow it belong to neither.
    AfterTag,
    Answer,
}

impl ThinkTags {
    /// Ready for an answer of a model with these rules.
    #[must_use]
    pub const fn new(rules: &RequestRules) -> Self {
        let place =
            if rules.thinks_in_tags || rules.opening_think_tag_may_be_missing { Place::Start } else { Place::Answer };
        let unproven = if rules.opening_think_tag_may_be_missing { Some(String::new()) } else { None };
        Self { place, held: String::new(), unproven }
    }

    /// Reads the next piece of text and hands its parts to `on_part`, in order.
    pub fn feed(&mut self, piece: &str, mut on_part: impl FnMut(Part<'_>)) {
        if self.place == Place::Answer {
            if !piece.is_empty() {
                on_part(Part::Text(piece));
            }
            return;
        }
        let joined;
        let mut rest = if self.held.is_empty() {
            piece
        } else {
            joined = std::mem::take(&mut self.held) + piece;
            joined.as_str()
        };
        while !rest.is_empty() {
            match self.place {
                Place::Start => {
                    let text = rest.trim_start();
                    if rest.len() - text.len() > MAX_LEADING_SPACE {
                        self.unproven = None;
                        self.place = Place::Answer;
                    } else if let Some(after) = text.strip_prefix(OPENING) {
                        self.place = Place::Reasoning;
                        self.unproven = None;
                        rest = after;
                    } else if OPENING.starts_with(text) {
                        self.held.push_str(rest);
                        return;
                    } else {
                        self.place = if self.unproven.is_some() { Place::Reasoning } else { Place::Answer };
                    }
                }
                Place::Reasoning => {
                    let (thought, after) = match rest.find(CLOSING) {
                        Some(at) => (&rest[..at], Some(&rest[at + CLOSING.len()..])),
                        None => (&rest[..rest.len() - partial_tag(rest)], None),
                    };
                    if !thought.is_empty() {
                        if let Some(unproven) = &mut self.unproven {
                            unproven.push_str(thought);
                        }
                        on_part(Part::Reasoning(thought));
                    }
                    let Some(after) = after else {
                        self.held.push_str(&rest[thought.len()..]);
                        return;
                    };
                    self.unproven = None;
                    self.place = Place::AfterTag;
                    rest = after;
                }
                Place::AfterTag => {
                    rest = rest.trim_start();
                    if !rest.is_empty() {
                        self.place = Place::Answer;
                    }
                }
                Place::Answer => {
                    on_part(Part::Text(rest));
                    return;
                }
            }
        }
    }

    /// The stream is over. What was held back is told; where the opening tag may be missing and no closing one
    /// came, all was the answer after all, unless it was cut off.
    pub fn end(&mut self, finish: Finish, mut on_part: impl FnMut(Part<'_>)) {
        let held = std::mem::take(&mut self.held);
        let unproven = self.unproven.take();
        match (self.place, unproven) {
            (Place::Reasoning, Some(text)) if !matches!(finish, Finish::Length | Finish::Error | Finish::Cancelled) => {
                let text = text + &held;
                if !text.is_empty() {
                    on_part(Part::Text(&text));
                }
            }
            (Place::Reasoning, _) if !held.is_empty() => on_part(Part::Reasoning(&held)),
            (Place::Start | Place::Answer, _) if !held.is_empty() => on_part(Part::Text(&held)),
            _ => {}
        }
        self.place = Place::Answer;
    }
}

/// Bytes at the end of `text` that may become a closing tag.
fn partial_tag(text: &str) -> usize {
    (1..CLOSING.len()).rev().find(|length| text.ends_with(&CLOSING[..*length])).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TAGS: RequestRules = rules(false);
    const MISSING: RequestRules = rules(true);

    const fn rules(opening_think_tag_may_be_missing: bool) -> RequestRules {
        RequestRules {
            thinks_in_tags: true,
            opening_think_tag_may_be_missing,
            refuses_temperature: false,
            max_tokens_field: crate::domain::catalogue::MaxTokensField::MaxTokens,
            effort_style: crate::domain::catalogue::EffortStyle::None,
            efforts: Vec::new(),
            default_effort: None,
            refuses_stream_options: false,
            extra_body: None,
        }
    }

    fn read(rules: &RequestRules, pieces: &[&str], finish: Finish) -> (String, String) {
        let mut tags = ThinkTags::new(rules);
        let (mut reasoning, mut text) = (String::new(), String::new());
        let mut on_part = |part: Part<'_>| match part {
            Part::Reasoning(part) => reasoning.push_str(part),
            Part::Text(part) => text.push_str(part),
        };
        for piece in pieces {
            tags.feed(piece, &mut on_part);
        }
        tags.end(finish, &mut on_part);
        (reasoning, text)
    }

    /// The same for every cut in two.
    fn check(rules: &RequestRules, whole: &str, reasoning: &str, text: &str) {
        let expected = (reasoning.to_owned(), text.to_owned());
        for (cut, _) in whole.char_indices() {
            assert_eq!(read(rules, &[&whole[..cut], &whole[cut..]], Finish::Stop), expected, "{whole:?} at {cut}");
        }
        assert_eq!(read(rules, &[whole], Finish::Stop), expected, "{whole:?}");
    }

    #[test]
    fn reasoning_is_parted_from_the_answer_wherever_it_is_cut() {
        check(&TAGS, "<think>왜?</think>\n\n답", "왜?", "답");
        check(&TAGS, "\n <think>\na < b</think>x </think> y", "\na < b", "x </think> y");
        check(&TAGS, "<think></think>\n\n그냥 답", "", "그냥 답");
        check(&TAGS, "Tags like <think>x</think> stay", "", "Tags like <think>x</think> stay");
        check(&TAGS, "<thin air>", "", "<thin air>");
        check(&TAGS, "  indented", "", "  indented");
        check(&TAGS, "<think>never closed </thin", "never closed </thin", "");
        check(&TAGS, "<think>a<</think>b", "a<", "b");
        check(&TAGS, "<thi", "", "<thi");
        check(&TAGS, "", "", "");
        check(&RequestRules::default(), "<think>x</think>y", "", "<think>x</think>y");
    }

    #[test]
    fn a_missing_opening_tag_is_borne_where_the_rules_say_so() {
        check(&MISSING, "왜?</think>답", "왜?", "답");
        check(&MISSING, "<think>왜?</think>답", "왜?", "답");
        // Without any tag all of it was the answer; the reader has it whole.
        check(&MISSING, "그냥 답", "그냥 답", "그냥 답");
        check(&TAGS, "왜?</think>답", "", "왜?</think>답");
        let cut_off = read(&MISSING, &["still thin", "king </th"], Finish::Length);
        assert_eq!(cut_off, ("still thinking </th".to_owned(), String::new()));
    }

    proptest! {
        #[test]
        fn any_cut_gives_the_same_parts(
            whole in "(\n| |<think>|</think>|<|/|>|th|ink|[a-c가-힣]){0,16}",
            size in 1usize..8,
            missing in any::<bool>(),
        ) {
            let rules = rules(missing);
            let characters: Vec<char> = whole.chars().collect();
            let pieces: Vec<String> = characters.chunks(size).map(|piece| piece.iter().collect()).collect();
            let pieces: Vec<&str> = pieces.iter().map(String::as_str).collect();
            prop_assert_eq!(read(&rules, &pieces, Finish::Stop), read(&rules, &[&whole], Finish::Stop));
        }
    }
}
