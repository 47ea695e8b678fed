//! Remembers the newest of many things, bounded in number and in bytes: a benchmark may send
//! millions of requests, or gigabytes.

use std::collections::VecDeque;

const MAX_ITEMS: usize = 100_000;
const MAX_BYTES: usize = 128 << 20;

/// The newest items, oldest first, each with its bytes.
#[derive(Debug)]
pub struct BoundedLog<T> {
    bytes: usize,
    items: VecDeque<(usize, T)>,
}

impl<T> Default for BoundedLog<T> {
    fn default() -> Self {
        let (bytes, items) = (0, VecDeque::new());
        Self { bytes, items }
    }
}

impl<T> BoundedLog<T> {
    /// Keeps an item of so many bytes.
    pub fn push(&mut self, bytes: usize, item: T) {
        self.items.push_back((bytes, item));
        self.bytes += bytes;
        while self.items.len() > MAX_ITEMS || self.bytes > MAX_BYTES {
            self.bytes -= self.items.pop_front().map_or(self.bytes, |it| it.0);
        }
    }

    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.items.iter().map(|(_, item)| item)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_go_when_there_are_too_many_or_too_much() {
        let mut log = BoundedLog::default();
        (0..=MAX_ITEMS).for_each(|item| log.push(1, item));
        assert_eq!(log.iter().next(), Some(&1));
        log.push(MAX_BYTES, 7);
        assert_eq!(log.iter().collect::<Vec<_>>(), [&7]);
    }
}
