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

/// Ends when the process is told to stop: by Ctrl-C, or on Unix by SIGTERM.
#[cfg(unix)]
pub(super) async fn told_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut terminated) => {
            tokio::select! {
                _ = terminated.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
        }
        Err(_) => drop(tokio::signal::ctrl_c().await),
    }
}

/// Ends when the process is told to stop, by Ctrl-C.
#[cfg(not(unix))]
pub(super) async fn told_to_stop() {
    // Where it cannot be heard, the system ends the process itself.
    drop(tokio::signal::ctrl_c().await);
}
