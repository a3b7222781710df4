//! What is seen before a message is sent: to whom it would go, and on what sign.
//!
//! Made once for each line that is read, and called on the editor's thread when the typing rests. Pure after that: the
//! grammar, the router, and who can be asked, as it was worked out.

use std::sync::Arc;

use super::attach::Places;
use super::draft::Written;
use super::editor::{Ahead, Chip, Chooser, Look, Seen};
use super::session::Repl;
use crate::domain::{Candidate, Source};
use crate::engine::plan::{Forecast, Foreseen};
use crate::engine::talk::Talk;
use crate::engine::{Choice, Engine};
use crate::grammar::{self, Act, Named, Names, Situation};
use crate::ui::preview::{self, Confirming, Preview};
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
            Some(name) => Chip { name: format!("{name}*"), look: Look::Chosen },
            None => Chip { name: "auto".to_owned(), look: Look::Quiet },
        }
    }

    /// What a person calls a model.
    fn called(&self, candidate: &Candidate) -> String {
        self.engine.family_of(candidate).unwrap_or_else(|| candidate.model.short().to_owned())
    }
}

/// What is seen ahead of a line with this forecast.
pub(super) fn of(forecast: &Arc<Forecast>, repl: &Repl, usual: Chip) -> Ahead {
    let others = forecast.models().iter();
    let chips = std::iter::once(usual)
        .chain(others.map(|usable| Chip { name: usable.name.clone(), look: Look::Chosen }))
        .collect();
    let console = repl.console();
    let eye = Eye {
        forecast: Arc::clone(forecast),
        engine: Arc::clone(&repl.engine),
        names: repl.names.clone(),
        talk: repl.talk.clone(),
        places: repl.places.clone(),
        view: *console.stdout_view(),
        confirming: repl.confirming(),
    };
    let ids = forecast.models().iter().map(|usable| usable.candidate.model.short().to_owned()).collect();
    Ahead { chips, ids, foresee: Some(Box::new(move |written, chosen, columns| eye.foresee(written, chosen, columns))) }
}

struct Eye {
    forecast: Arc<Forecast>,
    engine: Arc<Engine>,
    names: Names<'static>,
    talk: Talk,
    places: Places,
    view: View,
    confirming: Confirming,
}

impl Eye {
    fn foresee(&self, written: &Written, chosen: usize, columns: usize) -> Seen {
        let view = self.view.in_columns(columns);
        let is_file = |path: &str| self.places.has_file(path);
        let situation = Situation { is_file: &is_file, pasted: &written.pasted, ..self.talk.situation(&self.names) };
        let reading = grammar::read(&written.text, &situation);
        let by_tab = chosen.checked_sub(1).and_then(|at| self.forecast.models().get(at));
        match &reading.act {
            Some(Act::Mention { names }) => return self.named(&view, names),
            Some(Act::Address { name }) => return self.named(&view, std::slice::from_ref(name)),
            // A receipt says to whom.
            Some(Act::Redo { with: Some(_), .. } | Act::Pin { .. }) => {
                return Seen { chooser: Chooser::Name, ..Seen::default() };
            }
            None | Some(Act::Redo { with: None, .. }) if let Some(usable) = by_tab => {
                return Seen {
                    text: Some(chosen_line(&view, std::slice::from_ref(&usable.candidate))),
                    ..Seen::default()
                };
            }
            None => {}
            // Nothing is sent, or a receipt says to whom.
            Some(Act::Redo { with: None, .. } | Act::Unpin | Act::Ask(_) | Act::Recall(_) | Act::Undo) => {
                return Seen::default();
            }
        }
        self.routed(&view, &self.forecast.of(&reading.message))
    }

    fn named(&self, view: &View, names: &[Named]) -> Seen {
        let known: Vec<Candidate> = names.iter().filter_map(|name| self.engine.candidate_known_as(name).ok()).collect();
        let text = (known.len() == names.len()).then(|| chosen_line(view, &known));
        Seen { chooser: Chooser::Name, text, same: None }
    }

    fn routed(&self, view: &View, foreseen: &Foreseen) -> Seen {
        let Some(candidate) = &foreseen.candidate else { return Seen::default() };
        let name = self.forecast.name_of(candidate);
        let models = self.forecast.models();
        let same = models.iter().position(|usable| usable.name == name);
        let other = models.iter().find(|usable| usable.name != name).map(|usable| usable.name.as_str());
        let (preview, chooser, confirming) = match foreseen.source {
            Source::Auto => {
                (Preview::Routed { candidate, decision: &foreseen.decision, other }, Chooser::Baro, self.confirming)
            }
            source => (Preview::Fixed { candidate, source, other }, Chooser::Other, Confirming::No),
        };
        Seen { chooser, text: Some(preview::line(view, &preview, confirming)), same: same.map(|at| at + 1) }
    }
}

/// Whom somebody chose, which is sent at once.
fn chosen_line(view: &View, candidates: &[Candidate]) -> String {
    preview::line(view, &Preview::Chosen { candidates }, Confirming::No)
}
