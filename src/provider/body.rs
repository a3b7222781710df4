//! Tells what a response's body is by how it begins: an event stream, one JSON document, or a web page.
//!
//! Headers are not believed: event streams come as `application/json` and the other way round. It does not
//! look inside events or documents.

use super::failure;
use super::sse::{self, EventTooLarge, MAX_EVENT_BYTES};
use crate::domain::{Failure, FailureKind};

/// A part of the body.
#[derive(Debug)]
pub enum Unit<'a> {
    /// A sign of life.
    Alive,
    /// An event of the stream: its type and its data.
    Event(&'a str, &'a str),
    /// The whole body, which is one JSON document.
    Document(&'a str),
}

/// The state between two pieces of bytes.
#[derive(Debug, Default)]
pub struct Body {
    form: Form,
    /// Whitespace and a byte order mark before anything that tells.
    lead: Vec<u8>,
    /// The first bytes that tell, to recognise at the end what was no event stream at all.
    opening: Vec<u8>,
    has_events: bool,
}

#[derive(Debug, Default)]
enum Form {
    #[default]
    Unknown,
    Events(sse::Parser),
    Document(Vec<u8>),
}

/// What a line of an event stream may begin with.
const FIELDS: [&[u8]; 5] = [b":", b"data", b"event", b"id", b"retry"];

impl Body {
    /// Reads the next piece and hands its parts to `on_unit`, in order.
    pub fn feed(
        &mut self,
        piece: &[u8],
        mut on_unit: impl FnMut(Unit<'_>) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let with_lead;
        let mut piece = piece;
        if matches!(self.form, Form::Unknown) {
            let is_lead = |byte: &u8| byte.is_ascii_whitespace() || [0xef, 0xbb, 0xbf].contains(byte);
            let Some(begin) = piece.iter().position(|byte| !is_lead(byte)) else {
                self.lead.extend_from_slice(piece);
                if self.lead.len() > MAX_EVENT_BYTES {
                    return Err(EventTooLarge.into());
                }
                on_unit(Unit::Alive)?;
                return Ok(());
            };
            match piece[begin] {
                b'{' | b'[' => {
                    self.form = Form::Document(Vec::new());
                    piece = &piece[begin..];
                }
                b'<' => return Err(failure::web_page(&String::from_utf8_lossy(&piece[begin..]), None)),
                _ => {
                    self.form = Form::Events(sse::Parser::default());
                    self.opening.extend_from_slice(&piece[begin..]);
                    self.opening.truncate(80);
                    if !self.lead.is_empty() {
                        with_lead = [std::mem::take(&mut self.lead).as_slice(), piece].concat();
                        piece = &with_lead;
                    }
                }
            }
        } else if self.opening.len() < 5 {
            self.opening.extend_from_slice(&piece[..piece.len().min(80)]);
        }
        match &mut self.form {
            Form::Unknown => Ok(()),
            Form::Document(document) => {
                if document.len() + piece.len() > MAX_EVENT_BYTES {
                    return Err(EventTooLarge.into());
                }
                document.extend_from_slice(piece);
                on_unit(Unit::Alive)
            }
            Form::Events(parser) => parser.feed(piece, |item| match item {
                sse::Item::Comment => on_unit(Unit::Alive),
                sse::Item::Retry(_) => Ok(()),
                sse::Item::Event(event) => {
                    self.has_events = true;
                    on_unit(Unit::Event(&event.name, &event.data))
                }
            }),
        }
    }

    /// The body is over. Hands on the document, if it was one.
    pub fn end(&mut self, mut on_unit: impl FnMut(Unit<'_>) -> Result<(), Failure>) -> Result<(), Failure> {
        match std::mem::take(&mut self.form) {
            Form::Document(document) => on_unit(Unit::Document(&String::from_utf8_lossy(&document))),
            Form::Events(_) if !self.has_events && !self.begins_like_events() => {
                let text = String::from_utf8_lossy(&self.opening);
                Err(Failure::new(FailureKind::NotAModel, super::scrub::message(&text, None)))
            }
            Form::Events(_) | Form::Unknown => Ok(()),
        }
    }

    fn begins_like_events(&self) -> bool {
        let begins = |field: &&[u8]| {
            let length = self.opening.len().min(field.len());
            self.opening[..length] == field[..length]
        };
        FIELDS.iter().any(begins)
    }
}

impl From<EventTooLarge> for Failure {
    fn from(too_large: EventTooLarge) -> Self {
        Self::new(FailureKind::EventTooLarge, too_large.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pieces: &[&[u8]]) -> Result<Vec<String>, FailureKind> {
        let mut body = Body::default();
        let mut units = Vec::new();
        let mut on_unit = |unit: Unit<'_>| {
            match unit {
                Unit::Alive => {}
                Unit::Event(name, data) => units.push(format!("{name}:{data}")),
                Unit::Document(text) => units.push(text.to_owned()),
            }
            Ok(())
        };
        let outcome =
            pieces.iter().try_for_each(|piece| body.feed(piece, &mut on_unit)).and_then(|()| body.end(&mut on_unit));
        outcome.map_err(|failure| failure.kind)?;
        Ok(units)
    }

    #[test]
    fn a_body_is_what_it_begins_like() {
        let table: [(&str, Result<&[&str], FailureKind>); 11] = [
            ("data: a\n\n", Ok(&["message:a"])),
            ("\u{feff}data: a\n\n", Ok(&["message:a"])),
            ("\r\n\n: x\nevent: e\ndata: a\n\n", Ok(&["e:a"])),
            (" {\"a\":1}", Ok(&["{\"a\":1}"])),
            ("\u{feff}[1]\n", Ok(&["[1]\n"])),
            ("<!doctype html>", Err(FailureKind::NotAModel)),
            ("hello, this is no model", Err(FailureKind::NotAModel)),
            ("da", Ok(&[])),
            ("data: {\"cut", Ok(&[])),
            ("", Ok(&[])),
            (" \n", Ok(&[])),
        ];
        for (text, expected) in table {
            let expected = expected.map(|units| units.iter().map(|unit| (*unit).to_owned()).collect::<Vec<_>>());
            assert_eq!(read(&[text.as_bytes()]), expected, "{text:?}");
            let bytes: Vec<&[u8]> = text.as_bytes().chunks(1).collect();
            assert_eq!(read(&bytes), expected, "{text:?} byte by byte");
        }
    }
}
