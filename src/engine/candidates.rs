//! Who serves a message, in which order.

use super::consent::{PaidCalls, Word};
use super::local_servers::Loading;
use super::looked::Looked;
use super::names::Named;
use super::request::{Choice, Reach, TurnRequest};
use super::roster::ModelFacts;
use super::{Engine, Error, Unusable};
use crate::config::{Paid, RouteSettings};
use crate::domain::catalogue::Wire;
use crate::domain::small_model::EMBEDDED;
use crate::domain::{Candidate, Effort, Hint, ModelRef, Route, Source};
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

    /// Whether it answers without a network.
    #[must_use]
    pub const fn is_here(&self) -> bool {
        self.facts.on_this_machine && !self.needs_fetching
    }

    /// What a person calls it: its family, else the last part of its id.
    #[must_use]
    pub fn name(&self) -> &str {
        if self.facts.family.is_empty() { self.candidate.model.short() } else { &self.facts.family }
    }
}

/// The first of each route before the rest, so that the different ones come first.
pub(super) fn round_robin(ranks: &[Vec<Ranked>]) -> impl Iterator<Item = &Ranked> {
    let longest = ranks.iter().map(Vec::len).max().unwrap_or(0);
    (0..longest).flat_map(move |at| ranks.iter().filter_map(move |ranked| ranked.get(at)))
}

/// Who may serve, and who may not.
#[derive(Debug, Default)]
pub struct Order {
    /// In the order in which they are asked.
    pub candidates: Vec<Ranked>,
    /// Who was left out, and why.
    pub left_out: Vec<(Candidate, Unusable)>,
    /// The first of the user's own order, where it cannot be asked and another serves: that is said, never silent.
    pub passed_over: Option<(Candidate, Unusable)>,
    /// Why nobody may serve, where that is so.
    pub nobody: Option<Error>,
    /// The embedded model that could answer this, were its weights here.
    pub offer: Option<String>,
    /// The embedded model that answers this where all candidates are out of reach.
    pub stand_in: Option<Box<Ranked>>,
    /// The models of the servers on this machine stand behind the free candidates, too; they are asked what they have
    /// only where the first candidate does not serve at once.
    pub(super) has_servers_behind: bool,
}

/// What an order is wanted for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted<'a> {
    /// Who is to answer.
    pub choice: &'a Choice,
    /// Who chose a model by name.
    pub named_by: NamedBy,
    /// The route.
    pub route: Route,
    /// Who answered before.
    pub previous: Option<&'a Candidate>,
    /// Whether that one goes on.
    pub stay: Stay,
    /// Who is asked only if nobody else can, the last of all at the end.
    pub avoided: &'a [ModelRef],
    /// Where the words may go, how hard is thought, who asks, and what comes before a paid call.
    pub request: &'a TurnRequest,
    /// What the message wishes, and where it is asked again, what it wished first.
    pub hints: &'a [Hint],
    /// What was found of the providers so far.
    pub looked: &'a Looked,
}

impl<'a> Wanted<'a> {
    /// The order of a route, where nothing is named and no conversation goes on.
    pub fn of_route(route: Route, request: &'a TurnRequest, looked: &'a Looked) -> Self {
        Self {
            choice: &Choice::Auto,
            named_by: NamedBy::User,
            route,
            previous: None,
            stay: Stay::No,
            avoided: &[],
            request,
            hints: &request.hints,
            looked,
        }
    }
}

/// Who chose a model by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NamedBy {
    /// The user, which is consent to pay.
    User,
    /// A project file, which never consents.
    Project,
}

/// Whether the model that answered before goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stay {
    /// It does, also where the order has it further down or not at all.
    WithIt,
    /// Only as the first of equals: it holds the conversation's cache.
    AmongEquals,
    /// The message belongs elsewhere.
    No,
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
    /// The model that a message of this route goes to where nothing is named and no conversation goes on.
    pub(super) async fn first_of(
        &self,
        route: Route,
        request: &TurnRequest,
        looked: &Looked,
    ) -> Result<Option<ModelRef>, Error> {
        let wanted = Wanted::of_route(route, request, looked);
        Ok(self.order(&wanted).await?.candidates.into_iter().next().map(|first| first.candidate.model))
    }

    /// Ranks the candidates. An order in which nobody may serve says why; a name that cannot be understood is an
    /// error at once.
    pub(super) async fn order(&self, wanted: &Wanted<'_>) -> Result<Order, Error> {
        if let Choice::Model { name, .. } = wanted.choice {
            let mut order = self.named(name, wanted).await?;
            with_effort(&mut order, wanted);
            return Ok(order);
        }
        if let Choice::Preferred { name, .. } = wanted.choice {
            let mut order = self.preferred(name, wanted).await?;
            with_effort(&mut order, wanted);
            return Ok(order);
        }
        let (names, author) = match self.route_settings(wanted.route).models.as_deref() {
            Some(entries) => (self.resolve_all(wanted.route, entries)?, Author::User),
            None => (self.built_in_order(wanted.route), Author::BuiltIn),
        };
        let mut order = Order::default();
        for named in names {
            self.rank(named, Wording::Mended, wanted, &mut order);
            if author == Author::User && order.candidates.is_empty() && order.passed_over.is_none() {
                order.passed_over = order.left_out.first().filter(|(_, why)| why.is_set_up_wrong()).cloned();
            }
        }
        let asks_local_servers = match author {
            Author::BuiltIn => {
                wanted.request.reach == Reach::ThisMachine
                    || order.candidates.iter().all(|ranked| !ranked.free)
                    || !wanted.avoided.is_empty()
                    || !self.surveyed_models().is_empty()
            }
            Author::User => wanted.request.reach == Reach::ThisMachine && order.candidates.is_empty(),
        };
        order.has_servers_behind = author == Author::BuiltIn && !asks_local_servers;
        if asks_local_servers {
            if wanted.request.reach == Reach::ThisMachine && self.would_fetch() {
                self.await_local_servers(None).await;
            }
            for candidate in self.local_candidates(wanted.route, Loading::WaitedFor).await {
                self.rank(candidate.into(), Wording::Mended, wanted, &mut order);
            }
        }
        if author == Author::BuiltIn {
            self.put_free_first(&mut order);
        }
        self.stay(author, wanted, &mut order);
        if let Some(asker) = wanted.request.asker {
            let (asking, others): (Vec<_>, Vec<_>) =
                std::mem::take(&mut order.candidates).into_iter().partition(|ranked| ranked.facts.family == asker);
            order.candidates = others;
            order.left_out.extend(asking.into_iter().map(|ranked| (ranked.candidate, Unusable::Asker)));
        }
        let avoided = |ranked: &Ranked| wanted.avoided.iter().rposition(|model| *model == ranked.candidate.model);
        if order.candidates.iter().any(|ranked| avoided(ranked).is_some()) {
            self.add_others(wanted, &mut order).await;
        }
        with_effort(&mut order, wanted);
        // Whoever answered before is asked again only if nobody else can.
        order.candidates.sort_by_key(avoided);
        if order.candidates.is_empty() {
            order.nobody = Some(self.why_nobody(author, wanted, &order));
        }
        Ok(order)
    }

    /// The models of the servers on this machine for `route`, the best first, as a built-in order ranks them.
    pub(super) async fn servers_behind(
        &self,
        route: Route,
        request: &TurnRequest,
        hints: &[Hint],
        waiting: Loading,
    ) -> Vec<Ranked> {
        let looked = Looked::default();
        let wanted = Wanted { hints, ..Wanted::of_route(route, request, &looked) };
        let mut order = Order::default();
        for candidate in self.local_candidates(route, waiting).await {
            self.rank(candidate.into(), Wording::Mended, &wanted, &mut order);
        }
        self.put_free_first(&mut order);
        with_effort(&mut order, &wanted);
        order.candidates.retain(|ranked| request.asker.is_none_or(|asker| ranked.facts.family != asker));
        order.candidates
    }

    /// The different models of the other routes behind the route's own, in the order in which Tab offers them; other
    /// families first, and those that cost money without the user's word last. A route whose order has a slip adds nobody:
    /// nobody asked for that route.
    async fn add_others(&self, wanted: &Wanted<'_>, order: &mut Order) {
        let mut ranks: Vec<Vec<Ranked>> = Vec::with_capacity(Route::ALL.len());
        for route in Route::ALL {
            let of_route = Wanted {
                named_by: wanted.named_by,
                hints: wanted.hints,
                ..Wanted::of_route(route, wanted.request, wanted.looked)
            };
            let order = Box::pin(self.order(&of_route)).await;
            ranks.push(order.map(|order| order.candidates).unwrap_or_default());
        }
        let mut others: Vec<Ranked> = Vec::new();
        for ranked in round_robin(&ranks) {
            // The same model elsewhere is no other one.
            let is_known = |known: &Ranked| known.candidate.model.short() == ranked.candidate.model.short();
            if !order.candidates.iter().chain(&others).any(is_known) {
                let wire = self.provider_entry(&ranked.candidate.model.provider).map(|entry| entry.wire);
                let temperature = self.temperature(wire, wanted.route);
                others.push(Ranked { temperature, ..ranked.clone() });
            }
        }
        let is_of_family = |ranked: &Ranked| order.candidates.iter().any(|known| known.name() == ranked.name());
        others.sort_by_key(|ranked| (ranked.pays_without_consent, is_of_family(ranked)));
        order.candidates.extend(others);
    }

    /// The temperature of a route for a provider of that kind.
    fn temperature(&self, wire: Option<Wire>, route: Route) -> Option<f32> {
        // The likeliest words of a model that is small are its best.
        let usual = match (wire, route) {
            (Some(Wire::Local), Route::Fast) => Some(0.0),
            _ => usual_temperature(route),
        };
        self.route_settings(route).temperature.or(self.settings().temperature).or(usual)
    }

    /// The model of that name before the route's candidates: the one that the route itself holds, where it does.
    async fn preferred(&self, name: &str, wanted: &Wanted<'_>) -> Result<Order, Error> {
        let of_route = Choice::Route(wanted.route);
        let of_route = Wanted { choice: &of_route, previous: None, stay: Stay::No, avoided: &[], ..*wanted };
        let mut order = Box::pin(self.order(&of_route)).await?;
        let family = registry::family_of(name).map(|named| named.family.id.as_str());
        let own = order.candidates.iter().position(|ranked| Some(ranked.facts.family.as_str()) == family);
        if let Some(position) = own {
            let mut ranked = order.candidates.remove(position);
            // A name is consent.
            ranked.pays_without_consent = false;
            order.candidates.insert(0, ranked);
            return Ok(order);
        }
        let mut named = self.named(name, wanted).await?;
        // The route serves in its place where nobody of that name can.
        for ranked in order.candidates {
            if named.candidates.iter().all(|other| other.candidate.model != ranked.candidate.model) {
                named.candidates.push(ranked);
            }
        }
        named.nobody = if named.candidates.is_empty() { order.nobody } else { None };
        named.has_servers_behind = order.has_servers_behind;
        named.left_out.extend(order.left_out);
        Ok(named)
    }

    /// The one candidate that was named.
    async fn named(&self, name: &str, wanted: &Wanted<'_>) -> Result<Order, Error> {
        let asked = self.resolve_asking(name).await;
        let mut named = match asked.map_err(|error| self.as_far_as(wanted.request.reach, error)) {
            // The name is understood, and nobody can be asked by it.
            Err(error @ (Error::NobodyCalled { .. } | Error::Unusable { .. })) => {
                let left_out = match &error {
                    Error::NobodyCalled { left_out, .. } => left_out.clone(),
                    Error::Unusable { candidate, why } => vec![(candidate.clone(), why.clone())],
                    _ => Vec::new(),
                };
                return Ok(Order { left_out, nobody: Some(error), ..Order::default() });
            }
            named => named?,
        };
        // Whoever named it by an id that is gone is told so, though the name that came here is its successor's.
        let replaced = wanted.request.replaced.iter().find(|replaced| replaced.by == named.candidate.model);
        named.retired = named.retired.or_else(|| replaced.map(|replaced| replaced.gone.clone()));
        let mut order = Order::default();
        self.rank(named, Wording::AsWritten, wanted, &mut order);
        if wanted.named_by == NamedBy::Project {
            self.mark_unpaid(&mut order);
        }
        if order.candidates.is_empty() {
            order.nobody = order
                .left_out
                .first()
                .map(|(candidate, why)| Error::Unusable { candidate: candidate.clone(), why: why.clone() });
        }
        Ok(order)
    }

    /// Adds a candidate to those that may serve or to those that may not.
    fn rank(&self, named: Named, wording: Wording, wanted: &Wanted<'_>, order: &mut Order) {
        let named = if wording == Wording::Mended { self.mended(named) } else { named };
        let Named { mut candidate, retired } = named;
        let Some(entry) = self.provider_entry(&candidate.model.provider) else { return };
        if order.candidates.iter().any(|ranked| ranked.candidate.model == candidate.model) {
            return;
        }
        let facts = self.facts(&entry, &candidate.model.id);
        let why_not = if wanted.request.reach == Reach::ThisMachine && !facts.on_this_machine {
            Some(Unusable::NotLocal)
        } else {
            wanted.looked.usable(self, &entry).err()
        };
        if let Some(why) = why_not {
            if !order.left_out.iter().any(|(other, _)| *other == candidate) {
                order.left_out.push((candidate, why));
            }
            return;
        }
        let needs_fetching = self.embedded_state(entry.wire, &candidate.model.id).is_some();
        candidate.effort = facts.effort(candidate.effort);
        order.candidates.push(Ranked {
            free: facts.is_free(),
            pays_without_consent: false,
            temperature: self.temperature(Some(entry.wire), wanted.route),
            needs_fetching,
            candidate,
            facts,
            retired,
        });
    }

    /// The embedded model, which stands in no order.
    pub(super) fn rank_embedded(&self, candidate: Candidate, wanted: &Wanted<'_>, order: &mut Order) {
        let named = Named { candidate, retired: None };
        self.rank(named, Wording::AsWritten, wanted, order);
    }

    /// The catalogue's order, then the user's own providers.
    fn built_in_order(&self, route: Route) -> Vec<Named> {
        let catalogue = self.catalogue();
        let mut order: Vec<Named> = catalogue.order(route).cloned().map(Named::from).collect();
        // Providers of the user's own serve by what the settings say of their models, then by their own lists.
        // Those on this machine are asked what they have when they are needed.
        let own = self.settings().models.keys().filter(|model| catalogue.vendor(&model.provider).is_none()).cloned();
        order.extend(own.chain(self.refreshed_models_of_own_providers()).map(Named::from));
        order
    }

    /// Free candidates before paid ones, unless the user consented to pay.
    fn put_free_first(&self, order: &mut Order) {
        if self.settings().policy.paid == Paid::Allow {
            return;
        }
        self.mark_unpaid(order);
        // Whoever has a kept yes stands where the order put them; only those without one make room.
        order.candidates.sort_by_key(|ranked| ranked.pays_without_consent);
    }

    /// Marks who would cost money without the user's word, and leaves out whom the user refused to pay.
    fn mark_unpaid(&self, order: &mut Order) {
        for mut ranked in std::mem::take(&mut order.candidates) {
            match self.word_on_paying(&ranked) {
                Word::No => order.left_out.push((ranked.candidate, Unusable::Paid)),
                word => {
                    ranked.pays_without_consent = word == Word::NotYet;
                    order.candidates.push(ranked);
                }
            }
        }
    }

    /// A follow-up stays with the model that answered: it holds the conversation's cache.
    fn stay(&self, author: Author, wanted: &Wanted<'_>, order: &mut Order) {
        // The embedded model answers where nobody else may, and only what it is good for: its own answer changes neither.
        let Some(previous) = wanted.previous.filter(|previous| previous.model.provider != EMBEDDED) else { return };
        let place = |order: &Order, model: &ModelRef| {
            order.candidates.iter().position(|ranked| ranked.candidate.model == *model)
        };
        let found = place(order, &previous.model);
        let ranked = match (wanted.stay, found) {
            (Stay::No, _) | (Stay::AmongEquals, None) => return,
            // An order of the user's is followed as it stands.
            (Stay::AmongEquals, Some(_)) if author == Author::User => return,
            (Stay::AmongEquals | Stay::WithIt, Some(at)) => order.candidates.remove(at),
            (Stay::WithIt, None) => {
                let mut alone = Order::default();
                self.rank(previous.clone().into(), Wording::Mended, wanted, &mut alone);
                let Some(mut ranked) = alone.candidates.pop() else { return };
                if let Some(at) = place(order, &ranked.candidate.model) {
                    // It was retired, and its successor is in the order.
                    order.candidates.remove(at)
                } else {
                    match self.word_on_paying(&ranked) {
                        Word::Yes => {}
                        Word::No => return,
                        Word::NotYet => ranked.pays_without_consent = true,
                    }
                    ranked
                }
            }
        };
        // Where nobody can be asked, whoever costs money without the user's word waits behind those that do not.
        let waits = ranked.pays_without_consent && matches!(wanted.request.paid, PaidCalls::Announced);
        if !waits {
            order.passed_over = None;
        }
        let at = if waits {
            let first_alike = order.candidates.iter().position(|other| other.pays_without_consent);
            first_alike.unwrap_or(order.candidates.len())
        } else {
            0
        };
        order.candidates.insert(at, ranked);
    }

    /// What the user's settings say of a route.
    pub(super) fn route_settings(&self, route: Route) -> &RouteSettings {
        &self.settings().routes[route.index()]
    }

    fn why_nobody(&self, author: Author, wanted: &Wanted<'_>, order: &Order) -> Error {
        if wanted.request.reach == Reach::ThisMachine {
            // A server that runs is there, also where it serves nobody.
            let is_there = |why: &Unusable| !matches!(why, Unusable::NotRunning { .. });
            let mut there = self.missing_servers();
            there.retain(|(_, why)| is_there(why));
            return match there.as_slice() {
                [] => Error::NothingLocal,
                [(candidate, why)] => Error::Unusable { candidate: candidate.clone(), why: why.clone() },
                _ => Error::NoUsableModel { route: wanted.route, left_out: there },
            };
        }
        let mut left_out: Vec<(Candidate, Unusable)> = Vec::new();
        for (candidate, why) in &order.left_out {
            let told = left_out
                .iter()
                .any(|(other, reason)| other.model.provider == candidate.model.provider && reason == why);
            if !told && (author == Author::User || self.has(&candidate.model.provider)) {
                left_out.push((candidate.clone(), why.clone()));
            }
        }
        let is_told_of_others = !left_out.is_empty();
        let missing: Vec<_> = self.missing_servers().into_iter().chain(self.missing_providers()).collect();
        for (candidate, why) in &missing {
            let is_told = |(other, reason): &(Candidate, Unusable)| {
                other.model.provider == candidate.model.provider && reason == why
            };
            if !left_out.iter().any(is_told) {
                left_out.push((candidate.clone(), why.clone()));
            }
        }
        if is_told_of_others || missing.len() > 1 {
            return Error::NoUsableModel { route: wanted.route, left_out };
        }
        match self.nobody_at_all(Reach::Anywhere) {
            Error::NothingConfigured { .. } if !left_out.is_empty() => {
                Error::NoUsableModel { route: wanted.route, left_out }
            }
            error => error,
        }
    }

    /// Why nobody can be asked within that reach, whatever the message is: of those that are set up, who lacks what.
    #[must_use]
    pub fn nobody_at_all(&self, reach: Reach) -> Error {
        let elsewhere = if reach == Reach::Anywhere { self.missing_providers() } else { Vec::new() };
        let denied = self.denied_that_the_user_has().filter(|_| reach == Reach::Anywhere);
        // Who does not run may have been given up; what else there is to mend is said first.
        let missing = self.missing_servers().into_iter().chain(elsewhere).chain(denied);
        let to_mend = missing.into_iter().find(|(_, why)| !matches!(why, Unusable::NotRunning { .. }));
        match to_mend {
            Some((candidate, why)) => Error::Unusable { candidate, why },
            None if reach == Reach::ThisMachine => Error::NothingLocal,
            None => Error::NothingConfigured { servers: self.servers_here() },
        }
    }
}

/// Puts candidates that were found late where they would have stood from the start: before those that cost money without
/// the user's word, of whatever `queue` holds.
pub(super) fn insert_free_first(queue: &mut Vec<Ranked>, found: Vec<Ranked>) {
    let (paid, free): (Vec<Ranked>, Vec<Ranked>) = found.into_iter().partition(|ranked| ranked.pays_without_consent);
    let behind_free = queue.iter().rposition(|known| !known.pays_without_consent).map_or(0, |last| last + 1);
    queue.splice(behind_free..behind_free, free);
    queue.extend(paid);
}

/// The effort that was asked for, as near as each candidate has one; without one, a level more or less where the
/// message leans there.
fn with_effort(order: &mut Order, wanted: &Wanted<'_>) {
    for ranked in &mut order.candidates {
        let (facts, usual) = (&ranked.facts, ranked.candidate.effort);
        let was_typed = usual.is_some() && matches!(wanted.choice, Choice::Model { source: Source::Flag, .. });
        let leaning = match (wanted.request.deeper, wanted.request.effort) {
            (Some(deeper), _) => facts.deeper(usual, deeper),
            (None, Some(effort)) => facts.effort(Some(effort)),
            (None, None) if was_typed => None,
            (None, None) => facts.leaning(usual, wanted.hints),
        };
        ranked.candidate.effort = leaning.or(ranked.candidate.effort);
    }
}
