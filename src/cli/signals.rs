//! What a signal does to a running answer: it is stopped and kept, and the exit code says which signal it was.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use tokio_util::sync::CancellationToken;

use super::exit::Exit;

/// Remembers whether a signal came.
#[derive(Debug, Clone, Default)]
pub struct Signalled(Arc<AtomicU8>);

impl Signalled {
    /// The exit code of the signal that came: 128 and its number, as shells count.
    #[must_use]
    pub fn exit(&self) -> Option<Exit> {
        match self.0.load(Ordering::Relaxed) {
            0 => None,
            code => Some(Exit(code)),
        }
    }

    fn note(&self, code: u8, cancel: &CancellationToken) {
        // The first signal stops the answer and lets it be kept; a second one ends at once.
        if self.0.swap(code, Ordering::Relaxed) != 0 {
            end_at_once(code);
        }
        cancel.cancel();
    }
}

#[expect(clippy::exit, reason = "the user asked twice: what could be kept is in the database already")]
fn end_at_once(code: u8) {
    std::process::exit(i32::from(code));
}

/// Cancels `cancel` on Ctrl-C, on Unix on SIGTERM and SIGHUP, on Windows on Ctrl-Break and on the end of the console or the
/// session, for the rest of the program.
#[must_use]
pub fn cancel_on_signal(cancel: &CancellationToken) -> Signalled {
    let signalled = Signalled::default();
    listen(&signalled, cancel);
    signalled
}

#[cfg(unix)]
fn listen(signalled: &Signalled, cancel: &CancellationToken) {
    use tokio::signal::unix::{SignalKind, signal};

    for (kind, code) in [(SignalKind::interrupt(), 130), (SignalKind::terminate(), 143), (SignalKind::hangup(), 129)] {
        let Ok(mut signals) = signal(kind) else { continue };
        let (signalled, cancel) = (signalled.clone(), cancel.clone());
        tokio::spawn(async move {
            while signals.recv().await.is_some() {
                signalled.note(code, &cancel);
            }
        });
    }
}

/// All of them are listened to from now on, not from the first that is waited for.
#[cfg(windows)]
fn listen(signalled: &Signalled, cancel: &CancellationToken) {
    use tokio::signal::windows::{ctrl_break, ctrl_c, ctrl_close, ctrl_shutdown};

    let (Ok(mut interrupt), Ok(mut terminate), Ok(mut closed), Ok(mut shutdown)) =
        (ctrl_c(), ctrl_break(), ctrl_close(), ctrl_shutdown())
    else {
        return;
    };
    let (signalled, cancel) = (signalled.clone(), cancel.clone());
    tokio::spawn(async move {
        loop {
            let code = tokio::select! {
                Some(()) = interrupt.recv() => 130,
                Some(()) = terminate.recv() => 143,
                Some(()) = closed.recv() => 129,
                Some(()) = shutdown.recv() => 129,
                else => return,
            };
            signalled.note(code, &cancel);
        }
    });
}
