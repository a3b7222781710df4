//! What differs between systems: who may read, and opening without waiting. One file a system, the same functions.

#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
pub use unix::{create_private, make_folder, open_for_lines, open_without_waiting, take_from_others};
#[cfg(windows)]
pub use windows::{create_private, make_folder, open_for_lines, open_without_waiting, take_from_others};
