//! Every kind of thing that `-f` may be pointed at.

use super::{read_file, read_file_waiting, read_pipe_up_to};
use crate::cli::input::{InputError, InputEvent, LIMIT_BYTES, Material};
use std::fs::{self, File};
use std::io::{Write as _, pipe};
use std::os::fd::AsRawFd as _;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;
use tokio::time::{Instant, sleep};

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

fn named_pipe(folder: &TempDir) -> PathBuf {
    let path = folder.path().join("pipe");
    assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
    path
}

fn material(path: &Path, text: &str) -> Material {
    Material {
        name: path.display().to_string(),
        text: text.to_owned(),
        n_bytes: text.len() as u64,
        decoded_from: None,
        n_replaced: 0,
        truncated_at: None,
    }
}

#[test]
fn a_text_file_is_read_under_the_name_it_was_given_by() {
    let folder = folder();
    let path = folder.path().join("회의 록.txt");
    fs::write(&path, "가\r\n").unwrap();
    assert_eq!(read_file(&path), Ok(material(&path, "가\r\n")));
    fs::write(&path, "").unwrap();
    assert_eq!(read_file(&path), Ok(material(&path, "")));
    let relative = Path::new("./src/cli/input/file.rs");
    assert_eq!(read_file(relative).unwrap().name, "./src/cli/input/file.rs");
}

#[test]
fn a_missing_file_names_the_nearest() {
    let folder = folder();
    fs::write(folder.path().join("notes.md"), "").unwrap();
    let path = folder.path().join("note.md");
    let nearest = Some(folder.path().join("notes.md").display().to_string());
    assert_eq!(read_file(&path), Err(InputError::Missing { path: path.clone(), nearest }));
    let below = folder.path().join("notes.md/x");
    assert_eq!(read_file(&below), Err(InputError::Missing { path: below.clone(), nearest: None }));
}

#[test]
fn folders_devices_and_sockets_are_refused() {
    let folder = folder();
    let path = folder.path().to_owned();
    assert_eq!(read_file(&path), Err(InputError::IsDirectory { path: path.clone() }));
    let socket = path.join("socket");
    let _listener = UnixListener::bind(&socket).unwrap();
    for device in [Path::new("/dev/zero"), Path::new("/dev/null"), Path::new("/dev/random"), &socket] {
        assert_eq!(read_file(device), Err(InputError::Device { path: device.to_owned() }));
    }
}

#[test]
fn a_link_to_a_device_is_a_device() {
    let folder = folder();
    let link = folder.path().join("notes.txt");
    std::os::unix::fs::symlink("/dev/zero", &link).unwrap();
    assert_eq!(read_file(&link), Err(InputError::Device { path: link.clone() }));
}

#[test]
fn five_gigabytes_are_refused_before_they_are_read() {
    let folder = folder();
    let path = folder.path().join("huge.log");
    File::create(&path).unwrap().set_len(5_000_000_000).unwrap();
    let name = path.display().to_string();
    let expected = InputError::TooLarge { name, n_bytes: 5_000_000_000, limit: LIMIT_BYTES };
    assert_eq!(read_file(&path), Err(expected));
}

#[test]
fn a_binary_file_is_named() {
    let folder = folder();
    let path = folder.path().join("a.out");
    fs::write(&path, b"\x7FELF\x02\x01\x01\0\0\0\0\0\0\0\0\0").unwrap();
    assert_eq!(read_file(&path), Err(InputError::Binary { name: path.display().to_string() }));
}

#[test]
fn a_file_without_a_size_is_read_to_its_end() {
    let path = Path::new("/proc/self/status");
    if path.exists() {
        assert!(read_file(path).unwrap().text.contains("VmRSS"));
    }
}

#[test]
fn a_pipe_of_the_shell_is_read() {
    let (reader, mut writer) = pipe().unwrap();
    writer.write_all(b"diff --git\n").unwrap();
    drop(writer);
    let path = PathBuf::from(format!("/dev/fd/{}", reader.as_raw_fd()));
    assert_eq!(read_file(&path), Ok(material(&path, "diff --git\n")));
}

#[test]
fn an_empty_pipe_of_the_shell_is_not_waited_for() {
    let (reader, writer) = pipe().unwrap();
    drop(writer);
    let path = PathBuf::from(format!("/dev/fd/{}", reader.as_raw_fd()));
    assert_eq!(read_file(&path), Ok(material(&path, "")));
}

#[tokio::test]
async fn the_blocking_form_works_inside_a_runtime() {
    let (reader, mut writer) = pipe().unwrap();
    writer.write_all(b"x").unwrap();
    drop(writer);
    let path = PathBuf::from(format!("/dev/fd/{}", reader.as_raw_fd()));
    assert_eq!(read_file(&path), Ok(material(&path, "x")));
}

#[test]
fn a_named_pipe_is_read_once_somebody_writes_it() {
    let folder = folder();
    let path = named_pipe(&folder);
    let writer = path.clone();
    let thread = std::thread::spawn(move || fs::write(writer, "through the pipe").unwrap());
    assert_eq!(read_file(&path), Ok(material(&path, "through the pipe")));
    thread.join().unwrap();
}

#[test]
fn a_named_pipe_that_is_closed_without_a_word_is_empty() {
    let folder = folder();
    let path = named_pipe(&folder);
    let writer = path.clone();
    // Opening for writing waits for a reader.
    let thread = std::thread::spawn(move || drop(File::options().write(true).open(writer).unwrap()));
    assert_eq!(read_file(&path), Ok(material(&path, "")));
    thread.join().unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_named_pipe_that_nobody_writes_is_given_up_after_10_s() {
    let folder = folder();
    let path = named_pipe(&folder);
    let started = Instant::now();
    let mut events = Vec::new();
    let read = read_file_waiting(&path, &mut |event| events.push(event)).await;
    assert_eq!(read, Err(InputError::Silent { path: path.clone(), waited_s: 10 }));
    assert_eq!(events, [InputEvent::WaitingForFile]);
    assert!((10_000..10_020).contains(&started.elapsed().as_millis()));
}

#[tokio::test]
async fn a_slow_program_behind_a_pipe_is_waited_for() {
    let (reader, writer) = pipe().unwrap();
    let mut cat = Command::new("cat").stdin(Stdio::piped()).stdout(writer).spawn().unwrap();
    let mut slow = cat.stdin.take().unwrap();
    let path = PathBuf::from(format!("/dev/fd/{}", reader.as_raw_fd()));
    let mut events = Vec::new();
    let mut on_event = |event| events.push(event);
    let (read, ()) = tokio::join!(read_file_waiting(&path, &mut on_event), async {
        sleep(Duration::from_millis(2_050)).await;
        slow.write_all(b"late").unwrap();
        drop(slow);
    });
    assert_eq!(read, Ok(material(&path, "late")));
    assert_eq!(events, [InputEvent::WaitingForFile]);
    cat.wait().unwrap();
}

#[tokio::test]
async fn a_long_pipe_is_cut_between_letters() {
    let (reader, mut writer) = pipe().unwrap();
    writer.write_all("가나다라".as_bytes()).unwrap();
    drop(writer);
    let path = PathBuf::from(format!("/dev/fd/{}", reader.as_raw_fd()));
    let cut = read_pipe_up_to(&path, 7, &mut |_| {}).await.unwrap();
    assert_eq!((cut.text.as_str(), cut.n_bytes, cut.truncated_at), ("가나", 7, Some(7)));
}
