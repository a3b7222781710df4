//! What is seen before a message is sent: to whom it would go, and on what sign.
//!
//! Made once for each line that is read, and called on the editor's thread when the typing rests. Pure after that: the
//! grammar, the router, and who can be asked, as it was worked out.

use std::borrow::Cow;
use std::pin::Pin;
use std::sync::Arc;

use tokio::sync::Notify;

use super::draft::Written;
use super::editor::{Ahead, Chip, Chooser, Depth, Look, Picked, Seen, Sight};
use super::returned::{Place, Returned};
use super::session::Repl;
use crate::domain::{Candidate, Hint, ModelRef, Source};
use crate::engine::plan::{Forecast, Foreseen, Size, Usable};
use crate::engine::talk::Talk;
use crate::engine::talk::attached::{self, Glimpse, Places};
use crate::engine::{Choice, Deeper, Engine, Error, Unusable};
use crate::grammar::{self, Act, Answer, Farewell, Named, Names, Reading, Recall, Situation, farewell};
use crate::ui::preview::{self, Confirming, Done, First, Preview};
use crate::ui::style::View;

impl Repl {
    /// The chip of whoever answers where nobody is chosen for a message.
    pub(super) fn chip(&self) -> Chip {
        let fixed = match (&self.talk.standing, self.engine.fixed_in(&self.talk)) {
            (_, Some(candidate)) => Some(self.called(&candidate)),
            // A model of this machine is known by its name before its server was asked.
            (Some(Choice::Model { name, .. } | Choice::Preferred { name, .. }), None) => Some(name.clone()),
            (Some(Choice::Route(route)), None) => Some(route.label(self.lang()).to_owned()),
            (Some(Choice::Auto | Choice::Router) | None, None) => None,
        };
        match fixed {
            Some(name) => Chip { name: format!("{name}*"), look: Look::Chosen, deepest: None },
            None => Chip { name: "auto".to_owned(), look: Look::Quiet, deepest: None },
        }
    }

    /// What a person calls a model.
    fn called(&self, candidate: &Candidate) -> String {
        self.engine.family_of(candidate).unwrap_or_else(|| candidate.model.short().to_owned())
    }
}

/// Who would answer the last message, were it asked again without a name.
#[derive(Debug, Clone)]
pub(super) enum Again {
    /// That is being worked out.
    Unknown,
    Nobody,
    By(Candidate),
}

/// What is worked out once it is known where messages go.
#[derive(Debug, Clone)]
pub(super) struct Later {
    pub again: Again,
    /// Where a message goes with which a new conversation begins; `None` as long as that is not known.
    pub anew: Option<Arc<Forecast>>,
}

/// What is worked out while a line is written: where messages go, and then what few lines are about. Nobody waits for that
/// but who writes one of them.
pub(super) struct Looking<'f, F, L> {
    forecast: Option<Pin<&'f mut F>>,
    later: Option<Pin<&'f mut L>>,
}

/// What was worked out.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found<F, L> {
    Forecast(F),
    Later(L),
}

impl<'f, F: Future, L: Future> Looking<'f, F, L> {
    pub const fn new(forecast: Pin<&'f mut F>, later: Option<Pin<&'f mut L>>) -> Self {
        Self { forecast: Some(forecast), later }
    }

    /// The next that is worked out, and never anything once all is. Dropped before, it goes on where it was.
    pub async fn next(&mut self) -> Found<F::Output, L::Output> {
        if let Some(forecast) = &mut self.forecast {
            let found = forecast.await;
            self.forecast = None;
            return Found::Forecast(found);
        }
        if let Some(later) = &mut self.later {
            let found = later.await;
            self.later = None;
            return Found::Later(found);
        }
        std::future::pending().await
    }
}

/// What is seen ahead of a line with this forecast; `wish` is told where a name could be of a server that was not asked.
pub(super) fn of(forecast: &Arc<Forecast>, repl: &Repl, usual: Chip, later: Later, wish: &Arc<Notify>) -> Ahead {
    let deepest = |candidate: &Candidate| deepest(&repl.engine, candidate);
    let usually = match forecast.fixed() {
        Some((candidate, _)) => Some(deepest(candidate)),
        None => forecast.models().iter().map(|usable| deepest(&usable.candidate)).max(),
    };
    let others = forecast.models().iter().map(|usable| Chip {
        name: usable.name.clone(),
        look: Look::Chosen,
        deepest: Some(deepest(&usable.candidate)),
    });
    let chips = std::iter::once(Chip { deepest: usually, ..usual }).chain(others).collect();
    let console = repl.console();
    let eye = Eye {
        forecast: Arc::clone(forecast),
        engine: Arc::clone(&repl.engine),
        names: repl.names.clone(),
        talk: repl.talk.clone(),
        returned: repl.returned.clone(),
        places: repl.places.clone(),
        glimpse: repl.glimpse.clone(),
        view: *console.stdout_view(),
        confirming: repl.confirming(),
        usually,
        later,
        wish: Arc::clone(wish),
    };
    let models = || forecast.models().iter().map(|usable| &usable.candidate.model);
    let ids = models().map(|model| model.short().to_owned()).chain(models().map(ToString::to_string)).collect();
    let foresee = move |sight: Sight<'_>| eye.foresee(sight);
    Ahead { chips, ids: Some(ids), foresee: Some(Box::new(foresee)) }
}

/// As hard as a model can be told to think.
fn deepest(engine: &Engine, candidate: &Candidate) -> Depth {
    match [Deeper::High, Deeper::Max].map(|wanted| engine.deeper_of(candidate, wanted)) {
        [None, _] | [_, None] => Depth::Usual,
        [deep, deepest] if deep == deepest => Depth::Deep,
        _ => Depth::Deepest,
    }
}

struct Eye {
    forecast: Arc<Forecast>,
    engine: Arc<Engine>,
    names: Names<'static>,
    talk: Talk,
    /// The message that stands in the line again.
    returned: Option<Returned>,
    places: Places,
    glimpse: Glimpse,
    view: View,
    confirming: Confirming,
    /// As hard as anybody can be told to think who may answer.
    usually: Option<Depth>,
    later: Later,
    /// The servers of this machine should be asked what they have.
    wish: Arc<Notify>,
}

/// The window, and how hard is to be thought.
#[derive(Clone, Copy)]
struct Light<'r> {
    view: View,
    depth: Depth,
    /// What comes before it goes.
    first: Option<First>,
    /// What the message wishes of its answer.
    hints: &'r [Hint],
    /// What goes out.
    message: &'r str,
    /// What comes with it.
    material: Option<&'r str>,
}

impl Eye {
    fn foresee(&self, Sight { written, picked, chosen, depth, columns }: Sight<'_>) -> Seen {
        let view = self.view.in_columns(columns);
        let light = Light { view, depth, first: None, hints: &[], message: "", material: None };
        let by_tab = chosen.checked_sub(1).and_then(|at| self.forecast.models().get(at));
        if written.text.trim().is_empty() {
            let deepest = by_tab.map_or(self.usually, |usable| Some(deepest(&self.engine, &usable.candidate)));
            let is_in_vain = deepest == Some(Depth::Usual) && depth != Depth::Usual;
            return if is_in_vain { light.done(Done::NoDeeper) } else { Seen { deepest, ..Seen::default() } };
        }
        let farewell = if written.pasted.is_empty() { farewell(&written.text) } else { None };
        match farewell {
            Some(Farewell::Certain) => return light.done(Done::Leaving),
            Some(Farewell::Likely) => return light.done(Done::LeavingOnceMore),
            None => {}
        }
        let is_file = |path: &str| self.places.has_file(path);
        let situation = Situation { is_file: &is_file, pasted: &written.pasted, ..self.talk.situation(&self.names) };
        let at_pick = picked.map(Returned::at_pick);
        let returned = at_pick.as_ref().filter(|_| !self.is_returned(picked)).or(self.returned.as_ref());
        if returned.is_some_and(|returned| returned.asks_for_keys(written)) {
            return light.done(Done::Keys);
        }
        let beside = returned.and_then(|returned| Some((returned.order_in(written, &situation)?.0, returned)));
        let about = beside.as_ref().map(|(_, returned)| *returned);
        let reading = match beside {
            Some((Act::Redo { without, .. }, Returned { place: Place::Pick, written, .. })) => {
                let without = without.and_then(|name| self.engine.candidate_known_as(&name, self.talk.reach).ok());
                let material = self.glimpse.last();
                let material = material.as_ref().map(|material| material.as_str());
                return match self.forecast.other_than_pick(&written.text, material, &without) {
                    None => light.done(Done::NoOtherModel),
                    Some(other) => {
                        let light = Light { message: &written.text, material, ..light };
                        let other = std::slice::from_ref(other);
                        self.sent(light, (other, &[]), |candidates, gone, size| Preview::Chosen {
                            candidates,
                            gone,
                            size,
                        })
                    }
                };
            }
            Some((act, returned)) => {
                Reading { act: Some(act), message: Cow::Borrowed(&returned.written.text), ..Reading::default() }
            }
            None => grammar::read(&written.text, &situation),
        };
        let material = match about {
            Some(Returned { written, .. }) => {
                let situation = Situation { pasted: &written.pasted, ..situation };
                self.material_of(written, &grammar::read(&written.text, &situation))
            }
            None => self.material_of(written, &reading),
        };
        let material = material.as_ref().map(|material| material.as_str());
        let light = Light { hints: &reading.hints, message: &reading.message, material, ..light };
        let is_told = reading.message.trim().is_empty();
        let can_redo = situation.answer == Answer::Given;
        match (&reading.act, by_tab) {
            (Some(Act::Mention { names }), _) if is_told && can_redo => {
                self.named(light, names, |candidates, gone, _| Preview::Again { candidates, gone })
            }
            (Some(Act::Mention { names }), _) if !is_told && *names == [Named::Auto] => self.by_router(light),
            (Some(Act::Address { name: Named::Auto }), _) => self.by_router(light),
            (Some(Act::Mention { names }), _) => {
                self.named(light, names, |candidates, gone, size| Preview::Chosen { candidates, gone, size })
            }
            (Some(Act::Address { name }), _) => {
                self.named(light, std::slice::from_ref(name), |candidates, gone, size| Preview::Chosen {
                    candidates,
                    gone,
                    size,
                })
            }
            (Some(Act::Redo { .. }), _) if !can_redo => light.done(Done::NothingToAskAgain),
            (Some(Act::Redo { with: Some(name), .. }), _) => {
                self.named(light, std::slice::from_ref(name), |candidates, gone, _| Preview::Again { candidates, gone })
            }
            (Some(Act::Pin { name }), _) => self.pinned(light, name),
            (None | Some(Act::Redo { .. }), Some(usable)) => self.by_tab(light, usable),
            (Some(Act::Redo { without, .. }), None) => match (&self.later.again, without) {
                (Again::Nobody, None) => light.done(Done::NoOtherModel),
                (Again::Unknown, None) => Seen::default(),
                (Again::By(candidate), None) => {
                    let again = std::slice::from_ref(candidate);
                    self.sent(light, (again, &[]), |candidates, gone, _| Preview::Again { candidates, gone })
                }
                // Whom it must not be is looked at when it is sent.
                (_, Some(_)) => self.sent(light, (&[], &[]), |candidates, gone, _| Preview::Again { candidates, gone }),
            },
            (Some(Act::Unpin), _) => light.done(Done::Unpinned),
            (Some(Act::Ask(_)), _) => light.done(Done::Answered),
            (Some(Act::Recall(recall)), by_tab) => self.recalled(light, recall, by_tab),
            (Some(Act::Undo), _) if self.talk.undo.is_some() => light.done(Done::Undone),
            (Some(Act::InTalk(deed)), _) => light.done(Done::Deed(*deed)),
            (None | Some(Act::Undo), _) => {
                self.routed(light, &self.forecast, &self.forecast.of(light.message, light.material))
            }
        }
    }

    /// What is in the files that a message names, as it is read.
    fn material_of(&self, written: &Written, reading: &Reading<'_>) -> Option<Arc<String>> {
        let (paths, _) = attached::named(&self.places, &written.text, &written.pasted, &reading.spans);
        self.glimpse.of(&self.places, &paths)
    }

    /// Whether the message whose pick was shown had come back before.
    fn is_returned(&self, picked: Option<&Picked>) -> bool {
        let typed = |picked: &Picked| self.returned.as_ref().is_some_and(|returned| returned.typed == picked.typed);
        picked.is_some_and(typed)
    }

    /// To those of these names, or why not.
    fn named(
        &self,
        light: Light<'_>,
        names: &[Named],
        preview: impl for<'a> Fn(&'a [Candidate], &'a [ModelRef], Size) -> Preview<'a>,
    ) -> Seen {
        let mut known: Vec<Candidate> = Vec::new();
        for name in names.iter().filter(|name| **name != Named::Auto) {
            match self.engine.candidate_known_as(name, self.talk.reach) {
                Ok(candidate) => known.push(candidate),
                Err(_) => return self.refused(light, name),
            }
        }
        if known.len() < names.len() {
            // Whom baro picks among them hangs on the message.
            return Seen { chooser: Chooser::Name, ..Seen::default() };
        }
        let gone: Vec<ModelRef> = names.iter().filter_map(|name| self.engine.gone_called(name)).collect();
        Seen { chooser: Chooser::Name, ..self.sent(light, (&known, &gone), preview) }
    }

    fn pinned(&self, light: Light<'_>, name: &Named) -> Seen {
        match self.engine.candidate_known_as(name, self.talk.reach) {
            Ok(candidate) => {
                let gone = self.engine.gone_called(name);
                let pinned = Preview::Pinned { candidate: &candidate, gone: gone.as_ref() };
                let text = Some(preview::line(&light.view, &pinned, Confirming::No));
                Seen { chooser: Chooser::Name, text, ..Seen::default() }
            }
            Err(_) => self.refused(light, name),
        }
    }

    /// Why nobody of a name can be asked; where the servers of this machine would have to be asked first, they are.
    fn refused(&self, light: Light<'_>, name: &Named) -> Seen {
        let refused = |name: &str, left_out: &[(Candidate, Unusable)], nearest: &[String]| {
            preview::line(&light.view, &Preview::Refused { name, left_out, nearest }, Confirming::No)
        };
        let text = match self.engine.refusal_known_of(name, self.talk.reach) {
            Some(Error::NobodyCalled { name, left_out }) => Some(refused(&name, &left_out, &[])),
            Some(Error::UnknownModel { name, nearest }) => Some(refused(&name, &[], &nearest)),
            Some(Error::Unusable { candidate, why }) => Some(refused(name.word(), &[(candidate, why)], &[])),
            Some(_) => None,
            // Only who is sent something may ask for the key of a server that tells nothing without one.
            None if !self.engine.may_find_names() => None,
            None => {
                self.wish.notify_one();
                let looking = Preview::FindingOut { name: name.word() };
                Some(preview::line(&light.view, &looking, Confirming::No))
            }
        };
        Seen { chooser: Chooser::Name, text, ..Seen::default() }
    }

    /// baro is told by its name to pick.
    fn by_router(&self, light: Light<'_>) -> Seen {
        let foreseen = self.forecast.by_router(light.message, light.material);
        Seen { chooser: Chooser::Name, ..self.routed(light, &self.forecast, &foreseen) }
    }

    /// Another conversation, and the message that comes with the word for it.
    fn recalled(&self, light: Light<'_>, recall: &Recall, by_tab: Option<&Usable>) -> Seen {
        match recall {
            Recall::NewConversation if light.message.trim().is_empty() => light.done(Done::NewConversation),
            Recall::NewConversation => {
                let seen = self.behind(First::NewConversation, light, by_tab, self.later.anew.as_deref());
                seen.unwrap_or_else(|| light.done(Done::NewConversation))
            }
            Recall::ContinueLast(_) => light.done(Done::GoingOn),
            // Whether there was such a conversation is not known before it is looked for.
            Recall::About(_) => self.behind(First::LookingFor, light, by_tab, Some(&self.forecast)).unwrap_or_default(),
        }
    }

    /// A message before which something is done: to whom Tab chose, else as `forecast` has it. `None` where nobody is known.
    fn behind(
        &self,
        first: First,
        light: Light<'_>,
        by_tab: Option<&Usable>,
        forecast: Option<&Forecast>,
    ) -> Option<Seen> {
        let light = Light { first: Some(first), ..light };
        if let Some(usable) = by_tab {
            return Some(self.by_tab(light, usable));
        }
        let forecast = forecast?;
        let seen = self.routed(light, forecast, &forecast.of(light.message, light.material));
        seen.text.is_some().then_some(Seen { chooser: Chooser::Other, ..seen })
    }

    /// To whom Tab chose.
    fn by_tab(&self, light: Light<'_>, usable: &Usable) -> Seen {
        let chosen = std::slice::from_ref(&usable.candidate);
        self.sent(light, (chosen, &[]), |candidates, gone, size| Preview::Chosen { candidates, gone, size })
    }

    /// As it was foreseen by `forecast`.
    fn routed(&self, light: Light<'_>, forecast: &Forecast, foreseen: &Foreseen) -> Seen {
        let Some(candidate) = &foreseen.candidate else { return Seen::default() };
        let name = self.forecast.name_of(candidate);
        let models = self.forecast.models();
        let same = models.iter().position(|usable| usable.name == name);
        let other = models.iter().find(|usable| usable.name != name).map(|usable| usable.name.as_str());
        let (thinking, deepest) = self.thinking(light, candidate);
        let candidate = &thinking;
        // Nobody's tokens are counted twice: the text may be long.
        let size = || self.engine.size_of(light.message, light.material, candidate, forecast);
        let size = if foreseen.is_taken { Size::Fits } else { size() };
        let too_large_for = foreseen.too_large_for.as_ref();
        let (preview, chooser, confirming) = match foreseen.source {
            Source::Auto => {
                // Where nobody takes it, the largest plan of them all counts.
                let size = if let Size::InParts(_) = size { Size::InParts(None) } else { size };
                let preview = Preview::Routed { candidate, decision: &foreseen.decision, other, too_large_for, size };
                (preview, Chooser::Baro, self.confirming)
            }
            source => {
                let preset = forecast.preset();
                (
                    Preview::Fixed { candidate, source, preset, other, too_large_for, size },
                    Chooser::Other,
                    Confirming::No,
                )
            }
        };
        let text = Some(light.line(&preview, confirming));
        let pick = (foreseen.source == Source::Auto).then(|| candidate.model.clone());
        Seen { chooser, pick, text, same: same.map(|at| at + 1), deepest: Some(deepest) }
    }

    /// To these, some of whom take the place of ids that are gone, thinking as hard as they can of what is wanted.
    fn sent(
        &self,
        light: Light<'_>,
        (candidates, gone): (&[Candidate], &[ModelRef]),
        preview: impl for<'a> Fn(&'a [Candidate], &'a [ModelRef], Size) -> Preview<'a>,
    ) -> Seen {
        let thinking: Vec<(Candidate, Depth)> =
            candidates.iter().map(|candidate| self.thinking(light, candidate)).collect();
        let deepest = thinking.iter().map(|(_, deepest)| *deepest).max();
        let candidates: Vec<Candidate> = thinking.into_iter().map(|(candidate, _)| candidate).collect();
        let sizes = candidates
            .iter()
            .map(|candidate| self.engine.size_of(light.message, light.material, candidate, &self.forecast));
        let size = sizes.into_iter().find(|size| *size != Size::Fits).unwrap_or(Size::Fits);
        let text = Some(light.line(&preview(&candidates, gone, size), Confirming::No));
        Seen { text, deepest, ..Seen::default() }
    }

    /// A candidate as it is asked, and as deep as it can think.
    fn thinking(&self, light: Light<'_>, candidate: &Candidate) -> (Candidate, Depth) {
        let wanted = match light.depth.deeper() {
            Some(deeper) => self.engine.deeper_of(candidate, deeper),
            None => self.engine.leaning_of(candidate, light.hints),
        };
        let effort = wanted.or(candidate.effort);
        (Candidate { effort, ..candidate.clone() }, deepest(&self.engine, candidate))
    }
}

impl Light<'_> {
    fn line(&self, preview: &Preview<'_>, confirming: Confirming) -> String {
        preview::line_after(&self.view, self.first, preview, confirming)
    }

    /// No model is asked.
    fn done(self, done: Done) -> Seen {
        let text = Some(preview::line(&self.view, &Preview::Done(done), Confirming::No));
        let deepest = (done == Done::NoDeeper).then_some(Depth::Usual);
        Seen { text, deepest, ..Seen::default() }
    }
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};
    use std::pin::pin;

    use super::*;

    #[tokio::test]
    async fn where_messages_go_is_known_before_what_few_lines_are_about() {
        let (forecast, later) = (pin!(ready("forecast")), pin!(pending::<&str>()));
        let mut looking = Looking::new(forecast, Some(later));
        assert_eq!(looking.next().await, Found::Forecast("forecast"));
        // In this order, whichever comes first.
        let (forecast, later) = (pin!(tokio::task::yield_now()), pin!(ready("later")));
        let mut looking = Looking::new(forecast, Some(later));
        assert_eq!(looking.next().await, Found::Forecast(()));
        assert_eq!(looking.next().await, Found::Later("later"));
    }
}
