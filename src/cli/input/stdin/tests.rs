//! Streams in the place of standard input. Where nothing is to come the clock is paused, and runs ahead to the
//! end of the wait.

use super::{material, read_stream};
use crate::cli::input::patience::Rule;
use crate::cli::input::platform::{SHELL_LOSES_LETTERS, Stream};
use crate::cli::input::{InputError, InputEvent, LIMIT_BYTES, NotTextReason, StdinPolicy, StdinUse, read_stdin};
use crate::material::{Lost, lost_letters};
use std::io::{PipeReader, Write as _, pipe};
use std::net::{TcpListener, TcpStream};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::process::{Command, Stdio};
use std::time::Duration;
use tokio::time::{Instant, sleep};

type Read = (Result<Vec<u8>, InputError>, Vec<InputEvent>);

async fn read(stdin: impl Into<OwnedFd>, rule: Rule) -> Read {
    let mut events = Vec::new();
    let stream = Stream::of(stdin.into()).unwrap();
    let read = read_stream(stream, rule, &mut |event| events.push(event)).await;
    (read, events)
}

/// Longer than an ancestor is waited for.
async fn the_rule_to_pass() {
    sleep(Duration::from_millis(400)).await;
}

fn cat_into(stdout: impl Into<Stdio>) -> std::process::Child {
    Command::new("cat").stdin(Stdio::piped()).stdout(stdout).spawn().unwrap()
}

fn ready_pipe(text: &str) -> PipeReader {
    let (reader, mut writer) = pipe().unwrap();
    writer.write_all(text.as_bytes()).unwrap();
    reader
}

#[tokio::test]
async fn what_is_there_is_read_at_once() {
    for rule in [Rule::ToTheEnd, Rule::BesideText] {
        let (bytes, events) = read(ready_pipe("안녕\n"), rule).await;
        assert_eq!((bytes.unwrap(), events), ("안녕\n".as_bytes().to_vec(), vec![]));
    }
}

#[tokio::test]
async fn a_pipe_that_ends_with_nothing_is_told() {
    for rule in [Rule::ToTheEnd, Rule::BesideText] {
        assert_eq!(read(ready_pipe(""), rule).await, (Ok(vec![]), vec![InputEvent::StdinEmpty]));
    }
}

#[tokio::test(start_paused = true)]
async fn a_silent_pipe_without_another_program_is_left_after_300_ms() {
    let (reader, _writer) = pipe().unwrap();
    let started = Instant::now();
    assert_eq!(read(reader, Rule::BesideText).await, (Ok(vec![]), vec![]));
    let waited = started.elapsed();
    assert!((300..320).contains(&waited.as_millis()), "{waited:?}");
}

#[tokio::test(start_paused = true)]
async fn a_silent_socket_of_the_same_maker_is_left_after_300_ms() {
    let (here, _there) = UnixStream::pair().unwrap();
    let started = Instant::now();
    assert_eq!(read(here, Rule::BesideText).await, (Ok(vec![]), vec![]));
    // Elsewhere the peer is not known, which takes 3 s.
    #[cfg(any(target_os = "linux", target_os = "android"))]
    assert!(started.elapsed() < Duration::from_millis(320));
    assert!(started.elapsed() >= Duration::from_millis(300));
}

#[tokio::test(start_paused = true)]
async fn a_silent_stream_of_an_unknown_writer_is_left_after_3_s_and_said() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    let _server = listener.accept().unwrap();
    let started = Instant::now();
    let (bytes, events) = read(client, Rule::BesideText).await;
    assert_eq!(bytes, Ok(vec![]));
    assert_eq!(events, [InputEvent::WaitingForStdin, InputEvent::WentOnWithoutStdin]);
    assert!((3_000..3_020).contains(&started.elapsed().as_millis()));
}

#[tokio::test]
async fn another_program_is_read_to_its_end_however_slow() {
    let (reader, writer) = pipe().unwrap();
    let mut cat = cat_into(writer);
    let mut slow = cat.stdin.take().unwrap();
    let ((bytes, events), ()) = tokio::join!(read(reader, Rule::BesideText), async {
        the_rule_to_pass().await;
        slow.write_all(b"one ").unwrap();
        the_rule_to_pass().await;
        slow.write_all(b"two").unwrap();
        drop(slow);
    });
    assert_eq!((bytes.unwrap(), events), (b"one two".to_vec(), vec![]));
    cat.wait().unwrap();
}

#[tokio::test]
async fn an_ancestor_that_has_begun_is_read_to_its_end() {
    let (reader, mut writer) = pipe().unwrap();
    let ((bytes, _), ()) = tokio::join!(read(reader, Rule::BesideText), async {
        writer.write_all(b"one ").unwrap();
        the_rule_to_pass().await;
        writer.write_all(b"two").unwrap();
        drop(writer);
    });
    assert_eq!(bytes.unwrap(), b"one two");
}

#[cfg(any(target_os = "linux", target_os = "android"))]
#[tokio::test]
async fn what_a_program_wrote_is_kept_although_an_ancestor_never_closes() {
    let (reader, writer) = pipe().unwrap();
    let mut cat = cat_into(writer.try_clone().unwrap());
    let mut stdin = cat.stdin.take().unwrap();
    let ((bytes, _), ()) = tokio::join!(read(reader, Rule::BesideText), async {
        // The reader first has to see that there is another program.
        sleep(Duration::from_millis(50)).await;
        stdin.write_all(b"all of it").unwrap();
        drop(stdin);
        cat.wait().unwrap();
    });
    assert_eq!(bytes.unwrap(), b"all of it");
    drop(writer);
}

#[tokio::test]
async fn a_message_is_waited_for_and_that_is_told_once() {
    let (reader, mut writer) = pipe().unwrap();
    let ((bytes, events), ()) = tokio::join!(read(reader, Rule::ToTheEnd), async {
        sleep(Duration::from_millis(2_050)).await;
        writer.write_all("늦은 말".as_bytes()).unwrap();
        drop(writer);
    });
    assert_eq!(bytes.unwrap(), "늦은 말".as_bytes());
    assert_eq!(events, [InputEvent::WaitingForStdin]);
}

#[tokio::test]
async fn more_than_the_limit_is_refused() {
    let mut yes = Command::new("yes").stdout(Stdio::piped()).spawn().unwrap();
    let (bytes, _) = read(yes.stdout.take().unwrap(), Rule::BesideText).await;
    let name = "stdin".to_owned();
    assert_eq!(bytes, Err(InputError::TooLarge { name, n_bytes: LIMIT_BYTES + 1, limit: LIMIT_BYTES }));
    yes.wait().unwrap();
}

#[tokio::test]
async fn ten_megabytes_come_through_whole() {
    let (reader, mut writer) = pipe().unwrap();
    let line = "2026-01-01 로그 한 줄\n";
    let n_lines = 10_000_000 / line.len();
    let thread = std::thread::spawn(move || writer.write_all(line.repeat(n_lines).as_bytes()).unwrap());
    let (bytes, _) = read(reader, Rule::BesideText).await;
    thread.join().unwrap();
    let material = material(bytes.unwrap(), StdinPolicy::Auto, SHELL_LOSES_LETTERS).unwrap();
    assert_eq!(material.n_bytes, (n_lines * line.len()) as u64);
    assert_eq!(material.text, line.repeat(n_lines));
}

#[tokio::test]
async fn no_stdin_is_never_touched() {
    for with_text in [StdinUse::Message, StdinUse::Material] {
        assert_eq!(read_stdin(StdinPolicy::Never, with_text, &mut |_| {}).await, Ok(None));
    }
}

#[test]
fn question_marks_are_named_for_what_they_are() {
    // Here no shell does that: whoever reads the answer is told, and nothing is refused.
    let marks = || b"? ??? ???\r\n".to_vec();
    let read = material(marks(), StdinPolicy::Auto, false).expect("read");
    assert_eq!(lost_letters(&read.text), Lost::Most);
    // On Windows one does, and it is refused, unless standard input was asked for by name.
    let reason = NotTextReason::PowerShellQuestionMarks;
    let refused = InputError::NotText { name: "stdin".to_owned(), reason };
    assert_eq!(material(marks(), StdinPolicy::Auto, true), Err(refused));
    assert_eq!(material(marks(), StdinPolicy::Always, true).map(|read| read.text), Ok(read.text));
    assert!(material("왜 안돼???".into(), StdinPolicy::Auto, true).is_ok());
}

#[test]
fn the_material_tells_its_encoding() {
    let material =
        material(encoding_rs::EUC_KR.encode("안녕하세요").0.into_owned(), StdinPolicy::Auto, SHELL_LOSES_LETTERS)
            .unwrap();
    assert_eq!(material.text, "안녕하세요");
    assert_eq!((material.name.as_str(), material.n_bytes, material.decoded_from), ("stdin", 10, Some("CP949")));
}
