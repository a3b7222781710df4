//! Reads an event stream: bytes in any pieces become events, by the rules of the WHATWG HTML standard,
//! section "Server-sent events", in full.
//!
//! Pure and incremental. It knows nothing of JSON or of vendors, does not reconnect (a second request would be
//! paid twice), and keeps at most [`MAX_EVENT_BYTES`] of one event. Cost is linear in the bytes, however they
//! are cut. As the standard says, an event whose closing empty line never came is not dispatched.

use std::borrow::Cow;

use memchr::memchr2;

/// The largest event that is read: 16 MiB.
pub const MAX_EVENT_BYTES: usize = 16 << 20;

/// Above this, a buffer is given back once its event is read.
const KEPT_BUFFER_BYTES: usize = 1 << 20;

/// What the stream held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item<'a> {
    /// A line that began with a colon: a sign of life.
    Comment,
    /// An event.
    Event(Event<'a>),
    /// `retry:` with digits, in milliseconds. baro never reconnects; it is told for completeness.
    Retry(u64),
}

/// One dispatched event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event<'a> {
    /// Its type; `message` where none was given.
    pub name: Cow<'a, str>,
    /// Its data lines, joined by line feeds. Invalid UTF-8 has become U+FFFD.
    pub data: Cow<'a, str>,
    /// The last id of the stream so far.
    pub id: Cow<'a, str>,
}

/// A single event was larger than [`MAX_EVENT_BYTES`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an event of the stream is larger than 16 MiB")]
pub struct EventTooLarge;

/// The state between two pieces of bytes.
#[derive(Debug, Default)]
pub struct Parser {
    start: Start,
    /// The last line ended in CR at the end of a piece: a LF that follows belongs to it.
    skip_line_feed: bool,
    /// The beginning of a line whose end has not come yet.
    line: Vec<u8>,
    /// The data lines of the event, each with a line feed after it.
    data: Vec<u8>,
    name: Vec<u8>,
    id: Vec<u8>,
}

/// How much of a leading byte order mark has been seen.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Start {
    #[default]
    Nothing,
    One,
    Two,
    Over,
}

const BYTE_ORDER_MARK: [u8; 3] = [0xef, 0xbb, 0xbf];

impl Parser {
    /// Reads the next piece and hands each item to `on_item`, in order.
    ///
    /// Stops at the first error, `on_item`'s or its own; the parser is of no use after that.
    pub fn feed<E: From<EventTooLarge>>(
        &mut self,
        mut piece: &[u8],
        mut on_item: impl FnMut(Item<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        while self.start != Start::Over {
            let (seen, next) = match self.start {
                Start::Nothing => (0, Start::One),
                Start::One => (1, Start::Two),
                Start::Two | Start::Over => (2, Start::Over),
            };
            let Some(byte) = piece.first() else { return Ok(()) };
            if *byte == BYTE_ORDER_MARK[seen] {
                piece = &piece[1..];
                self.start = next;
            } else {
                // It only began like a mark: those bytes are the stream's own.
                self.line.extend_from_slice(&BYTE_ORDER_MARK[..seen]);
                self.start = Start::Over;
            }
        }
        if self.skip_line_feed && !piece.is_empty() {
            self.skip_line_feed = false;
            if piece[0] == b'\n' {
                piece = &piece[1..];
            }
        }
        while let Some(end) = memchr2(b'\r', b'\n', piece) {
            let is_return = piece[end] == b'\r';
            if self.line.is_empty() {
                self.take_line(&piece[..end], &mut on_item)?;
            } else {
                self.hold(&piece[..end])?;
                let line = std::mem::take(&mut self.line);
                self.take_line(&line, &mut on_item)?;
                self.line = reused(line);
            }
            piece = &piece[end + 1..];
            if is_return {
                match piece.first() {
                    Some(b'\n') => piece = &piece[1..],
                    Some(_) => {}
                    None => self.skip_line_feed = true,
                }
            }
        }
        self.hold(piece)?;
        Ok(())
    }

    fn hold(&mut self, bytes: &[u8]) -> Result<(), EventTooLarge> {
        if self.data.len() + self.line.len() + bytes.len() > MAX_EVENT_BYTES {
            return Err(EventTooLarge);
        }
        self.line.extend_from_slice(bytes);
        Ok(())
    }

    fn take_line<E: From<EventTooLarge>>(
        &mut self,
        line: &[u8],
        on_item: &mut impl FnMut(Item<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        if line.is_empty() {
            return self.dispatch(on_item);
        }
        if line[0] == b':' {
            return on_item(Item::Comment);
        }
        let (field, value) = match memchr::memchr(b':', line) {
            Some(colon) => {
                let value = &line[colon + 1..];
                (&line[..colon], value.strip_prefix(b" ").unwrap_or(value))
            }
            None => (line, &b""[..]),
        };
        match field {
            b"data" => {
                if self.data.len() + value.len() > MAX_EVENT_BYTES {
                    return Err(EventTooLarge.into());
                }
                self.data.extend_from_slice(value);
                self.data.push(b'\n');
            }
            b"event" => {
                self.name.clear();
                self.name.extend_from_slice(value);
            }
            b"id" if !value.contains(&0) => {
                self.id.clear();
                self.id.extend_from_slice(value);
            }
            b"retry" if !value.is_empty() && value.iter().all(u8::is_ascii_digit) => {
                let digits = String::from_utf8_lossy(value);
                if let Ok(retry_ms) = digits.parse() {
                    return on_item(Item::Retry(retry_ms));
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn dispatch<E>(&mut self, on_item: &mut impl FnMut(Item<'_>) -> Result<(), E>) -> Result<(), E> {
        let told = if let Some((_, data)) = self.data.split_last() {
            let name =
                if self.name.is_empty() { Cow::Borrowed("message") } else { String::from_utf8_lossy(&self.name) };
            on_item(Item::Event(Event {
                name,
                data: String::from_utf8_lossy(data),
                id: String::from_utf8_lossy(&self.id),
            }))
        } else {
            Ok(())
        };
        self.name.clear();
        self.data = reused(std::mem::take(&mut self.data));
        told
    }
}

/// The buffer emptied, its memory kept unless that is a lot.
fn reused(mut buffer: Vec<u8>) -> Vec<u8> {
    if buffer.capacity() > KEPT_BUFFER_BYTES {
        return Vec::new();
    }
    buffer.clear();
    buffer
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Items one a word: `:` a comment, `r1000` a retry, `name|id|data` an event.
    fn read(pieces: &[&[u8]]) -> Vec<String> {
        let mut parser = Parser::default();
        let mut items = Vec::new();
        for piece in pieces {
            parser
                .feed(piece, |item| {
                    items.push(match item {
                        Item::Comment => ":".to_owned(),
                        Item::Retry(ms) => format!("r{ms}"),
                        Item::Event(event) => format!("{}|{}|{}", event.name, event.id, event.data),
                    });
                    Ok::<(), EventTooLarge>(())
                })
                .expect("small events");
        }
        items
    }

    fn check(stream: &[u8], expected: &[&str]) {
        assert_eq!(read(&[stream]), expected, "{:?}", String::from_utf8_lossy(stream));
        let bytes: Vec<&[u8]> = stream.chunks(1).collect();
        assert_eq!(read(&bytes), expected, "byte by byte: {:?}", String::from_utf8_lossy(stream));
    }

    #[test]
    fn the_standard_is_followed() {
        check(b"data: a\n\n", &["message||a"]);
        check(b"data:a\n\n", &["message||a"]);
        check(b"data:  a\n\n", &["message|| a"]);
        check(b"data:a\r\rdata:b\r\r", &["message||a", "message||b"]);
        check(b"data:a\r\n\r\ndata:b\r\n\r\n", &["message||a", "message||b"]);
        check(b"data:a\n\r\ndata:b\r\n\n", &["message||a", "message||b"]);
        check(b"data:a\r\r\n", &["message||a"]);
        check(b"data: a\ndata: b\ndata:\n\n", &["message||a\nb\n"]);
        check(b"data\n\n", &["message||"]);
        check(b"data\ndata\n\n", &["message||\n"]);
        check(b"data:\n\n", &["message||"]);
        check(b"\n\n\ndata:a\n\n\n\n", &["message||a"]);
        check(b":\n: ping\n:ping\ndata:a\n\n", &[":", ":", ":", "message||a"]);
        check(b"data:a\n:in between\ndata:b\n\n", &[":", "message||a\nb"]);
        check(b"event: x\ndata:a\n\ndata:b\n\n", &["x||a", "message||b"]);
        check(b"event: x\n\ndata:b\n\n", &["message||b"]);
        check(b"event:\ndata:a\n\n", &["message||a"]);
        check(b"event:x\nevent:y\ndata:a\n\n", &["y||a"]);
        check(b"id: 1\ndata:a\n\ndata:b\n\nid\ndata:c\n\n", &["message|1|a", "message|1|b", "message||c"]);
        check(b"id: 1\nid: 2\x003\ndata:a\n\n", &["message|1|a"]);
        check(b"retry: 1000\nretry: 1x\nretry:\nretry: -1\nretry: +1\ndata:a\n\n", &["r1000", "message||a"]);
        check(b"retry: 99999999999999999999999\ndata:a\n\n", &["message||a"]);
        check(b"Data:a\n data:b\ndata :c\nfoo: d\nfoo\ndata:e\n\n", &["message||e"]);
        check(b"data:a:b\n\n", &["message||a:b"]);
        check(b"data:a\0b\n\n", &["message||a\0b"]);
        check(b"\0data:a\n\n", &[]);
        // Only CR and LF end lines.
        check("data:a\u{2028}b\u{85}c\u{b}d\u{c}e\n\n".as_bytes(), &["message||a\u{2028}b\u{85}c\u{b}d\u{c}e"]);
    }

    #[test]
    fn one_leading_byte_order_mark_is_dropped_however_it_is_cut() {
        check(b"\xef\xbb\xbfdata:a\n\n", &["message||a"]);
        check(b"\xef\xbb\xbf\xef\xbb\xbfdata:a\n\ndata:b\n\n", &["message||b"]);
        check(b"data:a\n\n\xef\xbb\xbfdata:b\n\ndata:c\n\n", &["message||a", "message||c"]);
        check(b"\xef\xbbdata:a\n\ndata:b\n\n", &["message||b"]);
        check(b"\xef\xbb\xbf\n\ndata:b\n\n", &["message||b"]);
        assert_eq!(read(&[b"", b"\xef", b"", b"\xbb", b"\xbf", b"", b"data:a\n\n"]), ["message||a"]);
    }

    #[test]
    fn an_event_without_its_empty_line_is_not_dispatched() {
        check(b"retry:1000\ndata:test1\n\nid:test\ndata:test2", &["r1000", "message||test1"]);
        check(b"data:a\n\ndata:b\n", &["message||a"]);
        check(b"data:a\n\ndata:b\n\n", &["message||a", "message||b"]);
        check(b"data:a\r", &[]);
        check(b"", &[]);
    }

    #[test]
    fn bytes_that_are_no_utf8_become_replacement_characters_after_framing() {
        check(b"data:a\xffb\n\n", &["message||a\u{fffd}b"]);
        check("data:한글\n\n".as_bytes(), &["message||한글"]);
        check(b"data:\xed\x95\n\n", &["message||\u{fffd}"]);
        check(b"event:\xff\nid:\xfe\ndata:a\n\n", &["\u{fffd}|\u{fffd}|a"]);
    }

    #[test]
    fn a_line_feed_after_a_return_at_the_end_of_a_piece_is_not_a_second_line_end() {
        assert_eq!(read(&[b"data:a\r", b"\ndata:b\r", b"\n\r", b"\n"]), ["message||a\nb"]);
        assert_eq!(read(&[b"data:a\r", b"", b"\n\r\n"]), ["message||a"]);
        assert_eq!(read(&[b"data:a\r", b"\r", b"data:b\r\r"]), ["message||a", "message||b"]);
    }

    #[test]
    fn an_event_of_8_mib_in_small_pieces_is_read_and_one_above_the_cap_is_refused() {
        let feed = |n_bytes: usize, prefix: &[u8]| {
            let mut parser = Parser::default();
            let mut n_read = 0;
            let mut on_item = |item: Item<'_>| {
                if let Item::Event(event) = item {
                    n_read += event.data.len();
                }
                Ok::<(), EventTooLarge>(())
            };
            parser.feed(prefix, &mut on_item)?;
            let piece = [b'x'; 1000];
            for _ in 0..n_bytes / piece.len() {
                parser.feed(&piece, &mut on_item)?;
            }
            parser.feed(b"\n\n", &mut on_item)?;
            Ok::<usize, EventTooLarge>(n_read)
        };
        assert_eq!(feed(8 << 20, b"data:"), Ok((8 << 20) / 1000 * 1000));
        assert_eq!(feed(17 << 20, b"data:"), Err(EventTooLarge));
        assert_eq!(feed(17 << 20, b":"), Err(EventTooLarge), "an endless comment is bounded too");
    }

    #[test]
    fn many_short_data_lines_cannot_grow_an_event_without_bound() {
        let mut parser = Parser::default();
        let lines = b"data:0123456789\n".repeat(1000);
        let outcome = (0..2000).try_for_each(|_| parser.feed(&lines, |_| Ok::<(), EventTooLarge>(())));
        assert_eq!(outcome, Err(EventTooLarge));
    }

    proptest! {
        #[test]
        fn any_cut_of_the_bytes_gives_the_same_events(
            lines in prop::collection::vec(
                prop_oneof![
                    Just("data: 안녕하세요".to_owned()), Just("data".to_owned()), Just(": c".to_owned()),
                    Just("event: e".to_owned()), Just("id: 7".to_owned()), Just("retry: 5".to_owned()),
                    Just(String::new()), Just("\u{feff}".to_owned()), "[a-z: ]{0,12}",
                ], 0..24),
            ends in prop::collection::vec(prop_oneof![Just("\n"), Just("\r"), Just("\r\n")], 24),
            cuts in prop::collection::vec(0usize..400, 0..12),
        ) {
            let stream: String = lines.iter().zip(&ends).flat_map(|(line, end)| [line.as_str(), end]).collect();
            let bytes = stream.as_bytes();
            let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(bytes.len())).collect();
            cuts.extend([0, bytes.len()]);
            cuts.sort_unstable();
            let pieces: Vec<&[u8]> = cuts.windows(2).map(|pair| &bytes[pair[0]..pair[1]]).collect();
            prop_assert_eq!(read(&pieces), read(&[bytes]));
        }
    }
}
