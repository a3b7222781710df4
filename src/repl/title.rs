//! What a conversation is called that begins with a paste: its first line is none of the person's own.

use std::ops::Range;

use super::draft::Written;
use crate::domain::Lang;
use crate::engine::Thread;
use crate::grammar::{Act, Reading, Recall, SpanKind};
use crate::router;
use crate::ui::messages::ReplLine;

/// Prose of so many lines may be a message that was written elsewhere.
const MOST_LINES_OF_A_MESSAGE: usize = 6;

/// What a conversation that begins with a paste is called: by what was typed behind it, else by what was pasted.
pub(super) fn of_pasted(lang: Lang, thread: &Thread, written: &Written, reading: &Reading<'_>) -> Option<String> {
    let begins =
        matches!(thread, Thread::New { .. }) || matches!(reading.act, Some(Act::Recall(Recall::NewConversation)));
    if written.pasted.is_empty() || !begins {
        return None;
    }
    let text = &written.text;
    let names = reading.spans.iter().filter(|span| matches!(span.kind, SpanKind::Name | SpanKind::Escape));
    let mut others: Vec<Range<usize>> = names.map(|span| span.range.clone()).chain(written.pasted.clone()).collect();
    others.sort_unstable_by_key(|range| range.start);
    let (mut typed, mut before, mut at) = (String::new(), String::new(), 0);
    for range in others {
        typed.push_str(text.get(at..range.start)?);
        typed.push(' ');
        if written.pasted.contains(&range) && before.is_empty() {
            before.clone_from(&typed);
            // Words of the person's own come first, as in any other message.
            if before.chars().any(char::is_alphanumeric) {
                return None;
            }
        }
        at = at.max(range.end);
    }
    typed.push_str(text.get(at..)?);
    let pasted: String = written.pasted.iter().filter_map(|range| text.get(range.clone())).collect();
    if typed.chars().any(char::is_alphanumeric) && !pasted.is_empty() {
        return Some(typed);
    }
    let kind = router::kind_of(&pasted);
    let n_lines = pasted.trim().lines().count();
    // A few lines of prose were written to be read as they stand.
    let is_message = n_lines < 2 || kind.is_none() && n_lines <= MOST_LINES_OF_A_MESSAGE;
    (!is_message).then(|| ReplLine::Pasted { kind, n_lines }.text(lang))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ConversationId;

    /// What is called a paste with something typed behind it.
    fn called(thread: &Thread, pasted: &str, typed: &str, act: Option<Act>) -> Option<String> {
        let text = format!("{pasted}{typed}");
        let written = Written { text, pasted: std::iter::once(0..pasted.len()).filter(|it| !it.is_empty()).collect() };
        of_pasted(Lang::En, thread, &written, &Reading { act, ..Reading::default() })
    }

    #[test]
    fn only_what_begins_with_a_paste_needs_a_title() {
        let log = "2026-01-02 10:00:00 ERROR worker failed\n".repeat(20);
        let new = Thread::New { name: None };
        let known = Thread::Existing(ConversationId::from_random([0; ConversationId::N_RANDOM]));
        assert_eq!(called(&new, &log, "", None).as_deref(), Some("pasted log, 20 lines"));
        assert_eq!(called(&new, &log, "why?", None).as_deref().map(str::trim), Some("why?"));
        // A conversation that goes on has one.
        assert_eq!(called(&known, &log, "", None), None);
        assert_eq!(called(&known, &log, "why?", None), None);
        let anew = Some(Act::Recall(Recall::NewConversation));
        assert_eq!(called(&known, &log, "", anew).as_deref(), Some("pasted log, 20 lines"));
        assert_eq!(called(&new, "", "why?", None), None);
        assert_eq!(called(&new, "one\ntwo\n", "", None), None);
    }
}
