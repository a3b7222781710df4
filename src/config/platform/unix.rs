//! Unix: owners and modes as the system has them.

use std::fs::{File, Metadata};
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command};

use rustix::fs::{Mode, OFlags};
use rustix::process::{Pid, Signal};

/// Opens a file for reading, but neither through a symbolic link nor waiting for a pipe's other end.
pub(in super::super) fn open_without_following(path: &Path) -> io::Result<File> {
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    Ok(File::from(rustix::fs::open(path, flags, Mode::empty())?))
}

/// True where the user that this process acts for owns the file.
pub(in super::super) fn is_own(metadata: &Metadata) -> bool {
    metadata.uid() == rustix::process::geteuid().as_raw()
}

/// The mode of a file that group or others can read or write.
pub(in super::super) fn open_to_others(metadata: &Metadata) -> Option<u32> {
    let mode = metadata.mode() & 0o7777;
    (mode & 0o077 != 0).then_some(mode)
}

/// The system's shell, about to run `command`.
pub(in super::super) fn shell(command: &str) -> Command {
    let mut shell = Command::new("/bin/sh");
    shell.arg("-c").arg(command);
    shell
}

/// A program that was started, to be ended with all that it starts. Nobody has waited for it yet.
#[derive(Debug)]
pub(in super::super) struct Started {
    pid: Pid,
    has_own_group: bool,
}

impl Started {
    /// Starts it. Where there is a terminal it stays in baro's group: in another it could not ask there for a passphrase,
    /// and Ctrl-C would not reach it.
    pub(in super::super) fn start(command: &mut Command) -> io::Result<(Child, Self)> {
        let has_own_group = rustix::fs::open("/dev/tty", OFlags::RDONLY | OFlags::CLOEXEC, Mode::empty()).is_err();
        if has_own_group {
            command.process_group(0);
        }
        let child = command.spawn()?;
        let started = Self { pid: Pid::from_child(&child), has_own_group };
        Ok((child, started))
    }

    /// Ends it and all that it started. What has ended by itself is as well.
    pub(in super::super) fn end(self) {
        if self.has_own_group {
            let _ = rustix::process::kill_process_group(self.pid, Signal::KILL);
            return;
        }
        let mut family = Vec::new();
        stop_family(self.pid, &mut family);
        for pid in family {
            let _ = rustix::process::kill_process(pid, Signal::KILL);
        }
    }
}

/// Stops a process, so that it starts no more, and then its children in the same way. Only Linux tells them; elsewhere it is
/// the process alone.
fn stop_family(pid: Pid, family: &mut Vec<Pid>) {
    let _ = rustix::process::kill_process(pid, Signal::STOP);
    family.push(pid);
    for child in children_of(pid) {
        stop_family(child, family);
    }
}

/// The children of a process, whichever of its threads started them.
fn children_of(pid: Pid) -> Vec<Pid> {
    let Ok(threads) = std::fs::read_dir(format!("/proc/{}/task", pid.as_raw_nonzero())) else { return Vec::new() };
    let of_thread =
        |thread: io::Result<std::fs::DirEntry>| std::fs::read_to_string(thread.ok()?.path().join("children")).ok();
    let lists: Vec<String> = threads.filter_map(of_thread).collect();
    let numbers = lists.iter().flat_map(|list| list.split_whitespace());
    numbers.filter_map(|number| Pid::from_raw(number.parse().ok()?)).collect()
}

/// Where nobody names an editor.
pub(in super::super) const USUAL_EDITOR: &str = "vi";

/// An editor, about to open `file`. The shell reads what it is called, quotes and flags and all.
pub(in super::super) fn editor(editor: &str, file: &Path) -> Command {
    let mut shell = shell(&format!("{editor} \"$@\""));
    shell.arg("baro").arg(file);
    shell
}

/// Where the GNU C library keeps its locales: a folder for each, or all of them in one file.
const LOCALES: &str = "/usr/lib/locale";

/// Whether the GNU C library has a locale; `None` where there is none of it, or its file is not as known.
pub(in super::super) fn has_locale(name: &str) -> Option<bool> {
    locale_in(Path::new(LOCALES), name)
}

fn locale_in(folder: &Path, name: &str) -> Option<bool> {
    // A system without `C.UTF-8` here keeps its locales elsewhere, or has none (musl).
    let names = std::fs::read_dir(folder).ok()?;
    let wanted = normalised(name);
    let of_entry = |entry: io::Result<std::fs::DirEntry>| Some(normalised(entry.ok()?.file_name().to_str()?));
    if names.filter_map(of_entry).any(|known| known == wanted) {
        return Some(true);
    }
    match File::open(folder.join("locale-archive")) {
        Ok(archive) => names_in(archive).map(|names| names.iter().any(|known| normalised(known) == wanted)),
        Err(_) => Some(false),
    }
}

/// `ko_KR.UTF-8` and `ko_KR.utf8` are one.
fn normalised(name: &str) -> String {
    match name.split_once('.') {
        Some((place, encoding)) => {
            let plain: String = encoding.chars().filter(char::is_ascii_alphanumeric).collect();
            format!("{place}.{}", plain.to_ascii_lowercase())
        }
        None => name.to_owned(),
    }
}

/// The names in the archive: its head says where they stand (`struct locarhead`, locarchive.h of the GNU C library).
fn names_in(mut archive: File) -> Option<Vec<String>> {
    let mut head = [0; 28];
    archive.read_exact(&mut head).ok()?;
    let word = |at: usize| Some(u32::from_ne_bytes(head.get(at..at + 4)?.try_into().ok()?));
    if word(0)? != 0xde02_0109 {
        return None;
    }
    let (offset, used) = (word(20)?, word(24)?);
    archive.seek(SeekFrom::Start(offset.into())).ok()?;
    let mut names = Vec::new();
    archive.take(used.into()).read_to_end(&mut names).ok()?;
    let names = names.split(|byte| *byte == 0).filter(|name| !name.is_empty());
    Some(names.map(|name| String::from_utf8_lossy(name).into_owned()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(target_os = "linux")]
    #[test]
    fn a_child_is_found_whichever_thread_started_it() {
        let own = rustix::process::getpid();
        if !Path::new(&format!("/proc/{own}/task/{own}/children")).exists() {
            // This system tells no children.
            return;
        }
        // A test runs on a thread of its own, and this one starts from another.
        let (started, child) = std::sync::mpsc::channel();
        let (end, ended) = std::sync::mpsc::channel::<()>();
        let thread = std::thread::spawn(move || {
            let child = Command::new("sleep").arg("100").spawn().expect("sleep");
            started.send(child).expect("somebody waits");
            // A thread that ends leaves its children to another one.
            let _ = ended.recv();
        });
        let mut child = child.recv().expect("a child");
        let found = children_of(own).contains(&Pid::from_child(&child));
        child.kill().expect("ended");
        child.wait().expect("ended");
        drop(end);
        thread.join().expect("ended");
        assert!(found);
    }

    #[test]
    fn a_locale_is_found_in_its_folder_and_in_the_archive_and_missed_where_it_is_not() {
        let folder = tempfile::tempdir().expect("a folder");
        assert_eq!(locale_in(&folder.path().join("none"), "ko_KR.UTF-8"), None);
        std::fs::create_dir(folder.path().join("C.utf8")).expect("a folder");
        assert_eq!(locale_in(folder.path(), "C.UTF-8"), Some(true));
        assert_eq!(locale_in(folder.path(), "ko_KR.UTF-8"), Some(false));
        let mut archive: Vec<u8> =
            [0xde02_0109_u32, 1, 0, 0, 0, 32, 24].iter().flat_map(|it| it.to_ne_bytes()).collect();
        archive.extend([0; 4]);
        archive.extend(b"ko_KR.utf8\0en_US.utf8\0\0\0");
        std::fs::write(folder.path().join("locale-archive"), archive).expect("a file");
        assert_eq!(locale_in(folder.path(), "ko_KR.UTF-8"), Some(true));
        assert_eq!(locale_in(folder.path(), "en_US.utf8"), Some(true));
        assert_eq!(locale_in(folder.path(), "ja_JP.UTF-8"), Some(false));
        std::fs::write(folder.path().join("locale-archive"), "of another form, whatever it is").expect("a file");
        assert_eq!(locale_in(folder.path(), "ja_JP.UTF-8"), None);
    }
}
