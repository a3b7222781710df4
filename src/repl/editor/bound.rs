//! What the bound keys do in the line. What leaves the line is only noted here, and done by the loop.

use std::sync::Arc;

use rustyline::{
    CharSearch, Cmd, ConditionalEventHandler, Event, EventContext, EventHandler, KeyCode, KeyEvent, Modifiers,
    Movement, RepeatCount,
};

use super::super::keys::{Action, Key, Keys};
use super::super::keystrokes::Keystroke;
use super::labels::{Count, Edit, Standing};
use super::reader::Rustyline;
use super::{Depth, Desk, Picked, Reads, State, Step, completion, rows};

/// Binds the table's keys, the user's, and those by which the keyboard's thread speaks.
pub(super) fn bind(editor: &mut Rustyline, desk: &Arc<Desk>, keys: &Keys) {
    for (key, action) in keys.bound() {
        bind_one(editor, desk, event(key), Role::Act(action));
    }
    let key = |code| Event::from(KeyEvent(code, Modifiers::NONE));
    bind_one(editor, desk, key(KeyCode::Enter), Role::Enter);
    bind_one(editor, desk, key(KeyCode::Char('@')), Role::At);
    bind_one(editor, desk, Event::from(KeyEvent::ctrl('C')), Role::Act(Action::Interrupt));
    let private = |number| Event::from(KeyEvent(KeyCode::F(number), Modifiers::CTRL));
    bind_one(editor, desk, private(8), Role::NewLine);
    bind_one(editor, desk, private(9), Role::Redraw);
    bind_one(editor, desk, private(10), Role::Pasted);
    bind_one(editor, desk, private(11), Role::Escape);
    bind_one(editor, desk, private(12), Role::Rests);
    bind_one(editor, desk, Event::Any, Role::Other);
}

fn bind_one(editor: &mut Rustyline, desk: &Arc<Desk>, event: Event, role: Role) {
    editor.bind_sequence(event, EventHandler::Conditional(Box::new(Handler { desk: Arc::clone(desk), role })));
}

fn event(key: Key) -> Event {
    let chord = |second| Event::KeySeq(vec![KeyEvent::ctrl('X'), second]);
    match key {
        Key::Tab => Event::from(KeyEvent(KeyCode::Tab, Modifiers::NONE)),
        Key::BackTab => Event::from(KeyEvent(KeyCode::BackTab, Modifiers::NONE)),
        Key::Ctrl(letter) => Event::from(KeyEvent::ctrl(letter)),
        Key::Alt(character) => Event::from(KeyEvent::alt(character)),
        Key::Function(number) => Event::from(KeyEvent(KeyCode::F(number), Modifiers::NONE)),
        Key::Chord(character) => chord(KeyEvent::new(character, Modifiers::NONE)),
        Key::ChordCtrl(letter) => chord(KeyEvent::ctrl(letter)),
    }
}

#[derive(Clone, Copy)]
enum Role {
    Act(Action),
    Enter,
    Pasted,
    Escape,
    Rests,
    Redraw,
    NewLine,
    /// Any key that is bound to nothing here.
    Other,
    At,
}

struct Handler {
    desk: Arc<Desk>,
    role: Role,
}

impl ConditionalEventHandler for Handler {
    fn handle(&self, event: &Event, n: RepeatCount, is_positive: bool, context: &EventContext<'_>) -> Option<Cmd> {
        let (line, caret) = (context.line(), context.pos());
        let mut state = self.desk.lock();
        match self.role {
            Role::Enter => {
                if state.reads == Reads::Answer || state.is_searching {
                    state.is_sent = true;
                    return Some(Cmd::AcceptLine);
                }
                if line[..caret].ends_with('\\') {
                    // A backslash before Enter is a new line: it goes, and a key that makes one follows.
                    self.desk.keyboard.put_first(Keystroke::NewLine);
                    return Some(Cmd::Kill(Movement::BackwardChar(1)));
                }
                // The pick is shown before it is confirmed by another Enter.
                let is_unseen = state.is_unseen(line);
                if is_unseen && state.foresee.is_none() && state.has_room_below(line) {
                    // It is being worked out who can be asked; the pick is shown as soon as that is known.
                    self.desk.keyboard.go_on();
                    return Some(Cmd::Noop);
                }
                if is_unseen {
                    state.look_ahead(line);
                    if state.preview.is_some() {
                        let written = state.draft.written();
                        state.picked = Some(Picked { typed: line.to_owned(), written, pick: state.pick.clone() });
                        self.desk.keyboard.go_on();
                        return Some(Cmd::Repaint);
                    }
                    // Below it there is no room: it is asked about when the line is sent.
                }
                state.is_sent = true;
                Some(Cmd::AcceptLine)
            }
            Role::Other | Role::At if state.is_searching => None,
            // Behind a message whose pick was shown a name is a word of its own, and an order as at the end of any message.
            Role::At if state.is_at_pick(line, caret) => Some(Cmd::Insert(1, " @".to_owned())),
            Role::Other | Role::At => {
                let key = *event.get(0)?;
                let edit =
                    state.standing(line, caret, |standing| standing.instead_of(key, Count { n, is_positive }))??;
                Some(state.make(edit, line, caret))
            }
            Role::Pasted => {
                let text = self.desk.keyboard.take_paste().unwrap_or_default();
                let lang = state.lang;
                if state.is_at_pick(line, caret) {
                    // Nor is it glued to the message.
                    let whole = format!("{line}\n");
                    let inserted = state.draft.paste(&whole, whole.len(), &text, lang);
                    return Some(Cmd::Insert(1, format!("\n{inserted}")));
                }
                let at = state.standing(line, caret, |standing| standing.outside()).unwrap_or(caret);
                let inserted = state.draft.paste(line, at, &text, lang);
                if at == caret {
                    return Some(Cmd::Insert(1, inserted));
                }
                let edit = Edit { caret: at + inserted.len(), gone: at..at, put: inserted };
                Some(state.make(edit, line, caret))
            }
            Role::Escape if state.reads == Reads::Answer => Some(Cmd::Interrupt),
            Role::Escape => {
                if state.is_searching || state.chosen == 0 && state.depth == Depth::Usual {
                    return Some(Cmd::Abort);
                }
                // The choice for this message is taken back.
                (state.chosen, state.depth) = (0, Depth::Usual);
                state.look_ahead(line);
                Some(Cmd::Repaint)
            }
            Role::Rests => {
                if state.reads == Reads::Answer || state.is_searching {
                    return Some(Cmd::Noop);
                }
                Some(if state.look_ahead(line) { Cmd::Repaint } else { Cmd::Noop })
            }
            Role::Redraw => Some(Cmd::Repaint),
            Role::NewLine => Some(state.new_line(line, caret)),
            // The search alone is left, and the line that was begun is there again.
            Role::Act(Action::Interrupt) if state.is_searching => Some(Cmd::Abort),
            Role::Act(action) => self.act(&mut state, action, line, caret),
        }
    }
}

impl State {
    /// What `look` says of the line where a label stands in it.
    fn standing<T>(&self, line: &str, caret: usize, look: impl FnOnce(Standing<'_>) -> T) -> Option<T> {
        let labels = self.draft.labels_in(line);
        let standing = || Standing { line, caret, labels: &labels, n_prompt_columns: rows::width(&self.prompt()) };
        (!labels.is_empty()).then(|| look(standing()))
    }

    /// Whether nothing was typed behind a message since its pick was shown.
    fn is_at_pick(&self, line: &str, caret: usize) -> bool {
        let is_picked = self.picked.as_ref().is_some_and(|picked| picked.typed == line);
        is_picked && caret == line.len() && !line.ends_with(char::is_whitespace)
    }

    /// Has an edit made that no command of the editor is.
    fn make(&mut self, edit: Edit, line: &str, caret: usize) -> Cmd {
        // What goes this way can be put in again by a key.
        let is_taken = edit.put.is_empty() && !edit.gone.is_empty();
        let gone = &line[edit.gone.clone()];
        if is_taken && edit.gone.end == caret && gone.rfind('[') == Some(0) {
            return Cmd::Kill(Movement::ViCharSearch(1, CharSearch::Backward('[')));
        }
        if is_taken && edit.gone.start == caret && gone.find(']') == Some(gone.len() - 1) {
            return Cmd::Kill(Movement::ViCharSearch(1, CharSearch::Forward(']')));
        }
        self.edit = Some(edit);
        Cmd::Complete
    }

    fn new_line(&mut self, line: &str, caret: usize) -> Cmd {
        let edit = self.standing(line, caret, |standing| (standing.outside() != caret).then(|| standing.put("\n")));
        match edit.flatten() {
            Some(edit) => self.make(edit, line, caret),
            None => Cmd::Newline,
        }
    }
}

impl Handler {
    /// Whether something completes the word at the caret. It is asked for next.
    fn completes(&self, state: &mut State, line: &str, caret: usize) -> bool {
        let State { found, ids, .. } = state;
        found.look_up(line, caret, |line, caret| self.desk.completions.of(line, caret, ids))
    }

    fn act(&self, state: &mut State, action: Action, line: &str, caret: usize) -> Option<Cmd> {
        if state.reads == Reads::Answer && action != Action::Interrupt {
            self.desk.keyboard.go_on();
            return Some(Cmd::Noop);
        }
        match action {
            Action::NextModel if self.completes(state, line, caret) => None,
            Action::NextModel if let Some(word) = completion::begun(line, caret) => {
                state.say_nothing_begins_so(line, word);
                Some(Cmd::Repaint)
            }
            Action::NextModel => {
                state.chosen = state.chip_from(line, Step::Next);
                state.look_ahead(line);
                Some(Cmd::Repaint)
            }
            Action::PreviousModel => {
                state.chosen = state.chip_from(line, Step::Previous);
                state.look_ahead(line);
                Some(Cmd::Repaint)
            }
            Action::Deeper => {
                state.think_deeper();
                state.look_ahead(line);
                Some(Cmd::Repaint)
            }
            Action::NewLine => Some(state.new_line(line, caret)),
            _ => {
                state.pressed = Some((action, caret));
                Some(Cmd::AcceptLine)
            }
        }
    }
}
