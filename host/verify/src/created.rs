//! Creates records in the account, and takes them away again.

use crate::{
    known::Known,
    probe::{End, Kind, Probe, Reply},
};
use serde_json::{Value, json};

/// Says what will be done, for the person to agree to.
pub const PLAN: &str = "\
- create one custom field for customers and change it; at the end it is archived, since a custom
  field cannot be deleted
- create two customers with addresses at example.com, change them, merge one into the other, delete
  the other; and the same once more, since merging and each way of deleting uses one up
- give the first of them a value of one custom field that exists already, which goes with it
- upload a file of a few bytes, which no tool can remove, and download it";

/// A record that was, or may have been, created.
struct Thing {
    /// The number of the customer, or `field`.
    what: String,
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
    /// In the order of their creation.
    things: Vec<Thing>,
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
        let name = match what {
            // It could not be found by anything.
            "file" => return,
            "field" => "name".to_owned(),
            customer => format!("email{customer}"),
        };
        self.things.push(Thing {
            what: what.to_owned(),
            name: known.get(&name).as_str().unwrap_or_default().to_owned(),
            id: None,
            gone: false,
        });
    }

    /// Notes what came of it.
    pub fn tried(&mut self, what: &str, reply: &Reply) {
        let may_be_there = reply.may_be_done();
        match (what, self.things.last_mut()) {
            ("file", _) => self.files += usize::from(may_be_there),
            (_, Some(thing)) if may_be_there => thing.id = reply.id(),
            _ => _ = self.things.pop(),
        }
    }

    /// Notes that the customer is no more.
    pub fn gone(&mut self, customer: &str) {
        self.things.retain(|it| it.what != customer);
    }

    /// Deletes what is left, the newest first, and archives the field. Goes on after a failure.
    pub async fn clean_up(&mut self, probe: &mut Probe) -> Result<(), End> {
        let mut ended = Ok(());
        for thing in self.things.iter_mut().rev() {
            ended = thing.clean_up(probe).await.and(ended);
            // Only a call that could not be made says nothing about the next one.
            if !matches!(ended, Ok(()) | Err(End::Broken)) {
                break;
            }
        }
        ended
    }

    /// Lists what is still there.
    pub fn left(&self) -> Vec<Leftover> {
        let things = self.things.iter().filter_map(Thing::left);
        let files = (1..=self.files).map(|number| Leftover {
            shown: format!("file-{number}: a few bytes; no tool removes a file"),
            real: "file verify.txt, uploaded as an attachment".to_owned(),
            unavoidable: true,
        });
        things.chain(files).collect()
    }
}

impl Thing {
    fn is_field(&self) -> bool {
        self.what == "field"
    }

    async fn clean_up(&mut self, probe: &mut Probe) -> Result<(), End> {
        let mut ask = async |tool: &str, with: Value| {
            let kind = Kind::Ask(tool.to_owned());
            probe.ask(&kind, None, &with).await
        };
        let (find, with, key, remove) = match self.is_field() {
            true => (
                "list-custom-fields",
                json!({"object_type": "Customer", "search": self.name}),
                "label",
                "update-custom-field",
            ),
            false => (
                "list-customers",
                json!({"email": self.name}),
                "email",
                "delete-customer",
            ),
        };
        if self.id.is_none() {
            let reply = ask(find, with).await?;
            self.id = reply.find(key, &self.name);
            self.gone = reply.result.is_ok() && self.id.is_none();
        }
        if let Some(id) = self.id {
            let mut with = json!({"id": id});
            if self.is_field() {
                with["deactivated_datetime"] = "2026-01-01T00:00:00Z".into();
            }
            let reply = ask(remove, with).await?;
            let is_absent = !self.is_field() && matches!(reply.status(), Some(301 | 404));
            self.gone = reply.result.is_ok() || is_absent;
        }
        Ok(())
    }

    fn left(&self) -> Option<Leftover> {
        if self.gone && (self.id.is_none() || !self.is_field()) {
            return None;
        }
        let record = match self.id {
            Some(id) => format!("{id} ({})", self.name),
            None => format!("{}, if it was created at all", self.name),
        };
        if !self.is_field() {
            return Some(Leftover {
                shown: format!("customer-{}: not deleted", self.what),
                real: format!("customer {record}"),
                unavoidable: false,
            });
        }
        let state = match self.gone {
            true => "archived; a custom field cannot be deleted",
            false => "not archived",
        };
        Some(Leftover {
            shown: format!("custom-field-1: {state}"),
            real: format!("custom field {record}, {state}"),
            unavoidable: self.gone,
        })
    }
}
