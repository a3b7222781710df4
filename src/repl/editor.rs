//! The line editor: rustyline, which nothing but this file and its folder knows, on a thread of its own.
//!
//! It reads what the keyboard's thread sends it and draws to the terminal itself. Between two keys it draws nothing: the
//! preview comes when the typing rests, and goes with the next key. The terminal's own cursor is the caret, always.
//! What a message means, and to whom it goes, is not known here.

mod assistant;
mod bound;
mod completion;
mod foresight;
mod labels;
mod mirror;
mod past;
mod reader;
mod rows;

use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use tokio::sync::oneshot;

pub use self::completion::begun;
use self::completion::{Completions, Found};
pub use self::foresight::{Ahead, Chip, Chooser, Foresee, Look, Seen, Sight};
use self::labels::Edit;
use self::mirror::Mirror;
use self::rows::{end, n_rows, width, window};
use super::draft::{Draft, Written};
use super::feed::Nudge;
use super::history::NewLines;
use super::keyboard::Keyboard;
use super::keys::{Action, Keys};
use crate::config::Mode;
use crate::domain::{Lang, ModelRef};
use crate::engine::Deeper;
use crate::engine::talk::attached::Places;
use crate::markup::sanitise;
use crate::ui::Palette;
use crate::ui::messages::ReplLine;
use crate::ui::screen::Narrowing;
use crate::ui::style::AmbiguousWidth;
use crate::ui::width as columns;

/// How hard is thought about this message.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Depth {
    /// As usual.
    #[default]
    Usual,
    /// Ctrl-T once.
    Deep,
    /// Ctrl-T twice.
    Deepest,
}

impl Depth {
    const fn next(self) -> Self {
        match self {
            Self::Usual => Self::Deep,
            Self::Deep => Self::Deepest,
            Self::Deepest => Self::Usual,
        }
    }

    /// What is asked for.
    #[must_use]
    pub const fn deeper(self) -> Option<Deeper> {
        match self {
            Self::Usual => None,
            Self::Deep => Some(Deeper::High),
            Self::Deepest => Some(Deeper::Max),
        }
    }

    /// Its mark behind the chip.
    const fn mark(self) -> &'static str {
        match self {
            Self::Usual => "",
            Self::Deep => "+",
            Self::Deepest => "++",
        }
    }
}

/// A line that is wanted.
#[derive(Debug, Default)]
pub struct Wanted {
    /// The place of the chip that is chosen.
    pub chosen: usize,
    /// How hard is thought.
    pub depth: Depth,
    /// What stands in the line already.
    pub line: String,
    /// The caret's byte in the line.
    pub caret: usize,
}

/// A message whose pick was shown, so that Enter confirms it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picked {
    /// As it stood in the editor.
    pub typed: String,
    /// What goes out.
    pub written: Written,
    /// Who was shown.
    pub pick: Option<ModelRef>,
}

/// A line that was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    /// As it stood in the editor.
    pub typed: String,
    /// The caret's byte in it.
    pub caret: usize,
    /// What goes out.
    pub written: Written,
    /// The place among the chips that was chosen.
    pub chosen: usize,
    /// How hard is thought.
    pub depth: Depth,
    /// Rows of the window that it takes with its prompt.
    pub n_rows: usize,
    /// When it was typed.
    pub typed_at: TypedAt,
    /// What of it had been typed when its pick was shown.
    pub picked: Option<Box<Picked>>,
    /// Whom baro picked for it, as was drawn behind it when it was sent.
    pub pick: Option<ModelRef>,
}

/// When a line was typed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum TypedAt {
    /// At the prompt that it was read with.
    #[default]
    Prompt,
    /// Before that was written, with all that stands above it: it is no answer to that.
    Before,
}

/// How reading a line ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Read {
    /// Enter.
    Sent(Line),
    /// A key that does something else; the line is to be gone on with.
    Pressed(Action, Line),
    /// Ctrl-D on an empty line, or the terminal is gone.
    Ended,
}

/// What a reader of lines is asked for.
pub(super) enum Request {
    /// A line.
    Line(Box<Wanted>, oneshot::Sender<Read>),
    /// The answer to a question. `None`: the person left without one.
    Answer(String, oneshot::Sender<Option<Line>>),
    /// That a line is kept among those before.
    Keep(Written),
}

/// What the editor is made with.
pub struct Setting {
    /// The language of labels.
    pub lang: Lang,
    /// Colours.
    pub palette: Palette,
    /// The keys.
    pub keys: Keys,
    /// The lines before.
    pub history: std::path::PathBuf,
    /// Whether they are added to.
    pub new_lines: NewLines,
    /// The keys that stand in none of them.
    pub known_keys: KnownKeys,
    /// Names that can stand behind `@`.
    pub names: Vec<String>,
    /// Where the paths of files begin.
    pub places: Places,
    /// Whether the pick is confirmed.
    pub mode: Mode,
    /// What becomes of lines in a narrower window.
    pub narrowing: Narrowing,
    /// Writes to the terminal, as it stands.
    pub steer: Steer,
}

/// Writes what moves the cursor and clears.
pub type Steer = Box<dyn Fn(&str) + Send + Sync>;

/// Gives the keys that baro knows by their letters, as they are now: another may have been added since.
pub type KnownKeys = Arc<dyn Fn() -> Vec<String> + Send + Sync>;

/// The editor, seen from the loop.
pub struct Composer {
    requests: std::sync::mpsc::Sender<Request>,
    ahead: Eyes,
}

/// Who sees what is known ahead.
enum Eyes {
    Editor(Arc<Desk>),
    /// Plain lines have the usual chip alone.
    Plain(super::plain::Chip, Keyboard),
}

impl Composer {
    /// Starts the editor's thread.
    ///
    /// # Errors
    /// Where the system gives no thread.
    pub fn start(keyboard: Keyboard, mut setting: Setting) -> std::io::Result<Self> {
        let (requests, received) = std::sync::mpsc::channel();
        let steer = std::mem::replace(&mut setting.steer, Box::new(|_| ()));
        let state = Mutex::new(State::new(setting.lang, setting.mode, setting.narrowing));
        let completions =
            Completions { names: std::mem::take(&mut setting.names), places: std::mem::take(&mut setting.places) };
        let desk = Arc::new(Desk { state, keyboard, steer, completions });
        let shared = Arc::clone(&desk);
        thread::Builder::new().name("editor".to_owned()).spawn(move || reader::run(&shared, &setting, &received))?;
        Ok(Self { requests, ahead: Eyes::Editor(desk) })
    }

    /// Reads plain lines instead, as the terminal itself edits them, with `say` for the prompts.
    ///
    /// # Errors
    /// Where the system gives no thread.
    pub fn plain(say: super::plain::Say, lang: Lang, keyboard: Keyboard) -> std::io::Result<Self> {
        let (requests, received) = std::sync::mpsc::channel();
        let chip = super::plain::start(say, lang, keyboard.clone(), received)?;
        Ok(Self { requests, ahead: Eyes::Plain(chip, keyboard) })
    }

    /// Takes what is known ahead of the line that is read, or will be.
    pub fn look_ahead(&self, ahead: Ahead) {
        let desk = match &self.ahead {
            Eyes::Editor(desk) => desk,
            Eyes::Plain(chip, _) => {
                return chip.set(ahead.chips.first().map(|chip| chip.name.as_str()).unwrap_or_default());
            }
        };
        let mut state = desk.lock();
        state.chips = ahead.chips;
        if let Some(ids) = ahead.ids {
            state.ids = ids;
        }
        state.foresee = ahead.foresee;
        let is_written = !state.draft.line().is_empty();
        drop(state);
        if is_written {
            desk.keyboard.nudge(Nudge::Rest);
        }
    }

    /// Has the line drawn again below what others have written.
    pub fn reappear(&self) {
        if let Eyes::Editor(desk) = &self.ahead {
            let bytes = desk.lock().mirror.below(window().1);
            (desk.steer)(&bytes);
            desk.keyboard.redraw();
        }
    }

    /// The terminal dropped the plain line that is being read: what of it was typed ahead goes, too.
    pub fn drop_line(&self) {
        if let Eyes::Plain(chip, _) = &self.ahead {
            chip.drop_begun();
        }
    }

    /// Where lines are plain, has this one come before all that wait.
    pub fn put_ahead(&self, line: Line) {
        if let Eyes::Plain(chip, _) = &self.ahead {
            chip.put_ahead(line);
        }
    }

    /// Reads a line.
    pub async fn read(&self, wanted: Wanted) -> Read {
        // Here, for whoever drops it may do so before the line is read: a question that was left is read to its end first.
        if let Eyes::Plain(chip, _) = &self.ahead {
            chip.offer(&wanted.line);
        }
        let (answer, read) = oneshot::channel();
        self.request(Request::Line(Box::new(wanted), answer));
        read.await.unwrap_or(Read::Ended)
    }

    /// Keeps a line among those before, at once: what is done about it may never end.
    pub fn keep(&self, line: Written) {
        self.request(Request::Keep(line));
    }

    /// Asks a question. `None`: the person left without an answer.
    pub async fn ask(&self, question: String) -> Option<Line> {
        let (answer, read) = oneshot::channel();
        self.request(Request::Answer(question, answer));
        read.await.ok().flatten()
    }

    fn request(&self, request: Request) {
        // Without the editor's thread the end is near, and whoever waits for what it read hears of that.
        let _ = self.requests.send(request);
        if let Eyes::Plain(_, keyboard) = &self.ahead {
            keyboard.wake();
        }
    }
}

/// What the handlers, the helper and the reader share.
pub(super) struct Desk {
    state: Mutex<State>,
    keyboard: Keyboard,
    steer: Steer,
    completions: Completions,
}

impl Desk {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct State {
    lang: Lang,
    draft: Draft,
    mode: Mode,
    chips: Vec<Chip>,
    /// Ids of models that can be called by them.
    ids: Vec<String>,
    chosen: usize,
    depth: Depth,
    /// As deep as whoever was foreseen can think.
    deepest: Option<Depth>,
    foresee: Option<Foresee>,
    /// What is drawn behind the line now.
    preview: Option<String>,
    /// Whom baro picks, where that is drawn.
    pick: Option<ModelRef>,
    /// It is a word on what was typed, and says nothing of where the message goes.
    is_notice: bool,
    /// The columns of the window that it was made for.
    preview_columns: usize,
    mirror: Mirror,
    /// A key that ended the line, and where the caret was.
    pressed: Option<(Action, usize)>,
    reads: Reads,
    /// A search through the lines before is going on.
    is_searching: bool,
    /// The line was ended, and is drawn for the last time.
    is_sent: bool,
    /// The line and the caret, as the editor told last.
    line: String,
    caret: usize,
    /// What of a line that is too tall for the window is being drawn.
    excerpt: Option<Excerpt>,
    /// What completes a word, looked up by a key and not yet asked for.
    found: Found,
    /// What is done about a label, and not yet asked for.
    edit: Option<Edit>,
    /// The message whose pick Enter has shown.
    picked: Option<Picked>,
}

/// What is read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reads {
    /// The next line.
    Line,
    /// The answer to a question.
    Answer,
}

/// The way around the chips.
#[derive(Clone, Copy)]
enum Step {
    Next,
    Previous,
}

/// What is drawn of a line that is too tall for the window.
struct Excerpt {
    bytes: Range<usize>,
    /// A line end is drawn behind it.
    ends_line: bool,
}

impl State {
    fn new(lang: Lang, mode: Mode, narrowing: Narrowing) -> Self {
        Self {
            lang,
            mode,
            draft: Draft::default(),
            chips: Vec::new(),
            ids: Vec::new(),
            chosen: 0,
            depth: Depth::Usual,
            deepest: None,
            foresee: None,
            preview: None,
            pick: None,
            is_notice: false,
            preview_columns: 0,
            mirror: Mirror::new(narrowing),
            pressed: None,
            reads: Reads::Line,
            is_searching: false,
            is_sent: false,
            line: String::new(),
            caret: 0,
            excerpt: None,
            found: Found::default(),
            edit: None,
            picked: None,
        }
    }

    /// The prompt without colours. Whatever is chosen, it has the same width.
    fn prompt(&self) -> String {
        // What is chosen may have been known to an earlier line alone.
        let chip = self.chips.get(self.chosen).or_else(|| self.chips.first());
        let name = sanitise::line(chip.map_or("", |chip| chip.name.as_str()));
        let depth = self.depth.min(self.deepest().unwrap_or(Depth::Deepest)).mark();
        // A long name is shortened, and still seen to be pinned.
        let (name, pinned) = name.strip_suffix('*').map_or((name.as_str(), ""), |name| (name, "*"));
        let mark = format!("{pinned}{depth}");
        let ambiguous = AmbiguousWidth::Narrow;
        let name = columns::fit(name, CHIP_COLUMNS - mark.len(), ambiguous);
        format!("{}› ", columns::pad_end(&format!("{name}{mark}"), CHIP_COLUMNS, ambiguous))
    }

    fn read(&self, prompt: &str, line: String, caret: usize) -> Line {
        let n_rows = n_rows(prompt, &line, window().0);
        let typed_at = TypedAt::Prompt;
        let (chosen, depth) = (self.chosen, self.depth);
        let pick = self.pick.clone().filter(|_| self.preview.is_some() && !self.is_notice);
        let (written, picked) = (self.draft.written(), self.picked.clone().map(Box::new));
        Line { n_rows, caret, written, chosen, depth, typed: line, typed_at, picked, pick }
    }

    /// As deep as whoever answers can think, as far as that is known.
    fn deepest(&self) -> Option<Depth> {
        self.deepest.or(self.chips.get(self.chosen).and_then(|chip| chip.deepest))
    }

    /// One deeper; from the deepest that there is, as usual again.
    fn think_deeper(&mut self) {
        let next = self.depth.next();
        let is_over = self.deepest().is_some_and(|deepest| deepest != Depth::Usual && next > deepest);
        self.depth = if is_over { Depth::Usual } else { next };
    }

    /// Foresees where the line goes. False where that is drawn already.
    fn look_ahead(&mut self, line: &str) -> bool {
        let (columns, _) = window();
        let seen = self.seen(line, self.chosen, columns);
        let (was_chosen, could) = (self.chosen, self.deepest());
        self.deepest = seen.deepest;
        if seen.chooser == Chooser::Name {
            self.chosen = 0;
        }
        let text = seen.text.and_then(|text| self.placed(line, &text));
        let is_new = text != self.preview || self.chosen != was_chosen || self.deepest() != could;
        (self.preview, self.pick) = (text, seen.pick);
        self.is_notice = false;
        self.preview_columns = columns;
        is_new
    }

    /// Whether something can be drawn below the line, which there cannot where it fills the window.
    fn has_room_below(&self, line: &str) -> bool {
        !Mirror::is_tall(&self.prompt(), line, 1, window())
    }

    /// A text as it is drawn behind the line: beside the message where there is room, else below it.
    fn placed(&self, line: &str, text: &str) -> Option<String> {
        if !self.has_room_below(line) {
            return None;
        }
        let (columns, _) = window();
        let (_, column) = end(&self.prompt(), line, columns);
        if column == 0 && !line.ends_with('\n') {
            // Behind a row that is full the editor counts another already, which a terminal begins with the next letter.
            return Some(text.to_owned());
        }
        let room = columns.saturating_sub(column + width(text));
        Some(if room >= MIN_GAP { format!("{}{text}", " ".repeat(room.min(GAP))) } else { format!("\n{text}") })
    }

    /// Says, until the next key, that nothing begins with the word behind an `@`.
    fn say_nothing_begins_so(&mut self, line: &str, word: &str) {
        let (columns, _) = window();
        let word = format!("@{word}");
        let text = ReplLine::NothingBeginsSo { word: &word }.text(self.lang);
        let text = columns::fit(&sanitise::line(&text), columns.saturating_sub(1), AmbiguousWidth::Narrow);
        self.preview = self.placed(line, &text);
        self.is_notice = true;
        self.preview_columns = columns;
    }

    fn seen(&mut self, line: &str, chosen: usize, columns: usize) -> Seen {
        self.draft.note(line);
        // Neither an empty line nor a question mark alone is sent; that a key does nothing is seen all the same.
        let is_sent = !matches!(line.trim(), "" | "?" | "？") || self.depth != Depth::Usual;
        match self.foresee.as_ref().filter(|_| is_sent) {
            Some(foresee) => {
                let written = self.draft.written();
                let picked = self.picked.as_ref().filter(|picked| picked.written != written);
                foresee(Sight { written: &written, picked, chosen, depth: self.depth, columns })
            }
            None => Seen::default(),
        }
    }

    /// The next chip or the one before, of those that would change something: whoever answers anyway is none of them.
    fn chip_from(&mut self, line: &str, step: Step) -> usize {
        let seen = self.seen(line, 0, window().0);
        if seen.chooser == Chooser::Name {
            return 0;
        }
        let n_chips = self.chips.len().max(1);
        let stride = match step {
            Step::Next => 1,
            Step::Previous => n_chips - 1,
        };
        let chip = (self.chosen + stride) % n_chips;
        if chip != 0 && seen.same == Some(chip) { (chip + stride) % n_chips } else { chip }
    }

    /// Whether the pick for the line is to be confirmed and was not seen. What somebody chose needs no confirmation.
    fn is_unseen(&mut self, line: &str) -> bool {
        let may_be_picked = self.mode == Mode::Ask
            && (self.preview.is_none() || self.is_notice)
            && !line.trim().is_empty()
            && self.chips.first().is_none_or(|usual| usual.look == Look::Quiet);
        // As long as it is not known who can be asked, it may be a pick.
        may_be_picked && (self.foresee.is_none() || self.seen(line, self.chosen, window().0).chooser == Chooser::Baro)
    }
}

/// Columns of the chip.
const CHIP_COLUMNS: usize = 7;

/// Columns between the message and the preview.
const GAP: usize = 10;
/// Fewer are none.
const MIN_GAP: usize = 3;
