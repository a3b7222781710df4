//! Cuts a stream of bytes into lines of JSON, as Ollama sends them.
//!
//! Pure and incremental; linear in the bytes. It does not look inside the lines.

use std::borrow::Cow;

use super::sse::{EventTooLarge, MAX_EVENT_BYTES};

/// The state between two pieces of bytes.
#[derive(Debug, Default)]
pub struct Lines {
    line: Vec<u8>,
}

impl Lines {
    /// Reads the next piece and hands each line that is not blank to `on_line`, invalid UTF-8 as U+FFFD.
    pub fn feed<E: From<EventTooLarge>>(
        &mut self,
        mut piece: &[u8],
        mut on_line: impl FnMut(Cow<'_, str>) -> Result<(), E>,
    ) -> Result<(), E> {
        while let Some(end) = memchr::memchr(b'\n', piece) {
            if self.line.is_empty() {
                tell(&piece[..end], &mut on_line)?;
            } else {
                self.hold(&piece[..end])?;
                let line = std::mem::take(&mut self.line);
                tell(&line, &mut on_line)?;
            }
            piece = &piece[end + 1..];
        }
        self.hold(piece)?;
        Ok(())
    }

    /// The stream is over: what is left without a line end is a line too.
    pub fn end<E>(&mut self, mut on_line: impl FnMut(Cow<'_, str>) -> Result<(), E>) -> Result<(), E> {
        let line = std::mem::take(&mut self.line);
        tell(&line, &mut on_line)
    }

    fn hold(&mut self, bytes: &[u8]) -> Result<(), EventTooLarge> {
        if self.line.len() + bytes.len() > MAX_EVENT_BYTES {
            return Err(EventTooLarge);
        }
        self.line.extend_from_slice(bytes);
        Ok(())
    }
}

fn tell<E>(line: &[u8], on_line: &mut impl FnMut(Cow<'_, str>) -> Result<(), E>) -> Result<(), E> {
    let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line).trim_ascii();
    if line.is_empty() { Ok(()) } else { on_line(String::from_utf8_lossy(line)) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(pieces: &[&[u8]]) -> Vec<String> {
        let mut lines = Lines::default();
        let mut read = Vec::new();
        let mut on_line = |line: Cow<'_, str>| {
            read.push(line.into_owned());
            Ok::<(), EventTooLarge>(())
        };
        for piece in pieces {
            lines.feed(piece, &mut on_line).expect("short lines");
        }
        lines.end(&mut on_line).expect("short lines");
        read
    }

    #[test]
    fn lines_end_in_lf_or_crlf_or_with_the_stream_and_blank_ones_are_skipped() {
        assert_eq!(read(&[b"{}\r\n\n  \n{\"a\":1}\n{\"b\"", b":2}"]), ["{}", "{\"a\":1}", "{\"b\":2}"]);
        assert_eq!(read(&[b"\xef\xbb\xbf{}\n\xff\n"]), ["{}", "\u{fffd}"]);
        assert_eq!(read(&[]), [""; 0]);
    }

    #[test]
    fn an_endless_line_is_refused() {
        let mut lines = Lines::default();
        let piece = vec![b'x'; 1 << 20];
        let outcome = (0..17).try_for_each(|_| lines.feed(&piece, |_| Ok::<(), EventTooLarge>(())));
        assert_eq!(outcome, Err(EventTooLarge));
    }

    proptest! {
        #[test]
        fn any_cut_of_the_bytes_gives_the_same_lines(stream in "([{}a-z가-힣]|\n|\r){0,80}", cut in 0usize..200, size in 1usize..9) {
            let bytes = stream.as_bytes();
            let (head, tail) = bytes.split_at(cut.min(bytes.len()));
            prop_assert_eq!(read(&[head, tail]), read(&[bytes]));
            prop_assert_eq!(read(&bytes.chunks(size).collect::<Vec<_>>()), read(&[bytes]));
        }
    }
}
