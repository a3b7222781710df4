//! What the router knows of this person: keywords of the settings, and the layer that was learnt from what they
//! overruled. Learning happens only when it is asked for; nothing here changes a weight by itself.

use super::{Engine, Error, plan};
use crate::domain::{Decision, Overruling, Route};
use crate::material;
use crate::router::personal::{Cost, HeldBack, Keyword, Layer, Lesson, Personal, learn, words_of};
use crate::router::{self, Input};
use crate::store::{KeptLayer, Overruled};

/// What would be learnt now.
#[derive(Debug)]
pub struct Learnt {
    /// The layer.
    pub layer: Layer,
    /// What it costs on the project's held-back prompts.
    pub cost: Cost,
    /// The examples that have words, newest first, each with the route that it takes today and the one it would take.
    pub examples: Vec<Relearnt>,
    /// Examples without words, which nothing is learnt from.
    pub n_wordless: usize,
}

/// One example, before and after.
#[derive(Debug)]
pub struct Relearnt {
    /// What was overruled.
    pub overruled: Overruled,
    /// Where it goes today.
    pub before: Route,
    /// Where it would go.
    pub after: Route,
}

/// What an example counts. A pin speaks of a conversation more than of each message in it, and a flag may stand in a
/// script.
const fn weight(how: Overruling) -> f32 {
    match how {
        Overruling::Again | Overruling::Mention => 1.0,
        Overruling::Flag => 0.5,
        Overruling::Pin => 0.25,
    }
}

impl Engine {
    /// What is personal in the router's choice. Read once; without a store there are the keywords alone.
    pub(super) fn personal(&self) -> &Personal {
        self.personal.get_or_init(|| {
            let kept = self.with_store_raw(crate::store::Store::router_layer).ok().flatten();
            let layer = kept.and_then(|kept| Layer::from_bytes(&kept.bytes)).unwrap_or_default();
            Personal { layer, keywords: self.keywords() }
        })
    }

    fn keywords(&self) -> Vec<Keyword> {
        let of_route = |route: Route| {
            let words = self.settings().routes[route.index()].keywords.iter();
            words.filter_map(move |word| Keyword::new(word, route))
        };
        Route::ALL.into_iter().flat_map(of_route).collect()
    }

    /// What would be learnt from all that was overruled.
    pub fn learn(&self) -> Result<Learnt, Error> {
        let all = self.with_store(crate::store::Store::overruled)?;
        let n_all = all.len();
        let worded: Vec<Overruled> = all.into_iter().filter(|it| it.question.is_some()).collect();
        let n_wordless = n_all - worded.len();
        let lessons: Vec<Lesson> = worded.iter().filter_map(lesson).collect();
        let (layer, cost) = learn(&lessons, &HeldBack::shipped());
        let with_layer = Personal { layer: layer.clone(), keywords: self.keywords() };
        let examples = worded
            .into_iter()
            .map(|overruled| {
                let route =
                    |personal: &Personal| again(personal, &overruled).map_or(overruled.overrule.routed, |it| it.route);
                let (before, after) = (route(self.personal()), route(&with_layer));
                Relearnt { overruled, before, after }
            })
            .collect();
        Ok(Learnt { layer, cost, examples, n_wordless })
    }

    /// Keeps what was learnt; it holds from the next start on.
    pub fn keep_learnt(&self, learnt: &Learnt) -> Result<(), Error> {
        let kept =
            KeptLayer { bytes: learnt.layer.to_bytes(), n_examples: learnt.examples.len() as u64, at: self.now() };
        self.with_store(|store| store.keep_router_layer(Some(&kept)))
    }

    /// Forgets what was learnt; the examples stay. Says whether there was anything.
    pub fn forget_learnt(&self) -> Result<bool, Error> {
        let was_there = self.with_store(crate::store::Store::router_layer)?.is_some();
        self.with_store(|store| store.keep_router_layer(None))?;
        Ok(was_there)
    }
}

fn lesson(overruled: &Overruled) -> Option<Lesson> {
    let question = overruled.question.as_ref()?;
    let past = plan::past_turns(&overruled.past);
    let material = question.material.as_deref().map(material::unfenced);
    let input = Input { request: &question.text, material: material.as_deref(), turns: &past };
    Some(Lesson {
        words: words_of(&question.text),
        logits: router::built_in_score(&input),
        wanted: overruled.overrule.wanted,
        weight: weight(overruled.overrule.how),
    })
}

fn again(personal: &Personal, overruled: &Overruled) -> Option<Decision> {
    let question = overruled.question.as_ref()?;
    Some(plan::decide(personal, &question.text, question.material.as_deref(), &overruled.past))
}
