//! Where the clauses of a line end, and what around a phrase adds nothing to it.

use std::ops::Range;

use super::letters::{HIDDEN, is_hangul, is_word};
use super::pattern::Spacing;
use super::phrases::Table;

/// Words before and after a phrase are looked through for so many steps.
const MOST_OPENERS: usize = 3;
const MOST_CLOSERS: usize = 2;

/// True where a clause ends at `at`.
fn is_end(chars: &[char], at: usize) -> bool {
    let next = chars.get(at + 1);
    let before = at.checked_sub(1).map(|before| chars[before]);
    let is_apart = next.is_none_or(|next| next.is_whitespace());
    match chars[at] {
        '\n' | '!' | '?' | '…' | '—' | '–' => true,
        '.' | ',' => is_apart || (next.is_some_and(|it| is_hangul(*it)) && before.is_some_and(is_hangul)),
        ';' | ':' => is_apart,
        '-' => is_apart && before.is_none_or(char::is_whitespace),
        _ => false,
    }
}

/// The line without what surrounds it.
pub(super) fn whole(chars: &[char]) -> Range<usize> {
    trimmed(chars, 0..chars.len())
}

/// The first clause, without what surrounds it, and the mark that ends it.
pub(super) fn first(chars: &[char]) -> (Range<usize>, Option<char>) {
    let from = chars.iter().position(|letter| !is_lead(*letter)).unwrap_or(chars.len());
    let end = (from..chars.len()).find(|at| is_end(chars, *at));
    (trimmed(chars, from..end.unwrap_or(chars.len())), end.map(|at| chars[at]))
}

/// The last clause, without what surrounds it.
pub(super) fn last(chars: &[char]) -> Range<usize> {
    let to = whole(chars).end;
    let from = (0..to).rev().find(|at| is_end(chars, *at)).map_or(0, |at| at + 1);
    trimmed(chars, from..to)
}

/// White space and marks that may stand before anything.
fn is_lead(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, '.' | ',' | '!' | '~' | '…' | '-' | '·' | ';')
}

/// What may trail behind anything: marks, laughter, tears, pictures.
fn is_trail(letter: char) -> bool {
    letter.is_whitespace()
        || matches!(
            letter,
            '.' | ','
                | '!'
                | '?'
                | '~'
                | '…'
                | ';'
                | ':'
                | '^'
                | '-'
                | 'ㅋ'
                | 'ㅎ'
                | 'ㅠ'
                | 'ㅜ'
                | 'ㅡ'
                | '\u{200d}'
                | '\u{fe0f}'
        )
        || (!letter.is_ascii() && !letter.is_alphanumeric() && letter != HIDDEN && !is_quote(letter))
}

fn is_quote(letter: char) -> bool {
    matches!(letter, '“' | '”' | '‘' | '’' | '「' | '」' | '『' | '』' | '《' | '》' | '«' | '»' | '）' | '（')
}

fn trimmed(chars: &[char], range: Range<usize>) -> Range<usize> {
    let Range { mut start, mut end } = range;
    while start < end && is_lead(chars[start]) {
        start += 1;
    }
    while end > start {
        let is_smile =
            matches!(chars[end - 1], ')' | '(' | 'd' | 'p') && end - start > 2 && matches!(chars[end - 2], ':' | ';');
        // A loose letter may be all that there is: `ㅠ`, or the slip of a name.
        if is_smile {
            end -= 2;
        } else if is_trail(chars[end - 1]) && end - start > 1 {
            end -= 1;
        } else {
            break;
        }
    }
    start..end
}

/// Where a phrase may begin in `clause`: at its beginning, and after each word that adds nothing.
pub(super) fn beginnings(chars: &[char], clause: &Range<usize>, table: &Table) -> Vec<usize> {
    let mut starts = vec![clause.start];
    let mut at = clause.start;
    while starts.len() <= MOST_OPENERS {
        let rest = &chars[at..clause.end];
        let opener = table.openers.iter().find_map(|opener| {
            let n_letters = opener.chars().count();
            let is_there = rest.len() > n_letters
                && opener.chars().eq(rest[..n_letters].iter().copied())
                && is_gap(rest[n_letters]);
            is_there.then_some(n_letters)
        });
        let Some(n_letters) = opener else { break };
        at += n_letters + rest[n_letters..].iter().take_while(|letter| is_gap(**letter)).count();
        if at >= clause.end {
            break;
        }
        starts.push(at);
    }
    starts
}

/// Where a phrase may end in `clause`.
pub(super) fn endings(chars: &[char], clause: &Range<usize>, table: &Table) -> Vec<usize> {
    let mut ends = vec![clause.end];
    let mut to = clause.end;
    while ends.len() <= MOST_CLOSERS {
        let text = &chars[clause.start..to];
        let closer = table.closers.iter().find_map(|closer| {
            let n_letters = closer.chars().count();
            let before = text.len().checked_sub(n_letters + 1).map(|at| text[at])?;
            let is_apart = is_gap(before) || (table.spacing == Spacing::Free && !is_word(before) && !is_hangul(before));
            (is_apart && text.ends_with(&closer.chars().collect::<Vec<_>>())).then_some(n_letters)
        });
        let Some(n_letters) = closer else { break };
        to = trimmed(chars, clause.start..to - n_letters).end;
        ends.push(to);
    }
    ends
}

fn is_gap(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, ',' | '.' | '!' | '?' | '~' | '…' | 'ㅋ' | 'ㅎ' | 'ㅠ' | 'ㅜ')
}

/// True for a range that holds nothing but words that add nothing.
pub(super) fn is_empty_talk(chars: &[char], range: &Range<usize>, tables: [&Table; 2]) -> bool {
    let words = chars[range.clone()].split(|letter| is_gap(*letter) || matches!(letter, ';' | ':' | '-' | '—'));
    words.filter(|word| !word.is_empty()).all(|word| {
        let is_one = |list: &[&str]| list.iter().any(|it| it.chars().eq(word.iter().copied()));
        tables.iter().any(|table| is_one(table.openers) || is_one(table.closers))
            || word.iter().all(|letter| is_trail(*letter))
    })
}
