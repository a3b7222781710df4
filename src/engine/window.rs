//! Fits a conversation into a model's window.
//!
//! Pure. The system text, the first exchange and the newest ones stay; the oldest between them are left out,
//! and the user is told how many. A first exchange that leaves no room to the newest ones, such as one that carries a
//! document, loses the middle of its text, which is told, too.

use crate::domain::conversation::{Turn, TurnState};
use crate::domain::{Message, Role, tokens};

/// A question and its answer, as they are sent again.
#[derive(Debug, Clone)]
pub struct Exchange {
    messages: Vec<Message>,
    n_tokens: u64,
}

/// What a window leaves to the prompt, in tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    /// To the system text and the new message, without which nothing is asked.
    pub message: u64,
    /// To these and what was said before.
    pub all: u64,
    /// Of what is left to what was said before, the part that a first exchange which does not fit may take at most: one
    /// of so many.
    pub first: u64,
}

/// Half of a window: what was said first is mostly what the rest is about.
pub const OF_A_WINDOW: u64 = 2;
/// Of a plan's minute: every token of it is waited for, at every turn.
pub const OF_A_MINUTE: u64 = 8;

/// What of a conversation fits: the first exchange or some of it, and the newest ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fitted {
    first: First,
    /// Where the newest ones that stay begin.
    newest_from: usize,
    /// Exchanges left out.
    pub n_left_out: u64,
    /// Tokens of all that is sent, estimated.
    pub n_tokens: u64,
}

/// What stays of the first exchange, apart from the newest ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum First {
    /// Nothing, or it is one of the newest.
    None,
    Whole,
    /// What fits into so many tokens.
    Cut(u64),
}

impl Fitted {
    /// All of a conversation.
    const fn whole(n_tokens: u64) -> Self {
        Self { first: First::None, newest_from: 0, n_left_out: 0, n_tokens }
    }

    /// What is sent of `past` before the new message, oldest first.
    #[must_use]
    pub fn messages(&self, past: &[Exchange]) -> Vec<Message> {
        let first = match (self.first, past.first()) {
            (First::None, _) | (_, None) => Vec::new(),
            (First::Whole, Some(first)) => first.messages.clone(),
            (First::Cut(room), Some(first)) => first.cut(room).messages,
        };
        let newest = past.get(self.newest_from..).unwrap_or_default();
        first.into_iter().chain(newest.iter().flat_map(|exchange| exchange.messages.iter().cloned())).collect()
    }

    /// Whether the middle of the first exchange is left out.
    #[must_use]
    pub const fn shortens_first(&self) -> bool {
        matches!(self.first, First::Cut(_))
    }
}

/// The new message alone is larger than the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooLarge {
    /// Tokens of the system text and the new message, estimated.
    pub n_tokens: u64,
}

/// Tokens of a message with its frame, estimated.
#[must_use]
pub fn message_tokens(text: &str) -> u64 {
    tokens::estimate(text) + tokens::PER_MESSAGE
}

/// A question without an answer is sent again where it takes no more than this.
const SHORT_QUESTION: u64 = 1000;

/// A first exchange of which less than that would stay says nothing any more.
const SHORTEST_FIRST: u64 = 128;

/// The stored turns as exchanges of plain text.
///
/// A question that nobody answered goes with the next one if it is short and `keeps_question` says, of the empty
/// answer, that the question was not what made it fail: a text that is too long or refused would fail again and
/// wedge the conversation. An answer that was cut off keeps what came of it.
#[must_use]
pub fn exchanges(turns: Vec<Turn>, keeps_question: impl Fn(&Turn) -> bool) -> Vec<Exchange> {
    let mut exchanges: Vec<Exchange> = Vec::with_capacity(turns.len() / 2 + 1);
    let mut questions: Vec<String> = Vec::new();
    for turn in turns {
        match turn.role {
            Role::System => {}
            Role::User => questions.push(with_material(&turn.text, turn.material.as_deref())),
            Role::Assistant if turn.text.trim().is_empty() => {
                let is_short = questions.iter().map(|text| message_tokens(text)).sum::<u64>() <= SHORT_QUESTION;
                if turn.state != TurnState::Complete && !(is_short && keeps_question(&turn)) {
                    questions.clear();
                }
            }
            Role::Assistant => {
                let answer = Message::new(Role::Assistant, turn.text);
                exchanges.push(Exchange::new(question(&mut questions).into_iter().chain([answer]).collect()));
            }
        }
    }
    if let Some(question) = question(&mut questions) {
        exchanges.push(Exchange::new(vec![question]));
    }
    exchanges
}

/// Questions that followed each other as one message: many models refuse two in a row.
fn question(questions: &mut Vec<String>) -> Option<Message> {
    (!questions.is_empty()).then(|| Message::new(Role::User, std::mem::take(questions).join("\n\n")))
}

impl Exchange {
    fn new(messages: Vec<Message>) -> Self {
        let n_tokens = messages.iter().map(|message| message_tokens(&message.content)).sum();
        Self { messages, n_tokens }
    }

    /// As much of it as `room` tokens take: of the question most, of an answer a quarter at most.
    fn cut(&self, room: u64) -> Self {
        let n_frames = self.messages.len() as u64 * tokens::PER_MESSAGE;
        let mut left = room.saturating_sub(n_frames);
        let for_answer = left / 4;
        let mut messages: Vec<Message> = Vec::with_capacity(self.messages.len());
        // The answer first: what it does not take is the question's.
        for message in self.messages.iter().rev() {
            let most = if message.role == Role::User { left } else { for_answer };
            let content = without_middle(&message.content, most);
            left = left.saturating_sub(tokens::estimate(&content));
            messages.push(Message::new(message.role, content));
        }
        messages.reverse();
        Self::new(messages)
    }
}

/// A text of at most `room` tokens that begins and ends as `text` does. Where not even the mark of what is left out
/// fits, it is empty.
fn without_middle(text: &str, room: u64) -> String {
    if tokens::estimate(text) <= room {
        return text.to_owned();
    }
    let cut = |n_chars: usize| {
        let head = text.char_indices().nth(n_chars).map_or(text, |(at, _)| &text[..at]);
        let rest = &text[head.len()..];
        let tail = rest.char_indices().rev().nth(n_chars.saturating_sub(1)).map_or(rest, |(at, _)| &rest[at..]);
        let tail = if n_chars == 0 { "" } else { tail };
        let n_left_out = rest[..rest.len() - tail.len()].chars().count();
        format!("{head}\n[.. {n_left_out} characters left out ..]\n{tail}")
    };
    // No character takes less than a quarter of a token.
    let (mut fits, mut too_many) = (None, usize::try_from(room).unwrap_or(usize::MAX).saturating_mul(2) + 1);
    let mut least = 0;
    while least < too_many {
        let n_chars = usize::midpoint(least, too_many);
        let candidate = cut(n_chars);
        if tokens::estimate(&candidate) <= room {
            fits = Some(candidate);
            least = n_chars + 1;
        } else {
            too_many = n_chars;
        }
    }
    fits.unwrap_or_default()
}

/// What is sent for a message with material: the person's words first, then what they are about.
#[must_use]
pub fn with_material(text: &str, material: Option<&str>) -> String {
    match material {
        None => text.to_owned(),
        Some(material) if text.is_empty() => material.to_owned(),
        Some(material) => format!("{text}\n\n{material}"),
    }
}

/// Fits `past` and a new message of `message_tokens` into `room`, of which `system_tokens` are taken already. A
/// room of `None` is not known, and nothing is left out for it.
pub fn fit(past: &[Exchange], message_tokens: u64, system_tokens: u64, room: Option<Room>) -> Result<Fitted, TooLarge> {
    let own = system_tokens + message_tokens;
    let all: u64 = past.iter().map(|exchange| exchange.n_tokens).sum();
    let Some(room) = room else { return Ok(Fitted::whole(own + all)) };
    if own > room.message {
        return Err(TooLarge { n_tokens: own });
    }
    let mut left = room.all.saturating_sub(own);
    if all <= left {
        return Ok(Fitted::whole(own + all));
    }
    let mut n_tokens = own;
    let (first, n_first_tokens) = fit_first(past, all, left, room.first);
    left -= n_first_tokens;
    n_tokens += n_first_tokens;
    let n_first = usize::from(first != First::None);
    let mut newest_from = past.len();
    for (index, exchange) in past.iter().enumerate().skip(n_first).rev() {
        if exchange.n_tokens > left {
            break;
        }
        left -= exchange.n_tokens;
        n_tokens += exchange.n_tokens;
        newest_from = index;
    }
    let n_left_out = (newest_from - n_first) as u64;
    Ok(Fitted { first, newest_from, n_left_out, n_tokens })
}

/// What stays of the first exchange where not all of `past` fits into `left` tokens, and how many it takes: what the
/// others leave, at least half, but not the room of the newest one.
fn fit_first(past: &[Exchange], all: u64, left: u64, share: u64) -> (First, u64) {
    let (Some(first), Some(newest)) = (past.first(), past.last()) else { return (First::None, 0) };
    let mut room = (left / 2).max(left.saturating_sub(all - first.n_tokens));
    if past.len() > 1 && newest.n_tokens <= left / 4 * 3 {
        room = room.min(left - newest.n_tokens);
    }
    if first.n_tokens <= room {
        return (First::Whole, first.n_tokens);
    }
    if share != OF_A_WINDOW {
        room = room.min(left / share.max(1));
    }
    if room < SHORTEST_FIRST {
        return (First::None, 0);
    }
    (First::Cut(room), first.cut(room).n_tokens)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::{TurnId, UnixMillis};

    fn turn(role: Role, text: &str, state: TurnState) -> Turn {
        Turn {
            id: TurnId(0),
            parent: None,
            role,
            text: text.to_owned(),
            material: None,
            route: None,
            source: None,
            confidence: None,
            model: None,
            effort: None,
            state,
            finish: None,
            hints: Vec::new(),
            created_at: UnixMillis(0),
        }
    }

    fn conversation(n_exchanges: usize) -> Vec<Exchange> {
        let turns = (0..n_exchanges).flat_map(|i| {
            [
                turn(Role::User, &format!("question {i}"), TurnState::Complete),
                turn(Role::Assistant, &format!("answer {i}"), TurnState::Complete),
            ]
        });
        exchanges(turns.collect(), |_| false)
    }

    #[expect(clippy::unnecessary_wraps, reason = "as `fit` takes it")]
    fn room(window: u64) -> Option<Room> {
        Some(Room { message: window, all: window, first: OF_A_WINDOW })
    }

    fn texts(past: &[Exchange], fitted: Fitted) -> Vec<String> {
        fitted.messages(past).into_iter().map(|message| message.content).collect()
    }

    #[test]
    fn the_first_and_the_newest_stay_and_the_number_left_out_is_told() {
        let past = conversation(10);
        let window = message_tokens("now") + 3 * past[1].n_tokens;
        let fitted = fit(&past, message_tokens("now"), 0, room(window)).expect("fits");
        assert_eq!(
            texts(&past, fitted),
            ["question 0", "answer 0", "question 8", "answer 8", "question 9", "answer 9"]
        );
        assert_eq!(fitted.n_left_out, 7);
    }

    #[test]
    fn an_unknown_window_leaves_nothing_out() {
        let past = conversation(500);
        assert_eq!(texts(&past, fit(&past, 9, 10, None).expect("fits")).len(), 1000);
    }

    #[test]
    fn a_message_larger_than_the_window_is_told_with_its_size() {
        let error = fit(&[], message_tokens(&"낱말 ".repeat(1000)), 50, room(1000)).expect_err("too large");
        assert!(error.n_tokens > 1600, "{error:?}");
    }

    #[test]
    fn a_message_may_take_the_room_that_history_leaves_to_the_answer() {
        let past = conversation(3);
        let fitted = fit(&past, 900, 50, Some(Room { message: 1000, all: 500, first: OF_A_WINDOW })).expect("fits");
        assert_eq!((texts(&past, fitted).len(), fitted.n_left_out, fitted.n_tokens), (0, 3, 950));
        assert_eq!(
            fit(&past, 951, 50, Some(Room { message: 1000, all: 500, first: OF_A_WINDOW })),
            Err(TooLarge { n_tokens: 1001 })
        );
    }

    #[test]
    fn a_question_that_made_it_fail_is_not_sent_again_and_a_cut_answer_is() {
        let turns = vec![
            turn(Role::User, "far too long", TurnState::Complete),
            turn(Role::Assistant, "", TurnState::Incomplete),
            turn(Role::User, "short", TurnState::Complete),
            turn(Role::Assistant, "half an ans", TurnState::Incomplete),
        ];
        let past = exchanges(turns, |_| false);
        assert_eq!(texts(&past, fit(&past, 9, 0, None).expect("fits")), ["short", "half an ans"]);
    }

    #[test]
    fn a_short_question_that_nobody_answered_goes_with_the_next_one() {
        let failed = |question: &str| {
            exchanges(
                vec![
                    turn(Role::User, question, TurnState::Complete),
                    turn(Role::Assistant, "", TurnState::Incomplete),
                    turn(Role::User, "and then", TurnState::Complete),
                    turn(Role::Assistant, "an answer", TurnState::Complete),
                    turn(Role::User, "last", TurnState::Complete),
                    turn(Role::Assistant, "", TurnState::Incomplete),
                ],
                |_| true,
            )
        };
        let past = failed("first");
        assert_eq!(texts(&past, fit(&past, 9, 0, None).expect("fits")), ["first\n\nand then", "an answer", "last"]);
        let past = failed(&"word ".repeat(1000));
        assert_eq!(texts(&past, fit(&past, 9, 0, None).expect("fits")), ["and then", "an answer", "last"]);
    }

    fn exchange(question: &str, answer: &str) -> Exchange {
        let turns =
            vec![turn(Role::User, question, TurnState::Complete), turn(Role::Assistant, answer, TurnState::Complete)];
        exchanges(turns, |_| false).remove(0)
    }

    #[test]
    fn a_first_message_that_is_larger_than_half_loses_its_middle_and_stays() {
        let document = format!("the document begins {}and ends here", "word ".repeat(700));
        let mut past = conversation(7);
        past[0] = exchange(&document, "a short answer");
        let window = 10 + message_tokens("now") + 600;
        let fitted = fit(&past, message_tokens("now"), 10, room(window)).expect("fits");
        let sent = texts(&past, fitted);
        assert!(
            sent[0].starts_with("the document begins word") && sent[0].ends_with("word and ends here"),
            "{}",
            sent[0]
        );
        assert!(sent[0].contains(" characters left out ..]"), "{}", sent[0]);
        assert_eq!(sent[1], "a short answer");
        assert!(fitted.shortens_first() && fitted.n_tokens <= window);
        // The others are small, so that they all stay and the document has the rest.
        assert_eq!((fitted.n_left_out, sent.len()), (0, 14));
        assert!(fitted.n_tokens > window - 20, "{fitted:?} of {window}");
    }

    #[test]
    fn the_newest_exchange_stays_beside_a_first_one_that_is_cut() {
        let large = |n| exchange(&"question ".repeat(n), "answer");
        let past = [large(750), large(300), large(300), large(300)];
        let fitted = fit(&past, 100, 10, room(110 + 1500)).expect("fits");
        let sent = texts(&past, fitted);
        assert_eq!((sent.len(), fitted.n_left_out), (4, 2));
        assert!(fitted.shortens_first() && sent[2] == past[3].messages[0].content);
    }

    #[test]
    fn where_next_to_nothing_would_stay_of_the_first_it_is_left_out() {
        let past = [exchange(&"word ".repeat(500), "answer")];
        let fitted = fit(&past, 100, 0, room(200)).expect("fits");
        assert_eq!((fitted.messages(&past).len(), fitted.n_left_out, fitted.shortens_first()), (0, 1, false));
    }

    proptest! {
        #[test]
        fn what_is_sent_never_exceeds_the_window(n in 0_usize..40, window in 1_u64..2000, words in 0_usize..50, n_first in 1_usize..900) {
            let message = message_tokens(&"word ".repeat(words));
            let mut past = conversation(n);
            if let Some(first) = past.first_mut() {
                *first = exchange(&"단어 word ".repeat(n_first), &"answer ".repeat(1 + n_first / 3));
            }
            if let Ok(fitted) = fit(&past, message, 5, room(window)) {
                prop_assert!(fitted.n_tokens <= window);
                let sent: u64 = 5 + message + fitted.messages(&past).iter().map(|message| message_tokens(&message.content)).sum::<u64>();
                prop_assert_eq!(sent, fitted.n_tokens);
                prop_assert_eq!(fitted.messages(&past).len() as u64, 2 * (n as u64 - fitted.n_left_out));
            }
        }
    }
}
