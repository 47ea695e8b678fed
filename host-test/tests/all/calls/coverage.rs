//! Which places of a tool's parameters a call uses, found in the component's own types.
//!
//! A place is `query.limit`, the case `query.order-by=updated-datetime-asc`, or the absence of an
//! option, `query.limit is none`. Each has to be told from the others on the wire.

use std::collections::BTreeSet;
use wasmtime::component::{Type, Val};

/// Collects all places of a parameter.
pub fn all(at: &str, ty: &Type, places: &mut BTreeSet<String>) {
    match ty {
        Type::Option(option) => {
            places.insert(none(at));
            all(at, &option.ty(), places);
        }
        Type::Record(record) => record
            .fields()
            .for_each(|field| all(&format!("{at}.{}", field.name), &field.ty, places)),
        Type::List(list) => all(&format!("{at}[]"), &list.ty(), places),
        Type::Enum(cases) => places.extend(cases.names().map(|name| case(at, name))),
        Type::Variant(variant) => variant.cases().for_each(|known| {
            places.insert(case(at, known.name));
            if let Some(ty) = known.ty {
                all(&format!("{at}.{}", known.name), &ty, places);
            }
        }),
        Type::Bool => places.extend([true, false].map(|value| case(at, &value.to_string()))),
        _ => {
            places.insert(at.to_owned());
        }
    }
}

/// Collects the places that a value uses.
pub fn used(at: &str, value: &Val, places: &mut BTreeSet<String>) {
    match value {
        Val::Option(None) => {
            places.insert(none(at));
        }
        Val::Option(Some(value)) => used(at, value, places),
        Val::Record(fields) => fields
            .iter()
            .for_each(|(name, value)| used(&format!("{at}.{name}"), value, places)),
        Val::List(items) => items
            .iter()
            .for_each(|item| used(&format!("{at}[]"), item, places)),
        Val::Enum(name) => {
            places.insert(case(at, name));
        }
        Val::Variant(name, payload) => {
            places.insert(case(at, name));
            if let Some(value) = payload {
                used(&format!("{at}.{name}"), value, places);
            }
        }
        Val::Bool(value) => {
            places.insert(case(at, &value.to_string()));
        }
        _ => {
            places.insert(at.to_owned());
        }
    }
}

fn none(at: &str) -> String {
    format!("{at} is none")
}

fn case(at: &str, name: &str) -> String {
    format!("{at}={name}")
}
