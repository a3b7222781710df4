//! What may be said in one line beside a phrase that is its first or its last clause.

use std::ops::Range;

use super::phrases::is_time;
use super::situation::Situation;
use super::subject::Subject;
use super::{Act, Match, Reader};

/// Beside a redo no more than so many letters are said.
pub(super) const LONGEST_REMARK: usize = 60;

impl Reader<'_, '_> {
    /// Without a name a phrase must stand on the only line; a redo has little beside it. To stay with a model without
    /// naming it, or to give up a pin, is also told by what is said beside it: `백업 스크립트를 cron에 걸고 싶어. 자동으로 해`.
    pub(super) fn may_stand_beside(&self, found: &Match<'_>, rest: &Range<usize>, is_one_line: bool) -> bool {
        match &found.act {
            Act::Pin { .. } if found.name.is_some() => true,
            Act::Pin { .. } | Act::Unpin => {
                let subject = Subject::of_letters(&self.chars()[rest.clone()]);
                is_one_line && is_time(found.when, &Situation { subject, ..*self.situation })
            }
            Act::Redo { with, .. } => self.letters.n_said(rest) <= LONGEST_REMARK && (is_one_line || with.is_some()),
            _ => is_one_line,
        }
    }
}
