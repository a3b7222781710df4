//! Fits a conversation into a model's window.
//!
//! Pure. The system text, the first exchange and the newest ones stay; the oldest between them are left out,
//! and the user is told how many.

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
}

/// What of a conversation fits: the first exchange or not, and the newest ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fitted {
    keeps_first: bool,
    /// Where the newest ones that stay begin.
    newest_from: usize,
    /// Exchanges left out.
    pub n_left_out: u64,
    /// Tokens of all that is sent, estimated.
    pub n_tokens: u64,
}

impl Fitted {
    /// What is sent of `past` before the new message, oldest first.
    pub fn messages<'p>(&self, past: &'p [Exchange]) -> impl Iterator<Item = &'p Message> {
        let first = if self.keeps_first { past.get(..1) } else { None };
        let newest = past.get(self.newest_from..);
        first.into_iter().chain(newest).flatten().flat_map(|exchange| &exchange.messages)
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
    let Some(room) = room else {
        return Ok(Fitted { keeps_first: false, newest_from: 0, n_left_out: 0, n_tokens: own + all });
    };
    if own > room.message {
        return Err(TooLarge { n_tokens: own });
    }
    let mut left = room.all.saturating_sub(own);
    if all <= left {
        return Ok(Fitted { keeps_first: false, newest_from: 0, n_left_out: 0, n_tokens: own + all });
    }
    let mut n_tokens = own;
    // Half of what is left is the most that the first exchange may take from the newest ones.
    let first = past.first().filter(|exchange| exchange.n_tokens <= left / 2);
    if let Some(first) = first {
        left -= first.n_tokens;
        n_tokens += first.n_tokens;
    }
    let n_first = usize::from(first.is_some());
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
    Ok(Fitted { keeps_first: first.is_some(), newest_from, n_left_out, n_tokens })
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
        Some(Room { message: window, all: window })
    }

    fn texts(past: &[Exchange], fitted: Fitted) -> Vec<&str> {
        fitted.messages(past).map(|message| message.content.as_str()).collect()
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
        let fitted = fit(&past, 900, 50, Some(Room { message: 1000, all: 500 })).expect("fits");
        assert_eq!((texts(&past, fitted).len(), fitted.n_left_out, fitted.n_tokens), (0, 3, 950));
        assert_eq!(fit(&past, 951, 50, Some(Room { message: 1000, all: 500 })), Err(TooLarge { n_tokens: 1001 }));
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

    proptest! {
        #[test]
        fn what_is_sent_never_exceeds_the_window(n in 0_usize..40, window in 1_u64..2000, words in 0_usize..50) {
            let message = message_tokens(&"word ".repeat(words));
            let past = conversation(n);
            if let Ok(fitted) = fit(&past, message, 5, room(window)) {
                prop_assert!(fitted.n_tokens <= window);
                let sent: u64 = 5 + message + fitted.messages(&past).map(|message| message_tokens(&message.content)).sum::<u64>();
                prop_assert_eq!(sent, fitted.n_tokens);
                prop_assert_eq!(fitted.messages(&past).count() as u64, 2 * (n as u64 - fitted.n_left_out));
            }
        }
    }
}
