//! Gathers what a message is made of: the words, what was piped, the files.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::exit::Exit;
use super::input::{self, InputEvent, Material, StdinPolicy, StdinUse};
use super::pattern;
use super::session::Session;
use crate::config;
use crate::engine::Engine;
use crate::engine::talk::attached;
use crate::grammar::{self, Situation};
use crate::ui::messages::{AuthProblem, Message, Remark, TalkLine, Usage, UsageProblem};

/// A message before it is sent.
#[derive(Debug, Default)]
pub struct Gathered {
    /// The person's own words: TEXT, or standard input where there was no TEXT.
    pub text: String,
    /// Which of the two.
    pub voice: Voice,
    /// Files and piped text, fenced and labelled.
    pub material: Option<Arc<String>>,
}

/// Where the words came from. Only what was typed may speak to baro itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Voice {
    /// TEXT.
    #[default]
    Typed,
    /// Standard input.
    Piped,
}

/// The policy that two flags make.
#[must_use]
pub fn policy(always: Flag, never: Flag) -> StdinPolicy {
    match (always, never) {
        (Flag::Given, _) => StdinPolicy::Always,
        (_, Flag::Given) => StdinPolicy::Never,
        (Flag::Absent, Flag::Absent) => StdinPolicy::Auto,
    }
}

/// Whether a flag was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flag {
    /// It was.
    Given,
    /// It was not.
    Absent,
}

impl From<bool> for Flag {
    fn from(given: bool) -> Self {
        if given { Self::Given } else { Self::Absent }
    }
}

/// Reads files and standard input. What cannot be read is told, and ends the command.
pub async fn gather(
    session: &Session,
    engine: &Engine,
    words: &[String],
    files: &[PathBuf],
    policy: StdinPolicy,
) -> Result<Gathered, Exit> {
    let is_by_hyphen = is_hyphen(words);
    if is_by_hyphen && policy == StdinPolicy::Never {
        let problem = UsageProblem::Conflict { name: "-", other: "--no-stdin" };
        let usage = Usage { problem, suggested: None, usage: None };
        return Err(session.fail_text("usage", &usage.text(session.lang())));
    }
    let policy = policy_in_force(words, files, policy);
    let text = if is_by_hyphen { String::new() } else { words.join(" ") };
    let files = &pattern::expanded(files);
    let mut materials = Vec::with_capacity(files.len() + 1);
    for file in files.iter().filter(|file| !is_stdin(file)) {
        let mut on_event = |event| tell(session, event);
        let material =
            input::read_file_waiting(file, &mut on_event).await.map_err(|error| session.fail_input(&error))?;
        tell_of(session, &material);
        materials.push(material);
    }
    attach(session, engine, &text, &mut materials)?;
    let usage = if text.trim().is_empty() { StdinUse::Message } else { StdinUse::Material };
    let mut on_event = |event| match event {
        // Where nothing else was given, that there is nothing to send is all that is to be said.
        InputEvent::StdinEmpty if usage == StdinUse::Message && materials.is_empty() => {}
        event => tell(session, event),
    };
    let piped = input::read_stdin(policy, usage, &mut on_event).await.map_err(|error| session.fail_input(&error))?;
    let Some(piped) = piped else {
        return Ok(Gathered { text, voice: Voice::Typed, material: fenced(materials) });
    };
    if let Some(line) = only_line(&piped.text).filter(|line| config::is_mostly_a_key(line)) {
        let provider = config::key_alone(line).flatten();
        return Err(session.fail_text("usage", &AuthProblem::OnStandardInput { provider }.text(session.lang())));
    }
    tell_of(session, &piped);
    if usage == StdinUse::Message {
        return Ok(Gathered { text: piped.text, voice: Voice::Piped, material: fenced(materials) });
    }
    if piped.text.trim().is_empty() {
        tell(session, InputEvent::StdinEmpty);
    } else {
        materials.push(piped);
    }
    Ok(Gathered { text, voice: Voice::Typed, material: fenced(materials) })
}

/// Reads the files that TEXT names behind `@`, as a line of the REPL names them; one that `-f` names, too, goes along once.
fn attach(session: &Session, engine: &Engine, text: &str, materials: &mut Vec<Material>) -> Result<(), Exit> {
    if !text.contains(['@', '＠']) {
        return Ok(());
    }
    let (names, places) = (engine.names(), session.places());
    let situation = Situation { is_file: &|path| places.has_file(path), ..Situation::new(&names) };
    let (mut paths, with_blanks) = attached::named(&places, text, &[], &grammar::read(text, &situation).spans);
    if let Some(no_file) = attached::missing(&places, text, &[], &with_blanks) {
        session.console().remark(&TalkLine::NoFile(no_file).text(session.lang()));
    }
    paths.retain(|path| materials.iter().all(|material| material.name != *path));
    match attached::read(&places, &paths) {
        Ok(read) => {
            for material in &read {
                tell_of(session, material);
            }
            materials.extend(read);
            Ok(())
        }
        Err(file) => Err(session.fail_unattached(&file)),
    }
}

/// What is waited for before there is a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Awaited {
    /// Nothing: all of it was given.
    Nothing,
    /// What comes on standard input, as far as something comes.
    Piped,
    /// What a person types into the terminal.
    Typed,
}

/// What [`gather`] is going to wait for.
#[must_use]
pub fn awaits(words: &[String], files: &[PathBuf], policy: StdinPolicy) -> Awaited {
    match (policy_in_force(words, files, policy), input::stdin_is_terminal()) {
        (StdinPolicy::Never, _) | (StdinPolicy::Auto, true) => Awaited::Nothing,
        (StdinPolicy::Always, true) => Awaited::Typed,
        (StdinPolicy::Auto | StdinPolicy::Always, false) => Awaited::Piped,
    }
}

/// The policy where `-` may stand in the place of TEXT or of a file, which is standard input, as with other programs. A
/// terminal is read where nothing else was given: beside words or files it is typed into, not piped.
fn policy_in_force(words: &[String], files: &[PathBuf], policy: StdinPolicy) -> StdinPolicy {
    let is_named = is_hyphen(words) || files.iter().any(|file| is_stdin(file));
    match policy {
        _ if is_named => StdinPolicy::Always,
        StdinPolicy::Auto if input::stdin_is_terminal() && words.is_empty() && files.is_empty() => StdinPolicy::Always,
        policy => policy,
    }
}

fn is_hyphen(words: &[String]) -> bool {
    matches!(words, [word] if word == "-")
}

fn is_stdin(file: &Path) -> bool {
    file.as_os_str() == "-"
}

/// The line of a text that has no other: what is hardly more than a key is meant for `auth add`, not for a model.
fn only_line(text: &str) -> Option<&str> {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    lines.next().filter(|_| lines.next().is_none())
}

/// The materials as they are sent.
fn fenced(materials: Vec<Material>) -> Option<Arc<String>> {
    input::fence(materials).map(Arc::new)
}

fn tell(session: &Session, event: InputEvent) {
    match event {
        InputEvent::WaitingForStdin => session.tell(&Message::WaitingForStdin),
        InputEvent::ReadingTerminal => session.tell(&Message::ReadingTerminal),
        InputEvent::WentOnWithoutStdin => session.tell(&Message::StdinSkipped),
        InputEvent::StdinEmpty => session.tell(&Message::StdinEmpty),
        InputEvent::WaitingForFile => session.remark(&Remark::WaitingForFile),
    }
}

fn tell_of(session: &Session, material: &Material) {
    for remark in Message::of_material(material) {
        session.tell(&remark);
    }
}
