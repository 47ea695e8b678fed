//! Reads the records that a call would hit, with GET alone: for the person who is asked, and for previews.

use crate::json::{self, object};
use alloc::{string::String, vec::Vec};
use gorgias_customers::{
    bindings::gorgias::customers::types::ErrorKind, client::Client, error::Error, tool::Tool, tools,
};

/// The kind of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Customer,
    Field,
    /// The values that a customer has of custom fields.
    Values,
}

/// The records that a call would hit, as far as they could be read.
#[derive(Default)]
pub struct Records {
    found: Vec<Found>,
    /// The customer's values, where the call removes one of them.
    values: Option<String>,
}

/// One of those that a call would hit.
pub struct Found {
    pub kind: Kind,
    pub id: u64,
    /// JSON, without what is hidden; or why there is none.
    pub record: Result<String, &'static str>,
}

impl Records {
    /// Reads these. `max_bytes` is how much all of them may have together.
    pub async fn read(
        targets: &[(Kind, u64)],
        client: &Client<'_>,
        may_read: &dyn Fn(Tool) -> bool,
        max_bytes: usize,
    ) -> Self {
        let mut records = Records::default();
        let mut bytes = 0;
        for &(kind, id) in targets {
            let (tool, call) = match kind {
                Kind::Customer => (Tool::GetCustomer, tools::get_customer(id, None)),
                Kind::Field => (Tool::GetCustomField, tools::get_custom_field(id)),
                Kind::Values => (
                    Tool::ListCustomerCustomFieldsValues,
                    tools::list_customer_custom_fields_values(id),
                ),
            };
            let record = match call {
                _ if !may_read(tool) => Err("the settings do not let it be read"),
                _ if bytes > max_bytes => {
                    Err("it was not read, since the others are large: take fewer at once")
                }
                Ok(call) => client.call(call).await.map_err(|error| reason(&error)),
                Err(error) => Err(reason(&error)),
            };
            match kind {
                Kind::Values => records.values = record.ok(),
                _ => {
                    bytes += record.as_ref().map_or(0, String::len);
                    records.found.push(Found { kind, id, record });
                }
            }
        }
        records
    }

    /// Returns all of those that were looked for.
    pub fn found(&self) -> &[Found] {
        &self.found
    }

    /// Returns the record of this id, as far as it was read.
    pub fn record(&self, kind: Kind, id: u64) -> Option<&str> {
        let mut found = self.found.iter();
        let found = found.find(|one| one.kind == kind && one.id == id)?;
        found.record.as_deref().ok()
    }

    /// Returns the entry of the customer's values that is of this field.
    pub fn entry(&self, field: u64) -> Option<&str> {
        let mut entries = json::items(self.values.as_deref()?)?.into_iter();
        entries.find(|entry| {
            let of = object(entry).get("field").map(|of| object(of));
            of.and_then(|of| of.get("id")?.parse().ok()) == Some(field)
        })
    }
}

fn reason(error: &Error) -> &'static str {
    match error.kind {
        ErrorKind::NotFound => "there is none of this id",
        ErrorKind::Merged => "it was merged into another one",
        _ => "it could not be read",
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// Makes records as if they had been read.
    pub fn of(found: Vec<Found>) -> Records {
        Records {
            found,
            values: None,
        }
    }
}
