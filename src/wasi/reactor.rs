//! Waits for many things at once, by one call of `wasi:io/poll` for all of them.
//!
//! Tasks are few, so each is polled again whenever anything has happened, and wakers do nothing.

use crate::bindings::wasi::io::poll::{Pollable, poll};
use alloc::{rc::Rc, vec::Vec};
use core::{
    cell::{Cell, RefCell},
    future::Future,
    pin::{Pin, pin},
    task::{Context, Poll, Waker},
};

/// Everything that tasks wait for at the moment.
#[derive(Default)]
pub struct Reactor {
    waiting: RefCell<Vec<Entry>>,
    tickets: Cell<u32>,
}

struct Entry {
    ticket: u32,
    pollable: Rc<Pollable>,
    ready: bool,
}

impl Reactor {
    /// Runs a future to its end.
    pub fn block_on<T>(&self, future: impl Future<Output = T>) -> T {
        let mut future = pin!(future);
        let mut context = Context::from_waker(Waker::noop());
        loop {
            if let Poll::Ready(value) = future.as_mut().poll(&mut context) {
                return value;
            }
            self.wait();
        }
    }

    /// Waits until one of these is ready, and says which are, in the order given.
    pub fn any<const N: usize>(&self, pollables: [&Rc<Pollable>; N]) -> Any<'_, N> {
        let ticket = self.tickets.get();
        self.tickets.set(ticket.wrapping_add(1));
        let entries = pollables.map(|pollable| Entry {
            ticket,
            pollable: Rc::clone(pollable),
            ready: false,
        });
        self.waiting.borrow_mut().extend(entries);
        Any {
            reactor: self,
            ticket,
        }
    }

    /// Blocks until something is ready that a task waits for.
    fn wait(&self) {
        let mut waiting = self.waiting.borrow_mut();
        let pollables: Vec<&Pollable> = waiting.iter().map(|it| &*it.pollable).collect();
        // The host traps on an empty list.
        if pollables.is_empty() {
            return;
        }
        for index in poll(&pollables) {
            if let Some(entry) = waiting.get_mut(index as usize) {
                entry.ready = true;
            }
        }
    }
}

/// Ends when one of its pollables is ready. Gives them back when it is dropped, so that their owner can
/// drop them before what they were made from.
pub struct Any<'r, const N: usize> {
    reactor: &'r Reactor,
    ticket: u32,
}

impl<const N: usize> Future for Any<'_, N> {
    type Output = [bool; N];

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<[bool; N]> {
        let waiting = self.reactor.waiting.borrow();
        let mut ready = [false; N];
        let own = waiting.iter().filter(|entry| entry.ticket == self.ticket);
        for (ready, entry) in ready.iter_mut().zip(own) {
            *ready = entry.ready;
        }
        match ready.contains(&true) {
            true => Poll::Ready(ready),
            false => Poll::Pending,
        }
    }
}

impl<const N: usize> Drop for Any<'_, N> {
    fn drop(&mut self) {
        let mut waiting = self.reactor.waiting.borrow_mut();
        waiting.retain(|entry| entry.ticket != self.ticket);
    }
}
