//! Checks of records against the limits of their fields, which `wit/` has as tags.

use super::check;
use crate::{bindings::gorgias::customers::types::*, error::Error};

include!(concat!(env!("OUT_DIR"), "/limits.rs"));
