//! Advises on parameters that are often tried and are not there.

/// Words that are tried, the parameters that a tool has to have for the advice to fit, and the advice.
type Row = (
    &'static [&'static str],
    &'static [&'static str],
    &'static str,
);

/// The first row that fits counts.
const ROWS: [Row; 37] = [
    (
        &["page", "page_number", "offset", "skip", "starting_after"],
        &["cursor"],
        "pages have no numbers, give next_cursor as `cursor`",
    ),
    (
        &[
            "per_page",
            "page_size",
            "size",
            "count",
            "max_results",
            "first",
            "top",
        ],
        &["limit"],
        "it is `limit`",
    ),
    (
        &["limit", "per_page", "count", "max_results", "top"],
        &["size"],
        "it is `size`, at most 50",
    ),
    (
        &[
            "sort",
            "sort_by",
            "order",
            "orderby",
            "sort_order",
            "direction",
        ],
        &["order_by"],
        "it is `order_by`, with :asc or :desc at its end",
    ),
    (
        &["phone", "phone_number", "mobile", "tel", "whatsapp"],
        &["channel_address"],
        "search with type customers_by_phone finds by number, `channel_type` with `channel_address` exactly",
    ),
    (
        &["phone", "phone_number", "mobile", "tel", "phones"],
        &["channels"],
        r#"it goes into `channels`, which lists all: {"type":"phone","address":"+15550100001"}"#,
    ),
    (
        &[
            "emails",
            "whatsapp",
            "instagram",
            "facebook",
            "twitter",
            "addresses",
            "contacts",
        ],
        &["channels"],
        r#"it goes into `channels`, which lists all: {"type":"email","address":"ada@shop.test"}"#,
    ),
    (
        &[
            "q",
            "query",
            "search",
            "text",
            "keyword",
            "firstname",
            "lastname",
            "first_name",
            "last_name",
            "city",
        ],
        &["channel_address"],
        "search finds by a part of the name, email or number",
    ),
    (
        &[
            "q", "search", "text", "term", "keyword", "name", "email", "phone", "filter",
        ],
        &["query", "size"],
        "it is `query`, and `type` says where to look",
    ),
    (
        &["tags", "tag", "tag_ids"],
        &["language"],
        "customers have no tags here; a custom field holds such marks: update_customer_custom_field_value",
    ),
    (
        &["note", "notes", "comment", "comments"],
        &["language"],
        "no tool writes notes; a custom field or update_customer_data can hold one",
    ),
    (
        &[
            "firstname",
            "lastname",
            "first_name",
            "last_name",
            "full_name",
            "fullname",
            "first",
            "last",
        ],
        &["name", "channels"],
        "it is `name`, the full one: first and last name are made from it",
    ),
    (
        &["custom_fields", "fields_values", "attributes"],
        &["name", "channels"],
        "update_customer_custom_field_values sets values",
    ),
    (
        &["data", "external_data", "metadata", "meta"],
        &["name", "channels"],
        "update_customer_data stores such data",
    ),
    (
        &[
            "created_after",
            "created_before",
            "updated_after",
            "updated_since",
            "created_datetime",
            "start_date",
            "end_date",
            "since",
            "until",
        ],
        &["channel_address"],
        "no tool filters customers by date: list with `order_by` and stop there, or use list_events",
    ),
    (
        &[
            "start_date",
            "end_date",
            "start",
            "end",
            "from",
            "to",
            "since",
            "until",
            "after",
            "before",
            "date",
            "period",
            "start_datetime",
            "end_datetime",
        ],
        &["created_datetime", "types"],
        r#"it goes into `created_datetime`: {"gte":"2026-05-01T00:00:00Z","lt":"2026-06-01T00:00:00Z"}"#,
    ),
    (
        &["from", "since", "start", "start_date", "min"],
        &["gte", "lt"],
        "it is `gte`",
    ),
    (
        &["to", "until", "end", "end_date", "max", "before"],
        &["gte", "lt"],
        "it is `lt`",
    ),
    (&["after"], &["gte", "gt"], "it is `gt`"),
    (
        &["event_type", "event_types", "type", "event", "events"],
        &["types", "user_ids"],
        r#"it is `types`: ["customer-deleted"]"#,
    ),
    (
        &["customer_id", "ticket_id", "customer", "id"],
        &["object_id", "object_type"],
        "it is `object_id`, with `object_type` Customer or Ticket",
    ),
    (
        &[
            "scope",
            "measures",
            "dimensions",
            "time_dimensions",
            "filters",
            "granularity",
            "timezone",
            "order",
            "start_date",
            "end_date",
            "period",
            "metric",
        ],
        &["query", "cursor"],
        "it goes into `query`",
    ),
    (
        &[
            "period",
            "start_date",
            "end_date",
            "start_datetime",
            "end_datetime",
            "channels",
            "agents",
            "tags",
        ],
        &["filters"],
        r#"it goes into `filters`: {"period":{"start_datetime":"2026-05-01T00:00:00Z","end_datetime":"2026-05-31T23:59:59Z"}}"#,
    ),
    (
        &[
            "url",
            "uri",
            "address",
            "link",
            "file_url",
            "attachment_url",
            "path",
            "id",
        ],
        &["resource_name", "domain_hash"],
        "take the address apart: https://…/api/{`file_type`}/download/{`domain_hash`}/{`resource_name`}",
    ),
    (
        &["url", "file_url", "path", "file_path", "link", "uri"],
        &["file", "encoding"],
        "this server reads no files and fetches nothing: give the content as `file`",
    ),
    (
        &["content", "data", "body", "base64", "text"],
        &["file", "encoding"],
        "it is `file`",
    ),
    (
        &["filename", "file_name"],
        &["name", "encoding"],
        "it is `name`",
    ),
    (
        &["mime_type", "mimetype", "media_type"],
        &["content_type", "encoding"],
        "it is `content_type`",
    ),
    (
        &[
            "ids",
            "customer_ids",
            "customers",
            "duplicates",
            "sources",
            "source_ids",
        ],
        &["source_id", "target_id"],
        "one is merged into another: `source_id` disappears, `target_id` stays",
    ),
    (
        &["value", "values", "data"],
        &["customer_id", "body"],
        r#"it is `body`, for one field {"value": …}, for several [{"id": …, "value": …}]"#,
    ),
    (
        &["field_id", "custom_field_id", "custom_field"],
        &["customer_id", "id"],
        "it is `id`, the custom field's",
    ),
    (
        &[
            "customer_id",
            "user_id",
            "customer",
            "field_id",
            "custom_field_id",
            "event_id",
        ],
        &["id"],
        "it is `id`",
    ),
    (
        &["include", "includes", "expand", "with"],
        &["relationships"],
        "it is `relationships`; all else comes without asking",
    ),
    (
        &["archived", "active", "is_active", "archive", "status"],
        &["deactivated_datetime", "clear"],
        "`deactivated_datetime` archives, `clear` with it brings back",
    ),
    (
        &[
            "choices",
            "options",
            "type",
            "field_type",
            "data_type",
            "input_type",
            "input_settings",
            "min",
            "max",
            "values",
        ],
        &["definition"],
        "it goes into `definition`, whole",
    ),
    (
        &["position", "order", "sort_order", "rank"],
        &["priority"],
        "it is `priority`, highest first",
    ),
    (&["name", "title"], &["label"], "it is `label`"),
];

/// Returns what to give in place of a parameter, for a tool or object that has these.
pub fn advice(name: &str, known: &[&str]) -> Option<&'static str> {
    let name = name.replace('-', "_").to_ascii_lowercase();
    let fits = |(words, needs, _): &&Row| {
        words.contains(&&*name) && needs.iter().all(|need| known.contains(need))
    };
    ROWS.iter().find(fits).map(|(_, _, advice)| *advice)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{dialect::PREFIX, tools::TOOLS};
    use std::vec::Vec;

    /// Parameters of objects inside of arguments.
    const RANGE: [&str; 4] = ["gt", "gte", "lt", "lte"];

    #[test]
    fn each_row_fits_a_tool_and_names_what_is_there() {
        for (words, needs, advice) in ROWS {
            let tools = TOOLS.iter().map(|tool| tool.parameters);
            let all = tools.chain([RANGE.as_slice()]);
            let fitting: Vec<_> = all
                .filter(|known| needs.iter().all(|need| known.contains(need)))
                .collect();
            assert!(!fitting.is_empty(), "{needs:?} {advice}");
            for quoted in advice.split('`').skip(1).step_by(2) {
                assert!(
                    fitting.iter().any(|known| known.contains(&quoted)),
                    "{quoted}: {advice}"
                );
            }
            for word in advice.split([' ', ',', ':', ';', '.']) {
                let is_tool = TOOLS
                    .iter()
                    .any(|tool| tool.name.trim_start_matches(PREFIX) == word);
                let starts = ["update_", "list_", "get_", "create_", "delete_", "merge_"];
                let looks = starts.iter().any(|start| word.starts_with(start));
                assert_eq!(looks, is_tool && word.contains('_'), "{word}: {advice}");
            }
            for word in words {
                let reached = fitting.iter().any(|known| {
                    !known.contains(word) && super::advice(word, known) == Some(advice)
                });
                assert!(reached, "{word}: {advice}");
            }
        }
    }
}
