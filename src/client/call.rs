//! What a tool makes: a request, and how its answer is read.

use super::{reply::Reply, request::Request};
use crate::error::Error;
use alloc::boxed::Box;

type Read<T> = Box<dyn FnOnce(Reply) -> Result<T, Error>>;

/// A request with the way to read its answer: all that a tool does.
pub struct Call<T> {
    /// What is sent.
    pub request: Request,
    /// How its answer is read.
    pub read: Read<T>,
}

impl<T: 'static> Call<T> {
    /// With what is made of the answer.
    pub fn map<U>(self, make: impl FnOnce(T) -> U + 'static) -> Call<U> {
        let Call { request, read } = self;
        request.read(move |reply| read(reply).map(make))
    }
}

impl Request {
    /// With the way in which its answer is read.
    pub fn read<T>(self, read: impl FnOnce(Reply) -> Result<T, Error> + 'static) -> Call<T> {
        Call {
            request: self,
            read: Box::new(read),
        }
    }

    /// For answers that say nothing but that it is done. Their body stays unread: the API
    /// documents none, and once the status has come, nothing that happens to the body changes what
    /// was done.
    pub fn done(mut self) -> Call<()> {
        self.reads_answer = false;
        self.read(|_| Ok(()))
    }
}
