//! Lines without an editor: for screen readers, terminals that cannot move their cursor, and `--plain`.
//!
//! The terminal itself edits the line and echoes it; nothing is drawn twice, and Ctrl-C is a signal. Between two lines
//! nothing is echoed: what is typed then is taken in as it comes, and stands behind the next prompt. Lines that come at once
//! were pasted, whenever that is: they are one message, and none of them speaks to baro.

use std::collections::VecDeque;
use std::io::{self, BufRead as _};
use std::sync::mpsc::{Receiver, TryRecvError};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use unicode_normalization::UnicodeNormalization as _;

use super::draft::Written;
use super::editor::{Line, Read, Request, TypedAt};
use super::keyboard::{Keyboard, Waited, longest_line};
use crate::domain::Lang;
use crate::markup::sanitise;
use crate::ui::messages::ReplLine;

/// Writes a prompt.
pub type Say = Box<dyn Fn(&str) + Send>;

/// The name before the line, and what was typed ahead of it.
#[derive(Debug, Clone, Default)]
pub struct Chip(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    name: String,
    typed: Typed,
    /// A line that came back, which Enter alone sends again.
    again: String,
    /// A line that the terminal may have cut, which Enter alone sends as it stands.
    cut: Option<Line>,
    /// Lines that were pasted before the one that Enter is still to end.
    pasted: Vec<Piece>,
    /// The beginning of that one, where the terminal has it no more.
    pasted_last: Piece,
    /// Lines that were read already, and come before all that wait.
    said: VecDeque<Line>,
}

/// Lines that come so soon one after the other were pasted.
const AT_ONCE: Duration = Duration::from_millis(50);

impl Chip {
    /// Changes the name, from the next line on.
    pub fn set(&self, name: &str) {
        name.clone_into(&mut self.lock().name);
    }

    /// The line that Enter alone sends from now on, if any.
    pub fn offer(&self, again: &str) {
        again.clone_into(&mut self.lock().again);
    }

    /// Drops the line that was begun ahead, or came back.
    pub fn drop_begun(&self) {
        let mut state = self.lock();
        state.typed.begun = Piece::default();
        state.typed.pasted.clear();
        state.again.clear();
        state.cut = None;
        state.pasted.clear();
        state.pasted_last = Piece::default();
    }

    /// Has a line come before all that wait.
    pub fn put_ahead(&self, line: Line) {
        self.lock().said.push_front(line);
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A line, or what is there of one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Piece {
    text: String,
    /// It is as long as the terminal lets a line be: what came behind that, if anything, is lost.
    is_cut: bool,
}

impl Piece {
    /// Adds what the terminal gave of one line, without its end.
    fn push(&mut self, bytes: &[u8]) {
        let text = String::from_utf8_lossy(bytes);
        if longest_line() == Some(bytes.len()) {
            self.is_cut = true;
            // A character may have been cut, too.
            self.text.push_str(text.trim_end_matches(char::REPLACEMENT_CHARACTER));
        } else {
            self.text.push_str(&text);
        }
    }

    fn followed_by(mut self, next: &Self) -> Self {
        self.text.push_str(&next.text);
        self.is_cut |= next.is_cut;
        self
    }

    fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }
}

/// What was typed while nobody read.
#[derive(Debug, Default)]
struct Typed {
    /// What Enter has ended.
    lines: VecDeque<Said>,
    /// Lines that were pasted behind that, and are one message with the one that Enter is still to end.
    pasted: Vec<Piece>,
    /// A line that Enter did not end.
    begun: Piece,
    /// Ctrl-D came where a line begins, after the lines.
    is_over: bool,
}

impl Typed {
    /// Takes in what came at once.
    fn push(&mut self, bytes: &[u8]) {
        let Came { lines, begun, is_over } = Came::of(std::mem::take(&mut self.begun), bytes);
        self.begun = begun;
        self.is_over |= is_over;
        let is_blank = self.begun.text.is_empty() && lines.iter().all(Piece::is_blank);
        match lines.as_slice() {
            [] => {}
            [last] if !self.pasted.is_empty() => {
                let pasted = std::mem::take(&mut self.pasted);
                self.lines.push_back(Said::of(&Piece::default(), &pasted, last));
            }
            [line] if self.begun.text.is_empty() => self.lines.push_back(line.into()),
            // Enter that is held down.
            [line, ..] if is_blank && self.pasted.is_empty() => self.lines.push_back(line.into()),
            _ => self.pasted.extend(lines),
        }
    }
}

/// Bytes of a terminal that has done its editing, in which Ctrl-D is a zero.
#[derive(Debug, Default)]
struct Came {
    lines: Vec<Piece>,
    begun: Piece,
    is_over: bool,
}

impl Came {
    /// What they are behind the beginning of a line.
    fn of(begun: Piece, bytes: &[u8]) -> Self {
        const ENDS: [u8; 4] = *b"\n\r\0\x04";
        let mut came = Self { begun, ..Self::default() };
        for part in bytes.split_inclusive(|byte| ENDS.contains(byte)) {
            let (line, end) = match part.split_last() {
                Some((end, line)) if ENDS.contains(end) => (line, Some(end)),
                _ => (part, None),
            };
            came.begun.push(line);
            match end {
                Some(b'\n' | b'\r') => came.lines.push(std::mem::take(&mut came.begun)),
                Some(_) => came.is_over |= came.begun.text.is_empty(),
                None => {}
            }
        }
        came
    }
}

/// Starts the thread that reads.
///
/// # Errors
/// Where the system gives none.
pub(super) fn start(say: Say, lang: Lang, keyboard: Keyboard, requests: Receiver<Request>) -> io::Result<Chip> {
    let chip = Chip::default();
    let mut reader = Reader { say, lang, keyboard, chip: chip.clone(), late: VecDeque::new() };
    thread::Builder::new().name("lines".to_owned()).spawn(move || {
        reader.keyboard.hush();
        while let Some(request) = reader.next(&requests) {
            // Whoever asked may have left.
            match request {
                Request::Line(_, answer) => {
                    let _ = answer.send(reader.line());
                }
                // An answer is a line here like any other, and so is what is pasted.
                Request::Answer(question, answer) => {
                    let said = reader.answer(&question);
                    // Who asked has left the question, and a prompt stood there when this was typed.
                    if let Err(said) = answer.send(said) {
                        reader.keep_late(said);
                    }
                }
                // The terminal edits its lines itself, and has none but this one.
                Request::Keep(_) => {}
            }
        }
    })?;
    Ok(chip)
}

struct Reader {
    say: Say,
    lang: Lang,
    keyboard: Keyboard,
    chip: Chip,
    /// How the readings for questions ended that were left; `None`: with the end of the input.
    late: VecDeque<Option<Line>>,
}

impl Reader {
    /// What is asked for next. Until then lines are taken in as they come: what was pasted cannot be told later.
    fn next(&self, requests: &Receiver<Request>) -> Option<Request> {
        let mut may_come = true;
        loop {
            match requests.try_recv() {
                Ok(request) => return Some(request),
                Err(TryRecvError::Disconnected) => return None,
                Err(TryRecvError::Empty) if !may_come => return requests.recv().ok(),
                Err(TryRecvError::Empty) => {}
            }
            may_come = match self.keyboard.wait() {
                Waited::Line => self.take_in(),
                Waited::Woken => true,
                Waited::InVain => false,
            };
        }
    }

    /// Takes in the lines that are there or come at once behind those. False where none can come any more.
    fn take_in(&self) -> bool {
        let (mut came, mut n_lines, mut is_over) = (Vec::new(), 0, false);
        loop {
            match self.keyboard.take_line() {
                Some(line) if line.is_empty() => break,
                Some(line) => {
                    n_lines += usize::from(line.ends_with(b"\n"));
                    came.extend(line);
                }
                None => {
                    is_over = true;
                    came.push(0);
                    break;
                }
            }
            if !self.keyboard.has_line(AT_ONCE) {
                break;
            }
        }
        if n_lines == 1 && !is_over && self.chip.lock().typed.pasted.is_empty() {
            // So soon after Enter nobody types: what stands behind it was pasted with it, though it has no end.
            came.extend(self.keyboard.take());
        }
        self.chip.lock().typed.push(&came);
        !is_over
    }

    /// Has the terminal show what is typed from now on, and takes in what it did not show.
    fn listen(&self) {
        while self.keyboard.has_line(Duration::ZERO) && self.take_in() {}
        let typed = self.keyboard.show();
        self.chip.lock().typed.push(&typed);
    }

    /// Keeps what was said to a question that was left.
    fn keep_late(&mut self, said: Option<Line>) {
        self.late.push_back(said);
    }

    /// The lines that were pasted before the one that Enter ended.
    fn take_pasted(&self) -> Vec<Piece> {
        std::mem::take(&mut self.chip.lock().pasted)
    }

    /// What is said to a question. A line that the terminal cut is no answer to it.
    fn answer(&self, question: &str) -> Option<Line> {
        loop {
            // What was typed before a question is no answer to it.
            self.listen();
            (self.say)(question);
            let last = self.typed();
            let pasted = self.take_pasted();
            self.keyboard.hush();
            let said = Said::of(&Piece::default(), &pasted, &last?);
            if !said.is_cut {
                return Some(said.line);
            }
            (self.say)(&format!("{}\n", ReplLine::AnswerCut { n_bytes: n_bytes_of_a_line() }.text(self.lang)));
        }
    }

    /// The next line; the one that was offered where Enter alone came. One that the terminal may have cut is not sent before
    /// Enter says so.
    fn line(&mut self) -> Read {
        loop {
            let Some(said) = self.said() else { return Read::Ended };
            if !said.is_cut {
                return Read::Sent(said.line);
            }
            (self.say)(&format!("{}\n", ReplLine::LineCut { n_bytes: n_bytes_of_a_line() }.text(self.lang)));
            self.chip.lock().cut = Some(said.line);
        }
    }

    /// The line that Enter alone sends.
    fn offered(&self) -> Said {
        let mut state = self.chip.lock();
        let again = std::mem::take(&mut state.again);
        let line = state.cut.take().unwrap_or_else(|| whole(&again));
        Said { line, is_cut: false }
    }

    /// What is said next; `None`: nothing any more.
    fn said(&mut self) -> Option<Said> {
        match self.late.pop_front() {
            Some(Some(line)) if line.written.text.trim().is_empty() => return Some(self.offered()),
            Some(late) => return late.map(|line| Said { line, is_cut: false }),
            None => {}
        }
        self.listen();
        let (prompt, ahead, is_over) = {
            let mut state = self.chip.lock();
            let held = state.said.pop_front().map(|line| Said { line, is_cut: false });
            let ahead = held.or_else(|| state.typed.lines.pop_front());
            if ahead.is_none() && !state.typed.pasted.is_empty() {
                state.pasted = std::mem::take(&mut state.typed.pasted);
                state.pasted_last = std::mem::take(&mut state.typed.begun);
            }
            let shown = match &ahead {
                Some(said) => said.line.typed.clone(),
                None if state.pasted.is_empty() => sanitise::text(&state.typed.begun.text).into_owned(),
                None => sanitise::text(&joined(state.pasted.iter())).into_owned(),
            };
            (format!("{} › {shown}", state.name), ahead, state.typed.is_over && state.pasted.is_empty())
        };
        (self.say)(&prompt);
        if let Some(Said { line, is_cut }) = ahead {
            self.keyboard.hush();
            (self.say)("\n");
            self.chip.lock().cut = None;
            return Some(Said { line: Line { typed_at: TypedAt::Before, ..line }, is_cut });
        }
        if is_over {
            return None;
        }
        let typed = self.typed();
        self.keyboard.hush();
        let (begun, pasted) = {
            let mut state = self.chip.lock();
            let State { typed, pasted, .. } = &mut *state;
            (std::mem::take(&mut typed.begun), std::mem::take(pasted))
        };
        let offered = self.offered();
        let said = Said::of(&begun, &pasted, &typed?);
        Some(if pasted.is_empty() && said.line.typed.trim().is_empty() { offered } else { said })
    }

    /// The line that Enter ends. Lines that come at once before it were pasted: they are one message with it, of which the last
    /// pasted line may still be without its end. Where the input ends behind lines, these are read first.
    fn typed(&self) -> Option<Piece> {
        let (has_paste, is_over) = {
            let state = self.chip.lock();
            (!state.pasted.is_empty(), state.typed.is_over)
        };
        let mut line = if has_paste { self.end_of_paste(is_over)? } else { read_line()? };
        loop {
            let mut is_alone = true;
            while self.keyboard.has_line(AT_ONCE) {
                let Some(next) = read_line() else {
                    self.chip.lock().typed.is_over = true;
                    return Some(line);
                };
                is_alone = false;
                self.chip.lock().pasted.push(std::mem::replace(&mut line, next));
            }
            let mut behind = Came::default();
            if is_alone {
                if self.chip.lock().pasted.is_empty() {
                    // So soon after Enter nobody types: what stands behind it was pasted with it, though it has no end.
                    behind = Came::of(Piece::default(), &self.keyboard.show());
                }
                if behind.lines.is_empty() && behind.begun.text.is_empty() {
                    self.chip.lock().typed.is_over |= behind.is_over;
                    return Some(line);
                }
            }
            {
                let mut state = self.chip.lock();
                state.pasted.push(line);
                state.pasted.extend(behind.lines);
                state.pasted_last = behind.begun;
            }
            line = self.end_of_paste(behind.is_over)?;
        }
    }

    /// What ends a paste, of which the last line may be there already. `None` where the input ended and the paste is gone.
    fn end_of_paste(&self, is_over: bool) -> Option<Piece> {
        let shown = sanitise::text(&self.chip.lock().pasted_last.text).into_owned();
        (self.say)(&format!("\n{}\n{shown}", ReplLine::PastedPlain.text(self.lang)));
        let next = if is_over { None } else { read_line() };
        let mut state = self.chip.lock();
        let begun = std::mem::take(&mut state.pasted_last);
        if let Some(next) = next {
            return Some(begun.followed_by(&next));
        }
        state.typed.is_over = true;
        // Ctrl-C may have dropped it.
        (!state.pasted.is_empty()).then_some(begun)
    }
}

/// What was said, as one message.
#[derive(Debug)]
struct Said {
    line: Line,
    /// The terminal may have cut a line of it.
    is_cut: bool,
}

impl Said {
    /// What was begun, what was pasted behind it, and what Enter ended then. Where lines were pasted, all of it counts as
    /// pasted: where the paste ends cannot be seen, and the last line of most has no end of its own.
    fn of(begun: &Piece, pasted: &[Piece], last: &Piece) -> Self {
        let is_cut = pasted.iter().chain([begun, last]).any(|piece| piece.is_cut);
        if pasted.is_empty() {
            return Self { line: whole(&format!("{}{}", begun.text, last.text)), is_cut };
        }
        let lines = joined(pasted.iter().chain(Some(last).filter(|last| !last.is_blank())));
        let line = whole(&format!("{}{lines}", begun.text));
        let text = line.written.text.clone();
        let written = Written { pasted: std::iter::once(0..text.len()).collect(), text };
        Self { line: Line { written, ..line }, is_cut }
    }
}

impl From<&Piece> for Said {
    fn from(line: &Piece) -> Self {
        Self { line: whole(&line.text), is_cut: line.is_cut }
    }
}

fn joined<'p>(lines: impl Iterator<Item = &'p Piece>) -> String {
    lines.map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n")
}

fn whole(typed: &str) -> Line {
    // A key that means nothing here left its code in the line.
    let typed = sanitise::text(typed).into_owned();
    let written = Written { text: typed.nfc().collect(), pasted: Vec::new() };
    Line { caret: typed.len(), typed, written, ..Line::default() }
}

fn n_bytes_of_a_line() -> u64 {
    longest_line().unwrap_or_default() as u64
}

fn read_line() -> Option<Piece> {
    let mut bytes = Vec::new();
    match io::stdin().lock().read_until(b'\n', &mut bytes) {
        Ok(0) | Err(_) => None,
        Ok(_) => {
            let n_bytes = bytes.iter().rposition(|byte| !matches!(byte, b'\n' | b'\r')).map_or(0, |at| at + 1);
            let mut line = Piece::default();
            line.push(&bytes[..n_bytes]);
            Some(line)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The messages that `bursts` are, `pasted:` before those of which no line speaks to baro; then what waits for Enter.
    #[track_caller]
    fn check(bursts: &[&str], expected: &[&str], waiting: (&[&str], &str)) {
        let mut typed = Typed::default();
        for burst in bursts {
            typed.push(burst.as_bytes());
        }
        let said = |Said { line, .. }: &Said| {
            let is_pasted = line.written.pasted.contains(&(0..line.written.text.len()));
            format!("{}{}", if is_pasted { "pasted:" } else { "" }, line.written.text)
        };
        assert_eq!(typed.lines.iter().map(said).collect::<Vec<_>>(), expected, "{bursts:?}");
        let pasted: Vec<&str> = typed.pasted.iter().map(|piece| piece.text.as_str()).collect();
        assert_eq!((pasted.as_slice(), typed.begun.text.as_str()), waiting, "{bursts:?}");
    }

    #[test]
    fn lines_that_came_one_by_one_are_lines_and_those_that_came_at_once_one_text() {
        check(&["하나\n", "둘\n", "셋"], &["하나", "둘"], (&[], "셋"));
        check(&["시", "작\n"], &["시작"], (&[], ""));
        check(&["하나\n둘\n"], &[], (&["하나", "둘"], ""));
        // The last line of a paste may have no end.
        check(&["하나\n둘"], &[], (&["하나"], "둘"));
        check(&["앞\n", "하나\n둘\n셋"], &["앞"], (&["하나", "둘"], "셋"));
        // Enter ends it, with what was added.
        check(&["하나\n둘\n", "\n"], &["pasted:하나\n둘"], (&[], ""));
        check(&["하나\n둘", "은?\n", "다음\n"], &["pasted:하나\n둘은?", "다음"], (&[], ""));
        check(&["하나\n둘\n", "셋\n넷\n", "끝\n"], &["pasted:하나\n둘\n셋\n넷\n끝"], (&[], ""));
        check(&["begun ", "하나\n둘\n", "\n"], &["pasted:begun 하나\n둘"], (&[], ""));
        check(&["\n\n\n"], &[""], (&[], ""));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_line_as_long_as_the_terminal_takes_may_be_cut_with_half_a_character_at_its_end() {
        let longest = longest_line().expect("a length");
        let hangul = format!("ab{}", "가".repeat(longest));
        let hangul = hangul.as_bytes();
        for (n_bytes, is_cut) in [(longest - 1, false), (longest, true), (longest + 1, false)] {
            let mut typed = Typed::default();
            typed.push(&[&hangul[..n_bytes], b"\n"].concat());
            typed.push(b"a line\n");
            let cut: Vec<bool> = typed.lines.iter().map(|said| said.is_cut).collect();
            assert_eq!(cut, [is_cut, false], "{n_bytes}");
            // Wherever in a paste it stands.
            typed.push(&[&hangul[..n_bytes], b"\na line\n", &hangul[..n_bytes]].concat());
            assert_eq!((typed.pasted[0].is_cut, typed.pasted[1].is_cut), (is_cut, false), "{n_bytes}");
            assert_eq!(typed.begun.is_cut, is_cut, "{n_bytes}");
            assert!(!is_cut || hangul.starts_with(typed.begun.text.as_bytes()), "{n_bytes}");
            assert_eq!(Said::of(&Piece::default(), &typed.pasted, &typed.begun).is_cut, is_cut);
        }
    }

    #[test]
    fn ctrl_d_ends_the_input_where_a_line_begins() {
        let mut typed = Typed::default();
        typed.push("둘\0".as_bytes());
        typed.push("은\n".as_bytes());
        assert!(!typed.is_over && typed.begun.text.is_empty() && typed.lines.len() == 1);
        typed.push(b"\0");
        assert!(typed.is_over);
    }

    #[test]
    fn lines_of_questions_that_were_left_are_all_read_and_a_blank_one_is_the_line_that_came_back() {
        let (say, keyboard, chip): (Say, _, _) = (Box::new(|_| ()), Keyboard::plain(), Chip::default());
        let mut reader = Reader { say, lang: Lang::En, keyboard, chip: chip.clone(), late: VecDeque::new() };
        for said in ["하나", "", "", "둘"] {
            reader.keep_late(Some(whole(said)));
        }
        let mut text = |again: &str| {
            chip.offer(again);
            if again == "dropped" {
                chip.drop_begun();
            }
            match reader.line() {
                Read::Sent(line) => line.written.text,
                other => panic!("{other:?}"),
            }
        };
        assert_eq!([text("again"), text("again"), text("dropped"), text("")], ["하나", "again", "", "둘"]);
    }
}
