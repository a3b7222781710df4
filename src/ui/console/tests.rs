//! What is written, byte by byte, on terminals and in pipes.

use super::*;
use crate::domain::Lang;

/// A stream that remembers what was written, and may fail.
#[derive(Clone, Default)]
pub(in crate::ui) struct Capture {
    written: Arc<Mutex<Vec<u8>>>,
    flushes: Arc<Mutex<usize>>,
    fails_with: Option<io::ErrorKind>,
}

impl Capture {
    pub(in crate::ui) fn text(&self) -> String {
        String::from_utf8(self.written.lock().expect("no panic").clone()).expect("UTF-8")
    }
}

impl Write for Capture {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if let Some(kind) = self.fails_with {
            return Err(kind.into());
        }
        self.written.lock().expect("no panic").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        *self.flushes.lock().expect("no panic") += 1;
        Ok(())
    }
}

pub(in crate::ui) fn console(
    lang: Lang,
    destination: Destination,
    manner: &Manner,
    stdout: &Capture,
    stderr: &Capture,
) -> Console {
    let streams = Streams {
        stdout: Box::new(stdout.clone()),
        stderr: Box::new(stderr.clone()),
        stdout_is: destination,
        stderr_is: destination,
        columns: Some(40),
        window: Arc::new(|| None),
    };
    Console::new(lang, streams, manner)
}

fn answer(destination: Destination, pieces: &[&str]) -> String {
    let (stdout, stderr) = (Capture::default(), Capture::default());
    let console = console(Lang::Ko, destination, &Manner::default(), &stdout, &stderr);
    let mut writer = console.answer();
    for piece in pieces {
        assert_eq!(writer.write(piece).expect("writes"), WriteEnd::Open);
    }
    assert_eq!(writer.finish().expect("writes"), WriteEnd::Open);
    assert_eq!(stderr.text(), "");
    stdout.text()
}

#[test]
fn a_pipe_gets_the_text_as_it_came_and_a_last_newline() {
    use Destination::Other;
    assert_eq!(answer(Other, &["# 제목\n", "본문"]), "# 제목\n본문\n");
    assert_eq!(answer(Other, &["a\n\n"]), "a\n\n");
    assert_eq!(answer(Other, &["a\x1b[3", "1mb\r", "\nc\r"]), "ab\nc\n");
    assert_eq!(answer(Other, &[]), "");
    assert_eq!(answer(Other, &["\x1b[2J"]), "");
}

#[test]
fn a_terminal_gets_an_answer_that_ends_with_one_newline() {
    use Destination::Terminal;
    assert_eq!(answer(Terminal, &["a", "\n", "\n\n"]), "a\n");
    assert_eq!(answer(Terminal, &["a\n", "\nb"]), "a\n\nb\n");
    assert_eq!(answer(Terminal, &["a\r"]), "a␍\n");
    assert_eq!(answer(Terminal, &["\n"]), "");
}

#[test]
fn each_piece_is_flushed_once() {
    let stdout = Capture::default();
    let console = console(Lang::En, Destination::Other, &Manner::default(), &stdout, &Capture::default());
    let mut writer = console.answer();
    for piece in ["a\nb", "c", "", "d\n"] {
        assert_eq!(writer.write(piece).expect("writes"), WriteEnd::Open);
    }
    assert_eq!(*stdout.flushes.lock().expect("no panic"), 3);
}

#[test]
fn a_reader_that_went_away_ends_it_quietly_and_a_full_disk_does_not() {
    let closed = Capture { fails_with: Some(io::ErrorKind::BrokenPipe), ..Capture::default() };
    let manner = Manner::default();
    let mut writer = console(Lang::En, Destination::Other, &manner, &closed, &Capture::default()).answer();
    assert_eq!(writer.write("a").expect("no error"), WriteEnd::Closed);
    assert_eq!(writer.write("b").expect("no error"), WriteEnd::Closed);
    assert_eq!(writer.finish().expect("no error"), WriteEnd::Closed);
    let full = Capture { fails_with: Some(io::ErrorKind::StorageFull), ..Capture::default() };
    let mut writer = console(Lang::En, Destination::Other, &manner, &full, &Capture::default()).answer();
    assert_eq!(writer.write("a").expect_err("an error").kind(), io::ErrorKind::StorageFull);
}

#[test]
fn quiet_keeps_warnings_and_errors() {
    let stderr = Capture::default();
    let manner = Manner { talk: Talk::Quiet, ..Manner::default() };
    let console = console(Lang::Ko, Destination::Other, &manner, &Capture::default(), &stderr);
    console.status("└ 모델");
    console.notice("알림");
    console.warn("키가 거부됐습니다\x1b[31m");
    console.error(&ErrorText::new(Lang::Ko, "실패했습니다").with_cause("401").with_hint("확인하세요"));
    assert_eq!(stderr.text(), "경고: 키가 거부됐습니다\n오류: 실패했습니다\n  원인: 401\n도움: 확인하세요\n");
}

#[test]
fn a_failover_is_said_also_under_quiet() {
    use crate::domain::ModelRef;
    use crate::domain::event::FailoverReason;
    let stderr = Capture::default();
    let manner = Manner { talk: Talk::Quiet, ..Manner::default() };
    let console = console(Lang::En, Destination::Other, &manner, &Capture::default(), &stderr);
    let (from, to) = (ModelRef::new("groq", "qwen"), ModelRef::new("moonshot", "kimi-k3"));
    console.tell(&Message::Failover { from: &from, to: &to, why: &FailoverReason::Resting });
    console.tell(&Message::WaitingForStdin);
    console.tell(&Message::LengthReached);
    insta::assert_snapshot!(stderr.text(), @"
    groq:qwen: resting after many errors of groq; asking moonshot:kimi-k3
    warning: the answer was cut at the limit of tokens; go on with `-c`
    ");
}

#[test]
fn lines_on_a_terminal_wrap_between_words_under_their_first() {
    let stderr = Capture::default();
    let manner = Manner { color: ColorChoice::Never, ..Manner::default() };
    let console = console(Lang::Ko, Destination::Terminal, &manner, &Capture::default(), &stderr);
    console.warn("groq이 키를 거부해서 다음 모델인 kimi-k3이 대신 답합니다");
    insta::assert_snapshot!(stderr.text(), @r"
    경고: groq이 키를 거부해서 다음 모델인
          kimi-k3이 대신 답합니다
    ");
}

#[test]
fn colours_follow_each_stream() {
    let (stdout, stderr) = (Capture::default(), Capture::default());
    let streams = Streams {
        stdout: Box::new(stdout),
        stderr: Box::new(stderr.clone()),
        stdout_is: Destination::Other,
        stderr_is: Destination::Terminal,
        columns: Some(80),
        window: Arc::new(|| None),
    };
    let console = Console::new(Lang::En, streams, &Manner::default());
    assert!(!console.stdout_view().palette.is_enabled());
    assert_eq!(console.stdout_view().columns, None);
    console.error(&ErrorText::new(Lang::En, "no"));
    assert_eq!(stderr.text(), "\x1b[31;1merror\x1b[0m: no\n");
}

#[test]
fn json_never_carries_a_raw_control() {
    let stdout = Capture::default();
    let console = console(Lang::En, Destination::Terminal, &Manner::default(), &stdout, &Capture::default());
    assert_eq!(console.print_json("{\"text\":\"a\u{9b}b\"}").expect("writes"), WriteEnd::Open);
    assert_eq!(stdout.text(), "{\"text\":\"a\\u009bb\"}\n");
}
