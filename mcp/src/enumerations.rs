//! Readers of the enumerations of `wit/`, in the API's spelling, written by the build script.

use crate::{arguments::Problem, read};
use gorgias_customers::bindings::gorgias::customers::types::*;
use serde_json::value::RawValue;

include!(concat!(env!("OUT_DIR"), "/enumerations.rs"));
