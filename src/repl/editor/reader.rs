//! The editor's thread: sets rustyline up, and reads with it the lines and answers that are asked for.

use std::sync::Arc;

use rustyline::config::{BellStyle, Config};
use rustyline::error::ReadlineError;
use rustyline::{ColorMode, CompletionType, Editor};

use super::super::draft::Written;
use super::super::feed::{Listener, Nudge};
use super::super::history::History;
use super::super::keys::Action;
use super::assistant::Assistant;
use super::past::Past;
use super::{Depth, Desk, Line, Read, Reads, Request, Setting, Wanted, bound};
use crate::markup::sanitise;

/// Reads what is asked for, until nobody asks any more.
pub(super) fn run(desk: &Arc<Desk>, setting: &Setting, requests: &std::sync::mpsc::Receiver<Request>) {
    let Ok(mut editor) = editor(desk, setting) else { return };
    // Kept for as long as lines are read: with it the editor hears of a resized window on whichever thread.
    let _printer = editor.create_external_printer();
    while let Ok(request) = requests.recv() {
        match request {
            Request::Line(wanted, answer) => {
                let _ = answer.send(read(&mut editor, desk, *wanted));
            }
            Request::Answer(question, answer) => {
                let _ = answer.send(ask(&mut editor, desk, &question));
            }
            Request::Keep(line) => editor.history_mut().keep(line),
        }
    }
}

pub(super) type Rustyline = Editor<Assistant, Past>;

fn editor(desk: &Arc<Desk>, setting: &Setting) -> rustyline::Result<Rustyline> {
    let config = Config::builder()
        // The keyboard's thread has the marks of pastes switched on for good.
        .bracketed_paste(false)
        // Colours are decided elsewhere; the prompt is painted by the same way in any case.
        .color_mode(ColorMode::Forced)
        .completion_type(CompletionType::List)
        .completion_show_all_if_ambiguous(true)
        .bell_style(BellStyle::None)
        .build();
    let keys = Arc::clone(&setting.known_keys);
    let history = History::load(&setting.history, setting.new_lines, || keys());
    let history = Past::new(history, Arc::clone(desk), setting.lang, keys);
    let mut editor = Editor::with_history(config, history)?;
    editor.set_helper(Some(Assistant { desk: Arc::clone(desk), palette: setting.palette }));
    bound::bind(&mut editor, desk, &setting.keys);
    Ok(editor)
}

fn read(editor: &mut Rustyline, desk: &Desk, wanted: Wanted) -> Read {
    let Wanted { chosen, depth, line, caret } = wanted;
    let (prompt, line) = {
        let mut state = desk.lock();
        let lang = state.lang;
        // What comes from elsewhere may hold what steers a terminal, or may have been pasted.
        let line = sanitise::text(&line).into_owned();
        let line = if state.draft.line() == line {
            line
        } else {
            state.draft.recall(&Written { text: line, pasted: Vec::new() }, lang)
        };
        state.chosen = chosen;
        state.depth = depth;
        (state.preview, state.deepest) = (None, None);
        (state.picked, state.pressed) = (None, None);
        state.reads = Reads::Line;
        state.is_sent = false;
        state.mirror.begin();
        if state.draft.line() != line {
            state.draft.begin(&line);
        }
        (state.prompt(), line)
    };
    desk.keyboard.listen(Listener::Editor);
    if !line.is_empty() {
        // Where it goes may have been known before it stood here.
        desk.keyboard.nudge(Nudge::Rest);
    }
    let caret = line.floor_char_boundary(caret);
    let read = editor.readline_with_initial(&prompt, (&line[..caret], &line[caret..]));
    desk.keyboard.listen(Listener::Nobody);
    let mut state = desk.lock();
    state.foresee = None;
    let pressed = state.pressed.take();
    let text = match read {
        Ok(text) => text,
        Err(ReadlineError::Interrupted) => {
            // From outside: as if it had been pressed.
            let line = state.draft.line().to_owned();
            return Read::Pressed(Action::Interrupt, state.read(&prompt, line, 0));
        }
        Err(_) => return Read::Ended,
    };
    state.draft.note(&text);
    let end = text.len();
    let line = state.read(&prompt, text, pressed.map_or(end, |(_, caret)| caret));
    if let Some((action, _)) = pressed {
        return Read::Pressed(action, line);
    }
    state.draft.begin("");
    Read::Sent(line)
}

fn ask(editor: &mut Rustyline, desk: &Desk, question: &str) -> Option<Line> {
    let begun = {
        let mut state = desk.lock();
        state.reads = Reads::Answer;
        state.is_sent = false;
        state.mirror.begin();
        state.preview = None;
        state.pressed = None;
        let begun = state.draft.clone();
        state.draft.begin("");
        begun
    };
    desk.keyboard.listen(Listener::Editor);
    let read = editor.readline(question);
    desk.keyboard.listen(Listener::Nobody);
    let mut state = desk.lock();
    let is_left = state.pressed.take().is_some();
    let said = read.ok().filter(|_| !is_left).map(|text| {
        state.draft.note(&text);
        let caret = text.len();
        Line { chosen: 0, depth: Depth::Usual, picked: None, ..state.read(question, text, caret) }
    });
    // The line that was begun is gone on with.
    state.draft.resume(begun);
    said
}
