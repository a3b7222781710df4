//! The pick for a message where picks are confirmed and it could not be shown in the line, as where lines are plain: shown,
//! and waiting for a word.
//!
//! What names, refuses or asks about the pick is understood here; any other line is the next message.

use std::sync::Arc;

use super::editor::Line;
use super::session::{Next, Repl};
use super::waiting::Undone;
use crate::domain::{ModelRef, Source};
use crate::engine::plan::{Another, Size};
use crate::engine::talk::Inquiry;
use crate::engine::{Choice, Error, TurnPlan, TurnRequest};
use crate::grammar::{self, Act, Answer, Named, Question, Reading, Situation};
use crate::ui::Console;
use crate::ui::explain::{Explanation, explain, project_line};
use crate::ui::messages::{Label, ReplLine, is_no, is_yes};
use crate::ui::preview::{self, Confirming, Preview};

impl Repl {
    /// Where picks are confirmed, shows to whom a message would go, unless it was `shown` to go there, and waits for a word: who
    /// is to answer it comes into `inquiry`. What is no such word is the next message. Where it is not sent: what comes after.
    pub(super) async fn confirm(
        &mut self,
        base: &TurnRequest,
        inquiry: &mut Inquiry,
        mut shown: Option<ModelRef>,
    ) -> Result<(), Next> {
        let is_picked = matches!(inquiry.choices[..], [Choice::Auto | Choice::Router]);
        if self.confirming() == Confirming::No || !is_picked {
            return Ok(());
        }
        let is_plain = self.keyboard.is_plain();
        let console = self.console();
        loop {
            let plan = match self.plan(&console, &inquiry.request(base, 0, &[])).await {
                Ok(plan) => plan,
                Err(Undone::Failed(Error::Cancelled)) => return Err(self.left_at_pick(inquiry)),
                // What is wrong is said when it is sent.
                Err(Undone::Failed(_)) => return Ok(()),
                Err(Undone::End(code)) => return Err(Next::End(code)),
            };
            let Some(first) = plan.pick(base).filter(|_| plan.source == Source::Auto) else { return Ok(()) };
            if shown.take().is_some_and(|shown| shown == first.candidate.model) {
                return Ok(());
            }
            if plan.another(inquiry) == Another::Nobody {
                console.remark(&ReplLine::NoOtherModel.text(console.lang()));
                inquiry.avoided.clear();
                continue;
            }
            let pick = Preview::Routed {
                candidate: &first.candidate,
                decision: &plan.decision,
                other: None,
                too_large_for: None,
                size: Size::Fits,
            };
            let pick = preview::line(console.stdout_view(), &pick, Confirming::No);
            let question = ReplLine::Confirm { pick: &pick }.text(console.lang());
            let Some(said) = self.put_question(question).await else {
                console.remark(&ReplLine::NotSent.text(console.lang()));
                return Err(self.left_at_pick(inquiry));
            };
            let word = said.typed.trim();
            if word.is_empty() || is_yes(word) {
                return Ok(());
            }
            // Whoever has called a model `no` means it.
            if is_no(word) && self.names.of_word(word).is_none() {
                // The one that was left last is the first to come back.
                console.remark(&ReplLine::LeftAtPick.text(console.lang()));
                return Err(Next::With(self.literal(&inquiry.text)));
            }
            match self.said_at_pick(&said) {
                AtPick::To(names) if names == [Named::Auto] => return Ok(()),
                AtPick::To(names) => {
                    let engine = Arc::clone(&self.engine);
                    match self.worked_out(&console, Box::pin(engine.choices(&names, self.base.reach))).await {
                        Ok(Ok((choices, replaced))) => {
                            (inquiry.choices, inquiry.replaced) = (choices, replaced);
                            return Ok(());
                        }
                        // A name is an order, and nobody takes the place: the pick stands, and is asked about again.
                        Ok(Err(error)) => self.complain(&console, &error),
                        Err(Undone::Failed(_)) => {
                            console.remark(&ReplLine::NotSent.text(console.lang()));
                            return Err(self.left_at_pick(inquiry));
                        }
                        Err(Undone::End(code)) => return Err(Next::End(code)),
                    }
                }
                AtPick::ToAnother { than } => {
                    inquiry.avoided.push(first.candidate.model.clone());
                    inquiry.avoided.extend(than);
                }
                AtPick::Asks(question) => self.answer_at_pick(&console, question, &plan),
                AtPick::Message => {
                    console.remark(&ReplLine::NotSent.text(console.lang()));
                    let unsent = self.give_way(&console, self.literal(&inquiry.text));
                    self.unsent.push(unsent);
                    if !is_plain {
                        return Err(Next::Hear(said));
                    }
                    self.composer.put_ahead(said);
                    return Err(Next::Fresh);
                }
            }
        }
    }

    /// The message stands in the line again, where there is one that it can stand in.
    fn left_at_pick(&self, inquiry: &Inquiry) -> Next {
        if self.keyboard.is_plain() { Next::Fresh } else { Next::With(self.literal(&inquiry.text)) }
    }

    /// What a line at a pick comes to.
    fn said_at_pick(&self, line: &Line) -> AtPick {
        if !line.written.pasted.is_empty() {
            return AtPick::Message;
        }
        let said = line.typed.as_str();
        let names = self.names.clone();
        // A name said here is for this message, as one said after an answer is for the last.
        let situation = Situation { answer: Answer::Given, ..self.talk.situation(&names) };
        let by_word = bare_names(said, |word| name_in(word, &situation));
        if !by_word.is_empty() {
            return AtPick::To(by_word);
        }
        let reading = grammar::read(said, &situation);
        if !matches!(reading.message.trim().to_lowercase().as_str(), "" | "please" | "plz" | "pls") {
            return AtPick::Message;
        }
        let known = |name: &Named| self.engine.candidate_known_as(name, self.base.reach).ok();
        let called: Vec<Named> = match &reading.act {
            Some(Act::Mention { names }) => names.clone(),
            Some(Act::Address { name } | Act::Redo { with: Some(name), without: None }) => vec![name.clone()],
            Some(Act::Redo { with: None, without }) => {
                return AtPick::ToAnother { than: without.as_ref().and_then(known).map(|candidate| candidate.model) };
            }
            // A choice of its own, which is made when this one is.
            Some(Act::Ask(Question::Conversations)) => return AtPick::Message,
            Some(Act::Ask(question)) => return AtPick::Asks(*question),
            _ => return AtPick::Message,
        };
        AtPick::To(called)
    }

    /// Answers a question to baro about a pick: the model is the one that is to be asked.
    pub(super) fn answer_at_pick(&mut self, console: &Console, question: Question, plan: &TurnPlan) {
        if matches!(question, Question::HowMuch(_) | Question::Help) {
            return self.answer_here(console, question);
        }
        let project = self.engine.project_held();
        let environment = self.engine.environment();
        let project = project.map(|held| project_line(environment, &held));
        let explanation = Explanation {
            decision: &plan.decision,
            route: plan.route,
            candidate: plan.first().map(|first| &first.candidate),
            by: Label::chooser(plan.source, plan.preset),
            project: project.as_deref(),
            estimate: None,
        };
        let _ = console.print(&console.fitted(&explain(console.stdout_view(), &explanation)));
    }
}

/// What a line at a pick comes to.
enum AtPick {
    /// The message goes to whom these stand for.
    To(Vec<Named>),
    /// It goes to another model than the pick, and than this one.
    ToAnother { than: Option<ModelRef> },
    /// A question to baro.
    Asks(Question),
    /// Nothing of the pick: the line is a message.
    Message,
}

/// What joins names, and adds nothing to them.
const BETWEEN_NAMES: [&str; 12] = ["and", "&", "+", "both", "please", "와", "과", "랑", "그리고", "및", "둘", "다"];

/// What is attached to a name that another one follows, or to the last one.
const BEHIND_NAMES: [&str; 9] = ["이랑", "랑", "하고", "와", "과", "으로", "로", "한테", "에게"];

/// Whom a word means that stands among names alone.
fn name_in(word: &str, situation: &Situation<'_>) -> Option<Named> {
    if !word.starts_with('@') {
        return situation.names.of_word(word);
    }
    match grammar::read(word, situation) {
        Reading { act: Some(Act::Mention { names }), message, .. } if message.trim().is_empty() => {
            names.into_iter().next()
        }
        _ => None,
    }
}

/// The names of which a line consists, each once, where `name_of` knows whom a word means; none where anything else stands
/// in it.
fn bare_names(said: &str, name_of: impl Fn(&str) -> Option<Named>) -> Vec<Named> {
    let mut names: Vec<Named> = Vec::new();
    for word in said.split(|it: char| it.is_whitespace() || it == ',').filter(|word| !word.is_empty()) {
        let word = word.replace('＠', "@");
        let word = word.trim_end_matches(['.', '!', '?']);
        let bare = || BEHIND_NAMES.iter().find_map(|ending| word.strip_suffix(ending).and_then(&name_of));
        match name_of(word).or_else(bare) {
            Some(name) if names.contains(&name) => {}
            Some(name) => names.push(name),
            None if BETWEEN_NAMES.contains(&word) && !names.is_empty() => {}
            None => return Vec::new(),
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::catalogue::Family;
    use crate::grammar::Names;

    fn family(id: &str, korean: &str, letter: &str) -> Family {
        Family {
            id: id.to_owned(),
            name_en: id.to_owned(),
            name_ko: korean.to_owned(),
            words: vec![id.to_owned(), korean.to_owned()],
            letters: vec![letter.to_owned()],
            elsewhere: false,
        }
    }

    #[test]
    fn a_line_of_names_alone_is_names() {
        let families = [
            family("qwen", "큐웬", "q"),
            family("kimi", "키미", "k"),
            family("llama", "라마", "l"),
            family("gpt", "지피티", "g"),
        ];
        let own: ModelRef = "own:phi".parse().expect("a model");
        let names = Names::new(&families, ["큐", "work"]).with_models([&own]);
        let situation = Situation { answer: Answer::Given, ..Situation::new(&names) };
        let check = |said: &str, expected: &[&str]| {
            let found = bare_names(said, |word| name_in(word, &situation));
            assert_eq!(found.iter().map(Named::word).collect::<Vec<_>>(), expected, "{said}");
        };
        check("kimi", &["kimi"]);
        check(" @kimi, @qwen ", &["kimi", "qwen"]);
        check("kimi and qwen please", &["kimi", "qwen"]);
        check("키미랑 큐웬", &["kimi", "qwen"]);
        check("키미와 큐웬 둘 다", &["kimi", "qwen"]);
        check("키미 큐웬한테", &["kimi", "qwen"]);
        check("@키미와 큐웬 둘 다", &["kimi", "qwen"]);
        check("work, @큐", &["work", "큐"]);
        check("phi", &["phi"]);
        // A letter counts behind an `@` alone: `q` leaves other programs, `k` agrees.
        check("kimi & @q", &["kimi", "qwen"]);
        for letter in ["q", "k", "Q", "ㅂ", "큐", "kimi & q"] {
            check(letter, &[]);
        }
        for auto in ["auto", "@auto", "auto please", "자동", "자동으로"] {
            check(auto, &["auto"]);
        }
        for family in ["gpt", "@gpt", "GPT!", "＠gpt"] {
            check(family, &["gpt"]);
        }
        check("llamas", &[]);
        check("kimi kimi", &["kimi"]);
        check("kimi and dogs", &[]);
        check("both", &[]);
        check("and what of kimi", &[]);
        check("", &[]);
    }
}
