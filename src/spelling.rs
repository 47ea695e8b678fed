//! How the API spells the cases of the enumerations in `wit/`.

use crate::bindings::gorgias::customers::types::*;
use core::fmt;
use serde::{Serialize, Serializer};

macro_rules! spelling {
    ($($enum:ident $($case:ident $text:literal)*,)*) => {
        $(
            impl $enum {
                /// Returns the API's spelling.
                pub const fn as_str(self) -> &'static str {
                    match self { $($enum::$case => $text,)* }
                }
            }

            impl fmt::Display for $enum {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.write_str(self.as_str())
                }
            }

            impl Serialize for $enum {
                fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    serializer.serialize_str(self.as_str())
                }
            }
        )*
    };
}

include!(concat!(env!("OUT_DIR"), "/spelling.rs"));
