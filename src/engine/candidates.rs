//! Who serves a message, in which order.

use super::request::{Choice, Reach, TurnRequest};
use super::roster::ModelFacts;
use super::{Engine, Error, Unusable};
use crate::config::{Paid, RouteSettings};
use crate::domain::catalogue::Wire;
use crate::domain::{Candidate, Effort, ModelRef, Route};
use crate::provider::registry;

/// A candidate that may serve.
#[derive(Debug, Clone)]
pub struct Ranked {
    /// Who, with what effort.
    pub candidate: Candidate,
    /// What is known of the model.
    pub facts: ModelFacts,
    /// No money is asked.
    pub free: bool,
    /// It costs money, and the user has not said yes to that.
    pub pays_without_consent: bool,
    /// The route's temperature, where somebody set one.
    pub temperature: Option<f32>,
    /// The retired id that this one stands for.
    pub retired: Option<ModelRef>,
    /// Its weights are yet to be fetched.
    pub needs_fetching: bool,
}

impl Ranked {
    /// The effort that is asked for, or that the model takes by itself.
    #[must_use]
    pub fn effort(&self) -> Option<Effort> {
        self.candidate.effort.or(self.facts.rules.default_effort)
    }
}

/// Who may serve, and who may not.
#[derive(Debug, Default)]
pub struct Order {
    /// In the order in which they are asked.
    pub candidates: Vec<Ranked>,
    /// Who was left out, and why.
    pub left_out: Vec<(Candidate, Unusable)>,
    /// Why nobody may serve, where that is so.
    pub nobody: Option<Error>,
    /// Paid providers that the user has not been asked about yet, in order.
    pub unasked: Vec<String>,
    /// The embedded model that could answer this, were its weights here.
    pub offer: Option<String>,
}

/// The route's temperatures of `product.md`, where nobody set another.
const fn usual_temperature(route: Route) -> Option<f32> {
    match route {
        Route::Code => Some(0.1),
        Route::Think => Some(0.2),
        Route::Long | Route::General => Some(0.3),
        Route::Fast => Some(0.5),
        Route::Design => None,
    }
}

/// Who wrote an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Author {
    /// The user, which is consent to pay and followed as it stands.
    User,
    /// baro: free candidates first.
    BuiltIn,
}

/// Whether a retired id gives way to its successor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wording {
    /// In an order it does.
    Mended,
    /// Who names a model gets what was named.
    AsWritten,
}

impl Engine {
    /// Ranks the candidates for `choice`. An order in which nobody may serve says why; a name that cannot be
    /// understood is an error at once.
    pub(super) async fn order(
        &self,
        choice: &Choice,
        route: Route,
        previous: Option<&ModelRef>,
        previous_route: Option<Route>,
        avoided: Option<&ModelRef>,
        request: &TurnRequest,
    ) -> Result<Order, Error> {
        if let Choice::Model { name, .. } = choice {
            let mut order = self.named(name, route, request.reach)?;
            with_effort(&mut order, request.effort);
            return Ok(order);
        }
        if let Choice::Preferred { name, route } = choice {
            let mut order = self.preferred(name, *route, request).await?;
            with_effort(&mut order, request.effort);
            return Ok(order);
        }
        let (wanted, author) = match self.route_settings(route).models.as_deref() {
            Some(entries) => (self.resolve_all(entries)?, Author::User),
            None => (self.built_in_order(route), Author::BuiltIn),
        };
        let mut order = Order::default();
        for candidate in wanted {
            self.rank(candidate, route, request.reach, Wording::Mended, &mut order);
        }
        if author == Author::BuiltIn {
            let paid_or_none = order.candidates.iter().all(|ranked| !ranked.free);
            if paid_or_none || request.reach == Reach::ThisMachine {
                for candidate in self.local_candidates(route).await {
                    self.rank(candidate, route, request.reach, Wording::Mended, &mut order);
                }
            }
            self.put_free_first(&mut order);
        } else if request.reach == Reach::ThisMachine && order.candidates.is_empty() {
            for candidate in self.local_candidates(route).await {
                self.rank(candidate, route, request.reach, Wording::Mended, &mut order);
            }
        }
        if let Some(asker) = request.asker {
            let (asking, others): (Vec<_>, Vec<_>) =
                std::mem::take(&mut order.candidates).into_iter().partition(|ranked| ranked.facts.family == asker);
            order.candidates = others;
            order.left_out.extend(asking.into_iter().map(|ranked| (ranked.candidate, Unusable::Asker)));
        }
        with_effort(&mut order, request.effort);
        stay(&mut order.candidates, previous, previous_route == Some(route), author);
        if let Some(avoided) = avoided {
            // Whoever answered before is asked again only if nobody else can.
            let (same, others): (Vec<_>, Vec<_>) = std::mem::take(&mut order.candidates)
                .into_iter()
                .partition(|ranked| ranked.candidate.model == *avoided);
            order.candidates = others.into_iter().chain(same).collect();
        }
        if order.candidates.is_empty() {
            order.nobody = Some(self.why_nobody(route, request.reach, &order));
        }
        Ok(order)
    }

    /// The model of that name before the route's candidates: the one that the route itself holds, where it does.
    async fn preferred(&self, name: &str, route: Route, request: &TurnRequest) -> Result<Order, Error> {
        let mut order = Box::pin(self.order(&Choice::Route(route), route, None, None, None, request)).await?;
        let family = registry::family_of(name).map(|named| named.family.id.as_str());
        let own = order.candidates.iter().position(|ranked| Some(ranked.facts.family.as_str()) == family);
        if let Some(position) = own {
            let mut ranked = order.candidates.remove(position);
            // A name is consent.
            ranked.pays_without_consent = false;
            order.candidates.insert(0, ranked);
            return Ok(order);
        }
        let mut named = self.named(name, route, request.reach)?;
        for ranked in order.candidates {
            if named.candidates.iter().all(|other| other.candidate.model != ranked.candidate.model) {
                named.candidates.push(ranked);
            }
        }
        named.nobody = if named.candidates.is_empty() { order.nobody } else { None };
        named.left_out.extend(order.left_out);
        Ok(named)
    }

    /// The one candidate that was named.
    fn named(&self, name: &str, route: Route, reach: Reach) -> Result<Order, Error> {
        let named = self.resolve(name)?;
        let mut order = Order::default();
        self.rank(named.candidate, route, reach, Wording::AsWritten, &mut order);
        match order.candidates.first_mut() {
            Some(ranked) => {
                // A name is consent.
                ranked.pays_without_consent = false;
                ranked.retired = named.retired;
                order.unasked.clear();
            }
            None => {
                order.nobody = order
                    .left_out
                    .first()
                    .map(|(candidate, why)| Error::Unusable { candidate: candidate.clone(), why: why.clone() });
            }
        }
        Ok(order)
    }

    /// Adds a candidate to those that may serve or to those that may not.
    fn rank(&self, mut candidate: Candidate, route: Route, reach: Reach, wording: Wording, order: &mut Order) {
        let Some(entry) = self.provider_entry(&candidate.model.provider) else { return };
        let mut retired = None;
        if wording == Wording::Mended
            && let Some(successor) =
                entry.vendor.and_then(|vendor| vendor.successor_on(&candidate.model.id, &self.today()))
        {
            let new = ModelRef::new(entry.id, successor.successor.clone());
            retired = Some(std::mem::replace(&mut candidate.model, new));
        }
        if order.candidates.iter().any(|ranked| ranked.candidate.model == candidate.model) {
            return;
        }
        let facts = self.facts(&entry, &candidate.model.id);
        let why_not = if reach == Reach::ThisMachine && !facts.on_this_machine {
            Some(Unusable::NotLocal)
        } else if let Err(why) = self.usable(&entry) {
            Some(why)
        } else if !facts.is_free() && self.settings().policy.paid == Paid::Never {
            Some(Unusable::Paid)
        } else {
            None
        };
        if let Some(why) = why_not {
            if !order.left_out.iter().any(|(other, _)| *other == candidate) {
                order.left_out.push((candidate, why));
            }
            return;
        }
        let own = self.route_settings(route);
        // The likeliest words of a model that is small are its best.
        let usual = match (entry.wire, route) {
            (Wire::Local, Route::Fast) => Some(0.0),
            _ => usual_temperature(route),
        };
        let needs_fetching = self.embedded_state(entry.wire, &candidate.model.id).is_some();
        candidate.effort = facts.effort(candidate.effort);
        order.candidates.push(Ranked {
            free: facts.is_free(),
            pays_without_consent: false,
            temperature: own.temperature.or(self.settings().temperature).or(usual),
            needs_fetching,
            candidate,
            facts,
            retired,
        });
    }

    /// The embedded model, which stands in no order.
    pub(super) fn rank_embedded(&self, candidate: Candidate, route: Route, reach: Reach, order: &mut Order) {
        self.rank(candidate, route, reach, Wording::AsWritten, order);
    }

    /// The catalogue's order, then the user's own models.
    fn built_in_order(&self, route: Route) -> Vec<Candidate> {
        let catalogue = self.catalogue();
        let mut order: Vec<Candidate> = catalogue.order(route).cloned().collect();
        // Providers of the user's own serve by what the settings say of their models.
        for model in self.settings().models.keys() {
            if catalogue.vendor(&model.provider).is_none() {
                order.push(Candidate { model: model.clone(), effort: None });
            }
        }
        order
    }

    /// Free candidates before paid ones, unless the user consented to pay.
    fn put_free_first(&self, order: &mut Order) {
        if self.settings().policy.paid == Paid::Allow {
            return;
        }
        let mut refused = Vec::new();
        for ranked in &mut order.candidates {
            if ranked.free {
                continue;
            }
            match self.consent(&ranked.candidate.model.provider) {
                Some(true) => {}
                Some(false) => refused.push(ranked.candidate.clone()),
                None => {
                    ranked.pays_without_consent = true;
                    let provider = &ranked.candidate.model.provider;
                    if !order.unasked.contains(provider) {
                        order.unasked.push(provider.clone());
                    }
                }
            }
        }
        order.candidates.retain(|ranked| !refused.contains(&ranked.candidate));
        order.left_out.extend(refused.into_iter().map(|candidate| (candidate, Unusable::Paid)));
        // Whoever has a kept yes stands where the order put them; only those without one make room.
        order.candidates.sort_by_key(|ranked| ranked.pays_without_consent);
    }

    /// What the user's settings say of a route.
    pub(super) fn route_settings(&self, route: Route) -> &RouteSettings {
        &self.settings().routes[route.index()]
    }

    fn why_nobody(&self, route: Route, reach: Reach, order: &Order) -> Error {
        if reach == Reach::ThisMachine {
            return Error::NothingLocal;
        }
        let only_missing_keys = order.left_out.iter().all(|(_, why)| matches!(why, Unusable::NoKey { .. }));
        if only_missing_keys && self.route_settings(route).models.is_none() {
            return Error::NothingConfigured;
        }
        Error::NoUsableModel { route, left_out: order.left_out.clone() }
    }
}

/// The effort that was asked for, as near as each candidate has one.
fn with_effort(order: &mut Order, effort: Option<Effort>) {
    let Some(effort) = effort else { return };
    for ranked in &mut order.candidates {
        ranked.candidate.effort = ranked.facts.effort(Some(effort)).or(ranked.candidate.effort);
    }
}

/// Of equal candidates, the one that answered before comes first: it holds the conversation's cache.
fn stay(candidates: &mut Vec<Ranked>, previous: Option<&ModelRef>, same_route: bool, author: Author) {
    let Some(previous) = previous.filter(|_| same_route) else { return };
    let Some(position) = candidates.iter().position(|ranked| ranked.candidate.model == *previous) else { return };
    let equal = author == Author::BuiltIn
        && candidates
            .first()
            .is_some_and(|first| first.pays_without_consent == candidates[position].pays_without_consent);
    if equal {
        let ranked = candidates.remove(position);
        candidates.insert(0, ranked);
    }
}
