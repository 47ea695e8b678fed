//! What this creates in the account, so that it can be taken away again.

/// A customer of its own.
pub struct OwnCustomer {
    /// By it the customer is found if the answer to its creation was lost.
    pub email: String,
    /// None until an answer names it.
    pub id: Option<u64>,
    /// Deleted, or merged into another one.
    pub gone: bool,
}

/// Everything that was, or may have been, created.
pub struct Own {
    /// The label of the field, and the beginning of all other names.
    pub name: String,
    /// In the order of creation.
    pub customers: Vec<OwnCustomer>,
    /// Whether the creation of the field was tried.
    pub field_tried: bool,
    /// None until an answer names it.
    pub field: Option<u64>,
    /// A custom field cannot be deleted.
    pub field_archived: bool,
    /// No tool removes a file.
    pub files: usize,
}

/// Something that is still there.
pub struct Left {
    /// For the report: no id, no name.
    pub shown: String,
    /// For the person, to find it.
    pub real: String,
    /// Whether it could not be otherwise.
    pub unavoidable: bool,
}

impl Own {
    /// Nothing yet. `time` makes the names unique.
    pub fn new(time: &str) -> Self {
        Self {
            name: format!("gorgias-customers verify {time}"),
            customers: Vec::new(),
            field_tried: false,
            field: None,
            field_archived: false,
            files: 0,
        }
    }

    /// An email address that leads nowhere (RFC 2606).
    pub fn email(&self, number: usize) -> String {
        let stem = self.name.replace(' ', "-").to_lowercase();
        format!("{stem}-{number}@example.com")
    }

    /// The customer with this id is no more.
    pub fn gone(&mut self, id: u64) {
        let customers = self.customers.iter_mut();
        customers
            .filter(|one| one.id == Some(id))
            .for_each(|one| one.gone = true);
    }

    /// What is still there.
    pub fn left(&self) -> Vec<Left> {
        let mut left = Vec::new();
        for (number, customer) in (1..).zip(&self.customers) {
            if !customer.gone {
                left.push(Left {
                    shown: format!("customer-{number}: not deleted"),
                    real: named("customer", &customer.email, customer.id),
                    unavoidable: false,
                });
            }
        }
        if self.field.is_some() || (self.field_tried && !self.field_archived) {
            let (state, unavoidable) = match self.field_archived {
                true => ("archived; a custom field cannot be deleted", true),
                false => ("not archived", false),
            };
            left.push(Left {
                shown: format!("custom-field-1: {state}"),
                real: format!("{}, {state}", named("custom field", &self.name, self.field)),
                unavoidable,
            });
        }
        for number in 1..=self.files {
            left.push(Left {
                shown: format!("file-{number}: a few bytes; no tool removes a file"),
                real: format!(
                    "file verify.txt, uploaded as an attachment ({} bytes)",
                    FILE.len()
                ),
                unavoidable: true,
            });
        }
        left
    }
}

/// The file that is uploaded.
pub const FILE: &str = "verify\n";

fn named(kind: &str, name: &str, id: Option<u64>) -> String {
    match id {
        Some(id) => format!("{kind} {id} ({name})"),
        None => format!("{kind} {name}, if it was created at all"),
    }
}
