//! An entry of the audit log.

use serde_json::{Value, json};

use crate::time::{self, Micros};

#[derive(Clone, Debug)]
pub struct Event {
    pub id: u64,
    pub context: String,
    pub created: Micros,
    pub data: Option<Value>,
    pub object_id: u64,
    pub object_type: &'static str,
    pub kind: &'static str,
    /// None when the event was automatic.
    pub user_id: Option<u64>,
}

impl Event {
    pub fn view(&self) -> Value {
        json!({
            "id": self.id,
            "context": self.context,
            "created_datetime": time::live(self.created),
            "data": self.data,
            "object_id": self.object_id,
            "object_type": self.object_type,
            "type": self.kind,
            "user_id": self.user_id,
            // Unlike the `uri` of lists it ends with a slash. Seen live.
            "uri": format!("/api/events/{}/", self.id),
        })
    }
}
