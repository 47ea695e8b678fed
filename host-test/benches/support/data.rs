//! The server's answers: shaped as the API answers, made once, the same in every run.

use bytes::Bytes;
use std::fmt::Write;

/// Writes one row of a list of customers, as a public recording shows it: without channels and
/// integrations.
fn row(out: &mut String, index: usize) {
    let id = 700_101 + index;
    let micros = 118_000 + index % 800_000;
    let _ = write!(
        out,
        "{{\"id\": {id}, \"external_id\": null, \"active\": true, \
         \"email\": \"customer{index}@shop.test\", \"name\": \"Ada Mae Byron {index}\", \
         \"firstname\": \"Ada\", \"lastname\": \"{index}\", \"language\": \"en\", \
         \"timezone\": \"Europe/Paris\", \
         \"created_datetime\": \"2026-05-01T09:00:00.{micros:06}+00:00\", \
         \"updated_datetime\": \"2026-05-01T09:00:00.{micros:06}+00:00\", \
         \"meta\": {{\"name_set_via\": \"agent\"}}, \"data\": null, \
         \"note\": \"Asked for \\\"blue\\\", caf\u{e9} au lait\", \
         \"custom_fields\": {{\"4411\": {{\"id\": 4411, \"value\": \"VIP\"}}}}}}"
    );
}

/// Returns the envelope with so many customers.
pub fn customers(count: usize) -> Bytes {
    let mut out = String::from("{\"object\": \"list\", \"uri\": \"/api/customers\", \"data\": [");
    for index in 0..count {
        if index > 0 {
            out.push_str(", ");
        }
        row(&mut out, index);
    }
    out.push_str(
        "], \"meta\": {\"prev_cursor\": null, \
         \"next_cursor\": \"WyJuZXh0IiwgIjIwMjYtMDgtMjZUMTg6MzUiLCA1MTk3NTM5MDRd\"}}",
    );
    out.into()
}

/// One customer with a channel.
pub fn customer() -> Bytes {
    let mut out = String::new();
    row(&mut out, 0);
    out.pop();
    out.push_str(
        ", \"channels\": [{\"id\": 900201, \"type\": \"email\", \
         \"address\": \"ada@shop.test\", \"preferred\": true, \
         \"created_datetime\": \"2026-05-01T09:00:00.120000+00:00\", \
         \"updated_datetime\": \"2026-05-01T09:00:00.120000+00:00\", \
         \"deleted_datetime\": null, \
         \"user\": {\"id\": 700101, \"name\": \"Ada Mae Byron\"}, \
         \"customer\": {\"id\": 700101, \"name\": \"Ada Mae Byron\"}}], \
         \"customer\": null, \"integrations\": {}, \"external_data\": {}, \
         \"ecommerce_data\": {}}",
    );
    out.into()
}

/// The answer to an upload.
pub const UPLOADED: &str = r#"[{"content_type": "image/png", "name": "box.png", "size": 1048576, "url": "https://uploads.example.test/box.png"}]"#;

/// Returns a file that is no text.
pub fn binary(size: usize) -> Bytes {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let bytes = std::iter::repeat_with(|| {
        // xorshift64: any bytes do, as long as they are the same in every run.
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()
    });
    bytes.flatten().take(size).collect()
}
