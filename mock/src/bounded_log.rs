//! Remembers the newest of many things, bounded in number and in bytes: a benchmark may send
//! millions of requests, or gigabytes.

use std::collections::VecDeque;

const MAX_ITEMS: usize = 100_000;
const MAX_BYTES: usize = 128 << 20;

/// The newest items, oldest first.
#[derive(Debug)]
pub struct BoundedLog<T> {
    /// The number of the first item that is still here.
    first: usize,
    bytes: usize,
    items: VecDeque<(usize, T)>,
}

impl<T> Default for BoundedLog<T> {
    fn default() -> Self {
        let (first, bytes, items) = (0, 0, VecDeque::new());
        Self {
            first,
            bytes,
            items,
        }
    }
}

impl<T> BoundedLog<T> {
    /// Keeps an item of so many bytes, and returns the number that [`BoundedLog::get_mut`] takes.
    pub fn push(&mut self, bytes: usize, item: T) -> usize {
        let number = self.first + self.items.len();
        self.items.push_back((bytes, item));
        self.bytes += bytes;
        while self.items.len() > MAX_ITEMS || self.bytes > MAX_BYTES {
            self.bytes -= self.items.pop_front().map_or(self.bytes, |it| it.0);
            self.first += 1;
        }
        number
    }

    /// Returns an item; none when it was dropped or cleared meanwhile.
    pub fn get_mut(&mut self, number: usize) -> Option<&mut T> {
        let at = number.checked_sub(self.first)?;
        self.items.get_mut(at).map(|(_, item)| item)
    }

    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.items.iter().map(|(_, item)| item)
    }

    pub fn clear(&mut self) {
        self.first += self.items.len();
        self.items.clear();
        self.bytes = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_go_when_there_are_too_many_or_too_much() {
        let mut log = BoundedLog::default();
        (0..=MAX_ITEMS).for_each(|item| _ = log.push(1, item));
        assert_eq!(log.get_mut(0), None);
        assert_eq!(log.iter().next(), Some(&1));
        let number = log.push(MAX_BYTES, 7);
        assert_eq!(log.iter().collect::<Vec<_>>(), [&7]);
        log.clear();
        assert_eq!(log.get_mut(number), None);
        assert_eq!(log.push(0, 8), number + 1);
        assert_eq!(log.get_mut(number + 1), Some(&mut 8));
    }
}
