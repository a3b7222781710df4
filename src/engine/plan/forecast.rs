//! Where the next message would go, worked out before it is written: what costs time is done once, so that a message
//! costs no more than its routing, which is pure.
//!
//! It says what [`Engine::plan`] would, but for what hangs on the message itself: names in it, and the model inside baro; of
//! its size, whether it is larger than what a candidate ever takes. Nothing is sent.

use std::cell::LazyCell;
use std::collections::HashSet;

use super::super::candidates::{Ranked, Stay, Wanted, round_robin};
use super::super::looked::Looked;
use super::super::parts::n_parts_of;
use super::super::quota::usual_answer;
use super::super::readiness::{room_for_message, room_in_plan};
use super::super::request::{Choice, Deeper, TurnRequest};
use super::super::{Engine, Error, LEAST_FOR_PARTS, window};
use super::{
    Chosen, Last, Material, TURNS_LOOKED_BACK_ON, TurnPlan, built_in_system, decide, is_lifted, named_by, stay_on,
    stays, system_text, was_ordered,
};
use crate::domain::conversation::Turn;
use crate::domain::{Candidate, Decision, Effort, Hint, Preset, Route, Source, tokens};
use crate::engine::talk::{Inquiry, Talk, Then};
use crate::grammar::{Act, Reading};
use crate::router::personal::Personal;

/// Who answers where another model is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Another {
    /// This one.
    Is(Candidate),
    /// Only those can be asked who are not to answer.
    Nobody,
    /// Nobody can be asked at all, which the turn says.
    Unknown,
}

impl TurnPlan {
    /// Who answers `inquiry`, by which another model is asked for, as planned.
    #[must_use]
    pub fn another(&self, inquiry: &Inquiry) -> Another {
        match self.first() {
            Some(first) if inquiry.avoided.contains(&first.candidate.model) => Another::Nobody,
            Some(first) => Another::Is(first.candidate.clone()),
            None => Another::Unknown,
        }
    }

    /// Who answers, as far as that hangs on the size of the message.
    #[must_use]
    pub fn pick(&self, request: &TurnRequest) -> Option<&Ranked> {
        let n_tokens = self.message_tokens + window::message_tokens(&self.system);
        let takes = |ranked: &&Ranked| {
            let answer = request.max_tokens.unwrap_or_else(|| usual_answer(self.route, ranked.effort()));
            room_for_message(&ranked.facts, answer).is_none_or(|room| n_tokens <= room)
        };
        // Where nobody takes it, the first one is who is asked about.
        self.order.candidates.iter().find(takes).or(self.first())
    }
}

/// Where messages of one conversation would go.
#[derive(Debug, Clone)]
pub struct Forecast {
    /// What is looked back on.
    turns: Vec<Turn>,
    personal: Personal,
    previous_route: Option<Route>,
    source: Source,
    preset: Option<Preset>,
    rule: Rule,
    routed: Box<Routed>,
    /// Whoever answered last was there by an order, and does not stay where baro is told to choose.
    was_ordered: bool,
    /// Models that can be asked, each family once.
    models: Vec<Usable>,
    /// How many different ones can be asked, also of one family.
    n_ids: usize,
    /// Tokens of the system text.
    system_tokens: u64,
    /// The longest answer that is wanted, where that was said.
    max_tokens: Option<u64>,
}

/// How a message goes to a candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// At once, as far as is known.
    Fits,
    /// The plan does not let so much through: it is offered to go in parts, in so many where it is known whose plan counts.
    InParts(Option<usize>),
    /// Not at all.
    TooLarge,
}

/// How a message finds its candidate.
#[derive(Debug, Clone)]
enum Rule {
    /// It is one, whatever is written.
    Fixed(Option<Candidate>),
    /// It is the first of one route's who takes it.
    OfRoute(Vec<Serving>),
    /// By its route.
    Routed,
}

/// Who serves each route, in the order of [`Route::ALL`]: where a message stays with who answered, and where it does not.
#[derive(Debug, Clone)]
struct Routed {
    staying: [Vec<Serving>; 6],
    leaving: [Vec<Serving>; 6],
}

impl Routed {
    fn order(&self, route: Route, stays: bool) -> &[Serving] {
        let orders = if stays { &self.staying } else { &self.leaving };
        &orders[route.index()]
    }
}

/// One who serves a route, and what fits.
#[derive(Debug, Clone)]
struct Serving {
    candidate: Candidate,
    /// Tokens that a message may have; `None` where nobody knows.
    room: Option<u64>,
}

/// A message, what comes with it, and how much room both take.
#[derive(Clone, Copy)]
struct Measured<'m> {
    text: &'m str,
    material: Option<&'m str>,
}

impl Measured<'_> {
    /// No fewer than it has tokens.
    fn n_bytes(self) -> u64 {
        (self.text.len() + self.material.map_or(0, str::len)) as u64 + self.n_around()
    }

    fn n_tokens(self) -> u64 {
        window::message_tokens(self.text) + self.material.map_or(0, tokens::estimate) + self.n_around()
    }

    /// Tokens of what is said to a model of what comes with a message.
    fn n_around(self) -> u64 {
        let system = |material| window::message_tokens(&built_in_system("", material));
        self.material.map_or(0, |_| system(Material::Attached) - system(Material::None))
    }

    /// The first that takes it; if that is not the first of all, who is; and whether anybody does. Where nobody does, the
    /// first one is who is asked about.
    fn taken_by(self, order: &[Serving]) -> (Option<Candidate>, Option<Candidate>, bool) {
        let (n_bytes, n_tokens) = (self.n_bytes(), LazyCell::new(|| self.n_tokens()));
        match order.iter().position(|serving| serving.takes(n_bytes, || *n_tokens)) {
            Some(at @ 1..) => (Some(order[at].candidate.clone()), Some(order[0].candidate.clone()), true),
            taken => (order.first().map(|first| first.candidate.clone()), None, taken.is_some()),
        }
    }
}

impl Serving {
    /// Whether a message of so many bytes fits, whose tokens are counted where that is not plain.
    fn takes(&self, n_bytes: u64, n_tokens: impl FnOnce() -> u64) -> bool {
        // No token is shorter than a byte: most messages need not be counted.
        self.room.is_none_or(|room| n_bytes <= room || n_tokens() <= room)
    }
}

/// A model that can be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Usable {
    /// What a person calls it: its family, else the last part of its id.
    pub name: String,
    /// Who.
    pub candidate: Candidate,
}

/// Where a message would go.
#[derive(Debug, Clone)]
pub struct Foreseen {
    /// What the router thinks of it.
    pub decision: Decision,
    /// Who chooses.
    pub source: Source,
    /// Who would answer; `None` where nobody may.
    pub candidate: Option<Candidate>,
    /// Who would have, were the message not too large for them.
    pub too_large_for: Option<Candidate>,
    /// It is known that the message is not too large for who would answer: [`Engine::size_of`] would say so.
    pub is_taken: bool,
}

impl Engine {
    /// Works out where messages of the conversation of `request` would go.
    ///
    /// # Errors
    /// Where the store cannot be read, or a name in the settings means nothing.
    pub async fn forecast(&self, request: &TurnRequest) -> Result<Forecast, Error> {
        let mut turns = self.past(&request.thread)?.turns;
        let Last { answer, author: previous, route: previous_route } = Last::of(&turns);
        let (is_lifted, was_ordered) = (is_lifted(request, answer), was_ordered(answer));
        turns.drain(..turns.len().saturating_sub(TURNS_LOOKED_BACK_ON));
        let pin = self.pin_in(request)?;
        let Chosen { choice, source, preset } = self.choose(request, pin, &[]).await;
        let named_by = named_by(preset);
        let looked = Looked::default();
        let mut models: Vec<Usable> = Vec::new();
        let mut ranks: [Vec<Ranked>; 6] = Default::default();
        let mut staying: [Vec<Serving>; 6] = Default::default();
        let configured = self.settings().system.as_deref();
        let stored = self.stored_system(&request.thread)?;
        let system =
            system_text(&built_in_system("", Material::None), configured, request.system.as_deref(), stored.as_deref());
        let system_tokens = window::message_tokens(&system);
        let serving = |route: Route, ranked: &[Ranked]| -> Vec<Serving> {
            let room = |ranked: &Ranked| {
                let answer = request.max_tokens.unwrap_or_else(|| usual_answer(route, ranked.effort()));
                room_for_message(&ranked.facts, answer).map(|room| room.saturating_sub(system_tokens))
            };
            ranked.iter().map(|ranked| Serving { candidate: ranked.candidate.clone(), room: room(ranked) }).collect()
        };
        for route in Route::ALL {
            let wanted = |stay| Wanted {
                named_by,
                previous: previous.as_ref(),
                stay,
                ..Wanted::of_route(route, request, &looked)
            };
            // A route whose order has a slip has nobody, and spoils no other's preview: its own message is told of it.
            let candidates = self.order(&wanted(Stay::No)).await.map_or_else(|_| Vec::new(), |order| order.candidates);
            staying[route.index()] = if previous.is_some() && !is_lifted {
                let order = self.order(&wanted(Stay::WithIt)).await;
                order.map_or_else(|_| Vec::new(), |order| serving(route, &order.candidates))
            } else {
                serving(route, &candidates)
            };
            ranks[route.index()] = candidates;
        }
        let leaving = Route::ALL.map(|route| serving(route, &ranks[route.index()]));
        let mut ids: HashSet<String> = HashSet::new();
        for ranked in round_robin(&ranks) {
            note(&mut models, ranked);
            ids.insert(ranked.candidate.model.short().to_owned());
        }
        let rule = match &choice {
            Choice::Auto | Choice::Router => Rule::Routed,
            Choice::Route(_) | Choice::Model { .. } | Choice::Preferred { .. } => {
                let (route, stay) = match &choice {
                    Choice::Route(route) => (*route, stay_on(*route, previous_route)),
                    _ => (previous_route.unwrap_or(Route::General), Stay::No),
                };
                let previous = previous.as_ref();
                let wanted =
                    Wanted { choice: &choice, named_by, previous, stay, ..Wanted::of_route(route, request, &looked) };
                let order = self.order(&wanted).await?;
                if let Some(ranked) = order.candidates.first() {
                    note(&mut models, ranked);
                    ids.insert(ranked.candidate.model.short().to_owned());
                }
                match choice {
                    Choice::Route(route) => Rule::OfRoute(serving(route, &order.candidates)),
                    _ => Rule::Fixed(order.candidates.first().map(|first| first.candidate.clone())),
                }
            }
        };
        Ok(Forecast {
            turns,
            personal: self.personal().clone(),
            previous_route,
            source,
            preset,
            rule,
            routed: Box::new(Routed { staying, leaving }),
            was_ordered,
            models,
            n_ids: ids.len(),
            system_tokens,
            max_tokens: request.max_tokens,
        })
    }
}

impl Engine {
    /// Who would answer the last message of `talk` if it were asked again without a name, over what `base` says; `None`
    /// where nobody else can. Nothing is sent.
    pub async fn again_by(&self, talk: &Talk, base: &TurnRequest) -> Option<Candidate> {
        talk.last_asked()?;
        let reading = Reading { act: Some(Act::Redo { with: None, without: None }), ..Reading::default() };
        let Then::Ask(inquiry) = self.intend(talk, &reading).await.ok()?.then else { return None };
        let plan = self.plan(&inquiry.request(base, 0, &[])).await.ok()?;
        let Another::Is(candidate) = plan.another(&inquiry) else { return None };
        let effort = plan.first().and_then(Ranked::effort);
        Some(Candidate { effort, ..candidate })
    }

    /// The effort with which a candidate thinks harder than usual; `None` where it cannot.
    #[must_use]
    pub fn deeper_of(&self, candidate: &Candidate, wanted: Deeper) -> Option<Effort> {
        let entry = self.provider_entry(&candidate.model.provider)?;
        self.facts(&entry, &candidate.model.id).deeper(candidate.effort, wanted)
    }

    /// The effort with which a candidate is asked where a message has wishes; `None` where that is its usual one.
    #[must_use]
    pub fn leaning_of(&self, candidate: &Candidate, hints: &[Hint]) -> Option<Effort> {
        let entry = self.provider_entry(&candidate.model.provider).filter(|_| !hints.is_empty())?;
        self.facts(&entry, &candidate.model.id).leaning(candidate.effort, hints)
    }

    /// How a message would go to a candidate with what comes with it, whoever else could be asked.
    #[must_use]
    pub fn size_of(&self, text: &str, material: Option<&str>, candidate: &Candidate, forecast: &Forecast) -> Size {
        let measured = Measured { text, material };
        // No token is shorter than a byte, and no plan or window that can be used is smaller than this.
        if measured.n_bytes() <= LEAST_FOR_PARTS {
            return Size::Fits;
        }
        let Some(entry) = self.provider_entry(&candidate.model.provider) else { return Size::Fits };
        let facts = self.facts(&entry, &candidate.model.id);
        let answer = forecast.max_tokens.unwrap_or_else(|| {
            let route = decide(&forecast.personal, text, material, &forecast.turns).route;
            usual_answer(route, candidate.effort.or(facts.rules.default_effort))
        });
        let Some(room) = room_for_message(&facts, answer) else { return Size::Fits };
        let is_within = |n_tokens: u64| n_tokens + forecast.system_tokens <= room;
        if is_within(measured.n_bytes()) || is_within(measured.n_tokens()) {
            return Size::Fits;
        }
        // Of a message with a file it is the file that is cut, and each part is asked about in the message's words.
        let (whole, n_around) = match material {
            Some(material) => (material, tokens::estimate(text) + measured.n_around()),
            None => (text, 0),
        };
        let n_parts =
            room_in_plan(&facts, answer).and_then(|room| n_parts_of(whole, room, forecast.system_tokens + n_around));
        n_parts.map_or(Size::TooLarge, |n| Size::InParts(Some(n)))
    }

    /// The family that a candidate is of, where it is of one.
    #[must_use]
    pub fn family_of(&self, candidate: &Candidate) -> Option<String> {
        let entry = self.provider_entry(&candidate.model.provider)?;
        Some(self.facts(&entry, &candidate.model.id).family).filter(|family| !family.is_empty())
    }
}

fn note(models: &mut Vec<Usable>, ranked: &Ranked) {
    let name = ranked.name();
    if models.iter().all(|known| known.name != name) {
        models.push(Usable { name: name.to_owned(), candidate: ranked.candidate.clone() });
    }
}

impl Forecast {
    /// Where a message would go, and what comes with it.
    #[must_use]
    pub fn of(&self, text: &str, material: Option<&str>) -> Foreseen {
        let decision = decide(&self.personal, text, material, &self.turns);
        let measured = Measured { text, material };
        let (candidate, too_large_for, is_taken) = match &self.rule {
            Rule::Fixed(candidate) => (candidate.clone(), None, false),
            Rule::OfRoute(order) => measured.taken_by(order),
            Rule::Routed => measured.taken_by(self.routed.order(decision.route, stays(&decision, self.previous_route))),
        };
        Foreseen { decision, source: self.source, candidate, too_large_for, is_taken }
    }

    /// Where a message would go, and what comes with it, were baro told to choose, whoever is to answer otherwise.
    #[must_use]
    pub fn by_router(&self, text: &str, material: Option<&str>) -> Foreseen {
        let decision = decide(&self.personal, text, material, &self.turns);
        let stays = !self.was_ordered && stays(&decision, self.previous_route);
        let measured = Measured { text, material };
        let (candidate, too_large_for, is_taken) = measured.taken_by(self.routed.order(decision.route, stays));
        Foreseen { decision, source: Source::Auto, candidate, too_large_for, is_taken }
    }

    /// Who can be asked in the place of whom baro picks for a message with what comes with it, and of `without`.
    #[must_use]
    pub fn other_than_pick(
        &self,
        text: &str,
        material: Option<&str>,
        without: &Option<Candidate>,
    ) -> Option<&Candidate> {
        let picked = self.of(text, material).candidate;
        let names: Vec<&str> = picked.iter().chain(without).map(|candidate| self.name_of(candidate)).collect();
        let other = self.models.iter().find(|usable| !names.contains(&usable.name.as_str()));
        other.map(|usable| &usable.candidate)
    }

    /// The models that can be asked, each family once, those that serve some route first.
    #[must_use]
    pub fn models(&self) -> &[Usable] {
        &self.models
    }

    /// Whether more than one model can be asked.
    #[must_use]
    pub const fn has_others(&self) -> bool {
        self.n_ids > 1
    }

    /// The setting that chooses, where one does.
    #[must_use]
    pub const fn preset(&self) -> Option<Preset> {
        self.preset
    }

    /// Who answers whatever is written, unless it is too large, and who said so.
    #[must_use]
    pub fn fixed(&self) -> Option<(&Candidate, Source)> {
        let candidate = match &self.rule {
            Rule::Fixed(candidate) => candidate.as_ref(),
            Rule::OfRoute(order) => order.first().map(|first| &first.candidate),
            Rule::Routed => None,
        };
        candidate.map(|candidate| (candidate, self.source))
    }

    /// What a person calls a candidate.
    #[must_use]
    pub fn name_of<'a>(&'a self, candidate: &'a Candidate) -> &'a str {
        let known = self.models.iter().find(|usable| usable.candidate.model == candidate.model);
        known.map_or_else(|| candidate.model.short(), |usable| &usable.name)
    }
}
