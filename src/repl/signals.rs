//! Signals from outside, for as long as the REPL runs.

/// What a signal asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// Stop the answer.
    Interrupt,
    /// The job was stopped and goes on: who had the terminal meanwhile may have left it otherwise.
    #[cfg_attr(windows, expect(dead_code, reason = "no job is stopped there"))]
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

/// The signals that come: Ctrl-C, Ctrl-Break, and the end of the console or of the session, for which the system waits a
/// few seconds.
#[cfg(windows)]
pub struct Signals {
    interrupt: Option<tokio::signal::windows::CtrlC>,
    terminate: Option<tokio::signal::windows::CtrlBreak>,
    closed: Option<tokio::signal::windows::CtrlClose>,
    shutdown: Option<tokio::signal::windows::CtrlShutdown>,
}

#[cfg(windows)]
impl Signals {
    /// Listens from now on.
    #[must_use]
    pub fn listen() -> Self {
        use tokio::signal::windows::{ctrl_break, ctrl_c, ctrl_close, ctrl_shutdown};
        Self {
            interrupt: ctrl_c().ok(),
            terminate: ctrl_break().ok(),
            closed: ctrl_close().ok(),
            shutdown: ctrl_shutdown().ok(),
        }
    }

    /// The next one.
    pub async fn next(&mut self) -> Signal {
        /// Ends when it came; never where it cannot be heard.
        async fn came(received: Option<impl Future<Output = Option<()>>>) {
            let is_signal = match received {
                Some(received) => received.await.is_some(),
                None => false,
            };
            if !is_signal {
                std::future::pending::<()>().await;
            }
        }
        tokio::select! {
            () = came(self.interrupt.as_mut().map(|it| it.recv())) => Signal::Interrupt,
            () = came(self.terminate.as_mut().map(|it| it.recv())) => Signal::End(143),
            () = came(self.closed.as_mut().map(|it| it.recv())) => Signal::End(129),
            () = came(self.shutdown.as_mut().map(|it| it.recv())) => Signal::End(129),
        }
    }
}
