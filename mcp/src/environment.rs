//! The environment variables of a process, or those of one account.

use alloc::{string::String, vec::Vec};

/// Names with their values.
pub type Environment = Vec<(String, String)>;
