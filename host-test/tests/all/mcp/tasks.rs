//! What agents are asked for every day, each with the calls that the tools' descriptions alone
//! suggest.

use super::{call, session};
use crate::support::sandbox_with;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use host::Sandbox;
use mock::{Mock, MockBuilder};
use serde_json::{Value, json};

/// A shop, and an agent that may do everything in it.
struct Agent {
    mock: Mock,
    sandbox: Sandbox,
}

impl Agent {
    async fn new() -> Self {
        Self::with(Mock::builder()).await
    }

    async fn with(mock: MockBuilder) -> Self {
        let mock = mock.start().await.expect("a port is free");
        let sandbox = sandbox_with(&mock);
        Self { mock, sandbox }
    }

    async fn result(&self, tool: &str, arguments: Value) -> Value {
        let answers = session(&self.sandbox, call(tool, &arguments.to_string())).await;
        let answer: Value = serde_json::from_str(&answers[0]).expect("JSON");
        answer["result"].clone()
    }

    /// The structured content.
    async fn ok(&self, tool: &str, arguments: Value) -> Value {
        let result = self.result(tool, arguments).await;
        assert_eq!(result["isError"], false, "{tool}: {}", result["content"]);
        result["structuredContent"].clone()
    }

    /// The text of an error.
    async fn err(&self, tool: &str, arguments: Value) -> String {
        let result = self.result(tool, arguments).await;
        assert_eq!(result["isError"], true, "{tool}: {}", result["content"]);
        text(&result).to_owned()
    }
}

fn text(result: &Value) -> &str {
    result["content"][0]["text"].as_str().expect("a text")
}

/// A key of each item.
fn each<'a>(list: &'a Value, key: &str) -> Vec<&'a Value> {
    let items = list["items"].as_array().expect("items");
    items.iter().map(|item| &item[key]).collect()
}

#[tokio::test]
async fn find_a_customer_by_phone_and_tag_them_vip() {
    let agent = Agent::new().await;
    let query = json!({"type": "customers_by_phone", "query": "+15550100004"});
    let found = agent.ok("search", query).await;
    let customer = &found["items"][0]["id"];
    let query = json!({"object_type": "Customer", "fields": ["id", "label", "definition.input_settings.choices"]});
    let fields = agent.ok("list_custom_fields", query).await;
    let items = fields["items"].as_array().expect("fields");
    let has_vip = |field: &&Value| {
        let choices = field["definition"]["input_settings"]["choices"].as_array();
        choices.is_some_and(|choices| choices.contains(&json!("VIP")))
    };
    let field = &items.iter().find(has_vip).expect("a field")["id"];
    let value = json!({"customer_id": customer, "id": field, "body": "VIP"});
    agent.ok("update_customer_custom_field_value", value).await;
    let values = json!({"customer_id": customer, "fields": ["field.id", "value"]});
    let values = agent.ok("list_customer_custom_fields_values", values).await;
    let vip = json!({"field": {"id": field}, "value": "VIP"});
    assert!(values["items"].as_array().expect("values").contains(&vip));
}

#[tokio::test]
async fn merge_duplicates() {
    let agent = Agent::new().await;
    let twin = json!({"name": "Ada Mae Byron", "email": "ada@old.test", "channels": [{"type": "email", "address": "ada@old.test"}]});
    agent.ok("create_customer", twin).await;
    let query = json!({"type": "customer", "query": "ada mae"});
    let found = agent.ok("search", query).await;
    let ids = each(&found, "id");
    let [target, source] = ids.as_slice() else {
        panic!("{found}");
    };
    let mut merge = json!({"source_id": source, "target_id": target, "dry_run": true});
    let plan = agent.ok("merge_customers", merge.clone()).await;
    assert_eq!(plan["method"], "PUT");
    merge["dry_run"] = false.into();
    let merged = agent.ok("merge_customers", merge).await;
    assert_eq!(&&merged["id"], target);
    let gone = agent.err("get_customer", json!({"id": source})).await;
    assert!(gone.contains("was merged into another one"), "{gone}");
}

/// A month of May, both filters of it.
fn may() -> Value {
    json!([
        {"member": "periodStart", "operator": "afterDate", "values": ["2026-05-01"]},
        {"member": "periodEnd", "operator": "beforeDate", "values": ["2026-06-01"]},
    ])
}

#[tokio::test]
async fn tickets_created_per_week_and_channel() {
    let agent = Agent::new().await;
    let query = json!({
        "scope": "tickets-created", "timezone": "UTC", "filters": may(),
        "measures": ["ticketCount"], "dimensions": ["channel"],
        "time_dimensions": [{"dimension": "createdDatetime", "granularity": "week"}],
        "order": [["ticketCount", "desc"]],
    });
    let rows = agent
        .ok("post_api_reporting_stats", json!({"query": query}))
        .await;
    assert_eq!(each(&rows, "ticketCount"), ["47", "46", "31"]);
    assert_eq!(rows["items"][0]["channel"], "email");
    assert_eq!(
        rows["items"][0]["createdDatetime"],
        "2026-05-04T00:00:00.000"
    );
}

#[tokio::test]
async fn median_first_response_time_per_agent() {
    let agent = Agent::new().await;
    let mut query = json!({
        "scope": "first-response-time", "timezone": "UTC", "filters": may(),
        "measures": ["medianFirstResponse"], "dimensions": ["agentId"],
    });
    // A name that is nearly right is answered with those that are.
    let error = agent
        .err("post_api_reporting_stats", json!({"query": query}))
        .await;
    let known = "known to take measures medianFirstResponseTime, averageFirstResponseTime;";
    assert!(error.contains(known), "{error}");
    query["measures"] = json!(["medianFirstResponseTime"]);
    let rows = agent
        .ok("post_api_reporting_stats", json!({"query": query}))
        .await;
    assert_eq!(each(&rows, "agentId"), [31, 32, 33]);
    assert_eq!(rows["items"][0]["medianFirstResponseTime"], "86.5");
}

#[tokio::test]
async fn store_an_invoice() {
    let agent = Agent::new().await;
    let invoice = STANDARD.encode(b"%PDF-1.7\n\xff\0 an invoice");
    let file = json!({"file": invoice, "name": "invoice-7.pdf", "encoding": "base64", "content_type": "application/pdf"});
    let stored = agent.ok("post_api_upload", file).await;
    assert_eq!(stored["items"][0]["name"], "invoice-7.pdf");
    assert_eq!(stored["items"][0]["size"], 22);
    assert!(stored["items"][0]["url"].is_string());
}

#[tokio::test]
async fn see_which_fields_are_archived_and_bring_one_back() {
    let agent = Agent::new().await;
    let query = json!({"object_type": "Ticket", "archived": true, "fields": ["id", "label"]});
    let archived = agent.ok("list_custom_fields", query.clone()).await;
    assert_eq!(archived["items"], json!([{"id": 4417, "label": "Courier"}]));
    let back = json!({"id": 4417, "clear": ["deactivated_datetime"]});
    agent.ok("update_custom_field", back).await;
    let archived = agent.ok("list_custom_fields", query).await;
    assert_eq!(archived["items"], json!([]));
}

#[tokio::test]
async fn see_who_deleted_a_customer_yesterday() {
    let agent = Agent::new().await;
    agent.ok("delete_customer", json!({"id": 700_105})).await;
    let query = json!({
        "object_type": "Customer", "object_id": 700_105, "types": ["customer-deleted"],
        "created_datetime": {"gte": "2026-05-31T00:00:00Z", "lt": "2026-06-01T00:00:00Z"},
        "fields": ["user_id"],
    });
    let events = agent.ok("list_events", query).await;
    assert_eq!(events["items"], json!([{"user_id": 31}]));
}

#[tokio::test]
async fn add_a_choice_to_a_dropdown_without_losing_one() {
    let agent = Agent::new().await;
    let read = json!({"id": 4411, "fields": ["definition"]});
    let mut definition = agent.ok("get_custom_field", read.clone()).await["definition"].clone();
    let choices = definition["input_settings"]["choices"].as_array_mut();
    let choices = choices.expect("choices");
    choices.push("Wholesale".into());
    let count = choices.len();
    let update = json!({"id": 4411, "definition": definition});
    agent.ok("update_custom_field", update).await;
    let after = agent.ok("get_custom_field", read).await;
    let choices = after["definition"]["input_settings"]["choices"].as_array();
    let choices = choices.expect("choices");
    assert_eq!((choices.len(), &choices[0]), (count, &json!("VIP")));
}

#[tokio::test]
async fn add_a_second_email() {
    let agent = Agent::new().await;
    let fields = ["channels.type", "channels.address", "channels.preferred"];
    let read = json!({"id": 700_102, "fields": fields});
    let mut channels = agent.ok("get_customer", read.clone()).await["channels"].clone();
    let second = json!({"type": "email", "address": "bruno@home.test", "preferred": false});
    channels.as_array_mut().expect("channels").push(second);
    let update = json!({"id": 700_102, "channels": channels});
    agent.ok("update_customer", update).await;
    let after = agent.ok("get_customer", read).await;
    assert_eq!(after["channels"], channels);
    assert_eq!(channels.as_array().map(Vec::len), Some(3));
}

#[tokio::test]
async fn list_all_french_customers() {
    let agent = Agent::new().await;
    let query = json!({"language": "fr", "fields": ["id", "email", "language"]});
    let french = agent.ok("list_customers", query).await;
    assert!(each(&french, "language").iter().all(|it| *it == "fr"));
    assert_eq!(each(&french, "id").len(), 8);
    assert_eq!(french["next_cursor"], Value::Null);
}

#[tokio::test]
async fn fetch_an_attachment() {
    let agent = Agent::new().await;
    let address = "https://acme.gorgias.com/api/attachment/download/Hna8kldnmlal/damaged-box-c9f158fc-062d-4b00-a826-e29b36852c9b.png";
    let mut parts = address.rsplit('/');
    let (name, hash) = (parts.next(), parts.next());
    let file = json!({"file_type": "attachment", "domain_hash": hash, "resource_name": name});
    let result = agent.result("download_file", file).await;
    assert_eq!(result.get("structuredContent"), None);
    assert!(text(&result).contains(r#""content_type":"image/png""#));
    assert_eq!(result["content"][1]["type"], "image");
}

#[tokio::test]
async fn delete_two_hundred_spam_customers_previewed_first() {
    let agent = Agent::with(Mock::builder().customers(240_usize)).await;
    let mut ids: Vec<Value> = Vec::new();
    let mut query = json!({"limit": 100, "order_by": "created_datetime:desc", "fields": ["id"]});
    while ids.len() < 200 {
        let page = agent.ok("list_customers", query.clone()).await;
        ids.extend(each(&page, "id").into_iter().cloned());
        query["cursor"] = page["next_cursor"].clone();
    }
    ids.truncate(200);
    // One call takes a hundred; the preview reads, and changes nothing.
    for ids in ids.chunks(100) {
        agent.mock.clear_requests();
        let mut delete = json!({"ids": ids, "dry_run": true});
        let plan = agent.ok("delete_customers", delete.clone()).await;
        assert_eq!(plan["dry_run"], true);
        assert_eq!(plan["body"]["ids"], json!(ids));
        assert!(plan["would_remove"].is_array(), "{plan}");
        let requests = agent.mock.requests();
        assert!(requests.iter().all(|request| request.method == "GET"));
        delete["dry_run"] = false.into();
        agent.ok("delete_customers", delete).await;
    }
    let left = agent
        .ok("list_customers", json!({"limit": 100, "fields": ["id"]}))
        .await;
    assert_eq!(each(&left, "id").len(), 40);
}

#[tokio::test]
async fn a_list_costs_what_is_asked_of_it() {
    let agent = Agent::new().await;
    let whole = agent.result("list_customers", json!({"limit": 30})).await;
    let fields = ["id", "name", "email", "language"];
    let query = json!({"limit": 30, "fields": fields});
    let few = agent.result("list_customers", query).await;
    assert_eq!(each(&few["structuredContent"], "id").len(), 30);
    let (whole, few) = (text(&whole).len(), text(&few).len());
    println!("30 customers: {whole} bytes, {few} with four fields");
    assert!(few <= 3_000, "{few} bytes");
}
