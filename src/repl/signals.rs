//! Signals from outside, for as long as the REPL runs.

/// What a signal asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// Stop the answer.
    Interrupt,
    /// The job was stopped and goes on: who had the terminal meanwhile may have left it otherwise.
    Continued,
    /// End, with this exit code.
    End(u8),
}

/// The signals that come.
#[cfg(unix)]
pub struct Signals {
    interrupt: Option<tokio::signal::unix::Signal>,
    terminate: Option<tokio::signal::unix::Signal>,
    hangup: Option<tokio::signal::unix::Signal>,
    continued: Option<tokio::signal::unix::Signal>,
}

#[cfg(unix)]
impl Signals {
    /// Listens from now on.
    #[must_use]
    pub fn listen() -> Self {
        use tokio::signal::unix::{SignalKind, signal};
        Self {
            interrupt: signal(SignalKind::interrupt()).ok(),
            terminate: signal(SignalKind::terminate()).ok(),
            hangup: signal(SignalKind::hangup()).ok(),
            continued: signal(SignalKind::from_raw(rustix::process::Signal::CONT.as_raw())).ok(),
        }
    }

    /// The next one.
    pub async fn next(&mut self) -> Signal {
        async fn came(signal: &mut Option<tokio::signal::unix::Signal>) {
            let is_signal = match signal {
                Some(signal) => signal.recv().await.is_some(),
                None => false,
            };
            if !is_signal {
                std::future::pending::<()>().await;
            }
        }
        tokio::select! {
            () = came(&mut self.interrupt) => Signal::Interrupt,
            () = came(&mut self.terminate) => Signal::End(143),
            () = came(&mut self.hangup) => Signal::End(129),
            () = came(&mut self.continued) => Signal::Continued,
        }
    }
}

/// Ctrl-C is all that comes on Windows. Never run; see CONTRIBUTING.
#[cfg(not(unix))]
pub struct Signals(());

#[cfg(not(unix))]
impl Signals {
    /// Listens from now on.
    #[must_use]
    pub fn listen() -> Self {
        Self(())
    }

    /// The next one.
    pub async fn next(&mut self) -> Signal {
        match tokio::signal::ctrl_c().await {
            Ok(()) => Signal::Interrupt,
            Err(_) => std::future::pending().await,
        }
    }
}
