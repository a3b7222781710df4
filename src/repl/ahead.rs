//! What is seen before a message is sent: to whom it would go, and on what sign.
//!
//! Made once for each line that is read, and called on the editor's thread when the typing rests. Pure after that: the
//! grammar, the router, and who can be asked, as it was worked out.

use std::sync::Arc;

use super::attach::Places;
use super::draft::Written;
use super::editor::{Ahead, Chip, Look, Seen};
use super::session::Repl;
use crate::domain::{Candidate, Source};
use crate::engine::Engine;
use crate::engine::plan::{Forecast, Foreseen};
use crate::engine::talk::Talk;
use crate::grammar::{self, Act, Named, Names, Situation};
use crate::ui::preview::{self, Confirming, Preview};
use crate::ui::style::View;

impl Repl {
    /// The chip of whoever answers where nobody is chosen for a message.
    pub(super) fn chip(&self) -> Chip {
        match &self.talk.pin {
            Some(pin) => Chip { name: format!("{}*", self.called(pin)), look: Look::Chosen },
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
    Ahead { chips, foresee: Some(Box::new(move |written, chosen, columns| eye.foresee(written, chosen, columns))) }
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
        let models = self.forecast.models();
        if let Some(usable) = chosen.checked_sub(1).and_then(|at| models.get(at)) {
            let preview = Preview::Chosen { candidates: std::slice::from_ref(&usable.candidate) };
            return Seen { text: Some(preview::line(&view, &preview, self.confirming)), same: None };
        }
        let is_file = |path: &str| self.places.has_file(path);
        let situation = Situation { is_file: &is_file, pasted: &written.pasted, ..self.talk.situation(&self.names) };
        let reading = grammar::read(&written.text, &situation);
        match &reading.act {
            None => {}
            Some(Act::Mention { names }) => return self.named(&view, names),
            Some(Act::Address { name }) => return self.named(&view, std::slice::from_ref(name)),
            // Nothing is sent, or a receipt says to whom.
            Some(Act::Redo { .. } | Act::Pin { .. } | Act::Unpin | Act::Ask(_) | Act::Recall(_) | Act::Undo) => {
                return Seen::default();
            }
        }
        self.routed(&view, &self.forecast.of(&reading.message))
    }

    fn named(&self, view: &View, names: &[Named]) -> Seen {
        let known: Vec<Candidate> = names.iter().filter_map(|name| self.engine.candidate_known_as(name).ok()).collect();
        if known.len() < names.len() {
            return Seen::default();
        }
        Seen { text: Some(preview::line(view, &Preview::Chosen { candidates: &known }, self.confirming)), same: None }
    }

    fn routed(&self, view: &View, foreseen: &Foreseen) -> Seen {
        let Some(candidate) = &foreseen.candidate else { return Seen::default() };
        let name = self.forecast.name_of(candidate);
        let models = self.forecast.models();
        let same = models.iter().position(|usable| usable.name == name);
        let other = models.iter().find(|usable| usable.name != name).map(|usable| usable.name.as_str());
        let preview = match foreseen.source {
            Source::Auto => Preview::Routed { candidate, decision: &foreseen.decision, other },
            source => Preview::Fixed { candidate, source, other },
        };
        Seen { text: Some(preview::line(view, &preview, self.confirming)), same: same.map(|at| at + 1) }
    }
}
