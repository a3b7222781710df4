//! What TEXT asks of baro itself, for the commands that take a TEXT: understood, told, done, and sent on.
//!
//! Only a TEXT that was typed comes here. What was piped, a file, and a line of `--jsonl` never do.

use serde_json::{Value, json};

use super::super::args::ShowArgs;
use super::super::exit::Exit;
use super::super::json as forms;
use super::super::session::{Form, Session};
use super::super::waiting::worked_out;
use super::answering::{self, Further, Heading};
use super::{explained, history, why};
use crate::domain::{Candidate, ConversationId, Surface};
use crate::engine::plan::Another;
use crate::engine::talk::{Change, Inquiry, Intent, LocalAnswer, Receipt, Talk, Then, plain_words};
use crate::engine::{Choice, Engine, Error, Outcome, Thread, TurnRequest};
use crate::grammar::{self, Act, Answer, Extent, Last, Names, Period, Question, Reading, Situation};
use crate::ui::Problem;
use crate::ui::messages::{Label, ReplLine, TalkLine};

/// A TEXT that was understood.
pub struct Heard {
    /// The conversation that it speaks of.
    pub talk: Talk,
    /// What it comes to.
    pub intent: Intent,
}

/// Understands `text`, which stands in the conversation of `base` with its material.
pub async fn listen(session: &Session, engine: &Engine, text: &str, base: &TurnRequest) -> Result<Heard, Error> {
    let names = engine.names();
    let places = session.places();
    let ear = Ear { names: &names, is_file: &|path| places.has_file(path), text };
    let mut talk = engine.talk_in(base.thread.clone(), session.folder())?;
    let mut reading = ear.read(&talk);
    if base.material.is_some() {
        // What is piped is what the words are about.
        talk.answer = None;
        if !may_stand_beside_material(&reading) {
            reading = Reading { message: text.into(), ..Reading::default() };
        }
    } else if matches!(talk.thread, Thread::New { name: None })
        && let Some(of_last) = of_last(engine, &ear, &talk)?
    {
        (talk, reading) = of_last;
    }
    if reading.act.is_none()
        && let Some(plain) = plain_words(text)
    {
        session.console().notice(&TalkLine::PlainWords(plain).text(session.lang()));
    }
    // A single question is in no conversation that another one could be gone back to from.
    let beside = match &reading.act {
        Some(Act::Recall(_)) => Talk::new(session.folder()),
        _ => talk.clone(),
    };
    let beside = Talk { reach: base.reach, ..beside };
    let intent = worked_out(session, engine, engine.intend(&beside, &reading)).await?;
    Ok(Heard { talk, intent })
}

/// How a TEXT is read.
struct Ear<'a> {
    names: &'a Names<'a>,
    is_file: &'a dyn Fn(&str) -> bool,
    text: &'a str,
}

impl<'a> Ear<'a> {
    fn read(&self, talk: &Talk) -> Reading<'a> {
        grammar::read(self.text, &Situation { is_file: self.is_file, ..talk.situation(self.names) })
    }

    /// Whether it would speak of what was said and done before, had all of that happened.
    fn may_speak_of_the_past(&self) -> bool {
        let happened = Situation {
            choice: grammar::Choice::Pinned,
            answer: Answer::Given,
            last: Last::Receipt,
            ..Situation::new(self.names)
        };
        speaks_of_the_past(&grammar::read(self.text, &happened))
    }
}

/// The last conversation here, if the TEXT alone speaks of it: to have it asked again, to know who answered, to take a
/// pin from it. Most messages speak of nothing, whatever went before: nothing is opened for them.
fn of_last<'a>(engine: &Engine, ear: &Ear<'a>, talk: &Talk) -> Result<Option<(Talk, Reading<'a>)>, Error> {
    if !ear.may_speak_of_the_past() {
        return Ok(None);
    }
    let Some(id) = engine.with_store(|store| store.last(talk.folder.as_deref()))? else { return Ok(None) };
    let there = engine.talk_in(Thread::Existing(id), talk.folder.clone())?;
    let reading = ear.read(&there);
    Ok(speaks_of_the_past(&reading).then_some((there, reading)))
}

fn speaks_of_the_past(reading: &Reading<'_>) -> bool {
    match &reading.act {
        Some(Act::Redo { .. } | Act::Undo | Act::Ask(Question::WhyThisModel | Question::WhoAnswered)) => true,
        Some(Act::Ask(Question::HowMuch(of))) => matches!(of, Extent::LastAnswer | Extent::Conversation),
        Some(Act::Unpin) => reading.message.is_empty(),
        _ => false,
    }
}

/// Whom a message is for may be said beside what is piped; `얼마 썼어?` asks about that.
fn may_stand_beside_material(reading: &Reading<'_>) -> bool {
    match &reading.act {
        None | Some(Act::Mention { .. } | Act::Address { .. }) => true,
        Some(Act::Pin { .. } | Act::Unpin | Act::Recall(_)) => !reading.message.is_empty(),
        Some(_) => false,
    }
}

/// Does what was understood: changes what is to be changed, answers here or asks.
pub async fn act(session: &Session, engine: &Engine, heard: Heard, base: &TurnRequest, show: &ShowArgs) -> Exit {
    let Heard { mut talk, mut intent } = heard;
    let form = Form::of(show);
    if let Err(exit) = name_another(session, engine, &mut intent, base).await {
        return exit;
    }
    if let Some(exit) = lacking(session, engine, &talk, &intent, form) {
        return exit;
    }
    let mut receipt = None;
    if let Some(change) = &intent.change {
        let done = match begin(engine, &mut talk, &intent) {
            Ok(()) => engine.carry_out(&mut talk, change).await,
            Err(error) => Err(error),
        };
        match done {
            Ok(done) => receipt = Some(told(session, done, &intent.then)),
            Err(error) => return session.fail(&error, form),
        }
    }
    match intent.then {
        Then::Nothing => match receipt {
            Some(receipt) => say(session, form, "", &forms::receipt(&receipt), talk.conversation()),
            None => Exit::OK,
        },
        Then::Answer(question) => answer(session, engine, &talk, question, form),
        Then::Ask(inquiry) => ask(session, engine, &inquiry, base, show).await,
    }
}

/// Tells what would be done, and plans what would be sent.
pub async fn rehearse(session: &Session, engine: &Engine, heard: Heard, base: &TurnRequest, show: &ShowArgs) -> Exit {
    let Heard { talk, mut intent } = heard;
    let form = Form::of(show);
    if let Err(exit) = name_another(session, engine, &mut intent, base).await {
        return exit;
    }
    let (talk, intent) = (&talk, &intent);
    if let Some(exit) = lacking(session, engine, talk, intent, form) {
        return exit;
    }
    let mut would_be = None;
    if let Some(change) = &intent.change {
        match engine.receipt_of(talk, change) {
            Ok(receipt) => {
                session.console().remark(&TalkLine::WouldBe(&receipt).text(session.lang()));
                would_be = Some(receipt);
            }
            Err(error) => return session.fail(&error, form),
        }
    }
    match &intent.then {
        Then::Nothing => match would_be {
            Some(receipt) => say(session, form, "", &forms::receipt(&receipt), talk.conversation()),
            None => Exit::OK,
        },
        Then::Answer(question) => answer(session, engine, talk, *question, form),
        Then::Ask(inquiry) => {
            let mut exit = Exit::OK;
            for n in 0..inquiry.choices.len() {
                let request = inquiry.request(base, n, &[]);
                let ended = answering::dry_run(session, engine, &request, show).await;
                exit = if exit == Exit::OK { ended } else { exit };
            }
            exit
        }
    }
}

/// Says what would become of a TEXT that no model is asked: it is done or answered here.
pub fn describe(session: &Session, engine: &Engine, heard: &Heard, form: Form) -> Exit {
    let (text, said) = match (&heard.intent.change, &heard.intent.then) {
        (Some(change), _) => match engine.receipt_of(&heard.talk, change) {
            Ok(receipt) => (TalkLine::WouldBe(&receipt).text(session.lang()), forms::receipt(&receipt)),
            Err(error) => return session.fail(&error, form),
        },
        (None, then) => {
            let question = match then {
                Then::Answer(Question::WhyThisModel) => "why",
                Then::Answer(Question::WhoAnswered) => "who",
                Then::Answer(Question::HowMuch(_)) => "how_much",
                Then::Answer(Question::Help) => "help",
                Then::Answer(Question::Conversations) => "conversations",
                Then::Nothing | Then::Ask(_) => return Exit::OK,
            };
            (TalkLine::AnsweredHere.text(session.lang()), json!({ "question": question }))
        }
    };
    match form {
        Form::Text => session.print(&text),
        Form::Json | Form::JsonLines => session.print_json(&forms::no_decision(&said)),
    }
}

/// Refuses a message that names other models than `-m` does.
pub fn check_flag(session: &Session, engine: &Engine, heard: &Heard, base: &TurnRequest) -> Result<(), Exit> {
    let Choice::Model { name: flag, .. } = &base.choice else { return Ok(()) };
    let Then::Ask(inquiry) = &heard.intent.then else { return Ok(()) };
    let others: Vec<&str> = inquiry
        .choices
        .iter()
        .filter_map(|choice| match choice {
            Choice::Model { name, .. } => {
                let is_same = name.parse::<Candidate>().is_ok_and(|candidate| engine.means(flag, &candidate));
                (!is_same).then_some(name.as_str())
            }
            Choice::Router => Some("auto"),
            _ => None,
        })
        .collect();
    if others.is_empty() {
        return Ok(());
    }
    Err(session.fail_problem(&Problem::TwoModels { flag, named: &others.join(", ") }))
}

/// Where another model is asked for, names the one that will be; where nobody else can be asked, says so.
async fn name_another(session: &Session, engine: &Engine, intent: &mut Intent, base: &TurnRequest) -> Result<(), Exit> {
    let (Some(Change::AskAgain { by, .. }), Then::Ask(inquiry)) = (&mut intent.change, &intent.then) else {
        return Ok(());
    };
    if !by.is_empty() || matches!(base.choice, Choice::Model { .. }) {
        return Ok(());
    }
    match engine.plan(&inquiry.request(base, 0, &[])).await.map(|plan| plan.another(inquiry)) {
        Ok(Another::Is(candidate)) => by.push(candidate),
        Ok(Another::Nobody) => {
            return Err(session.fail_text("usage", &ReplLine::NoOtherModel.error(session.lang())));
        }
        // What is wrong is said when it is asked.
        Ok(Another::Unknown) | Err(_) => {}
    }
    Ok(())
}

/// Says what a single question lacks for what it asks: a pin has no conversation to belong to, and a conversation that
/// is begun or gone on with has no words.
fn lacking(session: &Session, engine: &Engine, talk: &Talk, intent: &Intent, form: Form) -> Option<Exit> {
    if !matches!(intent.then, Then::Nothing) {
        return None;
    }
    let line = |line: TalkLine<'_>| line.text(session.lang());
    match &intent.change {
        Some(Change::Pin { candidate, .. }) if matches!(talk.thread, Thread::New { name: None }) => {
            Some(session.fail_problem(&Problem::PinNeedsConversation { candidate }))
        }
        Some(Change::Begin) => {
            let receipt = json!({ "receipt": "new_conversation" });
            session.console().remark(&line(TalkLine::AlwaysNew));
            Some(say(session, form, "", &receipt, None))
        }
        Some(change @ Change::GoOn(id)) => Some(match engine.receipt_of(talk, change) {
            Ok(receipt) => {
                if let Receipt::WentOn { title, .. } = &receipt {
                    session.console().remark(&line(TalkLine::ToGoOn { title, id: id.shown() }));
                }
                say(session, form, "", &forms::receipt(&receipt), Some(id))
            }
            Err(error) => session.fail(&error, form),
        }),
        _ => None,
    }
}

/// A pin of a named conversation is kept before its first message.
fn begin(engine: &Engine, talk: &mut Talk, intent: &Intent) -> Result<(), Error> {
    match (&intent.change, &intent.then, &talk.thread) {
        (Some(Change::Pin { .. }), Then::Nothing, Thread::New { name: Some(_) }) => engine.begin(talk, Surface::Ask),
        _ => Ok(()),
    }
}

/// Shows a receipt, which is said also under `--quiet` unless an answer follows that shows the same.
fn told(session: &Session, receipt: Receipt, then: &Then) -> Receipt {
    let line = match then {
        Then::Nothing => TalkLine::Receipt(&receipt),
        Then::Answer(_) | Then::Ask(_) => TalkLine::BeforeAnswer(&receipt),
    };
    let line = line.text(session.lang());
    match receipt {
        Receipt::AskedAgain { .. } => session.console().notice(&line),
        _ => session.console().remark(&line),
    }
    receipt
}

/// Asks one after the other.
async fn ask(session: &Session, engine: &Engine, inquiry: &Inquiry, base: &TurnRequest, show: &ShowArgs) -> Exit {
    let mut exit = Exit::OK;
    let mut outcomes: Vec<Outcome> = Vec::new();
    let is_headed = inquiry.is_to_several() && Form::of(show) == Form::Text && !show.code;
    for n in 0..inquiry.choices.len() {
        if n > 0 && is_headed {
            // An empty line between two answers.
            let between = session.print("\n");
            if between != Exit::OK {
                return between;
            }
        }
        let heading = if is_headed { Heading::Name } else { Heading::None };
        let request = inquiry.request(base, n, &outcomes);
        let ended = answering::turn(session, engine, request, show, heading).await;
        // The first that did not end well is what the command ends with.
        if exit == Exit::OK {
            exit = ended.exit;
        }
        if ended.then == Further::Unwanted {
            return ended.exit;
        }
        outcomes.extend(ended.outcome);
    }
    exit
}

/// Answers a question to baro itself.
fn answer(session: &Session, engine: &Engine, talk: &Talk, question: Question, form: Form) -> Exit {
    let answer = match engine.answer_here(talk, question) {
        Ok(answer) => answer,
        Err(error) => return session.fail(&error, form),
    };
    let line = |line: TalkLine<'_>| line.text(session.lang());
    let (text, said) = match &answer {
        LocalAnswer::Why(choice) => {
            (explained::of_answer(session, choice), json!({ "question": "why", "choice": why::object(choice) }))
        }
        LocalAnswer::Who { answered, preset, pin } => {
            let by = answered.as_ref().and_then(|(_, source)| Label::chooser(*source, *preset));
            let who = answered.as_ref().map(|(candidate, _)| candidate);
            let text = line(TalkLine::Who { answered: who, by, pin: pin.as_ref() });
            let model = answered.as_ref().map(|(candidate, _)| candidate.to_string());
            let source = answered.as_ref().map(|(_, source)| source.as_str());
            let pin = pin.as_ref().map(ToString::to_string);
            (text, json!({ "question": "who", "model": model, "source": source, "pin": pin }))
        }
        LocalAnswer::Conversations if form == Form::Text => {
            return history::list_some(session, engine).unwrap_or_else(|error| session.fail(&error, form));
        }
        LocalAnswer::Conversations => match history::described_some(engine) {
            Ok(listed) => (String::new(), json!({ "question": "conversations", "conversations": listed })),
            Err(error) => return session.fail(&error, form),
        },
        LocalAnswer::Help => (line(TalkLine::Help), json!({ "question": "help" })),
        LocalAnswer::HowMuch(sums) => {
            let here = sums.conversation.as_ref().map(forms::usage_row);
            let mut said = json!({ "question": "how_much", "conversation": here });
            said[extent_word(sums.of)] = forms::usage_row(&sums.sums);
            (line(TalkLine::HowMuch(sums)), said)
        }
    };
    say(session, form, &text, &said, talk.conversation())
}

/// What the sums of a question about use are called in JSON.
const fn extent_word(of: Extent) -> &'static str {
    match of {
        Extent::Within(Period::Today) => "today",
        Extent::Within(Period::Yesterday) => "yesterday",
        Extent::Within(Period::ThisWeek) => "this_week",
        Extent::Within(Period::LastWeek) => "last_week",
        Extent::Within(Period::ThisMonth) => "this_month",
        Extent::Within(Period::LastMonth) => "last_month",
        Extent::Ever => "all",
        Extent::Conversation => "conversation",
        Extent::LastAnswer => "answer",
    }
}

/// Prints what baro says itself, in the form that was asked for.
fn say(session: &Session, form: Form, text: &str, said: &Value, conversation: Option<&ConversationId>) -> Exit {
    match form {
        Form::Text => session.print(text),
        Form::Json => session.print_json(&forms::here(text, said, conversation)),
        Form::JsonLines => {
            let mut object = forms::here(text, said, conversation);
            object["event"] = json!("finished");
            session.print_json(&object)
        }
    }
}
