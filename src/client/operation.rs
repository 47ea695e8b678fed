//! The operation that a tool makes: a request, and how its response is read.

use super::{reply::Reply, request::Request};
use crate::error::Error;
use alloc::boxed::Box;

type Read<T> = Box<dyn FnOnce(Reply) -> Result<T, Error>>;

/// A request with the way to read its response: all that a tool does.
pub struct Operation<T> {
    /// The request to send.
    pub request: Request,
    /// Reads the response.
    pub read: Read<T>,
}

impl<T: 'static> Operation<T> {
    /// Makes something else of the result.
    pub fn map<U>(self, make: impl FnOnce(T) -> U + 'static) -> Operation<U> {
        let Operation { request, read } = self;
        request.read(move |reply| read(reply).map(make))
    }
}

impl Request {
    /// Attaches the function that reads the response.
    pub fn read<T>(self, read: impl FnOnce(Reply) -> Result<T, Error> + 'static) -> Operation<T> {
        Operation {
            request: self,
            read: Box::new(read),
        }
    }

    /// Leaves the response's body unread: the API documents none, and once the status has come, nothing
    /// that happens to the body changes what was done.
    pub fn done(mut self) -> Operation<()> {
        self.reads_answer = false;
        self.read(|_| Ok(()))
    }
}
