//! Linux: who writes a pipe, read from `/proc`; who holds the other end of a socket, from its credentials.
//!
//! Each process shows its descriptors as links: `/proc/PID/fd/N` -> `pipe:[inode]` (or the name of a named
//! pipe), and the link's own mode has the owner's write bit where the descriptor was opened for writing
//! (proc(5)). Descriptors of other users' processes, and of those that are not dumpable (`sshd`, `sudo`), may
//! not be read.
//!
//! What is concluded when no readable process writes although somebody does: an unreadable program counts as
//! another program. Every machine has unreadable processes, though, so where an unreadable *ancestor* (`sshd`,
//! `su`) could be the one, only those count that belong to the session of baro or of an ancestor; without one
//! of these the writer is unknown, and so is one outside of a container's own processes.

use crate::cli::input::patience::Writers;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{FileType, fstat};
use rustix::net::{AddressFamily, sockopt};
use std::fs;
use std::io::{self, ErrorKind};
use std::os::fd::{AsRawFd, BorrowedFd};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// More generations than any machine has; guards against a process tree that changes while it is climbed.
const MAX_GENERATIONS: usize = 256;
/// The write bit of the owner in the mode of a link in `/proc/PID/fd`.
const OPENED_FOR_WRITING: u32 = 0o200;
/// `PF_KTHREAD` of the kernel's `include/linux/sched.h`.
const KERNEL_THREAD: u64 = 0x0020_0000;

/// Who can still write into a pipe or socket that this process reads.
pub(super) fn who_writes(fd: BorrowedFd<'_>) -> Writers {
    i32::try_from(std::process::id()).map_or(Writers::Unknown, |own| who_writes_seen_from(fd, own))
}

/// Whether `fd` is a pipe without a name.
pub(super) fn is_anonymous_pipe(fd: BorrowedFd<'_>) -> bool {
    link_of(fd).is_ok_and(|link| link.as_os_str().as_encoded_bytes().starts_with(b"pipe:["))
}

/// As [`who_writes`], with the process `viewer` in baro's place: it and its ancestors do not count.
pub(super) fn who_writes_seen_from(fd: BorrowedFd<'_>, viewer: i32) -> Writers {
    let family = Family::of(viewer);
    match fstat(fd).map(|stat| FileType::from_raw_mode(stat.st_mode)) {
        Ok(FileType::Socket) => who_is_peer(fd, &family),
        Ok(FileType::Fifo) => who_holds_pipe(fd, &family).unwrap_or(Writers::Unknown),
        _ => Writers::Unknown,
    }
}

fn who_is_peer(fd: BorrowedFd<'_>, family: &Family) -> Writers {
    if !sockopt::socket_domain(fd).is_ok_and(|domain| domain == AddressFamily::UNIX) {
        return Writers::Unknown;
    }
    // A peer outside of this process namespace has no number here, which is an error or not positive.
    let Ok(peer) = sockopt::socket_peercred(fd) else { return Writers::Unknown };
    match peer.pid.as_raw_pid() {
        ..=0 => Writers::Unknown,
        pid if pid == family.viewer => Writers::None,
        pid if family.is_ancestor(pid) => Writers::OnlyAncestors,
        _ => Writers::Another,
    }
}

fn who_holds_pipe(fd: BorrowedFd<'_>, family: &Family) -> io::Result<Writers> {
    let pipe = link_of(fd)?;
    let (mut viewer_writes, mut ancestor_writes) = (false, false);
    let mut unreadable = Vec::new();
    for pid in processes_nearest_first(family.viewer)? {
        match writes(pid, &pipe) {
            Ok(true) if pid == family.viewer => viewer_writes = true,
            Ok(true) if family.is_ancestor(pid) => ancestor_writes = true,
            Ok(true) => return Ok(Writers::Another),
            Err(error) if error.kind() == ErrorKind::PermissionDenied => unreadable.push(pid),
            // It does not write, or has ended meanwhile.
            Ok(false) | Err(_) => {}
        }
    }
    if ancestor_writes {
        return Ok(Writers::OnlyAncestors);
    }
    if viewer_writes || is_hung_up(fd) {
        return Ok(Writers::None);
    }
    Ok(family.judge_unreadable(&unreadable))
}

/// The numbers of all processes. Those of a pipeline were started together, so that looking at the nearest
/// numbers first mostly finds the writer at once.
fn processes_nearest_first(viewer: i32) -> io::Result<Vec<i32>> {
    let mut pids: Vec<i32> =
        fs::read_dir("/proc")?.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok()).collect();
    pids.sort_unstable_by_key(|pid| pid.abs_diff(viewer));
    Ok(pids)
}

fn link_of(fd: BorrowedFd<'_>) -> io::Result<PathBuf> {
    fs::read_link(format!("/proc/self/fd/{}", fd.as_raw_fd()))
}

/// Whether the process has opened `pipe` for writing.
fn writes(pid: i32, pipe: &Path) -> io::Result<bool> {
    for entry in fs::read_dir(format!("/proc/{pid}/fd"))? {
        let path = entry?.path();
        // A descriptor may be closed while they are listed.
        let is_pipe = fs::read_link(&path).is_ok_and(|link| link == pipe);
        if is_pipe && fs::symlink_metadata(&path).is_ok_and(|link| link.mode() & OPENED_FOR_WRITING != 0) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether every writer has closed the pipe.
fn is_hung_up(fd: BorrowedFd<'_>) -> bool {
    let mut fds = [PollFd::from_borrowed_fd(fd, PollFlags::IN)];
    let at_once = Timespec { tv_sec: 0, tv_nsec: 0 };
    poll(&mut fds, Some(&at_once)).is_ok() && fds[0].revents().contains(PollFlags::HUP)
}

/// A process and those it descends from.
struct Family {
    viewer: i32,
    /// The parent first.
    ancestors: Vec<i32>,
    /// The sessions of all of them; 0 is none, but the mark of those whose leader is outside of the namespace.
    sessions: Vec<i32>,
}

impl Family {
    fn of(viewer: i32) -> Self {
        let mut family = Self { viewer, ancestors: Vec::new(), sessions: Vec::new() };
        let mut pid = viewer;
        for _ in 0..MAX_GENERATIONS {
            let Some(status) = Status::of(pid) else { break };
            if status.session > 0 {
                family.sessions.push(status.session);
            }
            if status.parent <= 0 {
                break;
            }
            pid = status.parent;
            family.ancestors.push(pid);
        }
        family
    }

    fn is_ancestor(&self, pid: i32) -> bool {
        self.ancestors.contains(&pid)
    }

    /// Who writes, where it is none of the processes that can be read.
    fn judge_unreadable(&self, unreadable: &[i32]) -> Writers {
        let mut any_program = false;
        for pid in unreadable.iter().filter(|pid| !self.is_ancestor(**pid)) {
            let Some(status) = Status::of(*pid) else { continue };
            if status.is_kernel_thread || status.is_zombie {
                continue;
            }
            if self.sessions.contains(&status.session) {
                return Writers::Another;
            }
            any_program = true;
        }
        // The first process is everybody's ancestor, and writes only to what it has started itself.
        let may_be_an_ancestor =
            unreadable.iter().any(|pid| self.is_ancestor(*pid) && (*pid != 1 || self.ancestors.first() == Some(pid)));
        if any_program && !may_be_an_ancestor { Writers::Another } else { Writers::Unknown }
    }
}

/// What `/proc/PID/stat` tells of a process, to every user.
struct Status {
    parent: i32,
    session: i32,
    is_kernel_thread: bool,
    is_zombie: bool,
}

impl Status {
    fn of(pid: i32) -> Option<Self> {
        Self::parse(&fs::read(format!("/proc/{pid}/stat")).ok()?)
    }

    /// Fields 3 to 9 of `proc_pid_stat(5)`; the name before them stands in parentheses and may hold anything.
    fn parse(stat: &[u8]) -> Option<Self> {
        let after_name = stat.iter().rposition(|byte| *byte == b')')? + 1;
        let mut fields = str::from_utf8(&stat[after_name..]).ok()?.split_ascii_whitespace();
        let state = fields.next()?;
        let parent = fields.next()?.parse().ok()?;
        let _group = fields.next()?;
        let session = fields.next()?.parse().ok()?;
        let flags: u64 = fields.nth(2)?.parse().ok()?;
        Some(Self {
            parent,
            session,
            is_kernel_thread: flags & KERNEL_THREAD != 0,
            is_zombie: matches!(state, "Z" | "X"),
        })
    }
}

#[cfg(test)]
mod tests;
