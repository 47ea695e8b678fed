//! The ways on which messages come, and what each says besides the message.

use crate::{elicitation::Questions, version};
use alloc::{rc::Rc, string::String};
use core::cell::Cell;

/// The headers that repeat fields of the body, for proxies.
#[derive(Debug, Default)]
pub struct ProtocolHeaders<'a> {
    /// `MCP-Protocol-Version`
    pub version: Option<&'a str>,
    /// `Mcp-Method`
    pub method: Option<&'a str>,
    /// `Mcp-Name`, decoded.
    pub name: Option<String>,
}

/// State between the messages of one client. Over HTTP nothing does.
#[derive(Debug, Default)]
pub struct Session {
    /// The version that `initialize` agreed on.
    pub version: Cell<Option<&'static str>>,
    /// Questions to the person at the other end.
    pub(crate) questions: Rc<Questions>,
}

/// The way on which a message came.
#[derive(Clone, Copy)]
pub enum Channel<'a> {
    /// A stream with one client at the other end.
    Stdio(&'a Session),
    /// A request of its own.
    Http(&'a ProtocolHeaders<'a>),
}

impl<'a> Channel<'a> {
    /// Returns the headers, where there are some.
    pub fn headers(self) -> Option<&'a ProtocolHeaders<'a>> {
        match self {
            Channel::Stdio(_) => None,
            Channel::Http(headers) => Some(headers),
        }
    }

    /// Returns the id of errors that are about no message, in the version that is spoken here.
    pub fn id_of_no_message(self) -> Option<&'static str> {
        match self {
            Channel::Stdio(session) => session.version.get().and_then(version::id_of_no_message),
            // Without a header it is a version that is older than the header.
            Channel::Http(headers) => match headers.version {
                Some(version) => version::id_of_no_message(version),
                None => Some("null"),
            },
        }
    }
}
