//! A text that is too large for a plan, in parts that are not.
//!
//! Works out how many there are and what is asked of each, and of all their answers in the end. It sends nothing.

use std::sync::Arc;

use super::candidates::Ranked;
use super::plan::TurnPlan;
use super::quota::MIN_ANSWER;
use super::request::{Showing, TurnRequest};
use super::{Bound, Engine, Error, window};
use crate::domain::{ModelRef, hangul, tokens};
use crate::material::{self, Material};

/// Tokens of the words around a part, of its label and its fence.
const FRAME: u64 = 300;
/// Parts smaller than this are not worth a minute each.
const SMALLEST_PART: u64 = 400;
/// A plan that lets fewer tokens through at once cannot be sent a text in parts.
pub const LEAST_FOR_PARTS: u64 = FRAME + SMALLEST_PART;
/// Of a part's answer; fewer say nothing.
const SHORTEST_NOTE: u64 = 120;
/// Of a part's answer; more are not needed.
const LONGEST_NOTE: u64 = 1024;

/// A text in parts.
#[derive(Debug, Clone)]
pub struct Division {
    /// Whose plan it is too large for.
    pub model: ModelRef,
    /// Tokens of the whole, estimated.
    pub n_tokens: u64,
    /// Tokens of a prompt that the plan lets through.
    pub allowed: u64,
    /// What is asked about the text; nothing where the text is the message itself.
    instruction: String,
    parts: Vec<String>,
    /// The longest answer to a part, so that all of them fit together.
    note: u64,
}

/// What is sent of a turn at once, where its message is too large for that.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    pub text: String,
    pub material: Option<Arc<String>>,
    /// What stands before its answer in what is kept.
    pub behind: String,
    /// Of a part: the longest answer to it, which nobody sees by itself.
    note: Option<u64>,
}

impl Engine {
    /// The parts of a planned turn that is refused because it is too large for every plan, if it can be divided.
    #[must_use]
    pub fn division(&self, request: &TurnRequest, plan: &TurnPlan) -> Option<Division> {
        // Nearly all turns fit, which is seen at once.
        let may_be_too_large = |ranked: &Ranked| {
            let minute = ranked.facts.plan.tokens_per_minute;
            minute
                .is_some_and(|minute| minute < plan.message_tokens + window::message_tokens(&plan.system) + MIN_ANSWER)
        };
        if !plan.order.candidates.iter().any(may_be_too_large) {
            return None;
        }
        let Error::TooLarge { input_tokens, largest: Some((model, allowed)), bound: Bound::Plan { .. }, .. } =
            self.refusal_of(request, plan)?
        else {
            return None;
        };
        let (instruction, whole) = match &plan.material {
            Some(material) => (plan.text.as_str(), material.as_str()),
            None => ("", plan.text.as_str()),
        };
        let Cut { parts, note } =
            cut(whole, allowed, window::message_tokens(&plan.system) + tokens::estimate(instruction))?;
        Some(Division {
            model,
            n_tokens: input_tokens,
            allowed,
            instruction: instruction.to_owned(),
            parts: parts.into_iter().map(str::to_owned).collect(),
            note,
        })
    }
}

/// In how many parts a message goes where a plan lets `allowed` tokens through, `n_around` of which are taken; `None` where it
/// cannot be divided.
pub(super) fn n_parts_of(message: &str, allowed: u64, n_around: u64) -> Option<usize> {
    cut(message, allowed, n_around).map(|cut| cut.parts.len())
}

/// A text as it is cut.
struct Cut<'t> {
    parts: Vec<&'t str>,
    /// The longest answer to a part.
    note: u64,
}

fn cut(whole: &str, allowed: u64, n_around: u64) -> Option<Cut<'_>> {
    let room = allowed.checked_sub(n_around + FRAME).filter(|room| *room >= SMALLEST_PART)?;
    // A quarter is left to the answer, beside the shortest one that the plan leaves room for anyway.
    let parts = split(whole, room / 4 * 3);
    // What a model counts may be less than what is estimated of its answer.
    let note = (room * 2 / 3 / parts.len().max(1) as u64).min(LONGEST_NOTE);
    (note >= SHORTEST_NOTE).then_some(Cut { parts, note })
}

impl Division {
    /// How many parts there are.
    #[must_use]
    pub fn n_parts(&self) -> usize {
        self.parts.len()
    }

    /// What is asked about a part, counted from 1, behind what those before it came to.
    pub(super) fn part(&self, number: usize, behind: String) -> Piece {
        let n = self.parts.len();
        let text = match self.instruction.as_str() {
            "" => format!(
                "The attached text is part {number} of {n} of a message that is too large to be sent at once. Note briefly \
                 what this part asks for, and all facts in it that an answer needs.{}",
                self.in_korean()
            ),
            instruction => format!(
                "{instruction}\n\n(The attached text is part {number} of {n} of one that is too large to be sent at once. \
                 Do this for the part alone, briefly, with all facts that the whole answer needs: the answers to all \
                 parts are joined afterwards.)"
            ),
        };
        let part = self.parts.get(number - 1).cloned().unwrap_or_default();
        let material = fenced(vec![Material::from_text(format!("part {number} of {n}"), part)]);
        Piece { text, material, behind, note: Some(self.note) }
    }

    /// What is asked about the answers to all parts, which are kept until it is answered.
    pub(super) fn joined(&self, answers: Vec<String>, behind: String) -> Piece {
        let n = self.parts.len();
        let text = match self.instruction.as_str() {
            "" => format!(
                "Attached are notes on the {n} parts of a message that was too large to be sent at once. Answer the \
                 message.{}",
                self.in_korean()
            ),
            instruction => format!(
                "{instruction}\n\n(The text was too large to be sent at once. Attached are the answers to its {n} parts, in \
                 order: join them into one answer.)"
            ),
        };
        let notes = answers.into_iter().enumerate();
        let notes = notes.map(|(index, answer)| Material::from_text(format!("answer to part {}", index + 1), answer));
        Piece { text, material: fenced(notes.collect()), behind, note: None }
    }

    /// Where the message itself is divided, its language is said.
    fn in_korean(&self) -> &'static str {
        let is_korean = self.parts.first().is_some_and(|part| part.chars().any(hangul::is_syllable));
        if is_korean { " 한국어로 답하세요." } else { "" }
    }
}

impl TurnPlan {
    /// The same turn, with its message in these parts.
    #[must_use]
    pub fn in_parts(self, division: Division) -> Self {
        Self { division: Some(Box::new(division)), ..self }
    }

    /// Has that sent next, in the place of the message.
    pub(super) fn send(&mut self, piece: Piece) {
        let material = piece.material.as_ref().map_or(0, |material| tokens::estimate(material));
        self.message_tokens = window::message_tokens(&piece.text) + material;
        self.piece = Some(piece);
    }

    /// The longest answer wanted to what is sent.
    pub(super) fn max_tokens(&self, request: &TurnRequest) -> Option<u64> {
        self.piece.as_ref().and_then(|piece| piece.note).or(request.max_tokens)
    }

    /// Whether the person sees the answer to what is sent as it comes.
    pub(super) fn showing(&self, request: &TurnRequest) -> Showing {
        let is_part = self.piece.as_ref().is_some_and(|piece| piece.note.is_some());
        if is_part { Showing::AtTheEnd } else { request.showing }
    }

    /// What of the turn's answer stands before the answer to what is sent.
    pub(super) fn behind(&self) -> &str {
        self.piece.as_ref().map_or("", |piece| piece.behind.as_str())
    }
}

fn fenced(materials: Vec<Material>) -> Option<Arc<String>> {
    material::fence(materials).map(Arc::new)
}

/// A text in pieces of at most `room` tokens, none of them empty, that together are the text. They end with a line where one
/// ends in the last quarter of a piece, else with a word, else anywhere between two characters.
fn split(text: &str, room: u64) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (piece, after) = rest.split_at(end_of_piece(rest, room.max(1)));
        pieces.push(piece);
        rest = after;
    }
    pieces
}

fn end_of_piece(text: &str, room: u64) -> usize {
    // As `tokens::estimate` counts, in sevenhundredths of a token.
    let mut left = room.saturating_mul(700);
    let longest = text.char_indices().find(|(_, character)| {
        let cost = match character {
            character if character.is_ascii() => 200,
            character if hangul::is_syllable(*character) => 560,
            _ => 700,
        };
        let fits = cost <= left;
        left = left.saturating_sub(cost);
        !fits
    });
    let Some((longest, character)) = longest else { return text.len() };
    let whole = &text[..longest];
    let last_quarter = longest / 4 * 3;
    let line = whole.rfind('\n').map(|at| at + 1).filter(|at| *at > last_quarter);
    let word = || whole.rfind(' ').map(|at| at + 1).filter(|at| *at > last_quarter);
    line.or_else(word).unwrap_or(longest).max(if longest == 0 { character.len_utf8() } else { 1 })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn pieces_end_with_lines_then_with_words() {
        let lines = "one line of words\n".repeat(40);
        assert!(split(&lines, 50).iter().all(|piece| piece.ends_with("words\n")));
        let words = "word ".repeat(200);
        assert!(split(&words, 50).iter().all(|piece| piece.ends_with("word ")));
        assert_eq!(split("가나다라", 2), ["가나", "다라"]);
        assert!(split("", 10).is_empty());
    }

    proptest! {
        #[test]
        fn no_character_is_lost_and_every_piece_fits(text in "[ -~\n가-힣é]{0,400}", room in 1_u64..60) {
            let pieces = split(&text, room);
            prop_assert_eq!(pieces.concat(), text.as_str());
            for piece in pieces {
                prop_assert!(!piece.is_empty());
                prop_assert!(tokens::estimate(piece) <= room || piece.chars().count() == 1, "{}", piece);
            }
        }
    }
}
