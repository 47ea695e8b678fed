//! The faults, in groups, and what the plugin makes of them.

mod bodies;
mod connecting;
mod early;
mod limits;
mod redirects;
mod silence;
mod statuses;

use super::{class::Class, fault::Fault};
use mock::faults::{Exchange, Reading};

/// Some faults with a heading.
pub struct Group {
    pub name: &'static str,
    pub faults: Vec<Fault>,
}

pub fn groups() -> Vec<Group> {
    let group = |name, faults| Group { name, faults };
    vec![
        group("No connection", connecting::faults()),
        group("No answer", silence::faults()),
        group("The rate limit", limits::faults()),
        group("Refusals and failures", statuses::faults()),
        group("The body of a good answer", bodies::faults()),
        group("Redirects", redirects::faults()),
        group("Answers before the request was read", early::faults()),
    ]
}

/// Reads the request; what comes next is up to the caller.
fn request_read() -> Exchange {
    Exchange::reading(Reading::All)
}

const MEGABYTE: usize = 1 << 20;
const ALL_BUT_FILE_HOST: &[Class] = &[
    Class::Get,
    Class::Update,
    Class::Delete,
    Class::Create,
    Class::Merge,
    Class::Upload,
    Class::Download,
];
