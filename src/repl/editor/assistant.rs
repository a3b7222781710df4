//! What the editor asks for while it draws: the prompt's colours, the preview behind the line, what completes a word. What
//! of a tall line is drawn is decided here, too.

use std::borrow::Cow;
use std::sync::Arc;

use rustyline::completion::Completer;
use rustyline::highlight::{CmdKind, Highlighter};
use rustyline::hint::{Hint, Hinter};
use rustyline::line_buffer::LineBuffer;
use rustyline::validate::Validator;
use rustyline::{Changeset, Context, Helper};

use super::super::feed::Searching;
use super::mirror::Mirror;
use super::rows::{excerpt, fills_by_line_end, window};
use super::{Depth, Desk, Excerpt, Look, Reads, State};
use crate::ui::Palette;

/// What helps the editor draw.
pub(super) struct Assistant {
    pub(super) desk: Arc<Desk>,
    pub(super) palette: Palette,
}

impl Helper for Assistant {}

impl Validator for Assistant {}

impl Completer for Assistant {
    type Candidate = String;

    fn complete(&self, line: &str, pos: usize, _: &Context<'_>) -> rustyline::Result<(usize, Vec<String>)> {
        let mut state = self.desk.lock();
        if state.edit.is_some() {
            // It is made in the place of a completion, which alone may change the line as it likes.
            return Ok((pos, vec![String::new()]));
        }
        let State { found, ids, .. } = &mut *state;
        Ok(found.take(line, pos, |line, caret| self.desk.completions.of(line, caret, ids)))
    }

    fn update(&self, line: &mut LineBuffer, start: usize, elected: &str, changes: &mut Changeset) {
        let Some(edit) = self.desk.lock().edit.take() else {
            let end = line.pos();
            return line.replace(start..end, elected, changes);
        };
        if !edit.gone.is_empty() || !edit.put.is_empty() {
            line.replace(edit.gone, &edit.put, changes);
        }
        line.set_pos(edit.caret);
    }
}

/// What is drawn behind the line. It is never taken into it.
pub(super) struct Preview(String);

impl Hint for Preview {
    fn display(&self) -> &str {
        &self.0
    }

    fn completion(&self) -> Option<&str> {
        None
    }
}

impl Hinter for Assistant {
    type Hint = Preview;

    fn hint(&self, line: &str, _: usize, _: &Context<'_>) -> Option<Preview> {
        let mut state = self.desk.lock();
        if state.is_searching {
            return None;
        }
        if state.reads == Reads::Answer {
            state.draft.note(line);
            return None;
        }
        if line != state.draft.line() {
            // An edit: what was foreseen is of the past.
            state.draft.note(line);
            (state.preview, state.deepest) = (None, None);
        }
        if state.preview.is_some() && state.preview_columns != window().0 {
            state.look_ahead(line);
        }
        state.preview.clone().map(Preview)
    }
}

impl Highlighter for Assistant {
    fn highlight_prompt<'b, 's: 'b, 'p: 'b>(&'s self, prompt: &'p str, is_usual: bool) -> Cow<'b, str> {
        let mut state = self.desk.lock();
        if state.is_searching == is_usual {
            state.is_searching = !is_usual;
            self.desk.keyboard.search(if is_usual { Searching::No } else { Searching::Yes });
        }
        let window = window();
        // The editor is about to clear the line where it believes it to be.
        if let Some(bytes) = state.mirror.draw(prompt, window) {
            (self.desk.steer)(&bytes);
            self.desk.keyboard.unsettle();
        }
        // Sent, all of it goes above the answer, once.
        let is_last = state.is_sent && state.caret == state.line.len();
        let bytes = if is_last { None } else { excerpt(prompt, &state.line, state.caret, window) };
        state.excerpt =
            bytes.map(|bytes| Excerpt { ends_line: fills_by_line_end(prompt, &state.line, &bytes, window.0), bytes });
        if state.excerpt.as_ref().is_some_and(|excerpt| excerpt.bytes.start > 0) {
            return Cow::Borrowed("");
        }
        if !is_usual || state.reads == Reads::Answer {
            return Cow::Borrowed(prompt);
        }
        let prompt = state.prompt();
        let look = state.chips.get(state.chosen).map_or(Look::Quiet, |chip| chip.look);
        Cow::Owned(match look {
            Look::Quiet if state.depth == Depth::Usual => self.palette.dim(&prompt),
            Look::Quiet | Look::Chosen => self.palette.model(&prompt),
        })
    }

    fn highlight<'l>(&self, line: &'l str, caret: usize) -> Cow<'l, str> {
        let mut state = self.desk.lock();
        let excerpt = state.excerpt.take();
        state.mirror.draw_line(line, caret, excerpt.as_ref().map(|excerpt| excerpt.bytes.clone()));
        let Some(Excerpt { bytes, ends_line }) = excerpt else { return Cow::Borrowed(line) };
        let drawn = line.get(bytes).unwrap_or(line);
        if ends_line { Cow::Owned(format!("{drawn}\n")) } else { Cow::Borrowed(drawn) }
    }

    /// True where all of what is drawn is to be drawn again: an excerpt is another one with each key.
    fn highlight_char(&self, line: &str, caret: usize, _: CmdKind) -> bool {
        let mut state = self.desk.lock();
        let window = window();
        state.mirror.edit(line, caret, window.0);
        line.clone_into(&mut state.line);
        state.caret = caret;
        // What stands before the line in a search is wider than the prompt.
        Mirror::is_tall(&state.prompt(), line, 2, window)
    }

    fn highlight_hint<'h>(&self, hint: &'h str) -> Cow<'h, str> {
        self.desk.lock().mirror.draw_hint(hint);
        Cow::Owned(self.palette.dim(hint))
    }
}
