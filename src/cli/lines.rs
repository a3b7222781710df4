//! The lines of `route --jsonl` and `route eval`: a prompt, what was said before it, and what was piped.

use serde::Deserialize;

use crate::domain::{Decision, Role, Route};
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
        let turns: Vec<router::PastTurn<'_>> = self
            .turns
            .iter()
            .map(|turn| router::PastTurn { role: turn.role, content: &turn.content, route: turn.route })
            .collect();
        router::route(&router::Input { request: &self.prompt, material: self.stdin.as_deref(), turns: &turns })
    }
}
