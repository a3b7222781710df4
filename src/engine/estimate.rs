//! What a turn is going to take, guessed before anything is sent: the one estimate of `route`, `--dry-run`, `--explain`,
//! the event `routed`, and whoever has to give leave to spend.
//!
//! It bounds nothing: what a turn may take at most is judged by the longest answer, in `readiness`.

use super::candidates::Ranked;
use super::plan::{Material, built_in_system, system_text};
use super::{Engine, TurnPlan, quota, window};
use crate::domain::{Estimate, Role, Route, Usage, tokens};
use crate::router;

/// An answer usually takes one in so many of the tokens that are left for it.
const OF_THE_ROOM: u64 = 3;

impl TurnPlan {
    /// What the turn takes where its first candidate serves.
    #[must_use]
    pub fn estimate(&self) -> Estimate {
        self.estimate_at(self.first())
    }

    /// What the turn takes where that candidate serves.
    #[must_use]
    pub fn estimate_at(&self, ranked: Option<&Ranked>) -> Estimate {
        estimate(self.input_tokens, self.route, ranked)
    }
}

impl Engine {
    /// What a message takes that belongs to no conversation of the store; `material` is fenced as it would be sent.
    #[must_use]
    pub fn estimate_of(&self, message: &router::Input<'_>, route: Route, ranked: Option<&Ranked>) -> Estimate {
        let material = message.material.map_or(Material::None, |_| Material::Attached);
        let system =
            system_text(&built_in_system(message.request, material), self.settings().system.as_deref(), None, None);
        let past = message.turns.iter().filter(|turn| turn.role != Role::System);
        let input_tokens = past.map(|turn| window::message_tokens(turn.content)).sum::<u64>()
            + window::message_tokens(&system)
            + window::message_tokens(message.request)
            + message.material.map_or(0, tokens::estimate);
        estimate(input_tokens, route, ranked)
    }
}

fn estimate(input_tokens: u64, route: Route, ranked: Option<&Ranked>) -> Estimate {
    let cost = ranked.and_then(|ranked| {
        let output = quota::usual_answer(route, ranked.effort()) / OF_THE_ROOM;
        ranked.facts.cost(&Usage { input: input_tokens, output, ..Usage::default() })
    });
    Estimate { input_tokens, cost }
}
