//! The audit log: `/api/events`.

use crate::wire::row::Row;

const EVENTS: &str = "/api/events";

pub fn rows() -> Vec<Row> {
    vec![
        // Beyond 32 bits, as in a public recording.
        Row::get("get-event(2190928420)", "/api/events/2190928420")
            .passes(200, r#"{"user_id":null}"#),
        Row::get("list-events()", EVENTS).lists_nothing(),
        Row::get("list-events({:})", EVENTS).lists_nothing(),
        // Ranges go in brackets, lists repeat their key.
        Row::get(
            r#"list-events({created-datetime: {gt: "2026-05-01T00:00:00+02:00", gte: "a", lt: "b", lte: "2026-06-01T00:00:00.5Z"}, object-id: 18446744073709551615, object-type: "TicketMessage", types: ["customer-merged", "new & unknown"], user-ids: [31, 18446744073709551615], order-by: created-datetime-asc, cursor: "c=", limit: 100})"#,
            EVENTS,
        )
        .query([
            ("created_datetime[gt]", "2026-05-01T00:00:00+02:00"),
            ("created_datetime[gte]", "a"),
            ("created_datetime[lt]", "b"),
            ("created_datetime[lte]", "2026-06-01T00:00:00.5Z"),
            ("object_id", "18446744073709551615"),
            ("object_type", "TicketMessage"),
            ("types", "customer-merged"),
            ("types", "new & unknown"),
            ("user_ids", "31"),
            ("user_ids", "18446744073709551615"),
            ("order_by", "created_datetime:asc"),
            ("cursor", "c="),
            ("limit", "100"),
        ])
        .lists_nothing(),
        Row::get(
            "list-events({created-datetime: {:}, types: [], user-ids: [], order-by: created-datetime-desc, limit: 1})",
            EVENTS,
        )
        .query([("order_by", "created_datetime:desc"), ("limit", "1")])
        .lists_nothing(),
    ]
}
