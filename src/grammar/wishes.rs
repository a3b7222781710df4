//! Wishes beside a redo: `다시 큐웬으로 짧게`, `again with kimi, deeper`. In any other line most of these words are of the
//! message; what of them is a wish there, too, is the tables' to say, and `hints` finds it.

use std::borrow::Cow;
use std::cell::LazyCell;
use std::ops::Range;

use super::letters::begins;
use super::names::Names;
use super::phrases::{Phrases, Place, Said};
use super::{Act, LONGEST_PHRASE, Reader, Reading, SpanKind, clauses, letters};
use crate::domain::Hint;

/// It is said to do it again, and no more but for a wish.
pub(super) struct Again {
    wish: Option<Wish>,
}

/// A wish in a clause.
struct Wish {
    hint: Hint,
    /// The letters that say it.
    range: Range<usize>,
    /// What the clause is without it.
    rest: String,
}

/// A wish has no more words.
const MOST_WORDS: usize = 5;

/// What joins a wish with what is said before it.
const JOINTS: [&str; 8] = ["근데", "그런데", "대신", "단", "그리고", "but", "and", "just"];

impl<'a> Reader<'a, '_> {
    /// A redo and a wish, wherever that stands: `다시 큐웬으로 짧게`.
    pub(super) fn with_wish(&self) -> Option<Reading<'a>> {
        let clause = clauses::whole(self.chars());
        let text = &self.chars()[clause.clone()];
        // Names are looked for once: what is left without a wish has no others.
        let called = LazyCell::new(|| self.called(text));
        // Most messages speak of nobody who could be asked.
        if text.len() > LONGEST_PHRASE || !(is_of_another(text) || called.may_be) {
            return None;
        }
        self.wishes(&clause).find_map(|wish| {
            let rest = self.instead(&wish.rest);
            let found = rest.phrase_where(&clauses::whole(rest.chars()), Place::Whole, rest.situation, |_| *called)?;
            let act = Some(found.act).filter(|act| matches!(act, Act::Redo { .. }))?;
            let around = [clause.start..wish.range.start, wish.range.end..clause.end];
            let said = around.into_iter().filter(|range| !range.is_empty());
            let spans = said.map(|range| self.span(range, SpanKind::Phrase)).collect();
            Some(self.wished(Again { wish: Some(wish) }, Reading { act: Some(act), spans, ..Reading::default() }))
        })
    }

    /// What the rest of a line that names somebody says, if it says no more than that.
    pub(super) fn again(&self, message: &Range<usize>) -> Option<Again> {
        let said = clauses::whole(&self.chars()[message.clone()]);
        let said = message.start + said.start..message.start + said.end;
        if self.is_again(&said) {
            return Some(Again { wish: None });
        }
        let wish = self.wishes(&said).find(|wish| {
            let rest = self.instead(&wish.rest);
            rest.is_again(&clauses::whole(rest.chars()))
        })?;
        Some(Again { wish: Some(wish) })
    }

    /// What is wished along with a redo is said with it.
    pub(super) fn wished(&self, Again { wish }: Again, mut redo: Reading<'a>) -> Reading<'a> {
        let Some(Wish { hint, range, .. }) = wish else { return redo };
        let span = self.span(range, SpanKind::Hint);
        redo.message = Cow::Borrowed(self.line.get(span.range.clone()).unwrap_or_default());
        redo.hints.push(hint);
        redo.spans.push(span);
        redo
    }

    fn wishes(&self, clause: &Range<usize>) -> impl Iterator<Item = Wish> {
        let text = &self.chars()[clause.clone()];
        let may_wish = text.len() <= LONGEST_PHRASE && !text.iter().any(|it| matches!(*it, letters::HIDDEN | '\n'));
        let clause = if may_wish { clause.clone() } else { clause.start..clause.start };
        in_clause(self.chars(), clause, self.tables, self.situation.names)
    }
}

/// Whether another model may be spoken of, which has no name.
fn is_of_another(text: &[char]) -> bool {
    let is_at = |at: usize| ["다른", "딴", "another", "other", "different"].iter().any(|it| begins(&text[at..], it));
    (0..text.len()).any(is_at)
}

/// What `clause` may be said to wish: each way to take words of it for a wish, the longer first where two begin at once.
/// Never all of it.
fn in_clause(
    chars: &[char],
    clause: Range<usize>,
    tables: &[Phrases],
    names: &Names<'_>,
) -> impl Iterator<Item = Wish> {
    let words = words(chars, &clause);
    let spans = (0..words.len()).flat_map(|first| {
        let longest = words.len().min(first + MOST_WORDS);
        (first..longest).rev().map(move |last| (first, last)).collect::<Vec<_>>()
    });
    let ranges: Vec<Range<usize>> = spans.map(|(first, last)| words[first].start..words[last].end).collect();
    ranges.into_iter().filter_map(move |range| {
        let said = &chars[range.clone()];
        let mut wishes = tables.iter().flat_map(Phrases::wishes).filter(|wish| !matches!(wish.said, Said::Before(_)));
        let hint = wishes.find(|wish| wish.pattern.matches(said, names).is_some())?.hint;
        let rest = without(chars, &clause, &range);
        (!rest.is_empty()).then_some(Wish { hint, range, rest })
    })
}

/// The words of a clause, without the marks around them.
fn words(chars: &[char], clause: &Range<usize>) -> Vec<Range<usize>> {
    let mut words: Vec<Range<usize>> = Vec::new();
    let mut is_within = false;
    for at in clause.clone() {
        let is_gap = chars[at].is_whitespace() || chars[at] == ',';
        match words.last_mut().filter(|_| is_within && !is_gap) {
            Some(word) => word.end = at + 1,
            None if !is_gap => words.push(at..at + 1),
            None => {}
        }
        is_within = !is_gap;
    }
    words
}

/// The clause without a part of it, and without what joined that.
fn without(chars: &[char], clause: &Range<usize>, part: &Range<usize>) -> String {
    let is_gap = |letter: char| letter.is_whitespace() || letter == ',';
    let before: String = chars[clause.start..part.start].iter().collect();
    let behind: String = chars[part.end..clause.end].iter().collect();
    let mut before = before.trim_end_matches(is_gap);
    if let Some(shorter) = JOINTS.iter().find_map(|joint| before.strip_suffix(joint))
        && shorter.ends_with(is_gap)
    {
        before = shorter.trim_end_matches(is_gap);
    }
    format!("{before} {}", behind.trim_start_matches(is_gap)).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use crate::grammar::names::N_SEARCHES;
    use crate::grammar::{Answer, Names, Situation, read};

    #[test]
    fn names_are_looked_for_no_more_often_where_more_may_be_wished() {
        let names = Names::new(&[], std::iter::empty());
        let situation = Situation { answer: Answer::Given, ..Situation::new(&names) };
        let n_searches = |line: &str| {
            N_SEARCHES.set(0);
            assert_eq!(read(line, &situation).act, None, "{line}");
            N_SEARCHES.get()
        };
        let with_one = n_searches("another whale or owl or ant or quickly");
        assert!(with_one > 0);
        assert_eq!(n_searches("another whale shorter longer quickly briefly deeper elaborate"), with_one);
    }
}
