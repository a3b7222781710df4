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

/// A conversation that fits.
#[derive(Debug)]
pub struct Fitted {
    /// What is sent before the new message, oldest first.
    pub messages: Vec<Message>,
    /// Exchanges left out.
    pub n_left_out: u64,
    /// Tokens of all that is sent, estimated.
    pub n_tokens: u64,
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

/// The stored turns as exchanges of plain text.
///
/// A question that nobody answered is left out: what made it fail (too long, refused) would fail again and
/// wedge the conversation. An answer that was cut off keeps what came of it.
#[must_use]
pub fn exchanges(turns: Vec<Turn>) -> Vec<Exchange> {
    let mut exchanges: Vec<Exchange> = Vec::with_capacity(turns.len() / 2 + 1);
    let mut questions: Vec<Message> = Vec::new();
    for turn in turns {
        match turn.role {
            Role::System => {}
            Role::User => {
                let text = with_material(&turn.text, turn.material.as_deref());
                questions.push(Message::new(Role::User, text));
            }
            Role::Assistant if turn.text.trim().is_empty() => {
                if turn.state != TurnState::Complete {
                    questions.clear();
                }
            }
            Role::Assistant => {
                let mut messages = std::mem::take(&mut questions);
                messages.push(Message::new(Role::Assistant, turn.text));
                let n_tokens = messages.iter().map(|message| message_tokens(&message.content)).sum();
                exchanges.push(Exchange { messages, n_tokens });
            }
        }
    }
    exchanges
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

/// Fits `past` and a new message of `message_tokens` into `window` tokens, of which `system_tokens` are taken
/// already. A window of `None` is not known, and nothing is left out for it.
pub fn fit(
    past: &[Exchange],
    message_tokens: u64,
    system_tokens: u64,
    window: Option<u64>,
) -> Result<Fitted, TooLarge> {
    let own = system_tokens + message_tokens;
    let budget = window.unwrap_or(u64::MAX);
    if own > budget {
        return Err(TooLarge { n_tokens: own });
    }
    let mut left = budget - own;
    let mut n_tokens = own;
    let all: u64 = past.iter().map(|exchange| exchange.n_tokens).sum();
    let kept: Vec<&Exchange> = if all <= left {
        n_tokens += all;
        past.iter().collect()
    } else {
        // Half of what is left is the most that the first exchange may take from the newest ones.
        let first = past.first().filter(|exchange| exchange.n_tokens <= left / 2);
        if let Some(first) = first {
            left -= first.n_tokens;
            n_tokens += first.n_tokens;
        }
        let mut newest: Vec<&Exchange> = Vec::new();
        for exchange in past.iter().skip(usize::from(first.is_some())).rev() {
            if exchange.n_tokens > left {
                break;
            }
            left -= exchange.n_tokens;
            n_tokens += exchange.n_tokens;
            newest.push(exchange);
        }
        first.into_iter().chain(newest.into_iter().rev()).collect()
    };
    let n_left_out = (past.len() - kept.len()) as u64;
    let messages: Vec<Message> = kept.iter().flat_map(|exchange| exchange.messages.iter().cloned()).collect();
    Ok(Fitted { messages, n_left_out, n_tokens })
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
        exchanges(turns.collect())
    }

    #[test]
    fn the_first_and_the_newest_stay_and_the_number_left_out_is_told() {
        let past = conversation(10);
        let window = message_tokens("now") + 3 * past[1].n_tokens;
        let fitted = fit(&past, message_tokens("now"), 0, Some(window)).expect("fits");
        let texts: Vec<&str> = fitted.messages.iter().map(|message| message.content.as_str()).collect();
        assert_eq!(texts, ["question 0", "answer 0", "question 8", "answer 8", "question 9", "answer 9"]);
        assert_eq!(fitted.n_left_out, 7);
    }

    #[test]
    fn an_unknown_window_leaves_nothing_out() {
        assert_eq!(fit(&conversation(500), 9, 10, None).expect("fits").messages.len(), 1000);
    }

    #[test]
    fn a_message_larger_than_the_window_is_told_with_its_size() {
        let error = fit(&[], message_tokens(&"낱말 ".repeat(1000)), 50, Some(1000)).expect_err("too large");
        assert!(error.n_tokens > 1600, "{error:?}");
    }

    #[test]
    fn a_question_that_failed_is_not_sent_again_and_a_cut_answer_is() {
        let past = exchanges(vec![
            turn(Role::User, "far too long", TurnState::Complete),
            turn(Role::Assistant, "", TurnState::Incomplete),
            turn(Role::User, "short", TurnState::Complete),
            turn(Role::Assistant, "half an ans", TurnState::Incomplete),
        ]);
        let fitted = fit(&past, 9, 0, None).expect("fits");
        let texts: Vec<&str> = fitted.messages.iter().map(|message| message.content.as_str()).collect();
        assert_eq!(texts, ["short", "half an ans"]);
    }

    proptest! {
        #[test]
        fn what_is_sent_never_exceeds_the_window(n in 0_usize..40, window in 1_u64..2000, words in 0_usize..50) {
            let message = message_tokens(&"word ".repeat(words));
            if let Ok(fitted) = fit(&conversation(n), message, 5, Some(window)) {
                prop_assert!(fitted.n_tokens <= window);
                let sent: u64 = 5 + message + fitted.messages.iter().map(|message| message_tokens(&message.content)).sum::<u64>();
                prop_assert_eq!(sent, fitted.n_tokens);
                prop_assert_eq!(fitted.messages.len() as u64, 2 * (n as u64 - fitted.n_left_out));
            }
        }
    }
}
