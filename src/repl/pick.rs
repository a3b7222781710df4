//! The pick for a message where lines are plain and picks are confirmed: shown, and waiting for a word.
//!
//! What names, refuses or asks about the pick is understood here; any other line is the next message.

use super::session::{Next, Repl};
use super::waiting::Undone;
use crate::domain::{ModelRef, Source};
use crate::engine::plan::Another;
use crate::engine::talk::Inquiry;
use crate::engine::{Choice, Error, TurnPlan, TurnRequest};
use crate::grammar::{self, Act, Answer, Named, Question, Situation};
use crate::ui::Console;
use crate::ui::explain::{Explanation, explain};
use crate::ui::messages::{ReplLine, is_no, is_yes};
use crate::ui::preview::{self, Confirming, Preview};

impl Repl {
    /// Where lines are plain and picks are confirmed, shows to whom a message would go, and waits for a word: who is to
    /// answer it comes into `inquiry`. What is no such word is the next message. Where it is not sent: what comes after.
    pub(super) async fn confirm(&mut self, base: &TurnRequest, inquiry: &mut Inquiry) -> Result<(), Next> {
        if self.confirming() == Confirming::No || inquiry.is_to_several() {
            return Ok(());
        }
        let console = self.console();
        loop {
            let plan = match self.plan(&console, &inquiry.request(base, 0, &[])).await {
                Ok(plan) => plan,
                Err(Undone::Failed(Error::Cancelled)) => return Err(Next::Fresh),
                // What is wrong is said when it is sent.
                Err(Undone::Failed(_)) => return Ok(()),
                Err(Undone::End(code)) => return Err(Next::End(code)),
            };
            let Some(first) = plan.first().filter(|_| plan.source == Source::Auto) else { return Ok(()) };
            if plan.another(inquiry) == Another::Nobody {
                console.remark(&ReplLine::NoOtherModel.text(console.lang()));
                inquiry.avoided.clear();
                continue;
            }
            let pick = Preview::Routed { candidate: &first.candidate, decision: &plan.decision, other: None };
            let pick = preview::line(console.stdout_view(), &pick, Confirming::No);
            let question = ReplLine::Confirm { pick: &pick }.text(console.lang());
            let Some(said) = self.put_question(question).await else {
                console.remark(&format!("\n{}", ReplLine::NotSent.text(console.lang())));
                return Err(Next::Fresh);
            };
            let word = said.trim();
            if word.is_empty() || is_yes(word) {
                return Ok(());
            }
            if is_no(word) && !self.engine.knows_name(word) {
                console.remark(&ReplLine::NotSent.text(console.lang()));
                return Err(Next::Fresh);
            }
            match self.said_at_pick(&said) {
                AtPick::To(choices) => {
                    inquiry.choices = choices;
                    return Ok(());
                }
                AtPick::ToAnother { than } => {
                    inquiry.avoided.push(first.candidate.model.clone());
                    inquiry.avoided.extend(than);
                }
                AtPick::Asks(question) => self.answer_at_pick(&console, question, &plan),
                AtPick::Message => {
                    console.remark(&ReplLine::NotSent.text(console.lang()));
                    self.unsent.push(self.literal(&inquiry.text));
                    self.composer.put_ahead(&said);
                    return Err(Next::Fresh);
                }
            }
        }
    }

    /// What a line at a pick comes to.
    fn said_at_pick(&self, said: &str) -> AtPick {
        let by_word: Vec<&str> = bare_names(said, |word| self.engine.knows_name(word));
        if !by_word.is_empty() {
            let by_name = |name: &str| Choice::Model { name: name.to_owned(), source: Source::Mention };
            return AtPick::To(by_word.into_iter().map(by_name).collect());
        }
        let names = self.names.clone();
        // A name said here is for this message, as one said after an answer is for the last.
        let situation = Situation { answer: Answer::Given, ..self.talk.situation(&names) };
        let reading = grammar::read(said, &situation);
        if !matches!(reading.message.trim().to_lowercase().as_str(), "" | "please" | "plz" | "pls") {
            return AtPick::Message;
        }
        let known = |name: &Named| self.engine.candidate_known_as(name).ok();
        let called = match &reading.act {
            Some(Act::Mention { names }) => names.as_slice(),
            Some(Act::Address { name } | Act::Redo { with: Some(name), without: None }) => std::slice::from_ref(name),
            Some(Act::Redo { with: None, without }) => {
                return AtPick::ToAnother { than: without.as_ref().and_then(known).map(|candidate| candidate.model) };
            }
            // A choice of its own, which is made when this one is.
            Some(Act::Ask(Question::Conversations)) => return AtPick::Message,
            Some(Act::Ask(question)) => return AtPick::Asks(*question),
            _ => return AtPick::Message,
        };
        let by_name = |name: &Named| {
            let candidate = known(name)?;
            Some(Choice::Model { name: candidate.to_string(), source: Source::Mention })
        };
        called.iter().map(by_name).collect::<Option<Vec<_>>>().map_or(AtPick::Message, AtPick::To)
    }

    /// Answers a question to baro about a pick: the model is the one that is to be asked.
    fn answer_at_pick(&mut self, console: &Console, question: Question, plan: &TurnPlan) {
        if matches!(question, Question::HowMuch(_) | Question::Help) {
            return self.answer_here(console, question);
        }
        let explanation = Explanation {
            decision: &plan.decision,
            route: plan.route,
            source: plan.source,
            candidate: plan.first().map(|first| &first.candidate),
            by: None,
            estimate: None,
        };
        let _ = console.print(&console.fitted(&explain(console.stdout_view(), &explanation)));
    }
}

/// What a line at a pick comes to.
enum AtPick {
    /// The message goes to these.
    To(Vec<Choice>),
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

/// The names of which a line consists, each once; none where anything else stands in it.
fn bare_names(said: &str, is_name: impl Fn(&str) -> bool) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for word in said.split(|it: char| it.is_whitespace() || it == ',').filter(|word| !word.is_empty()) {
        let word = word.trim_start_matches(['@', '＠']).trim_end_matches(['.', '!', '?']);
        let bare = || BEHIND_NAMES.iter().find_map(|ending| word.strip_suffix(ending).filter(|word| is_name(word)));
        match Some(word).filter(|word| is_name(word)).or_else(bare) {
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

    #[test]
    fn a_line_of_names_alone_is_names() {
        let check = |said: &str, expected: &[&str]| {
            let is_name = |word: &str| matches!(word, "kimi" | "qwen" | "키미" | "큐웬" | "q");
            assert_eq!(bare_names(said, is_name), expected, "{said}");
        };
        check("kimi", &["kimi"]);
        check(" @kimi, @qwen ", &["kimi", "qwen"]);
        check("kimi and qwen please", &["kimi", "qwen"]);
        check("kimi & q", &["kimi", "q"]);
        check("키미랑 큐웬", &["키미", "큐웬"]);
        check("키미와 큐웬 둘 다", &["키미", "큐웬"]);
        check("키미 큐웬한테", &["키미", "큐웬"]);
        check("kimi kimi", &["kimi"]);
        check("kimi and dogs", &[]);
        check("both", &[]);
        check("and what of kimi", &[]);
        check("", &[]);
    }
}
