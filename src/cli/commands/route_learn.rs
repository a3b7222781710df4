//! `baro route learn [apply|reset|export]`: what the router would learn from what the person overruled.

use serde_json::json;

use super::super::exit::Exit;
use super::super::session::{Form, Session};
use crate::domain::{Lang, Role};
use crate::engine::Engine;
use crate::engine::personal::{Learnt, Relearnt};
use crate::material;
use crate::ui::messages::LearningLine;

/// Characters of a message that are shown.
const SHOWN: usize = 60;

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// Show what would be learnt.
    Show,
    /// Keep it.
    Apply,
    /// Forget it.
    Reset,
    /// Print the examples as JSON lines, as `route eval` reads them.
    Export,
}

impl Deed {
    /// The words behind `route`, where they are `learn` and at most one more; anything else is a message.
    #[must_use]
    pub fn of(words: &[String]) -> Option<Self> {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        match words.as_slice() {
            ["learn"] => Some(Self::Show),
            ["learn", "apply"] => Some(Self::Apply),
            ["learn", "reset"] => Some(Self::Reset),
            ["learn", "export"] => Some(Self::Export),
            _ => None,
        }
    }
}

/// Does it.
pub fn run(session: &Session, deed: Deed, form: Form) -> Exit {
    let engine = session.engine();
    let done = match deed {
        Deed::Reset => engine.forget_learnt().map(|was_there| {
            let line = if was_there { LearningLine::Forgotten } else { LearningLine::NothingToForget };
            session.print(&line.text(session.lang()))
        }),
        Deed::Export => engine.learn().map(|learnt| export(session, &learnt)),
        Deed::Show | Deed::Apply => engine.learn().and_then(|learnt| show(session, &engine, &learnt, deed)),
    };
    done.unwrap_or_else(|error| session.fail(&error, form))
}

fn show(session: &Session, engine: &Engine, learnt: &Learnt, deed: Deed) -> Result<Exit, crate::engine::Error> {
    let lang = session.lang();
    if learnt.examples.is_empty() {
        return Ok(session.print(&LearningLine::Nothing { n_wordless: learnt.n_wordless }.text(lang)));
    }
    let mut lines: Vec<String> = learnt.examples.iter().map(|example| line(example, lang)).collect();
    let n_changed = learnt.examples.iter().filter(|example| example.before != example.after).count();
    let sum = LearningLine::Sum { n_examples: learnt.examples.len(), n_changed, n_words: learnt.layer.n_words() };
    let cost = learnt.cost;
    let cost = LearningLine::Cost { before: cost.n_right_before, after: cost.n_right_after, total: cost.n_total };
    lines.extend([sum.text(lang), cost.text(lang)]);
    if deed == Deed::Apply {
        engine.keep_learnt(learnt)?;
        lines.push(LearningLine::Applied.text(lang));
    } else {
        lines.push(LearningLine::HowToApply.text(lang));
    }
    Ok(session.print(&lines.join("\n")))
}

fn line(example: &Relearnt, lang: Lang) -> String {
    let said = example.overruled.question.as_ref().map_or("", |question| question.text.as_str());
    let one_line = said.split_whitespace().collect::<Vec<_>>().join(" ");
    let words: String = one_line.chars().take(SHOWN).collect();
    let overrule = &example.overruled.overrule;
    LearningLine::Example {
        words: &words,
        how: overrule.how.as_str(),
        before: example.before.as_str(),
        wanted: overrule.wanted.as_str(),
        after: example.after.as_str(),
    }
    .text(lang)
}

/// One line an example, with what was said before and the wanted route as the acceptable one.
fn export(session: &Session, learnt: &Learnt) -> Exit {
    for example in &learnt.examples {
        let Some(question) = &example.overruled.question else { continue };
        let said = example.overruled.past.iter().filter(|turn| turn.role != Role::System);
        let turns: Vec<_> = said
            .map(|turn| {
                let route = turn.route.map(crate::domain::Route::as_str);
                json!({ "role": turn.role, "content": turn.text, "route": route })
            })
            .collect();
        let overrule = &example.overruled.overrule;
        let exit = session.print_json(&json!({
            "prompt": question.text,
            "turns": turns,
            "stdin": question.material.as_deref().map(material::unfenced),
            "accept": [overrule.wanted.as_str()],
            "routed": overrule.routed.as_str(),
            "how": overrule.how.as_str(),
        }));
        if exit != Exit::OK {
            return exit;
        }
    }
    Exit::OK
}
