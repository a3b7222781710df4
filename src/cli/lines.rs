//! The lines of `route --jsonl` and `route eval`: a prompt, what was said before it, and what was piped.

use serde::Deserialize;

use crate::domain::{Decision, Estimate, Role, Route};
use crate::engine::{Engine, Ranked};
use crate::material::{self, Material};
use crate::router;

/// One prompt.
#[derive(Debug, Deserialize)]
pub struct Line {
    /// The person's words.
    pub prompt: String,
    /// What was said before, oldest first.
    #[serde(default)]
    pub turns: Vec<LineTurn>,
    /// What was piped in with it.
    pub stdin: Option<String>,
}

/// A turn before the prompt.
#[derive(Debug, Deserialize)]
pub struct LineTurn {
    /// Who spoke.
    pub role: Role,
    /// What was said.
    pub content: String,
    /// The route that it took; where that is not said, the router decides it first.
    pub route: Option<Route>,
}

impl Line {
    /// Routes the prompt.
    #[must_use]
    pub fn decide(&self) -> Decision {
        let turns = self.past();
        router::route(&router::Input { request: &self.prompt, material: self.stdin.as_deref(), turns: &turns })
    }

    /// What the prompt takes at whoever serves `route`, sent as `ask` would send it.
    #[must_use]
    pub fn estimate(&self, engine: &Engine, route: Route, ranked: Option<&Ranked>) -> Estimate {
        let piped = self.stdin.clone().filter(|text| !text.trim().is_empty());
        let material = material::fence(piped.map(|text| Material::from_text("stdin", text)).into_iter().collect());
        let turns = self.past();
        let message = router::Input { request: &self.prompt, material: material.as_deref(), turns: &turns };
        engine.estimate_of(&message, route, ranked)
    }

    fn past(&self) -> Vec<router::PastTurn<'_>> {
        let past = self.turns.iter();
        past.map(|turn| router::PastTurn { role: turn.role, content: &turn.content, route: turn.route }).collect()
    }
}
