//! Creates records in the account, and takes them away again.

use crate::{
    known::Known,
    probe::{End, Kind, Probe, Reply},
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Says what will be done, for the person to agree to.
pub const PLAN: &str = "\
- create one custom field for customers and change it; at the end it is archived, since a custom
  field cannot be deleted
- create two customers with addresses at example.com, change them, merge one into the other, delete
  the other; and the same once more, since merging and each way of deleting uses one up
- give the first of them a value of one custom field that exists already, which goes with it
- upload a file of a few bytes, which no tool can remove, and download it";

/// Something that was, or may have been, created.
#[derive(Default)]
struct Thing {
    /// By it the thing is found if the answer to its creation was lost: an address, a label.
    name: String,
    /// None until an answer names it.
    id: Option<u64>,
    /// Deleted, merged into another one, or never created; a field: archived.
    gone: bool,
}

/// Everything that was, or may have been, created.
#[derive(Default)]
pub struct Created {
    /// By number.
    customers: BTreeMap<String, Thing>,
    field: Option<Thing>,
    files: usize,
}

/// Something that is still there.
pub struct Leftover {
    /// For the report: no id, no name.
    pub shown: String,
    /// For the person, to find it.
    pub real: String,
    /// Whether it could not be otherwise.
    pub unavoidable: bool,
}

/// Names everything that is created, by a time that makes it unique. The addresses lead nowhere
/// (RFC 2606).
pub fn names(time: &str) -> Value {
    let name = format!("gorgias-customers verify {time}");
    let stem = name.replace(' ', "-").to_lowercase();
    let mut names = json!({"name": name});
    for number in [1, 2, 3, 4, 11] {
        names[format!("email{number}")] = format!("{stem}-{number}@example.com").into();
    }
    names
}

impl Created {
    /// Notes that this is about to be created: `field`, `file`, or a customer's number.
    pub fn tries(&mut self, what: &str, known: &Known) {
        let named = |name: &str| Thing {
            name: known.get(name).as_str().unwrap_or_default().to_owned(),
            ..Thing::default()
        };
        match what {
            "file" => {}
            "field" => self.field = Some(named("name")),
            customer => {
                let thing = named(&format!("email{customer}"));
                self.customers.insert(customer.to_owned(), thing);
            }
        }
    }

    /// Notes what came of it.
    pub fn tried(&mut self, what: &str, reply: &Reply) {
        let thing = match what {
            "file" => {
                self.files += usize::from(reply.may_be_done());
                return;
            }
            "field" => self.field.as_mut(),
            customer => self.customers.get_mut(customer),
        };
        if let Some(thing) = thing {
            thing.id = reply.id();
            thing.gone = !reply.may_be_done();
        }
        if self.field.as_ref().is_some_and(|it| it.gone) {
            self.field = None;
        }
    }

    /// Notes that the customer is no more.
    pub fn gone(&mut self, customer: &str) {
        if let Some(thing) = self.customers.get_mut(customer) {
            thing.gone = true;
        }
    }

    /// Deletes what is left, and archives the field. Goes on after a failure.
    pub async fn clean_up(&mut self, probe: &mut Probe) -> Result<(), End> {
        let mut ask = async |tool: &str, with: Value| {
            let kind = Kind::Ask(tool.to_owned());
            probe.ask(&kind, None, &with).await
        };
        let mut ended = Ok(());
        for thing in self.customers.values_mut().filter(|it| !it.gone) {
            let cleaned = async {
                if thing.id.is_none() {
                    let reply = ask("list-customers", json!({"email": thing.name})).await?;
                    thing.id = reply.find("email", &thing.name);
                    thing.gone = reply.result.is_ok() && thing.id.is_none();
                }
                if let Some(id) = thing.id {
                    let reply = ask("delete-customer", json!({"id": id})).await?;
                    thing.gone = reply.result.is_ok() || matches!(reply.status(), Some(301 | 404));
                }
                Ok(())
            };
            ended = cleaned.await.and(ended);
            // Only a call that could not be made says nothing about the next one.
            if !matches!(ended, Ok(()) | Err(End::Broken)) {
                return ended;
            }
        }
        if let Some(field) = &mut self.field {
            if field.id.is_none() {
                let with = json!({"object_type": "Customer", "search": field.name});
                let reply = ask("list-custom-fields", with).await?;
                field.id = reply.find("label", &field.name);
                field.gone = reply.result.is_ok() && field.id.is_none();
            }
            if let Some(id) = field.id {
                let with = json!({"id": id, "deactivated_datetime": "2026-01-01T00:00:00Z"});
                field.gone = ask("update-custom-field", with).await?.result.is_ok();
            }
        }
        ended
    }

    /// Lists what is still there.
    pub fn left(&self) -> Vec<Leftover> {
        let mut left = Vec::new();
        for (number, customer) in &self.customers {
            if !customer.gone {
                left.push(Leftover {
                    shown: format!("customer-{number}: not deleted"),
                    real: customer.named("customer"),
                    unavoidable: false,
                });
            }
        }
        if let Some(field) = self.field.as_ref().filter(|it| it.id.is_some() || !it.gone) {
            let state = match field.gone {
                true => "archived; a custom field cannot be deleted",
                false => "not archived",
            };
            left.push(Leftover {
                shown: format!("custom-field-1: {state}"),
                real: format!("{}, {state}", field.named("custom field")),
                unavoidable: field.gone,
            });
        }
        for number in 1..=self.files {
            left.push(Leftover {
                shown: format!("file-{number}: a few bytes; no tool removes a file"),
                real: "file verify.txt, uploaded as an attachment".to_owned(),
                unavoidable: true,
            });
        }
        left
    }
}

impl Thing {
    fn named(&self, kind: &str) -> String {
        match self.id {
            Some(id) => format!("{kind} {id} ({})", self.name),
            None => format!("{kind} {}, if it was created at all", self.name),
        }
    }
}
