//! What the bound keys do in the line. What leaves the line is only noted here, and done by the loop.

use std::sync::Arc;

use rustyline::{
    CharSearch, Cmd, ConditionalEventHandler, Event, EventContext, EventHandler, KeyCode, KeyEvent, Modifiers,
    Movement, RepeatCount,
};

use super::super::keys::{Action, Key, Keys};
use super::super::keystrokes::Keystroke;
use super::{Depth, Desk, Rustyline, State, Takes, completion};

/// Binds the table's keys, the user's, and those by which the keyboard's thread speaks.
pub(super) fn bind(editor: &mut Rustyline, desk: &Arc<Desk>, keys: &Keys) {
    for (key, action) in keys.bound() {
        bind_one(editor, desk, event(key), Role::Act(action));
    }
    let key = |code| Event::from(KeyEvent(code, Modifiers::NONE));
    bind_one(editor, desk, key(KeyCode::Enter), Role::Enter);
    bind_one(editor, desk, key(KeyCode::Backspace), Role::Backspace);
    bind_one(editor, desk, Event::from(KeyEvent::ctrl('C')), Role::Act(Action::Interrupt));
    let private = |number| Event::from(KeyEvent(KeyCode::F(number), Modifiers::CTRL));
    bind_one(editor, desk, private(8), Role::NewLine);
    bind_one(editor, desk, private(9), Role::Redraw);
    bind_one(editor, desk, private(10), Role::Pasted);
    bind_one(editor, desk, private(11), Role::Escape);
    bind_one(editor, desk, private(12), Role::Rests);
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
    Backspace,
    Pasted,
    Escape,
    Rests,
    Redraw,
    NewLine,
}

struct Handler {
    desk: Arc<Desk>,
    role: Role,
}

impl ConditionalEventHandler for Handler {
    fn handle(&self, _: &Event, _: RepeatCount, _: bool, context: &EventContext<'_>) -> Option<Cmd> {
        let (line, caret) = (context.line(), context.pos());
        let mut state = self.desk.lock();
        match self.role {
            Role::Enter => {
                if state.question.is_some() || state.is_searching {
                    state.is_sent = true;
                    return Some(Cmd::AcceptLine);
                }
                if line[..caret].ends_with('\\') && line.trim() != "\\" {
                    // A backslash before Enter is a new line: it goes, and a key that makes one follows.
                    self.desk.keyboard.put_first(Keystroke::NewLine);
                    return Some(Cmd::Kill(Movement::BackwardChar(1)));
                }
                // The pick is shown before it is confirmed by another Enter.
                let is_unseen = state.is_unseen(line);
                if is_unseen && state.foresee.is_none() {
                    // It is being worked out who can be asked; the pick is shown as soon as that is known.
                    self.desk.keyboard.go_on();
                    return Some(Cmd::Noop);
                }
                if is_unseen && state.look_ahead(line) {
                    self.desk.keyboard.go_on();
                    return Some(Cmd::Repaint);
                }
                state.is_sent = true;
                Some(Cmd::AcceptLine)
            }
            Role::Backspace => {
                let has_label = state.draft.has_label_before(line, caret) && !state.is_searching;
                // Back to the bracket that it begins with, the only one in it.
                has_label.then_some(Cmd::Kill(Movement::ViCharSearch(1, CharSearch::Backward('['))))
            }
            Role::Pasted => {
                let text = self.desk.keyboard.take_paste().unwrap_or_default();
                if state.question == Some(Takes::Word) {
                    return Some(Cmd::Insert(1, text.lines().next().unwrap_or_default().to_owned()));
                }
                let lang = state.lang;
                let inserted = state.draft.paste(line, caret, &text, lang);
                Some(Cmd::Insert(1, inserted))
            }
            Role::Escape if state.question.is_some() => Some(Cmd::Interrupt),
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
                if state.question.is_some() || state.is_searching {
                    return Some(Cmd::Noop);
                }
                Some(if state.look_ahead(line) { Cmd::Repaint } else { Cmd::Noop })
            }
            Role::Redraw => Some(Cmd::Repaint),
            Role::NewLine => Some(Cmd::Newline),
            Role::Act(action) => self.act(&mut state, action, line, caret),
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
        if state.question.is_some() && action != Action::Interrupt {
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
                state.chosen = state.next_chip(line);
                state.look_ahead(line);
                Some(Cmd::Repaint)
            }
            Action::PreviousModel => {
                state.chosen = state.previous_chip(line);
                state.look_ahead(line);
                Some(Cmd::Repaint)
            }
            Action::Deeper => {
                state.think_deeper();
                state.look_ahead(line);
                Some(Cmd::Repaint)
            }
            Action::NewLine => Some(Cmd::Newline),
            _ => {
                state.pressed = Some((action, caret));
                Some(Cmd::AcceptLine)
            }
        }
    }
}
