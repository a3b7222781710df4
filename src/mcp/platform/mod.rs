//! What is particular to a system: opening a file below a folder so that no link, however quick, leads out of it,
//! and hearing that the process is to stop.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(not(target_os = "linux"))]
mod other;

#[cfg(target_os = "linux")]
pub(super) use linux::open_beneath;
#[cfg(not(target_os = "linux"))]
pub(super) use other::open_beneath;

/// Ends when the process is told to stop: by Ctrl-C or SIGTERM. It listens from the call on, not only
/// once it is waited for.
#[cfg(unix)]
pub(super) fn told_to_stop() -> impl Future<Output = ()> {
    use tokio::signal::unix::{Signal, SignalKind, signal};
    // Where a signal cannot be heard, the system ends the process itself.
    async fn next(signal: Option<Signal>) {
        match signal {
            Some(mut signal) => drop(signal.recv().await),
            None => std::future::pending().await,
        }
    }
    let (terminate, interrupt) = (signal(SignalKind::terminate()).ok(), signal(SignalKind::interrupt()).ok());
    async move {
        tokio::select! {
            () = next(terminate) => {}
            () = next(interrupt) => {}
        }
    }
}

/// Ends when the process is told to stop: by Ctrl-C or Ctrl-Break. It listens from the call on, not only once it is waited
/// for.
#[cfg(windows)]
pub(super) fn told_to_stop() -> impl Future<Output = ()> {
    use tokio::signal::windows::{ctrl_break, ctrl_c};
    let (interrupt, terminate) = (ctrl_c().ok(), ctrl_break().ok());
    async move {
        // Where they cannot be heard, the system ends the process itself.
        let (Some(mut interrupt), Some(mut terminate)) = (interrupt, terminate) else {
            return std::future::pending().await;
        };
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    }
}
