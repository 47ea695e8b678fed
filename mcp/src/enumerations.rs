//! Readers of the enumerations of `wit/`, in the API's spelling, written by the build script.

use crate::read;
use gorgias_customers::{bindings::gorgias::customers::types::*, error::Error};

include!(concat!(env!("OUT_DIR"), "/enumerations.rs"));
