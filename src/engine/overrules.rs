//! Notes where the person goes against the router: an answer asked for again elsewhere, a name in the message, a pin,
//! a flag. What is learnt from that, and when, is said elsewhere; nothing here changes a choice.
//!
//! A model is no route: a choice of a model counts for the route that it is the first to serve, of several for the
//! one that the router thinks likeliest, and for none where it serves what the router chose anyway.

use super::looked::Looked;
use super::plan::TurnPlan;
use super::request::{Choice, Keeping, Thread, TurnRequest};
use super::{Engine, Error};
use crate::domain::{ConversationId, Decision, ModelRef, Overrule, Overruling, Route, Source, Surface, TurnId};

/// A choice that was not the router's, before it is known whether it would have been the same.
pub(super) struct Against {
    decision: Decision,
    how: Overruling,
    wanted: Choosing,
}

enum Choosing {
    Route(Route),
    Model(ModelRef),
}

impl Against {
    /// What `request` says against the router; `None` where it says nothing.
    pub(super) fn of(request: &TurnRequest, plan: &TurnPlan) -> Option<Self> {
        // Over MCP it is a program that names models.
        if matches!(request.surface, Surface::Mcp | Surface::Import) {
            return None;
        }
        let how = match (&request.thread, plan.source) {
            (_, Source::Auto) => return None,
            (Thread::Again { .. }, _) => Overruling::Again,
            (_, Source::Mention) => Overruling::Mention,
            (_, Source::Pin) => Overruling::Pin,
            // The settings' model is no word on this message, and that of a flag is mostly a script's or a habit.
            (_, Source::Flag) if matches!(request.choice, Choice::Auto | Choice::Router | Choice::Model { .. }) => {
                return None;
            }
            (_, Source::Flag) => Overruling::Flag,
        };
        let wanted = match &request.choice {
            Choice::Route(route) | Choice::Preferred { route, .. } => Choosing::Route(*route),
            Choice::Auto | Choice::Router | Choice::Model { .. } => {
                Choosing::Model(plan.first()?.candidate.model.clone())
            }
        };
        Some(Self { decision: plan.decision.clone(), how, wanted })
    }
}

impl Engine {
    /// Keeps that the answer of `conversation` would better have come from `model`, which the person named after it
    /// was there, as by a pin. Says whether that was against the router.
    pub async fn note_overrule(
        &self,
        conversation: &ConversationId,
        how: Overruling,
        model: &ModelRef,
    ) -> Result<bool, Error> {
        let Some(last) = self.with_store(|store| store.last_exchange(conversation))? else { return Ok(false) };
        let turns = self.with_store(|store| store.branch(conversation))?;
        let before = turns.iter().position(|turn| turn.id == last.question.id).unwrap_or(0);
        let decision = self.decide(&last.question.text, last.question.material.as_deref(), &turns[..before]);
        let against = Against { decision, how, wanted: Choosing::Model(model.clone()) };
        self.keep_overrule(&TurnRequest::default(), against, Some(last.question.id)).await
    }

    /// Keeps that of several answers the one by `model` is gone on from. Where the router would have chosen it, asking
    /// elsewhere was no word against it.
    pub async fn note_preference(&self, conversation: &ConversationId, model: &ModelRef) -> Result<(), Error> {
        if !self.note_overrule(conversation, Overruling::Again, model).await? {
            self.forget_overrule(conversation, Overruling::Again)?;
        }
        Ok(())
    }

    /// Forgets that the last question of `conversation` was overruled so.
    pub(super) fn forget_overrule(&self, conversation: &ConversationId, how: Overruling) -> Result<(), Error> {
        let Some(last) = self.with_store(|store| store.last_exchange(conversation))? else { return Ok(()) };
        self.with_store_soon(|store| store.forget_overrule(last.question.id, how)).map_err(Error::Store)
    }

    /// Notes what a turn that ended said against the router. A store that cannot be written stops no answer.
    pub(super) async fn note_against(&self, request: &TurnRequest, against: Against, answer: Option<TurnId>) {
        if answer.is_some() || request.keeping == Keeping::Private {
            // What was not noted is learnt the next time.
            let _ = self.keep_overrule(request, against, answer).await;
        }
    }

    async fn keep_overrule(
        &self,
        request: &TurnRequest,
        against: Against,
        turn: Option<TurnId>,
    ) -> Result<bool, Error> {
        let Against { decision, how, wanted } = against;
        let wanted = match wanted {
            Choosing::Route(route) => Some(route),
            Choosing::Model(model) => self.route_of(&model, &decision, request).await?,
        };
        let Some(wanted) = wanted.filter(|wanted| *wanted != decision.route) else { return Ok(false) };
        let overrule = Overrule { turn, how, routed: decision.route, wanted, at: self.now() };
        self.with_store_soon(|store| store.note_overrule(&overrule)).map_err(Error::Store)?;
        Ok(true)
    }

    /// The route that a choice of `model` speaks for.
    async fn route_of(
        &self,
        model: &ModelRef,
        decision: &Decision,
        request: &TurnRequest,
    ) -> Result<Option<Route>, Error> {
        let mut served = Vec::with_capacity(Route::ALL.len());
        let looked = Looked::default();
        for route in Route::ALL {
            if self.first_of(route, request, &looked).await?.as_ref() == Some(model) {
                served.push(route);
            }
        }
        if served.contains(&decision.route) {
            return Ok(None);
        }
        let score = |route: &Route| decision.scores[route.index()];
        Ok(served.into_iter().max_by(|one, other| score(one).total_cmp(&score(other))))
    }
}
