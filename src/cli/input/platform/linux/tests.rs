//! Real pipes, sockets and processes. Children of the test hold the ends; where a test needs an ancestor, it
//! asks in the place of a child (see `who_writes_seen_from`).

use super::{Family, Status, is_anonymous_pipe, who_writes, who_writes_seen_from};
use crate::cli::input::patience::Writers;
use std::fs::File;
use std::io::{Read as _, pipe};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::process::{Child, Command, Stdio};

/// A process that lives until its standard input is closed, which happens when it is dropped.
struct Idle(Child);

impl Idle {
    fn with_stdout(stdout: impl Into<Stdio>) -> Self {
        Self(Command::new("cat").stdin(Stdio::piped()).stdout(stdout).stderr(Stdio::null()).spawn().unwrap())
    }

    fn pid(&self) -> i32 {
        i32::try_from(self.0.id()).unwrap()
    }
}

impl Drop for Idle {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        let _ = self.0.wait();
    }
}

#[test]
fn a_program_that_holds_the_pipe_is_another() {
    let (reader, writer) = pipe().unwrap();
    let cat = Idle::with_stdout(writer);
    assert_eq!(who_writes(reader.as_fd()), Writers::Another);
    drop(cat);
    assert_eq!(who_writes(reader.as_fd()), Writers::None);
}

#[test]
fn what_only_baro_holds_is_written_by_nobody() {
    let (reader, writer) = pipe().unwrap();
    assert_eq!(who_writes(reader.as_fd()), Writers::None);
    drop(writer);
    assert_eq!(who_writes(reader.as_fd()), Writers::None);
}

#[test]
fn an_ancestor_is_told_from_another_program() {
    let (reader, writer) = pipe().unwrap();
    let baro = Idle::with_stdout(Stdio::null());
    assert_eq!(who_writes_seen_from(reader.as_fd(), baro.pid()), Writers::OnlyAncestors);
    let sibling = Idle::with_stdout(writer.try_clone().unwrap());
    assert_eq!(who_writes_seen_from(reader.as_fd(), baro.pid()), Writers::Another);
    drop(sibling);
    assert_eq!(who_writes_seen_from(reader.as_fd(), baro.pid()), Writers::OnlyAncestors);
    drop(writer);
    assert_eq!(who_writes_seen_from(reader.as_fd(), baro.pid()), Writers::None);
}

#[test]
fn a_reader_of_the_same_pipe_is_no_writer() {
    let (reader, writer) = pipe().unwrap();
    let other = Command::new("cat").stdin(reader.try_clone().unwrap()).stdout(Stdio::null()).spawn();
    let mut other = other.unwrap();
    assert_eq!(who_writes(reader.as_fd()), Writers::None);
    drop(writer);
    other.wait().unwrap();
}

#[test]
fn a_shell_pipeline_is_seen_as_it_is() {
    // `sh` is the ancestor; its two children are the writer and the one in baro's place, which tells its number
    // and then waits for the end of its input.
    let script = "{ read go <&3; echo done; } | { exec sh -c 'echo $$; exec cat >/dev/null'; }";
    let (go_reader, go_writer) = pipe().unwrap();
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("exec 3<&0; {script}")]).stdin(go_reader).stdout(Stdio::piped());
    let mut shell = shell.spawn().unwrap();
    drop(shell.stdin.take());
    let mut said = Vec::new();
    let mut stdout = shell.stdout.take().unwrap();
    while !said.ends_with(b"\n") {
        let mut byte = [0];
        assert_eq!(stdout.read(&mut byte).unwrap(), 1);
        said.extend(byte);
    }
    let baro: i32 = String::from_utf8(said).unwrap().trim().parse().unwrap();
    let stdin = File::open(format!("/proc/{baro}/fd/0")).unwrap();
    assert_eq!(who_writes_seen_from(stdin.as_fd(), baro), Writers::Another);
    drop(go_writer);
    shell.wait().unwrap();
    assert_eq!(who_writes_seen_from(stdin.as_fd(), baro), Writers::None);
}

#[test]
fn a_named_pipe_is_known_by_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pipe");
    assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
    let both = File::options().read(true).write(true).open(&path).unwrap();
    let reader = File::open(&path).unwrap();
    assert!(!is_anonymous_pipe(reader.as_fd()));
    assert_eq!(who_writes(reader.as_fd()), Writers::None, "only this process");
    let cat = Idle::with_stdout(File::options().write(true).open(&path).unwrap());
    assert_eq!(who_writes(reader.as_fd()), Writers::Another);
    drop((cat, both));
}

#[test]
fn a_pipe_of_the_shell_is_anonymous() {
    let (reader, _writer) = pipe().unwrap();
    assert!(is_anonymous_pipe(reader.as_fd()));
}

#[test]
fn the_peer_of_a_socket_is_its_maker() {
    let (here, there) = UnixStream::pair().unwrap();
    assert_eq!(who_writes(here.as_fd()), Writers::None, "both ends are this process's");
    let baro = Idle::with_stdout(Stdio::null());
    assert_eq!(who_writes_seen_from(here.as_fd(), baro.pid()), Writers::OnlyAncestors);
    // Seen from a process that does not descend from this one, this one is another program.
    assert_eq!(who_writes_seen_from(here.as_fd(), 1), Writers::Another);
    drop(there);
}

#[test]
fn the_peer_of_an_internet_socket_is_unknown() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let client = std::net::TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    assert_eq!(who_writes(OwnedFd::from(client).as_fd()), Writers::Unknown);
}

#[test]
fn a_process_name_cannot_confuse_its_status() {
    let status = Status::parse(b"42 (a) R 1 1 1 (b)) S 7 8 9 0 -1 4194304 1 2").unwrap();
    assert_eq!((status.parent, status.session), (7, 9));
    assert!(!status.is_kernel_thread && !status.is_zombie);
    let thread = Status::parse(b"2 (kthreadd) S 0 0 0 0 -1 2129984 0").unwrap();
    assert!(thread.is_kernel_thread);
    assert!(Status::parse(b"3 (x) Z 1 1 1 0 -1 4227084 0").unwrap().is_zombie);
    assert!(Status::parse(b"").is_none() && Status::parse(b"1 (x) S").is_none());
}

#[test]
fn the_family_climbs_to_the_first_process() {
    let child = Idle::with_stdout(Stdio::null());
    let family = Family::of(child.pid());
    assert_eq!(family.ancestors.first(), Some(&i32::try_from(std::process::id()).unwrap()));
    assert!(!family.is_ancestor(child.pid()));
    let oldest = *family.ancestors.last().unwrap();
    assert!(Status::of(oldest).is_none_or(|status| status.parent == 0), "{oldest} has a parent");
}

/// No process to ask about may be owned by another user here, so the last step is asked with numbers alone. The
/// sessions are put in by hand: those of the test's own processes are unknown where their leader is outside of the
/// namespace.
#[test]
fn an_unreadable_program_counts_unless_an_ancestor_may_be_it() {
    let neighbour = Idle::with_stdout(Stdio::null());
    let baro = Idle::with_stdout(Stdio::null());
    let parent = i32::try_from(std::process::id()).unwrap();
    let mut family = Family::of(baro.pid());
    assert_eq!(family.judge_unreadable(&[]), Writers::Unknown);
    family.sessions = vec![Status::of(neighbour.pid()).unwrap().session];
    assert_eq!(family.judge_unreadable(&[neighbour.pid()]), Writers::Another);
    assert_eq!(family.judge_unreadable(&[neighbour.pid(), parent]), Writers::Another, "of the same session");
    family.sessions.clear();
    assert_eq!(family.judge_unreadable(&[neighbour.pid(), 1]), Writers::Another);
    assert_eq!(family.judge_unreadable(&[neighbour.pid(), parent]), Writers::Unknown);
}
