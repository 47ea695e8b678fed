//! The surroundings of a server.

use crate::{log::Log, pace::Pace};
use gorgias_customers::transport::Transport;

/// The network with its clock, the log, and how fast calls are made.
pub struct Platform<'t> {
    pub transport: &'t dyn Transport,
    pub log: Log<'t>,
    pub pace: Pace,
}
