//! Unix: a pseudo-terminal stands between the terminal and the editor.
//!
//! Standard input becomes the pseudo-terminal, so that the editor reads what it is sent; the terminal itself is read by
//! the thread alone, without echo, line by line or signals, from the beginning to the end. Output goes straight to the
//! terminal.

use std::fs::File;
use std::io::{self, Write as _};
use std::os::fd::{AsFd as _, OwnedFd};
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{Mode, OFlags};
use rustix::process::Signal;
use rustix::pty::OpenptFlags;
use rustix::termios::{LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr};
use tokio::sync::mpsc::UnboundedSender;
use tokio::time::Instant;

use super::super::feed::{Feed, Listener, Nudge, Pressed, Searching};
use super::super::keystrokes::{Keystroke, Keystrokes};
use super::Waited;
use crate::ui::messages::Heard;

#[derive(Debug, Clone)]
pub struct Keyboard(Arc<Taken>);

/// The terminal, taken over.
#[derive(Debug)]
struct Taken {
    state: Arc<Mutex<State>>,
    terminal: Arc<OwnedFd>,
    /// A byte in it makes the thread look at the state.
    wake: OwnedFd,
    /// As it was found.
    original: Termios,
}

#[derive(Debug, Default)]
struct State {
    feed: Feed,
    is_lent: bool,
    is_over: bool,
}

impl Keyboard {
    pub fn open(pressed: UnboundedSender<Pressed>) -> io::Result<Self> {
        let terminal = Arc::new(rustix::io::fcntl_dupfd_cloexec(io::stdin().as_fd(), 3)?);
        let original = tcgetattr(terminal.as_fd())?;
        let (controller, inner) = pair()?;
        rustix::stdio::dup2_stdin(&inner)?;
        let (woken, wake) =
            rustix::pipe::pipe_with(rustix::pipe::PipeFlags::CLOEXEC | rustix::pipe::PipeFlags::NONBLOCK)?;
        let state = Arc::new(Mutex::new(State::default()));
        make_raw(&terminal, &original)?;
        let taken = Taken { state: Arc::clone(&state), terminal: Arc::clone(&terminal), wake, original };
        thread::Builder::new().name("keyboard".to_owned()).spawn(move || {
            Reader { state, terminal, woken, editor: Some(File::from(controller)), pressed }.run();
        })?;
        Ok(Self(Arc::new(taken)))
    }

    pub fn listen(&self, listener: Listener) {
        self.change(|state| state.feed.listen(listener));
    }

    pub fn go_on(&self) {
        self.change(|state| state.feed.go_on());
    }

    pub fn put_first(&self, keystroke: Keystroke) {
        self.change(|state| state.feed.put_first(keystroke));
    }

    pub fn set_aside(&self) {
        self.change(|state| state.feed.set_aside());
    }

    pub fn bring_back(&self) {
        self.change(|state| state.feed.bring_back());
    }

    pub fn nudge(&self, nudge: Nudge) {
        self.change(|state| state.feed.nudge(nudge));
    }

    pub fn search(&self, searching: Searching) {
        self.change(|state| state.feed.search(searching));
    }

    pub fn unsettle(&self) {
        self.change(|state| state.feed.unsettle());
    }

    pub fn take_paste(&self) -> Option<String> {
        lock(&self.0.state).feed.take_paste()
    }

    pub fn lend(&self) -> io::Result<Stdio> {
        self.change(|state| state.is_lent = true);
        tcsetattr(self.0.terminal.as_fd(), OptionalActions::Drain, &self.0.original)?;
        Ok(Stdio::from(rustix::io::fcntl_dupfd_cloexec(self.0.terminal.as_fd(), 3)?))
    }

    pub fn take_back(&self) -> io::Result<()> {
        make_raw(&self.0.terminal, &self.0.original)?;
        self.change(|state| state.is_lent = false);
        Ok(())
    }

    pub fn give_back(&self) {
        self.0.give_back();
    }

    pub fn suspend(&self) -> io::Result<()> {
        drop(self.lend()?);
        rustix::process::kill_current_process_group(Signal::TSTP)?;
        self.take_back()
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut lock(&self.0.state));
        self.0.wake();
    }
}

impl Taken {
    fn wake(&self) {
        // A pipe that is full wakes as well.
        let _ = rustix::io::write(&self.wake, b".");
    }

    fn give_back(&self) {
        lock(&self.state).is_over = true;
        self.wake();
        // Whoever reads standard input after this reads the terminal again.
        let _ = rustix::stdio::dup2_stdin(&self.terminal);
        let _ = tcsetattr(self.terminal.as_fd(), OptionalActions::Drain, &self.original);
    }
}

/// The thread.
struct Reader {
    state: Arc<Mutex<State>>,
    terminal: Arc<OwnedFd>,
    woken: OwnedFd,
    /// `None` once the terminal is gone: the editor then reads its end.
    editor: Option<File>,
    pressed: UnboundedSender<Pressed>,
}

impl Reader {
    fn run(mut self) {
        let mut keystrokes = Keystrokes::default();
        let mut deadline = None;
        let mut last_read = Instant::now();
        loop {
            let is_lent = lock(&self.state).is_lent;
            let rest = keystrokes.patience().filter(|_| !is_lent).map(|patience| last_read + patience);
            let ready = self.wait([deadline, rest].into_iter().flatten().min(), is_lent);
            let mut state = lock(&self.state);
            if state.is_over {
                return;
            }
            match ready {
                Ready::Bytes(bytes) => {
                    last_read = Instant::now();
                    for keystroke in keystrokes.push(&bytes) {
                        state.feed.push(keystroke);
                    }
                }
                Ready::Gone => {
                    let _ = self.pressed.send(Pressed::Closed);
                    self.editor = None;
                    return;
                }
                Ready::Woken => {}
                Ready::Late => {
                    if rest.is_some_and(|at| at <= Instant::now()) {
                        for keystroke in keystrokes.rest() {
                            state.feed.push(keystroke);
                        }
                    }
                }
            }
            let step = state.feed.step(Instant::now());
            drop(state);
            for pressed in step.pressed {
                // Where nobody listens any more, the end is near.
                let _ = self.pressed.send(pressed);
            }
            if let Some(editor) = &mut self.editor {
                // The editor's side is open for as long as the process is.
                let _ = editor.write_all(&step.bytes);
            }
            deadline = step.deadline;
        }
    }

    fn wait(&self, until: Option<Instant>, is_lent: bool) -> Ready {
        let timeout = until.map(|until| {
            // Rounded up, so that it is not asked again just before.
            let left = until.saturating_duration_since(Instant::now()) + Duration::from_micros(500);
            Timespec {
                tv_sec: i64::try_from(left.as_secs()).unwrap_or(i64::MAX),
                tv_nsec: i64::from(left.subsec_nanos()),
            }
        });
        let mut polled = [PollFd::new(&self.woken, PollFlags::IN), PollFd::new(&self.terminal, PollFlags::IN)];
        let n_polled = if is_lent { 1 } else { 2 };
        match poll(&mut polled[..n_polled], timeout.as_ref()) {
            Ok(0) => return Ready::Late,
            Ok(_) => {}
            // A signal: asked again.
            Err(rustix::io::Errno::INTR) => return Ready::Woken,
            Err(_) => return Ready::Gone,
        }
        if polled[0].revents().contains(PollFlags::IN) {
            let _ = rustix::io::read(&self.woken, &mut [0; 64]);
            return Ready::Woken;
        }
        let mut buffer = vec![0; 16 * 1024];
        match rustix::io::read(&self.terminal, &mut buffer) {
            Ok(0) => Ready::Gone,
            Ok(n_bytes) => {
                buffer.truncate(n_bytes);
                Ready::Bytes(buffer)
            }
            Err(rustix::io::Errno::INTR | rustix::io::Errno::AGAIN) => Ready::Woken,
            Err(_) => Ready::Gone,
        }
    }
}

/// The keys that are heard while an answer comes.
pub const HEARD: Heard = Heard::All;

/// The bytes that a terminal that edits its lines itself lets one be long, without its end; what comes behind them is lost.
/// `None`: not known.
pub const fn longest_line() -> Option<usize> {
    if cfg!(any(target_os = "linux", target_os = "android")) {
        // `N_TTY_BUF_SIZE` of drivers/tty/n_tty.c, less the end.
        Some(4095)
    } else if cfg!(target_os = "macos") {
        // `MAX_CANON` of sys/syslimits.h, less the end. Never run; see CONTRIBUTING.
        Some(1023)
    } else {
        None
    }
}

/// The echo of a terminal that edits its lines itself, as it was found, and the lines that are typed while none is read.
#[derive(Debug, Clone)]
pub struct Echo(Arc<Plain>);

#[derive(Debug)]
struct Plain {
    original: Termios,
    /// The same, with lines edited by the character and not by the byte.
    by_character: Termios,
    /// Another program has the terminal: what is typed is its own.
    is_lent: AtomicBool,
    /// A byte in `wake` ends the waiting for a line.
    woken: OwnedFd,
    wake: OwnedFd,
}

impl Echo {
    /// That of standard input, where it is a terminal.
    pub fn of_terminal() -> Option<Self> {
        let original = tcgetattr(io::stdin()).ok()?;
        let flags = rustix::pipe::PipeFlags::CLOEXEC | rustix::pipe::PipeFlags::NONBLOCK;
        let (woken, wake) = rustix::pipe::pipe_with(flags).ok()?;
        let by_character = by_character(&original);
        let is_lent = AtomicBool::new(false);
        Some(Self(Arc::new(Plain { original, by_character, is_lent, woken, wake })))
    }

    pub fn hush(&self) {
        let mut modes = self.hushed();
        // Lines are still the terminal's to edit.
        modes.local_modes.insert(self.0.original.local_modes & LocalModes::ICANON);
        let _ = tcsetattr(io::stdin(), OptionalActions::Now, &modes);
    }

    /// The terminal does not show again what it did not show at once: it is taken from it before it does so from now on.
    pub fn show(&self) -> Vec<u8> {
        let typed = self.all_typed();
        let _ = tcsetattr(io::stdin(), OptionalActions::Now, &self.0.by_character);
        typed
    }

    /// All that was typed, also what Enter has not ended.
    pub fn take(&self) -> Vec<u8> {
        let typed = self.all_typed();
        self.hush();
        typed
    }

    /// For good, or until it is taken back.
    pub fn give_back(&self) {
        self.lend_to_another(true);
        let _ = tcsetattr(io::stdin(), OptionalActions::Now, &self.0.original);
    }

    pub fn take_back(&self) {
        self.hush();
        self.lend_to_another(false);
    }

    fn lend_to_another(&self, is_lent: bool) {
        self.0.is_lent.store(is_lent, Ordering::Release);
        self.wake();
    }

    fn is_lent(&self) -> bool {
        self.0.is_lent.load(Ordering::Acquire)
    }

    pub fn wake(&self) {
        // A pipe that is full wakes as well.
        let _ = rustix::io::write(&self.0.wake, b".");
    }

    /// Waits until a whole line is there, or somebody wakes. A line comes first, as it was typed before.
    pub fn wait(&self) -> Waited {
        let stdin = io::stdin();
        let n_polled = if self.is_lent() { 1 } else { 2 };
        let mut polled = [PollFd::new(&self.0.woken, PollFlags::IN), PollFd::new(&stdin, PollFlags::IN)];
        match poll(&mut polled[..n_polled], None) {
            // A signal: asked again.
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(_) => return Waited::InVain,
        }
        if polled[0].revents().contains(PollFlags::IN) {
            let _ = rustix::io::read(&self.0.woken, &mut [0; 64]);
        }
        if n_polled == 2 && !polled[1].revents().is_empty() { Waited::Line } else { Waited::Woken }
    }

    /// A line that is there, with its end. `None`: Ctrl-D where it would begin, or the terminal is gone.
    pub fn take_line(&self) -> Option<Vec<u8>> {
        if self.is_lent() {
            return Some(Vec::new());
        }
        let mut buffer = vec![0; 8192];
        match rustix::io::read(io::stdin(), &mut buffer) {
            Ok(0) => None,
            Ok(n_bytes) => {
                buffer.truncate(n_bytes);
                Some(buffer)
            }
            Err(rustix::io::Errno::INTR | rustix::io::Errno::AGAIN) => Some(Vec::new()),
            Err(_) => None,
        }
    }

    /// Whether a whole line is there, or comes in this time.
    #[expect(clippy::unused_self, reason = "only the input of a terminal comes in lines")]
    pub fn has_line(&self, within: Duration) -> bool {
        let stdin = io::stdin();
        let within = Timespec { tv_sec: 0, tv_nsec: within.subsec_nanos().into() };
        let mut polled = [PollFd::new(&stdin, PollFlags::IN)];
        poll(&mut polled, Some(&within)).is_ok() && polled[0].revents().contains(PollFlags::IN)
    }

    fn all_typed(&self) -> Vec<u8> {
        let mut modes = self.hushed();
        modes.special_codes[SpecialCodeIndex::VMIN] = 0;
        modes.special_codes[SpecialCodeIndex::VTIME] = 0;
        let mut typed = Vec::new();
        if tcsetattr(io::stdin(), OptionalActions::Now, &modes).is_ok() {
            let mut buffer = [0; 4096];
            while let Ok(n_bytes @ 1..) = rustix::io::read(io::stdin(), &mut buffer) {
                typed.extend_from_slice(&buffer[..n_bytes]);
            }
        }
        typed
    }

    /// Nothing is shown, key by key.
    fn hushed(&self) -> Termios {
        let mut modes = self.0.by_character.clone();
        modes.local_modes.remove(LocalModes::ECHO | LocalModes::ECHONL | LocalModes::ICANON);
        // A signal would drop what was typed.
        modes.local_modes.insert(LocalModes::NOFLSH);
        modes
    }
}

enum Ready {
    Bytes(Vec<u8>),
    /// The terminal is gone.
    Gone,
    /// The state was changed.
    Woken,
    /// Nothing came in time.
    Late,
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A pseudo-terminal without echo, which is not the process's controlling one.
fn pair() -> io::Result<(OwnedFd, OwnedFd)> {
    let controller = rustix::pty::openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC)?;
    rustix::pty::grantpt(&controller)?;
    rustix::pty::unlockpt(&controller)?;
    let name = rustix::pty::ptsname(&controller, Vec::new())?;
    let inner = rustix::fs::open(name.as_c_str(), OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC, Mode::empty())?;
    let mut modes = tcgetattr(&inner)?;
    modes.make_raw();
    tcsetattr(&inner, OptionalActions::Now, &modes)?;
    Ok((controller, inner))
}

/// Backspace takes back a whole character: a serial line, or an old way of logging in, has it take a byte.
#[cfg_attr(
    not(any(target_os = "linux", target_os = "android", target_vendor = "apple")),
    expect(unused_mut, reason = "these systems alone know of it")
)]
fn by_character(original: &Termios) -> Termios {
    let mut modes = original.clone();
    #[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
    modes.input_modes.insert(rustix::termios::InputModes::IUTF8);
    modes
}

/// Keys come one by one, unseen, and none is a signal. Output stays as it was.
fn make_raw(terminal: &OwnedFd, original: &Termios) -> io::Result<()> {
    let mut modes = original.clone();
    modes.make_raw();
    modes.output_modes = original.output_modes;
    modes.local_modes.remove(LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG | LocalModes::IEXTEN);
    tcsetattr(terminal, OptionalActions::Drain, &modes)?;
    Ok(())
}
