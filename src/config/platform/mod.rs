//! What differs between systems: owners, modes, links, locales, the shell, the editor. One file a system, the same functions.

#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
pub(super) use unix::{
    Started, USUAL_EDITOR, editor, has_locale, is_own, open_to_others, open_without_following, shell,
};
#[cfg(windows)]
pub(super) use windows::{
    Started, USUAL_EDITOR, editor, has_locale, is_own, open_to_others, open_without_following, shell,
};
