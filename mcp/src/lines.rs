//! Cuts a stream into lines.

use crate::message;
use alloc::{string::String, vec::Vec};
use core::mem;

/// The longest line that is read, in bytes.
pub const MAX_LINE: usize = 32 << 20;
/// How many bytes of a longer line are kept at each of its ends.
const KEPT: usize = 4096;
/// The byte order mark, which some programs write before text.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// A line.
pub enum Line<'a> {
    /// All of it.
    Whole(&'a [u8]),
    /// It was longer than [`MAX_LINE`]; the id of the message that it was, if it can be found.
    TooLong(Option<String>),
}

/// Cuts a stream into lines.
#[derive(Default)]
pub struct Lines {
    line: Vec<u8>,
    /// The beginning of a line that is too long; `line` is its end then.
    beginning: Option<Vec<u8>>,
}

impl Lines {
    /// Takes what came in, and hands over each line that it completes, but no empty ones.
    pub fn push(&mut self, mut bytes: &[u8], mut take: impl FnMut(Line)) {
        while let Some(end) = bytes.iter().position(|&byte| byte == b'\n') {
            let (line, rest) = bytes.split_at(end);
            match self.line.is_empty() && self.beginning.is_none() {
                // Nearly always a message comes in one piece, and need not be copied.
                true => hand_over(line, &mut take),
                false => {
                    self.grow(line);
                    self.end(&mut take);
                }
            }
            bytes = rest.get(1..).unwrap_or_default();
        }
        self.grow(bytes);
    }

    /// Hands over what stands behind the last newline.
    pub fn end(&mut self, mut take: impl FnMut(Line)) {
        let line = mem::take(&mut self.line);
        match self.beginning.take() {
            Some(beginning) => take(Line::TooLong(message::id_of_cut(
                &String::from_utf8_lossy(&beginning),
                &String::from_utf8_lossy(&line),
            ))),
            None => hand_over(&line, &mut take),
        }
    }

    fn grow(&mut self, bytes: &[u8]) {
        if self.beginning.is_none() && self.line.len() + bytes.len() > MAX_LINE {
            let kept = self.line.get(..KEPT).unwrap_or(&self.line);
            self.beginning = Some(kept.into());
        }
        self.line.extend_from_slice(bytes);
        if self.beginning.is_some() && self.line.len() > KEPT {
            self.line = self.line.split_off(self.line.len() - KEPT);
        }
    }
}

fn hand_over(line: &[u8], take: &mut impl FnMut(Line)) {
    let line = line.strip_prefix(BYTE_ORDER_MARK).unwrap_or(line);
    if !line.trim_ascii().is_empty() {
        take(Line::Whole(line));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::vec;

    /// Returns the lines that come out, `!` and the id for those that are too long.
    fn lines(pieces: &[&[u8]]) -> Vec<String> {
        let mut found = Vec::new();
        let mut take = |line: Line| {
            found.push(match line {
                Line::Whole(line) => String::from_utf8_lossy(line).chars().take(8).collect(),
                Line::TooLong(id) => ["!", &id.unwrap_or_default()].concat(),
            });
        };
        let mut lines = Lines::default();
        for piece in pieces {
            lines.push(piece, &mut take);
        }
        lines.end(&mut take);
        found
    }

    #[test]
    fn lines_are_put_together_from_pieces() {
        assert_eq!(
            lines(&[b"a\nb\n", b"c", b"d\ne", b"\n\n \r\n", b"f"]),
            ["a", "b", "cd", "e", "f"]
        );
        assert_eq!(lines(&[]), [""; 0]);
    }

    #[test]
    fn a_byte_order_mark_is_dropped() {
        assert_eq!(lines(&[b"\xef\xbb", b"\xbfa\n\xef\xbb\xbf\nb"]), ["a", "b"]);
    }

    #[test]
    fn a_line_that_is_too_long_is_passed_over_but_for_its_id() {
        let chunk = vec![b'x'; MAX_LINE / 4];
        let allowed: Vec<&[u8]> = vec![&chunk, &chunk, &chunk, &chunk, b"\nb\n"];
        assert_eq!(lines(&allowed), ["xxxxxxxx", "b"]);
        let more: Vec<&[u8]> = vec![&chunk, &chunk, &chunk, &chunk, b"x", &chunk, b"\nb\n"];
        assert_eq!(lines(&more), ["!", "b"]);
        let open: Vec<&[u8]> = vec![&chunk, &chunk, &chunk, &chunk, b"x"];
        assert_eq!(lines(&open), ["!"]);
        let first = br#"{"id":7,"x":""#;
        let first: Vec<&[u8]> = vec![first, &chunk, &chunk, &chunk, &chunk, b"\nb"];
        assert_eq!(lines(&first), ["!7", "b"]);
        let last = br#"","id":"a"}"#;
        let last: Vec<&[u8]> = vec![b"{", &chunk, &chunk, &chunk, &chunk, last, b"\n"];
        assert_eq!(lines(&last), ["!\"a\""]);
    }
}
