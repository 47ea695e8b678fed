//! No answer: forbidden by a policy, out of time, out of reach.

use super::case::{Case, Granted};
use mock::Mock;
use std::time::Duration;

const GET: &str = "get-customer(700101)";
const CREATE: &str = "create-customer({channels: []})";
const LOOK: &str = "look before you repeat it";
const ACCESS: &str = "GORGIAS_ACCESS";
const TIMEOUT: &str = "GORGIAS_TIMEOUT_SECONDS";

pub fn cases() -> Vec<Case> {
    let slow = || Mock::builder().latency(Duration::from_secs(8));
    let care_guide = r#"download-file("attachment", "Hna8kldnmlal", "care-guide-3f9c1d2e-5b7a-4c8d-9e0f-1a2b3c4d5e6f.txt")"#;
    vec![
        Case::new("blocked-by-policy", CREATE)
            .set(ACCESS, "read-only")
            .says(["create-customer", ACCESS, "read-only", "Nothing was sent"]),
        Case::new("blocked-by-policy", "merge-customers(1, 2)")
            .set(ACCESS, "no-delete")
            .says(["merge-customers", ACCESS, "no-delete", "Nothing was sent"]),
        Case::new("blocked-by-policy", GET)
            .granted(Granted::Nothing)
            .says(["Grant", "{api}"]),
        Case::new("blocked-by-policy", CREATE)
            .granted(Granted::Nothing)
            .says(["Grant", "{api}"])
            .never(LOOK),
        // The file host has to be granted too, and only the redirect tells its name.
        Case::new("blocked-by-policy", care_guide)
            .granted(Granted::ApiAlone)
            .sent(1)
            .says(["Grant", "{files}"])
            .never("signature"),
        Case::new("timeout", GET)
            .mock(slow())
            .set(TIMEOUT, "2")
            .sent(1)
            .says(["{api}", "within 2 s", TIMEOUT])
            .never(LOOK),
        Case::new("timeout", CREATE)
            .mock(slow())
            .set(TIMEOUT, "2")
            .sent(1)
            .says([TIMEOUT, LOOK]),
        refused(GET),
        refused(CREATE),
    ]
}

/// Every method may be tried again, since nothing has left.
fn refused(call: &str) -> Case {
    Case::new("network", call)
        .dead_end()
        // All tries and the waits between them fit into it twice.
        .set(TIMEOUT, "5")
        .says(["No connection", "refused"])
        .never(LOOK)
}
