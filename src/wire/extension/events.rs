//! `GET events`: a stream that says when the feed has moved, as server-sent events.
//!
//! ```text
//! : open                                   comments keep the connection alive
//!
//! id: 5f0c…c2.1750340000000000             where the feed stood for this caller
//! event: changes
//! data: {}                                 nothing of what changed: that is for the feed to say
//! ```

use std::fmt;
use std::str::FromStr;

/// The name of the one event there is.
pub const CHANGES: &str = "changes";
/// The header that resumes a stream.
pub const LAST_EVENT_ID: &str = "last-event-id";

/// The longest line that is read.
const LINE_LIMIT: usize = 4 << 10;

/// A place in the feed of one life of a wiki, as events name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The epoch.
    pub epoch: String,
    /// The position in it.
    pub seq: i64,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.epoch, self.seq)
    }
}

impl FromStr for Place {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (epoch, seq) = text.rsplit_once('.').ok_or(())?;
        Ok(Self { epoch: epoch.to_owned(), seq: seq.parse().map_err(|_| ())? })
    }
}

/// Reads a stream of events from the pieces it comes in.
#[derive(Debug, Default)]
pub struct EventReader {
    line: Vec<u8>,
    is_changes: bool,
    /// Whether the line at hand is longer than any of ours.
    is_overlong: bool,
}

impl EventReader {
    /// Takes a piece and returns how many times it said that the feed has moved.
    pub fn take(&mut self, piece: &[u8]) -> usize {
        let mut count = 0;
        for &byte in piece {
            match byte {
                b'\n' => count += usize::from(self.end_of_line()),
                _ if self.line.len() >= LINE_LIMIT => self.is_overlong = true,
                _ => self.line.push(byte),
            }
        }
        count
    }

    /// Ends a line; tells whether it ended an event that we wait for.
    fn end_of_line(&mut self) -> bool {
        let line = std::mem::take(&mut self.line);
        let is_overlong = std::mem::take(&mut self.is_overlong);
        let line = line.strip_suffix(b"\r").unwrap_or(&line);
        if line.is_empty() && !is_overlong {
            return std::mem::take(&mut self.is_changes);
        }
        if let Some(name) = line.strip_prefix(b"event:") {
            self.is_changes = name.strip_prefix(b" ").unwrap_or(name) == CHANGES.as_bytes();
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_written_and_read() {
        let place = Place { epoch: "5f0c".to_owned(), seq: 17 };
        assert_eq!(place.to_string(), "5f0c.17");
        assert_eq!("5f0c.17".parse(), Ok(place));
        for text in ["", "17", "x.", "x.y"] {
            assert!(text.parse::<Place>().is_err(), "{text}");
        }
    }

    #[test]
    fn events_are_counted_however_they_are_cut() {
        let stream = b": open\n\nid: e.1\nevent: changes\ndata: {}\n\n:\n\nevent: other\ndata: {}\n\n\
            event:changes\r\ndata: {}\r\n\r\n";
        for size in 1..stream.len() {
            let mut reader = EventReader::default();
            let count: usize = stream.chunks(size).map(|piece| reader.take(piece)).sum();
            assert_eq!(count, 2, "in pieces of {size}");
        }
    }

    #[test]
    fn a_line_without_end_takes_no_memory() {
        let mut reader = EventReader::default();
        for _ in 0..1_000 {
            assert_eq!(reader.take(&[b'x'; 1_000]), 0);
        }
        assert!(reader.line.len() <= LINE_LIMIT);
        assert_eq!(reader.take(b"\nevent: changes\n\n"), 1);
    }
}
