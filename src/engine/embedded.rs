//! When the model inside baro may answer: only where nobody else is usable, and only what it is good for, unless the
//! user asks for it.
//!
//! It decides from text and route alone. Running the model is the provider's, fetching it the surface's.

mod english;

use super::candidates::{Order, Ranked, Wanted};
use super::names::EMBEDDED_NAMES;
use super::request::{Choice, Failover, Reach};
use super::{Engine, Error, TurnPlan, TurnRequest, Unusable};
use crate::domain::catalogue::Wire;
use crate::domain::small_model::{EMBEDDED, SmallModel};
use crate::domain::{Candidate, ModelRef, Route, hangul};
use crate::provider::Local;
use crate::provider::local::IS_BUILT;
#[cfg(feature = "local")]
pub use crate::provider::local::pull;
// What the surfaces see of it.
pub use crate::provider::local::{catalogue, shelf};

/// A longer message wants a better model, also where it is one line.
const ONE_LINE_AT_MOST: usize = 200;

/// What the embedded model is not good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beyond {
    /// It does not speak the language of the message, and is not asked in it.
    Language,
    /// It does not speak the language of the message either, and may be asked all the same by whoever wants to.
    OtherLanguage,
    /// Its answers to such messages are mostly wrong.
    Task(Route),
}

/// What a message looks like to the embedded model.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked<'a> {
    /// The person's own words.
    pub text: &'a str,
    /// What comes with them.
    pub material: Option<&'a str>,
    /// The route.
    pub route: Route,
}

/// A model that could answer a message once it is on this machine.
#[derive(Debug, Clone, Copy)]
pub struct ToFetch {
    /// Which.
    pub model: &'static SmallModel,
    /// Nobody else serves.
    pub is_needed: bool,
    /// `--local` asked for it, so that nobody need be asked.
    pub is_asked_for: bool,
}

impl TurnPlan {
    /// The model that would have to be fetched, or is offered. What nobody vouches for is fetched by its name alone.
    #[must_use]
    pub fn to_fetch(&self, request: &TurnRequest) -> Option<ToFetch> {
        let needed = self.first().filter(|first| first.needs_fetching).map(|first| &first.candidate.model.id);
        let id = needed.or(self.order.offer.as_ref())?;
        let model = catalogue::get(id).filter(|model| model.sha256.is_some())?;
        let is_needed = needed.is_some();
        Some(ToFetch { model, is_needed, is_asked_for: is_needed && request.reach == Reach::ThisMachine })
    }
}

impl Engine {
    /// The embedded model and the models that are on this machine.
    #[must_use]
    pub const fn embedded(&self) -> &Local {
        &self.embedded
    }

    /// The embedded model that answers where none is named: the user's choice, else one that is here, else the first
    /// of the catalogue.
    #[must_use]
    pub fn embedded_choice(&self) -> String {
        let wanted = self.settings().local.model.as_deref().map(bare);
        let here = self.embedded.shelf();
        let first = || catalogue::models().first().map(|model| model.id.clone());
        wanted
            .map(str::to_owned)
            .or_else(|| here.chosen(None).map(|installed| installed.id))
            .or_else(first)
            .unwrap_or_default()
    }

    /// Whether weights of that embedded model are on this machine.
    #[must_use]
    pub fn has_embedded(&self, id: &str) -> bool {
        self.embedded.shelf().installed(id).is_some()
    }

    /// Whether weights would be fetched, were the embedded model to answer.
    pub(super) fn would_fetch(&self) -> bool {
        IS_BUILT && !self.settings().policy.deny.contains(EMBEDDED) && !self.has_embedded(&self.embedded_choice())
    }

    /// Lets the embedded model into an order in which nobody may serve, if it may; behind one whose candidates may turn
    /// out to be out of reach.
    pub(super) fn consider_embedded(&self, order: &mut Order, asked: Asked<'_>, wanted: &Wanted<'_>) {
        let is_nobody_there = matches!(order.nobody, Some(Error::NothingConfigured { .. } | Error::NothingLocal));
        let is_behind_servers = self.lacks_servers_alone(order, wanted);
        let stands_in = is_nobody_there || is_behind_servers;
        let is_denied = self.settings().policy.deny.contains(EMBEDDED);
        if !IS_BUILT || is_denied || matches!(order.nobody, Some(Error::Settings(_))) {
            return;
        }
        let id = self.embedded_choice();
        if !stands_in {
            order.stand_in = self.stand_in(id, asked, wanted).map(Box::new);
            return;
        }
        let is_here = self.has_embedded(&id);
        let is_forced = wanted.request.reach == Reach::ThisMachine;
        let beyond = beyond(asked, catalogue::get(&id), is_forced);
        if is_behind_servers && (!is_here || beyond.is_some()) {
            // What is wrong with the server is the better word.
            return;
        }
        if let Some(beyond) = beyond {
            // Where nothing is here yet, the usual ways to begin are the better advice.
            if is_here || is_forced {
                order.nobody = Some(Error::BeyondEmbedded { model: ModelRef::new(EMBEDDED, id), beyond });
            }
            return;
        }
        if !is_here && !is_forced {
            order.offer = Some(id);
            return;
        }
        let candidate = Candidate { model: ModelRef::new(EMBEDDED, id), effort: None };
        order.nobody = None;
        let mut missing = self.missing_servers();
        // One that runs was meant before one that does not.
        missing.sort_by_key(|(_, why)| matches!(why, Unusable::NotRunning { .. }));
        order.passed_over = order.passed_over.take().or(missing.into_iter().next());
        self.rank_embedded(candidate, wanted, order);
    }

    /// Whether nobody may serve because of nothing but what is wrong with the servers of this machine: then the embedded
    /// model does what it does where there are none. A name, and an order of the user's own that may leave this machine,
    /// is given to nobody else.
    fn lacks_servers_alone(&self, order: &Order, wanted: &Wanted<'_>) -> bool {
        let is_baros_to_choose = !matches!(wanted.choice, Choice::Model { .. })
            && (wanted.request.reach == Reach::ThisMachine
                || (self.route_settings(wanted.route).models.is_none()
                    && wanted.request.failover == Failover::Allowed));
        if !is_baros_to_choose {
            return false;
        }
        let missing = self.missing_servers();
        match &order.nobody {
            Some(Error::Unusable { candidate, why }) => {
                missing.iter().any(|(server, reason)| server == candidate && reason == why)
            }
            Some(Error::NoUsableModel { left_out, .. }) => {
                !left_out.is_empty() && left_out.iter().all(|left_out| missing.contains(left_out))
            }
            _ => false,
        }
    }

    /// Who answers offline what it can: nobody is fetched for that, and neither a name nor an order of the user's own is
    /// given to somebody else.
    fn stand_in(&self, id: String, asked: Asked<'_>, wanted: &Wanted<'_>) -> Option<Ranked> {
        let is_baros_to_choose = matches!(wanted.choice, Choice::Auto | Choice::Router | Choice::Route(_))
            && self.route_settings(wanted.route).models.is_none()
            && wanted.request.failover == Failover::Allowed;
        if !is_baros_to_choose || !self.has_embedded(&id) || beyond(asked, catalogue::get(&id), false).is_some() {
            return None;
        }
        let mut alone = Order::default();
        self.rank_embedded(Candidate { model: ModelRef::new(EMBEDDED, id), effort: None }, wanted, &mut alone);
        alone.candidates.pop()
    }

    /// Why an embedded model cannot answer now, as far as its weights go.
    pub(super) fn embedded_state(&self, wire: Wire, id: &str) -> Option<Unusable> {
        let is_missing = wire == Wire::Local && IS_BUILT && !self.has_embedded(id);
        is_missing.then(|| Unusable::NotFetched { model: id.to_owned() })
    }
}

/// Leaves out the embedded model where it does not speak the language of the message, whoever put it into the order: a
/// name, a pin, the settings' model or an order of the user's own. That it is no good for a task stops nobody who chose it.
pub(super) fn check(order: &mut Order, asked: Asked<'_>) {
    let mut refused = None;
    order.candidates.retain(|ranked| {
        let model = Some(&ranked.candidate.model).filter(|_| is_embedded(ranked));
        let beyond = model.and_then(|model| beyond(asked, catalogue::get(&model.id), true));
        if let (Some(model), Some(beyond)) = (model, beyond) {
            refused.get_or_insert_with(|| Error::BeyondEmbedded { model: model.clone(), beyond });
        }
        beyond.is_none()
    });
    if order.candidates.is_empty() && refused.is_some() {
        order.nobody = refused;
    }
}

/// Refuses a candidate whose weights are not here: to fetch them is the surface's, which can ask.
pub(super) fn check_weights(ranked: &Ranked) -> Result<(), Error> {
    if ranked.needs_fetching {
        let candidate = ranked.candidate.clone();
        let why = Unusable::NotFetched { model: candidate.model.id.clone() };
        return Err(Error::Unusable { candidate, why });
    }
    Ok(())
}

/// True for the model inside baro.
pub(super) fn is_embedded(ranked: &Ranked) -> bool {
    ranked.candidate.model.provider == EMBEDDED
}

/// `local:smollm2` and `smollm2` are the same in the settings.
pub(super) fn bare(name: &str) -> &str {
    EMBEDDED_NAMES.iter().find_map(|prefix| name.strip_prefix(prefix)).unwrap_or(name)
}

/// What of a message is beyond the model. A model that the catalogue does not know is the user's own, who knows it.
fn beyond(asked: Asked<'_>, model: Option<&SmallModel>, is_forced: bool) -> Option<Beyond> {
    let model = model?;
    let said = || asked.text.chars().chain(asked.material.unwrap_or_default().chars());
    if said().any(hangul::is_hangul) && !model.speaks("ko") {
        return Some(Beyond::Language);
    }
    if is_forced {
        return None;
    }
    // Neither Latin nor Hangul, or words of another language: none for a model that has English alone.
    let is_foreign =
        |character: char| character.is_alphabetic() && character > '\u{24f}' && !hangul::is_hangul(character);
    if model.languages.len() == 1 && (said().any(is_foreign) || !english::is_likely(asked.text)) {
        return Some(Beyond::OtherLanguage);
    }
    let text = asked.text.trim();
    let is_one_line = !text.contains('\n') && text.len() <= ONE_LINE_AT_MOST && asked.material.is_none();
    match asked.route {
        Route::Fast | Route::General if is_one_line => None,
        route => Some(Beyond::Task(route)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(text: &str, material: Option<&str>, route: Route, id: &str, is_forced: bool) -> Option<Beyond> {
        beyond(Asked { text, material, route }, catalogue::get(id), is_forced)
    }

    #[test]
    fn only_short_english_of_two_routes_is_answered_unasked() {
        use Route::{Code, Design, Fast, General, Long, Think};
        let ok = |text, route| assert_eq!(judged(text, None, route, "smollm2", false), None, "{text}");
        ok("Why is the sky blue?", Fast);
        ok("Name three coffee shops", General);
        ok("What does \"café\" mean? — just curious…", Fast);
        for route in [Code, Think, Long, Design] {
            assert_eq!(judged("Hi", None, route, "smollm2", false), Some(Beyond::Task(route)));
            assert_eq!(judged("Hi", None, route, "smollm2", true), None, "forced: {route}");
        }
        assert_eq!(judged("a\nb", None, General, "smollm2", false), Some(Beyond::Task(General)));
        assert_eq!(judged("Hi", Some("a file"), Fast, "smollm2", false), Some(Beyond::Task(Fast)));
        assert_eq!(judged(&"long ".repeat(60), None, Fast, "smollm2", false), Some(Beyond::Task(Fast)));
    }

    #[test]
    fn hangul_is_refused_by_a_model_that_has_none_also_when_forced() {
        for text in ["하늘은 왜 파래?", "why ㅋㅋ", "translate 안녕"] {
            assert_eq!(judged(text, None, Route::Fast, "smollm2", true), Some(Beyond::Language), "{text}");
            assert_eq!(judged(text, None, Route::Fast, "qwen3-0.6b", false), None, "{text}");
        }
        assert_eq!(judged("hi", Some("안녕"), Route::Fast, "smollm2", true), Some(Beyond::Language));
        for text in ["空はなぜ青い", "Pourquoi le ciel est-il bleu ?", "Warum ist der Himmel blau?"] {
            assert_eq!(judged(text, None, Route::Fast, "smollm2", false), Some(Beyond::OtherLanguage), "{text}");
            assert_eq!(judged(text, None, Route::Fast, "smollm2", true), None, "{text}");
            assert_eq!(judged(text, None, Route::Fast, "qwen3-0.6b", false), None, "{text}");
        }
        assert_eq!(judged("하늘", None, Route::Code, "a-file-of-my-own", false), None);
    }
}
