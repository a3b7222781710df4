//! Chooses a route for a prompt.
//!
//! Pure and synchronous: text and conversation in, a [`Decision`] out. The router never sees a provider, a
//! clock or the network, so the same text always routes the same way and `baro route` can explain it.

use crate::domain::{Decision, Fact, Reason, Role, Route, Signal};

/// What the router looks at.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// The user's own words, with whatever they pasted among them.
    pub request: &'a str,
    /// What was piped or attached: counts for its shape and size, never for its words.
    pub material: Option<&'a str>,
    /// The conversation so far, oldest first.
    pub turns: &'a [PastTurn<'a>],
}

/// An earlier turn of the conversation.
#[derive(Debug, Clone, Copy)]
pub struct PastTurn<'a> {
    /// Who spoke.
    pub role: Role,
    /// What was said.
    pub content: &'a str,
    /// The route that the turn took, where known. A user's turn without one (and whose answer has none) is
    /// routed first.
    pub route: Option<Route>,
}

/// Chooses the route of `input`.
#[must_use]
pub fn route(input: &Input<'_>) -> Decision {
    let route = if input.request.contains("```") { Route::Code } else { Route::General };
    let mut scores = [0.1; 6];
    scores[route.index()] = 0.5;
    Decision {
        route,
        confidence: 0.5,
        runner_up: Route::Fast,
        scores,
        reasons: vec![Reason { signal: Signal::Fact(Fact::Prior), weight: 1.0 }],
    }
}
