//! A fault, where it strikes, and what each class of tool is expected to make of it.

use super::class::Class;
use gorgias_customers::bindings::gorgias::customers::types::ErrorKind;
use mock::faults::{Answer, Exchange};
use std::time::Duration;

/// One row of the matrix.
pub struct Fault {
    pub name: &'static str,
    pub place: Place,
    /// `GORGIAS_TIMEOUT_SECONDS`
    pub timeout: u64,
    /// `GORGIAS_MAX_RESPONSE_BYTES`, where it is not the default.
    pub limit: Option<usize>,
    /// How many bytes of content the tools send that send any; 0: a few.
    pub sending: usize,
    /// Words in every error's message.
    pub says: Vec<&'static str>,
    cells: Vec<(Class, Expect)>,
}

/// Where a fault strikes.
pub enum Place {
    /// A port that nobody listens on.
    Refused,
    /// A port whose listener accepts nothing, and whose queue is full.
    Full,
    /// A name that does not resolve.
    NoName,
    /// A server that the sandbox does not grant.
    NotGranted,
    /// Whole answers: what becomes of them is the client's doing, and shows without sockets.
    Answers(Box<Script<Answer>>),
    /// A server that follows a script.
    Server(Box<Script>),
    /// The same, addressed with https.
    Tls(Box<Script>),
}

type Script<T = Exchange> = dyn Fn(&Scene) -> Vec<T> + Send + Sync;

/// Values that a script may refer to.
pub struct Scene {
    pub class: Class,
    /// The origin of a file host that works.
    pub files: String,
}

impl Scene {
    /// The answer that the tool hopes for.
    pub fn fine(&self) -> Answer {
        self.class.fine(&self.files)
    }
}

/// The outcome expected of a tool.
#[derive(Clone, Debug, PartialEq)]
pub struct Expect {
    pub outcome: Outcome,
    /// How many requests reach the misbehaving server.
    pub requests: usize,
    pub status: Option<u16>,
    pub retry_after: Option<u32>,
    /// Further words of the message.
    pub says: Option<&'static str>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// The tool gives what it should.
    Done,
    /// The tool gives this instead.
    Gives(&'static str),
    /// `sent` is the record's `request-sent`, `fate_known` whether a change certainly was not
    /// made: else the message has to say so.
    Fails {
        kind: ErrorKind,
        sent: bool,
        fate_known: bool,
    },
}

/// The tool does what it should, at the first try.
pub fn done() -> Expect {
    Expect {
        outcome: Outcome::Done,
        requests: 1,
        status: None,
        retry_after: None,
        says: None,
    }
}

/// The tool succeeds and gives this.
pub fn gives(content: &'static str) -> Expect {
    Expect {
        outcome: Outcome::Gives(content),
        ..done()
    }
}

/// The tool fails after its request has left, and nobody knows whether it was performed.
pub fn fails(kind: ErrorKind) -> Expect {
    let fails = Outcome::Fails {
        kind,
        sent: true,
        fate_known: false,
    };
    Expect {
        outcome: fails,
        ..done()
    }
}

/// The server answers this status, which says that nothing was changed.
pub fn refused(kind: ErrorKind, status: u16) -> Expect {
    let fails = Outcome::Fails {
        kind,
        sent: true,
        fate_known: true,
    };
    Expect {
        outcome: fails,
        status: Some(status),
        ..done()
    }
}

/// The tool fails, and its request certainly never left.
pub fn unsent(kind: ErrorKind) -> Expect {
    let fails = Outcome::Fails {
        kind,
        sent: false,
        fate_known: true,
    };
    Expect {
        outcome: fails,
        requests: 0,
        ..done()
    }
}

impl Expect {
    /// So many requests.
    pub fn requests(mut self, requests: usize) -> Self {
        self.requests = requests;
        self
    }

    /// With this status.
    pub fn status(mut self, status: u16) -> Self {
        self.status = Some(status);
        self
    }

    /// With this `retry-after-seconds`.
    pub fn wait(mut self, seconds: u32) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// With these words in the message.
    pub fn says(mut self, words: &'static str) -> Self {
        self.says = Some(words);
        self
    }
}

impl Fault {
    /// A fault in a place other than a server.
    pub fn new(name: &'static str, place: Place) -> Self {
        Self {
            name,
            place,
            timeout: 4,
            limit: None,
            sending: 0,
            says: Vec::new(),
            cells: Vec::new(),
        }
    }

    /// A server that does one of these exchanges after the other, and the last again and again.
    pub fn scripted<S>(name: &'static str, script: S) -> Self
    where
        S: Fn(&Scene) -> Vec<Exchange> + Send + Sync + 'static,
    {
        Self::new(name, Place::Server(Box::new(script)))
    }

    /// A server that does this with every request.
    pub fn always(name: &'static str, exchange: Exchange) -> Self {
        Self::scripted(name, move |_| vec![exchange.clone()])
    }

    /// This answer to every request.
    pub fn answers(name: &'static str, answer: Answer) -> Self {
        Self::answering(name, move |_| vec![answer.clone()])
    }

    /// One of these answers after the other, and the last again and again.
    pub fn answering<S>(name: &'static str, script: S) -> Self
    where
        S: Fn(&Scene) -> Vec<Answer> + Send + Sync + 'static,
    {
        Self::new(name, Place::Answers(Box::new(script)))
    }

    /// With this `GORGIAS_TIMEOUT_SECONDS`.
    pub fn timeout(mut self, seconds: u64) -> Self {
        self.timeout = seconds;
        self
    }

    /// With this `GORGIAS_MAX_RESPONSE_BYTES`.
    pub fn limit(mut self, bytes: usize) -> Self {
        self.limit = Some(bytes);
        self
    }

    /// The tools that send content send so much.
    pub fn sending(mut self, bytes: usize) -> Self {
        self.sending = bytes;
        self
    }

    /// Every message says this.
    pub fn says(mut self, words: &'static str) -> Self {
        self.says.push(words);
        self
    }

    /// These classes are expected to do this; what was said of them before no longer holds.
    pub fn on(mut self, classes: &[Class], expect: Expect) -> Self {
        self.cells.retain(|(class, _)| !classes.contains(class));
        self.cells
            .extend(classes.iter().map(|class| (*class, expect.clone())));
        self
    }

    /// The fault does not concern this class.
    pub fn without(mut self, class: Class) -> Self {
        self.cells.retain(|(known, _)| *known != class);
        self
    }

    /// All classes are expected to do this.
    pub fn on_all(self, expect: Expect) -> Self {
        self.on(&Class::ALL, expect)
    }

    /// Returns the outcome expected of a class, if the fault concerns it.
    pub fn expect(&self, class: Class) -> Option<&Expect> {
        let (_, expect) = self.cells.iter().find(|(known, _)| *known == class)?;
        Some(expect)
    }

    /// The kinds of error that are expected.
    pub fn kinds(&self) -> impl Iterator<Item = ErrorKind> {
        self.cells
            .iter()
            .filter_map(|(_, expect)| match expect.outcome {
                Outcome::Fails { kind, .. } => Some(kind),
                _ => None,
            })
    }

    /// Whether it shows only with the packed component and a socket.
    pub fn takes_sockets(&self) -> bool {
        !matches!(self.place, Place::Answers(_))
    }

    /// Whether megabytes pass through the plugin.
    pub fn is_heavy(&self) -> bool {
        self.sending > 0 || self.limit.is_some_and(|limit| limit > 1 << 20)
    }

    /// When a call has to have ended.
    pub fn bound(&self) -> Duration {
        // Megabytes take a busy machine longer than their deadline.
        Duration::from_secs(self.timeout + if self.is_heavy() { 3 } else { 1 })
    }
}
