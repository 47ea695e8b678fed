//! Cursors, in the form seen live: base64 of `["next", "2026-08-26T18:35:31.646547", 519753904]`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::time;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Next,
    Prev,
}

/// What a list is sorted by. A cursor carries it in a readable form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SortedBy {
    Time,
    Number,
}

/// A place between two rows: beyond this row, in this direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    pub direction: Direction,
    /// The row's sort value.
    pub key: i64,
    pub id: u64,
}

impl Cursor {
    pub fn encode(self, sorted_by: SortedBy) -> String {
        let direction = match self.direction {
            Direction::Next => "next",
            Direction::Prev => "prev",
        };
        let key = match sorted_by {
            SortedBy::Time => format!("\"{}\"", time::plain(self.key)),
            SortedBy::Number => self.key.to_string(),
        };
        STANDARD.encode(format!("[\"{direction}\", {key}, {}]", self.id))
    }

    /// None for anything that this list did not give out.
    pub fn decode(text: &str, sorted_by: SortedBy) -> Option<Self> {
        let decoded = STANDARD.decode(text).ok()?;
        let (direction, key, id): (String, Value, u64) = serde_json::from_slice(&decoded).ok()?;
        Some(Self {
            direction: match direction.as_str() {
                "next" => Direction::Next,
                "prev" => Direction::Prev,
                _ => return None,
            },
            key: match sorted_by {
                SortedBy::Time => time::parse(key.as_str()?)?,
                SortedBy::Number => key.as_i64()?,
            },
            id,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_seen_live() {
        let seen = "WyJuZXh0IiwgIjIwMjYtMDUtMDFUMDk6MDA6MDAuMTE4MDAwIiwgNzAwMTAxXQ==";
        let cursor = Cursor::decode(seen, SortedBy::Time).unwrap();
        assert_eq!(cursor.direction, Direction::Next);
        assert_eq!(time::live(cursor.key), "2026-05-01T09:00:00.118000+00:00");
        assert_eq!(cursor.id, 700_101);
        assert_eq!(cursor.encode(SortedBy::Time), seen);
    }

    #[test]
    fn a_foreign_cursor_is_refused() {
        let number = Cursor {
            direction: Direction::Prev,
            key: 10,
            id: 7,
        };
        let text = number.encode(SortedBy::Number);
        assert_eq!(Cursor::decode(&text, SortedBy::Number), Some(number));
        assert_eq!(Cursor::decode(&text, SortedBy::Time), None);
        assert_eq!(Cursor::decode("b2Zmc2V0OjI=", SortedBy::Time), None);
        assert_eq!(Cursor::decode("?", SortedBy::Time), None);
    }
}
