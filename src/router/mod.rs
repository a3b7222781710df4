//! Chooses a route for a prompt.
//!
//! Pure and synchronous: text and conversation in, a [`Decision`] out. The router never sees a provider, a
//! clock or the network, so the same text always routes the same way and `baro route` can explain it.
//!
//! A linear score: [`features`] turns a message into numbers, [`model`] holds what each of them has been
//! learnt to weigh for each route (`cargo xtask train`), and `reasons` tells which of them decided.

mod bands;
mod beside;
pub mod evaluation;
pub mod features;
mod hashing;
pub mod lexicon;
pub mod model;
mod negation;
pub mod personal;
mod reasons;
mod shape;
pub mod table;
mod text;
pub mod vocabulary;

use std::sync::LazyLock;

use crate::domain::{Decision, Fact, Role, Route};
use features::Context;
use model::Model;
use personal::Personal;
use text::{Parts, Script, Words};

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

/// The weights that ship with baro.
static SHIPPED: LazyLock<Model<'static>> = LazyLock::new(|| {
    Model::parse(include_bytes!("../../data/router.bin")).expect("`shipped_weights_are_read` holds the committed blob")
});

/// What a text that somebody gave is, by its shape alone; `None` for prose.
#[must_use]
pub fn kind_of(text: &str) -> Option<Fact> {
    let shape = shape::Shape::of(text);
    let kinds = [
        (shape.has_diff, Fact::Diff),
        (shape.log_lines > 0.4, Fact::Log),
        (shape.has_stack, Fact::StackTrace),
        (shape.code_lines > 0.3, Fact::Code),
        (shape.table_lines > 0.5, Fact::Table),
        (shape.has_data, Fact::Data),
    ];
    kinds.into_iter().find(|(is_it, _)| *is_it).map(|(_, kind)| kind)
}

/// Chooses the route of `input`.
#[must_use]
pub fn route(input: &Input<'_>) -> Decision {
    route_with(&SHIPPED, None, input)
}

/// Chooses the route of `input` as it is for one person.
#[must_use]
pub fn route_for(personal: &Personal, input: &Input<'_>) -> Decision {
    route_with(&SHIPPED, Some(personal), input)
}

/// The built-in score of `input`, in log-odds, before anything personal.
#[must_use]
pub fn built_in_score(input: &Input<'_>) -> [f32; 6] {
    score_with(&SHIPPED, input)
}

/// The score of `input` by other weights than those that ship.
#[must_use]
pub fn score_with(model: &Model<'_>, input: &Input<'_>) -> [f32; 6] {
    let features = features::read(&model.language, input.request, input.material, &context(model, input.turns));
    model.logits(&features.list, features.n_hashed)
}

/// Chooses the route of `input` by other weights than those that ship, and by what is `personal`.
#[must_use]
pub fn route_with(model: &Model<'_>, personal: Option<&Personal>, input: &Input<'_>) -> Decision {
    let context = context(model, input.turns);
    let features = features::read(&model.language, input.request, input.material, &context);
    let additions = personal.map_or_else(Vec::new, |personal| personal.additions(&features.words));
    let mut logits = model.logits(&features.list, features.n_hashed);
    for addition in &additions {
        for (logit, weight) in logits.iter_mut().zip(addition.weights) {
            *logit += weight;
        }
    }
    let scores = model::probabilities(logits);
    let (best, second) = two_highest(&scores);
    Decision {
        route: best,
        confidence: scores[best.index()],
        runner_up: second,
        scores,
        reasons: reasons::of(model, &features, &additions, best),
    }
}

/// The words of `request` that a vocabulary is made of, each once: the user's own, and Hangul words without their endings, too.
#[must_use]
pub fn words(request: &str) -> Vec<String> {
    let words = Words::of(&Parts::of(request));
    let own = words.tokens.iter().filter(|token| !token.is_quoted);
    let mut all: Vec<String> = own
        .filter(|token| matches!(token.script, Script::Latin | Script::Hangul))
        .flat_map(|token| {
            let word = words.of_token(token);
            let stem = if token.script == Script::Hangul { text::stem_length(word) } else { word.len() };
            [word, &word[..stem]].map(|letters| letters.iter().collect())
        })
        .collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// What `turns` add to the next message. User turns without a route are routed in order, each in the context
/// of those before it.
#[must_use]
pub fn context<'a>(model: &Model<'_>, turns: &'a [PastTurn<'a>]) -> Context<'a> {
    let mut context = Context::default();
    for (at, turn) in turns.iter().enumerate() {
        let mut guess = None;
        let taken = match turn.role {
            Role::System => continue,
            Role::Assistant => {
                context.answer = Some(turn.content);
                turn.route
            }
            Role::User => {
                let answer = turns.get(at + 1).filter(|next| next.role == Role::Assistant);
                turn.route.or_else(|| answer.and_then(|answer| answer.route)).or_else(|| {
                    let features = features::read(&model.language, turn.content, None, &context);
                    let likely = model::probabilities(model.logits(&features.list, features.n_hashed));
                    guess = Some(likely);
                    Some(two_highest(&likely).0)
                })
            }
        };
        if let Some(route) = taken {
            let is_same_turn = turn.role == Role::Assistant;
            if let Some(previous) = context.previous.filter(|_| !is_same_turn) {
                context.earlier |= 1 << previous.index();
            }
            context.previous = Some(route);
            context.likely = guess.unwrap_or_else(|| {
                let mut sure = [0.0; Route::ALL.len()];
                sure[route.index()] = 1.0;
                sure
            });
        }
    }
    context
}

/// The routes of the highest and the second highest of `scores`; of equal ones, the earlier.
fn two_highest(scores: &[f32; 6]) -> (Route, Route) {
    let highest = |but: Option<Route>| {
        Route::ALL
            .into_iter()
            .filter(|route| Some(*route) != but)
            .reduce(|best, route| if scores[route.index()] > scores[best.index()] { route } else { best })
            .unwrap_or(Route::General)
    };
    let best = highest(None);
    (best, highest(Some(best)))
}

#[cfg(test)]
mod tests;
